//! Rich club: whether those with many links are linked with each other more than chance would have it.

use crate::declare::{ACTORS, LAYER_COLUMN, LINKS, REGIONS, SEED, count, number, parameters};
use crate::graph::Graph;
use crate::null::rewired;
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};
use liantu_numeric::chunked;

/// The declaration.
pub const METHOD: Method = Method {
    id: "rich_club",
    version: 1,
    study: "network",
    title: text("富人俱乐部", "Rich club"),
    question: text(
        "联系多的节点彼此之间是否也联系得更多？",
        "Are those with many links linked with each other more than chance would have it?",
    ),
    formula: text(
        "φ(k) = 2E_{>k}/(N_{>k}(N_{>k}−1))，N_{>k} 为相邻节点多于 k 的节点数，E_{>k} 为它们之间的联系对；标准化 ρ(k) = φ(k)/⟨φ(k)⟩，平均取自保持每个节点度数的随机重连网络；p = (1 + 不小于 φ 的次数)/(1 + 次数)。",
        "φ(k) = 2E_{>k}/(N_{>k}(N_{>k}−1)) with N_{>k} nodes of more than k neighbours and E_{>k} pairs linked among them; normalised ρ(k) = φ(k)/⟨φ(k)⟩, the mean over networks rewired at random with every degree kept; p = (1 + how many are at least φ)/(1 + draws).",
    ),
    limits: text(
        "不看方向与权重；自环不计。N_{>k} < 2 的 k 不列出。每次重连尝试 10 倍于边数的交换；随机平均为零时标准化值为空。各 k 的检验相互依赖。",
        "Direction and weight aside; loops do not count. No row for k with N_{>k} < 2. Each rewiring tries ten swaps per edge; normalised is null where the random mean is zero. Tests at different k depend on each other.",
    ),
    reference: "Zhou, S., Mondragón, R. J. (2004). The rich-club phenomenon in the Internet topology. IEEE Communications Letters 8(3), 180–182. Colizza, V., Flammini, A., Serrano, M. A., Vespignani, A. (2006). Detecting rich-club ordering in complex networks. Nature Physics 2, 110–115.",
    aliases: &["rich-club", "富人俱乐部系数"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![
        Parameter {
            name: "draws",
            kind: ParameterKind::Integer { min: 0, max: 10_000 },
            default: Some("99"),
            title: text("随机次数", "Draws"),
            help: text("随机重连网络的个数；0 则不标准化", "How many rewired networks; 0: not normalised"),
        },
        SEED,
    ],
    outputs: &[
        LAYER_COLUMN,
        count("k", text("k", "k"), text("相邻节点多于此数", "More neighbours than this")),
        count("nodes", text("节点数", "Nodes"), text("其中的节点", "Nodes among them")),
        count("pairs", text("联系对", "Pairs"), text("它们之间的联系对", "Pairs linked among them")),
        number("phi", text("φ", "φ"), text("它们之间的密度", "Density among them")),
        number("expected", text("随机平均", "Expected"), text("重连网络的平均", "Mean over the rewired networks")),
        number("normalised", text("ρ", "ρ"), text("φ 与随机平均之比", "φ over the mean")),
        number("p", text("p 值", "p"), text("单侧：随机不小于所见", "One-sided: chance gives at least as much")),
    ],
};

/// The club of those with more than `k` neighbours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Club {
    /// More neighbours than this.
    pub k: u32,
    /// How many nodes.
    pub nodes: u32,
    /// How many pairs of them are linked.
    pub pairs: u32,
    /// Density among them.
    pub phi: f64,
    /// Mean over the rewired networks; `None` without draws.
    pub expected: Option<f64>,
    /// Density over that mean; `None` where it is zero, or without draws.
    pub normalised: Option<f64>,
    /// How likely chance gives at least as much; `None` without draws.
    pub p: Option<f64>,
}

/// The club at every k at which it has two nodes or more, from zero, direction and weight aside.
pub fn rich_club(graph: &Graph, draws: u32, seed: u64) -> Vec<Club> {
    let graph = graph.without_direction();
    let degrees: Vec<u32> =
        (0..graph.nodes()).map(|node| u32::try_from(graph.neighbours(node).len()).unwrap_or(u32::MAX)).collect();
    let edges: Vec<(u32, u32)> = graph.list().filter(|arc| arc.0 < arc.1).map(|arc| (arc.0, arc.1)).collect();
    let mut sorted = degrees.clone();
    sorted.sort_unstable();
    let above = |k: u32| sorted.len() - sorted.partition_point(|&degree| degree <= k);
    let levels = (0..=sorted.last().copied().unwrap_or(0)).take_while(|&k| above(k) > 1).count();
    let seen = within(&edges, &degrees, levels);
    let random = chunked(draws as usize, 1, |range| {
        within(&rewired(graph.nodes(), &edges, seed, range.start as u64), &degrees, levels)
    });
    (0u32..)
        .zip(&seen)
        .map(|(k, &pairs)| {
            let nodes = above(k);
            let possible = nodes as f64 * (nodes as f64 - 1.0) / 2.0;
            let place = k as usize;
            let expected = (draws > 0).then(|| {
                random.iter().map(|counts| u64::from(counts[place])).sum::<u64>() as f64 / f64::from(draws) / possible
            });
            let phi = f64::from(pairs) / possible;
            let reach = random.iter().filter(|counts| counts[place] >= pairs).count();
            Club {
                k,
                nodes: u32::try_from(nodes).unwrap_or(u32::MAX),
                pairs,
                phi,
                expected,
                normalised: expected.filter(|&expected| expected > 0.0).map(|expected| phi / expected),
                p: (draws > 0).then(|| (reach as f64 + 1.0) / (f64::from(draws) + 1.0)),
            }
        })
        .collect()
}

/// For each level below `levels`, how many edges have both ends above it.
fn within(edges: &[(u32, u32)], degrees: &[u32], levels: usize) -> Vec<u32> {
    let mut counts = vec![0u32; levels + 1];
    for &(one, two) in edges {
        let lower = degrees[one as usize].min(degrees[two as usize]) as usize;
        counts[lower.min(levels)] += 1;
    }
    // An edge counts at every level below its lower end.
    let mut above = 0;
    let mut result = vec![0; levels];
    for level in (0..levels).rev() {
        above += counts[level + 1];
        result[level] = above;
    }
    result
}
