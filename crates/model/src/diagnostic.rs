//! "The data is wrong here": collected, never thrown.

use crate::text::{Language, Text, Words};
use serde::Serialize;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing is wrong with the row.
    Note,
    /// Suspicious; the row is accepted.
    Warning,
    /// Wrong; what happens to the row depends on the policy.
    Error,
}

/// The page of one diagnostic code: what `liantu explain CODE` prints. Codes are stable and never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Explanation {
    /// Stable code, such as `PKG207`.
    pub code: &'static str,
    /// Severity of every finding with this code.
    pub severity: Severity,
    /// One line, no full stop.
    pub title: Text,
    /// What it means, why it matters, what to do.
    pub body: Text,
}

/// Where in the user's data something was found. What is not known stays `None`; numbers count from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
pub struct Place {
    /// The table or resource.
    pub resource: String,
    /// Path of the file as the user gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Line of the text file, header included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Data row, header not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// Column number in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// Column name as it stands in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Byte range within the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<(u32, u32)>,
    /// Spreadsheet cell, such as `Sheet1!C7`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
}

impl std::fmt::Display for Place {
    /// The place in English.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text(Language::En))
    }
}

impl Place {
    /// File, line and column as editors take them, and in words what row and column of the data that is.
    pub fn text(&self, language: Language) -> String {
        let mut text = self.path.as_deref().unwrap_or(&self.resource).to_owned();
        if let Some(cell) = &self.cell {
            return text + ":" + cell;
        }
        if let Some(line) = self.line {
            text += &format!(":{line}");
            if let Some((start, _)) = self.bytes {
                text += &format!(":{}", start + 1);
            }
        }
        text += &match (language, self.row, self.column, &self.field) {
            (Language::Zh, Some(row), Some(column), Some(field)) => {
                format!("（第 {row} 行数据，第 {column} 列“{field}”）")
            }
            (Language::Zh, Some(row), _, Some(field)) => format!("（第 {row} 行数据，“{field}”）"),
            (Language::Zh, Some(row), _, None) => format!("（第 {row} 行数据）"),
            (Language::Zh, None, Some(column), Some(field)) => format!("（第 {column} 列“{field}”）"),
            (Language::Zh, None, _, Some(field)) => format!("（“{field}”）"),
            (Language::En, Some(row), Some(column), Some(field)) => {
                format!(" (row {row}, column {column} `{field}`)")
            }
            (Language::En, Some(row), _, Some(field)) => format!(" (row {row}, `{field}`)"),
            (Language::En, Some(row), _, None) => format!(" (row {row})"),
            (Language::En, None, Some(column), Some(field)) => format!(" (column {column} `{field}`)"),
            (Language::En, None, _, Some(field)) => format!(" (`{field}`)"),
            (_, None, _, None) => String::new(),
        };
        text
    }
}

/// One finding about the user's data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Diagnostic {
    /// Stable code.
    pub code: &'static str,
    /// Severity.
    pub severity: Severity,
    /// What kind of finding it is.
    pub title: Text,
    /// Where.
    pub place: Place,
    /// What stands there, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// What should stand there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Words>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<Words>,
    /// The line of the file, for showing the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
    /// Other places that belong to the finding, such as the first row with the same key.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Place>,
}

impl Diagnostic {
    /// A finding of the kind that `explanation` describes, at `place`.
    pub fn new(explanation: &'static Explanation, place: Place) -> Self {
        Self {
            code: explanation.code,
            severity: explanation.severity,
            title: explanation.title,
            place,
            found: None,
            expected: None,
            help: None,
            excerpt: None,
            related: Vec::new(),
        }
    }

    /// Says what was found.
    #[must_use]
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }

    /// Says what was expected.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<Words>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<Words>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Shows the line.
    #[must_use]
    pub fn excerpt(mut self, line: impl Into<String>) -> Self {
        self.excerpt = Some(line.into());
        self
    }

    /// Adds a place that belongs to the finding.
    #[must_use]
    pub fn related(mut self, place: Place) -> Self {
        self.related.push(place);
        self
    }

    /// The finding in one sentence: title, what was found, what was expected.
    pub fn sentence(&self, language: Language) -> String {
        let mut sentence = self.title.get(language).to_owned();
        let (found, expected) = (self.found.as_deref(), self.expected.as_ref());
        match language {
            Language::Zh => {
                if let Some(found) = found {
                    sentence += &format!("：见“{found}”");
                }
                if let Some(expected) = expected {
                    sentence += &format!("，应为{}", expected.zh);
                }
            }
            Language::En => {
                if let Some(found) = found {
                    sentence += &format!(": found \"{found}\"");
                }
                if let Some(expected) = expected {
                    sentence += &format!(", expected {}", expected.en);
                }
            }
        }
        sentence
    }
}

#[cfg(test)]
mod tests {
    use super::Place;
    use crate::text::Language;

    #[test]
    fn a_place_is_said_in_both_languages() {
        let place = Place {
            resource: "flow".to_owned(),
            path: Some("flows.csv".to_owned()),
            line: Some(3),
            row: Some(2),
            column: Some(4),
            field: Some("发票号码".to_owned()),
            bytes: Some((7, 9)),
            cell: None,
        };
        assert_eq!(place.to_string(), "flows.csv:3:8 (row 2, column 4 `发票号码`)");
        assert_eq!(place.text(Language::Zh), "flows.csv:3:8（第 2 行数据，第 4 列“发票号码”）");
        let whole = Place { row: None, line: None, ..place.clone() };
        assert_eq!(whole.to_string(), "flows.csv (column 4 `发票号码`)");
        assert_eq!(whole.text(Language::Zh), "flows.csv（第 4 列“发票号码”）");
        let cell = Place { cell: Some("S!C7".to_owned()), ..place };
        assert_eq!([Language::Zh, Language::En].map(|language| cell.text(language)), ["flows.csv:S!C7"; 2]);
    }
}
