//! A park that pays for itself: land is developed with the cash there is, sold, and the tax that is retained is put in again.

use super::cash_flow::{FLOWS, ONE_PLAN};
use crate::deal_form::{CURRENCY, money, period};
use crate::form::{count_given, integer, number_given, words};
use crate::money::Ratio;
use liantu_model::Method;
use liantu_model::text::text;

/// The declaration.
pub const ROLLING: Method = Method {
    id: "rolling_development",
    version: 1,
    study: "cooperation",
    title: text("园区滚动开发", "Rolling development of a park"),
    question: text(
        "以启动资金滚动开发，每年能开发多少亩，何时开发完，要不要外部垫资？",
        "With the capital at hand, how much land can a park develop each year, when is it done, and does it need money from outside?",
    ),
    formula: text(
        "第 t 年：可用 = 上年结余 + 计划现金流(t) + 售地收入(t) + 留存税收(t)；可用为负时由外部垫资补到零。开发亩数 = min(剩余亩数, ⌊可用 / 每亩成本⌋)；结余 = 可用 + 垫资 − 亩数 · 每亩成本 ≥ 0。当年开发的土地次年售出（亩数 · 每亩地价），并自次年起每年缴税，留存 = retained · 每亩税收 · 累计已售亩数。",
        "Year t: available = balance + planned flows(t) + land sold(t) + retained tax(t); below zero it is bridged from outside up to zero. Developed = min(land left, ⌊available / cost of a mu⌋); balance = available + bridged − developed · cost ≥ 0. Land is sold the year after (· price of a mu) and pays tax from then on: retained · tax of a mu · land sold so far.",
    ),
    limits: text(
        "表 cash_flow 给出启动资金与固定收支，按年；未知金额的年份及其后各年为空。地价、成本、税收由使用者假设，逐年不变；垫资不计息、不偿还，只说明缺口。",
        "The table cash_flow has the capital and fixed flows by year; from a year with an unknown amount on everything is null. Price, cost and tax are the user's assumptions, the same each year; bridging bears no interest and is not paid back: it shows the gap.",
    ),
    reference: "—",
    aliases: &["rolling", "滚动开发", "park_cash_flow"],
    inputs: &[FLOWS],
    parameters: &[
        ONE_PLAN,
        number_given("land", (0.0, 1e9), Some("1000"), "可开发亩数", "Land", "亩，取整", "Mu, whole ones"),
        number_given(
            "cost",
            (0.01, 1e12),
            Some("300000"),
            "每亩成本",
            "Cost of a mu",
            "征收与开发成本（元）",
            "Of acquiring and developing, in units of the currency",
        ),
        number_given(
            "price",
            (0.0, 1e12),
            Some("400000"),
            "每亩地价",
            "Price of a mu",
            "售地收入（元）",
            "In units of the currency",
        ),
        number_given(
            "tax",
            (0.0, 1e12),
            Some("50000"),
            "每亩税收",
            "Tax of a mu",
            "每年（元）",
            "A year, in units of the currency",
        ),
        number_given(
            "retained",
            (0.0, 1.0),
            Some("0.4"),
            "留存比例",
            "Retained",
            "留给园区的税收比例",
            "Part of the tax that the park keeps",
        ),
        count_given("years", (1, 200), Some("10"), "年数", "Years", "推算几年", "How many years to go on"),
    ],
    outputs: &[
        words("plan", "计划", "Plan", "计划", "The plan").required(),
        period("period", "年份", "Year", "年份", "The year").required(),
        money("opening", "期初", "Opening", "上年结余", "Balance of the year before"),
        money("planned", "计划现金流", "Planned", "表中的收支", "Flows of the table"),
        money("land_sold", "售地收入", "Land sold", "售地收入", "From land that is sold"),
        money("retained_tax", "留存税收", "Retained tax", "留存税收", "Tax that the park keeps"),
        money("bridged", "垫资", "Bridged", "外部垫资", "From outside"),
        integer("developed", "开发亩数", "Developed", "当年开发的亩数", "Mu developed in the year"),
        money("spent", "开发支出", "Spent", "开发支出", "On development"),
        money("closing", "期末", "Closing", "期末结余，不为负", "Balance at the end, never negative"),
        integer("left", "剩余亩数", "Land left", "尚未开发的亩数", "Mu not developed yet"),
        CURRENCY,
    ],
};

/// What a park rests on, in minor units a mu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Park {
    /// Land to develop.
    pub land: i64,
    /// Cost of a mu; above zero.
    pub cost: i64,
    /// Price of a mu.
    pub price: i64,
    /// Tax of a mu and year.
    pub tax: i64,
    /// Part of the tax that the park keeps.
    pub retained: Ratio,
}

/// A year of a park.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Year {
    /// Balance before.
    pub opening: i64,
    /// Planned flows.
    pub planned: i64,
    /// From land sold.
    pub sold: i64,
    /// Tax retained.
    pub tax: i64,
    /// From outside.
    pub bridged: i64,
    /// Land developed.
    pub developed: i64,
    /// For which this was spent.
    pub spent: i64,
    /// Balance after.
    pub closing: i64,
    /// Land left.
    pub left: i64,
}

/// The years of a park by its planned flows; it ends where one is not known, or beyond what can be counted.
pub fn rolling(park: &Park, planned: &[Option<i64>]) -> Vec<Year> {
    let mut years: Vec<Year> = Vec::with_capacity(planned.len());
    let mut ready = 0i64;
    for own in planned {
        let before = years.last().copied().unwrap_or(Year { left: park.land, ..Year::default() });
        let next = || -> Option<Year> {
            let planned = (*own)?;
            let sold = before.developed.checked_mul(park.price)?;
            ready = ready.checked_add(before.developed)?;
            let tax = Ratio::whole(ready).times(Ratio::whole(park.tax))?.times(park.retained)?.round()?;
            let available = before.closing.checked_add(planned)?.checked_add(sold)?.checked_add(tax)?;
            let bridged = (-available).max(0);
            let developed = before.left.min((available + bridged) / park.cost);
            let spent = developed.checked_mul(park.cost)?;
            let closing = available + bridged - spent;
            let left = before.left - developed;
            Some(Year { opening: before.closing, planned, sold, tax, bridged, developed, spent, closing, left })
        };
        let mut next = next;
        match next() {
            Some(year) => years.push(year),
            None => break,
        }
    }
    years
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_park_by_hand() {
        let park = Park { land: 10, cost: 30, price: 40, tax: 5, retained: Ratio::parse("0.4").unwrap() };
        let found = rolling(&park, &[Some(100), Some(0), Some(0), Some(-200)]);
        // 100 develop 3 mu; they bring 120 and tax 6 the year after: 136 develop 4; those bring 160 and tax 14: 190, 3 left.
        let short: Vec<_> = found.iter().map(|own| (own.developed, own.sold, own.tax, own.closing, own.left)).collect();
        assert_eq!(short, [(3, 0, 0, 10, 7), (4, 120, 6, 16, 3), (3, 160, 14, 100, 0), (0, 120, 20, 40, 0)]);
        assert!(found.iter().all(|own| own.bridged == 0));
        assert_eq!(
            rolling(&park, &[Some(-25), None, Some(1)]),
            [Year { planned: -25, bridged: 25, left: 10, ..Year::default() }]
        );
    }

    proptest! {
        #[test]
        fn the_balance_is_never_negative_and_closes(
            land in 0i64..50, cost in 1i64..100, price in 0i64..150, tax in 0i64..30, kept in 0i64..=10,
            planned in prop::collection::vec(-500i64..500, 1..15),
        ) {
            let park = Park { land, cost, price, tax, retained: Ratio::new(i128::from(kept), 10).unwrap() };
            let years = rolling(&park, &planned.iter().map(|own| Some(*own)).collect::<Vec<_>>());
            prop_assert_eq!(years.len(), planned.len());
            let mut opening = 0;
            for year in &years {
                prop_assert_eq!(year.opening, opening);
                prop_assert!(year.closing >= 0 && year.bridged >= 0 && year.developed >= 0);
                prop_assert_eq!(opening + year.planned + year.sold + year.tax + year.bridged - year.spent, year.closing);
                // Money lies idle only where it does not develop another mu.
                prop_assert!(year.left == 0 || year.closing < cost);
                opening = year.closing;
            }
            prop_assert_eq!(years.iter().map(|own| own.developed).sum::<i64>() + years.last().unwrap().left, land);
        }
    }
}
