//! Which activities a region has, period by period: what every measure of complexity starts from.

use crate::panel::{Panel, at};
use crate::profile::Absent;
use liantu_model::Diagnostic;
use liantu_numeric::Bits;
use rayon::prelude::*;

/// What is compared with the threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    /// The location quotient `(x_ra / x_r·) / (x_·a / x_··)` among the regions of the period.
    #[default]
    Quotient,
    /// The value itself: counts, or a table that says 1 and 0 already.
    Value,
    /// What the region has by head, over the same of all regions: `(x_ra / P_r) / (x_·a / P)` among those whose population is
    /// known ([`Panel::with_heads`]); a region of unknown or no population takes no part.
    PerHead,
}

/// When a region counts as having an activity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// What is compared with the threshold.
    pub measure: Measure,
    /// The threshold.
    pub threshold: f64,
    /// Whether it has to be exceeded; otherwise it is enough to reach it.
    pub strict: bool,
    /// What a combination counts as that the table does not list.
    pub absent: Absent,
}

impl Default for Rule {
    /// A quotient of at least 1; what is not listed is zero.
    fn default() -> Self {
        Self { measure: Measure::Quotient, threshold: 1.0, strict: false, absent: Absent::Zero }
    }
}

/// The regions and industries that occur in a period, and which region has which.
///
/// A region or an industry without a positive sum takes no part: it has no row or column here, and is reported.
#[derive(Clone, Debug, PartialEq)]
pub struct Presence {
    /// The period.
    pub period: u32,
    /// The region of each row.
    pub regions: Vec<u32>,
    /// The industry of each column.
    pub industries: Vec<u32>,
    /// What was compared with the threshold, row by row; NaN where it is undefined: such a cell counts as not present.
    pub measure: Vec<f64>,
    /// Which region has which industry.
    pub present: Bits,
    /// The same with regions and industries exchanged.
    pub by_industry: Bits,
    /// How many industries a region has.
    pub diversity: Vec<u32>,
    /// How many regions have an industry.
    pub ubiquity: Vec<u32>,
    /// Cells whose presence is unknown.
    pub unknown: usize,
    /// Regions and industries left out for want of a positive sum.
    pub empty: usize,
}

/// The largest table of a period, in cells: two gigabytes of numbers.
const MOST: usize = 1 << 28;

/// What a study keeps tables of, beside that of regions and industries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pairs {
    None,
    Industries,
    Regions,
    Both,
}

impl Pairs {
    /// Whether the tables of so many regions and industries can be kept.
    fn fit(self, regions: usize, industries: usize) -> bool {
        let fits = |one: usize, two: usize| one.checked_mul(two).is_some_and(|cells| cells <= MOST);
        fits(regions, industries)
            && (matches!(self, Self::None | Self::Regions) || fits(industries, industries))
            && (matches!(self, Self::None | Self::Industries) || fits(regions, regions))
    }
}

/// Applies `study` to the presence of each period, side by side, in the order of the periods; and what was found on the way.
/// A period too large for its tables is left out, and told.
pub(crate) fn by_period<T: Send>(
    panel: &Panel<'_>,
    rule: Rule,
    pairs: Pairs,
    study: impl Fn(Presence) -> T + Sync,
) -> (Vec<T>, Vec<Diagnostic>) {
    let (order, ranges) = rows_by_period(panel);
    let periods = ranges.len();
    let parts: Vec<(T, usize, usize, usize)> = ranges
        .into_par_iter()
        .filter_map(|(period, range)| {
            let rows = match &order {
                Some(order) => Rows::Listed(&order[range]),
                None => Rows::Range(range),
            };
            let presence = Presence::new(panel, rule, period, &rows, pairs)?;
            let (unknown, empty, idle) = (presence.unknown, presence.empty, presence.idle());
            Some((study(presence), unknown, empty, idle))
        })
        .collect();
    let count = |of: fn(&(T, usize, usize, usize)) -> usize| parts.iter().map(of).sum::<usize>();
    let counts = [
        ("STR301", count(|part| part.1)),
        ("STR302", count(|part| part.2)),
        ("STR303", count(|part| part.3)),
        ("STR319", periods - parts.len()),
    ];
    let findings =
        counts.into_iter().filter(|(_, count)| *count > 0).map(|(code, count)| at(code, None, count)).collect();
    (parts.into_iter().map(|part| part.0).collect(), findings)
}

/// The presence of each period.
pub fn presences(panel: &Panel<'_>, rule: Rule) -> (Vec<Presence>, Vec<Diagnostic>) {
    by_period(panel, rule, Pairs::None, |presence| presence)
}

/// The rows of a period.
enum Rows<'a> {
    Range(std::ops::Range<usize>),
    Listed(&'a [u32]),
}

impl Rows<'_> {
    fn each(&self, mut act: impl FnMut(usize)) {
        match self {
            Self::Range(range) => range.clone().for_each(act),
            Self::Listed(rows) => rows.iter().for_each(|&row| act(row as usize)),
        }
    }
}

type Ranges = Vec<(u32, std::ops::Range<usize>)>;

/// The rows of each period that has any: as they stand, where periods do not mix, or by a list.
fn rows_by_period(panel: &Panel<'_>) -> (Option<Vec<u32>>, Ranges) {
    let periods = panel.shape().periods as usize;
    let mut counts = vec![0usize; periods];
    let mut sorted = true;
    let mut last = 0;
    for &period in panel.period() {
        counts[period as usize] += 1;
        sorted &= period >= last;
        last = period;
    }
    let mut start = 0;
    let mut starts = Vec::with_capacity(periods);
    let mut ranges = Vec::new();
    for (period, &count) in counts.iter().enumerate() {
        starts.push(start);
        if count > 0 {
            ranges.push((u32::try_from(period).expect("periods are counted in u32"), start..start + count));
        }
        start += count;
    }
    if sorted {
        return (None, ranges);
    }
    let mut order = vec![0u32; panel.len()];
    for (row, &period) in panel.period().iter().enumerate() {
        let place = &mut starts[period as usize];
        order[*place] = u32::try_from(row).expect("a panel has fewer than 2^32 rows");
        *place += 1;
    }
    (Some(order), ranges)
}

/// The ids that occur, in order, and the place of each.
fn axis(ids: u32, rows: &Rows<'_>, column: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let mut places = vec![u32::MAX; ids as usize];
    rows.each(|row| places[column[row] as usize] = 0);
    (number(&mut places, |place| place == 0), places)
}

/// Numbers the entries that `take` chooses, and lists them.
fn number(places: &mut [u32], take: impl Fn(u32) -> bool) -> Vec<u32> {
    let mut axis = Vec::new();
    let mut next = 0;
    for (id, place) in (0u32..).zip(places) {
        if take(*place) {
            *place = next;
            next += 1;
            axis.push(id);
        }
    }
    axis
}

impl Presence {
    fn new(panel: &Panel<'_>, rule: Rule, period: u32, rows: &Rows<'_>, pairs: Pairs) -> Option<Self> {
        let shape = panel.shape();
        let (mut regions, region_places) = axis(shape.regions, rows, panel.region());
        let (mut industries, industry_places) = axis(shape.industries, rows, panel.industry());
        if !pairs.fit(regions.len(), industries.len()) {
            return None;
        }
        let width = industries.len();
        let unlisted = if rule.absent == Absent::Zero { 0.0 } else { f64::NAN };
        let mut cells = vec![unlisted; regions.len() * width];
        let (of_rows, of_columns, values) = (panel.region(), panel.industry(), &*panel.value);
        rows.each(|row| {
            let region = region_places[of_rows[row] as usize] as usize;
            let industry = industry_places[of_columns[row] as usize] as usize;
            cells[region * width + industry] = values[row];
        });
        let mut heads: Vec<f64> = Vec::new();
        if rule.measure == Measure::PerHead {
            let of_period = period as usize * shape.regions as usize;
            let known = panel.heads.as_deref();
            let of = |region: &u32| known.map_or(f64::NAN, |heads| heads[of_period + *region as usize]);
            heads = regions.iter().map(of).map(|heads| if heads > 0.0 { heads } else { f64::NAN }).collect();
            for (line, _) in cells.chunks_exact_mut(width.max(1)).zip(&heads).filter(|(_, heads)| heads.is_nan()) {
                line.fill(f64::NAN);
            }
        }
        let (of_region, of_industry) = sums(&cells, width);
        let total: f64 = of_industry.iter().sum();
        let kept = |sums: &[f64]| -> Vec<usize> { (0..sums.len()).filter(|&n| sums[n] > 0.0).collect() };
        let (rows, columns) = (kept(&of_region), kept(&of_industry));
        let empty = regions.len() + industries.len() - rows.len() - columns.len();
        if empty > 0 {
            let all = &cells;
            cells = rows.iter().flat_map(|row| columns.iter().map(move |column| all[row * width + column])).collect();
            regions = rows.iter().map(|&row| regions[row]).collect();
            industries = columns.iter().map(|&column| industries[column]).collect();
        }
        let of_region: Vec<f64> = if rule.measure == Measure::PerHead {
            rows.iter().map(|&row| heads[row]).collect()
        } else {
            rows.iter().map(|&row| of_region[row]).collect()
        };
        let total =
            if rule.measure == Measure::PerHead { heads.iter().filter(|heads| !heads.is_nan()).sum() } else { total };
        let of_industry: Vec<f64> = columns.iter().map(|&column| of_industry[column]).collect();
        let shares: Vec<f64> = of_industry.iter().map(|sum| sum / total).collect();
        let mut present = Bits::new(regions.len(), industries.len());
        let mut unknown = 0;
        for (row, line) in cells.chunks_exact_mut(industries.len().max(1)).enumerate() {
            if rule.measure != Measure::Value {
                for (cell, share) in line.iter_mut().zip(&shares) {
                    // A negative value has no quotient.
                    let value = if *cell >= 0.0 { *cell } else { f64::NAN };
                    *cell = (value / of_region[row]) / share;
                }
            }
            for (word, cells) in present.row_mut(row).iter_mut().zip(line.chunks(64)) {
                let mut bits = 0u64;
                for (bit, &cell) in cells.iter().enumerate() {
                    let present = if rule.strict { cell > rule.threshold } else { cell >= rule.threshold };
                    bits |= u64::from(present) << bit;
                    unknown += usize::from(cell.is_nan());
                }
                *word = bits;
            }
        }
        let by_industry = present.transposed();
        let diversity = (0..present.rows()).map(|row| present.count(row)).collect();
        let ubiquity = (0..by_industry.rows()).map(|row| by_industry.count(row)).collect();
        Some(Self {
            period,
            regions,
            industries,
            measure: cells,
            present,
            by_industry,
            diversity,
            ubiquity,
            unknown,
            empty,
        })
    }

    /// The presence that a table of yes and no describes, with no values behind it.
    #[cfg(test)]
    pub(crate) fn of_bits(present: Bits) -> Self {
        let by_industry = present.transposed();
        let ids = |count: usize| (0u32..).take(count).collect();
        let measure = (0..present.rows())
            .flat_map(|row| (0..present.columns()).map(move |column| (row, column)))
            .map(|(row, column)| f64::from(u8::from(present.get(row, column))))
            .collect();
        Self {
            period: 0,
            regions: ids(present.rows()),
            industries: ids(present.columns()),
            measure,
            diversity: (0..present.rows()).map(|row| present.count(row)).collect(),
            ubiquity: (0..by_industry.rows()).map(|row| by_industry.count(row)).collect(),
            present,
            by_industry,
            unknown: 0,
            empty: 0,
        }
    }

    /// Regions that have nothing and industries that nobody has.
    fn idle(&self) -> usize {
        self.diversity.iter().chain(&self.ubiquity).filter(|&&count| count == 0).count()
    }

    /// What was compared with the threshold; `None` where undefined.
    pub fn measure(&self, row: usize, column: usize) -> Option<f64> {
        Some(self.measure[row * self.industries.len() + column]).filter(|measure| !measure.is_nan())
    }

    /// Whether a region has an industry; `None` where that is unknown.
    pub fn is_present(&self, row: usize, column: usize) -> Option<bool> {
        self.measure(row, column).map(|_| self.present.get(row, column))
    }
}

/// The sums of rows and of columns over what is known.
fn sums(cells: &[f64], width: usize) -> (Vec<f64>, Vec<f64>) {
    let mut of_industry = vec![0.0; width];
    let of_region = cells
        .chunks_exact(width.max(1))
        .map(|line| {
            let mut sums = [0.0; 8];
            let known = |cell: f64| if cell.is_nan() { 0.0 } else { cell };
            for (sum, &cell) in of_industry.iter_mut().zip(line) {
                *sum += known(cell);
            }
            let mut eights = line.chunks_exact(8);
            for eight in &mut eights {
                for (sum, &cell) in sums.iter_mut().zip(eight) {
                    *sum += known(cell);
                }
            }
            sums.iter().sum::<f64>() + eights.remainder().iter().map(|&cell| known(cell)).sum::<f64>()
        })
        .collect();
    (of_region, of_industry)
}
