//! Binding the methods that group nodes and compare networks.

use super::network::{Scaled, filter, layer_cell, numbered_some, scale};
use super::sheet::Cell;
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::regions::LATEST;
use liantu_model::{Layer, Words};
use liantu_network::method::communities::{self, Search};
use liantu_network::method::{clique_communities, cooperation_form, functional_regions, triad_census};
use liantu_network::{Objective, Reading, Weight};

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &communities::METHOD, run: run_communities },
    Entry { method: &functional_regions::METHOD, run: run_functional_regions },
    Entry { method: &cooperation_form::METHOD, run: run_cooperation_form },
    Entry { method: &clique_communities::METHOD, run: run_clique_communities },
    Entry { method: &triad_census::METHOD, run: run_triad_census },
];

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
        let (layer, weight) = read.ok_or_else(|| {
            EngineError::parameter(
                "importance",
                part.trim(),
                Words::new(
                    "网络与不小于零的数，如 IND=2,INN=1",
                    "layers with a number of zero or more, such as IND=2,INN=1",
                ),
            )
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
        let (best, runs) = (result.best + 1, result.runs.len());
        let agreement = result
            .agreement
            .map_or_else(|| Words::new("无定义", "undefined"), |agreement| Words::same(format!("{agreement:.4}")));
        note = Some(Words::new(
            format!("给出 {runs} 次中的第 {best} 次，各次之间的平均 NMI {}", agreement.zh),
            format!("run {best} of {runs} given, mean NMI between runs {}", agreement.en),
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
    let mut answer = scaled.answer(&communities::METHOD, &rows, findings);
    answer.notes.extend(note);
    Ok(answer)
}

/// The region of `level` in which each node lies, by number, and the codes of the regions.
fn regions_of(bound: &Bound, scaled: &Scaled, level: &str) -> (Vec<Option<u32>>, Vec<String>) {
    let scene = &bound.scene;
    let code = |node: &String| {
        let own = match scene.actor_number.get(node.as_str()) {
            Some(&actor) => scene.actors[actor as usize].region.as_deref()?,
            None => node,
        };
        let code = scene.regions.gather(own, level, LATEST);
        scene.regions.get(code, LATEST).filter(|region| region.level == level)?;
        Some(code.to_owned())
    };
    let codes: Vec<Option<String>> = scaled.nodes.iter().map(code).collect();
    numbered_some(codes.iter().map(Option::as_deref))
}

fn run_functional_regions(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scaled = Scaled::new(&bound.scene, scale(inputs)?)?;
    let (region, codes) = regions_of(bound, &scaled, inputs.choice("level"));
    let (result, findings) =
        functional_regions::functional_regions(&scaled.network, &filter(inputs), &search(inputs)?, &region);
    let (whole, none, blank, unsaid) =
        (|| Cell::Integer(None), || Cell::Number(None), || Cell::Text(None), || Cell::Boolean(None));
    let code = |region: Option<u32>| Cell::Text(region.map(|region| codes[region as usize].clone()));
    let mut rows = Vec::new();
    if let Some(result) = result {
        let list = |spread: &functional_regions::Spread| {
            let codes: Vec<&str> = spread.regions.iter().map(|&(region, _)| codes[region as usize].as_str()).collect();
            Cell::Text(Some(codes.join("|")))
        };
        let summary_blanks = |rest: &mut Vec<Cell>| {
            rest.extend([whole(), whole(), whole()]);
            rest.extend((0..8).map(|_| none()));
        };
        match inputs.choice("by") {
            "community" => {
                for (number, (group, spread)) in (0u32..).zip(result.communities.groups.iter().zip(&result.spread)) {
                    let mut row = vec![
                        blank(),
                        blank(),
                        from_one(number),
                        code(spread.home),
                        spread.crosses().into(),
                        unsaid(),
                        list(spread),
                        group.nodes.into(),
                        spread.home_share().into(),
                    ];
                    summary_blanks(&mut row);
                    rows.push(row);
                }
            }
            "summary" => {
                let all = result.summary;
                rows.push(vec![
                    blank(),
                    blank(),
                    whole(),
                    blank(),
                    unsaid(),
                    unsaid(),
                    blank(),
                    all.nodes.into(),
                    none(),
                    all.communities.into(),
                    all.crossing.into(),
                    all.regions.into(),
                    all.nmi.into(),
                    all.ari.into(),
                    all.share_region.into(),
                    all.share_community.into(),
                    all.share_both.into(),
                    Some(all.unlocated).into(),
                    Some(all.quality_region).into(),
                    Some(all.quality).into(),
                ]);
            }
            _ => {
                for (node, (community, region)) in (0u32..).zip(result.communities.community.iter().zip(&region)) {
                    let spread = community.map(|community| &result.spread[community as usize]);
                    let away = spread.and_then(|spread| Some(spread.home? != (*region)?));
                    let mut row = vec![
                        scaled.id(node),
                        code(*region),
                        community.map_or_else(whole, from_one),
                        code(spread.and_then(|spread| spread.home)),
                        Cell::Boolean(spread.map(functional_regions::Spread::crosses)),
                        Cell::Boolean(away),
                        spread.map_or_else(blank, list),
                        whole(),
                        none(),
                    ];
                    summary_blanks(&mut row);
                    rows.push(row);
                }
            }
        }
    }
    Ok(scaled.answer(&functional_regions::METHOD, &rows, findings))
}

fn run_cooperation_form(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scaled = Scaled::new(&bound.scene, scale(inputs)?)?;
    let filter = filter(inputs);
    let (group, names) = if inputs.choice("groups") == "community" {
        let found = communities::communities(&scaled.network, &filter, &Search::default()).0;
        let group = found.map_or_else(|| vec![None; scaled.nodes.len()], |found| found.community);
        let count = group.iter().flatten().max().map_or(0, |&top| top + 1);
        (group, (1..=count).map(|number| number.to_string()).collect())
    } else {
        regions_of(bound, &scaled, inputs.choice("level"))
    };
    let (found, findings) = cooperation_form::cooperation_form(&scaled.network, &filter, &group);
    let name = |group: Option<u32>| Cell::Text(group.map(|group| names[group as usize].clone()));
    let rows: Vec<Vec<Cell>> = found
        .into_iter()
        .map(|row| {
            vec![
                layer_cell(row.layer),
                name(row.groups.map(|groups| groups.0)),
                name(row.groups.map(|groups| groups.1)),
                Cell::Text(row.form.map(|form| form.word().to_owned())),
                row.actors.0.into(),
                row.groups.map_or(Cell::Integer(None), |_| row.actors.1.into()),
                row.links.into(),
                row.pairs.into(),
                row.cycles.into(),
                row.multi_share.into(),
                row.network_share.into(),
            ]
        })
        .collect();
    Ok(scaled.answer(&cooperation_form::METHOD, &rows, findings))
}

fn run_clique_communities(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scaled = Scaled::new(&bound.scene, scale(inputs)?)?;
    let size = |name: &str| usize::try_from(inputs.integer(name)).unwrap_or(usize::MAX);
    let found = clique_communities::clique_communities(&scaled.network, &filter(inputs), size("k"), size("most"))
        .map_err(|error| {
            let expected = Words::new(
                format!("团更少的网络，或更高的上限：极大团超过 {}", error.most),
                format!("a network with fewer cliques, or a higher limit: {error}"),
            );
            EngineError::parameter("most", size("most").to_string(), expected)
        })?;
    let (whole, none, blank) = (|| Cell::Integer(None), || Cell::Number(None), || Cell::Text(None));
    let mut rows = Vec::new();
    for layer in &found {
        match inputs.choice("by") {
            "layer" => {
                let mut nodes: Vec<u32> = layer.communities.iter().flat_map(|circle| circle.nodes.clone()).collect();
                nodes.sort_unstable();
                nodes.dedup();
                rows.push(vec![
                    layer_cell(layer.layer),
                    blank(),
                    whole(),
                    nodes.len().into(),
                    layer.cliques.into(),
                    layer.largest.into(),
                    layer.communities.len().into(),
                    none(),
                ]);
            }
            "community" => {
                for (number, circle) in (0u32..).zip(&layer.communities) {
                    rows.push(vec![
                        layer_cell(layer.layer),
                        blank(),
                        from_one(number),
                        circle.nodes.len().into(),
                        circle.cliques.into(),
                        circle.largest.into(),
                        whole(),
                        Some(circle.density).into(),
                    ]);
                }
            }
            _ => {
                let mut memberships: Vec<(u32, u32)> = (0u32..)
                    .zip(&layer.communities)
                    .flat_map(|(number, circle)| circle.nodes.iter().map(move |&node| (node, number)))
                    .collect();
                memberships.sort_unstable();
                for own in memberships.chunk_by(|one, two| one.0 == two.0) {
                    for &(node, number) in own {
                        let mut row = vec![layer_cell(layer.layer), scaled.id(node), from_one(number)];
                        row.extend([whole(), whole(), whole(), own.len().into(), none()]);
                        rows.push(row);
                    }
                }
            }
        }
    }
    Ok(scaled.answer(&clique_communities::METHOD, &rows, Vec::new()))
}

fn run_triad_census(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scaled = Scaled::new(&bound.scene, scale(inputs)?)?;
    let mut rows = Vec::new();
    for census in triad_census::triad_census(&scaled.network, &filter(inputs)) {
        for ((triad, count), expected) in triad_census::TRIADS.into_iter().zip(census.counts).zip(census.expected) {
            rows.push(vec![
                layer_cell(census.layer),
                triad.into(),
                Cell::Integer(i64::try_from(count).ok()),
                Some(expected).into(),
                Cell::Number((expected > 0.0).then(|| count as f64 / expected)),
            ]);
        }
    }
    Ok(scaled.answer(&triad_census::METHOD, &rows, Vec::new()))
}
