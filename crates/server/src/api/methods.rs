//! Methods: their declarations, and running one on the workspace.

use super::SomeText;
use crate::Door;
use crate::problem::Fault;
use crate::reply::{ROW_LIMIT, json, large_json};
use crate::request::{Body, Name, Query, Whole, at};
use axum::extract::State;
use axum::response::Response;
use liantu_engine::Grid;
use liantu_model::{Method, Provenance};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
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
    pub fn read(value: Option<&Self>) -> Result<liantu_engine::At, Fault> {
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

/// Run a method
///
/// The answer holds at most 100000 rows; `truncated` says whether there are more.
#[utoipa::path(post, path = "/methods/{id}/execution", tag = "methods",
    params(("id" = inline(SomeText), Path, description = "Identifier, such as `location_quotient`", example = "network_summary")),
    request_body = Execution,
    responses((status = 200, body = Executed)))]
pub(super) async fn execute(
    State(door): State<Door>,
    Name(id): Name,
    _: Query<()>,
    Body(asked): Body<Execution>,
) -> Result<Response, Fault> {
    let at = AtValue::read(asked.at.as_ref())?;
    let inputs = asked.inputs.into_iter().filter_map(|(name, value)| Some((name, value?.text()))).collect();
    let outcome = door.engine.run(door.port(), &at, &id, inputs).await?;
    let kept = match &asked.save {
        Some(name) => Some(door.engine.keep(door.port(), &outcome, name).await?),
        None => None,
    };
    let table = outcome.grid(Some(ROW_LIMIT as usize))?;
    large_json(Executed { table, provenance: outcome.provenance, kept }).await
}
