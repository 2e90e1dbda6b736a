//! Cases under `tests/golden/<method>/<case>/`: `case.toml` (title, source, peer, tolerance, nodes, settings), `links.csv` and
//! `expected.csv`. Every expected row must be among the results; an empty cell means null.

use liantu_model::Layer;
use liantu_network::{LinkRow, METHODS, Network};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub type Row = BTreeMap<&'static str, String>;

pub fn show<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

pub struct Case {
    folder: PathBuf,
    pub settings: toml::Table,
    pub nodes: Vec<String>,
    pub network: Network,
}

impl Case {
    fn read(folder: PathBuf) -> Self {
        let settings: toml::Table = std::fs::read_to_string(folder.join("case.toml")).unwrap().parse().unwrap();
        for key in ["title", "source", "peer", "tolerance", "nodes"] {
            assert!(settings.contains_key(key), "{}: case.toml lacks {key}", folder.display());
        }
        let nodes: Vec<String> =
            settings["nodes"].as_array().unwrap().iter().map(|node| node.as_str().unwrap().to_owned()).collect();
        let node = |word: &str| u32::try_from(nodes.iter().position(|node| node == word).unwrap()).unwrap();
        let links: Vec<LinkRow> = table(&folder.join("links.csv"))
            .iter()
            .map(|link| LinkRow {
                weight: Some(link["weight"].as_str()).filter(|word| !word.is_empty()).map(|word| word.parse().unwrap()),
                ..LinkRow::new(node(&link["from"]), node(&link["to"]), Layer::parse(&link["layer"]).unwrap())
            })
            .collect();
        let network = Network::build(u32::try_from(nodes.len()).unwrap(), &links).unwrap().network;
        Self { folder, settings, nodes, network }
    }

    pub fn word(&self, key: &str) -> &str {
        self.settings.get(key).and_then(toml::Value::as_str).unwrap_or_default()
    }

    /// Another table of the case.
    pub fn table(&self, name: &str) -> Vec<BTreeMap<String, String>> {
        table(&self.folder.join(name))
    }
}

/// The rows of a plain CSV file by header.
fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines.map(|line| header.iter().map(|h| (*h).to_owned()).zip(line.split(',').map(str::to_owned)).collect()).collect()
}

fn fits(expected: &str, found: &str, tolerance: f64) -> bool {
    match (expected.parse::<f64>(), found.parse::<f64>()) {
        (Ok(expected), Ok(found)) => (expected - found).abs() <= tolerance * expected.abs().max(1.0),
        _ => expected == found,
    }
}

/// Runs every case of a method.
pub fn check(method: &str, run: impl Fn(&Case) -> Vec<Row>) {
    let declared = METHODS.iter().find(|one| one.id == method).unwrap_or_else(|| panic!("no method {method}"));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(method);
    let folders = std::fs::read_dir(root).unwrap_or_else(|_| panic!("{method} has no golden case"));
    for folder in folders.map(|entry| entry.unwrap().path()) {
        let case = Case::read(folder);
        let (results, tolerance) = (run(&case), case.settings["tolerance"].as_float().unwrap());
        for row in &case.table("expected.csv") {
            let columns = declared.outputs.iter().map(|column| column.name);
            assert!(row.keys().all(|name| columns.clone().any(|column| column == name)), "{method}: {row:?}");
            let found = results.iter().any(|result| {
                row.iter().all(|(name, value)| {
                    let found = result.get(name.as_str()).unwrap_or_else(|| panic!("{method}: no column {name}"));
                    fits(value, found, tolerance)
                })
            });
            assert!(found, "{}: expected {row:?}, found {results:#?}", case.folder.display());
        }
    }
}
