//! How much and what: flows, indicators, what sources declare of themselves, policies, events.

#![allow(clippy::wildcard_imports, reason = "the shared columns are this module's vocabulary")]

use super::super::ColumnKind::{Boolean, Choice, Date, Integer, List, Number, Text};
use super::super::Table;
use super::columns::*;
use crate::text::text;

pub(super) const FLOW_TABLE: Table = Table {
    name: "flow",
    title: text("流量", "Flows"),
    help: text("一段时间内从一地到另一地的流量", "What flowed from one place to another in a period"),
    key: &["origin", "destination", "from_actor", "to_actor", "layer", "item", "period"],
    columns: &[
        column(
            "origin",
            REGION,
            "流出地",
            "Origin",
            "流出区域代码",
            "Code of the region it leaves",
            &["起点", "出发地", "来源地", "from", "from_region", "origin_region"],
        )
        .required(),
        column(
            "destination",
            REGION,
            "流入地",
            "Destination",
            "流入区域代码",
            "Code of the region it enters",
            &["终点", "到达地", "目的地", "to", "to_region", "destination_region"],
        )
        .required(),
        column(
            "from_actor",
            ACTOR,
            "发出方",
            "From actor",
            "发出方主体",
            "The actor it leaves",
            &["销售方", "发货方", "seller"],
        ),
        column(
            "to_actor",
            ACTOR,
            "接收方",
            "To actor",
            "接收方主体",
            "The actor it enters",
            &["购买方", "收货方", "buyer"],
        ),
        LAYER_COLUMN,
        column(
            "item",
            Text,
            "内容",
            "Item",
            "货物、人流、专利、资金等",
            "Goods, people, patents, funds, …",
            &["商品", "品类", "product", "commodity", "hs", "hs8"],
        ),
        PERIOD.required(),
        column(
            "value",
            Number,
            "数值",
            "Value",
            "流量；空白表示未知，不是零",
            "How much; blank means unknown, not zero",
            &["流量", "金额", "amount", "volume"],
        ),
        UNIT,
        column(
            "quantity",
            Number,
            "数量",
            "Quantity",
            "重量、件数等；金额除以数量为单价；空白表示未知，不是零",
            "Weight, pieces, …; value over quantity is the unit value; blank means unknown, not zero",
            &["重量", "净重", "第一数量", "法定数量", "weight", "net_weight"],
        ),
        column(
            "quantity_unit",
            Text,
            "数量单位",
            "Unit of quantity",
            "数量的计量单位",
            "Unit of the quantity",
            &["第一计量单位", "法定单位"],
        ),
        OBSERVATION,
        SOURCE,
    ],
};

/// What indicators and items are called and mean; a name that is not listed stands for itself.
pub(super) const CONCEPT_TABLE: Table = Table {
    name: "concept",
    title: text("概念", "Concepts"),
    help: text(
        "指标与货物等代码的名称、定义与口径",
        "What the codes of indicators and items are called, mean and cover",
    ),
    key: &["concept"],
    columns: &[
        column(
            "concept",
            Text,
            "代码",
            "Code",
            "指标、货物等的代码，与所在表中一致",
            "Code of an indicator or item, as in the table that uses it",
            &["指标代码", "概念", "indicator", "item"],
        )
        .required(),
        TITLE_ZH,
        TITLE_EN,
        column(
            "definition_zh",
            Text,
            "中文定义",
            "Definition in Chinese",
            "算什么、不算什么",
            "What counts, in Chinese",
            &["定义", "口径", "含义"],
        ),
        column(
            "definition_en",
            Text,
            "英文定义",
            "Definition in English",
            "英文：算什么、不算什么",
            "What counts and what does not",
            &["definition"],
        ),
        column("unit", Text, "计量单位", "Unit", "通常的计量单位", "The usual unit", &["单位"]),
        SOURCE,
        SECTION,
        NOTE,
    ],
};

pub(super) const INDICATOR_TABLE: Table = Table {
    name: "indicator",
    title: text("指标", "Indicators"),
    help: text(
        "一个指标在某地、某行业、某主体、某时期的数值",
        "The value of an indicator for a region, industry, actor and period",
    ),
    key: &["indicator", "region", "industry", "actor", "period"],
    columns: &[
        column("fact_id", Text, "事实编号", "Fact id", "供引用的编号", "Identifier to refer to", &["id"]),
        column(
            "indicator",
            Text,
            "指标",
            "Indicator",
            "指标代码或名称",
            "Code or name of the indicator",
            &["指标名称", "indicator_name", "variable"],
        )
        .required(),
        column(
            "region",
            REGION,
            "区域",
            "Region",
            "区域代码",
            "Code of the region",
            &[
                "地区",
                "城市",
                "省份",
                "省市",
                "区域代码",
                "地区代码",
                "行政区划代码",
                "city",
                "province",
                "region_code",
                "place",
                "adcode",
            ],
        ),
        column(
            "industry",
            INDUSTRY,
            "行业",
            "Industry",
            "行业代码",
            "Code of the industry",
            &["产业", "行业代码", "产业代码", "sector", "activity", "industry_code"],
        ),
        column("actor", ACTOR, "主体", "Actor", "主体代码", "The actor", &["企业", "actor_id"]),
        PERIOD,
        column(
            "value",
            Number,
            "数值",
            "Value",
            "数值；空白表示未知，不是零",
            "The value; blank means unknown, not zero",
            &["值", "指标值", "产值", "利润", "amount", "val"],
        ),
        column(
            "lower",
            Number,
            "下限",
            "Lower bound",
            "来源只说“不少于”时的数值",
            "The bound, where the source says at least",
            &[],
        ),
        column(
            "upper",
            Number,
            "上限",
            "Upper bound",
            "来源只说“不多于”时的数值",
            "The bound, where the source says at most",
            &[],
        ),
        UNIT,
        OBSERVATION,
        SOURCE,
        SECTION,
        NOTE,
    ],
};

pub(super) const ESTABLISHMENT_TABLE: Table = Table {
    name: "establishment",
    title: text("单位", "Establishments"),
    help: text(
        "一个企业或产业活动单位在某时期的区域、行业、规模与位置；空间集聚的测度以此为据",
        "A plant or firm in a period: its region, industry, size and place; what measures of agglomeration rest on",
    ),
    key: &["establishment_id", "period"],
    columns: &[
        id("establishment_id", &["单位代码", "企业代码", "工厂代码", "plant", "plant_id", "firm_id"]),
        column(
            "region",
            REGION,
            "区域",
            "Region",
            "所在区域的代码",
            "Code of the region it lies in",
            &["地区", "城市", "区域代码", "行政区划代码", "region_code", "adcode"],
        ),
        column(
            "industry",
            INDUSTRY,
            "行业",
            "Industry",
            "行业代码",
            "Code of the industry",
            &["产业", "行业代码", "产业代码", "sector", "activity", "industry_code"],
        ),
        PERIOD,
        column(
            "size",
            Number,
            "规模",
            "Size",
            "从业人数、产值等；空白表示未知，不是零",
            "Employment, output, …; blank means unknown, not zero",
            &["从业人数", "就业人数", "员工人数", "value", "employment", "employees"],
        ),
        UNIT,
        LON,
        LAT,
        OBSERVATION,
        SOURCE,
        NOTE,
    ],
};

pub(super) const DECLARED_TOTAL_TABLE: Table = Table {
    name: "declared_total",
    title: text("声明的合计", "Declared totals"),
    help: text(
        "来源声明的合计、比值或个数，应与其组成部分相符",
        "A sum, ratio or count that a source declares and that its parts should bear out",
    ),
    key: &["total_id"],
    columns: &[
        id("total_id", &[]),
        column(
            "rule",
            Choice { of: &["sum", "ratio", "count"] },
            "规则",
            "Rule",
            "sum：等于各部分之和；ratio：等于首项除以次项；count：等于各部分的个数",
            "sum: equals the sum of the parts; ratio: first part divided by the second; count: number of the parts",
            &[],
        )
        .required(),
        column("total", Text, "合计", "Total", "被检验的事实编号", "Fact id of the declared value", &[]).required(),
        column(
            "parts",
            List,
            "组成",
            "Parts",
            "以 | 分隔：sum 与 ratio 为事实编号，count 为名称或代码",
            "Separated by |: fact ids for sum and ratio, names or codes for count",
            &[],
        )
        .required(),
        column(
            "decimals",
            Integer,
            "小数位",
            "Decimals",
            "来源印出的小数位数，据此判断是否相符",
            "Decimal places that the source prints; agreement is judged at these",
            &[],
        )
        .range(0.0, 15.0),
        SOURCE,
        SECTION,
    ],
};

pub(super) const DISCREPANCY_TABLE: Table = Table {
    name: "discrepancy",
    title: text("来源疑误", "Discrepancies"),
    help: text(
        "来源中无法计算检验的矛盾：原文如何、此处如何采用、为何",
        "A contradiction in a source that no rule can compute: what is printed, what is used here, and why",
    ),
    key: &["discrepancy_id"],
    columns: &[
        id("discrepancy_id", &[]),
        column("printed", Text, "原文", "Printed", "来源中的写法", "As the source has it", &[]).required(),
        column("used", Text, "采用", "Used", "此处采用的写法", "As it is used here", &[]).required(),
        column("reason_zh", Text, "理由（中文）", "Reason (Chinese)", "为何如此采用", "Why, in Chinese", &[]),
        column("reason_en", Text, "理由（英文）", "Reason (English)", "为何如此采用（英文）", "Why, in English", &[]),
        SOURCE,
        SECTION,
    ],
};

pub(super) const POLICY_TABLE: Table = Table {
    name: "policy",
    title: text("政策", "Policies"),
    help: text("政策、文件及其适用范围与时间", "A policy or document, where and when it is in force"),
    key: &["policy_id"],
    columns: &[
        id("policy_id", &[]),
        TITLE_ZH,
        TITLE_EN,
        column("region", REGION, "适用区域", "Region", "适用的区域", "Where it is in force", &["地区"]),
        column("industry", INDUSTRY, "行业", "Industry", "适用的行业", "The industry it concerns", &["行业代码"]),
        LAYER_COLUMN,
        column(
            "stackable",
            Boolean,
            "可叠加",
            "Stackable",
            "是否可与其他政策叠加；空白表示未知",
            "Whether it adds to others; blank means unknown",
            &[],
        ),
        START,
        END,
        SOURCE,
        SECTION,
        NOTE,
    ],
};

pub(super) const EVENT_TABLE: Table = Table {
    name: "event",
    title: text("事件", "Events"),
    help: text(
        "发生在某时某地、改变主体或联系的事",
        "Something that happened at a time and place and changed an actor or a link",
    ),
    key: &["event_id"],
    columns: &[
        id("event_id", &[]),
        column("date", Date, "日期", "Date", "发生之日", "The day", &["发生日期"]).required(),
        column("kind", Text, "类型", "Kind", "事件类型", "Kind of event", &["事件类型"]).required(),
        column("region", REGION, "区域", "Region", "区域代码", "The region", &["地区"]),
        column("actor", ACTOR, "主体", "Actor", "主体代码", "The actor", &[]),
        TITLE_ZH,
        TITLE_EN,
        SOURCE,
        SECTION,
    ],
};
