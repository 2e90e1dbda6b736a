//! Methods: their declarations, and running one on the workspace.

use super::SomeText;
use super::jobs::{accepted, given};
use crate::Door;
use crate::jobs::{Job, Results, Task};
use crate::problem::Fault;
use crate::reply::{ROW_LIMIT, json};
use crate::request::{Body, Name, Query, Whole, at};
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use liantu_engine::{At, Grid, Progress};
use liantu_model::{Language, Method, Provenance};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, Object, ObjectBuilder, OneOfBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};

/// Every method
///
/// The declarations from which forms are drawn: question, formula, limits, parameters, columns of the result.
#[utoipa::path(get, path = "/methods", tag = "methods", responses((status = 200, body = Vec<Method>)))]
pub(super) async fn list(_: Query<()>) -> Response {
    json(&liantu_engine::methods().collect::<Vec<_>>())
}

/// One method
#[utoipa::path(get, path = "/methods/{id}", tag = "methods",
    params(("id" = inline(SomeText), Path, description = "Identifier, such as `location_quotient`", example = "network_summary")),
    responses((status = 200, body = Method)))]
pub(super) async fn one(Name(id): Name, _: Query<()>) -> Result<Response, Fault> {
    liantu_engine::method(&id).map(json).ok_or_else(|| Fault::absent("方法", "method", &id))
}

/// What a method is run with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Execution {
    /// Values of parameters; those left out or null take their default.
    #[serde(default)]
    #[schema(schema_with = values)]
    inputs: BTreeMap<String, Option<Given>>,
    /// State of the workspace to read; the newest revision by default.
    #[serde(default)]
    at: Option<AtValue>,
    /// A name under which the whole result is kept in the workspace: its rows in the table `result_<method>`, its provenance
    /// in the table `result`.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    save: Option<String>,
}

/// A revision number, or a day or instant as text.
#[derive(Deserialize, ToSchema)]
#[serde(untagged, expecting = "expected the number of a revision, or a day or instant as text")]
pub(super) enum AtValue {
    /// Revision.
    Number(RevisionNumber),
    /// Revision, day or instant.
    Text(String),
}

/// The number of a revision.
#[derive(Deserialize, ToSchema)]
#[schema(value_type = u64, maximum = 1_000_000_000)]
pub(super) struct RevisionNumber(Whole);

impl AtValue {
    /// The state it means; absent is the newest revision.
    pub fn read(value: Option<&Self>) -> Result<At, Fault> {
        match value {
            None => at("body", None),
            Some(Self::Number(RevisionNumber(Whole(revision)))) => at("body", Some(&revision.to_string())),
            Some(Self::Text(text)) => at("body", Some(text)),
        }
    }
}

/// The schema of `inputs`: a map whose values are [`Given`] or null.
fn values() -> Object {
    let kinds = [Type::String, Type::Number, Type::Boolean, Type::Null].into_iter().collect();
    let one = ObjectBuilder::new().schema_type(SchemaType::Array(kinds));
    let list = ArrayBuilder::new().items(ObjectBuilder::new().schema_type(Type::String));
    let value = OneOfBuilder::new().item(one).item(list).build();
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some("Values of parameters; those left out or null take their default."))
        .additional_properties(Some(RefOr::T(Schema::OneOf(value))))
        .build()
}

/// The value of a parameter.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a text, a number, true, false, null or a list of texts")]
pub(super) enum Given {
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A word, a text, a period.
    Text(String),
    /// Several words.
    List(Vec<String>),
}

impl Given {
    fn text(self) -> String {
        match self {
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text,
            Self::List(words) => words.join(","),
        }
    }
}

/// What a method gave.
#[derive(Serialize, ToSchema)]
pub(super) struct Executed {
    /// The result.
    table: Grid,
    /// Enough to compute it again.
    provenance: Provenance,
    /// The revision that keeps it, where that was asked.
    kept: Option<u64>,
}

/// A method with all it needs.
struct Run {
    door: Door,
    id: String,
    at: At,
    inputs: BTreeMap<String, String>,
    save: Option<String>,
}

impl Run {
    /// Computes, keeps the result where that is asked, and writes the answer. What is stopped before its end is not kept.
    async fn results(self, progress: Arc<dyn Progress>) -> Result<Results, Fault> {
        let (engine, port) = (&self.door.engine, self.door.port());
        let outcome = engine.run_watched(port, &self.at, &self.id, self.inputs, progress).await?;
        let kept = match &self.save {
            Some(name) => Some(engine.keep(port, &outcome, name).await?),
            None => None,
        };
        let write = move || -> Result<Vec<u8>, Fault> {
            let table = outcome.grid(Some(ROW_LIMIT as usize))?;
            let executed = Executed { table, provenance: outcome.provenance, kept };
            serde_json::to_vec(&executed).map_err(|error| Fault::internal(&error))
        };
        let body = tokio::task::spawn_blocking(write).await.map_err(|error| Fault::internal(&error))??;
        Ok(Results { body: body.into(), kept })
    }
}

/// A call that computes while its client waits.
#[derive(Default)]
struct Call(AtomicBool);

impl Progress for Call {
    fn advance(&self, _: &str, _: u64, _: Option<u64>) {}

    fn cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What can be asked to stop.
trait Stop {
    fn stop(&self);
}

impl Stop for Call {
    fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Stop for Task {
    fn stop(&self) {
        self.cancel();
    }
}

/// A computation that somebody waits for: it is asked to stop when nobody does any more.
struct Attended<S: Stop>(Option<Arc<S>>);

impl<S: Stop> Drop for Attended<S> {
    fn drop(&mut self) {
        if let Some(work) = &self.0 {
            work.stop();
        }
    }
}

/// Longest time for which a client may wait before it is given a job.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// How long a client that would rather have a job waits for the answer itself (RFC 7240); `None`: to the end.
fn patience(headers: &HeaderMap) -> Option<Duration> {
    let preferences = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    let preferences: Vec<&str> = preferences.flat_map(|value| value.split([',', ';'])).map(str::trim).collect();
    if !preferences.iter().any(|preference| preference.eq_ignore_ascii_case("respond-async")) {
        return None;
    }
    let seconds = preferences.iter().find_map(|preference| preference.strip_prefix("wait=")?.parse().ok());
    Some(Duration::from_secs(seconds.unwrap_or(0)).min(LONGEST_WAIT))
}

/// Run a method
///
/// The answer holds at most 100000 rows; `truncated` says whether there are more. Who hangs up is no longer computed for. What
/// may take long is better asked for with `Prefer: respond-async`: the answer is then a job that can be followed, cancelled and
/// read (`/jobs/{id}/results`); with `wait=2` too, only if it takes longer than two seconds (RFC 7240).
#[utoipa::path(post, path = "/methods/{id}/execution", tag = "methods",
    params(("id" = inline(SomeText), Path, description = "Identifier, such as `location_quotient`", example = "network_summary"),
        ("Prefer" = Option<String>, Header, description = "`respond-async`, and `wait=` up to 60 seconds; what else it holds is ignored")),
    request_body = Execution,
    responses((status = 200, body = Executed),
        (status = 202, body = Job, headers(("Location" = String, description = "Address of the job")))))]
pub(super) async fn execute(
    State(door): State<Door>,
    Extension(language): Extension<Language>,
    Name(id): Name,
    _: Query<()>,
    headers: HeaderMap,
    Body(asked): Body<Execution>,
) -> Result<Response, Fault> {
    let at = AtValue::read(asked.at.as_ref())?;
    let inputs = asked.inputs.into_iter().filter_map(|(name, value)| Some((name, value?.text()))).collect();
    let run = Run { door: door.clone(), id, at, inputs, save: asked.save };
    let Some(wait) = patience(&headers) else {
        let call = Arc::new(Call::default());
        let _attended = Attended(Some(call.clone()));
        return Ok(given(run.results(call).await?.body));
    };
    let task = door.jobs.compute(&run.id.clone(), |task| run.results(task))?;
    let mut attended = Attended(Some(task.clone()));
    // Who waits in vain follows the job instead.
    let _ = tokio::time::timeout(wait, task.end()).await;
    attended.0 = None;
    if let Some(results) = task.results() {
        return Ok(given(results?));
    }
    let mut response = accepted(&task, language);
    response.headers_mut().insert("preference-applied", HeaderValue::from_static("respond-async"));
    Ok(response)
}
