//! Events and acts as lines of the ledger, there and back.

use super::Done;
use liantu_cooperation::ledger::{Head, Row, fields, write_fields};
use liantu_ledger::LedgerError;
use liantu_monitoring::alert::{Book, Cause, Event, EventKind};
use liantu_monitoring::inspection::handling::Act;
use liantu_monitoring::rule::Grade;

/// The kinds of lines.
const EVENT: &str = "event";
const ACT: &str = "act";

pub(super) fn write_event(event: &Event, line: &mut Vec<u8>) {
    let at = event.at.to_string();
    let mut words = vec![EVENT, &at, &event.alert, &event.by, event.kind.word(), &event.why];
    let (revision, until);
    match &event.kind {
        EventKind::Raised { grade, addressee, cause } => {
            revision = cause.revision.to_string();
            let scale = cause.scale.as_deref().unwrap_or_default();
            words.extend([grade.word(), addressee, &cause.rule, &cause.subject, &cause.since, scale, &revision]);
        }
        EventKind::Graded(grade) => words.push(grade.word()),
        EventKind::Assigned(to) | EventKind::Escalated(to) => words.push(to),
        EventKind::Snoozed(moment) => {
            until = moment.to_string();
            words.push(&until);
        }
        EventKind::Cleared
        | EventKind::Returned
        | EventKind::Acknowledged
        | EventKind::Resolved
        | EventKind::Reopened => {}
    }
    write_fields(&words, line);
}

fn event(words: &[String]) -> Option<Event> {
    let [at, alert, by, word, why, rest @ ..] = words else { return None };
    let kind = match (word.as_str(), rest) {
        ("raised", [grade, addressee, rule, subject, since, scale, revision]) => {
            let cause = Cause {
                rule: rule.clone(),
                subject: subject.clone(),
                since: since.clone(),
                scale: Some(scale.clone()).filter(|scale| !scale.is_empty()),
                revision: revision.parse().ok()?,
            };
            EventKind::Raised { grade: Grade::parse(grade)?, addressee: addressee.clone(), cause }
        }
        ("graded", [grade]) => EventKind::Graded(Grade::parse(grade)?),
        ("cleared", []) => EventKind::Cleared,
        ("returned", []) => EventKind::Returned,
        ("acknowledged", []) => EventKind::Acknowledged,
        ("assigned", [to]) => EventKind::Assigned(to.clone()),
        ("snoozed", [until]) => EventKind::Snoozed(until.parse().ok()?),
        ("escalated", [to]) => EventKind::Escalated(to.clone()),
        ("resolved", []) => EventKind::Resolved,
        ("reopened", []) => EventKind::Reopened,
        _ => return None,
    };
    Some(Event { at: at.parse().ok()?, alert: alert.clone(), by: by.clone(), kind, why: why.clone() })
}

pub(super) fn write_act(finding: &str, done: &Done, line: &mut Vec<u8>) {
    let (at, day);
    at = done.at.to_string();
    let mut words = vec![ACT, &at, finding, &done.by, done.act.word(), &done.why];
    match &done.act {
        Act::Assigned(to) => words.push(to),
        Act::Due(own) | Act::Closed(own) => {
            day = own.to_string();
            words.push(&day);
        }
        Act::Reopened => {}
    }
    write_fields(&words, line);
}

fn act(words: &[String]) -> Option<(String, Done)> {
    let [at, finding, by, word, why, rest @ ..] = words else { return None };
    let act = match (word.as_str(), rest) {
        ("assigned", [to]) => Act::Assigned(to.clone()),
        ("due", [day]) => Act::Due(day.parse().ok()?),
        ("closed", [day]) => Act::Closed(day.parse().ok()?),
        ("reopened", []) => Act::Reopened,
        _ => return None,
    };
    Some((finding.clone(), Done { at: at.parse().ok()?, by: by.clone(), act, why: why.clone() }))
}

/// What the lines of one kind say; a line that cannot be read was written by a newer program, and nothing is entered after it.
fn all<T>(rows: &[Row], kind: &str, read: impl Fn(&[String]) -> Option<T>) -> Result<Vec<T>, LedgerError> {
    let mut found = Vec::new();
    for row in rows {
        let words = fields(&row.line);
        if words.get(2).is_some_and(|own| own == kind) {
            let unreadable = || LedgerError::Internal { reason: format!("record {} cannot be read", row.number) };
            found.push(read(&words[3..]).ok_or_else(unreadable)?);
        }
    }
    Ok(found)
}

/// The book of alerts with its events, and where it ends.
pub(super) fn read_book(rows: &[Row]) -> Result<(Book, Vec<Event>, Head), LedgerError> {
    let events = all(rows, EVENT, event)?;
    let mut book = Book::default();
    for event in &events {
        book.take(event).map_err(|refusal| LedgerError::Internal { reason: refusal.to_string() })?;
    }
    let head = rows.last().map_or_else(Head::default, |row| Head { number: row.number, hash: row.hash });
    Ok((book, events, head))
}

/// What was done about findings, oldest first.
pub(super) fn read_acts(rows: &[Row]) -> Result<Vec<(String, Done)>, LedgerError> {
    all(rows, ACT, act)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Date;
    use liantu_cooperation::ledger::Chain;

    #[test]
    fn events_and_acts_are_read_as_they_were_written() {
        let cause = Cause {
            rule: "stop|\\".to_owned(),
            subject: "city|310000|340100||85423100".to_owned(),
            since: "2024-05".to_owned(),
            scale: Some("city".to_owned()),
            revision: 7,
        };
        let kinds = [
            EventKind::Raised { grade: Grade::Orange, addressee: "340100".to_owned(), cause },
            EventKind::Acknowledged,
            EventKind::Assigned("张三\n".to_owned()),
            EventKind::Snoozed(90),
            EventKind::Graded(Grade::Red),
            EventKind::Escalated("340000".to_owned()),
            EventKind::Cleared,
            EventKind::Returned,
            EventKind::Resolved,
            EventKind::Reopened,
        ];
        let mut chain = Chain::default();
        let mut events = Vec::new();
        for (at, kind) in (10..).zip(kinds) {
            let event = Event { at, alert: "A1".to_owned(), by: "链长".to_owned(), kind, why: "a|b".to_owned() };
            chain.push(Date::constant(2026, 1, 5), |line| write_event(&event, line));
            events.push(event);
        }
        let rows: Vec<Row> = chain.into_page().rows().collect();
        let (book, read, head) = read_book(&rows).expect("a book");
        assert_eq!((read, head.number), (events, 10));
        assert_eq!(book.get("A1").map(|state| (state.grade, state.stands)), Some((Grade::Red, true)));
        let mut chain = Chain::default();
        let acts = [Act::Assigned("甲".to_owned()), Act::Due(19_900), Act::Closed(19_905), Act::Reopened];
        let done: Vec<Done> =
            (20..).zip(acts).map(|(at, act)| Done { at, by: "乙".to_owned(), act, why: "c".to_owned() }).collect();
        for one in &done {
            chain.push(Date::constant(2026, 1, 5), |line| write_act("f|1", one, line));
        }
        let rows: Vec<Row> = chain.into_page().rows().collect();
        let read = read_acts(&rows).expect("acts");
        assert_eq!(read, done.into_iter().map(|one| ("f|1".to_owned(), one)).collect::<Vec<_>>());
    }

    #[test]
    fn what_a_newer_program_wrote_is_not_passed_over() {
        let mut chain = Chain::default();
        chain.push(Date::constant(2026, 1, 5), |line| write_fields(&[EVENT, "1", "A1", "b", "merged", ""], line));
        let rows: Vec<Row> = chain.into_page().rows().collect();
        assert!(read_book(&rows).is_err());
    }
}
