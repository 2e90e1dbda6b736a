//! The nucleolus: the division whose strongest objection is weakest, then the next, and so on.

use super::coalition::{Game, GameError};
use super::problem::{COALITIONS, FORM, GAME, GAME_COLUMN, PLAYER_COLUMN, UNIT_COLUMN};
use crate::form::{boolean, choice, number, words};
use liantu_model::Method;
use liantu_model::text::text;
use liantu_numeric::priced::{NotReached, Priced, TOLERANCE, Wanted, maximise};

/// The declaration.
pub const METHOD: Method = Method {
    id: "nucleolus",
    version: 2,
    study: "cooperation",
    title: text("核仁", "Nucleolus"),
    question: text(
        "怎样分配能使最不满意的联盟尽可能不那么不满意？",
        "Which division leaves the most dissatisfied coalition least dissatisfied?",
    ),
    formula: text(
        "联盟 S 的不满为 e(S, x) = v(S) − Σ_{i∈S} x_i（成本博弈为所摊成本减联盟成本）。核仁使从大到小排列的不满按字典序最小，唯一存在。逐次线性规划：使最大的不满最小，固定在所有最优解中都取该值的联盟，再看其余，直到分配唯一。among=imputations 只在人人不低于单独所得的分配中求；没有这样的分配时改在所有分配中求（预核仁）并说明。",
        "The dissatisfaction of a coalition is e(S, x) = v(S) − Σ_{i∈S} x_i (for costs: what it bears less its own cost). The nucleolus makes the dissatisfactions, from the largest down, lexicographically smallest; it is unique. Successive linear programmes: make the largest as small as can be, fix the coalitions that have it in every optimum, go on with the rest until one division is left. among=imputations looks only at divisions that give nobody less than alone; where there are none it looks at all of them (the prenucleolus) and says so.",
    ),
    limits: text(
        "至多 20 个成员，要求每个联盟的价值（或能推出它的形式）。核非空时核仁必在核中。核仁不一定随总收益单调增加：全体价值增加时个别份额可能减少。",
        "Up to 20 members; needs the worth of every coalition, or a form that implies it. It lies in the core wherever there is one. It is not monotone: a share may fall when the worth of all grows.",
    ),
    reference: "Schmeidler, D. (1969). The nucleolus of a characteristic function game. SIAM Journal on Applied Mathematics 17(6), 1163–1170. Maschler, M., Peleg, B., Shapley, L. S. (1979). Geometric properties of the kernel, nucleolus, and related solution concepts. Mathematics of Operations Research 4(4), 303–338.",
    aliases: &["核仁", "预核仁", "prenucleolus", "稳定分配"],
    inputs: &[COALITIONS],
    parameters: &[
        GAME,
        FORM,
        choice(
            "among",
            &["imputations", "divisions"],
            "范围",
            "Among",
            "人人不低于单独所得的分配，或所有分配",
            "Divisions that give nobody less than alone, or all divisions",
        ),
    ],
    outputs: &[
        GAME_COLUMN,
        PLAYER_COLUMN,
        number("alone", "单独所得", "Alone", "单独的价值或成本", "Worth or cost alone"),
        number("nucleolus", "核仁", "Nucleolus", "份额", "The share"),
        number(
            "gain",
            "比单独多得",
            "Gain",
            "比单独多得的，或比单独少付的",
            "More than alone; of costs, less than alone",
        ),
        number(
            "excess",
            "最大不满",
            "Largest dissatisfaction",
            "联盟的最大不满；为正即核为空",
            "Of a coalition; the core is empty where it is positive",
        ),
        words("solution", "所求", "Solution", "nucleolus 或 prenucleolus", "nucleolus or prenucleolus"),
        boolean("in_core", "在核中", "In the core", "是否没有联盟会退出", "Whether no coalition would leave"),
        UNIT_COLUMN,
    ],
};

/// Among which divisions it is sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Among {
    /// Those that give nobody less than what they have alone: the nucleolus (Schmeidler 1969). There are none if what all have
    /// alone adds up to more than the worth of all.
    Imputations,
    /// All that divide the worth of all: the prenucleolus.
    Divisions,
}

/// The nucleolus and how it was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Nucleolus {
    /// One share for each player.
    pub division: Vec<f64>,
    /// The largest worth of a coalition above what it is given: the least that it can be. The core is empty if it is positive
    /// (over all divisions). NaN with one player.
    pub excess: f64,
    /// The linear programmes that were solved.
    pub programmes: usize,
}

/// What is already fixed: coalitions whose excess is settled, in echelon form.
struct Settled {
    players: usize,
    /// Coefficients of each row, its amount, and the player that it is solved for.
    rows: Vec<(Vec<f64>, f64, usize)>,
}

impl Settled {
    /// Settles what a coalition is given; false where it followed from the rest. Rows of zeros and ones have determinants
    /// that are whole numbers, so that what is not zero is far from it.
    fn settle(&mut self, coalition: usize, amount: f64) -> bool {
        let mut row: Vec<f64> = (0..self.players).map(|player| (coalition >> player & 1) as f64).collect();
        let mut amount = amount;
        for (own, given, pivot) in &self.rows {
            let factor = row[*pivot];
            if factor != 0.0 {
                row.iter_mut().zip(own).for_each(|(cell, own)| *cell -= factor * own);
                amount -= factor * given;
            }
        }
        let largest = (0..self.players)
            .fold(0, |best, player| if row[player].abs() > row[best].abs() + 1e-9 { player } else { best });
        if row[largest].abs() < 1e-7 {
            return false;
        }
        let pivot = row[largest];
        for cell in &mut row {
            *cell = if cell.abs() < 1e-9 { 0.0 } else { *cell / pivot };
        }
        amount /= pivot;
        for (own, given, _) in &mut self.rows {
            let factor = own[largest];
            if factor != 0.0 {
                own.iter_mut().zip(&row).for_each(|(cell, new)| *cell -= factor * new);
                *given -= factor * amount;
            }
        }
        self.rows.push((row, amount, largest));
        true
    }

    /// A division that fits, and the directions in which it may still move.
    fn open(&self) -> (Vec<f64>, Vec<Vec<f64>>) {
        let mut division = vec![0.0; self.players];
        self.rows.iter().for_each(|(_, amount, pivot)| division[*pivot] = *amount);
        let free = (0..self.players).filter(|player| self.rows.iter().all(|(_, _, pivot)| pivot != player));
        let directions = free.map(|player| {
            let mut direction = vec![0.0; self.players];
            direction[player] = 1.0;
            self.rows.iter().for_each(|(row, _, pivot)| direction[*pivot] = -row[player]);
            direction
        });
        (division, directions.collect())
    }
}

/// The nucleolus by successive linear programmes (Kohlberg 1972; Maschler, Peleg, Shapley 1979): the largest excess is made as
/// small as it can be; coalitions with a positive multiplier have this excess in every optimum and are settled, of which each
/// round brings at least one that did not follow from the rest. Coalitions are priced by `2^n` additions and never written
/// down as columns.
pub fn nucleolus(game: &Game, among: Among) -> Result<Nucleolus, GameError> {
    let (players, all, scale) = (game.players(), game.all(), game.scale());
    let worth: Vec<f64> = game.worth().iter().map(|worth| worth / scale).collect();
    let mut settled = Settled { players, rows: Vec::new() };
    settled.settle(all, worth[all]);
    let (mut excess, mut programmes) = (f64::NAN, 0);
    while settled.rows.len() < players {
        let (division, directions) = settled.open();
        let given = game.all_given(&division);
        // What moves along no direction is settled already.
        let moved: Vec<Vec<f64>> = directions.iter().map(|direction| game.all_given(direction)).collect();
        let open: Vec<u32> = (1..all)
            .filter(|&coalition| moved.iter().any(|moved| moved[coalition].abs() > 1e-7))
            .map(|coalition| coalition as u32)
            .collect();
        let alone: Vec<usize> = match among {
            Among::Divisions => Vec::new(),
            Among::Imputations => (0..players)
                .filter(|player| directions.iter().any(|direction| direction[*player].abs() > 1e-7))
                .collect(),
        };
        let width = directions.len();
        let column = |key: u64| {
            let alone = key as usize > all;
            let coalition = if alone { 1 << (key as usize - all - 1) } else { key as usize };
            let mut entries: Vec<f64> = moved.iter().map(|moved| moved[coalition]).collect();
            entries.push(f64::from(u8::from(!alone)));
            Priced { key, worth: worth[coalition] - given[coalition], entries }
        };
        let oracle = |prices: &[f64], phase_one: bool, wanted: Wanted| {
            let start = if phase_one { vec![0.0; players] } else { division.clone() };
            let mut point = start;
            for (direction, price) in directions.iter().zip(prices) {
                point.iter_mut().zip(direction).for_each(|(cell, step)| *cell += price * step);
            }
            let now = game.all_given(&point);
            let of = |coalition: usize| if phase_one { 0.0 } else { worth[coalition] };
            let mut best: Option<(f64, u64)> = None;
            let mut see = |gain: f64, key: u64| {
                if gain > best.map_or(TOLERANCE, |(most, _)| most) && !(wanted == Wanted::First && best.is_some()) {
                    best = Some((gain, key));
                }
            };
            for &coalition in &open {
                let coalition = coalition as usize;
                see(of(coalition) - now[coalition] - prices[width], coalition as u64);
            }
            for &player in &alone {
                see(of(1 << player) - now[1 << player], (all + 1 + player) as u64);
            }
            best.map(|(_, key)| column(key))
        };
        let mut right = vec![0.0; width];
        right.push(1.0);
        let reached = maximise(&right, oracle).map_err(|trouble| match trouble {
            NotReached::Infeasible | NotReached::Unbounded | NotReached::Numbers => GameError::Numbers,
        })?;
        programmes += 1;
        if excess.is_nan() {
            excess = reached.value * scale;
        }
        let mut new = false;
        for (key, _) in &reached.used {
            let key = *key as usize;
            new |= if key > all {
                settled.settle(1 << (key - all - 1), worth[1 << (key - all - 1)])
            } else {
                settled.settle(key, worth[key] - reached.value)
            };
        }
        if !new {
            return Err(GameError::Numbers);
        }
    }
    let division = settled.open().0.into_iter().map(|share| share * scale).collect();
    Ok(Nucleolus { division, excess, programmes })
}

/// Whether there is a division that gives nobody less than what they have alone.
pub fn has_imputations(game: &Game) -> bool {
    let alone = liantu_numeric::sum((0..game.players()).map(|player| game.worth()[1 << player]));
    alone <= game.worth()[game.all()] + 1e-12 * game.scale()
}

#[cfg(test)]
mod tests {
    use super::super::coalition::tests::known;
    use super::*;

    fn close(found: &[f64], expected: &[f64]) -> bool {
        found.iter().zip(expected).all(|(one, two)| (one - two).abs() < 1e-9)
    }

    #[test]
    fn textbook_games() {
        let expected: [(&str, &[f64], f64); 7] = [
            ("two", &[6.0, 4.0], -3.0),
            ("uneven", &[30.0, 50.0, 70.0], -20.0),
            ("empty", &[7.0 / 3.0, 4.0 / 3.0, 1.0 / 3.0], 1.0 / 3.0),
            ("glove", &[100.0, 0.0, 0.0], 0.0),
            ("pairs", &[40.0, 40.0, 40.0], 20.0),
            ("airport", &[-15.0, -15.0, -30.0], -15.0),
            ("four", &[52.0 / 3.0, 40.0 / 3.0, 34.0 / 3.0, 8.0], -6.0),
        ];
        for ((name, game), (other, division, excess)) in known().iter().zip(expected) {
            assert_eq!(*name, other);
            let found = nucleolus(game, Among::Imputations).unwrap();
            assert!(close(&found.division, division), "{name} {found:?}");
            assert!((found.excess - excess).abs() < 1e-9 || name == &"four", "{name} {found:?}");
            assert!(close(&nucleolus(game, Among::Divisions).unwrap().division, division), "{name}");
        }
    }

    #[test]
    fn the_talmud_divides_estates() {
        for (estate, division) in
            [(100.0, [100.0 / 3.0; 3]), (200.0, [50.0, 75.0, 75.0]), (300.0, [50.0, 100.0, 150.0])]
        {
            let game = Game::bankruptcy(&[100.0, 200.0, 300.0], estate).unwrap();
            assert!(close(&nucleolus(&game, Among::Imputations).unwrap().division, &division), "{estate}");
        }
    }

    #[test]
    fn alone_one_takes_all_and_some_games_have_no_imputation() {
        let one = nucleolus(&Game::new(1, vec![0.0, 7.0]).unwrap(), Among::Imputations).unwrap();
        assert_eq!(one.division, [7.0]);
        let poor = Game::new(2, vec![0.0, 3.0, 4.0, 5.0]).unwrap();
        assert!(!has_imputations(&poor));
        assert!(nucleolus(&poor, Among::Imputations).is_err());
        assert!(close(&nucleolus(&poor, Among::Divisions).unwrap().division, &[2.0, 3.0]));
    }
}
