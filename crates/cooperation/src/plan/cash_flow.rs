//! What a flow of cash is worth, how deep it goes below zero, and when it is back.

use crate::deal_form::{CURRENCY, integer, money, period};
use crate::form::{number, number_given, words, words_given};
use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Method, Parameter, Period};
use std::collections::BTreeMap;

pub(super) const FLOWS: Input =
    Input { table: "cash_flow", columns: &["plan", "item", "period", "value", "unit"], optional: false };
pub(super) const ONE_PLAN: Parameter =
    words_given("plan", "计划", "Plan", "只看这一计划；空白为全部", "Only this plan; all where absent");
pub(super) const RATE: Parameter = number_given(
    "rate",
    (-0.99, 10.0),
    Some("0.05"),
    "折现率",
    "Discount rate",
    "每年的折现率",
    "The rate of discount of a year",
);

/// The declaration.
pub const CASH_FLOW: Method = Method {
    id: "cash_flow_value",
    version: 1,
    study: "cooperation",
    title: text("现金流价值", "Value of cash flows"),
    question: text(
        "一个计划、知识产权或园区的现金流值多少，最深缺口多少，何时回本，可质押多少？",
        "What is the cash flow of a plan, a patent or a park worth, how deep is its deepest gap, when is it paid back, and how much can be lent on it?",
    ),
    formula: text(
        "现值 = Σ 金额 · (1 + r)^(−t)，t 为自最早时期之始至该时期之末的年数。最深缺口 = 逐期累计的最小值；回本 = 累计此后不再为负的第一个时期；内部收益率仅在符号只变一次时给出。可质押 = ltv · 现值。",
        "Present value = Σ amount · (1 + r)^(−t), with t the years from the start of the earliest period to the end of its own. Deepest gap: the least cumulated sum; paid back: the first period from which it is never negative again; the internal rate only where signs change once. Loan = ltv · present value.",
    ),
    limits: text(
        "有未知金额时现值及由其推出者为空。不同货币分开，不换算。折现率与质押率由使用者给出，不是法定值；现值不是应付款。",
        "With an unknown amount the present value, and what follows from it, is null. Currencies are kept apart. The rate and the loan-to-value are the user's; a present value is no claim.",
    ),
    reference: "Brealey, R. A., Myers, S. C., Allen, F. (2020). Principles of Corporate Finance, 13th ed., ch. 2, 5.",
    aliases: &["npv", "present_value", "现值", "知识产权证券化", "质押", "园区账本"],
    inputs: &[FLOWS],
    parameters: &[
        ONE_PLAN,
        RATE,
        number_given(
            "ltv",
            (0.0, 1.0),
            None,
            "质押率",
            "Loan to value",
            "贷款占现值的比例；空白则不计",
            "Loan as a part of the present value; blank: none is given",
        ),
    ],
    outputs: &[
        words("plan", "计划", "Plan", "计划", "The plan").required(),
        words("alternative", "方案", "Alternative", "方案", "The alternative"),
        words("party", "一方", "Party", "谁的收支", "Whose money"),
        money("inflow", "流入", "Inflow", "收入合计", "Sum of income"),
        money("outflow", "流出", "Outflow", "支出合计", "Sum of spending"),
        money("net", "净额", "Net", "流入减流出", "Inflow less outflow"),
        number("present_value", "现值", "Present value", "现值", "Present value"),
        number(
            "internal_rate",
            "内部收益率",
            "Internal rate",
            "现值为零的折现率",
            "The rate at which the present value is zero",
        ),
        money(
            "deepest",
            "最深缺口",
            "Deepest gap",
            "逐期累计的最小值；不为负时为零",
            "Least cumulated sum; zero where it is never negative",
        ),
        period("deepest_in", "缺口时期", "Deepest in", "最深缺口在何期", "When the gap is deepest"),
        period(
            "paid_back",
            "回本",
            "Paid back",
            "从何期起累计不再为负",
            "From when the cumulated sum is never negative again",
        ),
        number("loan", "可质押", "Loan", "可质押贷款额", "What can be lent on it"),
        integer("unknown", "未知", "Unknown", "金额未知的笔数", "Flows of unknown amount"),
        CURRENCY,
    ],
};

/// What comes in or goes out in a period; `None` is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    /// When; it has an end.
    pub period: Period,
    /// How much, in minor units.
    pub minor: Option<i64>,
}

/// What a flow of cash comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// Sums of what comes in and goes out.
    pub inflow: i128,
    /// The latter as a positive number.
    pub outflow: i128,
    /// Present value in minor units; NaN where an amount is not known.
    pub present: f64,
    /// The rate at which it is zero; NaN where signs do not change once.
    pub internal_rate: f64,
    /// The least cumulated sum, at most zero, with its period.
    pub deepest: Option<(i128, Option<Period>)>,
    /// From when the sum is never negative again.
    pub paid_back: Option<Period>,
    /// Amounts that are not known.
    pub unknown: usize,
}

/// Years from `base` to the end of a period, exact for whole months.
fn years(base: jiff::civil::Date, period: Period) -> f64 {
    let end = period.end.unwrap_or(period.start);
    let months =
        (i32::from(end.year()) - i32::from(base.year())) * 12 + i32::from(end.month()) - i32::from(base.month());
    let days = i32::from(end.day()) - i32::from(base.day());
    (f64::from(months) + f64::from(days) / 30.4375) / 12.0
}

fn present(flows: &[(f64, f64)], rate: f64) -> f64 {
    flows.iter().map(|(years, amount)| amount * (-years * rate.ln_1p()).exp()).sum()
}

/// Present value alone: of flows from the start of `base`.
pub fn present_value(flows: &[Flow], base: jiff::civil::Date, rate: f64) -> f64 {
    let dated: Option<Vec<(f64, f64)>> =
        flows.iter().map(|own| Some((years(base, own.period), own.minor? as f64))).collect();
    dated.map_or(f64::NAN, |dated| present(&dated, rate))
}

/// The rate at which flows whose signs change once are worth nothing; NaN for others.
fn internal_rate(dated: &[(f64, f64)]) -> f64 {
    let signs: Vec<bool> = dated.iter().filter(|own| own.1 != 0.0).map(|own| own.1 > 0.0).collect();
    if signs.windows(2).filter(|pair| pair[0] != pair[1]).count() != 1 {
        return f64::NAN;
    }
    let (mut low, mut high) = (-0.99, 10.0);
    let rising = signs[0];
    let above = |rate: f64| (present(dated, rate) > 0.0) != rising;
    if !above(low) || above(high) {
        return f64::NAN;
    }
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if above(middle) { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// Values the flows of one plan in one currency, discounted to the start of `base`.
pub fn value(flows: &[Flow], base: jiff::civil::Date, rate: f64) -> Value {
    let mut by_period: BTreeMap<(jiff::civil::Date, Period), Option<i128>> = BTreeMap::new();
    let (mut inflow, mut outflow, mut unknown) = (0i128, 0i128, 0);
    for own in flows {
        let sum = by_period.entry((own.period.end.unwrap_or(own.period.start), own.period)).or_insert(Some(0));
        if let Some(minor) = own.minor.map(i128::from) {
            inflow += minor.max(0);
            outflow -= minor.min(0);
            *sum = sum.map(|sum| sum + minor);
        } else {
            unknown += 1;
            *sum = None;
        }
    }
    let known: Option<Vec<(Period, i128)>> =
        by_period.into_iter().map(|((_, period), sum)| Some((period, sum?))).collect();
    let Some(known) = known else {
        let (present, internal_rate) = (f64::NAN, f64::NAN);
        return Value { inflow, outflow, present, internal_rate, deepest: None, paid_back: None, unknown };
    };
    let dated: Vec<(f64, f64)> = known.iter().map(|(period, sum)| (years(base, *period), *sum as f64)).collect();
    let (mut sum, mut deepest, mut paid_back, mut negative) = (0i128, (0i128, None), None, false);
    for (period, own) in &known {
        sum += own;
        if sum < deepest.0 {
            deepest = (sum, Some(*period));
        }
        if sum < 0 {
            (negative, paid_back) = (true, None);
        } else if negative && paid_back.is_none() {
            paid_back = Some(*period);
        }
    }
    let (present, internal_rate) = (present(&dated, rate), internal_rate(&dated));
    Value { inflow, outflow, present, internal_rate, deepest: Some(deepest), paid_back, unknown }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn flows(first: i16, amounts: &[i64]) -> Vec<Flow> {
        let one = |(year, minor): (i16, &i64)| Flow { period: year.to_string().parse().unwrap(), minor: Some(*minor) };
        (first..).zip(amounts).map(one).collect()
    }

    #[test]
    fn known_values() {
        let base = "2024-01-01".parse().unwrap();
        // An annuity of 100 over three years at 10 %: 100 · (1 − 1.1⁻³)/0.1.
        let annuity = value(&flows(2024, &[100, 100, 100]), base, 0.1);
        assert!((annuity.present - 248.685_199).abs() < 1e-6);
        assert_eq!((annuity.deepest, annuity.paid_back), (Some((0, None)), None));
        // 1,000 for 600 and 600: the internal rate solves 1000 = 600/(1+i) + 600/(1+i)².
        let loan = value(&flows(2024, &[-1000, 600, 600]), base, 0.0);
        assert!((loan.internal_rate - 0.130_662_4).abs() < 1e-6);
        assert_eq!((loan.present, loan.inflow, loan.outflow), (200.0, 1200, 1000));
        assert_eq!(loan.deepest, Some((-1000, Some("2024".parse().unwrap()))));
        assert_eq!(loan.paid_back, Some("2026".parse().unwrap()));
        // Signs that change twice have no one rate.
        assert!(value(&flows(2024, &[-1000, 2300, -1320]), base, 0.0).internal_rate.is_nan());
    }

    #[test]
    fn an_unknown_amount_is_not_zero() {
        let mut some = flows(2024, &[-100, 0, 300]);
        some[1].minor = None;
        let found = value(&some, "2024-01-01".parse().unwrap(), 0.05);
        assert!(found.present.is_nan() && found.deepest.is_none() && found.unknown == 1);
    }

    proptest! {
        #[test]
        fn worth_is_additive_and_zero_at_the_internal_rate(
            one in prop::collection::vec(-1000i64..1000, 1..8), two in prop::collection::vec(-1000i64..1000, 1..8), rate in 0.0f64..0.5,
        ) {
            let base = "2024-01-01".parse().unwrap();
            let (first, second) = (flows(2024, &one), flows(2024, &two));
            let both: Vec<Flow> = first.iter().chain(&second).copied().collect();
            let sum = value(&first, base, rate).present + value(&second, base, rate).present;
            let whole = value(&both, base, rate);
            prop_assert!((whole.present - sum).abs() < 1e-6);
            if whole.internal_rate.is_finite() {
                prop_assert!(value(&both, base, whole.internal_rate).present.abs() < 1e-3);
            }
        }
    }
}
