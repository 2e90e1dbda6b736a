//! What results say of themselves: in which unit, from which stage, and whether it was observed.

use crate::{inputs, rows};
use liantu_engine::{EngineError, Outcome, run_on_files};
use liantu_model::Observation;
use serde_json::{Value, json};

/// A run on tables that are written here.
pub async fn run(method: &str, tables: &[(&str, &str)], given: &[(&str, &str)]) -> Result<Outcome, EngineError> {
    let folder = tempfile::tempdir().unwrap();
    let files = tables.iter().map(|(table, text)| {
        let path = folder.path().join(format!("{table}.csv"));
        std::fs::write(&path, text).unwrap();
        ((*table).to_owned(), path)
    });
    run_on_files(method, files.collect(), inputs(given)).await
}

/// Some columns of each row.
pub fn cells(outcome: &Outcome, columns: &[&str]) -> Vec<Vec<Value>> {
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

#[tokio::test(flavor = "multi_thread")]
async fn a_route_is_labelled_by_the_stage_that_its_cases_entered_first() {
    let steps = "case_id,scheme,date,to_state,party\n\
                 P,own,2020-01-01,test,hefei\nP,own,2021-01-01,industrialise,jiaxing\n\
                 Q,own,2020-01-01,research,hefei\nQ,own,2021-01-01,industrialise,jiaxing\n";
    let scheme =
        "scheme,from_state,to_state\nown,,test\nown,,research\nown,test,industrialise\nown,research,industrialise\n";
    let given = [("by", "route"), ("scheme", "own")];
    let outcome = run("stage_conversion", &[("case_step", steps), ("transition", scheme)], &given).await.unwrap();
    let found = cells(&outcome, &["stage", "next", "from_place", "to_place", "passed"]);
    let row = |stage: &str| vec![json!(stage), json!("industrialise"), json!("hefei"), json!("jiaxing"), json!(1)];
    assert_eq!(found, [row("research"), row("test")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_is_marked_by_the_weakest_of_what_it_rests_on() {
    let pairs = |road: &str, rail: &str| {
        format!(
            "from_region,to_region,measure,value,observation\nWuhan,Nanjing,road,3,{road}\nNanjing,Ningbo,rail,4,{rail}\n"
        )
    };
    for (road, rail, wanted) in [
        ("observed", "", Observation::Observed),
        ("estimated", "observed", Observation::Estimated),
        ("simulated", "estimated", Observation::Simulated),
        ("estimated", "simulated", Observation::Simulated),
    ] {
        let table = pairs(road, rail);
        let outcome =
            run("multimodal_path", &[("region_pair", table.as_str())], &[("modes", "road, rail")]).await.unwrap();
        assert_eq!(outcome.provenance.observation, wanted, "{road}, {rail}");
        // A closed link is of a model, whatever the times rest on.
        let given = [("measure", "road"), ("links", "Wuhan|Nanjing")];
        let outcome = run("link_closure", &[("region_pair", table.as_str())], &given).await.unwrap();
        assert_eq!(outcome.provenance.observation, Observation::Simulated, "{road}, {rail}");
    }
    let firms = "establishment_id,region,industry,period,size,unit,observation\n\
                 A,310000,C39,2020,40,person,simulated\nA,310000,C39,2023,80,person,estimated\n";
    let outcome = run("growth_screen", &[("establishment", firms)], &[]).await.unwrap();
    assert_eq!(outcome.provenance.observation, Observation::Simulated);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mode_is_given_once() {
    let table = "from_region,to_region,measure,value\nWuhan,Nanjing,road,3\n";
    let error = run("multimodal_path", &[("region_pair", table)], &[("modes", "road, road")]).await.unwrap_err();
    assert!(error.to_string().contains("found `road`"), "{error}");
}
