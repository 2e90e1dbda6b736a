//! Regressions against peers and against dense computations: `golden/<method>/<case>`.

use liantu_numeric::Sparse;
use liantu_structure::econometrics::dependence::spatial_dependence;
use liantu_structure::econometrics::gravity::{self, Division, Estimator, Flows, gravity};
use liantu_structure::econometrics::linear::{self, linear_regression};
use liantu_structure::econometrics::spatial::{self, Information, Model, Spatial, spatial_regression};
use liantu_structure::econometrics::spillover::{Of, spatial_spillover};
use liantu_structure::econometrics::{
    Coefficient, Covariance, Determinant, Effects, Estimate, Sample, SpatialSample, Term, average_effects,
};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// A table by column.
fn table(path: &Path) -> HashMap<String, Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let mut columns: HashMap<String, Vec<String>> = names.iter().map(|name| ((*name).to_owned(), vec![])).collect();
    for line in lines {
        for (name, cell) in names.iter().zip(line.split(',')) {
            columns.get_mut(*name).unwrap().push(cell.to_owned());
        }
    }
    columns
}

fn numbers(table: &HashMap<String, Vec<String>>, name: &str) -> Vec<f64> {
    table[name].iter().map(|cell| cell.parse().unwrap_or(f64::NAN)).collect()
}

fn ids(table: &HashMap<String, Vec<String>>, name: &str) -> Vec<u32> {
    table[name].iter().map(|cell| cell.parse().unwrap()).collect()
}

struct Case {
    folder: PathBuf,
    toml: toml::Table,
    input: HashMap<String, Vec<String>>,
    expected: HashMap<String, Vec<String>>,
}

fn cases(method: &str) -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(method);
    let folders = std::fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path());
    let case = |folder: PathBuf| Case {
        toml: std::fs::read_to_string(folder.join("case.toml")).unwrap().parse().unwrap(),
        input: table(&folder.join("input.csv")),
        expected: table(&folder.join("expected.csv")),
        folder,
    };
    let found: Vec<Case> = folders.map(case).collect();
    assert!(!found.is_empty(), "{method} has no golden case");
    found
}

impl Case {
    fn word(&self, name: &str) -> &str {
        self.toml.get(name).map_or("", |value| value.as_str().unwrap())
    }

    fn words(&self, name: &str) -> Vec<&str> {
        self.toml
            .get(name)
            .map_or(Vec::new(), |list| list.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect())
    }

    fn check(&self, place: &str, found: f64, expected: f64) {
        let tolerance = self.toml["tolerance"].as_float().unwrap();
        let fits = (found - expected).abs() <= tolerance * expected.abs().max(1.0);
        assert!(fits, "{}: {place} is {found:?}, expected {expected:?}", self.folder.display());
    }

    /// Compares every row of the expected table whose term `find` knows.
    fn compare(&self, find: impl Fn(&str) -> Option<Estimate>) {
        for (row, term) in self.expected["term"].iter().enumerate() {
            let found = find(term).unwrap_or_else(|| panic!("{}: no {term}", self.folder.display()));
            let columns =
                [("estimate", found.value), ("standard_error", found.standard_error), ("p_value", found.p_value)];
            for (column, found) in columns {
                let Some(expected) = self.expected.get(column).and_then(|cells| cells[row].parse::<f64>().ok()) else {
                    continue;
                };
                if expected.is_finite() {
                    self.check(&format!("{column} of {term}"), found, expected);
                }
            }
        }
    }

    /// Regressors `x1`, `x2`, … of the input.
    fn regressors(&self) -> Vec<Vec<f64>> {
        let names = (1..).map(|n| format!("x{n}")).take_while(|name| self.input.contains_key(name));
        names.map(|name| numbers(&self.input, &name)).collect()
    }

    fn weights(&self) -> Sparse {
        let pairs = table(&self.folder.join("weights.csv"));
        let (from, to) = (ids(&pairs, "from"), ids(&pairs, "to"));
        let size = *from.iter().max().unwrap() as usize + 1;
        let (mut offsets, mut columns) = (vec![0], Vec::new());
        for row in 0..size {
            columns.extend(from.iter().zip(&to).filter(|(from, _)| **from as usize == row).map(|(_, to)| *to));
            offsets.push(columns.len());
        }
        let values = vec![1.0; columns.len()];
        Sparse::new(offsets, columns, values)
    }
}

fn name(term: Term) -> String {
    match term {
        Term::Intercept => "intercept".to_owned(),
        Term::Variable(place) => format!("x{}", place + 1),
        Term::Neighbours(place) => format!("W x{}", place + 1),
        Term::Named(name) => name.to_owned(),
    }
}

fn of(coefficients: &[Coefficient], term: &str) -> Option<Estimate> {
    coefficients.iter().find(|found| name(found.term) == term).map(|found| found.estimate)
}

fn statistic(fit: &[(&'static str, f64)], term: &str) -> Option<Estimate> {
    fit.iter().find(|(name, _)| *name == term).map(|(_, value)| Estimate::plain(*value))
}

#[test]
fn linear_regression_is_that_of_peers() {
    for case in cases("linear_regression") {
        let group = |name: &str| ids(&case.input, name);
        let covariance = match case.word("covariance") {
            "classical" => Covariance::Classical,
            "hc0" => Covariance::Hc0,
            "hc1" => Covariance::Hc1,
            "hc2" => Covariance::Hc2,
            "hc3" => Covariance::Hc3,
            "g1" => Covariance::Clustered(vec![group("g1")]),
            _ => Covariance::Clustered(vec![group("g1"), group("g2")]),
        };
        let effects: Vec<Vec<u32>> = case.words("effects").into_iter().map(group).collect();
        let fit = linear_regression(
            Sample { dependent: &numbers(&case.input, "y"), regressors: &case.regressors() },
            &linear::Options { effects: &effects, covariance, confidence: 0.95 },
        );
        case.compare(|term| of(&fit.coefficients, term).or_else(|| statistic(&fit.fit, term)));
    }
}

fn fit_of(case: &Case, information: Information) -> Spatial {
    let model = match case.word("model") {
        "lag" => Model::Lag,
        "error" => Model::Error,
        "durbin_error" => Model::DurbinError,
        _ => Model::Durbin,
    };
    let effects = match case.word("effects") {
        "region" => Effects::Region,
        "period" => Effects::Period,
        "two_way" => Effects::TwoWay,
        _ => Effects::None,
    };
    let sample = SpatialSample {
        weights: &case.weights(),
        periods: case.toml.get("periods").map_or(1, |periods| periods.as_integer().unwrap().try_into().unwrap()),
        dependent: &numbers(&case.input, "y"),
        regressors: &case.regressors(),
    };
    spatial_regression(
        &sample,
        spatial::Options { model, effects, information, determinant: Determinant::Exact, confidence: 0.95 },
    )
}

#[test]
fn spatial_regression_is_that_of_peers() {
    let mut compared = 0;
    for case in cases("spatial_regression") {
        let fit = fit_of(&case, Information::Expected);
        let effects = average_effects(&fit, 200, 1, 0.95);
        let effect = |term: &str| {
            let (part, variable) = term.split_once(' ')?;
            let effect = effects.iter().find(|effect| name(Term::Variable(effect.variable)) == variable)?;
            match part {
                "direct" => Some(effect.direct),
                "indirect" => Some(effect.indirect),
                "total" => Some(effect.total),
                _ => None,
            }
        };
        let fitted = |term: &str| fit.fit.iter().find(|(name, _)| *name == term).map(|(_, found)| *found);
        case.compare(|term| of(&fit.coefficients, term).or_else(|| fitted(term)).or_else(|| effect(term)));
        // The observed information is another estimate of the same thing.
        let observed = fit_of(&case, Information::Observed);
        for (one, two) in fit.coefficients.iter().zip(&observed.coefficients) {
            assert!((one.estimate.value - two.estimate.value).abs() < 1e-12 * one.estimate.value.abs().max(1.0));
            let row = case.expected["term"].iter().position(|term| *term == name(two.term));
            let known = case.expected.get("observed_error").zip(row);
            let expected = known.and_then(|(cells, row)| cells[row].parse::<f64>().ok());
            if let Some(expected) = expected {
                // The peer differentiates the likelihood by steps.
                assert!((two.estimate.standard_error / expected - 1.0).abs() < 1e-4, "{two:?} {expected}");
                compared += 1;
            }
        }
    }
    assert!(compared >= 12, "standard errors from the observed information were compared {compared} times");
}

/// The values that the peer prints for its own test, as far as its search for the maximum goes.
#[test]
fn the_published_spatial_lag_is_found() {
    let case = cases("spatial_regression").into_iter().find(|case| case.folder.ends_with("baltimore_lag")).unwrap();
    let fit = fit_of(&case, Information::Automatic);
    let published = [-6.040_401_64, 3.489_951_14, -0.201_039_55, 0.654_623_82, 0.623_511_43];
    for (coefficient, published) in fit.coefficients.iter().zip(published) {
        assert!((coefficient.estimate.value - published).abs() < 1e-6, "{coefficient:?}");
    }
    let height = fit.fit.iter().find(|(name, _)| *name == "log_likelihood").unwrap().1.value;
    assert!((height + 875.927_711_434_848).abs() < 1e-9, "{height}");
}

#[test]
fn spatial_dependence_is_that_of_peers() {
    for case in cases("spatial_dependence") {
        let found = spatial_dependence(&SpatialSample {
            weights: &case.weights(),
            periods: 1,
            dependent: &numbers(&case.input, "y"),
            regressors: &case.regressors(),
        });
        case.compare(|term| found.tests.iter().find(|(name, _)| *name == term).map(|(_, found)| *found));
    }
}

#[test]
fn spillovers_are_sums_of_the_matrix_of_effects() {
    for case in cases("spatial_spillover") {
        let fit = fit_of(&case, Information::Expected);
        let pairs: [(Of, [(&str, &str); 5]); 2] = [
            (
                Of::Unit,
                [
                    ("direct", "direct"),
                    ("emitted", "emitted"),
                    ("received", "received"),
                    ("asymmetry", "asymmetry"),
                    ("null_asymmetry", "null_asymmetry"),
                ],
            ),
            (
                Of::Value,
                [
                    ("emitted", "emitted_of_value"),
                    ("received", "received_of_value"),
                    ("null_asymmetry", "null_of_value"),
                    ("", ""),
                    ("", ""),
                ],
            ),
        ];
        for (of, columns) in pairs {
            let (rows, _) = spatial_spillover(&fit, of, 0, 1);
            for row in rows.iter().filter(|row| row.variable == 0) {
                for (column, expected) in columns.iter().filter(|(column, _)| !column.is_empty()) {
                    let found = match *column {
                        "direct" => row.direct,
                        "emitted" => row.emitted,
                        "received" => row.received,
                        "asymmetry" => row.asymmetry,
                        _ => row.null_asymmetry,
                    };
                    let expected = numbers(&case.expected, expected)[row.region];
                    if expected.is_finite() {
                        case.check(&format!("{column} of {}", row.region), found, expected);
                    }
                }
            }
        }
    }
}

#[test]
fn gravity_is_that_of_peers() {
    let division = |word: &str| Division::ALL.iter().find(|(name, _)| *name == word).unwrap().1;
    for case in cases("gravity_model") {
        let names = case.words("regressors");
        let regressors: Vec<Vec<f64>> = names.iter().map(|name| numbers(&case.input, name)).collect();
        let fit = gravity(
            &Flows {
                origin: &ids(&case.input, "origin"),
                destination: &ids(&case.input, "destination"),
                period: &ids(&case.input, "period"),
                value: &numbers(&case.input, "value"),
                regressors: &regressors,
            },
            &gravity::Options {
                estimator: if case.word("estimator") == "log_linear" {
                    Estimator::LogLinear
                } else {
                    Estimator::Poisson
                },
                effects: case.words("effects").into_iter().map(division).collect(),
                clusters: case.words("clusters").into_iter().map(division).collect(),
                confidence: 0.95,
            },
        );
        case.compare(|term| {
            let place = names.iter().position(|name| *name == term);
            place
                .and_then(|place| of(&fit.coefficients, &name(Term::Variable(place))))
                .or_else(|| statistic(&fit.fit, term))
        });
    }
}
