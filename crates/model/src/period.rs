//! Periods are half-open: they hold their first day and not their last. An absent bound is unknown or open, never zero.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::fmt;
use std::str::FromStr;

/// A half-open stretch of time `[start, end)` in whole days; `end` is absent where it is still running.
///
/// Read from `2021`, `2021-05`, `2021-05-17`, `2021-Q3`, `2021-H1`, `2021年3月`, and from two of these joined by `/`
/// (`2020-01/2021-04`: from the start of the first to the start of the second) or open at the end (`2016/..`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// First day.
    pub start: Date,
    /// First day no longer in it.
    pub end: Option<Date>,
}

/// A text that is no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a period: expected a form such as 2021, 2021-05, 2021-Q3 or 2020/2023")]
pub struct PeriodError {
    /// The text.
    pub found: String,
}

impl Period {
    /// The period from `start` up to, not including, `end`; `None` unless `start < end`.
    pub fn new(start: Date, end: Option<Date>) -> Option<Self> {
        end.is_none_or(|end| start < end).then_some(Self { start, end })
    }

    /// The whole of `year`; `None` outside the years -9999 to 9998.
    pub fn year(year: i16) -> Option<Self> {
        Self::new(Date::new(year, 1, 1).ok()?, Some(Date::new(year.checked_add(1)?, 1, 1).ok()?))
    }

    /// Whether the two share a day.
    pub fn overlaps(&self, other: &Self) -> bool {
        other.end.is_none_or(|end| self.start < end) && self.end.is_none_or(|end| other.start < end)
    }

    /// Whether `day` lies in it.
    pub fn contains(&self, day: Date) -> bool {
        self.start <= day && self.end.is_none_or(|end| day < end)
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fail = || PeriodError { found: text.to_owned() };
        let trimmed = text.trim();
        if let Some((from, to)) = trimmed.split_once('/') {
            let start = atom(from).ok_or_else(fail)?.start;
            let end = match to.trim() {
                ".." | "" => None,
                to => Some(atom(to).ok_or_else(fail)?.start),
            };
            return Self::new(start, end).ok_or_else(fail);
        }
        atom(trimmed).ok_or_else(fail)
    }
}

/// One year, half-year, quarter, month or day.
fn atom(text: &str) -> Option<Period> {
    let mut plain = text.trim().trim_end_matches(['日', '号']).to_owned();
    for (word, sign) in
        [("年第", "-Q"), ("年上半年", "-H1"), ("年下半年", "-H2"), ("季度", ""), ("年", "-"), ("月份", ""), ("月", "-")]
    {
        plain = plain.replace(word, sign);
    }
    for (numeral, digit) in [("Q一", "Q1"), ("Q二", "Q2"), ("Q三", "Q3"), ("Q四", "Q4")] {
        plain = plain.replace(numeral, digit);
    }
    let plain = plain.trim_end_matches('-').replace(['.'], "-");
    let mut upper = plain.to_ascii_uppercase();
    // Reporting periods of SDMX: `2021-S1`, `2021-M05`, `2021-A1`.
    if let Some((year, part)) = upper.split_once('-').filter(|(year, _)| year.len() == 4) {
        let plain = part.strip_prefix('S').map(|half| format!("{year}-H{half}"));
        let plain = plain.or_else(|| part.strip_prefix('M').map(|month| format!("{year}-{month}")));
        upper = plain.or_else(|| (part == "A1").then(|| year.to_owned())).unwrap_or(upper);
    }
    let plain = upper.as_str();
    if let Some(letter) = upper.find(['Q', 'H']) {
        let year: i16 = upper[..letter].trim_end_matches('-').parse().ok()?;
        let number: i8 = upper[letter + 1..].parse().ok()?;
        let months = if upper.as_bytes()[letter] == b'Q' { 3 } else { 6 };
        if number < 1 || number > 12 / months {
            return None;
        }
        let start = Date::new(year, (number - 1) * months + 1, 1).ok()?;
        return Period::new(start, start.checked_add(i32::from(months).months()).ok());
    }
    let digits = plain.len() == 8 && plain.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> =
        if digits { vec![&plain[..4], &plain[4..6], &plain[6..]] } else { plain.split('-').collect() };
    if parts[0].len() != 4 || parts.iter().any(|part| part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let year: i16 = parts[0].parse().ok()?;
    let number = |part: &str| part.parse::<i8>().ok().filter(|_| part.len() <= 2);
    match parts[1..] {
        [] => Period::year(year),
        [month] => {
            let start = Date::new(year, number(month)?, 1).ok()?;
            Period::new(start, start.checked_add(1.month()).ok())
        }
        [month, day] => {
            let start = Date::new(year, number(month)?, number(day)?).ok()?;
            Period::new(start, start.checked_add(1.day()).ok())
        }
        _ => None,
    }
}

impl fmt::Display for Period {
    /// The shortest form that reads back as the same period.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, Some(end)) = (self.start, self.end) else { return write!(f, "{}/..", Bound(self.start)) };
        let (year, month) = (start.year(), start.month());
        let spans = |months: i32| start.day() == 1 && start.checked_add(months.months()).is_ok_and(|next| next == end);
        if month == 1 && spans(12) {
            write!(f, "{year:04}")
        } else if month % 6 == 1 && spans(6) {
            write!(f, "{year:04}-H{}", month / 6 + 1)
        } else if month % 3 == 1 && spans(3) {
            write!(f, "{year:04}-Q{}", month / 3 + 1)
        } else if spans(1) {
            write!(f, "{year:04}-{month:02}")
        } else if start.checked_add(1.day()).is_ok_and(|next| next == end) {
            write!(f, "{start}")
        } else {
            write!(f, "{}/{}", Bound(start), Bound(end))
        }
    }
}

struct Bound(Date);

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.month(), self.0.day()) {
            (1, 1) => write!(f, "{:04}", self.0.year()),
            (month, 1) => write!(f, "{:04}-{month:02}", self.0.year()),
            _ => write!(f, "{}", self.0),
        }
    }
}

impl serde::Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Days from 1970-01-01 to `day`: the number that Arrow's `Date32` stores.
pub fn epoch_days(day: Date) -> i32 {
    (day - date(1970, 1, 1)).get_days()
}

/// The day that is `days` after 1970-01-01; `None` outside the calendar.
pub fn from_epoch_days(days: i32) -> Option<Date> {
    date(1970, 1, 1).checked_add(days.days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn usual_forms_are_read() {
        for (form, canonical) in [
            ("2021", "2021"),
            ("2021年", "2021"),
            ("2021-5", "2021-05"),
            ("2021年5月", "2021-05"),
            ("2021.05", "2021-05"),
            ("2021Q3", "2021-Q3"),
            ("2021年第三季度", "2021-Q3"),
            ("2021年上半年", "2021-H1"),
            ("20210517", "2021-05-17"),
            ("2021年5月17日", "2021-05-17"),
            ("2021-01/2021-10", "2021/2021-10"),
            ("2016/..", "2016/.."),
        ] {
            assert_eq!(form.parse::<Period>().map(|p| p.to_string()).as_deref(), Ok(canonical), "{form}");
        }
        for wrong in ["", "21", "2021-13", "2021-Q5", "2021-02-30", "2022/2021", "2021/2021", "二〇二一", "2021-1-1-1"]
        {
            assert!(wrong.parse::<Period>().is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn display_reads_back(start in -200_000i32..200_000, length in 1i32..5_000, open: bool) {
            let start = from_epoch_days(start).unwrap();
            prop_assume!(start.year() >= 1000);
            let end = (!open).then(|| start.checked_add(length.days()).unwrap());
            let period = Period::new(start, end).unwrap();
            prop_assert_eq!(period.to_string().parse::<Period>().unwrap(), period);
        }

        #[test]
        fn days_read_back(days in -300_000i32..300_000) {
            prop_assert_eq!(epoch_days(from_epoch_days(days).unwrap()), days);
        }
    }
}
