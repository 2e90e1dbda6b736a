//! Pools whose income is divided: patents that several hold, a result whose makers got their rights first, a lead whose credit
//! several share, a company whose team earns its shares over time. What comes in goes out, to the last minor unit.

use crate::deal_form::{CURRENCY, PERIOD, money};
use crate::form::{choice, number, words, words_given};
use crate::money::{Ratio, Remainder, Shares};
use jiff::civil::Date;
use liantu_model::Method;
use liantu_model::method::Input;
use liantu_model::text::text;

/// The declaration.
pub const POOLS: Method = Method {
    id: "pool_division",
    version: 1,
    study: "cooperation",
    title: text("池内收益分配", "Division of the income of pools"),
    question: text(
        "专利池、赋权成果、团队持股的公司或联合线索的收入，各权利人各得多少？",
        "What does each holder get of the income of a patent pool, a result with divided rights, a company that its team holds shares of, or a joint lead?",
    ),
    formula: text(
        "有资产名的收入按该资产的份额分配；无资产名的收入按整个池的份额分配。份额分期归属者，按收入时期之末已满的月数 m 计：m < 悬崖期为零，否则 min(m, 归属月数) / 归属月数；未归属部分由各方按已归属份额分享。各方之和恰为收入，余数给舍去最多者。",
        "Income of an asset goes by the shares in that asset, income without asset by the shares in the pool as a whole. A share that is earned over time counts by the whole months m up to the end of the period of the income: nothing before the cliff, then min(m, months) / months; what is not earned yet goes to all by what they have earned. Parts add up to the income exactly; what division leaves goes to whose fraction was cut most.",
    ),
    limits: text(
        "份额合计不为 1、没有份额、有归属月数而无起始日、或无人已归属者，其收入不分配并报告。未知收入不分配。负收入（退还）照同样比例分配。",
        "Where shares do not add up to 1, there are none, one is earned from an unknown day, or nobody has earned anything yet, income is not divided and that is reported. Unknown income is not divided. Negative income (repayment) is divided alike.",
    ),
    reference: "Lerner, J., Tirole, J. (2004). Efficient patent pools. American Economic Review 94(3), 691–711.",
    aliases: &[
        "patent_pool",
        "royalty",
        "专利池",
        "先赋权后转化",
        "联合招商分成",
        "vesting",
        "cap_table",
        "团队持股",
        "股权归属",
    ],
    inputs: &[
        Input {
            table: "pool_share",
            columns: &["pool", "asset", "holder", "share", "start", "vesting_months", "cliff_months"],
            optional: false,
        },
        Input { table: "pool_income", columns: &["pool", "asset", "period", "value", "unit"], optional: false },
    ],
    parameters: &[
        words_given("pool", "池", "Pool", "只看这一池；空白为全部", "Only this pool; all where absent"),
        choice("by", &["income", "holder"], "输出", "By", "逐笔收入，或按权利人合计", "Each income, or sums by holder"),
    ],
    outputs: &[
        words("pool", "池", "Pool", "池", "The pool").required(),
        words("asset", "资产", "Asset", "资产", "The asset"),
        PERIOD,
        words("holder", "权利人", "Holder", "权利人", "The holder").required(),
        words("share", "份额", "Share", "份额", "The share"),
        number("earned", "已归属", "Earned", "份额中已归属的部分，0 到 1", "How much of the share is earned, 0 to 1"),
        money("income", "收入", "Income", "所分配的收入", "The income that is divided"),
        money("amount", "所得", "Amount", "权利人所得", "What the holder gets"),
        CURRENCY,
    ],
};

/// Why income is not divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undivided {
    /// Nobody has a share in it.
    Nobody,
    /// Shares do not add up to 1, or one is negative.
    Shares,
    /// Nobody has earned any of it yet, or it is not known since when somebody earns it.
    Unearned,
}

/// How a share is earned over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vesting {
    /// Since when; unknown where absent.
    pub start: Option<Date>,
    /// Over how many months.
    pub months: i64,
    /// Nothing before so many.
    pub cliff: i64,
}

impl Vesting {
    /// How much of it is earned before `day`.
    pub fn earned(&self, day: Date) -> Option<Ratio> {
        let start = self.start?;
        let between = i64::from(day.year() - start.year()) * 12 + i64::from(day.month() - start.month());
        let whole = (between - i64::from(day.day() < start.day())).max(0);
        if whole < self.cliff {
            return Some(Ratio::ZERO);
        }
        if whole >= self.months { Some(Ratio::ONE) } else { Ratio::new(whole.into(), self.months.into()) }
    }
}

/// The parts of holders with these shares, of each of which so much is earned, in `minor`; they add up to it.
pub fn divide(shares: &[(Ratio, Option<Ratio>)], minor: i64) -> Result<Vec<i64>, Undivided> {
    if shares.is_empty() {
        return Err(Undivided::Nobody);
    }
    let sum = shares.iter().try_fold(Ratio::ZERO, |sum, (share, _)| sum.plus(*share));
    // A negative share is wrong even while none of it is earned.
    if sum != Some(Ratio::ONE) || shares.iter().any(|(share, _)| share.is_negative()) {
        return Err(Undivided::Shares);
    }
    let earned: Option<Vec<Ratio>> = shares.iter().map(|(share, earned)| share.times((*earned)?)).collect();
    let earned = earned.filter(|own| own.iter().any(|own| *own != Ratio::ZERO)).ok_or(Undivided::Unearned)?;
    Shares::new(&earned, Remainder::Largest).map(|shares| shares.split(minor)).map_err(|_| Undivided::Shares)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shares(list: &[&str]) -> Vec<(Ratio, Option<Ratio>)> {
        list.iter().map(|text| (Ratio::parse(text).unwrap(), Some(Ratio::ONE))).collect()
    }

    #[test]
    fn thirds_of_a_yuan_and_shares_that_do_not_add_up() {
        assert_eq!(divide(&shares(&["1/3", "1/3", "1/3"]), 100), Ok(vec![34, 33, 33]));
        assert_eq!(divide(&shares(&["70%", "0.3"]), -1000), Ok(vec![-700, -300]));
        assert_eq!(divide(&shares(&["0.7", "0.2"]), 1000), Err(Undivided::Shares));
        assert_eq!(divide(&[], 1000), Err(Undivided::Nobody));
    }

    /// A company of two backers (40 and 20 per cent) and its team (40, over four years with a cliff of one).
    #[test]
    fn a_team_earns_its_shares_month_by_month() {
        let start: Date = "2020-03-15".parse().unwrap();
        let team = Vesting { start: Some(start), months: 48, cliff: 12 };
        let at = |day: &str| team.earned(day.parse().unwrap());
        let part = |months| Ratio::new(months, 48);
        let found = ["2019-01-01", "2021-03-14", "2021-03-15", "2022-04-14", "2022-04-15", "2024-03-15", "2030-01-01"];
        let wanted = [part(0), part(0), part(12), part(24), part(25), Some(Ratio::ONE), Some(Ratio::ONE)];
        assert_eq!(found.map(at), wanted);
        let of = |earned: Option<Ratio>| {
            let own = shares(&["0.4", "0.2", "0.4"]);
            divide(&[own[0], own[1], (own[2].0, earned)], 1000)
        };
        assert_eq!(of(at("2020-12-31")), Ok(vec![667, 333, 0]), "nothing of it is earned before the cliff");
        // Half of 40 beside 40 and 20.
        assert_eq!(of(at("2022-03-15")), Ok(vec![500, 250, 250]));
        assert_eq!(of(at("2024-03-15")), Ok(vec![400, 200, 400]));
        assert_eq!(of(Vesting { start: None, ..team }.earned(start)), Err(Undivided::Unearned));
        let all = [(Ratio::ONE, at("2020-12-31"))];
        assert_eq!(divide(&all, 1000), Err(Undivided::Unearned));
        let less = [(Ratio::new(3, 2).unwrap(), Some(Ratio::ONE)), (Ratio::new(-1, 2).unwrap(), at("2020-12-31"))];
        assert_eq!(divide(&less, 1000), Err(Undivided::Shares), "less than nothing, though not earned yet");
    }

    proptest! {
        #[test]
        fn what_comes_in_goes_out(held in prop::collection::vec((0i128..1000, 0i128..=48), 1..9), minor in any::<i32>()) {
            let sum: i128 = held.iter().map(|own| own.0).sum();
            let total: i128 = held.iter().map(|own| own.0 * own.1).sum();
            prop_assume!(total > 0);
            let shares: Vec<(Ratio, Option<Ratio>)> =
                held.iter().map(|own| (Ratio::new(own.0, sum).unwrap(), Ratio::new(own.1, 48))).collect();
            let parts = divide(&shares, minor.into()).unwrap();
            prop_assert_eq!(parts.iter().sum::<i64>(), i64::from(minor));
            for (part, own) in parts.iter().zip(&held) {
                let exact = f64::from(minor) * (own.0 * own.1) as f64 / total as f64;
                prop_assert!((*part as f64 - exact).abs() < 1.0 + 1e-6);
            }
        }
    }
}
