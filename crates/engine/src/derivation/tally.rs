//! Records on their way into cells: each row is given to the cells that it belongs to, or taken from them.

use super::definition::Definitions;
use crate::EngineError;
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type, Float64Type};
use foldhash::{HashMap, HashSet};
use liantu_model::schema::Table;
use liantu_model::{Period, period};
use liantu_monitoring::derivation::{Amount, Derivation, Measure, Origin, Target, totals};
use liantu_monitoring::incremental::{Change, Changes, Entry, Key, Refusal, Totals};
use liantu_monitoring::{Frequency, Step};
use std::sync::Arc;

/// A word by its number; 0 is none.
pub(super) type Word = u32;

/// Words, each once.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    numbers: HashMap<Arc<str>, Word>,
    words: Vec<Arc<str>>,
}

impl Lexicon {
    pub fn number(&mut self, word: &str) -> Word {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let word: Arc<str> = word.into();
        self.words.push(Arc::clone(&word));
        let number = self.words.len() as Word;
        self.numbers.insert(word, number);
        number
    }

    pub fn optional(&mut self, word: Option<&str>) -> Word {
        word.map_or(0, |word| self.number(word))
    }

    /// The number of a word that is known already.
    pub fn known(&self, word: Option<&str>) -> Option<Word> {
        word.map_or(Some(0), |word| self.numbers.get(word).copied())
    }

    pub fn word(&self, number: Word) -> Option<&str> {
        (number > 0).then(|| &*self.words[number as usize - 1])
    }
}

/// When a cell is: a step of a length, or a stretch that is none, by its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct When {
    pub frequency: Frequency,
    pub other: Word,
    pub step: Step,
}

/// The rows that a cell is part of: one row of `flow` or `indicator` at each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Group {
    pub derivation: u16,
    pub places: [Word; 2],
    pub actors: [Word; 2],
    pub subject: Word,
    pub frequency: Frequency,
    pub other: Word,
}

/// What a cell is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Name {
    pub group: Group,
    /// Whether it is the quantity beside the value.
    pub quantity: bool,
    pub unit: Word,
}

/// What a row gives to a cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub row: usize,
    pub name: Name,
    pub step: Step,
    pub value: Option<f64>,
}

/// Rows that a finding names.
const NAMED: usize = 3;

/// What could not be made of records.
#[derive(Clone, Debug, Default)]
pub(super) struct Lost {
    pub unplaced: u64,
    /// The keys of the first of them.
    pub first: Vec<String>,
    pub unshared: u64,
    pub large: u64,
}

impl Lost {
    /// Counts a row that has no place or time, and names the first of them by their keys.
    fn leave(&mut self, table: &Table, batch: &RecordBatch, row: usize) -> Result<(), EngineError> {
        self.unplaced += 1;
        if self.first.len() < NAMED {
            let mut words = Vec::new();
            for name in table.key {
                let texts = Texts::column(batch, name)?;
                words.extend(texts.as_ref().and_then(|texts| texts.get(row)).map(str::to_owned));
            }
            self.first.push(words.join(" "));
        }
        Ok(())
    }
}

#[derive(Debug)]
pub(crate) struct Tally {
    pub(super) definitions: Arc<Definitions>,
    pub(super) lexicon: Lexicon,
    pub(super) names: Vec<Name>,
    keys: HashMap<Name, Key>,
    pub(super) totals: Totals,
    changes: Changes,
    /// Rows of flows and indicators that came from elsewhere and say that they are derived: made anew.
    pub(super) claimed: HashSet<(Group, Step)>,
    pub(super) lost: Vec<Lost>,
    /// Places by derivation, end, origin and word.
    places: HashMap<(u16, u8, u8), ByWord<Word>>,
    /// Later codes by derivation, classification and code.
    heirs: HashMap<(u16, usize), ByWord<Parts>>,
    units: ByWord<(Word, f64)>,
    periods: HashMap<Frequency, ByWord<Option<(When, i32)>>>,
    days: HashMap<(Frequency, i32), Option<When>>,
}

/// What words were found to mean.
type ByWord<T> = HashMap<Box<str>, T>;
/// Codes with their shares.
type Parts = Arc<[(Word, Option<f64>)]>;

impl Tally {
    pub fn new(definitions: Arc<Definitions>) -> Self {
        let totals = totals();
        Self {
            lexicon: Lexicon::default(),
            names: Vec::new(),
            keys: HashMap::default(),
            changes: totals.changes(),
            totals,
            claimed: HashSet::default(),
            lost: vec![Lost::default(); definitions.derivations.len()],
            places: HashMap::default(),
            heirs: HashMap::default(),
            units: HashMap::default(),
            periods: HashMap::default(),
            days: HashMap::default(),
            definitions,
        }
    }

    pub(super) fn key(&mut self, name: Name) -> Key {
        *self.keys.entry(name).or_insert_with(|| {
            self.names.push(name);
            self.names.len() as Key - 1
        })
    }

    /// The key of a cell that something was said about.
    pub(super) fn known_key(&self, name: &Name) -> Option<Key> {
        self.keys.get(name).copied()
    }

    pub(super) fn touched(&self) -> impl Iterator<Item = (Key, Step)> + '_ {
        self.changes.touched()
    }

    /// Ends the counting: what was recorded goes into the totals.
    pub(super) fn settle(&mut self) -> Result<(), EngineError> {
        let changes = std::mem::replace(&mut self.changes, self.totals.changes());
        self.totals.settle(0, changes).map(drop).map_err(|error| full(&error))
    }

    /// Gives rows of `table` to the cells they belong to or, `withdrawn`, takes them away.
    pub fn take(
        &mut self,
        table: &str,
        batch: &RecordBatch,
        withdrawn: bool,
        only: Option<&[bool]>,
    ) -> Result<(), EngineError> {
        let definitions = Arc::clone(&self.definitions);
        for (number, derivation) in definitions.derivations.iter().enumerate() {
            if derivation.table.name == table && only.is_none_or(|only| only[number]) {
                self.derive(number as u16, derivation, batch, withdrawn)?;
            }
        }
        Ok(())
    }

    fn derive(
        &mut self,
        number: u16,
        derivation: &Derivation,
        batch: &RecordBatch,
        withdrawn: bool,
    ) -> Result<(), EngineError> {
        for part in self.parts_of(number, derivation, batch, withdrawn)? {
            self.record(part.name, part.step, part.value, withdrawn)?;
        }
        Ok(())
    }

    /// What the rows of a batch give to which cells.
    pub(super) fn parts_of(
        &mut self,
        number: u16,
        derivation: &Derivation,
        batch: &RecordBatch,
        withdrawn: bool,
    ) -> Result<Vec<Part>, EngineError> {
        let mut given = Vec::new();
        let columns = Columns::of(derivation, batch)?;
        for row in 0..batch.num_rows() {
            if !columns.conditions.iter().zip(&derivation.conditions).all(|(text, own)| own.holds(text.get(row))) {
                continue;
            }
            let mut places = [0; 2];
            for (end, origins) in columns.places.iter().enumerate() {
                places[end] = self.place(number, derivation, end, origins, row);
            }
            let when = columns.time.when(self, derivation.frequency, row);
            let (Some((when, day)), true) = (when, places[..columns.places.len()].iter().all(|place| *place > 0))
            else {
                if !withdrawn {
                    self.lost[usize::from(number)].leave(derivation.table, batch, row)?;
                }
                continue;
            };
            let mut actors = [0; 2];
            for (end, column) in columns.actors.iter().enumerate() {
                actors[end] = self.lexicon.optional(column.as_ref().and_then(|column| column.get(row)));
            }
            let parts = match columns.subject.as_ref().map(|subject| subject.get(row)) {
                None | Some(None) => Arc::from([(0, Some(1.0))]),
                Some(Some(code)) => self.parts(number, derivation, code, day),
            };
            for &(subject, share) in parts.iter() {
                let (frequency, other) = (when.frequency, when.other);
                let group = Group { derivation: number, places, actors, subject, frequency, other };
                let counted = if derivation.measure == Measure::Count {
                    Some((Some(1.0), derivation.unit.as_deref()))
                } else {
                    None
                };
                let amounts = [
                    counted.or_else(|| columns.value.as_ref().map(|value| value.get(row))),
                    columns.quantity.as_ref().map(|quantity| quantity.get(row)),
                ];
                for (quantity, amount) in [false, true].into_iter().zip(amounts) {
                    let Some((value, unit)) = amount else { continue };
                    if share.is_none() && !withdrawn && !quantity {
                        self.lost[usize::from(number)].unshared += 1;
                    }
                    let (unit, factor) = self.unit(unit);
                    let value = value.zip(share).map(|(value, share)| value * factor * share);
                    given.push(Part { row, name: Name { group, quantity, unit }, step: when.step, value });
                }
            }
        }
        Ok(given)
    }

    pub(super) fn record(
        &mut self,
        name: Name,
        step: Step,
        value: Option<f64>,
        withdrawn: bool,
    ) -> Result<(), EngineError> {
        let key = self.key(name);
        let change = |value| {
            let entry = Entry { key, step, value };
            if withdrawn { Change::Withdrawn(entry) } else { Change::Added(entry) }
        };
        match self.changes.record(change(value)) {
            Err(Refusal::Large { .. }) => {
                self.lost[usize::from(name.group.derivation)].large += u64::from(!withdrawn);
                self.changes.record(change(None)).map_err(|error| full(&error))
            }
            other => other.map_err(|error| full(&error)),
        }
    }

    /// The place that the first column with a word names; 0 where none does.
    fn place(&mut self, number: u16, derivation: &Derivation, end: usize, origins: &[Texts<'_>], row: usize) -> Word {
        for (which, texts) in origins.iter().enumerate() {
            let Some(word) = texts.get(row).filter(|word| !word.trim().is_empty()) else { continue };
            let origin = &derivation.places[end][which];
            // Of a credit code only the place of registration matters.
            let short = if origin.is_credit() && word.len() == 18 { word.get(2..8).unwrap_or(word) } else { word };
            let known = self.places.entry((number, end as u8, which as u8)).or_default();
            let place = match known.get(short) {
                Some(place) => *place,
                None => {
                    let place = self.definitions.places.of(derivation, origin, word);
                    let place = self.lexicon.optional(place.as_deref());
                    known.insert(short.into(), place);
                    place
                }
            };
            if place > 0 {
                return place;
            }
        }
        0
    }

    fn parts(&mut self, number: u16, derivation: &Derivation, code: &str, day: i32) -> Parts {
        let system =
            derivation.systems.iter().position(|(_, until)| until.is_none_or(|until| day < until)).unwrap_or(0);
        let known = self.heirs.entry((number, system)).or_default();
        if let Some(parts) = known.get(code) {
            return Arc::clone(parts);
        }
        let heirs = self.definitions.revisions.of(&derivation.systems, derivation.digits, code, day);
        let parts: Parts = heirs.iter().map(|(code, share)| (self.lexicon.number(code), *share)).collect();
        known.insert(code.into(), Arc::clone(&parts));
        parts
    }

    fn unit(&mut self, unit: Option<&str>) -> (Word, f64) {
        let Some(unit) = unit.map(str::trim).filter(|unit| !unit.is_empty()) else { return (0, 1.0) };
        if let Some(known) = self.units.get(unit) {
            return *known;
        }
        let (kept, factor) = liantu_package::kept_unit(unit).unwrap_or((unit, 1.0));
        let known = (self.lexicon.number(kept), factor);
        self.units.insert(unit.into(), known);
        known
    }

    /// The time that a label means, cut into steps, and the day it begins.
    pub(super) fn period(&mut self, frequency: Frequency, label: &str) -> Option<(When, i32)> {
        if let Some(known) = self.periods.entry(frequency).or_default().get(label) {
            return *known;
        }
        let found = label.parse::<Period>().ok().map(|period| {
            let irregular =
                |own: &mut Self| When { frequency, other: own.lexicon.number(&period.to_string()), step: Step(0) };
            let when = match Frequency::of(&period) {
                Some((longer, step)) if longer >= frequency => When { frequency: longer, other: 0, step },
                _ => frequency
                    .holding(&period)
                    .map_or_else(|| irregular(self), |step| When { frequency, other: 0, step }),
            };
            (when, period::epoch_days(period.start))
        });
        self.periods.entry(frequency).or_default().insert(label.into(), found);
        found
    }

    fn day(&mut self, frequency: Frequency, day: i32) -> Option<When> {
        *self.days.entry((frequency, day)).or_insert_with(|| {
            let start = period::from_epoch_days(day)?;
            let period = Period::new(start, start.tomorrow().ok())?;
            Some(When { frequency, other: 0, step: frequency.holding(&period)? })
        })
    }

    /// Marks the derived rows of a batch of flows or indicators, to be made anew: what is derived is not read in.
    pub fn claim(&mut self, target: Target, batch: &RecordBatch) -> Result<(), EngineError> {
        let Some(source) = Texts::column(batch, "source")? else { return Ok(()) };
        if !(0..batch.num_rows())
            .any(|row| source.get(row).is_some_and(|word| word.starts_with(super::definition::SOURCE)))
        {
            return Ok(());
        }
        let names = super::cells::columns(target);
        let columns = names.iter().map(|name| Texts::column(batch, name)).collect::<Result<Vec<_>, _>>()?;
        for row in 0..batch.num_rows() {
            let Some(number) = source.get(row).and_then(|word| self.definitions.of_source(word)) else { continue };
            let word = |place: usize| columns[place].as_ref().and_then(|texts| texts.get(row));
            let Some((when, _)) = self.period(Frequency::Month, word(5).unwrap_or_default()) else { continue };
            let mut own = [0; 5];
            for (place, own) in own.iter_mut().enumerate() {
                *own = self.lexicon.optional(word(place));
            }
            let group = Group {
                derivation: number as u16,
                places: [own[0], own[1]],
                actors: [own[2], own[3]],
                subject: own[4],
                frequency: when.frequency,
                other: when.other,
            };
            self.claimed.insert((group, when.step));
        }
        Ok(())
    }
}

fn full(error: &Refusal) -> EngineError {
    EngineError::Internal { reason: format!("derivation: {error}") }
}

/// A column of words, or the same word in each row.
enum Texts<'c> {
    Column(ArrayRef),
    Same(&'c str),
}

impl<'c> Texts<'c> {
    fn column(batch: &RecordBatch, name: &str) -> Result<Option<Self>, EngineError> {
        let Some(column) = batch.column_by_name(name) else { return Ok(None) };
        Ok(Some(Self::Column(cast(column, &DataType::Utf8)?)))
    }

    fn of(origin: &'c Origin, batch: &RecordBatch) -> Result<Self, EngineError> {
        match origin {
            Origin::Constant(word) => Ok(Self::Same(word)),
            Origin::Column(column) => Self::named(batch, column.name),
        }
    }

    /// A file older than a column lacks it: its words are unknown.
    fn named(batch: &RecordBatch, name: &str) -> Result<Self, EngineError> {
        let absent = || Self::Column(Arc::new(StringArray::new_null(batch.num_rows())));
        Ok(Self::column(batch, name)?.unwrap_or_else(absent))
    }

    fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::Column(column) => {
                let column = column.as_string::<i32>();
                column.is_valid(row).then(|| column.value(row))
            }
            Self::Same(word) => Some(word),
        }
    }
}

/// Numbers with their unit.
struct Numbers<'c> {
    column: Option<ArrayRef>,
    unit: Option<Texts<'c>>,
}

impl<'c> Numbers<'c> {
    fn of(amount: &'c Amount, batch: &RecordBatch) -> Result<Self, EngineError> {
        let column = batch.column_by_name(amount.column.name);
        let column = column.map(|column| cast(column, &DataType::Float64)).transpose()?;
        Ok(Self { column, unit: amount.unit.as_ref().map(|unit| Texts::of(unit, batch)).transpose()? })
    }

    fn get(&self, row: usize) -> (Option<f64>, Option<&str>) {
        let column = self.column.as_ref().map(AsArray::as_primitive::<Float64Type>);
        let value = column.filter(|column| column.is_valid(row)).map(|column| column.value(row));
        (value.filter(|value| value.is_finite()), self.unit.as_ref().and_then(|unit| unit.get(row)))
    }
}

/// Days, or labels of periods.
enum Time {
    Days(ArrayRef),
    Labels(ArrayRef),
    Absent,
}

impl Time {
    fn when(&self, tally: &mut Tally, frequency: Frequency, row: usize) -> Option<(When, i32)> {
        match self {
            Self::Days(column) => {
                let column = column.as_primitive::<Date32Type>();
                let day = column.is_valid(row).then(|| column.value(row))?;
                Some((tally.day(frequency, day)?, day))
            }
            Self::Labels(column) => {
                let column = column.as_string::<i32>();
                tally.period(frequency, column.is_valid(row).then(|| column.value(row))?)
            }
            Self::Absent => None,
        }
    }
}

/// The columns that a derivation reads.
struct Columns<'c> {
    conditions: Vec<Texts<'c>>,
    places: Vec<Vec<Texts<'c>>>,
    actors: Vec<Option<Texts<'c>>>,
    subject: Option<Texts<'c>>,
    time: Time,
    value: Option<Numbers<'c>>,
    quantity: Option<Numbers<'c>>,
}

impl<'c> Columns<'c> {
    fn of(derivation: &'c Derivation, batch: &RecordBatch) -> Result<Self, EngineError> {
        let texts = |origins: &'c Vec<Origin>| origins.iter().map(|origin| Texts::of(origin, batch)).collect();
        let time = match batch.column_by_name(derivation.time.name) {
            None => Time::Absent,
            Some(column) if *column.data_type() == DataType::Date32 => Time::Days(Arc::clone(column)),
            Some(column) => Time::Labels(cast(column, &DataType::Utf8)?),
        };
        Ok(Self {
            conditions: derivation
                .conditions
                .iter()
                .map(|condition| Texts::named(batch, condition.column.name))
                .collect::<Result<_, _>>()?,
            places: derivation.places.iter().map(texts).collect::<Result<_, _>>()?,
            actors: derivation
                .actors
                .iter()
                .map(|column| column.map(|column| Texts::named(batch, column.name)).transpose())
                .collect::<Result<_, _>>()?,
            subject: derivation.subject.as_ref().map(|subject| Texts::of(subject, batch)).transpose()?,
            time,
            value: derivation.value.as_ref().map(|value| Numbers::of(value, batch)).transpose()?,
            quantity: derivation.quantity.as_ref().map(|value| Numbers::of(value, batch)).transpose()?,
        })
    }
}
