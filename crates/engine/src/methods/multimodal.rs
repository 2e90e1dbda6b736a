//! Binding ways by several modes: measures of pairs of regions as layers of a network.

use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::frame::names_in;
use crate::indicator::one_of;
use crate::inputs::Inputs;
use crate::panel::Labels;
use crate::space::Pairs;
use liantu_model::{Observation, Words};
use liantu_structure::space::finding;
use liantu_structure::space::multimodal::{Leg, METHOD, Multimodal};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const ENTRIES: &[Entry] = &[Entry { method: &METHOD, run: run_multimodal_path }];

fn run_multimodal_path(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let table = bound.rows("region_pair");
    let modes: Vec<&str> = names_in(inputs.text("modes").unwrap_or_default()).collect();
    if modes.is_empty() {
        let expected = Words::new(
            "一种或几种方式，如 road_minutes, rail_minutes",
            "one or more modes, such as road_minutes, rail_minutes",
        );
        return Err(EngineError::parameter("modes", "", expected));
    }
    // The second of two alike would be a mode of its own, to which goods change for nothing.
    if let Some((_, twice)) = modes.iter().enumerate().find(|(place, mode)| modes[..*place].contains(mode)) {
        let expected = Words::new("互不相同的方式", "modes that all differ");
        return Err(EngineError::parameter("modes", *twice, expected));
    }
    let hubs = inputs.text("transfer_measure");
    let of_network = |measure: &str| modes.contains(&measure) || hubs == Some(measure);
    let codes: BTreeSet<&str> = (0..table.len())
        .filter(|&row| table.text("measure", row).is_some_and(of_network))
        .flat_map(|row| [table.text("from_region", row), table.text("to_region", row)])
        .flatten()
        .collect();
    let labels = Labels(codes.into_iter().map(str::to_owned).collect());
    let period = inputs.text("period").unwrap_or_default();
    let (mut legs, mut useless, mut observation) = (Vec::new(), 0, Observation::Observed);
    let mut described = BTreeMap::new();
    let mut bind = |measure: &str| -> Result<Vec<(u32, u32, f64)>, EngineError> {
        let pairs = Pairs::bind(table, measure, &labels, period)?;
        observation = observation.max(pairs.observation);
        described.insert(measure.to_owned(), pairs.described.en.clone());
        Ok(pairs.cells)
    };
    for (mode, measure) in (0u32..).zip(&modes) {
        for (from, to, cost) in bind(measure)? {
            useless += usize::from(from != to && !(cost >= 0.0 && cost.is_finite()));
            legs.push(Leg { from, to, mode, cost });
        }
    }
    let anywhere = inputs.number("transfer");
    let transfer: Vec<Option<f64>> = match hubs {
        None => vec![Some(anywhere); labels.0.len()],
        Some(measure) => {
            let mut costs = vec![None; labels.0.len()];
            for (from, _, cost) in bind(measure)?.into_iter().filter(|cell| cell.0 == cell.1) {
                costs[from as usize] = Some(cost + anywhere);
            }
            costs
        }
    };
    let end = |name: &str| -> Result<Option<u32>, EngineError> {
        let known =
            |code: &str| labels.number(code).ok_or_else(|| EngineError::parameter(name, code, one_of(&labels.0)));
        inputs.text(name).map(known).transpose()
    };
    let (from, to) = (end("from")?, end("to")?);
    let network = Multimodal::new(modes.len(), legs, transfer);
    let name = |place: u32| Cell::Text(Some(labels.0[place as usize].clone()));
    let mut rows = Vec::new();
    for origin in (0..labels.0.len() as u32).filter(|&place| from.is_none_or(|from| from == place)) {
        if !bound.goes_on(u64::from(origin), Some(labels.0.len() as u64)) {
            return Err(EngineError::Cancelled);
        }
        for (place, steps) in network.ways(origin).into_iter().filter(|way| to.is_none_or(|to| to == way.0)) {
            for (number, step) in steps.into_iter().enumerate() {
                rows.push(vec![
                    name(origin),
                    name(place),
                    (number + 1).into(),
                    name(step.leg.from),
                    name(step.leg.to),
                    modes[step.leg.mode as usize].into(),
                    Cell::Number(Some(step.transfer)),
                    Cell::Number(Some(step.leg.cost)),
                    Cell::Number(Some(step.so_far)),
                ]);
            }
        }
    }
    Ok(Answer {
        columns: columns(METHOD.outputs, &rows),
        notes: Vec::new(),
        observation,
        diagnostics: (useless > 0).then(|| finding("STR433", "region_pair", useless)).into_iter().collect(),
        inputs: described,
    })
}
