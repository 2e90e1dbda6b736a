//! Which records of departments become which flows and indicators: declared as data, so that no office writes sums by hand.
//!
//! A [`Derivation`] is a row of the table `derivation`. It names the table it reads, which of its rows, where they belong,
//! when they were, and what is added up; whoever holds the records gives each to [`incremental::Changes`] under the cell that
//! follows, and gets back which cells to write anew.
//!
//! [`incremental::Changes`]: crate::incremental::Changes

mod declared;
mod pages;
pub mod patents;
mod place;
mod revision;
mod settled;

pub use declared::{Amount, Condition, Derivation, Fault, Measure, Origin, Target};
pub(crate) use pages::PAGES;
pub use place::{Places, lies_in, lift};
pub use revision::Revisions;
pub use settled::{Settled, settled, switched};

use crate::incremental::Totals;

/// The derivations that ship, as CSV with the native columns of the table `derivation`.
pub const SHIPPED: &str = include_str!("../data/derivations.csv");

/// The quantum is 2⁻⁷⁰, in which a number from 4·10⁻⁶ on is written without rounding; sums reach 3·10¹⁶. A single record is
/// no larger than 10¹²: a larger one counts as unknown, and is told.
pub fn totals() -> Totals {
    Totals::new(1e12, 1 << 15)
}
