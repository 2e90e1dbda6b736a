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
