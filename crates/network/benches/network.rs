//! `cargo bench -p liantu-network`: building a network against sorting the same edges, and answering a scale from a million
//! links. Times of one run, best of five, with the machine they were taken on.

mod generator;

use liantu_model::{Layer, LayerSet};
use liantu_network::{Filter, Mode, Network, Window, aggregate};
use rayon::prelude::*;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Wall time, and processor time of all threads where the system tells it: on a busy machine only the latter compares.
#[derive(Clone, Copy, Debug)]
struct Taken {
    wall: Duration,
    cpu: Option<Duration>,
}

impl Taken {
    fn ratio(self, other: Self) -> String {
        let of = |one: Duration, two: Duration| one.as_secs_f64() / two.as_secs_f64();
        let cpu = self.cpu.zip(other.cpu).map(|(one, two)| format!(", cpu {:.2}", of(one, two)));
        format!("wall {:.2}{}", of(self.wall, other.wall), cpu.unwrap_or_default())
    }
}

impl std::fmt::Display for Taken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.3?} wall", self.wall)?;
        self.cpu.map_or(Ok(()), |cpu| write!(f, " {cpu:.3?} cpu"))
    }
}

/// Processor time of this process, all threads.
fn processor_time() -> Option<Duration> {
    let tasks = std::fs::read_dir("/proc/self/task").ok()?;
    tasks
        .map(|task| {
            let statistics = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
            statistics.split(' ').next()?.parse().ok().map(Duration::from_nanos)
        })
        .sum()
}

/// The least of five runs, each on an input made outside the clock.
fn best<I, T>(mut input: impl FnMut() -> I, mut work: impl FnMut(I) -> T) -> Taken {
    let runs: Vec<Taken> = (0..5)
        .map(|_| {
            let input = input();
            let (before, start) = (processor_time(), Instant::now());
            let result = black_box(work(input));
            let taken = Taken {
                wall: start.elapsed(),
                cpu: processor_time().zip(before).map(|(after, before)| after.saturating_sub(before)),
            };
            drop(result);
            taken
        })
        .collect();
    let least = |of: fn(&Taken) -> Option<Duration>| runs.iter().filter_map(of).min();
    Taken { wall: least(|taken| Some(taken.wall)).unwrap_or_default(), cpu: least(|taken| taken.cpu) }
}

fn main() {
    let machine = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = machine.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).map_or("?", |m| m.1);
    println!("machine: {model}, {} threads", rayon::current_num_threads());

    let (nodes, links) = (100_000, 5_000_000);
    let rows = generator::rows(42, nodes, links);
    println!("generator: seed 42, {nodes} nodes, {links} links");
    let build = best(|| (), |()| Network::build(nodes, &rows));
    let sort_rows = best(
        || rows.clone(),
        |mut rows| {
            rows.par_sort_unstable_by_key(|row| (row.layer, row.from, row.to));
            rows
        },
    );
    let sort_edges = best(
        || rows.iter().map(|row| (row.layer, row.from, row.to)).collect::<Vec<_>>(),
        |mut edges| {
            edges.par_sort_unstable();
            edges
        },
    );
    let network = Network::build(nodes, &rows).expect("generated rows are sound").network;
    println!("build: {build}; {:.2} bytes a link", network.bytes() as f64 / network.len() as f64);
    println!(
        "sort of the edge array (rows as given): {sort_rows}; build / sort: {} (goal 1.2)",
        build.ratio(sort_rows)
    );
    println!("sort of bare (layer, from, to): {sort_edges}; build / sort: {}", build.ratio(sort_edges));
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
        let all = best(|| (), |()| aggregate(&network, &Filter::everything(), &parent));
        let some = best(|| (), |()| aggregate(&network, &period, &parent));
        println!("aggregate to {regions} regions: all {all}, three layers and three years {some} (goal 0.2 s)");
    }
    let years: Vec<i32> = (0..30).map(|year| 10_957 + year * 365).collect();
    println!("timeline: {}", best(|| (), |()| liantu_network::timeline(&network, &Filter::default(), &years)));
    println!("hyperedges: {}", best(|| (), |()| liantu_network::hyperedges(&network, &Filter::default())));
    for nodes in [200u32, 2000, 5000] {
        let edges: Vec<(u32, u32)> =
            generator::rows(7, nodes, nodes as usize * 2).iter().map(|row| (row.from, row.to)).collect();
        let time = best(|| (), |()| liantu_network::layout::network_layout(nodes as usize, &edges, &[], 1));
        println!("layout of {nodes} nodes: {time} (goals: 50 ms for 200, 1 s for 2000)");
    }
}
