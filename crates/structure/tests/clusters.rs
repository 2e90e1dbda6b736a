//! Clusters planted across a border, and scores worked by hand.

use liantu_numeric::uniform;
use liantu_structure::cluster::{
    Aggregate, Cluster, Criterion, Entry, Grade, Raters, Rules, Scoring, Ties, identify, inner_ties, scorecard,
};
use liantu_structure::{Cells, Duplicates, Panel, Shape};
use proptest::prelude::*;
use std::collections::BTreeSet;

const RULES: Rules = Rules { least_quotient: 1.25, least_share: 0.01, least_relatedness: 0.5 };

/// A table of region × industry in one period, in the order that `turn` gives.
fn clusters(table: &[Vec<f64>], neighbours: &[(u32, u32)], rules: Rules, turn: usize) -> Vec<Cluster> {
    let industries = table[0].len();
    let mut cells: Vec<(u32, u32, f64)> = table
        .iter()
        .enumerate()
        .flat_map(|(r, row)| {
            row.iter().enumerate().map(move |(a, &v)| (u32::try_from(r).unwrap(), u32::try_from(a).unwrap(), v))
        })
        .collect();
    let count = cells.len();
    cells.rotate_left(turn % count);
    let region: Vec<u32> = cells.iter().map(|cell| cell.0).collect();
    let industry: Vec<u32> = cells.iter().map(|cell| cell.1).collect();
    let value: Vec<f64> = cells.iter().map(|cell| cell.2).collect();
    let period = vec![0; count];
    let given = Cells { region: &region, industry: &industry, period: &period, value: &value, validity: None };
    let shape = Shape {
        regions: u32::try_from(table.len()).unwrap(),
        industries: u32::try_from(industries).unwrap(),
        periods: 1,
    };
    let (panel, _) = Panel::new(given, shape, Duplicates::Refuse).unwrap();
    identify(&panel, neighbours, None, rules).0
}

/// Regions 0, 1 | 2, 3 on a line, the border between 1 and 2. Industries 0 and 1 go together in 1 and 2; 2 in 0; 3 in 3.
#[test]
fn a_cluster_crosses_the_border_by_hand() {
    let table = [
        vec![10.0, 10.0, 70.0, 10.0],
        vec![40.0, 40.0, 10.0, 10.0],
        vec![40.0, 40.0, 10.0, 10.0],
        vec![10.0, 10.0, 10.0, 70.0],
    ];
    let found = clusters(&table, &[(0, 1), (1, 2), (2, 3)], RULES, 0);
    // Columns add to 100 each, rows to 100: LQ = 4·value/100.
    assert_eq!(found.len(), 3);
    let first = &found[0];
    assert_eq!((&first.regions[..], &first.industries[..]), (&[1, 2][..], &[0, 1][..]));
    assert!((first.value - 160.0).abs() < 1e-12 && (first.share - 0.8).abs() < 1e-12);
    assert!((first.quotient.unwrap() - 1.6).abs() < 1e-12 && (first.relatedness.unwrap() - 1.0).abs() < 1e-12);
    assert!((first.cells[0].quotient - 1.6).abs() < 1e-12);
    assert_eq!((found[1].regions[0], found[1].industries[0], found[1].relatedness), (0, 2, None));
    // Without neighbours, nothing crosses.
    assert_eq!(clusters(&table, &[], RULES, 0).len(), 4);
    // Related to itself alone, the two industries part, and each still crosses.
    let alone = clusters(&table, &[(1, 2)], Rules { least_relatedness: 1.1, ..RULES }, 0);
    assert_eq!(alone.iter().filter(|cluster| cluster.regions == [1, 2]).count(), 2);
}

/// A grid of regions with noise, and a block of related industries planted over a border; how often it is found whole and
/// how often alone.
#[test]
fn planted_clusters_across_a_border_are_found() {
    let (width, industries, trials) = (8u32, 24u32, 200u64);
    let neighbours: Vec<(u32, u32)> = (0..width * width)
        .flat_map(|r| {
            let right = (r % width + 1 < width).then_some((r, r + 1));
            right.into_iter().chain((r + width < width * width).then_some((r, r + width)))
        })
        .collect();
    let (mut whole, mut exact) = (0, 0);
    for trial in 0..trials {
        let dice = |n: u32| uniform(4711 + trial, n.into());
        let mut table: Vec<Vec<f64>> = (0..width * width)
            .map(|r| (0..industries).map(|a| 60.0 + 40.0 * dice(r * industries + a)).collect())
            .collect();
        // Three by two regions on both sides of the border between columns 3 and 4, three industries.
        let top = (trial % 6) as u32;
        let planted: BTreeSet<u32> = (0..2).flat_map(|y| (2..6).map(move |x| (top + y) * width + x)).collect();
        for &region in &planted {
            for value in &mut table[region as usize][5..8] {
                *value *= 3.0;
            }
        }
        let found = clusters(&table, &neighbours, Rules { least_quotient: 1.5, ..RULES }, 0);
        let regions: Vec<u32> = planted.into_iter().collect();
        let one = found.iter().find(|cluster| regions.iter().all(|region| cluster.regions.contains(region)));
        if let Some(one) = one.filter(|one| [5, 6, 7].iter().all(|industry| one.industries.contains(industry))) {
            whole += 1;
            exact += u64::from(one.regions == regions && one.industries == [5, 6, 7]);
        }
    }
    println!("planted clusters found whole in {whole} of {trials}, without anything else in {exact}");
    assert!(whole * 100 >= 95 * trials && exact * 100 >= 95 * trials, "{whole} whole, {exact} exact of {trials}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Neither the order of the rows nor the unit of the values changes who belongs together.
    #[test]
    fn order_and_unit_do_not_matter(seed: u64, turn in 0usize..80, regions in 2u32..9, industries in 2u32..9) {
        let table: Vec<Vec<f64>> = (0..regions)
            .map(|r| (0..industries).map(|a| (uniform(seed, u64::from(r * industries + a)) * 9.0).floor()).collect())
            .collect();
        let neighbours: Vec<(u32, u32)> = (1..regions).map(|r| (r - 1, r)).collect();
        let one = clusters(&table, &neighbours, RULES, 0);
        prop_assert_eq!(&one, &clusters(&table, &neighbours, RULES, turn));
        let scaled: Vec<Vec<f64>> = table.iter().map(|row| row.iter().map(|value| value * 1024.0).collect()).collect();
        let other = clusters(&scaled, &neighbours, RULES, 0);
        let sets = |clusters: &[Cluster]| -> Vec<_> {
            clusters.iter().map(|cluster| (cluster.regions.clone(), cluster.industries.clone())).collect()
        };
        prop_assert_eq!(sets(&one), sets(&other));
        let mut cells = BTreeSet::new();
        for cell in one.iter().flat_map(|cluster| &cluster.cells) {
            prop_assert!(cells.insert((cell.region, cell.industry)) && cell.quotient >= 1.25);
        }
    }

    /// Bounds hold what full knowledge would give, and points stay between them.
    #[test]
    fn bounds_hold(values in prop::collection::vec(prop::option::of(0.0f64..=1.0), 1..15), fill in 0.0f64..=1.0) {
        let criteria: Vec<Criterion> = values.iter().enumerate().map(|(n, _)| criterion(1.0 + n as f64, Scoring::Degree)).collect();
        let entries = |of: &dyn Fn(Option<f64>) -> Option<f64>| -> Vec<Entry> {
            (0u32..).zip(&values).map(|(n, value)| entry(n, of(*value))).collect()
        };
        let partial = &scorecard(&criteria, &[], &entries(&|value| value), Raters::Mean).standings[0].total;
        let whole = &scorecard(&criteria, &[], &entries(&|value| value.or(Some(fill))), Raters::Mean).standings[0].total;
        let points = whole.points().unwrap();
        prop_assert!(partial.lower - 1e-9 <= points && points <= partial.upper + 1e-9);
        prop_assert!((0.0..=100.0 + 1e-9).contains(&points) && (whole.attainable - 100.0).abs() < 1e-9);
    }
}

fn criterion(weight: f64, scoring: Scoring) -> Criterion {
    Criterion { group: 0, weight, scoring, threshold: None, benchmark: None, aggregate: Aggregate::Mean }
}

fn entry(criterion: u32, value: Option<f64>) -> Entry {
    Entry { subject: 0, criterion, member: None, rater: None, value }
}

/// The output of land by six criteria: at the benchmarks 100; tax twice (capped at one and a half) and the others half, 80.
#[test]
fn output_per_mu_by_hand() {
    let benchmarks = [24.097, 136.16, 2.694, 4929.81, 18.14, 0.0302];
    let weights = [30.0, 20.0, 20.0, 10.0, 10.0, 10.0];
    let criteria: Vec<Criterion> = weights
        .iter()
        .zip(benchmarks)
        .map(|(&weight, benchmark)| criterion(weight, Scoring::Ratio { benchmark, cap: 1.5 }))
        .collect();
    let points = |factors: [f64; 6]| {
        let entries: Vec<Entry> =
            (0u32..).zip(benchmarks.iter().zip(factors)).map(|(n, (b, f))| entry(n, Some(b * f))).collect();
        scorecard(&criteria, &[], &entries, Raters::Mean).standings[0].total.points().unwrap()
    };
    assert!((points([1.0; 6]) - 100.0).abs() < 1e-9);
    assert!((points([2.0, 0.5, 0.5, 0.5, 0.5, 0.5]) - 80.0).abs() < 1e-9);
}

#[test]
fn what_is_unknown_has_bounds_and_no_grade() {
    let grades = [Grade { id: 0, least: 0.5 }, Grade { id: 1, least: 0.8 }];
    let criteria = [criterion(3.0, Scoring::Degree), criterion(1.0, Scoring::Degree)];
    let one = |values: [Option<f64>; 2]| {
        let entries: Vec<Entry> = (0u32..).zip(values).map(|(n, value)| entry(n, value)).collect();
        let card = scorecard(&criteria, &grades, &entries, Raters::Mean);
        let codes: Vec<&str> = card.faults.findings().iter().map(|finding| finding.code).collect();
        (card.standings[0].total, card.standings[0].grades, codes)
    };
    let (total, grade, codes) = one([Some(0.8), None]);
    assert_eq!((total.points(), grade, codes), (None, [Some(0), Some(1)], vec!["STR605"]));
    assert!(
        (total.lower - 60.0).abs() < 1e-12 && (total.upper - 85.0).abs() < 1e-12 && (total.known - 0.75).abs() < 1e-12
    );
    let (total, grade, _) = one([Some(0.9), Some(0.9)]);
    assert_eq!((total.points().map(f64::round), grade), (Some(90.0), [Some(1), Some(1)]));
    // A degree beyond one is of no use, and no zero.
    let (total, _, codes) = one([Some(0.5), Some(1.5)]);
    assert_eq!((total.points(), codes), (None, vec!["STR603", "STR605"]));
}

#[test]
fn members_and_raters_are_put_together() {
    let mut criteria = [criterion(1.0, Scoring::Linear { floor: 0.0, ceiling: 10.0 })];
    let rated = |member, rater, value| Entry { member: Some(member), rater: Some(rater), ..entry(0, value) };
    let mut entries =
        vec![rated(0, 0, Some(2.0)), rated(0, 1, Some(4.0)), rated(0, 2, Some(9.0)), rated(1, 0, Some(6.0))];
    let mut value = |aggregate, raters, entries: &[Entry]| {
        criteria[0].aggregate = aggregate;
        scorecard(&criteria, &[], entries, raters).standings[0].criteria[0].value
    };
    assert_eq!(value(Aggregate::Mean, Raters::Mean, &entries), Some(5.5));
    assert_eq!(value(Aggregate::Mean, Raters::Median, &entries), Some(5.0));
    assert_eq!(value(Aggregate::Sum, Raters::Trimmed, &entries), Some(10.0));
    assert_eq!(value(Aggregate::Least, Raters::Median, &entries), Some(4.0));
    assert_eq!(value(Aggregate::Most, Raters::Mean, &entries), Some(6.0));
    entries.push(rated(2, 0, None));
    assert_eq!(value(Aggregate::Mean, Raters::Mean, &entries), None, "a member is unknown");
    entries.push(entry(0, Some(7.0)));
    assert_eq!(value(Aggregate::Mean, Raters::Mean, &entries), Some(7.0), "the whole comes first");
    entries.push(entry(0, Some(8.0)));
    assert_eq!(value(Aggregate::Mean, Raters::Mean, &entries), None, "given twice");
}

#[test]
fn less_can_be_better_and_thresholds_follow() {
    let criteria =
        [Criterion { threshold: Some(3.0), ..criterion(1.0, Scoring::Linear { floor: 10.0, ceiling: 0.0 }) }];
    let one = |value| scorecard(&criteria, &[], &[entry(0, Some(value))], Raters::Mean).standings[0].criteria[0];
    assert_eq!((one(2.5).degree, one(2.5).met, one(4.0).met), (Some(0.75), Some(true), Some(false)));
}

#[test]
fn ties_inside_and_at_a_cluster() {
    let of = [Some(0), Some(0), Some(1), None];
    let ties = inner_ties(2, &of, &[(0, 1), (1, 2), (2, 3), (3, 3), (0, 0)]);
    assert_eq!(ties, [Ties { inner: 2, touching: 3 }, Ties { inner: 0, touching: 2 }]);
}
