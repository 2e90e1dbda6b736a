//! Binding the methods that hold one thing of the network against another: layer against layer, network against map, inside
//! against outside.

use super::centrality::{Graphs, reading};
use super::network::{Scaled, filter, layer_cell, scale};
use super::register::Flows;
use super::sheet::Cell;
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::regions::LATEST;
use liantu_model::Words;
use liantu_network::method::external_dependence::{self, Own, external_dependence};
use liantu_network::method::layer_correlation::{self, Coefficient, Measure, Presence, layer_correlation};
use liantu_network::method::network_position::{self, Centrality, network_position};
use liantu_network::{Reading, Relabelling, Tail};

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &layer_correlation::METHOD, run: run_layer_correlation },
    Entry { method: &network_position::METHOD, run: run_network_position },
    Entry { method: &external_dependence::METHOD, run: run_external_dependence },
];

fn run_layer_correlation(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scaled = Scaled::new(&bound.scene, scale(inputs)?)?;
    let presence = match inputs.choice("nodes") {
        "linked" => Presence::Linked,
        "all" => Presence::All,
        _ => Presence::Both,
    };
    let test = Relabelling {
        draws: u32::try_from(inputs.integer("permutations")).unwrap_or(u32::MAX),
        seed: inputs.integer("seed").unsigned_abs(),
        tail: Tail::parse(inputs.choice("tail")).unwrap_or_default(),
    };
    let measure = Measure::parse(inputs.choice("measure")).unwrap_or_default();
    let (found, findings) = layer_correlation(&scaled.network, &filter(inputs), measure, presence, test);
    let value = |one: Option<Coefficient>| Cell::Number(one.map(|one| one.value));
    let p = |one: Option<Coefficient>| Cell::Number(one.and_then(|one| one.p));
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .map(|row| {
            vec![
                layer_cell(Some(row.layer)),
                layer_cell(Some(row.other)),
                row.nodes.into(),
                value(row.pearson),
                p(row.pearson),
                value(row.spearman),
                p(row.spearman),
                value(row.kendall),
                p(row.kendall),
            ]
        })
        .collect();
    let note = Words::new(
        "平均秩，τ_b；p 由重新编号得出，(M+1)/(R+1)，取遍全部编号时为精确值",
        "mean ranks, τ_b; p by relabelling, (M+1)/(R+1), exact where all relabellings are taken",
    );
    Ok(scaled.answer_as(&layer_correlation::METHOD, &rows, findings, note))
}

fn run_network_position(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut graphs = Graphs::read(bound, inputs, Reading { directed: false, ..reading(inputs) })?;
    let scene = &bound.scene;
    let locate = |node: &String| match scene.actor_number.get(node) {
        Some(&actor) if scene.regions.get(node, LATEST).is_none() => {
            let actor = &scene.actors[actor as usize];
            actor.lon.zip(actor.lat).or_else(|| scene.regions.locate(actor.region.as_deref()?, LATEST).0)
        }
        _ => scene.regions.locate(node, LATEST).0,
    };
    let places: Vec<Option<(f64, f64)>> = graphs.scaled.nodes.iter().map(locate).collect();
    let centrality = Centrality::parse(inputs.choice("centrality")).unwrap_or_default();
    let draws = u32::try_from(inputs.integer("draws")).unwrap_or(u32::MAX);
    let seed = inputs.integer("seed").unsigned_abs();
    let level = inputs.number("level");
    let (mut rows, mut more) = (Vec::new(), Vec::new());
    for (layer, graph) in graphs.list.iter().filter(|(_, graph)| graph.edges() > 0) {
        let (found, findings) = network_position(graph, &places, centrality, draws, seed);
        more.extend(findings);
        for row in &found.places {
            let mut cells = vec![layer_cell(*layer), graphs.scaled.id(row.node)];
            cells.extend([
                Some(row.centrality).into(),
                Some(row.network_rank).into(),
                row.remoteness_km.into(),
                Some(row.geographic_rank).into(),
                Some(row.geographic_rank - row.network_rank).into(),
                row.expected.into(),
                row.z.into(),
                row.p.into(),
                row.q.into(),
                Cell::Text(row.word(found.places.len(), level).map(str::to_owned)),
                found.decay.into(),
                found.agreement.into(),
            ]);
            rows.push(cells);
        }
    }
    graphs.findings.extend(more);
    let note =
        Words::new("零假设：只取决于距离；p 为双侧，(M+1)/(R+1)", "null: distance alone; p two-sided, (M+1)/(R+1)");
    Ok(graphs.answer(&network_position::METHOD, &rows, Some(note)))
}

fn run_external_dependence(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let flows = Flows::read(bound, inputs);
    let regions = &bound.scene.regions;
    let own = if inputs.choice("own") == "include" { Own::Include } else { Own::Exclude };
    let inside: Option<Vec<bool>> = match inputs.text("area") {
        Some(area) => {
            if regions.get(area, LATEST).is_none() {
                return Err(EngineError::node(area));
            }
            Some(flows.places.words.iter().map(|place| regions.within(place, area, LATEST)).collect())
        }
        None if own == Own::Exclude => {
            return Err(EngineError::parameter(
                "own",
                "exclude",
                Words::new(
                    "未给定范围时须为 `include`：否则没有来自内部的供应",
                    "`include` where no area is given: otherwise nothing comes from inside",
                ),
            ));
        }
        None => None,
    };
    let (found, findings) = external_dependence(&flows.rows, flows.places.words.len(), inside.as_deref(), own);
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .map(|row| {
            let [at_least, at_most] = row.bounds();
            let left = row.network.unwrap_or_default();
            vec![
                layer_cell(row.layer),
                flows.items.word(row.item).into(),
                flows.periods.word(row.period).into(),
                Cell::Text(row.node.map(|node| flows.places.word(node).to_owned())),
                Some(row.inside).into(),
                Some(row.outside).into(),
                (row.unknown[0] + row.unknown[1]).into(),
                row.share().into(),
                at_least.into(),
                at_most.into(),
                row.concentration.into(),
                Cell::Text(row.largest.map(|(source, _)| flows.places.word(source).to_owned())),
                row.largest_share().into(),
                left.connected.into(),
                left.connected_alone.into(),
                left.robustness.into(),
            ]
        })
        .collect();
    Ok(flows.answer(&external_dependence::METHOD, &rows, findings))
}
