//! Series bound from the tables of indicators and flows: equal steps, one row of cells for each subject.

use crate::EngineError;
use crate::indicator::{Origin, Table};
use crate::inputs::Inputs;
use crate::methods::Bound;
use crate::regions::LATEST;
use liantu_model::{Diagnostic, Layer, Method, Observation, Period, Words};
use liantu_monitoring::series::Sheaf;
use liantu_monitoring::series::unit_value::unit_value;
use liantu_monitoring::{Frequency, Step, found};
use std::collections::{BTreeMap, HashMap};

/// More cells than this are a mistake in the periods.
const MOST: usize = 1 << 28;

/// What a series of an indicator is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct IndicatorSubject {
    pub indicator: String,
    pub region: String,
    pub industry: Option<String>,
}

/// What a series of flows is about. Flows of different units are never added: the units are part of the subject.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FlowSubject {
    pub origin: String,
    pub destination: String,
    pub layer: Option<Layer>,
    pub item: String,
    pub units: (String, String),
}

/// Series over the same steps. A series of flows has two measures, value and quantity.
pub(super) struct Shelf<S> {
    pub frequency: Frequency,
    pub first: Step,
    pub steps: usize,
    pub subjects: Vec<S>,
    /// By measure, then by subject.
    values: Vec<Vec<f64>>,
    /// Rows of the table by subject, with the step each of them belongs to; counted from 1, in order.
    rows: Vec<Vec<(u32, u32)>>,
    /// Subjects by the place where they are, or where the flow goes; and by where it comes from.
    places: [HashMap<String, Vec<usize>>; 2],
    pub rows_read: usize,
    pub observation: Observation,
    pub findings: Vec<Diagnostic>,
}

/// The numbers of subjects by a word of theirs.
fn numbered<'s>(words: impl Iterator<Item = &'s String>) -> HashMap<String, Vec<usize>> {
    let mut numbers: HashMap<String, Vec<usize>> = HashMap::new();
    for (number, word) in words.enumerate() {
        match numbers.get_mut(word) {
            Some(list) => list.push(number),
            None => drop(numbers.insert(word.clone(), vec![number])),
        }
    }
    numbers
}

pub(super) fn frequency(inputs: &Inputs) -> Frequency {
    inputs.text("frequency").and_then(Frequency::parse).unwrap_or_default()
}

/// A value on its way to its series.
struct Given {
    subject: usize,
    step: Step,
    value: [f64; 2],
    row: u32,
}

impl<S> Shelf<S> {
    fn new(
        frequency: Frequency,
        table: &str,
        given: Vec<Given>,
        subjects: Vec<S>,
        measures: usize,
        zero: bool,
    ) -> Result<Self, EngineError> {
        let first = given.iter().map(|given| given.step).min().unwrap_or_default();
        let steps = given.iter().filter_map(|given| given.step.since(first)).max().map_or(0, |last| last + 1);
        let cells = steps.checked_mul(subjects.len()).filter(|cells| *cells <= MOST);
        let Some(cells) = cells else {
            return Err(EngineError::parameter(
                "period",
                format!("{} series of {steps} steps", subjects.len()),
                Words::new(
                    "更少的序列：请核对表中的年份，或选定指标",
                    "fewer: check the years of the table, or choose indicators",
                ),
            ));
        };
        let mut values = vec![vec![f64::NAN; cells]; measures];
        let mut seen = vec![false; cells];
        let mut rows = vec![Vec::new(); subjects.len()];
        let mut infinite = 0;
        for Given { subject, step, value, row } in given {
            let at = step.since(first).unwrap_or(0);
            let cell = subject * steps + at;
            for (measure, value) in values.iter_mut().zip(value) {
                infinite += usize::from(value.is_infinite());
                let value = if value.is_finite() { value } else { f64::NAN };
                // A sum with a missing part is missing.
                measure[cell] = if seen[cell] { measure[cell] + value } else { value };
            }
            seen[cell] = true;
            rows[subject].push((u32::try_from(at).unwrap_or(u32::MAX), row));
        }
        if zero {
            // Only where the table says something about the step: a step without any row is a missing report.
            let reported: Vec<bool> =
                (0..steps).map(|at| (0..subjects.len()).any(|subject| seen[subject * steps + at])).collect();
            for cell in (0..cells).filter(|&cell| !seen[cell] && reported[cell % steps]) {
                for measure in &mut values {
                    measure[cell] = 0.0;
                }
            }
        }
        let findings = if infinite > 0 { vec![found("MON108", table, None, infinite)] } else { Vec::new() };
        let observation = Observation::Observed;
        let places = [HashMap::new(), HashMap::new()];
        Ok(Self { frequency, first, steps, subjects, values, rows, places, rows_read: 0, observation, findings })
    }

    pub fn len(&self) -> usize {
        self.subjects.len()
    }

    pub fn known(&self) -> usize {
        self.values.iter().flatten().filter(|value| value.is_finite()).count()
    }

    /// The series of the first measure.
    pub fn sheaf(&self) -> Sheaf<'_> {
        Sheaf::new(self.steps, &self.values[0])
    }

    pub fn label(&self, at: usize) -> String {
        self.frequency.label(self.first.plus(at))
    }

    /// The subjects in a region, or of flows into it.
    pub fn at(&self, region: &str) -> &[usize] {
        self.places[0].get(region).map_or(&[], Vec::as_slice)
    }

    /// The subjects of flows out of a region.
    pub fn out_of(&self, region: &str) -> &[usize] {
        self.places[1].get(region).map_or(&[], Vec::as_slice)
    }

    /// The rows of the table that a value came from.
    pub fn rows_at(&self, subject: usize, at: usize) -> impl Iterator<Item = u32> + '_ {
        self.rows[subject].iter().filter(move |(step, _)| *step as usize == at).map(|(_, row)| *row)
    }
}

impl Shelf<FlowSubject> {
    /// `value`, `quantity` or `unit_value` of a subject.
    pub fn measure(&self, subject: usize, name: &str) -> Vec<f64> {
        let range = subject * self.steps..(subject + 1) * self.steps;
        let (value, quantity) = (&self.values[0][range.clone()], &self.values[1][range]);
        match name {
            "quantity" => quantity.to_vec(),
            "unit_value" => {
                let pairs = value.iter().zip(quantity);
                pairs.map(|(&value, &quantity)| unit_value(value, quantity).unwrap_or(f64::NAN)).collect()
            }
            _ => value.to_vec(),
        }
    }
}

/// The step of each distinct period that is one of this frequency.
fn step_of(label: &str, frequency: Frequency) -> Option<Step> {
    let (own, step) = Frequency::of(&label.parse::<Period>().ok()?)?;
    (own == frequency).then_some(step)
}

/// Indicators by region and industry. Refuses repeats, or adds them.
pub(super) fn indicators(
    method: &'static Method,
    origin: &Origin,
    frequency: Frequency,
    wanted: Option<&[&str]>,
    sum: bool,
    keep: &dyn Fn(&str) -> bool,
) -> Result<Shelf<IndicatorSubject>, EngineError> {
    let table = Table::read(method, origin)?;
    for name in wanted.into_iter().flatten() {
        if table.indicator.number(name).is_none() {
            return Err(EngineError::parameter("indicators", *name, table.indicator.listed()));
        }
    }
    let steps: Vec<Option<Step>> = table.period.labels.iter().map(|label| step_of(label, frequency)).collect();
    let regions: Vec<bool> = table.region.labels.iter().map(|label| keep(label)).collect();
    let chosen: Vec<bool> = table
        .indicator
        .labels
        .iter()
        .map(|label| wanted.is_none_or(|wanted| wanted.contains(&label.as_str())))
        .collect();
    let mut other = 0;
    let mut placed: Vec<((u32, u32, u32), Step, u32)> = Vec::new();
    for row in 0..table.value.len() {
        let Some(region) = table.region.get(row).filter(|&region| regions[region as usize]) else { continue };
        let indicator = table.indicator.get(row);
        if indicator.is_some_and(|indicator| !chosen[indicator as usize]) || (indicator.is_none() && wanted.is_some()) {
            continue;
        }
        let Some(step) = table.period.get(row).and_then(|period| steps[period as usize]) else {
            other += 1;
            continue;
        };
        // Absent sorts first.
        let number = |id: Option<u32>| id.map_or(0, |id| id + 1);
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        placed.push(((number(indicator), region, number(table.industry.get(row as usize))), step, row));
    }
    let mut keys: Vec<(u32, u32, u32)> = placed.iter().map(|(key, ..)| *key).collect();
    keys.sort_unstable();
    keys.dedup();
    let word = |labels: &[String], number: u32| number.checked_sub(1).map(|id| labels[id as usize].clone());
    let subjects = keys
        .iter()
        .map(|&(indicator, region, industry)| IndicatorSubject {
            indicator: word(&table.indicator.labels, indicator).unwrap_or_default(),
            region: table.region.labels[region as usize].clone(),
            industry: word(&table.industry.labels, industry),
        })
        .collect();
    let number: HashMap<(u32, u32, u32), usize> = keys.iter().enumerate().map(|(number, key)| (*key, number)).collect();
    let given: Vec<Given> = placed
        .iter()
        .map(|&(key, step, row)| Given {
            subject: number[&key],
            step,
            value: [table.value[row as usize], f64::NAN],
            row: row + 1,
        })
        .collect();
    if !sum {
        let mut cells: Vec<(usize, Step)> = given.iter().map(|given| (given.subject, given.step)).collect();
        cells.sort_unstable();
        let repeats = cells.windows(2).filter(|pair| pair[0] == pair[1]).count();
        if repeats > 0 {
            return Err(EngineError::parameter(
                "duplicates",
                "refuse",
                Words::new(
                    format!("`sum`，或没有重复的表：有 {repeats} 行的指标、区域、行业、时期重复"),
                    format!(
                        "`sum`, or a table without repeats: {repeats} rows repeat an indicator, region, industry and period"
                    ),
                ),
            ));
        }
    }
    let mut shelf = Shelf::new(frequency, "indicator", given, subjects, 1, false)?;
    shelf.places[0] = numbered(shelf.subjects.iter().map(|subject| &subject.region));
    shelf.rows_read = table.value.len();
    shelf.observation = table.observation();
    if other > 0 {
        shelf.findings.push(found("MON104", "indicator", None, other));
    }
    Ok(shelf)
}

/// Flows by pair of places, layer and item, gathered to a level where one is given: rows of the same subject and step are
/// added. Flows within a place have no direction and are left out. With `zero`, what is not listed counts as zero in steps that have
/// any row.
pub(super) fn flows(
    bound: &Bound,
    frequency: Frequency,
    level: Option<&str>,
    zero: bool,
) -> Result<Shelf<FlowSubject>, EngineError> {
    let (table, regions) = (&bound.flow, &bound.scene.regions);
    let mut places: HashMap<&str, Option<&str>> = HashMap::new();
    let mut steps: HashMap<&str, Option<Step>> = HashMap::new();
    let mut subjects: BTreeMap<FlowSubject, Vec<(Step, [f64; 2], u32)>> = BTreeMap::new();
    let (mut other, mut modelled) = (0, false);
    for row in 0..table.len() {
        let text = |column: &str| table.text(column, row);
        let mut place = |code| {
            *places.entry(code).or_insert_with(|| match level {
                None => Some(code),
                Some(level) => {
                    let wide = regions.gather(code, level, LATEST);
                    regions.get(wide, LATEST).is_some_and(|region| region.level == level).then_some(wide)
                }
            })
        };
        let (Some(origin), Some(destination)) =
            (text("origin").and_then(&mut place), text("destination").and_then(&mut place))
        else {
            continue;
        };
        if origin == destination {
            continue;
        }
        let step = text("period").and_then(|label| *steps.entry(label).or_insert_with(|| step_of(label, frequency)));
        let Some(step) = step else {
            other += 1;
            continue;
        };
        modelled |= text("observation").is_some_and(|word| word != "observed");
        let number = |column: &str| table.number(column, row).unwrap_or(f64::NAN);
        let subject = FlowSubject {
            origin: origin.to_owned(),
            destination: destination.to_owned(),
            layer: text("layer").and_then(Layer::parse),
            item: text("item").unwrap_or_default().to_owned(),
            units: (text("unit").unwrap_or_default().to_owned(), text("quantity_unit").unwrap_or_default().to_owned()),
        };
        let row = u32::try_from(row).unwrap_or(u32::MAX - 1) + 1;
        subjects.entry(subject).or_default().push((step, [number("value"), number("quantity")], row));
    }
    let mut given = Vec::new();
    let mut named = Vec::new();
    for (subject, own) in subjects {
        let number = named.len();
        named.push(subject);
        given.extend(own.into_iter().map(|(step, value, row)| Given { subject: number, step, value, row }));
    }
    let mut shelf = Shelf::new(frequency, "flow", given, named, 2, zero)?;
    shelf.places[0] = numbered(shelf.subjects.iter().map(|subject| &subject.destination));
    shelf.places[1] = numbered(shelf.subjects.iter().map(|subject| &subject.origin));
    shelf.rows_read = table.len();
    shelf.observation = if modelled { Observation::Estimated } else { Observation::Observed };
    if other > 0 {
        shelf.findings.push(found("MON104", "flow", None, other));
    }
    Ok(shelf)
}
