//! Binding the registers of the room `network`: alliances, enclaves; and the flows between regions.

use super::network::{Scaled, filter, layer_cell, scale};
use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry};
use crate::inputs::Inputs;
use crate::{EngineError, Scale};
use liantu_model::{Diagnostic, Layer, Method, Observation};
use liantu_network::method::alliance_registry::{self, Identity, Known};
use liantu_network::method::enclave_registry::{self, Enclave};
use liantu_network::method::flow_attributes::{self, Absent, FlowRow};
use std::collections::{BTreeMap, HashMap};

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &alliance_registry::METHOD, run: run_alliance_registry },
    Entry { method: &enclave_registry::METHOD, run: run_enclave_registry },
    Entry { method: &flow_attributes::METHOD, run: run_flow_attributes },
];

/// Words and their numbers, in the order of their first use.
#[derive(Default)]
pub(super) struct Numbers {
    pub words: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Numbers {
    pub fn number(&mut self, word: &str) -> u32 {
        if let Some(&number) = self.numbers.get(word) {
            return number;
        }
        let number = self.words.len() as u32;
        self.words.push(word.to_owned());
        self.numbers.insert(word.to_owned(), number);
        number
    }

    pub fn word(&self, number: u32) -> &str {
        &self.words[number as usize]
    }
}

fn run_alliance_registry(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scene = &bound.scene;
    let scale = scale(inputs)?;
    let scaled = Scaled::new(scene, scale)?;
    let mut industries = Numbers::default();
    // An alliance is an actor; gathered into regions, only its agreement is left of it.
    let alliances: Vec<u32> = match scale {
        Scale::Actor => {
            let numbered = (0u32..).zip(&scene.actors);
            numbered.filter(|(_, actor)| actor.kind == "alliance").map(|(node, _)| node).collect()
        }
        _ => Vec::new(),
    };
    let node_industry: Vec<Option<u32>> = match scale {
        Scale::Actor => {
            scene.actors.iter().map(|actor| actor.industry.as_deref().map(|word| industries.number(word))).collect()
        }
        _ => Vec::new(),
    };
    let agreement_industry: Vec<Option<u32>> = scene
        .agreements
        .iter()
        .map(|agreement| agreement.industry.as_deref().map(|word| industries.number(word)))
        .collect();
    let coordinator: Vec<Option<u32>> =
        scene.agreements.iter().map(|agreement| agreement.coordinator.map(|actor| scaled.of[actor as usize])).collect();
    let membership: Vec<bool> = scene.kinds.iter().map(|kind| kind.alliance).collect();
    let known = Known {
        nodes: &alliances,
        membership: &membership,
        node_industry: &node_industry,
        agreement_industry: &agreement_industry,
        agreement_coordinator: &coordinator,
    };
    let (found, findings) = alliance_registry::alliance_registry(&scaled.network, &filter(inputs), &known);
    let name = |identity: Identity| match identity {
        Identity::Node(node) => scaled.nodes[node as usize].clone(),
        Identity::Agreement(agreement) => scene.agreements[agreement as usize].id.clone(),
        Identity::Link(position) => scaled.link_id(scene, position).unwrap_or_default().to_owned(),
    };
    let rows: Vec<Vec<Cell>> = found
        .into_iter()
        .map(|row| {
            let unconnected: Vec<String> = row.unconnected.iter().map(|&other| name(other)).collect();
            vec![
                name(row.identity).into(),
                layer_cell(row.layer),
                Cell::Text(row.industry.map(|industry| industries.word(industry).to_owned())),
                Cell::Text(row.coordinator.map(|node| scaled.nodes[node as usize].clone())),
                row.members.len().into(),
                scaled.list(&row.members),
                row.tally.agreements.into(),
                Cell::Day(row.tally.start),
                unconnected.join("|").into(),
            ]
        })
        .collect();
    Ok(scaled.answer(&alliance_registry::METHOD, &rows, findings))
}

fn run_enclave_registry(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scene = &bound.scene;
    let scaled = Scaled::new(scene, scale(inputs)?)?;
    let of_kind: Vec<Option<Enclave>> =
        scene.kinds.iter().map(|kind| kind.enclave.as_deref().and_then(Enclave::parse)).collect();
    let rows: Vec<Vec<Cell>> = enclave_registry::enclave_registry(&scaled.network, &filter(inputs), &of_kind)
        .into_iter()
        .map(|row| {
            vec![
                row.enclave.word().into(),
                layer_cell(Some(row.layer)),
                Cell::Text(row.agreement.map(|agreement| scene.agreements[agreement as usize].id.clone())),
                scaled.list(&row.from),
                scaled.list(&row.to),
                row.links.len().into(),
                Cell::Day(row.start),
                Cell::Day(row.end),
                row.status.word().into(),
            ]
        })
        .collect();
    Ok(scaled.answer(&enclave_registry::METHOD, &rows, Vec::new()))
}

/// The rows of the table of flows that the parameters `layers`, `period` and `item` choose, in numbers.
#[derive(Default)]
pub(super) struct Flows {
    pub rows: Vec<FlowRow>,
    pub places: Numbers,
    pub items: Numbers,
    pub periods: Numbers,
    modelled: bool,
    read: usize,
}

impl Flows {
    pub fn read(bound: &Bound, inputs: &Inputs) -> Self {
        let table = &bound.flow;
        let mut flows = Self { read: table.len(), ..Self::default() };
        let layers = inputs.layers("layers");
        let (within, item) = (inputs.period("period"), inputs.text("item"));
        for row in 0..table.len() {
            let text = |column| table.text(column, row);
            let (Some(origin), Some(destination), Some(period)) = (text("origin"), text("destination"), text("period"))
            else {
                continue;
            };
            let layer = text("layer").and_then(Layer::parse);
            let outside = within.is_some_and(|within| period.parse().is_ok_and(|own| !within.overlaps(&own)));
            if layer.is_some_and(|layer| !layers.contains(layer))
                || outside
                || item.is_some_and(|item| text("item") != Some(item))
            {
                continue;
            }
            flows.modelled |= text("observation").is_some_and(|word| word != "observed");
            // Values of different units are never added: the unit belongs to what flows.
            let what = match (text("item").unwrap_or_default(), text("unit")) {
                (item, Some(unit)) => format!("{item} [{unit}]"),
                (item, None) => item.to_owned(),
            };
            flows.rows.push(FlowRow {
                origin: flows.places.number(origin),
                destination: flows.places.number(destination),
                layer,
                item: flows.items.number(what.trim()),
                period: flows.periods.number(period),
                value: table.number("value", row),
            });
        }
        flows
    }

    pub fn answer(&self, method: &'static Method, rows: &[Vec<Cell>], diagnostics: Vec<Diagnostic>) -> Answer {
        Answer {
            columns: columns(method.outputs, rows),
            notes: Vec::new(),
            observation: if self.modelled { Observation::Estimated } else { Observation::Observed },
            diagnostics,
            inputs: BTreeMap::from([("flows".to_owned(), format!("{} of {} rows", self.rows.len(), self.read))]),
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "every method runs through one signature")]
fn run_flow_attributes(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let flows = Flows::read(bound, inputs);
    let absent = if inputs.choice("absent") == "missing" { Absent::Missing } else { Absent::Zero };
    let (found, diagnostics) = match inputs.choice("by") {
        "node" => flow_attributes::node_flows(&flows.rows, absent),
        _ => flow_attributes::pair_flows(&flows.rows, absent),
    };
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .map(|row| {
            vec![
                layer_cell(row.layer),
                flows.items.word(row.item).into(),
                flows.periods.word(row.period).into(),
                flows.places.word(row.node).into(),
                Cell::Text(row.partner.map(|partner| flows.places.word(partner).to_owned())),
                row.outward.into(),
                row.inward.into(),
                row.volume().into(),
                row.net().into(),
                row.asymmetry().into(),
            ]
        })
        .collect();
    Ok(flows.answer(&flow_attributes::METHOD, &rows, diagnostics))
}
