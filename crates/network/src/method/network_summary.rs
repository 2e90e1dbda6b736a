//! Network summary: how large, how dense and how connected each layer is, period by period.

use crate::arcs::{Arcs, components, undirected};
use crate::declare::{
    ACTORS, AGREEMENTS_COLUMN, DISTINCT_COLUMN, LAYER_COLUMN, LINKS, LINKS_COLUMN, REGIONS, UNWEIGHTED_COLUMN, count,
    number, parameters,
};
use crate::filter::{Filter, Window};
use crate::network::Network;
use crate::tally::{Count, Tally};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Layer, LayerSet, Method, Parameter, ParameterKind};

/// The declaration.
pub const METHOD: Method = Method {
    id: "network_summary",
    version: 1,
    study: "network",
    title: text("网络概况", "Network summary"),
    question: text(
        "每张网在每个时期有多大、多密、连成几块？",
        "How large, how dense and how connected is each network in each period?",
    ),
    formula: text(
        "密度 = 有联系的节点对数 / (N(N−1)/2)，N 为所选尺度的全部节点；互惠率 = 有反向箭头的箭头数 / 箭头数（去除自环与多方成员关系，双向联系计两个箭头）；连通分量只计有联系的节点。",
        "density = linked pairs / (N(N−1)/2), N being all nodes of the scale; reciprocity = arrows with an opposite / arrows (no loops, no joint membership; a two-way link is two arrows); components count linked nodes only.",
    ),
    limits: text(
        "权重未知的联系另计，不按零求和；N < 2 时密度为空，没有箭头时互惠率为空。多方协议在联系数中按成员展开，在协议数中计一次。",
        "Links of unknown weight are counted apart and never summed as zero; density is null for N < 2, reciprocity without arrows. An agreement of many parties shows as its members among the links and once among the agreements.",
    ),
    reference: "Wasserman, S., Faust, K. (1994). Social Network Analysis. Cambridge University Press.",
    aliases: &["summary", "density", "网络概况", "密度", "六张网"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![Parameter {
        name: "by",
        kind: ParameterKind::Choice { of: &["all", "year"] },
        default: Some("all"),
        title: text("分期", "Break down"),
        help: text("整个时期一行，或每年一行", "One row for the whole period, or one for each year"),
    }],
    outputs: &[
        Column::new("period", ColumnKind::Period, text("时期", "Period"), text("空白表示不限时间", "Blank: all time")),
        LAYER_COLUMN,
        count("nodes", text("节点数", "Nodes"), text("所选尺度的全部节点", "All nodes of the scale")),
        count(
            "linked",
            text("有联系的节点", "Linked nodes"),
            text("至少有一条联系的节点", "Nodes with at least one link"),
        ),
        LINKS_COLUMN,
        AGREEMENTS_COLUMN,
        DISTINCT_COLUMN,
        count("pairs", text("节点对", "Pairs"), text("有联系的不同节点对", "Different pairs of nodes that are linked")),
        number("density", text("密度", "Density"), text("有联系的节点对所占比例", "Share of pairs that are linked")),
        number(
            "weight",
            text("权重合计", "Weight"),
            text(
                "已知权重之和；各网合计时为空，因单位可能不同",
                "Sum of known weights; null for all layers together, whose units may differ",
            ),
        ),
        UNWEIGHTED_COLUMN,
        number(
            "reciprocity",
            text("互惠率", "Reciprocity"),
            text("有反向箭头的比例", "Share of arrows with an opposite"),
        ),
        count("components", text("连通分量", "Components"), text("连成的块数", "Number of connected parts")),
        count(
            "largest_component",
            text("最大分量", "Largest component"),
            text("最大一块的节点数", "Nodes of the largest part"),
        ),
        count("undated", text("无日期", "Undated"), text("其中不知何时开始的联系", "Of these, links of unknown start")),
    ],
};

/// One layer, or all chosen layers together, in one window.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The window, by its place in the list given; `None` where the filter's own was used.
    pub window: Option<usize>,
    /// The layer; `None`: all chosen layers together.
    pub layer: Option<Layer>,
    /// Nodes with at least one link.
    pub linked: u32,
    /// Links, agreements, weights.
    pub tally: Tally,
    /// Different unordered pairs that are linked.
    pub pairs: u32,
    /// Pairs over possible pairs of all nodes of the network; `None` below two nodes.
    pub density: Option<f64>,
    /// Arrows with an opposite over arrows; `None` without arrows.
    pub reciprocity: Option<f64>,
    /// Connected parts with at least one edge.
    pub components: u32,
    /// Nodes of the largest of them.
    pub largest_component: u32,
}

/// A summary of each chosen layer and (where there are several) of all together, in each of `windows` (or, where there is none, in the filter's own).
pub fn network_summary(network: &Network, filter: &Filter, windows: &[Window]) -> Vec<Summary> {
    let mut rows = Vec::new();
    let in_windows: Vec<(Option<usize>, Filter)> = if windows.is_empty() {
        vec![(None, filter.clone())]
    } else {
        windows.iter().enumerate().map(|(n, &window)| (Some(n), filter.clone().within(window))).collect()
    };
    for (window, filter) in in_windows {
        let together = (filter.layers.len() > 1).then_some(None);
        for layer in filter.layers.iter().map(Some).chain(together) {
            let layers = layer.map_or(filter.layers, |layer| LayerSet::NONE.with(layer));
            rows.push(one(network, &Filter { layers, ..filter.clone() }, window, layer));
        }
    }
    rows
}

fn one(network: &Network, filter: &Filter, window: Option<usize>, layer: Option<Layer>) -> Summary {
    let scale = network.scale();
    let mut tally = Count::default();
    for part in filter.spans(network, |links| {
        let mut part = Count::default();
        links.for_each(|link| part.add(&link, network));
        part
    }) {
        tally.merge(&part);
    }
    let graph = undirected(network, filter);
    let linked = (0..graph.rows()).filter(|&node| !graph.row(node).is_empty()).count();
    let nodes = f64::from(network.nodes());
    let pairs = graph.len() / 2;
    let (components, largest_component) = components(&graph);
    let mut tally = tally.finish(scale);
    if layer.is_none() {
        tally.weight = None;
    }
    Summary {
        window,
        layer,
        linked: u32::try_from(linked).unwrap_or(u32::MAX),
        tally,
        pairs: u32::try_from(pairs).unwrap_or(u32::MAX),
        density: (network.nodes() > 1).then(|| 2.0 * pairs as f64 / (nodes * (nodes - 1.0))),
        reciprocity: Arcs::new(network, filter).reciprocity(),
        components,
        largest_component,
    }
}
