//! Alerts and findings over the interface: who does what about them, and the news of it.

use crate::client::House;
use axum::body::Body;
use axum::http::StatusCode;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::fmt::Write;
use std::time::Duration;

/// Three years of a monthly flow that stops in May 2024, and a finding.
async fn house() -> House {
    let house = House::empty().await;
    let regions = "region,name_zh,name_en,level,parent\n310000,上海市,Shanghai,province,\n340000,安徽省,Anhui,province,\n\
                   340100,合肥市,Hefei,city,340000\n";
    let mut flows = "origin,destination,layer,item,period,value,unit,quantity,quantity_unit\n".to_owned();
    for month in 0..36 {
        let (year, number) = (2021 + (month + 6) / 12, (month + 6) % 12 + 1);
        let quantity = if month >= 34 { 300 } else { 1000 + month * 7 % 50 };
        // Writing to a string cannot fail.
        let _ = writeln!(flows, "310000,340100,IND,85423100,{year}-{number:02},{},CNY,{quantity},kg", quantity * 20);
    }
    let finding = "finding_id,entry,region,title_zh,owner,found,due\nf/1,finding,340100,只有一家供应商,办公室,2024-05-02,2024-06-01\n";
    for (table, text) in [("region", regions), ("flow", flows.as_str()), ("finding", finding)] {
        let job = house.import(&[("table", table)], &format!("{table}.csv"), text.as_bytes()).await;
        assert_eq!(job["state"], "done", "{job}");
    }
    house
}

async fn stop(house: &House) -> Value {
    let answer = house.get("/api/v1/watch").await.json();
    let alerts = answer["alerts"].as_array().expect("alerts").clone();
    alerts.into_iter().find(|alert| alert["rule"] == "flow-stop").expect("the alert")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_has_an_owner_and_an_end() {
    let house = house().await;
    let alert = stop(&house).await;
    let id = alert["id"].as_str().expect("an id");
    let acts = format!("/api/v1/watch/alerts/{id}/acts");
    let before = house.get("/api/v1/today").await;
    let case = house.post(&acts, &json!({ "act": "acknowledge", "by": "链长办公室" })).await;
    assert_eq!(case.status, StatusCode::OK, "{}", case.text());
    assert_eq!(case.json()["handling"]["status"], "acknowledged");
    // The same revision, and yet another answer: who asks with the old tag is told.
    let tag = before.header("etag").to_owned();
    let today = house.send(axum::http::Method::GET, "/api/v1/today", &[("if-none-match", &tag)], Body::empty()).await;
    assert_eq!(today.status, StatusCode::OK);
    assert!(today.text().contains("已受理"), "{}", today.text());
    let again = house.post(&acts, &json!({ "act": "acknowledge", "by": "链长办公室" })).await;
    assert_eq!((again.status, &again.json()["code"]), (StatusCode::CONFLICT, &"refused".into()));
    for (body, status) in [
        (json!({ "act": "resolve" }), StatusCode::CONFLICT),
        (json!({ "act": "snooze", "until": "2999-02-30" }), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({ "act": "assign", "to": " " }), StatusCode::CONFLICT),
        (json!({ "act": "forget" }), StatusCode::BAD_REQUEST),
        (json!({ "act": "assign", "who": "x" }), StatusCode::BAD_REQUEST),
        (json!({ "act": "resolve", "why": "x".repeat(4001) }), StatusCode::BAD_REQUEST),
    ] {
        let refused = house.post(&acts, &body).await;
        assert_eq!(refused.status, status, "{body}: {}", refused.text());
    }
    let resolved = house.post(&acts, &json!({ "act": "resolve", "by": "二科", "why": "已有第二供应商" })).await.json();
    assert_eq!(resolved["history"].as_array().map(Vec::len), Some(3));
    let seen = house.get(&format!("/api/v1/watch/alerts/{id}")).await.json();
    assert_eq!(seen["alert"]["handling"]["reason"], "已有第二供应商");
    assert_eq!(seen["history"], resolved["history"]);
    let book = house.get("/api/v1/watch/book").await.json();
    assert_eq!((book[0]["handling"]["case"].as_str(), book[0]["since"].as_str()), (Some(id), Some("2024-05")));
    let absent = house.post("/api/v1/watch/alerts/A00/acts", &json!({ "act": "acknowledge" })).await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finding_is_settled() {
    let house = house().await;
    let act = async |body: Value| house.post("/api/v1/findings/acts", &body).await;
    let due = act(json!({ "finding": "f/1", "act": "due", "day": "2024-12-31", "by": "协调办" })).await;
    assert_eq!((due.status, &due.json()["due"]), (StatusCode::OK, &"2024-12-31".into()), "{}", due.text());
    let close = json!({ "finding": "f/1", "act": "close", "day": "2024-07-01", "why": "已有第二供应商" });
    assert_eq!(act(close.clone()).await.json()["closed"], "2024-07-01");
    assert_eq!(act(close).await.status, StatusCode::CONFLICT, "it is settled");
    assert_eq!(act(json!({ "finding": "f/2", "act": "reopen" })).await.status, StatusCode::NOT_FOUND);
    assert_eq!(act(json!({ "finding": "f/1", "act": "due" })).await.status, StatusCode::CONFLICT);
    let watch = house.get("/api/v1/watch?day=2024-07-10").await.json();
    let matter =
        watch["matters"].as_array().expect("matters").iter().find(|one| one["id"] == "f/1").expect("the finding");
    assert_eq!((&matter["standing"], matter["history"].as_array().map(Vec::len)), (&"settled".into(), Some(2)));
}

/// The next event of a stream, or nothing within a minute.
async fn next(body: &mut Body) -> Option<String> {
    let mut heard = String::new();
    loop {
        let frame = tokio::time::timeout(Duration::from_mins(1), body.frame()).await.ok()??;
        heard.push_str(&String::from_utf8_lossy(frame.ok()?.data_ref()?));
        if let Some(event) = heard.split("\n\n").find(|event| event.contains("data:")) {
            return Some(event.to_owned());
        }
        heard.clear();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_follows_hears_of_imports_and_acts() {
    let house = house().await;
    let mut stream = house.stream("/api/v1/events").await;
    let first = next(&mut stream).await.expect("how things are");
    assert!(first.contains("event: changed") && first.contains("\"revision\":3,\"alerts\":0"), "{first}");
    let id = stop(&house).await["id"].as_str().expect("an id").to_owned();
    house.post(&format!("/api/v1/watch/alerts/{id}/acts"), &json!({ "act": "acknowledge", "by": "甲" })).await;
    let acted = next(&mut stream).await.expect("news of the act");
    assert!(acted.contains("\"alerts\":2"), "{acted}");
    house.import(&[("table", "event")], "event.csv", b"event_id,date,kind,region\ne1,2024-05-03,shock,340100\n").await;
    let imported = next(&mut stream).await.expect("news of the import");
    assert!(imported.contains("\"revision\":4"), "{imported}");
}
