//! Network position against geographic position.

use crate::golden::{Row, check, show};
use crate::in_pool;
use liantu_network::method::network_position::{Centrality, Position, network_position};
use liantu_network::{Filter, Graph, Reading, Weight};
use liantu_numeric::uniform;
use proptest::prelude::*;
use std::collections::HashMap;

#[test]
fn positions_are_those_of_the_peer() {
    check("network_position", |case| {
        let place: HashMap<String, (f64, f64)> = case
            .table("places.csv")
            .iter()
            .map(|row| (row["node"].clone(), (row["lon"].parse().unwrap(), row["lat"].parse().unwrap())))
            .collect();
        let places: Vec<_> = case.nodes.iter().map(|node| place.get(node).copied()).collect();
        let graph = Graph::read(&case.network, &Filter::default(), Reading::undirected(Weight::Pairs));
        let centrality = Centrality::parse(case.word("centrality")).unwrap();
        let found = network_position(&graph, &places, centrality, 99, 1).0;
        let row = |row: &Position| {
            Row::from([
                ("layer", "INN".to_owned()),
                ("node", case.nodes[row.node as usize].clone()),
                ("centrality", row.centrality.to_string()),
                ("network_rank", row.network_rank.to_string()),
                ("remoteness_km", show(row.remoteness_km)),
                ("geographic_rank", row.geographic_rank.to_string()),
                ("rank_difference", (row.geographic_rank - row.network_rank).to_string()),
                ("decay", show(found.decay)),
                ("agreement", show(found.agreement)),
            ])
        };
        found.places.iter().map(row).collect()
    });
}

/// Places on a grid, and links that fall off with distance; `hub` is linked to a part of all others besides.
fn planted(side: usize, hub: Option<(usize, f64)>, seed: u64) -> (Graph, Vec<Option<(f64, f64)>>) {
    let count = side * side;
    let places: Vec<(f64, f64)> = (0..count).map(|n| (110.0 + (n % side) as f64, 30.0 + (n / side) as f64)).collect();
    let mut edges = Vec::new();
    for one in 0..count {
        for two in one + 1..count {
            let steps = (places[one].0 - places[two].0).hypot(places[one].1 - places[two].1);
            let draw = uniform(seed, (one * count + two) as u64);
            let near = draw < 0.8 * steps.powi(-2);
            let by_hub = hub
                .is_some_and(|(hub, part)| (one == hub || two == hub) && uniform(seed + 1, (one + two) as u64) < part);
            if near || by_hub {
                edges.push((one as u32, two as u32, 1.0));
            }
        }
    }
    (Graph::new(count, false, &edges), places.into_iter().map(Some).collect())
}

/// A hub planted in the corner of a map: how often it is found as such, and how often another place is taken for one.
#[test]
fn a_planted_hub_off_centre_is_found() {
    let trials = 40u64;
    let (mut found, mut wrong, mut quiet) = (0u32, 0usize, 0usize);
    for trial in 0..trials {
        let (graph, places) = planted(6, Some((0, 0.5)), 100 + 2 * trial);
        let rows = network_position(&graph, &places, Centrality::Degree, 4999, trial).0.places;
        let hubs: Vec<u32> =
            rows.iter().filter(|row| row.word(36, 0.05) == Some("offset_hub")).map(|row| row.node).collect();
        found += u32::from(hubs.contains(&0));
        wrong += hubs.iter().filter(|&&hub| hub != 0).count();
        let (graph, places) = planted(6, None, 100 + 2 * trial);
        let rows = network_position(&graph, &places, Centrality::Degree, 4999, trial).0.places;
        quiet += rows.iter().filter(|row| row.word(36, 0.05) != Some("as_expected")).count();
    }
    println!(
        "planted hub found in {found} of {trials}, {wrong} others taken for one; without a hub {quiet} of {} places off",
        36 * trials
    );
    assert!(u64::from(found) * 100 >= 95 * trials && wrong as u64 * 20 <= trials, "{found} found, {wrong} wrong");
    assert!(quiet as u64 * 100 <= 36 * trials, "{quiet}");
}

#[test]
fn without_places_or_a_null_there_is_no_p() {
    let (graph, places) = planted(3, None, 1);
    let complete: Vec<(u32, u32, f64)> = (0..9).flat_map(|a| (a + 1..9).map(move |b| (a, b, 1.0))).collect();
    for graph in [Graph::new(9, false, &complete), Graph::new(9, false, &[])] {
        let (found, findings) = network_position(&graph, &places, Centrality::Strength, 99, 1);
        assert!(
            found.places.iter().all(|row| row.p.is_none() && row.expected.is_none() && row.word(9, 0.05).is_none())
        );
        assert_eq!((found.decay, findings[0].code), (None, "NET312"));
    }
    // Nobody has a place; one has.
    assert!(network_position(&graph, &[None; 9], Centrality::Degree, 9, 1).0.places.is_empty());
    let mut one = [None; 9];
    one[4] = Some((120.0, 30.0));
    let (found, findings) = network_position(&graph, &one, Centrality::Degree, 9, 1);
    assert_eq!((found.places.len(), found.places[0].remoteness_km), (1, None));
    assert!(findings.iter().any(|one| one.code == "NET312"));
    // No draws.
    let found = network_position(&graph, &places, Centrality::Degree, 0, 1).0;
    assert!(found.decay.is_some() && found.places.iter().all(|row| row.p.is_none()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Other numbers for the places permute ranks; another unit of weight scales strengths alone; threads change no bit.
    #[test]
    fn numbers_units_and_threads_do_not_matter(seed: u64, side in 2usize..5) {
        let (graph, places) = planted(side, None, seed % 1000);
        let count = places.len();
        for centrality in [Centrality::Strength, Centrality::Betweenness, Centrality::Closeness, Centrality::PageRank] {
            let one = in_pool(1, || network_position(&graph, &places, centrality, 19, seed));
            prop_assert_eq!(&one, &in_pool(3, || network_position(&graph, &places, centrality, 19, seed)));
            let last = count as u32 - 1;
            let arcs: Vec<_> = graph.list().filter(|arc| arc.0 < arc.1).map(|(a, b, w)| (last - a, last - b, 8.0 * w)).collect();
            let turned: Vec<_> = places.iter().rev().copied().collect();
            let other = network_position(&Graph::new(count, false, &arcs), &turned, centrality, 19, seed).0;
            for (row, other) in one.0.places.iter().zip(other.places.iter().rev()) {
                prop_assert!((row.remoteness_km.unwrap() - other.remoteness_km.unwrap()).abs() < 1e-9);
                if centrality == Centrality::Strength {
                    prop_assert_eq!(8.0 * row.centrality, other.centrality);
                    prop_assert_eq!(row.network_rank, other.network_rank);
                }
            }
            prop_assert_eq!(one.0.decay.is_some(), other.decay.is_some());
        }
    }
}
