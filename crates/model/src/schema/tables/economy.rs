//! Who buys from whom: input-output tables in long form, and what scenarios make of them.

#![allow(clippy::wildcard_imports, reason = "the shared columns are this module's vocabulary")]

use super::super::ColumnKind::{Choice, Integer, Number, Text};
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

pub(super) const SCENARIO_EDIT_TABLE: Table = Table {
    name: "scenario_edit",
    title: text("方案修改", "Edits of a scenario"),
    help: text(
        "一个有名称的方案对投入产出表的一项修改；按 order 依次进行，空白的区域与部门表示全部，原表不变",
        "One edit that a named scenario makes to an input-output table; done in the order given, blank regions and sectors mean all, and the table itself stays",
    ),
    key: &["scenario", "order"],
    columns: &[
        column("scenario", Text, "方案", "Scenario", "方案的名称", "Name of the scenario", &["情景", "scenario_id"])
            .required(),
        column("order", Integer, "次序", "Order", "小者先行", "Lower goes first", &["序号", "step"])
            .required()
            .range(0.0, 1e9),
        column(
            "what",
            Choice { of: &["final_demand", "transaction", "coefficient", "share", "capacity"] },
            "修改对象",
            "What",
            "final_demand 最终需求 Y；transaction 原产出下的中间流量 Z；coefficient 投入系数 A；share 来源份额；capacity 产能上限",
            "final_demand: Y; transaction: flows between sectors at the outputs before, Z; coefficient: inputs for a unit of output, A; share: the part of a product that comes from a region; capacity: the most that can be made",
            &["对象", "target"],
        )
        .required(),
        column(
            "region",
            Text,
            "供给区域",
            "Region",
            "供给方的区域，与投入产出表一致；share 必填",
            "Region of the side that supplies, as in the input-output table; a share needs it",
            &["from_region", "区域"],
        ),
        column(
            "industry",
            Text,
            "供给部门",
            "Industry",
            "供给方的部门，与投入产出表一致",
            "Sector of the side that supplies, as in the input-output table",
            &["from_sector", "sector", "部门"],
        ),
        column(
            "to_region",
            Text,
            "使用区域",
            "To region",
            "使用方的区域；capacity 不用",
            "Region of the side that uses; no use for capacity",
            &[],
        ),
        column(
            "to_industry",
            Text,
            "使用部门",
            "To industry",
            "使用方的部门或最终需求类别；capacity 不用",
            "Sector or category of final demand of the side that uses; no use for capacity",
            &["to_sector"],
        ),
        column(
            "operation",
            Choice { of: &["multiply", "set", "add"] },
            "操作",
            "Operation",
            "multiply 乘以；set 所选单元之和改为；add 所选单元之和加上",
            "multiply: times the value; set: the sum of the cells chosen becomes the value; add: the value is added to it",
            &["运算"],
        )
        .required(),
        column("value", Number, "数值", "Value", "乘数、新值或增量", "Factor, new value or increment", &[]).required(),
        NOTE,
    ],
};
