//! Tests of spatial dependence on the residuals of least squares: which spatial model, if any?

use super::catalogue::found;
use super::declare;
use super::estimate::Estimate;
use super::linear::DEPENDENT_SHARE;
use super::neighbourhood::{Effects, Neighbourhood, SpatialSample};
use super::spatial::{Model, design};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method};
use liantu_numeric::distribution::{chi_square_upper, normal_two_sided};
use liantu_numeric::{LeastSquares, dot, sum};

/// The declaration.
pub const METHOD: Method = Method {
    id: "spatial_dependence",
    version: 1,
    study: "structure",
    title: text("空间依赖检验", "Tests of spatial dependence"),
    question: text(
        "线性回归之后还留下空间依赖吗？应选滞后模型还是误差模型？",
        "Does dependence on space remain after a linear regression, and does it point to a lag or to an error model?",
    ),
    formula: text(
        "e 为最小二乘残差，s² = e′e/n，T = tr(W′W + W²)，D = (WXβ)′M(WXβ)/s² + T。lm_error = (e′We/s²)²/T；lm_lag = (e′Wy/s²)²/D；稳健形式 robust_lm_error = (e′We/s² − T/D·e′Wy/s²)²/(T(1−T/D))，robust_lm_lag = (e′Wy/s² − e′We/s²)²/(D−T)；各服从 χ²(1)；lm_both = lm_lag + robust_lm_error 服从 χ²(2)。moran：残差的莫兰指数，按正态假设标准化。多时期时 W 为各期的块对角，T 乘以时期数。",
        "With e the least-squares residuals, s² = e′e/n, T = tr(W′W + W²), D = (WXβ)′M(WXβ)/s² + T: lm_error = (e′We/s²)²/T; lm_lag = (e′Wy/s²)²/D; robust_lm_error = (e′We/s² − T/D·e′Wy/s²)²/(T(1−T/D)); robust_lm_lag = (e′Wy/s² − e′We/s²)²/(D−T); each χ²(1). lm_both = lm_lag + robust_lm_error is χ²(2). moran: Moran's I of the residuals, standardised under normality. With several periods W repeats along the diagonal and T counts each.",
    ),
    limits: text(
        "只有一个检验显著时按它选模型；两者都显著时看稳健形式中更显著的一个（Anselin 2005）。检验假设误差正态且同方差；检验不能替代对权重的理由。",
        "Where only one test rejects, follow it; where both do, follow the more significant robust form (Anselin 2005). The tests assume normal errors of one variance, and do not replace a reason for the weights.",
    ),
    reference: "Anselin, L., Bera, A. K., Florax, R., Yoon, M. J. (1996). Regional Science and Urban Economics 26(1), 77–104. Cliff, A. D., Ord, J. K. (1981). Spatial Processes. Pion.",
    aliases: &["lm_test", "lagrange_multiplier", "lm检验", "拉格朗日乘子检验", "空间依赖"],
    inputs: super::spatial::METHOD.inputs,
    parameters: &[
        declare::DEPENDENT,
        declare::REGRESSORS,
        declare::WEIGHTS,
        declare::K,
        declare::CUTOFF,
        declare::POWER,
        declare::MEASURE,
        declare::PAIR_RULE,
        declare::LEVEL,
        declare::PERIOD,
        declare::BY,
        declare::DUPLICATES,
    ],
    outputs: declare::OUTPUTS,
};

/// The tests of a sample.
#[derive(Clone, Debug)]
pub struct Dependence {
    /// Name and result of each test; undefined where it could not be made.
    pub tests: Vec<(&'static str, Estimate)>,
    /// Rows used.
    pub observations: usize,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// Names of the tests, in the order of the results.
pub const TESTS: [&str; 6] = ["moran", "lm_lag", "lm_error", "robust_lm_lag", "robust_lm_error", "lm_both"];

/// Least squares of the sample, pooled over periods, and the tests on its residuals.
pub fn spatial_dependence(sample: &SpatialSample<'_>) -> Dependence {
    let mut findings = Vec::new();
    let near = Neighbourhood::new(sample, &mut findings);
    let (_, columns) = design(&near, Model::Error, Effects::None);
    let basis = LeastSquares::new(columns, DEPENDENT_SHARE);
    let rows = near.dependent.len();
    let mut result =
        Dependence { tests: TESTS.map(|test| (test, Estimate::UNDEFINED)).to_vec(), observations: rows, findings };
    if rows <= basis.kept.len() + 1 || near.size() < 3 {
        result.findings.push(found("STR504", near.size()));
        return result;
    }
    if !basis.dropped.is_empty() {
        result.findings.push(found("STR502", basis.dropped.len()));
    }
    let outcome = &near.dependent;
    let rest = basis.residual(outcome);
    let size = rows as f64;
    let variance = dot(&rest, &rest) / size;
    if variance <= 1e-20 * dot(outcome, outcome) / size {
        result.findings.push(found("STR518", 1));
        return result;
    }
    let fitted: Vec<f64> = outcome.iter().zip(&rest).map(|(outcome, rest)| outcome - rest).collect();
    let along_error = dot(&rest, &near.lag(&rest)) / variance;
    let along_lag = dot(&rest, &near.lag(outcome)) / variance;
    let transposed = near.weights.transposed();
    let squares = sum(near.weights.iter().map(|(_, _, weight)| weight * weight));
    let products = sum((0..near.size()).flat_map(|row| mutual(&near, &transposed, row)));
    let periods = near.periods as f64;
    let trace = periods * (squares + products);
    let unexplained = basis.residual(&near.lag(&fitted));
    let whole = dot(&unexplained, &unexplained) / variance + trace;
    let share = trace / whole;
    let lag = along_lag * along_lag / whole;
    let error = along_error * along_error / trace;
    let robust_error = (along_error - share * along_lag).powi(2) / (trace * (1.0 - share));
    let robust_lag = (along_lag - along_error).powi(2) / (whole - trace);
    let both = lag + robust_error;
    let chi = |statistic: f64, freedom: f64| Estimate::test(statistic, chi_square_upper(statistic, freedom));
    let tests = [
        moran(&near, &basis, &rest, periods * squares, periods * products),
        chi(lag, 1.0),
        chi(error, 1.0),
        chi(robust_lag, 1.0),
        chi(robust_error, 1.0),
        chi(both, 2.0),
    ];
    result.tests = TESTS.into_iter().zip(tests).collect();
    result
}

/// The products `w_ij w_ji` of a row.
fn mutual(near: &Neighbourhood, transposed: &liantu_numeric::Sparse, row: usize) -> Vec<f64> {
    let mut back: Vec<(u32, f64)> = transposed.row(row).collect();
    back.sort_unstable_by_key(|entry| entry.0);
    let there = |(column, weight): (u32, f64)| {
        back.binary_search_by_key(&column, |entry| entry.0).ok().map(|at| weight * back[at].1)
    };
    near.weights.row(row).filter_map(there).collect()
}

/// Moran's I of the residuals: the value, and its distance from the expectation in standard deviations.
fn moran(near: &Neighbourhood, basis: &LeastSquares, rest: &[f64], squares: f64, products: f64) -> Estimate {
    let value = dot(rest, &near.lag(rest)) / dot(rest, rest);
    let directions = basis.directions();
    let transposed = near.weights.transposed();
    let back = |column: &[f64]| -> Vec<f64> {
        column.chunks_exact(near.size()).flat_map(|period| transposed.times(period)).collect()
    };
    let forward: Vec<Vec<f64>> = directions.iter().map(|direction| near.lag(direction)).collect();
    let backward: Vec<Vec<f64>> = directions.iter().map(|direction| back(direction)).collect();
    let pairs = || (0..directions.len()).flat_map(|a| (0..directions.len()).map(move |b| (a, b)));
    let inner = |a: usize, b: usize| dot(&directions[a], &forward[b]);
    let length = |columns: &[Vec<f64>]| sum(columns.iter().map(|column| dot(column, column)));
    let trace = -sum((0..directions.len()).map(|a| inner(a, a)));
    let with_transpose =
        squares - length(&backward) - length(&forward) + sum(pairs().map(|(a, b)| inner(a, b).powi(2)));
    let twice = sum((0..directions.len()).map(|a| dot(&backward[a], &forward[a])));
    let with_itself = products - 2.0 * twice + sum(pairs().map(|(a, b)| inner(a, b) * inner(b, a)));
    let freedom = (rest.len() - directions.len()) as f64;
    let mean = trace / freedom;
    let variance = (with_transpose + with_itself + trace * trace) / (freedom * (freedom + 2.0)) - mean * mean;
    let distance = (value - mean) / variance.sqrt();
    Estimate {
        value,
        standard_error: variance.sqrt(),
        statistic: distance,
        p_value: normal_two_sided(distance),
        ..Estimate::UNDEFINED
    }
}
