//! Binding the methods on clusters and scores: who is near whom, which actors make up a cell, which criteria hold on a day.

use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry, structure};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::panel::PanelData;
use crate::regions::LATEST;
use crate::rows::Rows;
use crate::scene::Scene;
use liantu_model::period::epoch_days;
use liantu_model::{Diagnostic, Method, Observation, Period};
use liantu_structure::cluster::{
    Aggregate, CLUSTER_MEMBERS, CLUSTERS, Card, Cluster, Criterion, Entry as Value, Grade, Raters, Rules, SCORECARD,
    Scored, Scoring, Standing, Ties, identify, inner_ties, scorecard,
};
use liantu_structure::synthesis::gravity::great_circle_km;
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &CLUSTERS, run: run_clusters },
    Entry { method: &CLUSTER_MEMBERS, run: run_cluster_members },
    Entry { method: &SCORECARD, run: run_scorecard },
];

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
    if inputs.choice("join") != "ties" {
        neighbours.extend(near(bound, &data, inputs.number("near_km")));
    }
    if inputs.choice("join") != "place" {
        let least = usize::try_from(inputs.integer("least_ties")).unwrap_or(usize::MAX);
        neighbours.extend(tied(&cells, &ties, least));
    }
    let rules = Rules {
        least_quotient: inputs.number("least_quotient"),
        least_share: inputs.number("least_share"),
        least_relatedness: inputs.number("least_relatedness"),
    };
    let related = match inputs.choice("related_by") {
        "same" => Some(Vec::new()),
        "ties" => Some(related_by_ties(&cells, &ties)),
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

/// Neighbours: those that `region_pair` calls contiguous; where it says nothing, those that are near.
fn near(bound: &Bound, data: &PanelData, near_km: f64) -> Vec<(u32, u32)> {
    let table = bound.rows("region_pair");
    let mut contiguous = Vec::new();
    let mut told = false;
    for row in 0..table.len() {
        if table.text("measure", row) == Some("contiguity") {
            told = true;
            let end = |column| table.text(column, row).and_then(|code| data.regions.number(code));
            if let (Some(one), Some(two), true) =
                (end("from_region"), end("to_region"), table.number("value", row).is_some_and(|value| value > 0.0))
            {
                contiguous.push((one, two));
            }
        }
    }
    if told {
        return contiguous;
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
    found
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

    fn answer(self, method: &'static Method, inputs: &Inputs, rows: &[Vec<Cell>]) -> Answer {
        Answer { columns: columns(method.outputs, rows), ..structure::answer(&self.data, inputs, self.findings) }
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
    Ok(found.answer(&CLUSTERS, inputs, &rows))
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
                actors.join("|").into(),
                evidence.into_iter().collect::<Vec<_>>().join("|").into(),
            ]);
        }
    }
    Ok(found.answer(&CLUSTER_MEMBERS, inputs, &rows))
}

/// Words and their numbers, in the order of their first use.
#[derive(Default)]
struct Words {
    words: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Words {
    fn number(&mut self, word: &str) -> u32 {
        let next = self.words.len() as u32;
        *self.numbers.entry(word.to_owned()).or_insert_with(|| {
            self.words.push(word.to_owned());
            next
        })
    }
}

/// A scheme as of a day.
#[derive(Default)]
struct Scheme {
    codes: Vec<String>,
    criteria: Vec<Criterion>,
    grades: Vec<Grade>,
    groups: Words,
    names: Words,
}

/// Whether a dated row holds on `day`.
fn holds(table: &Rows, row: usize, day: i32) -> bool {
    table.day("start", row).is_none_or(|start| start <= day) && table.day("end", row).is_none_or(|end| day < end)
}

impl Scheme {
    fn read(bound: &Bound, scheme: &str, day: i32) -> Self {
        let mut found = Self::default();
        let table = bound.rows("criterion");
        for row in (0..table.len()).filter(|&row| table.text("scheme", row) == Some(scheme) && holds(table, row, day)) {
            let (Some(code), Some(weight)) = (table.text("criterion", row), table.number("weight", row)) else {
                continue;
            };
            let number = |column| table.number(column, row);
            let scoring = match table.text("scoring", row) {
                Some("degree") => Scoring::Degree,
                Some("linear") => match (number("floor"), number("ceiling")) {
                    (Some(floor), Some(ceiling)) => Scoring::Linear { floor, ceiling },
                    _ => Scoring::Unknown,
                },
                Some("ratio") => number("benchmark").map_or(Scoring::Unknown, |benchmark| Scoring::Ratio {
                    benchmark,
                    cap: number("cap").unwrap_or(1.0),
                }),
                _ => Scoring::Unknown,
            };
            let group = found.groups.number(table.text("group", row).unwrap_or_default());
            found.codes.push(code.to_owned());
            found.criteria.push(Criterion {
                group,
                weight,
                scoring,
                threshold: number("threshold"),
                benchmark: number("benchmark"),
                aggregate: match table.text("aggregate", row) {
                    Some("sum") => Aggregate::Sum,
                    Some("least") => Aggregate::Least,
                    Some("most") => Aggregate::Most,
                    _ => Aggregate::Mean,
                },
            });
        }
        let table = bound.rows("grade");
        for row in (0..table.len()).filter(|&row| table.text("scheme", row) == Some(scheme) && holds(table, row, day)) {
            if let (Some(grade), Some(least)) = (table.text("grade", row), table.number("least", row)) {
                let id = found.names.number(grade);
                found.grades.push(Grade { id, least });
            }
        }
        found
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the list of methods wants one form")]
fn run_scorecard(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let table = bound.rows("assessment");
    let wanted = |parameter: &str, word: &str| inputs.text(parameter).is_none_or(|only| only == word);
    let asked = inputs.period("day");
    // Rows of the assessment by scheme and period.
    let mut parts: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for row in 0..table.len() {
        let (Some(scheme), Some(subject)) = (table.text("scheme", row), table.text("subject", row)) else { continue };
        if wanted("scheme", scheme) && wanted("subject", subject) {
            let period = table.text("period", row).unwrap_or_default();
            parts.entry((scheme.to_owned(), period.to_owned())).or_default().push(row);
        }
    }
    let raters = match inputs.choice("raters") {
        "median" => Raters::Median,
        "trimmed" => Raters::Trimmed,
        _ => Raters::Mean,
    };
    let (mut rows, mut stray, mut counts) = (Vec::new(), 0, BTreeMap::<&str, (Diagnostic, usize)>::new());
    for ((scheme_code, period), entries) in &parts {
        let day = asked.or_else(|| period.parse::<Period>().ok()).map_or(LATEST, |period| epoch_days(period.start));
        let scheme = Scheme::read(bound, scheme_code, day);
        let (mut subjects, mut others) = (Words::default(), Words::default());
        let mut values = Vec::new();
        for &row in entries {
            let code = table.text("criterion", row).unwrap_or_default();
            let Some(place) = scheme.codes.iter().position(|own| own == code) else {
                stray += 1;
                continue;
            };
            values.push(Value {
                subject: subjects.number(table.text("subject", row).unwrap_or_default()),
                criterion: place as u32,
                member: table.text("member", row).map(|member| others.number(member)),
                rater: table.text("rater", row).map(|rater| others.number(rater)),
                value: table.number("value", row),
            });
        }
        let Card { mut standings, findings } = scorecard(&scheme.criteria, &scheme.grades, &values, raters);
        standings.sort_by_key(|standing| subjects.words[standing.subject as usize].clone());
        for finding in findings {
            counts.entry(finding.code).or_insert((finding, 0)).1 += 1;
        }
        for standing in &standings {
            let subject = &subjects.words[standing.subject as usize];
            let head = vec![
                scheme_code.as_str().into(),
                subject.as_str().into(),
                Cell::Text(Some(period.clone()).filter(|period| !period.is_empty())),
            ];
            rows.extend(scheme.rows(&head, standing));
        }
    }
    let mut diagnostics: Vec<Diagnostic> = counts.into_values().map(|(finding, _)| finding).collect();
    if stray > 0 {
        diagnostics.push(liantu_structure::finding("STR604", None, stray));
    }
    let modelled = (0..table.len()).any(|row| table.text("observation", row).is_some_and(|word| word != "observed"));
    let variant: Vec<String> = inputs.record().iter().map(|(name, value)| format!("{name} {value}")).collect();
    Ok(Answer {
        columns: columns(SCORECARD.outputs, &rows),
        variant: format!("{}; points of 100; what is unknown has bounds", variant.join("; ")),
        observation: if modelled { Observation::Estimated } else { Observation::Observed },
        diagnostics,
        inputs: BTreeMap::from([("schemes".to_owned(), format!("{} of scheme and period", parts.len()))]),
    })
}

impl Scheme {
    /// The rows of a subject: its criteria, its groups, its total.
    fn rows(&self, head: &[Cell], standing: &Standing) -> Vec<Vec<Cell>> {
        let blank = || Cell::Text(None);
        let name =
            |group: u32| Cell::Text(Some(self.groups.words[group as usize].clone()).filter(|word| !word.is_empty()));
        let mut rows = Vec::new();
        for ((code, criterion), one) in self.codes.iter().zip(&self.criteria).zip(&standing.criteria) {
            let most = one.attainable * criterion.scoring.most();
            let mut row = head.to_vec();
            row.extend([
                "criterion".into(),
                name(criterion.group),
                code.as_str().into(),
                one.value.into(),
                one.points.into(),
                Some(one.points.unwrap_or(0.0)).into(),
                Some(one.points.unwrap_or(most)).into(),
                Some(one.attainable).into(),
                Some(if one.points.is_some() { 1.0 } else { 0.0 }).into(),
                one.gap.into(),
                Cell::Boolean(one.met),
                blank(),
                blank(),
                blank(),
            ]);
            rows.push(row);
        }
        let grade = |grade: Option<u32>| Cell::Text(grade.map(|id| self.names.words[id as usize].clone()));
        let summed = |level: &str, group: Cell, scored: &Scored, grades: [Cell; 3]| {
            let [reached, missed, unknown] = scored.thresholds;
            let met = match (reached, missed, unknown) {
                (0, 0, 0) => None,
                (_, 1.., _) => Some(false),
                (_, 0, 0) => Some(true),
                _ => None,
            };
            let mut row = head.to_vec();
            row.extend([
                level.into(),
                group,
                blank(),
                Cell::Number(None),
                scored.points().into(),
                Some(scored.lower).into(),
                Some(scored.upper).into(),
                Some(scored.attainable).into(),
                Some(scored.known).into(),
                Cell::Number(None),
                Cell::Boolean(met),
            ]);
            row.extend(grades);
            row
        };
        rows.extend(
            standing
                .groups
                .iter()
                .map(|(group, scored)| summed("group", name(*group), scored, [blank(), blank(), blank()])),
        );
        let [lower, upper] = standing.grades;
        let agreed = if lower == upper { grade(lower) } else { blank() };
        rows.push(summed("total", blank(), &standing.total, [agreed, grade(lower), grade(upper)]));
        rows
    }
}
