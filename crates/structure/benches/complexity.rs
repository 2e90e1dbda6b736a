//! `cargo bench -p liantu-structure --bench complexity`: economic complexity, density and outlook of a panel, long output
//! included, beside a NumPy reference and (with `ECOMPLEXITY=1`, it takes half a minute) ecomplexity on the same table in the
//! same run. `PYTHON` names an interpreter with numpy, scipy, pandas and ecomplexity. Tables are made on the first run and
//! kept in the target folder. One process per size, so that the peak of memory is that of the size.

use liantu_structure::complexity::Rule;
use liantu_structure::complexity::density::{Nearness, Outlook, relatedness_density};
use liantu_structure::complexity::index::Variant;
use liantu_structure::{Cells, Duplicates, Panel, Shape};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Regions, industries, periods.
const SIZES: [(u32, u32, u32); 4] = [(250, 500, 10), (500, 1000, 10), (1000, 2000, 10), (3000, 5000, 1)];

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

/// Peak memory of this process in MB.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse::<f64>().ok()).map_or(f64::NAN, |kb| kb / 1024.0)
}

/// The columns region, industry and period, and the values.
fn read(path: &Path) -> ([Vec<u32>; 3], Vec<f64>) {
    let mut file = std::io::BufReader::new(std::fs::File::open(path).expect("the table was made"));
    let mut eight = [0; 8];
    let mut four = [0; 4];
    file.read_exact(&mut eight).expect("a count");
    let rows = u64::from_le_bytes(eight);
    let ids = std::array::from_fn(|_| {
        (0..rows).map(|_| file.read_exact(&mut four).map(|()| u32::from_le_bytes(four)).expect("an id")).collect()
    });
    let value = (0..rows).map(|_| file.read_exact(&mut eight).map(|()| f64::from_le_bytes(eight)).expect("a value"));
    (ids, value.collect())
}

/// Some rows of the long table, a column each, as a reader of the result would have them batch by batch.
#[derive(Default)]
struct Long {
    ids: [Vec<u32>; 3],
    numbers: [Vec<f64>; 6],
    counts: [Vec<u32>; 2],
    present: Vec<bool>,
}

impl Long {
    /// Writes the rows of some regions.
    fn write(&mut self, result: &Outlook, regions: std::ops::Range<usize>) {
        self.ids.iter_mut().chain(&mut self.counts).for_each(Vec::clear);
        self.numbers.iter_mut().for_each(Vec::clear);
        self.present.clear();
        let presence = &result.presence;
        let width = presence.industries.len();
        for row in regions {
            let (line, end) = (row * width..(row + 1) * width, self.present.len() + width);
            self.ids[0].resize(end, presence.period);
            self.ids[1].resize(end, presence.regions[row]);
            self.ids[2].extend_from_slice(&presence.industries);
            self.counts[0].resize(end, presence.diversity[row]);
            self.counts[1].extend_from_slice(&presence.ubiquity);
            self.numbers[0].extend_from_slice(&presence.measure[line.clone()]);
            self.numbers[1].extend_from_slice(&result.density[line.clone()]);
            self.numbers[2].extend_from_slice(&result.gain[line.clone()]);
            self.numbers[3].resize(end, result.of_regions[row]);
            self.numbers[4].extend_from_slice(&result.of_industries);
            self.numbers[5].resize(end, result.outlook[row]);
            let words = presence.present.row(row).iter().flat_map(|word| (0..64).map(move |bit| word >> bit & 1 == 1));
            self.present.extend(words.take(width));
        }
    }
}

fn ours(path: &Path, (regions, industries, periods): (u32, u32, u32)) {
    let ([region, industry, period], value) = read(path);
    let before = peak();
    let (cpu, wall) = (processor_time(), Instant::now());
    let shape = Shape { regions, industries, periods };
    let cells = Cells { region: &region, industry: &industry, period: &period, value: &value, validity: None };
    let (panel, _) = Panel::new(cells, shape, Duplicates::Refuse).expect("each cell occurs once");
    let bound = processor_time();
    let (results, _) = relatedness_density(&panel, Rule::default(), Variant::default(), Nearness::default());
    let computed = processor_time();
    let mut long = Long::default();
    let mut rows = 0;
    for result in &results {
        let regions = result.presence.regions.len();
        for from in (0..regions).step_by(64) {
            long.write(result, from..regions.min(from + 64));
            rows += long.present.len();
        }
    }
    let seconds = |after: Option<Duration>| {
        after.zip(cpu).map_or(f64::NAN, |(after, cpu)| after.saturating_sub(cpu).as_secs_f64())
    };
    let (all, wall) = (seconds(processor_time()), wall.elapsed().as_secs_f64());
    let (bound, computed) = (seconds(bound), seconds(computed));
    let known = |numbers: &[f64]| numbers.iter().filter(|number| !number.is_nan()).sum::<f64>();
    let weigh = |result: &Outlook| {
        let weighted = result.of_regions.iter().zip(&result.presence.regions);
        weighted.map(|(eci, &region)| eci * f64::from(region)).sum::<f64>() * result.presence.industries.len() as f64
    };
    println!(
        "{all} {} {} {} {} {wall} {bound} {computed} {before} {rows}",
        peak(),
        results.iter().map(weigh).sum::<f64>(),
        results.iter().map(|result| known(&result.density)).sum::<f64>(),
        results.iter().map(|result| known(&result.gain)).sum::<f64>(),
    );
}

fn run(command: &mut Command) -> Option<Vec<f64>> {
    let output = command.output().ok()?;
    let words = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = words.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    (output.status.success() && !numbers.is_empty()).then_some(numbers)
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(size) = arguments.iter().position(|word| word == "--size").and_then(|n| arguments.get(n + 1)) {
        let size = SIZES[size.parse::<usize>().expect("a number of a size")];
        return ours(&table(size), size);
    }
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/complexity.py");
    for (place, size) in SIZES.into_iter().enumerate() {
        let path = table(size);
        let (regions, industries, periods) = size;
        if !path.exists() {
            let numbers = [regions, industries, periods].map(|number| number.to_string());
            let made = Command::new(&python).arg(&script).arg("make").arg(&path).args(numbers).status();
            if !made.is_ok_and(|status| status.success()) {
                println!("skipped complexity: needs a Python with numpy to make the table");
                return;
            }
        }
        let least = |rounds: usize, what: &dyn Fn() -> Option<Vec<f64>>| {
            (0..rounds).filter_map(|_| what()).min_by(|one, two| one[0].total_cmp(&two[0]))
        };
        let own = || run(Command::new(&arguments[0]).args(["--size", &place.to_string()]));
        let peer = |what: &str| run(Command::new(&python).arg(&script).arg(what).arg(&path));
        let ours = least(3, &own).expect("our side runs");
        println!(
            "{regions} × {industries} × {periods}: {:.3} s cpu ({:.3} panel, {:.3} study, {:.3} long table), {:.3} s wall, peak {:.0} MB of which input {:.0}, {} rows",
            ours[0],
            ours[6],
            ours[7] - ours[6],
            ours[0] - ours[7],
            ours[5],
            ours[1],
            ours[8],
            ours[9]
        );
        let (reference, whole) = (least(3, &|| peer("reference")), least(3, &|| peer("whole")));
        let ecomplexity =
            (place == 1 && std::env::var_os("ECOMPLEXITY").is_some()).then(|| peer("ecomplexity")).flatten();
        for (who, other) in [("reference", reference), ("reference with gain", whole), ("ecomplexity", ecomplexity)] {
            let Some(other) = other else { continue };
            println!("  {who}: {:.2} s cpu, {:.1} times ours; peak {:.0} MB", other[0], other[0] / ours[0], other[1]);
            for (sum, place) in [("complexity", 2), ("density", 3), ("gain", 4)] {
                if !other[place].is_nan() {
                    let apart = (other[place] - ours[place]).abs() / other[place].abs();
                    println!("    sum of {sum}: {apart:.1e} apart");
                }
            }
        }
    }
}

fn table((regions, industries, periods): (u32, u32, u32)) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("complexity_{regions}_{industries}_{periods}.bin"))
}
