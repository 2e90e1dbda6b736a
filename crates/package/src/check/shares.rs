//! What is shared out whole: the shares of one thing make one.

use crate::check::late::Detail;
use foldhash::HashMap;
use liantu_model::{Explanation, Words};

/// Shares are given to a few decimals.
const TOLERANCE: f64 = 1e-6;

/// A row that gives a share of something.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) row: u64,
    /// What is shared out, as it is told, and on which day.
    pub(crate) whole: String,
    pub(crate) day: i32,
    pub(crate) share: Option<f64>,
}

/// What is shared out by shares that are all known and do not sum to 1.
pub(crate) fn check(parts: &[Part], page: &'static Explanation, column: &'static str) -> Vec<(u64, Detail)> {
    let mut by_whole: HashMap<(&str, i32), Vec<&Part>> = HashMap::default();
    for part in parts {
        by_whole.entry((&part.whole, part.day)).or_default().push(part);
    }
    let mut found = Vec::new();
    for rows in by_whole.values() {
        let Some(shares) = rows.iter().map(|part| part.share).collect::<Option<Vec<f64>>>() else { continue };
        let sum: f64 = shares.iter().sum();
        if (sum - 1.0).abs() > TOLERANCE {
            let terms: Vec<String> = shares.iter().map(ToString::to_string).collect();
            let sum = (sum * 1e9).round() / 1e9;
            let detail = Detail {
                page,
                column: Some(column),
                found: Some(format!("{}: {} = {sum}", rows[0].whole, terms.join(" + "))),
                expected: Some(Words::new("和为 1", "a sum of 1")),
                help: None,
                related: rows.get(1).map(|part| part.row),
            };
            found.push((rows[0].row, detail));
        }
    }
    found.sort_by_key(|(row, _)| *row);
    found
}
