//! The same network at a wider scale: nodes become the regions they lie in.

use crate::filter::Filter;
use crate::link::Direction;
use crate::network::{Link, Network};
use crate::tally::{Count, Tally};
use liantu_model::{Layer, LayerSet};
use liantu_numeric::Fixed;
use rayon::prelude::*;
use std::collections::BTreeMap;

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
    assert_eq!(parent.len(), network.nodes() as usize, "one parent for each node");
    let layers = Layer::ALL.into_iter().map(|layer| {
        let layers = if filter.layers.contains(layer) { LayerSet::NONE.with(layer) } else { LayerSet::NONE };
        let filter = Filter { layers, ..filter.clone() };
        let kept: Vec<Link<'_>> =
            filter.spans(network, |links| links.collect::<Vec<_>>()).into_par_iter().flatten_iter().collect();
        aggregate_layer(layer, network.scale(), &kept, parent)
    });
    let mut result = Aggregation {
        ties: Vec::new(),
        touches: Vec::new(),
        total: Vec::new(),
        unplaced: Vec::new(),
        conservation: Vec::new(),
    };
    for part in layers {
        result.ties.extend(part.ties);
        result.touches.extend(part.touches);
        result.total.extend(part.total);
        result.unplaced.extend(part.unplaced);
        result.conservation.extend(part.conservation);
    }
    result
}

/// A link by the regions of its ends, and its place among the links that count.
type Record = (u32, u32, u32);

fn aggregate_layer(layer: Layer, scale: Fixed, kept: &[Link<'_>], parent: &[u32]) -> Aggregation {
    let record = |(n, link): (usize, &Link<'_>)| {
        let (one, two) = (parent[link.from as usize], parent[link.to as usize]);
        (one.min(two), one.max(two), u32::try_from(n).unwrap_or_default())
    };
    let mut records: Vec<Record> = kept.par_iter().enumerate().with_min_len(1 << 12).map(record).collect();
    records.par_sort_unstable();
    let groups: Vec<&[Record]> = records.chunk_by(|one, two| (one.0, one.1) == (two.0, two.1)).collect();
    let counted: Vec<Group> =
        groups.par_iter().with_min_len(64).map(|group| Group::new(group, kept, parent, scale)).collect();
    let ties = groups
        .par_iter()
        .zip(&counted)
        .with_min_len(64)
        .filter(|(group, _)| group[0].0 != group[0].1 && group[0].1 != NOWHERE);
    let ties = ties.map(|(group, counted)| counted.tie(layer, group[0].0, group[0].1, scale)).collect();
    let (mut total, mut unplaced, mut conservation) = (Count::default(), Count::default(), [0i128; 4]);
    let mut touches: BTreeMap<u32, (Count, Count)> = BTreeMap::new();
    for (group, counted) in groups.iter().zip(&counted) {
        let (low, high, _) = group[0];
        let units = counted.all.units();
        total.merge(&counted.all);
        conservation[3] += units;
        if high == NOWHERE {
            unplaced.merge(&counted.all);
            conservation[2] += units;
        } else {
            conservation[usize::from(low == high)] += units;
        }
        if low == high && low != NOWHERE {
            touches.entry(low).or_default().1.merge(&counted.all);
        } else {
            for region in [low, high].into_iter().filter(|&region| region != NOWHERE) {
                touches.entry(region).or_default().0.merge(&counted.all);
            }
        }
    }
    let touch = |(region, (outward, intra)): (u32, (Count, Count))| {
        let mut both = outward.clone();
        both.merge(&intra);
        let distinct = both.finish(scale).distinct();
        Touch { layer, region, outward: outward.finish(scale), intra: intra.finish(scale), distinct }
    };
    Aggregation {
        ties,
        touches: touches.into_iter().map(touch).collect(),
        total: vec![total.finish(scale)],
        unplaced: vec![unplaced.finish(scale)],
        conservation: vec![conservation],
    }
}

/// The links between two regions.
#[derive(Default)]
struct Group {
    all: Count,
    upward: Arrows,
    downward: Arrows,
    two_way: u32,
    multi: u32,
}

#[derive(Default)]
struct Arrows {
    links: u32,
    units: Option<i128>,
}

impl Group {
    fn new(records: &[Record], kept: &[Link<'_>], parent: &[u32], scale: Fixed) -> Self {
        let mut group = Self::default();
        for &(low, _, place) in records {
            let link = &kept[place as usize];
            group.all.add(link, scale);
            let arrows = match link.direction() {
                Direction::TwoWay => {
                    group.two_way += 1;
                    continue;
                }
                Direction::Multi => {
                    group.multi += 1;
                    continue;
                }
                Direction::Forward | Direction::Reverse if parent[link.from as usize] == low => &mut group.upward,
                Direction::Forward | Direction::Reverse => &mut group.downward,
            };
            arrows.links += 1;
            if let Some(weight) = link.weight() {
                *arrows.units.get_or_insert(0) += scale.units(weight);
            }
        }
        group
    }

    fn tie(&self, layer: Layer, low: u32, high: u32, scale: Fixed) -> Tie {
        Tie {
            layer,
            low,
            high,
            tally: self.all.clone().finish(scale),
            upward: self.upward.links,
            downward: self.downward.links,
            two_way: self.two_way,
            multi: self.multi,
            weight_upward: self.upward.units.map(|units| scale.number(units)),
            weight_downward: self.downward.units.map(|units| scale.number(units)),
        }
    }
}
