//! How far values of a column reach: enough to tell that a stored file cannot hold any of them.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Int64Type};
use serde_json::Value;
use std::collections::BTreeSet;

/// Values that are remembered one by one; beyond, only the smallest and the largest.
const FEW: usize = 1 << 12;

/// The values of one column of incoming rows.
#[derive(Clone, Debug)]
pub(crate) struct Reach {
    column: &'static str,
    nulls: bool,
    values: Values,
}

#[derive(Clone, Debug)]
enum Values {
    None,
    Texts(Span<String>),
    Numbers(Span<i64>),
    /// Days since 1970, which statistics write as text.
    Days(Span<i64>),
    /// Nothing can be said.
    Any,
}

/// Some values: all of them while they are few, and the borders.
#[derive(Clone, Debug)]
struct Span<T> {
    few: Option<BTreeSet<T>>,
    low: T,
    high: T,
}

impl<T: Ord + Clone> Span<T> {
    fn new(value: T) -> Self {
        Self { few: Some(BTreeSet::from([value.clone()])), low: value.clone(), high: value }
    }

    fn add<Q>(&mut self, value: &Q)
    where
        T: std::borrow::Borrow<Q>,
        Q: Ord + ToOwned<Owned = T> + ?Sized,
    {
        if value < self.low.borrow() {
            self.low = value.to_owned();
        } else if value > self.high.borrow() {
            self.high = value.to_owned();
        }
        if let Some(few) = &mut self.few
            && !few.contains(value)
        {
            few.insert(value.to_owned());
            if few.len() > FEW {
                self.few = None;
            }
        }
    }

    fn meets(&self, low: &T, high: &T) -> bool {
        match &self.few {
            Some(few) => low <= high && few.range(low..=high).next().is_some(),
            None => self.low <= *high && *low <= self.high,
        }
    }
}

impl Reach {
    pub fn new(column: &'static str) -> Self {
        Self { column, nulls: false, values: Values::None }
    }

    pub fn column(&self) -> &'static str {
        self.column
    }

    /// Takes in the values of a batch.
    pub fn extend(&mut self, batch: &RecordBatch) {
        let Some(column) = batch.column_by_name(self.column) else {
            (self.nulls, self.values) = (true, Values::Any);
            return;
        };
        self.nulls |= column.null_count() > 0;
        match column.data_type() {
            DataType::Utf8 => {
                for text in column.as_string::<i32>().iter().flatten() {
                    match &mut self.values {
                        Values::Texts(span) => span.add(text),
                        Values::None => self.values = Values::Texts(Span::new(text.to_owned())),
                        _ => self.values = Values::Any,
                    }
                }
            }
            DataType::Int64 => {
                for number in column.as_primitive::<Int64Type>().iter().flatten() {
                    match &mut self.values {
                        Values::Numbers(span) => span.add(&number),
                        Values::None => self.values = Values::Numbers(Span::new(number)),
                        _ => self.values = Values::Any,
                    }
                }
            }
            DataType::Date32 => {
                for day in column.as_primitive::<Date32Type>().iter().flatten() {
                    match &mut self.values {
                        Values::Days(span) => span.add(&i64::from(day)),
                        Values::None => self.values = Values::Days(Span::new(day.into())),
                        _ => self.values = Values::Any,
                    }
                }
            }
            _ => self.values = Values::Any,
        }
    }

    /// Whether a file of these statistics may hold one of the values. What statistics do not say may be.
    pub fn meets(&self, statistics: &Value) -> bool {
        let of = |kind: &str| statistics.get(kind).and_then(|of| of.get(self.column));
        let nulls = of("nullCount").and_then(Value::as_u64);
        if self.nulls && nulls != Some(0) {
            return true;
        }
        if nulls.is_some() && nulls == statistics.get("numRecords").and_then(Value::as_u64) {
            return false;
        }
        let (Some(low), Some(high)) = (of("minValues"), of("maxValues")) else {
            return !matches!(self.values, Values::None);
        };
        let met = match &self.values {
            Values::None => Some(false),
            Values::Any => Some(true),
            Values::Texts(span) => {
                low.as_str().zip(high.as_str()).map(|(low, high)| span.meets(&low.to_owned(), &high.to_owned()))
            }
            Values::Numbers(span) => low.as_i64().zip(high.as_i64()).map(|(low, high)| span.meets(&low, &high)),
            Values::Days(span) => day(low).zip(day(high)).map(|(low, high)| span.meets(&low, &high)),
        };
        met.unwrap_or(true)
    }
}

fn day(written: &Value) -> Option<i64> {
    let day: jiff::civil::Date = written.as_str()?.parse().ok()?;
    Some(i64::from((day - jiff::civil::date(1970, 1, 1)).get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{ArrayRef, Date32Array, Int64Array, StringArray};
    use serde_json::json;
    use std::sync::Arc;

    fn reach(column: ArrayRef) -> Reach {
        let mut reach = Reach::new("c");
        reach.extend(&RecordBatch::try_from_iter([("c", column)]).unwrap());
        reach
    }

    fn file(low: impl Into<Value>, high: impl Into<Value>, nulls: u64) -> Value {
        let (low, high) = (low.into(), high.into());
        json!({"numRecords": 10, "minValues": {"c": low}, "maxValues": {"c": high}, "nullCount": {"c": nulls}})
    }

    #[test]
    fn a_file_is_passed_over_only_where_no_value_can_be_in_it() {
        let months = reach(Arc::new(StringArray::from(vec!["2022-03", "2024-03"])));
        assert!(months.meets(&file("2022-01", "2022-12", 0)));
        assert!(!months.meets(&file("2023-01", "2023-12", 0)), "between the two, and yet in neither");
        assert!(!months.meets(&file("2023-01", "2023-12", 3)), "blanks do not look for values");
        assert!(months.meets(&json!({"numRecords": 10})), "nothing is known of the file");
        let blank = reach(Arc::new(StringArray::from(vec![None, Some("b")])));
        assert!(blank.meets(&file("x", "y", 1)) && !blank.meets(&file("x", "y", 0)));
        let all_blank = json!({"numRecords": 10, "minValues": {}, "maxValues": {}, "nullCount": {"c": 10}});
        assert!(blank.meets(&all_blank) && !months.meets(&all_blank));
        let many = reach(Arc::new((0..10_000).map(|number| Some(number * 2)).collect::<Int64Array>()));
        assert!(many.meets(&file(3, 3, 0)), "too many to know each");
        assert!(!many.meets(&file(20_000, 30_000, 0)));
        let days = reach(Arc::new(Date32Array::from(vec![19_000, 19_001])));
        assert!(days.meets(&file("2022-01-08", "2022-01-08", 0)));
        assert!(!days.meets(&file("2022-01-10", "2022-02-01", 0)));
        assert!(days.meets(&file(1, 2, 0)), "statistics of another kind say nothing");
    }
}
