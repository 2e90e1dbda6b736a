//! Before signing: what each would get by which rule of fairness, whether a group would rather go alone, whether a promise
//! would be kept, and who bears which risk.

pub mod bargaining;
pub(crate) mod catalogue;
pub mod coalition;
pub mod compensation;
pub mod exposure;
pub mod incentive_scan;
pub mod least_core;
pub mod nucleolus;
pub mod problem;
pub mod promise;
pub mod rules;
pub mod shapley;
pub mod tax_competition;
pub mod tax_outlook;

/// A sum, zero where rounding of the terms from which it was taken can explain all of it: amounts such as 0.1 have no exact
/// binary form.
fn settled(sum: f64, terms: impl Iterator<Item = f64>) -> f64 {
    let size = liantu_numeric::sum(terms.map(f64::abs));
    if sum.abs() <= 4.0 * f64::EPSILON * size { 0.0 } else { sum }
}
