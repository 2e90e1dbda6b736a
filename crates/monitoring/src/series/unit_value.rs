//! Unit values, and how much of a change in value is volume and how much is price.

/// Value over quantity; `None` unless the quantity is above zero and both are known.
pub fn unit_value(value: f64, quantity: f64) -> Option<f64> {
    (quantity > 0.0 && value.is_finite() && quantity.is_finite()).then(|| value / quantity)
}

/// Known steps before a jump can be told from a beginning.
const TRUSTED: usize = 6;
/// A jump this high, in powers of ten, is told from fewer: no price that settles makes it.
const HIGH: i32 = 3;
const TRUSTED_IF_HIGH: usize = 2;

/// The steps at which the quantity seems to be counted in another unit than before, with nobody saying so: the unit value has
/// jumped by a power of ten, and the value has not. It stays in doubt for as long as the unit value stays there.
pub fn in_doubt(value: &[f64], quantity: &[f64]) -> Vec<bool> {
    // The last unit value in the unit of the beginning, the last value, and the power by which unit values are off now.
    let (mut usual, mut last, mut power, mut trusted) = (f64::NAN, f64::NAN, 0, 0usize);
    let each = value.iter().zip(quantity).map(|(&value, &quantity)| {
        let Some(price) = unit_value(value, quantity).filter(|price| *price > 0.0) else {
            return power != 0 && quantity.is_finite();
        };
        // Most steps are like the one before, and need no logarithm.
        let like = |price: f64| (0.2..=5.0).contains(&(price / usual));
        if trusted < TRUSTED_IF_HIGH || like(price) {
            power = 0;
        } else if !like(price / 10f64.powi(power)) || power == 0 {
            let steady = (0.25..=4.0).contains(&(value / last));
            let told = |power: &i32| steady && (trusted >= TRUSTED || power.abs() >= HIGH);
            power = decades(price / usual).filter(told).unwrap_or(0);
        }
        trusted += 1;
        (usual, last) = (price / 10f64.powi(power), value);
        power != 0
    });
    each.collect()
}

/// The power of ten that a ratio is near to. Prices move, too: a small power has to be met more closely.
fn decades(ratio: f64) -> Option<i32> {
    let decades = ratio.log10();
    #[expect(clippy::cast_possible_truncation, reason = "the logarithm of a number is small")]
    let power = decades.round() as i32;
    let near = if power.abs() < 3 { 0.1 } else { 0.2 };
    (power != 0 && (decades - f64::from(power)).abs() <= near).then_some(power)
}

/// A change of value, split without a rest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// What more or less quantity brought, at the mean of both prices.
    pub volume: f64,
    /// What higher or lower prices brought, at the mean of both quantities.
    pub price: f64,
}

/// Splits the change from `before` to `after`, each (value, quantity), into volume and price by the means of both
/// (Bennet 1920): `ΔV = p̄·ΔQ + Q̄·Δp`, exactly. `None` where either has no unit value.
pub fn split(before: (f64, f64), after: (f64, f64)) -> Option<Split> {
    let (old, new) = (unit_value(before.0, before.1)?, unit_value(after.0, after.1)?);
    Some(Split {
        volume: f64::midpoint(old, new) * (after.1 - before.1),
        price: f64::midpoint(before.1, after.1) * (new - old),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn half_the_quantity_at_twice_the_price() {
        assert_eq!(split((100.0, 10.0), (100.0, 5.0)), Some(Split { volume: -75.0, price: 75.0 }));
        assert_eq!(split((100.0, 0.0), (100.0, 5.0)), None);
        assert_eq!(unit_value(3.0, f64::NAN), None);
    }

    #[test]
    fn a_unit_that_is_switched_without_a_word_is_in_doubt() {
        let value = [200.0, 210.0, 190.0, 205.0, 195.0, 200.0, 220.0, 210.0, 205.0, 400.0, 200.0];
        let steady: Vec<f64> = value.iter().map(|value| value / 20.0).collect();
        let doubts = |quantity: &[f64]| -> Vec<usize> {
            let found = in_doubt(&value, quantity);
            (0..found.len()).filter(|&at| found[at]).collect()
        };
        let from = |at: usize, factor: f64| {
            let mut quantity = steady.clone();
            quantity[at..].iter_mut().for_each(|own| *own *= factor);
            quantity
        };
        assert!(doubts(&steady).is_empty());
        assert_eq!(doubts(&from(7, 0.001)), [7, 8, 9, 10], "tonnes that were kilogrammes");
        assert_eq!(doubts(&from(8, 10.0)), [8, 9, 10]);
        assert!(doubts(&from(8, 0.3)).is_empty(), "dearer, and less of it");
        assert_eq!(doubts(&from(3, 0.001)), [3, 4, 5, 6, 7, 8, 9, 10]);
        assert!(
            doubts(&from(3, 0.1)).is_empty() && doubts(&from(1, 0.001)).is_empty(),
            "too early to know what is usual"
        );
        let mut once = steady.clone();
        once[8] /= 1000.0;
        assert_eq!(doubts(&once), [8]);
        let mut gap = from(7, 0.001);
        gap[8] = f64::NAN;
        assert_eq!(doubts(&gap), [7, 9, 10], "what is missing is missing");
        let stop: Vec<f64> =
            steady.iter().enumerate().map(|(at, own)| if at < 8 { *own } else { own / 1000.0 }).collect();
        let fallen: Vec<f64> =
            value.iter().enumerate().map(|(at, own)| if at < 8 { *own } else { own / 100.0 }).collect();
        assert!(in_doubt(&fallen, &stop).iter().all(|doubt| !doubt), "a value that falls as well is a stop");
    }

    proptest! {
        #[test]
        fn the_parts_add_up(v0 in 0.0f64..1e6, q0 in 0.1f64..1e4, v1 in 0.0f64..1e6, q1 in 0.1f64..1e4) {
            let parts = split((v0, q0), (v1, q1)).unwrap();
            prop_assert!((parts.volume + parts.price - (v1 - v0)).abs() <= 1e-9 * (v0 + v1).max(1.0) * (q0 / q1).max(q1 / q0));
        }
    }
}
