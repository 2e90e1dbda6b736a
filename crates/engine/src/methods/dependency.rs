//! Binding dependency: imports of an area, chokepoints of a chain, suppliers that stop.

use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::regions::LATEST;
use crate::rows::Rows;
use liantu_model::{Diagnostic, Language, Method, Observation, Period, Words};
use liantu_simulation::cascade::found;
use liantu_simulation::dependency::chain::{Chain, Supply};
use liantu_simulation::dependency::chokepoints::{
    self, Diagnosis, Offer, concentration, cut_nodes, dependents, diagnose, single,
};
use liantu_simulation::dependency::imports::{self, Thresholds, Trade, import_dependency, two_of_three};
use liantu_simulation::dependency::stop::{self, supply_stop};
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &imports::METHOD, run: run_import_dependency },
    Entry { method: &chokepoints::METHOD, run: run_chokepoints },
    Entry { method: &stop::METHOD, run: run_supply_stop },
];

pub(super) fn answer(
    method: &'static Method,
    rows: &[Vec<Cell>],
    diagnostics: Vec<Diagnostic>,
    observation: Observation,
    described: (&str, String),
) -> Answer {
    Answer {
        columns: columns(method.outputs, rows),
        notes: Vec::new(),
        observation,
        diagnostics,
        inputs: BTreeMap::from([(described.0.to_owned(), described.1)]),
    }
}

pub(super) fn modelled(table: &Rows) -> Observation {
    (0..table.len()).map(|row| table.observation(row)).max().unwrap_or_default()
}

/// Flows of one item in one period.
#[derive(Default)]
struct Flows {
    outside: BTreeMap<String, f64>,
    home: f64,
    exports: f64,
    world: BTreeMap<String, f64>,
}

fn run_import_dependency(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let rows = &bound.flow;
    let area = inputs
        .text("area")
        .ok_or_else(|| EngineError::parameter("area", "", Words::new("区域代码", "the code of a region")))?;
    let home = inputs.text("home").unwrap_or(area);
    let regions = &bound.scene.regions;
    let within = |code: &str, of: &str| code == of || regions.within(code, of, LATEST);
    let mut borders = inputs.choice("bands").split([',', '，']).map(|word| word.trim().parse::<f64>());
    let (Some(Ok(low)), Some(Ok(high)), None) = (borders.next(), borders.next(), borders.next()) else {
        return Err(EngineError::parameter(
            "bands",
            inputs.choice("bands"),
            Words::new("两个数，如 0.1,0.18", "two numbers such as 0.1,0.18"),
        ));
    };
    let (layers, window) = (inputs.layers("layers"), inputs.period("period"));
    let inside = |label: Option<&str>| {
        let Some(window) = window else { return true };
        label.and_then(|label| label.parse::<Period>().ok()).is_some_and(|period| {
            window.start <= period.start && window.end.is_none_or(|end| period.end.is_some_and(|own| own <= end))
        })
    };
    let mut units: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut parts: BTreeMap<(&str, &str), Flows> = BTreeMap::new();
    let mut without = 0;
    for row in 0..rows.len() {
        let (Some(from), Some(to)) = (rows.text("origin", row), rows.text("destination", row)) else { continue };
        let layer = inputs.text("layers").is_none()
            || rows.text("layer", row).is_some_and(|code| layers.iter().any(|layer| layer.code() == code));
        let unit = inputs.text("unit").is_none_or(|unit| rows.text("unit", row) == Some(unit));
        if from == to || !layer || !unit || !inside(rows.text("period", row)) {
            continue;
        }
        let item = rows.text("item", row).unwrap_or_default();
        let value = rows.number("value", row).unwrap_or(f64::NAN);
        let (own_from, own_to) = (within(from, area), within(to, area));
        if own_from && own_to {
            continue;
        }
        units.entry(item).or_default().insert(rows.text("unit", row).unwrap_or("none"));
        without += usize::from(value.is_nan());
        let flows = parts.entry((item, rows.text("period", row).unwrap_or_default())).or_default();
        if own_to && within(from, home) {
            flows.home += value;
        } else if own_to {
            *flows.outside.entry(from.to_owned()).or_insert(0.0) += value;
        } else if own_from && !within(to, home) {
            flows.exports += value;
        }
        let origin = if own_from { area } else { from };
        *flows.world.entry(origin.to_owned()).or_insert(0.0) += value;
    }
    if let Some((item, units)) = units.iter().find(|(_, units)| units.len() > 1) {
        let found = units.iter().copied().collect::<Vec<_>>().join(", ");
        return Err(EngineError::parameter(
            "unit",
            found,
            Words::new(
                format!("物品 `{item}` 的单位之一：不同单位不能相加"),
                format!("one of these for item `{item}`: they cannot be added"),
            ),
        ));
    }
    let thresholds = Thresholds {
        concentration: inputs.number("concentration"),
        outside_share: inputs.number("outside_share"),
        import_ratio: inputs.number("import_ratio"),
        world_concentration: inputs.number("world_concentration"),
    };
    let found_of: Vec<_> = parts
        .iter()
        .map(|(key, flows)| {
            let trade = Trade {
                outside: flows.outside.values().copied().collect(),
                home: flows.home,
                exports: flows.exports,
                world: flows.world.values().copied().collect(),
            };
            (key, flows, import_dependency(&trade, &thresholds))
        })
        .collect();
    let mut table = Vec::new();
    for of_item in found_of.chunk_by(|one, two| one.0.0 == two.0.0) {
        let verdicts: Vec<Option<bool>> = of_item.iter().map(|(_, _, found)| found.dependent_world).collect();
        for (((item, period), flows, found), persistent) in of_item.iter().zip(two_of_three(&verdicts)) {
            let outside: f64 = flows.outside.values().sum();
            let known = |number: f64| Cell::Number(Some(number).filter(|number| !number.is_nan()));
            let largest = flows.outside.iter().fold(None, |best: Option<(&String, f64)>, (source, &value)| {
                if value > best.map_or(0.0, |best| best.1) { Some((source, value)) } else { best }
            });
            let band = found.concentration.map(|value| match value {
                value if value < low => "low".to_owned(),
                value if value < high => "moderate".to_owned(),
                _ => "high".to_owned(),
            });
            table.push(vec![
                Cell::Text(Some((*item).to_owned()).filter(|item| !item.is_empty())),
                Cell::Text(Some((*period).to_owned()).filter(|period| !period.is_empty())),
                known(outside),
                known(flows.home),
                known(flows.exports),
                flows.outside.len().into(),
                // The largest of those known need not be the largest.
                Cell::Text(largest.filter(|_| !outside.is_nan()).map(|largest| largest.0.clone())),
                found.concentration.into(),
                band.into(),
                found.outside_share.into(),
                found.import_ratio.filter(|ratio| ratio.is_finite()).into(),
                found.world_concentration.into(),
                Cell::Boolean(found.dependent),
                Cell::Boolean(found.dependent_world),
                Cell::Boolean(persistent),
            ]);
        }
    }
    let findings = (without > 0).then(|| found("SIM351", "flow", without)).into_iter().collect();
    let described = format!("{} items and periods, area {area}, home {home}", parts.len());
    Ok(answer(&imports::METHOD, &table, findings, modelled(rows), ("flows", described)))
}

/// The tables of a chain, numbered.
pub(super) struct Bundle<'b> {
    pub nodes: Vec<String>,
    pub names: Vec<Option<String>>,
    pub need: Vec<Option<f64>>,
    pub providers: Vec<String>,
    pub chain: Chain,
    /// Row of the table for each supply.
    pub rows: Vec<usize>,
    pub table: &'b Rows,
    pub findings: Vec<Diagnostic>,
}

fn number_of(words: &mut Vec<String>, numbers: &mut HashMap<String, u32>, word: &str) -> u32 {
    *numbers.entry(word.to_owned()).or_insert_with(|| {
        words.push(word.to_owned());
        words.len() as u32 - 1
    })
}

impl<'b> Bundle<'b> {
    pub fn new(bound: &'b Bound, inputs: &Inputs) -> Self {
        let (node, edge, table) = (bound.rows("chain_node"), bound.rows("chain_edge"), bound.rows("chain_supply"));
        let (mut nodes, mut numbers) = (Vec::new(), HashMap::new());
        let (mut names, mut need) = (Vec::new(), Vec::new());
        for row in 0..node.len() {
            let Some(id) = node.text("node", row) else { continue };
            number_of(&mut nodes, &mut numbers, id);
            if names.len() < nodes.len() {
                let title = node.title("name_zh", "name_en", row, id);
                names.push(Some(title.get(Language::Zh).to_owned()));
                need.push(node.number("need", row));
            }
        }
        let (mut goes_into, mut is_type_of) = (Vec::new(), Vec::new());
        for row in 0..edge.len() {
            let Some(from) = edge.text("node", row) else { continue };
            let from = number_of(&mut nodes, &mut numbers, from);
            for (column, pairs) in [("goes_into", &mut goes_into), ("is_type_of", &mut is_type_of)] {
                if let Some(to) = edge.text(column, row) {
                    pairs.push((from, number_of(&mut nodes, &mut numbers, to)));
                }
            }
        }
        let kind = inputs.choice("providers");
        let (mut providers, mut provider_numbers) = (Vec::new(), HashMap::new());
        let (mut supply, mut rows) = (Vec::new(), Vec::new());
        for row in 0..table.len() {
            let (Some(of), Some(provider)) = (table.text("node", row), table.text("provider", row)) else { continue };
            if kind != "all" && table.text("provider_kind", row) != Some(kind) {
                continue;
            }
            supply.push(Supply {
                node: number_of(&mut nodes, &mut numbers, of),
                provider: number_of(&mut providers, &mut provider_numbers, provider),
                share: table.number("share", row),
            });
            rows.push(row);
        }
        names.resize(nodes.len(), None);
        need.resize(nodes.len(), None);
        let unknown = supply.iter().filter(|supply| supply.share.is_none()).count();
        let findings = (unknown > 0).then(|| found("SIM352", "chain_supply", unknown)).into_iter().collect();
        let chain = Chain::new(nodes.len(), &goes_into, &is_type_of, supply);
        Self { nodes, names, need, providers, chain, rows, table, findings }
    }

    pub fn head(&self, node: u32) -> [Cell; 2] {
        [self.nodes[node as usize].as_str().into(), Cell::Text(self.names[node as usize].clone())]
    }

    pub fn described(&self) -> (&'static str, String) {
        ("chain", format!("{} products, {} rows of supply", self.nodes.len(), self.rows.len()))
    }
}

#[expect(clippy::unnecessary_wraps, reason = "every method runs through one signature")]
fn run_chokepoints(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut bundle = Bundle::new(bound, inputs);
    let home = inputs.text("home");
    let regions = &bound.scene.regions;
    let cut = cut_nodes(&bundle.chain);
    let (dominant, pain) = (inputs.number("dominant"), inputs.number("pain"));
    let (mut rows, mut silent) = (Vec::new(), 0);
    for node in (0u32..).take(bundle.nodes.len()) {
        let own = concentration(&bundle.chain, node);
        silent += usize::from(own.suppliers == 0);
        let offers: Vec<Offer> = bundle
            .chain
            .supplies(node)
            .zip(bundle.rows_of(node))
            .map(|(_, row)| Offer {
                home: home.and_then(|home| {
                    let place = bundle.table.text("region", row)?;
                    Some(place == home || regions.within(place, home, LATEST))
                }),
                capacity: bundle.table.number("capacity", row),
                cost: bundle.table.number("unit_cost", row),
                lead: bundle.table.number("lead_days", row),
            })
            .collect();
        let told =
            if home.is_some() { diagnose(&offers, bundle.need[node as usize], pain) } else { Diagnosis::default() };
        let named: Vec<&str> = [(told.broken, "break"), (told.blocked, "block"), (told.painful, "pain")]
            .into_iter()
            .filter(|(holds, _)| *holds == Some(true))
            .map(|(_, name)| name)
            .collect();
        let mut row = bundle.head(node).to_vec();
        row.extend([
            own.suppliers.into(),
            own.unknown.into(),
            Cell::Text(own.largest.map(|(provider, _)| bundle.providers[provider as usize].clone())),
            own.largest.map(|(_, share)| share).into(),
            own.bounds.filter(|[lower, upper]| upper - lower < 1e-12).map(|[lower, _]| lower).into(),
            own.bounds.map(|[lower, _]| lower).into(),
            own.bounds.map(|[_, upper]| upper).into(),
            Cell::Boolean(single(&own, dominant)),
            cut[node as usize].into(),
            dependents(&bundle.chain, node).into(),
            Cell::Boolean(told.broken),
            Cell::Boolean(told.blocked),
            Cell::Boolean(told.painful),
            Cell::Text(Some(named.join("|")).filter(|named| !named.is_empty())),
        ]);
        rows.push(row);
    }
    if silent > 0 {
        bundle.findings.push(found("SIM353", "chain_node", silent));
    }
    let described = bundle.described();
    Ok(answer(&chokepoints::METHOD, &rows, bundle.findings, modelled(bundle.table), described))
}

impl Bundle<'_> {
    /// Rows of the table for the supplies of a product, in their order.
    fn rows_of(&self, node: u32) -> Vec<usize> {
        let own = |row: &&usize| self.table.text("node", **row) == Some(self.nodes[node as usize].as_str());
        self.rows.iter().filter(own).copied().collect()
    }
}

fn run_supply_stop(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut bundle = Bundle::new(bound, inputs);
    let listed = |name: &str| -> Vec<String> {
        let words = inputs.text(name).unwrap_or_default().split([',', '，', ';', '；']).map(str::trim);
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let (who, what) = (listed("provider"), listed("nodes"));
    if who.is_empty() {
        return Err(EngineError::parameter(
            "provider",
            "",
            Words::new("表 chain_supply 中的某个供应方", "a provider of the table chain_supply"),
        ));
    }
    let mut assumed: HashMap<(String, String), f64> = HashMap::new();
    for term in listed("assume") {
        let parsed = term.split_once('=').and_then(|(supply, share)| {
            let (node, provider) = supply.split_once('@')?;
            let share = share.trim().parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share))?;
            Some(((node.trim().to_owned(), provider.trim().to_owned()), share))
        });
        let (supply, share) = parsed.ok_or_else(|| {
            EngineError::parameter(
                "assume",
                term.as_str(),
                Words::new("如 N31@JPN=0.9 的写法，取 0 到 1", "terms such as N31@JPN=0.9, from 0 to 1"),
            )
        })?;
        assumed.insert(supply, share);
    }
    let names = |place: usize| {
        let row = bundle.rows[place];
        (bundle.table.text("node", row).unwrap_or_default(), bundle.table.text("provider", row).unwrap_or_default())
    };
    let stops = |place: usize| {
        let (node, provider) = names(place);
        who.iter().any(|name| name == provider) && (what.is_empty() || what.iter().any(|name| name == node))
    };
    let share = |place: usize| {
        let (node, provider) = names(place);
        // What is observed stands against what is assumed.
        bundle
            .table
            .number("share", bundle.rows[place])
            .or_else(|| assumed.get(&(node.to_owned(), provider.to_owned())).copied())
    };
    let lost = supply_stop(&bundle.chain, stops, share);
    let vague = lost.iter().filter(|lost| lost.loss[1] - lost.loss[0] > 1e-12).count();
    bundle.findings.clear();
    if vague > 0 {
        bundle.findings.push(found("SIM352", "chain_supply", vague));
    }
    if lost.is_empty() {
        bundle.findings.push(found("SIM354", "chain_supply", 1).found(who.join(", ")));
    }
    let rows: Vec<Vec<Cell>> = lost
        .iter()
        .map(|lost| {
            let [lower, upper] = lost.loss;
            let mut row = bundle.head(lost.node).to_vec();
            row.extend([
                lost.step.into(),
                Some(lower).filter(|_| upper - lower <= 1e-12).into(),
                Some(lower).into(),
                Some(upper).into(),
                Cell::Text(lost.cause.map(|cause| bundle.nodes[cause as usize].clone())),
                lost.relation.word().into(),
            ]);
            row
        })
        .collect();
    let described = bundle.described();
    Ok(answer(&stop::METHOD, &rows, bundle.findings, Observation::Simulated, described))
}
