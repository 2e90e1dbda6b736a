//! Fingerprints of keys: 128 bits, so that among 40 million rows a chance collision has odds below 10⁻²³.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type};
use foldhash::quality::FixedState;
use std::hash::BuildHasher;

/// The fingerprint of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Fingerprint(pub(crate) u64, pub(crate) u64);

const START: Fingerprint = Fingerprint(0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344);
const ABSENT: Fingerprint = Fingerprint(0xa409_3822_299f_31d0, 0x082e_fa98_ec4e_6c89);

#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b | 1);
    #[allow(clippy::cast_possible_truncation, reason = "the two halves of the product")]
    let (low, high) = (product as u64, (product >> 64) as u64);
    low ^ high
}

impl Fingerprint {
    #[inline]
    fn then(self, next: Self) -> Self {
        Self(
            fold(self.0.rotate_left(23) ^ next.0, 0x9e37_79b9_7f4a_7c15),
            fold(self.1.rotate_left(29) ^ next.1, 0xd1b5_4a32_d192_ed03),
        )
    }
}

/// Makes fingerprints; the same in every run of one program.
#[derive(Clone)]
pub(crate) struct Fingerprints {
    first: FixedState,
    second: FixedState,
}

impl Default for Fingerprints {
    fn default() -> Self {
        Self { first: FixedState::with_seed(0x4c69_616e), second: FixedState::with_seed(0x7475_2121) }
    }
}

impl Fingerprints {
    #[inline]
    fn bytes(&self, bytes: &[u8]) -> Fingerprint {
        Fingerprint(self.first.hash_one(bytes), self.second.hash_one(bytes))
    }

    #[inline]
    fn number(&self, bits: u64) -> Fingerprint {
        Fingerprint(self.first.hash_one(bits), self.second.hash_one(bits))
    }

    /// The fingerprint of a key of one text.
    #[inline]
    pub(crate) fn text(&self, text: &str) -> Fingerprint {
        START.then(self.bytes(text.as_bytes()))
    }

    /// The fingerprint of each row of `columns`; absent values are equal to each other and to nothing else.
    pub(crate) fn rows(&self, columns: &[&ArrayRef], rows: usize) -> Vec<Fingerprint> {
        let mut prints = vec![START; rows];
        for column in columns {
            let mut each = |value: &mut dyn FnMut(usize) -> Fingerprint| {
                for (row, print) in prints.iter_mut().enumerate() {
                    *print = print.then(if column.is_null(row) { ABSENT } else { value(row) });
                }
            };
            match column.data_type() {
                DataType::Utf8 => {
                    let texts = column.as_string::<i32>();
                    each(&mut |row| self.bytes(texts.value(row).as_bytes()));
                }
                DataType::Int64 => {
                    let numbers = column.as_primitive::<Int64Type>();
                    each(&mut |row| self.number(numbers.value(row).cast_unsigned()));
                }
                DataType::Date32 => {
                    let days = column.as_primitive::<Date32Type>();
                    each(&mut |row| self.number(u64::from(days.value(row).cast_unsigned())));
                }
                DataType::Float64 => {
                    let numbers = column.as_primitive::<Float64Type>();
                    each(&mut |row| self.number((numbers.value(row) + 0.0).to_bits()));
                }
                _ => {
                    let flags = column.as_boolean();
                    each(&mut |row| self.number(u64::from(flags.value(row))));
                }
            }
        }
        prints
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::StringArray;
    use std::sync::Arc;

    #[test]
    fn absent_values_are_equal_and_boundaries_count() {
        let prints = Fingerprints::default();
        let a: ArrayRef = Arc::new(StringArray::from(vec![Some("ab"), Some("a"), Some("x"), Some("x")]));
        let b: ArrayRef = Arc::new(StringArray::from(vec![Some("c"), Some("bc"), None, None]));
        let rows = prints.rows(&[&a, &b], 4);
        assert_ne!(rows[0], rows[1]);
        assert_eq!(rows[2], rows[3]);
        assert_eq!(prints.rows(&[&a], 4)[0], prints.text("ab"));
    }
}
