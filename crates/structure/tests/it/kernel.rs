//! Kernel weights against libpysal.

use crate::Case;
use liantu_numeric::uniform;
use liantu_structure::space::{Bandwidth, Kernel, Places, kernel};
use proptest::prelude::*;

#[test]
fn kernels_are_those_of_the_peer() {
    for case in Case::all("kernel_weights") {
        let number = |text: &String| text.parse::<f64>().unwrap();
        let places: Vec<Option<(f64, f64)>> =
            case.table("input.csv").iter().map(|row| Some((number(&row["lon"]), number(&row["lat"])))).collect();
        let bandwidth = match case.toml.get("km").and_then(toml::Value::as_float) {
            Some(km) => Bandwidth::Fixed(km),
            None => Bandwidth::Adaptive(case.whole("k")),
        };
        let shape = Kernel::parse(case.word("kernel")).unwrap();
        let (weights, findings) = kernel(&Places::new(&places), shape, bandwidth).unwrap();
        assert!(findings.is_empty());
        let rows: Vec<(u32, u32, f64)> = weights.iter().collect();
        case.check(rows.len(), |n, name| {
            let (from, to, weight) = rows[n];
            Some(match name {
                "from" => from.to_string(),
                "to" => to.to_string(),
                _ => weight.to_string(),
            })
        });
    }
}

#[test]
fn the_alone_are_islands_and_the_unplaced_found() {
    let places = [Some((120.0, 30.0)), Some((120.0, 30.0)), Some((90.0, 30.0)), None];
    let (weights, findings) = kernel(&Places::new(&places), Kernel::Quadratic, Bandwidth::Fixed(50.0)).unwrap();
    // Two at one place weigh the most for each other.
    assert_eq!(weights.iter().collect::<Vec<_>>(), [(0, 1, 0.75), (1, 0, 0.75)]);
    assert_eq!((weights.islands(), findings[0].code), (vec![2, 3], "STR401"));
    let (weights, findings) = kernel(&Places::new(&places), Kernel::Triangular, Bandwidth::Adaptive(5)).unwrap();
    assert!(weights.iter().all(|link| link.2 > 0.0) && findings.iter().any(|finding| finding.code == "STR402"));
    assert!(kernel(&Places::new(&[]), Kernel::Gaussian, Bandwidth::Adaptive(2)).unwrap().0.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Nearer weighs no less; the numbers of the places do not matter; with an adaptive bandwidth `k` weigh something.
    #[test]
    fn nearer_weighs_no_less(seed: u64, count in 3usize..40, k in 1usize..6) {
        let places: Vec<Option<(f64, f64)>> = (0..count as u64)
            .map(|n| Some((100.0 + 20.0 * uniform(seed, 2 * n), 25.0 + 10.0 * uniform(seed, 2 * n + 1))))
            .collect();
        let on_the_globe = Places::new(&places);
        for shape in [Kernel::Triangular, Kernel::Quadratic, Kernel::Quartic, Kernel::Gaussian] {
            for bandwidth in [Bandwidth::Fixed(400.0), Bandwidth::Adaptive(k)] {
                let (weights, _) = kernel(&on_the_globe, shape, bandwidth).unwrap();
                let turned: Vec<_> = places.iter().rev().copied().collect();
                let (other, _) = kernel(&Places::new(&turned), shape, bandwidth).unwrap();
                prop_assert_eq!(weights.links(), other.links());
                for unit in 0..count {
                    let (near, values) = weights.row(unit);
                    if bandwidth == Bandwidth::Adaptive(k) && count > k + 1 {
                        prop_assert_eq!(near.len(), k);
                    }
                    let km = |other: u32| on_the_globe.distance_km(unit as u32, other).unwrap();
                    for (one, value) in near.iter().zip(values) {
                        for (two, less) in near.iter().zip(values) {
                            prop_assert!(km(*one) > km(*two) || value >= less, "{} {}", value, less);
                        }
                    }
                }
            }
        }
    }
}
