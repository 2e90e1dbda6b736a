//! What a clause says against itself, and what has no effect: beside what [`super::check`] finds between clauses.

use super::check::at;
use super::read::Reader;
use super::{Agreement, Clause, PartyId};
use crate::clause::{Base, Exit, Terms};
use jiff::ToSpan;
use liantu_model::{Period, Severity, Words};

/// Levels whose parties are accounts: nobody signs for them.
const ACCOUNTS: [&str; 3] = ["fund", "pool", "escrow"];

/// Adds what is found to the reader.
pub(super) fn check(agreement: &Agreement, reader: &mut Reader<'_>) {
    for clause in &agreement.clauses {
        both_sides(agreement, clause, reader);
        items(clause, reader);
        repeated(agreement, clause, reader);
        if let Terms::Revenue { split, cap, .. } = &clause.terms {
            for (party, _) in cap.iter().filter(|(party, _)| split.fraction(*party).is_zero()) {
                let found = format!("{}: cap, {}", clause.id, agreement.name(*party));
                warn(reader, "COO117", clause.line, found, None);
            }
        }
        if let Terms::Increment { base: Base::Collected(period), .. } = &clause.terms {
            base(clause, *period, reader);
        }
        if let Terms::Exit(exit) = &clause.terms {
            exits(agreement, clause, exit, reader);
        }
        days(clause, reader);
    }
    if agreement.parties.iter().filter(|party| !ACCOUNTS.contains(&party.level.as_str())).count() < 2 {
        let found = agreement.parties.iter().map(|party| party.id.as_str()).collect::<Vec<_>>().join(", ");
        let expected = Words::new("至少两方签署", "two parties that sign, at least");
        warn(reader, "COO115", 1, found, Some(expected));
    }
    let outside = |day| !agreement.term.contains(day);
    for own in agreement.amendments.iter().filter(|own| outside(own.effective)) {
        let found = format!("{}: {}", own.id, own.effective);
        warn(reader, "COO112", own.line, found, Some(Words::same(agreement.term.to_string())));
    }
    for own in agreement.successions.iter().filter(|own| outside(own.on)) {
        warn(reader, "COO112", own.line, own.on.to_string(), Some(Words::same(agreement.term.to_string())));
    }
    successions(agreement, reader);
}

fn refuse(reader: &mut Reader<'_>, code: &'static str, line: u64, found: String) {
    let finding = at(reader, code, line).found(found);
    reader.findings.push(finding);
}

fn warn(reader: &mut Reader<'_>, code: &'static str, line: u64, found: String, expected: Option<Words>) {
    let mut finding = at(reader, code, line).found(found);
    finding.severity = Severity::Warning;
    finding.expected = expected;
    reader.findings.push(finding);
}

/// One party where two are meant.
fn both_sides(agreement: &Agreement, clause: &Clause, reader: &mut Reader<'_>) {
    let found = match &clause.terms {
        Terms::Relocation { origin, destination, .. } if origin == destination => Some(("destination", *origin)),
        Terms::Bond { party, escrow, .. } if party == escrow => Some(("escrow", *party)),
        Terms::Fund { fund, commitments, .. } if commitments.iter().any(|own| own.0 == *fund) => {
            Some(("commitments", *fund))
        }
        Terms::HandOver { from, to, .. } if from == to => Some(("to", *from)),
        Terms::Exit(exit) if exit.buyer == exit.seller => exit.buyer.map(|buyer| ("seller", buyer)),
        Terms::Recognition { by, of, .. } if by.len() == 1 && by == of => Some(("of", by[0])),
        _ => None,
    };
    if let Some((field, party)) = found {
        refuse(reader, "COO115", clause.line, format!("{}: {field}, {}", clause.id, agreement.name(party)));
    }
}

/// An item twice in one clause.
fn items(clause: &Clause, reader: &mut Reader<'_>) {
    let items = clause.terms.divided();
    if let Some((_, item)) = items.iter().enumerate().find(|(place, item)| items[..*place].contains(*item)) {
        refuse(reader, "COO116", clause.line, format!("{}: {item}", clause.id));
    }
}

/// A branch or a firm twice in one clause: it would have its share twice.
fn repeated(agreement: &Agreement, clause: &Clause, reader: &mut Reader<'_>) {
    let names: Vec<&str> = match &clause.terms {
        Terms::Apportionment { branches, .. } => branches.iter().map(|party| agreement.name(*party)).collect(),
        Terms::Relocation { firms, .. } => firms.iter().map(|firm| firm.id.as_str()).collect(),
        _ => return,
    };
    if let Some((_, name)) = names.iter().enumerate().find(|(place, name)| names[..*place].contains(*name)) {
        refuse(reader, "COO106", clause.line, format!("{}: {name}", clause.id));
    }
}

/// A base is set against the amounts of a year, and has to be as long.
fn base(clause: &Clause, period: Period, reader: &mut Reader<'_>) {
    if period.end.is_none() || period.end != period.start.checked_add(1.year()).ok() {
        let finding = at(reader, "COO104", clause.line).found(format!("{}: base_period, {period}", clause.id));
        reader.findings.push(finding.expected(Words::new(
            "一整年；多年平均数请写作 base",
            "one whole year; an average of several is written as `base`",
        )));
    }
}

/// What an exit needs to be valued and to be triggered. One by book value may name no item: there may be nothing to value.
fn exits(agreement: &Agreement, clause: &Clause, exit: &Exit, reader: &mut Reader<'_>) {
    let triggered = |by: &str| exit.triggers.iter().any(|own| own == by);
    let ratchet = || agreement.clauses.iter().any(|own| matches!(own.terms, Terms::Ratchet { .. }));
    let missing = [
        ("flow", exit.by_income && exit.flow.is_none()),
        ("rate", exit.by_income && exit.rate.is_none()),
        ("arrears_days", triggered("arrears") && exit.arrears_days.is_none()),
        ("ratchet", triggered("target_missed") && !ratchet()),
    ];
    let missing: Vec<&str> = missing.iter().filter(|own| own.1).map(|own| own.0).collect();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        warn(reader, "COO118", clause.line, clause.id.clone(), Some(Words::same(missing)));
    }
}

/// Days of a clause on which it does not hold.
fn days(clause: &Clause, reader: &mut Reader<'_>) {
    let over = |day| clause.valid.end.is_some_and(|end| day >= end);
    let mut found = Vec::new();
    match &clause.terms {
        // A duty that comes again may well have begun before.
        Terms::Duty { first, every_months, .. }
            if over(*first) || every_months.is_none() && *first < clause.valid.start =>
        {
            found.push(first.to_string());
        }
        Terms::Rotation { exceptions, .. } => {
            let outside = exceptions.iter().filter(|turn| !turn.valid.overlaps(&clause.valid));
            found.extend(outside.map(|turn| turn.valid.to_string()));
        }
        Terms::Relocation { firms, .. } => {
            let late = firms.iter().filter_map(|firm| Some((&firm.id, firm.production.filter(|day| over(*day))?)));
            found.extend(late.map(|(firm, day)| format!("{firm}, {day}")));
        }
        _ => {}
    }
    for own in found {
        let expected = Words::same(clause.valid.to_string());
        warn(reader, "COO112", clause.line, format!("{}: {own}", clause.id), Some(expected));
    }
}

/// Who is succeeded must be there, and succeeded once.
fn successions(agreement: &Agreement, reader: &mut Reader<'_>) {
    let mut gone: Vec<(PartyId, jiff::civil::Date)> = Vec::new();
    for own in &agreement.successions {
        let to = format!("→ {}, {}", agreement.name(own.to), own.on);
        if let Some(place) = gone.iter().position(|(party, _)| *party == own.to) {
            let (_, since) = gone.remove(place);
            if since == own.on {
                refuse(reader, "COO119", own.line, to.clone());
            } else {
                warn(reader, "COO119", own.line, to.clone(), None);
            }
        }
        for &party in &own.from {
            if gone.iter().any(|(before, _)| *before == party) {
                refuse(reader, "COO119", own.line, format!("{} {to}", agreement.name(party)));
            } else {
                gone.push((party, own.on));
            }
        }
    }
}
