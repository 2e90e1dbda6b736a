//! Binding the methods that ask what shape the network as a whole has.

use super::centrality::{Graphs, reading};
use super::network::{Scaled, filter, layer_cell, scale, years};
use super::sheet::Cell;
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use liantu_model::{Period, Words};
use liantu_network::method::asymmetry_test;
use liantu_network::method::reciprocity::Flow;
use liantu_network::method::shape::{backbone, core_periphery, polycentricity, rich_club, robustness};
use liantu_network::{Graph, Reading, Weight, Window};

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &core_periphery::METHOD, run: run_core_periphery },
    Entry { method: &polycentricity::METHOD, run: run_polycentricity },
    Entry { method: &rich_club::METHOD, run: run_rich_club },
    Entry { method: &backbone::METHOD, run: run_backbone },
    Entry { method: &robustness::METHOD, run: run_robustness },
    Entry { method: &asymmetry_test::METHOD, run: run_asymmetry_test },
];

fn seed(inputs: &Inputs) -> u64 {
    inputs.integer("seed").unsigned_abs()
}

fn small(inputs: &Inputs, name: &str) -> u32 {
    u32::try_from(inputs.integer(name)).unwrap_or(u32::MAX)
}

fn run_core_periphery(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut graphs = Graphs::new(bound, inputs)?;
    let variant = match inputs.choice("variant") {
        "and" => core_periphery::Variant::And,
        "missing" => core_periphery::Variant::Missing,
        _ => core_periphery::Variant::Or,
    };
    let rows = graphs.by_node(|graph| {
        if inputs.choice("variant") == "continuous" {
            let (found, findings) = core_periphery::continuous(graph);
            let cells = |&own: &Option<f64>| {
                vec![
                    Cell::Boolean(None),
                    own.into(),
                    found.fit.into(),
                    Cell::Integer(None),
                    false.into(),
                    Cell::Integer(None),
                ]
            };
            return (found.coreness.iter().map(cells).collect(), findings);
        }
        let (found, findings) = core_periphery::core_periphery(graph, variant, small(inputs, "restarts"), seed(inputs));
        let size = found
            .fit
            .map(|_| i64::try_from(found.core.iter().filter(|core| **core == Some(true)).count()).unwrap_or(i64::MAX));
        let cells = |&own: &Option<bool>| {
            vec![
                Cell::Boolean(own),
                own.map(|own| f64::from(u8::from(own))).into(),
                found.fit.into(),
                Cell::Integer(size),
                found.exact.into(),
                Cell::Integer(found.optima.map(i64::from)),
            ]
        };
        (found.core.iter().map(cells).collect(), findings)
    });
    Ok(graphs.answer(&core_periphery::METHOD, &rows, None))
}

fn run_polycentricity(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut graphs = Graphs::new(bound, inputs)?;
    let whole = filter(inputs);
    let years = if inputs.choice("by") == "year" { years(&bound.scene, whole.window) } else { Vec::new() };
    let periods: Vec<Option<Period>> = if inputs.choice("by") == "year" {
        years.into_iter().map(Some).collect()
    } else {
        vec![inputs.period("period")]
    };
    let nodality = match inputs.choice("nodality") {
        "out" => polycentricity::Nodality::Out,
        "all" => polycentricity::Nodality::All,
        _ => polycentricity::Nodality::In,
    };
    let nodes = graphs.scaled.nodes.len();
    let (mut rows, mut undefined) = (Vec::new(), Vec::new());
    for period in periods {
        let filter = match period {
            Some(period) => whole.clone().within(Window::from(period)),
            None => whole.clone(),
        };
        let mut networks = Vec::new();
        let mut line = |layer, one: polycentricity::Polycentricity, general: Option<f64>| {
            rows.push(vec![
                Cell::Text(period.map(|period| period.to_string())),
                layer_cell(layer),
                nodes.into(),
                one.ordinary.into(),
                one.density.into(),
                one.special.into(),
                general.into(),
            ]);
        };
        let several = filter.layers.len() > 1;
        for (layer, graph) in Graph::each(&graphs.scaled.network, &filter, reading(inputs)) {
            let (one, findings) =
                polycentricity::polycentricity(&graph, nodality, inputs.choice("deviation") == "sample");
            undefined.extend(findings);
            match layer {
                Some(layer) => {
                    networks.push(one);
                    line(Some(layer), one, None);
                }
                None => line(None, one, polycentricity::general(&networks)),
            }
        }
        // Known weights of several layers are not put together, but the mean of their values needs no common unit.
        if several && reading(inputs).weight == Weight::Known {
            line(None, polycentricity::Polycentricity::default(), polycentricity::general(&networks));
        }
    }
    undefined.truncate(1);
    graphs.findings.extend(undefined);
    Ok(graphs.answer(&polycentricity::METHOD, &rows, None))
}

fn run_rich_club(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let graphs = Graphs::read(bound, inputs, Reading::undirected(Weight::Pairs))?;
    let mut rows = Vec::new();
    for (layer, graph) in graphs.list.iter().filter(|(_, graph)| graph.edges() > 0) {
        for club in rich_club::rich_club(graph, small(inputs, "draws"), seed(inputs)) {
            rows.push(vec![
                layer_cell(*layer),
                club.k.into(),
                club.nodes.into(),
                club.pairs.into(),
                Some(club.phi).into(),
                club.expected.into(),
                club.normalised.into(),
                club.p.into(),
            ]);
        }
    }
    let note = Words::new("零假设：保持每个度的重连", "null: rewired with every degree kept");
    Ok(graphs.answer(&rich_club::METHOD, &rows, Some(note)))
}

fn run_backbone(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let graphs = Graphs::new(bound, inputs)?;
    let level = inputs.number("level");
    let (mut rows, mut kept) = (Vec::new(), 0);
    for (layer, graph) in &graphs.list {
        for link in backbone::backbone(graph) {
            let keep = link.alpha().map(|alpha| alpha < level);
            kept += usize::from(keep == Some(true));
            rows.push(vec![
                layer_cell(*layer),
                graphs.scaled.id(link.from),
                graphs.scaled.id(link.to),
                Some(link.weight).into(),
                link.alpha_from.into(),
                link.alpha_to.into(),
                link.alpha().into(),
                Cell::Boolean(keep),
            ]);
        }
    }
    let all = rows.len();
    let told = Words::new(format!("{all} 行中保留 {kept} 行"), format!("{kept} of {all} rows kept"));
    Ok(graphs.answer(&backbone::METHOD, &rows, Some(told)))
}

fn run_robustness(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut graphs = Graphs::new(bound, inputs)?;
    let (runs, seed) = (small(inputs, "runs"), seed(inputs));
    let order = match (inputs.choice("remove"), inputs.choice("order")) {
        ("nodes", "random") => robustness::Order::Random(runs, seed),
        ("nodes", "degree") => robustness::Order::Degree,
        ("nodes", "degree_again") => robustness::Order::DegreeAgain,
        ("nodes", "strength") => robustness::Order::Strength,
        ("nodes", "betweenness") => robustness::Order::Betweenness,
        ("links", "random") => robustness::Order::RandomLinks(runs, seed),
        ("links", "weight") => robustness::Order::Weight,
        (remove, order) => {
            return Err(EngineError::parameter(
                "order",
                format!("{order} with remove {remove}"),
                Words::new(
                    "节点用 random、degree、degree_again、strength 或 betweenness；连线用 random 或 weight",
                    "for nodes random, degree, degree_again, strength or betweenness; for links random or weight",
                ),
            ));
        }
    };
    let points = usize::try_from(inputs.integer("points")).unwrap_or(usize::MAX);
    let (mut rows, mut findings) = (Vec::new(), Vec::new());
    for (layer, graph) in graphs.list.iter().filter(|(_, graph)| graph.edges() > 0) {
        let (found, own) = robustness::robustness(graph, order);
        findings.extend(own);
        let all = found.largest.len() - 1;
        let name = |gone: robustness::Gone| match gone {
            robustness::Gone::Node(node) => graphs.scaled.nodes[node as usize].clone(),
            robustness::Gone::Link(one, two) => {
                format!("{}|{}", graphs.scaled.nodes[one as usize], graphs.scaled.nodes[two as usize])
            }
        };
        // Evenly spread, first and last among them.
        let mut steps: Vec<usize> =
            if all < points { (0..=all).collect() } else { (0..points).map(|n| n * all / (points - 1)).collect() };
        steps.dedup();
        for step in steps {
            let last = found.gone.as_ref().zip(step.checked_sub(1)).map(|(gone, place)| name(gone[place]));
            rows.push(vec![
                layer_cell(*layer),
                step.into(),
                Some(step as f64 / all as f64).into(),
                last.into(),
                Some(found.largest[step]).into(),
                Some(found.least[step]).into(),
                Some(found.most[step]).into(),
                found.r.into(),
            ]);
        }
    }
    graphs.findings.extend(findings);
    Ok(graphs.answer(&robustness::METHOD, &rows, None))
}

fn run_asymmetry_test(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scaled = Scaled::new(&bound.scene, scale(inputs)?)?;
    let flow = if inputs.choice("flow") == "weight" { Flow::Weight } else { Flow::Links };
    let (found, findings) =
        asymmetry_test::asymmetry_test(&scaled.network, &filter(inputs), flow, small(inputs, "draws"), seed(inputs));
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .map(|one| {
            vec![
                layer_cell(Some(one.layer)),
                scaled.id(one.node),
                scaled.id(one.partner),
                Some(one.outward).into(),
                Some(one.inward).into(),
                one.links.into(),
                one.asymmetry.into(),
                one.expected.into(),
                one.p.into(),
                one.q.into(),
            ]
        })
        .collect();
    let note = Words::new(
        "只取单向联系；零假设：流量与两端的发出和接收成比例，不流向自身",
        "one-way links only; null: flows in proportion to what each end sends and receives, none to itself",
    );
    Ok(scaled.answer_as(&asymmetry_test::METHOD, &rows, findings, note))
}
