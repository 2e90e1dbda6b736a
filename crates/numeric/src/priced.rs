//! Linear programmes with few rows and far too many columns to write down: columns come from an oracle that prices them.

/// A column: its worth, and its coefficient in each row.
#[derive(Clone, Debug, PartialEq)]
pub struct Priced {
    /// Names the column; of two that are as good, the smaller is taken where the method might else turn in circles.
    pub key: u64,
    /// Of one unit.
    pub worth: f64,
    /// One for each row.
    pub entries: Vec<f64>,
}

/// What an oracle is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The column whose worth exceeds its price by most.
    Best,
    /// The column with the smallest key whose worth exceeds its price by more than the tolerance.
    First,
}

/// The most, and where it is reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Reached {
    /// Of the objective.
    pub value: f64,
    /// The prices of the rows: the solution of the other side.
    pub prices: Vec<f64>,
    /// The columns in use with their amounts; those of amount zero, within rounding, are left out.
    pub used: Vec<(u64, f64)>,
}

/// Why nothing was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotReached {
    /// No columns add up to the right sides.
    Infeasible,
    /// There is no most.
    Unbounded,
    /// Rounding kept the method from ending.
    Numbers,
}

/// Worth less than this above its price, against data of the order of one, a column is not taken up.
pub const TOLERANCE: f64 = 1e-11;
const PIVOT: f64 = 1e-9;

/// Maximises the worth of amounts `x ≥ 0` of columns that add up to `right` in every row, by the revised simplex method:
/// `oracle(prices, phase_one, wanted)` gives a column whose worth (zero in phase one,
/// though the column carries its real one) exceeds its price, or none. Right sides
/// must not be negative. The inverse of the basis is kept outright and made anew now and then.
pub fn maximise(
    right: &[f64],
    mut oracle: impl FnMut(&[f64], bool, Wanted) -> Option<Priced>,
) -> Result<Reached, NotReached> {
    let rows = right.len();
    let unit = |row: usize| (0..rows).map(|other| f64::from(u8::from(other == row))).collect::<Vec<f64>>();
    let mut basis = Basis {
        columns: (0..rows).map(|row| Priced { key: u64::MAX, worth: -1.0, entries: unit(row) }).collect(),
        inverse: (0..rows).map(unit).collect(),
        amounts: right.to_vec(),
    };
    let scale = right.iter().fold(1.0f64, |most, number| most.max(number.abs()));
    for phase_one in [true, false] {
        // What is left of the first phase is zero in the second and stays so.
        let worth = |column: &Priced| match (phase_one, column.key) {
            (true, u64::MAX) => -1.0,
            (true, _) | (false, u64::MAX) => 0.0,
            (false, _) => column.worth,
        };
        let (mut stuck, mut done) = (0, false);
        for step in 1..=50_000 {
            if step % 64 == 0 {
                basis.renew(right).ok_or(NotReached::Numbers)?;
            }
            let prices = basis.prices(worth);
            let wanted = if stuck < 4 * rows + 20 { Wanted::Best } else { Wanted::First };
            let Some(column) = oracle(&prices, phase_one, wanted) else {
                done = true;
                break;
            };
            let direction = basis.direction(&column.entries);
            let leaving = basis.leaving(&direction, phase_one);
            let Some(leaving) = leaving else {
                return Err(if phase_one { NotReached::Numbers } else { NotReached::Unbounded });
            };
            let amount = basis.amounts[leaving].max(0.0) / direction[leaving];
            stuck = if amount > 1e-12 { 0 } else { stuck + 1 };
            basis.exchange(leaving, column, &direction, amount);
        }
        if !done {
            return Err(NotReached::Numbers);
        }
        basis.renew(right).ok_or(NotReached::Numbers)?;
        if phase_one {
            let left = basis.columns.iter().zip(&basis.amounts).filter(|(column, _)| column.key == u64::MAX);
            if left.map(|(_, amount)| amount.abs()).sum::<f64>() > 1e-9 * scale {
                return Err(NotReached::Infeasible);
            }
        }
    }
    let worth = |column: &Priced| if column.key == u64::MAX { 0.0 } else { column.worth };
    let used = basis.columns.iter().zip(&basis.amounts);
    Ok(Reached {
        value: crate::sum(used.clone().map(|(column, amount)| worth(column) * amount)),
        prices: basis.prices(worth),
        used: used
            .filter(|(column, amount)| column.key != u64::MAX && **amount > 1e-9)
            .map(|(column, amount)| (column.key, *amount))
            .collect(),
    })
}

struct Basis {
    columns: Vec<Priced>,
    inverse: Vec<Vec<f64>>,
    amounts: Vec<f64>,
}

impl Basis {
    fn prices(&self, worth: impl Fn(&Priced) -> f64) -> Vec<f64> {
        let mut prices = vec![0.0; self.columns.len()];
        for (column, row) in self.columns.iter().zip(&self.inverse) {
            let own = worth(column);
            if own != 0.0 {
                prices.iter_mut().zip(row).for_each(|(price, entry)| *price += own * entry);
            }
        }
        prices
    }

    fn direction(&self, entries: &[f64]) -> Vec<f64> {
        self.inverse.iter().map(|row| crate::dot(row, entries)).collect()
    }

    /// The place that runs out first. Rows that only hold what is left of the first phase at zero give way at once.
    fn leaving(&self, direction: &[f64], phase_one: bool) -> Option<usize> {
        let mut best: Option<(f64, usize)> = None;
        for (place, &speed) in direction.iter().enumerate() {
            let artificial = self.columns[place].key == u64::MAX;
            if artificial && !phase_one && speed.abs() > PIVOT {
                return Some(place);
            }
            if speed > PIVOT {
                let ratio = self.amounts[place].max(0.0) / speed;
                let better = best.is_none_or(|(least, other)| {
                    ratio < least - 1e-13 || (ratio <= least + 1e-13 && self.before(place, other))
                });
                if better {
                    best = Some((ratio, place));
                }
            }
        }
        best.map(|(_, place)| place)
    }

    /// Among equals: what is left of the first phase goes first, then the smallest key.
    fn before(&self, one: usize, two: usize) -> bool {
        let artificial = |place: usize| self.columns[place].key == u64::MAX;
        match (artificial(one), artificial(two)) {
            (true, false) => true,
            (false, true) => false,
            _ => self.columns[one].key < self.columns[two].key,
        }
    }

    fn exchange(&mut self, place: usize, column: Priced, direction: &[f64], amount: f64) {
        let pivot = direction[place];
        let own: Vec<f64> = self.inverse[place].iter().map(|entry| entry / pivot).collect();
        for (other, row) in self.inverse.iter_mut().enumerate() {
            if other != place && direction[other] != 0.0 {
                row.iter_mut().zip(&own).for_each(|(entry, own)| *entry -= direction[other] * own);
            }
        }
        self.inverse[place] = own;
        for (other, number) in self.amounts.iter_mut().enumerate() {
            *number = if other == place { amount } else { (*number - direction[other] * amount).max(0.0) };
        }
        self.columns[place] = column;
    }

    /// The inverse and the amounts anew from the columns.
    fn renew(&mut self, right: &[f64]) -> Option<()> {
        let matrix: Vec<Vec<f64>> =
            (0..right.len()).map(|row| self.columns.iter().map(|column| column.entries[row]).collect()).collect();
        self.inverse = inverse(matrix)?;
        self.amounts = self.inverse.iter().map(|row| crate::dot(row, right).max(0.0)).collect();
        Some(())
    }
}

/// The inverse of a square matrix by elimination with the largest pivot; `None` where it has none.
fn inverse(mut matrix: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let size = matrix.len();
    for (row, cells) in matrix.iter_mut().enumerate() {
        cells.extend((0..size).map(|column| f64::from(u8::from(column == row))));
    }
    for column in 0..size {
        let best = (column..size).max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))?;
        if matrix[best][column].abs() < 1e-12 {
            return None;
        }
        matrix.swap(column, best);
        let pivot = matrix[column][column];
        matrix[column].iter_mut().for_each(|cell| *cell /= pivot);
        let own = matrix[column].clone();
        for (row, cells) in matrix.iter_mut().enumerate() {
            let factor = cells[column];
            if row != column && factor != 0.0 {
                cells.iter_mut().zip(&own).for_each(|(cell, own)| *cell -= factor * own);
            }
        }
    }
    Some(matrix.into_iter().map(|row| row[size..].to_vec()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simplex::{Programme, Sense};
    use proptest::prelude::*;

    /// An oracle over a list of columns.
    fn over(columns: &[(f64, Vec<f64>)]) -> impl FnMut(&[f64], bool, Wanted) -> Option<Priced> + '_ {
        move |prices, phase_one, wanted| {
            let gain = |n: usize| (if phase_one { 0.0 } else { columns[n].0 }) - crate::dot(&columns[n].1, prices);
            let mut good = (0..columns.len()).filter(|&n| gain(n) > TOLERANCE);
            let found = match wanted {
                Wanted::First => good.next(),
                Wanted::Best => good.max_by(|&a, &b| gain(a).total_cmp(&gain(b))),
            };
            found.map(|n| Priced { key: n as u64, worth: columns[n].0, entries: columns[n].1.clone() })
        }
    }

    #[test]
    fn impossible_and_endless() {
        assert_eq!(maximise(&[1.0], over(&[(1.0, vec![-1.0])])), Err(NotReached::Infeasible));
        let endless = [(1.0, vec![1.0]), (1.0, vec![-1.0])];
        assert_eq!(maximise(&[1.0], over(&endless)), Err(NotReached::Unbounded));
        // Two rows that say the same.
        let twice = maximise(&[1.0, 1.0], over(&[(2.0, vec![1.0, 1.0])])).unwrap();
        assert!((twice.value - 2.0).abs() < 1e-12 && twice.used == [(0, 1.0)]);
    }

    proptest! {
        /// The plain simplex method on the columns written out agrees, and prices and amounts fit together.
        #[test]
        fn agrees_with_the_plain_method(
            right in prop::collection::vec(0u8..4, 3),
            columns in prop::collection::vec((-3i8..4, prop::collection::vec(0u8..3, 3)), 1..12),
        ) {
            let right: Vec<f64> = right.into_iter().map(f64::from).collect();
            let mut columns: Vec<(f64, Vec<f64>)> = columns
                .into_iter()
                .map(|(worth, entries)| (f64::from(worth), entries.into_iter().map(f64::from).collect()))
                .collect();
            // What is not used costs nothing: always possible.
            columns.extend((0..3).map(|row| (0.0, (0..3).map(|other| f64::from(u8::from(other == row))).collect())));
            let objective: Vec<f64> = columns.iter().map(|column| -column.0).collect();
            let rows = (0..3).map(|row| (columns.iter().map(|column| column.1[row]).collect(), Sense::Equal, right[row])).collect();
            let plain = Programme { objective, rows }.minimise();
            let found = maximise(&right, over(&columns));
            match (plain, found) {
                (Ok(plain), Ok(found)) => {
                    prop_assert!((plain.value + found.value).abs() < 1e-8);
                    prop_assert!((crate::dot(&found.prices, &right) - found.value).abs() < 1e-8);
                }
                (Err(crate::simplex::NoOptimum::Unbounded), found) => prop_assert_eq!(found, Err(NotReached::Unbounded)),
                (plain, found) => prop_assert!(false, "{:?} {:?}", plain, found),
            }
        }
    }
}
