//! What a share of future taxes may be worth: random paths of the tax, with intervals.

use super::promise::{critical_discount, reaches};
use crate::form::{choice, count_given, number, number_given, words};
use liantu_model::Method;
use liantu_model::text::text;
use liantu_numeric::distribution::normal_quantile;
use liantu_numeric::{chunked, uniform};

/// The declaration.
pub const METHOD: Method = Method {
    id: "tax_outlook",
    version: 2,
    study: "cooperation",
    title: text("分成前景模拟", "Outlook of a share"),
    question: text(
        "未来税收不确定时，分成每年大约有多少、上下差多少，值多少现值？",
        "When future taxes are uncertain, about how much does a share bring each year, within which bounds, and what is it worth today?",
    ),
    formula: text(
        "T_0 为现在的税收，T_t = T_{t−1}·G_t，G_t 独立同分布。normal：G = 1 + N(growth, volatility²)，不小于零；lognormal：ln G ~ N(ln(1+growth) − volatility²/2, volatility²)，均值为 1+growth；uniform：G 在 1 + growth ± √3·volatility 上均匀，不小于零；none：没有随机。应付 s_t = σ·max(0, T_t − base)。现值按 discount 折现。每年报告税收与应付的均值、标准误、中位数与 level 的中心区间；broken 为到该年为止按重复博弈守不住承诺（见 promise_sustainability，按当年税收计）的路径比例。",
        "T_0 is the tax now and T_t = T_{t−1}·G_t with independent G_t. normal: G = 1 + N(growth, volatility²), not below zero; lognormal: ln G ~ N(ln(1+growth) − volatility²/2, volatility²), with mean 1+growth; uniform: G uniform on 1 + growth ± √3·volatility, not below zero; none: nothing random. Owed: s_t = σ·max(0, T_t − base). Present values with discount. For each year the mean, its standard error, the median and the central interval of level, of the tax and of what is owed; broken is the part of the paths on which by that year the promise did not pay to keep (see promise_sustainability, at the tax of the year).",
    ),
    limits: text(
        "结果取决于所选分布与参数，不是预测。路径由种子决定，同一种子结果相同，与线程数无关。税基不变，税率与政策不变，各年增长相互独立；真实税收有周期与共同冲击，区间因此偏窄。守约判断忽略当年之后的增长。",
        "It follows from the distribution and the parameters chosen and is no forecast. Paths follow from the seed and are the same at any number of threads. Rates and policies stay, years are independent of each other; real taxes have cycles and common shocks, so that the intervals are on the narrow side. Whether the promise is kept ignores growth after the year.",
    ),
    reference: "Glasserman, P. (2003). Monte Carlo Methods in Financial Engineering. Springer.",
    aliases: &["monte_carlo", "蒙特卡洛", "税收模拟", "分成模拟"],
    inputs: &[],
    parameters: &[
        number_given("tax", (0.0, 1e15), None, "现在的税收", "Tax", "第 0 期税收 T_0", "Tax of period 0, T_0"),
        number_given(
            "base",
            (0.0, 1e15),
            Some("0"),
            "基数",
            "Base",
            "冻结的基数，只分享增量；0 为全额",
            "The frozen base; 0: all of the tax is shared",
        ),
        number_given("share", (0.0, 1.0), None, "分成", "Share", "应付对方的比例 σ", "The part owed to the partner, σ"),
        number_given("growth", (-0.99, 10.0), Some("0"), "平均增长率", "Mean growth", "每年", "A year"),
        number_given(
            "volatility",
            (0.0, 10.0),
            Some("0.1"),
            "波动率",
            "Volatility",
            "年增长率的标准差",
            "Standard deviation of a year's growth",
        ),
        choice(
            "distribution",
            &["lognormal", "normal", "uniform", "none"],
            "分布",
            "Distribution",
            "年增长的分布",
            "Of a year's growth",
        ),
        count_given("years", (1, 100), Some("10"), "年数", "Years", "模拟几年", "How many years"),
        number_given("discount", (-0.5, 10.0), Some("0.04"), "折现率", "Discount rate", "每年", "A year"),
        number_given(
            "level",
            (0.01, 0.999),
            Some("0.9"),
            "区间水平",
            "Level",
            "中心区间包含的比例",
            "The part that the central interval holds",
        ),
        number_given(
            "fallback",
            (0.0, 1e15),
            Some("0"),
            "中止后收入",
            "Fallback",
            "合作中止后承接地每年的收入，用于判断守约；0 且 patience 为 0 时不判断",
            "The host's yearly income after cooperation has ended, for judging whether the promise is kept",
        ),
        number_given(
            "patience",
            (0.0, 0.999_999),
            Some("0"),
            "贴现因子",
            "Discount factor",
            "承接地的耐心，用于判断守约；0 为不判断",
            "The host's patience, for judging whether the promise is kept; 0: not judged",
        ),
        count_given("draws", (2, 10_000_000), Some("10000"), "路径数", "Draws", "模拟多少条路径", "How many paths"),
        count_given("seed", (0, i64::MAX), Some("1"), "种子", "Seed", "随机种子", "Seed of the draws"),
    ],
    outputs: &[
        words("year", "年", "Year", "1、2、…；present_value 为现值", "1, 2, …; present_value: of all years today")
            .required(),
        number("tax_mean", "税收均值", "Mean tax", "各路径平均", "Over the paths"),
        number("tax_low", "税收下限", "Tax, low", "区间下限", "Lower bound of the interval"),
        number("tax_high", "税收上限", "Tax, high", "区间上限", "Upper bound of the interval"),
        number("owed_mean", "应付均值", "Mean owed", "分给对方", "To the partner"),
        number("owed_error", "标准误", "Standard error", "应付均值的标准误", "Of the mean owed"),
        number("owed_low", "应付下限", "Owed, low", "区间下限", "Lower bound of the interval"),
        number("owed_median", "应付中位数", "Owed, median", "各路径的中位数", "Over the paths"),
        number("owed_high", "应付上限", "Owed, high", "区间上限", "Upper bound of the interval"),
        number(
            "nothing",
            "无可分的可能",
            "Nothing to share",
            "当年没有增量的路径比例",
            "Part of the paths without anything to share that year",
        ),
        number(
            "broken",
            "守不住的可能",
            "Broken",
            "到该年为止守不住的路径比例；不判断时空白",
            "Part of the paths on which it did not pay to keep by that year; null where not judged",
        ),
    ],
};

/// How the tax of a year follows from that of the year before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// Logarithmic growth is normal.
    Lognormal,
    /// Growth is normal, and what would be below nothing is nothing.
    Normal,
    /// Growth is uniform, and what would be below nothing is nothing.
    Uniform,
    /// Nothing is random.
    None,
}

/// What is to be shared, and what is assumed of the future.
#[derive(Clone, Copy, Debug)]
pub struct Outlook {
    /// Tax now.
    pub tax: f64,
    /// The part of it that is not shared.
    pub base: f64,
    /// The part of the rest that is owed.
    pub share: f64,
    /// Mean growth of a year.
    pub growth: f64,
    /// Standard deviation of the growth of a year.
    pub volatility: f64,
    /// Its distribution.
    pub distribution: Growth,
    /// Years ahead.
    pub years: usize,
    /// Discount rate of a year.
    pub discount: f64,
    /// The part that the central interval holds.
    pub level: f64,
    /// The host's income after cooperation has ended, and its discount factor; `None`: not judged.
    pub temptation: Option<(f64, f64)>,
}

/// A year, or the present value of all of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Year {
    /// Mean, low and high of the tax.
    pub tax: [f64; 3],
    /// Mean, standard error, low, median and high of what is owed.
    pub owed: [f64; 5],
    /// Part of the paths with nothing to share.
    pub nothing: f64,
    /// Part of the paths on which it did not pay to keep the promise by then; NaN where not judged.
    pub broken: f64,
}

/// Simulates `draws` paths: one row for each year, then that of the present values.
pub fn tax_outlook(outlook: &Outlook, draws: usize, seed: u64) -> Vec<Year> {
    let years = outlook.years;
    // For each path: taxes, amounts owed, the year from which it did not pay; in chunks whose borders depend on the data.
    let paths = chunked(draws, 1 << 10, |range| range.map(|path| walk(outlook, seed, path as u64)).collect::<Vec<_>>())
        .concat();
    let discounted = |year: usize| (1.0 + outlook.discount).powf(-(year as f64 + 1.0));
    let present =
        |list: &[f64]| liantu_numeric::sum(list.iter().enumerate().map(|(year, amount)| amount * discounted(year)));
    let column = |of: &dyn Fn(&Path) -> f64| -> Vec<f64> {
        let mut values: Vec<f64> = paths.iter().map(of).collect();
        values.sort_unstable_by(f64::total_cmp);
        values
    };
    let part = |of: &dyn Fn(&Path) -> bool| paths.iter().filter(|path| of(path)).count() as f64 / draws as f64;
    let judged = outlook.temptation.is_some();
    let row = |taxes: &[f64], owed: &[f64], nothing: f64, broken: f64| {
        let (low, high) = ((1.0 - outlook.level) / 2.0, f64::midpoint(1.0, outlook.level));
        let (tax_mean, _) = moments(taxes);
        let (mean, error) = moments(owed);
        Year {
            tax: [tax_mean, quantile(taxes, low), quantile(taxes, high)],
            owed: [mean, error, quantile(owed, low), quantile(owed, 0.5), quantile(owed, high)],
            nothing,
            broken: if judged { broken } else { f64::NAN },
        }
    };
    let mut rows: Vec<Year> = (0..years)
        .map(|year| {
            let nothing = part(&|path| path.taxes[year] <= outlook.base);
            let broken = part(&|path| path.broken.is_some_and(|first| first <= year));
            row(&column(&|path| path.taxes[year]), &column(&|path| path.owed[year]), nothing, broken)
        })
        .collect();
    let nothing = part(&|path| path.owed.iter().all(|owed| *owed <= 0.0));
    let broken = part(&|path| path.broken.is_some());
    rows.push(row(&column(&|path| present(&path.taxes)), &column(&|path| present(&path.owed)), nothing, broken));
    rows
}

#[derive(Clone)]
struct Path {
    taxes: Vec<f64>,
    owed: Vec<f64>,
    broken: Option<usize>,
}

fn walk(outlook: &Outlook, seed: u64, path: u64) -> Path {
    let (mut tax, mut broken) = (outlook.tax, None);
    let (mut taxes, mut owed) = (Vec::with_capacity(outlook.years), Vec::with_capacity(outlook.years));
    let (mean, spread) = (1.0 + outlook.growth, outlook.volatility);
    for year in 0..outlook.years {
        let draw = uniform(seed, path.wrapping_mul(128) + year as u64);
        // Never quite zero or one, where the quantile is infinite.
        let normal = || normal_quantile(draw.clamp(1e-16, 1.0 - 1e-16));
        tax *= match outlook.distribution {
            Growth::None => mean,
            Growth::Lognormal => mean * (spread * normal() - spread * spread / 2.0).exp(),
            Growth::Normal => (mean + spread * normal()).max(0.0),
            Growth::Uniform => (mean + spread * 3f64.sqrt() * (2.0 * draw - 1.0)).max(0.0),
        };
        let due = outlook.share * (tax - outlook.base).max(0.0);
        if let Some((fallback, patience)) = outlook.temptation {
            let critical = critical_discount(due, tax - fallback);
            if broken.is_none() && !critical.is_some_and(|critical| reaches(patience, critical)) {
                broken = Some(year);
            }
        }
        taxes.push(tax);
        owed.push(due);
    }
    Path { taxes, owed, broken }
}

/// The mean and its standard error.
fn moments(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = liantu_numeric::sum(values.iter().copied()) / count;
    let squares = liantu_numeric::sum(values.iter().map(|value| (value - mean).powi(2)));
    (mean, (squares / (count - 1.0) / count).sqrt())
}

/// The quantile of sorted values, linear between neighbours (type 7 of Hyndman and Fan 1996).
#[expect(clippy::cast_sign_loss, reason = "a place in a list is not negative")]
fn quantile(sorted: &[f64], part: f64) -> f64 {
    let place = part * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    below + (above - below) * (place - place.floor())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outlook(distribution: Growth) -> Outlook {
        Outlook {
            tax: 100.0,
            base: 90.0,
            share: 0.5,
            growth: 0.1,
            volatility: 0.2,
            distribution,
            years: 3,
            discount: 0.0,
            level: 0.9,
            temptation: None,
        }
    }

    #[test]
    fn without_chance_it_is_the_growth_alone() {
        let rows = tax_outlook(&outlook(Growth::None), 4, 1);
        let owed: Vec<f64> = rows.iter().map(|row| row.owed[0]).collect();
        for (found, expected) in owed.iter().zip([10.0, 15.5, 21.55, 47.05]) {
            assert!((found - expected).abs() < 1e-9, "{owed:?}");
        }
        assert!(rows.iter().all(|row| row.owed[1].abs() < 1e-9 && row.broken.is_nan()));
    }

    #[test]
    fn means_and_quantiles_are_those_of_the_distribution() {
        for kind in [Growth::Lognormal, Growth::Normal, Growth::Uniform] {
            let rows = tax_outlook(&Outlook { base: 0.0, ..outlook(kind) }, 40_000, 7);
            for (year, row) in rows[..3].iter().enumerate() {
                let mean = 100.0 * 1.1f64.powf(year as f64 + 1.0);
                assert!((row.owed[0] - mean / 2.0).abs() < 5.0 * row.owed[1], "{kind:?} {row:?}");
            }
        }
        let rows = tax_outlook(&outlook(Growth::Lognormal), 40_000, 7);
        // ln(T/100) ~ N(ln 1.1 − 0.02, 0.04): the 5 % quantile of the first year.
        let low = 110.0 * (-0.02f64 - 0.2 * 1.644_853_6).exp();
        assert!((rows[0].tax[1] - low).abs() < 0.5, "{} {low}", rows[0].tax[1]);
        let nothing = liantu_numeric::distribution::normal_cdf(((90.0f64 / 110.0).ln() + 0.02) / 0.2);
        assert!((rows[0].nothing - nothing).abs() < 0.01);
    }

    #[test]
    fn the_same_at_any_number_of_threads() {
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| tax_outlook(&outlook(Growth::Normal), 5000, 3))
        };
        let bits = |rows: Vec<Year>| rows.iter().flat_map(|row| row.owed.map(f64::to_bits)).collect::<Vec<_>>();
        assert_eq!(bits(run(1)), bits(run(4)));
    }

    #[test]
    fn a_park_that_can_stand_alone_breaks_its_promise() {
        let tempted = Outlook { temptation: Some((60.0, 0.99)), base: 0.0, ..outlook(Growth::None) };
        // σT/(T−d) = 55/50 > 1 in the first year: never kept from then on.
        let rows = tax_outlook(&tempted, 2, 1);
        assert!(rows.iter().all(|row| row.broken == 1.0));
        let kept = Outlook { temptation: Some((30.0, 0.9)), ..tempted };
        let edge = Outlook { temptation: Some((0.0, 0.07)), share: 0.07, ..tempted };
        assert!(tax_outlook(&edge, 2, 1).iter().all(|row| row.broken == 0.0), "at the boundary it is kept");
        assert!(tax_outlook(&kept, 2, 1).iter().all(|row| row.broken == 0.0));
    }
}
