//! Synergy of compound systems.

use crate::Case;
use liantu_numeric::uniform;
use liantu_structure::synthesis::synergy::{Course, system_synergy};
use proptest::prelude::*;

#[test]
fn synergy_is_that_of_the_formula() {
    for case in Case::all("system_synergy") {
        let input = case.table("input.csv");
        let value: Vec<f64> = input
            .iter()
            .flat_map(|row| ["leaders", "suppliers", "services", "costs"].map(|name| row[name].parse::<f64>().unwrap()))
            .collect();
        let less = [false, false, false, true];
        let course = Course { value: &value, regions: 2, less: &less, subsystem: &[0, 1, 2, 2] };
        let found = system_synergy(&course, false, case.toml["margin"].as_float().unwrap());
        case.check(input.len(), |n, name| {
            Some(match name {
                "period" | "region" => input[n][name].clone(),
                "core" => found.orders[n][0].to_string(),
                "support" => found.orders[n][1].to_string(),
                "service" => found.orders[n][2].to_string(),
                _ => found.synergy[n]?.to_string(),
            })
        });
    }
}

#[test]
fn known_answers() {
    let run = |value: &[f64], regions: usize, previous: bool| {
        let course = Course { value, regions, less: &[false, false], subsystem: &[0, 1] };
        system_synergy(&course, previous, 0.0)
    };
    // From nothing to everything in both: 1. One up and one down all the way: −1. One unmoved: 0.
    assert_eq!(run(&[0.0, 0.0, 1.0, 1.0], 1, false).synergy, [None, Some(1.0)]);
    let crossed = run(&[0.0, 1.0, 1.0, 0.0], 1, false);
    assert_eq!((crossed.synergy[1], crossed.slowest[1]), (Some(-1.0), Some(1)));
    assert_eq!(run(&[0.0, 0.5, 1.0, 0.5, 0.0, 0.0, 1.0, 1.0], 2, false).synergy[2], Some(0.0));
    assert_eq!(run(&[0.0, 0.5, 0.5, 0.5, 1.0, 1.0, 0.0, 0.0], 1, true).synergy[1], Some(0.0));
    // Missing values and indicators that do not vary are undefined, and said to be.
    let found = run(&[0.0, 0.0, f64::NAN, 1.0, 1.0, 1.0], 1, true);
    assert_eq!((found.synergy, found.findings[0].code), (vec![None; 3], "STR206"));
    let found = run(&[0.0, 3.0, 1.0, 3.0], 1, false);
    assert!(found.synergy.iter().all(Option::is_none) && found.findings[0].code == "STR211");
    assert!(run(&[], 0, false).synergy.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Between −1 and 1; neither the order of the regions nor the unit of an indicator matters.
    #[test]
    fn bounds_order_and_units(seed: u64, regions in 1usize..6, periods in 2usize..5, margin in 0.0f64..0.5) {
        let width = 3;
        let value: Vec<f64> = (0..regions * periods * width).map(|n| uniform(seed, n as u64)).collect();
        let turned: Vec<f64> = value
            .chunks(regions * width)
            .flat_map(|period| period.chunks(width).rev().flat_map(|row| [row[0] * 8.0, row[1] * 0.5, row[2]]))
            .collect();
        let course = |value| Course { value, regions, less: &[false, true, false], subsystem: &[0, 1, 1] };
        for previous in [false, true] {
            let (one, two) = (system_synergy(&course(&value), previous, margin), system_synergy(&course(&turned), previous, margin));
            for row in 0..regions * periods {
                let other = row / regions * regions + regions - 1 - row % regions;
                prop_assert_eq!(one.synergy[row].is_some(), two.synergy[other].is_some());
                if let (Some(a), Some(b)) = (one.synergy[row], two.synergy[other]) {
                    prop_assert!((a - b).abs() < 1e-9 && a.abs() <= 1.0);
                }
            }
        }
    }
}
