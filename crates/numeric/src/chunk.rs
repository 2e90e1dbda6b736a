//! Work in chunks whose borders depend on the data alone.

use rayon::prelude::*;
use std::ops::Range;

/// Applies `map` to `0..len` cut into ranges of `chunk` (the last may be shorter), in parallel; results come in order.
///
/// Whoever folds the results from first to last gets the same bits at any number of threads.
///
/// # Panics
///
/// If `chunk` is zero.
pub fn chunked<T: Send>(len: usize, chunk: usize, map: impl Fn(Range<usize>) -> T + Sync + Send) -> Vec<T> {
    assert!(chunk > 0, "a chunk holds at least one element");
    (0..len.div_ceil(chunk)).into_par_iter().map(|n| map(n * chunk..((n + 1) * chunk).min(len))).collect()
}

/// A chunk length for `len` elements where each chunk carries an accumulator of `width` numbers: at most 64 chunks, and
/// few enough that the accumulators together stay within twice the elements.
pub fn chunk_length(len: usize, width: usize) -> usize {
    let affordable = (2 * len).checked_div(width).map_or(64, |chunks| chunks.clamp(1, 64));
    len.div_ceil(affordable).max(1 << 14)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_cover_everything_once_and_in_order() {
        for (len, chunk) in [(0, 3), (1, 3), (3, 3), (10, 3)] {
            let seen: Vec<usize> = chunked(len, chunk, Iterator::collect::<Vec<_>>).concat();
            assert_eq!(seen, (0..len).collect::<Vec<_>>());
        }
    }

    #[test]
    fn wide_accumulators_mean_few_chunks() {
        assert_eq!(chunk_length(64 << 20, 1 << 10), 1 << 20);
        assert_eq!(chunk_length(1 << 20, 1 << 20), 1 << 19);
        assert_eq!(chunk_length(1 << 20, 1 << 30), 1 << 20);
        assert_eq!(chunk_length(10, 0), 1 << 14);
    }
}
