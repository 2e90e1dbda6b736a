//! The hall on the shipped package: known answers, the Atlas, cards, search, imports, exports.

#![allow(clippy::float_cmp, reason = "counts are exact")]

mod atlas;
mod codes;
mod data;
mod derivation;
mod examples;
mod files;
mod hostile;
mod known;
mod labels;
mod matching;
mod ports;
mod records;
mod refusals;
mod watching;

use liantu_engine::{Engine, ImportRequest, Outcome, Port};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;

/// The shipped package.
pub fn shipped() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data/yrd-cooperation")
}

/// A workspace with the shipped package in it.
pub async fn filled() -> (Engine, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::create(&folder.path().join("w"), "test").await.unwrap();
    let request = ImportRequest { path: shipped(), ..ImportRequest::default() };
    let outcome = engine.import(&Port::all(), request, Arc::new(())).await.unwrap();
    assert!(outcome.report.accepted, "{:#?}", outcome.report.findings);
    (engine, folder)
}

/// Parameters of a run.
pub fn inputs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The rows of a result as maps from column to value.
pub fn rows(outcome: &Outcome) -> Vec<BTreeMap<String, Value>> {
    let grid = outcome.grid(None).unwrap();
    let names: Vec<String> = grid.columns.iter().map(|column| column.name.clone()).collect();
    grid.rows.into_iter().map(|row| names.iter().cloned().zip(row).collect()).collect()
}

/// The number in `column` of the only row that has these words.
pub fn number(rows: &[BTreeMap<String, Value>], words: &[(&str, &str)], column: &str) -> f64 {
    let fits = |row: &&BTreeMap<String, Value>| words.iter().all(|(name, word)| row[*name] == **word);
    let found: Vec<_> = rows.iter().filter(fits).collect();
    assert_eq!(found.len(), 1, "{words:?}");
    found[0][column].as_f64().unwrap_or_else(|| panic!("{column} of {words:?} is {}", found[0][column]))
}
