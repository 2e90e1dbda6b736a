//! A table of the size of EXIOBASE 3, industries by industries: written, imported, and what that takes.
//!
//! `cargo bench -p liantu-package --bench exiobase [--profile dev] -- 20 49` takes numbers of regions (163 industries each);
//! the file is generated in the form of the publisher and removed. CPU seconds and the peak of resident memory are those
//! of the whole process, writing included; give one size to see the peak of that size.

use liantu_package::{Discard, Options, open};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

const INDUSTRIES: usize = 163;

/// A field of `/proc/self/status` in mebibytes.
fn memory(field: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap_or("0");
    let kibibytes: String = line.chars().filter(char::is_ascii_digit).collect();
    kibibytes.parse::<f64>().unwrap_or(0.0) / 1024.0
}

/// Seconds that all threads of the process have worked.
fn worked() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    [11, 12].iter().filter_map(|&place| fields.get(place)?.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Writes a table of `regions`: every second cell is zero, as in the publisher's, and the others have many digits.
fn write(folder: &Path, regions: usize) -> std::io::Result<()> {
    let n = regions * INDUSTRIES;
    let region = |place: usize| format!("R{:02}", place / INDUSTRIES);
    let sector = |place: usize| format!("Industry number {}", place % INDUSTRIES);
    let head = |file: &mut BufWriter<File>| -> std::io::Result<()> {
        for (name, label) in [("region", &region as &dyn Fn(usize) -> String), ("sector", &sector)] {
            write!(file, "{name}\t")?;
            (0..n).try_for_each(|place| write!(file, "\t{}", label(place)))?;
            writeln!(file)?;
        }
        writeln!(file, "region\tsector{}", "\t".repeat(n))
    };
    let mut z = BufWriter::with_capacity(1 << 20, File::create(folder.join("Z.txt"))?);
    head(&mut z)?;
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    for row in 0..n {
        write!(z, "{}\t{}", region(row), sector(row))?;
        for _ in 0..n {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            if state >> 63 == 0 {
                z.write_all(b"\t0")?;
            } else {
                write!(z, "\t{}", ((state >> 11) & 0xFFFF_FFFF) as f64 * 1e-9)?;
            }
        }
        writeln!(z)?;
    }
    z.flush()?;
    let mut y = BufWriter::new(File::create(folder.join("Y.txt"))?);
    writeln!(y, "region\t\tR00\ncategory\t\thouseholds\nregion\tsector\t")?;
    (0..n).try_for_each(|row| writeln!(y, "{}\t{}\t1", region(row), sector(row)))?;
    y.flush()
}

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![10, 20, 40] } else { sizes };
    println!("| regions | cells | file MB | rows | wall s | CPU s | peak RSS MB |\n|---|---|---|---|---|---|---|");
    for regions in sizes {
        let folder = tempfile::Builder::new().prefix("IOT_2011_ixi").tempdir().expect("a temporary folder");
        write(folder.path(), regions).expect("a written table");
        let bytes = folder.path().join("Z.txt").metadata().map_or(0, |metadata| metadata.len());
        let (start, before) = (Instant::now(), worked());
        let package = open(folder.path(), Options::default()).expect("an opened folder");
        let report = package.read(&mut Discard, &()).expect("a read table");
        assert!(report.accepted, "{:?}", report.findings);
        let n = regions * INDUSTRIES;
        println!(
            "| {regions} | {} | {:.0} | {} | {:.1} | {:.1} | {:.0} |",
            n * n,
            bytes as f64 / 1e6,
            report.resources[0].accepted,
            start.elapsed().as_secs_f64(),
            worked() - before,
            memory("VmHWM:")
        );
    }
}
