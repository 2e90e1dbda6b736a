//! Making answers: JSON that the browser may keep until the revision changes, and tables as JSON, CSV or Arrow IPC.

use crate::problem::{FORMAT, Fault};
use crate::request::{Pairs, one_of};
use arrow::array::{ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use arrow::ipc::writer::StreamWriter;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use liantu_engine::{Grid, GridColumn, Pinned};
use liantu_model::period;
use serde::Serialize;
use serde_json::Value;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use utoipa::ToSchema;

/// Most rows in one answer.
pub(crate) const ROW_LIMIT: u32 = 100_000;

/// Media type of CSV.
pub(crate) const CSV: &str = "text/csv";
/// Media type of an Arrow IPC stream.
pub(crate) const ARROW: &str = "application/vnd.apache.arrow.stream";

/// An answer in JSON that may be large: it is written away from the threads that answer requests.
pub(crate) async fn large_json<T: Serialize + Send + 'static>(value: T) -> Result<Response, Fault> {
    tokio::task::spawn_blocking(move || json(&value)).await.map_err(|error| Fault::internal(&error))
}

/// An answer in JSON.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
        Err(error) => Fault::internal(&error).into_response(),
    }
}

/// What the client already has, and what it asks for: enough to tell whether the answer would be the same again.
pub(crate) struct Conditional {
    known: HeaderMap,
    asked: u64,
}

impl<S: Send + Sync> FromRequestParts<S> for Conditional {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let mut hasher = DefaultHasher::new();
        // The same revision read by another program may look different.
        (
            env!("CARGO_PKG_VERSION"),
            parts.uri.path(),
            parts.uri.query(),
            parts.headers.get(header::ACCEPT).map(HeaderValue::as_bytes),
        )
            .hash(&mut hasher);
        Ok(Self { known: parts.headers.clone(), asked: hasher.finish() })
    }
}

impl Conditional {
    /// An answer that depends on more than the revision: `mark` differs whenever that does.
    pub fn also(self, mark: u64) -> Self {
        let mut hasher = DefaultHasher::new();
        (self.asked, mark).hash(&mut hasher);
        Self { asked: hasher.finish(), ..self }
    }

    fn tag(&self, Pinned { revision, stamp, .. }: &Pinned) -> String {
        format!("W/\"{revision}-{stamp:x}-{:016x}\"", self.asked)
    }

    /// `304 Not Modified` if the client has the answer of this state.
    pub fn unchanged(&self, of: &Pinned) -> Option<Response> {
        let tag = self.tag(of);
        knows(&self.known, &tag).then(|| mark(StatusCode::NOT_MODIFIED.into_response(), &tag))
    }

    /// Marks `response` as the answer of this state.
    pub fn answer(&self, of: &Pinned, response: Response) -> Response {
        mark(response, &self.tag(of))
    }
}

fn mark(mut response: Response, tag: &str) -> Response {
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept, accept-encoding"));
    response
}

/// Whether `If-None-Match` names `tag`.
pub(crate) fn knows(headers: &HeaderMap, tag: &str) -> bool {
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|known| known.trim() == "*" || plain(known) == plain(tag))
}

/// The forms in which a table leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "lowercase")]
pub(crate) enum Format {
    /// JSON: columns, rows, total.
    Json,
    /// CSV (RFC 4180, UTF-8, header line); unknown values are empty.
    Csv,
    /// Arrow IPC stream.
    Arrow,
}

impl Format {
    const WORDS: [(&'static str, Self); 3] = [("json", Self::Json), ("csv", Self::Csv), ("arrow", Self::Arrow)];

    /// Reads the parameter `format`.
    pub fn read(pairs: &mut Pairs) -> Result<Option<Self>, Fault> {
        pairs.word("format", &Self::WORDS)
    }

    /// The parameter if given, else what `Accept` weighs most, else JSON.
    pub fn negotiate(asked: Option<Self>, headers: &HeaderMap) -> Result<Self, Fault> {
        if let Some(format) = asked {
            return Ok(format);
        }
        let Some(accept) = headers.get(header::ACCEPT) else { return Ok(Self::Json) };
        let accept = accept.to_str().unwrap_or_default();
        let mut best: Option<(f32, Self)> = None;
        for range in accept.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let format = match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
                "application/json" | "application/*" | "*/*" | "" => Self::Json,
                CSV | "text/*" => Self::Csv,
                ARROW => Self::Arrow,
                _ => continue,
            };
            let weight =
                parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |q| q.parse().ok()).unwrap_or(0.0);
            if weight > best.map_or(0.0, |(best, _)| best) {
                best = Some((weight, format));
            }
        }
        best.map(|(_, format)| format).ok_or_else(|| {
            let expected = one_of(["application/json", CSV, ARROW]);
            Fault::wrong(&FORMAT, "header", "Accept", accept, expected).status(StatusCode::NOT_ACCEPTABLE)
        })
    }
}

/// A table in `format`. Rows that were left out are announced in `Liantu-Truncated`, since CSV and Arrow have no place for it.
pub(crate) async fn table(grid: Grid, format: Format, name: &str) -> Result<Response, Fault> {
    let truncated = grid.truncated;
    let (kind, extension) = match format {
        Format::Json => ("application/json", None),
        Format::Csv => ("text/csv; charset=utf-8", Some("csv")),
        Format::Arrow => (ARROW, Some("arrows")),
    };
    // A large table takes long enough to write that other requests would wait for it.
    let body = tokio::task::spawn_blocking(move || match format {
        Format::Json => serde_json::to_vec(&grid).map_err(|error| Fault::internal(&error)),
        Format::Csv => Ok(csv(&grid).into_bytes()),
        Format::Arrow => ipc(&grid).map_err(|error| Fault::internal(&error)),
    });
    let body = body.await.map_err(|error| Fault::internal(&error))??;
    let mut response = ([(header::CONTENT_TYPE, kind)], body).into_response();
    let headers = response.headers_mut();
    headers.insert(
        HeaderName::from_static("liantu-truncated"),
        HeaderValue::from_static(if truncated { "true" } else { "false" }),
    );
    if let Some(extension) = extension {
        attach(headers, &format!("{name}.{extension}"));
    }
    Ok(response)
}

/// Says under which name the browser should save the answer; `file` is ASCII.
pub(crate) fn attach(headers: &mut HeaderMap, file: &str) {
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{file}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
}

fn csv(grid: &Grid) -> String {
    let mut text = String::new();
    line(&mut text, grid.columns.iter().map(|column| column.name.as_str().into()));
    for row in &grid.rows {
        line(&mut text, row.iter().map(plain));
    }
    text
}

/// Appends one line of CSV. A value is quoted where it must be, and a lone empty value too: a blank line is no row.
fn line<'a>(text: &mut String, values: impl Iterator<Item = std::borrow::Cow<'a, str>>) {
    let start = text.len();
    for (n, value) in values.enumerate() {
        if n > 0 {
            text.push(',');
        }
        if value.contains(['"', ',', '\n', '\r']) || value.starts_with(' ') || value.ends_with(' ') {
            text.push('"');
            text.push_str(&value.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&value);
        }
    }
    if text.len() == start {
        text.push_str("\"\"");
    }
    text.push_str("\r\n");
}

/// A value as text; unknown is empty.
fn plain(value: &Value) -> std::borrow::Cow<'_, str> {
    match value {
        Value::Null => "".into(),
        Value::String(text) => text.as_str().into(),
        other => other.to_string().into(),
    }
}

fn ipc(grid: &Grid) -> Result<Vec<u8>, ArrowError> {
    let arrays: Vec<ArrayRef> = grid.columns.iter().enumerate().map(|(n, column)| array(grid, n, column)).collect();
    let fields =
        grid.columns.iter().zip(&arrays).map(|(column, array)| field(column, array.data_type())).collect::<Vec<_>>();
    let schema = Arc::new(Schema::new(fields));
    let mut writer = StreamWriter::try_new(Vec::new(), &schema)?;
    if !grid.columns.is_empty() {
        writer.write(&RecordBatch::try_new(schema, arrays)?)?;
    }
    writer.into_inner()
}

fn field(column: &GridColumn, data_type: &DataType) -> Field {
    let mut notes = std::collections::HashMap::from([
        ("title_zh".to_owned(), column.title.zh.clone()),
        ("title_en".to_owned(), column.title.en.clone()),
    ]);
    notes.extend(column.unit.clone().map(|unit| ("unit".to_owned(), unit)));
    Field::new(&column.name, data_type.clone(), true).with_metadata(notes)
}

fn array(grid: &Grid, n: usize, column: &GridColumn) -> ArrayRef {
    let cells = || grid.rows.iter().map(|row| row.get(n).unwrap_or(&Value::Null));
    let typed: Option<ArrayRef> = match column.kind {
        "integer" => Some(Arc::new(cells().map(Value::as_i64).collect::<Int64Array>())),
        "number" => Some(Arc::new(cells().map(Value::as_f64).collect::<Float64Array>())),
        "boolean" => Some(Arc::new(cells().map(Value::as_bool).collect::<BooleanArray>())),
        "date" => Some(Arc::new(cells().map(day).collect::<Date32Array>())),
        _ => None,
    };
    // A value that its type cannot hold (an integer above 2^63, a day beyond the calendar) must not turn into "unknown":
    // such a column goes as text.
    let unknown = cells().filter(|cell| cell.is_null()).count();
    typed.filter(|array| array.null_count() == unknown).unwrap_or_else(|| {
        Arc::new(cells().map(|cell| (!cell.is_null()).then(|| plain(cell))).collect::<StringArray>())
    })
}

fn day(cell: &Value) -> Option<i32> {
    let day: liantu_model::Period = cell.as_str()?.parse().ok()?;
    Some(period::epoch_days(day.start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::Array;
    use arrow::ipc::reader::StreamReader;
    use liantu_model::Words;
    use serde_json::json;

    fn grid() -> Grid {
        let column =
            |name: &str, kind| GridColumn { name: name.to_owned(), kind, title: Words::same(name), unit: None };
        Grid {
            columns: vec![column("名称", "text"), column("n", "integer"), column("x", "number"), column("day", "date")],
            rows: vec![
                vec![json!("苏州, \"工业园\""), json!(3), json!(0.5), json!("2021-05-17")],
                vec![json!(null), json!(null), json!(null), json!(null)],
            ],
            total: Some(2),
            truncated: false,
        }
    }

    #[test]
    fn csv_quotes_what_must_be_quoted_and_leaves_the_unknown_empty() {
        assert_eq!(csv(&grid()), "名称,n,x,day\r\n\"苏州, \"\"工业园\"\"\",3,0.5,2021-05-17\r\n,,,\r\n");
        let lone = Grid { columns: grid().columns[..1].to_vec(), rows: vec![vec![json!(null)]], ..Grid::default() };
        assert_eq!(csv(&lone), "名称\r\n\"\"\r\n");
    }

    #[test]
    fn arrow_keeps_types_and_nulls() {
        let bytes = ipc(&grid()).expect("a stream");
        let batches: Vec<_> =
            StreamReader::try_new(bytes.as_slice(), None).expect("a reader").map(Result::unwrap).collect();
        assert_eq!(batches[0].num_rows(), 2);
        assert_eq!(batches[0].schema().field(3).data_type(), &DataType::Date32);
        assert!((0..4).all(|column| batches[0].column(column).is_null(1) && batches[0].column(column).is_valid(0)));
    }

    #[test]
    fn formats_are_negotiated() {
        let negotiate = |accept: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            Format::negotiate(None, &headers)
        };
        assert_eq!(negotiate("*/*").unwrap(), Format::Json);
        assert_eq!(negotiate("application/json;q=0.2, text/csv").unwrap(), Format::Csv);
        assert_eq!(negotiate(ARROW).unwrap(), Format::Arrow);
        assert_eq!(negotiate("image/png").unwrap_err().status, StatusCode::NOT_ACCEPTABLE);
        assert_eq!(Format::negotiate(Some(Format::Csv), &HeaderMap::new()).unwrap(), Format::Csv);
    }
}
