//! Finding a region or actor by its Chinese name, its pinyin (whole or initials), its English name, an alias or its code.

use liantu_model::Words;
use pinyin::ToPinyin;
use serde::Serialize;
use utoipa::ToSchema;

/// A node that a search found.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Hit {
    /// Node id.
    pub id: String,
    /// Name.
    pub title: Words,
    /// `region`, or the kind of the actor.
    pub kind: String,
    /// Level of the region.
    pub level: Option<String>,
    /// The name that matched, where it is not the title.
    pub matched: Option<String>,
}

/// What can be found.
#[derive(Debug, Default)]
pub(crate) struct Index {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    hit: Hit,
    /// Lower-case search forms, each with the name it was made from.
    forms: Vec<(String, String)>,
    /// Number of ties: of equally good matches the better connected comes first.
    ties: u64,
}

impl Index {
    pub fn add(&mut self, hit: Hit, names: impl IntoIterator<Item = String>, ties: u64) {
        let mut forms: Vec<(String, String)> = Vec::new();
        for name in names {
            for form in forms_of(&name) {
                if !form.is_empty() && !forms.iter().any(|(known, _)| *known == form) {
                    forms.push((form, name.clone()));
                }
            }
        }
        self.entries.push(Entry { hit, forms, ties });
    }

    /// The best `limit` matches: whole name, then beginning, then beginning of a word, then anywhere.
    pub fn find(&self, query: &str, limit: usize) -> Vec<Hit> {
        let query = plain(query);
        if query.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(usize, std::cmp::Reverse<u64>, usize, &Entry, &str)> = self
            .entries
            .iter()
            .filter_map(|entry| {
                let best = entry.forms.iter().filter_map(|(form, name)| Some((rank(form, &query)?, form.len(), name)));
                let (rank, length, name) = best.min_by_key(|(rank, length, _)| (*rank, *length))?;
                Some((rank, std::cmp::Reverse(entry.ties), length, entry, name.as_str()))
            })
            .collect();
        found.sort_by(|a, b| (a.0, a.1, a.2, &a.3.hit.id).cmp(&(b.0, b.1, b.2, &b.3.hit.id)));
        found
            .into_iter()
            .take(limit)
            .map(|(.., entry, name)| {
                let mut hit = entry.hit.clone();
                hit.matched = (name != hit.title.zh && name != hit.title.en).then(|| name.to_owned());
                hit
            })
            .collect()
    }
}

fn rank(form: &str, query: &str) -> Option<usize> {
    if form == query {
        return Some(0);
    }
    let place = form.find(query)?;
    Some(match place {
        0 => 1,
        _ if form[..place].ends_with(' ') => 2,
        _ => 3,
    })
}

/// Lower case, full-width forms made half-width, punctuation made space.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.trim().chars() {
        let character = match character {
            '！'..='～' => char::from_u32(character as u32 - 0xFEE0).unwrap_or(character),
            other => other,
        };
        if character.is_alphanumeric() {
            plain.extend(character.to_lowercase());
        } else if character != '\'' && character != '’' && !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    plain.trim_end().to_owned()
}

/// The name itself, and for Chinese names the pinyin whole, spaced and as initials.
fn forms_of(name: &str) -> Vec<String> {
    let own = plain(name);
    let mut spaced = String::new();
    let mut initials = String::new();
    let mut chinese = false;
    for character in own.chars() {
        match character.to_pinyin() {
            Some(syllable) => {
                chinese = true;
                spaced.push_str(syllable.plain());
                spaced.push(' ');
                initials.extend(syllable.plain().chars().next());
            }
            None => {
                spaced.push(character);
                initials.push(character);
            }
        }
    }
    if !chinese {
        return vec![own];
    }
    let spaced = spaced.trim_end().to_owned();
    let whole = spaced.replace(' ', "");
    vec![own, whole, spaced, initials.replace(' ', "")]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> Index {
        let mut index = Index::default();
        for (id, zh, en, ties) in
            [("340100", "合肥", "Hefei", 9), ("330100", "杭州", "Hangzhou", 12), ("330400", "嘉兴", "Jiaxing", 5)]
        {
            let hit = Hit {
                id: id.into(),
                title: Words::new(zh, en),
                kind: "region".into(),
                level: Some("city".into()),
                matched: None,
            };
            index.add(hit, [zh.to_owned(), en.to_owned(), id.to_owned()], ties);
        }
        index
    }

    #[test]
    fn chinese_pinyin_initials_english_and_codes_find_the_city() {
        let index = index();
        for query in ["合肥", "hefei", "HF", "he fei", "Ｈｅｆｅｉ", "340100", "he"] {
            assert_eq!(index.find(query, 5)[0].id, "340100", "{query}");
        }
        assert!(index.find("  ", 5).is_empty());
        assert!(index.find("纽约", 5).is_empty());
    }

    #[test]
    fn the_better_connected_comes_first() {
        assert_eq!(index().find("h", 5).iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>(), ["330100", "340100"]);
    }
}
