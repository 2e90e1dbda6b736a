//! Small dense matrices, and least squares over long columns.

use crate::chunked;
use crate::wide::wide;

/// A dense matrix, stored by columns. Its own products and inverse are meant for tens of rows and columns; for thousands
/// there is [`crate::solve`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dense {
    rows: usize,
    columns: usize,
    cells: Vec<f64>,
}

impl Dense {
    /// The matrix with `entry(row, column)` at each place.
    pub fn from_fn(rows: usize, columns: usize, entry: impl Fn(usize, usize) -> f64) -> Self {
        let cells = (0..columns).flat_map(|column| (0..rows).map(move |row| (row, column)));
        Self { rows, columns, cells: cells.map(|(row, column)| entry(row, column)).collect() }
    }

    /// Only zeros.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self { rows, columns, cells: vec![0.0; rows * columns] }
    }

    /// The matrix with these cells, column after column.
    ///
    /// # Panics
    ///
    /// If there are not `rows · columns` of them.
    pub fn from_cells(rows: usize, columns: usize, cells: Vec<f64>) -> Self {
        assert_eq!(rows * columns, cells.len(), "one cell for each place");
        Self { rows, columns, cells }
    }

    /// All cells, column after column.
    pub fn cells(&self) -> &[f64] {
        &self.cells
    }

    /// All cells, column after column, to change them.
    pub fn cells_mut(&mut self) -> &mut [f64] {
        &mut self.cells
    }

    /// All cells, column after column, without a copy.
    pub fn into_cells(self) -> Vec<f64> {
        self.cells
    }

    /// A column.
    pub fn column(&self, column: usize) -> &[f64] {
        &self.cells[column * self.rows..(column + 1) * self.rows]
    }

    /// A column, to change it.
    pub fn column_mut(&mut self, column: usize) -> &mut [f64] {
        &mut self.cells[column * self.rows..(column + 1) * self.rows]
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The entry at a place.
    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[column * self.rows + row]
    }

    /// The entry at a place, to change it.
    pub fn at_mut(&mut self, row: usize, column: usize) -> &mut f64 {
        &mut self.cells[column * self.rows + row]
    }

    /// The product of two matrices.
    ///
    /// # Panics
    ///
    /// If the inner sides differ.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        assert_eq!(self.columns, other.rows, "inner sides agree");
        let entry =
            |row, column| crate::sum((0..self.columns).map(|inner| self.at(row, inner) * other.at(inner, column)));
        Self::from_fn(self.rows, other.columns, entry)
    }

    /// Rows and columns exchanged.
    #[must_use]
    pub fn transposed(&self) -> Self {
        Self::from_fn(self.columns, self.rows, |row, column| self.at(column, row))
    }

    /// The lower triangle `C` with `C Cᵀ` equal to this matrix; `None` unless it is symmetric positive definite.
    pub fn cholesky(&self) -> Option<Self> {
        let mut factor = Self::zeros(self.rows, self.rows);
        for column in 0..self.rows {
            for row in column..self.rows {
                let inner = crate::sum((0..column).map(|n| factor.at(row, n) * factor.at(column, n)));
                let rest = self.at(row, column) - inner;
                *factor.at_mut(row, column) = if row > column {
                    rest / factor.at(column, column)
                } else if rest > 0.0 {
                    rest.sqrt()
                } else {
                    return None;
                };
            }
        }
        Some(factor)
    }

    /// The inverse, by Gauss–Jordan elimination with row exchanges on a matrix whose rows and columns are first brought
    /// to a like scale; `None` where it is singular to working precision.
    pub fn inverse(&self) -> Option<Self> {
        let n = self.rows;
        let scale: Vec<f64> = (0..n)
            .map(|row| {
                let largest = self.at(row, row).abs().max(f64::MIN_POSITIVE);
                // Powers of two scale without rounding.
                2f64.powi(-(libm::ilogb(largest) / 2))
            })
            .collect();
        let mut left = Self::from_fn(n, n, |row, column| scale[row] * self.at(row, column) * scale[column]);
        let mut right = Self::from_fn(n, n, |row, column| f64::from(u8::from(row == column)));
        for column in 0..n {
            let pivot = (column..n).max_by(|&a, &b| left.at(a, column).abs().total_cmp(&left.at(b, column).abs()))?;
            let value = left.at(pivot, column);
            if value.is_nan() || value.abs() < 1e-14 {
                return None;
            }
            for matrix in [&mut left, &mut right] {
                for other in 0..n {
                    let (one, two) = (matrix.at(column, other), matrix.at(pivot, other));
                    (*matrix.at_mut(column, other), *matrix.at_mut(pivot, other)) = (two / value, one);
                    if pivot == column {
                        *matrix.at_mut(column, other) = one / value;
                    }
                }
            }
            for row in (0..n).filter(|&row| row != column) {
                let factor = left.at(row, column);
                if factor != 0.0 {
                    for matrix in [&mut left, &mut right] {
                        for other in 0..n {
                            let step = factor * matrix.at(column, other);
                            *matrix.at_mut(row, other) -= step;
                        }
                    }
                }
            }
        }
        Some(Self::from_fn(n, n, |row, column| scale[row] * right.at(row, column) * scale[column]))
    }
}

/// The sum of products, the same bits at any number of threads.
pub fn dot(one: &[f64], two: &[f64]) -> f64 {
    const CHUNK: usize = 1 << 14;
    let part = |range: std::ops::Range<usize>| {
        let (one, two) = (&one[range.clone()], &two[range]);
        let mut lanes = [0.0; 8];
        let ((ones, end), (twos, other_end)) = (one.as_chunks::<8>(), two.as_chunks::<8>());
        let rest: f64 = end.iter().zip(other_end).map(|(x, y)| x * y).sum();
        for (x, y) in ones.iter().zip(twos) {
            for lane in 0..8 {
                lanes[lane] += x[lane] * y[lane];
            }
        }
        crate::sum(lanes.into_iter().chain([rest]))
    };
    if one.len() <= CHUNK { part(0..one.len()) } else { crate::sum(chunked(one.len(), CHUNK, part)) }
}

wide! {
    /// The sums of products of a row with four others, which is read once for all of them. Lanes depend on the length alone.
    pub fn four_dots(one: &[f64], others: [&[f64]; 4], sums: &mut [f64; 4]) {
        let mut lanes = [[0.0f64; 8]; 4];
        let (row, rest) = one.as_chunks::<8>();
        let [first, second, third, fourth] = others.map(|other| other.as_chunks::<8>().0);
        for ((((x, a), b), c), d) in row.iter().zip(first).zip(second).zip(third).zip(fourth) {
            for lane in 0..8 {
                lanes[0][lane] += x[lane] * a[lane];
                lanes[1][lane] += x[lane] * b[lane];
                lanes[2][lane] += x[lane] * c[lane];
                lanes[3][lane] += x[lane] * d[lane];
            }
        }
        for ((sum, lanes), other) in sums.iter_mut().zip(lanes).zip(others) {
            let rest: f64 = rest.iter().zip(&other[8 * row.len()..]).map(|(x, y)| x * y).sum();
            *sum = lanes.iter().sum::<f64>() + rest;
        }
    }
}

/// Columns made orthonormal (Gram–Schmidt, each column twice), those that depend on earlier ones left out: the road from
/// data to least squares that does not square the condition of the data.
#[derive(Clone, Debug)]
pub struct LeastSquares {
    /// The columns kept, by their place among those given.
    pub kept: Vec<usize>,
    /// The columns left out because earlier ones determine them (or because they are zero).
    pub dropped: Vec<usize>,
    basis: Vec<Vec<f64>>,
    /// Upper triangular, columns kept by columns kept.
    triangle: Dense,
}

impl LeastSquares {
    /// Takes the columns of a design. A column counts as dependent where less than `tolerance` of its length is left once
    /// the earlier ones are taken out.
    pub fn new(columns: Vec<Vec<f64>>, tolerance: f64) -> Self {
        let mut found = Self { kept: Vec::new(), dropped: Vec::new(), basis: Vec::new(), triangle: Dense::zeros(0, 0) };
        let mut shares: Vec<Vec<f64>> = Vec::new();
        for (place, mut column) in columns.into_iter().enumerate() {
            let length = dot(&column, &column).sqrt();
            let mut share = vec![0.0; found.basis.len()];
            for _ in 0..2 {
                for (direction, share) in found.basis.iter().zip(&mut share) {
                    let along = dot(direction, &column);
                    *share += along;
                    subtract(&mut column, along, direction);
                }
            }
            let left = dot(&column, &column).sqrt();
            if left.is_finite() && left > tolerance * length {
                for cell in &mut column {
                    *cell /= left;
                }
                share.push(left);
                shares.push(share);
                found.kept.push(place);
                found.basis.push(column);
            } else {
                found.dropped.push(place);
            }
        }
        let size = shares.len();
        found.triangle = Dense::from_fn(size, size, |row, column| shares[column].get(row).copied().unwrap_or_default());
        found
    }

    /// The orthonormal columns.
    pub fn directions(&self) -> &[Vec<f64>] {
        &self.basis
    }

    /// The coefficients of the kept columns that bring their sum closest to `target`.
    pub fn coefficients(&self, target: &[f64]) -> Vec<f64> {
        let mut rest = target.to_vec();
        let mut along: Vec<f64> = Vec::with_capacity(self.basis.len());
        for direction in &self.basis {
            let share = dot(direction, &rest);
            subtract(&mut rest, share, direction);
            along.push(share);
        }
        for row in (0..along.len()).rev() {
            let known = crate::sum((row + 1..along.len()).map(|column| self.triangle.at(row, column) * along[column]));
            along[row] = (along[row] - known) / self.triangle.at(row, row);
        }
        along
    }

    /// What is left of `target` once the columns are taken out.
    pub fn residual(&self, target: &[f64]) -> Vec<f64> {
        let mut rest = target.to_vec();
        for _ in 0..2 {
            for direction in &self.basis {
                let share = dot(direction, &rest);
                subtract(&mut rest, share, direction);
            }
        }
        rest
    }

    /// The diagonal of the projection on the columns: how much each row determines its own fit.
    pub fn leverage(&self) -> Vec<f64> {
        let rows = self.basis.first().map_or(0, Vec::len);
        (0..rows).map(|row| self.basis.iter().map(|direction| direction[row] * direction[row]).sum()).collect()
    }

    /// `(XᵀX)⁻¹` of the kept columns.
    pub fn inverse_gram(&self) -> Dense {
        let inverse = self.inverse_triangle();
        inverse.times(&inverse.transposed())
    }

    fn inverse_triangle(&self) -> Dense {
        let size = self.basis.len();
        let mut inverse = Dense::zeros(size, size);
        for column in 0..size {
            for row in (0..=column).rev() {
                let known = crate::sum(
                    (row + 1..=column).map(|inner| self.triangle.at(row, inner) * inverse.at(inner, column)),
                );
                let one = f64::from(u8::from(row == column));
                *inverse.at_mut(row, column) = (one - known) / self.triangle.at(row, row);
            }
        }
        inverse
    }
}

fn subtract(column: &mut [f64], share: f64, direction: &[f64]) {
    for (cell, step) in column.iter_mut().zip(direction) {
        *cell -= share * step;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inverses_and_factors_multiply_back() {
        let draw = |row: usize, column: usize| crate::uniform(3, (row * 7 + column) as u64) - 0.5;
        let any = Dense::from_fn(6, 6, draw);
        let gram = Dense::from_fn(6, 6, |row, column| {
            any.times(&any.transposed()).at(row, column) * 1e3f64.powf((row + column) as f64)
        });
        let identity = gram.times(&gram.inverse().unwrap());
        for row in 0..6 {
            for column in 0..6 {
                let scale = 1e3f64.powf(row as f64 - column as f64);
                assert!((identity.at(row, column) - f64::from(row == column)).abs() < 1e-9 * scale);
            }
        }
        let factor = gram.cholesky().unwrap();
        let back = factor.times(&factor.transposed());
        assert!((0..6).all(|n| (back.at(n, 0) / gram.at(n, 0) - 1.0).abs() < 1e-12));
        assert!(Dense::from_fn(2, 2, |_, _| 1.0).inverse().is_none());
        assert!(Dense::from_fn(2, 2, |_, _| 1.0).cholesky().is_none());
    }

    #[test]
    fn four_products_at_once_are_those_of_each() {
        for length in [0, 7, 8, 100, 341] {
            let row = |n: u64| (0..length).map(|place| crate::uniform(n, place) - 0.5).collect::<Vec<f64>>();
            let (one, others) = (row(1), [row(2), row(3), row(4), row(5)]);
            let mut sums = [f64::NAN; 4];
            four_dots(&one, others.each_ref().map(Vec::as_slice), &mut sums);
            assert!(others.iter().zip(sums).all(|(other, sum)| (dot(&one, other) - sum).abs() < 1e-13));
        }
    }

    #[test]
    fn dependent_columns_are_left_out_and_ill_conditioned_ones_are_not() {
        let year: Vec<f64> = (0..40).map(|n| 2000.0 + f64::from(n % 10)).collect();
        let one = vec![1.0; 40];
        let twice = year.iter().map(|year| 3.0 * year - 1.0).collect();
        let target: Vec<f64> = year.iter().map(|year| 4.0 - 0.25 * year).collect();
        let fit = LeastSquares::new(vec![one, year, twice, vec![0.0; 40]], 1e-9);
        assert_eq!((fit.kept.clone(), fit.dropped.clone()), (vec![0, 1], vec![2, 3]));
        let found = fit.coefficients(&target);
        assert!((found[0] - 4.0).abs() < 1e-8 && (found[1] + 0.25).abs() < 1e-12, "{found:?}");
        assert!(fit.residual(&target).iter().all(|rest| rest.abs() < 1e-9));
        assert!((crate::sum(fit.leverage()) - 2.0).abs() < 1e-12);
    }
}
