//! Partitions of the nodes into groups: how good one is, how it is found, how two compare.

mod leiden;
mod objective;
mod partition;

pub use objective::{Objective, Sheet, leiden, quality};
pub use partition::{Comparison, compare, jaccard_to};

pub(crate) use objective::{Combined, weighty};
