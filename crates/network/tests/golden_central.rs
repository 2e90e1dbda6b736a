//! Runs the cases of the methods on graphs under `tests/golden/<method>/<case>/`: `case.toml` (title, source, peer, tolerance,
//! nodes, directed, settings), `links.csv` and `expected.csv`. Every expected row must be among the results; an empty cell
//! means null.

use liantu_model::{Layer, LayerSet, Period};
use liantu_network::method::centrality::{
    betweenness::betweenness,
    closeness::{Way, closeness},
    coreness::coreness,
    eigenvector::eigenvector,
    katz::katz,
    pagerank::{Dangling, Walk, pagerank},
    versatility::versatility,
};
use liantu_network::method::{
    asymmetry_test::asymmetry_test,
    bridging::{brokerage::brokerage, structural_holes::structural_holes, weavers::weavers},
    reciprocity::Flow,
    shape::{
        backbone::backbone,
        core_periphery::{Variant, continuous, core_periphery},
        polycentricity::{Nodality, polycentricity},
        rich_club::rich_club,
        robustness::{Gone, Order, robustness},
    },
};
use liantu_network::{Filter, Graph, Length, LinkRow, METHODS, Network, Reading, Weight, Window};
use std::collections::BTreeMap;
use std::path::Path;

type Row = BTreeMap<&'static str, String>;

struct Case {
    settings: toml::Table,
    nodes: Vec<String>,
    network: Network,
}

fn show<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

macro_rules! row {
    ($($name:literal: $value:expr),* $(,)?) => { Row::from([$(($name, $value.to_string())),*]) };
}

impl Case {
    fn read(folder: &Path) -> Self {
        let settings: toml::Table = std::fs::read_to_string(folder.join("case.toml")).unwrap().parse().unwrap();
        for key in ["title", "source", "peer", "tolerance", "nodes", "directed"] {
            assert!(settings.contains_key(key), "{}: case.toml lacks {key}", folder.display());
        }
        let nodes: Vec<String> =
            settings["nodes"].as_array().unwrap().iter().map(|node| node.as_str().unwrap().to_owned()).collect();
        let node = |word: &str| u32::try_from(nodes.iter().position(|node| node == word).unwrap()).unwrap();
        let links: Vec<LinkRow> = table(&folder.join("links.csv"))
            .iter()
            .map(|link| LinkRow {
                start: link
                    .get("start")
                    .filter(|word| !word.is_empty())
                    .map(|word| Window::from(word.parse::<Period>().unwrap()).start),
                weight: Some(link["weight"].as_str()).filter(|word| !word.is_empty()).map(|word| word.parse().unwrap()),
                ..LinkRow::new(
                    node(&link["from"]),
                    node(&link["to"]),
                    link.get("layer").map_or(Layer::Industry, |word| Layer::parse(word).unwrap()),
                )
            })
            .collect();
        let network = Network::build(u32::try_from(nodes.len()).unwrap(), &links).unwrap().network;
        Self { settings, nodes, network }
    }

    fn word(&self, key: &str) -> &str {
        self.settings.get(key).and_then(toml::Value::as_str).unwrap_or_default()
    }

    fn number(&self, key: &str) -> f64 {
        self.settings[key].as_float().unwrap_or_else(|| panic!("{key} is no number"))
    }

    fn reading(&self) -> Reading {
        Reading {
            directed: self.settings["directed"].as_bool().unwrap(),
            weight: Weight::parse(self.word("weight")).unwrap(),
        }
    }

    fn graph(&self) -> Graph {
        Graph::read(&self.network, &Filter::default(), self.reading())
    }

    fn length(&self) -> Length {
        if self.word("length") == "inverse" { Length::Inverse } else { Length::Hops }
    }

    fn rows(&self, row: impl Fn(usize) -> Row) -> Vec<Row> {
        (0..self.nodes.len())
            .map(|node| {
                let mut row = row(node);
                row.insert("node", self.nodes[node].clone());
                row
            })
            .collect()
    }

    fn run(&self, method: &str) -> Vec<Row> {
        let graph = self.graph();
        match method {
            "pagerank" => {
                let dangling = match self.word("dangling") {
                    "uniform" => Dangling::Uniform,
                    "stay" => Dangling::Stay,
                    _ => Dangling::Restart,
                };
                let mut restart = vec![0.0; self.nodes.len()];
                for (node, share) in self.word("restart_at").split('|').filter_map(|part| part.split_once('=')) {
                    restart[self.nodes.iter().position(|one| one == node).unwrap()] = share.parse().unwrap();
                }
                let restart = Some(restart.as_slice()).filter(|shares| shares.iter().any(|&share| share > 0.0));
                let walk = Walk { dangling, tolerance: 1e-14, ..Walk::default() };
                let found = pagerank(&graph, restart, &walk).0;
                self.rows(|node| row! { "pagerank": found.score[node] })
            }
            "versatility" => {
                let filter = Filter { layers: LayerSet::parse(self.word("layers")).unwrap(), ..Filter::default() };
                let layers: Vec<Graph> = Graph::each(&self.network, &filter, self.reading())
                    .iter()
                    .map(|(_, graph)| graph.over_mean())
                    .collect();
                let walk = Walk { tolerance: 1e-14, dangling: Dangling::Uniform, ..Walk::default() };
                let found = versatility(&layers.iter().collect::<Vec<_>>(), self.number("coupling"), &walk).0;
                let most = found.score.iter().copied().fold(0.0, f64::max);
                self.rows(|node| {
                    row! {
                        "versatility": found.score[node], "relative": found.score[node] / most,
                        "KNO": found.layers[0][node], "INN": found.layers[1][node], "IND": found.layers[2][node],
                    }
                })
            }
            "betweenness" => {
                let found = betweenness(&graph, self.length(), None).0;
                let normalised = found.normalised.unwrap();
                self.rows(|node| row! { "betweenness": found.score[node], "normalised": normalised[node] })
            }
            "closeness" => {
                let way = if self.word("way") == "out" { Way::Out } else { Way::In };
                let found = closeness(&graph, self.length(), way);
                self.rows(|node| {
                    let one = found[node];
                    row! {
                        "reach": one.reach, "closeness": show(one.closeness),
                        "wasserman_faust": show(one.wasserman_faust), "harmonic": show(one.harmonic),
                    }
                })
            }
            "eigenvector" => {
                let found = eigenvector(&graph, 1e-14).0;
                self.rows(|node| row! { "eigenvector": show(found.score[node]), "eigenvalue": show(found.eigenvalue) })
            }
            "katz" => {
                let found = katz(&graph, 0.85, 1e-14).0;
                self.rows(|node| row! { "katz": found.score[node], "alpha": found.alpha })
            }
            "coreness" => {
                let found = coreness(&graph);
                self.rows(|node| {
                    let one = found[node];
                    row! { "coreness": one.coreness, "s_core": one.s_core, "strength": one.strength }
                })
            }
            "structural_holes" => {
                let found = structural_holes(&graph);
                self.rows(|node| {
                    let one = found[node];
                    row! {
                        "neighbours": one.neighbours, "constraint": show(one.constraint),
                        "effective_size": show(one.effective_size), "efficiency": show(one.efficiency),
                        "hierarchy": show(one.hierarchy),
                    }
                })
            }
            "brokerage" => {
                let found = brokerage(&graph, &self.groups()).0;
                self.rows(|node| {
                    let one = found[node];
                    row! {
                        "coordinator": one.coordinator, "consultant": one.consultant, "gatekeeper": one.gatekeeper,
                        "representative": one.representative, "liaison": one.liaison, "between": one.between(),
                        "total": one.total(), "expected_between": show(one.expected_between),
                    }
                })
            }
            "weavers" => {
                let row = |one: &liantu_network::method::bridging::weavers::Weaver| {
                    row! {
                        "node": self.nodes[one.node as usize], "regions": one.regions, "layers": one.layers,
                        "open": one.open, "closed": one.closed, "woven": one.woven, "betweenness": one.betweenness,
                        "constraint": one.constraint, "score": one.score, "rank": one.rank,
                    }
                };
                weavers(&self.network, &Filter::default(), &self.groups(), None).0.iter().map(row).collect()
            }
            "core_periphery" => self.core_periphery(&graph),
            "polycentricity" => {
                let found = polycentricity(&graph, Nodality::In, self.word("deviation") == "sample").0;
                vec![row! {
                    "ordinary": show(found.ordinary), "density": show(found.density), "special": show(found.special),
                }]
            }
            "rich_club" => rich_club(&graph, 5, 1).iter().map(|one| row! { "k": one.k, "phi": one.phi }).collect(),
            "backbone" => {
                let row = |one: &liantu_network::method::shape::backbone::Link| {
                    row! {
                        "node": self.nodes[one.from as usize], "partner": self.nodes[one.to as usize],
                        "weight": one.weight, "alpha_node": show(one.alpha_from), "alpha_partner": show(one.alpha_to),
                        "alpha": show(one.alpha()), "kept": show(one.alpha().map(|alpha| alpha < 0.05)),
                    }
                };
                backbone(&graph).iter().map(row).collect()
            }
            "robustness" => self.robustness(&graph),
            "asymmetry_test" => {
                let row = |one: &liantu_network::method::asymmetry_test::Tested| {
                    row! {
                        "layer": one.layer, "node": self.nodes[one.node as usize],
                        "partner": self.nodes[one.partner as usize], "outward": one.outward, "inward": one.inward,
                        "links": one.links, "asymmetry": show(one.asymmetry), "expected": show(one.expected),
                        "p": show(one.p), "q": show(one.q),
                    }
                };
                let flow = if self.word("flow") == "weight" { Flow::Weight } else { Flow::Links };
                asymmetry_test(&self.network, &Filter::default(), flow, 99, 1).0.iter().map(row).collect()
            }
            _ => panic!("this harness does not know {method}"),
        }
    }
}

impl Case {
    /// The group of each node, named by one letter.
    fn groups(&self) -> Vec<Option<u32>> {
        self.word("groups").split('|').map(|word| word.chars().next().map(u32::from)).collect()
    }

    fn core_periphery(&self, graph: &Graph) -> Vec<Row> {
        let variant = match self.word("variant") {
            "continuous" => {
                let found = continuous(graph).0;
                return self.rows(|node| row! { "coreness": show(found.coreness[node]), "fit": show(found.fit) });
            }
            "and" => Variant::And,
            "missing" => Variant::Missing,
            _ => Variant::Or,
        };
        let found = core_periphery(graph, variant, 20, 1).0;
        let size = found.core.iter().filter(|core| **core == Some(true)).count();
        self.rows(|node| {
            row! {
                "core": show(found.core[node]), "fit": show(found.fit), "exact": found.exact,
                "optima": show(found.optima), "core_size": size,
            }
        })
    }

    fn robustness(&self, graph: &Graph) -> Vec<Row> {
        let order = match self.word("order") {
            "degree_again" => Order::DegreeAgain,
            "strength" => Order::Strength,
            "betweenness" => Order::Betweenness,
            "weight" => Order::Weight,
            _ => Order::Degree,
        };
        let found = robustness(graph, order).0;
        let gone = found.gone.unwrap();
        let last = |removed: usize| match removed.checked_sub(1).map(|place| gone[place]) {
            Some(Gone::Node(node)) => self.nodes[node as usize].clone(),
            _ => String::new(),
        };
        let row = |(removed, largest): (usize, &f64)| {
            row! { "removed": removed, "largest": largest, "last": last(removed), "r": show(found.r) }
        };
        found.largest.iter().enumerate().map(row).collect()
    }
}

/// The methods that this file runs.
const METHODS_HERE: &[&str] = &[
    "pagerank",
    "versatility",
    "betweenness",
    "closeness",
    "eigenvector",
    "katz",
    "coreness",
    "structural_holes",
    "brokerage",
    "weavers",
    "core_periphery",
    "polycentricity",
    "rich_club",
    "backbone",
    "robustness",
    "asymmetry_test",
];

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

#[test]
fn golden_cases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for &method in METHODS_HERE {
        let declared = METHODS.iter().find(|one| one.id == method).unwrap_or_else(|| panic!("no method {method}"));
        let folders = std::fs::read_dir(root.join(method)).unwrap_or_else(|_| panic!("{method} has no golden case"));
        for folder in folders.map(|entry| entry.unwrap().path()) {
            let case = Case::read(&folder);
            let (results, tolerance) = (case.run(method), case.number("tolerance"));
            for row in &table(&folder.join("expected.csv")) {
                let columns = declared.outputs.iter().map(|column| column.name);
                assert!(row.keys().all(|name| columns.clone().any(|column| column == name)), "{method}: {row:?}");
                let found = results.iter().any(|result| {
                    row.iter().all(|(name, value)| {
                        let found = result.get(name.as_str()).unwrap_or_else(|| panic!("{method}: no column {name}"));
                        fits(value, found, tolerance)
                    })
                });
                assert!(found, "{}: expected {row:?}, found {results:#?}", folder.display());
            }
        }
    }
}
