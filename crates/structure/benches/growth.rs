//! `cargo bench -p liantu-structure --bench growth`: how cost grows where no other bench here tells: the location quotient of
//! one to ten million rows, clusters of plants, and efficiencies.

#![allow(clippy::cast_possible_truncation, reason = "ids of a bench are small")]

use liantu_numeric::uniform;
use liantu_structure::agglomeration::duranton_overman::Sites;
use liantu_structure::agglomeration::plant_clusters::{Dense, Neighbourhood};
use liantu_structure::location_quotient::{Reference, location_quotient};
use liantu_structure::synthesis::efficiency::{Orientation, Units, efficiency};
use liantu_structure::synthesis::malmquist::malmquist;
use liantu_structure::{Cells, Duplicates, Panel, Shape};
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

/// The least processor time of three runs, s, and the last result.
fn timed<T>(mut work: impl FnMut() -> T) -> (f64, T) {
    let mut least = f64::INFINITY;
    let mut last = None;
    for _ in 0..3 {
        let (cpu, wall) = (processor_time(), Instant::now());
        last = Some(work());
        let taken = processor_time().zip(cpu).map(|(after, before)| after.saturating_sub(before));
        least = least.min(taken.unwrap_or_else(|| wall.elapsed()).as_secs_f64());
    }
    (least, last.expect("three runs"))
}

fn peak_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or(f64::NAN) / 1024.0
}

fn main() {
    println!("location quotient: checked panel, quotient; rows in no order");
    for periods in [1u32, 3, 10] {
        let rows = periods as usize * 1_000_000;
        // Every cell once, scattered by a stride that shares no factor with the count.
        let cell = |n: usize| (n * 7_368_787) % rows;
        let region: Vec<u32> = (0..rows).map(|n| (cell(n) / 1000 % 1000) as u32).collect();
        let industry: Vec<u32> = (0..rows).map(|n| (cell(n) % 1000) as u32).collect();
        let period: Vec<u32> = (0..rows).map(|n| (cell(n) / 1_000_000) as u32).collect();
        let value: Vec<f64> = (0..rows).map(|n| uniform(1, n as u64)).collect();
        let shape = Shape { regions: 1000, industries: 1000, periods };
        let (seconds, known) = timed(|| {
            let cells = Cells { region: &region, industry: &industry, period: &period, value: &value, validity: None };
            let (panel, _) = Panel::new(cells, shape, Duplicates::Refuse).expect("every cell once");
            location_quotient(&panel, Reference::Total).quotient.iter().flatten().count()
        });
        assert_eq!(known, rows);
        println!("{rows:>9} rows: {seconds:.3} s, peak {:.0} MB", peak_megabytes());
    }
    println!("clusters of plants: a tenth of the industry, 5 km, on a field of 100 plants in 100 km²");
    for plants in [10_000usize, 100_000, 1_000_000] {
        let side = (plants as f64).sqrt() / 111.0;
        let longitude: Vec<f64> = (0..plants).map(|n| side * uniform(2, n as u64)).collect();
        let latitude: Vec<f64> = (0..plants).map(|n| side * uniform(3, n as u64)).collect();
        let industry: Vec<u32> = (0..plants).map(|n| u32::from(uniform(4, n as u64) >= 0.1)).collect();
        let sites = Sites { longitude: &longitude, latitude: &latitude, industry: &industry, size: None };
        let dense = Dense { radius_km: 5.0, least_plants: 5, alpha: 0.01 };
        let (seconds, found) = timed(|| Neighbourhood::new(sites).clusters(0, dense));
        println!(
            "{plants:>8} plants, {} of the industry: {seconds:.3} s, {} clusters, peak {:.0} MB",
            found.plants.len(),
            found.clusters.len(),
            peak_megabytes()
        );
    }
    println!("efficiency (CCR, BCC, slacks) of units with three inputs and two outputs; Malmquist between two years");
    for units in [100usize, 200, 400, 800] {
        let items = |stream: u64, count: usize| -> Vec<Vec<f64>> {
            let item = |unit: usize, item: usize| 0.2 + uniform(stream, (unit * count + item) as u64);
            (0..units).map(|unit| (0..count).map(|place| item(unit, place)).collect()).collect()
        };
        let (before, after) = (Units::new(items(5, 3), items(6, 2)), Units::new(items(7, 3), items(8, 2)));
        let (once, found) = timed(|| efficiency(&before, Orientation::Input).0.iter().flatten().count());
        let (change, _) = timed(|| malmquist(&before, &after));
        println!("{units:>5} units: {once:.3} s, {found} solved; Malmquist {change:.3} s");
    }
}
