//! Binding links of the transport network that close: a timetable, or pairs of regions as links.

use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::panel::Labels;
use crate::space::Pairs;
use crate::timetable::{Plan, basis};
use liantu_model::{Diagnostic, Method, Observation, Words};
use liantu_structure::space::closure::{self, Detour, detours, edge_connectivity, shortest, toll};
use liantu_structure::space::finding;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &closure::METHOD, run: run_link_closure },
    Entry { method: &closure::CRITICAL, run: run_critical_links },
];

/// From where to where in how many minutes.
type Durations = Vec<(u32, u32, f64)>;

/// Links without direction, the lower end first.
type Closed = BTreeSet<(u32, u32)>;

/// Links between stops, and the places between which times are asked for.
struct Network {
    period: String,
    /// Names of the ends of links.
    stops: Vec<String>,
    /// Names of the places.
    places: Vec<String>,
    /// Links without direction, the lower end first, and how many services use each.
    links: BTreeMap<(u32, u32), usize>,
    roads: Roads,
    findings: Vec<Diagnostic>,
    described: String,
}

enum Roads {
    Timetable(Box<Plan>, fn(&liantu_structure::space::TravelTime) -> Option<f64>),
    Links(Durations),
}

fn ends(from: u32, to: u32) -> (u32, u32) {
    (from.min(to), from.max(to))
}

impl Network {
    fn bind(method: &'static Method, bound: &Bound, inputs: &Inputs) -> Result<Vec<Self>, EngineError> {
        let (timetable, pairs) = (bound.rows("timetable"), bound.rows("region_pair"));
        if timetable.len() > 0 {
            let plans = Plan::bind(timetable, inputs)?;
            return Ok(plans.into_iter().map(|plan| Self::by_timetable(plan, inputs)).collect());
        }
        if pairs.len() == 0 {
            return Err(super::absent(method, "region_pair", super::NEITHER));
        }
        let measure = inputs.choice("measure");
        let of_measure = || (0..pairs.len()).filter(|&row| pairs.text("measure", row) == Some(measure));
        let codes: BTreeSet<&str> = of_measure()
            .flat_map(|row| [pairs.text("from_region", row), pairs.text("to_region", row)])
            .flatten()
            .collect();
        let labels = Labels(codes.into_iter().map(str::to_owned).collect());
        let mut periods: BTreeSet<&str> = match inputs.text("period") {
            Some(period) => BTreeSet::from([period]),
            None => of_measure().map(|row| pairs.text("period", row).unwrap_or_default()).collect(),
        };
        if periods.is_empty() {
            periods.insert("");
        }
        periods
            .into_iter()
            .map(|period| Ok(Self::by_pairs(&Pairs::bind(pairs, measure, &labels, period)?, &labels, period)))
            .collect()
    }

    fn by_timetable(mut plan: Plan, inputs: &Inputs) -> Self {
        let mut links: BTreeMap<(u32, u32), BTreeSet<u32>> = BTreeMap::new();
        for leg in plan.timetable.connections().iter().filter(|leg| leg.from != leg.to) {
            links.entry(ends(leg.from, leg.to)).or_default().insert(leg.service);
        }
        let (_, lost) = plan.times(&liantu_structure::space::Timetable::new(&[], plan.stations.len()).0);
        let mut findings = std::mem::take(&mut plan.findings);
        findings.extend(lost);
        Self {
            period: plan.period.clone(),
            stops: plan.stations.clone(),
            places: plan.places.0.clone(),
            links: links.into_iter().map(|(link, services)| (link, services.len())).collect(),
            findings,
            described: plan.described.clone(),
            roads: Roads::Timetable(Box::new(plan), basis(inputs)),
        }
    }

    fn by_pairs(found: &Pairs, labels: &Labels, period: &str) -> Self {
        let mut links: BTreeMap<(u32, u32), usize> = BTreeMap::new();
        let usable = |cell: &&(u32, u32, f64)| cell.0 != cell.1 && cell.2 >= 0.0;
        for cell in found.cells.iter().filter(usable) {
            *links.entry(ends(cell.0, cell.1)).or_default() += 1;
        }
        let useless = found.cells.iter().filter(|cell| cell.0 != cell.1 && !usable(cell)).count();
        let findings = (useless > 0).then(|| finding("STR433", "region_pair", useless)).into_iter().collect();
        Self {
            period: period.to_owned(),
            stops: labels.0.clone(),
            places: labels.0.clone(),
            links,
            roads: Roads::Links(found.cells.clone()),
            findings,
            described: found.described.en.clone(),
        }
    }

    /// Times with these links closed.
    fn times(&self, closed: &BTreeSet<(u32, u32)>) -> Durations {
        let open = |from: u32, to: u32| !closed.contains(&ends(from, to));
        match &self.roads {
            Roads::Timetable(plan, basis) => {
                let timetable = plan.timetable.without(|from, to| !open(from, to));
                let (legs, _) = plan.times(&timetable);
                legs.iter().filter_map(|time| Some((time.from, time.to, basis(time)?))).collect()
            }
            Roads::Links(links) => {
                let left: Durations = links.iter().copied().filter(|link| open(link.0, link.1)).collect();
                shortest(self.places.len(), &left)
            }
        }
    }

    /// Links whose ends have these names, as stops or as the places that they serve.
    fn named(&self, one: &str, two: Option<&str>) -> BTreeSet<(u32, u32)> {
        let is = |stop: u32, name: &str| {
            let served = match &self.roads {
                Roads::Timetable(plan, _) => {
                    plan.place[stop as usize].map(|place| self.places[place as usize].as_str())
                }
                Roads::Links(_) => None,
            };
            self.stops[stop as usize] == name || served == Some(name)
        };
        let takes = |&(from, to): &(u32, u32)| match two {
            Some(two) => (is(from, one) && is(to, two)) || (is(from, two) && is(to, one)),
            None => is(from, one) || is(to, one),
        };
        self.links.keys().copied().filter(takes).collect()
    }

    /// The links that the parameters close, and the names that close none.
    fn closed(&self, inputs: &Inputs) -> Result<(Closed, Vec<String>), EngineError> {
        let terms = |name: &str| -> Vec<String> {
            let text = inputs.text(name).unwrap_or_default().replace('；', ";").replace('｜', "|");
            text.split(';').map(str::trim).filter(|term| !term.is_empty()).map(str::to_owned).collect()
        };
        let wrong = |found: &str| {
            EngineError::parameter(
                "links",
                found,
                Words::new(
                    "线路，如 上海|苏州; 苏州|无锡，或车站",
                    "links such as Shanghai|Suzhou; Suzhou|Wuxi, or stations",
                ),
            )
        };
        let (mut closed, mut unknown) = (BTreeSet::new(), Vec::new());
        let mut close = |term: String, found: BTreeSet<(u32, u32)>| {
            if found.is_empty() {
                unknown.push(term);
            }
            closed.extend(found);
        };
        let (links, stations) = (terms("links"), terms("stations"));
        if links.is_empty() && stations.is_empty() {
            return Err(wrong(""));
        }
        for term in links {
            let (one, two) = term.split_once('|').ok_or_else(|| wrong(&term))?;
            let found = self.named(one.trim(), Some(two.trim()));
            close(term.clone(), found);
        }
        for term in stations {
            let found = self.named(&term, None);
            close(term, found);
        }
        Ok((closed, unknown))
    }

    /// Edge connectivity and bridges among the stops that have links.
    fn connectivity(&self, closed: &BTreeSet<(u32, u32)>) -> (Words, BTreeSet<(u32, u32)>) {
        let used: BTreeSet<u32> = self.links.keys().flat_map(|link| [link.0, link.1]).collect();
        let number: BTreeMap<u32, u32> = used.iter().copied().zip(0..).collect();
        let back: Vec<u32> = used.into_iter().collect();
        let open = self.links.keys().filter(|link| !closed.contains(link));
        let links: Vec<(u32, u32)> = open.map(|link| (number[&link.0], number[&link.1])).collect();
        let (least, bridges) = edge_connectivity(back.len(), &links);
        let told = least.map_or_else(|| Words::new("无定义", "undefined"), |least| Words::same(least.to_string()));
        (told, bridges.into_iter().map(|(one, two)| (back[one as usize], back[two as usize])).collect())
    }
}

/// What the parts of an answer say about themselves.
#[derive(Default)]
struct Told {
    notes: Vec<Words>,
    inputs: BTreeMap<String, String>,
    diagnostics: Vec<Diagnostic>,
}

impl Told {
    fn see(&mut self, network: &Network) {
        let links = network.links.len();
        self.inputs
            .insert(format!("network {}", self.inputs.len() + 1), format!("{}, {links} links", network.described));
        self.diagnostics.extend_from_slice(&network.findings);
    }

    fn answer(self, method: &'static Method, rows: &[Vec<Cell>]) -> Answer {
        Answer {
            columns: columns(method.outputs, rows),
            notes: self.notes,
            // Nobody has seen the network with these links closed, whatever its times rest on.
            observation: Observation::Simulated,
            diagnostics: self.diagnostics,
            inputs: self.inputs,
        }
    }
}

fn run_link_closure(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut told = Told::default();
    let (all, price) = (inputs.choice("all") == "true", inputs.number("price"));
    let mut rows = Vec::new();
    for network in Network::bind(&closure::METHOD, bound, inputs)? {
        told.see(&network);
        let (closed, unknown) = network.closed(inputs)?;
        if !unknown.is_empty() {
            told.diagnostics.push(finding("STR431", "timetable", unknown.len()).found(unknown.join("; ")));
        }
        let found = detours(&network.times(&BTreeSet::new()), &network.times(&closed));
        let (cut, slower, extra) = toll(&found);
        let [before, after] = [&BTreeSet::new(), &closed].map(|closed| network.connectivity(closed).0);
        let count = closed.len();
        told.notes.push(Words::new(
            format!(
                "关闭 {count} 条联系；{cut} 对不可达，{slower} 对变慢，共多 {extra} 分钟；边连通度先前 {}，之后 {}",
                before.zh, after.zh
            ),
            format!(
                "{count} links closed; {cut} pairs cut off, {slower} slower, {extra} minutes in all; edge connectivity {} before, {} after",
                before.en, after.en
            ),
        ));
        for Detour { from, to, before, after } in found {
            let extra = after.map(|after| after - before);
            let reason = match extra {
                None => "unreachable",
                Some(extra) if extra.abs() <= 1e-9 => "unchanged",
                Some(_) => "detour",
            };
            if reason == "unchanged" && !all {
                continue;
            }
            rows.push(vec![
                Cell::Text(Some(network.period.clone())),
                network.places[from as usize].as_str().into(),
                network.places[to as usize].as_str().into(),
                Some(before).into(),
                after.into(),
                extra.into(),
                extra.map(|extra| extra / before).filter(|part| part.is_finite()).into(),
                extra.map(|extra| extra * price).into(),
                reason.into(),
            ]);
        }
    }
    Ok(told.answer(&closure::METHOD, &rows))
}

fn run_critical_links(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut told = Told::default();
    let price = inputs.number("price");
    let most = usize::try_from(inputs.integer("candidates")).unwrap_or(usize::MAX);
    let mut rows = Vec::new();
    for network in Network::bind(&closure::CRITICAL, bound, inputs)? {
        told.see(&network);
        let before = network.times(&BTreeSet::new());
        let (least, bridges) = network.connectivity(&BTreeSet::new());
        let count = bridges.len();
        told.notes.push(Words::new(
            format!("边连通度 {}，{count} 座桥", least.zh),
            format!("edge connectivity {}, {count} bridges", least.en),
        ));
        let mut links: Vec<((u32, u32), usize)> =
            network.links.iter().map(|(&link, &services)| (link, services)).collect();
        links.sort_by_key(|&(link, services)| (std::cmp::Reverse(services), link));
        if links.len() > most {
            told.diagnostics.push(finding("STR432", "timetable", links.len() - most));
            links.truncate(most);
        }
        let mut found: Vec<_> = links
            .into_iter()
            .map(|(link, services)| {
                let (cut, slower, extra) = toll(&detours(&before, &network.times(&BTreeSet::from([link]))));
                (link, services, cut, slower, extra)
            })
            .collect();
        found.sort_by(|one, two| {
            two.2.cmp(&one.2).then(two.4.total_cmp(&one.4)).then(two.1.cmp(&one.1)).then(one.0.cmp(&two.0))
        });
        for (place, (link, services, cut, slower, extra)) in found.into_iter().enumerate() {
            rows.push(vec![
                Cell::Text(Some(network.period.clone())),
                (place + 1).into(),
                network.stops[link.0 as usize].as_str().into(),
                network.stops[link.1 as usize].as_str().into(),
                services.into(),
                bridges.contains(&link).into(),
                cut.into(),
                slower.into(),
                Some(extra).into(),
                Some(extra * price).into(),
            ]);
        }
    }
    Ok(told.answer(&closure::CRITICAL, &rows))
}
