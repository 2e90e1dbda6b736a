//! Binding the regressions over regions.

use super::measures::{framed, one, word};
use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::frame::{Frame, names_in};
use crate::inputs::Inputs;
use crate::panel::Labels;
use crate::space::Space;
use liantu_model::text::{Text, text};
use liantu_model::{Diagnostic, Method, Observation, Words};
use liantu_numeric::Sparse;
use liantu_structure::econometrics::dependence::{self, spatial_dependence};
use liantu_structure::econometrics::lead_lag::{self, Lead, Transform};
use liantu_structure::econometrics::linear::{self, linear_regression};
use liantu_structure::econometrics::spatial::{self, Information, Model, Spatial, spatial_regression};
use liantu_structure::econometrics::spillover::{self, Of, spatial_spillover};
use liantu_structure::econometrics::{
    Coefficient, Covariance, Determinant, Effects, Estimate, Sample, SpatialSample, Term, average_effects, finding,
};
use std::collections::BTreeMap;

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &linear::METHOD, run: run_linear_regression },
    Entry { method: &dependence::METHOD, run: run_spatial_dependence },
    Entry { method: &spatial::METHOD, run: run_spatial_regression },
    Entry { method: &spillover::METHOD, run: run_spatial_spillover },
    Entry { method: &lead_lag::METHOD, run: run_lead_lag },
];

/// A variable as a parameter names it: a name, or the logarithm of what has that name.
pub(super) struct Variable<'a> {
    pub name: &'a str,
    pub logarithm: bool,
}

impl<'a> Variable<'a> {
    pub fn parse(text: &'a str) -> Self {
        match text.strip_prefix("log ") {
            Some(name) => Self { name: name.trim(), logarithm: true },
            None => Self { name: text, logarithm: false },
        }
    }

    /// The column, or its logarithm; how many values have none is added to `without`.
    pub fn column(&self, mut column: Vec<f64>, without: &mut usize) -> Vec<f64> {
        if self.logarithm {
            for value in &mut column {
                *without += usize::from(*value <= 0.0);
                *value = if *value > 0.0 { value.ln() } else { f64::NAN };
            }
        }
        column
    }

    pub fn label(&self) -> String {
        if self.logarithm { format!("log {}", self.name) } else { self.name.to_owned() }
    }
}

/// The dependent variable and the regressors by period and region.
struct Variables {
    frame: Frame,
    dependent: Vec<f64>,
    regressors: Vec<Vec<f64>>,
    labels: Vec<String>,
    findings: Vec<Diagnostic>,
}

impl Variables {
    fn bind(method: &'static Method, bound: &Bound, inputs: &Inputs) -> Result<Self, EngineError> {
        let given =
            |name: &str, expected: Text| inputs.text(name).ok_or_else(|| EngineError::parameter(name, "", expected));
        let dependent = Variable::parse(given("dependent", text("要解释的指标", "the indicator to be explained"))?);
        let several = text("用来解释它的指标，以逗号分隔", "the indicators that explain it, separated by commas");
        let listed = given("regressors", several)?;
        let regressors: Vec<Variable<'_>> = names_in(listed).map(Variable::parse).collect();
        let mut names: Vec<&str> = regressors.iter().chain([&dependent]).map(|variable| variable.name).collect();
        names.sort_unstable();
        names.dedup();
        let frame = bound.frame(method, inputs, Some(&names))?;
        let mut without = 0;
        let mut column = |variable: &Variable<'_>| {
            let number = frame.indicators.number(variable.name).map(|number| number as usize);
            let column = number.map_or_else(|| vec![f64::NAN; frame.rows()], |number| frame.column(number));
            variable.column(column, &mut without)
        };
        let (dependent, columns) = (column(&dependent), regressors.iter().map(&mut column).collect());
        let mut findings: Vec<Diagnostic> =
            frame.findings.iter().filter(|finding| finding.code != "STR103").cloned().collect();
        if without > 0 {
            findings.push(finding("STR514", without));
        }
        let labels = regressors.iter().map(Variable::label).collect();
        Ok(Self { frame, dependent, regressors: columns, labels, findings })
    }

    fn term(&self, term: Term) -> String {
        match term {
            Term::Intercept => "intercept".to_owned(),
            Term::Variable(place) => self.labels[place].clone(),
            Term::Neighbours(place) => format!("W {}", self.labels[place]),
            Term::Named(name) => name.to_owned(),
        }
    }

    fn regions(&self) -> usize {
        self.frame.regions.0.len()
    }

    /// The sets of periods that each get a model: all together, or one by one.
    fn runs(&self, inputs: &Inputs) -> Vec<std::ops::Range<usize>> {
        let periods = self.frame.periods.0.len();
        if inputs.text("by") == Some("period") {
            return (0..periods).map(|period| period..period + 1).collect();
        }
        std::iter::once(0..periods).collect()
    }

    /// The period that a run is of, where it is of one.
    fn period(&self, run: &std::ops::Range<usize>) -> Option<String> {
        let label = (run.len() == 1).then(|| self.frame.periods.0[run.start].clone());
        label.filter(|label| !label.is_empty())
    }

    fn of_periods(&self, column: &[f64], run: &std::ops::Range<usize>) -> Vec<f64> {
        column[run.start * self.regions()..run.end * self.regions()].to_vec()
    }
}

/// The weights among the regions whose values are all known, in the numbers of all regions.
fn weights(
    variables: &Variables,
    bound: &Bound,
    inputs: &Inputs,
    run: &std::ops::Range<usize>,
) -> Result<(Sparse, Space), EngineError> {
    let regions = variables.regions();
    let columns = || variables.regressors.iter().chain([&variables.dependent]);
    let known = |region: &usize| {
        columns().all(|column| run.clone().all(|period| column[period * regions + region].is_finite()))
    };
    let present: Vec<usize> = (0..regions).filter(known).collect();
    let labels = Labels(present.iter().map(|&region| variables.frame.regions.0[region].clone()).collect());
    let space =
        Space::bind(bound, inputs, &labels, variables.frame.periods.0.get(run.start).map_or("", String::as_str))?;
    let (mut offsets, mut targets, mut values) = (vec![0], Vec::new(), Vec::new());
    let mut next = present.iter().enumerate().peekable();
    for region in 0..regions {
        if let Some((unit, _)) = next.next_if(|(_, present)| **present == region) {
            let (neighbours, own) = space.weights.row(unit);
            targets.extend(neighbours.iter().map(|&other| present[other as usize] as u32));
            values.extend(own);
        }
        offsets.push(targets.len());
    }
    Ok((Sparse::new(offsets, targets, values), space))
}

/// What a run says of itself, collected over its models.
pub(super) struct Report {
    pub rows: Vec<Vec<Cell>>,
    pub notes: Vec<Words>,
    pub observation: Observation,
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    pub fn note(&mut self, sentence: Words) {
        if !self.notes.contains(&sentence) {
            self.notes.push(sentence);
        }
    }

    /// Findings of the model of one period or layer.
    pub fn find(&mut self, of: Option<&str>, findings: Vec<Diagnostic>) {
        let named = |finding: Diagnostic| match of {
            Some(of) => finding.found(of),
            None => finding,
        };
        self.diagnostics.extend(findings.into_iter().map(named));
    }

    pub fn answer(self, method: &'static Method, bound: BTreeMap<String, String>) -> Answer {
        Answer {
            columns: columns(method.outputs, &self.rows),
            notes: self.notes,
            observation: self.observation,
            diagnostics: self.diagnostics,
            inputs: bound,
        }
    }
}

fn report(variables: &Variables) -> Report {
    Report {
        rows: Vec::new(),
        notes: vec![Words::new("有缺失值的行不参加", "rows with missing values take no part")],
        observation: variables.frame.observation,
        diagnostics: variables.findings.clone(),
    }
}

fn described(variables: &Variables) -> BTreeMap<String, String> {
    BTreeMap::from([("cells".to_owned(), variables.frame.described())])
}

/// The cells of an estimate: value, standard error, statistic, p-value, bounds.
pub(super) fn cells(estimate: &Estimate) -> Vec<Cell> {
    let Estimate { value, standard_error, statistic, p_value, low, high } = *estimate;
    [value, standard_error, statistic, p_value, low, high].into_iter().map(number).collect()
}

fn number(value: f64) -> Cell {
    Cell::Number(Some(value).filter(|value| value.is_finite()))
}

fn line(period: Option<&str>, part: &str, term: String, estimate: &Estimate) -> Vec<Cell> {
    let mut row = vec![Cell::Text(period.map(str::to_owned)), part.into(), term.into()];
    row.extend(cells(estimate));
    row
}

fn effects(inputs: &Inputs) -> Effects {
    match inputs.text("effects") {
        Some("region") => Effects::Region,
        Some("period") => Effects::Period,
        Some("two_way") => Effects::TwoWay,
        _ => Effects::None,
    }
}

fn run_linear_regression(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let variables = Variables::bind(&linear::METHOD, bound, inputs)?;
    let mut report = report(&variables);
    let (regions, periods) = (variables.frame.row_regions(), variables.frame.row_periods());
    let covariance = match inputs.choice("covariance") {
        "classical" => Covariance::Classical,
        "hc0" => Covariance::Hc0,
        "hc2" => Covariance::Hc2,
        "hc3" => Covariance::Hc3,
        "region" => Covariance::Clustered(vec![regions.clone()]),
        "period" => Covariance::Clustered(vec![periods.clone()]),
        "region_period" => Covariance::Clustered(vec![regions.clone(), periods.clone()]),
        _ => Covariance::Hc1,
    };
    let absorbed = match effects(inputs) {
        Effects::None => Vec::new(),
        Effects::Region => vec![regions],
        Effects::Period => vec![periods],
        Effects::TwoWay => vec![regions, periods],
    };
    let sample = Sample { dependent: &variables.dependent, regressors: &variables.regressors };
    let options = linear::Options { effects: &absorbed, covariance, confidence: inputs.number("confidence") };
    let fit = linear_regression(sample, &options);
    report.find(None, fit.findings);
    let whole = 0..variables.frame.periods.0.len();
    let period = variables.period(&whole);
    for Coefficient { term, estimate } in &fit.coefficients {
        report.rows.push(line(period.as_deref(), "coefficient", variables.term(*term), estimate));
    }
    for (name, value) in fit.fit {
        report.rows.push(line(period.as_deref(), "fit", name.to_owned(), &Estimate::plain(value)));
    }
    Ok(report.answer(&linear::METHOD, described(&variables)))
}

/// The sample of a run with its weights, and what to do with it.
fn with_sample<T>(
    variables: &Variables,
    bound: &Bound,
    inputs: &Inputs,
    run: &std::ops::Range<usize>,
    report: &mut Report,
    work: impl FnOnce(&SpatialSample<'_>) -> T,
) -> Result<T, EngineError> {
    let (weights, space) = weights(variables, bound, inputs, run)?;
    let period = variables.period(run);
    report.note(space.described.clone());
    report.note(Words::new("空间权重按行标准化", "rows of the weights standardised"));
    report.observation = report.observation.max(space.observation);
    report.find(period.as_deref(), space.findings);
    let regressors: Vec<Vec<f64>> =
        variables.regressors.iter().map(|column| variables.of_periods(column, run)).collect();
    Ok(work(&SpatialSample {
        weights: &weights,
        periods: run.len(),
        dependent: &variables.of_periods(&variables.dependent, run),
        regressors: &regressors,
    }))
}

fn run_spatial_dependence(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let variables = Variables::bind(&dependence::METHOD, bound, inputs)?;
    let mut report = report(&variables);
    for run in variables.runs(inputs) {
        let period = variables.period(&run);
        let found = with_sample(&variables, bound, inputs, &run, &mut report, spatial_dependence)?;
        report.find(period.as_deref(), found.findings);
        for (name, estimate) in &found.tests {
            report.rows.push(line(period.as_deref(), "test", (*name).to_owned(), estimate));
        }
        let count = Estimate::plain(found.observations as f64);
        report.rows.push(line(period.as_deref(), "fit", "observations".to_owned(), &count));
    }
    Ok(report.answer(&dependence::METHOD, described(&variables)))
}

fn fit(
    variables: &Variables,
    bound: &Bound,
    inputs: &Inputs,
    run: &std::ops::Range<usize>,
    report: &mut Report,
) -> Result<Spatial, EngineError> {
    let options = spatial::Options {
        model: match inputs.choice("model") {
            "lag" => Model::Lag,
            "error" => Model::Error,
            "durbin_error" => Model::DurbinError,
            _ => Model::Durbin,
        },
        effects: effects(inputs),
        information: Information::Automatic,
        determinant: match inputs.text("determinant") {
            Some("chebyshev") => Determinant::Chebyshev,
            Some("monte_carlo") => Determinant::MonteCarlo { seed: inputs.integer("seed").unsigned_abs() },
            _ => Determinant::Exact,
        },
        confidence: inputs.text("confidence").and_then(|text| text.parse().ok()).unwrap_or(0.95),
    };
    let fit = with_sample(variables, bound, inputs, run, report, |sample| spatial_regression(sample, options))?;
    report.note(if fit.information == Information::Observed {
        Words::new("标准误取自观测信息", "standard errors from the observed information")
    } else {
        Words::new("标准误取自期望信息", "standard errors from the expected information")
    });
    Ok(fit)
}

fn draws(inputs: &Inputs) -> (usize, u64) {
    (usize::try_from(inputs.integer("draws")).unwrap_or(0), inputs.integer("seed").unsigned_abs())
}

fn run_spatial_regression(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let variables = Variables::bind(&spatial::METHOD, bound, inputs)?;
    let mut report = report(&variables);
    let (draws, seed) = draws(inputs);
    for run in variables.runs(inputs) {
        let period = variables.period(&run);
        let mut fit = fit(&variables, bound, inputs, &run, &mut report)?;
        report.find(period.as_deref(), std::mem::take(&mut fit.findings));
        for Coefficient { term, estimate } in &fit.coefficients {
            report.rows.push(line(period.as_deref(), "coefficient", variables.term(*term), estimate));
        }
        if inputs.choice("model") != "error" {
            for effect in average_effects(&fit, draws, seed, inputs.number("confidence")) {
                let parts = [("direct", effect.direct), ("indirect", effect.indirect), ("total", effect.total)];
                for (part, estimate) in parts {
                    let term = variables.term(Term::Variable(effect.variable));
                    report.rows.push(line(period.as_deref(), part, term, &estimate));
                }
            }
        }
        for (name, estimate) in &fit.fit {
            report.rows.push(line(period.as_deref(), "fit", (*name).to_owned(), estimate));
        }
    }
    Ok(report.answer(&spatial::METHOD, described(&variables)))
}

fn run_spatial_spillover(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let variables = Variables::bind(&spillover::METHOD, bound, inputs)?;
    let mut report = report(&variables);
    let (draws, seed) = draws(inputs);
    let of = if inputs.choice("of") == "value" { Of::Value } else { Of::Unit };
    for run in variables.runs(inputs) {
        let period = variables.period(&run);
        let mut fit = fit(&variables, bound, inputs, &run, &mut report)?;
        let (rows, findings) = spatial_spillover(&fit, of, draws, seed);
        report.find(period.as_deref(), std::mem::take(&mut fit.findings));
        report.find(period.as_deref(), findings);
        for row in rows {
            let mut cells = vec![
                Cell::Text(period.clone()),
                variables.term(Term::Variable(row.variable)).into(),
                variables.frame.regions.0[row.region].as_str().into(),
            ];
            let numbers = [
                row.direct,
                row.emitted,
                row.emitted_error,
                row.received,
                row.received_error,
                row.asymmetry,
                row.asymmetry_error,
                row.null_asymmetry,
            ];
            cells.extend(numbers.map(number));
            report.rows.push(cells);
        }
    }
    Ok(report.answer(&spillover::METHOD, described(&variables)))
}

fn run_lead_lag(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &lead_lag::METHOD;
    let (frame, indicator) = one(method, bound, inputs, &[])?;
    let values = frame.column(indicator);
    let transform = match inputs.choice("transform") {
        "difference" => Transform::Difference,
        "level" => Transform::Level,
        _ => Transform::Growth,
    };
    let run = if inputs.choice("by") == "panel" { lead_lag::panel_lead_lag } else { lead_lag::lead_lag };
    let most = usize::try_from(inputs.integer("max_lag")).unwrap_or(1);
    let (found, diagnostics) = run(&values, frame.regions.0.len(), transform, most);
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .map(|row| {
            let way = |lead: Option<Lead>| -> [Cell; 5] {
                [
                    lead.map(|lead| lead.effect).into(),
                    lead.and_then(|lead| lead.long_run).into(),
                    lead.map(|lead| lead.statistic).into(),
                    lead.map(|lead| lead.p).into(),
                    lead.map(|lead| lead.q).into(),
                ]
            };
            let mut cells = vec![
                word(&frame.regions, row.region as usize),
                row.partner.map_or(Cell::Text(None), |partner| word(&frame.regions, partner as usize)),
                row.periods.into(),
                if row.lags > 0 { row.lags.into() } else { Cell::Integer(None) },
            ];
            cells.extend(way(row.emitted));
            cells.extend(way(row.received));
            cells.push(Cell::Text(row.direction(inputs.number("alpha")).map(str::to_owned)));
            cells
        })
        .collect();
    let note = Words::new(
        "滞后阶数在同一样本上按 BIC 选取；缺失值使需要它的各期不参加；q 对全部检验计算",
        "lags by BIC on one sample; a missing value takes out the periods that need it; q over all tests",
    );
    let answer = framed(method, &frame, &rows, diagnostics);
    Ok(Answer { notes: vec![note], ..answer })
}
