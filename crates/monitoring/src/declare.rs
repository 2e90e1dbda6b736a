//! Short forms for declarations.

use liantu_model::code::CodeSystem;
pub(crate) use liantu_model::declare::{integer, number, parameter, words};
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Parameter, ParameterKind};

pub(crate) const INDICATOR_COLUMN: Column =
    words("indicator", "指标", "Indicator", "指标代码或名称", "Code or name of the indicator");
pub(crate) const REGION_COLUMN: Column = Column::new(
    "region",
    ColumnKind::Code { system: CodeSystem::Region },
    text("区域", "Region"),
    text("区域代码", "Code of the region"),
);
pub(crate) const INDUSTRY_COLUMN: Column = Column::new(
    "industry",
    ColumnKind::Code { system: CodeSystem::Industry },
    text("行业", "Industry"),
    text("行业代码", "Code of the industry"),
);
pub(crate) const PERIOD_COLUMN: Column =
    Column::new("period", ColumnKind::Period, text("时期", "Period"), text("时期", "The period"));

/// Indicators by region, industry and period.
pub(crate) const SERIES: Input =
    Input { table: "indicator", columns: &["indicator", "region", "industry", "period", "value"], optional: false };
/// The regions: their levels and parents.
pub(crate) const REGIONS: Input = Input { table: "region", columns: &["region", "level", "parent"], optional: true };

/// The parameters that say which series a method looks at, and its own.
macro_rules! parameters {
    ($($own:expr),* $(,)?) => {
        &[
            $crate::declare::INDICATORS,
            $crate::declare::LEVEL,
            $crate::declare::FREQUENCY,
            $($own,)*
            $crate::declare::PERIOD,
            $crate::declare::DUPLICATES,
        ]
    };
}
pub(crate) use parameters;

pub(crate) const INDICATORS: Parameter = parameter(
    "indicators",
    ParameterKind::Text,
    None,
    "指标",
    "Indicators",
    "以逗号分隔；省略则为全部指标",
    "Separated by commas; all indicators when absent",
);
pub(crate) const LEVEL: Parameter = parameter(
    "level",
    ParameterKind::Scale,
    None,
    "区域层级",
    "Level",
    "只看这一层级的区域；省略则为全部",
    "Only regions of this level; all when absent",
);
pub(crate) const FREQUENCY: Parameter = parameter(
    "frequency",
    ParameterKind::Choice { of: &["month", "quarter", "year"] },
    Some("month"),
    "频率",
    "Frequency",
    "只看这一频率的时期，其余各行计数并报告",
    "Only periods of this length; other rows are counted and reported",
);
pub(crate) const PERIOD: Parameter = parameter(
    "period",
    ParameterKind::Period,
    None,
    "时期",
    "Period",
    "只列出其中的各期；此前各期仍作为基准",
    "Only steps in it are listed; earlier ones still serve as the baseline",
);
pub(crate) const DUPLICATES: Parameter = parameter(
    "duplicates",
    ParameterKind::Choice { of: &["refuse", "sum"] },
    Some("refuse"),
    "重复行",
    "Repeats",
    "同一序列同一时期有多行时拒绝，或相加（有一行缺失则和缺失）",
    "Refuse several rows for one series and period, or add them; the sum is missing where one is",
);
