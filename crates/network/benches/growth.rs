//! `cargo bench -p liantu-network --bench growth`: how cost grows where no other bench here tells: core and periphery, removal
//! of nodes at random, prediction of links, percolating cliques, correlation and regression by relabelling, the
//! change points of a series. Processor seconds of one thread.

#![allow(clippy::cast_possible_truncation, reason = "ids of a bench are small")]

use liantu_network::method::change_points::{Criterion, Kind, stretches};
use liantu_network::method::clique_communities::percolate;
use liantu_network::method::link_prediction::{Evidence, Score};
use liantu_network::method::shape::core_periphery::{Variant, core_periphery};
use liantu_network::method::shape::robustness::{Order, robustness};
use liantu_network::{Dyads, Graph, Relabelling, Tail, correlation, regression};
use liantu_numeric::uniform;
use std::hint::black_box;

/// Processor seconds of this process.
fn processor_seconds() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten();
    let nanoseconds = tasks.filter_map(|task| {
        let statistics = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        statistics.split(' ').next()?.parse::<u64>().ok()
    });
    nanoseconds.sum::<u64>() as f64 / 1e9
}

/// A line of sizes and seconds, least of two runs, with the exponents between them.
fn grow<I>(what: &str, sizes: &[u32], input: impl Fn(u32) -> I, work: impl Fn(&I)) {
    let mut line = format!("{what}:");
    let mut last: Option<(u32, f64)> = None;
    for &size in sizes {
        let input = input(size);
        let once = |_| {
            let start = processor_seconds();
            work(&input);
            processor_seconds() - start
        };
        let seconds = (0..2).map(once).fold(f64::INFINITY, f64::min);
        line += &format!(" {size} {seconds:.4} s");
        if let Some((smaller, less)) = last {
            line += &format!(" (n^{:.2})", (seconds / less).ln() / (f64::from(size) / f64::from(smaller)).ln());
        }
        last = Some((size, seconds));
    }
    println!("{line}");
}

/// Ten links from each node to others that have many already.
#[expect(clippy::cast_sign_loss, reason = "a share of a count")]
fn scale_free(nodes: u32) -> Graph {
    let (mut ends, mut links) = (vec![0], Vec::new());
    for node in 1..nodes {
        for link in 0..10.min(node) {
            let other = ends[(uniform(7, u64::from(node) * 10 + u64::from(link)) * ends.len() as f64) as usize];
            if other != node {
                links.push((node, other, 1.0));
                ends.extend([other, node]);
            }
        }
    }
    Graph::new(nodes as usize, false, &links)
}

/// Numbers between pairs, with something of a common part.
fn dyads(nodes: u32, stream: u64) -> Dyads {
    Dyads::from_fn(nodes as usize, |from, to| {
        let pair = (from * nodes as usize + to) as u64;
        uniform(stream, pair) + 0.3 * uniform(99, pair)
    })
}

fn main() {
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().expect("one thread");
    grow("core and periphery, 10 restarts, nodes", &[750, 1500, 3000], scale_free, |graph| {
        black_box(core_periphery(graph, Variant::Or, 10, 1));
    });
    grow("removal at random, 20 runs, nodes", &[5_000, 20_000, 80_000], scale_free, |graph| {
        black_box(robustness(graph, Order::Random(20, 1)));
    });
    grow("prediction of 100 links, nodes", &[500, 1000, 2000, 4000], scale_free, |graph| {
        black_box(Evidence::of(graph.clone(), Vec::new()).candidates(Score::AdamicAdar, 100));
    });
    grow("prediction tested, nodes", &[500, 1000, 2000, 4000], scale_free, |graph| {
        black_box(Evidence::of(graph.clone(), Vec::new()).test(0.1, 1));
    });
    grow("cliques of 3, nodes", &[4_000, 16_000, 64_000], scale_free, |graph| {
        let _ = black_box(percolate(graph, 3, 10_000_000));
    });
    let test = Relabelling { draws: 999, seed: 1, tail: Tail::Two };
    grow(
        "correlation by relabelling (999), nodes",
        &[50, 100, 200, 400],
        |n| [dyads(n, 1), dyads(n, 2)],
        |[one, two]| {
            black_box(correlation(one, two, test));
        },
    );
    let three = |n| (dyads(n, 1), [dyads(n, 2), dyads(n, 3)]);
    grow("regression by relabelling (999), nodes", &[50, 100, 200], three, |(outcome, predictors)| {
        black_box(regression(outcome, predictors, test));
    });
    let series = |length: u32| -> Vec<f64> {
        (0..length).map(|n| f64::from(n / (length / 5)) + uniform(3, u64::from(n))).collect()
    };
    grow("change points, length", &[4_000, 8_000, 32_000], series, |series| {
        black_box(stretches(series, Kind::Normal, Criterion::Mbic, 2));
    });
}
