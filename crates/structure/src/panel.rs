//! The values of one indicator by region, industry and period.

use crate::catalogue::explanation;
use liantu_model::{Diagnostic, Place, Words};
use rayon::prelude::*;
use std::borrow::Cow;

/// Which values are given, as bits in Arrow's order: bit `offset + n`, least significant first, is set where value `n` is
/// given.
#[derive(Clone, Copy, Debug)]
pub struct Validity<'a> {
    /// The bits.
    pub bytes: &'a [u8],
    /// Bits to skip before the first value.
    pub offset: usize,
}

impl Validity<'_> {
    /// Whether value `n` is given.
    pub fn get(&self, n: usize) -> bool {
        let bit = self.offset + n;
        self.bytes[bit / 8] >> (bit % 8) & 1 == 1
    }
}

/// One row per value: parallel columns of ids and values, in any order. NaN and a cleared validity bit both mean missing.
#[derive(Clone, Copy, Debug)]
pub struct Cells<'a> {
    /// Region ids.
    pub region: &'a [u32],
    /// Industry ids.
    pub industry: &'a [u32],
    /// Period ids.
    pub period: &'a [u32],
    /// Values.
    pub value: &'a [f64],
    /// Which values are given; `None`: all.
    pub validity: Option<Validity<'a>>,
}

/// How many ids there are of each kind: ids are below these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Regions.
    pub regions: u32,
    /// Industries.
    pub industries: u32,
    /// Periods.
    pub periods: u32,
}

/// What to do with several rows for the same region, industry and period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Duplicates {
    /// There is no panel.
    #[default]
    Refuse,
    /// They are added, in row order; the sum is missing when one of them is.
    Sum,
}

/// Why there is no panel.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PanelError {
    /// The columns are not of one length.
    #[error(
        "columns of one panel have one length, found {region} regions, {industry} industries, {period} periods, {value} values"
    )]
    Length {
        /// Length of the region column.
        region: usize,
        /// Length of the industry column.
        industry: usize,
        /// Length of the period column.
        period: usize,
        /// Length of the value column.
        value: usize,
    },
    /// An id is not below its count.
    #[error("row {row} has an id beyond the shape of the panel")]
    Id {
        /// The row, from 0.
        row: usize,
    },
    /// A cell is given more than once.
    #[error("{count} rows repeat the region, industry and period of another row; the first is row {row}")]
    Duplicate {
        /// The first row that repeats an earlier one, from 0.
        row: usize,
        /// How many rows repeat an earlier one.
        count: usize,
    },
}

/// The values of one indicator by region, industry and period: each cell at most once; missing is not zero.
///
/// Columns are borrowed where nothing had to change, so that ten million rows cost no copy. Where duplicates were summed,
/// cells come sorted by period, region and industry; otherwise in the order given.
#[derive(Clone, Debug)]
pub struct Panel<'a> {
    pub(crate) region: Cow<'a, [u32]>,
    pub(crate) industry: Cow<'a, [u32]>,
    pub(crate) period: Cow<'a, [u32]>,
    /// NaN where missing.
    pub(crate) value: Cow<'a, [f64]>,
    pub(crate) shape: Shape,
    /// By period, then region, where they are known.
    pub(crate) heads: Option<Vec<f64>>,
}

/// The columns of a panel that are its own; `None` where the cells given serve as they are.
#[derive(Clone, Debug)]
pub struct Own {
    /// Region of each cell.
    pub region: Option<Vec<u32>>,
    /// Industry of each cell.
    pub industry: Option<Vec<u32>>,
    /// Period of each cell.
    pub period: Option<Vec<u32>>,
    /// Value of each cell, NaN where missing.
    pub value: Option<Vec<f64>>,
}

impl<'a> Panel<'a> {
    /// A panel of `cells`, with what was found on the way: summed duplicates, negative, missing and infinite values.
    pub fn new(cells: Cells<'a>, shape: Shape, duplicates: Duplicates) -> Result<(Self, Vec<Diagnostic>), PanelError> {
        let rows = cells.value.len();
        if [cells.region.len(), cells.industry.len(), cells.period.len()] != [rows; 3] {
            return Err(PanelError::Length {
                region: cells.region.len(),
                industry: cells.industry.len(),
                period: cells.period.len(),
                value: rows,
            });
        }
        let outside = |n: usize| {
            cells.region[n] >= shape.regions
                || cells.industry[n] >= shape.industries
                || cells.period[n] >= shape.periods
        };
        // Three plain maxima run at the speed of memory; the row is looked for only where one is too great.
        let within = |ids: &[u32], count: u32| ids.iter().copied().fold(0, u32::max) < count;
        let fine = within(cells.region, shape.regions)
            && within(cells.industry, shape.industries)
            && within(cells.period, shape.periods);
        if let Some(row) = if fine { None } else { (0..rows).find(|&n| outside(n)) } {
            return Err(PanelError::Id { row });
        }
        let mut findings = Vec::new();
        let value = known(cells, &mut findings);
        let mut panel = Self {
            region: Cow::Borrowed(cells.region),
            industry: Cow::Borrowed(cells.industry),
            period: Cow::Borrowed(cells.period),
            value,
            shape,
            heads: None,
        };
        if let Some((row, count)) = panel.repeats() {
            match duplicates {
                Duplicates::Refuse => return Err(PanelError::Duplicate { row, count }),
                Duplicates::Sum => {
                    findings.push(at("STR101", Some(row), count));
                    panel = panel.summed();
                }
            }
        }
        Ok((panel, findings))
    }

    /// The same with the population (or whatever measures the size) of each region in each period, by period and then region,
    /// NaN where unknown: what [`crate::complexity::Measure::PerHead`] compares with.
    ///
    /// # Panics
    ///
    /// If there is not one number for each region and period.
    #[must_use]
    pub fn with_heads(mut self, heads: Vec<f64>) -> Self {
        assert_eq!(heads.len(), self.shape.periods as usize * self.shape.regions as usize, "a number for each");
        self.heads = Some(heads);
        self
    }

    /// Region of each cell.
    pub fn region(&self) -> &[u32] {
        &self.region
    }

    /// Industry of each cell.
    pub fn industry(&self) -> &[u32] {
        &self.industry
    }

    /// Period of each cell.
    pub fn period(&self) -> &[u32] {
        &self.period
    }

    /// Value of cell `n`; `None` where missing.
    pub fn value(&self, n: usize) -> Option<f64> {
        self.value.get(n).copied().filter(|value| !value.is_nan())
    }

    /// The columns that differ from those it was made of.
    pub fn into_own(self) -> Own {
        fn own<T: Clone>(column: Cow<'_, [T]>) -> Option<Vec<T>> {
            match column {
                Cow::Borrowed(_) => None,
                Cow::Owned(own) => Some(own),
            }
        }
        Own { region: own(self.region), industry: own(self.industry), period: own(self.period), value: own(self.value) }
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.value.len()
    }

    /// Whether there is no cell.
    pub fn is_empty(&self) -> bool {
        self.value.is_empty()
    }

    /// How many ids there are of each kind.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The first row that repeats an earlier cell, and how many do.
    fn repeats(&self) -> Option<(usize, usize)> {
        let Shape { regions, industries, periods } = self.shape;
        let cells = u128::from(regions) * u128::from(industries) * u128::from(periods);
        let affordable = (64 * self.len()).max(1 << 20);
        let (mut first, mut count) = (None, 0);
        let mut repeat = |row: usize| {
            count += 1;
            first = Some(first.map_or(row, |earlier: usize| earlier.min(row)));
        };
        match usize::try_from(cells) {
            Ok(cells) if cells <= affordable => {
                let mut seen = vec![0u64; cells.div_ceil(64)];
                for row in 0..self.len() {
                    let line = self.period[row] as usize * regions as usize + self.region[row] as usize;
                    let cell = line * industries as usize + self.industry[row] as usize;
                    let bit = 1 << (cell % 64);
                    if seen[cell / 64] & bit != 0 {
                        repeat(row);
                    }
                    seen[cell / 64] |= bit;
                }
            }
            _ => {
                for pair in self.sorted().windows(2) {
                    if self.key(pair[0]) == self.key(pair[1]) {
                        repeat(pair[1] as usize);
                    }
                }
            }
        }
        first.map(|row| (row, count))
    }

    fn key(&self, row: u32) -> (u32, u32, u32) {
        let n = row as usize;
        (self.period[n], self.region[n], self.industry[n])
    }

    /// Rows in the order of period, region, industry; equal cells in row order.
    pub(crate) fn sorted(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..u32::try_from(self.len()).expect("a panel has fewer than 2^32 rows")).collect();
        order.par_sort_unstable_by_key(|&row| (self.key(row), row));
        order
    }

    fn summed(&self) -> Panel<'static> {
        let (mut region, mut industry, mut period, mut value) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for group in self.sorted().chunk_by(|&one, &two| self.key(one) == self.key(two)) {
            let (p, r, i) = self.key(group[0]);
            period.push(p);
            region.push(r);
            industry.push(i);
            value.push(liantu_numeric::sum(group.iter().map(|&row| self.value[row as usize])));
        }
        Panel {
            region: region.into(),
            industry: industry.into(),
            period: period.into(),
            value: value.into(),
            shape: self.shape,
            heads: self.heads.clone(),
        }
    }
}

/// The values with NaN where missing, and what is wrong with them.
fn known<'a>(cells: Cells<'a>, findings: &mut Vec<Diagnostic>) -> Cow<'a, [f64]> {
    let plain = |value: &f64| (0.0..=f64::MAX).contains(value);
    if cells.validity.is_none() && cells.value.iter().fold(true, |all, value| all & plain(value)) {
        return Cow::Borrowed(cells.value);
    }
    let is_given = |n: usize| cells.validity.is_none_or(|validity| validity.get(n));
    let faults = liantu_numeric::chunked(cells.value.len(), 1 << 16, |range| {
        let mut faults = Faults::default();
        for n in range {
            let value = cells.value[n];
            if !is_given(n) || value.is_nan() {
                faults.missing.see(n);
            } else if value.is_infinite() {
                faults.infinite.see(n);
            } else if value < 0.0 {
                faults.negative.see(n);
            }
        }
        faults
    });
    let faults = faults.into_iter().fold(Faults::default(), |all, part| Faults {
        missing: all.missing.then(part.missing),
        negative: all.negative.then(part.negative),
        infinite: all.infinite.then(part.infinite),
    });
    for (code, found) in [("STR102", faults.negative), ("STR103", faults.missing), ("STR104", faults.infinite)] {
        if found.count > 0 {
            findings.push(at(code, found.first, found.count));
        }
    }
    if faults.infinite.count == 0 && (cells.validity.is_none() || faults.missing.count == 0) {
        return Cow::Borrowed(cells.value);
    }
    let keep = |(n, &value): (usize, &f64)| if is_given(n) && value.is_finite() { value } else { f64::NAN };
    Cow::Owned(cells.value.par_iter().enumerate().with_min_len(1 << 14).map(keep).collect())
}

#[derive(Default)]
struct Faults {
    missing: Found,
    negative: Found,
    infinite: Found,
}

#[derive(Clone, Copy, Default)]
struct Found {
    first: Option<usize>,
    count: usize,
}

impl Found {
    fn see(&mut self, row: usize) {
        self.first.get_or_insert(row);
        self.count += 1;
    }

    fn then(self, later: Self) -> Self {
        Self { first: self.first.or(later.first), count: self.count + later.count }
    }
}

/// A finding of this room about `count` cells of the indicator table, the first of which is in `row` (from 0).
///
/// # Panics
///
/// If the catalogue has no such code.
pub fn at(code: &str, row: Option<usize>, count: usize) -> Diagnostic {
    let place = Place { resource: "indicator".to_owned(), row: row.map(|row| row as u64 + 1), ..Place::default() };
    Diagnostic::new(explanation(code), place).help(Words::new(format!("共 {count} 处"), format!("{count} in all")))
}
