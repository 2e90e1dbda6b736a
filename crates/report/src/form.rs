//! How values are written.

use crate::document::{Cell, Form};
use liantu_model::{Language, Words};

/// What stands for a value that is not known.
pub const UNKNOWN: &str = "—";

/// A number as people read it: thousands apart, at most six significant digits, shares in per cent.
pub fn number(value: f64, form: Form) -> String {
    if !value.is_finite() {
        return UNKNOWN.to_owned();
    }
    match form {
        Form::Count => grouped(&format!("{value:.0}")),
        Form::Share => format!("{}%", grouped(&trimmed(value * 100.0, 1))),
        Form::Number | Form::Text => {
            let size = value.abs();
            let digits = if size >= 1e6 || size == 0.0 {
                0
            } else {
                #[expect(clippy::cast_possible_truncation, reason = "the logarithm of a double is small")]
                let places = 5 - size.log10().floor() as i32;
                usize::try_from(places.clamp(0, 8)).unwrap_or(0)
            };
            grouped(&trimmed(value, digits))
        }
    }
}

/// A number that may not be known.
pub fn optional(value: Option<f64>, form: Form) -> String {
    value.map_or_else(|| UNKNOWN.to_owned(), |value| number(value, form))
}

/// A cell.
pub fn cell(cell: &Cell, form: Form, language: Language) -> String {
    match cell {
        Cell::Number(value) => number(*value, form),
        Cell::Words(words) => words.get(language).to_owned(),
        Cell::Unknown => UNKNOWN.to_owned(),
    }
}

/// How much more or less than before, in words.
pub fn change(value: Option<f64>, before: Option<f64>, form: Form) -> Words {
    let (Some(value), Some(before)) = (value, before) else {
        return Words::new("与上期不可比", "cannot be compared with the period before");
    };
    let difference = value - before;
    let size = if form == Form::Share {
        let points = trimmed(difference.abs() * 100.0, 1);
        Words::new(format!("{points} 个百分点"), format!("{points} points"))
    } else {
        Words::same(number(difference.abs(), form))
    };
    match difference.partial_cmp(&0.0) {
        Some(std::cmp::Ordering::Greater) => {
            Words::new(format!("较上期增加 {}", size.zh), format!("{} more than in the period before", size.en))
        }
        Some(std::cmp::Ordering::Less) => {
            Words::new(format!("较上期减少 {}", size.zh), format!("{} less than in the period before", size.en))
        }
        _ => Words::new("与上期持平", "as in the period before"),
    }
}

fn trimmed(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn grouped(text: &str) -> String {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, part) = rest.split_once('.').map_or((rest, None), |(whole, part)| (whole, Some(part)));
    let mut out = String::from(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(part) = part {
        out.push('.');
        out.push_str(part);
    }
    out
}

/// A word in the query of an address.
pub(crate) fn addressed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    out
}

/// A text in XML or HTML. Characters that XML 1.0 cannot hold become a space.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            control if control.is_control() || matches!(control, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        for (value, form, text) in [
            (1_234_567.0, Form::Count, "1,234,567"),
            (-1234.0, Form::Count, "-1,234"),
            (0.8333, Form::Share, "83.3%"),
            (1.0, Form::Share, "100%"),
            (1234.5678, Form::Number, "1,234.57"),
            (0.000_123, Form::Number, "0.000123"),
            (-0.0, Form::Number, "0"),
            (f64::NAN, Form::Number, "—"),
        ] {
            assert_eq!(number(value, form), text);
        }
    }

    #[test]
    fn what_is_unknown_is_not_compared() {
        assert_eq!(change(None, Some(1.0), Form::Count).zh, "与上期不可比");
        assert_eq!(change(Some(3.0), Some(1.0), Form::Count).zh, "较上期增加 2");
        assert_eq!(change(Some(0.5), Some(0.75), Form::Share).en, "25 points less than in the period before");
    }

    #[test]
    fn nothing_breaks_out_of_its_element() {
        assert_eq!(escaped("<a b=\"c\">&\u{1}"), "&lt;a b=&quot;c&quot;&gt;&amp; ");
    }
}
