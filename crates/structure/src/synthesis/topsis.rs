//! TOPSIS: closeness to the best there is and distance from the worst.

use super::composite_index::{BEST_LEFT, BEST_SCALE, BEST_WEIGHTS, RANK, WORST_LEFT, WORST_SCALE, WORST_WEIGHTS};
use super::sensitivity::ranges;
use super::{DRAWS, LESS, Matrix, Normalisation, Ranges, SPREAD, Shaking, WEIGHTING, WEIGHTS, Weighting, columns};
use crate::declare::{FRAME, SEED, number};
use crate::panel::at;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method};
use liantu_numeric::{Nullable, sum};

/// The declaration.
pub const METHOD: Method = Method {
    id: "topsis",
    version: 1,
    study: "structure",
    title: text("TOPSIS 综合评价", "TOPSIS"),
    question: text(
        "各区域离最优有多近、离最劣有多远？",
        "How close is each region to the best there is, and how far from the worst?",
    ),
    formula: text(
        "v_ij = w_j x_ij/√(Σ_i x_ij²)；最优 A⁺ 与最劣 A⁻ 取各指标的最好值与最差值；d± 为到 A± 的欧氏距离；贴近度 C = d⁻/(d⁺ + d⁻) ∈ [0, 1]。敏感性同 composite_index；换标准化为改用极差标准化。",
        "v_ij = w_j x_ij/√(Σ_i x_ij²); the ideal A⁺ and the anti-ideal A⁻ take the best and the worst of each indicator; d± is the Euclidean distance to A±; closeness C = d⁻/(d⁺ + d⁻) in [0, 1]. Sensitivity as in composite_index; the other normalisation is min-max.",
    ),
    limits: text(
        "最优与最劣取自数据，增减一个区域会改变他者的名次（逆序）。多个时期合并计算；名次在同期内。缺任一指标的区域没有结果。全为零的指标无法标准化，所有结果为空；所有区域全同时贴近度为空。",
        "The ideal comes from the data, so that adding or removing a region may turn the ranks of others round. Periods are pooled; ranks are within a period. A region that lacks an indicator has no result. An indicator of zeros has no scale, and all results are null; so is the closeness where all regions are the same.",
    ),
    reference: "Hwang, C.-L., Yoon, K. (1981). Multiple Attribute Decision Making. Springer.",
    aliases: &["ideal_solution", "优劣解距离法", "逼近理想解"],
    inputs: &[FRAME],
    parameters: &[
        crate::profile::INDICATORS,
        LESS,
        WEIGHTING,
        WEIGHTS,
        SPREAD,
        DRAWS,
        SEED,
        crate::profile::INDUSTRY,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        crate::profile::REGION_COLUMN,
        number("to_best", "到最优 d⁺", "To the ideal d⁺", "加权距离", "Weighted distance"),
        number("to_worst", "到最劣 d⁻", "To the anti-ideal d⁻", "加权距离", "Weighted distance"),
        number("closeness", "贴近度", "Closeness", "0 到 1，1 为最优", "From 0 to 1; 1 is the ideal"),
        RANK,
        BEST_WEIGHTS,
        WORST_WEIGHTS,
        BEST_LEFT,
        WORST_LEFT,
        BEST_SCALE,
        WORST_SCALE,
    ],
};

/// One entry for each row of the matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Topsis {
    /// `d⁺`.
    pub to_best: Nullable,
    /// `d⁻`.
    pub to_worst: Nullable,
    /// `C`.
    pub closeness: Nullable,
    /// Rank by closeness and where it may lie.
    pub ranges: Vec<Ranges>,
    /// The weights used; `None` where there are none.
    pub weights: Option<Vec<f64>>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// The closeness of every row.
///
/// # Panics
///
/// If the columns of the matrix do not fit.
pub fn topsis(matrix: &Matrix<'_>, weighting: Weighting<'_>, shaking: Shaking) -> Topsis {
    matrix.check();
    let rows = matrix.complete();
    let weights = weighting.weights(matrix);
    let columns = columns(matrix, &rows);
    let vector = |column: &[f64], less: bool| {
        let length = sum(column.iter().map(|x| x * x)).sqrt();
        let sign = if less { -1.0 } else { 1.0 };
        (length > 0.0).then(|| column.iter().map(|x| sign * x / length).collect::<Vec<f64>>())
    };
    let pairs = || columns.iter().zip(matrix.less);
    let scales: [Option<Vec<Vec<f64>>>; 2] = [
        pairs().map(|(column, less)| vector(column, *less)).collect(),
        pairs().map(|(column, less)| Normalisation::MinMax.apply(column, *less)).collect(),
    ];
    let distances = |weights: &[f64], choice: usize| -> Vec<(f64, f64)> {
        let mut result = vec![(f64::NAN, f64::NAN); matrix.rows()];
        let Some(scaled) = &scales[choice] else { return result };
        let bounds: Vec<(f64, f64)> = scaled
            .iter()
            .map(|column| {
                let most = |pick: fn(f64, f64) -> f64, start: f64| column.iter().copied().fold(start, pick);
                (most(f64::max, f64::NEG_INFINITY), most(f64::min, f64::INFINITY))
            })
            .collect();
        for (place, &row) in rows.iter().enumerate() {
            let away = |from: &dyn Fn(usize) -> f64| {
                sum(scaled.iter().enumerate().map(|(n, column)| (weights[n] * (column[place] - from(n))).powi(2)))
                    .sqrt()
            };
            result[row] = (away(&|n| bounds[n].0), away(&|n| bounds[n].1));
        }
        result
    };
    let close = |distances: &[(f64, f64)]| -> Vec<f64> {
        distances.iter().map(|(best, worst)| worst / (best + worst)).collect()
    };
    let found = weights.as_ref().map(|weights| distances(weights, 0));
    let found = found.unwrap_or_else(|| vec![(f64::NAN, f64::NAN); matrix.rows()]);
    let closeness = close(&found);
    let ranges = match &weights {
        Some(weights) => {
            ranges(matrix.period, weights, 2, shaking, |weights, choice| close(&distances(weights, choice)))
        }
        None => vec![Ranges::default(); matrix.rows()],
    };
    let mut findings = Vec::new();
    let undefined = rows.iter().filter(|row| closeness[**row].is_nan()).count();
    for (code, count) in [
        ("STR206", matrix.rows() - rows.len()),
        ("STR212", usize::from(weights.is_none())),
        ("STR211", if weights.is_some() { undefined } else { 0 }),
    ] {
        if count > 0 {
            findings.push(at(code, None, count));
        }
    }
    Topsis {
        to_best: found.iter().map(|pair| Some(pair.0)).collect(),
        to_worst: found.iter().map(|pair| Some(pair.1)).collect(),
        closeness: Nullable::from_raw(closeness),
        ranges,
        weights,
        findings,
    }
}
