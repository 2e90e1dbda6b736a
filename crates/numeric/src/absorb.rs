//! Taking the means of many overlapping groups out of columns: what a regression on a column of ones for each group would
//! leave, without ever building those columns.

use rayon::prelude::*;

/// Divisions of the same rows into groups, and a weight for each row.
#[derive(Clone, Debug)]
pub struct Absorber<'a> {
    divisions: Vec<&'a [u32]>,
    /// Where the groups of each division start among all groups.
    starts: Vec<usize>,
    groups: usize,
    weights: Option<&'a [f64]>,
    /// One over the weight of each group; zero for a group without weight.
    inverse: Vec<f64>,
}

/// How taking out went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absorbed {
    /// Most iterations that a column needed.
    pub iterations: usize,
    /// Whether every column reached the tolerance.
    pub converged: bool,
}

impl<'a> Absorber<'a> {
    /// Groups are numbered from zero within each division; `weights` are not negative, all one where absent.
    ///
    /// # Panics
    ///
    /// If the divisions and weights do not have the same number of rows.
    pub fn new(divisions: &[&'a [u32]], weights: Option<&'a [f64]>) -> Self {
        let rows = divisions.first().map_or(0, |division| division.len());
        assert!(divisions.iter().all(|division| division.len() == rows), "divisions of the same rows");
        assert!(weights.is_none_or(|weights| divisions.is_empty() || weights.len() == rows), "one weight for each row");
        let mut starts = Vec::new();
        let mut groups = 0;
        for division in divisions {
            starts.push(groups);
            groups += division.iter().max().map_or(0, |&most| most as usize + 1);
        }
        let mut found = Self { divisions: divisions.to_vec(), starts, groups, weights, inverse: Vec::new() };
        found.inverse = found.gather(|row| found.weight(row));
        for weight in &mut found.inverse {
            *weight = if *weight > 0.0 { 1.0 / *weight } else { 0.0 };
        }
        found
    }

    fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights[row])
    }

    fn rows(&self) -> usize {
        self.divisions.first().map_or(0, |division| division.len())
    }

    /// The sum over each group of `value`, which is asked once for each row.
    fn gather(&self, value: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut sums = vec![0.0; self.groups];
        match self.divisions[..] {
            [one, two] => {
                // Rows usually come sorted by the first division: a run of them is added up before it is stored.
                let (first, second) = sums.split_at_mut(self.starts[1]);
                let (mut run, mut total) = (0u32, 0.0);
                for (row, (&one, &two)) in one.iter().zip(two).enumerate() {
                    let value = value(row);
                    second[two as usize] += value;
                    if one != run {
                        first[run as usize] += total;
                        (run, total) = (one, 0.0);
                    }
                    total += value;
                }
                if let Some(last) = first.get_mut(run as usize) {
                    *last += total;
                }
            }
            _ => {
                for row in 0..self.rows() {
                    let value = value(row);
                    for (division, start) in self.divisions.iter().zip(&self.starts) {
                        sums[start + division[row] as usize] += value;
                    }
                }
            }
        }
        sums
    }

    /// The sum of the coefficients of the groups of a row.
    fn spread(&self, coefficients: &[f64], row: usize) -> f64 {
        if let [one, two] = self.divisions[..] {
            return coefficients[one[row] as usize] + coefficients[self.starts[1] + two[row] as usize];
        }
        let terms = self.divisions.iter().zip(&self.starts);
        terms.map(|(division, start)| coefficients[start + division[row] as usize]).sum()
    }

    /// Takes the groups out of each column, in place: conjugate gradients on the coefficients of the groups, scaled by
    /// their weights. Stops where what the group means still explain is below `tolerance` of the column, as lengths.
    pub fn take_out(&self, columns: &mut [Vec<f64>], tolerance: f64) -> Absorbed {
        if self.divisions.is_empty() {
            return Absorbed { iterations: 0, converged: true };
        }
        let ends: Vec<Absorbed> = columns.par_iter_mut().map(|column| self.take_out_of(column, tolerance)).collect();
        Absorbed {
            iterations: ends.iter().map(|end| end.iterations).max().unwrap_or(0),
            converged: ends.iter().all(|end| end.converged),
        }
    }

    fn take_out_of(&self, column: &mut [f64], tolerance: f64) -> Absorbed {
        const MOST: usize = 20_000;
        let weighted = |one: &[f64], two: &[f64]| {
            one.iter().zip(two).zip(&self.inverse).map(|((one, two), inverse)| one * two * inverse).sum::<f64>()
        };
        let length: f64 = column.iter().enumerate().map(|(row, cell)| self.weight(row) * cell * cell).sum();
        let mut rest = self.gather(|row| self.weight(row) * column[row]);
        let mut coefficients = vec![0.0; self.groups];
        let mut along: Vec<f64> = rest.iter().zip(&self.inverse).map(|(rest, inverse)| rest * inverse).collect();
        let mut left = weighted(&rest, &rest);
        let mut iterations = 0;
        let enough = tolerance * tolerance * length;
        while left > enough && iterations < MOST {
            iterations += 1;
            let image = self.gather(|row| self.weight(row) * self.spread(&along, row));
            let bend: f64 = along.iter().zip(&image).map(|(along, image)| along * image).sum();
            let step = left / bend;
            if !step.is_finite() {
                break;
            }
            for ((coefficient, rest), (along, image)) in
                coefficients.iter_mut().zip(&mut rest).zip(along.iter().zip(&image))
            {
                *coefficient += step * along;
                *rest -= step * image;
            }
            let now = weighted(&rest, &rest);
            let keep = now / left;
            for ((along, rest), inverse) in along.iter_mut().zip(&rest).zip(&self.inverse) {
                *along = rest * inverse + keep * *along;
            }
            left = now;
        }
        if iterations > 0 {
            for (row, cell) in column.iter_mut().enumerate() {
                *cell -= self.spread(&coefficients, row);
            }
        }
        Absorbed { iterations, converged: left <= enough || length == 0.0 }
    }
}

/// Numbers the distinct combinations of ids, in the order in which they first occur.
pub fn combine(one: &[u32], two: &[u32]) -> Vec<u32> {
    let most = |ids: &[u32]| ids.iter().max().map_or(0, |&most| u64::from(most) + 1);
    let (width, cells) = (most(two), most(one) * most(two));
    if let Ok(cells) = usize::try_from(cells)
        && cells <= 8 * one.len() + 1024
    {
        return number(cells, one.iter().zip(two).map(|(&one, &two)| u64::from(one) * width + u64::from(two)));
    }
    let mut order: Vec<u32> = (0..u32::try_from(one.len()).expect("at most 2^32 - 1 rows")).collect();
    let key = |row: u32| (one[row as usize], two[row as usize], row);
    order.par_sort_unstable_by_key(|&row| key(row));
    // First by combination to find its first row, then by that row to number it.
    let mut first = vec![0u32; one.len()];
    for rows in order.chunk_by(|&a, &b| (key(a).0, key(a).1) == (key(b).0, key(b).1)) {
        for &row in rows {
            first[row as usize] = rows[0];
        }
    }
    let mut number = vec![0u32; one.len()];
    let mut next = 0;
    for row in 0..one.len() {
        let lead = first[row] as usize;
        if lead == row {
            number[row] = next;
            next += 1;
        } else {
            number[row] = number[lead];
        }
    }
    number
}

/// Numbers ids without gaps, in the order in which they first occur.
pub fn renumber(ids: &[u32]) -> Vec<u32> {
    let cells = ids.iter().max().map_or(0, |&most| most as usize + 1);
    if cells <= 8 * ids.len() + 1024 {
        return number(cells, ids.iter().map(|&id| u64::from(id)));
    }
    combine(ids, &vec![0; ids.len()])
}

/// Numbers keys below `cells` in the order in which they first occur.
#[expect(clippy::cast_possible_truncation, reason = "keys are below a length in memory")]
fn number(cells: usize, keys: impl Iterator<Item = u64>) -> Vec<u32> {
    let mut known = vec![u32::MAX; cells];
    let mut next = 0;
    keys.map(|key| {
        let place = &mut known[key as usize];
        if *place == u32::MAX {
            *place = next;
            next += 1;
        }
        *place
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LeastSquares, dot, uniform};

    #[test]
    fn what_is_left_is_what_dummies_leave() {
        let rows = 300usize;
        let draw = |seed: u64, most: u32| -> Vec<u32> {
            (0..rows)
                .map(|row| (uniform(seed, row as u64) * f64::from(most)).floor())
                .map(|x| (0..most).find(|&n| f64::from(n) >= x).unwrap())
                .collect()
        };
        let divisions = [draw(1, 12), draw(2, 9), draw(3, 4)];
        let weights: Vec<f64> = (0..rows).map(|row| 0.1 + uniform(4, row as u64)).collect();
        let target: Vec<f64> = (0..rows).map(|row| uniform(5, row as u64)).collect();
        for take in 1..=3 {
            let used: Vec<&[u32]> = divisions[..take].iter().map(Vec::as_slice).collect();
            let root: Vec<f64> = weights.iter().map(|weight| weight.sqrt()).collect();
            let mut dummies = Vec::new();
            for (division, most) in used.iter().zip([12, 9, 4]) {
                for group in 0..most {
                    dummies.push(
                        division.iter().zip(&root).map(|(&own, root)| if own == group { *root } else { 0.0 }).collect(),
                    );
                }
            }
            let scaled: Vec<f64> = target.iter().zip(&root).map(|(target, root)| target * root).collect();
            let expected = LeastSquares::new(dummies, 1e-9).residual(&scaled);
            let mut columns = [target.clone()];
            let end = Absorber::new(&used, Some(&weights)).take_out(&mut columns, 1e-13);
            assert!(end.converged && end.iterations < 60, "{end:?}");
            for row in 0..rows {
                assert!((columns[0][row] * root[row] - expected[row]).abs() < 1e-11);
            }
            let mut again = columns.clone();
            assert!(Absorber::new(&used, Some(&weights)).take_out(&mut again, 1e-10).iterations == 0);
            assert!(dot(&columns[0], &columns[0]) > 0.0);
        }
    }

    #[test]
    fn combinations_are_numbered_as_they_come() {
        assert_eq!(combine(&[3, 1, 3, 1, 3], &[0, 0, 0, 5, 0]), [0, 1, 0, 2, 0]);
        let far = u32::MAX - 1;
        assert_eq!(combine(&[far, 1, far, 1, far], &[0, 0, 0, far, 0]), [0, 1, 0, 2, 0]);
        assert_eq!(renumber(&[5, 2, 5, 9]), [0, 1, 0, 2]);
        assert_eq!(renumber(&[far, 2, far, 9]), [0, 1, 0, 2]);
        assert!(renumber(&[]).is_empty() && combine(&[], &[]).is_empty());
    }
}
