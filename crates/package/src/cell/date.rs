//! Days in their usual Chinese and ISO forms.

use super::number::halfwidth;
use liantu_model::period;

/// Why a text is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateFault {
    Invalid,
    /// The year stands last, so that day and month can't be told apart.
    Ambiguous,
}

/// The day as people write it.
pub(crate) fn written(days: i32) -> String {
    period::from_epoch_days(days).map_or_else(|| days.to_string(), |day| day.to_string())
}

/// Days since 1970-01-01 of a civil day; `None` for one that does not exist. Years 1 to 9999.
#[inline]
fn civil(year: i32, month: u32, day: u32) -> Option<i32> {
    const LENGTHS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = LENGTHS.get(month.checked_sub(1)? as usize)? + u32::from(leap && month == 2);
    if !(1..=9999).contains(&year) || day == 0 || day > length {
        return None;
    }
    // Days before the year, counted from March, so that the leap day is the last of the year.
    let shifted = if month > 2 { year } else { year - 1 };
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let from_march = (month + 9) % 12;
    let of_year = i32::try_from((153 * from_march + 2) / 5 + day - 1).ok()?;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

#[inline]
fn digits(bytes: &[u8]) -> Option<u32> {
    let mut number = 0;
    for &byte in bytes {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u32::from(digit);
    }
    Some(number)
}

#[inline]
fn signed(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// Days since 1970-01-01.
#[inline]
pub(crate) fn parse(text: &str) -> Result<i32, DateFault> {
    let bytes = text.as_bytes();
    if bytes.len() == 10
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && let (Some(year), Some(month), Some(day)) = (digits(&bytes[..4]), digits(&bytes[5..7]), digits(&bytes[8..]))
    {
        return civil(signed(year), month, day).ok_or(DateFault::Invalid);
    }
    loose(text)
}

fn loose(text: &str) -> Result<i32, DateFault> {
    let plain = halfwidth(text);
    // A time of day is below the resolution of the column.
    let day = match plain.trim().split_once(['T', ' ']) {
        Some((day, time)) if time.contains(':') => day,
        _ => plain.trim(),
    };
    let mut parts: Vec<u32> = Vec::new();
    if day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit()) {
        parts.extend([&day[..4], &day[4..6], &day[6..]].into_iter().filter_map(|part| digits(part.as_bytes())));
    } else {
        let spaced = day.trim_end_matches(['日', '号']).replace(['年', '月', '/', '.'], "-");
        let spaced = spaced.trim_end_matches('-');
        let pieces: Vec<&str> = spaced.split('-').map(str::trim).collect();
        let wide = |piece: &&str| !piece.is_empty() && piece.len() <= 4;
        if pieces.len() > 3 || !pieces.iter().all(wide) {
            return Err(DateFault::Invalid);
        }
        for piece in &pieces {
            parts.push(digits(piece.as_bytes()).ok_or(DateFault::Invalid)?);
        }
        if pieces.len() == 3 && pieces[2].len() == 4 && pieces[0].len() <= 2 {
            return Err(DateFault::Ambiguous);
        }
        if pieces[0].len() != 4 || pieces[1..].iter().any(|piece| piece.len() > 2) {
            return Err(DateFault::Invalid);
        }
    }
    let found = match parts[..] {
        [year] => civil(signed(year), 1, 1),
        [year, month] => civil(signed(year), month, 1),
        [year, month, day] => civil(signed(year), month, day),
        _ => None,
    };
    found.ok_or(DateFault::Invalid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn usual_forms_are_read() {
        let first = parse("2021-05-01").unwrap();
        for form in [
            "2021/5/1",
            "20210501",
            "2021年5月1日",
            "2021.5.1",
            "2021-05-01T00:00:00",
            "2021-5",
            "2021年5月",
            "２０２１年５月",
        ] {
            assert_eq!(parse(form), Ok(first), "{form}");
        }
        assert_eq!(parse("2021"), parse("2021-01-01"));
        assert_eq!(parse("2021年"), parse("2021-01-01"));
        for form in ["2021-02-30", "2021-13-01", "21-5-1", "去年", "2021-5-1-1", "", "2021年第三季度", "5"] {
            assert_eq!(parse(form), Err(DateFault::Invalid), "{form}");
        }
        assert_eq!(parse("05/06/2021"), Err(DateFault::Ambiguous));
    }

    proptest! {
        #[test]
        fn agrees_with_the_calendar(days in -700_000i32..2_000_000) {
            let text = written(days);
            prop_assume!(!text.starts_with('-'));
            prop_assert_eq!(parse(&text), Ok(days));
        }
    }
}
