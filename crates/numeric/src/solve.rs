//! Large dense systems: one factorisation, then as many right-hand sides as are asked for; never an inverse by surprise.
//!
//! The kernels are faer's, run in one thread each; blocks of columns whose borders depend on the size alone are what runs
//! in parallel, so that the bits are the same at any number of threads.

use crate::{Dense, Steps, Stopped, Watch, unwatched};
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::lu::partial_pivoting::{factor, solve};
use faer::linalg::matmul::matmul;
use faer::linalg::triangular_solve::{
    solve_lower_triangular_in_place, solve_unit_lower_triangular_in_place, solve_unit_upper_triangular_in_place,
};
use faer::perm::{PermRef, permute_rows_in_place};
use faer::{Accum, MatMut, MatRef, Par, Spec};
use rayon::prelude::*;

/// Columns of a block of right-hand sides.
const BLOCK: usize = 512;
/// Columns of it that are looked at together for rows of zeros to begin with.
const NARROW: usize = 64;
/// Columns of a panel of the factorisation, and of the blocks to its right.
const PANEL: usize = 128;
const STRIPE: usize = 512;

/// `P M = L U` of a square matrix, in the place of the matrix.
#[derive(Clone, Debug)]
pub struct Factored {
    cells: Dense,
    rows: Vec<usize>,
    places: Vec<usize>,
}

/// Why a matrix has no factors to solve with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfactored {
    /// Whoever watches said to stop.
    Stopped,
    /// An entry is not a finite number.
    NotFinite,
    /// To working precision, this column is a combination of the others.
    Dependent {
        /// The column.
        column: usize,
    },
}

impl Factored {
    /// Factors a matrix by partial pivoting, using its own memory; `watch` hears of each panel.
    ///
    /// # Errors
    ///
    /// If the matrix holds what is no finite number, or is singular to working precision; if `watch` says to stop.
    ///
    /// # Panics
    ///
    /// If the matrix is not square.
    pub fn new(mut matrix: Dense, watch: Watch<'_>) -> Result<Self, Unfactored> {
        let n = matrix.rows();
        assert_eq!(n, matrix.columns(), "a square matrix");
        let largest = matrix.cells().iter().fold(0.0f64, |largest, cell| {
            // A comparison with NaN is false; it must not be lost.
            if cell.abs() > largest || cell.is_nan() { cell.abs() } else { largest }
        });
        if !largest.is_finite() {
            return Err(Unfactored::NotFinite);
        }
        let mut rows: Vec<usize> = (0..n).collect();
        let steps = Steps::new(watch, n.div_ceil(PANEL));
        for start in (0..n).step_by(PANEL) {
            let width = PANEL.min(n - start);
            let moved = factor_panel(&mut matrix, start, width);
            for (place, &other) in moved.iter().enumerate() {
                rows.swap(start + place, other);
            }
            update(&mut matrix, start, width, &moved);
            steps.step().map_err(|Stopped| Unfactored::Stopped)?;
        }
        let least = largest * f64::EPSILON * n as f64;
        let small = |&column: &usize| {
            let pivot = matrix.at(column, column).abs();
            pivot.is_nan() || pivot <= least
        };
        if let Some(column) = (0..n).find(small) {
            return Err(Unfactored::Dependent { column });
        }
        let mut places = vec![0; n];
        for (place, &row) in rows.iter().enumerate() {
            places[row] = place;
        }
        Ok(Self { cells: matrix, rows, places })
    }

    /// Number of rows.
    pub fn size(&self) -> usize {
        self.rows.len()
    }

    /// Puts `M⁻¹ R` into the place of `R`, whose columns are the right-hand sides; `watch` hears of each block of them.
    ///
    /// # Errors
    ///
    /// If `watch` says to stop.
    pub fn solve(&self, right: &mut Dense, watch: Watch<'_>) -> Result<(), Stopped> {
        self.blocks(right, watch, |matrix, order, block, stack| {
            solve::solve_in_place(matrix, matrix, order, block, Par::Seq, stack);
        })
    }

    /// Puts `M⁻ᵀ R` into the place of `R`. Rows of zeros with which neighbouring columns begin cost nothing in the first half
    /// of the work: whoever can put such columns side by side does.
    ///
    /// # Errors
    ///
    /// If `watch` says to stop.
    pub fn solve_transposed(&self, right: &mut Dense, watch: Watch<'_>) -> Result<(), Stopped> {
        self.blocks(right, watch, |matrix, order, mut block, stack| {
            let width = block.ncols();
            for start in (0..width).step_by(NARROW) {
                let columns = block.as_mut().get_mut(.., start..width.min(start + NARROW));
                let zeros =
                    |column: usize| columns.as_ref().col(column).iter().take_while(|cell| **cell == 0.0).count();
                let first = (0..columns.ncols()).map(zeros).min().unwrap_or(0);
                // What is solved with is lower triangular: a solution is zero as long as the right-hand side is.
                let (corner, rest) = (matrix.transpose().get(first.., first..), columns.get_mut(first.., ..));
                solve_lower_triangular_in_place(corner, rest, Par::Seq);
            }
            solve_unit_upper_triangular_in_place(matrix.transpose(), block.as_mut(), Par::Seq);
            permute_rows_in_place(block, order.inverse(), stack);
        })
    }

    /// The solution for one right-hand side.
    pub fn solved(&self, right: &[f64]) -> Vec<f64> {
        let mut right = Dense::from_cells(right.len(), 1, right.to_vec());
        self.solve(&mut right, &unwatched).unwrap_or_else(|Stopped| unreachable!("nobody watches"));
        right.into_cells()
    }

    /// The solution of the transposed system for one right-hand side.
    pub fn solved_transposed(&self, right: &[f64]) -> Vec<f64> {
        let mut right = Dense::from_cells(right.len(), 1, right.to_vec());
        self.solve_transposed(&mut right, &unwatched).unwrap_or_else(|Stopped| unreachable!("nobody watches"));
        right.into_cells()
    }

    /// Columns of the inverse: those of these places.
    ///
    /// # Errors
    ///
    /// If `watch` says to stop.
    pub fn inverse_columns(&self, places: &[usize], watch: Watch<'_>) -> Result<Dense, Stopped> {
        let mut right = Dense::zeros(self.size(), places.len());
        for (column, &place) in places.iter().enumerate() {
            *right.at_mut(place, column) = 1.0;
        }
        self.solve(&mut right, watch)?;
        Ok(right)
    }

    /// The whole inverse, for those who need every entry of it.
    ///
    /// # Errors
    ///
    /// If `watch` says to stop.
    pub fn inverse(&self, watch: Watch<'_>) -> Result<Dense, Stopped> {
        self.inverse_columns(&(0..self.size()).collect::<Vec<_>>(), watch)
    }

    fn blocks(
        &self,
        right: &mut Dense,
        watch: Watch<'_>,
        act: impl Fn(MatRef<'_, f64>, PermRef<'_, usize>, MatMut<'_, f64>, &mut MemStack) + Sync,
    ) -> Result<(), Stopped> {
        let n = self.size();
        assert_eq!(right.rows(), n, "a right-hand side has a row for each of the matrix");
        if n == 0 {
            return Ok(());
        }
        let steps = Steps::new(watch, right.columns().div_ceil(BLOCK));
        let matrix = MatRef::from_column_major_slice(self.cells.cells(), n, n);
        let order = PermRef::new_checked(&self.rows, &self.places, n);
        right.cells_mut().par_chunks_mut(n * BLOCK).try_for_each(|block| {
            let width = block.len() / n;
            let need = solve::solve_in_place_scratch::<usize, f64>(n, width, Par::Seq);
            let mut buffer = MemBuffer::new(need);
            let block = MatMut::from_column_major_slice_mut(block, n, width);
            act(matrix, order, block, MemStack::new(&mut buffer));
            steps.step()
        })
    }
}

/// Factors the columns `start..start + width` from row `start` down; gives for each of them the row it was exchanged with.
fn factor_panel(matrix: &mut Dense, start: usize, width: usize) -> Vec<usize> {
    let n = matrix.rows();
    let columns = &mut matrix.cells_mut()[start * n..(start + width) * n];
    let whole = MatMut::from_column_major_slice_mut(columns, n, width);
    let panel = whole.get_mut(start.., ..);
    let below = n - start;
    let (mut rows, mut places) = (vec![0usize; below], vec![0usize; below]);
    let mut buffer = MemBuffer::new(factor::lu_in_place_scratch::<usize, f64>(below, width, Par::Seq, Spec::default()));
    factor::lu_in_place(panel, &mut rows, &mut places, Par::Seq, MemStack::new(&mut buffer), Spec::default());
    // The order of rows as exchanges, one after the other: what the columns to both sides still have to go through.
    let mut now: Vec<usize> = (0..below).collect();
    let mut lies: Vec<usize> = (0..below).collect();
    let mut moved = Vec::with_capacity(width);
    for place in 0..width.min(below) {
        let wanted = rows[place];
        let other = lies[wanted];
        moved.push(start + other);
        let here = now[place];
        now.swap(place, other);
        (lies[here], lies[wanted]) = (other, place);
    }
    moved
}

/// Takes the rows of all other columns through the exchanges of a panel, and what the panel explains out of those to its
/// right.
fn update(matrix: &mut Dense, start: usize, width: usize, moved: &[usize]) {
    let n = matrix.rows();
    let exchange = |column: &mut [f64]| {
        for (place, &other) in moved.iter().enumerate() {
            column.swap(start + place, other);
        }
    };
    let (left, rest) = matrix.cells_mut().split_at_mut(start * n);
    let (panel, right) = rest.split_at_mut(width * n);
    left.par_chunks_mut(n * STRIPE).for_each(|stripe| stripe.chunks_mut(n).for_each(exchange));
    let panel = MatRef::from_column_major_slice(panel, n, width);
    let (corner, below) = (panel.get(start..start + width, ..), panel.get(start + width.., ..));
    right.par_chunks_mut(n * STRIPE).for_each(|stripe| {
        stripe.chunks_mut(n).for_each(exchange);
        let columns = stripe.len() / n;
        let stripe = MatMut::from_column_major_slice_mut(stripe, n, columns);
        let (head, tail) = stripe.get_mut(start.., ..).split_at_row_mut(width);
        let mut head = head;
        solve_unit_lower_triangular_in_place(corner, head.as_mut(), Par::Seq);
        matmul(tail, Accum::Add, below, head.as_ref(), -1.0, Par::Seq);
    });
}

/// The product of two matrices, in blocks of columns.
///
/// # Panics
///
/// If the inner sides differ.
#[must_use]
pub fn product(one: &Dense, two: &Dense) -> Dense {
    assert_eq!(one.columns(), two.rows(), "inner sides agree");
    let (rows, inner) = (one.rows(), one.columns());
    let mut result = Dense::zeros(rows, two.columns());
    if rows == 0 || inner == 0 || two.columns() == 0 {
        return result;
    }
    let left = MatRef::from_column_major_slice(one.cells(), rows, inner);
    let blocks = result.cells_mut().par_chunks_mut(rows * BLOCK).zip(two.cells().par_chunks(inner * BLOCK));
    blocks.for_each(|(block, right)| {
        let width = block.len() / rows;
        let right = MatRef::from_column_major_slice(right, inner, width);
        matmul(MatMut::from_column_major_slice_mut(block, rows, width), Accum::Replace, left, right, 1.0, Par::Seq);
    });
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(n: usize, seed: u64) -> Dense {
        Dense::from_fn(n, n, |row, column| crate::uniform(seed, (row * n + column) as u64) - 0.5)
    }

    #[test]
    fn solutions_multiply_back() {
        for n in [1, 2, 5, 127, 128, 129, 300, 700] {
            let matrix = draw(n, 7);
            let right = Dense::from_fn(n, 3, |row, column| (row + 2 * column) as f64 - 3.0);
            let factored = Factored::new(matrix.clone(), &unwatched).unwrap();
            let mut found = right.clone();
            factored.solve(&mut found, &unwatched).unwrap();
            let back = product(&matrix, &found);
            let apart = |one: &Dense, two: &Dense| {
                one.cells().iter().zip(two.cells()).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
            };
            assert!(apart(&back, &right) < 1e-7 * n as f64, "{n}: {}", apart(&back, &right));
            let mut found = right.clone();
            factored.solve_transposed(&mut found, &unwatched).unwrap();
            assert!(apart(&product(&matrix.transposed(), &found), &right) < 1e-7 * n as f64, "{n} transposed");
            let identity = product(&matrix, &factored.inverse(&unwatched).unwrap());
            assert!(apart(&identity, &Dense::from_fn(n, n, |a, b| f64::from(a == b))) < 1e-8 * n as f64);
        }
    }

    #[test]
    fn what_cannot_be_solved_is_said() {
        let factored = |matrix| Factored::new(matrix, &unwatched);
        assert_eq!(factored(Dense::from_fn(3, 3, |_, _| f64::NAN)).unwrap_err(), Unfactored::NotFinite);
        let twice = Dense::from_fn(3, 3, |row, column| if column == 2 { row as f64 } else { (row * column) as f64 });
        assert!(matches!(factored(twice), Err(Unfactored::Dependent { .. })));
        assert_eq!(factored(Dense::zeros(0, 0)).unwrap().inverse(&unwatched).unwrap().rows(), 0);
    }

    #[test]
    fn work_ends_in_the_midst_of_one_factorisation() {
        use std::sync::atomic::{AtomicU64, Ordering};
        let heard = AtomicU64::new(0);
        let until = |last: u64| {
            let heard = &heard;
            move |done: u64, total: Option<u64>| {
                heard.fetch_add(1, Ordering::Relaxed);
                assert_eq!(total, Some(6));
                done < last
            }
        };
        assert_eq!(Factored::new(draw(700, 3), &until(2)).unwrap_err(), Unfactored::Stopped);
        assert_eq!(heard.swap(0, Ordering::Relaxed), 2, "two of six panels");
        let factored = Factored::new(draw(700, 3), &until(7)).unwrap();
        assert_eq!(heard.into_inner(), 6);
        let once = |_: u64, _: Option<u64>| false;
        assert_eq!(factored.inverse(&once), Err(Stopped));
    }

    #[test]
    fn one_thread_gives_the_bits_of_many() {
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| Factored::new(draw(900, 3), &unwatched).unwrap().inverse(&unwatched).unwrap())
        };
        assert_eq!(run(1), run(3));
    }
}
