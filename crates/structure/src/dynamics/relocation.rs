//! Relocation: do closures, departures and a fall of orders together say that a chain moves away?

use crate::declare::{FRAME, REGIONS, integer, number, parameter, words};
use crate::panel::at;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::distribution::binomial_upper;
use liantu_numeric::order::median_and_deviation;

/// The declaration.
pub const METHOD: Method = Method {
    id: "relocation_signal",
    version: 1,
    study: "structure",
    title: text("产业链外迁信号", "Relocation signal"),
    question: text(
        "关停、外迁是否比往常多，订单是否比往常少？合起来是不是产业链外迁的信号，始于何时？",
        "Are there more closures and departures than usual, and fewer orders? Do they together say that a chain moves away, and since when?",
    ),
    formula: text(
        "对每个区域与时期 t，基期为之前 window 期。关停与外迁：基期共 S 件，本期 x 件；若发生率不变，x ~ 二项(x+S, 1/(window+1))，p = P(X ≥ x)（两个泊松率的精确条件检验）；p ≤ significance 即为征兆。订单：z = 0.6745·(x − 中位数)/MAD，z ≤ −fall 即为征兆；MAD 为零时低于中位数即为征兆，z 为空。征兆数不少于 needed 为 likely，至少一个为 watch。",
        "For each region and period t the base are the window periods before. Closures and departures: S in the base, x now; if the rate is the same, x ~ binomial(x+S, 1/(window+1)), p = P(X ≥ x) (exact conditional test of two Poisson rates); p ≤ significance is a sign. Orders: z = 0.6745·(x − median)/MAD, z ≤ −fall is a sign; where the MAD is zero anything below the median is, and z is null. With needed signs or more it is likely, with one watch.",
    ),
    limits: text(
        "是信号不是证明：关停可能因周期，订单可能因季节；按月数据宜用同比序列或 12 期以上的窗口。检验把各期视为独立；同时检验很多区域时，每千个中约有 1000·significance 个单项误报，合取两项则少得多。基期有缺失时该项未知，不按零计。关停须为计数。",
        "A signal, not a proof: closures may be cyclical, orders seasonal; with months use changes over the year or a window of 12 and more. The test takes periods as independent; over many regions about that share of all single signs are false, two together far fewer. With a gap in the base a sign is unknown, not absent. Closures have to be counts.",
    ),
    reference: "Przyborowski, J., Wilenski, H. (1940). Homogeneity of results in testing samples from Poisson series. Biometrika 31(3–4), 313–323. Iglewicz, B., Hoaglin, D. C. (1993). How to Detect and Handle Outliers. ASQC Quality Press.",
    aliases: &["offshoring", "relocation", "外迁", "产业外迁", "链条外移"],
    inputs: &[FRAME, REGIONS],
    parameters: &[
        crate::declare::named(
            "closures",
            Some("closures"),
            "关停",
            "Closures",
            "关停件数的指标",
            "The indicator that counts closures",
        ),
        crate::declare::named(
            "departures",
            Some("departures"),
            "外迁",
            "Departures",
            "外迁件数的指标",
            "The indicator that counts departures",
        ),
        crate::declare::named("orders", Some("orders"), "订单", "Orders", "订单额的指标", "The indicator of orders"),
        parameter(
            "window",
            ParameterKind::Integer { min: 3, max: 120 },
            Some("8"),
            "基期",
            "Window",
            "之前多少期为基期",
            "How many periods before make the base",
        ),
        parameter(
            "significance",
            ParameterKind::Number { min: 1e-12, max: 0.5, unit: None },
            Some("0.01"),
            "显著水平",
            "Significance",
            "p 不大于此值为征兆",
            "A p of at most this is a sign",
        ),
        parameter(
            "fall",
            ParameterKind::Number { min: 0.0, max: 100.0, unit: None },
            Some("3.5"),
            "订单下降",
            "Fall",
            "z 低于其负值为征兆",
            "A z below its negative is a sign",
        ),
        parameter(
            "needed",
            ParameterKind::Integer { min: 1, max: 3 },
            Some("2"),
            "所需征兆数",
            "Signs needed",
            "几个征兆算 likely",
            "How many signs make it likely",
        ),
        crate::profile::INDUSTRY,
        crate::profile::LEVEL,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        crate::profile::REGION_COLUMN,
        number("closures", "关停", "Closures", "本期件数", "In this period"),
        number("closures_p", "关停 p", "Closures p", "与基期相比", "Against the base"),
        number("departures", "外迁", "Departures", "本期件数", "In this period"),
        number("departures_p", "外迁 p", "Departures p", "与基期相比", "Against the base"),
        number("orders", "订单", "Orders", "本期数值", "In this period"),
        number("orders_z", "订单 z", "Orders z", "稳健 z 值", "Robust z"),
        integer("signs", "征兆数", "Signs", "已知的征兆数", "Signs that are known"),
        integer("unknown", "未知", "Unknown", "不能判断的征兆数", "Signs that cannot be told"),
        words(
            "signal",
            "信号",
            "Signal",
            "none 无；watch 关注；likely 很可能外迁；unknown 不能判断",
            "none; watch; likely; unknown",
        ),
        words("since", "始于", "Since", "likely 连续至今的第一期", "First period of the run of likely up to this one"),
    ],
};

/// When something is a sign.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Periods of the base.
    pub window: usize,
    /// The largest p.
    pub level: f64,
    /// How far orders fall, in robust deviations.
    pub fall: f64,
    /// Signs that make it likely.
    pub needed: usize,
}

/// What the signs say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Nothing.
    None,
    /// One sign.
    Watch,
    /// As many signs as are needed.
    Likely,
    /// No sign among those that are known, and some are not.
    Unknown,
}

impl Signal {
    /// The word in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Watch => "watch",
            Self::Likely => "likely",
            Self::Unknown => "unknown",
        }
    }
}

/// A region in a period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// p of closures and of departures.
    pub p: [Option<f64>; 2],
    /// z of orders.
    pub z: Option<f64>,
    /// Signs that are known.
    pub signs: usize,
    /// Signs that cannot be told.
    pub unknown: usize,
    /// What they say.
    pub signal: Signal,
    /// The first period of the run of likely that this one is in.
    pub since: Option<usize>,
}

/// The readings of one region by period. `counts` are closures and departures, empty where there is no such series; NaN is
/// missing.
pub fn relocation_signal(counts: [&[f64]; 2], orders: &[f64], rule: Rule) -> Vec<Reading> {
    let periods = counts.iter().map(|series| series.len()).chain([orders.len()]).max().unwrap_or_default();
    let mut since = None;
    (0..periods)
        .map(|now| {
            let p = counts.map(|series| base(series, now, rule.window).and_then(|base| more_often(base, series[now])));
            let fall = base(orders, now, rule.window).and_then(|base| fallen(base, orders[now], rule.fall));
            let told = p.map(|p| p.map(|p| p <= rule.level)).into_iter().chain([fall.map(|fall| fall.1)]);
            let listed = counts.iter().map(|series| !series.is_empty()).chain([!orders.is_empty()]);
            let told: Vec<Option<bool>> =
                told.zip(listed).filter(|(_, listed)| *listed).map(|(sign, _)| sign).collect();
            let signs = told.iter().filter(|sign| **sign == Some(true)).count();
            let unknown = told.iter().filter(|sign| sign.is_none()).count();
            let signal = match (signs, unknown) {
                (signs, _) if signs >= rule.needed => Signal::Likely,
                (1.., _) => Signal::Watch,
                (0, 0) => Signal::None,
                _ => Signal::Unknown,
            };
            since = if signal == Signal::Likely { since.or(Some(now)) } else { None };
            Reading { p, z: fall.and_then(|fall| fall.0), signs, unknown, signal, since }
        })
        .collect()
}

/// What is wrong with the series: values that are no counts, readings that cannot be told.
pub fn findings(uncounted: usize, untold: usize) -> Vec<Diagnostic> {
    [("STR224", uncounted), ("STR225", untold)]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(code, count)| at(code, None, count))
        .collect()
}

/// The periods before `now`, where all of them and `now` itself are known.
fn base(series: &[f64], now: usize, window: usize) -> Option<&[f64]> {
    let base = series.get(now.checked_sub(window)?..now)?;
    (base.iter().chain(series.get(now)).all(|value| value.is_finite()) && series.len() > now).then_some(base)
}

/// Whether a value is a count.
pub fn is_count(value: f64) -> bool {
    value >= 0.0 && value.fract() == 0.0 && value < 1e9
}

/// The chance of `now` or more events, were they as frequent as in the base; `None` where these are no counts.
fn more_often(base: &[f64], now: f64) -> Option<f64> {
    if !base.iter().chain([&now]).all(|value| is_count(*value)) {
        return None;
    }
    let before: f64 = base.iter().sum();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts, which was seen to")]
    let (all, least) = ((before + now) as u64, now as u64);
    Some(binomial_upper(all, 1.0 / (base.len() as f64 + 1.0), least))
}

/// The robust z of `now` and whether that is a sign.
fn fallen(base: &[f64], now: f64, fall: f64) -> Option<(Option<f64>, bool)> {
    let (median, deviation) = median_and_deviation(&mut base.to_vec())?;
    let z = 0.6745 * (now - median) / deviation;
    Some(if deviation > 0.0 && z.is_finite() { (Some(z), z <= -fall) } else { (None, now < median) })
}
