//! What an agreement asks of whom, by day: duties and meetings, turns, hand-overs, the end of the term.

use crate::agreement::{Agreement, PartyId};
use crate::clause::{Facts, Terms};
use jiff::ToSpan;
use jiff::civil::Date;
use liantu_model::Period;
use std::collections::BTreeSet;

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
    /// The day on which it was done, where facts tell: the start of the fact.
    pub held: Option<Date>,
}

impl Due {
    /// Whether it was done, but after its day.
    pub fn done_late(&self) -> bool {
        self.held.is_some_and(|held| held > self.day)
    }
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
    let apart = i64::from(day.year() - valid.start.year()) * 12 + i64::from(day.month() - valid.start.month());
    // A month that is too short begins on its last day, as the calendar says.
    let begun = valid.start.checked_add(apart.months()).is_ok_and(|first| first <= day);
    let between = apart - i64::from(!begun);
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

/// The day on which a duty was done that fell due on `due`, by the days of its facts that are later than `since`. What lies
/// between two due days is one or the other: it belongs to the next, unless the duty was still open, and there is another for
/// the next or it lies nearer to `due`. So one meeting is never counted twice, and one that was left out does not make late
/// all that follow.
fn held(days: &BTreeSet<Date>, since: Date, due: Date, next: Option<Date>) -> Option<Date> {
    if let Some(day) = days.iter().find(|day| since < **day && **day <= due) {
        return Some(*day);
    }
    let mut after = days.iter().filter(|day| due < **day && next.is_none_or(|next| **day <= next));
    let first = *after.next()?;
    let own = next.is_none_or(|next| {
        first < next && (after.next().is_some() || first.duration_since(due) < next.duration_since(first))
    });
    own.then_some(first)
}

/// Everything that falls into `window`, by day. A duty is done when a fact of its item (`what`) starts after the previous
/// due day and not after its own, and is positive; it is done late when one starts after its day and belongs to it (`held`).
pub fn calendar(agreement: &Agreement, facts: &Facts, window: Period) -> Vec<Due> {
    let mut dues = Vec::new();
    let known = agreement.knowledge().last().copied().unwrap_or(agreement.signed);
    for version in agreement.in_force(known) {
        let clause = &agreement.clauses[version.clause];
        let mut push = |day: Date, happening, party, what: &str, held: Option<Date>| {
            if window.contains(day) && version.valid.contains(day)
                || happening == Happening::HandOver && window.contains(day)
            {
                let done = (happening == Happening::Duty).then_some(held.is_some());
                let (clause, what) = (Some(version.clause), what.to_owned());
                dues.push(Due { day, happening, clause, party, what, done, held });
            }
        };
        match &clause.terms {
            Terms::Duty { owner, what, first, every_months } => {
                let days: BTreeSet<Date> =
                    facts.of(what).filter(|fact| fact.minor > 0).map(|fact| fact.period.start).collect();
                let mut since = version.valid.start.yesterday().unwrap_or(version.valid.start);
                for step in 0.. {
                    let due = |months: i64, step: i64| first.checked_add((months * step).months());
                    let Ok(day) = due(every_months.unwrap_or(0), step) else { break };
                    if window.end.is_none_or(|end| day >= end) && step > 0
                        || version.valid.end.is_some_and(|end| day >= end)
                    {
                        break;
                    }
                    let next = every_months.and_then(|months| due(months, step + 1).ok());
                    let on = held(&days, since, day, next).filter(|_| version.valid.contains(day));
                    push(day, Happening::Duty, Some(*owner), what, on);
                    // What came late counts for this one, and not for the next.
                    since = on.map_or(day, |on| on.max(day));
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
            held: None,
        });
    }
    dues.sort_by_key(|due| (due.day, due.happening, due.clause));
    dues
}
