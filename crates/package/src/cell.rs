//! Cells as they come out of a file, whatever its format, and how they are read.

pub(crate) mod date;
pub(crate) mod number;
pub(crate) mod word;

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Text, without blanks around it.
    Text(&'a str),
    /// A number that the file keeps as one.
    Number(f64),
    /// A whole number that the file keeps as one.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
    /// Days since 1970-01-01.
    Day(i32),
    /// A formula without result.
    Fault(&'a str),
}

/// Where a cell or row stands; lines count from the start of the chunk, from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) line: Option<u64>,
    pub(crate) bytes: Option<(u32, u32)>,
    pub(crate) cell: Option<String>,
    pub(crate) excerpt: Option<String>,
}

/// Rows of cells: a chunk of a file of any format.
pub(crate) trait Cells {
    /// How many rows.
    fn rows(&self) -> usize;
    /// The cell in a row and column of the file, both from 0.
    fn cell(&self, row: usize, column: usize) -> Cell<'_>;
    /// Where that cell stands, or the row.
    fn spot(&self, row: usize, column: Option<usize>) -> Spot;
    /// The whole row as written, within bounds.
    fn record(&self, row: usize) -> String;
}

impl Cell<'_> {
    /// The cell as a reader sees it.
    pub(crate) fn written(&self) -> String {
        match *self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Fault(text) => text.to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Integer(number) => number.to_string(),
            Self::Boolean(value) => value.to_string(),
            Self::Day(days) => date::written(days),
        }
    }
}

/// The texts that mean "missing", compared in lower case; a mapping or descriptor may add others.
pub const MISSING: &[&str] = &[
    "",
    "na",
    "n/a",
    "#n/a",
    "nan",
    "null",
    "nil",
    "none",
    "-",
    "--",
    "---",
    "----",
    "–",
    "—",
    "——",
    "…",
    "……",
    "...",
    "..",
    ":",
    "/",
    "\\",
    "无数据",
    "缺失",
    "不详",
    "未知",
];

/// Whether `text` means "missing".
#[inline]
pub(crate) fn is_missing(text: &str, more: &[String]) -> bool {
    let Some(&first) = text.as_bytes().first() else { return true };
    // The longest has twelve bytes; most cells are decided by their first byte.
    if text.len() <= 12 && matches!(first, b'n' | b'N' | b'#' | b'-' | b'.' | b':' | b'/' | b'\\' | 0xE2..=0xE7) {
        let found = match text.len() {
            1 => matches!(first, b'-' | b':' | b'/' | b'\\'),
            _ => MISSING.iter().any(|missing| text.eq_ignore_ascii_case(missing)),
        };
        if found {
            return true;
        }
    }
    !more.is_empty() && more.iter().any(|missing| missing == text)
}
