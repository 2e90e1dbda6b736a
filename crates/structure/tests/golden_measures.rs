//! Runs the golden cases of the measures of concentration, agglomeration, change and synthesis: tables with a header, read
//! by name; an empty expected value means that the result is undefined.

use liantu_structure::agglomeration::coagglomeration::coagglomeration;
use liantu_structure::agglomeration::duranton_overman::{Kernel, Settings, Sites, duranton_overman};
use liantu_structure::agglomeration::ellison_glaeser::ellison_glaeser;
use liantu_structure::agglomeration::group_coagglomeration::group_coagglomeration;
use liantu_structure::agglomeration::{Located, Plants};
use liantu_structure::concentration::diversity::diversity;
use liantu_structure::concentration::inequality::inequality;
use liantu_structure::concentration::spatial_concentration::{Benchmark, spatial_concentration};
use liantu_structure::dynamics::shift_share::{Comparison, Variant, shift_share};
use liantu_structure::synthesis::composite_index::{Aggregation, Composition, composite_index};
use liantu_structure::synthesis::convergence::{Errors, beta_convergence};
use liantu_structure::synthesis::coupling::{Coupled, coupling_coordination};
use liantu_structure::synthesis::efficiency::{Orientation, Units, efficiency};
use liantu_structure::synthesis::indicator_weights::indicator_weights;
use liantu_structure::synthesis::malmquist::malmquist;
use liantu_structure::synthesis::topsis::topsis;
use liantu_structure::synthesis::{Matrix, Normalisation, Shaking, Weighting};
use liantu_structure::{Absent, Cells, Duplicates, Panel, Shape};
use std::collections::BTreeMap;
use std::path::Path;

const METHODS: [&str; 15] = [
    "ellison_glaeser",
    "coagglomeration",
    "group_coagglomeration",
    "duranton_overman",
    "spatial_concentration",
    "diversity",
    "regional_inequality",
    "shift_share",
    "indicator_weights",
    "topsis",
    "composite_index",
    "coupling_coordination",
    "efficiency",
    "malmquist",
    "beta_convergence",
];
const STILL: Shaking = Shaking { spread: 0.2, draws: 20, seed: 1 };

/// A table of a case, by column.
struct Sheet {
    columns: BTreeMap<String, Vec<String>>,
    rows: usize,
}

impl Sheet {
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let mut lines = text.lines();
        let header: Vec<&str> = lines.next().unwrap().split(',').collect();
        let mut columns: BTreeMap<String, Vec<String>> =
            header.iter().map(|name| ((*name).to_owned(), vec![])).collect();
        let mut rows = 0;
        for line in lines {
            rows += 1;
            for (name, cell) in header.iter().zip(line.split(',')) {
                columns.get_mut(*name).unwrap().push(cell.to_owned());
            }
        }
        Self { columns, rows }
    }

    fn words(&self, name: &str) -> &[String] {
        &self.columns[name]
    }

    fn numbers(&self, name: &str) -> Vec<f64> {
        self.columns[name].iter().map(|cell| if cell.is_empty() { f64::NAN } else { cell.parse().unwrap() }).collect()
    }

    /// Ids in the order of the sorted words, and the words.
    fn ids(&self, name: &str) -> (Vec<u32>, Vec<String>) {
        let mut labels = self.columns[name].clone();
        labels.sort();
        labels.dedup();
        let id = |word: &String| u32::try_from(labels.binary_search(word).unwrap()).unwrap();
        (self.columns[name].iter().map(id).collect(), labels)
    }
}

/// Key of a row, and its results by name.
type Rows = Vec<(String, Vec<(&'static str, Option<f64>)>)>;

struct Case {
    settings: toml::Table,
    input: Sheet,
}

impl Case {
    fn word(&self, name: &str) -> &str {
        self.settings.get(name).and_then(toml::Value::as_str).unwrap_or_default()
    }

    fn list(&self, name: &str) -> Vec<String> {
        let list = self.settings.get(name).and_then(toml::Value::as_array).cloned().unwrap_or_default();
        list.iter().map(|item| item.as_str().unwrap().to_owned()).collect()
    }

    fn number(&self, name: &str) -> f64 {
        self.settings[name].as_float().unwrap()
    }

    fn located(&self) -> (Located, Vec<String>) {
        let (industry, industries) = self.input.ids("industry");
        let (mut region, mut regions) = self.input.ids("region");
        let size = self.input.numbers("size");
        let totals: Option<Vec<f64>> = self
            .settings
            .get("totals")
            .map(|totals| totals.as_array().unwrap().iter().map(|total| total.as_float().unwrap()).collect());
        if totals.is_some() {
            regions = self.list("regions");
            let place = |word: &String| regions.iter().position(|region| region == word).unwrap();
            region = self.input.words("region").iter().map(|word| u32::try_from(place(word)).unwrap()).collect();
        }
        let count = |labels: &[String]| u32::try_from(labels.len()).unwrap();
        let plants = Plants {
            region: &region,
            industry: &industry,
            size: &size,
            regions: count(&regions),
            industries: count(&industries),
        };
        (Located::new(plants, totals.as_deref()), industries)
    }

    fn with_panel<T>(&self, run: impl FnOnce(&Panel<'_>, &[Vec<String>; 3]) -> T) -> T {
        let (period, periods) = self.input.ids("period");
        let (region, regions) = self.input.ids("region");
        let (industry, industries) = self.input.ids("industry");
        let value = self.input.numbers("value");
        let count = |labels: &[String]| u32::try_from(labels.len()).unwrap();
        let shape = Shape { regions: count(&regions), industries: count(&industries), periods: count(&periods) };
        let cells = Cells { region: &region, industry: &industry, period: &period, value: &value, validity: None };
        let (panel, _) = Panel::new(cells, shape, Duplicates::Refuse).unwrap();
        run(&panel, &[periods, regions, industries])
    }

    /// The columns `a, b, …` side by side.
    fn with_matrix<T>(&self, run: impl FnOnce(&Matrix<'_>, &[String]) -> T) -> T {
        let names: Vec<String> = self.input.columns.keys().filter(|name| *name != "region").cloned().collect();
        let columns: Vec<Vec<f64>> = names.iter().map(|name| self.input.numbers(name)).collect();
        let value: Vec<f64> =
            (0..self.input.rows).flat_map(|row| columns.iter().map(move |column| column[row])).collect();
        let less: Vec<bool> = names.iter().map(|name| self.list("less").contains(name)).collect();
        run(&Matrix { value: &value, period: &vec![0; self.input.rows], less: &less }, &names)
    }

    fn weighting(&self) -> Weighting<'static> {
        if self.word("weighting") == "entropy" { Weighting::Entropy } else { Weighting::Equal }
    }

    fn items(&self, list: &str, keep: impl Fn(usize) -> bool) -> Vec<Vec<f64>> {
        let columns: Vec<Vec<f64>> = self.list(list).iter().map(|name| self.input.numbers(name)).collect();
        (0..self.input.rows)
            .filter(|row| keep(*row))
            .map(|row| columns.iter().map(|column| column[row]).collect())
            .collect()
    }

    fn run(&self, method: &str) -> Rows {
        match method {
            "ellison_glaeser" => {
                let (located, names) = self.located();
                let found = ellison_glaeser(&located);
                let row = |n: usize| {
                    let values = vec![
                        ("concentration", found.concentration.get(n)),
                        ("herfindahl", Some(found.herfindahl[n])),
                        ("ellison_glaeser", found.gamma.get(n)),
                        ("maurel_sedillot", found.maurel_sedillot.get(n)),
                        ("z", found.z.get(n)),
                    ];
                    (names[found.industry[n] as usize].clone(), values)
                };
                (0..found.industry.len()).map(row).collect()
            }
            "coagglomeration" => {
                let (located, names) = self.located();
                let found = coagglomeration(&located);
                let row = |n: usize| {
                    let key = format!("{},{}", names[found.industry[n] as usize], names[found.partner[n] as usize]);
                    (key, vec![("coagglomeration", found.value.get(n))])
                };
                (0..found.industry.len()).map(row).collect()
            }
            "group_coagglomeration" => {
                let (located, _) = self.located();
                let groups = self.list("groups");
                let group: Vec<u32> = groups.iter().map(|group| group[1..].parse().unwrap()).collect();
                let found = group_coagglomeration(&located, &group);
                let row = |n: usize| {
                    let values = vec![("coagglomeration", found.value.get(n)), ("within", found.within.get(n))];
                    (format!("g{}", found.group[n]), values)
                };
                (0..found.group.len()).map(row).collect()
            }
            "duranton_overman" => {
                let (longitude, latitude) = (self.input.numbers("lon"), self.input.numbers("lat"));
                let industry = vec![0; longitude.len()];
                let sites = Sites { longitude: &longitude, latitude: &latitude, industry: &industry, size: None };
                let kernel = if self.word("kernel") == "gaussian" { Kernel::Gaussian } else { Kernel::Epanechnikov };
                let cutoff = Some(self.number("cutoff"));
                let settings = Settings { kernel, cutoff, steps: 20, draws: 19, confidence: 0.95, seed: 1 };
                let found = duranton_overman(sites, &[0], settings).0.remove(0);
                let curves = found.curves.unwrap();
                found
                    .distance
                    .iter()
                    .zip(curves.density)
                    .map(|(at, k)| (format!("{at:?}"), vec![("density", Some(k))]))
                    .collect()
            }
            "spatial_concentration" => self.with_panel(|panel, [_, _, industries]| {
                let found = spatial_concentration(panel, Benchmark::Total, Absent::Zero);
                let row = |n: usize| {
                    (industries[found.industry[n] as usize].clone(), vec![("locational_gini", found.gini.get(n))])
                };
                (0..found.industry.len()).map(row).collect()
            }),
            "diversity" => self.with_panel(|panel, [_, regions, _]| {
                let found = diversity(panel, None, Absent::Zero);
                let row = |n: usize| {
                    let of = |place: usize| found.measures[place].get(n);
                    let values = vec![("entropy", of(0)), ("hachman", of(5)), ("hoover", of(6))];
                    (regions[found.region[n] as usize].clone(), values)
                };
                (0..found.region.len()).map(row).collect()
            }),
            "regional_inequality" => {
                let (group, groups) = self.input.ids("group");
                let (found, _) = inequality(&self.input.numbers("value"), &self.input.numbers("weight"), &group);
                let row = |row: &liantu_structure::concentration::inequality::Inequality| {
                    let key = row.group.map_or(String::new(), |group| groups[group as usize].clone());
                    let values = vec![
                        ("theil", row.theil[0]),
                        ("theil_between", row.theil[1]),
                        ("theil_within", row.theil[2]),
                        ("mean_log_deviation", row.log[0]),
                        ("log_between", row.log[1]),
                        ("log_within", row.log[2]),
                        ("gini", row.gini[0]),
                        ("gini_between", row.gini[1]),
                        ("gini_within", row.gini[2]),
                        ("gini_overlap", row.gini[3]),
                    ];
                    (key, values)
                };
                found.iter().map(row).collect()
            }
            "shift_share" => self.with_panel(|panel, [_, regions, industries]| {
                let classic = self.word("variant") == "classic";
                let variant = if classic { Variant::Classic } else { Variant::EstebanMarquillas };
                let (rows, _) = shift_share(panel, variant, Comparison::Ends, Absent::Zero);
                let names = ["change", "share", "mix", "competitive", "allocation"];
                rows.iter()
                    .map(|row| {
                        let industry = row.industry.map_or("", |industry| &industries[industry as usize]);
                        let key = format!("{},{industry}", regions[row.region as usize]);
                        (key, names.into_iter().zip(row.parts).collect())
                    })
                    .collect()
            }),
            "indicator_weights" => self.with_matrix(|matrix, names| {
                let (found, _) = indicator_weights(matrix);
                let row = |(weights, name): (&liantu_structure::synthesis::indicator_weights::Weights, &String)| {
                    let values = vec![
                        ("entropy", weights.entropy),
                        ("entropy_weight", weights.by_entropy),
                        ("contrast", weights.contrast),
                        ("conflict", weights.conflict),
                        ("critic_weight", weights.by_critic),
                    ];
                    (name.clone(), values)
                };
                found.iter().zip(names).map(row).collect()
            }),
            "topsis" => self.with_matrix(|matrix, _| {
                let found = topsis(matrix, self.weighting(), STILL);
                let row = |n: usize| {
                    let values = vec![
                        ("to_best", found.to_best.get(n)),
                        ("to_worst", found.to_worst.get(n)),
                        ("closeness", found.closeness.get(n)),
                        ("rank", found.ranges[n].rank.map(f64::from)),
                    ];
                    (self.input.words("region")[n].clone(), values)
                };
                (0..self.input.rows).map(row).collect()
            }),
            "composite_index" => self.with_matrix(|matrix, _| {
                let geometric = self.word("aggregation") == "geometric";
                let composition = Composition {
                    normalisation: Normalisation::MinMax,
                    aggregation: if geometric { Aggregation::Geometric } else { Aggregation::Additive },
                    weighting: self.weighting(),
                    shaking: STILL,
                };
                let found = composite_index(matrix, composition);
                (0..self.input.rows)
                    .map(|n| (self.input.words("region")[n].clone(), vec![("index", found.index.get(n))]))
                    .collect()
            }),
            "coupling_coordination" => self.with_matrix(|matrix, _| {
                let coupled = Coupled {
                    subsystem: &[0, 1],
                    weights: &[0.5, 0.5],
                    normalised: false,
                    entropy: false,
                    shaking: STILL,
                };
                let found = coupling_coordination(matrix, coupled);
                let row = |n: usize| {
                    let values = vec![
                        ("coupling", found.coupling.get(n)),
                        ("level", found.level.get(n)),
                        ("coordination", found.coordination.get(n)),
                    ];
                    (self.input.words("region")[n].clone(), values)
                };
                (0..self.input.rows).map(row).collect()
            }),
            "efficiency" => {
                let units = Units::new(self.items("inputs", |_| true), self.items("outputs", |_| true));
                let by_input = self.word("orientation") == "input";
                let (found, _) = efficiency(&units, if by_input { Orientation::Input } else { Orientation::Output });
                let row = |(n, found): (usize, &Option<liantu_structure::synthesis::efficiency::Efficiency>)| {
                    let found = found.as_ref().unwrap();
                    let values = vec![
                        ("efficiency", Some(found.constant)),
                        ("pure_efficiency", Some(found.variable)),
                        ("scale_efficiency", Some(found.scale)),
                    ];
                    (self.input.words("region")[n].clone(), values)
                };
                found.iter().enumerate().map(row).collect()
            }
            "malmquist" => {
                let (period, _) = self.input.ids("period");
                let of = |wanted: u32| {
                    let keep = |row: usize| period[row] == wanted;
                    Units::new(self.items("inputs", keep), self.items("outputs", keep))
                };
                let (found, _) = malmquist(&of(0), &of(1));
                let row = |(n, found): (usize, &Option<liantu_structure::synthesis::malmquist::Change>)| {
                    let values = vec![
                        ("malmquist", found.map(|found| found.productivity)),
                        ("efficiency_change", found.map(|found| found.efficiency)),
                        ("technical_change", found.map(|found| found.technique)),
                        ("pure_change", found.map(|found| found.pure)),
                        ("scale_change", found.map(|found| found.scale)),
                    ];
                    (self.input.words("region")[n].clone(), values)
                };
                found.iter().enumerate().map(row).collect()
            }
            "beta_convergence" => {
                let controls: Vec<Vec<f64>> =
                    self.input.columns.contains_key("z").then(|| self.input.numbers("z")).into_iter().collect();
                let errors = match self.word("errors") {
                    "classical" => Errors::Classical,
                    "hc1" => Errors::Hc1,
                    "hc3" => Errors::Hc3,
                    _ => Errors::Cluster,
                };
                let (first, last) = (self.input.numbers("first"), self.input.numbers("last"));
                let cluster = self.input.ids("cluster").0;
                let found = beta_convergence(&first, &last, &controls, self.number("years"), errors, &cluster);
                for (name, value) in
                    [("r_squared", found.r_squared), ("speed", found.speed), ("half_life", found.half_life)]
                {
                    assert!((value.unwrap() / self.number(name) - 1.0).abs() < 1e-8, "{name}");
                }
                let row = |(term, name): (&Option<liantu_structure::synthesis::convergence::Term>, &str)| {
                    let term = term.unwrap();
                    let values = vec![
                        ("coefficient", Some(term.coefficient)),
                        ("standard_error", term.error),
                        ("t", term.t),
                        ("p_value", term.p_value),
                    ];
                    (name.to_owned(), values)
                };
                found.terms.iter().zip(["constant", "initial", "z"]).map(row).collect()
            }
            other => panic!("no method {other}"),
        }
    }
}

#[test]
fn golden_cases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut cases = 0;
    for method in METHODS {
        for folder in std::fs::read_dir(root.join(method)).unwrap_or_else(|_| panic!("no cases of {method}")) {
            let folder = folder.unwrap().path();
            let settings: toml::Table = std::fs::read_to_string(folder.join("case.toml")).unwrap().parse().unwrap();
            for key in ["title", "source", "peer", "tolerance"] {
                assert!(settings.contains_key(key), "{}: case.toml lacks {key}", folder.display());
            }
            let case = Case { settings, input: Sheet::read(&folder.join("input.csv")) };
            let expected = Sheet::read(&folder.join("expected.csv"));
            let found = case.run(method);
            let tolerance = case.number("tolerance");
            let keys = ["region", "industry", "partner", "group", "term", "indicator", "distance"];
            let keys: Vec<&str> = keys.into_iter().filter(|key| expected.columns.contains_key(*key)).collect();
            for row in 0..expected.rows {
                let key: Vec<&str> = keys.iter().map(|key| expected.words(key)[row].as_str()).collect();
                let key = key.join(",");
                let (_, values) = found
                    .iter()
                    .find(|(own, _)| *own == key)
                    .unwrap_or_else(|| panic!("{}: no row {key}", folder.display()));
                for (name, column) in expected.columns.iter().filter(|(name, _)| !keys.contains(&name.as_str())) {
                    let own = values.iter().find(|(own, _)| own == name).unwrap_or_else(|| panic!("no value {name}")).1;
                    let wanted: Option<f64> =
                        Some(&column[row]).filter(|cell| !cell.is_empty()).map(|cell| cell.parse().unwrap());
                    let close = match (own, wanted) {
                        (Some(own), Some(wanted)) => (own - wanted).abs() <= tolerance * (1.0 + wanted.abs()),
                        (None, None) => true,
                        _ => false,
                    };
                    assert!(close, "{} {key} {name}: {own:?}, expected {wanted:?}", folder.display());
                }
            }
            cases += 1;
        }
    }
    assert!(cases >= METHODS.len());
}
