//! Aggregates that are kept up from what changed, bit for bit those of a computation from scratch.
//!
//! Sums are whole multiples of a quantum that is chosen once ([`Fixed`]), so that they do not depend on the order in which
//! records came, nor on what came and was withdrawn. A correction is a withdrawal and an addition. Whatever changes says
//! which cells it touched, and [`Scores`] does anew exactly what rests on these.

use crate::series::anomaly::{Baseline, robust_z};
use crate::step::Step;
use foldhash::HashMap;
use liantu_numeric::Fixed;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What is added up: a number for whatever a series is about.
pub type Key = u32;

/// A record, as far as totals care. `None`: its value is unknown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// What it is about.
    pub key: Key,
    /// When it was; for late records long ago.
    pub step: Step,
    /// How much; `None`: unknown.
    pub value: Option<f64>,
}

/// A change of the records.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// There is a new record.
    Added(Entry),
    /// A record is withdrawn, as it was.
    Withdrawn(Entry),
    /// A record was wrong: as it was, and as it is.
    Corrected(Entry, Entry),
}

impl Change {
    /// The records that go and that come.
    fn sides(self) -> [Option<Entry>; 2] {
        match self {
            Self::Added(new) => [None, Some(new)],
            Self::Withdrawn(old) => [Some(old), None],
            Self::Corrected(old, new) => [Some(old), Some(new)],
        }
    }
}

/// Changes that cannot be taken in; nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// A value beyond what the totals were made for.
    #[error("{value} is beyond {largest}, the largest value these totals were made for")]
    Large {
        /// The value.
        value: f64,
        /// The largest.
        largest: f64,
    },
    /// More was withdrawn than there is.
    #[error("key {key}: a record is withdrawn that was never added")]
    Absent {
        /// Of which key.
        key: Key,
    },
    /// A total beyond what the quantum leaves room for.
    #[error("key {key}: the total is beyond what these totals were made for")]
    Full {
        /// Of which key.
        key: Key,
    },
}

/// The total of one cell: enough to go on from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The sum of what is known, in quanta.
    pub units: i128,
    /// Records whose value is known.
    pub known: i64,
    /// Records whose value is unknown.
    pub unknown: i64,
}

impl Cell {
    /// Both together; `None` where the sum does not fit.
    fn and(self, other: Self) -> Option<Self> {
        Some(Self {
            units: self.units.checked_add(other.units)?,
            known: self.known + other.known,
            unknown: self.unknown + other.unknown,
        })
    }
}

/// Changes on their way into totals, added up cell by cell: what memory grows with is the cells they touch.
#[derive(Clone, Debug)]
pub struct Changes {
    scale: Fixed,
    largest: f64,
    moved: HashMap<(Key, Step), Cell>,
}

impl Changes {
    /// Takes one in; refused, it leaves no trace.
    pub fn record(&mut self, change: Change) -> Result<(), Refusal> {
        let large = |entry: &Entry| entry.value.filter(|value| value.is_finite() && value.abs() > self.largest);
        if let Some(value) = change.sides().iter().flatten().find_map(large) {
            return Err(Refusal::Large { value, largest: self.largest });
        }
        for (entry, sign) in change.sides().into_iter().zip([-1i64, 1]) {
            let Some(entry) = entry else { continue };
            let one = match entry.value.filter(|value| value.is_finite()) {
                None => Cell { unknown: sign, ..Cell::default() },
                Some(value) => Cell { units: i128::from(sign) * self.scale.units(value), known: sign, unknown: 0 },
            };
            let cell = self.moved.entry((entry.key, entry.step)).or_default();
            *cell = cell.and(one).ok_or(Refusal::Full { key: entry.key })?;
        }
        Ok(())
    }

    /// The cells that are not as before.
    pub fn touched(&self) -> impl Iterator<Item = (Key, Step)> + '_ {
        self.moved.iter().filter(|(_, cell)| **cell != Cell::default()).map(|(place, _)| *place)
    }
}

/// Totals by key and step.
#[derive(Clone, Debug, PartialEq)]
pub struct Totals {
    scale: Fixed,
    largest: f64,
    cells: BTreeMap<(Key, Step), Cell>,
    batches: BTreeSet<u128>,
}

impl Totals {
    /// Totals of at most `count` records of at most `largest` each; both fix the quantum, and with it every bit to come.
    ///
    /// # Panics
    ///
    /// If `largest` is not finite.
    pub fn new(largest: f64, count: usize) -> Self {
        Self { scale: Fixed::new(largest, count), largest, cells: BTreeMap::new(), batches: BTreeSet::new() }
    }

    /// Takes in the changes of a batch, all or none, and says which cells they touched. A batch is known by the digest of
    /// its content: one that comes again (a file delivered twice) changes nothing. A cell whose total is as before is not
    /// touched.
    pub fn take(&mut self, batch: u128, changes: &[Change]) -> Result<BTreeSet<(Key, Step)>, Refusal> {
        let mut own = self.changes();
        changes.iter().try_for_each(|change| own.record(*change))?;
        self.settle(batch, own)
    }

    /// No changes yet, to be recorded one by one and then settled.
    pub fn changes(&self) -> Changes {
        Changes { scale: self.scale, largest: self.largest, moved: HashMap::default() }
    }

    /// Takes in what was recorded, all or none, as [`take`](Self::take) does.
    pub fn settle(&mut self, batch: u128, changes: Changes) -> Result<BTreeSet<(Key, Step)>, Refusal> {
        if self.batches.contains(&batch) {
            return Ok(BTreeSet::new());
        }
        let mut after = Vec::new();
        for (place, change) in changes.moved.into_iter().filter(|(_, change)| *change != Cell::default()) {
            let cell = self.cells.get(&place).copied().unwrap_or_default().and(change);
            let cell = cell.ok_or(Refusal::Full { key: place.0 })?;
            if cell.known < 0 || cell.unknown < 0 {
                return Err(Refusal::Absent { key: place.0 });
            }
            after.push((place, cell));
        }
        let touched = after.iter().map(|(place, _)| *place).collect();
        for (place, cell) in after {
            self.restore(place, cell);
        }
        self.batches.insert(batch);
        Ok(touched)
    }

    /// Sets a cell to what it was when it was last seen: totals need not be whole to go on from.
    pub fn restore(&mut self, place: (Key, Step), cell: Cell) {
        if cell.known == 0 && cell.unknown == 0 {
            self.cells.remove(&place);
        } else {
            self.cells.insert(place, cell);
        }
    }

    /// A cell as it stands.
    pub fn cell(&self, key: Key, step: Step) -> Cell {
        self.cells.get(&(key, step)).copied().unwrap_or_default()
    }

    /// The cells that something is recorded of, in order.
    pub fn places(&self) -> impl Iterator<Item = (Key, Step)> + '_ {
        self.cells.keys().copied()
    }

    /// The number nearest to a sum in quanta.
    pub fn number(&self, units: i128) -> f64 {
        self.scale.number(units)
    }

    /// The total of a cell; `None` where nothing is recorded or a part is unknown.
    pub fn total(&self, key: Key, step: Step) -> Option<f64> {
        let cell = self.cells.get(&(key, step)).filter(|cell| cell.unknown == 0)?;
        Some(self.scale.number(cell.units))
    }

    /// Known and unknown records of a cell.
    pub fn counts(&self, key: Key, step: Step) -> (i64, i64) {
        self.cells.get(&(key, step)).map_or((0, 0), |cell| (cell.known, cell.unknown))
    }

    /// The first and the last step of a key.
    pub fn span(&self, key: Key) -> Option<(Step, Step)> {
        let mut own = self.cells.range((key, Step(i32::MIN))..=(key, Step(i32::MAX))).map(|((_, step), _)| *step);
        let first = own.next()?;
        Some((first, own.next_back().unwrap_or(first)))
    }

    /// The totals by wider keys: exactly the sums of the narrower ones, whichever way they are grouped.
    #[must_use]
    pub fn gathered(&self, wider: impl Fn(Key) -> Key) -> Self {
        let mut cells: BTreeMap<(Key, Step), Cell> = BTreeMap::new();
        for (&(key, step), cell) in &self.cells {
            let into = cells.entry((wider(key), step)).or_default();
            into.units += cell.units;
            into.known += cell.known;
            into.unknown += cell.unknown;
        }
        Self { cells, batches: self.batches.clone(), ..*self }
    }

    /// How many cells there are: what memory grows with, whatever the number of records.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether nothing is recorded.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }
}

/// The robust z of every step of every key, kept up with the totals.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    baseline: Baseline,
    series: BTreeMap<Key, Scored>,
}

/// The totals of a key from its first step on, and their scores.
#[derive(Clone, Debug)]
struct Scored {
    first: Step,
    values: Vec<f64>,
    scores: Vec<f64>,
}

impl PartialEq for Scored {
    /// Bit for bit.
    fn eq(&self, other: &Self) -> bool {
        let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<u64>>();
        self.first == other.first
            && bits(&self.values) == bits(&other.values)
            && bits(&self.scores) == bits(&other.scores)
    }
}

impl Scores {
    /// No scores yet.
    pub fn new(baseline: Baseline) -> Self {
        Self { baseline, series: BTreeMap::new() }
    }

    /// The scores of all keys, from scratch.
    pub fn of(totals: &Totals, baseline: Baseline) -> Self {
        let mut scores = Self::new(baseline);
        let touched: BTreeSet<(Key, Step)> = totals.cells.keys().copied().collect();
        scores.follow(totals, &touched);
        scores
    }

    /// Follows the totals after a change of the cells `touched`, and says which steps of which keys were scored anew: those
    /// touched and those whose baseline holds one of them, no others.
    pub fn follow(&mut self, totals: &Totals, touched: &BTreeSet<(Key, Step)>) -> BTreeSet<(Key, Step)> {
        let mut reopened = BTreeSet::new();
        for own in touched.iter().copied().collect::<Vec<_>>().chunk_by(|one, two| one.0 == two.0) {
            let key = own[0].0;
            let Some((first, last)) = totals.span(key) else {
                self.series.remove(&key);
                reopened.extend(own.iter().copied());
                continue;
            };
            let scored = self.series.entry(key).or_insert(Scored { first, values: Vec::new(), scores: Vec::new() });
            scored.fit(first, last);
            let mut buffer = Vec::new();
            let mut again: BTreeSet<usize> = BTreeSet::new();
            for &(_, step) in own {
                let Some(at) = step.since(first).filter(|at| *at < scored.values.len()) else {
                    reopened.insert((key, step));
                    continue;
                };
                scored.values[at] = totals.total(key, step).unwrap_or(f64::NAN);
                again.extend(dependants(&self.baseline, at, scored.values.len()));
            }
            // Cells that fell off either end leave scores behind that rested on them.
            for &(_, step) in own {
                if step < first {
                    let reach = usize::try_from(first.0 - step.0).unwrap_or(usize::MAX);
                    again.extend(beyond(&self.baseline, reach, scored.values.len()));
                }
            }
            for at in again {
                scored.scores[at] = one(&self.baseline, &scored.values, at, &mut buffer);
                reopened.insert((key, first.plus(at)));
            }
        }
        reopened
    }

    /// The score of a step; `None` where undefined.
    pub fn get(&self, key: Key, step: Step) -> Option<f64> {
        let scored = self.series.get(&key)?;
        scored.scores.get(step.since(scored.first)?).copied().filter(|score| !score.is_nan())
    }
}

impl Scored {
    /// Grows or shrinks to the steps from `first` to `last`.
    fn fit(&mut self, first: Step, last: Step) {
        let length = last.since(first).map_or(0, |last| last + 1);
        for list in [&mut self.values, &mut self.scores] {
            if let Some(lead) = self.first.since(first) {
                list.splice(0..0, std::iter::repeat_n(f64::NAN, lead));
            } else if let Some(gone) = first.since(self.first) {
                list.drain(0..gone.min(list.len()));
            }
            list.resize(length, f64::NAN);
        }
        self.first = first;
    }
}

fn one(baseline: &Baseline, values: &[f64], at: usize, buffer: &mut Vec<f64>) -> f64 {
    if !values[at].is_finite() {
        return f64::NAN;
    }
    baseline.gather(values, at, buffer);
    if buffer.len() < baseline.least.max(1) {
        return f64::NAN;
    }
    robust_z(buffer, values[at]).unwrap_or(f64::NAN)
}

/// The steps whose score rests on step `at`: itself and those that have it in their baseline.
fn dependants(baseline: &Baseline, at: usize, steps: usize) -> impl Iterator<Item = usize> + '_ {
    let holds = move |range: Range<usize>| range.contains(&at);
    (at..steps).filter(move |&later| later == at || baseline.ranges(later).any(holds))
}

/// The steps whose baseline reached `reach` steps before the first.
fn beyond(baseline: &Baseline, reach: usize, steps: usize) -> impl Iterator<Item = usize> + '_ {
    let holds = |range: Range<usize>| range.contains(&0);
    (0..steps).filter(move |&at| baseline.ranges(at + reach).any(holds))
}
