//! The tables, described once: the Frictionless schema, the documentation page, the column help of the workbench, the
//! mapping proposals and every check are drawn from here.

mod frictionless;
mod identity;
mod tables;

use crate::code::CodeSystem;
use crate::text::Text;
use arrow_schema::{DataType, Field, Schema};
use serde::Serialize;

pub use frictionless::frictionless;
pub use identity::Identity;
pub use tables::TABLES;

/// The scales of space, from wide to narrow. `area` is a functional area (a corridor, a bay, a demonstration zone): it may
/// overlap others and cut through provinces, so that its members are listed in `region_member`.
pub const REGION_LEVELS: &[&str] = &["nation", "area", "province", "city", "county", "town", "park"];

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum ColumnKind {
    /// Free text.
    Text,
    /// Several texts, separated by `|`.
    List,
    /// A code of a standard; kept as text, leading zeros and all.
    Code {
        /// Which standard.
        system: CodeSystem,
    },
    /// The key of a row of another table.
    Reference {
        /// That table.
        table: &'static str,
        /// Its column.
        column: &'static str,
    },
    /// One of these words.
    Choice {
        /// The words, as stored; labels are in the glossary under `<column>.<word>`.
        of: &'static [&'static str],
    },
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// A day. A year or a month alone is read as its first day.
    Date,
    /// A [`crate::Period`], stored in its canonical form.
    Period,
}

impl ColumnKind {
    /// The Arrow type that the column is stored as.
    pub fn data_type(self) -> DataType {
        match self {
            Self::Integer => DataType::Int64,
            Self::Number => DataType::Float64,
            Self::Boolean => DataType::Boolean,
            Self::Date => DataType::Date32,
            Self::Text
            | Self::List
            | Self::Code { .. }
            | Self::Reference { .. }
            | Self::Choice { .. }
            | Self::Period => DataType::Utf8,
        }
    }
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Column {
    /// Name, as in files, SQL and JSON.
    pub name: &'static str,
    /// What it holds.
    pub kind: ColumnKind,
    /// Whether every row must have a value.
    pub required: bool,
    /// Unit of the numbers; `None` where the row or nothing says it.
    pub unit: Option<&'static str>,
    /// Smallest allowed number.
    pub min: Option<f64>,
    /// Largest allowed number.
    pub max: Option<f64>,
    /// Label.
    pub title: Text,
    /// What belongs into the column.
    pub help: Text,
    /// Other headers under which foreign files have it, Chinese and English, lower case.
    pub aliases: &'static [&'static str],
}

impl Column {
    /// An optional column without unit or bounds; refine it with the methods below.
    pub const fn new(name: &'static str, kind: ColumnKind, title: Text, help: Text) -> Self {
        Self { name, kind, required: false, unit: None, min: None, max: None, title, help, aliases: &[] }
    }

    /// The column with a value in every row.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The column with a unit.
    #[must_use]
    pub const fn unit(mut self, unit: &'static str) -> Self {
        self.unit = Some(unit);
        self
    }

    /// The column with numbers from `min` to `max`.
    #[must_use]
    pub const fn range(mut self, min: f64, max: f64) -> Self {
        self.min = Some(min);
        self.max = Some(max);
        self
    }

    /// The column with other headers.
    #[must_use]
    pub const fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// The Arrow field. Result and stored columns are nullable unless required.
    pub fn field(&self) -> Field {
        Field::new(self.name, self.kind.data_type(), !self.required)
    }
}

/// A table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Table {
    /// Name, as in files, SQL and JSON.
    pub name: &'static str,
    /// Label.
    pub title: Text,
    /// What a row is.
    pub help: Text,
    /// The columns whose values together name a row; two absent values count as equal. Empty: rows have no key. Some do not
    /// count in rows that their source numbers: [`Table::identity`].
    pub key: &'static [&'static str],
    /// The columns.
    pub columns: &'static [Column],
}

impl Table {
    /// The column called `name`.
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether rows have valid time `[start, end)`.
    pub fn has_valid_time(&self) -> bool {
        self.column("start").is_some() && self.column("end").is_some()
    }

    /// The Arrow schema.
    pub fn arrow(&self) -> Schema {
        Schema::new(self.columns.iter().map(Column::field).collect::<Vec<_>>())
    }
}

/// The table called `name`.
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn tables_hang_together() {
        let mut names = HashSet::new();
        for table in TABLES {
            assert!(names.insert(table.name), "{} twice", table.name);
            let mut columns = HashSet::new();
            for column in table.columns {
                assert!(columns.insert(column.name), "{}.{} twice", table.name, column.name);
                if let ColumnKind::Reference { table: other, column: key } = column.kind {
                    let target = super::table(other)
                        .unwrap_or_else(|| panic!("{}.{}: no table {other}", table.name, column.name));
                    assert!(target.key.contains(&key), "{}.{}: {other}.{key} is no key", table.name, column.name);
                }
                if let ColumnKind::Choice { of } = column.kind {
                    for word in of {
                        let key = format!("{}.{word}", column.name);
                        assert_ne!(crate::glossary::label(&key, crate::Language::Zh), *word, "glossary lacks {key}");
                    }
                }
            }
            for key in table.key {
                assert!(columns.contains(key), "{}: key {key} is no column", table.name);
            }
            let identity = table.identity().into_iter().flat_map(|own| own.filled.iter().chain(own.spare));
            identity.for_each(|own| assert!(table.key.contains(own), "{}: {own} is not of its key", table.name));
        }
    }
}
