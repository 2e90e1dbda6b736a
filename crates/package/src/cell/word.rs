//! Words: choices, yes and no, and what someone may have meant.

use liantu_model::{Language, Layer, glossary};

/// An invoice that was reversed stays; the red one has a row of its own.
const REVERSED: [&str; 5] = ["已红冲", "已红冲-全额", "已红冲-部分", "已全额红冲", "已部分红冲"];

/// The stored word of a choice column that `text` is: the word itself in any case, or its Chinese or English label.
pub(crate) fn choice(column: &str, of: &'static [&'static str], text: &str) -> Option<&'static str> {
    if let Some(word) = of.iter().find(|word| **word == text) {
        return Some(word);
    }
    if column == "layer" {
        let code = Layer::parse(text)?.code();
        return of.iter().copied().find(|word| *word == code);
    }
    if column == "status" && REVERSED.contains(&text) {
        return of.iter().copied().find(|word| *word == "valid");
    }
    of.iter().copied().find(|word| {
        let key = format!("{column}.{word}");
        let label = |language| glossary::label(&key, language);
        word.eq_ignore_ascii_case(text) || label(Language::Zh) == text || label(Language::En).eq_ignore_ascii_case(text)
    })
}

/// Yes or no.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    const YES: [&str; 7] = ["true", "yes", "t", "y", "1", "是", "√"];
    const NO: [&str; 7] = ["false", "no", "f", "n", "0", "否", "×"];
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(&YES) {
        Some(true)
    } else if is(&NO) {
        Some(false)
    } else {
        None
    }
}

/// The candidate closest to `text`, if it is close enough to be a slip.
pub(crate) fn nearest<'a>(text: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if text.chars().count() > 64 {
        return None;
    }
    let lower = text.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::normalized_damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness >= 0.6)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_recognised() {
        let levels = liantu_model::schema::REGION_LEVELS;
        assert_eq!(choice("level", levels, "city"), Some("city"));
        assert_eq!(choice("level", levels, "City"), Some("city"));
        assert_eq!(choice("level", levels, "ctiy"), None);
        assert_eq!(nearest("ctiy", levels.iter().copied()), Some("city"));
        assert_eq!(nearest("zzz", levels.iter().copied()), None);
        assert_eq!((boolean("是"), boolean("NO"), boolean("也许")), (Some(true), Some(false), None));
    }
}
