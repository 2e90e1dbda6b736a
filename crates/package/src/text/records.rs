//! Where records end. The reader that cuts a file into chunks and the workers that take the chunks apart follow the same
//! rules, so that a file means the same however it is cut.
//!
//! A quote counts only at the start of a field; inside, two quotes are one. A quoted field ends at a quote before a
//! delimiter or a line end. If a quote that has to close stands before something else, the field holds a stray quote; if
//! a line end lies in between, or nothing closes it within `limit` bytes, it is unterminated, and its record ends with
//! the line on which it opens: one forgotten quote must not swallow the rows below.

use super::dialect::Dialect;
use memchr::{memchr, memchr2, memrchr};

/// How a quoted field ends.
enum Closing {
    /// Right after the quote before this byte.
    At(usize),
    /// Text follows the quote before this byte.
    Stray(usize),
    /// Never.
    Unterminated,
    /// Not within these bytes; more may follow.
    Unknown,
}

fn closing(bytes: &[u8], open: usize, dialect: Dialect, limit: usize, last: bool) -> Closing {
    let mut from = open + 1;
    loop {
        let Some(offset) = memchr(b'"', &bytes[from.min(bytes.len())..]) else {
            let long = bytes.len() - open > limit;
            return if last || long { Closing::Unterminated } else { Closing::Unknown };
        };
        let quote = from + offset;
        if quote - open > limit {
            return Closing::Unterminated;
        }
        match bytes.get(quote + 1) {
            Some(b'"') => from = quote + 2,
            None if !last => return Closing::Unknown,
            None => return Closing::At(quote + 1),
            Some(&next) if next == dialect.delimiter || next == b'\n' || next == b'\r' => {
                return Closing::At(quote + 1);
            }
            Some(_) if memchr(dialect.terminator, &bytes[open..quote]).is_some() => return Closing::Unterminated,
            Some(_) => return Closing::Stray(quote + 1),
        }
    }
}

/// The end of the last whole record in `bytes`, which starts with a record; `last` when no bytes follow. `None` when not
/// even one record is whole.
pub(crate) fn boundary(bytes: &[u8], dialect: Dialect, limit: usize, last: bool) -> Option<usize> {
    if last {
        return (!bytes.is_empty()).then_some(bytes.len());
    }
    let mut whole = None;
    let mut position = 0;
    loop {
        let quote = memchr(b'"', &bytes[position..]).map(|offset| position + offset);
        let gap = &bytes[position..quote.unwrap_or(bytes.len())];
        if let Some(end) = memrchr(dialect.terminator, gap) {
            whole = Some(position + end + 1);
        }
        let Some(quote) = quote else { return whole };
        let opens = quote == 0 || bytes[quote - 1] == dialect.delimiter || bytes[quote - 1] == dialect.terminator;
        if !opens {
            position = quote + 1;
            continue;
        }
        match closing(bytes, quote, dialect, limit, false) {
            Closing::At(end) | Closing::Stray(end) => position = end,
            Closing::Unknown => return whole,
            Closing::Unterminated => {
                let Some(end) = memchr(dialect.terminator, &bytes[quote..]) else { return whole };
                position = quote + end + 1;
                whole = Some(position);
            }
        }
    }
}

/// A field of a record: where its content is, and where it stands with its quotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) outer: (usize, usize),
    /// Whether the content has doubled quotes.
    pub(crate) doubled: bool,
}

/// What is wrong with the quotes of a record; the byte is that of the opening quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum QuoteFault {
    Stray(usize),
    Unterminated(usize),
}

/// Takes the record that starts at `start` apart and returns where the next one starts. No bytes follow `bytes`, or they
/// start with a record.
#[inline]
pub(crate) fn record(
    bytes: &[u8],
    start: usize,
    dialect: Dialect,
    limit: usize,
    mut each: impl FnMut(Field),
) -> (usize, Option<QuoteFault>) {
    let mut fault = None;
    let mut position = start;
    loop {
        let mut field = Field { start: position, ..Field::default() };
        let mut search = position;
        if bytes.get(position) == Some(&b'"') {
            match closing(bytes, position, dialect, limit, true) {
                Closing::At(end) => {
                    field.start = position + 1;
                    field.end = end - 1;
                    field.doubled = memchr(b'"', &bytes[field.start..field.end]).is_some();
                    search = end;
                }
                Closing::Stray(end) => {
                    fault = fault.or(Some(QuoteFault::Stray(position)));
                    search = end;
                }
                Closing::Unterminated | Closing::Unknown => {
                    let end = memchr(dialect.terminator, &bytes[position..]).map_or(bytes.len(), |at| position + at);
                    field.end = end;
                    field.outer = (position, end);
                    each(field);
                    return ((end + 1).min(bytes.len()), Some(QuoteFault::Unterminated(position)));
                }
            }
        }
        let stop = memchr2(dialect.delimiter, dialect.terminator, &bytes[search..]).map(|offset| search + offset);
        let end = stop.unwrap_or(bytes.len());
        if field.end == 0 {
            field.end = end;
        }
        field.outer = (position, end);
        each(field);
        match stop {
            Some(stop) if bytes[stop] == dialect.delimiter => position = stop + 1,
            Some(stop) => return (stop + 1, fault),
            None => return (bytes.len(), fault),
        }
    }
}

/// The content of a field with two quotes read as one.
pub(crate) fn undouble(content: &str) -> String {
    content.replace("\"\"", "\"")
}
