//! One month of invoices into workspaces with ever longer history, with all that is kept up: beside importing that month alone,
//! and beside DuckDB and polars, which compute the same sums from the whole history. Prints a Markdown table; the figures of a
//! run belong into `docs/src/speed/ingest.md` with the machine.
//!
//! `cargo bench --profile dev -p liantu-engine --bench ingest -- 10 30 100` (millions of rows of history).

#![allow(clippy::cast_possible_truncation, reason = "sizes of the benchmark, written down here")]

use arrow::array::{ArrayRef, Date32Array, Float64Array, RecordBatch, StringArray};
use liantu_engine::{At, Engine, ImportRequest, Port};
use parquet::arrow::ArrowWriter;
use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;
use tokio::runtime::Runtime;

const MONTHS: u64 = 60;
/// Rows of the month that comes in.
const MONTH: u64 = 2_000_000;
const PLACES: [&str; 12] = [
    "310000", "320100", "320200", "320500", "330100", "330200", "330300", "340100", "340200", "320600", "330400",
    "341100",
];

/// Numbers from a seed: SplitMix64.
fn noise(mut n: u64) -> u64 {
    n = n.wrapping_add(0x9E37_79B9_7F4A_7C15);
    n = (n ^ n >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    n = (n ^ n >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    n ^ n >> 31
}

/// A month of invoices as Parquet: fully digital numbers, which begin with the year.
fn write_month(path: &Path, month: u64, rows: u64) {
    let (year, of_year) = (2020 + month / 12, month % 12 + 1);
    let first = liantu_model::period::epoch_days(
        format!("{year}-{of_year:02}").parse::<liantu_model::Period>().expect("a month").start,
    );
    let mut writer: Option<ArrowWriter<File>> = None;
    for start in (0..rows).step_by(250_000) {
        let part: Vec<u64> = (start..rows.min(start + 250_000)).collect();
        let dice = |row: u64, salt: u64| noise(month << 40 ^ row << 4 ^ salt);
        let words = |of: &dyn Fn(u64) -> String| -> ArrayRef {
            Arc::new(part.iter().map(|&row| Some(of(row))).collect::<StringArray>())
        };
        let numbers = |of: &dyn Fn(u64) -> f64| -> ArrayRef {
            Arc::new(part.iter().map(|&row| Some(of(row))).collect::<Float64Array>())
        };
        let issued: ArrayRef =
            Arc::new(part.iter().map(|&row| Some(first + (dice(row, 1) % 28) as i32)).collect::<Date32Array>());
        let batch = RecordBatch::try_from_iter([
            (
                "invoice_number",
                words(&|row| format!("{:02}{}2{of_year:02}{row:013}", year % 100, 31 + dice(row, 2) % 4)),
            ),
            ("issued", issued),
            ("seller_region", words(&|row| PLACES[(dice(row, 3) % 12) as usize].to_owned())),
            ("buyer_region", words(&|row| PLACES[(dice(row, 4) % 12) as usize].to_owned())),
            ("commodity", words(&|row| format!("1{:06}000000000000", dice(row, 5) % 300 * 1_237))),
            ("value", numbers(&|row| (dice(row, 6) % 10_000_000) as f64 / 100.0)),
            ("quantity", numbers(&|row| (dice(row, 7) % 1_000) as f64)),
            ("quantity_unit", words(&|_| "kg".to_owned())),
        ])
        .expect("columns of one length");
        let writer = writer.get_or_insert_with(|| {
            ArrowWriter::try_new(File::create(path).expect("a file"), batch.schema(), None).expect("a writer")
        });
        writer.write(&batch).expect("rows");
    }
    writer.expect("rows").close().expect("a footer");
}

async fn import(workspace: &Path, path: &Path) {
    let engine = Engine::open(workspace).await.expect("a workspace");
    let request =
        ImportRequest { path: path.to_owned(), table: Some("invoice".to_owned()), ..ImportRequest::default() };
    let outcome = engine.import(&Port::all(), request, Arc::new(())).await.expect("an import");
    assert!(outcome.report.accepted && outcome.repeated.is_none(), "{:?}", outcome.report.findings.first());
}

fn field(text: &str, name: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.trim_start_matches(':').split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(f64::NAN)
}

/// In a process of its own, so that its memory is its own: wall seconds, processor seconds, peak MiB.
fn child(workspace: &str, path: &str) {
    let runtime = Runtime::new().expect("a runtime");
    let start = Instant::now();
    runtime.block_on(import(Path::new(workspace), Path::new(path)));
    let wall = start.elapsed().as_secs_f64();
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    let cpu = ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("{wall} {cpu} {}", field(&status, "VmHWM") / 1024.0);
}

fn measured(command: &mut Command) -> Option<[f64; 3]> {
    let output = command.output().ok()?;
    if !output.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&output.stderr));
        return None;
    }
    let words = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut numbers = words.split_whitespace().filter_map(|word| word.parse().ok());
    Some([numbers.next()?, numbers.next()?, numbers.next()?])
}

/// Wall seconds, processor seconds and peak MiB of a peer that adds the whole history up.
const PEER: &str = r#"
import sys, time, resource
name, folder = sys.argv[1], sys.argv[2]
start = time.perf_counter()
if name == "duckdb":
    import duckdb
    rows = duckdb.sql(f"""SELECT seller_region, buyer_region, substr(commodity, 1, 7) AS item, strftime(issued, '%Y-%m') AS month,
        sum(value), sum(quantity), count(*) FROM read_parquet('{folder}/*.parquet') GROUP BY ALL""").fetchall()
    count = len(rows)
else:
    import polars as pl
    frame = pl.scan_parquet(f"{folder}/*.parquet").group_by(["seller_region", "buyer_region",
        pl.col("commodity").str.slice(0, 7).alias("item"), pl.col("issued").dt.truncate("1mo").alias("month")])
    count = frame.agg(pl.col("value").sum(), pl.col("quantity").sum(), pl.len()).collect(engine="streaming").height
usage = resource.getrusage(resource.RUSAGE_SELF)
assert count > 0
print(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
"#;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(place) = arguments.iter().position(|word| word == "--child") {
        return child(&arguments[place + 1], &arguments[place + 2]);
    }
    let sizes: Vec<u64> = arguments.iter().skip(1).filter_map(|word| word.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![10, 30] } else { sizes };
    let folder = tempfile::tempdir().expect("a folder");
    let own = std::env::current_exe().expect("a path");
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let month = folder.path().join("month.parquet");
    write_month(&month, MONTHS, MONTH);
    let runtime = Runtime::new().expect("a runtime");
    let fresh = |name: &str| {
        let path = folder.path().join(name);
        runtime.block_on(async { drop(Engine::create(&path, name).await.expect("a workspace")) });
        path
    };
    let ours =
        |workspace: &Path| measured(Command::new(&own).arg("--child").arg(workspace).arg(&month)).expect("our own run");
    let alone = ours(&fresh("alone"));
    println!(
        "| history, million rows | wall s | CPU s | peak MiB | against the month alone ({:.1} s wall, {:.1} s CPU, {:.0} MiB) | DuckDB, whole history, wall s, CPU s | polars, whole history, wall s, CPU s |",
        alone[0], alone[1], alone[2]
    );
    println!("|--:|--:|--:|--:|--:|--:|--:|");
    for size in sizes {
        let workspace = fresh(&format!("history-{size}"));
        for number in 0..MONTHS {
            let path = folder.path().join("past.parquet");
            write_month(&path, number, size * 1_000_000 / MONTHS);
            runtime.block_on(import(&workspace, &path));
        }
        let mine = ours(&workspace);
        let differences = runtime.block_on(async {
            let engine = Engine::open(&workspace).await.expect("a workspace");
            let count = "SELECT count(*) AS n FROM flow WHERE period = '2025-01'";
            let flows = engine.sql(&Port::all(), &At::default(), count, None).await.expect("a count");
            assert!(flows.rows[0][0].as_u64() > Some(0), "the month is there");
            if size > 10 { 0 } else { engine.derive(&Port::all(), true).await.expect("a check").differences }
        });
        assert_eq!(differences, 0, "what is kept up equals what the whole history gives");
        let rows = workspace.join("tables/invoice");
        let peer = |name: &str| {
            let found = measured(Command::new(&python).args(["-c", PEER, name]).arg(&rows));
            found.map_or_else(|| "–".to_owned(), |found| format!("{:.1}, {:.1}", found[0], found[1]))
        };
        println!(
            "| {size} | {:.1} | {:.1} | {:.0} | {:.2} × wall, {:.2} × CPU | {} | {} |",
            mine[0],
            mine[1],
            mine[2],
            mine[0] / alone[0],
            mine[1] / alone[1],
            peer("duckdb"),
            peer("polars")
        );
        std::fs::remove_dir_all(&workspace).expect("it can go");
    }
}
