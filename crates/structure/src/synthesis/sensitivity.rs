//! How far a ranking can be trusted: what becomes of it when its choices are made otherwise.

use liantu_numeric::uniform;
use rayon::prelude::*;

/// The best and the worst rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The best.
    pub best: u32,
    /// The worst.
    pub worst: u32,
}

/// The ranks of a row under other choices; `None` where it has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ranges {
    /// As computed.
    pub rank: Option<u32>,
    /// With the weights shaken.
    pub weights: Option<Range>,
    /// With one indicator left out in turn.
    pub left_out: Option<Range>,
    /// With other normalisations.
    pub normalised: Option<Range>,
}

/// How the weights are shaken: each is multiplied by a number between `1 − spread` and `1 + spread`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shaking {
    /// As a share of the weight.
    pub spread: f64,
    /// How many times.
    pub draws: usize,
    /// Of the random numbers.
    pub seed: u64,
}

/// The ranges of every row. `score(weights, choice)` gives the scores, more being better and NaN undefined; choice 0 is the
/// one made, those up to `choices` are other normalisations. A variant in which no row has a score does not count.
#[allow(clippy::cast_possible_truncation, reason = "rows are counted in 32 bits")]
pub(super) fn ranges(
    period: &[u32],
    weights: &[f64],
    choices: usize,
    shaking: Shaking,
    score: impl Fn(&[f64], usize) -> Vec<f64> + Sync,
) -> Vec<Ranges> {
    let base = ranks(period, &score(weights, 0));
    let shaken = (0..shaking.draws).into_par_iter().map(|draw| {
        let factor =
            |n: usize| 1.0 + shaking.spread * (2.0 * uniform(shaking.seed, (draw * weights.len() + n) as u64) - 1.0);
        let weights = scale(weights.iter().enumerate().map(|(n, weight)| weight * factor(n)).collect());
        ranks(period, &score(&weights, 0))
    });
    let shaken = span(&base, &shaken.collect::<Vec<_>>());
    let without = (0..weights.len()).into_par_iter().filter(|_| weights.len() > 1).map(|left_out| {
        let kept = weights.iter().enumerate().map(|(n, weight)| if n == left_out { 0.0 } else { *weight });
        ranks(period, &score(&scale(kept.collect()), 0))
    });
    let without = span(&base, &without.collect::<Vec<_>>());
    let other = span(&base, &(1..choices).map(|choice| ranks(period, &score(weights, choice))).collect::<Vec<_>>());
    base.iter()
        .enumerate()
        .map(|(row, &rank)| Ranges { rank, weights: shaken[row], left_out: without[row], normalised: other[row] })
        .collect()
}

fn scale(weights: Vec<f64>) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / total).collect()
}

/// The span of ranks over the variants and the ranking itself; `None` without any variant.
fn span(base: &[Option<u32>], variants: &[Vec<Option<u32>>]) -> Vec<Option<Range>> {
    let mut spans: Vec<Option<Range>> = vec![None; base.len()];
    for ranks in variants {
        for ((span, rank), own) in spans.iter_mut().zip(ranks).zip(base) {
            if let (Some(rank), Some(own)) = (*rank, *own) {
                let known = span.unwrap_or(Range { best: own, worst: own });
                *span = Some(Range { best: known.best.min(rank), worst: known.worst.max(rank) });
            }
        }
    }
    spans
}

/// Ranks from 1 within each period, the highest score first; scores that differ by rounding alone share the better rank.
#[allow(clippy::cast_possible_truncation, reason = "rows are counted in 32 bits")]
pub(super) fn ranks(period: &[u32], score: &[f64]) -> Vec<Option<u32>> {
    let mut order: Vec<usize> = (0..score.len()).filter(|&row| score[row].is_finite()).collect();
    order.sort_by(|&a, &b| period[a].cmp(&period[b]).then(score[b].total_cmp(&score[a])));
    let mut ranks = vec![None; score.len()];
    let mut before: Option<(usize, u32, u32)> = None;
    for row in order {
        let (place, rank) = match before {
            Some((last, place, rank)) if period[last] == period[row] => {
                let alike = (score[last] - score[row]).abs() <= 1e-12 * (1.0 + score[row].abs());
                (place + 1, if alike { rank } else { place + 1 })
            }
            _ => (1, 1),
        };
        ranks[row] = Some(rank);
        before = Some((row, place, rank));
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_the_better_rank_and_undefined_has_none() {
        let ranks = ranks(&[0, 0, 0, 0, 1, 1], &[0.3, 0.9, 0.1 + 0.2, f64::NAN, 1.0, 2.0]);
        assert_eq!(ranks, [Some(2), Some(1), Some(2), None, Some(2), Some(1)]);
    }
}
