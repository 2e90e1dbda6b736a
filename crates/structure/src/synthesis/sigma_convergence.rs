//! σ-convergence: whether the dispersion between regions falls.

use crate::declare::{FRAME, integer, number, parameter};
use crate::dynamics::advantage_path::slope;
use crate::panel::at;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::{Nullable, sum};

/// The declaration.
pub const METHOD: Method = Method {
    id: "sigma_convergence",
    version: 1,
    study: "structure",
    title: text("σ 收敛", "σ-convergence"),
    question: text("区域之间的离散程度在缩小吗？", "Does the dispersion between regions fall?"),
    formula: text(
        "σ_t 为 ln y 在各区域间的样本标准差；变异系数为 y 的样本标准差与均值之比；变化为与首期 σ 之差；趋势为 σ 对时期序号的最小二乘斜率，负值为收敛。",
        "σ_t is the sample standard deviation of ln y over regions; the coefficient of variation is that of y over its mean; the change is against σ of the first period; the trend is the least-squares slope of σ on the number of the period, negative when converging.",
    ),
    limits: text(
        "balanced 为 true 时只用各期都有正值的区域，否则样本变化会冒充收敛。不大于零的值没有对数，不参与。每期少于两个区域时为空。β 收敛不蕴含 σ 收敛。",
        "With balanced only regions that have a positive value in every period take part; otherwise a changing sample may pass for convergence. A value that is not positive has no logarithm and takes no part. Null with fewer than two regions. β-convergence does not imply σ-convergence.",
    ),
    reference: "Barro, R. J., Sala-i-Martin, X. (1992). Convergence. Journal of Political Economy 100(2), 223–251.",
    aliases: &["sigma", "σ收敛", "趋同", "dispersion"],
    inputs: &[FRAME],
    parameters: &[
        crate::profile::INDICATOR,
        parameter(
            "balanced",
            ParameterKind::Boolean,
            Some("true"),
            "平衡样本",
            "Balanced",
            "只用各期都有正值的区域",
            "Only regions with a positive value in every period",
        ),
        crate::profile::INDUSTRY,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        integer("regions", "区域数", "Regions", "参与的区域数", "Regions that take part"),
        number("sigma", "σ", "σ", "ln y 的样本标准差", "Sample standard deviation of ln y"),
        number(
            "variation",
            "变异系数",
            "Coefficient of variation",
            "样本标准差与均值之比",
            "Sample standard deviation over the mean",
        ),
        number("change", "变化", "Change", "与首期 σ 之差", "Against σ of the first period"),
        number("trend", "趋势", "Trend", "σ 每期的变化，负为收敛", "Change of σ per period; negative when converging"),
    ],
};

/// One entry for each period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sigma {
    /// Regions that take part.
    pub regions: Vec<usize>,
    /// `σ`.
    pub sigma: Nullable,
    /// Coefficient of variation.
    pub variation: Nullable,
    /// Slope of `σ` on the number of the period.
    pub trend: Option<f64>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// The dispersion of `value`, by period and then by region, over `regions` regions.
///
/// # Panics
///
/// If the values do not fill the table.
#[allow(clippy::cast_precision_loss, reason = "regions are counted in 32 bits")]
pub fn sigma_convergence(value: &[f64], regions: usize, balanced: bool) -> Sigma {
    assert!(regions == 0 && value.is_empty() || regions > 0 && value.len().is_multiple_of(regions), "a full table");
    let lawful = |x: f64| x > 0.0 && x.is_finite();
    let periods: Vec<&[f64]> = value.chunks(regions.max(1)).collect();
    let kept: Vec<bool> =
        (0..regions).map(|region| !balanced || periods.iter().all(|values| lawful(values[region]))).collect();
    let mut result = Sigma::default();
    let rows: Vec<[Option<f64>; 2]> = periods
        .iter()
        .map(|values| {
            let values: Vec<f64> =
                values.iter().zip(&kept).filter(|(x, kept)| **kept && lawful(**x)).map(|(x, _)| *x).collect();
            result.regions.push(values.len());
            let logs: Vec<f64> = values.iter().map(|x| x.ln()).collect();
            let mean = sum(values.iter().copied()) / values.len() as f64;
            [deviation(&logs), deviation(&values).map(|deviation| deviation / mean)]
        })
        .collect();
    result.sigma = rows.iter().map(|row| row[0]).collect();
    result.variation = rows.iter().map(|row| row[1]).collect();
    let points: Vec<(f64, f64)> =
        rows.iter().enumerate().filter_map(|(place, row)| row[0].map(|sigma| (place as f64, sigma))).collect();
    result.trend = slope(&points);
    let missing = value.iter().filter(|x| x.is_nan()).count();
    let unlawful = value.iter().filter(|x| !x.is_nan() && !lawful(**x)).count();
    let dropped = kept.iter().filter(|kept| !**kept).count();
    for (code, count) in [
        ("STR206", if balanced { dropped } else { missing }),
        ("STR216", unlawful),
        ("STR105", result.sigma.undefined()),
    ] {
        if count > 0 {
            result.findings.push(at(code, None, count));
        }
    }
    result
}

/// The sample standard deviation; `None` for fewer than two numbers.
#[allow(clippy::cast_precision_loss, reason = "regions are counted in 32 bits")]
fn deviation(values: &[f64]) -> Option<f64> {
    let count = values.len() as f64;
    let mean = sum(values.iter().copied()) / count;
    (values.len() > 1).then(|| (sum(values.iter().map(|x| (x - mean).powi(2))) / (count - 1.0)).sqrt())
}
