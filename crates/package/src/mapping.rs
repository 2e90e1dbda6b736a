//! The mapping of a foreign file to a table: proposed from its header, edited by the user, kept as TOML.

use crate::error::PackageError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a foreign file is written and which of its columns become which columns of a table.
///
/// ```toml
/// table = "indicator"
/// encoding = "GB18030"
///
/// [columns]
/// region = { from = "城市", names = true }
/// period = { from = "年份" }
/// value = { from = "产值（亿元）", factor = 100000000.0 }
/// indicator = { value = "产值" }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The table.
    pub table: String,
    /// `UTF-8`, `GB18030` (or `GBK`), `UTF-16LE`, `UTF-16BE`; found from the bytes where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// `,`, `;`, a tab, or another ASCII character; found from the file where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// What marks decimals, `.` or `,`; found for each column where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<char>,
    /// What groups thousands: `,` or `.` also say what marks decimals, the other of the two. Blanks and apostrophes always
    /// may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thousands: Option<char>,
    /// The line or sheet row of the header, from 1; found where absent. 0: there is none, and columns go by number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_row: Option<u32>,
    /// The sheet of a workbook; the first with a header where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Further texts that mean "missing".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Column of the table → where its values come from. Empty: found from the header.
    #[serde(default)]
    pub columns: BTreeMap<String, ColumnMapping>,
    /// How the mapping came about; not read back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Proposal>,
}

/// Where the values of one column come from: a column of the file, or the same value in every row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnMapping {
    /// The header of the column in the file, or its number from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<FileColumn>,
    /// Columns of the file whose texts are joined by full stops, those without a text left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub join: Vec<FileColumn>,
    /// Columns of the file of which the first that is filled counts, row by row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub first: Vec<FileColumn>,
    /// What the words of the column stand for, `*` for all others; an empty text stands for nothing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub codes: BTreeMap<String, String>,
    /// The value of every row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What numbers are multiplied by, to change their unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<f64>,
    /// What separates the texts of a list, such as `;`, where it is not `|`. Its full-width form counts as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub separator: Option<char>,
    /// What marks decimals in this column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<char>,
    /// Whether the names of places stand for their codes of GB/T 2260, where a name has just one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub names: bool,
}

/// A column of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FileColumn {
    /// By number, from 1.
    Number(u32),
    /// By header.
    Header(String),
}

/// How sure a proposal is, and what it left open.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// How well the table fits, from 0 to 1: the mean of the share of the file's columns that have a place and the share
    /// of the table's required columns that are filled.
    pub certainty: f64,
    /// Other tables that the header fits as well.
    #[serde(default)]
    pub alternatives: Vec<String>,
    /// Columns of the file without a place.
    #[serde(default)]
    pub unplaced: Vec<String>,
    /// Required columns of the table that nothing fills.
    #[serde(default)]
    pub unfilled: Vec<String>,
}

impl Mapping {
    /// Reads a mapping file.
    pub fn from_toml(text: &str) -> Result<Self, PackageError> {
        toml::from_str(text).map_err(|source| PackageError::Mapping { source })
    }

    /// The mapping as a file for the user to edit.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("a mapping has a TOML form")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mappings_read_back() {
        let columns = BTreeMap::from([
            (
                "region".to_owned(),
                ColumnMapping { from: Some(FileColumn::Number(2)), names: true, ..Default::default() },
            ),
            (
                "value".to_owned(),
                ColumnMapping {
                    from: Some(FileColumn::Header("产值".into())),
                    factor: Some(1e8),
                    ..Default::default()
                },
            ),
        ]);
        let mapping = Mapping { table: "indicator".into(), decimal: Some(','), columns, ..Default::default() };
        assert_eq!(Mapping::from_toml(&mapping.to_toml()).unwrap(), mapping);
        assert!(Mapping::from_toml("table = 3").is_err());
        assert!(Mapping::from_toml("table = \"link\"\ncolour = \"red\"").is_err());
    }
}
