//! Numbers as people write them.

/// How the numbers of a column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NumberFormat {
    /// `.` or `,`.
    pub(crate) decimal: u8,
    /// Whether the other of the two may group thousands: someone said so, or other numbers of the column prove it.
    /// Blanks and apostrophes may always.
    pub(crate) grouped: bool,
    /// Whether a point before exactly three digits could group thousands as well, and nothing tells.
    pub(crate) doubtful: bool,
}

impl Default for NumberFormat {
    fn default() -> Self {
        Self { decimal: b'.', grouped: false, doubtful: false }
    }
}

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberFault {
    Invalid,
    Ambiguous,
    Percent,
}

const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// Digits with a point, no exponent: most numbers. Exact, because both the digits and the power of ten are.
#[inline]
fn plain(bytes: &[u8]) -> Option<f64> {
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    if digits.is_empty() || digits.len() > 16 {
        return None;
    }
    let mut mantissa = 0u64;
    let mut point = None;
    for (place, &byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            mantissa = mantissa * 10 + u64::from(digit);
        } else if byte == b'.' && point.is_none() {
            point = Some(place);
        } else {
            return None;
        }
    }
    let decimals = point.map_or(0, |place| digits.len() - place - 1);
    if mantissa >= 1 << 53 || digits.len() == usize::from(point.is_some()) {
        return None;
    }
    let value = mantissa as f64 / POWERS[decimals];
    Some(if negative { -value } else { value })
}

/// The number that `text` is.
#[inline]
pub(crate) fn parse(text: &str, format: NumberFormat) -> Result<f64, NumberFault> {
    if format.decimal == b'.'
        && !format.doubtful
        && let Some(value) = plain(text.as_bytes())
    {
        return Ok(value);
    }
    written(text, format)
}

/// The number with its signs, groups and full-width digits.
fn written(text: &str, format: NumberFormat) -> Result<f64, NumberFault> {
    let plain = halfwidth(text);
    let body = plain.trim();
    let (body, percent) = match body.strip_suffix(['%', '‰']) {
        Some(number) => (number.trim_end(), true),
        None => (body, false),
    };
    let value = ungrouped(body, format)?;
    if percent {
        return Err(NumberFault::Percent);
    }
    Ok(value)
}

/// The share that a percentage is.
pub(crate) fn percentage(text: &str, format: NumberFormat) -> Option<f64> {
    let plain = halfwidth(text);
    ungrouped(plain.trim().strip_suffix('%')?.trim_end(), format).ok().map(|value| value / 100.0)
}

fn ungrouped(body: &str, format: NumberFormat) -> Result<f64, NumberFault> {
    let (sign, digits) = match body.strip_prefix(['-', '+']) {
        Some(rest) => (&body[..1], rest),
        None => ("", body),
    };
    let (digits, exponent) = match digits.find(['e', 'E']) {
        Some(at) => digits.split_at(at),
        None => (digits, ""),
    };
    let decimal = char::from(format.decimal);
    let other = if format.decimal == b'.' { ',' } else { '.' };
    let (whole, fraction) = match digits.rsplit_once(decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    if format.doubtful && fraction.is_some_and(|f| f.len() == 3) && groups(digits, '.').is_some() {
        return Err(NumberFault::Ambiguous);
    }
    if !format.grouped && digits.contains(other) {
        // "1,234,567" and "1,234.5" can be read in one way only; "1,234" and "1,5" can't.
        let certain = fraction.is_some() || digits.matches(other).count() > 1;
        if !certain || groups(whole, other).is_none() {
            let readable = groups(digits, other).is_some() || digits.matches(other).count() == 1;
            let numeric = digits.bytes().all(|b| b.is_ascii_digit() || b == b',' || b == b'.');
            return Err(if readable && numeric { NumberFault::Ambiguous } else { NumberFault::Invalid });
        }
    }
    let whole = [' ', '\'', '\u{a0}', '\u{2009}', '\u{202f}', other]
        .into_iter()
        .find(|&separator| whole.contains(separator))
        .map_or_else(|| Some(whole.to_owned()), |separator| groups(whole, separator))
        .ok_or(NumberFault::Invalid)?;
    let fraction = fraction.unwrap_or_default();
    let numeric = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !numeric(&whole) || !numeric(fraction) || whole.len() + fraction.len() == 0 {
        return Err(NumberFault::Invalid);
    }
    let value: f64 = format!("{sign}{whole}.{fraction}0{exponent}").parse().map_err(|_| NumberFault::Invalid)?;
    if value.is_finite() { Ok(value) } else { Err(NumberFault::Invalid) }
}

/// The digits of "1,234,567" without their separator; `None` unless the groups have three digits, the first one to three.
fn groups(whole: &str, separator: char) -> Option<String> {
    let parts: Vec<&str> = whole.split(separator).collect();
    let numeric = parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let sized = (1..=3).contains(&parts[0].len()) && parts[1..].iter().all(|part| part.len() == 3);
    (parts.len() > 1 && numeric && sized).then(|| parts.concat())
}

/// Full-width forms (１２．５) as their ordinary ones, and the true minus sign as a hyphen.
pub(crate) fn halfwidth(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '\u{3000}' => ' ',
            '\u{2212}' => '-',
            other => other,
        })
        .collect()
}

/// How the numbers of a column are written, from a sample of them; `semicolons` when they separate the fields, which is
/// the habit where commas mark decimals.
pub(crate) fn format_of<'a>(sample: impl Iterator<Item = &'a str>, semicolons: bool) -> NumberFormat {
    let (mut points, mut commas, mut doubtful) = (0usize, 0usize, 0usize);
    for text in sample {
        let plain = halfwidth(text);
        let digits = plain.trim().trim_start_matches(['-', '+']).trim_end_matches(['%', '‰', ' ']);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.' | b' ' | b'\'')) {
            continue;
        }
        match (digits.rfind('.'), digits.rfind(',')) {
            (Some(point), Some(comma)) if point > comma => points += 1,
            (Some(_), Some(_)) => commas += 1,
            (Some(_), None) if digits.matches('.').count() > 1 => commas += 1,
            (None, Some(_)) if digits.matches(',').count() > 1 => points += 1,
            (Some(_), None) if digits.starts_with('0') || groups(digits, '.').is_none() => points += 1,
            (None, Some(_)) if digits.starts_with('0') || groups(digits, ',').is_none() => commas += 1,
            (Some(_), None) => doubtful += 1,
            _ => {}
        }
    }
    match (points, commas) {
        (0, 0) => NumberFormat { decimal: b'.', grouped: false, doubtful: semicolons && doubtful > 0 },
        (_, 0) => NumberFormat { decimal: b'.', grouped: true, doubtful: false },
        (0, _) => NumberFormat { decimal: b',', grouped: true, doubtful: false },
        // The column contradicts itself: only what can be read in one way is read.
        _ => NumberFormat { decimal: b'.', grouped: false, doubtful: true },
    }
}

/// The whole number that `text` is; a fraction of zeros is allowed.
#[inline]
pub(crate) fn integer(text: &str, format: NumberFormat) -> Result<i64, NumberFault> {
    if let Ok(value) = text.parse::<i64>()
        && !text.starts_with('+')
    {
        return Ok(value);
    }
    whole(parse(text, format)?).ok_or(NumberFault::Invalid)
}

/// The number as an integer, if it is one and exactly representable.
pub(crate) fn whole(value: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() != 0.0 || value.abs() > EXACT {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
    Some(value as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const POINT: NumberFormat = NumberFormat { decimal: b'.', grouped: false, doubtful: false };
    const COMMA: NumberFormat = NumberFormat { decimal: b',', grouped: true, doubtful: false };

    #[test]
    fn written_numbers_are_read() {
        for (text, format, value) in [
            ("1204.5", POINT, 1204.5),
            ("-3", POINT, -3.0),
            ("1e3", POINT, 1000.0),
            (".5", POINT, 0.5),
            ("１２．５", POINT, 12.5),
            ("−7", POINT, -7.0),
            ("1,234,567", POINT, 1_234_567.0),
            ("1,234.5", POINT, 1234.5),
            ("1 234.5", POINT, 1234.5),
            ("1.234,5", COMMA, 1234.5),
            ("1 234,5", COMMA, 1234.5),
            ("1.234", COMMA, 1234.0),
            ("0,5", COMMA, 0.5),
        ] {
            assert_eq!(parse(text, format), Ok(value), "{text}");
        }
        for (text, fault) in [
            ("1,234", NumberFault::Ambiguous),
            ("1,5", NumberFault::Ambiguous),
            ("12亿", NumberFault::Invalid),
            ("35%", NumberFault::Percent),
            ("inf", NumberFault::Invalid),
            ("1,23,456", NumberFault::Invalid),
            ("1e999", NumberFault::Invalid),
            (".", NumberFault::Invalid),
            ("-", NumberFault::Invalid),
            ("", NumberFault::Invalid),
            ("1.2.3", NumberFault::Invalid),
        ] {
            assert_eq!(parse(text, POINT), Err(fault), "{text}");
        }
        assert_eq!(percentage("35%", POINT), Some(0.35));
    }

    #[test]
    fn columns_are_decided_by_their_clear_numbers() {
        let format = |sample: &[&str], semicolons| format_of(sample.iter().copied(), semicolons);
        assert_eq!(format(&["1,234", "2.5"], false), NumberFormat { decimal: b'.', grouped: true, doubtful: false });
        assert_eq!(format(&["1.234", "2,5"], true), COMMA);
        assert_eq!(format(&["1,234", "5,678"], false), POINT);
        assert!(format(&["1.234", "5.678"], true).doubtful);
        assert_eq!(parse("1.234", format(&["1.234", "5.678"], true)), Err(NumberFault::Ambiguous));
        assert_eq!(parse("1,5", format(&["1,5", "2.5"], false)), Err(NumberFault::Ambiguous));
    }

    proptest! {
        #[test]
        fn agrees_with_the_standard_library(value in proptest::num::f64::NORMAL) {
            let text = value.to_string();
            prop_assert_eq!(parse(&text, POINT), Ok(value));
        }

        #[test]
        fn short_decimals_are_exact(mantissa in -999_999_999_999i64..999_999_999_999, decimals in 0usize..10) {
            let digits = format!("{:011}", mantissa.abs());
            let (whole, fraction) = digits.split_at(digits.len() - decimals);
            let text = format!("{}{whole}.{fraction}", if mantissa < 0 { "-" } else { "" });
            prop_assert_eq!(parse(&text, POINT), Ok(text.parse().unwrap()));
        }
    }
}
