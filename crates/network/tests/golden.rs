//! Runs the cases under `tests/golden/<method>/<case>/` of the methods that count links (those on graphs have harnesses of
//! their own): `case.toml` (title, source, peer, tolerance, nodes, settings),
//! `links.csv` and `expected.csv`. Every expected row must be among the results; with `complete = true`, there are no others.
//! An empty cell means null; lists are joined by `|`.

use liantu_model::{Layer, LayerSet, Period};
use liantu_network::method::{
    alliance_registry, centralisation, concentration, degree, enclave_registry, flow_attributes, interest_mechanisms,
    layer_overlap, near_far, network_summary, participation, reciprocity, snapshot_difference, stage_trace, tiers,
    vertical_horizontal,
};
use liantu_network::{Direction, Filter, LinkRow, METHODS, Network, Stage, Status, Window};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

type Row = BTreeMap<String, String>;

struct Case {
    settings: toml::Table,
    nodes: Vec<String>,
    kinds: Vec<String>,
    agreements: Vec<String>,
    /// Fields of industry.
    fields: Vec<String>,
    links: Vec<Row>,
}

fn intern(list: &mut Vec<String>, word: &str) -> u32 {
    let place = list.iter().position(|one| one == word).unwrap_or_else(|| {
        list.push(word.to_owned());
        list.len() - 1
    });
    u32::try_from(place).unwrap()
}

fn some(word: &str) -> Option<&str> {
    (!word.is_empty()).then_some(word)
}

fn show<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

macro_rules! row {
    ($($name:literal: $value:expr),* $(,)?) => { Row::from([$(($name.to_owned(), $value.to_string())),*]) };
}

impl Case {
    fn read(folder: &Path) -> Self {
        let settings: toml::Table = std::fs::read_to_string(folder.join("case.toml")).unwrap().parse().unwrap();
        for key in ["title", "source", "peer", "tolerance", "nodes"] {
            assert!(settings.contains_key(key), "{}: case.toml lacks {key}", folder.display());
        }
        let nodes =
            settings["nodes"].as_array().unwrap().iter().map(|node| node.as_str().unwrap().to_owned()).collect();
        let links = table(&folder.join("links.csv"));
        Self { settings, nodes, kinds: vec![], agreements: vec![], fields: vec![], links }
    }

    fn word(&self, key: &str) -> &str {
        self.settings.get(key).and_then(toml::Value::as_str).unwrap_or_default()
    }

    fn number(&self, key: &str) -> f64 {
        self.settings[key].as_float().unwrap_or_else(|| panic!("{key} is no number"))
    }

    /// An entry of a table of the settings, such as `place.A`.
    fn entry(&self, table: &str, key: &str) -> Option<&toml::Value> {
        self.settings.get(table)?.as_table()?.get(key)
    }

    fn node(&self, word: &str) -> u32 {
        let place = self.nodes.iter().position(|node| node == word).unwrap_or_else(|| panic!("no node {word}"));
        u32::try_from(place).unwrap()
    }

    fn label(&self, node: u32) -> &str {
        &self.nodes[node as usize]
    }

    fn list(&self, nodes: &[u32]) -> String {
        nodes.iter().map(|&node| self.label(node)).collect::<Vec<_>>().join("|")
    }

    fn network(&mut self) -> Network {
        let day = |word: &str| some(word).map(|word| Window::from(word.parse::<Period>().unwrap()).start);
        let mut rows = Vec::new();
        for link in self.links.clone() {
            let cell = |name: &str| link.get(name).map_or("", String::as_str).to_owned();
            rows.push(LinkRow {
                kind: u16::try_from(intern(&mut self.kinds, &cell("kind"))).unwrap(),
                agreement: some(&cell("agreement")).map(|word| intern(&mut self.agreements, word)),
                weight: some(&cell("weight")).map(|word| word.parse().unwrap()),
                start: day(&cell("start")),
                end: day(&cell("end")),
                direction: some(&cell("direction")).map_or(Direction::Forward, |word| Direction::parse(word).unwrap()),
                status: some(&cell("status")).map_or(Status::Stated, |word| Status::parse(word).unwrap()),
                stage: some(&cell("stage")).map(|word| Stage::parse(word).unwrap()),
                ..LinkRow::new(
                    self.node(&cell("from")),
                    self.node(&cell("to")),
                    Layer::parse(&cell("layer")).unwrap_or(Layer::Industry),
                )
            });
        }
        Network::build(u32::try_from(self.nodes.len()).unwrap(), &rows).unwrap().network
    }

    fn filter(&self) -> Filter {
        Filter {
            layers: LayerSet::parse(self.word("layers")).unwrap(),
            window: some(self.word("period")).map(|word| word.parse::<Period>().unwrap().into()),
            ..Filter::default()
        }
    }

    fn measure(&self) -> degree::Measure {
        match self.word("measure") {
            "links" => degree::Measure::Links,
            "neighbours" => degree::Measure::Neighbours,
            "strength" => degree::Measure::Strength,
            _ => degree::Measure::Distinct,
        }
    }

    fn run(&mut self, method: &str) -> Vec<Row> {
        let (network, filter) = (self.network(), self.filter());
        match method {
            "network_summary" => network_summary::network_summary(&network, &filter, &[]).iter().map(|s| row! {
                "layer": show(s.layer), "linked": s.linked, "links": s.tally.links, "agreements": s.tally.agreements,
                "distinct": s.tally.distinct(), "pairs": s.pairs, "density": show(s.density), "weight": show(s.tally.weight),
                "unweighted": s.tally.unweighted, "reciprocity": show(s.reciprocity), "components": s.components,
                "largest_component": s.largest_component, "undated": s.tally.undated,
            }).collect(),
            "degree" => degree::degree(&network, &filter).iter().map(|d| row! {
                "layer": show(d.layer), "node": self.label(d.node), "neighbours": d.neighbours, "links": d.tally.links,
                "agreements": d.tally.agreements, "distinct": d.tally.distinct(), "outward": d.outward, "inward": d.inward,
                "two_way": d.two_way, "multi": d.multi, "loops": d.loops, "strength_out": show(d.strength_out),
                "strength_in": show(d.strength_in), "strength": show(d.tally.weight), "unweighted": d.tally.unweighted,
            }).collect(),
            "reciprocity" => self.reciprocity(&network, &filter),
            "participation" => participation::participation(&network, &filter, self.measure()).iter().map(|p| row! {
                "node": self.label(p.node), "overlapping": show(p.overlapping), "participation": show(p.participation),
                "entropy": show(p.entropy), "z": show(p.z),
            }).collect(),
            "layer_overlap" => layer_overlap::layer_overlap(&network, &filter).iter().map(|o| row! {
                "layer": o.layer, "other": o.other, "pairs": o.pairs, "other_pairs": o.other_pairs, "shared": o.shared,
                "jaccard": show(o.jaccard),
            }).collect(),
            "concentration" => {
                let k = usize::try_from(self.settings["k"].as_integer().unwrap()).unwrap();
                concentration::concentration(&network, &filter, k, self.measure()).0.iter().map(|c| row! {
                    "layer": show(c.layer), "linked": c.linked, "top": self.list(&c.top), "top_share": show(c.top_share),
                    "within_share": show(c.within_share), "touching_share": show(c.touching_share), "gini": show(c.gini),
                }).collect()
            }
            "centralisation" => centralisation::centralisation(&network, &filter).0.iter().map(|c| row! {
                "layer": show(c.layer), "centralisation": show(c.centralisation), "centralisation_out": show(c.outward),
                "centralisation_in": show(c.inward), "centralisation_betweenness": show(c.betweenness),
                "centralisation_closeness": show(c.closeness), "centre": show(c.centre.map(|node| self.label(node))),
            }).collect(),
            "snapshot_difference" => {
                let window = |key| Window::from(self.word(key).parse::<Period>().unwrap());
                snapshot_difference::snapshot_difference(&network, &filter, window("before"), window("after")).iter().map(|d| row! {
                    "layer": d.layer, "from": self.label(d.from), "to": self.label(d.to), "change": d.change.word(),
                    "links_before": d.before.links, "links_after": d.after.links, "weight_before": show(d.before.weight),
                    "weight_after": show(d.after.weight), "appeared": d.appeared.len(), "disappeared": d.disappeared.len(),
                }).collect()
            }
            "stage_trace" => stage_trace::stage_trace(&network, &filter, None).0.iter().map(|s| row! {
                "chain": s.chain.word(), "stage": s.stage.word(), "present": !s.is_missing(), "links": s.tally.links,
                "nodes": self.list(&s.nodes), "meets_next": show(s.meets_next), "stops_at": self.list(&s.stops_at),
                "resumes_at": self.list(&s.resumes_at),
            }).collect(),
            "near_far" => self.near_far(&network, &filter),
            "vertical_horizontal" => self.vertical_horizontal(&network, &filter),
            "interest_mechanisms" => self.interest_mechanisms(&network, &filter),
            "tiers" => self.tiers(&network, &filter),
            "alliance_registry" => self.alliances(&network, &filter),
            "enclave_registry" => self.enclaves(&network, &filter),
            "flow_attributes" => self.flows(),
            other => panic!("no method {other}"),
        }
    }

    fn reciprocity(&self, network: &Network, filter: &Filter) -> Vec<Row> {
        let flow = if self.word("flow") == "weight" { reciprocity::Flow::Weight } else { reciprocity::Flow::Links };
        let null = reciprocity::Null::parse(self.word("null"));
        let rows = match self.word("by") {
            "pair" => reciprocity::pair_asymmetry(network, filter, flow),
            "node" => reciprocity::node_asymmetry(network, filter, flow),
            _ => return reciprocity::reciprocity(network, filter, null).0.iter().map(|r| row! {
                "layer": show(r.layer), "arrows": r.arrows, "reciprocated": r.reciprocated,
                "reciprocity": show(r.reciprocity), "rho": show(r.rho), "weighted_reciprocity": show(r.weighted),
                "weighted_null": show(r.weighted_null), "weighted_rho": show(r.weighted_rho), "unweighted": r.unweighted,
            }).collect(),
        };
        rows.iter().map(|a| row! {
            "layer": a.layer, "node": self.label(a.node), "partner": show(a.partner.map(|node| self.label(node))),
            "outward": show(a.outward), "inward": show(a.inward), "asymmetry": show(a.asymmetry),
            "reciprocated_strength": show(a.strengths.map(|s| s[0])), "outward_only": show(a.strengths.map(|s| s[1])),
            "inward_only": show(a.strengths.map(|s| s[2])),
        }).collect()
    }

    fn near_far(&self, network: &Network, filter: &Filter) -> Vec<Row> {
        let mut names = Vec::new();
        let place: Vec<Option<u32>> = self
            .nodes
            .iter()
            .map(|node| self.entry("place", node).map(|place| intern(&mut names, place.as_str().unwrap())))
            .collect();
        let centre: Vec<Option<(f64, f64)>> = names
            .iter()
            .map(|name| self.entry("centre", name).map(|at| (at[0].as_float().unwrap(), at[1].as_float().unwrap())))
            .collect();
        let neighbours: Option<Vec<(u32, u32)>> = self.settings.get("neighbours").map(|pairs| {
            let id = |value: &toml::Value| intern(&mut names, value.as_str().unwrap());
            pairs
                .as_array()
                .unwrap()
                .iter()
                .map(|pair| (&pair[0], &pair[1]))
                .map({
                    let mut id = id;
                    move |(one, two)| (id(one), id(two))
                })
                .collect()
        });
        let places = near_far::Places {
            place: &place,
            centre: &centre,
            neighbours: neighbours.as_deref(),
            near_km: self.number("near_km"),
            far_km: self.number("far_km"),
        };
        near_far::near_far(network, filter, &places).0.iter().map(|n| row! {
            "layer": show(n.layer), "reach": n.reach.word(), "links": n.tally.links, "distinct": n.tally.distinct(),
            "share": show(n.share),
        }).collect()
    }

    /// The place of each node, and the names of the places.
    fn places(&self) -> (Vec<Option<u32>>, Vec<String>) {
        let mut names = Vec::new();
        let of = |node: &String| self.entry("place", node).map(|place| intern(&mut names, place.as_str().unwrap()));
        let place = self.nodes.iter().map(of).collect();
        (place, names)
    }

    fn vertical_horizontal(&self, network: &Network, filter: &Filter) -> Vec<Row> {
        let (place, names) = self.places();
        let level = |name: &String| self.entry("level", name).and_then(toml::Value::as_float).unwrap_or(f64::NAN);
        let level: Vec<f64> = names.iter().map(level).collect();
        let ratio = self.number("ratio");
        vertical_horizontal::vertical_horizontal(network, filter, &place, &level, ratio).0.iter().map(|v| row! {
            "layer": show(v.layer), "relation": v.relation.word(), "links": v.tally.links, "distinct": v.tally.distinct(),
            "share": show(v.share), "gap": show(v.gap),
        }).collect()
    }

    fn interest_mechanisms(&self, network: &Network, filter: &Filter) -> Vec<Row> {
        let tag = |kind: &String| match self.entry("tag", kind)?.as_str()? {
            "direct" => Some(interest_mechanisms::Tag::Direct),
            _ => Some(interest_mechanisms::Tag::Indirect),
        };
        let tags: Vec<_> = self.kinds.iter().map(tag).collect();
        interest_mechanisms::interest_mechanisms(network, filter, &tags, &self.places().0)
            .0
            .iter()
            .map(|m| {
                row! {
                    "layer": show(m.layer), "reach": m.reach.word(), "direct": m.things[0], "indirect": m.things[1],
                    "untagged": m.things[2], "direct_share": show(m.direct_share()),
                }
            })
            .collect()
    }

    fn tiers(&self, network: &Network, filter: &Filter) -> Vec<Row> {
        let stated: Vec<Option<u8>> = self
            .nodes
            .iter()
            .map(|node| self.entry("tier", node).map(|tier| u8::try_from(tier.as_integer().unwrap()).unwrap()))
            .collect();
        tiers::tiers(network, filter, &stated).0.iter().map(|t| row! {
            "node": self.label(t.node), "tier": show(t.tier.map(|tier| tier.0)),
            "basis": show(t.tier.map(|tier| if tier.1 == tiers::Basis::Stated { "stated" } else { "computed" })),
            "coreness": t.coreness, "neighbours": t.neighbours,
        }).collect()
    }

    fn alliances(&mut self, network: &Network, filter: &Filter) -> Vec<Row> {
        let mut fields = std::mem::take(&mut self.fields);
        let mut field =
            |table, key: &str| self.entry(table, key).map(|field| intern(&mut fields, field.as_str().unwrap()));
        let nodes: Vec<u32> = self.settings["alliances"]
            .as_array()
            .unwrap()
            .iter()
            .map(|node| self.node(node.as_str().unwrap()))
            .collect();
        let membership: Vec<bool> = self.kinds.iter().map(|kind| kind == "member").collect();
        let node_industry: Vec<Option<u32>> = self.nodes.iter().map(|node| field("industry", node)).collect();
        let agreement_industry: Vec<Option<u32>> =
            self.agreements.iter().map(|one| field("agreement_industry", one)).collect();
        let agreement_coordinator: Vec<Option<u32>> = self
            .agreements
            .iter()
            .map(|one| self.entry("coordinator", one).map(|node| self.node(node.as_str().unwrap())))
            .collect();
        let known = alliance_registry::Known {
            nodes: &nodes,
            membership: &membership,
            node_industry: &node_industry,
            agreement_industry: &agreement_industry,
            agreement_coordinator: &agreement_coordinator,
        };
        let identity = |one: alliance_registry::Identity| match one {
            alliance_registry::Identity::Node(node) => self.label(node).to_owned(),
            alliance_registry::Identity::Agreement(agreement) => self.agreements[agreement as usize].clone(),
            alliance_registry::Identity::Link(position) => format!("link {position}"),
        };
        alliance_registry::alliance_registry(network, filter, &known)
            .0
            .iter()
            .map(|a| {
                row! {
                    "alliance": identity(a.identity), "layer": show(a.layer),
                    "industry": show(a.industry.map(|field| fields[field as usize].as_str())),
                    "coordinator": show(a.coordinator.map(|node| self.label(node))), "size": a.members.len(),
                    "members": self.list(&a.members), "agreements": a.tally.agreements,
                    "unconnected": a.unconnected.iter().map(|&one| identity(one)).collect::<Vec<_>>().join("|"),
                }
            })
            .collect()
    }

    fn enclaves(&self, network: &Network, filter: &Filter) -> Vec<Row> {
        let enclave: Vec<Option<enclave_registry::Enclave>> =
            self.kinds.iter().map(|kind| enclave_registry::Enclave::parse(kind)).collect();
        enclave_registry::enclave_registry(network, filter, &enclave).iter().map(|e| row! {
            "enclave": e.enclave.word(), "layer": e.layer,
            "agreement_id": show(e.agreement.map(|one| self.agreements[one as usize].as_str())),
            "from": self.list(&e.from), "to": self.list(&e.to), "links": e.links.len(), "status": e.status.word(),
            "start": show(e.start),
        }).collect()
    }

    fn flows(&self) -> Vec<Row> {
        let rows: Vec<flow_attributes::FlowRow> = self
            .links
            .iter()
            .map(|flow| flow_attributes::FlowRow {
                origin: self.node(&flow["from"]),
                destination: self.node(&flow["to"]),
                layer: None,
                item: 0,
                period: 0,
                value: some(&flow["weight"]).map(|value| value.parse().unwrap()),
            })
            .collect();
        let absent = if self.word("absent") == "missing" {
            flow_attributes::Absent::Missing
        } else {
            flow_attributes::Absent::Zero
        };
        let by = if self.word("by") == "node" { flow_attributes::node_flows } else { flow_attributes::pair_flows };
        by(&rows, absent).0.iter().map(|f| row! {
            "node": self.label(f.node), "partner": show(f.partner.map(|node| self.label(node))),
            "outward": show(f.outward), "inward": show(f.inward), "volume": show(f.volume()), "net": show(f.net()),
            "asymmetry": show(f.asymmetry()),
        }).collect()
    }
}

/// The rows of a plain CSV file by header.
fn table(path: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines.map(|line| header.iter().map(|h| (*h).to_owned()).zip(line.split(',').map(str::to_owned)).collect()).collect()
}

fn fits(expected: &str, found: &str, tolerance: f64) -> bool {
    match (expected.parse::<f64>(), found.parse::<f64>()) {
        (Ok(expected), Ok(found)) => (expected - found).abs() <= tolerance,
        _ => expected == found,
    }
}

/// The methods that this file runs.
fn counting() -> impl Iterator<Item = &'static liantu_model::Method> {
    let place = METHODS.iter().position(|method| method.id == "enclave_registry").unwrap();
    METHODS[..=place].iter().copied()
}

#[test]
fn golden_cases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for method in counting() {
        let folders =
            std::fs::read_dir(root.join(method.id)).unwrap_or_else(|_| panic!("{} has no golden case", method.id));
        for folder in folders.map(|entry| entry.unwrap().path()) {
            let mut case = Case::read(&folder);
            let results = case.run(method.id);
            let (tolerance, expected) = (case.number("tolerance"), table(&folder.join("expected.csv")));
            for row in &expected {
                let found = results.iter().any(|result| {
                    row.iter().all(|(name, value)| {
                        let found = result.get(name).unwrap_or_else(|| panic!("{}: no column {name}", method.id));
                        fits(value, found, tolerance)
                    })
                });
                assert!(found, "{}: expected {row:?}, found {results:#?}", folder.display());
            }
            if case.settings.get("complete").and_then(toml::Value::as_bool) == Some(true) {
                assert_eq!(results.len(), expected.len(), "{}: {results:#?}", folder.display());
            }
        }
    }
}

/// What the tests call the columns is what the declarations call them.
#[test]
fn declarations_name_what_is_computed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for method in METHODS {
        assert_eq!(method.study, "network");
        for input in method.inputs {
            let table = liantu_model::schema::table(input.table).unwrap_or_else(|| panic!("no table {}", input.table));
            for column in input.columns {
                assert!(table.column(column).is_some(), "{}: no column {}.{column}", method.id, input.table);
            }
        }
        // What is worked out by hand stands among the worked examples, which the engine runs.
        let worked = root.join("../../../../docs/examples").join(method.id);
        let cases: Vec<PathBuf> = match std::fs::read_dir(root.join(method.id)) {
            Ok(folders) => folders.map(|folder| folder.unwrap().path()).collect(),
            Err(_) => vec![worked],
        };
        for case in cases {
            assert!(case.join("expected.csv").exists(), "{} has no golden case", method.id);
            for name in table(&case.join("expected.csv"))[0].keys() {
                assert!(
                    method.outputs.iter().any(|column| column.name == name),
                    "{} does not declare {name}",
                    method.id
                );
            }
        }
    }
}
