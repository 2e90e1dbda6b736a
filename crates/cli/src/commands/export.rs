//! `liantu export`

use crate::context::{Context, at};
use crate::failure::Failure;
use crate::language::say;
use clap::ValueEnum;
use std::path::PathBuf;

/// What is typed.
#[derive(clap::Args)]
pub struct Export {
    /// A new folder, or a file that ends in .zip
    #[arg(value_name = "DIR|FILE.zip")]
    pub target: PathBuf,
    /// Format of the data files
    #[arg(long, value_enum, default_value = "csv")]
    pub format: Format,
    /// This table only; may be repeated
    #[arg(long, value_name = "TABLE")]
    pub table: Vec<String>,
    /// State to read: a revision number, a day or an RFC 3339 instant
    #[arg(long, value_name = "REVISION")]
    pub as_of: Option<String>,
}

/// Formats of the data files.
#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    /// Comma-separated values, UTF-8
    Csv,
    /// Apache Parquet
    Parquet,
}

impl From<Format> for liantu_engine::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Csv => Self::Csv,
            Format::Parquet => Self::Parquet,
        }
    }
}

pub async fn execute(context: &Context, arguments: Export) -> Result<(), Failure> {
    let engine = context.engine().await?;
    let at = at(arguments.as_of.as_deref())?;
    let tables = (!arguments.table.is_empty()).then_some(arguments.table);
    let written = engine.export(context.port(), &at, &arguments.target, arguments.format.into(), tables).await?;
    context.answer(&written, |written| {
        let (count, rows) = (written.tables.len(), written.tables.iter().map(|(_, rows)| rows).sum::<u64>());
        let path = arguments.target.display();
        say!(context.language, "已写出 {path}：{count} 张表，{rows} 行", "wrote {path}: {count} tables, {rows} rows")
    })
}
