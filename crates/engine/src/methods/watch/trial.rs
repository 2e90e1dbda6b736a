//! Rules on trial: the made-up economies, and what came of them.

use super::material::{posted, unreadable};
use super::{Answer, Bound, Cell, columns, count};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::inspection::shipped_rules;
use liantu_model::{Observation, Words};
use liantu_monitoring::found;
use liantu_monitoring::rule::Rule;
use liantu_monitoring::trial::{Economy, Judged, Kind, METHOD, can_be_judged, judge};
use liantu_numeric::order::median;
use std::collections::{BTreeMap, HashMap};

pub(super) fn run_rule_trial(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    // Without rules of its own a workspace is judged by those that ship.
    let own = bound.rows("rule").len() > 0 || inputs.text("text").is_some();
    let shipped;
    let bound = if own {
        bound
    } else {
        shipped = Bound {
            scene: bound.scene.clone(),
            indicator: None,
            flow: crate::rows::Rows::default(),
            tables: HashMap::from([("rule", shipped_rules()?)]),
            borders: Vec::new(),
            progress: bound.progress.clone(),
        };
        &shipped
    };
    let (mut rules, mut findings) = posted(bound, inputs)?;
    // The made-up economy has no days: what has an end is judged where it is named.
    rules.retain(|posted| inputs.text("rules").is_some() || posted.force[1].is_none());
    let (judged, left): (Vec<_>, Vec<_>) =
        rules.into_iter().partition(|posted| can_be_judged(&posted.rule, posted.frequency));
    findings.extend(left.iter().map(|posted| found("MON206", "rule", Some(&posted.id), 1)));
    let named: Vec<&str> = judged.iter().map(|posted| posted.id.as_str()).collect();
    let named = named.join("|");
    let rules: Vec<Rule> = judged.iter().map(|posted| posted.rule.clone()).collect();
    let (seed, economies) = (count(inputs, "seed") as u64, count(inputs, "economies") as u64);
    let (subjects, shocks) = (count(inputs, "subjects"), count(inputs, "shocks"));
    let mut all: Vec<Judged> = Vec::new();
    for seed in seed..seed + economies {
        let economy = Economy::new(seed, subjects, shocks.min(subjects));
        all.push(judge(&rules, &economy).map_err(|error| unreadable("", &error.words()))?);
    }
    let years = subjects as f64 * 5.0 * economies as f64;
    let sum = |of: fn(&Judged) -> usize| all.iter().map(of).sum::<usize>();
    let row = |kind: Option<Kind>| {
        let own = all.iter().flat_map(|judged| &judged.told).filter(|(own, _)| kind.is_none_or(|kind| *own == kind));
        let told: Vec<Option<i64>> = own.map(|(_, told)| *told).collect();
        let mut leads: Vec<f64> = told.iter().flatten().map(|lead| *lead as f64).collect();
        let caught = leads.len();
        let whole = kind.is_none();
        let only = |number: usize| Cell::Integer(whole.then(|| i64::try_from(number).unwrap_or(i64::MAX)));
        let wrong = sum(|judged| judged.record.wrong);
        vec![
            kind.map_or("all", Kind::word).into(),
            told.len().into(),
            caught.into(),
            (!told.is_empty()).then(|| caught as f64 / told.len() as f64).into(),
            only(sum(|judged| judged.record.fired)),
            only(wrong),
            whole.then(|| wrong as f64 / years).into(),
            median(&mut leads).into(),
            only(sum(|judged| judged.misled)),
            Cell::Text(whole.then(|| named.clone()).filter(|named| !named.is_empty())),
        ]
    };
    let rows: Vec<Vec<Cell>> = std::iter::once(None).chain(Kind::ALL.map(Some)).map(row).collect();
    let note = if own {
        Words::new("所给的规则", "rules given")
    } else {
        Words::new("随程序提供的规则", "the rules that ship")
    };
    Ok(Answer {
        columns: columns(METHOD.outputs, &rows),
        notes: vec![note],
        observation: Observation::Simulated,
        diagnostics: findings,
        inputs: BTreeMap::from([("rules".to_owned(), format!("{} rules", judged.len()))]),
    })
}
