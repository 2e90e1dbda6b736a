//! Signals of relocation, the account of innovation, suppliers and their routes.

use liantu_numeric::uniform;
use liantu_structure::allocation::supplier_routes::{Reason, Supplier, Ways, supplier_routes};
use liantu_structure::dynamics::relocation::{Rule, Signal, findings, relocation_signal};
use liantu_structure::synthesis::innovation_account::{self, Account};
use proptest::prelude::*;

const RULE: Rule = Rule { window: 8, level: 0.01, fall: 3.5, needed: 2 };

/// A count of the Poisson distribution, by its inverse.
fn poisson(mean: f64, uniform: f64) -> f64 {
    let (mut count, mut chance) = (0.0, f64::exp(-mean));
    let mut below = chance;
    while below < uniform && count < 1000.0 {
        count += 1.0;
        chance *= mean / count;
        below += chance;
    }
    count
}

/// Closures and departures of a region in so many periods, and its orders; from `shift` on it moves away.
fn region(seed: u64, periods: usize, shift: usize) -> [Vec<f64>; 3] {
    let draw = |series: u64, period: usize| uniform(seed, series << 20 | period as u64);
    let counts = |series: u64, mean: f64| -> Vec<f64> {
        (0..periods).map(|now| poisson(if now < shift { mean } else { 4.0 * mean }, draw(series, now))).collect()
    };
    let noise = |now: usize| (0..12).map(|part| draw(10 + part, now)).sum::<f64>() - 6.0;
    let orders = (0..periods).map(|now| if now < shift { 100.0 } else { 70.0 } + 3.0 * noise(now)).collect();
    [counts(1, 5.0), counts(2, 2.0), orders]
}

#[test]
fn a_planted_relocation_is_detected_and_quiet_regions_are_not() {
    let (mut hits, mut first, mut alarms, mut quiet) = (0, 0, 0, 0);
    for seed in 0..400 {
        let [closures, departures, orders] = region(seed, 24, 16);
        let found = relocation_signal([&closures, &departures], &orders, RULE);
        assert!(found[..8].iter().all(|reading| reading.signal == Signal::Unknown));
        hits += usize::from(found[16..19].iter().any(|reading| reading.signal == Signal::Likely));
        first += usize::from(found[16].signal == Signal::Likely);
        alarms += found[8..16].iter().filter(|reading| reading.signal == Signal::Likely).count();
        quiet += 8;
    }
    // What the guide states: found within three periods in at least 97 of 100, false in at most 5 of 1000.
    assert!(hits >= 388 && first >= 340, "{hits} of 400 within three periods, {first} at once");
    assert!(alarms * 200 <= quiet, "{alarms} false alarms in {quiet} quiet periods");
}

#[test]
fn readings_by_hand() {
    let closures = [2.0, 2.0, 2.0, 2.0, 10.0, f64::NAN];
    let orders = [100.0, 102.0, 98.0, 101.0, 90.0, 100.0];
    let rule = Rule { window: 4, ..RULE };
    let found = relocation_signal([&closures, &[]], &orders, rule);
    let p = found[4].p[0].unwrap();
    // The sum of C(18, k) 0.2^k 0.8^(18-k) from 10 on.
    assert!((p - 0.000_910_892_357_386_241).abs() < 1e-15, "{p}");
    assert!((found[4].z.unwrap() + 7.08225).abs() < 1e-12);
    assert_eq!((found[4].signal, found[4].since, found[4].unknown), (Signal::Likely, Some(4), 0));
    // A missing value makes the sign unknown, not absent.
    assert_eq!((found[5].p[0], found[5].unknown), (None, 1));
    // Nothing closes anywhere: no more than usual.
    let none = relocation_signal([&[0.0; 5], &[]], &[], rule);
    assert_eq!((none[4].p[0], none[4].signal), (Some(1.0), Signal::None));
    // No counts; a history without deviation.
    assert_eq!(relocation_signal([&[0.5; 5], &[]], &[], rule)[4].signal, Signal::Unknown);
    let flat = relocation_signal([&[], &[]], &[5.0, 5.0, 5.0, 5.0, 4.0], rule);
    assert_eq!((flat[4].z, flat[4].signs, flat[4].signal), (None, 1, Signal::Watch));
    assert!(relocation_signal([&[], &[]], &[], rule).is_empty());
    let codes: Vec<&str> = findings(1, 1).iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["STR224", "STR225"]);
}

#[test]
fn the_three_sides_of_an_account_are_one() {
    let whole = Account::new([&[100.0, -40.0], &[35.0, 5.0, 8.0, 12.0], &[20.0, 30.0, 20.0, -10.0]], 8.0, 600.0);
    assert_eq!((whole.sides, whole.gaps()), ([Some(60.0); 3], [Some(0.0); 2]));
    assert_eq!((whole.net(), whole.share(), whole.holds()), (Some(52.0), Some(0.1), Some(true)));
    let broken = Account::new([&[40.0], &[42.0], &[38.0]], f64::NAN, 0.0);
    assert_eq!(
        (broken.relative_gap(), broken.holds(), broken.net(), broken.share()),
        (Some(0.05), Some(false), None, None)
    );
    // A side that lacks an item is missing, and so is that of all.
    let gap = Account::new([&[40.0], &[f64::NAN, 1.0], &[]], 1.0, 1.0);
    assert_eq!((gap.sides, gap.holds()), ([Some(40.0), None, None], None));
    assert_eq!(Account::all(&[whole, gap]).sides, [Some(100.0), None, None]);
    assert_eq!(Account::all(&[]).sides, [None; 3]);
    let codes: Vec<&str> =
        innovation_account::findings(&[whole, broken, gap]).iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["STR226", "STR227"]);
}

proptest! {
    /// Whatever the regions, the product of all is the sum of theirs, and flows between them cancel in the uses.
    #[test]
    fn accounts_add_up(rows in prop::collection::vec((0i32..1000, 0i32..1000, 0i32..1000), 2..6)) {
        // The outflow of each region is the inflow of the next.
        let flow = |n: usize| f64::from(rows[n % rows.len()].2);
        let accounts: Vec<Account> = rows.iter().enumerate().map(|(n, &(wages, surplus, _))| {
            let product = f64::from(wages) + f64::from(surplus);
            let net = flow(n) - flow(n + rows.len() - 1);
            Account::new([&[product], &[f64::from(wages), f64::from(surplus)], &[product - net, flow(n), -flow(n + rows.len() - 1)]], 0.0, f64::NAN)
        }).collect();
        let all = Account::all(&accounts);
        prop_assert!(accounts.iter().all(|account| account.gaps() == [Some(0.0); 2]));
        prop_assert_eq!(all.gaps(), [Some(0.0); 2]);
    }

    /// Shortest ways are those of relaxing every link again and again; routes have the length that is said.
    #[test]
    fn ways_are_shortest(links in prop::collection::vec((0u32..8, 0u32..8, 0u32..9), 0..30)) {
        let links: Vec<(u32, u32, f64)> = links.into_iter().map(|(from, to, length)| (from, to, f64::from(length))).collect();
        let ways = Ways::new(8, &links, 0);
        let mut length = [f64::INFINITY; 8];
        length[0] = 0.0;
        for _ in 0..8 {
            for &(from, to, own) in &links {
                length[from as usize] = length[from as usize].min(length[to as usize] + own);
            }
        }
        let mut turned = links.clone();
        turned.reverse();
        prop_assert_eq!(&Ways::new(8, &turned, 0), &ways);
        for place in 0..8u32 {
            prop_assert_eq!(ways.length[place as usize].unwrap_or(f64::INFINITY), length[place as usize]);
            let route = ways.route(place);
            let hop = |pair: &[u32]| links.iter().filter(|link| (link.0, link.1) == (pair[0], pair[1])).map(|link| link.2).fold(f64::INFINITY, f64::min);
            let walked: f64 = route.windows(2).map(hop).sum();
            prop_assert_eq!(walked, if route.is_empty() { 0.0 } else { length[place as usize] });
        }
    }
}

/// The worked example; and an allotment that no other undercuts.
#[test]
fn the_cheapest_suppliers_delivered_come_first() {
    let ways = Ways::new(5, &[(0, 4, 1.0), (1, 0, 2.0), (1, 4, 5.0), (2, 1, 4.0)], 4);
    let supplier = |place, cost, capacity| Supplier { place, unit_cost: cost, capacity: Some(capacity) };
    let suppliers = [
        supplier(Some(0), Some(10.0), 30.0),
        supplier(Some(1), Some(8.0), 50.0),
        supplier(Some(2), Some(5.0), 100.0),
        supplier(Some(3), Some(1.0), 100.0),
        supplier(Some(1), None, 10.0),
        supplier(None, Some(1.0), 10.0),
        supplier(Some(u32::MAX), Some(1.0), 10.0),
    ];
    let (found, findings) = supplier_routes(&suppliers, &ways, 1.0, Some(100.0));
    let ranked: Vec<(usize, Option<f64>)> = found.iter().take(3).map(|one| (one.supplier, one.delivered)).collect();
    assert_eq!(ranked, [(0, Some(11.0)), (1, Some(11.0)), (2, Some(12.0))]);
    let allotted: Vec<(f64, f64)> = found.iter().filter_map(|one| one.allotted).collect();
    assert_eq!(allotted, [(30.0, 70.0), (50.0, 20.0), (20.0, 0.0)]);
    let reasons: Vec<Reason> = found.iter().skip(3).map(|one| one.reason).collect();
    assert_eq!(reasons, [Reason::Unreachable, Reason::CostUnknown, Reason::PlaceUnknown, Reason::Unreachable]);
    assert_eq!(ways.route(2), [2, 1, 0, 4]);
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["STR708"]);
    // More than there is: what is short is said; without a quantity nothing is allotted.
    let (found, findings) = supplier_routes(&suppliers[..2], &ways, 1.0, Some(100.0));
    assert_eq!((found[1].allotted, findings[0].code), (Some((50.0, 20.0)), "STR709"));
    assert!(supplier_routes(&suppliers, &ways, 1.0, None).0.iter().all(|one| one.allotted.is_none()));
}
