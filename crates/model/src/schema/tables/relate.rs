//! How industries relate.

#![allow(clippy::wildcard_imports, reason = "the shared columns are this module's vocabulary")]

use super::super::ColumnKind::{Number, Text};
use super::super::Table;
use super::columns::*;
use crate::text::text;

pub(super) const INDUSTRY_PAIR_TABLE: Table = Table {
    name: "industry_pair",
    title: text("行业对", "Pairs of industries"),
    help: text(
        "从一个行业到另一个行业的度量：技能关联、劳动力流动、技术接近等；有方向，双向相同的度量可只列一行",
        "A measure from one industry to another: relatedness of skills, moves of workers, proximity of technologies, …; directed, and a symmetric measure may have one row for both ways",
    ),
    key: &["from_industry", "to_industry", "measure", "period"],
    columns: &[
        column(
            "from_industry",
            INDUSTRY,
            "起点行业",
            "From",
            "起点行业代码",
            "Code of the industry it starts from",
            &["来源行业", "industry_from", "row_industry"],
        )
        .required(),
        column(
            "to_industry",
            INDUSTRY,
            "终点行业",
            "To",
            "终点行业代码",
            "Code of the industry it goes to",
            &["去向行业", "industry_to", "col_industry"],
        )
        .required(),
        column(
            "measure",
            Text,
            "度量",
            "Measure",
            "度量的名称：skill_relatedness（技能关联）、patent_proximity（技术接近）等",
            "Name of the measure: skill_relatedness, patent_proximity, …",
            &["度量名称", "kind", "variable"],
        )
        .required(),
        PERIOD,
        column(
            "value",
            Number,
            "数值",
            "Value",
            "度量的数值；空白表示未知，不是零",
            "The measure; blank means unknown, not zero",
            &["关联度", "relatedness", "proximity"],
        ),
        OBSERVATION,
        SOURCE,
        SECTION,
        NOTE,
    ],
};
