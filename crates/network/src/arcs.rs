//! The simple directed graph under the links of a filter: one arrow per ordered pair, no loops.

use crate::filter::Filter;
use crate::link::Direction;
use crate::network::{Link, Network};
use liantu_numeric::{Csr, Fixed};
use rayon::prelude::*;

/// An arrow between two different nodes, with what all links along it add up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arc {
    pub(crate) from: u32,
    pub(crate) to: u32,
    /// Known weight, in units of the network's scale.
    pub(crate) units: i128,
    /// Links of known weight.
    pub(crate) weighted: u32,
    /// Links of unknown weight.
    pub(crate) unweighted: u32,
}

impl Arc {
    /// Its weight; `None` where no link along it has one.
    pub(crate) fn weight(&self, scale: Fixed) -> Option<f64> {
        (self.weighted > 0).then(|| scale.number(self.units))
    }
}

/// The arrows of a choice of links, sorted by from, to. A two-way link gives an arrow each way, each with its weight;
/// joint membership (`multi`) and loops give none.
#[derive(Clone, Debug)]
pub(crate) struct Arcs {
    pub(crate) list: Vec<Arc>,
    /// Links from a node to itself.
    pub(crate) loops: usize,
    /// Links of joint membership.
    pub(crate) multi: usize,
    /// All links that count.
    pub(crate) links: usize,
}

impl Arcs {
    pub(crate) fn new(network: &Network, filter: &Filter) -> Self {
        let scale = network.scale();
        let parts = filter.spans(network, |links| {
            let (mut arcs, mut loops, mut multi, mut count) = (Vec::new(), 0, 0, 0);
            for link in links {
                count += 1;
                if link.from == link.to {
                    loops += 1;
                } else if link.direction() == Direction::Multi {
                    multi += 1;
                } else {
                    let weight = link.weight();
                    let arc = |from, to| Arc {
                        from,
                        to,
                        units: weight.map_or(0, |weight| scale.units(weight)),
                        weighted: u32::from(weight.is_some()),
                        unweighted: u32::from(weight.is_none()),
                    };
                    arcs.push(arc(link.from, link.to));
                    if link.direction() == Direction::TwoWay {
                        arcs.push(arc(link.to, link.from));
                    }
                }
            }
            (arcs, loops, multi, count)
        });
        let mut result = Self { list: Vec::new(), loops: 0, multi: 0, links: 0 };
        for (arcs, loops, multi, count) in parts {
            result.list.extend(arcs);
            result.loops += loops;
            result.multi += multi;
            result.links += count;
        }
        result.list.par_sort_unstable_by_key(|arc| (arc.from, arc.to));
        result.list.dedup_by(|next, first| {
            let same = (next.from, next.to) == (first.from, first.to);
            if same {
                first.units += next.units;
                first.weighted += next.weighted;
                first.unweighted += next.unweighted;
            }
            same
        });
        result
    }

    pub(crate) fn find(&self, from: u32, to: u32) -> Option<&Arc> {
        self.list.binary_search_by_key(&(from, to), |arc| (arc.from, arc.to)).ok().map(|n| &self.list[n])
    }

    /// Arrows whose opposite exists.
    pub(crate) fn reciprocated(&self) -> usize {
        self.list.par_iter().with_min_len(1 << 12).filter(|arc| self.find(arc.to, arc.from).is_some()).count()
    }

    /// Reciprocated arrows over arrows; `None` without arrows.
    pub(crate) fn reciprocity(&self) -> Option<f64> {
        (!self.list.is_empty()).then(|| self.reciprocated() as f64 / self.list.len() as f64)
    }
}

/// The simple undirected graph under the links of a filter, joint membership included.
pub(crate) fn undirected(network: &Network, filter: &Filter) -> Csr {
    let parts = filter.spans(network, |links| links.map(|link| ends(&link)).collect::<Vec<_>>());
    Csr::undirected(network.nodes() as usize, parts.into_iter().flatten())
}

/// The ends of a link, the lower first.
pub(crate) fn ends(link: &Link<'_>) -> (u32, u32) {
    (link.from.min(link.to), link.from.max(link.to))
}

/// The connected parts of an undirected graph with at least one edge: how many, and the size of the largest.
pub(crate) fn components(graph: &Csr) -> (u32, u32) {
    let mut seen = vec![false; graph.rows()];
    let (mut count, mut largest, mut stack) = (0, 0, Vec::new());
    for start in 0..graph.rows() {
        if seen[start] || graph.row(start).is_empty() {
            continue;
        }
        seen[start] = true;
        stack.push(start);
        let mut size = 0;
        while let Some(node) = stack.pop() {
            size += 1;
            for &next in graph.row(node) {
                if !std::mem::replace(&mut seen[next as usize], true) {
                    stack.push(next as usize);
                }
            }
        }
        count += 1;
        largest = largest.max(size);
    }
    (count, largest)
}
