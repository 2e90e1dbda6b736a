//! Betweenness: who lies on the shortest paths between others.

use crate::catalogue::found;
use crate::declare::{
    ACTORS, DIRECTED, LAYER_COLUMN, LINKS, NODE_COLUMN, REGIONS, SEED, WEIGHT, count, number, parameters,
};
use crate::draw::sample;
use crate::graph::Graph;
use crate::paths::{Length, Search};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::chunked;

pub(crate) const LENGTH: Parameter = Parameter {
    name: "length",
    kind: ParameterKind::Choice { of: &["hops", "inverse"] },
    default: Some("hops"),
    title: text("路径长度", "Length"),
    help: text(
        "hops：每步计 1；inverse：每步计权重的倒数，联系越强越近",
        "hops: a step counts one; inverse: one over its weight, so that strong is near",
    ),
};

/// The declaration.
pub const METHOD: Method = Method {
    id: "betweenness",
    version: 1,
    study: "network",
    title: text("中介中心性", "Betweenness"),
    question: text("谁处在他人之间的最短路径上？", "Who lies on the shortest paths between others?"),
    formula: text(
        "b_v = Σ_{s≠v≠t} σ_st(v)/σ_st，σ_st 为 s 到 t 的最短路径数，σ_st(v) 为经过 v 者；不看方向时每对只计一次。标准化除以 (N−1)(N−2)（有向）或其一半。抽样时 b̂_v = (N/k)·Σ_{s∈k 个起点} δ_s(v)。",
        "b_v = Σ_{s≠v≠t} σ_st(v)/σ_st with σ_st shortest paths from s to t and σ_st(v) those through v; without direction a pair counts once. Normalised by (N−1)(N−2), directed, or half of that. By sampling, b̂_v = (N/k)·Σ δ_s(v) over k sources.",
    ),
    limits: text(
        "N 为所选尺度的全部节点；N < 3 时标准化值为空。没有联系的节点不列出。抽样给出标准误；所有节点的标准化误差同时以 95% 的概率不超过诊断与 variant 中所述的界（Hoeffding–Serfling）。长度相差不到 10⁻¹² 的路径视为等长。",
        "N counts all nodes of the scale; the normalised value is null for N < 3. Nodes without links are not listed. Sampling gives the standard error, and with probability 95 % no normalised value of any node is further off than the bound told (Hoeffding, Serfling). Paths whose lengths differ by less than one part in 10¹² are equally long.",
    ),
    reference: "Freeman, L. C. (1977). A set of measures of centrality based on betweenness. Sociometry 40(1), 35–41. Brandes, U. (2001). A faster algorithm for betweenness centrality. Journal of Mathematical Sociology 25(2), 163–177. Brandes, U., Pich, C. (2007). Centrality estimation in large networks. International Journal of Bifurcation and Chaos 17(7), 2303–2318.",
    aliases: &["betweenness centrality", "brandes", "中介", "中间中心性", "介数"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![
        WEIGHT,
        DIRECTED,
        LENGTH,
        Parameter {
            name: "sources",
            kind: ParameterKind::Integer { min: 0, max: 1_000_000 },
            default: Some("0"),
            title: text("起点数", "Sources"),
            help: text(
                "抽样的起点数；0 或不少于节点数则精确计算",
                "How many sources to sample; 0, or as many as there are nodes, computes exactly",
            ),
        },
        SEED,
    ],
    outputs: &[
        LAYER_COLUMN,
        NODE_COLUMN,
        number(
            "betweenness",
            text("中介中心性", "Betweenness"),
            text("经过它的最短路径份额之和", "Shares of shortest paths through it, added up"),
        ),
        number(
            "normalised",
            text("标准化", "Normalised"),
            text("占其可能最大值的比例", "As a share of the largest there can be"),
        ),
        number(
            "standard_error",
            text("标准误", "Standard error"),
            text("betweenness 的抽样标准误；精确计算为零", "Of betweenness, by sampling; zero where computed exactly"),
        ),
        count("rank", text("名次", "Rank"), text("1 为最高；相同者并列", "1 is the highest; equals share a rank")),
    ],
};

/// The betweenness of every node.
#[derive(Clone, Debug, PartialEq)]
pub struct Betweenness {
    /// Shares of shortest paths through each node, added up.
    pub score: Vec<f64>,
    /// As a share of the largest there can be; `None` below three nodes.
    pub normalised: Option<Vec<f64>>,
    /// Standard error of `score`: zero where exact; `None` where one source was drawn.
    pub standard_error: Option<Vec<f64>>,
    /// How many sources were used.
    pub sources: usize,
    /// With probability 95 %, no normalised value is further off.
    pub bound: f64,
}

/// Betweenness of every node from all sources, or from `sources` of them, drawn by `seed`.
pub fn betweenness(graph: &Graph, length: Length, sources: Option<(usize, u64)>) -> (Betweenness, Vec<Diagnostic>) {
    let nodes = graph.nodes();
    let drawn = sources.filter(|&(count, _)| count > 0 && count < nodes);
    let from: Vec<u32> =
        drawn.map_or_else(|| (0u32..).take(nodes).collect(), |(count, seed)| sample(seed, count, nodes));
    let (sum, squares) = dependencies(graph, length, &from, |_, _| 1.0);
    let (n, k) = (nodes as f64, from.len() as f64);
    let pairs = if graph.is_directed() { 1.0 } else { 0.5 };
    let scale = if k > 0.0 { pairs * n / k } else { 1.0 };
    let score: Vec<f64> = sum.iter().map(|sum| sum * scale).collect();
    let largest = pairs * (n - 1.0) * (n - 2.0);
    let left_out = 1.0 - k / n;
    let error = |(sum, squares): (&f64, &f64)| {
        let variance = ((squares - sum * sum / k) / (k - 1.0)).max(0.0);
        pairs * n * (variance / k * left_out).sqrt()
    };
    let standard_error = match drawn {
        None => Some(vec![0.0; nodes]),
        Some((1, _)) => None,
        Some(_) => Some(sum.iter().zip(&squares).map(error).collect()),
    };
    let bound = drawn.map_or(0.0, |_| {
        let serfling = 1.0 - (k - 1.0) / n;
        n / (n - 1.0) * (serfling * (2.0 * n / 0.05).ln() / (2.0 * k)).sqrt()
    });
    let findings = drawn.map(|(count, _)| found("NET305", "link", count)).into_iter().collect();
    let normalised = (nodes > 2).then(|| score.iter().map(|score| score / largest).collect());
    (Betweenness { score, normalised, standard_error, sources: from.len(), bound }, findings)
}

/// For each node what depends on it over all `sources`, and the sum of the squares over the sources; a path from `s` to `t`
/// counts `target(s, t)`.
pub(crate) fn dependencies(
    graph: &Graph,
    length: Length,
    sources: &[u32],
    target: impl Fn(u32, u32) -> f64 + Sync,
) -> (Vec<f64>, Vec<f64>) {
    let nodes = graph.nodes();
    // At most 32 chunks, so that what they add up to stays small beside the graph.
    let parts = chunked(sources.len(), sources.len().div_ceil(32).max(1), |range| {
        let (mut sum, mut squares) = (vec![0.0; nodes], vec![0.0; nodes]);
        let mut search = Search::new(graph, length);
        for &source in &sources[range] {
            search.run(source);
            search.dependencies(
                |node| target(source, node),
                |node, dependency| {
                    sum[node as usize] += dependency;
                    squares[node as usize] += dependency * dependency;
                },
            );
        }
        (sum, squares)
    });
    let mut total = (vec![0.0; nodes], vec![0.0; nodes]);
    for (sum, squares) in parts {
        total.0.iter_mut().zip(sum).for_each(|(total, part)| *total += part);
        total.1.iter_mut().zip(squares).for_each(|(total, part)| *total += part);
    }
    total
}
