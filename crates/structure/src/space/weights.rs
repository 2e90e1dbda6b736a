//! Spatial weights: who is a neighbour of whom, and how much it counts.

use liantu_numeric::{Sparse, chunked};

/// Rows that one thread works through before it looks for more.
const CHUNK: usize = 1 << 12;

/// A sparse square matrix `W` of spatial weights: `w_ij ≥ 0` says how much `j` counts for `i`; a unit is no neighbour of
/// itself. A unit without neighbours is an island.
///
/// ```
/// use liantu_structure::space::{Standard, Weights};
///
/// let path = Weights::new(3, vec![(0, 1, 1.0), (1, 0, 1.0), (1, 2, 1.0), (2, 1, 1.0)])?;
/// assert_eq!(path.standardised(Standard::Row).lag(&[1.0, 2.0, 5.0]), [2.0, 3.0, 2.0]);
/// # Ok::<(), liantu_structure::space::WeightsError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    /// Columns ascend in each row; every value is positive.
    matrix: Sparse,
}

/// Why there are no weights.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// A weight that says nothing.
    #[error("the weight from unit {from} to unit {to} is negative or not finite")]
    Value {
        /// Row.
        from: u32,
        /// Column.
        to: u32,
    },
    /// A pair given twice.
    #[error("the weight from unit {from} to unit {to} is given more than once")]
    Duplicate {
        /// Row.
        from: u32,
        /// Column.
        to: u32,
    },
    /// A unit that does not exist.
    #[error("unit {unit} is not among the {size} units")]
    Unit {
        /// Its number.
        unit: u32,
        /// How many there are.
        size: usize,
    },
    /// More pairs than fit into memory in good conscience.
    #[error("more than {most} pairs of neighbours: narrow the distance")]
    TooMany {
        /// The bound.
        most: usize,
    },
}

/// What the weights are scaled to. The letters are those of Tiefelsdorf, Griffith and Boots (1999).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standard {
    /// As they are (B).
    Binary,
    /// Each row adds up to one, so that a lag is a mean over the neighbours (W).
    #[default]
    Row,
    /// All weights together add up to one (D, doubly standardised).
    Double,
    /// Each row has the same length, and all weights together add up to the number of units (S, variance-stabilising).
    Variance,
}

impl Standard {
    /// The standard called `word`, as parameters have it.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "binary" => Self::Binary,
            "row" => Self::Row,
            "double" => Self::Double,
            "variance" => Self::Variance,
            _ => return None,
        })
    }
}

/// Sums over the weights that the moments of spatial statistics are made of (Cliff and Ord 1981).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sums {
    /// `S₀ = Σ w_ij`.
    pub s0: f64,
    /// `S₁ = ½ Σ (w_ij + w_ji)²`.
    pub s1: f64,
    /// `S₂ = Σ_i (Σ_j w_ij + Σ_j w_ji)²`.
    pub s2: f64,
}

impl Weights {
    /// The weights on `size` units with these entries `(i, j, w_ij)`, in any order. Entries that are zero are left out, and
    /// so is the diagonal.
    pub fn new(size: usize, mut entries: Vec<(u32, u32, f64)>) -> Result<Self, WeightsError> {
        for &(from, to, value) in &entries {
            if let Some(unit) = [from, to].into_iter().find(|&unit| unit as usize >= size) {
                return Err(WeightsError::Unit { unit, size });
            }
            if !value.is_finite() || value < 0.0 {
                return Err(WeightsError::Value { from, to });
            }
        }
        entries.sort_unstable_by_key(|&(from, to, _)| (from, to));
        if let Some(pair) = entries.windows(2).find(|pair| (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1)) {
            return Err(WeightsError::Duplicate { from: pair[0].0, to: pair[0].1 });
        }
        entries.retain(|&(from, to, value)| from != to && value > 0.0);
        let mut offsets = vec![0; size + 1];
        for &(from, ..) in &entries {
            offsets[from as usize + 1] += 1;
        }
        for unit in 0..size {
            offsets[unit + 1] += offsets[unit];
        }
        let (neighbours, values) = entries.into_iter().map(|(_, to, value)| (to, value)).unzip();
        Ok(Self { matrix: Sparse::new(offsets, neighbours, values) })
    }

    /// Rows with ascending neighbours that all weigh 1; row `n` runs from `offsets[n]` to the next.
    pub(super) fn alike(offsets: Vec<usize>, neighbours: Vec<u32>) -> Self {
        let values = vec![1.0; neighbours.len()];
        Self { matrix: Sparse::new(offsets, neighbours, values) }
    }

    /// Rows that are known to be in order: ascending neighbours, positive weights.
    pub(super) fn from_rows(rows: impl Iterator<Item = Vec<(u32, f64)>>) -> Self {
        let (mut offsets, mut neighbours, mut values) = (vec![0], Vec::new(), Vec::new());
        for row in rows {
            neighbours.extend(row.iter().map(|link| link.0));
            values.extend(row.iter().map(|link| link.1));
            offsets.push(neighbours.len());
        }
        Self { matrix: Sparse::new(offsets, neighbours, values) }
    }

    /// How many units there are.
    pub fn len(&self) -> usize {
        self.matrix.size()
    }

    /// Whether there are no units.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many pairs `(i, j)` have a weight.
    pub fn links(&self) -> usize {
        self.matrix.entries()
    }

    /// The neighbours of `unit`, ascending, and their weights.
    pub fn row(&self, unit: usize) -> (&[u32], &[f64]) {
        self.matrix.slices(unit)
    }

    /// Every `(i, j, w_ij)`, by row and column.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32, f64)> + '_ {
        self.matrix.iter().map(|(from, to, value)| (from as u32, to as u32, value))
    }

    /// `W` as a matrix.
    pub fn matrix(&self) -> &Sparse {
        &self.matrix
    }

    /// The spatial lag `W·x`: for each unit the weighted sum over its neighbours. An island has the lag zero; leave it out
    /// first where that would be wrong.
    ///
    /// # Panics
    ///
    /// If there is not one value for each unit.
    pub fn lag(&self, values: &[f64]) -> Vec<f64> {
        assert_eq!(values.len(), self.len(), "one value for each unit");
        let of = |unit: usize| {
            let (neighbours, weights) = self.row(unit);
            neighbours.iter().zip(weights).map(|(&other, weight)| weight * values[other as usize]).sum::<f64>()
        };
        chunked(self.len(), CHUNK, |range| range.map(of).collect::<Vec<_>>()).concat()
    }

    /// Units without neighbours.
    pub fn islands(&self) -> Vec<u32> {
        (0..self.len()).filter(|&unit| self.row(unit).0.is_empty()).map(|unit| unit as u32).collect()
    }

    /// The weights scaled to a standard. Islands stay islands.
    #[must_use]
    pub fn standardised(&self, standard: Standard) -> Self {
        let total = |scale: &dyn Fn(&[f64]) -> f64| -> f64 {
            (0..self.len()).map(|unit| self.row(unit).1).filter(|row| !row.is_empty()).map(scale).sum()
        };
        let length = |row: &[f64]| row.iter().map(|weight| weight * weight).sum::<f64>().sqrt();
        let whole = match standard {
            Standard::Binary | Standard::Row => 1.0,
            Standard::Double => total(&|row| row.iter().sum()),
            Standard::Variance => {
                let reached = self.len() - self.islands().len();
                total(&|row| row.iter().sum::<f64>() / length(row)) / reached as f64
            }
        };
        Self::from_rows((0..self.len()).map(|unit| {
            let (neighbours, row) = self.row(unit);
            let divisor = match standard {
                Standard::Binary => 1.0,
                Standard::Row => row.iter().sum(),
                Standard::Double => whole,
                Standard::Variance => whole * length(row),
            };
            neighbours.iter().zip(row).map(|(&other, weight)| (other, weight / divisor)).collect()
        }))
    }

    /// The weights among the units that are kept, which move up. Not standardised again: select first.
    ///
    /// # Panics
    ///
    /// If there is not one flag for each unit.
    #[must_use]
    pub fn select(&self, keep: &[bool]) -> Self {
        assert_eq!(keep.len(), self.len(), "one flag for each unit");
        let mut next = 0;
        let place: Vec<u32> = keep
            .iter()
            .map(|&keep| {
                next += u32::from(keep);
                next.wrapping_sub(1)
            })
            .collect();
        Self::from_rows((0..self.len()).filter(|&unit| keep[unit]).map(|unit| {
            let (neighbours, values) = self.row(unit);
            let pairs = neighbours.iter().zip(values).filter(|(other, _)| keep[**other as usize]);
            pairs.map(|(&other, &value)| (place[other as usize], value)).collect()
        }))
    }

    /// `Wᵀ`: who counts a unit as its neighbour.
    #[must_use]
    pub fn transposed(&self) -> Self {
        Self { matrix: self.matrix.transposed() }
    }

    /// Whether `w_ij = w_ji` throughout.
    pub fn is_symmetric(&self) -> bool {
        *self == self.transposed()
    }

    /// `S₀`, `S₁`, `S₂`.
    pub fn sums(&self) -> Sums {
        let back = self.transposed();
        let (mut s0, mut s1, mut s2) = (0.0, 0.0, 0.0);
        for unit in 0..self.len() {
            let (row, column) = (self.row(unit), back.row(unit));
            let (out, into): (f64, f64) = (row.1.iter().sum(), column.1.iter().sum());
            s0 += out;
            s2 += (out + into).powi(2);
            // Two ascending lists, side by side.
            let (mut r, mut c) = (0, 0);
            while r < row.0.len() || c < column.0.len() {
                let one = row.0.get(r).copied().unwrap_or(u32::MAX);
                let two = column.0.get(c).copied().unwrap_or(u32::MAX);
                let mut both = 0.0;
                if one <= two {
                    both += row.1[r];
                    r += 1;
                }
                if two <= one {
                    both += column.1[c];
                    c += 1;
                }
                s1 += both * both;
            }
        }
        Sums { s0, s1: s1 / 2.0, s2 }
    }

    /// The parts of the map that no weight joins: the number of the part of each unit, parts in the order of their first
    /// units.
    pub fn parts_of_the_map(&self) -> Vec<u32> {
        let mut above: Vec<u32> = (0..self.len() as u32).collect();
        for (from, to, _) in self.iter() {
            let (one, two) = (top(&mut above, from), top(&mut above, to));
            above[one.max(two) as usize] = one.min(two);
        }
        let mut number = vec![u32::MAX; self.len()];
        let mut next = 0;
        (0..self.len() as u32)
            .map(|unit| {
                let part = &mut number[top(&mut above, unit) as usize];
                if *part == u32::MAX {
                    *part = next;
                    next += 1;
                }
                *part
            })
            .collect()
    }
}

/// The unit that stands for the part of the map of `unit`; the path to it gets shorter on the way.
fn top(above: &mut [u32], mut unit: u32) -> u32 {
    while above[unit as usize] != unit {
        above[unit as usize] = above[above[unit as usize] as usize];
        unit = above[unit as usize];
    }
    unit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> Weights {
        Weights::new(4, vec![(1, 2, 1.0), (0, 1, 1.0), (1, 0, 1.0), (2, 1, 1.0)]).unwrap()
    }

    #[test]
    fn rows_are_sorted_and_islands_known() {
        let weights = path();
        assert_eq!(weights.row(1), (&[0, 2][..], &[1.0, 1.0][..]));
        assert_eq!((weights.islands(), weights.links(), weights.is_symmetric()), (vec![3], 4, true));
        assert_eq!(weights.parts_of_the_map(), [0, 0, 0, 1]);
        assert_eq!(weights.sums(), Sums { s0: 4.0, s1: 8.0, s2: 4.0 + 16.0 + 4.0 });
        assert_eq!(Weights::new(0, vec![]).unwrap().len(), 0);
    }

    #[test]
    fn standards_add_up() {
        let weights = path().standardised(Standard::Row);
        assert_eq!(weights.row(1).1, [0.5, 0.5]);
        assert!(!weights.is_symmetric());
        assert!((path().standardised(Standard::Double).sums().s0 - 1.0).abs() < 1e-15);
        assert!((path().standardised(Standard::Variance).sums().s0 - 3.0).abs() < 1e-15);
    }

    #[test]
    fn what_is_no_weight_is_refused() {
        assert!(matches!(Weights::new(2, vec![(0, 1, f64::NAN)]), Err(WeightsError::Value { from: 0, to: 1 })));
        assert!(matches!(Weights::new(2, vec![(0, 1, -1.0)]), Err(WeightsError::Value { .. })));
        assert!(matches!(Weights::new(2, vec![(0, 2, 1.0)]), Err(WeightsError::Unit { unit: 2, size: 2 })));
        assert!(matches!(Weights::new(2, vec![(0, 1, 1.0), (0, 1, 2.0)]), Err(WeightsError::Duplicate { .. })));
    }

    #[test]
    fn selection_moves_units_up() {
        let weights = path().select(&[true, false, true, true]);
        assert_eq!((weights.len(), weights.links()), (3, 0));
        let weights = path().select(&[false, true, true, true]);
        assert_eq!(weights.iter().collect::<Vec<_>>(), [(0, 1, 1.0), (1, 0, 1.0)]);
    }
}
