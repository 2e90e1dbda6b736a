//! Before signing: what each would get by which rule of fairness, whether a group would rather go alone, whether a promise
//! would be kept, and who bears which risk.

pub(crate) mod catalogue;
pub mod coalition;
pub mod least_core;
pub mod nucleolus;
pub mod problem;
pub mod rules;
pub mod shapley;
