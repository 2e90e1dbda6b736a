//! Gravity: what flows between regions, given how far apart they are and what lies between them.

use super::Sample;
use super::catalogue::found;
use super::covariance::{Covariance, clustered, robust};
use super::declare;
use super::estimate::{Coefficient, Estimate, Term};
use super::linear::{self, linear_regression};
use super::poisson::poisson;
use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::{combine, renumber, sum};

/// The declaration.
pub const METHOD: Method = Method {
    id: "gravity_model",
    version: 1,
    study: "structure",
    title: text("引力模型与边界效应", "Gravity and border effects"),
    question: text(
        "区域间的流量随距离衰减多快，行政边界、制度差异减少了多少流量？",
        "How fast do flows between regions fall with distance, and how much do borders and institutional differences take away?",
    ),
    formula: text(
        "E[X_odt] = exp(β·ln 距离 + γ·边界 + … + 固定效应)，泊松伪极大似然（迭代加权最小二乘，固定效应用共轭梯度消去）。边界 = 1 表示起讫地在 border_level 层级上属于不同区域；流量变化为 exp(γ)−1。标准误按 cluster 聚类，每个维度乘 G/(G−1)，多维按包含排除法合并。estimator = log_linear：仅对正流量做 ln X 的最小二乘，用于比较。",
        "E[X_odt] = exp(β·ln distance + γ·border + … + fixed effects), Poisson pseudo-maximum likelihood: iteratively weighted least squares, fixed effects taken out by conjugate gradients. border is 1 where the two lie in different regions of border_level; it changes flows by exp(γ)−1. Standard errors are clustered as cluster says, each division times G/(G−1), several combined by inclusion and exclusion. estimator = log_linear: least squares of ln X over positive flows only, for comparison.",
    ),
    limits: text(
        "表中没有的区域对：absent = zero 计为零流量，missing 则不参与；列出而无数值的总是缺失。被完全预测为零的观测（如只有零流量的区域）不含信息，剔除并报告。被固定效应决定的变量不估计。一般先用起点与终点（多期时为起点×时期、终点×时期）固定效应；加入区域对固定效应后，不随时间变化的距离与边界不可识别。区域内流量（起讫相同）默认不参与。系数不是因果效应。",
        "Pairs that the table does not list: absent = zero counts them as flows of zero, missing leaves them out; a listed pair without a value is always missing. Observations whose zero is predicted perfectly (a region with nothing but zeros, say) carry no information, are left out and reported. A regressor that fixed effects determine is not estimated. Start from origin and destination effects (origin by period and destination by period where there are several); with pair effects distance and borders that do not change cannot be told. Flows within a region take no part by default. Coefficients are not causal effects.",
    ),
    reference: "Santos Silva, J., Tenreyro, S. (2006). Review of Economics and Statistics 88(4), 641–658. McCallum, J. (1995). American Economic Review 85(3), 615–623. Correia, S., Guimarães, P., Zylkin, T. (2020). Stata Journal 20(1), 95–115.",
    aliases: &["ppml", "border_effect", "distance_decay", "引力回归", "边界效应", "距离衰减"],
    inputs: &[
        Input {
            table: "flow",
            columns: &["origin", "destination", "layer", "item", "period", "value"],
            optional: false,
        },
        Input { table: "region", columns: &["region", "level", "parent", "lon", "lat"], optional: true },
        Input {
            table: "region_pair",
            columns: &["from_region", "to_region", "measure", "period", "value"],
            optional: true,
        },
    ],
    parameters: &[
        Parameter {
            name: "regressors",
            kind: ParameterKind::Text,
            default: Some("log distance_km, border"),
            title: text("自变量", "Regressors"),
            help: text(
                "以逗号分隔：region_pair 表中的度量名称，或 distance_km（表中没有时按坐标计算大圆距离）、border。前加 log 取对数，如 log travel_minutes",
                "Separated by commas: measures of the table region_pair, or distance_km (by coordinates where the table has none) and border. Put log before a name for its logarithm, as in log travel_minutes",
            ),
        },
        Parameter {
            name: "estimator",
            kind: ParameterKind::Choice { of: &["poisson", "log_linear"] },
            default: Some("poisson"),
            title: text("估计方法", "Estimator"),
            help: text(
                "poisson 泊松伪极大似然，含零流量；log_linear 正流量对数的最小二乘，仅供比较",
                "poisson: pseudo-maximum likelihood, zeros included; log_linear: least squares of logarithms of positive flows, for comparison",
            ),
        },
        Parameter {
            name: "effects",
            kind: ParameterKind::Text,
            default: Some("origin, destination"),
            title: text("固定效应", "Fixed effects"),
            help: text(
                "以逗号分隔：origin、destination、period、pair、origin_period、destination_period；none 表示没有",
                "Separated by commas: origin, destination, period, pair, origin_period, destination_period; none for none",
            ),
        },
        Parameter {
            name: "cluster",
            kind: ParameterKind::Text,
            default: Some("pair"),
            title: text("聚类", "Clusters"),
            help: text(
                "标准误按哪些维度聚类，名称同固定效应，可多个；none 表示仅异方差稳健",
                "What standard errors are clustered by, named as the fixed effects, one or several; none for robust to unequal variances only",
            ),
        },
        Parameter {
            name: "absent",
            kind: ParameterKind::Choice { of: &["zero", "missing"] },
            default: Some("missing"),
            title: text("未列出的区域对", "Pairs not listed"),
            help: text(
                "表中没有的区域对：missing 不参与；zero 计为零流量（仅当表列出全部正流量时）",
                "A pair that the table does not list: missing leaves it out; zero counts it as a flow of zero (only where the table lists every positive flow)",
            ),
        },
        Parameter {
            name: "within",
            kind: ParameterKind::Boolean,
            default: Some("false"),
            title: text("区域内流量", "Flows within regions"),
            help: text("起点与终点相同的流量是否参与", "Whether flows from a region to itself take part"),
        },
        Parameter {
            name: "by",
            kind: ParameterKind::Choice { of: &["all", "layer", "period", "layer_period"] },
            default: Some("all"),
            title: text("分组", "Separately by"),
            help: text(
                "全部合在一起，或按网络层、按时期、按两者分别估计",
                "Everything together, or a model for each layer, each period, or each layer and period",
            ),
        },
        Parameter {
            name: "layers",
            kind: ParameterKind::Layers,
            default: None,
            title: text("网络层", "Layers"),
            help: text("只用这些层的流量", "Only flows of these layers"),
        },
        Parameter {
            name: "item",
            kind: ParameterKind::Text,
            default: None,
            title: text("内容", "Item"),
            help: text("只用这一种内容的流量", "Only flows of this item"),
        },
        Parameter {
            name: "border_level",
            kind: ParameterKind::Scale,
            default: Some("province"),
            title: text("边界层级", "Level of the border"),
            help: text(
                "border 为 1 表示起讫地属于这一层级的不同区域",
                "border is 1 where the two lie in different regions of this level",
            ),
        },
        declare::LEVEL,
        declare::PERIOD,
        declare::CONFIDENCE,
    ],
    outputs: declare::GRAVITY_OUTPUTS,
};

/// Flows between regions with what lies between them, one row for each origin, destination and period (and layer).
#[derive(Clone, Copy, Debug)]
pub struct Flows<'a> {
    /// Where it comes from.
    pub origin: &'a [u32],
    /// Where it goes.
    pub destination: &'a [u32],
    /// When.
    pub period: &'a [u32],
    /// How much; NaN is missing.
    pub value: &'a [f64],
    /// What explains it, such as the logarithm of distance; NaN is missing.
    pub regressors: &'a [Vec<f64>],
}

/// A division of the flows: for fixed effects and for clusters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Division {
    /// By origin.
    Origin,
    /// By destination.
    Destination,
    /// By period.
    Period,
    /// By origin and destination, in this order.
    Pair,
    /// By origin and period.
    OriginPeriod,
    /// By destination and period.
    DestinationPeriod,
}

impl Division {
    /// All, with the words that stand for them.
    pub const ALL: [(&'static str, Self); 6] = [
        ("origin", Self::Origin),
        ("destination", Self::Destination),
        ("period", Self::Period),
        ("pair", Self::Pair),
        ("origin_period", Self::OriginPeriod),
        ("destination_period", Self::DestinationPeriod),
    ];

    fn of(self, flows: &Flows<'_>) -> Vec<u32> {
        match self {
            Self::Origin => flows.origin.to_vec(),
            Self::Destination => flows.destination.to_vec(),
            Self::Period => flows.period.to_vec(),
            Self::Pair => combine(flows.origin, flows.destination),
            Self::OriginPeriod => combine(flows.origin, flows.period),
            Self::DestinationPeriod => combine(flows.destination, flows.period),
        }
    }
}

/// How flows are explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Estimator {
    /// Poisson pseudo-maximum likelihood.
    Poisson,
    /// Least squares of the logarithm of positive flows.
    LogLinear,
}

/// How a gravity model is made.
#[derive(Clone, Debug)]
pub struct Options {
    /// The estimator.
    pub estimator: Estimator,
    /// Fixed effects.
    pub effects: Vec<Division>,
    /// Clusters of the standard errors; none: robust to unequal variances only.
    pub clusters: Vec<Division>,
    /// Probability that the intervals cover the truth.
    pub confidence: f64,
}

/// A fitted gravity model.
#[derive(Clone, Debug)]
pub struct Gravity {
    /// The constant (without fixed effects) and each regressor; undefined where it could not be estimated.
    pub coefficients: Vec<Coefficient>,
    /// Statistics of the fit.
    pub fit: Vec<(&'static str, f64)>,
    /// Rows left out because their zero is predicted perfectly.
    pub separated: Vec<usize>,
    /// Fitted flow of each row given; NaN for a row left out.
    pub fitted: Vec<f64>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// Explains flows by regressors and fixed effects.
pub fn gravity(flows: &Flows<'_>, options: &Options) -> Gravity {
    match options.estimator {
        Estimator::Poisson => by_poisson(flows, options),
        Estimator::LogLinear => by_logarithms(flows, options),
    }
}

fn by_poisson(flows: &Flows<'_>, options: &Options) -> Gravity {
    let mut findings = Vec::new();
    let sample = Sample { dependent: flows.value, regressors: flows.regressors };
    let mut rows = sample.complete(&mut findings);
    let before = rows.len();
    rows.retain(|&row| flows.value[row] >= 0.0);
    if rows.len() < before {
        findings.push(found("STR512", before - rows.len()));
    }
    let (outcome, mut columns) = sample.of_rows(&rows);
    let mut terms: Vec<Term> = (0..columns.len()).map(Term::Variable).collect();
    if options.effects.is_empty() {
        terms.insert(0, Term::Intercept);
        columns.insert(0, vec![1.0; rows.len()]);
    }
    let divide = |divisions: &[Division]| -> Vec<Vec<u32>> {
        let chosen = |ids: Vec<u32>| rows.iter().map(|&row| ids[row]).collect::<Vec<u32>>();
        divisions.iter().map(|division| chosen(division.of(flows))).collect()
    };
    let effects: Vec<Vec<u32>> = divide(&options.effects).iter().map(|ids| renumber(ids)).collect();
    let mut result = Gravity {
        coefficients: terms.iter().map(|&term| Coefficient { term, estimate: Estimate::UNDEFINED }).collect(),
        fit: Vec::new(),
        separated: Vec::new(),
        fitted: vec![f64::NAN; flows.value.len()],
        findings,
    };
    let fit = poisson(&outcome, &columns, &effects).filter(|fit| fit.rows.len() > fit.kept.len());
    let Some(fit) = fit else {
        result.fit.push(("observations", 0.0));
        result.findings.push(found("STR504", outcome.len()));
        return result;
    };
    if fit.kept.len() < terms.len() {
        result.findings.push(found("STR502", terms.len() - fit.kept.len()));
    }
    if !fit.separated.is_empty() {
        result.findings.push(found("STR507", fit.separated.len()));
    }
    result.separated = fit.separated.iter().map(|&row| rows[row]).collect();
    let size = fit.rows.len() as f64;
    result.fit.extend([
        ("observations", size),
        ("zeros", fit.rows.iter().filter(|&&row| outcome[row] == 0.0).count() as f64),
        ("separated", fit.separated.len() as f64),
        ("iterations", fit.iterations as f64),
        ("converged", f64::from(u8::from(fit.converged))),
    ]);
    if !fit.converged || fit.beta.iter().any(|beta| beta.is_nan()) {
        // A number that iteration has not settled on is none.
        result.findings.push(found("STR506", fit.iterations));
        return result;
    }
    let clusters: Vec<Vec<u32>> =
        divide(&options.clusters).into_iter().map(|ids| fit.rows.iter().map(|&row| ids[row]).collect()).collect();
    let covariance = if clusters.is_empty() {
        robust(&fit.bread, &fit.scores, size / (size - 1.0))
    } else {
        let found_ = clustered(&fit.bread, &fit.scores, &clusters);
        result.fit.push(("clusters", found_.clusters as f64));
        if found_.clusters < 30 {
            result.findings.push(found("STR515", found_.clusters));
        }
        found_.covariance
    };
    for (place, (&column, &value)) in fit.kept.iter().zip(&fit.beta).enumerate() {
        result.coefficients[column].estimate =
            Estimate::new(value, covariance.at(place, place), f64::INFINITY, options.confidence);
    }
    let unsure = (0..fit.kept.len()).filter(|&n| covariance.at(n, n).is_nan() || covariance.at(n, n) < 0.0).count();
    if unsure > 0 {
        result.findings.push(found("STR509", unsure));
    }
    let mean = sum(fit.rows.iter().map(|&row| outcome[row])) / size;
    let of_mean = sum(fit
        .rows
        .iter()
        .map(|&row| outcome[row] * mean.ln() - mean - liantu_numeric::distribution::log_factorial(outcome[row])));
    result.fit.extend([
        ("log_likelihood", fit.log_likelihood),
        ("deviance", fit.deviance),
        ("r_squared_pseudo", 1.0 - fit.log_likelihood / of_mean),
    ]);
    for (&row, &fitted) in fit.rows.iter().zip(&fit.fitted) {
        result.fitted[rows[row]] = fitted;
    }
    result
}

fn by_logarithms(flows: &Flows<'_>, options: &Options) -> Gravity {
    let mut findings = Vec::new();
    let negative = flows.value.iter().filter(|value| **value < 0.0).count();
    let zeros = flows.value.iter().filter(|value| **value == 0.0).count();
    for (code, count) in [("STR512", negative), ("STR519", zeros)] {
        if count > 0 {
            findings.push(found(code, count));
        }
    }
    // A missing flow stays in, to be counted as missing with the rest.
    let rows: Vec<usize> =
        (0..flows.value.len()).filter(|&row| flows.value[row].is_nan() || flows.value[row] > 0.0).collect();
    let logarithms: Vec<f64> = rows.iter().map(|&row| flows.value[row].ln()).collect();
    let chosen = |column: &Vec<f64>| -> Vec<f64> { rows.iter().map(|&row| column[row]).collect() };
    let regressors: Vec<Vec<f64>> = flows.regressors.iter().map(chosen).collect();
    let divide = |divisions: &[Division]| -> Vec<Vec<u32>> {
        let of = |division: &Division| {
            let ids = division.of(flows);
            rows.iter().map(|&row| ids[row]).collect::<Vec<u32>>()
        };
        divisions.iter().map(of).map(|ids| renumber(&ids)).collect()
    };
    let (effects, clusters) = (divide(&options.effects), divide(&options.clusters));
    let covariance = if clusters.is_empty() { Covariance::Hc1 } else { Covariance::Clustered(clusters) };
    let fit = linear_regression(
        Sample { dependent: &logarithms, regressors: &regressors },
        &linear::Options { effects: &effects, covariance, confidence: options.confidence },
    );
    findings.extend(fit.findings);
    let mut fitted = vec![f64::NAN; flows.value.len()];
    for (&row, residual) in fit.rows.iter().zip(&fit.residuals) {
        fitted[rows[row]] = (logarithms[row] - residual).exp();
    }
    let mut statistics = fit.fit;
    statistics.insert(1, ("zeros", 0.0));
    Gravity { coefficients: fit.coefficients, fit: statistics, separated: Vec::new(), fitted, findings }
}
