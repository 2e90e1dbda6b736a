//! Katz centrality: everybody who can be reached from counts, the less the longer the walk.

use super::eigenvector::{dominant, parts};
use crate::catalogue::found;
use crate::declare::{
    ACTORS, DIRECTED, LAYER_COLUMN, LINKS, NODE_COLUMN, REGIONS, TOLERANCE, WEIGHT, count, number, parameters,
};
use crate::graph::Graph;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};

/// The declaration.
pub const METHOD: Method = Method {
    id: "katz",
    version: 1,
    study: "network",
    title: text("Katz 中心性", "Katz centrality"),
    question: text("有多少路可以走到它，越长的路计得越少？", "How many walks lead to it, longer ones counting less?"),
    formula: text(
        "x_i = α·Σ_j w_ji·x_j + 1，标准化为 Σx² = 1；α = attenuation/λ，λ 为最大特征值；没有回路时 α = attenuation/最大入强度。",
        "x_i = α·Σ_j w_ji·x_j + 1, scaled to Σx² = 1; α = attenuation/λ with λ the largest eigenvalue, or attenuation over the largest in-strength where there is no cycle.",
    ),
    limits: text(
        "对没有回路的网络也有定义。衰减接近 1 时趋于特征向量中心性。自环不计；没有联系的节点不列出。",
        "Defined also without cycles. Near attenuation 1 it tends to eigenvector centrality. Loops do not count; nodes without links are not listed.",
    ),
    reference: "Katz, L. (1953). A new status index derived from sociometric analysis. Psychometrika 18, 39–43.",
    aliases: &["katz centrality", "alpha centrality"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![
        WEIGHT,
        DIRECTED,
        Parameter {
            name: "attenuation",
            kind: ParameterKind::Number { min: 0.0, max: 0.999, unit: None },
            default: Some("0.85"),
            title: text("衰减", "Attenuation"),
            help: text("α 占 1/λ 的比例", "α as a share of 1/λ"),
        },
        TOLERANCE,
    ],
    outputs: &[
        LAYER_COLUMN,
        NODE_COLUMN,
        number(
            "katz",
            text("Katz 中心性", "Katz centrality"),
            text("全部节点的平方和为 1", "Squares of all nodes sum to 1"),
        ),
        number("alpha", text("α", "α"), text("所用的 α，各行相同", "The α used, the same in every row")),
        count("rank", text("名次", "Rank"), text("1 为最高；相同者并列", "1 is the highest; equals share a rank")),
    ],
};

/// Katz centrality of every node.
#[derive(Clone, Debug, PartialEq)]
pub struct Katz {
    /// Squares sum to one.
    pub score: Vec<f64>,
    /// What a step of a walk counts.
    pub alpha: f64,
}

/// Katz centrality with this share of the largest α there can be, until a step changes no node by more than `tolerance` of
/// the largest. The eigenvalue is that of the whole graph: the largest among all its parts.
pub fn katz(graph: &Graph, attenuation: f64, tolerance: f64) -> (Katz, Vec<Diagnostic>) {
    let strongest = graph.strength_in().into_iter().fold(0.0, f64::max);
    let alpha = match radius(graph, tolerance) {
        Some(radius) => attenuation / radius,
        None if strongest > 0.0 => attenuation / strongest,
        None => 0.0,
    };
    let (mut score, mut change, mut steps) = (vec![1.0; graph.nodes()], f64::INFINITY, 0);
    while change > tolerance && steps < 100_000 {
        let next: Vec<f64> = (0..graph.nodes())
            .map(|node| 1.0 + alpha * graph.column(node).map(|(source, w)| w * score[source as usize]).sum::<f64>())
            .collect();
        let largest = next.iter().copied().fold(1.0, f64::max);
        change = next.iter().zip(&score).map(|(one, two)| (one - two).abs()).fold(0.0, f64::max) / largest;
        score = next;
        steps += 1;
    }
    let norm = liantu_numeric::sum(score.iter().map(|value| value * value)).sqrt();
    for value in &mut score {
        *value /= norm;
    }
    let findings = (change > tolerance).then(|| found("NET304", "link", 1)).into_iter().collect();
    (Katz { score, alpha }, findings)
}

/// The largest eigenvalue over all parts in which everything reaches everything; `None` without a cycle.
fn radius(graph: &Graph, tolerance: f64) -> Option<f64> {
    let mut at = vec![0.0; graph.nodes()];
    let cyclic = parts(graph).into_iter().filter(|part| part.len() > 1);
    cyclic.map(|part| dominant(graph, &part, tolerance.min(1e-12), &mut at).1).reduce(f64::max)
}
