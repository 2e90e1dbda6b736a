//! Regressions in which regions depend on their neighbours: spatial lag, error and Durbin models by maximum likelihood.

use super::catalogue::found;
use super::declare;
use super::determinant::{self, Determinant, Series};
use super::estimate::{Coefficient, Estimate, Term};
use super::likelihood::{Curve, Errors, Lagged, Shape, maximise};
use super::linear::DEPENDENT_SHARE;
use super::neighbourhood::{Effects, Neighbourhood, SpatialSample};
use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::distribution::chi_square_upper;
use liantu_numeric::{Dense, LeastSquares, Resolvent, sum};

/// The declaration.
pub const METHOD: Method = Method {
    id: "spatial_regression",
    version: 1,
    study: "structure",
    title: text("空间回归", "Spatial regression"),
    question: text(
        "一个区域的指标在多大程度上取决于邻近区域，自身与邻区的变化各有多大影响？",
        "How far does an indicator of a region depend on its neighbours, and how much do changes at home and next door matter?",
    ),
    formula: text(
        "lag：y = ρWy + Xβ + ε；error：y = Xβ + u，u = λWu + ε；durbin：y = ρWy + Xβ + WXθ + ε；durbin_error：y = Xβ + WXθ + u。W 行标准化。极大似然：ln L = −N/2·ln(2πσ²) + T·ln|I−ρW| − e′e/(2σ²)，行列式由稀疏 LU 精确得到（determinant=exact），或取 ln(1−ρx) 的切比雪夫级数前四项与精确的迹（chebyshev），或取幂级数前 100 项、以 50 个随机向量估计迹（monte_carlo，Barry 与 Pace）。效应矩阵 S_k = (I−ρW)⁻¹(β_kI + θ_kW)：直接 = 平均对角元，总 = 平均行和，间接 = 总 − 直接；标准误由参数的正态抽样得到。固定效应按 Lee 与 Yu：N = (n 或 n−1)·(T 或 T−1)，含时期效应时行列式除以 (1−ρ)。",
        "lag: y = ρWy + Xβ + ε; error: y = Xβ + u, u = λWu + ε; durbin: y = ρWy + Xβ + WXθ + ε; durbin_error: y = Xβ + WXθ + u. W has rows that sum to one. Maximum likelihood: ln L = −N/2·ln(2πσ²) + T·ln|I−ρW| − e′e/(2σ²), with the determinant exact by sparse LU (determinant=exact), or from the first four terms of the Chebyshev series of ln(1−ρx) with exact traces (chebyshev), or from the first 100 terms of the power series with traces estimated by 50 random vectors (monte_carlo, Barry and Pace). Effects S_k = (I−ρW)⁻¹(β_kI + θ_kW): direct = mean of the diagonal, total = mean row sum, indirect = total − direct; their standard errors come from normal draws of the parameters. Fixed effects after Lee and Yu: N = (n or n−1)·(T or T−1), and with period effects the determinant is divided by (1−ρ).",
    ),
    limits: text(
        "权重是假设而非结果：换一种权重再算一次。区域缺任一时期的数值、或没有邻区，则不参与并报告。需要同质系数与正态误差；|ρ| 限于 (−1, 1)，似然在边界最大时结果为空。区域多于 4000 个时标准误用观测信息矩阵，否则用期望信息矩阵（见 variant）。近似行列式只用于寻找最大值，标准误仍由一次精确分解得到；结果给出近似值在估计点的误差 log_determinant_error、舍去各项的上界 log_determinant_bound（W 的特征值为实数时成立）与抽样标准误。",
        "The weights are an assumption, not a result: compute again with others. A region without a value in some period, or without neighbours, takes no part and is reported. Assumes the same coefficients everywhere and normal errors; |ρ| < 1, and null where the likelihood is largest at the edge. Above 4,000 regions standard errors rest on the observed information, below on the expected one (see the variant). An approximate determinant serves to find the maximum; standard errors still rest on one exact factor. The result tells the error of the approximation at the estimate (log_determinant_error), a bound of the terms left out (log_determinant_bound, for W with real eigenvalues) and the standard error of the draws.",
    ),
    reference: "Ord, K. (1975). Journal of the American Statistical Association 70(349), 120–126. LeSage, J., Pace, R. K. (2009). Introduction to Spatial Econometrics. CRC Press. Lee, L., Yu, J. (2010). Journal of Econometrics 154(2), 165–185. Barry, R. P., Pace, R. K. (1999). Monte Carlo estimates of the log determinant of large sparse matrices. Linear Algebra and its Applications 289, 41–54. Pace, R. K., LeSage, J. P. (2004). Chebyshev approximation of log-determinants of spatial weight matrices. Computational Statistics & Data Analysis 45(2), 179–196.",
    aliases: &[
        "spatial_lag",
        "spatial_error",
        "spatial_durbin",
        "sar",
        "sem",
        "sdm",
        "空间计量",
        "空间杜宾",
        "空间滞后",
    ],
    inputs: &[
        crate::declare::FRAME,
        Input { table: "region", columns: &["region", "level", "lon", "lat"], optional: true },
        Input {
            table: "region_pair",
            columns: &["from_region", "to_region", "measure", "period", "value"],
            optional: true,
        },
    ],
    parameters: &[
        declare::DEPENDENT,
        declare::REGRESSORS,
        Parameter {
            name: "model",
            kind: ParameterKind::Choice { of: &["lag", "error", "durbin", "durbin_error"] },
            default: Some("durbin"),
            title: text("模型", "Model"),
            help: text(
                "lag 因变量溢出；error 误差相关；durbin 因变量与自变量都溢出；durbin_error 自变量溢出且误差相关。spatial_dependence 的检验有助于选择",
                "lag: the outcome spills over; error: errors are related; durbin: outcome and regressors spill over; durbin_error: regressors spill over and errors are related. The tests of spatial_dependence help to choose",
            ),
        },
        Parameter {
            name: "determinant",
            kind: ParameterKind::Choice { of: &["exact", "chebyshev", "monte_carlo"] },
            default: Some("exact"),
            title: text("行列式", "Determinant"),
            help: text(
                "exact 精确；chebyshev 切比雪夫近似；monte_carlo 随机近似（用 seed），误差见结果",
                "exact; chebyshev or monte_carlo (by seed): approximations whose error the result tells",
            ),
        },
        declare::WEIGHTS,
        declare::K,
        declare::CUTOFF,
        declare::POWER,
        declare::MEASURE,
        declare::PAIR_RULE,
        declare::LEVEL,
        declare::PERIOD,
        declare::EFFECTS,
        declare::BY,
        declare::DRAWS,
        declare::SEED,
        declare::CONFIDENCE,
        declare::DUPLICATES,
    ],
    outputs: declare::OUTPUTS,
};

/// What depends on the neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    /// The outcome.
    Lag,
    /// The errors.
    Error,
    /// The outcome, also on the neighbours' regressors.
    Durbin,
    /// The errors, and the outcome on the neighbours' regressors.
    DurbinError,
}

impl Model {
    fn lags_regressors(self) -> bool {
        matches!(self, Self::Durbin | Self::DurbinError)
    }

    pub(crate) fn lags_outcome(self) -> bool {
        matches!(self, Self::Lag | Self::Durbin)
    }
}

/// How a spatial regression is made.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What depends on the neighbours.
    pub model: Model,
    /// Whose means are taken out.
    pub effects: Effects,
    /// Which second derivatives the standard errors rest on.
    pub information: Information,
    /// How the determinant is computed.
    pub determinant: Determinant,
    /// Probability that the intervals cover the truth.
    pub confidence: f64,
}

/// Second derivatives of the likelihood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Information {
    /// Expected up to [`EXPECTED_UP_TO`] regions, observed beyond.
    #[default]
    Automatic,
    /// Their expectation: needs as many solutions as there are regions.
    Expected,
    /// As they are at the estimate.
    Observed,
}

/// Regions up to which the expected information is the default.
pub const EXPECTED_UP_TO: usize = 4000;
/// Entries of the factor on each side beyond which weights count as too dense.
pub const MOST_FILL: u64 = 60_000_000;

/// A fitted spatial regression.
#[derive(Debug)]
pub struct Spatial {
    /// The constant (without effects), each regressor, each regressor of the neighbours (Durbin), and `rho` or `lambda`.
    pub coefficients: Vec<Coefficient>,
    /// Statistics of the fit.
    pub fit: Vec<(&'static str, Estimate)>,
    /// Places of the regions used.
    pub regions: Vec<usize>,
    /// Which information the standard errors rest on.
    pub information: Information,
    /// What was found.
    pub findings: Vec<Diagnostic>,
    /// What effects are computed from; absent where the model could not be fitted.
    pub(crate) solution: Option<Solution>,
}

/// The parameters with their covariance, and what multiplies them.
#[derive(Debug)]
pub(crate) struct Solution {
    pub near: Neighbourhood,
    pub resolvent: Resolvent,
    pub model: Model,
    /// Coefficients that could be estimated, then `rho` or `lambda`.
    pub terms: Vec<Term>,
    pub values: Vec<f64>,
    pub covariance: Dense,
}

impl Solution {
    pub fn place(&self, term: Term) -> Option<usize> {
        self.terms.iter().position(|&own| own == term)
    }

    pub fn rho(&self) -> f64 {
        if self.model.lags_outcome() { self.values[self.values.len() - 1] } else { 0.0 }
    }
}

/// Fits a spatial model by maximum likelihood. Trouble with the data becomes findings and undefined coefficients.
pub fn spatial_regression(sample: &SpatialSample<'_>, options: Options) -> Spatial {
    let mut findings = Vec::new();
    let near = Neighbourhood::new(sample, &mut findings);
    let (terms, design) = design(&near, options.model, options.effects);
    let parameter = if options.model.lags_outcome() { "rho" } else { "lambda" };
    let mut all = terms.clone();
    all.push(Term::Named(parameter));
    let shape = Shape::new(&near, options.effects);
    let mut result = Spatial {
        coefficients: all.iter().map(|&term| Coefficient { term, estimate: Estimate::UNDEFINED }).collect(),
        fit: vec![
            ("observations", Estimate::plain(near.dependent.len() as f64)),
            ("regions", Estimate::plain(near.size() as f64)),
        ],
        regions: near.regions.clone(),
        information: match options.information {
            Information::Automatic if near.size() > EXPECTED_UP_TO => Information::Observed,
            Information::Automatic => Information::Expected,
            chosen => chosen,
        },
        findings,
        solution: None,
    };
    if shape.observations() <= terms.len() as f64 + 2.0 || near.size() < 3 {
        result.findings.push(found("STR504", near.size()));
        return result;
    }
    let basis = LeastSquares::new(design.clone(), DEPENDENT_SHARE);
    if !basis.dropped.is_empty() {
        result.findings.push(found("STR502", basis.dropped.len()));
    }
    let Ok(resolvent) = Resolvent::new(&near.weights, MOST_FILL) else {
        result.findings.push(found("STR510", near.size()));
        return result;
    };
    let design: Vec<Vec<f64>> = basis.kept.iter().map(|&place| design[place].clone()).collect();
    let terms: Vec<Term> = basis.kept.iter().map(|&place| terms[place]).collect();
    let mut outcome = near.dependent.clone();
    let mut lagged = near.lag(&outcome);
    near.within(options.effects, &mut outcome);
    near.within(options.effects, &mut lagged);
    let curve: Box<dyn Curve + '_> = if options.model.lags_outcome() {
        Box::new(Lagged::new(&basis, design, &outcome, lagged))
    } else {
        Box::new(Errors::new(&near, options.effects, design, outcome))
    };
    let series = Series::new(options.determinant, &near.weights);
    let Some(peak) = maximise(&shape, &series, &resolvent, curve.as_ref()) else {
        result.findings.push(found("STR505", 1));
        return result;
    };
    let beta = curve.coefficients(peak.at);
    let variance = curve.squares(peak.at).0 / shape.observations();
    let information = curve.information(peak.at, variance, &shape, &resolvent, result.information);
    let Some(covariance) = information.inverse() else {
        result.findings.push(found("STR509", terms.len()));
        return result;
    };
    drop(curve);
    let mut values = beta;
    values.push(peak.at);
    let mut own_terms = terms;
    own_terms.push(Term::Named(parameter));
    for (place, (&term, &value)) in own_terms.iter().zip(&values).enumerate() {
        let variance = covariance.at(place, place);
        let estimate = Estimate::new(value, variance, f64::INFINITY, options.confidence);
        if let Some(coefficient) = result.coefficients.iter_mut().find(|coefficient| coefficient.term == term) {
            coefficient.estimate = estimate;
        }
    }
    let count = values.len() as f64 + 1.0;
    let ratio = (2.0 * (peak.height - peak.at_zero)).max(0.0);
    result.fit.extend([
        ("residual_variance", Estimate::plain(variance)),
        ("log_likelihood", Estimate::plain(peak.height)),
        ("akaike", Estimate::plain(2.0 * (count - peak.height))),
        ("likelihood_ratio", Estimate::test(ratio, chi_square_upper(ratio, 1.0))),
        ("r_squared_pseudo", Estimate::plain(pseudo(&near, &own_terms, &values, options))),
    ]);
    result.fit.extend(accuracy(&series, &resolvent, peak.at, options.confidence));
    result.solution = Some(Solution { near, resolvent, model: options.model, terms: own_terms, values, covariance });
    result
}

/// An approximate determinant at the estimate and how far it is off; nothing where it is exact.
fn accuracy(series: &Series, resolvent: &Resolvent, at: f64, confidence: f64) -> Vec<(&'static str, Estimate)> {
    let Some(known) = series.at(at) else { return Vec::new() };
    let drawn = series.variance(at).unwrap_or(f64::NAN);
    let error = determinant::exact(resolvent, at).map_or(f64::NAN, |exact| known.value - exact);
    vec![
        ("log_determinant", Estimate::new(known.value, drawn, f64::INFINITY, confidence)),
        ("log_determinant_error", Estimate::plain(error)),
        ("log_determinant_bound", Estimate::plain(series.left_out(at).unwrap_or(f64::NAN))),
    ]
}

/// The columns of the model and what they stand for.
pub(crate) fn design(near: &Neighbourhood, model: Model, effects: Effects) -> (Vec<Term>, Vec<Vec<f64>>) {
    let (mut terms, mut columns) = (Vec::new(), Vec::new());
    if effects == Effects::None {
        terms.push(Term::Intercept);
        columns.push(vec![1.0; near.dependent.len()]);
    }
    for (place, column) in near.regressors.iter().enumerate() {
        terms.push(Term::Variable(place));
        columns.push(column.clone());
    }
    if model.lags_regressors() {
        for (place, column) in near.regressors.iter().enumerate() {
            terms.push(Term::Neighbours(place));
            columns.push(near.lag(column));
        }
    }
    for column in &mut columns {
        let before = liantu_numeric::dot(column, column);
        near.within(effects, column);
        if liantu_numeric::dot(column, column) <= DEPENDENT_SHARE * DEPENDENT_SHARE * before {
            column.fill(0.0);
        }
    }
    (terms, columns)
}

/// The squared correlation of the outcome with what the model says of it, given the neighbours' outcomes.
fn pseudo(near: &Neighbourhood, terms: &[Term], values: &[f64], options: Options) -> f64 {
    let (all, columns) = design(near, options.model, options.effects);
    let mut outcome = near.dependent.clone();
    let mut predicted = near.lag(&outcome);
    near.within(options.effects, &mut outcome);
    near.within(options.effects, &mut predicted);
    let rho = if options.model.lags_outcome() { values[values.len() - 1] } else { 0.0 };
    for value in &mut predicted {
        *value *= rho;
    }
    for (term, column) in all.iter().zip(&columns) {
        let Some(place) = terms.iter().position(|own| own == term) else { continue };
        predicted.iter_mut().zip(column).for_each(|(predicted, cell)| *predicted += values[place] * cell);
    }
    let size = outcome.len() as f64;
    let mean = |column: &[f64]| sum(column.iter().copied()) / size;
    let (of_outcome, of_predicted) = (mean(&outcome), mean(&predicted));
    let product = |one: &[f64], two: &[f64], a: f64, b: f64| sum(one.iter().zip(two).map(|(x, y)| (x - a) * (y - b)));
    product(&outcome, &predicted, of_outcome, of_predicted).powi(2)
        / (product(&outcome, &outcome, of_outcome, of_outcome)
            * product(&predicted, &predicted, of_predicted, of_predicted))
}
