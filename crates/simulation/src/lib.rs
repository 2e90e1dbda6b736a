//! What happens when something stops: input-output accounts, cascades through firms, inventories over time, chokepoints.
//!
//! [`accounts`] holds multi-regional input-output tables and everything that is read from them; [`cascade`] carries a shock through
//! firms, [`inventory`] adds stocks and days, [`dependency`] finds what cannot be done without, [`contingency`] plans for it, and
//! [`synthetic`] makes an economy whose truth is known, to try all of it on.

pub mod accounts;
pub mod cascade;
mod catalogue;
pub mod contingency;
pub mod dependency;
pub mod inventory;
pub mod synthetic;

pub use catalogue::CATALOGUE;

use liantu_model::Method;

/// Every method of this room.
pub const METHODS: &[&Method] = &[
    &accounts::BALANCE,
    &accounts::MULTIPLIERS,
    &accounts::FOOTPRINT,
    &accounts::VALUE_ADDED,
    &accounts::CONTENT,
    &accounts::CHAIN,
    &accounts::LINKAGES,
    &accounts::PURE,
    &accounts::SPILLOVER,
    &accounts::GHOSH,
    &accounts::EXTRACTION,
    &accounts::POSITION,
    &accounts::PATHS,
    &accounts::DECOMPOSITION,
    &accounts::INFLUENCE,
    &accounts::SHOCK,
    &accounts::SCENARIO,
    &accounts::AGGREGATION,
    &accounts::FIT,
    &accounts::REGIONALISATION,
    &cascade::risk::METHOD,
    &cascade::course::METHOD,
    &cascade::ensemble::METHOD,
    &cascade::sensitivity::METHOD,
    &cascade::library::METHOD,
    &inventory::METHOD,
    &dependency::imports::METHOD,
    &dependency::chokepoints::METHOD,
    &dependency::stop::METHOD,
    &dependency::cuts::METHOD,
    &dependency::substitutes::METHOD,
    &contingency::stock::METHOD,
    &contingency::list::METHOD,
    &contingency::allocation::METHOD,
    &contingency::plan::METHOD,
];
