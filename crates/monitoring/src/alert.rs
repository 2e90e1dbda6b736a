//! Alerts: what becomes of one after it was raised.
//!
//! An alert is a sequence of [`Event`]s and nothing else; its [`State`] is what they add up to. Events are appended, never
//! changed, so that the state at any moment is found again by replaying the events up to it ([`replay`]).

pub mod follow;
pub mod scale;

use crate::rule::Grade;
use liantu_model::glossary::label;
use liantu_model::text::text;
use liantu_model::{Language, Text, Words};
use std::collections::BTreeMap;
use std::fmt;

/// Who decides: the three levels of the cooperation bodies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The office that executes.
    #[default]
    Execution,
    /// The office that coordinates.
    Coordination,
    /// The body that decides.
    Decision,
}

impl Level {
    /// All, from the first asked to the last.
    pub const ALL: [Self; 3] = [Self::Execution, Self::Coordination, Self::Decision];

    /// The word that stores it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Execution => "execution",
            Self::Coordination => "coordination",
            Self::Decision => "decision",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
    }

    /// The level above; `None` above the last.
    pub const fn above(self) -> Option<Self> {
        match self {
            Self::Execution => Some(Self::Coordination),
            Self::Coordination => Some(Self::Decision),
            Self::Decision => None,
        }
    }
}

/// The identifier of an alert: a function of the rule, the subject, the period it was raised in and the revision of the data,
/// so that the same alert found again has the same name.
pub fn identity(rule: &str, subject: &str, period: &str, revision: u64) -> String {
    // FNV-1a over 128 bits; a separator that no part holds keeps parts apart.
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    let revision = revision.to_string();
    for part in [rule, subject, period, &revision] {
        for byte in part.bytes().chain([0xff]) {
            hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
    }
    format!("A{:020x}", (hash ^ (hash >> 80)) & ((1 << 80) - 1))
}

/// Where an alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Nobody has taken note.
    Open,
    /// Somebody has taken note.
    Acknowledged,
    /// Somebody is charged with it.
    Assigned,
    /// Put off until a moment.
    Snoozed,
    /// Dealt with.
    Resolved,
}

impl Status {
    /// The word that stores it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Acknowledged => "acknowledged",
            Self::Assigned => "assigned",
            Self::Snoozed => "snoozed",
            Self::Resolved => "resolved",
        }
    }
}

/// A moment: seconds since 1970-01-01, or whatever the caller counts; only order matters.
pub type Moment = i64;

/// What raised an alert: enough to find it again, with its rows, at the revision that it was raised at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cause {
    /// The rule.
    pub rule: String,
    /// The subject it was put to, as one word.
    pub subject: String,
    /// The step since which it is up.
    pub since: String,
    /// The scale at which rules were put that name none.
    pub scale: Option<String>,
    /// The revision of the data.
    pub revision: u64,
}

/// Something that happened to an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Moment,
    /// Which alert.
    pub alert: String,
    /// By whom: a port, a person, or the watch itself.
    pub by: String,
    /// What.
    pub kind: EventKind,
    /// Why; may be empty, except where an alert is resolved.
    pub why: String,
}

/// What happened to an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A rule raised it, for this port.
    Raised {
        /// How grave.
        grade: Grade,
        /// Whose it is.
        addressee: String,
        /// What raised it.
        cause: Cause,
    },
    /// The rule grades it anew.
    Graded(Grade),
    /// The rule no longer finds a reason; somebody still has to resolve it.
    Cleared,
    /// The rule finds a reason again.
    Returned,
    /// Somebody takes note.
    Acknowledged,
    /// Somebody is charged with it.
    Assigned(String),
    /// It is put off.
    Snoozed(Moment),
    /// It goes one level up, to this port.
    Escalated(String),
    /// It is dealt with.
    Resolved,
    /// It was not dealt with after all.
    Reopened,
}

impl EventKind {
    /// The word that stores it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Raised { .. } => "raised",
            Self::Graded(_) => "graded",
            Self::Cleared => "cleared",
            Self::Returned => "returned",
            Self::Acknowledged => "acknowledged",
            Self::Assigned(_) => "assigned",
            Self::Snoozed(_) => "snoozed",
            Self::Escalated(_) => "escalated",
            Self::Resolved => "resolved",
            Self::Reopened => "reopened",
        }
    }
}

/// What the events of an alert add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// How grave.
    pub grade: Grade,
    /// Where it stood after the last event; see [`State::status`] for what a snooze that ran out leaves of it.
    last: Status,
    /// Where it stood before it was put off, and until when.
    put_off: Option<(Status, Moment)>,
    /// Whose it is.
    pub addressee: String,
    /// Who is charged with it.
    pub assignee: Option<String>,
    /// How far up it went.
    pub level: Level,
    /// Whether the rule still finds a reason.
    pub stands: bool,
    /// What raised it.
    pub cause: Cause,
    /// Why it was resolved.
    pub reason: Option<String>,
    /// When it was raised.
    pub raised: Moment,
    /// When it last changed.
    pub changed: Moment,
    /// How many events it has.
    pub events: usize,
}

impl State {
    /// Where it stands at a moment: a snooze ends by itself.
    pub fn status(&self, now: Moment) -> Status {
        match self.put_off {
            Some((before, until)) if now >= until => before,
            _ => self.last,
        }
    }

    /// Until when it is put off, while it is.
    pub fn put_off(&self, now: Moment) -> Option<Moment> {
        self.put_off.map(|(_, until)| until).filter(|until| now < *until)
    }
}

/// An event that the state of its alert does not admit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Events come in order of time.
    #[error("the event is of moment {at}, before the last one, {last}")]
    Order {
        /// Of the event.
        at: Moment,
        /// Of the last event.
        last: Moment,
    },
    /// There is no such alert yet.
    #[error("there is no alert `{alert}`")]
    Absent {
        /// The alert.
        alert: String,
    },
    /// It cannot be done in this state.
    #[error("an alert that is {status} cannot be {event}")]
    State {
        /// What was to happen.
        event: &'static str,
        /// Where the alert stands.
        status: &'static str,
    },
    /// There is no level above the last.
    #[error("the alert is with the level that decides; there is none above")]
    Highest,
    /// A snooze ends after it begins, and a reason says something.
    #[error("{} is missing", what.en)]
    Lacking {
        /// What is missing.
        what: Text,
    },
}

impl Refusal {
    /// Why, in both languages.
    pub fn words(&self) -> Words {
        let zh = match self {
            Self::Order { at, last } => format!("事件的时刻 {at} 早于上一事件的 {last}"),
            Self::Absent { alert } => format!("没有预警“{alert}”"),
            Self::State { event, status } => {
                let said = |of: &str, word: &str| label(&format!("{of}.{word}"), Language::Zh).to_owned();
                format!("“{}”的预警不能“{}”", said("alert_status", status), said("alert_event", event))
            }
            Self::Highest => "预警已在决策层，上面没有更高的层级".to_owned(),
            Self::Lacking { what } => format!("缺少{}", what.zh),
        };
        Words::new(zh, self.to_string())
    }
}

/// All alerts, as the events up to now have made them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    alerts: BTreeMap<String, State>,
    now: Option<Moment>,
}

impl Book {
    /// The alerts, in order of their identifiers.
    pub fn alerts(&self) -> impl Iterator<Item = (&str, &State)> {
        self.alerts.iter().map(|(id, state)| (id.as_str(), state))
    }

    /// When the last event was.
    pub fn now(&self) -> Option<Moment> {
        self.now
    }

    /// One alert.
    pub fn get(&self, alert: &str) -> Option<&State> {
        self.alerts.get(alert)
    }

    /// Takes in an event, or refuses it and stays as it was. An alert raised again with the same identifier is the same
    /// alert: nothing changes, so that a run repeated after a crash does no harm.
    pub fn take(&mut self, event: &Event) -> Result<(), Refusal> {
        if let Some(last) = self.now.filter(|last| event.at < *last) {
            return Err(Refusal::Order { at: event.at, last });
        }
        if let Some(state) = self.alerts.get_mut(&event.alert) {
            *state = follow(state, event)?;
        } else {
            let EventKind::Raised { grade, addressee, cause } = &event.kind else {
                return Err(Refusal::Absent { alert: event.alert.clone() });
            };
            let state = State {
                grade: *grade,
                last: Status::Open,
                put_off: None,
                addressee: addressee.clone(),
                assignee: None,
                level: Level::Execution,
                stands: true,
                cause: cause.clone(),
                reason: None,
                raised: event.at,
                changed: event.at,
                events: 1,
            };
            self.alerts.insert(event.alert.clone(), state);
        }
        self.now = Some(event.at);
        Ok(())
    }
}

/// The book after the events up to and including moment `until`; every event must be one that was admitted.
pub fn replay<'e>(events: impl IntoIterator<Item = &'e Event>, until: Moment) -> Result<Book, Refusal> {
    let mut book = Book::default();
    for event in events.into_iter().take_while(|event| event.at <= until) {
        book.take(event)?;
    }
    Ok(book)
}

/// The state after an event.
fn follow(state: &State, event: &Event) -> Result<State, Refusal> {
    let status = state.status(event.at);
    let refuse = || Err(Refusal::State { event: event.kind.word(), status: status.word() });
    // A snooze that ran out is over before anything else happens.
    let mut next = State { last: status, ..state.clone() };
    if status != Status::Snoozed {
        next.put_off = None;
    }
    let over = status == Status::Resolved;
    match &event.kind {
        EventKind::Raised { .. } => return Ok(state.clone()),
        EventKind::Graded(grade) => {
            // What gets worse is not slept through.
            if *grade > state.grade
                && let Some((before, _)) = next.put_off.take()
            {
                next.last = before;
            }
            next.grade = *grade;
        }
        EventKind::Cleared => next.stands = false,
        EventKind::Returned => next.stands = true,
        EventKind::Acknowledged if matches!(status, Status::Open | Status::Snoozed) => {
            next.last = Status::Acknowledged;
            next.put_off = None;
        }
        EventKind::Assigned(to) if !over => {
            if to.trim().is_empty() {
                return Err(Refusal::Lacking { what: text("指派给谁", "whom it is assigned to") });
            }
            next.last = Status::Assigned;
            next.put_off = None;
            next.assignee = Some(to.clone());
        }
        EventKind::Snoozed(until) if !over && status != Status::Snoozed => {
            if *until <= event.at {
                return Err(Refusal::Lacking {
                    what: text("以后的、暂缓到的时刻", "a later moment until which it is put off"),
                });
            }
            next.put_off = Some((status, *until));
            next.last = Status::Snoozed;
        }
        EventKind::Escalated(to) if !over => {
            next.level = state.level.above().ok_or(Refusal::Highest)?;
            next.addressee.clone_from(to);
            if let Some((before, _)) = next.put_off.take() {
                next.last = before;
            }
        }
        EventKind::Resolved if !over => {
            if event.why.trim().is_empty() {
                return Err(Refusal::Lacking { what: text("理由", "the reason") });
            }
            next.last = Status::Resolved;
            next.put_off = None;
            next.reason = Some(event.why.clone());
        }
        EventKind::Reopened if over => {
            next.last = Status::Open;
            next.reason = None;
        }
        EventKind::Acknowledged
        | EventKind::Assigned(_)
        | EventKind::Snoozed(_)
        | EventKind::Escalated(_)
        | EventKind::Resolved
        | EventKind::Reopened => return refuse(),
    }
    next.changed = event.at;
    next.events += 1;
    Ok(next)
}

/// How long an alert of each grade may wait at one level before it goes up, from blue to red; `None`: for ever.
pub type Patience = [Option<Moment>; 4];

/// The alerts that have waited too long for somebody to take note, with the level they should go to.
pub fn overdue(book: &Book, now: Moment, patience: &Patience) -> Vec<(String, Level)> {
    let waits = |state: &State| {
        let place = Grade::ALL.iter().position(|grade| *grade == state.grade).unwrap_or(0);
        let open = state.status(now) == Status::Open;
        open && patience[place].is_some_and(|patience| now - state.changed >= patience)
    };
    book.alerts()
        .filter(|(_, state)| waits(state))
        .filter_map(|(id, state)| Some((id.to_owned(), state.level.above()?)))
        .collect()
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
