//! `cargo bench -p liantu-network`: building a network against sorting the same edges, and answering a scale from a million
//! links. Times of one run, best of five, with the machine they were taken on.

mod generator;

use liantu_model::{Layer, LayerSet};
use liantu_network::{Filter, Mode, Network, Window, aggregate};
use rayon::prelude::*;
use std::hint::black_box;
use std::time::{Duration, Instant};

fn best<T>(mut work: impl FnMut() -> T) -> Duration {
    (0..5)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

/// The same, with an input made afresh outside the clock.
fn best_of<I, T>(mut input: impl FnMut() -> I, mut work: impl FnMut(I) -> T) -> Duration {
    (0..5)
        .map(|_| {
            let input = input();
            let start = Instant::now();
            black_box(work(input));
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

fn main() {
    let machine = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = machine.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).map_or("?", |m| m.1);
    println!("machine: {model}, {} threads", rayon::current_num_threads());

    let (nodes, links) = (100_000, 5_000_000);
    let rows = generator::rows(42, nodes, links);
    println!("generator: seed 42, {nodes} nodes, {links} links");
    let build = best(|| Network::build(nodes, &rows));
    let sort_rows = best_of(
        || rows.clone(),
        |mut rows| {
            rows.par_sort_unstable_by_key(|row| (row.layer, row.from, row.to));
            rows
        },
    );
    let sort_edges = best_of(
        || rows.iter().map(|row| (row.layer, row.from, row.to)).collect::<Vec<_>>(),
        |mut edges| {
            edges.par_sort_unstable();
            edges
        },
    );
    let network = Network::build(nodes, &rows).expect("generated rows are sound").network;
    println!("build: {build:.3?}; {:.2} bytes a link", network.bytes() as f64 / network.len() as f64);
    let ratio = |other: Duration| build.as_secs_f64() / other.as_secs_f64();
    println!(
        "sort of the edge array (rows as given): {sort_rows:.3?}; build / sort = {:.2} (goal 1.2)",
        ratio(sort_rows)
    );
    println!("sort of bare (layer, from, to): {sort_edges:.3?}; build / sort = {:.2}", ratio(sort_edges));
    drop((rows, network));

    let (nodes, links) = (100_000, 1_000_000);
    let network = Network::build(nodes, &generator::rows(43, nodes, links)).expect("generated rows are sound").network;
    println!("generator: seed 43, {nodes} nodes, {links} links");
    let period = Filter {
        layers: LayerSet::NONE.with(Layer::Industry).with(Layer::Innovation).with(Layer::Knowledge),
        window: Some(Window { start: 17_000, end: Some(18_000) }),
        mode: Mode::Interval,
        ..Filter::default()
    };
    for regions in [41, 340, 3000] {
        let parent: Vec<u32> = (0..nodes).map(|node| node % regions).collect();
        let all = best(|| aggregate(&network, &Filter::everything(), &parent));
        let some = best(|| aggregate(&network, &period, &parent));
        println!("aggregate to {regions} regions: all {all:.3?}, three layers and three years {some:.3?} (goal 0.2 s)");
    }
    let years: Vec<i32> = (0..30).map(|year| 10_957 + year * 365).collect();
    println!("timeline: {:.3?}", best(|| liantu_network::timeline(&network, &Filter::default(), &years)));
    println!("hyperedges: {:.3?}", best(|| liantu_network::hyperedges(&network, &Filter::default())));
    for nodes in [200u32, 2000, 5000] {
        let edges: Vec<(u32, u32)> =
            generator::rows(7, nodes, nodes as usize * 2).iter().map(|row| (row.from, row.to)).collect();
        let time = best(|| liantu_network::layout::network_layout(nodes as usize, &edges, &[], 1));
        println!("layout of {nodes} nodes: {time:.3?} (goals: 50 ms for 200, 1 s for 2000)");
    }
}
