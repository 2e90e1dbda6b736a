//! Binding the scorecard: which criteria hold on a day, and who was given what.

use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::regions::LATEST;
use crate::rows::Rows;
use liantu_model::period::epoch_days;
use liantu_model::{Observation, Period};
use liantu_structure::cluster::{
    Aggregate, Card, Criterion, Entry as Value, Faults, Grade, Raters, SCORECARD, Scored, Scoring, Standing, scorecard,
};
use std::collections::{BTreeMap, HashMap};

pub(super) const ENTRIES: &[Entry] = &[Entry { method: &SCORECARD, run: run_scorecard }];

/// Words and their numbers, in the order of their first use.
#[derive(Default)]
pub(super) struct Vocabulary {
    pub words: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Vocabulary {
    pub fn number(&mut self, word: &str) -> u32 {
        let next = self.words.len() as u32;
        *self.numbers.entry(word.to_owned()).or_insert_with(|| {
            self.words.push(word.to_owned());
            next
        })
    }
}

/// A scheme as of a day.
#[derive(Default)]
struct Scheme {
    codes: Vec<String>,
    criteria: Vec<Criterion>,
    grades: Vec<Grade>,
    groups: Vocabulary,
    names: Vocabulary,
}

/// Whether a dated row holds on `day`.
pub(super) fn holds(table: &Rows, row: usize, day: i32) -> bool {
    table.day("start", row).is_none_or(|start| start <= day) && table.day("end", row).is_none_or(|end| day < end)
}

/// How a row of the table of criteria has values earn points.
pub(super) fn scoring(table: &Rows, row: usize) -> Scoring {
    let number = |column| table.number(column, row);
    match table.text("scoring", row) {
        Some("degree") => Scoring::Degree,
        Some("linear") => match (number("floor"), number("ceiling")) {
            (Some(floor), Some(ceiling)) => Scoring::Linear { floor, ceiling },
            _ => Scoring::Unknown,
        },
        Some("ratio") => number("benchmark")
            .map_or(Scoring::Unknown, |benchmark| Scoring::Ratio { benchmark, cap: number("cap").unwrap_or(1.0) }),
        _ => Scoring::Unknown,
    }
}

impl Scheme {
    fn read(bound: &Bound, scheme: &str, day: i32) -> Self {
        let mut found = Self::default();
        let table = bound.rows("criterion");
        for row in (0..table.len()).filter(|&row| table.text("scheme", row) == Some(scheme) && holds(table, row, day)) {
            let (Some(code), Some(weight)) = (table.text("criterion", row), table.number("weight", row)) else {
                continue;
            };
            let number = |column| table.number(column, row);
            let group = found.groups.number(table.text("group", row).unwrap_or_default());
            found.codes.push(code.to_owned());
            found.criteria.push(Criterion {
                group,
                weight,
                scoring: scoring(table, row),
                threshold: number("threshold"),
                benchmark: number("benchmark"),
                aggregate: match table.text("aggregate", row) {
                    Some("sum") => Aggregate::Sum,
                    Some("least") => Aggregate::Least,
                    Some("most") => Aggregate::Most,
                    _ => Aggregate::Mean,
                },
            });
        }
        let table = bound.rows("grade");
        for row in (0..table.len()).filter(|&row| table.text("scheme", row) == Some(scheme) && holds(table, row, day)) {
            if let (Some(grade), Some(least)) = (table.text("grade", row), table.number("least", row)) {
                let id = found.names.number(grade);
                found.grades.push(Grade { id, least });
            }
        }
        found
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the list of methods wants one form")]
fn run_scorecard(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let table = bound.rows("assessment");
    let wanted = |parameter: &str, word: &str| inputs.text(parameter).is_none_or(|only| only == word);
    let asked = inputs.period("day");
    // Rows of the assessment by scheme and period.
    let mut parts: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for row in 0..table.len() {
        let (Some(scheme), Some(subject)) = (table.text("scheme", row), table.text("subject", row)) else { continue };
        if wanted("scheme", scheme) && wanted("subject", subject) {
            let period = table.text("period", row).unwrap_or_default();
            parts.entry((scheme.to_owned(), period.to_owned())).or_default().push(row);
        }
    }
    let raters = match inputs.choice("raters") {
        "median" => Raters::Median,
        "trimmed" => Raters::Trimmed,
        _ => Raters::Mean,
    };
    let (mut rows, mut all) = (Vec::new(), Faults::default());
    for ((scheme_code, period), entries) in &parts {
        let day = asked.or_else(|| period.parse::<Period>().ok()).map_or(LATEST, |period| epoch_days(period.start));
        let scheme = Scheme::read(bound, scheme_code, day);
        let (mut subjects, mut others) = (Vocabulary::default(), Vocabulary::default());
        let mut values = Vec::new();
        for &row in entries {
            let code = table.text("criterion", row).unwrap_or_default();
            let Some(place) = scheme.codes.iter().position(|own| own == code) else {
                all.stray += 1;
                continue;
            };
            values.push(Value {
                subject: subjects.number(table.text("subject", row).unwrap_or_default()),
                criterion: place as u32,
                member: table.text("member", row).map(|member| others.number(member)),
                rater: table.text("rater", row).map(|rater| others.number(rater)),
                value: table.number("value", row),
            });
        }
        let Card { mut standings, faults } = scorecard(&scheme.criteria, &scheme.grades, &values, raters);
        standings.sort_by_key(|standing| subjects.words[standing.subject as usize].clone());
        all += faults;
        for standing in &standings {
            let subject = &subjects.words[standing.subject as usize];
            let head = vec![
                scheme_code.as_str().into(),
                subject.as_str().into(),
                Cell::Text(Some(period.clone()).filter(|period| !period.is_empty())),
            ];
            rows.extend(scheme.rows(&head, standing));
        }
    }
    let modelled = (0..table.len()).any(|row| table.text("observation", row).is_some_and(|word| word != "observed"));
    Ok(Answer {
        columns: columns(SCORECARD.outputs, &rows),
        notes: vec![liantu_model::Words::new("百分制；未知者给出上下界", "points of 100; what is unknown has bounds")],
        observation: if modelled { Observation::Estimated } else { Observation::Observed },
        diagnostics: all.findings(),
        inputs: BTreeMap::from([("schemes".to_owned(), format!("{} of scheme and period", parts.len()))]),
    })
}

impl Scheme {
    /// The rows of a subject: its criteria, its groups, its total.
    fn rows(&self, head: &[Cell], standing: &Standing) -> Vec<Vec<Cell>> {
        let blank = || Cell::Text(None);
        let name =
            |group: u32| Cell::Text(Some(self.groups.words[group as usize].clone()).filter(|word| !word.is_empty()));
        let mut rows = Vec::new();
        for ((code, criterion), one) in self.codes.iter().zip(&self.criteria).zip(&standing.criteria) {
            let most = one.attainable * criterion.scoring.most();
            let mut row = head.to_vec();
            row.extend([
                "criterion".into(),
                name(criterion.group),
                code.as_str().into(),
                one.value.into(),
                one.points.into(),
                Some(one.points.unwrap_or(0.0)).into(),
                Some(one.points.unwrap_or(most)).into(),
                Some(one.attainable).into(),
                Some(if one.points.is_some() { 1.0 } else { 0.0 }).into(),
                one.gap.into(),
                Cell::Boolean(one.met),
                blank(),
                blank(),
                blank(),
            ]);
            rows.push(row);
        }
        let grade = |grade: Option<u32>| Cell::Text(grade.map(|id| self.names.words[id as usize].clone()));
        let summed = |level: &str, group: Cell, scored: &Scored, grades: [Cell; 3]| {
            let [reached, missed, unknown] = scored.thresholds;
            let met = match (reached, missed, unknown) {
                (0, 0, 0) => None,
                (_, 1.., _) => Some(false),
                (_, 0, 0) => Some(true),
                _ => None,
            };
            let mut row = head.to_vec();
            row.extend([
                level.into(),
                group,
                blank(),
                Cell::Number(None),
                scored.points().into(),
                Some(scored.lower).into(),
                Some(scored.upper).into(),
                Some(scored.attainable).into(),
                Some(scored.known).into(),
                Cell::Number(None),
                Cell::Boolean(met),
            ]);
            row.extend(grades);
            row
        };
        rows.extend(
            standing
                .groups
                .iter()
                .map(|(group, scored)| summed("group", name(*group), scored, [blank(), blank(), blank()])),
        );
        let [lower, upper] = standing.grades;
        let agreed = if lower == upper { grade(lower) } else { blank() };
        rows.push(summed("total", blank(), &standing.total, [agreed, grade(lower), grade(upper)]));
        rows
    }
}
