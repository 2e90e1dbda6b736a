//! Data in: proposals, jobs, their events, cancelling, and what is left behind.

use crate::client::House;
use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::Value;
use std::fmt::Write;

const SOURCES: &str = "source_id,title_zh,title_en\nT1,来源一,Source one\nT2,来源二,Source two\n";

fn events(text: &str) -> Vec<(String, Value)> {
    let event = |block: &str| {
        let line = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        Some((line("event:")?.to_owned(), serde_json::from_str(line("data:")?).ok()?))
    };
    text.split("\n\n").filter_map(event).collect()
}

#[tokio::test]
async fn an_import_is_a_job_that_can_be_followed() {
    let house = House::empty().await;
    let answer = house.form("/api/v1/imports", &[("table", "source")], Some(("来源.csv", SOURCES.as_bytes()))).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    let address = answer.header("location").to_owned();
    assert_eq!(address, format!("/api/v1/jobs/{}", answer.json()["id"].as_str().expect("an id")));
    let stream = house.get(&format!("{address}/events")).await;
    assert_eq!(stream.header("content-type"), "text/event-stream");
    let told = events(&stream.text());
    let (last, rest) = told.split_last().expect("events");
    assert_eq!(last.0, "done", "{}", stream.text());
    assert!(rest.iter().all(|(event, job)| event == "progress" && job["state"] == "running"));
    let job = house.get(&address).await.json();
    assert_eq!(job, last.1, "the last event is the whole job");
    assert_eq!((&job["state"], &job["revision"]), (&Value::from("done"), &Value::from(1)));
    assert_eq!(job["name"], "来源.csv");
    assert_eq!(job["report"]["resources"][0]["accepted"], 2, "{job}");
    let late = events(&house.get(&format!("{address}/events")).await.text());
    assert_eq!(late, [("done".to_owned(), job)], "who comes late gets the present state");
    assert_eq!(house.get("/api/v1/tables/source/rows").await.json()["total"], 2);
    assert_eq!(house.left_behind(), 0, "the upload is gone");
}

#[tokio::test]
async fn the_same_content_is_recognised() {
    let house = House::empty().await;
    let first = house.import(&[("table", "source")], "a.csv", SOURCES.as_bytes()).await;
    let again = house.import(&[("table", "source")], "b.csv", SOURCES.as_bytes()).await;
    assert_eq!((&again["state"], &again["revision"]), (&Value::from("done"), &Value::Null));
    assert_eq!(again["repeated"], first["revision"]);
}

#[tokio::test]
async fn a_package_with_errors_says_which_rows_are_wrong() {
    let house = House::empty().await;
    let faulty = format!("{SOURCES}T1,又一个,Another\n");
    let job = house.import(&[("table", "source")], "faulty.csv", faulty.as_bytes()).await;
    assert_eq!((&job["state"], &job["report"]["accepted"]), (&Value::from("done"), &Value::Bool(false)), "{job}");
    let finding = &job["report"]["findings"][0];
    assert!(finding["code"].as_str().is_some_and(|code| code.starts_with("PKG")), "{job}");
    assert!(finding["place"]["row"].is_u64() || finding["place"]["line"].is_u64(), "{finding}");
    assert!(!job.to_string().contains("liantu-upload-"), "a temporary path reached the user: {job}");
    assert_eq!(house.get("/api/v1/tables/source/rows").await.json()["total"], 0, "nothing was taken");
    let page = house.get(&format!("/api/v1/diagnostics/{}", finding["code"].as_str().unwrap_or_default())).await;
    assert_eq!(page.status, StatusCode::OK);
    let rows = house.import(&[("table", "source"), ("policy", "reject-rows")], "faulty.csv", faulty.as_bytes()).await;
    assert_eq!(rows["report"]["accepted"], true, "{rows}");
}

#[tokio::test]
async fn a_check_leaves_the_workspace_alone() {
    let house = House::empty().await;
    let job = house.import(&[("table", "source"), ("dry_run", "1")], "a.csv", SOURCES.as_bytes()).await;
    assert_eq!((&job["report"]["accepted"], &job["revision"]), (&Value::Bool(true), &Value::Null), "{job}");
    assert_eq!(house.get("/api/v1/health").await.json()["revision"], 0);
}

#[tokio::test]
async fn what_cannot_be_read_fails_with_a_problem_in_the_readers_language() {
    let house = House::empty().await;
    let job = house.import(&[], "picture.png", b"\x89PNG\r\n\x1a\n\0\0").await;
    assert_eq!(job["state"], "failed", "{job}");
    assert!(job["problem"]["status"].as_u64().is_some_and(|status| (400..500).contains(&status)), "{job}");
    let id = job["id"].as_str().expect("an id");
    let english = house.get(&format!("/api/v1/jobs/{id}?lang=en")).await.json();
    assert!(english["problem"]["title"].as_str().is_some_and(str::is_ascii), "{english}");
    assert!(!english.to_string().contains("liantu-upload-"), "a temporary path reached the user: {english}");
    let bad_mapping = house.import(&[("mapping", "not = [toml")], "a.csv", SOURCES.as_bytes()).await;
    assert_eq!(bad_mapping["state"], "failed", "{bad_mapping}");
    assert_eq!(house.left_behind(), 0);
}

#[tokio::test]
async fn a_proposal_can_be_given_back_as_a_mapping() {
    let house = House::empty().await;
    let foreign = "编号,来源标题,英文标题\nT1,来源一,Source one\n";
    let proposal =
        house.form("/api/v1/imports/proposal", &[("table", "source")], Some(("表.csv", foreign.as_bytes()))).await;
    assert_eq!(proposal.status, StatusCode::OK, "{}", proposal.text());
    assert_eq!(proposal.json()["table"], "source");
    assert!(proposal.json()["toml"].as_str().is_some_and(|toml| toml.contains("source")));
    let unreadable = house.form("/api/v1/imports/proposal", &[], Some(("x.bin", b"\0\x01\x02"))).await;
    assert!(unreadable.status.is_client_error(), "{} {}", unreadable.status, unreadable.text());
    let unknown =
        house.form("/api/v1/imports/proposal", &[("table", "moon")], Some(("表.csv", foreign.as_bytes()))).await;
    assert!(unknown.status.is_client_error(), "{} {}", unknown.status, unknown.text());
    assert_eq!(house.left_behind(), 0);
}

/// Enough rows for an import that is still at work when it is asked to stop.
fn many_sources() -> String {
    let mut text = String::from("source_id,title_zh,title_en\n");
    for n in 0..400_000 {
        let _ = writeln!(text, "S{n},来源{n},Source {n}");
    }
    text
}

#[tokio::test]
async fn a_job_can_be_cancelled_at_work_and_while_it_waits() {
    let house = House::empty().await;
    let large = many_sources();
    let at_work = house.form("/api/v1/imports", &[("table", "source")], Some(("a.csv", large.as_bytes()))).await;
    let waiting = house.form("/api/v1/imports", &[("table", "source")], Some(("b.csv", SOURCES.as_bytes()))).await;
    for job in [&waiting, &at_work] {
        let asked = house.send(Method::DELETE, job.header("location"), &[], Body::empty()).await;
        assert_eq!(asked.status, StatusCode::ACCEPTED, "{}", asked.text());
    }
    for job in [&at_work, &waiting] {
        let told = events(&house.get(&format!("{}/events", job.header("location"))).await.text());
        assert_eq!(told.last().map(|(event, _)| event.as_str()), Some("cancelled"), "{told:?}");
    }
    assert_eq!(house.get("/api/v1/health").await.json()["revision"], 0, "the workspace is as it was");
    assert_eq!(house.left_behind(), 0);
    let after = house.import(&[("table", "source")], "b.csv", SOURCES.as_bytes()).await;
    assert_eq!(after["state"], "done", "the lock is free again: {after}");
    let ended = house.send(Method::DELETE, waiting.header("location"), &[], Body::empty()).await;
    assert_eq!(ended.json()["state"], "cancelled", "cancelling twice changes nothing");
}

#[tokio::test]
async fn imports_wait_for_each_other_while_readers_go_on() {
    let house = House::furnished().await;
    let mut jobs = Vec::new();
    for n in 0..4 {
        let text = format!("source_id,title_zh,title_en\nQ{n},来源,Source\n");
        jobs.push(house.form("/api/v1/imports", &[("table", "source")], Some(("q.csv", text.as_bytes()))).await);
    }
    let reads = (0..40).map(|n| {
        let path = if n % 2 == 0 { "/api/v1/atlas?scale=province" } else { "/api/v1/search?q=shanghai" };
        house.get(path)
    });
    for answer in futures::future::join_all(reads).await {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }
    for job in jobs {
        assert_eq!(house.end_of(job.header("location")).await["state"], "done");
    }
    assert_eq!(house.get("/api/v1/health").await.json()["revision"], 5);
}

#[tokio::test]
async fn boundaries_come_back_with_their_review_number() {
    let house = House::furnished().await;
    let outlines = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"adcode":"310000"},
        "geometry":{"type":"Polygon","coordinates":[[[121.0,31.0],[122.0,31.0],[122.0,31.8],[121.0,31.0]]]}}]}"#;
    let texts = [("level", "province"), ("review_number", "GS(2026)0000")];
    let brought = house.form("/api/v1/boundaries", &texts, Some(("省.geojson", outlines.as_bytes()))).await;
    assert_eq!(brought.status, StatusCode::CREATED, "{}", brought.text());
    assert_eq!(brought.header("location"), "/api/v1/boundaries/province");
    assert_eq!(house.get("/api/v1/boundaries").await.json()[0]["review_number"], "GS(2026)0000");
    let back = house.get("/api/v1/boundaries/province").await;
    assert_eq!(back.header("content-type"), "application/geo+json");
    assert_eq!(back.json()["features"][0]["properties"]["code"], "310000");
}
