//! Cooperation that is kept: matching, agreements as data, allocation games, settlement.
//!
//! Before signing: who fits whom ([`matching`]), whether both gain and whether it will hold ([`game`]). Signed: an
//! [`agreement`] is one text, its clauses ([`clause`]) divide what comes in, by rates that are dated data ([`rule`]), in
//! whole minor units ([`money`]); the [`ledger`] says who owes whom what and why. Beside it stand small [`exchange`]s and
//! registers ([`governance`]). The type to know is [`agreement::Agreement`].
//!
//! ```
//! use liantu_cooperation::agreement::{TEMPLATES, parse};
//!
//! let template = TEMPLATES.iter().find(|template| template.kind == "forward_enclave").unwrap();
//! let (agreement, findings) = parse("my.toml", template.text);
//! assert!(findings.is_empty());
//! assert_eq!(agreement.unwrap().clauses.len(), 7);
//!
//! // A fault has its line and says what should stand there.
//! let (none, findings) = parse("my.toml", &template.text.replace("out = 0.5, in = 0.5", "out = 0.5, in = 0.4"));
//! assert!(none.is_none());
//! assert_eq!((findings[0].code, findings[0].place.line), ("COO107", Some(48)));
//! ```
//!
//! Deliberately absent: files, the clock (what is known is known *as of* a day that the caller gives), stores (the ledger's
//! rows are made to be kept elsewhere), conversion between currencies, and any guess at an amount that is not known.

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
pub mod plan;
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
    &game::incentive_scan::METHOD,
    &matching::match_offers::METHOD,
    &agreement::AUDIT,
    &agreement::ENCLAVE,
    &ledger::SETTLE,
    &ledger::STATEMENT,
    &ledger::CLEARING,
    &clause::RELOCATION,
    &clause::INCREMENT,
    &clause::APPORTIONMENT,
    &clause::INDICATOR,
    &clause::WATERFALL,
    &clause::BUY_OUT,
    &governance::CALENDAR,
    &exchange::VOUCHERS,
    &exchange::LAND,
    &exchange::AUCTION,
    &exchange::PER_MU,
    &exchange::BOOKINGS,
    &exchange::DATA_USAGE,
    &exchange::RECOGNITION,
    &exchange::SERVICES,
    &governance::CASES,
    &governance::PIPELINE,
    &governance::ROSTER,
    &governance::VOTE,
    &plan::cash_flow::CASH_FLOW,
    &plan::relocation::RELOCATION_INCENTIVE,
    &plan::rolling::ROLLING,
    &plan::work::WORK,
    &plan::support::SUPPORT,
    &plan::pool::POOLS,
    &plan::chain_index::CHAIN_INDEX,
    &matching::stable_matching::METHOD,
    &matching::assign_offers::METHOD,
    &matching::pairing_advice::METHOD,
    &matching::selection::METHOD,
    &matching::local_content::METHOD,
    &matching::liaison_queue::METHOD,
];
