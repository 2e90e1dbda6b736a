//! Where the level of a series changes: the cheapest way to cut it into stretches, found exactly.

use crate::sum;

/// What a stretch costs. Costs are −2 log-likelihood at the best fit, constants left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cost {
    /// Counts with one rate: `2·(S − S ln(S/n))`; a stretch has one parameter.
    Poisson,
    /// A mean, with this variance common to all stretches: `Σ(x − x̄)²/σ²`; one parameter.
    Normal {
        /// The common variance, above zero.
        variance: f64,
    },
    /// A mean and a variance σ² of its own, not below `least`: `n·(ln σ² − 1) + Σ(x − x̄)²/σ²`, which is `n·ln σ̂²` above
    /// it; two parameters.
    NormalBoth {
        /// The least variance.
        least: f64,
    },
}

impl Cost {
    /// Parameters of a stretch.
    pub fn parameters(self) -> f64 {
        match self {
            Self::Poisson | Self::Normal { .. } => 1.0,
            Self::NormalBoth { .. } => 2.0,
        }
    }
}

/// Sums from the start, so that any stretch is priced at once.
struct Prices {
    cost: Cost,
    /// Of the values, less their mean where that keeps accuracy.
    sums: Vec<f64>,
    squares: Vec<f64>,
}

impl Prices {
    fn new(series: &[f64], cost: Cost) -> Self {
        // A common shift changes no variance; taking it out keeps large levels from drowning small changes.
        let shift = if cost == Cost::Poisson { 0.0 } else { sum(series.iter().copied()) / series.len().max(1) as f64 };
        let running = |of: &dyn Fn(f64) -> f64| {
            let mut total = 0.0;
            std::iter::once(0.0)
                .chain(series.iter().map(move |&value| {
                    total += of(value - shift);
                    total
                }))
                .collect()
        };
        Self { cost, sums: running(&|value| value), squares: running(&|value| value * value) }
    }

    fn of(&self, start: usize, end: usize) -> f64 {
        let count = (end - start) as f64;
        let total = self.sums[end] - self.sums[start];
        let scatter = (self.squares[end] - self.squares[start] - total * total / count).max(0.0);
        match self.cost {
            Cost::Poisson if total <= 0.0 => 0.0,
            Cost::Poisson => 2.0 * (total - total * (total / count).ln()),
            Cost::Normal { variance } => scatter / variance,
            Cost::NormalBoth { least } => {
                let variance = (scatter / count).max(least);
                count * (variance.ln() - 1.0) + scatter / variance
            }
        }
    }
}

/// The starts of the stretches (the first is zero) that make the sum of costs, plus `penalty` for each change, least; a
/// stretch has at least `shortest` values. Exact: dynamic programming, pruned as in PELT (Killick, Fearnhead and Eckley
/// 2012). Ties go to fewer changes, then to later ones. Empty for an empty series.
///
/// # Panics
///
/// If `shortest` is zero.
pub fn segments(series: &[f64], cost: Cost, penalty: f64, shortest: usize) -> Vec<usize> {
    assert!(shortest > 0, "a stretch holds at least one value");
    let n = series.len();
    if n == 0 {
        return Vec::new();
    }
    let prices = Prices::new(series, cost);
    // For each end, the least cost so far with one penalty for each stretch, how many stretches, and where the last starts.
    let mut best = vec![(f64::INFINITY, 0u32, 0usize); n + 1];
    best[0] = (0.0, 0, 0);
    // Starts that may still win, with the end at which they were first seen to lose.
    let mut starts: Vec<(usize, usize)> = Vec::new();
    for end in shortest..=n {
        let newest = end - shortest;
        if newest == 0 || best[newest].0.is_finite() {
            starts.push((newest, usize::MAX));
        }
        let mut own = (f64::INFINITY, 0, 0);
        for &(start, _) in starts.iter().rev() {
            let total = best[start].0 + prices.of(start, end) + penalty;
            let count = best[start].1 + 1;
            let near = (total - own.0).abs() <= 1e-9 * total.abs().max(1.0);
            if (own.0.is_infinite() && total.is_finite()) || (!near && total < own.0) || (near && count < own.1) {
                own = (total, count, start);
            }
        }
        best[end] = own;
        // What is dearer already never wins again, since costs only fall when a stretch is cut; but a cut here is only open
        // to ends that leave room for a stretch after it.
        let slack = 1e-6 * own.0.abs().max(1.0);
        for (start, lost) in &mut starts {
            if *lost == usize::MAX && best[*start].0 + prices.of(*start, end) > own.0 + slack {
                *lost = end;
            }
        }
        starts.retain(|&(_, lost)| lost == usize::MAX || end + 1 < lost + shortest);
    }
    let mut result = Vec::new();
    let mut end = n;
    while end > 0 {
        let start = best[end].2;
        result.push(start);
        end = start;
    }
    result.reverse();
    result
}

/// How much dearer the two stretches that meet at a change are together than apart, penalty aside: a likelihood ratio.
pub fn gain(series: &[f64], cost: Cost, start: usize, change: usize, end: usize) -> f64 {
    let prices = Prices::new(series, cost);
    prices.of(start, end) - prices.of(start, change) - prices.of(change, end)
}

/// The variance of the noise around a level that rarely changes: from the median absolute difference of neighbours (a robust
/// scale, consistent for normal noise), or from the mean squared difference where more than half of them are equal. `None`
/// where nothing varies.
pub fn noise_variance(series: &[f64]) -> Option<f64> {
    let mut steps: Vec<f64> = series.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    steps.sort_by(f64::total_cmp);
    let middle = steps.len() / 2;
    let median = match steps.len() {
        0 => return None,
        odd if odd % 2 == 1 => steps[middle],
        _ => f64::midpoint(steps[middle - 1], steps[middle]),
    };
    // The median of |N(0, 2σ²)| is 0.67449·√2·σ.
    let robust = (median / (0.674_489_750_196_081_7 * std::f64::consts::SQRT_2)).powi(2);
    let plain = sum(steps.iter().map(|step| step * step)) / (2.0 * steps.len() as f64);
    [robust, plain].into_iter().find(|&variance| variance > 0.0)
}
