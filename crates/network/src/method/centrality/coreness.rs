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
    let ones = graph.without_weights();
    let one = Fixed::new(1.0, graph.arrows());
    let by_degree = peel(&ones, one);
    let scale = Fixed::of(graph.list().map(|(_, _, weight)| weight));
    let by_strength = peel(&graph, scale);
    let strength = graph.strength_out();
    (0..graph.nodes())
        .map(|node| Coreness {
            neighbours: u32::try_from(graph.neighbours(node).len()).unwrap_or(u32::MAX),
            coreness: whole(one.number(by_degree[node])),
            strength: strength[node],
            s_core: scale.number(by_strength[node]),
        })
        .collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of neighbours")]
fn whole(number: f64) -> u32 {
    number.round() as u32
}

/// For each node the largest level at which it survives, in units of `scale`, so that taking away leaves no rounding behind.
fn peel(graph: &Graph, scale: Fixed) -> Vec<i128> {
    let mut left: Vec<i128> =
        (0..graph.nodes()).map(|node| graph.weights(node).iter().map(|&weight| scale.units(weight)).sum()).collect();
    let mut waiting: BinaryHeap<Reverse<(i128, u32)>> =
        (0u32..).zip(&left).map(|(node, &strength)| Reverse((strength, node))).collect();
    let (mut core, mut gone, mut level) = (vec![0; graph.nodes()], vec![false; graph.nodes()], 0);
    while let Some(Reverse((strength, node))) = waiting.pop() {
        let at = node as usize;
        // Each loss left an entry; only the last counts.
        if gone[at] || strength != left[at] {
            continue;
        }
        gone[at] = true;
        level = level.max(strength);
        core[at] = level;
        for (other, weight) in graph.row(at) {
            if !gone[other as usize] {
                left[other as usize] -= scale.units(weight);
                waiting.push(Reverse((left[other as usize], other)));
            }
        }
    }
    core
}
