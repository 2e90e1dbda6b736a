//! What makes a partition good, as masses and weights for the algorithm, and as a number.

use super::leiden::{Effort, Weighted};
use crate::graph::Graph;
use liantu_numeric::sum;

/// What a good partition is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Objective {
    /// Modularity: weight inside against what the strengths of the nodes lead to expect. With several graphs, the mean of
    /// their modularities, weighted by their importance.
    Modularity,
    /// The constant Potts model: weight inside against `resolution` for each pair of nodes; several graphs add up.
    Potts,
}

/// A graph that takes part in a partition, and how much it counts.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'g> {
    /// The graph. All sheets are over the same nodes.
    pub graph: &'g Graph,
    /// How much it counts beside the others; above zero.
    pub importance: f64,
    /// Whether what links a node with itself counts.
    pub loops: bool,
}

impl Sheet<'_> {
    /// What loop there is at a node, as far as it counts.
    fn own(&self, node: usize) -> f64 {
        if self.loops { self.graph.loops()[node] } else { 0.0 }
    }

    /// The weight of all arrows (or edges) and the loops that count.
    pub(crate) fn total(&self) -> f64 {
        let arrows = sum(self.graph.strength_out());
        let edges = if self.graph.is_directed() { arrows } else { arrows / 2.0 };
        edges + if self.loops { sum(self.graph.loops().iter().copied()) } else { 0.0 }
    }

    /// For each node what leaves it and what reaches it. Without direction, half of its strength each, so that both kinds
    /// of graph follow the same formula.
    fn strengths(&self) -> Vec<(f64, f64)> {
        let half = if self.graph.is_directed() { 1.0 } else { 0.5 };
        let (out, back) = (self.graph.strength_out(), self.graph.strength_in());
        (0..self.graph.nodes())
            .map(|node| (half * out[node] + self.own(node), half * back[node] + self.own(node)))
            .collect()
    }

    /// For each group what leaves its nodes, what reaches them, and what runs within it.
    fn within(&self, group: &[u32], groups: usize) -> Vec<(f64, f64, f64)> {
        let half = if self.graph.is_directed() { 1.0 } else { 0.5 };
        let mut rows = vec![(0.0, 0.0, 0.0); groups];
        for (node, (out, back)) in self.strengths().into_iter().enumerate() {
            let row = &mut rows[group[node] as usize];
            row.0 += out;
            row.1 += back;
            row.2 += self.own(node);
            for (to, weight) in self.graph.row(node) {
                if group[to as usize] == group[node] {
                    row.2 += half * weight;
                }
            }
        }
        rows
    }
}

/// What each group adds to the quality of a partition, for each sheet in turn; groups are numbered below `groups`.
///
/// Modularity of a sheet of total weight `m`: `E/m − resolution·OUT·IN/m²`; without direction `IN = OUT` is half of the
/// strength, which gives the usual `E/m − resolution·(K/2m)²` (Newman 2006; with direction Leicht and Newman 2008). Sheets
/// without weight add nothing. The Potts model: `E − resolution·n(n−1)/2`, with direction `E − resolution·n(n−1)`.
pub fn quality(
    sheets: &[Sheet<'_>],
    objective: Objective,
    resolution: f64,
    group: &[u32],
    groups: usize,
) -> Vec<Vec<f64>> {
    let mut sizes = vec![0.0; groups];
    for &group in group {
        sizes[group as usize] += 1.0;
    }
    let one = |sheet: &Sheet<'_>| {
        let total = sheet.total();
        let rows = sheet.within(group, groups).into_iter().enumerate();
        rows.map(|(group, (out, back, inside))| match objective {
            Objective::Modularity if total > 0.0 => inside / total - resolution * (out / total) * (back / total),
            Objective::Modularity => 0.0,
            Objective::Potts => {
                let pairs = sizes[group] * (sizes[group] - 1.0);
                inside - resolution * if sheet.graph.is_directed() { pairs } else { pairs / 2.0 }
            }
        })
        .collect()
    };
    sheets.iter().map(one).collect()
}

/// A partition of high quality in which every group of linked nodes hangs together, found by the Leiden algorithm from
/// `seed` in at most `rounds` rounds; groups are numbered in the order of their first node. A node that no sheet links is a
/// group of its own.
///
/// # Panics
///
/// If the sheets differ in their nodes.
pub fn leiden(sheets: &[Sheet<'_>], objective: Objective, resolution: f64, seed: u64, rounds: u32) -> Vec<u32> {
    let effort = Effort { seed, rounds };
    let nodes = sheets.first().map_or(0, |sheet| sheet.graph.nodes());
    let sheets = weighty(sheets);
    let directed = sheets.iter().any(|(sheet, _)| sheet.graph.is_directed());
    match (objective, sheets.len() * if directed { 2 } else { 1 }) {
        (_, 0) => (0u32..).take(nodes).collect(),
        (Objective::Potts, _) | (_, 1) => weigh::<1>(&sheets, objective, resolution).leiden(effort),
        (_, 2) => weigh::<2>(&sheets, objective, resolution).leiden(effort),
        (_, ..=6) => weigh::<6>(&sheets, objective, resolution).leiden(effort),
        (_, ..=12) => weigh::<12>(&sheets, objective, resolution).leiden(effort),
        (_, masses) => unreachable!("six layers with direction need 12 masses, not {masses}"),
    }
}

/// The sheets as one graph: rows of neighbours with weights as they count in the objective.
pub(crate) struct Combined {
    pub(crate) offsets: Vec<u32>,
    pub(crate) to: Vec<u32>,
    pub(crate) weight: Vec<f64>,
}

impl Combined {
    /// Modularity counts the weights of a sheet against its total, the Potts model as they are.
    ///
    /// # Panics
    ///
    /// If there is no sheet, or sheets differ in their nodes.
    pub(crate) fn new(sheets: &[(Sheet<'_>, f64)], objective: Objective) -> Self {
        let nodes = sheets[0].0.graph.nodes();
        assert!(sheets.iter().all(|(sheet, _)| sheet.graph.nodes() == nodes), "sheets are over the same nodes");
        let mut result = Self { offsets: vec![0], to: Vec::new(), weight: Vec::new() };
        let (mut sum, mut touched) = (vec![0.0; nodes], Vec::new());
        for node in 0..nodes {
            for (sheet, total) in sheets {
                let scale = match objective {
                    Objective::Modularity => sheet.importance / total,
                    Objective::Potts => sheet.importance,
                };
                let back = sheet.graph.is_directed().then(|| sheet.graph.column(node));
                for (to, weight) in sheet.graph.row(node).chain(back.into_iter().flatten()) {
                    let weight = weight * scale;
                    if weight > 0.0 {
                        if sum[to as usize] == 0.0 {
                            touched.push(to);
                        }
                        sum[to as usize] += weight;
                    }
                }
            }
            for to in touched.drain(..) {
                result.to.push(to);
                result.weight.push(std::mem::take(&mut sum[to as usize]));
            }
            result.offsets.push(u32::try_from(result.to.len()).expect("fewer than 2^32 arrows"));
        }
        result
    }

    pub(crate) fn row(&self, node: usize) -> impl Iterator<Item = (u32, f64)> + '_ {
        let range = self.offsets[node] as usize..self.offsets[node + 1] as usize;
        self.to[range.clone()].iter().copied().zip(self.weight[range].iter().copied())
    }
}

/// The sheets that have any weight, with their total.
pub(crate) fn weighty<'g>(sheets: &[Sheet<'g>]) -> Vec<(Sheet<'g>, f64)> {
    sheets.iter().map(|sheet| (*sheet, sheet.total())).filter(|&(_, total)| total > 0.0).collect()
}

/// The combined graph with masses: each sheet has masses of its own.
fn weigh<const D: usize>(sheets: &[(Sheet<'_>, f64)], objective: Objective, resolution: f64) -> Weighted<D> {
    let Combined { offsets, to, weight } = Combined::new(sheets, objective);
    let mut graph = Weighted { mass: vec![[0.0; D]; offsets.len() - 1], offsets, to, weight, sign: [1.0; D] };
    match objective {
        Objective::Modularity => {
            let mut d = 0;
            for (sheet, total) in sheets {
                let unit = (resolution * sheet.importance / 2.0).sqrt() / total;
                let directed = sheet.graph.is_directed();
                for (mass, (out, back)) in graph.mass.iter_mut().zip(sheet.strengths()) {
                    mass[d] = unit * (out + back);
                    if directed {
                        mass[d + 1] = unit * (out - back);
                    }
                }
                if directed {
                    graph.sign[d + 1] = -1.0;
                }
                d += if directed { 2 } else { 1 };
            }
        }
        Objective::Potts => {
            let pairs =
                |(sheet, _): &(Sheet<'_>, f64)| sheet.importance * if sheet.graph.is_directed() { 2.0 } else { 1.0 };
            let unit = (resolution * sheets.iter().map(pairs).sum::<f64>()).sqrt();
            for mass in &mut graph.mass {
                mass[0] = unit;
            }
        }
    }
    graph
}
