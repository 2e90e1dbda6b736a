//! What results say of themselves: in which unit, from which stage, and whether it was observed.

use crate::{inputs, rows};
use liantu_engine::{EngineError, Outcome, run_on_files};
use serde_json::{Value, json};

/// A run on tables that are written here.
async fn run(method: &str, tables: &[(&str, &str)], given: &[(&str, &str)]) -> Result<Outcome, EngineError> {
    let folder = tempfile::tempdir().unwrap();
    let files = tables.iter().map(|(table, text)| {
        let path = folder.path().join(format!("{table}.csv"));
        std::fs::write(&path, text).unwrap();
        ((*table).to_owned(), path)
    });
    run_on_files(method, files.collect(), inputs(given)).await
}

/// Some columns of each row.
fn cells(outcome: &Outcome, columns: &[&str]) -> Vec<Vec<Value>> {
    rows(outcome).iter().map(|row| columns.iter().map(|column| row[*column].clone()).collect()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn sizes_of_different_units_make_no_sum() {
    let table = "establishment_id,region,industry,period,size,unit\n\
                 A,310000,C39,2020,40,person\nB,310000,C39,2020,5000000,CNY\n\
                 A,310000,C39,2023,80,person\nB,310000,C39,2023,6000000,CNY\n";
    let outcome = run("growth_screen", &[("establishment", table)], &[("by", "region")]).await.unwrap();
    let found = cells(&outcome, &["region", "unit", "first", "last", "firms", "high", "contribution"]);
    let wanted = [
        vec![json!("310000"), json!("CNY"), json!(5e6), json!(6e6), json!(1), json!(0), json!(0.0)],
        vec![json!("310000"), json!("person"), json!(40.0), json!(80.0), json!(1), json!(1), json!(1.0)],
    ];
    assert_eq!(found, wanted);
}
