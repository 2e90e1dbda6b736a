//! Assignments: one to one, so that the sum of the weights is largest, with the prices that prove it.

mod dense;
mod sparse;

pub use sparse::assign_sparse;

use dense::most;

/// What comes first where not everybody can be matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The largest sum of weights; a pair of negative weight is never made.
    Weight,
    /// As many pairs as possible, and of these the largest sum.
    Count,
}

/// An assignment with its certificate.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// The column of each row.
    pub of_row: Vec<Option<u32>>,
    /// Sum of the weights.
    pub total: f64,
    /// Prices of rows and columns. For [`Goal::Weight`] they are not negative, add up to at least the weight of every allowed pair
    /// and to exactly it for the pairs made, and whoever is left alone has the price zero: no assignment can weigh more.
    pub prices: (Vec<f64>, Vec<f64>),
}

/// Why there is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssignmentError {
    /// The table has another size.
    #[error("{found} weights, expected {rows} × {columns}")]
    Size {
        /// Rows asked for.
        rows: usize,
        /// Columns asked for.
        columns: usize,
        /// Numbers given.
        found: usize,
    },
    /// A weight that is infinite.
    #[error("the weight of row {row} and column {column} is infinite")]
    Infinite {
        /// The row.
        row: usize,
        /// The column.
        column: usize,
    },
}

/// The assignment over a full table of weights, row by row; NaN or −∞ forbids a pair, ∞ is refused. Cubic time.
pub fn assign(rows: usize, columns: usize, weights: &[f64], goal: Goal) -> Result<Assignment, AssignmentError> {
    if weights.len() != rows * columns {
        return Err(AssignmentError::Size { rows, columns, found: weights.len() });
    }
    let infinite = || {
        let place = weights.iter().position(|weight| *weight == f64::INFINITY).unwrap_or_default();
        AssignmentError::Infinite { row: place / columns, column: place % columns }
    };
    // A square table is looked through anyway.
    let largest = if goal == Goal::Weight && rows == columns { 0.0 } else { largest(weights) };
    if largest.is_infinite() {
        return Err(infinite());
    }
    // What a forbidden pair, and with the first goal one of negative weight, counts: being left alone. With the second goal that
    // costs more than any change among the pairs could bring.
    let floor = match goal {
        Goal::Weight => 0.0,
        Goal::Count => -(2.0 * largest + 1.0) * (rows.min(columns) as f64 + 1.0),
    };
    let solved = if rows <= columns {
        most(rows, columns, weights, floor).ok_or_else(infinite)?
    } else {
        // Turned, in blocks that fit the cache.
        let mut turned = vec![0.0; weights.len()];
        for first in (0..rows).step_by(64) {
            for column in 0..columns {
                for row in first..(first + 64).min(rows) {
                    turned[column * rows + row] = weights[row * columns + column];
                }
            }
        }
        most(columns, rows, &turned, floor).ok_or_else(infinite)?
    };
    let (mut short, mut long) = (solved.row_prices, solved.column_prices);
    // Any constant may move from one side to the other in a square table: none of the columns below zero, one at zero.
    let shift = long.iter().copied().fold(f64::INFINITY, f64::min);
    if shift.is_finite() {
        for price in &mut long {
            *price -= shift;
        }
        for price in &mut short {
            *price += shift;
        }
    }
    let made = |weight: f64| weight > f64::NEG_INFINITY && (goal == Goal::Count || weight > 0.0);
    let mut of_row = vec![None; rows];
    for (one, &two) in solved.column_of.iter().enumerate() {
        let (row, column) = if rows <= columns { (one, two as usize) } else { (two as usize, one) };
        if made(weights[row * columns + column]) {
            of_row[row] = Some(column as u32);
        }
    }
    let weight =
        |(row, column): (usize, &Option<u32>)| column.map_or(0.0, |column| weights[row * columns + column as usize]);
    let total = liantu_numeric::sum(of_row.iter().enumerate().map(weight));
    let prices = if rows <= columns { (short, long) } else { (long, short) };
    Ok(Assignment { of_row, total, prices })
}

/// The largest allowed weight in size, several at a time.
fn largest(weights: &[f64]) -> f64 {
    let mut most = [0.0f64; LANES];
    let (chunks, rest) = weights.as_chunks::<LANES>();
    for chunk in chunks {
        for lane in 0..LANES {
            let size = if chunk[lane] > f64::NEG_INFINITY { chunk[lane].abs() } else { 0.0 };
            most[lane] = if size > most[lane] { size } else { most[lane] };
        }
    }
    let allowed = rest.iter().filter(|weight| **weight > f64::NEG_INFINITY);
    most.into_iter().chain(allowed.map(|weight| weight.abs())).fold(0.0, f64::max)
}

const LANES: usize = 8;
const NOBODY: u32 = u32::MAX;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The best of all assignments, by trying them: the number of pairs and their weight, for the goal.
    fn brute(rows: usize, columns: usize, weights: &[f64], goal: Goal) -> (usize, f64) {
        fn walk(row: usize, size: (usize, usize), weights: &[f64], taken: u32, goal: Goal) -> (usize, f64) {
            if row == size.0 {
                return (0, 0.0);
            }
            let mut best = walk(row + 1, size, weights, taken, goal);
            for column in 0..size.1 {
                let weight = weights[row * size.1 + column];
                if taken >> column & 1 == 0 && !weight.is_nan() {
                    let (count, sum) = walk(row + 1, size, weights, taken | 1 << column, goal);
                    let found = (count + 1, sum + weight);
                    let better = match goal {
                        Goal::Weight => found.1 > best.1,
                        Goal::Count => found.0 > best.0 || (found.0 == best.0 && found.1 > best.1),
                    };
                    if better {
                        best = found;
                    }
                }
            }
            best
        }
        walk(0, (rows, columns), weights, 0, goal)
    }

    /// The certificate of an assignment of largest weight.
    fn proved(rows: usize, columns: usize, weights: &[f64], found: &Assignment) -> bool {
        let (row_price, column_price) = &found.prices;
        let slack = 1e-9
            * weights.iter().fold(1.0f64, |most, weight| if weight.is_nan() { most } else { most.max(weight.abs()) });
        let covered = (0..rows).all(|row| {
            (0..columns).all(|column| {
                let weight = weights[row * columns + column];
                weight.is_nan() || row_price[row] + column_price[column] >= weight - slack
            })
        });
        let mut taken = vec![false; columns];
        let tight = found.of_row.iter().enumerate().all(|(row, column)| match column {
            None => row_price[row].abs() <= slack,
            Some(column) => {
                let column = *column as usize;
                let new = !std::mem::replace(&mut taken[column], true);
                new && (row_price[row] + column_price[column] - weights[row * columns + column]).abs() <= slack
            }
        });
        let alone = taken.iter().zip(column_price).all(|(taken, price)| *taken || price.abs() <= slack);
        covered && tight && alone && row_price.iter().chain(column_price).all(|price| *price >= -slack)
    }

    #[test]
    fn small_tables() {
        let weights = [7.0, 5.0, 11.0, 5.0, 4.0, 1.0, 9.0, 3.0, 2.0];
        let found = assign(3, 3, &weights, Goal::Weight).unwrap();
        assert_eq!((found.of_row, found.total), (vec![Some(2), Some(1), Some(0)], 24.0));
        let none = assign(2, 0, &[], Goal::Weight).unwrap();
        assert_eq!((none.of_row, none.total), (vec![None, None], 0.0));
        assert!(assign(2, 2, &[1.0], Goal::Weight).is_err());
        for (rows, weights) in [(1, vec![f64::INFINITY]), (1, vec![1.0, f64::INFINITY])] {
            assert!(assign(rows, weights.len(), &weights, Goal::Weight).is_err());
            assert!(assign(rows, weights.len(), &weights, Goal::Count).is_err());
        }
        let never = assign(1, 1, &[f64::NEG_INFINITY], Goal::Count).unwrap();
        assert_eq!(never.of_row, [None]);
        let forbidden = assign(2, 2, &[f64::NAN, 3.0, f64::NAN, 5.0], Goal::Count).unwrap();
        assert_eq!(forbidden.of_row, [None, Some(1)]);
    }

    fn table() -> impl Strategy<Value = (usize, usize, Vec<f64>)> {
        (1usize..7, 1usize..7).prop_flat_map(|(rows, columns)| {
            let weight = prop_oneof![4 => (-6i32..12).prop_map(f64::from), 2 => 0.0f64..10.0, 1 => Just(f64::NAN)];
            (Just(rows), Just(columns), prop::collection::vec(weight, rows * columns))
        })
    }

    proptest! {
        #[test]
        fn nothing_weighs_more((rows, columns, weights) in table()) {
            let found = assign(rows, columns, &weights, Goal::Weight).unwrap();
            prop_assert!((found.total - brute(rows, columns, &weights, Goal::Weight).1).abs() < 1e-9);
            prop_assert!(proved(rows, columns, &weights, &found), "{:?}", found);
            let pairs: Vec<(u32, u32, f64)> = (0..rows * columns)
                .map(|place| ((place / columns) as u32, (place % columns) as u32, weights[place]))
                .collect();
            let sparse = assign_sparse(rows, columns, &pairs).unwrap();
            prop_assert!((sparse.total - found.total).abs() < 1e-9, "{} {}", sparse.total, found.total);
            prop_assert!(proved(rows, columns, &weights, &sparse), "{:?}", sparse);
        }

        #[test]
        fn as_many_as_possible_first((rows, columns, weights) in table()) {
            let found = assign(rows, columns, &weights, Goal::Count).unwrap();
            let (count, sum) = brute(rows, columns, &weights, Goal::Count);
            prop_assert_eq!(found.of_row.iter().flatten().count(), count);
            prop_assert!((found.total - sum).abs() < 1e-9);
        }
    }

    #[test]
    fn large_tables_are_proved_too() {
        for (rows, columns, whole, seed) in
            [(150, 150, false, 1), (100, 170, true, 2), (170, 90, false, 3), (128, 128, true, 4)]
        {
            let weights: Vec<f64> = (0..rows * columns)
                .map(|place| {
                    let draw = liantu_numeric::uniform(seed, place as u64);
                    let value = if whole { (draw * 20.0).floor() } else { draw * 100.0 };
                    if liantu_numeric::uniform(seed + 9, place as u64) < 0.2 { f64::NAN } else { value }
                })
                .collect();
            let found = assign(rows, columns, &weights, Goal::Weight).unwrap();
            assert!(proved(rows, columns, &weights, &found), "{rows} {columns}");
            let pairs: Vec<(u32, u32, f64)> = (0..rows * columns)
                .map(|place| ((place / columns) as u32, (place % columns) as u32, weights[place]))
                .collect();
            let sparse = assign_sparse(rows, columns, &pairs).unwrap();
            assert!(proved(rows, columns, &weights, &sparse) && (sparse.total - found.total).abs() < 1e-6);
        }
    }
}
