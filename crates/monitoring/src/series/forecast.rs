//! Forecasts one step ahead, and the values that fall outside their bands.

use crate::declare::{
    INDICATOR_COLUMN, INDUSTRY_COLUMN, PERIOD_COLUMN, REGION_COLUMN, REGIONS, SERIES, number, parameter, parameters,
    words,
};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};
use liantu_numeric::sum;

const MODEL: Parameter = parameter(
    "model",
    ParameterKind::Choice { of: &["seasonal", "smoothing"] },
    Some("seasonal"),
    "预测方法",
    "Model",
    "seasonal：去年同期（季节朴素）；smoothing：简单指数平滑",
    "seasonal: the same step a year before (seasonal naive); smoothing: simple exponential smoothing",
);
const ALPHA: Parameter = parameter(
    "alpha",
    ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
    Some("0"),
    "平滑系数",
    "Smoothing factor",
    "smoothing：0 表示取使历史预测误差平方和最小者（由 0.01 到 1.00 逐一比较）",
    "smoothing: 0 takes the one with the least squared errors so far, out of 0.01 to 1.00",
);
const COVERAGE: Parameter = parameter(
    "coverage",
    ParameterKind::Number { min: 0.5, max: 0.9999, unit: None },
    Some("0.95"),
    "区间覆盖率",
    "Coverage",
    "预测区间的名义覆盖率（正态误差）",
    "Nominal coverage of the bands, for normal errors",
);
const TRAINING: Parameter = parameter(
    "training",
    ParameterKind::Integer { min: 2, max: 1000 },
    Some("6"),
    "最少误差数",
    "Least errors",
    "此前的一步预测误差少于此数时没有区间",
    "No band with fewer errors of earlier forecasts",
);

/// The declaration.
pub const METHOD: Method = Method {
    id: "forecast_breach",
    version: 1,
    study: "monitoring",
    title: text("超出预测", "Forecast breaches"),
    question: text(
        "数值是否落在上一期所作预测的区间之外？",
        "Does a value fall outside the band that was forecast a step before?",
    ),
    formula: text(
        "seasonal：ŷ_t = y_{t−m·k}，k 为最近一个有数值的往年，区间半宽 z·σ·√k；smoothing：ℓ_t = α y_t + (1−α) ℓ_{t−1}，ŷ_{t+h} = ℓ_t，区间半宽 z·σ·√(1 + (h−1)α²)，ℓ_1 = y_1。σ 为此前一步预测误差（除以各自的宽度系数后）的均方根；缺失的期不更新，h 相应增加。",
        "seasonal: ŷ_t = y_{t−m·k} with k the latest earlier year that has a value, half-width z·σ·√k; smoothing: ℓ_t = α y_t + (1−α) ℓ_{t−1}, ŷ_{t+h} = ℓ_t, half-width z·σ·√(1 + (h−1)α²), ℓ_1 = y_1. σ is the root mean square of the earlier forecast errors, each over its factor of width; a missing step updates nothing and h grows.",
    ),
    limits: text(
        "只用当期以前的数据。误差视为正态、方差不变、互不相关；有趋势或突变的序列区间偏宽或偏移。缺失的期给出预测而不作判断。此前误差不足 training 个时没有区间。",
        "Rests on data before the step alone. Errors are taken as normal, of one variance and uncorrelated; with a trend or a break the bands are too wide or off. A missing step has a forecast and no reading. There is no band with fewer than `training` earlier errors.",
    ),
    reference: "Hyndman, R. J., Athanasopoulos, G. (2021). Forecasting: Principles and Practice, 3rd ed., chapters 5 and 8. OTexts. Gardner, E. S. (1985). Exponential smoothing: the state of the art. Journal of Forecasting 4, 1–28.",
    aliases: &["forecast", "breach", "exponential_smoothing", "预测", "超预期"],
    inputs: &[SERIES, REGIONS],
    parameters: parameters![MODEL, ALPHA, COVERAGE, TRAINING],
    outputs: &[
        INDICATOR_COLUMN,
        REGION_COLUMN,
        INDUSTRY_COLUMN,
        PERIOD_COLUMN,
        number("value", "数值", "Value", "当期数值", "The value"),
        number("forecast", "预测", "Forecast", "此前所作的预测", "What was forecast before"),
        number("lower", "下限", "Lower", "区间下限", "Lower end of the band"),
        number("upper", "上限", "Upper", "区间上限", "Upper end of the band"),
        number("distance", "偏离", "Distance", "误差与其标准差之比", "Error over its standard deviation"),
        words(
            "reading",
            "判断",
            "Reading",
            "above、below 为超出，within 为区间内；无区间或无数值为空",
            "above, below or within; null without a band or a value",
        ),
    ],
};

/// How a forecast is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Model {
    /// The latest earlier value of the same place in a season of so many steps.
    Seasonal(usize),
    /// Exponential smoothing with this factor; `None`: the best so far of 0.01, 0.02, …, 1.
    Smoothing(Option<f64>),
}

/// What was forecast for a step.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Forecast {
    /// The forecast; `None` where there is nothing to forecast from.
    pub mean: Option<f64>,
    /// The standard deviation of its error; `None` with too few earlier errors.
    pub spread: Option<f64>,
}

impl Forecast {
    /// How many standard deviations a value lies above the forecast.
    pub fn distance(&self, value: f64) -> Option<f64> {
        let (mean, spread) = self.mean.zip(self.spread)?;
        (spread > 0.0 && value.is_finite()).then(|| (value - mean) / spread)
    }
}

/// What was forecast for every step from the steps before it.
pub fn forecasts(series: &[f64], model: Model, training: usize) -> Vec<Forecast> {
    match model {
        Model::Seasonal(season) => from_means(series, training, |at| {
            let (mut back, mut widening) = (season.max(1), 1.0);
            while back <= at {
                if series[at - back].is_finite() {
                    return Some((series[at - back], widening));
                }
                back += season.max(1);
                widening += 1.0;
            }
            None
        }),
        Model::Smoothing(Some(alpha)) => {
            let states = smooth(series, alpha);
            from_means(series, training, |at| states[at])
        }
        Model::Smoothing(None) => {
            let ways: Vec<Vec<Option<(f64, f64)>>> =
                (1..=100).map(|percent| smooth(series, f64::from(percent) / 100.0)).collect();
            // The factor that served best on the steps before; the smallest of equals.
            let mut loss = vec![0.0f64; ways.len()];
            let mut chosen = Vec::with_capacity(series.len());
            for (at, &value) in series.iter().enumerate() {
                let best = (0..loss.len()).min_by(|&one, &two| loss[one].total_cmp(&loss[two])).unwrap_or(0);
                chosen.push(ways[best][at]);
                for (loss, way) in loss.iter_mut().zip(&ways) {
                    if let (Some((mean, _)), true) = (way[at], value.is_finite()) {
                        *loss += (value - mean) * (value - mean);
                    }
                }
            }
            from_means(series, training, |at| chosen[at])
        }
    }
}

/// For each step the level before it, and the variance of a forecast from it over that of one step.
fn smooth(series: &[f64], alpha: f64) -> Vec<Option<(f64, f64)>> {
    let (mut level, mut ahead) = (None::<f64>, 0usize);
    let mut result = Vec::with_capacity(series.len());
    for &value in series {
        result.push(level.map(|level| (level, 1.0 + ahead as f64 * alpha * alpha)));
        if value.is_finite() {
            level = Some(level.map_or(value, |level| alpha * value + (1.0 - alpha) * level));
            ahead = 0;
        } else if level.is_some() {
            ahead += 1;
        }
    }
    result
}

/// Adds spreads: the root mean square of earlier errors, each freed of its own widening.
fn from_means(series: &[f64], training: usize, mean: impl Fn(usize) -> Option<(f64, f64)>) -> Vec<Forecast> {
    let mut squares: Vec<f64> = Vec::new();
    let mut result = Vec::with_capacity(series.len());
    for (at, &value) in series.iter().enumerate() {
        let found = mean(at);
        let spread =
            (squares.len() >= training.max(1)).then(|| (sum(squares.iter().copied()) / squares.len() as f64).sqrt());
        result.push(Forecast {
            mean: found.map(|(mean, _)| mean),
            spread: found.zip(spread).map(|((_, widening), spread)| spread * widening.sqrt()),
        });
        if let (Some((mean, widening)), true) = (found, value.is_finite()) {
            squares.push((value - mean) * (value - mean) / widening);
        }
    }
    result
}
