//! Text files line by line, however long: labels are looked at first, numbers pass by.

use crate::cell::is_missing;
use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;

/// Passes every line with its number, from 1, until `take` has enough.
pub(crate) fn each(reader: &mut dyn Read, take: &mut dyn FnMut(u64, &str) -> ControlFlow<()>) -> io::Result<()> {
    let mut reader = BufReader::with_capacity(1 << 18, reader);
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        if reader.read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        let mut line = &bytes[..];
        if number == 1 {
            line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
        }
        while let [rest @ .., b'\n' | b'\r'] = line {
            line = rest;
        }
        let text = match std::str::from_utf8(line) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => encoding_rs::GB18030.decode(line).0,
        };
        if take(number, &text).is_break() {
            break;
        }
    }
    Ok(())
}

/// The fields of a line; quotes keep delimiters together.
pub(crate) struct Fields<'a> {
    rest: Option<&'a str>,
    delimiter: u8,
}

impl<'a> Fields<'a> {
    pub(crate) fn of(line: &'a str, delimiter: u8) -> Self {
        Self { rest: Some(line), delimiter }
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Cow<'a, str>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest?;
        let Some(inner) = rest.trim_start_matches(' ').strip_prefix('"') else {
            let (field, next) = match memchr::memchr(self.delimiter, rest.as_bytes()) {
                Some(end) => (&rest[..end], Some(&rest[end + 1..])),
                None => (rest, None),
            };
            self.rest = next;
            return Some(Cow::Borrowed(field.trim()));
        };
        let (mut from, mut doubled) = (0, false);
        let end = loop {
            match memchr::memchr(b'"', &inner.as_bytes()[from..]).map(|place| from + place) {
                None => break inner.len(),
                Some(place) if inner.as_bytes().get(place + 1) == Some(&b'"') => {
                    (from, doubled) = (place + 2, true);
                }
                Some(place) => break place,
            }
        };
        let after = inner.get(end + 1..).unwrap_or_default();
        self.rest = memchr::memchr(self.delimiter, after.as_bytes()).map(|place| &after[place + 1..]);
        let content = inner[..end].trim();
        Some(if doubled { Cow::Owned(content.replace("\"\"", "\"")) } else { Cow::Borrowed(content) })
    }
}

/// What stands where a number is expected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Value {
    Number(f64),
    /// Nothing, or a text that means so: not known.
    Nothing,
    /// A word that is no number.
    Word,
}

/// Reads a number: with a decimal point, and with commas between thousands at most.
pub(crate) fn value(text: &str) -> Value {
    let text = text.trim();
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Value::Number(number),
        _ if is_missing(text, &[]) => Value::Nothing,
        Err(_) if grouped(text) => text.replace(',', "").parse().map_or(Value::Word, Value::Number),
        _ => Value::Word,
    }
}

/// Whether commas part the digits before the point by threes.
fn grouped(text: &str) -> bool {
    let whole = text.trim_start_matches(['-', '+']).split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().is_some_and(|part| (1..=3).contains(&part.len()) && digits(part));
    let mut more = 0;
    let rest = groups.all(|part| {
        more += 1;
        part.len() == 3 && digits(part)
    });
    first && rest && more > 0
}

/// What separates the fields of a line.
pub(crate) fn delimiter(line: &str) -> u8 {
    let count = |mark: &u8| memchr::memchr_iter(*mark, line.as_bytes()).count();
    [b',', b'\t', b';', b'|'].into_iter().rev().max_by_key(count).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_numbers_are_taken_apart() {
        let fields: Vec<_> = Fields::of("a, \"b, \"\"c\"\"\" ,, 1e-3", b',').collect();
        assert_eq!(fields, ["a", "b, \"c\"", "", "1e-3"]);
        assert_eq!(value("-1,234.5"), Value::Number(-1234.5));
        assert_eq!((value("1,23"), value("inf"), value("x")), (Value::Word, Value::Word, Value::Word));
        assert_eq!((value(""), value("NaN"), value("…")), (Value::Nothing, Value::Nothing, Value::Nothing));
        assert_eq!((delimiter("a\tb\tc,d"), delimiter("a,b"), delimiter("x")), (b'\t', b',', b','));
    }

    #[test]
    fn lines_lose_marks_and_ends() {
        let mut seen = Vec::new();
        let mut text: &[u8] = b"\xEF\xBB\xBFa\r\n\xB1\xB1\nlast";
        each(&mut text, &mut |number, line| {
            seen.push((number, line.to_owned()));
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(seen, [(1, "a".to_owned()), (2, "北".to_owned()), (3, "last".to_owned())]);
    }
}
