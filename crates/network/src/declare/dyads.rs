//! Parameters of the methods on matrices over pairs of nodes.

use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Parameter, ParameterKind};

pub(crate) const REGION_PAIRS: Input = Input {
    table: "region_pair",
    columns: &["from_region", "to_region", "measure", "period", "value"],
    optional: true,
};
pub(crate) const TRANSFORM: Parameter = Parameter {
    name: "transform",
    kind: ParameterKind::Choice { of: &["none", "log1p"] },
    default: Some("none"),
    title: text("变换", "Transform"),
    help: text(
        "log1p：各网的权重取 ln(1+x)；区域对的度量不变",
        "log1p: ln(1+x) of the weights of layers; measures of pairs of regions stay as they are",
    ),
};
pub(crate) const NODES: Parameter = Parameter {
    name: "nodes",
    kind: ParameterKind::Choice { of: &["linked", "all"] },
    default: Some("linked"),
    title: text("节点范围", "Nodes"),
    help: text(
        "linked：在所选任一网中有联系的节点；all：全部节点，没有联系的也按零计",
        "linked: nodes with a link in any chosen layer; all: every node, those without links as zeros",
    ),
};
pub(crate) const DRAWS: Parameter = Parameter {
    name: "permutations",
    kind: ParameterKind::Integer { min: 0, max: 1_000_000 },
    default: Some("999"),
    title: text("置换次数 R", "Permutations R"),
    help: text(
        "随机重排节点的次数；全部排列不多于此数时逐一取遍，p 值精确",
        "Random relabellings of the nodes; where there are not more than these in all, each is taken and p is exact",
    ),
};
pub(crate) const TAIL: Parameter = Parameter {
    name: "tail",
    kind: ParameterKind::Choice { of: &["two", "greater", "less"] },
    default: Some("two"),
    title: text("尾", "Tail"),
    help: text(
        "two：绝对值不小于观测值；greater、less：单尾",
        "two: at least as far from zero; greater and less: one tail",
    ),
};
