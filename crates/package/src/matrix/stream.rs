//! Passes the cells of matrices on, as rows that know their place.

use super::entries::{Entries, Entry};
use super::lines::{self, Fields, Value};
use super::{Block, Body, Held, Matrix, MatrixPlan, Role, Text};
use crate::sheet::hashed;
use crate::source::Raw;
use crate::text::blocks::{Consumed, Stop, hexadecimal};
use foldhash::HashMap;
use sha2::{Digest, Sha256};
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

/// Rows of a chunk.
const CHUNK: usize = 1 << 15;

/// Takes the fingerprint of what is read.
struct Hashing<'a> {
    inner: &'a mut dyn Read,
    hash: &'a mut Sha256,
    bytes: &'a std::cell::Cell<u64>,
}

impl Read for Hashing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(&buffer[..read]);
        self.bytes.set(self.bytes.get() + read as u64);
        Ok(read)
    }
}

/// Cells on their way out.
struct Out<'a> {
    push: &'a mut dyn FnMut(Raw, u64) -> bool,
    matrix: Arc<Matrix>,
    part: Option<Arc<str>>,
    sheet: bool,
    /// For each row, the column of the same sector.
    twins: Vec<Option<u32>>,
    cells: Vec<Entry>,
    words: Vec<(u32, Box<str>)>,
}

impl<'a> Out<'a> {
    fn new(
        matrix: &Arc<Matrix>,
        part: Option<Arc<str>>,
        sheet: bool,
        push: &'a mut dyn FnMut(Raw, u64) -> bool,
    ) -> Self {
        let columns: HashMap<(&Option<String>, &str), u32> = (0u32..)
            .zip(&matrix.columns)
            .filter(|(_, line)| line.role == Role::Sector)
            .map(|(place, line)| ((&line.region, line.name.as_str()), place))
            .collect();
        let twin = |line: &super::Line| match line.role {
            Role::Sector => columns.get(&(&line.region, line.name.as_str())).copied(),
            _ => None,
        };
        let twins = matrix.rows.iter().map(twin).collect();
        Self { push, matrix: Arc::clone(matrix), part, sheet, twins, cells: Vec::new(), words: Vec::new() }
    }

    /// Takes a cell, unless it says nothing: zeros are left out, since what is not listed is zero; a sector that would
    /// vanish keeps its own cell.
    fn cell(&mut self, entry: Entry, word: Option<&str>) {
        let (row, column) =
            (self.matrix.rows[entry.row as usize].role, self.matrix.columns[entry.column as usize].role);
        let Some(account) = self.matrix.account(row, column) else { return };
        let itself = self.twins[entry.row as usize] == Some(entry.column);
        // A quadrant that the table leaves blank is not there.
        let beyond = entry.value.is_nan() && account.starts_with("final_") && account != "final_demand";
        if word.is_none() && (beyond || (entry.value == 0.0 && !itself && account != "output")) {
            return;
        }
        if let (Some(word), Ok(place)) = (word, u32::try_from(self.cells.len())) {
            self.words.push((place, word.into()));
        }
        self.cells.push(entry);
    }

    /// Whether they are still wanted.
    fn flush(&mut self, least: usize, done: u64) -> bool {
        if self.cells.len() < least.max(1) {
            return true;
        }
        let entries = Entries {
            matrix: Arc::clone(&self.matrix),
            part: self.part.clone(),
            sheet: self.sheet,
            cells: std::mem::replace(&mut self.cells, Vec::with_capacity(CHUNK)),
            words: std::mem::take(&mut self.words),
        };
        (self.push)(Raw::Entries(entries), done)
    }
}

impl MatrixPlan {
    /// Passes the cells on as rows, block by block.
    pub(crate) fn produce(&self, push: &mut dyn FnMut(Raw, u64) -> bool) -> Result<Consumed, Stop> {
        let (mut hash, bytes) = (Sha256::new(), std::cell::Cell::new(0));
        for Block { matrix, body } in &self.blocks {
            match body {
                Body::Held(held) => held.produce(matrix, push)?,
                Body::Text(text) => text.produce(matrix, &mut hash, &bytes, push)?,
            }
        }
        match &self.file {
            Some(file) => hashed(&file.path),
            None => Ok(Consumed { bytes: bytes.get(), hash: hexadecimal(hash), encoding: None }),
        }
    }
}

impl Held {
    fn produce(&self, matrix: &Arc<Matrix>, push: &mut dyn FnMut(Raw, u64) -> bool) -> Result<(), Stop> {
        let part = self.sheet.as_ref().map(|(sheet, ..)| Arc::clone(sheet));
        let mut out = Out::new(matrix, part, self.sheet.is_some(), push);
        let width = matrix.columns.len();
        let number = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        let mut words = self.words.iter().peekable();
        for row in 0..matrix.rows.len() {
            for column in 0..width {
                let place = row * width + column;
                let word = words.next_if(|(at, _)| *at == place).map(|(_, word)| &**word);
                let (line, field) = match &self.sheet {
                    Some((_, lines, fields)) => (lines[row], fields[column]),
                    None => (number(row + 1), number(column)),
                };
                let (row, column) = (number(row), number(column));
                out.cell(Entry { row, column, value: self.cells[place], line, field }, word);
            }
            if !out.flush(CHUNK, 0) {
                return Err(Stop::Unwanted);
            }
        }
        if out.flush(1, 0) { Ok(()) } else { Err(Stop::Unwanted) }
    }
}

impl Text {
    fn produce(
        &self,
        matrix: &Arc<Matrix>,
        hash: &mut Sha256,
        bytes: &std::cell::Cell<u64>,
        push: &mut dyn FnMut(Raw, u64) -> bool,
    ) -> Result<(), Stop> {
        let mut out = Out::new(matrix, self.part.clone(), false, push);
        let last = self.columns.iter().rposition(Option::is_some).map_or(0, |place| place + 1);
        let (mut wanted, mut count) = (true, 0usize);
        let mut take = |number: u64, line: &str| {
            count = usize::try_from(number).unwrap_or(usize::MAX);
            let row = count.checked_sub(1).and_then(|place| self.rows.get(place).copied().flatten());
            if let Some(row) = row {
                self.line(&mut out, row, u32::try_from(number).unwrap_or(u32::MAX), line, last);
                wanted = out.flush(CHUNK, bytes.get());
            }
            if wanted { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        let read = self.location.with(|reader| lines::each(&mut Hashing { inner: reader, hash, bytes }, &mut take));
        read.unwrap_or_else(Err).map_err(Stop::Read)?;
        if wanted && self.exact && count != self.rows.len() {
            let part = self.part.as_deref().unwrap_or_default();
            let what = format!("{part}: {count} lines for {} labels", self.rows.len());
            return Err(Stop::Read(io::Error::new(io::ErrorKind::InvalidData, what)));
        }
        if wanted && out.flush(1, bytes.get()) { Ok(()) } else { Err(Stop::Unwanted) }
    }

    /// The cells of a line. A line of nothing but blanks that belongs to no sector is a remark.
    fn line(&self, out: &mut Out<'_>, row: u32, number: u32, line: &str, last: usize) {
        let start = (out.cells.len(), out.words.len());
        let (mut fields, mut something) = (0, false);
        for (place, field) in Fields::of(line, self.delimiter).enumerate().take(last) {
            fields = place + 1;
            let Some(column) = self.columns[place] else { continue };
            let (value, word) = match lines::value(&field) {
                Value::Number(value) => (value, None),
                Value::Nothing => (f64::NAN, None),
                Value::Word => (f64::NAN, Some(&*field)),
            };
            something |= !value.is_nan() || word.is_some();
            let value = self.times.as_ref().map_or(value, |times| value * times[column as usize]);
            let field = u32::try_from(place).unwrap_or(u32::MAX);
            out.cell(Entry { row, column, value, line: number, field }, word);
        }
        if !something && out.matrix.rows[row as usize].role != Role::Sector {
            out.cells.truncate(start.0);
            out.words.truncate(start.1);
            return;
        }
        // A line that ends early leaves its cells unsaid: that is no zero.
        if let Some(column) = (fields..last).find_map(|place| self.columns[place]) {
            let field = u32::try_from(fields).unwrap_or(u32::MAX);
            let entry = Entry { row, column, value: f64::NAN, line: number, field };
            out.cell(entry, Some(&format!("{fields} < {last}")));
        }
    }
}
