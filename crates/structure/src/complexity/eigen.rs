//! The eigenvectors behind the economic complexity index.

use super::presence::Presence;
use liantu_numeric::{Bits, Lane, leading_eigenpairs};

/// Part of the regions and industries of a period that hang together, and its second eigenvector.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    /// Rows of the presence.
    pub(crate) rows: Vec<usize>,
    /// Columns of the presence.
    pub(crate) columns: Vec<usize>,
    /// Second and third eigenvalue of `D_r⁻¹ M D_a⁻¹ Mᵀ`, as far as there are.
    pub(crate) values: Vec<f64>,
    /// By row: the second eigenvector `e` of `D_r⁻¹ M D_a⁻¹ Mᵀ`; empty where there is none.
    pub(crate) of_rows: Vec<f64>,
    /// By column: `p` with `e = D_r⁻¹ M p`, so that the index of a region is the mean over what it has.
    pub(crate) of_columns: Vec<f64>,
    /// Whether the eigenvector is exact.
    pub(crate) exact: bool,
}

/// Below this, an eigenvalue is no more than rounding.
const NOTHING: f64 = 1e-12;
/// Residual of the second eigenvector; the third eigenvalue only serves the gap.
const TOLERANCES: [f64; 2] = [3e-15, 1e-9];
/// A residual that rounding alone may leave in a large matrix.
const EXACT: f64 = 1e-12;

impl Part {
    /// How many regions and industries it has.
    pub(crate) fn size(&self) -> usize {
        self.rows.len() + self.columns.len()
    }

    /// The share by which the second eigenvalue exceeds the third.
    pub(crate) fn gap(&self) -> Option<f64> {
        let second = *self.values.first()?;
        (second > NOTHING).then(|| 1.0 - self.values.get(1).copied().unwrap_or(0.0).max(0.0) / second)
    }
}

/// The parts of a presence, in the order of their first rows, with eigenvectors where `study` asks for them.
pub(crate) fn parts(presence: &Presence, study: impl Fn(&[Part], usize) -> bool) -> Vec<Part> {
    let (of_row, of_column) = presence.present.components(&presence.by_industry);
    let count = of_row.iter().flatten().max().map_or(0, |&last| last as usize + 1);
    let mut parts: Vec<Part> = (0..count)
        .map(|_| Part {
            rows: Vec::new(),
            columns: Vec::new(),
            values: Vec::new(),
            of_rows: Vec::new(),
            of_columns: Vec::new(),
            exact: true,
        })
        .collect();
    for (row, part) in of_row.iter().enumerate() {
        if let Some(part) = part {
            parts[*part as usize].rows.push(row);
        }
    }
    for (column, part) in of_column.iter().enumerate() {
        if let Some(part) = part {
            parts[*part as usize].columns.push(column);
        }
    }
    for n in 0..count {
        if study(&parts, n) {
            solve(&mut parts[n], presence);
        }
    }
    parts
}

/// Finds the second eigenvector of a part: of `S Sᵀ` or `Sᵀ S`, whichever is smaller, with `S = D_r^-½ M D_a^-½`, whose first
/// eigenvector is known to be the root of the counts.
fn solve(part: &mut Part, presence: &Presence) {
    let whole = part.rows.len() == presence.present.rows() && part.columns.len() == presence.present.columns();
    let own: Option<(Bits, Bits)> = (!whole).then(|| {
        let own = presence.present.part(&part.rows, &part.columns);
        let turned = own.transposed();
        (own, turned)
    });
    let (by_row, by_column) = own.as_ref().map_or((&presence.present, &presence.by_industry), |(a, b)| (a, b));
    let counts = |bits: &Bits| -> Vec<f64> { (0..bits.rows()).map(|row| f64::from(bits.count(row))).collect() };
    let (of_rows, of_columns) = (counts(by_row), counts(by_column));
    let by_regions = part.rows.len() <= part.columns.len();
    let (small, large, of_small, of_large) = if by_regions {
        (by_row, by_column, &of_rows, &of_columns)
    } else {
        (by_column, by_row, &of_columns, &of_rows)
    };
    let links: f64 = of_small.iter().sum();
    let first: Vec<f64> = of_small.iter().map(|count| (count / links).sqrt()).collect();
    let roots: Vec<f64> = of_small.iter().map(|count| 1.0 / count.sqrt()).collect();
    let (to_large, to_small) = (large.selection(false), small.selection(false));
    let apply = |block: &[Lane], image: &mut [Lane]| {
        let scaled: Vec<Lane> = block.iter().zip(&roots).map(|(row, root)| row.map(|entry| entry * root)).collect();
        let mut middle = vec![[0.0; 8]; large.rows()];
        to_large.add(&scaled, &mut middle);
        for (row, count) in middle.iter_mut().zip(of_large) {
            *row = row.map(|entry| entry / count);
        }
        image.fill([0.0; 8]);
        to_small.add(&middle, image);
        for (row, root) in image.iter_mut().zip(&roots) {
            *row = row.map(|entry| entry * root);
        }
    };
    let pairs = leading_eigenpairs(small.rows(), &[first], &TOLERANCES, 300, apply);
    part.values = pairs.iter().map(|pair| pair.value).collect();
    let Some(second) = pairs.first().filter(|pair| pair.value > NOTHING) else { return };
    part.exact = second.residual <= EXACT;
    let of_small: Vec<f64> = second.vector.iter().zip(&roots).map(|(entry, root)| entry * root).collect();
    let mut means = mean_of(large, &of_small, of_large);
    if by_regions {
        for mean in &mut means {
            *mean /= second.value;
        }
        (part.of_rows, part.of_columns) = (of_small, means);
    } else {
        (part.of_rows, part.of_columns) = (means, of_small);
    }
}

/// For each row of `bits` the mean of `numbers` over the columns that it has; NaN for a row without any.
pub(crate) fn mean_of(bits: &Bits, numbers: &[f64], counts: &[f64]) -> Vec<f64> {
    (0..bits.rows())
        .map(|row| liantu_numeric::sum(bits.ones(row).map(|column| numbers[column])) / counts[row])
        .collect()
}
