//! What stops, as people write it: `region:310000=1; sector:C39+region:320000=0.3`.

use crate::EngineError;
use liantu_model::Words;

/// What a node must be for a term to hit it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// It lies in this region.
    Region(String),
    /// It is this actor.
    Actor(String),
    /// It belongs to this industry.
    Sector(String),
    /// It sells this.
    Item(String),
}

/// Nodes that meet all conditions lose this part.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Term {
    pub words: String,
    pub conditions: Vec<Condition>,
    pub part: f64,
}

impl Term {
    /// The item that stops, where it is one.
    pub fn item(&self) -> Option<&str> {
        self.conditions.iter().find_map(|condition| match condition {
            Condition::Item(item) => Some(item.as_str()),
            _ => None,
        })
    }
}

/// Reads the parameter `shock`.
pub(super) fn parse(text: Option<&str>) -> Result<Vec<Term>, EngineError> {
    let wrong = |found: &str| EngineError::Value {
        name: "shock".to_owned(),
        found: found.to_owned(),
        expected: Words::new(
            "如 region:310000=1; actor:A12=0.5; sector:C39+region:320000=0.3; item:光刻胶 的写法，各部分为 0 到 1",
            "terms such as region:310000=1; actor:A12=0.5; sector:C39+region:320000=0.3; item:photoresist, each part from 0 to 1",
        ),
    };
    // Chinese punctuation is what a Chinese keyboard gives.
    let text = text.unwrap_or_default().replace('；', ";").replace('：', ":").replace('＝', "=").replace('＋', "+");
    let mut terms = Vec::new();
    for words in text.split(';').map(str::trim).filter(|words| !words.is_empty()) {
        let (conditions, part) = match words.rsplit_once('=') {
            Some((conditions, part)) => (conditions, part.trim().parse::<f64>().map_err(|_| wrong(words))?),
            None => (words, 1.0),
        };
        if !(0.0..=1.0).contains(&part) {
            return Err(wrong(words));
        }
        let condition = |words: &str| -> Option<Condition> {
            let (kind, code) = words.split_once(':')?;
            let code = code.trim();
            if code.is_empty() {
                return None;
            }
            match kind.trim() {
                "region" | "区域" => Some(Condition::Region(code.to_owned())),
                "actor" | "主体" => Some(Condition::Actor(code.to_owned())),
                "sector" | "industry" | "行业" => Some(Condition::Sector(code.to_owned())),
                "item" | "product" | "产品" => Some(Condition::Item(code.to_owned())),
                _ => None,
            }
        };
        let conditions: Option<Vec<Condition>> = conditions.split('+').map(condition).collect();
        terms.push(Term { words: words.to_owned(), conditions: conditions.ok_or_else(|| wrong(words))?, part });
    }
    if terms.is_empty() { Err(wrong("")) } else { Ok(terms) }
}

/// Whether an industry is `code` or a subdivision of it. Own codes have no subdivisions.
pub(super) fn belongs(industry: &str, code: &str) -> bool {
    industry == code || (standard(code) && standard(industry) && industry.starts_with(code))
}

/// Whether this is a code of GB/T 4754: a letter, then digits.
pub(super) fn standard(code: &str) -> bool {
    let mut letters = code.chars();
    letters.next().is_some_and(|first| first.is_ascii_uppercase()) && letters.all(|letter| letter.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_read_as_written() {
        let terms = parse(Some("region:310000=0.5; sector:C39+region:JPN；产品：光刻胶=1")).unwrap();
        assert_eq!(terms.len(), 3);
        assert_eq!((terms[0].part, &terms[0].conditions[0]), (0.5, &Condition::Region("310000".to_owned())));
        assert_eq!((terms[1].part, terms[1].conditions.len()), (1.0, 2));
        assert_eq!(terms[2].item(), Some("光刻胶"));
        for wrong in ["", "310000", "region:=1", "region:310000=2", "region:310000=x", "planet:mars=1"] {
            assert!(parse(Some(wrong)).is_err(), "{wrong}");
        }
        assert!(parse(None).is_err());
    }

    #[test]
    fn subdivisions_belong() {
        assert!(belongs("C3962", "C39") && belongs("C39", "C") && belongs("x-chips", "x-chips"));
        assert!(!belongs("C39", "C3962") && !belongs("x-chips", "x") && !belongs("C", "D"));
    }
}
