//! Needs meet offers: scores with their reasons, stable matchings, assignments, pairs of places, calls for bids.

pub mod assignment;
pub(crate) mod catalogue;
pub mod deferred;
pub mod listing;
pub mod match_offers;
pub mod text;
