//! What a change in one region becomes in all of them, for many values of the parameters at once.
//!
//! Everything needed of `(I − ρW)⁻¹` is a smooth function of `ρ`, so that a few factorisations at Chebyshev nodes give it
//! for any number of draws.

use super::estimate::{Estimate, Term};
use super::spatial::{Solution, Spatial};
use liantu_numeric::distribution::normal_two_sided;
use liantu_numeric::{Dense, Sparse, chunked, sum, uniform};
use std::f64::consts::{PI, TAU};

/// Parameters drawn from their joint normal distribution.
#[derive(Debug)]
pub(crate) struct Draws {
    /// In the order of the solution.
    pub values: Vec<Vec<f64>>,
    /// Draws thrown away because the spatial parameter left its interval.
    pub refused: usize,
}

/// The spatial parameter stays below this in draws.
const EDGE: f64 = 0.9999;

impl Draws {
    /// `None` where the covariance is not positive definite, or hardly any draw is possible.
    pub fn new(solution: &Solution, count: usize, seed: u64) -> Option<Self> {
        let size = solution.values.len();
        let covariance = Dense::from_fn(size, size, |row, column| solution.covariance.at(row, column));
        let factor = covariance.cholesky()?;
        let (mut values, mut refused, mut counter) = (Vec::with_capacity(count), 0, 0u64);
        while values.len() < count {
            let noise: Vec<f64> = (0..size).map(|place| normal(seed, counter + place as u64)).collect();
            counter += size as u64;
            let draw: Vec<f64> = (0..size)
                .map(|row| solution.values[row] + sum((0..=row).map(|column| factor.at(row, column) * noise[column])))
                .collect();
            if draw[size - 1].abs() < EDGE {
                values.push(draw);
            } else {
                refused += 1;
                if refused > 20 * count + 100 {
                    return None;
                }
            }
        }
        Some(Self { values, refused })
    }
}

/// A standard normal number (Box and Muller 1958).
fn normal(seed: u64, counter: u64) -> f64 {
    let (one, two) = (uniform(seed, 2 * counter), uniform(seed, 2 * counter + 1));
    (-2.0 * (1.0 - one).ln()).sqrt() * (TAU * two).cos()
}

/// Some of `(I − ρW)⁻¹ = A⁻¹` for one `ρ`, by region.
#[derive(Clone, Debug)]
pub(crate) struct Slice {
    /// The diagonals of `A⁻¹` and of `A⁻¹W`.
    pub own: [Vec<f64>; 2],
    /// Their column sums.
    pub sent: [Vec<f64>; 2],
    /// Their products with a column, where one was given.
    pub got: [Vec<f64>; 2],
}

impl Slice {
    pub fn at(solution: &Solution, transposed: &Sparse, column: &[f64], rho: f64) -> Option<Self> {
        let weights = &solution.near.weights;
        let factor = solution.resolvent.factor(rho)?;
        let inverse = factor.inverse();
        let sent = factor.solve_transposed(&vec![1.0; weights.size()]);
        Some(Self {
            own: [inverse.diagonal, inverse.product],
            got: [factor.solve(column), factor.solve(&weights.times(column))],
            sent: [sent.clone(), transposed.times(&sent)],
        })
    }
}

/// Slices at Chebyshev nodes of an interval of `ρ`.
#[derive(Debug)]
pub(crate) struct Multiplier {
    nodes: Vec<f64>,
    pub slices: Vec<Slice>,
}

impl Multiplier {
    /// Slices that stand for every `ρ` in the draws.
    pub fn new(solution: &Solution, draws: &Draws, column: &[f64]) -> Option<Self> {
        let rhos = || draws.values.iter().map(|draw| solution.rho_of(draw));
        let (low, high) =
            rhos().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), rho| (low.min(rho), high.max(rho)));
        // The inverse has its first pole at one: an interval that comes near asks for more nodes.
        let near = (1.0 - low.abs().max(high.abs())) / (high - low).max(1e-12);
        let count = if high <= low {
            1
        } else if near > 0.5 {
            16
        } else if near > 0.05 {
            32
        } else {
            64
        };
        let node = |n: usize| {
            let angle = PI * (2 * n + 1) as f64 / (2 * count) as f64;
            f64::midpoint(low, high) + 0.5 * (high - low) * angle.cos()
        };
        let nodes: Vec<f64> = (0..count).map(node).collect();
        let transposed = solution.near.weights.transposed();
        let slices = chunked(count, 1, |range| Slice::at(solution, &transposed, column, nodes[range.start]));
        Some(Self { slices: slices.into_iter().collect::<Option<_>>()?, nodes })
    }

    /// How much each slice counts at `rho` (barycentric interpolation).
    pub fn shares(&self, rho: f64) -> Vec<f64> {
        if let Some(exact) = self.nodes.iter().position(|&node| (node - rho).abs() < 1e-15) {
            return (0..self.nodes.len()).map(|n| f64::from(u8::from(n == exact))).collect();
        }
        let count = self.nodes.len();
        let raw: Vec<f64> = (0..count)
            .map(|n| {
                let sign = if n % 2 == 0 { 1.0 } else { -1.0 };
                sign * (PI * (2 * n + 1) as f64 / (2 * count) as f64).sin() / (rho - self.nodes[n])
            })
            .collect();
        let total = sum(raw.iter().copied());
        raw.into_iter().map(|share| share / total).collect()
    }
}

impl Solution {
    pub fn rho_of(&self, draw: &[f64]) -> f64 {
        if self.model.lags_outcome() { draw[draw.len() - 1] } else { 0.0 }
    }

    /// The coefficients of a regressor at home and next door, zero where the model has none.
    pub fn pair(&self, variable: usize, draw: &[f64]) -> [f64; 2] {
        [Term::Variable(variable), Term::Neighbours(variable)].map(|term| self.place(term).map_or(0.0, |at| draw[at]))
    }
}

/// What a regressor does on average.
#[derive(Clone, Copy, Debug)]
pub struct Effect {
    /// The regressor, by its place.
    pub variable: usize,
    /// In the region where it changes.
    pub direct: Estimate,
    /// In all other regions together.
    pub indirect: Estimate,
    /// In all regions.
    pub total: Estimate,
}

/// Direct, indirect and total effects of each regressor, averaged over regions, with standard errors from `draws`
/// parameters drawn with `seed`. Empty where the model could not be fitted; undefined for a regressor left out.
pub fn average_effects(fit: &Spatial, draws: usize, seed: u64, confidence: f64) -> Vec<Effect> {
    let Some(solution) = &fit.solution else { return Vec::new() };
    let size = solution.near.size() as f64;
    let transposed = solution.near.weights.transposed();
    let none = vec![0.0; solution.near.size()];
    let means = |slice: &Slice| -> [[f64; 2]; 2] {
        let mean = |column: &Vec<f64>| sum(column.iter().copied()) / size;
        [[mean(&slice.own[0]), mean(&slice.own[1])], [mean(&slice.sent[0]), mean(&slice.sent[1])]]
    };
    let Some(centre) = Slice::at(solution, &transposed, &none, solution.rho()) else { return Vec::new() };
    let centre = means(&centre);
    let sample = Draws::new(solution, draws, seed);
    let drawn: Option<Vec<[[f64; 2]; 2]>> = sample.as_ref().and_then(|sample| {
        let multiplier = Multiplier::new(solution, sample, &none)?;
        let at_nodes: Vec<[[f64; 2]; 2]> = multiplier.slices.iter().map(means).collect();
        let of_draw = |draw: &Vec<f64>| {
            let shares = multiplier.shares(solution.rho_of(draw));
            let at = |a: usize, b: usize| sum(shares.iter().zip(&at_nodes).map(|(share, node)| share * node[a][b]));
            [[at(0, 0), at(0, 1)], [at(1, 0), at(1, 1)]]
        };
        Some(sample.values.iter().map(of_draw).collect())
    });
    let variables = solution.near.regressors.len();
    (0..variables)
        .map(|variable| {
            let known = solution.place(Term::Variable(variable)).is_some();
            let effects = |parameters: &[f64], means: &[[f64; 2]; 2]| {
                let [own, next] = solution.pair(variable, parameters);
                let (direct, total) = (own * means[0][0] + next * means[0][1], own * means[1][0] + next * means[1][1]);
                [direct, total - direct, total]
            };
            if !known {
                let undefined = Estimate::UNDEFINED;
                return Effect { variable, direct: undefined, indirect: undefined, total: undefined };
            }
            let value = effects(&solution.values, &centre);
            let spread: Vec<[f64; 3]> = match (&sample, &drawn) {
                (Some(sample), Some(drawn)) => {
                    sample.values.iter().zip(drawn).map(|(draw, means)| effects(draw, means)).collect()
                }
                _ => Vec::new(),
            };
            let [direct, indirect, total] = [0, 1, 2].map(|which| {
                simulated(value[which], spread.iter().map(|effects| effects[which]).collect(), confidence)
            });
            Effect { variable, direct, indirect, total }
        })
        .collect()
}

/// An estimate whose spread is that of draws; the interval is between their quantiles.
pub(crate) fn simulated(value: f64, mut draws: Vec<f64>, confidence: f64) -> Estimate {
    if draws.len() < 2 || draws.iter().any(|draw| draw.is_nan()) {
        return Estimate::plain(value);
    }
    draws.sort_by(f64::total_cmp);
    let count = draws.len() as f64;
    let mean = sum(draws.iter().copied()) / count;
    let standard_error = (sum(draws.iter().map(|draw| (draw - mean).powi(2))) / (count - 1.0)).sqrt();
    let statistic = if standard_error > 0.0 { value / standard_error } else { f64::NAN };
    let tail = 0.5 * (1.0 - confidence);
    Estimate {
        value,
        standard_error,
        statistic,
        p_value: normal_two_sided(statistic),
        low: quantile(&draws, tail),
        high: quantile(&draws, 1.0 - tail),
    }
}

/// Between the sorted numbers, in a straight line.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let below = (0..sorted.len()).rfind(|&n| n as f64 <= place).unwrap_or_default();
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}
