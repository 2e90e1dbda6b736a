//! Cases of the methods on graphs: `tests/golden/<method>/<case>/` with `case.toml` (title, source, peer, tolerance, nodes,
//! settings), `links.csv` and `expected.csv`, one row for each row of the result, in order. An empty cell is null.

#![allow(dead_code, reason = "each test file uses its part")]

use liantu_model::{Layer, LayerSet};
use liantu_network::method::communities::Search;
use liantu_network::{Direction, Filter, LinkRow, Network, Objective, Reading, Weight};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub type Row = BTreeMap<String, String>;

/// A case.
pub struct Case {
    pub path: PathBuf,
    pub settings: toml::Table,
    pub nodes: Vec<String>,
    pub network: Network,
}

fn table(path: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines.map(|line| header.iter().map(|h| (*h).to_owned()).zip(line.split(',').map(str::to_owned)).collect()).collect()
}

pub fn row(cells: &[(&str, String)]) -> Row {
    cells.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

impl Case {
    pub fn all(method: &str) -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(method);
        let mut paths: Vec<PathBuf> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths.into_iter().map(Self::read).collect()
    }

    fn read(path: PathBuf) -> Self {
        let settings: toml::Table = std::fs::read_to_string(path.join("case.toml")).unwrap().parse().unwrap();
        for key in ["title", "source", "peer", "tolerance", "nodes"] {
            assert!(settings.contains_key(key), "{}: case.toml lacks {key}", path.display());
        }
        let nodes: Vec<String> =
            settings["nodes"].as_array().unwrap().iter().map(|node| node.as_str().unwrap().to_owned()).collect();
        let place = |word: &String| u32::try_from(nodes.iter().position(|node| node == word).unwrap()).unwrap();
        let rows: Vec<LinkRow> = table(&path.join("links.csv"))
            .iter()
            .map(|row| LinkRow {
                weight: row.get("weight").and_then(|weight| weight.parse().ok()),
                direction: row.get("direction").map_or(Direction::Forward, |word| Direction::parse(word).unwrap()),
                ..LinkRow::new(place(&row["from"]), place(&row["to"]), Layer::parse(&row["layer"]).unwrap())
            })
            .collect();
        let network = Network::build(u32::try_from(nodes.len()).unwrap(), &rows).unwrap().network;
        Self { path, settings, nodes, network }
    }

    pub fn number(&self, key: &str) -> Option<f64> {
        self.settings.get(key).and_then(|value| value.as_float().or(value.as_integer().map(|whole| whole as f64)))
    }

    pub fn word(&self, key: &str) -> Option<&str> {
        self.settings.get(key).and_then(toml::Value::as_str)
    }

    fn is(&self, key: &str) -> bool {
        self.settings.get(key).and_then(toml::Value::as_bool) == Some(true)
    }

    pub fn filter(&self) -> Filter {
        let layers = self.word("layers").map_or(LayerSet::ALL, |layers| LayerSet::parse(layers).unwrap());
        Filter { layers, ..Filter::default() }
    }

    pub fn reading(&self) -> Reading {
        let weight = self.word("weight").map_or(Weight::Distinct, |word| Weight::parse(word).unwrap());
        Reading { directed: self.is("directed"), weight }
    }

    pub fn search(&self) -> Search {
        Search {
            reading: self.reading(),
            objective: if self.word("objective") == Some("cpm") { Objective::Potts } else { Objective::Modularity },
            resolution: self.number("resolution").unwrap_or(1.0),
            importance: Layer::ALL.map(|layer| {
                let weight = self.settings.get("importance").and_then(|table| table.get(layer.code()));
                weight.and_then(toml::Value::as_float).unwrap_or(1.0)
            }),
            ..Search::default()
        }
    }

    /// Each expected row is the result row in its place.
    pub fn check(&self, found: &[Row]) {
        let expected = table(&self.path.join("expected.csv"));
        assert_eq!(expected.len(), found.len(), "{}", self.path.display());
        let tolerance = self.number("tolerance").unwrap();
        for (n, (expected, found)) in expected.iter().zip(found).enumerate() {
            for (name, value) in expected {
                let same = match (value.parse::<f64>(), found[name].parse::<f64>()) {
                    (Ok(one), Ok(two)) => (one - two).abs() <= tolerance * one.abs().max(1.0),
                    _ => *value == found[name],
                };
                assert!(same, "{} row {n}: {name} is {}, expected {value}", self.path.display(), found[name]);
            }
        }
    }
}

/// A number or nothing.
pub fn show<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
