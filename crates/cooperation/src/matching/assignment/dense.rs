//! Over a full table.

use super::{LANES, NOBODY};
use liantu_numeric::bids::{shorten, two_largest, worth};

/// The first place of two lists that will do. A stretch is looked at whole before it is looked into, which a processor does several
/// places at a time.
fn first<A: Copy, B: Copy>(one: &[A], two: &[B], will_do: impl Fn(A, B) -> bool) -> Option<usize> {
    const STRETCH: usize = 4 * LANES;
    let stretches = one.chunks_exact(STRETCH).zip(two.chunks_exact(STRETCH));
    let any = |(one, two): (&[A], &[B])| one.iter().zip(two).fold(false, |any, (one, two)| any | will_do(*one, *two));
    let skipped = stretches.take_while(|stretch| !any(*stretch)).count() * STRETCH;
    let mut rest = one[skipped..].iter().zip(&two[skipped..]);
    rest.position(|(one, two)| will_do(*one, *two)).map(|place| skipped + place)
}

/// The best way to give every row a column of its own.
pub(super) struct Most {
    pub column_of: Vec<u32>,
    /// `row + column ≥ worth`, equal where assigned; columns at least zero, and zero where left over, if there are more of them.
    pub row_prices: Vec<f64>,
    pub column_prices: Vec<f64>,
}

/// Not more rows than columns. After Jonker and Volgenant (1987): columns take their dearest row, rows bid against each other,
/// and what is left is settled by shortest augmenting paths. The scans over a row run over plain arrays without a branch, so that they are
/// done several columns at a time, and read the weights where they are. `None` where a weight is infinite.
pub(super) fn most(rows: usize, columns: usize, weights: &[f64], floor: f64) -> Option<Most> {
    let mut solver = Solver {
        columns,
        weights,
        floor,
        prices: vec![0.0; columns],
        column_of: vec![NOBODY; rows],
        row_of: vec![NOBODY; columns],
    };
    let mut free: Vec<u32> = if rows == columns { solver.reduce()? } else { (0..rows as u32).collect() };
    for _ in 0..2 {
        free = solver.bid(&free);
    }
    solver.augment(&free);
    let row_prices = (0..rows as u32).map(|row| solver.row_price(row)).collect();
    Some(Most { column_of: solver.column_of, row_prices, column_prices: solver.prices })
}

struct Solver<'w> {
    columns: usize,
    weights: &'w [f64],
    floor: f64,
    prices: Vec<f64>,
    column_of: Vec<u32>,
    row_of: Vec<u32>,
}

/// The two largest of worth less price in a row.
pub(super) struct Two {
    pub first: f64,
    pub second: f64,
}

impl Two {
    pub fn see(&mut self, gain: f64) {
        if gain > self.first {
            self.second = self.first;
            self.first = gain;
        } else if gain > self.second {
            self.second = gain;
        }
    }
}

impl Solver<'_> {
    fn row(&self, row: u32) -> &[f64] {
        &self.weights[row as usize * self.columns..][..self.columns]
    }

    /// What a row has from its column; nothing without one.
    fn row_price(&self, row: u32) -> f64 {
        match self.column_of[row as usize] {
            NOBODY => 0.0,
            column => worth(self.row(row)[column as usize], self.floor) - self.prices[column as usize],
        }
    }

    /// Columns priced at their dearest row, which takes the last of them; then rows with one column give way as far as their
    /// second best. The rows without any.
    fn reduce(&mut self) -> Option<Vec<u32>> {
        let floor = self.floor;
        let mut dearest = vec![0u64; self.columns];
        self.prices.fill(f64::NEG_INFINITY);
        for row in 0..self.columns as u64 {
            let cells = &self.weights[row as usize * self.columns..][..self.columns];
            for ((price, dearest), weight) in self.prices.iter_mut().zip(&mut dearest).zip(cells) {
                let own = worth(*weight, floor);
                let better = own > *price;
                *price = if better { own } else { *price };
                *dearest = if better { row } else { *dearest };
            }
        }
        if self.prices.contains(&f64::INFINITY) {
            return None;
        }
        let mut count = vec![0u32; self.column_of.len()];
        for column in (0..self.columns).rev() {
            let row = dearest[column] as usize;
            count[row] += 1;
            if count[row] == 1 {
                self.column_of[row] = column as u32;
                self.row_of[column] = row as u32;
            }
        }
        for row in 0..count.len() as u32 {
            if count[row as usize] == 1 {
                let column = self.column_of[row as usize] as usize;
                let own = std::mem::replace(&mut self.prices[column], f64::INFINITY);
                let best = self.two(row).first;
                self.prices[column] = if best.is_finite() { own - best } else { own };
            }
        }
        Some((0..count.len() as u32).filter(|row| count[*row as usize] == 0).collect())
    }

    /// The two largest of worth less price.
    fn two(&self, row: u32) -> Two {
        let mut found = [f64::NEG_INFINITY; 2];
        two_largest(self.row(row), &self.prices, self.floor, &mut found);
        Two { first: found[0], second: found[1] }
    }

    /// The first column with at least this gain, from `from` on.
    fn find(&self, row: u32, wanted: f64, from: usize) -> Option<usize> {
        let gains = |weight, price| worth(weight, self.floor) - price >= wanted;
        first(&self.row(row)[from..], &self.prices[from..], gains).map(|place| from + place)
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
            let Some(mut column) = self.find(row, two.first, 0) else { unreachable!("the best is among them") };
            let price = self.prices[column] + (two.first - two.second);
            let raises = price > self.prices[column];
            if raises && two.second.is_finite() {
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
                if raises && patience > 0 {
                    patience -= 1;
                    queue.push(before);
                } else {
                    left.push(before);
                }
            }
        }
        left
    }

    /// Shortest augmenting paths for the rest (Dijkstra over the columns). Through which row a column is reached is not written down
    /// while rows are scanned: of the few columns on the path it is found afterwards, as the first row that has its reach.
    fn augment(&mut self, free: &[u32]) {
        let columns = self.columns;
        let mut reach = vec![0.0; columns];
        // Prices for the scan: of a column that is done so high that it never comes into question again.
        let mut open = vec![0.0; columns];
        let mut done: Vec<(usize, f64)> = Vec::new();
        // The rows that were scanned: the first of the search, then those of the columns that are done; and what was added.
        let mut scanned: Vec<(u32, f64)> = Vec::new();
        for &start in free {
            reach.fill(f64::INFINITY);
            open.copy_from_slice(&self.prices);
            done.clear();
            scanned.clear();
            let (mut row, mut here) = (start, 0.0);
            let end = loop {
                let add = here + self.row_price(row);
                scanned.push((row, add));
                let mut least = f64::INFINITY;
                shorten(self.row(row), &open, add, self.floor, &mut reach, &mut least);
                let Some(mut column) = first(&reach, &self.row_of, |reach, _| reach <= least) else {
                    unreachable!("every column can be reached")
                };
                // Among equals one that nobody has ends the search.
                if self.row_of[column] != NOBODY
                    && let Some(other) =
                        first(&reach[column..], &self.row_of[column..], |reach, row| reach <= least && row == NOBODY)
                {
                    column += other;
                }
                here = least;
                if self.row_of[column] == NOBODY {
                    break column;
                }
                done.push((column, least));
                open[column] = f64::INFINITY;
                reach[column] = f64::INFINITY;
                row = self.row_of[column];
            };
            let (mut column, mut reached) = (end, here);
            loop {
                let price = self.prices[column];
                let leads =
                    |&(row, add): &(u32, f64)| price - worth(self.row(row)[column], self.floor) + add <= reached;
                let Some(place) = scanned.iter().position(leads) else { unreachable!("some row has led there") };
                let row = scanned[place].0;
                self.column_of[row as usize] = column as u32;
                self.row_of[column] = row;
                if place == 0 {
                    break;
                }
                (column, reached) = done[place - 1];
            }
            for (column, reach) in &done {
                self.prices[*column] += here - reach;
            }
        }
    }
}
