//! Stocks day by day: what must hold in every economy.

use liantu_numeric::Stopped;
use liantu_simulation::cascade::{FirmNetwork, Links};
use liantu_simulation::inventory::{Alternative, Curve, Economy, Event, Kind, Rationing, Settings, simulate};
use proptest::prelude::*;

/// Two regions of three industries each, everybody buying of everybody.
fn economy() -> Economy {
    let (mut seller, mut buyer, mut value) = (Vec::new(), Vec::new(), Vec::new());
    for from in 0..6u32 {
        for to in 0..6u32 {
            seller.push(from);
            buyer.push(to);
            value.push(f64::from(1 + (7 * from + 3 * to) % 11));
        }
    }
    let demand = [60.0, 40.0, 80.0, 50.0, 70.0, 30.0];
    let links = Links { seller: &seller, buyer: &buyer, value: &value };
    Economy::new(&FirmNetwork::new(vec![0, 1, 2, 0, 1, 2], links, &demand).unwrap(), 365.0)
}

/// Production of each on each day.
fn run(economy: &Economy, settings: &Settings, events: &[Event], days: usize) -> Vec<Vec<f64>> {
    let mut found = Vec::new();
    let ended = simulate(economy, settings, events, days, |day| {
        found.push(day.production.to_vec());
        Ok(())
    });
    assert_eq!(ended, Ok(()));
    found
}

fn stop(part: f64, duration: usize) -> Event {
    Event { day: 5, duration, kind: Kind::Capacity { parts: vec![(0, part)], curve: Curve::Linear, tau: 30.0 } }
}

const ALTERNATIVES: [Alternative; 3] = [Alternative::None, Alternative::Capacity, Alternative::Output];
const RATIONINGS: [Rationing; 3] = [Rationing::Proportional, Rationing::IndustryFirst, Rationing::FinalFirst];

#[test]
fn rest_stays_rest() {
    let economy = economy();
    for alternative in ALTERNATIVES {
        for rationing in RATIONINGS {
            let settings = Settings { alternative, rationing, ..Settings::default() };
            for day in run(&economy, &settings, &[], 400) {
                for (made, rest) in day.iter().zip(economy.output()) {
                    assert!((made / rest - 1.0).abs() < 1e-9, "{made} {rest}");
                }
            }
        }
    }
}

#[test]
fn a_stop_hurts_and_heals() {
    let economy = economy();
    let rest: f64 = economy.output().iter().sum();
    for alternative in ALTERNATIVES {
        let settings = Settings { alternative, ..Settings::default() };
        let found = run(&economy, &settings, &[stop(0.5, 20)], 3000);
        let total = |day: usize| found[day].iter().sum::<f64>();
        assert!((total(4) / rest - 1.0).abs() < 1e-9);
        // Stocks hold: on the day itself only the stopped one makes less.
        assert!((found[5][0] / economy.output()[0] - 0.5).abs() < 1e-9);
        assert!((found[5][3] / economy.output()[3] - 1.0).abs() < 1e-9);
        assert!((total(2999) / rest - 1.0).abs() < 1e-3, "{}", total(2999) / rest);
        let lost: f64 = (0..3000).map(|day| (rest - total(day)).max(0.0)).sum();
        assert!(lost > 0.0);
    }
}

#[test]
fn small_stocks_hurt_sooner() {
    let economy = economy();
    let lost = |stock_days: f64| -> f64 {
        let settings = Settings { stock_days, alternative: Alternative::None, ..Settings::default() };
        let found = run(&economy, &settings, &[stop(0.9, 60)], 120);
        let others = |day: &Vec<f64>| day[1..].iter().sum::<f64>();
        let rest: f64 = economy.output()[1..].iter().sum();
        found.iter().map(|day| (rest - others(day)).max(0.0)).sum()
    };
    assert!(lost(5.0) > 2.0 * lost(90.0), "{} {}", lost(5.0), lost(90.0));
}

#[test]
fn what_is_destroyed_is_rebuilt() {
    let economy = economy();
    let kind =
        Kind::Rebuild { capital: vec![(0, 2.0)], households: 0.4, builders: vec![(1, 0.5), (4, 0.5)], tau: 60.0 };
    let events = [Event { day: 5, duration: 10, kind }];
    let (mut left, mut asked) = (Vec::new(), Vec::new());
    simulate(&economy, &Settings::default(), &events, 900, |day| {
        left.push(day.to_rebuild);
        asked.push(day.ordered[1]);
        Ok(())
    })
    .unwrap();
    assert_eq!((left[4], left[5], left[14]), (0.0, 2.4, 2.4));
    assert!(
        left[15] < 2.4 && left.windows(2).skip(6).all(|pair| pair[1] <= pair[0]) && left[899] < 0.01,
        "{}",
        left[899]
    );
    assert!(asked[15] > asked[4]);
    // Damage to households alone costs no capacity.
    let kind = Kind::Rebuild { capital: vec![], households: 20.0, builders: vec![(1, 1.0)], tau: 60.0 };
    simulate(&economy, &Settings::default(), &[Event { day: 5, duration: 0, kind }], 10, |day| {
        assert!(day.capacity.iter().zip(economy.output()).all(|(can, rest)| *can >= rest * (1.0 - 1e-9)));
        Ok(())
    })
    .unwrap();
}

#[test]
fn days_end_where_whoever_watches_ends_them() {
    let (economy, mut seen) = (economy(), 0);
    let ended = simulate(&economy, &Settings::default(), &[stop(0.5, 20)], 1_000_000, |_| {
        seen += 1;
        if seen < 7 { Ok(()) } else { Err(Stopped) }
    });
    assert_eq!((ended, seen), (Err(Stopped), 7));
}

#[test]
fn curves_end_where_they_should() {
    for curve in [Curve::Instant, Curve::Linear, Curve::Concave] {
        assert_eq!((curve.left(0.0, 10.0), curve.left(10.0, 10.0)), (1.0, 0.0));
    }
    assert!((Curve::Convex.left(1.0, 10.0) - 0.9).abs() < 1e-12 && Curve::Convex.left(0.0, 10.0) == 1.0);
}

#[test]
fn producers_without_output_or_buyers_do_no_harm() {
    let links = Links { seller: &[0, 1], buyer: &[1, 2], value: &[0.0, 5.0] };
    let network = FirmNetwork::new(vec![0, 1, 2, 3], links, &[0.0, 0.0, 9.0, 0.0]).unwrap();
    let economy = Economy::new(&network, 1.0);
    for day in run(&economy, &Settings::default(), &[stop(1.0, 3)], 50) {
        assert!(day.iter().all(|made| made.is_finite() && *made >= 0.0), "{day:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn threads_do_not_matter_and_nothing_exceeds_capacity(part in 0.0f64..1.0, duration in 1usize..60, kind in 0usize..3, how in 0usize..3) {
        let economy = economy();
        let settings = Settings { alternative: ALTERNATIVES[kind], rationing: RATIONINGS[how], stock_days: 10.0, ..Settings::default() };
        let events = [stop(part, duration)];
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        prop_assert_eq!(alone.install(|| run(&economy, &settings, &events, 100)), run(&economy, &settings, &events, 100));
        let mut fine = true;
        simulate(&economy, &settings, &events, 100, |day| {
            fine &= day.production.iter().zip(day.capacity).all(|(made, can)| *made <= can * (1.0 + 1e-12) && *made >= 0.0);
            fine &= day.unmet.iter().all(|unmet| *unmet >= -1e-12);
            Ok(())
        })
        .unwrap();
        prop_assert!(fine);
    }
}

#[test]
fn a_table_is_the_network_of_its_sectors() {
    let base = super::accounts::table(&super::accounts::drawn(2, 3, 4));
    let (mut seller, mut buyer, mut value) = (Vec::new(), Vec::new(), Vec::new());
    for to in 0..base.len() {
        for from in 0..base.len() {
            let cell = base.transactions().at(from, to);
            if cell > 0.0 {
                seller.push(from as u32);
                buyer.push(to as u32);
                value.push(cell);
            }
        }
    }
    let sectors = base.nodes().iter().map(|node| node.sector).collect();
    let links = Links { seller: &seller, buyer: &buyer, value: &value };
    let network = FirmNetwork::new(sectors, links, &base.total_demand()).unwrap();
    let (by_table, by_network) = (Economy::of_table(&base, 365.0), Economy::new(&network, 365.0));
    let near = |one: f64, two: f64| (one - two).abs() <= 1e-9 * two.abs().max(1e-9);
    // Two shocks, one after the other.
    let events = [stop(0.4, 20), Event { day: 40, ..stop(0.7, 3) }];
    let settings = Settings::default();
    let (one, two) = (run(&by_table, &settings, &events, 400), run(&by_network, &settings, &events, 400));
    assert!(one.iter().flatten().zip(two.iter().flatten()).all(|(one, two)| near(*one, *two)));
    // Rest stays rest, and what was stopped comes back.
    assert!(
        run(&by_table, &settings, &[], 100)
            .iter()
            .flatten()
            .zip(by_table.output().iter().cycle())
            .all(|(made, rest)| near(*made, *rest))
    );
    assert!(one[45].iter().sum::<f64>() < one[0].iter().sum::<f64>());
}
