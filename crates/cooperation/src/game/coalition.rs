//! Games in which coalitions gain what they can divide freely: the worth of every coalition, and ways to get it without
//! writing down all of them.

use liantu_model::Words;

/// A transferable-utility game: what each coalition is worth if its members and nobody else work together.
///
/// Coalitions are numbers whose bit `i` says whether player `i` is in; the empty one is worth nothing. Costs are negative
/// worth: [`Game::of_costs`].
#[derive(Clone, Debug, PartialEq)]
pub struct Game {
    players: usize,
    worth: Vec<f64>,
    costs: bool,
}

/// Why there is no game.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum GameError {
    /// No players, or more than can be counted out.
    #[error("{found} players: a game of all coalitions takes from 1 to {most}")]
    Players {
        /// How many there are.
        found: usize,
        /// The most that can be dealt with.
        most: usize,
    },
    /// The list has not as many numbers as there are coalitions.
    #[error("{found} coalitions, expected {expected}")]
    Coalitions {
        /// How many numbers were given.
        found: usize,
        /// Two to the number of players.
        expected: usize,
    },
    /// The worth of a coalition is not known.
    #[error("the worth of coalition {coalition:b} is not known")]
    Unknown {
        /// The coalition.
        coalition: usize,
    },
    /// A cost or a claim that must not be negative.
    #[error("player {player} has a negative cost or claim")]
    Negative {
        /// The player.
        player: usize,
    },
    /// The numbers defeat the method.
    #[error("the linear programmes of the game did not end")]
    Numbers,
}

impl GameError {
    /// What was found, as numbers, and what would do.
    pub fn told(&self) -> (String, Words) {
        let (found, zh, en) = match self {
            Self::Players { found, most } => {
                (format!("n = {found}"), format!("1 至 {most} 个成员"), format!("from 1 to {most} players"))
            }
            Self::Coalitions { found, expected } => {
                (found.to_string(), format!("{expected} 个联盟"), format!("{expected} coalitions"))
            }
            Self::Unknown { .. } => {
                (String::new(), "各联盟已知的价值".to_owned(), "a worth of each coalition".to_owned())
            }
            Self::Negative { .. } => {
                (String::new(), "不为负的成本或债权".to_owned(), "costs or claims that are not negative".to_owned())
            }
            Self::Numbers => {
                (String::new(), "能够求解的数".to_owned(), "numbers with which its linear programmes end".to_owned())
            }
        };
        (found, Words { zh, en })
    }
}

impl Game {
    /// The most players for whom all coalitions are listed.
    pub const MOST: usize = 20;

    /// The game with the worth of each of the `2^players` coalitions; the first, of nobody, counts as nothing.
    pub fn new(players: usize, mut worth: Vec<f64>) -> Result<Self, GameError> {
        if players == 0 || players > Self::MOST {
            return Err(GameError::Players { found: players, most: Self::MOST });
        }
        if worth.len() != 1 << players {
            return Err(GameError::Coalitions { found: worth.len(), expected: 1 << players });
        }
        worth[0] = 0.0;
        if let Some(coalition) = worth.iter().position(|worth| !worth.is_finite()) {
            return Err(GameError::Unknown { coalition });
        }
        Ok(Self { players, worth, costs: false })
    }

    /// The game with the cost of each coalition; shares of it are costs too.
    pub fn of_costs(players: usize, costs: Vec<f64>) -> Result<Self, GameError> {
        let game = Self::new(players, costs.into_iter().map(|cost| -cost).collect())?;
        Ok(Self { costs: true, ..game })
    }

    /// The game of a rule that gives the worth of any coalition.
    pub fn of(players: usize, worth: impl Fn(usize) -> f64) -> Result<Self, GameError> {
        if players == 0 || players > Self::MOST {
            return Err(GameError::Players { found: players, most: Self::MOST });
        }
        Self::new(players, (0..1usize << players).map(worth).collect())
    }

    /// What each has alone, and what each pair gains besides: `v(S) = Σ v_i + Σ s_ij`.
    pub fn of_synergies(alone: &[f64], pairs: &[(usize, usize, f64)]) -> Result<Self, GameError> {
        Self::of(alone.len(), |coalition| {
            let has = |player: usize| coalition >> player & 1 == 1;
            let own = (0..alone.len()).filter(|&player| has(player)).map(|player| alone[player]);
            let together = pairs.iter().filter(|pair| has(pair.0) && has(pair.1)).map(|pair| pair.2);
            liantu_numeric::sum(own.chain(together))
        })
    }

    /// A shared work of which a coalition pays the dearest that one of its members needs (Littlechild and Owen 1973).
    pub fn airport(costs: &[f64]) -> Result<Self, GameError> {
        not_negative(costs)?;
        let game = Self::of(costs.len(), |coalition| {
            let members = (0..costs.len()).filter(|player| coalition >> player & 1 == 1);
            -members.map(|player| costs[player]).fold(0.0, f64::max)
        })?;
        Ok(Self { costs: true, ..game })
    }

    /// Claims on an estate that is too small: a coalition is worth what the others leave over (O'Neill 1982).
    pub fn bankruptcy(claims: &[f64], estate: f64) -> Result<Self, GameError> {
        not_negative(claims)?;
        Self::of(claims.len(), |coalition| {
            let others = (0..claims.len()).filter(|player| coalition >> player & 1 == 0);
            (estate - liantu_numeric::sum(others.map(|player| claims[player]))).max(0.0)
        })
    }

    /// How many players.
    pub fn players(&self) -> usize {
        self.players
    }

    /// The coalition of all.
    pub fn all(&self) -> usize {
        (1 << self.players) - 1
    }

    /// Whether worth is minus cost.
    pub fn costs(&self) -> bool {
        self.costs
    }

    /// What coalitions are worth, by number; minus the cost where the game is one of costs.
    pub fn worth(&self) -> &[f64] {
        &self.worth
    }

    /// The same in the terms of the game: costs as costs.
    pub fn shown(&self, worth: f64) -> f64 {
        if self.costs { 0.0 - worth } else { worth }
    }

    /// What a division gives a coalition.
    pub fn given(coalition: usize, division: &[f64]) -> f64 {
        let members = (0..division.len()).filter(|player| coalition >> player & 1 == 1);
        liantu_numeric::sum(members.map(|player| division[player]))
    }

    /// What `division` gives every coalition, by number.
    pub(crate) fn all_given(&self, division: &[f64]) -> Vec<f64> {
        let mut given = vec![0.0; self.worth.len()];
        for (player, share) in division.iter().enumerate() {
            let (known, new) = given.split_at_mut(1 << player);
            new[..known.len()].iter_mut().zip(known).for_each(|(cell, below)| *cell = *below + share);
        }
        given
    }

    /// The coalition, neither empty nor of all, that has the strongest objection to `division`: the one with the largest worth
    /// above what it is given, and by how much. The smallest number of equals, within rounding. `None` with one player.
    pub fn strongest_objection(&self, division: &[f64]) -> Option<(usize, f64)> {
        let given = self.all_given(division);
        let scale = self.scale();
        let excess = |coalition: usize| self.worth[coalition] - given[coalition];
        let mut best: Option<(usize, f64)> = None;
        for coalition in 1..self.all() {
            if best.is_none_or(|(_, most)| excess(coalition) > most + 1e-12 * scale) {
                best = Some((coalition, excess(coalition)));
            }
        }
        best
    }

    /// The largest worth in size, and one where all are worth nothing.
    pub fn scale(&self) -> f64 {
        let most = self.worth.iter().fold(0.0f64, |most, worth| most.max(worth.abs()));
        if most > 0.0 { most } else { 1.0 }
    }
}

fn not_negative(numbers: &[f64]) -> Result<(), GameError> {
    match numbers.iter().position(|&number| number < 0.0) {
        Some(player) => Err(GameError::Negative { player }),
        None => Ok(()),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The games of the textbooks with their names.
    pub fn known() -> Vec<(&'static str, Game)> {
        let three = |v1: f64, v2: f64, v3: f64, v12: f64, v13: f64, v23: f64, all: f64| {
            Game::new(3, vec![0.0, v1, v2, v12, v3, v13, v23, all]).unwrap()
        };
        let mut four = vec![0.0; 16];
        let worth = [
            (1, 10.0),
            (2, 6.0),
            (4, 4.0),
            (8, 2.0),
            (3, 22.0),
            (5, 18.0),
            (9, 14.0),
            (6, 12.0),
            (10, 9.0),
            (12, 7.0),
            (7, 36.0),
            (11, 30.0),
            (13, 26.0),
            (14, 19.0),
            (15, 50.0),
        ];
        for (coalition, worth) in worth {
            four[coalition] = worth;
        }
        vec![
            ("two", Game::new(2, vec![0.0, 3.0, 1.0, 10.0]).unwrap()),
            ("uneven", three(0.0, 0.0, 0.0, 60.0, 80.0, 100.0, 150.0)),
            ("empty", three(0.0, 0.0, 0.0, 4.0, 3.0, 2.0, 4.0)),
            ("glove", three(0.0, 0.0, 0.0, 100.0, 100.0, 0.0, 100.0)),
            ("pairs", three(0.0, 0.0, 0.0, 100.0, 100.0, 100.0, 120.0)),
            ("airport", Game::airport(&[30.0, 45.0, 60.0]).unwrap()),
            ("four", Game::new(4, four).unwrap()),
        ]
    }

    #[test]
    fn forms_give_the_worth_that_they_say() {
        let game = Game::of_synergies(&[1.0, 2.0, 3.0], &[(0, 1, 10.0), (1, 2, 20.0)]).unwrap();
        assert_eq!(game.worth()[0b011], 13.0);
        assert_eq!(game.worth()[0b101], 4.0);
        assert_eq!(game.worth()[0b111], 36.0);
        assert_eq!(Game::bankruptcy(&[100.0, 200.0, 300.0], 400.0).unwrap().worth()[0b110], 300.0);
        assert_eq!(Game::airport(&[30.0, 45.0, 60.0]).unwrap().worth()[0b011], -45.0);
        assert_eq!(Game::new(2, vec![0.0, 1.0, f64::NAN, 3.0]), Err(GameError::Unknown { coalition: 2 }));
        assert_eq!(Game::new(2, vec![0.0]), Err(GameError::Coalitions { found: 1, expected: 4 }));
        assert_eq!(Game::airport(&[1.0, -1.0]), Err(GameError::Negative { player: 1 }));
        assert!(Game::of(21, |_| 0.0).is_err() && Game::new(0, vec![0.0]).is_err());
    }
}
