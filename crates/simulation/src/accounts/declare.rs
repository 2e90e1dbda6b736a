//! Short forms for declarations, and what these methods share.

pub(super) use liantu_model::declare::{integer, number, parameter, words};
use liantu_model::method::Input;
use liantu_model::schema::Column;
use liantu_model::{Parameter, ParameterKind};

pub(crate) const TABLE: Input = Input {
    table: "io_entry",
    columns: &["period", "account", "from_region", "from_sector", "to_region", "to_sector", "value"],
    optional: false,
};
pub(super) const EDITS: Input = Input {
    table: "scenario_edit",
    columns: &["scenario", "order", "what", "region", "industry", "to_region", "to_industry", "operation", "value"],
    optional: true,
};
pub(super) const SCENARIO: Parameter = parameter(
    "scenario",
    ParameterKind::Text,
    None,
    "方案",
    "Scenario",
    "先按 scenario_edit 表中这一方案修改投入产出表；省略则用原表",
    "Change the table by this scenario of the table scenario_edit first; the table as it is when absent",
);
pub(super) const PERIOD: Parameter = parameter(
    "period",
    ParameterKind::Period,
    None,
    "时期",
    "Period",
    "使用哪一时期的表；只有一个时期时可省略",
    "Which period's table; may be left out where there is only one",
);
pub(super) const REGION: Parameter = parameter(
    "region",
    ParameterKind::Text,
    None,
    "区域",
    "Region",
    "区域代码；省略则为全部",
    "Code of the region; all when absent",
);
pub(super) const SECTOR: Parameter = parameter(
    "sector",
    ParameterKind::Text,
    None,
    "部门",
    "Sector",
    "部门代码；省略则为全部",
    "Code of the sector; all when absent",
);
pub(super) const ROW: Parameter = parameter(
    "row",
    ParameterKind::Text,
    None,
    "账户行",
    "Row",
    "增加值、进口或扩展账户中的一行；省略则为全部",
    "A row of value added, imports or extensions; all when absent",
);
pub(super) const TOP: Parameter = parameter(
    "top",
    ParameterKind::Integer { min: 1, max: 100_000 },
    Some("100"),
    "条数",
    "How many",
    "最多列出多少条",
    "How many to list at most",
);
pub(super) const REGION_COLUMN: Column = words("region", "区域", "Region", "区域代码", "Code of the region").required();
pub(super) const SECTOR_COLUMN: Column = words("sector", "部门", "Sector", "部门代码", "Code of the sector").required();
pub(super) const ROW_COLUMN: Column =
    words("row", "账户行", "Row", "增加值、进口或扩展账户中的一行", "The row of value added, imports or extensions")
        .required();
pub(super) const UNIT_COLUMN: Column = words(
    "unit",
    "单位",
    "Unit",
    "数值的单位；空白表示来源未说明",
    "Unit of the values; null where the source gives none",
);
