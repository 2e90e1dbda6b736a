//! Runs the cases of the methods of complexity under `tests/golden/<method>/<case>/`: `case.toml` (source, peer, tolerance,
//! parameters, and in `input` the case whose `input.csv` it shares) and `expected.csv`. An empty expected value means that the
//! result is undefined. Only the columns and rows listed are compared, except that the rows of a period are complete.

use liantu_structure::complexity::complementarity::complementarity;
use liantu_structure::complexity::density::{Nearness, relatedness_density};
use liantu_structure::complexity::fitness::{Iteration, fitness};
use liantu_structure::complexity::index::{Scale, Variant, Way, economic_complexity};
use liantu_structure::complexity::relatedness::{Between, Counts, Formula, relatedness};
use liantu_structure::complexity::sophistication::{Incomes, sophistication};
use liantu_structure::complexity::transition::transitions;
use liantu_structure::complexity::{Measure, Rule};
use liantu_structure::{Cells, Duplicates, Panel, Shape};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Columns that say which row it is.
const KEYS: [&str; 7] = ["previous", "period", "region", "partner", "industry", "one", "other"];
type Results = BTreeMap<(Vec<String>, &'static str), f64>;
type Row = Vec<(String, String)>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// The rows of a plain CSV file as (header, field).
fn rows(path: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let text = text.replace('"', "");
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines.map(|line| header.iter().map(|h| (*h).to_owned()).zip(line.split(',').map(str::to_owned)).collect()).collect()
}

struct Case {
    settings: toml::Table,
    /// Labels of periods, regions and industries, sorted.
    labels: [Vec<String>; 3],
    columns: [Vec<u32>; 3],
    value: Vec<f64>,
    folder: PathBuf,
}

impl Case {
    fn read(folder: &Path) -> Self {
        let settings: toml::Table = std::fs::read_to_string(folder.join("case.toml")).unwrap().parse().unwrap();
        for key in ["title", "source", "peer", "tolerance"] {
            assert!(settings.contains_key(key), "{}: case.toml lacks {key}", folder.display());
        }
        let input = settings.get("input").and_then(toml::Value::as_str).map_or(folder.to_owned(), |of| root().join(of));
        let table: Vec<[String; 4]> = rows(&input.join("input.csv"))
            .into_iter()
            .map(|row| ["period", "region", "industry", "value"].map(|name| field(&row, name).to_owned()))
            .collect();
        Self::new(settings, &table, folder)
    }

    fn new(settings: toml::Table, table: &[[String; 4]], folder: &Path) -> Self {
        let mut labels: [Vec<String>; 3] =
            std::array::from_fn(|side| table.iter().map(|row| row[side].clone()).collect());
        for labels in &mut labels {
            labels.sort();
            labels.dedup();
        }
        let columns = std::array::from_fn(|side| {
            table.iter().map(|row| u32::try_from(labels[side].binary_search(&row[side]).unwrap()).unwrap()).collect()
        });
        let value = table.iter().map(|row| row[3].parse().unwrap_or(f64::NAN)).collect();
        Self { settings, labels, columns, value, folder: folder.to_owned() }
    }

    fn panel(&self) -> Panel<'_> {
        let [period, region, industry] = &self.columns;
        let count = |side: usize| u32::try_from(self.labels[side].len()).unwrap();
        let shape = Shape { periods: count(0), regions: count(1), industries: count(2) };
        let cells = Cells { region, industry, period, value: &self.value, validity: None };
        let panel = Panel::new(cells, shape, Duplicates::Refuse).unwrap().0;
        let path = self.folder.join("heads.csv");
        if !path.exists() {
            return panel;
        }
        let mut heads = vec![f64::NAN; (shape.periods * shape.regions) as usize];
        for row in rows(&path) {
            let place =
                |side: usize, name: &str| self.labels[side].binary_search(&field(&row, name).to_owned()).unwrap();
            heads[place(0, "period") * shape.regions as usize + place(1, "region")] =
                field(&row, "heads").parse().unwrap();
        }
        panel.with_heads(heads)
    }

    fn word(&self, key: &str) -> &str {
        self.settings.get(key).and_then(toml::Value::as_str).unwrap_or_default()
    }

    fn flag(&self, key: &str) -> bool {
        self.settings.get(key).and_then(toml::Value::as_bool).unwrap_or_default()
    }

    fn number(&self, key: &str) -> Option<u32> {
        self.settings.get(key).and_then(toml::Value::as_integer).map(|number| u32::try_from(number).unwrap())
    }

    fn rule(&self) -> Rule {
        let measure = match self.word("presence") {
            "value" => Measure::Value,
            "per_head" => Measure::PerHead,
            _ => Measure::Quotient,
        };
        Rule { measure, strict: self.flag("strict"), ..Rule::default() }
    }

    fn formula(&self) -> Formula {
        match self.word("relatedness") {
            "association" => Formula::Association,
            "probability" => Formula::Probability,
            "cosine" => Formula::Cosine,
            "jaccard" => Formula::Jaccard,
            "correlation" => Formula::Correlation,
            _ => Formula::Proximity,
        }
    }

    fn nearness(&self) -> Nearness {
        Nearness {
            formula: self.formula(),
            without_itself: self.flag("without_itself"),
            neighbours: self.number("neighbours").unwrap_or_default() as usize,
        }
    }

    fn variant(&self) -> Variant {
        let scale = match self.word("scale") {
            "sum" => Scale::Sum,
            "range" => Scale::Range,
            _ => Scale::Standard { sample: self.flag("sample"), own: self.flag("own") },
        };
        Variant { way: self.number("order").map_or(Way::Eigenvector, Way::Reflections), scale, ..Variant::default() }
    }

    fn label(&self, side: usize, id: u32) -> String {
        self.labels[side][id as usize].clone()
    }

    fn run(&self, method: &str) -> Results {
        let panel = self.panel();
        let mut results = Results::new();
        let mut put = |key: &[(usize, Option<u32>)], name, value: Option<f64>| {
            let key = key.iter().map(|&(side, id)| id.map_or(String::new(), |id| self.label(side, id))).collect();
            results.insert((key, name), value.unwrap_or(f64::NAN));
        };
        match method {
            "economic_complexity" => {
                let result = economic_complexity(&panel, self.rule(), self.variant());
                for (side, of_regions) in [(&result.regions, true), (&result.industries, false)] {
                    for n in 0..side.id.len() {
                        let id = Some(side.id[n]);
                        let key = [
                            (0, Some(side.period[n])),
                            (1, id.filter(|_| of_regions)),
                            (2, id.filter(|_| !of_regions)),
                        ];
                        put(&key, "links", Some(side.links[n].into()));
                        put(&key, "neighbours", side.neighbours.get(n));
                        put(&key, "complexity", side.complexity.get(n));
                        put(&key, "second_eigenvalue", side.second.get(n));
                        put(&key, "gap", side.gap.get(n));
                    }
                }
            }
            "fitness" => {
                let iteration = Iteration { steps: self.number("steps").unwrap(), tolerance: 0.0, extremality: 1.0 };
                let result = fitness(&panel, self.rule(), iteration);
                for (side, of_regions) in [(&result.regions, true), (&result.industries, false)] {
                    for n in 0..side.id.len() {
                        let id = Some(side.id[n]);
                        let key = [
                            (0, Some(side.period[n])),
                            (1, id.filter(|_| of_regions)),
                            (2, id.filter(|_| !of_regions)),
                        ];
                        put(&key, "fitness", side.fitness.get(n));
                    }
                }
            }
            "sophistication" => {
                let income = rows(&self.folder.join("income.csv"));
                let id = |side: usize, row: &Row, name| {
                    u32::try_from(self.labels[side].iter().position(|label| label == field(row, name)).unwrap())
                        .unwrap()
                };
                let region: Vec<u32> = income.iter().map(|row| id(1, row, "region")).collect();
                let period: Vec<u32> = income.iter().map(|row| id(0, row, "period")).collect();
                let value: Vec<f64> =
                    income.iter().map(|row| field(row, "income").parse().unwrap_or(f64::NAN)).collect();
                let result = sophistication(&panel, Incomes { region: &region, period: &period, value: &value });
                for (side, of_regions) in [(&result.regions, true), (&result.industries, false)] {
                    for n in 0..side.id.len() {
                        let id = Some(side.id[n]);
                        let key = [
                            (0, Some(side.period[n])),
                            (1, id.filter(|_| of_regions)),
                            (2, id.filter(|_| !of_regions)),
                        ];
                        put(&key, "sophistication", side.sophistication.get(n));
                    }
                }
            }
            "relatedness" => {
                let result = relatedness(&panel, self.rule(), Between::Industries, self.formula(), Counts::Presence, 0);
                for n in 0..result.one.len() {
                    let key = [(0, Some(result.period[n])), (2, Some(result.one[n])), (2, Some(result.other[n]))];
                    put(&key, "co_occurrence", Some(result.together[n]));
                    put(&key, "relatedness", result.relatedness.get(n));
                }
            }
            "relatedness_density" => {
                let (results, _) = relatedness_density(&panel, self.rule(), self.variant(), self.nearness());
                for result in results {
                    let presence = &result.presence;
                    for (row, &region) in presence.regions.iter().enumerate() {
                        for (column, &industry) in presence.industries.iter().enumerate() {
                            let key = [(0, Some(presence.period)), (1, Some(region)), (2, Some(industry))];
                            let cell = row * presence.industries.len() + column;
                            put(&key, "measure", presence.measure(row, column));
                            put(&key, "present", presence.is_present(row, column).map(|is| f64::from(u8::from(is))));
                            put(&key, "density", Some(result.density[cell]));
                            put(&key, "outlook_gain", Some(result.gain[cell]));
                            put(&key, "region_complexity", Some(result.of_regions[row]));
                            put(&key, "industry_complexity", Some(result.of_industries[column]));
                            put(&key, "outlook", Some(result.outlook[row]));
                        }
                    }
                }
            }
            "complementarity" => {
                let result =
                    complementarity(&panel, self.rule(), Nearness { without_itself: true, ..self.nearness() }, 0);
                let names =
                    ["complementarity", "relatedness", "related_complementarity", "added_density", "similarity"];
                for n in 0..result.region.len() {
                    let key = [(0, Some(result.period[n])), (1, Some(result.region[n])), (1, Some(result.partner[n]))];
                    put(&key, "offered", Some(result.offered[n].into()));
                    for (name, column) in names.into_iter().zip(&result.numbers) {
                        put(&key, name, column.get(n));
                    }
                }
            }
            "diversification" => {
                let result = transitions(&panel, self.rule(), self.nearness(), 1, true);
                for n in 0..result.region.len() {
                    let key = [
                        (0, Some(result.previous[n])),
                        (0, Some(result.period[n])),
                        (1, Some(result.region[n])),
                        (2, Some(result.industry[n])),
                    ];
                    put(&key, "entry", result.entry[n].map(|entry| f64::from(u8::from(entry))));
                    put(&key, "exit", result.exit[n].map(|exit| f64::from(u8::from(exit))));
                    put(&key, "growth", result.growth.get(n));
                    put(&key, "density", result.density.get(n));
                    put(&key, "industry_complexity", result.complexity.get(n));
                }
            }
            other => panic!("no method {other}"),
        }
        results
    }

    /// Compares the results with `expected.csv`; gives the largest deviation by the tolerance.
    fn compare(&self, results: &Results, only: &[&str]) {
        let tolerance = self.settings["tolerance"].as_float().unwrap();
        let mut compared = 0;
        for row in rows(&self.folder.join("expected.csv")) {
            let keys: Vec<String> =
                row.iter().filter(|(name, _)| KEYS.contains(&name.as_str())).map(|(_, key)| key.clone()).collect();
            for (name, expected) in row.iter().filter(|(name, _)| !KEYS.contains(&name.as_str())) {
                if !only.is_empty() && !only.contains(&name.as_str()) {
                    continue;
                }
                let ((_, column), &found) = results
                    .iter()
                    .find(|((key, column), _)| column == name && *key == keys)
                    .unwrap_or_else(|| panic!("{}: no {name} of {keys:?}", self.folder.display()));
                let fits = if expected.is_empty() {
                    found.is_nan()
                } else {
                    let expected: f64 = expected.parse().unwrap();
                    (expected - found).abs() <= tolerance * expected.abs().max(1.0)
                };
                assert!(fits, "{}: {column} of {keys:?}: {found:?}, expected {expected:?}", self.folder.display());
                compared += 1;
            }
        }
        assert!(compared > 0, "{}: nothing compared", self.folder.display());
    }
}

fn field<'a>(row: &'a Row, name: &str) -> &'a str {
    &row.iter().find(|(header, _)| header == name).unwrap_or_else(|| panic!("no column {name}")).1
}

#[test]
fn golden_cases() {
    for method in [
        "economic_complexity",
        "fitness",
        "relatedness",
        "relatedness_density",
        "complementarity",
        "sophistication",
        "diversification",
    ] {
        let mut cases = 0;
        for folder in std::fs::read_dir(root().join(method)).unwrap().map(|entry| entry.unwrap().path()) {
            if folder.ends_with("world_trade_1998_2000") {
                continue;
            }
            let case = Case::read(&folder);
            case.compare(&case.run(method), &[]);
            cases += 1;
        }
        assert!(cases > 0, "{method} has no golden case");
    }
}

/// Needs the trade itself, which is not ours to ship: `LIANTU_WORLD_TRADE` names the file of country, product and value.
#[test]
fn world_trade_as_its_peers_see_it() {
    let Some(file) = std::env::var_os("LIANTU_WORLD_TRADE") else {
        println!("skipped: LIANTU_WORLD_TRADE names no file");
        return;
    };
    let folder = root().join("fitness/world_trade_1998_2000");
    let settings: toml::Table = std::fs::read_to_string(folder.join("case.toml")).unwrap().parse().unwrap();
    let table: Vec<[String; 4]> = rows(Path::new(&file))
        .iter()
        .map(|row| {
            ["", "country", "product", "value"]
                .map(|name| if name.is_empty() { "2000" } else { field(row, name) }.to_owned())
        })
        .collect();
    let case = Case::new(settings, &table, &folder);
    let mut results = case.run("fitness");
    results.extend(case.run("economic_complexity"));
    case.compare(&results, &["fitness", "complexity"]);
}
