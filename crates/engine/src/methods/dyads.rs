//! Binding the methods on matrices over pairs of nodes.

use super::communities::reading;
use super::network::{Scaled, filter, scale};
use super::sheet::Cell;
use super::{Answer, Bound, Entry};
use crate::indicator::listed;
use crate::inputs::Inputs;
use crate::{EngineError, Scale};
use liantu_model::{Layer, Method, Words};
use liantu_network::method::network_correlation::{self, layer_matrix, linked_nodes};
use liantu_network::method::network_regression;
use liantu_network::{Dyads, Relabelling, Tail, correlation, regression};
use std::collections::HashMap;

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &network_correlation::METHOD, run: run_network_correlation },
    Entry { method: &network_regression::METHOD, run: run_network_regression },
];

/// A matrix of this many nodes takes 128 MB.
const MOST_NODES: usize = 4096;

/// Where matrices come from.
struct Matrices<'b> {
    bound: &'b Bound,
    inputs: &'b Inputs,
    scaled: Scaled,
    nodes: Vec<u32>,
}

impl<'b> Matrices<'b> {
    fn new(bound: &'b Bound, inputs: &'b Inputs) -> Result<Self, EngineError> {
        let scaled = Scaled::new(&bound.scene, scale(inputs)?)?;
        let nodes = match inputs.choice("nodes") {
            "all" => (0..scaled.nodes.len() as u32).collect(),
            _ => linked_nodes(&scaled.network, &filter(inputs)),
        };
        if nodes.len() > MOST_NODES {
            return Err(EngineError::parameter(
                "scale",
                format!("{} nodes", nodes.len()),
                Words::new(
                    format!("更大的尺度或更少的网络：矩阵最多 {MOST_NODES} 个节点"),
                    format!("a wider scale or fewer layers: a matrix has at most {MOST_NODES} nodes"),
                ),
            ));
        }
        Ok(Self { bound, inputs, scaled, nodes })
    }

    /// The matrix of a layer, or of a measure of pairs of regions.
    fn get(&self, parameter: &str, name: &str) -> Result<Dyads, EngineError> {
        let filter = filter(self.inputs);
        if let Some(layer) = Layer::parse(name) {
            let log1p = self.inputs.choice("transform") == "log1p";
            return Ok(layer_matrix(&self.scaled.network, &filter, layer, reading(self.inputs), log1p, &self.nodes));
        }
        let absent = |expected: Words| EngineError::parameter(parameter, name, expected);
        if scale(self.inputs)? == Scale::Actor {
            return Err(absent(Words::new(
                "某个网络；区域对的度量需要区域的尺度",
                "a layer; measures of pairs of regions need a scale of regions",
            )));
        }
        let rows = self.bound.rows("region_pair");
        let place: HashMap<&str, usize> = self
            .nodes
            .iter()
            .enumerate()
            .map(|(place, &node)| (self.scaled.nodes[node as usize].as_str(), place))
            .collect();
        // Of several periods, the last counts.
        let mut cells: HashMap<(usize, usize), (String, f64)> = HashMap::new();
        let mut known = std::collections::BTreeSet::new();
        for row in 0..rows.len() {
            let Some(measure) = rows.text("measure", row) else { continue };
            known.insert(measure);
            if measure != name {
                continue;
            }
            let end = |column: &str| rows.text(column, row).and_then(|code| place.get(code)).copied();
            let (Some(from), Some(to)) = (end("from_region"), end("to_region")) else { continue };
            let period = rows.text("period", row).unwrap_or_default().to_owned();
            let value = rows.number("value", row).unwrap_or(f64::NAN);
            let cell = cells.entry((from, to)).or_insert_with(|| (period.clone(), value));
            if cell.0 < period {
                *cell = (period, value);
            }
        }
        if !known.contains(name) {
            let known = listed(known);
            return Err(absent(Words::new(
                format!("IND 一类的网络，或表 region_pair 的某个度量：{known}"),
                format!("a layer such as IND, or a measure of the table region_pair: {known}"),
            )));
        }
        Ok(Dyads::from_fn(self.nodes.len(), |from, to| cells.get(&(from, to)).map_or(f64::NAN, |cell| cell.1)))
    }

    fn relabelling(&self) -> Relabelling {
        Relabelling {
            draws: u32::try_from(self.inputs.integer("permutations")).unwrap_or(u32::MAX),
            seed: self.inputs.integer("seed").unsigned_abs(),
            tail: Tail::parse(self.inputs.choice("tail")).unwrap_or_default(),
        }
    }

    fn answer(&self, method: &'static Method, rows: &[Vec<Cell>], exact: bool, undefined: usize) -> Answer {
        let mut answer = self.scaled.answer(method, rows, network_correlation::findings(undefined));
        let count = self.nodes.len();
        answer.notes.push(Words::new(format!("{count} 个节点"), format!("{count} nodes")));
        answer.notes.push(if exact {
            Words::new("每种重新编号各取一次", "every relabelling taken once")
        } else {
            Words::new("随机重新编号，(M+1)/(R+1)", "random relabellings, (M+1)/(R+1)")
        });
        answer
    }
}

fn names(list: &str) -> Vec<&str> {
    list.split([',', '，', ';', '；', '、']).map(str::trim).filter(|name| !name.is_empty()).collect()
}

fn run_network_correlation(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let matrices = Matrices::new(bound, inputs)?;
    let layers: Vec<&str> = filter(inputs).layers.iter().map(Layer::code).collect();
    let wanted = inputs.text("matrices").map_or(layers, names);
    let tables: Vec<Dyads> = wanted.iter().map(|name| matrices.get("matrices", name)).collect::<Result<_, _>>()?;
    let (mut rows, mut exact, mut undefined) = (Vec::new(), false, 0);
    for one in 0..wanted.len() {
        for two in one + 1..wanted.len() {
            let found = correlation(&tables[one], &tables[two], matrices.relabelling());
            undefined += usize::from(found.is_none());
            exact |= found.is_some_and(|(found, _)| found.exact);
            let number =
                |of: fn(&liantu_network::Extremity) -> f64| Cell::Number(found.as_ref().map(|(found, _)| of(found)));
            rows.push(vec![
                wanted[one].into(),
                wanted[two].into(),
                number(|found| found.observed),
                number(|found| found.p),
                number(|found| found.mean),
                number(|found| found.deviation),
                found.map_or(Cell::Integer(None), |(_, pairs)| pairs.into()),
                found.map_or(Cell::Integer(None), |(found, _)| found.valid.into()),
            ]);
        }
    }
    Ok(matrices.answer(&network_correlation::METHOD, &rows, exact, undefined))
}

fn run_network_regression(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let matrices = Matrices::new(bound, inputs)?;
    let outcome = matrices.get("outcome", inputs.choice("outcome"))?;
    let wanted = names(inputs.choice("predictors"));
    let predictors: Vec<Dyads> =
        wanted.iter().map(|name| matrices.get("predictors", name)).collect::<Result<_, _>>()?;
    let found = regression(&outcome, &predictors, matrices.relabelling());
    let mut rows = Vec::new();
    let none = || Cell::Number(None);
    if let Some(fit) = &found {
        let tail = || [Some(fit.r2).into(), Some(fit.r2_adjusted).into(), fit.pairs.into()];
        let mut row = vec!["constant".into(), Some(fit.constant).into(), none(), none(), none()];
        row.extend(tail());
        row.push(Cell::Integer(None));
        rows.push(row);
        for (name, slope) in wanted.iter().zip(&fit.slopes) {
            let number = |of: fn(&liantu_network::Slope) -> f64| Cell::Number(slope.as_ref().map(of));
            let mut row = vec![
                (*name).into(),
                number(|slope| slope.value),
                number(|slope| slope.standardised),
                number(|slope| slope.t.observed),
                number(|slope| slope.t.p),
            ];
            row.extend(tail());
            row.push(slope.map_or(Cell::Integer(None), |slope| slope.t.valid.into()));
            rows.push(row);
        }
    }
    let exact = found.as_ref().is_some_and(|fit| fit.slopes.iter().flatten().any(|slope| slope.t.exact));
    let undefined = found.as_ref().map_or(1, |fit| fit.slopes.iter().filter(|slope| slope.is_none()).count());
    Ok(matrices.answer(&network_regression::METHOD, &rows, exact, undefined))
}
