//! Centralisation: how much a network resembles a star.

use crate::arcs::{Arcs, undirected};
use crate::catalogue::found;
use crate::declare::{ACTORS, LAYER_COLUMN, LINKS, REGIONS, count, number, parameters, words};
use crate::filter::Filter;
use crate::network::Network;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Layer, LayerSet, Method};

/// The declaration.
pub const METHOD: Method = Method {
    id: "centralisation",
    version: 1,
    study: "network",
    title: text("度中心势", "Degree centralisation"),
    question: text("网络有多接近以一个节点为中心的星形？", "How close is the network to a star around one node?"),
    formula: text(
        "C = Σ_i (c_max − c_i) / max，c 为不同的相邻节点数；无向 max = (N−1)(N−2)，有向（出、入）max = (N−1)²。星形为 1，完全图为 0。",
        "C = Σ_i (c_max − c_i) / max with c the number of different neighbours; undirected max = (N−1)(N−2), directed (out, in) max = (N−1)². A star has 1, a complete graph 0.",
    ),
    limits: text(
        "N 为所选尺度的全部节点，没有联系者度为零；自环与重复联系不计。N < 3 时无向为空，N < 2 时有向为空。",
        "N counts all nodes of the scale, those without links at degree zero; loops and repeats do not count. Undirected null for N < 3, directed for N < 2.",
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
    /// The node of most neighbours; `None` without links.
    pub centre: Option<u32>,
}

/// The centralisation of each chosen layer, then (where there are several) of all together.
pub fn centralisation(network: &Network, filter: &Filter) -> (Vec<Centralisation>, Vec<Diagnostic>) {
    let together = (filter.layers.len() > 1).then_some(None);
    let rows: Vec<Centralisation> =
        filter.layers.iter().map(Some).chain(together).map(|layer| one(network, filter, layer)).collect();
    let undefined = rows.iter().filter(|row| row.centralisation.is_none()).count();
    let findings = (undefined > 0).then(|| found("NET102", "link", undefined)).into_iter().collect();
    (rows, findings)
}

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
    let most = degrees.iter().copied().max().unwrap_or(0);
    Centralisation {
        layer,
        centralisation: (network.nodes() > 2).then(|| freeman(&degrees, (n - 1.0) * (n - 2.0))),
        outward: (network.nodes() > 1).then(|| freeman(&outward, (n - 1.0) * (n - 1.0))),
        inward: (network.nodes() > 1).then(|| freeman(&inward, (n - 1.0) * (n - 1.0))),
        centre: (0u32..).zip(&degrees).find(|(_, degree)| most > 0 && **degree == most).map(|(node, _)| node),
    }
}

fn freeman(degrees: &[usize], largest: f64) -> f64 {
    let most = degrees.iter().copied().max().unwrap_or(0);
    degrees.iter().map(|degree| most - degree).sum::<usize>() as f64 / largest
}
