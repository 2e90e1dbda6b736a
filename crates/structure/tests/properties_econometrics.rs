//! What regressions must do whatever the data: find what was planted, not depend on order or threads, and say when there
//! is no number.

use liantu_numeric::{Sparse, distribution, uniform};
use liantu_structure::econometrics::dependence::spatial_dependence;
use liantu_structure::econometrics::gravity::{self, Division, Estimator, Flows, Gravity, gravity};
use liantu_structure::econometrics::linear::{self, linear_regression};
use liantu_structure::econometrics::spatial::{self, Information, Model, Spatial, spatial_regression};
use liantu_structure::econometrics::spillover::{Of, spatial_spillover};
use liantu_structure::econometrics::{Covariance, Determinant, Effects, Sample, SpatialSample, average_effects};
use proptest::prelude::*;

fn normal(seed: u64, n: usize) -> f64 {
    distribution::normal_quantile(uniform(seed, n as u64).max(1e-12))
}

/// The rows of a grid with its four neighbours each, turned by `order`.
fn grid(side: usize, order: &[usize]) -> Sparse {
    let size = side * side;
    let mut place = vec![0; size];
    order.iter().enumerate().for_each(|(at, &cell)| place[cell] = at);
    let (mut offsets, mut columns) = (vec![0], Vec::new());
    for &cell in order {
        let (x, y) = (cell % side, cell / side);
        let mut own = Vec::new();
        if x > 0 {
            own.push(cell - 1);
        }
        if x + 1 < side {
            own.push(cell + 1);
        }
        if y > 0 {
            own.push(cell - side);
        }
        if y + 1 < side {
            own.push(cell + side);
        }
        columns.extend(own.into_iter().map(|cell| u32::try_from(place[cell]).unwrap()));
        offsets.push(columns.len());
    }
    let values = vec![1.0; columns.len()];
    Sparse::new(offsets, columns, values)
}

fn standardised(weights: &Sparse) -> Sparse {
    let (mut offsets, mut columns, mut values) = (vec![0], Vec::new(), Vec::new());
    for row in 0..weights.size() {
        let own: Vec<(u32, f64)> = weights.row(row).collect();
        values.extend(own.iter().map(|(_, weight)| weight / own.iter().map(|entry| entry.1).sum::<f64>()));
        columns.extend(own.iter().map(|entry| entry.0));
        offsets.push(columns.len());
    }
    Sparse::new(offsets, columns, values)
}

/// `y = ρWy + 1 + 2x + θWx + σε` on the grid, in the natural order.
fn planted(side: usize, rho: f64, theta: f64, noise: f64, seed: u64) -> (Sparse, Vec<f64>, Vec<f64>) {
    let natural: Vec<usize> = (0..side * side).collect();
    let weights = grid(side, &natural);
    let matrix = standardised(&weights);
    let x: Vec<f64> = (0..side * side).map(|n| normal(seed, n)).collect();
    let next = matrix.times(&x);
    let source: Vec<f64> =
        (0..x.len()).map(|n| 1.0 + 2.0 * x[n] + theta * next[n] + noise * normal(seed + 1, n)).collect();
    let mut y = source.clone();
    for _ in 0..400 {
        y = matrix.times(&y).iter().zip(&source).map(|(lag, source)| rho * lag + source).collect();
    }
    (weights, x, y)
}

const DURBIN: spatial::Options = spatial::Options {
    model: Model::Durbin,
    effects: Effects::None,
    information: Information::Automatic,
    determinant: Determinant::Exact,
    confidence: 0.95,
};

fn fit(weights: &Sparse, dependent: &[f64], regressors: &[Vec<f64>], options: spatial::Options) -> Spatial {
    spatial_regression(&SpatialSample { weights, periods: 1, dependent, regressors }, options)
}

fn codes(findings: &[liantu_model::Diagnostic]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn planted_dependence_is_covered_as_often_as_stated() {
    let (rho, theta) = (0.5, 0.7);
    let (mut covered, mut total_covered) = (0, 0);
    let runs = 60;
    for run in 0..runs {
        let (weights, x, y) = planted(12, rho, theta, 1.0, 1000 + 10 * run);
        let found = fit(&weights, &y, &[x], DURBIN);
        let estimate = found.coefficients.last().unwrap().estimate;
        covered += u32::from(estimate.low <= rho && rho <= estimate.high);
        let total = average_effects(&found, 400, run, 0.95)[0].total;
        let truth = (2.0 + theta) / (1.0 - rho);
        total_covered += u32::from(total.low <= truth && truth <= total.high);
    }
    // 95 % of 60 are 57; fewer than 50 happen once in ten thousand.
    assert!(covered >= 50, "{covered} of {runs}");
    assert!(total_covered >= 50, "{total_covered} of {runs}");
}

#[test]
fn the_direction_of_a_planted_spillover_is_found() {
    // A line in which everyone looks to the right: what happens at the right end is felt everywhere.
    let size = 60;
    let columns: Vec<u32> = (0..size).map(|n: u32| if n + 1 < size { n + 1 } else { n - 1 }).collect();
    let weights = Sparse::new((0..=size as usize).collect(), columns, vec![1.0; size as usize]);
    let x: Vec<f64> = (0..size as usize).map(|n| normal(3, n)).collect();
    let mut y = vec![0.0; size as usize];
    for _ in 0..300 {
        let lag = weights.times(&y);
        y = (0..y.len()).map(|n| 0.6 * lag[n] + x[n] + 0.1 * normal(4, n)).collect();
    }
    let found = fit(&weights, &y, &[x], spatial::Options { model: Model::Lag, ..DURBIN });
    let (rows, _) = spatial_spillover(&found, Of::Unit, 200, 1);
    assert!(rows[0].asymmetry < -0.99 && rows[0].emitted.abs() < 1e-9, "the left end only receives: {:?}", rows[0]);
    let last = rows[size as usize - 2];
    assert!(last.asymmetry > 0.1 && last.asymmetry > 3.0 * last.asymmetry_error, "the right end emits: {last:?}");
    let (emitted, received): (f64, f64) = (rows.iter().map(|r| r.emitted).sum(), rows.iter().map(|r| r.received).sum());
    assert!((emitted - received).abs() < 1e-9 * emitted, "what is emitted is received");
}

#[test]
fn symmetric_neighbours_of_equal_number_have_no_direction() {
    let size = 30u32;
    let columns: Vec<u32> = (0..size).flat_map(|n| [(n + 1) % size, (n + size - 1) % size]).collect();
    let weights = Sparse::new((0..=size as usize).map(|n| 2 * n).collect(), columns, vec![1.0; 2 * size as usize]);
    let x: Vec<f64> = (0..30).map(|n| normal(8, n)).collect();
    let y: Vec<f64> = (0..30).map(|n| x[n] + 0.5 * x[(n + 1) % 30] + 0.3 * normal(9, n)).collect();
    let found = fit(&weights, &y, &[x], DURBIN);
    for row in spatial_spillover(&found, Of::Unit, 50, 1).0 {
        assert!(row.asymmetry.abs() < 1e-9 && row.null_asymmetry.abs() < 1e-12 && row.asymmetry_error < 1e-9);
    }
}

fn trade(regions: u32, border: f64, decay: f64, seed: u64) -> (Vec<u32>, Vec<u32>, Vec<f64>, Vec<Vec<f64>>) {
    let place = |n: u32| (uniform(seed, 2 * u64::from(n)), uniform(seed, 2 * u64::from(n) + 1));
    let (mut origin, mut destination, mut value) = (vec![], vec![], vec![]);
    let (mut distance, mut crossing) = (vec![], vec![]);
    for from in 0..regions {
        for to in (0..regions).filter(|&to| to != from) {
            let (a, b) = (place(from), place(to));
            let far = ((a.0 - b.0).powi(2) + (a.1 - b.1).powi(2)).sqrt().ln();
            let across = f64::from(u8::from(from % 3 != to % 3));
            let mean =
                5.0 + normal(seed + 1, from as usize) + normal(seed + 2, to as usize) + decay * far + border * across;
            let noise = -uniform(seed + 3, u64::from(from * regions + to)).max(1e-9).ln();
            origin.push(from);
            destination.push(to);
            value.push(if noise < 0.3 { 0.0 } else { mean.exp() * noise });
            distance.push(far);
            crossing.push(across);
        }
    }
    (origin, destination, value, vec![distance, crossing])
}

fn ppml(origin: &[u32], destination: &[u32], value: &[f64], regressors: &[Vec<f64>]) -> Gravity {
    let period = vec![0; value.len()];
    gravity(
        &Flows { origin, destination, period: &period, value, regressors },
        &gravity::Options {
            estimator: Estimator::Poisson,
            effects: vec![Division::Origin, Division::Destination],
            clusters: vec![Division::Origin, Division::Destination],
            confidence: 0.95,
        },
    )
}

#[test]
fn a_planted_border_is_found() {
    let (origin, destination, value, regressors) = trade(40, -0.8, -1.1, 5);
    let found = ppml(&origin, &destination, &value, &regressors);
    for (coefficient, truth) in found.coefficients.iter().zip([-1.1, -0.8]) {
        let estimate = coefficient.estimate;
        assert!((estimate.value - truth).abs() < 4.0 * estimate.standard_error, "{coefficient:?}");
        assert!(estimate.standard_error < 0.2 && estimate.p_value < 1e-4);
    }
    // With these effects what is fitted leaves every origin its total.
    let total = |values: &[f64]| -> f64 { (0..value.len()).filter(|&n| origin[n] == 7).map(|n| values[n]).sum() };
    assert!((total(&found.fitted) / total(&value) - 1.0).abs() < 1e-8);
}

#[test]
fn physical_and_institutional_distance_are_told_apart() {
    let (origin, destination, mut value, mut regressors) = trade(40, -0.3, -1.0, 15);
    let institution: Vec<f64> = (0..40).map(|n| normal(16, n)).collect();
    let apart: Vec<f64> = origin
        .iter()
        .zip(&destination)
        .map(|(&from, &to)| (institution[from as usize] - institution[to as usize]).abs())
        .collect();
    value.iter_mut().zip(&apart).for_each(|(value, apart)| *value *= (-0.4 * apart).exp());
    regressors.push(apart);
    let found = ppml(&origin, &destination, &value, &regressors);
    for (coefficient, truth) in found.coefficients.iter().zip([-1.0, -0.3, -0.4]) {
        let estimate = coefficient.estimate;
        assert!((estimate.value - truth).abs() < 3.0 * estimate.standard_error, "{coefficient:?}");
    }
    // Least squares of logarithms leaves out the zeros, says so, and is off in scale only for what has none.
    let period = vec![0; value.len()];
    let flows =
        Flows { origin: &origin, destination: &destination, period: &period, value: &value, regressors: &regressors };
    let logarithms = gravity(
        &flows,
        &gravity::Options {
            estimator: Estimator::LogLinear,
            effects: vec![Division::Origin, Division::Destination],
            clusters: vec![],
            confidence: 0.95,
        },
    );
    assert_eq!(codes(&logarithms.findings), ["STR519"]);
    assert!((logarithms.coefficients[0].estimate.value + 1.0).abs() < 0.2);
    assert!(logarithms.fitted.iter().zip(&value).all(|(fitted, value)| fitted.is_nan() == (*value == 0.0)));
}

#[test]
fn separated_observations_are_found_and_change_nothing_else() {
    let (origin, destination, mut value, mut regressors) = trade(20, -0.5, -1.0, 6);
    let before = ppml(&origin, &destination, &value, &regressors);
    // A regressor that is above zero only where nothing flows.
    let zeros: Vec<usize> = (0..value.len()).filter(|&n| value[n] == 0.0).take(9).collect();
    let mut mark = vec![0.0; value.len()];
    for &n in &zeros {
        mark[n] = 0.5 + uniform(7, n as u64);
    }
    regressors.push(mark);
    let found = ppml(&origin, &destination, &value, &regressors);
    assert_eq!(found.separated, zeros);
    assert!(codes(&found.findings).contains(&"STR507") && codes(&found.findings).contains(&"STR502"));
    assert!(found.coefficients[2].estimate.value.is_nan());
    // Without these rows it is the same model.
    let keep: Vec<usize> = (0..value.len()).filter(|n| !zeros.contains(n)).collect();
    let pick = |ids: &[u32]| -> Vec<u32> { keep.iter().map(|&n| ids[n]).collect() };
    let take = |column: &[f64]| -> Vec<f64> { keep.iter().map(|&n| column[n]).collect() };
    let kept: Vec<Vec<f64>> = regressors[..2].iter().map(|column| take(column)).collect();
    let without = ppml(&pick(&origin), &pick(&destination), &take(&value), &kept);
    for (one, two) in found.coefficients.iter().zip(&without.coefficients) {
        assert!((one.estimate.value - two.estimate.value).abs() < 1e-9);
        assert!((one.estimate.standard_error - two.estimate.standard_error).abs() < 1e-9);
    }
    // A region that receives nothing takes its rows with it and leaves the rest.
    for n in 0..value.len() {
        if destination[n] == 4 {
            value[n] = 0.0;
        }
    }
    let without = ppml(&origin, &destination, &value, &regressors[..2]);
    assert_eq!(without.separated.len(), 19);
    assert!(without.coefficients[0].estimate.value.is_finite() && before.separated.is_empty());
}

#[test]
fn trouble_gives_findings_and_no_numbers() {
    let (weights, x, y) = planted(6, 0.3, 0.0, 0.5, 77);
    let size = x.len();
    // The same regressor twice, a constant, and a missing value.
    let found = fit(&weights, &y, &[x.clone(), x.clone(), vec![3.0; size]], DURBIN);
    assert!(codes(&found.findings).contains(&"STR502"));
    assert!(found.coefficients[2].estimate.value.is_nan() && found.coefficients[1].estimate.value.is_finite());
    let mut holed = x.clone();
    holed[5] = f64::NAN;
    holed[6] = f64::INFINITY;
    let found = fit(&weights, &y, &[holed.clone()], DURBIN);
    assert_eq!(codes(&found.findings), ["STR513", "STR501"]);
    assert_eq!(found.regions.len(), size - 2);
    // One region, no neighbours at all, nothing known.
    for (weights, y) in [
        (Sparse::new(vec![0, 0], vec![], vec![]), vec![1.0]),
        (Sparse::new(vec![0; size + 1], vec![], vec![]), y.clone()),
        (weights.clone(), vec![f64::NAN; size]),
        (Sparse::new(vec![0], vec![], vec![]), vec![]),
    ] {
        let x = vec![x[..y.len()].to_vec()];
        let found = fit(&weights, &y, &x, DURBIN);
        assert!(codes(&found.findings).contains(&"STR504"));
        assert!(found.coefficients.iter().all(|coefficient| coefficient.estimate.value.is_nan()));
        assert!(
            average_effects(&found, 10, 1, 0.95).is_empty() && spatial_spillover(&found, Of::Unit, 10, 1).0.is_empty()
        );
        let sample = SpatialSample { weights: &weights, periods: 1, dependent: &y, regressors: &x };
        assert!(spatial_dependence(&sample).tests.iter().all(|(_, test)| test.p_value.is_nan()));
    }
    // An island among others takes no part.
    let mut offsets = vec![0];
    let (mut columns, mut values) = (Vec::new(), Vec::new());
    for row in 0..size {
        for (column, value) in weights.row(row).filter(|(column, _)| row != 7 && *column != 7) {
            columns.push(column);
            values.push(value);
        }
        offsets.push(columns.len());
    }
    let found = fit(&Sparse::new(offsets, columns, values), &y, std::slice::from_ref(&x), DURBIN);
    assert!(codes(&found.findings) == ["STR503"] && !found.regions.contains(&7));
    // What the regressors explain completely leaves nothing to fit or to test.
    let twice: Vec<f64> = x.iter().map(|x| 2.0 * x).collect();
    let sample =
        SpatialSample { weights: &weights, periods: 1, dependent: &twice, regressors: std::slice::from_ref(&x) };
    assert_eq!(codes(&spatial_dependence(&sample).findings), ["STR518"]);

    let linear = |y: &[f64], x: &[Vec<f64>], covariance: Covariance| {
        let options = linear::Options { effects: &[], covariance, confidence: 0.95 };
        linear_regression(Sample { dependent: y, regressors: x }, &options)
    };
    let found = linear(&[1.0, 2.0], &[vec![3.0, 4.0]], Covariance::Hc1);
    assert!(codes(&found.findings) == ["STR504"] && found.coefficients.iter().all(|c| c.estimate.p_value.is_nan()));
    let found = linear(&y, &[holed], Covariance::Clustered(vec![(0..36).map(|n| n / 9).collect()]));
    assert_eq!(codes(&found.findings), ["STR513", "STR501", "STR515"]);

    let empty = ppml(&[], &[], &[], &[vec![]]);
    assert!(codes(&empty.findings) == ["STR504"] && empty.coefficients[0].estimate.value.is_nan());
    let zero = ppml(&[0, 1], &[1, 0], &[0.0, 0.0], &[vec![1.0, 2.0]]);
    assert!(codes(&zero.findings) == ["STR504"]);
    let (origin, destination, mut value, mut regressors) = trade(8, 0.0, -1.0, 3);
    (value[0], value[1], regressors[0][2]) = (-1.0, f64::NAN, f64::NAN);
    let found = ppml(&origin, &destination, &value, &regressors);
    assert!(["STR501", "STR512"].iter().all(|code| codes(&found.findings).contains(code)));
    assert!(found.fitted[0].is_nan() && found.fitted[3].is_finite());
}

#[test]
fn one_thread_gives_the_bits_of_many() {
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let (weights, x, y) = planted(20, 0.4, 0.3, 1.0, 5);
            let found = fit(&weights, &y, &[x], DURBIN);
            let (rows, _) = spatial_spillover(&found, Of::Value, 30, 9);
            let (origin, destination, value, regressors) = trade(30, -0.5, -1.0, 2);
            let flows = ppml(&origin, &destination, &value, &regressors);
            let mut bits: Vec<u64> = rows.iter().map(|row| row.asymmetry_error.to_bits()).collect();
            for coefficient in found.coefficients.iter().chain(&flows.coefficients) {
                bits.extend([coefficient.estimate.value.to_bits(), coefficient.estimate.standard_error.to_bits()]);
            }
            bits
        })
    };
    assert_eq!(run(1), run(5));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_regions_changes_nothing(seed in 0u64..1000, rho in -0.8f64..0.9) {
        let side = 7;
        let (weights, x, y) = planted(side, rho, 0.5, 0.7, 50_000 + seed);
        let mut order: Vec<usize> = (0..side * side).collect();
        order.sort_by(|&a, &b| uniform(seed, a as u64).total_cmp(&uniform(seed, b as u64)));
        let turned = grid(side, &order);
        let turn = |column: &[f64]| -> Vec<f64> { order.iter().map(|&cell| column[cell]).collect() };
        let one = fit(&weights, &y, std::slice::from_ref(&x), DURBIN);
        let two = fit(&turned, &turn(&y), &[turn(&x)], DURBIN);
        for (one, two) in one.coefficients.iter().zip(&two.coefficients) {
            prop_assert!((one.estimate.value - two.estimate.value).abs() < 1e-8 * one.estimate.value.abs().max(1.0));
            prop_assert!((one.estimate.standard_error / two.estimate.standard_error - 1.0).abs() < 1e-6);
        }
        let (rows, _) = spatial_spillover(&one, Of::Unit, 0, 1);
        let (rows_turned, _) = spatial_spillover(&two, Of::Unit, 0, 1);
        for (row, &cell) in rows_turned.iter().zip(&order) {
            prop_assert!((row.emitted - rows[cell].emitted).abs() < 1e-7);
            prop_assert!((row.received - rows[cell].received).abs() < 1e-7);
        }
    }

    #[test]
    fn units_change_coefficients_and_nothing_else(seed in 0u64..1000, power in -6i32..7) {
        let scale = 10f64.powi(power);
        let (weights, x, y) = planted(8, 0.4, 0.2, 0.5, 90_000 + seed);
        let scaled: Vec<f64> = x.iter().map(|x| x * scale).collect();
        let (one, two) = (fit(&weights, &y, &[x], DURBIN), fit(&weights, &y, &[scaled], DURBIN));
        for (place, (one, two)) in one.coefficients.iter().zip(&two.coefficients).enumerate() {
            let factor = if (1..3).contains(&place) { scale } else { 1.0 };
            prop_assert!((one.estimate.value - two.estimate.value * factor).abs() < 1e-7);
            prop_assert!((one.estimate.p_value - two.estimate.p_value).abs() < 1e-6);
        }
        let (origin, destination, value, regressors) = trade(12, -0.4, -0.9, 70_000 + seed);
        let more: Vec<f64> = value.iter().map(|value| value * scale).collect();
        let one = ppml(&origin, &destination, &value, &regressors);
        let two = ppml(&origin, &destination, &more, &regressors);
        for (one, two) in one.coefficients.iter().zip(&two.coefficients) {
            prop_assert!((one.estimate.value - two.estimate.value).abs() < 1e-7, "{one:?} {two:?}");
            // Two-way clusters may give no standard error; then neither model has one.
            let (one, two) = (one.estimate.standard_error, two.estimate.standard_error);
            prop_assert!((one - two).abs() < 1e-7 || (one.is_nan() && two.is_nan()), "{one} {two}");
        }
    }
}

/// Approximate determinants lead to nearly the same estimate, and say by how much they are off.
#[test]
fn approximate_determinants_come_near_the_exact_one() {
    let (weights, x, y) = planted(24, 0.4, 0.3, 1.0, 77);
    let model = |determinant| fit(&weights, &y, std::slice::from_ref(&x), spatial::Options { determinant, ..DURBIN });
    let fitted = |found: &Spatial, name: &str| found.fit.iter().find(|one| one.0 == name).map(|one| one.1);
    let exact = model(Determinant::Exact);
    assert!(fitted(&exact, "log_determinant").is_none(), "what is exact has no error to tell");
    let rho = |found: &Spatial| found.coefficients.last().unwrap().estimate;
    for determinant in [Determinant::Chebyshev, Determinant::MonteCarlo { seed: 5 }] {
        let found = model(determinant);
        let [known, error, bound] = ["log_determinant", "log_determinant_error", "log_determinant_bound"]
            .map(|name| fitted(&found, name).unwrap());
        let spread = if known.standard_error.is_nan() { 0.0 } else { 4.0 * known.standard_error };
        assert!(error.value.abs() <= bound.value + spread + 1e-9, "{determinant:?}: {error:?} {bound:?} {known:?}");
        assert!((rho(&found).value - rho(&exact).value).abs() < 0.2 * rho(&exact).standard_error, "{determinant:?}");
        // The same seed, the same bits.
        assert_eq!(rho(&model(determinant)).value.to_bits(), rho(&found).value.to_bits());
    }
    let other = model(Determinant::MonteCarlo { seed: 6 });
    assert_ne!(rho(&other).value.to_bits(), rho(&model(Determinant::MonteCarlo { seed: 5 })).value.to_bits());
}
