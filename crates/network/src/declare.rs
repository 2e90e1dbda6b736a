//! What the declarations of the methods share.

pub(crate) mod communities;
pub(crate) mod dyads;

use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::{Text, text};
use liantu_model::{Parameter, ParameterKind};

/// Parameters of a method on a choice of links: its own, between scale and layers and the rest of the choice.
macro_rules! parameters {
    ($($own:expr),* $(,)?) => {
        &[
            $crate::declare::SCALE,
            $crate::declare::LAYERS,
            $crate::declare::PERIOD,
            $($own,)*
            $crate::declare::MODE,
            $crate::declare::UNDATED,
            $crate::declare::PROPOSED,
            $crate::declare::UNFULFILLED,
        ]
    };
}
pub(crate) use parameters;

pub(crate) const LINKS: Input = Input {
    table: "link",
    columns: &[
        "link_id",
        "from_actor",
        "to_actor",
        "layer",
        "kind",
        "direction",
        "stage",
        "weight",
        "unit",
        "start",
        "end",
        "status",
        "agreement_id",
        "observation",
    ],
    optional: false,
};
pub(crate) const ACTORS: Input =
    Input { table: "actor", columns: &["actor_id", "kind", "region", "parent", "industry"], optional: true };
pub(crate) const REGIONS: Input =
    Input { table: "region", columns: &["region", "level", "parent", "lon", "lat"], optional: true };

/// An indicator of places.
pub(crate) const INDICATOR_TABLE: Input =
    Input { table: "indicator", columns: &["indicator", "region", "period", "value"], optional: false };

pub(crate) const LAYERS: Parameter = Parameter {
    name: "layers",
    kind: ParameterKind::Layers,
    default: None,
    title: text("网络", "Layers"),
    help: text("只看这些网络；省略则为全部六张", "Only these networks; all six when absent"),
};
pub(crate) const PERIOD: Parameter = Parameter {
    name: "period",
    kind: ParameterKind::Period,
    default: None,
    title: text("时期", "Period"),
    help: text("左闭右开；省略则不限时间", "Half-open; all time when absent"),
};
pub(crate) const MODE: Parameter = Parameter {
    name: "mode",
    kind: ParameterKind::Choice { of: &["interval", "cumulative"] },
    default: Some("interval"),
    title: text("计时方式", "How time counts"),
    help: text(
        "interval：时期内有效；cumulative：在时期结束前已开始，无论是否已终止",
        "interval: holds on some day of the period; cumulative: started before the period ends, over or not",
    ),
};
pub(crate) const UNDATED: Parameter = Parameter {
    name: "undated",
    kind: ParameterKind::Boolean,
    default: Some("true"),
    title: text("含无日期联系", "Undated links"),
    help: text(
        "是否计入不知何时开始的联系；已知日期排除该时期的仍不计入",
        "Whether links of unknown start count; those whose known dates rule the period out never do",
    ),
};
pub(crate) const PROPOSED: Parameter = Parameter {
    name: "proposed",
    kind: ParameterKind::Boolean,
    default: Some("false"),
    title: text("含建议", "Proposals"),
    help: text("是否计入仅为建议的联系", "Whether links count that are only proposed"),
};
pub(crate) const UNFULFILLED: Parameter = Parameter {
    name: "unfulfilled",
    kind: ParameterKind::Boolean,
    default: Some("false"),
    title: text("含未履行", "Unfulfilled"),
    help: text("是否计入约定而未履行的联系", "Whether links count that were agreed and never fulfilled"),
};
pub(crate) const SCALE: Parameter = Parameter {
    name: "scale",
    kind: ParameterKind::Scale,
    default: Some("actor"),
    title: text("尺度", "Scale"),
    help: text(
        "节点为主体，或主体所在的某一层级区域",
        "Nodes are the actors, or the regions of one level in which they lie",
    ),
};
pub(crate) const MEASURE: Parameter = Parameter {
    name: "measure",
    kind: ParameterKind::Choice { of: &["distinct", "links", "neighbours", "strength"] },
    default: Some("distinct"),
    title: text("量度", "Measure"),
    help: text(
        "distinct：不同协议数加无协议联系数；links：联系数；neighbours：相邻节点数；strength：已知权重之和",
        "distinct: distinct agreements plus links without one; links: links; neighbours: adjacent nodes; strength: sum of known weights",
    ),
};

pub(crate) const WEIGHT: Parameter = Parameter {
    name: "weight",
    kind: ParameterKind::Choice { of: &["distinct", "links", "pairs", "known"] },
    default: Some("distinct"),
    title: text("权重", "Weight"),
    help: text(
        "distinct：每条联系计一，同一协议的 n 条联系各计 1/n；links：每条联系计一；pairs：每对节点计一；known：已知权重之和，未知者不计并报告",
        "distinct: a link counts one, each of the n links of an agreement 1/n; links: a link counts one; pairs: a linked pair counts one; known: sum of known weights, unknown ones left out and reported",
    ),
};
pub(crate) const DIRECTED: Parameter = Parameter {
    name: "directed",
    kind: ParameterKind::Boolean,
    default: Some("true"),
    title: text("看方向", "Directed"),
    help: text(
        "是否看联系的方向；双向联系与多方成员关系两个方向都通",
        "Whether the direction of links counts; two-way links and joint membership run both ways",
    ),
};
pub(crate) const TOLERANCE: Parameter = Parameter {
    name: "tolerance",
    kind: ParameterKind::Number { min: 1e-15, max: 0.1, unit: None },
    default: Some("1e-10"),
    title: text("容差", "Tolerance"),
    help: text("迭代到相邻两步之差不超过此值", "Iterate until two steps differ by no more than this"),
};
pub(crate) const SEED: Parameter = Parameter {
    name: "seed",
    kind: ParameterKind::Integer { min: 0, max: 9_007_199_254_740_991 },
    default: Some("1"),
    title: text("随机种子", "Seed"),
    help: text("同一种子给出同一结果", "The same seed gives the same result"),
};

pub(crate) const LAYER_COLUMN: Column = Column::new(
    "layer",
    ColumnKind::Choice { of: &["SYM", "KNO", "SER", "INN", "IND", "VAL"] },
    text("网络", "Layer"),
    text("空白表示所选网络合计", "Blank: all chosen networks together"),
);
pub(crate) const PARTNER_COLUMN: Column =
    Column::new("partner", ColumnKind::Text, text("对方", "Partner"), text("对方节点", "The other node"));
pub(crate) const NODE_COLUMN: Column = Column::new(
    "node",
    ColumnKind::Text,
    text("节点", "Node"),
    text("主体编号或区域代码，依尺度而定", "Identifier of the actor or code of the region, as the scale says"),
)
.required();

pub(crate) const fn count(name: &'static str, title: Text, help: Text) -> Column {
    Column::new(name, ColumnKind::Integer, title, help)
}

pub(crate) const fn number(name: &'static str, title: Text, help: Text) -> Column {
    Column::new(name, ColumnKind::Number, title, help)
}

pub(crate) const fn words(name: &'static str, title: Text, help: Text) -> Column {
    Column::new(name, ColumnKind::Text, title, help)
}

pub(crate) const LINKS_COLUMN: Column = count("links", text("联系数", "Links"), text("联系条数", "Number of links"));
pub(crate) const AGREEMENTS_COLUMN: Column = count(
    "agreements",
    text("协议数", "Agreements"),
    text("不同协议的个数；多方协议计一次", "Distinct agreements; one of many parties counts once"),
);
pub(crate) const DISTINCT_COLUMN: Column = count(
    "distinct",
    text("事项数", "Distinct"),
    text("不同协议数加无协议的联系数", "Distinct agreements plus links without one"),
);
pub(crate) const UNWEIGHTED_COLUMN: Column = count(
    "unweighted",
    text("权重未知", "Unweighted"),
    text("没有已知权重的联系数；不按零计", "Links of unknown weight; they do not count as zero"),
);
