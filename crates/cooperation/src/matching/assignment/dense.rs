//! Over a full table.

use super::{LANES, NOBODY};

/// What a weight counts: no less than the floor, which unknown ones get.
#[inline]
fn worth(weight: f64, floor: f64) -> f64 {
    if weight > floor { weight } else { floor }
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
    const NONE: Self = Self { first: f64::NEG_INFINITY, second: f64::NEG_INFINITY };

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
        let floor = self.floor;
        let (mut first, mut second) = ([f64::NEG_INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
        let (cells, rest) = self.row(row).as_chunks::<LANES>();
        let (prices, rest_prices) = self.prices.as_chunks::<LANES>();
        for (cells, prices) in cells.iter().zip(prices) {
            for lane in 0..LANES {
                let gain = worth(cells[lane], floor) - prices[lane];
                let smaller = if gain < first[lane] { gain } else { first[lane] };
                second[lane] = if smaller > second[lane] { smaller } else { second[lane] };
                first[lane] = if gain > first[lane] { gain } else { first[lane] };
            }
        }
        let mut two = Two::NONE;
        first.into_iter().chain(second).for_each(|gain| two.see(gain));
        rest.iter().zip(rest_prices).for_each(|(weight, price)| two.see(worth(*weight, floor) - price));
        two
    }

    /// The first column with at least this gain, from `from` on.
    fn find(&self, row: u32, wanted: f64, from: usize) -> Option<usize> {
        let mut cells = self.row(row)[from..].iter().zip(&self.prices[from..]);
        cells.position(|(weight, price)| worth(*weight, self.floor) - price >= wanted).map(|place| from + place)
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

    /// Shortest augmenting paths for the rest (Dijkstra over the columns).
    fn augment(&mut self, free: &[u32]) {
        let columns = self.columns;
        let mut reach = vec![0.0; columns];
        let mut through = vec![0u64; columns];
        // Prices for the scan: of a column that is done so high that it never comes into question again.
        let mut open = vec![0.0; columns];
        let mut done: Vec<(u32, f64)> = Vec::new();
        for &start in free {
            reach.fill(f64::INFINITY);
            open.copy_from_slice(&self.prices);
            done.clear();
            let (mut row, mut here) = (start, 0.0);
            let end = loop {
                let add = here + self.row_price(row);
                let scan = Scan { cells: self.row(row), open: &open, add, floor: self.floor, row: u64::from(row) };
                let least = scan.relax(&mut reach, &mut through);
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
                open[column] = f64::INFINITY;
                reach[column] = f64::INFINITY;
                row = self.row_of[column];
            };
            for (column, reach) in &done {
                self.prices[*column as usize] += here - reach;
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

/// A row that the search has reached.
struct Scan<'s> {
    cells: &'s [f64],
    open: &'s [f64],
    add: f64,
    floor: f64,
    row: u64,
}

impl Scan<'_> {
    /// Whether it is shorter to come through this row, for all columns; the least reach afterwards. A column that is done has the
    /// price ∞, so that it stays at infinity.
    fn relax(&self, reach: &mut [f64], through: &mut [u64]) -> f64 {
        let Self { add, floor, row, .. } = *self;
        let mut least = [f64::INFINITY; LANES];
        let length = self.cells.len() / LANES * LANES;
        let chunks = self.cells.as_chunks::<LANES>().0.iter().zip(self.open.as_chunks::<LANES>().0);
        let state = reach.as_chunks_mut::<LANES>().0.iter_mut().zip(through.as_chunks_mut::<LANES>().0);
        for ((cells, open), (reach, through)) in chunks.zip(state) {
            for lane in 0..LANES {
                let far = open[lane] - worth(cells[lane], floor) + add;
                let shorter = far < reach[lane];
                let now = if shorter { far } else { reach[lane] };
                reach[lane] = now;
                through[lane] = if shorter { row } else { through[lane] };
                least[lane] = if now < least[lane] { now } else { least[lane] };
            }
        }
        let mut best = least.into_iter().fold(f64::INFINITY, f64::min);
        for column in length..self.cells.len() {
            let far = self.open[column] - worth(self.cells[column], floor) + add;
            if far < reach[column] {
                reach[column] = far;
                through[column] = row;
            }
            best = best.min(reach[column]);
        }
        best
    }
}
