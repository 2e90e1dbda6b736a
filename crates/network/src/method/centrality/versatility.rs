//! Versatility: PageRank of a walker that also changes between networks.

use super::pagerank::{DAMPING, Walk, pagerank};
use crate::declare::{ACTORS, DIRECTED, LINKS, NODE_COLUMN, REGIONS, TOLERANCE, WEIGHT, count, number, parameters};
use crate::graph::Graph;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};

/// The declaration.
pub const METHOD: Method = Method {
    id: "versatility",
    version: 1,
    study: "network",
    title: text("多层 PageRank（多面性）", "Multiplex PageRank versatility"),
    question: text(
        "在各张网之间也能转换的游走者最常停在谁那里？谁在整体上最重要？",
        "Where does a walker spend the most time that may also change from network to network?",
    ),
    formula: text(
        "超邻接矩阵：网内为 w_ij^α，同一节点在两张网之间为 ω；在其上求 PageRank（每步以 d 前行，以 1−d 均匀落到 N·L 个节点—网之一），再对各网求和：Ω_i = Σ_α x_iα，ΣΩ = 1。",
        "Supra-adjacency: w_ij^α within layer α, ω between a node's places in two layers. PageRank on it (a step with d, else to any of the N·L places of nodes in layers), summed over the layers: Ω_i = Σ_α x_iα, ΣΩ = 1.",
    ),
    limits: text(
        "每个节点在每张所选的网中都有位置，无论有无联系。ω 为零且某处没有出边时，游走者均匀重来。weight = known 时各网单位可能不同，先各自除以平均权重。没有联系的节点不列出，但占有其份额。这是 De Domenico 等的定义，不同于 Halu 等（2013）的加法、乘法与组合多层 PageRank。",
        "Every node has a place in every chosen layer, linked there or not. Where ω is zero and nothing leaves, the walker starts anew anywhere. With weight = known, each layer is divided by its mean weight first, since units may differ. Nodes without links are not listed but hold their share. This is the definition of De Domenico et al., not the additive, multiplicative or combined multiplex PageRank of Halu et al. (2013).",
    ),
    reference: "De Domenico, M., Solé-Ribalta, A., Omodei, E., Gómez, S., Arenas, A. (2015). Ranking in interconnected multilayer networks reveals versatile nodes. Nature Communications 6, 6868.",
    aliases: &["multiplex pagerank", "pagerank versatility", "多层pagerank", "多面性"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![
        WEIGHT,
        DIRECTED,
        DAMPING,
        Parameter {
            name: "coupling",
            kind: ParameterKind::Number { min: 0.0, max: 1e9, unit: None },
            default: Some("1"),
            title: text("层间权重", "Coupling"),
            help: text("同一节点在两张网之间的权重 ω", "Weight ω between a node's places in two layers"),
        },
        TOLERANCE,
    ],
    outputs: &[
        NODE_COLUMN,
        number("versatility", text("多面性", "Versatility"), text("全部节点之和为 1", "All nodes sum to 1")),
        number("relative", text("相对值", "Relative"), text("除以最大值", "Over the largest")),
        count("rank", text("名次", "Rank"), text("1 为最高；相同者并列", "1 is the highest; equals share a rank")),
        number(
            "SYM",
            text("共生", "Symbiosis"),
            text("在该网的份额；未选时为空", "Share of it in this layer; null if not chosen"),
        ),
        number(
            "KNO",
            text("知识", "Knowledge"),
            text("在该网的份额；未选时为空", "Share of it in this layer; null if not chosen"),
        ),
        number(
            "SER",
            text("服务", "Service"),
            text("在该网的份额；未选时为空", "Share of it in this layer; null if not chosen"),
        ),
        number(
            "INN",
            text("创新", "Innovation"),
            text("在该网的份额；未选时为空", "Share of it in this layer; null if not chosen"),
        ),
        number(
            "IND",
            text("产业", "Industry"),
            text("在该网的份额；未选时为空", "Share of it in this layer; null if not chosen"),
        ),
        number(
            "VAL",
            text("价值", "Value"),
            text("在该网的份额；未选时为空", "Share of it in this layer; null if not chosen"),
        ),
    ],
};

/// How versatile each node is.
#[derive(Clone, Debug, PartialEq)]
pub struct Versatility {
    /// Share of the walker's time at each node; they sum to one.
    pub score: Vec<f64>,
    /// By layer given, of it, the share in that layer.
    pub layers: Vec<Vec<f64>>,
    /// Steps taken.
    pub steps: u32,
}

/// Versatility of every node of these layers, which have the same nodes, with this weight between a node's places.
///
/// # Panics
///
/// If the layers differ in their number of nodes, or the coupling is negative or not finite.
pub fn versatility(layers: &[&Graph], coupling: f64, walk: &Walk) -> (Versatility, Vec<Diagnostic>) {
    let nodes = layers.first().map_or(0, |layer| layer.nodes());
    assert!(layers.iter().all(|layer| layer.nodes() == nodes), "the layers have the same nodes");
    assert!(coupling >= 0.0 && coupling.is_finite(), "the coupling is a weight");
    let place = |layer: usize, node: u32| u32::try_from(layer * nodes).unwrap_or(u32::MAX) + node;
    let mut arcs: Vec<(u32, u32, f64)> = Vec::new();
    for (n, layer) in layers.iter().enumerate() {
        arcs.extend(layer.list().map(|(from, to, weight)| (place(n, from), place(n, to), weight)));
        if coupling > 0.0 {
            for other in (0..layers.len()).filter(|&other| other != n) {
                arcs.extend((0u32..).take(nodes).map(|node| (place(n, node), place(other, node), coupling)));
            }
        }
    }
    let supra = Graph::new(layers.len() * nodes, true, &arcs);
    let (found, findings) = pagerank(&supra, None, walk);
    let shares: Vec<Vec<f64>> = found.score.chunks(nodes.max(1)).map(<[f64]>::to_vec).collect();
    let score = (0..nodes).map(|node| shares.iter().map(|layer| layer[node]).sum()).collect();
    (Versatility { score, layers: shares, steps: found.steps }, findings)
}
