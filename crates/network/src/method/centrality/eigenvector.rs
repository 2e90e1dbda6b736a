//! Eigenvector centrality: who is linked to those who are central.

use crate::catalogue::found;
use crate::declare::{
    ACTORS, DIRECTED, LAYER_COLUMN, LINKS, NODE_COLUMN, REGIONS, TOLERANCE, WEIGHT, count, number, parameters,
};
use crate::graph::Graph;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method};

/// The declaration.
pub const METHOD: Method = Method {
    id: "eigenvector",
    version: 1,
    study: "network",
    title: text("特征向量中心性", "Eigenvector centrality"),
    question: text("谁与居于中心者相连？", "Who is linked to those who are central?"),
    formula: text(
        "λ·x_i = Σ_j w_ji·x_j，λ 为最大特征值，x ≥ 0，Σx² = 1。",
        "λ·x_i = Σ_j w_ji·x_j for the largest eigenvalue λ, x ≥ 0, Σx² = 1.",
    ),
    limits: text(
        "只在最大的强连通部分（不看方向时为连通部分）之内有唯一解；其外的节点为空并给出诊断。没有回路的有向网络全为空：请用 PageRank 或 Katz。自环不计。",
        "There is one solution only within a part where everything reaches everything: it is computed for the largest (of equals the one with the first node), and nodes outside are null, with a diagnostic. A directed network without a cycle has none at all: take PageRank or Katz. Loops do not count.",
    ),
    reference: "Bonacich, P. (1987). Power and centrality: a family of measures. American Journal of Sociology 92(5), 1170–1182.",
    aliases: &["eigenvector centrality", "eigencentrality", "bonacich", "特征向量"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![WEIGHT, DIRECTED, TOLERANCE],
    outputs: &[
        LAYER_COLUMN,
        NODE_COLUMN,
        number("eigenvector", text("特征向量中心性", "Eigenvector centrality"), text("平方和为 1", "Squares sum to 1")),
        number("eigenvalue", text("特征值", "Eigenvalue"), text("λ，各行相同", "λ, the same in every row")),
        count("rank", text("名次", "Rank"), text("1 为最高；相同者并列", "1 is the highest; equals share a rank")),
    ],
};

/// A step too many.
const STEPS: u32 = 100_000;

/// How well connected each node is.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigenvector {
    /// Squares sum to one; `None` outside the largest part in which everything reaches everything.
    pub score: Vec<Option<f64>>,
    /// The largest eigenvalue; `None` where there is no such part of two nodes or more.
    pub eigenvalue: Option<f64>,
    /// Steps taken.
    pub steps: u32,
}

/// Eigenvector centrality of every node of the largest part in which everything reaches everything, until a step changes no
/// node by more than `tolerance` of the largest.
pub fn eigenvector(graph: &Graph, tolerance: f64) -> (Eigenvector, Vec<Diagnostic>) {
    let part = largest_part(graph);
    let linked = (0..graph.nodes()).filter(|&node| graph.is_linked(node)).count();
    let mut findings = Vec::new();
    if linked > part.len() {
        findings.push(found("NET306", "link", linked - part.len()));
    }
    let mut score = vec![None; graph.nodes()];
    if part.len() < 2 {
        return (Eigenvector { score, eigenvalue: None, steps: 0 }, findings);
    }
    let mut at = vec![0.0; graph.nodes()];
    let (vector, eigenvalue, steps, converged) = dominant(graph, &part, tolerance, &mut at);
    if !converged {
        findings.push(found("NET304", "link", 1));
    }
    part.iter().zip(vector).for_each(|(&node, value)| score[node as usize] = Some(value));
    (Eigenvector { score, eigenvalue: Some(eigenvalue), steps }, findings)
}

/// The vector and the eigenvalue that dominate the arrows between the nodes of `part`; `x` is zero for every node, before and
/// after.
///
/// Power iteration on `A + c`, where half the eigenvalue as `c` keeps graphs of two sides from swinging.
pub(super) fn dominant(graph: &Graph, part: &[u32], tolerance: f64, x: &mut [f64]) -> (Vec<f64>, f64, u32, bool) {
    let even = 1.0 / (part.len() as f64).sqrt();
    for &node in part {
        x[node as usize] = even;
    }
    let (mut eigenvalue, mut steps, mut change) = (0.0, 0, f64::INFINITY);
    while change > tolerance && steps < STEPS {
        // Nodes outside the part stay at zero, so that what comes from them does not count.
        let next: Vec<f64> = part
            .iter()
            .map(|&node| {
                let arriving = graph.column(node as usize).map(|(source, weight)| weight * x[source as usize]);
                arriving.sum::<f64>() + 0.5 * eigenvalue * x[node as usize]
            })
            .collect();
        let norm = liantu_numeric::sum(next.iter().map(|value| value * value)).sqrt();
        let largest = next.iter().copied().fold(0.0, f64::max);
        change = 0.0f64;
        for (&node, value) in part.iter().zip(&next) {
            change = change.max((value / norm - x[node as usize]).abs());
            x[node as usize] = value / norm;
        }
        change *= norm / largest;
        eigenvalue = norm - 0.5 * eigenvalue;
        steps += 1;
    }
    // At the vector every sum grows by the eigenvalue; this one has no root to take.
    let total = liantu_numeric::sum(part.iter().map(|&node| x[node as usize]));
    let after = part.iter().map(|&node| {
        liantu_numeric::sum(graph.column(node as usize).map(|(source, weight)| weight * x[source as usize]))
    });
    let eigenvalue = liantu_numeric::sum(after) / total;
    let vector = part.iter().map(|&node| std::mem::take(&mut x[node as usize])).collect();
    (vector, eigenvalue, steps, change <= tolerance)
}

/// The nodes of the largest part in which everything reaches everything; of equals the one with the first node.
fn largest_part(graph: &Graph) -> Vec<u32> {
    parts(graph).into_iter().min_by_key(|part| (usize::MAX - part.len(), part[0])).unwrap_or_default()
}

/// The parts in which everything reaches everything, nodes sorted (Tarjan 1972, without recursion).
pub(super) fn parts(graph: &Graph) -> Vec<Vec<u32>> {
    const NEW: u32 = u32::MAX;
    let nodes = graph.nodes();
    let (mut index, mut low, mut on_stack) = (vec![NEW; nodes], vec![0u32; nodes], vec![false; nodes]);
    let (mut stack, mut calls, mut next) = (Vec::<u32>::new(), Vec::<(u32, usize)>::new(), 0u32);
    let mut parts = Vec::new();
    for start in (0u32..).take(nodes) {
        if index[start as usize] != NEW {
            continue;
        }
        calls.push((start, 0));
        while let Some((node, place)) = calls.pop() {
            let at = node as usize;
            if place == 0 {
                (index[at], low[at]) = (next, next);
                next += 1;
                stack.push(node);
                on_stack[at] = true;
            } else {
                low[at] = low[at].min(low[graph.neighbours(at)[place - 1] as usize]);
            }
            let mut place = place;
            let mut descend = None;
            while let Some(&other) = graph.neighbours(at).get(place) {
                place += 1;
                if index[other as usize] == NEW {
                    descend = Some(other);
                    break;
                }
                if on_stack[other as usize] {
                    low[at] = low[at].min(index[other as usize]);
                }
            }
            if let Some(other) = descend {
                calls.push((node, place));
                calls.push((other, 0));
                continue;
            }
            if low[at] == index[at] {
                let from = stack.iter().rposition(|&one| one == node).unwrap_or(0);
                let mut part = stack.split_off(from);
                for &one in &part {
                    on_stack[one as usize] = false;
                }
                part.sort_unstable();
                parts.push(part);
            }
        }
    }
    parts
}
