//! Binding what falls apart in a chain, and who could stand in.

use super::dependency::{Bundle, answer, modelled};
use super::sheet::Cell;
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::regions::LATEST;
use liantu_model::{Observation, Words};
use liantu_simulation::cascade::found;
use liantu_simulation::dependency::chokepoints::{concentration, single};
use liantu_simulation::dependency::cuts::{self, cuts};
use liantu_simulation::dependency::stop::supply_stop;
use liantu_simulation::dependency::substitutes::{self, Source, substitutes};
use liantu_structure::synthesis::gravity::great_circle_km;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &cuts::METHOD, run: run_product_cuts },
    Entry { method: &substitutes::METHOD, run: run_substitutes },
];

/// Kind, how much comes off, the product.
type Order = (u8, Reverse<usize>, u32);

#[expect(clippy::unnecessary_wraps, reason = "every method runs through one signature")]
fn run_product_cuts(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut bundle = Bundle::new(bound, inputs);
    let listed = usize::try_from(inputs.integer("listed")).unwrap_or(usize::MAX);
    let chain = &bundle.chain;
    let names = |nodes: &[u32]| {
        let mut names: Vec<&str> =
            nodes.iter().take(listed).map(|&node| bundle.nodes[node as usize].as_str()).collect();
        names.sort_unstable();
        Cell::Text(Some(names.join("|")).filter(|names| !names.is_empty()))
    };
    let none = || Cell::Text(None);
    let mut rows: Vec<(Order, Vec<Cell>)> = Vec::new();
    let pairs = chain.pairs(inputs.choice("relations") == "both");
    let forward: HashSet<(u32, u32)> = pairs.iter().copied().collect();
    for cut in cuts(chain.nodes(), &pairs, listed) {
        let mut row: Vec<Cell> = vec![if cut.to.is_some() { "bridge" } else { "node" }.into()];
        // A bridge leads from an input to its use.
        let (node, to) = match cut.to {
            Some(to) if !forward.contains(&(cut.node, to)) => (to, Some(cut.node)),
            to => (cut.node, to),
        };
        row.extend(bundle.head(node));
        row.extend([
            to.map_or_else(none, |to| bundle.nodes[to as usize].as_str().into()),
            none(),
            cut.pieces.into(),
            cut.off.into(),
            names(&cut.apart),
        ]);
        rows.push(((u8::from(to.is_some()), Reverse(cut.off), node), row));
    }
    let mut vague = 0;
    for node in (0u32..).take(chain.nodes()) {
        let own = concentration(chain, node);
        match single(&own, inputs.number("dominant")) {
            None => vague += usize::from(own.suppliers > 0),
            Some(false) => {}
            Some(true) => {
                let only = own
                    .largest
                    .map(|largest| largest.0)
                    .or_else(|| chain.supplies(node).next().map(|one| one.provider));
                let Some(only) = only else { continue };
                let stops = |place: usize| (chain.supply()[place].node, chain.supply()[place].provider) == (node, only);
                let lost = supply_stop(chain, stops, |place| chain.supply()[place].share);
                let off: Vec<u32> =
                    lost.iter().filter(|lost| lost.node != node && lost.loss[0] > 0.0).map(|lost| lost.node).collect();
                let mut row: Vec<Cell> = vec!["source".into()];
                row.extend(bundle.head(node));
                row.extend([
                    none(),
                    bundle.providers[only as usize].as_str().into(),
                    Cell::Integer(None),
                    off.len().into(),
                    names(&off),
                ]);
                rows.push(((2, Reverse(off.len()), node), row));
            }
        }
    }
    rows.sort_by_key(|row| row.0);
    let rows: Vec<Vec<Cell>> = rows.into_iter().map(|row| row.1).collect();
    bundle.findings.clear();
    if vague > 0 {
        bundle.findings.push(found("SIM355", "chain_supply", vague));
    }
    let described = bundle.described();
    Ok(answer(&cuts::METHOD, &rows, bundle.findings, modelled(bundle.table), described))
}

fn run_substitutes(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut bundle = Bundle::new(bound, inputs);
    let regions = &bound.scene.regions;
    let listed = |name: &str| -> Vec<&str> {
        let words = inputs.text(name).unwrap_or_default().split([',', '，', ';', '；']).map(str::trim);
        words.filter(|word| !word.is_empty()).collect()
    };
    let (who, what, area) = (listed("provider"), listed("nodes"), inputs.text("stopped"));
    if who.is_empty() && what.is_empty() && area.is_none() {
        return Err(EngineError::parameter(
            "provider",
            "",
            Words::new(
                "谁停供（provider）、什么停供（nodes）或何处停供（stopped）",
                "who stops (provider), what (nodes) or where (stopped)",
            ),
        ));
    }
    let within = |code: &str, area: &str| code == area || regions.within(code, area, LATEST);
    // A region that supplies in its own name lies where it is.
    let place_of = |row: usize| {
        let own = bundle.table.text("region", row);
        own.or_else(|| {
            bundle.table.text("provider", row).filter(|_| bundle.table.text("provider_kind", row) == Some("region"))
        })
    };
    let whole: Vec<u32> = if who.is_empty() && area.is_none() {
        (0u32..).zip(&bundle.nodes).filter(|(_, name)| what.contains(&name.as_str())).map(|(node, _)| node).collect()
    } else {
        Vec::new()
    };
    let stops = |row: usize| {
        let text = |column: &str| bundle.table.text(column, row).unwrap_or_default();
        let of_product = what.is_empty() || what.contains(&text("node"));
        let by_whom = who.is_empty() || who.contains(&text("provider"));
        let where_it_is = area.is_none_or(|area| place_of(row).is_some_and(|place| within(place, area)));
        of_product && by_whom && where_it_is
    };
    let stopped: Vec<bool> = bundle.rows.iter().map(|&row| stops(row)).collect();
    let origins: BTreeSet<Option<&str>> =
        bundle.rows.iter().zip(&stopped).filter(|(_, stops)| **stops).map(|(&row, _)| place_of(row)).collect();
    let at = inputs.text("at").or_else(|| origins.first().copied().flatten().filter(|_| origins.len() == 1));
    let pairs = bound.rows("region_pair");
    let measure = inputs.choice("measure");
    let given: HashMap<(&str, &str), f64> = (0..pairs.len())
        .filter(|&row| pairs.text("measure", row) == Some(measure))
        .filter_map(|row| {
            Some(((pairs.text("from_region", row)?, pairs.text("to_region", row)?), pairs.number("value", row)?))
        })
        .collect();
    let distance = |place: &str| -> Option<f64> {
        let at = at?;
        if place == at {
            return Some(0.0);
        }
        let listed = given.get(&(place, at)).or_else(|| given.get(&(at, place))).copied();
        // Great circles are kilometres, and stand in for nothing else.
        listed.or_else(|| {
            let locate = |code: &str| regions.locate(code, LATEST).0;
            (measure == "distance_km").then_some(())?;
            Some(great_circle_km(locate(place)?, locate(at)?))
        })
    };
    let home = inputs.text("home");
    let sources: Vec<Source> = bundle
        .rows
        .iter()
        .zip(&stopped)
        .map(|(&row, &stops)| Source {
            stops,
            home: home.map_or(Some(true), |home| place_of(row).map(|place| within(place, home))),
            capacity: bundle.table.number("capacity", row),
            distance: place_of(row).and_then(distance),
            cost: bundle.table.number("unit_cost", row),
            lead: bundle.table.number("lead_days", row),
        })
        .collect();
    let found_of = substitutes(&bundle.chain, &sources, &bundle.need, &whole, inputs.number("related"));
    let top = usize::try_from(inputs.integer("top")).unwrap_or(usize::MAX);
    let mut rows = Vec::new();
    for one in &found_of {
        let mut head = bundle.head(one.node).to_vec();
        head.push(one.amount.into());
        for own in one.candidates.iter().take(top) {
            let source = &sources[own.place];
            let supply = bundle.chain.supply()[own.place];
            let mut reasons = vec![own.kinship.reason()];
            reasons.push(match (own.covers, source.capacity) {
                (Some(covers), _) if covers >= 1.0 => "covers_all",
                (Some(_), _) => "covers_part",
                (None, None) => "capacity_unknown",
                (None, Some(_)) => "need_unknown",
            });
            if source.distance.is_none() {
                reasons.push("distance_unknown");
            }
            if own.experienced {
                reasons.push("experienced");
            }
            let mut row = head.clone();
            row.extend(own.rank.map(Cell::from));
            row.extend([
                bundle.providers[supply.provider as usize].as_str().into(),
                Cell::Text(place_of(bundle.rows[own.place]).map(str::to_owned)),
                bundle.nodes[supply.node as usize].as_str().into(),
                own.kinship.word().into(),
                Some(own.relatedness).into(),
                source.capacity.into(),
                own.covers.into(),
                source.distance.into(),
                source.cost.into(),
                source.lead.into(),
                reasons.join("|").into(),
            ]);
            rows.push(row);
        }
        if one.candidates.is_empty() {
            let mut row = head;
            row.extend([(); 3].map(|()| Cell::Integer(None)));
            row.extend([(); 3].map(|()| Cell::Text(None)));
            row.push("none".into());
            row.extend([(); 6].map(|()| Cell::Number(None)));
            row.push("none".into());
            rows.push(row);
        }
    }
    bundle.findings.clear();
    let nowhere = sources.iter().filter(|source| source.home.is_none()).count();
    if nowhere > 0 {
        bundle.findings.push(found("SIM356", "chain_supply", nowhere));
    }
    let alone = found_of.iter().filter(|one| one.candidates.is_empty()).count();
    if alone > 0 {
        bundle.findings.push(found("SIM357", "chain_supply", alone));
    }
    if found_of.is_empty() {
        let words = [who.join(", "), what.join(", "), area.unwrap_or_default().to_owned()];
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        bundle.findings.push(found("SIM354", "chain_supply", 1).found(words.join("; ")));
    }
    let described = bundle.described();
    Ok(answer(&substitutes::METHOD, &rows, bundle.findings, Observation::Simulated, described))
}
