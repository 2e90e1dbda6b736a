//! Backbone: the links that carry more than chance would give them at their nodes.

use crate::declare::{
    ACTORS, DIRECTED, LAYER_COLUMN, LINKS, PARTNER_COLUMN, REGIONS, WEIGHT, number, parameters, words,
};
use crate::graph::Graph;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};

/// The declaration.
pub const METHOD: Method = Method {
    id: "backbone",
    version: 1,
    study: "network",
    title: text("骨干网络", "Backbone"),
    question: text(
        "哪些联系明显强于其节点的其他联系？",
        "Which links are clearly stronger than the others of their nodes?",
    ),
    formula: text(
        "差异过滤：端点有 k 条联系、强度 s 时，α = (1 − w/s)^(k−1)，即在 k 段随机分割中至少如此之大的概率。有向：起点按出边，终点按入边。取两端较小者，小于 level 者保留。",
        "Disparity filter: at an end with k links of strength s, α = (1 − w/s)^(k−1), the probability of at least that share in a random cut into k. Directed: the source by what leaves it, the target by what reaches it. The smaller of both ends counts; links below the level are kept.",
    ),
    limits: text(
        "只有一条联系的端点无法检验，α 为空；两端都无法检验时是否保留也为空。未作多重检验校正：level 是过滤强度，不是整体错误率。自环不计。",
        "An end with a single link cannot be tested, its α is null; where neither end can, so is whether the link is kept. There is no correction for many tests: the level says how much is filtered, not an overall error rate. Loops do not count.",
    ),
    reference: "Serrano, M. Á., Boguñá, M., Vespignani, A. (2009). Extracting the multiscale backbone of complex weighted networks. PNAS 106(16), 6483–6488.",
    aliases: &["disparity filter", "serrano", "骨干", "差异过滤"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![
        Parameter { default: Some("links"), ..WEIGHT },
        DIRECTED,
        Parameter {
            name: "level",
            kind: ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
            default: Some("0.05"),
            title: text("水平", "Level"),
            help: text("α 小于此值者保留", "Links with α below this are kept"),
        },
    ],
    outputs: &[
        LAYER_COLUMN,
        words(
            "node",
            text("节点", "Node"),
            text("起点；不看方向时为编号在先者", "Where it starts; without direction, the first by number"),
        ),
        PARTNER_COLUMN,
        number("weight", text("权重", "Weight"), text("该对的权重", "What the pair weighs")),
        number("alpha_node", text("起点 α", "α at the node"), text("在起点的联系之中", "Among the links of the node")),
        number(
            "alpha_partner",
            text("终点 α", "α at the partner"),
            text("在终点的联系之中", "Among the links of the partner"),
        ),
        number("alpha", text("α", "α"), text("两者之小", "The smaller of both")),
        Column::new(
            "kept",
            ColumnKind::Boolean,
            text("保留", "Kept"),
            text("α 是否小于 level", "Whether α is below the level"),
        ),
    ],
};

/// A link and how likely its share is by chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Where it starts; without direction, the lower number.
    pub from: u32,
    /// Where it goes.
    pub to: u32,
    /// What the pair weighs.
    pub weight: f64,
    /// Among the links of its start; `None` where there is no other.
    pub alpha_from: Option<f64>,
    /// Among the links of its end; `None` where there is no other.
    pub alpha_to: Option<f64>,
}

impl Link {
    /// The smaller of both; `None` where neither end has another link.
    pub fn alpha(&self) -> Option<f64> {
        match (self.alpha_from, self.alpha_to) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        }
    }
}

/// Every arrow (or, without direction, edge) of the graph, sorted by its ends.
pub fn backbone(graph: &Graph) -> Vec<Link> {
    let (leaving, reaching) = (graph.strength_out(), graph.strength_in());
    let alpha = |weight: f64, strength: f64, count: usize| {
        let others = i32::try_from(count - 1).unwrap_or(i32::MAX);
        (count > 1).then(|| (1.0 - weight / strength).max(0.0).powi(others))
    };
    graph
        .list()
        .filter(|arc| graph.is_directed() || arc.0 < arc.1)
        .map(|(from, to, weight)| Link {
            from,
            to,
            weight,
            alpha_from: alpha(weight, leaving[from as usize], graph.neighbours(from as usize).len()),
            alpha_to: alpha(weight, reaching[to as usize], graph.sources(to as usize).len()),
        })
        .collect()
}
