//! What a report is to say, as data: sections of sentences with figures in them, figures, tables and charts.

use crate::TemplateError;
use crate::compose::{CHARTS, FIGURES, SUBJECTS, TABLES};
use liantu_model::Words;
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

/// The template that ships.
pub const SHIPPED: &str = include_str!("../data/template.toml");

/// A template that was read: everything that it names exists.
#[derive(Clone, Debug)]
pub struct Template {
    pub(crate) title: Words,
    pub(crate) sections: Vec<Chapter>,
}

#[derive(Clone, Debug)]
pub(crate) struct Chapter {
    pub title: Words,
    pub parts: Vec<Item>,
}

#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub when: Option<String>,
    pub unless: Option<String>,
    pub limit: usize,
    pub says: Says,
}

#[derive(Clone, Debug)]
pub(crate) enum Says {
    Sentence(Words),
    Figures(Vec<String>),
    Table(String),
    Chart(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: Both,
    section: Vec<Section>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    title: Both,
    #[serde(default)]
    part: Vec<Spanned<Part>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Both {
    zh: Spanned<String>,
    en: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    when: Option<Spanned<String>>,
    unless: Option<Spanned<String>>,
    limit: Option<usize>,
    sentence: Option<Both>,
    figures: Option<Vec<Spanned<String>>>,
    table: Option<Spanned<String>>,
    chart: Option<Spanned<String>>,
}

impl Template {
    /// The template that ships.
    pub fn shipped() -> Self {
        Self::parse(SHIPPED).expect("the template that ships is read in a test")
    }

    /// Reads a template, or says with line and column what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let reader = Reader { text };
        let file: File = toml::from_str(text).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            let (line, column) = reader.place(span.start);
            TemplateError { line, column, found: error.message().to_owned(), expected: String::new(), nearest: None }
        })?;
        let sections = file.section.iter().map(|section| reader.chapter(section)).collect::<Result<_, _>>()?;
        Ok(Self { title: reader.words(&file.title)?, sections })
    }
}

struct Reader<'t> {
    text: &'t str,
}

impl Reader<'_> {
    fn place(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let start = before.rfind('\n').map_or(0, |place| place + 1);
        (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
    }

    fn wrong(&self, at: usize, found: &str, known: &[&str]) -> TemplateError {
        let (line, column) = self.place(at);
        let nearest = known
            .iter()
            .map(|known| (strsim::damerau_levenshtein(known, found), *known))
            .min()
            .filter(|(distance, known)| *distance <= known.chars().count().div_ceil(3))
            .map(|(_, known)| known.to_owned());
        TemplateError { line, column, found: found.to_owned(), expected: known.join(", "), nearest }
    }

    fn known(&self, name: &Spanned<String>, known: &[&str]) -> Result<String, TemplateError> {
        let word = name.get_ref();
        if known.contains(&word.as_str()) {
            return Ok(word.clone());
        }
        Err(self.wrong(name.span().start, word, known))
    }

    fn chapter(&self, section: &Section) -> Result<Chapter, TemplateError> {
        let parts = section.part.iter().map(|part| self.item(part)).collect::<Result<_, _>>()?;
        Ok(Chapter { title: self.words(&section.title)?, parts })
    }

    fn item(&self, part: &Spanned<Part>) -> Result<Item, TemplateError> {
        let own = part.get_ref();
        let names: Vec<&str> = FIGURES.to_vec();
        let mut says = Vec::new();
        if let Some(sentence) = &own.sentence {
            says.push(Says::Sentence(self.words(sentence)?));
        }
        if let Some(figures) = &own.figures {
            let figures = figures.iter().map(|name| self.known(name, &names)).collect::<Result<_, _>>()?;
            says.push(Says::Figures(figures));
        }
        if let Some(table) = &own.table {
            says.push(Says::Table(self.known(table, &TABLES)?));
        }
        if let Some(chart) = &own.chart {
            says.push(Says::Chart(self.known(chart, &CHARTS)?));
        }
        let condition = |name: &Option<Spanned<String>>| name.as_ref().map(|name| self.known(name, &names)).transpose();
        let (when, unless) = (condition(&own.when)?, condition(&own.unless)?);
        let [says] = <[Says; 1]>::try_from(says).map_err(|says| {
            let (line, column) = self.place(part.span().start);
            let found = format!("a part with {} of them", says.len());
            let expected = "one of sentence, figures, table, chart".to_owned();
            TemplateError { line, column, found, expected, nearest: None }
        })?;
        Ok(Item { when, unless, limit: own.limit.unwrap_or(usize::MAX), says })
    }

    /// The words in both languages, whose placeholders all mean something.
    fn words(&self, both: &Both) -> Result<Words, TemplateError> {
        for words in [&both.zh, &both.en] {
            self.placeholders(words)?;
        }
        Ok(Words::new(both.zh.get_ref().clone(), both.en.get_ref().clone()))
    }

    fn placeholders(&self, words: &Spanned<String>) -> Result<(), TemplateError> {
        let known: Vec<&str> = SUBJECTS.iter().chain(FIGURES).copied().collect();
        for range in placeholders(words.get_ref()) {
            let name = &words.get_ref()[range.clone()];
            let (base, field) = name.split_once('.').map_or((name, None), |(base, field)| (base, Some(field)));
            // Where the placeholder stands in the file: what is quoted may be escaped, so it is looked for.
            let span = words.span();
            let within = self.text.get(span.clone()).and_then(|quoted| quoted.find(&format!("{{{name}")));
            let at = span.start + within.map_or(0, |place| place + 1);
            if !known.contains(&base) {
                return Err(self.wrong(at, base, &known));
            }
            let of_figure = FIGURES.contains(&base);
            if let Some(field) = field.filter(|field| !of_figure || !["before", "change"].contains(field)) {
                return Err(self.wrong(
                    at + base.len() + 1,
                    field,
                    if of_figure { &["before", "change"] } else { &[] },
                ));
            }
        }
        Ok(())
    }
}

/// Where the names in braces stand in a text.
pub(crate) fn placeholders(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find('{').map(|place| from + place + 1) {
        let Some(close) = text[open..].find('}').map(|place| open + place) else { break };
        found.push(open..close);
        from = close;
    }
    found
}
