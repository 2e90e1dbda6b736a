//! Binding the four attributes of flows.

use super::shelf::{FlowSubject, Grouping, Shelf, Weight, frequency, grouped_flows};
use super::{Answer, Bound, Cell, answer, count, findings, reported};
use crate::EngineError;
use crate::indicator::Table;
use crate::inputs::Inputs;
use crate::methods::absent;
use jiff::civil::Date;
use liantu_model::{Layer, Period, Words};
use liantu_monitoring::flow::{self, Lag, METHOD, asymmetry, lag, relative_unit_value, role, velocity, volume};
use liantu_monitoring::found;
use liantu_monitoring::series::unit_value::unit_value;
use liantu_numeric::order::median;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// As many digits as no code has: items as they are listed.
const AS_LISTED: usize = 64;

/// What flows: layer, item, units.
type Thing = (Option<Layer>, String, (String, String));

/// A place and its partner, or all others.
struct Line {
    thing: Thing,
    node: String,
    partner: Option<String>,
    outward: [Vec<f64>; 2],
    inward: [Vec<f64>; 2],
    /// Value times weight of what leaves, where items with weights are taken together.
    weighted: Option<Vec<f64>>,
    follower: Option<Vec<f64>>,
}

/// The numbers of series, by the key that they share.
fn numbered<K: Ord>(shelf: &Shelf<FlowSubject>, key: impl Fn(&FlowSubject) -> K) -> BTreeMap<K, Vec<usize>> {
    let mut numbers: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for (number, subject) in shelf.subjects.iter().enumerate() {
        numbers.entry(key(subject)).or_default().push(number);
    }
    numbers
}

fn thing(subject: &FlowSubject) -> Thing {
    (subject.layer, subject.item.clone(), subject.units.clone())
}

/// The weights of an item, from the earliest period to the latest; `None` where regions differ.
type Weights = Vec<(Date, Option<f64>)>;

/// The weight of the latest period that does not begin after a day.
fn weight_on<'c>(
    content: &'c HashMap<String, Weights>,
    item: &str,
    day: Option<Date>,
) -> Option<&'c (Date, Option<f64>)> {
    let weights = content.get(item)?;
    let known = weights.partition_point(|(start, _)| Some(*start) <= day);
    known.checked_sub(1).map(|last| &weights[last])
}

/// The weights of items that the parameter `content` names.
fn contents(bound: &Bound, inputs: &Inputs) -> Result<HashMap<String, Weights>, EngineError> {
    let Some(name) = inputs.text("content") else { return Ok(HashMap::new()) };
    let origin = bound
        .indicator
        .as_ref()
        .ok_or_else(|| absent(&METHOD, "indicator", Words::new("content 指定了指标", "content names an indicator")))?;
    let table = Table::read(&METHOD, origin)?;
    let number = table
        .indicator
        .number(name)
        .ok_or_else(|| EngineError::parameter("content", name, table.indicator.listed()))?;
    let starts: Vec<Option<Date>> = table.period.labels.iter().map(|label| start_of(label)).collect();
    let mut weights: HashMap<String, BTreeMap<Date, Option<f64>>> = HashMap::new();
    for row in (0..table.value.len()).filter(|&row| table.indicator.get(row) == Some(number)) {
        let (Some(industry), value) = (table.industry.get(row), table.value[row]) else { continue };
        let Some(start) = table.period.get(row).and_then(|period| starts[period as usize]) else { continue };
        if !value.is_finite() {
            continue;
        }
        let code = &table.industry.labels[industry as usize];
        let item = code.strip_prefix("x-").unwrap_or(code).to_owned();
        let known = weights.entry(item).or_default().entry(start).or_insert(Some(value));
        *known = known.filter(|known| known.to_bits() == value.to_bits());
    }
    Ok(weights.into_iter().map(|(item, weights)| (item, weights.into_iter().collect())).collect())
}

fn start_of(label: &str) -> Option<Date> {
    label.parse::<Period>().ok().map(|period| period.start)
}

fn lines(shelf: &Shelf<FlowSubject>, by_node: bool, onward: bool, is_weighted: bool) -> Vec<Line> {
    // Value and quantity of what is listed, unknown throughout where nothing is.
    let both = |numbers: Option<&Vec<usize>>| {
        let numbers = numbers.map_or(&[][..], Vec::as_slice);
        [0, 1].map(|measure| shelf.total(numbers, measure))
    };
    let weighted =
        |numbers: Option<&Vec<usize>>| is_weighted.then(|| shelf.total(numbers.map_or(&[][..], Vec::as_slice), 2));
    let out = numbered(shelf, |subject| (thing(subject), subject.origin.clone()));
    if by_node {
        let back = numbered(shelf, |subject| (thing(subject), subject.destination.clone()));
        let keys: BTreeSet<&(Thing, String)> = out.keys().chain(back.keys()).collect();
        return keys
            .into_iter()
            .map(|key| Line {
                thing: key.0.clone(),
                node: key.1.clone(),
                partner: None,
                outward: both(out.get(key)),
                inward: both(back.get(key)),
                weighted: weighted(out.get(key)),
                follower: None,
            })
            .collect();
    }
    // What leaves a place altogether, summed once.
    let sent: BTreeMap<&(Thing, String), Vec<f64>> = if onward {
        out.iter().map(|(key, numbers)| (key, shelf.total(numbers, 0))).collect()
    } else {
        BTreeMap::new()
    };
    let along = numbered(shelf, |subject| (thing(subject), subject.origin.clone(), subject.destination.clone()));
    let pairs: BTreeSet<(Thing, String, String)> =
        along.keys().map(|(thing, one, two)| (thing.clone(), one.min(two).clone(), one.max(two).clone())).collect();
    pairs
        .into_iter()
        .map(|(thing, node, partner)| {
            let get = |one: &str, two: &str| along.get(&(thing.clone(), one.to_owned(), two.to_owned()));
            let back = get(&partner, &node);
            let forth = get(&node, &partner);
            let (outward, inward, weighted) = (both(forth), both(back), weighted(forth));
            let follower = if onward {
                // What the partner sends, less what comes back.
                let held = back.map(|numbers| shelf.held(numbers[0]));
                sent.get(&(thing.clone(), partner.clone())).map(|all| {
                    let rest = |(at, value): (usize, &f64)| {
                        value - if held.is_some_and(|held| held[at]) { inward[0][at] } else { 0.0 }
                    };
                    all.iter().enumerate().map(rest).collect()
                })
            } else {
                back.map(|_| inward[0].clone())
            };
            Line { thing, node, partner: Some(partner), outward, inward, weighted, follower }
        })
        .collect()
}

/// What is not listed counts as zero, in steps that the table reports on.
fn fill(lines: &mut [Line], steps: usize) {
    let known = |line: &Line, at: usize| line.outward[0][at].is_finite() || line.inward[0][at].is_finite();
    let reported: Vec<bool> = (0..steps).map(|at| lines.iter().any(|line| known(line, at))).collect();
    for line in lines {
        for side in [&mut line.outward, &mut line.inward] {
            // A whole direction that no row lists; single unlisted steps were filled when the rows were read.
            if side.iter().flatten().all(|value| value.is_nan()) {
                for measure in side {
                    measure
                        .iter_mut()
                        .zip(&reported)
                        .filter(|(_, reported)| **reported)
                        .for_each(|(value, _)| *value = 0.0);
                }
            }
        }
    }
}

pub(super) fn run_flow_profile(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let zero = inputs.choice("absent") == "zero";
    let content = contents(bound, inputs)?;
    let digits = Some(count(inputs, "digits")).filter(|digits| *digits < AS_LISTED);
    let is_weighted = digits.is_some() && inputs.text("content").is_some();
    // How many flows have an item whose weight is unclear, and the items without one.
    let (unclear, without) = (std::cell::Cell::new(0_usize), RefCell::new(BTreeSet::<String>::new()));
    let weight = |item: &str, start: Date| match weight_on(&content, item, Some(start)) {
        Some((_, Some(weight))) => *weight,
        Some((_, None)) => {
            unclear.set(unclear.get() + 1);
            f64::NAN
        }
        None => {
            without.borrow_mut().insert(item.to_owned());
            f64::NAN
        }
    };
    let weight: Option<Weight<'_>> = if is_weighted { Some(&weight) } else { None };
    let shelf = grouped_flows(bound, frequency(inputs), inputs.text("scale"), zero, Grouping { digits, weight })?;
    let by_node = inputs.choice("by") == "node";
    let mut lines = lines(&shelf, by_node, inputs.choice("against") == "onward", is_weighted);
    if zero {
        fill(&mut lines, shelf.steps);
    }
    // The unit values of all directed flows of a thing, step by step.
    let mut prices: HashMap<Thing, Vec<Vec<f64>>> = HashMap::new();
    for (number, subject) in shelf.subjects.iter().enumerate() {
        let own = prices.entry(thing(subject)).or_insert_with(|| vec![Vec::new(); shelf.steps]);
        for (step, price) in own.iter_mut().zip(shelf.measure(number, "unit_value")) {
            step.extend(Some(price).filter(|price| price.is_finite()));
        }
    }
    let medians: HashMap<Thing, Vec<Option<f64>>> = prices
        .into_iter()
        .map(|(thing, steps)| (thing, steps.into_iter().map(|mut step| median(&mut step)).collect()))
        .collect();
    let (season, window, tip) = (shelf.frequency.season(), count(inputs, "window"), inputs.number("tip"));
    let (most, least) = (count(inputs, "most_lag"), count(inputs, "least"));
    let range = reported(inputs, &shelf);
    let labels: Vec<String> = (0..shelf.steps).map(|at| shelf.label(at)).collect();
    let starts: Vec<Option<Date>> = labels.iter().map(|label| start_of(label)).collect();
    let (mut rows, mut unpriced, mut unweighted) = (Vec::new(), 0, unclear.get());
    for line in &lines {
        let volumes: Vec<f64> =
            line.outward[0].iter().zip(&line.inward[0]).map(|(&out, &back)| volume(out, back)).collect();
        let found: Option<Lag> =
            line.follower.as_ref().and_then(|follower| lag(&line.outward[0], follower, most, least));
        let units = [&line.thing.2.0, &line.thing.2.1].into_iter().filter(|unit| !unit.is_empty());
        let units: Vec<&str> = units.map(String::as_str).collect();
        let item =
            if units.is_empty() { line.thing.1.clone() } else { format!("{} [{}]", line.thing.1, units.join(", ")) };
        for at in range.clone() {
            let known = |value: f64| Some(value).filter(|value| value.is_finite());
            let (out, back, quantity) = (line.outward[0][at], line.inward[0][at], line.outward[1][at]);
            if !out.is_finite() && !back.is_finite() {
                continue;
            }
            let weight = match &line.weighted {
                Some(weighted) => Some(flow::content(weighted[at], out)),
                None => weight_on(&content, &line.thing.1, starts[at]).map(|(_, weight)| *weight),
            };
            unweighted += usize::from(line.weighted.is_none() && weight == Some(None));
            let price = unit_value(out, quantity);
            unpriced += usize::from(price.is_none() && out > 0.0);
            let reference = medians.get(&line.thing).and_then(|medians| medians[at]);
            let before =
                at.checked_sub(window).and_then(|before| role(&line.outward[0], &line.inward[0], before, window, tip));
            let word =
                |role: Option<flow::Role>| Cell::Text(role.filter(|_| by_node).map(|role| role.word().to_owned()));
            rows.push(vec![
                Cell::Text(line.thing.0.map(|layer| layer.code().to_owned())),
                Cell::Text(Some(item.trim().to_owned()).filter(|item| !item.is_empty())),
                labels[at].as_str().into(),
                line.node.as_str().into(),
                Cell::Text(line.partner.clone()),
                known(out).into(),
                known(back).into(),
                known(volumes[at]).into(),
                known(out - back).into(),
                asymmetry(out, back).into(),
                price.into(),
                relative_unit_value(out, quantity, reference).into(),
                weight.flatten().into(),
                velocity(&volumes, at, window, season).into(),
                found.map_or(Cell::Integer(None), |lag| lag.steps.into()),
                found.map(|lag| lag.correlation).into(),
                word(role(&line.outward[0], &line.inward[0], at, window, tip)),
                word(before),
            ]);
        }
    }
    let mut diagnostics = findings("flow", &[("MON106", unpriced), ("MON113", unweighted)]);
    if let (Some(first), count) = (without.borrow().first(), without.borrow().len()) {
        diagnostics.push(found("MON114", "indicator", Some(first), count));
    }
    let told = digits.is_some() || inputs.text("scale").is_some();
    if (by_node || inputs.choice("against") == "onward") && !told {
        diagnostics.extend(shelf.silent.clone());
    }
    Ok(answer(
        &METHOD,
        &shelf,
        &rows,
        diagnostics,
        Words::new(
            "不同单位的流量分开；地区内部的流量不计",
            "flows of different units apart; flows within a place left out",
        ),
    ))
}
