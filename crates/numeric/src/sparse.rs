//! Square sparse matrices in compressed rows.

#![expect(clippy::cast_possible_truncation, reason = "rows are counted in 32 bits")]

/// A square sparse matrix, stored by rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sparse {
    offsets: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f64>,
}

impl Sparse {
    /// The matrix whose row `n` holds `values[offsets[n]..offsets[n + 1]]` in `columns[…]`.
    ///
    /// # Panics
    ///
    /// If the offsets do not rise to the number of entries, or a column is not below the number of rows.
    pub fn new(offsets: Vec<usize>, columns: Vec<u32>, values: Vec<f64>) -> Self {
        assert!(offsets.first() == Some(&0) && offsets.is_sorted(), "offsets rise from zero");
        assert!(offsets.last() == Some(&columns.len()) && columns.len() == values.len(), "one value for each column");
        let size = offsets.len() - 1;
        assert!(u32::try_from(size).is_ok(), "at most 2^32 - 1 rows");
        assert!(columns.iter().all(|&column| (column as usize) < size), "the matrix is square");
        Self { offsets, columns, values }
    }

    /// Number of rows, which is the number of columns.
    pub fn size(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Number of stored entries.
    pub fn entries(&self) -> usize {
        self.values.len()
    }

    /// The entries of a row: column and value.
    pub fn row(&self, row: usize) -> impl Iterator<Item = (u32, f64)> + '_ {
        let range = self.offsets[row]..self.offsets[row + 1];
        self.columns[range.clone()].iter().copied().zip(self.values[range].iter().copied())
    }

    /// The columns and the values of a row.
    pub fn slices(&self, row: usize) -> (&[u32], &[f64]) {
        let range = self.offsets[row]..self.offsets[row + 1];
        (&self.columns[range.clone()], &self.values[range])
    }

    /// Every entry: row, column and value.
    pub fn iter(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        (0..self.size()).flat_map(|row| self.row(row).map(move |(column, value)| (row, column as usize, value)))
    }

    /// The matrix times a column.
    pub fn times(&self, column: &[f64]) -> Vec<f64> {
        (0..self.size()).map(|row| crate::sum(self.row(row).map(|(at, value)| value * column[at as usize]))).collect()
    }

    /// Rows and columns exchanged; rows sorted by column.
    #[must_use]
    pub fn transposed(&self) -> Self {
        let mut offsets = vec![0; self.size() + 1];
        self.columns.iter().for_each(|&column| offsets[column as usize + 1] += 1);
        for row in 0..self.size() {
            offsets[row + 1] += offsets[row];
        }
        let mut next = offsets.clone();
        let (mut columns, mut values) = (vec![0; self.entries()], vec![0.0; self.entries()]);
        for (row, column, value) in self.iter() {
            columns[next[column]] = row as u32;
            values[next[column]] = value;
            next[column] += 1;
        }
        Self { offsets, columns, values }
    }
}
