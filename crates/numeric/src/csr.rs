//! Lists of ids by row, in compressed form.

/// For each of `rows` rows a list of ids, stored back to back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Csr {
    offsets: Vec<u32>,
    items: Vec<u32>,
}

impl Csr {
    /// Groups `(row, item)` pairs by row; within a row, items keep their order.
    ///
    /// # Panics
    ///
    /// If a row is not below `rows`, or there are 2³² pairs or more.
    pub fn group(rows: usize, pairs: &[(u32, u32)]) -> Self {
        assert!(u32::try_from(pairs.len()).is_ok(), "at most 2^32 - 1 pairs");
        let mut offsets = vec![0u32; rows + 1];
        for &(row, _) in pairs {
            offsets[row as usize + 1] += 1;
        }
        for row in 0..rows {
            offsets[row + 1] += offsets[row];
        }
        let mut next = offsets.clone();
        let mut items = vec![0; pairs.len()];
        for &(row, item) in pairs {
            let place = &mut next[row as usize];
            items[*place as usize] = item;
            *place += 1;
        }
        Self { offsets, items }
    }

    /// The simple undirected graph on `nodes` nodes with these edges: both directions, no loops, no repeats, rows sorted.
    ///
    /// # Panics
    ///
    /// As [`Csr::group`].
    pub fn undirected(nodes: usize, edges: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut arcs: Vec<(u32, u32)> =
            edges.into_iter().filter(|(a, b)| a != b).flat_map(|(a, b)| [(a, b), (b, a)]).collect();
        arcs.sort_unstable();
        arcs.dedup();
        Self::group(nodes, &arcs)
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Number of items in all rows.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether no row has an item.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The items of `row`.
    ///
    /// # Panics
    ///
    /// If `row` is not below [`Csr::rows`].
    pub fn row(&self, row: usize) -> &[u32] {
        &self.items[self.offsets[row] as usize..self.offsets[row + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undirected_graphs_are_simple() {
        let graph = Csr::undirected(4, [(0, 1), (1, 0), (2, 2), (1, 3), (1, 3)]);
        assert_eq!(graph.row(0), [1]);
        assert_eq!(graph.row(1), [0, 3]);
        assert!(graph.row(2).is_empty());
        assert_eq!((graph.rows(), graph.len()), (4, 4));
    }
}
