//! Structural holes: how free a node is to broker between contacts that are not linked with each other.

use crate::declare::{ACTORS, LAYER_COLUMN, LINKS, NODE_COLUMN, REGIONS, WEIGHT, count, number, parameters};
use crate::graph::Graph;
use liantu_model::Method;
use liantu_model::text::text;
use liantu_numeric::chunked;

/// The declaration.
pub const METHOD: Method = Method {
    id: "structural_holes",
    version: 1,
    study: "network",
    title: text("结构洞", "Structural holes"),
    question: text(
        "一个节点的联系对象之间是否缺少联系，使它得以居中？",
        "Do a node's contacts lack links with each other, so that it stands between them?",
    ),
    formula: text(
        "a_ij 为两个方向的权重之和，p_ij = a_ij/Σ_k a_ik，m_jq = a_jq/max_k a_jk。约束 C_i = Σ_j c_ij，c_ij = (p_ij + Σ_{q≠i,j} p_iq p_qj)²；有效规模 ES_i = Σ_j [1 − Σ_{q≠i,j} p_iq m_jq]；效率 ES_i/n_i；等级度 H_i = Σ_j (n_i c_ij/C_i) ln(n_i c_ij/C_i)/(n_i ln n_i)。j 遍历 i 的 n_i 个相邻节点。",
        "a_ij: weight both ways, p_ij = a_ij/Σ_k a_ik, m_jq = a_jq/max_k a_jk. Constraint C_i = Σ_j c_ij with c_ij = (p_ij + Σ_{q≠i,j} p_iq p_qj)²; effective size ES_i = Σ_j [1 − Σ_{q≠i,j} p_iq m_jq]; efficiency ES_i/n_i; hierarchy H_i = Σ_j (n_i c_ij/C_i) ln(n_i c_ij/C_i)/(n_i ln n_i). j runs over the n_i neighbours of i.",
    ),
    limits: text(
        "约束低者居于结构洞。没有联系的节点不列出；只有一个相邻节点时等级度为空。约束可大于 1（两三个彼此紧密的联系）。自环不计。",
        "Low constraint means structural holes. Nodes without links are not listed; hierarchy is null for a single neighbour. Constraint may exceed 1 (two or three contacts close to each other). Loops do not count.",
    ),
    reference: "Burt, R. S. (1992). Structural Holes. Harvard University Press. Burt, R. S. (2004). Structural holes and good ideas. American Journal of Sociology 110(2), 349–399.",
    aliases: &["constraint", "effective size", "burt", "结构洞约束", "约束系数"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![WEIGHT],
    outputs: &[
        LAYER_COLUMN,
        NODE_COLUMN,
        count(
            "neighbours",
            text("相邻节点", "Neighbours"),
            text("不同的相邻节点数", "Different nodes it is linked to"),
        ),
        number("constraint", text("约束", "Constraint"), text("低者有结构洞", "Low: structural holes")),
        number(
            "effective_size",
            text("有效规模", "Effective size"),
            text("不重复的联系数", "Contacts less their redundancy"),
        ),
        number(
            "efficiency",
            text("效率", "Efficiency"),
            text("有效规模占相邻节点数", "Effective size over neighbours"),
        ),
        number(
            "hierarchy",
            text("等级度", "Hierarchy"),
            text("约束集中于一个对象的程度", "How far the constraint comes from one contact"),
        ),
    ],
};

/// How a node stands between its contacts; each is `None` without contacts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Holes {
    /// Different nodes it is linked to.
    pub neighbours: u32,
    /// Low: structural holes.
    pub constraint: Option<f64>,
    /// Contacts less their redundancy.
    pub effective_size: Option<f64>,
    /// Effective size over neighbours.
    pub efficiency: Option<f64>,
    /// How far the constraint comes from one contact; `None` also for a single one.
    pub hierarchy: Option<f64>,
}

/// Structural holes around every node; direction counts as weight both ways.
pub fn structural_holes(graph: &Graph) -> Vec<Holes> {
    let graph = &graph.without_direction();
    let strength = graph.strength_out();
    let most: Vec<f64> =
        (0..graph.nodes()).map(|node| graph.weights(node).iter().copied().fold(0.0, f64::max)).collect();
    chunked(graph.nodes(), 256, |range| {
        // What reaches each contact through others: as a share of theirs, and as redundancy.
        let mut through = vec![0.0; graph.nodes()];
        range.map(|node| one(graph, node, &strength, &most, &mut through)).collect::<Vec<Holes>>()
    })
    .concat()
}

/// `through` is zero before and after.
fn one(graph: &Graph, node: usize, strength: &[f64], most: &[f64], through: &mut [f64]) -> Holes {
    let neighbours = graph.neighbours(node);
    let mut holes = Holes { neighbours: u32::try_from(neighbours.len()).unwrap_or(u32::MAX), ..Holes::default() };
    if neighbours.is_empty() {
        return holes;
    }
    let share = |weight: f64| weight / strength[node];
    // p_iq for the neighbours q of the node; negative marks nobody, since shares are above zero.
    for (q, weight) in graph.row(node) {
        through[q as usize] = share(weight);
    }
    let (mut parts, mut redundancy) = (Vec::with_capacity(neighbours.len()), 0.0);
    for (j, weight) in graph.row(node) {
        let mut indirect = 0.0;
        for (q, between) in graph.row(j as usize) {
            let p = through[q as usize];
            if p > 0.0 {
                indirect += p * between / strength[q as usize];
                redundancy += p * between / most[j as usize];
            }
        }
        parts.push((share(weight) + indirect).powi(2));
    }
    for &q in neighbours {
        through[q as usize] = 0.0;
    }
    let n = neighbours.len() as f64;
    let constraint = liantu_numeric::sum(parts.iter().copied());
    holes.constraint = Some(constraint);
    holes.effective_size = Some(n - redundancy);
    holes.efficiency = Some((n - redundancy) / n);
    holes.hierarchy = (neighbours.len() > 1).then(|| {
        let part = |part: f64| n * part / constraint;
        liantu_numeric::sum(parts.iter().map(|&own| part(own) * part(own).ln())) / (n * n.ln())
    });
    holes
}
