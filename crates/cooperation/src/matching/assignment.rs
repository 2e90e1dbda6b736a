//! Assignments: one to one, so that the sum of the weights is largest, with the prices that prove it.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

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

/// The assignment over a full table of weights, row by row; NaN forbids a pair. Cubic time.
pub fn assign(rows: usize, columns: usize, weights: &[f64], goal: Goal) -> Result<Assignment, AssignmentError> {
    if weights.len() != rows * columns {
        return Err(AssignmentError::Size { rows, columns, found: weights.len() });
    }
    if let Some(place) = weights.iter().position(|weight| weight.is_infinite()) {
        return Err(AssignmentError::Infinite { row: place / columns, column: place % columns });
    }
    let largest =
        weights.iter().fold(0.0f64, |most, weight| if weight.is_nan() { most } else { most.max(weight.abs()) });
    // A forbidden pair, and with the first goal one of negative weight, stands for being left alone. With the second goal that
    // costs more than any change among the pairs could bring.
    let alone = match goal {
        Goal::Weight => 0.0,
        Goal::Count => (2.0 * largest + 1.0) * (rows.min(columns) as f64 + 1.0),
    };
    let made = |weight: f64| !weight.is_nan() && (goal == Goal::Count || weight > 0.0);
    let cost = |weight: f64| if made(weight) { -weight } else { alone };
    let solved = if rows <= columns {
        let costs: Vec<f64> = weights.iter().map(|weight| cost(*weight)).collect();
        least_cost(rows, columns, &costs)
    } else {
        // Turned, in blocks that fit the cache.
        let mut costs = vec![0.0; weights.len()];
        for first in (0..rows).step_by(64) {
            for column in 0..columns {
                for row in first..(first + 64).min(rows) {
                    costs[column * rows + row] = cost(weights[row * columns + column]);
                }
            }
        }
        least_cost(columns, rows, &costs)
    };
    let (mut short, mut long) = (solved.row_prices, solved.column_prices);
    // Any constant may move from one side to the other in a square table: none of the columns above zero, one at zero.
    let shift = long.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if shift.is_finite() {
        for price in &mut long {
            *price = shift - *price;
        }
        for price in &mut short {
            *price = -(*price + shift);
        }
    }
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

/// The cheapest way to give every row a column of its own.
struct LeastCost {
    column_of: Vec<u32>,
    /// `row + column ≤ cost`, equal where assigned; columns at most zero, and zero where left over, if there are more of them.
    row_prices: Vec<f64>,
    column_prices: Vec<f64>,
}

const NOBODY: u32 = u32::MAX;

/// Not more rows than columns. After Jonker and Volgenant (1987): columns take their cheapest row, rows bid against each other,
/// and what is left is settled by shortest augmenting paths. The scans over a row run over plain arrays without a branch, so that they are
/// done several columns at a time.
fn least_cost(rows: usize, columns: usize, costs: &[f64]) -> LeastCost {
    let mut solver = Solver {
        columns,
        costs,
        prices: vec![0.0; columns],
        column_of: vec![NOBODY; rows],
        row_of: vec![NOBODY; columns],
    };
    let mut free: Vec<u32> = if rows == columns { solver.reduce() } else { (0..rows as u32).collect() };
    for _ in 0..2 {
        free = solver.bid(&free);
    }
    solver.augment(&free);
    let row_prices = (0..rows)
        .map(|row| {
            let column = solver.column_of[row] as usize;
            solver.costs[row * columns + column] - solver.prices[column]
        })
        .collect();
    LeastCost { column_of: solver.column_of, row_prices, column_prices: solver.prices }
}

struct Solver<'c> {
    columns: usize,
    costs: &'c [f64],
    prices: Vec<f64>,
    column_of: Vec<u32>,
    row_of: Vec<u32>,
}

/// The two least reduced costs of a row.
struct Two {
    first: f64,
    second: f64,
}

impl Solver<'_> {
    fn row(&self, row: u32) -> &[f64] {
        &self.costs[row as usize * self.columns..][..self.columns]
    }

    /// Columns priced at their cheapest row, which takes the last of them; then rows with one column give way as far as
    /// their second best. The rows without any.
    fn reduce(&mut self) -> Vec<u32> {
        let mut cheapest = vec![0u32; self.columns];
        self.prices.copy_from_slice(&self.costs[..self.columns]);
        for row in 1..self.columns as u32 {
            let cells = &self.costs[row as usize * self.columns..][..self.columns];
            for ((price, cheapest), cost) in self.prices.iter_mut().zip(&mut cheapest).zip(cells) {
                let better = *cost < *price;
                *price = if better { *cost } else { *price };
                *cheapest = if better { row } else { *cheapest };
            }
        }
        let mut count = vec![0u32; self.column_of.len()];
        for column in (0..self.columns).rev() {
            let row = cheapest[column] as usize;
            count[row] += 1;
            if count[row] == 1 {
                self.column_of[row] = column as u32;
                self.row_of[column] = row as u32;
            }
        }
        for row in 0..count.len() as u32 {
            if count[row as usize] == 1 {
                let column = self.column_of[row as usize] as usize;
                let own = std::mem::replace(&mut self.prices[column], f64::NEG_INFINITY);
                let least = self.two(row).first;
                self.prices[column] = if least.is_finite() { own - least } else { own };
            }
        }
        (0..count.len() as u32).filter(|row| count[*row as usize] == 0).collect()
    }

    /// The least two of cost less price.
    fn two(&self, row: u32) -> Two {
        const LANES: usize = 8;
        let (mut first, mut second) = ([f64::INFINITY; LANES], [f64::INFINITY; LANES]);
        let (cells, rest) = self.row(row).as_chunks::<LANES>();
        let (prices, rest_prices) = self.prices.as_chunks::<LANES>();
        for (cells, prices) in cells.iter().zip(prices) {
            for lane in 0..LANES {
                let cost = cells[lane] - prices[lane];
                let larger = if cost > first[lane] { cost } else { first[lane] };
                second[lane] = if larger < second[lane] { larger } else { second[lane] };
                first[lane] = if cost < first[lane] { cost } else { first[lane] };
            }
        }
        let mut two = Two { first: f64::INFINITY, second: f64::INFINITY };
        let mut see = |cost: f64| {
            if cost < two.first {
                two.second = two.first;
                two.first = cost;
            } else if cost < two.second {
                two.second = cost;
            }
        };
        first.into_iter().chain(second).for_each(&mut see);
        rest.iter().zip(rest_prices).for_each(|(cost, price)| see(cost - price));
        two
    }

    /// The first column at this reduced cost, from `from` on.
    fn find(&self, row: u32, wanted: f64, from: usize) -> Option<usize> {
        let cells = self.row(row)[from..].iter().zip(&self.prices[from..]);
        cells.into_iter().position(|(cost, price)| cost - price <= wanted).map(|place| from + place)
    }

    /// Free rows bid for their best column by as much as it is better than the second, and put out whoever had it. The rows that
    /// are free afterwards.
    fn bid(&mut self, free: &[u32]) -> Vec<u32> {
        let mut queue: Vec<u32> = free.iter().rev().copied().collect();
        let mut left = Vec::new();
        // Rounding could make two rows outbid each other for ever by nothing.
        let mut patience = 8 * self.columns + 64;
        while let Some(row) = queue.pop() {
            let two = self.two(row);
            let Some(mut column) = self.find(row, two.first, 0) else { unreachable!("the least is among them") };
            let price = self.prices[column] - (two.second - two.first);
            let lowers = price < self.prices[column];
            if lowers && two.second.is_finite() {
                self.prices[column] = price;
            } else if self.row_of[column] != NOBODY
                && let Some(other) = self.find(row, two.second, column + 1)
            {
                column = other;
            }
            let before = std::mem::replace(&mut self.row_of[column], row);
            self.column_of[row as usize] = column as u32;
            if before != NOBODY {
                self.column_of[before as usize] = NOBODY;
                if lowers && patience > 0 {
                    patience -= 1;
                    queue.push(before);
                } else {
                    left.push(before);
                }
            }
        }
        left
    }

    /// Shortest augmenting paths for the rest (Dijkstra over the columns).
    fn augment(&mut self, free: &[u32]) {
        let columns = self.columns;
        let mut reach = vec![0.0; columns];
        let mut through = vec![0u64; columns];
        // Prices for the scan: of a column that is done so low that it never comes into question again.
        let mut open = vec![0.0; columns];
        let mut done: Vec<(u32, f64)> = Vec::new();
        for &start in free {
            reach.fill(f64::INFINITY);
            open.copy_from_slice(&self.prices);
            done.clear();
            let (mut row, mut here) = (start, 0.0);
            let end = loop {
                // The price of the row, from the column it has; of the first, nothing.
                let own = match self.column_of[row as usize] {
                    NOBODY => 0.0,
                    column => self.row(row)[column as usize] - self.prices[column as usize],
                };
                let least = relax(self.row(row), &open, here - own, u64::from(row), &mut reach, &mut through);
                let Some(mut column) = reach.iter().position(|reach| *reach <= least) else {
                    unreachable!("every column can be reached")
                };
                // Among equals one that nobody has ends the search.
                if self.row_of[column] != NOBODY
                    && let Some(other) =
                        (column + 1..columns).find(|&other| reach[other] <= least && self.row_of[other] == NOBODY)
                {
                    column = other;
                }
                here = least;
                if self.row_of[column] == NOBODY {
                    break column;
                }
                done.push((column as u32, least));
                open[column] = f64::NEG_INFINITY;
                reach[column] = f64::INFINITY;
                row = self.row_of[column];
            };
            for (column, reach) in &done {
                self.prices[*column as usize] += reach - here;
            }
            let mut column = end;
            loop {
                let row = through[column] as u32;
                let before = std::mem::replace(&mut self.column_of[row as usize], column as u32);
                self.row_of[column] = row;
                if row == start {
                    break;
                }
                column = before as usize;
            }
        }
    }
}

/// Whether it is shorter to come through this row, for all columns; the least reach afterwards. A column that is done has the
/// price −∞, so that it stays at infinity.
fn relax(cells: &[f64], open: &[f64], add: f64, row: u64, reach: &mut [f64], through: &mut [u64]) -> f64 {
    const LANES: usize = 8;
    let mut least = [f64::INFINITY; LANES];
    let length = cells.len() / LANES * LANES;
    let chunks = cells.as_chunks::<LANES>().0.iter().zip(open.as_chunks::<LANES>().0);
    let state = reach.as_chunks_mut::<LANES>().0.iter_mut().zip(through.as_chunks_mut::<LANES>().0);
    for ((cells, open), (reach, through)) in chunks.zip(state) {
        for lane in 0..LANES {
            let cost = cells[lane] - open[lane] + add;
            let shorter = cost < reach[lane];
            let now = if shorter { cost } else { reach[lane] };
            reach[lane] = now;
            through[lane] = if shorter { row } else { through[lane] };
            least[lane] = if now < least[lane] { now } else { least[lane] };
        }
    }
    let mut best = least.into_iter().fold(f64::INFINITY, f64::min);
    for column in length..cells.len() {
        let cost = cells[column] - open[column] + add;
        if cost < reach[column] {
            reach[column] = cost;
            through[column] = row;
        }
        best = best.min(reach[column]);
    }
    best
}

/// The assignment of largest weight among the pairs listed as `(row, column, weight)`; all others are forbidden, and a pair that comes
/// twice counts by its last weight. Rows come in one by one along the cheapest path, over the listed pairs alone.
pub fn assign_sparse(rows: usize, columns: usize, pairs: &[(u32, u32, f64)]) -> Result<Assignment, AssignmentError> {
    let mut sorted: Vec<(u32, u32, f64)> = pairs.iter().copied().filter(|pair| !pair.2.is_nan()).collect();
    if let Some(pair) = sorted.iter().find(|pair| pair.2.is_infinite()) {
        return Err(AssignmentError::Infinite { row: pair.0 as usize, column: pair.1 as usize });
    }
    if let Some(pair) = sorted.iter().find(|pair| pair.0 as usize >= rows || pair.1 as usize >= columns) {
        return Err(AssignmentError::Size { rows, columns, found: pair.0.max(pair.1) as usize });
    }
    sorted.sort_by_key(|pair| (pair.0, pair.1));
    sorted.reverse();
    sorted.dedup_by_key(|pair| (pair.0, pair.1));
    sorted.retain(|pair| pair.2 > 0.0);
    sorted.reverse();
    let mut starts = vec![0usize; rows + 1];
    for pair in &sorted {
        starts[pair.0 as usize + 1] += 1;
    }
    for row in 0..rows {
        starts[row + 1] += starts[row];
    }
    let list = |row: usize| &sorted[starts[row]..starts[row + 1]];
    let mut row_price: Vec<f64> =
        (0..rows).map(|row| list(row).iter().fold(0.0, |most, pair| pair.2.max(most))).collect();
    let mut column_price = vec![0.0; columns];
    let (mut column_of, mut row_of) = (vec![NOBODY; rows], vec![NOBODY; columns]);
    let mut reach = vec![f64::INFINITY; columns];
    let mut through = vec![NOBODY; columns];
    for start in 0..rows as u32 {
        let mut heap: BinaryHeap<Step> = BinaryHeap::new();
        // Rows and columns in the tree, with how far they are.
        let mut seen_rows: Vec<(u32, f64)> = Vec::new();
        let mut seen_columns: Vec<(u32, f64)> = Vec::new();
        let mut touched: Vec<u32> = Vec::new();
        let (mut row, mut here) = (start, 0.0);
        // The cheapest way to end by leaving a row of the tree alone.
        let (mut retire, mut retired) = (f64::INFINITY, NOBODY);
        let end = loop {
            seen_rows.push((row, here));
            if here + row_price[row as usize] < retire {
                (retire, retired) = (here + row_price[row as usize], row);
            }
            for &(_, column, weight) in list(row as usize) {
                let at = column as usize;
                let far = here + (row_price[row as usize] + column_price[at] - weight).max(0.0);
                if far < reach[at] {
                    if reach[at].is_infinite() {
                        touched.push(column);
                    }
                    reach[at] = far;
                    through[at] = row;
                    heap.push(Step { far, column });
                }
            }
            let next = loop {
                match heap.pop() {
                    Some(step) if step.far > reach[step.column as usize] => {}
                    other => break other,
                }
            };
            match next {
                Some(step) if step.far < retire => {
                    here = step.far;
                    if row_of[step.column as usize] == NOBODY {
                        break Some(step.column);
                    }
                    seen_columns.push((step.column, step.far));
                    row = row_of[step.column as usize];
                }
                _ => {
                    here = retire;
                    break None;
                }
            }
        };
        for (row, far) in seen_rows {
            row_price[row as usize] = (row_price[row as usize] - (here - far)).max(0.0);
        }
        for (column, far) in seen_columns {
            column_price[column as usize] += here - far;
        }
        // Along the path everybody takes the column of the one before.
        let mut column = if let Some(column) = end {
            column
        } else {
            row_price[retired as usize] = 0.0;
            std::mem::replace(&mut column_of[retired as usize], NOBODY)
        };
        while column != NOBODY {
            let row = through[column as usize];
            row_of[column as usize] = row;
            column = std::mem::replace(&mut column_of[row as usize], column);
            if row == start {
                break;
            }
        }
        for column in touched {
            reach[column as usize] = f64::INFINITY;
        }
    }
    let weight = |row: usize| {
        let found = list(row).iter().find(|pair| pair.1 == column_of[row]);
        found.map_or(0.0, |pair| pair.2)
    };
    let total = liantu_numeric::sum((0..rows).map(weight));
    let of_row = column_of.into_iter().map(|column| Some(column).filter(|column| *column != NOBODY)).collect();
    Ok(Assignment { of_row, total, prices: (row_price, column_price) })
}

/// A column to look at next: the nearest, then the smallest.
struct Step {
    far: f64,
    column: u32,
}

impl PartialEq for Step {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Step {}

impl PartialOrd for Step {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Step {
    fn cmp(&self, other: &Self) -> Ordering {
        other.far.total_cmp(&self.far).then(other.column.cmp(&self.column))
    }
}

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
        assert!(assign(1, 1, &[f64::INFINITY], Goal::Weight).is_err());
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
