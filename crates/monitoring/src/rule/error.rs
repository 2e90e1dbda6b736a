//! What is wrong with the text of a rule, and where.

use super::Span;
use liantu_model::Words;
use std::fmt;

/// A rule that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct RuleError {
    /// Where, in bytes.
    pub span: Span,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The line it stands in.
    pub excerpt: String,
    /// What is wrong.
    pub trouble: Box<Trouble>,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Something else was expected.
    Unexpected {
        /// What stands there; empty at the end.
        found: String,
        /// What could stand there.
        expected: Words,
        /// The nearest word that could.
        nearest: Option<String>,
    },
    /// The words can be read but make no rule.
    Meaning(Words),
}

impl RuleError {
    pub(super) fn new(text: &str, span: Span, trouble: Trouble) -> Self {
        let before = &text[..span.start.min(text.len())];
        let start = before.rfind('\n').map_or(0, |place| place + 1);
        let excerpt = text[start..].lines().next().unwrap_or_default().to_owned();
        let line = before.matches('\n').count() + 1;
        let column = text[start..before.len()].chars().count() + 1;
        Self { span, line, column, excerpt, trouble: Box::new(trouble) }
    }

    /// The error in both languages, one sentence or two.
    pub fn words(&self) -> Words {
        let (line, column) = (self.line, self.column);
        match &*self.trouble {
            Trouble::Unexpected { found, expected, nearest } => {
                let (mut zh, mut en) = if found.is_empty() {
                    (
                        format!("第 {line} 行第 {column} 字：规则到此结束"),
                        format!("line {line}, column {column}: the rule ends here"),
                    )
                } else {
                    (
                        format!("第 {line} 行第 {column} 字：见“{found}”"),
                        format!("line {line}, column {column}: found \"{found}\""),
                    )
                };
                zh += &format!("，应为{}", expected.zh);
                en += &format!(", expected {}", expected.en);
                if let Some(nearest) = nearest {
                    zh += &format!("；最接近的是“{nearest}”");
                    en += &format!("; the nearest word is \"{nearest}\"");
                }
                Words::new(zh, en)
            }
            Trouble::Meaning(words) => Words::new(
                format!("第 {line} 行第 {column} 字：{}", words.zh),
                format!("line {line}, column {column}: {}", words.en),
            ),
        }
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().en)
    }
}

/// The word of `known` that is nearest to `word`, if it is near: at most a third of its characters differ.
pub fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let own: Vec<char> = word.to_lowercase().chars().collect();
    let rank = |known: &'w str| {
        let other: Vec<char> = known.to_lowercase().chars().collect();
        let most = own.len().max(other.len()).div_ceil(3).min(3);
        let edits = edits(&own, &other);
        (edits > 0 && edits <= most && edits < other.len()).then_some((edits, known))
    };
    known.into_iter().filter_map(rank).min().map(|(_, known)| known)
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn one text into the other.
fn edits(from: &[char], to: &[char]) -> usize {
    let width = to.len() + 1;
    let mut table = vec![0usize; (from.len() + 1) * width];
    for row in 0..=from.len() {
        for column in 0..=to.len() {
            let at = row * width + column;
            table[at] = if row == 0 || column == 0 {
                row + column
            } else {
                let other = usize::from(from[row - 1] != to[column - 1]);
                let mut best = (table[at - width] + 1).min(table[at - 1] + 1).min(table[at - width - 1] + other);
                if row > 1 && column > 1 && from[row - 1] == to[column - 2] && from[row - 2] == to[column - 1] {
                    best = best.min(table[at - 2 * width - 2] + 1);
                }
                best
            };
        }
    }
    table[from.len() * width + to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words() {
        let known = ["robust_z", "rolling", "稳健z", "mean"];
        assert_eq!(nearest("robst_z", known), Some("robust_z"));
        assert_eq!(nearest("rolilng", known), Some("rolling"));
        assert_eq!(nearest("稳建z", known), Some("稳健z"));
        assert_eq!(nearest("quantity", known), None);
    }
}
