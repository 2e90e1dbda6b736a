//! Rolling twelve months against the twelve before, by volume and by price.

use super::unit_value::unit_value;
use crate::declare::{PERIOD, REGIONS, number, parameter, words};
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};
use liantu_numeric::sum;

const STEPS: Parameter = parameter(
    "steps",
    ParameterKind::Integer { min: 1, max: 120 },
    Some("12"),
    "窗口",
    "Window",
    "每个窗口的期数",
    "Steps in each window",
);
const VOLUME: Parameter = parameter(
    "volume",
    ParameterKind::Number { min: -1.0, max: 1e6, unit: None },
    Some("0.2"),
    "数量门槛",
    "Volume gate",
    "数量增幅不小于此数",
    "The quantity grew by at least this much",
);
const PRICE: Parameter = parameter(
    "price",
    ParameterKind::Number { min: -1.0, max: 1e6, unit: None },
    Some("-0.05"),
    "价格门槛",
    "Price gate",
    "单价变化不大于此数（下降为负）",
    "The unit value changed by at most this (a fall is negative)",
);

/// The declaration.
pub const METHOD: Method = Method {
    id: "surge_gate",
    version: 2,
    study: "monitoring",
    title: text("激增门槛", "Surge gates"),
    question: text(
        "最近十二个月与此前十二个月相比，哪些流量激增而价格下降？",
        "Which flows surged while their price fell, the last twelve months against the twelve before?",
    ),
    formula: text(
        "L12 为最近 12 期合计，P12 为其前 12 期合计；数量增幅 = L12(Q)/P12(Q) − 1，单价变化 = [L12(V)/L12(Q)] / [P12(V)/P12(Q)] − 1；两个门槛同时通过即为激增。",
        "L12 is the sum over the last 12 steps, P12 over the 12 before; growth of quantity L12(Q)/P12(Q) − 1, change of price [L12(V)/L12(Q)]/[P12(V)/P12(Q)] − 1; a surge passes both gates.",
    ),
    limits: text(
        "两个窗口须全部已知，有缺失则无定义：不完整的合计会把缺报误作下降。此前窗口数量为零时增幅无定义，不是无穷大。单价不变并不表示品质不变。门槛是参数，不是法规。",
        "Both windows must be known in full, or there is no result: an incomplete sum takes a missing report for a fall. Growth from a quantity of zero is undefined, not infinite. An equal unit value does not mean equal quality. Gates are parameters, not law.",
    ),
    reference: "European Commission, customs surveillance under Regulation (EU) 2015/478; import surge monitoring of chemicals (Cefic), 12-month rolling windows.",
    aliases: &["import_surge", "l12_p12", "激增", "进口激增"],
    inputs: &[
        Input {
            table: "flow",
            columns: &["origin", "destination", "item", "period", "value", "quantity"],
            optional: false,
        },
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
        STEPS,
        VOLUME,
        PRICE,
        PERIOD,
    ],
    outputs: &[
        words("origin", "流出地", "Origin", "流出区域", "Where it comes from"),
        words("destination", "流入地", "Destination", "流入区域", "Where it goes"),
        words("item", "内容", "Item", "流动的内容", "What flows"),
        Column::new(
            "period",
            ColumnKind::Period,
            text("时期", "Period"),
            text("窗口的最后一期", "Last step of the window"),
        ),
        number("quantity", "最近数量", "Quantity", "最近窗口的数量", "Quantity of the last window"),
        number("quantity_before", "此前数量", "Quantity before", "此前窗口的数量", "Quantity of the window before"),
        number("volume_change", "数量增幅", "Growth of quantity", "L/P − 1", "L/P − 1"),
        number("unit_value", "最近单价", "Unit value", "最近窗口的单价", "Unit value of the last window"),
        number(
            "unit_value_before",
            "此前单价",
            "Unit value before",
            "此前窗口的单价",
            "Unit value of the window before",
        ),
        number("price_change", "单价变化", "Change of price", "L/P − 1", "L/P − 1"),
        words("reading", "判断", "Reading", "surge、volume、price 或 none", "surge, volume, price or none"),
    ],
};

/// The sum over the `steps` steps that end with `at`; `None` where one of them is missing or before the start.
pub fn rolling_sum(series: &[f64], at: usize, steps: usize) -> Option<f64> {
    let from = (at + 1).checked_sub(steps)?;
    let window = series.get(from..=at)?;
    window.iter().all(|value| value.is_finite()).then(|| sum(window.iter().copied()))
}

/// The last `steps` steps over the `steps` before, less one; `None` where a step is missing or the earlier sum is not above
/// zero.
pub fn rolling_change(series: &[f64], at: usize, steps: usize) -> Option<f64> {
    let (last, before) = windows(series, at, steps)?;
    (before > 0.0).then(|| last / before - 1.0)
}

fn windows(series: &[f64], at: usize, steps: usize) -> Option<(f64, f64)> {
    let before = at.checked_sub(steps)?;
    Some((rolling_sum(series, at, steps)?, rolling_sum(series, before, steps)?))
}

/// Two windows compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Surge {
    /// Quantity of the last window, and of the one before.
    pub quantity: (f64, f64),
    /// Growth of the quantity; `None` from zero.
    pub volume: Option<f64>,
    /// Unit value of the last window, and of the one before; `None` where a quantity is zero or a value unknown.
    pub unit_value: (Option<f64>, Option<f64>),
    /// Change of the unit value.
    pub price: Option<f64>,
}

/// Compares the windows that end with step `at`; `None` where a quantity of either is missing.
pub fn surge(value: &[f64], quantity: &[f64], at: usize, steps: usize) -> Option<Surge> {
    let own = windows(quantity, at, steps)?;
    let worth = windows(value, at, steps);
    let prices = match worth {
        Some((last, before)) => (unit_value(last, own.0), unit_value(before, own.1)),
        None => (None, None),
    };
    let change = |(last, before): (Option<f64>, Option<f64>)| {
        last.zip(before).filter(|(_, before)| *before > 0.0).map(|(last, before)| last / before - 1.0)
    };
    Some(Surge {
        quantity: own,
        volume: (own.1 > 0.0).then(|| own.0 / own.1 - 1.0),
        unit_value: prices,
        price: change(prices),
    })
}
