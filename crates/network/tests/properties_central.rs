//! What must hold for any graph, method by method.

#![allow(clippy::float_cmp, reason = "bits are the contract here")]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "draws are small numbers above zero")]

use liantu_model::Layer;
use liantu_network::method::centrality::{
    betweenness::betweenness,
    closeness::{Way, closeness},
    coreness::coreness,
    eigenvector::eigenvector,
    katz::katz,
    pagerank::{Walk, pagerank, ranks},
    versatility::versatility,
};
use liantu_network::method::{
    asymmetry_test::asymmetry_test,
    bridging::{brokerage::brokerage, structural_holes::structural_holes, weavers::weavers},
    reciprocity::Flow,
    shape::{
        backbone::backbone,
        core_periphery::{Variant, core_periphery, search},
        polycentricity::{Nodality, polycentricity},
        rich_club::rich_club,
        robustness::{Order, robustness},
    },
};
use liantu_network::{Direction, Filter, Graph, Length, LinkRow, Network, Reading, Weight};
use proptest::prelude::*;

fn in_pool<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

/// Arrows with whole weights, so that sums do not round.
fn arcs() -> impl Strategy<Value = (usize, Vec<(u32, u32, f64)>)> {
    (2usize..14).prop_flat_map(|nodes| {
        let node = 0..u32::try_from(nodes).unwrap();
        let arc = (node.clone(), node, 1u32..5).prop_map(|(from, to, weight)| (from, to, f64::from(weight)));
        (Just(nodes), prop::collection::vec(arc, 0..50))
    })
}

/// The same arrows with node `n` called `nodes - 1 - n`.
fn turned_about(nodes: usize, arcs: &[(u32, u32, f64)]) -> Vec<(u32, u32, f64)> {
    let last = u32::try_from(nodes).unwrap() - 1;
    arcs.iter().rev().map(|&(from, to, weight)| (last - from, last - to, weight)).collect()
}

fn near(one: f64, two: f64) -> bool {
    (one - two).abs() <= 1e-9 * one.abs().max(1.0)
}

fn all_near(one: &[f64], two: impl DoubleEndedIterator<Item = f64>) -> bool {
    one.iter().zip(two.rev()).all(|(&one, two)| near(one, two))
}

/// Everything that is one number per node.
fn scores(graph: &Graph) -> Vec<Vec<f64>> {
    let walk = Walk { tolerance: 1e-13, ..Walk::default() };
    let near = closeness(graph, Length::Inverse, Way::In);
    let cores = coreness(graph);
    vec![
        pagerank(graph, None, &walk).0.score,
        pagerank(graph, None, &Walk { loops: true, ..walk }).0.score,
        versatility(&[graph, &graph.turned()], 0.5, &walk).0.score,
        betweenness(graph, Length::Hops, None).0.score,
        betweenness(graph, Length::Inverse, None).0.score,
        near.iter().map(|one| one.harmonic.unwrap()).collect(),
        near.iter().map(|one| one.wasserman_faust.unwrap()).collect(),
        katz(graph, 0.8, 1e-13).0.score,
        cores.iter().map(|one| one.s_core).collect(),
        cores.iter().map(|one| f64::from(one.coreness)).collect(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Calling the nodes by other numbers permutes every score.
    #[test]
    fn names_do_not_matter((nodes, arcs) in arcs(), directed: bool) {
        let graph = Graph::new(nodes, directed, &arcs);
        let other = Graph::new(nodes, directed, &turned_about(nodes, &arcs));
        for (one, two) in scores(&graph).iter().zip(scores(&other)) {
            prop_assert!(all_near(one, two.iter().copied()), "{one:?} {two:?}");
        }
    }

    /// PageRank and versatility are shares; a stronger unit changes neither them nor the eigenvector.
    #[test]
    fn units_do_not_matter((nodes, arcs) in arcs(), directed: bool) {
        let graph = Graph::new(nodes, directed, &arcs);
        let stronger = Graph::new(nodes, directed, &arcs.iter().map(|&(a, b, w)| (a, b, w * 8.0)).collect::<Vec<_>>());
        let walk = Walk::default();
        let (one, two) = (pagerank(&graph, None, &walk).0.score, pagerank(&stronger, None, &walk).0.score);
        prop_assert!(near(one.iter().sum(), 1.0));
        prop_assert!(one.iter().zip(&two).all(|(&one, &two)| near(one, two)));
        let (one, two) = (eigenvector(&graph, 1e-13).0, eigenvector(&stronger, 1e-13).0);
        prop_assert_eq!(one.eigenvalue.is_some(), two.eigenvalue.is_some());
        if let (Some(one), Some(two)) = (one.eigenvalue, two.eigenvalue) {
            prop_assert!(near(one * 8.0, two));
        }
    }

    /// Counting 64 sources at once gives what searching from each does; weights of one are hops.
    #[test]
    fn closeness_is_the_same_both_ways((nodes, arcs) in arcs(), directed: bool, out: bool) {
        let graph = Graph::new(nodes, directed, &arcs).without_weights();
        // Twos as weights take the road of lengths, and double every closeness.
        let twos: Vec<_> = graph.list().filter(|arc| directed || arc.0 < arc.1).map(|(a, b, _)| (a, b, 2.0)).collect();
        let doubled = Graph::new(nodes, directed, &twos);
        let way = if out { Way::Out } else { Way::In };
        for (one, two) in closeness(&graph, Length::Hops, way).iter().zip(closeness(&doubled, Length::Inverse, way)) {
            prop_assert_eq!(one.reach, two.reach);
            prop_assert!(near(one.harmonic.unwrap() * 2.0, two.harmonic.unwrap()));
            prop_assert_eq!(one.closeness.is_some(), two.closeness.is_some());
        }
    }

    /// Betweenness of all nodes adds up to the inner nodes of all shortest paths; sampling every source is exact.
    #[test]
    fn betweenness_adds_up((nodes, arcs) in arcs(), directed: bool) {
        let graph = Graph::new(nodes, directed, &arcs);
        let exact = betweenness(&graph, Length::Hops, None).0;
        let near = closeness(&graph.without_weights(), Length::Hops, Way::In);
        let inner: f64 = near.iter().filter_map(|one| one.closeness.map(|close| {
            f64::from(one.reach) * (1.0 / close - 1.0)
        })).sum();
        let pairs = if directed { 1.0 } else { 0.5 };
        prop_assert!((exact.score.iter().sum::<f64>() - inner * pairs).abs() < 1e-8);
        prop_assert_eq!(&betweenness(&graph, Length::Hops, Some((nodes, 3))).0, &exact);
    }
}

/// A scale-free directed graph: arrows to nodes in proportion to what they have.
fn scale_free(nodes: u32, each: u32, seed: u64) -> Graph {
    let mut arcs: Vec<(u32, u32, f64)> = Vec::new();
    for node in 1..nodes {
        for n in 0..each {
            let counter = u64::from(node * each + n);
            let place = liantu_numeric::uniform(seed, 2 * counter) * (arcs.len() + 1) as f64;
            let to = arcs.get(place as usize).map_or(0, |arc| arc.1);
            let to = if liantu_numeric::uniform(seed, 2 * counter + 1) < 0.3 { node / 2 } else { to };
            if to != node {
                arcs.push((node, to, 1.0 + f64::from(n)));
                arcs.push((to, node / 3, 1.0));
            }
        }
    }
    arcs.retain(|arc| arc.0 != arc.1);
    Graph::new(nodes as usize, true, &arcs)
}

#[test]
fn one_thread_gives_the_bits_of_many() {
    let graph = scale_free(1500, 3, 5);
    let run = || (scores(&graph), betweenness(&graph, Length::Inverse, Some((70, 9))).0, eigenvector(&graph, 1e-9).0);
    assert_eq!(in_pool(1, run), in_pool(5, run));
}

/// Within the bound for every node, and within two standard errors for most.
#[test]
fn sampled_betweenness_keeps_its_bound() {
    let graph = scale_free(800, 3, 6);
    let exact = betweenness(&graph, Length::Hops, None).0;
    for seed in 0..5 {
        let drawn = betweenness(&graph, Length::Hops, Some((200, seed))).0;
        let (one, two) = (exact.normalised.as_ref().unwrap(), drawn.normalised.as_ref().unwrap());
        assert!(one.iter().zip(two).all(|(one, two)| (one - two).abs() <= drawn.bound), "bound {}", drawn.bound);
        let errors = drawn.standard_error.as_ref().unwrap();
        let busy: Vec<usize> = (0..800).filter(|&node| one[node] > 0.005).collect();
        let within = busy.iter().filter(|&&n| (exact.score[n] - drawn.score[n]).abs() <= 2.0 * errors[n]).count();
        assert!(within * 10 >= busy.len() * 8 && busy.len() > 10, "{within} of {}", busy.len());
    }
}

#[test]
fn nothing_is_not_a_number() {
    let none = Graph::new(0, true, &[]);
    assert!(pagerank(&none, None, &Walk::default()).0.score.is_empty());
    assert!(betweenness(&none, Length::Hops, Some((3, 1))).0.score.is_empty());
    assert!(closeness(&none, Length::Hops, Way::In).is_empty() && coreness(&none).is_empty());
    assert!(versatility(&[], 1.0, &Walk::default()).0.score.is_empty());
    let alone = Graph::new(1, false, &[(0, 0, 2.0)]);
    assert_eq!(pagerank(&alone, None, &Walk::default()).0.score, [1.0]);
    assert_eq!(betweenness(&alone, Length::Hops, None).0.normalised, None);
    assert_eq!(closeness(&alone, Length::Hops, Way::In)[0].harmonic, None);
    assert_eq!(eigenvector(&alone, 1e-9).0.score, [None]);
    assert_eq!(ranks(&[Some(1.0), None, Some(3.0), Some(1.0)]), [Some(2), None, Some(1), Some(2)]);
}

// Planted structure.

fn draw(seed: u64, n: u64) -> f64 {
    liantu_numeric::uniform(seed, n)
}

/// Three dense regions, joined by one node alone: it is the first weaver, and the broker between regions, every time.
#[test]
fn a_planted_weaver_comes_first() {
    for seed in 0..20 {
        let mut rows: Vec<LinkRow> = Vec::new();
        let mut n = 0;
        for one in 0u32..30 {
            for two in one + 1..30 {
                n += 1;
                if one / 10 == two / 10 && draw(seed, n) < 0.4 {
                    rows.push(LinkRow::new(one, two, Layer::ALL[(n % 3) as usize]));
                }
            }
        }
        for region in 0..3u32 {
            for step in 0..3u64 {
                n += 1;
                let layer = Layer::ALL[(step % 3) as usize];
                rows.push(LinkRow {
                    direction: Direction::TwoWay,
                    ..LinkRow::new(30, region * 10 + (draw(seed, n) * 10.0) as u32, layer)
                });
            }
        }
        let network = Network::build(31, &rows).unwrap().network;
        let group: Vec<Option<u32>> = (0..31).map(|node| Some(node / 10)).collect();
        let (found, _) = weavers(&network, &Filter::default(), &group, None);
        assert_eq!(found.iter().find(|one| one.rank == 1).unwrap().node, 30, "seed {seed}");
        let graph = Graph::read(&network, &Filter::default(), Reading::directed(Weight::Pairs));
        let roles = brokerage(&graph, &group).0;
        let most = (0..31).max_by_key(|&node| roles[node].between()).unwrap();
        assert!(most == 30 && roles[30].between() as f64 > roles[30].expected_between.unwrap(), "seed {seed}");
    }
}

/// A core of close ties with a periphery around it is found again, by comparing all divisions and by searching.
#[test]
fn a_planted_core_is_found() {
    let (mut whole, mut right) = (0, 0);
    for seed in 0..10 {
        for (nodes, core) in [(16u32, 5u32), (200, 30)] {
            let mut arcs = Vec::new();
            let mut n = 0;
            for one in 0..nodes {
                for two in one + 1..nodes {
                    n += 1;
                    let likely = if two < core {
                        0.95
                    } else if one < core {
                        0.25
                    } else {
                        0.02
                    };
                    if draw(seed, n) < likely {
                        arcs.push((one, two, 1.0));
                    }
                }
            }
            let graph = Graph::new(nodes as usize, false, &arcs);
            let found = core_periphery(&graph, Variant::Missing, 10, seed).0;
            assert_eq!(found.exact, nodes == 16);
            for node in 0..nodes {
                if let Some(inside) = found.core[node as usize] {
                    whole += 1;
                    right += usize::from(inside == (node < core));
                }
            }
        }
    }
    assert!(right * 100 >= whole * 98, "{right} of {whole}");
}

/// On small graphs, searching finds what comparing all divisions finds.
#[test]
fn searches_reach_the_optimum() {
    let (mut cases, mut reached) = (0, 0);
    for seed in 0..60 {
        let nodes = 6 + u32::try_from(seed % 7).unwrap();
        let mut arcs = Vec::new();
        for one in 0..nodes {
            for two in one + 1..nodes {
                if draw(seed, u64::from(one * nodes + two)) < 0.4 {
                    arcs.push((one, two, 1.0));
                }
            }
        }
        let graph = Graph::new(nodes as usize, false, &arcs);
        for variant in [Variant::Or, Variant::And, Variant::Missing] {
            let best = search(&graph, variant, None).0.fit;
            let found = search(&graph, variant, Some((20, seed))).0.fit;
            if let (Some(best), Some(found)) = (best, found) {
                assert!(found <= best + 1e-9);
                cases += 1;
                reached += usize::from(found > best - 1e-9);
            }
        }
    }
    assert!(reached * 100 >= cases * 99 && cases > 150, "{reached} of {cases}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn names_do_not_matter_to_shapes((nodes, arcs) in arcs(), directed: bool) {
        let graph = Graph::new(nodes, directed, &arcs);
        let other = Graph::new(nodes, directed, &turned_about(nodes, &arcs));
        for variant in [Variant::Or, Variant::And, Variant::Missing] {
            let (one, two) = (core_periphery(&graph, variant, 3, 1).0, core_periphery(&other, variant, 3, 1).0);
            prop_assert_eq!(one.optima, two.optima);
            prop_assert_eq!(one.fit.is_some(), two.fit.is_some());
            prop_assert!(one.fit.zip(two.fit).is_none_or(|(one, two)| near(one, two)));
        }
        let (one, two) = (structural_holes(&graph), structural_holes(&other));
        for (one, two) in one.iter().zip(two.iter().rev()) {
            prop_assert_eq!(one.neighbours, two.neighbours);
            prop_assert!(one.constraint.zip(two.constraint).is_none_or(|(one, two)| near(one, two)));
            prop_assert!(one.hierarchy.zip(two.hierarchy).is_none_or(|(one, two)| near(one, two)));
        }
        for nodality in [Nodality::In, Nodality::Out, Nodality::All] {
            let (one, two) = (polycentricity(&graph, nodality, false).0, polycentricity(&other, nodality, false).0);
            prop_assert!(one.special.zip(two.special).is_none_or(|(one, two)| near(one, two)));
            prop_assert!(one.ordinary.is_none_or(|p| (-1e-9..=1.0 + 1e-9).contains(&p)));
        }
        let (one, two) = (rich_club(&graph, 0, 1), rich_club(&other, 0, 1));
        prop_assert_eq!(one, two);
        prop_assert_eq!(robustness(&graph, Order::Random(1, 1)).0.largest[0], robustness(&other, Order::Random(1, 9)).0.largest[0]);
        let (mut one, mut two) = (alphas(&graph), alphas(&other));
        one.sort_by(f64::total_cmp);
        two.sort_by(f64::total_cmp);
        prop_assert!(one.len() == two.len() && one.iter().zip(&two).all(|(&one, &two)| near(one, two)));
    }

    /// Removing all leaves nothing; what is left never grows; the index lies within its bounds.
    #[test]
    fn what_is_left_shrinks((nodes, arcs) in arcs(), seed in 0u64..1000) {
        let graph = Graph::new(nodes, false, &arcs);
        for order in [Order::Degree, Order::DegreeAgain, Order::Strength, Order::Betweenness, Order::Random(3, seed)] {
            let found = robustness(&graph, order).0;
            prop_assert!(found.largest.windows(2).all(|pair| pair[1] <= pair[0] + 1e-12));
            prop_assert_eq!(*found.largest.last().unwrap_or(&0.0), 0.0);
            prop_assert!(found.r.is_none_or(|r| (0.0..=0.5).contains(&r)));
        }
        for order in [Order::Weight, Order::RandomLinks(3, seed)] {
            let found = robustness(&graph, order).0;
            prop_assert!(found.largest.windows(2).all(|pair| pair[1] <= pair[0] + 1e-12));
        }
    }

    /// Rewired networks keep every degree: the club of everybody stays as it is.
    #[test]
    fn clubs_of_everybody_are_as_expected((nodes, arcs) in arcs(), seed in 0u64..1000) {
        for club in rich_club(&Graph::new(nodes, false, &arcs), 7, seed).iter().filter(|club| club.k == 0) {
            prop_assert!(near(club.phi, club.expected.unwrap()) && club.p == Some(1.0));
        }
    }
}

fn alphas(graph: &Graph) -> Vec<f64> {
    backbone(graph).iter().filter_map(liantu_network::method::shape::backbone::Link::alpha).collect()
}

/// Where chance makes directions, the test seldom finds anything; a planted one-way pair it finds.
#[test]
fn one_way_pairs_stand_out() {
    for flow in [Flow::Links, Flow::Weight] {
        let (mut tested, mut low) = (0, 0);
        for seed in 0..20 {
            let mut rows = Vec::new();
            for n in 0..600u64 {
                let (one, two) = ((draw(seed, 3 * n) * 12.0) as u32, (draw(seed, 3 * n + 1) * 12.0) as u32);
                if one != two {
                    let weight = Some(1.0 + (draw(seed, 3 * n + 2) * 4.0).floor());
                    rows.push(LinkRow { weight, ..LinkRow::new(one, two, Layer::Innovation) });
                }
            }
            let network = Network::build(12, &rows).unwrap().network;
            let found = asymmetry_test(&network, &Filter::default(), flow, 199, seed).0;
            tested += found.len();
            low += found.iter().filter(|row| row.p.unwrap() <= 0.05).count();
            for _ in 0..25 {
                rows.push(LinkRow { weight: Some(2.0), ..LinkRow::new(3, 7, Layer::Innovation) });
                rows.push(LinkRow { weight: Some(2.0), ..LinkRow::new(7, 5, Layer::Innovation) });
                rows.push(LinkRow { weight: Some(2.0), ..LinkRow::new(5, 3, Layer::Innovation) });
            }
            let network = Network::build(12, &rows).unwrap().network;
            let found = asymmetry_test(&network, &Filter::default(), flow, 999, seed).0;
            let pair = found.iter().find(|row| (row.node, row.partner) == (3, 7)).unwrap();
            assert!(pair.p.unwrap() < 0.01 && pair.asymmetry > pair.expected, "seed {seed}: {pair:?}");
        }
        assert!(low * 100 <= tested * 7, "{low} of {tested}");
    }
}

#[test]
fn shapes_have_the_bits_of_one_thread() {
    let graph = scale_free(700, 3, 5);
    let small = scale_free(16, 2, 5);
    let group: Vec<Option<u32>> = (0..700).map(|node| Some(node % 5)).collect();
    let run = || {
        (
            structural_holes(&graph),
            brokerage(&graph, &group).0,
            core_periphery(&graph, Variant::Or, 6, 3).0,
            core_periphery(&small, Variant::Missing, 6, 3).0,
            rich_club(&graph, 6, 3),
            robustness(&graph, Order::Random(9, 4)).0,
        )
    };
    assert_eq!(in_pool(1, run), in_pool(5, run));
}
