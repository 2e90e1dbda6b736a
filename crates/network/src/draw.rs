//! Seeded draws: each is a function of seed and counter.

use liantu_numeric::uniform;

/// A whole number below `bound`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the product lies in [0, bound)")]
pub(crate) fn below(seed: u64, counter: u64, bound: usize) -> usize {
    ((uniform(seed, counter) * bound as f64) as usize).min(bound.saturating_sub(1))
}

/// A seed of its own for part `n` of the work.
pub(crate) fn branch(seed: u64, n: u64) -> u64 {
    // The bits of a draw, so that branches of neighbouring seeds do not meet.
    uniform(seed, n).to_bits() ^ n.rotate_left(32)
}

/// `count` different numbers below `bound`, in the order drawn; all of them, shuffled, where `count` is `bound`.
pub(crate) fn sample(seed: u64, count: usize, bound: usize) -> Vec<u32> {
    let mut numbers: Vec<u32> = (0u32..).take(bound).collect();
    for place in 0..count.min(bound) {
        numbers.swap(place, place + below(seed, place as u64, bound - place));
    }
    numbers.truncate(count);
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_have_no_repeats() {
        for (count, bound) in [(0, 0), (3, 3), (5, 40), (40, 40)] {
            let mut drawn = sample(7, count, bound);
            assert!(drawn.len() == count && drawn.iter().all(|&number| (number as usize) < bound));
            drawn.sort_unstable();
            drawn.dedup();
            assert_eq!(drawn.len(), count);
        }
        assert_ne!(sample(1, 40, 40), sample(2, 40, 40));
    }
}
