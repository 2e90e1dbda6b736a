//! Misallocation, placement by cost, transfer.

use crate::Case;
use liantu_numeric::uniform;
use liantu_structure::allocation::misallocation::{Misallocation, Uses, misallocation};
use liantu_structure::allocation::placement::{Sites, placement};
use liantu_structure::allocation::returns::unit_returns;
use liantu_structure::allocation::transfer::transfer_suitability;
use liantu_structure::{Cells, Duplicates, Panel, Shape};
use proptest::prelude::*;

fn spread(output: &[f64], factors: &[f64], elasticity: &[f64], sigma: f64) -> Misallocation {
    misallocation(&Uses { output, factors, elasticity }, sigma)
}

#[test]
fn misallocation_is_that_of_the_formula() {
    for case in Case::all("misallocation") {
        let input = case.table("input.csv");
        let number = |row: &std::collections::BTreeMap<String, String>, name: &str| row[name].parse::<f64>().unwrap();
        let output: Vec<f64> = input.iter().map(|row| number(row, "output")).collect();
        let factors: Vec<f64> = input.iter().flat_map(|row| [number(row, "capital"), number(row, "labour")]).collect();
        let found = spread(&output, &factors, &[0.5, 0.5], case.toml["sigma"].as_float().unwrap());
        case.check(input.len(), |n, name| {
            let unit = found.units[n].as_ref().unwrap();
            Some(match name {
                "region" => input[n]["region"].clone(),
                "relative" => unit.relative.to_string(),
                "capital" => unit.efficient[0].to_string(),
                "labour" => unit.efficient[1].to_string(),
                "dispersion" => found.dispersion?.to_string(),
                _ => found.gain?.to_string(),
            })
        });
    }
}

#[test]
fn without_dispersion_nothing_can_be_gained() {
    // The same ratios everywhere, whatever the size.
    let found = spread(&[2.0, 20.0, 6.0], &[1.0, 3.0, 10.0, 30.0, 3.0, 9.0], &[1.0, 3.0], 3.0);
    assert!(found.dispersion.unwrap() < 1e-15 && found.gain.unwrap().abs() < 1e-14, "{found:?}");
    assert!(found.units[1].as_ref().unwrap().efficient.iter().zip([10.0, 30.0]).all(|(a, b)| (a - b).abs() < 1e-12));
    // One region; none; what is missing or zero is left out, and said.
    assert!(spread(&[5.0], &[2.0], &[1.0], 3.0).gain.unwrap().abs() < 1e-15);
    let none = spread(&[f64::NAN, 0.0], &[1.0, 1.0], &[1.0], 3.0);
    assert_eq!((none.gain, none.dispersion, none.findings[0].code), (None, None, "STR701"));
    assert_eq!(spread(&[], &[], &[1.0], 3.0).gain, None);
    // Large numbers do not overflow.
    let found = spread(&[1e300, 2e300], &[1e200, 1e200], &[1.0], 50.0);
    assert!(found.gain.unwrap().is_finite() && found.gain.unwrap() > 0.0);
}

fn site<'a>(table: [&'a [f64]; 3], room: &'a [f64], development: &'a [f64]) -> Sites<'a> {
    let [current, cost, capacity] = table;
    Sites { activities: 2, current, cost, capacity, room, development }
}

#[test]
fn each_stage_goes_where_it_costs_least() {
    let none = [f64::NAN; 6];
    let free = [f64::NAN; 3];
    // Three regions, two stages; the rich region is cheap upstream, the poor downstream.
    let (current, cost) = ([10.0, 10.0, 10.0, 10.0, 0.0, 20.0], [1.0, 5.0, 3.0, 4.0, 6.0, 2.0]);
    let found = placement(&site([&current, &cost, &none], &free, &[90.0, 60.0, 30.0]));
    let placed = found.placed.unwrap();
    let expected = [20.0, 0.0, 0.0, 0.0, 0.0, 40.0];
    assert!(placed.iter().zip(expected).all(|(a, b): (&f64, f64)| (a - b).abs() < 1e-9), "{placed:?}");
    assert!((found.least.unwrap() - 100.0).abs() < 1e-9 && (found.spending.unwrap() - 170.0).abs() < 1e-9);
    assert!(
        (found.gradient[1].unwrap() + 1.0).abs() < 1e-12,
        "all of the first stage in the rich, of the second in the poor"
    );
    assert!(found.gradient[0].unwrap() > -1.0 && found.gradient[0].unwrap() < 0.0);
    // A region takes 25 in all: the rest goes to the next cheapest.
    let found = placement(&site([&current, &cost, &none], &[f64::NAN, f64::NAN, 25.0], &[90.0, 60.0, 30.0]));
    let placed = found.placed.unwrap();
    assert!((placed[5] - 25.0).abs() < 1e-9 && (placed[3] - 15.0).abs() < 1e-9, "{placed:?}");
    assert!((found.least.unwrap() - (20.0 + 50.0 + 60.0)).abs() < 1e-9);
    // A cell that takes 5.
    let mut bounds = none;
    bounds[0] = 5.0;
    let found = placement(&site([&current, &cost, &bounds], &free, &free));
    assert!((found.least.unwrap() - (5.0 + 45.0 + 80.0)).abs() < 1e-9 && found.gradient == [None, None]);
    // No room, no placement; no cost, no spending.
    let found = placement(&site([&current, &cost, &none], &[1.0, 1.0, 1.0], &free));
    assert_eq!((found.placed, found.least, found.findings[0].code), (None, None, "STR702"));
    let mut holes = cost;
    holes[2] = f64::NAN;
    let found = placement(&site([&current, &holes, &none], &free, &free));
    assert_eq!((found.spending, found.findings[0].code), (None, "STR704"));
    assert!(found.placed.unwrap()[2] == 0.0);
    // Nothing to place; too much to place.
    assert_eq!(placement(&site([&[0.0; 6], &cost, &none], &free, &free)).least, Some(0.0));
    let (many, ones) = (vec![1.0; 40_000], vec![1.0; 20_000]);
    let found = placement(&Sites {
        activities: 2,
        current: &many,
        cost: &many,
        capacity: &many,
        room: &ones,
        development: &ones,
    });
    assert_eq!(found.findings[0].code, "STR703");
}

/// The worked example of the documentation, and what has no return.
#[test]
fn returns_by_hand() {
    let found = unit_returns(&[300.0, 100.0, -20.0, 50.0, f64::NAN], &[100.0, 50.0, 10.0, 0.0, 40.0]);
    assert_eq!(found.ratio, [Some(3.0), Some(2.0), Some(-2.0), None, None]);
    assert_eq!(found.rank, [Some(1), Some(2), Some(3), None, None]);
    assert_eq!((found.sums, found.all(), found.relative(0)), ([380.0, 160.0], Some(2.375), Some(3.0 / 2.375)));
    assert_eq!((found.findings[0].code, found.findings.len()), ("STR707", 1));
    // Equals share a rank; a loss of all together has no relative.
    let found = unit_returns(&[-1.0, -2.0, -3.0], &[1.0, 2.0, 1.0]);
    assert_eq!((found.rank, unit_returns(&[-1.0], &[1.0]).relative(0)), (vec![Some(1), Some(1), Some(3)], None));
    assert_eq!((unit_returns(&[], &[]).all(), unit_returns(&[1.0], &[0.0]).all()), (None, None));
}

fn transfers(output: &[f64], employment: &[f64], regions: u32, industries: u32) -> Vec<(u32, u32, u32, f64)> {
    let cells = (regions * industries) as usize;
    let region: Vec<u32> = (0..cells as u32).map(|n| n / industries).collect();
    let industry: Vec<u32> = (0..cells as u32).map(|n| n % industries).collect();
    let period = vec![0; cells];
    let shape = Shape { regions, industries, periods: 1 };
    let of = |value: &[f64]| {
        let cells = Cells { region: &region, industry: &industry, period: &period, value, validity: None };
        let (panel, _) = Panel::new(cells, shape, Duplicates::Refuse).unwrap();
        // The panel borrows; the answer does not.
        panel.region().len()
    };
    assert_eq!((of(output), of(employment)), (cells, cells));
    let panel = |value| {
        let cells = Cells { region: &region, industry: &industry, period: &period, value, validity: None };
        Panel::new(cells, shape, Duplicates::Refuse).unwrap().0
    };
    let (found, _) = transfer_suitability(&panel(output), &panel(employment), None, 1.0, 3);
    found.iter().map(|one| (one.origin, one.host, one.industry, one.score)).collect()
}

/// Four regions, three industries. Industries 0 and 1 go together in regions 0, 1 and 2; region 3 has the third. Region 0 makes the
/// most of industry 0 for each worker, so it gives; region 1 has its kin and takes; region 3 has not.
#[test]
fn an_industry_moves_down_the_gradient_to_where_its_kin_is() {
    let output = [60.0, 20.0, 1.0, 20.0, 30.0, 1.0, 15.0, 20.0, 1.0, 5.0, 5.0, 80.0];
    let employment = [20.0, 20.0, 1.0, 20.0, 30.0, 1.0, 15.0, 20.0, 1.0, 10.0, 10.0, 80.0];
    let found = transfers(&output, &employment, 4, 3);
    let best = found.iter().find(|one| one.0 == 0 && one.2 == 0).unwrap();
    assert!(best.1 == 1 || best.1 == 2, "{found:?}");
    let to_stranger = found.iter().find(|one| one.0 == 0 && one.2 == 0 && one.1 == 3).unwrap();
    assert!(to_stranger.3 < best.3);
    assert!(found.iter().all(|one| (0.0..=1.0).contains(&one.3)));
    // Nothing moves where all are alike.
    assert!(transfers(&[1.0; 6], &[1.0; 6], 3, 2).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// There is never a loss; efficient uses add up; neither order, units nor the share that all double matter; a wedge planted
    /// between two halves is found with its side.
    #[test]
    fn gains_are_never_negative(seed: u64, count in 1usize..30, sigma in 1.5f64..8.0) {
        let draw = |n: usize| 0.1 + uniform(seed, n as u64) * 10.0;
        let output: Vec<f64> = (0..count).map(draw).collect();
        let factors: Vec<f64> = (0..2 * count).map(|n| draw(1000 + n)).collect();
        let found = spread(&output, &factors, &[0.3, 0.7], sigma);
        prop_assert!(found.gain.unwrap() > -1e-12);
        for factor in 0..2 {
            let efficient: f64 = found.units.iter().flatten().map(|unit| unit.efficient[factor]).sum();
            let used: f64 = factors.iter().skip(factor).step_by(2).sum();
            prop_assert!((efficient - used).abs() < 1e-9 * used);
        }
        let turned: Vec<f64> = output.iter().rev().copied().collect();
        let turned_factors: Vec<f64> = factors.chunks(2).rev().flatten().copied().collect();
        let other = spread(&turned, &turned_factors, &[3.0, 7.0], sigma);
        prop_assert!((other.gain.unwrap() - found.gain.unwrap()).abs() < 1e-9 * (1.0 + found.gain.unwrap()));
        let units: Vec<f64> = factors.chunks(2).flat_map(|pair| [pair[0] * 1e4, pair[1] * 1e-3]).collect();
        let other = spread(&output.iter().map(|y| y * 7.0).collect::<Vec<_>>(), &units, &[0.3, 0.7], sigma);
        prop_assert!((other.gain.unwrap() - found.gain.unwrap()).abs() < 1e-8 * (1.0 + found.gain.unwrap()));
    }

    /// What all yield is the mean of the returns by input; units and order do not matter.
    #[test]
    fn returns_add_up(seed: u64, count in 1usize..20) {
        let output: Vec<f64> = (0..count).map(|n| uniform(seed, n as u64) * 9.0 - 1.0).collect();
        let input: Vec<f64> = (0..count).map(|n| uniform(seed, 100 + n as u64) * 5.0 + 0.1).collect();
        let found = unit_returns(&output, &input);
        let mean: f64 = found.ratio.iter().flatten().zip(&input).map(|(ratio, input)| ratio * input).sum();
        prop_assert!((mean / found.sums[1] - found.all().unwrap()).abs() < 1e-12);
        let turned: Vec<f64> = output.iter().rev().map(|x| x * 8.0).collect();
        let turned = unit_returns(&turned, &input.iter().rev().copied().collect::<Vec<_>>());
        prop_assert!(found.ratio.iter().zip(turned.ratio.iter().rev()).all(|(a, b)| a.map(|a| a * 8.0) == *b));
        prop_assert!(found.rank.iter().eq(turned.rank.iter().rev()));
    }

    /// No other way of placing costs less: least cost is at most that of the present layout, and all demand is met within
    /// the bounds.
    #[test]
    fn placements_are_feasible_and_never_dearer(seed: u64, regions in 1usize..6, activities in 1usize..4) {
        let cells = regions * activities;
        let draw = |n: usize| uniform(seed, n as u64);
        let current: Vec<f64> = (0..cells).map(|n| (draw(n) * 10.0).floor()).collect();
        let cost: Vec<f64> = (0..cells).map(|n| 1.0 + (draw(100 + n) * 5.0).floor()).collect();
        let capacity: Vec<f64> = (0..cells).map(|n| if draw(200 + n) < 0.5 { current[n] * 1.5 } else { f64::NAN }).collect();
        let room: Vec<f64> = (0..regions).map(|r| current[r * activities..(r + 1) * activities].iter().sum::<f64>() * 1.2).collect();
        let level: Vec<f64> = (0..regions).map(|r| draw(300 + r)).collect();
        let sites = Sites { activities, current: &current, cost: &cost, capacity: &capacity, room: &room, development: &level };
        let found = placement(&sites);
        let placed = found.placed.as_ref().unwrap();
        prop_assert!(found.least.unwrap() <= found.spending.unwrap() + 1e-7);
        for activity in 0..activities {
            let of = |table: &[f64]| table.iter().skip(activity).step_by(activities).sum::<f64>();
            prop_assert!((of(placed) - of(&current)).abs() < 1e-7);
        }
        for (n, amount) in placed.iter().enumerate() {
            prop_assert!(*amount >= -1e-9 && (capacity[n].is_nan() || *amount <= capacity[n] + 1e-7));
        }
        for (row, room) in placed.chunks(activities).zip(&room) {
            prop_assert!(row.iter().sum::<f64>() <= room + 1e-7);
        }
        prop_assert!(found.gradient.iter().flatten().all(|one| (-1.0..=1.0).contains(one)));
    }

    /// Neither the order of regions nor the unit of output or employment matters.
    #[test]
    fn transfers_do_not_depend_on_order_or_units(seed: u64, regions in 2u32..6, industries in 2u32..5) {
        let cells = (regions * industries) as usize;
        let output: Vec<f64> = (0..cells).map(|n| (uniform(seed, n as u64) * 20.0).floor()).collect();
        let employment: Vec<f64> = (0..cells).map(|n| 1.0 + (uniform(seed, 500 + n as u64) * 20.0).floor()).collect();
        let found = transfers(&output, &employment, regions, industries);
        let turn = |table: &[f64]| -> Vec<f64> { table.chunks(industries as usize).rev().flatten().map(|x| x * 4.0).collect() };
        let mut turned: Vec<(u32, u32, u32, f64)> = transfers(&turn(&output), &turn(&employment), regions, industries)
            .into_iter()
            .map(|one| (regions - 1 - one.0, regions - 1 - one.1, one.2, one.3))
            .collect();
        let key = |one: &(u32, u32, u32, f64)| (one.0, one.2, (one.3 * -1e9).round() as i64);
        turned.sort_by_key(key);
        let mut found = found;
        found.sort_by_key(key);
        prop_assert_eq!(found.len(), turned.len());
        // Ties may name another host.
        prop_assert!(found.iter().zip(&turned).all(|(a, b)| a.0 == b.0 && a.2 == b.2 && (a.3 - b.3).abs() < 1e-9));
    }
}

/// Three regions, two activities, whole amounts: what the programme finds is the least of all placements that there are.
#[test]
fn no_placement_of_all_there_are_is_cheaper() {
    let mut state = 7u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % below) as f64
    };
    let (mut found_some, mut found_none) = (0, 0);
    for _ in 0..150 {
        let mut draws = |count: usize, below: u64| (0..count).map(|_| draw(below)).collect::<Vec<f64>>();
        let (current, cost, capacity, room) = (draws(6, 3), draws(6, 9), draws(6, 4), draws(3, 5));
        let total = |activity: usize| (0..3).map(|region| current[2 * region + activity]).sum::<f64>();
        let mut least: Option<f64> = None;
        // Every placement as a number of base four.
        for code in 0..4usize.pow(6) {
            let place: Vec<f64> = (0..6).map(|cell| ((code >> (2 * cell)) & 3) as f64).collect();
            let fits = place.iter().zip(&capacity).all(|(own, most)| own <= most)
                && (0..3).all(|region| place[2 * region] + place[2 * region + 1] <= room[region])
                && (0..2)
                    .all(|activity| (0..3).map(|region| place[2 * region + activity]).sum::<f64>() == total(activity));
            if fits {
                let own: f64 = place.iter().zip(&cost).map(|(own, cost)| own * cost).sum();
                least = Some(least.map_or(own, |least| least.min(own)));
            }
        }
        let found = placement(&site([&current, &cost, &capacity], &room, &[f64::NAN; 3])).least;
        match (found, least) {
            (Some(found), Some(least)) => assert!((found - least).abs() < 1e-9, "{found} and {least}"),
            (found, least) => assert_eq!(found, least),
        }
        found_some += usize::from(least.is_some());
        found_none += usize::from(least.is_none());
    }
    assert!(found_some > 30 && found_none > 10, "{found_some} {found_none}");
}
