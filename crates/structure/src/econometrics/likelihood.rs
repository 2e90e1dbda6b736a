//! The likelihood of a spatial model as a function of its one spatial parameter.

use super::determinant::Series;
use super::neighbourhood::{Effects, Neighbourhood};
use super::spatial::Information;
use liantu_numeric::{Dense, Factor, LeastSquares, Resolvent, Sparse, chunked, dot, sum};
use std::f64::consts::TAU;

/// How many independent rows there are once means are taken out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape<'a> {
    weights: &'a Sparse,
    near: &'a Neighbourhood,
    effects: Effects,
    regions: f64,
    periods: f64,
}

impl<'a> Shape<'a> {
    pub fn new(near: &'a Neighbourhood, effects: Effects) -> Self {
        let less = |count: usize, fewer: bool| count as f64 - f64::from(u8::from(fewer));
        Self {
            weights: &near.weights,
            near,
            effects,
            regions: less(near.size(), effects.of_periods()),
            periods: less(near.periods, effects.of_regions()),
        }
    }

    /// Independent rows.
    pub fn observations(&self) -> f64 {
        self.regions * self.periods
    }

    /// The logarithm of the determinant that the likelihood takes in.
    fn determinant(&self, at: f64, series: &Series, resolvent: &Resolvent) -> Option<f64> {
        let along_constant = if self.effects.of_periods() { (-at).ln_1p() } else { 0.0 };
        let whole = match series.at(at) {
            Some(known) => known.value,
            None => resolvent.factor(at)?.log_determinant,
        };
        Some(self.periods * (whole - along_constant))
    }

    /// Its derivative.
    fn slope(&self, at: f64, series: &Series, resolvent: &Resolvent) -> Option<f64> {
        let along_constant = if self.effects.of_periods() { 1.0 / (1.0 - at) } else { 0.0 };
        let trace = match series.at(at) {
            Some(known) => -known.slope - along_constant,
            None => self.trace(at, &resolvent.factor(at)?),
        };
        Some(-self.periods * trace)
    }

    /// The trace of `G = W(I − ρW)⁻¹` on the space that is left.
    fn trace(&self, at: f64, factor: &Factor<'_>) -> f64 {
        factor.inverse().trace() - if self.effects.of_periods() { 1.0 / (1.0 - at) } else { 0.0 }
    }

    /// The trace of `G²`: the derivative of that of `G`, by a central difference of fourth order.
    fn trace_of_square(&self, at: f64, resolvent: &Resolvent) -> f64 {
        let step = 2e-3 * (1.0 - at.abs());
        let trace = |n: f64| {
            let at = at + n * step;
            resolvent.factor(at).map_or(f64::NAN, |factor| self.trace(at, &factor))
        };
        (8.0 * (trace(1.0) - trace(-1.0)) - (trace(2.0) - trace(-2.0))) / (12.0 * step)
    }

    /// The trace of `GᵀG`, column by column.
    fn trace_of_gram(&self, factor: &Factor<'_>) -> f64 {
        let size = self.weights.size();
        let columns = self.weights.transposed();
        let parts = chunked(size, 32, |range| {
            sum(range.map(|region| {
                let mut column = vec![0.0; size];
                columns.row(region).for_each(|(row, weight)| column[row as usize] = weight);
                let column = factor.solve(&column);
                dot(&column, &column)
            }))
        });
        let whole = sum(parts);
        if !self.effects.of_periods() {
            return whole;
        }
        let sums = columns.times(&factor.solve_transposed(&vec![1.0; size]));
        whole - dot(&sums, &sums) / size as f64
    }

    /// `G` times each period of a column, means taken out.
    fn multiply(&self, factor: &Factor<'_>, column: &[f64]) -> Vec<f64> {
        let solved: Vec<f64> = column.chunks_exact(self.near.size()).flat_map(|period| factor.solve(period)).collect();
        let mut lagged = self.near.lag(&solved);
        self.near.within(self.effects, &mut lagged);
        lagged
    }
}

/// A model whose other parameters are known once the spatial one is.
pub(crate) trait Curve: Sync {
    /// The sum of squared residuals, and its derivative.
    fn squares(&self, at: f64) -> (f64, f64);
    /// The coefficients of the regressors.
    fn coefficients(&self, at: f64) -> Vec<f64>;
    /// Second derivatives of the likelihood, signs turned: coefficients, spatial parameter, variance.
    fn information(&self, at: f64, variance: f64, shape: &Shape<'_>, resolvent: &Resolvent, kind: Information)
    -> Dense;
}

/// The maximum of a likelihood.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peak {
    pub at: f64,
    pub height: f64,
    /// The likelihood without spatial dependence.
    pub at_zero: f64,
}

/// Looks over the interval for the highest point, then follows the slope to its root. `None` where the likelihood is not
/// a number or still rises at the edge.
pub(crate) fn maximise(shape: &Shape<'_>, series: &Series, resolvent: &Resolvent, curve: &dyn Curve) -> Option<Peak> {
    const NODES: usize = 24;
    const EDGE: f64 = 0.9999;
    let node = |n: usize| -EDGE * (std::f64::consts::PI * n as f64 / NODES as f64).cos();
    let height = |at: f64| {
        let squares = curve.squares(at).0;
        let determinant = shape.determinant(at, series, resolvent)?;
        let rows = shape.observations();
        let height = -0.5 * rows * ((TAU * squares / rows).ln() + 1.0) + determinant;
        (height.is_finite() && squares > 0.0).then_some(height)
    };
    let slope = |at: f64| {
        let (squares, change) = curve.squares(at);
        let determinant = shape.slope(at, series, resolvent).unwrap_or(f64::NAN);
        -0.5 * shape.observations() * change / squares + determinant
    };
    let heights = chunked(NODES + 1, 1, |range| height(node(range.start)));
    let heights = heights.into_iter().collect::<Option<Vec<f64>>>()?;
    let best = (0..heights.len()).max_by(|&a, &b| heights[a].total_cmp(&heights[b]))?;
    let (mut low, mut high) = (node(best.saturating_sub(1)), node((best + 1).min(NODES)));
    let (mut at_low, mut at_high) = (slope(low), slope(high));
    if !(at_low > 0.0 && at_high < 0.0) {
        return None;
    }
    // Regula falsi, halving the value at an end that stays (Illinois).
    let mut stayed = 0;
    for _ in 0..100 {
        let at = (low * at_high - high * at_low) / (at_high - at_low);
        let value = slope(at);
        if value.is_nan() {
            return None;
        }
        if value > 0.0 {
            (low, at_low) = (at, value);
            if stayed == 1 {
                at_high *= 0.5;
            }
            stayed = 1;
        } else {
            (high, at_high) = (at, value);
            if stayed == -1 {
                at_low *= 0.5;
            }
            stayed = -1;
        }
        if high - low < 1e-14 || value.abs() < 1e-12 * shape.observations() {
            return Some(Peak { at, height: height(at)?, at_zero: height(0.0)? });
        }
    }
    let at = f64::midpoint(low, high);
    Some(Peak { at, height: height(at)?, at_zero: height(0.0)? })
}

/// `y = ρWy + Xβ + ε`.
pub(crate) struct Lagged {
    design: Vec<Vec<f64>>,
    /// `Wy`.
    moved: Vec<f64>,
    of_outcome: Vec<f64>,
    of_moved: Vec<f64>,
    rest: Vec<f64>,
    rest_moved: Vec<f64>,
}

impl Lagged {
    pub fn new(basis: &LeastSquares, design: Vec<Vec<f64>>, outcome: &[f64], lagged: Vec<f64>) -> Self {
        Self {
            design,
            of_outcome: basis.coefficients(outcome),
            of_moved: basis.coefficients(&lagged),
            rest: basis.residual(outcome),
            rest_moved: basis.residual(&lagged),
            moved: lagged,
        }
    }

    fn residuals(&self, at: f64) -> Vec<f64> {
        self.rest.iter().zip(&self.rest_moved).map(|(rest, lagged)| rest - at * lagged).collect()
    }
}

impl Curve for Lagged {
    fn squares(&self, at: f64) -> (f64, f64) {
        let rest = self.residuals(at);
        (dot(&rest, &rest), -2.0 * dot(&rest, &self.rest_moved))
    }

    fn coefficients(&self, at: f64) -> Vec<f64> {
        self.of_outcome.iter().zip(&self.of_moved).map(|(outcome, lagged)| outcome - at * lagged).collect()
    }

    fn information(
        &self,
        at: f64,
        variance: f64,
        shape: &Shape<'_>,
        resolvent: &Resolvent,
        kind: Information,
    ) -> Dense {
        let Some(factor) = resolvent.factor(at) else { return Dense::zeros(0, 0) };
        let rows = shape.observations();
        let square = shape.trace_of_square(at, resolvent);
        let (moved, spatial, cross) = if kind == Information::Observed {
            let rest = self.residuals(at);
            let lagged = &self.moved;
            let spatial = shape.periods * square + dot(lagged, lagged) / variance;
            (lagged.clone(), spatial, dot(&rest, lagged) / (variance * variance))
        } else {
            let beta = self.coefficients(at);
            let mut mean = vec![0.0; self.moved.len()];
            for (column, beta) in self.design.iter().zip(&beta) {
                mean.iter_mut().zip(column).for_each(|(mean, cell)| *mean += beta * cell);
            }
            let moved = shape.multiply(&factor, &mean);
            let traces = square + shape.trace_of_gram(&factor);
            let spatial = shape.periods * traces + dot(&moved, &moved) / variance;
            (moved, spatial, shape.periods * shape.trace(at, &factor) / variance)
        };
        assemble(&self.design, variance, rows, spatial, cross, &mut |column: &[f64]| dot(column, &moved) / variance)
    }
}

/// `y = Xβ + u`, `u = λWu + ε`.
pub(crate) struct Errors<'a> {
    near: &'a Neighbourhood,
    effects: Effects,
    design: Vec<Vec<f64>>,
    lagged_design: Vec<Vec<f64>>,
    outcome: Vec<f64>,
    lagged: Vec<f64>,
}

/// What a value of `λ` makes of the data.
struct Filtered {
    design: Vec<Vec<f64>>,
    beta: Vec<f64>,
    /// `ε`.
    rest: Vec<f64>,
    /// `Wu`.
    lagged: Vec<f64>,
}

impl<'a> Errors<'a> {
    pub fn new(near: &'a Neighbourhood, effects: Effects, design: Vec<Vec<f64>>, outcome: Vec<f64>) -> Self {
        let lag = |column: &[f64]| {
            let mut lagged = near.lag(column);
            near.within(effects, &mut lagged);
            lagged
        };
        let lagged_design = design.iter().map(|column| lag(column)).collect();
        Self { near, effects, lagged: lag(&outcome), lagged_design, design, outcome }
    }

    fn filter(&self, at: f64) -> Filtered {
        let filtered = |own: &[f64], lagged: &[f64]| -> Vec<f64> {
            own.iter().zip(lagged).map(|(own, lagged)| own - at * lagged).collect()
        };
        let design: Vec<Vec<f64>> =
            self.design.iter().zip(&self.lagged_design).map(|(own, lagged)| filtered(own, lagged)).collect();
        let outcome = filtered(&self.outcome, &self.lagged);
        let basis = LeastSquares::new(design.clone(), 0.0);
        let beta = basis.coefficients(&outcome);
        let mut error = self.outcome.clone();
        for (column, beta) in self.design.iter().zip(&beta) {
            error.iter_mut().zip(column).for_each(|(error, cell)| *error -= beta * cell);
        }
        let mut lagged = self.near.lag(&error);
        self.near.within(self.effects, &mut lagged);
        Filtered { rest: basis.residual(&outcome), design, beta, lagged }
    }
}

impl Curve for Errors<'_> {
    fn squares(&self, at: f64) -> (f64, f64) {
        let Filtered { rest, lagged, .. } = self.filter(at);
        (dot(&rest, &rest), -2.0 * dot(&rest, &lagged))
    }

    fn coefficients(&self, at: f64) -> Vec<f64> {
        self.filter(at).beta
    }

    fn information(
        &self,
        at: f64,
        variance: f64,
        shape: &Shape<'_>,
        resolvent: &Resolvent,
        kind: Information,
    ) -> Dense {
        let Some(factor) = resolvent.factor(at) else { return Dense::zeros(0, 0) };
        let Filtered { design, rest, lagged, .. } = self.filter(at);
        let rows = shape.observations();
        let square = shape.trace_of_square(at, resolvent);
        if kind == Information::Observed {
            let spatial = shape.periods * square + dot(&lagged, &lagged) / variance;
            let cross = dot(&rest, &lagged) / (variance * variance);
            let places: Vec<f64> = design
                .iter()
                .zip(&self.lagged_design)
                .map(|(column, of_neighbours)| (dot(column, &lagged) + dot(of_neighbours, &rest)) / variance)
                .collect();
            let mut place = places.into_iter();
            return assemble(&design, variance, rows, spatial, cross, &mut |_: &[f64]| {
                place.next().unwrap_or_default()
            });
        }
        let spatial = shape.periods * (square + shape.trace_of_gram(&factor));
        let cross = shape.periods * shape.trace(at, &factor) / variance;
        assemble(&design, variance, rows, spatial, cross, &mut |_: &[f64]| 0.0)
    }
}

/// Coefficients first, then the spatial parameter, then the variance.
fn assemble(
    design: &[Vec<f64>],
    variance: f64,
    rows: f64,
    spatial: f64,
    cross: f64,
    cross_of: &mut dyn FnMut(&[f64]) -> f64,
) -> Dense {
    let size = design.len();
    let mut information = Dense::zeros(size + 2, size + 2);
    for (row, one) in design.iter().enumerate() {
        for (column, two) in design.iter().enumerate().take(row + 1) {
            let product = dot(one, two) / variance;
            *information.at_mut(row, column) = product;
            *information.at_mut(column, row) = product;
        }
        let product = cross_of(one);
        *information.at_mut(row, size) = product;
        *information.at_mut(size, row) = product;
    }
    *information.at_mut(size, size) = spatial;
    *information.at_mut(size + 1, size) = cross;
    *information.at_mut(size, size + 1) = cross;
    *information.at_mut(size + 1, size + 1) = rows / (2.0 * variance * variance);
    information
}
