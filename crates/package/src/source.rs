//! A file that is ready to be read: what it is bound to, and how its rows come out of it.

use crate::bind::Header;
use crate::binding::{Binding, Origin};
use crate::catalogue::matrix as matrix_pages;
use crate::catalogue::{container as container_pages, structure as pages};
use crate::cell::Cells;
use crate::columnar::{ColumnarPlan, Columns};
use crate::container;
use crate::error::PackageError;
use crate::features::FeaturesPlan;
use crate::grid::Grid;
use crate::header::{self, Name};
use crate::matrix::MatrixPlan;
use crate::matrix::entries::Entries;
use crate::options::Limits;
use crate::package::{Format, Resource};
use crate::sdmx::message::MessagePlan;
use crate::sheet::SheetPlan;
use crate::text::blocks::{self, Consumed, Layout, Stop};
use crate::text::chunk::TextChunk;
use crate::text::dialect::Dialect;
use crate::text::encoding::Encoding;
use crate::{propose, stated, text};
use arrow::record_batch::RecordBatch;
use liantu_model::schema::{self, Table};
use liantu_model::{Diagnostic, Explanation, Place, Words};
use std::io;

/// A file that is ready to be read.
pub(crate) struct Prepared {
    pub(crate) binding: Binding,
    pub(crate) source: Source,
    pub(crate) notes: Vec<Diagnostic>,
    pub(crate) delimiter: Option<char>,
}

/// How the rows come out of the file.
pub(crate) enum Source {
    Text(Layout),
    Sheet(SheetPlan),
    Columnar(ColumnarPlan),
    Features(FeaturesPlan),
    Message(MessagePlan),
    Matrix(MatrixPlan),
}

/// Rows as the reader passes them on to the workers.
pub(crate) enum Raw {
    /// Bytes of whole records, how they are written, and how long one may be.
    Text(Vec<u8>, Dialect, usize),
    Grid(Grid),
    Batch(RecordBatch),
    Entries(Entries),
}

/// Rows, taken apart.
pub(crate) enum Chunk {
    Text(TextChunk),
    Grid(Grid),
    Columns(Columns),
    Entries(Entries),
}

/// The names of the columns of a file.
pub(crate) type Names = Vec<String>;
/// The first rows of a file as text.
pub(crate) type Sample = Vec<Vec<String>>;

/// Why a file can't be read: findings for the report, or an error of the system.
pub(crate) enum Trouble {
    Findings(Vec<Diagnostic>),
    Error(PackageError),
}

impl From<Diagnostic> for Trouble {
    fn from(finding: Diagnostic) -> Self {
        Self::Findings(vec![finding])
    }
}

impl Resource {
    pub(crate) fn place(&self) -> Place {
        Place { resource: self.name.clone(), path: Some(self.path.clone()), ..Place::default() }
    }

    pub(crate) fn finding(&self, page: &'static Explanation) -> Diagnostic {
        Diagnostic::new(page, self.place())
    }

    /// What to make of a failed read: a hostile or damaged file is a finding, a failing disk is an error.
    pub(crate) fn trouble(&self, error: io::Error) -> Trouble {
        use io::ErrorKind::{InvalidData, InvalidInput, Other, UnexpectedEof};
        if container::is_overflow(&error) {
            return self.finding(&container_pages::ARCHIVE_REFUSED).found(error.to_string()).into();
        }
        if matches!(error.kind(), InvalidData | InvalidInput | Other | UnexpectedEof) {
            return self.finding(&container_pages::FILE_DAMAGED).found(error.to_string()).into();
        }
        Trouble::Error(PackageError::Read { path: self.path.clone().into(), source: error })
    }

    /// What to make of a read that stopped early.
    pub(crate) fn stopped(&self, stop: Stop) -> Trouble {
        match stop {
            Stop::Read(error) => self.trouble(error),
            Stop::Endless => self.finding(&pages::RECORD_LONG).into(),
            Stop::Unwanted => Trouble::Findings(Vec::new()),
        }
    }

    /// Looks at the start of the file and binds it to its table.
    pub(crate) fn prepare(&self, limits: &Limits) -> Result<Prepared, Trouble> {
        match self.prepare_table(limits) {
            // What is no table may be a matrix, unless it was said to be another table.
            Err(Trouble::Findings(findings)) if self.table.is_none_or(|table| table.name == "io_entry") => {
                self.prepare_matrix(limits)?.ok_or(Trouble::Findings(findings))
            }
            prepared => prepared,
        }
    }

    fn prepare_table(&self, limits: &Limits) -> Result<Prepared, Trouble> {
        match self.format {
            Format::R => Err(self.finding(&matrix_pages::R_WITHOUT_TABLE).into()),
            Format::Bundle => Err(self.finding(&matrix_pages::BUNDLE_UNKNOWN).into()),
            Format::Text => self.prepare_text(limits),
            Format::Sheet => {
                let opening = self.open_sheet(limits)?;
                let mut notes = Vec::new();
                if opening.titled {
                    let mut note = self.finding(&pages::HEADER_BELOW_TITLE);
                    note.place.line = Some(opening.line);
                    notes.push(note);
                }
                let (binding, mut more) =
                    self.bind(opening.names, opening.line, &opening.sample, false, opening.above, limits)?;
                notes.append(&mut more);
                Ok(Prepared { binding, source: Source::Sheet(opening.plan), notes, delimiter: None })
            }
            Format::Parquet => {
                let (names, sample, plan) = self.open_columnar()?;
                let (binding, notes) = self.bind(names, 1, &sample, false, Vec::new(), limits)?;
                Ok(Prepared { binding, source: Source::Columnar(plan), notes, delimiter: None })
            }
            Format::Message => {
                let (names, sample, plan) = self.open_message()?;
                let (binding, notes) = self.bind(names, 1, &sample, false, Vec::new(), limits)?;
                Ok(Prepared { binding, source: Source::Message(plan), notes, delimiter: None })
            }
            Format::Features => {
                let (names, sample, plan) = self.open_features(limits)?;
                let (binding, notes) = self.bind(names, 1, &sample, false, Vec::new(), limits)?;
                Ok(Prepared { binding, source: Source::Features(plan), notes, delimiter: None })
            }
        }
    }

    fn prepare_text(&self, limits: &Limits) -> Result<Prepared, Trouble> {
        if let Some(name) = self.mapping.encoding.as_deref().filter(|name| Encoding::named(name).is_none()) {
            return Err(self
                .finding(&pages::MAPPING_UNMATCHED)
                .found(name)
                .expected(Words::same("UTF-8, GB18030, UTF-16LE, UTF-16BE"))
                .into());
        }
        let opening = text::open(&self.location, &self.mapping, limits).map_err(|error| self.trouble(error))?;
        let mut notes = Vec::new();
        if let Some(encoding) = opening.encoding().filter(|encoding| !matches!(encoding, Encoding::Utf8 { .. })) {
            notes.push(self.finding(&pages::ENCODING_GUESSED).found(encoding.name()));
        }
        let semicolons = opening.dialect().delimiter == b';';
        let (names, row, line) = match (&self.header, self.mapping.header_row) {
            (Some(names), _) => (names.clone(), None, 1),
            (None, Some(0)) => {
                let width = opening.rows.first().map_or(0, Vec::len);
                ((1..=width).map(|number| number.to_string()).collect(), None, 1)
            }
            (None, Some(line)) => {
                let row = opening.row_of_line(u64::from(line)).ok_or_else(|| self.no_header())?;
                (opening.rows[row].clone(), Some(row), u64::from(line))
            }
            (None, None) => {
                let looked = &opening.rows[..opening.rows.len().min(propose::HEADER_ROWS)];
                let row = header::row(looked, self.table).ok_or_else(|| self.no_header())?;
                (opening.rows[row].clone(), Some(row), opening.line_of(row))
            }
        };
        if row.is_some_and(|row| row > 0) && opening.rows[0].iter().any(|cell| !cell.is_empty()) {
            let mut note = self.finding(&pages::HEADER_BELOW_TITLE);
            note.place.line = Some(line);
            notes.push(note);
        }
        let above = stated::above(&opening.rows[..row.unwrap_or(0)]);
        let sample = &opening.rows[row.map_or(0, |row| row + 1)..];
        let (binding, mut more) = self.bind(names, line, sample, semicolons, above, limits)?;
        notes.append(&mut more);
        let delimiter = Some(char::from(opening.dialect().delimiter));
        Ok(Prepared { binding, source: Source::Text(opening.layout(row)), notes, delimiter })
    }

    pub(crate) fn no_header(&self) -> Trouble {
        self.finding(&pages::HEADER_ABSENT).into()
    }

    /// Binds the file to its table, which is found from the header where nobody named it.
    pub(crate) fn bind(
        &self,
        names: Vec<String>,
        line: u64,
        sample: &[Vec<String>],
        semicolons: bool,
        above: Vec<String>,
        limits: &Limits,
    ) -> Result<(Binding, Vec<Diagnostic>), Trouble> {
        if names.len() > limits.columns {
            let most = limits.columns;
            let finding = self.finding(&pages::COLUMNS_MANY).found(names.len().to_string());
            return Err(finding
                .expected(Words::new(format!("至多 {most} 列"), format!("at most {most} columns")))
                .into());
        }
        let (table, mapping, resource) = if let Some(table) = self.table {
            (table, self.mapping.clone(), self.name.clone())
        } else {
            let table = self.recognise(&names)?;
            (table, self.mapping.clone(), table.name.to_owned())
        };
        let header = Header { resource: &resource, path: &self.path, names, line, sample, semicolons, above };
        if !mapping.columns.is_empty() {
            return header.bind(table, &mapping).map_err(Trouble::Findings);
        }
        let proposed = propose::complete(&header, table, &mapping);
        let Some(proposed) = proposed else { return header.bind(table, &mapping).map_err(Trouble::Findings) };
        // A message of SDMX has more columns than a row needs: nothing is wrong with that.
        let message = crate::sdmx::is_header(&header.names);
        let mut remarks = if message { Vec::new() } else { header.remarks(table) };
        match header.bind(table, &proposed) {
            Ok((binding, mut findings)) => {
                let read = |column: u32| {
                    binding.columns.iter().any(|bound| matches!(&bound.origin, Origin::First(columns) if columns.contains(&(column as usize - 1))))
                };
                remarks.retain(|remark| {
                    remark.code != pages::COLUMN_UNKNOWN.code || !remark.place.column.is_some_and(read)
                });
                remarks.append(&mut findings);
                Ok((binding, remarks))
            }
            Err(mut findings) => {
                remarks.append(&mut findings);
                Err(Trouble::Findings(remarks))
            }
        }
    }

    /// The table that a header fits best, if it is certain enough.
    fn recognise(&self, names: &[String]) -> Result<&'static Table, Trouble> {
        if let Some(table) = schema::table("indicator").filter(|_| crate::sdmx::is_header(names)) {
            return Ok(table);
        }
        let names: Vec<Name> = names.iter().map(|name| Name::of(name)).collect();
        let fits = header::fits(&names);
        let stem = self.name.to_lowercase();
        let native: Vec<_> = fits.iter().filter(|fit| fit.native).collect();
        if let Some(fit) = native.iter().find(|fit| fit.table.name == stem) {
            return Ok(fit.table);
        }
        match (&native[..], &fits[..]) {
            ([only], _) => Ok(only.table),
            ([], [best, rest @ ..])
                if best.certainty >= propose::CERTAIN
                    && rest.first().is_none_or(|next| next.certainty < best.certainty) =>
            {
                Ok(best.table)
            }
            _ => {
                let candidates: Vec<String> = fits
                    .iter()
                    .take(3)
                    .map(|fit| format!("{} ({:.0} %)", fit.table.name, fit.certainty * 100.0))
                    .collect();
                let mut finding = self.finding(&pages::TABLE_UNSURE);
                finding.help = (!candidates.is_empty()).then(|| {
                    let list = candidates.join(", ");
                    Words::new(format!("最接近的表：{list}"), format!("the nearest tables: {list}"))
                });
                Err(finding.into())
            }
        }
    }

    /// Passes the rows on until `push` returns `false`.
    pub(crate) fn produce(
        &self,
        prepared: &Prepared,
        spare: &dyn Fn() -> Vec<u8>,
        push: &mut dyn FnMut(Raw, u64) -> bool,
    ) -> Result<Consumed, Stop> {
        match &prepared.source {
            Source::Text(layout) => self
                .location
                .with(|reader| {
                    blocks::cut(reader, layout, spare, &mut |bytes, done| {
                        push(Raw::Text(bytes, layout.dialect, layout.record), done)
                    })
                })
                .unwrap_or_else(|error| Err(Stop::Read(error))),
            Source::Sheet(plan) => plan.produce(push),
            Source::Columnar(plan) => plan.produce(push),
            Source::Features(plan) => plan.produce(push),
            Source::Message(plan) => plan.produce(push),
            Source::Matrix(plan) => plan.produce(push),
        }
    }
}

impl Chunk {
    /// The line of a row within the chunk, from 1, where rows have lines.
    pub(crate) fn line(&self, row: u64) -> Option<u64> {
        match self {
            Self::Text(chunk) => chunk.spot(usize::try_from(row).ok()?, None).line,
            Self::Grid(_) | Self::Columns(_) | Self::Entries(_) => None,
        }
    }

    pub(crate) fn rows(&self) -> usize {
        match self {
            Self::Text(chunk) => chunk.rows(),
            Self::Grid(grid) => grid.rows(),
            Self::Columns(columns) => columns.rows(),
            Self::Entries(entries) => entries.rows(),
        }
    }
}

impl Prepared {
    /// Lines of a text file before its first data row.
    pub(crate) fn lines_before(&self) -> u64 {
        match &self.source {
            Source::Text(layout) => layout.lines,
            Source::Sheet(_) | Source::Columnar(_) | Source::Features(_) | Source::Message(_) | Source::Matrix(_) => 0,
        }
    }

    /// Takes rows apart: the work of a worker, not of the reader.
    pub(crate) fn chunk(&self, raw: Raw) -> Chunk {
        match raw {
            Raw::Text(bytes, dialect, record) => {
                Chunk::Text(TextChunk::new(bytes, self.binding.header.len(), dialect, record))
            }
            Raw::Grid(grid) => Chunk::Grid(grid),
            Raw::Batch(batch) => Chunk::Columns(Columns::new(&batch)),
            Raw::Entries(entries) => Chunk::Entries(entries),
        }
    }
}
