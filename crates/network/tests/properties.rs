//! What must hold for any network.

#[path = "../benches/generator/mod.rs"]
mod generator;

use generator::rows;
use liantu_model::{Layer, LayerSet};
use liantu_network::{
    BuildError, Filter, Link, LinkRow, Mode, NOWHERE, Network, Status, Window, aggregate, aggregate_strongest,
    agreement_counts, hyperedges, timeline,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn row(link: &Link<'_>) -> LinkRow {
    LinkRow {
        from: link.from,
        to: link.to,
        layer: link.layer,
        kind: link.kind(),
        agreement: link.agreement(),
        weight: link.weight(),
        start: link.start(),
        end: link.end(),
        direction: link.direction(),
        status: link.status(),
        stage: link.stage(),
        observation: link.observation(),
    }
}

fn in_pool<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Every row comes back, at the position that says so, in the order of layer, from, to, row.
    #[test]
    fn what_goes_in_comes_out(seed: u64, nodes in 1u32..80, links in 0usize..600) {
        let rows = rows(seed, nodes, links);
        let built = Network::build(nodes, &rows).unwrap();
        let network = &built.network;
        let mut order: Vec<u32> = (0..u32::try_from(links).unwrap()).collect();
        order.sort_by_key(|&n| (rows[n as usize].layer, rows[n as usize].from, rows[n as usize].to, n));
        prop_assert_eq!(&built.row, &order);
        for (position, &n) in order.iter().enumerate() {
            prop_assert_eq!(row(&network.link(u32::try_from(position).unwrap())), rows[n as usize]);
        }
        let all: Vec<LinkRow> = network.links(0..network.len()).map(|link| row(&link)).collect();
        prop_assert_eq!(all, order.iter().map(|&n| rows[n as usize]).collect::<Vec<_>>());
        for layer in Layer::ALL {
            for node in 0..nodes {
                let there = network.from(layer, node).map(|link| link.to).collect::<Vec<_>>();
                let here: Vec<u32> = order.iter().map(|&n| &rows[n as usize]).filter(|r| r.layer == layer && r.from == node).map(|r| r.to).collect();
                prop_assert_eq!(there, here);
            }
        }
    }

    /// A layer filter never returns a foreign link; over the layers, counts add up to the total.
    #[test]
    fn layers_partition_the_links(seed: u64, links in 0usize..400) {
        let network = Network::build(30, &rows(seed, 30, links)).unwrap().network;
        let of = |layers: LayerSet| Filter { layers, ..Filter::everything() };
        let mut sum = 0;
        for layer in Layer::ALL {
            let filter = of(LayerSet::NONE.with(layer));
            let kept: Vec<_> = filter.links(&network).collect();
            prop_assert!(kept.iter().all(|link| link.layer == layer));
            sum += kept.len();
        }
        prop_assert_eq!(sum, links);
        prop_assert_eq!(of(LayerSet::ALL).links(&network).count(), links);
    }

    /// Leaving out weaker ties leaves out nothing else, and the strongest stay.
    #[test]
    fn the_strongest_ties_are_those_of_the_whole(seed: u64, links in 0usize..500, limit in 0usize..12) {
        let network = Network::build(12, &rows(seed, 12, links)).unwrap().network;
        let parent: Vec<u32> = (0..12).collect();
        let whole = aggregate(&network, &Filter::everything(), &parent);
        let some = aggregate_strongest(&network, &Filter::everything(), &parent, limit);
        let mut expected = Vec::new();
        for layer in Layer::ALL {
            let mut ties: Vec<_> = whole.ties.iter().filter(|tie| tie.layer == layer).collect();
            ties.sort_by_key(|tie| std::cmp::Reverse((tie.tally.distinct(), tie.tally.links)));
            ties.truncate(limit);
            ties.sort_by_key(|tie| (tie.low, tie.high));
            expected.extend(ties.into_iter().cloned());
        }
        prop_assert_eq!(&some.ties, &expected);
        prop_assert_eq!(some.ties.len() + some.weaker, whole.ties.len());
        prop_assert_eq!((some.touches, some.total, some.conservation), (whole.touches, whole.total, whole.conservation));
    }

    /// Fine sum = coarse value + intra (+ what lies nowhere), for links, weights and distinct agreements, at any scale.
    #[test]
    fn aggregation_conserves(seed: u64, links in 0usize..500, regions in 1u32..8) {
        let network = Network::build(40, &rows(seed, 40, links)).unwrap().network;
        let parent: Vec<u32> = (0..40).map(|n| if n % 11 == 10 { NOWHERE } else { n % regions }).collect();
        let filter = Filter { window: Some(Window { start: 14000, end: Some(16000) }), ..Filter::default() };
        let coarse = aggregate(&network, &filter, &parent);
        let fine = aggregate(&network, &filter, &(0..40).collect::<Vec<u32>>());
        prop_assert_eq!(&fine.total, &coarse.total);
        for layer in Layer::ALL {
            let n = layer as usize;
            let [ties, intra, unplaced, total] = coarse.conservation[n];
            prop_assert_eq!(ties + intra + unplaced, total);
            prop_assert_eq!(total, fine.conservation[n][3]);
            let kept: Vec<_> = filter.links(&network).filter(|link| link.layer == layer).collect();
            let units: i128 = kept.iter().filter_map(Link::weight).map(|weight| network.scale().units(weight)).sum();
            prop_assert_eq!(units, total);
            let tied: u32 = coarse.ties.iter().filter(|tie| tie.layer == layer).map(|tie| tie.tally.links).sum();
            let within: u32 = coarse.touches.iter().filter(|touch| touch.layer == layer).map(|touch| touch.intra.links).sum();
            prop_assert_eq!((tied + within + coarse.unplaced[n].links) as usize, kept.len());
            let agreements: BTreeSet<u32> = kept.iter().filter_map(Link::agreement).collect();
            let alone = kept.iter().filter(|link| link.agreement().is_none()).count();
            prop_assert_eq!(coarse.total[n].distinct() as usize, agreements.len() + alone);
        }
        for tie in &coarse.ties {
            let between: Vec<_> = filter.links(&network).filter(|link| link.layer == tie.layer && {
                let ends = [parent[link.from as usize], parent[link.to as usize]];
                ends == [tie.low, tie.high] || ends == [tie.high, tie.low]
            }).collect();
            prop_assert!(tie.low < tie.high && between.len() == tie.tally.links as usize);
            prop_assert_eq!(tie.upward + tie.downward + tie.two_way + tie.multi, tie.tally.links);
            let agreements: BTreeSet<u32> = between.iter().filter_map(Link::agreement).collect();
            prop_assert_eq!(tie.tally.agreements as usize, agreements.len());
        }
    }

    /// Undated links and proposals appear only when asked for, and time is half-open.
    #[test]
    fn filters_mean_what_they_say(seed: u64, start in 11000i32..20000, length in 1i32..2000) {
        let network = Network::build(30, &rows(seed, 30, 300)).unwrap().network;
        let window = Window { start, end: Some(start + length) };
        for mode in [Mode::Interval, Mode::Cumulative] {
            for undated in [false, true] {
                let filter = Filter { window: Some(window), mode, undated, ..Filter::default() };
                let kept: BTreeSet<u32> = filter.links(&network).map(|link| link.position).collect();
                for link in network.links(0..network.len()) {
                    let real = !matches!(link.status(), Status::Proposed | Status::Unfulfilled);
                    let begun = link.start().is_none_or(|day| day < start + length);
                    let on = mode == Mode::Cumulative || link.end().is_none_or(|day| day > start);
                    let dated = undated || (link.start().is_some() && !(link.status() == Status::Ended && link.end().is_none()));
                    prop_assert_eq!(kept.contains(&link.position), real && begun && on && dated);
                }
            }
        }
    }

    /// The timeline counts what the filter keeps in each stretch.
    #[test]
    fn timeline_agrees_with_the_filter(seed: u64) {
        let network = Network::build(20, &rows(seed, 20, 200)).unwrap().network;
        let borders: Vec<i32> = (0..30).map(|year| 10957 + 365 * year).collect();
        for mode in [Mode::Interval, Mode::Cumulative] {
            let filter = Filter { mode, ..Filter::default() };
            let line = timeline(&network, &filter, &borders);
            for (n, pair) in borders.windows(2).enumerate() {
                let in_stretch = Filter { undated: false, ..filter.clone() }.within(Window { start: pair[0], end: Some(pair[1]) });
                let parent: Vec<u32> = (0..20).collect();
                let total = aggregate(&network, &in_stretch, &parent).total;
                prop_assert_eq!(line.counts[n].to_vec(), total.iter().map(liantu_network::Tally::distinct).collect::<Vec<_>>());
            }
        }
    }
}

#[test]
fn one_thread_gives_the_bits_of_many() {
    let rows = rows(5, 2000, 300_000);
    let parent: Vec<u32> = (0..2000).map(|n| n % 41).collect();
    let run = || {
        let built = Network::build(2000, &rows).unwrap();
        let coarse = aggregate(&built.network, &Filter::everything(), &parent);
        (built.row, coarse, hyperedges(&built.network, &Filter::default()))
    };
    assert_eq!(in_pool(1, run), in_pool(5, run));
}

#[test]
fn a_stored_link_takes_at_most_24_bytes() {
    let bytes = |network: &Network| network.bytes() as f64 / network.len() as f64;
    let mixed = Network::build(10_000, &rows(1, 10_000, 500_000)).unwrap().network;
    assert!(bytes(&mixed) < 19.0, "{}", bytes(&mixed));
    let mut rows = rows(1, 10_000, 500_000);
    for (n, row) in (0..).zip(&mut rows) {
        (row.weight, row.agreement) = (Some(f64::from(n)), Some(n / 4));
    }
    let full = Network::build(10_000, &rows).unwrap().network;
    // The record itself is 24 bytes; finding it costs 24 bytes a node and an eighth of a byte a link.
    let index = 6.0 * 4.0 * 10_000.0 / 500_000.0 + 8.0 / 64.0;
    assert!(bytes(&full) - index <= 24.001, "{}", bytes(&full));
    for row in &mut rows {
        (row.weight, row.agreement) = (None, None);
    }
    let bare = Network::build(10_000, &rows).unwrap().network;
    assert!(bytes(&bare) - index <= 12.001, "{}", bytes(&bare));
}

#[test]
fn a_fund_of_nine_cities_is_one_thing() {
    let fund = 9;
    let rows: Vec<LinkRow> = (0..9)
        .map(|city| LinkRow {
            agreement: Some(0),
            direction: liantu_network::Direction::Multi,
            ..LinkRow::new(city, fund, Layer::Value)
        })
        .chain([LinkRow { agreement: Some(1), ..LinkRow::new(0, 1, Layer::Value) }, LinkRow::new(1, 2, Layer::Value)])
        .collect();
    let network = Network::build(10, &rows).unwrap().network;
    let filter = Filter::default();
    let edges = hyperedges(&network, &filter);
    assert_eq!(edges.len(), 1);
    assert_eq!((edges[0].carrier, edges[0].members.len()), (Some(fund), 9));
    let parent: Vec<u32> = (0..10).map(|node| if node == 9 { NOWHERE } else { node / 3 }).collect();
    assert_eq!(edges[0].regions(&parent), [0, 1, 2]);
    let coarse = aggregate(&network, &filter, &[0; 10]);
    assert_eq!(coarse.total[Layer::Value as usize].distinct(), 3);
    let counts = agreement_counts(&network, &filter, &[Some(2), None]);
    assert_eq!(counts[&(Layer::Value, Some(2))], 1);
    assert_eq!(counts[&(Layer::Value, None)], 2);
}

#[test]
fn faulty_rows_are_named() {
    let good = LinkRow::new(0, 1, Layer::Service);
    let fails = |row: LinkRow| Network::build(2, &[good, row]).unwrap_err();
    assert_eq!(fails(LinkRow { to: 2, ..good }), BuildError::Node { row: 1, node: 2, nodes: 2 });
    assert_eq!(fails(LinkRow { weight: Some(-1.0), ..good }), BuildError::Weight { row: 1, weight: -1.0 });
    assert_eq!(fails(LinkRow { kind: 9000, ..good }), BuildError::Kind { row: 1, kind: 9000 });
    assert_eq!(fails(LinkRow { start: Some(i32::MAX), ..good }), BuildError::Day { row: 1, day: i32::MAX });
    assert!(Network::build(0, &[]).unwrap().network.is_empty());
}
