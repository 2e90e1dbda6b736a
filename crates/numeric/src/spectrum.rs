//! The leading eigenpairs of large symmetric matrices.

use crate::bits::{LANES, Lane};
use crate::random::uniform;
use crate::wide::wide;

/// An eigenvalue, its eigenvector of length 1, and the length of `A·v − λ·v`: how exact the two are.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigenpair {
    /// λ.
    pub value: f64,
    /// v; its sign means nothing.
    pub vector: Vec<f64>,
    /// ‖A·v − λ·v‖.
    pub residual: f64,
}

/// Columns side by side, a row each.
type Block = Vec<Lane>;

/// Up to this order a matrix is diagonalised whole.
const WHOLE: usize = 64;

/// The largest eigenvalues of a symmetric matrix of order `order`, largest first, one for each of `tolerances`: how small
/// its residual has to be, at least. `known` are eigenvectors that are known beforehand, orthonormal; they are left out.
/// `apply` writes the product of the matrix and a block of columns.
///
/// A block Krylov space with full orthogonalisation, thick restarts and Rayleigh–Ritz (Zhou and Saad, 2008): eight vectors
/// at once find clustered and repeated eigenvalues that a single one misses. The start is a fixed sequence, so that the
/// same matrix gives the same bits. After `rounds` restarts the best that was found is returned with its residuals.
pub fn leading_eigenpairs(
    order: usize,
    known: &[Vec<f64>],
    tolerances: &[f64],
    rounds: usize,
    apply: impl Fn(&[Lane], &mut [Lane]),
) -> Vec<Eigenpair> {
    if order <= WHOLE.max(known.len() + 4 * LANES) {
        return whole(order, known, tolerances.len(), apply);
    }
    let known: Vec<Block> = known.chunks(LANES).map(|vectors| side_by_side(vectors, order)).collect();
    let mut draws = 0;
    let mut space = vec![independent(vec![[0.0; LANES]; order], &known, &[], &mut draws)];
    let mut images: Vec<Block> = Vec::new();
    let mut capacity = 3;
    let mut round = 0;
    loop {
        // Grow: the image of the last block, made orthogonal, is the next.
        while images.len() < space.len() {
            let mut image = vec![[0.0; LANES]; order];
            apply(&space[images.len()], &mut image);
            images.push(image);
            if images.len() == space.len() && space.len() < capacity {
                let next = independent(images[images.len() - 1].clone(), &known, &space, &mut draws);
                space.push(next);
            }
        }
        // Rayleigh–Ritz.
        let size = space.len() * LANES;
        let mut small = vec![0.0; size * size];
        for (place, block) in space.iter().enumerate() {
            for (other, image) in images.iter().enumerate().skip(place) {
                let mut products = [[0.0; LANES]; LANES];
                inner(block, image, &mut products);
                for (row, products) in (place * LANES..).zip(products) {
                    for (column, product) in (other * LANES..).zip(products) {
                        small[row * size + column] = product;
                        small[column * size + row] = product;
                    }
                }
            }
        }
        let (values, vectors) = symmetric_eigen(small, size);
        let combine = |blocks: &[Block]| {
            let mut sum = vec![[0.0; LANES]; order];
            for (place, block) in blocks.iter().enumerate() {
                let share: [Lane; LANES] =
                    std::array::from_fn(|one| std::array::from_fn(|pair| vectors[(place * LANES + one) * size + pair]));
                combined(block, &share, &mut sum);
            }
            sum
        };
        let (best, image) = (combine(&space), combine(&images));
        let mut rest = image.clone();
        let mut lengths = [0.0; LANES];
        for (rest, best) in rest.iter_mut().zip(&best) {
            for pair in 0..LANES {
                rest[pair] -= values[pair] * best[pair];
                lengths[pair] += rest[pair] * rest[pair];
            }
        }
        round += 1;
        let wanted = tolerances.len().min(LANES);
        let fine = (0..wanted).all(|pair| lengths[pair].sqrt() <= tolerances[pair]);
        if fine || round > rounds {
            let pair = |pair: usize| Eigenpair {
                value: values[pair],
                vector: best.iter().map(|row| row[pair]).collect(),
                residual: lengths[pair].sqrt(),
            };
            return (0..wanted).map(pair).collect();
        }
        // Restart from the best, with more room each time: clustered eigenvalues need it.
        let next = independent(rest, &known, std::slice::from_ref(&best), &mut draws);
        space = vec![best, next];
        images = vec![image];
        capacity = if round < 6 { 3 } else { (capacity + 1).min(16).min(order / LANES - known.len()) };
    }
}

/// The columns of `block` made orthonormal to `known`, `space` and each other. A column without a part of its own gives way
/// to a new direction.
fn independent(mut block: Block, known: &[Block], space: &[Block], draws: &mut u64) -> Block {
    let order = block.len();
    let mut lengths = column_lengths(&block);
    for _ in 0..2 {
        for column in 0..LANES {
            let scale = if lengths[column] > 0.0 { 1.0 / lengths[column] } else { 0.0 };
            for row in &mut block {
                row[column] *= scale;
            }
        }
        for other in known.iter().chain(space) {
            project_out(other, &mut block);
        }
        lengths = column_lengths(&block);
    }
    for column in 0..LANES {
        let mut own: Vec<f64> = block.iter().map(|row| row[column]).collect();
        // A new direction has parts in all others, and is cleared of them once more.
        for _ in 0..8 {
            let before = length(&own);
            for _ in 0..2 {
                for earlier in 0..column {
                    let share: f64 = own.iter().zip(&block).map(|(own, row)| own * row[earlier]).sum();
                    own.iter_mut().zip(&block).for_each(|(own, row)| *own -= share * row[earlier]);
                }
            }
            let after = length(&own);
            if after > 1e-3 * before && before > 1e-7 {
                for entry in &mut own {
                    *entry /= after;
                }
                break;
            }
            for entry in &mut own {
                *entry = uniform(0x6c69_616e, *draws) - 0.5;
                *draws += 1;
            }
            let mut alone = side_by_side(std::slice::from_ref(&own), order);
            for _ in 0..2 {
                for other in known.iter().chain(space) {
                    project_out(other, &mut alone);
                }
            }
            own = alone.iter().map(|row| row[0]).collect();
        }
        block.iter_mut().zip(own).for_each(|(row, own)| row[column] = own);
    }
    block
}

fn side_by_side(vectors: &[Vec<f64>], order: usize) -> Block {
    (0..order).map(|row| std::array::from_fn(|lane| vectors.get(lane).map_or(0.0, |vector| vector[row]))).collect()
}

fn project_out(other: &Block, block: &mut Block) {
    let mut products = [[0.0; LANES]; LANES];
    inner(other, block, &mut products);
    products.iter_mut().flatten().for_each(|product| *product = -*product);
    combined(other, &products, block);
}

fn length(vector: &[f64]) -> f64 {
    vector.iter().map(|entry| entry * entry).sum::<f64>().sqrt()
}

fn column_lengths(block: &Block) -> Lane {
    let mut squares = [0.0; LANES];
    for row in block {
        for lane in 0..LANES {
            squares[lane] += row[lane] * row[lane];
        }
    }
    squares.map(f64::sqrt)
}

wide! {
    /// The inner products of the columns of two blocks.
    fn inner(one: &[Lane], two: &[Lane], products: &mut [Lane; LANES]) {
        let mut sums = [[0.0; LANES]; LANES];
        for (one, two) in one.iter().zip(two) {
            for row in 0..LANES {
                for column in 0..LANES {
                    sums[row][column] += one[row] * two[column];
                }
            }
        }
        *products = sums;
    }

    /// Adds combinations of the columns of a block: column `n` of `shares` says how much of each goes to column `n`.
    fn combined(block: &[Lane], shares: &[Lane; LANES], sums: &mut [Lane]) {
        for (row, sum) in block.iter().zip(sums) {
            for (number, share) in row.iter().zip(shares) {
                for lane in 0..LANES {
                    sum[lane] += number * share[lane];
                }
            }
        }
    }
}

/// All eigenpairs of a small matrix, the known ones put behind the others.
fn whole(order: usize, known: &[Vec<f64>], wanted: usize, apply: impl Fn(&[Lane], &mut [Lane])) -> Vec<Eigenpair> {
    let mut matrix = vec![0.0; order * order];
    for from in (0..order).step_by(LANES) {
        let mut unit = vec![[0.0; LANES]; order];
        for (lane, row) in (from..order.min(from + LANES)).enumerate() {
            unit[row][lane] = 1.0;
        }
        let mut image = vec![[0.0; LANES]; order];
        apply(&unit, &mut image);
        for (row, image) in image.iter().enumerate() {
            for (lane, column) in (from..order.min(from + LANES)).enumerate() {
                matrix[row * order + column] = image[lane];
            }
        }
    }
    let largest = matrix.iter().fold(0.0f64, |largest, entry| largest.max(entry.abs()));
    let behind = 2.0 * largest * order as f64 + 1.0;
    let mut moved = matrix.clone();
    for row in 0..order {
        for column in 0..order {
            let mean = f64::midpoint(matrix[row * order + column], matrix[column * order + row]);
            let off: f64 = known.iter().map(|vector| vector[row] * vector[column]).sum();
            moved[row * order + column] = mean - behind * off;
        }
    }
    let (values, vectors) = symmetric_eigen(moved, order);
    (0..wanted.min(order.saturating_sub(known.len())))
        .map(|pair| {
            let vector: Vec<f64> = (0..order).map(|row| vectors[row * order + pair]).collect();
            let rest = (0..order).map(|row| {
                let image: f64 = (0..order).map(|column| matrix[row * order + column] * vector[column]).sum();
                image - values[pair] * vector[row]
            });
            let residual = rest.map(|rest| rest * rest).sum::<f64>().sqrt();
            Eigenpair { value: values[pair], vector, residual }
        })
        .collect()
}

/// All eigenvalues of a symmetric matrix, largest first, and the eigenvectors as columns in the same order (row by row),
/// by Jacobi's rotations: slow for large matrices, and exact to the last digits for small ones.
///
/// # Panics
///
/// If `matrix` does not hold `order`² entries.
pub fn symmetric_eigen(mut matrix: Vec<f64>, order: usize) -> (Vec<f64>, Vec<f64>) {
    assert_eq!(matrix.len(), order * order, "a square matrix");
    // Rows are the eigenvectors while rotating, so that rotations run along memory.
    let mut vectors = vec![0.0; order * order];
    for n in 0..order {
        vectors[n * order + n] = 1.0;
    }
    for _ in 0..60 {
        let square = |n: usize| matrix[n] * matrix[n];
        let off: f64 = (0..order).flat_map(|p| (p + 1..order).map(move |q| p * order + q)).map(square).sum();
        let diagonal: f64 = (0..order).map(|n| square(n * order + n)).sum();
        if off <= 1e-34 * diagonal || off == 0.0 {
            break;
        }
        for p in 0..order {
            for q in p + 1..order {
                let off = matrix[p * order + q];
                let (at_p, at_q) = (matrix[p * order + p], matrix[q * order + q]);
                if off.abs() <= 1e-18 * (at_p.abs() * at_q.abs()).sqrt() || off == 0.0 {
                    continue;
                }
                let angle = (at_q - at_p) / (2.0 * off);
                let tangent = angle.signum() / (angle.abs() + angle.hypot(1.0));
                let cosine = 1.0 / tangent.hypot(1.0);
                let sine = tangent * cosine;
                rotate(&mut matrix, order, p, q, sine, cosine);
                for row in 0..order {
                    let (one, two) = (matrix[row * order + p], matrix[row * order + q]);
                    matrix[row * order + p] = cosine * one - sine * two;
                    matrix[row * order + q] = sine * one + cosine * two;
                }
                rotate(&mut vectors, order, p, q, sine, cosine);
            }
        }
    }
    let mut places: Vec<usize> = (0..order).collect();
    places.sort_by(|&one, &two| matrix[two * order + two].total_cmp(&matrix[one * order + one]));
    let values = places.iter().map(|&place| matrix[place * order + place]).collect();
    let mut columns = vec![0.0; order * order];
    for (column, &place) in places.iter().enumerate() {
        for row in 0..order {
            columns[row * order + column] = vectors[place * order + row];
        }
    }
    (values, columns)
}

/// Rotates rows `p` and `q`.
fn rotate(matrix: &mut [f64], order: usize, p: usize, q: usize, sine: f64, cosine: f64) {
    let (above, below) = matrix.split_at_mut(q * order);
    let (one, two) = (&mut above[p * order..(p + 1) * order], &mut below[..order]);
    for (one, two) in one.iter_mut().zip(two) {
        (*one, *two) = (cosine * *one - sine * *two, sine * *one + cosine * *two);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dense(matrix: &[f64], order: usize) -> impl Fn(&[Lane], &mut [Lane]) + '_ {
        move |block, image| {
            for row in 0..order {
                image[row] = [0.0; LANES];
                for column in 0..order {
                    for lane in 0..LANES {
                        image[row][lane] += matrix[row * order + column] * block[column][lane];
                    }
                }
            }
        }
    }

    /// A matrix with these eigenvalues: a product of reflections turns the diagonal.
    fn with_values(values: &[f64]) -> Vec<f64> {
        let order = values.len();
        let mut matrix = vec![0.0; order * order];
        for (n, value) in values.iter().enumerate() {
            matrix[n * order + n] = *value;
        }
        for turn in 0..3u64 {
            let mut axis: Vec<f64> = (0..order).map(|n| uniform(turn, n as u64) - 0.5).collect();
            let norm = length(&axis);
            for entry in &mut axis {
                *entry /= norm;
            }
            for side in 0..2 {
                let at =
                    |row: usize, column: usize| if side == 0 { row * order + column } else { column * order + row };
                for column in 0..order {
                    let share: f64 = (0..order).map(|row| axis[row] * matrix[at(row, column)]).sum();
                    for row in 0..order {
                        matrix[at(row, column)] -= 2.0 * share * axis[row];
                    }
                }
            }
        }
        matrix
    }

    fn check(values: &[f64], known: usize, expected: &[f64]) {
        let order = values.len();
        let matrix = with_values(values);
        let (_, vectors) = symmetric_eigen(matrix.clone(), order);
        let known: Vec<Vec<f64>> =
            (0..known).map(|pair| (0..order).map(|row| vectors[row * order + pair]).collect()).collect();
        let pairs = leading_eigenpairs(order, &known, &vec![1e-13; expected.len()], 400, dense(&matrix, order));
        assert_eq!(pairs.len(), expected.len());
        for (pair, expected) in pairs.iter().zip(expected) {
            assert!((pair.value - expected).abs() < 1e-12, "{} for {expected}", pair.value);
            assert!(pair.residual <= 2e-13, "{}", pair.residual);
            assert!((length(&pair.vector) - 1.0).abs() < 1e-12);
            for vector in &known {
                assert!(vector.iter().zip(&pair.vector).map(|(x, y)| x * y).sum::<f64>().abs() < 1e-10);
            }
        }
    }

    #[test]
    fn leading_pairs_of_small_and_large_matrices() {
        for order in [1, 2, 5, 30, 64, 65, 90, 200] {
            let values: Vec<f64> = (0..order).map(|n| 1.0 / (1.0 + f64::from(n))).collect();
            check(&values, 0, &values[..values.len().min(3)]);
            if order > 1 {
                check(&values, 1, &values[1..values.len().min(3)]);
            }
        }
    }

    #[test]
    fn repeated_and_crowded_eigenvalues_are_all_found() {
        let mut values = vec![0.5; 3];
        values.extend((0..97).map(|n| 0.3 - 0.001 * f64::from(n)));
        check(&values, 0, &[0.5, 0.5, 0.5]);
        let crowded: Vec<f64> = (0..150).map(|n| 1.0 - 1e-3 * f64::from(n)).collect();
        check(&crowded, 1, &crowded[1..3]);
        let few: Vec<f64> = (0..100).map(|n| f64::from(u8::from(n < 2))).collect();
        check(&few, 0, &[1.0, 1.0, 0.0]);
    }

    #[test]
    fn small_matrices_come_apart_exactly() {
        let (values, vectors) = symmetric_eigen(vec![2.0, 1.0, 1.0, 2.0], 2);
        assert!((values[0] - 3.0).abs() < 1e-15 && (values[1] - 1.0).abs() < 1e-15);
        assert!((vectors[0].abs() - 0.5f64.sqrt()).abs() < 1e-15);
    }
}
