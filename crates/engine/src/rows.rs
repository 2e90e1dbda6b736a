//! Stored columns read by name: the one place where Arrow arrays become plain values.

use crate::EngineError;
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
};
use arrow::compute::{cast, concat};
use arrow::datatypes::{DataType, Date32Type, Field, Schema};
use liantu_model::{Observation, Words, schema::Table};
use std::collections::HashMap;
use std::sync::Arc;

/// A small table in memory, its columns cast to the types of its schema. A column or a table that is absent reads as null.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    columns: HashMap<String, ArrayRef>,
    len: usize,
}

impl Rows {
    pub fn new(table: &Table, batches: &[RecordBatch]) -> Result<Self, EngineError> {
        Self::taking(table, batches.to_vec())
    }

    /// The same of batches that nobody else holds: a column after the other, so that no more than one is there twice.
    pub fn taking(table: &Table, batches: Vec<RecordBatch>) -> Result<Self, EngineError> {
        let Some(first) = batches.first() else { return Ok(Self::default()) };
        let (schema, len) = (first.schema(), batches.iter().map(RecordBatch::num_rows).sum());
        let mut parts: Vec<Vec<ArrayRef>> = vec![Vec::new(); schema.fields().len()];
        for batch in batches {
            parts.iter_mut().zip(batch.columns()).for_each(|(own, array)| own.push(Arc::clone(array)));
        }
        let mut columns = HashMap::new();
        for (field, parts) in schema.fields().iter().zip(parts) {
            let wanted = table.column(field.name()).map_or(DataType::Utf8, |column| column.kind.data_type());
            let whole = concat(&parts.iter().map(AsRef::as_ref).collect::<Vec<&dyn Array>>())?;
            drop(parts);
            columns.insert(field.name().clone(), cast(&whole, &wanted)?);
        }
        Ok(Self { columns, len })
    }

    /// The rows of a table that ships, as CSV with the native columns.
    pub fn of_csv(table: &Table, text: &'static str) -> Result<Self, EngineError> {
        let head = text.lines().next().unwrap_or_default();
        let fields: Vec<Field> = head.split(',').map(|name| Field::new(name, DataType::Utf8, true)).collect();
        let reader = arrow::csv::ReaderBuilder::new(Arc::new(Schema::new(fields))).with_header(true);
        let reader = reader.build(std::io::Cursor::new(text.as_bytes()))?;
        Self::taking(table, reader.collect::<Result<_, _>>()?)
    }

    /// The same rows with other words in a column.
    pub fn with_texts(mut self, column: &str, words: Vec<Option<String>>) -> Self {
        self.columns.insert(column.to_owned(), Arc::new(StringArray::from(words)));
        self
    }

    /// The same rows with other days in a column.
    pub fn with_days(mut self, column: &str, days: Vec<Option<i32>>) -> Self {
        self.columns.insert(column.to_owned(), Arc::new(Date32Array::from(days)));
        self
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn texts(&self, column: &str) -> Option<&StringArray> {
        self.columns.get(column).and_then(|array| array.as_string_opt::<i32>())
    }

    pub fn numbers(&self, column: &str) -> Option<&Float64Array> {
        self.columns.get(column).and_then(|array| array.as_primitive_opt())
    }

    pub fn text(&self, column: &str, row: usize) -> Option<&str> {
        let array = self.texts(column)?;
        array.is_valid(row).then(|| array.value(row))
    }

    pub fn number(&self, column: &str, row: usize) -> Option<f64> {
        let array = self.numbers(column)?;
        array.is_valid(row).then(|| array.value(row))
    }

    pub fn integer(&self, column: &str, row: usize) -> Option<i64> {
        let array: &Int64Array = self.columns.get(column)?.as_primitive_opt()?;
        array.is_valid(row).then(|| array.value(row))
    }

    pub fn boolean(&self, column: &str, row: usize) -> Option<bool> {
        let array: &BooleanArray = self.columns.get(column)?.as_boolean_opt()?;
        array.is_valid(row).then(|| array.value(row))
    }

    /// What the row says of itself; blank counts as observed.
    pub fn observation(&self, row: usize) -> Observation {
        match self.text("observation", row) {
            Some("estimated") => Observation::Estimated,
            Some("simulated") => Observation::Simulated,
            _ => Observation::Observed,
        }
    }

    /// Days since 1970-01-01.
    pub fn day(&self, column: &str, row: usize) -> Option<i32> {
        let array = self.columns.get(column)?.as_primitive_opt::<Date32Type>()?;
        array.is_valid(row).then(|| array.value(row))
    }

    /// The parts of a `|`-separated list.
    pub fn list(&self, column: &str, row: usize) -> Vec<String> {
        let parts = self.text(column, row).unwrap_or_default().split('|').map(str::trim);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// A name in both languages; where one is missing the other stands in, and `fallback` for both.
    pub fn title(&self, zh: &str, en: &str, row: usize, fallback: &str) -> Words {
        let (zh, en) = (self.text(zh, row), self.text(en, row));
        Words::new(zh.or(en).unwrap_or(fallback), en.or(zh).unwrap_or(fallback))
    }
}
