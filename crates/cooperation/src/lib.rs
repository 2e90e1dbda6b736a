//! Cooperation that is kept: matching, agreements as data, allocation games, settlement.

#![allow(clippy::cast_possible_truncation, reason = "members, needs and offers of a table in memory count below 2^32")]
#![cfg_attr(test, allow(clippy::float_cmp, reason = "exact numbers are expected exactly"))]

pub mod agreement;
mod catalogue;
pub mod clause;
mod deal_form;
pub mod exchange;
mod findings;
mod form;
pub mod game;
pub mod governance;
pub mod ledger;
pub mod matching;
pub mod money;
pub mod rule;

pub use catalogue::{CATALOGUE, explanation};
pub(crate) use findings::finding;

use liantu_model::Method;

/// Every method of this room.
pub const METHODS: &[&Method] = &[
    &game::shapley::METHOD,
    &game::nucleolus::METHOD,
    &game::least_core::METHOD,
    &game::bargaining::METHOD,
    &game::promise::METHOD,
    &game::tax_competition::METHOD,
    &game::compensation::METHOD,
    &game::tax_outlook::METHOD,
    &game::exposure::METHOD,
    &matching::match_offers::METHOD,
    &agreement::AUDIT,
    &agreement::ENCLAVE,
    &ledger::SETTLE,
    &ledger::STATEMENT,
    &ledger::CLEARING,
    &clause::RELOCATION,
    &clause::INCREMENT,
    &clause::APPORTIONMENT,
    &clause::WATERFALL,
    &clause::BUY_OUT,
    &governance::CALENDAR,
    &exchange::VOUCHERS,
    &exchange::LAND,
    &exchange::AUCTION,
    &exchange::PER_MU,
    &matching::stable_matching::METHOD,
    &matching::assign_offers::METHOD,
    &matching::pairing_advice::METHOD,
    &matching::selection::METHOD,
    &matching::local_content::METHOD,
    &matching::liaison_queue::METHOD,
];
