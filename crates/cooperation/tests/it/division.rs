//! Solutions of random games against what defines them.

use liantu_cooperation::game::coalition::Game;
use liantu_cooperation::game::least_core::{balance, in_core};
use liantu_cooperation::game::nucleolus::{Among, has_imputations, nucleolus};
use liantu_cooperation::game::shapley::shapley;
use liantu_numeric::simplex::{Programme, Sense};
use proptest::prelude::*;

/// Whether positive weights on all of these coalitions give every player one in all.
fn balanced(players: usize, coalitions: &[usize]) -> bool {
    // Weights are a common least amount, which is made as large as can be, and something more.
    let count = coalitions.len();
    let mut objective = vec![0.0; count + 1];
    objective[count] = -1.0;
    let rows = (0..players)
        .map(|player| {
            let has = |coalition: &usize| f64::from(u8::from(coalition >> player & 1 == 1));
            let mut row: Vec<f64> = coalitions.iter().map(has).collect();
            row.push(row.iter().sum());
            (row, Sense::Equal, 1.0)
        })
        .collect();
    Programme { objective, rows }.minimise().is_ok_and(|found| found.value < -1e-7)
}

/// Kohlberg (1971): a division is the prenucleolus if and only if, for every amount, the coalitions whose dissatisfaction reaches it
/// are balanced.
fn kohlberg(game: &Game, division: &[f64]) -> bool {
    let scale = game.scale();
    let mut by_excess: Vec<(f64, usize)> = (1..game.all())
        .map(|coalition| (game.worth()[coalition] - Game::given(coalition, division), coalition))
        .collect();
    by_excess.sort_by(|one, two| two.0.total_cmp(&one.0));
    let mut taken = Vec::new();
    for (place, (excess, coalition)) in by_excess.iter().enumerate() {
        taken.push(*coalition);
        let level_ends = by_excess.get(place + 1).is_none_or(|next| next.0 < excess - 1e-7 * scale);
        if level_ends && !balanced(game.players(), &taken) {
            return false;
        }
    }
    true
}

fn game() -> impl Strategy<Value = Game> {
    (2usize..7).prop_flat_map(|players| {
        let whole = prop::collection::vec((0i32..12).prop_map(f64::from), 1 << players);
        let any = prop::collection::vec(-50.0f64..100.0, 1 << players);
        prop_oneof![whole, any].prop_map(move |worth| Game::new(players, worth).unwrap())
    })
}

/// A game in which those who join later bring more: its core holds the value of Shapley.
fn convex() -> impl Strategy<Value = Game> {
    (2usize..8).prop_flat_map(|players| {
        prop::collection::vec(0.0f64..10.0, players * players).prop_map(move |synergies| {
            Game::of(players, |coalition| {
                let has = |player: usize| coalition >> player & 1 == 1;
                (0..players * players)
                    .filter(|pair| has(pair / players) && has(pair % players))
                    .map(|pair| synergies[pair])
                    .sum()
            })
            .unwrap()
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_prenucleolus_meets_the_criterion_of_kohlberg(game in game()) {
        let found = nucleolus(&game, Among::Divisions).unwrap();
        let sum: f64 = found.division.iter().sum();
        prop_assert!((sum - game.worth()[game.all()]).abs() < 1e-8 * game.scale());
        prop_assert!(kohlberg(&game, &found.division), "{:?}", found);
        let (_, excess) = game.strongest_objection(&found.division).unwrap();
        prop_assert!((excess - found.excess).abs() < 1e-8 * game.scale());
        // Another division is not the prenucleolus.
        let mut other = found.division.clone();
        other[0] += 0.01 * game.scale();
        other[1] -= 0.01 * game.scale();
        prop_assert!(!kohlberg(&game, &other));
    }

    #[test]
    fn the_nucleolus_gives_nobody_less_than_alone(game in game(), surplus in 0.0f64..20.0) {
        // The whole is worth at least what all have alone.
        let mut worth = game.worth().to_vec();
        let alone: f64 = (0..game.players()).map(|player| worth[1 << player]).sum();
        let all = game.all();
        worth[all] = worth[all].max(alone + surplus.floor());
        let game = Game::new(game.players(), worth).unwrap();
        prop_assert!(has_imputations(&game));
        let found = nucleolus(&game, Among::Imputations).unwrap();
        for (player, share) in found.division.iter().enumerate() {
            prop_assert!(*share >= game.worth()[1 << player] - 1e-8 * game.scale());
        }
        let free = nucleolus(&game, Among::Divisions).unwrap();
        prop_assert!(found.excess >= free.excess - 1e-8 * game.scale());
    }

    /// The core is empty if and only if the least that the largest dissatisfaction can be is positive, if and only if a subsidy
    /// is needed; with the subsidy there is a stable division, with less there is none.
    #[test]
    fn subsidies_are_as_small_as_can_be(game in game()) {
        let found = balance(&game).unwrap();
        let free = nucleolus(&game, Among::Divisions).unwrap();
        let slack = 1e-7 * game.scale();
        prop_assert_eq!(found.subsidy > slack, free.excess > slack);
        prop_assert_eq!(in_core(&game, &free.division), free.excess <= 1e-9 * game.scale());
        let with = |more: f64| {
            let mut worth = game.worth().to_vec();
            let all = game.all();
            worth[all] += more;
            Game::new(game.players(), worth).unwrap()
        };
        prop_assert!(nucleolus(&with(found.subsidy), Among::Divisions).unwrap().excess <= slack);
        if found.subsidy > slack {
            prop_assert!(nucleolus(&with(found.subsidy * 0.99), Among::Divisions).unwrap().excess > 0.0);
            let covered = |player: usize| -> f64 {
                found.weights.iter().filter(|(coalition, _)| coalition >> player & 1 == 1).map(|(_, weight)| weight).sum()
            };
            prop_assert!((0..game.players()).all(|player| (covered(player) - 1.0).abs() < 1e-8));
            let worth: f64 = found.weights.iter().map(|(coalition, weight)| weight * game.worth()[*coalition]).sum();
            prop_assert!((worth - game.worth()[game.all()] - found.subsidy).abs() < slack);
        }
    }

    #[test]
    fn convex_games_have_fair_divisions_in_the_core(game in convex()) {
        prop_assert!(in_core(&game, &shapley(&game)));
        prop_assert!(in_core(&game, &nucleolus(&game, Among::Imputations).unwrap().division));
    }

    /// Who is called what makes no difference, and neither does the unit of money.
    #[test]
    fn names_and_units_do_not_matter(game in game(), turn in 1usize..6, unit in 0.001f64..1000.0) {
        let players = game.players();
        let turned = |coalition: usize| {
            (0..players).filter(|player| coalition >> player & 1 == 1).fold(0, |new, player| new | 1 << ((player + turn) % players))
        };
        let mut worth = vec![0.0; 1 << players];
        (0..1 << players).for_each(|coalition| worth[turned(coalition)] = game.worth()[coalition] * unit);
        let other = Game::new(players, worth).unwrap();
        let pairs = [
            (shapley(&game), shapley(&other)),
            (nucleolus(&game, Among::Divisions).unwrap().division, nucleolus(&other, Among::Divisions).unwrap().division),
        ];
        for (one, two) in pairs {
            for player in 0..players {
                prop_assert!((one[player] * unit - two[(player + turn) % players]).abs() < 1e-7 * game.scale() * unit);
            }
        }
    }
}

/// Twelve players, where no list of all orders can be gone through.
#[test]
fn twelve_players_meet_the_criterion_too() {
    for seed in 0..3 {
        let game = Game::of(12, |coalition| {
            let size = f64::from((coalition as u64).count_ones());
            (size * size + 10.0 * liantu_numeric::uniform(seed, coalition as u64)).floor()
        })
        .unwrap();
        let found = nucleolus(&game, Among::Divisions).unwrap();
        let (_, excess) = game.strongest_objection(&found.division).unwrap();
        assert!((excess - found.excess).abs() < 1e-8 * game.scale());
        let worst: Vec<usize> = (1..game.all())
            .filter(|&coalition| {
                game.worth()[coalition] - Game::given(coalition, &found.division) > found.excess - 1e-7 * game.scale()
            })
            .collect();
        assert!(balanced(12, &worst));
    }
}
