//! Binding the methods that group nodes and compare networks.

use super::network::{Scaled, filter, layer_cell, scale};
use super::sheet::Cell;
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use liantu_model::Layer;
use liantu_network::method::communities::{self, Search};
use liantu_network::{Objective, Reading, Weight};

pub(super) const ENTRIES: &[Entry] = &[Entry { method: &communities::METHOD, run: run_communities }];

/// How the parameters read links.
pub(super) fn reading(inputs: &Inputs) -> Reading {
    Reading {
        directed: inputs.text("directed") == Some("true"),
        weight: Weight::parse(inputs.choice("weight")).unwrap_or_default(),
    }
}

/// A list such as `IND=2,INN=1`: how much each layer counts; one where it is not named.
fn importance(inputs: &Inputs) -> Result<[f64; 6], EngineError> {
    let mut result = [1.0; 6];
    let Some(text) = inputs.text("importance") else { return Ok(result) };
    for part in text.split([',', '，', ';', '；']).filter(|part| !part.trim().is_empty()) {
        let read = part.split_once('=').and_then(|(layer, weight)| {
            let weight: f64 = weight.trim().parse().ok()?;
            let layer = Layer::parse(layer.trim())?;
            (weight.is_finite() && weight >= 0.0).then_some((layer, weight))
        });
        let (layer, weight) = read.ok_or_else(|| EngineError::Parameter {
            name: "importance".to_owned(),
            found: part.trim().to_owned(),
            expected: "layers with a number of zero or more, such as IND=2,INN=1".to_owned(),
        })?;
        result[layer as usize] = weight;
    }
    Ok(result)
}

pub(super) fn search(inputs: &Inputs) -> Result<Search, EngineError> {
    let small = |name: &str| u32::try_from(inputs.integer(name)).unwrap_or(u32::MAX);
    Ok(Search {
        reading: reading(inputs),
        loops: inputs.text("loops") == Some("true"),
        objective: if inputs.choice("objective") == "cpm" { Objective::Potts } else { Objective::Modularity },
        resolution: inputs.number("resolution"),
        importance: importance(inputs)?,
        seed: inputs.integer("seed").unsigned_abs(),
        runs: small("runs"),
        rounds: small("rounds"),
    })
}

/// A number from zero as people count.
fn from_one(number: u32) -> Cell {
    (number + 1).into()
}

fn run_communities(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scaled = Scaled::new(&bound.scene, scale(inputs)?)?;
    let (result, findings) = communities::communities(&scaled.network, &filter(inputs), &search(inputs)?);
    let whole = || Cell::Integer(None);
    let none = || Cell::Number(None);
    let blank = || Cell::Text(None);
    let mut rows = Vec::new();
    let mut note = None;
    if let Some(result) = result {
        note = Some(format!(
            "run {} of {} given, mean NMI between runs {}",
            result.best + 1,
            result.runs.len(),
            result.agreement.map_or_else(|| "undefined".to_owned(), |agreement| format!("{agreement:.4}"))
        ));
        let community_count = result.groups.len();
        match inputs.choice("by") {
            "community" => {
                for (number, group) in (0u32..).zip(&result.groups) {
                    rows.push(vec![
                        blank(),
                        from_one(number),
                        blank(),
                        whole(),
                        group.nodes.into(),
                        whole(),
                        Some(group.share_inside).into(),
                        none(),
                        none(),
                        Some(group.quality).into(),
                        group.stability.into(),
                        none(),
                    ]);
                }
            }
            "layer" => {
                for fit in &result.layers {
                    rows.push(vec![
                        blank(),
                        whole(),
                        layer_cell(Some(fit.layer)),
                        whole(),
                        fit.nodes.into(),
                        community_count.into(),
                        Some(fit.share_inside).into(),
                        none(),
                        none(),
                        Some(fit.quality).into(),
                        none(),
                        none(),
                    ]);
                }
            }
            "run" => {
                let linked = result.community.iter().flatten().count();
                for (number, run) in (0u32..).zip(&result.runs) {
                    rows.push(vec![
                        blank(),
                        whole(),
                        blank(),
                        from_one(number),
                        linked.into(),
                        run.communities.into(),
                        none(),
                        none(),
                        none(),
                        Some(run.quality).into(),
                        none(),
                        Some(run.nmi).into(),
                    ]);
                }
            }
            _ => {
                for (node, (community, role)) in (0u32..).zip(result.community.iter().zip(&result.roles)) {
                    let number = |of: fn(&communities::Role) -> Option<f64>| Cell::Number(role.as_ref().and_then(of));
                    rows.push(vec![
                        scaled.id(node),
                        community.map_or_else(whole, from_one),
                        blank(),
                        whole(),
                        whole(),
                        whole(),
                        number(|role| Some(role.share_inside)),
                        number(|role| Some(role.participation)),
                        number(|role| role.within_z),
                        none(),
                        number(|role| role.stability),
                        none(),
                    ]);
                }
            }
        }
    }
    let mut answer = scaled.answer(&communities::METHOD, inputs, &rows, findings);
    answer.variant.extend(note.map(|note| format!("; {note}")));
    Ok(answer)
}
