//! Numbers by their rank.

/// The median of `numbers`, which are left in another order: the middle one, or the mean of the two in the middle. `None`
/// where there are none. NaN counts as the largest.
pub fn median(numbers: &mut [f64]) -> Option<f64> {
    let (length, middle) = (numbers.len(), numbers.len() / 2);
    if length <= 32 {
        numbers.sort_unstable_by(f64::total_cmp);
        return middle_of(numbers);
    }
    let (below, &mut upper, _) = numbers.select_nth_unstable_by(middle, f64::total_cmp);
    if length % 2 == 1 {
        return Some(upper);
    }
    let lower = below.iter().copied().max_by(f64::total_cmp)?;
    Some(f64::midpoint(lower, upper))
}

/// The middle of numbers in order.
fn middle_of(sorted: &[f64]) -> Option<f64> {
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(sorted[middle]),
        _ => Some(f64::midpoint(sorted[middle - 1], sorted[middle])),
    }
}

/// Median of `numbers`, and the median distance from it. The numbers are left in order.
pub fn median_and_deviation(numbers: &mut [f64]) -> Option<(f64, f64)> {
    numbers.sort_unstable_by(f64::total_cmp);
    let centre = middle_of(numbers)?;
    // Distances grow away from the centre on both sides: the nearer of the next two comes next.
    let (count, middle) = (numbers.len(), numbers.len() / 2);
    let mut right = numbers.partition_point(|&number| number <= centre);
    let mut left = right;
    let (mut before, mut own) = (0.0, 0.0);
    for _ in 0..=middle {
        before = own;
        let down = if left > 0 { (numbers[left - 1] - centre).abs() } else { f64::INFINITY };
        let up = if right < count { (numbers[right] - centre).abs() } else { f64::INFINITY };
        if down <= up {
            own = down;
            left -= usize::from(left > 0);
        } else {
            own = up;
            right += 1;
        }
    }
    Some((centre, if count % 2 == 1 { own } else { f64::midpoint(before, own) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_lists() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [3.0]), Some(3.0));
        assert_eq!(median(&mut [4.0, 1.0]), Some(2.5));
        assert_eq!(median_and_deviation(&mut [1.0, 1.0, 2.0, 2.0, 4.0, 6.0, 9.0]), Some((2.0, 1.0)));
    }

    proptest! {
        #[test]
        fn as_by_sorting(numbers in prop::collection::vec(-1e6f64..1e6, 1..90)) {
            let mut sorted = numbers.clone();
            sorted.sort_by(f64::total_cmp);
            let middle = sorted.len() / 2;
            let expected = if sorted.len() % 2 == 1 { sorted[middle] } else { f64::midpoint(sorted[middle - 1], sorted[middle]) };
            prop_assert_eq!(median(&mut numbers.clone()), Some(expected));
            let mut distances: Vec<f64> = numbers.iter().map(|number| (number - expected).abs()).collect();
            let deviation = median(&mut distances).unwrap();
            prop_assert_eq!(median_and_deviation(&mut numbers.clone()), Some((expected, deviation)));
        }
    }
}
