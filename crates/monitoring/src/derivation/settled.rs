//! What a cell says once its records are in.

use super::declared::Measure;
use crate::incremental::{Cell, Totals};

/// Powers of ten that a switch of units makes: kg and t, yuan and 10,000 yuan.
const POWERS: [i32; 2] = [3, 4];
/// How near to the power the change must be, in decades: a factor of about 1.6.
const NEAR: f64 = 0.2;

/// What a cell says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settled {
    /// The value; `None` where it is unknown.
    pub value: Option<f64>,
    /// Its unit.
    pub unit: Option<String>,
    /// Whether records of unknown value were left out.
    pub partial: bool,
    /// Whether records are in several units, which do not add up.
    pub mixed: bool,
}

/// The value of a cell from what was recorded of it in each unit; `None` where nothing is recorded. Where fewer than
/// `least_known` of the records are known, or units differ, the value is unknown.
pub fn settled(totals: &Totals, cells: &[(Option<&str>, Cell)], measure: Measure, least_known: f64) -> Option<Settled> {
    let own = cells.iter().filter(|(_, cell)| cell.known + cell.unknown > 0);
    let unknown: i64 = own.clone().map(|(_, cell)| cell.unknown).sum();
    let mut known = own.clone().filter(|(_, cell)| cell.known > 0);
    let Some((unit, cell)) = known.next() else {
        let mut units = own.map(|(unit, _)| *unit);
        let unit = units.next()?;
        let unit = unit.filter(|_| units.all(|other| other == unit));
        return Some(Settled { unit: unit.map(str::to_owned), ..Settled::default() });
    };
    if known.next().is_some() {
        return Some(Settled { mixed: true, ..Settled::default() });
    }
    #[expect(clippy::cast_precision_loss, reason = "fewer than 2^53 records")]
    let (count, of) = (cell.known as f64, (cell.known + unknown) as f64);
    let enough = count >= least_known * of;
    let sum = totals.number(cell.units);
    let value = enough.then_some(if measure == Measure::Mean { sum / count } else { sum });
    Some(Settled { value, unit: unit.map(str::to_owned), partial: enough && unknown > 0, mixed: false })
}

/// The power of ten by which a unit value changed, if it is one that a switch of units makes.
pub fn switched(before: f64, after: f64) -> Option<i32> {
    let decades = (after / before).log10();
    let power = POWERS.into_iter().find(|power| (decades.abs() - f64::from(*power)).abs() <= NEAR)?;
    Some(if decades > 0.0 { power } else { -power })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Step;
    use crate::incremental::{Change, Entry};

    #[test]
    fn a_cell_says_no_more_than_is_known() {
        let mut totals = super::super::totals();
        let add = |value| Change::Added(Entry { key: 0, step: Step(0), value });
        totals.take(1, &[add(Some(0.1)), add(Some(0.2)), add(Some(1.2e9))]).unwrap();
        let kg = (Some("kg"), totals.cell(0, Step(0)));
        let sum = settled(&totals, &[kg], Measure::Sum, 1.0).unwrap();
        assert_eq!((sum.value, sum.unit.as_deref(), sum.partial), (Some(1_200_000_000.3), Some("kg"), false));
        assert_eq!(settled(&totals, &[kg], Measure::Mean, 1.0).unwrap().value, Some(1_200_000_000.3 / 3.0));
        totals.take(2, &[add(None)]).unwrap();
        let kg = (Some("kg"), totals.cell(0, Step(0)));
        assert_eq!(settled(&totals, &[kg], Measure::Sum, 1.0).unwrap().value, None, "a part is unknown");
        let most = settled(&totals, &[kg], Measure::Sum, 0.7).unwrap();
        assert!(most.partial && most.value == sum.value);
        let both = [kg, (Some("piece"), Cell { units: 1, known: 1, unknown: 0 })];
        let mixed = settled(&totals, &both, Measure::Sum, 0.1).unwrap();
        assert!(mixed.mixed && mixed.value.is_none());
        assert_eq!(settled(&totals, &[(None, Cell::default())], Measure::Sum, 1.0), None);
        assert_eq!((switched(2.0, 2000.0), switched(2000.0, 1.9), switched(2.0, 20.0)), (Some(3), Some(-3), None));
    }
}
