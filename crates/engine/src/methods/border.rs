//! Binding what crosses a border: of industries, regions, kinds of actors, departments, nations.

use super::network::{Scaled, filter, scale};
use super::register::{Flows, Numbers};
use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry};
use crate::frame::names_in;
use crate::inputs::Inputs;
use crate::regions::LATEST;
use crate::scene::{Actor, Scene};
use crate::{EngineError, Scale};
use liantu_model::{Diagnostic, Method, Observation, Words};
use liantu_network::method::border::boundary_crossing::{self, Crossing, boundary_crossing, mean};
use liantu_network::method::border::cluster_register::{self, cluster_register};
use liantu_network::method::border::dual_circulation::{self, dual_circulation};
use liantu_network::method::border::external_ties::{self, external_ties};
use liantu_network::method::border::follow_on::{self, Settled, follow_on};
use liantu_network::method::border::mutual_entry::{self, Branch, mutual_entry, symmetry};
use std::collections::BTreeMap;

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &boundary_crossing::METHOD, run: run_boundary_crossing },
    Entry { method: &external_ties::METHOD, run: run_external_ties },
    Entry { method: &mutual_entry::METHOD, run: run_mutual_entry },
    Entry { method: &cluster_register::METHOD, run: run_cluster_register },
    Entry { method: &follow_on::METHOD, run: run_follow_on },
    Entry { method: &dual_circulation::METHOD, run: run_dual_circulation },
];

/// The region of `level` that each actor lies in, numbered; none where it lies in several or its place is unknown.
fn places(scene: &Scene, level: &str) -> (Vec<Option<u32>>, Numbers) {
    let mut numbers = Numbers::default();
    let mut place = |actor: &Actor| {
        let code = scene.regions.gather(actor.region.as_deref()?, level, LATEST);
        let lies = scene.regions.get(code, LATEST).is_some_and(|region| region.level == level);
        lies.then(|| numbers.number(code))
    };
    (scene.actors.iter().map(&mut place).collect(), numbers)
}

/// Which actors lie in an area; none known where their region is not.
fn inside(scene: &Scene, area: &str) -> Result<Vec<Option<bool>>, EngineError> {
    if scene.regions.get(area, LATEST).is_none() {
        return Err(EngineError::node(area));
    }
    let known = |code: &&str| scene.regions.get(code, LATEST).is_some();
    let lies = |actor: &Actor| {
        let code = actor.region.as_deref().filter(known)?;
        Some(scene.regions.within(code, area, LATEST))
    };
    Ok(scene.actors.iter().map(lies).collect())
}

/// Words of the actors in one respect, numbered.
fn classes(scene: &Scene, of: impl Fn(&Actor) -> Option<String>) -> Vec<Option<u32>> {
    let mut numbers = Numbers::default();
    scene.actors.iter().map(|actor| of(actor).map(|word| numbers.number(&word))).collect()
}

fn run_boundary_crossing(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scene = &bound.scene;
    let scaled = Scaled::new(scene, Scale::Actor)?;
    let inside = match inputs.text("area") {
        None => None,
        Some(area) => Some(inside(scene, area)?.into_iter().map(|lies| lies == Some(true)).collect::<Vec<bool>>()),
    };
    let length = usize::try_from(inputs.integer("prefix")).ok().filter(|length| *length > 0).unwrap_or(usize::MAX);
    let names = ["industry", "region", "kind", "department"];
    let dimensions = [
        classes(scene, |actor| Some(actor.industry.as_deref()?.chars().take(length).collect())),
        places(scene, inputs.text("level").unwrap_or("city")).0,
        classes(scene, |actor| Some(actor.kind.clone()).filter(|kind| !kind.is_empty())),
        classes(scene, |actor| actor.parent.clone()),
    ];
    let (found, findings) = boundary_crossing(&scaled.network, &filter(inputs), &dimensions, inside.as_deref());
    let mut rows: Vec<Vec<Cell>> = names
        .iter()
        .zip(&found)
        .map(|(name, one)| {
            let mut row = vec![Cell::from(*name)];
            row.extend([one.things(), one.crossing, one.within, one.unknown].map(Cell::from));
            row.push(one.score().into());
            row.extend(one.bounds().map(Cell::from));
            row.extend([one.known_score().into(), one.expected.into()]);
            row
        })
        .collect();
    let mut total = vec![Cell::from("total"), found[0].things().into()];
    total.extend((0..3).map(|_| Cell::Integer(None)));
    total.push(mean(&found, Crossing::score).into());
    total.extend([0, 1].map(|end| Cell::from(mean(&found, |one| one.bounds()[end]))));
    total.extend([mean(&found, Crossing::known_score).into(), mean(&found, |one| one.expected).into()]);
    rows.push(total);
    Ok(scaled.answer(&boundary_crossing::METHOD, &rows, findings))
}

fn run_external_ties(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scene = &bound.scene;
    let area = inputs
        .text("area")
        .ok_or_else(|| EngineError::parameter("area", "", Words::new("作为内部的区域", "the region that is inside")))?;
    let inside = inside(scene, area)?;
    let scaled = Scaled::new(scene, Scale::Actor)?;
    let mut node_inside = vec![None; scaled.nodes.len()];
    for (lies, &node) in inside.iter().zip(&scaled.of) {
        node_inside[node as usize] = *lies;
    }
    let (found, findings) = external_ties(&scaled.network, &filter(inputs), &node_inside);
    let actor = |node: u32| &scene.actors[scene.actor_number[&scaled.nodes[node as usize]] as usize];
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .filter(|one| inputs.text("kind").is_none_or(|kind| actor(one.node).kind == kind))
        .map(|one| {
            let own = actor(one.node);
            let path = own.region.as_deref().map(|code| scene.regions.path(code, LATEST)).unwrap_or_default();
            let nation = path.iter().find(|region| region.level == "nation").map(|region| region.code.clone());
            let layers: Vec<&str> = one.layers.iter().map(|layer| layer.code()).collect();
            vec![
                scaled.id(one.node),
                Cell::Text(Some(own.kind.clone()).filter(|kind| !kind.is_empty())),
                Cell::Text(own.region.clone()),
                Cell::Text(nation),
                layers.join("|").into(),
                one.tally.links.into(),
                one.tally.agreements.into(),
                one.tally.distinct().into(),
                one.members.len().into(),
                scaled.list(&one.members),
                scaled.list(&one.only),
            ]
        })
        .collect();
    Ok(scaled.answer(&external_ties::METHOD, &rows, findings))
}

/// An answer that rests on actors alone.
fn of_actors(method: &'static Method, scene: &Scene, rows: &[Vec<Cell>], diagnostics: Vec<Diagnostic>) -> Answer {
    Answer {
        columns: columns(method.outputs, rows),
        notes: Vec::new(),
        observation: Observation::Observed,
        diagnostics,
        inputs: BTreeMap::from([("actors".to_owned(), format!("{} actors", scene.actors.len()))]),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the list of methods wants one form")]
fn run_mutual_entry(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scene = &bound.scene;
    let (place, names) = places(scene, inputs.text("level").unwrap_or("city"));
    let wanted = |actor: &Actor| inputs.text("kind").is_none_or(|kind| actor.kind == kind);
    let branches: Vec<Branch> = (0u32..)
        .zip(&scene.actors)
        .filter(|(_, actor)| wanted(actor))
        .filter_map(|(number, actor)| {
            let superior = *scene.actor_number.get(actor.parent.as_deref()?)?;
            Some(Branch { actor: number, home: place[superior as usize], host: place[number as usize] })
        })
        .collect();
    let (mut found, findings) = mutual_entry(&branches);
    // Numbers follow the order of rows, codes do not.
    for entry in &mut found {
        if names.word(entry.places[0]) > names.word(entry.places[1]) {
            entry.places.reverse();
            entry.branches.reverse();
        }
    }
    found.sort_by_key(|entry| entry.places.map(|place| names.word(place).to_owned()));
    let entries: usize = found.iter().flat_map(|entry| &entry.branches).map(Vec::len).sum();
    let mut rows = vec![vec![
        Cell::Text(None),
        Cell::Text(None),
        entries.into(),
        Cell::Integer(None),
        symmetry(&found).into(),
        Cell::Text(None),
    ]];
    rows.extend(found.iter().map(|entry| {
        let mut ids: Vec<&str> =
            entry.branches.iter().flatten().map(|&actor| scene.actors[actor as usize].id.as_str()).collect();
        ids.sort_unstable();
        vec![
            names.word(entry.places[0]).into(),
            names.word(entry.places[1]).into(),
            entry.branches[0].len().into(),
            entry.branches[1].len().into(),
            entry.symmetry().into(),
            ids.join("|").into(),
        ]
    }));
    Ok(of_actors(&mutual_entry::METHOD, scene, &rows, findings))
}

fn run_cluster_register(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scene = &bound.scene;
    if scale(inputs)? != Scale::Actor {
        return Err(EngineError::parameter(
            "scale",
            inputs.text("scale").unwrap_or_default(),
            Words::new("`actor`：归并到区域之后不再有集群", "`actor`: gathered into regions, no cluster is left"),
        ));
    }
    let scaled = Scaled::new(scene, Scale::Actor)?;
    let levels = ["city", "province"].map(|level| places(scene, level));
    let numbered = (0u32..).zip(&scene.actors);
    let mut clusters: Vec<u32> =
        numbered.filter(|(_, actor)| actor.kind == "cluster").map(|(actor, _)| scaled.of[actor as usize]).collect();
    clusters.sort_by_key(|&node| &scaled.nodes[node as usize]);
    let of_level: Vec<Vec<Option<u32>>> = levels.iter().map(|(place, _)| place.clone()).collect();
    let (found, findings) = cluster_register(&scaled.network, &filter(inputs), &clusters, &of_level);
    let blank = || Cell::Text(None);
    let crossing = |level: usize| found.iter().filter(|one| one.crosses[level] == Some(true)).count();
    let mut rows = vec![vec![
        blank(),
        blank(),
        found.len().into(),
        Cell::Integer(None),
        blank(),
        blank(),
        Cell::Boolean(None),
        Cell::Boolean(None),
        crossing(0).into(),
        crossing(1).into(),
        Cell::Integer(None),
        Cell::Integer(None),
    ]];
    rows.extend(found.iter().map(|one| {
        let own = &scene.actors[scene.actor_number[&scaled.nodes[one.cluster as usize]] as usize];
        let listed = |level: usize| {
            let mut codes: Vec<&str> = one.places[level].iter().map(|&place| levels[level].1.word(place)).collect();
            codes.sort_unstable();
            Cell::from(codes.join("|"))
        };
        vec![
            scaled.id(one.cluster),
            Cell::Text(own.industry.clone()),
            Cell::Integer(None),
            one.members.len().into(),
            listed(0),
            listed(1),
            Cell::Boolean(one.crosses[0]),
            Cell::Boolean(one.crosses[1]),
            Cell::Integer(None),
            Cell::Integer(None),
            one.nowhere[0].into(),
            one.tally.agreements.into(),
        ]
    }));
    Ok(scaled.answer(&cluster_register::METHOD, &rows, findings))
}

/// Days in a year on average.
const YEAR: f64 = 365.2425;

fn run_follow_on(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scene = &bound.scene;
    let scaled = Scaled::new(scene, Scale::Actor)?;
    let (place, names) = places(scene, inputs.text("level").unwrap_or("city"));
    let mut settled = vec![Settled::default(); scaled.nodes.len()];
    for ((actor, &node), place) in scene.actors.iter().zip(&scaled.of).zip(place) {
        settled[node as usize] = Settled { place, day: actor.start };
    }
    let mut leads: Vec<u32> = match inputs.text("lead") {
        None => (0..scaled.nodes.len() as u32).collect(),
        Some(list) => names_in(list)
            .map(|id| {
                let actor = scene.actor_number.get(id).ok_or_else(|| EngineError::node(id))?;
                Ok(scaled.of[*actor as usize])
            })
            .collect::<Result<_, EngineError>>()?,
    };
    leads.sort_by_key(|&node| &scaled.nodes[node as usize]);
    leads.dedup();
    #[expect(clippy::cast_possible_truncation, reason = "a hundred years at most")]
    let window = (inputs.number("window") * YEAR).round() as i32;
    let (found, findings) = follow_on(&scaled.network, &filter(inputs), &settled, &leads, window);
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .map(|one| {
            let [came, others] = one.others;
            vec![
                scaled.id(one.lead),
                names.word(one.place).into(),
                Cell::Day(Some(one.day)),
                one.followers.len().into(),
                scaled.list(&one.followers),
                one.partners.into(),
                one.rate().into(),
                came.into(),
                others.into(),
                one.base_rate().into(),
                one.lift().into(),
            ]
        })
        .collect();
    Ok(scaled.answer(&follow_on::METHOD, &rows, findings))
}

#[expect(clippy::unnecessary_wraps, reason = "the list of methods wants one form")]
fn run_dual_circulation(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let flows = Flows::read(bound, inputs);
    let mut nations = Numbers::default();
    let nation: Vec<Option<u32>> = flows
        .places
        .words
        .iter()
        .map(|code| {
            let path = bound.scene.regions.path(code, LATEST);
            let found = path.iter().find(|region| region.level == "nation");
            found.map(|region| nations.number(&region.code))
        })
        .collect();
    let (mut found, findings) = dual_circulation(&flows.rows, &nation);
    // Numbers follow the order of rows, words do not.
    found.sort_by_key(|one| {
        let node = one.node.map(|node| flows.places.word(node).to_owned());
        let of = |words: &Numbers, number: u32| words.word(number).to_owned();
        (one.layer, of(&flows.items, one.item), of(&flows.periods, one.period), of(&nations, one.nation), node)
    });
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .map(|one| {
            let mut row = vec![
                super::network::layer_cell(one.layer),
                flows.items.word(one.item).into(),
                flows.periods.word(one.period).into(),
                nations.word(one.nation).into(),
                Cell::Text(one.node.map(|node| flows.places.word(node).to_owned())),
            ];
            row.extend(one.parts.map(|part| Cell::Number(Some(part))));
            row.push(one.unknown.into());
            row.extend((0..3).map(|part| Cell::Number(one.shares().map(|shares| shares[part]))));
            row.extend([one.openness().into(), one.hub().into()]);
            row
        })
        .collect();
    Ok(flows.answer(&dual_circulation::METHOD, &rows, findings))
}
