//! Regressions for regions: linear, spatial, and of flows.
//!
//! A sample is columns of numbers, one row for each region (and period) or pair; NaN is missing, and a row with a missing
//! value takes no part. Every coefficient comes with its standard error, and what could not be estimated is undefined with
//! a finding, never a number.

mod catalogue;
mod covariance;
mod declare;
pub mod dependence;
mod determinant;
mod estimate;
pub mod gravity;
pub mod lead_lag;
mod likelihood;
pub mod linear;
mod multiplier;
mod neighbourhood;
mod poisson;
mod sample;
pub mod spatial;
pub mod spillover;

pub(crate) use catalogue::PAGES;
pub use catalogue::found as finding;
pub use covariance::Covariance;
pub use determinant::Determinant;
pub use estimate::{Coefficient, Estimate, Term};
pub use multiplier::{Effect, average_effects};
pub use neighbourhood::{Effects, SpatialSample};
pub use sample::Sample;
