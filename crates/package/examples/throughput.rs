//! Makes a large file of flows and measures how fast it is read and checked.
//!
//! ```text
//! throughput generate <file.csv> <rows> [seed]
//! throughput read <file.csv> [threads]
//! ```

use liantu_package::{Discard, Options, Policy, open};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

const REGIONS: [&str; 8] = ["310000", "320100", "320500", "330100", "330200", "340100", "340200", "330400"];
const LAYERS: [&str; 6] = ["SYM", "KNO", "SER", "INN", "IND", "VAL"];

/// The generator of Sebastiano Vigna's SplitMix64: a seed gives the same file everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn one_of<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[usize::try_from(self.below(of.len() as u64)).unwrap_or(0)]
    }
}

fn generate(path: &Path, rows: u64, seed: u64) -> std::io::Result<()> {
    let mut random = Random(seed);
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    writeln!(file, "origin,destination,from_actor,to_actor,layer,item,period,value,unit,observation")?;
    for row in 0..rows {
        let (origin, destination) = (random.one_of(&REGIONS), random.one_of(&REGIONS));
        let (from, to) = (random.below(20_000), random.below(20_000));
        let layer = random.one_of(&LAYERS);
        let (year, month) = (2010 + random.below(14), 1 + random.below(12));
        let (whole, cents) = (random.below(1_000_000), random.below(100));
        writeln!(
            file,
            "{origin},{destination},A{from:06},A{to:06},{layer},item-{row},{year}-{month:02},{whole}.{cents:02},万元,observed"
        )?;
    }
    file.flush()
}

/// The most memory that the process ever had, in MB, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize, default: u64| arguments.get(place).map_or(Ok(default), |text| text.parse());
    match (arguments.first().map(String::as_str), arguments.get(1)) {
        (Some("generate"), Some(path)) => generate(Path::new(path), number(2, 1_000_000)?, number(3, 1)?)?,
        (Some("read"), Some(path)) => {
            let policy = if arguments.get(3).is_some_and(|p| p == "reject-rows") {
                Policy::RejectRows
            } else {
                Policy::RejectPackage
            };
            let options = Options { threads: usize::try_from(number(2, 2)?)?, policy, ..Options::default() };
            let start = Instant::now();
            let report = open(Path::new(path), options)?.read(&mut Discard, &())?;
            let seconds = start.elapsed().as_secs_f64();
            for resource in &report.resources {
                println!(
                    "{}: read {}, accepted {}, rejected {}",
                    resource.table, resource.read, resource.accepted, resource.rejected
                );
            }
            for finding in report.findings.iter().take(5) {
                println!("{} {}: {}", finding.code, finding.place, finding.sentence(liantu_model::Language::En));
            }
            println!("{:?}\n{seconds:.2} s, peak {:?} MB", report.counts, peak());
        }
        _ => eprintln!("throughput generate <file.csv> <rows> [seed] | read <file.csv> [threads] [reject-rows]"),
    }
    Ok(())
}
