//! Delimited text: how it is encoded, what separates its fields, where its records end.

pub(crate) mod blocks;
pub(crate) mod chunk;
pub(crate) mod dialect;
pub(crate) mod encoding;
pub(crate) mod records;

use crate::container::Location;
use crate::mapping::Mapping;
use crate::options::Limits;
use blocks::Layout;
use dialect::Dialect;
use encoding::Encoding;
use std::io::{self, Read};

/// The start of a text file, taken apart: enough to find its header and how its cells are written.
pub(crate) struct Opening {
    pub(crate) rows: Vec<Vec<String>>,
    /// For each row, the bytes of decoded text up to its end, and the line on which it starts.
    ends: Vec<(usize, u64)>,
    lines: u64,
    layout: Layout,
}

/// Bytes of a file that are looked at before it is read.
const SAMPLE: u64 = 1 << 20;
/// Rows that are looked at.
const ROWS: usize = 1_000;

/// Looks at the start of a text file.
pub(crate) fn open(location: &Location, mapping: &Mapping, limits: &Limits) -> io::Result<Opening> {
    let mut size = SAMPLE;
    loop {
        let mut raw = Vec::new();
        location.with(|reader| reader.take(size).read_to_end(&mut raw))??;
        let whole = (raw.len() as u64) < size;
        let opening = look(&raw, mapping, limits);
        // A header may be longer than the sample.
        if whole || opening.rows.len() > 1 || size > limits.record_bytes as u64 * 2 {
            return Ok(opening);
        }
        size *= 4;
    }
}

fn look(raw: &[u8], mapping: &Mapping, limits: &Limits) -> Opening {
    let marked = Encoding::marked(raw);
    let named = mapping.encoding.as_deref().and_then(Encoding::named);
    let (encoding, mark) = match (marked, named) {
        (Some((encoding, mark)), _) => (Some(encoding), mark),
        (None, Some(encoding)) => (Some(encoding), 0),
        (None, None) => (Encoding::guess(raw), 0),
    };
    let text = match encoding.and_then(Encoding::decoder) {
        Some(_) => encoding.unwrap_or(Encoding::Gb18030).sample(&raw[mark..]).into_bytes(),
        None => raw[mark..].to_vec(),
    };
    let delimiter = mapping.delimiter.and_then(|delimiter| u8::try_from(delimiter).ok());
    let dialect = Dialect::of(&text, delimiter, limits.record_bytes);
    let layout =
        Layout { encoding, dialect, mark, body: 0, lines: 0, record: limits.record_bytes, chunk: limits.chunk_bytes };
    let mut opening = Opening { rows: Vec::new(), ends: Vec::new(), lines: 0, layout };
    let (mut position, mut line) = (0, 0);
    while position < text.len() && opening.rows.len() < ROWS {
        let mut row = Vec::new();
        let (next, _) = records::record(&text, position, dialect, limits.record_bytes, |field| {
            let content = String::from_utf8_lossy(&text[field.start..field.end]);
            row.push(if field.doubled { records::undouble(&content) } else { content.into_owned() }.trim().to_owned());
        });
        let starts = line;
        line += memchr::memchr_iter(dialect.terminator, &text[position..next]).count() as u64;
        // The last record of the sample may be cut off.
        if next < text.len() || opening.rows.is_empty() || raw.len() < usize::try_from(SAMPLE).unwrap_or(usize::MAX) {
            opening.rows.push(row);
            opening.ends.push((next, starts));
        }
        position = next;
    }
    opening.lines = line;
    opening
}

impl Opening {
    /// The layout of the file when its header is in `row`; without header, when `None`.
    pub(crate) fn layout(&self, row: Option<usize>) -> Layout {
        let Some((body, _)) = row.and_then(|row| self.ends.get(row)) else { return self.layout };
        let next = row.and_then(|row| self.ends.get(row + 1)).map_or(self.lines, |(_, starts)| *starts);
        Layout { body: *body, lines: next, ..self.layout }
    }

    /// The row that starts on `line`, from 1.
    pub(crate) fn row_of_line(&self, line: u64) -> Option<usize> {
        self.ends.iter().position(|(_, starts)| starts + 1 == line)
    }

    /// The line of a row, from 1.
    pub(crate) fn line_of(&self, row: usize) -> u64 {
        self.ends[row].1 + 1
    }

    pub(crate) fn encoding(&self) -> Option<Encoding> {
        self.layout.encoding
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.layout.dialect
    }
}
