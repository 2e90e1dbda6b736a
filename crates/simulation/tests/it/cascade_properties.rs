//! What holds on every network.

use liantu_numeric::{Stopped, unwatched};
use liantu_simulation::cascade::ensemble::{Grouping, Uncertainty, ensemble};
use liantu_simulation::cascade::sensitivity::epsilon_sensitivity;
use liantu_simulation::cascade::{
    Class, Dialect, Essentiality, FirmNetwork, Links, NetworkError, Rules, Shock, Spread, Unknown, Ways, course, risk,
};
use proptest::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Clone, Debug)]
struct Case {
    sector: Vec<u32>,
    links: Vec<(u32, u32, f64)>,
    classes: Vec<u8>,
    outside: Vec<f64>,
}

impl Case {
    fn network(&self) -> FirmNetwork {
        let seller: Vec<u32> = self.links.iter().map(|link| link.0).collect();
        let buyer: Vec<u32> = self.links.iter().map(|link| link.1).collect();
        let value: Vec<f64> = self.links.iter().map(|link| link.2).collect();
        FirmNetwork::new(self.sector.clone(), Links { seller: &seller, buyer: &buyer, value: &value }, &self.outside)
            .unwrap()
    }

    fn essentiality(&self) -> Essentiality {
        Essentiality::new(4, Class::NonEssential, |one, two| match self.classes[(one * 4 + two) as usize] {
            0 => Class::Negligible,
            1 => Class::NonEssential,
            _ => Class::Essential,
        })
    }
}

prop_compose! {
    fn case()(firms in 2u32..25)(
        sector in prop::collection::vec(0u32..4, firms as usize),
        links in prop::collection::vec((0..firms, 0..firms, prop_oneof![9 => 0.1f64..50.0, 1 => Just(0.0)]), 1..120),
        classes in prop::collection::vec(0u8..3, 16),
        outside in prop::collection::vec(prop_oneof![Just(0.0), 0.0f64..60.0], firms as usize),
    ) -> Case {
        Case { sector, links, classes, outside }
    }
}

fn rules() -> Rules {
    Rules { rounds: 200, ..Rules::of(Dialect::FastCascade, 1e-6) }
}

/// Losses of the firms in both channels, straight from the formula.
fn by_formula(case: &Case, rules: &Rules, stopped: usize) -> (Vec<f64>, Vec<f64>, u32) {
    let n = case.sector.len();
    let essentiality = case.essentiality();
    let mut w = vec![vec![0.0; n]; n];
    for &(seller, buyer, value) in &case.links {
        w[seller as usize][buyer as usize] += value;
    }
    let s: Vec<f64> = (0..n).map(|i| w[i].iter().sum::<f64>() + case.outside[i]).collect();
    let psi = |i: usize| f64::from(u8::from(i == stopped));
    let mut d: Vec<f64> = (0..n).map(psi).collect();
    let mut u = d.clone();
    for round in 1.. {
        let left = |k: u32| -> f64 { (0..n).filter(|&l| case.sector[l] == k).map(|l| s[l] * (1.0 - d[l])).sum() };
        let sigma: Vec<f64> = (0..n)
            .map(|i| {
                let left = left(case.sector[i]);
                let stands = (s[i] / if left <= 1e-10 { 1.0 } else { left }).min(1.0);
                1.0 - rules.replaceability * (1.0 - stands)
            })
            .collect();
        let class = |i: usize, j: usize| essentiality.class(case.sector[i], case.sector[j]);
        let down: Vec<f64> = (0..n)
            .map(|j| {
                let all: f64 = (0..n).map(|i| w[i][j]).sum();
                let mut loss = psi(j);
                for k in 0..4 {
                    let group: Vec<usize> =
                        (0..n).filter(|&i| case.sector[i] == k && class(i, j) == Class::Essential).collect();
                    let of: f64 = group.iter().map(|&i| w[i][j]).sum();
                    if of > 0.0 {
                        loss = loss.max(group.iter().map(|&i| sigma[i] * w[i][j] / of * d[i]).sum());
                    }
                }
                if all > 0.0 {
                    let others = (0..n).filter(|&i| class(i, j) == Class::NonEssential);
                    loss = loss.max(others.map(|i| sigma[i] * w[i][j] / all * d[i]).sum());
                }
                loss.min(1.0)
            })
            .collect();
        let up: Vec<f64> = (0..n)
            .map(|i| {
                let loss = if s[i] > 0.0 { (0..n).map(|j| w[i][j] / s[i] * u[j]).sum() } else { 0.0 };
                psi(i).max(loss).min(1.0)
            })
            .collect();
        let change = (0..n).map(|i| (down[i] - d[i]).max(up[i] - u[i])).fold(0.0, f64::max);
        (d, u) = (down, up);
        if change <= 1e-6 || round == rules.rounds {
            return (d, u, round);
        }
    }
    unreachable!()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn the_formula_is_what_is_computed(case in case(), part in prop_oneof![Just(0.0), Just(1.0), 0.0f64..1.0]) {
        let rules = Rules { replaceability: part, ..rules() };
        let (network, essentiality) = (case.network(), case.essentiality());
        let ways = Ways::new(&network, &essentiality, rules);
        let output = network.output();
        let all: f64 = output.iter().sum();
        let firms: Vec<u32> = (0u32..).take(network.firms()).collect();
        let (tolls, _) = risk::systemic_risk(&ways, &output, &firms, &unwatched).unwrap();
        for (firm, toll) in tolls.iter().enumerate() {
            let (d, u, rounds) = by_formula(&case, &rules, firm);
            let wanted: f64 = (0..d.len()).map(|j| output[j] * d[j].max(u[j])).sum::<f64>() / all;
            if all > 0.0 {
                // Rounding may decide about one round where a change lies at the threshold.
                prop_assert!(toll.rounds.abs_diff(rounds) <= 1, "{} {}", toll.rounds, rounds);
                prop_assert!((toll.all - wanted).abs() < 1e-4, "{} {wanted}", toll.all);
                if toll.rounds == rounds {
                    prop_assert!((toll.all - wanted).abs() < 1e-9, "{} {wanted}", toll.all);
                }
            } else {
                prop_assert!(toll.all.is_nan());
            }
        }
    }

    #[test]
    fn shocks_do_not_disturb_each_other(case in case(), parts in prop::collection::vec(0.0f64..1.0, 8)) {
        let (network, essentiality) = (case.network(), case.essentiality());
        let ways = Ways::new(&network, &essentiality, rules());
        let output = network.output();
        let shocks: Vec<[Shock; 2]> = (0u32..).zip(&parts).map(|(lane, &part)| {
            let firm = |n: u32| n % network.firms() as u32;
            [Shock::both(firm(lane), part), Shock { firm: firm(3 * lane + 1), down: part / 2.0, up: 0.0 }]
        }).collect();
        // What a run leaves behind would show in the next.
        let mut together = Spread::new(&ways);
        for shock in &shocks {
            prop_assert_eq!(together.run(shock, &output), Spread::new(&ways).run(shock, &output));
        }
    }

    #[test]
    fn no_shock_no_loss_and_more_shock_no_less(case in case(), part in 0.1f64..1.0) {
        let (network, essentiality) = (case.network(), case.essentiality());
        let ways = Ways::new(&network, &essentiality, Rules { replaceability: 0.0, ..rules() });
        let weights = vec![1.0; network.firms()];
        let mut spread = Spread::new(&ways);
        let none = [spread.run(&[], &weights), spread.run(&[Shock::both(0, 0.0)], &weights)];
        prop_assert!(none.iter().all(|toll| toll.all == 0.0 && toll.rounds == 1 && toll.settled));
        let [less, more] = [part / 2.0, part].map(|part| spread.run(&[Shock::both(0, part)], &weights));
        prop_assert!(less.all <= more.all + 1e-4 && more.all <= network.firms() as f64 + 1e-9);
    }

    #[test]
    fn numbers_and_units_do_not_matter(case in case(), scale in 0.01f64..1e4) {
        let (network, essentiality) = (case.network(), case.essentiality());
        let n = network.firms() as u32;
        let turned = Case {
            sector: case.sector.iter().rev().copied().collect(),
            links: case.links.iter().rev().map(|&(from, to, value)| (n - 1 - from, n - 1 - to, value * scale)).collect(),
            outside: case.outside.iter().rev().map(|value| value * scale).collect(),
            ..case.clone()
        };
        let other = turned.network();
        // Without markets: a market counts as gone below a fixed amount, which knows no units.
        let rules = Rules { replaceability: 0.0, rounds: 20, ..Rules::of(Dialect::FastCascade, 0.0) };
        let firms: Vec<u32> = (0..n).collect();
        let (one, _) = risk::systemic_risk(&Ways::new(&network, &essentiality, rules), &network.output(), &firms, &unwatched).unwrap();
        let (two, _) = risk::systemic_risk(&Ways::new(&other, &essentiality, rules), &other.output(), &firms, &unwatched).unwrap();
        for (one, two) in one.iter().zip(two.iter().rev()) {
            prop_assert!((one.all - two.all).abs() < 1e-9 || one.all.is_nan());
        }
    }

    #[test]
    fn one_thread_and_many_give_the_same_bits(case in case()) {
        let (network, essentiality) = (case.network(), case.essentiality());
        let ways = Ways::new(&network, &essentiality, rules());
        let firms: Vec<u32> = (0u32..).take(network.firms()).collect();
        let index = || risk::systemic_risk(&ways, &network.output(), &firms, &unwatched).unwrap().0.iter().map(|toll| toll.all.to_bits()).collect::<Vec<_>>();
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(index);
        prop_assert_eq!(alone, index());
    }

    #[test]
    fn unknown_flows_lie_between_nothing_and_everything(case in case(), at in any::<prop::sample::Index>(), share in 0.0f64..1.0) {
        let mut case = case;
        let place = at.index(case.links.len());
        case.links[place].2 = f64::NAN;
        let (network, essentiality) = (case.network(), case.essentiality());
        let rules = Rules { replaceability: 0.0, rounds: 40, ..Rules::of(Dialect::FastCascade, 0.0) };
        let stopped = [Shock::both(case.links[place].0, 1.0)];
        let weights = vec![1.0; network.firms()];
        let toll = |unknown: Unknown| {
            let ways = Ways::new(&network, &essentiality, Rules { unknown, ..rules });
            Spread::new(&ways).run(&stopped, &weights).all
        };
        let (least, most) = (toll(Unknown::LEAST), toll(Unknown::MOST));
        let between = toll(Unknown { down: share, up: share });
        prop_assert!(least <= between + 1e-12 && between <= most + 1e-12, "{} {} {}", least, between, most);
    }
}

fn chain(values: &[f64]) -> FirmNetwork {
    let count = values.len() as u32;
    let seller: Vec<u32> = (0..count).collect();
    let buyer: Vec<u32> = (1..=count).collect();
    let sector = (0..=count).collect();
    FirmNetwork::new(sector, Links { seller: &seller, buyer: &buyer, value: values }, &[]).unwrap()
}

#[test]
fn a_chain_is_hit_firm_by_firm() {
    let network = chain(&[10.0; 5]);
    let essentiality = Essentiality::uniform(Class::Essential);
    let ways = Ways::new(&network, &essentiality, Rules::of(Dialect::FastCascade, 0.01));
    let told = course::course(&ways, None, &[Shock::both(2, 0.5)], network.sales(), 0.001, &unwatched).unwrap();
    let hits: Vec<_> = told.hits.iter().map(|hit| (hit.round, hit.firm, hit.channel.word(), hit.cause)).collect();
    assert_eq!(
        hits,
        [
            (0, 2, "shock", None),
            (1, 3, "down", Some(2)),
            (1, 1, "up", Some(2)),
            (2, 4, "down", Some(3)),
            (2, 0, "up", Some(1)),
            (3, 5, "down", Some(4)),
        ]
    );
    assert!(told.hits.iter().all(|hit| hit.loss == [0.5, 0.5]) && told.settled && told.rounds == 4);
}

/// A share that nobody knows: never nothing, never everything.
#[test]
fn an_unknown_share_gives_an_unknown_answer() {
    let network = chain(&[f64::NAN, 10.0]);
    let essentiality = Essentiality::uniform(Class::Essential);
    let rules = Rules::of(Dialect::FastCascade, 0.01);
    let most = Rules { unknown: Unknown::MOST, ..rules };
    let (least, most) = (Ways::new(&network, &essentiality, rules), Ways::new(&network, &essentiality, most));
    let told = course::course(&least, Some(&most), &[Shock::both(0, 1.0)], network.sales(), 0.001, &unwatched).unwrap();
    let hit = told.hits.iter().find(|hit| hit.firm == 2).unwrap();
    assert_eq!((hit.loss, hit.cause), ([0.0, 1.0], Some(1)));
    let grouping = [Grouping { of: vec![0; 3], groups: 1 }];
    let calm = Uncertainty { draws: 0, seed: 1, flow: 0.0, essentiality: 0.0, replaceability: 0.0, confidence: 0.9 };
    let losses = |rules: Rules, assumed: bool, uncertainty: &Uncertainty| {
        let shock = [Shock::both(0, 1.0)];
        ensemble((&network, &essentiality, rules), assumed, &shock, &[1.0; 3], &grouping, uncertainty, &unwatched)
            .unwrap()[0][0]
    };
    let open = losses(rules, false, &calm);
    assert_eq!((open.unknown, open.interval, open.all), (true, [1.0, 3.0], 1.0));
    let assumed = losses(Rules { unknown: Unknown { down: 0.9, up: 0.0 }, ..rules }, true, &calm);
    assert!(!assumed.unknown && (assumed.all - 2.8).abs() < 1e-12);
    let drawn = losses(rules, false, &Uncertainty { draws: 400, ..calm });
    assert!((drawn.interval[0] - 1.1).abs() < 0.05 && (drawn.interval[1] - 2.9).abs() < 0.05, "{drawn:?}");
    assert_eq!(drawn, losses(rules, false, &Uncertainty { draws: 400, ..calm }));
}

#[test]
fn draws_without_uncertainty_agree() {
    let network = chain(&[10.0, 20.0, 5.0]);
    let essentiality = Essentiality::new(4, Class::Essential, |_, _| Class::Essential);
    let rules = Rules::of(Dialect::FastCascade, 0.01);
    let grouping = [Grouping { of: vec![0, 0, 1, 1], groups: 2 }];
    let uncertain =
        Uncertainty { draws: 20, seed: 1, flow: 0.0, essentiality: 0.0, replaceability: 0.0, confidence: 0.9 };
    let shock = [Shock::both(1, 0.4)];
    let found =
        ensemble((&network, &essentiality, rules), false, &shock, &network.output(), &grouping, &uncertain, &unwatched)
            .unwrap();
    for loss in &found[0] {
        assert_eq!((loss.interval, loss.median), ([loss.all, loss.all], Some(loss.all)));
    }
    assert!((found[0][0].direct - 8.0).abs() < 1e-12 && (found[0][0].all - 12.0).abs() < 1e-12);
}

#[test]
fn impossible_networks_are_refused() {
    let links = |value: &'static [f64]| Links { seller: &[0], buyer: &[1], value };
    assert!(matches!(FirmNetwork::new(vec![0], links(&[1.0]), &[]), Err(NetworkError::Firm { firm: 1, .. })));
    assert!(matches!(FirmNetwork::new(vec![0, 0], links(&[-1.0]), &[]), Err(NetworkError::Value { .. })));
    assert!(matches!(FirmNetwork::new(vec![0, 0], links(&[f64::INFINITY]), &[]), Err(NetworkError::Value { .. })));
    assert!(matches!(FirmNetwork::new(vec![0, 0], links(&[]), &[]), Err(NetworkError::Length { .. })));
    assert!(matches!(
        FirmNetwork::new(vec![0, 0], links(&[1.0]), &[f64::NAN, 0.0]),
        Err(NetworkError::FinalDemand { .. })
    ));
    let empty = FirmNetwork::new(Vec::new(), Links { seller: &[], buyer: &[], value: &[] }, &[]).unwrap();
    let essentiality = Essentiality::uniform(Class::Essential);
    let ways = Ways::new(&empty, &essentiality, Rules::of(Dialect::FastCascade, 0.01));
    let (tolls, findings) = risk::systemic_risk(&ways, &[], &[], &unwatched).unwrap();
    assert!(tolls.is_empty() && findings[0].code == "SIM304");
}

#[test]
fn what_is_stopped_has_no_result() {
    let network = chain(&[10.0, 20.0, 5.0]);
    let essentiality = Essentiality::new(4, Class::Essential, |_, _| Class::Essential);
    let rules = Rules::of(Dialect::FastCascade, 0.01);
    let ways = Ways::new(&network, &essentiality, rules);
    let sales = network.sales();
    let shock = [Shock::both(1, 0.4)];
    let most = AtomicU64::new(0);
    // Goes on until two parts are done.
    let watch = |done: u64, total: Option<u64>| {
        most.fetch_max(total.unwrap_or(0), Ordering::Relaxed);
        done < 2
    };
    assert_eq!(risk::systemic_risk(&ways, sales, &[0, 1, 2, 3], &watch), Err(Stopped));
    assert_eq!(most.swap(0, Ordering::Relaxed), 4);
    let lists = [&shock[..], &shock[..]];
    let model = (&network, &essentiality, rules);
    assert_eq!(epsilon_sensitivity(model, sales, &lists, &[0.1, 0.01], &watch), Err(Stopped));
    assert_eq!(most.swap(0, Ordering::Relaxed), 4);
    let uncertain =
        Uncertainty { draws: 9, seed: 1, flow: 0.1, essentiality: 0.0, replaceability: 0.0, confidence: 0.9 };
    let grouping = [Grouping { of: vec![0; 4], groups: 1 }];
    assert_eq!(ensemble(model, false, &shock, sales, &grouping, &uncertain, &watch), Err(Stopped));
    assert_eq!(most.swap(0, Ordering::Relaxed), 9);
    assert_eq!(course::course(&ways, None, &shock, sales, 0.0, &watch), Err(Stopped));
    assert_eq!(most.into_inner(), 0, "nobody knows how many rounds there will be");
}
