//! Who buys from whom: input-output tables in long form.

#![allow(clippy::wildcard_imports, reason = "the shared columns are this module's vocabulary")]

use super::super::ColumnKind::{Choice, Number, Text};
use super::super::Table;
use super::columns::*;
use crate::text::text;

pub(super) const IO_ENTRY_TABLE: Table = Table {
    name: "io_entry",
    title: text("投入产出单元", "Input-output entries"),
    help: text(
        "投入产出表的一个单元：谁的产品或要素，被谁使用，多少；未列出的单元为零，列出而空白的为未知",
        "A cell of an input-output table: whose product or factor, used by whom, how much; a cell that is not listed is zero, one listed without a value is unknown",
    ),
    key: &["period", "account", "from_region", "from_sector", "to_region", "to_sector"],
    columns: &[
        PERIOD.required(),
        column(
            "account",
            Choice {
                of: &[
                    "intermediate",
                    "final_demand",
                    "export",
                    "value_added",
                    "import",
                    "extension",
                    "output",
                    "final_value_added",
                    "final_extension",
                ],
            },
            "账户",
            "Account",
            "intermediate 中间使用；final_demand 最终需求；export 向表外出口；value_added 增加值等初始投入；import 自表外进口；extension 就业、能耗、排放等；output 来源声明的总产出；final_value_added、final_extension 最终需求自身的初始投入与扩展",
            "intermediate uses; final_demand; export out of the table; value_added and other primary inputs; import from outside of the table; extension (workers, energy, emissions, …); output as the source states it; final_value_added and final_extension: those of final demand itself",
            &["账户类型", "kind", "block"],
        )
        .required(),
        column(
            "from_region",
            Text,
            "供给区域",
            "From region",
            "供给方的区域代码，与表中其他行一致；没有区域的要素留空",
            "Code of the region that supplies, the same throughout the table; blank for factors without a region",
            &["供给地", "来源区域", "row_region", "region_from", "origin_region", "from_country"],
        ),
        column(
            "from_sector",
            Text,
            "供给部门",
            "From sector",
            "供给方的部门代码；增加值、进口与扩展账户为其行名",
            "Code of the sector that supplies; for value added, imports and extensions the name of the row",
            &["供给行业", "投入部门", "row_sector", "sector_from", "row_industry", "input"],
        ),
        column(
            "to_region",
            Text,
            "使用区域",
            "To region",
            "使用方的区域代码；出口留空",
            "Code of the region that uses; blank for exports",
            &["使用地", "目的区域", "col_region", "column_region", "region_to", "to_country"],
        ),
        column(
            "to_sector",
            Text,
            "使用部门",
            "To sector",
            "使用方的部门代码；最终需求与出口为其类别",
            "Code of the sector that uses; for final demand and exports the category",
            &["使用行业", "消耗部门", "col_sector", "column_sector", "sector_to", "col_industry", "category"],
        ),
        column(
            "value",
            Number,
            "数值",
            "Value",
            "流量；空白表示未知，不是零",
            "How much; blank means unknown, not zero",
            &["流量", "金额", "amount", "flow"],
        ),
        UNIT,
        OBSERVATION,
        SOURCE,
        NOTE,
    ],
};
