//! Golden cases of the spatial statistics: under `tests/golden/<method>/<case>/` a `case.toml` (source, peer, tolerances,
//! parameters), `values.csv`, `weights.csv` and `expected.csv`. Only the columns that `expected.csv` lists are compared;
//! an empty cell means undefined. Pseudo p-values come from other random numbers than the peer's, so that they have a
//! tolerance of their own.

use liantu_structure::space::{
    Inference, Mode, Standard, Tail, Weights, global, global_association, local, local_association, markov,
    spatial_markov,
};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

type Rows = Vec<BTreeMap<String, String>>;

fn table(path: &Path) -> Rows {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines
        .map(|line| names.iter().map(|name| (*name).to_owned()).zip(line.split(',').map(str::to_owned)).collect())
        .collect()
}

fn cases(method: &str) -> impl Iterator<Item = PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(method);
    let mut folders: Vec<_> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders.into_iter()
}

struct Case {
    folder: PathBuf,
    settings: toml::Table,
    values: Vec<f64>,
    other: Option<Vec<f64>>,
    weights: Weights,
    expected: Rows,
}

impl Case {
    fn read(folder: PathBuf) -> Self {
        let settings: toml::Table = std::fs::read_to_string(folder.join("case.toml")).unwrap().parse().unwrap();
        for key in ["title", "source", "peer", "tolerance"] {
            assert!(settings.contains_key(key), "{}: case.toml lacks {key}", folder.display());
        }
        let rows = table(&folder.join("values.csv"));
        let column = |name: &str| -> Option<Vec<f64>> {
            rows.iter().map(|row| row.get(name).map(|cell| cell.parse().unwrap_or(f64::NAN))).collect()
        };
        let links = table(&folder.join("weights.csv"));
        let entries = links
            .iter()
            .map(|link| (link["from"].parse().unwrap(), link["to"].parse().unwrap(), link["weight"].parse().unwrap()));
        Self {
            values: column("value").unwrap(),
            other: column("other"),
            weights: Weights::new(rows.len(), entries.collect()).unwrap(),
            expected: table(&folder.join("expected.csv")),
            settings,
            folder,
        }
    }

    fn word(&self, key: &str) -> &str {
        self.settings[key].as_str().unwrap()
    }

    fn number(&self, key: &str) -> f64 {
        self.settings.get(key).and_then(toml::Value::as_float).unwrap_or(f64::NAN)
    }

    fn standard(&self) -> Standard {
        Standard::parse(self.word("standard")).unwrap()
    }

    fn inference(&self) -> Inference {
        Inference { permutations: 9999, seed: 1, tail: Tail::parse(self.word("tail")).unwrap() }
    }

    /// Compares a row of the result with what is expected of it.
    fn compare(&self, row: usize, found: &[(&str, Option<f64>)]) {
        for (name, cell) in &self.expected[row] {
            let Some((_, found)) = found.iter().find(|(column, _)| column == name) else { continue };
            let of = format!("{}, row {row}, {name}: expected {cell}, found {found:?}", self.folder.display());
            let Ok(expected) = cell.parse::<f64>() else {
                assert!(found.is_none(), "{of}");
                continue;
            };
            let found = found.unwrap_or_else(|| panic!("{of}"));
            let tolerance = match name.as_str() {
                "p" | "p_permutation" => self.number("p_tolerance"),
                _ => self.number("tolerance") * expected.abs().max(1.0),
            };
            assert!((found - expected).abs() <= tolerance, "{of}");
        }
    }
}

#[test]
fn global_statistics_are_those_of_the_peer() {
    use global::Statistic as S;
    for case in cases("global_autocorrelation").map(Case::read) {
        let statistic = match case.word("statistic") {
            "moran" => S::Moran,
            "geary" => S::Geary,
            "getis_ord" => S::GetisOrd,
            "bivariate_moran" => S::BivariateMoran,
            _ => S::Lee,
        };
        let other = case.other.as_deref();
        let result =
            global_association(statistic, &case.values, other, &case.weights, case.standard(), case.inference());
        let found = [
            ("value", result.value),
            ("expected", result.expected),
            ("z_normal", result.normal.map(|normal| normal.z)),
            ("p_normal", result.normal.map(|normal| normal.p)),
            ("z_random", result.random.map(|random| random.z)),
            ("p_random", result.random.map(|random| random.p)),
            ("p_permutation", result.p_permutation),
        ];
        case.compare(0, &found);
    }
}

#[test]
fn local_statistics_are_those_of_the_peer_in_both_modes() {
    use local::Statistic as S;
    for case in cases("local_autocorrelation").map(Case::read) {
        let statistic = match case.word("statistic") {
            "moran" => S::Moran,
            "geary" => S::Geary,
            "getis_ord" => S::GetisOrd,
            "getis_ord_star" => S::GetisOrdStar,
            "lee" => S::Lee,
            _ => S::BivariateMoran,
        };
        for mode in [Mode::Independent, Mode::Shared] {
            let result = local_association(
                statistic,
                &case.values,
                case.other.as_deref(),
                &case.weights,
                case.standard(),
                case.inference(),
                mode,
            );
            for unit in 0..case.values.len() {
                let found = [("local", result.value.get(unit)), ("z", result.z.get(unit)), ("p", result.p.get(unit))];
                case.compare(unit, &found);
                if let Some(quadrant) = case.expected[unit].get("quadrant") {
                    assert_eq!(Some(quadrant.as_str()), result.quadrant[unit].map(local::Quadrant::word));
                }
            }
        }
    }
}

/// `values.csv` has a row for each year and a column for each region; values are taken over the mean of their year.
#[test]
fn transitions_are_those_of_the_peer() {
    for folder in cases("spatial_markov") {
        let settings: toml::Table = std::fs::read_to_string(folder.join("case.toml")).unwrap().parse().unwrap();
        let number = |key: &str| settings[key].as_float().unwrap();
        let text = std::fs::read_to_string(folder.join("values.csv")).unwrap();
        let values: Vec<Vec<f64>> = text
            .lines()
            .skip(1)
            .map(|line| {
                let row: Vec<f64> = line.split(',').skip(1).map(|cell| cell.parse().unwrap()).collect();
                let mean = row.iter().sum::<f64>() / row.len() as f64;
                row.into_iter().map(|value| value / mean).collect()
            })
            .collect();
        let links = table(&folder.join("weights.csv"));
        let entries = links.iter().map(|link| (link["from"].parse().unwrap(), link["to"].parse().unwrap(), 1.0));
        let weights = Weights::new(values[0].len(), entries.collect()).unwrap();
        let result = spatial_markov(&values, &vec![weights; values.len()], 5, markov::Cut::Pooled);
        assert!(result.findings.is_empty(), "{:?}", result.findings);
        let close =
            |found: f64, expected: f64| (found - expected).abs() <= number("tolerance") * expected.abs().max(1.0);
        for row in table(&folder.join("expected.csv")) {
            let chain = row["lag"].parse::<usize>().map_or(&result.all, |lag| &result.by_lag[lag]);
            let (from, to): (usize, usize) = (row["from"].parse().unwrap(), row["to"].parse().unwrap());
            assert_eq!(chain.counts[from][to], row["count"].parse::<u32>().unwrap(), "{row:?}");
            // The peer writes the probabilities of a class without moves as zeros; here they are unknown.
            let Some(probability) = &chain.probability[from] else { continue };
            assert!(close(probability[to], row["probability"].parse().unwrap()), "{row:?}");
            if let Some(steady) = &chain.steady {
                assert!(close(steady[from], row["steady"].parse().unwrap()), "{row:?}, {steady:?}");
            }
        }
        let tests = result.homogeneity.unwrap();
        assert!(close(tests.q, number("q")) && close(tests.lr, number("lr")), "{tests:?}");
        assert_eq!(i64::from(tests.freedom), settings["freedom"].as_integer().unwrap());
        assert!(close(tests.q_p, number("q_p")) && close(result.all.mobility.unwrap(), number("mobility")));
    }
}
