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

impl WorkspaceError {
    /// What happened, in Chinese; what lies beneath it is its source.
    pub fn chinese(&self) -> String {
        match self {
            Self::NotAWorkspace { path } => format!("{} 不是工作空间：其中没有 liantu.toml", path.display()),
            Self::Exists { path } => format!("{} 已存在且不为空", path.display()),
            Self::PathUnusable { path } => format!("工作空间不能建在 {}：路径中不能有 %", path.display()),
            Self::Settings { path, .. } => format!("{} 无法读懂", path.display()),
            Self::Format { path, found, supported } => {
                format!("{} 的格式是 {found}，本程序最高读到 {supported}", path.display())
            }
            Self::Busy { path } => format!("工作空间正被另一个程序写入（{}）：待其结束后再试", path.display()),
            Self::Io { path, .. } => format!("{} 无法读写", path.display()),
            Self::RevisionFile { path, .. } => format!("修订文件 {} 已损坏", path.display()),
            Self::RevisionAbsent { number, head } => format!("没有修订 {number}；最新的是 {head}"),
            Self::BeforeFirst { at, first } => format!("工作空间晚于 {at}：第一个修订是 {first} 的"),
            Self::As { found } => {
                format!("“{found}”不是修订：应为 head、编号、日期，或 2026-03-01T08:00:00+08:00 这样的时刻")
            }
            Self::TableAbsent { table, revision } => format!("修订 {revision} 没有表“{table}”"),
            Self::ColumnAbsent { table, column } => format!("表 {table} 没有列“{column}”"),
            Self::TableName { name } => {
                format!("“{name}”不能作表名：用小写字母、数字和下划线，以字母开头")
            }
            Self::ModeMixed { table, first, then } => {
                format!("本次导入以 {first} 方式写表 {table}，不能又以 {then} 方式写")
            }
            Self::Settled { table } => format!("表 {table} 已写完：本次导入不能再写"),
            Self::KeyAbsent { table } => format!("表 {table} 没有主键，不能逐行替换"),
            Self::ColumnCount { table, expected, found } => {
                format!("给表 {table} 的一批行有 {found} 列，该表有 {expected} 列")
            }
            Self::Column { table, expected, expected_type, found, found_type } => format!(
                "给表 {table} 的一批行在 {expected_type} 类型的列 {expected} 处是 {found_type} 类型的列 {found}"
            ),
            Self::Required { table, column, rows } => {
                format!("给表 {table} 的一批行中，必填列 {column} 缺 {rows} 个值")
            }
            Self::Incomplete => "本次导入先前的一次写入失败，缺少行；什么也没有提交".to_owned(),
            Self::Incompatible { table, column, stored, incoming } => {
                format!("表 {table} 的列 {column} 存为 {stored}；不能追加 {incoming}，只能整列替换")
            }
            Self::Delta { table, .. } => format!("Delta 表 {table} 无法读写"),
            Self::Parquet { path, .. } => format!("Parquet 文件 {} 无法读写", path.display()),
            Self::Arrow { table, .. } => format!("表 {table} 的行无法处理"),
            Self::NotReadOnly => {
                "只接受读取的语句（SELECT、WITH、VALUES、EXPLAIN、SHOW、DESCRIBE），每次一条".to_owned()
            }
            Self::TooComplex { found, limit } => format!("查询有 {found} 个运算符和括号，上限是 {limit}"),
            Self::Query { .. } => "查询有误".to_owned(),
            Self::Worker => "工作空间的一个线程没有作答就停了".to_owned(),
        }
    }
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
