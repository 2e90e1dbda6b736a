//! Clearing: many debts, few payments. Positions add up to zero in each currency.

use crate::money::Currency;
use std::collections::BTreeMap;

/// A debt between two parties by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debt {
    /// Who owes.
    pub debtor: String,
    /// To whom.
    pub creditor: String,
    /// How much, in minor units; not negative.
    pub minor: i64,
    /// In what.
    pub currency: Currency,
}

/// A payment that clears.
pub type Transfer = Debt;

/// The positions of the parties and the payments that settle them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clearing {
    /// Owed to the party, owed by it; by currency and party.
    pub positions: BTreeMap<(Currency, String), (i64, i64)>,
    /// Payments after which nobody owes anybody: fewer than there are parties in each currency.
    pub transfers: Vec<Transfer>,
}

/// Nets `debts`: the largest debtor pays the largest creditor until all are clear; between equals the first by name.
pub fn clear(debts: &[Debt]) -> Clearing {
    let mut clearing = Clearing::default();
    for debt in debts {
        clearing.positions.entry((debt.currency, debt.creditor.clone())).or_default().0 += debt.minor;
        clearing.positions.entry((debt.currency, debt.debtor.clone())).or_default().1 += debt.minor;
    }
    let mut net: BTreeMap<Currency, Vec<(String, i64)>> = BTreeMap::new();
    for ((currency, party), (to, by)) in &clearing.positions {
        net.entry(*currency).or_default().push((party.clone(), to - by));
    }
    for (currency, mut parties) in net {
        loop {
            let largest = |sign: i64, parties: &[(String, i64)]| {
                (0..parties.len())
                    .filter(|&place| parties[place].1 * sign > 0)
                    .max_by_key(|&place| (parties[place].1 * sign, std::cmp::Reverse(place)))
            };
            let (Some(debtor), Some(creditor)) = (largest(-1, &parties), largest(1, &parties)) else { break };
            let minor = parties[creditor].1.min(-parties[debtor].1);
            parties[debtor].1 += minor;
            parties[creditor].1 -= minor;
            clearing.transfers.push(Transfer {
                debtor: parties[debtor].0.clone(),
                creditor: parties[creditor].0.clone(),
                minor,
                currency,
            });
        }
    }
    clearing
}
