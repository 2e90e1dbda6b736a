//! Periods are half-open: they hold their first day and not their last. An absent bound is unknown or open, never zero.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::fmt;
use std::str::FromStr;

/// A half-open stretch of time `[start, end)` in whole days; `end` is absent where it is still running.
///
/// Read from `2021`, `2021-05`, `202105`, `2021/5`, `2021-05-17`, `2021-Q3`, `2021-H1`, `2021年3月`, `2021年1季度`, from months in a
/// row (`2021年1-11月`: with the last of them), and from two years, months or days joined by `/` (`2020-01/2021-04`: from the start of
/// the first to the start of the second) or open at the end (`2016/..`).
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
        let plain = half_width(text);
        if let Some((from, to)) = plain.split_once('/') {
            // A spreadsheet writes months and days so; the parts of an interval have their year.
            let short = |part: &str| is_digits(part, 2);
            if is_digits(from, 4) && to.split('/').all(short) {
                return atom(&plain.replace('/', "-")).ok_or_else(fail);
            }
            let start = atom(from).ok_or_else(fail)?.start;
            let end = match to {
                ".." | "" => None,
                to => Some(atom(to).ok_or_else(fail)?.start),
            };
            return Self::new(start, end).ok_or_else(fail);
        }
        atom(&plain).ok_or_else(fail)
    }
}

/// The text without blanks, in upper case, with the digits and signs of ASCII.
fn half_width(text: &str) -> String {
    let plain = text.chars().filter(|c| !c.is_whitespace()).map(|c| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '–' | '—' | '―' | '~' | '至' | '到' => '~',
        c => c,
    });
    plain.map(|c| c.to_ascii_uppercase()).collect()
}

fn is_digits(text: &str, most: usize) -> bool {
    !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// One year, half-year, quarter, month or day, or several months or quarters of a year in a row.
fn atom(text: &str) -> Option<Period> {
    if let Some((year, rest)) = text.split_once('年') {
        return within(year_of(year)?, rest);
    }
    // Reporting periods of SDMX: `2021-S1`, `2021-M05`, `2021-A1`.
    if let Some((year, part)) = text.split_once('-') {
        match (part.as_bytes().first(), part.get(1..)) {
            (Some(b'S'), Some(half)) => return months(year_of(year)?, number(half)?, number(half)?, 6),
            (Some(b'M'), Some(month)) => return months(year_of(year)?, number(month)?, number(month)?, 1),
            (Some(b'A'), Some("1")) => return Period::year(year_of(year)?),
            _ => {}
        }
    }
    if let Some(letter) = text.find(['Q', 'H']) {
        let (year, part) = (year_of(text[..letter].trim_end_matches('-'))?, number(&text[letter + 1..])?);
        return months(year, part, part, if text.as_bytes()[letter] == b'Q' { 3 } else { 6 });
    }
    let parts: Vec<&str> = match text.len() {
        6 | 8 if is_digits(text, 8) => vec![&text[..4], &text[4..6], &text[6..]],
        _ => text.split(if text.contains('.') { '.' } else { '-' }).collect(),
    };
    let parts: Vec<&str> = if parts.last() == Some(&"") && is_digits(text, 8) { parts[..2].to_vec() } else { parts };
    let year = year_of(parts[0])?;
    match parts[1..] {
        [] => Period::year(year),
        [part] => within(year, part),
        [month, day] => day_of(year, month, day.trim_end_matches(['日', '号'])),
        _ => None,
    }
}

/// What is written behind a year: a part of it, or nothing.
fn within(year: i16, rest: &str) -> Option<Period> {
    match rest {
        "" | "度" => return Period::year(year),
        "上半年" => return months(year, 1, 1, 6),
        "下半年" => return months(year, 2, 2, 6),
        _ => {}
    }
    if let Some(quarters) = rest.strip_suffix("季度").or_else(|| rest.strip_suffix('季')) {
        if let Some(last) = quarters.strip_prefix('前') {
            return months(year, 1, number(last)?, 3);
        }
        let (first, last) = ends(quarters);
        return months(year, number(first.trim_start_matches('第'))?, number(last.trim_start_matches('第'))?, 3);
    }
    if let Some(part) = rest.strip_suffix("月份").or_else(|| rest.strip_suffix('月')) {
        let (first, last) = ends(part);
        return months(year, number(first.trim_end_matches('月'))?, number(last)?, 1);
    }
    if let Some((month, day)) = rest.split_once('月') {
        return day_of(year, month, day.strip_suffix(['日', '号']).unwrap_or(day));
    }
    // Without a word behind them, two numbers might be two months, or a month and a day.
    months(year, number(rest)?, number(rest)?, 1)
}

/// The ends of `1-11`, which are the same where there is one number.
fn ends(text: &str) -> (&str, &str) {
    text.split_once(['-', '~']).unwrap_or((text, text))
}

/// The parts of `length` months from the `first` to the `last` of a year.
fn months(year: i16, first: i8, last: i8, length: i8) -> Option<Period> {
    if first < 1 || last < first || last > 12 / length {
        return None;
    }
    let start = Date::new(year, (first - 1) * length + 1, 1).ok()?;
    Period::new(start, start.checked_add((i32::from(last - first + 1) * i32::from(length)).months()).ok())
}

fn day_of(year: i16, month: &str, day: &str) -> Option<Period> {
    let start = Date::new(year, number(month)?, number(day)?).ok()?;
    Period::new(start, start.checked_add(1.day()).ok())
}

fn year_of(text: &str) -> Option<i16> {
    text.parse().ok().filter(|_| text.len() == 4 && is_digits(text, 4))
}

/// A number of at most two digits, or a Chinese one up to twelve.
fn number(text: &str) -> Option<i8> {
    const NUMERALS: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
    if is_digits(text, 2) {
        return text.parse().ok();
    }
    NUMERALS.iter().position(|numeral| *numeral == text).and_then(|place| i8::try_from(place + 1).ok())
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
            ("2024/2026", "2024/2026"),
            ("2024年1季度", "2024-Q1"),
            ("2024年一季度", "2024-Q1"),
            ("2024年第2季度", "2024-Q2"),
            ("2024年前三季度", "2024/2024-10"),
            ("2024年1-4季度", "2024"),
            ("2024年1-2月", "2024/2024-03"),
            ("2024年1—11月", "2024/2024-12"),
            ("２０２４年１～１１月份", "2024/2024-12"),
            ("2024年1月至3月", "2024-Q1"),
            ("2024年十二月", "2024-12"),
            ("2024年3月份", "2024-03"),
            ("2024年度", "2024"),
            ("202401", "2024-01"),
            ("2024/1", "2024-01"),
            ("2024/01", "2024-01"),
            ("2024/1/5", "2024-01-05"),
            ("2024.1.5", "2024-01-05"),
            ("2024-M05", "2024-05"),
            ("2024-S2", "2024-H2"),
            ("2024-A1", "2024"),
        ] {
            assert_eq!(form.parse::<Period>().map(|p| p.to_string()).as_deref(), Ok(canonical), "{form}");
        }
        for wrong in [
            "",
            "21",
            "2021-13",
            "2021-Q5",
            "2021-02-30",
            "2022/2021",
            "2021/2021",
            "二〇二一",
            "2021-1-1-1",
            "202413",
            "2024/13",
            "2024.1-2",
            "2024年1-2",
            "2024-1-2月",
            "2024年2-1月",
            "2024年1-13月",
            "2024年5季度",
            "2024-W05",
            "2024-01/03",
            "2024年1月上旬",
            "20240",
        ] {
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
