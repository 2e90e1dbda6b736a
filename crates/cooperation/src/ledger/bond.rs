//! Bonds: what the escrow holds, and what it pays to those whom the party has kept waiting.
//!
//! A draw is two kinds of records: a payment for each debt, carried out by the escrow, and an amount of the item that the
//! bond's clause divides, so that the next settlement asks the party to fill the bond again, as for any other amount.

use super::account::Due;
use super::book::Book;
use super::chain::{Chain, Page};
use super::error::BookError;
use super::line::{Amount, FactLine, Line};
use crate::agreement::Agreement;
use crate::clause::Terms;
use crate::money::Currency;
use jiff::civil::Date;
use liantu_model::Period;

/// What stands behind a bond on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The clause.
    pub clause: String,
    /// Who paid it in.
    pub party: String,
    /// The account that holds it.
    pub escrow: String,
    /// How much it should be, in minor units.
    pub amount: i64,
    /// How much was paid in, fillings included.
    pub paid_in: i64,
    /// How much was drawn.
    pub drawn: i64,
    /// Days of arrears before it may be drawn on.
    pub grace_days: i64,
    /// In what.
    pub currency: Currency,
    /// What has been owed for longer than that, without what is owed to the escrow itself.
    pub callable: i64,
}

impl Held {
    /// What is there.
    pub const fn held(&self) -> i64 {
        self.paid_in - self.drawn
    }
}

/// A bond with the debts for which it may be drawn on, oldest first.
struct Standing {
    held: Held,
    item: String,
    callable: Vec<Due>,
}

impl Book {
    fn standing(&self, agreement: &Agreement, day: Date) -> Vec<Standing> {
        let known = agreement.knowledge().last().copied().unwrap_or(agreement.signed);
        let dues = self.obligations(Some(day)).0;
        let mut bonds = Vec::new();
        for version in agreement.in_force(known).into_iter().filter(|version| version.valid.contains(day)) {
            let clause = &agreement.clauses[version.clause];
            let Terms::Bond { party, escrow, amount, grace_days, drawn } = &clause.terms else { continue };
            let name = |party: u16| agreement.name(agreement.successor(party, day));
            let (own, keeper) = (name(*party), name(*escrow));
            let waited = |due: &Due| {
                let since = due.line.due.until(day).map_or(0, |span| i64::from(span.get_days()));
                due.open() > 0 && since > *grace_days
            };
            let mut callable: Vec<Due> = dues
                .iter()
                .filter(|due| due.debtor == own && due.creditor != keeper && due.line.currency == clause.currency)
                .filter(|due| waited(due))
                .cloned()
                .collect();
            callable.sort_by_key(|due| (due.line.due, due.record));
            let held = Held {
                clause: clause.id.clone(),
                party: own.to_owned(),
                escrow: keeper.to_owned(),
                amount: *amount,
                paid_in: dues.iter().filter(|due| due.line.clause == clause.id).map(Due::paid).sum(),
                drawn: self.facts().filter(|(_, fact)| fact.item == *drawn).map(|(_, fact)| fact.minor).sum(),
                grace_days: *grace_days,
                currency: clause.currency,
                callable: callable.iter().map(Due::open).sum(),
            };
            bonds.push(Standing { held, item: drawn.clone(), callable });
        }
        bonds
    }

    /// Every bond of the agreement that is in force on `day`.
    pub fn bonds(&self, agreement: &Agreement, day: Date) -> Vec<Held> {
        self.standing(agreement, day).into_iter().map(|own| own.held).collect()
    }

    /// The escrow pays, out of the bond of `clause`, what the party has owed for longer than its days of grace: oldest debts
    /// first, as far as it goes. `by` says who decided it.
    pub fn draw(&self, agreement: &Agreement, day: Date, clause: &str, by: &str) -> Result<Page, BookError> {
        let found = self.standing(agreement, day).into_iter().find(|own| own.held.clause == clause);
        let Standing { held, item, callable } =
            found.ok_or_else(|| BookError::NoBond { clause: clause.to_owned(), day })?;
        if callable.is_empty() {
            return Err(BookError::NotDue { grace_days: held.grace_days });
        }
        if held.held() <= 0 {
            return Err(BookError::Unfilled { clause: clause.to_owned() });
        }
        let mut left = held.held();
        let mut chain = Chain::after(self.head());
        for due in callable {
            let minor = left.min(due.open());
            if minor == 0 {
                break;
            }
            left -= minor;
            let (debtor, creditor, currency) = (due.debtor, due.creditor, held.currency);
            let amount = Amount { debtor, creditor, minor, currency };
            let line = Line::Paid { amount, executor: Some(held.escrow.clone()), clause: Some(due.line.clause) };
            chain.push(day, |text| line.write(text));
        }
        let line = Line::Fact(FactLine {
            party: held.party.clone(),
            item,
            actor: None,
            period: Period { start: day, end: day.tomorrow().ok() },
            minor: held.held() - left,
            unit: held.currency.code().to_owned(),
            observation: "observed".to_owned(),
            note: by.to_owned(),
        });
        chain.push(day, |text| line.write(text));
        Ok(chain.into_page())
    }
}
