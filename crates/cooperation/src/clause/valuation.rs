//! What leaving is worth: the discounted share of what is still to come, or the book value; never below the floor.

use crate::money::Ratio;

/// The value of a share that is bought out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Valuation {
    /// Before the floor, in minor units, rounded to the nearest (halves to the even one).
    pub value: i64,
    /// What is to be paid.
    pub price: i64,
}

/// max(floor, Σ flow_s / (1 + rate)^s), s = 1, 2, …; `None` where the exact fractions do not fit.
///
/// The sum is taken backwards, value = (value + flow) / (1 + rate), and rounded once to a millionth of a minor unit at each
/// step, so that the denominators stay small; the result is right to the minor unit for any flow that fits.
pub fn buy_out(flows: &[i64], rate: Ratio, floor: Option<i64>) -> Option<Valuation> {
    let growth = Ratio::ONE.plus(rate)?;
    let mut value = Ratio::ZERO;
    for &flow in flows.iter().rev() {
        let next = value.plus(Ratio::whole(flow))?.over(growth)?;
        let fine = next.shift(6)?;
        // Rounding keeps the fraction short; a flow that is too large for it is refused.
        value = Ratio::whole(fine.round()?).shift(-6)?;
    }
    let value = value.round()?;
    Some(Valuation { value, price: floor.map_or(value, |floor| floor.max(value)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_flow_is_worth_its_annuity() {
        let rate = Ratio::parse("0.1").unwrap();
        // 100/1.1 + 100/1.21 + 100/1.331 = 248.685199…
        let three = [10_000; 3];
        assert_eq!(buy_out(&three, rate, None), Some(Valuation { value: 24_869, price: 24_869 }));
        assert_eq!(buy_out(&three, rate, Some(30_000)).unwrap().price, 30_000);
        assert_eq!(buy_out(&three, Ratio::ZERO, None).unwrap().value, 30_000);
        assert_eq!(buy_out(&[], rate, Some(5)).unwrap().price, 5);
    }
}
