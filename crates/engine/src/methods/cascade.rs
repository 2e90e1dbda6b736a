//! Binding the cascades of the room `simulation`.

mod firms;
mod recovery;
mod shock;
mod stage;

use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use firms::{Firms, Node};
use liantu_model::{Diagnostic, Method, Observation, Words};
use liantu_simulation::cascade::ensemble::{self, Grouping, Uncertainty};
use liantu_simulation::cascade::{Rules, Shock, Unknown, Ways, course, found, library, risk, sensitivity};
use stage::Stages;
use std::collections::BTreeMap;

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &risk::METHOD, run: run_systemic_risk },
    Entry { method: &course::METHOD, run: run_cascade },
    Entry { method: &ensemble::METHOD, run: run_cascade_summary },
    Entry { method: &sensitivity::METHOD, run: run_epsilon_sensitivity },
    Entry { method: &library::METHOD, run: run_shock_library },
    Entry { method: &liantu_simulation::inventory::METHOD, run: recovery::run_recovery_path },
];

#[expect(clippy::unnecessary_wraps, reason = "the list of methods wants one form")]
fn run_shock_library(bound: &Bound, _: &Inputs) -> Result<Answer, EngineError> {
    let mut rows = Vec::new();
    for (table, name, shipped) in shock::scenarios(bound.rows("shock")) {
        for row in shock::ordered(table, name) {
            let word = |column| Cell::Text(table.text(column, row).map(str::to_owned));
            rows.push(vec![
                name.into(),
                Cell::Integer(table.integer("order", row)),
                word("region"),
                word("industry"),
                word("actor"),
                word("item"),
                table.number("part", row).into(),
                Cell::Integer(table.integer("start", row)),
                table.number("duration", row).into(),
                table.number("recovery", row).into(),
                shipped.into(),
                word("note"),
            ]);
        }
    }
    Ok(Answer {
        columns: columns(library::METHOD.outputs, &rows),
        observation: Observation::Estimated,
        ..Answer::default()
    })
}

fn answer(firms: Firms, method: &'static Method, rows: &[Vec<Cell>], findings: Vec<Diagnostic>) -> Answer {
    let note = Words::new("每一轮所有企业同时计算", "all firms at once in each round");
    told((firms.findings, firms.described), vec![in_unit(firms.unit.as_deref()), note], method, rows, findings)
}

/// The unit in which flows, output and losses are counted.
fn in_unit(unit: Option<&str>) -> Words {
    unit.map_or_else(
        || Words::new("数额的单位未知", "amounts in an unknown unit"),
        |unit| Words::new(format!("数额单位 {unit}"), format!("amounts in {unit}")),
    )
}

/// The answer about a network with these findings, described so.
fn told(
    (mut diagnostics, described): (Vec<Diagnostic>, String),
    notes: Vec<Words>,
    method: &'static Method,
    rows: &[Vec<Cell>],
    findings: Vec<Diagnostic>,
) -> Answer {
    for finding in findings {
        if !diagnostics.iter().any(|known| known.code == finding.code) {
            diagnostics.push(finding);
        }
    }
    Answer {
        columns: columns(method.outputs, rows),
        notes,
        observation: Observation::Simulated,
        diagnostics,
        inputs: BTreeMap::from([("network".to_owned(), described)]),
    }
}

fn known(number: f64) -> Cell {
    Cell::Number(Some(number).filter(|number| !number.is_nan()))
}

fn run_systemic_risk(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let firms = Firms::bind(&risk::METHOD, bound, inputs)?;
    let ways = Ways::new(&firms.network, &firms.essentiality, firms.rules);
    let nodes: Vec<u32> = (0u32..).take(firms.network.firms()).collect();
    let watch = |done, total| bound.goes_on(done, total);
    let (tolls, findings) = risk::systemic_risk(&ways, &firms.weights, &nodes, &watch)?;
    let ranks = risk::ranks(&tolls.iter().map(|toll| toll.all).collect::<Vec<_>>());
    let all: f64 = firms.weights.iter().sum();
    let output = firms.network.output();
    let rows: Vec<Vec<Cell>> = nodes
        .iter()
        .map(|&node| {
            let at = node as usize;
            let toll = &tolls[at];
            vec![
                firms.id(node),
                firms.region(node),
                firms.industry(node),
                Some(output[at]).into(),
                Cell::Integer(ranks[at].and_then(|rank| i64::try_from(rank).ok())),
                known(toll.all),
                known(toll.down),
                known(toll.up),
                known(firms.weights[at] / all),
                toll.rounds.into(),
            ]
        })
        .collect();
    Ok(answer(firms, &risk::METHOD, &rows, findings))
}

fn run_cascade(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let terms = shock::parse(inputs.text("shock"), bound.rows("shock"))?;
    let mut firms = Firms::bind(&course::METHOD, bound, inputs)?;
    let shocks = firms.shocks(bound, &terms);
    let least = Ways::new(&firms.network, &firms.essentiality, firms.rules);
    let open = firms.network.unknown() > 0 && !firms.assumed;
    let most = open.then(|| {
        let rules = Rules { unknown: Unknown::MOST, ..firms.rules };
        Ways::new(&firms.network, &firms.essentiality, rules)
    });
    let watch = |done, total| bound.goes_on(done, total);
    let told = course::course(&least, most.as_ref(), &shocks, &firms.weights, inputs.number("visible"), &watch)?;
    let mut findings = Vec::new();
    if !told.settled {
        findings.push(found("SIM302", "flow", 1));
    }
    let vague = told.hits.iter().filter(|hit| !same(hit.loss)).count();
    if vague > 0 {
        findings.push(found("SIM309", "flow", vague));
    }
    let rows: Vec<Vec<Cell>> = told
        .hits
        .iter()
        .map(|hit| {
            let cause = |cell: fn(&Firms, u32) -> Cell| hit.cause.map_or(Cell::Text(None), |cause| cell(&firms, cause));
            let total = Some(hit.total[0]).filter(|_| same(hit.total));
            vec![
                hit.round.into(),
                firms.id(hit.firm),
                firms.region(hit.firm),
                firms.industry(hit.firm),
                hit.channel.word().into(),
                Some(hit.loss[0]).filter(|_| same(hit.loss)).into(),
                Some(hit.loss[0]).into(),
                Some(hit.loss[1]).into(),
                Some(hit.rise[0]).filter(|_| same(hit.rise)).into(),
                total.into(),
                total.map(|total| total * firms.weights[hit.firm as usize]).into(),
                cause(Firms::id),
                cause(Firms::region),
                cause(Firms::industry),
            ]
        })
        .collect();
    Ok(answer(firms, &course::METHOD, &rows, findings))
}

/// Whether what is certain and what is possible agree but for rounding.
fn same([least, most]: [f64; 2]) -> bool {
    (most - least).abs() <= 1e-12
}

/// Groups of nodes with their labels.
type Grouped<L> = (Grouping, Vec<L>);

/// The nodes by a label, with the labels in order; no label is a group of its own.
fn grouped<L: Ord + Clone>(nodes: &[Node], label: impl Fn(&Node) -> L) -> Grouped<L> {
    let of: Vec<L> = nodes.iter().map(label).collect();
    let numbers: BTreeMap<&L, u32> =
        of.iter().map(|label| (label, 0)).collect::<BTreeMap<_, _>>().into_keys().zip(0..).collect();
    let grouping = Grouping { of: of.iter().map(|label| numbers[label]).collect(), groups: numbers.len() };
    let labels = numbers.into_keys().cloned().collect();
    (grouping, labels)
}

fn run_cascade_summary(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let terms = shock::parse(inputs.text("shock"), bound.rows("shock"))?;
    let mut firms = Firms::bind(&ensemble::METHOD, bound, inputs)?;
    let shocks = firms.shocks(bound, &terms);
    let stages = Stages::bind(bound);
    let stage = |node: &Node| node.industry.as_deref().and_then(|industry| stages.of(industry));
    // Code and stage.
    let mut levels = vec![
        ("total", grouped(&firms.nodes, |_| (None, None))),
        ("region", grouped(&firms.nodes, |node| (node.region.clone(), None))),
        ("industry", grouped(&firms.nodes, |node| (node.industry.clone(), None))),
    ];
    if !stages.is_empty() {
        levels.push(("stage", grouped(&firms.nodes, |node| (None, stage(node)))));
        levels.push(("region_stage", grouped(&firms.nodes, |node| (node.region.clone(), stage(node)))));
    }
    let uncertainty = Uncertainty {
        draws: u32::try_from(inputs.integer("draws")).unwrap_or(u32::MAX),
        seed: inputs.integer("seed").unsigned_abs(),
        flow: inputs.number("flow_error"),
        essentiality: inputs.number("essentiality_error"),
        replaceability: inputs.number("replaceability_error"),
        confidence: inputs.number("confidence"),
    };
    let groupings: Vec<Grouping> = levels.iter().map(|(_, (grouping, _))| grouping.clone()).collect();
    let losses = ensemble::ensemble(
        (&firms.network, &firms.essentiality, firms.rules),
        firms.assumed,
        &shocks,
        &firms.weights,
        &groupings,
        &uncertainty,
        &|done, total| bound.goes_on(done, total),
    )?;
    let mut findings = Vec::new();
    let vague = losses.iter().flatten().filter(|loss| loss.unknown).count();
    if vague > 0 {
        findings.push(found("SIM309", "flow", vague));
    }
    let unplaced = firms.nodes.iter().filter(|node| stage(node).is_none()).count();
    if !stages.is_empty() && unplaced > 0 {
        findings.push(found("SIM311", "chain_node", unplaced));
    }
    // A shock that hit nobody says nothing about losses.
    let struck = !shocks.is_empty();
    let mut rows = Vec::new();
    for ((level, (grouping, labels)), losses) in levels.iter().zip(&losses) {
        let mut sizes = vec![(0u32, 0.0); grouping.groups];
        for (&group, weight) in grouping.of.iter().zip(&firms.weights) {
            sizes[group as usize].0 += 1;
            sizes[group as usize].1 += weight;
        }
        for ((label, loss), (nodes, output)) in labels.iter().zip(losses).zip(sizes) {
            let told = |number: f64| Some(number).filter(|_| struck);
            let certain = |number: f64| told(number).filter(|_| !loss.unknown);
            rows.push(vec![
                (*level).into(),
                Cell::Text(label.0.clone()),
                Cell::Text(label.1.clone()),
                nodes.into(),
                Cell::Integer(Some(i64::from(loss.hit)).filter(|_| struck && !loss.unknown)),
                Some(output).into(),
                certain(loss.all).into(),
                told(loss.interval[0]).into(),
                told(loss.interval[1]).into(),
                certain(loss.all / output).filter(|share| share.is_finite()).into(),
                certain(loss.down).into(),
                certain(loss.up).into(),
                told(loss.direct).into(),
                loss.median.filter(|_| struck).into(),
            ]);
        }
    }
    Ok(answer(firms, &ensemble::METHOD, &rows, findings))
}

fn run_epsilon_sensitivity(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let text = inputs.choice("epsilons");
    let epsilons: Option<Vec<f64>> = text
        .split([',', '，', ';'])
        .map(|word| word.trim().parse().ok().filter(|epsilon| (0.0..=1.0).contains(epsilon)))
        .collect();
    let epsilons = epsilons.ok_or_else(|| {
        EngineError::parameter(
            "epsilons",
            text,
            Words::new("以逗号分隔的 0 到 1 的数", "numbers from 0 to 1, separated by commas"),
        )
    })?;
    let own = bound.rows("shock");
    let terms = inputs.text("shock").map(|text| shock::parse(Some(text), own)).transpose()?;
    let mut firms = Firms::bind(&sensitivity::METHOD, bound, inputs)?;
    let scenarios: Vec<Vec<Shock>> = match terms {
        Some(terms) => vec![firms.shocks(bound, &terms)],
        None => {
            let all = firms.network.firms();
            let sample = usize::try_from(inputs.integer("sample")).unwrap_or(usize::MAX).min(all);
            (0..sample).map(|place| vec![Shock::both((place * all / sample) as u32, 1.0)]).collect()
        }
    };
    let lists: Vec<&[Shock]> = scenarios.iter().map(Vec::as_slice).filter(|list| !list.is_empty()).collect();
    let (found, findings) = sensitivity::epsilon_sensitivity(
        (&firms.network, &firms.essentiality, firms.rules),
        &firms.weights,
        &lists,
        &epsilons,
        &|done, total| bound.goes_on(done, total),
    )?;
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .map(|row| {
            vec![
                Some(row.epsilon).into(),
                lists.len().into(),
                known(row.mean),
                known(row.most),
                known(row.down),
                known(row.up),
                known(row.ratio),
                known(row.rounds),
                row.most_rounds.into(),
                row.unsettled.into(),
            ]
        })
        .collect();
    Ok(answer(firms, &sensitivity::METHOD, &rows, findings))
}
