//! Codes of standards, and what is wrong with a text that should be one.

pub mod gb2260;
pub mod gbt4754;
pub mod uscc;

use serde::Serialize;

/// A system of codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CodeSystem {
    /// GB/T 2260 administrative divisions (six digits), or an own code that starts with a letter (functional areas,
    /// parks, foreign places).
    Region,
    /// GB/T 4754-2017 industries: a section letter, then two to four digits (`C`, `C39`, `C397`, `C3973`; digits alone
    /// are read too), or an own aggregate that starts with `x-`.
    Industry,
    /// GB 32100 unified social credit code: 18 characters with a check character.
    SocialCredit,
}

/// The listed code at most two edits away from `text`: the fewest edits, then the longest common beginning, then the
/// shortest code.
fn nearest_of(text: &str, listed: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let rank = |code: &'static str| {
        // Edits can't be fewer than the difference in length.
        let close = text.len().abs_diff(code.len()) <= 2 && text.len() > 2;
        let edits = close.then(|| edits(text.as_bytes(), code.as_bytes())).filter(|edits| *edits <= 2)?;
        let common = text.bytes().zip(code.bytes()).take_while(|(a, b)| a == b).count();
        Some(((edits, std::cmp::Reverse(common), code.len()), code))
    };
    listed.filter_map(rank).min().map(|(_, code)| code)
}

/// The number of insertions, deletions and substitutions that turn one text into the other.
fn edits(from: &[u8], to: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (place, byte) in from.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], place + 1);
        for (column, other) in to.iter().enumerate() {
            let substituted = diagonal + usize::from(byte != other);
            diagonal = row[column + 1];
            row[column + 1] = substituted.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn edits_are_counted() {
        for (from, to, count) in [("", "C39", 3), ("C39x", "C39", 1), ("310000", "130000", 2), ("A39", "C39", 1)] {
            assert_eq!(edits(from.as_bytes(), to.as_bytes()), count, "{from} to {to}");
        }
    }

    proptest! {
        #[test]
        fn no_text_upsets_the_checks(text in "\\PC{0,12}|[A-Ta-tx-]?[0-9]{0,7}") {
            let _ = (gb2260::by_name(&text), gb2260::nearest(&text), gb2260::parent(&text));
            prop_assert_eq!(gb2260::check(&text).is_ok(), gb2260::name(&text).is_some());
            let _ = gbt4754::nearest(&text);
            if let Some(stored) = gbt4754::canonical(&text) {
                prop_assert!(gbt4754::is_own(&stored) || gbt4754::check(&stored).is_ok());
                prop_assert_eq!(gbt4754::canonical(&stored), Some(stored));
            }
        }
    }
}
