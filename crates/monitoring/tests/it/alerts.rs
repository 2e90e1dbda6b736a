//! Alerts over time, across scales, and judged by what is known.

use liantu_monitoring::alert::follow::{Index, Seen, follow};
use liantu_monitoring::alert::scale::{Placed, holds_at};
use liantu_monitoring::alert::{Book, Cause, Event, EventKind, Level, Refusal, Status, identity, overdue, replay};
use liantu_monitoring::backtest::{Fired, Shock, Tolerance, record};
use liantu_monitoring::rule::Grade;
use proptest::prelude::*;

fn event(at: i64, kind: EventKind) -> Event {
    let why = if kind == EventKind::Resolved { "repaired" } else { "" };
    Event { at, alert: "a".to_owned(), by: "port".to_owned(), kind, why: why.to_owned() }
}

fn raised() -> EventKind {
    EventKind::Raised { grade: Grade::Yellow, addressee: "310000".to_owned(), cause: Cause::default() }
}

#[test]
fn the_usual_way() {
    let mut book = Book::default();
    for (at, kind) in [
        (1, raised()),
        (2, EventKind::Acknowledged),
        (3, EventKind::Assigned("office".to_owned())),
        (4, EventKind::Snoozed(10)),
    ] {
        book.take(&event(at, kind)).unwrap();
    }
    let state = book.get("a").unwrap();
    assert_eq!((state.status(5), state.status(10)), (Status::Snoozed, Status::Assigned), "a snooze ends by itself");
    book.take(&event(6, EventKind::Graded(Grade::Red))).unwrap();
    assert_eq!(book.get("a").unwrap().status(6), Status::Assigned, "what gets worse is not slept through");
    book.take(&event(7, EventKind::Escalated("sheng".to_owned()))).unwrap();
    book.take(&event(8, EventKind::Escalated("decide".to_owned()))).unwrap();
    assert_eq!(book.take(&event(9, EventKind::Escalated("x".to_owned()))), Err(Refusal::Highest));
    book.take(&event(9, EventKind::Resolved)).unwrap();
    let refused = book.take(&event(9, EventKind::Acknowledged)).unwrap_err();
    assert_eq!(refused.to_string(), "an alert that is resolved cannot be acknowledged");
    assert_eq!(refused.words().zh, "“已办结”的预警不能“受理”");
    assert!(matches!(book.take(&event(3, EventKind::Reopened)), Err(Refusal::Order { .. })));
    let before = book.clone();
    book.take(&event(9, raised())).unwrap();
    assert_eq!(book, before, "raising the same alert again does nothing");
    assert_eq!(book.get("a").map(|state| state.level), Some(Level::Decision));
}

#[test]
fn what_nobody_notes_goes_up() {
    let mut book = Book::default();
    book.take(&event(100, raised())).unwrap();
    let patience = [None, Some(50), Some(20), Some(5)];
    assert_eq!(overdue(&book, 149, &patience), []);
    assert_eq!(overdue(&book, 150, &patience), [("a".to_owned(), Level::Coordination)]);
    book.take(&event(151, EventKind::Acknowledged)).unwrap();
    assert_eq!(overdue(&book, 999, &patience), []);
}

/// A rule's alert about a subject as a revision has it.
fn seen(revision: u64, since: &str, grade: Grade) -> Seen {
    let subject = "city:310000>340100/85423100".to_owned();
    let cause = Cause { rule: "stop".to_owned(), subject, since: since.to_owned(), scale: None, revision };
    let id = identity(&cause.rule, &cause.subject, since, revision);
    Seen { id, grade, addressee: "340100".to_owned(), cause }
}

/// Enters what the watch has to, and says what that was.
fn watch(book: &mut Book, at: i64, found: &[Seen]) -> Vec<&'static str> {
    let events = follow(book, found, None, |rule| rule != "unreadable", at, "watch");
    for event in &events {
        book.take(event).unwrap();
    }
    events.iter().map(|event| event.kind.word()).collect()
}

fn act(book: &mut Book, at: i64, alert: &str, kind: EventKind) {
    book.take(&Event { at, alert: alert.to_owned(), by: "office".to_owned(), kind, why: "repaired".to_owned() })
        .unwrap();
}

#[test]
fn an_alert_goes_on_from_revision_to_revision() {
    let mut book = Book::default();
    let first = seen(3, "2024-05", Grade::Orange);
    assert_eq!(watch(&mut book, 10, std::slice::from_ref(&first)), ["raised"]);
    act(&mut book, 11, &first.id, EventKind::Assigned("desk".to_owned()));
    assert!(watch(&mut book, 12, &[seen(4, "2024-05", Grade::Orange)]).is_empty(), "the same in the next revision");
    assert!(watch(&mut book, 13, &[seen(5, "2024-04", Grade::Orange)]).is_empty(), "a correction moved its beginning");
    assert_eq!(watch(&mut book, 14, &[seen(6, "2024-05", Grade::Red)]), ["graded"]);
    assert_eq!(watch(&mut book, 15, &[]), ["cleared"]);
    assert!(watch(&mut book, 15, &[]).is_empty(), "said once");
    assert_eq!(watch(&mut book, 16, &[seen(8, "2024-09", Grade::Red)]), ["returned"], "nobody has dealt with it yet");
    let state = book.get(&first.id).unwrap();
    assert_eq!((state.status(16), state.assignee.as_deref()), (Status::Assigned, Some("desk")));
    assert_eq!(book.alerts().count(), 1);
}

#[test]
fn what_was_dealt_with_comes_back_only_worse_or_anew() {
    let mut book = Book::default();
    let first = seen(3, "2024-05", Grade::Orange);
    watch(&mut book, 10, std::slice::from_ref(&first));
    act(&mut book, 11, &first.id, EventKind::Resolved);
    assert!(watch(&mut book, 12, &[seen(4, "2024-05", Grade::Orange)]).is_empty(), "it still stands and is dealt with");
    assert_eq!(watch(&mut book, 13, &[seen(5, "2024-05", Grade::Yellow)]), ["graded"]);
    assert_eq!(book.get(&first.id).unwrap().status(13), Status::Resolved);
    assert_eq!(watch(&mut book, 14, &[seen(6, "2024-05", Grade::Red)]), ["reopened", "graded"], "it got worse");
    act(&mut book, 15, &first.id, EventKind::Resolved);
    assert_eq!(watch(&mut book, 16, &[]), ["cleared"]);
    assert_eq!(watch(&mut book, 17, &[seen(8, "2024-05", Grade::Red)]), ["returned"], "a correction brought it back");
    assert_eq!(book.get(&first.id).unwrap().status(17), Status::Resolved);
    assert_eq!(watch(&mut book, 18, &[]), ["cleared"]);
    let second = seen(9, "2024-11", Grade::Red);
    assert_eq!(
        watch(&mut book, 19, std::slice::from_ref(&second)),
        ["raised"],
        "another alert, with a name of its own"
    );
    assert_ne!(first.id, second.id);
    let (old, new) = (seen(9, "2024-05", Grade::Red).cause, seen(10, "2024-11", Grade::Red).cause);
    let index = Index::new(&book);
    assert_eq!(index.of(&old, false).map(|found| found.0), Some(first.id.as_str()));
    assert_eq!(index.of(&new, true).map(|found| found.0), Some(second.id.as_str()));
    assert_eq!(index.of(&seen(10, "2024-07", Grade::Red).cause, false), None, "an episode that nobody took up");
}

#[test]
fn a_rule_that_cannot_be_put_clears_nothing() {
    let mut book = Book::default();
    let mut one = seen(3, "2024-05", Grade::Red);
    one.cause.rule = "unreadable".to_owned();
    watch(&mut book, 10, std::slice::from_ref(&one));
    assert!(watch(&mut book, 11, &[]).is_empty(), "unknown is not all clear");
    let other = follow(&book, &[], Some("province"), |_| true, 12, "watch");
    assert!(other.is_empty(), "what is seen at one scale says nothing of another");
}

#[test]
fn identities_are_reproducible_and_apart() {
    let one = identity("r1", "310000", "2023-05", 7);
    assert_eq!(one, identity("r1", "310000", "2023-05", 7));
    assert_eq!(one.len(), 21);
    for other in [
        identity("r2", "310000", "2023-05", 7),
        identity("r1", "31000", "02023-05", 7),
        identity("r1", "310000", "2023-05", 8),
    ] {
        assert_ne!(one, other);
    }
}

#[test]
fn back_tests_count() {
    let fired = |subject, raised| Fired { subject, raised };
    let shock = |subject, at| Shock { subject, at };
    let alerts = [fired(0, 8), fired(0, 30), fired(1, 5), fired(2, 11)];
    let shocks = [shock(0, 10), shock(2, 10), shock(3, 10)];
    let found = record(&alerts, &shocks, Tolerance { before: 4, after: 2 }, 4 * 40);
    assert_eq!((found.fired, found.right, found.wrong, found.shocks, found.caught), (4, 2, 2, 3, 2));
    assert_eq!((found.precision, found.recall, found.lead), (Some(0.5), Some(2.0 / 3.0), Some(0.5)));
    assert_eq!(found.told, [Some(8), Some(11), None]);
    let none = record(&[], &[], Tolerance { before: 1, after: 1 }, 0);
    assert_eq!((none.precision, none.recall, none.lead, none.false_rate), (None, None, None, None));
}

fn kinds() -> impl Strategy<Value = EventKind> {
    prop_oneof![
        Just(raised()),
        prop::sample::select(Grade::ALL.to_vec()).prop_map(EventKind::Graded),
        Just(EventKind::Cleared),
        Just(EventKind::Returned),
        Just(EventKind::Acknowledged),
        Just(EventKind::Assigned("office".to_owned())),
        (0i64..60).prop_map(EventKind::Snoozed),
        Just(EventKind::Escalated("above".to_owned())),
        Just(EventKind::Resolved),
        Just(EventKind::Reopened),
    ]
}

proptest! {
    /// Replaying the events to t gives the snapshot at t, and a book kept from a snapshot on gives the same as one kept from
    /// the start.
    #[test]
    fn replaying_events_gives_the_snapshot(given in prop::collection::vec((0i64..3, 0u8..4, kinds()), 0..60), cut in 0usize..60) {
        let (mut book, mut log, mut at) = (Book::default(), Vec::new(), 0);
        let mut snapshots = Vec::new();
        for (later, alert, kind) in given {
            at += later;
            let event = Event { at, alert: format!("a{alert}"), by: "port".to_owned(), kind, why: "done".to_owned() };
            let before = book.clone();
            if book.take(&event).is_ok() {
                log.push(event);
            } else {
                prop_assert_eq!(&book, &before);
            }
            snapshots.push((at, book.clone()));
        }
        for (place, (at, snapshot)) in snapshots.iter().enumerate() {
            // Of several snapshots of one moment the last holds.
            if snapshots.get(place + 1).is_none_or(|(next, _)| next > at) {
                prop_assert_eq!(&replay(&log, *at).unwrap(), snapshot);
            }
        }
        let cut = cut.min(log.len());
        let mut resumed = Book::default();
        log[..cut].iter().for_each(|event| resumed.take(event).unwrap());
        log[cut..].iter().for_each(|event| resumed.take(event).unwrap());
        prop_assert_eq!(resumed, book);
    }

    /// Whoever looks from below and whoever looks from above see the same.
    #[test]
    fn scales_agree(parents in prop::collection::vec(0u32..12, 12), given in prop::collection::vec((0u32..2, 0u32..12, 0usize..20, 1usize..8), 0..20)) {
        // Parents come before their parts, so that there is no cycle.
        let parent: Vec<Option<u32>> = parents.iter().zip(0u32..).map(|(&above, own)| (own > 0).then(|| above % own.max(1))).collect();
        let alerts: Vec<Placed> = given.iter().map(|&(rule, region, from, length)| Placed { rule, region, from, to: from + length }).collect();
        let found = holds_at(&parent, &alerts);
        for (one, regions) in alerts.iter().zip(&found) {
            prop_assert!(regions.contains(&one.region));
            for &region in regions.iter().filter(|&&region| region != one.region) {
                let answers = alerts.iter().zip(&found).any(|(other, regions)| other.rule == one.rule && other.region == region && other.from < one.to && one.from < other.to && regions.contains(&one.region));
                prop_assert!(answers);
            }
        }
    }

    /// Whatever the revisions have and people do: the book admits what the watch enters, and a second look enters nothing.
    #[test]
    fn a_second_look_enters_nothing(given in prop::collection::vec((prop::collection::btree_map(0u8..3, (0u8..4, 0usize..4), 0..4), 0u8..3, kinds()), 1..24)) {
        let mut book = Book::default();
        for ((found, alert, kind), revision) in given.into_iter().zip(1u64..) {
            let at = i64::try_from(revision).unwrap() * 10;
            let found: Vec<Seen> = found.into_iter().map(|(subject, (since, grade))| {
                let mut one = seen(revision, &format!("2024-0{}", since + 1), Grade::ALL[grade]);
                one.cause.subject = subject.to_string();
                one.id = identity("stop", &one.cause.subject, &one.cause.since, revision);
                one
            }).collect();
            for event in follow(&book, &found, None, |_| true, at, "watch") {
                prop_assert_eq!(book.take(&event), Ok(()));
            }
            prop_assert_eq!(follow(&book, &found, None, |_| true, at, "watch"), vec![]);
            let index = Index::new(&book);
            prop_assert!(found.iter().all(|one| index.of(&one.cause, true).is_some_and(|(_, state)| state.stands && state.grade == one.grade)));
            let name = book.alerts().nth(usize::from(alert)).map(|(id, _)| id.to_owned());
            if let Some(name) = name {
                let _ = book.take(&Event { at: at + 1, alert: name, by: "office".to_owned(), kind, why: "done".to_owned() });
            }
        }
    }
}
