//! The same network at a wider scale: nodes become the regions they lie in.

use crate::filter::Filter;
use crate::link::Direction;
use crate::network::{Kept, Link, Network};
use crate::tally::{Count, Tally};
use liantu_model::{Layer, LayerSet};
use liantu_numeric::Fixed;
use rayon::prelude::*;
use std::cmp::Reverse;

/// In a list of parents: the node lies in no region of the scale.
pub const NOWHERE: u32 = u32::MAX;

/// What connects two regions in one layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    /// The layer.
    pub layer: Layer,
    /// The region with the lower number.
    pub low: u32,
    /// The region with the higher number.
    pub high: u32,
    /// All links between the two.
    pub tally: Tally,
    /// How many arrows run from `low` to `high`.
    pub upward: u32,
    /// How many arrows run from `high` to `low`.
    pub downward: u32,
    /// How many links run both ways.
    pub two_way: u32,
    /// How many are joint membership, without an arrow.
    pub multi: u32,
    /// Weight of the arrows from `low` to `high`; `None` where none is known.
    pub weight_upward: Option<f64>,
    /// Weight of the arrows from `high` to `low`.
    pub weight_downward: Option<f64>,
}

impl Tie {
    /// Whether it runs both ways: two-way or joint links, or arrows in both directions.
    pub fn is_two_way(&self) -> bool {
        self.two_way + self.multi > 0 || (self.upward > 0 && self.downward > 0)
    }
}

/// What touches one region in one layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Touch {
    /// The layer.
    pub layer: Layer,
    /// The region.
    pub region: u32,
    /// Links between the region and another, or a node that lies nowhere.
    pub outward: Tally,
    /// Links within the region.
    pub intra: Tally,
    /// Distinct agreements and single links of both: an agreement that reaches within and without counts once.
    pub distinct: u32,
}

/// A network at a wider scale.
///
/// Every link that the filter keeps is in exactly one of the ties, the intra parts and `unplaced`, so that for links and
/// weights: fine sum = ties + intra + unplaced, exactly.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregation {
    /// Sorted by layer, low, high.
    pub ties: Vec<Tie>,
    /// How many ties were left out as weaker.
    pub weaker: usize,
    /// Sorted by layer, region.
    pub touches: Vec<Touch>,
    /// By layer: all links that count.
    pub total: Vec<Tally>,
    /// By layer: links with an end that lies nowhere.
    pub unplaced: Vec<Tally>,
    /// By layer, in units of [`Network::scale`]: weight of ties, intra parts, unplaced links, and of all links. The first
    /// three add up to the fourth without rounding.
    pub conservation: Vec<[i128; 4]>,
}

/// `network` as far as `filter` keeps it, with each node replaced by `parent[node]`, or [`NOWHERE`].
///
/// # Panics
///
/// If `parent` does not have an entry for each node.
pub fn aggregate(network: &Network, filter: &Filter, parent: &[u32]) -> Aggregation {
    aggregate_strongest(network, filter, parent, usize::MAX)
}

/// The same with no more than `limit` ties a layer, the strongest; [`Aggregation::weaker`] counts the others. Everything else
/// is that of the whole: a picture that shows two thousand ties need not write down a million.
///
/// # Panics
///
/// If `parent` does not have an entry for each node.
pub fn aggregate_strongest(network: &Network, filter: &Filter, parent: &[u32], limit: usize) -> Aggregation {
    assert_eq!(parent.len(), network.nodes() as usize, "one parent for each node");
    let layer = |layer: Layer| {
        let layers = if filter.layers.contains(layer) { LayerSet::NONE.with(layer) } else { LayerSet::NONE };
        let filter = Filter { layers, ..filter.clone() };
        let records = filter.spans(network, |links| links.map(|link| Record::new(&link, parent)).collect::<Vec<_>>());
        aggregate_layer(layer, network, records.concat(), limit)
    };
    let layers: Vec<Aggregation> = Layer::ALL.into_par_iter().map(layer).collect();
    let mut result = Aggregation {
        ties: Vec::new(),
        weaker: 0,
        touches: Vec::new(),
        total: Vec::new(),
        unplaced: Vec::new(),
        conservation: Vec::new(),
    };
    for part in layers {
        result.ties.extend(part.ties);
        result.weaker += part.weaker;
        result.touches.extend(part.touches);
        result.total.extend(part.total);
        result.unplaced.extend(part.unplaced);
        result.conservation.extend(part.conservation);
    }
    result
}

/// A link by the regions of its ends.
#[derive(Clone, Copy)]
struct Record {
    /// The lower region in the upper half, the higher in the lower.
    pair: u64,
    kept: Kept,
    /// Whether it starts from the lower region.
    upward: bool,
}

impl Record {
    fn new(link: &Link<'_>, parent: &[u32]) -> Self {
        let (from, to) = (parent[link.from as usize], parent[link.to as usize]);
        let pair = u64::from(from.min(to)) << 32 | u64::from(from.max(to));
        Self { pair, kept: link.kept(), upward: from <= to }
    }

    #[expect(clippy::cast_possible_truncation, reason = "the halves were packed from this width")]
    fn regions(&self) -> (u32, u32) {
        ((self.pair >> 32) as u32, self.pair as u32)
    }
}

fn aggregate_layer(layer: Layer, network: &Network, mut records: Vec<Record>, limit: usize) -> Aggregation {
    let scale = network.scale();
    // Records of one pair may come in any order: nothing that is counted depends on it.
    records.par_sort_unstable_by_key(|record| record.pair);
    let groups: Vec<&[Record]> = records.chunk_by(|one, two| one.pair == two.pair).collect();
    let mut counted: Vec<Group> = groups.par_iter().with_min_len(64).map(|group| Group::new(group, network)).collect();
    let (mut total, mut unplaced, mut conservation) = (Count::default(), Count::default(), [0i128; 4]);
    let mut touching: Vec<(u32, u32)> = Vec::new();
    for (n, group) in (0u32..).zip(&counted) {
        let units = group.all.units();
        total.merge(&group.all);
        conservation[3] += units;
        if group.high == NOWHERE {
            unplaced.merge(&group.all);
            conservation[2] += units;
        } else {
            conservation[usize::from(group.low == group.high)] += units;
        }
        touching.extend([group.low, group.high].iter().filter(|&&region| region != NOWHERE).map(|&region| (region, n)));
    }
    touching.par_sort_unstable();
    touching.dedup();
    let touch = |groups: &[(u32, u32)]| {
        let (region, mut outward, mut intra) = (groups[0].0, Count::default(), Count::default());
        for &(_, n) in groups {
            let group = &counted[n as usize];
            let side = if group.low == group.high { &mut intra } else { &mut outward };
            side.merge(&group.all);
        }
        let distinct = outward.distinct_with(&intra);
        Touch { layer, region, outward: outward.finish(scale), intra: intra.finish(scale), distinct }
    };
    let by_region: Vec<&[(u32, u32)]> = touching.chunk_by(|one, two| one.0 == two.0).collect();
    let touches = by_region.into_par_iter().map(touch).collect();
    let is_tie = |group: &Group| group.low != group.high && group.high != NOWHERE;
    let mut strongest: Vec<u32> =
        (0u32..).zip(&counted).filter(|(_, group)| is_tie(group)).map(|(number, _)| number).collect();
    let weaker = strongest.len().saturating_sub(limit);
    if weaker > 0 {
        // Equally strong ones in their own order, so that the choice depends on the data alone.
        strongest.select_nth_unstable_by_key(limit, |&number| (Reverse(counted[number as usize].strength()), number));
        strongest.truncate(limit);
        strongest.sort_unstable();
    }
    let tie = |number: u32| std::mem::take(&mut counted[number as usize]).into_tie(layer, scale);
    let ties = strongest.into_iter().map(tie).collect();
    Aggregation {
        ties,
        weaker,
        touches,
        total: vec![total.finish(scale)],
        unplaced: vec![unplaced.finish(scale)],
        conservation: vec![conservation],
    }
}

/// The links between two regions.
#[derive(Default)]
struct Group {
    low: u32,
    high: u32,
    all: Count,
    upward: Arrows,
    downward: Arrows,
    two_way: u32,
    multi: u32,
}

#[derive(Default)]
struct Arrows {
    links: u32,
    weighted: u32,
    units: i128,
}

impl Arrows {
    fn weight(&self, scale: Fixed) -> Option<f64> {
        (self.weighted > 0).then(|| scale.number(self.units))
    }
}

impl Group {
    fn new(records: &[Record], network: &Network) -> Self {
        let (low, high) = records[0].regions();
        let mut group = Self { low, high, ..Self::default() };
        for record in records {
            group.all.add_kept(record.kept, network);
            let (attributes, weight, _) = network.facts(record.kept);
            let arrows = match attributes.direction() {
                Direction::TwoWay => {
                    group.two_way += 1;
                    continue;
                }
                Direction::Multi => {
                    group.multi += 1;
                    continue;
                }
                Direction::Forward | Direction::Reverse if record.upward => &mut group.upward,
                Direction::Forward | Direction::Reverse => &mut group.downward,
            };
            arrows.links += 1;
            if let Some(weight) = weight {
                arrows.weighted += 1;
                arrows.units += network.scale().units(weight);
            }
        }
        group.all.settle();
        group
    }

    /// What ties are compared by: distinct agreements and single links, then links.
    fn strength(&self) -> (u32, u32) {
        self.all.strength()
    }

    fn into_tie(self, layer: Layer, scale: Fixed) -> Tie {
        Tie {
            layer,
            low: self.low,
            high: self.high,
            tally: self.all.finish(scale),
            upward: self.upward.links,
            downward: self.downward.links,
            two_way: self.two_way,
            multi: self.multi,
            weight_upward: self.upward.weight(scale),
            weight_downward: self.downward.weight(scale),
        }
    }
}
