//! Parameters of the methods that group nodes.

use liantu_model::text::text;
use liantu_model::{Parameter, ParameterKind};

pub(crate) const OBJECTIVE: Parameter = Parameter {
    name: "objective",
    kind: ParameterKind::Choice { of: &["modularity", "cpm"] },
    default: Some("modularity"),
    title: text("目标", "Objective"),
    help: text(
        "modularity：模块度；cpm：常数 Potts 模型",
        "modularity: against what strengths lead to expect; cpm: constant Potts model, against a constant density",
    ),
};
pub(crate) const RESOLUTION: Parameter = Parameter {
    name: "resolution",
    kind: ParameterKind::Number { min: 0.0, max: 1e12, unit: None },
    default: Some("1"),
    title: text("分辨率 γ", "Resolution γ"),
    help: text("越大社区越小", "The higher, the smaller the communities"),
};
pub(crate) const IMPORTANCE: Parameter = Parameter {
    name: "importance",
    kind: ParameterKind::Text,
    default: None,
    title: text("各网权重", "Importance of layers"),
    help: text(
        "如 IND=2,INN=1；未列出的网为 1，为 0 则不参与",
        "Such as IND=2,INN=1; a layer not named counts 1, one with 0 takes no part",
    ),
};
pub(crate) const LOOPS: Parameter = Parameter {
    name: "loops",
    kind: ParameterKind::Boolean,
    default: Some("false"),
    title: text("含自环", "Loops"),
    help: text("节点与自身的联系是否计入", "Whether links of a node with itself count"),
};
pub(crate) const RUNS: Parameter = Parameter {
    name: "runs",
    kind: ParameterKind::Integer { min: 1, max: 1000 },
    default: Some("10"),
    title: text("运行次数", "Runs"),
    help: text("从相继的种子各求解一次，取质量最高者", "One from each of consecutive seeds; the best is given"),
};
pub(crate) const ROUNDS: Parameter = Parameter {
    name: "rounds",
    kind: ParameterKind::Integer { min: 1, max: 1000 },
    default: Some("10"),
    title: text("轮数上限", "Rounds"),
    help: text("每次运行的迭代轮数上限；不再变动时提前结束", "Of each run at most; it ends when nothing moves"),
};
pub(crate) const DIRECTED: Parameter = Parameter { default: Some("false"), ..crate::declare::DIRECTED };
