//! Where things happen: spatial weights, association in space, transitions, accessibility.
//!
//! The type to know is [`Weights`], a sparse matrix that says who is whose neighbour. It is built from places on the globe
//! ([`nearest`], [`within`], [`kernel`]), from measures between pairs of regions ([`from_pairs`]) or from outlines ([`touching`]).
//!
//! Units that have no value or no neighbour are left out and found; they never get a statistic or a p-value. Permutations
//! are drawn by seed, unit and number of the permutation, so that the number of threads changes no result.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "units are counted in 32 bits, degrees in grains, quantiles in places"
)]

pub mod accessibility;
pub(crate) mod catalogue;
pub mod closure;
mod declare;
pub mod global;
mod inference;
pub mod isochrone;
mod kernel;
pub mod local;
pub mod markov;
pub mod multimodal;
mod neighbours;
mod outline;
mod passage;
mod permute;
mod timetable;
pub mod travel;
mod weights;

pub use accessibility::accessibility;
pub use catalogue::note as finding;
pub use global::global_association;
pub use inference::{Inference, Tail, false_discovery_rates};
pub use isochrone::isochrone;
pub use kernel::{Bandwidth, Kernel, kernel};
pub use local::{Mode, local_association};
pub use markov::spatial_markov;
pub use neighbours::{EARTH_KM, Places, Rule, from_pairs, nearest, within};
pub use outline::{Ring, Touch, touching};
pub use timetable::{Connection, DAY, Stop, Timetable, clock};
pub use travel::{Travel, TravelTime, travel_times};
pub use weights::{Standard, Sums, Weights, WeightsError};

/// The parameters that choose weights: for every method that rests on them.
pub mod parameters {
    pub use super::declare::{CUTOFF, K, MEASURE, PAIR_RULE, PERMUTATIONS, POWER, SEED, STANDARD, TAIL, WEIGHTS};
}
