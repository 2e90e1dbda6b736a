//! Equal steps of time: a month, a quarter, a year, numbered without gaps.

use liantu_model::Period;
use std::fmt;

/// The length of a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Frequency {
    /// A calendar month.
    #[default]
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
}

impl Frequency {
    /// All of them, from short to long.
    pub const ALL: [Self; 3] = [Self::Month, Self::Quarter, Self::Year];

    /// The word that stores it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|frequency| frequency.word() == word)
    }

    /// Steps in a year.
    pub const fn season(self) -> usize {
        match self {
            Self::Month => 12,
            Self::Quarter => 4,
            Self::Year => 1,
        }
    }

    /// The step that a period is, and its length; `None` where it is no calendar month, quarter or year.
    pub fn of(period: &Period) -> Option<(Self, Step)> {
        let end = period.end?;
        let start = i32::from(period.start.year()) * 12 + i32::from(period.start.month()) - 1;
        let length = i32::from(end.year()) * 12 + i32::from(end.month()) - 1 - start;
        if period.start.day() != 1 || end.day() != 1 {
            return None;
        }
        let frequency = Self::ALL.into_iter().find(|frequency| frequency.months() == length)?;
        (start % length == 0).then_some((frequency, Step(start.div_euclid(length))))
    }

    const fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// The step that holds a period whole; `None` where none does.
    pub fn holding(self, period: &Period) -> Option<Step> {
        let last = period.end?.yesterday().ok()?;
        let step = |year: i16, month: i8| (i32::from(year) * 12 + i32::from(month) - 1).div_euclid(self.months());
        let first = step(period.start.year(), period.start.month());
        (first == step(last.year(), last.month())).then_some(Step(first))
    }

    /// The first step that starts on or after the day a period starts, and the first that no longer starts before it ends.
    pub fn within(self, period: &Period) -> (Step, Option<Step>) {
        let first = |year: i16, month: i8, day: i8| {
            let months = i32::from(year) * 12 + i32::from(month) - 1 + i32::from(day > 1);
            Step(months.div_euclid(self.months()) + i32::from(months.rem_euclid(self.months()) > 0))
        };
        let (start, end) = (period.start, period.end);
        (first(start.year(), start.month(), start.day()), end.map(|end| first(end.year(), end.month(), end.day())))
    }

    /// A step as people write it: `2021-05`, `2021-Q2`, `2021`.
    pub fn label(self, step: Step) -> String {
        let season = i32::try_from(self.season()).unwrap_or(1);
        let (year, part) = (step.0.div_euclid(season), step.0.rem_euclid(season) + 1);
        match self {
            Self::Month => format!("{year:04}-{part:02}"),
            Self::Quarter => format!("{year:04}-Q{part}"),
            Self::Year => format!("{year:04}"),
        }
    }
}

impl fmt::Display for Frequency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A step, counted from the year 0 in steps of one length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step(pub i32);

impl Step {
    /// The step `count` later.
    #[must_use]
    pub fn plus(self, count: usize) -> Self {
        Self(self.0 + i32::try_from(count).expect("series are shorter than 2^31 steps"))
    }

    /// How many steps it is after `earlier`; `None` where it is before.
    pub fn since(self, earlier: Self) -> Option<usize> {
        usize::try_from(self.0.checked_sub(earlier.0)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_numbered_without_gaps() {
        let of = |text: &str| Frequency::of(&text.parse().unwrap());
        let (month, step) = of("2021-12").unwrap();
        assert_eq!((month, step.plus(1)), (Frequency::Month, of("2022-01").unwrap().1));
        assert_eq!(month.label(step.plus(2)), "2022-02");
        let (quarter, step) = of("2021-Q4").unwrap();
        assert_eq!((quarter.season(), quarter.label(step.plus(1))), (4, "2022-Q1".to_owned()));
        assert_eq!(of("2021").map(|(year, step)| year.label(step)), Some("2021".to_owned()));
        for other in ["2021-05-17", "2021-H1", "2016/..", "2021-02/2021-05", "2020/2023"] {
            assert_eq!(of(other), None, "{other}");
        }
        let holding =
            |frequency: Frequency, text: &str| frequency.holding(&text.parse().unwrap()).map(|s| frequency.label(s));
        assert_eq!(holding(Frequency::Month, "2021-05-17").as_deref(), Some("2021-05"));
        assert_eq!(holding(Frequency::Quarter, "2021-05").as_deref(), Some("2021-Q2"));
        assert_eq!((holding(Frequency::Month, "2021-Q2"), holding(Frequency::Year, "2021/..")), (None, None));
        let year: Period = "2021".parse().unwrap();
        let (from, to) = Frequency::Month.within(&year);
        assert_eq!((month.label(from), month.label(to.unwrap())), ("2021-01".to_owned(), "2022-01".to_owned()));
    }
}
