//! `cargo bench -p liantu-structure`: the location quotient of ten million rows, reading of the Parquet file included, against
//! polars on the same file in the same run. Needs Python with polars; the table is made on the first run and kept in the
//! target folder.

use arrow::array::{AsArray, DictionaryArray, Int16Array, StringArray};
use arrow::datatypes::{DataType, Field, Int16Type, Int32Type, Schema};
use liantu_structure::location_quotient::{Reference, location_quotient};
use liantu_structure::{Cells, Duplicates, Panel, Shape};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use rayon::prelude::*;
use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Labels and their ids, in order of first sight by the reader threads; the quotient does not depend on that order.
#[derive(Default)]
struct Labels(Mutex<HashMap<String, u32>>);

impl Labels {
    fn id(&self, label: &str) -> u32 {
        let mut labels = self.0.lock().expect("no thread panics while it holds the lock");
        let next = u32::try_from(labels.len()).expect("fewer than 2^32 labels");
        labels.get(label).copied().unwrap_or_else(|| {
            labels.insert(label.to_owned(), next);
            next
        })
    }

    /// The ids of a dictionary column: each label is looked up once a batch.
    fn codes(&self, column: &DictionaryArray<Int32Type>) -> Vec<u32> {
        let words: &StringArray = column.values().as_string();
        let ids: Vec<u32> = words.iter().map(|word| self.id(word.unwrap_or_default())).collect();
        column.keys().values().iter().map(|&key| ids[usize::try_from(key).unwrap_or_default()]).collect()
    }

    fn len(&self) -> u32 {
        u32::try_from(self.0.lock().expect("no thread panics while it holds the lock").len()).expect("few labels")
    }
}

type Columns = (Vec<u32>, Vec<u32>, Vec<u32>, Vec<f64>);

/// Reads the row groups in parallel, labels as dictionaries.
fn read(path: &Path, regions: &Labels, industries: &Labels) -> Columns {
    let file = File::open(path).expect("the table was made");
    let label = || DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let schema = Schema::new(vec![
        Field::new("year", DataType::Int16, true),
        Field::new("region", label(), true),
        Field::new("activity", label(), true),
        Field::new("value", DataType::Float64, true),
    ]);
    let options = ArrowReaderOptions::new().with_schema(Arc::new(schema)).with_skip_arrow_metadata(true);
    let metadata = ArrowReaderMetadata::load(&file, options).expect("a Parquet file");
    let groups = metadata.metadata().num_row_groups();
    let parts: Vec<Columns> = (0..groups)
        .into_par_iter()
        .map(|group| {
            let file = File::open(path).expect("the table was made");
            let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone())
                .with_row_groups(vec![group])
                .with_batch_size(1 << 16)
                .build()
                .expect("a readable row group");
            let mut part = Columns::default();
            for batch in reader {
                let batch = batch.expect("a readable batch");
                let years: &Int16Array = batch.column(0).as_primitive::<Int16Type>();
                part.0.extend(regions.codes(batch.column(1).as_dictionary()));
                part.1.extend(industries.codes(batch.column(2).as_dictionary()));
                part.2.extend(years.values().iter().map(|&year| u32::from(year.unsigned_abs()) - 2010));
                part.3.extend_from_slice(batch.column(3).as_primitive::<arrow::datatypes::Float64Type>().values());
            }
            part
        })
        .collect();
    let mut all = Columns::default();
    for part in parts {
        all.0.extend(part.0);
        all.1.extend(part.1);
        all.2.extend(part.2);
        all.3.extend(part.3);
    }
    all
}

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

fn ours(path: &Path) -> (f64, f64, f64, f64) {
    let (cpu, wall) = (processor_time(), Instant::now());
    let (regions, industries) = (Labels::default(), Labels::default());
    let (region, industry, period, value) = read(path, &regions, &industries);
    let reading = wall.elapsed().as_secs_f64();
    let shape = Shape { regions: regions.len(), industries: industries.len(), periods: 10 };
    let cells = Cells { region: &region, industry: &industry, period: &period, value: &value, validity: None };
    let (panel, _) = Panel::new(cells, shape, Duplicates::Refuse).expect("each cell occurs once");
    let result = location_quotient(&panel, Reference::Total);
    let wall = wall.elapsed().as_secs_f64();
    let cpu = processor_time().zip(cpu).map_or(f64::NAN, |(after, before)| after.saturating_sub(before).as_secs_f64());
    let mean = result.quotient.raw().iter().sum::<f64>() / result.quotient.len() as f64;
    (wall, cpu, reading, mean)
}

fn peer(script: &Path, what: &str, file: &Path, threads: usize) -> Option<Vec<String>> {
    let output = Command::new("python3")
        .args([script.as_os_str(), what.as_ref(), file.as_os_str()])
        .env("POLARS_MAX_THREADS", threads.to_string())
        .output()
        .ok()?;
    let words = String::from_utf8_lossy(&output.stdout).split_whitespace().map(str::to_owned).collect();
    output.status.success().then_some(words)
}

fn main() {
    let threads = rayon::current_num_threads();
    let machine = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = machine.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).map_or("?", |m| m.1);
    println!("machine: {model}, {threads} threads");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peer.py");
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("lq_10m.parquet");
    if !file.exists() && peer(&script, "make", &file, threads).is_none() {
        println!("skipped location_quotient: needs python3 with polars to make the table and to compare");
        return;
    }
    let mut least: HashMap<&str, (f64, f64)> = HashMap::new();
    let mut keep = |who, wall: f64, cpu: f64| {
        let best = least.entry(who).or_insert((f64::INFINITY, f64::INFINITY));
        *best = (best.0.min(wall), best.1.min(cpu));
    };
    for _ in 0..3 {
        let (wall, cpu, reading, mean) = ours(&file);
        println!("liantu: {wall:.3} s wall ({reading:.3} reading), {cpu:.3} s cpu, mean {mean:.12}");
        keep("liantu", wall, cpu);
        for what in ["window", "join"] {
            let Some(words) = peer(&script, what, &file, threads) else { continue };
            let number = |n: usize| words.get(n).and_then(|word| word.parse::<f64>().ok()).unwrap_or(f64::NAN);
            println!(
                "polars {} {what}: {:.3} s wall, {:.3} s cpu, mean {:.12}",
                words[3],
                number(0),
                number(1),
                number(2)
            );
            keep("polars", number(0), number(1));
        }
    }
    if let (Some(ours), Some(peer)) = (least.get("liantu"), least.get("polars")) {
        println!(
            "liantu / polars' best of both ways: wall {:.2}, cpu {:.2} (goal 0.8)",
            ours.0 / peer.0,
            ours.1 / peer.1
        );
    }
}
