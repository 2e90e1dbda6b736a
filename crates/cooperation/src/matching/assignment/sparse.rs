//! Over the pairs that are listed.

use super::dense::Two;
use super::{Assignment, AssignmentError, NOBODY};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// The assignment of largest weight among the pairs listed as `(row, column, weight)`; all others are forbidden, and a pair that comes
/// twice counts by its last weight. Rows come in one by one along the cheapest path, over the listed pairs alone.
pub fn assign_sparse(rows: usize, columns: usize, pairs: &[(u32, u32, f64)]) -> Result<Assignment, AssignmentError> {
    let mut sorted: Vec<(u32, u32, f64)> = pairs.iter().copied().filter(|pair| pair.2 > f64::NEG_INFINITY).collect();
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
    let mut column_price = vec![0.0; columns];
    let (mut column_of, mut row_of) = (vec![NOBODY; rows], vec![NOBODY; columns]);
    // Two rounds of bids: what a row gains more from its best column than from the next, or from staying alone, it bids.
    let mut free: Vec<u32> = (0..rows as u32).collect();
    for _ in 0..2 {
        let mut queue: Vec<u32> = std::mem::take(&mut free);
        queue.reverse();
        let mut patience = 8 * rows + 64;
        while let Some(row) = queue.pop() {
            let mut two = Two { first: 0.0, second: 0.0 };
            let mut best = NOBODY;
            for &(_, column, weight) in list(row as usize) {
                let gain: f64 = weight - column_price[column as usize];
                if gain > two.first {
                    best = column;
                }
                two.see(gain);
            }
            if best == NOBODY {
                free.push(row);
                continue;
            }
            let raises = two.first > two.second;
            column_price[best as usize] += two.first - two.second;
            column_of[row as usize] = best;
            let before = std::mem::replace(&mut row_of[best as usize], row);
            if before != NOBODY {
                column_of[before as usize] = NOBODY;
                if raises && patience > 0 {
                    patience -= 1;
                    queue.push(before);
                } else {
                    free.push(before);
                }
            }
        }
    }
    let gain = |row: usize| {
        let own = |pair: &(u32, u32, f64)| pair.2 - column_price[pair.1 as usize];
        list(row).iter().map(own).fold(0.0, f64::max)
    };
    let mut row_price: Vec<f64> = (0..rows).map(gain).collect();
    let mut reach = vec![f64::INFINITY; columns];
    let mut through = vec![NOBODY; columns];
    let mut heap: BinaryHeap<Step> = BinaryHeap::new();
    for start in free {
        heap.clear();
        // Rows and columns in the tree, with how far they are.
        let mut seen_rows: Vec<(u32, f64)> = Vec::new();
        let mut seen_columns: Vec<(u32, f64)> = Vec::new();
        let mut touched: Vec<u32> = Vec::new();
        let (mut row, mut here) = (start, 0.0);
        // The cheapest way to end by leaving a row of the tree alone.
        let (mut retire, mut retired) = (f64::INFINITY, NOBODY);
        // No way longer than one that is known to end is of use.
        let mut bound = f64::INFINITY;
        let end = loop {
            seen_rows.push((row, here));
            if here + row_price[row as usize] < retire {
                (retire, retired) = (here + row_price[row as usize], row);
                bound = bound.min(retire);
            }
            for &(_, column, weight) in list(row as usize) {
                let at = column as usize;
                let far = here + (row_price[row as usize] + column_price[at] - weight).max(0.0);
                if far < reach[at] && far <= bound {
                    if row_of[at] == NOBODY {
                        bound = far;
                    }
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
