//! Weights of indicators from the data: by entropy, and by contrast and conflict (CRITIC).

use super::{LESS, Matrix, Normalisation, columns};
use crate::declare::{FRAME, number, words};
use crate::panel::at;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method};
use liantu_numeric::{inequality::entropy, sum};

/// The declaration.
pub const METHOD: Method = Method {
    id: "indicator_weights",
    version: 1,
    study: "structure",
    title: text("指标赋权", "Weights of indicators"),
    question: text(
        "从数据本身看，每个指标应占多大权重？",
        "How much should each indicator count, going by the data alone?",
    ),
    formula: text(
        "z 为极差标准化（越小越好的指标取反）。熵权：p_ij = z_ij/Σ_i z_ij，e_j = −Σ_i p ln p/ln n，w_j = (1 − e_j)/Σ(1 − e)。CRITIC：C_j = σ_j Σ_k (1 − r_jk)，w_j = C_j/ΣC，σ 为 z 的样本标准差，r 为相关系数。",
        "z is the min-max scale (mirrored where less is better). Entropy: p_ij = z_ij/Σ_i z_ij, e_j = −Σ_i p ln p/ln n, w_j = (1 − e_j)/Σ(1 − e). CRITIC: C_j = σ_j Σ_k (1 − r_jk), w_j = C_j/ΣC, with the sample standard deviation σ of z and the correlations r.",
    ),
    limits: text(
        "权重反映离散程度，不是重要性；一个异常值可使其指标的熵权大增。取值全同的指标不含信息，权重为 0 并给出提示。0·ln 0 取 0，不加平移量。缺任一指标的区域不参与。多个时期合并计算。",
        "Weights tell spread, not importance; one outlier can blow up the weight of its indicator. An indicator that is the same everywhere says nothing: weight 0, with a finding. 0·ln 0 is 0, and nothing is added to shift it. A region that lacks an indicator takes no part. All periods are pooled.",
    ),
    reference: "Shannon, C. E. (1948). A mathematical theory of communication. Zeleny, M. (1982). Multiple Criteria Decision Making. McGraw-Hill. Diakoulaki, D., Mavrotas, G., Papayannakis, L. (1995). Computers & Operations Research 22(7), 763–770.",
    aliases: &["entropy_weights", "critic", "熵权法", "熵值法", "客观赋权"],
    inputs: &[FRAME],
    parameters: &[
        crate::profile::INDICATORS,
        LESS,
        crate::profile::INDUSTRY,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        words("indicator", "指标", "Indicator", "指标", "The indicator").required(),
        number("entropy", "熵 e", "Entropy e", "0 到 1，1 为均匀", "From 0 to 1; 1 is even"),
        number("entropy_weight", "熵权", "Entropy weight", "合计为 1", "They add up to 1"),
        number(
            "contrast",
            "标准差 σ",
            "Contrast σ",
            "极差标准化后的样本标准差",
            "Sample standard deviation on the min-max scale",
        ),
        number("conflict", "冲突性", "Conflict", "Σ(1 − r)", "Σ(1 − r)"),
        number("critic_weight", "CRITIC 权重", "CRITIC weight", "合计为 1", "They add up to 1"),
    ],
};

/// The weights of one indicator.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Weights {
    /// `e`; `None` for an indicator that is the same everywhere.
    pub entropy: Option<f64>,
    /// From it; `None` where no indicator varies.
    pub by_entropy: Option<f64>,
    /// `σ`.
    pub contrast: Option<f64>,
    /// `Σ(1 − r)`.
    pub conflict: Option<f64>,
    /// By CRITIC.
    pub by_critic: Option<f64>,
}

/// The weights of each indicator over the rows that know all.
#[allow(clippy::cast_precision_loss, reason = "rows are counted in 32 bits")]
pub fn indicator_weights(matrix: &Matrix<'_>) -> (Vec<Weights>, Vec<Diagnostic>) {
    matrix.check();
    let rows = matrix.complete();
    let scaled: Vec<Option<Vec<f64>>> = columns(matrix, &rows)
        .iter()
        .zip(matrix.less)
        .map(|(column, less)| Normalisation::MinMax.apply(column, *less))
        .collect();
    let entropies: Vec<Option<f64>> = scaled.iter().map(|column| column.as_deref().map(relative_entropy)).collect();
    let divergence = share(entropies.iter().map(|entropy| entropy.map_or(0.0, |entropy| 1.0 - entropy)));
    let moments: Vec<Option<(f64, f64)>> = scaled
        .iter()
        .map(|column| {
            column.as_ref().map(|column| {
                let mean = sum(column.iter().copied()) / column.len() as f64;
                (mean, (sum(column.iter().map(|z| (z - mean).powi(2))) / (column.len() as f64 - 1.0)).sqrt())
            })
        })
        .collect();
    let correlation = |one: usize, two: usize| -> f64 {
        let (Some(x), Some(y), Some((mx, sx)), Some((my, sy))) =
            (&scaled[one], &scaled[two], moments[one], moments[two])
        else {
            // What never varies neither agrees nor conflicts with anything.
            return 1.0;
        };
        sum(x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my))) / (x.len() as f64 - 1.0) / (sx * sy)
    };
    let width = matrix.width();
    let conflict: Vec<Option<f64>> = (0..width)
        .map(|one| {
            moments[one].map(|_| sum((0..width).filter(|two| *two != one).map(|two| 1.0 - correlation(one, two))))
        })
        .collect();
    let critic = share((0..width).map(|n| moments[n].zip(conflict[n]).map_or(0.0, |((_, s), c)| s * c)));
    let weights = (0..width).map(|n| Weights {
        entropy: entropies[n],
        by_entropy: divergence.as_ref().map(|shares| shares[n]),
        contrast: moments[n].map(|moment| moment.1),
        conflict: conflict[n],
        by_critic: critic.as_ref().map(|shares| shares[n]),
    });
    let mut findings = Vec::new();
    let constant = entropies.iter().filter(|entropy| entropy.is_none()).count();
    for (code, count) in [("STR206", matrix.rows() - rows.len()), ("STR211", constant)] {
        if count > 0 {
            findings.push(at(code, None, count));
        }
    }
    (weights.collect(), findings)
}

/// `1 − e` of each indicator; 0 where it is the same everywhere.
pub(super) fn entropy_divergence(matrix: &Matrix<'_>) -> Vec<f64> {
    let rows = matrix.complete();
    columns(matrix, &rows)
        .iter()
        .zip(matrix.less)
        .map(|(column, less)| Normalisation::MinMax.apply(column, *less).map_or(0.0, |z| 1.0 - relative_entropy(&z)))
        .collect()
}

#[allow(clippy::cast_precision_loss, reason = "rows are counted in 32 bits")]
fn relative_entropy(column: &[f64]) -> f64 {
    (entropy(column) / (column.len() as f64).ln()).min(1.0)
}

fn share(parts: impl Iterator<Item = f64>) -> Option<Vec<f64>> {
    let parts: Vec<f64> = parts.collect();
    let total = sum(parts.iter().copied());
    (total > 0.0).then(|| parts.iter().map(|part| part / total).collect())
}
