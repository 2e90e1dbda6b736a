//! From an alert to the values it rests on.

use super::evaluate::{Evaluated, Numbers, Truths};
use super::{ConditionKind, NumberKind, Reference, Unit};
use crate::truth::Truth;
use std::collections::BTreeMap;

/// A part of a rule at one step, with what it was and the parts it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The part, as written in the rule.
    pub text: String,
    /// The step, counted from the start of the series.
    pub at: usize,
    /// Whether it holds, where it is a condition.
    pub truth: Option<Truth>,
    /// Its value, where it is a number and known.
    pub value: Option<f64>,
    /// What it came from.
    pub parts: Vec<Explanation>,
}

impl Explanation {
    /// The comparisons that hold, each once, from the latest step to the earliest: what a reader wants to know first.
    pub fn reasons(&self) -> Vec<&Self> {
        let mut found: Vec<&Self> = Vec::new();
        self.collect(&mut found);
        found.sort_by_key(|reason| std::cmp::Reverse(reason.at));
        found
    }

    fn collect<'e>(&'e self, found: &mut Vec<&'e Self>) {
        if self.truth != Some(Truth::True) {
            return;
        }
        let comparison = self.parts.iter().all(|part| part.truth.is_none());
        if comparison || self.parts.iter().all(|part| part.truth != Some(Truth::True)) {
            found.push(self);
        } else {
            self.parts.iter().for_each(|part| part.collect(found));
        }
    }
}

/// A value that a truth rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Which series.
    pub reference: Reference,
    /// Which step, counted from the start of the series.
    pub at: usize,
    /// The value there.
    pub value: f64,
}

/// Why the rule says what it says about step `at`: the tree of its parts.
pub fn explain(evaluated: &Evaluated<'_>, at: usize) -> Explanation {
    truths(evaluated, &evaluated.condition, at)
}

/// The known values that the truth at step `at` rests on, by series and step, each once: of an alternative that holds only
/// the sides that hold, of k in n steps only those that hold; and those that the grade at that step rests on.
pub fn evidence(evaluated: &Evaluated<'_>, at: usize) -> Vec<Evidence> {
    let mut found = BTreeMap::new();
    gather(evaluated, &evaluated.condition, at, &mut found);
    for number in evaluated.grading.iter().flatten() {
        gather_numbers(evaluated, number, at, &mut found);
    }
    let evidence = found.into_iter().filter(|(_, value)| value.is_finite());
    evidence.map(|((reference, at), value)| Evidence { reference, at, value }).collect()
}

fn truths(evaluated: &Evaluated<'_>, part: &Truths<'_>, at: usize) -> Explanation {
    let mut parts: Vec<Explanation> = part.numbers.iter().map(|inner| numbers(evaluated, inner, at)).collect();
    for inner in &part.conditions {
        match steps_back(evaluated, part, at) {
            Some(steps) => parts.extend(steps.into_iter().map(|step| truths(evaluated, inner, step))),
            None => parts.push(truths(evaluated, inner, at)),
        }
    }
    let text = evaluated.rule.text[part.condition.span.clone()].trim().to_owned();
    Explanation { text, at, truth: Some(part.truth[at]), value: None, parts }
}

fn numbers(evaluated: &Evaluated<'_>, part: &Numbers<'_>, at: usize) -> Explanation {
    let constant = |inner: &&Numbers<'_>| !matches!(inner.number.kind, NumberKind::Constant(_));
    let parts = part.numbers.iter().filter(constant).map(|inner| numbers(evaluated, inner, at)).collect();
    let text = evaluated.rule.text[part.number.span.clone()].trim().to_owned();
    Explanation { text, at, truth: None, value: Some(part.values[at]).filter(|value| value.is_finite()), parts }
}

/// The steps that a duration looks at, from late to early.
fn steps_back(evaluated: &Evaluated<'_>, part: &Truths<'_>, at: usize) -> Option<Vec<usize>> {
    let ConditionKind::Lasting { of, unit, .. } = &part.condition.kind else { return None };
    let stride = if *unit == Unit::Years { evaluated.season } else { 1 };
    Some((0..*of).map_while(|back| at.checked_sub(back * stride)).collect())
}

type Found = BTreeMap<(Reference, usize), f64>;

fn gather(evaluated: &Evaluated<'_>, part: &Truths<'_>, at: usize, found: &mut Found) {
    for inner in &part.numbers {
        gather_numbers(evaluated, inner, at, found);
    }
    let wanted = part.truth[at];
    if let Some(steps) = steps_back(evaluated, part, at) {
        for inner in &part.conditions {
            for &step in steps.iter().filter(|&&step| inner.truth[step] == wanted) {
                gather(evaluated, inner, step, found);
            }
        }
        return;
    }
    let decisive = matches!(
        (&part.condition.kind, wanted),
        (ConditionKind::Any(_), Truth::True) | (ConditionKind::All(_), Truth::False)
    );
    for inner in part.conditions.iter().filter(|inner| !decisive || inner.truth[at] == wanted) {
        gather(evaluated, inner, at, found);
    }
}

fn gather_numbers(evaluated: &Evaluated<'_>, part: &Numbers<'_>, at: usize, found: &mut Found) {
    match &part.number.kind {
        NumberKind::Constant(_) => {}
        NumberKind::Series(reference) => {
            found.insert((reference.clone(), at), part.values[at]);
        }
        NumberKind::Call(function, _, constants) => {
            for inner in &part.numbers {
                let steps = function.looks_at(at, constants, evaluated.season).into_iter().flatten();
                for step in steps.filter(|&step| inner.values[step].is_finite()) {
                    gather_numbers(evaluated, inner, step, found);
                }
            }
        }
        NumberKind::Negative(_) | NumberKind::Binary(..) => {
            part.numbers.iter().for_each(|inner| gather_numbers(evaluated, inner, at, found));
        }
    }
}
