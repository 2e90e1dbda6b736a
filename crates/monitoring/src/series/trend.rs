//! Trends: does a series rise or fall, and by how much a step?

use crate::declare::{
    INDICATOR_COLUMN, INDUSTRY_COLUMN, REGION_COLUMN, REGIONS, SERIES, integer, number, parameter, parameters, words,
};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};
use liantu_numeric::distribution::normal_two_sided;
use liantu_numeric::order::median;

/// More known values than this make too many pairs.
pub const MOST: usize = 5000;

const SEASONAL: Parameter = parameter(
    "seasonal",
    ParameterKind::Boolean,
    Some("true"),
    "分季节",
    "By season",
    "只比较各年的同月（同季），季节起伏不算趋势",
    "Compare only the same month (quarter) of different years, so that the seasons are no trend",
);
const LAST: Parameter = parameter(
    "last",
    ParameterKind::Integer { min: 0, max: 12_000 },
    Some("0"),
    "最近期数",
    "Last steps",
    "只看最近若干期；0 表示全部",
    "Only the last steps; 0: all",
);
const SIGNIFICANCE: Parameter = parameter(
    "significance",
    ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
    Some("0.05"),
    "显著性水平",
    "Significance",
    "p 值不大于此数才判为上升或下降",
    "A trend is read where the p-value is at most this",
);

/// The declaration.
pub const METHOD: Method = Method {
    id: "trend",
    version: 1,
    study: "monitoring",
    title: text("趋势", "Trend"),
    question: text("一个序列在升、在降，每期多少？", "Does a series rise or fall, and by how much a step?"),
    formula: text(
        "斜率为各对时期 (x_j − x_i)/(j − i) 的中位数（Theil–Sen）。Mann–Kendall：S = Σ_{i<j} sign(x_j − x_i)，Var S = [n(n−1)(2n+5) − Σ t(t−1)(2t+5)]/18（t 为并列组大小），z = (S ∓ 1)/√Var S，双侧正态 p。分季节时只取同月各对，S 与方差按月相加（Hirsch–Slack）。",
        "The slope is the median of (x_j − x_i)/(j − i) over pairs of steps (Theil–Sen). Mann–Kendall: S = Σ_{i<j} sign(x_j − x_i), Var S = [n(n−1)(2n+5) − Σ t(t−1)(2t+5)]/18 with ties of size t, z = (S ∓ 1)/√Var S, two-sided normal p. By season only pairs of the same month count, and S and its variance add over the months (Hirsch–Slack).",
    ),
    limits: text(
        "缺失的期不参与任何一对；斜率以期为单位，缺期照样占位。已知数值少于四个，或任何一月都不足两个时无定义；p 值不以缺失值计算。自相关会使 p 偏小；少于十个值时正态近似粗糙。",
        "A missing step is in no pair, and still takes its place: slopes are by step. Undefined with fewer than four known values, or where no month has two; no p-value comes from a missing value. Serial correlation makes p too small, and below ten values the normal approximation is rough.",
    ),
    reference: "Sen, P. K. (1968). Estimates of the regression coefficient based on Kendall's tau. JASA 63, 1379–1389. Mann, H. B. (1945). Econometrica 13, 245–259. Hirsch, R. M., Slack, J. R., Smith, R. A. (1982). Water Resources Research 18, 107–121.",
    aliases: &["theil_sen", "mann_kendall", "slope", "趋势", "走势"],
    inputs: &[SERIES, REGIONS],
    parameters: parameters![SEASONAL, LAST, SIGNIFICANCE],
    outputs: &[
        INDICATOR_COLUMN,
        REGION_COLUMN,
        INDUSTRY_COLUMN,
        words("from", "自", "From", "所看的第一期", "First step looked at"),
        words("to", "至", "To", "所看的最后一期", "Last step looked at"),
        integer("known", "已知期数", "Known", "有数值的期数", "Steps with a value"),
        integer("missing", "缺失期数", "Missing", "没有数值的期数", "Steps without one"),
        number("slope", "斜率", "Slope", "每期变化（Theil–Sen）", "Change a step (Theil–Sen)"),
        number("intercept", "截距", "Intercept", "第一期的水平", "Level at the first step"),
        number("relative", "相对斜率", "Relative slope", "一年的变化与中位数之比", "Change a year over the median"),
        number("s", "S", "S", "Mann–Kendall 统计量", "Mann–Kendall statistic"),
        number("z", "z", "z", "标准化的 S", "S standardised"),
        number("p", "p 值", "p-value", "双侧", "Two-sided"),
        words(
            "reading",
            "判断",
            "Reading",
            "rising、falling 或 none；无定义为空",
            "rising, falling or none; null where undefined",
        ),
    ],
};

/// A trend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// Change a step.
    pub slope: f64,
    /// Level at step zero: the median of what the slope leaves.
    pub intercept: f64,
    /// Mann–Kendall's S.
    pub s: f64,
    /// S standardised, with the correction for continuity; zero where S is.
    pub z: f64,
    /// Two-sided.
    pub p: f64,
    /// Median of the known values.
    pub median: f64,
    /// Known values.
    pub known: usize,
}

/// The trend over the known steps; pairs are of the same place in a season of `season` steps (1: all pairs). `None` with
/// fewer than four known values, more than [`MOST`], or no pair.
pub fn trend(series: &[f64], season: usize) -> Option<Trend> {
    let season = season.max(1);
    let known: Vec<(usize, f64)> = series.iter().copied().enumerate().filter(|(_, value)| value.is_finite()).collect();
    if known.len() < 4 || known.len() > MOST {
        return None;
    }
    let (mut slopes, mut s, mut variance) = (Vec::new(), 0i64, 0.0);
    for place in 0..season {
        let own: Vec<(usize, f64)> = known.iter().copied().filter(|(step, _)| step % season == place).collect();
        for (later, &(step, value)) in own.iter().enumerate() {
            for &(before, other) in &own[..later] {
                slopes.push((value - other) / (step - before) as f64);
                s += i64::from(value > other) - i64::from(value < other);
            }
        }
        let mut sorted: Vec<f64> = own.iter().map(|(_, value)| *value).collect();
        sorted.sort_by(f64::total_cmp);
        let weight = |count: usize| {
            let n = count as f64;
            n * (n - 1.0) * (2.0 * n + 5.0)
        };
        #[expect(clippy::float_cmp, reason = "ties are equal values")]
        let ties: f64 = sorted.chunk_by(|one, two| one == two).map(|tie| weight(tie.len())).sum();
        variance += (weight(own.len()) - ties) / 18.0;
    }
    let slope = median(&mut slopes)?;
    let mut rest: Vec<f64> = known.iter().map(|&(step, value)| value - slope * step as f64).collect();
    let intercept = median(&mut rest)?;
    let mut values: Vec<f64> = known.iter().map(|(_, value)| *value).collect();
    let s_value = s as f64;
    let z = if s == 0 || variance <= 0.0 { 0.0 } else { (s_value - s_value.signum()) / variance.sqrt() };
    Some(Trend {
        slope,
        intercept,
        s: s_value,
        z,
        p: normal_two_sided(z),
        median: median(&mut values)?,
        known: known.len(),
    })
}
