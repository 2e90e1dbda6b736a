//! What changed, what is about to break, and who should know: attributes of flows, indicators over time, rules, alerts, inspections.

mod catalogue;

pub use catalogue::CATALOGUE;

use liantu_model::Method;

/// Every method of this room.
pub const METHODS: &[&Method] = &[];
