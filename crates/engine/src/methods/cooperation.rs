//! Binding agreements, their facts and payments, and the exchanges of the room `cooperation`.

pub(crate) mod bind;
mod clauses;
mod exchange;
mod ledger;

use super::Entry;
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
];
