//! Columns of a result: from numbered words and from numbers, or from rows put together one by one, for results that are
//! small beside what they come from.

use crate::panel::Labels;
use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float64Array, Int64Array, StringArray, UInt32Array,
};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use arrow::datatypes::DataType;
use liantu_model::schema::Column;
use liantu_numeric::Nullable;
use std::sync::Arc;

/// Numbers back to words, as a dictionary: however long the result, each word is kept once. An empty word stands for none.
pub(super) fn words(labels: &Labels, ids: &[u32]) -> ArrayRef {
    words_of(labels, ids.to_vec())
}

/// The same without a copy of the numbers.
pub(super) fn words_of(labels: &Labels, ids: Vec<u32>) -> ArrayRef {
    let given = |n: usize| !labels.0[ids[n] as usize].is_empty();
    let some_lack = labels.0.iter().any(String::is_empty);
    let nulls = some_lack.then(|| NullBuffer::new(BooleanBuffer::collect_bool(ids.len(), given)));
    let words: StringArray = labels.0.iter().map(Some).collect();
    Arc::new(DictionaryArray::new(UInt32Array::new(ids.into(), nulls), Arc::new(words)))
}

/// Undefined entries are null.
pub(super) fn numbers(column: &Nullable) -> ArrayRef {
    raw_numbers(column.raw().to_vec())
}

/// NaN entries are null.
pub(super) fn raw_numbers(entries: Vec<f64>) -> ArrayRef {
    let nulls = given(&entries);
    Arc::new(Float64Array::new(entries.into(), nulls))
}

/// Which entries are no NaN; none where all are.
pub(super) fn given(entries: &[f64]) -> Option<NullBuffer> {
    let some_lack = entries.iter().fold(false, |lack, entry| lack | entry.is_nan());
    some_lack.then(|| NullBuffer::new(BooleanBuffer::collect_bool(entries.len(), |n| !entries[n].is_nan())))
}

/// A value of a result; `None` is unknown or undefined.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Text(Option<String>),
    Integer(Option<i64>),
    Number(Option<f64>),
    Boolean(Option<bool>),
    Day(Option<i32>),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Cell {
    fn from(count: u32) -> Self {
        Self::Integer(Some(count.into()))
    }
}

impl From<usize> for Cell {
    fn from(count: usize) -> Self {
        Self::Integer(i64::try_from(count).ok())
    }
}

impl From<Option<f64>> for Cell {
    fn from(number: Option<f64>) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Cell {
    fn from(flag: bool) -> Self {
        Self::Boolean(Some(flag))
    }
}

/// Columns in the order and types of `outputs` from rows in the same order.
///
/// # Panics
///
/// If a row does not have a cell of the right kind for each column: a mistake in the binding, which its test shows.
pub(super) fn columns(outputs: &'static [Column], rows: &[Vec<Cell>]) -> Vec<ArrayRef> {
    assert!(rows.iter().all(|row| row.len() == outputs.len()), "one cell for each column");
    let column = |(place, column): (usize, &Column)| -> ArrayRef {
        let wrong = |cell: &Cell| -> ! { panic!("column {} cannot hold {cell:?}", column.name) };
        let cells = rows.iter().map(|row| &row[place]);
        match column.kind.data_type() {
            DataType::Int64 => Arc::new(
                cells
                    .map(|cell| if let Cell::Integer(value) = cell { *value } else { wrong(cell) })
                    .collect::<Int64Array>(),
            ),
            DataType::Float64 => Arc::new(
                cells
                    .map(|cell| if let Cell::Number(value) = cell { *value } else { wrong(cell) })
                    .collect::<Float64Array>(),
            ),
            DataType::Boolean => Arc::new(
                cells
                    .map(|cell| if let Cell::Boolean(value) = cell { *value } else { wrong(cell) })
                    .collect::<BooleanArray>(),
            ),
            DataType::Date32 => Arc::new(
                cells
                    .map(|cell| if let Cell::Day(value) = cell { *value } else { wrong(cell) })
                    .collect::<Date32Array>(),
            ),
            // An empty text stands for none, as in a dictionary of words.
            _ => Arc::new(
                cells
                    .map(|cell| if let Cell::Text(value) = cell { value.as_deref() } else { wrong(cell) })
                    .map(|text| text.filter(|text| !text.is_empty()))
                    .collect::<StringArray>(),
            ),
        }
    };
    outputs.iter().enumerate().map(column).collect()
}
