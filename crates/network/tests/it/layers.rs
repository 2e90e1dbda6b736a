//! Correlation of layers.

use crate::golden::{Row, check, show};
use crate::in_pool;
use liantu_model::{Layer, LayerSet};
use liantu_network::method::layer_correlation::{LayerCorrelation, Measure, Presence, layer_correlation};
use liantu_network::{Filter, LinkRow, Network, Relabelling, Tail};
use liantu_numeric::uniform;
use proptest::prelude::*;

const TEST: Relabelling = Relabelling { draws: 199, seed: 7, tail: Tail::Two };

#[test]
fn correlations_are_those_of_the_peer() {
    check("layer_correlation", |case| {
        let presence = if case.word("presence") == "all" { Presence::All } else { Presence::Both };
        let measure = Measure::parse(case.word("measure")).unwrap();
        let test = Relabelling { draws: 999, ..TEST };
        let found = layer_correlation(&case.network, &Filter::default(), measure, presence, test).0;
        let row = |row: &LayerCorrelation| {
            Row::from([
                ("layer", row.layer.to_string()),
                ("other", row.other.to_string()),
                ("nodes", row.nodes.to_string()),
                ("pearson", show(row.pearson.map(|one| one.value))),
                ("pearson_p", show(row.pearson.and_then(|one| one.p))),
                ("spearman", show(row.spearman.map(|one| one.value))),
                ("spearman_p", show(row.spearman.and_then(|one| one.p))),
                ("kendall", show(row.kendall.map(|one| one.value))),
                ("kendall_p", show(row.kendall.and_then(|one| one.p))),
            ])
        };
        found.iter().map(row).collect()
    });
}

/// Links of two layers between places in proportion to their pull: the second layer has the pull of the first, its opposite,
/// or one of its own.
fn planted(kind: i8, seed: u64) -> Network {
    let nodes = 40u32;
    let pull = |layer: u64, node: u32| {
        let base = uniform(seed, u64::from(node));
        let own = match (layer, kind) {
            (0, _) | (1, 1) => base,
            (1, -1) => 1.0 - base,
            _ => uniform(seed, 1000 + u64::from(node)),
        };
        own.powi(2) + 0.05
    };
    let mut links = Vec::new();
    for (layer, name) in [(0, Layer::Knowledge), (1, Layer::Industry)] {
        for one in 0..nodes {
            for two in one + 1..nodes {
                let draw = uniform(seed ^ 0xabcd, 10_000 * (layer + 1) + u64::from(one * nodes + two));
                if draw < 0.9 * pull(layer, one) * pull(layer, two) {
                    links.push(LinkRow::new(one, two, name));
                }
            }
        }
    }
    Network::build(nodes, &links).unwrap().network
}

/// How often a planted correlation is found with its sign, and how often one is found where there is none.
#[test]
fn planted_correlations_are_found() {
    let trials = 60u64;
    let found = |kind: i8| {
        (0..trials)
            .map(|trial| {
                let row = &layer_correlation(
                    &planted(kind, 77 + trial),
                    &Filter::default(),
                    Measure::Neighbours,
                    Presence::All,
                    TEST,
                )
                .0;
                let row = row.iter().find(|row| row.layer == Layer::Knowledge && row.other == Layer::Industry).unwrap();
                let one = row.spearman.unwrap();
                if one.p.unwrap() <= 0.05 { one.value.signum() } else { 0.0 }
            })
            .collect::<Vec<f64>>()
    };
    let share = |signs: &[f64], sign: f64| signs.iter().filter(|own| **own == sign).count() as f64 / trials as f64;
    let (same, opposite, none) = (found(1), found(-1), found(0));
    println!(
        "same pull found in {:.2}, opposite in {:.2}, something where there is nothing in {:.2}",
        share(&same, 1.0),
        share(&opposite, -1.0),
        1.0 - share(&none, 0.0)
    );
    assert!(share(&same, 1.0) >= 0.95 && share(&opposite, -1.0) >= 0.95);
    assert!(share(&none, 0.0) >= 0.85, "at 0.05, at most a few of a hundred");
}

#[test]
fn what_cannot_be_compared_is_null() {
    let build = |links: &[LinkRow]| Network::build(5, links).unwrap().network;
    let run = |network: &Network, measure, presence| {
        let filter = Filter { layers: LayerSet::parse("KNO,IND").unwrap(), ..Filter::default() };
        layer_correlation(network, &filter, measure, presence, TEST)
    };
    // Nobody in both layers.
    let apart = build(&[LinkRow::new(0, 1, Layer::Knowledge), LinkRow::new(2, 3, Layer::Industry)]);
    let (rows, findings) = run(&apart, Measure::Neighbours, Presence::Both);
    assert_eq!((rows[0].nodes, rows[0].pearson, rows[0].kendall), (0, None, None));
    assert_eq!(findings[0].code, "NET102");
    // Weights that nobody knows are not zero: those nodes take no part.
    let links: Vec<LinkRow> = [(0, 1, Some(3.0)), (1, 2, Some(1.0)), (2, 3, Some(2.0)), (3, 4, None)]
        .into_iter()
        .flat_map(|(one, two, weight)| {
            [Layer::Knowledge, Layer::Industry].map(|layer| LinkRow { weight, ..LinkRow::new(one, two, layer) })
        })
        .collect();
    let (rows, findings) = run(&build(&links), Measure::Strength, Presence::Both);
    assert!(rows[0].nodes == 4 && (rows[0].pearson.unwrap().value - 1.0).abs() < 1e-12);
    assert_eq!(findings[0].code, "NET101");
    // No draws, no p.
    let none = Relabelling { draws: 0, ..TEST };
    let rows = layer_correlation(&build(&links), &Filter::default(), Measure::Links, Presence::All, none).0;
    assert!(rows.iter().all(|row| row.pearson.is_none_or(|one| one.p.is_none())));
    // An empty network.
    assert_eq!(run(&Network::build(0, &[]).unwrap().network, Measure::Links, Presence::All).0[0].nodes, 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The numbers of the nodes do not matter, nor does the unit of the weights; coefficients stay in bounds; threads do not
    /// change a bit.
    #[test]
    fn numbers_units_and_threads_do_not_matter(
        links in prop::collection::vec((0u32..9, 0u32..9, 0usize..3, 1u32..6), 0..60),
    ) {
        let build = |turn: bool, unit: f64| {
            let links: Vec<LinkRow> = links.iter().map(|&(one, two, layer, weight)| {
                let node = |node: u32| if turn { 8 - node } else { node };
                let layer = [Layer::Knowledge, Layer::Industry, Layer::Value][layer];
                LinkRow { weight: Some(f64::from(weight) * unit), ..LinkRow::new(node(one), node(two), layer) }
            }).collect();
            Network::build(9, &links).unwrap().network
        };
        for measure in [Measure::Neighbours, Measure::Strength, Measure::StrengthIn, Measure::LinksOut] {
            for presence in [Presence::Both, Presence::Linked, Presence::All] {
                let run = |turn, unit| layer_correlation(&build(turn, unit), &Filter::default(), measure, presence, TEST).0;
                let one = in_pool(1, || run(false, 1.0));
                prop_assert_eq!(&one, &in_pool(4, || run(false, 1.0)));
                for (one, other) in one.iter().zip(run(true, 1024.0)) {
                    prop_assert_eq!(one.nodes, other.nodes);
                    for (a, b) in [(one.pearson, other.pearson), (one.spearman, other.spearman), (one.kendall, other.kendall)] {
                        prop_assert_eq!(a.is_some(), b.is_some());
                        prop_assert!(a.zip(b).is_none_or(|(a, b)| (a.value - b.value).abs() < 1e-9 && a.value.abs() <= 1.0));
                    }
                }
            }
        }
    }
}
