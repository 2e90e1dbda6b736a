//! Change points of series: by the cheapest cut into levels, and as they would have been noticed month by month.

use crate::declare::{
    INDICATOR_COLUMN, INDUSTRY_COLUMN, REGION_COLUMN, REGIONS, SERIES, integer, number, parameter, parameters, words,
};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};
use liantu_numeric::order::median_and_deviation;
use liantu_numeric::segments::{Cost, gain, noise_variance, segments};
use liantu_numeric::sum;

const WAY: Parameter = parameter(
    "way",
    ParameterKind::Choice { of: &["cut", "cusum"] },
    Some("cut"),
    "方法",
    "Way",
    "cut：把整个序列切成若干水平（PELT，精确）；cusum：逐期累积和，报告何时会发现",
    "cut: the whole series cut into levels (PELT, exact); cusum: cumulative sums step by step, and when they would have told",
);
const SEASONAL: Parameter = parameter(
    "seasonal",
    ParameterKind::Boolean,
    Some("true"),
    "去季节",
    "Seasons out",
    "先减去各月中位数与总中位数之差",
    "First take out how the median of each month differs from that of all",
);
const SHORTEST: Parameter = parameter(
    "shortest",
    ParameterKind::Integer { min: 1, max: 1000 },
    Some("3"),
    "最短段",
    "Shortest stretch",
    "cut：每段至少包含的已知期数",
    "cut: known steps in a stretch at least",
);
const PENALTY: Parameter = parameter(
    "penalty",
    ParameterKind::Number { min: 0.0, max: 1e9, unit: None },
    Some("0"),
    "罚值",
    "Penalty",
    "cut：每个变点的罚值；0 表示 3·ln n（mBIC）",
    "cut: what a change costs; 0: 3·ln n (mBIC)",
);
const REFERENCE: Parameter = parameter(
    "reference",
    ParameterKind::Integer { min: 4, max: 1000 },
    Some("12"),
    "参照期数",
    "Reference",
    "cusum：以最初若干个已知值定中心（中位数）与尺度（MAD）",
    "cusum: the first so many known values give centre (median) and scale (MAD)",
);
const SLACK: Parameter = parameter(
    "slack",
    ParameterKind::Number { min: 0.0, max: 100.0, unit: None },
    Some("0.5"),
    "容限 k",
    "Slack k",
    "cusum：以标准差计，要发现的偏移的一半",
    "cusum: half the shift to be found, in standard deviations",
);
const LIMIT: Parameter = parameter(
    "limit",
    ParameterKind::Number { min: 0.1, max: 1000.0, unit: None },
    Some("5"),
    "控制限 h",
    "Limit h",
    "cusum：累积和超过此数即报告，以标准差计",
    "cusum: tells where a sum exceeds this, in standard deviations",
);

/// The declaration.
pub const METHOD: Method = Method {
    id: "change_points_of_series",
    version: 1,
    study: "monitoring",
    title: text("序列变点", "Change points of series"),
    question: text(
        "一个序列的水平何时改变，从多少到多少，何时本可发现？",
        "When did the level of a series change, from what to what, and when could one have told?",
    ),
    formula: text(
        "cut：Σ 代价 + 罚值×变点数 最小，代价 Σ(x−x̄)²/σ²，σ² 由相邻差的中位数估计（PELT，精确）。cusum：C⁺_t = max(0, C⁺_{t−1} + (x_t − μ)/σ − k)，C⁻ 对称；首次超过 h 即报告，变点为该和最后一次为零之后的一期，随后归零并以其后的值重定中心。",
        "cut: Σ cost + penalty × changes is least, the cost Σ(x−x̄)²/σ² with σ² from the median difference of neighbours (PELT, exact). cusum: C⁺_t = max(0, C⁺_{t−1} + (x_t − μ)/σ − k), C⁻ likewise; it tells when a sum first exceeds h, the change is the step after that sum was last zero, and then both start anew around what follows.",
    ),
    limits: text(
        "缺失的期不参与，变点落在缺失处时给出其后第一个已知期。去季节以全序列的中位数估计，cut 因而会看到以后的数据；回测请用 cusum 并关闭去季节。已知数值少于四个、或参照期没有变化时无定义。未检验自相关。",
        "Missing steps take no part; a change within a gap is told at the first known step after it. Seasons are taken out by medians over the whole series, so that cut sees what came later; for a back-test take cusum with the seasons left in. Undefined with fewer than four known values, or where nothing varies in the reference. Serial correlation is not tested.",
    ),
    reference: "Killick, R., Fearnhead, P., Eckley, I. A. (2012). JASA 107, 1590–1598. Page, E. S. (1954). Continuous inspection schemes. Biometrika 41, 100–115. Montgomery, D. C. (2013). Introduction to Statistical Quality Control, chapter 9.",
    aliases: &["cusum", "pelt_series", "structural_break_of_series", "序列转折", "累积和"],
    inputs: &[SERIES, REGIONS],
    parameters: parameters![WAY, SEASONAL, SHORTEST, PENALTY, REFERENCE, SLACK, LIMIT],
    outputs: &[
        INDICATOR_COLUMN,
        REGION_COLUMN,
        INDUSTRY_COLUMN,
        words("change", "变点", "Change", "新水平的第一期", "First step of the new level"),
        words("noticed", "可发现", "Noticed", "cusum：何时超过控制限", "cusum: when the limit was exceeded"),
        number("before", "此前水平", "Before", "变点前的水平", "Level before"),
        number("after", "此后水平", "After", "变点后的水平", "Level after"),
        number("difference", "变化", "Difference", "两个水平之差", "One level less the other"),
        number(
            "strength",
            "强度",
            "Strength",
            "cut：与前一段分开所省的代价（似然比）；cusum：超限时的累积和",
            "cut: what parting saves, a likelihood ratio; cusum: the sum when it exceeded the limit",
        ),
        integer("known", "已知期数", "Known", "序列的已知期数", "Known steps of the series"),
    ],
};

/// A change of level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// First known step of the new level.
    pub at: usize,
    /// When cumulative sums would have told; `None` for the cut.
    pub noticed: Option<usize>,
    /// Level before.
    pub before: f64,
    /// Level after.
    pub after: f64,
    /// Likelihood ratio of the cut, or the sum that exceeded the limit, signed by direction.
    pub strength: f64,
}

/// The series less what the median of each place in a season is above that of all; missing steps stay missing.
pub fn without_season(series: &[f64], season: usize) -> Vec<f64> {
    let middle = |values: &mut dyn Iterator<Item = f64>| {
        let mut known: Vec<f64> = values.filter(|value| value.is_finite()).collect();
        liantu_numeric::order::median(&mut known)
    };
    let Some(all) = middle(&mut series.iter().copied()) else { return series.to_vec() };
    let mut result = series.to_vec();
    for place in 0..season.max(1) {
        let own = middle(&mut series.iter().copied().skip(place).step_by(season.max(1)));
        for value in result.iter_mut().skip(place).step_by(season.max(1)) {
            *value -= own.map_or(0.0, |own| own - all);
        }
    }
    result
}

/// The changes of level by the cheapest cut; `None` with fewer than four known values. No change where nothing varies.
pub fn cut(series: &[f64], shortest: usize, penalty: Option<f64>) -> Option<Vec<Change>> {
    let steps: Vec<usize> = (0..series.len()).filter(|&step| series[step].is_finite()).collect();
    if steps.len() < 4 {
        return None;
    }
    let values: Vec<f64> = steps.iter().map(|&step| series[step]).collect();
    let Some(variance) = noise_variance(&values) else { return Some(Vec::new()) };
    let cost = Cost::Normal { variance };
    let penalty = penalty.unwrap_or_else(|| 3.0 * (values.len() as f64).ln());
    let starts = segments(&values, cost, penalty, shortest.max(1));
    let level = |from: usize, to: usize| sum(values[from..to].iter().copied()) / (to - from) as f64;
    let end = |number: usize| starts.get(number + 1).copied().unwrap_or(values.len());
    let changes = (1..starts.len()).map(|number| {
        let (before, start, end) = (starts[number - 1], starts[number], end(number));
        Change {
            at: steps[start],
            noticed: None,
            before: level(before, start),
            after: level(start, end),
            strength: gain(&values, cost, before, start, end),
        }
    });
    Some(changes.collect())
}

/// What cumulative sums need to know.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Known values that give centre and scale.
    pub reference: usize,
    /// Half the shift to be found, in standard deviations.
    pub slack: f64,
    /// The sum that tells, in standard deviations.
    pub limit: f64,
}

/// The changes that cumulative sums tell of, as they would have been told: nothing looks ahead of the step at which a change
/// is noticed. `None` where the reference is too short or nothing varies in it.
pub fn cumulative(series: &[f64], limits: &Limits) -> Option<Vec<Change>> {
    let steps: Vec<usize> = (0..series.len()).filter(|&step| series[step].is_finite()).collect();
    let reference = limits.reference.max(2);
    if steps.len() < reference {
        return None;
    }
    let known = |range: std::ops::Range<usize>| steps[range].iter().map(|&step| series[step]).collect::<Vec<f64>>();
    let (mut centre, deviation) = median_and_deviation(&mut known(0..reference))?;
    // The scale of the reference serves throughout: after a change there are too few values for one of their own.
    let scale = deviation / super::anomaly::NORMAL_DEVIATION;
    if scale <= 0.0 {
        return None;
    }
    let mut changes = Vec::new();
    let (mut high, mut low, mut high_from, mut low_from) = (0.0f64, 0.0f64, reference, reference);
    let mut place = reference;
    while place < steps.len() {
        let z = (series[steps[place]] - centre) / scale;
        high = (high + z - limits.slack).max(0.0);
        low = (low - z - limits.slack).max(0.0);
        if high <= 0.0 {
            high_from = place + 1;
        }
        if low <= 0.0 {
            low_from = place + 1;
        }
        if high > limits.limit || low > limits.limit {
            let (from, strength) = if high > limits.limit { (high_from, high) } else { (low_from, -low) };
            let after = known(from..place + 1);
            let after = sum(after.iter().copied()) / after.len() as f64;
            changes.push(Change { at: steps[from], noticed: Some(steps[place]), before: centre, after, strength });
            centre = after;
            (high, low, high_from, low_from) = (0.0, 0.0, place + 1, place + 1);
        }
        place += 1;
    }
    Some(changes)
}

/// The larger of the two cumulative sums at each step, negative where it is the downward one; NaN in the reference, at missing
/// steps, and throughout where nothing varies in the reference. They start anew after they pass the limit.
pub fn running(series: &[f64], limits: &Limits) -> Vec<f64> {
    let mut result = vec![f64::NAN; series.len()];
    let steps: Vec<usize> = (0..series.len()).filter(|&step| series[step].is_finite()).collect();
    let reference = limits.reference.max(2);
    if steps.len() <= reference {
        return result;
    }
    let mut first: Vec<f64> = steps[..reference].iter().map(|&step| series[step]).collect();
    let Some((centre, deviation)) = median_and_deviation(&mut first).filter(|(_, deviation)| *deviation > 0.0) else {
        return result;
    };
    let scale = deviation / super::anomaly::NORMAL_DEVIATION;
    let (mut high, mut low) = (0.0f64, 0.0f64);
    for &step in &steps[reference..] {
        let z = (series[step] - centre) / scale;
        high = (high + z - limits.slack).max(0.0);
        low = (low - z - limits.slack).max(0.0);
        result[step] = if high >= low { high } else { -low };
        if high > limits.limit || low > limits.limit {
            (high, low) = (0.0, 0.0);
        }
    }
    result
}
