//! Offers for needs: texts beside a peer, and what must not change the ranking.

use liantu_cooperation::matching::listing::{Condition, Listing, attribute};
use liantu_cooperation::matching::match_offers::{Between, Market, Pair, Policy, Unknown};
use liantu_cooperation::matching::text::Corpus;
use liantu_numeric::{Stream, uniform};
use proptest::prelude::*;
use std::path::Path;

#[test]
fn texts_are_as_alike_as_the_peer_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/text_similarity");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let case: toml::Table = read("case.toml").parse().unwrap();
    let tolerance = case["tolerance"].as_float().unwrap();
    let input = read("input.csv");
    let texts: Vec<&str> = input.lines().skip(1).collect();
    let corpus = Corpus::new(texts.iter().map(|text| Some(*text)));
    let mut count = 0;
    for line in read("expected.csv").lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let (one, two): (usize, usize) = (cells[0].parse().unwrap(), cells[1].parse().unwrap());
        let expected: f64 = cells[2].parse().unwrap();
        let found = corpus.cosine(one, two).unwrap();
        assert!((found - expected).abs() <= tolerance, "{one} {two}: {found} {expected}");
        count += 1;
    }
    assert_eq!(count, texts.len() * (texts.len() - 1) / 2);
}

const POLICY: Policy = Policy {
    weights: [1.0; 6],
    unknown: Unknown::LeaveOut,
    exclude_unstated: false,
    exclude_over_price: false,
    half: 100.0,
    radius: f64::INFINITY,
    k: 5,
    diversity: 0.0,
};

const WORDS: [&str; 6] = ["功率器件", "封装", "测试", "membrane", "water", "仿真服务"];

/// Random listings, of which much is not known.
fn listings(seed: u64, count: usize) -> Vec<Listing> {
    let one = |place: usize| {
        let mut stream = Stream::new(seed, place as u64);
        let mut listing = Listing::of_kind(stream.below(2));
        let mut maybe = |bound: u32| {
            Some(stream.below(bound)).filter(|_| uniform(seed, u64::from(bound) << 32 | place as u64) < 0.7)
        };
        listing.region = maybe(4);
        listing.actor = maybe(9);
        listing.quantity = maybe(100).map_or(f64::NAN, |amount| f64::from(amount) + 1.0);
        listing.price = maybe(90).map_or(f64::NAN, |amount| f64::from(amount) + 1.0);
        listing.industry = maybe(30).map(|code| (13 + code).to_string());
        listing.text[0] = maybe(36).map(|pair| format!("{}{}", WORDS[pair as usize / 6], WORDS[pair as usize % 6]));
        if let Some(power) = maybe(10) {
            listing.attributes.push(attribute(&format!("power={power}")).unwrap());
        }
        if let Some(power) = maybe(11) {
            listing.requirements.push(Condition::parse(&format!("power>={}", power.min(4))).unwrap());
        }
        listing
    };
    (0..count).map(one).collect()
}

fn between(need: &Listing, offer: &Listing) -> Between {
    let far = need.region.zip(offer.region).map_or(f64::NAN, |(one, two)| f64::from(one.abs_diff(two)) * 80.0);
    Between { distance: far, recognition: if far.is_nan() { f64::NAN } else { 1.0 / (1.0 + far) } }
}

fn ranked(needs: &[Listing], offers: &[Listing], policy: &Policy) -> Vec<Vec<Pair>> {
    let market = Market::new(needs, offers, |need, offer| between(&needs[need], &offers[offer]));
    let wanted: Vec<u32> = (0..).take(needs.len()).collect();
    market.ranked(&wanted, policy, true)
}

/// A firm on the way from research to production asks for five million at 4.5 per cent at most, against its patents.
#[test]
fn money_goes_to_whom_it_fits() {
    let listing = |quantity: f64, text: &str, attributes: &[&str], requirements: &[&str]| {
        let mut own = Listing::of_kind(5);
        own.quantity = quantity;
        own.text[0] = Some(text.to_owned());
        own.attributes = attributes.iter().map(|own| attribute(own).unwrap()).collect();
        own.requirements = requirements.iter().map(|own| Condition::parse(own).unwrap()).collect();
        own
    };
    let needs = [listing(500e4, "知识产权质押贷款，中试到量产", &["stage=3"], &["rate<=4.5"])];
    let offers = [
        listing(1000e4, "知识产权质押贷款", &["rate=4.2"], &["stage>=2"]),
        listing(1000e4, "知识产权质押贷款", &["rate=5.1"], &[]),
        listing(1000e4, "设备融资租赁", &[], &[]),
        listing(1000e4, "知识产权质押贷款", &["rate=3.9"], &["stage>=4"]),
    ];
    let found = ranked(&needs, &offers, &Policy { k: 10, ..POLICY }).remove(0);
    let rank = |offer: u32| found.iter().find(|pair| pair.offer == offer).and_then(|pair| pair.rank);
    assert_eq!([rank(0), rank(1), rank(3)], [Some(1), None, None], "too dear, and for later stages only");
    assert!(rank(2).is_none_or(|rank| rank > 1), "whose rate nobody knows does not come first");
}

proptest! {
    #[test]
    fn scores_lie_between_their_bounds_and_nobody_is_lost(seed in 0u64..2000) {
        let (needs, offers) = (listings(seed, 6), listings(seed + 10_000, 20));
        for (need, pairs) in ranked(&needs, &offers, &Policy { k: 100, ..POLICY }).iter().enumerate() {
            let of_kind = offers.iter().filter(|offer| offer.kind == needs[need].kind).count();
            prop_assert_eq!(pairs.len(), of_kind);
            for pair in pairs {
                if pair.rank.is_none() {
                    prop_assert!(!pair.unfavourable.is_empty() && pair.score.is_nan());
                } else if !pair.score.is_nan() {
                    prop_assert!(pair.low <= pair.score + 1e-12 && pair.score <= pair.high + 1e-12);
                    prop_assert!((pair.high - pair.low - (1.0 - pair.known)).abs() < 1e-12);
                }
            }
            let scores: Vec<f64> = pairs.iter().filter(|pair| pair.rank.is_some()).map(|pair| pair.score).collect();
            prop_assert!(scores.windows(2).all(|two| two[1].is_nan() || two[0] >= two[1]));
        }
    }

    #[test]
    fn the_order_of_the_offers_does_not_matter(seed in 0u64..500) {
        let (needs, offers) = (listings(seed, 4), listings(seed + 10_000, 15));
        let mut order: Vec<usize> = (0..offers.len()).collect();
        Stream::new(seed, 77).shuffle(&mut order);
        let shuffled: Vec<Listing> = order.iter().map(|&place| offers[place].clone()).collect();
        let policy = Policy { k: 100, ..POLICY };
        for (one, two) in ranked(&needs, &offers, &policy).iter().zip(&ranked(&needs, &shuffled, &policy)) {
            let scores = |pairs: &[Pair], real: &dyn Fn(u32) -> usize| {
                let mut list: Vec<(usize, u64)> =
                    pairs.iter().map(|pair| (real(pair.offer), ((pair.score * 1e9).round()).to_bits())).collect();
                list.sort_unstable();
                list
            };
            prop_assert_eq!(scores(one, &|offer| offer as usize), scores(two, &|offer| order[offer as usize]));
        }
    }

    #[test]
    fn diversity_spreads_and_threads_do_not_matter(seed in 0u64..200) {
        let (needs, offers) = (listings(seed, 5), listings(seed + 10_000, 30));
        let policy = Policy { diversity: 0.5, ..POLICY };
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| ranked(&needs, &offers, &policy))
        };
        let (one, four) = (run(1), run(4));
        for (one, four) in one.iter().zip(&four) {
            let told = |pairs: &[Pair]| pairs.iter().map(|pair| (pair.offer, pair.rank, pair.score.to_bits())).collect::<Vec<_>>();
            prop_assert_eq!(told(one), told(four));
        }
        // The best of all stays first, whatever the spread.
        for (spread, plain) in one.iter().zip(&ranked(&needs, &offers, &POLICY)) {
            let first = |pairs: &[Pair]| pairs.iter().find(|pair| pair.rank == Some(1)).map(|pair| pair.score.to_bits());
            prop_assert_eq!(first(spread), first(plain));
        }
    }
}
