//! What the rows of a subject come to, step by step: rows in several units made one series, and steps that cannot be.

use super::shelf::{FlowSubject, Shelf};
use liantu_monitoring::Step;
use liantu_monitoring::series::unit_value::{in_doubt, unit_value};
use std::collections::BTreeMap;

/// So many steps with rows decide in which unit a series is.
const LATELY: usize = 12;

/// A series, and what is to be known of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    /// Missing where unknown.
    pub values: Vec<f64>,
    /// The steps at which something is reported or awaited; elsewhere it is no part of a sum.
    pub held: Vec<bool>,
    /// The steps at which rows are there that come to no value; empty: none.
    pub unreadable: Vec<bool>,
    /// An item of which rows are in units that do not add up.
    pub mixed: Option<String>,
    /// The first step at which the quantity seems to be in another unit, which nobody named.
    pub doubt: Option<usize>,
}

/// A unit as it converts: what it is counted in once converted, and how many of that it is.
fn kept(unit: &str) -> (&str, f64) {
    liantu_package::kept_unit(unit).unwrap_or((unit, 1.0))
}

/// The unit that a series of one measure is in: that of most of the last steps with rows.
fn usual<'s>(shelf: &'s Shelf<FlowSubject>, parts: &[usize], measure: usize) -> Option<&'s str> {
    let of = |part: usize| -> &'s str {
        let (value, quantity) = &shelf.subjects[part].units;
        if measure == 0 { value } else { quantity }
    };
    let first = of(*parts.first()?);
    if parts.iter().all(|&part| of(part) == first) {
        return Some(first);
    }
    let rows: Vec<Vec<bool>> = parts.iter().map(|&part| shelf.reported(part)).collect();
    let mut count: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    let any = (0..shelf.steps).rev().filter(|&at| rows.iter().any(|own| own[at]));
    for at in any.take(LATELY) {
        for (&part, _) in parts.iter().zip(&rows).filter(|(_, own)| own[at]) {
            *count.entry(kept(of(part)).0).or_default().entry(of(part)).or_default() += 1;
        }
    }
    // First what converts into each other, then the unit itself.
    let most = count.into_values().max_by_key(|units| units.values().sum::<usize>())?;
    most.into_iter().max_by_key(|(_, count)| *count).map(|(unit, _)| unit)
}

/// The unit of the values of a measure, where the table names one.
pub(super) fn unit(shelf: &Shelf<FlowSubject>, parts: &[usize], name: &str) -> Option<String> {
    let of = |measure: usize| usual(shelf, parts, measure).filter(|unit| !unit.is_empty());
    match name {
        "value" => of(0).map(str::to_owned),
        "quantity" => of(1).map(str::to_owned),
        _ => of(0).zip(of(1)).map(|(value, quantity)| format!("{value}/{quantity}")),
    }
}

impl Reading {
    /// A measure of flows: the sum of parts, of which those that differ in nothing but their units are one.
    pub fn of(shelf: &Shelf<FlowSubject>, parts: &[usize], name: &str) -> Option<Self> {
        let mut flows: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for &part in parts {
            let FlowSubject { origin, destination, layer, item, .. } = &shelf.subjects[part];
            flows.entry((origin, destination, layer, item)).or_default().push(part);
        }
        let sum = |measure: usize| {
            let target = usual(shelf, parts, measure)?;
            let each = flows.values().map(|own| Self::converted(shelf, own, measure, target));
            each.reduce(Self::plus)
        };
        match name {
            "value" => sum(0),
            "quantity" => {
                let mut quantity = sum(1)?;
                for own in flows.values() {
                    quantity.doubt_of(shelf, own);
                }
                Some(quantity)
            }
            _ => {
                let (value, quantity) = (sum(0)?, sum(1)?);
                let pairs = value.values.iter().zip(&quantity.values);
                let values = pairs.map(|(&value, &quantity)| unit_value(value, quantity).unwrap_or(f64::NAN)).collect();
                Some(Self { values, ..value.plus(quantity) })
            }
        }
    }

    /// One flow in one unit: where rows of a step are in others, they are converted, or make it unreadable.
    fn converted(shelf: &Shelf<FlowSubject>, parts: &[usize], measure: usize, target: &str) -> Self {
        let name = if measure == 0 { "value" } else { "quantity" };
        let unit = |part: usize| -> &str {
            let (value, quantity) = &shelf.subjects[part].units;
            if measure == 0 { value } else { quantity }
        };
        if let [part] = *parts
            && unit(part) == target
        {
            return Self { values: shelf.measure(part, name), held: shelf.held(part).to_vec(), ..Self::default() };
        }
        let (into, whole) = kept(target);
        // Of what is not listed the shelf says whether it is missing or zero.
        let nowhere = || vec![false; shelf.steps];
        let mut all = Self { unreadable: nowhere(), held: nowhere(), ..Self::default() };
        all.values = parts.first().map(|&part| shelf.measure(part, name)).unwrap_or_default();
        let mut listed = nowhere();
        for &part in parts {
            all.held.iter_mut().zip(shelf.held(part)).for_each(|(all, held)| *all |= held);
            let (kept, factor) = kept(unit(part));
            let own = shelf.measure(part, name).into_iter().zip(shelf.reported(part));
            for (at, (value, _)) in own.enumerate().filter(|(_, (_, reported))| *reported) {
                if kept == into {
                    let value = if unit(part) == target { value } else { value * factor / whole };
                    all.values[at] = if listed[at] { all.values[at] + value } else { value };
                    listed[at] = true;
                } else {
                    all.unreadable[at] = true;
                    all.mixed = Some(shelf.subjects[part].item.clone());
                }
            }
        }
        all.blank();
        all
    }

    /// Makes quantities missing whose unit was switched without a word.
    fn doubt_of(&mut self, shelf: &Shelf<FlowSubject>, parts: &[usize]) {
        // Two units are one flow here: only where the table names one can another be meant.
        let [part] = parts else { return };
        let doubts = in_doubt(&shelf.measure(*part, "value"), &shelf.measure(*part, "quantity"));
        let Some(first) = doubts.iter().position(|doubt| *doubt) else { return };
        self.unreadable.resize(self.values.len(), false);
        self.unreadable.iter_mut().zip(doubts).for_each(|(own, doubt)| *own |= doubt);
        self.doubt = Some(self.doubt.map_or(first, |own| own.min(first)));
        self.blank();
    }

    fn blank(&mut self) {
        let unreadable = self.values.iter_mut().zip(&self.unreadable).filter(|(_, unreadable)| **unreadable);
        unreadable.for_each(|(value, _)| *value = f64::NAN);
    }

    fn plus(mut self, other: Self) -> Self {
        for (at, value) in other.values.iter().enumerate().filter(|(at, _)| other.held[*at]) {
            self.values[at] = if self.held[at] { self.values[at] + value } else { *value };
            self.held[at] = true;
        }
        self.unreadable.resize(self.unreadable.len().max(other.unreadable.len()), false);
        self.unreadable.iter_mut().zip(&other.unreadable).for_each(|(own, other)| *own |= other);
        let doubt = [self.doubt, other.doubt].into_iter().flatten().min();
        Self { mixed: self.mixed.or(other.mixed), doubt, ..self }
    }

    /// The same over the steps of a rule, which begin earlier and may end later.
    pub fn from(mut self, own: Step, first: Step, steps: usize) -> Self {
        let lead = own.since(first).unwrap_or(0);
        let mut values = vec![f64::NAN; lead];
        values.append(&mut self.values);
        values.resize(steps, f64::NAN);
        if !self.unreadable.is_empty() {
            let mut unreadable = vec![false; lead];
            unreadable.append(&mut self.unreadable);
            unreadable.resize(steps, false);
            self.unreadable = unreadable;
        }
        Self { values, doubt: self.doubt.map(|at| at + lead), ..self }
    }
}
