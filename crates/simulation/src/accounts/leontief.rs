//! `I − A`, factored once.

use super::{Account, AccountsError, Mrio};
use liantu_numeric::solve::{Factored, Unfactored};
use liantu_numeric::{Dense, Stopped, Watch};

/// A table with the factors of `I − A`, `a_ij = z_ij / x_j`.
pub struct Leontief<'a> {
    /// The table.
    pub mrio: &'a Mrio,
    pub(super) factored: Factored,
}

impl<'a> Leontief<'a> {
    /// Factors `I − A`. A column without output is taken as empty.
    ///
    /// # Errors
    ///
    /// If `I − A` is singular or a coefficient overflows; if `watch` says to stop.
    pub fn new(mrio: &'a Mrio, watch: Watch<'_>) -> Result<Self, AccountsError> {
        Ok(Self { mrio, factored: factored(&mrio.z, &mrio.x, 0..mrio.len(), watch)? })
    }

    /// `L·y`: the output that this final demand takes.
    pub fn outputs(&self, demand: &[f64]) -> Vec<f64> {
        self.factored.solved(demand)
    }

    /// `sᵀ·L`: what a unit of final demand takes of something that production takes at intensities `s`.
    pub fn multipliers(&self, intensity: &[f64]) -> Vec<f64> {
        self.factored.solved_transposed(intensity)
    }

    /// The inverse `L`, on request: `8 n²` bytes and twice the work of the factors.
    ///
    /// # Errors
    ///
    /// If `watch` says to stop.
    pub fn inverse(&self, watch: Watch<'_>) -> Result<Dense, Stopped> {
        self.factored.inverse(watch)
    }

    /// The intensities `s_j = f_j / x_j` of a row, NaN where output is zero.
    pub fn intensity(&self, row: &[f64]) -> Vec<f64> {
        intensity(row, &self.mrio.x)
    }

    /// Value added per unit of output, NaN where output is zero.
    pub fn value_added(&self) -> Vec<f64> {
        self.intensity(&self.mrio.value_added().0)
    }

    /// Imports from outside the table per unit of output, where it has any.
    pub fn imports(&self) -> Option<Vec<f64>> {
        self.mrio.total_of(Account::Import).map(|row| self.intensity(&row))
    }
}

/// `f_j / x_j`, NaN where output is zero.
pub(super) fn intensity(row: &[f64], output: &[f64]) -> Vec<f64> {
    row.iter().zip(output).map(|(cell, x)| if *x == 0.0 { f64::NAN } else { cell / x }).collect()
}

/// Undefined intensities enter no sum: such a node makes nothing.
pub(super) fn defined(intensity: &[f64]) -> Vec<f64> {
    intensity.iter().map(|number| if number.is_nan() { 0.0 } else { *number }).collect()
}

/// Factors of `I − A` of the nodes of a range, as if there were no others.
pub(super) fn factored(
    z: &Dense,
    output: &[f64],
    nodes: std::ops::Range<usize>,
    watch: Watch<'_>,
) -> Result<Factored, AccountsError> {
    let n = nodes.len();
    let mut matrix = Dense::zeros(n, n);
    for place in 0..n {
        let (x, column) = (output[nodes.start + place], matrix.column_mut(place));
        if x != 0.0 {
            let cells = &z.column(nodes.start + place)[nodes.clone()];
            column.iter_mut().zip(cells).for_each(|(entry, cell)| *entry = -cell / x);
        }
        column[place] += 1.0;
    }
    Factored::new(matrix, watch).map_err(|error| match error {
        Unfactored::Stopped => AccountsError::Stopped,
        Unfactored::NotFinite => AccountsError::NotFinite,
        Unfactored::Dependent { column } => AccountsError::Singular { node: nodes.start + column },
    })
}
