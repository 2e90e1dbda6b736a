//! Sums with the rounding errors carried along.

/// The sum of `numbers` in the order given, by Neumaier's compensated summation (1974): the error does not grow with
/// their count.
pub fn sum(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let (mut total, mut carry) = (0.0f64, 0.0f64);
    for number in numbers {
        let next = total + number;
        carry += if total.abs() >= number.abs() { (total - next) + number } else { (number - next) + total };
        total = next;
    }
    total + carry
}

#[cfg(test)]
mod tests {
    #[test]
    fn small_parts_survive_large_ones() {
        assert_eq!(super::sum([1.0, 1e100, 1.0, -1e100]), 2.0);
        assert_eq!(super::sum([]), 0.0);
    }
}
