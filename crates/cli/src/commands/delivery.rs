//! How a result table leaves: as aligned text, CSV, JSON or an Arrow file; to the screen or to a file.

use crate::context::{Context, json};
use crate::failure::Failure;
use crate::render::grid::{self, Heads};
use arrow::array::RecordBatch;
use arrow::ipc::writer::FileWriter;
use clap::ValueEnum;
use liantu_engine::Grid;
use serde::Serialize;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Flags of a command that gives a table.
#[derive(clap::Args)]
pub struct Delivery {
    /// Form of the output
    #[arg(long, value_enum, default_value = "table")]
    format: Form,
    /// Write to a file instead of the screen
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Forms of the output.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// Aligned text
    Table,
    /// Comma-separated values
    Csv,
    /// JSON, as with --json
    Json,
    /// An Arrow file; needs -o
    Arrow,
}

impl Delivery {
    /// The form asked for; an Arrow file that has nowhere to go is refused before anything is computed.
    pub fn form(&self, context: &Context) -> Result<Form, Failure> {
        let form = if context.json { Form::Json } else { self.format };
        if form == Form::Arrow && self.output.is_none() { Err(Failure::ArrowToScreen) } else { Ok(form) }
    }

    /// Whether a person reads the table on a screen.
    pub fn is_screen(&self, form: Form) -> bool {
        form == Form::Table && self.output.is_none()
    }

    /// Writes `grid`, or for JSON `value`.
    pub fn text(
        &self,
        context: &Context,
        form: Form,
        heads: Heads,
        grid: &Grid,
        value: &impl Serialize,
    ) -> Result<(), Failure> {
        let width = if self.output.is_some() { None } else { context.width() };
        let text = match form {
            Form::Csv => grid::csv(grid),
            Form::Json => json(value)? + "\n",
            Form::Table | Form::Arrow => grid::table(grid, heads, width, context.language),
        };
        match &self.output {
            Some(path) => std::fs::write(path, text).map_err(Failure::file(path)),
            None => context.print(&text),
        }
    }

    /// Writes `batches` as an Arrow file.
    pub fn arrow(&self, batches: &[RecordBatch]) -> Result<(), Failure> {
        let (Some(path), Some(first)) = (&self.output, batches.first()) else { return Err(Failure::ArrowToScreen) };
        write_arrow(path, first, batches)
    }
}

fn write_arrow(path: &Path, first: &RecordBatch, batches: &[RecordBatch]) -> Result<(), Failure> {
    let file = File::create(path).map_err(Failure::file(path))?;
    let mut writer = FileWriter::try_new_buffered(file, &first.schema())?;
    for batch in batches {
        writer.write(batch)?;
    }
    Ok(writer.finish()?)
}
