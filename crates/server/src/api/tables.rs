//! The workspace as tables: pages, SQL, revisions, sources, the whole of it as a data package.

use super::methods::AtValue;
use super::{AtParameter, Moment, SomeText, read};
use crate::Door;
use crate::problem::{BODY, Fault, PARAMETER, STORAGE, TOO_HEAVY};
use crate::reply::{self, Conditional, Format, ROW_LIMIT, json};
use crate::request::{Body, Name, Pairs, Parameters, Query, Whole};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use liantu_engine::{At, Grid, RevisionInfo, RowQuery, SourceInfo, TableInfo};
use liantu_model::Words;
use serde::Deserialize;
use tokio::io::AsyncReadExt;
use utoipa::{IntoParams, ToSchema};

/// The tables of a revision
#[utoipa::path(get, path = "/tables", tag = "tables", params(AtParameter), responses((status = 200, body = Vec<TableInfo>)))]
pub(super) async fn tables(
    State(door): State<Door>,
    Query(asked): Query<AtParameter>,
    conditional: Conditional,
) -> Result<Response, Fault> {
    read(&door, &asked.at, &conditional, async |engine, port, at| engine.tables(port, at).await).await
}

/// Which rows are wanted.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct RowParameters {
    /// At most this many; 100 by default.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100_000)]
    limit: usize,
    /// After this many; 0 by default.
    #[param(value_type = Option<u64>, minimum = 0, maximum = 1_000_000_000_000i64)]
    offset: usize,
    /// Column to sort by, with a minus sign before it for downwards; the key by default.
    #[param(value_type = Option<SomeText>, inline)]
    order: Option<(String, bool)>,
    /// Only rows that hold this text in some column.
    #[param(value_type = Option<SomeText>, inline)]
    q: Option<String>,
    /// Form of the answer; without it `Accept` decides, and JSON is the default.
    #[param(value_type = Option<Format>, inline)]
    format: Option<Format>,
    /// Revision, day (its last moment, UTC) or RFC 3339 instant; the newest revision by default.
    #[param(value_type = Option<Moment>, inline)]
    at: At,
}

impl Parameters for RowParameters {
    fn read(pairs: &mut Pairs) -> Result<Self, Fault> {
        let order = pairs.text("order")?.map(|order| match order.strip_prefix('-') {
            Some(column) => (column.to_owned(), true),
            None => (order, false),
        });
        Ok(Self {
            limit: pairs.limit(ROW_LIMIT)?.unwrap_or(100),
            offset: pairs.number("offset", 0..=1_000_000_000_000)?.and_then(|n| n.try_into().ok()).unwrap_or(0),
            order,
            q: pairs.text("q")?,
            format: Format::read(pairs)?,
            at: pairs.at()?,
        })
    }
}

/// A page of a table
#[utoipa::path(get, path = "/tables/{name}/rows", tag = "tables",
    params(("name" = inline(SomeText), Path, description = "Name of the table", example = "actor"), RowParameters),
    responses((status = 200, content((Grid = "application/json"), (String = "text/csv"), (Vec<u8> = "application/vnd.apache.arrow.stream")))))]
pub(super) async fn rows(
    State(door): State<Door>,
    Name(name): Name,
    Query(asked): Query<RowParameters>,
    headers: HeaderMap,
    conditional: Conditional,
) -> Result<Response, Fault> {
    let format = Format::negotiate(asked.format, &headers)?;
    let pinned = door.pin(&asked.at).await?;
    if let Some(unchanged) = conditional.unchanged(&pinned) {
        return Ok(unchanged);
    }
    let query = RowQuery { limit: asked.limit, offset: asked.offset, order: asked.order, search: asked.q };
    let grid = within(&door, door.engine.rows(door.port(), &pinned.at, &name, &query)).await?;
    Ok(conditional.answer(&pinned, reply::table(grid, format, &name).await?))
}

/// Longest statement, in characters.
const QUERY_LIMIT: usize = 100_000;

/// A query.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SqlRequest {
    /// One read-only statement: SELECT, WITH, EXPLAIN, SHOW or DESCRIBE.
    #[schema(min_length = 1, max_length = 100_000)]
    query: String,
    /// State of the workspace to read; the newest revision by default.
    #[serde(default)]
    at: Option<AtValue>,
    /// At most this many rows; 1000 by default.
    #[serde(default)]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 100_000)]
    limit: Option<Whole>,
}

/// In which form the answer comes.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct FormatParameter {
    /// Form of the answer; without it `Accept` decides, and JSON is the default.
    #[param(value_type = Option<Format>, inline)]
    format: Option<Format>,
}

impl Parameters for FormatParameter {
    fn read(pairs: &mut Pairs) -> Result<Self, Fault> {
        Ok(Self { format: Format::read(pairs)? })
    }
}

/// Read-only SQL
///
/// `truncated` (and the header `Liantu-Truncated`) says whether rows beyond the limit were left out.
#[utoipa::path(post, path = "/sql", tag = "tables", params(FormatParameter), request_body = SqlRequest,
    responses((status = 200, content((Grid = "application/json"), (String = "text/csv"), (Vec<u8> = "application/vnd.apache.arrow.stream")))))]
pub(super) async fn sql(
    State(door): State<Door>,
    Query(asked): Query<FormatParameter>,
    headers: HeaderMap,
    Body(request): Body<SqlRequest>,
) -> Result<Response, Fault> {
    let format = Format::negotiate(asked.format, &headers)?;
    let at = AtValue::read(request.at.as_ref())?;
    let limit = request.limit.map_or(1000, |Whole(limit)| limit);
    if limit == 0 || limit > u64::from(ROW_LIMIT) {
        let expected = Words::new(format!("1 到 {ROW_LIMIT} 的整数"), format!("a whole number from 1 to {ROW_LIMIT}"));
        return Err(Fault::wrong(&BODY, "body", "limit", &limit.to_string(), expected));
    }
    if request.query.is_empty() || request.query.chars().nth(QUERY_LIMIT).is_some() {
        let expected = Words::new("一条查询语句", "one statement");
        return Err(Fault::wrong(&BODY, "body", "query", &request.query, expected));
    }
    let limit = limit.try_into().ok();
    let grid = within(&door, door.engine.sql(door.port(), &at, &request.query, limit)).await?;
    reply::table(grid, format, "query").await
}

/// Runs a query for as long as queries may take; when the time is over its future is dropped, which stops it.
async fn within(
    door: &Door,
    query: impl Future<Output = Result<Grid, liantu_engine::EngineError>>,
) -> Result<Grid, Fault> {
    let limit = door.options.query_timeout;
    tokio::time::timeout(limit, query).await.map_or_else(
        |_| {
            let seconds = limit.as_secs();
            let detail = Words::new(format!("限时 {seconds} 秒"), format!("the limit is {seconds} seconds"));
            Err(Fault::new(StatusCode::UNPROCESSABLE_ENTITY, &TOO_HEAVY, detail))
        },
        |answer| answer.map_err(Fault::from),
    )
}

/// The revisions, newest first
#[utoipa::path(get, path = "/revisions", tag = "tables", responses((status = 200, body = Vec<RevisionInfo>)))]
pub(super) async fn revisions(
    State(door): State<Door>,
    _: Query<()>,
    conditional: Conditional,
) -> Result<Response, Fault> {
    read(&door, &At::default(), &conditional, async |engine, port, _| engine.revisions(port).await).await
}

/// Bring an earlier state back
///
/// As a new revision: nothing is lost, and this too can be undone.
#[utoipa::path(post, path = "/revisions/{n}/restore", tag = "tables",
    params(("n" = u64, Path, description = "The revision whose state is brought back", minimum = 0, maximum = 1_000_000_000)),
    responses((status = 200, body = RevisionInfo)))]
pub(super) async fn restore(State(door): State<Door>, Name(n): Name, _: Query<()>) -> Result<Response, Fault> {
    let digits = n.bytes().all(|byte| byte.is_ascii_digit());
    let number = n.parse().ok().filter(|_| digits).ok_or_else(|| {
        Fault::wrong(&PARAMETER, "path", "n", &n, Words::new("数据版本号", "the number of a revision"))
    })?;
    Ok(json(&door.engine.restore(door.port(), number).await?))
}

/// The sources
///
/// What rests on each: how many rows, how fresh, what is missing.
#[utoipa::path(get, path = "/sources", tag = "tables", params(AtParameter), responses((status = 200, body = Vec<SourceInfo>)))]
pub(super) async fn sources(
    State(door): State<Door>,
    Query(asked): Query<AtParameter>,
    conditional: Conditional,
) -> Result<Response, Fault> {
    read(&door, &asked.at, &conditional, async |engine, port, at| engine.sources(port, at).await).await
}

/// What is exported.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ExportParameters {
    /// Form of the tables in the package; CSV by default.
    #[param(value_type = Option<PackageFormat>, inline)]
    format: liantu_engine::Format,
    /// Revision, day (its last moment, UTC) or RFC 3339 instant; the newest revision by default.
    #[param(value_type = Option<Moment>, inline)]
    at: At,
}

/// Form of the tables in a data package.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "documents a parameter")]
enum PackageFormat {
    /// CSV.
    Csv,
    /// Parquet.
    Parquet,
}

impl Parameters for ExportParameters {
    fn read(pairs: &mut Pairs) -> Result<Self, Fault> {
        use liantu_engine::Format::{Csv, Parquet};
        let format = pairs.word("format", &[("csv", Csv), ("parquet", Parquet)])?.unwrap_or(Csv);
        Ok(Self { format, at: pairs.at()? })
    }
}

/// A revision as a data package
///
/// Frictionless `datapackage.json` with one file per table, zipped; importing it gives the same tables.
#[utoipa::path(get, path = "/export/package", tag = "tables", params(ExportParameters),
    responses((status = 200, body = Vec<u8>, content_type = "application/zip")))]
pub(super) async fn export(
    State(door): State<Door>,
    Query(asked): Query<ExportParameters>,
    conditional: Conditional,
) -> Result<Response, Fault> {
    let pinned = door.pin(&asked.at).await?;
    if let Some(unchanged) = conditional.unchanged(&pinned) {
        return Ok(unchanged);
    }
    let no_room = |error: std::io::Error| {
        tracing::error!("cannot store an export: {error}");
        Fault::new(StatusCode::SERVICE_UNAVAILABLE, &STORAGE, Words::same(error.kind().to_string()))
    };
    let folder = door.options.scratch_folder("liantu-export-").map_err(no_room)?;
    let name = format!("liantu-r{}.zip", pinned.revision);
    let target = folder.path().join(&name);
    door.engine.export(door.port(), &pinned.at, &target, asked.format, None).await?;
    let mut file = tokio::fs::File::open(&target).await.map_err(no_room)?;
    let length = file.metadata().await.map_err(no_room)?.len();
    let stream = async_stream::try_stream! {
        // The folder goes when the last byte has been sent, or when the client is gone.
        let _folder = folder;
        let mut buffer = vec![0; 64 << 10];
        loop {
            let read = file.read(&mut buffer).await?;
            if read == 0 {
                break;
            }
            yield axum::body::Bytes::copy_from_slice(&buffer[..read]);
        }
    };
    let stream: std::pin::Pin<Box<dyn futures::Stream<Item = std::io::Result<_>> + Send>> = Box::pin(stream);
    let mut response = axum::body::Body::from_stream(stream).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(header::CONTENT_LENGTH, length.into());
    reply::attach(headers, &name);
    Ok(conditional.answer(&pinned, response))
}
