//! The four attributes of a flow: how much, which way, of what quality, how fast.

use crate::declare::{REGIONS, integer, number, parameter, words};
use crate::series::trend::trend;
use crate::series::unit_value::unit_value;
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Method, ParameterKind};
use liantu_numeric::sum;

/// The declaration.
pub const METHOD: Method = Method {
    id: "flow_profile",
    version: 2,
    study: "monitoring",
    title: text("流量、流向、流质、流速", "Volume, direction, quality and speed of flows"),
    question: text(
        "两地之间流动多少、净流向哪里、单价与技术含量如何、变化多快、对方多久之后回应？",
        "How much flows between two places, which way does it tip, at what unit value and content, how fast does it change, and how long until the other side responds?",
    ),
    formula: text(
        "流量 V = f_ij + f_ji，净流量 N = f_ij − f_ji，不对称度 N/V。流质：单价 = 金额/数量；相对单价 = 单价/同期同类各流单价的中位数；技术含量 = 该内容在指标中的权重，取不晚于该期开始的最近时期；按 digits 成组的内容为 Σ(流出 × 权重)/Σ 流出。流速：速度 = 最近 window 期 V 的 Theil–Sen 斜率按年与中位数之比；时滞 = 使 corr(Δx_t, Δy_{t+h}) 绝对值最大的 h（0 ≤ h ≤ most_lag），x 为流出，y 为回流（return）或对方流向他处的总量（onward）。",
        "Volume V = f_ij + f_ji, net N = f_ij − f_ji, asymmetry N/V. Quality: unit value = value/quantity; relative unit value = unit value/median of those of all flows of the item in the step; content = the weight that an indicator gives the item, of the latest period that begins no later than the step; of items grouped by `digits` Σ outward × weight/Σ outward. Speed: velocity = Theil–Sen slope of V over the last `window` steps, a year, over the median; lag = the h, 0 ≤ h ≤ most_lag, with the largest |corr(Δx_t, Δy_{t+h})|, x what leaves, y what comes back (return) or what the partner sends elsewhere (onward).",
    ),
    limits: text(
        "未知流量使所需结果为空；只列出一个方向的，另一方向按 absent。单位不同的流量分开。时滞取变化量的相关，须有至少 least 对已知值；相关不等于因果，季节会造成虚假时滞。单价不只反映品质。较粗尺度由较细者相加，其中一部分缺报则合计未知（自其首行起，缺报满一年视为终止），区内流动不计；境外一端按所列。按 digits 成组的内容同样相加：间断的内容请用 absent=zero；表中若兼列类目及其下的商品，组内会重复。组内有一项流出或权重未知，技术含量即为空。",
        "What needs an unknown flow is null; where one direction only is listed, absent decides. Flows of different units stay apart. The lag correlates changes and needs at least `least` known pairs; correlation is no cause, and seasons make false lags. Unit values tell of more than quality. Wider scales are sums of narrower ones, without what flows inside, and unknown where a part is not reported (from its first row on; after a year without one it counts as ended); an end abroad stays as listed. Items grouped by `digits` are added up alike: where items come and go, take absent=zero; a table that lists a heading beside its items counts twice in a group. The content of a group is null where a flow or a weight of it is unknown.",
    ),
    reference: "Plane, D. A. (1984). Annals of the AAG 74(2), 244–256 (net and gross flows). Hummels, D., Klenow, P. J. (2005). The variety and quality of a nation's exports. AER 95, 704–723 (unit values). Box, G. E. P., Jenkins, G. M. (1976). Time Series Analysis, chapter 11 (cross-correlation).",
    aliases: &["flow_quality", "flow_speed", "velocity", "lag", "流质", "流速", "时滞", "单价"],
    inputs: &[
        Input {
            table: "flow",
            columns: &[
                "origin",
                "destination",
                "layer",
                "item",
                "period",
                "value",
                "unit",
                "quantity",
                "quantity_unit",
            ],
            optional: false,
        },
        Input { table: "indicator", columns: &["indicator", "region", "industry", "period", "value"], optional: true },
        REGIONS,
    ],
    parameters: &[
        parameter(
            "scale",
            ParameterKind::Scale,
            None,
            "尺度",
            "Scale",
            "两地所在的层级；省略则按表中所列",
            "The level that both places are gathered to; as listed when absent",
        ),
        parameter(
            "digits",
            ParameterKind::Integer { min: 0, max: 64 },
            Some("64"),
            "位数",
            "Digits",
            "数字代码的内容按前几位成组；0：全部内容合为一组；64：按表中所列。单位不同的仍分开",
            "How many digits of the code of an item are kept: 0 takes all items together, 64 as they are listed; units stay apart",
        ),
        parameter(
            "frequency",
            ParameterKind::Choice { of: &["month", "quarter", "year"] },
            Some("month"),
            "频率",
            "Frequency",
            "只看这一频率的时期",
            "Only periods of this length",
        ),
        parameter(
            "by",
            ParameterKind::Choice { of: &["pair", "node"] },
            Some("pair"),
            "分列",
            "Rows",
            "每对区域一行，或每个区域一行（含角色变化）",
            "One row for each pair of places, or for each place, with its change of role",
        ),
        parameter(
            "absent",
            ParameterKind::Choice { of: &["missing", "zero"] },
            Some("missing"),
            "未列出的流量",
            "Flows not listed",
            "missing：未知；zero：该期有其他行时按零计",
            "missing: unknown; zero: zero in steps that have other rows",
        ),
        parameter(
            "content",
            ParameterKind::Text,
            None,
            "技术含量指标",
            "Indicator of content",
            "以行业列对应内容的指标（如产品复杂度），行业写作内容代码或 x-内容代码；同期各区域数值不一则为空",
            "An indicator whose industry is the item, or x- and the item: a complexity of products, say; null where regions give an item different values",
        ),
        parameter(
            "window",
            ParameterKind::Integer { min: 4, max: 1200 },
            Some("12"),
            "速度窗口",
            "Window",
            "速度与角色所看的期数",
            "Steps looked at for velocity and role",
        ),
        parameter(
            "against",
            ParameterKind::Choice { of: &["return", "onward"] },
            Some("return"),
            "时滞对象",
            "Lag against",
            "return：对方的回流；onward：对方流向他处",
            "return: what comes back; onward: what the partner sends elsewhere",
        ),
        parameter(
            "most_lag",
            ParameterKind::Integer { min: 0, max: 120 },
            Some("12"),
            "最长时滞",
            "Longest lag",
            "最长时滞（期）",
            "In steps",
        ),
        parameter(
            "least",
            ParameterKind::Integer { min: 4, max: 1200 },
            Some("12"),
            "最少对数",
            "Least pairs",
            "时滞所需的已知对数",
            "Known pairs that a lag needs",
        ),
        parameter(
            "tip",
            ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
            Some("0.2"),
            "角色界限",
            "Bound of roles",
            "不对称度超过此数为流出地或流入地",
            "Places with more asymmetry than this are sources or sinks",
        ),
        crate::declare::PERIOD,
    ],
    outputs: &[
        Column::new(
            "layer",
            ColumnKind::Choice { of: &["SYM", "KNO", "SER", "INN", "IND", "VAL"] },
            text("网络", "Layer"),
            text("所属网络", "The network it belongs to"),
        ),
        words("item", "内容", "Item", "流动的内容与单位", "What flows, with its units"),
        Column::new("period", ColumnKind::Period, text("时期", "Period"), text("时期", "The period")),
        words("node", "节点", "Node", "区域", "The place").required(),
        words("partner", "对方", "Partner", "对方区域；按节点分列时为空", "The other place; null by node"),
        number("outward", "流出", "Outward", "流向对方", "To the partner"),
        number("inward", "流入", "Inward", "由对方流入", "From the partner"),
        number("volume", "流量", "Volume", "两个方向之和", "Both directions together"),
        number("net", "净流量", "Net", "流出减流入", "Outward less inward"),
        number("asymmetry", "不对称度", "Asymmetry", "净流量/流量", "Net over volume"),
        number("unit_value", "流出单价", "Unit value out", "流出的金额/数量", "Value over quantity of what leaves"),
        number(
            "relative_unit_value",
            "相对单价",
            "Relative unit value",
            "与同期同类单价中位数之比",
            "Over the median of the item in the step",
        ),
        number(
            "content",
            "技术含量",
            "Content",
            "该内容当期可知的权重；成组的内容按流出加权平均",
            "The weight of the item, as of the step; of a group the mean, by what leaves",
        ),
        number("velocity", "速度", "Velocity", "流量每年的相对变化", "Relative change of the volume a year"),
        integer("lag", "时滞", "Lag", "期数", "In steps"),
        number(
            "lag_correlation",
            "时滞相关",
            "Correlation at the lag",
            "该时滞处变化量的相关系数",
            "Of changes, at the lag",
        ),
        words(
            "role",
            "角色",
            "Role",
            "source 流出地，sink 流入地，exchange 两向相当，idle 无流动",
            "source, sink, exchange or idle, over the window",
        ),
        words("role_before", "此前角色", "Role before", "此前一个窗口的角色", "Over the window before"),
    ],
};

/// Both directions together; NaN where one is unknown.
pub fn volume(outward: f64, inward: f64) -> f64 {
    outward + inward
}

/// Net over volume; `None` where nothing flows or something is unknown.
pub fn asymmetry(outward: f64, inward: f64) -> Option<f64> {
    let total = outward + inward;
    (total > 0.0).then(|| (outward - inward) / total)
}

/// A unit value over the median of those of its kind; `None` where either is undefined.
pub fn relative_unit_value(value: f64, quantity: f64, median: Option<f64>) -> Option<f64> {
    let own = unit_value(value, quantity)?;
    median.filter(|median| *median > 0.0).map(|median| own / median)
}

/// The mean weight of what flows, from the sum of values times weights and that of values; `None` where nothing flows or something
/// is unknown.
pub fn content(weighted: f64, value: f64) -> Option<f64> {
    (value > 0.0 && weighted.is_finite()).then(|| weighted / value)
}

/// The slope of the last `window` steps that end with `at`, a year, over their median; `None` where fewer than four are known,
/// the last is not, or the median is not above zero.
pub fn velocity(series: &[f64], at: usize, window: usize, season: usize) -> Option<f64> {
    let from = (at + 1).checked_sub(window)?;
    let own = &series[from..=at];
    if !own[own.len() - 1].is_finite() {
        return None;
    }
    let found = trend(own, 1)?;
    (found.median > 0.0).then(|| found.slope * season as f64 / found.median)
}

/// How long one series follows another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lag {
    /// Steps.
    pub steps: usize,
    /// Correlation of the changes at this lag.
    pub correlation: f64,
    /// Known pairs of changes.
    pub pairs: usize,
}

/// The lag, at most `most`, at which the changes of `follower` correlate most with earlier changes of `leader`, by size; the
/// shorter of equals. `None` where no lag has `least` known pairs or nothing varies.
pub fn lag(leader: &[f64], follower: &[f64], most: usize, least: usize) -> Option<Lag> {
    let changes = |series: &[f64]| series.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<f64>>();
    let (first, second) = (changes(leader), changes(follower));
    let mut best: Option<Lag> = None;
    for steps in 0..=most.min(second.len().saturating_sub(1)) {
        let pairs: Vec<(f64, f64)> = first
            .iter()
            .zip(&second[steps..])
            .filter(|(one, two)| one.is_finite() && two.is_finite())
            .map(|(&one, &two)| (one, two))
            .collect();
        if pairs.len() < least.max(3) {
            continue;
        }
        let Some(correlation) = correlation(&pairs) else { continue };
        if best.is_none_or(|best| correlation.abs() > best.correlation.abs() + 1e-12) {
            best = Some(Lag { steps, correlation, pairs: pairs.len() });
        }
    }
    best
}

fn correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    let count = pairs.len() as f64;
    let (one, two) = (sum(pairs.iter().map(|pair| pair.0)) / count, sum(pairs.iter().map(|pair| pair.1)) / count);
    let product = |of: &dyn Fn(&(f64, f64)) -> f64| sum(pairs.iter().map(of));
    let covariance = product(&|pair| (pair.0 - one) * (pair.1 - two));
    let spread = product(&|pair| (pair.0 - one).powi(2)) * product(&|pair| (pair.1 - two).powi(2));
    (spread > 0.0).then(|| (covariance / spread.sqrt()).clamp(-1.0, 1.0))
}

/// What a place is in the flows of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// More leaves than enters.
    Source,
    /// More enters than leaves.
    Sink,
    /// As much leaves as enters, nearly.
    Exchange,
    /// Nothing flows.
    Idle,
}

impl Role {
    /// The word that stands in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Sink => "sink",
            Self::Exchange => "exchange",
            Self::Idle => "idle",
        }
    }
}

/// The role of a place over the `window` steps that end with `at`; `None` where a step is unknown or before the start.
pub fn role(outward: &[f64], inward: &[f64], at: usize, window: usize, tip: f64) -> Option<Role> {
    let out = crate::series::surge::rolling_sum(outward, at, window)?;
    let back = crate::series::surge::rolling_sum(inward, at, window)?;
    Some(match asymmetry(out, back) {
        None => Role::Idle,
        Some(balance) if balance > tip => Role::Source,
        Some(balance) if balance < -tip => Role::Sink,
        Some(_) => Role::Exchange,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use liantu_numeric::uniform;
    use proptest::prelude::*;

    fn noise(seed: u64, steps: usize) -> Vec<f64> {
        (0..steps as u64).map(|step| 100.0 + 20.0 * uniform(seed, step)).collect()
    }

    #[test]
    fn a_planted_lag_is_recovered() {
        for planted in 0..6usize {
            let leader = noise(3, 60);
            let follower: Vec<f64> = (0..60)
                .map(|at: usize| {
                    at.checked_sub(planted).map_or(50.0, |before| 0.5 * leader[before] + 4.0 * uniform(9, at as u64))
                })
                .collect();
            let found = lag(&leader, &follower, 12, 12).unwrap();
            assert_eq!(found.steps, planted);
            assert!(found.correlation > 0.9);
        }
        assert_eq!(lag(&[1.0; 30], &noise(1, 30), 6, 12), None, "what never varies leads nothing");
    }

    #[test]
    fn roles_change() {
        let out = [9.0, 9.0, 9.0, 1.0, 1.0, 1.0];
        let back = [1.0, 1.0, 1.0, 9.0, 9.0, 9.0];
        assert_eq!(role(&out, &back, 2, 3, 0.2), Some(Role::Source));
        assert_eq!(role(&out, &back, 5, 3, 0.2), Some(Role::Sink));
        assert_eq!(role(&out, &back, 4, 6, 0.2), None);
        assert_eq!(role(&[0.0; 3], &[0.0; 3], 2, 3, 0.2), Some(Role::Idle));
    }

    proptest! {
        #[test]
        fn balance_is_antisymmetric(one in 0.0f64..1e9, two in 0.0f64..1e9) {
            prop_assert_eq!(asymmetry(one, two).map(|balance| -balance), asymmetry(two, one));
            prop_assert!(asymmetry(one, two).is_none_or(|balance| balance.abs() <= 1.0));
        }
    }
}
