//! What must hold for any partition that is found.

use liantu_model::Layer;
use liantu_network::method::clique_communities::{TooManyCliques, percolate};
use liantu_network::method::communities::{Communities, Search, partition};
use liantu_network::method::triad_census::census;
use liantu_network::{Graph, Objective, Sheet, compare, leiden, quality};
use liantu_numeric::uniform;
use proptest::prelude::*;

/// A seeded random graph: an edge between two nodes with the chance that `chance` gives, of a weight from 0.5 to 1.5.
fn random(nodes: u32, seed: u64, directed: bool, chance: impl Fn(u32, u32) -> f64) -> Graph {
    let mut arcs = Vec::new();
    for one in 0..nodes {
        for two in (0..nodes).filter(|&two| if directed { two != one } else { two > one }) {
            let counter = u64::from(one) * u64::from(nodes) + u64::from(two);
            if uniform(seed, 2 * counter) < chance(one, two) {
                arcs.push((one, two, 0.5 + uniform(seed, 2 * counter + 1)));
            }
        }
    }
    Graph::new(nodes as usize, directed, &arcs)
}

fn sheet(graph: &Graph) -> Sheet<'_> {
    Sheet { graph, importance: 1.0, loops: false }
}

fn find(graph: &Graph, search: &Search) -> Option<Communities> {
    partition(&[(Layer::Industry, sheet(graph))], search)
}

/// The quality of the best of all partitions, by trying each.
fn optimum(graph: &Graph, objective: Objective, resolution: f64) -> f64 {
    fn grow(groups: &mut Vec<u32>, nodes: usize, merit: &impl Fn(&[u32]) -> f64) -> f64 {
        if groups.len() == nodes {
            return merit(groups);
        }
        let top = groups.iter().max().map_or(0, |&top| top + 1);
        let mut best = f64::NEG_INFINITY;
        for group in 0..=top {
            groups.push(group);
            best = best.max(grow(groups, nodes, merit));
            groups.pop();
        }
        best
    }
    let merit = |groups: &[u32]| {
        let count = groups.iter().max().map_or(0, |&top| top as usize + 1);
        quality(&[sheet(graph)], objective, resolution, groups, count)[0].iter().sum()
    };
    grow(&mut Vec::new(), graph.nodes(), &merit)
}

/// Whether the nodes of each group hang together without the others.
fn connected(graph: &Graph, groups: &[u32]) -> bool {
    let arcs: Vec<(u32, u32, f64)> =
        graph.list().filter(|arc| groups[arc.0 as usize] == groups[arc.1 as usize]).collect();
    let parts = Graph::new(graph.nodes(), true, &arcs).components();
    let count = parts.iter().max().map_or(0, |&top| top + 1);
    let distinct: std::collections::BTreeSet<u32> = groups.iter().copied().collect();
    distinct.len() == count as usize
}

/// On graphs small enough to try every partition, the best of twenty runs is hardly ever less than the best there is, and
/// never more. (A search that only moves nodes and merges communities may miss it; no number of runs is a proof.)
#[test]
fn small_graphs_get_their_optimum() {
    let (mut all, mut missed) = (0, Vec::new());
    for seed in 0u32..400 {
        let (nodes, resolution) = (2 + seed % 6, 0.3 + f64::from(seed * 7 % 17) / 10.0);
        let graph = random(nodes, u64::from(seed), seed % 2 == 0, |_, _| 0.4);
        let objective = if seed % 3 == 0 { Objective::Potts } else { Objective::Modularity };
        let search = Search { objective, resolution, runs: 20, ..Search::default() };
        let Some(result) = find(&graph, &search) else { continue };
        let best = optimum(&graph, objective, resolution);
        let found = result.runs[result.best].quality;
        assert!(found <= best + 1e-12, "seed {seed}: {found} above the optimum {best}");
        all += 1;
        if found < best - 1e-9 {
            missed.push((seed, best - found));
        }
    }
    assert!(all > 300 && missed.len() * 100 <= all, "{} of {all} missed: {missed:?}", missed.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the objective, a community is connected.
    #[test]
    fn communities_hang_together(seed: u64, nodes in 1u32..120, directed: bool, potts: bool, resolution in 0.05f64..3.0, density in 0.005f64..0.2) {
        let graph = random(nodes, seed, directed, |_, _| density);
        let objective = if potts { Objective::Potts } else { Objective::Modularity };
        for rounds in [1, 3] {
            let groups = leiden(&[sheet(&graph)], objective, resolution, seed, rounds);
            prop_assert_eq!(groups.len(), nodes as usize);
            prop_assert!(connected(&graph, &groups));
        }
    }

    /// What is found keeps its quality when the nodes are renumbered, and scaling the weights changes nothing.
    #[test]
    fn names_and_units_do_not_matter(seed: u64, nodes in 2u32..40, shift in 0u32..40) {
        let graph = random(nodes, seed, true, |_, _| 0.15);
        let Some(result) = find(&graph, &Search::default()) else { return Ok(()) };
        let name = |node: u32| (node + shift) % nodes;
        let arcs: Vec<(u32, u32, f64)> = graph.list().map(|(one, two, w)| (name(one), name(two), 4.0 * w)).collect();
        let moved = Graph::new(nodes as usize, true, &arcs);
        let groups: Vec<u32> = leiden(&[sheet(&graph)], Objective::Modularity, 1.0, 1, 10);
        let mut renamed = vec![0; nodes as usize];
        for (node, &group) in (0u32..).zip(&groups) {
            renamed[name(node) as usize] = group;
        }
        let total = |graph: &Graph, groups: &[u32]| -> f64 {
            quality(&[sheet(graph)], Objective::Modularity, 1.0, groups, nodes as usize)[0].iter().sum()
        };
        prop_assert!((total(&graph, &groups) - total(&moved, &renamed)).abs() < 1e-12);
        let scaled = Graph::new(nodes as usize, true, &graph.list().map(|(a, b, w)| (a, b, 4.0 * w)).collect::<Vec<_>>());
        let again = find(&scaled, &Search::default()).unwrap();
        prop_assert_eq!(&again.community, &result.community);
    }

    /// A partition agrees with itself under any names, and no comparison exceeds that.
    #[test]
    fn comparisons_are_bounded(groups in prop::collection::vec((0u32..5, 0u32..5), 1..60)) {
        let (one, two): (Vec<_>, Vec<_>) = groups.iter().map(|&(one, two)| (Some(one), Some(two))).unzip();
        let renamed: Vec<Option<u32>> = one.iter().map(|one| one.map(|one| 9 - one)).collect();
        let same = compare(&one, &renamed);
        prop_assert!((same.nmi.unwrap() - 1.0).abs() < 1e-12 && same.ari == Some(1.0));
        let (there, back) = (compare(&one, &two), compare(&two, &one));
        prop_assert!((there.nmi.unwrap() - back.nmi.unwrap()).abs() < 1e-12);
        prop_assert!((0.0..=1.0).contains(&there.nmi.unwrap()) && there.ari.unwrap() <= 1.0);
    }
}

/// Planted groups: 8 of 32 nodes, 12 links within and 4 across expected at each node. At most one node in fifty may err.
#[test]
fn planted_groups_are_found() {
    for directed in [false, true] {
        let (mut wrong, mut all) = (0, 0);
        for seed in 0..10 {
            let half = if directed { 0.5 } else { 1.0 };
            let graph = random(256, seed, directed, |one, two| {
                half * if one / 32 == two / 32 { 12.0 / 31.0 } else { 4.0 / 224.0 }
            });
            let result = find(&graph, &Search { runs: 4, ..Search::default() }).unwrap();
            for group in 0..8 {
                let mut counts = std::collections::BTreeMap::new();
                for node in 32 * group..32 * (group + 1) {
                    *counts.entry(result.community[node]).or_insert(0) += 1;
                }
                wrong += 32 - counts.values().max().unwrap();
                all += 32;
            }
            assert_eq!(result.groups.len(), 8, "seed {seed}");
        }
        assert!(wrong * 50 <= all, "{wrong} of {all}");
    }
}

/// Layers that agree strengthen each other: together they show groups that neither shows alone.
#[test]
fn layers_show_together_what_each_hides() {
    let plant = |seed| random(128, seed, false, |one, two| if one / 32 == two / 32 { 0.13 } else { 0.05 });
    let graphs: Vec<Graph> = (0..6).map(plant).collect();
    let truth: Vec<Option<u32>> = (0..128).map(|node| Some(node / 32)).collect();
    let agree = |layers: &[Graph]| {
        let sheets: Vec<(Layer, Sheet<'_>)> = Layer::ALL.into_iter().zip(layers.iter().map(sheet)).collect();
        compare(&partition(&sheets, &Search::default()).unwrap().community, &truth).nmi.unwrap()
    };
    let (one, six) = (agree(&graphs[..1]), agree(&graphs));
    assert!(six > 0.95 && one < 0.6, "{one} {six}");
}

#[test]
fn one_thread_gives_the_bits_of_many() {
    let graph = random(300, 5, true, |one, two| if one / 30 == two / 30 { 0.2 } else { 0.02 });
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| find(&graph, &Search::default()).unwrap())
    };
    assert_eq!(run(1), run(7));
}

#[test]
fn degenerate_graphs_have_an_answer() {
    assert_eq!(find(&Graph::new(0, false, &[]), &Search::default()), None);
    assert_eq!(find(&Graph::new(3, true, &[]), &Search::default()), None);
    // A loop alone is no link to anybody.
    assert_eq!(find(&Graph::new(3, false, &[(1, 1, 2.0)]), &Search::default()), None);
    let pair = find(&Graph::new(3, false, &[(0, 2, 1.0)]), &Search::default()).unwrap();
    assert_eq!(pair.community, [Some(0), None, Some(0)]);
    assert_eq!((pair.groups[0].share_inside, pair.groups[0].stability), (1.0, Some(1.0)));
    assert_eq!(pair.roles[0].unwrap().within_z, None);
    let graph = Graph::new(3, false, &[(1, 1, 2.0)]);
    let sheet = Sheet { loops: true, ..sheet(&graph) };
    assert_eq!(partition(&[(Layer::Industry, sheet)], &Search::default()), None);
}

/// Whether the nodes are linked pairwise.
fn is_clique(graph: &Graph, nodes: &[u32]) -> bool {
    nodes.iter().all(|&one| nodes.iter().all(|&two| one == two || graph.weight(one, two).is_some()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Percolation over all cliques of three, by trying every three nodes.
    #[test]
    fn circles_are_those_of_the_definition(seed: u64, nodes in 3u32..14, density in 0.2f64..0.9) {
        let graph = random(nodes, seed, false, |_, _| density);
        let threes: Vec<[u32; 3]> = (0..nodes)
            .flat_map(|a| (a + 1..nodes).flat_map(move |b| (b + 1..nodes).map(move |c| [a, b, c])))
            .filter(|three| is_clique(&graph, three))
            .collect();
        let mut circle: Vec<usize> = (0..threes.len()).collect();
        let mut changed = true;
        while changed {
            changed = false;
            for one in 0..threes.len() {
                for two in 0..threes.len() {
                    let shared = threes[one].iter().filter(|node| threes[two].contains(node)).count();
                    if shared >= 2 && circle[two] < circle[one] {
                        circle[one] = circle[two];
                        changed = true;
                    }
                }
            }
        }
        let mut expected: std::collections::BTreeMap<usize, std::collections::BTreeSet<u32>> = std::collections::BTreeMap::new();
        for (three, circle) in threes.iter().zip(&circle) {
            expected.entry(*circle).or_default().extend(three);
        }
        let mut expected: Vec<Vec<u32>> = expected.into_values().map(|nodes| nodes.into_iter().collect()).collect();
        expected.sort();
        let mut found: Vec<Vec<u32>> =
            percolate(&graph, 3, 1_000_000).unwrap().communities.into_iter().map(|circle| circle.nodes).collect();
        found.sort();
        prop_assert_eq!(found, expected);
    }

    /// Every three nodes are counted once, whatever the nodes are called, and expected counts add up to as many.
    #[test]
    fn triads_are_counted_once(seed: u64, nodes in 3u32..30, density in 0.0f64..0.9, shift in 0u32..30) {
        let graph = random(nodes, seed, true, |_, _| density);
        let found = census(&graph);
        let n = u64::from(nodes);
        let all = n * (n - 1) * (n - 2) / 6;
        prop_assert_eq!(found.counts.iter().sum::<u64>(), all);
        prop_assert!((found.expected.iter().sum::<f64>() - all as f64).abs() < 1e-6 * all as f64);
        let name = |node: u32| (node + shift) % nodes;
        let arcs: Vec<(u32, u32, f64)> = graph.list().map(|(one, two, w)| (name(one), name(two), w)).collect();
        prop_assert_eq!(census(&Graph::new(nodes as usize, true, &arcs)).counts, found.counts);
    }
}

/// A graph of eleven threes, each node linked with all but its own three, has 3^11 maximal cliques: more than allowed.
#[test]
fn too_many_cliques_are_an_error() {
    let graph = random(33, 1, false, |one, two| f64::from(u8::from(one / 3 != two / 3)));
    assert_eq!(percolate(&graph, 3, 10_000), Err(TooManyCliques { most: 10_000 }));
    assert_eq!(percolate(&graph, 3, 200_000).unwrap().cliques, 177_147);
}
