//! One file with the Chinese and English label of every word: `glossary.json`, read by the workbench as it is.

use crate::text::{Language, Words};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The file itself, for doors that pass it on.
pub const JSON: &str = include_str!("../glossary.json");

#[derive(serde::Deserialize)]
struct Entry {
    zh: String,
    en: String,
}

static TERMS: LazyLock<BTreeMap<String, Words>> = LazyLock::new(|| {
    let entries: BTreeMap<String, Entry> = serde_json::from_str(JSON).expect("the glossary is checked by a test");
    entries.into_iter().map(|(key, entry)| (key, Words { zh: entry.zh, en: entry.en })).collect()
});

/// The label of `key` (such as `level.city` or `status.proposed`) in `language`; the key itself where there is none.
pub fn label(key: &str, language: Language) -> &str {
    TERMS.get(key).map_or(key.rsplit_once('.').map_or(key, |(_, last)| last), |words| words.get(language))
}

/// Every term, in the order of the keys.
pub fn terms() -> impl Iterator<Item = (&'static str, &'static Words)> {
    TERMS.iter().map(|(key, words)| (key.as_str(), words))
}
