//! What has to be seen today, what is watched, and how a rule would have done.

use super::{AtParameter, Moment, PeriodText, SomeText, read};
use crate::Door;
use crate::problem::Fault;
use crate::reply::{Conditional, large_json};
use crate::request::{Body, Name, Pairs, Parameters, Query};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use liantu_engine::report::{Today, material::Series};
use liantu_engine::{AlertView, At, Backtest, BacktestRequest, RecordsView, SeriesQuery, WatchQuery, WatchView};
use liantu_model::Words;
use utoipa::IntoParams;

/// Whose watch, and when.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct WatchParameters {
    /// A region, with all that lies in it, or the name of a port; the whole workspace when absent.
    #[param(value_type = Option<SomeText>, inline)]
    #[expect(dead_code, reason = "documents a parameter")]
    port: Option<String>,
    /// The level at which rules are put that name none, such as `city`.
    #[param(value_type = Option<SomeText>, inline)]
    #[expect(dead_code, reason = "documents a parameter")]
    scale: Option<String>,
    /// The period; the newest month (else quarter, else year) with any value when absent.
    #[param(value_type = Option<PeriodText>, inline)]
    #[expect(dead_code, reason = "documents a parameter")]
    period: Option<String>,
    /// The day from which sources and matters are looked at; the last of the period when absent.
    #[param(value_type = Option<Day>, inline)]
    #[expect(dead_code, reason = "documents a parameter")]
    day: Option<String>,
    /// Revision, day (its last moment, UTC) or RFC 3339 instant; the newest revision by default.
    #[param(value_type = Option<Moment>, inline)]
    pub at: At,
    /// Read from the others.
    #[param(ignore)]
    pub query: WatchQuery,
}

/// A day.
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, pattern = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", examples("2024-06-30"))]
#[expect(dead_code, reason = "documents a parameter")]
pub(super) struct Day(String);

/// Reads the parameters of a watch.
pub(super) fn watch_query(pairs: &mut Pairs) -> Result<WatchQuery, Fault> {
    let day = pairs.parsed(
        "day",
        || Words::new("2024-06-30 这样的日期", "a day such as 2024-06-30"),
        |text| text.parse::<liantu_model::Period>().ok().filter(|_| text.len() == 10).map(|period| period.start),
    );
    Ok(WatchQuery {
        port: pairs.text("port")?,
        scale: pairs.text("scale")?,
        period: pairs.period("period")?,
        day: day.map_err(|fault| fault.status(StatusCode::UNPROCESSABLE_ENTITY))?,
    })
}

impl Parameters for WatchParameters {
    fn read(pairs: &mut Pairs) -> Result<Self, Fault> {
        let query = watch_query(pairs)?;
        Ok(Self { port: None, scale: None, period: None, day: None, at: pairs.at()?, query })
    }
}

/// What has to be seen today
///
/// At most five sentences, three numbers, and whether the sources report.
#[utoipa::path(get, path = "/today", tag = "watch", params(WatchParameters), responses((status = 200, body = Today)))]
pub(super) async fn today(
    State(door): State<Door>,
    Query(asked): Query<WatchParameters>,
    conditional: Conditional,
) -> Result<Response, Fault> {
    let (query, conditional) = (asked.query, conditional.also(door.handled().await?));
    read(&door, &asked.at, &conditional, async move |engine, port, at| engine.today(port, at, &query).await).await
}

/// Most alerts in one answer.
const MOST: u32 = 2000;

/// What is listed beside the watch.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct LimitParameter {
    /// At most this many alerts; 200 by default.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 2000)]
    #[expect(dead_code, reason = "documents a parameter")]
    limit: Option<u32>,
}

/// The parameters of the watch with its limit.
pub(super) struct Limited(WatchParameters, usize);

impl Parameters for Limited {
    fn read(pairs: &mut Pairs) -> Result<Self, Fault> {
        let limit = pairs.limit(MOST)?.unwrap_or(200);
        Ok(Self(WatchParameters::read(pairs)?, limit))
    }
}

/// The watch
///
/// Grades by region and stage, alerts with the gravest first, series with bands and events, matters, sources.
#[utoipa::path(get, path = "/watch", tag = "watch", params(WatchParameters, LimitParameter),
    responses((status = 200, body = WatchView)))]
pub(super) async fn watch(
    State(door): State<Door>,
    Query(Limited(asked, limit)): Query<Limited>,
    conditional: Conditional,
) -> Result<Response, Fault> {
    let (query, conditional) = (asked.query, conditional.also(door.handled().await?));
    read(&door, &asked.at, &conditional, async move |engine, port, at| engine.watch(port, at, &query, limit).await)
        .await
}

/// One alert
///
/// With its series and the rows that it rests on. Identifiers follow from the revision: pass the one of the list as `at`.
#[utoipa::path(get, path = "/watch/alerts/{id}", tag = "watch",
    params(("id" = inline(SomeText), Path, description = "Identifier of the alert", example = "0000000000000000"), WatchParameters),
    responses((status = 200, body = AlertView)))]
pub(super) async fn alert(
    State(door): State<Door>,
    Name(id): Name,
    Query(asked): Query<WatchParameters>,
    conditional: Conditional,
) -> Result<Response, Fault> {
    let (query, conditional) = (asked.query, conditional.also(door.handled().await?));
    read(&door, &asked.at, &conditional, async move |engine, port, at| engine.alert(port, at, &query, &id).await).await
}

/// Which row.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct RecordParameters {
    /// A row of `flow` or `indicator`, as the evidence of an alert names it: its table and its number.
    #[param(value_type = RowName, inline)]
    row: String,
    /// At most this many records; 100 by default.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 10_000)]
    limit: usize,
    /// Revision, day (its last moment, UTC) or RFC 3339 instant; the newest revision by default.
    #[param(value_type = Option<Moment>, inline)]
    at: At,
}

/// A table and the number of a row.
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, pattern = "^(flow|indicator):[1-9][0-9]{0,11}$", examples("flow:12"))]
#[expect(dead_code, reason = "documents a parameter")]
struct RowName(String);

impl Parameters for RecordParameters {
    fn read(pairs: &mut Pairs) -> Result<Self, Fault> {
        let row = pairs.required("row", || Words::new("表名与行号，如 flow:12", "a row such as flow:12"))?;
        Ok(Self { row, limit: pairs.limit(10_000)?.unwrap_or(100), at: pairs.at()? })
    }
}

/// The records behind a number
///
/// From a row of flows or indicators that departments' records were added up to, back to these records: which they are, what
/// each gives, and whether together they are what the row holds.
#[utoipa::path(get, path = "/records", tag = "watch", params(RecordParameters), responses((status = 200, body = RecordsView)))]
pub(super) async fn records(
    State(door): State<Door>,
    Query(asked): Query<RecordParameters>,
    conditional: Conditional,
) -> Result<Response, Fault> {
    let (row, limit) = (asked.row, asked.limit);
    read(&door, &asked.at, &conditional, async move |engine, port, at| engine.records(port, at, &row, limit).await)
        .await
}

/// Which series.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SeriesParameters {
    /// As rules name it, such as `power_use` or `flow[quantity]`.
    #[param(value_type = SomeText, inline)]
    #[expect(dead_code, reason = "documents a parameter")]
    of: String,
    /// Where; of a flow where it goes.
    #[param(value_type = SomeText, inline)]
    #[expect(dead_code, reason = "documents a parameter")]
    region: String,
    /// Where the flow comes from.
    #[param(value_type = Option<SomeText>, inline)]
    #[expect(dead_code, reason = "documents a parameter")]
    partner: Option<String>,
    /// The industry.
    #[param(value_type = Option<SomeText>, inline)]
    #[expect(dead_code, reason = "documents a parameter")]
    industry: Option<String>,
    /// What flows.
    #[param(value_type = Option<SomeText>, inline)]
    #[expect(dead_code, reason = "documents a parameter")]
    item: Option<String>,
    /// The level that regions are gathered to; as listed when absent.
    #[param(value_type = Option<SomeText>, inline)]
    #[expect(dead_code, reason = "documents a parameter")]
    level: Option<String>,
    /// `month`, `quarter` or `year`; by month when absent.
    #[param(value_type = Option<Frequency>, inline)]
    #[expect(dead_code, reason = "documents a parameter")]
    frequency: Option<String>,
    /// Read from the others.
    #[param(ignore)]
    query: SeriesQuery,
    /// Revision, day (its last moment, UTC) or RFC 3339 instant; the newest revision by default.
    #[param(value_type = Option<Moment>, inline)]
    at: At,
}

/// The length of a step.
#[derive(utoipa::ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "documents a parameter")]
enum Frequency {
    /// By month.
    Month,
    /// By quarter.
    Quarter,
    /// By year.
    Year,
}

impl Parameters for SeriesParameters {
    fn read(pairs: &mut Pairs) -> Result<Self, Fault> {
        let of = pairs.required("of", || {
            Words::new("power_use 或 flow[quantity] 这样的序列", "a series such as power_use or flow[quantity]")
        })?;
        let region = pairs.required("region", || Words::new("区域代码", "the code of a region"))?;
        let frequency = pairs.word("frequency", &[("month", "month"), ("quarter", "quarter"), ("year", "year")])?;
        let query = SeriesQuery {
            of: of.clone(),
            region: region.clone(),
            partner: pairs.text("partner")?,
            industry: pairs.text("industry")?,
            item: pairs.text("item")?,
            level: pairs.text("level")?,
            frequency: frequency.map(str::to_owned),
        };
        let at = pairs.at()?;
        Ok(Self { of, region, partner: None, industry: None, item: None, level: None, frequency: None, query, at })
    }
}

/// One series with its band and events
#[utoipa::path(get, path = "/watch/series", tag = "watch", params(SeriesParameters),
    responses((status = 200, body = Vec<Series>)))]
pub(super) async fn series(
    State(door): State<Door>,
    Query(asked): Query<SeriesParameters>,
    conditional: Conditional,
) -> Result<Response, Fault> {
    let query = asked.query;
    read(&door, &asked.at, &conditional, async move |engine, port, at| engine.series(port, at, &query).await).await
}

/// Put a rule to the past
///
/// How often it would have fired, which shocks it would have caught. A text that cannot be read is an answer that says where
/// and why, in `fault`.
#[utoipa::path(post, path = "/rules/backtest", tag = "watch", params(AtParameter), request_body = BacktestRequest,
    responses((status = 200, body = Backtest)))]
pub(super) async fn backtest(
    State(door): State<Door>,
    Query(asked): Query<AtParameter>,
    Body(request): Body<BacktestRequest>,
) -> Result<Response, Fault> {
    large_json(door.engine.backtest(door.port(), &asked.at, &request).await?).await
}
