//! Streams of random whole numbers, each given by a seed and the key of the stream.

#![expect(clippy::cast_possible_truncation, reason = "the halves of 64 bits")]

use crate::wide::wide;

/// Streams that are drawn from side by side.
pub const STREAMS: usize = 16;

/// Random numbers whose n-th is a function of seed, key and n: streams with different keys do not depend on each other,
/// so that it does not matter which thread draws from which (SplitMix64, Steele et al. 2014).
#[derive(Clone, Debug)]
pub struct Stream {
    state: u64,
}

impl Stream {
    /// The stream of `key` under `seed`.
    #[inline]
    pub fn new(seed: u64, key: u64) -> Self {
        Self { state: mix(mix(seed).wrapping_add(key).wrapping_mul(SPREAD)) }
    }

    /// The next 64 bits.
    #[inline]
    pub fn next_bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        finish(self.state)
    }

    /// A whole number below `bound`, each equally likely (Lemire 2019).
    ///
    /// # Panics
    ///
    /// If `bound` is zero.
    #[inline]
    pub fn below(&mut self, bound: u32) -> u32 {
        assert!(bound > 0, "no number is below zero");
        loop {
            let wide = (self.next_bits() >> 32) * u64::from(bound);
            let low = wide as u32;
            // The remainder of 2^32 by the bound: what would make some numbers likelier than others.
            if low >= bound || low >= bound.wrapping_neg() % bound {
                return (wide >> 32) as u32;
            }
        }
    }

    /// Fills a list with whole numbers below `bound`, each equally likely, two from each 64 bits.
    ///
    /// # Panics
    ///
    /// If `bound` is zero.
    #[inline]
    pub fn fill_below(&mut self, bound: u32, list: &mut [u32]) {
        assert!(bound > 0, "no number is below zero");
        for pair in list.chunks_mut(2) {
            let bits = self.next_bits();
            for (number, half) in pair.iter_mut().zip([bits >> 32, bits & u64::from(u32::MAX)]) {
                let wide = half * u64::from(bound);
                let fair = wide as u32 >= bound || wide as u32 >= bound.wrapping_neg() % bound;
                *number = if fair { (wide >> 32) as u32 } else { self.below(bound) };
            }
        }
    }

    /// Puts a list into random order (Fisher and Yates; Durstenfeld 1964).
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            let bound = u32::try_from(last + 1).expect("lists of fewer than 2^32");
            list.swap(last, self.below(bound) as usize);
        }
    }
}

wide! {
    /// Fills each column with numbers below `bound`: column `n` with those that [`Stream::fill_below`] gives of the stream with
    /// the key `first + n`. Of a column in which numbers repeat, or one would have to be drawn again to be fair, `other` is
    /// true: what it holds is then not to be used.
    pub fn different_below(
        seed: u64,
        first: u64,
        bound: u32,
        rows: &mut [[u32; STREAMS]],
        other: &mut [bool; STREAMS],
    ) {
        let base = mix(seed);
        let mut states = [0u64; STREAMS];
        for (state, key) in states.iter_mut().zip(first..) {
            *state = mix(base.wrapping_add(key).wrapping_mul(SPREAD));
        }
        let unfair = bound.wrapping_neg() % bound;
        let mut left_out = [0u32; STREAMS];
        for pair in rows.chunks_mut(2) {
            let mut bits = [0u64; STREAMS];
            for lane in 0..STREAMS {
                states[lane] = states[lane].wrapping_add(STEP);
                bits[lane] = finish(states[lane]);
            }
            for (half, row) in pair.iter_mut().enumerate() {
                let shift = if half == 0 { 32 } else { 0 };
                for lane in 0..STREAMS {
                    let wide = (bits[lane] >> shift & u64::from(u32::MAX)) * u64::from(bound);
                    left_out[lane] |= u32::from((wide as u32) < unfair);
                    row[lane] = (wide >> 32) as u32;
                }
            }
        }
        for later in 1..rows.len() {
            let row = rows[later];
            for earlier in &rows[..later] {
                for lane in 0..STREAMS {
                    left_out[lane] |= u32::from(row[lane] == earlier[lane]);
                }
            }
        }
        *other = left_out.map(|left_out| left_out > 0);
    }
}

/// What the state of a stream advances by, and what spreads the keys.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
const SPREAD: u64 = 0xd134_2543_de82_ef95;

#[inline]
fn mix(state: u64) -> u64 {
    finish(state.wrapping_add(STEP))
}

#[inline]
fn finish(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::{STREAMS, Stream, different_below};

    #[test]
    fn numbers_below_a_bound_are_equally_likely() {
        let mut counts = [0u32; 7];
        for key in 0..1000 {
            let mut stream = Stream::new(3, key);
            (0..70).for_each(|_| counts[stream.below(7) as usize] += 1);
        }
        assert!(counts.iter().all(|&count| count.abs_diff(10_000) < 400), "{counts:?}");
        let mut list = vec![0; 7001];
        Stream::new(3, 1).fill_below(7, &mut list);
        let mut counts = [0u32; 7];
        for number in list {
            counts[number as usize] += 1;
        }
        assert!(counts.iter().all(|&count| count.abs_diff(1000) < 120), "{counts:?}");
    }

    #[test]
    fn streams_side_by_side_are_those_drawn_from_alone() {
        for (numbers, bound) in [(1, 7), (2, 60), (9, 300), (10, 3_000_000_000)] {
            let (mut rows, mut other) = (vec![[0; STREAMS]; numbers], [false; STREAMS]);
            let mut used = 0;
            for first in (0..64 * STREAMS as u64).step_by(STREAMS) {
                different_below(5, first, bound, &mut rows, &mut other);
                for (lane, key) in (first..).take(STREAMS).enumerate() {
                    let mut alone = vec![0; numbers];
                    Stream::new(5, key).fill_below(bound, &mut alone);
                    let mut sorted = alone.clone();
                    sorted.sort_unstable();
                    let repeats = sorted.windows(2).any(|pair| pair[0] == pair[1]);
                    assert!(other[lane] || !repeats);
                    if !other[lane] {
                        assert!(rows.iter().zip(alone).all(|(row, number)| row[lane] == number));
                        used += 1;
                    }
                }
            }
            // The large bound is unfair to three numbers of ten.
            assert!(used > if numbers == 10 { 10 } else { 800 }, "{used} of 1024 with {bound}");
        }
    }

    #[test]
    fn every_order_is_equally_likely() {
        let mut counts = std::collections::BTreeMap::<[u8; 3], u32>::new();
        for key in 0..6000 {
            let mut list = [0, 1, 2];
            Stream::new(9, key).shuffle(&mut list);
            *counts.entry(list).or_default() += 1;
        }
        assert!(counts.len() == 6 && counts.values().all(|&count| count.abs_diff(1000) < 150), "{counts:?}");
    }
}
