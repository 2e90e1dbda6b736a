//! What keeps the operation from running at all; what is wrong with the data is a finding in the report instead.

use std::path::PathBuf;

/// Trouble in the receiver of the accepted rows.
pub type SinkError = Box<dyn std::error::Error + Send + Sync>;

/// Why a package could not be opened or read to its end.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// The path names nothing.
    #[error("{} does not exist", path.display())]
    Absent {
        /// The path.
        path: PathBuf,
    },
    /// The operating system refused.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// No known kind of file.
    #[error("{} is neither a data package nor a CSV, TSV, XLSX, Parquet, GeoJSON or SDMX file", path.display())]
    Unsupported {
        /// The file.
        path: PathBuf,
    },
    /// The table that the options or the mapping name does not exist.
    #[error("there is no table `{table}`")]
    UnknownTable {
        /// The name.
        table: String,
    },
    /// The mapping file is not valid.
    #[error("the mapping is not valid")]
    Mapping {
        /// Where and why.
        #[source]
        source: toml::de::Error,
    },
    /// The temporary files for key checks could not be written or read.
    #[error("cannot use temporary files")]
    Temporary {
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A batch could not be put together: a fault of this program.
    #[error("cannot build a batch of `{table}`")]
    Batch {
        /// The table.
        table: &'static str,
        /// What Arrow said.
        #[source]
        source: arrow::error::ArrowError,
    },
    /// The receiver of the rows refused.
    #[error("the rows could not be stored")]
    Sink {
        /// What it said.
        #[source]
        source: SinkError,
    },
    /// The caller asked to stop.
    #[error("cancelled")]
    Cancelled,
}

impl PackageError {
    /// What happened, in Chinese; what lies beneath it is its source.
    pub fn chinese(&self) -> String {
        match self {
            Self::Absent { path } => format!("{} 不存在", path.display()),
            Self::Read { path, .. } => format!("无法读取 {}", path.display()),
            Self::Unsupported { path } => {
                format!("{} 既不是数据包，也不是 CSV、TSV、XLSX、Parquet、GeoJSON 或 SDMX 文件", path.display())
            }
            Self::UnknownTable { table } => format!("没有表“{table}”"),
            Self::Mapping { .. } => "映射文件有误".to_owned(),
            Self::Temporary { .. } => "无法使用临时文件".to_owned(),
            Self::Batch { table, .. } => format!("表 {table} 的一批行无法组成"),
            Self::Sink { .. } => "行无法存入".to_owned(),
            Self::Cancelled => "已取消".to_owned(),
        }
    }
}
