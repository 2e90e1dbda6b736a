//! Alerts over time, across scales, and judged by what is known.

use liantu_monitoring::alert::scale::{Placed, holds_at};
use liantu_monitoring::alert::{Book, Event, EventKind, Level, Refusal, Status, identity, overdue, replay};
use liantu_monitoring::backtest::{Fired, Shock, Tolerance, record};
use liantu_monitoring::rule::Grade;
use proptest::prelude::*;

fn event(at: i64, kind: EventKind) -> Event {
    Event { at, alert: "a".to_owned(), by: "port".to_owned(), kind }
}

fn raised() -> EventKind {
    EventKind::Raised { grade: Grade::Yellow, addressee: "310000".to_owned() }
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
    book.take(&event(9, EventKind::Resolved("repaired".to_owned()))).unwrap();
    let refused = book.take(&event(9, EventKind::Acknowledged)).unwrap_err();
    assert_eq!(refused.to_string(), "an alert that is resolved cannot be acknowledged");
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
        Just(EventKind::Acknowledged),
        Just(EventKind::Assigned("office".to_owned())),
        (0i64..60).prop_map(EventKind::Snoozed),
        Just(EventKind::Escalated("above".to_owned())),
        Just(EventKind::Resolved("done".to_owned())),
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
            let event = Event { at, alert: format!("a{alert}"), by: "port".to_owned(), kind };
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
}
