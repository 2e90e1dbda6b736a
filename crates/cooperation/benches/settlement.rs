//! `cargo bench -p liantu-cooperation --bench settlement`: agreements of two places over 60 months with the tax of 100 firms
//! each, divided, entered and chained in memory; how it grows, and what a second with reversals costs.

use liantu_cooperation::agreement::{Agreement, parse};
use liantu_cooperation::clause::{Fact, Facts, Unit};
use liantu_cooperation::ledger::settle;
use liantu_cooperation::money::Currency;
use liantu_cooperation::rule::RuleBook;
use liantu_model::Period;
use rayon::prelude::*;
use std::time::{Duration, Instant};

const FIRMS: u32 = 100;
const MONTHS: u32 = 60;

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

fn peak_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or(f64::NAN) / 1024.0
}

fn agreement(amended: bool) -> Agreement {
    let mut text = r#"format = 1
id = "park"
kind = "forward_enclave"
start = 2020-01-01
end = 2030-01-01
[[party]]
id = "out"
level = "city"
[[party]]
id = "in"
level = "city"
[[clause]]
id = "tax"
kind = "increment"
items = ["local_tax"]
per = "actor"
shares = { out = "1/3", in = "2/3" }
"#
    .to_owned();
    if amended {
        text += r#"[[amendment]]
id = "first"
signed = 2024-01-01
effective = 2022-01-01
[[amendment.clause]]
id = "tax"
kind = "increment"
items = ["local_tax"]
per = "actor"
shares = { out = 0.4, in = 0.6 }
"#;
    }
    parse("bench", &text).0.expect("the agreement is right")
}

/// The tax of the firms by month, a few of them refunds.
fn facts(seed: u64, months: &[Period]) -> Facts {
    let mut facts = Vec::with_capacity((FIRMS * MONTHS) as usize);
    for (month, period) in (0u32..).zip(months) {
        for firm in 0..FIRMS {
            let row = month * FIRMS + firm;
            let draw = (u64::from(row) + 1).wrapping_mul(6_364_136_223_846_793_005).wrapping_add(seed << 40) >> 33;
            let minor = i64::try_from(draw % 100_000_000).unwrap_or(0) - 2_000_000;
            facts.push(Fact { row: row + 1, item: 0, party: 1, actor: firm, period: *period, minor, unit: 0 });
        }
    }
    let actors = (0..FIRMS).map(|firm| format!("firm-{firm}")).collect();
    Facts { items: vec!["local_tax".to_owned()], actors, units: vec![Unit::Money(Currency::CNY)], facts }
}

fn run(count: u64, amended: bool) -> (f64, f64, usize) {
    let months: Vec<Period> =
        (0..MONTHS).map(|month| format!("{}-{:02}", 2020 + month / 12, month % 12 + 1).parse().unwrap()).collect();
    let agreement = agreement(amended);
    let (cpu, wall) = (processor_time(), Instant::now());
    let records = (0..count)
        .into_par_iter()
        .map(|seed| settle(&agreement, &facts(seed, &months), &[], RuleBook::shipped(), None).records.len())
        .sum();
    let wall = wall.elapsed().as_secs_f64();
    let cpu = processor_time().zip(cpu).map_or(wall, |(after, before)| after.saturating_sub(before).as_secs_f64());
    (cpu, wall, records)
}

fn main() {
    let full = std::env::args().any(|word| word == "full");
    println!("agreements,amended,records,cpu_s,wall_s,records_per_cpu_s,peak_mb");
    let sizes: &[u64] = if full { &[100, 1000, 10_000] } else { &[10, 100, 1000] };
    for (count, amended) in sizes.iter().map(|count| (*count, false)).chain([(sizes[1], true)]) {
        let (cpu, wall, records) = run(count, amended);
        println!("{count},{amended},{records},{cpu:.2},{wall:.2},{:.0},{:.0}", records as f64 / cpu, peak_megabytes());
    }
}
