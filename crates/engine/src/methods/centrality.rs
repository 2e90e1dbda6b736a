//! Binding the methods that ask how central each node is.

use super::network::{Scaled, filter, layer_cell, scale};
use super::sheet::Cell;
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use liantu_model::{Diagnostic, Layer, Method, Words};
use liantu_network::method::centrality::{
    betweenness, closeness, coreness, eigenvector, katz,
    pagerank::{self, Dangling, Walk, ranks},
    versatility,
};
use liantu_network::{Graph, Length, Reading, Weight};

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &pagerank::METHOD, run: run_pagerank },
    Entry { method: &versatility::METHOD, run: run_versatility },
    Entry { method: &betweenness::METHOD, run: run_betweenness },
    Entry { method: &closeness::METHOD, run: run_closeness },
    Entry { method: &eigenvector::METHOD, run: run_eigenvector },
    Entry { method: &katz::METHOD, run: run_katz },
    Entry { method: &coreness::METHOD, run: run_coreness },
];

/// The graphs that the parameters ask for: each chosen layer, then all together where their weights may be added.
pub(super) struct Graphs {
    pub scaled: Scaled,
    pub list: Vec<(Option<Layer>, Graph)>,
    pub findings: Vec<Diagnostic>,
    /// How the links were read, in words.
    reading: Words,
}

impl Graphs {
    pub fn new(bound: &Bound, inputs: &Inputs) -> Result<Self, EngineError> {
        Self::read(bound, inputs, reading(inputs))
    }

    pub fn read(bound: &Bound, inputs: &Inputs, reading: Reading) -> Result<Self, EngineError> {
        let scaled = Scaled::new(&bound.scene, scale(inputs)?)?;
        let list = Graph::each(&scaled.network, &filter(inputs), reading);
        let findings = Graph::findings(&list);
        let reading = match reading.weight {
            Weight::Distinct => {
                Words::new("n 条联系的协议计一次，每条 1/n", "an agreement of n links counts once, 1/n for each")
            }
            Weight::Links => Words::new("每条联系计一", "every link counts one"),
            Weight::Pairs => Words::new("每对相连者计一", "every linked pair counts one"),
            Weight::Known => Words::new(
                "已知权重相加，权重未知的联系不计",
                "known weights add up, links of unknown weight are left out",
            ),
        };
        Ok(Self { scaled, list, findings, reading })
    }

    /// Cells of a node's row, as far as they are common.
    pub fn node(&self, layer: Option<Layer>, node: usize) -> Vec<Cell> {
        vec![layer_cell(layer), Cell::from(self.scaled.nodes[node].as_str())]
    }

    /// A row for each linked node of each graph: layer, node, then what `rows` gives for the graph, by node.
    pub fn by_node(&mut self, mut cells: impl FnMut(&Graph) -> (Vec<Vec<Cell>>, Vec<Diagnostic>)) -> Vec<Vec<Cell>> {
        let mut rows = Vec::new();
        for (layer, graph) in &self.list {
            if !(0..graph.nodes()).any(|node| graph.is_linked(node)) {
                continue;
            }
            let (own, findings) = cells(graph);
            self.findings.extend(findings);
            for (node, own) in own.into_iter().enumerate().filter(|(node, _)| graph.is_linked(*node)) {
                let mut row = self.node(*layer, node);
                row.extend(own);
                rows.push(row);
            }
        }
        rows
    }

    pub fn answer(self, method: &'static Method, rows: &[Vec<Cell>], more: Option<Words>) -> Answer {
        let mut answer = self.scaled.answer_as(method, rows, self.findings, self.reading);
        answer.notes.extend(more);
        answer
    }
}

pub(super) fn reading(inputs: &Inputs) -> Reading {
    let weight = inputs.text("weight").and_then(Weight::parse).unwrap_or_default();
    Reading { directed: inputs.text("directed") == Some("true"), weight }
}

pub(super) fn length(inputs: &Inputs) -> Length {
    if inputs.choice("length") == "inverse" { Length::Inverse } else { Length::Hops }
}

/// A rank as a cell.
pub(super) fn rank(rank: Option<u32>) -> Cell {
    Cell::Integer(rank.map(i64::from))
}

/// Ranks among the linked nodes.
fn ranked(graph: &Graph, scores: &[f64]) -> Vec<Option<u32>> {
    let linked: Vec<Option<f64>> =
        scores.iter().enumerate().map(|(node, &score)| graph.is_linked(node).then_some(score)).collect();
    ranks(&linked)
}

/// For each node a row of its score and rank.
fn scored(graph: &Graph, scores: &[f64], own: impl Fn(usize) -> Vec<Cell>) -> Vec<Vec<Cell>> {
    let ranks = ranked(graph, scores);
    (0..scores.len())
        .map(|node| {
            let mut cells = vec![Cell::Number(Some(scores[node]))];
            cells.extend(own(node));
            cells.push(rank(ranks[node]));
            cells
        })
        .collect()
}

fn walk(inputs: &Inputs) -> Walk {
    Walk {
        damping: inputs.number("damping"),
        dangling: match inputs.text("dangling") {
            Some("uniform") => Dangling::Uniform,
            Some("stay") => Dangling::Stay,
            _ => Dangling::Restart,
        },
        loops: inputs.text("loops") == Some("true"),
        tolerance: inputs.number("tolerance"),
        ..Walk::default()
    }
}

/// Shares of new starts by node, from `a|b` or `a=2|b=1`.
fn restart(text: &str, nodes: &[String]) -> Result<Vec<f64>, EngineError> {
    let wrong = |found: &str, expected: Words| EngineError::parameter("restart_at", found, expected);
    let mut shares = vec![0.0; nodes.len()];
    for part in text.split('|').map(str::trim).filter(|part| !part.is_empty()) {
        let (id, share) = match part.rsplit_once('=') {
            Some((id, share)) => {
                let share = share.trim().parse::<f64>().ok().filter(|share| share.is_finite() && *share >= 0.0);
                (
                    id.trim(),
                    share.ok_or_else(|| {
                        wrong(part, Words::new("节点=权重，权重不小于零", "node=weight with a weight of zero or more"))
                    })?,
                )
            }
            None => (part, 1.0),
        };
        let node = nodes.iter().position(|node| node == id);
        shares[node.ok_or_else(|| {
            wrong(id, Words::new("该尺度上某个节点的编号", "the identifier of a node at this scale"))
        })?] += share;
    }
    if shares.iter().all(|&share| share == 0.0) {
        return Err(wrong(text, Words::new("至少一个权重大于零的节点", "at least one node with a weight above zero")));
    }
    Ok(shares)
}

fn run_pagerank(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut graphs = Graphs::new(bound, inputs)?;
    let restart = inputs.text("restart_at").map(|text| restart(text, &graphs.scaled.nodes)).transpose()?;
    let walk = walk(inputs);
    let rows = graphs.by_node(|graph| {
        let (found, findings) = pagerank::pagerank(graph, restart.as_deref(), &walk);
        (scored(graph, &found.score, |_| Vec::new()), findings)
    });
    Ok(graphs.answer(&pagerank::METHOD, &rows, None))
}

fn run_versatility(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut graphs = Graphs::new(bound, inputs)?;
    let known = reading(inputs).weight == Weight::Known;
    let layers: Vec<(Layer, Graph)> = graphs
        .list
        .iter()
        .filter_map(|(layer, graph)| Some(((*layer)?, if known { graph.over_mean() } else { graph.clone() })))
        .collect();
    // Nothing leaves a place only where layers are not coupled: then the walker starts anew anywhere.
    let (found, findings) = versatility::versatility(
        &layers.iter().map(|(_, graph)| graph).collect::<Vec<_>>(),
        inputs.number("coupling"),
        &walk(inputs),
    );
    graphs.findings.extend(findings);
    let linked = |node: usize| layers.iter().any(|(_, graph)| graph.is_linked(node));
    let scores: Vec<Option<f64>> =
        found.score.iter().enumerate().map(|(node, &score)| linked(node).then_some(score)).collect();
    let ranks = ranks(&scores);
    let most = found.score.iter().copied().fold(0.0, f64::max);
    let rows: Vec<Vec<Cell>> = (0..found.score.len())
        .filter(|&node| linked(node))
        .map(|node| {
            let mut cells = vec![
                Cell::from(graphs.scaled.nodes[node].as_str()),
                Some(found.score[node]).into(),
                Some(found.score[node] / most).into(),
                rank(ranks[node]),
            ];
            let share = |layer: Layer| layers.iter().position(|(one, _)| *one == layer);
            cells.extend(Layer::ALL.map(|layer| Cell::Number(share(layer).map(|place| found.layers[place][node]))));
            cells
        })
        .collect();
    let more = known.then(|| Words::new("每层除以其平均权重", "each layer is divided by its mean weight"));
    Ok(graphs.answer(&versatility::METHOD, &rows, more))
}

fn run_betweenness(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut graphs = Graphs::new(bound, inputs)?;
    let sources = usize::try_from(inputs.integer("sources")).unwrap_or(0);
    let drawn = (sources > 0).then_some((sources, inputs.integer("seed").unsigned_abs()));
    let mut off = 0.0_f64;
    let rows = graphs.by_node(|graph| {
        let (found, findings) = betweenness::betweenness(graph, length(inputs), drawn);
        off = if found.bound > 0.0 { found.bound } else { off };
        let cells = scored(graph, &found.score, |node| {
            let normalised = found.normalised.as_ref().map(|all| all[node]);
            vec![normalised.into(), found.standard_error.as_ref().map(|all| all[node]).into()]
        });
        (cells, findings)
    });
    let told = (off > 0.0).then(|| {
        Words::new(
            format!("以 95 % 的概率，没有一个标准化值的偏差超过 {off:.4}"),
            format!("no normalised value is off by more than {off:.4} with probability 95 %"),
        )
    });
    Ok(graphs.answer(&betweenness::METHOD, &rows, told))
}

fn run_closeness(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut graphs = Graphs::new(bound, inputs)?;
    let way = if inputs.choice("way") == "out" { closeness::Way::Out } else { closeness::Way::In };
    let rows = graphs.by_node(|graph| {
        let found = closeness::closeness(graph, length(inputs), way);
        let harmonic: Vec<Option<f64>> =
            found.iter().enumerate().map(|(node, one)| one.harmonic.filter(|_| graph.is_linked(node))).collect();
        let ranks = ranks(&harmonic);
        let cells = |(one, place): (&closeness::Closeness, &Option<u32>)| {
            vec![one.reach.into(), one.closeness.into(), one.wasserman_faust.into(), one.harmonic.into(), rank(*place)]
        };
        (found.iter().zip(&ranks).map(cells).collect(), Vec::new())
    });
    Ok(graphs.answer(&closeness::METHOD, &rows, None))
}

fn run_eigenvector(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut graphs = Graphs::new(bound, inputs)?;
    let rows = graphs.by_node(|graph| {
        let (found, findings) = eigenvector::eigenvector(graph, inputs.number("tolerance"));
        let ranks = ranks(&found.score);
        let cells =
            |(&score, &place): (&Option<f64>, &Option<u32>)| vec![score.into(), found.eigenvalue.into(), rank(place)];
        (found.score.iter().zip(&ranks).map(cells).collect(), findings)
    });
    Ok(graphs.answer(&eigenvector::METHOD, &rows, None))
}

fn run_katz(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut graphs = Graphs::new(bound, inputs)?;
    let rows = graphs.by_node(|graph| {
        let (found, findings) = katz::katz(graph, inputs.number("attenuation"), inputs.number("tolerance"));
        (scored(graph, &found.score, |_| vec![Some(found.alpha).into()]), findings)
    });
    Ok(graphs.answer(&katz::METHOD, &rows, None))
}

fn run_coreness(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut graphs = Graphs::new(bound, inputs)?;
    let rows = graphs.by_node(|graph| {
        let cells = |one: coreness::Coreness| {
            vec![one.neighbours.into(), one.coreness.into(), Some(one.strength).into(), Some(one.s_core).into()]
        };
        (coreness::coreness(graph).into_iter().map(cells).collect(), Vec::new())
    });
    Ok(graphs.answer(&coreness::METHOD, &rows, None))
}
