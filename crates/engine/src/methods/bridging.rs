//! Binding the methods that ask who stands between others.

use super::centrality::Graphs;
use super::network::{Scaled, filter, numbered_some, scale};
use super::sheet::Cell;
use super::{Answer, Bound, Entry};
use crate::inputs::Inputs;
use crate::regions::LATEST;
use crate::scene::{Actor, Scene};
use crate::{EngineError, Scale};
use liantu_model::Words;
use liantu_network::method::bridging::{brokerage, structural_holes, weavers};
use liantu_network::{Reading, Weight};

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &structural_holes::METHOD, run: run_structural_holes },
    Entry { method: &brokerage::METHOD, run: run_brokerage },
    Entry { method: &weavers::METHOD, run: run_weavers },
];

/// Which region of a level each node lies in.
struct Groups {
    codes: Vec<String>,
    of: Vec<Option<u32>>,
}

impl Groups {
    fn new(scene: &Scene, scaled: &Scaled, inputs: &Inputs) -> Result<Self, EngineError> {
        let word = inputs.choice("groups");
        let level = Scale::parse(word).filter(|level| *level != Scale::Actor).ok_or_else(|| {
            EngineError::parameter(
                "groups",
                word,
                Words::new("能划分空间的区域层级", "a level of regions that divides space"),
            )
        })?;
        let code =
            |actor: &Actor| Some(scene.regions.gather(actor.region.as_deref()?, level.word(), LATEST).to_owned());
        let own: Vec<Option<String>> = scene.actors.iter().map(code).collect();
        let (numbers, codes) = numbered_some(own.iter().map(Option::as_deref));
        let mut groups = Self { codes, of: vec![None; scaled.nodes.len()] };
        for (number, &node) in numbers.into_iter().zip(&scaled.of).filter(|(number, _)| number.is_some()) {
            groups.of[node as usize] = number;
        }
        Ok(groups)
    }

    fn code(&self, node: usize) -> Cell {
        Cell::Text(self.of[node].map(|group| self.codes[group as usize].clone()))
    }
}

fn whole(count: u64) -> Cell {
    Cell::Integer(i64::try_from(count).ok())
}

fn run_structural_holes(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut graphs = Graphs::new(bound, inputs)?;
    let rows = graphs.by_node(|graph| {
        let cells = |one: structural_holes::Holes| {
            vec![
                one.neighbours.into(),
                one.constraint.into(),
                one.effective_size.into(),
                one.efficiency.into(),
                one.hierarchy.into(),
            ]
        };
        (structural_holes::structural_holes(graph).into_iter().map(cells).collect(), Vec::new())
    });
    Ok(graphs.answer(&structural_holes::METHOD, &rows, None))
}

fn run_brokerage(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut graphs = Graphs::read(bound, inputs, Reading::directed(Weight::Pairs))?;
    let groups = Groups::new(&bound.scene, &graphs.scaled, inputs)?;
    let rows = graphs.by_node(|graph| {
        let (found, findings) = brokerage::brokerage(graph, &groups.of);
        let cells = |(node, one): (usize, &brokerage::Brokerage)| {
            vec![
                groups.code(node),
                whole(one.coordinator),
                whole(one.consultant),
                whole(one.gatekeeper),
                whole(one.representative),
                whole(one.liaison),
                whole(one.total()),
                whole(one.between()),
                one.expected_between.into(),
            ]
        };
        (found.iter().enumerate().map(cells).collect(), findings)
    });
    Ok(graphs.answer(&brokerage::METHOD, &rows, None))
}

fn run_weavers(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scaled = Scaled::new(&bound.scene, scale(inputs)?)?;
    let groups = Groups::new(&bound.scene, &scaled, inputs)?;
    let sources = usize::try_from(inputs.integer("sources")).unwrap_or(0);
    let drawn = (sources > 0).then_some((sources, inputs.integer("seed").unsigned_abs()));
    let (found, findings) = weavers::weavers(&scaled.network, &filter(inputs), &groups.of, drawn);
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .map(|one| {
            vec![
                scaled.id(one.node),
                groups.code(one.node as usize),
                one.regions.into(),
                one.layers.into(),
                whole(one.open),
                whole(one.closed),
                whole(one.woven),
                Some(one.betweenness).into(),
                Some(one.constraint).into(),
                Some(one.score).into(),
                one.rank.into(),
            ]
        })
        .collect();
    let note = Words::new(
        "每对相连者计一，所选各层合并；四个百分位各占四分之一",
        "every linked pair counts one, chosen layers together; equal shares of four percentiles",
    );
    Ok(scaled.answer_as(&weavers::METHOD, &rows, findings, note))
}
