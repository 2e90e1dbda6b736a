//! Synthesis: many indicators of a region brought to one judgement, each with how far the judgement can be trusted.

pub mod composite_index;
pub mod convergence;
pub mod coupling;
pub mod efficiency;
pub mod gravity;
pub mod indicator_weights;
pub mod innovation_account;
pub mod malmquist;
mod sensitivity;
pub mod sigma_convergence;
pub mod synergy;
pub mod topsis;

pub use sensitivity::{Range, Ranges, Shaking};

use crate::declare::parameter;
use liantu_model::{Parameter, ParameterKind};
use liantu_numeric::sum;

pub(crate) const LESS: Parameter = parameter(
    "less",
    ParameterKind::Text,
    None,
    "越小越好的指标",
    "Indicators where less is better",
    "以逗号分隔；其余指标越大越好",
    "Separated by commas; for all others more is better",
);
pub(crate) const WEIGHTING: Parameter = parameter(
    "weighting",
    ParameterKind::Choice { of: &["equal", "entropy", "given"] },
    Some("equal"),
    "赋权",
    "Weighting",
    "等权、熵权、或由 weights 给定",
    "Equal, by entropy, or given in weights",
);
pub(crate) const WEIGHTS: Parameter = parameter(
    "weights",
    ParameterKind::Text,
    None,
    "权重",
    "Weights",
    "weighting 为 given 时的权重，如 rd=0.6, patents=0.4；归一到合计为 1",
    "The weights when weighting is given, such as rd=0.6, patents=0.4; scaled to add up to 1",
);
pub(crate) const SPREAD: Parameter = parameter(
    "spread",
    ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
    Some("0.2"),
    "权重扰动",
    "Spread of the weights",
    "敏感性检验中每个权重至多偏离的比例",
    "How far each weight may stray in the test of sensitivity, as a share of itself",
);
pub(crate) const DRAWS: Parameter = parameter(
    "draws",
    ParameterKind::Integer { min: 0, max: 100_000 },
    Some("200"),
    "扰动次数",
    "Draws",
    "权重扰动的次数",
    "How many times the weights are shaken",
);

/// Several indicators of several regions, by row and then by indicator; NaN where missing. Ranks are taken among the rows
/// of the same period.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a> {
    /// Row by row.
    pub value: &'a [f64],
    /// The period of each row.
    pub period: &'a [u32],
    /// For each indicator, whether less is better.
    pub less: &'a [bool],
}

impl Matrix<'_> {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.period.len()
    }

    /// Number of indicators.
    pub fn width(&self) -> usize {
        self.less.len()
    }

    /// One row.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.value[row * self.width()..(row + 1) * self.width()]
    }

    /// The rows that know every indicator.
    pub fn complete(&self) -> Vec<usize> {
        (0..self.rows()).filter(|&row| self.row(row).iter().all(|value| value.is_finite())).collect()
    }

    fn check(&self) {
        assert_eq!(self.value.len(), self.rows() * self.width(), "a value for each row and indicator");
    }
}

/// How an indicator is brought to a scale that others share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Normalisation {
    /// `(x − min)/(max − min)`, mirrored where less is better.
    #[default]
    MinMax,
    /// `(x − mean)/sd`, with the sign turned where less is better; the sd of the population.
    ZScore,
    /// The share of the other rows that are worse, ties counting half; so from 0 to 1.
    Rank,
    /// `x/best`, or `best/x` where less is better: the distance to the leader. For values above zero.
    Leader,
}

impl Normalisation {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::MinMax, Self::ZScore, Self::Rank, Self::Leader];

    /// A column of finite numbers on the new scale; `None` where the scale is undefined: all the same, or not above zero for
    /// [`Normalisation::Leader`].
    #[allow(clippy::cast_precision_loss, reason = "rows are counted in 32 bits")]
    pub fn apply(self, column: &[f64], less: bool) -> Option<Vec<f64>> {
        let count = column.len() as f64;
        let low = column.iter().copied().fold(f64::INFINITY, f64::min);
        let high = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        match self {
            Self::MinMax => (high > low).then(|| {
                let scale = |x: &f64| if less { (high - x) / (high - low) } else { (x - low) / (high - low) };
                column.iter().map(scale).collect()
            }),
            Self::ZScore => {
                let mean = sum(column.iter().copied()) / count;
                let deviation = (sum(column.iter().map(|x| (x - mean).powi(2))) / count).sqrt();
                let sign = if less { -1.0 } else { 1.0 };
                (high > low).then(|| column.iter().map(|x| sign * (x - mean) / deviation).collect())
            }
            Self::Rank => (high > low).then(|| {
                let mut sorted = column.to_vec();
                sorted.sort_by(f64::total_cmp);
                let scale = |x: &f64| {
                    let below = sorted.partition_point(|other| other < x);
                    let ties = sorted.partition_point(|other| other <= x) - below - 1;
                    let share = (below as f64 + ties as f64 / 2.0) / (count - 1.0);
                    if less { 1.0 - share } else { share }
                };
                column.iter().map(scale).collect()
            }),
            Self::Leader => (low > 0.0).then(|| {
                let scale = |x: &f64| if less { low / x } else { x / high };
                column.iter().map(scale).collect()
            }),
        }
    }
}

/// Where the weights of indicators come from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Weighting<'a> {
    /// All the same.
    #[default]
    Equal,
    /// From the entropy of each indicator.
    Entropy,
    /// These, scaled to add up to one.
    Given(&'a [f64]),
}

impl Weighting<'_> {
    /// The weights, adding up to one; `None` where they have no positive sum or one is negative.
    pub fn weights(self, matrix: &Matrix<'_>) -> Option<Vec<f64>> {
        match self {
            Self::Equal => scaled(&vec![1.0; matrix.width()]),
            Self::Entropy => scaled(&indicator_weights::entropy_divergence(matrix)),
            Self::Given(weights) => scaled(weights),
        }
    }
}

fn scaled(weights: &[f64]) -> Option<Vec<f64>> {
    let total = sum(weights.iter().copied());
    (total > 0.0 && weights.iter().all(|weight| *weight >= 0.0))
        .then(|| weights.iter().map(|weight| weight / total).collect())
}

/// The columns of the complete rows.
fn columns(matrix: &Matrix<'_>, rows: &[usize]) -> Vec<Vec<f64>> {
    (0..matrix.width()).map(|indicator| rows.iter().map(|&row| matrix.row(row)[indicator]).collect()).collect()
}
