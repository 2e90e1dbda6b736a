//! The core: divisions to which no group objects; and if there are none, how much from outside would be needed, and why.

use super::coalition::{Game, GameError};
use super::problem::{COALITIONS, FORM, GAME, GAME_COLUMN, UNIT_COLUMN};
use crate::form::{boolean, list, number, words, words_given};
use liantu_model::Method;
use liantu_model::text::text;
use liantu_numeric::priced::{Priced, TOLERANCE, Wanted, maximise};

/// The declaration.
pub const METHOD: Method = Method {
    id: "core",
    version: 2,
    study: "cooperation",
    title: text("核", "Core"),
    question: text(
        "有没有谁也不会退出的分配？没有的话，为什么，要补贴多少？某种分法稳不稳定？",
        "Is there a division that nobody would leave? If not, why, and what subsidy would do? Is a given division stable?",
    ),
    formula: text(
        "核：Σ_N x = v(N)，且每个联盟 Σ_S x ≥ v(S)。非空当且仅当博弈平衡：任何使每个成员合计为 1 的权重 λ 都满足 Σ λ_S v(S) ≤ v(N)。最小补贴 = max Σ λ_S v(S) − v(N)，取到最大值的联盟与权重即为空的原因。最小核的 e：全体一致让步多少，使 Σ_S x ≥ v(S) − e 可行。对每种分法列出最不满的联盟及其不满。",
        "The core: Σ_N x = v(N) and Σ_S x ≥ v(S) for every coalition. It is not empty if and only if the game is balanced: weights λ that give every member one in all have Σ λ_S v(S) ≤ v(N). The least subsidy is max Σ λ_S v(S) − v(N), and the coalitions and weights that reach it are the reason why the core is empty. The e of the least core: by how much every coalition must give way for Σ_S x ≥ v(S) − e to be possible. For each rule the coalition that objects most, and by how much.",
    ),
    limits: text(
        "至多 20 个成员，要求每个联盟的价值（或能推出它的形式）。核在其中不说公平：可用核仁或夏普利值挑选一点。舍入容差为最大价值的 10⁻⁹。",
        "Up to 20 members; needs the worth of every coalition, or a form that implies it. The core says nothing about fairness: the nucleolus or the value of Shapley pick a point. The allowance for rounding is 10⁻⁹ of the largest worth.",
    ),
    reference: "Gillies, D. B. (1959). Solutions to general non-zero-sum games. Bondareva, O. N. (1963). Some applications of linear programming methods to the theory of cooperative games. Shapley, L. S. (1967). On balanced sets and cores. Naval Research Logistics Quarterly 14(4), 453–460.",
    aliases: &["核", "最小核", "least_core", "balanced", "平衡博弈", "稳定"],
    inputs: &[COALITIONS],
    parameters: &[
        GAME,
        FORM,
        words_given(
            "division",
            "给定的分配",
            "Division",
            "要检验的分配，如 A=40|B=50|C=60",
            "A division to test, such as A=40|B=50|C=60",
        ),
    ],
    outputs: &[
        GAME_COLUMN,
        boolean("empty", "核为空", "Empty", "是否没有稳定的分配", "Whether no division is stable"),
        number(
            "subsidy",
            "最小补贴",
            "Least subsidy",
            "使分配稳定的最少外部资金",
            "The least money from outside that makes one stable",
        ),
        number(
            "least_core",
            "最小核",
            "Least core",
            "联盟的最大不满最小能到多少",
            "How small the largest dissatisfaction can be",
        ),
        list(
            "balancing",
            "平衡权重",
            "Balancing weights",
            "为空的原因：联盟:权重，如 A+B:0.5",
            "Why it is empty: coalition:weight, such as A+B:0.5",
        ),
        words(
            "rule",
            "分法",
            "Rule",
            "shapley、nucleolus、equal、equal_surplus、proportional，或 given",
            "shapley, nucleolus, equal, equal_surplus, proportional, or given",
        )
        .required(),
        boolean("in_core", "在核中", "In the core", "这种分法是否稳定", "Whether the rule is stable"),
        words("objector", "最不满的联盟", "Objector", "成员以 + 相连", "Members joined by +"),
        number(
            "excess",
            "不满",
            "Dissatisfaction",
            "该联盟单独可得超过所分得的部分；为正即会退出",
            "What it has by itself above what it is given; where positive it would leave",
        ),
        UNIT_COLUMN,
    ],
};

/// Whether the core is empty, with the reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Balance {
    /// The least money from outside with which a division would be stable; zero where the core is not empty.
    pub subsidy: f64,
    /// Coalitions with weights that give every player one in all and are together worth more than the coalition of all: why
    /// the core is empty (Bondareva 1963, Shapley 1967). Empty where the core is not.
    pub weights: Vec<(usize, f64)>,
}

/// The least that must be divided so that no coalition gets less than its worth, `max Σ λ_S v(S)` over balanced weights,
/// less the worth of all.
pub fn balance(game: &Game) -> Result<Balance, GameError> {
    let (players, all, scale) = (game.players(), game.all(), game.scale());
    let column = |coalition: usize| Priced {
        key: coalition as u64,
        worth: game.worth()[coalition] / scale,
        entries: (0..players).map(|player| (coalition >> player & 1) as f64).collect(),
    };
    let oracle = |prices: &[f64], phase_one: bool, wanted: Wanted| {
        let given = game.all_given(prices);
        let gain =
            |coalition: usize| (if phase_one { 0.0 } else { game.worth()[coalition] / scale }) - given[coalition];
        let mut best: Option<(f64, usize)> = None;
        for coalition in 1..=all {
            let own = gain(coalition);
            if own > best.map_or(TOLERANCE, |(most, _)| most) {
                best = Some((own, coalition));
                if wanted == Wanted::First {
                    break;
                }
            }
        }
        best.map(|(_, coalition)| column(coalition))
    };
    let reached = maximise(&vec![1.0; players], oracle).map_err(|_| GameError::Numbers)?;
    let subsidy = reached.value * scale - game.worth()[all];
    if subsidy <= 1e-9 * scale {
        return Ok(Balance { subsidy: 0.0, weights: Vec::new() });
    }
    let mut weights: Vec<(usize, f64)> = reached.used.into_iter().map(|(key, weight)| (key as usize, weight)).collect();
    weights.sort_unstable_by_key(|(coalition, _)| *coalition);
    Ok(Balance { subsidy, weights })
}

/// Whether no coalition is worth more than `division` gives it and the division gives out the worth of all, within rounding.
pub fn in_core(game: &Game, division: &[f64]) -> bool {
    let given = liantu_numeric::sum(division.iter().copied());
    let slack = 1e-9 * game.scale();
    (given - game.worth()[game.all()]).abs() <= slack
        && game.strongest_objection(division).is_none_or(|(_, excess)| excess <= slack)
}

#[cfg(test)]
mod tests {
    use super::super::coalition::tests::known;
    use super::super::shapley::shapley;
    use super::*;

    #[test]
    fn textbook_games() {
        for (name, game) in known() {
            let found = balance(&game).unwrap();
            let subsidy = match name {
                "empty" => 0.5,
                "pairs" => 30.0,
                _ => 0.0,
            };
            assert!((found.subsidy - subsidy).abs() < 1e-9, "{name} {found:?}");
            let outside = ["empty", "glove", "pairs"].contains(&name);
            assert_eq!(in_core(&game, &shapley(&game)), !outside, "{name}");
            if subsidy > 0.0 {
                let halves = vec![(3, 0.5), (5, 0.5), (6, 0.5)];
                assert!(
                    found.weights.iter().zip(&halves).all(|(one, two)| one.0 == two.0 && (one.1 - two.1).abs() < 1e-9)
                );
            } else {
                assert!(found.weights.is_empty());
            }
        }
        let glove = &known()[3].1;
        assert!(in_core(glove, &[100.0, 0.0, 0.0]) && !in_core(glove, &[99.0, 1.0, 0.0]));
        assert!(!in_core(glove, &[101.0, 0.0, 0.0]));
    }
}
