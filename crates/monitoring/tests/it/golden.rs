//! Golden cases: `tests/golden/<method>/<case>/` with the source, the input and what peers or the rules make of it.

use liantu_monitoring::series::anomaly::{classical_z, robust_z};
use liantu_monitoring::series::change::cut;
use liantu_monitoring::series::forecast::{Model, forecasts};
use liantu_monitoring::series::surge::{rolling_change, surge};
use liantu_monitoring::series::trend::trend;
use std::collections::BTreeMap;
use std::path::Path;

/// A golden case: columns by name, an empty cell as NaN.
struct Case {
    input: BTreeMap<String, Vec<f64>>,
    expected: BTreeMap<String, Vec<f64>>,
    tolerance: f64,
}

fn columns(path: &Path) -> BTreeMap<String, Vec<f64>> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let mut found: BTreeMap<String, Vec<f64>> = names.iter().map(|name| ((*name).to_owned(), Vec::new())).collect();
    for line in lines {
        for (name, cell) in names.iter().zip(line.split(',')) {
            found.get_mut(*name).unwrap().push(cell.parse().unwrap_or(f64::NAN));
        }
    }
    found
}

fn case(name: &str) -> Case {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    let about: toml::Table = std::fs::read_to_string(folder.join("case.toml")).unwrap().parse().unwrap();
    assert!(about["source"].is_str() && about["peer"].is_str());
    Case {
        input: columns(&folder.join("input.csv")),
        expected: columns(&folder.join("expected.csv")),
        tolerance: about["tolerance"].as_float().unwrap(),
    }
}

impl Case {
    fn close(&self, what: &str, found: f64, expected: f64) {
        let near = (found - expected).abs() <= self.tolerance * expected.abs().max(1.0);
        assert!(near, "{what}: {found} is not {expected}");
    }
}

#[test]
fn robust_z_of_the_rules() {
    let case = case("series_anomaly/worked_answer");
    let baseline = &case.input["value"];
    for (row, &value) in case.expected["value"].iter().enumerate() {
        case.close("robust", robust_z(&mut baseline.clone(), value).unwrap(), case.expected["robust"][row]);
        case.close("classical", classical_z(baseline, value).unwrap(), case.expected["classical"][row]);
    }
    assert_eq!(robust_z(&mut [5.0, 5.0, 5.0, 9.0], 1.0), None, "no scale, no z");
}

#[test]
fn trends_of_peers() {
    let case = case("trend/sixty_months");
    for (row, (column, season)) in [("value", 1), ("value", 12), ("gaps", 1)].into_iter().enumerate() {
        let found = trend(&case.input[column], season).unwrap();
        for (name, value) in [("slope", found.slope), ("s", found.s), ("z", found.z), ("p", found.p)] {
            case.close(name, value, case.expected[name][row]);
        }
        if season == 1 {
            case.close("intercept", found.intercept, case.expected["intercept"][row]);
        }
    }
}

#[test]
fn changes_of_a_peer() {
    let case = case("change_points_of_series/levels");
    let found: Vec<f64> = cut(&case.input["value"], 3, None).unwrap().iter().map(|change| change.at as f64).collect();
    assert_eq!(found, case.expected["at"]);
}

#[test]
fn smoothing_of_a_peer() {
    let case = case("forecast_breach/smoothing");
    let found = forecasts(&case.input["value"], Model::Smoothing(Some(0.3)), 6);
    assert_eq!(found[0].mean, None);
    for (forecast, &expected) in found.iter().zip(&case.expected["forecast"]).skip(1) {
        case.close("forecast", forecast.mean.unwrap(), expected);
    }
}

#[test]
fn windows_by_hand() {
    let mut quantity = vec![10.0; 12];
    quantity.extend([13.0; 12]);
    let value: Vec<f64> = (0..24).map(|at| if at < 12 { 100.0 } else { 117.0 }).collect();
    assert!((rolling_change(&quantity, 23, 12).unwrap() - 0.3).abs() < 1e-15);
    let found = surge(&value, &quantity, 23, 12).unwrap();
    assert!((found.volume.unwrap() - 0.3).abs() < 1e-15 && (found.price.unwrap() + 0.1).abs() < 1e-15);
    assert_eq!(rolling_change(&quantity, 22, 12), None, "eleven months are no twelve");
    quantity[15] = f64::NAN;
    assert_eq!(surge(&value, &quantity, 23, 12), None, "a missing month is no fall");
}
