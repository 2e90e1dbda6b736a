//! Binding the methods on clusters: who is near whom, which industries are related, which actors make up a cell.

use super::scorecard::Vocabulary;
use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry, structure};
use crate::EngineError;
use crate::indicator;
use crate::inputs::Inputs;
use crate::panel::PanelData;
use crate::regions::LATEST;
use crate::rows::Rows;
use crate::scene::Scene;
use liantu_model::{Diagnostic, Method, Period, Words};
use liantu_structure::cluster::{
    CLUSTER_MEMBERS, CLUSTERS, Cluster, Rules, Ties, identify, inner_ties, joined_by_flows, related_by_accounts,
};
use liantu_structure::synthesis::gravity::great_circle_km;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const ENTRIES: &[Entry] =
    &[Entry { method: &CLUSTERS, run: run_clusters }, Entry { method: &CLUSTER_MEMBERS, run: run_cluster_members }];

/// Clusters with those who make them up.
struct Found<'b> {
    scene: &'b Scene,
    data: PanelData,
    clusters: Vec<Cluster>,
    findings: Vec<Diagnostic>,
    /// Region and industry of each actor, as far as the panel has them.
    cells: Vec<(Option<u32>, Option<u32>)>,
    /// Distinct ties between actors: an agreement counts once for each pair.
    ties: BTreeMap<(u32, u32), BTreeSet<String>>,
}

fn find<'b>(method: &'static Method, bound: &'b Bound, inputs: &Inputs) -> Result<Found<'b>, EngineError> {
    let scene = &*bound.scene;
    let data = structure::bind(method, bound, inputs)?;
    let (panel, mut findings) = structure::panel(&data, inputs)?;
    let ties = ties(scene);
    let cells: Vec<(Option<u32>, Option<u32>)> = scene
        .actors
        .iter()
        .map(|actor| {
            let path = actor.region.as_deref().map_or_else(Vec::new, |region| scene.regions.path(region, LATEST));
            let region = path.iter().find_map(|region| data.regions.number(&region.code));
            (region, actor.industry.as_deref().and_then(|industry| data.industries.number(industry)))
        })
        .collect();
    let mut neighbours = Vec::new();
    let join = inputs.choice("join");
    if matches!(join, "place" | "either" | "any") {
        let (near, unknown) = near(bound, &data, inputs.number("near_km"));
        neighbours.extend(near);
        if unknown > 0 {
            findings.push(liantu_structure::finding("STR404", None, unknown));
        }
    }
    if matches!(join, "ties" | "either" | "any") {
        let least = usize::try_from(inputs.integer("least_ties")).unwrap_or(usize::MAX);
        neighbours.extend(tied(&cells, &ties, least));
    }
    if matches!(join, "flows" | "any") {
        let flows = exchange(&bound.flow, &data, inputs)?;
        let (joined, open) = joined_by_flows(&flows, inputs.number("least_flow"));
        neighbours.extend(joined.into_iter().filter(|pair| pair.1 != u32::MAX));
        if open > 0 {
            findings.push(liantu_structure::finding("STR607", None, open));
        }
    }
    let rules = Rules {
        least_quotient: inputs.number("least_quotient"),
        least_share: inputs.number("least_share"),
        least_relatedness: inputs.number("least_relatedness"),
    };
    let related = match inputs.choice("related_by") {
        "same" => Some(Vec::new()),
        "ties" => Some(related_by_ties(&cells, &ties)),
        "accounts" => Some(related_by_uses(bound.rows("io_entry"), &data)),
        "given" => Some(given(bound.rows("industry_pair"), &data, inputs)?),
        _ => None,
    };
    let (clusters, found) = identify(&panel, &neighbours, related.as_deref(), rules);
    findings.extend(found);
    Ok(Found { scene, data, clusters, findings, cells, ties })
}

/// Distinct agreements, and links without one, between two actors; proposals and what was never fulfilled left out.
fn ties(scene: &Scene) -> BTreeMap<(u32, u32), BTreeSet<String>> {
    let mut ties: BTreeMap<(u32, u32), BTreeSet<String>> = BTreeMap::new();
    for (number, link) in (0u32..).zip(&scene.links) {
        if link.from == link.to || matches!(link.status.word(), "proposed" | "unfulfilled") {
            continue;
        }
        let id = match link.agreement {
            Some(agreement) => scene.agreements[agreement as usize].id.clone(),
            None => scene.link_text(number, "link_id").unwrap_or_default().to_owned(),
        };
        ties.entry((link.from.min(link.to), link.from.max(link.to))).or_default().insert(id);
    }
    ties
}

/// Neighbours: those that `region_pair` calls contiguous, and of how many pairs it does not know; where it says nothing,
/// those that are near.
fn near(bound: &Bound, data: &PanelData, near_km: f64) -> (Vec<(u32, u32)>, usize) {
    let table = bound.rows("region_pair");
    let mut contiguous = Vec::new();
    let (mut told, mut unknown) = (false, 0);
    for row in 0..table.len() {
        if table.text("measure", row) == Some("contiguity") {
            told = true;
            let end = |column| table.text(column, row).and_then(|code| data.regions.number(code));
            if let (Some(one), Some(two)) = (end("from_region"), end("to_region")) {
                match table.number("value", row) {
                    Some(value) if value > 0.0 => contiguous.push((one, two)),
                    Some(_) => {}
                    None => unknown += 1,
                }
            }
        }
    }
    if told {
        return (contiguous, unknown);
    }
    let regions = &bound.scene.regions;
    let places: Vec<Option<(f64, f64)>> = data.regions.0.iter().map(|code| regions.locate(code, LATEST).0).collect();
    let mut found = Vec::new();
    for (one, from) in (0u32..).zip(&places) {
        for (two, to) in (0u32..).zip(&places).skip(one as usize + 1) {
            if let (Some(from), Some(to)) = (from, to)
                && great_circle_km(*from, *to) <= near_km
            {
                found.push((one, two));
            }
        }
    }
    (found, 0)
}

/// Pairs of regions with enough distinct ties between their actors.
fn tied(
    cells: &[(Option<u32>, Option<u32>)],
    ties: &BTreeMap<(u32, u32), BTreeSet<String>>,
    least: usize,
) -> Vec<(u32, u32)> {
    let mut between: BTreeMap<(u32, u32), BTreeSet<&String>> = BTreeMap::new();
    for (&(one, two), ids) in ties {
        if let (Some(one), Some(two)) = (cells[one as usize].0, cells[two as usize].0)
            && one != two
        {
            between.entry((one.min(two), one.max(two))).or_default().extend(ids);
        }
    }
    between.into_iter().filter(|(_, ids)| ids.len() >= least).map(|(pair, _)| pair).collect()
}

/// What flows between the regions of the panel: of one kind, since kinds do not add up.
fn exchange(table: &Rows, data: &PanelData, inputs: &Inputs) -> Result<Vec<(u32, u32, Option<f64>)>, EngineError> {
    let (within, wanted) = (inputs.period("period"), inputs.text("item"));
    let (mut flows, mut kinds) = (Vec::new(), BTreeSet::new());
    for row in 0..table.len() {
        let text = |column| table.text(column, row);
        let outside = within.is_some_and(|within| {
            text("period").and_then(|own| own.parse().ok()).is_none_or(|own: Period| !within.overlaps(&own))
        });
        if outside || wanted.is_some_and(|wanted| text("item") != Some(wanted)) {
            continue;
        }
        // What goes to or comes from elsewhere is exchanged with others, whoever they are.
        let end = |column| text(column).map(|code| data.regions.number(code).unwrap_or(u32::MAX));
        let (Some(one), Some(two)) = (end("origin"), end("destination")) else { continue };
        if one != u32::MAX || two != u32::MAX {
            kinds.insert((text("item").unwrap_or_default(), text("unit").unwrap_or_default()));
            flows.push((one, two, table.number("value", row)));
        }
    }
    if kinds.len() > 1 {
        let kinds = indicator::listed(kinds.iter().map(|(item, unit)| format!("{item} [{unit}]")));
        let expected = Words::new(
            format!("单位唯一的一种流量，可选：{kinds}"),
            format!("one kind of flow in one unit, of {kinds}"),
        );
        return Err(EngineError::parameter("item", wanted.unwrap_or_default(), expected));
    }
    Ok(flows)
}

/// Who buys from whom, over all regions and periods of the table; sectors that are no industry of the panel count in totals.
fn related_by_uses(table: &Rows, data: &PanelData) -> Vec<(u32, u32, f64)> {
    let known = data.industries.0.len() as u32;
    let mut others = Vocabulary::default();
    let mut uses = Vec::new();
    for row in (0..table.len()).filter(|&row| table.text("account", row) == Some("intermediate")) {
        let mut end = |column| {
            let code = table.text(column, row)?;
            Some(data.industries.number(code).unwrap_or_else(|| known + others.number(code)))
        };
        if let (Some(seller), Some(buyer), Some(value)) =
            (end("from_sector"), end("to_sector"), table.number("value", row))
        {
            uses.push((seller, buyer, value));
        }
    }
    related_by_accounts(&uses, known)
}

/// A measure of pairs of industries, the larger of both ways; of several periods the last.
fn given(table: &Rows, data: &PanelData, inputs: &Inputs) -> Result<Vec<(u32, u32, f64)>, EngineError> {
    let measures: BTreeSet<&str> = (0..table.len()).filter_map(|row| table.text("measure", row)).collect();
    let wanted = match (inputs.text("measure"), measures.len()) {
        (Some(wanted), _) if measures.contains(wanted) => wanted,
        (None, 1) => measures.first().copied().unwrap_or_default(),
        (found, _) => {
            let known = indicator::listed(measures);
            let expected = Words::new(
                format!("表 industry_pair 的某个度量：{known}"),
                format!("a measure of the table industry_pair: {known}"),
            );
            return Err(EngineError::parameter("measure", found.unwrap_or_default(), expected));
        }
    };
    let mut last: BTreeMap<(u32, u32), (&str, Option<f64>)> = BTreeMap::new();
    for row in (0..table.len()).filter(|&row| table.text("measure", row) == Some(wanted)) {
        let end = |column| table.text(column, row).and_then(|code| data.industries.number(code));
        let (Some(one), Some(two)) = (end("from_industry"), end("to_industry")) else { continue };
        let own = (table.text("period", row).unwrap_or_default(), table.number("value", row));
        let slot = last.entry((one, two)).or_insert(own);
        if own.0 >= slot.0 {
            *slot = own;
        }
    }
    let mut related: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for ((one, two), (_, value)) in last {
        if let Some(value) = value.filter(|_| one != two) {
            let slot = related.entry((one.min(two), one.max(two))).or_insert(value);
            *slot = slot.max(value);
        }
    }
    Ok(related.into_iter().map(|((one, two), value)| (one, two, value)).collect())
}

/// `T_ab / √(T_a T_b)`, where `T_ab` counts ties between actors of two industries, and `T_a` those at actors of one.
fn related_by_ties(
    cells: &[(Option<u32>, Option<u32>)],
    ties: &BTreeMap<(u32, u32), BTreeSet<String>>,
) -> Vec<(u32, u32, f64)> {
    let mut between: BTreeMap<(u32, u32), BTreeSet<&String>> = BTreeMap::new();
    let mut at: BTreeMap<u32, BTreeSet<&String>> = BTreeMap::new();
    for (&(one, two), ids) in ties {
        let (one, two) = (cells[one as usize].1, cells[two as usize].1);
        for industry in [one, two].into_iter().flatten() {
            at.entry(industry).or_default().extend(ids);
        }
        if let (Some(one), Some(two)) = (one, two)
            && one != two
        {
            between.entry((one.min(two), one.max(two))).or_default().extend(ids);
        }
    }
    let count = |set: &BTreeSet<&String>| set.len() as f64;
    between
        .iter()
        .map(|(&(one, two), ids)| (one, two, count(ids) / (count(&at[&one]) * count(&at[&two])).sqrt()))
        .collect()
}

impl Found<'_> {
    fn period(&self, cluster: &Cluster) -> Cell {
        Cell::Text(Some(self.data.periods.0[cluster.period as usize].clone()).filter(|word| !word.is_empty()))
    }

    fn code(&self, cluster: &Cluster) -> Cell {
        let largest = &cluster.cells[0];
        let (region, industry) = (largest.region as usize, largest.industry as usize);
        format!("{}:{}", self.data.regions.0[region], self.data.industries.0[industry]).into()
    }

    fn members(&self, region: u32, industry: u32) -> impl Iterator<Item = u32> {
        let cell = (Some(region), Some(industry));
        (0u32..).zip(&self.cells).filter(move |(_, own)| **own == cell).map(|(actor, _)| actor)
    }

    fn answer(self, method: &'static Method, rows: &[Vec<Cell>]) -> Answer {
        Answer { columns: columns(method.outputs, rows), ..structure::answer(&self.data, self.findings) }
    }
}

fn run_clusters(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let found = find(&CLUSTERS, bound, inputs)?;
    let border = inputs.text("border").unwrap_or("province");
    let regions = &found.scene.regions;
    let mut rows = Vec::new();
    for cluster in &found.clusters {
        let codes: Vec<&str> =
            cluster.regions.iter().map(|&region| found.data.regions.0[region as usize].as_str()).collect();
        let sides: Vec<Option<&str>> = codes
            .iter()
            .map(|code| {
                regions
                    .path(code, LATEST)
                    .into_iter()
                    .find(|above| above.level == border)
                    .map(|above| above.code.as_str())
            })
            .collect();
        let known: BTreeSet<&str> = sides.iter().flatten().copied().collect();
        let crosses = if known.len() > 1 { Some(true) } else { sides.iter().all(Option::is_some).then_some(false) };
        let industries: Vec<&str> =
            cluster.industries.iter().map(|&industry| found.data.industries.0[industry as usize].as_str()).collect();
        let inside: BTreeSet<u32> =
            cluster.cells.iter().flat_map(|cell| found.members(cell.region, cell.industry)).collect();
        let Ties { inner, touching } = tally(&inside, found.scene.actors.len(), &found.ties);
        rows.push(vec![
            found.period(cluster),
            found.code(cluster),
            codes.join("|").into(),
            industries.join("|").into(),
            cluster.cells.len().into(),
            known.into_iter().collect::<Vec<_>>().join("|").into(),
            Cell::Boolean(crosses),
            Some(cluster.value).into(),
            Some(cluster.share).into(),
            cluster.quotient.into(),
            cluster.relatedness.into(),
            inside.len().into(),
            inner.into(),
            touching.into(),
            (touching > 0).then(|| f64::from(inner) / f64::from(touching)).into(),
        ]);
    }
    Ok(found.answer(&CLUSTERS, &rows))
}

/// Ties inside a set of actors and at it, each agreement once.
fn tally(inside: &BTreeSet<u32>, actors: usize, ties: &BTreeMap<(u32, u32), BTreeSet<String>>) -> Ties {
    let mut of: Vec<Option<u32>> = vec![None; actors];
    for &actor in inside {
        of[actor as usize] = Some(0);
    }
    // An agreement is inside where any two of its parties are: it then counts as that pair.
    let mut pair_of: BTreeMap<&String, (u32, u32)> = BTreeMap::new();
    let rank = |pair: (u32, u32)| u8::from(inside.contains(&pair.0)) + u8::from(inside.contains(&pair.1));
    for (&pair, ids) in ties {
        for id in ids {
            let slot = pair_of.entry(id).or_insert(pair);
            if rank(pair) > rank(*slot) {
                *slot = pair;
            }
        }
    }
    let pairs: Vec<(u32, u32)> = pair_of.into_values().collect();
    inner_ties(1, &of, &pairs)[0]
}

/// Several words; nothing where there are none.
fn listed(words: &[&str]) -> Cell {
    Cell::Text((!words.is_empty()).then(|| words.join("|")))
}

fn run_cluster_members(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let found = find(&CLUSTER_MEMBERS, bound, inputs)?;
    let mut rows = Vec::new();
    for cluster in &found.clusters {
        let inside: BTreeSet<u32> =
            cluster.cells.iter().flat_map(|cell| found.members(cell.region, cell.industry)).collect();
        for cell in &cluster.cells {
            let own: BTreeSet<u32> = found.members(cell.region, cell.industry).collect();
            let actors: Vec<&str> = own.iter().map(|&actor| found.scene.actors[actor as usize].id.as_str()).collect();
            let evidence: BTreeSet<&str> = found
                .ties
                .iter()
                .filter(|((one, two), _)| inside.contains(one) && inside.contains(two))
                .filter(|((one, two), _)| own.contains(one) || own.contains(two))
                .flat_map(|(_, ids)| ids.iter().map(String::as_str))
                .collect();
            rows.push(vec![
                found.period(cluster),
                found.code(cluster),
                found.data.regions.0[cell.region as usize].as_str().into(),
                found.data.industries.0[cell.industry as usize].as_str().into(),
                Some(cell.value).into(),
                Some(cell.share).into(),
                Some(cell.quotient).into(),
                listed(&actors),
                listed(&evidence.into_iter().collect::<Vec<_>>()),
            ]);
        }
    }
    Ok(found.answer(&CLUSTER_MEMBERS, &rows))
}
