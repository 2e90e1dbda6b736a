//! Sums that do not depend on the order of addition.

/// A fixed-point scale: numbers become whole multiples of a quantum, 2 to the power `exponent`, and add exactly.
///
/// Addition of the multiples is associative, so that totals conserve to the last unit however they are grouped, and
/// parallel sums have the same bits at any number of threads. The quantum is the finest at which the sum of `count`
/// numbers up to `largest` fits 127 bits. A number whose last bit lies above the quantum is carried without rounding:
/// with a million numbers, those at least 2⁻⁵⁴ (6·10⁻¹⁷) of the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fixed {
    exponent: i32,
}

impl Fixed {
    /// The scale for sums of at most `count` numbers, none larger than `largest` in magnitude.
    ///
    /// # Panics
    ///
    /// If `largest` is not finite.
    pub fn new(largest: f64, count: usize) -> Self {
        assert!(largest.is_finite(), "numbers on a fixed scale are finite");
        let top = if largest == 0.0 { 0 } else { exponent_of(largest) + 1 };
        let spare = i32::try_from(usize::BITS - count.leading_zeros()).unwrap_or(64);
        Self { exponent: top + spare - 126 }
    }

    /// The scale that suits `numbers`; those not finite are ignored.
    pub fn of(numbers: impl IntoIterator<Item = f64>) -> Self {
        let (largest, count) = numbers
            .into_iter()
            .filter(|number| number.is_finite())
            .fold((0.0f64, 0), |(largest, count), number| (largest.max(number.abs()), count + 1));
        Self::new(largest, count)
    }

    /// `number` in quanta, rounded to the nearest, ties away from zero.
    pub fn units(self, number: f64) -> i128 {
        let bits = number.abs().to_bits();
        let raw = i32::try_from(bits >> 52).unwrap_or(0);
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, exponent) = if raw == 0 { (fraction, -1074) } else { (fraction | 1 << 52, raw - 1075) };
        let shift = exponent - self.exponent;
        let magnitude = if shift >= 0 {
            i128::from(mantissa) << shift.min(74)
        } else if shift > -64 {
            (i128::from(mantissa) + (1i128 << (-shift - 1))) >> -shift
        } else {
            0
        };
        if number < 0.0 { -magnitude } else { magnitude }
    }

    /// The number nearest to `units` quanta.
    pub fn number(self, units: i128) -> f64 {
        // Two steps, since 2^exponent alone may lie outside the range of f64 although the product does not.
        let half = self.exponent / 2;
        #[expect(clippy::cast_precision_loss, reason = "the one rounding of the sum")]
        let whole = units as f64;
        whole * 2f64.powi(half) * 2f64.powi(self.exponent - half)
    }
}

/// The exponent `e` of a finite number other than zero in `[2^e, 2^(e+1))`; subnormals count as the smallest normal.
fn exponent_of(number: f64) -> i32 {
    i32::try_from((number.abs().to_bits() >> 52).max(1)).unwrap_or(0) - 1023
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn extremes_fit() {
        for largest in [0.0, f64::MIN_POSITIVE / 8.0, 1e-300, 1.0, 1e18, f64::MAX] {
            let scale = Fixed::new(largest, 1);
            assert_eq!(scale.number(scale.units(largest)), largest, "{largest}");
            assert_eq!(scale.number(scale.units(-largest)), -largest, "{largest}");
        }
    }

    proptest! {
        #[test]
        fn any_grouping_gives_the_same_units(numbers in prop::collection::vec(0.0f64..1e18, 1..200), cut in 0usize..200) {
            let scale = Fixed::of(numbers.iter().copied());
            let whole: i128 = numbers.iter().map(|&x| scale.units(x)).sum();
            let (left, right) = numbers.split_at(cut.min(numbers.len()));
            let parts: i128 = right.iter().rev().chain(left.iter().rev()).map(|&x| scale.units(x)).sum();
            prop_assert_eq!(whole, parts);
            let plain: f64 = numbers.iter().sum();
            prop_assert!((scale.number(whole) - plain).abs() <= 1e-12 * plain);
        }

        #[test]
        fn single_numbers_return(number in prop::num::f64::NORMAL) {
            let scale = Fixed::new(number, 1_000_000);
            prop_assert_eq!(scale.number(scale.units(number)), number);
        }
    }
}
