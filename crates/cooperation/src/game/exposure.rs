//! Who bears which risk of a cooperation, how unevenly, and how much is concentrated where.

use super::problem::UNIT_COLUMN;
use crate::form::{integer, number, number_given, words, words_given};
use liantu_model::Method;
use liantu_model::method::Input;
use liantu_model::text::text;

/// The declaration.
pub const METHOD: Method = Method {
    id: "risk_exposure",
    version: 2,
    study: "cooperation",
    title: text("风险敞口", "Risk exposure"),
    question: text(
        "合作的各类风险由谁承担多少，是否对称，是否集中在一处？",
        "Who bears how much of which risk of a cooperation, how evenly, and is it concentrated?",
    ),
    formula: text(
        "每项风险 r 有可能性 p_r、损失 L_r 和各方分担比例 s_ri，Σ_i s_ri = 1。预期损失 E_i = Σ_r p_r L_r s_ri；最坏损失 M_i = Σ_r L_r s_ri。不对称指数 = Σ_i |E_i/E − 1/n| · n/(2(n−1))：均等为 0，一方独担为 1。集中度 H_i = Σ_r (p_r L_r s_ri / E_i)²：1 表示全部来自一项风险。在险损失：各风险独立发生时，损失不超过它的概率至少为 level 的最小值，枚举所有 2^m 种情形（至多 20 项风险）。无人分担的部分列为 unassigned。",
        "A risk r has a probability p_r, a loss L_r and shares s_ri of the parties with Σ_i s_ri = 1. Expected loss E_i = Σ_r p_r L_r s_ri; worst loss M_i = Σ_r L_r s_ri. Index of asymmetry = Σ_i |E_i/E − 1/n| · n/(2(n−1)): 0 where all bear alike, 1 where one bears all. Concentration H_i = Σ_r (p_r L_r s_ri / E_i)²: 1 where all of it comes from one risk. Loss at risk: the least amount that the loss does not exceed with at least the probability level, risks being independent, over all 2^m cases (up to 20 risks). What nobody bears is listed as unassigned.",
    ),
    limits: text(
        "可能性与损失来自表 risk，多为估计；风险独立是假定，共同冲击会使在险损失更大。可能性或损失未知的风险不计入，并加以说明。同一风险各行的可能性或损失不一致时，该风险不计入。同一货币的损失换算为一个单位；单位无法换算的协议不计算，并加以说明。",
        "Probabilities and losses come from the table risk and are mostly estimates; independence is assumed, a common shock makes the loss at risk larger. A risk of unknown probability or loss is left out, and this is said; so is one whose rows contradict each other. Losses in units of one currency are brought to one; an agreement whose units cannot be is not computed, and this is said.",
    ),
    reference: "Rockafellar, R. T., Uryasev, S. (2002). Conditional value-at-risk for general loss distributions. Journal of Banking & Finance 26(7), 1443–1471.",
    aliases: &["风险分担", "风险不对称", "exposure", "loss_at_risk", "在险损失"],
    inputs: &[Input { table: "risk", columns: &["agreement", "risk", "party", "share"], optional: false }],
    parameters: &[
        words_given(
            "agreement",
            "协议",
            "Agreement",
            "只算这一个；省略则逐个全算",
            "Only this one; each of them where absent",
        ),
        number_given(
            "level",
            (0.5, 0.9999),
            Some("0.95"),
            "在险水平",
            "Level",
            "在险损失的概率水平",
            "Probability of the loss at risk",
        ),
    ],
    outputs: &[
        words("agreement", "协议", "Agreement", "协议代码", "Identifier of the agreement").required(),
        words("party", "一方", "Party", "unassigned 为无人分担的部分", "unassigned: what nobody bears").required(),
        number("expected_loss", "预期损失", "Expected loss", "E_i", "E_i"),
        number("part", "所占比例", "Part", "占全部预期损失的比例", "Of all expected losses"),
        number("worst_loss", "最坏损失", "Worst loss", "全部风险都发生", "If all risks come true"),
        number("loss_at_risk", "在险损失", "Loss at risk", "概率水平 level", "At the level"),
        number("concentration", "集中度", "Concentration", "H_i", "H_i"),
        words(
            "largest_risk",
            "最大的一项",
            "Largest risk",
            "预期损失最大的风险",
            "The one with the largest expected loss",
        ),
        number(
            "asymmetry",
            "不对称指数",
            "Asymmetry",
            "整个协议：0 均等，1 一方独担",
            "Of the agreement: 0 alike, 1 one bears all",
        ),
        integer("risks", "风险数", "Risks", "计入的风险数", "Risks that count"),
        UNIT_COLUMN,
    ],
};

/// A risk: its probability and loss, and the part that each party bears.
#[derive(Clone, Debug, PartialEq)]
pub struct Risk {
    /// From 0 to 1.
    pub probability: f64,
    /// If it comes true, not negative.
    pub loss: f64,
    /// One for each party, not negative; what is missing to one nobody bears.
    pub shares: Vec<f64>,
}

/// What a party bears.
#[derive(Clone, Debug, PartialEq)]
pub struct Exposure {
    /// Expected loss.
    pub expected: f64,
    /// Loss if all risks come true.
    pub worst: f64,
    /// The least amount that the loss does not exceed with the probability asked for; NaN with more than [`MOST`] risks.
    pub at_risk: f64,
    /// Sum of squared parts of the risks in the expected loss; NaN where that is zero.
    pub concentration: f64,
    /// The risk with the largest expected loss.
    pub largest: Option<usize>,
}

/// The most risks whose cases are all gone through.
pub const MOST: usize = 20;

/// What each of `parties` bears, and after them what nobody does; losses at risk at `level`.
pub fn exposure(risks: &[Risk], parties: usize, level: f64) -> Vec<Exposure> {
    let borne = |risk: &Risk, party: usize| {
        let share = risk.shares.get(party).copied();
        share.unwrap_or_else(|| (1.0 - liantu_numeric::sum(risk.shares.iter().copied())).max(0.0)) * risk.loss
    };
    let of_party = |party: usize| {
        let losses: Vec<(f64, f64)> = risks.iter().map(|risk| (risk.probability, borne(risk, party))).collect();
        let expected = liantu_numeric::sum(losses.iter().map(|(probability, loss)| probability * loss));
        let largest = (0..losses.len()).filter(|&risk| losses[risk].0 * losses[risk].1 > 0.0).reduce(|best, risk| {
            if losses[risk].0 * losses[risk].1 > losses[best].0 * losses[best].1 { risk } else { best }
        });
        let squares = losses.iter().map(|(probability, loss)| (probability * loss / expected).powi(2));
        Exposure {
            expected,
            worst: liantu_numeric::sum(losses.iter().map(|(_, loss)| *loss)),
            at_risk: at_risk(&losses, level),
            concentration: if expected > 0.0 { liantu_numeric::sum(squares) } else { f64::NAN },
            largest,
        }
    };
    (0..=parties).map(of_party).collect()
}

/// The quantile of the sum of independent losses, by going through all cases.
fn at_risk(losses: &[(f64, f64)], level: f64) -> f64 {
    let real: Vec<(f64, f64)> = losses.iter().copied().filter(|(probability, loss)| probability * loss > 0.0).collect();
    if real.len() > MOST {
        return f64::NAN;
    }
    let mut cases = vec![(0.0f64, 1.0f64)];
    for (probability, loss) in real {
        let with: Vec<(f64, f64)> = cases.iter().map(|(sum, weight)| (sum + loss, weight * probability)).collect();
        for case in &mut cases {
            case.1 *= 1.0 - probability;
        }
        cases.extend(with);
    }
    cases.sort_by(|one, two| one.0.total_cmp(&two.0));
    let mut below = 0.0;
    for (sum, weight) in &cases {
        below += weight;
        // The allowance is for rounding where a case ends exactly at the level.
        if below >= level - 1e-12 {
            return *sum;
        }
    }
    cases.last().map_or(0.0, |case| case.0)
}

/// How unevenly losses are borne: 0 where all bear alike, 1 where one bears all; `None` with one party or nothing to bear.
pub fn asymmetry(expected: &[f64]) -> Option<f64> {
    let sum = liantu_numeric::sum(expected.iter().copied());
    let count = expected.len() as f64;
    if expected.len() < 2 || sum <= 0.0 {
        return None;
    }
    let apart = liantu_numeric::sum(expected.iter().map(|own| (own / sum - 1.0 / count).abs()));
    Some(apart * count / (2.0 * (count - 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_by_hand() {
        let risks = [
            Risk { probability: 0.1, loss: 1000.0, shares: vec![0.8, 0.2] },
            Risk { probability: 0.5, loss: 100.0, shares: vec![0.5, 0.3] },
        ];
        let found = exposure(&risks, 2, 0.95);
        assert!((found[0].expected - 105.0).abs() < 1e-9 && (found[1].expected - 35.0).abs() < 1e-9);
        assert!((found[2].expected - 10.0).abs() < 1e-9, "what nobody bears");
        assert!((found[0].worst - 850.0).abs() < 1e-9);
        // First party: 0 with 0.45, 50 with 0.45, 800 with 0.05, 850 with 0.05.
        assert!((found[0].at_risk - 800.0).abs() < 1e-9);
        assert!((exposure(&risks, 2, 0.9)[0].at_risk - 50.0).abs() < 1e-9);
        assert_eq!(found[0].largest, Some(0));
        assert!((found[0].concentration - (80f64.powi(2) + 25f64.powi(2)) / 105f64.powi(2)).abs() < 1e-12);
        assert!((asymmetry(&[105.0, 35.0]).unwrap() - 0.5).abs() < 1e-12);
        assert_eq!((asymmetry(&[5.0, 5.0]), asymmetry(&[5.0, 0.0, 0.0])), (Some(0.0), Some(1.0)));
        assert_eq!((asymmetry(&[5.0]), asymmetry(&[0.0, 0.0])), (None, None));
    }
}
