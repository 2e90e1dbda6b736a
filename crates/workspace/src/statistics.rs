//! Column statistics of a Parquet file in Delta's words, by which Spark, DuckDB, Polars and others skip files.

use arrow::datatypes::{DataType, Field, Schema};
use parquet::file::metadata::ParquetMetaData;
use parquet::file::statistics::Statistics;
use serde_json::{Map, Value, json};
use std::cmp::Ordering;

/// `{"numRecords": …, "minValues": {…}, "maxValues": {…}, "nullCount": {…}}`
///
/// Numbers have no extremes here: Parquet's leave out NaN, Delta's may not. A column has none either where a row group
/// lacks them.
pub(crate) fn of(schema: &Schema, metadata: &ParquetMetaData) -> String {
    let (mut smallest, mut largest, mut nulls) = (Map::new(), Map::new(), Map::new());
    for (index, field) in schema.fields().iter().enumerate() {
        let groups: Option<Vec<&Statistics>> =
            metadata.row_groups().iter().map(|group| group.column(index).statistics()).collect();
        let Some(groups) = groups else { continue };
        if let Some(count) = groups.iter().map(|group| group.null_count_opt()).sum::<Option<u64>>() {
            nulls.insert(field.name().clone(), count.into());
        }
        // A row group of nothing but nulls has no say; one whose extremes are unknown makes those of the file unknown.
        let groups = metadata
            .row_groups()
            .iter()
            .zip(groups)
            .filter(|(group, statistics)| statistics.null_count_opt() != u64::try_from(group.num_rows()).ok());
        let extremes: Option<Vec<(Value, Value)>> = groups.map(|(_, statistics)| extremes(field, statistics)).collect();
        let (lows, highs): (Vec<Value>, Vec<Value>) = extremes.unwrap_or_default().into_iter().unzip();
        if let (Some(low), Some(high)) = (lows.into_iter().min_by(order), highs.into_iter().max_by(order)) {
            smallest.insert(field.name().clone(), low);
            largest.insert(field.name().clone(), high);
        }
    }
    let rows = metadata.file_metadata().num_rows();
    json!({ "numRecords": rows, "minValues": smallest, "maxValues": largest, "nullCount": nulls }).to_string()
}

fn extremes(field: &Field, statistics: &Statistics) -> Option<(Value, Value)> {
    match (field.data_type(), statistics) {
        (DataType::Utf8, Statistics::ByteArray(values)) => {
            let text = |bytes: &[u8]| std::str::from_utf8(bytes).ok().map(Value::from);
            Some((text(values.min_bytes_opt()?)?, text(values.max_bytes_opt()?)?))
        }
        (DataType::Int64, Statistics::Int64(values)) => {
            Some(((*values.min_opt()?).into(), (*values.max_opt()?).into()))
        }
        (DataType::Date32, Statistics::Int32(values)) => Some((day(*values.min_opt()?)?, day(*values.max_opt()?)?)),
        _ => None,
    }
}

/// `YYYY-MM-DD`, which sorts as text for the years that have four digits.
fn day(days: i32) -> Option<Value> {
    let date = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
    (0..=9999).contains(&date.year()).then(|| date.to_string().into())
}

fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::String(a), Value::String(b)) => a.as_bytes().cmp(b.as_bytes()),
        (a, b) => a.as_i64().cmp(&b.as_i64()),
    }
}
