//! Anomalies: is a value unusual beside the same month of earlier years?

use super::Sheaf;
use crate::declare::{
    INDICATOR_COLUMN, INDUSTRY_COLUMN, PERIOD_COLUMN, REGION_COLUMN, REGIONS, SERIES, integer, number, parameter,
    parameters, words,
};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};
use liantu_numeric::order::median_and_deviation;
use liantu_numeric::sum;
use std::ops::Range;

/// What the median of the absolute deviations of a normal variable is to its standard deviation.
pub const NORMAL_DEVIATION: f64 = 0.6745;

pub(crate) const BASELINE: Parameter = parameter(
    "baseline",
    ParameterKind::Choice { of: &["season", "recent"] },
    Some("season"),
    "基准",
    "Baseline",
    "season：此前各年的同月（同季）；recent：此前连续各期",
    "season: the same month (quarter) of earlier years; recent: the steps just before",
);
pub(crate) const LENGTH: Parameter = parameter(
    "length",
    ParameterKind::Integer { min: 0, max: 1200 },
    Some("0"),
    "基准长度",
    "Length of the baseline",
    "season 为年数，recent 为期数；0 表示全部历史",
    "Years for season, steps for recent; 0: all of history",
);
pub(crate) const NEIGHBOURS: Parameter = parameter(
    "neighbours",
    ParameterKind::Integer { min: 0, max: 5 },
    Some("1"),
    "邻月",
    "Neighbouring months",
    "season：每年同月前后各取几期，样本更多而季节性略混",
    "season: steps on either side of the same month in each earlier year; more values, slightly mixed seasons",
);
pub(crate) const LEAST: Parameter = parameter(
    "least",
    ParameterKind::Integer { min: 2, max: 1000 },
    Some("4"),
    "最少基准数",
    "Least baseline",
    "基准期已知数值少于此数则无定义",
    "Undefined with fewer known values in the baseline",
);
const THRESHOLD: Parameter = parameter(
    "threshold",
    ParameterKind::Number { min: 0.0, max: 1e6, unit: None },
    Some("5"),
    "门槛",
    "Threshold",
    "稳健 z 的绝对值不小于此数视为异常",
    "A value is unusual where the robust z is at least this far from zero",
);
const ROWS: Parameter = parameter(
    "rows",
    ParameterKind::Choice { of: &["all", "last", "unusual"] },
    Some("all"),
    "列出",
    "Rows",
    "all：每一期；last：每个序列的最近一期；unusual：仅异常者",
    "all: every step; last: the latest step of each series; unusual: only what is unusual",
);

/// The declaration.
pub const METHOD: Method = Method {
    id: "series_anomaly",
    version: 1,
    study: "monitoring",
    title: text("序列异常", "Anomalies of series"),
    question: text("哪些数值与往年同月相比异常？", "Which values are unusual beside the same month of earlier years?"),
    formula: text(
        "稳健 z = 0.6745 · (x − med) / MAD，med 为基准期中位数，MAD 为基准期对 med 的绝对离差中位数；古典 z = (x − 均值)/标准差（分母 n−1）并列。season 基准为此前各年的同月及其前后 neighbours 期，recent 基准为此前 length 期；当期与以后各期从不进入基准。",
        "Robust z = 0.6745 · (x − med) / MAD with the median of the baseline and the median absolute deviation from it; the classical z = (x − mean)/standard deviation (over n−1) stands beside it. The baseline season holds the same month of each earlier year and `neighbours` steps on either side, recent the `length` steps before; the step itself and later ones are never part of it.",
    ),
    limits: text(
        "缺失的期没有结果也不作为基准，从不按零计。基准不足 least 个已知值，或 MAD 为零时无定义，并报告。四五年的月度数据中同月只有四五个值，离差估计粗糙，故默认并入邻月；有强趋势时同月基准偏旧，用 recent 或先取同比。稳健 z 不是概率。",
        "A missing step has no result and is no part of a baseline; it is never zero. Undefined, and reported, with fewer than `least` known values or where the MAD is zero. Four or five years of months give four or five values of one month, a rough scale, which is why neighbours are taken in; where there is a strong trend the same months of earlier years lag behind: take recent, or changes on the year. A robust z is no probability.",
    ),
    reference: "Iglewicz, B., Hoaglin, D. C. (1993). How to Detect and Handle Outliers. ASQC Quality Press. Hampel, F. R. (1974). The influence curve and its role in robust estimation. JASA 69, 383–393.",
    aliases: &["robust_z", "anomaly", "outlier", "稳健z", "异常", "离群"],
    inputs: &[SERIES, REGIONS],
    parameters: parameters![BASELINE, LENGTH, NEIGHBOURS, LEAST, THRESHOLD, ROWS],
    outputs: &[
        INDICATOR_COLUMN,
        REGION_COLUMN,
        INDUSTRY_COLUMN,
        PERIOD_COLUMN,
        number("value", "数值", "Value", "当期数值", "The value"),
        number("median", "基准中位数", "Median", "基准期的中位数", "Median of the baseline"),
        number(
            "deviation",
            "绝对离差中位数",
            "MAD",
            "基准期的绝对离差中位数",
            "Median absolute deviation of the baseline",
        ),
        integer("count", "基准数", "Baseline", "基准期的已知数值个数", "Known values in the baseline"),
        number("robust_z", "稳健 z", "Robust z", "0.6745·(x−med)/MAD", "0.6745·(x−med)/MAD"),
        number("z", "古典 z", "Classical z", "(x−均值)/标准差", "(x − mean)/standard deviation"),
        words(
            "reading",
            "判断",
            "Reading",
            "high、low 为异常偏高、偏低，usual 为正常，missing、short、flat 为无定义的原因",
            "high or low: unusual; usual; or why there is no reading: missing, short, flat",
        ),
    ],
};

/// What a value is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// Which earlier steps.
    pub window: Window,
    /// Years of a seasonal window, steps of a recent one; 0: all of history.
    pub length: usize,
    /// Known values needed.
    pub least: usize,
}

/// Which earlier steps a baseline takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// The same place in each earlier season of so many steps, and so many neighbours on either side.
    Season {
        /// Steps in a season.
        steps: usize,
        /// Steps on either side.
        neighbours: usize,
    },
    /// The steps just before.
    Recent,
}

impl Baseline {
    /// All earlier steps.
    pub const ALL: Self = Self { window: Window::Recent, length: 0, least: 2 };

    /// The steps that step `at` is compared with, from late to early, in stretches that do not overlap.
    pub fn ranges(&self, at: usize) -> impl Iterator<Item = Range<usize>> + use<> {
        let (steps, neighbours, years) = match self.window {
            Window::Recent => (at, at, 1),
            Window::Season { steps, neighbours } => (steps.max(1), neighbours, at.checked_div(steps).unwrap_or(0) + 1),
        };
        let recent = self.window == Window::Recent;
        let length = if self.length == 0 { usize::MAX } else { self.length };
        let mut until = at;
        (1..=length.min(years)).filter_map(move |year| {
            if recent {
                return Some(at - length.min(at)..at);
            }
            let last = (at + neighbours).checked_sub(year * steps)?;
            // Neighbours never reach into the step itself, nor into what a later year has given already.
            let range = last.saturating_sub(2 * neighbours)..(last + 1).min(until);
            until = until.min(range.start);
            (!range.is_empty()).then_some(range)
        })
    }

    /// The known values that step `at` is compared with, put into `into`.
    pub fn gather(&self, series: &[f64], at: usize, into: &mut Vec<f64>) {
        into.clear();
        for range in self.ranges(at) {
            into.extend(series[range].iter().filter(|value| value.is_finite()));
        }
    }
}

/// How far a value lies from its baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// The value; `None`: missing.
    pub value: Option<f64>,
    /// Median of the baseline.
    pub median: Option<f64>,
    /// Median absolute deviation of the baseline.
    pub deviation: Option<f64>,
    /// Known values in the baseline.
    pub count: usize,
    /// The robust z.
    pub robust: Option<f64>,
    /// The classical z.
    pub classical: Option<f64>,
    /// Why there is no robust z, where there is none.
    pub undefined: Option<Undefined>,
}

/// Why there is no robust z.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undefined {
    /// The step has no value.
    Missing,
    /// Too few known values in the baseline.
    Short,
    /// More than half of the baseline is one value.
    Flat,
}

impl Undefined {
    /// The word that stands in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Short => "short",
            Self::Flat => "flat",
        }
    }
}

/// `0.6745·(x − median)/MAD`; `None` where the MAD is zero or there is no baseline. The baseline is left in another order.
pub fn robust_z(baseline: &mut [f64], value: f64) -> Option<f64> {
    let (centre, deviation) = median_and_deviation(baseline)?;
    (deviation > 0.0).then(|| NORMAL_DEVIATION * (value - centre) / deviation)
}

/// `(x − mean)/s` with the standard deviation over n − 1; `None` where it is zero or there are fewer than two values.
pub fn classical_z(baseline: &[f64], value: f64) -> Option<f64> {
    if baseline.len() < 2 {
        return None;
    }
    let mean = sum(baseline.iter().copied()) / baseline.len() as f64;
    let squares = sum(baseline.iter().map(|known| (known - mean) * (known - mean)));
    let spread = (squares / (baseline.len() - 1) as f64).sqrt();
    (spread > 0.0).then(|| (value - mean) / spread)
}

/// How far step `at` of a series lies from its baseline; `buffer` is room to work in.
pub fn score(series: &[f64], at: usize, baseline: &Baseline, buffer: &mut Vec<f64>) -> Score {
    let value = Some(series[at]).filter(|value| value.is_finite());
    baseline.gather(series, at, buffer);
    let count = buffer.len();
    let mut result = Score {
        value,
        median: None,
        deviation: None,
        count,
        robust: None,
        classical: None,
        undefined: value.is_none().then_some(Undefined::Missing),
    };
    if count < baseline.least.max(1) {
        result.undefined = result.undefined.or(Some(Undefined::Short));
        return result;
    }
    if let Some(value) = value {
        result.classical = classical_z(buffer, value);
    }
    let Some((centre, deviation)) = median_and_deviation(buffer) else { return result };
    (result.median, result.deviation) = (Some(centre), Some(deviation));
    if let Some(value) = value {
        if deviation > 0.0 {
            result.robust = Some(NORMAL_DEVIATION * (value - centre) / deviation);
        } else {
            result.undefined = Some(Undefined::Flat);
        }
    }
    result
}

/// The robust z of every step of every series, series by series; NaN where undefined.
pub fn robust_scores(series: Sheaf<'_>, baseline: &Baseline) -> Vec<f64> {
    let mut result = vec![f64::NAN; series.values.len()];
    let chunk = (1 << 14) / series.steps.max(1) + 1;
    let rows = liantu_numeric::chunked(series.len(), chunk, |range| {
        let mut buffer = Vec::new();
        let mut scores = Vec::with_capacity(range.len() * series.steps);
        for number in range {
            let own = series.get(number);
            scores.extend((0..own.len()).map(|at| {
                if !own[at].is_finite() {
                    return f64::NAN;
                }
                baseline.gather(own, at, &mut buffer);
                if buffer.len() < baseline.least.max(1) {
                    return f64::NAN;
                }
                robust_z(&mut buffer, own[at]).unwrap_or(f64::NAN)
            }));
        }
        scores
    });
    let mut place = 0;
    for part in rows {
        result[place..place + part.len()].copy_from_slice(&part);
        place += part.len();
    }
    result
}
