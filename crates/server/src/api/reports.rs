//! Periodic reports: as they would be now, and as they were frozen.

use super::watch::{Day, WatchParameters};
use super::{Flag, PeriodText, SomeText};
use crate::Door;
use crate::problem::{BODY, Fault};
use crate::reply::{self, json};
use crate::request::{Body, Name, Pairs, Parameters, Query};
use axum::Extension;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use liantu_engine::report::{Format, Look, Report};
use liantu_engine::{FrozenReport, WatchQuery};
use liantu_model::{Language, Period, Words};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// In which form a report comes.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct FormParameters {
    /// `json` (both languages, the default), `html`, `docx`, `xlsx` or `pdf` (in the language of `Accept-Language` or `lang`).
    #[param(value_type = Option<ReportFormat>, inline)]
    format: Format,
    /// Large letters.
    #[param(value_type = Option<Flag>, inline)]
    large: bool,
    /// Black and white only.
    #[param(value_type = Option<Flag>, inline)]
    plain: bool,
}

/// The forms of a report.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "documents a parameter")]
enum ReportFormat {
    /// The document itself.
    Json,
    /// A page that holds all it needs.
    Html,
    /// A text document.
    Docx,
    /// A workbook.
    Xlsx,
    /// Pages, printed by a browser or an office on the machine of the server.
    Pdf,
}

impl Parameters for FormParameters {
    fn read(pairs: &mut Pairs) -> Result<Self, Fault> {
        Ok(Self {
            format: pairs.word("format", &Format::WORDS)?.unwrap_or(Format::Json),
            large: pairs.flag("large")?.unwrap_or(false),
            plain: pairs.flag("plain")?.unwrap_or(false),
        })
    }
}

/// Which report, in which form.
pub(super) struct Asked(WatchParameters, FormParameters);

impl Parameters for Asked {
    fn read(pairs: &mut Pairs) -> Result<Self, Fault> {
        let form = FormParameters::read(pairs)?;
        Ok(Self(WatchParameters::read(pairs)?, form))
    }
}

async fn written(
    door: &Door,
    report: Report,
    form: FormParameters,
    language: Language,
    name: String,
) -> Result<Response, Fault> {
    let FormParameters { format, large, plain } = form;
    let bytes = door.engine.write_report(report, format, language, Look { large, plain }).await?;
    let mut response = ([(header::CONTENT_TYPE, format.media_type())], bytes).into_response();
    if matches!(format, Format::Docx | Format::Xlsx | Format::Pdf) {
        reply::attach(response.headers_mut(), &format!("{name}.{}", format.word()));
    }
    Ok(response)
}

/// The report as it would be now
///
/// The same revision, port, scale and period give the same bytes.
#[utoipa::path(get, path = "/report", tag = "watch", params(WatchParameters, FormParameters),
    responses((status = 200, content((Report = "application/json"), (String = "text/html"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (Vec<u8> = "application/pdf")))))]
pub(super) async fn preview(
    State(door): State<Door>,
    Extension(language): Extension<Language>,
    Query(Asked(asked, form)): Query<Asked>,
) -> Result<Response, Fault> {
    let pinned = door.pin(&asked.at).await?;
    let report = door.engine.report(door.port(), &pinned.at, &asked.query, None).await?;
    written(&door, report, form, language, format!("report-r{}", pinned.revision)).await
}

/// The frozen reports
#[utoipa::path(get, path = "/reports", tag = "watch", responses((status = 200, body = Vec<FrozenReport>)))]
pub(super) async fn list(State(door): State<Door>, _: Query<()>) -> Result<Response, Fault> {
    Ok(json(&door.engine.reports(door.port())?))
}

/// What is frozen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Freezing {
    /// A region, with all that lies in it, or the name of a port; the whole workspace when absent.
    #[serde(default)]
    #[schema(value_type = Option<SomeText>, inline)]
    port: Option<String>,
    /// The level at which rules are put that name none.
    #[serde(default)]
    #[schema(value_type = Option<SomeText>, inline)]
    scale: Option<String>,
    /// The period; the newest with any value when absent.
    #[serde(default)]
    #[schema(value_type = Option<PeriodText>, inline)]
    period: Option<String>,
    /// The day from which sources and matters are looked at; the last of the period when absent.
    #[serde(default)]
    #[schema(value_type = Option<Day>, inline)]
    day: Option<String>,
    /// State of the workspace to read; the newest revision when absent.
    #[serde(default)]
    at: Option<super::methods::AtValue>,
}

/// Freeze a report
///
/// With its revision and hash. The same report frozen again is the same report.
#[utoipa::path(post, path = "/reports", tag = "watch", request_body = Freezing,
    responses((status = 200, body = FrozenReport)))]
pub(super) async fn freeze(
    State(door): State<Door>,
    _: Query<()>,
    Body(asked): Body<Freezing>,
) -> Result<Response, Fault> {
    let at = super::methods::AtValue::read(asked.at.as_ref())?;
    let period = |field: &str, text: Option<String>| -> Result<Option<Period>, Fault> {
        let Some(text) = text else { return Ok(None) };
        let expected = Words::new("2024-06 这样的时段", "a period such as 2024-06");
        let wrong = Fault::wrong(&BODY, "body", field, &text, expected);
        text.parse().map(Some).map_err(|_| wrong.status(axum::http::StatusCode::UNPROCESSABLE_ENTITY))
    };
    let query = WatchQuery {
        port: asked.port,
        scale: asked.scale,
        period: period("period", asked.period)?,
        day: period("day", asked.day)?.map(|period| period.start),
    };
    Ok(json(&door.engine.freeze(door.port(), &at, &query, None).await?))
}

/// A frozen report
#[utoipa::path(get, path = "/reports/{id}", tag = "watch",
    params(("id" = inline(SomeText), Path, description = "Identifier of the report", example = "all_listed_2024-06_r1_00000000"), FormParameters),
    responses((status = 200, content((Report = "application/json"), (String = "text/html"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (Vec<u8> = "application/pdf")))))]
pub(super) async fn one(
    State(door): State<Door>,
    Name(id): Name,
    Extension(language): Extension<Language>,
    Query(form): Query<FormParameters>,
) -> Result<Response, Fault> {
    let (record, report) = door.engine.frozen(door.port(), &id)?;
    written(&door, report, form, language, record.id).await
}
