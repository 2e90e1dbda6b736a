//! The network made ready for the rounds: shares instead of values, inputs in the order in which they bind.

#![expect(clippy::cast_possible_truncation, reason = "firms and links are numbered below 2^32")]

use super::essentiality::{Class, Essentiality};
use super::network::FirmNetwork;
use super::rules::{Rules, Technology};
use rayon::prelude::*;

/// The ways that a loss can take through a network.
///
/// The inputs of a buyer lie side by side: first the essential ones, sector by sector, each sector a group whose shares
/// add up to one; then the others that count; then those that do not, which only an order that is not placed travels along.
#[derive(Clone, Debug)]
pub struct Ways<'n> {
    pub(super) network: &'n FirmNetwork,
    pub(super) rules: Rules,
    /// Inputs of each buyer.
    pub(super) inputs: Vec<u32>,
    /// Groups of each buyer.
    pub(super) groups: Vec<u32>,
    /// Where each group ends among the inputs.
    pub(super) group_end: Vec<u32>,
    /// Where the inputs that count end, for each buyer.
    pub(super) counted: Vec<u32>,
    pub(super) from: Vec<u32>,
    /// Down: the part of its group, or of all inputs, that an input is.
    pub(super) share: Vec<f64>,
    /// Up: the part of the seller's output that a link takes, link by link as the network has them.
    pub(super) taken: Vec<f64>,
    /// What the market shares rest on.
    pub(super) output: Vec<f64>,
    /// Sellers whose market share nobody knows, where unknown flows count for something: nobody stands in for them.
    pub(super) unmeasured: Vec<bool>,
}

/// An input on its way into its place.
#[derive(Clone, Copy)]
struct Input {
    /// Class, then whether the value is unknown, then sector.
    order: u64,
    from: u32,
    value: f64,
}

const ESSENTIAL_UNKNOWN: u64 = 0;
const ESSENTIAL: u64 = 1 << 32;
const COUNTED: u64 = 2 << 32;
const NEGLIGIBLE: u64 = 3 << 32;

impl<'n> Ways<'n> {
    /// The ways through `network` under `rules`.
    pub fn new(network: &'n FirmNetwork, essentiality: &Essentiality, rules: Rules) -> Self {
        let firms = network.firms();
        let output = if rules.final_demand { network.output() } else { network.sales.clone() };
        let mut taken = Vec::with_capacity(network.links());
        for (firm, &all) in output.iter().enumerate() {
            for &value in &network.value[network.row(firm)] {
                taken.push(if value.is_nan() {
                    rules.unknown.up
                } else if all > 0.0 {
                    value / all
                } else {
                    0.0
                });
            }
        }
        let mut inputs = vec![0u32; firms + 1];
        for &buyer in &network.to {
            inputs[buyer as usize + 1] += 1;
        }
        for firm in 0..firms {
            inputs[firm + 1] += inputs[firm];
        }
        let mut next = inputs.clone();
        let mut sorted = vec![Input { order: 0, from: 0, value: 0.0 }; network.links()];
        for (seller, &sector) in (0u32..).zip(&network.sector) {
            for (buyer, value) in network.buyers(seller) {
                let class = match rules.technology {
                    Technology::Mixed => essentiality.class(sector, network.sector[buyer as usize]),
                    Technology::Linear => Class::NonEssential,
                    Technology::Leontief => Class::Essential,
                };
                let order = match class {
                    Class::Essential if value.is_nan() => ESSENTIAL_UNKNOWN,
                    Class::Essential => ESSENTIAL + u64::from(sector),
                    Class::NonEssential => COUNTED,
                    Class::Negligible => NEGLIGIBLE,
                };
                let place = &mut next[buyer as usize];
                sorted[*place as usize] = Input { order, from: seller, value };
                *place += 1;
            }
        }
        let mut rows: Vec<&mut [Input]> = Vec::with_capacity(firms);
        let mut rest = sorted.as_mut_slice();
        for firm in 0..firms {
            let (row, after) = rest.split_at_mut((inputs[firm + 1] - inputs[firm]) as usize);
            rows.push(row);
            rest = after;
        }
        rows.into_par_iter()
            .with_min_len(1 << 10)
            .for_each(|row| row.sort_unstable_by_key(|input| (input.order, input.from)));
        let (mut groups, mut group_end, mut counted) = (vec![0u32], Vec::new(), Vec::with_capacity(firms));
        let mut share = Vec::with_capacity(sorted.len());
        for firm in 0..firms {
            let (start, end) = (inputs[firm] as usize, inputs[firm + 1] as usize);
            let row = &sorted[start..end];
            let all: f64 = row.iter().filter(|input| !input.value.is_nan()).map(|input| input.value).sum();
            for group in row.chunk_by(|one, two| one.order == two.order) {
                let of = match group[0].order {
                    ESSENTIAL_UNKNOWN => 0.0,
                    order if order < COUNTED => group.iter().map(|input| input.value).sum(),
                    _ => all,
                };
                let part = |input: &Input| {
                    if input.value.is_nan() {
                        rules.unknown.down
                    } else if of > 0.0 {
                        input.value / of
                    } else {
                        0.0
                    }
                };
                match group[0].order {
                    ESSENTIAL_UNKNOWN => group.iter().for_each(|input| {
                        share.push(part(input));
                        group_end.push(share.len() as u32);
                    }),
                    order => {
                        share.extend(group.iter().map(part));
                        if order < COUNTED {
                            group_end.push(share.len() as u32);
                        }
                    }
                }
            }
            let negligible = row.iter().rev().take_while(|input| input.order == NEGLIGIBLE).count();
            counted.push((end - negligible) as u32);
            groups.push(group_end.len() as u32);
        }
        let from = sorted.iter().map(|input| input.from).collect();
        let counts = rules.unknown.down > 0.0 && network.unknown() > 0;
        let unmeasured = (0..firms)
            .map(|firm| counts && network.value[network.row(firm)].iter().any(|value| value.is_nan()))
            .collect();
        Self { network, rules, inputs, groups, group_end, counted, from, share, taken, output, unmeasured }
    }

    /// The network that the ways lead through.
    pub fn network(&self) -> &'n FirmNetwork {
        self.network
    }

    /// How a loss travels on them.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }
}
