//! `cargo bench -p liantu-ledger --bench settlement`: agreements of two places over 60 months with the tax of 100 firms each,
//! settled in one run into a file of SQLite with full durability; how it grows, what a second run costs, what verifying does.
//!
//! `-- full` takes 1,000 agreements, `-- whole` 10,000 (it needs 20 GB of disk); `-- postgres://…` settles into that database instead.

use liantu_cooperation::clause::{Fact, Facts, Unit};
use liantu_cooperation::money::Currency;
use liantu_cooperation::rule::RuleBook;
use liantu_ledger::{Deal, Ledger, Order};
use liantu_model::Period;
use std::sync::Arc;
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

fn text(number: u32) -> String {
    format!(
        r#"format = 1
id = "park-{number:05}"
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
shares = {{ out = "1/3", in = "2/3" }}
"#
    )
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

/// What `work` gives, its processor seconds and its seconds.
async fn timed<T>(work: impl Future<Output = T>) -> (T, f64, f64) {
    let (cpu, wall) = (processor_time(), Instant::now());
    let answer = work.await;
    let wall = wall.elapsed().as_secs_f64();
    let cpu = processor_time().zip(cpu).map_or(wall, |(after, before)| after.saturating_sub(before).as_secs_f64());
    (answer, cpu, wall)
}

async fn run(count: u32, url: Option<&str>) {
    let months: Vec<Period> = (0..MONTHS)
        .map(|month| format!("{}-{:02}", 2020 + month / 12, month % 12 + 1).parse().expect("a month"))
        .collect();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ledger.db");
    let ledger = match url {
        Some(url) => Ledger::open(url).await,
        None => Ledger::open_file(&file).await,
    };
    let ledger = ledger.expect("a ledger");
    let day = "2026-11-22".parse().expect("a day");
    let mut deals = Vec::new();
    for number in 0..count {
        let deal = ledger.add(&text(number), day, "bench").await.expect("an agreement");
        for party in Deal::missing(deal.latest()) {
            ledger.sign(&deal.id, None, &party, "bench", day).await.expect("a signature");
        }
        deals.push(Arc::clone(&deal.latest().1));
    }
    let rules = Arc::new(RuleBook::shipped().clone());
    let until = "2025-01-01".parse().expect("a day");
    let rounds: &[&str] = if count < 10_000 { &["settle", "again"] } else { &["settle"] };
    for what in rounds {
        let months = months.clone();
        let orders = (0u64..).zip(deals.clone()).map(move |(seed, agreement)| Order {
            agreement,
            version: 1,
            facts: facts(seed, &months),
            source: "r1".to_owned(),
        });
        let (settled, cpu, wall) = timed(ledger.settle(orders, &rules, until, day)).await;
        let records: usize = settled.expect("a settlement").iter().map(|own| own.appended).sum();
        let of = if *what == "settle" { records } else { (count * FIRMS * MONTHS) as usize };
        report(what, count, of, cpu, wall);
    }
    let (touched, cpu, wall) = timed(ledger.verify()).await;
    assert!(touched.expect("a store").is_empty());
    report("verify", count, (count * FIRMS * MONTHS) as usize, cpu, wall);
    ledger.close().await;
    let megabytes = std::fs::metadata(&file).map_or(f64::NAN, |file| file.len() as f64 / 1e6);
    println!("{count},file,{megabytes:.0} MB,,,,{:.0}", peak_megabytes());
}

fn report(what: &str, count: u32, records: usize, cpu: f64, wall: f64) {
    let of = records as f64;
    println!("{count},{what},{records},{cpu:.2},{wall:.2},{:.0},{:.0},{:.0}", of / cpu, of / wall, peak_megabytes());
}

#[tokio::main]
async fn main() {
    let mut given = std::env::args().skip(1).filter(|word| word != "--bench");
    let word = given.next();
    let url = word.as_deref().filter(|word| word.starts_with("postgres"));
    println!("agreements,what,records,cpu_s,wall_s,records_per_cpu_s,records_per_s,peak_mb");
    let sizes: &[u32] = match word.as_deref() {
        Some("full") => &[1000],
        Some("whole") => &[10_000],
        _ => &[10, 100, 300],
    };
    for size in sizes
        .iter()
        .take(if url.is_some() { 2 } else { sizes.len() })
        .rev()
        .take(if url.is_some() { 1 } else { 3 })
        .rev()
    {
        run(*size, url).await;
    }
}
