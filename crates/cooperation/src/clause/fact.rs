//! What was collected, paid or lost: the amounts that clauses divide.

use crate::agreement::PartyId;
use crate::money::{Currency, decimal};
use liantu_model::Period;
use std::collections::BTreeMap;

/// In place of an actor or a fact where there is none.
pub const NONE: u32 = u32::MAX;

/// Marks a [`Fact::row`] that is the number of a record of the agreement's book, not the row of a table.
pub const ENTERED: u32 = 1 << 31;

/// In what a fact is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Minor units of a currency.
    Money(Currency),
    /// Millionths of anything else: tonnes of coal equivalent, mu, persons.
    Other(String),
}

impl Unit {
    /// Decimal digits of what is counted.
    pub const fn digits(&self) -> u8 {
        match self {
            Self::Money(currency) => currency.digits(),
            Self::Other(_) => 6,
        }
    }

    /// A count in words, without the unit.
    pub fn decimal(&self, minor: i64) -> String {
        decimal(minor, self.digits())
    }

    /// The word for it.
    pub fn word(&self) -> &str {
        match self {
            Self::Money(currency) => currency.code(),
            Self::Other(word) => word,
        }
    }
}

/// An amount of an item that a party holds (of a revenue), has paid (of a cost) or has suffered (of a loss) in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Row of the table that it comes from, from 1; with [`ENTERED`], the record of the book.
    pub row: u32,
    /// Place in [`Facts::items`].
    pub item: u16,
    /// The party.
    pub party: PartyId,
    /// Place in [`Facts::actors`], or [`NONE`].
    pub actor: u32,
    /// The period.
    pub period: Period,
    /// How much, in the smallest unit.
    pub minor: i64,
    /// Place in [`Facts::units`].
    pub unit: u16,
}

/// The facts of one agreement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Names of items.
    pub items: Vec<String>,
    /// Names of actors: firms, branches, projects.
    pub actors: Vec<String>,
    /// Units.
    pub units: Vec<Unit>,
    /// The facts.
    pub facts: Vec<Fact>,
}

impl Facts {
    /// The number of `word` in `words`, which is added where it is new.
    pub fn number(words: &mut Vec<String>, word: &str) -> usize {
        words.iter().position(|own| own == word).unwrap_or_else(|| {
            words.push(word.to_owned());
            words.len() - 1
        })
    }

    /// The item called `name`.
    pub fn item(&self, name: &str) -> Option<u16> {
        self.items.iter().position(|own| own == name).and_then(|place| u16::try_from(place).ok())
    }

    /// The facts of an item.
    pub fn of<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Fact> + use<'a> {
        let item = self.item(name);
        self.facts.iter().filter(move |fact| Some(fact.item) == item)
    }

    /// The amounts whose days another one of the same party, item, actor and unit has too, in a shorter period or in one as
    /// long: by their places, with that period. Of a year and its months the year.
    pub(crate) fn repeated(&self) -> BTreeMap<u32, Period> {
        if !self.overlap() {
            return BTreeMap::new();
        }
        let key = |place: u32| {
            let fact = &self.facts[place as usize];
            (fact.item, fact.party, fact.actor, fact.unit)
        };
        let period = |place: u32| self.facts[place as usize].period;
        let days = |own: Period| own.end.map_or(i64::MAX, |end| i64::from((end - own.start).get_days()));
        let mut order: Vec<u32> = (0u32..).zip(&self.facts).map(|(place, _)| place).collect();
        order.sort_unstable_by_key(|&place| (key(place), period(place)));
        let mut found = BTreeMap::new();
        for own in order.chunk_by(|one, two| key(*one) == key(*two)) {
            for (n, &one) in own.iter().enumerate() {
                let (first, end) = (period(one), period(one).end);
                let later = own[n + 1..].iter().take_while(|&&two| end.is_none_or(|end| period(two).start < end));
                for &two in later.filter(|&&two| period(two) != first) {
                    let second = period(two);
                    if days(first) >= days(second) {
                        found.entry(one).or_insert(second);
                    }
                    if days(second) >= days(first) {
                        found.entry(two).or_insert(first);
                    }
                }
            }
        }
        found
    }

    /// Whether any two periods share a day.
    fn overlap(&self) -> bool {
        let mut periods: Vec<Period> = self.facts.iter().map(|fact| fact.period).collect();
        periods.dedup();
        periods.sort_unstable();
        periods.dedup();
        periods.windows(2).any(|own| own[0].overlaps(&own[1]))
    }

    /// The actor of a fact.
    pub fn actor(&self, fact: &Fact) -> Option<&str> {
        self.actors.get(fact.actor as usize).map(String::as_str)
    }
}

/// Whether `periods` follow one another from the first day of `window` to its last, without a gap. Amounts of one period stand
/// beside each other; of a year and of its months one is too many.
pub(crate) fn covered(window: Period, periods: impl Iterator<Item = Period>) -> bool {
    let mut periods: Vec<Period> = periods.collect();
    periods.sort_unstable();
    periods.dedup();
    let mut day = Some(window.start);
    for period in periods {
        if day != Some(period.start) {
            return false;
        }
        day = period.end;
    }
    day == window.end && day.is_some()
}
