//! Numbers by their rank.

/// The median of `numbers`, which are left in another order: the middle one, or the mean of the two in the middle. `None`
/// where there are none. NaN counts as the largest.
pub fn median(numbers: &mut [f64]) -> Option<f64> {
    let middle = numbers.len() / 2;
    if numbers.len() <= 24 {
        // Short lists are the rule; insertion beats selection there.
        for end in 1..numbers.len() {
            let number = numbers[end];
            let mut place = end;
            while place > 0 && numbers[place - 1].total_cmp(&number).is_gt() {
                numbers[place] = numbers[place - 1];
                place -= 1;
            }
            numbers[place] = number;
        }
        return match numbers.len() {
            0 => None,
            odd if odd % 2 == 1 => Some(numbers[middle]),
            _ => Some(f64::midpoint(numbers[middle - 1], numbers[middle])),
        };
    }
    let length = numbers.len();
    let (below, &mut upper, _) = numbers.select_nth_unstable_by(middle, f64::total_cmp);
    if length % 2 == 1 {
        return Some(upper);
    }
    let lower = below.iter().copied().max_by(f64::total_cmp)?;
    Some(f64::midpoint(lower, upper))
}

/// Median of `numbers`, and the median distance from it. The numbers are overwritten.
pub fn median_and_deviation(numbers: &mut [f64]) -> Option<(f64, f64)> {
    let centre = median(numbers)?;
    for number in numbers.iter_mut() {
        *number = (*number - centre).abs();
    }
    Some((centre, median(numbers)?))
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
        }
    }
}
