//! Association in space place by place: where are the clusters, and where the outliers?

use super::declare;
use super::inference::{Inference, Sample, deviations, false_discovery_rates, scores};
use super::permute::{Compare, Counts, Draws, conditional, conditional_pairs};
use super::weights::{Standard, Weights};
use crate::space::catalogue::note;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::{Nullable, sum};

pub use super::permute::Mode;

/// The declaration.
pub const METHOD: Method = Method {
    id: "local_autocorrelation",
    version: 1,
    study: "structure",
    title: text("局部空间自相关（LISA）", "Local spatial association (LISA)"),
    question: text(
        "哪些区域与其邻居一起形成高值或低值的集聚，哪些是与邻居相反的异常？",
        "Which regions form clusters of high or low values with their neighbours, and which stand out from them?",
    ),
    formula: text(
        "z 为离差，s 为标准分。moran：I_i = (n−1) z_i Σ_j w_ij z_j / Σ z²，象限由 z_i 与其滞后的符号定。geary：c_i = Σ_j w_ij (s_i − s_j)²。getis_ord：G_i = Σ_{j≠i} w_ij x_j / Σ_{j≠i} x_j；getis_ord_star 含自身，w_ii 取该行最大权重。二者的 z 依 Ord 和 Getis (1995)。bivariate_moran：以第二指标的滞后代之。lee：L_i = n Σ_j w_ij s_j · Σ_j w_ij t_j / Σ_i (Σ_j w_ij)²，t 为第二指标的标准分，均值为全局 L；象限由两个滞后的符号定，抽取邻居时两个数值不分开。p：固定 i，从其余 n−1 个值中抽取 k_i 个（不放回）作邻居，(M+1)/(R+1)；independent 对每个 i 独立抽取，shared 全体共用一张置换表（更快，区域间的 p 相关）。",
        "z are deviations, s standard scores. moran: I_i = (n−1) z_i Σ_j w_ij z_j / Σ z², with the quadrant from the signs of z_i and its lag. geary: c_i = Σ_j w_ij (s_i − s_j)². getis_ord: G_i = Σ_{j≠i} w_ij x_j / Σ_{j≠i} x_j; getis_ord_star counts the region itself, with w_ii the largest weight of its row; both with the z of Ord and Getis (1995). bivariate_moran: with the lag of a second indicator. lee: L_i = n Σ_j w_ij s_j · Σ_j w_ij t_j / Σ_i (Σ_j w_ij)², with the scores t of the second indicator; its mean is the global L, the quadrant comes from the signs of the two lags, and a neighbour is drawn with both its values. p: i stays, its k_i neighbours are drawn without replacement from the other n−1 values, (M+1)/(R+1); independent draws anew for each i, shared uses one table of permutations for all (faster; the p-values of regions then depend on each other).",
    ),
    limits: text(
        "n 个检验同时进行：p_fdr 为控制错误发现率后的值，cluster 按所选校正判定。缺失值与孤岛没有统计量，也没有 p 值。tail 指统计量本身的大小：geary 的正相关在 lesser 一侧。Getis–Ord 要求非负数值。",
        "n tests at once: p_fdr holds the false discovery rate, and cluster follows the correction chosen. Missing values and islands have neither a statistic nor a p-value. The tail is that of the statistic itself: likeness is on the lesser side of geary. Getis–Ord needs values of zero or more.",
    ),
    reference: "Lee, S.-I. (2001). Developing a bivariate spatial association measure. Journal of Geographical Systems 3(4), 369–385. Anselin, L. (1995). Local indicators of spatial association: LISA. Geographical Analysis 27(2), 93–115. Ord, J. K., Getis, A. (1995). Local spatial autocorrelation statistics. Geographical Analysis 27(4), 286–306. Benjamini, Y., Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society B 57(1), 289–300.",
    aliases: &[
        "lisa",
        "local_moran",
        "local_lee",
        "hotspot",
        "gi_star",
        "local_geary",
        "getis",
        "热点",
        "局部莫兰",
        "空间集聚",
    ],
    inputs: &[crate::declare::FRAME, declare::REGION_TABLE, declare::PAIR_TABLE],
    parameters: &[
        crate::profile::INDICATOR,
        Parameter {
            name: "statistic",
            kind: ParameterKind::Choice {
                of: &["moran", "geary", "getis_ord", "getis_ord_star", "bivariate_moran", "lee"],
            },
            default: Some("moran"),
            title: text("统计量", "Statistic"),
            help: text("计算哪个统计量", "Which statistic"),
        },
        declare::WITH,
        crate::profile::INDUSTRY,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        declare::WEIGHTS,
        declare::K,
        declare::CUTOFF,
        declare::POWER,
        declare::MEASURE,
        declare::PAIR_RULE,
        declare::STANDARD,
        declare::PERMUTATIONS,
        Parameter {
            name: "mode",
            kind: ParameterKind::Choice { of: &["independent", "shared"] },
            default: Some("independent"),
            title: text("抽取方式", "Draws"),
            help: text(
                "independent：每个区域独立抽取；shared：全体共用一张置换表",
                "independent: anew for each region; shared: one table of permutations for all",
            ),
        },
        declare::TAIL,
        declare::SEED,
        Parameter {
            name: "alpha",
            kind: ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
            default: Some("0.05"),
            title: text("显著性水平", "Level"),
            help: text("判定 cluster 的显著性水平", "Level of significance for cluster"),
        },
        Parameter {
            name: "correction",
            kind: ParameterKind::Choice { of: &["none", "fdr", "bonferroni"] },
            default: Some("none"),
            title: text("多重检验校正", "Correction"),
            help: text(
                "cluster 用哪种 p：原值、错误发现率、或乘以 n",
                "Which p decides on cluster: as it is, the false discovery rate, or times n",
            ),
        },
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        crate::profile::REGION_COLUMN,
        Column::new("value", ColumnKind::Number, text("指标值", "Indicator"), text("区域的指标值", "The indicator")),
        Column::new(
            "lag",
            ColumnKind::Number,
            text("空间滞后", "Spatial lag"),
            text("邻居的加权值", "Weighted values of the neighbours"),
        ),
        Column::new(
            "neighbours",
            ColumnKind::Integer,
            text("邻居数", "Neighbours"),
            text("有数值的邻居个数", "Neighbours that have a value"),
        ),
        Column::new(
            "local",
            ColumnKind::Number,
            text("局部统计量", "Local statistic"),
            text("统计量", "The statistic"),
        ),
        Column::new(
            "z",
            ColumnKind::Number,
            text("标准分", "z"),
            text("Getis–Ord 的标准分；其余为空", "Standard score of Getis–Ord; null for the others"),
        ),
        Column::new(
            "p",
            ColumnKind::Number,
            text("p 值", "p"),
            text("条件置换的 p 值", "Pseudo p-value of conditional permutations"),
        ),
        Column::new(
            "p_fdr",
            ColumnKind::Number,
            text("错误发现率", "False discovery rate"),
            text("Benjamini–Hochberg 校正后的 p 值", "p-value after Benjamini and Hochberg"),
        ),
        Column::new(
            "quadrant",
            ColumnKind::Text,
            text("象限", "Quadrant"),
            text(
                "自身与邻居各为高（high）或低（low），不论显著与否",
                "Whether the region, and then its neighbours, are high or low, significant or not",
            ),
        ),
        Column::new(
            "cluster",
            ColumnKind::Text,
            text("集聚", "Cluster"),
            text(
                "显著时为象限（geary：alike 或 different；getis_ord：hot 或 cold），否则为 none",
                "The quadrant where significant (geary: alike or different; getis_ord: hot or cold), else none",
            ),
        ),
    ],
};

/// Which statistic to take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Statistic {
    /// Local Moran.
    #[default]
    Moran,
    /// Local Geary.
    Geary,
    /// G of the neighbours without the unit itself.
    GetisOrd,
    /// G of the neighbours and the unit itself.
    GetisOrdStar,
    /// Local Moran of a variable and the lag of another.
    BivariateMoran,
    /// Local L of Lee: the lags of two variables times each other.
    Lee,
}

impl Statistic {
    /// Whether it is of two variables.
    pub fn is_bivariate(self) -> bool {
        matches!(self, Self::BivariateMoran | Self::Lee)
    }
}

/// A unit and its neighbours, each above the mean or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quadrant {
    /// Both high.
    HighHigh,
    /// Low among high.
    LowHigh,
    /// Both low.
    LowLow,
    /// High among low.
    HighLow,
}

impl Quadrant {
    fn of(own: f64, lag: f64) -> Self {
        match (own > 0.0, lag > 0.0) {
            (true, true) => Self::HighHigh,
            (false, true) => Self::LowHigh,
            (false, false) => Self::LowLow,
            (true, false) => Self::HighLow,
        }
    }

    /// The word in results.
    pub fn word(self) -> &'static str {
        match self {
            Self::HighHigh => "high_high",
            Self::LowHigh => "low_high",
            Self::LowLow => "low_low",
            Self::HighLow => "high_low",
        }
    }
}

/// Statistics by unit; undefined where a unit has no value or no neighbour.
#[derive(Clone, Debug, Default)]
pub struct Local {
    /// The spatial lag of the variable (of the second one in the bivariate case), in its unit.
    pub lag: Nullable,
    /// Neighbours that have a value.
    pub neighbours: Vec<Option<u32>>,
    /// The statistic.
    pub value: Nullable,
    /// Standard score, where there is an analytic one.
    pub z: Nullable,
    /// Pseudo p-value.
    pub p: Nullable,
    /// False discovery rate.
    pub p_fdr: Nullable,
    /// Who is high and who is low.
    pub quadrant: Vec<Option<Quadrant>>,
    /// Expectation of the statistic over all permutations, where `cluster` needs it (Geary).
    pub mean: Option<f64>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// The statistic of each unit, with pseudo p-values from conditional permutations.
///
/// `values` has one value for each unit, NaN where missing; `other` is the second variable of
/// the bivariate statistics. Weights are as built: they are standardised here, among the units that have values. The
/// statistics of Getis and Ord are computed on the standardised weights too; their `z` does not depend on a scale of rows.
///
/// # Panics
///
/// As [`super::global_association`].
pub fn local_association(
    statistic: Statistic,
    values: &[f64],
    other: Option<&[f64]>,
    weights: &Weights,
    standard: Standard,
    inference: Inference,
    mode: Mode,
) -> Local {
    let other = other.filter(|_| statistic.is_bivariate());
    assert!(!statistic.is_bivariate() || other.is_some(), "a bivariate statistic has two variables");
    let variables: Vec<&[f64]> = std::iter::once(values).chain(other).collect();
    let (sample, mut findings) = Sample::new(&variables, weights, standard);
    let units = weights.len();
    let getis = matches!(statistic, Statistic::GetisOrd | Statistic::GetisOrdStar);
    let negative = getis && sample.values[0].iter().any(|&value| value < 0.0);
    if !sample.varies() || negative {
        findings.push(note(if negative { "STR409" } else { "STR408" }, "indicator", sample.len()));
        let none = || Nullable::from_raw(vec![f64::NAN; units]);
        return Local {
            lag: none(),
            neighbours: vec![None; units],
            value: none(),
            z: none(),
            p: none(),
            p_fdr: none(),
            quadrant: vec![None; units],
            mean: None,
            findings,
        };
    }
    let form = Form::new(statistic, &sample, standard);
    let draws = Draws { inference, mode };
    let counts = match &form.with {
        Some(with) => conditional_pairs(&sample.weights, [&form.drawn, with], &draws),
        None => conditional(&sample.weights, &form.drawn, &draws, |unit| form.compare(unit)),
    };
    let p: Vec<Option<f64>> = counts
        .into_iter()
        .map(|Counts { at_least, at_most }| inference.tail.of_permutations(at_least, at_most, inference.permutations))
        .collect();
    let spread = |of_sample: &[f64]| {
        let mut all = vec![f64::NAN; units];
        sample.units.iter().zip(of_sample).for_each(|(&unit, &value)| all[unit as usize] = value);
        Nullable::from_raw(all)
    };
    let plain = |column: &[Option<f64>]| column.iter().map(|p| p.unwrap_or(f64::NAN)).collect::<Vec<_>>();
    let (mut neighbours, mut quadrant) = (vec![None; units], vec![None; units]);
    for (n, &unit) in sample.units.iter().enumerate() {
        neighbours[unit as usize] = Some(sample.weights.row(n).0.len() as u32);
        quadrant[unit as usize] = Some(Quadrant::of(form.own[n], form.deviation_of_lag[n]));
    }
    Local {
        lag: spread(&sample.weights.lag(sample.values.last().expect("at least one variable"))),
        neighbours,
        value: spread(&form.value),
        z: spread(&form.z),
        p: spread(&plain(&p)),
        p_fdr: spread(&plain(&false_discovery_rates(&p))),
        quadrant,
        mean: (statistic == Statistic::Geary).then(|| sum(form.value.iter().copied()) / sample.len() as f64),
        findings,
    }
}

/// A statistic reduced to what is drawn, and what the sum over drawn neighbours is compared with.
struct Form {
    statistic: Statistic,
    /// What neighbours are drawn from.
    drawn: Vec<f64>,
    /// What is drawn with it (Lee).
    with: Option<Vec<f64>>,
    /// The unit's own deviation (Lee: that of its neighbours), and that of its neighbours (Lee: in the other variable).
    own: Vec<f64>,
    deviation_of_lag: Vec<f64>,
    value: Vec<f64>,
    z: Vec<f64>,
}

impl Form {
    fn new(statistic: Statistic, sample: &Sample, standard: Standard) -> Self {
        let n = sample.len();
        let count = n as f64;
        let weights = &sample.weights;
        let x = &sample.values[0];
        let own = deviations(x);
        let square = sum(own.iter().map(|z| z * z));
        let mut z = vec![f64::NAN; n];
        if statistic == Statistic::Lee {
            let (one, two) = (scores(x, 0.0), scores(&sample.values[1], 0.0));
            let lags = [weights.lag(&one), weights.lag(&two)];
            let factor = count / sum((0..n).map(|unit| weights.row(unit).1.iter().sum::<f64>().powi(2)));
            let value = lags[0].iter().zip(&lags[1]).map(|(one, two)| factor * one * two).collect();
            let [own, deviation_of_lag] = lags;
            return Self { statistic, drawn: one, with: Some(two), own, deviation_of_lag, value, z };
        }
        let (drawn, value) = match statistic {
            Statistic::Moran => {
                let lag = weights.lag(&own);
                let value = own.iter().zip(&lag).map(|(z, lag)| (count - 1.0) * z * lag / square).collect();
                (own.clone(), value)
            }
            Statistic::BivariateMoran => {
                let (one, two) = (scores(x, 1.0), scores(&sample.values[1], 1.0));
                let lag = weights.lag(&two);
                // The scores have the squares n − 1 already.
                let value = one.iter().zip(&lag).map(|(z, lag)| z * lag).collect();
                (two, value)
            }
            Statistic::Geary => {
                let scores = scores(x, 0.0);
                let of = |unit: usize| {
                    let (neighbours, row) = weights.row(unit);
                    let gaps = neighbours.iter().map(|&other| (scores[unit] - scores[other as usize]).powi(2));
                    gaps.zip(row).map(|(gap, weight)| weight * gap).sum()
                };
                let value = (0..n).map(of).collect();
                (scores, value)
            }
            Statistic::GetisOrd | Statistic::GetisOrdStar => {
                let star = statistic == Statistic::GetisOrdStar;
                let (total, squares) = (sum(x.iter().copied()), sum(x.iter().map(|x| x * x)));
                let lag = weights.lag(x);
                let value = (0..n)
                    .map(|unit| {
                        let row = weights.row(unit).1;
                        // The weight of the unit itself, where it counts.
                        let own = if star { row.iter().copied().fold(0.0, f64::max) } else { 0.0 };
                        let (among, sum, square) = if star {
                            (count, total, squares)
                        } else {
                            (count - 1.0, total - x[unit], squares - x[unit] * x[unit])
                        };
                        let reach = row.iter().sum::<f64>() + own;
                        let reach2 = row.iter().map(|weight| weight * weight).sum::<f64>() + own * own;
                        let mean = sum / among;
                        let deviation = (square / among - mean * mean).sqrt();
                        let spread = ((among * reach2 - reach * reach) / (among - 1.0)).sqrt();
                        let local = lag[unit] + own * x[unit];
                        // Undefined where the unit is a neighbour of everyone, or the rest does not vary.
                        let score = (local - reach * mean) / (deviation * spread);
                        z[unit] = if score.is_finite() { score } else { f64::NAN };
                        // A mean over the neighbours is one over the unit too, where it counts.
                        let share = local / if star && standard == Standard::Row { reach * sum } else { sum };
                        if share.is_finite() { share } else { f64::NAN }
                    })
                    .collect();
                (x.clone(), value)
            }
            Statistic::Lee => unreachable!("returned above"),
        };
        let deviation_of_lag = weights.lag(&deviations(sample.values.last().expect("at least one variable")));
        Self { statistic, drawn, with: None, own, deviation_of_lag, value, z }
    }

    /// What of `unit` is compared with its permutations.
    fn compare(&self, unit: usize) -> Compare {
        match self.statistic {
            Statistic::Geary => Compare::Gaps(self.drawn[unit]),
            Statistic::Moran | Statistic::BivariateMoran => Compare::Sum { rising: self.own[unit] >= 0.0 },
            Statistic::GetisOrd | Statistic::GetisOrdStar | Statistic::Lee => Compare::Sum { rising: true },
        }
    }
}
