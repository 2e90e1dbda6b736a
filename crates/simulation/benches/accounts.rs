//! `cargo bench -p liantu-simulation --bench accounts`: production- and consumption-based accounts of 21 rows, beside
//! pymrio's `calc_all` on the same table and beside LU factors and as many right-hand sides by OpenBLAS, all in one thread
//! and in the same run; and one demand shock beside the time that reading the table takes. `PYTHON` names an interpreter
//! with numpy, pandas and pymrio. `TABLE` names a folder with a table of one's own; `SIZES` the numbers of regions (of 50
//! sectors each). One process per size, so that the peak of memory is that of the size.

use liantu_numeric::{Dense, unwatched};
use liantu_simulation::accounts::{Account, Demand, Mrio, NONE, Node, Row, demand_shock, footprint};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Processor time of this process, all threads, where the system tells it.
fn processor_time() -> Duration {
    let tasks = std::fs::read_dir("/proc/self/task").expect("Linux");
    tasks
        .filter_map(|task| {
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

fn numbers(path: &Path) -> Vec<f64> {
    use std::io::Read;
    let file = std::fs::File::open(path).expect("the table was made");
    let length = file.metadata().expect("a length").len() / 8;
    let mut reader = std::io::BufReader::new(file);
    let mut eight = [0; 8];
    (0..length).map(|_| reader.read_exact(&mut eight).map(|()| f64::from_le_bytes(eight)).expect("a number")).collect()
}

fn table(folder: &Path) -> Mrio {
    let size = std::fs::read_to_string(folder.join("size")).expect("a size");
    let size: Vec<u32> = size.split_whitespace().map(|word| word.parse().expect("a count")).collect();
    let [regions, sectors, columns, rows] = size[..] else { panic!("four counts") };
    let n = (regions * sectors) as usize;
    let nodes = (0..regions).flat_map(|region| (0..sectors).map(move |sector| Node { region, sector })).collect();
    let each = columns / regions;
    let demand = (0..regions)
        .flat_map(|region| (0..each).map(move |category| Demand { account: Account::FinalDemand, region, category }))
        .collect();
    let lines = (0..rows).map(|label| Row { account: Account::Extension, region: NONE, label }).collect();
    let z = Dense::from_cells(n, n, numbers(&folder.join("z.f64")));
    let y = Dense::from_cells(n, columns as usize, numbers(&folder.join("y.f64")));
    let f = Dense::from_cells(n, rows as usize, numbers(&folder.join("f.f64")));
    Mrio::from_parts(nodes, z, (demand, y), (lines, f)).expect("a table").0
}

/// Ours, in a process of its own: CPU seconds, peak, and the accounts for the peer to compare with.
fn ours(folder: &Path) {
    let mrio = table(folder);
    let rows: Vec<usize> = (0..mrio.rows().len()).collect();
    // How long nobody asks whether to go on: for so long a cancelled run goes on at most.
    let told = Mutex::new((Instant::now(), Duration::ZERO));
    let watch = |_: u64, _: Option<u64>| {
        let (last, longest) = &mut *told.lock().expect("one thread");
        *longest = (*longest).max(last.elapsed());
        *last = Instant::now();
        true
    };
    let start = processor_time();
    let found = footprint(&mrio, &rows, &watch).expect("accounts");
    let spent = processor_time().saturating_sub(start);
    let peak = peak();
    for (name, matrix) in [
        ("D_pba", &found.production),
        ("D_cba", &found.consumption),
        ("D_imp", &found.imports),
        ("D_exp", &found.exports),
    ] {
        let bytes: Vec<u8> = matrix.cells().iter().flat_map(|cell| cell.to_le_bytes()).collect();
        std::fs::write(folder.join(format!("{name}.f64")), bytes).expect("room");
    }
    let mut change = vec![0.0; mrio.len()];
    change[0] = -1.0;
    let start = processor_time();
    let shock = demand_shock(&mrio, &change, 1e-10, &unwatched).expect("a shock");
    let shocked = processor_time().saturating_sub(start);
    // The floor of a round: reading every transaction once.
    let start = processor_time();
    let mut total = [0.0; 8];
    for cells in mrio.transactions().cells().chunks_exact(8) {
        total.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell);
    }
    std::hint::black_box(total);
    let read = processor_time().saturating_sub(start);
    let regions = mrio.regions().len();
    let (_, longest) = *told.lock().expect("one thread");
    println!(
        "{:.3} {peak:.0} {} {:.3} {} {:.4} {:.2}",
        spent.as_secs_f64(),
        rows.len() * (regions + 1) + regions,
        shocked.as_secs_f64(),
        shock.rounds,
        read.as_secs_f64(),
        longest.as_secs_f64()
    );
}

fn ask(command: &mut Command) -> Vec<String> {
    let command = command.env("OPENBLAS_NUM_THREADS", "1").env("RAYON_NUM_THREADS", "1");
    let output = command.output().expect("a program");
    if !output.status.success() {
        println!("{}", String::from_utf8_lossy(&output.stderr));
    }
    String::from_utf8_lossy(&output.stdout).split_whitespace().map(str::to_owned).collect()
}

fn main() {
    if let Ok(folder) = std::env::var("ACCOUNTS_CHILD") {
        return ours(Path::new(&folder));
    }
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/accounts.py");
    let sizes = std::env::var("SIZES").unwrap_or_else(|_| "10 20 50".to_owned());
    let own = std::env::var("TABLE").ok().map(PathBuf::from);
    let sizes: Vec<Option<u32>> =
        if own.is_some() { vec![None] } else { sizes.split(' ').map(|size| size.parse().ok()).collect() };
    let mut before: Option<(f64, f64)> = None;
    println!(
        "n | ours s | MB (n²·8) | pymrio s | MB | ratio | apart | OpenBLAS s | ratio | shock s, rounds, reads | unasked s | growth"
    );
    for size in sizes {
        let folder = own.clone().unwrap_or_else(|| std::env::temp_dir().join("liantu-accounts"));
        if let Some(regions) = size {
            std::fs::create_dir_all(&folder).expect("a folder");
            ask(Command::new(&python).arg(&script).args(["make", &regions.to_string(), "50"]).arg(&folder));
        }
        let child = std::env::current_exe().expect("a path");
        let ours = ask(Command::new(child).env("ACCOUNTS_CHILD", &folder));
        let floor = ask(Command::new(&python).arg(&script).arg("floor").arg(&folder).arg(&ours[2]));
        let peer = ask(Command::new(&python).arg(&script).arg("peer").arg(&folder));
        let number = |list: &[String], place: usize| -> f64 {
            list.get(place).and_then(|word| word.parse().ok()).unwrap_or(f64::NAN)
        };
        let n = std::fs::metadata(folder.join("z.f64")).map_or(f64::NAN, |file| (file.len() as f64 / 8.0).sqrt());
        let spent = number(&ours, 0);
        let growth = before.map_or(f64::NAN, |(m, s)| (spent / s).ln() / (n / m).ln());
        before = Some((n, spent));
        println!(
            "{n} | {spent} | {} ({:.0}) | {} | {} | {:.2} | {} | {} | {:.2} | {} {} {:.2} | {} | n^{growth:.2}",
            number(&ours, 1),
            8.0 * n * n / 1_048_576.0,
            number(&peer, 0),
            number(&peer, 1),
            number(&peer, 0) / spent,
            peer.get(2).map_or("", String::as_str),
            number(&floor, 0),
            spent / number(&floor, 0),
            number(&ours, 3),
            number(&ours, 4),
            number(&ours, 3) / number(&ours, 4) / number(&ours, 5),
            number(&ours, 6),
        );
    }
}
