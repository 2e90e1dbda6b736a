//! Leads between regions against statsmodels, and planted ones.

use crate::{Case, in_pool};
use liantu_numeric::distribution::normal_quantile;
use liantu_numeric::uniform;
use liantu_structure::econometrics::lead_lag::{Lead, LeadLag, Transform, lead_lag, panel_lead_lag};
use proptest::prelude::*;
use std::collections::BTreeSet;

#[test]
fn leads_are_those_of_the_peer() {
    for case in Case::all("lead_lag") {
        let input = case.table("input.csv");
        let regions: Vec<String> =
            input.iter().map(|row| row["region"].clone()).collect::<BTreeSet<_>>().into_iter().collect();
        let mut value = vec![f64::NAN; input.len()];
        for row in &input {
            let region = regions.iter().position(|one| *one == row["region"]).unwrap();
            value[row["period"].parse::<usize>().unwrap() * regions.len() + region] = row["value"].parse().unwrap();
        }
        let transform = if case.word("transform") == "level" { Transform::Level } else { Transform::Growth };
        let run = if case.word("by") == "panel" { panel_lead_lag } else { lead_lag };
        let (rows, findings) = run(&value, regions.len(), transform, case.whole("max_lag"));
        assert!(findings.is_empty());
        case.check(rows.len(), |n, name| {
            let row = &rows[n];
            let part = |name: &str, lead: Option<Lead>| {
                let lead = lead?;
                match name {
                    "effect" => Some(lead.effect),
                    "long_run" => lead.long_run,
                    "statistic" => Some(lead.statistic),
                    "p" => Some(lead.p),
                    _ => Some(lead.q),
                }
            };
            match name.split_once('_') {
                Some(("emitted", rest)) => part(rest, row.emitted).map(|x| x.to_string()),
                Some(("received", rest)) => part(rest, row.received).map(|x| x.to_string()),
                _ => Some(match name {
                    "region" => regions[row.region as usize].clone(),
                    "partner" => regions[row.partner? as usize].clone(),
                    "periods" => row.periods.to_string(),
                    _ => row.lags.to_string(),
                }),
            }
        });
    }
}

/// Growth of several regions over so many periods; `leads` are triples of region, follower and strength.
fn planted(periods: usize, regions: usize, leads: &[(usize, usize, f64)], seed: u64) -> Vec<f64> {
    let noise = |t: usize, region: usize| {
        normal_quantile(uniform(seed, (t * regions + region) as u64).clamp(1e-12, 1.0 - 1e-12))
    };
    let mut value = vec![0.0; periods * regions];
    for t in 0..periods {
        for region in 0..regions {
            let before = |region: usize| if t > 0 { value[(t - 1) * regions + region] } else { 0.0 };
            let led: f64 = leads.iter().filter(|lead| lead.1 == region).map(|lead| lead.2 * before(lead.0)).sum();
            value[t * regions + region] = 0.3 * before(region) + led + noise(t, region);
        }
    }
    value
}

/// How often a planted direction is told rightly, by the number of periods; and how often one is told where there is none.
#[test]
fn planted_directions_are_recovered() {
    let trials = 300u64;
    let told = |periods: usize, leads: &[(usize, usize, f64)], word: &str| {
        let is = |trial: &u64| {
            let rows = lead_lag(&planted(periods, 2, leads, 5000 + trial), 2, Transform::Level, 3).0;
            rows[0].direction(0.05) == Some(word)
        };
        (0..trials).filter(is).count() as f64 / trials as f64
    };
    let (one_way, two_way) = ([(0, 1, 0.6)], [(0, 1, 0.6), (1, 0, -0.6)]);
    for periods in [20, 40, 80] {
        let rates =
            [told(periods, &one_way, "outward"), told(periods, &two_way, "two_way"), told(periods, &[], "none")];
        let wrong_way = told(periods, &one_way, "inward");
        println!(
            "{periods} periods: one way {:.2} (the wrong way {wrong_way:.2}), two ways {:.2}, none {:.2}",
            rates[0], rates[1], rates[2]
        );
        assert!(wrong_way <= 0.05 && rates[2] >= 0.88, "{rates:?}");
        if periods >= 40 {
            assert!(rates[0] >= 0.85 && rates[1] >= 0.85, "{rates:?}");
        }
    }
}

/// One region leads nine others: the panel sees with twenty periods what pairs cannot.
#[test]
fn the_panel_finds_a_region_that_leads_many() {
    let trials = 100u64;
    let leads: Vec<(usize, usize, f64)> = (1..10).map(|other| (0, other, 0.5)).collect();
    let (mut found, mut others, mut nothing) = (0u32, 0usize, 0usize);
    for trial in 0..trials {
        let rows = panel_lead_lag(&planted(20, 10, &leads, 9000 + trial), 10, Transform::Level, 1).0;
        found += u32::from(rows[0].direction(0.05) == Some("outward"));
        others += rows[1..].iter().filter(|row| row.emitted.unwrap().q <= 0.05).count();
        let rows = panel_lead_lag(&planted(20, 10, &[], 40_000 + trial), 10, Transform::Level, 1).0;
        nothing += rows.iter().filter(|row| row.direction(0.05) != Some("none")).count();
    }
    println!(
        "leader found in {found} of {trials}; {others} of {} others taken for one; {nothing} of {} without any lead",
        9 * trials,
        10 * trials
    );
    assert!(u64::from(found) * 10 >= 8 * trials);
    assert!(others as u64 * 12 <= 9 * trials && nothing as u64 * 12 <= 10 * trials, "{others} {nothing}");
}

#[test]
fn too_few_periods_are_undefined_and_said_to_be() {
    let undefined = |value: &[f64], regions: usize, transform| {
        for run in [lead_lag, panel_lead_lag] {
            let (rows, findings) = run(value, regions, transform, 3);
            assert!(rows.iter().all(|row| row.emitted.is_none() && row.direction(0.05).is_none()), "{rows:?}");
            assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["STR520"]);
        }
    };
    undefined(&planted(8, 2, &[], 1), 2, Transform::Level);
    // Proportional series, constant ones, and growth from nothing.
    let rising: Vec<f64> = (0..30).flat_map(|t| [1.0 + f64::from(t), 2.0 + 2.0 * f64::from(t)]).collect();
    undefined(&rising, 2, Transform::Growth);
    undefined(&[5.0; 60], 2, Transform::Difference);
    undefined(&[0.0; 60], 2, Transform::Growth);
    undefined(&vec![f64::NAN; 60], 2, Transform::Level);
    // Nine periods are just enough for one lag.
    let rows = lead_lag(&planted(9, 2, &[], 1), 2, Transform::Level, 3).0;
    assert!(rows[0].lags == 1 && rows[0].direction(0.05).is_some());
    assert!(lead_lag(&[], 0, Transform::Growth, 3).0.is_empty());
    assert!(lead_lag(&[1.0; 30], 1, Transform::Growth, 3).0.is_empty());
}

/// A gap takes out the periods that need it, no more.
#[test]
fn a_gap_is_no_zero() {
    let mut value = planted(40, 2, &[(0, 1, 0.6)], 3);
    value[2 * 20] = f64::NAN;
    let row = lead_lag(&value, 2, Transform::Level, 1).0[0];
    assert_eq!((row.periods, row.lags), (37, 1));
    assert!(row.emitted.unwrap().p.is_finite());
}

fn close(one: Option<Lead>, two: Option<Lead>) -> bool {
    one.is_some() == two.is_some()
        && one.zip(two).is_none_or(|(one, two)| {
            (one.statistic - two.statistic).abs() <= 1e-6 * one.statistic.abs().max(1.0) && (one.p - two.p).abs() < 1e-6
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Turning the regions about turns the ways; the unit does not matter; threads change no bit.
    #[test]
    fn order_unit_and_threads_do_not_matter(seed: u64, regions in 2usize..5, periods in 9usize..40) {
        let value = planted(periods, regions, &[(0, 1, 0.5)], seed);
        let turned: Vec<f64> = value.chunks(regions).flat_map(|row| row.iter().rev().map(|x| 7.0 * x)).collect();
        for run in [lead_lag, panel_lead_lag] {
            let one = in_pool(1, || run(&value, regions, Transform::Level, 3));
            prop_assert_eq!(format!("{one:?}"), format!("{:?}", in_pool(4, || run(&value, regions, Transform::Level, 3))));
            let other = run(&turned, regions, Transform::Level, 3).0;
            for row in &one.0 {
                let last = regions as u32 - 1;
                let same = |other: &&LeadLag| match row.partner {
                    Some(partner) => other.region == last - partner && other.partner == Some(last - row.region),
                    None => other.region == last - row.region,
                };
                let other = other.iter().find(same).unwrap();
                let (emitted, received) = if row.partner.is_some() { (other.received, other.emitted) } else { (other.emitted, other.received) };
                prop_assert_eq!(row.lags, other.lags);
                prop_assert!(close(row.emitted, emitted) && close(row.received, received), "{:?} {:?}", row, other);
            }
        }
    }
}
