//! Cooperation that is kept: matching, agreements as data, allocation games, settlement.

mod catalogue;

pub use catalogue::CATALOGUE;

use liantu_model::Method;

/// Every method of this room.
pub const METHODS: &[&Method] = &[];
