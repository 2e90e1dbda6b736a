//! Days, cycles of days, and which of them are worked.

use liantu_model::Period;
use liantu_model::period::{epoch_days, from_epoch_days};
use std::collections::BTreeSet;
use std::ops::Range;

/// A day, counted from 1970-01-01.
pub type Day = i32;

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words say it")]
pub enum Cadence {
    Daily,
    Weekly,
    Monthly,
    Quarterly,
    Yearly,
}

impl Cadence {
    /// Reads the word that stores it.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "daily" => Some(Self::Daily),
            "weekly" => Some(Self::Weekly),
            "monthly" => Some(Self::Monthly),
            "quarterly" => Some(Self::Quarterly),
            "yearly" => Some(Self::Yearly),
            _ => None,
        }
    }
}

/// What happens to a run that falls on a day off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shift {
    /// Nothing.
    None,
    /// It moves to the next working day.
    #[default]
    Next,
    /// It moves to the working day before.
    Previous,
}

impl Shift {
    /// Reads the word that stores it.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "none" => Some(Self::None),
            "next" => Some(Self::Next),
            "previous" => Some(Self::Previous),
            _ => None,
        }
    }
}

/// Working days: Monday to Friday, but for the days off and the weekend days that are worked in exchange. Both are data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    off: BTreeSet<Day>,
    worked: BTreeSet<Day>,
}

impl Calendar {
    /// A calendar with these days off and these weekend days worked; a day that is both is off.
    pub fn new(off: impl IntoIterator<Item = Day>, worked: impl IntoIterator<Item = Day>) -> Self {
        Self { off: off.into_iter().collect(), worked: worked.into_iter().collect() }
    }

    /// Whether a day is worked.
    pub fn is_working(&self, day: Day) -> bool {
        // 1970-01-01 was a Thursday.
        let weekend = (day + 3).rem_euclid(7) >= 5;
        !self.off.contains(&day) && (!weekend || self.worked.contains(&day))
    }

    /// The longest stretch without a working day that this calendar can hold, in days.
    pub fn longest_rest(&self) -> i32 {
        // Days off that touch weekends make longer stretches; three days more for each is ample.
        i32::try_from(self.off.len()).unwrap_or(i32::MAX / 8).saturating_mul(3).saturating_add(3).min(400)
    }

    /// A day, moved off a day off. Where there is no working day within 400 days it stays.
    pub fn shifted(&self, day: Day, shift: Shift) -> Day {
        let step = match shift {
            Shift::None => return day,
            Shift::Next => 1,
            Shift::Previous => -1,
        };
        (0..400).map(|moved| day + step * moved).find(|&day| self.is_working(day)).unwrap_or(day)
    }
}

/// The whole cycles that share a day with `from..to`, in order.
pub fn cycles(cadence: Cadence, from: Day, to: Day) -> Vec<Range<Day>> {
    if from >= to {
        return Vec::new();
    }
    let months = match cadence {
        Cadence::Daily => return (from..to).map(|day| day..day + 1).collect(),
        Cadence::Weekly => {
            let monday = from - (from + 3).rem_euclid(7);
            return (monday..to).step_by(7).map(|start| start..start + 7).collect();
        }
        Cadence::Monthly => 1,
        Cadence::Quarterly => 3,
        Cadence::Yearly => 12,
    };
    let Some(first) = from_epoch_days(from) else { return Vec::new() };
    let month = i32::from(first.year()) * 12 + i32::from(first.month()) - 1;
    let start = |cycle: i32| {
        let month = (month.div_euclid(months) + cycle) * months;
        let text = format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1);
        text.parse::<Period>().ok().map(|period| epoch_days(period.start))
    };
    (0..).map_while(|cycle| Some(start(cycle)?..start(cycle + 1)?)).take_while(|cycle| cycle.start < to).collect()
}
