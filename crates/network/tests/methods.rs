//! What must hold for any network, method by method.

#![allow(clippy::float_cmp, reason = "bits are the contract here")]

#[path = "../benches/generator/mod.rs"]
mod generator;

use generator::rows;
use liantu_model::{Layer, LayerSet};
use liantu_network::method::{
    centralisation::centralisation,
    concentration::{concentration, gini},
    degree::{Measure, degree},
    flow_attributes::{Absent, FlowRow, node_flows, pair_flows},
    layer_overlap::layer_overlap,
    near_far::{Places, distance_km, near_far},
    network_summary::network_summary,
    participation::{of_table, participation},
    reciprocity::{Flow, node_asymmetry, pair_asymmetry, reciprocity},
    snapshot_difference::{replay, snapshot_difference},
    stage_trace::{Chain, stage_trace},
    tiers::tiers,
};
use liantu_network::{CATALOGUE, Direction, Filter, LinkRow, NOWHERE, Network, Stage, Window, aggregate};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn network(seed: u64, nodes: u32, links: usize) -> Network {
    Network::build(nodes, &rows(seed, nodes, links)).unwrap().network
}

fn build(nodes: u32, rows: &[LinkRow]) -> Network {
    Network::build(nodes, rows).unwrap().network
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Replaying the differences on the earlier snapshot gives the later; forth and back gives the same changes mirrored.
    #[test]
    fn differences_replay(seed: u64, one in 11000i32..19000, two in 11000i32..19000) {
        let network = network(seed, 25, 300);
        let filter = Filter::default();
        let windows = [one, two].map(|start| Window { start, end: Some(start + 365) });
        let at = |n: usize| filter.clone().within(windows[n]).links(&network).map(|link| link.position).collect::<BTreeSet<u32>>();
        let differences = snapshot_difference(&network, &filter, windows[0], windows[1]);
        prop_assert_eq!(replay(at(0), &differences), at(1));
        let back = snapshot_difference(&network, &filter, windows[1], windows[0]);
        prop_assert_eq!(replay(at(1), &back), at(0));
        prop_assert_eq!(differences.len(), back.len());
    }

    /// Replaying the differences year by year gives the snapshot of any later year.
    #[test]
    fn replaying_years_gives_the_snapshot(seed: u64) {
        let network = network(seed, 25, 200);
        let filter = Filter { undated: false, ..Filter::default() };
        let year = |n: i32| Window { start: 10957 + 365 * n, end: Some(10957 + 365 * (n + 1)) };
        let at = |n: i32| filter.clone().within(year(n)).links(&network).map(|link| link.position).collect::<BTreeSet<u32>>();
        let mut snapshot = at(0);
        for n in 0..12 {
            snapshot = replay(snapshot, &snapshot_difference(&network, &filter, year(n), year(n + 1)));
            prop_assert_eq!(&snapshot, &at(n + 1));
        }
    }

    /// Degrees add up: each link has two ends, each arrow leaves one node and reaches one.
    #[test]
    fn degrees_add_up(seed: u64) {
        let network = network(seed, 30, 300);
        let filter = Filter::everything();
        let rows = degree(&network, &filter);
        for layer in Layer::ALL {
            let of = |field: fn(&liantu_network::method::degree::Degree) -> u32| -> u32 {
                rows.iter().filter(|row| row.layer == Some(layer)).map(field).sum()
            };
            let links: Vec<_> = filter.links(&network).filter(|link| link.layer == layer).collect();
            prop_assert_eq!((of(|row| row.tally.links) + of(|row| row.loops)) as usize, 2 * links.len());
            prop_assert_eq!(of(|row| row.outward), of(|row| row.inward));
            let arrows: usize = links.iter().filter(|link| link.from != link.to).map(|link| match link.direction() {
                Direction::Multi => 0,
                Direction::TwoWay => 2,
                Direction::Forward | Direction::Reverse => 1,
            }).sum();
            prop_assert_eq!(of(|row| row.outward) as usize, arrows);
        }
    }

    /// Turning every arrow around keeps reciprocity and turns asymmetry.
    #[test]
    fn turning_arrows_turns_asymmetry(seed: u64) {
        let forth: Vec<LinkRow> = rows(seed, 12, 120).into_iter().map(|row| LinkRow { layer: Layer::Value, ..row }).collect();
        let back: Vec<LinkRow> = forth.iter().map(|row| LinkRow { from: row.to, to: row.from, ..*row }).collect();
        let (one, two) = (build(12, &forth), build(12, &back));
        let filter = Filter { layers: LayerSet::NONE.with(Layer::Value), ..Filter::everything() };
        let (a, b) = (reciprocity(&one, &filter, None).0, reciprocity(&two, &filter, None).0);
        prop_assert_eq!((a[0].reciprocity, a[0].rho, a[0].weighted), (b[0].reciprocity, b[0].rho, b[0].weighted));
        for flow in [Flow::Links, Flow::Weight] {
            let negative = |value: Option<f64>| value.map(|value| 0.0 - value);
            let pairs = |network| pair_asymmetry(network, &filter, flow).into_iter().map(|row| row.asymmetry).collect::<Vec<_>>();
            prop_assert_eq!(pairs(&one), pairs(&two).into_iter().map(negative).collect::<Vec<_>>());
            for (one, two) in node_asymmetry(&one, &filter, flow).iter().zip(node_asymmetry(&two, &filter, flow)) {
                prop_assert_eq!((one.outward, one.inward), (two.inward, two.outward));
            }
        }
    }

    /// Bounds.
    #[test]
    fn measures_keep_their_bounds(seed: u64, links in 0usize..200) {
        let network = network(seed, 20, links);
        let filter = Filter::everything();
        let unit = |value: Option<f64>| value.is_none_or(|value| (-1e-12..=1.0 + 1e-12).contains(&value));
        prop_assert!(network_summary(&network, &filter, &[]).iter().all(|row| unit(row.density) && unit(row.reciprocity)));
        prop_assert!(centralisation(&network, &filter).0.iter().all(|row| unit(row.centralisation) && unit(row.outward) && unit(row.inward)));
        prop_assert!(concentration(&network, &filter, 5, Measure::Links).0.iter().all(|row| unit(row.gini) && unit(row.top_share) && unit(row.within_share)));
        prop_assert!(layer_overlap(&network, &filter).iter().all(|row| unit(row.jaccard) && row.shared <= row.pairs.min(row.other_pairs)));
        for row in participation(&network, &filter, Measure::Links) {
            prop_assert!(unit(row.participation) && row.participation.is_some() == (row.overlapping != Some(0.0)));
        }
        for row in tiers(&network, &filter, &[None; 20]).0 {
            prop_assert!(row.coreness <= row.neighbours && row.tier.is_some() == (row.neighbours > 0));
        }
    }

    /// The coreness of a node is the largest k such that it lies in a part whose nodes all have k neighbours within it.
    #[test]
    fn coreness_agrees_with_removal(seed: u64, links in 0usize..120) {
        let network = network(seed, 16, links);
        let rows = tiers(&network, &Filter::everything(), &[None; 16]).0;
        for k in 1..6 {
            let mut left: BTreeSet<u32> = (0..16).collect();
            loop {
                let neighbours = |node: u32| network.links(0..network.len())
                    .filter_map(|link| if link.from == node { Some(link.to) } else if link.to == node { Some(link.from) } else { None })
                    .filter(|other| *other != node && left.contains(other)).collect::<BTreeSet<u32>>().len();
                let stay: BTreeSet<u32> = left.iter().copied().filter(|&node| neighbours(node) >= k).collect();
                if stay == left { break }
                left = stay;
            }
            let core: BTreeSet<u32> = rows.iter().filter(|row| row.coreness as usize >= k).map(|row| row.node).collect();
            prop_assert_eq!(core, left);
        }
    }

    /// Net flows are antisymmetric, and what leaves all places reaches all places.
    #[test]
    fn net_flows_are_antisymmetric(values in prop::collection::vec((0u32..6, 0u32..6, 0.0f64..1e6), 1..60)) {
        let flow = |&(origin, destination, value): &(u32, u32, f64)| FlowRow { origin, destination, layer: None, item: 0, period: 0, value: Some(value) };
        let forth: Vec<FlowRow> = values.iter().map(flow).collect();
        let back: Vec<FlowRow> = forth.iter().map(|row| FlowRow { origin: row.destination, destination: row.origin, ..*row }).collect();
        for (one, two) in pair_flows(&forth, Absent::Zero).0.iter().zip(&pair_flows(&back, Absent::Zero).0) {
            prop_assert_eq!((one.node, one.partner, one.volume()), (two.node, two.partner, two.volume()));
            prop_assert_eq!(one.net().unwrap(), 0.0 - two.net().unwrap());
        }
        let nodes = node_flows(&forth, Absent::Zero).0;
        let (out, back): (f64, f64) = (nodes.iter().filter_map(|row| row.outward).sum(), nodes.iter().filter_map(|row| row.inward).sum());
        prop_assert!((out - back).abs() <= 1e-9 * out.max(1.0));
    }

    /// A planted chain with one stage removed: exactly that stage is named, with the nodes on both sides of the gap.
    #[test]
    fn planted_gap_is_found(seed: u64, removed in 0usize..5, noise in 0usize..40) {
        let chain: Vec<LinkRow> = Chain::Innovation.stages().iter().zip(0u32..).filter(|(_, n)| *n as usize != removed)
            .map(|(&stage, n)| LinkRow { stage: Some(stage), ..LinkRow::new(n, n + 1, Layer::Innovation) }).collect();
        // Links that serve no stage, or one of the other chain, don't hide the gap.
        let noise = rows(seed, 30, noise).into_iter().map(|row| LinkRow { stage: row.stage.filter(|&stage| stage >= Stage::Upstream), ..row });
        let network = build(30, &chain.into_iter().chain(noise).collect::<Vec<_>>());
        let (rows, findings) = stage_trace(&network, &Filter::default(), None);
        let missing: Vec<_> = rows.iter().filter(|row| row.chain == Chain::Innovation && row.is_missing()).collect();
        prop_assert_eq!(missing.len(), 1);
        prop_assert_eq!(missing[0].stage, Chain::Innovation.stages()[removed]);
        let at = u32::try_from(removed).unwrap();
        prop_assert_eq!(&missing[0].stops_at, &if removed > 0 { vec![at] } else { vec![] });
        prop_assert_eq!(&missing[0].resumes_at, &if removed < 4 { vec![at + 1] } else { vec![] });
        prop_assert!(findings.iter().any(|finding| finding.code == "NET104"));
    }
}

#[test]
fn subjects_are_traced_apart() {
    let link = |from, to, stage| LinkRow { stage: Some(stage), ..LinkRow::new(from, to, Layer::Innovation) };
    let built =
        Network::build(4, &[link(0, 1, Stage::Research), link(1, 2, Stage::Test), link(2, 3, Stage::Market)]).unwrap();
    let subject: Vec<Option<u32>> = built.row.iter().map(|&row| [Some(7), Some(7), None][row as usize]).collect();
    let (rows, _) = stage_trace(&built.network, &Filter::default(), Some(&subject));
    assert!(rows.iter().all(|row| row.subject == Some(7)));
    assert_eq!(rows.iter().filter(|row| row.is_missing()).count(), 3);
}

/// A park in a park is counted where it lies: its links are within the outer park once, and nowhere twice.
#[test]
fn nested_parks_count_once() {
    // Nodes: a firm in the inner park, one in the outer park, one in the city; the inner park lies in the outer.
    let rows = [
        LinkRow { weight: Some(1.0), ..LinkRow::new(0, 1, Layer::Industry) },
        LinkRow { weight: Some(2.0), ..LinkRow::new(0, 2, Layer::Industry) },
        LinkRow { weight: Some(4.0), ..LinkRow::new(1, 2, Layer::Industry) },
        LinkRow { weight: Some(8.0), ..LinkRow::new(0, 0, Layer::Industry) },
    ];
    let network = build(3, &rows);
    let at = |parent: [u32; 3]| aggregate(&network, &Filter::default(), &parent);
    let n = Layer::Industry as usize;
    let inner = at([0, 1, NOWHERE]);
    assert_eq!((inner.ties[0].tally.weight, inner.unplaced[n].weight), (Some(1.0), Some(6.0)));
    let outer = at([0, 0, NOWHERE]);
    assert_eq!((outer.touches[0].intra.weight, outer.touches[0].intra.links), (Some(9.0), 2));
    assert_eq!((outer.touches[0].outward.weight, outer.ties.len()), (Some(6.0), 0));
    for aggregation in [&inner, &outer, &at([0, 0, 0])] {
        assert_eq!(aggregation.total[n].weight, Some(15.0));
    }
}

#[test]
fn a_star_is_central_and_a_complete_graph_is_not() {
    for nodes in [3u32, 7, 50] {
        let filter = Filter { layers: LayerSet::NONE.with(Layer::Service), ..Filter::default() };
        let of = |pairs: Vec<(u32, u32)>| {
            let rows: Vec<LinkRow> =
                pairs.into_iter().map(|(one, two)| LinkRow::new(one, two, Layer::Service)).collect();
            centralisation(&build(nodes, &rows), &filter).0[0].centralisation
        };
        assert_eq!(of((1..nodes).map(|node| (0, node)).collect()), Some(1.0));
        assert_eq!(of((0..nodes).flat_map(|one| (one + 1..nodes).map(move |two| (one, two))).collect()), Some(0.0));
    }
}

#[test]
fn participation_of_a_table() {
    // Values of an independent script on plain definitions.
    let table = [[3.0, 3.0, 3.0], [5.0, 0.0, 0.0], [4.0, 2.0, 0.0], [1.0, 1.0, 0.0]].map(|row| row.map(Some).to_vec());
    let expected = [
        [1.0, 1.098_612_288_668_109_6, 1.4],
        [0.0, 0.0, -0.2],
        [0.666_666_666_666_666_6, 0.636_514_168_294_812_8, 0.2],
        [0.75, std::f64::consts::LN_2, -1.4],
    ];
    for (found, expected) in of_table(&table).iter().zip(expected) {
        for (found, expected) in found[1..].iter().zip(expected) {
            assert!((found.unwrap() - expected).abs() < 1e-14, "{found:?} {expected}");
        }
    }
    let undefined = of_table(&[vec![Some(0.0), Some(0.0)], vec![None, Some(1.0)]]);
    assert_eq!(undefined, [[Some(0.0), None, None, None], [None; 4]]);
}

#[test]
fn gini_of_equals_is_zero_and_of_nothing_undefined() {
    assert!(gini(&[2.0; 9]).unwrap().abs() < 1e-12);
    assert!((gini(&[0.0, 0.0, 0.0, 1.0]).unwrap() - 0.75).abs() < 1e-12);
    assert_eq!((gini(&[0.0, 0.0]), gini(&[])), (None, None));
}

#[test]
fn distances_are_those_of_the_globe() {
    // Quarter of the circumference, and a known pair of cities.
    assert!((distance_km((0.0, 0.0), (90.0, 0.0)) - 6371.0088 * std::f64::consts::FRAC_PI_2).abs() < 1e-6);
    assert!((distance_km((0.0, 0.0), (0.0, 90.0)) - distance_km((12.0, 0.0), (12.0, -90.0))).abs() < 1e-6);
    let shanghai_beijing = distance_km((121.4737, 31.2304), (116.4074, 39.9042));
    assert!((1060.0..1080.0).contains(&shanghai_beijing), "{shanghai_beijing}");
    let network = build(2, &[LinkRow::new(0, 1, Layer::Symbiosis)]);
    let places =
        Places { place: &[Some(0), Some(1)], centre: &[None, None], neighbours: None, near_km: 1.0, far_km: 2.0 };
    let (rows, findings) = near_far(&network, &Filter::default(), &places);
    assert!(rows.iter().all(|row| row.share.is_none()), "nothing is known of the places");
    assert_eq!(findings[0].code, "NET103");
}

#[test]
fn one_thread_gives_the_bits_of_many() {
    let network = network(9, 500, 60_000);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let filter = Filter::default();
            (
                network_summary(&network, &filter, &[]),
                degree(&network, &filter),
                reciprocity(&network, &filter, None),
                node_asymmetry(&network, &filter, Flow::Weight),
                participation(&network, &filter, Measure::Strength),
                concentration(&network, &filter, 5, Measure::Strength),
            )
        })
    };
    assert_eq!(run(1), run(5));
}

#[test]
fn the_catalogue_is_in_order() {
    for pages in CATALOGUE {
        assert!(pages.windows(2).all(|pair| pair[0].code < pair[1].code));
    }
    let mut codes: Vec<&str> = CATALOGUE.iter().copied().flatten().map(|page| page.code).collect();
    let count = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert!(codes.len() == count && codes.iter().all(|code| code.starts_with("NET")));
}
