//! Series bound from the tables of indicators and flows: equal steps, one row of cells for each subject.

use super::gathered::Gathered;
use crate::EngineError;
use crate::indicator::{Origin, Table};
use crate::inputs::Inputs;
use crate::methods::Bound;
use crate::sight::OUTSIDE;
use jiff::civil::Date;
use liantu_model::{Diagnostic, Layer, Method, Observation, Period, Words};
use liantu_monitoring::series::Sheaf;
use liantu_monitoring::series::unit_value::unit_value;
use liantu_monitoring::{Frequency, Step, found};
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

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

/// The weight of an item in the step that begins on a day.
pub(super) type Weight<'w> = &'w dyn Fn(&str, Date) -> f64;

/// Which items of flows are taken together.
#[derive(Clone, Copy, Default)]
pub(super) struct Grouping<'w> {
    /// How many digits of the code of an item are kept, 0 for one group of all; `None`: items as they are listed.
    pub digits: Option<usize>,
    /// Makes a third measure: values times weights.
    pub weight: Option<Weight<'w>>,
}

impl Grouping<'_> {
    /// The group of an item. What is no code of digits has no leading ones: it stays as it is listed.
    fn of<'i>(&self, item: &'i str) -> &'i str {
        match self.digits {
            Some(0) => "",
            Some(digits) if item.bytes().all(|digit| digit.is_ascii_digit()) => item.get(..digits).unwrap_or(item),
            None | Some(_) => item,
        }
    }

    /// What the weight makes of a value; where nothing flows, none is needed.
    fn weighted(&self, item: &str, start: Date, value: f64) -> f64 {
        match self.weight {
            Some(weight) if value.is_finite() && value != 0.0 => value * weight(item, start),
            _ if value == 0.0 => 0.0,
            _ => f64::NAN,
        }
    }
}

/// Series over the same steps. A series of flows has two measures, value and quantity, and a third where items have weights.
pub(super) struct Shelf<S> {
    pub frequency: Frequency,
    pub first: Step,
    pub steps: usize,
    pub subjects: Vec<S>,
    /// By measure, then by subject.
    values: Vec<Vec<f64>>,
    /// Where a value is known or awaited, by subject: from a row on until a year later.
    held: Vec<bool>,
    /// How many listed series have had no row for more than a year, the first of them, and its last step.
    ended: (usize, Option<(usize, Step)>),
    /// The finding about these, for those who add series up.
    pub silent: Option<Diagnostic>,
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

/// The part of a value that belongs to no subject.
const NOWHERE: usize = usize::MAX;

/// A value on its way to its series, as part `part` of it.
#[derive(Clone, Copy)]
struct Given {
    part: usize,
    step: Step,
    value: [f64; 3],
    row: u32,
}

impl<S> Shelf<S> {
    /// Lays values out. `parts` says to which subject each listed series belongs: a subject is the sum of its parts, unknown where
    /// one of them is awaited and has no row. A part is awaited for a year after each of its rows: so what begins late leaves the time
    /// before as it is, what ended does not keep the sum unknown for ever, and a comparison with the year before never has it
    /// at one end only.
    fn new(
        frequency: Frequency,
        table: &str,
        mut given: Vec<Given>,
        parts: &[usize],
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
        let (mut seen, mut held) = (vec![false; cells], vec![false; cells]);
        let mut rows = vec![Vec::new(); subjects.len()];
        let (mut infinite, mut ended) = (0, (0, None));
        given.sort_by_key(|given| (given.part, given.step));
        for own in given.chunk_by(|one, two| one.part == two.part) {
            let part = own[0].part;
            let start = parts[part] * steps;
            for (number, Given { step, value, row, .. }) in own.iter().enumerate() {
                let at = step.since(first).unwrap_or(0);
                let cell = start + at;
                for (measure, &value) in values.iter_mut().zip(value) {
                    infinite += usize::from(value.is_infinite());
                    let value = if value.is_finite() { value } else { f64::NAN };
                    measure[cell] = if seen[cell] { measure[cell] + value } else { value };
                }
                (seen[cell], held[cell]) = (true, true);
                rows[parts[part]].push((u32::try_from(at).unwrap_or(u32::MAX), *row));
                let next = own.get(number + 1).map_or(steps, |next| next.step.since(first).unwrap_or(0));
                let end = next.min(at + 1 + frequency.season());
                if zero {
                    continue;
                }
                for cell in cell + 1..start + end {
                    (seen[cell], held[cell]) = (true, true);
                    for measure in &mut values {
                        measure[cell] = f64::NAN;
                    }
                }
                if next == steps && end < steps {
                    ended = (ended.0 + 1, ended.1.or(Some((part, *step))));
                }
            }
        }
        for rows in &mut rows {
            rows.sort_unstable_by_key(|(_, row)| *row);
        }
        if zero {
            // Only where the table says something about the step: a step without any row is a missing report.
            let reported: Vec<bool> =
                (0..steps).map(|at| (0..subjects.len()).any(|subject| seen[subject * steps + at])).collect();
            for cell in (0..cells).filter(|&cell| !seen[cell] && reported[cell % steps]) {
                held[cell] = true;
                for measure in &mut values {
                    measure[cell] = 0.0;
                }
            }
        }
        let findings = if infinite > 0 { vec![found("MON108", table, None, infinite)] } else { Vec::new() };
        let observation = Observation::Observed;
        let places = [HashMap::new(), HashMap::new()];
        Ok(Self {
            frequency,
            first,
            steps,
            subjects,
            values,
            held,
            ended,
            silent: None,
            rows,
            places,
            rows_read: 0,
            observation,
            findings,
        })
    }

    /// Prepares the finding about listed series that ended; `name` tells a part.
    fn tell_ended(&mut self, table: &str, name: impl Fn(usize) -> String) {
        let told = |(part, last)| format!("{} ({})", name(part), self.frequency.label(last));
        self.silent = self.ended.1.map(|first| found("MON110", table, Some(&told(first)), self.ended.0));
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

    /// The sum of a measure over series: of each from its first row on, and unknown where one that is awaited is missing.
    pub fn total(&self, subjects: &[usize], measure: usize) -> Vec<f64> {
        let mut sum = vec![f64::NAN; self.steps];
        let mut any = vec![false; self.steps];
        for subject in subjects {
            let range = subject * self.steps..(subject + 1) * self.steps;
            let own = self.values[measure][range.clone()].iter().zip(&self.held[range]);
            for ((sum, any), (value, _)) in sum.iter_mut().zip(&mut any).zip(own).filter(|(_, (_, held))| **held) {
                *sum = if *any { *sum + value } else { *value };
                *any = true;
            }
        }
        sum
    }

    /// Where a series is known or awaited.
    pub fn held(&self, subject: usize) -> &[bool] {
        &self.held[subject * self.steps..(subject + 1) * self.steps]
    }

    /// The subjects in a region, or of flows into it.
    pub fn at(&self, region: &str) -> &[usize] {
        self.places[0].get(region).map_or(&[], Vec::as_slice)
    }

    /// The subjects of flows out of a region.
    pub fn out_of(&self, region: &str) -> &[usize] {
        self.places[1].get(region).map_or(&[], Vec::as_slice)
    }

    /// The steps of which the table has a row, whatever it says.
    pub fn reported(&self, subject: usize) -> Vec<bool> {
        let mut reported = vec![false; self.steps];
        for (step, _) in &self.rows[subject] {
            reported[*step as usize] = true;
        }
        reported
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

/// The step of a period that is one of this frequency, and the day on which it begins.
fn step_of(label: &str, frequency: Frequency) -> Option<(Step, Date)> {
    let period = label.parse::<Period>().ok()?;
    let (own, step) = Frequency::of(&period)?;
    (own == frequency).then_some((step, period.start))
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
    let steps: Vec<Option<(Step, Date)>> = table.period.labels.iter().map(|label| step_of(label, frequency)).collect();
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
        let Some((step, _)) = table.period.get(row).and_then(|period| steps[period as usize]) else {
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
            part: number[&key],
            step,
            value: [table.value[row as usize], f64::NAN, f64::NAN],
            row: row + 1,
        })
        .collect();
    if !sum {
        let mut cells: Vec<(usize, Step)> = given.iter().map(|given| (given.part, given.step)).collect();
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
    let parts: Vec<usize> = (0..keys.len()).collect();
    let mut shelf = Shelf::new(frequency, "indicator", given, &parts, subjects, 1, false)?;
    shelf.places[0] = numbered(shelf.subjects.iter().map(|subject| &subject.region));
    let names: Vec<String> = shelf.subjects.iter().map(|own| format!("{} {}", own.indicator, own.region)).collect();
    shelf.tell_ended("indicator", |part| names[part].clone());
    shelf.rows_read = table.value.len();
    shelf.observation = table.observation();
    if other > 0 {
        shelf.findings.push(found("MON104", "indicator", None, other));
    }
    Ok(shelf)
}

/// Numbers words, or what is made of their numbers, in the order in which they come.
struct Numbered<T> {
    numbers: foldhash::HashMap<T, u32>,
    all: Vec<T>,
}

impl<T: Copy + Eq + Hash> Numbered<T> {
    fn new() -> Self {
        Self { numbers: foldhash::HashMap::default(), all: Vec::new() }
    }

    fn number(&mut self, one: T) -> u32 {
        *self.numbers.entry(one).or_insert_with(|| {
            self.all.push(one);
            u32::try_from(self.all.len() - 1).expect("fewer than 2^32 words")
        })
    }
}

/// Flows by pair of places, layer and item, gathered to a level where one is given: what is listed of the same subject is added up.
/// Flows within a place have no direction and are left out. With `zero`, what is not listed counts as zero in steps that have any row.
pub(super) fn flows(
    bound: &Bound,
    frequency: Frequency,
    level: Option<&str>,
    zero: bool,
) -> Result<Shelf<FlowSubject>, EngineError> {
    grouped_flows(bound, frequency, level, zero, Grouping::default())
}

/// The same, with items taken together as `grouping` says.
pub(super) fn grouped_flows(
    bound: &Bound,
    frequency: Frequency,
    level: Option<&str>,
    zero: bool,
    grouping: Grouping<'_>,
) -> Result<Shelf<FlowSubject>, EngineError> {
    let table = &bound.flow;
    let (mut words, mut listed) = (Numbered::new(), Numbered::new());
    let mut steps: HashMap<&str, Option<(Step, Date)>> = HashMap::new();
    let (mut other, mut modelled) = (0, false);
    let mut given: Vec<Given> = Vec::new();
    // How many rows each listed series has, and whether they are sums of what a port does not see.
    let mut rows: Vec<(usize, bool)> = Vec::new();
    for row in 0..table.len() {
        let text = |column: &str| table.text(column, row);
        let (Some(origin), Some(destination)) = (text("origin"), text("destination")) else { continue };
        if origin == destination {
            continue;
        }
        let step = text("period").and_then(|label| *steps.entry(label).or_insert_with(|| step_of(label, frequency)));
        let Some((step, start)) = step else {
            other += 1;
            continue;
        };
        modelled |= text("observation").is_some_and(|word| word != "observed");
        let number = |column: &str| table.number(column, row).unwrap_or(f64::NAN);
        let rest = ["layer", "item", "unit", "quantity_unit"].map(|column| text(column).unwrap_or_default());
        let [layer, item, unit, quantity_unit] = rest.map(|word| words.number(word));
        let part =
            listed.number([words.number(origin), words.number(destination), layer, item, unit, quantity_unit]) as usize;
        rows.resize(listed.all.len(), (0, false));
        rows[part] = (rows[part].0 + 1, text("source") == Some(OUTSIDE));
        let row = u32::try_from(row).unwrap_or(u32::MAX - 1) + 1;
        let value = number("value");
        let weighted = grouping.weighted(words.all[item as usize], start, value);
        given.push(Given { part, step, value: [value, number("quantity"), weighted], row });
    }
    let word = |number: u32| words.all[number as usize];
    let ends = listed.all.iter().flat_map(|[origin, destination, ..]| [word(*origin), word(*destination)]);
    let gathered = level.map(|level| Gathered::new(&bound.scene.regions, level, ends));
    let mut findings = Vec::new();
    let mut subjects: BTreeMap<FlowSubject, Vec<usize>> = BTreeMap::new();
    let mut out = (0, None);
    for (part, &[origin, destination, layer, item, unit, quantity_unit]) in listed.all.iter().enumerate() {
        let ends = [word(origin), word(destination)];
        let [Some(from), Some(to)] =
            ends.map(|code| gathered.as_ref().map_or(Some(code), |own| own.place(code, rows[part].1)))
        else {
            out = (out.0 + rows[part].0, out.1.or(Some(part)));
            continue;
        };
        if from == to {
            continue;
        }
        let subject = FlowSubject {
            origin: from.to_owned(),
            destination: to.to_owned(),
            layer: Layer::parse(word(layer)),
            item: grouping.of(word(item)).to_owned(),
            units: (word(unit).to_owned(), word(quantity_unit).to_owned()),
        };
        subjects.entry(subject).or_default().push(part);
    }
    let pair = |part: usize| format!("{} → {}", word(listed.all[part][0]), word(listed.all[part][1]));
    if let (count, Some(part)) = out {
        findings.push(found("MON112", "flow", Some(&pair(part)), count));
    }
    if let Some((code, count)) = gathered.as_ref().and_then(Gathered::kept) {
        findings.push(found("MON111", "flow", Some(code), count));
    }
    // Parts in the order of their subjects, so that sums do not depend on the order of rows.
    let mut order = vec![NOWHERE; listed.all.len()];
    let (mut parts, mut named) = (Vec::new(), Vec::new());
    let mut own: Vec<usize> = Vec::new();
    for (subject, mut of) in subjects {
        of.sort_unstable_by_key(|&part| [0, 1, 3].map(|which| word(listed.all[part][which])));
        for part in of {
            order[part] = own.len();
            own.push(part);
            parts.push(named.len());
        }
        named.push(subject);
    }
    given.retain_mut(|given| {
        given.part = order[given.part];
        given.part != NOWHERE
    });
    let measures = 2 + usize::from(grouping.weight.is_some());
    let mut shelf = Shelf::new(frequency, "flow", given, &parts, named, measures, zero)?;
    shelf.places[0] = numbered(shelf.subjects.iter().map(|subject| &subject.destination));
    shelf.places[1] = numbered(shelf.subjects.iter().map(|subject| &subject.origin));
    shelf.rows_read = table.len();
    shelf.observation = if modelled { Observation::Estimated } else { Observation::Observed };
    shelf.tell_ended("flow", |part| match (own[part], grouping.digits) {
        (part, None) => pair(part),
        (part, Some(_)) => format!("{} {}", pair(part), word(listed.all[part][3])),
    });
    shelf.findings.extend(findings);
    if other > 0 {
        shelf.findings.push(found("MON104", "flow", None, other));
    }
    if level.is_some() || grouping.digits.is_some() {
        shelf.findings.extend(shelf.silent.clone());
    }
    Ok(shelf)
}
