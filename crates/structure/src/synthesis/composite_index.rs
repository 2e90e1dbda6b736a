//! Composite index: indicators normalised, weighted and added, with what becomes of the ranking when that is done otherwise.

use super::sensitivity::{ranges, ranks};
use super::{DRAWS, LESS, Matrix, Normalisation, Ranges, SPREAD, Shaking, WEIGHTING, WEIGHTS, Weighting, columns};
use crate::declare::{FRAME, SEED, integer, number, parameter};
use crate::panel::at;
use liantu_model::schema::Column;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::{Nullable, sum};

pub(crate) const RANK: Column =
    integer("rank", "名次", "Rank", "同期内的名次，1 为最高", "Within the period, 1 being the highest");
pub(crate) const BEST_WEIGHTS: Column = integer(
    "weights_best",
    "扰动权重：最好",
    "Shaken weights: best",
    "权重扰动下最好的名次",
    "Best rank with shaken weights",
);
pub(crate) const WORST_WEIGHTS: Column = integer(
    "weights_worst",
    "扰动权重：最差",
    "Shaken weights: worst",
    "权重扰动下最差的名次",
    "Worst rank with shaken weights",
);
pub(crate) const BEST_LEFT: Column = integer(
    "left_out_best",
    "去一指标：最好",
    "Left out: best",
    "逐一去掉指标时最好的名次",
    "Best rank with one indicator left out",
);
pub(crate) const WORST_LEFT: Column = integer(
    "left_out_worst",
    "去一指标：最差",
    "Left out: worst",
    "逐一去掉指标时最差的名次",
    "Worst rank with one indicator left out",
);
pub(crate) const BEST_SCALE: Column = integer(
    "normalised_best",
    "换标准化：最好",
    "Other scale: best",
    "换用其他标准化时最好的名次",
    "Best rank with other normalisations",
);
pub(crate) const WORST_SCALE: Column = integer(
    "normalised_worst",
    "换标准化：最差",
    "Other scale: worst",
    "换用其他标准化时最差的名次",
    "Worst rank with other normalisations",
);

/// The declaration.
pub const METHOD: Method = Method {
    id: "composite_index",
    version: 1,
    study: "structure",
    title: text("综合指数", "Composite index"),
    question: text(
        "把多项指标合成一个指数，各区域处于什么位置，这一位置有多稳？",
        "Where does each region stand when several indicators are brought to one index, and how firm is that place?",
    ),
    formula: text(
        "I = Σ w_j z_j（additive）或 Π z_j^{w_j}（geometric）。标准化：min_max (x − min)/(max − min)；z_score (x − 均值)/标准差（除以 n）；rank 劣于它的行所占份额，并列计半；leader x/最优。越小越好的指标取反（leader 为最优/x）。敏感性：每个权重乘以 1 ± spread 内的随机数；逐一去掉一个指标；换用其余标准化。各列出名次的最好与最差。",
        "I = Σ w_j z_j (additive) or Π z_j^{w_j} (geometric). Normalisation: min_max (x − min)/(max − min); z_score (x − mean)/sd with sd over n; rank, the share of the other rows that are worse, ties counting half; leader x/best. Mirrored where less is better (leader: best/x). Sensitivity: each weight multiplied by a random number within 1 ± spread; one indicator left out in turn; the other normalisations. The best and the worst rank of each are given.",
    ),
    limits: text(
        "加法允许一项的长处补另一项的短处；几何平均要求各项不为负。多个时期合并标准化，因此可跨期比较；名次在同期内。缺任一指标的区域没有指数（不以零或均值代替）。取值全同的指标、或 leader 下不大于零的指标无法标准化，所有结果为空。",
        "Adding lets one strength make up for another weakness; the geometric mean needs parts of at least zero. Periods are normalised together, so that they compare; ranks are within a period. A region that lacks an indicator has no index (neither zero nor the mean stands in). Where an indicator is the same everywhere, or not above zero under leader, it has no scale and all results are null.",
    ),
    reference: "OECD, JRC (2008). Handbook on Constructing Composite Indicators. Saisana, M., Saltelli, A., Tarantola, S. (2005). Journal of the Royal Statistical Society A 168(2), 307–323.",
    aliases: &["composite", "index", "assessment", "综合评价", "综合得分", "考核"],
    inputs: &[FRAME],
    parameters: &[
        crate::profile::INDICATORS,
        LESS,
        parameter(
            "normalisation",
            ParameterKind::Choice { of: &["min_max", "z_score", "rank", "leader"] },
            Some("min_max"),
            "标准化",
            "Normalisation",
            "把各指标化到同一尺度的办法",
            "How indicators are brought to one scale",
        ),
        parameter(
            "aggregation",
            ParameterKind::Choice { of: &["additive", "geometric"] },
            Some("additive"),
            "合成",
            "Aggregation",
            "加权和，或加权几何平均",
            "Weighted sum, or weighted geometric mean",
        ),
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
        number("index", "综合指数", "Index", "越高越好", "More is better"),
        RANK,
        BEST_WEIGHTS,
        WORST_WEIGHTS,
        BEST_LEFT,
        WORST_LEFT,
        BEST_SCALE,
        WORST_SCALE,
    ],
};

/// How parts are brought together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Aggregation {
    /// The weighted sum.
    #[default]
    Additive,
    /// The weighted geometric mean.
    Geometric,
}

/// The choices of an index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Composition<'a> {
    /// The scale.
    pub normalisation: Normalisation,
    /// How parts are brought together.
    pub aggregation: Aggregation,
    /// The weights.
    pub weighting: Weighting<'a>,
    /// The test of sensitivity.
    pub shaking: Shaking,
}

/// One entry for each row of the matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Composite {
    /// The index.
    pub index: Nullable,
    /// Its rank and where that may lie.
    pub ranges: Vec<Ranges>,
    /// The weights used; `None` where there are none.
    pub weights: Option<Vec<f64>>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// The index of every row.
///
/// # Panics
///
/// If the columns of the matrix do not fit.
pub fn composite_index(matrix: &Matrix<'_>, composition: Composition<'_>) -> Composite {
    matrix.check();
    let rows = matrix.complete();
    let weights = composition.weighting.weights(matrix);
    let columns = columns(matrix, &rows);
    let scaled = |normalisation: Normalisation| -> Vec<Option<Vec<f64>>> {
        columns.iter().zip(matrix.less).map(|(column, less)| normalisation.apply(column, *less)).collect()
    };
    let others = Normalisation::ALL.into_iter().filter(|other| *other != composition.normalisation);
    let scales: Vec<Vec<Option<Vec<f64>>>> =
        std::iter::once(composition.normalisation).chain(others).map(scaled).collect();
    let score = |weights: &[f64], choice: usize| {
        let mut scores = vec![f64::NAN; matrix.rows()];
        for (place, &row) in rows.iter().enumerate() {
            let parts = weights.iter().zip(&scales[choice]).filter(|(weight, _)| **weight > 0.0);
            let parts =
                parts.map(|(weight, column)| (*weight, column.as_ref().map_or(f64::NAN, |column| column[place])));
            scores[row] = match composition.aggregation {
                Aggregation::Additive => sum(parts.map(|(weight, part)| weight * part)),
                // The power of a negative number is not a number, which is right: it has no geometric mean.
                Aggregation::Geometric => parts.map(|(weight, part)| part.powf(weight)).product(),
            };
        }
        scores
    };
    let mut findings = Vec::new();
    let (index, ranges) = match &weights {
        Some(weights) => {
            let index = score(weights, 0);
            (index, ranges(matrix.period, weights, scales.len(), composition.shaking, score))
        }
        None => (vec![f64::NAN; matrix.rows()], vec![Ranges::default(); matrix.rows()]),
    };
    let without_scale = scales[0].iter().filter(|column| column.is_none()).count();
    for (code, count) in [
        ("STR206", matrix.rows() - rows.len()),
        ("STR211", without_scale),
        ("STR212", usize::from(weights.is_none())),
        ("STR213", rows.iter().filter(|row| without_scale == 0 && weights.is_some() && index[**row].is_nan()).count()),
    ] {
        if count > 0 {
            findings.push(at(code, None, count));
        }
    }
    debug_assert!(
        weights.is_none() || ranks(matrix.period, &index).iter().zip(&ranges).all(|(rank, range)| *rank == range.rank)
    );
    Composite { index: Nullable::from_raw(index), ranges, weights, findings }
}
