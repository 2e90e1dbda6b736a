//! The engine beside its goals: the location quotient of ten million rows beside polars, reading included, and the Atlas on a
//! million links. Prints a Markdown table; the figures of a run belong into `docs/src/reference/speed.md` with the machine.
//!
//! `cargo bench --profile dev -p liantu-engine` uses the profile of the demo, in which our rooms and Arrow are optimised.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes of the benchmark, written down here"
)]

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use liantu_engine::{At, AtlasQuery, Engine, ImportRequest, Port, Scale, run_on_files};
use liantu_model::{Layer, LayerSet};
use parquet::arrow::ArrowWriter;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;
use tokio::runtime::Runtime;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    // Any other word chooses a job; cargo itself passes `--bench`.
    let chosen: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let wants = |job: &str| chosen.is_empty() || chosen.iter().any(|word| word == job);
    println!(
        "| job | ours, wall s | ours, CPU s | beside | beside, wall s | beside, CPU s | ratio of CPU |\n|---|--:|--:|---|--:|--:|--:|"
    );
    if wants("location_quotient") {
        location_quotient(&runtime, folder.path());
    }
    if wants("atlas") {
        runtime.block_on(atlas(folder.path()));
    }
}

/// Seconds on the clock and of the processors.
#[derive(Clone, Copy)]
struct Cost {
    wall: f64,
    cpu: f64,
}

/// Processor seconds of this process so far; fields 14 and 15 of `stat` count in hundredths.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Numbers from a seed: SplitMix64.
fn noise(mut n: u64) -> u64 {
    n = n.wrapping_add(0x9E37_79B9_7F4A_7C15);
    n = (n ^ n >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    n = (n ^ n >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    n ^ n >> 31
}

/// The middle one of five runs by the clock, and what a run costs the processors on average.
fn median(mut run: impl FnMut()) -> Cost {
    let before = cpu();
    let mut times: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    Cost { wall: times[2], cpu: (cpu() - before) / 5.0 }
}

/// Ten years × 1,000 regions × 1,000 industries, names as text, rows shuffled.
fn write_panel(path: &Path) {
    let rows = 10_000_000u32;
    let mut cells: Vec<u32> = (0..rows).collect();
    for last in (1..cells.len()).rev() {
        cells.swap(last, (noise(last as u64) % (last as u64 + 1)) as usize);
    }
    let mut writer = None;
    for cells in cells.chunks(1_000_000) {
        let names = |prefix: &str, of: &dyn Fn(u32) -> u32| -> ArrayRef {
            Arc::new(cells.iter().map(|&cell| Some(format!("{prefix}{:04}", of(cell)))).collect::<StringArray>())
        };
        let period: ArrayRef =
            Arc::new(cells.iter().map(|&cell| Some(2014 + i64::from(cell / 1_000_000))).collect::<Int64Array>());
        let value: ArrayRef = Arc::new(
            cells.iter().map(|&cell| Some((noise(cell.into()) % 1_000_000) as f64 / 7.0)).collect::<Float64Array>(),
        );
        let batch = RecordBatch::try_from_iter([
            ("period", period),
            ("region", names("r", &|cell| cell / 1_000 % 1_000)),
            ("industry", names("x-", &|cell| cell % 1_000)),
            ("value", value),
        ])
        .expect("columns of one length");
        let writer = writer.get_or_insert_with(|| {
            ArrowWriter::try_new(File::create(path).expect("a file"), batch.schema(), None).expect("a writer")
        });
        writer.write(&batch).expect("a row group");
        writer.flush().expect("a row group");
    }
    writer.expect("ten row groups").close().expect("a footer");
}

fn location_quotient(runtime: &Runtime, folder: &Path) {
    let path = folder.join("panel.parquet");
    write_panel(&path);
    let ours = median(|| {
        let files = vec![("indicator".to_owned(), path.clone())];
        let outcome = runtime.block_on(run_on_files("location_quotient", files, BTreeMap::new())).expect("a result");
        assert_eq!(outcome.table.num_rows(), 10_000_000);
    });
    let script = r#"
import sys, time, polars as pl
times, cpu = [], time.process_time()
for _ in range(5):
    t = time.perf_counter()
    o = (pl.scan_parquet(sys.argv[1]).with_columns(lq=(pl.col("value")/pl.col("value").sum().over("period","region"))
        /(pl.col("value").sum().over("period","industry")/pl.col("value").sum().over("period"))).collect())
    times.append(time.perf_counter() - t)
print(sorted(times)[2], (time.process_time() - cpu) / 5)
"#;
    let output = Command::new("python3").arg("-c").arg(script).arg(&path).output();
    let told = output.ok().and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
    let mut told = told.split_whitespace().filter_map(|number| number.parse().ok());
    let polars = told.next().zip(told.next()).map(|(wall, cpu)| Cost { wall, cpu });
    row("location quotient, 10 million rows, reading included", ours, "polars' window functions", polars);
}

/// A million links between 20,000 firms in 400 cities of 40 provinces.
fn write_links(folder: &Path) {
    let (actors, links) = (20_000u64, 1_000_000u64);
    let mut region = "region,level,name_zh,name_en,parent,lon,lat\n".to_owned();
    let mut actor = "actor_id,kind,region\n".to_owned();
    let mut link = "link_id,from_actor,to_actor,layer,direction,start,end\n".to_owned();
    for province in 0..40u64 {
        let _ = writeln!(
            region,
            "P{province:02},province,P{province},P{province},,{},{}",
            100 + province % 8,
            25 + province / 8
        );
        for city in 0..10u64 {
            let code = province * 10 + city;
            let _ =
                writeln!(region, "C{code:03},city,C{code},C{code},P{province:02},{},{}", 100 + province % 8, 25 + city);
        }
    }
    for n in 0..actors {
        let _ = writeln!(actor, "A{n},firm,C{:03}", noise(n) % 400);
    }
    for n in 0..links {
        let (from, to) = (noise(n * 3) % actors, noise(n * 3 + 1) % actors);
        let pick = noise(n * 3 + 2);
        let layer = Layer::ALL[(pick % 6) as usize];
        let direction = ["forward", "reverse", "two_way"][(pick / 6 % 3) as usize];
        let start = 2000 + pick / 18 % 24;
        let _ =
            writeln!(link, "L{n},A{from},A{to},{layer},{direction},{start}-01-01,{}-01-01", start + 1 + pick / 600 % 5);
    }
    let package = folder.join("links");
    std::fs::create_dir(&package).expect("a folder");
    for (name, text) in [("region", region), ("actor", actor), ("link", link)] {
        std::fs::write(package.join(format!("{name}.csv")), text).expect("a file");
    }
    let resources: Vec<String> =
        ["region", "actor", "link"].iter().map(|name| format!(r#"{{"name":"{name}","path":"{name}.csv"}}"#)).collect();
    let descriptor = format!(r#"{{"name":"links","resources":[{}]}}"#, resources.join(","));
    std::fs::write(package.join("datapackage.json"), descriptor).expect("a file");
}

async fn atlas(folder: &Path) {
    write_links(folder);
    let engine = Engine::create(&folder.join("workspace"), "bench").await.expect("a workspace");
    let port = Port::all();
    let request = ImportRequest { path: folder.join("links"), ..ImportRequest::default() };
    let outcome = engine.import(&port, request, Arc::new(())).await.expect("an import");
    assert!(outcome.report.accepted, "{:?}", outcome.report.findings.first());
    // The first picture binds the revision; what people wait for is the change of layer, scale or period.
    engine.atlas(&port, &At::default(), &AtlasQuery::default()).await.expect("a picture");
    for scale in [Scale::City, Scale::Province, Scale::Actor] {
        engine.atlas(&port, &At::default(), &AtlasQuery { scale, ..AtlasQuery::default() }).await.expect("a picture");
    }
    for (what, query) in [
        ("cities, all layers", AtlasQuery::default()),
        ("cities, one layer", AtlasQuery { layers: LayerSet::NONE.with(Layer::Industry), ..AtlasQuery::default() }),
        ("cities, one year", AtlasQuery { period: "2012".parse().ok(), ..AtlasQuery::default() }),
        ("provinces", AtlasQuery { scale: Scale::Province, ..AtlasQuery::default() }),
        ("actors", AtlasQuery { scale: Scale::Actor, ..AtlasQuery::default() }),
    ] {
        let handle = tokio::runtime::Handle::current();
        let ours = tokio::task::block_in_place(|| {
            median(|| {
                handle.block_on(engine.atlas(&port, &At::default(), &query)).expect("a picture");
            })
        });
        row(&format!("Atlas on 1 million links: {what}"), ours, "goal", Some(Cost { wall: 0.3, cpu: 0.3 }));
    }
}

fn row(job: &str, ours: Cost, who: &str, beside: Option<Cost>) {
    let (wall, cpu) = (ours.wall, ours.cpu);
    match beside {
        Some(beside) => {
            let ratio = cpu / beside.cpu;
            println!("| {job} | {wall:.3} | {cpu:.3} | {who} | {:.3} | {:.3} | {ratio:.2} |", beside.wall, beside.cpu);
        }
        None => println!("| {job} | {wall:.3} | {cpu:.3} | {who}: not installed | | | |"),
    }
}
