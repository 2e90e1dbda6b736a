//! From one revision of the data to the next: which alert goes on, which is new, which no longer has a reason.
//!
//! An episode of a rule is found anew in every revision, and a correction may move its beginning. What people do with an alert
//! must survive that: an episode belongs to the alert that was raised for it, and to none that was dealt with and lowered before.

use super::{Book, Cause, Event, EventKind, Moment, State, Status};
use crate::rule::Grade;
use std::collections::{BTreeMap, BTreeSet};

/// An alert that stands at the end of what a revision knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The identifier it has if it is raised now.
    pub id: String,
    /// How grave.
    pub grade: Grade,
    /// Whose it is.
    pub addressee: String,
    /// What raises it.
    pub cause: Cause,
}

/// The alerts of a book by rule and subject, in the order in which they were raised.
#[derive(Debug)]
pub struct Index<'b>(BTreeMap<(&'b str, &'b str), Vec<(&'b str, &'b State)>>);

impl<'b> Index<'b> {
    /// Of a book.
    pub fn new(book: &'b Book) -> Self {
        let mut index: BTreeMap<_, Vec<(&str, &State)>> = BTreeMap::new();
        for (id, state) in book.alerts() {
            index.entry((state.cause.rule.as_str(), state.cause.subject.as_str())).or_default().push((id, state));
        }
        for own in index.values_mut() {
            own.sort_by_key(|(id, state)| (state.raised, *id));
        }
        Self(index)
    }

    /// The alert in the book that an episode belongs to: the one raised for the same step; else, while the episode stands, the
    /// last one, unless that was dealt with and its reason was gone — what comes after that is another alert.
    pub fn of(&self, cause: &Cause, stands: bool) -> Option<(&'b str, &'b State)> {
        let own = self.0.get(&(cause.rule.as_str(), cause.subject.as_str()))?;
        let same = own.iter().rev().find(|(_, state)| state.cause.since == cause.since);
        let last = own.iter().rev().find(|(_, state)| state.cause.revision <= cause.revision);
        let goes_on = |state: &State| state.stands || state.status(Moment::MAX) != Status::Resolved;
        same.or_else(|| last.filter(|(_, state)| stands && goes_on(state))).copied()
    }
}

/// What the watch has to enter at moment `at`, given the alerts that stand at a scale. Rules that could not be `put` say
/// nothing: what they raised stays as it is. An alert that was dealt with comes back only where it gets worse or, after it was
/// lowered, begins anew.
pub fn follow(
    book: &Book,
    seen: &[Seen],
    scale: Option<&str>,
    put: impl Fn(&str) -> bool,
    at: Moment,
    by: &str,
) -> Vec<Event> {
    let index = Index::new(book);
    let mut events = Vec::new();
    let mut enter = |alert: &str, kind: EventKind| {
        events.push(Event { at, alert: alert.to_owned(), by: by.to_owned(), kind, why: String::new() });
    };
    let mut found = BTreeSet::new();
    for one in seen {
        let Some((id, state)) = index.of(&one.cause, true) else {
            let (grade, addressee, cause) = (one.grade, one.addressee.clone(), one.cause.clone());
            enter(&one.id, EventKind::Raised { grade, addressee, cause });
            continue;
        };
        found.insert(id);
        if !state.stands {
            enter(id, EventKind::Returned);
        }
        if one.grade != state.grade {
            if one.grade > state.grade && state.status(at) == Status::Resolved {
                enter(id, EventKind::Reopened);
            }
            enter(id, EventKind::Graded(one.grade));
        }
    }
    for (id, state) in book.alerts() {
        if state.stands && state.cause.scale.as_deref() == scale && put(&state.cause.rule) && !found.contains(id) {
            enter(id, EventKind::Cleared);
        }
    }
    events
}
