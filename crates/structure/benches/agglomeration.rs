//! `cargo bench -p liantu-structure --bench agglomeration`: Ellison–Glaeser with the co-agglomeration of all pairs of 300
//! industries in 340 regions, and Duranton–Overman of one industry, beside NumPy, pandas and SciPy on the same plants in the
//! same run. `PYTHON` names an interpreter with these; without one only our figures are shown. One process per size, so that
//! the peak of memory is that of the size.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "made-up plants have small numbers"
)]

use liantu_structure::agglomeration::coagglomeration::coagglomeration;
use liantu_structure::agglomeration::duranton_overman::{Kernel, Settings, Sites, duranton_overman};
use liantu_structure::agglomeration::ellison_glaeser::ellison_glaeser;
use liantu_structure::agglomeration::{Located, Plants};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const SIZES: [usize; 4] = [20_000, 200_000, 2_000_000, 10_000_000];
const INDUSTRIES: u32 = 300;
const REGIONS: u32 = 340;
/// Plants and draws of the density.
const DENSITY: (usize, usize) = (690, 100);

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

fn since(before: Option<Duration>) -> f64 {
    processor_time().zip(before).map_or(f64::NAN, |(after, before)| after.saturating_sub(before).as_secs_f64())
}

/// Peak memory of this process in MB.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse::<f64>().ok()).map_or(f64::NAN, |kb| kb / 1024.0)
}

struct Made {
    region: Vec<u32>,
    industry: Vec<u32>,
    size: Vec<f64>,
    place: Vec<(f64, f64)>,
}

/// Plants of which some lie in the home region of their industry.
fn make(count: usize) -> Made {
    let draw = |stream: u64, n: usize| liantu_numeric::uniform(stream, n as u64);
    let below = |share: f64, bound: u32| (share * f64::from(bound)) as u32;
    let mut made = Made { region: vec![], industry: vec![], size: vec![], place: vec![] };
    for n in 0..count {
        let industry = below(draw(1, n), INDUSTRIES);
        let home = below(draw(2, industry as usize), REGIONS);
        let region = if draw(3, n) < 0.15 { home } else { below(draw(4, n).powi(2), REGIONS) };
        made.region.push(region);
        made.industry.push(industry);
        made.size.push((1.0 / (1.0 - draw(5, n)).powf(0.8)).ceil());
        let centre = (110.0 + 12.0 * draw(6, region as usize), 25.0 + 12.0 * draw(7, region as usize));
        made.place.push((centre.0 + 0.3 * (draw(8, n) - 0.5), centre.1 + 0.3 * (draw(9, n) - 0.5)));
    }
    made
}

fn write(made: &Made, path: &Path) {
    let mut bytes = Vec::new();
    bytes.extend(made.region.iter().chain(&made.industry).flat_map(|id| id.to_le_bytes()));
    bytes.extend(made.size.iter().flat_map(|size| size.to_le_bytes()));
    bytes.extend(made.place.iter().flat_map(|place| [place.0.to_le_bytes(), place.1.to_le_bytes()].concat()));
    std::fs::File::create(path).and_then(|mut file| file.write_all(&bytes)).expect("the target folder can be written");
}

/// How often to do what plants of this count need: of what is over in milliseconds the system tells the sum of many only.
fn times(count: usize) -> usize {
    (4_000_000 / count).clamp(1, 50)
}

/// Seconds of the indices, memory, sums of both indices, seconds of the density.
fn ours(count: usize) {
    let made = make(count);
    let before_memory = peak();
    let before = processor_time();
    let plants = Plants {
        region: &made.region,
        industry: &made.industry,
        size: &made.size,
        regions: REGIONS,
        industries: INDUSTRIES,
    };
    let mut found = None;
    for _ in 0..times(count) {
        let located = Located::new(plants, None);
        found = Some((ellison_glaeser(&located), coagglomeration(&located)));
    }
    let (gamma, pairs) = found.expect("at least once");
    let seconds = since(before) / times(count) as f64;
    let memory = peak();
    let sums = [gamma.gamma.iter().flatten().sum::<f64>(), pairs.value.iter().flatten().sum::<f64>()];
    let few = SIZES[1].min(count);
    let (longitude, latitude): (Vec<f64>, Vec<f64>) = made.place[..few].iter().copied().unzip();
    let industry: Vec<u32> = (0..few).map(|n| u32::from(n >= DENSITY.0)).collect();
    let sites = Sites { longitude: &longitude, latitude: &latitude, industry: &industry, size: None };
    let settings = Settings {
        kernel: Kernel::Gaussian,
        cutoff: Some(180.0),
        steps: 180,
        draws: DENSITY.1,
        confidence: 0.95,
        seed: 1,
    };
    let before = processor_time();
    let density = duranton_overman(sites, &[0], settings).0.remove(0).curves.expect("plants with places");
    let of_density = since(before);
    let area = density.density.iter().sum::<f64>();
    println!("{seconds} {memory} {before_memory} {} {} {of_density} {area}", sums[0], sums[1]);
}

/// The density of so many plants among 200,000, with the counterfactuals: processor seconds.
fn density_of(plants: usize) -> f64 {
    let made = make(200_000);
    let (longitude, latitude): (Vec<f64>, Vec<f64>) = made.place.iter().copied().unzip();
    let industry: Vec<u32> = (0..made.place.len()).map(|n| u32::from(n >= plants)).collect();
    let sites = Sites { longitude: &longitude, latitude: &latitude, industry: &industry, size: None };
    let settings = Settings {
        kernel: Kernel::Gaussian,
        cutoff: Some(180.0),
        steps: 180,
        draws: DENSITY.1,
        confidence: 0.95,
        seed: 1,
    };
    let least = |_| {
        let before = processor_time();
        duranton_overman(sites, &[0], settings);
        since(before)
    };
    (0..3).map(least).fold(f64::INFINITY, f64::min)
}

fn run(command: &mut Command) -> Option<Vec<f64>> {
    let output = command.output().ok()?;
    let words = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = words.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    (output.status.success() && numbers.len() > 4).then_some(numbers)
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(size) = arguments.iter().position(|word| word == "--size").and_then(|n| arguments.get(n + 1)) {
        return ours(size.parse().expect("a number of plants"));
    }
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/agglomeration.py");
    let own = std::env::current_exe().expect("this program has a path");
    if arguments.iter().any(|word| word == "density") {
        let path = own.with_file_name("plants-density.bin");
        write(&make(SIZES[1]), &path);
        for plants in [345, DENSITY.0, 2 * DENSITY.0, 4 * DENSITY.0] {
            let mine = density_of(plants);
            let peer = || {
                run(Command::new(&python).arg(&script).arg(&path).args([SIZES[1], plants].map(|size| size.to_string())))
            };
            let theirs = peer().map_or(f64::NAN, |numbers| numbers[4]);
            let ratio = theirs / mine;
            println!(
                "density of {plants} plants: {mine:.3} CPU s, SciPy {theirs:.3}, {ratio:.2}; peak {:.0} MB",
                peak()
            );
        }
        let _ = std::fs::remove_file(&path);
        return;
    }
    println!("plants | ours CPU s | NumPy | pandas | NumPy/ours | peak MB (before) | density: ours, SciPy, ratio");
    for count in SIZES {
        let best = |what: &dyn Fn() -> Option<Vec<f64>>| {
            (0..3).filter_map(|_| what()).min_by(|one, two| one[0].total_cmp(&two[0]))
        };
        let mine = best(&|| run(Command::new(&own).args(["--size", &count.to_string()]))).expect("our own run");
        let path: PathBuf = own.with_file_name(format!("plants-{count}.bin"));
        write(&make(count), &path);
        let theirs = best(&|| run(Command::new(&python).arg(&script).arg(&path).arg(count.to_string())));
        let _ = std::fs::remove_file(&path);
        let Some(theirs) = theirs else {
            println!("{count} | {:.4} | – | – | – | {:.0} ({:.0}) | {:.3}", mine[0], mine[1], mine[2], mine[5]);
            continue;
        };
        let close = |one: f64, two: f64| (one - two).abs() <= 1e-6 * (1.0 + two.abs());
        assert!(close(mine[3], theirs[2]) && close(mine[4], theirs[3]), "both find the same: {mine:?} {theirs:?}");
        println!(
            "{count} | {:.4} | {:.4} | {:.4} | {:.1} | {:.0} ({:.0}) | {:.3}, {:.3}, {:.1}",
            mine[0],
            theirs[0],
            theirs[1],
            theirs[0] / mine[0],
            mine[1],
            mine[2],
            mine[5],
            theirs[4],
            theirs[4] / mine[5],
        );
    }
}
