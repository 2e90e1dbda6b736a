//! The logarithm of the determinant of `I − ρW`: exact by factors, or approximated from a few traces.

use liantu_numeric::distribution::normal_quantile;
use liantu_numeric::{Resolvent, Sparse, chunked, dot, sum, uniform};

/// How the determinant is computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Determinant {
    /// By factors of `I − ρW`.
    #[default]
    Exact,
    /// The first terms of the Chebyshev series of `ln(1 − ρx)`, with exact traces.
    Chebyshev,
    /// The power series with traces estimated from random vectors (Barry and Pace).
    MonteCarlo {
        /// Where the random vectors begin.
        seed: u64,
    },
}

/// Terms of the Chebyshev series: traces up to that of the fourth power are sums over pairs of neighbours.
const ORDER: usize = 4;
/// Terms of the power series.
const POWERS: usize = 100;
/// Random vectors.
const DRAWS: usize = 50;

/// What is known of the determinant before any `ρ` is.
#[derive(Debug)]
pub(crate) enum Series {
    Exact,
    /// Traces of the Chebyshev polynomials of `W`, from that of order zero.
    Chebyshev([f64; ORDER + 1]),
    /// Estimated traces of the powers of `W`, from the first, by random vector; the first two are exact.
    MonteCarlo(usize, Vec<Vec<f64>>),
}

/// A logarithm and its derivative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct At {
    pub value: f64,
    pub slope: f64,
}

impl Series {
    pub fn new(method: Determinant, weights: &Sparse) -> Self {
        match method {
            Determinant::Exact => Self::Exact,
            Determinant::Chebyshev => {
                let [first, second, third, fourth] = traces(weights);
                let size = weights.size() as f64;
                Self::Chebyshev([
                    size,
                    first,
                    2.0 * second - size,
                    4.0 * third - 3.0 * first,
                    8.0 * fourth - 8.0 * second + size,
                ])
            }
            Determinant::MonteCarlo { seed } => {
                let exact = traces_of_two(weights);
                let size = weights.size();
                let draw = |draw: usize| {
                    let first = (draw * size) as u64;
                    let normal = |n: usize| normal_quantile(uniform(seed, first + n as u64).max(1e-300));
                    let start: Vec<f64> = (0..size).map(normal).collect();
                    let length = dot(&start, &start);
                    let mut power = start.clone();
                    let mut traces: Vec<f64> = (0..POWERS)
                        .map(|_| {
                            power = weights.times(&power);
                            size as f64 * dot(&start, &power) / length
                        })
                        .collect();
                    traces[..2].copy_from_slice(&exact);
                    traces
                };
                Self::MonteCarlo(size, chunked(DRAWS, 1, |range| draw(range.start)))
            }
        }
    }

    /// The logarithm at `rho`; `None` where it takes a factor.
    pub fn at(&self, rho: f64) -> Option<At> {
        match self {
            Self::Exact => None,
            Self::Chebyshev(traces) => {
                // With ρ = 2z/(1 + z²): ln(1 − ρx) = −ln(1 + z²) − 2 Σ zᵏTₖ(x)/k.
                let z = ratio(rho);
                let root = (1.0 - rho * rho).sqrt();
                let mut power = 1.0;
                let term = |(k, trace): (usize, &f64)| {
                    let slope = power * trace;
                    power *= z;
                    (power * trace / k as f64, slope)
                };
                let (values, slopes): (Vec<f64>, Vec<f64>) = traces.iter().enumerate().skip(1).map(term).unzip();
                let value = -traces[0] * (z * z).ln_1p() - 2.0 * sum(values);
                let along = -traces[0] * 2.0 * z / (1.0 + z * z) - 2.0 * sum(slopes);
                Some(At { value, slope: along / (root * (1.0 + root)) })
            }
            Self::MonteCarlo(_, draws) => {
                let mean = |of: &dyn Fn(&[f64]) -> f64| sum(draws.iter().map(|draw| of(draw))) / draws.len() as f64;
                Some(At { value: mean(&|draw| power_series(draw, rho)), slope: mean(&|draw| power_slope(draw, rho)) })
            }
        }
    }

    /// The variance that the random vectors leave, of the mean; none where there are none.
    pub fn variance(&self, rho: f64) -> Option<f64> {
        let Self::MonteCarlo(_, draws) = self else { return None };
        let (mean, count) = (self.at(rho)?.value, draws.len() as f64);
        let squares = sum(draws.iter().map(|draw| (power_series(draw, rho) - mean).powi(2)));
        Some(squares / (count - 1.0) / count)
    }

    /// What the terms left out amount to at most, for weights with real eigenvalues from −1 to 1.
    pub fn left_out(&self, rho: f64) -> Option<f64> {
        // A geometric series from the first term left out.
        let tail = |z: f64, first: usize| z.powf(first as f64) / (first as f64 * (1.0 - z));
        match self {
            Self::Exact => None,
            Self::Chebyshev(traces) => Some(2.0 * traces[0] * tail(ratio(rho).abs(), ORDER + 1)),
            Self::MonteCarlo(size, _) => Some(*size as f64 * tail(rho.abs(), POWERS + 1)),
        }
    }
}

/// `z` of `ρ = 2z/(1 + z²)`.
fn ratio(rho: f64) -> f64 {
    rho / (1.0 + (1.0 - rho * rho).sqrt())
}

fn power_series(traces: &[f64], rho: f64) -> f64 {
    let mut power = 1.0;
    let term = |(k, trace): (usize, &f64)| {
        power *= rho;
        -power * trace / (k + 1) as f64
    };
    sum(traces.iter().enumerate().map(term))
}

fn power_slope(traces: &[f64], rho: f64) -> f64 {
    let mut power = 1.0 / rho;
    let term = |trace: &f64| {
        power *= rho;
        -power * trace
    };
    if rho == 0.0 { -traces[0] } else { sum(traces.iter().map(term)) }
}

/// Exact traces of `W` and `W²`.
fn traces_of_two(weights: &Sparse) -> [f64; 2] {
    let turned = weights.transposed();
    let own = |row: usize| entry(weights, row, row);
    let back = |row: usize| sum(weights.row(row).map(|(column, value)| value * entry(&turned, row, column as usize)));
    [sum((0..weights.size()).map(own)), sum((0..weights.size()).map(back))]
}

/// An entry of a row that is sorted by column, or of one that is not.
fn entry(matrix: &Sparse, row: usize, column: usize) -> f64 {
    sum(matrix.row(row).filter(|(own, _)| *own as usize == column).map(|(_, value)| value))
}

/// Exact traces of the first four powers.
fn traces(weights: &Sparse) -> [f64; 4] {
    let [first, second] = traces_of_two(weights);
    let size = weights.size();
    let turned = weights.transposed();
    // Row i of W² against column i of W and of W²: tr W³ = Σ (W²)ᵢⱼWⱼᵢ, tr W⁴ = Σ (W²)ᵢⱼ(W²)ⱼᵢ.
    let square = |matrix: &Sparse, row: usize, into: &mut [f64], touched: &mut Vec<u32>| {
        for (middle, value) in matrix.row(row) {
            for (column, other) in matrix.row(middle as usize) {
                if into[column as usize] == 0.0 {
                    touched.push(column);
                }
                into[column as usize] += value * other;
            }
        }
        touched.sort_unstable();
        touched.dedup();
    };
    let parts = chunked(size, 256, |range| {
        let (mut along, mut back) = (vec![0.0; size], vec![0.0; size]);
        let (mut touched, mut returned) = (Vec::new(), Vec::new());
        let (mut third, mut fourth) = (Vec::new(), Vec::new());
        for row in range {
            square(weights, row, &mut along, &mut touched);
            square(&turned, row, &mut back, &mut returned);
            third.push(sum(turned.row(row).map(|(column, value)| value * along[column as usize])));
            fourth.push(sum(touched.iter().map(|&column| along[column as usize] * back[column as usize])));
            touched.drain(..).for_each(|column| along[column as usize] = 0.0);
            returned.drain(..).for_each(|column| back[column as usize] = 0.0);
        }
        (sum(third), sum(fourth))
    });
    [first, second, sum(parts.iter().map(|part| part.0)), sum(parts.iter().map(|part| part.1))]
}

/// The exact logarithm at `rho`.
pub(crate) fn exact(resolvent: &Resolvent, rho: f64) -> Option<f64> {
    resolvent.factor(rho).map(|factor| factor.log_determinant)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ring of `size` regions, each the mean of its two neighbours; its eigenvalues are cosines.
    fn ring(size: u32) -> Sparse {
        let columns = (0..size).flat_map(|row| [(row + size - 1) % size, (row + 1) % size]).collect();
        Sparse::new((0..=size as usize).map(|row| 2 * row).collect(), columns, vec![0.5; 2 * size as usize])
    }

    fn exact_on_ring(size: u32, rho: f64) -> f64 {
        let angle = |n: u32| std::f64::consts::TAU * f64::from(n) / f64::from(size);
        sum((0..size).map(|n| (-rho * angle(n).cos()).ln_1p()))
    }

    #[test]
    fn errors_stay_within_what_is_said() {
        let weights = ring(400);
        for rho in [-0.8, -0.3, 0.0, 0.2, 0.5, 0.8, 0.95] {
            let truth = exact_on_ring(400, rho);
            let chebyshev = Series::new(Determinant::Chebyshev, &weights);
            let error = (chebyshev.at(rho).unwrap().value - truth).abs();
            assert!(error <= chebyshev.left_out(rho).unwrap() + 1e-10, "{rho}: {error}");
            let drawn = Series::new(Determinant::MonteCarlo { seed: 1 }, &weights);
            let error = (drawn.at(rho).unwrap().value - truth).abs();
            let spread = 4.0 * drawn.variance(rho).unwrap().sqrt();
            assert!(error <= spread + drawn.left_out(rho).unwrap() + 1e-10, "{rho}: {error} {spread}");
        }
    }

    #[test]
    fn slopes_are_derivatives() {
        let weights = ring(50);
        for method in [Determinant::Chebyshev, Determinant::MonteCarlo { seed: 3 }] {
            let series = Series::new(method, &weights);
            for rho in [-0.6, 0.0, 0.4, 0.9] {
                let value = |at: f64| series.at(at).unwrap().value;
                let numeric = (value(rho + 1e-5) - value(rho - 1e-5)) / 2e-5;
                assert!((series.at(rho).unwrap().slope - numeric).abs() < 1e-5 * (1.0 + numeric.abs()), "{rho}");
            }
        }
        assert!(Series::new(Determinant::Exact, &weights).at(0.5).is_none());
    }

    #[test]
    fn traces_are_those_of_the_ring() {
        // From a ring one returns in two steps by two ways of weight a quarter each, in four by six of a sixteenth.
        let found = traces(&ring(40));
        for (found, wanted) in found.into_iter().zip([0.0, 20.0, 0.0, 15.0]) {
            assert!((found - wanted).abs() < 1e-12);
        }
    }
}
