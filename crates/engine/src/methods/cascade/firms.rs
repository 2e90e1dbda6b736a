//! The network of firms that the table of flows holds.

use super::shock::{Condition, Term, belongs, standard};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::methods::Bound;
use crate::methods::network::scale;
use crate::regions::LATEST;
use crate::rows::Rows;
use crate::{Scale, methods::sheet::Cell};
use liantu_model::{Diagnostic, Method, Period, Words};
use liantu_simulation::cascade::{
    Class, Dialect, Essentiality, FirmNetwork, Links, Rules, Shock, Technology, Unknown, found,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Who sells or buys: an actor, or whoever sells an item out of a region where no seller is named.
struct Unit {
    id: String,
    region: Option<String>,
    industry: Option<String>,
    /// What it belongs to at the scale asked for.
    node: u32,
    /// Sales by item: known value, and whether some are unknown.
    sales: BTreeMap<String, (f64, bool)>,
}

/// The network, its labels and its rules.
pub(super) struct Firms {
    pub network: FirmNetwork,
    pub essentiality: Essentiality,
    pub rules: Rules,
    /// Whether a share is assumed for flows of unknown value.
    pub assumed: bool,
    pub nodes: Vec<Node>,
    pub weights: Vec<f64>,
    pub findings: Vec<Diagnostic>,
    pub described: String,
    /// The unit of the flows, where they have one.
    pub unit: Option<String>,
    units: Vec<Unit>,
}

/// A node of the network.
pub(super) struct Node {
    pub id: String,
    pub region: Option<String>,
    pub industry: Option<String>,
}

/// A flow that counts.
struct Flow {
    seller: u32,
    buyer: Option<u32>,
    value: f64,
}

/// Units in the order of their first use.
struct Units<'b> {
    bound: &'b Bound,
    rows: &'b Rows,
    numbers: HashMap<String, u32>,
    list: Vec<Unit>,
}

impl Units<'_> {
    fn actor(&mut self, id: &str, place: &'static str, row: usize) -> u32 {
        if let Some(&number) = self.numbers.get(id) {
            return number;
        }
        let known = self.bound.scene.actor_number.get(id).map(|&number| &self.bound.scene.actors[number as usize]);
        let region =
            known.and_then(|actor| actor.region.clone()).or_else(|| self.rows.text(place, row).map(str::to_owned));
        self.add(id.to_owned(), region, known.and_then(|actor| actor.industry.clone()))
    }

    /// Whoever sells `item` out of `region`.
    fn unnamed(&mut self, region: &str, item: Option<&str>) -> u32 {
        let id = item.map_or_else(|| region.to_owned(), |item| format!("{region}/{item}"));
        match self.numbers.get(&id) {
            Some(&number) => number,
            None => self.add(id, Some(region.to_owned()), item.map(str::to_owned)),
        }
    }

    fn add(&mut self, id: String, region: Option<String>, industry: Option<String>) -> u32 {
        let number = self.list.len() as u32;
        self.numbers.insert(id.clone(), number);
        self.list.push(Unit { id, region, industry, node: number, sales: BTreeMap::new() });
        number
    }
}

impl Firms {
    pub fn bind(method: &'static Method, bound: &Bound, inputs: &Inputs) -> Result<Self, EngineError> {
        let rows = &bound.flow;
        let (taken, unit) = chosen(rows, inputs)?;
        let mut all = Units { bound, rows, numbers: HashMap::new(), list: Vec::new() };
        let (mut flows, mut negative) = (Vec::new(), 0);
        for &row in &taken {
            let value = rows.number("value", row).unwrap_or(f64::NAN);
            if value < 0.0 {
                negative += 1;
                continue;
            }
            let item = rows.text("item", row);
            let seller = match rows.text("from_actor", row) {
                Some(id) => all.actor(id, "origin", row),
                None => all.unnamed(rows.text("origin", row).unwrap_or_default(), item),
            };
            let buyer = rows.text("to_actor", row).map(|id| all.actor(id, "destination", row));
            let sold = all.list[seller as usize].sales.entry(item.unwrap_or_default().to_owned()).or_default();
            if value.is_nan() {
                sold.1 = true;
            } else {
                sold.0 += value;
            }
            flows.push(Flow { seller, buyer, value });
        }
        let mut units = all.list;
        let nodes = gather(bound, scale(inputs)?, &mut units);
        let mut findings = Vec::new();
        let network = network(method, &nodes, &units, &flows, &mut findings)?;
        if negative > 0 {
            findings.push(found("SIM307", "flow", negative));
        }
        let (rules, assumed) = rules(inputs)?;
        let essentiality = essentiality(bound, inputs, &nodes, &mut findings);
        let weights = match inputs.text("weight") {
            Some("equal") => vec![1.0; nodes.len()],
            Some("sales") => network.sales().to_vec(),
            _ if rules.final_demand => network.output(),
            _ => network.sales().to_vec(),
        };
        if network.output() == network.sales() && network.links() > 0 {
            findings.push(found("SIM308", "flow", 1));
        }
        let described = format!(
            "{} nodes, {} links, {} of them of unknown value; {} rows of flow without an actor at either end or outside the choice",
            network.firms(),
            network.links(),
            network.unknown(),
            rows.len() - taken.len()
        );
        Ok(Self { network, essentiality, rules, assumed, nodes, weights, findings, described, unit, units })
    }

    /// The shocks that the terms name. Of several terms for one unit the largest part counts.
    pub fn shocks(&mut self, bound: &Bound, terms: &[Term]) -> Vec<Shock> {
        let mut lost = vec![0.0f64; self.units.len()];
        let mut struck = vec![false; self.units.len()];
        for term in terms {
            let (mut hits, mut vague) = (0, 0);
            for (place, unit) in self.units.iter().enumerate() {
                if !term.conditions.iter().all(|condition| unit.meets(bound, condition)) {
                    continue;
                }
                let Some(part) = term.item().map_or(Some(1.0), |item| unit.part(item)) else {
                    vague += 1;
                    continue;
                };
                hits += 1;
                struck[place] = true;
                lost[place] = lost[place].max(term.part * part);
            }
            if vague > 0 {
                self.findings.push(found("SIM310", "flow", vague).found(&*term.words));
            } else if hits == 0 {
                self.findings.push(found("SIM303", "flow", 1).found(&*term.words));
            }
        }
        // A node loses what its units lose, by their output; where none is known, each counts the same.
        let mut of_node: BTreeMap<u32, [f64; 4]> = BTreeMap::new();
        for (place, unit) in self.units.iter().enumerate() {
            let own: f64 = unit.sales.values().map(|sold| sold.0).sum();
            let sums = of_node.entry(unit.node).or_default();
            for (sum, add) in sums.iter_mut().zip([own * lost[place], own, lost[place], 1.0]) {
                *sum += add;
            }
        }
        let hit: BTreeSet<u32> =
            self.units.iter().zip(&struck).filter(|(_, struck)| **struck).map(|(unit, _)| unit.node).collect();
        hit.into_iter()
            .map(|node| {
                let [weighted, output, plain, count] = of_node[&node];
                Shock::both(node, if output > 0.0 { weighted / output } else { plain / count })
            })
            .collect()
    }

    pub fn id(&self, node: u32) -> Cell {
        self.nodes[node as usize].id.as_str().into()
    }

    pub fn region(&self, node: u32) -> Cell {
        Cell::Text(self.nodes[node as usize].region.clone())
    }

    pub fn industry(&self, node: u32) -> Cell {
        Cell::Text(self.nodes[node as usize].industry.clone())
    }
}

impl Unit {
    fn meets(&self, bound: &Bound, condition: &Condition) -> bool {
        match condition {
            Condition::Region(code) => self
                .region
                .as_deref()
                .is_some_and(|region| region == code || bound.scene.regions.within(region, code, LATEST)),
            Condition::Actor(id) => self.id == *id,
            Condition::Sector(code) => self.industry.as_deref().is_some_and(|industry| belongs(industry, code)),
            Condition::Item(item) => self.sales.contains_key(item),
        }
    }

    /// The part of its sales that `item` is; `None` where that is unknown.
    fn part(&self, item: &str) -> Option<f64> {
        let own = self.sales.get(item)?;
        if self.sales.len() == 1 {
            return Some(1.0);
        }
        let all: f64 = self.sales.values().map(|sold| sold.0).sum();
        (all > 0.0 && self.sales.values().all(|sold| !sold.1)).then(|| own.0 / all)
    }
}

/// What stands for the unit of flows that have none.
const NO_UNIT: &str = "none";

/// The rows that count: in the period and the layers, with an actor at either end, in one unit, which is told.
fn chosen(rows: &Rows, inputs: &Inputs) -> Result<(Vec<usize>, Option<String>), EngineError> {
    let (layers, within) = (inputs.layers("layers"), inputs.period("period"));
    let inside = |label: Option<&str>| {
        let Some(within) = within else { return true };
        label.and_then(|label| label.parse::<Period>().ok()).is_some_and(|period| {
            within.start <= period.start && within.end.is_none_or(|end| period.end.is_some_and(|own| own <= end))
        })
    };
    let unit = inputs.text("unit");
    let known = |row: usize| rows.number("value", row).is_some();
    let taken: Vec<usize> = (0..rows.len())
        .filter(|&row| {
            (rows.text("from_actor", row).is_some() || rows.text("to_actor", row).is_some())
                && inside(rows.text("period", row))
                && (inputs.text("layers").is_none()
                    || rows.text("layer", row).is_some_and(|code| layers.iter().any(|layer| layer.code() == code)))
                && (unit.is_none() || rows.text("unit", row) == unit || !known(row))
        })
        .collect();
    let units: BTreeSet<&str> =
        taken.iter().filter(|&&row| known(row)).map(|&row| rows.text("unit", row).unwrap_or(NO_UNIT)).collect();
    if units.len() > 1 {
        let list = units.into_iter().collect::<Vec<_>>().join(", ");
        return Err(EngineError::parameter(
            "unit",
            "",
            Words::new(
                format!("流量单位之一，不同单位不能相加：{list}"),
                format!("one of the units of the flows, which cannot be added: {list}"),
            ),
        ));
    }
    let unit = units.first().filter(|unit| **unit != NO_UNIT).map(|unit| (*unit).to_owned());
    Ok((taken, unit))
}

/// The nodes at this scale: units themselves, or the industries of each region.
fn gather(bound: &Bound, scale: Scale, units: &mut [Unit]) -> Vec<Node> {
    if scale == Scale::Actor {
        let node =
            |unit: &Unit| Node { id: unit.id.clone(), region: unit.region.clone(), industry: unit.industry.clone() };
        return units.iter().map(node).collect();
    }
    let (mut numbers, mut nodes) = (HashMap::<String, u32>::new(), Vec::new());
    for unit in units {
        let gathered = |code: &str| bound.scene.regions.gather(code, scale.word(), LATEST).to_owned();
        let region = unit.region.as_deref().map(gathered);
        let id = format!("{}/{}", region.as_deref().unwrap_or_default(), unit.industry.as_deref().unwrap_or_default());
        unit.node = *numbers.entry(id.clone()).or_insert_with(|| {
            nodes.push(Node { id, region, industry: unit.industry.clone() });
            nodes.len() as u32 - 1
        });
    }
    nodes
}

fn network(
    method: &'static Method,
    nodes: &[Node],
    units: &[Unit],
    flows: &[Flow],
    findings: &mut Vec<Diagnostic>,
) -> Result<FirmNetwork, EngineError> {
    let industries: BTreeSet<&str> = nodes.iter().filter_map(|node| node.industry.as_deref()).collect();
    let numbers: HashMap<&str, u32> = industries.iter().copied().zip(0..).collect();
    let mut alone = industries.len() as u32..;
    // A node of unknown industry is a market of its own.
    let sector: Vec<u32> = nodes
        .iter()
        .map(|node| node.industry.as_deref().map_or_else(|| alone.next().unwrap_or(u32::MAX), |code| numbers[code]))
        .collect();
    let unknown = nodes.iter().filter(|node| node.industry.is_none()).count();
    if unknown > 0 {
        findings.push(found("SIM305", "actor", unknown));
    }
    // What a pair trades in several rows is one link, of unknown value only where no row has one.
    let mut pairs: BTreeMap<(u32, u32), (f64, bool)> = BTreeMap::new();
    let (mut outside, mut without) = (vec![0.0; nodes.len()], 0);
    for flow in flows {
        let seller = units[flow.seller as usize].node;
        match flow.buyer.map(|buyer| units[buyer as usize].node) {
            Some(buyer) => {
                let sum = pairs.entry((seller, buyer)).or_default();
                if flow.value.is_nan() {
                    without += 1;
                } else {
                    *sum = (sum.0 + flow.value, true);
                }
            }
            None if flow.value.is_nan() => without += 1,
            None => outside[seller as usize] += flow.value,
        }
    }
    if without > 0 {
        findings.push(found("SIM301", "flow", without));
    }
    let seller: Vec<u32> = pairs.keys().map(|pair| pair.0).collect();
    let buyer: Vec<u32> = pairs.keys().map(|pair| pair.1).collect();
    let value: Vec<f64> = pairs.values().map(|&(sum, known)| if known { sum } else { f64::NAN }).collect();
    let links = Links { seller: &seller, buyer: &buyer, value: &value };
    FirmNetwork::new(sector, links, &outside).map_err(|error| {
        let found = Words::new("流量相加后不是有限的数", format!("its values cannot be added up: {error}"));
        crate::methods::absent(method, "flow", found)
    })
}

fn rules(inputs: &Inputs) -> Result<(Rules, bool), EngineError> {
    let dialect = match inputs.text("dialect") {
        Some("paper") => Dialect::Paper,
        Some("julia") => Dialect::Julia,
        _ => Dialect::FastCascade,
    };
    let technology = match inputs.text("rule") {
        Some("linear") => Technology::Linear,
        Some("leontief") => Technology::Leontief,
        _ => Technology::Mixed,
    };
    let assumed = match inputs.text("assume") {
        Some(text) => {
            let share = text.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share));
            Some(share.ok_or_else(|| {
                EngineError::parameter("assume", text, Words::new(" 0 到 1 的份额", "a share from 0 to 1"))
            })?)
        }
        None => None,
    };
    // Which part of the seller's output an unknown flow takes is not what the buyer's share says.
    let unknown = assumed.map_or(Unknown::LEAST, |down| Unknown { down, up: 0.0 });
    // A method that has no such parameter has no use for it.
    let number = |name: &str| inputs.text(name).and_then(|text| text.parse::<f64>().ok());
    let rules = Rules {
        rounds: inputs.text("rounds").and_then(|text| text.parse().ok()).unwrap_or(u32::MAX),
        replaceability: number("replaceability").unwrap_or(1.0),
        technology,
        final_demand: inputs.text("final_demand") != Some("false"),
        unknown,
        ..Rules::of(dialect, number("epsilon").unwrap_or(0.01))
    };
    Ok((rules, assumed.is_some()))
}

/// The classes: the most specific row of the table holds, else the default.
fn essentiality(bound: &Bound, inputs: &Inputs, nodes: &[Node], findings: &mut Vec<Diagnostic>) -> Essentiality {
    let table = bound.rows("essentiality");
    if table.len() == 0 && inputs.text("rule") == Some("mixed") {
        findings.push(found("SIM306", "essentiality", 1));
    }
    let mut listed: HashMap<(&str, &str), Class> = HashMap::new();
    for row in 0..table.len() {
        let code = |column| table.text(column, row).unwrap_or_default();
        if let Some(class) = table.text("class", row).and_then(Class::parse) {
            listed.insert((code("supplier_industry"), code("buyer_industry")), class);
        }
    }
    let industries: Vec<&str> =
        nodes.iter().filter_map(|node| node.industry.as_deref()).collect::<BTreeSet<_>>().into_iter().collect();
    let default = inputs.text("default_class").unwrap_or("non_essential");
    let physical = |code: &str| standard(code) && code.starts_with(|letter| ('A'..='E').contains(&letter));
    let unlisted = |supplying: &str, buying: &str| match default {
        "essential" => Class::Essential,
        "negligible" => Class::Negligible,
        "physical" if physical(supplying) && physical(buying) => Class::Essential,
        _ => Class::NonEssential,
    };
    let named: HashSet<&str> = listed.keys().flat_map(|pair| [pair.0, pair.1]).collect();
    // Prefixes of each code that the table names, longest first; the last is blank.
    let prefixes: Vec<Vec<&str>> = industries
        .iter()
        .map(|code| {
            let ends = (0..=code.len()).rev().filter(|&end| code.is_char_boundary(end));
            let whole = |end: usize| end == 0 || end == code.len() || standard(code);
            ends.filter(|&end| whole(end)).map(|end| &code[..end]).filter(|code| named.contains(code)).collect()
        })
        .collect();
    let class = |supplying: u32, buying: u32| {
        let (one, two) = (supplying as usize, buying as usize);
        let mut best: Option<(usize, Class)> = None;
        for supplier in &prefixes[one] {
            for buyer in &prefixes[two] {
                let length = supplier.len() + buyer.len();
                if let Some(&class) = listed.get(&(*supplier, *buyer))
                    && best.is_none_or(|best| length > best.0)
                {
                    best = Some((length, class));
                }
            }
        }
        best.map_or_else(|| unlisted(industries[one], industries[two]), |best| best.1)
    };
    let other = listed.get(&("", "")).copied().unwrap_or_else(|| unlisted("", ""));
    Essentiality::new(industries.len() as u32, other, class)
}
