//! How unevenly a quantity is spread over a population: both given as columns of parts, in their own units.
//!
//! Parts with a population of zero and a quantity of zero do not count. What would be infinite is NaN: Theil's `T` of a
//! quantity on no population, his `L` of a population with nothing.

use crate::sum;

/// The Gini coefficient, `1 − Σ (P_i − P_{i−1})(Q_i + Q_{i−1})` with the cumulated shares `P` of the population and `Q` of
/// the quantity, parts in order of their ratio. In `[0, 1)`. NaN without a positive sum of either.
pub fn gini(quantity: &[f64], population: &[f64]) -> f64 {
    let (quantities, people) = (sum(quantity.iter().copied()), sum(population.iter().copied()));
    if quantities <= 0.0 || people <= 0.0 || quantities.is_nan() || people.is_nan() {
        return f64::NAN;
    }
    let mut order: Vec<usize> = (0..quantity.len()).filter(|&n| quantity[n] != 0.0 || population[n] != 0.0).collect();
    // Cross products would compare without division, but overflow; a population of zero gives an infinite ratio, last.
    order.sort_by(|&a, &b| (quantity[a] / population[a]).total_cmp(&(quantity[b] / population[b])));
    let mut so_far = 0.0;
    let area = sum(order.iter().map(|&n| {
        let before = so_far;
        so_far += quantity[n] / quantities;
        population[n] / people * (before + so_far)
    }));
    at_least_zero(1.0 - area)
}

/// Half the sum of the gaps between the two columns of shares: the share that would have to move. In `[0, 1)`.
pub fn hoover(quantity: &[f64], population: &[f64]) -> f64 {
    over_shares(quantity, population, |q, p| (q - p).abs() / 2.0)
}

/// Theil's `T`: `Σ q ln(q/p)` over the shares. At least 0.
pub fn theil(quantity: &[f64], population: &[f64]) -> f64 {
    over_shares(quantity, population, |q, p| if q == 0.0 { 0.0 } else { q * (q / p).ln() })
}

/// Theil's `L`, the mean log deviation: `Σ p ln(p/q)` over the shares. At least 0.
pub fn mean_log_deviation(quantity: &[f64], population: &[f64]) -> f64 {
    over_shares(quantity, population, |q, p| if p == 0.0 { 0.0 } else { p * (p / q).ln() })
}

/// The entropy `−Σ s ln s` of the shares, in natural units.
pub fn entropy(quantity: &[f64]) -> f64 {
    let total = sum(quantity.iter().copied());
    let part = |q: &f64| if *q == 0.0 { 0.0 } else { -q / total * (q / total).ln() };
    if total > 0.0 { at_least_zero(sum(quantity.iter().map(part))) } else { f64::NAN }
}

fn over_shares(quantity: &[f64], population: &[f64], part: impl Fn(f64, f64) -> f64) -> f64 {
    let (quantities, people) = (sum(quantity.iter().copied()), sum(population.iter().copied()));
    if quantities > 0.0 && people > 0.0 {
        at_least_zero(sum(quantity.iter().zip(population).map(|(q, p)| part(q / quantities, p / people))))
    } else {
        f64::NAN
    }
}

/// Rounding may leave a hair below zero. (`max` would turn NaN into zero.)
fn at_least_zero(number: f64) -> f64 {
    if number < 0.0 { 0.0 } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn textbook_values() {
        let even = [1.0, 1.0, 1.0, 1.0];
        let one = [0.0, 0.0, 0.0, 8.0];
        assert_eq!((gini(&even, &even), hoover(&even, &even), theil(&even, &even)), (0.0, 0.0, 0.0));
        assert_eq!((gini(&one, &even), hoover(&one, &even)), (0.75, 0.75));
        assert!((theil(&one, &even) - 4f64.ln()).abs() < 1e-15 && entropy(&one) == 0.0);
        assert!((entropy(&even) - 4f64.ln()).abs() < 1e-15);
        assert!(mean_log_deviation(&one, &even).is_nan() && gini(&[0.0], &[1.0]).is_nan());
        // Two parts of the population at half weight are one at full weight.
        assert!((gini(&[1.0, 1.5, 1.5], &[2.0, 1.0, 1.0]) - gini(&[1.0, 3.0], &[2.0, 2.0])).abs() < 1e-15);
        // 1 and 3 of two people: mean difference over twice the mean.
        assert_eq!(gini(&[1.0, 3.0], &[1.0, 1.0]), 0.25);
    }
}
