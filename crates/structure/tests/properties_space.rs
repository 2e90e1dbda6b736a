//! Properties of the spatial measures.

use liantu_structure::space::{
    Inference, Mode, Places, Standard, Tail, Weights, global, global_association, local, local_association, nearest,
    within,
};
use proptest::prelude::*;

fn judged(permutations: u32) -> Inference {
    Inference { permutations, seed: 7, tail: Tail::TwoSided }
}

fn moran(values: &[f64], weights: &Weights, permutations: u32) -> global::Global {
    global_association(global::Statistic::Moran, values, None, weights, Standard::Row, judged(permutations))
}

fn lisa(values: &[f64], weights: &Weights, mode: Mode) -> local::Local {
    local_association(local::Statistic::Moran, values, None, weights, Standard::Row, judged(99), mode)
}

/// A square lattice, rook neighbours.
fn lattice(side: u32) -> Weights {
    let mut entries = Vec::new();
    for x in 0..side {
        for y in 0..side {
            let at = |x: u32, y: u32| x * side + y;
            if x + 1 < side {
                entries.extend([(at(x, y), at(x + 1, y), 1.0), (at(x + 1, y), at(x, y), 1.0)]);
            }
            if y + 1 < side {
                entries.extend([(at(x, y), at(x, y + 1), 1.0), (at(x, y + 1), at(x, y), 1.0)]);
            }
        }
    }
    Weights::new((side * side) as usize, entries).unwrap()
}

fn places() -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec((100.0..125.0f64, 20.0..45.0f64), 6..40)
}

fn close(one: Option<f64>, two: Option<f64>) -> bool {
    match (one, two) {
        (Some(one), Some(two)) => (one - two).abs() <= 1e-9 * one.abs().max(1.0),
        (None, None) => true,
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn numbering_units_otherwise_permutes_results(points in places(), k in 1usize..5, turn in 1usize..5) {
        let count = points.len();
        let of = |order: &[usize]| {
            let at: Vec<_> = order.iter().map(|&n| Some(points[n])).collect();
            let values: Vec<f64> = order.iter().map(|&n| (points[n].0 * 7.0).sin() + points[n].1).collect();
            let (weights, _) = nearest(&Places::new(&at), k);
            (moran(&values, &weights, 0), lisa(&values, &weights, Mode::Shared))
        };
        let plain: Vec<usize> = (0..count).collect();
        let turned: Vec<usize> = (0..count).map(|n| (n + turn) % count).collect();
        let ((one, of_one), (two, of_two)) = (of(&plain), of(&turned));
        prop_assert!(close(one.value, two.value));
        prop_assert!(close(one.random.map(|random| random.z), two.random.map(|random| random.z)));
        for (place, &unit) in turned.iter().enumerate() {
            prop_assert!(close(of_one.value.get(unit), of_two.value.get(place)));
            prop_assert!(close(of_one.lag.get(unit), of_two.lag.get(place)));
        }
    }

    #[test]
    fn neither_scale_nor_origin_matters(points in places(), scale in 0.01..100.0f64, shift in -50.0..50.0f64) {
        let at: Vec<_> = points.iter().copied().map(Some).collect();
        let (weights, _) = nearest(&Places::new(&at), 4);
        let values: Vec<f64> = points.iter().map(|point| (point.0 * 3.0).cos() * point.1).collect();
        let moved: Vec<f64> = values.iter().map(|value| value * scale + shift).collect();
        let (one, two) = (moran(&values, &weights, 19), moran(&moved, &weights, 19));
        prop_assert!(close(one.value, two.value));
        prop_assert_eq!(one.p_permutation, two.p_permutation);
        prop_assert_eq!(lisa(&values, &weights, Mode::Shared).p, lisa(&moved, &weights, Mode::Shared).p);
    }

    #[test]
    fn local_statistics_add_up_to_the_global_one(points in places(), k in 1usize..5) {
        let at: Vec<_> = points.iter().copied().map(Some).collect();
        let (weights, _) = nearest(&Places::new(&at), k);
        let values: Vec<f64> = points.iter().map(|point| point.0 * point.1).collect();
        let whole = moran(&values, &weights, 0).value.unwrap();
        let n = values.len() as f64;
        let sum: f64 = lisa(&values, &weights, Mode::Shared).value.raw().iter().sum();
        prop_assert!((sum / (n - 1.0) - whole).abs() < 1e-9);
    }

    #[test]
    fn a_wider_band_loses_no_neighbour(points in places(), km in 10.0..2000.0f64) {
        let at: Vec<_> = points.iter().copied().map(Some).collect();
        let at = Places::new(&at);
        let (narrow, _) = within(&at, km, 0.0).unwrap();
        let (wide, _) = within(&at, km * 1.3, 0.0).unwrap();
        prop_assert!(narrow.is_symmetric());
        for unit in 0..narrow.len() {
            prop_assert!(narrow.row(unit).0.iter().all(|other| wide.row(unit).0.contains(other)));
        }
    }
}

#[test]
fn planted_patterns_are_found() {
    let weights = lattice(12);
    let halves: Vec<f64> = (0..144).map(|n| f64::from(u8::from(n < 72)) + 0.01 * f64::from(n % 7)).collect();
    let alike = moran(&halves, &weights, 999);
    assert!(alike.value.unwrap() > 0.8 && alike.p_permutation == Some(0.002), "{alike:?}");
    let board: Vec<f64> = (0..144).map(|n: i32| f64::from((n / 12 + n % 12) % 2)).collect();
    let unlike = moran(&board, &weights, 999);
    assert!((unlike.value.unwrap() + 1.0).abs() < 1e-9 && unlike.random.unwrap().z < -10.0);
    let spots = lisa(&halves, &weights, Mode::Independent);
    assert_eq!(spots.quadrant[0], Some(local::Quadrant::HighHigh));
    assert_eq!(spots.quadrant[143], Some(local::Quadrant::LowLow));
}

/// The mean of the local L is the global one; the two variables may change places; of a variable and itself it has a plain
/// sign: both neighbourhoods are high, or both low.
#[test]
fn local_and_global_l_agree() {
    let weights = lattice(9);
    let one: Vec<f64> = (0..81).map(|n| f64::from((n * 7919) % 101)).collect();
    let mut two: Vec<f64> = (0..81).map(|n| f64::from((n * 104_729) % 97)).collect();
    two[5] = f64::NAN;
    for standard in [Standard::Row, Standard::Binary] {
        for mode in [Mode::Independent, Mode::Shared] {
            let run = |one: &[f64], two: &[f64]| {
                local_association(local::Statistic::Lee, one, Some(two), &weights, standard, judged(99), mode)
            };
            let (local, turned) = (run(&one, &two), run(&two, &one));
            let whole =
                global_association(global::Statistic::Lee, &one, Some(&two), &weights, standard, judged(0)).value;
            let known: Vec<f64> = local.value.iter().flatten().collect();
            assert_eq!((known.len(), local.p.undefined()), (80, 1), "who lacks one of the two has no p");
            assert!(close(whole, Some(known.iter().sum::<f64>() / 80.0)), "{whole:?}");
            assert!(local.value.iter().zip(turned.value.iter()).all(|(one, two)| close(one, two)));
            assert_eq!(local.p, turned.p);
            let own = run(&one, &one);
            assert!(own.value.iter().flatten().all(|value| value >= 0.0));
            assert!(own.quadrant.iter().flatten().all(|quadrant| matches!(quadrant.word(), "high_high" | "low_low")));
        }
    }
}

#[test]
fn threads_change_nothing() {
    let weights = lattice(20);
    let values: Vec<f64> = (0..400).map(|n| f64::from((n * 7919) % 101)).collect();
    let turned: Vec<f64> = values.iter().rev().copied().collect();
    let all = || {
        let lee = local_association(
            local::Statistic::Lee,
            &values,
            Some(&turned),
            &weights,
            Standard::Row,
            judged(199),
            Mode::Independent,
        );
        let geary = local_association(
            local::Statistic::Geary,
            &values,
            None,
            &weights,
            Standard::Row,
            judged(199),
            Mode::Independent,
        );
        let local = [lisa(&values, &weights, Mode::Independent), lisa(&values, &weights, Mode::Shared), geary, lee];
        (moran(&values, &weights, 999), local.map(|local| (local.value, local.p, local.p_fdr)))
    };
    let run = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(all);
    assert_eq!(run(1), run(5));
}

#[test]
fn what_is_missing_has_no_p_value() {
    let weights = lattice(5);
    let mut values: Vec<f64> = (0..25).map(f64::from).collect();
    values[3] = f64::NAN;
    let result = lisa(&values, &weights, Mode::Independent);
    assert!(result.value.get(3).is_none() && result.p.get(3).is_none() && result.p_fdr.get(3).is_none());
    assert_eq!(result.p.undefined(), 1);
    let whole = moran(&values, &weights, 99);
    assert_eq!((whole.n, whole.missing, whole.value.is_some()), (24, 1, true));
    for values in [vec![f64::NAN; 25], vec![1.0; 25]] {
        let whole = moran(&values, &weights, 99);
        assert!(whole.value.is_none() && whole.p_permutation.is_none() && whole.random.is_none());
        assert!(whole.findings.iter().any(|finding| finding.code == "STR408"));
        assert_eq!(lisa(&values, &weights, Mode::Shared).p.undefined(), 25);
    }
}

#[test]
fn islands_are_left_out_and_found() {
    let weights = Weights::new(6, (0..4u32).flat_map(|n| [(n, (n + 1) % 4, 1.0), ((n + 1) % 4, n, 1.0)]).collect());
    let result = moran(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &weights.unwrap(), 99);
    assert_eq!((result.n, result.islands), (4, 2));
    assert!(result.findings.iter().any(|finding| finding.code == "STR406"));
}
