//! Finds units that were switched without a word: a price, or an amount of electricity, that becomes a thousand or ten
//! thousand times another from one period to the next.

use crate::catalogue::rows as pages;
use crate::check::late::Detail;
use foldhash::HashMap;
use liantu_model::Words;
use std::collections::BTreeMap;

/// Series beyond this are no longer watched: the memory of a check is bounded.
const MOST: usize = 1 << 18;
/// Powers of ten that a switch of units makes: kg and t, yuan and 10,000 yuan, kWh and 10,000 kWh.
const POWERS: [(f64, i32); 2] = [(3.0, 3), (4.0, 4)];
/// How near to the power the change must be, in decades: a factor of about 1.6.
const NEAR: f64 = 0.2;

/// The sums of a series in a period, and its first row.
#[derive(Clone, Copy, Debug)]
struct Sum {
    value: f64,
    quantity: f64,
    row: u64,
}

/// Series by what they are about.
#[derive(Default)]
pub(crate) struct UnitValues {
    series: HashMap<String, BTreeMap<String, Sum>>,
}

impl UnitValues {
    /// Takes a row; a `quantity` of one watches the value itself.
    pub(crate) fn take(&mut self, of: String, period: String, value: f64, quantity: f64, row: u64) {
        if self.series.len() >= MOST && !self.series.contains_key(&of) {
            return;
        }
        let sum = self.series.entry(of).or_default().entry(period).or_insert(Sum { value: 0.0, quantity: 0.0, row });
        sum.value += value;
        sum.quantity += quantity;
    }

    /// The rows at which a unit seems to have been switched.
    pub(crate) fn check(&self, column: &'static str) -> Vec<(u64, Detail)> {
        let mut found = Vec::new();
        for series in self.series.values() {
            let mut last: Option<(&str, f64, u64)> = None;
            for (period, sum) in series {
                let price = sum.value / sum.quantity;
                if !(price > 0.0 && price.is_finite()) {
                    continue;
                }
                if let Some((before, old, row)) = last
                    && let Some(power) = switched(price / old)
                {
                    found.push((sum.row, detail(column, (before, old), (period, price), power, row)));
                }
                last = Some((period, price, sum.row));
            }
        }
        found.sort_by_key(|(row, _)| *row);
        found
    }
}

/// The power of ten of a change, if it is one that a switch of units makes.
fn switched(ratio: f64) -> Option<i32> {
    let decades = ratio.log10();
    let (_, power) = POWERS.iter().find(|(power, _)| (decades.abs() - power).abs() <= NEAR)?;
    Some(if decades > 0.0 { *power } else { -*power })
}

fn detail(column: &'static str, before: (&str, f64), after: (&str, f64), power: i32, row: u64) -> Detail {
    let written = |(period, price): (&str, f64)| format!("{period}: {price:.4}");
    Detail {
        page: &pages::UNIT_SWITCHED,
        column: Some(column),
        found: Some(format!("{} → {}", written(before), written(after))),
        expected: None,
        help: Some(Words::new(
            format!("相差约 10^{power} 倍；若换了单位，在映射中写 factor 后再导入这些行"),
            format!("about 10^{power} times; if the unit changed, import these rows with a factor in the mapping"),
        )),
        related: Some(row),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_switches_of_units_are_found() {
        assert_eq!((switched(1000.0), switched(0.0009), switched(8000.0)), (Some(3), Some(-3), Some(4)));
        assert_eq!((switched(2.0), switched(100.0), switched(0.01), switched(200_000.0)), (None, None, None, None));
    }
}
