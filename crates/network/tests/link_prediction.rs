//! Scores of pairs without a link, and how they are tested.

mod cases;

use cases::{Case, Row, row};
use liantu_model::Layer;
use liantu_network::Graph;
use liantu_network::method::link_prediction::{Evidence, Score, judge};
use liantu_numeric::uniform;
use proptest::prelude::*;

#[test]
fn scores_are_those_of_the_peer() {
    for case in Case::all("link_prediction") {
        let found =
            Evidence::new(&case.network, &case.filter(), Layer::Industry).candidates(Score::ResourceAllocation, 15);
        let rows: Vec<Row> = found
            .iter()
            .map(|pair| {
                let score = |score: Score| (score.word(), pair.scores[score as usize].to_string());
                let mut cells = vec![
                    ("node", case.nodes[pair.one as usize].clone()),
                    ("partner", case.nodes[pair.two as usize].clone()),
                ];
                cells.extend(Score::ALL.map(score));
                row(&cells)
            })
            .collect();
        case.check(&rows);
    }
}

fn circles(nodes: u32, seed: u64, within: f64, between: f64) -> Graph {
    let arcs: Vec<(u32, u32, f64)> = (0..nodes)
        .flat_map(|one| (one + 1..nodes).map(move |two| (one, two)))
        .filter(|&(one, two)| {
            let chance = if one / 20 == two / 20 { within } else { between };
            uniform(seed, u64::from(one * nodes + two)) < chance
        })
        .map(|(one, two)| (one, two, 1.0))
        .collect();
    Graph::new(nodes as usize, false, &arcs)
}

/// Links within circles can be foreseen from common neighbours; links drawn at random cannot.
#[test]
fn only_what_has_a_pattern_is_foreseen() {
    let auc = |graph: Graph, score: Score| {
        let evidence = Evidence::of(graph, Vec::new());
        let trials: Vec<f64> = (0..10).map(|seed| evidence.test(0.2, seed).unwrap()[score as usize].auc).collect();
        trials.iter().sum::<f64>() / 10.0
    };
    let patterned = auc(circles(100, 1, 0.5, 0.005), Score::Common);
    assert!(patterned > 0.85, "{patterned}");
    let chance = auc(circles(100, 2, 0.1, 0.1), Score::Common);
    assert!((0.45..0.55).contains(&chance), "{chance}");
    assert!((auc(circles(100, 1, 0.5, 0.02), Score::Layers) - 0.5).abs() < 1e-12, "without witnesses all is tied");
}

/// A layer that mostly repeats the target is a witness; an unrelated one is none.
#[test]
fn other_layers_bear_witness() {
    let target = circles(100, 3, 0.3, 0.05);
    let copy: Vec<(u32, u32, f64)> =
        target.list().filter(|&(one, two, _)| one < two && uniform(9, u64::from(one * 100 + two)) < 0.7).collect();
    let witness = Evidence::of(target.clone(), vec![Graph::new(100, false, &copy)]).test(0.2, 1).unwrap();
    assert!(witness[Score::Layers as usize].auc > 0.75 && witness[Score::Layers as usize].precision > 0.6);
    let stranger = Evidence::of(target, vec![circles(100, 77, 0.1, 0.1)]).test(0.2, 1).unwrap();
    assert!((stranger[Score::Layers as usize].auc - 0.5).abs() < 0.1);
}

#[test]
fn what_cannot_be_tested_is_not() {
    assert_eq!(Evidence::of(Graph::new(0, false, &[]), Vec::new()).test(0.1, 1), None);
    assert_eq!(Evidence::of(Graph::new(3, false, &[(0, 1, 1.0)]), Vec::new()).test(0.1, 1), None);
    let complete = Graph::new(3, false, &[(0, 1, 1.0), (0, 2, 1.0), (1, 2, 1.0)]);
    assert_eq!(Evidence::of(complete, Vec::new()).test(0.1, 1), None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    /// The chance by comparing each with each, and the precision by averaging over orders of the tied.
    #[test]
    fn judging_counts_ties_half(hits in prop::collection::vec(0u8..5, 1..8), misses in prop::collection::vec(0u8..5, 1..12)) {
        let float = |list: &[u8]| list.iter().map(|&x| f64::from(x)).collect::<Vec<f64>>();
        let (auc, precision) = judge(&float(&hits), &float(&misses));
        let wins: f64 = hits.iter().flat_map(|hit| misses.iter().map(move |miss| match hit.cmp(miss) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        })).sum();
        prop_assert!((auc - wins / (hits.len() * misses.len()) as f64).abs() < 1e-12);
        // Each hit is in the first k with the chance that its rank among the tied gives.
        let k = hits.len() as f64;
        let caught: f64 = hits.iter().map(|hit| {
            let count = |keep: &dyn Fn(u8) -> bool| hits.iter().chain(&misses).filter(|x| keep(**x)).count() as f64;
            let (above, tied) = (count(&|x| x > *hit), count(&|x| x == *hit));
            ((k - above) / tied).clamp(0.0, 1.0)
        }).sum();
        prop_assert!((precision - caught / k).abs() < 1e-12);
    }
}
