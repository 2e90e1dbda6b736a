//! Which column of a file becomes which column of a table, and how its cells are written.

use crate::cell::number::NumberFormat;
use crate::matrix::long::Labels;
use liantu_model::schema::{Column, Table};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where the values of a column come from.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    /// Nowhere: all are unknown.
    Absent,
    /// A column of the file, from 0.
    Column(usize),
    /// The same text in every row.
    Constant(String),
    /// A column whose names stand for other codes; for none where the code is blank.
    Coded(usize, Arc<BTreeMap<String, String>>),
    /// Columns whose texts are joined.
    Joined(Vec<usize>),
    /// Columns of which the first that is filled counts.
    First(Vec<usize>),
    /// What a cell of an input-output table is, by the labels of its supplier and its user.
    Account(Arc<Labels>),
}

/// A column of the table, bound to the file.
#[derive(Clone, Debug)]
pub(crate) struct Bound {
    pub(crate) column: &'static Column,
    pub(crate) origin: Origin,
    pub(crate) numbers: NumberFormat,
    /// Numbers are multiplied by it.
    pub(crate) factor: Option<f64>,
    /// What separates the texts of a list.
    pub(crate) separator: Option<char>,
    /// Whether place names stand for their codes.
    pub(crate) names: bool,
    /// Whether the days of a period are months, written as their first day.
    pub(crate) months: bool,
}

/// A table, bound to a file.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    pub(crate) table: &'static Table,
    /// Name of the resource, for findings.
    pub(crate) resource: String,
    /// Path of the file as the user gave it.
    pub(crate) path: String,
    /// The header as it stands in the file.
    pub(crate) header: Vec<String>,
    /// One for each column of the table, in its order.
    pub(crate) columns: Vec<Bound>,
    /// Further texts that mean "missing".
    pub(crate) missing: Vec<String>,
    /// Whether keys are known to differ without looking at each.
    pub(crate) distinct: bool,
}

impl Binding {
    /// The place in the table of the column called `name`.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|bound| bound.column.name == name)
    }

    /// The column of the file that feeds a column of the table.
    pub(crate) fn file_column(&self, position: usize) -> Option<usize> {
        match self.columns[position].origin {
            Origin::Column(index) | Origin::Coded(index, _) => Some(index),
            Origin::Absent | Origin::Constant(_) | Origin::Joined(_) | Origin::First(_) | Origin::Account(_) => None,
        }
    }
}
