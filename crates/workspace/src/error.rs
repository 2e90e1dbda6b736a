//! What can go wrong with a workspace. Wrong *data* is not here: that is a `Diagnostic` of the room `package`.

use crate::Mode;
use arrow::datatypes::DataType;
use arrow::error::ArrowError;
use datafusion::error::DataFusionError;
use deltalake::DeltaTableError;
use jiff::Timestamp;
use parquet::errors::ParquetError;
use std::io;
use std::path::PathBuf;

/// An operation on a workspace that could not run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkspaceError {
    /// The folder holds no workspace.
    #[error("`{}` is not a workspace: it has no liantu.toml", path.display())]
    NotAWorkspace {
        /// The folder.
        path: PathBuf,
    },
    /// A workspace cannot be created over something that is there.
    #[error("`{}` exists already and is not empty", path.display())]
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// A workspace cannot be at this path.
    #[error("a workspace cannot be at `{}`: its path must not contain `%`", path.display())]
    PathUnusable {
        /// The folder.
        path: PathBuf,
    },
    /// `liantu.toml` could not be understood.
    #[error("`{}` could not be read", path.display())]
    Settings {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// The workspace was written by a later Liantu.
    #[error("`{}` has format {found}; this program reads up to format {supported}", path.display())]
    Format {
        /// The file that says so.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The newest format known here.
        supported: u32,
    },
    /// Another process (or another handle in this one) is writing.
    #[error("`{}` is being written by another process; try again when it has finished", path.display())]
    Busy {
        /// The lock.
        path: PathBuf,
    },
    /// A file could not be read or written.
    #[error("`{}` could not be {action}", path.display())]
    Io {
        /// What was tried: `read`, `written`, ….
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A revision file could not be understood.
    #[error("the revision file `{}` is damaged", path.display())]
    RevisionFile {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// There is no such revision.
    #[error("there is no revision {number}; the newest is {head}")]
    RevisionAbsent {
        /// The number asked for.
        number: u64,
        /// The newest number.
        head: u64,
    },
    /// Nothing had been written yet at that instant.
    #[error("the workspace is younger than {at}; its first revision is of {first}")]
    BeforeFirst {
        /// The instant asked for.
        at: Timestamp,
        /// When revision 0 was made.
        first: Timestamp,
    },
    /// A text that names no revision.
    #[error(
        "`{found}` names no revision: expected `head`, a number, a date or an instant such as 2026-03-01T08:00:00+08:00"
    )]
    As {
        /// The text.
        found: String,
    },
    /// The revision has no such table.
    #[error("revision {revision} has no table `{table}`")]
    TableAbsent {
        /// The table.
        table: String,
        /// The revision.
        revision: u64,
    },
    /// The table has no such column.
    #[error("table `{table}` has no column `{column}`")]
    ColumnAbsent {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// A name that cannot be that of a folder and of an SQL table.
    #[error("`{name}` cannot name a table: use lower-case letters, digits and `_`, starting with a letter")]
    TableName {
        /// The name.
        name: String,
    },
    /// One import wrote to a table in two ways.
    #[error("this import writes table `{table}` by {first}; it cannot also write it by {then}")]
    ModeMixed {
        /// The table.
        table: String,
        /// How it began.
        first: Mode,
        /// What was then asked for.
        then: Mode,
    },
    /// The writing to a table has ended.
    #[error("table `{table}` is settled: this import cannot write to it any more")]
    Settled {
        /// The table.
        table: String,
    },
    /// Only a table with a key can be written by upsert.
    #[error("table `{table}` has no key, so that its rows cannot be replaced one by one")]
    KeyAbsent {
        /// The table.
        table: String,
    },
    /// A batch does not have the columns of its table.
    #[error("a batch for table `{table}` has {found} columns; the table has {expected}")]
    ColumnCount {
        /// The table.
        table: String,
        /// Columns of the table.
        expected: usize,
        /// Columns of the batch.
        found: usize,
    },
    /// A column of a batch is not what its table says.
    #[error(
        "a batch for table `{table}` has column `{found}` of type {found_type} where `{expected}` of type {expected_type} belongs"
    )]
    Column {
        /// The table.
        table: String,
        /// Name of the table's column.
        expected: String,
        /// Its type.
        expected_type: DataType,
        /// Name of the batch's column.
        found: String,
        /// Its type.
        found_type: DataType,
    },
    /// A required column has gaps.
    #[error("a batch for table `{table}` lacks {rows} values of the required column `{column}`")]
    Required {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// Rows without a value.
        rows: usize,
    },
    /// An import can't be committed after one of its writes failed.
    #[error("an earlier write of this import failed, so that rows are missing; nothing was committed")]
    Incomplete,
    /// The stored column has another type than the one that comes in.
    #[error(
        "column `{column}` of table `{table}` is stored as {stored}; {incoming} cannot be added to it, only replace it"
    )]
    Incompatible {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// Type on disk.
        stored: DataType,
        /// Type that comes in.
        incoming: DataType,
    },
    /// The Delta log could not be read or written.
    #[error("the Delta table `{table}` could not be {action}")]
    Delta {
        /// The table.
        table: String,
        /// What was tried.
        action: &'static str,
        /// Why.
        #[source]
        source: Box<DeltaTableError>,
    },
    /// A Parquet file could not be read or written.
    #[error("the Parquet file `{}` could not be {action}", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// Why.
        #[source]
        source: ParquetError,
    },
    /// An Arrow computation on rows of a table failed.
    #[error("rows of table `{table}` could not be processed")]
    Arrow {
        /// The table.
        table: String,
        /// Why.
        #[source]
        source: ArrowError,
    },
    /// The SQL statement would do more than read.
    #[error("only statements that read are accepted (SELECT, WITH, VALUES, EXPLAIN, SHOW, DESCRIBE), one at a time")]
    NotReadOnly,
    /// The SQL text is longer or more deeply nested than is safe to plan.
    #[error("the query has {found} operators and brackets; the limit is {limit}")]
    TooComplex {
        /// Tokens counted.
        found: usize,
        /// Tokens allowed.
        limit: usize,
    },
    /// A query could not be planned or run.
    #[error("the query failed")]
    Query {
        /// Why.
        #[source]
        source: Box<DataFusionError>,
    },
    /// A worker thread ended without an answer.
    #[error("a worker of the workspace stopped before it had answered")]
    Worker,
}

/// The result of an operation on a workspace.
pub type Result<T, E = WorkspaceError> = std::result::Result<T, E>;

impl From<DataFusionError> for WorkspaceError {
    fn from(source: DataFusionError) -> Self {
        Self::Query { source: Box::new(source) }
    }
}

/// `.map_err(io("read", path))`
pub(crate) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> WorkspaceError {
    let path = path.into();
    move |source| WorkspaceError::Io { action, path, source }
}
