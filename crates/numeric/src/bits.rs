//! Matrices of yes and no, and their products.

use crate::wide::wide;

/// How many columns of numbers are multiplied at once: one cache line.
pub const LANES: usize = 8;

/// A row of a strip: a few columns of a matrix side by side.
pub type Lane = [f64; LANES];

/// A matrix of yes and no, a bit per entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bits {
    rows: usize,
    columns: usize,
    /// Words of 64 bits in a row.
    width: usize,
    words: Vec<u64>,
}

impl Bits {
    /// The matrix without a yes.
    pub fn new(rows: usize, columns: usize) -> Self {
        let width = columns.div_ceil(64);
        Self { rows, columns, width, words: vec![0; rows * width] }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The words of a row, least significant bit first.
    pub fn row(&self, row: usize) -> &[u64] {
        &self.words[row * self.width..(row + 1) * self.width]
    }

    /// The words of a row, to write.
    pub fn row_mut(&mut self, row: usize) -> &mut [u64] {
        &mut self.words[row * self.width..(row + 1) * self.width]
    }

    /// Whether the entry is yes.
    pub fn get(&self, row: usize, column: usize) -> bool {
        self.words[row * self.width + column / 64] >> (column % 64) & 1 == 1
    }

    /// Makes the entry a yes.
    pub fn set(&mut self, row: usize, column: usize) {
        self.words[row * self.width + column / 64] |= 1 << (column % 64);
    }

    /// How many entries of a row are yes.
    pub fn count(&self, row: usize) -> u32 {
        self.row(row).iter().map(|word| word.count_ones()).sum()
    }

    /// The columns where a row says yes, in order.
    pub fn ones(&self, row: usize) -> impl Iterator<Item = usize> + '_ {
        self.row(row).iter().enumerate().flat_map(|(place, &word)| Ones(word).map(move |bit| place * 64 + bit))
    }

    /// The columns where `row` says yes and row `other` of `others` says no, in order.
    ///
    /// # Panics
    ///
    /// If the two do not have the same number of columns.
    pub fn ones_without<'a>(&'a self, row: usize, others: &'a Bits, other: usize) -> impl Iterator<Item = usize> + 'a {
        assert_eq!(self.columns, others.columns, "rows to compare have the same columns");
        let pairs = self.row(row).iter().zip(others.row(other)).enumerate();
        pairs.flat_map(|(place, (&one, &two))| Ones(one & !two).map(move |bit| place * 64 + bit))
    }

    /// The matrix with rows and columns exchanged.
    #[must_use]
    pub fn transposed(&self) -> Self {
        let mut turned = Self::new(self.columns, self.rows);
        for top in (0..self.rows).step_by(64) {
            for place in 0..self.width {
                let mut block = [0u64; 64];
                for (row, word) in (top..self.rows).zip(&mut block) {
                    *word = self.words[row * self.width + place];
                }
                turn(&mut block);
                for (column, word) in (place * 64..self.columns).zip(block) {
                    turned.words[column * turned.width + top / 64] = word;
                }
            }
        }
        turned
    }

    /// The rows and columns listed, in that order.
    #[must_use]
    pub fn part(&self, rows: &[usize], columns: &[usize]) -> Self {
        let mut part = Self::new(rows.len(), columns.len());
        for (to, &from) in rows.iter().enumerate() {
            for (place, &column) in columns.iter().enumerate() {
                if self.get(from, column) {
                    part.set(to, place);
                }
            }
        }
        part
    }

    /// For each row of the range, and each row, in how many columns both say yes.
    pub fn overlaps(&self, rows: std::ops::Range<usize>, counts: &mut [u32]) {
        assert_eq!(counts.len(), rows.len() * self.rows, "a count for each pair of rows");
        for (row, counts) in rows.zip(counts.chunks_exact_mut(self.rows.max(1))) {
            overlap(self.row(row), &self.words, counts);
        }
    }

    /// For each row the columns where it says yes (or, with `no`, where it says no), laid out for products.
    pub fn selection(&self, no: bool) -> Selection {
        let places = (0..self.width).map(|place| {
            let used = if place * 64 + 64 <= self.columns { u64::MAX } else { (1 << (self.columns % 64)) - 1 };
            let words: Vec<u64> = (0..self.rows)
                .map(|row| {
                    let word = self.words[row * self.width + place];
                    if no { !word & used } else { word }
                })
                .collect();
            let ones: usize = words.iter().map(|word| word.count_ones() as usize).sum();
            (words, ones < 6 * self.rows)
        });
        Selection { columns: self.columns, places: places.collect() }
    }

    /// Which rows and columns hang together by a yes: a number for each row and each column, `None` for those without any.
    /// Numbers follow the first row of each part.
    pub fn components(&self, turned: &Bits) -> (Vec<Option<u32>>, Vec<Option<u32>>) {
        let (mut of_row, mut of_column) = (vec![None; self.rows], vec![None; self.columns]);
        let mut number = 0;
        for start in 0..self.rows {
            if of_row[start].is_some() || self.count(start) == 0 {
                continue;
            }
            of_row[start] = Some(number);
            let mut open = vec![start];
            while let Some(row) = open.pop() {
                for column in self.ones(row) {
                    if of_column[column].is_none() {
                        of_column[column] = Some(number);
                        for other in turned.ones(column) {
                            if of_row[other].is_none() {
                                of_row[other] = Some(number);
                                open.push(other);
                            }
                        }
                    }
                }
            }
            number += 1;
        }
        (of_row, of_column)
    }
}

/// For each row of sums the rows of a strip that it adds up.
#[derive(Clone, Debug)]
pub struct Selection {
    columns: usize,
    /// For each 64 columns the words of all rows, and whether few of their bits are set.
    places: Vec<(Vec<u64>, bool)>,
}

impl Selection {
    /// Adds to each row of `sums` the rows of `strip` that it selects: the product of a matrix of yes and no and a few columns
    /// of numbers.
    ///
    /// Six bits at a time are looked up in a table of the sums of all their subsets (the method of Arlazarov, Dinic, Kronrod
    /// and Faradzhev, 1970), which takes a sixth of the additions; the tables of a word stay in the first-level cache. Where
    /// few bits are set, rows are added one by one.
    ///
    /// # Panics
    ///
    /// If `strip` does not have a row for each column of the matrix.
    pub fn add(&self, strip: &[Lane], sums: &mut [Lane]) {
        assert_eq!(strip.len(), self.columns, "sides of a product fit");
        let mut tables = vec![[Line::default(); 64]; TABLES];
        for ((words, few), strip) in self.places.iter().zip(strip.chunks(64)) {
            if *few {
                add_ones(words, strip, sums);
            } else {
                fill(strip, &mut tables);
                add_looked_up(words, &tables, sums);
            }
        }
    }
}

/// The places of the bits set in a word.
struct Ones(u64);

impl Iterator for Ones {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let bit = (self.0 != 0).then(|| self.0.trailing_zeros() as usize);
        self.0 &= self.0.wrapping_sub(1);
        bit
    }
}

/// Exchanges rows and columns of a square of bits, halves first (Warren, Hacker's Delight, 7–3).
fn turn(block: &mut [u64; 64]) {
    let (mut half, mut mask) = (32, 0x0000_0000_ffff_ffffu64);
    while half > 0 {
        let mut row = 0;
        while row < 64 {
            let swap = (block[row] >> half ^ block[row + half]) & mask;
            block[row] ^= swap << half;
            block[row + half] ^= swap;
            row = (row + half + 1) & !half;
        }
        half >>= 1;
        mask ^= mask << half;
    }
}

/// Keeps the compiler from working on several rows at once, lane by lane, instead of on the lanes of a row.
#[inline]
fn side_by_side<T>(row: &T) -> &T {
    std::hint::black_box(row)
}

wide! {
    fn overlap(row: &[u64], words: &[u64], counts: &mut [u32]) {
        if row.is_empty() {
            counts.fill(0);
            return;
        }
        for (other, count) in words.chunks_exact(row.len()).zip(counts) {
            let common: u64 = row.iter().zip(other).map(|(one, two)| u64::from((one & two).count_ones())).sum();
            *count = u32::try_from(common).unwrap_or(u32::MAX);
        }
    }

    /// Writes the columns of a table of counts from `from` on, each count divided by the larger margin of its row and column,
    /// or by 1. The counts of all columns stand row by row.
    pub fn smaller_shares(counts: &[u32], margins: &[f64], from: usize, strip: &mut [Lane]) {
        let mut of_columns = [1.0f64; LANES];
        let lanes = LANES.min(margins.len() - from);
        of_columns[..lanes].copy_from_slice(&margins[from..from + lanes]);
        for ((line, strip), margin) in counts.chunks_exact(margins.len()).zip(strip).zip(margins) {
            if let Some(counts) = line[from..].first_chunk::<LANES>() {
                let mut shares = [0.0; LANES];
                for lane in 0..LANES {
                    shares[lane] = f64::from(counts[lane]) / margin.max(of_columns[lane]).max(1.0);
                }
                *strip = shares;
            } else {
                *strip = [0.0; LANES];
                for lane in 0..lanes {
                    strip[lane] = f64::from(line[from + lane]) / margin.max(of_columns[lane]).max(1.0);
                }
            }
        }
    }

    /// The sums of the columns of a strip.
    pub fn column_sums(strip: &[Lane], sums: &mut Lane) {
        let mut all = [0.0; LANES];
        for row in strip {
            for lane in 0..LANES {
                all[lane] += row[lane];
            }
        }
        *sums = all;
    }

    fn add_ones(column: &[u64], strip: &[Lane], sums: &mut [Lane]) {
        for (&word, sum) in column.iter().zip(sums) {
            for bit in Ones(word) {
                for (sum, number) in sum.iter_mut().zip(strip[bit]) {
                    *sum += number;
                }
            }
        }
    }

    /// The sums of all subsets of six rows, for each six.
    fn fill(strip: &[Lane], tables: &mut [Table]) {
        const NOTHING: Lane = [0.0; LANES];
        for (sixth, table) in tables.iter_mut().enumerate() {
            for bit in 0..6 {
                let own = *strip.get(sixth * 6 + bit).unwrap_or(&NOTHING);
                let (known, new) = table.split_at_mut(1 << bit);
                for (new, known) in new.iter_mut().zip(known) {
                    let known = side_by_side(known);
                    for ((new, known), own) in new.0.iter_mut().zip(known.0).zip(own) {
                        *new = known + own;
                    }
                }
            }
        }
    }

    fn add_looked_up(column: &[u64], tables: &[Table], sums: &mut [Lane]) {
        let Some((tables, _)) = tables.split_first_chunk::<TABLES>() else { return };
        for (word, sum) in column.iter().zip(sums) {
            let word = *side_by_side(word);
            let of = |sixth: usize| &tables[sixth][usize::try_from(word >> (6 * sixth) & 63).unwrap_or_default()].0;
            let (a, b, c, d, e, f) = (of(0), of(1), of(2), of(3), of(4), of(5));
            let (g, h, i, j, k) = (of(6), of(7), of(8), of(9), of(10));
            // Nothing is stored before all is read: what might lie in one place cannot be added side by side.
            let mut parts = [0.0; LANES];
            for lane in 0..LANES {
                let low = ((a[lane] + b[lane]) + (c[lane] + d[lane])) + (e[lane] + f[lane]);
                let high = ((g[lane] + h[lane]) + (i[lane] + j[lane])) + k[lane];
                parts[lane] = low + high;
            }
            for lane in 0..LANES {
                sum[lane] += parts[lane];
            }
        }
    }
}

/// A row that does not straddle two cache lines.
#[derive(Clone, Copy, Default)]
#[repr(align(64))]
struct Line(Lane);

/// The sums of all subsets of six rows.
type Table = [Line; 64];

/// A table for each six bits of a word.
const TABLES: usize = 11;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uniform;

    fn random(rows: usize, columns: usize, share: f64) -> Bits {
        let mut bits = Bits::new(rows, columns);
        for row in 0..rows {
            for column in 0..columns {
                if uniform(3, (row * columns + column) as u64) < share {
                    bits.set(row, column);
                }
            }
        }
        bits
    }

    #[test]
    fn turned_twice_is_itself() {
        for (rows, columns) in [(0, 5), (1, 1), (64, 64), (70, 130), (200, 3)] {
            let bits = random(rows, columns, 0.4);
            let turned = bits.transposed();
            for row in 0..rows {
                for column in 0..columns {
                    assert_eq!(bits.get(row, column), turned.get(column, row));
                }
            }
            assert_eq!(turned.transposed(), bits);
        }
    }

    #[test]
    fn products_are_sums_of_the_rows_chosen() {
        for share in [0.01, 0.5, 0.97] {
            let bits = random(90, 150, share);
            let strip: Vec<Lane> =
                (0..150).map(|n| std::array::from_fn(|lane| uniform(9, (n * LANES + lane) as u64))).collect();
            for no in [false, true] {
                let mut sums = vec![[0.0; LANES]; 90];
                bits.selection(no).add(&strip, &mut sums);
                for (row, sum) in sums.iter().enumerate() {
                    for lane in 0..LANES {
                        let plain: f64 = (0..150)
                            .filter(|&column| bits.get(row, column) != no)
                            .map(|column| strip[column][lane])
                            .sum();
                        assert!((plain - sum[lane]).abs() < 1e-12);
                    }
                }
            }
        }
    }

    #[test]
    fn overlaps_count_common_columns() {
        let bits = random(40, 300, 0.3);
        let mut counts = vec![0; 40 * 40];
        bits.overlaps(0..40, &mut counts);
        for one in 0..40 {
            for two in 0..40 {
                let common = bits.ones(one).filter(|&column| bits.get(two, column)).count();
                assert_eq!(counts[one * 40 + two] as usize, common);
            }
            let without = bits.count(one) - counts[one * 40];
            assert_eq!(bits.ones_without(one, &bits, 0).count(), without as usize);
        }
    }

    #[test]
    fn parts_hang_together() {
        let mut bits = Bits::new(5, 5);
        for (row, column) in [(0, 0), (0, 1), (2, 1), (3, 4), (4, 4)] {
            bits.set(row, column);
        }
        let (rows, columns) = bits.components(&bits.transposed());
        assert_eq!(rows, [Some(0), None, Some(0), Some(1), Some(1)]);
        assert_eq!(columns, [Some(0), Some(0), None, None, Some(1)]);
        assert_eq!(bits.part(&[3, 0], &[4, 1]), {
            let mut part = Bits::new(2, 2);
            part.set(0, 0);
            part.set(1, 1);
            part
        });
    }
}
