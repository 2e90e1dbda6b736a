//! Data in: a proposal for a foreign file, and an import as a job.

use super::jobs::accepted;
use crate::Door;
use crate::jobs::Job;
use crate::problem::Fault;
use crate::reply::json;
use crate::request::Query;
use crate::upload::Form;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use liantu_engine::{ImportRequest, Proposal};
use liantu_model::Language;
use serde::Deserialize;
use utoipa::ToSchema;

/// A file to be looked at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "documents a form")]
struct ProposalForm {
    /// CSV, XLSX, Parquet or GeoJSON.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// The table it should go to; found from the header where left out.
    #[schema(required = false)]
    table: String,
}

/// Propose a mapping
///
/// Reads the header of a foreign file and says which column would become which. The `toml` of the answer can be edited and
/// sent along with the import as `mapping`.
#[utoipa::path(post, path = "/imports/proposal", tag = "imports",
    request_body(content = ProposalForm, content_type = "multipart/form-data"),
    responses((status = 200, body = Proposal)))]
pub(super) async fn proposal(State(door): State<Door>, _: Query<()>, form: Form) -> Result<Response, Fault> {
    let mut form = form.receive(&door.options, door.options.upload_limit, &["table"]).await?;
    let table = form.text("table");
    let proposal = liantu_engine::propose(form.upload.path(), table).await;
    let proposal = proposal.map_err(|error| Fault::from(error).about(&form.upload))?;
    Ok(json(&proposal))
}

/// A file to be imported.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "documents a form")]
struct ImportForm {
    /// A data package (zip), or a CSV, XLSX, Parquet, GeoJSON or SDMX file.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// The text of a mapping file, as proposed and edited.
    #[schema(required = false)]
    mapping: String,
    /// The table a single file goes to; found from its header where left out.
    #[schema(required = false)]
    table: String,
    /// What happens to a package with errors; `reject-package` by default.
    #[schema(required = false)]
    policy: ImportPolicy,
    /// Check only.
    #[schema(required = false)]
    dry_run: super::Flag,
    /// Take the rows out: rows of the workspace with the keys of these go.
    #[schema(required = false)]
    withdraw: super::Flag,
}

/// What happens to a package with errors.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum ImportPolicy {
    /// Nothing of it is taken.
    RejectPackage,
    /// The rows without errors are taken.
    RejectRows,
    /// All rows that can be stored are taken.
    Warn,
}

/// Import a file
///
/// Answers at once with a job; `Location` says where to follow it.
#[utoipa::path(post, path = "/imports", tag = "imports",
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses((status = 202, body = Job, headers(("Location" = String, description = "Address of the job")))))]
pub(super) async fn import(
    State(door): State<Door>,
    Extension(language): Extension<Language>,
    _: Query<()>,
    form: Form,
) -> Result<Response, Fault> {
    if let Some(full) = door.jobs.full() {
        return Err(full);
    }
    let known = ["mapping", "table", "policy", "dry_run", "withdraw"];
    let mut form = form.receive(&door.options, door.options.upload_limit, &known).await?;
    let policies = ["reject-package", "reject-rows", "warn"].map(|word| (word, word));
    let flags = [("1", true), ("0", false)];
    let request = ImportRequest {
        path: form.upload.path(),
        name: Some(form.upload.name.clone()),
        table: form.text("table"),
        mapping: form.text("mapping"),
        policy: form.word("policy", &policies)?.map(str::to_owned),
        dry_run: form.word("dry_run", &flags)?.unwrap_or(false),
        withdraw: form.word("withdraw", &flags)?.unwrap_or(false),
        once: false,
    };
    let task = door.jobs.import(door.engine.clone(), door.port().clone(), form.upload, request)?;
    Ok(accepted(&task, language))
}
