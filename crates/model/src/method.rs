//! A method is declared once; every door is drawn from the declaration.

use crate::schema::Column;
use crate::text::Text;
use serde::Serialize;

/// The declaration of a computation.
#[derive(Clone, Copy, Debug, Serialize, utoipa::ToSchema)]
pub struct Method {
    /// Identifier and command word, such as `location_quotient`.
    pub id: &'static str,
    /// Raised whenever a number changes.
    pub version: u32,
    /// The study room it belongs to: `network`, `structure`, …
    pub study: &'static str,
    /// Name.
    pub title: Text,
    /// The question it answers, as a sentence.
    pub question: Text,
    /// The formula, with its symbols explained.
    pub formula: Text,
    /// What it assumes and where it stops being meaningful; missing values, duplicates, undefined results.
    pub limits: Text,
    /// Literature.
    pub reference: &'static str,
    /// Search words: short forms and other names.
    pub aliases: &'static [&'static str],
    /// Tables it reads.
    pub inputs: &'static [Input],
    /// Parameters.
    pub parameters: &'static [Parameter],
    /// Columns of the result table.
    pub outputs: &'static [Column],
}

impl Method {
    /// The parameter called `name`.
    pub fn parameter(&self, name: &str) -> Option<&'static Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }
}

/// A table that a method reads.
#[derive(Clone, Copy, Debug, Serialize, utoipa::ToSchema)]
pub struct Input {
    /// Name of the table in [`crate::schema`].
    pub table: &'static str,
    /// The columns it needs.
    pub columns: &'static [&'static str],
    /// Whether the method can run without it.
    pub optional: bool,
}

/// A parameter of a method.
#[derive(Clone, Copy, Debug, Serialize, utoipa::ToSchema)]
pub struct Parameter {
    /// Name, as in `--name` and in JSON.
    pub name: &'static str,
    /// What values it takes.
    pub kind: ParameterKind,
    /// Value used when none is given; `None` makes the parameter required unless `kind` allows absence.
    pub default: Option<&'static str>,
    /// Label.
    pub title: Text,
    /// What it does.
    pub help: Text,
}

/// What values a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum ParameterKind {
    /// A whole number within bounds.
    Integer {
        /// Smallest allowed.
        min: i64,
        /// Largest allowed.
        max: i64,
    },
    /// A number within bounds.
    Number {
        /// Smallest allowed.
        min: f64,
        /// Largest allowed.
        max: f64,
        /// Unit.
        unit: Option<&'static str>,
    },
    /// Yes or no.
    Boolean,
    /// One of these words.
    Choice {
        /// The words.
        of: &'static [&'static str],
    },
    /// Free text: an identifier, an indicator, a region; absent means "no restriction".
    Text,
    /// A list of layers; absent means all.
    Layers,
    /// A period; absent means "all time".
    Period,
    /// A spatial scale: one of [`crate::schema::REGION_LEVELS`], or `actor`.
    Scale,
}

impl ParameterKind {
    /// A number as it is given: decimal, or a fraction such as `2/3`.
    pub fn number(text: &str) -> Option<f64> {
        let decimal = |text: &str| text.trim().parse::<f64>().ok();
        match text.split_once('/') {
            Some((part, whole)) => Some(decimal(part)? / decimal(whole)?),
            None => decimal(text),
        }
    }
}
