//! Binding the methods of the room `network`.

use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry};
use crate::inputs::Inputs;
use crate::regions::LATEST;
use crate::scene::{Actor, Scene};
use crate::{EngineError, Scale};
use liantu_model::{Diagnostic, Layer, Method, Observation, Period, Words, period};
use liantu_network::method::{degree, layer_overlap, network_summary, participation, reciprocity, snapshot_difference};
use liantu_network::{Built, Filter, LinkRow, Mode, Network, Window};
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &network_summary::METHOD, run: run_network_summary },
    Entry { method: &degree::METHOD, run: run_degree },
    Entry { method: &reciprocity::METHOD, run: run_reciprocity },
    Entry { method: &participation::METHOD, run: run_participation },
    Entry { method: &layer_overlap::METHOD, run: run_layer_overlap },
    Entry { method: &snapshot_difference::METHOD, run: run_snapshot_difference },
];

/// The network at the scale asked for.
pub(super) struct Scaled {
    pub network: Network,
    /// Ids of its nodes: actor ids, or region codes.
    pub nodes: Vec<String>,
    /// Node of each actor.
    pub of: Vec<u32>,
    /// Row of the link table for each link, by position.
    pub rows: Vec<u32>,
    /// Whether every link that counts is observed.
    observed: bool,
}

impl Scaled {
    pub fn new(scene: &Scene, scale: Scale) -> Result<Self, EngineError> {
        let id = |actor: &Actor| match &actor.region {
            Some(region) if scale != Scale::Actor => scene.regions.gather(region, scale.word(), LATEST).to_owned(),
            _ => actor.id.clone(),
        };
        let ids: Vec<String> = scene.actors.iter().map(id).collect();
        let (of, nodes) = numbered(ids.iter().map(String::as_str));
        let links: Vec<LinkRow> = scene
            .links
            .iter()
            .map(|link| LinkRow { from: of[link.from as usize], to: of[link.to as usize], ..*link })
            .collect();
        let Built { network, row } = Network::build(nodes.len() as u32, &links)?;
        let rows = row.iter().map(|&row| scene.link_source[row as usize]).collect();
        let observed = links.iter().all(|link| link.observation == Observation::Observed);
        Ok(Self { network, nodes, of, rows, observed })
    }

    pub fn id(&self, node: u32) -> Cell {
        Cell::from(self.nodes[node as usize].as_str())
    }

    /// Several nodes.
    pub fn list(&self, nodes: &[u32]) -> Cell {
        let ids: Vec<&str> = nodes.iter().map(|&node| self.nodes[node as usize].as_str()).collect();
        Cell::Text(Some(ids.join("|")))
    }

    /// Identifier of a link, by position.
    pub fn link_id<'s>(&self, scene: &'s Scene, position: u32) -> Option<&'s str> {
        scene.link.text("link_id", self.rows[position as usize] as usize)
    }

    fn link_ids(&self, scene: &Scene, positions: &[u32]) -> Cell {
        let ids: Vec<&str> = positions.iter().filter_map(|&position| self.link_id(scene, position)).collect();
        Cell::Text(Some(ids.join("|")))
    }

    pub fn answer(&self, method: &'static Method, rows: &[Vec<Cell>], diagnostics: Vec<Diagnostic>) -> Answer {
        let note = Words::new(
            "权重未知者另计；多方协议计一次",
            "unknown weights are counted apart; a multi-party agreement counts once",
        );
        self.answer_as(method, rows, diagnostics, note)
    }

    /// An answer whose variant ends in `note`.
    pub fn answer_as(
        &self,
        method: &'static Method,
        rows: &[Vec<Cell>],
        diagnostics: Vec<Diagnostic>,
        note: Words,
    ) -> Answer {
        let bound = format!("{} nodes, {} links", self.nodes.len(), self.network.len());
        Answer {
            columns: columns(method.outputs, rows),
            notes: vec![note],
            observation: if self.observed { Observation::Observed } else { Observation::Estimated },
            diagnostics,
            inputs: BTreeMap::from([("network".to_owned(), bound)]),
        }
    }
}

/// Words as numbers in the order of the words, so that no result depends on the order of the rows; and the words.
pub(super) fn numbered<'w>(words: impl Iterator<Item = &'w str> + Clone) -> (Vec<u32>, Vec<String>) {
    let distinct: BTreeSet<&str> = words.clone().collect();
    let numbers: HashMap<&str, u32> = distinct.iter().copied().zip(0..).collect();
    (words.map(|word| numbers[word]).collect(), distinct.into_iter().map(str::to_owned).collect())
}

/// The same where some have no word.
pub(super) fn numbered_some<'w>(
    words: impl Iterator<Item = Option<&'w str>> + Clone,
) -> (Vec<Option<u32>>, Vec<String>) {
    let (numbers, distinct) = numbered(words.clone().flatten());
    let mut numbers = numbers.into_iter();
    (words.map(|word| word.and_then(|_| numbers.next())).collect(), distinct)
}

pub(super) fn scale(inputs: &Inputs) -> Result<Scale, EngineError> {
    let word = inputs.text("scale").unwrap_or("actor");
    Scale::parse(word).ok_or_else(|| {
        EngineError::parameter(
            "scale",
            word,
            Words::new("能划分空间的尺度：功能区彼此重叠", "a scale that divides space: functional areas overlap"),
        )
    })
}

/// The choice of links that the parameters make.
pub(super) fn filter(inputs: &Inputs) -> Filter {
    Filter {
        layers: inputs.layers("layers"),
        window: inputs.period("period").map(Window::from),
        mode: if inputs.text("mode") == Some("cumulative") { Mode::Cumulative } else { Mode::Interval },
        undated: inputs.text("undated") != Some("false"),
        proposed: inputs.text("proposed") == Some("true"),
        unfulfilled: inputs.text("unfulfilled") == Some("true"),
        modelled: true,
        kinds: None,
    }
}

pub(super) fn layer_cell(layer: Option<Layer>) -> Cell {
    Cell::Text(layer.map(|layer| layer.code().to_owned()))
}

fn run_network_summary(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scaled = Scaled::new(&bound.scene, scale(inputs)?)?;
    let filter = filter(inputs);
    let years = if inputs.choice("by") == "year" { years(&bound.scene, filter.window) } else { Vec::new() };
    let windows: Vec<Window> = years.iter().map(|&year| Window::from(year)).collect();
    let whole = inputs.period("period").map(|period| period.to_string());
    let rows: Vec<Vec<Cell>> = network_summary::network_summary(&scaled.network, &filter, &windows)
        .into_iter()
        .map(|row| {
            vec![
                Cell::Text(row.window.map_or_else(|| whole.clone(), |window| Some(years[window].to_string()))),
                layer_cell(row.layer),
                scaled.nodes.len().into(),
                row.linked.into(),
                row.tally.links.into(),
                row.tally.agreements.into(),
                row.tally.distinct().into(),
                row.pairs.into(),
                row.density.into(),
                row.tally.weight.into(),
                row.tally.unweighted.into(),
                row.reciprocity.into(),
                row.components.into(),
                row.largest_component.into(),
                row.tally.undated.into(),
            ]
        })
        .collect();
    Ok(scaled.answer(&network_summary::METHOD, &rows, Vec::new()))
}

/// The years in which any link is known to hold, as far as they touch the window.
pub(super) fn years(scene: &Scene, window: Option<Window>) -> Vec<Period> {
    let year = |day: i32| period::from_epoch_days(day).map(jiff::civil::Date::year);
    let Some((first, last)) = scene.days.and_then(|(first, last)| Some((year(first)?, year(last)?))) else {
        return Vec::new();
    };
    let touches = |year: &Period| {
        let own = Window::from(*year);
        window.is_none_or(|window| {
            own.end.is_none_or(|end| window.start < end) && window.end.is_none_or(|end| own.start < end)
        })
    };
    (first..=last).filter_map(Period::year).filter(touches).collect()
}

fn run_degree(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scaled = Scaled::new(&bound.scene, scale(inputs)?)?;
    let rows: Vec<Vec<Cell>> = degree::degree(&scaled.network, &filter(inputs))
        .into_iter()
        .map(|row| {
            // Units may differ between layers, so that no strength is told for all of them together.
            let strength = |value: Option<f64>| Cell::Number(value.filter(|_| row.layer.is_some()));
            vec![
                layer_cell(row.layer),
                scaled.id(row.node),
                row.neighbours.into(),
                row.tally.links.into(),
                row.tally.agreements.into(),
                row.tally.distinct().into(),
                row.outward.into(),
                row.inward.into(),
                row.two_way.into(),
                row.multi.into(),
                row.loops.into(),
                strength(row.strength_out),
                strength(row.strength_in),
                strength(row.tally.weight),
                row.tally.unweighted.into(),
            ]
        })
        .collect();
    Ok(scaled.answer(&degree::METHOD, &rows, Vec::new()))
}

fn run_reciprocity(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scaled = Scaled::new(&bound.scene, scale(inputs)?)?;
    let filter = filter(inputs);
    let flow = if inputs.choice("flow") == "weight" { reciprocity::Flow::Weight } else { reciprocity::Flow::Links };
    let nothing = || [Cell::Number(None), Cell::Number(None), Cell::Number(None)];
    let asymmetry = |row: reciprocity::Asymmetry| {
        let mut cells = vec![
            layer_cell(Some(row.layer)),
            scaled.id(row.node),
            Cell::Text(row.partner.map(|partner| scaled.nodes[partner as usize].clone())),
            Cell::Integer(None),
            Cell::Integer(None),
        ];
        cells.extend(nothing());
        cells.extend([Cell::Number(None), Cell::Number(None)]);
        let strength = |place: usize| Cell::Number(row.strengths.map(|strengths| strengths[place]));
        let strengths = [strength(0), strength(1), strength(2)];
        cells.extend([Cell::Integer(None), row.outward.into(), row.inward.into(), row.asymmetry.into()]);
        cells.extend(strengths);
        cells
    };
    let mut findings = Vec::new();
    let rows: Vec<Vec<Cell>> = match inputs.choice("by") {
        "pair" => reciprocity::pair_asymmetry(&scaled.network, &filter, flow).into_iter().map(asymmetry).collect(),
        "node" => reciprocity::node_asymmetry(&scaled.network, &filter, flow).into_iter().map(asymmetry).collect(),
        _ => {
            let null = reciprocity::Null::parse(inputs.choice("null"));
            let (layers, found) = reciprocity::reciprocity(&scaled.network, &filter, null);
            findings = found;
            let row = |row: reciprocity::Reciprocity| {
                let mut cells = vec![
                    layer_cell(row.layer),
                    Cell::Text(None),
                    Cell::Text(None),
                    row.arrows.into(),
                    row.reciprocated.into(),
                    row.reciprocity.into(),
                    row.rho.into(),
                    row.weighted.into(),
                    row.weighted_null.into(),
                    row.weighted_rho.into(),
                    row.unweighted.into(),
                ];
                cells.extend(nothing());
                cells.extend(nothing());
                cells
            };
            layers.into_iter().map(row).collect()
        }
    };
    Ok(scaled.answer(&reciprocity::METHOD, &rows, findings))
}

pub(super) fn measure(inputs: &Inputs) -> degree::Measure {
    match inputs.choice("measure") {
        "links" => degree::Measure::Links,
        "neighbours" => degree::Measure::Neighbours,
        "strength" => degree::Measure::Strength,
        _ => degree::Measure::Distinct,
    }
}

fn run_participation(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scaled = Scaled::new(&bound.scene, scale(inputs)?)?;
    let rows: Vec<Vec<Cell>> = participation::participation(&scaled.network, &filter(inputs), measure(inputs))
        .into_iter()
        .map(|row| {
            let mut cells = vec![
                scaled.id(row.node),
                row.overlapping.into(),
                row.participation.into(),
                row.entropy.into(),
                row.z.into(),
            ];
            cells.extend(row.layers.map(Cell::from));
            cells
        })
        .collect();
    Ok(scaled.answer(&participation::METHOD, &rows, Vec::new()))
}

fn run_layer_overlap(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scaled = Scaled::new(&bound.scene, scale(inputs)?)?;
    let rows: Vec<Vec<Cell>> = layer_overlap::layer_overlap(&scaled.network, &filter(inputs))
        .into_iter()
        .map(|row| {
            vec![
                layer_cell(Some(row.layer)),
                layer_cell(Some(row.other)),
                row.pairs.into(),
                row.other_pairs.into(),
                row.shared.into(),
                row.jaccard.into(),
            ]
        })
        .collect();
    Ok(scaled.answer(&layer_overlap::METHOD, &rows, Vec::new()))
}

fn run_snapshot_difference(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scaled = Scaled::new(&bound.scene, scale(inputs)?)?;
    let window = |name: &str| {
        inputs.period(name).map(Window::from).ok_or_else(|| {
            EngineError::parameter(
                name,
                "",
                Words::new("时期，如 2015 或 2015/2020", "a period such as 2015 or 2015/2020"),
            )
        })
    };
    let (before, after) = (window("before")?, window("after")?);
    let rows: Vec<Vec<Cell>> =
        snapshot_difference::snapshot_difference(&scaled.network, &filter(inputs), before, after)
            .into_iter()
            .map(|row| {
                vec![
                    layer_cell(Some(row.layer)),
                    scaled.id(row.from),
                    scaled.id(row.to),
                    row.change.word().into(),
                    row.before.links.into(),
                    row.after.links.into(),
                    row.before.distinct().into(),
                    row.after.distinct().into(),
                    row.before.weight.into(),
                    row.after.weight.into(),
                    scaled.link_ids(&bound.scene, &row.appeared),
                    scaled.link_ids(&bound.scene, &row.disappeared),
                ]
            })
            .collect();
    Ok(scaled.answer(&snapshot_difference::METHOD, &rows, Vec::new()))
}
