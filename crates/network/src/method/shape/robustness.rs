//! Robustness: how the network falls apart as nodes or links go.

use crate::catalogue::found;
use crate::declare::{ACTORS, LAYER_COLUMN, LINKS, REGIONS, SEED, WEIGHT, count, number, parameters, words};
use crate::draw::{branch, sample};
use crate::graph::Graph;
use crate::method::centrality::betweenness::betweenness;
use crate::paths::Length;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::chunked;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The declaration.
pub const METHOD: Method = Method {
    id: "robustness",
    version: 1,
    study: "network",
    title: text("断链稳健性", "Robustness under removal"),
    question: text(
        "节点或联系逐一失去时，网络还剩多大一块相连？",
        "How much of the network stays connected as nodes or links go, one after the other?",
    ),
    formula: text(
        "s(q) = 去除 q 个之后最大连通分量的节点数 / N；R = (1/M)·Σ_{q=1..M} s(q)，M 为可去除的总数（节点 N 或联系对 E）。次序：random 随机（多次平均，并列出最小与最大），degree 相邻节点多者先，degree_again 每步重算，strength 强度大者先，betweenness 中介大者先，weight 联系强者先。",
        "s(q) = nodes of the largest connected part after q have gone, over N; R = (1/M)·Σ_{q=1..M} s(q) with M all that can go (N nodes, or E linked pairs). Order: random (mean of several runs, with least and most), degree (most neighbours first), degree_again (counted anew at each step), strength, betweenness, weight (strongest link first).",
    ),
    limits: text(
        "不看方向；N 只含有联系的节点。次序相同者编号在先者先去。去除节点时 R 最大为 (N−1)/2N。只看是否相连，不看流量与替代。曲线至多列出 points 个点，R 用全部。",
        "Direction aside; N counts linked nodes. Of equals the first by number goes first. By nodes, R is at most (N−1)/2N. It looks at connection, not at flow or substitutes. At most `points` points of the curve are listed; R uses all.",
    ),
    reference: "Albert, R., Jeong, H., Barabási, A.-L. (2000). Error and attack tolerance of complex networks. Nature 406, 378–382. Schneider, C. M., Moreira, A. A., Andrade, J. S., Havlin, S., Herrmann, H. J. (2011). Mitigation of malicious attacks on networks. PNAS 108(10), 3838–3841.",
    aliases: &["resilience", "attack tolerance", "percolation", "稳健性", "断链", "韧性"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![
        WEIGHT,
        Parameter {
            name: "remove",
            kind: ParameterKind::Choice { of: &["nodes", "links"] },
            default: Some("nodes"),
            title: text("去除", "Remove"),
            help: text("逐一去除节点，或联系对", "Nodes go, or linked pairs"),
        },
        Parameter {
            name: "order",
            kind: ParameterKind::Choice {
                of: &["random", "degree", "degree_again", "strength", "betweenness", "weight"],
            },
            default: Some("degree"),
            title: text("次序", "Order"),
            help: text(
                "去除节点：random、degree、degree_again、strength、betweenness；去除联系：random、weight",
                "For nodes: random, degree, degree_again, strength, betweenness; for links: random, weight",
            ),
        },
        Parameter {
            name: "runs",
            kind: ParameterKind::Integer { min: 1, max: 10_000 },
            default: Some("20"),
            title: text("随机次数", "Runs"),
            help: text("随机次序重复几次", "How often a random order is repeated"),
        },
        SEED,
        Parameter {
            name: "points",
            kind: ParameterKind::Integer { min: 2, max: 1_000_000 },
            default: Some("100"),
            title: text("曲线点数", "Points"),
            help: text("曲线至多列出的点数", "Points of the curve to list, at most"),
        },
    ],
    outputs: &[
        LAYER_COLUMN,
        count("removed", text("已去除", "Removed"), text("去除的个数 q", "How many have gone, q")),
        number("share", text("比例", "Share"), text("q 占总数的比例", "q over all that can go")),
        words(
            "last",
            text("最近去除", "Last"),
            text("第 q 个去除的节点或联系对；随机次序为空", "The q-th node or pair to go; null for a random order"),
        ),
        number(
            "largest",
            text("最大分量", "Largest part"),
            text("s(q)，随机次序为平均", "s(q), the mean for a random order"),
        ),
        number("least", text("最小", "Least"), text("各次中最小", "Least of the runs")),
        number("most", text("最大", "Most"), text("各次中最大", "Most of the runs")),
        number("r", text("R", "R"), text("稳健性指数，各行相同", "The index, the same in every row")),
    ],
};

/// What goes, and which first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Nodes at random, so many runs by a seed.
    Random(u32, u64),
    /// Nodes of most neighbours first, as they are at the start.
    Degree,
    /// Nodes of most neighbours first, counted anew at each step.
    DegreeAgain,
    /// Strongest nodes first, as they are at the start.
    Strength,
    /// Nodes of the highest betweenness by hops first, as it is at the start.
    Betweenness,
    /// Links at random, so many runs by a seed.
    RandomLinks(u32, u64),
    /// Strongest links first.
    Weight,
}

/// What went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// A node.
    Node(u32),
    /// A linked pair, the lower number first.
    Link(u32, u32),
}

/// What is left of the network.
#[derive(Clone, Debug, PartialEq)]
pub struct Robustness {
    /// Share of the linked nodes in the largest part after 0, 1, … have gone; the mean of the runs.
    pub largest: Vec<f64>,
    /// The least of the runs.
    pub least: Vec<f64>,
    /// The most of the runs.
    pub most: Vec<f64>,
    /// What went, in order; `None` for random orders.
    pub gone: Option<Vec<Gone>>,
    /// Mean of `largest` after each removal; `None` where there is nothing to remove.
    pub r: Option<f64>,
}

/// The largest part as nodes or links go in this order, direction aside.
pub fn robustness(graph: &Graph, order: Order) -> (Robustness, Vec<Diagnostic>) {
    let graph = &graph.without_direction();
    let linked: Vec<u32> =
        (0u32..).take(graph.nodes()).filter(|&node| !graph.neighbours(node as usize).is_empty()).collect();
    let edges: Vec<(u32, u32, f64)> = graph.list().filter(|arc| arc.0 < arc.1).collect();
    let by = |score: &[f64]| {
        let mut nodes = linked.clone();
        nodes.sort_by(|&one, &two| score[two as usize].total_cmp(&score[one as usize]).then(one.cmp(&two)));
        nodes
    };
    let runs: Vec<Vec<u32>> = match order {
        Order::Random(runs, seed) => chunked(runs as usize, 1, |range| {
            let drawn = sample(branch(seed, range.start as u64), linked.len(), linked.len());
            nodes_go(graph, &drawn.iter().map(|&place| linked[place as usize]).collect::<Vec<_>>())
        }),
        Order::RandomLinks(runs, seed) => chunked(runs as usize, 1, |range| {
            let drawn = sample(branch(seed, range.start as u64), edges.len(), edges.len());
            links_go(graph, drawn.iter().map(|&place| edges[place as usize]).collect())
        }),
        _ => Vec::new(),
    };
    let (runs, gone) = match order {
        Order::Random(..) | Order::RandomLinks(..) => (runs, None),
        Order::Weight => {
            let mut edges = edges;
            edges.sort_by(|one, two| two.2.total_cmp(&one.2).then((one.0, one.1).cmp(&(two.0, two.1))));
            let gone = edges.iter().map(|edge| Gone::Link(edge.0, edge.1)).collect();
            (vec![links_go(graph, edges)], Some(gone))
        }
        Order::Degree | Order::DegreeAgain | Order::Strength | Order::Betweenness => {
            let nodes = match order {
                Order::DegreeAgain => counted_anew(graph, &linked),
                Order::Strength => by(&graph.strength_out()),
                Order::Betweenness => by(&betweenness(graph, Length::Hops, None).0.score),
                _ => by(&(0..graph.nodes()).map(|node| graph.neighbours(node).len() as f64).collect::<Vec<_>>()),
            };
            (vec![nodes_go(graph, &nodes)], Some(nodes.into_iter().map(Gone::Node).collect()))
        }
    };
    let steps = runs.first().map_or(0, Vec::len);
    let all = linked.len().max(1) as f64;
    let at = |step: usize| runs.iter().map(move |run| f64::from(run[step]));
    let largest: Vec<f64> = (0..steps).map(|step| at(step).sum::<f64>() / runs.len() as f64 / all).collect();
    let least = (0..steps).map(|step| at(step).fold(f64::INFINITY, f64::min) / all).collect();
    let most = (0..steps).map(|step| at(step).fold(0.0, f64::max) / all).collect();
    let r = (steps > 1).then(|| liantu_numeric::sum(largest[1..].iter().copied()) / (steps - 1) as f64);
    let findings = r.is_none().then(|| found("NET102", "link", 1)).into_iter().collect();
    (Robustness { largest, least, most, gone, r }, findings)
}

/// Parts that grow together.
struct Parts {
    parent: Vec<u32>,
    size: Vec<u32>,
    largest: u32,
}

impl Parts {
    fn new(nodes: usize) -> Self {
        Self { parent: (0u32..).take(nodes).collect(), size: vec![1; nodes], largest: 0 }
    }

    fn root(&mut self, mut node: u32) -> u32 {
        while self.parent[node as usize] != node {
            let above = self.parent[self.parent[node as usize] as usize];
            self.parent[node as usize] = above;
            node = above;
        }
        node
    }

    fn join(&mut self, one: u32, two: u32) {
        let (mut one, mut two) = (self.root(one), self.root(two));
        if one == two {
            return;
        }
        if self.size[one as usize] < self.size[two as usize] {
            std::mem::swap(&mut one, &mut two);
        }
        self.parent[two as usize] = one;
        self.size[one as usize] += self.size[two as usize];
        self.largest = self.largest.max(self.size[one as usize]);
    }
}

/// Size of the largest part after 0, 1, … of these nodes have gone: they come back from the last to the first.
fn nodes_go(graph: &Graph, order: &[u32]) -> Vec<u32> {
    let mut parts = Parts::new(graph.nodes());
    let mut there = vec![false; graph.nodes()];
    let mut sizes = vec![0];
    for &node in order.iter().rev() {
        there[node as usize] = true;
        parts.largest = parts.largest.max(1);
        for &other in graph.neighbours(node as usize) {
            if there[other as usize] {
                parts.join(node, other);
            }
        }
        sizes.push(parts.largest);
    }
    sizes.reverse();
    sizes
}

fn links_go(graph: &Graph, order: Vec<(u32, u32, f64)>) -> Vec<u32> {
    let mut parts = Parts::new(graph.nodes());
    parts.largest = u32::from(!order.is_empty());
    let mut sizes = vec![parts.largest];
    for (one, two, _) in order.into_iter().rev() {
        parts.join(one, two);
        sizes.push(parts.largest);
    }
    sizes.reverse();
    sizes
}

/// The nodes in the order in which each has the most neighbours among those left.
fn counted_anew(graph: &Graph, linked: &[u32]) -> Vec<u32> {
    let mut left: Vec<usize> = (0..graph.nodes()).map(|node| graph.neighbours(node).len()).collect();
    let mut waiting: BinaryHeap<(usize, Reverse<u32>)> =
        linked.iter().map(|&node| (left[node as usize], Reverse(node))).collect();
    let (mut gone, mut order) = (vec![false; graph.nodes()], Vec::with_capacity(linked.len()));
    while let Some((degree, Reverse(node))) = waiting.pop() {
        let at = node as usize;
        if gone[at] || degree != left[at] {
            continue;
        }
        gone[at] = true;
        order.push(node);
        for &other in graph.neighbours(at) {
            if !gone[other as usize] {
                left[other as usize] -= 1;
                waiting.push((left[other as usize], Reverse(other)));
            }
        }
    }
    order
}
