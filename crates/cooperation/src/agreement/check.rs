//! What contradicts itself although each field is right.

use super::contradiction;
use super::read::Reader;
use super::{Agreement, Clause};
use crate::clause::Terms;
use liantu_model::{Diagnostic, Words};

/// Adds what is found to the reader.
pub(super) fn check(agreement: &Agreement, reader: &mut Reader<'_>) {
    twice(agreement, reader);
    contradictions(agreement, reader);
    references(agreement, reader);
    equity(agreement, reader);
    contradiction::check(agreement, reader);
}

fn report(reader: &mut Reader<'_>, code: &'static str, clause: &Clause, found: String, expected: Option<Words>) {
    let mut finding = at(reader, code, clause.line).found(found);
    finding.expected = expected;
    reader.findings.push(finding);
}

/// A finding at a line.
pub(super) fn at(reader: &Reader<'_>, code: &'static str, line: u64) -> Diagnostic {
    let text = reader.source.text;
    let line = usize::try_from(line).unwrap_or(1).max(1) - 1;
    let start = text.split_inclusive('\n').take(line).map(str::len).sum::<usize>();
    let length = text[start..].lines().next().map_or(1, str::len);
    reader.source.at(code, &(start..start + length))
}

/// Two clauses with one identifier in the same text, or two amendments.
fn twice(agreement: &Agreement, reader: &mut Reader<'_>) {
    for (place, amendment) in agreement.amendments.iter().enumerate() {
        if agreement.amendments[..place].iter().any(|other| other.id == amendment.id) {
            let mut finding = reader.source.at("COO106", &(0..1)).found(amendment.id.as_str());
            // Texts that are kept may have it, and can be read.
            finding.severity = liantu_model::Severity::Warning;
            reader.findings.push(finding);
        }
    }
    for (place, clause) in agreement.clauses.iter().enumerate() {
        let same = |other: &&Clause| other.id == clause.id && other.amendment == clause.amendment;
        if agreement.clauses[..place].iter().any(|other| same(&other)) {
            report(reader, "COO106", clause, clause.id.clone(), None);
        }
    }
}

/// Two clauses that divide the same amounts at the same time.
fn contradictions(agreement: &Agreement, reader: &mut Reader<'_>) {
    for day in agreement.knowledge() {
        let versions = agreement.in_force(day);
        for (place, one) in versions.iter().enumerate() {
            let own = &agreement.clauses[one.clause];
            for two in &versions[place + 1..] {
                let other = &agreement.clauses[two.clause];
                if own.id == other.id || !one.valid.overlaps(&two.valid) {
                    continue;
                }
                // Paper credits stand beside the money: GDP may be counted 70:30 where tax is shared by halves.
                if own.terms.is_credit() != other.terms.is_credit() || apart(&own.terms, &other.terms) {
                    continue;
                }
                let items = own.terms.divided();
                if let Some(item) = other.terms.divided().into_iter().find(|item| items.contains(item)) {
                    let found = format!("{}, {}: {item}", own.id, other.id);
                    let known = reader
                        .findings
                        .iter()
                        .any(|finding| finding.code == "COO110" && finding.found.as_ref() == Some(&found));
                    if !known {
                        report(reader, "COO110", other, found, None);
                    }
                }
            }
        }
    }
}

/// Relocation clauses divide only what their own firms pay.
fn apart(one: &Terms, two: &Terms) -> bool {
    match (one, two) {
        (Terms::Relocation { firms: one, .. }, Terms::Relocation { firms: two, .. }) => {
            !one.iter().any(|firm| two.iter().any(|other| other.id == firm.id))
        }
        (Terms::Relocation { .. }, _) | (_, Terms::Relocation { .. }) => true,
        _ => false,
    }
}

/// Amendments that end what is not there, ratchets that are not there.
fn references(agreement: &Agreement, reader: &mut Reader<'_>) {
    let known = |id: &str| agreement.clauses.iter().any(|clause| clause.id == id);
    let whole = 0..1;
    for amendment in &agreement.amendments {
        for id in amendment.ends.iter().filter(|id| !known(id)) {
            let finding = reader.source.at("COO113", &whole).found(format!("{}: {id}", amendment.id));
            reader.findings.push(finding);
        }
    }
    for clause in &agreement.clauses {
        if let Terms::Revenue { ratchet: Some(id), .. } = &clause.terms {
            let is = |other: &Clause| other.id == *id && matches!(other.terms, Terms::Ratchet { .. });
            if !agreement.clauses.iter().any(is) {
                report(
                    reader,
                    "COO113",
                    clause,
                    id.clone(),
                    Some(Words::new("ratchet 条款的编号", "the identifier of a ratchet clause")),
                );
            }
        }
        if let Terms::Relocation { firms, rule, .. } = &clause.terms {
            for firm in firms
                .iter()
                .filter(|firm| firm.production.is_some_and(|day| firm.before.end.is_none_or(|end| day < end)))
            {
                let found = format!("{rule}: {} {}", firm.id, firm.before);
                let expected = Words::new("迁移前的时期早于达产日", "years before the move that end before production");
                report(reader, "COO108", clause, found, Some(expected));
            }
        }
    }
}

/// Equity that adds up to more than the whole.
fn equity(agreement: &Agreement, reader: &mut Reader<'_>) {
    use crate::money::Ratio;
    let sum = agreement.parties.iter().filter_map(|party| party.equity).try_fold(Ratio::ZERO, Ratio::plus);
    if sum.is_none_or(|sum| sum > Ratio::ONE) {
        let finding = reader.source.at("COO107", &(0..1)).found(sum.map_or_else(String::new, |sum| sum.to_string()));
        reader
            .findings
            .push(finding.expected(Words::new("各方 equity 合计不超过 1", "equity that adds up to at most 1")));
    }
}
