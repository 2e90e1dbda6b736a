//! Runs every case under `tests/golden/<method>/<case>/`: `case.toml` (source, peer, tolerance, parameters), `input.csv`
//! and `expected.csv`. An empty expected value means that the result is undefined.

use liantu_structure::location_quotient::{Reference, location_quotient};
use liantu_structure::specialisation::{krugman_pairs, specialisation};
use liantu_structure::structural_similarity::{Measure, structural_similarity};
use liantu_structure::{Absent, Cells, Duplicates, METHODS, Pairs, Panel, Shape};
use std::collections::BTreeMap;
use std::path::Path;

/// The methods whose cases this file runs: those on the panel of one indicator.
const ON_PANELS: [&str; 3] = ["location_quotient", "structural_similarity", "specialisation"];

type Results = BTreeMap<(Vec<String>, &'static str), Option<f64>>;

struct Case {
    settings: toml::Table,
    ids: [Vec<String>; 3],
    columns: [Vec<u32>; 3],
    value: Vec<f64>,
}

impl Case {
    fn read(folder: &Path) -> Self {
        let settings: toml::Table = std::fs::read_to_string(folder.join("case.toml")).unwrap().parse().unwrap();
        for key in ["title", "source", "peer", "tolerance"] {
            assert!(settings.contains_key(key), "{}: case.toml lacks {key}", folder.display());
        }
        let (mut ids, mut columns, mut value) = ([vec![], vec![], vec![]], [vec![], vec![], vec![]], vec![]);
        for row in table(&folder.join("input.csv")) {
            for side in 0..3 {
                let place = ids[side].iter().position(|id| *id == row[side].1).unwrap_or_else(|| {
                    ids[side].push(row[side].1.clone());
                    ids[side].len() - 1
                });
                columns[side].push(u32::try_from(place).unwrap());
            }
            value.push(if row[3].1.is_empty() { f64::NAN } else { row[3].1.parse().unwrap() });
        }
        Self { settings, ids, columns, value }
    }

    fn panel(&self) -> Panel<'_> {
        let [period, region, industry] = &self.columns;
        let count = |side: usize| u32::try_from(self.ids[side].len()).unwrap();
        let shape = Shape { periods: count(0), regions: count(1), industries: count(2) };
        let cells = Cells { region, industry, period, value: &self.value, validity: None };
        Panel::new(cells, shape, Duplicates::Refuse).unwrap().0
    }

    fn word(&self, key: &str) -> &str {
        self.settings.get(key).and_then(toml::Value::as_str).unwrap_or_default()
    }

    fn number(&self, key: &str) -> Option<f64> {
        self.settings.get(key).and_then(toml::Value::as_float)
    }

    fn label(&self, side: usize, id: u32) -> String {
        self.ids[side][id as usize].clone()
    }

    fn reference(&self) -> Reference {
        match self.word("reference") {
            "total" => Reference::Total,
            "rest" => Reference::Rest,
            "region" => {
                let place = self.ids[1].iter().position(|id| id == self.word("reference_region")).unwrap();
                Reference::Region(u32::try_from(place).unwrap())
            }
            other => panic!("no reference {other}"),
        }
    }

    /// Results by the labels of their keys, pairs in either order.
    fn run(&self, method: &str) -> Results {
        let panel = self.panel();
        let mut results = Results::new();
        match method {
            "location_quotient" => {
                let result = location_quotient(&panel, self.reference());
                for (n, quotient) in result.quotient.iter().enumerate() {
                    let key = [(0, panel.period()[n]), (1, panel.region()[n]), (2, panel.industry()[n])];
                    let key = key.iter().map(|&(side, id)| self.label(side, id)).collect();
                    results.insert((key, "location_quotient"), quotient);
                }
            }
            "structural_similarity" => {
                let measure = match self.word("measure") {
                    "overlap" => Measure::Overlap,
                    "correlation" => Measure::Correlation,
                    _ => Measure::Cosine,
                };
                self.insert_pairs(&mut results, &structural_similarity(&panel, measure, Absent::Zero), "similarity");
            }
            "specialisation" if self.word("reference") == "pair" => {
                self.insert_pairs(&mut results, &krugman_pairs(&panel, Absent::Zero), "krugman");
            }
            "specialisation" => {
                let result = specialisation(&panel, self.reference(), Absent::Zero);
                for n in 0..result.region.len() {
                    let key = vec![self.label(0, result.period[n]), self.label(1, result.region[n])];
                    results.insert((key.clone(), "krugman"), result.krugman.get(n));
                    results.insert((key, "herfindahl"), result.herfindahl.get(n));
                }
            }
            other => panic!("no method {other}"),
        }
        results
    }

    fn insert_pairs(&self, results: &mut Results, pairs: &Pairs, name: &'static str) {
        for n in 0..pairs.region.len() {
            let period = self.label(0, pairs.period[n]);
            let (one, two) = (self.label(1, pairs.region[n]), self.label(1, pairs.partner[n]));
            results.insert((vec![period.clone(), one.clone(), two.clone()], name), pairs.value.get(n));
            results.insert((vec![period, two, one], name), pairs.value.get(n));
        }
    }
}

/// The rows of a plain CSV file as (header, field).
fn table(path: &Path) -> Vec<Vec<(String, String)>> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines.map(|line| header.iter().map(|h| (*h).to_owned()).zip(line.split(',').map(str::to_owned)).collect()).collect()
}

#[test]
fn golden_cases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for method in METHODS.iter().filter(|method| ON_PANELS.contains(&method.id)) {
        let mut cases = 0;
        for folder in std::fs::read_dir(root.join(method.id)).unwrap().map(|entry| entry.unwrap().path()) {
            let case = Case::read(&folder);
            let (results, tolerance) = (case.run(method.id), case.number("tolerance").unwrap());
            let mut listed = Vec::new();
            for row in table(&folder.join("expected.csv")) {
                let keys: Vec<String> =
                    row.iter().filter(|(name, _)| KEYS.contains(&name.as_str())).map(|(_, key)| key.clone()).collect();
                for (name, expected) in row.iter().filter(|(name, _)| !KEYS.contains(&name.as_str())) {
                    let ((_, column), found) = results
                        .iter()
                        .find(|((key, column), _)| *key == keys && column == name)
                        .unwrap_or_else(|| panic!("{}: no {name} of {keys:?}", folder.display()));
                    let fits = match (expected.as_str(), found) {
                        ("", found) => found.is_none(),
                        (expected, Some(found)) => (expected.parse::<f64>().unwrap() - found).abs() <= tolerance,
                        _ => false,
                    };
                    assert!(fits, "{}: {column} of {keys:?}: {found:?}, expected {expected:?}", folder.display());
                    listed.push(keys.clone());
                }
            }
            if let Some(bound) = case.number("complete_above") {
                for ((keys, _), found) in results {
                    assert!(
                        found.is_none_or(|found| found <= bound) || listed.contains(&keys),
                        "{}: {keys:?} is above {bound} but not listed",
                        folder.display()
                    );
                }
            }
            cases += 1;
        }
        assert!(cases > 0, "{} has no golden case", method.id);
    }
}

const KEYS: [&str; 4] = ["period", "region", "partner", "industry"];
