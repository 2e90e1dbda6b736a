//! Rows of cells that keep their types: sheets of workbooks, features of maps, observations of messages.

use crate::cell::{Cell, Cells, Spot};
use std::sync::Arc;

/// A cell that owns its content.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum GridCell {
    #[default]
    Empty,
    Text(Box<str>),
    Number(f64),
    Boolean(bool),
    Day(i32),
    Fault(Box<str>),
}

impl GridCell {
    /// The text without blanks around it, or nothing.
    pub(crate) fn text(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() { Self::Empty } else { Self::Text(text.into()) }
    }

    pub(crate) fn view(&self) -> Cell<'_> {
        match self {
            Self::Empty => Cell::Empty,
            Self::Text(text) => Cell::Text(text),
            Self::Number(number) => Cell::Number(*number),
            Self::Boolean(flag) => Cell::Boolean(*flag),
            Self::Day(days) => Cell::Day(*days),
            Self::Fault(text) => Cell::Fault(text),
        }
    }
}

/// Rows of a sheet or of a list of features.
pub(crate) struct Grid {
    pub(crate) width: usize,
    /// Row by row.
    pub(crate) cells: Vec<GridCell>,
    /// The sheet and, for each row, its number there, from 1.
    pub(crate) sheet: Option<(Arc<str>, Vec<u32>)>,
    /// For each row the line that it ends on, where rows have lines.
    pub(crate) lines: Vec<u64>,
}

/// The letters of a spreadsheet column, from 0.
pub(crate) fn letters(column: usize) -> String {
    let (mut rest, mut letters) = (column + 1, Vec::new());
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(b'A' + digit);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|&letter| char::from(letter)).collect()
}

impl Cells for Grid {
    fn rows(&self) -> usize {
        self.cells.len() / self.width.max(1)
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        self.cells[row * self.width + column].view()
    }

    fn spot(&self, row: usize, column: Option<usize>) -> Spot {
        let cell = self.sheet.as_ref().map(|(sheet, rows)| {
            let address = column.map(letters).unwrap_or_default();
            format!("{sheet}!{address}{}", rows[row])
        });
        Spot { cell, line: self.lines.get(row).copied(), ..Spot::default() }
    }

    fn record(&self, row: usize) -> String {
        let cells = &self.cells[row * self.width..(row + 1) * self.width];
        let written: Vec<String> = cells.iter().map(|cell| cell.view().written()).collect();
        written.join("\t")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
