//! Where a number comes from.

use crate::diagnostic::Diagnostic;
use crate::text::Words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whether a value was seen, estimated or simulated, from strong to weak: what rests on several is marked as the greatest of
/// them. Never mixed unmarked.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Observation {
    /// Reported by a source.
    #[default]
    Observed,
    /// Inferred from reported values.
    Estimated,
    /// Produced by a model run.
    Simulated,
}

/// The row that travels with every result: enough to compute it again.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Provenance {
    /// Identifier of the method, such as `location_quotient`.
    pub method: String,
    /// Version of the method; a changed number means a new version.
    pub version: u32,
    /// Version of the program.
    pub program: String,
    /// Revision of the workspace the inputs were read at; `None` for bare files.
    pub revision: Option<u64>,
    /// What each input was bound to: table or file with the number of rows read.
    pub inputs: BTreeMap<String, String>,
    /// Every parameter with the value used, defaults included.
    pub parameters: BTreeMap<String, String>,
    /// The variant computed, with its denominators and its policy for missing values and duplicates, in words.
    pub variant: Words,
    /// Whether inputs were all observed.
    pub observation: Observation,
    /// What the method had to say about the data.
    pub diagnostics: Vec<Diagnostic>,
}
