//! Cutting series: exactly as trying every cut, and back to what was planted.

use liantu_model::Layer;
use liantu_network::method::change_points::{Criterion, Cut, Kind, Series, change_points, stretches};
use liantu_network::{Cost, Filter, LinkRow, Network, Window, noise_variance, segments};
use liantu_numeric::uniform;
use proptest::prelude::*;
use std::path::Path;

/// A Poisson number by inversion.
fn poisson(rate: f64, share: f64) -> f64 {
    let (mut count, mut chance) = (0.0, (-rate).exp());
    let mut below = chance;
    while share > below && count < 1e4 {
        count += 1.0;
        chance *= rate / count;
        below += chance;
    }
    count
}

fn price(part: &[f64], cost: Cost) -> f64 {
    let n = part.len() as f64;
    let total: f64 = part.iter().sum();
    let scatter: f64 = part.iter().map(|x| (x - total / n).powi(2)).sum();
    match cost {
        Cost::Poisson if total <= 0.0 => 0.0,
        Cost::Poisson => 2.0 * (total - total * (total / n).ln()),
        Cost::Normal { variance } => scatter / variance,
        Cost::NormalBoth { least } => {
            let variance = (scatter / n).max(least);
            n * (variance.ln() - 1.0) + scatter / variance
        }
    }
}

fn total(series: &[f64], starts: &[usize], cost: Cost, penalty: f64) -> f64 {
    let ends = starts.iter().skip(1).copied().chain([series.len()]);
    starts.iter().zip(ends).map(|(&start, end)| price(&series[start..end], cost) + penalty).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    /// No other cut is cheaper, of all there are.
    #[test]
    fn no_cut_is_cheaper(series in prop::collection::vec(0u8..12, 1..13), penalty in 0.1f64..8.0, shortest in 1usize..4, which in 0usize..3) {
        let series: Vec<f64> = series.into_iter().map(f64::from).collect();
        let cost = [Cost::Poisson, Cost::Normal { variance: 2.0 }, Cost::NormalBoth { least: 0.1 }][which];
        let n = series.len();
        let found = segments(&series, cost, penalty, shortest);
        if n < shortest {
            return Ok(());
        }
        let mut best = f64::INFINITY;
        for cuts in 0u32..1 << (n - 1) {
            let starts: Vec<usize> = [0].into_iter().chain((1..n).filter(|place| cuts >> (place - 1) & 1 == 1)).collect();
            let ends = starts.iter().skip(1).copied().chain([n]);
            if starts.iter().zip(ends).all(|(&start, end)| end - start >= shortest) {
                best = best.min(total(&series, &starts, cost, penalty));
            }
        }
        prop_assert!((total(&series, &found, cost, penalty) - best).abs() < 1e-6 * best.abs().max(1.0));
    }
}

/// A rate of 5 that becomes 15 in the twentieth of forty steps: found within a step, and nothing is found where it stays.
#[test]
fn planted_changes_are_found_and_others_are_not() {
    let (mut near, mut alarms, worlds) = (0, 0, 200);
    for seed in 0..worlds {
        let made = |rate: &dyn Fn(u64) -> f64| -> Vec<f64> {
            (0..40).map(|step| poisson(rate(step), uniform(seed, step))).collect()
        };
        let cut = |series: &[f64]| stretches(series, Kind::Poisson, Criterion::Mbic, 2).list;
        let turned = cut(&made(&|step| if step < 20 { 5.0 } else { 15.0 }));
        near += usize::from(turned.iter().skip(1).any(|stretch| stretch.first.abs_diff(20) <= 1));
        alarms += usize::from(cut(&made(&|_| 5.0)).len() > 1);
    }
    assert!(near >= 180, "{near} of {worlds} found");
    assert!(alarms <= 10, "{alarms} of {worlds} alarms");
}

const RUPTURES: &[(f64, &[usize])] = &[
    (1.0, &[0, 2, 4, 9, 12, 16, 25, 31, 33]),
    (3.0, &[0, 11, 25, 31]),
    (6.0, &[0, 11, 25, 31]),
    (20.0, &[0, 11, 31]),
    (60.0, &[0, 31]),
    (200.0, &[0]),
];
/// ruptures 1.1.10, Pelt with model l2 (jump 1, min_size 2), penalty times the variance.
#[test]
fn cuts_are_those_of_ruptures() {
    let (series, _) = golden();
    for (penalty, expected) in RUPTURES {
        assert_eq!(segments(&series, Cost::Normal { variance: 1.0 }, *penalty, 2), *expected);
    }
}

/// The series and the steps, levels and changes of the case.
fn golden() -> (Vec<f64>, Vec<Vec<Option<f64>>>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/change_points/levels");
    let read = |name: &str| -> Vec<Vec<Option<f64>>> {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        text.lines().skip(1).map(|line| line.split(',').map(|cell| cell.parse().ok()).collect()).collect()
    };
    (read("series.csv").into_iter().map(|row| row[0].unwrap()).collect(), read("expected.csv"))
}

#[test]
fn levels_are_those_of_the_peer() {
    let (series, expected) = golden();
    let penalty = 6.0 / noise_variance(&series).unwrap();
    let found = stretches(&series, Kind::Normal, Criterion::Fixed(penalty), 2);
    assert_eq!(found.list.len(), expected.len());
    let mut before = None;
    for (stretch, expected) in found.list.iter().zip(expected) {
        let near = |one: f64, two: Option<f64>| assert!((one - two.unwrap()).abs() < 1e-12, "{found:?}");
        near((stretch.end - stretch.first) as f64, expected[0]);
        near(stretch.level, expected[1]);
        match before {
            Some(level) => near(stretch.level - level, expected[2]),
            None => assert_eq!(expected[2], None),
        }
        before = Some(stretch.level);
    }
}

#[test]
fn flat_short_and_empty_series_do_not_change() {
    for series in [&[][..], &[3.0], &[3.0; 20], &[1.0, 9.0, 1.0]] {
        for kind in [Kind::Poisson, Kind::Normal, Kind::NormalBoth] {
            let found = stretches(series, kind, Criterion::Bic, 1);
            assert_eq!(found.list.len(), usize::from(!series.is_empty()), "{series:?} {kind:?}");
        }
    }
    assert_eq!(noise_variance(&[2.0, 2.0]), None);
    // Mostly equal neighbours: the median difference is zero, the mean square is not.
    assert_eq!(noise_variance(&[0.0, 0.0, 0.0, 0.0, 2.0]), Some(0.5));
}

/// Links start twice a year, then ten times a year; one agreement of five links counts once, undated ones are told apart.
#[test]
fn links_become_a_series() {
    let mut rows = Vec::new();
    for year in 0..12 {
        for link in 0..if year < 6 { 2 } else { 10 } {
            rows.push(LinkRow { start: Some(365 * year + link), ..LinkRow::new(0, 1, Layer::Industry) });
        }
        for _ in 0..5 {
            let agreement = Some(u32::try_from(year).unwrap());
            rows.push(LinkRow { start: Some(365 * year), agreement, ..LinkRow::new(2, 3, Layer::Value) });
        }
    }
    rows.push(LinkRow::new(0, 1, Layer::Industry));
    let network = Network::build(4, &rows).unwrap().network;
    let windows: Vec<Window> = (0..12).map(|year| Window { start: 365 * year, end: Some(365 * (year + 1)) }).collect();
    let filter = Filter { layers: liantu_model::LayerSet::parse("IND,VAL").unwrap(), ..Filter::default() };
    let (turns, findings) = change_points(&network, &filter, &windows, Cut { shortest: 2, ..Cut::default() });
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["NET405"]);
    assert_eq!(
        turns[0].stretches.list.iter().map(|stretch| (stretch.first, stretch.level)).collect::<Vec<_>>(),
        [(0, 2.0), (6, 10.0)]
    );
    assert_eq!(turns[1].series, [1.0; 12]);
    assert_eq!((turns[1].stretches.list.len(), turns[2].stretches.list.len()), (1, 2));
    let (density, _) = change_points(&network, &filter, &windows, Cut { series: Series::Density, ..Cut::default() });
    assert!(density[2].series.iter().all(|&density| (density - 2.0 / 6.0).abs() < 1e-15));
}
