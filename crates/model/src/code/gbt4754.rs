//! Codes of industries (GB/T 4754-2017, with its first amendment).
//!
//! All 20 sections, 97 divisions, 473 groups and 1,382 classes, under a section letter: `C`, `C39`, `C397`, `C3973`.
//! Where a group has one class only, the standard writes the class with a final 0; both codes are listed.

use super::nearest_of;
use std::collections::HashMap;
use std::sync::LazyLock;

/// `code` and `name`, tab-separated, sorted by code.
const LIST: &str = include_str!("../../data/gbt4754.txt");

static INDUSTRIES: LazyLock<Vec<(&'static str, &'static str)>> =
    LazyLock::new(|| LIST.lines().filter_map(|line| line.split_once('\t')).collect());

/// Codes by their digits alone.
static BY_DIGITS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    INDUSTRIES.iter().map(|(code, _)| (&code[1..], *code)).filter(|pair| !pair.0.is_empty()).collect()
});

/// What is wrong with a text that should be a code of GB/T 4754-2017.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IndustryCodeFault {
    /// Not a section letter with two to four digits, nor a section letter or two to four digits alone.
    #[error("not a section letter and up to four digits")]
    Form,
    /// No section has this letter.
    #[error("no section has the letter `{0}`")]
    Section(char),
    /// The division belongs to another section.
    #[error("the division belongs to section `{0}`")]
    Letter(char),
    /// The first two digits name no division.
    #[error("the first two digits name no division")]
    Division,
    /// The division exists, and the group does not.
    #[error("the third digit names no group of the division")]
    Group,
    /// The group exists, and the class does not.
    #[error("the fourth digit names no class of the group")]
    Class,
}

/// Checks that `code` is listed; the letter may be lower case or, before digits, absent.
pub fn check(code: &str) -> Result<(), IndustryCodeFault> {
    let letter = code.chars().next().filter(char::is_ascii_alphabetic).map(|letter| letter.to_ascii_uppercase());
    let digits = if letter.is_some() { &code[1..] } else { code };
    let digits_only = digits.bytes().all(|byte| byte.is_ascii_digit());
    if !digits_only || !matches!((letter, digits.len()), (Some(_), 0) | (_, 2..=4)) {
        return Err(IndustryCodeFault::Form);
    }
    if let Some(letter) = letter
        && name(letter.encode_utf8(&mut [0; 4])).is_none()
    {
        return Err(IndustryCodeFault::Section(letter));
    }
    if digits.is_empty() {
        return Ok(());
    }
    let section = BY_DIGITS.get(&digits[..2]).and_then(|division| division.chars().next());
    match (section, letter) {
        (None, _) => Err(IndustryCodeFault::Division),
        (Some(section), Some(letter)) if section != letter => Err(IndustryCodeFault::Letter(section)),
        _ if BY_DIGITS.contains_key(digits) => Ok(()),
        _ if BY_DIGITS.contains_key(&digits[..3]) => Err(IndustryCodeFault::Class),
        _ => Err(IndustryCodeFault::Group),
    }
}

/// Whether `code` is an own aggregate: `x-`, then letters, digits, `-`, `_`.
pub fn is_own(code: &str) -> bool {
    let rest = code.strip_prefix("x-").or_else(|| code.strip_prefix("X-"));
    rest.is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    })
}

/// The code as it is stored: letter in upper case and present (`39` → `C39`, `c3973` → `C3973`), own aggregates with a
/// lower-case `x-`; `None` for what is neither.
pub fn canonical(code: &str) -> Option<String> {
    let code = code.trim();
    if is_own(code) {
        return Some(format!("x{}", &code[1..]));
    }
    check(code).ok()?;
    Some(match BY_DIGITS.get(code) {
        Some(full) => (*full).to_owned(),
        None => code.to_ascii_uppercase(),
    })
}

/// The Chinese name of a listed code; the code may be written in any way that [`check`] accepts.
pub fn name(code: &str) -> Option<&'static str> {
    let full = BY_DIGITS.get(code).map_or_else(|| code.to_ascii_uppercase(), |full| (*full).to_owned());
    INDUSTRIES.binary_search_by(|(listed, _)| (*listed).cmp(&full)).ok().map(|place| INDUSTRIES[place].1)
}

/// The listed code that a mistyped `code` most likely means: at most two edits away, the fewer the better, then with the
/// longest common beginning, then the broader.
pub fn nearest(code: &str) -> Option<&'static str> {
    let code = code.trim().to_ascii_uppercase();
    let digits = code.trim_start_matches(|first: char| first.is_ascii_alphabetic());
    BY_DIGITS.get(digits).copied().or_else(|| nearest_of(&code, INDUSTRIES.iter().map(|(listed, _)| *listed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_complete() {
        assert!(INDUSTRIES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        let of_length = |length| INDUSTRIES.iter().filter(|(code, _)| code.len() == length).count();
        assert_eq!([1, 3, 4, 5].map(of_length), [20, 97, 473, 1382]);
        for (code, name_zh) in INDUSTRIES.iter() {
            assert_eq!(check(code), Ok(()));
            assert_eq!(canonical(code).as_deref(), Some(*code));
            assert_eq!(name(code), Some(*name_zh));
        }
    }

    #[test]
    fn faults_say_which_part_is_unknown() {
        for (code, fault) in [
            ("", IndustryCodeFault::Form),
            ("3", IndustryCodeFault::Form),
            ("C3", IndustryCodeFault::Form),
            ("C39x", IndustryCodeFault::Form),
            ("集成电路", IndustryCodeFault::Form),
            ("39731", IndustryCodeFault::Form),
            ("Z", IndustryCodeFault::Section('Z')),
            ("A39", IndustryCodeFault::Letter('C')),
            ("98", IndustryCodeFault::Division),
            ("C390", IndustryCodeFault::Group),
            ("C3900", IndustryCodeFault::Group),
            ("C3970", IndustryCodeFault::Class),
        ] {
            assert_eq!(check(code), Err(fault), "{code}");
        }
    }

    #[test]
    fn codes_have_one_stored_form() {
        for (written, stored) in [
            ("39", Some("C39")),
            ("c3973", Some("C3973")),
            (" 3973 ", Some("C3973")),
            ("0111", Some("A0111")),
            ("j", Some("J")),
            ("X-ai", Some("x-ai")),
            ("111", Some("B111")),
            ("A39", None),
            ("x-", None),
        ] {
            assert_eq!(canonical(written).as_deref(), stored, "{written}");
        }
        assert_eq!(name("3973"), Some("集成电路制造"));
        assert_eq!(name("c39"), Some("计算机、通信和其他电子设备制造业"));
        assert_eq!(name("98"), None);
    }

    #[test]
    fn the_nearest_code_is_one_slip_away() {
        assert_eq!(nearest("C39x"), Some("C39"));
        assert_eq!(nearest("A39"), Some("C39"));
        assert_eq!(nearest("C3970"), Some("C397"));
        assert_eq!(nearest("电子"), None);
    }
}
