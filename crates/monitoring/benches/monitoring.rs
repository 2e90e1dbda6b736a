//! `cargo bench -p liantu-monitoring --bench monitoring`: the robust z of every month of many series, a joint rule over them,
//! and one more month taken into totals, beside NumPy, pandas and polars on the same numbers in the same run. `PYTHON` names an
//! interpreter with these; without one only our figures are shown. One process per size, so that the peak of memory is that of
//! the size.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "made-up series have small numbers"
)]

use liantu_monitoring::incremental::{Change, Entry, Totals};
use liantu_monitoring::rule::{Reference, evaluate, parse};
use liantu_monitoring::series::Sheaf;
use liantu_monitoring::series::anomaly::{Baseline, Window, robust_scores};
use liantu_monitoring::{Frequency, Step, Truth};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const SIZES: [usize; 3] = [10_000, 30_000, 100_000];
const STEPS: usize = 60;
const RULE: &str = "red when yoy(flow[quantity]) <= -20% and mean(yoy(flow[unit_value]), 3) >= 5% for 2 of 3 months";
/// Records of a month that is taken in.
const MONTH: usize = 200_000;

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

/// Quantities and unit values, series by series: a season and noise, one in twenty falls at some time while its price rises.
fn make(count: usize) -> [Vec<f64>; 2] {
    let draw = |stream: u64, n: usize| liantu_numeric::uniform(stream, n as u64);
    let mut made = [Vec::with_capacity(count * STEPS), Vec::with_capacity(count * STEPS)];
    for number in 0..count {
        let turn = if draw(1, number) < 0.05 { (15.0 + 40.0 * draw(2, number)) as usize } else { STEPS };
        for at in 0..STEPS {
            let season = 1.0 + 0.2 * (std::f64::consts::TAU * at as f64 / 12.0).sin();
            let cell = number * STEPS + at;
            let (down, up) = if at < turn { (1.0, 1.0) } else { (0.5, 1.3) };
            made[0].push(1000.0 * season * down * (1.0 + 0.1 * (draw(3, cell) - 0.5)));
            made[1].push(10.0 * up * (1.0 + 0.05 * (draw(4, cell) - 0.5)));
        }
    }
    made
}

fn write(made: &[Vec<f64>; 2], path: &Path) {
    let bytes: Vec<u8> = made.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
    std::fs::File::create(path).and_then(|mut file| file.write_all(&bytes)).expect("the target folder can be written");
}

/// Records of a month: key and value.
fn month(number: usize, keys: usize) -> Vec<Change> {
    let draw = |stream: u64, n: usize| liantu_numeric::uniform(stream + 10 * number as u64, n as u64);
    (0..MONTH)
        .map(|n| {
            let key = (draw(5, n) * keys as f64) as u32;
            let value = (1e4 * draw(6, n)).round() / 100.0;
            Change::Added(Entry { key, step: Step(number as i32), value: Some(value) })
        })
        .collect()
}

/// Seconds of the robust z and of the rule, checks of both, seconds of one month taken in, seconds of all months at once, peak.
fn ours(count: usize) {
    let made = make(count);
    let baseline = Baseline { window: Window::Recent, length: 24, least: 24 };
    let before = processor_time();
    let scores = robust_scores(Sheaf::new(STEPS, &made[0]), &baseline);
    let of_scores = since(before);
    let unusual = scores.iter().filter(|score| score.abs() >= 5.0).count();
    let rule = parse(RULE).expect("the rule can be read");
    let before = processor_time();
    let hits: usize = liantu_numeric::chunked(count, 256, |range| {
        range
            .map(|number| {
                let own = number * STEPS..(number + 1) * STEPS;
                let frame =
                    |reference: &Reference| Some(made[usize::from(reference.name != "quantity")][own.clone()].to_vec());
                let evaluated = evaluate(&rule, Frequency::Month, STEPS, &frame).expect("months can be counted");
                evaluated.condition.truth.iter().filter(|truth| **truth == Truth::True).count()
            })
            .sum::<usize>()
    })
    .into_iter()
    .sum();
    let of_rule = since(before);
    // History of a length that grows with the size; then one more month.
    let months = (count / 2000).max(1);
    let mut totals = Totals::new(1e9, 1 << 40);
    let before = processor_time();
    for number in 0..months {
        totals.take(number as u128, &month(number, 5000)).expect("small values");
    }
    let of_history = since(before);
    let last = month(months, 5000);
    let before = processor_time();
    totals.take(months as u128, &last).expect("small values");
    let of_month = since(before);
    println!("{of_scores} {of_rule} {unusual} {hits} {of_month} {of_history} {}", peak());
}

fn run(command: &mut Command) -> Option<Vec<f64>> {
    let output = command.output().ok()?;
    let words = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = words.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    if !output.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&output.stderr));
    }
    (output.status.success() && numbers.len() > 4).then_some(numbers)
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(size) = arguments.iter().position(|word| word == "--size").and_then(|n| arguments.get(n + 1)) {
        return ours(size.parse().expect("a number of series"));
    }
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/monitoring.py");
    let own = std::env::current_exe().expect("this program has a path");
    println!(
        "series | robust z: ours, NumPy, ratio | rule: ours, pandas, polars, best peer/ours | one month into totals after n months | peak MB"
    );
    for count in SIZES {
        let best = |what: &dyn Fn() -> Option<Vec<f64>>| {
            (0..3).filter_map(|_| what()).min_by(|one, two| (one[0] + one[1]).total_cmp(&(two[0] + two[1])))
        };
        let mine = best(&|| run(Command::new(&own).args(["--size", &count.to_string()]))).expect("our own run");
        let path: PathBuf = own.with_file_name(format!("series-{count}.bin"));
        write(&make(count), &path);
        let theirs = best(&|| run(Command::new(&python).arg(&script).arg(&path).arg(count.to_string())));
        let _ = std::fs::remove_file(&path);
        let tail = format!("{:.4} after {} | {:.0}", mine[4], (count / 2000).max(1), mine[6]);
        let Some(theirs) = theirs else {
            println!("{count} | {:.3} | {:.3} | {tail}", mine[0], mine[1]);
            continue;
        };
        assert!(
            (mine[2], mine[3]) == (theirs[3], theirs[4]) && theirs[4] == theirs[5],
            "both find the same: {mine:?} {theirs:?}"
        );
        println!(
            "{count} | {:.3}, {:.3}, {:.1} | {:.3}, {:.3}, {:.3}, {:.1} | {tail}",
            mine[0],
            theirs[0],
            theirs[0] / mine[0],
            mine[1],
            theirs[1],
            theirs[2],
            theirs[1].min(theirs[2]) / mine[1],
        );
    }
}
