//! The routes under `/api/v1`. A handler parses, calls the engine and renders; what it takes and gives is in its
//! `utoipa::path`, from which the OpenAPI document is made.

mod atlas;
mod boundaries;
mod clearing;
mod deals;
mod handling;
mod imports;
mod jobs;
mod methods;
mod reports;
mod tables;
mod watch;
mod words;

use crate::problem::Fault;
use crate::reply::{self, Conditional};
use crate::request::{JSON_LIMIT, Pairs, Parameters};
use crate::{Door, Options, document, upload};
use axum::extract::DefaultBodyLimit;
use axum::response::Response;
use liantu_engine::{At, Engine, EngineError, Port};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Every route with its documentation.
pub(crate) fn routes(options: &Options) -> OpenApiRouter<Door> {
    let forms = OpenApiRouter::new()
        .routes(routes!(imports::import))
        .routes(routes!(imports::proposal))
        .routes(routes!(boundaries::list, boundaries::bring))
        .layer(body_limit(upload::form_limit(options)));
    let rest = OpenApiRouter::new()
        .routes(routes!(words::health))
        .routes(routes!(words::glossary))
        .routes(routes!(words::schema))
        .routes(routes!(words::schema_of))
        .routes(routes!(words::diagnostic))
        .routes(routes!(tables::tables))
        .routes(routes!(tables::rows))
        .routes(routes!(tables::sql))
        .routes(routes!(tables::revisions))
        .routes(routes!(tables::restore))
        .routes(routes!(tables::sources))
        .routes(routes!(tables::export))
        .routes(routes!(methods::list))
        .routes(routes!(methods::one))
        .routes(routes!(methods::execute))
        .routes(routes!(jobs::job, jobs::cancel))
        .routes(routes!(jobs::events))
        .routes(routes!(jobs::results))
        .routes(routes!(atlas::atlas))
        .routes(routes!(atlas::card))
        .routes(routes!(atlas::search))
        .routes(routes!(atlas::compare))
        .routes(routes!(boundaries::one))
        .routes(routes!(watch::today))
        .routes(routes!(watch::watch))
        .routes(routes!(watch::alert))
        .routes(routes!(watch::records))
        .routes(routes!(watch::series))
        .routes(routes!(watch::backtest))
        .routes(routes!(handling::book))
        .routes(routes!(handling::act))
        .routes(routes!(handling::settle))
        .routes(routes!(handling::events))
        .routes(routes!(reports::preview))
        .routes(routes!(reports::list, reports::freeze))
        .routes(routes!(reports::one))
        .routes(routes!(deals::list, deals::add))
        .routes(routes!(deals::check))
        .routes(routes!(deals::templates))
        .routes(routes!(deals::schema))
        .routes(routes!(deals::settle))
        .routes(routes!(clearing::clearing))
        .routes(routes!(deals::verify))
        .routes(routes!(deals::one))
        .routes(routes!(deals::text))
        .routes(routes!(deals::amend))
        .routes(routes!(deals::sign))
        .routes(routes!(deals::facts))
        .routes(routes!(deals::pay))
        .routes(routes!(deals::reverse))
        .routes(routes!(deals::draw))
        .routes(routes!(deals::calendar))
        .routes(routes!(deals::obligations))
        .routes(routes!(deals::statement))
        .routes(routes!(deals::shortlist, deals::mark))
        .layer(body_limit(JSON_LIMIT));
    OpenApiRouter::with_openapi(document::start()).nest("/api/v1", forms.merge(rest))
}

fn body_limit(bytes: u64) -> DefaultBodyLimit {
    DefaultBodyLimit::max(usize::try_from(bytes).unwrap_or(usize::MAX))
}

/// The state of the workspace that is read.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct AtParameter {
    /// Revision, day (its last moment, UTC) or RFC 3339 instant; the newest revision by default.
    #[param(value_type = Option<Moment>, inline)]
    at: At,
}

impl Parameters for AtParameter {
    fn read(pairs: &mut Pairs) -> Result<Self, Fault> {
        Ok(Self { at: pairs.at()? })
    }
}

/// A state of the workspace: a revision, a day or an instant.
#[derive(ToSchema)]
#[schema(
    value_type = String,
    pattern = r"^(head|[0-9]{1,7}|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2}))?)$",
    examples("12", "2026-11-21", "2026-11-21T08:00:00+08:00")
)]
#[expect(dead_code, reason = "documents a parameter")]
struct Moment(String);

/// A period.
#[derive(ToSchema)]
#[schema(
    value_type = String,
    pattern = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?|-Q[1-4]|-H[12])?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?|\.\.))?$",
    examples("2021", "2021-Q3", "2016/2021", "2016/..")
)]
#[expect(dead_code, reason = "documents a parameter")]
struct PeriodText(String);

/// Yes or no.
#[derive(Deserialize, ToSchema)]
enum Flag {
    #[serde(rename = "1")]
    Yes,
    #[serde(rename = "0")]
    No,
}

/// A text that is not empty.
#[derive(ToSchema)]
#[schema(value_type = String, min_length = 1, max_length = 1000, pattern = "^[^\\u0000]+$")]
#[expect(dead_code, reason = "documents a parameter")]
struct SomeText(String);

/// A region code, or `actor:` and an actor id.
#[derive(ToSchema)]
#[schema(value_type = String, pattern = r"^[^\s,/?#%\u0000]{1,90}$", examples("310000", "actor:A001"))]
#[expect(dead_code, reason = "documents a parameter")]
struct NodeId(String);

/// Answers with what `call` reads at one revision, or with "not modified" if the client has that already.
async fn read<T: Serialize + Send + 'static>(
    door: &Door,
    at: &At,
    conditional: &Conditional,
    call: impl AsyncFnOnce(&Engine, &Port, &At) -> Result<T, EngineError>,
) -> Result<Response, Fault> {
    let pinned = door.pin(at).await?;
    if let Some(unchanged) = conditional.unchanged(&pinned) {
        return Ok(unchanged);
    }
    let answer = call(&door.engine, door.port(), &pinned.at).await?;
    Ok(conditional.answer(&pinned, reply::large_json(answer).await?))
}
