//! What a file was read as, by column.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Date32Type, Float64Type};
use liantu_model::schema::Table;
use liantu_package::{REJECTS, Sink, SinkError};

/// The accepted rows.
#[derive(Default)]
pub struct Keep(pub Vec<RecordBatch>);

impl Sink for Keep {
    fn batch(&mut self, table: &'static Table, batch: RecordBatch) -> Result<(), SinkError> {
        if table.name != REJECTS.name {
            self.0.push(batch);
        }
        Ok(())
    }
}

impl Keep {
    pub fn numbers(&self, column: &str) -> Vec<Option<f64>> {
        let array = |batch: &RecordBatch| batch.column_by_name(column).unwrap().as_primitive::<Float64Type>().clone();
        self.0.iter().flat_map(|batch| array(batch).iter().collect::<Vec<_>>()).collect()
    }

    pub fn texts(&self, column: &str) -> Vec<String> {
        let array = |batch: &RecordBatch| batch.column_by_name(column).unwrap().as_string::<i32>().clone();
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        self.0.iter().flat_map(|batch| array(batch).iter().map(text).collect::<Vec<_>>()).collect()
    }

    /// How many days are not known.
    pub fn undated(&self, column: &str) -> usize {
        let array =
            |batch: &RecordBatch| batch.column_by_name(column).unwrap().as_primitive::<Date32Type>().null_count();
        self.0.iter().map(array).sum()
    }
}
