//! Poisson pseudo-maximum likelihood with any number of fixed effects, by iteratively weighted least squares whose groups
//! are taken out and never estimated.

use liantu_numeric::distribution::log_factorial;
use liantu_numeric::{Absorber, Dense, LeastSquares, chunked, dot, sum};
use rayon::prelude::*;

/// Rows that one thread works through before it looks for more.
const CHUNK: usize = 1 << 14;
/// The relative change of the deviance below which iteration ends.
const CONVERGED: f64 = 1e-12;

/// A fitted model.
#[derive(Debug)]
pub(crate) struct Poisson {
    /// Rows used, by their place among those given.
    pub rows: Vec<usize>,
    /// Rows left out because something predicts their zero perfectly.
    pub separated: Vec<usize>,
    /// Columns whose coefficient could be estimated, and it.
    pub kept: Vec<usize>,
    pub beta: Vec<f64>,
    /// `(X̃ᵀ diag(μ) X̃)⁻¹`.
    pub bread: Dense,
    /// Score of each row for each kept column.
    pub scores: Vec<Vec<f64>>,
    /// Fitted values of the rows used.
    pub fitted: Vec<f64>,
    pub deviance: f64,
    pub log_likelihood: f64,
    pub iterations: usize,
    pub converged: bool,
}

/// Fits `E[outcome] = exp(columns · β + effects)`. All values are finite and the outcome is not negative; `None` where
/// nothing is left to fit.
pub(crate) fn poisson(outcome: &[f64], columns: &[Vec<f64>], effects: &[Vec<u32>]) -> Option<Poisson> {
    let mut rows: Vec<usize> = (0..outcome.len()).collect();
    let mut separated = Vec::new();
    drop_empty_groups(&mut rows, &mut separated, outcome, effects);
    loop {
        let of_rows = |column: &Vec<f64>| -> Vec<f64> { rows.iter().map(|&row| column[row]).collect() };
        let own: Vec<f64> = rows.iter().map(|&row| outcome[row]).collect();
        let own_columns: Vec<Vec<f64>> = columns.iter().map(of_rows).collect();
        let own_effects: Vec<Vec<u32>> = effects.iter().map(|ids| rows.iter().map(|&row| ids[row]).collect()).collect();
        if own.is_empty() || sum(own.iter().copied()) <= 0.0 {
            return None;
        }
        let fit = Iteration::new(&own, own_columns, &own_effects).run();
        // Where a zero is predicted perfectly its mean sinks at every step; only such rows are worth the test.
        let level = 1e-9 * (fit.deviance.abs() + fit.floor);
        let suspects: Vec<usize> = (0..rows.len()).filter(|&n| own[n] == 0.0 && fit.mean[n] < level).collect();
        let lost = if suspects.is_empty() { Vec::new() } else { fit.perfectly_predicted(&suspects) };
        if lost.is_empty() {
            return Some(fit.finish(rows, separated));
        }
        let mut is_lost = vec![false; rows.len()];
        for &n in &lost {
            is_lost[n] = true;
        }
        separated.extend(lost.iter().map(|&n| rows[n]));
        rows = rows.iter().zip(&is_lost).filter(|(_, lost)| !**lost).map(|(&row, _)| row).collect();
        drop_empty_groups(&mut rows, &mut separated, outcome, effects);
    }
}

/// A group without any positive value has no finite effect: its rows say nothing.
fn drop_empty_groups(rows: &mut Vec<usize>, separated: &mut Vec<usize>, outcome: &[f64], effects: &[Vec<u32>]) {
    loop {
        let before = rows.len();
        for ids in effects {
            let mut positive = vec![false; ids.iter().max().map_or(0, |&most| most as usize + 1)];
            for &row in rows.iter().filter(|&&row| outcome[row] > 0.0) {
                positive[ids[row] as usize] = true;
            }
            rows.retain(|&row| {
                let keep = positive[ids[row] as usize];
                if !keep {
                    separated.push(row);
                }
                keep
            });
        }
        if rows.len() == before {
            separated.sort_unstable();
            return;
        }
    }
}

/// The state of the iteration.
struct Iteration<'a> {
    outcome: &'a [f64],
    divisions: Vec<&'a [u32]>,
    /// All columns as given.
    columns: Vec<Vec<f64>>,
    /// Columns kept, groups taken out so far as the weights of the last step say.
    within: Vec<Vec<f64>>,
    kept: Vec<usize>,
    beta: Vec<f64>,
    gram: Dense,
    /// Logarithm of the mean, and the mean.
    linear: Vec<f64>,
    mean: Vec<f64>,
    deviance: f64,
    /// A deviance this small counts as none: a tenth of the mean outcome.
    floor: f64,
    iterations: usize,
    converged: bool,
}

impl<'a> Iteration<'a> {
    fn new(outcome: &'a [f64], columns: Vec<Vec<f64>>, effects: &'a [Vec<u32>]) -> Self {
        let average = sum(outcome.iter().copied()) / outcome.len() as f64;
        let mean: Vec<f64> = outcome.iter().map(|value| f64::midpoint(*value, average)).collect();
        let divisions = effects.iter().map(Vec::as_slice).collect();
        Self {
            linear: mean.iter().map(|mean| mean.ln()).collect(),
            within: columns.clone(),
            columns,
            kept: Vec::new(),
            beta: Vec::new(),
            gram: Dense::zeros(0, 0),
            mean,
            outcome,
            divisions,
            deviance: f64::INFINITY,
            floor: 0.1 * average,
            iterations: 0,
            converged: false,
        }
    }

    /// Leaves out columns that the groups or earlier columns determine.
    fn choose_columns(&mut self) {
        let before = self.within.clone();
        Absorber::new(&self.divisions, Some(&self.mean)).take_out(&mut self.within, 1e-11);
        let scaled = |column: &Vec<f64>| -> Vec<f64> {
            column.iter().zip(&self.mean).map(|(cell, mean)| cell * mean.sqrt()).collect()
        };
        let mut columns: Vec<Vec<f64>> = self.within.iter().map(scaled).collect();
        for (column, before) in columns.iter_mut().zip(&before) {
            let (left, whole) = (dot(column, column), scaled(before));
            if left <= (super::linear::DEPENDENT_SHARE).powi(2) * dot(&whole, &whole) {
                column.fill(0.0);
            }
        }
        self.kept = LeastSquares::new(columns, super::linear::DEPENDENT_SHARE).kept;
        self.within = self.kept.iter().map(|&place| std::mem::take(&mut self.within[place])).collect();
    }

    fn run(mut self) -> Self {
        const MOST: usize = 200;
        self.choose_columns();
        let constant = sum(self.outcome.iter().filter(|y| **y > 0.0).map(|y| y * y.ln() - y));
        let mut working: Vec<f64> = vec![0.0; self.outcome.len()];
        // The working variable with groups taken out: continued from step to step.
        let mut left = working.clone();
        let mut change: f64 = 1.0;
        while self.iterations < MOST {
            self.iterations += 1;
            let tolerance = (0.1 * change).clamp(1e-11, 1e-4);
            let (outcome, mean, linear) = (self.outcome, &self.mean, &self.linear);
            let step = |(row, (working, left)): (usize, (&mut f64, &mut f64))| {
                let own = if outcome[row] == 0.0 { 0.0 } else { outcome[row] / mean[row] };
                let next = linear[row] + own - 1.0;
                *left += next - *working;
                *working = next;
            };
            working.par_iter_mut().zip(left.par_iter_mut()).enumerate().with_min_len(CHUNK).for_each(step);
            let mut together = std::mem::take(&mut self.within);
            together.push(std::mem::take(&mut left));
            let absorbed = Absorber::new(&self.divisions, Some(&self.mean)).take_out(&mut together, tolerance);
            left = together.pop().unwrap_or_default();
            self.within = together;
            self.solve(&left);
            // What stays of the working variable beyond the columns is the residual; the rest is the new predictor.
            let (within, beta) = (&self.within, &self.beta);
            let predict = |row: usize| {
                let explained: f64 = within.iter().zip(beta).map(|(column, beta)| column[row] * beta).sum();
                working[row] - (left[row] - explained)
            };
            let mut next: Vec<f64> = (0..working.len()).into_par_iter().with_min_len(CHUNK).map(predict).collect();
            let mut mean = exponentials(&next);
            let mut deviance = self.deviance_of(&next, &mean, constant);
            let mut halved = 0;
            while (deviance.is_nan() || deviance > self.deviance * (1.0 + 1e-9) + 1e-9 * self.floor) && halved < 20 {
                halved += 1;
                next.iter_mut().zip(&self.linear).for_each(|(next, last)| *next = f64::midpoint(*next, *last));
                mean = exponentials(&next);
                deviance = self.deviance_of(&next, &mean, constant);
            }
            change = (self.deviance - deviance).abs() / (deviance.abs() + self.floor);
            (self.linear, self.mean, self.deviance) = (next, mean, deviance);
            if change < CONVERGED && tolerance < 1e-10 && absorbed.converged {
                self.converged = true;
                break;
            }
            change = change.min(1.0);
        }
        self
    }

    /// The coefficients of the working variable on the columns, both without groups, at the present weights.
    fn solve(&mut self, left: &[f64]) {
        let weighted: Vec<Vec<f64>> = self
            .within
            .par_iter()
            .map(|column| column.iter().zip(&self.mean).map(|(cell, mean)| cell * mean).collect())
            .collect();
        let size = weighted.len();
        let mut gram = Dense::zeros(size, size);
        for (row, weighted) in weighted.iter().enumerate() {
            for (column, within) in self.within.iter().enumerate().take(row + 1) {
                let product = dot(weighted, within);
                *gram.at_mut(row, column) = product;
                *gram.at_mut(column, row) = product;
            }
        }
        let target: Vec<f64> = weighted.iter().map(|column| dot(column, left)).collect();
        self.gram = gram;
        let Some(inverse) = self.gram.inverse() else {
            self.beta = vec![f64::NAN; size];
            return;
        };
        self.beta =
            (0..size).map(|row| sum((0..size).map(|column| inverse.at(row, column) * target[column]))).collect();
    }

    fn deviance_of(&self, linear: &[f64], mean: &[f64], constant: f64) -> f64 {
        let part = |range: std::ops::Range<usize>| {
            sum(range.map(|row| {
                let outcome = self.outcome[row];
                mean[row] - if outcome == 0.0 { 0.0 } else { outcome * linear[row] }
            }))
        };
        2.0 * (constant + sum(chunked(self.outcome.len(), CHUNK, part)))
    }

    /// Of the suspects those for which some combination of columns and groups is positive, while it is zero on all other
    /// rows: their mean can be made as small as one likes without touching the rest (the iterative rectifier of Correia,
    /// Guimarães and Zylkin 2019).
    fn perfectly_predicted(&self, suspects: &[usize]) -> Vec<usize> {
        const HEAVY: f64 = 1e6;
        const NOTHING: f64 = 1e-4;
        let mut weights = vec![HEAVY; self.outcome.len()];
        let mut wanted = vec![0.0; self.outcome.len()];
        for &row in suspects {
            (weights[row], wanted[row]) = (1.0, 1.0);
        }
        let absorber = Absorber::new(&self.divisions, Some(&weights));
        let mut within: Vec<Vec<f64>> = self.kept.iter().map(|&place| self.columns[place].clone()).collect();
        absorber.take_out(&mut within, 1e-11);
        let root = |column: &[f64]| -> Vec<f64> {
            column.iter().zip(&weights).map(|(cell, weight)| cell * weight.sqrt()).collect()
        };
        let basis = LeastSquares::new(within.iter().map(|column| root(column)).collect(), 1e-12);
        for _ in 0..100 {
            let mut left = [wanted.clone()];
            absorber.take_out(&mut left, 1e-9);
            let rest = basis.residual(&root(&left[0]));
            let fitted: Vec<f64> = wanted
                .iter()
                .zip(&rest)
                .zip(&weights)
                .map(|((wanted, rest), weight)| wanted - rest / weight.sqrt())
                .collect();
            let lowest = suspects.iter().map(|&row| fitted[row]).fold(0.0, f64::min);
            let largest = suspects.iter().map(|&row| fitted[row]).fold(0.0, f64::max);
            if largest <= NOTHING {
                return Vec::new();
            }
            if lowest >= -NOTHING * largest {
                return suspects.iter().copied().filter(|&row| fitted[row] > NOTHING * largest).collect();
            }
            for &row in suspects {
                wanted[row] = fitted[row].max(0.0);
            }
        }
        Vec::new()
    }

    fn finish(mut self, rows: Vec<usize>, mut separated: Vec<usize>) -> Poisson {
        // Columns and weights of the same step.
        Absorber::new(&self.divisions, Some(&self.mean)).take_out(&mut self.within, 1e-11);
        let beta = std::mem::take(&mut self.beta);
        self.solve(&vec![0.0; self.mean.len()]);
        let score = |column: &Vec<f64>| -> Vec<f64> {
            column
                .iter()
                .zip(self.outcome)
                .zip(&self.mean)
                .map(|((cell, outcome), mean)| cell * (outcome - mean))
                .collect()
        };
        let scores = self.within.iter().map(score).collect();
        let likelihood = |row: usize| {
            let outcome = self.outcome[row];
            let own = if outcome == 0.0 { 0.0 } else { outcome * self.linear[row] };
            own - self.mean[row] - log_factorial(outcome)
        };
        let size = self.kept.len();
        separated.sort_unstable();
        Poisson {
            rows,
            separated,
            bread: self.gram.inverse().unwrap_or_else(|| Dense::from_fn(size, size, |_, _| f64::NAN)),
            log_likelihood: sum(chunked(self.outcome.len(), CHUNK, |range| sum(range.map(likelihood)))),
            kept: self.kept,
            beta,
            scores,
            fitted: self.mean,
            deviance: self.deviance,
            iterations: self.iterations,
            converged: self.converged,
        }
    }
}

fn exponentials(linear: &[f64]) -> Vec<f64> {
    linear.par_iter().with_min_len(CHUNK).map(|value| value.exp()).collect()
}
