//! The ledger: corrections, successions, payments, signatures, tampering; and that it always adds up.

use crate::{agreement, codes, day, facts, in_wan, wan, with};
use liantu_cooperation::agreement::Agreement;
use liantu_cooperation::clause::Facts;
use liantu_cooperation::ledger::{
    Debt, Entry, Fault, JournalError, Payment, Settlement, clear, settle, statement, verify,
};
use liantu_cooperation::money::Currency;
use liantu_cooperation::rule::RuleBook;
use proptest::prelude::*;
use std::collections::BTreeMap;

const HALVES: &str = "[[clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = { a = 0.5, b = 0.5 }\n";

fn run(agreement: &Agreement, facts: &Facts, payments: &[Payment], as_of: &str) -> Settlement {
    let last = (!as_of.is_empty()).then(|| day(as_of));
    settle(agreement, facts, payments, RuleBook::shipped(), last)
}

fn payment(row: u32, debtor: u16, creditor: u16, on: &str, amount: &str) -> Payment {
    Payment {
        row,
        debtor,
        creditor,
        day: day(on),
        minor: wan(amount),
        currency: Currency::CNY,
        clause: None,
        executor: Some("province".to_owned()),
    }
}

/// Debtor, creditor, amount, open; of all items.
fn items(agreement: &Agreement, settlement: &Settlement) -> Vec<String> {
    let name = |party| agreement.name(party);
    settlement
        .items
        .iter()
        .map(|item| {
            format!("{}→{} {} {}", name(item.debtor), name(item.creditor), in_wan(item.minor), in_wan(item.open()))
        })
        .collect()
}

fn kinds(settlement: &Settlement) -> Vec<&'static str> {
    settlement
        .records
        .iter()
        .map(|record| match record.entry {
            Entry::Due { .. } => "due",
            Entry::Paid { .. } => "paid",
            Entry::Reversal { .. } => "reversal",
            Entry::Novation { .. } => "novation",
        })
        .collect()
}

#[test]
fn payments_go_to_the_oldest_and_too_much_is_kept() {
    let own = with(HALVES);
    let known = facts(&own, &[("tax", "a", "", "2021", "100"), ("tax", "a", "", "2022", "80")]);
    let paid = [payment(1, 0, 1, "2022-03-01", "60")];
    let found = run(&own, &known, &paid, "");
    assert_eq!(items(&own, &found), ["a→b 50 0", "a→b 40 30"]);
    assert_eq!(kinds(&found), ["due", "paid", "due"]);
    let found = run(&own, &known, &[payment(1, 0, 1, "2022-03-01", "100")], "");
    assert_eq!((items(&own, &found)[1].as_str(), codes(&found.allocated.findings)), ("a→b 40 0", vec!["COO147"]));
    // Before the second year is over nothing of it is owed.
    assert_eq!(run(&own, &known, &paid, "2022-06-01").items.len(), 1);
}

#[test]
fn refunds_turn_the_debt_round() {
    let own = with(HALVES);
    let found =
        run(&own, &facts(&own, &[("tax", "a", "", "2021-01", "100"), ("tax", "a", "", "2021-02", "-40")]), &[], "");
    assert_eq!(items(&own, &found), ["a→b 50 50", "b→a 20 20"]);
}

#[test]
fn what_reaches_back_is_corrected_by_reversal() {
    let own = with(&format!(
        "{HALVES}[[amendment]]\nid = \"1\"\nsigned = 2023-05-01\neffective = 2022-01-01\n[[amendment.clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = {{ a = 0.4, b = 0.6 }}\n"
    ));
    let known = facts(
        &own,
        &[("tax", "a", "", "2021", "100"), ("tax", "a", "", "2022", "100"), ("tax", "a", "", "2023", "100")],
    );
    let paid = [payment(1, 0, 1, "2023-02-01", "100")];
    let found = run(&own, &known, &paid, "");
    assert_eq!(kinds(&found), ["due", "due", "paid", "reversal", "due", "due"]);
    // 2021 stays; 2022 was paid under the old terms, which counts for the new ones.
    assert_eq!(items(&own, &found), ["a→b 50 0", "a→b 50 0", "a→b 60 10", "a→b 60 60"]);
    assert_eq!(found.records[3].day, day("2023-05-01"));
    // Before the amendment was signed nobody knew of it.
    assert_eq!(kinds(&run(&own, &known, &paid, "2023-04-30")), ["due", "due", "paid"]);
}

#[test]
fn a_party_that_merges_takes_its_debts_along() {
    let own =
        with(&format!("{HALVES}[[succession]]\nfrom = [\"b\"]\nto = \"c\"\non = 2022-06-01\nreason = \"merger\"\n"));
    let known = facts(&own, &[("tax", "a", "", "2021", "100"), ("tax", "a", "", "2022", "60")]);
    let found = run(&own, &known, &[payment(1, 0, 1, "2022-07-01", "70")], "");
    assert_eq!(kinds(&found), ["due", "novation", "paid", "due"]);
    assert_eq!(items(&own, &found), ["a→c 50 0", "a→c 30 10"]);
    // Debtor and creditor become one: the debt is gone.
    let own =
        with(&format!("{HALVES}[[succession]]\nfrom = [\"b\"]\nto = \"a\"\non = 2022-06-01\nreason = \"merger\"\n"));
    let found = run(&own, &facts(&own, &[("tax", "a", "", "2021", "100"), ("tax", "a", "", "2022", "60")]), &[], "");
    assert_eq!(items(&own, &found), ["a→b 50 0".replace("a→b", "a→a")]);
}

#[test]
fn statements_add_up() {
    let own = with(HALVES);
    let known =
        facts(&own, &[("tax", "a", "", "2020", "40"), ("tax", "a", "", "2021", "100"), ("tax", "b", "", "2021", "20")]);
    let found = run(&own, &known, &[payment(1, 0, 1, "2022-02-01", "30")], "");
    let all = statement(&found, 1, "2022".parse().unwrap());
    let own_account = all[&(0, Currency::CNY)];
    let shown =
        [own_account.opening, own_account.receivable, own_account.payable, own_account.received, own_account.closing]
            .map(in_wan);
    assert_eq!(shown, ["20", "50", "10", "30", "30"].map(str::to_owned));
    let sum = own_account.opening + own_account.receivable - own_account.payable - own_account.received
        + own_account.paid
        + own_account.corrected;
    assert_eq!(sum, own_account.closing);
}

#[test]
fn any_touched_record_is_named() {
    let own = with(HALVES);
    let known =
        facts(&own, &[("tax", "a", "", "2020", "40"), ("tax", "a", "", "2021", "100"), ("tax", "a", "", "2022", "20")]);
    let settlement = run(&own, &known, &[], "");
    let mut journal = settlement.journal(&own, &known, RuleBook::shipped()).unwrap();
    for (row, hash) in journal.rows().iter().zip(&settlement.hashes) {
        assert_eq!(row.hash, *hash, "the settlement and its journal have one chain");
    }
    let signed = journal.head().unwrap().0;
    journal.sign(day("2023-02-01"), "a", "甲", signed).unwrap();
    journal.sign(day("2023-02-01"), "b", "乙", signed).unwrap();
    assert_eq!(journal.signed(signed), ["a", "b"]);
    assert!(matches!(journal.sign(day("2023-02-02"), "a", "甲", signed), Err(JournalError::SignedTwice { .. })));
    assert!(matches!(journal.sign(day("2023-02-02"), "a", "甲", 99), Err(JournalError::NoRecord { .. })));
    let head = journal.head();
    assert!(verify(journal.rows(), head).is_empty());
    for place in 0..journal.rows().len() {
        for digit in ["0", "9"] {
            let mut rows = journal.rows().to_vec();
            let cut = rows[place].line.len() - 1;
            rows[place].line.replace_range(cut.., digit);
            if rows[place].line == journal.rows()[place].line {
                continue;
            }
            let faults = verify(&rows, head);
            assert!(faults.contains(&Fault::Touched { number: place as u64 + 1 }), "{place}: {faults:?}");
        }
        let mut rows = journal.rows().to_vec();
        rows.remove(place);
        assert!(!verify(&rows, head).is_empty(), "a record that is gone is missed");
        let mut rows = journal.rows().to_vec();
        rows[place].hash[0] ^= 1;
        assert!(!verify(&rows, head).is_empty());
    }
    // Somebody writes the whole chain anew: the head that a party noted gives it away.
    let other =
        facts(&own, &[("tax", "a", "", "2020", "41"), ("tax", "a", "", "2021", "100"), ("tax", "a", "", "2022", "20")]);
    let forged = run(&own, &other, &[], "").journal(&own, &other, RuleBook::shipped()).unwrap();
    assert!(verify(forged.rows(), None).is_empty());
    let noted = settlement.hashes.last().map(|hash| (signed, *hash));
    assert_eq!(verify(forged.rows(), noted), [Fault::Head { expected: signed }]);
}

#[test]
fn whole_yen_and_third_digits_are_kept() {
    for (currency, share) in [("JPY", 3i64), ("KWD", 3)] {
        let text = crate::HEAD.replace("start = 2010-01-01", &format!("currency = \"{currency}\"\nstart = 2010-01-01"));
        let own = agreement(&format!(
            "{text}[[clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = {{ a = \"1/3\", b = \"1/3\", c = \"1/3\" }}\n"
        ));
        let mut known = facts(&own, &[("tax", "a", "", "2021", "1")]);
        known.units = vec![liantu_cooperation::clause::Unit::Money(Currency::parse(currency).unwrap())];
        known.facts[0].minor = 10;
        let found = run(&own, &known, &[], "");
        assert_eq!(found.items.iter().map(|item| item.minor).collect::<Vec<_>>(), [share, share]);
    }
}

proptest! {
    #[test]
    fn positions_are_zero_and_items_explain_them(amounts in prop::collection::vec((0usize..3, 0usize..24, -50i64..200), 1..60), pays in prop::collection::vec((0u16..3, 0u16..3, 0usize..30, 1i64..200), 0..20), amended: bool, merged: bool) {
        let mut text = "[[clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = { a = \"1/3\", b = \"1/3\", c = \"1/3\" }\n".to_owned();
        if amended {
            text += "[[amendment]]\nid = \"1\"\nsigned = 2021-05-01\neffective = 2020-04-01\n[[amendment.clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = { a = 0.2, b = 0.3, c = 0.5 }\n";
        }
        if merged {
            text += "[[succession]]\nfrom = [\"b\"]\nto = \"c\"\non = 2021-02-01\nreason = \"merger\"\n";
        }
        let own = with(&text);
        let months: Vec<String> = (0..30).map(|month| format!("{}-{:02}", 2020 + month / 12, month % 12 + 1)).collect();
        let texts: Vec<(usize, usize, String)> = amounts.iter().map(|(party, month, amount)| (*party, *month, amount.to_string())).collect();
        let rows: Vec<_> = texts.iter().map(|(party, month, amount)| ("tax", ["a", "b", "c"][*party], "", months[*month].as_str(), amount.as_str())).collect();
        let known = facts(&own, &rows);
        let paid: Vec<Payment> = (1..).zip(&pays).filter(|(_, pay)| pay.0 != pay.1).map(|(row, pay)| payment(row, pay.0, pay.1, &format!("{}-15", months[pay.2]), &pay.3.to_string())).collect();
        let found = run(&own, &known, &paid, "");
        // Every entry is double.
        let mut positions: BTreeMap<u16, i64> = BTreeMap::new();
        for record in &found.records {
            let legs = record.entry.legs();
            prop_assert_eq!(legs.iter().map(|leg| leg.2).sum::<i64>(), 0);
            for (party, _, minor) in legs {
                *positions.entry(party).or_default() += minor;
            }
        }
        prop_assert_eq!(positions.values().sum::<i64>(), 0);
        // What stands open, and what was paid too much, is exactly what the entries say.
        let mut open: BTreeMap<u16, i64> = BTreeMap::new();
        for item in &found.items {
            prop_assert!(item.open() >= 0 && item.paid >= 0 && item.released >= 0);
            *open.entry(item.creditor).or_default() += item.open();
            *open.entry(item.debtor).or_default() -= item.open();
        }
        for (debtor, creditor, _, minor) in &found.credits {
            *open.entry(*creditor).or_default() -= minor;
            *open.entry(*debtor).or_default() += minor;
        }
        for party in 0..3u16 {
            prop_assert_eq!(positions.get(&party).copied().unwrap_or(0), open.get(&party).copied().unwrap_or(0));
        }
        // Clearing pays everybody off.
        let debts: Vec<Debt> = found.items.iter().filter(|item| item.open() > 0).map(|item| Debt { debtor: own.name(item.debtor).into(), creditor: own.name(item.creditor).into(), minor: item.open(), currency: Currency::CNY }).collect();
        let cleared = clear(&debts);
        let mut net: BTreeMap<&str, i64> = cleared.positions.iter().map(|((_, party), (to, by))| (party.as_str(), to - by)).collect();
        prop_assert_eq!(net.values().sum::<i64>(), 0);
        for transfer in &cleared.transfers {
            *net.get_mut(transfer.debtor.as_str()).unwrap() += transfer.minor;
            *net.get_mut(transfer.creditor.as_str()).unwrap() -= transfer.minor;
        }
        prop_assert!(net.values().all(|left| *left == 0) && cleared.transfers.len() <= 2);
    }
}
