//! Needs meet offers: scores with their reasons, stable matchings, assignments, pairs of places, calls for bids.

pub mod assign_offers;
pub mod assignment;
pub(crate) mod catalogue;
pub mod deferred;
pub mod liaison_queue;
pub mod listing;
pub mod local_content;
pub mod match_offers;
pub mod pairing_advice;
pub mod selection;
pub mod shortlist;
pub mod stable_matching;
pub mod text;
