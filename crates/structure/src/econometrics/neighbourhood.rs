//! A sample over regions that have neighbours: which regions can be used, and what their neighbours' means are.

use super::catalogue::found;
use liantu_model::Diagnostic;
use liantu_numeric::{Sparse, sum};

/// A variable by region and period, with who neighbours whom. Columns run over the regions of the first period, then of
/// the second, and so on; NaN is missing.
#[derive(Clone, Copy, Debug)]
pub struct SpatialSample<'a> {
    /// Weight of each neighbour; rows are made to sum to one. Loops and weights that are not positive do not count.
    pub weights: &'a Sparse,
    /// How many periods there are.
    pub periods: usize,
    /// What is to be explained.
    pub dependent: &'a [f64],
    /// What explains it; a constant is added where no effects are taken out.
    pub regressors: &'a [Vec<f64>],
}

/// Whose means are taken out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Effects {
    /// Nobody's.
    #[default]
    None,
    /// Those of each region.
    Region,
    /// Those of each period.
    Period,
    /// Those of each region and each period.
    TwoWay,
}

impl Effects {
    pub(crate) fn of_regions(self) -> bool {
        matches!(self, Self::Region | Self::TwoWay)
    }

    pub(crate) fn of_periods(self) -> bool {
        matches!(self, Self::Period | Self::TwoWay)
    }
}

/// The part of a sample that can be used: regions known in every period and with neighbours of that kind.
#[derive(Debug)]
pub(crate) struct Neighbourhood {
    /// Their places in the sample.
    pub regions: Vec<usize>,
    pub periods: usize,
    /// Rows sum to one, the diagonal is empty.
    pub weights: Sparse,
    pub dependent: Vec<f64>,
    pub regressors: Vec<Vec<f64>>,
}

impl Neighbourhood {
    pub fn new(sample: &SpatialSample<'_>, findings: &mut Vec<Diagnostic>) -> Self {
        let all = sample.weights.size();
        let columns = || sample.regressors.iter().map(Vec::as_slice).chain([sample.dependent]);
        let whole = |region: usize, fine: fn(f64) -> bool| {
            columns().all(|column| (0..sample.periods).all(|period| fine(column[period * all + region])))
        };
        let infinite = (0..all).filter(|&region| !whole(region, |value| !value.is_infinite())).count();
        let mut used: Vec<bool> = (0..all).map(|region| whole(region, f64::is_finite)).collect();
        let missing = used.iter().filter(|used| !**used).count() - infinite;
        for (code, count) in [("STR513", infinite), (if sample.periods > 1 { "STR511" } else { "STR501" }, missing)] {
            if count > 0 {
                findings.push(found(code, count));
            }
        }
        // Leaving out a region may leave another without neighbours.
        let mut islands = 0;
        loop {
            let alone = |&region: &usize| used[region] && neighbours(sample.weights, region, &used).next().is_none();
            let alone: Vec<usize> = (0..all).filter(alone).collect();
            if alone.is_empty() {
                break;
            }
            islands += alone.len();
            for region in alone {
                used[region] = false;
            }
        }
        if islands > 0 {
            findings.push(found("STR503", islands));
        }
        let regions: Vec<usize> = (0..all).filter(|&region| used[region]).collect();
        let mut place = vec![0u32; all];
        regions.iter().zip(0..).for_each(|(&region, at)| place[region] = at);
        let (mut offsets, mut targets, mut values) = (vec![0], Vec::new(), Vec::new());
        for &region in &regions {
            let total = sum(neighbours(sample.weights, region, &used).map(|(_, weight)| weight));
            for (neighbour, weight) in neighbours(sample.weights, region, &used) {
                targets.push(place[neighbour as usize]);
                values.push(weight / total);
            }
            offsets.push(targets.len());
        }
        let chosen = |column: &[f64]| -> Vec<f64> {
            (0..sample.periods)
                .flat_map(|period| regions.iter().map(move |region| column[period * all + region]))
                .collect()
        };
        Self {
            periods: sample.periods,
            weights: Sparse::new(offsets, targets, values),
            dependent: chosen(sample.dependent),
            regressors: sample.regressors.iter().map(|column| chosen(column)).collect(),
            regions,
        }
    }

    pub fn size(&self) -> usize {
        self.regions.len()
    }

    /// The mean over the neighbours, period by period.
    pub fn lag(&self, column: &[f64]) -> Vec<f64> {
        if column.is_empty() {
            return Vec::new();
        }
        column.chunks_exact(self.size()).flat_map(|period| self.weights.times(period)).collect()
    }

    /// Takes the means of regions and periods out of a column.
    pub fn within(&self, effects: Effects, column: &mut [f64]) {
        let (size, periods) = (self.size(), self.periods);
        if effects.of_regions() {
            for region in 0..size {
                let mean = sum((0..periods).map(|period| column[period * size + region])) / periods as f64;
                (0..periods).for_each(|period| column[period * size + region] -= mean);
            }
        }
        if effects.of_periods() && size > 0 {
            for period in column.chunks_exact_mut(size) {
                let mean = sum(period.iter().copied()) / size as f64;
                for value in period {
                    *value -= mean;
                }
            }
        }
    }
}

fn neighbours<'a>(weights: &'a Sparse, region: usize, used: &'a [bool]) -> impl Iterator<Item = (u32, f64)> + 'a {
    weights.row(region).filter(move |&(other, weight)| {
        other as usize != region && weight > 0.0 && weight.is_finite() && used[other as usize]
    })
}
