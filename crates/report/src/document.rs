//! What a report says, in both languages and apart from any form: sentences, figures, tables and charts, each with the notes
//! that say where it comes from.

use liantu_model::{Language, Words};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// A report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Report {
    /// What it is called.
    pub title: Words,
    /// For whose port it was made.
    pub port: Place,
    /// The scale at which places are looked at; absent: as the tables list them.
    pub scale: Option<String>,
    /// The period it speaks of.
    pub period: String,
    /// The period it is compared with.
    pub before: Option<String>,
    /// The revision of the workspace that it rests on.
    pub revision: u64,
    /// The program that made it.
    pub program: String,
    /// What it says.
    pub sections: Vec<Section>,
    /// Where it comes from: what a part calls note 1 is the first.
    pub notes: Vec<Note>,
}

/// A place: a region, or a port by its name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportPlace)]
pub struct Place {
    /// Code; empty for the whole workspace.
    pub id: String,
    /// Name.
    pub title: Words,
}

/// A section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportSection)]
pub struct Section {
    /// Its heading.
    pub title: Words,
    /// What it says.
    pub parts: Vec<Part>,
}

/// A part of a section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportPart)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Part {
    /// A sentence.
    Sentence(Sentence),
    /// Figures side by side.
    Figures {
        /// The figures.
        figures: Vec<Figure>,
    },
    /// A table.
    Table(Table),
    /// A chart.
    Chart(Chart),
}

/// A sentence and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportSentence)]
pub struct Sentence {
    /// The words.
    pub text: Words,
    /// Numbers of notes.
    pub notes: Vec<usize>,
}

/// A number with its name. A number that is not known has no value: it is never zero.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportFigure)]
pub struct Figure {
    /// The name by which templates call it.
    pub name: String,
    /// What it is.
    pub title: Words,
    /// How much.
    pub value: Option<f64>,
    /// How much it was in the period before.
    pub before: Option<f64>,
    /// How it is written.
    pub form: Form,
    /// Its unit.
    pub unit: Option<Words>,
    /// Numbers of notes.
    pub notes: Vec<usize>,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportForm)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Words.
    Text,
    /// A whole number.
    Count,
    /// A number.
    Number,
    /// A part of one, in per cent.
    Share,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportTable)]
pub struct Table {
    /// The name by which templates call it.
    pub name: String,
    /// Its heading.
    pub title: Words,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Rows that were left out.
    pub left_out: usize,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportColumn)]
pub struct Column {
    /// Its heading.
    pub title: Words,
    /// How its values are written.
    pub form: Form,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportRow)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Where more is to be seen, from the address of the workbench.
    pub link: Option<String>,
    /// Numbers of notes.
    pub notes: Vec<usize>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportCell)]
#[serde(untagged)]
pub enum Cell {
    /// A number.
    Number(f64),
    /// Words.
    Words(Words),
    /// Not known.
    Unknown,
}

/// A chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportChart)]
pub struct Chart {
    /// Its heading.
    pub title: Words,
    /// The unit of its values.
    pub unit: Option<Words>,
    /// What is drawn.
    pub drawing: Drawing,
    /// Numbers of notes.
    pub notes: Vec<usize>,
}

/// What a chart draws.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportDrawing)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Drawing {
    /// Values over time.
    Line {
        /// The steps.
        steps: Vec<String>,
        /// The curves.
        curves: Vec<Curve>,
        /// What happened on the way.
        marks: Vec<Mark>,
    },
    /// Values side by side.
    Bar {
        /// What the first and the second bar of each pair are.
        legend: Vec<Words>,
        /// The bars.
        bars: Vec<Bar>,
    },
    /// Grades by row and column.
    Heat {
        /// The columns.
        columns: Vec<Words>,
        /// The rows.
        rows: Vec<Words>,
        /// The cells, by row.
        cells: Vec<Vec<Warmth>>,
    },
    /// Grades by place: dots where the places are, without borders.
    Map {
        /// The places.
        spots: Vec<Spot>,
        /// Flows under alert.
        arrows: Vec<Arrow>,
        /// Places whose position is not known.
        left_out: usize,
    },
}

/// A place on a map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportSpot)]
pub struct Spot {
    /// What it is called.
    pub title: Words,
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
    /// What is known of it.
    pub warmth: Warmth,
}

/// A flow under alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportArrow)]
pub struct Arrow {
    /// Number of the place it comes from, from 0.
    pub from: usize,
    /// Number of the place it goes to.
    pub to: usize,
    /// The grade of the alert.
    pub grade: String,
}

/// Values over time, with the band in which they were to be expected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportCurve)]
pub struct Curve {
    /// What it is.
    pub title: Words,
    /// The values; absent where unknown.
    pub values: Vec<Option<f64>>,
    /// Lower and upper end of the band at each step.
    pub band: Vec<Option<[f64; 2]>>,
}

/// Something that happened at a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportMark)]
pub struct Mark {
    /// Which step.
    pub at: usize,
    /// What.
    pub title: Words,
}

/// A pair of bars.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportBar)]
pub struct Bar {
    /// What it is.
    pub title: Words,
    /// The values, in the order of the legend; absent where unknown.
    pub values: Vec<Option<f64>>,
}

/// A cell of a heat chart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Warmth {
    /// The gravest grade of the alerts that stand; absent: none stands.
    pub grade: Option<String>,
    /// Alerts that stand.
    pub alerts: usize,
    /// Whether anything is known here; otherwise no alert is no comfort.
    pub known: bool,
}

/// Where something comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportNote)]
pub struct Note {
    /// The source.
    pub source: Words,
    /// Of which year or period.
    pub year: Option<String>,
    /// The part of the values that is known.
    pub coverage: Option<f64>,
    /// Where it is to be seen, from the address of the workbench.
    pub link: Option<String>,
}

impl Report {
    /// The report as JSON: the form in which it is frozen.
    pub fn json(&self) -> Vec<u8> {
        let mut text = serde_json::to_vec_pretty(self).unwrap_or_default();
        text.push(b'\n');
        text
    }

    /// Reads what [`Self::json`] wrote.
    pub fn parse(json: &[u8]) -> Result<Self, crate::ReportError> {
        serde_json::from_slice(json)
            .map_err(|error| crate::ReportError::Frozen { reason: Words::same(error.to_string()) })
    }

    /// SHA-256 of a frozen report.
    pub fn hash(json: &[u8]) -> String {
        format!("{:x}", Sha256::digest(json))
    }

    /// The tables, in order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.sections.iter().flat_map(|section| &section.parts).filter_map(|part| match part {
            Part::Table(table) => Some(table),
            _ => None,
        })
    }
}

impl Place {
    /// A place without a code.
    pub fn named(title: Words) -> Self {
        Self { id: String::new(), title }
    }
}

impl From<Words> for Cell {
    fn from(words: Words) -> Self {
        if words.zh.is_empty() && words.en.is_empty() { Self::Unknown } else { Self::Words(words) }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Words::same(text).into()
    }
}

impl From<Option<&str>> for Cell {
    fn from(text: Option<&str>) -> Self {
        text.map_or(Self::Unknown, Self::from)
    }
}

impl From<Option<f64>> for Cell {
    fn from(number: Option<f64>) -> Self {
        number.filter(|number| number.is_finite()).map_or(Self::Unknown, Self::Number)
    }
}

impl From<usize> for Cell {
    #[expect(clippy::cast_precision_loss, reason = "counts of rows")]
    fn from(count: usize) -> Self {
        Self::Number(count as f64)
    }
}

impl Note {
    /// The note as a line.
    pub fn line(&self, language: Language) -> String {
        let mut parts = vec![self.source.get(language).to_owned()];
        parts.extend(self.year.clone());
        if let Some(coverage) = self.coverage {
            let share = crate::form::number(coverage, Form::Share);
            parts.push(match language {
                Language::Zh => format!("覆盖 {share}"),
                Language::En => format!("coverage {share}"),
            });
        }
        parts.join(if language == Language::Zh { "，" } else { ", " })
    }
}
