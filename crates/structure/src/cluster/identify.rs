//! Clusters as connected sets of neighbouring regions × related industries.

use crate::complexity::relatedness::{Between, Counts, Formula, relatedness};
use crate::complexity::{Measure, Rule};
use crate::location_quotient::{Reference, location_quotient};
use crate::panel::{Panel, at};
use crate::profile::Absent;
use liantu_model::Diagnostic;
use liantu_numeric::sum;
use std::collections::{BTreeMap, BTreeSet};

/// What makes a cluster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// A cell is concentrated from this location quotient on.
    pub least_quotient: f64,
    /// It must also hold this part of its industry.
    pub least_share: f64,
    /// Industries are related from this proximity on; above 1, an industry is related to itself alone.
    pub least_relatedness: f64,
}

/// A region with an industry in which it is concentrated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// Region id.
    pub region: u32,
    /// Industry id.
    pub industry: u32,
    /// Its value.
    pub value: f64,
    /// Its part of the industry.
    pub share: f64,
    /// Its location quotient.
    pub quotient: f64,
}

/// A cluster of one period.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Period id.
    pub period: u32,
    /// Its cells, the largest first.
    pub cells: Vec<Cell>,
    /// Its regions, sorted.
    pub regions: Vec<u32>,
    /// Its industries, sorted.
    pub industries: Vec<u32>,
    /// The sum of its cells.
    pub value: f64,
    /// That sum as a part of its industries everywhere.
    pub share: f64,
    /// The location quotient of its regions together in its industries together, cells below the threshold included.
    pub quotient: Option<f64>,
    /// Mean relatedness of the pairs of its industries; `None` for a single industry.
    pub relatedness: Option<f64>,
}

/// The clusters of each period, the largest first. `neighbours` are pairs of regions, in any order. `related` gives the
/// relatedness of pairs of industries where it comes from elsewhere (ties, inputs and outputs, skills); otherwise it is the
/// smaller conditional probability of being concentrated in one industry given the other, by period.
///
/// Two concentrated cells belong together where they are of one region or of neighbours, and of one industry or of related
/// ones; a cluster is a connected set of them. The order of rows does not matter; sums are taken in the order of ids.
pub fn identify(
    panel: &Panel<'_>,
    neighbours: &[(u32, u32)],
    related: Option<&[(u32, u32, f64)]>,
    rules: Rules,
) -> (Vec<Cluster>, Vec<Diagnostic>) {
    let found = location_quotient(panel, Reference::Total);
    let mut findings = found.findings;
    let mut near: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for &(one, two) in neighbours.iter().filter(|(one, two)| one != two) {
        near.entry(one).or_default().insert(two);
        near.entry(two).or_default().insert(one);
    }
    if near.is_empty() && panel.shape().regions > 1 {
        findings.push(at("STR601", None, panel.shape().regions as usize));
    }
    let computed = related.is_none().then(|| {
        let rule =
            Rule { measure: Measure::Quotient, threshold: rules.least_quotient, strict: false, absent: Absent::Zero };
        let pairs = relatedness(panel, rule, Between::Industries, Formula::Proximity, Counts::Presence, 0);
        let mut of_period: BTreeMap<u32, Pairs> = BTreeMap::new();
        for n in 0..pairs.one.len() {
            if let Some(value) = pairs.relatedness.get(n) {
                of_period.entry(pairs.period[n]).or_default().insert((pairs.one[n], pairs.other[n]), value);
            }
        }
        of_period
    });
    let given: Pairs =
        related.unwrap_or_default().iter().map(|&(one, two, value)| ((one.min(two), one.max(two)), value)).collect();
    // Cells by period, region and industry.
    let mut cells: BTreeMap<(u32, u32, u32), (f64, Option<f64>)> = BTreeMap::new();
    for n in 0..panel.len() {
        if let Some(value) = panel.value(n) {
            let key = (panel.period()[n], panel.region()[n], panel.industry()[n]);
            cells.insert(key, (value, found.quotient.get(n)));
        }
    }
    let periods: BTreeSet<u32> = cells.keys().map(|(period, ..)| *period).collect();
    let (mut clusters, mut bare) = (Vec::new(), 0);
    let none = Pairs::new();
    for period in periods {
        let of_period: Vec<Row> = cells
            .range((period, 0, 0)..=(period, u32::MAX, u32::MAX))
            .map(|(&(_, region, industry), &(value, quotient))| Row { region, industry, value, quotient })
            .collect();
        let related = match &computed {
            Some(computed) => computed.get(&period).unwrap_or(&none),
            None => &given,
        };
        let found = clusters_of(period, &of_period, &near, related, rules);
        bare += usize::from(found.is_empty());
        clusters.extend(found);
    }
    if bare > 0 {
        findings.push(at("STR602", None, bare));
    }
    (clusters, findings)
}

/// Relatedness of pairs of industries, the smaller id first.
type Pairs = BTreeMap<(u32, u32), f64>;

struct Row {
    region: u32,
    industry: u32,
    value: f64,
    quotient: Option<f64>,
}

fn clusters_of(
    period: u32,
    rows: &[Row],
    near: &BTreeMap<u32, BTreeSet<u32>>,
    related: &Pairs,
    rules: Rules,
) -> Vec<Cluster> {
    let mut of_industry: BTreeMap<u32, f64> = BTreeMap::new();
    let mut of_region: BTreeMap<u32, f64> = BTreeMap::new();
    for row in rows {
        *of_industry.entry(row.industry).or_default() += row.value;
        *of_region.entry(row.region).or_default() += row.value;
    }
    let cells: Vec<Cell> = rows
        .iter()
        .filter_map(|row| {
            let (quotient, share) = (row.quotient?, row.value / of_industry[&row.industry]);
            let cell = Cell { region: row.region, industry: row.industry, value: row.value, share, quotient };
            (row.value > 0.0 && quotient >= rules.least_quotient && share >= rules.least_share).then_some(cell)
        })
        .collect();
    // Positions of the cells of a region; they come sorted by region.
    let mut of: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (number, cell) in cells.iter().enumerate() {
        of.entry(cell.region).or_default().push(number);
    }
    let mut sets = Sets::new(cells.len());
    let pair = |one: u32, two: u32| related.get(&(one.min(two), one.max(two))).copied();
    let joins = |one: u32, two: u32| one == two || pair(one, two).is_some_and(|value| value >= rules.least_relatedness);
    for (&region, own) in &of {
        let beside = near.get(&region).into_iter().flatten().filter(|other| **other > region);
        for other in beside.copied().chain([region]) {
            for &one in own {
                for &two in of.get(&other).into_iter().flatten() {
                    if joins(cells[one].industry, cells[two].industry) {
                        sets.join(one, two);
                    }
                }
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<Cell>> = BTreeMap::new();
    for (number, cell) in cells.iter().enumerate() {
        groups.entry(sets.root(number)).or_default().push(*cell);
    }
    let all = sum(of_region.values().copied());
    let mut clusters: Vec<Cluster> = groups
        .into_values()
        .map(|mut cells| {
            let regions: BTreeSet<u32> = cells.iter().map(|cell| cell.region).collect();
            let industries: BTreeSet<u32> = cells.iter().map(|cell| cell.industry).collect();
            let value = sum(cells.iter().map(|cell| cell.value));
            let everywhere = sum(industries.iter().map(|industry| of_industry[industry]));
            let here = sum(regions.iter().map(|region| of_region[region]));
            let both = sum(rows
                .iter()
                .filter(|row| regions.contains(&row.region) && industries.contains(&row.industry))
                .map(|row| row.value));
            let expected = here * everywhere / all;
            let listed: Vec<u32> = industries.iter().copied().collect();
            let between: Vec<f64> = listed
                .iter()
                .enumerate()
                .flat_map(|(n, &one)| listed[n + 1..].iter().filter_map(move |&two| pair(one, two)))
                .collect();
            cells.sort_by(|one, two| {
                two.value.total_cmp(&one.value).then((one.region, one.industry).cmp(&(two.region, two.industry)))
            });
            Cluster {
                period,
                regions: regions.into_iter().collect(),
                industries: listed,
                value,
                share: value / everywhere,
                quotient: (expected > 0.0).then(|| both / expected),
                relatedness: (!between.is_empty()).then(|| sum(between.iter().copied()) / between.len() as f64),
                cells,
            }
        })
        .collect();
    clusters.sort_by(|one, two| {
        let first = |cluster: &Cluster| (cluster.cells[0].region, cluster.cells[0].industry);
        two.value.total_cmp(&one.value).then(first(one).cmp(&first(two)))
    });
    clusters
}

/// Disjoint sets; the root of a set is its smallest member.
struct Sets(Vec<usize>);

impl Sets {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&mut self, mut one: usize) -> usize {
        while self.0[one] != one {
            self.0[one] = self.0[self.0[one]];
            one = self.0[one];
        }
        one
    }

    fn join(&mut self, one: usize, two: usize) {
        let (one, two) = (self.root(one), self.root(two));
        self.0[one.max(two)] = one.min(two);
    }
}

/// Ties at a cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ties {
    /// Both ends in it.
    pub inner: u32,
    /// At least one end in it.
    pub touching: u32,
}

/// Counts for each cluster the ties inside it and at it. `of` gives for each actor its cluster; `ties` are pairs of actors.
pub fn inner_ties(clusters: usize, of: &[Option<u32>], ties: &[(u32, u32)]) -> Vec<Ties> {
    let mut counts = vec![Ties::default(); clusters];
    for &(one, two) in ties {
        let (one, two) = (of[one as usize], of[two as usize]);
        if let Some(cluster) = one {
            counts[cluster as usize].touching += 1;
            counts[cluster as usize].inner += u32::from(two == one);
        }
        if let Some(cluster) = two.filter(|_| two != one) {
            counts[cluster as usize].touching += 1;
        }
    }
    counts
}
