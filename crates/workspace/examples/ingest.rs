//! Measures the write path: `cargo run -p liantu-workspace --example ingest -- 10000000`.
//!
//! Writes rows of ten columns, as a statistical table has them, and prints wall time, processor time, peak memory and the
//! size on disk. The time that making the rows takes is measured first, and taken off.

use arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use liantu_model::schema::{Column, ColumnKind, Table};
use liantu_model::text::text;
use liantu_workspace::{CommitNote, Mode, Workspace};
use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

const fn column(name: &'static str, kind: ColumnKind) -> Column {
    Column::new(name, kind, text(name, name), text("", ""))
}

const FACTS: Table = Table {
    name: "facts",
    title: text("事实", "Facts"),
    help: text("", ""),
    key: &["id"],
    columns: &[
        column("id", ColumnKind::Integer).required(),
        column("region", ColumnKind::Text).required(),
        column("industry", ColumnKind::Text).required(),
        column("actor", ColumnKind::Text).required(),
        column("period", ColumnKind::Period).required(),
        column("indicator", ColumnKind::Text).required(),
        column("day", ColumnKind::Date),
        column("count", ColumnKind::Integer),
        column("value", ColumnKind::Number),
        column("share", ColumnKind::Number),
    ],
};

const BATCH: usize = 1 << 16;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let rows: usize = arguments.next().map_or(Ok(10_000_000), |rows| rows.parse())?;
    let mode = match arguments.next().as_deref() {
        None | Some("append") => Mode::Append,
        Some("upsert") => Mode::Upsert,
        Some(other) => return Err(format!("{other}: expected append or upsert").into()),
    };
    let start = usage();
    for from in (0..rows).step_by(BATCH) {
        std::hint::black_box(facts(from, BATCH.min(rows - from)));
    }
    let making = usage() - start;

    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Runtime::new()?;
    let (start, clock) = (usage(), Instant::now());
    let revision = runtime.block_on(async {
        let workspace = Workspace::create(folder.path().join("ingest"), "ingest").await?;
        let mut import = workspace.begin().await?;
        for from in (0..rows).step_by(BATCH) {
            import.write(&FACTS, mode, &facts(from, BATCH.min(rows - from)))?;
        }
        import.commit(CommitNote::default()).await
    })?;
    let (processor, wall) = (usage() - start - making, clock.elapsed().as_secs_f64());
    let bytes = revision.tables["facts"].bytes;
    println!(
        "{rows} rows: {wall:.1} s wall (of which making rows {making:.1} s), {processor:.1} CPU-s to write, \
         {} MB peak, {} MB on disk in {} files",
        peak_memory_kb() / 1024,
        bytes / 1_000_000,
        revision.tables["facts"].files
    );
    Ok(())
}

/// Regions, industries, periods and indicators repeat; actors repeat seldom; measurements never.
fn facts(from: usize, rows: usize) -> RecordBatch {
    let mixed = |i: usize| (from + i).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let text =
        |of: &dyn Fn(usize) -> String| Arc::new((0..rows).map(|i| Some(of(i))).collect::<StringArray>()) as ArrayRef;
    let number =
        |of: &dyn Fn(usize) -> f64| Arc::new((0..rows).map(|i| Some(of(i))).collect::<Float64Array>()) as ArrayRef;
    #[expect(clippy::cast_possible_wrap, reason = "row numbers are small")]
    let integer = |of: &dyn Fn(usize) -> usize| {
        Arc::new((0..rows).map(|i| Some(of(i) as i64)).collect::<Int64Array>()) as ArrayRef
    };
    let columns = vec![
        integer(&|i| from + i),
        text(&|i| format!("{:06}", 310_000 + (mixed(i) >> 40) % 3_000)),
        text(&|i| format!("C{:04}", (mixed(i) >> 30) % 1_400)),
        text(&|i| format!("91310000{:010}", (mixed(i) >> 20) % 1_000_000)),
        text(&|i| format!("{}-Q{}", 2000 + (mixed(i) >> 50) % 24, 1 + (mixed(i) >> 33) % 4)),
        text(&|i| format!("indicator_{}", (mixed(i) >> 45) % 40)),
        Arc::new((0..rows).map(|i| i32::try_from((mixed(i) >> 44) % 9_000).ok()).collect::<Date32Array>()) as ArrayRef,
        integer(&|i| (mixed(i) >> 42) % 100_000),
        number(&|i| ((mixed(i) >> 24) % 100_000_000) as f64 / 100.0),
        number(&|i| (mixed(i) >> 11) as f64 / (1_u64 << 53) as f64),
    ];
    RecordBatch::try_new(Arc::new(FACTS.arrow()), columns).expect("columns fit the table")
}

/// Processor seconds of this process, all threads; 0 where the system doesn't tell.
fn usage() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u64 = after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    ticks as f64 / 100.0
}

fn peak_memory_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).unwrap_or_default()
}
