//! How a result table leaves: as aligned text, CSV, JSON or an Arrow file; to the screen or to a file.

use crate::context::{Context, json};
use crate::failure::Failure;
use crate::render::csv;
use crate::render::grid::{self, Heads};
use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use arrow::ipc::writer::FileWriter;
use clap::ValueEnum;
use liantu_engine::Grid;
use serde::Serialize;
use std::fs::File;
use std::io::{BufWriter, Write};
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

    /// Writes `grid` as aligned text, or `value` as JSON.
    pub fn whole(
        &self,
        context: &Context,
        form: Form,
        heads: Heads,
        grid: &Grid,
        value: &impl Serialize,
    ) -> Result<(), Failure> {
        let width = if self.output.is_some() { None } else { context.width() };
        let text = match form {
            Form::Json => json(value)? + "\n",
            Form::Table | Form::Csv | Form::Arrow => grid::table(grid, heads, width, context.language),
        };
        match &self.output {
            Some(path) => std::fs::write(path, text).map_err(Failure::file(path)),
            None => context.print(&text),
        }
    }

    /// Where rows go as they come, in the forms that can be written so.
    pub fn stream(&self, form: Form) -> Option<Stream> {
        let output = self.output.clone();
        matches!(form, Form::Csv | Form::Arrow).then_some(Stream { output, form, writer: None })
    }
}

/// Rows on their way out, so that a table of any size fits into memory. Nothing is created before the first batch: a query
/// that fails leaves no file behind.
pub struct Stream {
    output: Option<PathBuf>,
    form: Form,
    writer: Option<Writer>,
}

enum Writer {
    Csv(Box<dyn Write>),
    Arrow(Box<FileWriter<BufWriter<File>>>),
}

impl Stream {
    /// Writes a batch.
    pub fn take(&mut self, batch: &RecordBatch) -> Result<(), Failure> {
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => none.insert(open(self.form, self.output.as_deref(), &batch.schema())?),
        };
        match writer {
            Writer::Csv(out) => {
                let rows = csv::rows(batch)?;
                out.write_all(rows.as_bytes()).map_err(|source| Failure::Output { source })
            }
            Writer::Arrow(writer) => Ok(writer.write(batch)?),
        }
    }

    /// Writes what is still held back.
    pub fn finish(self) -> Result<(), Failure> {
        match self.writer {
            Some(Writer::Csv(mut out)) => out.flush().map_err(|source| Failure::Output { source }),
            Some(Writer::Arrow(mut writer)) => Ok(writer.finish()?),
            None => Ok(()),
        }
    }
}

fn open(form: Form, output: Option<&Path>, schema: &Schema) -> Result<Writer, Failure> {
    let file = output.map(|path| File::create(path).map_err(Failure::file(path))).transpose()?;
    match (form, file) {
        (Form::Arrow, Some(file)) => Ok(Writer::Arrow(Box::new(FileWriter::try_new_buffered(file, schema)?))),
        (Form::Arrow, None) => Err(Failure::ArrowToScreen),
        (_, file) => {
            let mut out: Box<dyn Write> = match file {
                Some(file) => Box::new(BufWriter::new(file)),
                None => Box::new(BufWriter::new(std::io::stdout())),
            };
            out.write_all(csv::head(schema).as_bytes()).map_err(|source| Failure::Output { source })?;
            Ok(Writer::Csv(out))
        }
    }
}
