//! What people do about alerts and findings — who, when, why — and what the watch enters from revision to revision. Both are
//! registers of the ledger: lines in a chain of hashes, each act in one transaction, whoever acts at the same time.

mod cases;
mod escalation;
mod lines;

use super::WatchQuery;
use super::collect::Watched;
use crate::{At, Engine, EngineError, Port, read_rows};
use escalation::Escalation;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use liantu_cooperation::ledger::{Chain, Head, Row};
use liantu_ledger::LedgerError;
use liantu_model::text::text;
use liantu_model::{Text, Words, period};
use liantu_monitoring::alert::follow::{Index, Seen, follow};
use liantu_monitoring::alert::{Book, Cause, Event, EventKind, Level, Moment, State, overdue};
use liantu_monitoring::inspection::handling::{Act, Finding};
use liantu_monitoring::rule::Grade;
use liantu_report::document::Place;
use liantu_report::material::{Alert, Deed, Handling};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};
use utoipa::ToSchema;

/// The registers in the ledger.
const ALERTS: &str = "alert";
const FINDINGS: &str = "finding";
/// Who enters what no person does.
const WATCH: &str = "watch";
/// What parts the words of a subject.
const PART: char = '|';

/// Everything that was entered, read once for as long as nothing is added.
#[derive(Debug, Default)]
pub(crate) struct Docket {
    lengths: [u64; 2],
    pub book: Book,
    events: Vec<Event>,
    /// What was done about each finding, oldest first.
    done: BTreeMap<String, Vec<Done>>,
}

/// Something done about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Done {
    pub at: Moment,
    pub by: String,
    pub act: Act,
    pub why: String,
}

/// What is done about an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum AlertAct {
    /// Somebody takes note.
    Acknowledge,
    /// Somebody is charged with it: `to`.
    Assign,
    /// It is put off `until` a day.
    Snooze,
    /// It goes one level up, to the port `to`; without it to the region above.
    Escalate,
    /// It is dealt with: `why`.
    Resolve,
    /// It was not dealt with after all.
    Reopen,
}

/// What is done about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum FindingAct {
    /// Somebody else has to settle it: `to`.
    Assign,
    /// It is due on another `day`.
    Due,
    /// It was settled on a `day`, today where none is named: `why`.
    Close,
    /// It was not settled after all.
    Reopen,
}

/// What is done, who does it, why, and what it takes.
#[derive(Clone, Debug)]
pub struct Doing<A> {
    /// What.
    pub act: A,
    /// Who; the port that asks when absent.
    pub by: Option<String>,
    /// Why.
    pub why: String,
    /// To whom.
    pub to: Option<String>,
    /// Which day, or until which.
    pub day: Option<Date>,
}

/// What the watch entered into the book.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Followed {
    /// The revision that was looked at.
    pub revision: u64,
    /// Alerts raised.
    pub raised: usize,
    /// Alerts whose grade changed.
    pub graded: usize,
    /// Alerts for which the rule no longer finds a reason.
    pub cleared: usize,
    /// Alerts for which it does again.
    pub returned: usize,
    /// Alerts that went a level up because nobody took note.
    pub escalated: usize,
}

/// An alert of the book.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AlertCase {
    /// What was done about it.
    pub handling: Handling,
    /// The rule.
    pub rule: String,
    /// How grave.
    pub grade: String,
    /// Where.
    pub region: Place,
    /// Where the flow comes from.
    pub partner: Option<Place>,
    /// The industry.
    pub industry: Option<String>,
    /// What flows.
    pub item: Option<String>,
    /// The step since which it was up when it was entered.
    pub since: String,
    /// Whether the rule still finds a reason.
    pub stands: bool,
    /// All that was done, oldest first.
    pub history: Vec<Deed>,
}

/// A finding as it stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FindingView {
    /// Identifier.
    pub id: String,
    /// What is wrong.
    pub title: Words,
    /// Who has to settle it.
    pub owner: Option<String>,
    /// The last day in time, where one was named.
    pub due: Option<String>,
    /// The day it was settled.
    pub closed: Option<String>,
    /// All that was done, oldest first.
    pub history: Vec<Deed>,
}

fn refused(reason: Words) -> LedgerError {
    LedgerError::Refused { reason }
}

fn moment_text(at: Moment) -> String {
    Timestamp::from_second(at).map_or_else(|_| at.to_string(), |at| at.to_string())
}

/// The beginning of a day where the program runs.
fn beginning(day: Date) -> Option<Moment> {
    day.to_zoned(TimeZone::system()).ok().map(|at| at.timestamp().as_second())
}

/// The last moment of a day, for whoever looks back at it.
pub(super) fn end_of(day: Date) -> Moment {
    day.tomorrow()
        .ok()
        .and_then(|next| next.to_zoned(TimeZone::UTC).ok())
        .map_or(Moment::MAX, |next| next.timestamp().as_second() - 1)
}

fn day_text(day: i32) -> String {
    period::from_epoch_days(day).map_or_else(|| day.to_string(), |day| day.to_string())
}

/// What raises an alert of a revision at a scale.
fn cause(alert: &Alert, revision: u64, scale: Option<&str>) -> Cause {
    let partner = alert.partner.as_ref().map_or("", |partner| partner.id.as_str());
    let words = [
        alert.level.as_deref().unwrap_or_default(),
        partner,
        &alert.region.id,
        alert.industry.as_deref().unwrap_or_default(),
        alert.item.as_deref().unwrap_or_default(),
    ];
    let subject = words.map(|word| word.replace(PART, "/")).join(&PART.to_string());
    Cause { rule: alert.rule.clone(), subject, since: alert.since.clone(), scale: scale.map(str::to_owned), revision }
}

fn seen(alert: &Alert, revision: u64, scale: Option<&str>) -> Option<Seen> {
    Some(Seen {
        id: alert.id.clone(),
        grade: Grade::parse(&alert.grade)?,
        addressee: alert.addressee.clone(),
        cause: cause(alert, revision, scale),
    })
}

fn handling(case: &str, state: &State, now: Moment) -> Handling {
    Handling {
        case: case.to_owned(),
        status: state.status(now).word().to_owned(),
        level: state.level.word().to_owned(),
        addressee: state.addressee.clone(),
        assignee: state.assignee.clone(),
        snoozed_until: state.put_off(now).map(moment_text),
        reason: state.reason.clone(),
        raised: moment_text(state.raised),
        changed: moment_text(state.changed),
        revision: state.cause.revision,
        scale: state.cause.scale.clone(),
    }
}

/// An event as it is told.
fn deed(event: &Event) -> Deed {
    let what = match &event.kind {
        EventKind::Raised { grade, .. } | EventKind::Graded(grade) => Some(grade.word().to_owned()),
        EventKind::Assigned(to) | EventKind::Escalated(to) => Some(to.clone()),
        EventKind::Snoozed(until) => Some(moment_text(*until)),
        _ => None,
    };
    let (at, by) = (moment_text(event.at), event.by.clone());
    Deed { at, by, kind: event.kind.word().to_owned(), what, why: event.why.clone() }
}

impl Done {
    pub fn deed(&self) -> Deed {
        let what = match &self.act {
            Act::Assigned(to) => Some(to.clone()),
            Act::Due(day) | Act::Closed(day) => Some(day_text(*day)),
            Act::Reopened => None,
        };
        let (at, by) = (moment_text(self.at), self.by.clone());
        Deed { at, by, kind: self.act.word().to_owned(), what, why: self.why.clone() }
    }
}

impl Docket {
    /// The book as it was at a moment.
    pub fn book_at(&self, moment: Moment) -> Book {
        let mut book = Book::default();
        for event in self.events.iter().take_while(|event| event.at <= moment) {
            // What the register holds was admitted when it was entered.
            let _ = book.take(event);
        }
        book
    }

    /// What was done about a finding up to a moment.
    pub fn done(&self, finding: &str, moment: Moment) -> impl Iterator<Item = &Done> {
        self.done.get(finding).into_iter().flatten().filter(move |done| done.at <= moment)
    }

    /// How much was done about findings up to a moment: what was read then still holds while this is the same.
    pub fn deeds(&self, moment: Moment) -> usize {
        self.done.values().flatten().filter(|done| done.at <= moment).count()
    }

    fn history(&self, case: &str) -> Vec<Deed> {
        self.events.iter().filter(|event| event.alert == case).map(deed).collect()
    }
}

/// Says of each alert what was done about it up to a moment.
pub(super) fn lay_over(alerts: &mut [Alert], book: &Book, revision: u64, scale: Option<&str>, now: Moment) {
    if book.alerts().next().is_none() {
        return;
    }
    let index = Index::new(book);
    for alert in alerts {
        let found = index.of(&cause(alert, revision, scale), alert.until.is_none());
        alert.handling = found.map(|(case, state)| handling(case, state, now));
    }
}

impl Engine {
    /// How much stands in the registers: doors use it to tell whether an answer would be the same again.
    pub async fn handled(&self) -> Result<[u64; 2], EngineError> {
        // A workspace in which nobody did anything has no ledger, and reading makes none.
        if !self.has_ledger()? {
            return Ok([0, 0]);
        }
        let ledger = self.ledger().await?;
        Ok([ledger.length(ALERTS).await?, ledger.length(FINDINGS).await?])
    }

    /// A mark that differs whenever something was done about an alert or a finding, or an alert is no longer put off.
    pub async fn handling_mark(&self, now: Timestamp) -> Result<u64, EngineError> {
        let docket = self.docket().await?;
        let resting = docket.book.alerts().filter(|(_, state)| state.put_off(now.as_second()).is_some()).count();
        let [alerts, findings] = docket.lengths;
        Ok(alerts << 40 ^ findings << 20 ^ resting as u64)
    }

    pub(crate) async fn docket(&self) -> Result<Arc<Docket>, EngineError> {
        let lengths = self.handled().await?;
        {
            let kept = self.inner.docket.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.lengths == lengths {
                return Ok(Arc::clone(&kept));
            }
        }
        let ledger = self.ledger().await?;
        let (alerts, findings) = (ledger.register(ALERTS).await?, ledger.register(FINDINGS).await?);
        let (book, events, _) = lines::read_book(&alerts)?;
        let mut done: BTreeMap<String, Vec<Done>> = BTreeMap::new();
        for (finding, one) in lines::read_acts(&findings)? {
            done.entry(finding).or_default().push(one);
        }
        let last = |rows: &[Row]| rows.last().map_or(0, |row| row.number);
        let docket = Arc::new(Docket { lengths: [last(&alerts), last(&findings)], book, events, done });
        *self.inner.docket.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&docket);
        Ok(docket)
    }

    /// Enters into the book of alerts what `decide` makes of it; two that enter at once come one after the other.
    async fn enter<T: Send>(
        &self,
        now: Timestamp,
        decide: impl FnOnce(&Book, Moment) -> Result<(Vec<Event>, T), LedgerError> + Send,
    ) -> Result<T, EngineError> {
        let work = |rows: &[Row]| {
            let (mut book, _, head) = lines::read_book(rows)?;
            // Clocks of two machines may differ; what comes after is not before.
            let at = book.now().map_or(now.as_second(), |last| last.max(now.as_second()));
            let (events, answer) = decide(&book, at)?;
            let mut chain = Chain::after(head);
            for event in &events {
                book.take(event).map_err(|refusal| refused(refusal.words()))?;
                chain.push(day_of(event.at), |line| lines::write_event(event, line));
            }
            Ok((chain.into_page(), answer))
        };
        Ok(self.ledger().await?.append(ALERTS, work).await?)
    }

    /// Enters what the newest revision has: what is new, graver, gone or back; and takes a level up what nobody took note of
    /// within the days that `liantu.toml` names. However often it is called, each is entered once.
    pub async fn follow_alerts(
        &self,
        port: &Port,
        scale: Option<&str>,
        now: Timestamp,
    ) -> Result<Followed, EngineError> {
        let revision = self.revision(port, &At::default()).await?;
        let watched = self.watched(port, &revision, scale).await?;
        let escalation = self.escalation()?;
        let standing = watched.alerts.iter().filter(|alert| alert.until.is_none());
        let seen: Vec<Seen> = standing.filter_map(|alert| seen(alert, revision.number, scale)).collect();
        let nothing = Followed { revision: revision.number, ..Followed::default() };
        if self.is_limited() || seen.is_empty() && !self.has_ledger()? {
            return Ok(nothing);
        }
        let unread = watched.unread();
        let decide = |book: &Book, at: Moment| {
            let mut events = follow(book, &seen, scale, |rule| !unread.contains(rule), at, WATCH);
            let mut after = book.clone();
            for event in &events {
                after.take(event).map_err(|refusal| refused(refusal.words()))?;
            }
            events.extend(gone_up(&after, &escalation, &watched, at));
            let count = |word: &str| events.iter().filter(|event| event.kind.word() == word).count();
            let followed = Followed {
                raised: count("raised"),
                graded: count("graded"),
                cleared: count("cleared"),
                returned: count("returned"),
                escalated: count("escalated"),
                ..nothing
            };
            Ok((events, followed))
        };
        self.enter(now, decide).await
    }

    /// Does something about an alert, which is one of the list at `at` and the scale of `query`, or one of the book.
    pub async fn act_on_alert(
        &self,
        port: &Port,
        at: &At,
        query: &WatchQuery,
        id: &str,
        doing: &Doing<AlertAct>,
        now: Timestamp,
    ) -> Result<AlertCase, EngineError> {
        let known = self.docket().await?.book.get(id).is_some();
        let revision = self.revision(port, at).await?;
        let watched = self.watched(port, &revision, query.scale.as_deref()).await?;
        let scale = query.scale.as_deref();
        let found = watched.alerts.iter().find(|alert| alert.id == id);
        let listed = found.and_then(|alert| Some((seen(alert, revision.number, scale)?, alert.until.is_none())));
        if !known && listed.is_none() {
            return Err(EngineError::Alert { id: id.to_owned() });
        }
        let by = doing.by.clone().unwrap_or_else(|| port.name().to_owned());
        let decide = |book: &Book, at: Moment| {
            let mut events = Vec::new();
            let mut enter = |alert: &str, kind: EventKind, by: &str, why: &str| {
                events.push(Event { at, alert: alert.to_owned(), by: by.to_owned(), kind, why: why.to_owned() });
            };
            let belongs =
                |(one, stands): &(Seen, bool)| Index::new(book).of(&one.cause, *stands).map(|own| own.0.to_owned());
            let case = match (book.get(id), &listed) {
                (Some(_), _) => id.to_owned(),
                (None, Some(own)) => belongs(own).unwrap_or_else(|| {
                    let (one, stands) = own;
                    let (grade, addressee, cause) = (one.grade, one.addressee.clone(), one.cause.clone());
                    enter(&one.id, EventKind::Raised { grade, addressee, cause }, WATCH, "");
                    if !stands {
                        enter(&one.id, EventKind::Cleared, WATCH, "");
                    }
                    one.id.clone()
                }),
                (None, None) => {
                    return Err(LedgerError::refused(format!("没有预警“{id}”"), format!("there is no alert `{id}`")));
                }
            };
            let addressee = book.get(&case).map(|state| state.addressee.clone());
            let addressee = addressee.or_else(|| listed.as_ref().map(|(one, _)| one.addressee.clone()));
            let kind = event_kind(doing, &watched, &addressee.unwrap_or_default())?;
            enter(&case, kind, &by, &doing.why);
            Ok((events, case))
        };
        let case = self.enter(now, decide).await?;
        let mut all = self.alert_cases(port, now).await?;
        let place = all.iter().position(|one| one.handling.case == case);
        place.map(|place| all.swap_remove(place)).ok_or(EngineError::Alert { id: case })
    }

    /// All that was done about the alert that a revision lists under `id`.
    pub(super) async fn alert_history(&self, alert: &Alert) -> Result<Vec<Deed>, EngineError> {
        let Some(handling) = &alert.handling else { return Ok(Vec::new()) };
        Ok(self.docket().await?.history(&handling.case))
    }

    /// Does something about a finding of the newest revision.
    pub async fn act_on_finding(
        &self,
        port: &Port,
        id: &str,
        doing: &Doing<FindingAct>,
        now: Timestamp,
    ) -> Result<FindingView, EngineError> {
        let revision = self.revision(port, &At::default()).await?;
        let rows = read_rows(self.workspace(), &revision, "finding").await?;
        let own = |row: &usize| {
            rows.text("finding_id", *row) == Some(id) && rows.text("entry", *row).is_none_or(|entry| entry == "finding")
        };
        let row = (0..rows.len()).rev().find(own).ok_or_else(|| EngineError::Finding { id: id.to_owned() })?;
        let base = Finding {
            owner: rows.text("owner", row).map(str::to_owned),
            opened: rows.day("found", row).or_else(|| rows.day("run", row)),
            due: rows.day("due", row),
            closed: rows.day("closed", row),
        };
        let title = rows.title("title_zh", "title_en", row, id);
        let act = finding_act(doing, now)?;
        let one = Done {
            at: now.as_second(),
            by: doing.by.clone().unwrap_or_else(|| port.name().to_owned()),
            act,
            why: doing.why.clone(),
        };
        let decide = |rows: &[Row]| {
            let mut acts = lines::read_acts(rows)?;
            acts.retain(|(finding, _)| finding == id);
            let mut finding = laid_over(base.clone(), acts.iter().map(|(_, done)| done));
            finding.take(&one.act, &one.why).map_err(|refusal| refused(refusal.words()))?;
            let head = rows.last().map_or_else(Head::default, |row| Head { number: row.number, hash: row.hash });
            let mut chain = Chain::after(head);
            chain.push(day_of(one.at), |line| lines::write_act(id, &one, line));
            let history = acts.iter().map(|(_, done)| done.deed()).chain([one.deed()]).collect();
            let view = FindingView {
                id: id.to_owned(),
                title: title.clone(),
                owner: finding.owner,
                due: finding.due.map(day_text),
                closed: finding.closed.map(day_text),
                history,
            };
            Ok((chain.into_page(), view))
        };
        Ok(self.ledger().await?.append(FINDINGS, decide).await?)
    }
}

/// A finding of the table with what was done about it since.
pub(super) fn laid_over<'d>(mut finding: Finding, acts: impl IntoIterator<Item = &'d Done>) -> Finding {
    for done in acts {
        // The table may have been corrected since: what it no longer admits is passed over.
        let _ = finding.take(&done.act, &done.why);
    }
    finding
}

fn day_of(at: Moment) -> Date {
    Timestamp::from_second(at).map_or(Date::ZERO, |at| at.to_zoned(TimeZone::UTC).date())
}

fn lacking(name: &str, expected: Text) -> LedgerError {
    LedgerError::refused(format!("缺少 {name}：{}", expected.zh), format!("{name} is missing: {}", expected.en))
}

fn event_kind(doing: &Doing<AlertAct>, watched: &Watched, addressee: &str) -> Result<EventKind, LedgerError> {
    Ok(match doing.act {
        AlertAct::Acknowledge => EventKind::Acknowledged,
        AlertAct::Assign => EventKind::Assigned(doing.to.clone().unwrap_or_default()),
        AlertAct::Snooze => {
            let until = doing.day.and_then(beginning);
            EventKind::Snoozed(
                until.ok_or_else(|| lacking("day", text("暂缓到哪一天", "the day until which it is put off")))?,
            )
        }
        AlertAct::Escalate => {
            EventKind::Escalated(doing.to.clone().unwrap_or_else(|| watched.above(addressee).to_owned()))
        }
        AlertAct::Resolve => EventKind::Resolved,
        AlertAct::Reopen => EventKind::Reopened,
    })
}

fn finding_act(doing: &Doing<FindingAct>, now: Timestamp) -> Result<Act, EngineError> {
    let day = |day: Option<Date>| day.map(period::epoch_days);
    Ok(match doing.act {
        FindingAct::Assign => Act::Assigned(doing.to.clone().unwrap_or_default()),
        FindingAct::Due => {
            Act::Due(day(doing.day).ok_or_else(|| lacking("day", text("期限的最后一天", "the last day in time")))?)
        }
        FindingAct::Close => {
            let today = now.to_zoned(TimeZone::system()).date();
            Act::Closed(day(doing.day.or(Some(today))).unwrap_or_default())
        }
        FindingAct::Reopen => Act::Reopened,
    })
}

/// What goes a level up because nobody took note in time.
fn gone_up(book: &Book, escalation: &Escalation, watched: &Watched, at: Moment) -> Vec<Event> {
    let late = overdue(book, at, &escalation.patience);
    let of = |(alert, level): (String, Level)| {
        let addressee = book.get(&alert).map(|state| state.addressee.as_str()).unwrap_or_default();
        let to = escalation.port(level).unwrap_or_else(|| watched.above(addressee)).to_owned();
        Event { at, alert, by: WATCH.to_owned(), kind: EventKind::Escalated(to), why: String::new() }
    };
    late.into_iter().map(of).collect()
}

impl Watched {
    /// Rules that could not be put, or to nothing: what they raised is neither confirmed nor cleared.
    fn unread(&self) -> BTreeSet<&str> {
        let about = self.diagnostics.iter().filter(|finding| matches!(finding.code, "MON201" | "MON202"));
        about.filter_map(|finding| finding.found.as_deref()).collect()
    }

    /// The region above the addressee; where there is none, the addressee.
    fn above<'a>(&'a self, addressee: &'a str) -> &'a str {
        let region = self.regions.get(addressee, crate::regions::LATEST);
        region.and_then(|region| region.parent.as_deref()).unwrap_or(addressee)
    }
}
