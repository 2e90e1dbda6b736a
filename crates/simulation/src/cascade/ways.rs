//! The network made ready for the rounds: shares instead of values, and what each buyer adds up.

#![expect(clippy::cast_possible_truncation, reason = "firms and links are numbered below 2^32")]

use super::essentiality::{Class, Essentiality};
use super::network::FirmNetwork;
use super::rules::{Rules, Technology};
use rayon::prelude::*;
use std::ops::Range;

/// A delivery that counts: to whom, into which of the buyer's sums, and its part of that sum's whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Path {
    pub to: u32,
    pub sum: u32,
    pub share: f64,
}

/// The ways that a loss can take through a network.
///
/// Each buyer has sums: one for each sector of which it needs something essential, and one for all its other inputs that count. A
/// delivery adds to one of them; the buyer loses the largest.
#[derive(Clone, Debug)]
pub struct Ways<'n> {
    pub(super) network: &'n FirmNetwork,
    pub(super) rules: Rules,
    /// Where the sums of each buyer begin.
    pub(super) sums: Vec<u32>,
    /// Deliveries that count, by seller, then by buyer.
    paths: Vec<Path>,
    path_start: Vec<u32>,
    /// Orders by buyer, then by seller: the part of the seller's output that each takes.
    orders: Vec<u32>,
    order_start: Vec<u32>,
    taken: Vec<f64>,
    /// What the market shares rest on.
    pub(super) output: Vec<f64>,
    /// The sum of it, by sector.
    pub(super) market: Vec<f64>,
    /// Sellers whose market share nobody knows, where unknown flows count for something: nobody stands in for them.
    pub(super) unmeasured: Vec<bool>,
}

/// An input on its way into its sum.
#[derive(Clone, Copy)]
struct Input {
    /// Class, then sector; a link of unknown value is alone in its sum.
    order: u64,
    link: u32,
    value: f64,
}

const ESSENTIAL_UNKNOWN: u64 = 0;
const ESSENTIAL: u64 = 1 << 32;
const COUNTED: u64 = 2 << 32;
const NEGLIGIBLE: u64 = 3 << 32;
/// The sum of what does not count.
const NONE: u32 = u32::MAX;

impl<'n> Ways<'n> {
    /// The ways through `network` under `rules`.
    pub fn new(network: &'n FirmNetwork, essentiality: &Essentiality, rules: Rules) -> Self {
        let firms = network.firms();
        let output = if rules.final_demand { network.output() } else { network.sales.clone() };
        let mut order_start = vec![0u32; firms + 1];
        for &buyer in &network.to {
            order_start[buyer as usize + 1] += 1;
        }
        for firm in 0..firms {
            order_start[firm + 1] += order_start[firm];
        }
        let (mut next, links) = (order_start.clone(), network.links());
        let (mut orders, mut taken) = (vec![0u32; links], vec![0.0; links]);
        let mut inputs = vec![Input { order: 0, link: 0, value: 0.0 }; links];
        for (seller, (&sector, &all)) in (0u32..).zip(network.sector.iter().zip(&output)) {
            for link in network.row(seller as usize) {
                let (buyer, value) = (network.to[link] as usize, network.value[link]);
                let class = match rules.technology {
                    Technology::Mixed => essentiality.class(sector, network.sector[buyer]),
                    Technology::Linear => Class::NonEssential,
                    Technology::Leontief => Class::Essential,
                };
                let order = match class {
                    Class::Essential if value.is_nan() => ESSENTIAL_UNKNOWN + link as u64,
                    Class::Essential => ESSENTIAL + u64::from(sector),
                    Class::NonEssential => COUNTED,
                    Class::Negligible => NEGLIGIBLE,
                };
                let place = next[buyer] as usize;
                next[buyer] += 1;
                orders[place] = seller;
                taken[place] = if value.is_nan() { rules.unknown.up } else { part(value, all) };
                inputs[place] = Input { order, link: link as u32, value };
            }
        }
        let mut rows: Vec<&mut [Input]> = Vec::with_capacity(firms);
        let mut rest = inputs.as_mut_slice();
        for firm in 0..firms {
            let (row, after) = rest.split_at_mut((order_start[firm + 1] - order_start[firm]) as usize);
            rows.push(row);
            rest = after;
        }
        rows.into_par_iter()
            .with_min_len(1 << 10)
            .for_each(|row| row.sort_unstable_by_key(|input| (input.order, input.link)));
        let mut paths = vec![Path { to: 0, sum: NONE, share: 0.0 }; links];
        let mut sums = Vec::with_capacity(firms + 1);
        let mut count = 0u32;
        for firm in 0..firms {
            sums.push(count);
            let row = &inputs[order_start[firm] as usize..order_start[firm + 1] as usize];
            let known =
                |inputs: &[Input]| inputs.iter().filter(|input| !input.value.is_nan()).map(|input| input.value).sum();
            let all: f64 = known(row);
            for group in row.chunk_by(|one, two| one.order == two.order) {
                let order = group[0].order;
                if order == NEGLIGIBLE {
                    continue;
                }
                let whole = if order == COUNTED { all } else { known(group) };
                for input in group {
                    let share = if input.value.is_nan() { rules.unknown.down } else { part(input.value, whole) };
                    paths[input.link as usize] = Path { to: firm as u32, sum: count, share };
                }
                count += 1;
            }
        }
        sums.push(count);
        drop(inputs);
        let counts = rules.unknown.down > 0.0 && network.unknown() > 0;
        let unmeasured = (0..firms)
            .map(|firm| counts && network.value[network.row(firm)].iter().any(|value| value.is_nan()))
            .collect();
        let mut path_start = Vec::with_capacity(firms + 1);
        let mut kept = 0;
        for firm in 0..firms {
            path_start.push(kept as u32);
            for link in network.row(firm) {
                if paths[link].sum != NONE {
                    paths[kept] = paths[link];
                    kept += 1;
                }
            }
        }
        path_start.push(kept as u32);
        paths.truncate(kept);
        let mut market = vec![0.0; network.members.rows()];
        for (sector, output) in network.sector.iter().zip(&output) {
            market[*sector as usize] += output;
        }
        Self { network, rules, sums, paths, path_start, orders, order_start, taken, output, market, unmeasured }
    }

    /// The network that the ways lead through.
    pub fn network(&self) -> &'n FirmNetwork {
        self.network
    }

    /// How a loss travels on them.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Where a seller's deliveries go.
    #[inline]
    pub(super) fn deliveries(&self, seller: usize) -> &[Path] {
        &self.paths[self.path_start[seller] as usize..self.path_start[seller + 1] as usize]
    }

    /// From whom a buyer orders, and which part of their output.
    #[inline]
    pub(super) fn orders(&self, buyer: usize) -> (&[u32], &[f64]) {
        let row = self.order_start[buyer] as usize..self.order_start[buyer + 1] as usize;
        (&self.orders[row.clone()], &self.taken[row])
    }

    #[inline]
    pub(super) fn sums_of(&self, buyer: usize) -> Range<usize> {
        self.sums[buyer] as usize..self.sums[buyer + 1] as usize
    }

    /// Deliveries of one firm to another.
    pub(super) fn between(&self, seller: u32, buyer: u32) -> &[Path] {
        let row = self.deliveries(seller as usize);
        let start = row.partition_point(|path| path.to < buyer);
        let end = start + row[start..].partition_point(|path| path.to == buyer);
        &row[start..end]
    }
}

fn part(value: f64, whole: f64) -> f64 {
    if whole > 0.0 { value / whole } else { 0.0 }
}
