//! Degree and strength: how connected each node is in each layer.

use crate::declare::{
    ACTORS, AGREEMENTS_COLUMN, DISTINCT_COLUMN, LAYER_COLUMN, LINKS, LINKS_COLUMN, NODE_COLUMN, REGIONS,
    UNWEIGHTED_COLUMN, count, number, parameters,
};
use crate::filter::Filter;
use crate::link::Direction;
use crate::network::{Link, Network};
use crate::tally::{Count, Tally, distinct};
use liantu_model::text::text;
use liantu_model::{Layer, LayerSet, Method};

/// The declaration.
pub const METHOD: Method = Method {
    id: "degree",
    version: 1,
    study: "network",
    title: text("度与强度", "Degree and strength"),
    question: text("每个节点在每张网中有多少联系？", "How connected is each node in each network?"),
    formula: text(
        "出度、入度为箭头数，双向联系出入各计一，多方成员关系只计入联系数；强度为已知权重之和。每个节点各网一行，另有合计一行。",
        "Out- and in-degree count arrows; a two-way link counts in both, joint membership only among the links; strength sums known weights. One row for each node and layer, and one for all chosen layers.",
    ),
    limits: text(
        "自环计入联系数与 loops，不计入相邻节点与出入度。权重未知的联系另计；没有已知权重时强度为空；各网合计时强度为空，因单位可能不同。没有联系的节点不列出。",
        "A loop counts among links and loops, not among neighbours or arrows. Links of unknown weight are counted apart; strength is null where no weight is known, and for all layers together, whose units may differ. Nodes without links are not listed.",
    ),
    reference: "Barrat, A. et al. (2004). The architecture of complex weighted networks. PNAS 101(11), 3747–3752.",
    aliases: &["strength", "centrality", "度", "强度", "度中心性"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![],
    outputs: &[
        LAYER_COLUMN,
        NODE_COLUMN,
        count(
            "neighbours",
            text("相邻节点", "Neighbours"),
            text("不同的相邻节点数", "Different nodes it is linked to"),
        ),
        LINKS_COLUMN,
        AGREEMENTS_COLUMN,
        DISTINCT_COLUMN,
        count("outward", text("出度", "Out-degree"), text("发出的箭头数", "Arrows that leave it")),
        count("inward", text("入度", "In-degree"), text("到达的箭头数", "Arrows that reach it")),
        count("two_way", text("双向", "Two-way"), text("其中双向联系数", "Of these, two-way links")),
        count("multi", text("多方", "Joint"), text("作为多方之一的联系数", "Links as one party of many")),
        count("loops", text("自环", "Loops"), text("两端均为自身的联系数", "Links with itself")),
        number(
            "strength_out",
            text("出强度", "Out-strength"),
            text("发出的已知权重之和", "Known weight that leaves it"),
        ),
        number(
            "strength_in",
            text("入强度", "In-strength"),
            text("到达的已知权重之和", "Known weight that reaches it"),
        ),
        number("strength", text("强度", "Strength"), text("全部联系的已知权重之和", "Known weight of all its links")),
        UNWEIGHTED_COLUMN,
    ],
};

/// A node in one layer, or in all chosen layers together.
#[derive(Clone, Debug, PartialEq)]
pub struct Degree {
    /// The layer; `None`: all chosen layers together.
    pub layer: Option<Layer>,
    /// The node.
    pub node: u32,
    /// Different nodes it is linked to.
    pub neighbours: u32,
    /// Its links, agreements, weights.
    pub tally: Tally,
    /// Arrows that leave it.
    pub outward: u32,
    /// Arrows that reach it.
    pub inward: u32,
    /// Of these, two-way links, which count in both.
    pub two_way: u32,
    /// Links as one party of many.
    pub multi: u32,
    /// Links with itself.
    pub loops: u32,
    /// Known weight that leaves it; `None` where none is known.
    pub strength_out: Option<f64>,
    /// Known weight that reaches it.
    pub strength_in: Option<f64>,
}

/// The degree of every linked node in each chosen layer, then in all together (where more than one is chosen); within each,
/// nodes rise.
pub fn degree(network: &Network, filter: &Filter) -> Vec<Degree> {
    let mut rows = Vec::new();
    for layer in filter.layers.iter() {
        let filter = Filter { layers: LayerSet::NONE.with(layer), ..filter.clone() };
        rows.extend(one(network, &filter, Some(layer)));
    }
    if filter.layers.len() > 1 {
        rows.extend(one(network, filter, None));
    }
    rows
}

#[derive(Clone, Default)]
struct Making {
    count: Count,
    neighbours: Vec<u32>,
    ways: [u32; 5],
    units_out: Option<i128>,
    units_in: Option<i128>,
}

const OUT: usize = 0;
const IN: usize = 1;
const TWO_WAY: usize = 2;
const MULTI: usize = 3;
const LOOP: usize = 4;

impl Making {
    fn add(&mut self, network: &Network, link: &Link<'_>, node: u32) {
        let scale = network.scale();
        self.count.add(link, network);
        if link.from == link.to {
            self.ways[LOOP] += 1;
            return;
        }
        self.neighbours.push(if link.from == node { link.to } else { link.from });
        let two_way = link.direction() == Direction::TwoWay;
        self.ways[TWO_WAY] += u32::from(two_way);
        if link.direction() == Direction::Multi {
            self.ways[MULTI] += 1;
            return;
        }
        let units = link.weight().map(|weight| scale.units(weight));
        for (way, total, applies) in [
            (OUT, &mut self.units_out, link.from == node || two_way),
            (IN, &mut self.units_in, link.to == node || two_way),
        ] {
            if applies {
                self.ways[way] += 1;
                if let Some(units) = units {
                    *total.get_or_insert(0) += units;
                }
            }
        }
    }
}

fn one(network: &Network, filter: &Filter, layer: Option<Layer>) -> Vec<Degree> {
    let scale = network.scale();
    let mut nodes: Vec<Option<Box<Making>>> = vec![None; network.nodes() as usize];
    for link in filter.links(network) {
        nodes[link.from as usize].get_or_insert_default().add(network, &link, link.from);
        if link.from != link.to {
            nodes[link.to as usize].get_or_insert_default().add(network, &link, link.to);
        }
    }
    let degree = |(node, making): (u32, Option<Box<Making>>)| {
        let mut making = *making?;
        // Layers may have different units: strengths of all together would add unlike things.
        let number = |units: i128| layer.map(|_| scale.number(units));
        let mut tally = making.count.finish(scale);
        tally.weight = tally.weight.filter(|_| layer.is_some());
        Some(Degree {
            layer,
            node,
            neighbours: distinct(&mut making.neighbours),
            tally,
            outward: making.ways[OUT],
            inward: making.ways[IN],
            two_way: making.ways[TWO_WAY],
            multi: making.ways[MULTI],
            loops: making.ways[LOOP],
            strength_out: making.units_out.and_then(number),
            strength_in: making.units_in.and_then(number),
        })
    };
    (0u32..).zip(nodes).filter_map(degree).collect()
}

/// One number for how connected a node is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    /// Distinct agreements, and links that belong to none.
    #[default]
    Distinct,
    /// Links.
    Links,
    /// Different nodes it is linked to.
    Neighbours,
    /// Known weight of all its links.
    Strength,
}

impl Degree {
    /// The chosen number; `None` for the strength of a node none of whose weights is known.
    pub fn measured(&self, measure: Measure) -> Option<f64> {
        match measure {
            Measure::Distinct => Some(f64::from(self.tally.distinct())),
            Measure::Links => Some(f64::from(self.tally.links)),
            Measure::Neighbours => Some(f64::from(self.neighbours)),
            Measure::Strength => self.tally.weight,
        }
    }
}
