//! Agreements, clauses, the ledger: worked answers, faults that must be found, and laws that must hold for anything.

mod agreements;
mod clauses;
mod exchanges;
mod ledgers;
mod orders;
mod trials;

use jiff::civil::Date;
use liantu_cooperation::agreement::{Agreement, parse};
use liantu_cooperation::clause::{Allocated, Fact, Facts, NONE, Unit, allocate};
use liantu_cooperation::money::{Currency, Money};
use liantu_cooperation::rule::RuleBook;

/// The agreement of a text that must be right.
fn agreement(text: &str) -> Agreement {
    let (agreement, findings) = parse("test.toml", text);
    agreement.unwrap_or_else(|| panic!("{findings:#?}"))
}

/// A header for clauses: parties a, b, c, pool, escrow.
fn with(clauses: &str) -> Agreement {
    agreement(&format!("{HEAD}{clauses}"))
}

const HEAD: &str = r#"format = 1
id = "test"
kind = "other"
signed = 2010-01-01
start = 2010-01-01
end = 2040-01-01
[[party]]
id = "a"
level = "city"
[[party]]
id = "b"
level = "city"
[[party]]
id = "c"
level = "city"
[[party]]
id = "pool"
level = "pool"
[[party]]
id = "escrow"
level = "escrow"
"#;

/// Facts in 万元: item, party, actor, period, amount.
fn facts(agreement: &Agreement, rows: &[(&str, &str, &str, &str, &str)]) -> Facts {
    let mut facts = Facts { units: vec![Unit::Money(Currency::CNY)], ..Facts::default() };
    for (row, (item, party, actor, period, amount)) in (1u32..).zip(rows) {
        let item = u16::try_from(Facts::number(&mut facts.items, item)).unwrap();
        let actor =
            if actor.is_empty() { NONE } else { u32::try_from(Facts::number(&mut facts.actors, actor)).unwrap() };
        facts.facts.push(Fact {
            row,
            item,
            party: agreement.party(party).unwrap(),
            actor,
            period: period.parse().unwrap(),
            minor: wan(amount),
            unit: 0,
        });
    }
    facts
}

/// Minor units of an amount in 万元.
fn wan(amount: &str) -> i64 {
    Money::parse(&format!("{amount}万元")).unwrap().minor
}

/// Minor units in 万元, in words.
fn in_wan(minor: i64) -> String {
    let text = format!("{}.{:06}", minor / 1_000_000, minor.abs() % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// What the clauses give, by what is known at the end.
fn allocated(agreement: &Agreement, facts: &Facts) -> Allocated {
    let last = *agreement.knowledge().last().unwrap();
    allocate(agreement, &agreement.in_force(last), facts, RuleBook::shipped())
}

/// The parts of a party, in 万元, in their order.
fn of(agreement: &Agreement, allocated: &Allocated, party: &str) -> Vec<String> {
    let party = agreement.party(party).unwrap();
    allocated.parts.iter().filter(|part| part.party == party).map(|part| in_wan(part.minor)).collect()
}

fn codes(findings: &[liantu_model::Diagnostic]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.code).collect()
}
