//! Quartiles of more values than one would keep: they are counted, and those near the quartiles looked at once more.

/// How many of a long list of values lie in each of many buckets of one width: so many cells.
pub(super) struct Buckets {
    /// Cells to a unit of the values.
    pub scale: f64,
    /// Cells to a bucket, as a power of two.
    shift: u32,
    counts: Box<[u64; BUCKETS]>,
}

const BUCKETS: usize = 4096;

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "buckets are few"
)]
impl Buckets {
    /// For values from 0 to `most`, in cells of which `scale` make a unit; whatever lies beyond is in the last.
    pub fn new(scale: f64, most: f64) -> Self {
        let counts = vec![0; BUCKETS].try_into().expect("so many buckets");
        let shift = (0..31).find(|&shift| ((most * scale) as u32) >> shift < BUCKETS as u32);
        Self { scale, shift: shift.unwrap_or(31), counts }
    }

    #[inline]
    fn of(&self, cell: u32) -> usize {
        ((cell >> self.shift) as usize).min(BUCKETS - 1)
    }

    #[inline]
    pub fn count(&mut self, cell: u32) {
        self.counts[self.of(cell)] += 1;
    }

    /// What is near a quantile.
    fn around(&self, level: f64) -> Around {
        let rank = level * (self.counts.iter().sum::<u64>() - 1) as f64;
        let (mut first, mut before) = (0, 0);
        while before + self.counts[first] <= rank as u64 {
            before += self.counts[first];
            first += 1;
        }
        let (mut last, mut up_to) = (first, before + self.counts[first]);
        while up_to <= rank as u64 + 1 && last + 1 < BUCKETS {
            last += 1;
            up_to += self.counts[last];
        }
        // A little wider than the buckets, since values are rounded.
        let bound = |bucket: usize, wide: f64| ((bucket << self.shift) as f64 + wide) / self.scale;
        let most = if last + 1 < BUCKETS { bound(last + 1, 1.0) } else { f64::INFINITY };
        Around { rank, before, buckets: (first, last), values: (bound(first, -1.0), most), near: Vec::new() }
    }
}

/// What is near a quantile.
struct Around {
    /// The place of the quantile among all values, and how many lie before its bucket.
    rank: f64,
    before: u64,
    /// The buckets of it and of the next value, and between which values all of them lie.
    buckets: (usize, usize),
    values: (f64, f64),
    /// The values of these buckets.
    near: Vec<f64>,
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the place is among those kept")]
impl Around {
    fn see(&mut self, values: &[f64], buckets: &Buckets) {
        let (least, most) = self.values;
        for &value in values {
            if value > least && value < most {
                let bucket = buckets.of((value * buckets.scale) as u32);
                if bucket >= self.buckets.0 && bucket <= self.buckets.1 {
                    self.near.push(value);
                }
            }
        }
    }

    fn quantile(mut self) -> f64 {
        self.near.sort_unstable_by(f64::total_cmp);
        let rank = (self.rank as u64 - self.before) as usize;
        let low = self.near[rank];
        low + (self.near.get(rank + 1).copied().unwrap_or(low) - low) * self.rank.fract()
    }
}

/// The distance between the quartiles of values that were counted and are shown once more: what each of the two needs is
/// looked for among those of its buckets alone.
pub(super) fn quartile_range(buckets: &Buckets, again: impl FnOnce(&mut dyn FnMut(&[f64]))) -> f64 {
    let [mut lower, mut upper] = [0.25, 0.75].map(|level| buckets.around(level));
    again(&mut |values| {
        lower.see(values, buckets);
        upper.see(values, buckets);
    });
    upper.quantile() - lower.quantile()
}

#[cfg(test)]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small made-up lists")]
mod tests {
    use super::*;
    use liantu_numeric::uniform;

    fn quartiles(values: &[f64], scale: f64) -> f64 {
        let mut buckets = Buckets::new(scale, values.iter().copied().fold(0.0, f64::max));
        for value in values {
            buckets.count((value * scale) as u32);
        }
        quartile_range(&buckets, |see| see(values))
    }

    #[test]
    fn quartiles_are_those_of_all_values() {
        for (count, seed) in [(1, 4), (3, 5), (5000, 1), (2049, 2), (30_000, 3)] {
            let values: Vec<f64> = (0..count).map(|n| uniform(seed, n).powi(3) * 900.0).collect();
            let mut plain = values.clone();
            plain.sort_unstable_by(f64::total_cmp);
            let at = |level: f64| {
                let rank = level * (plain.len() - 1) as f64;
                let (low, high) = (plain[rank as usize], plain[(rank as usize + 1).min(plain.len() - 1)]);
                low + (high - low) * rank.fract()
            };
            let expected = at(0.75) - at(0.25);
            // Cells of any width, even one so small that all values but the least are in the last bucket.
            for scale in [0.001, 1.0, 60.0, 1e6, 1e12] {
                assert!((quartiles(&values, scale) - expected).abs() < 1e-12 * (1.0 + expected));
            }
        }
        assert!(quartiles(&vec![3.0; 4000], 20.0).abs() < 1e-15);
    }
}
