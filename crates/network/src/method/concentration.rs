//! Concentration of cooperation: how much of it is with the few.

use super::degree::{Measure, degree};
use crate::catalogue::found;
use crate::declare::{ACTORS, LAYER_COLUMN, LINKS, MEASURE, REGIONS, count, number, parameters};
use crate::filter::Filter;
use crate::network::Network;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Layer, LayerSet, Method, Parameter, ParameterKind};

/// The declaration.
pub const METHOD: Method = Method {
    id: "concentration",
    version: 1,
    study: "network",
    title: text("合作集中度", "Concentration of cooperation"),
    question: text("合作是否集中在少数节点？", "Is the cooperation concentrated in a few nodes?"),
    formula: text(
        "前 k 个节点的份额 = 其量度之和 / 全部量度之和；内部占比 = 两端都在前 k 个之中的联系 / 全部联系；涉及占比 = 至少一端在其中。基尼系数 G = 2Σ i·x_(i) / (n Σ x) − (n+1)/n，x 升序，n 为所选尺度的全部节点（没有联系者为零）。",
        "Share of the top k = sum of their measure / sum of all; within share = links with both ends among them / links; touching share = at least one end. Gini G = 2Σ i·x_(i) / (n Σ x) − (n+1)/n, x rising, n all nodes of the scale (those without links count zero).",
    ),
    limits: text(
        "量度相同者按编号先后入选。基尼系数依赖节点范围；没有联系时为空。强度量度在各网合计时为空。",
        "Of equals the lower number is chosen. Gini depends on which nodes are in scope; null without links. Strength is null for all layers together.",
    ),
    reference: "Gini, C. (1912). Variabilità e mutabilità. Hu, H.-B., Wang, X.-F. (2008). Unified index to quantifying heterogeneity of complex networks. Physica A 387, 3769–3780.",
    aliases: &["gini", "top share", "集中度", "基尼系数"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![
        Parameter {
            name: "k",
            kind: ParameterKind::Integer { min: 1, max: 1_000_000 },
            default: Some("5"),
            title: text("前几个", "Top"),
            help: text("看前几个节点", "How many of the top nodes to look at"),
        },
        MEASURE,
    ],
    outputs: &[
        LAYER_COLUMN,
        count("nodes", text("节点数", "Nodes"), text("所选尺度的全部节点", "All nodes of the scale")),
        count(
            "linked",
            text("有联系的节点", "Linked nodes"),
            text("量度大于零的节点", "Nodes of a measure above zero"),
        ),
        Column::new("top", ColumnKind::List, text("前 k 个", "Top nodes"), text("由高到低", "From the highest")),
        number(
            "top_share",
            text("份额", "Top share"),
            text("前 k 个占量度总和之比", "Their share of the sum of all measures"),
        ),
        number(
            "within_share",
            text("内部占比", "Within share"),
            text("两端都在前 k 个之中的联系占比", "Share of links with both ends among them"),
        ),
        number(
            "touching_share",
            text("涉及占比", "Touching share"),
            text("至少一端在其中的联系占比", "Share of links with at least one end among them"),
        ),
        number("gini", text("基尼系数", "Gini"), text("0 为均匀，趋近 1 为集中", "0: even, towards 1: concentrated")),
    ],
};

/// How concentrated a layer is.
#[derive(Clone, Debug, PartialEq)]
pub struct Concentration {
    /// The layer; `None`: all chosen layers together.
    pub layer: Option<Layer>,
    /// Nodes of a measure above zero.
    pub linked: u32,
    /// The top nodes, from the highest.
    pub top: Vec<u32>,
    /// Their share of the sum of all measures; `None` where the sum is zero or a part unknown.
    pub top_share: Option<f64>,
    /// Share of links with both ends among them; `None` without links.
    pub within_share: Option<f64>,
    /// Share of links with at least one end among them.
    pub touching_share: Option<f64>,
    /// Gini coefficient over all nodes of the network.
    pub gini: Option<f64>,
}

/// The concentration of each chosen layer, then (where there are several) of all together.
pub fn concentration(
    network: &Network,
    filter: &Filter,
    k: usize,
    measure: Measure,
) -> (Vec<Concentration>, Vec<Diagnostic>) {
    let degrees = degree(network, filter);
    let together = (filter.layers.len() > 1).then_some(None);
    let mut unknown = 0;
    let mut rows = Vec::new();
    for layer in filter.layers.iter().map(Some).chain(together) {
        let mut values = vec![0.0; network.nodes() as usize];
        let mut complete = true;
        for row in degrees.iter().filter(|row| row.layer == layer) {
            match row.measured(measure) {
                Some(value) => values[row.node as usize] = value,
                None => complete = false,
            }
        }
        unknown += usize::from(!complete);
        let mut order: Vec<u32> = (0..network.nodes()).filter(|&node| values[node as usize] > 0.0).collect();
        order.sort_by(|&one, &two| values[two as usize].total_cmp(&values[one as usize]).then(one.cmp(&two)));
        let linked = u32::try_from(order.len()).unwrap_or(u32::MAX);
        order.truncate(k);
        let total = Some(liantu_numeric::sum(values.iter().copied())).filter(|&total| complete && total > 0.0);
        let layers = layer.map_or(filter.layers, |layer| LayerSet::NONE.with(layer));
        let (mut links, mut within, mut touching) = (0u32, 0u32, 0u32);
        let mut is_top = vec![false; values.len()];
        for &node in &order {
            is_top[node as usize] = true;
        }
        for link in (Filter { layers, ..filter.clone() }).links(network) {
            let ends = [is_top[link.from as usize], is_top[link.to as usize]];
            links += 1;
            within += u32::from(ends == [true; 2]);
            touching += u32::from(ends != [false; 2]);
        }
        let of_links = |part: u32| (links > 0).then(|| f64::from(part) / f64::from(links));
        let top: f64 = liantu_numeric::sum(order.iter().map(|&node| values[node as usize]));
        rows.push(Concentration {
            layer,
            linked,
            top: order,
            top_share: total.map(|total| top / total),
            within_share: of_links(within),
            touching_share: of_links(touching),
            gini: total.and_then(|_| gini(&values)),
        });
    }
    let undefined = rows.iter().filter(|row| row.gini.is_none()).count();
    let findings = [("NET101", unknown), ("NET102", undefined)];
    (rows, findings.into_iter().filter(|(_, n)| *n > 0).map(|(code, n)| found(code, "link", n)).collect())
}

/// The Gini coefficient of numbers of zero or more; `None` where they add up to zero.
pub fn gini(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (n, total) = (sorted.len() as f64, liantu_numeric::sum(sorted.iter().copied()));
    let ranked = liantu_numeric::sum(sorted.iter().enumerate().map(|(rank, value)| (rank as f64 + 1.0) * value));
    (total > 0.0).then(|| 2.0 * ranked / (n * total) - (n + 1.0) / n)
}
