//! What goes into what, and what cannot be done without.

#![allow(clippy::wildcard_imports, reason = "the shared columns are this module's vocabulary")]

use super::super::ColumnKind::{Choice, Integer, List, Number, Reference, Text};
use super::super::{Column, ColumnKind, Table};
use super::columns::*;
use crate::text::text;

pub(super) const ESSENTIALITY_TABLE: Table = Table {
    name: "essentiality",
    title: text("投入的必需性", "Essentiality of inputs"),
    help: text(
        "一个行业的投入对另一个行业的生产是否必需；两端都按代码前缀匹配，最具体的一行有效，空白表示任何行业",
        "Whether what one industry delivers is essential to another; codes match what they begin, the most specific row holds, blank means any industry",
    ),
    key: &["supplier_industry", "buyer_industry"],
    columns: &[
        column(
            "supplier_industry",
            Text,
            "供给行业",
            "Supplying industry",
            "行业代码，或卖方未具名的流量的内容；空白表示任何",
            "Code of the industry, or the item of flows without a named seller; blank: any",
            &["供方行业", "投入行业", "supplier_sector", "input_sector"],
        ),
        column(
            "buyer_industry",
            INDUSTRY,
            "需求行业",
            "Buying industry",
            "行业代码；空白表示任何",
            "Code of the industry; blank: any",
            &["买方行业", "使用行业", "buyer_sector", "using_sector"],
        ),
        column(
            "class",
            Choice { of: &["essential", "non_essential", "negligible"] },
            "必需性",
            "Class",
            "essential：缺了就停产；non_essential：按占全部投入的份额减产；negligible：没有影响",
            "essential: nothing is made without it; non_essential: output falls by its share of all inputs; negligible: no effect",
            &["类别"],
        )
        .required(),
        SOURCE,
        SECTION,
        NOTE,
    ],
};

const CHAIN_NODE: ColumnKind = Reference { table: "chain_node", column: "node" };

const fn amount(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Column {
    column(name, Number, zh, en, help_zh, help_en, &[]).range(0.0, 1e18)
}

pub(super) const CHAIN_NODE_TABLE: Table = Table {
    name: "chain_node",
    title: text("产业链节点", "Nodes of a chain"),
    help: text("产业链上的产品、工艺、工具或材料", "A product, process, tool or material of an industry chain"),
    key: &["node"],
    columns: &[
        id("node", &["input_id", "node_id"]),
        NAME_ZH,
        NAME_EN,
        column("kind", Text, "类型", "Kind", "工艺、材料、工具等", "Process, material, tool, …", &["type"]),
        column(
            "stage",
            Choice { of: STAGES },
            "环节",
            "Stage",
            "上游、中游、下游或创新链环节",
            "Upstream, midstream, downstream, or a stage of the innovation chain",
            &[],
        ),
        column("industry", INDUSTRY, "行业", "Industry", "行业代码", "Code of the industry", &["行业代码"]),
        amount(
            "need",
            "需求",
            "Need",
            "一年需要多少；空白表示未知",
            "How much is needed in a year; blank means unknown",
        ),
        UNIT,
        SOURCE,
        NOTE,
    ],
};

pub(super) const CHAIN_EDGE_TABLE: Table = Table {
    name: "chain_edge",
    title: text("产业链关系", "Edges of a chain"),
    help: text(
        "一个节点投入另一个节点，或是另一个节点的一种；两种关系不可混同：一种停了，同类的其他种类还在",
        "A node goes into another, or is a kind of another; the two must not be mixed: when one kind stops, the others of its category are there",
    ),
    key: &["node", "goes_into", "is_type_of"],
    columns: &[
        column("node", CHAIN_NODE, "节点", "Node", "起点", "Where it starts", &["input_id"]).required(),
        column(
            "goes_into",
            CHAIN_NODE,
            "投入",
            "Goes into",
            "以它为投入的节点",
            "What needs it as an input",
            &["goes_into_id"],
        ),
        column(
            "is_type_of",
            CHAIN_NODE,
            "属于",
            "Is a type of",
            "它所属的类别",
            "The category it is a kind of",
            &["is_type_of_id"],
        ),
        SOURCE,
        NOTE,
    ],
};

pub(super) const CHAIN_SUPPLY_TABLE: Table = Table {
    name: "chain_supply",
    title: text("产业链供给", "Supply of a chain"),
    help: text("谁供给产业链的一个节点，份额多少", "Who supplies a node of a chain, and which share of it"),
    key: &["node", "provider", "period"],
    columns: &[
        column("node", CHAIN_NODE, "节点", "Node", "供给的节点", "What is supplied", &["provided_id"]).required(),
        column(
            "provider",
            Text,
            "供给方",
            "Provider",
            "国家、区域或企业的代码或名称",
            "Code or name of a country, region or firm",
            &["provider_id", "provider_name"],
        )
        .required(),
        column(
            "provider_kind",
            Choice { of: &["region", "actor"] },
            "供给方层级",
            "Kind of provider",
            "region：国家或区域；actor：企业",
            "region: a country or region; actor: a firm",
            &["provider_type"],
        ),
        column("region", REGION, "所在区域", "Region", "供给方所在的区域", "Where the provider lies", &["country"]),
        column(
            "share",
            Number,
            "份额",
            "Share",
            "占全部供给的份额，0–1；空白表示未知，不是零",
            "Its part of all supply, from 0 to 1; blank means unknown, not zero",
            &["share_provided"],
        )
        .range(0.0, 1.0),
        amount("capacity", "产能", "Capacity", "一年能供多少", "How much it can supply in a year"),
        amount("unit_cost", "单位成本", "Unit cost", "每单位的成本或价格", "Cost or price of a unit"),
        amount("lead_days", "交期", "Lead time", "交货所需天数", "Days until delivery"),
        PERIOD,
        OBSERVATION,
        SOURCE,
        NOTE,
    ],
};

pub(super) const KEY_ITEM_TABLE: Table = Table {
    name: "key_item",
    title: text("关键清单", "Key items"),
    help: text(
        "一个区域清单上的关键产品或部门：谁负责、谁后备、按什么程序，以及库存与应急所需的数",
        "A key product or sector on a region's list: who is in charge, who stands in, by which procedure, and the numbers that stock and emergency plans need",
    ),
    key: &["item", "region"],
    columns: &[
        column("item", Text, "内容", "Item", "关键产品或部门", "The key product or sector", &["产品", "部门"])
            .required(),
        column("region", REGION, "区域", "Region", "区域代码", "Code of the region", &["地区"]),
        column("owner", Text, "负责人", "Owner", "负责的主体或部门", "Who is in charge", &["责任单位", "牵头单位"]),
        column("backup", List, "后备", "Back-up", "替补者，以 | 分隔", "Who stands in, separated by |", &["备份单位"]),
        column(
            "procedure",
            Text,
            "程序",
            "Procedure",
            "应急程序的名称或编号",
            "Name or number of the procedure",
            &["应急程序"],
        ),
        column("priority", Integer, "优先级", "Priority", "短缺时小者先", "In a shortage lower goes first", &[])
            .range(0.0, 1e6),
        amount(
            "outage_probability",
            "中断概率",
            "Probability of an outage",
            "每年中断的概率",
            "That supply fails in a year",
        )
        .range(0.0, 1.0),
        amount(
            "recovery_rate",
            "恢复率",
            "Rate of recovery",
            "每天恢复的概率 μ，平均 1/μ 天",
            "Chance a day that supply is back, μ; 1/μ days on average",
        ),
        amount("shortage_cost", "短缺费用", "Cost of a shortage", "每天", "A day"),
        amount("holding_cost", "持有费用", "Holding cost", "每天库存的年费用", "Of a day of stock, a year"),
        amount("stock_days", "库存天数", "Days of stock", "现有库存可用的天数", "How long the stock there is lasts"),
        amount("recovery_days", "恢复天数", "Days to recover", "恢复供应所需的天数", "Until supply is back"),
        amount("daily_loss", "每天损失", "Loss a day", "断供一天的损失", "Lost in a day without"),
        amount("demand", "应急需求", "Demand", "应急时的需求", "Needed in an emergency"),
        amount("capacity", "应急产能", "Capacity", "应急时的产能", "What can be made in an emergency"),
        amount("unit_cost", "单位成本", "Unit cost", "每单位的成本", "Cost of a unit"),
        amount(
            "second_source_cost",
            "第二来源费用",
            "Cost of a second source",
            "第二来源供应全部需求，每年多花的费用",
            "What a second source for all of the need costs more, a year",
        ),
        amount(
            "joint_outage",
            "同时中断概率",
            "Joint outage",
            "第一来源中断时第二来源也中断的概率",
            "Probability that the second source fails when the first one does",
        )
        .range(0.0, 1.0),
        SOURCE,
        NOTE,
    ],
};

pub(super) const SHOCK_TABLE: Table = Table {
    name: "shock",
    title: text("冲击", "Shocks"),
    help: text(
        "一个方案中的一次冲击：谁、停多少、何时开始、持续多久、怎样恢复；几行即几次冲击",
        "One shock of a scenario: who stops, how much of it, from when, for how long, and how it comes back; several rows are several shocks",
    ),
    key: &["scenario", "order"],
    columns: &[
        column("scenario", Text, "方案", "Scenario", "方案的名称", "Name of the scenario", &["情景"]).required(),
        column("order", Integer, "次序", "Order", "方案中的编号", "Its number within the scenario", &["序号"])
            .required()
            .range(0.0, 1e9),
        column(
            "region",
            Text,
            "区域",
            "Region",
            "受冲击的区域；空白表示任何",
            "The region that is hit; blank: any",
            &[],
        ),
        column(
            "industry",
            Text,
            "行业",
            "Industry",
            "受冲击的行业；空白表示任何",
            "The industry that is hit; blank: any",
            &["sector", "部门"],
        ),
        column("actor", Text, "主体", "Actor", "受冲击的主体；空白表示任何", "The actor that is hit; blank: any", &[]),
        column("item", Text, "产品", "Item", "停供的产品；空白表示任何", "The item that stops; blank: any", &[]),
        column("part", Number, "份额", "Part", "停掉的份额，0–1", "The part that stops, from 0 to 1", &["损失份额"])
            .required()
            .range(0.0, 1.0),
        column(
            "start",
            Integer,
            "起始日",
            "Start",
            "第几天开始，从 0 数起",
            "The day it begins, from 0",
            &["start_day"],
        )
        .required()
        .range(0.0, 1e5),
        column("duration", Number, "持续天数", "Duration", "恢复开始前的天数", "Days until recovery begins", &[])
            .required()
            .range(0.0, 1e5),
        column(
            "kind",
            Choice { of: &["capacity", "rebuild"] },
            "冲击类型",
            "Kind",
            "capacity 产能暂停；rebuild 资本毁坏须重建；空白为参数所定",
            "capacity: stops and comes back by itself; rebuild: capital is destroyed; blank: as the parameter says",
            &[],
        ),
        column(
            "recovery",
            Number,
            "恢复天数",
            "Recovery",
            "恢复所需天数；空白为参数所定",
            "Days of recovery; blank: as the parameter says",
            &[],
        )
        .range(1.0, 1e5),
        column(
            "curve",
            Choice { of: &["instant", "linear", "convex", "concave"] },
            "恢复曲线",
            "Curve",
            "空白为参数所定",
            "Blank: as the parameter says",
            &[],
        ),
        NOTE,
    ],
};
