//! Flows that a port does not see one by one, added up to the places that it does see. Gathered to the finest level that it
//! sees outside, flows come to the same sums for every port, and so do the alerts that rest on them.

use super::tables::{text, texts};
use super::{Lies, Places};
use crate::EngineError;
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array, RecordBatch, StringArray, new_null_array};
use arrow::datatypes::Float64Type;
use liantu_model::Period;
use liantu_model::schema::Table;
use liantu_monitoring::{Frequency, Step};
use liantu_numeric::sum;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// The source that a sum names, and its place where that cannot be told even as a part of a wider one.
pub(crate) const OUTSIDE: &str = "outside_port";
/// What is added up together: flows that are the same in all of this.
const KEY: [&str; 9] =
    ["origin", "destination", "from_actor", "to_actor", "layer", "item", "period", "unit", "quantity_unit"];
/// What makes a series of sums: the key without actors and period.
const SERIES: [usize; 6] = [0, 1, 4, 5, 7, 8];
const PERIOD: usize = 6;
/// From what is seen to what is thought up: a sum is no better than its worst part.
const OBSERVATIONS: [&str; 3] = ["observed", "estimated", "simulated"];

/// Numbers of which some may be unknown; a sum over an unknown part is unknown.
#[derive(Debug, Default)]
struct Parts {
    numbers: Vec<f64>,
    unknown: bool,
}

impl Parts {
    fn take(&mut self, number: Option<f64>) {
        match number {
            Some(number) => self.numbers.push(number),
            None => self.unknown = true,
        }
    }

    /// The same bits in whatever order the parts came.
    fn total(mut self) -> Option<f64> {
        if self.unknown {
            return None;
        }
        self.numbers.sort_by(f64::total_cmp);
        Some(sum(self.numbers))
    }
}

#[derive(Debug, Default)]
struct Group {
    value: Parts,
    quantity: Parts,
    observation: usize,
}

type Series = [Option<String>; SERIES.len()];
type When = (Frequency, Step);

/// The sums of a table of flows.
#[derive(Debug, Default)]
pub(super) struct Sums {
    groups: BTreeMap<[Option<String>; KEY.len()], Group>,
    /// When the listed pairs that series are the sums of have rows.
    parts: BTreeMap<(Series, [Option<String>; 2]), BTreeSet<When>>,
    steps: HashMap<String, Option<When>>,
    any: bool,
}

fn series(key: &[Option<String>; KEY.len()]) -> Series {
    SERIES.map(|at| key[at].clone())
}

impl Sums {
    /// Whether anything was added up.
    pub fn any(&self) -> bool {
        self.any
    }

    /// Which rows are seen as they are; the others are added to the sums, or passed over where neither end is seen, be it as a
    /// part of a wider place.
    pub fn take(&mut self, places: &Places, own: &RecordBatch) -> BooleanArray {
        let column = |name: &str| texts(own, name);
        let ends = [("origin", "from_actor"), ("destination", "to_actor")].map(|(at, who)| (column(at), column(who)));
        let others = KEY.map(column);
        let numbers = ["value", "quantity"].map(|name| own.column_by_name(name));
        let number = |which: usize, row: usize| {
            let array = numbers[which].and_then(|array| array.as_primitive_opt::<Float64Type>())?;
            array.is_valid(row).then(|| array.value(row))
        };
        let observation = column("observation");
        let mut kept = Vec::with_capacity(own.num_rows());
        for row in 0..own.num_rows() {
            let mut as_it_is = true;
            let mut key = others.map(|column| text(column, row).map(str::to_owned));
            for (end, (at, who)) in ends.iter().enumerate() {
                let place = text(*at, row);
                let actor = text(*who, row);
                let known = actor.is_none_or(|actor| places.actors.contains(actor));
                as_it_is &= known && place.is_some_and(|place| places.is_seen(place));
                // A place of which no wider one is seen, or that the table of regions does not know, is not told.
                key[end] = place.and_then(|place| match places.of(place) {
                    Lies::Inside | Lies::Wide => Some(place.to_owned()),
                    Lies::Hidden(wider) => wider,
                });
                key[end + 2] = actor.filter(|_| known).map(str::to_owned);
            }
            // A flow of which no end is left would be one of nowhere.
            if !as_it_is && key[..4].iter().any(Option::is_some) {
                self.any = true;
                // A flow has both ends: the table takes no row without.
                for place in &mut key[..2] {
                    place.get_or_insert_with(|| OUTSIDE.to_owned());
                }
                let pair = [ends[0].0, ends[1].0].map(|column| text(column, row).map(str::to_owned));
                if let Some(when) = self.when(key[PERIOD].as_deref()) {
                    self.parts.entry((series(&key), pair)).or_default().insert(when);
                }
                let group = self.groups.entry(key).or_default();
                group.value.take(number(0, row));
                group.quantity.take(number(1, row));
                let word = text(observation, row).unwrap_or(OBSERVATIONS[0]);
                let rank = OBSERVATIONS.iter().position(|known| *known == word).unwrap_or(OBSERVATIONS.len() - 1);
                group.observation = group.observation.max(rank);
            }
            kept.push(Some(as_it_is));
        }
        kept.into_iter().collect()
    }

    fn when(&mut self, label: Option<&str>) -> Option<When> {
        let label = label?;
        if let Some(known) = self.steps.get(label) {
            return *known;
        }
        let when = label.parse::<Period>().ok().and_then(|period| Frequency::of(&period));
        self.steps.insert(label.to_owned(), when);
        when
    }

    /// Where a part of a series is awaited and has no row: as where series are gathered to a level (`methods::watch::shelf`), so that
    /// the sum is unknown there to whoever sees the parts and to whoever does not.
    fn awaited(&mut self) -> BTreeSet<(Series, When)> {
        let mut found = BTreeSet::new();
        for ((series, _), steps) in std::mem::take(&mut self.parts) {
            for (frequency, step) in &steps {
                let after = (1..=frequency.season()).map(|after| (*frequency, step.plus(after)));
                found.extend(after.take_while(|when| !steps.contains(when)).map(|when| (series.clone(), when)));
            }
        }
        found
    }

    /// The sums as rows of the table.
    pub fn rows(&mut self, table: &'static Table) -> Result<Option<RecordBatch>, EngineError> {
        if self.groups.is_empty() {
            return Ok(None);
        }
        let (groups, awaited) = (std::mem::take(&mut self.groups), self.awaited());
        let (mut keys, mut values, mut quantities, mut observations) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (key, mut group) in groups {
            if let Some(when) = self.when(key[PERIOD].as_deref()) {
                let unknown = awaited.contains(&(series(&key), when));
                group.value.unknown |= unknown;
                group.quantity.unknown |= unknown;
            }
            keys.push(key);
            values.push(group.value.total());
            quantities.push(group.quantity.total());
            observations.push(OBSERVATIONS[group.observation]);
        }
        let columns = table.columns.iter().map(|column| -> ArrayRef {
            if let Some(at) = KEY.iter().position(|name| *name == column.name) {
                return Arc::new(keys.iter().map(|key| key[at].as_deref()).collect::<StringArray>());
            }
            match column.name {
                "value" => Arc::new(values.iter().copied().collect::<Float64Array>()),
                "quantity" => Arc::new(quantities.iter().copied().collect::<Float64Array>()),
                "observation" => Arc::new(StringArray::from(observations.clone())),
                "source" => Arc::new(StringArray::from(vec![OUTSIDE; keys.len()])),
                _ => new_null_array(&column.kind.data_type(), keys.len()),
            }
        });
        Ok(Some(RecordBatch::try_new(Arc::new(table.arrow()), columns.collect())?))
    }
}
