//! Unit values, and how much of a change in value is volume and how much is price.

/// Value over quantity; `None` unless the quantity is above zero and both are known.
pub fn unit_value(value: f64, quantity: f64) -> Option<f64> {
    (quantity > 0.0 && value.is_finite() && quantity.is_finite()).then(|| value / quantity)
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

    proptest! {
        #[test]
        fn the_parts_add_up(v0 in 0.0f64..1e6, q0 in 0.1f64..1e4, v1 in 0.0f64..1e6, q1 in 0.1f64..1e4) {
            let parts = split((v0, q0), (v1, q1)).unwrap();
            prop_assert!((parts.volume + parts.price - (v1 - v0)).abs() <= 1e-9 * (v0 + v1).max(1.0) * (q0 / q1).max(q1 / q0));
        }
    }
}
