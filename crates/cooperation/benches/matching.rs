//! `cargo bench -p liantu-cooperation --bench matching`: assignments, stable matchings, ranked offers and the divisions of games, beside SciPy's
//! `linear_sum_assignment`, `lapjv` and `matching` on the same tables in the same run. `PYTHON` names an interpreter with
//! these; without one only our figures are shown. Processor seconds, least of several runs.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "made-up tables have small numbers"
)]

use liantu_cooperation::game::coalition::Game;
use liantu_cooperation::game::nucleolus::{Among, nucleolus};
use liantu_cooperation::game::shapley::{sampled, shapley};
use liantu_cooperation::matching::assignment::{Goal, assign, assign_sparse};
use liantu_cooperation::matching::deferred::{Preferences, Ties, deferred_acceptance};
use liantu_cooperation::matching::listing::Listing;
use liantu_cooperation::matching::match_offers::{Between, Market, Policy, Unknown};
use liantu_numeric::{Stream, uniform};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

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

/// The least of `runs`.
fn timed<T>(runs: usize, mut run: impl FnMut() -> T) -> (f64, T) {
    let mut least = f64::INFINITY;
    let mut last = None;
    for _ in 0..runs {
        let before = processor_time();
        last = Some(run());
        let after = processor_time();
        least =
            least.min(after.zip(before).map_or(f64::NAN, |(after, before)| after.saturating_sub(before).as_secs_f64()));
    }
    (least, last.expect("at least one run"))
}

/// Peak memory of this process in MB.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse::<f64>().ok()).map_or(f64::NAN, |kb| kb / 1024.0)
}

/// What the peers need for a task, as their script prints it.
fn peers(task: &str, size: usize, file: &Path) -> String {
    let Some(python) = std::env::var_os("PYTHON") else { return String::new() };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/matching.py");
    let run = Command::new(python)
        .arg(script)
        .args([task, &size.to_string()])
        .arg(file)
        .envs([("OMP_NUM_THREADS", "1"), ("OPENBLAS_NUM_THREADS", "1")])
        .output();
    run.map_or_else(|error| error.to_string(), |run| String::from_utf8_lossy(&run.stdout).trim().to_owned())
}

/// A table of the kind asked for: evenly random, whole numbers with many ties, or products, which are hard.
fn table(kind: &str, size: usize) -> Vec<f64> {
    let value = |place: usize| {
        let (row, column) = (place / size, place % size);
        match kind {
            "whole" => (uniform(1, place as u64) * 100.0).floor(),
            "product" => (row + 1) as f64 * (column + 1) as f64,
            _ => uniform(1, place as u64),
        }
    };
    (0..size * size).map(value).collect()
}

/// Lists of `length` random others.
fn lists(seed: u64, choosers: usize, length: usize) -> Vec<Vec<u32>> {
    let list = |chooser: usize| {
        let mut stream = Stream::new(seed, chooser as u64);
        let mut list: Vec<u32> = Vec::with_capacity(length);
        while list.len() < length {
            let other = stream.below(choosers as u32);
            if !list.contains(&other) {
                list.push(other);
            }
        }
        list
    };
    (0..choosers).map(list).collect()
}

fn preferences(lists: &[Vec<u32>]) -> Preferences {
    let mut starts = vec![0];
    for list in lists {
        starts.push(starts[starts.len() - 1] + list.len());
    }
    Preferences::strict(starts, lists.concat())
}

fn assignments(folder: &Path) {
    // Products are hard; `lapjv` needs minutes for a thousand of them and is not asked.
    for (kind, sizes, task) in [
        ("even", [500, 1000, 2000], "assign"),
        ("whole", [500, 1000, 2000], "assign"),
        ("product", [125, 250, 500], "assign_hard"),
    ] {
        for size in sizes {
            let weights = table(kind, size);
            // The system counts processor time in steps of some milliseconds: many runs are timed together.
            let rounds = (16_000_000 / (size * size)).max(1);
            let all =
                || (0..rounds).fold(None, |_, _| Some(assign(size, size, &weights, Goal::Weight).expect("a table")));
            let (all, found) = timed(5, all);
            let (ours, found) = (all / rounds as f64, found.expect("one round at least"));
            let file = folder.join("weights.bin");
            let bytes: Vec<u8> = weights.iter().flat_map(|weight| weight.to_le_bytes()).collect();
            std::fs::write(&file, bytes).expect("a place for the table");
            println!("assign {kind} {size}: {ours:.4} s, total {:.6}; {}", found.total, peers(task, size, &file));
        }
    }
    for size in [10_000, 30_000, 100_000] {
        let pairs: Vec<(u32, u32, f64)> = lists(5, size, 20)
            .into_iter()
            .enumerate()
            .flat_map(|(row, list)| list.into_iter().map(move |column| (row as u32, column)))
            .enumerate()
            .map(|(place, (row, column))| (row, column, uniform(6, place as u64)))
            .collect();
        let (ours, found) = timed(1, || assign_sparse(size, size, &pairs).expect("pairs"));
        let file = folder.join("pairs.bin");
        let bytes: Vec<u8> = pairs
            .iter()
            .flat_map(|pair| [f64::from(pair.0), f64::from(pair.1), pair.2])
            .flat_map(f64::to_le_bytes)
            .collect();
        std::fs::write(&file, bytes).expect("a place for the pairs");
        let other = if size <= 30_000 { peers("sparse", size, &file) } else { String::new() };
        println!("assign_sparse {size} × 20: {ours:.3} s, total {:.6}; {other}", found.total);
    }
}

fn matchings(folder: &Path) {
    for size in [1000, 100_000, 300_000, 1_000_000] {
        let length = if size == 1000 { size } else { 20 };
        // With lists of 20, those asked list whoever listed them, so that every pair is acceptable.
        let one = lists(1, size, length);
        let mut two = vec![Vec::new(); size];
        for (chooser, list) in one.iter().enumerate() {
            for &other in list {
                two[other as usize].push(chooser as u32);
            }
        }
        for (chooser, list) in two.iter_mut().enumerate() {
            Stream::new(2, chooser as u64).shuffle(list);
        }
        let (first, second) = (preferences(&one), preferences(&two));
        let places = vec![1u32; size];
        let run = || deferred_acceptance(&first, &second, (&places, &places), Ties::ByNumber);
        let (ours, found) = timed(2, run);
        let matched = found.of_proposer.iter().filter(|list| !list.is_empty()).count();
        let other = if size == 1000 {
            let file = folder.join("lists.txt");
            let text: Vec<String> = one
                .iter()
                .chain(&two)
                .map(|list| list.iter().map(u32::to_string).collect::<Vec<_>>().join(" "))
                .collect();
            std::fs::write(&file, text.join("\n")).expect("a place for the lists");
            peers("stable", size, &file)
        } else {
            String::new()
        };
        println!(
            "stable {size} × {length}: {ours:.4} s, {} proposals, {matched} matched, peak {:.0} MB; {other}",
            found.proposals,
            peak()
        );
    }
}

fn games() {
    for players in [12, 16, 20] {
        let game = Game::of(players, |coalition| {
            let size = f64::from((coalition as u64).count_ones());
            size * size + uniform(3, coalition as u64) * size
        })
        .expect("few players");
        let (ours, value) = timed(3, || shapley(&game));
        println!("shapley {players}: {ours:.5} s, first {:.9}", value[0]);
    }
    for players in [8, 12, 16, 18] {
        for (kind, hard) in [("random", false), ("convex", true)] {
            let game = Game::of(players, |coalition| {
                let size = f64::from((coalition as u64).count_ones());
                if hard { size * size + uniform(3, coalition as u64) } else { uniform(3, coalition as u64) * size }
            })
            .expect("few players");
            let (ours, found) = timed(1, || nucleolus(&game, Among::Divisions).expect("a nucleolus"));
            println!("nucleolus {kind} {players}: {ours:.4} s, {} programmes", found.programmes);
        }
    }
    let costs: Vec<f64> = (0..100).map(|player| 100.0 * uniform(8, player)).collect();
    let worth = |members: &[bool]| {
        -members.iter().zip(&costs).filter(|(member, _)| **member).map(|(_, cost)| *cost).fold(0.0, f64::max)
    };
    let (ours, found) = timed(1, || sampled(100, 5000, 1, worth));
    let widest = found.error.iter().copied().fold(0.0, f64::max);
    println!("sampled shapley 100 players, 10000 orders: {ours:.3} s, largest standard error {widest:.4}");
}

/// Listings with texts of thirty characters, places, quantities and prices.
fn listings(seed: u64, count: usize) -> Vec<Listing> {
    let word = |number: u32| char::from_u32(0x4e00 + number).unwrap_or('一');
    let one = |place: usize| {
        let mut stream = Stream::new(seed, place as u64);
        let text: String = (0..30).map(|_| word(stream.below(30) * stream.below(30))).collect();
        Listing {
            region: Some(stream.below(300)),
            industry: Some((1300 + stream.below(3000)).to_string()),
            text: [Some(text), None],
            quantity: f64::from(stream.below(100)),
            price: f64::from(stream.below(100)),
            ..Listing::of_kind(0)
        }
    };
    (0..count).map(one).collect()
}

fn offers() {
    for (needs, offers) in [(100, 1000), (1000, 10_000), (2000, 20_000)] {
        let (needs, offers) = (listings(1, needs), listings(2, offers));
        let policy = Policy {
            weights: [1.0; 6],
            unknown: Unknown::LeaveOut,
            exclude_unstated: false,
            exclude_over_price: false,
            half: 100.0,
            radius: f64::INFINITY,
            k: 10,
            diversity: 0.0,
        };
        let wanted: Vec<u32> = (0..needs.len() as u32).collect();
        let (ours, found) = timed(1, || {
            let market = Market::new(&needs, &offers, |need, offer| Between {
                distance: (need * 7 + offer * 3) as f64 % 500.0,
                recognition: 0.5,
            });
            market.ranked(&wanted, &policy, false)
        });
        let pairs = needs.len() * offers.len();
        println!(
            "offers {} × {}: {ours:.3} s, {:.0} ns a pair, {} listed, peak {:.0} MB",
            needs.len(),
            offers.len(),
            ours * 1e9 / pairs as f64,
            found.iter().map(Vec::len).sum::<usize>(),
            peak()
        );
    }
}

fn main() {
    let only = std::env::args().nth(1).filter(|word| !word.starts_with('-'));
    let wanted = |part: &str| only.as_deref().is_none_or(|only| only == part);
    let folder = std::env::temp_dir().join(format!("liantu-matching-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the tables");
    if wanted("assign") {
        assignments(&folder);
    }
    if wanted("stable") {
        matchings(&folder);
    }
    if wanted("games") {
        games();
    }
    if wanted("offers") {
        offers();
    }
    std::fs::remove_dir_all(&folder).ok();
}
