//! What does not depend on the data: health, glossary, schemas, explanations.

use super::SomeText;
use crate::Door;
use crate::problem::{self, Fault};
use crate::reply::json;
use crate::request::{Name, Query};
use axum::extract::State;
use axum::response::Response;
use liantu_engine::At;
use liantu_model::{Explanation, Layer, Text, Words, glossary, schema};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Whether the server answers, and what it serves.
#[derive(Serialize, ToSchema)]
pub(super) struct Health {
    /// `ok`.
    status: &'static str,
    /// Version of the program.
    version: &'static str,
    /// Newest revision of the workspace.
    revision: u64,
}

/// Whether the server answers
#[utoipa::path(get, path = "/health", tag = "words", responses((status = 200, body = Health)))]
pub(super) async fn health(State(door): State<Door>, _: Query<()>) -> Result<Response, Fault> {
    let revision = door.revision(door.port(), &At::default()).await?;
    Ok(json(&Health { status: "ok", version: env!("CARGO_PKG_VERSION"), revision }))
}

/// Every word in both languages.
#[derive(Serialize, ToSchema)]
pub(super) struct Glossary {
    /// Labels by key, such as `level.city`.
    terms: BTreeMap<&'static str, &'static Words>,
    /// The six networks, in order.
    layers: [LayerTitle; 6],
}

/// A network and its name.
#[derive(Serialize, ToSchema)]
pub(super) struct LayerTitle {
    /// Code.
    code: Layer,
    /// Name.
    title: Text,
}

/// The words of the interface
///
/// Chinese and English labels of every word that answers contain.
#[utoipa::path(get, path = "/glossary", tag = "words", responses((status = 200, body = Glossary)))]
pub(super) async fn glossary(_: Query<()>) -> Response {
    let layers = Layer::ALL.map(|code| LayerTitle { code, title: code.title() });
    json(&Glossary { terms: glossary::terms().collect(), layers })
}

/// The tables and their columns
///
/// What a data package may hold; the help of every column, in both languages.
#[utoipa::path(get, path = "/schema", tag = "words", responses((status = 200, body = [schema::Table])))]
pub(super) async fn schema(_: Query<()>) -> Response {
    json(schema::TABLES)
}

/// One table as a Frictionless Table Schema
#[utoipa::path(get, path = "/schema/{table}", tag = "words",
    params(("table" = inline(SomeText), Path, description = "Name of the table", example = "link")),
    responses((status = 200, body = Object, description = "Frictionless Table Schema (Data Package 2.0)")))]
pub(super) async fn schema_of(Name(name): Name, _: Query<()>) -> Result<Response, Fault> {
    let table = schema::table(&name).ok_or_else(|| Fault::absent("数据表", "table", &name))?;
    Ok(json(&schema::frictionless(table)))
}

/// The page of a diagnostic or problem code
#[utoipa::path(get, path = "/diagnostics/{code}", tag = "words",
    params(("code" = inline(SomeText), Path, description = "The code, such as `PKG207`", example = "request_parameter")),
    responses((status = 200, body = Explanation)))]
pub(super) async fn diagnostic(Name(code): Name, _: Query<()>) -> Result<Response, Fault> {
    problem::explain(&code).map(json).ok_or_else(|| Fault::absent("代码", "code", &code))
}
