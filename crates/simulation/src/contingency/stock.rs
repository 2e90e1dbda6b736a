//! How many days of stock: just in time or just in case.

use super::{ITEM, KEY_ITEMS, REGION};
use crate::cascade::declare::number;
use liantu_model::Method;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;

/// The declaration.
pub const METHOD: Method = Method {
    id: "stock_cover",
    version: 1,
    study: "simulation",
    title: text("应急库存", "Stock for the emergency"),
    question: text(
        "该备多少天的库存？现有库存撑得到恢复供应吗？",
        "How many days of stock are worth keeping, and does the stock there is last until supply is back?",
    ),
    formula: text(
        "C(s) = h·s + p·c·e^(−μs)/μ，s 为库存天数，h 为每天库存的年持有费用，p 为每年中断的概率，c 为每天短缺的费用，中断时长为参数 μ 的指数分布。最优 s* = max(0, ln(p·c/h)/μ)；p·c ≤ h 时 s* = 0，即准时制。敞口 = max(0, 恢复天数 − 库存天数)·每天损失。",
        "C(s) = h·s + p·c·e^(−μs)/μ with s days of stock, h the yearly cost of holding a day of it, p the probability of an outage in a year, c the cost of a day without, and outages of exponential length with rate μ. Best s* = max(0, ln(p·c/h)/μ); where p·c ≤ h it is 0: just in time. Exposure = max(0, days to recover − days of stock)·loss a day.",
    ),
    limits: text(
        "每年至多一次中断，费用按天不变，库存不变质。缺少任何一个参数则最优为空，不按零计。",
        "At most one outage a year, the same cost each day, stock that keeps. Where a number is missing the best stock is null; missing does not count as zero.",
    ),
    reference: "Arrow, K. J., Harris, T., Marschak, J. (1951). Optimal inventory policy. Econometrica 19(3), 250–272. Simchi-Levi, D. et al. (2015). Identifying risks and mitigating disruptions in the automotive supply chain. Interfaces 45(5), 375–390 (time to survive and to recover).",
    aliases: &["jit", "jic", "safety stock", "just in case", "安全库存", "储备"],
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

#[cfg(test)]
mod tests {
    use super::*;

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
