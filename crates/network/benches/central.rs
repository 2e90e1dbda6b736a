//! `cargo bench -p liantu-network --bench central`: PageRank, betweenness and the like on a directed scale-free graph, beside
//! the peers where they are installed (`PEERS_PYTHON` names a Python with igraph and rustworkx), and as the graph grows.
//! Processor seconds of one thread, best of several runs.

use liantu_network::method::{
    bridging::structural_holes::structural_holes,
    centrality::{
        betweenness::betweenness,
        closeness::{Way, closeness},
        coreness::coreness,
        pagerank::{Walk, pagerank},
    },
    shape::robustness::{Order, robustness},
};
use liantu_network::{Graph, Length};
use liantu_numeric::uniform;
use std::hint::black_box;
use std::io::Write;
use std::process::Command;

type Arcs = Vec<(u32, u32, f64)>;

/// Processor seconds of this process.
fn processor_seconds() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten();
    let nanoseconds = tasks.filter_map(|task| {
        let statistics = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        statistics.split(' ').next()?.parse::<u64>().ok()
    });
    nanoseconds.sum::<u64>() as f64 / 1e9
}

fn peak_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or(0.0) / 1024.0
}

/// Seconds of the fastest of `runs`.
fn seconds<T>(runs: u32, work: impl Fn() -> T) -> f64 {
    let one = || {
        let start = processor_seconds();
        black_box(work());
        processor_seconds() - start
    };
    (0..runs).map(|_| one()).fold(f64::INFINITY, f64::min)
}

/// Each node links to ten that have many links already; three in ten links run the other way, and one in ten both ways.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "draws are small numbers above zero")]
fn scale_free(nodes: u32) -> Arcs {
    let (mut ends, mut arcs, mut counter): (Vec<u32>, Arcs, u64) = (vec![0], Vec::new(), 0);
    let mut draw = || {
        counter += 1;
        uniform(5, counter)
    };
    for node in 1..nodes {
        let mut chosen: Vec<u32> = Vec::new();
        for _ in 0..12 {
            let other = ends[(draw() * ends.len() as f64) as usize];
            if chosen.len() < 10 && other != node && !chosen.contains(&other) {
                chosen.push(other);
            }
        }
        for other in chosen {
            let weight = (-draw().max(1e-9).ln() * 1e4).round().max(1.0) / 1e4;
            let way = draw();
            if !(0.1..0.4).contains(&way) {
                arcs.push((node, other, weight));
            }
            if way < 0.4 {
                arcs.push((other, node, weight));
            }
            ends.extend([node, other]);
        }
    }
    arcs.truncate(nodes as usize * 10);
    arcs
}

/// What the peers take: lines of name and seconds.
fn peers(arcs: &Arcs) -> Vec<(String, f64)> {
    let Ok(python) = std::env::var("PEERS_PYTHON") else { return Vec::new() };
    let path = std::env::temp_dir().join(format!("liantu-central-{}.bin", std::process::id()));
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).expect("a temporary file"));
    for (from, to, weight) in arcs {
        for bytes in [f64::from(*from), f64::from(*to), *weight] {
            file.write_all(&bytes.to_le_bytes()).expect("room for the graph");
        }
    }
    drop(file);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/central.py");
    let told = Command::new(python).args([script.as_ref(), path.as_os_str()]).output().expect("a Python that starts");
    eprint!("{}", String::from_utf8_lossy(&told.stderr));
    let _ = std::fs::remove_file(&path);
    String::from_utf8_lossy(&told.stdout)
        .lines()
        .filter_map(|line| line.rsplit_once(' ').and_then(|(name, time)| Some((name.to_owned(), time.parse().ok()?))))
        .collect()
}

fn main() {
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().expect("one thread");
    let arcs = scale_free(100_000);
    println!("{} arrows between 100,000 nodes, one thread, processor seconds", arcs.len());
    let peers = peers(&arcs);
    let against = |name: &str, ours: f64| {
        println!("  {name}: {ours:.3}");
        for (peer, theirs) in peers.iter().filter(|(peer, _)| peer.starts_with(name)) {
            println!("    {peer}: {theirs:.3}, ratio {:.2}", theirs / ours);
        }
    };
    against("build", seconds(5, || Graph::new(100_000, true, &arcs)));
    let graph = Graph::new(100_000, true, &arcs);
    let plain = graph.without_weights();
    let walk = Walk::default();
    let found = pagerank(&plain, None, &walk).0;
    println!("  PageRank takes {} steps to a change of {:.1e}", found.steps, found.change);
    against("pagerank plain", seconds(5, || pagerank(&plain, None, &walk)));
    against("pagerank weighted", seconds(5, || pagerank(&graph, None, &walk)));
    against("betweenness 100 sources", seconds(3, || betweenness(&plain, Length::Hops, Some((100, 1)))));
    against("coreness", seconds(3, || coreness(&plain)));
    against("constraint", seconds(1, || structural_holes(&plain)));
    println!("  peak {:.0} MB", peak_megabytes());
    println!("growth: nodes, PageRank, betweenness of 100 sources, closeness of all, robustness by degree");
    for nodes in [5_000u32, 20_000, 80_000] {
        let graph = Graph::new(nodes as usize, true, &scale_free(nodes)).without_weights();
        let near = if nodes > 20_000 { f64::NAN } else { seconds(1, || closeness(&graph, Length::Hops, Way::In)) };
        println!(
            "  {nodes:>6} {:>8.3} {:>8.3} {near:>8.3} {:>8.3}",
            seconds(3, || pagerank(&graph, None, &walk)),
            seconds(3, || betweenness(&graph, Length::Hops, Some((100, 1)))),
            seconds(3, || robustness(&graph, Order::DegreeAgain)),
        );
    }
}
