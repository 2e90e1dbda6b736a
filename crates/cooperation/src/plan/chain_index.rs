//! An index that is chained: whoever enters or leaves, whatever is issued, the level only follows prices.

use crate::deal_form::{day, integer};
use crate::form::{number, number_given, words, words_given};
use jiff::civil::Date;
use liantu_model::Method;
use liantu_model::method::Input;
use liantu_model::text::text;
use std::collections::BTreeMap;

/// The declaration.
pub const CHAIN_INDEX: Method = Method {
    id: "chain_index",
    version: 1,
    study: "cooperation",
    title: text("链式指数计算", "Chained index"),
    question: text(
        "一个区域的证券指数逐日是多少，成分调整时是否连续，调整有多大？",
        "What is the level of an index of the securities of an area day by day, is it continuous when what it holds changes, and how large was the change?",
    ),
    formula: text(
        "第 t 日点位 L_t = L_s · Σ p_t u_s / Σ p_s u_s，s 为上一个可计算之日，u_s 为自 s 日收盘起持有的股本。成分或股本在 t 日收盘后调整，除数 D_t = Σ p_t u_t / L_t 随之改变，点位不变。换手 = ½ Σ |w_t − w_t⁻|，w 为调整后与调整前按 p_t 计的权重。首日为基点。",
        "Level on day t: L_t = L_s · Σ p_t u_s / Σ p_s u_s, s the last day before that could be computed and u_s the units held from its close on. When units or members change at the close of t, the divisor D_t = Σ p_t u_t / L_t changes and the level does not. Turnover = ½ Σ |w_t − w_t⁻|, weights at p_t after and before the change. The first day has the base level.",
    ),
    limits: text(
        "价格指数：不计股息。某日有成分没有价格，该日点位为空，下一个价格齐全之日接上；若当日还要调整成分，或调入者没有价格，链条断开，其后为空。价格须已除权；货币须一致。",
        "A price index: dividends are left out. Where a member has no price the level of the day is null, and the next day with all prices joins on; if what it holds changes on such a day, or who enters has no price, the chain breaks and the rest is null. Prices have to be adjusted for splits and of one currency.",
    ),
    reference: "IMF (2004). Producer Price Index Manual, ch. 9 (chaining). S&P Dow Jones Indices (2023). Index Mathematics Methodology (divisors).",
    aliases: &["index_calculation", "laspeyres", "divisor", "指数编制", "链式指数", "科创走廊指数"],
    inputs: &[Input { table: "quote", columns: &["index", "security", "date", "price", "units"], optional: false }],
    parameters: &[
        words_given("index", "指数", "Index", "只看这一指数；空白为全部", "Only this index; all where absent"),
        number_given("base", (1e-6, 1e9), Some("1000"), "基点", "Base", "首日的点位", "Level of the first day"),
    ],
    outputs: &[
        words("index", "指数", "Index", "指数", "The index").required(),
        day("day", "日期", "Day", "交易日", "The day").required(),
        number("level", "点位", "Level", "收盘点位", "Level at the close"),
        number("change", "涨跌", "Change", "较上一个可计算之日", "Against the last day before that could be computed"),
        integer("members", "成分数", "Members", "收盘后持有几只", "How many it holds after the close"),
        integer("entered", "调入", "Entered", "当日收盘后调入", "Entered at the close"),
        integer("left", "调出", "Left", "当日收盘后调出", "Left at the close"),
        number("divisor", "除数", "Divisor", "收盘后的除数", "Divisor after the close"),
        number("turnover", "换手", "Turnover", "调整的权重", "Weight that the change moved"),
    ],
};

/// What is known of a security on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quote {
    /// Closing price.
    pub price: Option<f64>,
    /// Units held from the close on; `None` as before.
    pub units: Option<f64>,
}

/// An index on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The day.
    pub day: Date,
    /// Its level.
    pub level: Option<f64>,
    /// Relative change since the last day with a level.
    pub change: Option<f64>,
    /// How many securities it holds after the close.
    pub members: usize,
    /// How many entered and left at the close.
    pub moved: (usize, usize),
    /// Value of what it holds after the close, a point.
    pub divisor: Option<f64>,
    /// Weight that the change at the close moved; `None` where nothing changed or it cannot be told.
    pub turnover: Option<f64>,
}

/// Values of what is held, by security; `None` where a price is unknown.
fn values(held: &BTreeMap<u32, f64>, quotes: &BTreeMap<u32, Quote>) -> Option<BTreeMap<u32, f64>> {
    held.iter().map(|(security, units)| Some((*security, units * quotes.get(security)?.price?))).collect()
}

fn sum(values: &BTreeMap<u32, f64>) -> f64 {
    values.values().sum()
}

/// The days of an index, by what is known of its securities, from a base level on the first day on which it holds anything.
pub fn chain(days: &BTreeMap<Date, BTreeMap<u32, Quote>>, base: f64) -> Vec<Reading> {
    let mut held: BTreeMap<u32, f64> = BTreeMap::new();
    // The last level and what the index then held was worth.
    let mut last: Option<(f64, f64)> = None;
    let mut broken = false;
    let mut readings = Vec::new();
    for (&day, quotes) in days {
        let before = values(&held, quotes);
        let level = match (&before, last) {
            (Some(before), Some((level, worth))) if !broken && worth > 0.0 => Some(level * sum(before) / worth),
            _ => None,
        };
        // Nothing has no change, no divisor and no weights.
        let change = level.zip(last).filter(|(_, (then, _))| *then > 0.0).map(|(level, (then, _))| level / then - 1.0);
        let mut after = held.clone();
        for (&security, quote) in quotes {
            match quote.units {
                Some(0.0) => drop(after.remove(&security)),
                Some(units) => drop(after.insert(security, units)),
                None => {}
            }
        }
        let moved = (
            after.keys().filter(|own| !held.contains_key(own)).count(),
            held.keys().filter(|own| !after.contains_key(own)).count(),
        );
        let altered = after != held;
        let first = last.is_none() && !broken;
        held = after;
        let worth = values(&held, quotes);
        let begins = first && worth.as_ref().is_some_and(|worth| sum(worth) > 0.0);
        let level = if begins { Some(base) } else { level };
        let turnover = match (&before, &worth) {
            (Some(before), Some(worth)) if altered && !first && sum(before) > 0.0 && sum(worth) > 0.0 => {
                let (old, new) = (sum(before), sum(worth));
                let part = |of: &BTreeMap<u32, f64>, all: f64, own: &u32| of.get(own).map_or(0.0, |value| value / all);
                let mut names: Vec<&u32> = before.keys().chain(worth.keys()).collect();
                names.sort_unstable();
                names.dedup();
                Some(
                    names.into_iter().map(|own| (part(before, old, own) - part(worth, new, own)).abs()).sum::<f64>()
                        / 2.0,
                )
            }
            _ => None,
        };
        match (level, worth.as_ref().map(sum)) {
            (Some(level), Some(worth)) => last = Some((level, worth)),
            // What it holds has changed, at a value that is not known: nothing later can be joined on.
            _ => broken |= altered && !first,
        }
        let divisor = level.filter(|level| *level > 0.0).zip(worth).map(|(level, worth)| sum(&worth) / level);
        readings.push(Reading { day, level, change, members: held.len(), moved, divisor, turnover });
    }
    readings
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quote(price: f64, units: Option<f64>) -> Quote {
        Quote { price: (price > 0.0).then_some(price), units }
    }

    fn days(list: Vec<Vec<(u32, Quote)>>) -> BTreeMap<Date, BTreeMap<u32, Quote>> {
        let first: Date = "2024-01-01".parse().unwrap();
        let day = |n: i64| first.checked_add(jiff::Span::new().days(n)).unwrap();
        (0..).zip(list).map(|(n, quotes)| (day(n), quotes.into_iter().collect())).collect()
    }

    /// Two shares, one of which is replaced by a third at the close of the third day.
    #[test]
    fn an_index_goes_on_where_its_members_change() {
        let found = chain(
            &days(vec![
                vec![(0, quote(10.0, Some(100.0))), (1, quote(20.0, Some(50.0)))],
                vec![(0, quote(11.0, None)), (1, quote(20.0, None))],
                vec![(0, quote(12.0, None)), (1, quote(18.0, Some(0.0))), (2, quote(40.0, Some(45.0)))],
                vec![(0, quote(12.0, None)), (1, quote(9.0, None)), (2, quote(44.0, None))],
            ]),
            1000.0,
        );
        let levels: Vec<f64> = found.iter().map(|own| own.level.unwrap()).collect();
        // 2000, 2100, 2100; then 3000 are held, of which 3180 is made.
        assert_eq!(levels, [1000.0, 1050.0, 1050.0, 1113.0]);
        assert_eq!((found[2].moved, found[2].members), ((1, 1), 2));
        assert!((found[2].divisor.unwrap() - 3000.0 / 1050.0).abs() < 1e-12 && found[1].divisor == Some(2.0));
        // 1200 and 900 of 2100 became 1200 and 1800 of 3000.
        let turnover = ((1200.0 / 2100.0 - 0.4f64).abs() + 900.0 / 2100.0 + 0.6) / 2.0;
        assert!((found[2].turnover.unwrap() - turnover).abs() < 1e-12);
        assert_eq!((found[0].change, found[0].turnover, found[3].turnover), (None, None, None));
    }

    #[test]
    fn a_day_without_a_price_is_bridged_and_a_change_on_it_is_not() {
        let with = |third: Quote| {
            let list = vec![
                vec![(0, quote(10.0, Some(1.0))), (1, quote(10.0, Some(1.0)))],
                vec![(0, quote(0.0, None)), (1, third)],
                vec![(0, quote(15.0, None)), (1, quote(10.0, None))],
            ];
            chain(&days(list), 100.0).iter().map(|own| own.level).collect::<Vec<_>>()
        };
        assert_eq!(with(quote(11.0, None)), [Some(100.0), None, Some(125.0)]);
        assert_eq!(with(quote(11.0, Some(2.0))), [Some(100.0), None, None]);
        // Who enters without a price breaks the chain, too, but not the level of the day.
        let list = vec![
            vec![(0, quote(10.0, Some(1.0)))],
            vec![(0, quote(12.0, None)), (1, quote(0.0, Some(1.0)))],
            vec![(0, quote(12.0, None)), (1, quote(5.0, None))],
        ];
        let levels: Vec<_> = chain(&days(list), 100.0).iter().map(|own| own.level).collect();
        assert_eq!(levels, [Some(100.0), Some(120.0), None]);
    }

    #[test]
    fn what_is_worth_nothing_is_no_base_and_has_no_change() {
        let nothing = |units| Quote { price: Some(0.0), units };
        let list = vec![
            vec![(0, nothing(Some(1.0)))],
            vec![(0, quote(10.0, None))],
            vec![(0, nothing(None)), (1, quote(5.0, Some(1.0)))],
            vec![(0, nothing(None)), (1, quote(6.0, None))],
        ];
        let found = chain(&days(list), 100.0);
        let told: Vec<_> = found.iter().map(|own| (own.level, own.change, own.divisor, own.turnover)).collect();
        let wanted = [
            (None, None, None, None),
            (Some(100.0), None, Some(0.1), None),
            (Some(0.0), Some(-1.0), None, None),
            (Some(0.0), None, None, None),
        ];
        assert_eq!(told, wanted);
    }

    proptest! {
        /// Whatever enters, leaves or is issued at a close, the level of that day is the same as without; prices that all move
        /// alike move the level alike.
        #[test]
        fn what_it_holds_does_not_move_the_level(
            prices in prop::collection::vec(prop::collection::vec(1.0f64..100.0, 5), 3..12), changes in prop::collection::vec((0usize..12, 0u32..5, 0.0f64..50.0), 0..10),
        ) {
            let build = |until: usize| {
                let mut list: Vec<Vec<(u32, Quote)>> = prices.iter().map(|prices| (0..5).zip(prices).map(|(n, price)| (n, quote(*price, None))).collect()).collect();
                list[0].iter_mut().for_each(|own| own.1.units = Some(10.0));
                for &(day, security, units) in changes.iter().filter(|own| own.0 > 0 && own.0 < list_end(&prices, until)) {
                    list[day][security as usize].1.units = Some(if units < 10.0 && security > 0 { 0.0 } else { units.max(1.0) });
                }
                chain(&days(list), 1000.0)
            };
            let whole = build(prices.len());
            for day in 1..prices.len() {
                // Without what changes at the close of this day or later.
                let some = build(day);
                prop_assert!((some[day].level.unwrap() / whole[day].level.unwrap() - 1.0).abs() < 1e-12);
            }
            let product: f64 = whole.iter().filter_map(|own| own.change).map(|change| 1.0 + change).product();
            prop_assert!((product * 1000.0 / whole.last().unwrap().level.unwrap() - 1.0).abs() < 1e-9);
        }
    }

    fn list_end(prices: &[Vec<f64>], until: usize) -> usize {
        prices.len().min(until)
    }
}
