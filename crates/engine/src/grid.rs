//! Tables as every door shows them: named, titled columns and rows of plain values.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Field, Float64Type, Int64Type};
use liantu_model::{Words, schema};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A table, or a page of one.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Grid {
    /// The columns.
    pub columns: Vec<GridColumn>,
    /// The rows; unknown values are null.
    #[schema(value_type = Vec<Vec<Value>>)]
    pub rows: Vec<Vec<Value>>,
    /// Rows in the whole table, where that is known.
    pub total: Option<u64>,
    /// Whether rows were left out.
    pub truncated: bool,
}

/// A column of a [`Grid`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct GridColumn {
    /// Name, as in SQL.
    pub name: String,
    /// `text`, `integer`, `number`, `boolean` or `date`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Label.
    pub title: Words,
    /// Unit of the numbers.
    pub unit: Option<String>,
}

impl From<&schema::Column> for GridColumn {
    fn from(column: &schema::Column) -> Self {
        Self {
            name: column.name.to_owned(),
            kind: kind(&column.kind.data_type()),
            title: column.title.into(),
            unit: column.unit.map(str::to_owned),
        }
    }
}

/// The word for an Arrow type.
pub(crate) fn kind(data_type: &DataType) -> &'static str {
    use DataType as T;
    match data_type {
        T::Int8 | T::Int16 | T::Int32 | T::Int64 | T::UInt8 | T::UInt16 | T::UInt32 | T::UInt64 => "integer",
        T::Float16 | T::Float32 | T::Float64 | T::Decimal128(..) | T::Decimal256(..) => "number",
        T::Boolean => "boolean",
        T::Date32 | T::Date64 => "date",
        _ => "text",
    }
}

impl Grid {
    /// The rows `offset..offset + limit` of `batches`. Columns that belong to `titles` get their labels.
    pub(crate) fn new(
        fields: &[std::sync::Arc<Field>],
        batches: &[RecordBatch],
        titles: &[schema::Column],
        offset: usize,
        limit: Option<usize>,
    ) -> Result<Self, crate::EngineError> {
        let columns = fields.iter().map(|field| column(field, titles)).collect();
        let total: usize = batches.iter().map(RecordBatch::num_rows).sum();
        let end = limit.map_or(total, |limit| total.min(offset.saturating_add(limit)));
        let mut rows = Vec::with_capacity(end.saturating_sub(offset));
        let mut first = 0;
        for batch in batches {
            let range = offset.max(first)..end.min(first + batch.num_rows());
            if range.start < range.end {
                let page = batch.slice(range.start - first, range.len());
                let arrays = page.columns().iter().map(Cells::new).collect::<Result<Vec<_>, _>>()?;
                rows.extend((0..range.len()).map(|row| arrays.iter().map(|cells| cells.value(row)).collect()));
            }
            first += batch.num_rows();
        }
        Ok(Self { columns, rows, total: Some(total as u64), truncated: end < total || offset > 0 })
    }
}

fn column(field: &Field, titles: &[schema::Column]) -> GridColumn {
    titles.iter().find(|column| column.name == field.name()).map_or_else(
        || GridColumn {
            name: field.name().clone(),
            kind: kind(field.data_type()),
            title: Words::same(field.name()),
            unit: None,
        },
        GridColumn::from,
    )
}

/// A column reduced to the few types that JSON knows.
struct Cells(ArrayRef);

impl Cells {
    fn new(array: &ArrayRef) -> Result<Self, crate::EngineError> {
        let wanted = match kind(array.data_type()) {
            "integer" => DataType::Int64,
            "number" => DataType::Float64,
            "boolean" => DataType::Boolean,
            "date" => DataType::Date32,
            _ if array.data_type().is_nested() => return Ok(Self(nested(array)?)),
            _ => DataType::Utf8,
        };
        Ok(Self(arrow::compute::cast(array, &wanted)?))
    }

    fn value(&self, row: usize) -> Value {
        let array = &self.0;
        if array.is_null(row) {
            return Value::Null;
        }
        match array.data_type() {
            DataType::Int64 => array.as_primitive::<Int64Type>().value(row).into(),
            // JSON has no infinity and no NaN: an undefined number is null.
            DataType::Float64 => array.as_primitive::<Float64Type>().value(row).into(),
            DataType::Boolean => array.as_boolean().value(row).into(),
            DataType::Date32 => liantu_model::period::from_epoch_days(array.as_primitive::<Date32Type>().value(row))
                .map_or(Value::Null, |day| day.to_string().into()),
            _ => array.as_string::<i32>().value(row).into(),
        }
    }
}

/// Lists and structs as their text.
fn nested(array: &ArrayRef) -> Result<ArrayRef, crate::EngineError> {
    let options = arrow::util::display::FormatOptions::default();
    let formatter = arrow::util::display::ArrayFormatter::try_new(array, &options)?;
    let texts = (0..array.len()).map(|row| array.is_valid(row).then(|| formatter.value(row).to_string()));
    Ok(std::sync::Arc::new(texts.collect::<arrow::array::StringArray>()))
}
