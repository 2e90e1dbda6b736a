//! Coreness: how deep in the dense part of the network each node sits.

use crate::declare::{ACTORS, LAYER_COLUMN, LINKS, NODE_COLUMN, REGIONS, WEIGHT, count, number, parameters};
use crate::graph::Graph;
use liantu_model::Method;
use liantu_model::text::text;
use liantu_numeric::Fixed;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The declaration.
pub const METHOD: Method = Method {
    id: "coreness",
    version: 1,
    study: "network",
    title: text("k 核与 s 核", "k-core and s-core"),
    question: text(
        "每个节点处于网络稠密部分的多深处？",
        "How deep in the dense part of the network does each node sit?",
    ),
    formula: text(
        "k 核数：反复剔除相邻节点少于 k 者后仍在的最大 k；s 核值：反复剔除强度小于 s 者后仍在的最大 s，强度为剩余节点之间的权重之和。",
        "Coreness: the largest k at which a node survives the repeated removal of all nodes with fewer than k neighbours. s-core: the largest s at which it survives the repeated removal of all nodes of strength below s, strength being the weight shared with the nodes that are left.",
    ),
    limits: text(
        "不看方向；自环不计。没有联系的节点不列出。",
        "Direction aside; loops do not count. Nodes without links are not listed.",
    ),
    reference: "Seidman, S. B. (1983). Network structure and minimum degree. Social Networks 5(3), 269–287. Eidsaa, M., Almaas, E. (2013). s-core network decomposition. Physical Review E 88, 062819.",
    aliases: &["k-core", "s-core", "core number", "核数"],
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
        count("coreness", text("核数", "Coreness"), text("k 核分解", "By k-core decomposition")),
        number("strength", text("强度", "Strength"), text("联系的权重之和", "Weight of its links")),
        number("s_core", text("s 核值", "s-core"), text("s 核分解", "By s-core decomposition")),
    ],
};

/// How deep a node sits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coreness {
    /// Different nodes it is linked to.
    pub neighbours: u32,
    /// By number of neighbours.
    pub coreness: u32,
    /// Weight of its links.
    pub strength: f64,
    /// By strength.
    pub s_core: f64,
}

/// Coreness of every node, direction aside.
pub fn coreness(graph: &Graph) -> Vec<Coreness> {
    let graph = graph.without_direction();
    let by_degree = cores(graph.nodes(), |node| graph.neighbours(node));
    let by_strength = strength_cores(&graph);
    let strength = graph.strength_out();
    (0..graph.nodes())
        .map(|node| Coreness {
            neighbours: u32::try_from(graph.neighbours(node).len()).unwrap_or(u32::MAX),
            coreness: by_degree[node],
            strength: strength[node],
            s_core: by_strength[node],
        })
        .collect()
}

/// The coreness of each node of a simple undirected graph: nodes leave in the order of their remaining degree.
pub(crate) fn cores<'g>(nodes: usize, neighbours: impl Fn(usize) -> &'g [u32]) -> Vec<u32> {
    let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let mut degree: Vec<u32> = (0..nodes).map(|node| small(neighbours(node).len())).collect();
    let most = degree.iter().copied().max().unwrap_or(0) as usize;
    let mut waiting: Vec<Vec<u32>> = vec![Vec::new(); most + 1];
    for (node, &degree) in (0u32..).zip(&degree) {
        waiting[degree as usize].push(node);
    }
    let mut gone = vec![false; nodes];
    let mut level = 0;
    while level <= most {
        let Some(node) = waiting[level].pop() else {
            level += 1;
            continue;
        };
        // A node waits once for each degree it had; only the last entry counts.
        if gone[node as usize] || degree[node as usize] as usize != level {
            continue;
        }
        gone[node as usize] = true;
        for &next in neighbours(node as usize) {
            let left = &mut degree[next as usize];
            if !gone[next as usize] && *left as usize > level {
                *left -= 1;
                waiting[*left as usize].push(next);
            }
        }
    }
    degree
}

/// For each node the largest strength at which it survives. Strengths are whole multiples of a quantum, so that taking away
/// leaves no rounding behind.
fn strength_cores(graph: &Graph) -> Vec<f64> {
    let scale = Fixed::of(graph.list().map(|(_, _, weight)| weight));
    let mut left: Vec<i128> =
        (0..graph.nodes()).map(|node| graph.weights(node).iter().map(|&weight| scale.units(weight)).sum()).collect();
    let mut waiting: BinaryHeap<Reverse<(i128, u32)>> =
        (0u32..).zip(&left).map(|(node, &strength)| Reverse((strength, node))).collect();
    let (mut core, mut gone, mut falling) = (vec![0.0; graph.nodes()], vec![false; graph.nodes()], Vec::new());
    let mut level = 0;
    while let Some(Reverse((strength, node))) = waiting.pop() {
        // Each loss left an entry; only the last counts.
        if gone[node as usize] || strength != left[node as usize] {
            continue;
        }
        level = strength.max(level);
        gone[node as usize] = true;
        falling.push(node);
        // Whoever falls to the level goes at once, without waiting among the others.
        while let Some(node) = falling.pop() {
            core[node as usize] = scale.number(level);
            for (other, weight) in graph.row(node as usize) {
                if gone[other as usize] {
                    continue;
                }
                left[other as usize] -= scale.units(weight);
                if left[other as usize] <= level {
                    gone[other as usize] = true;
                    falling.push(other);
                } else {
                    waiting.push(Reverse((left[other as usize], other)));
                }
            }
        }
    }
    core
}
