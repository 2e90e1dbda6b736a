//! Cells of a matrix as rows of the table `io_entry`: labels stay where they are, and only numbers move.

use super::{Matrix, NAMES};
use crate::cell::{Cell, Cells, Spot};
use crate::grid::letters;
use std::sync::Arc;

/// A cell: places of its labels, what it is worth, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) row: u32,
    pub(crate) column: u32,
    /// NaN where nothing stands.
    pub(crate) value: f64,
    /// Line of the file or row of the sheet, from 1.
    pub(crate) line: u32,
    /// Field of the line or column of the sheet, from 0.
    pub(crate) field: u32,
}

/// Cells of one matrix.
pub(crate) struct Entries {
    pub(crate) matrix: Arc<Matrix>,
    /// The sheet, or the file of several.
    pub(crate) part: Option<Arc<str>>,
    /// Whether the part is a sheet.
    pub(crate) sheet: bool,
    pub(crate) cells: Vec<Entry>,
    /// Words that stand where a number should, by the place of the cell, in order.
    pub(crate) words: Vec<(u32, Box<str>)>,
}

impl Entries {
    fn word(&self, row: usize) -> Option<&str> {
        let place = self.words.binary_search_by_key(&row, |(place, _)| *place as usize).ok()?;
        self.words.get(place).map(|(_, word)| &**word)
    }
}

fn text(text: Option<&str>) -> Cell<'_> {
    text.map_or(Cell::Empty, Cell::Text)
}

impl Cells for Entries {
    fn rows(&self) -> usize {
        self.cells.len()
    }

    #[inline]
    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let (entry, matrix) = (&self.cells[row], &*self.matrix);
        let (supply, usage) = (&matrix.rows[entry.row as usize], &matrix.columns[entry.column as usize]);
        let account = matrix.account(supply.role, usage.role).unwrap_or_default();
        // A stated output belongs to one sector; exports go to nobody in the table.
        let (from, to) = match account {
            "output" if supply.role == super::Role::Sector => (supply, supply),
            "output" => (usage, usage),
            _ => (supply, usage),
        };
        match column {
            0 => text(matrix.period.as_deref()),
            1 => Cell::Text(account),
            // A factor of the region that uses it has no region of its own.
            2 if from.role.is_factor() && from.region == to.region => Cell::Empty,
            2 => text(from.region.as_deref()),
            3 => Cell::Text(&from.name),
            4 if account == "export" => Cell::Empty,
            4 => text(to.region.as_deref()),
            5 => Cell::Text(&to.name),
            6 => match self.word(row) {
                Some(word) => Cell::Text(word),
                None if entry.value.is_nan() => Cell::Empty,
                None => Cell::Number(entry.value),
            },
            _ if account == "extension" || account == "final_extension" => text(supply.unit.as_deref()),
            _ => text(supply.unit.as_deref().or(matrix.unit.as_deref())),
        }
    }

    fn spot(&self, row: usize, _: Option<usize>) -> Spot {
        let entry = &self.cells[row];
        let cell = match (&self.part, self.sheet) {
            (Some(sheet), true) => format!("{sheet}!{}{}", letters(entry.field as usize), entry.line),
            (Some(file), false) => format!("{file}:{}:{}", entry.line, entry.field + 1),
            (None, _) => format!("{}:{}", entry.line, entry.field + 1),
        };
        Spot { cell: Some(cell), ..Spot::default() }
    }

    fn record(&self, row: usize) -> String {
        let cells: Vec<String> = (0..NAMES.len()).map(|column| self.cell(row, column).written()).collect();
        cells.join("\t")
    }
}
