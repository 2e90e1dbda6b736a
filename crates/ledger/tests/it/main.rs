//! The ledger on SQLite, and on a PostgreSQL server that the tests start: the same tests.

mod acts;
mod killed;
mod place;
mod story;
mod touched;

use jiff::civil::Date;
use liantu_cooperation::clause::{Fact, Facts, NONE, Unit};
use liantu_cooperation::money::{Currency, Money};
use liantu_cooperation::rule::RuleBook;
use liantu_ledger::{Ledger, LedgerError, Order, Settled};
use std::sync::Arc;

/// An agreement of two cities that halve what is collected.
const HALVES: &str = r#"format = 1
id = "halves"
kind = "other"
signed = 2021-01-01
start = 2021-01-01
end = 2031-01-01
due_days = 30
[[party]]
id = "a"
level = "city"
[[party]]
id = "b"
level = "city"
[[party]]
id = "escrow"
level = "escrow"
[[clause]]
id = "tax"
kind = "revenue"
items = ["tax"]
shares = { a = 0.5, b = 0.5 }
"#;

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// Minor units of an amount in 万元.
fn wan(amount: &str) -> i64 {
    Money::parse(&format!("{amount}万元")).expect("an amount").minor
}

/// Facts in 万元: item, party, period, amount.
fn facts(order: &Order, rows: &[(&str, &str, &str, &str)]) -> Facts {
    let mut facts = Facts { units: vec![Unit::Money(Currency::CNY)], ..Facts::default() };
    for (row, (item, party, period, amount)) in (1u32..).zip(rows) {
        let item = u16::try_from(Facts::number(&mut facts.items, item)).expect("few items");
        let party = order.agreement.party(party).expect("a party");
        let period = period.parse().expect("a period");
        facts.facts.push(Fact { row, item, party, actor: NONE, period, minor: wan(amount), unit: 0 });
    }
    facts
}

/// The version in force, to be settled by `rows`.
async fn order(ledger: &Ledger, id: &str, rows: &[(&str, &str, &str, &str)]) -> Order {
    let deal = ledger.deal(id).await.expect("an agreement");
    let (version, agreement) = deal.in_force(day("2100-01-01")).expect("signed");
    let mut order = Order {
        agreement: Arc::clone(agreement),
        version: version.version,
        facts: Facts::default(),
        source: "r1".to_owned(),
    };
    order.facts = facts(&order, rows);
    order
}

async fn settle(ledger: &Ledger, orders: Vec<Order>, until: &str) -> Result<Vec<Settled>, LedgerError> {
    let rules = Arc::new(RuleBook::shipped().clone());
    ledger.settle(orders.into_iter(), &rules, day(until), day("2026-11-22")).await
}

/// Adds an agreement and has its parties sign it.
async fn signed(ledger: &Ledger, text: &str) -> String {
    let deal = ledger.add(text, day("2026-01-05"), "office").await.expect("a new agreement");
    for party in liantu_ledger::Deal::missing(deal.latest()) {
        ledger.sign(&deal.id, None, &party, "mayor", day("2026-01-06")).await.expect("a signature");
    }
    deal.id
}
