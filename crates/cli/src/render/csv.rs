//! Rows as CSV (RFC 4180, UTF-8, `\n`): an unknown value is nothing, an empty text is `""`.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Float64Type, Schema};
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use std::fmt::Write;

/// The line of the column names.
pub fn head(schema: &Schema) -> String {
    let names: Vec<String> = schema.fields().iter().map(|field| quoted(field.name())).collect();
    names.join(",") + "\n"
}

/// The lines of `batch`.
pub fn rows(batch: &RecordBatch) -> Result<String, ArrowError> {
    let options = FormatOptions::default();
    let columns: Vec<Column> =
        batch.columns().iter().map(|array| Column::new(array.as_ref(), &options)).collect::<Result<_, _>>()?;
    let mut text = String::new();
    for row in 0..batch.num_rows() {
        for (n, column) in columns.iter().enumerate() {
            if n > 0 {
                text.push(',');
            }
            column.cell(&mut text, row)?;
        }
        text.push('\n');
    }
    Ok(text)
}

struct Column<'a> {
    array: &'a dyn Array,
    /// What is unknown; also in columns that keep no bits for it, such as that of `null`.
    unknown: Option<NullBuffer>,
    formatter: ArrayFormatter<'a>,
    /// Numbers, days and the like never need quotes.
    plain: bool,
}

impl<'a> Column<'a> {
    fn new(array: &'a dyn Array, options: &FormatOptions<'a>) -> Result<Self, ArrowError> {
        let plain = array.data_type().is_primitive() || *array.data_type() == DataType::Boolean;
        Ok(Self { array, unknown: array.logical_nulls(), formatter: ArrayFormatter::try_new(array, options)?, plain })
    }

    fn cell(&self, text: &mut String, row: usize) -> Result<(), ArrowError> {
        // As everywhere, a number that is not one is unknown.
        let undefined = || {
            let numbers = self.array.as_primitive_opt::<Float64Type>();
            numbers.is_some_and(|numbers| !numbers.value(row).is_finite())
        };
        if self.unknown.as_ref().is_some_and(|unknown| unknown.is_null(row)) || undefined() {
            return Ok(());
        }
        let value = self.formatter.value(row);
        if self.plain {
            // A value that cannot be shown is an error of its own, below.
            return write!(text, "{value}").map_err(|_| ArrowError::CsvError(format!("row {row} cannot be shown")));
        }
        text.push_str(&quoted(&value.try_to_string()?));
        Ok(())
    }
}

fn quoted(text: &str) -> String {
    let plain = !text.is_empty() && !text.contains(['"', ',', '\n', '\r']) && text.trim() == text;
    if plain { text.to_owned() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, NullArray, StringArray};
    use std::sync::Arc;

    #[test]
    fn unknown_is_told_from_empty_and_what_needs_quotes_gets_them() {
        let columns: [(&str, ArrayRef); 5] = [
            ("name", Arc::new(StringArray::from(vec![Some(""), None, Some("a,\"b\"\n"), Some(" 上海")]))),
            ("value", Arc::new(Float64Array::from(vec![Some(0.1), Some(f64::NAN), None, Some(-2.0)]))),
            ("day", Arc::new(Date32Array::from(vec![Some(0), None, None, Some(-1)]))),
            ("nothing", Arc::new(NullArray::new(4))),
            ("n,o", Arc::new(Int64Array::from(vec![7, 8, 9, 10]))),
        ];
        let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
        let text = head(&batch.schema()) + &rows(&batch).expect("values that can be shown");
        let expected = "name,value,day,nothing,\"n,o\"\n\"\",0.1,1970-01-01,,7\n,,,,8\n\"a,\"\"b\"\"\n\",,,,9\n\" 上海\",-2.0,1969-12-31,,10\n";
        assert_eq!(text, expected);
    }
}
