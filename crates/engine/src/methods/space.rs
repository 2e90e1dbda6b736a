//! Binding the methods of space.

use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::frame::Frame;
use crate::inputs::Inputs;
use crate::panel::Labels;
use crate::space::Space;
use arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray};
use liantu_model::{Diagnostic, Method, Observation, Words};
use liantu_structure::space::{
    Inference, Mode, Standard, Tail, Weights, global, global_association, local, local_association, markov,
    spatial_markov,
};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &global::METHOD, run: run_global },
    Entry { method: &local::METHOD, run: run_local },
    Entry { method: &markov::METHOD, run: run_markov },
];

/// One or two indicators by region and period.
struct Variables {
    frame: Frame,
    first: usize,
    second: Option<usize>,
}

impl Variables {
    fn bind(method: &'static Method, bound: &Bound, inputs: &Inputs, two: bool) -> Result<Self, EngineError> {
        let (indicator, with) = (inputs.text("indicator"), inputs.text("with").filter(|_| two));
        if two && (indicator.is_none() || with.is_none()) {
            let name = if indicator.is_none() { "indicator" } else { "with" };
            return Err(EngineError::parameter(
                name,
                "",
                Words::new("一个指标：该统计量比较两个指标", "an indicator: the statistic compares two"),
            ));
        }
        let wanted: Option<Vec<&str>> = indicator.map(|indicator| std::iter::once(indicator).chain(with).collect());
        let frame = bound.frame(method, inputs, wanted.as_deref())?;
        if indicator.is_none() && frame.indicators.0.len() > 1 {
            return Err(EngineError::parameter("indicator", "", frame.indicators.listed()));
        }
        let number = |name: Option<&str>| name.and_then(|name| frame.indicators.number(name)).map(|n| n as usize);
        let (first, second) = (number(indicator).unwrap_or(0), number(with));
        Ok(Self { frame, first, second })
    }

    /// The values of one indicator in a period, by region.
    fn values(&self, period: usize, indicator: usize) -> Vec<f64> {
        (0..self.frame.regions.0.len()).map(|region| self.frame.row(period, region)[indicator]).collect()
    }

    /// The weights among the regions that have every value in a period, in the numbers of all regions.
    fn space(&self, bound: &Bound, inputs: &Inputs, period: usize) -> Result<Space, EngineError> {
        let regions = &self.frame.regions.0;
        let has = |region: &usize| {
            let row = self.frame.row(period, *region);
            !row[self.first].is_nan() && self.second.is_none_or(|second| !row[second].is_nan())
        };
        let present: Vec<usize> = (0..regions.len()).filter(has).collect();
        let labels = Labels(present.iter().map(|&region| regions[region].clone()).collect());
        let space = Space::bind(bound, inputs, &labels, &self.frame.periods.0[period])?;
        let number = |unit: u32| present[unit as usize] as u32;
        let entries = space.weights.iter().map(|(from, to, value)| (number(from), number(to), value)).collect();
        let weights = Weights::new(regions.len(), entries)
            .map_err(|error| EngineError::Internal { reason: error.to_string() })?;
        Ok(Space { weights, ..space })
    }
}

fn inference(inputs: &Inputs) -> Inference {
    Inference {
        permutations: u32::try_from(inputs.integer("permutations")).unwrap_or(u32::MAX),
        seed: inputs.integer("seed").unsigned_abs(),
        tail: Tail::parse(inputs.choice("tail")).unwrap_or_default(),
    }
}

fn standard(inputs: &Inputs) -> Standard {
    Standard::parse(inputs.choice("standard")).unwrap_or_default()
}

/// What the periods of a run have in common.
struct Run {
    notes: Vec<Words>,
    observation: Observation,
    diagnostics: Vec<Diagnostic>,
    inputs: BTreeMap<String, String>,
}

impl Run {
    fn new(frame: &Frame) -> Self {
        Self {
            notes: Vec::new(),
            observation: frame.observation,
            diagnostics: frame.findings.iter().filter(|finding| finding.code != "STR103").cloned().collect(),
            inputs: BTreeMap::from([("cells".to_owned(), frame.described())]),
        }
    }

    /// Takes note of the weights of a period, and of what was found in it.
    fn see(&mut self, period: &str, space: &Space, findings: &[Diagnostic]) {
        self.observation = self.observation.max(space.observation);
        if !self.notes.contains(&space.described) {
            self.notes.push(space.described.clone());
        }
        let of_period = space.findings.iter().chain(findings).map(|finding| match period {
            "" => finding.clone(),
            period => finding.clone().found(period),
        });
        self.diagnostics.extend(of_period);
    }

    fn answer(mut self, columns: Vec<ArrayRef>) -> Answer {
        self.notes.push(Words::new("缺失值和孤岛不参加", "missing values and islands are left out"));
        Answer {
            columns,
            notes: self.notes,
            observation: self.observation,
            diagnostics: self.diagnostics,
            inputs: self.inputs,
        }
    }
}

fn named(word: &str) -> Cell {
    Cell::Text(Some(word).filter(|word| !word.is_empty()).map(str::to_owned))
}

fn run_global(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    use global::Statistic as S;
    let word = inputs.choice("statistic");
    let statistic = match word {
        "geary" => S::Geary,
        "getis_ord" => S::GetisOrd,
        "bivariate_moran" => S::BivariateMoran,
        "lee" => S::Lee,
        _ => S::Moran,
    };
    let two = matches!(statistic, S::BivariateMoran | S::Lee);
    let variables = Variables::bind(&global::METHOD, bound, inputs, two)?;
    let mut run = Run::new(&variables.frame);
    let mut rows = Vec::new();
    for (period, label) in variables.frame.periods.0.iter().enumerate() {
        let space = variables.space(bound, inputs, period)?;
        let values = variables.values(period, variables.first);
        let other = variables.second.map(|second| variables.values(period, second));
        let result = global_association(
            statistic,
            &values,
            other.as_deref(),
            &space.weights,
            standard(inputs),
            inference(inputs),
        );
        run.see(label, &space, &result.findings);
        rows.push(vec![
            named(label),
            word.into(),
            result.n.into(),
            result.missing.into(),
            result.islands.into(),
            result.value.into(),
            result.expected.into(),
            result.normal.map(|normal| normal.z).into(),
            result.normal.map(|normal| normal.p).into(),
            result.random.map(|random| random.z).into(),
            result.random.map(|random| random.p).into(),
            result.p_permutation.into(),
        ]);
    }
    Ok(run.answer(columns(global::METHOD.outputs, &rows)))
}

fn run_local(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    use local::Statistic as S;
    let statistic = match inputs.choice("statistic") {
        "geary" => S::Geary,
        "getis_ord" => S::GetisOrd,
        "getis_ord_star" => S::GetisOrdStar,
        "bivariate_moran" => S::BivariateMoran,
        "lee" => S::Lee,
        _ => S::Moran,
    };
    let mode = if inputs.choice("mode") == "shared" { Mode::Shared } else { Mode::Independent };
    let variables = Variables::bind(&local::METHOD, bound, inputs, statistic.is_bivariate())?;
    let mut run = Run::new(&variables.frame);
    let labels = &variables.frame.regions.0;
    let (mut periods, mut regions): (Vec<Option<&str>>, Vec<&str>) = (Vec::new(), Vec::new());
    let mut numbers: [Vec<Option<f64>>; 6] = Default::default();
    let (mut neighbours, mut quadrants, mut clusters) = (Vec::new(), Vec::new(), Vec::new());
    for (period, label) in variables.frame.periods.0.iter().enumerate() {
        let space = variables.space(bound, inputs, period)?;
        let values = variables.values(period, variables.first);
        let other = variables.second.map(|second| variables.values(period, second));
        let result = local_association(
            statistic,
            &values,
            other.as_deref(),
            &space.weights,
            standard(inputs),
            inference(inputs),
            mode,
        );
        run.see(label, &space, &result.findings);
        numbers[0].extend(values.iter().map(|value| Some(*value).filter(|value| !value.is_nan())));
        let found = [&result.lag, &result.value, &result.z, &result.p, &result.p_fdr];
        numbers[1..].iter_mut().zip(found).for_each(|(column, found)| column.extend(found.iter()));
        neighbours.extend(result.neighbours.iter().map(|count| count.map(i64::from)));
        quadrants.extend(result.quadrant.iter().map(|quadrant| quadrant.map(local::Quadrant::word)));
        clusters.extend(clusters_of(statistic, &result, inputs));
        periods.extend(labels.iter().map(|_| Some(label.as_str()).filter(|label| !label.is_empty())));
        regions.extend(labels.iter().map(String::as_str));
    }
    let [value, lag, local, z, p, p_fdr] = numbers.map(|column| Arc::new(Float64Array::from(column)) as ArrayRef);
    let words = |column: Vec<Option<&str>>| Arc::new(StringArray::from(column)) as ArrayRef;
    Ok(run.answer(vec![
        words(periods),
        Arc::new(StringArray::from(regions)),
        value,
        lag,
        Arc::new(Int64Array::from(neighbours)),
        local,
        z,
        p,
        p_fdr,
        words(quadrants),
        words(clusters),
    ]))
}

/// What each region is part of, where it is significant.
fn clusters_of<'a>(statistic: local::Statistic, result: &local::Local, inputs: &Inputs) -> Vec<Option<&'a str>> {
    let alpha = inputs.number("alpha");
    let tests = result.p.len() - result.p.undefined();
    let decisive = |unit: usize| match inputs.choice("correction") {
        "fdr" => result.p_fdr.get(unit),
        "bonferroni" => result.p.get(unit).map(|p| p * tests as f64),
        _ => result.p.get(unit),
    };
    (0..result.p.len())
        .map(|unit| {
            if decisive(unit)? > alpha {
                return Some("none");
            }
            Some(match statistic {
                local::Statistic::Geary => {
                    let alike = result.value.get(unit)? < result.mean?;
                    if alike { "alike" } else { "different" }
                }
                local::Statistic::GetisOrd | local::Statistic::GetisOrdStar => {
                    if result.z.get(unit)? > 0.0 {
                        "hot"
                    } else {
                        "cold"
                    }
                }
                _ => result.quadrant[unit]?.word(),
            })
        })
        .collect()
}

fn run_markov(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let variables = Variables::bind(&markov::METHOD, bound, inputs, false)?;
    let mut run = Run::new(&variables.frame);
    let by_mean = inputs.choice("scale") == "mean";
    let (mut values, mut weights) = (Vec::new(), Vec::new());
    for (period, label) in variables.frame.periods.0.iter().enumerate() {
        let space = variables.space(bound, inputs, period)?;
        run.see(label, &space, &[]);
        let mut of_period = variables.values(period, variables.first);
        if by_mean {
            let known = || of_period.iter().copied().filter(|value| !value.is_nan());
            let mean = liantu_numeric::sum(known()) / known().count() as f64;
            for value in &mut of_period {
                *value /= mean;
            }
        }
        values.push(of_period);
        weights.push(space.weights);
    }
    let classes = usize::try_from(inputs.integer("classes")).unwrap_or(2);
    let cut = if inputs.choice("cut") == "period" { markov::Cut::Period } else { markov::Cut::Pooled };
    let result = spatial_markov(&values, &weights, classes, cut);
    run.diagnostics.extend(result.findings);
    let mut rows = Vec::new();
    let chains =
        std::iter::once((None, &result.all)).chain(result.by_lag.iter().enumerate().map(|(n, one)| (Some(n), one)));
    for (lag, chain) in chains {
        let tests = result.homogeneity.filter(|_| lag.is_none());
        for from in 0..classes {
            for to in 0..classes {
                rows.push(vec![
                    Cell::Integer(lag.and_then(|lag| i64::try_from(lag).ok()).map(|lag| lag + 1)),
                    (from + 1).into(),
                    (to + 1).into(),
                    chain.counts[from][to].into(),
                    chain.probability[from].as_ref().map(|row| row[to]).into(),
                    chain.steady.as_ref().map(|steady| steady[from]).into(),
                    chain.sojourn(from).into(),
                    chain.mobility.into(),
                    tests.map(|tests| tests.q).into(),
                    tests.map(|tests| tests.q_p).into(),
                    tests.map(|tests| tests.lr).into(),
                    tests.map(|tests| tests.lr_p).into(),
                    Cell::Integer(tests.map(|tests| tests.freedom.into())),
                    chain.first_passage[from][to].into(),
                ]);
            }
        }
    }
    Ok(run.answer(columns(markov::METHOD.outputs, &rows)))
}
