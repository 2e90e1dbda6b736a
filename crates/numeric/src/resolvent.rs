//! `I − ρM` for a sparse `M` and many `ρ`: determinant, solutions and the diagonal of the inverse, exactly.
//!
//! The pattern is analysed once (minimum degree order, elimination tree, groups of columns with one pattern); then each
//! `ρ` costs one multifrontal factorisation `LU` without row exchanges. That is stable where `|ρ|` times the sum of the
//! absolute entries of each row stays below one, since the matrix is then strictly diagonally dominant in every order.

#![expect(clippy::cast_possible_truncation, reason = "rows are counted in 32 bits")]

use crate::front::{Front, eliminate};
use crate::minimum_degree::minimum_degree;
use crate::{Csr, Sparse};

/// The analysis of `I − ρM` for any `ρ`.
#[derive(Debug)]
pub struct Resolvent {
    /// Place of each row in the order of elimination.
    place: Vec<u32>,
    groups: Vec<Group>,
    /// The sums of absolute entries of the rows are at most this.
    norm: f64,
    fill: u64,
}

/// Neighbouring columns of the factor with one pattern.
#[derive(Debug)]
struct Group {
    /// First column, and how many.
    first: u32,
    width: usize,
    /// Rows below the group in which its columns have entries, sorted.
    below: Vec<u32>,
    /// The group that this one passes its update to.
    parent: Option<u32>,
    children: Vec<u32>,
    /// Entries of `M` that enter here: row and column within the front, and value.
    own: Vec<(u32, u32, f64)>,
}

/// The analysis was given up: the factor would have this many entries on each side of the diagonal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooDense(pub u64);

impl Resolvent {
    /// Analyses `matrix`, unless its factor would have more than `limit` entries on a side.
    pub fn new(matrix: &Sparse, limit: u64) -> Result<Self, TooDense> {
        let size = matrix.size();
        let graph = Csr::undirected(size, matrix.iter().map(|(row, column, _)| (row as u32, column as u32)));
        let (order, fill) = minimum_degree(&graph);
        if fill > limit {
            return Err(TooDense(fill));
        }
        let mut place = inverse(&order);
        let parent = elimination_tree(&graph, &order, &place);
        let post = postorder(&parent);
        let order: Vec<u32> = post.iter().map(|&column| order[column as usize]).collect();
        let moved = inverse(&post);
        let parent: Vec<Option<u32>> =
            post.iter().map(|&column| parent[column as usize].map(|above| moved[above as usize])).collect();
        place.clone_from(&inverse(&order));
        let mut groups = group(&graph, &order, &place, &parent);
        let mut of = vec![0u32; size];
        for (number, group) in groups.iter().enumerate() {
            of[group.first as usize..][..group.width].fill(number as u32);
        }
        for number in 0..groups.len() {
            if let Some(&above) = groups[number].below.first() {
                let parent = of[above as usize];
                groups[number].parent = Some(parent);
                groups[parent as usize].children.push(number as u32);
            }
        }
        for (row, column, value) in matrix.iter() {
            let (row, column) = (place[row], place[column]);
            let group = &mut groups[of[row.min(column) as usize] as usize];
            let entry = (group.position(row), group.position(column), value);
            group.own.push(entry);
        }
        let row_norm = |row: usize| matrix.row(row).map(|(_, value)| value.abs()).sum::<f64>();
        let norm = (0..size).map(row_norm).fold(0.0, f64::max);
        Ok(Self { place, groups, norm, fill })
    }

    /// Entries of the factor on each side of the diagonal, before grouping.
    pub fn fill(&self) -> u64 {
        self.fill
    }

    /// Factors `I − ρM`; `None` unless `|ρ|` times the largest row sum of absolute entries is below one.
    pub fn factor(&self, rho: f64) -> Option<Factor<'_>> {
        let dominant = rho.abs() * self.norm < 1.0 - 1e-12;
        if !dominant {
            return None;
        }
        let mut position = vec![0u32; self.place.len()];
        let mut updates: Vec<Option<Vec<f64>>> = vec![None; self.groups.len()];
        let mut parts = Vec::with_capacity(self.groups.len());
        let mut logarithms = Vec::with_capacity(self.place.len());
        for (number, group) in self.groups.iter().enumerate() {
            let side = group.side();
            let mut cells = vec![0.0; side * side];
            for column in 0..group.width {
                cells[column * side + column] = 1.0;
            }
            for &(row, column, value) in &group.own {
                cells[column as usize * side + row as usize] -= rho * value;
            }
            group.rows().zip(0..).for_each(|(row, at)| position[row as usize] = at);
            for &child in &group.children {
                let update = updates[child as usize].take().unwrap_or_default();
                let below = &self.groups[child as usize].below;
                let target: Vec<u32> = below.iter().map(|&row| position[row as usize]).collect();
                for (column, line) in target.iter().zip(update.chunks_exact(below.len())) {
                    let line_of = &mut cells[*column as usize * side..][..side];
                    target.iter().zip(line).for_each(|(&row, value)| line_of[row as usize] += value);
                }
            }
            eliminate(&mut cells, side, group.width);
            logarithms.extend((0..group.width).map(|n| cells[n * side + n].abs().ln()));
            let (part, update) = Front::split(&cells, side, group.width);
            parts.push(part);
            updates[number] = Some(update);
        }
        Some(Factor { of: self, parts, log_determinant: crate::sum(logarithms) })
    }
}

impl Group {
    fn side(&self) -> usize {
        self.width + self.below.len()
    }

    fn rows(&self) -> impl Iterator<Item = u32> + '_ {
        (self.first..self.first + self.width as u32).chain(self.below.iter().copied())
    }

    fn position(&self, row: u32) -> u32 {
        let within = row - self.first;
        if (within as usize) < self.width {
            return within;
        }
        self.width as u32 + self.below.binary_search(&row).expect("entries lie in the pattern") as u32
    }
}

/// `I − ρM` for one `ρ`, factored.
#[derive(Debug)]
pub struct Factor<'r> {
    of: &'r Resolvent,
    parts: Vec<Front>,
    /// `log |det(I − ρM)|`.
    pub log_determinant: f64,
}

/// What the inverse of `I − ρM` has where it matters.
#[derive(Clone, Debug, PartialEq)]
pub struct Inverse {
    /// Its diagonal.
    pub diagonal: Vec<f64>,
    /// The diagonal of the inverse times `M`. Its sum, the trace, is `−d log|I − ρM| / dρ`.
    pub product: Vec<f64>,
}

impl Inverse {
    /// The trace of the inverse times `M`.
    pub fn trace(&self) -> f64 {
        crate::sum(self.product.iter().copied())
    }
}

impl Factor<'_> {
    /// `(I − ρM)⁻¹ b`.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        self.both_ways(b, Front::forward, Front::backward)
    }

    /// `(I − ρMᵀ)⁻¹ b`.
    pub fn solve_transposed(&self, b: &[f64]) -> Vec<f64> {
        self.both_ways(b, Front::forward_transposed, Front::backward_transposed)
    }

    fn both_ways(
        &self,
        b: &[f64],
        forward: fn(&Front, &mut [f64], &mut [f64]),
        backward: fn(&Front, &mut [f64], &[f64]),
    ) -> Vec<f64> {
        let mut x = vec![0.0; b.len()];
        self.of.place.iter().zip(b).for_each(|(&place, value)| x[place as usize] = *value);
        let mut below = Vec::new();
        for (group, part) in self.of.groups.iter().zip(&self.parts) {
            below.clear();
            below.extend(group.below.iter().map(|&row| x[row as usize]));
            forward(part, &mut x[group.first as usize..][..group.width], &mut below);
            group.below.iter().zip(&below).for_each(|(&row, value)| x[row as usize] = *value);
        }
        for (group, part) in self.of.groups.iter().zip(&self.parts).rev() {
            below.clear();
            below.extend(group.below.iter().map(|&row| x[row as usize]));
            backward(part, &mut x[group.first as usize..][..group.width], &below);
        }
        self.of.place.iter().map(|&place| x[place as usize]).collect()
    }

    /// The diagonals of `(I − ρM)⁻¹` and of its product with `M`, from the entries of the inverse that lie in
    /// the pattern of the factor (Erisman and Tinney 1975).
    pub fn inverse(&self) -> Inverse {
        let groups = &self.of.groups;
        let mut position = vec![0u32; self.of.place.len()];
        let mut handed: Vec<Vec<f64>> = vec![Vec::new(); groups.len()];
        let mut diagonal = vec![0.0; self.of.place.len()];
        let mut product = vec![0.0; self.of.place.len()];
        for (number, group) in groups.iter().enumerate().rev() {
            let whole = self.parts[number].inverse(&std::mem::take(&mut handed[number]));
            let side = group.side();
            for column in 0..group.width {
                diagonal[group.first as usize + column] = whole[column * side + column];
            }
            let rows: Vec<u32> = group.rows().collect();
            for &(row, column, value) in &group.own {
                product[rows[column as usize] as usize] += value * whole[row as usize * side + column as usize];
            }
            rows.iter().zip(0..).for_each(|(&row, at)| position[row as usize] = at);
            for &child in &group.children {
                let from: Vec<usize> =
                    groups[child as usize].below.iter().map(|&row| position[row as usize] as usize).collect();
                handed[child as usize] = from
                    .iter()
                    .flat_map(|&column| from.iter().map(move |&row| (row, column)))
                    .map(|(row, column)| whole[column * side + row])
                    .collect();
            }
        }
        let by_row = |ordered: &[f64]| self.of.place.iter().map(|&place| ordered[place as usize]).collect();
        Inverse { diagonal: by_row(&diagonal), product: by_row(&product) }
    }
}

fn inverse(order: &[u32]) -> Vec<u32> {
    let mut place = vec![0; order.len()];
    order.iter().zip(0..).for_each(|(&row, at)| place[row as usize] = at);
    place
}

/// For each column in order, the first column that its elimination changes (Liu 1986).
fn elimination_tree(graph: &Csr, order: &[u32], place: &[u32]) -> Vec<Option<u32>> {
    let mut parent: Vec<Option<u32>> = vec![None; order.len()];
    let mut ancestor: Vec<Option<u32>> = vec![None; order.len()];
    for (column, &row) in order.iter().enumerate() {
        for &neighbour in graph.row(row as usize) {
            let mut below = place[neighbour as usize];
            while (below as usize) < column {
                let next = ancestor[below as usize].replace(column as u32);
                match next {
                    None => {
                        parent[below as usize] = Some(column as u32);
                        break;
                    }
                    Some(next) => below = next,
                }
            }
        }
    }
    parent
}

/// The columns such that the descendants of each come directly before it.
fn postorder(parent: &[Option<u32>]) -> Vec<u32> {
    let edges: Vec<(u32, u32)> =
        parent.iter().zip(0..).filter_map(|(above, column)| above.map(|above| (above, column))).collect();
    let children = Csr::group(parent.len(), &edges);
    let mut order = Vec::with_capacity(parent.len());
    let roots = parent.iter().zip(0u32..).filter(|(above, _)| above.is_none()).map(|(_, column)| column);
    // Parents first with the last child next, and then all of it backwards.
    let mut stack: Vec<u32> = roots.collect();
    while let Some(column) = stack.pop() {
        order.push(column);
        stack.extend(children.row(column as usize));
    }
    order.reverse();
    order
}

/// Columns with one pattern together, and small groups with the one they lead to, where few zeros are stored for it.
fn group(graph: &Csr, order: &[u32], place: &[u32], parent: &[Option<u32>]) -> Vec<Group> {
    let mut patterns: Vec<Vec<u32>> = vec![Vec::new(); order.len()];
    let mut waiting: Vec<Vec<u32>> = vec![Vec::new(); order.len()];
    let mut mark = vec![u32::MAX; order.len()];
    // Each with the zeros stored in it.
    let mut groups: Vec<(Group, usize)> = Vec::new();
    for column in 0..order.len() {
        let mut pattern = Vec::new();
        let mut take = |row: u32| {
            if row as usize > column && mark[row as usize] != column as u32 {
                mark[row as usize] = column as u32;
                pattern.push(row);
            }
        };
        graph.row(order[column] as usize).iter().for_each(|&row| take(place[row as usize]));
        for child in std::mem::take(&mut waiting[column]) {
            std::mem::take(&mut patterns[child as usize]).into_iter().for_each(&mut take);
        }
        pattern.sort_unstable();
        let mut own = Group {
            first: column as u32,
            width: 1,
            below: pattern.clone(),
            parent: None,
            children: Vec::new(),
            own: Vec::new(),
        };
        let mut zeros = 0;
        while let Some((last, stored)) = groups.last() {
            let leads_here = (last.first as usize + last.width) == own.first as usize
                && last.below.first().is_some_and(|&row| row < own.first + own.width as u32);
            if !leads_here {
                break;
            }
            let width = last.width + own.width;
            let extra = zeros + stored + last.width * (own.side() - last.below.len());
            let entries = width * (width + own.below.len());
            let share = extra as f64 / entries as f64;
            let few = match width {
                0..=4 => true,
                5..=16 => share < 0.5,
                17..=48 => share < 0.1,
                _ => share < 0.05,
            };
            if !(extra == zeros + stored || few) {
                break;
            }
            (own.first, own.width, zeros) = (last.first, width, extra);
            groups.pop();
        }
        groups.push((own, zeros));
        if let Some(above) = parent[column] {
            waiting[above as usize].push(column as u32);
            patterns[column] = pattern;
        }
    }
    groups.into_iter().map(|(group, _)| group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dense, uniform};

    /// Rows with `degree` random neighbours near them on a circle, or anywhere, summing to one.
    fn random(size: usize, degree: usize, near: bool, seed: u64) -> Sparse {
        let (mut offsets, mut columns, mut values) = (vec![0], Vec::new(), Vec::new());
        for row in 0..size {
            let mut own: Vec<u32> = (0..degree)
                .map(|n| {
                    let draw = uniform(seed, (row * degree + n) as u64);
                    let reach = if near { 9.0 } else { size as f64 };
                    let step = (0..size).find(|&step| step as f64 + 1.0 > draw * reach).unwrap_or_default();
                    ((row + 1 + step) % size) as u32
                })
                .collect();
            own.sort_unstable();
            own.dedup();
            values.extend(own.iter().map(|_| 1.0 / own.len() as f64));
            columns.extend(own);
            offsets.push(columns.len());
        }
        Sparse::new(offsets, columns, values)
    }

    #[test]
    fn determinant_solutions_and_inverse_are_those_of_the_dense_matrix() {
        for (size, degree, near, rho) in
            [(1, 1, true, 0.5), (7, 2, false, -0.9), (60, 4, true, 0.7), (90, 3, false, 0.95)]
        {
            let matrix = random(size, degree, near, 5);
            let mut dense = Dense::from_fn(size, size, |row, column| f64::from(row == column));
            matrix.iter().for_each(|(row, column, value)| *dense.at_mut(row, column) -= rho * value);
            let inverse = dense.inverse().unwrap();
            let analysis = Resolvent::new(&matrix, 1 << 20).unwrap();
            let factor = analysis.factor(rho).unwrap();
            let b: Vec<f64> = (0..size).map(|n| uniform(9, n as u64)).collect();
            let (x, t) = (factor.solve(&b), factor.solve_transposed(&b));
            let found = factor.inverse();
            let mut product = vec![0.0; size];
            for n in 0..size {
                let expected: f64 = (0..size).map(|m| inverse.at(n, m) * b[m]).sum();
                let transposed: f64 = (0..size).map(|m| inverse.at(m, n) * b[m]).sum();
                assert!((x[n] - expected).abs() < 1e-11 && (t[n] - transposed).abs() < 1e-11);
                assert!((found.diagonal[n] - inverse.at(n, n)).abs() < 1e-11);
            }
            matrix.iter().for_each(|(row, column, value)| product[column] += value * inverse.at(column, row));
            assert!(found.product.iter().zip(&product).all(|(found, product)| (found - product).abs() < 1e-11));
            let trace = crate::sum(product);
            assert!((found.trace() - trace).abs() < 1e-10);
            let step = 1e-5;
            let at = |rho| analysis.factor(rho).unwrap().log_determinant;
            let slope = (at(rho + step) - at(rho - step)) / (2.0 * step);
            assert!((slope + trace).abs() < 1e-5 * size as f64);
        }
    }

    #[test]
    fn what_is_not_dominant_or_too_dense_is_refused() {
        let matrix = random(50, 4, false, 1);
        let analysis = Resolvent::new(&matrix, 1 << 20).unwrap();
        assert!(analysis.factor(1.0).is_none() && analysis.factor(f64::NAN).is_none());
        assert_eq!(Resolvent::new(&matrix, 10).unwrap_err(), TooDense(analysis.fill()));
        let empty = Sparse::new(vec![0, 0, 0], vec![], vec![]);
        let factor = Resolvent::new(&empty, 9).unwrap();
        assert!(factor.factor(0.5).unwrap().log_determinant.abs() < 1e-300);
    }
}
