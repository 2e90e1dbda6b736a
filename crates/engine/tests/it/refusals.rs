//! What is refused, and in which words; what ends half-way; what a policy that says too little is told.

use crate::labels::run;
use crate::{examples, inputs};
use liantu_engine::{EngineError, Progress, run_on_files, run_on_files_watched};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_used_is_said_in_both_languages() {
    for (method, parameter, value) in [
        ("cascade", "shock", "planet:mars"),
        ("cascade", "shock", "scenario:mars"),
        ("shock_library", "planet", "mars"),
        ("io_footprint", "row", "mars"),
        ("location_quotient", "indicator", "mars"),
        ("multimodal_path", "modes", "mars"),
        ("multimodal_path", "from", "mars"),
        ("incentive_scan", "forbidden", "mars"),
        ("incentive_scan", "date", "mars"),
        ("topsis", "indicators", "mars"),
        ("bargaining", "disagreement", "mars"),
    ] {
        let example = examples::folder().join(method);
        let (mut given, _) = examples::run_toml(&example.join("run.toml"));
        given.insert(parameter.to_owned(), value.to_owned());
        let error = run_on_files(method, examples::files(&example), given).await.unwrap_err();
        let (english, chinese) = (error.to_string(), error.chinese().unwrap_or_default());
        assert!(english.contains("mars") || english.contains("planet"), "{method}: {english}");
        assert!(chinese.contains("mars") || chinese.contains("planet"), "{method}: {chinese}");
        assert!(english != chinese && !chinese.is_ascii(), "{method}: {chinese}");
        if let EngineError::Parameter { expected, .. } = &error {
            assert!(chinese.contains(&expected.zh) && english.contains(&expected.en), "{method}: {expected:?}");
        }
    }
}

/// Where a table has what cannot be used, no parameter is said to be missing.
#[tokio::test(flavor = "multi_thread")]
async fn numbers_that_cannot_be_added_are_those_of_a_table() {
    let flows = "origin,destination,from_actor,to_actor,layer,item,period,value\n\
                 310000,320500,A,B,IND,x,2024,1e308\n310000,320500,A,B,IND,y,2024,1e308\n";
    let scores = "side,chooser,chosen,score\nneed,A,X,1e308\noffer,X,A,1e308\n";
    let none: &[(&str, &str)] = &[];
    let ballots = "motion,member,choice,weight\nfees,a,yes,1e-300\n";
    for (method, table, text, given) in [
        ("systemic_risk", "flow", flows, none),
        ("assignment", "preference", scores, &[("sides", "both")]),
        ("vote_result", "ballot", ballots, none),
    ] {
        let error = run(method, &[(table, text)], given).await.unwrap_err();
        assert!(matches!(&error, EngineError::Input { table: of, .. } if of == table), "{method}: {error}");
        let chinese = error.chinese().unwrap_or_default();
        assert!(chinese.contains(table) && !chinese.contains("没有给出"), "{method}: {chinese}");
    }
}

/// Stops as soon as a part of known work is done: in the midst of factors, not before or after them.
#[derive(Default)]
struct Impatient(AtomicBool);

impl Progress for Impatient {
    fn advance(&self, _: &str, _: u64, total: Option<u64>) {
        self.0.fetch_or(total.is_some(), Ordering::Relaxed);
    }

    fn cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_end_half_way() {
    for method in ["io_footprint", "io_linkages", "value_added_trade", "hypothetical_extraction", "upstreamness"] {
        let example = examples::folder().join(method);
        let (given, _) = examples::run_toml(&example.join("run.toml"));
        let watch = Arc::new(Impatient::default());
        let ended = run_on_files_watched(method, examples::files(&example), given, watch.clone()).await;
        assert!(matches!(ended, Err(EngineError::Cancelled)) && watch.cancelled(), "{method}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_without_a_form_is_not_clean() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("policy.csv");
    std::fs::write(&path, "policy_id,title_zh,region\nA,税收返还,320500\nB,人才公寓,310000\n").unwrap();
    let outcome = run_on_files("incentive_scan", vec![("policy".to_owned(), path)], inputs(&[])).await.unwrap();
    let codes: Vec<&str> = outcome.provenance.diagnostics.iter().map(|own| own.code).collect();
    assert_eq!(codes, ["COO513"]);
    let status: Vec<String> =
        crate::rows(&outcome).iter().map(|row| row["status"].as_str().unwrap_or_default().to_owned()).collect();
    assert_eq!(status, ["suspected", "unknown"]);
}
