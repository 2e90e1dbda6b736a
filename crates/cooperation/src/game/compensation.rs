//! Whether a proposal leaves nobody worse off, and which compensation would make it so.

use super::bargaining::PARTIES;
use crate::form::{boolean, number, words, words_given};
use liantu_model::Method;
use liantu_model::text::text;

/// The declaration.
pub const METHOD: Method = Method {
    id: "compensation",
    version: 2,
    study: "cooperation",
    title: text("帕累托检验与补偿", "Pareto test and compensation"),
    question: text(
        "方案会不会使某一方变差？补偿多少、由谁补偿，才能人人不吃亏？",
        "Does a proposal leave anybody worse off, and who must compensate whom by how much so that nobody is?",
    ),
    formula: text(
        "Δ_i = 之后 − 之前。帕累托改进：所有 Δ_i ≥ 0 且至少一个 > 0。卡尔多–希克斯改进：Σ Δ_i > 0，即通过补偿可以成为帕累托改进。受损者至少需得 −Δ_i，至多可得 −Δ_i + Σ Δ；受益者合计至少付出全部损失，每人至多付出 Δ_i。最小补偿 transfer：受损者恰得其损失，受益者按所得比例分担。Σ Δ ≤ 0 时没有补偿能使其成为帕累托改进。",
        "Δ_i = after − before. A Pareto improvement: all Δ_i ≥ 0 and one of them > 0. A Kaldor–Hicks improvement: Σ Δ_i > 0, so that compensation can make it one. A loser must get at least −Δ_i and at most −Δ_i + Σ Δ; winners pay all losses between them and nobody more than Δ_i. The least compensation, transfer: losers get exactly what they lose, winners pay in proportion to what they gain. Where Σ Δ ≤ 0 no compensation makes it a Pareto improvement.",
    ),
    limits: text(
        "以同一货币单位计，收益可以转移；不问之前的分配是否公平。有一方的数值未知时，只要其余各方已能否定就否定，否则为不知。",
        "In one unit of money that can be transferred; it does not ask whether what was before is fair. Where the numbers of a party are unknown the answer is no if the others settle it, else unknown.",
    ),
    reference: "Kaldor, N. (1939). Welfare propositions of economics and interpersonal comparisons of utility. Economic Journal 49, 549–552. Hicks, J. R. (1939). The foundations of welfare economics. Economic Journal 49, 696–712.",
    aliases: &["pareto", "kaldor_hicks", "帕累托", "补偿", "利益补偿"],
    inputs: &[],
    parameters: &[
        PARTIES,
        words_given("before", "之前", "Before", "各方现在所得，以 | 分隔", "What each has now, separated by |"),
        words_given(
            "after",
            "之后",
            "After",
            "各方在方案下所得，以 | 分隔",
            "What each has under the proposal, separated by |",
        ),
    ],
    outputs: &[
        words("party", "一方", "Party", "参与方", "The party").required(),
        number("before", "之前", "Before", "现在所得", "What it has now"),
        number("after", "之后", "After", "方案下所得", "What it has under the proposal"),
        number("change", "变化", "Change", "之后减之前", "After less before"),
        boolean(
            "pareto",
            "帕累托改进",
            "Pareto improvement",
            "整个方案是否为帕累托改进",
            "Whether the proposal is one",
        ),
        boolean(
            "kaldor_hicks",
            "可补偿",
            "Kaldor–Hicks",
            "通过补偿能否成为帕累托改进",
            "Whether compensation can make it one",
        ),
        number(
            "receives_least",
            "至少应得",
            "Receives at least",
            "受损者所需的最小补偿",
            "The least compensation of a loser",
        ),
        number(
            "receives_most",
            "至多可得",
            "Receives at most",
            "仍无人受损的最大补偿",
            "The most with which nobody else loses",
        ),
        number("pays_most", "至多可付", "Pays at most", "受益者付出后仍不受损", "What a winner can pay without losing"),
        number(
            "transfer",
            "最小补偿",
            "Least transfer",
            "正为得，负为付",
            "Received where positive, paid where negative",
        ),
        number("result", "补偿后", "Result", "之后加补偿", "After, with the transfer"),
    ],
};

/// What a proposal does to the parties.
#[derive(Clone, Debug, PartialEq)]
pub struct Compensation {
    /// After less before; NaN where unknown.
    pub change: Vec<f64>,
    /// Whether nobody loses and somebody gains; `None` where it is not known.
    pub pareto: Option<bool>,
    /// Whether gains outweigh losses; `None` where it is not known.
    pub kaldor_hicks: Option<bool>,
    /// The least transfers that leave nobody worse off, received where positive; `None` where none would do, or a change is unknown.
    pub transfer: Option<Vec<f64>>,
    /// The sum of the changes; NaN where one is unknown.
    pub sum: f64,
}

/// Compares what the parties have `before` and `after`; NaN is unknown.
///
/// # Panics
///
/// If the lists differ in length.
pub fn compensation(before: &[f64], after: &[f64]) -> Compensation {
    assert_eq!(before.len(), after.len(), "each party has a before and an after");
    let change: Vec<f64> = before.iter().zip(after).map(|(before, after)| after - before).collect();
    let unknown = change.iter().any(|change| change.is_nan());
    let sum = liantu_numeric::sum(change.iter().copied());
    let sum = super::settled(sum, before.iter().chain(after).copied());
    let loses = change.iter().any(|change| *change < 0.0);
    let gains = change.iter().any(|change| *change > 0.0);
    let pareto = if loses { Some(false) } else { (!unknown).then_some(gains) };
    let kaldor_hicks = (!unknown).then_some(sum > 0.0);
    let losses = liantu_numeric::sum(change.iter().map(|change| (-change).max(0.0)));
    let all_gains = liantu_numeric::sum(change.iter().map(|change| change.max(0.0)));
    let of = |change: &f64| {
        if *change < 0.0 {
            -change
        } else if losses > 0.0 {
            -change * losses / all_gains
        } else {
            0.0
        }
    };
    let transfer = (kaldor_hicks == Some(true)).then(|| change.iter().map(of).collect());
    Compensation { change, pareto, kaldor_hicks, transfer, sum }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_answers() {
        let found = compensation(&[50.0, 30.0], &[58.0, 29.0]);
        assert_eq!((found.pareto, found.kaldor_hicks, found.sum), (Some(false), Some(true), 7.0));
        assert_eq!(found.transfer, Some(vec![-1.0, 1.0]));
        // The same sums, exactly and in decimals.
        for (before, after) in [([10.0, 10.0], [5.0, 15.0]), ([0.3, 0.0], [0.1, 0.2])] {
            let same = compensation(&before, &after);
            assert_eq!((same.kaldor_hicks, same.sum, same.transfer), (Some(false), 0.0, None));
        }
        let worse = compensation(&[50.0, 30.0], &[55.0, 20.0]);
        assert_eq!((worse.pareto, worse.kaldor_hicks, worse.transfer), (Some(false), Some(false), None));
        let better = compensation(&[50.0, 30.0], &[50.0, 31.0]);
        assert_eq!((better.pareto, better.transfer), (Some(true), Some(vec![0.0, 0.0])));
        assert_eq!(compensation(&[1.0, 1.0], &[1.0, 1.0]).pareto, Some(false));
        let unknown = compensation(&[1.0, f64::NAN], &[2.0, 3.0]);
        assert_eq!((unknown.pareto, unknown.kaldor_hicks), (None, None));
        assert_eq!(compensation(&[1.0, f64::NAN], &[0.0, 3.0]).pareto, Some(false));
        let three = compensation(&[0.0, 0.0, 0.0], &[6.0, 2.0, -4.0]).transfer.unwrap();
        assert_eq!(three, [-3.0, -1.0, 4.0]);
    }
}
