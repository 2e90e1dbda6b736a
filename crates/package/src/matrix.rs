//! Input-output tables as matrices: rows sell, columns buy. Turned into the long form of the table `io_entry`, cell by cell.
//!
//! Read are labelled matrices in CSV and XLSX (one or more rows and columns of labels; `AUS_A01` counts as region and
//! sector), tables saved from R, and the folders and archives of publishers that keep numbers and labels apart
//! ([`bundle`]). What a row or a column is follows from its label ([`labels`]); what names both a row and a column is a
//! sector. Totals are left out, except that of output.
//!
//! Labels are held, numbers are not: those of a text file pass by line by line, so a table of any size takes the memory
//! of its labels.

pub(crate) mod bundle;
pub(crate) mod entries;
pub(crate) mod frames;
pub(crate) mod grids;
pub(crate) mod labels;
pub(crate) mod lines;
pub(crate) mod long;
pub(crate) mod regions;
mod stream;
pub(crate) mod wide;

use crate::catalogue::matrix as pages;
use crate::container::Location;
use crate::mapping::Mapping;
use crate::options::Limits;
use crate::package::{Format, Resource};
use crate::rdata;
use crate::source::{Prepared, Source, Trouble};
use foldhash::HashSet;
use labels::Role;
use liantu_model::{Diagnostic, Words};
use std::sync::Arc;

/// The columns that a matrix gives.
pub(crate) const NAMES: [&str; 8] =
    ["period", "account", "from_region", "from_sector", "to_region", "to_sector", "value", "unit"];

/// A row or a column of a matrix.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Line {
    pub(crate) role: Role,
    pub(crate) region: Option<String>,
    pub(crate) name: String,
    /// Its own unit, where the others have another.
    pub(crate) unit: Option<String>,
}

impl Line {
    pub(crate) fn new(role: Role, region: Option<String>, name: impl Into<String>) -> Self {
        Self { role, region, name: name.into(), unit: None }
    }
}

/// What the labels of an input-output table say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Matrix {
    pub(crate) rows: Vec<Line>,
    pub(crate) columns: Vec<Line>,
    pub(crate) period: Option<String>,
    pub(crate) unit: Option<String>,
    /// The form that was recognised, in both languages.
    pub(crate) form: Words,
    /// Labels that no list knows, with what they were taken for.
    pub(crate) unknown: Vec<String>,
    /// Rows are products and columns industries.
    pub(crate) use_table: bool,
    /// Whether some column states output.
    pub(crate) states_output: bool,
}

/// A matrix whose numbers are at hand.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Held {
    pub(crate) matrix: Matrix,
    /// Row by row; NaN where a cell holds nothing.
    pub(crate) cells: Vec<f64>,
    /// Words that stand where a number should, by the place of the cell, in order.
    pub(crate) words: Vec<(usize, Box<str>)>,
    /// The sheet, and the numbers of its rows (from 1) and columns (from 0).
    pub(crate) sheet: Option<(Arc<str>, Vec<u32>, Vec<u32>)>,
}

impl Held {
    pub(crate) fn new(matrix: Matrix, cells: Vec<f64>) -> Self {
        Self { matrix, cells, words: Vec::new(), sheet: None }
    }
}

/// A text file whose numbers pass by.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) location: Location,
    pub(crate) delimiter: u8,
    /// For each line, the row of the matrix that it is.
    pub(crate) rows: Vec<Option<u32>>,
    /// For each field, the column of the matrix that it is.
    pub(crate) columns: Vec<Option<u32>>,
    /// The file, where there are several.
    pub(crate) part: Option<Arc<str>>,
    /// Cells are multiplied by the number of their column: shares become flows.
    pub(crate) times: Option<Vec<f64>>,
    /// Whether there are exactly as many lines as labels.
    pub(crate) exact: bool,
}

/// Where numbers come from.
pub(crate) enum Body {
    Held(Held),
    Text(Text),
}

/// Labels with their numbers.
pub(crate) struct Block {
    pub(crate) matrix: Arc<Matrix>,
    pub(crate) body: Body,
}

/// What was found in a file or in several that belong together.
pub(crate) struct Found {
    pub(crate) blocks: Vec<Block>,
    pub(crate) notes: Vec<Diagnostic>,
}

/// A matrix on its way to becoming rows.
pub(crate) struct MatrixPlan {
    pub(crate) blocks: Vec<Block>,
    /// The file, unless it is a text that passes by.
    pub(crate) file: Option<crate::container::OnDisk>,
}

impl Matrix {
    /// What a cell is, if it is anything.
    pub(crate) fn account(&self, row: Role, column: Role) -> Option<&'static str> {
        Some(match (row, column) {
            (Role::Sector, Role::Sector) => "intermediate",
            (Role::Sector, Role::Demand) => "final_demand",
            (Role::Sector, Role::Export) => "export",
            (Role::Sector, Role::Output) => "output",
            (Role::Import, Role::Sector) => "import",
            (Role::Added, Role::Sector) => "value_added",
            (Role::Extension, Role::Sector) => "extension",
            (Role::Added | Role::Import, Role::Demand | Role::Export) => "final_value_added",
            (Role::Extension, Role::Demand | Role::Export) => "final_extension",
            // Total inputs say the same as total uses; they are needed where these are not there.
            (Role::Output, Role::Sector) if !self.states_output => "output",
            _ => return None,
        })
    }

    /// Regions and sectors.
    fn size(&self) -> (usize, usize) {
        let sectors: Vec<&Line> = self.rows.iter().filter(|line| line.role == Role::Sector).collect();
        let mut regions: Vec<&Option<String>> = sectors.iter().map(|line| &line.region).collect();
        regions.sort_unstable();
        regions.dedup();
        (regions.len(), sectors.len())
    }
}

/// Whether no two cells can have the same key: labels differ, and blocks have rows or columns of their own.
fn distinct(blocks: &[Block]) -> bool {
    let mut seen: HashSet<(&Line, Role)> = HashSet::default();
    blocks.iter().all(|block| {
        let matrix = &block.matrix;
        let columns: HashSet<&Line> = matrix.columns.iter().filter(|line| line.role != Role::Total).collect();
        let all = matrix.columns.iter().filter(|line| line.role != Role::Total).count();
        let kind = matrix.columns.first().map_or(Role::Total, |line| line.role);
        let own = |line: &&Line| line.role != Role::Total;
        columns.len() == all && matrix.rows.iter().filter(own).all(|line| seen.insert((line, kind)))
    })
}

impl Resource {
    fn constant(&self, name: &str) -> Option<String> {
        self.mapping.columns.get(name).and_then(|column| column.value.clone())
    }

    /// The matrix of a file, if it holds one.
    pub(crate) fn prepare_matrix(&self, limits: &Limits) -> Result<Option<Prepared>, Trouble> {
        let home = self.constant("from_region");
        let stem = std::path::Path::new(&self.path)
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let mut file = None;
        let on_disk = || self.location.on_disk().map_err(|error| self.trouble(error));
        let held = |held: Held| {
            let matrix = Arc::new(held.matrix.clone());
            Found { blocks: vec![Block { matrix, body: Body::Held(held) }], notes: Vec::new() }
        };
        let found = match self.format {
            Format::R => {
                let bytes = self.location.whole(limits.document_bytes).map_err(|error| self.trouble(error))?;
                let Some(bytes) = bytes else {
                    return Err(self.finding(&crate::catalogue::container::DOCUMENT_LARGE).into());
                };
                let objects = rdata::read(&bytes, limits.document_bytes << 3).map_err(|error| self.trouble(error))?;
                file = Some(on_disk()?);
                frames::matrix(&objects, &stem, home.as_deref()).map(held)
            }
            Format::Text => {
                if let Some(prepared) = self.prepare_long(&stem, limits)? {
                    return Ok(Some(prepared));
                }
                grids::text(self, &stem, home.as_deref())?.map(|(matrix, text)| {
                    let block = Block { matrix: Arc::new(matrix), body: Body::Text(text) };
                    Found { blocks: vec![block], notes: Vec::new() }
                })
            }
            Format::Sheet => {
                let file = file.insert(on_disk()?);
                grids::sheet(self, file, limits, &stem, home.as_deref())?.map(held)
            }
            Format::Bundle => Some(bundle::read(self, limits)?),
            Format::Parquet | Format::Features | Format::Message => None,
        };
        let Some(found) = found else { return Ok(None) };
        self.matrix_plan(found, file, limits).map(Some)
    }

    /// Settles period, unit and codes of regions, says what was recognised, and binds the table.
    fn matrix_plan(
        &self,
        found: Found,
        file: Option<crate::container::OnDisk>,
        limits: &Limits,
    ) -> Result<Prepared, Trouble> {
        let Found { mut blocks, notes: more } = found;
        let (period, unit) = (self.constant("period"), self.constant("unit"));
        let names: std::collections::BTreeSet<String> = blocks
            .iter()
            .flat_map(|block| block.matrix.rows.iter().chain(&block.matrix.columns))
            .filter(|line| line.role == Role::Sector)
            .filter_map(|line| line.region.clone())
            .collect();
        let codes = regions::codes(&names.iter().map(String::as_str).collect::<Vec<_>>());
        for block in &mut blocks {
            let matrix = Arc::make_mut(&mut block.matrix);
            matrix.period = period.clone().or(matrix.period.take());
            matrix.unit = unit.clone().or(matrix.unit.take());
            matrix.states_output = matrix.columns.iter().any(|line| line.role == Role::Output);
            for line in matrix.rows.iter_mut().chain(&mut matrix.columns) {
                if let Some(code) = line.region.as_ref().and_then(|region| codes.get(region)) {
                    line.region = Some(code.clone());
                }
            }
            if matrix.period.is_none() {
                return Err(self.finding(&pages::PERIOD_ABSENT).into());
            }
        }
        let Some(first) = blocks.first().map(|block| Arc::clone(&block.matrix)) else {
            return Err(self.no_header());
        };
        let (count, sectors) = first.size();
        let rows: usize = blocks.iter().map(|block| block.matrix.rows.len()).max().unwrap_or(0);
        let columns: usize = blocks.iter().map(|block| block.matrix.columns.len()).sum();
        let (rows, columns) = if blocks.len() == 1 { (first.rows.len(), columns) } else { (rows, first.columns.len()) };
        let mut notes = vec![self.finding(&pages::MATRIX_READ).found(format!(
            "{}: {rows} × {columns}, {count} regions, {sectors} sectors of regions, {}, {}",
            first.form.en,
            first.period.as_deref().unwrap_or("?"),
            first.unit.as_deref().unwrap_or("no unit")
        ))];
        if let Body::Held(held) = &blocks[0].body {
            let blank = held.cells.iter().filter(|cell| cell.is_nan()).count();
            if blank > 0 {
                notes[0].help = Some(Words::new(format!("{blank} 个单元为空"), format!("{blank} cells hold nothing")));
            }
        }
        let unknown: Vec<&str> =
            blocks.iter().flat_map(|block| &block.matrix.unknown).take(8).map(String::as_str).collect();
        if !unknown.is_empty() {
            notes.push(self.finding(&pages::LABEL_UNKNOWN).found(unknown.join(", ")));
        }
        if first.use_table {
            notes.push(self.finding(&pages::USE_TABLE));
        }
        if !codes.is_empty() {
            let list: Vec<String> = codes.iter().map(|(name, code)| format!("{name} = {code}")).collect();
            notes.push(self.finding(&pages::REGIONS_CODED).found(list.join(", ")));
        }
        notes.extend(more);
        // The mapping has said what it had to say; the columns are our own.
        let plain = Resource { mapping: Mapping::default(), ..self.clone() };
        let names = NAMES.iter().map(|name| (*name).to_owned()).collect();
        let (mut binding, mut more) = plain.bind(names, 1, &[], false, Vec::new(), limits)?;
        binding.distinct = distinct(&blocks);
        notes.append(&mut more);
        Ok(Prepared { binding, source: Source::Matrix(MatrixPlan { blocks, file }), notes, delimiter: None })
    }
}
