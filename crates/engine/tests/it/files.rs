//! Methods on bare files: what is refused, and what is said beside the result.

use crate::{inputs, rows};
use liantu_engine::{EngineError, Outcome, run_on_files};
use std::path::PathBuf;

/// Runs a method on tables written as CSV.
async fn run(method: &str, tables: &[(&str, &str)], parameters: &[(&str, &str)]) -> Result<Outcome, EngineError> {
    let folder = tempfile::tempdir().unwrap();
    let write = |(number, (table, text)): (usize, &(&str, &str))| -> (String, PathBuf) {
        let path = folder.path().join(format!("{number}.csv"));
        std::fs::write(&path, text).unwrap();
        ((*table).to_owned(), path)
    };
    let files = tables.iter().enumerate().map(write).collect();
    run_on_files(method, files, inputs(parameters)).await
}

fn codes(outcome: &Outcome) -> Vec<&str> {
    outcome.provenance.diagnostics.iter().map(|finding| finding.code).collect()
}

const LINKS: &str = "link_id,from_actor,to_actor,layer\nL1,a,b,INN\nL2,b,c,INN\n";

#[tokio::test]
async fn a_table_comes_in_one_file() {
    let refusal = run("degree", &[("link", LINKS), ("link", LINKS)], &[]).await.unwrap_err();
    assert_eq!(refusal.problem().code, "parameter");
    assert!(refusal.to_string().contains("`link`"), "{refusal}");
}

/// A link to nobody would be a link less.
#[tokio::test]
async fn a_row_finds_what_it_refers_to_in_the_other_files() {
    let two = ("actor", "actor_id,name_zh,kind\na,a,firm\nb,b,firm\n");
    let refusal = run("degree", &[("link", LINKS), two], &[]).await.unwrap_err().problem();
    assert_eq!(refusal.code, "rejected");
    let found: Vec<_> = refusal.diagnostics.iter().map(|finding| (finding.code, finding.found.as_deref())).collect();
    assert_eq!(found, [("PKG302", Some("c"))]);
    let three = ("actor", "actor_id,name_zh,kind\na,a,firm\nb,b,firm\nc,c,firm\n");
    assert!(run("degree", &[("link", LINKS), three], &[]).await.is_ok());
    assert!(run("degree", &[("link", LINKS)], &[]).await.is_ok(), "the ends are the actors where none are listed");
}

#[tokio::test]
async fn no_result_depends_on_the_order_of_rows() {
    let turned = "link_id,from_actor,to_actor,layer\nL2,b,c,INN\nL1,a,b,INN\n";
    let one = run("pagerank", &[("link", LINKS)], &[]).await.unwrap();
    let other = run("pagerank", &[("link", turned)], &[]).await.unwrap();
    assert_eq!(one.table, other.table);
}

#[tokio::test]
async fn rows_without_a_region_are_told() {
    let told = "indicator,region,period,value\ngdp,A,2020,2\ngdp,B,2020,3\ngdp,,2020,9\n";
    let outcome = run("regional_inequality", &[("indicator", told)], &[("by", "none")]).await.unwrap();
    assert!(codes(&outcome).contains(&"ENG102"), "{:?}", codes(&outcome));
    let none = "indicator,region,period,value\ngdp,,2020,9\n";
    let refusal = run("regional_inequality", &[("indicator", none)], &[("by", "none")]).await.unwrap_err();
    assert_eq!(refusal.problem().code, "input");
    let by_industry = "indicator,region,industry,period,value\nx,A,C36,2020,2\nx,B,C36,2020,3\nx,,C36,2020,9\n";
    let outcome = run("location_quotient", &[("indicator", by_industry)], &[]).await.unwrap();
    assert!(codes(&outcome).contains(&"ENG102"), "{:?}", codes(&outcome));
}

#[tokio::test]
async fn a_number_beyond_all_bounds_is_null_and_told() {
    let table =
        "indicator,region,period,value\nspent,A,2020,1e-300\nmade,A,2020,1e300\nspent,B,2020,2\nmade,B,2020,3\n";
    let parameters = [("inputs", "spent"), ("outputs", "made")];
    let outcome = run("unit_returns", &[("indicator", table)], &parameters).await.unwrap();
    assert!(codes(&outcome).contains(&"ENG101"), "{:?}", codes(&outcome));
    let ratio = |region: &str| rows(&outcome).into_iter().find(|row| row["region"] == region).unwrap()["ratio"].clone();
    assert!(ratio("A").is_null());
    assert_eq!(ratio("B"), 1.5);
}

#[tokio::test]
async fn a_sector_of_accounts_has_a_name_and_a_region() {
    let table = |from: &str| {
        let head = "period,account,from_region,from_sector,to_region,to_sector,value\n";
        format!(
            "{head}2020,intermediate,{from},A,s,2\n2020,final_demand,A,s,A,f,8\n2020,final_demand,A,t,A,f,8\n\
             2020,value_added,,v,A,s,8\n2020,value_added,,v,A,t,8\n"
        )
    };
    for (from, wrong) in [("A,t", None), ("A,", Some("row 1 names no sector")), (",t", Some("row 1 names no region"))] {
        let found = run("io_multipliers", &[("io_entry", &table(from))], &[]).await;
        match wrong {
            None => assert!(found.is_ok()),
            Some(wrong) => assert!(found.unwrap_err().to_string().contains(wrong), "{from}"),
        }
    }
}

#[tokio::test]
async fn what_would_not_fit_into_memory_is_refused() {
    let parameters = [("tax", "100"), ("base", "90"), ("share", "0.5"), ("years", "100"), ("draws", "10000000")];
    let refusal = run("tax_outlook", &[], &parameters).await.unwrap_err().problem();
    assert_eq!(refusal.code, "parameter");
    assert!(refusal.detail.contains("at most 200000 paths"), "{}", refusal.detail);
}

/// Nothing lies in the period: an empty answer, no fault of the program.
#[tokio::test]
async fn a_period_without_rows_gives_no_rows() {
    let table = "indicator,region,industry,period,value\nx,A,C36,2020,2\ngdp_per_capita,A,,2020,9\n";
    let parameters = [("indicator", "x"), ("period", "1900")];
    let outcome = run("sophistication", &[("indicator", table)], &parameters).await.unwrap();
    assert_eq!(outcome.table.num_rows(), 0);
}
