//! The functions that rules may use.

use super::Number;
use crate::series::anomaly::{Baseline, Window, classical_z, robust_scores};
use crate::series::change::{Limits, running};
use crate::series::forecast::{Model, forecasts};
use crate::series::surge::{rolling_change, rolling_sum};
use crate::series::{Sheaf, trend::trend};
use liantu_model::Text;
use liantu_model::text::text;
use liantu_numeric::order::median;
use std::ops::Range;

/// A function of a series, which looks at a step and earlier ones, never ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "described in TABLE")]
pub enum Function {
    RobustZ,
    RecentZ,
    ClassicalZ,
    Change,
    OverYear,
    Difference,
    Lag,
    Sum,
    Mean,
    Median,
    Least,
    Most,
    Rolling,
    Slope,
    TrendZ,
    Breach,
    Cusum,
    Absolute,
}

/// What is to be known of a function.
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    /// Which.
    pub function: Function,
    /// Its names, English and Chinese.
    pub names: Text,
    /// The constants after the series: their names, defaults and least values.
    pub constants: &'static [(&'static str, f64, f64)],
    /// What it gives.
    pub help: Text,
}

const fn signature(
    function: Function,
    names: Text,
    constants: &'static [(&'static str, f64, f64)],
    help: Text,
) -> Signature {
    Signature { function, names, constants, help }
}

/// Every function.
pub const TABLE: &[Signature] = &[
    signature(
        Function::RobustZ,
        text("稳健z", "robust_z"),
        &[("years", 0.0, 0.0), ("neighbours", 1.0, 0.0)],
        text(
            "与此前各年同月（及邻月）相比的稳健 z",
            "Robust z beside the same and neighbouring months of earlier years",
        ),
    ),
    signature(
        Function::RecentZ,
        text("近期z", "recent_z"),
        &[("steps", 24.0, 2.0)],
        text("与此前若干期相比的稳健 z", "Robust z beside the steps before"),
    ),
    signature(
        Function::ClassicalZ,
        text("古典z", "z"),
        &[("steps", 24.0, 2.0)],
        text("与此前若干期相比的古典 z", "Classical z beside the steps before"),
    ),
    signature(
        Function::Change,
        text("变化率", "change"),
        &[("steps", 1.0, 1.0)],
        text("与若干期前相比的变化率（环比为 1）", "Relative change on so many steps before"),
    ),
    signature(
        Function::OverYear,
        text("同比", "yoy"),
        &[],
        text("与上年同期相比的变化率", "Relative change on the same step a year before"),
    ),
    signature(
        Function::Difference,
        text("增减", "difference"),
        &[("steps", 1.0, 1.0)],
        text("与若干期前之差", "Difference to so many steps before"),
    ),
    signature(
        Function::Lag,
        text("前期", "lag"),
        &[("steps", 1.0, 1.0)],
        text("若干期前的数值", "The value so many steps before"),
    ),
    signature(
        Function::Sum,
        text("合计", "sum"),
        &[("steps", 12.0, 1.0)],
        text("最近若干期之和", "Sum of the last steps"),
    ),
    signature(
        Function::Mean,
        text("均值", "mean"),
        &[("steps", 12.0, 1.0)],
        text("最近若干期的均值", "Mean of the last steps"),
    ),
    signature(
        Function::Median,
        text("中位数", "median"),
        &[("steps", 12.0, 1.0)],
        text("最近若干期的中位数", "Median of the last steps"),
    ),
    signature(
        Function::Least,
        text("最小", "least"),
        &[("steps", 12.0, 1.0)],
        text("最近若干期的最小值", "Least of the last steps"),
    ),
    signature(
        Function::Most,
        text("最大", "most"),
        &[("steps", 12.0, 1.0)],
        text("最近若干期的最大值", "Most of the last steps"),
    ),
    signature(
        Function::Rolling,
        text("滚动", "rolling"),
        &[("steps", 12.0, 1.0)],
        text("最近若干期合计与此前若干期合计之比减一", "Sum of the last steps over the sum of those before, less one"),
    ),
    signature(
        Function::Slope,
        text("趋势", "trend"),
        &[("steps", 24.0, 4.0)],
        text(
            "最近若干期的 Theil–Sen 斜率与中位数之比，按年计",
            "Theil–Sen slope of the last steps over their median, a year",
        ),
    ),
    signature(
        Function::TrendZ,
        text("趋势z", "trend_z"),
        &[("steps", 24.0, 4.0)],
        text("最近若干期的 Mann–Kendall z（分季节）", "Mann–Kendall z of the last steps, by season"),
    ),
    signature(
        Function::Breach,
        text("超预测", "breach"),
        &[("training", 6.0, 2.0)],
        text(
            "与季节朴素预测之差，以预测误差的标准差计",
            "Distance to the seasonal naive forecast in standard deviations of its errors",
        ),
    ),
    signature(
        Function::Cusum,
        text("累积和", "cusum"),
        &[("reference", 12.0, 4.0), ("slack", 0.5, 0.0)],
        text("累积和，向下为负，以标准差计", "Cumulative sum in standard deviations, negative downwards"),
    ),
    signature(Function::Absolute, text("绝对值", "abs"), &[], text("绝对值", "Without its sign")),
];

impl Function {
    /// The function of this name, in either language.
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        TABLE.iter().find(|row| row.names.en == name || row.names.zh == name).map(|row| row.function)
    }

    /// What is to be known of it.
    ///
    /// # Panics
    ///
    /// Never: the table holds every function.
    pub fn signature(self) -> &'static Signature {
        TABLE.iter().find(|row| row.function == self).expect("the table holds every function")
    }

    /// The function at every step; NaN where unknown. `season` is the number of steps in a year.
    pub fn apply(self, series: &[f64], constants: &[f64], season: usize) -> Vec<f64> {
        let count = |place: usize| whole(constants[place]);
        let each = |map: &dyn Fn(usize) -> Option<f64>| {
            (0..series.len()).map(|at| map(at).filter(|value| value.is_finite()).unwrap_or(f64::NAN)).collect()
        };
        let window = |at: usize| rolling_sum(series, at, count(0)).map(|_| &series[at + 1 - count(0)..=at]);
        let earlier = |at: usize, steps: usize| at.checked_sub(steps).map(|before| series[before]);
        let change = |steps: usize| {
            each(&|at| earlier(at, steps).filter(|before| *before > 0.0).map(|before| series[at] / before - 1.0))
        };
        match self {
            Self::RobustZ | Self::RecentZ => {
                let baseline = self.baseline(constants, season).unwrap_or(Baseline::ALL);
                if series.is_empty() { Vec::new() } else { robust_scores(Sheaf::new(series.len(), series), &baseline) }
            }
            Self::ClassicalZ => {
                let baseline = self.baseline(constants, season).unwrap_or(Baseline::ALL);
                let mut buffer = Vec::new();
                let mut score = |at: usize| {
                    baseline.gather(series, at, &mut buffer);
                    let enough = buffer.len() >= baseline.least && series[at].is_finite();
                    if enough { classical_z(&buffer, series[at]).unwrap_or(f64::NAN) } else { f64::NAN }
                };
                (0..series.len()).map(&mut score).collect()
            }
            Self::Change => change(count(0)),
            Self::OverYear => change(season),
            Self::Difference => each(&|at| earlier(at, count(0)).map(|before| series[at] - before)),
            Self::Lag => each(&|at| earlier(at, count(0))),
            Self::Sum => each(&|at| rolling_sum(series, at, count(0))),
            Self::Mean => each(&|at| rolling_sum(series, at, count(0)).map(|total| total / constants[0].floor())),
            Self::Median => each(&|at| median(&mut window(at)?.to_vec())),
            Self::Least => each(&|at| window(at)?.iter().copied().reduce(f64::min)),
            Self::Most => each(&|at| window(at)?.iter().copied().reduce(f64::max)),
            Self::Rolling => each(&|at| rolling_change(series, at, count(0))),
            Self::Slope => each(&|at| {
                let found = trend(window_known(series, at, count(0))?, 1)?;
                (found.median > 0.0).then(|| found.slope * season as f64 / found.median)
            }),
            Self::TrendZ => each(&|at| Some(trend(window_known(series, at, count(0))?, season)?.z)),
            Self::Breach => forecasts(series, Model::Seasonal(season), count(0))
                .iter()
                .zip(series)
                .map(|(forecast, &value)| forecast.distance(value).unwrap_or(f64::NAN))
                .collect(),
            Self::Cusum => running(series, &Limits { reference: count(0), slack: constants[1], limit: f64::INFINITY }),
            Self::Absolute => each(&|at| Some(series[at].abs())),
        }
    }

    fn baseline(self, constants: &[f64], season: usize) -> Option<Baseline> {
        match self {
            Self::RobustZ => {
                let window = Window::Season { steps: season, neighbours: whole(constants[1]) };
                Some(Baseline { window, length: whole(constants[0]), least: 4 })
            }
            Self::RecentZ | Self::ClassicalZ => {
                Some(Baseline { window: Window::Recent, length: whole(constants[0]), least: 4 })
            }
            _ => None,
        }
    }

    /// The steps that the value at step `at` rests on, those without a value included.
    pub fn looks_at(self, at: usize, constants: &[f64], season: usize) -> Vec<Range<usize>> {
        let one = |step: usize| step..step + 1;
        let back = |steps: usize| at.checked_sub(steps).map(one);
        let last = |steps: usize| (at + 1).saturating_sub(steps)..at + 1;
        match self {
            Self::RobustZ | Self::RecentZ | Self::ClassicalZ => {
                let mut steps: Vec<Range<usize>> =
                    self.baseline(constants, season).map_or_else(Vec::new, |baseline| baseline.ranges(at).collect());
                steps.push(one(at));
                steps
            }
            Self::Change | Self::Difference => back(whole(constants[0])).into_iter().chain([one(at)]).collect(),
            Self::OverYear => back(season).into_iter().chain([one(at)]).collect(),
            Self::Lag => back(whole(constants[0])).into_iter().collect(),
            Self::Sum | Self::Mean | Self::Median | Self::Least | Self::Most | Self::Slope | Self::TrendZ => {
                vec![last(whole(constants[0]))]
            }
            Self::Rolling => vec![last(2 * whole(constants[0]))],
            Self::Breach | Self::Cusum => std::iter::once(0..at + 1).collect(),
            Self::Absolute => vec![one(at)],
        }
    }
}

/// The last `steps` steps where the last of them is known; gaps before it stay gaps.
fn window_known(series: &[f64], at: usize, steps: usize) -> Option<&[f64]> {
    let from = (at + 1).checked_sub(steps)?;
    series[at].is_finite().then(|| &series[from..=at])
}

/// A constant that counts something; constants were checked to be whole and not negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the parser admits whole numbers up to 10^6"
)]
pub(super) fn whole(constant: f64) -> usize {
    constant as usize
}

/// Whether a constant may be a fraction.
pub(super) fn may_be_fraction(name: &str) -> bool {
    name == "slack"
}

/// The value of an expression that is the same at every step.
pub(super) fn constant(number: &Number) -> Option<f64> {
    match &number.kind {
        super::NumberKind::Constant(value) => Some(*value),
        super::NumberKind::Negative(inner) => constant(inner).map(|value| -value),
        _ => None,
    }
}
