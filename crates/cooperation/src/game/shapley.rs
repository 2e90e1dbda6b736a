//! The values of Shapley and of Banzhaf: exact for all coalitions, sampled for more players than can be counted out.

use super::coalition::Game;
use super::problem::{COALITIONS, FORM, GAME, GAME_COLUMN, PLAYER_COLUMN, UNIT_COLUMN};
use crate::form::{boolean, count_given, number};
use liantu_model::Method;
use liantu_model::text::text;
use liantu_numeric::{Stream, chunked};

/// The declaration.
pub const METHOD: Method = Method {
    id: "shapley_value",
    version: 2,
    study: "cooperation",
    title: text("夏普利值", "Shapley value"),
    question: text(
        "合作的收益或成本按各方的边际贡献怎样分才公平？",
        "What is a fair division of a joint gain or cost by what each adds?",
    ),
    formula: text(
        "φ_i = Σ_S |S|!(n−|S|−1)!/n! · [v(S∪i) − v(S)]，S 为不含 i 的联盟：按所有加入次序取平均的边际贡献。不超过 20 个成员时精确计算；更多时对随机次序及其反序抽样（对偶抽样），给出标准误与 95% 正态区间。并列：班扎夫值（所有联盟同等看待的平均边际贡献，合计未必等于全体价值）、均分盈余（各自单独所得加等额的余额）、按单独所得的比例。",
        "φ_i = Σ_S |S|!(n−|S|−1)!/n! · [v(S∪i) − v(S)] over coalitions S without i: the mean of what i adds over all orders of joining. Exact up to 20 members; with more, random orders and their reverses are drawn (antithetic), with standard errors and normal 95% intervals. Beside it: the value of Banzhaf (the mean over all coalitions alike, which need not add up to the worth of all), equal surplus (what each has alone and an equal part of the rest), and in proportion to what each has alone.",
    ),
    limits: text(
        "要求每个联盟的价值（或能推出它的形式）；缺一即不计算，空白不作零。公平不等于稳定：夏普利值可能不在核中，见 in_core。成本博弈中份额为成本，越小越好。比例分配在单独所得符号不一或合计为零时没有定义。",
        "Needs the worth of every coalition, or a form that implies it; where one is missing nothing is computed, a blank is not zero. Fair is not stable: the value may lie outside the core, see in_core. In a game of costs shares are costs. In proportion is undefined where what they have alone has different signs or adds up to nothing.",
    ),
    reference: "Shapley, L. S. (1953). A value for n-person games. Contributions to the Theory of Games II, 307–317. Castro, J., Gómez, D., Tejada, J. (2009). Polynomial calculation of the Shapley value based on sampling. Computers & Operations Research 36(5), 1726–1730.",
    aliases: &["shapley", "夏普利", "沙普利值", "班扎夫", "banzhaf", "成本分摊", "利益分配"],
    inputs: &[COALITIONS],
    parameters: &[
        GAME,
        FORM,
        count_given(
            "orders",
            (4, 10_000_000),
            Some("20000"),
            "抽样次序数",
            "Orders",
            "成员超过 20 个时抽取的次序数（含反序）",
            "Orders drawn, reverses included, where there are more than 20 members",
        ),
        count_given("seed", (0, i64::MAX), Some("1"), "种子", "Seed", "抽样的种子", "Seed of the draws"),
    ],
    outputs: &[
        GAME_COLUMN,
        PLAYER_COLUMN,
        number("alone", "单独所得", "Alone", "单独的价值或成本", "Worth or cost alone"),
        number("shapley", "夏普利值", "Shapley value", "公平份额", "The fair share"),
        number("error", "标准误", "Standard error", "精确计算时为 0", "0 where exact"),
        number("low", "区间下限", "Low", "95% 区间", "Of the 95% interval"),
        number("high", "区间上限", "High", "95% 区间", "Of the 95% interval"),
        number("banzhaf", "班扎夫值", "Banzhaf value", "合计未必等于全体价值", "Need not add up to the worth of all"),
        number(
            "equal_surplus",
            "均分盈余",
            "Equal surplus",
            "单独所得加等额的余额",
            "Alone, and an equal part of the rest",
        ),
        number("proportional", "按比例", "In proportion", "按单独所得的比例", "In proportion to what each has alone"),
        boolean("in_core", "在核中", "In the core", "夏普利值是否稳定", "Whether the value of Shapley is stable"),
        UNIT_COLUMN,
    ],
};

/// The value of Shapley: each player's gain for those who came before, over all orders of coming.
///
/// `φ_i = Σ_S |S|!(n−|S|−1)!/n! [v(S∪i) − v(S)]`. The sums over the coalitions with and without each player come from folding
/// the list of worths in half, player by player: `2^(n+1)` additions for all players together. Efficient by construction;
/// what rounding leaves over is spread evenly.
pub fn shapley(game: &Game) -> Vec<f64> {
    let players = game.players();
    // The weight of the step from `size` to `size + 1` members, |S|!(n−|S|−1)!/n!; none follows the last.
    let mut step = vec![0.0; players + 1];
    let mut orders = 1.0;
    for (size, weight) in step.iter_mut().enumerate().take(players) {
        *weight = 1.0 / (players as f64 * orders);
        orders *= (players - 1 - size) as f64 / (size + 1) as f64;
    }
    let mut value = weighted(game, |size| (if size == 0 { 0.0 } else { step[size - 1] }, step[size]));
    let rest = (game.worth()[game.all()] - liantu_numeric::sum(value.iter().copied())) / value.len() as f64;
    for share in &mut value {
        *share += rest;
    }
    value
}

/// The value of Banzhaf: each player's mean gain for the coalitions of the others, every coalition counting alike. It need
/// not add up to the worth of all.
pub fn banzhaf(game: &Game) -> Vec<f64> {
    let weight = 2.0 / (1u64 << game.players()) as f64;
    weighted(game, |_| (weight, weight))
}

/// `Σ_{S∋i} up(|S|) v(S) − Σ_{S∌i} down(|S|) v(S)` for every player; `weights(size)` gives both.
fn weighted(game: &Game, weights: impl Fn(usize) -> (f64, f64)) -> Vec<f64> {
    let players = game.players();
    let weights: Vec<(f64, f64)> = (0..=players).map(weights).collect();
    let size = |coalition: usize| coalition.count_ones() as usize;
    // A coalition adds `up` to its members and takes `down` from the others: (up + down) to members, − down to all.
    let mut folded: Vec<f64> = game
        .worth()
        .iter()
        .enumerate()
        .map(|(coalition, worth)| (weights[size(coalition)].0 + weights[size(coalition)].1) * worth)
        .collect();
    let taken = game.worth().iter().enumerate().map(|(coalition, worth)| weights[size(coalition)].1 * worth);
    let taken = liantu_numeric::sum(taken);
    let mut value = vec![0.0; players];
    for player in (0..players).rev() {
        let (low, high) = folded.split_at_mut(1 << player);
        value[player] = liantu_numeric::sum(high.iter().copied()) - taken;
        low.iter_mut().zip(high).for_each(|(low, high)| *low += *high);
        folded.truncate(1 << player);
    }
    value
}

/// A value estimated from random orders.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampled {
    /// One for each player.
    pub value: Vec<f64>,
    /// Standard errors of the estimates; NaN from a single pair of orders.
    pub error: Vec<f64>,
    /// Orders drawn, each with its reverse.
    pub orders: usize,
}

/// The value of Shapley from `pairs` random orders and their reverses (antithetic), for a rule that gives the worth of any
/// coalition of `players`: unbiased; it adds up to the worth of all; the error is that of the means of the pairs. The same for a
/// seed at any number of threads. Players come as a list of yes and no, so that there may be any number of them.
pub fn sampled(players: usize, pairs: usize, seed: u64, worth: impl Fn(&[bool]) -> f64 + Sync) -> Sampled {
    let parts = chunked(pairs, 64, |range| {
        let (mut sums, mut squares) = (vec![0.0; players], vec![0.0; players]);
        let mut both = vec![0.0; players];
        let mut order: Vec<usize> = (0..players).collect();
        for pair in range {
            let mut stream = Stream::new(seed, pair as u64);
            (0..players).for_each(|place| order[place] = place);
            stream.shuffle(&mut order);
            both.fill(0.0);
            for _ in 0..2 {
                let mut members = vec![false; players];
                let mut before = 0.0;
                for &player in &order {
                    members[player] = true;
                    let now = worth(&members);
                    both[player] += (now - before) / 2.0;
                    before = now;
                }
                order.reverse();
            }
            for player in 0..players {
                sums[player] += both[player];
                squares[player] += both[player] * both[player];
            }
        }
        (sums, squares)
    });
    let count = pairs as f64;
    let mut found = Sampled { value: Vec::new(), error: Vec::new(), orders: 2 * pairs };
    for player in 0..players {
        let mean = liantu_numeric::sum(parts.iter().map(|part| part.0[player])) / count;
        let squares = liantu_numeric::sum(parts.iter().map(|part| part.1[player]));
        let variance = (squares - count * mean * mean) / (count - 1.0);
        found.value.push(mean);
        found.error.push(if pairs < 2 { f64::NAN } else { (variance.max(0.0) / count).sqrt() });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::coalition::tests::known;
    use super::*;
    use proptest::prelude::*;

    /// Over all orders, one by one.
    fn by_orders(game: &Game) -> Vec<f64> {
        fn walk(game: &Game, coalition: usize, value: &mut [f64], count: f64) {
            let rest: Vec<usize> = (0..game.players()).filter(|player| coalition >> player & 1 == 0).collect();
            for &player in &rest {
                let next = coalition | 1 << player;
                let share = count / rest.len() as f64;
                value[player] += share * (game.worth()[next] - game.worth()[coalition]);
                walk(game, next, value, share);
            }
        }
        let mut value = vec![0.0; game.players()];
        walk(game, 0, &mut value, 1.0);
        value
    }

    /// Three sets of data; a model is right in 0.5 of all cases without data, in 0.6, 0.7, 0.5 with one, 0.9 with the first two, 0.6
    /// and 0.7 with the third beside either: what each adds on average is its part of the 0.4 that all add together, and data that
    /// never adds anything is worth nothing.
    #[test]
    fn data_is_worth_what_it_adds() {
        let right = [0.5, 0.6, 0.7, 0.9, 0.5, 0.6, 0.7, 0.9];
        let game = Game::of(3, |coalition| right[coalition] - 0.5).unwrap();
        assert!(shapley(&game).iter().zip([0.15, 0.25, 0.0]).all(|(one, two)| (one - two).abs() < 1e-12));
    }

    #[test]
    fn textbook_values() {
        let expected: [(&str, &[f64]); 7] = [
            ("two", &[6.0, 4.0]),
            ("uneven", &[40.0, 50.0, 60.0]),
            ("empty", &[11.0 / 6.0, 4.0 / 3.0, 5.0 / 6.0]),
            ("glove", &[200.0 / 3.0, 50.0 / 3.0, 50.0 / 3.0]),
            ("pairs", &[40.0, 40.0, 40.0]),
            ("airport", &[-10.0, -17.5, -32.5]),
            ("four", &[229.0 / 12.0, 163.0 / 12.0, 127.0 / 12.0, 6.75]),
        ];
        for ((name, game), (other, value)) in known().iter().zip(expected) {
            assert_eq!(*name, other);
            let found = shapley(game);
            assert!(found.iter().zip(value).all(|(one, two)| (one - two).abs() < 1e-12), "{name} {found:?}");
        }
        // Half of every pair's synergy goes to each of the two.
        let game = Game::of_synergies(&[1.0, 2.0, 3.0], &[(0, 1, 10.0), (1, 2, 20.0)]).unwrap();
        assert!(shapley(&game).iter().zip([6.0, 17.0, 13.0]).all(|(one, two)| (one - two).abs() < 1e-12));
        // A majority of 50, 49 and 1: Banzhaf gives 3/4, 1/4, 1/4; Shapley 2/3, 1/6, 1/6.
        let majority = Game::of(3, |coalition| f64::from(u8::from(coalition & 1 == 1 && coalition > 1))).unwrap();
        assert_eq!(banzhaf(&majority), [0.75, 0.25, 0.25]);
    }

    proptest! {
        #[test]
        fn every_order_counts_alike(worth in prop::collection::vec(-100.0f64..100.0, 1..=7).prop_flat_map(|first| {
            let players = first.len();
            prop::collection::vec(-100.0f64..100.0, 1 << players)
        })) {
            let players = worth.len().trailing_zeros() as usize;
            let game = Game::new(players, worth).unwrap();
            let (fast, slow) = (shapley(&game), by_orders(&game));
            for (one, two) in fast.iter().zip(&slow) {
                prop_assert!((one - two).abs() < 1e-9);
            }
        }

        #[test]
        fn samples_hold_the_exact_value_within_their_errors(seed in 0u64..1000) {
            let costs = [5.0, 9.0, 12.0, 20.0, 31.0];
            let exact = shapley(&Game::airport(&costs).unwrap());
            let worth = |members: &[bool]| -members.iter().zip(costs).filter(|(member, _)| **member).map(|(_, cost)| cost).fold(0.0, f64::max);
            let found = sampled(5, 400, seed, worth);
            prop_assert!((found.value.iter().sum::<f64>() + 31.0).abs() < 1e-9);
            for ((value, error), exact) in found.value.iter().zip(&found.error).zip(&exact) {
                prop_assert!((value - exact).abs() < 5.5 * error + 1e-9);
            }
        }
    }
}
