//! `cargo bench -p liantu-structure --bench econometrics`: spatial regression by maximum likelihood and gravity with fixed
//! effects, beside spreg and pyfixest where a Python with them is found (`PYTHON`, else `python3`). CPU seconds of all
//! threads, one run each.

use liantu_numeric::{Sparse, uniform};
use liantu_structure::econometrics::gravity::{self, Division, Estimator, Flows, gravity};
use liantu_structure::econometrics::spatial::{self, Information, Model, spatial_regression};
use liantu_structure::econometrics::spillover::{Of, spatial_spillover};
use liantu_structure::econometrics::{Determinant, Effects, SpatialSample, average_effects};
use liantu_structure::space::{Places, nearest};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Processor time of this process, all threads.
fn processor_seconds() -> f64 {
    let Ok(tasks) = std::fs::read_dir("/proc/self/task") else { return f64::NAN };
    tasks
        .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok())
        .filter_map(|statistics| statistics.split(' ').next()?.parse::<f64>().ok())
        .sum::<f64>()
        / 1e9
}

/// Peak resident memory, MB.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or(f64::NAN) / 1024.0
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> (T, f64) {
    let (cpu, wall) = (processor_seconds(), Instant::now());
    let result = work();
    let cpu = processor_seconds() - cpu;
    println!("{what}: {cpu:.2} s cpu, {:.2} s wall, peak {:.0} MB", wall.elapsed().as_secs_f64(), peak());
    (result, cpu)
}

fn normal(seed: u64, n: usize) -> f64 {
    let (one, two) = (uniform(seed, 2 * n as u64), uniform(seed, 2 * n as u64 + 1));
    (-2.0 * (1.0 - one).ln()).sqrt() * (std::f64::consts::TAU * two).cos()
}

/// Regions at random places with so many nearest neighbours, and a planted Durbin model (ρ = 0.5).
fn regions(size: usize, near: usize) -> (Sparse, Vec<f64>, Vec<Vec<f64>>) {
    let places: Vec<Option<(f64, f64)>> = (0..size)
        .map(|n| Some((75.0 + 60.0 * uniform(1, 2 * n as u64), 20.0 + 30.0 * uniform(1, 2 * n as u64 + 1))))
        .collect();
    let (weights, _) = nearest(&Places::new(&places), near);
    let matrix = weights.matrix().clone();
    let columns: Vec<Vec<f64>> = (0..3).map(|k| (0..size).map(|n| normal(10 + k, n)).collect()).collect();
    let next = matrix.times(&columns[0]);
    let source: Vec<f64> = (0..size)
        .map(|n| 1.0 + columns[0][n] - 0.5 * columns[1][n] + 0.4 * next[n] / near as f64 + normal(20, n))
        .collect();
    let mut y = source.clone();
    for _ in 0..60 {
        y = matrix.times(&y).iter().zip(&source).map(|(lag, source)| 0.5 * lag / near as f64 + source).collect();
    }
    (matrix, y, columns)
}

fn write(path: &Path, header: &str, rows: impl Iterator<Item = String>) {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).expect("a scratch file"));
    writeln!(file, "{header}").expect("space on the disk");
    rows.for_each(|row| writeln!(file, "{row}").expect("space on the disk"));
}

/// CPU seconds and the numbers that the peer prints; `None` where it is not installed.
fn peer(what: &str, files: &[&Path]) -> Option<(f64, String)> {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/econometrics.py");
    let output = Command::new(python).arg(script).arg(what).args(files).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let (seconds, rest) = text.lines().last()?.split_once(' ')?;
    Some((seconds.parse().ok()?, rest.to_owned()))
}

fn spatial() {
    let options = spatial::Options {
        model: Model::Lag,
        effects: Effects::None,
        determinant: Determinant::Exact,
        information: Information::Automatic,
        confidence: 0.95,
    };
    let mut last: Option<(usize, f64)> = None;
    for size in [2_000, 20_000, 70_000] {
        let (weights, y, columns) = regions(size, 6);
        let sample = SpatialSample { weights: &weights, periods: 1, dependent: &y, regressors: &columns };
        let (fit, cpu) = timed(&format!("spatial lag, n = {size}"), || spatial_regression(&sample, options));
        let values: Vec<f64> = fit.coefficients.iter().map(|c| c.estimate.value).collect();
        println!("  {values:?}");
        if let Some((before, seconds)) = last {
            println!("  growth: {:.2}", (cpu / seconds).ln() / (size as f64 / before as f64).ln());
        }
        last = Some((size, cpu));
        if size == 2_000 {
            let folder = scratch();
            let (table, pairs) = (folder.join("regions.csv"), folder.join("pairs.csv"));
            write(
                &table,
                "y,x1,x2,x3",
                (0..size).map(|n| format!("{},{},{},{}", y[n], columns[0][n], columns[1][n], columns[2][n])),
            );
            write(&pairs, "from,to", weights.iter().map(|(from, to, _)| format!("{from},{to}")));
            match peer("lag", &[&table, &pairs]) {
                Some((seconds, rest)) => println!("  spreg: {seconds:.2} s cpu, ratio {:.1}; {rest}", seconds / cpu),
                None => println!("  spreg is not installed"),
            }
        }
        let durbin = spatial::Options { model: Model::Durbin, ..options };
        let (fit, _) = timed(&format!("spatial Durbin, n = {size}"), || spatial_regression(&sample, durbin));
        timed("  effects, 1000 draws", || average_effects(&fit, 1000, 1, 0.95));
        let draws = if size > 10_000 { 0 } else { 1000 };
        timed(&format!("  emitted and received, {draws} draws"), || spatial_spillover(&fit, Of::Unit, draws, 1));
    }
}

/// The same model by each way to the determinant, with the observed information.
fn determinants() {
    for (size, near) in [(2_000, 6), (20_000, 6), (70_000, 6), (2_000, 60), (8_000, 60)] {
        let (weights, y, columns) = regions(size, near);
        let sample = SpatialSample { weights: &weights, periods: 1, dependent: &y, regressors: &columns };
        for determinant in [Determinant::Exact, Determinant::Chebyshev, Determinant::MonteCarlo { seed: 1 }] {
            let options = spatial::Options {
                model: Model::Lag,
                effects: Effects::None,
                determinant,
                information: Information::Observed,
                confidence: 0.95,
            };
            let what = format!("spatial lag, n = {size}, {near} neighbours, {determinant:?}");
            let (fit, _) = timed(&what, || spatial_regression(&sample, options));
            println!(
                "  rho {:.6}, {:?}",
                fit.coefficients.last().map_or(f64::NAN, |rho| rho.estimate.value),
                fit.findings.iter().map(|found| found.code).collect::<Vec<_>>()
            );
        }
    }
}

fn flows() {
    let mut last: Option<(usize, f64)> = None;
    for regions in [250u32, 500, 1001] {
        let (mut origin, mut destination, mut value) = (Vec::new(), Vec::new(), Vec::new());
        let (mut distance, mut border) = (Vec::new(), Vec::new());
        for from in 0..regions {
            for to in (0..regions).filter(|&to| to != from) {
                let at = |n: u32| (uniform(31, 2 * u64::from(n)), uniform(31, 2 * u64::from(n) + 1));
                let far = ((at(from).0 - at(to).0).powi(2) + (at(from).1 - at(to).1).powi(2)).sqrt().ln();
                let across = f64::from(u8::from(from % 30 != to % 30));
                let mean = 2.0 + normal(32, from as usize) + normal(33, to as usize) - far - 0.5 * across;
                let noise = -(1.0 - uniform(34, u64::from(from) * u64::from(regions) + u64::from(to))).ln();
                origin.push(from);
                destination.push(to);
                value.push(if noise < 0.3 { 0.0 } else { mean.exp() * noise });
                distance.push(far);
                border.push(across);
            }
        }
        let rows = value.len();
        let period = vec![0; rows];
        let regressors = [distance, border];
        let flows = Flows {
            origin: &origin,
            destination: &destination,
            period: &period,
            value: &value,
            regressors: &regressors,
        };
        let options = gravity::Options {
            estimator: Estimator::Poisson,
            effects: vec![Division::Origin, Division::Destination],
            clusters: vec![Division::Origin],
            confidence: 0.95,
        };
        let (fit, cpu) = timed(&format!("gravity, {rows} pairs, two-way effects"), || gravity(&flows, &options));
        for coefficient in &fit.coefficients {
            println!("  {} ± {}", coefficient.estimate.value, coefficient.estimate.standard_error);
        }
        println!("  {:?}", fit.fit);
        if let Some((before, seconds)) = last {
            println!("  growth: {:.2}", (cpu / seconds).ln() / (rows as f64 / before as f64).ln());
        }
        last = Some((rows, cpu));
        if regions == 1001 {
            let table = scratch().join("flows.csv");
            write(
                &table,
                "origin,destination,value,distance,border",
                (0..rows).map(|n| {
                    format!("{},{},{},{},{}", origin[n], destination[n], value[n], regressors[0][n], regressors[1][n])
                }),
            );
            match peer("gravity", &[&table]) {
                Some((seconds, rest)) => println!("  pyfixest: {seconds:.2} s cpu, ratio {:.1}; {rest}", seconds / cpu),
                None => println!("  pyfixest is not installed"),
            }
        }
    }
}

fn scratch() -> PathBuf {
    let folder = std::env::temp_dir().join("liantu-econometrics");
    std::fs::create_dir_all(&folder).expect("a scratch folder");
    folder
}

fn main() {
    let machine = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = machine.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).map_or("?", |m| m.1);
    println!("machine: {model}, {} threads", rayon::current_num_threads());
    // One part alone, by its name.
    let wanted = |part: &str| std::env::args().skip(1).all(|word| word.starts_with('-') || word == part);
    if wanted("spatial") {
        spatial();
    }
    if wanted("determinants") {
        determinants();
    }
    if wanted("flows") {
        flows();
    }
}
