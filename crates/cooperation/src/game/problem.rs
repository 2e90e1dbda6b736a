//! A problem of division as it stands in a table: some coalitions with what they are worth, read by one of several forms.

use super::coalition::{Game, GameError};
use crate::form::{choice, words, words_given};
use liantu_model::Parameter;
use liantu_model::method::Input;
use liantu_model::schema::Column;

pub(super) const COALITIONS: Input =
    Input { table: "coalition", columns: &["game", "members", "value"], optional: false };

pub(super) const GAME: Parameter =
    words_given("game", "博弈", "Game", "只算这一个；省略则逐个全算", "Only this one; each of them where absent");

pub(super) const FORM: Parameter = choice(
    "form",
    &["coalitions", "costs", "synergies", "airport", "bankruptcy"],
    "形式",
    "Form",
    "coalitions：列出全部联盟的价值；costs：列出全部联盟的成本；synergies：只列各成员与两人联盟，其余为各自之和加两两增益，未列出的两人联盟没有增益；airport：只列各成员单独所需的成本，联盟承担其中最大者；bankruptcy：列各成员的债权，以及全体一行作为财产",
    "coalitions: the worth of all of them is listed; costs: the cost of all of them; synergies: single members and pairs are listed and the rest adds up, a pair that is not listed gains nothing; airport: the cost that each needs alone, of which a coalition bears the largest; bankruptcy: the claims, and one row of all members for the estate",
);

pub(super) const GAME_COLUMN: Column =
    words("game", "博弈", "Game", "分配问题的代码", "Identifier of the problem").required();
pub(super) const PLAYER_COLUMN: Column =
    words("player", "成员", "Player", "成员代码", "Identifier of the member").required();
pub(super) const UNIT_COLUMN: Column = words(
    "unit",
    "单位",
    "Unit",
    "数额的单位；表中有几种时换算为其中最小的",
    "Of the amounts; the smallest of those of the table where there are several",
);

/// How the rows of a problem are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Worths of all coalitions.
    Coalitions,
    /// Costs of all coalitions.
    Costs,
    /// Single members and pairs; the rest adds up.
    Synergies,
    /// Costs of single members; a coalition bears the largest.
    Airport,
    /// Claims of single members, and the estate as the row of all.
    Bankruptcy,
}

impl Form {
    /// By its word.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "coalitions" => Self::Coalitions,
            "costs" => Self::Costs,
            "synergies" => Self::Synergies,
            "airport" => Self::Airport,
            "bankruptcy" => Self::Bankruptcy,
            _ => return None,
        })
    }
}

/// A problem of division: what any coalition is worth.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// By list.
    Listed(Game),
    /// What each has alone, and what pairs gain.
    Synergies(Vec<f64>, Vec<(usize, usize, f64)>),
    /// What each needs alone.
    Airport(Vec<f64>),
    /// Claims and the estate.
    Bankruptcy(Vec<f64>, f64),
}

/// Why rows are no problem of division.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ProblemError {
    /// Coalitions whose worth is not known, one of them by its members.
    #[error("{count} coalitions have no worth")]
    Missing {
        /// The first of them.
        members: Vec<usize>,
        /// How many.
        count: usize,
    },
    /// A row that the form has no use for, by its number.
    #[error("row {row} does not fit the form")]
    Row {
        /// The row.
        row: usize,
    },
    /// The game itself.
    #[error(transparent)]
    Game(#[from] GameError),
}

impl Problem {
    /// Reads rows of members, by number below `players`, with worths; NaN is unknown. Members of a row must not repeat.
    pub fn read(form: Form, players: usize, rows: &[(Vec<usize>, f64)]) -> Result<Self, ProblemError> {
        match form {
            Form::Coalitions | Form::Costs => {
                if players > Game::MOST {
                    return Err(GameError::Players { found: players, most: Game::MOST }.into());
                }
                let mut worth = vec![f64::NAN; 1 << players];
                worth[0] = 0.0;
                for (members, value) in rows {
                    worth[members.iter().fold(0, |coalition, member| coalition | 1usize << member)] = *value;
                }
                let missing = |coalition: &usize| worth[*coalition].is_nan();
                if let Some(first) = (0..worth.len()).find(missing) {
                    let members = (0..players).filter(|player| first >> player & 1 == 1).collect();
                    return Err(ProblemError::Missing { members, count: (0..worth.len()).filter(missing).count() });
                }
                let game = if form == Form::Costs { Game::of_costs(players, worth) } else { Game::new(players, worth) };
                Ok(Self::Listed(game?))
            }
            Form::Synergies | Form::Airport | Form::Bankruptcy => Self::read_parts(form, players, rows),
        }
    }

    fn read_parts(form: Form, players: usize, rows: &[(Vec<usize>, f64)]) -> Result<Self, ProblemError> {
        let mut alone = vec![f64::NAN; players];
        let (mut pairs, mut estate) = (Vec::new(), f64::NAN);
        for (row, (members, value)) in rows.iter().enumerate() {
            match (members.as_slice(), form) {
                (&[player], _) => alone[player] = *value,
                (members, Form::Bankruptcy) if members.len() == players => estate = *value,
                (&[one, two], Form::Synergies) if !value.is_nan() => pairs.push((one, two, *value)),
                (&[one, two], Form::Synergies) => {
                    return Err(ProblemError::Missing { members: vec![one, two], count: 1 });
                }
                _ => return Err(ProblemError::Row { row }),
            }
        }
        let missing = |player: &usize| alone[*player].is_nan();
        if let Some(first) = (0..players).find(missing) {
            return Err(ProblemError::Missing { members: vec![first], count: (0..players).filter(missing).count() });
        }
        if form != Form::Synergies
            && let Some(player) = alone.iter().position(|own| *own < 0.0)
        {
            return Err(GameError::Negative { player }.into());
        }
        Ok(match form {
            Form::Synergies => {
                for (one, two, worth) in &mut pairs {
                    *worth -= alone[*one] + alone[*two];
                }
                Self::Synergies(alone, pairs)
            }
            Form::Bankruptcy if estate.is_nan() => {
                return Err(ProblemError::Missing { members: (0..players).collect(), count: 1 });
            }
            Form::Bankruptcy => Self::Bankruptcy(alone, estate),
            _ => Self::Airport(alone),
        })
    }

    /// The game of all coalitions, where they can be listed.
    pub fn game(&self) -> Result<Game, GameError> {
        match self {
            Self::Listed(game) => Ok(game.clone()),
            Self::Synergies(alone, pairs) => Game::of_synergies(alone, pairs),
            Self::Airport(costs) => Game::airport(costs),
            Self::Bankruptcy(claims, estate) => Game::bankruptcy(claims, *estate),
        }
    }

    /// How many players.
    pub fn players(&self) -> usize {
        match self {
            Self::Listed(game) => game.players(),
            Self::Synergies(list, _) | Self::Airport(list) | Self::Bankruptcy(list, _) => list.len(),
        }
    }

    /// Whether worth is minus cost.
    pub fn costs(&self) -> bool {
        match self {
            Self::Listed(game) => game.costs(),
            Self::Airport(_) => true,
            Self::Synergies(..) | Self::Bankruptcy(..) => false,
        }
    }

    /// What a coalition is worth.
    pub fn worth(&self, members: &[bool]) -> f64 {
        let own = |list: &[f64]| {
            let taken = list.iter().zip(members).filter(|(_, member)| **member).map(|(value, _)| *value);
            taken.collect::<Vec<f64>>()
        };
        match self {
            Self::Listed(game) => {
                let members = members.iter().enumerate().filter(|(_, member)| **member);
                game.worth()[members.fold(0, |coalition, (player, _)| coalition | 1 << player)]
            }
            Self::Synergies(alone, pairs) => {
                let together = pairs.iter().filter(|pair| members[pair.0] && members[pair.1]).map(|pair| pair.2);
                liantu_numeric::sum(own(alone).into_iter().chain(together))
            }
            Self::Airport(costs) => -own(costs).into_iter().fold(0.0, f64::max),
            Self::Bankruptcy(claims, estate) => {
                let all = liantu_numeric::sum(claims.iter().copied());
                (estate - (all - liantu_numeric::sum(own(claims)))).max(0.0)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_read_their_rows_and_refuse_others() {
        let rows = vec![(vec![0], 3.0), (vec![1], 1.0), (vec![1, 0], 10.0)];
        let listed = Problem::read(Form::Coalitions, 2, &rows).unwrap();
        assert_eq!(listed.game().unwrap().worth(), [0.0, 3.0, 1.0, 10.0]);
        let sums = Problem::read(Form::Synergies, 2, &rows).unwrap();
        assert_eq!(sums.worth(&[true, true]), 10.0);
        assert_eq!(sums.game().unwrap().worth(), listed.game().unwrap().worth());
        let estate = Problem::read(Form::Bankruptcy, 2, &rows).unwrap();
        assert_eq!(estate, Problem::Bankruptcy(vec![3.0, 1.0], 10.0));
        assert_eq!(estate.worth(&[true, false]), 9.0);
        assert_eq!(Problem::read(Form::Airport, 2, &rows), Err(ProblemError::Row { row: 2 }));
        assert_eq!(
            Problem::read(Form::Coalitions, 2, &rows[1..]),
            Err(ProblemError::Missing { members: vec![0], count: 1 })
        );
        let unknown = [rows[0].clone(), rows[1].clone(), (vec![0, 1], f64::NAN)];
        assert!(matches!(Problem::read(Form::Synergies, 2, &unknown), Err(ProblemError::Missing { .. })));
        let negative = [(vec![0], -3.0), (vec![1], 1.0)];
        assert!(matches!(Problem::read(Form::Airport, 2, &negative), Err(ProblemError::Game(_))));
    }

    #[test]
    fn many_members_have_a_worth_though_no_list() {
        let rows: Vec<(Vec<usize>, f64)> = (0..40).map(|player| (vec![player], player as f64)).collect();
        let road = Problem::read(Form::Airport, 40, &rows).unwrap();
        assert_eq!((road.players(), road.worth(&[true; 40])), (40, -39.0));
        assert!(road.game().is_err() && Problem::read(Form::Coalitions, 40, &rows).is_err());
    }
}
