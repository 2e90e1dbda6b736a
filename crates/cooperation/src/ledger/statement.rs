//! What a party sees of a period: what stood open, what was added, what was paid, what stands open now.

use super::account::Kind;
use super::entry::Entry;
use super::settle::Settlement;
use crate::agreement::PartyId;
use crate::money::Currency;
use liantu_model::Period;
use std::collections::BTreeMap;

/// The account of a party with another in one currency. Positive: the other owes the party. Minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// Open before the period.
    pub opening: i64,
    /// New claims of the party on the other.
    pub receivable: i64,
    /// New debts of the party to the other.
    pub payable: i64,
    /// Paid by the other.
    pub received: i64,
    /// Paid to the other.
    pub paid: i64,
    /// Corrections: reversals, and what passed to or from successors.
    pub corrected: i64,
    /// Open after the period: opening + receivable − payable − received + paid + corrected.
    pub closing: i64,
}

impl Statement {
    /// Takes in a change of `minor` (negative for payments) of what is owed; `sign` is positive where the other owes.
    pub(super) fn add(&mut self, sign: i64, minor: i64, kind: Kind, earlier: bool) {
        let change = sign * minor;
        self.closing += change;
        match kind {
            _ if earlier => self.opening += change,
            Kind::Due if sign > 0 => self.receivable += minor,
            Kind::Due => self.payable += minor,
            Kind::Paid if sign > 0 => self.received -= minor,
            Kind::Paid => self.paid -= minor,
            Kind::Corrected => self.corrected += change,
        }
    }
}

/// The accounts of `party` with each other party over `period`.
pub fn statement(settlement: &Settlement, party: PartyId, period: Period) -> BTreeMap<(PartyId, Currency), Statement> {
    let mut accounts: BTreeMap<(PartyId, Currency), Statement> = BTreeMap::new();
    for record in &settlement.records {
        if period.end.is_some_and(|end| record.day >= end) {
            continue;
        }
        let earlier = record.day < period.start;
        for (debtor, creditor, minor, kind) in moves(&record.entry) {
            let (other, sign) = match (debtor == party, creditor == party) {
                (true, false) => (creditor, -1),
                (false, true) => (debtor, 1),
                _ => continue,
            };
            accounts.entry((other, kind.1)).or_default().add(sign, minor, kind.0, earlier);
        }
    }
    accounts
}

/// Changes of what the first owes the second; payments are negative.
fn moves(entry: &Entry) -> Vec<(PartyId, PartyId, i64, (Kind, Currency))> {
    match *entry {
        Entry::Due { debtor, creditor, minor, currency, .. } => vec![(debtor, creditor, minor, (Kind::Due, currency))],
        Entry::Paid { debtor, creditor, minor, currency, .. } => {
            vec![(debtor, creditor, -minor, (Kind::Paid, currency))]
        }
        Entry::Reversal { debtor, creditor, minor, currency, .. } => {
            vec![(debtor, creditor, -minor, (Kind::Corrected, currency))]
        }
        Entry::Novation { from, to, debtor, creditor, minor, currency } => {
            let heir = |party: PartyId| if party == from { to } else { party };
            vec![
                (debtor, creditor, -minor, (Kind::Corrected, currency)),
                (heir(debtor), heir(creditor), minor, (Kind::Corrected, currency)),
            ]
        }
    }
}
