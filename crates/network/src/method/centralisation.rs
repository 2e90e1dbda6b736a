//! Centralisation: how much a network resembles a star.

use crate::arcs::{Arcs, undirected};
use crate::catalogue::found;
use crate::declare::{ACTORS, LAYER_COLUMN, LINKS, REGIONS, count, number, parameters, words};
use crate::filter::Filter;
use crate::graph::{Graph, Reading, Weight};
use crate::method::centrality::{
    betweenness::betweenness,
    closeness::{Way, closeness},
};
use crate::network::Network;
use crate::paths::Length;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Layer, LayerSet, Method};

/// The declaration.
pub const METHOD: Method = Method {
    id: "centralisation",
    version: 1,
    study: "network",
    title: text("中心势", "Centralisation"),
    question: text("网络有多接近以一个节点为中心的星形？", "How close is the network to a star around one node?"),
    formula: text(
        "C = Σ_i (c_max − c_i) / max，c 为不同的相邻节点数；无向 max = (N−1)(N−2)，有向（出、入）max = (N−1)²。中介与接近中心势不看方向，取 [0, 1] 的标准化值，max 分别为 N−1 与 (N−1)(N−2)/(2N−3)。星形为 1，完全图为 0。",
        "C = Σ_i (c_max − c_i) / max with c the number of different neighbours; undirected max = (N−1)(N−2), directed (out, in) max = (N−1)². By betweenness and closeness, direction aside and normalised to [0, 1], max is N−1 and (N−1)(N−2)/(2N−3). A star has 1, a complete graph 0.",
    ),
    limits: text(
        "N 为所选尺度的全部节点，没有联系者度为零；自环与重复联系不计。N < 3 时无向为空，N < 2 时有向为空；网络不连通时接近中心势为空。每步长度为 1。节点数与箭头数之积超过 10¹⁰ 时中介与接近中心势为空。",
        "N counts all nodes of the scale, those without links at degree zero; loops and repeats do not count. Undirected null for N < 3, directed for N < 2; by closeness also where the network falls apart. Every step has length one. Both are null where nodes times arrows exceed 10¹⁰.",
    ),
    reference: "Freeman, L. C. (1978). Centrality in social networks: conceptual clarification. Social Networks 1(3), 215–239.",
    aliases: &["freeman", "centralization", "中心势", "去中心化"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![],
    outputs: &[
        LAYER_COLUMN,
        count("nodes", text("节点数", "Nodes"), text("所选尺度的全部节点", "All nodes of the scale")),
        number("centralisation", text("中心势", "Centralisation"), text("不看方向", "Direction aside")),
        number(
            "centralisation_out",
            text("出度中心势", "Out-centralisation"),
            text("按发出的箭头", "By arrows that leave"),
        ),
        number(
            "centralisation_in",
            text("入度中心势", "In-centralisation"),
            text("按到达的箭头", "By arrows that reach"),
        ),
        number(
            "centralisation_betweenness",
            text("中介中心势", "By betweenness"),
            text("中介中心性的集中程度", "How far betweenness concentrates"),
        ),
        number(
            "centralisation_closeness",
            text("接近中心势", "By closeness"),
            text("接近中心性的集中程度；不连通时为空", "How far closeness concentrates; null where not connected"),
        ),
        words(
            "centre",
            text("中心", "Centre"),
            text("相邻节点最多者；相同取编号在先", "The node of most neighbours; of equals the first"),
        ),
    ],
};

/// The centralisation of a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Centralisation {
    /// The layer; `None`: all chosen layers together.
    pub layer: Option<Layer>,
    /// Direction aside.
    pub centralisation: Option<f64>,
    /// By arrows that leave.
    pub outward: Option<f64>,
    /// By arrows that reach.
    pub inward: Option<f64>,
    /// By betweenness, direction aside.
    pub betweenness: Option<f64>,
    /// By closeness, direction aside; `None` also where the network falls apart.
    pub closeness: Option<f64>,
    /// The node of most neighbours; `None` without links.
    pub centre: Option<u32>,
}

/// The centralisation of each chosen layer, then (where there are several) of all together.
pub fn centralisation(network: &Network, filter: &Filter) -> (Vec<Centralisation>, Vec<Diagnostic>) {
    let together = (filter.layers.len() > 1).then_some(None);
    let rows: Vec<Centralisation> =
        filter.layers.iter().map(Some).chain(together).map(|layer| one(network, filter, layer)).collect();
    let undefined = rows.iter().filter(|row| row.centralisation.is_none()).count();
    let large = rows.iter().filter(|row| row.centralisation.is_some() && row.betweenness.is_none()).count();
    let findings = [("NET102", undefined), ("NET311", large)].into_iter().filter(|one| one.1 > 0);
    (rows, findings.map(|(code, count)| found(code, "link", count)).collect())
}

/// Nodes times arrows up to which all shortest paths are looked for: some minutes.
const WORK: usize = 10_000_000_000;

fn one(network: &Network, filter: &Filter, layer: Option<Layer>) -> Centralisation {
    let layers = layer.map_or(filter.layers, |layer| LayerSet::NONE.with(layer));
    let filter = Filter { layers, ..filter.clone() };
    let graph = undirected(network, &filter);
    let degrees: Vec<usize> = (0..graph.rows()).map(|node| graph.row(node).len()).collect();
    let (mut outward, mut inward) = (vec![0; degrees.len()], vec![0; degrees.len()]);
    for arc in &Arcs::new(network, &filter).list {
        outward[arc.from as usize] += 1;
        inward[arc.to as usize] += 1;
    }
    let n = f64::from(network.nodes());
    let simple = Graph::read(network, &filter, Reading::undirected(Weight::Pairs));
    let spread = |scores: &[f64]| {
        let most = scores.iter().copied().fold(0.0, f64::max);
        liantu_numeric::sum(scores.iter().map(|score| most - score))
    };
    let affordable = simple.nodes() * simple.arrows() <= WORK;
    let betweenness = affordable
        .then(|| betweenness(&simple, Length::Hops, None).0.normalised)
        .flatten()
        .map(|scores| spread(&scores) / (n - 1.0));
    let connected = network.nodes() > 2 && simple.components().iter().all(|&part| part == 0);
    let closeness = (affordable && connected).then(|| {
        let near = closeness(&simple, Length::Hops, Way::In);
        let scores: Vec<f64> = near.iter().filter_map(|one| one.closeness).collect();
        spread(&scores) / ((n - 1.0) * (n - 2.0) / (2.0 * n - 3.0))
    });
    let most = degrees.iter().copied().max().unwrap_or(0);
    Centralisation {
        layer,
        centralisation: (network.nodes() > 2).then(|| freeman(&degrees, (n - 1.0) * (n - 2.0))),
        outward: (network.nodes() > 1).then(|| freeman(&outward, (n - 1.0) * (n - 1.0))),
        inward: (network.nodes() > 1).then(|| freeman(&inward, (n - 1.0) * (n - 1.0))),
        betweenness,
        closeness,
        centre: (0u32..).zip(&degrees).find(|(_, degree)| most > 0 && **degree == most).map(|(node, _)| node),
    }
}

fn freeman(degrees: &[usize], largest: f64) -> f64 {
    let most = degrees.iter().copied().max().unwrap_or(0);
    degrees.iter().map(|degree| most - degree).sum::<usize>() as f64 / largest
}
