//! Jobs: how far they are, following them, cancelling them, and what a computation gave.

use super::SomeText;
use crate::Door;
use crate::jobs::{Job, JobState, Task};
use crate::problem::{Fault, RUNNING};
use crate::reply::json;
use crate::request::{Name, Query};
use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use liantu_model::{Language, Words};
use std::convert::Infallible;
use std::time::Duration;
use utoipa::ToSchema;

/// The answer to whoever started a job: the job, and where to follow it.
pub(super) fn accepted(task: &Task, language: Language) -> Response {
    let mut response = (StatusCode::ACCEPTED, json(&task.job(language))).into_response();
    if let Ok(location) = HeaderValue::from_str(&format!("/api/v1/jobs/{}", task.id())) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// A job
#[utoipa::path(get, path = "/jobs/{id}", tag = "jobs",
    params(("id" = inline(SomeText), Path, description = "Id of the job")),
    responses((status = 200, body = Job)))]
pub(super) async fn job(
    State(door): State<Door>,
    Extension(language): Extension<Language>,
    Name(id): Name,
    _: Query<()>,
) -> Result<Response, Fault> {
    Ok(json(&door.jobs.find(&id)?.job(language)))
}

/// Cancel a job
///
/// A running job stops as soon as it can and leaves the workspace as it was; it can still be read, as cancelled. One that has
/// ended stays as it is. Computations ask between the parts of their work whether to go on; one of a single part ends with it,
/// and its result is dropped.
#[utoipa::path(delete, path = "/jobs/{id}", tag = "jobs",
    params(("id" = inline(SomeText), Path, description = "Id of the job")),
    responses((status = 202, body = Job)))]
pub(super) async fn cancel(
    State(door): State<Door>,
    Extension(language): Extension<Language>,
    Name(id): Name,
    _: Query<()>,
) -> Result<Response, Fault> {
    let task = door.jobs.find(&id)?;
    task.cancel();
    Ok((StatusCode::ACCEPTED, json(&task.job(language))).into_response())
}

/// The results of a computation
///
/// What running the method at once would have answered, success or problem. `409` while it is at work or once it has been
/// cancelled; `404` where the job is an import.
#[utoipa::path(get, path = "/jobs/{id}/results", tag = "jobs",
    params(("id" = inline(SomeText), Path, description = "Id of the job")),
    responses((status = 200, body = super::methods::Executed),
        (status = 409, description = "At work, or cancelled", body = crate::problem::Problem,
            content_type = "application/problem+json")))]
pub(super) async fn results(State(door): State<Door>, Name(id): Name, _: Query<()>) -> Result<Response, Fault> {
    let task = door.jobs.find(&id)?;
    let Some(results) = task.results() else {
        let detail = Words::new(format!("任务 {id} 还没有结束"), format!("job {id} has not ended"));
        return Err(Fault::new(StatusCode::CONFLICT, &RUNNING, detail));
    };
    Ok(given(results?))
}

/// Results as they are sent.
pub(super) fn given(results: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], results).into_response()
}

/// Shortest time between two events of one job: what changes faster is not read by anybody.
const PACE: Duration = Duration::from_millis(100);
/// A comment is sent this often when nothing happens, so that nobody in between takes the connection for dead.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// One event of a job.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents a stream")]
struct JobEvent {
    /// What happened.
    event: JobEventName,
    /// The job, in JSON.
    data: String,
}

/// What happened to a job.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "documents a stream")]
enum JobEventName {
    Progress,
    Done,
    Failed,
    Cancelled,
}

/// Follow a job
///
/// Server-sent events `progress`, and at the end one of `done`, `failed`, `cancelled`; the data of each is the whole job. Who
/// connects late or again starts with the present state.
#[utoipa::path(get, path = "/jobs/{id}/events", tag = "jobs",
    params(("id" = inline(SomeText), Path, description = "Id of the job")),
    responses((status = 200, body = JobEvent, content_type = "text/event-stream")))]
pub(super) async fn events(
    State(door): State<Door>,
    Extension(language): Extension<Language>,
    Name(id): Name,
    _: Query<()>,
) -> Result<Response, Fault> {
    let task = door.jobs.find(&id)?;
    let mut closing = door.closing.subscribe();
    let stream = async_stream::stream! {
        let mut follower = task.follow();
        loop {
            let job = task.job(language);
            let (state, event) = (job.state(), Event::default().event(job.state().event()).json_data(&job));
            match event {
                Ok(event) => yield Ok::<_, Infallible>(event),
                Err(error) => tracing::error!("job {}: {error}", task.id()),
            }
            if state != JobState::Running {
                break;
            }
            tokio::select! {
                () = follower.changed() => tokio::time::sleep(PACE).await,
                () = crate::told(&mut closing) => break,
            }
        }
    };
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response())
}
