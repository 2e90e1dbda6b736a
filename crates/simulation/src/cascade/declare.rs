//! What the declarations of the cascades share.

use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::{Text, text};
use liantu_model::{Parameter, ParameterKind};

/// Parameters of a method on a network of firms: which network, its own, how a loss travels.
macro_rules! parameters {
    ($($own:expr),* $(,)?) => {
        &[
            $crate::cascade::declare::SCALE,
            $crate::cascade::declare::PERIOD,
            $crate::cascade::declare::LAYERS,
            $crate::cascade::declare::UNIT,
            $($own,)*
            $crate::cascade::declare::TECHNOLOGY,
            $crate::cascade::declare::DEFAULT_CLASS,
            $crate::cascade::declare::REPLACEABILITY,
            $crate::cascade::declare::FINAL_DEMAND,
            $crate::cascade::declare::WEIGHT,
            $crate::cascade::declare::DIALECT,
            $crate::cascade::declare::ROUNDS,
        ]
    };
}
pub(crate) use parameters;

pub(crate) const FLOWS: Input = Input {
    table: "flow",
    columns: &[
        "origin",
        "destination",
        "from_actor",
        "to_actor",
        "layer",
        "item",
        "period",
        "value",
        "unit",
        "observation",
    ],
    optional: false,
};
pub(crate) const ACTORS: Input = Input { table: "actor", columns: &["actor_id", "region", "industry"], optional: true };
pub(crate) const REGIONS: Input = Input { table: "region", columns: &["region", "level", "parent"], optional: true };
pub(crate) const ESSENTIALITY: Input =
    Input { table: "essentiality", columns: &["supplier_industry", "buyer_industry", "class"], optional: true };

/// Which industries belong to which stage of a chain.
pub(crate) const STAGES: Input = Input { table: "chain_node", columns: &["node", "industry", "stage"], optional: true };

/// Shocks of one's own, beside those that ship.
pub(crate) const SHOCK_TABLE: Input = Input {
    table: "shock",
    columns: &[
        "scenario", "order", "region", "industry", "actor", "item", "part", "start", "duration", "kind", "recovery",
        "curve",
    ],
    optional: true,
};

pub(crate) const SCALE: Parameter = Parameter {
    name: "scale",
    kind: ParameterKind::Scale,
    default: Some("actor"),
    title: text("尺度", "Scale"),
    help: text(
        "节点为主体；或某一层级的区域与行业的组合",
        "Nodes are the actors, or the industries of each region of one level",
    ),
};
pub(crate) const PERIOD: Parameter = Parameter {
    name: "period",
    kind: ParameterKind::Period,
    default: None,
    title: text("时期", "Period"),
    help: text("只取整段落在其中的流量；省略则取全部", "Only flows whose whole period lies in it; all when absent"),
};
pub(crate) const LAYERS: Parameter = Parameter {
    name: "layers",
    kind: ParameterKind::Layers,
    default: None,
    title: text("网络", "Layers"),
    help: text("只看这些网络的流量；省略则不限", "Only flows of these networks; any when absent"),
};
pub(crate) const UNIT: Parameter = Parameter {
    name: "unit",
    kind: ParameterKind::Text,
    default: None,
    title: text("单位", "Unit"),
    help: text(
        "流量有几种单位时选其一：不同单位不能相加",
        "Which unit, where flows have several: they cannot be added",
    ),
};
pub(crate) const TECHNOLOGY: Parameter = Parameter {
    name: "rule",
    kind: ParameterKind::Choice { of: &["mixed", "linear", "leontief"] },
    default: Some("mixed"),
    title: text("传播规则", "Rule"),
    help: text(
        "mixed：必需投入各自成为瓶颈，其余按比例；linear：全部按比例；leontief：全部必需",
        "mixed: each essential input binds by itself, the others in proportion; linear: all in proportion; leontief: all essential",
    ),
};
pub(crate) const DEFAULT_CLASS: Parameter = Parameter {
    name: "default_class",
    kind: ParameterKind::Choice { of: &["physical", "essential", "non_essential", "negligible"] },
    default: Some("physical"),
    title: text("默认必需性", "Default class"),
    help: text(
        "essentiality 表未列出的行业对：physical 表示 A–E 门类的投入对 A–E 门类的买方必需，其余按比例",
        "For pairs of industries that the table essentiality does not list; physical: what sections A to E deliver to sections A to E is essential, all else counts in proportion",
    ),
};
pub(crate) const REPLACEABILITY: Parameter = Parameter {
    name: "replaceability",
    kind: ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
    default: Some("1"),
    title: text("可替代性", "Replaceability"),
    help: text(
        "同行业其他卖方能顶替多少：0 完全不能，1 按市场份额",
        "How far other sellers of the industry stand in: 0 not at all, 1 as market shares allow",
    ),
};
pub(crate) const FINAL_DEMAND: Parameter = Parameter {
    name: "final_demand",
    kind: ParameterKind::Boolean,
    default: Some("true"),
    title: text("计最终需求", "Final demand"),
    help: text(
        "没有写明买方的销售是否计入产出；计入则上游冲击逐步消散",
        "Whether sales without a named buyer count in output, so that shocks die away upstream",
    ),
};
pub(crate) const WEIGHT: Parameter = Parameter {
    name: "weight",
    kind: ParameterKind::Choice { of: &["output", "sales", "equal"] },
    default: Some("output"),
    title: text("权重", "Weight"),
    help: text(
        "损失按什么加权：output 已知的全部销售；sales 对具名买方的销售；equal 各节点相同",
        "What losses are weighted by: output is all known sales, sales those to named buyers, equal counts nodes",
    ),
};
pub(crate) const DIALECT: Parameter = Parameter {
    name: "dialect",
    kind: ParameterKind::Choice { of: &["fastcascade", "paper", "julia"] },
    default: Some("fastcascade"),
    title: text("方言", "Dialect"),
    help: text(
        "fastcascade：从冲击开始，到无人再多损失 ε 为止；paper：从正常开始；julia：从正常开始，看变化的绝对值",
        "fastcascade: starts shocked, ends when nobody loses more than ε in a round; paper: starts intact; julia: starts intact, ends by the size of change either way",
    ),
};
pub(crate) const EPSILON: Parameter = Parameter {
    name: "epsilon",
    kind: ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
    default: Some("0.01"),
    title: text("停止阈值 ε", "Epsilon"),
    help: text(
        "一轮中的变化不超过它即停止；它是结果的一部分，用 epsilon_sensitivity 检验",
        "Rounds end when nothing changes by more; it is part of the result: check it with epsilon_sensitivity",
    ),
};
pub(crate) const ROUNDS: Parameter = Parameter {
    name: "rounds",
    kind: ParameterKind::Integer { min: 1, max: 1_000_000 },
    default: Some("10000"),
    title: text("轮数上限", "Most rounds"),
    help: text("到此为止，未收敛则报告", "The end in any case; reported where losses still grew"),
};
pub(crate) const SHOCK: Parameter = Parameter {
    name: "shock",
    kind: ParameterKind::Text,
    default: None,
    title: text("冲击", "Shock"),
    help: text(
        "以分号分隔的若干项，如 region:310000=1; actor:A12=0.5; sector:C39+region:320000=0.3; item:光刻胶+region:JPN=1。+ 表示同时满足；省略数值为 1。region 含其下级，sector 含其细分；item 指停止交付某内容。scenario:名称 为 shock_library 中的方案，数值为其倍数",
        "Terms separated by semicolons, such as region:310000=1; actor:A12=0.5; sector:C39+region:320000=0.3; item:photoresist+region:JPN=1. + means both; 1 where no number is given. A region includes those below it, a sector its subdivisions; item stops deliveries of that item. scenario:NAME is one of shock_library, the number times its parts",
    ),
};
pub(crate) const ASSUME: Parameter = Parameter {
    name: "assume",
    kind: ParameterKind::Text,
    default: None,
    title: text("假设的份额", "Assumed share"),
    help: text(
        "数值未知的流量占买方该项需求的份额（0–1）；省略则不作假设，结果给出上下界",
        "The share of the buyer's need, from 0 to 1, that a flow of unknown value covers; without it nothing is assumed and results have bounds",
    ),
};

pub(crate) const NODE_COLUMN: Column =
    words("node", text("节点", "Node"), text("主体编号，或“区域/行业”", "Identifier of the actor, or region/industry"))
        .required();
pub(crate) const REGION_COLUMN: Column =
    words("region", text("区域", "Region"), text("所在区域；空白表示未知", "Where it lies; blank: unknown"));
pub(crate) const INDUSTRY_COLUMN: Column =
    words("industry", text("行业", "Industry"), text("行业代码；空白表示未知", "Code of the industry; blank: unknown"));

pub(crate) const fn count(name: &'static str, title: Text, help: Text) -> Column {
    Column::new(name, ColumnKind::Integer, title, help)
}

pub(crate) const fn number(name: &'static str, title: Text, help: Text) -> Column {
    Column::new(name, ColumnKind::Number, title, help)
}

pub(crate) const fn words(name: &'static str, title: Text, help: Text) -> Column {
    Column::new(name, ColumnKind::Text, title, help)
}
