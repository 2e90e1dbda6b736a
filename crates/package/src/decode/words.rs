//! Columns that are stored as text: names, codes, choices, references, periods.

use super::{Decoder, Keys, Print, row_number};
use crate::bind::is_first_day;
use crate::binding::{Bound, Origin};
use crate::catalogue::{cells as pages, rows};
use crate::cell::{Cell, Cells, is_missing, word};
use crate::check::code::{self, CodeFault, RegionCode};
use arrow::array::{ArrayRef, StringBuilder};
use foldhash::HashMap;
use liantu_model::code::CodeSystem;
use liantu_model::schema::ColumnKind;
use liantu_model::{Period, Words};
use std::sync::Arc;

/// Judgements of texts that occur again and again. Bounded: a column of ever new texts starts it afresh.
#[derive(Default)]
pub(super) struct Judged {
    columns: Vec<HashMap<Box<str>, Verdict>>,
    /// Short texts that are stored as they are, at the place that their bytes give: the answer for most cells.
    short: Vec<[u128; SHORT]>,
}

const SHORT: usize = 256;

/// A text of at most 15 bytes as a number, and its place among [`SHORT`].
#[inline]
fn packed(text: &str) -> Option<(u128, usize)> {
    let mut bytes = [0; 16];
    let length = text.len();
    if length > 15 {
        return None;
    }
    bytes[..length].copy_from_slice(text.as_bytes());
    bytes[15] = u8::try_from(length).unwrap_or(0);
    let number = u128::from_le_bytes(bytes);
    #[allow(clippy::cast_possible_truncation, reason = "the two halves are mixed")]
    let mixed = ((number >> 64) as u64 ^ number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    Some((number, usize::try_from(mixed >> 56).unwrap_or(0)))
}

const JUDGED: usize = 1 << 14;
/// Whole numbers from here on have lost digits, where they came through a spreadsheet: it keeps fifteen.
const EXACT: f64 = 1e15;

/// Whether a text is a long number as spreadsheets show it: `2.4312E+19`.
#[inline]
fn is_exponential(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() > 5
        && bytes[bytes.len() - 3] == b'+'
        && matches!(bytes[bytes.len() - 4], b'E' | b'e')
        && text.parse::<f64>().is_ok_and(|number| number.abs() >= EXACT)
}

/// What a text in a column is stored as, or what is wrong with it.
#[derive(Clone)]
enum Verdict {
    /// Stored as it is.
    Same,
    /// Stored as this.
    Stored(Arc<str>),
    /// Stored as it is, and wrong; the flag says whether it can be stored at all.
    Wrong(Arc<CodeFault>, bool),
    /// A reference that can only be judged after the table was read.
    Loose,
}

impl Decoder<'_> {
    pub(super) fn words(&mut self, cells: &impl Cells, position: usize, bound: &Bound) -> ArrayRef {
        let rows = cells.rows();
        let mut builder = StringBuilder::with_capacity(rows, rows * 12);
        let free = match bound.column.kind {
            ColumnKind::Text if self.is_goods(bound) => false,
            ColumnKind::Text | ColumnKind::List => true,
            // Nothing is known about the table, so nothing can be said.
            ColumnKind::Reference { table, .. } => {
                let rules = self.rules;
                rules.known.is_none() && !rules.references.contains_key(table) && table != self.binding.table.name
            }
            _ => false,
        };
        if let Origin::Joined(parts) = &bound.origin {
            self.joined(cells, position, bound, parts, &mut builder);
            return Arc::new(builder.finish());
        }
        for row in 0..rows {
            let Some(present) = self.value(cells, position, bound, row) else {
                builder.append_null();
                continue;
            };
            let written;
            let text = match present {
                Cell::Text(text) => text,
                other => {
                    written = other.written();
                    if matches!(other, Cell::Number(number) if number.abs() >= EXACT) {
                        self.cell_fault(row, position, &pages::DIGITS_LOST, &written, None, None, true);
                    }
                    &written
                }
            };
            if free {
                if is_exponential(text) {
                    self.cell_fault(row, position, &pages::DIGITS_LOST, text, None, None, true);
                }
                match bound.separator {
                    Some(mark) => builder.append_value(listed(text, mark)),
                    None => builder.append_value(text),
                }
                continue;
            }
            self.judge(row, position, bound, text, &mut builder);
        }
        Arc::new(builder.finish())
    }

    /// Whether a column holds codes of the Harmonised System.
    fn is_goods(&self, bound: &Bound) -> bool {
        self.binding.table.name == "customs_record" && bound.column.name == "commodity"
    }

    /// Texts of several columns, put together.
    fn joined(
        &mut self,
        cells: &impl Cells,
        position: usize,
        bound: &Bound,
        parts: &[usize],
        builder: &mut StringBuilder,
    ) {
        let mut text = String::new();
        for row in 0..cells.rows() {
            text.clear();
            for part in parts {
                let written = cells.cell(row, *part).written();
                let written = written.trim();
                if !is_missing(written, &self.binding.missing) {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    text.push_str(written);
                }
            }
            if text.is_empty() {
                builder.append_null();
            } else {
                self.judge(row, position, bound, &text, builder);
            }
        }
    }

    #[inline]
    fn judge(&mut self, row: usize, position: usize, bound: &Bound, text: &str, builder: &mut StringBuilder) {
        if let ColumnKind::Reference { table, .. } = bound.column.kind
            && let Some(Keys::Here(keys)) = self.rules.references.get(table)
            && keys.contains(&self.rules.prints.text(text))
        {
            builder.append_value(text);
            return;
        }
        if let (ColumnKind::Period, true) = (bound.column.kind, is_year(text)) {
            builder.append_value(text);
            return;
        }
        let short = packed(text);
        if let (Some((number, slot)), Some(same)) = (short, self.judged.short.get(position))
            && same[slot] == number
        {
            builder.append_value(text);
            return;
        }
        match self.verdict(position, bound, text) {
            Verdict::Same => {
                if let Some((number, slot)) = short {
                    self.judged.short[position][slot] = number;
                }
                builder.append_value(text);
            }
            Verdict::Stored(stored) => builder.append_value(&stored),
            Verdict::Loose => {
                let of = self.rules.prints.text(text);
                let column = u16::try_from(position).unwrap_or(u16::MAX);
                self.loose.push(Print { of, row: row_number(row), column });
                builder.append_value(text);
            }
            Verdict::Wrong(fault, readable) => {
                let (expected, help) = (Some(fault.expected.clone()), fault.help.clone());
                self.cell_fault(row, position, fault.page, text, expected, help, readable);
                if readable { builder.append_value(text) } else { builder.append_null() }
            }
        }
    }

    fn verdict(&mut self, position: usize, bound: &Bound, text: &str) -> Verdict {
        if self.judged.columns.is_empty() {
            self.judged.columns.resize_with(self.binding.columns.len(), HashMap::default);
            self.judged.short.resize(self.binding.columns.len(), [0; SHORT]);
        }
        if let Some(verdict) = self.judged.columns[position].get(text) {
            return verdict.clone();
        }
        let verdict = self.judged_afresh(bound, text);
        let judged = &mut self.judged.columns[position];
        if judged.len() >= JUDGED {
            judged.clear();
        }
        judged.insert(text.into(), verdict.clone());
        verdict
    }

    fn judged_afresh(&self, bound: &Bound, text: &str) -> Verdict {
        let column = bound.column;
        let wrong = |fault: Box<CodeFault>, readable| Verdict::Wrong(Arc::new(*fault), readable);
        match column.kind {
            ColumnKind::Code { system: CodeSystem::Region } => self.region(bound, text),
            ColumnKind::Code { system: CodeSystem::Industry } => match code::industry(text) {
                Ok(stored) if stored == text => Verdict::Same,
                Ok(stored) => Verdict::Stored(stored.into()),
                Err(fault) => wrong(fault, true),
            },
            ColumnKind::Code { system: CodeSystem::SocialCredit } => match code::credit(text) {
                Ok(stored) if stored == text => Verdict::Same,
                Ok(stored) => Verdict::Stored(stored.into()),
                Err(fault) => wrong(fault, true),
            },
            ColumnKind::Text if self.is_goods(bound) => match code::goods(text) {
                Ok(stored) if stored == text => Verdict::Same,
                Ok(stored) => Verdict::Stored(stored.into()),
                Err(fault) => wrong(fault, true),
            },
            ColumnKind::Reference { table, column: key } => self.reference(table, key, text),
            ColumnKind::Choice { of } => match word::choice(column.name, of, text) {
                Some(stored) if stored == text => Verdict::Same,
                Some(stored) => Verdict::Stored(stored.into()),
                None => {
                    let help = word::nearest(text, of.iter().copied())
                        .map(|near| Words::new(format!("最接近的是 {near}"), format!("the nearest is {near}")));
                    let list = bounded_list(of);
                    let expected = Words::new(format!("{list} 之一"), format!("one of {list}"));
                    Verdict::Wrong(Arc::new(CodeFault { page: &pages::CHOICE_UNKNOWN, expected, help }), true)
                }
            },
            ColumnKind::Period => {
                if let Ok(period) = text.parse::<Period>() {
                    // What a spreadsheet makes of a month is its first day.
                    let month =
                        (bound.months && is_first_day(&period)).then(|| period.start.strftime("%Y-%m").to_string());
                    Verdict::Stored(month.unwrap_or_else(|| period.to_string()).into())
                } else {
                    let expected = Words::new("时期", "a period");
                    let help = Some(Words::new(
                        "写作 2021、2021-Q3、2021-05、202105、2021年1-11月或 2020/2023",
                        "write 2021, 2021-Q3, 2021-05, 202105, 2021年1-11月 or 2020/2023",
                    ));
                    Verdict::Wrong(Arc::new(CodeFault { page: &pages::PERIOD_INVALID, expected, help }), false)
                }
            }
            _ => Verdict::Same,
        }
    }

    fn region(&self, bound: &Bound, text: &str) -> Verdict {
        let text = match resolve(bound, text) {
            Some(code) => return Verdict::Stored(code.into()),
            None => text,
        };
        // The table of regions declares its codes; its parents are checked once all are known.
        let declares = self.binding.table.name == "region";
        let declared = || {
            declares
                || self.rules.regions.contains(text)
                || self.rules.known.is_some_and(|known| known.contains("region", "region", text))
        };
        match code::region(text) {
            RegionCode::Standard => Verdict::Same,
            RegionCode::Own if declared() => Verdict::Same,
            RegionCode::Own => {
                let expected = Words::new("region 表中的一行", "a row in the table region");
                let page = &pages::REGION_UNDECLARED;
                Verdict::Wrong(Arc::new(CodeFault { page, expected, help: None }), true)
            }
            RegionCode::Wrong(_) if bound.column.name == "parent" && declares => Verdict::Same,
            RegionCode::Wrong(_) if is_code(text) && declared() => Verdict::Same,
            RegionCode::Wrong(fault) => Verdict::Wrong(Arc::new(*fault), true),
        }
    }

    fn reference(&self, table: &'static str, column: &'static str, text: &str) -> Verdict {
        let known = self.rules.known;
        if known.is_some_and(|known| known.contains(table, column, text)) {
            return Verdict::Same;
        }
        match self.rules.references.get(table) {
            _ if table == self.binding.table.name => Verdict::Loose,
            Some(Keys::Spilled) => Verdict::Loose,
            Some(Keys::Here(_)) | None => Verdict::Wrong(Arc::new(unknown_reference(table, column)), true),
        }
    }
}

/// What is wrong with a reference to nothing.
pub(crate) fn unknown_reference(table: &str, column: &str) -> CodeFault {
    CodeFault {
        page: &rows::REFERENCE_UNKNOWN,
        expected: Words::new(format!("{table} 表中已有的 {column}"), format!("the {column} of a row of {table}")),
        help: Some(Words::new(
            format!("改正编号，或在 {table} 表中补上一行"),
            format!("correct it, or add the row to {table}"),
        )),
    }
}

/// The texts of a list, separated as tables keep them.
fn listed(text: &str, mark: char) -> String {
    let wide = match mark {
        ';' => '；',
        ',' => '，',
        other => other,
    };
    let parts = text.split([mark, wide]).map(str::trim).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("|")
}

/// A year in its canonical form.
#[inline]
fn is_year(text: &str) -> bool {
    matches!(text.as_bytes(), [b'1'..=b'9', rest @ ..] if rest.len() == 3 && rest.iter().all(u8::is_ascii_digit))
        && text != "9999"
}

/// Whether a text could be a code of a region that the standard does not list.
fn is_code(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The code of a place that the file names instead of coding, where the mapping allows it.
fn resolve(bound: &Bound, text: &str) -> Option<&'static str> {
    if !bound.names {
        return None;
    }
    match liantu_model::code::gb2260::by_name(text) {
        [only] => Some(only),
        _ => None,
    }
}

fn bounded_list(of: &[&str]) -> String {
    const SHOWN: usize = 12;
    let mut list = of.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if of.len() > SHOWN {
        list += ", …";
    }
    list
}
