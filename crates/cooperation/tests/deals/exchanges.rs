//! Vouchers, land, auctions, output per mu, bookings, data, registers.

use crate::{agreement, day, facts, with};
use liantu_cooperation::agreement::TEMPLATES;
use liantu_cooperation::exchange::auction::{Filled, Order, clear};
use liantu_cooperation::exchange::booking::{Answer, Booking, book};
use liantu_cooperation::exchange::data_asset::{Denied, Grant, Right, Usage, authorise};
use liantu_cooperation::exchange::land::{Fee, NoFee, Quota, Scheme, fee};
use liantu_cooperation::exchange::per_mu::Scheme as PerMu;
use liantu_cooperation::exchange::voucher::{Contract, Decision, Status, recognises, redeem};
use liantu_cooperation::governance::{Happening, calendar, lead, level};
use liantu_cooperation::money::{Currency, Money, Ratio};
use liantu_cooperation::rule::RuleBook;
use proptest::prelude::*;

fn contract(firm: &str, home: &str, place: &str, on: &str, wan: &str) -> Contract {
    let minor = Money::parse(&format!("{wan}万元")).unwrap().minor;
    Contract { firm: firm.into(), home: home.into(), place: place.into(), day: day(on), minor, currency: Currency::CNY }
}

fn decisions(contracts: &[Contract]) -> Vec<(Status, i64)> {
    let text = TEMPLATES.iter().find(|template| template.kind == "recognition").unwrap().text;
    let found = redeem(&[agreement(text)], contracts, RuleBook::shipped());
    found.iter().map(|Decision { status, minor, .. }| (*status, minor / 1_000_000)).collect()
}

#[test]
fn vouchers_stop_at_the_cap_of_the_year() {
    let own = |on, wan| contract("f", "east", "west", on, wan);
    let year = [own("2024-02-01", "20"), own("2024-03-01", "50"), own("2024-04-01", "10"), own("2025-01-05", "10")];
    let (paid, cut) = (Status::Paid, Status::Cut);
    assert_eq!(decisions(&year), [(paid, 10), (cut, 20), (cut, 0), (paid, 5)]);
    // Order follows the days, not the rows.
    assert_eq!(decisions(&[year[1].clone(), year[0].clone()]), [(cut, 20), (paid, 10)]);
    assert_eq!(decisions(&[contract("f", "east", "north", "2024-02-01", "20")]), [(Status::NotRecognised, 0)]);
    assert_eq!(decisions(&[own("2030-02-01", "20")]), [(Status::NotRecognised, 0)]);
    assert_eq!(decisions(&[own("2024-02-01", "-1")]), [(Status::NoValue, 0)]);
    // The cap is one amount, in the currency of the clause.
    let foreign = Contract { currency: Currency::parse("USD").unwrap(), ..own("2024-03-02", "100") };
    assert_eq!(decisions(&[own("2024-03-01", "100"), foreign]), [(cut, 30), (Status::OtherCurrency, 0)]);
}

#[test]
fn recognition_is_asked_by_place_subject_and_day() {
    let own = with(
        "[[clause]]\nid = \"x\"\nkind = \"recognition\"\nsubjects = [\"talent\"]\nby = [\"a\"]\nof = [\"b\"]\nend = 2020-01-01\n[[clause]]\nid = \"y\"\nkind = \"recognition\"\nsubjects = [\"talent\"]\nby = [\"b\"]\nof = [\"c\"]\n",
    );
    let known = |by: &str, of: &str, subject, on| {
        recognises(&own, own.party(by).unwrap(), own.party(of).unwrap(), subject, day(on)).is_some()
    };
    assert!(known("a", "b", "talent", "2015-01-01"));
    assert!(!known("b", "a", "talent", "2015-01-01"), "recognition is not mutual by itself");
    assert!(!known("a", "c", "talent", "2015-01-01"), "nor does it reach whom the other recognises");
    assert!(!known("a", "b", "title", "2015-01-01"));
    assert!(!known("a", "b", "talent", "2020-01-01"));
}

fn quota(
    scheme: Scheme,
    buyer: bool,
    region: &str,
    class: &str,
    area: i64,
    capacity: Option<i64>,
    with_scale: Option<i64>,
) -> Quota {
    Quota {
        scheme,
        buyer,
        region: region.to_owned(),
        day: day("2020-06-01"),
        class: (!class.is_empty()).then(|| class.to_owned()),
        area: Some(Ratio::whole(area)),
        capacity: capacity.map(Ratio::whole),
        with_scale: with_scale.map(Ratio::whole),
    }
}

#[test]
fn land_has_the_prices_of_the_state() {
    use Scheme::{SupplementaryFarmland as Farmland, SurplusQuota as Surplus};
    let total = |quota: Quota| fee(&quota, RuleBook::shipped()).map(|Fee { total, .. }| total.minor / 1_000_000);
    assert_eq!(total(quota(Farmland, true, "330000", "paddy", 400, Some(800), None)), Ok(21_600));
    assert_eq!(total(quota(Farmland, true, "330000", "dry", 600, Some(800), None)), Ok(23_400));
    assert_eq!(total(quota(Surplus, true, "310000", "", 100, None, Some(20))), Ok(8_000));
    assert_eq!(total(quota(Surplus, false, "510000", "ordinary", 60, None, None)), Ok(1_800));
    assert_eq!(total(quota(Surplus, false, "510000", "high_standard", 40, None, None)), Ok(1_600));
    let beyond = quota(Surplus, true, "310000", "", 100, None, Some(200));
    assert_eq!(total(beyond), Err(NoFee::Missing("with_scale_mu > area_mu")));
    let advance = fee(&quota(Surplus, true, "310000", "", 100, None, Some(20)), RuleBook::shipped()).unwrap().advance;
    assert_eq!(advance, Some(5_600_000_000));
    assert_eq!(total(quota(Farmland, true, "330000", "dry", 600, None, None)), Err(NoFee::Missing("capacity_kg")));
    assert!(matches!(total(quota(Farmland, true, "710000", "dry", 600, Some(1), None)), Err(NoFee::Rule(_))));
}

const fn order(party: u32, buys: bool, quantity: i64, limit: i64) -> Order {
    Order { party, buys, quantity: quantity * 1_000_000, limit }
}

#[test]
fn one_price_clears_and_nobody_sells_what_it_lacks() {
    let orders = [
        order(0, true, 10, 100),
        order(1, true, 10, 80),
        order(2, false, 8, 50),
        order(3, false, 8, 70),
        order(3, false, 8, 95),
    ];
    let found = clear(&orders, &[0, 0, 8_000_000, 16_000_000], Ratio::new(1, 2).unwrap()).unwrap();
    // 16 are traded; the bid of 80 is served in part and pins the price from below, so that [80, 80] clears.
    assert_eq!((found.quantity, found.range, found.price), (16_000_000, Some((80, 80)), Some(80)));
    let traded: Vec<i64> = found.filled.iter().map(|filled| filled.quantity / 1_000_000).collect();
    assert_eq!(traded, [10, 6, 8, 8, 0]);
    let naked = clear(&orders, &[0, 0, 7_000_000, 16_000_000], Ratio::ONE).unwrap();
    assert!(naked.filled[2].naked && naked.filled[2].quantity == 0);
    let apart = clear(&[order(0, true, 1, 10), order(1, false, 1, 20)], &[0, 1_000_000], Ratio::ONE);
    assert_eq!(apart.unwrap().price, None);
    // More money than can be counted is unknown, for the buyer and for the seller; who is not served owes nothing.
    let vast = [order(0, true, 1_000_000_000_000, 10_000_000), order(1, false, 1_000_000_000_000, 10_000_000)];
    let filled =
        clear(&[vast[0], vast[1], order(2, true, 1, 5)], &[0, vast[1].quantity, 0], Ratio::ONE).unwrap().filled;
    let paid: Vec<(i64, Option<i64>)> = filled.iter().map(|own| (own.quantity / 1_000_000, own.minor)).collect();
    assert_eq!(paid, [(1_000_000_000_000, None), (1_000_000_000_000, None), (0, Some(0))]);
    // Nor can more than can be counted be traded: ten such orders are one too many.
    let ten: Vec<Order> = (0..10).map(|party| order(party, true, 1_000_000_000_000, 5)).collect();
    assert!(clear(&ten[..9], &[], Ratio::ONE).is_some());
    assert_eq!(clear(&ten, &[], Ratio::ONE), None);
    // A gap between the marginal orders: k says where.
    let gap = [order(0, true, 1, 100), order(1, false, 1, 40)];
    let price = |k: &str| clear(&gap, &[0, 1_000_000], Ratio::parse(k).unwrap()).unwrap().price;
    assert_eq!([price("0"), price("0.5"), price("1")], [Some(40), Some(70), Some(100)]);
}

#[test]
fn output_per_mu_is_scored_as_printed() {
    let scheme = PerMu::at(RuleBook::shipped(), "per_mu", day("2022-12-31")).unwrap();
    let benchmarks: Vec<f64> = scheme.indicators.iter().map(|(_, _, benchmark)| *benchmark).collect();
    assert_eq!(scheme.indicators.len(), 6);
    let place = |name: &str| scheme.indicators.iter().position(|(own, ..)| own == name).unwrap();
    let mut twice: Vec<f64> = benchmarks.iter().map(|value| value / 2.0).collect();
    twice[place("tax_per_mu")] = benchmarks[place("tax_per_mu")] * 2.0;
    let mut gap = benchmarks.clone();
    gap[place("value_added_per_emission")] = f64::NAN;
    let mut unknown = benchmarks.clone();
    unknown[place("rd_ratio")] = f64::NAN;
    let scores = scheme.score(&[benchmarks.clone(), twice, gap, unknown], &[0, 0, 0, 0]);
    let total = |firm: usize| scores[firm].total.map(|total: f64| (total * 1e9).round() / 1e9);
    assert_eq!((total(0), total(1), total(3)), (Some(100.0), Some(80.0), None));
    // The mean of the three that are known: 10, 5, 10.
    assert!((scores[2].total.unwrap() - (90.0 + 25.0 / 3.0)).abs() < 1e-9 && scores[2].filled);
    let small = PerMu::at(RuleBook::shipped(), "per_mu_small", day("2022-06-01")).unwrap();
    let score = small.score(&[vec![0.2352, 11.5932]], &[0]);
    assert!((score[0].total.unwrap() - 100.0).abs() < 1e-9, "{score:?}");
    let earlier = PerMu::at(RuleBook::shipped(), "per_mu", day("2021-06-01")).unwrap();
    assert!(earlier.indicators.iter().any(|(_, _, benchmark)| (*benchmark - 26.01).abs() < 1e-12));
}

#[test]
fn grades_follow_the_ranks() {
    let scheme = PerMu::at(RuleBook::shipped(), "per_mu_small", day("2022-06-01")).unwrap();
    let values: Vec<Vec<f64>> =
        (1..=40).map(|firm| vec![0.2352 * f64::from(firm) / 40.0, 11.5932 * f64::from(firm) / 40.0]).collect();
    let scores = scheme.score(&values, &[0; 40]);
    let count = |grade: char| scores.iter().filter(|score| score.grade == Some(grade)).count();
    assert_eq!([count('A'), count('B'), count('C'), count('D')], [8, 13, 17, 2]);
    assert_eq!((scores[39].rank, scores[0].rank), (Some(1), Some(40)));
}

#[test]
fn nothing_is_booked_twice_and_no_data_used_without_right() {
    let wish = |instrument: &str, start, end| Booking { instrument: instrument.into(), user: "u".into(), start, end };
    let answers = book(&[wish("x", 0, 10), wish("x", 10, 12), wish("x", 9, 11), wish("y", 9, 11), wish("x", 5, 5)]);
    assert_eq!(answers, [Answer::Booked, Answer::Booked, Answer::Taken(1), Answer::Booked, Answer::Empty]);
    let grant = |purpose: Option<&str>, price| Grant {
        asset: "d".into(),
        user: "u".into(),
        right: Right::Use,
        purpose: purpose.map(str::to_owned),
        valid: "2024".parse().unwrap(),
        price,
        currency: Currency::CNY,
    };
    let usage = |user: &str, right, purpose: &str, on: &str| Usage {
        asset: "d".into(),
        user: user.into(),
        right,
        purpose: Some(purpose.to_owned()),
        day: day(on),
    };
    let log = [
        usage("u", Right::Use, "credit", "2024-05-01"),
        usage("u", Right::Operate, "credit", "2024-05-01"),
        usage("u", Right::Use, "credit", "2025-01-01"),
        usage("v", Right::Use, "credit", "2024-05-01"),
    ];
    let (right, term, none) = (Err(Denied::OtherRight), Err(Denied::OutOfTerm), Err(Denied::NoGrant));
    // The cheaper of two grants counts.
    assert_eq!(authorise(&[grant(None, 700), grant(Some("credit"), 500)], &log), [Ok(1), right, term, none]);
    assert_eq!(authorise(&[grant(Some("tax"), 500)], &log)[0], Err(Denied::OtherPurpose));
}

#[test]
fn matters_climb_turns_rotate_duties_fall_due() {
    let text = TEMPLATES.iter().find(|template| template.kind == "alliance").unwrap().text;
    let own = agreement(text);
    let clause = own.clauses.iter().find(|clause| clause.id == "lead").unwrap();
    let leads: Vec<&str> =
        ["2024-01-01", "2024-06-30", "2024-07-01", "2024-10-01", "2024-12-01", "2025-01-01", "2025-07-01"]
            .into_iter()
            .map(|on| own.name(lead(&clause.terms, clause.valid, day(on)).unwrap()))
            .collect();
    assert_eq!(leads, ["a", "a", "b", "c", "b", "c", "a"], "the exception goes before the order");
    let known = facts(&own, &[("plenary", "secretariat", "", "2024-06-15", "1")]);
    let duties: Vec<(String, Option<bool>)> = calendar(&own, &known, "2024/2025".parse().unwrap())
        .into_iter()
        .filter(|due| due.happening == Happening::Duty)
        .map(|due| (due.day.to_string(), due.done))
        .collect();
    assert_eq!(duties, [("2024-06-30".to_owned(), Some(true)), ("2024-12-30".to_owned(), Some(false))]);
    let held = |days: &[&str]| -> Vec<(bool, String)> {
        let rows: Vec<_> = days.iter().map(|day| ("plenary", "secretariat", "", *day, "1")).collect();
        calendar(&own, &facts(&own, &rows), "2024/2025".parse().unwrap())
            .into_iter()
            .filter(|due| due.happening == Happening::Duty)
            .map(|due| (due.done_late(), due.held.map_or_else(String::new, |day| day.to_string())))
            .collect()
    };
    let told = |list: [(bool, &str); 2]| list.map(|(late, day)| (late, day.to_owned()));
    assert_eq!(held(&["2024-07-10"]), told([(true, "2024-07-10"), (false, "")]), "held late, and counted once");
    assert_eq!(held(&["2024-12-15"]), told([(false, ""), (false, "2024-12-15")]), "it lies nearer to the next");
    assert_eq!(held(&["2024-10-15", "2024-12-15"]), told([(true, "2024-10-15"), (false, "2024-12-15")]));
    assert_eq!(held(&["2024-06-30", "2024-07-10"]), told([(false, "2024-06-30"), (false, "2024-07-10")]));
    let build = agreement(TEMPLATES.iter().find(|template| template.kind == "build_operate_transfer").unwrap().text);
    let handed: Vec<String> = calendar(&build, &facts(&build, &[]), "2040/2050".parse().unwrap())
        .into_iter()
        .map(|due| format!("{} {}", due.day, due.happening.word()))
        .collect();
    assert_eq!(handed, ["2044-01-01 hand_over", "2044-01-01 end"]);

    let zone = agreement(TEMPLATES.iter().find(|template| template.kind == "forward_enclave").unwrap().text);
    let stages = zone.clauses.iter().find_map(|clause| match &clause.terms {
        liantu_cooperation::clause::Terms::Dispute { stages } => Some(stages.clone()),
        _ => None,
    });
    let stages = stages.unwrap();
    let at = |on: &str| level(&stages, day("2024-01-01"), day(on));
    assert_eq!(
        [at("2023-12-31"), at("2024-01-01"), at("2024-01-31"), at("2024-03-01"), at("2030-01-01")],
        [None, Some(0), Some(1), Some(2), Some(2)]
    );
}

proptest! {
    #[test]
    fn auctions_conserve(orders in prop::collection::vec((0u32..5, any::<bool>(), 1i64..40, 0i64..50), 0..30), k in 0i64..=4) {
        let orders: Vec<Order> = orders.into_iter().map(|(party, buys, quantity, limit)| order(party, buys, quantity, limit)).collect();
        let holdings = [60_000_000i64; 5];
        let found = clear(&orders, &holdings, Ratio::new(k.into(), 4).unwrap()).unwrap();
        let sum = |buys: bool, of: fn(&Filled) -> i64| orders.iter().zip(&found.filled).filter(|(order, _)| order.buys == buys).map(|(_, filled)| of(filled)).sum::<i64>();
        prop_assert_eq!(sum(true, |filled| filled.quantity), found.quantity);
        prop_assert_eq!(sum(false, |filled| filled.quantity), found.quantity);
        prop_assert_eq!(sum(true, |filled| filled.minor.unwrap()), sum(false, |filled| filled.minor.unwrap()));
        let mut after = holdings;
        for (order, filled) in orders.iter().zip(&found.filled) {
            after[order.party as usize] += if order.buys { filled.quantity } else { -filled.quantity };
            prop_assert!(filled.quantity >= 0 && filled.quantity <= order.quantity);
            if let (true, Some(price)) = (filled.quantity > 0, found.price) {
                prop_assert!(if order.buys { price <= order.limit } else { price >= order.limit }, "nobody trades beyond its limit");
            }
        }
        prop_assert!(after.iter().all(|held| *held >= 0));
        prop_assert_eq!(after.iter().sum::<i64>(), holdings.iter().sum::<i64>());
        // No better volume: at any price the smaller of demand and supply is at most what was traded.
        let stands = |place: usize| !found.filled[place].naked;
        for price in 0..50 {
            let side = |buys: bool| (0..orders.len()).filter(|&place| stands(place) && orders[place].buys == buys && if buys { orders[place].limit >= price } else { orders[place].limit <= price }).map(|place| orders[place].quantity).sum::<i64>();
            prop_assert!(side(true).min(side(false)) <= found.quantity);
        }
        // Who is not fully served would not trade at the price.
        if let Some(price) = found.price {
            for (order, filled) in orders.iter().zip(&found.filled) {
                if !filled.naked && filled.quantity == 0 {
                    let content = if order.buys { order.limit <= price } else { order.limit >= price };
                    prop_assert!(content);
                }
            }
        }
    }
}
