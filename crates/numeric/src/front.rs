//! Dense kernels of a sparse factorisation. All blocks are stored by columns.

use rayon::prelude::*;

/// Columns eliminated at a time.
const PANEL: usize = 48;
/// Multiplications from which a product is worth more than one thread.
const LARGE: usize = 1 << 21;

/// The factor of a group of columns: `[C; R]` by `C` (unit lower triangle below the diagonal, upper triangle above), and
/// `C` by `R` of the upper factor.
#[derive(Debug)]
pub(crate) struct Front {
    width: usize,
    below: usize,
    columns: Vec<f64>,
    right: Vec<f64>,
}

/// Eliminates the first `width` of `side` columns in place, without row exchanges.
pub(crate) fn eliminate(cells: &mut [f64], side: usize, width: usize) {
    for start in (0..width).step_by(PANEL) {
        let end = (start + PANEL).min(width);
        let (done, rest) = cells.split_at_mut(end * side);
        for pivot in start..end {
            let (left, right) = done.split_at_mut((pivot + 1) * side);
            let column = &mut left[pivot * side..];
            let scale = 1.0 / column[pivot];
            column[pivot + 1..].iter_mut().for_each(|cell| *cell *= scale);
            for later in right.chunks_exact_mut(side) {
                let factor = later[pivot];
                if factor != 0.0 {
                    later[pivot + 1..].iter_mut().zip(&column[pivot + 1..]).for_each(|(cell, l)| *cell -= factor * l);
                }
            }
        }
        let panel = &done[start * side..];
        let update = |later: &mut [f64]| {
            for pivot in start..end {
                let column = &panel[(pivot - start) * side..][..side];
                let factor = later[pivot];
                if factor != 0.0 {
                    later[pivot + 1..end]
                        .iter_mut()
                        .zip(&column[pivot + 1..end])
                        .for_each(|(cell, l)| *cell -= factor * l);
                }
            }
            let (above, target) = later.split_at_mut(end);
            subtract_product(target, panel, side, end, &above[start..]);
        };
        if rest.len() * (end - start) > LARGE {
            rest.par_chunks_exact_mut(side).for_each(update);
        } else {
            rest.chunks_exact_mut(side).for_each(update);
        }
    }
}

/// `target −= A b` for the columns of `A` that lie `stride` apart and start at `offset`.
fn subtract_product(target: &mut [f64], a: &[f64], stride: usize, offset: usize, b: &[f64]) {
    let len = target.len();
    let mut n = 0;
    while n + 8 <= b.len() {
        let f: [f64; 8] = std::array::from_fn(|k| b[n + k]);
        let c: [&[f64]; 8] = std::array::from_fn(|k| &a[(n + k) * stride + offset..][..len]);
        for (row, cell) in target.iter_mut().enumerate() {
            let one = f[0] * c[0][row] + f[1] * c[1][row] + (f[2] * c[2][row] + f[3] * c[3][row]);
            let two = f[4] * c[4][row] + f[5] * c[5][row] + (f[6] * c[6][row] + f[7] * c[7][row]);
            *cell -= one + two;
        }
        n += 8;
    }
    for (n, &factor) in b.iter().enumerate().skip(n) {
        let column = &a[n * stride + offset..][..len];
        target.iter_mut().zip(column).for_each(|(cell, value)| *cell -= factor * value);
    }
}

impl Front {
    /// Takes the factor out of an eliminated front, and the update for the group above.
    pub fn split(cells: &[f64], side: usize, width: usize) -> (Self, Vec<f64>) {
        let (left, rest) = cells.split_at(width * side);
        let right = rest.chunks_exact(side).flat_map(|column| &column[..width]).copied().collect();
        let update = rest.chunks_exact(side).flat_map(|column| &column[width..]).copied().collect();
        (Self { width, below: side - width, columns: left.to_vec(), right }, update)
    }

    fn side(&self) -> usize {
        self.width + self.below
    }

    /// Solves with the lower factor.
    pub fn forward(&self, x: &mut [f64], below: &mut [f64]) {
        for n in 0..self.width {
            let (value, column) = (x[n], &self.columns[n * self.side()..][..self.side()]);
            x[n + 1..].iter_mut().zip(&column[n + 1..self.width]).for_each(|(x, l)| *x -= value * l);
            below.iter_mut().zip(&column[self.width..]).for_each(|(x, l)| *x -= value * l);
        }
    }

    /// Solves with the upper factor.
    pub fn backward(&self, x: &mut [f64], below: &[f64]) {
        for (column, value) in self.right.chunks_exact(self.width).zip(below) {
            x.iter_mut().zip(column).for_each(|(x, u)| *x -= value * u);
        }
        for n in (0..self.width).rev() {
            let column = &self.columns[n * self.side()..][..=n];
            x[n] /= column[n];
            let value = x[n];
            x[..n].iter_mut().zip(column).for_each(|(x, u)| *x -= value * u);
        }
    }

    /// Solves with the upper factor, transposed.
    pub fn forward_transposed(&self, x: &mut [f64], below: &mut [f64]) {
        for n in 0..self.width {
            let column = &self.columns[n * self.side()..][..=n];
            let known: f64 = x[..n].iter().zip(column).map(|(x, u)| x * u).sum();
            x[n] = (x[n] - known) / column[n];
        }
        for (column, value) in self.right.chunks_exact(self.width).zip(below) {
            *value -= x.iter().zip(column).map(|(x, u)| x * u).sum::<f64>();
        }
    }

    /// Solves with the lower factor, transposed.
    pub fn backward_transposed(&self, x: &mut [f64], below: &[f64]) {
        for n in (0..self.width).rev() {
            let column = &self.columns[n * self.side()..][..self.side()];
            let inner: f64 = x[n + 1..].iter().zip(&column[n + 1..]).map(|(x, l)| x * l).sum();
            let outer: f64 = below.iter().zip(&column[self.width..]).map(|(x, l)| x * l).sum();
            x[n] -= inner + outer;
        }
    }

    /// The inverse of the whole matrix on the rows and columns of this front, from that on the rows below.
    pub fn inverse(&self, below: &[f64]) -> Vec<f64> {
        let (width, rest, side) = (self.width, self.below, self.side());
        // L_RC L_CC⁻¹ by columns and U_CC⁻¹ U_CR by columns.
        let mut lower: Vec<f64> = (0..width).flat_map(|n| &self.columns[n * side + width..][..rest]).copied().collect();
        for n in (0..width).rev() {
            let (head, tail) = lower.split_at_mut((n + 1) * rest);
            let factors = &self.columns[n * side + n + 1..][..width - n - 1];
            subtract_product(&mut head[n * rest..], tail, rest, 0, factors);
        }
        let mut upper = self.right.clone();
        upper.chunks_exact_mut(width).for_each(|column| self.backward(column, &[]));
        // Z_RC = −Z_RR · lower, Z_CR = −upper · Z_RR, Z_CC = U⁻¹L⁻¹ − upper · Z_RC.
        let mut whole = vec![0.0; side * side];
        let fill = |(place, column): (usize, &mut [f64])| {
            let (top, bottom) = column.split_at_mut(width);
            if place < width {
                subtract_product(bottom, below, rest, 0, &lower[place * rest..][..rest]);
                top[place] = 1.0;
                self.forward(top, &mut []);
                self.backward(top, &[]);
                subtract_product(top, &upper, width, 0, bottom);
            } else {
                let known = &below[(place - width) * rest..][..rest];
                bottom.copy_from_slice(known);
                subtract_product(top, &upper, width, 0, known);
            }
        };
        if rest * side * width > LARGE {
            whole.par_chunks_exact_mut(side).enumerate().for_each(fill);
        } else {
            whole.chunks_exact_mut(side).enumerate().for_each(fill);
        }
        whole
    }
}
