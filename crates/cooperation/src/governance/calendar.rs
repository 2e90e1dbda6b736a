//! What an agreement asks of whom, by day: duties and meetings, turns, hand-overs, the end of the term.

use crate::agreement::{Agreement, PartyId};
use crate::clause::{Facts, Terms};
use jiff::ToSpan;
use jiff::civil::Date;
use liantu_model::Period;

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Happening {
    /// A party takes the lead.
    Turn,
    /// A duty or meeting falls due.
    Duty,
    /// Assets are handed over.
    HandOver,
    /// The term ends.
    End,
}

impl Happening {
    /// The word in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Turn => "turn",
            Self::Duty => "duty",
            Self::HandOver => "hand_over",
            Self::End => "end",
        }
    }
}

/// Something that falls on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The day.
    pub day: Date,
    /// What happens.
    pub happening: Happening,
    /// Place of the clause; `None` for the end of the term.
    pub clause: Option<usize>,
    /// Who leads, owes or hands over.
    pub party: Option<PartyId>,
    /// What it is about.
    pub what: String,
    /// Whether it was done, as the facts say; `None` where that cannot be known from facts.
    pub done: Option<bool>,
}

/// Who leads on a day by a rotation that starts with `valid`: an exception goes before the order.
pub fn lead(terms: &Terms, valid: Period, day: Date) -> Option<PartyId> {
    let Terms::Rotation { order, months, exceptions } = terms else { return None };
    if !valid.contains(day) {
        return None;
    }
    if let Some(turn) = exceptions.iter().rfind(|turn| turn.valid.contains(day)) {
        return Some(turn.party);
    }
    let between = i64::from(day.year() - valid.start.year()) * 12 + i64::from(day.month() - valid.start.month())
        - i64::from(day.day() < valid.start.day());
    let turn = usize::try_from(between / months).ok()?;
    Some(order[turn % order.len()])
}

/// The days that a calendar shows unless others are asked for: the term with its last day, on which things are handed over; ten
/// years where it has no end.
pub fn window(agreement: &Agreement) -> Period {
    let start = agreement.term.start;
    let end = agreement.term.end.and_then(|end| end.tomorrow().ok()).or(start.checked_add(10.years()).ok());
    Period { start, end }
}

/// Everything that falls into `window`, by day. A duty is done when a fact of its item (`what`) starts after the previous
/// due day and not after its own, and is positive.
pub fn calendar(agreement: &Agreement, facts: &Facts, window: Period) -> Vec<Due> {
    let mut dues = Vec::new();
    let known = agreement.knowledge().last().copied().unwrap_or(agreement.signed);
    for version in agreement.in_force(known) {
        let clause = &agreement.clauses[version.clause];
        let mut push = |day: Date, happening, party, what: &str, done| {
            if window.contains(day) && version.valid.contains(day)
                || happening == Happening::HandOver && window.contains(day)
            {
                dues.push(Due { day, happening, clause: Some(version.clause), party, what: what.to_owned(), done });
            }
        };
        match &clause.terms {
            Terms::Duty { owner, what, first, every_months } => {
                let mut before = version.valid.start.yesterday().unwrap_or(version.valid.start);
                for step in 0.. {
                    let months = every_months.unwrap_or(0) * step;
                    let Ok(day) = first.checked_add(months.months()) else { break };
                    if window.end.is_none_or(|end| day >= end) && step > 0
                        || version.valid.end.is_some_and(|end| day >= end)
                    {
                        break;
                    }
                    let since = before;
                    let in_time = |fact: &&crate::clause::Fact| {
                        fact.period.start > since && fact.period.start <= day && fact.minor > 0
                    };
                    push(day, Happening::Duty, Some(*owner), what, Some(facts.of(what).any(|fact| in_time(&fact))));
                    before = day;
                    if every_months.is_none() {
                        break;
                    }
                }
            }
            Terms::Rotation { months, exceptions, .. } => {
                for step in 0.. {
                    let Ok(day) = version.valid.start.checked_add((months * step).months()) else { break };
                    if window.end.is_none_or(|end| day >= end) || version.valid.end.is_some_and(|end| day >= end) {
                        break;
                    }
                    push(day, Happening::Turn, lead(&clause.terms, version.valid, day), &clause.id, None);
                }
                for turn in exceptions {
                    push(turn.valid.start, Happening::Turn, Some(turn.party), &turn.reason, None);
                }
            }
            Terms::HandOver { from, assets, .. } => {
                if let Some(day) = version.valid.end {
                    push(day, Happening::HandOver, Some(*from), assets, None);
                }
            }
            _ => {}
        }
    }
    if let Some(day) = agreement.term.end.filter(|day| window.contains(*day)) {
        dues.push(Due {
            day,
            happening: Happening::End,
            clause: None,
            party: agreement.owner,
            what: agreement.id.clone(),
            done: None,
        });
    }
    dues.sort_by_key(|due| (due.day, due.happening, due.clause));
    dues
}
