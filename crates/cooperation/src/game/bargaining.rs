//! Bargaining: how parties with different strengths divide what they gain by agreeing.

use crate::form::{boolean, number, number_given, words, words_given};
use liantu_model::text::text;
use liantu_model::{Method, Words};

/// The declaration.
pub const METHOD: Method = Method {
    id: "bargaining",
    version: 2,
    study: "cooperation",
    title: text("谈判解", "Bargaining"),
    question: text(
        "各方底线与谈判力不同时，合作所得怎样分？有没有可能谈成？",
        "How is a joint gain divided between parties of different strength, and is there a deal at all?",
    ),
    formula: text(
        "不对称纳什解：max Π (x_i − d_i)^{α_i}，Σ x_i = V，x_i ≤ c_i。无上限时 x_i = d_i + α_i (V − Σd)，α 合计为 1；超过上限者取上限，余额由其他各方按谈判力再分。V < Σd 时没有协议。谈判力可由耐心得出：α_i 与 1/(−ln δ_i) 成比例，两方时 α_1 = ln δ_2/(ln δ_1 + ln δ_2)。",
        "The asymmetric solution of Nash: max Π (x_i − d_i)^{α_i} with Σ x_i = V and x_i ≤ c_i. Without caps x_i = d_i + α_i (V − Σd) with α adding up to 1; whoever is above the cap gets the cap, and the rest is divided again among the others by their strength. No deal where V < Σd. Strength may come from patience: α_i in proportion to 1/(−ln δ_i), for two parties α_1 = ln δ_2/(ln δ_1 + ln δ_2).",
    ),
    limits: text(
        "外部选择属于底线 d，不属于谈判力 α。上限低于底线者不会签约。上限之和不足 V，或有谈判力的各方都已到上限时，余额无人领取，列为 unassigned。谈判力省略即相等。",
        "Outside options belong into d, not into α. Whoever's cap lies below d does not sign. Where the caps add up to less than V, or all who have any strength are at theirs, nobody takes the rest: unassigned. Equal strength where none is given.",
    ),
    reference: "Nash, J. (1950). The bargaining problem. Econometrica 18(2), 155–162. Kalai, E. (1977). Nonsymmetric Nash solutions and replications of 2-person bargaining. International Journal of Game Theory 6, 129–133. Rubinstein, A. (1982). Perfect equilibrium in a bargaining model. Econometrica 50(1), 97–109.",
    aliases: &["nash_bargaining", "纳什谈判", "谈判", "讨价还价"],
    inputs: &[],
    parameters: &[
        number_given(
            "total",
            (-1e15, 1e15),
            None,
            "可分总额",
            "Total",
            "签约后可分的总额 V",
            "What there is to divide after signing, V",
        ),
        PARTIES,
        words_given(
            "disagreement",
            "底线",
            "Disagreement",
            "不签约时各方所得，以 | 分隔，如 60|30",
            "What each has without a deal, separated by |, such as 60|30",
        ),
        words_given(
            "weights",
            "谈判力",
            "Strength",
            "以 | 分隔，只看相对大小；省略即相等",
            "Separated by |, only ratios matter; equal where absent",
        ),
        words_given(
            "patience",
            "耐心",
            "Patience",
            "各方的贴现因子（0 到 1 之间），以 | 分隔；给出时代替 weights",
            "Discount factors between 0 and 1, separated by |; in place of weights",
        ),
        words_given(
            "caps",
            "上限",
            "Caps",
            "各方至多所得，以 | 分隔；空位为没有上限",
            "The most that each may get, separated by |; a blank place has none",
        ),
    ],
    outputs: &[
        words("party", "一方", "Party", "参与方", "The party").required(),
        boolean("deal", "可成", "Deal", "是否有可行的协议", "Whether there is a deal"),
        number("disagreement", "底线", "Disagreement", "不签约时所得", "What it has without a deal"),
        number("weight", "谈判力", "Strength", "合计为 1", "Adds up to 1"),
        number("cap", "上限", "Cap", "空白为没有", "Null: none"),
        number("share", "所得", "Share", "没有协议时为底线", "What it gets; without a deal what it has"),
        number("gain", "增益", "Gain", "所得减底线", "Share less disagreement"),
        boolean("capped", "受限", "Capped", "是否到上限", "Whether the cap binds"),
        number("unassigned", "无人领取", "Unassigned", "上限之外的余额", "What the caps leave over"),
    ],
};

pub(super) const PARTIES: liantu_model::Parameter = words_given(
    "parties",
    "各方",
    "Parties",
    "名称，以 | 分隔；省略则为 1、2、…",
    "Names, separated by |; 1, 2, … where absent",
);

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Deal {
    /// One for each party; `None` where there is no deal.
    pub shares: Option<Vec<f64>>,
    /// Strengths, adding up to one.
    pub weights: Vec<f64>,
    /// What the caps leave over.
    pub unassigned: f64,
}

/// What cannot be bargained over.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BargainingError {
    /// Lists of different lengths.
    #[error("a number for each of {expected} parties, not {found} of them")]
    Parties {
        /// The length found.
        found: usize,
        /// That of the disagreement.
        expected: usize,
    },
    /// Strengths that are negative, unknown or all zero; discount factors outside of 0 to 1.
    #[error("strengths that are not negative nor all zero, discount factors between 0 and 1")]
    Weights,
    /// An amount that is not known.
    #[error("amounts that are known")]
    Unknown,
}

impl BargainingError {
    /// What is wrong, in both languages.
    pub fn words(&self) -> Words {
        let zh = match self {
            Self::Parties { found, expected } => format!("{expected} 方各一个数，而不是 {found} 个"),
            Self::Weights => "不为负且不全为零的强度，贴现因子在 0 与 1 之间".to_owned(),
            Self::Unknown => "已知的金额".to_owned(),
        };
        Words::new(zh, self.to_string())
    }
}

/// Divides `total` among parties that have `disagreement` without a deal, by their `weights`, none above its cap (infinite for
/// none).
pub fn bargain(total: f64, disagreement: &[f64], weights: &[f64], caps: &[f64]) -> Result<Deal, BargainingError> {
    let expected = disagreement.len();
    if let Some(found) = [weights.len(), caps.len()].into_iter().find(|&found| found != expected) {
        return Err(BargainingError::Parties { found, expected });
    }
    let sum = liantu_numeric::sum(weights.iter().copied());
    if !(sum > 0.0 && sum.is_finite()) || weights.iter().any(|weight| *weight < 0.0) {
        return Err(BargainingError::Weights);
    }
    if !total.is_finite()
        || disagreement.iter().any(|amount| !amount.is_finite())
        || caps.iter().any(|cap| cap.is_nan())
    {
        return Err(BargainingError::Unknown);
    }
    let weights: Vec<f64> = weights.iter().map(|weight| weight / sum).collect();
    let apart = liantu_numeric::sum(disagreement.iter().copied());
    let surplus = super::settled(total - apart, disagreement.iter().copied().chain([total]));
    if surplus < 0.0 || caps.iter().zip(disagreement).any(|(cap, own)| cap < own) {
        return Ok(Deal { shares: None, weights, unassigned: 0.0 });
    }
    // Gains rise together in proportion to the weights; whoever reaches the cap stays there.
    let mut gains = vec![f64::NAN; expected];
    let mut rest = surplus;
    loop {
        let free: Vec<usize> = (0..expected).filter(|&party| gains[party].is_nan()).collect();
        let weight = liantu_numeric::sum(free.iter().map(|&party| weights[party]));
        if weight <= 0.0 {
            for party in free {
                gains[party] = 0.0;
            }
            break;
        }
        let share = |party: usize| rest * weights[party] / weight;
        let room = |party: usize| caps[party] - disagreement[party];
        let full: Vec<usize> = free.iter().copied().filter(|&party| share(party) > room(party)).collect();
        if full.is_empty() {
            let last: Vec<(usize, f64)> = free.iter().map(|&party| (party, share(party))).collect();
            for (party, share) in last {
                gains[party] = share;
            }
            rest = 0.0;
            break;
        }
        for party in full {
            gains[party] = room(party);
            rest -= room(party);
        }
    }
    let shares = disagreement.iter().zip(&gains).map(|(own, gain)| own + gain).collect();
    Ok(Deal { shares: Some(shares), weights, unassigned: rest })
}

/// Strengths by patience, adding up to one: in proportion to `1/(−ln δ)` (Rubinstein 1982, for offers that follow each other
/// fast).
pub fn strengths(patience: &[f64]) -> Result<Vec<f64>, BargainingError> {
    if patience.iter().any(|factor| !(*factor > 0.0 && *factor < 1.0)) {
        return Err(BargainingError::Weights);
    }
    let raw: Vec<f64> = patience.iter().map(|factor| -1.0 / factor.ln()).collect();
    let sum = liantu_numeric::sum(raw.iter().copied());
    Ok(raw.into_iter().map(|weight| weight / sum).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NONE: [f64; 2] = [f64::INFINITY; 2];

    #[test]
    fn worked_answers() {
        let shares =
            |total, weights: [f64; 2], caps: [f64; 2]| bargain(total, &[60.0, 30.0], &weights, &caps).unwrap().shares;
        assert_eq!(shares(150.0, [0.6, 0.4], NONE), Some(vec![96.0, 54.0]));
        assert_eq!(shares(150.0, [0.5, 0.5], NONE), Some(vec![90.0, 60.0]));
        assert_eq!(shares(150.0, [0.6, 0.4], [80.0, f64::INFINITY]), Some(vec![80.0, 70.0]));
        assert_eq!(shares(80.0, [0.5, 0.5], NONE), None);
        assert_eq!(shares(90.0, [0.5, 0.5], NONE), Some(vec![60.0, 30.0]));
        // What adds up in decimals adds up.
        let decimal = |total, own: &[f64]| {
            bargain(total, own, &vec![1.0; own.len()], &vec![f64::INFINITY; own.len()]).unwrap().shares
        };
        assert_eq!(decimal(0.3, &[0.1, 0.2]), Some(vec![0.1, 0.2]));
        assert_eq!(decimal(0.7, &[0.1, 0.2, 0.4]), Some(vec![0.1, 0.2, 0.4]));
        assert_eq!(decimal(1e12, &[5e11, 5e11 + 0.01]), None);
        // A cap below what one has anyway: it does not sign.
        assert_eq!(shares(150.0, [0.5, 0.5], [50.0, f64::INFINITY]), None);
        let both = bargain(150.0, &[60.0, 30.0], &[1.0, 1.0], &[70.0, 50.0]).unwrap();
        assert_eq!((both.shares, both.unassigned), (Some(vec![70.0, 50.0]), 30.0));
        assert!((strengths(&[0.9, 0.8]).unwrap()[0] - 0.679).abs() < 5e-4);
        assert_eq!(strengths(&[1.0, 0.8]), Err(BargainingError::Weights));
        assert_eq!(bargain(1.0, &[0.0], &[0.0], &[1.0]), Err(BargainingError::Weights));
        assert_eq!(bargain(1.0, &[f64::NAN], &[1.0], &[1.0]), Err(BargainingError::Unknown));
    }

    proptest! {
        /// No small shift between two parties raises the product; what is divided adds up.
        #[test]
        fn no_shift_is_better(
            parties in prop::collection::vec((0.0f64..50.0, 0.1f64..3.0, 1.0f64..80.0), 2..6),
            more in 0.0f64..200.0,
        ) {
            let disagreement: Vec<f64> = parties.iter().map(|party| party.0).collect();
            let weights: Vec<f64> = parties.iter().map(|party| party.1).collect();
            let caps: Vec<f64> = parties.iter().map(|party| party.0 + party.2).collect();
            let total = disagreement.iter().sum::<f64>() + more;
            let deal = bargain(total, &disagreement, &weights, &caps).unwrap();
            let shares = deal.shares.unwrap();
            prop_assert!((shares.iter().sum::<f64>() + deal.unassigned - total).abs() < 1e-9);
            let product = |shares: &[f64]| -> f64 {
                shares.iter().zip(&disagreement).zip(&deal.weights).map(|((share, own), weight)| weight * (share - own).ln()).sum()
            };
            let here = product(&shares);
            for from in 0..shares.len() {
                for to in 0..shares.len() {
                    let mut other = shares.clone();
                    other[from] -= 1e-4;
                    other[to] += 1e-4;
                    if from != to && other[to] <= caps[to] && other[from] > disagreement[from] {
                        prop_assert!(product(&other) <= here + 1e-9);
                    }
                }
            }
        }
    }
}
