//! Clearing of what is kept: what all agreements leave open, netted to few payments.

use crate::{Engine, EngineError, Port, off_the_runtime};
use jiff::civil::Date;
use liantu_cooperation::ledger::{Clearing, Debt, clear};
use liantu_cooperation::money::Currency;
use liantu_ledger::Deal;
use serde::Serialize;
use utoipa::ToSchema;

/// What a party is owed and owes over all agreements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Position {
    /// The party.
    pub party: String,
    /// In what.
    pub currency: String,
    /// What others owe it.
    pub receivable: String,
    /// What it owes others.
    pub payable: String,
    /// The one less the other; adds up to zero in each currency.
    pub net: String,
}

/// A payment that clears.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClearingPayment {
    /// Who pays.
    pub from: String,
    /// To whom.
    pub to: String,
    /// In what.
    pub currency: String,
    /// How much.
    pub amount: String,
}

/// The positions over all agreements, and the payments after which nobody owes anybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClearingView {
    /// The last day that counts; null for everything that is entered.
    pub as_of: Option<String>,
    /// By currency and party.
    pub positions: Vec<Position>,
    /// Fewer than there are parties in each currency.
    pub payments: Vec<ClearingPayment>,
}

impl ClearingView {
    fn of(cleared: &Clearing, as_of: Option<Date>) -> Self {
        let position = |((currency, party), (to, by)): (&(Currency, String), &(i64, i64))| {
            let sum = |minor: i64| currency.decimal(minor);
            Position {
                party: party.clone(),
                currency: currency.code().to_owned(),
                receivable: sum(*to),
                payable: sum(*by),
                net: sum(to - by),
            }
        };
        let payment = |own: &Debt| ClearingPayment {
            from: own.debtor.clone(),
            to: own.creditor.clone(),
            currency: own.currency.code().to_owned(),
            amount: own.currency.decimal(own.minor),
        };
        Self {
            as_of: as_of.map(|day| day.to_string()),
            positions: cleared.positions.iter().map(position).collect(),
            payments: cleared.transfers.iter().map(payment).collect(),
        }
    }
}

/// What is open, and what was paid too much and is to come back.
fn debts(deal: &Deal, as_of: Option<Date>) -> Vec<Debt> {
    let (dues, credits) = deal.book.obligations(as_of);
    let due = dues.into_iter().map(|own| Debt {
        minor: own.open(),
        debtor: own.debtor,
        creditor: own.creditor,
        currency: own.line.currency,
    });
    let back = credits.into_iter().map(|own| Debt {
        debtor: own.creditor,
        creditor: own.debtor,
        minor: own.minor,
        currency: own.currency,
    });
    due.chain(back).filter(|own| own.minor != 0).collect()
}

impl Engine {
    /// Nets what all agreements that are kept leave open at the end of a day: who pays whom how much so that nobody owes anybody.
    /// Parties of one name are one party; each currency is cleared by itself.
    pub async fn clear_deals(&self, _: &Port, as_of: Option<Date>) -> Result<ClearingView, EngineError> {
        let ledger = self.ledger().await?;
        let mut open = Vec::new();
        for id in ledger.agreements().await? {
            let deal = ledger.deal(&id).await?;
            open.extend(off_the_runtime(move || Ok(debts(&deal, as_of))).await?);
        }
        Ok(ClearingView::of(&clear(&open), as_of))
    }
}
