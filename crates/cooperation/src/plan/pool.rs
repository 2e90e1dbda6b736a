//! Pools whose income is divided: patents that several hold, a result whose makers got their rights first, a lead whose credit
//! several share. What comes in goes out, to the last minor unit.

use crate::deal_form::{CURRENCY, PERIOD, money};
use crate::form::{choice, words, words_given};
use crate::money::{Ratio, Remainder, Shares};
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
        "专利池、赋权成果或联合线索的收入，各权利人各得多少？",
        "What does each holder get of the income of a patent pool, a result with divided rights, or a joint lead?",
    ),
    formula: text(
        "有资产名的收入按该资产的份额分配；无资产名的收入按整个池的份额分配。各方之和恰为收入，余数给舍去最多者。",
        "Income of an asset goes by the shares in that asset, income without asset by the shares in the pool as a whole. Parts add up to the income exactly; what division leaves goes to whose fraction was cut most.",
    ),
    limits: text(
        "份额合计不为 1，或没有份额者，其收入不分配并报告。未知收入不分配。负收入（退还）照同样比例分配。",
        "Where shares do not add up to 1, or there are none, income is not divided and that is reported. Unknown income is not divided. Negative income (repayment) is divided alike.",
    ),
    reference: "Lerner, J., Tirole, J. (2004). Efficient patent pools. American Economic Review 94(3), 691–711.",
    aliases: &["patent_pool", "royalty", "专利池", "先赋权后转化", "联合招商分成"],
    inputs: &[
        Input { table: "pool_share", columns: &["pool", "asset", "holder", "share"], optional: false },
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
}

/// The parts of holders with these shares in `minor`; they add up to it.
pub fn divide(shares: &[Ratio], minor: i64) -> Result<Vec<i64>, Undivided> {
    if shares.is_empty() {
        return Err(Undivided::Nobody);
    }
    let sum = shares.iter().try_fold(Ratio::ZERO, |sum, share| sum.plus(*share));
    if sum != Some(Ratio::ONE) {
        return Err(Undivided::Shares);
    }
    Shares::new(shares, Remainder::Largest).map(|shares| shares.split(minor)).map_err(|_| Undivided::Shares)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shares(list: &[&str]) -> Vec<Ratio> {
        list.iter().map(|text| Ratio::parse(text).unwrap()).collect()
    }

    #[test]
    fn thirds_of_a_yuan_and_shares_that_do_not_add_up() {
        assert_eq!(divide(&shares(&["1/3", "1/3", "1/3"]), 100), Ok(vec![34, 33, 33]));
        assert_eq!(divide(&shares(&["70%", "0.3"]), -1000), Ok(vec![-700, -300]));
        assert_eq!(divide(&shares(&["0.7", "0.2"]), 1000), Err(Undivided::Shares));
        assert_eq!(divide(&[], 1000), Err(Undivided::Nobody));
    }

    proptest! {
        #[test]
        fn what_comes_in_goes_out(weights in prop::collection::vec(0i128..1000, 1..9), minor in any::<i32>()) {
            let total: i128 = weights.iter().sum();
            prop_assume!(total > 0);
            let shares: Vec<Ratio> = weights.iter().map(|weight| Ratio::new(*weight, total).unwrap()).collect();
            let parts = divide(&shares, minor.into()).unwrap();
            prop_assert_eq!(parts.iter().sum::<i64>(), i64::from(minor));
            for (part, weight) in parts.iter().zip(&weights) {
                let exact = f64::from(minor) * *weight as f64 / total as f64;
                prop_assert!((*part as f64 - exact).abs() < 1.0 + 1e-6);
            }
        }
    }
}
