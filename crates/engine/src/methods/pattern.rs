//! Binding the methods of the room `network` that look at the pattern of a whole: stages, reach, concentration, tiers.

use super::network::{Scaled, filter, layer_cell, measure, scale};
use super::sheet::Cell;
use super::{Answer, Bound, Entry};
use crate::frame::names_in;
use crate::inputs::Inputs;
use crate::regions::LATEST;
use crate::scene::{Kind, Scene};
use crate::{EngineError, Scale};
use liantu_network::Stage;
use liantu_network::method::interest_mechanisms::Tag;
use liantu_network::method::near_far::Places;
use liantu_network::method::tiers::Basis;
use liantu_network::method::{
    centralisation, concentration, innovation_complex, interest_mechanisms, near_far, stage_trace, tiers,
    vertical_horizontal,
};
use std::collections::HashMap;

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &stage_trace::METHOD, run: run_stage_trace },
    Entry { method: &innovation_complex::METHOD, run: run_innovation_complex },
    Entry { method: &near_far::METHOD, run: run_near_far },
    Entry { method: &vertical_horizontal::METHOD, run: run_vertical_horizontal },
    Entry { method: &interest_mechanisms::METHOD, run: run_interest_mechanisms },
    Entry { method: &concentration::METHOD, run: run_concentration },
    Entry { method: &centralisation::METHOD, run: run_centralisation },
    Entry { method: &tiers::METHOD, run: run_tiers },
];

fn run_stage_trace(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scene = &bound.scene;
    let scaled = Scaled::new(scene, scale(inputs)?)?;
    let mut words: Vec<String> = Vec::new();
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut number = |word: &str| {
        *numbers.entry(word.to_owned()).or_insert_with(|| {
            words.push(word.to_owned());
            words.len() as u32 - 1
        })
    };
    let subject: Option<Vec<Option<u32>>> = match inputs.choice("by") {
        "mode" => Some(scaled.rows.iter().map(|&row| scene.link.text("mode", row as usize).map(&mut number)).collect()),
        "industry" => {
            let of_end = |row: usize, column: &str| {
                let actor = scene.link.text(column, row).and_then(|id| scene.actor_number.get(id))?;
                scene.actors[*actor as usize].industry.as_deref()
            };
            let of_link = |row: &u32| of_end(*row as usize, "from_actor").or_else(|| of_end(*row as usize, "to_actor"));
            Some(scaled.rows.iter().map(|row| of_link(row).map(&mut number)).collect())
        }
        _ => None,
    };
    let (traces, findings) = stage_trace::stage_trace(&scaled.network, &filter(inputs), subject.as_deref());
    let rows: Vec<Vec<Cell>> = traces
        .into_iter()
        .map(|row| {
            vec![
                Cell::Text(row.subject.map(|subject| words[subject as usize].clone())),
                row.chain.word().into(),
                row.stage.word().into(),
                (!row.is_missing()).into(),
                row.tally.links.into(),
                row.tally.distinct().into(),
                scaled.list(&row.nodes),
                Cell::Boolean(row.meets_next),
                scaled.list(&row.stops_at),
                scaled.list(&row.resumes_at),
            ]
        })
        .collect();
    Ok(scaled.answer(&stage_trace::METHOD, &rows, findings))
}

fn run_innovation_complex(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scaled = Scaled::new(&bound.scene, scale(inputs)?)?;
    let least = usize::try_from(inputs.integer("least")).unwrap_or(usize::MAX);
    let significance = inputs.number("significance");
    let (roles, findings) =
        innovation_complex::innovation_complex(&scaled.network, &filter(inputs), least, significance);
    let rows: Vec<Vec<Cell>> = roles
        .iter()
        .map(|role| {
            let stages: Vec<&str> = role.stages().map(Stage::word).collect();
            vec![
                scaled.id(role.node),
                Cell::Text(Some(stages.join("|"))),
                stages.len().into(),
                role.things.iter().sum::<u32>().into(),
                role.p.into(),
                role.q.into(),
                role.complex.into(),
            ]
        })
        .collect();
    Ok(scaled.answer(&innovation_complex::METHOD, &rows, findings))
}

/// The place of each node, and the codes of the places. Actors are where the cities are in which they lie; a functional area
/// is no place: it lies in several.
fn places(scene: &Scene, scaled: &Scaled, scale: Scale) -> (Vec<Option<u32>>, Vec<String>) {
    let of_node = |node: &String| match scale {
        Scale::Actor => {
            let actor = &scene.actors[*scene.actor_number.get(node)? as usize];
            Some(scene.regions.gather(actor.region.as_deref()?, "city", LATEST).to_owned())
        }
        _ => scene.regions.get(node, LATEST).map(|region| region.code.clone()),
    };
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut codes = Vec::new();
    let place = scaled.nodes.iter().map(|node| {
        let code = of_node(node)?;
        scene.regions.get(&code, LATEST).filter(|region| region.level != "area" && region.level != "nation")?;
        Some(*numbers.entry(code.clone()).or_insert_with(|| {
            codes.push(code);
            codes.len() as u32 - 1
        }))
    });
    (place.collect(), codes)
}

fn run_near_far(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scene = &bound.scene;
    let scale = scale(inputs)?;
    let scaled = Scaled::new(scene, scale)?;
    let (place, codes) = places(scene, &scaled, scale);
    let centre: Vec<Option<(f64, f64)>> = codes.iter().map(|code| scene.regions.locate(code, LATEST).0).collect();
    let places = Places {
        place: &place,
        centre: &centre,
        neighbours: None,
        near_km: inputs.number("near_km"),
        far_km: inputs.number("far_km"),
    };
    let (reaches, findings) = near_far::near_far(&scaled.network, &filter(inputs), &places);
    let rows: Vec<Vec<Cell>> = reaches
        .into_iter()
        .map(|row| {
            vec![
                layer_cell(row.layer),
                row.reach.word().into(),
                row.tally.links.into(),
                row.tally.distinct().into(),
                row.share.into(),
            ]
        })
        .collect();
    Ok(scaled.answer(&near_far::METHOD, &rows, findings))
}

fn run_vertical_horizontal(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scene = &bound.scene;
    let scale = scale(inputs)?;
    let scaled = Scaled::new(scene, scale)?;
    let (place, codes) = places(scene, &scaled, scale);
    let frame = bound.frame(&vertical_horizontal::METHOD, inputs, Some(&[inputs.choice("indicator")]))?;
    // The latest known value of a region; that of a municipality stands for its one city, unless the city has its own.
    let latest = |region: usize| {
        let values = (0..frame.periods.0.len()).rev().map(|period| frame.row(period, region)[0]);
        values.into_iter().find(|value| !value.is_nan())
    };
    let within = if scale == Scale::Actor { "city" } else { scale.word() };
    let mut known: HashMap<&str, f64> = HashMap::new();
    for (region, code) in frame.regions.0.iter().enumerate() {
        let Some(value) = latest(region) else { continue };
        let gathered = scene.regions.gather(code, within, LATEST);
        if gathered == code || (!known.contains_key(gathered) && is_wider(scene, code, gathered)) {
            known.insert(gathered, value);
        }
    }
    let level: Vec<f64> = codes.iter().map(|code| known.get(code.as_str()).copied().unwrap_or(f64::NAN)).collect();
    let ratio = inputs.number("ratio");
    let (found, mut findings) =
        vertical_horizontal::vertical_horizontal(&scaled.network, &filter(inputs), &place, &level, ratio);
    findings.splice(0..0, frame.findings.iter().cloned());
    let rows: Vec<Vec<Cell>> = found
        .into_iter()
        .map(|row| {
            vec![
                layer_cell(row.layer),
                row.relation.word().into(),
                row.tally.links.into(),
                row.tally.distinct().into(),
                row.share.into(),
                row.gap.into(),
            ]
        })
        .collect();
    let mut answer = scaled.answer(&vertical_horizontal::METHOD, &rows, findings);
    answer.inputs.insert("indicator".to_owned(), frame.described());
    Ok(answer)
}

/// Whether `one` lies above `other` in the hierarchy.
fn is_wider(scene: &Scene, one: &str, other: &str) -> bool {
    scene.regions.path(other, LATEST).iter().skip(1).any(|above| above.code == one)
}

fn run_interest_mechanisms(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scene = &bound.scene;
    let scale = scale(inputs)?;
    let scaled = Scaled::new(scene, scale)?;
    let listed = |parameter: &str| inputs.text(parameter).map(|list| names_in(list).collect::<Vec<_>>());
    let (direct, indirect) = (listed("direct").unwrap_or_default(), listed("indirect"));
    let tag = |kind: &Kind| {
        let among = |list: &[&str]| {
            !kind.code.is_empty()
                && list.iter().any(|word| kind.code == *word || kind.mechanism.as_deref() == Some(*word))
        };
        if among(&direct) {
            return Some(Tag::Direct);
        }
        let indirect = indirect.as_ref().map_or(kind.mechanism.is_some(), |list| among(list));
        indirect.then_some(Tag::Indirect)
    };
    let tags: Vec<Option<Tag>> = scene.kinds.iter().map(tag).collect();
    let within = inputs.choice("within");
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let home: Vec<Option<u32>> = scaled
        .nodes
        .iter()
        .map(|node| {
            let code = match scale {
                Scale::Actor => scene.actors[*scene.actor_number.get(node)? as usize].region.as_deref()?,
                _ => node,
            };
            let home = scene.regions.path(code, LATEST).into_iter().find(|region| region.level == within)?;
            let next = numbers.len() as u32;
            Some(*numbers.entry(home.code.clone()).or_insert(next))
        })
        .collect();
    let (found, findings) = interest_mechanisms::interest_mechanisms(&scaled.network, &filter(inputs), &tags, &home);
    let rows: Vec<Vec<Cell>> = found
        .into_iter()
        .map(|row| {
            let [direct, indirect, untagged] = row.things.map(Cell::from);
            let share = row.direct_share().into();
            vec![layer_cell(row.layer), row.reach.word().into(), direct, indirect, untagged, share]
        })
        .collect();
    Ok(scaled.answer(&interest_mechanisms::METHOD, &rows, findings))
}

fn run_concentration(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scaled = Scaled::new(&bound.scene, scale(inputs)?)?;
    let top = usize::try_from(inputs.integer("k")).unwrap_or(usize::MAX);
    let (layers, findings) = concentration::concentration(&scaled.network, &filter(inputs), top, measure(inputs));
    let rows: Vec<Vec<Cell>> = layers
        .into_iter()
        .map(|row| {
            vec![
                layer_cell(row.layer),
                scaled.nodes.len().into(),
                row.linked.into(),
                scaled.list(&row.top),
                row.top_share.into(),
                row.within_share.into(),
                row.touching_share.into(),
                row.gini.into(),
            ]
        })
        .collect();
    Ok(scaled.answer(&concentration::METHOD, &rows, findings))
}

fn run_centralisation(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scaled = Scaled::new(&bound.scene, scale(inputs)?)?;
    let (layers, findings) = centralisation::centralisation(&scaled.network, &filter(inputs));
    let rows: Vec<Vec<Cell>> = layers
        .into_iter()
        .map(|row| {
            vec![
                layer_cell(row.layer),
                scaled.nodes.len().into(),
                row.centralisation.into(),
                row.outward.into(),
                row.inward.into(),
                row.betweenness.into(),
                row.closeness.into(),
                Cell::Text(row.centre.map(|centre| scaled.nodes[centre as usize].clone())),
            ]
        })
        .collect();
    Ok(scaled.answer(&centralisation::METHOD, &rows, findings))
}

fn run_tiers(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scene = &bound.scene;
    let scale = scale(inputs)?;
    let scaled = Scaled::new(scene, scale)?;
    let mut of_member: HashMap<&str, u8> = HashMap::new();
    if let Some(area) = inputs.text("area") {
        if scene.regions.get(area, LATEST).is_none() {
            return Err(EngineError::node(area));
        }
        for member in scene.regions.members.iter().filter(|member| member.area == area) {
            if let Some(tier) = member.tier.and_then(|tier| u8::try_from(tier).ok()) {
                let node = match scale {
                    Scale::Actor => &member.member,
                    _ => scene.regions.gather(&member.member, scale.word(), LATEST),
                };
                of_member.insert(node, tier);
            }
        }
    }
    let stated: Vec<Option<u8>> = scaled
        .nodes
        .iter()
        .map(|node| match scale {
            // The actor that is the region itself has the tier of the region.
            Scale::Actor => {
                let actor = &scene.actors[*scene.actor_number.get(node)? as usize];
                let region = actor.region.as_deref()?;
                let is_region = matches!(actor.kind.as_str(), "province" | "city" | "district" | "region");
                of_member.get(region).copied().filter(|_| is_region)
            }
            _ => of_member.get(node.as_str()).copied(),
        })
        .collect();
    let (nodes, findings) = tiers::tiers(&scaled.network, &filter(inputs), &stated);
    let rows: Vec<Vec<Cell>> = nodes
        .into_iter()
        .map(|row| {
            let basis = row.tier.map(|(_, basis)| match basis {
                Basis::Stated => "stated".to_owned(),
                Basis::Computed => "computed".to_owned(),
            });
            vec![
                scaled.id(row.node),
                Cell::Integer(row.tier.map(|(tier, _)| tier.into())),
                Cell::Text(basis),
                row.coreness.into(),
                row.neighbours.into(),
            ]
        })
        .collect();
    Ok(scaled.answer(&tiers::METHOD, &rows, findings))
}
