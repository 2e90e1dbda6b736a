//! Scans over a row of weights less prices, as assignments need them again and again.

use crate::wide::wide;

/// Columns taken side by side: enough to keep several vectors under way.
const LANES: usize = 32;

/// What a weight counts: no less than the floor, which unknown ones get.
#[inline]
pub fn worth(weight: f64, floor: f64) -> f64 {
    if weight > floor { weight } else { floor }
}

const fn less(one: f64, two: f64) -> f64 {
    if one < two { one } else { two }
}

const fn more(one: f64, two: f64) -> f64 {
    if one > two { one } else { two }
}

wide! {
    /// Lowers every reach to `price − worth + add` where that is less; `least` becomes the least reach.
    pub fn shorten(weights: &[f64], prices: &[f64], add: f64, floor: f64, reach: &mut [f64], least: &mut f64) {
        let mut side = [f64::INFINITY; LANES];
        let (weights, rest) = weights.as_chunks::<LANES>();
        let ((prices, other_prices), (reach, other_reach)) = (prices.as_chunks::<LANES>(), reach.as_chunks_mut::<LANES>());
        for ((weights, prices), reach) in weights.iter().zip(prices).zip(reach) {
            for lane in 0..LANES {
                reach[lane] = less(prices[lane] - worth(weights[lane], floor) + add, reach[lane]);
                side[lane] = less(reach[lane], side[lane]);
            }
        }
        *least = side.into_iter().fold(f64::INFINITY, less);
        for ((weight, price), reach) in rest.iter().zip(other_prices).zip(other_reach) {
            *reach = less(price - worth(*weight, floor) + add, *reach);
            *least = less(*reach, *least);
        }
    }

    /// The two largest of worth less price, equal where two columns share the largest; −∞ where there are none.
    pub fn two_largest(weights: &[f64], prices: &[f64], floor: f64, found: &mut [f64; 2]) {
        let (mut first, mut second) = ([f64::NEG_INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
        let (weights, rest) = weights.as_chunks::<LANES>();
        let (prices, other_prices) = prices.as_chunks::<LANES>();
        for (weights, prices) in weights.iter().zip(prices) {
            for lane in 0..LANES {
                let gain = worth(weights[lane], floor) - prices[lane];
                second[lane] = more(less(gain, first[lane]), second[lane]);
                first[lane] = more(gain, first[lane]);
            }
        }
        *found = [f64::NEG_INFINITY; 2];
        let others = rest.iter().zip(other_prices).map(|(weight, price)| worth(*weight, floor) - price);
        for gain in first.into_iter().chain(second).chain(others) {
            found[1] = more(less(gain, found[0]), found[1]);
            found[0] = more(gain, found[0]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cell() -> impl Strategy<Value = (f64, f64, f64)> {
        let weight = prop_oneof![8 => -9.0f64..9.0, 4 => (-3i32..9).prop_map(f64::from), 1 => Just(f64::NAN), 1 => Just(f64::NEG_INFINITY)];
        let price = prop_oneof![8 => 0.0f64..5.0, 2 => Just(0.0), 1 => Just(f64::INFINITY)];
        (weight, price, prop_oneof![4 => 0.0f64..9.0, 1 => Just(f64::INFINITY)])
    }

    proptest! {
        /// Whatever the width: as one column after the other says.
        #[test]
        fn stretches_say_what_columns_say(cells in prop::collection::vec(cell(), 0..150), add in 0.0f64..3.0, floor in -2.0f64..1.0) {
            let weights: Vec<f64> = cells.iter().map(|own| own.0).collect();
            let prices: Vec<f64> = cells.iter().map(|own| own.1).collect();
            let mut reach: Vec<f64> = cells.iter().map(|own| own.2).collect();
            let wanted: Vec<f64> =
                cells.iter().map(|own| (own.1 - own.0.max(floor) + add).min(own.2)).collect();
            let mut least = f64::NAN;
            shorten(&weights, &prices, add, floor, &mut reach, &mut least);
            prop_assert_eq!(&reach, &wanted);
            prop_assert_eq!(least, wanted.iter().copied().fold(f64::INFINITY, f64::min));

            let mut gains: Vec<f64> = cells.iter().map(|own| own.0.max(floor) - own.1).collect();
            gains.extend([f64::NEG_INFINITY; 2]);
            gains.sort_by(|one, two| two.total_cmp(one));
            let mut found = [f64::NAN; 2];
            two_largest(&weights, &prices, floor, &mut found);
            prop_assert_eq!(&found, &gains[..2]);
        }
    }
}
