//! Input-output tables as matrices: rows sell, columns buy. Turned into the long form of the table `io_entry`, cell by cell.
//!
//! Read are labelled matrices in CSV and XLSX (one or two rows and columns of labels; `AUS_A01` counts as region and
//! sector), the tables of WIOD as saved from R, and data frames of national tables. What a row or a column is follows from
//! its label ([`labels`]); what names both a row and a column is a sector. Totals are left out, except that of output.

pub(crate) mod frames;
pub(crate) mod grids;
pub(crate) mod labels;

use crate::catalogue::matrix as pages;
use crate::container::OnDisk;
use crate::grid::{Grid, GridCell};
use crate::mapping::Mapping;
use crate::options::Limits;
use crate::package::{Format, Resource};
use crate::rdata;
use crate::sheet::hashed;
use crate::source::{Prepared, Raw, Source, Trouble};
use crate::text::blocks::{Consumed, Stop};
use labels::Role;
use liantu_model::Words;

/// The columns that a matrix gives.
const NAMES: [&str; 8] = ["period", "account", "from_region", "from_sector", "to_region", "to_sector", "value", "unit"];
/// Rows of a chunk.
const CHUNK: usize = 4_096;

/// A row or a column of a matrix.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Line {
    pub(crate) role: Role,
    pub(crate) region: Option<String>,
    pub(crate) name: String,
}

/// An input-output table as it stands in a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Matrix {
    pub(crate) rows: Vec<Line>,
    pub(crate) columns: Vec<Line>,
    /// Row by row; NaN where a cell holds nothing.
    pub(crate) cells: Vec<f64>,
    pub(crate) period: Option<String>,
    pub(crate) unit: Option<String>,
    /// The form that was recognised, in both languages.
    pub(crate) form: Words,
    /// Labels that no list knows, with what they were taken for.
    pub(crate) unknown: Vec<String>,
    /// Rows are products and columns industries.
    pub(crate) use_table: bool,
}

/// A matrix on its way to becoming rows.
pub(crate) struct MatrixPlan {
    matrix: Matrix,
    file: OnDisk,
}

impl Matrix {
    /// What a cell is, if it is anything.
    fn account(&self, row: usize, column: usize) -> Option<&'static str> {
        Some(match (self.rows[row].role, self.columns[column].role) {
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
            (Role::Output, Role::Sector) if !self.columns.iter().any(|line| line.role == Role::Output) => "output",
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

impl Resource {
    /// The matrix of a file, if it holds one.
    pub(crate) fn prepare_matrix(&self, limits: &Limits) -> Result<Option<Prepared>, Trouble> {
        let constant = |name: &str| self.mapping.columns.get(name).and_then(|column| column.value.clone());
        let file = self.location.on_disk().map_err(|error| self.trouble(error))?;
        let home = constant("from_region");
        let stem = std::path::Path::new(&self.path)
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let found = match self.format {
            Format::R => {
                let bytes = self.location.whole(limits.document_bytes).map_err(|error| self.trouble(error))?;
                let Some(bytes) = bytes else {
                    return Err(self.finding(&crate::catalogue::container::DOCUMENT_LARGE).into());
                };
                let objects = rdata::read(&bytes, limits.document_bytes << 3).map_err(|error| self.trouble(error))?;
                frames::matrix(&objects, &stem, home.as_deref())
            }
            Format::Text => grids::text(self, limits, &stem, home.as_deref())?,
            Format::Sheet => grids::sheet(self, &file, limits, &stem, home.as_deref())?,
            Format::Parquet | Format::Features => None,
        };
        let Some(mut matrix) = found else { return Ok(None) };
        matrix.period = constant("period").or(matrix.period);
        matrix.unit = constant("unit").or(matrix.unit);
        if matrix.period.is_none() {
            return Err(self.finding(&pages::PERIOD_ABSENT).into());
        }
        let (regions, sectors) = matrix.size();
        let blank = matrix.cells.iter().filter(|cell| cell.is_nan()).count();
        let mut note = self.finding(&pages::MATRIX_READ).found(format!(
            "{}: {} × {}, {regions} regions, {sectors} sectors of regions, {}, {}",
            matrix.form.en,
            matrix.rows.len(),
            matrix.columns.len(),
            matrix.period.as_deref().unwrap_or("?"),
            matrix.unit.as_deref().unwrap_or("no unit")
        ));
        if blank > 0 {
            note.help = Some(Words::new(format!("{blank} 个单元为空"), format!("{blank} cells hold nothing")));
        }
        let mut notes = vec![note];
        if !matrix.unknown.is_empty() {
            let shown: Vec<&str> = matrix.unknown.iter().take(8).map(String::as_str).collect();
            notes.push(self.finding(&pages::LABEL_UNKNOWN).found(shown.join(", ")));
        }
        if matrix.use_table {
            notes.push(self.finding(&pages::USE_TABLE));
        }
        // The mapping has said what it had to say; the columns are our own.
        let plain = Resource { mapping: Mapping::default(), ..self.clone() };
        let names = NAMES.iter().map(|name| (*name).to_owned()).collect();
        let (binding, mut more) = plain.bind(names, 1, &[], false, limits)?;
        notes.append(&mut more);
        Ok(Some(Prepared { binding, source: Source::Matrix(MatrixPlan { matrix, file }), notes, delimiter: None }))
    }
}

impl MatrixPlan {
    /// Passes the cells on as rows, zeros left out: what is not listed is zero. A sector that would vanish keeps its own
    /// cell, zero as it is.
    pub(crate) fn produce(&self, push: &mut dyn FnMut(Raw, u64) -> bool) -> Result<Consumed, Stop> {
        let consumed = hashed(&self.file.path)?;
        let matrix = &self.matrix;
        let text = |text: Option<&str>| text.map_or(GridCell::Empty, GridCell::text);
        let (period, unit) = (text(matrix.period.as_deref()), text(matrix.unit.as_deref()));
        let mut cells = Vec::with_capacity(CHUNK * NAMES.len());
        let width = matrix.columns.len();
        for (place, row) in matrix.rows.iter().enumerate() {
            for (column, line) in matrix.columns.iter().enumerate() {
                let Some(account) = matrix.account(place, column) else { continue };
                let value = matrix.cells[place * width + column];
                let itself = row.role == Role::Sector && (&row.region, &row.name) == (&line.region, &line.name);
                // A quadrant that the table leaves blank is not there.
                let beyond = value.is_nan() && account.starts_with("final_") && account != "final_demand";
                if beyond || (value == 0.0 && !itself && account != "output") {
                    continue;
                }
                // A stated output belongs to one sector; exports go to nobody in the table.
                let (from, to) = match account {
                    "output" if row.role == Role::Sector => (row, row),
                    "output" => (line, line),
                    _ => (row, line),
                };
                let to_region = if account == "export" { None } else { to.region.as_deref() };
                cells.extend([
                    period.clone(),
                    GridCell::text(account),
                    text(from.region.as_deref()),
                    GridCell::text(&from.name),
                    text(to_region),
                    GridCell::text(&to.name),
                    if value.is_nan() { GridCell::Empty } else { GridCell::Number(value) },
                    if account == "extension" || account == "final_extension" { GridCell::Empty } else { unit.clone() },
                ]);
                if cells.len() == CHUNK * NAMES.len() {
                    let full = std::mem::replace(&mut cells, Vec::with_capacity(CHUNK * NAMES.len()));
                    if !push(Raw::Grid(Grid { width: NAMES.len(), cells: full, sheet: None }), 0) {
                        return Err(Stop::Unwanted);
                    }
                }
            }
        }
        let rest = Grid { width: NAMES.len(), cells, sheet: None };
        if !rest.cells.is_empty() && !push(Raw::Grid(rest), consumed.bytes) {
            return Err(Stop::Unwanted);
        }
        Ok(consumed)
    }
}
