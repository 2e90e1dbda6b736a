//! Association in space over the whole map: are neighbours alike?

use super::declare;
use super::inference::{Inference, Sample, TIE, deviations, scores};
use super::weights::{Standard, Sums, Weights};
use crate::space::catalogue::note;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::{Stream, chunked, sum};

/// The declaration.
pub const METHOD: Method = Method {
    id: "global_autocorrelation",
    version: 1,
    study: "structure",
    title: text("全局空间自相关", "Global spatial association"),
    question: text(
        "相邻区域的数值是否比随机分布更相似（或更不同）？",
        "Are neighbouring regions more alike, or less, than if the values were scattered at random?",
    ),
    formula: text(
        "z 为离差，S₀ = Σ w_ij。moran：I = (n/S₀) Σ w_ij z_i z_j / Σ z_i²，E = −1/(n−1)。geary：C = (n−1) Σ w_ij (x_i−x_j)² / (2 S₀ Σ z_i²)，E = 1，小于 1 为正相关。getis_ord：G = Σ w_ij x_i x_j / Σ_{i≠j} x_i x_j（权重取二进制）。bivariate_moran：Σ z_i Σ_j w_ij y_j / (n−1)，z、y 为标准分。lee：L = Σ_i (W z)_i (W y)_i / Σ_i (Σ_j w_ij)²。方差：正态假定与随机化假定（Cliff 和 Ord）；置换 p = (M+1)/(R+1)。",
        "z are deviations, S₀ = Σ w_ij. moran: I = (n/S₀) Σ w_ij z_i z_j / Σ z_i², E = −1/(n−1). geary: C = (n−1) Σ w_ij (x_i−x_j)² / (2 S₀ Σ z_i²), E = 1, below 1 neighbours are alike. getis_ord: G = Σ w_ij x_i x_j / Σ_{i≠j} x_i x_j, weights taken as binary. bivariate_moran: Σ z_i Σ_j w_ij y_j / (n−1) with standard scores z, y. lee: L = Σ_i (W z)_i (W y)_i / Σ_i (Σ_j w_ij)². Variances under normality and under randomisation (Cliff and Ord); pseudo p = (M+1)/(R+1) over R permutations.",
    ),
    limits: text(
        "结果依赖权重的选择，须随结果报告。缺失值与孤岛不计入 n；缺失值没有 p 值。tail 指统计量本身的大小：geary 的正相关在 lesser 一侧。两变量统计量与 lee 只有置换推断。directed 是双侧的一半，偏小。",
        "Rests on the choice of weights, which the result names. Missing values and islands are not in n; no p-value comes from a missing value. The tail is that of the statistic itself: likeness is on the lesser side of geary. The bivariate statistics have permutation inference only. directed is half of two-sided, hence too small.",
    ),
    reference: "Moran, P. A. P. (1950). Notes on continuous stochastic phenomena. Biometrika 37(1/2), 17–23. Geary, R. C. (1954). The contiguity ratio and statistical mapping. The Incorporated Statistician 5(3), 115–146. Cliff, A. D., Ord, J. K. (1981). Spatial Processes. Pion. Getis, A., Ord, J. K. (1992). The analysis of spatial association by use of distance statistics. Geographical Analysis 24(3), 189–206. Lee, S.-I. (2001). Developing a bivariate spatial association measure. Journal of Geographical Systems 3, 369–385.",
    aliases: &["moran", "moran_i", "geary", "getis-ord", "lee", "bivariate_moran", "莫兰指数", "空间自相关", "吉尔里"],
    inputs: &[crate::declare::FRAME, declare::REGION_TABLE, declare::PAIR_TABLE],
    parameters: &[
        crate::profile::INDICATOR,
        Parameter {
            name: "statistic",
            kind: ParameterKind::Choice { of: &["moran", "geary", "getis_ord", "bivariate_moran", "lee"] },
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
        declare::TAIL,
        declare::SEED,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        Column::new(
            "statistic",
            ColumnKind::Text,
            text("统计量", "Statistic"),
            text("统计量的名称", "Name of the statistic"),
        ),
        Column::new(
            "n",
            ColumnKind::Integer,
            text("区域数", "Regions"),
            text("有数值且有邻居的区域", "Regions with a value and a neighbour"),
        ),
        Column::new(
            "missing",
            ColumnKind::Integer,
            text("缺失", "Missing"),
            text("没有数值的区域", "Regions without a value"),
        ),
        Column::new(
            "islands",
            ColumnKind::Integer,
            text("孤岛", "Islands"),
            text("没有邻居的区域", "Regions without a neighbour"),
        ),
        Column::new("value", ColumnKind::Number, text("数值", "Value"), text("统计量的数值", "The statistic")),
        Column::new(
            "expected",
            ColumnKind::Number,
            text("期望", "Expected"),
            text("无空间关联时的期望", "Its expectation without association"),
        ),
        Column::new(
            "z_normal",
            ColumnKind::Number,
            text("z（正态）", "z (normality)"),
            text("正态假定下的标准分", "Standard score under normality"),
        ),
        Column::new(
            "p_normal",
            ColumnKind::Number,
            text("p（正态）", "p (normality)"),
            text("正态假定下的 p 值", "p-value under normality"),
        ),
        Column::new(
            "z_random",
            ColumnKind::Number,
            text("z（随机化）", "z (randomisation)"),
            text("随机化假定下的标准分", "Standard score under randomisation"),
        ),
        Column::new(
            "p_random",
            ColumnKind::Number,
            text("p（随机化）", "p (randomisation)"),
            text("随机化假定下的 p 值", "p-value under randomisation"),
        ),
        Column::new(
            "p_permutation",
            ColumnKind::Number,
            text("p（置换）", "p (permutations)"),
            text("置换检验的 p 值 (M+1)/(R+1)", "Pseudo p-value (M+1)/(R+1) over permutations"),
        ),
    ],
};

/// Which statistic to take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Statistic {
    /// Moran's I.
    #[default]
    Moran,
    /// Geary's C.
    Geary,
    /// The general G of Getis and Ord, on binary weights.
    GetisOrd,
    /// Moran's I of a variable and the lag of another; the other is permuted.
    BivariateMoran,
    /// Lee's L of two variables, which are permuted together.
    Lee,
}

/// The moments of a statistic without association.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    /// Variance.
    pub variance: f64,
    /// Standard score of the observed statistic.
    pub z: f64,
    /// Its p-value.
    pub p: f64,
}

/// A statistic of the whole map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Global {
    /// Units with a value and a neighbour.
    pub n: u32,
    /// Units without a value.
    pub missing: u32,
    /// Units without a neighbour.
    pub islands: u32,
    /// The statistic; undefined with fewer than four units or without variation.
    pub value: Option<f64>,
    /// Its expectation without association.
    pub expected: Option<f64>,
    /// Moments if the values were drawn from one normal distribution.
    pub normal: Option<Moments>,
    /// Moments if the values were shuffled over the map.
    pub random: Option<Moments>,
    /// Pseudo p-value of the permutations.
    pub p_permutation: Option<f64>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// A statistic of association over the map.
///
/// `values` has one value for each unit, NaN where missing; `other` is the second variable of the bivariate statistics.
/// Weights are as built: they are standardised here, among the units that have values (binary for [`Statistic::GetisOrd`]).
///
/// # Panics
///
/// If `values` (or `other`) has not one value for each unit of the weights, or a bivariate statistic has no `other`.
pub fn global_association(
    statistic: Statistic,
    values: &[f64],
    other: Option<&[f64]>,
    weights: &Weights,
    standard: Standard,
    inference: Inference,
) -> Global {
    let bivariate = matches!(statistic, Statistic::BivariateMoran | Statistic::Lee);
    let other = other.filter(|_| bivariate);
    assert!(!bivariate || other.is_some(), "a bivariate statistic has two variables");
    let standard = if statistic == Statistic::GetisOrd { Standard::Binary } else { standard };
    let variables: Vec<&[f64]> = std::iter::once(values).chain(other).collect();
    let (sample, findings) = Sample::new(&variables, weights, standard);
    let mut result = Global {
        n: sample.len() as u32,
        missing: sample.missing,
        islands: sample.islands,
        findings,
        ..Global::default()
    };
    if !sample.varies() {
        result.findings.push(note("STR408", "indicator", sample.len()));
        return result;
    }
    if statistic == Statistic::GetisOrd && sample.values[0].iter().any(|&value| value < 0.0) {
        result.findings.push(note("STR409", "indicator", 1));
        return result;
    }
    let sums = sample.weights.sums();
    let form = Form::new(statistic, &sample, sums);
    let observed = form.value(&sample.weights, &form.first, &form.second);
    result.value = Some(observed);
    (result.expected, result.normal, result.random) = moments(statistic, &sample, sums, observed, inference);
    let (at_least, at_most) = form.permuted(&sample.weights, observed, inference);
    result.p_permutation = inference.tail.of_permutations(at_least, at_most, inference.permutations);
    result
}

/// How many permutations are worked at once: their values lie side by side, so that a neighbour is looked up once for all.
const LANES: usize = 4;

type Lanes = [f64; LANES];

/// A statistic reduced to a sum over neighbours, times a factor.
struct Form {
    statistic: Statistic,
    /// What is permuted; for Lee's L together with `second`.
    first: Vec<f64>,
    second: Vec<f64>,
    factor: f64,
}

impl Form {
    fn new(statistic: Statistic, sample: &Sample, sums: Sums) -> Self {
        let n = sample.len() as f64;
        let values = &sample.values[0];
        let square = |z: &[f64]| sum(z.iter().map(|z| z * z));
        let (first, second, factor) = match statistic {
            Statistic::Moran => {
                let z = deviations(values);
                let factor = n / sums.s0 / square(&z);
                (z, Vec::new(), factor)
            }
            Statistic::Geary => {
                let z = deviations(values);
                let factor = (n - 1.0) / (2.0 * sums.s0 * square(&z));
                (z, Vec::new(), factor)
            }
            Statistic::GetisOrd => {
                let total = sum(values.iter().copied());
                (values.clone(), Vec::new(), 1.0 / (total * total - square(values)))
            }
            Statistic::BivariateMoran => (scores(&sample.values[1], 1.0), scores(values, 1.0), 1.0 / (n - 1.0)),
            Statistic::Lee => {
                let lags = (0..sample.len()).map(|unit| sample.weights.row(unit).1.iter().sum::<f64>());
                let rows = sum(lags.map(|row| row * row));
                (scores(values, 0.0), scores(&sample.values[1], 0.0), 1.0 / rows)
            }
        };
        Self { statistic, first, second, factor }
    }

    fn value(&self, weights: &Weights, first: &[f64], second: &[f64]) -> f64 {
        let spread = |values: &[f64]| values.iter().map(|&value| [value; LANES]).collect::<Vec<Lanes>>();
        self.lanes(weights, &spread(first), &spread(second))[0]
    }

    /// The statistic of several permutations at once.
    fn lanes(&self, weights: &Weights, first: &[Lanes], second: &[Lanes]) -> Lanes {
        let mut total = [0.0; LANES];
        for unit in 0..weights.len() {
            let (neighbours, row) = weights.row(unit);
            let own = first[unit];
            let mut lag = [0.0; LANES];
            if self.statistic == Statistic::Geary {
                for (&other, &weight) in neighbours.iter().zip(row) {
                    let values = &first[other as usize];
                    for lane in 0..LANES {
                        lag[lane] += weight * (own[lane] - values[lane]).powi(2);
                    }
                }
                for lane in 0..LANES {
                    total[lane] += lag[lane];
                }
                continue;
            }
            add(&mut lag, neighbours, row, first);
            let by = match self.statistic {
                Statistic::BivariateMoran => second[unit],
                Statistic::Lee => {
                    let mut by = [0.0; LANES];
                    add(&mut by, neighbours, row, second);
                    by
                }
                _ => own,
            };
            for lane in 0..LANES {
                total[lane] += by[lane] * lag[lane];
            }
        }
        total.map(|total| total * self.factor)
    }

    /// How many permutations give a statistic at least, and at most, as large as the one observed.
    fn permuted(&self, weights: &Weights, observed: f64, inference: Inference) -> (u32, u32) {
        let n = self.first.len();
        let permutations = inference.permutations as usize;
        let tie = TIE * observed.abs().max(1.0 / n as f64);
        let fixed: Vec<Lanes> = self.second.iter().map(|&value| [value; LANES]).collect();
        let together = self.statistic == Statistic::Lee;
        let counts = chunked(permutations.div_ceil(LANES), 4, |range| {
            let (mut first, mut second) = (vec![[0.0; LANES]; n], fixed.clone());
            let mut order: Vec<u32> = Vec::new();
            let mut shuffled = self.first.clone();
            let (mut at_least, mut at_most) = (0, 0);
            for batch in range {
                let used = LANES.min(permutations - batch * LANES);
                for lane in 0..used {
                    let mut stream = Stream::new(inference.seed, (batch * LANES + lane) as u64);
                    if together {
                        order.clear();
                        order.extend(0..n as u32);
                        stream.shuffle(&mut order);
                        for (unit, &from) in order.iter().enumerate() {
                            first[unit][lane] = self.first[from as usize];
                            second[unit][lane] = self.second[from as usize];
                        }
                    } else {
                        shuffled.copy_from_slice(&self.first);
                        stream.shuffle(&mut shuffled);
                        first.iter_mut().zip(&shuffled).for_each(|(lanes, &value)| lanes[lane] = value);
                    }
                }
                for value in &self.lanes(weights, &first, &second)[..used] {
                    at_least += u32::from(*value >= observed - tie);
                    at_most += u32::from(*value <= observed + tie);
                }
            }
            (at_least, at_most)
        });
        counts.into_iter().fold((0, 0), |all, part| (all.0 + part.0, all.1 + part.1))
    }
}

fn add(lag: &mut Lanes, neighbours: &[u32], row: &[f64], values: &[Lanes]) {
    for (&other, &weight) in neighbours.iter().zip(row) {
        let values = &values[other as usize];
        for lane in 0..LANES {
            lag[lane] += weight * values[lane];
        }
    }
}

type Analytic = (Option<f64>, Option<Moments>, Option<Moments>);

/// Expectation, and moments under normality and randomisation, where they are known.
fn moments(statistic: Statistic, sample: &Sample, sums: Sums, observed: f64, inference: Inference) -> Analytic {
    let n = sample.len() as f64;
    let Sums { s0, s1, s2 } = sums;
    let judge = |expected: f64, variance: f64| {
        let z = (observed - expected) / variance.sqrt();
        // A map on which every arrangement gives the same statistic has no variance.
        let p = inference.tail.of_normal(z).filter(|_| variance > 0.0)?;
        Some(Moments { variance, z, p })
    };
    let power = |values: &[f64], exponent: i32| sum(values.iter().map(|value| value.powi(exponent)));
    let kurtosis = || {
        let z = deviations(&sample.values[0]);
        n * power(&z, 4) / power(&z, 2).powi(2)
    };
    match statistic {
        Statistic::Moran => {
            let expected = -1.0 / (n - 1.0);
            let normal = (n * n * s1 - n * s2 + 3.0 * s0 * s0) / ((n * n - 1.0) * s0 * s0) - expected * expected;
            let k = kurtosis();
            let large = n * ((n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0 * s0);
            let small = k * ((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s0 * s0);
            let random = (large - small) / ((n - 1.0) * (n - 2.0) * (n - 3.0) * s0 * s0) - expected * expected;
            (Some(expected), judge(expected, normal), judge(expected, random))
        }
        Statistic::Geary => {
            let normal = ((2.0 * s1 + s2) * (n - 1.0) - 4.0 * s0 * s0) / (2.0 * (n + 1.0) * s0 * s0);
            let k = kurtosis();
            let first = (n - 1.0) * s1 * (n * n - 3.0 * n + 3.0 - (n - 1.0) * k);
            let second = 0.25 * (n - 1.0) * s2 * (n * n + 3.0 * n - 6.0 - (n * n - n + 2.0) * k);
            let third = s0 * s0 * (n * n - 3.0 - (n - 1.0) * (n - 1.0) * k);
            let random = (first - second + third) / (n * (n - 2.0) * (n - 3.0) * s0 * s0);
            (Some(1.0), judge(1.0, normal), judge(1.0, random))
        }
        Statistic::GetisOrd => {
            let x = &sample.values[0];
            let [m1, m2, m3, m4] = [1, 2, 3, 4].map(|exponent| power(x, exponent));
            let b0 = (n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0 * s0;
            let b1 = -((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s0 * s0);
            let b2 = -(2.0 * n * s1 - (n + 3.0) * s2 + 6.0 * s0 * s0);
            let b3 = 4.0 * (n - 1.0) * s1 - 2.0 * (n + 1.0) * s2 + 8.0 * s0 * s0;
            let b4 = s1 - s2 + s0 * s0;
            let large = b0 * m2 * m2 + b1 * m4 + b2 * m1 * m1 * m2 + b3 * m1 * m3 + b4 * m1.powi(4);
            let pairs = n * (n - 1.0) * (n - 2.0) * (n - 3.0);
            let expected = s0 / (n * (n - 1.0));
            let random = large / ((m1 * m1 - m2).powi(2) * pairs) - expected * expected;
            (Some(expected), None, judge(expected, random))
        }
        Statistic::BivariateMoran | Statistic::Lee => (None, None, None),
    }
}
