//! What the caller decides and provides.

use crate::error::SinkError;
use crate::mapping::Mapping;
use arrow::record_batch::RecordBatch;
use liantu_model::schema::Table;
use serde::{Deserialize, Serialize};

/// What happens when rows are wrong. Counts and the `rejects` table are complete under each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// One error anywhere: nothing is to be committed.
    #[default]
    RejectPackage,
    /// Rows with an error are left out, and so are rows that refer to them.
    RejectRows,
    /// Rows with errors are taken. A cell that can't be read becomes null; a row is left out only where a required cell
    /// is missing or can't be read. Cells that can be read but are wrong (unknown code, out of range) stay as they are.
    Warn,
}

impl Policy {
    /// The policy as written in options: `reject-package`, `reject-rows`, `warn`.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "reject-package" => Some(Self::RejectPackage),
            "reject-rows" => Some(Self::RejectRows),
            "warn" => Some(Self::Warn),
            _ => None,
        }
    }
}

/// How much foreign data may demand before it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Entries of an archive.
    pub archive_entries: usize,
    /// Bytes that an archive unpacks to, declared or actual.
    pub archive_bytes: u64,
    /// How many times larger than its packed size an archive entry beyond one mebibyte may become.
    pub archive_ratio: u64,
    /// Bytes of a document that must be held in memory as a whole (descriptor, GeoJSON, shared strings of a workbook).
    pub document_bytes: u64,
    /// Bytes of one record of a text file; a longer quoted field counts as unterminated.
    pub record_bytes: usize,
    /// Columns of a file.
    pub columns: usize,
    /// Findings of each code kept in the report; the `rejects` table has all of them.
    pub findings: u64,
    /// Bytes of key fingerprints held in memory before they go to temporary files.
    pub key_bytes: usize,
    /// Bytes of a text file that one worker takes at a time.
    pub chunk_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            archive_entries: 10_000,
            archive_bytes: 64 << 30,
            archive_ratio: 200,
            document_bytes: 256 << 20,
            record_bytes: 4 << 20,
            columns: 20_000,
            findings: 200,
            key_bytes: 128 << 20,
            chunk_bytes: 1 << 20,
        }
    }
}

/// Keys that are already in the workspace, to which rows of the package may refer.
pub trait Known: Send + Sync {
    /// Whether `table` has a row whose `column` is `key`.
    fn contains(&self, table: &str, column: &str, key: &str) -> bool;
}

/// How a package is to be read.
#[derive(Default)]
pub struct Options {
    /// The name under which the user knows the path, where that is a temporary copy: the report and the findings say it
    /// in place of the path.
    pub name: Option<String>,
    /// The table that a single file goes to; found from its header where absent.
    pub table: Option<String>,
    /// How the columns of a single file are called; proposed from its header where absent.
    pub mapping: Option<Mapping>,
    /// What happens to wrong rows.
    pub policy: Policy,
    /// Keys that exist already.
    pub known: Option<Box<dyn Known>>,
    /// Worker threads; 0 means one per core. The result does not depend on it.
    pub threads: usize,
    /// Bounds.
    pub limits: Limits,
}

/// Receives the accepted rows.
pub trait Sink {
    /// Takes rows of `table`, in the stored types and column order of its schema. Batches of one table arrive in the
    /// order of the file, and all batches of a table before those of the next, but for `rejects`, which come between.
    fn batch(&mut self, table: &'static Table, batch: RecordBatch) -> Result<(), SinkError>;
}

/// A sink that only counts: for checking without storing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Discard;

impl Sink for Discard {
    fn batch(&mut self, _: &'static Table, _: RecordBatch) -> Result<(), SinkError> {
        Ok(())
    }
}

/// What the reader is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Reading and checking rows.
    Reading,
    /// Comparing keys and references over the whole table.
    Verifying,
    /// Going through a file again, for rows that were found wrong only after its end.
    Locating,
}

/// Watches and may stop a long read.
pub trait Progress: Sync {
    /// `done_bytes` of the package have passed `stage`.
    fn advance(&self, stage: Stage, done_bytes: u64, total_bytes: Option<u64>) {
        let _ = (stage, done_bytes, total_bytes);
    }

    /// Whether to stop.
    fn cancelled(&self) -> bool {
        false
    }
}

/// Nobody watches.
impl Progress for () {}
