//! Inference by relabelling, against enumeration and against plain arithmetic.

mod cases;

use cases::{Case, Row, row, show};
use liantu_model::Layer;
use liantu_network::method::network_correlation::{layer_matrix, linked_nodes};
use liantu_network::{Dyads, Relabelling, Tail, correlation, regression};
use liantu_numeric::uniform;
use proptest::prelude::*;

fn noise(nodes: usize, seed: u64) -> Dyads {
    Dyads::from_fn(nodes, |one, two| uniform(seed, (one * nodes + two) as u64))
}

fn draws(draws: u32, seed: u64) -> Relabelling {
    Relabelling { draws, seed, tail: Tail::Two }
}

/// Five nodes, directed, weights by hand. NumPy 2.4.6 over all 120 orders: r, and how many orders are as extreme.
const ONE: [[f64; 5]; 5] = [
    [0.0, 3.0, 1.0, 0.0, 2.0],
    [2.0, 0.0, 0.0, 1.0, 0.0],
    [1.0, 0.0, 0.0, 4.0, 1.0],
    [0.0, 1.0, 3.0, 0.0, 0.0],
    [2.0, 1.0, 0.0, 0.0, 0.0],
];
const R: f64 = 0.593_529_591_026_492_6;
const TWO_SIDED: f64 = 10.0 / 120.0;
const GREATER: f64 = 9.0 / 120.0;
const LESS: f64 = 115.0 / 120.0;
/// Coefficients, t, R², p by enumeration.
const MODEL: [f64; 8] = [
    0.48,
    0.8,
    -0.07,
    2.993_385_598_660_302,
    -0.302_945_928_046_643_4,
    0.355_755_395_683_453_5,
    8.0 / 120.0,
    90.0 / 120.0,
];
const TWO: [[f64; 5]; 5] = [
    [0.0, 2.0, 1.0, 1.0, 2.0],
    [3.0, 0.0, 0.0, 0.0, 1.0],
    [0.0, 1.0, 0.0, 2.0, 0.0],
    [1.0, 0.0, 2.0, 0.0, 1.0],
    [1.0, 0.0, 1.0, 0.0, 0.0],
];

fn table(cells: &[[f64; 5]; 5]) -> Dyads {
    Dyads::from_fn(5, |one, two| cells[one][two])
}

#[test]
fn small_cases_are_enumerated() {
    for (tail, p) in [(Tail::Two, TWO_SIDED), (Tail::Greater, GREATER), (Tail::Less, LESS)] {
        let (found, pairs) =
            correlation(&table(&ONE), &table(&TWO), Relabelling { draws: 120, seed: 1, tail }).unwrap();
        assert!(found.exact && pairs == 20 && found.valid == 120);
        assert!((found.observed - R).abs() < 1e-14, "{found:?}");
        assert!((found.p - p).abs() < 1e-12, "{tail:?} {found:?}");
    }
}

/// Random draws approach what enumeration gives, and the p-value counts the observed one.
#[test]
fn draws_approach_enumeration() {
    let (one, two) = (noise(7, 3), noise(7, 4));
    let (exact, _) = correlation(&one, &two, draws(5040, 1)).unwrap();
    let (drawn, _) = correlation(&one, &two, draws(5039, 1)).unwrap();
    assert!(exact.exact && !drawn.exact);
    assert!((exact.p - drawn.p).abs() < 0.03, "{exact:?} {drawn:?}");
    let (none, _) = correlation(&one, &two, draws(0, 1)).unwrap();
    assert!((none.p - 1.0).abs() < 1e-15);
}

/// Coefficients, t and R² by NumPy 2.4.6 least squares on the cells of [`ONE`] and two matrices.
#[test]
fn regression_is_least_squares() {
    let third = Dyads::from_fn(5, |one, two| (one as f64 - two as f64).abs());
    let found = regression(&table(&ONE), &[table(&TWO), third], draws(120, 1)).unwrap();
    let near = |one: f64, two: f64| assert!((one - two).abs() < 1e-12, "{one} {two} {found:?}");
    near(found.constant, MODEL[0]);
    for (place, slope) in found.slopes.iter().enumerate() {
        let slope = slope.unwrap();
        near(slope.value, MODEL[1 + place]);
        near(slope.t.observed, MODEL[3 + place]);
        near(slope.t.p, MODEL[6 + place]);
    }
    near(found.r2, MODEL[5]);
}

/// The outcome is made of one predictor and noise; the other predictor has no part in it but is like the first.
#[test]
fn planted_effects_are_told_apart() {
    let (mut spurious, mut missed, worlds) = (0, 0, 40);
    for world in 0..worlds {
        let nodes = 18;
        let one = noise(nodes, 10 * world);
        let (own, error) = (noise(nodes, 10 * world + 1), noise(nodes, 10 * world + 2));
        let two = Dyads::from_fn(nodes, |a, b| one.at(a, b) + own.at(a, b));
        let outcome = Dyads::from_fn(nodes, |a, b| 2.0 * one.at(a, b) + 2.0 * error.at(a, b));
        let found = regression(&outcome, &[one, two], draws(199, world)).unwrap();
        let p = |place: usize| found.slopes[place].unwrap().t.p;
        missed += usize::from(p(0) > 0.05);
        spurious += usize::from(p(1) <= 0.05);
    }
    assert!(missed == 0 && spurious <= 6, "missed {missed}, spurious {spurious} of {worlds}");
}

/// Rows that depend on their node raise ordinary t-statistics; relabelling keeps the error rate at its level.
#[test]
fn the_level_holds_where_rows_depend() {
    let (mut rejected, worlds, nodes) = (0, 200, 12);
    for world in 0..worlds {
        let made = |seed: u64| {
            Dyads::from_fn(nodes, |a, b| 2.0 * uniform(seed, a as u64) + uniform(seed, (1000 + a * nodes + b) as u64))
        };
        let (found, _) = correlation(&made(2 * world), &made(2 * world + 1), draws(99, world)).unwrap();
        rejected += usize::from(found.p <= 0.05);
    }
    // 5 % of 200 is 10; three standard deviations are 9.
    assert!(rejected <= 19, "{rejected} of {worlds}");
}

#[test]
fn unknown_cells_are_no_zeros() {
    let full = noise(6, 1);
    let other = noise(6, 2);
    let holed = Dyads::from_fn(6, |a, b| if (a, b) == (1, 2) { f64::NAN } else { full.at(a, b) });
    let (found, pairs) = correlation(&holed, &other, draws(99, 1)).unwrap();
    assert_eq!(pairs, 29);
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for (a, b) in (0..6).flat_map(|a| (0..6).map(move |b| (a, b))).filter(|&(a, b)| a != b && (a, b) != (1, 2)) {
        x.push(full.at(a, b));
        y.push(other.at(a, b));
    }
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let (mx, my) = (mean(&x), mean(&y));
    let product = |f: &dyn Fn(f64, f64) -> f64| x.iter().zip(&y).map(|(&a, &b)| f(a, b)).sum::<f64>();
    let r = product(&|a, b| (a - mx) * (b - my))
        / (product(&|a, _| (a - mx).powi(2)) * product(&|_, b| (b - my).powi(2))).sqrt();
    assert!((found.observed - r).abs() < 1e-12);
    assert_eq!(holed.unknown(), 1);
    let fit = regression(&other, &[holed], draws(99, 1)).unwrap();
    assert_eq!(fit.pairs, 29);
    assert_eq!(fit.slopes[0].unwrap().t.valid, 99);
}

#[test]
fn what_cannot_be_told_is_not_told() {
    let flat = Dyads::from_fn(5, |_, _| 2.0);
    assert_eq!(correlation(&flat, &noise(5, 1), draws(9, 1)), None);
    assert_eq!(correlation(&noise(1, 1), &noise(1, 2), draws(9, 1)), None);
    assert_eq!(regression(&flat, &[noise(5, 1)], draws(9, 1)), None);
    let one = noise(5, 1);
    let found = regression(&noise(5, 2), &[one.clone(), one], draws(9, 1)).unwrap();
    assert!(found.slopes[0].is_some() && found.slopes[1].is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Renaming the nodes of both matrices, or changing units, changes nothing but rounding; threads change nothing at all.
    #[test]
    fn names_units_and_threads_do_not_matter(seed: u64, nodes in 3usize..6, shift in 0usize..6) {
        let (one, two) = (noise(nodes, seed), noise(nodes, seed ^ 1));
        let moved = |matrix: &Dyads| Dyads::from_fn(nodes, |a, b| 3.0 + 5.0 * matrix.at((a + shift) % nodes, (b + shift) % nodes));
        let test = draws(720, seed);
        let (first, _) = correlation(&one, &two, test).unwrap();
        let (second, _) = correlation(&moved(&one), &moved(&two), test).unwrap();
        prop_assert!((first.observed - second.observed).abs() < 1e-9);
        prop_assert!((first.p - second.p).abs() < 1e-9);
        let single = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        prop_assert_eq!(single.install(|| correlation(&one, &two, draws(50, seed))), correlation(&one, &two, draws(50, seed)));
    }
}

/// The matrices of the layers of a case over its linked nodes.
fn matrices(case: &Case, layers: &[&str]) -> Vec<Dyads> {
    let nodes = linked_nodes(&case.network, &case.filter());
    let one = |layer: &&str| {
        let layer = Layer::parse(layer).unwrap();
        layer_matrix(&case.network, &case.filter(), layer, case.reading(), false, &nodes)
    };
    layers.iter().map(one).collect()
}

#[test]
fn correlations_of_layers_are_those_of_enumeration() {
    for case in Case::all("network_correlation") {
        let names = ["IND", "INN", "KNO"];
        let tables = matrices(&case, &names);
        let mut rows: Vec<Row> = Vec::new();
        for (one, two) in [(0, 1), (0, 2), (1, 2)] {
            let (found, pairs) = correlation(&tables[one], &tables[two], draws(120, 1)).unwrap();
            rows.push(row(&[
                ("one", names[one].to_owned()),
                ("other", names[two].to_owned()),
                ("correlation", found.observed.to_string()),
                ("p", found.p.to_string()),
                ("mean", found.mean.to_string()),
                ("deviation", found.deviation.to_string()),
                ("pairs", pairs.to_string()),
                ("permutations", found.valid.to_string()),
            ]));
        }
        case.check(&rows);
    }
}

#[test]
fn regressions_of_layers_are_those_of_enumeration() {
    for case in Case::all("network_regression") {
        let tables = matrices(&case, &["IND", "INN", "KNO"]);
        let found = regression(&tables[0], &tables[1..], draws(120, 1)).unwrap();
        let mut rows = vec![row(&[
            ("predictor", "constant".to_owned()),
            ("coefficient", found.constant.to_string()),
            ("t", String::new()),
            ("p", String::new()),
            ("r2", found.r2.to_string()),
        ])];
        for (name, slope) in ["INN", "KNO"].iter().zip(&found.slopes) {
            rows.push(row(&[
                ("predictor", (*name).to_owned()),
                ("coefficient", show(slope.map(|slope| slope.value))),
                ("t", show(slope.map(|slope| slope.t.observed))),
                ("p", show(slope.map(|slope| slope.t.p))),
                ("r2", found.r2.to_string()),
            ]));
        }
        case.check(&rows);
    }
}
