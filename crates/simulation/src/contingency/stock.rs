//! How many days of stock: just in time or just in case.

use super::{ITEM, KEY_ITEMS, REGION};
use crate::cascade::declare::number;
use liantu_model::Method;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;

/// The declaration.
pub const METHOD: Method = Method {
    id: "stock_cover",
    version: 2,
    study: "simulation",
    title: text("应急库存", "Stock for the emergency"),
    question: text(
        "该备多少天的库存，还是另找第二供应来源？现有库存撑得到恢复供应吗？",
        "How many days of stock are worth keeping, or is a second source the better way, and does the stock there is last until supply is back?",
    ),
    formula: text(
        "C(s) = h·s + p·c·e^(−μs)/μ，s 为库存天数，h 为每天库存的年持有费用，p 为每年中断的概率，c 为每天短缺的费用，中断时长为参数 μ 的指数分布。最优 s* = max(0, ln(p·c/h)/μ)；p·c ≤ h 时 s* = 0，即准时制。第二来源每年费用 m（供应全部需求），第一来源中断时它以概率 f 同时中断：C₂ = m + min_s C(s; p·f)。需求的 q 部分由它供应，费用为 (1−q)·C(s*) + q·C₂，是 q 的一次式，故全用或不用；C₂ < C(s*) 时值得，p = 0 时不值得。敞口 = max(0, 恢复天数 − 库存天数)·每天损失。",
        "C(s) = h·s + p·c·e^(−μs)/μ with s days of stock, h the yearly cost of holding a day of it, p the probability of an outage in a year, c the cost of a day without, and outages of exponential length with rate μ. Best s* = max(0, ln(p·c/h)/μ); where p·c ≤ h it is 0: just in time. A second source costs m a year for all of the need and fails together with the first with probability f: C₂ = m + min_s C(s; p·f). If it serves a part q of the need, the cost is (1−q)·C(s*) + q·C₂, linear in q: all of it or none; it pays where C₂ < C(s*), and never where p = 0. Exposure = max(0, days to recover − days of stock)·loss a day.",
    ),
    limits: text(
        "每年至多一次中断，费用按天不变，库存不变质；第二来源启用不需时间，费用与需求成比例。缺少任何一个参数则相应结果为空，不按零计。",
        "At most one outage a year, the same cost each day, stock that keeps; a second source takes no time to begin and costs in proportion to what it serves. Where a number is missing its result is null; missing does not count as zero.",
    ),
    reference: "Arrow, K. J., Harris, T., Marschak, J. (1951). Optimal inventory policy. Econometrica 19(3), 250–272. Tomlin, B. (2006). On the value of mitigation and contingency strategies for managing supply chain disruption risks. Management Science 52(5), 639–657. Simchi-Levi, D. et al. (2015). Identifying risks and mitigating disruptions in the automotive supply chain. Interfaces 45(5), 375–390 (time to survive and to recover).",
    aliases: &["jit", "jic", "safety stock", "just in case", "second source", "安全库存", "储备", "第二来源"],
    inputs: &[KEY_ITEMS],
    parameters: &[],
    outputs: &[
        ITEM,
        REGION,
        number("best_days", text("最优库存天数", "Best stock"), text("s*", "s*")).unit("day"),
        Column::new(
            "regime",
            ColumnKind::Choice { of: &["just_in_time", "just_in_case"] },
            text("方式", "Regime"),
            text("准时制或预防制", "Just in time or just in case"),
        ),
        number("best_cost", text("最优费用", "Cost at best"), text("C(s*)，每年", "C(s*), a year")),
        number(
            "cost_now",
            text("现有费用", "Cost now"),
            text("按现有库存的 C，每年", "C at the stock there is, a year"),
        ),
        number("stock_days", text("可支撑天数", "Days to survive"), text("现有库存", "The stock there is")).unit("day"),
        number("recovery_days", text("恢复天数", "Days to recover"), text("恢复供应所需", "Until supply is back"))
            .unit("day"),
        Column::new(
            "survives",
            ColumnKind::Boolean,
            text("撑得到", "Survives"),
            text("库存天数不少于恢复天数", "Stock lasts until supply is back"),
        ),
        number(
            "exposure",
            text("敞口", "Exposure"),
            text("撑不到的天数的损失", "Loss in the days that stock does not cover"),
        ),
        number(
            "second_days",
            text("有第二来源时的库存", "Stock with a second source"),
            text("两者同时中断时所需的最优库存", "The best stock for outages of both"),
        )
        .unit("day"),
        number("second_cost", text("第二来源费用", "Cost with a second source"), text("C₂，每年", "C₂, a year")),
        Column::new(
            "second_pays",
            ColumnKind::Boolean,
            text("值得第二来源", "A second source pays"),
            text("C₂ 低于只备库存的最优费用", "C₂ is below the least cost with stock alone"),
        ),
    ],
};

/// The best days of stock, `max(0, ln(p·c/h)/μ)`. `None` where a number makes no sense: μ and h are positive, p and c not negative.
pub fn best_stock(probability: f64, shortage_cost: f64, holding_cost: f64, rate: f64) -> Option<f64> {
    let sensible = holding_cost > 0.0 && rate > 0.0 && probability >= 0.0 && shortage_cost >= 0.0;
    let worth = probability * shortage_cost / holding_cost;
    (sensible && worth.is_finite()).then(|| if worth <= 1.0 { 0.0 } else { worth.ln() / rate })
}

/// The expected cost of a year with so many days of stock.
pub fn yearly_cost(days: f64, probability: f64, shortage_cost: f64, holding_cost: f64, rate: f64) -> f64 {
    holding_cost * days + probability * shortage_cost * (-rate * days).exp() / rate
}

/// The best days of stock with a second source, and the cost of a year with it and with them: it costs `premium` a year and fails
/// along with the first with probability `joint`. `None` where a number makes no sense.
pub fn second_source(
    (probability, shortage_cost, holding_cost, rate): (f64, f64, f64, f64),
    premium: f64,
    joint: f64,
) -> Option<(f64, f64)> {
    let both = probability * joint;
    let days = best_stock(both, shortage_cost, holding_cost, rate)?;
    let sensible = premium >= 0.0 && premium.is_finite() && (0.0..=1.0).contains(&joint);
    sensible.then(|| (days, premium + yearly_cost(days, both, shortage_cost, holding_cost, rate)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_second_source_pays_where_it_costs_less_than_the_stock_it_saves() {
        let outage = (0.1, 50.0, 1.0, 0.05);
        let (days, cost) = second_source(outage, 30.0, 0.1).unwrap();
        assert!(days == 0.0 && (cost - 40.0).abs() < 1e-12, "0.1 · 0.1 · 50 / 0.05 = 10 beside the 30");
        let (days, cost) = second_source(outage, 30.0, 1.0).unwrap();
        assert!(
            (days - 32.188_758_248_682_01).abs() < 1e-12 && (cost - days - 50.0).abs() < 1e-12,
            "30 beside days and 20"
        );
        assert_eq!(
            second_source((0.0, 50.0, 1.0, 0.05), 1.0, 0.0),
            Some((0.0, 1.0)),
            "nothing fails: just in time is free"
        );
        for (premium, joint) in [(f64::NAN, 0.1), (30.0, f64::NAN), (-1.0, 0.1), (30.0, 1.1)] {
            assert_eq!(second_source(outage, premium, joint), None);
        }
    }

    proptest! {
        /// No mixture of both sources, each with any stock, is cheaper than the better of them.
        #[test]
        fn all_of_one_or_none(
            p in 0.0f64..1.0, c in 0.0f64..200.0, h in 0.1f64..5.0, rate in 0.01f64..1.0,
            premium in 0.0f64..100.0, joint in 0.0f64..1.0, part in 0.0f64..1.0, one in 0.0f64..90.0, two in 0.0f64..90.0,
        ) {
            let best = yearly_cost(best_stock(p, c, h, rate).unwrap(), p, c, h, rate);
            let (_, second) = second_source((p, c, h, rate), premium, joint).unwrap();
            let mixed = (1.0 - part) * yearly_cost(one, p, c, h, rate)
                + part * (premium + yearly_cost(two, p * joint, c, h, rate));
            prop_assert!(mixed >= best.min(second) - 1e-9 * (1.0 + mixed));
            prop_assert!(p > 0.0 || best <= second);
        }
    }

    #[test]
    fn the_worked_answer_and_its_neighbours() {
        let best = best_stock(0.1, 50.0, 1.0, 0.05).unwrap();
        assert!((best - 32.188_758_248_682_01).abs() < 1e-12);
        let cost = |days: f64| yearly_cost(days, 0.1, 50.0, 1.0, 0.05);
        assert!(cost(best) < cost(best - 0.1) && cost(best) < cost(best + 0.1));
        assert_eq!(best_stock(0.0, 50.0, 1.0, 0.05), Some(0.0));
        assert_eq!(best_stock(0.02, 50.0, 1.0, 0.05), Some(0.0));
        assert_eq!(best_stock(0.1, 50.0, 0.0, 0.05), None);
        assert_eq!(best_stock(f64::NAN, 50.0, 1.0, 0.05), None);
    }
}
