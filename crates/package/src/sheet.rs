//! Workbooks (XLSX), sheet by sheet and cell by cell, never whole. Binary ones (XLSB) are read as matrices only.

use crate::catalogue::{container as container_pages, structure as pages};
use crate::cell::date;
use crate::container::{self, Location, OnDisk};
use crate::grid::{Grid, GridCell};
use crate::header;
use crate::options::Limits;
use crate::package::Resource;
use crate::propose;
use crate::source::{Raw, Trouble};
use crate::text::blocks::{Consumed, Stop, hexadecimal};
use calamine::{DataRef, Reader, Xlsx};
use liantu_model::schema::Table;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::sync::Arc;
use zip::ZipArchive;

type Workbook = Xlsx<BufReader<File>>;

/// Which sheet is read, and from where.
pub(crate) struct SheetPlan {
    file: OnDisk,
    sheet: String,
    /// Row of the header in the sheet, from 0; `None` when there is none.
    header: Option<u32>,
    width: usize,
}

/// The start of a sheet.
pub(crate) struct Opening {
    pub(crate) names: Vec<String>,
    /// Row of the header in the sheet, from 1.
    pub(crate) line: u64,
    pub(crate) titled: bool,
    /// Units that stand above the header.
    pub(crate) above: Vec<String>,
    pub(crate) sample: Vec<Vec<String>>,
    pub(crate) plan: SheetPlan,
}

/// The first rows of a sheet with their numbers from 0.
type Rows = Vec<(u32, Vec<String>)>;

/// Rows that are looked at, and rows of a chunk.
const LOOK: u32 = 1_000;
const CHUNK: usize = 4_096;

impl Resource {
    /// Whether it is a workbook whose parts are binary records.
    pub(crate) fn binary(&self) -> bool {
        self.path.to_ascii_lowercase().ends_with(".xlsb")
    }

    /// Finds the sheet and its header.
    pub(crate) fn open_sheet(&self, limits: &Limits) -> Result<Opening, Trouble> {
        if self.binary() {
            return Err(self.finding(&crate::catalogue::matrix::BINARY_WORKBOOK).into());
        }
        let file = self.location.on_disk().map_err(|error| self.trouble(error))?;
        self.guard(&file, limits)?;
        let damaged = |error: String| Trouble::from(self.finding(&container_pages::FILE_DAMAGED).found(error));
        let mut workbook: Workbook =
            calamine::open_workbook(&file.path).map_err(|error: calamine::XlsxError| damaged(error.to_string()))?;
        let names: Vec<String> = workbook.sheet_names().into_iter().collect();
        let candidates: Vec<String> = match &self.mapping.sheet {
            Some(sheet) if names.contains(sheet) => vec![sheet.clone()],
            Some(sheet) => {
                let list = names.join(", ");
                return Err(self
                    .finding(&pages::MAPPING_UNMATCHED)
                    .found(sheet.as_str())
                    .expected(liantu_model::Words::same(list))
                    .into());
            }
            None => names,
        };
        let mut best: Option<(usize, String, Rows, Option<usize>)> = None;
        for sheet in candidates {
            let rows = first_rows(&mut workbook, &sheet).map_err(|error| damaged(error.to_string()))?;
            let Some((row, score)) = self.header_row(&rows) else { continue };
            if best.as_ref().is_none_or(|(most, ..)| score > *most) {
                best = Some((score, sheet, rows, row));
            }
        }
        let Some((_, sheet, rows, row)) = best else { return Err(self.no_header()) };
        let width = rows.iter().map(|(_, row)| row.len()).max().unwrap_or(0);
        let names: Vec<String> = match row {
            Some(row) => rows[row].1.clone(),
            None => (1..=width).map(|number| number.to_string()).collect(),
        };
        let line = row.map_or(1, |row| u64::from(rows[row].0) + 1);
        let above: Vec<Vec<String>> = rows[..row.unwrap_or(0)].iter().map(|(_, row)| row.clone()).collect();
        let titled = above.iter().flatten().any(|cell| !cell.is_empty());
        let header = row.map(|row| rows[row].0);
        let sample = rows[row.map_or(0, |row| row + 1)..].iter().map(|(_, row)| row.clone()).collect();
        let plan = SheetPlan { file, sheet, header, width: names.len() };
        Ok(Opening { names, line, titled, above: crate::stated::above(&above), sample, plan })
    }

    /// The place of the header among the first rows, and how many of its names are known; `None` where there is none.
    fn header_row(&self, rows: &[(u32, Vec<String>)]) -> Option<(Option<usize>, usize)> {
        match self.mapping.header_row {
            Some(0) => (!rows.is_empty()).then_some((None, 0)),
            Some(line) => rows.iter().position(|(row, _)| row + 1 == line).map(|row| (Some(row), 0)),
            None => {
                let looked: Vec<Vec<String>> =
                    rows.iter().take(propose::HEADER_ROWS).map(|(_, row)| row.clone()).collect();
                let row = header::row(&looked, self.table)?;
                Some((Some(row), known(&looked[row], self.table)))
            }
        }
    }

    /// Refuses workbooks that unpack to implausibly much: a workbook is an archive.
    pub(crate) fn guard(&self, file: &OnDisk, limits: &Limits) -> Result<(), Trouble> {
        let refuse = |found: String| Trouble::from(self.finding(&container_pages::ARCHIVE_REFUSED).found(found));
        let damaged = |error: String| Trouble::from(self.finding(&container_pages::FILE_DAMAGED).found(error));
        let open = File::open(&file.path).map_err(|error| self.trouble(error))?;
        let mut archive = ZipArchive::new(BufReader::new(open)).map_err(|error| damaged(error.to_string()))?;
        if archive.len() > limits.archive_entries {
            return Err(refuse(format!("{} entries", archive.len())));
        }
        let mut total = 0u64;
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).map_err(|error| damaged(error.to_string()))?;
            let (name, size, packed) = (entry.name().to_owned(), entry.size(), entry.compressed_size());
            total = total.saturating_add(size);
            let shared = name.ends_with("sharedStrings.xml") && size > limits.document_bytes;
            if container::suspicious(size, packed, limits) || total > limits.archive_bytes || shared {
                return Err(refuse(format!("{name}: {packed} → {size} bytes")));
            }
            // What it declares must be true, since the texts of a workbook are held in memory.
            let unpacked = io::copy(&mut (&mut entry).take(size + 1), &mut io::sink());
            if unpacked.is_ok_and(|unpacked| unpacked > size) {
                return Err(refuse(format!("{name}: more than the declared {size} bytes")));
            }
        }
        Ok(())
    }
}

fn known(row: &[String], table: Option<&Table>) -> usize {
    let names: Vec<header::Name> = row.iter().map(|cell| header::Name::of(cell)).collect();
    match table {
        Some(table) => header::place(table, &names).len(),
        None => header::fits(&names).first().map_or(0, |fit| header::place(fit.table, &names).len()),
    }
}

/// The first rows of a sheet that hold anything, with their numbers from 0.
fn first_rows(workbook: &mut Workbook, sheet: &str) -> Result<Rows, calamine::XlsxError> {
    let mut reader = workbook.worksheet_cells_reader(sheet)?;
    let mut rows = Rows::new();
    while let Some(cell) = reader.next_cell()? {
        let (row, column) = cell.get_position();
        let content = convert(cell.get_value());
        if content == GridCell::Empty {
            continue;
        }
        if rows.last().is_none_or(|(last, _)| *last != row) {
            if rows.len() as u64 == u64::from(LOOK) {
                break;
            }
            rows.push((row, Vec::new()));
        }
        if let Some((_, cells)) = rows.last_mut() {
            let column = column as usize;
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            cells[column] = content.view().written();
        }
    }
    Ok(rows)
}

fn convert(value: &DataRef<'_>) -> GridCell {
    match value {
        DataRef::Empty => GridCell::Empty,
        DataRef::Int(number) => GridCell::Number(*number as f64),
        DataRef::Float(number) => GridCell::Number(*number),
        DataRef::String(text) | DataRef::DurationIso(text) => GridCell::text(text),
        DataRef::SharedString(text) => GridCell::text(text),
        DataRef::Bool(flag) => GridCell::Boolean(*flag),
        DataRef::DateTimeIso(text) => date::parse(text).map_or_else(|_| GridCell::text(text), GridCell::Day),
        DataRef::Error(error) => GridCell::Fault(error.to_string().into()),
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
            if moment.is_duration() || moment.as_f64() < 1.0 {
                return GridCell::Text(format!("{hour:02}:{minute:02}").into());
            }
            date::parse(&format!("{year:04}-{month:02}-{day:02}")).map_or(GridCell::Empty, GridCell::Day)
        }
    }
}

impl SheetPlan {
    /// The name of the sheet.
    pub(crate) fn name(&self) -> &str {
        &self.sheet
    }

    /// Passes the rows below the header on.
    pub(crate) fn produce(&self, push: &mut dyn FnMut(Raw, u64) -> bool) -> Result<Consumed, Stop> {
        let consumed = hashed(&self.file.path)?;
        let broken =
            |error: calamine::XlsxError| Stop::Read(io::Error::new(io::ErrorKind::InvalidData, error.to_string()));
        let mut workbook: Workbook = calamine::open_workbook(&self.file.path).map_err(broken)?;
        let mut reader = workbook.worksheet_cells_reader(&self.sheet).map_err(broken)?;
        let sheet: Arc<str> = self.sheet.as_str().into();
        let empty = || Grid {
            width: self.width,
            cells: Vec::new(),
            sheet: Some((Arc::clone(&sheet), Vec::new())),
            lines: Vec::new(),
        };
        let mut grid = empty();
        while let Some(cell) = reader.next_cell().map_err(broken)? {
            let ((row, column), content) = (cell.get_position(), convert(cell.get_value()));
            let (number, column) = (row + 1, column as usize);
            if self.header.is_some_and(|header| row <= header) || column >= self.width || content == GridCell::Empty {
                continue;
            }
            let Some((_, rows)) = &mut grid.sheet else { continue };
            if rows.last() != Some(&number) {
                if rows.len() == CHUNK && !push(Raw::Grid(std::mem::replace(&mut grid, empty())), 0) {
                    return Err(Stop::Unwanted);
                }
                let Some((_, rows)) = &mut grid.sheet else { continue };
                rows.push(number);
                grid.cells.resize(grid.cells.len() + self.width, GridCell::Empty);
            }
            let start = grid.cells.len() - self.width;
            grid.cells[start + column] = content;
        }
        if !grid.cells.is_empty() && !push(Raw::Grid(grid), consumed.bytes) {
            return Err(Stop::Unwanted);
        }
        Ok(consumed)
    }
}

/// The size and hash of a file.
pub(crate) fn hashed(path: &std::path::Path) -> Result<Consumed, Stop> {
    let mut file = File::open(path).map_err(Stop::Read)?;
    let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0u64, vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut buffer).map_err(Stop::Read)?;
        if read == 0 {
            return Ok(Consumed { bytes, hash: hexadecimal(hash), encoding: None });
        }
        hash.update(&buffer[..read]);
        bytes += read as u64;
    }
}

impl Location {
    /// The whole content, if it is small enough; `Ok(None)` if it isn't.
    pub(crate) fn whole(&self, limit: u64) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        self.with(|reader| reader.take(limit + 1).read_to_end(&mut bytes))??;
        Ok((bytes.len() as u64 <= limit).then_some(bytes))
    }
}
