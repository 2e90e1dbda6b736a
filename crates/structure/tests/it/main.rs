//! Leads between regions, and whatever else needs no harness of its own.

#![allow(clippy::float_cmp, reason = "bits are the contract here")]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "draws are small numbers above zero")]

mod allocation;
mod checklists;
mod clusters;
mod kernel;
mod lead_lag;
mod plant_clusters;
mod synergy;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A row of a plain CSV file by header.
type Row = BTreeMap<String, String>;

/// A case under `tests/golden/<method>/<case>/`: `case.toml`, `input.csv`, `expected.csv`.
struct Case {
    folder: PathBuf,
    toml: toml::Table,
}

impl Case {
    fn all(method: &str) -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(method);
        let folders = std::fs::read_dir(&root).unwrap_or_else(|_| panic!("{method} has no golden case"));
        folders
            .map(|entry| {
                let folder = entry.unwrap().path();
                let toml: toml::Table = std::fs::read_to_string(folder.join("case.toml")).unwrap().parse().unwrap();
                for key in ["title", "source", "peer", "tolerance"] {
                    assert!(toml.contains_key(key), "{}: case.toml lacks {key}", folder.display());
                }
                Self { folder, toml }
            })
            .collect()
    }

    fn word(&self, key: &str) -> &str {
        self.toml.get(key).and_then(toml::Value::as_str).unwrap_or_default()
    }

    fn whole(&self, key: &str) -> usize {
        usize::try_from(self.toml[key].as_integer().unwrap()).unwrap()
    }

    fn table(&self, name: &str) -> Vec<Row> {
        let path = self.folder.join(name);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut lines = text.lines();
        let header: Vec<&str> = lines.next().unwrap().split(',').collect();
        lines
            .map(|line| header.iter().map(|h| (*h).to_owned()).zip(line.split(',').map(str::to_owned)).collect())
            .collect()
    }

    /// Compares rows in order with `expected.csv`; `found` gives a cell, `None` for null.
    fn check(&self, rows: usize, found: impl Fn(usize, &str) -> Option<String>) {
        self.check_against("expected.csv", rows, found);
    }

    /// The same with another table.
    fn check_against(&self, table: &str, rows: usize, found: impl Fn(usize, &str) -> Option<String>) {
        let tolerance = self.toml["tolerance"].as_float().unwrap();
        let expected = self.table(table);
        assert_eq!(expected.len(), rows, "{}", self.folder.display());
        for (n, row) in expected.iter().enumerate() {
            for (name, value) in row {
                let own = found(n, name).unwrap_or_default();
                let near = match (value.parse::<f64>(), own.parse::<f64>()) {
                    (Ok(one), Ok(two)) => (one - two).abs() <= tolerance * one.abs().max(1.0),
                    _ => *value == own,
                };
                assert!(near, "{}: row {n}, {name}: expected {value}, found {own}", self.folder.display());
            }
        }
    }
}

/// Runs on so many threads.
fn in_pool<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}
