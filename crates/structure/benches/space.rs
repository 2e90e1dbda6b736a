//! `cargo bench -p liantu-structure --bench space`: nearest neighbours, global Moran and LISA with 999 permutations over
//! 30,000 points, against libpysal, esda and pygeoda on the same points in the same run (needs Python with them; else only
//! ours), and how each grows.

use liantu_numeric::uniform;
use liantu_structure::space::{
    Inference, Mode, Places, Standard, Tail, Weights, global, global_association, local, local_association, nearest,
};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Processor time of this process, all threads, where the system tells it.
fn processor_time() -> Option<Duration> {
    let tasks = std::fs::read_dir("/proc/self/task").ok()?;
    tasks
        .map(|task| {
            let statistics = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
            statistics.split(' ').next()?.parse().ok().map(Duration::from_nanos)
        })
        .sum()
}

/// The least processor time of `times` runs, s, and the last result.
fn timed<T>(times: u32, mut work: impl FnMut() -> T) -> (f64, T) {
    let mut least = f64::INFINITY;
    let mut last = None;
    for _ in 0..times {
        let (cpu, wall) = (processor_time(), Instant::now());
        last = Some(work());
        let taken = processor_time().zip(cpu).map(|(after, before)| after.saturating_sub(before));
        least = least.min(taken.unwrap_or_else(|| wall.elapsed()).as_secs_f64());
    }
    (least, last.expect("at least one run"))
}

fn peak_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or(f64::NAN) / 1024.0
}

/// Points near the equator, where a degree is a degree in both directions and the plane of the peers will do.
fn points(n: u64) -> (Vec<Option<(f64, f64)>>, Vec<f64>) {
    let at = |n| (uniform(11, 2 * n), uniform(11, 2 * n + 1));
    let noise = |n| (0..12).map(|draw| uniform(12, 12 * n + draw)).sum::<f64>() - 6.0;
    let value = |n| (6.0 * at(n).0).sin() * (5.0 * at(n).1).cos() + noise(n);
    ((0..n).map(|n| Some(at(n))).collect(), (0..n).map(value).collect())
}

fn neighbours(places: &[Option<(f64, f64)>]) -> Weights {
    nearest(&Places::new(places), 10).0
}

const JUDGED: Inference = Inference { permutations: 999, seed: 1, tail: Tail::Directed };

fn moran(values: &[f64], weights: &Weights) -> global::Global {
    global_association(global::Statistic::Moran, values, None, weights, Standard::Row, JUDGED)
}

fn lisa(values: &[f64], weights: &Weights, mode: Mode) -> local::Local {
    local_association(local::Statistic::Moran, values, None, weights, Standard::Row, JUDGED, mode)
}

/// Processor seconds by name, as the script prints them.
fn peers(file: &Path) -> Vec<(String, f64)> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/space.py");
    let Ok(output) = Command::new("python3").args([script.as_os_str(), file.as_os_str()]).output() else {
        return Vec::new();
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(name, s)| Some((name.to_owned(), s.parse().ok()?)))
        .collect()
}

fn main() {
    let machine = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = machine.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).map_or("?", |m| m.1);
    println!("machine: {model}, {} threads; processor seconds, least of three", rayon::current_num_threads());
    println!(
        "\n| n | 10 nearest | global Moran, 999 | LISA independent, 999 | LISA shared, 999 |\n|--:|--:|--:|--:|--:|"
    );
    let mut ours = Vec::new();
    for n in [7_500, 30_000, 120_000] {
        let (places, values) = points(n);
        let (knn, weights) = timed(3, || neighbours(&places));
        let (whole, result) = timed(3, || moran(&values, &weights));
        let (alone, one) = timed(if n > 30_000 { 1 } else { 3 }, || lisa(&values, &weights, Mode::Independent));
        let (shared, two) = timed(3, || lisa(&values, &weights, Mode::Shared));
        println!("| {n} | {knn:.3} | {whole:.3} | {alone:.3} | {shared:.3} |");
        if n == 30_000 {
            let significant = |local: &local::Local| local.p.iter().flatten().filter(|p| *p <= 0.05).count();
            println!(
                "  I {:.9}, significant {} / {}, peak {:.0} MB so far",
                result.value.unwrap_or(f64::NAN),
                significant(&one),
                significant(&two),
                peak_megabytes()
            );
            ours = vec![("knn", knn), ("moran", whole), ("lisa_independent", alone), ("lisa_shared", shared)];
        }
    }
    println!("peak {:.0} MB in all", peak_megabytes());
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("space_30000.csv");
    let (places, values) = points(30_000);
    let mut text = Vec::new();
    for (place, value) in places.iter().flatten().zip(&values) {
        writeln!(text, "{},{},{value}", place.0, place.1).expect("memory takes it");
    }
    std::fs::write(&file, text).expect("the target folder can be written");
    let peers = peers(&file);
    if peers.is_empty() {
        println!("skipped the peers: needs python3 with esda, libpysal, geopandas and pygeoda");
    }
    for (name, seconds) in peers {
        let own = ours.iter().find(|own| name.starts_with(own.0)).map_or(f64::NAN, |own| own.1);
        println!("{name}: {seconds:.3} s, ours {own:.3} s, {:.1} times as fast", seconds / own);
    }
}
