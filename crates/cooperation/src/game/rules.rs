//! Simple rules of division, to compare with.

use super::coalition::{Game, GameError};

/// The worth of all in equal parts.
pub fn equal(game: &Game) -> Vec<f64> {
    vec![game.worth()[game.all()] / game.players() as f64; game.players()]
}

/// To each what they have alone, and an equal part of what is left (or missing).
pub fn equal_surplus(game: &Game) -> Vec<f64> {
    let alone: Vec<f64> = (0..game.players()).map(|player| game.worth()[1 << player]).collect();
    let rest = game.worth()[game.all()] - liantu_numeric::sum(alone.iter().copied());
    alone.iter().map(|own| own + rest / game.players() as f64).collect()
}

/// In proportion to what each has alone; `None` where that has different signs or adds up to nothing.
pub fn proportional(game: &Game) -> Option<Vec<f64>> {
    let alone: Vec<f64> = (0..game.players()).map(|player| game.worth()[1 << player]).collect();
    let sum = liantu_numeric::sum(alone.iter().copied());
    let one_sign = alone.iter().all(|own| *own >= 0.0) || alone.iter().all(|own| *own <= 0.0);
    let all = game.worth()[game.all()];
    (one_sign && sum != 0.0).then(|| alone.iter().map(|own| all * own / sum).collect())
}

/// How the Talmud divides an estate among claims (Aumann and Maschler 1985): up to half of the claims equal gains, at most
/// half of one's claim; from there on equal losses. An estate beyond all claims fills them.
pub fn talmud(claims: &[f64], estate: f64) -> Result<Vec<f64>, GameError> {
    if let Some(player) = claims.iter().position(|claim| claim.is_nan() || *claim < 0.0) {
        return Err(GameError::Negative { player });
    }
    let sum = liantu_numeric::sum(claims.iter().copied());
    let halves: Vec<f64> = claims.iter().map(|claim| claim / 2.0).collect();
    if estate <= sum / 2.0 {
        return Ok(level(&halves, estate.max(0.0)));
    }
    let losses = level(&halves, (sum - estate).max(0.0));
    Ok(claims.iter().zip(losses).map(|(claim, loss)| claim - loss).collect())
}

/// `total` poured over vessels of these sizes to one level.
fn level(sizes: &[f64], total: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by(|&one, &two| sizes[one].total_cmp(&sizes[two]).then(one.cmp(&two)));
    let mut poured = vec![0.0; sizes.len()];
    let mut rest = total;
    for (place, &vessel) in order.iter().enumerate() {
        let share = rest / (sizes.len() - place) as f64;
        poured[vessel] = share.min(sizes[vessel]);
        rest -= poured[vessel];
    }
    poured
}

#[cfg(test)]
mod tests {
    use super::super::nucleolus::{Among, nucleolus};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rules_divide_the_worth_of_all() {
        let game = Game::new(2, vec![0.0, 3.0, 1.0, 10.0]).unwrap();
        assert_eq!(equal(&game), [5.0, 5.0]);
        assert_eq!(equal_surplus(&game), [6.0, 4.0]);
        assert_eq!(proportional(&game), Some(vec![7.5, 2.5]));
        assert_eq!(proportional(&Game::new(2, vec![0.0, 3.0, -1.0, 10.0]).unwrap()), None);
        assert_eq!(talmud(&[100.0, 200.0, 300.0], 200.0).unwrap(), [50.0, 75.0, 75.0]);
        assert_eq!(talmud(&[1.0], 5.0).unwrap(), [1.0]);
    }

    proptest! {
        /// Aumann and Maschler: the division of the Talmud is the nucleolus of the game.
        #[test]
        fn the_talmud_is_the_nucleolus(claims in prop::collection::vec(0u32..50, 2..7), part in 0.0f64..1.0) {
            let claims: Vec<f64> = claims.into_iter().map(f64::from).collect();
            let estate = claims.iter().sum::<f64>() * part;
            let game = Game::bankruptcy(&claims, estate).unwrap();
            let (one, two) = (talmud(&claims, estate).unwrap(), nucleolus(&game, Among::Imputations).unwrap().division);
            for (one, two) in one.iter().zip(&two) {
                prop_assert!((one - two).abs() < 1e-7, "{} {}", one, two);
            }
        }
    }
}
