//! Parquet files: columns that are typed already, and are checked all the same.

use crate::catalogue::container as pages;
use crate::cell::{Cell, Cells, Spot};
use crate::container::OnDisk;
use crate::package::Resource;
use crate::sheet::hashed;
use crate::source::{Names, Raw, Sample, Trouble};
use crate::text::blocks::{Consumed, Stop};
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Date32Array, Float64Array, Int64Array, StringArray};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type};
use arrow::record_batch::RecordBatch;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::io;

/// A Parquet file.
pub(crate) struct ColumnarPlan {
    file: OnDisk,
}

const CHUNK: usize = 8_192;

impl Resource {
    /// Opens the file: its column names, the first rows as text, and the plan.
    pub(crate) fn open_columnar(&self) -> Result<(Names, Sample, ColumnarPlan), Trouble> {
        let file = self.location.on_disk().map_err(|error| self.trouble(error))?;
        let damaged = |error: String| Trouble::from(self.finding(&pages::FILE_DAMAGED).found(error));
        let open = File::open(&file.path).map_err(|error| self.trouble(error))?;
        let builder = ParquetRecordBatchReaderBuilder::try_new(open).map_err(|error| damaged(error.to_string()))?;
        let names = builder.schema().fields().iter().map(|field| field.name().clone()).collect();
        let mut reader = builder.with_batch_size(200).build().map_err(|error| damaged(error.to_string()))?;
        let sample = match reader.next() {
            Some(batch) => {
                let batch = batch.map_err(|error| damaged(error.to_string()))?;
                let columns = Columns::new(&batch);
                let row = |row| (0..batch.num_columns()).map(|column| columns.cell(row, column).written()).collect();
                (0..batch.num_rows()).map(row).collect()
            }
            None => Vec::new(),
        };
        Ok((names, sample, ColumnarPlan { file }))
    }
}

impl ColumnarPlan {
    pub(crate) fn produce(&self, push: &mut dyn FnMut(Raw, u64) -> bool) -> Result<Consumed, Stop> {
        let consumed = hashed(&self.file.path)?;
        let broken = |error: String| Stop::Read(io::Error::new(io::ErrorKind::InvalidData, error));
        let file = File::open(&self.file.path).map_err(Stop::Read)?;
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| broken(error.to_string()))?;
        let total = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0).max(1);
        let reader = builder.with_batch_size(CHUNK).build().map_err(|error| broken(error.to_string()))?;
        let mut rows = 0u64;
        for batch in reader {
            let batch = batch.map_err(|error| broken(error.to_string()))?;
            rows += batch.num_rows() as u64;
            let done = u128::from(consumed.bytes) * u128::from(rows.min(total)) / u128::from(total);
            if !push(Raw::Batch(batch), u64::try_from(done).unwrap_or(consumed.bytes)) {
                return Err(Stop::Unwanted);
            }
        }
        Ok(consumed)
    }
}

/// A column in one of the few types that cells have.
enum Values {
    Text(StringArray),
    Integer(Int64Array),
    Number(Float64Array),
    Flag(BooleanArray),
    Day(Date32Array),
    /// A type without cells, such as a list.
    Other(String),
}

impl Values {
    fn new(array: &ArrayRef) -> Self {
        let to = |target: &DataType| {
            cast_with_options(array, target, &CastOptions { safe: false, ..CastOptions::default() }).ok()
        };
        let kind = match array.data_type() {
            DataType::Dictionary(_, value) => value.as_ref(),
            other => other,
        };
        let cast = match kind {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => {
                to(&DataType::Utf8).map(|array| Self::Text(array.as_string::<i32>().clone()))
            }
            kind if kind.is_integer() => {
                to(&DataType::Int64).map(|array| Self::Integer(array.as_primitive::<Int64Type>().clone()))
            }
            kind if kind.is_floating() || kind.is_decimal() => {
                to(&DataType::Float64).map(|array| Self::Number(array.as_primitive::<Float64Type>().clone()))
            }
            DataType::Boolean => to(&DataType::Boolean).map(|array| Self::Flag(array.as_boolean().clone())),
            DataType::Date32 | DataType::Date64 | DataType::Timestamp(_, _) => {
                to(&DataType::Date32).map(|array| Self::Day(array.as_primitive::<Date32Type>().clone()))
            }
            _ => None,
        };
        cast.unwrap_or_else(|| Self::Other(format!("<{}>", array.data_type())))
    }
}

/// A batch of a Parquet file.
pub(crate) struct Columns {
    rows: usize,
    values: Vec<(Values, ArrayRef)>,
}

impl Columns {
    pub(crate) fn new(batch: &RecordBatch) -> Self {
        let values = batch.columns().iter().map(|array| (Values::new(array), array.clone())).collect();
        Self { rows: batch.num_rows(), values }
    }
}

impl Cells for Columns {
    fn rows(&self) -> usize {
        self.rows
    }

    #[inline]
    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let (values, array) = &self.values[column];
        if array.is_null(row) {
            return Cell::Empty;
        }
        match values {
            Values::Text(texts) if texts.is_null(row) => Cell::Empty,
            Values::Text(texts) => Cell::Text(texts.value(row).trim()),
            Values::Integer(numbers) => Cell::Integer(numbers.value(row)),
            Values::Number(numbers) => Cell::Number(numbers.value(row)),
            Values::Flag(flags) => Cell::Boolean(flags.value(row)),
            Values::Day(days) => Cell::Day(days.value(row)),
            Values::Other(kind) => Cell::Fault(kind),
        }
    }

    fn spot(&self, _: usize, _: Option<usize>) -> Spot {
        Spot::default()
    }

    fn record(&self, row: usize) -> String {
        let cells: Vec<String> = (0..self.values.len()).map(|column| self.cell(row, column).written()).collect();
        cells.join("\t")
    }
}
