//! `cargo bench -p liantu-simulation --bench cascade`: the systemic risk of all firms, beside the same equations in Numba where
//! `PEERS_PYTHON` names a Python that has it, one shock in large networks, and how both grow. Processor seconds of one thread.
//! `LIANTU_BENCH_ONLY=stocks` runs the days of stocks alone, beside BoARIO where that Python has it, and beside the program of
//! Inoue and Todo where `PRONET` names it.
//! `LIANTU_BENCH_NET` names a folder with edges.csv, sectors.csv and ess.csv to be used for the comparison.

#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "draws are small numbers above zero")]

use liantu_numeric::{uniform, unwatched};
use liantu_simulation::cascade::{
    Class, Dialect, Essentiality, FirmNetwork, Links, Rules, Shock, Spread, Ways, course, risk,
};
use liantu_simulation::inventory::{Curve, Day, Economy, Event, Kind, Settings, simulate};
use std::hint::black_box;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Processor seconds of this process.
fn processor_seconds() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten();
    let nanoseconds = tasks.filter_map(|task| {
        let statistics = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        statistics.split(' ').next()?.parse::<u64>().ok()
    });
    nanoseconds.sum::<u64>() as f64 / 1e9
}

fn peak_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or(0.0) / 1024.0
}

/// What comes out, and the seconds of the fastest of `runs`.
fn timed<T>(runs: u32, work: impl Fn() -> T) -> (T, f64) {
    let one = || {
        let start = processor_seconds();
        let result = black_box(work());
        (result, processor_seconds() - start)
    };
    let mut best = one();
    for _ in 1..runs {
        let next = one();
        best = (next.0, best.1.min(next.1));
    }
    best
}

/// Links by column, sectors, classes.
struct Net {
    seller: Vec<u32>,
    buyer: Vec<u32>,
    value: Vec<f64>,
    sector: Vec<u32>,
    classes: Vec<u8>,
}

const SECTORS: u32 = 50;

impl Net {
    /// Ends drawn by a Pareto fitness (exponent 1.35, cut off), ten draws a firm, no loops and no repeats; values lognormal.
    fn drawn(firms: u32, seed: u64) -> Self {
        let mut counter = 0;
        let mut draw = || {
            counter += 1;
            uniform(seed, counter)
        };
        let most = f64::from(firms).powf(0.6);
        let mut fitness = || (0..firms).map(|_| (1.0 - draw()).powf(-1.0 / 1.35).min(most)).collect::<Vec<f64>>();
        let (out, inward) = (fitness(), fitness());
        let table = |fitness: &[f64]| {
            let mut sum = 0.0;
            fitness
                .iter()
                .map(|own| {
                    sum += own;
                    sum
                })
                .collect::<Vec<f64>>()
        };
        let (by_out, by_in) = (table(&out), table(&inward));
        let pick = |table: &[f64], at: f64| {
            let wanted = at * table[table.len() - 1];
            (table.partition_point(|sum| *sum <= wanted) as u32).min(firms - 1)
        };
        let mut pairs: Vec<(u32, u32)> = (0..10 * firms)
            .map(|_| (pick(&by_out, draw()), pick(&by_in, draw())))
            .filter(|pair| pair.0 != pair.1)
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        let mut normal = || (-2.0 * (1.0 - draw()).ln()).sqrt() * (std::f64::consts::TAU * draw()).cos();
        let value = pairs
            .iter()
            .map(|pair| (1.5 * normal()).exp() * (out[pair.0 as usize] * inward[pair.1 as usize]).sqrt())
            .collect();
        let sector =
            (0..firms).map(|firm| if firm < SECTORS { firm } else { (draw() * f64::from(SECTORS)) as u32 }).collect();
        let class = |at: f64| {
            if at < 0.1 {
                0
            } else if at < 0.6 {
                1
            } else {
                2
            }
        };
        let classes = (0..SECTORS * SECTORS).map(|_| class(draw())).collect();
        let (seller, buyer) = pairs.into_iter().unzip();
        Self { seller, buyer, value, sector, classes }
    }

    fn read(folder: &Path) -> Self {
        let lines = |name: &str| -> Vec<Vec<f64>> {
            let text = std::fs::read_to_string(folder.join(name)).expect("a network");
            text.lines().map(|line| line.split(',').map(|word| word.parse().expect("numbers")).collect()).collect()
        };
        let edges = lines("edges.csv");
        Self {
            seller: edges.iter().map(|row| row[0] as u32).collect(),
            buyer: edges.iter().map(|row| row[1] as u32).collect(),
            value: edges.iter().map(|row| row[2]).collect(),
            sector: lines("sectors.csv").iter().map(|row| row[0] as u32).collect(),
            classes: lines("ess.csv").iter().flatten().map(|class| *class as u8).collect(),
        }
    }

    fn write(&self, folder: &Path) {
        let file = |name: &str| std::io::BufWriter::new(std::fs::File::create(folder.join(name)).expect("a file"));
        let mut edges = file("edges.csv");
        for ((seller, buyer), value) in self.seller.iter().zip(&self.buyer).zip(&self.value) {
            writeln!(edges, "{seller},{buyer},{value}").expect("room");
        }
        let mut sectors = file("sectors.csv");
        self.sector.iter().for_each(|sector| writeln!(sectors, "{sector}").expect("room"));
        let mut classes = file("ess.csv");
        for row in self.classes.chunks(SECTORS as usize) {
            let words: Vec<String> = row.iter().map(u8::to_string).collect();
            writeln!(classes, "{}", words.join(",")).expect("room");
        }
    }

    fn network(&self) -> FirmNetwork {
        let links = Links { seller: &self.seller, buyer: &self.buyer, value: &self.value };
        FirmNetwork::new(self.sector.clone(), links, &[]).expect("a network")
    }

    fn essentiality(&self) -> Essentiality {
        let sectors = self.classes.len().isqrt();
        Essentiality::new(sectors as u32, Class::NonEssential, |one, two| {
            match self.classes[one as usize * sectors + two as usize] {
                0 => Class::Negligible,
                1 => Class::NonEssential,
                _ => Class::Essential,
            }
        })
    }
}

/// What a script says of the files that `write` leaves in a folder: names and numbers.
fn peers(script: &str, argument: &str, write: impl Fn(&Path)) -> Vec<(String, f64)> {
    let Ok(python) = std::env::var("PEERS_PYTHON") else { return Vec::new() };
    let folder = std::env::temp_dir().join(format!("liantu-cascade-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    write(&folder);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches").join(script);
    let told = Command::new(python)
        .args([script.as_os_str(), folder.as_os_str(), argument.as_ref()])
        .env("OPENBLAS_NUM_THREADS", "1")
        .output()
        .expect("a Python that starts");
    eprint!("{}", String::from_utf8_lossy(&told.stderr));
    let _ = std::fs::remove_dir_all(&folder);
    String::from_utf8_lossy(&told.stdout)
        .lines()
        .filter_map(|line| {
            line.rsplit_once(' ').and_then(|(name, number)| Some((name.to_owned(), number.parse().ok()?)))
        })
        .collect()
}

fn main() {
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().expect("one thread");
    if std::env::var("LIANTU_BENCH_ONLY").is_ok_and(|part| part == "stocks") {
        return stocks();
    }
    let rules = Rules::of(Dialect::FastCascade, 0.01);
    let net = std::env::var_os("LIANTU_BENCH_NET")
        .map_or_else(|| Net::drawn(10_000, 42), |folder| Net::read(&PathBuf::from(folder)));
    let (network, essentiality) = (net.network(), net.essentiality());
    let firms: Vec<u32> = (0..network.firms() as u32).collect();
    println!("systemic risk of all of {} firms, {} links, epsilon 0.01", firms.len(), network.links());
    let (tolls, ours) = timed(3, || {
        let ways = Ways::new(&network, &essentiality, rules);
        risk::systemic_risk(&ways, network.sales(), &firms, &unwatched).unwrap().0
    });
    let rounds: f64 = tolls.iter().map(|toll| f64::from(toll.rounds)).sum();
    println!(
        "  ours {ours:.3} s, sum {:.12}, rounds {rounds}, peak {:.0} MB",
        tolls.iter().map(|toll| toll.all).sum::<f64>(),
        peak_megabytes()
    );
    for (name, number) in peers("cascade.py", "0.01", |folder| net.write(folder)) {
        println!(
            "  {name} {number}{}",
            if name == "numba" { format!(", ratio {:.2}", number / ours) } else { String::new() }
        );
    }
    println!(
        "growth: firms, links, build s, ways s, one shock (largest firm) s, its course s, all firms s (or a sample, scaled), peak MB"
    );
    let sizes = std::env::var("LIANTU_BENCH_SIZES").unwrap_or_else(|_| "1000,10000,100000,1000000".to_owned());
    for size in sizes.split(',').filter_map(|size| size.parse::<u32>().ok()) {
        let net = Net::drawn(size, 42);
        let (network, build) = timed(1, || net.network());
        let essentiality = net.essentiality();
        let (ways, prepare) = timed(1, || Ways::new(&network, &essentiality, rules));
        let largest = (0..size)
            .max_by(|&one, &two| network.sales()[one as usize].total_cmp(&network.sales()[two as usize]))
            .unwrap_or(0);
        let shock = [Shock::both(largest, 1.0)];
        let mut spread = Spread::new(&ways);
        let start = processor_seconds();
        let toll = spread.run(&shock, network.sales());
        let one = processor_seconds() - start;
        let (told, trace) =
            timed(1, || course::course(&ways, None, &shock, network.sales(), 0.001, &unwatched).unwrap());
        let sample: Vec<u32> = (0..size).step_by((size as usize / 2_000).max(1)).collect();
        let (_, all) = timed(1, || risk::systemic_risk(&ways, network.sales(), &sample, &unwatched).unwrap());
        println!(
            "  {size:>8} {:>9} {build:>7.3} {prepare:>7.3} {one:>7.3} ({} rounds, {} touched) {trace:>7.3} ({} hits) {:>9.1} {:>6.0}",
            network.links(),
            toll.rounds,
            spread.touched().len(),
            told.hits.len(),
            all * f64::from(size) / sample.len() as f64,
            peak_megabytes()
        );
    }
    stocks();
}

/// Stocks day by day, for industries of regions and for firms.
fn stocks() {
    println!("stocks day by day, industries of regions buying of all: producers, days, s, ms a day");
    for (producers, days) in [(500u32, 365), (2_500, 20)] {
        let pairs = u64::from(producers).pow(2);
        let of = |pair: u64| ((pair / u64::from(producers)) as u32, (pair % u64::from(producers)) as u32);
        let (seller, buyer): (Vec<u32>, Vec<u32>) = (0..pairs).map(of).unzip();
        let value: Vec<f64> = (0..pairs).map(|pair| uniform(3, pair)).collect();
        let demand = vec![f64::from(producers); producers as usize];
        let sector = (0..producers).map(|producer| producer % SECTORS).collect();
        let links = Links { seller: &seller, buyer: &buyer, value: &value };
        let economy = Economy::new(&FirmNetwork::new(sector, links, &demand).expect("a network"), 365.0);
        let parts = (0..SECTORS).map(|producer| (producer, 0.3)).collect();
        let event = Event { day: 5, duration: 10, kind: Kind::Capacity { parts, curve: Curve::Linear, tau: 90.0 } };
        let events = [event];
        let (lost, taken) = timed(3, || {
            let (mut rest, mut lost) = (0.0, 0.0);
            let watch = |day: Day<'_>| {
                let made: f64 = day.production.iter().sum();
                rest = if day.day == 0 { made } else { rest };
                lost += (rest - made) / rest;
                Ok(())
            };
            simulate(&economy, &Settings::default(), &events, days, watch).unwrap();
            lost
        });
        let each = |seconds: f64| seconds / days as f64 * 1e3;
        println!("  {producers:>6} {days:>4} {taken:>7.3} {:>7.3}, lost {lost:.6} days", each(taken));
        let bytes = |list: &[f64]| list.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
        let told = peers("stocks.py", &days.to_string(), |folder| {
            std::fs::write(folder.join("z.f64"), bytes(&value)).expect("room");
            std::fs::write(folder.join("y.f64"), bytes(&demand)).expect("room");
        });
        for (name, number) in told {
            match name.as_str() {
                "boario" => println!("    {name} {:.1} ms a day, ratio {:.1}", each(number), number / taken),
                _ => println!("    {name} {number:.6}"),
            }
        }
    }
    println!("stocks day by day, firms of the network above: firms, links, days, s, ms a day");
    for firms in [1_000, 10_000] {
        let net = Net::drawn(firms, 42);
        let links = Links { seller: &net.seller, buyer: &net.buyer, value: &net.value };
        let demand = vec![10.0; firms as usize];
        let network = FirmNetwork::new(net.sector.clone(), links, &demand).expect("a network");
        let economy = Economy::new(&network, 365.0);
        let parts = (0..firms / SECTORS).map(|firm| (firm * SECTORS, 0.3)).collect();
        let event = Event { day: 5, duration: 10, kind: Kind::Capacity { parts, curve: Curve::Linear, tau: 90.0 } };
        let (events, days) = ([event], 365);
        let ((), taken) = timed(3, || simulate(&economy, &Settings::default(), &events, days, |_| Ok(())).unwrap());
        println!("  {firms:>6} {:>7} {days} {taken:>7.3} {:>7.2}", network.links(), taken / days as f64 * 1e3);
        for (name, number) in peers("firms.py", &days.to_string(), |folder| net.write(folder)) {
            println!("    {name} {:.2} ms a day, ratio {:.1}", number / days as f64 * 1e3, number / taken);
        }
    }
}
