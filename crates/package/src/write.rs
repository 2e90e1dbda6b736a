//! The way out: tables as resources of a data package that read again as they were.

use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use liantu_model::schema::{Table, frictionless};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use serde_json::{Value, json};
use std::io::Write;

/// How a resource is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// UTF-8 with a header row.
    #[default]
    Csv,
    /// Parquet, zstd.
    Parquet,
}

impl Form {
    /// The end of the file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }
}

/// Rows on their way into a file.
///
/// What a table holds after an import comes back bit for bit. A null is a blank; a text without characters would come back as
/// null, since a blank means that in every table.
pub struct TableWriter<W: Write + Send> {
    to: To<W>,
}

enum To<W: Write + Send> {
    Csv(Box<arrow::csv::Writer<W>>),
    Parquet(Box<ArrowWriter<W>>),
}

impl<W: Write + Send> TableWriter<W> {
    /// A file for rows of `schema`; an empty table still has its header.
    pub fn new(form: Form, file: W, schema: &SchemaRef) -> Result<Self, ArrowError> {
        let to = match form {
            Form::Csv => {
                let mut writer = arrow::csv::Writer::new(file);
                writer.write(&RecordBatch::new_empty(schema.clone()))?;
                To::Csv(Box::new(writer))
            }
            Form::Parquet => {
                let zstd = Compression::ZSTD(ZstdLevel::default());
                let properties = WriterProperties::builder().set_compression(zstd).build();
                To::Parquet(Box::new(ArrowWriter::try_new(file, schema.clone(), Some(properties))?))
            }
        };
        Ok(Self { to })
    }

    /// Appends rows.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), ArrowError> {
        match &mut self.to {
            To::Csv(writer) => writer.write(batch),
            To::Parquet(writer) => Ok(writer.write(batch)?),
        }
    }

    /// Ends the file.
    pub fn close(self) -> Result<(), ArrowError> {
        match self.to {
            To::Csv(_) => Ok(()),
            To::Parquet(writer) => Ok(writer.close().map(drop)?),
        }
    }
}

/// The entry of a table in the descriptor: where it lies and how it is written, so that nothing has to be guessed.
pub fn resource(table: &Table, form: Form) -> Value {
    let mut schema = frictionless(table);
    for field in schema.get_mut("fields").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(field) = field.as_object_mut().filter(|field| field["type"] == "number") {
            field.insert("decimalChar".to_owned(), json!("."));
        }
    }
    let mut resource = json!({
        "name": table.name,
        "path": format!("{}.{}", table.name, form.ending()),
        "title": table.title.en,
        "mediatype": if form == Form::Csv { "text/csv" } else { "application/vnd.apache.parquet" },
        "schema": schema,
    });
    if let (Form::Csv, Some(entry)) = (form, resource.as_object_mut()) {
        entry.insert("encoding".to_owned(), json!("utf-8"));
        entry.insert("dialect".to_owned(), json!({ "delimiter": ",", "header": true }));
    }
    resource
}
