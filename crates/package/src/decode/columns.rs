//! Numbers, days and flags, straight from the bytes of the cells.

use super::{Decoder, FOUND, Fault, cell};
use crate::binding::{Bound, Origin};
use crate::catalogue::cells as pages;
use crate::cell::date::DateFault;
use crate::cell::number::{self, NumberFault};
use crate::cell::{Cell, Cells, date, is_missing, word};
use crate::text::chunk::bounded;
use arrow::array::{ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, new_null_array};
use liantu_model::schema::ColumnKind;
use liantu_model::{Explanation, Words};
use std::sync::Arc;

impl Decoder<'_> {
    /// Decodes one column of the table.
    pub(super) fn column(&mut self, cells: &impl Cells, position: usize, bound: &Bound) -> ArrayRef {
        if matches!(bound.origin, Origin::Absent) {
            return new_null_array(&bound.column.kind.data_type(), cells.rows());
        }
        match bound.column.kind {
            ColumnKind::Number => self.numbers(cells, position, bound),
            ColumnKind::Integer => self.integers(cells, position, bound),
            ColumnKind::Date => self.days(cells, position, bound),
            ColumnKind::Boolean => self.flags(cells, position, bound),
            ColumnKind::Text
            | ColumnKind::List
            | ColumnKind::Code { .. }
            | ColumnKind::Reference { .. }
            | ColumnKind::Choice { .. }
            | ColumnKind::Period => self.words(cells, position, bound),
        }
    }

    /// The cell of a row, unless the row is broken or the value missing; says so where it may not be.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "measured: called for every cell")]
    pub(super) fn value<'c>(
        &mut self,
        cells: &'c impl Cells,
        position: usize,
        bound: &'c Bound,
        row: usize,
    ) -> Option<Cell<'c>> {
        if self.broken[row] {
            return None;
        }
        match cell(cells, bound, row) {
            Cell::Text(text) if is_missing(text, &self.binding.missing) && !self.is_choice(bound, text) => {}
            Cell::Empty => {}
            Cell::Fault(text) => {
                self.cell_fault(row, position, &pages::CELL_FAULT, text, None, None, false);
                return None;
            }
            present => return Some(present),
        }
        if bound.column.required {
            self.missing(row, position);
        }
        None
    }

    /// Whether a text that elsewhere means "missing" is a word of the column, such as `none`; a source may say that it is none.
    #[cold]
    fn is_choice(&self, bound: &Bound, text: &str) -> bool {
        let ColumnKind::Choice { of } = bound.column.kind else { return false };
        of.iter().any(|word| word.eq_ignore_ascii_case(text)) && !self.binding.missing.iter().any(|own| own == text)
    }

    #[cold]
    fn missing(&mut self, row: usize, position: usize) {
        let column = self.binding.columns[position].column;
        let page = &pages::VALUE_MISSING;
        let expected = Some(Words::new(
            format!("{}（{}）", column.title.zh, column.name),
            format!("a value for `{}`", column.name),
        ));
        self.fault(Fault { row, position: Some(position), page, found: None, expected, help: None }, false);
    }

    #[cold]
    #[allow(clippy::too_many_arguments, reason = "the parts of a finding")]
    pub(super) fn cell_fault(
        &mut self,
        row: usize,
        position: usize,
        page: &'static Explanation,
        found: &str,
        expected: Option<Words>,
        help: Option<Words>,
        readable: bool,
    ) {
        let found = Some(bounded(found, FOUND).to_owned());
        self.fault(Fault { row, position: Some(position), page, found, expected, help }, readable);
    }

    #[cold]
    fn number_fault(&mut self, row: usize, position: usize, text: &str, fault: NumberFault, whole: bool) {
        let (page, help) = match fault {
            NumberFault::Ambiguous => (
                &pages::NUMBER_AMBIGUOUS,
                Words::new(
                    "在映射中写明 decimal = \".\" 或 decimal = \",\"",
                    "say decimal = \".\" or decimal = \",\" in the mapping",
                ),
            ),
            NumberFault::Percent => (
                &pages::PERCENT_UNEXPECTED,
                Words::new("去掉百分号；份额写作小数，如 0.35", "remove the percent sign; write shares as 0.35"),
            ),
            NumberFault::Invalid if whole => (
                &pages::INTEGER_INVALID,
                Words::new("只写数字；未知则留空", "digits only; leave it blank where unknown"),
            ),
            NumberFault::Invalid => (
                &pages::NUMBER_INVALID,
                Words::new(
                    "只写数字，单位写在别处；未知则留空",
                    "the number only, its unit elsewhere; leave it blank where unknown",
                ),
            ),
        };
        let expected = if whole { Words::new("整数", "a whole number") } else { Words::new("数字", "a number") };
        self.cell_fault(row, position, page, text, Some(expected), Some(help), false);
    }

    /// Notes a number outside of the bounds of its column.
    #[inline]
    fn bounds(&mut self, row: usize, position: usize, value: f64) {
        let column = self.binding.columns[position].column;
        let low = column.min.is_some_and(|min| value < min);
        if low || column.max.is_some_and(|max| value > max) {
            self.out_of_bounds(row, position, value);
        }
    }

    #[cold]
    fn out_of_bounds(&mut self, row: usize, position: usize, value: f64) {
        let column = self.binding.columns[position].column;
        let (min, max) = (column.min.unwrap_or(f64::NEG_INFINITY), column.max.unwrap_or(f64::INFINITY));
        let unit = column.unit.map(|unit| format!(" {unit}")).unwrap_or_default();
        let expected = Words::new(format!("{min} 到 {max}{unit}"), format!("{min} to {max}{unit}"));
        let help = (max <= 1.0 && value > 1.0 && value <= 100.0)
            .then(|| Words::new("若是百分数，请除以 100", "if it is a percentage, divide it by 100"));
        self.cell_fault(row, position, &pages::RANGE_EXCEEDED, &value.to_string(), Some(expected), help, true);
    }

    fn numbers(&mut self, cells: &impl Cells, position: usize, bound: &Bound) -> ArrayRef {
        let mut builder = Float64Builder::with_capacity(cells.rows());
        let ratio = bound.column.unit == Some("ratio");
        for row in 0..cells.rows() {
            let Some(present) = self.value(cells, position, bound, row) else {
                builder.append_null();
                continue;
            };
            let parsed = match present {
                Cell::Text(text) => number::parse(text, bound.numbers).or_else(|fault| {
                    let percentage = || number::percentage(text, bound.numbers);
                    let allowed = fault == NumberFault::Percent && (ratio || bound.factor == Some(0.01));
                    allowed.then(percentage).flatten().map(|share| share / bound.factor.unwrap_or(1.0)).ok_or(fault)
                }),
                Cell::Number(value) if value.is_finite() => Ok(value),
                Cell::Integer(value) => Ok(value as f64),
                _ => Err(NumberFault::Invalid),
            };
            match parsed {
                Ok(value) => {
                    let value = bound.factor.map_or(value, |factor| value * factor);
                    self.bounds(row, position, value);
                    builder.append_value(value);
                }
                Err(fault) => {
                    self.number_fault(row, position, &present.written(), fault, false);
                    builder.append_null();
                }
            }
        }
        Arc::new(builder.finish())
    }

    fn integers(&mut self, cells: &impl Cells, position: usize, bound: &Bound) -> ArrayRef {
        let mut builder = Int64Builder::with_capacity(cells.rows());
        for row in 0..cells.rows() {
            let Some(present) = self.value(cells, position, bound, row) else {
                builder.append_null();
                continue;
            };
            let parsed = match present {
                Cell::Text(text) => number::integer(text, bound.numbers),
                Cell::Number(value) => number::whole(value).ok_or(NumberFault::Invalid),
                Cell::Integer(value) => Ok(value),
                _ => Err(NumberFault::Invalid),
            };
            match parsed {
                Ok(value) => {
                    self.bounds(row, position, value as f64);
                    builder.append_value(value);
                }
                Err(fault) => {
                    self.number_fault(row, position, &present.written(), fault, true);
                    builder.append_null();
                }
            }
        }
        Arc::new(builder.finish())
    }

    fn days(&mut self, cells: &impl Cells, position: usize, bound: &Bound) -> ArrayRef {
        let mut builder = Date32Builder::with_capacity(cells.rows());
        for row in 0..cells.rows() {
            let Some(present) = self.value(cells, position, bound, row) else {
                builder.append_null();
                continue;
            };
            let parsed = match present {
                Cell::Day(days) => Ok(days),
                Cell::Text(text) => date::parse(text),
                Cell::Number(_) | Cell::Integer(_) => date::parse(&present.written()),
                _ => Err(DateFault::Invalid),
            };
            match parsed {
                Ok(days) => builder.append_value(days),
                Err(fault) => {
                    self.day_fault(row, position, &present.written(), fault);
                    builder.append_null();
                }
            }
        }
        Arc::new(builder.finish())
    }

    #[cold]
    fn day_fault(&mut self, row: usize, position: usize, text: &str, fault: DateFault) {
        let (page, help) = match fault {
            DateFault::Invalid => (
                &pages::DATE_INVALID,
                Words::new("写作 2021-05-17；未知则留空", "write 2021-05-17; leave it blank where unknown"),
            ),
            DateFault::Ambiguous => (
                &pages::DATE_AMBIGUOUS,
                Words::new("把年写在前面，如 2021-05-17", "write the year first, as in 2021-05-17"),
            ),
        };
        let expected = Some(Words::new("日期", "a date"));
        self.cell_fault(row, position, page, text, expected, Some(help), false);
    }

    fn flags(&mut self, cells: &impl Cells, position: usize, bound: &Bound) -> ArrayRef {
        let mut builder = BooleanBuilder::with_capacity(cells.rows());
        for row in 0..cells.rows() {
            let Some(present) = self.value(cells, position, bound, row) else {
                builder.append_null();
                continue;
            };
            let parsed = match present {
                Cell::Boolean(flag) => Some(flag),
                other => word::boolean(&other.written()),
            };
            if parsed.is_none() {
                let expected = Some(Words::new("是或否", "yes or no"));
                let help = Some(Words::new(
                    "写作 true 或 false；未知则留空",
                    "write true or false; leave it blank where unknown",
                ));
                self.cell_fault(row, position, &pages::BOOLEAN_INVALID, &present.written(), expected, help, false);
            }
            builder.append_option(parsed);
        }
        Arc::new(builder.finish())
    }
}
