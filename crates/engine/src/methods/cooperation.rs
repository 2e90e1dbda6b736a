//! Binding agreements, their facts and payments, and the exchanges of the room `cooperation`.

pub(crate) mod bind;
mod clauses;
mod exchange;
mod ledger;
mod plans;
mod registers;
mod shared;

use super::Entry;
use liantu_cooperation::plan::{cash_flow, chain_index, pool, relocation, rolling, support, work};
use liantu_cooperation::{agreement, clause, exchange as exchanges, governance, ledger as ledgers};

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &agreement::AUDIT, run: clauses::run_audit },
    Entry { method: &agreement::ENCLAVE, run: clauses::run_enclave },
    Entry { method: &ledgers::SETTLE, run: ledger::run_settle },
    Entry { method: &ledgers::STATEMENT, run: ledger::run_statement },
    Entry { method: &ledgers::CLEARING, run: ledger::run_clearing },
    Entry { method: &clause::RELOCATION, run: clauses::run_relocation },
    Entry { method: &clause::INCREMENT, run: clauses::run_increment },
    Entry { method: &clause::APPORTIONMENT, run: clauses::run_apportionment },
    Entry { method: &clause::INDICATOR, run: clauses::run_indicator },
    Entry { method: &clause::WATERFALL, run: clauses::run_waterfall },
    Entry { method: &clause::BUY_OUT, run: ledger::run_buy_out },
    Entry { method: &governance::CALENDAR, run: clauses::run_calendar },
    Entry { method: &exchanges::VOUCHERS, run: exchange::run_vouchers },
    Entry { method: &exchanges::LAND, run: exchange::run_land },
    Entry { method: &exchanges::AUCTION, run: exchange::run_auction },
    Entry { method: &exchanges::PER_MU, run: exchange::run_per_mu },
    Entry { method: &exchanges::BOOKINGS, run: shared::run_bookings },
    Entry { method: &exchanges::DATA_USAGE, run: shared::run_data_usage },
    Entry { method: &exchanges::RECOGNITION, run: shared::run_recognition },
    Entry { method: &exchanges::SERVICES, run: shared::run_services },
    Entry { method: &governance::CASES, run: registers::run_cases },
    Entry { method: &governance::PIPELINE, run: registers::run_pipeline },
    Entry { method: &governance::ROSTER, run: registers::run_roster },
    Entry { method: &governance::VOTE, run: registers::run_vote },
    Entry { method: &cash_flow::CASH_FLOW, run: plans::run_cash_flow },
    Entry { method: &relocation::RELOCATION_INCENTIVE, run: plans::run_relocation_incentive },
    Entry { method: &rolling::ROLLING, run: plans::run_rolling },
    Entry { method: &work::WORK, run: plans::run_work },
    Entry { method: &support::SUPPORT, run: plans::run_support },
    Entry { method: &pool::POOLS, run: plans::run_pools },
    Entry { method: &chain_index::CHAIN_INDEX, run: plans::run_chain_index },
];
