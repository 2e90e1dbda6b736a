//! Short forms for declarations.

use liantu_model::code::CodeSystem;
pub(crate) use liantu_model::declare::{integer, number, parameter, words};
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Parameter, ParameterKind};

pub(crate) const INDUSTRY_COLUMN: Column = Column::new(
    "industry",
    ColumnKind::Code { system: CodeSystem::Industry },
    text("行业", "Industry"),
    text("行业代码", "Code of the industry"),
);
/// A region, or all of them together.
pub(crate) const REGION_OR_ALL: Column = Column::new(
    "region",
    ColumnKind::Code { system: CodeSystem::Region },
    text("区域", "Region"),
    text("区域代码；空白为合计", "Code of the region; blank: all of them"),
);
/// One indicator by region, industry and period.
pub(crate) const PANEL: Input =
    Input { table: "indicator", columns: &["indicator", "region", "industry", "period", "value"], optional: false };
/// Several indicators by region and period.
pub(crate) const FRAME: Input =
    Input { table: "indicator", columns: &["indicator", "region", "period", "value"], optional: false };
/// The regions: their levels, parents and places.
pub(crate) const REGIONS: Input = Input { table: "region", columns: &["region", "level", "parent"], optional: true };
pub(crate) const SEED: Parameter = parameter(
    "seed",
    ParameterKind::Integer { min: 0, max: i64::MAX },
    Some("1"),
    "随机种子",
    "Seed",
    "随机数的种子；同一种子总得到同样的结果",
    "Seed of the random numbers; the same seed always gives the same result",
);
/// A parameter that names one indicator.
pub(crate) const fn named(
    name: &'static str,
    default: Option<&'static str>,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Parameter {
    parameter(name, ParameterKind::Text, default, zh, en, help_zh, help_en)
}
