//! Sums over one side of a panel.

use crate::panel::Panel;
use foldhash::HashMap;
use liantu_numeric::{chunk_length, chunked};

/// Where the sums of one side (regions or industries) by period are kept: directly where the ids allow, by hash where a
/// table of all pairs would dwarf the data.
pub(crate) enum Slots {
    Dense { width: usize, periods: usize },
    Sparse { of: HashMap<(u32, u32), u32>, pairs: Vec<(u32, u32)> },
}

impl Slots {
    pub(crate) fn new(period: &[u32], id: &[u32], periods: u32, ids: u32) -> Self {
        let (width, periods) = (ids as usize, periods as usize);
        if width.saturating_mul(periods) <= (4 * id.len()).max(1 << 16) {
            return Self::Dense { width, periods };
        }
        let (mut of, mut pairs) = (HashMap::default(), Vec::new());
        for (&period, &id) in period.iter().zip(id) {
            of.entry((period, id)).or_insert_with(|| {
                pairs.push((period, id));
                u32::try_from(pairs.len() - 1).expect("a panel has fewer than 2^32 rows")
            });
        }
        Self::Sparse { of, pairs }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Dense { width, periods } => width * periods,
            Self::Sparse { pairs, .. } => pairs.len(),
        }
    }

    /// The slot of a pair that occurs in the panel.
    #[inline]
    pub(crate) fn slot(&self, period: u32, id: u32) -> usize {
        match self {
            Self::Dense { width, .. } => period as usize * width + id as usize,
            Self::Sparse { of, .. } => of[&(period, id)] as usize,
        }
    }

    /// The period of a slot.
    pub(crate) fn period(&self, slot: usize) -> usize {
        match self {
            Self::Dense { width, .. } => slot / width,
            Self::Sparse { pairs, .. } => pairs[slot].0 as usize,
        }
    }
}

/// The sums of a panel by region, by industry and in all, each by period. NaN where no value is known.
pub(crate) struct Margins {
    pub(crate) regions: Slots,
    pub(crate) industries: Slots,
    pub(crate) of_region: Vec<f64>,
    pub(crate) of_industry: Vec<f64>,
    pub(crate) of_period: Vec<f64>,
}

impl Margins {
    /// One pass over the cells, in chunks whose borders depend on the panel alone; chunks are added in order.
    pub(crate) fn new(panel: &Panel<'_>) -> Self {
        let shape = panel.shape();
        let regions = Slots::new(panel.period(), panel.region(), shape.periods, shape.regions);
        let industries = Slots::new(panel.period(), panel.industry(), shape.periods, shape.industries);
        let (split, width) = (regions.len(), regions.len() + industries.len());
        // Starting from -0.0, the neutral element of addition, tells a slot that nothing was added to from a sum of zeros:
        // -0.0 + 0.0 = 0.0.
        let parts = chunked(panel.len(), chunk_length(panel.len(), width), |range| {
            let mut sums = vec![-0.0f64; width];
            for n in range {
                let value = panel.value[n];
                if !value.is_nan() {
                    // Adding 0.0 turns a given -0.0 into a plain zero.
                    let value = value + 0.0;
                    sums[regions.slot(panel.period[n], panel.region[n])] += value;
                    sums[split + industries.slot(panel.period[n], panel.industry[n])] += value;
                }
            }
            sums
        });
        let mut sums = parts.into_iter().reduce(added).unwrap_or_else(|| vec![-0.0; width]);
        let mut of_period = vec![-0.0; shape.periods as usize];
        for slot in 0..split {
            of_period[regions.period(slot)] += sums[slot];
        }
        let empty_to_undefined = |sum: &mut f64| {
            if *sum == 0.0 && sum.is_sign_negative() {
                *sum = f64::NAN;
            }
        };
        sums.iter_mut().chain(&mut of_period).for_each(empty_to_undefined);
        let of_industry = sums.split_off(split);
        Self { regions, industries, of_region: sums, of_industry, of_period }
    }
}

fn added(mut left: Vec<f64>, right: Vec<f64>) -> Vec<f64> {
    for (sum, part) in left.iter_mut().zip(right) {
        *sum += part;
    }
    left
}
