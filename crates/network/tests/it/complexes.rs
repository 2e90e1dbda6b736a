//! Innovation complexes: planted ones are found, and chance makes none.

use liantu_model::Layer;
use liantu_network::method::innovation_complex::{Role, innovation_complex};
use liantu_network::{Filter, LinkRow, Network, Stage};
use proptest::prelude::*;

fn link(from: u32, to: u32, stage: Stage) -> LinkRow {
    LinkRow { stage: Some(stage), ..LinkRow::new(from, to, Layer::Innovation) }
}

fn roles(nodes: u32, links: &[LinkRow]) -> Vec<Role> {
    innovation_complex(&Network::build(nodes, links).unwrap().network, &Filter::default(), 3, 0.05).0
}

const THREE: [Stage; 3] = [Stage::Research, Stage::Test, Stage::Incubate];

/// The worked example of the documentation: node 0 has four links in each of three stages, node 1 one in each.
#[test]
fn three_stages_alone_make_no_complex() {
    let mut links = Vec::new();
    for (n, stage) in (0..).zip(THREE) {
        links.extend((0..4).map(|other| link(0, 2 + 4 * n + other, stage)));
        links.push(link(1, 2 + 4 * n, stage));
    }
    let found = roles(14, &links);
    assert_eq!(found.len(), 14);
    let (hub, other) = (&found[0], &found[1]);
    assert_eq!((hub.complex, hub.stages().count(), hub.things), (true, 3, [4, 4, 4, 0, 0]));
    assert!((hub.p.unwrap() - 31.0 / 16807.0).abs() < 1e-15 && (hub.q.unwrap() - 14.0 * 31.0 / 16807.0).abs() < 1e-14);
    assert_eq!((other.complex, other.stages().count(), other.q), (false, 3, Some(1.0)));
    assert!((other.p.unwrap() - 9031.0 / 16807.0).abs() < 1e-12);
    assert!(found[2..].iter().all(|role| !role.complex && role.p == Some(1.0)));
}

/// An agreement of many parties is one thing, however many links it has; what names no stage of innovation is none.
#[test]
fn things_are_counted_and_not_links() {
    let mut links: Vec<LinkRow> =
        [(0, 1), (0, 2), (1, 2)].map(|(a, b)| LinkRow { agreement: Some(3), ..link(a, b, Stage::Test) }).to_vec();
    links.push(link(0, 1, Stage::Upstream));
    let found = roles(4, &links);
    assert_eq!(found.iter().map(|role| role.things).collect::<Vec<_>>(), [[0, 1, 0, 0, 0]; 3]);
    assert!(found.iter().all(|role| role.p.is_none() && !role.complex), "one stage is not three");
}

/// Links at random, each of a stage at random.
fn at_random(seed: u64, nodes: u32, links: usize) -> Vec<LinkRow> {
    let mut state = seed;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % below) as u32
    };
    (0..links)
        .map(|_| {
            let (from, to) = (draw(nodes.into()), draw(nodes.into()));
            link(from, to, Stage::ALL[draw(5) as usize])
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A random network has none, though most of its nodes take part in three stages; a hub planted into it is the only one.
    #[test]
    fn a_planted_hub_is_found_and_chance_makes_none(seed: u64, hub in 0u32..60, each in 14u32..25) {
        let mut links = at_random(seed, 60, 400);
        let found = roles(60, &links);
        prop_assert!(found.iter().filter(|role| role.stages().count() >= 3).count() > 50);
        prop_assert!(found.iter().all(|role| !role.complex), "{:?}", found.iter().find(|role| role.complex));
        for stage in THREE {
            links.extend((0..each + 12).map(|n| link(hub, (hub + 1 + n) % 60, stage)));
        }
        let found: Vec<u32> = roles(60, &links).iter().filter(|role| role.complex).map(|role| role.node).collect();
        prop_assert_eq!(found, [hub]);
    }
}
