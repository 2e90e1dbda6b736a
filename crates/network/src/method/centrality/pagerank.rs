//! PageRank: where a walker is who follows arrows and now and then starts anew.

use crate::catalogue::found;
use crate::declare::{
    ACTORS, DIRECTED, LAYER_COLUMN, LINKS, NODE_COLUMN, REGIONS, TOLERANCE, WEIGHT, count, number, parameters,
};
use crate::graph::Graph;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use rayon::prelude::*;

pub(crate) const DAMPING: Parameter = Parameter {
    name: "damping",
    kind: ParameterKind::Number { min: 0.0, max: 0.999, unit: None },
    default: Some("0.85"),
    title: text("阻尼系数", "Damping"),
    help: text("游走者每步沿箭头前行的概率", "Probability that the walker follows an arrow in a step"),
};
pub(crate) const LOOPS: Parameter = Parameter {
    name: "loops",
    kind: ParameterKind::Boolean,
    default: Some("false"),
    title: text("含自环", "Loops"),
    help: text("区域内部的联系是否可以让游走者停留原处", "Whether links within a node let the walker stay where it is"),
};

/// The declaration.
pub const METHOD: Method = Method {
    id: "pagerank",
    version: 1,
    study: "network",
    title: text("PageRank 中心性", "PageRank"),
    question: text("沿着联系行走的人最常停在哪里？", "Where does somebody who follows the links spend the most time?"),
    formula: text(
        "x_i = d·(Σ_j x_j·w_ji/s_j + D·u_i) + (1−d)·v_i，s_j = Σ_k w_jk，D 为无出边节点的 x 之和；v 为重新出发的分布（均匀或给定）；u 按 dangling：restart 取 v，uniform 取 1/N，stay 则各留原处。Σx = 1。",
        "x_i = d·(Σ_j x_j·w_ji/s_j + D·u_i) + (1−d)·v_i with s_j = Σ_k w_jk, D the sum of x over nodes that nothing leaves, v where the walker starts anew (evenly, or as given); by dangling, u is v (restart), 1/N (uniform), or each stays where it is (stay). Σx = 1.",
    ),
    limits: text(
        "N 为所选尺度的全部节点；没有联系者不列出，但占有其份额。迭代到相邻两步之差的绝对值之和不超过 tolerance，此时误差不超过其 d/(1−d) 倍。多张网的已知权重单位可能不同，不合并。",
        "N counts all nodes of the scale; those without links are not listed but hold their share. Iterates until two steps differ by at most the tolerance, summed over nodes; the error is then at most d/(1−d) times that. Known weights of several layers may differ in unit and are not put together.",
    ),
    reference: "Brin, S., Page, L. (1998). The anatomy of a large-scale hypertextual Web search engine. Computer Networks 30, 107–117. Boldi, P., Santini, M., Vigna, S. (2009). PageRank: functional dependencies. ACM TOIS 27(4), 19.",
    aliases: &["page rank", "random walk centrality", "网页排名"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![
        WEIGHT,
        DIRECTED,
        DAMPING,
        Parameter {
            name: "dangling",
            kind: ParameterKind::Choice { of: &["restart", "uniform", "stay"] },
            default: Some("restart"),
            title: text("无出边节点", "Dangling nodes"),
            help: text(
                "走到无出边的节点之后：restart 按出发分布重来，uniform 均匀重来，stay 留在原处",
                "Where the walker goes from a node that nothing leaves: restart as at the start, uniform anywhere, stay",
            ),
        },
        Parameter {
            name: "restart_at",
            kind: ParameterKind::Text,
            default: None,
            title: text("出发节点", "Start at"),
            help: text(
                "游走者在这些节点（以 | 分隔，可写 节点=权重）重新出发；省略则任意节点",
                "Nodes where the walker starts anew, separated by |, each may be given as node=weight; any node when absent",
            ),
        },
        LOOPS,
        TOLERANCE,
    ],
    outputs: &[
        LAYER_COLUMN,
        NODE_COLUMN,
        number("pagerank", text("PageRank", "PageRank"), text("全部节点之和为 1", "All nodes sum to 1")),
        count("rank", text("名次", "Rank"), text("1 为最高；相同者并列", "1 is the highest; equals share a rank")),
    ],
};

/// What becomes of a walker at a node that nothing leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dangling {
    /// It starts anew, as at the start.
    #[default]
    Restart,
    /// It starts anew at any node.
    Uniform,
    /// It stays.
    Stay,
}

/// How the walker walks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Walk {
    /// Probability that it follows an arrow in a step, below one.
    pub damping: f64,
    /// Where it goes from a node that nothing leaves.
    pub dangling: Dangling,
    /// Whether it may follow a loop.
    pub loops: bool,
    /// Stop when a step changes no more than this, summed over the nodes.
    pub tolerance: f64,
    /// Steps at most.
    pub steps: u32,
}

impl Default for Walk {
    fn default() -> Self {
        Self { damping: 0.85, dangling: Dangling::Restart, loops: false, tolerance: 1e-10, steps: 10_000 }
    }
}

/// Where the walker is.
#[derive(Clone, Debug, PartialEq)]
pub struct PageRank {
    /// Share of its time at each node; they sum to one.
    pub score: Vec<f64>,
    /// Steps taken.
    pub steps: u32,
    /// What the last step changed, summed over the nodes.
    pub change: f64,
}

/// Nodes per unit of parallel work.
const CHUNK: usize = 1 << 12;

/// PageRank of every node. `restart` gives how much of the new starts each node takes, in any unit; `None`: all the same.
///
/// # Panics
///
/// If `restart` does not have a number of zero or more for each node, one of them above zero.
pub fn pagerank(graph: &Graph, restart: Option<&[f64]>, walk: &Walk) -> (PageRank, Vec<Diagnostic>) {
    let nodes = graph.nodes();
    if nodes == 0 {
        return (PageRank { score: Vec::new(), steps: 0, change: 0.0 }, Vec::new());
    }
    let even = 1.0 / nodes as f64;
    let start: Vec<f64> = restart.map_or_else(
        || vec![even; nodes],
        |given| {
            assert!(given.len() == nodes && given.iter().all(|&share| share >= 0.0), "a share for each node");
            let total = liantu_numeric::sum(given.iter().copied());
            assert!(total > 0.0 && total.is_finite(), "the walker starts somewhere");
            given.iter().map(|share| share / total).collect()
        },
    );
    let mut leaving = graph.strength_out();
    if walk.loops {
        leaving.iter_mut().zip(graph.loops()).for_each(|(leaving, &own)| *leaving += own);
    }
    let dangling: Vec<usize> = (0..nodes).filter(|&node| leaving[node] == 0.0).collect();
    let unweighted = graph.is_unweighted();
    let mut score = start.clone();
    let (mut next, mut flow) = (vec![0.0; nodes], vec![0.0; nodes]);
    let (mut steps, mut change) = (0, f64::INFINITY);
    while change > walk.tolerance && steps < walk.steps {
        flow.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, flow)| {
            for (node, flow) in (chunk * CHUNK..).zip(flow) {
                *flow = if leaving[node] > 0.0 { score[node] / leaving[node] } else { 0.0 };
            }
        });
        let lost = liantu_numeric::sum(dangling.iter().map(|&node| score[node]));
        let changes: Vec<f64> = next
            .par_chunks_mut(CHUNK)
            .enumerate()
            .map(|(chunk, next)| {
                let mut change = 0.0;
                for (node, next) in (chunk * CHUNK..).zip(next) {
                    let sources = graph.sources(node);
                    let mut arriving: f64 = if unweighted {
                        sources.iter().map(|&source| flow[source as usize]).sum()
                    } else {
                        let weights = graph.source_weights(node);
                        sources.iter().zip(weights).map(|(&source, weight)| flow[source as usize] * weight).sum()
                    };
                    if walk.loops {
                        arriving += flow[node] * graph.loops()[node];
                    }
                    arriving += match walk.dangling {
                        Dangling::Restart => lost * start[node],
                        Dangling::Uniform => lost * even,
                        Dangling::Stay if leaving[node] == 0.0 => score[node],
                        Dangling::Stay => 0.0,
                    };
                    *next = walk.damping * arriving + (1.0 - walk.damping) * start[node];
                    change += (*next - score[node]).abs();
                }
                change
            })
            .collect();
        change = liantu_numeric::sum(changes);
        std::mem::swap(&mut score, &mut next);
        steps += 1;
    }
    let findings = (change > walk.tolerance).then(|| found("NET304", "link", 1)).into_iter().collect();
    (PageRank { score, steps, change }, findings)
}

/// For each number its rank from the largest, 1 first; equals share the first rank of theirs, what is undefined has none.
pub fn ranks(scores: &[Option<f64>]) -> Vec<Option<u32>> {
    let mut known: Vec<(f64, usize)> = (0..).zip(scores).filter_map(|(n, score)| Some(((*score)?, n))).collect();
    known.sort_by(|one, two| two.0.total_cmp(&one.0));
    let mut ranks = vec![None; scores.len()];
    let (mut rank, mut last) = (0, f64::NAN);
    for (place, &(score, n)) in (1u32..).zip(&known) {
        // Scores are sums in the order of the nodes: what differs by rounding alone is equal.
        if last.is_nan() || (last - score).abs() > 1e-12 * last.abs() {
            (rank, last) = (place, score);
        }
        ranks[n] = Some(rank);
    }
    ranks
}
