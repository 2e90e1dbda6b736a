//! Stages of regional structures.

use crate::golden::{Row, check, show};
use crate::planted::{self, Plant, plant};
use liantu_network::method::structure_stage::{Doubt, Feature, Stage, Strictness, classify, read, sequence};
use liantu_network::{Filter, Graph, Reading, Weight};
use proptest::prelude::*;

/// Four structures drawn by hand, one for each stage.
fn four() -> [Graph; 4] {
    let star: Vec<(u32, u32, f64)> = (1..12).map(|n| (0, n, 1.0)).collect();
    // A centre, three sub-centres that know each other, and three places at each.
    let mut subs: Vec<(u32, u32, f64)> = vec![(0, 1, 3.0), (0, 2, 3.0), (0, 3, 3.0), (1, 2, 1.0), (2, 3, 1.0)];
    subs.extend((4..13).map(|n| (n % 3 + 1, n, 1.0)));
    let mesh: Vec<(u32, u32, f64)> =
        (0..12).flat_map(|a| (a + 1..12).filter(move |b| (a + b) % 3 != 0).map(move |b| (a, b, 1.0))).collect();
    let pairs: Vec<(u32, u32, f64)> = (0..5).map(|n| (2 * n, 2 * n + 1, 1.0)).collect();
    [
        Graph::new(14, false, &pairs),
        Graph::new(12, false, &star),
        Graph::new(13, false, &subs),
        Graph::new(12, false, &mesh),
    ]
}

#[test]
fn four_structures_four_stages() {
    for (graph, stage) in four().iter().zip(Stage::ALL) {
        let verdict = classify(read(graph, None), &Strictness::default());
        assert_eq!(verdict.stage(), Some(stage), "{verdict:?}");
    }
    // The star by hand: 11 ties of one, the hub has 11 effective partners and the others one.
    let star = read(&four()[1], None).values;
    let expected = [11.0 / 30.0, 1.0, 1.0, 1.0 - (0.25f64 * 0.75).sqrt() * (10.0 / 11.0) / 0.5];
    for (value, expected) in star.iter().zip(expected) {
        assert!((value.unwrap() - expected).abs() < 1e-12, "{star:?}");
    }
    let entropy = 0.5 * 2f64.ln() + 0.5 * 22f64.ln();
    assert!((star[4].unwrap() - entropy / 12f64.ln()).abs() < 1e-12 && star[5].is_none());
}

#[test]
fn structures_are_read_as_the_formulas_say() {
    check("structure_stage", |case| {
        let graph = Graph::read(&case.network, &Filter::default(), Reading::undirected(Weight::Known));
        let sizes: Vec<Option<f64>> = case.table("sizes.csv").iter().map(|row| row["size"].parse().ok()).collect();
        let verdict = classify(read(&graph, Some(&sizes)), &Strictness::default());
        let mut row = Row::from([("candidate", verdict.candidate().word().to_owned())]);
        row.extend(Feature::ALL.map(|feature| (feature.word(), show(verdict.structure.values[feature as usize]))));
        row.extend(Stage::ALL.map(|stage| (stage.word(), verdict.probabilities[stage as usize].to_string())));
        row.insert("none", verdict.probabilities[4].to_string());
        vec![row]
    });
}

#[test]
fn planted_stages_are_found_and_the_page_says_how_often() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/validation/stages.md");
    let page = planted::page();
    if std::env::var_os("LIANTU_RENEW").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let stored = std::fs::read_to_string(path).unwrap_or_default();
    assert!(stored == page, "docs/src/validation/stages.md is not what the planted structures give");
    let judged = planted::judge(planted::JUDGED, false, &Strictness::default());
    let [wrong, determined, taken] = planted::rates(&judged);
    assert!(wrong.0 * 50 <= wrong.1, "{wrong:?} of the determined are wrong");
    assert!(determined.0 * 10 >= determined.1 * 7, "{determined:?} are determined");
    assert!(taken.0 * 10 <= 3 * taken.1, "{taken:?} without a stage were given one");
}

#[test]
fn too_little_is_no_stage() {
    let strictness = Strictness::default();
    for graph in [
        Graph::new(0, false, &[]),
        Graph::new(1, false, &[]),
        Graph::new(30, false, &[]),
        Graph::new(4, false, &[(0, 1, 1.0), (0, 2, 1.0), (0, 3, 1.0), (1, 2, 1.0)]),
        Graph::new(30, false, &[(0, 1, 1.0), (2, 3, 1.0)]),
    ] {
        let verdict = classify(read(&graph, None), &strictness);
        assert_eq!((verdict.stage(), verdict.doubt), (None, Some(Doubt::FewTies)));
        assert!((verdict.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
    // An unknown size is no size of zero: sizes are then no evidence.
    let sizes: Vec<Option<f64>> = (0..12).map(|n| (n != 5).then_some(f64::from(n) + 1.0)).collect();
    assert_eq!(read(&four()[1], Some(&sizes)).values[Feature::Size as usize], None);
    let known: Vec<Option<f64>> = (0..12).map(|n| Some(if n == 0 { 60.0 } else { 10.0 })).collect();
    assert_eq!(read(&four()[1], Some(&known)).values[Feature::Size as usize], Some(2.0));
    assert_eq!(read(&four()[1], Some(&[Some(0.0); 12])).values[Feature::Size as usize], None);
}

/// A structure that goes through the four stages: a window in which little is known is told by its neighbours.
#[test]
fn windows_are_read_in_sequence() {
    let strictness = Strictness::default();
    let graphs = four();
    let story = [Some(0), Some(0), Some(1), None, Some(1), Some(2), Some(3), Some(3)];
    let verdicts: Vec<_> = story
        .iter()
        .map(|at| {
            classify(read(&at.map_or_else(|| Graph::new(12, false, &[]), |at| graphs[at].clone()), None), &strictness)
        })
        .collect();
    let found = sequence(&verdicts, 0.7);
    for (probabilities, stage) in found.iter().zip([0, 0, 1, 1, 1, 2, 3, 3]) {
        let best = (0..5).max_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b])).unwrap();
        assert_eq!(best, stage, "{found:?}");
        assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
    assert!(sequence(&[], 0.7).is_empty());
    // One window alone, with even odds before it, keeps its order.
    let alone = sequence(&verdicts[2..3], 0.7)[0];
    assert!(alone[1] > 0.9);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Other numbers for the regions and another unit of weight change nothing; probabilities make one.
    #[test]
    fn numbers_and_units_do_not_matter(kind in 0usize..5, regions in 6usize..30, seed: u64) {
        let what = Stage::ALL.get(kind).map_or(Plant::Nothing, |stage| Plant::Stage(*stage));
        let case = plant(what, regions, 0.2, seed);
        let verdict = classify(read(&case.graph, None), &Strictness::default());
        prop_assert!((verdict.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let last = regions as u32 - 1;
        let turned: Vec<_> = case.graph.list().filter(|arc| arc.0 < arc.1).map(|(a, b, w)| (last - a, last - b, w * 64.0)).collect();
        let other = classify(read(&Graph::new(regions, false, &turned), None), &Strictness::default());
        for (one, two) in verdict.structure.values.iter().zip(other.structure.values) {
            prop_assert_eq!(one.is_some(), two.is_some());
            prop_assert!(one.zip(two).is_none_or(|(one, two)| (one - two).abs() < 1e-9));
        }
    }
}
