//! What people do about alerts and findings, and the news of it.

use super::SomeText;
use super::watch::{Day, WatchParameters};
use crate::Door;
use crate::problem::{BODY, Fault};
use crate::pulse::State as Present;
use crate::reply::{json, large_json};
use crate::request::{Body, Name, Query};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use liantu_engine::{AlertAct, AlertCase, Doing, FindingAct, FindingView};
use liantu_model::{Period, Words};
use serde::Deserialize;
use std::convert::Infallible;
use std::time::Duration;
use utoipa::ToSchema;

/// The book of alerts
///
/// Every alert that was entered, with who did what about it, when and why; those that are not dealt with first. Each is found
/// again, with its rows, at the revision and scale that it names.
#[utoipa::path(get, path = "/watch/book", tag = "watch", responses((status = 200, body = Vec<AlertCase>)))]
pub(super) async fn book(State(door): State<Door>, _: Query<()>) -> Result<Response, Fault> {
    large_json(door.engine.alert_cases(door.port(), jiff::Timestamp::now()).await?).await
}

/// What is done about an alert.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AlertDeed {
    /// What.
    act: AlertAct,
    /// Who does it.
    #[serde(default)]
    #[schema(value_type = Option<SomeText>, inline)]
    by: Option<String>,
    /// Why; an alert is resolved for a reason.
    #[serde(default)]
    #[schema(max_length = 4000, pattern = "^[^\\u0000]*$")]
    why: Option<String>,
    /// To whom it is assigned, or which port it goes up to; the region above when absent.
    #[serde(default)]
    #[schema(value_type = Option<SomeText>, inline)]
    to: Option<String>,
    /// The day until which it is put off.
    #[serde(default)]
    #[schema(value_type = Option<Day>, inline)]
    until: Option<String>,
}

/// What is done about a finding.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FindingDeed {
    /// Identifier of the finding.
    #[schema(min_length = 1, max_length = 1000, pattern = "^[^\\u0000]+$")]
    finding: String,
    /// What.
    act: FindingAct,
    /// Who does it.
    #[serde(default)]
    #[schema(value_type = Option<SomeText>, inline)]
    by: Option<String>,
    /// Why; a finding is closed for a reason.
    #[serde(default)]
    #[schema(max_length = 4000, pattern = "^[^\\u0000]*$")]
    why: Option<String>,
    /// Who has to settle it from now on.
    #[serde(default)]
    #[schema(value_type = Option<SomeText>, inline)]
    to: Option<String>,
    /// The day on which it is due, or on which it was settled; today when absent.
    #[serde(default)]
    #[schema(value_type = Option<Day>, inline)]
    day: Option<String>,
}

/// Longest reason, in characters.
const MOST: usize = 4000;

/// Reads what both kinds of deeds have.
fn doing<A>(
    act: A,
    by: Option<String>,
    why: Option<String>,
    to: Option<String>,
    field: &str,
    day: Option<String>,
) -> Result<Doing<A>, Fault> {
    let short = |field: &str, text: &Option<String>, most: usize| match text {
        Some(text) if text.chars().nth(most).is_some() || text.contains('\0') => {
            let expected =
                Words::new(format!("至多 {most} 个字的文字"), format!("a text of at most {most} characters"));
            Err(Fault::wrong(&BODY, "body", field, &text.chars().take(60).collect::<String>(), expected))
        }
        _ => Ok(()),
    };
    short("by", &by, 1000)?;
    short("why", &why, MOST)?;
    short("to", &to, 1000)?;
    let some = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let day = match day {
        None => None,
        Some(text) => {
            let read = text.parse::<Period>().ok().filter(|_| text.len() == 10).map(|period| period.start);
            let expected = Words::new("2024-06-30 这样的日期", "a day such as 2024-06-30");
            let wrong = || Fault::wrong(&BODY, "body", field, &text, expected).status(StatusCode::UNPROCESSABLE_ENTITY);
            Some(read.ok_or_else(wrong)?)
        }
    };
    Ok(Doing { act, by: some(by), why: some(why).unwrap_or_default(), to: some(to), day })
}

/// Do something about an alert
///
/// Take note of it, charge somebody with it, put it off, take it a level up, resolve it for a reason, or open it again. The
/// alert is one of the list at `at` and `scale`, or one of the book. What its state does not admit is refused.
#[utoipa::path(post, path = "/watch/alerts/{id}/acts", tag = "watch",
    params(("id" = inline(SomeText), Path, description = "Identifier of the alert", example = "0000000000000000"), WatchParameters),
    request_body = AlertDeed,
    responses((status = 200, body = AlertCase)))]
pub(super) async fn act(
    State(door): State<Door>,
    Name(id): Name,
    Query(asked): Query<WatchParameters>,
    Body(deed): Body<AlertDeed>,
) -> Result<Response, Fault> {
    let AlertDeed { act, by, why, to, until } = deed;
    let doing = doing(act, by, why, to, "until", until)?;
    let now = jiff::Timestamp::now();
    let case = door.engine.act_on_alert(door.port(), &asked.at, &asked.query, &id, &doing, now).await?;
    Ok(json(&case))
}

/// Do something about a finding
///
/// Charge somebody with it, name another day, settle it for a reason, or open it again.
#[utoipa::path(post, path = "/findings/acts", tag = "watch", request_body = FindingDeed,
    responses((status = 200, body = FindingView)))]
pub(super) async fn settle(
    State(door): State<Door>,
    _: Query<()>,
    Body(deed): Body<FindingDeed>,
) -> Result<Response, Fault> {
    let FindingDeed { finding, act, by, why, to, day } = deed;
    let doing = doing(act, by, why, to, "day", day)?;
    let view = door.engine.act_on_finding(door.port(), &finding, &doing, jiff::Timestamp::now()).await?;
    Ok(json(&view))
}

/// A comment is sent this often when nothing happens, so that nobody in between takes the connection for dead.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// One event of the workspace.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents a stream")]
struct WorkspaceEvent {
    /// `changed`.
    event: WorkspaceEventName,
    /// The newest revision and how much was done about alerts and findings, in JSON.
    data: Present,
}

/// What happened to the workspace.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "documents a stream")]
enum WorkspaceEventName {
    Changed,
}

/// Follow the workspace
///
/// A server-sent event `changed` with the present state, and one more whenever a revision is imported, by whomever, or
/// something is done about an alert or a finding. It ends when the client leaves or the server stops.
#[utoipa::path(get, path = "/events", tag = "watch",
    responses((status = 200, body = WorkspaceEvent, content_type = "text/event-stream")))]
pub(super) async fn events(State(door): State<Door>, _: Query<()>) -> Response {
    let mut pulse = door.pulse.follow(&door);
    let mut closing = door.closing.subscribe();
    let stream = async_stream::stream! {
        loop {
            let state = *pulse.borrow_and_update();
            if let Some(state) = state {
                match Event::default().event("changed").json_data(state) {
                    Ok(event) => yield Ok::<_, Infallible>(event),
                    Err(error) => tracing::error!("events: {error}"),
                }
            }
            tokio::select! {
                changed = pulse.changed() => if changed.is_err() { break },
                () = crate::told(&mut closing) => break,
            }
        }
    };
    Sse::new(stream).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response()
}
