//! Computations as jobs: asked for, followed, read, cancelled, and what is left behind.

use crate::client::{Answer, House};
use axum::body::Body;
use axum::http::{Method, StatusCode};
use liantu_engine::{ImportRequest, Port};
use serde_json::{Value, json};
use std::fmt::Write;
use std::sync::Arc;

const SUMMARY: &str = "/api/v1/methods/cascade_summary/execution";
const RECOVERY: &str = "/api/v1/methods/recovery_path/execution";

/// So many who all sell to each other.
const TRADERS: u32 = 120;

/// An economy in which whatever stops reaches everyone, and in which a hundred thousand draws take minutes.
async fn trading() -> House {
    let house = House::furnished().await;
    let mut flows = String::from("origin,destination,from_actor,to_actor,layer,item,period,value,unit\n");
    for pair in 0..TRADERS * TRADERS {
        let (seller, buyer) = (pair / TRADERS + 1, pair % TRADERS + 1);
        let _ = writeln!(flows, "310000,320000,A{seller:03},A{buyer:03},IND,,2021,{},万元", pair % 97 + 1);
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flow.csv");
    std::fs::write(&path, flows).expect("a file");
    let request = ImportRequest { path, policy: Some("warn".to_owned()), ..ImportRequest::default() };
    let outcome = house.engine.import(&Port::all(), request, Arc::new(())).await.expect("an import");
    assert!(outcome.report.accepted, "{:?}", outcome.report.findings);
    house
}

async fn ask(house: &House, path: &str, prefer: &str, body: &Value) -> Answer {
    let headers = [("content-type", "application/json"), ("prefer", prefer)];
    house.send(Method::POST, path, &headers, Body::from(body.to_string())).await
}

/// More than anybody waits for: a hundred thousand draws, kept if they should ever end.
fn endless() -> Value {
    json!({ "inputs": { "shock": "actor:A005=1", "draws": 100_000 }, "save": "never" })
}

#[tokio::test]
async fn a_computation_can_be_a_job_that_is_followed_and_read() {
    let house = trading().await;
    let body = json!({ "inputs": { "shock": "actor:A005=1", "draws": 50 } });
    let at_once = house.post(SUMMARY, &body).await;
    assert_eq!(at_once.status, StatusCode::OK, "{}", at_once.text());
    let answer = ask(&house, SUMMARY, "respond-async", &body).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    assert_eq!(answer.header("preference-applied"), "respond-async");
    assert_eq!((&answer.json()["kind"], &answer.json()["name"]), (&json!("method"), &json!("cascade_summary")));
    let address = answer.header("location").to_owned();
    let job = house.end_of(&address).await;
    assert_eq!((&job["state"], &job["problem"], &job["revision"]), (&json!("done"), &Value::Null, &Value::Null));
    assert_eq!(job["progress"], json!({ "stage": "computing", "done": 50, "total": 50 }));
    let results = house.get(&format!("{address}/results")).await;
    assert_eq!((results.status, results.json()), (StatusCode::OK, at_once.json()), "the same as at once");
    // Who is willing to wait gets the answer itself.
    let waited = ask(&house, SUMMARY, "respond-async, wait=60", &body).await;
    assert_eq!((waited.status, waited.json()), (StatusCode::OK, at_once.json()));
    // What the server does not know it ignores.
    let unknown = ask(&house, SUMMARY, "handling=lenient", &body).await;
    assert_eq!(unknown.json(), at_once.json());
}

#[tokio::test]
async fn a_job_can_keep_its_result_and_fail_with_a_problem() {
    let house = trading().await;
    let before = house.get("/api/v1/health").await.json()["revision"].as_u64().expect("a revision");
    let body = json!({ "inputs": { "shock": "actor:A005=1" }, "save": "plan A" });
    let answer = ask(&house, SUMMARY, "respond-async", &body).await;
    let job = house.end_of(answer.header("location")).await;
    assert_eq!((&job["state"], &job["revision"]), (&json!("done"), &json!(before + 1)), "{job}");
    let wrong = json!({ "inputs": { "shock": "moon:1=1" } });
    let answer = ask(&house, SUMMARY, "respond-async", &wrong).await;
    let address = answer.header("location").to_owned();
    let job = house.end_of(&address).await;
    assert_eq!(job["state"], "failed", "{job}");
    assert!(job["problem"]["status"].as_u64().is_some_and(|status| (400..500).contains(&status)), "{job}");
    let told = house.get(&format!("{address}/results")).await;
    assert_eq!((told.status.as_u16(), &told.json()["code"]), (422, &job["problem"]["code"]), "{}", told.text());
    let at_once = house.post(SUMMARY, &wrong).await;
    assert_eq!(at_once.json(), told.json());
}

#[tokio::test]
async fn a_cancelled_computation_leaves_nothing_behind() {
    let house = trading().await;
    let before = house.get("/api/v1/health").await.json();
    let days = json!({ "inputs": { "shock": "actor:A005=0.5", "horizon": 100_000, "every": 100_000 } });
    for (path, body) in [(SUMMARY, endless()), (RECOVERY, days)] {
        let answer = ask(&house, path, "respond-async", &body).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
        let address = answer.header("location").to_owned();
        house.get(&format!("{address}/results")).await.problem(409, "job_running");
        let asked = house.send(Method::DELETE, &address, &[], Body::empty()).await;
        assert_eq!(asked.status, StatusCode::ACCEPTED);
        let job = house.end_of(&address).await;
        assert_eq!((&job["state"], &job["revision"]), (&json!("cancelled"), &Value::Null), "{job}");
        house.get(&format!("{address}/results")).await.problem(409, "cancelled");
    }
    assert_eq!(house.get("/api/v1/health").await.json(), before, "the workspace is as it was");
    assert_eq!(house.left_behind(), 0);
    let body = json!({ "inputs": { "shock": "actor:A005=1" } });
    assert_eq!(house.post(SUMMARY, &body).await.status, StatusCode::OK, "and can be asked");
}

#[tokio::test]
async fn who_hangs_up_is_no_longer_computed_for() {
    let house = trading().await;
    let asked = endless();
    for prefer in ["respond-async, wait=60", "return=minimal"] {
        let waiting = ask(&house, SUMMARY, prefer, &asked);
        tokio::time::timeout(std::time::Duration::from_millis(300), waiting).await.expect_err("it takes longer");
    }
    // Both places for computations are free again only if the one above has stopped; results of neither are kept.
    let body = json!({ "inputs": { "shock": "actor:A005=1" } });
    for _ in 0..3 {
        let answer = ask(&house, SUMMARY, "respond-async, wait=60", &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }
    assert!(
        house
            .get("/api/v1/tables")
            .await
            .json()
            .as_array()
            .is_some_and(|tables| { tables.iter().all(|table| table["name"] != "result" || table["rows"] == 0) })
    );
}

#[tokio::test]
async fn an_import_has_no_results() {
    let house = House::empty().await;
    let file = "source_id,title_zh,title_en\nT1,来源一,Source one\n";
    let answer = house.form("/api/v1/imports", &[("table", "source")], Some(("a.csv", file.as_bytes()))).await;
    let address = answer.header("location").to_owned();
    assert_eq!(house.end_of(&address).await["kind"], "import");
    house.get(&format!("{address}/results")).await.problem(404, "not_found");
}
