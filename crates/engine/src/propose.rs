//! How a foreign file would be mapped: proposed from its header, edited by the user.

use crate::{EngineError, off_the_runtime};
use liantu_package::{FileColumn, Mapping};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use utoipa::ToSchema;

/// A proposal.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Proposal {
    /// The table that fits best.
    pub table: String,
    /// How well it fits, from 0 to 1.
    pub certainty: f64,
    /// Other tables that the header fits as well.
    pub alternatives: Vec<String>,
    /// Columns of the table with the column of the file that would fill them.
    pub columns: Vec<ProposedColumn>,
    /// Columns of the file that found no place.
    pub unplaced: Vec<String>,
    /// Required columns of the table that nothing fills.
    pub missing: Vec<String>,
    /// The mapping file, to edit and to give back.
    pub toml: String,
}

/// A column of the table and where its values come from.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProposedColumn {
    /// Column of the table.
    pub target: String,
    /// Column of the file.
    pub from: String,
}

/// Proposes a mapping for a file; for the table named, or for the one that fits best.
pub async fn propose(path: PathBuf, table: Option<String>) -> Result<Proposal, EngineError> {
    off_the_runtime(move || {
        let mapping = liantu_package::propose(&path, table.as_deref())?;
        let toml = mapping.to_toml();
        let mut from = headers(&mapping);
        let joined = mapping.columns.iter().filter(|(_, column)| !column.join.is_empty());
        from.extend(
            joined.map(|(target, column)| {
                (target.clone(), column.join.iter().map(named).collect::<Vec<_>>().join(" + "))
            }),
        );
        let columns = from.into_iter().map(|(target, from)| ProposedColumn { target, from }).collect();
        let liantu_package::Proposal { certainty, alternatives, unplaced, unfilled } =
            mapping.proposal.unwrap_or_default();
        Ok(Proposal { table: mapping.table, certainty, alternatives, columns, unplaced, missing: unfilled, toml })
    })
    .await
}

/// The headers of a file by the columns of the table that they fill.
pub(crate) fn headers(mapping: &Mapping) -> BTreeMap<String, String> {
    mapping.columns.iter().filter_map(|(target, column)| Some((target.clone(), named(column.from.as_ref()?)))).collect()
}

fn named(column: &FileColumn) -> String {
    match column {
        FileColumn::Header(header) => header.clone(),
        FileColumn::Number(number) => number.to_string(),
    }
}
