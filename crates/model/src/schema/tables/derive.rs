//! What is made of the records of departments: which of them become which flows and indicators.

#![allow(clippy::wildcard_imports, reason = "the shared columns are this module's vocabulary")]

use super::super::ColumnKind::{Choice, Integer, List, Number, Text};
use super::super::{Column, Table};
use super::columns::*;
use crate::text::text;

const fn named(name: &'static str, zh: &'static str, en: &'static str) -> Column {
    column(name, Text, zh, en, "来源表中的列名", "A column of the table of records", &[])
}

const fn placed(name: &'static str, zh: &'static str, en: &'static str) -> Column {
    column(
        name,
        List,
        zh,
        en,
        "来源表中说明地区的列，以 | 分隔，取第一个非空者；信用代码取其登记机关所在地；=代码 为常量",
        "Columns of the records that say where, separated by |: the first that is not blank; a credit code stands for the place of its registration; =CODE is the same for all",
        &[],
    )
}

const fn unit_of(name: &'static str, zh: &'static str, en: &'static str) -> Column {
    column(
        name,
        Text,
        zh,
        en,
        "来源表中写单位的列，或 =单位；空白取列自身的单位；吨、万元等换算为千克、元",
        "A column of the records that holds the unit, or =UNIT; blank: the unit of the column itself; t, 10,000 yuan and the like become kg and yuan",
        &[],
    )
}

pub(super) const DERIVATION_TABLE: Table = Table {
    name: "derivation",
    title: text("派生", "Derivations"),
    help: text(
        "哪些部门记录汇总为哪些流量或指标；导入时随记录增量更新。没有这张表时用自带的派生",
        "Which records of departments add up to which flows or indicators; kept up as records come in. Without this table, those that ship are used",
    ),
    key: &["derivation_id"],
    columns: &[
        id("derivation_id", &["派生编号"]),
        TITLE_ZH,
        TITLE_EN,
        column("from_table", Text, "来源表", "From table", "记录所在的表", "The table of records", &[]).required(),
        column(
            "into",
            Choice { of: &["flow", "indicator"] },
            "去向",
            "Into",
            "汇入流量还是指标",
            "Whether they become flows or indicators",
            &[],
        )
        .required(),
        column(
            "conditions",
            List,
            "条件",
            "Conditions",
            "列=值 或 列!=值，多个值以逗号分隔，各条件以 | 分隔且须同时成立；空值表示空白",
            "column=value or column!=value, several values separated by commas; all conditions, separated by |, must hold; an empty value is a blank",
            &["筛选"],
        ),
        LAYER_COLUMN,
        column("indicator", Text, "指标", "Indicator", "所成指标的名称", "The name of the indicator it becomes", &[]),
        placed("origin", "流出地", "Origin"),
        placed("destination", "流入地", "Destination"),
        placed("region", "区域", "Region"),
        column(
            "level",
            Choice { of: &["province", "city", "county"] },
            "层级",
            "Level",
            "把国标区划归到这一层级；空白为记录所写的区域",
            "The level to which listed divisions are lifted; blank: as the records say",
            &[],
        ),
        named("from_actor", "发出方", "From actor"),
        named("to_actor", "接收方", "To actor"),
        named("actor", "主体", "Actor"),
        named("industry", "行业", "Industry"),
        named("item", "内容", "Item"),
        column(
            "digits",
            Integer,
            "位数",
            "Digits",
            "内容或行业代码保留的位数；空白为全部",
            "How many characters of the item or industry are kept; blank: all",
            &[],
        )
        .range(1.0, 64.0),
        column(
            "systems",
            List,
            "分类版本",
            "Classifications",
            "代码先后所用的分类，如 HS2017 until 2022-01-01|HS2022；旧代码按对照表换成最后一个",
            "The classifications of the codes, one after another, such as HS2017 until 2022-01-01|HS2022: older codes become the last by the table concordance",
            &[],
        ),
        named("time", "时间", "Time").required(),
        column(
            "frequency",
            Choice { of: &["month", "quarter", "year"] },
            "频率",
            "Frequency",
            "按月、季或年汇总；空白为月；比它更长的时期保持原样",
            "By month, quarter or year; blank: by month; longer periods stay as they are",
            &["周期"],
        ),
        column(
            "measure",
            Choice { of: &["sum", "count", "mean"] },
            "汇总方式",
            "Measure",
            "sum 合计；count 计数；mean 平均；空白为 sum",
            "sum, count or mean; blank: sum",
            &[],
        ),
        named("value", "数值", "Value"),
        unit_of("unit", "单位", "Unit"),
        named("quantity", "数量", "Quantity"),
        unit_of("quantity_unit", "数量单位", "Unit of quantity"),
        column(
            "least_known",
            Number,
            "最低已知份额",
            "Least known",
            "记录中至少多大份额的数值已知，合计才算已知；空白为 1",
            "The share of records whose value must be known for the sum to be; blank: 1",
            &[],
        )
        .range(0.0, 1.0),
        NOTE,
    ],
};
