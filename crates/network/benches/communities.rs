//! `cargo bench -p liantu-network --bench communities`: Leiden communities of a directed scale-free graph collapsed to an
//! undirected one, beside igraph and NetworKit. `LIANTU_BENCH_GRAPH` names a CSV file (`s,d,w`) to use instead of the seeded
//! one, `LIANTU_PYTHON` a Python with numpy, igraph and networkit; without it only our own figures are printed.

use liantu_network::{Graph, Objective, Sheet, leiden, quality};
use liantu_numeric::uniform;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Processor time of this thread, in seconds.
fn processor_time() -> f64 {
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    statistics.split(' ').next().and_then(|first| first.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")).map_or_else(String::new, |size| size.trim().to_owned())
}

/// A graph that grows by preferential attachment, ten arrows from each new node, weights from 0.2 to 5.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shares of counts")]
fn scale_free(nodes: u32) -> Vec<(u32, u32, f64)> {
    let mut ends: Vec<u32> = vec![0];
    let mut arcs = Vec::new();
    let mut draw = 0;
    for node in 1..nodes {
        for _ in 0..10.min(node) {
            let target = ends[(uniform(7, draw) * ends.len() as f64) as usize];
            draw += 1;
            if target != node {
                arcs.push((node, target, 0.2 * 25f64.powf(uniform(8, draw))));
                ends.extend([target, node]);
            }
        }
    }
    arcs
}

fn read(path: &Path) -> Vec<(u32, u32, f64)> {
    let text = std::fs::read_to_string(path).expect("the graph can be read");
    let mut arcs = Vec::new();
    for line in text.lines().skip(1) {
        let mut cells = line.split(',');
        let mut next = || cells.next().expect("three cells");
        arcs.push((
            next().parse().expect("a node"),
            next().parse().expect("a node"),
            next().parse().expect("a weight"),
        ));
    }
    arcs
}

fn ours(name: &str, arcs: &[(u32, u32, f64)], rounds: &[u32]) {
    let nodes = arcs.iter().map(|arc| arc.0.max(arc.1)).max().map_or(0, |top| top as usize + 1);
    let start = processor_time();
    let graph = Graph::new(nodes, false, arcs);
    println!("{name}: {nodes} nodes, {} edges, read in {:.3} CPU s", graph.edges(), processor_time() - start);
    let sheet = [Sheet { graph: &graph, importance: 1.0, loops: false }];
    for &rounds in rounds {
        let mut times = Vec::new();
        let mut qualities = Vec::new();
        for seed in 1..=3 {
            let start = processor_time();
            let groups = leiden(&sheet, Objective::Modularity, 1.0, seed, rounds);
            times.push(processor_time() - start);
            let count = groups.iter().max().map_or(0, |&top| top as usize + 1);
            qualities.push(quality(&sheet, Objective::Modularity, 1.0, &groups, count)[0].iter().sum::<f64>());
        }
        times.sort_by(f64::total_cmp);
        qualities.sort_by(f64::total_cmp);
        println!(
            "  {rounds} rounds: {:.3} CPU s (median of 3 seeds), Q {:.5} to {:.5}",
            times[1], qualities[0], qualities[2]
        );
    }
}

fn main() {
    let given = std::env::var_os("LIANTU_BENCH_GRAPH").map(PathBuf::from);
    let arcs = given.as_ref().map_or_else(|| scale_free(100_000), |path| read(path));
    ours("main graph", &arcs, &[1, 2, 3, 10]);
    println!("  peak memory {}", peak());
    if let Some(python) = std::env::var_os("LIANTU_PYTHON") {
        let path = given.clone().unwrap_or_else(|| {
            let path = std::env::temp_dir().join("liantu_bench_communities.csv");
            let mut file = std::io::BufWriter::new(std::fs::File::create(&path).expect("a scratch file"));
            writeln!(file, "s,d,w").expect("written");
            for (from, to, weight) in &arcs {
                writeln!(file, "{from},{to},{weight}").expect("written");
            }
            file.flush().expect("written");
            path
        });
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/communities.py");
        for peer in ["igraph", "networkit"] {
            let _ = std::process::Command::new(&python).arg(&script).arg(peer).arg(&path).status();
        }
        if given.is_none() {
            let _ = std::fs::remove_file(path);
        }
    }
    for nodes in [10_000, 40_000, 160_000] {
        ours("growth", &scale_free(nodes), &[3]);
    }
}
