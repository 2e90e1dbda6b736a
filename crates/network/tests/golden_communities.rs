//! Runs the cases of the methods that group nodes: `tests/golden/<method>/<case>/` with `case.toml` (title, source, peer,
//! tolerance, nodes, settings), `links.csv` and `expected.csv`, one row for each row of the result, in order.

use liantu_model::{Layer, LayerSet};
use liantu_network::method::communities::{Search, communities};
use liantu_network::{Direction, Filter, LinkRow, Network, Objective, Reading, Weight, compare};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

type Row = BTreeMap<String, String>;

struct Case {
    path: PathBuf,
    settings: toml::Table,
    nodes: Vec<String>,
    network: Network,
}

fn table(path: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines.map(|line| header.iter().map(|h| (*h).to_owned()).zip(line.split(',').map(str::to_owned)).collect()).collect()
}

impl Case {
    fn all(method: &str) -> Vec<Self> {
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

    fn number(&self, key: &str) -> Option<f64> {
        self.settings.get(key).and_then(|value| value.as_float().or(value.as_integer().map(|whole| whole as f64)))
    }

    fn word(&self, key: &str) -> Option<&str> {
        self.settings.get(key).and_then(toml::Value::as_str)
    }

    fn is(&self, key: &str) -> bool {
        self.settings.get(key).and_then(toml::Value::as_bool) == Some(true)
    }

    fn filter(&self) -> Filter {
        let layers = self.word("layers").map_or(LayerSet::ALL, |layers| LayerSet::parse(layers).unwrap());
        Filter { layers, ..Filter::default() }
    }

    fn reading(&self) -> Reading {
        let weight = self.word("weight").map_or(Weight::Distinct, |word| Weight::parse(word).unwrap());
        Reading { directed: self.is("directed"), weight }
    }

    fn search(&self) -> Search {
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
    fn check(&self, found: &[Row]) {
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

#[test]
fn communities_are_those_of_the_peers() {
    for case in Case::all("communities") {
        let (result, _) = communities(&case.network, &case.filter(), &case.search());
        let result = result.unwrap();
        let quality = result.runs[result.best].quality;
        assert!((quality - case.number("quality").unwrap()).abs() < 1e-12, "{}: {quality}", case.path.display());
        let of_groups: f64 = result.groups.iter().map(|group| group.quality).sum();
        assert!((quality - of_groups).abs() < 1e-12);
        let rows: Vec<Row> = case
            .nodes
            .iter()
            .zip(&result.community)
            .map(|(node, community)| {
                let community = community.map_or(String::new(), |community| (community + 1).to_string());
                Row::from([("node".to_owned(), node.clone()), ("community".to_owned(), community)])
            })
            .collect();
        case.check(&rows);
    }
}

/// scikit-learn 1.9.1, `normalized_mutual_info_score` (arithmetic mean) and `adjusted_rand_score`.
#[test]
fn partitions_compare_as_in_scikit_learn() {
    let one = [
        2, 0, 1, 2, 0, 0, 3, 0, 2, 1, 1, 3, 2, 3, 1, 3, 2, 0, 1, 3, 0, 2, 1, 3, 1, 2, 1, 1, 2, 2, 0, 0, 3, 0, 3, 1, 3,
        0, 0, 0,
    ];
    let two = [
        2, 0, 3, 0, 0, 0, 3, 0, 2, 1, 1, 3, 0, 3, 1, 3, 2, 0, 4, 3, 0, 2, 1, 0, 1, 2, 1, 1, 2, 2, 3, 0, 3, 0, 3, 2, 2,
        0, 0, 0,
    ];
    let some = |list: &[u32]| list.iter().copied().map(Some).collect::<Vec<_>>();
    let result = compare(&some(&one), &some(&two));
    assert!((result.nmi.unwrap() - 0.598_050_297_914_893_6).abs() < 1e-14, "{result:?}");
    assert!((result.ari.unwrap() - 0.540_371_649_399_769_8).abs() < 1e-14, "{result:?}");
    let nothing = compare(&[None, Some(1)], &[Some(0), None]);
    assert_eq!((nothing.nodes, nothing.nmi, nothing.ari), (0, None, None));
}
