//! Least squares with robust and clustered standard errors, and fixed effects taken out.

use super::covariance::{Covariance, clustered, robust};
use super::declare;
use super::estimate::{Coefficient, Estimate, Term};
use super::{Sample, catalogue::found};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::{Absorber, Dense, LeastSquares, dot, sum};

/// The declaration.
pub const METHOD: Method = Method {
    id: "linear_regression",
    version: 1,
    study: "structure",
    title: text("线性回归", "Linear regression"),
    question: text(
        "一个区域指标随其他指标如何变化，有多确定？",
        "How does an indicator of regions move with others, and how sure is that?",
    ),
    formula: text(
        "y = Xβ + ε，β̂ = (XᵀX)⁻¹Xᵀy（经正交化求解）。标准误：classical s²(XᵀX)⁻¹；hc0 White；hc1 乘 n/(n−k)；hc2、hc3 除以 (1−h)、(1−h)²；clustered 按区域与时期中的一或两个维度聚类，每个维度乘 G/(G−1)·(n−1)/(n−k)，双向为 V₁+V₂−V₁₂。固定效应：区域、时期或双向组内变换。",
        "y = Xβ + ε, β̂ = (XᵀX)⁻¹Xᵀy, solved by orthogonalisation. Standard errors: classical s²(XᵀX)⁻¹; hc0 after White; hc1 times n/(n−k); hc2 and hc3 divide by (1−h) and (1−h)²; clustered by region, period or both, each division times G/(G−1)·(n−1)/(n−k), two-way V₁+V₂−V₁₂. Fixed effects: within transformation for regions, periods or both.",
    ),
    limits: text(
        "系数是相关而非因果。缺失任一变量的行不参与。被其他变量决定的变量不估计并报告。聚类少于 30 个时标准误偏小。残差有空间依赖时，用 spatial_dependence 检验后改用 spatial_regression。",
        "Coefficients are associations, not effects. A row with a missing variable takes no part. A regressor that others determine is left out and reported. With fewer than 30 clusters the standard errors are too small. Where residuals depend on space, test with spatial_dependence and use spatial_regression.",
    ),
    reference: "White, H. (1980). Econometrica 48(4), 817–838. MacKinnon, J. G., White, H. (1985). Journal of Econometrics 29(3), 305–325. Cameron, A. C., Gelbach, J. B., Miller, D. L. (2011). Journal of Business & Economic Statistics 29(2), 238–249.",
    aliases: &["ols", "least_squares", "regression", "回归", "最小二乘"],
    inputs: &[crate::declare::FRAME],
    parameters: &[
        declare::DEPENDENT,
        declare::REGRESSORS,
        declare::LEVEL,
        declare::PERIOD,
        declare::EFFECTS,
        Parameter {
            name: "covariance",
            kind: ParameterKind::Choice {
                of: &["hc1", "classical", "hc0", "hc2", "hc3", "region", "period", "region_period"],
            },
            default: Some("hc1"),
            title: text("标准误", "Standard errors"),
            help: text(
                "classical 同方差；hc0–hc3 异方差稳健；region、period、region_period 按区域、时期或两者聚类",
                "classical: one variance; hc0 to hc3: robust to unequal variances; region, period, region_period: clustered by region, by period, or by both",
            ),
        },
        declare::CONFIDENCE,
        declare::DUPLICATES,
    ],
    outputs: declare::OUTPUTS,
};

/// How a linear regression is made.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// Divisions of the rows whose means are taken out: fixed effects.
    pub effects: &'a [Vec<u32>],
    /// What is assumed of the errors.
    pub covariance: Covariance,
    /// Probability that the intervals cover the truth, such as 0.95.
    pub confidence: f64,
}

/// A fitted linear regression.
#[derive(Clone, Debug)]
pub struct Linear {
    /// The constant (without fixed effects) and each regressor; undefined where it could not be estimated.
    pub coefficients: Vec<Coefficient>,
    /// Statistics of the fit: observations, parameters, r_squared, …
    pub fit: Vec<(&'static str, f64)>,
    /// Rows used.
    pub rows: Vec<usize>,
    /// Residuals of the rows used.
    pub residuals: Vec<f64>,
    /// Covariance of the coefficients that could be estimated, in their order.
    pub covariance: Dense,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// A column that keeps less than this share of its length after the others are taken out counts as determined by them.
pub(crate) const DEPENDENT_SHARE: f64 = 1e-8;

/// Least squares of a sample. Errors of data become findings: a regression without enough rows has undefined coefficients.
pub fn linear_regression(sample: Sample<'_>, options: &Options<'_>) -> Linear {
    let mut findings = Vec::new();
    let rows = sample.complete(&mut findings);
    let (dependent, regressors) = sample.of_rows(&rows);
    let n = rows.len();
    let (mut terms, mut columns) = (Vec::new(), Vec::new());
    if options.effects.is_empty() {
        terms.push(Term::Intercept);
        columns.push(vec![1.0; n]);
    }
    terms.extend((0..regressors.len()).map(Term::Variable));
    columns.extend(regressors);
    let effects: Vec<Vec<u32>> = options.effects.iter().map(|ids| rows.iter().map(|&row| ids[row]).collect()).collect();
    let divisions: Vec<&[u32]> = effects.iter().map(Vec::as_slice).collect();
    columns.push(dependent.clone());
    let lengths: Vec<f64> = columns.iter().map(|column| dot(column, column)).collect();
    if !Absorber::new(&divisions, None).take_out(&mut columns, 1e-13).converged {
        findings.push(found("STR506", 1));
    }
    // What fixed effects determine is left with rounding errors only.
    for (column, length) in columns.iter_mut().zip(&lengths) {
        if dot(column, column) <= DEPENDENT_SHARE * DEPENDENT_SHARE * length {
            column.fill(0.0);
        }
    }
    let target = columns.pop().unwrap_or_default();
    let fit = LeastSquares::new(columns.clone(), DEPENDENT_SHARE);
    let absorbed = absorbed_parameters(&effects);
    let parameters = fit.kept.len() + absorbed;
    let mut result = Linear {
        coefficients: terms.iter().map(|&term| Coefficient { term, estimate: Estimate::UNDEFINED }).collect(),
        fit: vec![("observations", n as f64), ("parameters", parameters as f64)],
        rows,
        residuals: Vec::new(),
        covariance: Dense::zeros(0, 0),
        findings,
    };
    if n <= parameters {
        result.findings.push(found("STR504", n));
        return result;
    }
    if !fit.dropped.is_empty() {
        result.findings.push(found("STR502", fit.dropped.len()));
    }
    let beta = fit.coefficients(&target);
    let residuals = fit.residual(&target);
    let squares = dot(&residuals, &residuals);
    let freedom = (n - parameters) as f64;
    let (covariance, freedom_of_tests) =
        covariance_of(&fit, &columns, &residuals, options, (n, parameters), &mut result);
    for (place, (&term, &value)) in fit.kept.iter().zip(&beta).enumerate() {
        result.coefficients[term].estimate =
            Estimate::new(value, covariance.at(place, place), freedom_of_tests, options.confidence);
    }
    let mean = sum(dependent.iter().copied()) / n as f64;
    let total = sum(dependent.iter().map(|value| (value - mean).powi(2)));
    let within = dot(&target, &target);
    let size = n as f64;
    result.fit.extend([
        ("r_squared", 1.0 - squares / total),
        ("r_squared_adjusted", 1.0 - squares / total * (size - 1.0) / freedom),
        ("r_squared_within", if effects.is_empty() { f64::NAN } else { 1.0 - squares / within }),
        ("residual_variance", squares / freedom),
        ("log_likelihood", -0.5 * size * ((std::f64::consts::TAU * squares / size).ln() + 1.0)),
    ]);
    result.residuals = residuals;
    result.covariance = covariance;
    result
}

fn covariance_of(
    fit: &LeastSquares,
    columns: &[Vec<f64>],
    residuals: &[f64],
    options: &Options<'_>,
    (n, parameters): (usize, usize),
    result: &mut Linear,
) -> (Dense, f64) {
    let bread = fit.inverse_gram();
    let freedom = (n - parameters) as f64;
    let scaled = |scale: &dyn Fn(usize) -> f64| -> Vec<Vec<f64>> {
        let column = |&place: &usize| columns[place].iter().enumerate().map(|(row, x)| x * scale(row)).collect();
        fit.kept.iter().map(column).collect()
    };
    let plain = || scaled(&|row| residuals[row]);
    match options.covariance.of_rows(&result.rows) {
        Covariance::Classical => {
            let variance = dot(residuals, residuals) / freedom;
            (Dense::from_fn(bread.rows(), bread.rows(), |row, column| variance * bread.at(row, column)), freedom)
        }
        Covariance::Hc0 => (robust(&bread, &plain(), 1.0), freedom),
        Covariance::Hc1 => (robust(&bread, &plain(), n as f64 / freedom), freedom),
        kind @ (Covariance::Hc2 | Covariance::Hc3) => {
            // The leverage of fixed effects is not in that of the columns: these two stand for models without them.
            let power = if kind == Covariance::Hc2 { 0.5 } else { 1.0 };
            let leverage = fit.leverage();
            let alone = leverage.iter().filter(|&&leverage| leverage > 1.0 - 1e-10).count();
            if alone > 0 || !options.effects.is_empty() {
                result.findings.push(found("STR509", alone));
                return (Dense::from_fn(bread.rows(), bread.rows(), |_, _| f64::NAN), freedom);
            }
            (robust(&bread, &scaled(&|row| residuals[row] / (1.0 - leverage[row]).powf(power)), 1.0), freedom)
        }
        Covariance::Clustered(divisions) => {
            let found_ = clustered(&bread, &plain(), &divisions);
            if found_.clusters < 30 {
                result.findings.push(found("STR515", found_.clusters));
            }
            let factor = (n as f64 - 1.0) / freedom;
            let covariance = found_.covariance;
            let covariance =
                Dense::from_fn(bread.rows(), bread.rows(), |row, column| factor * covariance.at(row, column));
            let negative = (0..bread.rows()).filter(|&n| covariance.at(n, n).is_nan() || covariance.at(n, n) < 0.0);
            let negative = negative.count();
            if negative > 0 {
                result.findings.push(found("STR509", negative));
            }
            (covariance, found_.clusters as f64 - 1.0)
        }
    }
}

/// How many parameters fixed effects stand for: the groups, less one for each division after the first.
fn absorbed_parameters(effects: &[Vec<u32>]) -> usize {
    let groups = |ids: &Vec<u32>| {
        let mut ids = ids.clone();
        ids.sort_unstable();
        ids.dedup();
        ids.len()
    };
    effects.iter().map(groups).sum::<usize>().saturating_sub(effects.len().saturating_sub(1))
}
