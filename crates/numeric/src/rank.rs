//! Ranks, and how far two columns rise and fall together.

use crate::{dot, sum};

/// The column less its mean; `None` where nothing but rounding is left.
pub fn centred(column: &[f64]) -> Option<Vec<f64>> {
    let scale = dot(column, column).sqrt();
    let mean = sum(column.iter().copied()) / column.len() as f64;
    let centred: Vec<f64> = column.iter().map(|value| value - mean).collect();
    (dot(&centred, &centred).sqrt() > 1e-12 * scale).then_some(centred)
}

/// Pearson's correlation; `None` below three pairs or where a column does not vary.
///
/// # Panics
///
/// If the columns differ in length.
pub fn pearson(x: &[f64], y: &[f64]) -> Option<f64> {
    assert_eq!(x.len(), y.len(), "columns of one length");
    if x.len() < 3 {
        return None;
    }
    let (x, y) = (centred(x)?, centred(y)?);
    Some((dot(&x, &y) / (dot(&x, &x).sqrt() * dot(&y, &y).sqrt())).clamp(-1.0, 1.0))
}

/// Whether two values are tied.
#[expect(clippy::float_cmp, reason = "ties are values that are the same, not nearly so")]
fn same(one: f64, two: f64) -> bool {
    one == two
}

/// Ranks from 1 for the smallest; equal values share the mean of theirs.
pub fn mean_ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&one, &two| values[one].total_cmp(&values[two]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for tied in order.chunk_by(|&one, &two| same(values[one], values[two])) {
        for &place in tied {
            ranks[place] = before as f64 + f64::midpoint(tied.len() as f64, 1.0);
        }
        before += tied.len();
    }
    ranks
}

/// Spearman's correlation: that of the mean ranks.
///
/// # Panics
///
/// If the columns differ in length.
pub fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
    pearson(&mean_ranks(x), &mean_ranks(y))
}

/// Kendall's τ-b, which allows for ties, in `n ln n` steps (Knight 1966); `None` below three pairs or where a column does not
/// vary.
///
/// # Panics
///
/// If the columns differ in length.
pub fn kendall(x: &[f64], y: &[f64]) -> Option<f64> {
    assert_eq!(x.len(), y.len(), "columns of one length");
    if x.len() < 3 {
        return None;
    }
    let mut pairs: Vec<(f64, f64)> = x.iter().copied().zip(y.iter().copied()).collect();
    pairs.sort_by(|one, two| one.0.total_cmp(&two.0).then(one.1.total_cmp(&two.1)));
    let of = |count: usize| count as f64 * (count as f64 - 1.0) / 2.0;
    let tied = |parts: &mut dyn Iterator<Item = usize>| parts.map(of).sum::<f64>();
    let in_x = tied(&mut pairs.chunk_by(|one, two| same(one.0, two.0)).map(<[_]>::len));
    let in_both = tied(&mut pairs.chunk_by(|one, two| same(one.0, two.0) && same(one.1, two.1)).map(<[_]>::len));
    let mut column: Vec<f64> = pairs.into_iter().map(|pair| pair.1).collect();
    let exchanges = sort_counting(&mut column);
    let in_y = tied(&mut column.chunk_by(|&one, &two| same(one, two)).map(<[_]>::len));
    let all = of(x.len());
    let agreeing = all - in_x - in_y + in_both - 2.0 * exchanges;
    let scale = ((all - in_x) * (all - in_y)).sqrt();
    (scale > 0.0).then(|| (agreeing / scale).clamp(-1.0, 1.0))
}

/// Sorts and tells how many pairs stood the wrong way round.
fn sort_counting(column: &mut [f64]) -> f64 {
    if column.len() < 2 {
        return 0.0;
    }
    let (left, right) = column.split_at_mut(column.len() / 2);
    let mut exchanges = sort_counting(left) + sort_counting(right);
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut one, mut two) = (0, 0);
    while one < left.len() && two < right.len() {
        if right[two] < left[one] {
            exchanges += (left.len() - one) as f64;
            merged.push(right[two]);
            two += 1;
        } else {
            merged.push(left[one]);
            one += 1;
        }
    }
    merged.extend_from_slice(&left[one..]);
    merged.extend_from_slice(&right[two..]);
    column.copy_from_slice(&merged);
    exchanges
}

/// P-values as they are when the expected share of false discoveries is kept at them (Benjamini and Hochberg 1995): each is
/// the smallest rate at which it is a discovery. What has none takes no part.
pub fn false_discovery_rates(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<(f64, usize)> = p.iter().enumerate().filter_map(|(n, p)| Some(((*p)?, n))).collect();
    order.sort_by(|one, two| one.0.total_cmp(&two.0).then(one.1.cmp(&two.1)));
    let tests = order.len() as f64;
    let mut adjusted = vec![None; p.len()];
    let mut least = 1.0f64;
    for (rank, &(p, n)) in order.iter().enumerate().rev() {
        least = least.min(p * tests / (rank as f64 + 1.0));
        adjusted[n] = Some(least);
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_their_ranks() {
        assert_eq!(mean_ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
        assert_eq!(mean_ranks(&[]), [0.0; 0]);
    }

    /// Values of scipy 1.17.1: `pearsonr`, `spearmanr`, `kendalltau`.
    #[test]
    fn correlations_are_those_of_the_peer() {
        let (x, y) = ([12.0, 2.0, 1.0, 12.0, 2.0], [1.0, 4.0, 7.0, 1.0, 0.0]);
        assert!((kendall(&x, &y).unwrap() + 0.471_404_520_791_031_7).abs() < 1e-15);
        let (x, y) = ([1.0, 2.0, 3.0, 4.0, 5.0], [5.0, 6.0, 7.0, 8.0, 7.0]);
        assert!((spearman(&x, &y).unwrap() - 0.820_782_681_668_123_3).abs() < 1e-15);
        assert_eq!((kendall(&x, &[1.0; 5]), pearson(&x, &[0.1; 5]), spearman(&x[..2], &y[..2])), (None, None, None));
    }

    #[test]
    fn pairs_counted_one_by_one_give_the_same() {
        let draw = |n: u64| (crate::uniform(3, n) * 6.0).floor();
        let x: Vec<f64> = (0..40).map(draw).collect();
        let y: Vec<f64> = (40..80).map(draw).collect();
        let (mut agree, mut in_x, mut in_y, mut all) = (0.0f64, 0.0f64, 0.0f64, 0.0f64);
        for i in 0..40 {
            for j in 0..i {
                let (dx, dy) = (x[i] - x[j], y[i] - y[j]);
                agree += f64::from(dx * dy > 0.0) - f64::from(dx * dy < 0.0);
                (in_x, in_y, all) = (in_x + f64::from(dx == 0.0), in_y + f64::from(dy == 0.0), all + 1.0);
            }
        }
        let scale: f64 = (all - in_x) * (all - in_y);
        let expected = agree / scale.sqrt();
        assert!((kendall(&x, &y).unwrap() - expected).abs() < 1e-14);
    }

    #[test]
    fn false_discoveries_by_hand() {
        let found = false_discovery_rates(&[Some(0.01), None, Some(0.04), Some(0.03)]);
        assert_eq!(found, [Some(0.03), None, Some(0.04), Some(0.04)]);
    }
}
