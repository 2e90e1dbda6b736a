//! A chunk of a text table, taken apart into records and fields.

use super::dialect::Dialect;
use super::records::{self, Field, QuoteFault};
use crate::cell::{Cell, Cells, Spot};
use memchr::{memchr, memchr_iter, memchr2_iter};

/// What is wrong with a record as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecordFault {
    /// This many fields instead of the header's.
    Ragged(usize),
    /// A quote that isn't closed.
    Unterminated(usize),
    /// Text after a closing quote.
    Stray(usize),
    /// More bytes than allowed.
    Long(usize),
}

/// Content of a field: a stretch of the text, or of the scratch where quotes had to be undoubled.
#[derive(Clone, Copy)]
struct Span {
    start: u32,
    /// The highest bit says that it lies in the scratch.
    length: u32,
}

const IN_SCRATCH: u32 = 1 << 31;

#[derive(Clone, Copy)]
struct Record {
    start: u32,
    line: u32,
}

/// Records of a text table.
pub(crate) struct TextChunk {
    text: String,
    scratch: String,
    stride: usize,
    spans: Vec<Span>,
    records: Vec<Record>,
    dialect: Dialect,
    limit: usize,
    /// Faulty records, by row.
    pub(crate) faults: Vec<(usize, RecordFault)>,
    /// Lines of rows with nothing in them.
    pub(crate) empty: Vec<u64>,
    /// Lines of the chunk.
    pub(crate) lines: u64,
    /// Whether characters were lost in decoding.
    pub(crate) damaged: bool,
    /// Whether there are NUL characters.
    pub(crate) nul: bool,
}

impl TextChunk {
    /// Takes `bytes`, whole records of `stride` fields, apart.
    pub(crate) fn new(bytes: Vec<u8>, stride: usize, dialect: Dialect, limit: usize) -> Self {
        let text =
            String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        let damaged = memchr::memmem::find(text.as_bytes(), "\u{FFFD}".as_bytes()).is_some();
        let nul = memchr(0, text.as_bytes()).is_some();
        let records = text.len() / 32;
        let mut chunk = Self {
            text,
            scratch: String::new(),
            stride,
            spans: Vec::with_capacity(records.saturating_mul(stride).min(1 << 20)),
            records: Vec::with_capacity(records),
            dialect,
            limit,
            faults: Vec::new(),
            empty: Vec::new(),
            lines: 0,
            damaged,
            nul,
        };
        let text = std::mem::take(&mut chunk.text);
        if memchr(b'"', text.as_bytes()).is_none() {
            chunk.split_plain(&text);
        } else {
            chunk.split_quoted(&text);
        }
        chunk.text = text;
        chunk
    }

    /// The bytes, for another chunk to use their memory.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }

    fn split_plain(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let (mut record, mut start, mut fields) = (0usize, 0usize, 0usize);
        for stop in memchr2_iter(self.dialect.delimiter, self.dialect.terminator, bytes) {
            if fields < self.stride {
                self.spans.push(trimmed(text, start, stop));
            }
            fields += 1;
            start = stop + 1;
            if bytes[stop] == self.dialect.terminator {
                self.close(record, start, fields, self.lines, None);
                self.lines += 1;
                record = start;
                fields = 0;
            }
        }
        if record < bytes.len() {
            if fields < self.stride {
                self.spans.push(trimmed(text, start, bytes.len()));
            }
            self.close(record, bytes.len(), fields + 1, self.lines, None);
            self.lines += 1;
        }
    }

    fn split_quoted(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut position = 0;
        while position < bytes.len() {
            let mut fields = 0;
            let (mut spans, mut scratch) = (std::mem::take(&mut self.spans), std::mem::take(&mut self.scratch));
            let (next, fault) = records::record(bytes, position, self.dialect, self.limit, |field| {
                if fields < self.stride {
                    spans.push(content(text, field, &mut scratch));
                }
                fields += 1;
            });
            (self.spans, self.scratch) = (spans, scratch);
            self.close(position, next, fields, self.lines, fault);
            let ended = bytes[next - 1] == self.dialect.terminator;
            let ends = memchr_iter(self.dialect.terminator, &bytes[position..next]).count();
            self.lines += ends as u64 + u64::from(!ended);
            position = next;
        }
    }

    /// Ends the record that goes from `start` to `next` and had `fields` fields.
    fn close(&mut self, start: usize, next: usize, fields: usize, line: u64, fault: Option<QuoteFault>) {
        let first = self.records.len() * self.stride;
        if fault.is_none() && self.spans[first..].iter().all(|span| span.length == 0) {
            if fields > 1 && fields <= self.stride {
                self.empty.push(line);
            }
            if fields <= self.stride {
                self.spans.truncate(first);
                return;
            }
        }
        let row = self.records.len();
        self.records.push(Record { start: narrow(start), line: narrow(usize::try_from(line).unwrap_or(usize::MAX)) });
        self.spans.resize(first + self.stride, Span { start: 0, length: 0 });
        match fault {
            Some(QuoteFault::Unterminated(at)) => self.faults.push((row, RecordFault::Unterminated(at))),
            Some(QuoteFault::Stray(at)) => self.faults.push((row, RecordFault::Stray(at))),
            None if next - start > self.limit => self.faults.push((row, RecordFault::Long(next - start))),
            None if fields != self.stride => self.faults.push((row, RecordFault::Ragged(fields))),
            None => {}
        }
    }

    fn field(&self, row: usize, column: usize) -> Option<Field> {
        let mut found = None;
        let mut index = 0;
        let start = self.records[row].start as usize;
        records::record(self.text.as_bytes(), start, self.dialect, self.limit, |field| {
            if index == column {
                found = Some(field);
            }
            index += 1;
        });
        found
    }

    /// The place of the bytes from `start` to `end` in record `row`.
    pub(crate) fn spot_at(&self, row: usize, start: usize, end: usize) -> Spot {
        let bytes = self.text.as_bytes();
        let record = self.records[row];
        let before = &bytes[record.start as usize..start];
        let line = u64::from(record.line) + memchr_iter(self.dialect.terminator, before).count() as u64;
        let line_start = memchr::memrchr(self.dialect.terminator, before)
            .map_or(record.start as usize, |at| record.start as usize + at + 1);
        let line_end = memchr(self.dialect.terminator, &bytes[line_start..]).map_or(bytes.len(), |at| line_start + at);
        let shown = self.text[line_start..line_end].trim_end_matches(['\r', '\n']);
        let range = (narrow(start - line_start), narrow(end.min(line_start + shown.len()).max(start) - line_start));
        Spot { line: Some(line + 1), bytes: Some(range), cell: None, excerpt: Some(bounded(shown, EXCERPT).to_owned()) }
    }
}

/// Bytes of a line that a finding shows.
const EXCERPT: usize = 512;
/// Bytes of a rejected row that `rejects` keeps.
const RECORD: usize = 64 << 10;

/// The longest start of `text` with at most `limit` bytes.
pub(crate) fn bounded(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    &text[..text.floor_char_boundary(limit)]
}

/// A place within a chunk; chunks are far smaller than 4 GiB.
fn narrow(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[inline]
fn trimmed(text: &str, start: usize, end: usize) -> Span {
    let bytes = text.as_bytes();
    if start == end {
        return Span { start: 0, length: 0 };
    }
    let (first, last) = (bytes[start], bytes[end - 1]);
    // Only these can begin or end a blank: ASCII blanks, U+0085, U+00A0, U+2000–U+205F, U+3000.
    let blank = first <= b' ' || last <= b' ' || matches!(first, 0xC2 | 0xE1..=0xE3) || (0x80..=0xAF).contains(&last);
    if !blank {
        return Span { start: narrow(start), length: narrow(end - start) };
    }
    let content = &text[start..end];
    let left = content.trim_start();
    Span { start: narrow(end - left.len()), length: narrow(left.trim_end().len()) }
}

fn content(text: &str, field: Field, scratch: &mut String) -> Span {
    if !field.doubled {
        return trimmed(text, field.start, field.end);
    }
    let start = scratch.len();
    scratch.push_str(records::undouble(&text[field.start..field.end]).trim());
    Span { start: narrow(start), length: narrow(scratch.len() - start) | IN_SCRATCH }
}

impl Cells for TextChunk {
    fn rows(&self) -> usize {
        self.records.len()
    }

    #[inline]
    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let span = self.spans[row * self.stride + column];
        let (start, length) = (span.start as usize, (span.length & !IN_SCRATCH) as usize);
        let text = if span.length & IN_SCRATCH == 0 { &self.text } else { &self.scratch };
        Cell::Text(&text[start..start + length])
    }

    fn spot(&self, row: usize, column: Option<usize>) -> Spot {
        if let Some(field) = column.and_then(|column| self.field(row, column)) {
            self.spot_at(row, field.outer.0, field.outer.1)
        } else {
            let start = self.records[row].start as usize;
            let mut spot = self.spot_at(row, start, start);
            spot.bytes = None;
            spot
        }
    }

    fn record(&self, row: usize) -> String {
        let start = self.records[row].start as usize;
        let (next, _) = records::record(self.text.as_bytes(), start, self.dialect, self.limit, |_| {});
        bounded(self.text[start..next].trim_end_matches(['\r', '\n']), RECORD).to_owned()
    }
}
