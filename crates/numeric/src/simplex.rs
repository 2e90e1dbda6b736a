//! Small linear programmes with many columns and few rows, dense, by the two-phase primal simplex method.

/// How the two sides of a row relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// Left ≤ right.
    AtMost,
    /// Left = right.
    Equal,
    /// Left ≥ right.
    AtLeast,
}

/// Minimise `objective · x` over `x ≥ 0` under the rows.
#[derive(Clone, Debug, Default)]
pub struct Programme {
    /// One number for each variable.
    pub objective: Vec<f64>,
    /// Coefficients by variable, sense, right side.
    pub rows: Vec<(Vec<f64>, Sense, f64)>,
}

/// Why there is no solution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoOptimum {
    /// The rows contradict each other.
    Infeasible,
    /// The objective falls without end.
    Unbounded,
    /// A number is not finite, or rounding kept the method from ending.
    Numbers,
}

/// The least value and variables that reach it.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimum {
    /// Of the objective.
    pub value: f64,
    /// One for each variable.
    pub variables: Vec<f64>,
}

/// Smaller than this, against data of the order of one, counts as zero.
const TINY: f64 = 1e-10;

impl Programme {
    /// Solves it. Data should be of the order of one: rows and columns are taken as they are. Steps go to the steepest
    /// column; after a stretch without progress to the first that improves, which cannot cycle (Bland 1977).
    ///
    /// # Panics
    ///
    /// If a row does not have a coefficient for each variable.
    pub fn minimise(&self) -> Result<Optimum, NoOptimum> {
        let variables = self.objective.len();
        assert!(self.rows.iter().all(|row| row.0.len() == variables), "a coefficient for each variable");
        let finite = |row: &(Vec<f64>, Sense, f64)| row.0.iter().chain([&row.2]).all(|number| number.is_finite());
        if !self.rows.iter().all(finite) || !self.objective.iter().all(|number| number.is_finite()) {
            return Err(NoOptimum::Numbers);
        }
        let slacks = self.rows.iter().filter(|row| row.1 != Sense::Equal).count();
        let (real, height) = (variables + slacks, self.rows.len());
        // Columns: variables, slacks, one artificial for each row, right side.
        let width = real + height + 1;
        let mut tableau = Tableau { cells: vec![0.0; (height + 1) * width], width, basis: Vec::new() };
        let mut slack = variables;
        for (place, (left, sense, right)) in self.rows.iter().enumerate() {
            let sign = if *right < 0.0 { -1.0 } else { 1.0 };
            let row = tableau.row_mut(place);
            row.iter_mut().zip(left).for_each(|(cell, number)| *cell = sign * number);
            row[width - 1] = sign * right;
            row[real + place] = 1.0;
            let mut basic = real + place;
            if *sense != Sense::Equal {
                row[slack] = if *sense == Sense::AtMost { sign } else { -sign };
                if row[slack] > 0.0 {
                    basic = slack;
                }
                slack += 1;
            }
            tableau.basis.push(basic);
        }
        // First the sum of the artificial variables that are in use.
        for place in (0..height).filter(|&place| tableau.basis[place] >= real).collect::<Vec<_>>() {
            for column in (0..real).chain([width - 1]) {
                let cell = tableau.cells[place * width + column];
                tableau.cells[height * width + column] -= cell;
            }
        }
        tableau.descend(real)?;
        let right = self.rows.iter().fold(1.0f64, |most, row| most.max(row.2.abs()));
        if -tableau.cells[height * width + width - 1] > 1e-8 * right {
            return Err(NoOptimum::Infeasible);
        }
        // An artificial variable left at zero gives way to any real one; a row without one says nothing new.
        for place in 0..height {
            if tableau.basis[place] >= real {
                let row = &tableau.cells[place * width..place * width + real];
                let best = (0..real).max_by(|&a, &b| row[a].abs().total_cmp(&row[b].abs()));
                if let Some(column) = best.filter(|&column| row[column].abs() > 1e-7) {
                    tableau.pivot(place, column);
                }
            }
        }
        let bottom = tableau.row_mut(height);
        bottom.fill(0.0);
        bottom[..variables].copy_from_slice(&self.objective);
        for place in 0..height {
            let cost = self.objective.get(tableau.basis[place]).copied().unwrap_or(0.0);
            if cost != 0.0 {
                for column in 0..width {
                    let cell = tableau.cells[place * width + column];
                    tableau.cells[height * width + column] -= cost * cell;
                }
            }
        }
        tableau.descend(real)?;
        let mut solution = vec![0.0; variables];
        for (place, &basic) in tableau.basis.iter().enumerate().filter(|(_, basic)| **basic < variables) {
            solution[basic] = tableau.cells[place * width + width - 1].max(0.0);
        }
        let value = crate::sum(solution.iter().zip(&self.objective).map(|(x, cost)| x * cost));
        Ok(Optimum { value, variables: solution })
    }
}

/// The rows and below them the reduced costs; the last column is the right side, the last cell minus the objective.
struct Tableau {
    cells: Vec<f64>,
    width: usize,
    basis: Vec<usize>,
}

impl Tableau {
    fn row_mut(&mut self, row: usize) -> &mut [f64] {
        &mut self.cells[row * self.width..(row + 1) * self.width]
    }

    /// Steps until no column below `real` lowers the objective.
    fn descend(&mut self, real: usize) -> Result<(), NoOptimum> {
        let (width, height) = (self.width, self.basis.len());
        let patience = 2 * (height + 10);
        let (mut best, mut stuck) = (f64::INFINITY, 0);
        for _ in 0..200 * (height + real + 10) {
            let costs = &self.cells[height * width..height * width + real];
            let entering = if stuck < patience {
                (0..real).filter(|&column| costs[column] < -TINY).min_by(|&a, &b| costs[a].total_cmp(&costs[b]))
            } else {
                (0..real).find(|&column| costs[column] < -TINY)
            };
            let Some(column) = entering else { return Ok(()) };
            let ratio = |row: usize| self.cells[row * width + width - 1].max(0.0) / self.cells[row * width + column];
            let leaving = (0..height)
                .filter(|&row| self.cells[row * width + column] > 1e-9)
                .min_by(|&a, &b| ratio(a).total_cmp(&ratio(b)).then(self.basis[a].cmp(&self.basis[b])));
            let Some(row) = leaving else { return Err(NoOptimum::Unbounded) };
            self.pivot(row, column);
            let now = -self.cells[height * width + width - 1];
            stuck = if now < best - TINY { 0 } else { stuck + 1 };
            best = best.min(now);
        }
        Err(NoOptimum::Numbers)
    }

    fn pivot(&mut self, row: usize, column: usize) {
        let width = self.width;
        let pivot = self.cells[row * width + column];
        for cell in self.row_mut(row) {
            *cell /= pivot;
        }
        let own = self.cells[row * width..(row + 1) * width].to_vec();
        for other in (0..=self.basis.len()).filter(|&other| other != row) {
            let factor = self.cells[other * width + column];
            if factor != 0.0 {
                self.row_mut(other).iter_mut().zip(&own).for_each(|(cell, own)| *cell -= factor * own);
                self.cells[other * width + column] = 0.0;
            }
        }
        self.basis[row] = column;
    }
}

#[cfg(test)]
mod tests {
    use super::Sense::{AtLeast, AtMost, Equal};
    use super::*;
    use proptest::prelude::*;

    fn programme(objective: &[f64], rows: &[(&[f64], Sense, f64)]) -> Programme {
        let rows = rows.iter().map(|(left, sense, right)| (left.to_vec(), *sense, *right)).collect();
        Programme { objective: objective.to_vec(), rows }
    }

    #[test]
    fn textbook_programmes() {
        // Maximise 3x + 5y: the Wyndor Glass example of Hillier and Lieberman, 36 at (2, 6).
        let wyndor = programme(
            &[-3.0, -5.0],
            &[(&[1.0, 0.0], AtMost, 4.0), (&[0.0, 2.0], AtMost, 12.0), (&[3.0, 2.0], AtMost, 18.0)],
        );
        let found = wyndor.minimise().unwrap();
        assert!((found.value + 36.0).abs() < 1e-12 && (found.variables[1] - 6.0).abs() < 1e-12, "{found:?}");
        let diet = programme(
            &[0.6, 0.35],
            &[(&[5.0, 7.0], AtLeast, 8.0), (&[4.0, 2.0], AtLeast, 15.0), (&[2.0, 1.0], AtLeast, 3.0)],
        );
        assert!((diet.minimise().unwrap().value - 2.25).abs() < 1e-12);
        let contradiction = programme(&[1.0], &[(&[1.0], AtLeast, 2.0), (&[1.0], AtMost, 1.0)]);
        assert_eq!(contradiction.minimise(), Err(NoOptimum::Infeasible));
        assert_eq!(programme(&[-1.0], &[(&[1.0], AtLeast, 1.0)]).minimise(), Err(NoOptimum::Unbounded));
        assert_eq!(programme(&[f64::NAN], &[]).minimise(), Err(NoOptimum::Numbers));
        // A row twice, and one with a negative right side.
        let twice = programme(
            &[1.0, 1.0],
            &[(&[1.0, 1.0], Equal, 2.0), (&[1.0, 1.0], Equal, 2.0), (&[-1.0, 0.0], AtMost, -0.5)],
        );
        let found = twice.minimise().unwrap();
        assert!((found.value - 2.0).abs() < 1e-12 && found.variables[0] >= 0.5 - 1e-12);
        // Beale's example, on which the steepest column alone would turn in circles.
        let beale = programme(
            &[-0.75, 150.0, -0.02, 6.0],
            &[
                (&[0.25, -60.0, -0.04, 9.0], AtMost, 0.0),
                (&[0.5, -90.0, -0.02, 3.0], AtMost, 0.0),
                (&[0.0, 0.0, 1.0, 0.0], AtMost, 1.0),
            ],
        );
        assert!((beale.minimise().unwrap().value + 0.05).abs() < 1e-9);
    }

    proptest! {
        /// Two variables: the optimum is the best of all corners.
        #[test]
        fn the_best_corner_is_found(
            cost in prop::array::uniform2(0.1f64..5.0),
            rows in prop::collection::vec((prop::array::uniform2(0.1f64..3.0), 0.5f64..4.0), 1..6),
        ) {
            let given: Vec<(Vec<f64>, Sense, f64)> = rows.iter().map(|(left, right)| (left.to_vec(), AtLeast, *right)).collect();
            let found = Programme { objective: cost.to_vec(), rows: given }.minimise().unwrap();
            let lines: Vec<([f64; 2], f64)> = rows.iter().copied().chain([([1.0, 0.0], 0.0), ([0.0, 1.0], 0.0)]).collect();
            let mut best = f64::INFINITY;
            for (one, a) in &lines {
                for (two, b) in &lines {
                    let det = one[0] * two[1] - one[1] * two[0];
                    let (x, y) = ((a * two[1] - b * one[1]) / det, (one[0] * b - two[0] * a) / det);
                    if lines.iter().all(|(left, right)| left[0] * x + left[1] * y >= right - 1e-9) {
                        best = best.min(cost[0] * x + cost[1] * y);
                    }
                }
            }
            prop_assert!((found.value - best).abs() < 1e-7 * (1.0 + best), "{} {}", found.value, best);
        }
    }
}
