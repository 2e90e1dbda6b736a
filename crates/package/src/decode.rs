//! Chunks of cells become typed columns; what can't becomes a finding. This is what the worker threads do.

mod columns;
mod words;

use crate::binding::{Binding, Bound, Origin};
use crate::catalogue::{cells as cell_pages, rows as row_pages, structure};
use crate::cell::{Cell, Cells, is_missing};
use crate::check::fingerprint::{Fingerprint, Fingerprints};
use crate::check::late::{Detail, Late};
use crate::error::PackageError;
use crate::options::{Known, Policy};
use crate::report::Finding;
use crate::text::chunk::{RecordFault, TextChunk, bounded};
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::datatypes::{Date32Type, Float64Type};
use arrow::record_batch::RecordBatch;
use foldhash::{HashMap, HashSet};
use liantu_model::schema::ColumnKind;
use liantu_model::{Diagnostic, Explanation, Place, Severity, Words};
use std::sync::Arc;

/// What the workers know besides their chunk.
pub(crate) struct Rules<'a> {
    pub(crate) policy: Policy,
    pub(crate) known: Option<&'a dyn Known>,
    /// Keys of the tables of the package that were read before.
    pub(crate) references: &'a HashMap<&'static str, Keys>,
    /// Codes that the table `region` of the package declares.
    pub(crate) regions: &'a HashSet<String>,
    /// Makes fingerprints.
    pub(crate) prints: Fingerprints,
}

/// The keys of a table that others may refer to.
pub(crate) enum Keys {
    /// All of them, at hand.
    Here(HashSet<Fingerprint>),
    /// Too many to hold: references are compared after the referring table was read.
    Spilled,
}

/// A key or a reference of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Print {
    pub(crate) of: Fingerprint,
    /// Row of the chunk.
    pub(crate) row: u32,
    /// Column of the table, for references.
    pub(crate) column: u16,
}

/// What became of a chunk.
#[derive(Default)]
pub(crate) struct Decoded {
    /// The rows without error.
    pub(crate) batch: Option<RecordBatch>,
    /// The row of the chunk of each row of the batch; `None` when all are there.
    pub(crate) kept: Option<Vec<u32>>,
    pub(crate) rows: u64,
    pub(crate) lines: u64,
    /// For each row, whether it is left out; empty when none is.
    pub(crate) bad: Vec<bool>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) keys: Vec<Print>,
    /// References that can't be judged yet.
    pub(crate) loose: Vec<Print>,
    /// Memory to use again.
    pub(crate) spare: Option<Vec<u8>>,
}

/// A finding about a cell, before its place is looked up.
struct Fault {
    row: usize,
    position: Option<usize>,
    page: &'static Explanation,
    found: Option<String>,
    expected: Option<Words>,
    help: Option<Words>,
}

/// Bytes of a cell that a finding quotes.
const FOUND: usize = 160;

/// Decodes the chunks of one worker; remembers the codes it has judged.
pub(crate) struct Decoder<'a> {
    binding: &'a Binding,
    rules: &'a Rules<'a>,
    judged: words::Judged,
    /// Rows that can't be read at all.
    broken: Vec<bool>,
    /// Rows that are left out.
    bad: Vec<bool>,
    faults: Vec<Fault>,
    loose: Vec<Print>,
}

impl<'a> Decoder<'a> {
    pub(crate) fn new(binding: &'a Binding, rules: &'a Rules<'a>) -> Self {
        Self {
            binding,
            rules,
            judged: words::Judged::default(),
            broken: Vec::new(),
            bad: Vec::new(),
            faults: Vec::new(),
            loose: Vec::new(),
        }
    }

    /// Decodes a chunk of text. `late` are rows known to be left out for reasons beyond the chunk.
    pub(crate) fn text(&mut self, chunk: TextChunk, late: &[bool]) -> Result<Decoded, PackageError> {
        self.begin(chunk.rows());
        let mut findings: Vec<Finding> =
            chunk.empty.iter().map(|&line| self.line_finding(&structure::ROW_EMPTY, line).into()).collect();
        for &(row, fault) in &chunk.faults {
            findings.push(self.record_finding(&chunk, row, fault));
        }
        if chunk.damaged || chunk.nul {
            self.lost_characters(&chunk);
        }
        let mut decoded = self.finish(&chunk, late, findings)?;
        decoded.lines = chunk.lines;
        decoded.spare = Some(chunk.into_bytes());
        Ok(decoded)
    }

    /// Decodes a chunk whose rows are all whole.
    pub(crate) fn cells(&mut self, chunk: &impl Cells, late: &[bool]) -> Result<Decoded, PackageError> {
        self.begin(chunk.rows());
        self.finish(chunk, late, Vec::new())
    }

    fn begin(&mut self, rows: usize) {
        for flags in [&mut self.broken, &mut self.bad] {
            flags.clear();
            flags.resize(rows, false);
        }
    }

    fn finish(&mut self, cells: &impl Cells, late: &[bool], findings: Vec<Finding>) -> Result<Decoded, PackageError> {
        let binding = self.binding;
        let rows = cells.rows();
        let columns: Vec<ArrayRef> =
            binding.columns.iter().enumerate().map(|(position, bound)| self.column(cells, position, bound)).collect();
        self.row_checks(&columns);
        let mut decoded = Decoded { rows: rows as u64, findings, ..Decoded::default() };
        decoded.keys = self.keys(&columns, rows);
        let loose = std::mem::take(&mut self.loose);
        decoded.loose = loose.into_iter().filter(|print| self.counts(print.row as usize)).collect();
        self.explain(cells, &mut decoded.findings);
        for (bad, late) in self.bad.iter_mut().zip(late) {
            *bad |= late;
        }
        self.select(columns, &mut decoded)?;
        Ok(decoded)
    }

    /// Whether a row takes part in key and reference checks: under reject-rows, rows that are left out don't.
    fn counts(&self, row: usize) -> bool {
        let leaves = self.bad[row] && self.rules.policy == Policy::RejectRows;
        !self.broken[row] && !leaves
    }

    fn keys(&self, columns: &[ArrayRef], rows: usize) -> Vec<Print> {
        let key = self.binding.table.key;
        if key.is_empty() || self.binding.distinct {
            return Vec::new();
        }
        let column = |name: &str| self.binding.position(name).map(|position| &columns[position]);
        // What does not count in a row that its source numbers is as if it were absent.
        let identity = self.binding.table.identity();
        let numbered = identity.map(|own| {
            let filled: Vec<_> = own.filled.iter().filter_map(|name| column(name)).collect();
            (0..rows).map(|row| Some(filled.iter().all(|column| column.is_valid(row)))).collect::<BooleanArray>()
        });
        let part = |name: &&str| {
            let own = column(name)?;
            match (identity, &numbered) {
                (Some(identity), Some(numbered)) if identity.spare.contains(name) => {
                    Some(arrow::compute::nullif(own, numbered).unwrap_or_else(|_| ArrayRef::clone(own)))
                }
                _ => Some(ArrayRef::clone(own)),
            }
        };
        let parts: Vec<ArrayRef> = key.iter().filter_map(part).collect();
        let prints = self.rules.prints.rows(&parts.iter().collect::<Vec<_>>(), rows);
        // A key that could not be read is null, and must not equal one that is absent.
        let part = |fault: &&Fault| {
            fault.page.severity == Severity::Error
                && fault.position.is_some_and(|p| key.contains(&self.binding.columns[p].column.name))
        };
        let unread: HashSet<usize> = self.faults.iter().filter(part).map(|fault| fault.row).collect();
        let each = (0..rows).filter(|row| self.counts(*row) && (unread.is_empty() || !unread.contains(row)));
        each.map(|row| Print { of: prints[row], row: row_number(row), column: 0 }).collect()
    }

    /// Builds the batch of the rows that are not left out.
    fn select(&mut self, columns: Vec<ArrayRef>, decoded: &mut Decoded) -> Result<(), PackageError> {
        let table = self.binding.table;
        let fail = |source| PackageError::Batch { table: table.name, source };
        let mut columns = columns;
        if self.bad.contains(&true) {
            let mask = BooleanArray::from(self.bad.iter().map(|bad| !bad).collect::<Vec<_>>());
            for column in &mut columns {
                *column = arrow::compute::filter(column, &mask).map_err(fail)?;
            }
            let kept = (0..self.bad.len()).filter(|&row| !self.bad[row]).map(row_number).collect();
            decoded.kept = Some(kept);
            decoded.bad.clone_from(&self.bad);
        }
        let rows = columns.first().map_or(0, arrow::array::Array::len);
        if rows > 0 {
            decoded.batch = Some(RecordBatch::try_new(Arc::new(table.arrow()), columns).map_err(fail)?);
        }
        Ok(())
    }

    /// Notes a finding about a cell; whether the row stays depends on the policy and on whether it can.
    fn fault(&mut self, fault: Fault, readable: bool) {
        let required = fault.position.is_some_and(|position| self.binding.columns[position].column.required);
        if fault.page.severity == Severity::Error
            && (self.rules.policy != Policy::Warn || (!readable && required) || fault.position.is_none())
        {
            self.bad[fault.row] = true;
        }
        self.faults.push(fault);
    }

    /// Checks that compare columns of one row.
    fn row_checks(&mut self, columns: &[ArrayRef]) {
        let (start, end) = (self.binding.position("start"), self.binding.position("end"));
        if let (Some(start), Some(end)) = (start, end) {
            let (from, to) = (columns[start].as_primitive::<Date32Type>(), columns[end].as_primitive::<Date32Type>());
            if from.null_count() < from.len() && to.null_count() < to.len() {
                for row in 0..from.len() {
                    if from.is_valid(row) && to.is_valid(row) && from.value(row) >= to.value(row) {
                        self.reversed(row, end, from.value(row), to.value(row));
                    }
                }
            }
        }
        if let (Some(lon), Some(lat)) = (self.binding.position("lon"), self.binding.position("lat")) {
            let (x, y) = (columns[lon].as_primitive::<Float64Type>(), columns[lat].as_primitive::<Float64Type>());
            for row in 0..x.len() {
                if x.is_valid(row) && y.is_valid(row) && swapped(x.value(row), y.value(row)) {
                    self.swapped(row, lon, x.value(row), y.value(row));
                }
            }
        }
    }

    fn reversed(&mut self, row: usize, position: usize, start: i32, end: i32) {
        let (start, end) = (crate::cell::date::written(start), crate::cell::date::written(end));
        let fault = Fault {
            row,
            position: Some(position),
            page: &row_pages::TIME_REVERSED,
            found: Some(format!("{start} … {end}")),
            expected: Some(Words::new(format!("晚于 {start} 的日期"), format!("a day after {start}"))),
            help: Some(Words::new(
                "end 是结束后的第一天；检查两个日期是否写反",
                "end is the first day no longer valid; see whether the two are swapped",
            )),
        };
        self.fault(fault, true);
    }

    fn swapped(&mut self, row: usize, position: usize, lon: f64, lat: f64) {
        let fault = Fault {
            row,
            position: Some(position),
            page: &cell_pages::COORDINATES_SWAPPED,
            found: Some(format!("lon {lon}, lat {lat}")),
            expected: None,
            help: Some(Words::new("检查经度与纬度两列是否写反", "see whether the two columns are exchanged")),
        };
        self.fault(fault, true);
    }

    /// A finding about a row that was found wrong after its file had ended; `other` is the place of another row.
    pub(crate) fn late(
        &self,
        cells: &impl Cells,
        row: usize,
        what: Late,
        detail: Option<&Detail>,
        other: &dyn Fn(u64) -> Place,
    ) -> Finding {
        let table = self.binding.table;
        let named = |name: &str| self.binding.position(name);
        let (page, position) = match (what, detail) {
            (Late::Duplicate(_), _) => (&row_pages::KEY_DUPLICATE, named(table.key[0])),
            (Late::Unmet(column), _) => (&row_pages::REFERENCE_UNKNOWN, Some(usize::from(column))),
            (Late::Detail(_), Some(detail)) => (detail.page, detail.column.and_then(named)),
            (Late::Detail(_), None) => (&row_pages::KEY_DUPLICATE, None),
        };
        let column = position.and_then(|position| self.binding.file_column(position));
        let spot = cells.spot(row, column);
        let mut place = self.place(column);
        (place.line, place.bytes, place.cell) = (spot.line, spot.bytes, spot.cell);
        place.row = Some(row as u64 + 1);
        let written = |position: usize| cell(cells, &self.binding.columns[position], row).written();
        let mut finding = Diagnostic::new(page, place);
        finding.excerpt = spot.excerpt;
        let related = match (what, detail) {
            (Late::Duplicate(first), _) => {
                let key: Vec<String> = table.key.iter().filter_map(|name| named(name)).map(written).collect();
                finding.found = Some(bounded(&key.join(", "), FOUND).to_owned());
                finding.help = Some(Words::new(
                    format!("第 {} 行已有这个主键（{}）", first + 1, table.key.join(", ")),
                    format!("row {} has this key already ({})", first + 1, table.key.join(", ")),
                ));
                Some(first)
            }
            (Late::Unmet(_), _) => {
                finding.found = position.map(written);
                if let Some(ColumnKind::Reference { table, column }) =
                    position.map(|p| self.binding.columns[p].column.kind)
                {
                    let fault = words::unknown_reference(table, column);
                    (finding.expected, finding.help) = (Some(fault.expected), fault.help);
                }
                None
            }
            (_, Some(detail)) => {
                finding.found = detail.found.clone().or_else(|| position.map(written));
                (finding.expected, finding.help) = (detail.expected.clone(), detail.help.clone());
                detail.related
            }
            _ => None,
        };
        finding.related.extend(related.map(|row| Place {
            resource: self.binding.resource.clone(),
            path: Some(self.binding.path.clone()),
            ..other(row)
        }));
        let rejected = page.severity == Severity::Error && self.rules.policy != Policy::Warn;
        Finding { diagnostic: finding, record: rejected.then(|| cells.record(row)) }
    }

    fn place(&self, column: Option<usize>) -> Place {
        Place {
            resource: self.binding.resource.clone(),
            path: Some(self.binding.path.clone()),
            column: column.and_then(|index| u32::try_from(index + 1).ok()),
            field: column.and_then(|index| self.binding.header.get(index).cloned()),
            ..Place::default()
        }
    }

    fn line_finding(&self, page: &'static Explanation, line: u64) -> Diagnostic {
        Diagnostic::new(page, Place { line: Some(line + 1), ..self.place(None) })
    }

    /// A record that is wrong as a whole.
    fn record_finding(&mut self, chunk: &TextChunk, row: usize, fault: RecordFault) -> Finding {
        let ragged = matches!(fault, RecordFault::Ragged(_));
        if !(ragged && self.rules.policy == Policy::Warn) {
            self.broken[row] = true;
            self.bad[row] = true;
        }
        let (page, at) = match fault {
            RecordFault::Ragged(_) => (&structure::ROW_RAGGED, None),
            RecordFault::Long(_) => (&structure::RECORD_LONG, None),
            RecordFault::Unterminated(at) => (&structure::QUOTE_UNTERMINATED, Some(at)),
            RecordFault::Stray(at) => (&structure::QUOTE_STRAY, Some(at)),
        };
        let spot = at.map_or_else(|| chunk.spot(row, None), |at| chunk.spot_at(row, at, at + 1));
        let mut place = self.place(None);
        (place.line, place.bytes, place.row) = (spot.line, spot.bytes, Some(row as u64 + 1));
        let mut diagnostic = Diagnostic::new(page, place);
        diagnostic.excerpt = spot.excerpt;
        let width = self.binding.header.len();
        match fault {
            RecordFault::Ragged(fields) => {
                diagnostic.found = Some(fields.to_string());
                diagnostic.expected = Some(Words::new(format!("{width} 个字段"), format!("{width} fields")));
            }
            RecordFault::Long(bytes) => diagnostic.found = Some(bytes.to_string()),
            RecordFault::Unterminated(_) | RecordFault::Stray(_) => {}
        }
        Finding { diagnostic, record: self.bad[row].then(|| chunk.record(row)) }
    }

    /// Cells whose characters were lost in decoding, and NUL characters.
    fn lost_characters(&mut self, chunk: &TextChunk) {
        let binding = self.binding;
        for row in 0..chunk.rows() {
            for index in 0..binding.header.len() {
                let Cell::Text(text) = chunk.cell(row, index) else { continue };
                let page = match text {
                    text if text.contains('\u{FFFD}') => &structure::BYTES_UNDECODABLE,
                    text if text.contains('\0') => &structure::CHARACTER_NUL,
                    _ => continue,
                };
                // A column that nobody reads does no harm.
                let Some(position) = (0..binding.columns.len()).find(|&p| binding.file_column(p) == Some(index)) else {
                    continue;
                };
                let found = Some(bounded(text, FOUND).replace('\0', "\\0"));
                let fault = Fault { row, position: Some(position), page, found, expected: None, help: None };
                self.fault(fault, true);
            }
        }
    }

    /// Turns the faults into findings, in the order of rows and columns.
    fn explain(&mut self, cells: &impl Cells, findings: &mut Vec<Finding>) {
        if self.faults.is_empty() {
            return;
        }
        let mut faults = std::mem::take(&mut self.faults);
        faults.retain(|fault| !self.broken[fault.row]);
        faults.sort_by_key(|fault| (fault.row, fault.position));
        let mut recorded = None;
        for fault in faults {
            let column = fault.position.and_then(|position| self.binding.file_column(position));
            let spot = cells.spot(fault.row, column);
            let mut place = self.place(column);
            if column.is_none() {
                place.field = fault.position.map(|position| self.binding.columns[position].column.name.to_owned());
            }
            (place.line, place.bytes, place.cell) = (spot.line, spot.bytes, spot.cell);
            place.row = Some(fault.row as u64 + 1);
            let mut diagnostic = Diagnostic::new(fault.page, place);
            diagnostic.found = fault.found;
            diagnostic.expected = fault.expected;
            diagnostic.help = fault.help;
            diagnostic.excerpt = spot.excerpt;
            let first = self.bad[fault.row] && fault.page.severity == Severity::Error && recorded != Some(fault.row);
            let record = first.then(|| cells.record(fault.row));
            if first {
                recorded = Some(fault.row);
            }
            findings.push(Finding { diagnostic, record });
        }
        findings.sort_by_key(|finding| (finding.diagnostic.place.line, finding.diagnostic.place.row));
    }
}

/// Whether a place in China seems to have its coordinates exchanged.
fn swapped(lon: f64, lat: f64) -> bool {
    (3.0..=54.0).contains(&lon) && ((73.0..=136.0).contains(&lat) || lat.abs() > 90.0)
}

/// A row of a chunk; chunks have far fewer than 2³² rows.
fn row_number(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

/// The cell that feeds a column of the table in one row.
#[inline(always)]
#[allow(clippy::inline_always, reason = "measured: called for every cell")]
fn cell<'c>(cells: &'c impl Cells, bound: &'c Bound, row: usize) -> Cell<'c> {
    match &bound.origin {
        Origin::Column(index) => cells.cell(row, *index),
        Origin::Constant(text) => Cell::Text(text),
        Origin::Coded(index, codes) => match cells.cell(row, *index) {
            Cell::Text(text) => match codes.get(text).or_else(|| codes.get("*")).map(String::as_str) {
                Some("") => Cell::Empty,
                Some(code) => Cell::Text(code),
                None => Cell::Text(text),
            },
            other => other,
        },
        Origin::First(indices) => {
            let cells = indices.iter().map(|index| cells.cell(row, *index));
            let mut filled = cells.filter(|cell| {
                !matches!(cell, Cell::Empty) && !matches!(cell, Cell::Text(text) if is_missing(text, &[]))
            });
            filled.next().unwrap_or(Cell::Empty)
        }
        Origin::Account(labels) => {
            let (from, to) = labels.fields();
            match (cells.cell(row, from), cells.cell(row, to)) {
                (Cell::Text(from), Cell::Text(to)) => Cell::Text(labels.account(from, to)),
                _ => Cell::Empty,
            }
        }
        // Texts that are put together are made where they are stored.
        Origin::Absent | Origin::Joined(_) => Cell::Empty,
    }
}
