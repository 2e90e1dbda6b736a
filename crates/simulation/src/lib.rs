//! What happens when something stops: input-output accounts, cascades through firms, inventories over time, chokepoints.

pub mod cascade;
mod catalogue;

pub use catalogue::CATALOGUE;

use liantu_model::Method;

/// Every method of this room.
pub const METHODS: &[&Method] =
    &[&cascade::risk::METHOD, &cascade::course::METHOD, &cascade::ensemble::METHOD, &cascade::sensitivity::METHOD];
