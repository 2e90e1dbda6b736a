//! What can be read: the package that ships, by every road.

use crate::client::House;
use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

const BASE: &str = "/api/v1";

#[tokio::test]
async fn every_reading_route_answers_and_says_how_long_it_took() {
    let house = House::furnished().await;
    for (path, kind) in [
        ("/health", "application/json"),
        ("/openapi.json", "application/json"),
        ("/docs", "text/html; charset=utf-8"),
        ("/docs?lang=en", "text/html; charset=utf-8"),
        ("/glossary", "application/json"),
        ("/schema", "application/json"),
        ("/schema/link", "application/json"),
        ("/tables", "application/json"),
        ("/tables/link/rows?limit=3", "application/json"),
        ("/revisions", "application/json"),
        ("/methods", "application/json"),
        ("/methods/location_quotient", "application/json"),
        ("/sources", "application/json"),
        ("/atlas", "application/json"),
        (
            "/atlas?scale=actor&layers=IND,INN&period=2016/2021&mode=cumulative&undated=0&proposed=0&limit=50",
            "application/json",
        ),
        ("/card/310000", "application/json"),
        ("/search?q=shanghai", "application/json"),
        ("/compare?nodes=310000,320000", "application/json"),
        ("/boundaries", "application/json"),
        ("/diagnostics/request_parameter", "application/json"),
        ("/export/package", "application/zip"),
        ("/today", "application/json"),
        ("/watch?scale=province&period=2024&limit=5", "application/json"),
        ("/watch/series?of=flow%5Bquantity%5D&region=310000", "application/json"),
        ("/report", "application/json"),
        ("/report?format=html&large=1&plain=1&lang=en", "text/html; charset=utf-8"),
        ("/report?format=docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("/report?format=xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("/reports", "application/json"),
    ] {
        let answer = house.get(&format!("{BASE}{path}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        assert_eq!(answer.header("content-type"), kind, "{path}");
        assert!(answer.header("server-timing").starts_with("total;dur="), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!answer.body.is_empty(), "{path}");
    }
    assert_eq!(house.left_behind(), 0, "an export left files behind");
}

#[tokio::test]
async fn the_map_shows_six_networks_with_evidence() {
    let house = House::furnished().await;
    let atlas = house.get("/api/v1/atlas?scale=city").await.json();
    assert_eq!(atlas["layers"].as_array().map(Vec::len), Some(6));
    let nodes = atlas["nodes"].as_array().expect("nodes");
    let ids: Vec<&str> = nodes.iter().filter_map(|node| node["id"].as_str()).collect();
    assert!(!ids.is_empty());
    for link in atlas["links"].as_array().expect("links") {
        for end in ["from", "to"] {
            assert!(ids.contains(&link[end].as_str().expect("an end")), "{link} has an end that is no node");
        }
    }
    let card = house.get("/api/v1/card/310000").await.json();
    assert_eq!(card["id"], "310000");
    assert!(card["evidence"].as_array().is_some_and(|rows| rows.iter().all(|row| row["source"].is_object())));
    // A fund of nine cities and its carrier is one thing, with the evidence of all of them.
    let fund = house.get("/api/v1/card/agreement:G064").await.json();
    assert_eq!((fund["kind"].as_str(), fund["actors"].as_array().map(Vec::len)), (Some("agreement"), Some(10)));
    let links = fund["evidence"].as_array().expect("evidence");
    assert!(!links.is_empty() && links.iter().all(|row| row["agreement"] == "G064"));
    for (word, found) in [("合肥", "340100"), ("hefei", "340100"), ("hf", "340100")] {
        let hits = house.get(&format!("/api/v1/search?q={}", encode(word))).await.json();
        assert!(hits.as_array().is_some_and(|hits| hits.iter().any(|hit| hit["id"] == found)), "{word}: {hits}");
    }
}

fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |encoded, byte| encoded + &format!("%{byte:02x}"))
}

#[tokio::test]
async fn an_answer_is_fetched_once_per_revision() {
    let house = House::furnished().await;
    let path = "/api/v1/atlas?scale=province";
    let first = house.get(path).await;
    let tag = first.header("etag").to_owned();
    let again = house.send(Method::GET, path, &[("if-none-match", &tag)], Body::empty()).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert!(again.body.is_empty() && again.header("etag") == tag);
    assert_ne!(house.get("/api/v1/atlas?scale=city").await.header("etag"), tag, "another question");
    let other = House::furnished().await;
    let answer = other.send(Method::GET, path, &[("if-none-match", &tag)], Body::empty()).await;
    assert_eq!(
        answer.status,
        StatusCode::OK,
        "another workspace at the same address, in a revision of the same number"
    );
    let restored = house.send(Method::POST, "/api/v1/revisions/0/restore", &[], Body::empty()).await;
    assert_eq!(restored.status, StatusCode::OK, "{}", restored.text());
    let later = house.send(Method::GET, path, &[("if-none-match", &tag)], Body::empty()).await;
    assert_eq!(later.status, StatusCode::OK, "another revision");
    let before = house.send(Method::GET, &format!("{path}&at=1"), &[], Body::empty()).await.json();
    assert_eq!(before["nodes"], first.json()["nodes"], "the past is still there");
}

#[tokio::test]
async fn rows_come_in_three_forms_with_the_same_content() {
    let house = House::furnished().await;
    let path = "/api/v1/tables/actor/rows?limit=20&order=-actor_id";
    let json = house.get(path).await.json();
    let (columns, rows) = (json["columns"].as_array().expect("columns"), json["rows"].as_array().expect("rows"));
    assert_eq!(rows.len(), 20);
    assert_eq!(json["total"], 193);
    let csv = house.send(Method::GET, path, &[("accept", "text/csv")], Body::empty()).await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let header: Vec<&str> = columns.iter().filter_map(|column| column["name"].as_str()).collect();
    assert_eq!(csv.text().lines().next(), Some(header.join(",").as_str()));
    assert_eq!(csv.text().lines().count(), 21);
    let arrow = house.get(&format!("{path}&format=arrow")).await;
    let mut reader = arrow::ipc::reader::StreamReader::try_new(arrow.body.as_slice(), None).expect("Arrow IPC");
    let batch = reader.next().expect("a batch").expect("a batch");
    assert_eq!((batch.num_rows(), batch.num_columns()), (20, columns.len()));
    let ids = arrow::array::AsArray::as_string::<i32>(batch.column(0));
    let expected: Vec<&str> = rows.iter().filter_map(|row| row[0].as_str()).collect();
    assert_eq!(ids.iter().flatten().collect::<Vec<_>>(), expected);
    assert!(expected.is_sorted_by(|a, b| a > b));
}

#[tokio::test]
async fn sql_is_read_only_and_says_when_rows_are_left_out() {
    let house = House::furnished().await;
    let answer =
        house.post("/api/v1/sql", &json!({ "query": "select actor_id from actor order by 1", "limit": 5 })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(
        (answer.json()["rows"].as_array().map(Vec::len), &answer.json()["truncated"]),
        (Some(5), &Value::Bool(true))
    );
    assert_eq!(answer.header("liantu-truncated"), "true");
    let csv = house.post("/api/v1/sql?format=csv", &json!({ "query": "select count(*) as n from actor" })).await;
    assert_eq!(csv.text(), "n\r\n193\r\n");
    let past = house.post("/api/v1/sql", &json!({ "query": "select 1", "at": 0 })).await;
    assert_eq!(past.status, StatusCode::OK);
    for query in [
        "drop table actor",
        "insert into actor values (1)",
        "copy actor to '/tmp/x'",
        "create external table t stored as csv location '/etc/passwd'",
        "select * from '/etc/passwd'",
        "not sql",
        "select * from nothing",
        "select 1; select 2",
    ] {
        let refused = house.post("/api/v1/sql", &json!({ "query": query })).await;
        assert!(refused.status.is_client_error(), "{query}: {} {}", refused.status, refused.text());
        assert_eq!(refused.header("content-type"), "application/problem+json");
    }
}

#[tokio::test]
async fn a_method_runs_with_its_provenance() {
    let house = House::furnished().await;
    let methods = house.get("/api/v1/methods").await.json();
    let summary = methods.as_array().expect("methods").iter().find(|method| method["id"] == "network_summary");
    assert!(summary.is_some(), "the summary of the networks is a method");
    let answer = house.post("/api/v1/methods/network_summary/execution", &json!({ "inputs": {} })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let answer = answer.json();
    assert_eq!(answer["provenance"]["method"], "network_summary");
    assert_eq!(answer["provenance"]["revision"], 1);
    assert!(answer["table"]["rows"].as_array().is_some_and(|rows| !rows.is_empty()));
    let typed = json!({ "inputs": { "layers": ["IND", "INN"], "period": null } });
    let typed = house.post("/api/v1/methods/network_summary/execution", &typed).await;
    assert!(typed.status == StatusCode::OK || typed.status == StatusCode::UNPROCESSABLE_ENTITY, "{}", typed.text());
}

#[tokio::test]
async fn an_export_imports_again_as_the_same() {
    let house = House::furnished().await;
    let package = house.get("/api/v1/export/package").await;
    assert_eq!(package.header("content-length"), package.body.len().to_string());
    let other = House::empty().await;
    let job = other.import(&[], "package.zip", &package.body).await;
    assert_eq!(job["state"], "done", "{job}");
    assert_eq!(job["revision"], 1, "{job}");
    let rows = |tables: Value| -> Vec<(String, u64)> {
        let tables = tables.as_array().expect("tables").clone();
        let info = |table: &Value| {
            (table["name"].as_str().unwrap_or_default().to_owned(), table["rows"].as_u64().unwrap_or_default())
        };
        tables.iter().map(info).filter(|(name, rows)| *rows > 0 && name != "rejects").collect()
    };
    assert_eq!(rows(house.get("/api/v1/tables").await.json()), rows(other.get("/api/v1/tables").await.json()));
}

#[tokio::test]
async fn a_rule_is_tried_while_it_is_written() {
    let house = House::furnished().await;
    let tried =
        house.post("/api/v1/rules/backtest", &json!({ "text": "alert red when robst_z(flow[quantity]) <= -5" })).await;
    assert_eq!(tried.status, StatusCode::OK, "{}", tried.text());
    let fault = &tried.json()["fault"];
    assert_eq!((&fault["line"], &fault["column"], &fault["nearest"]), (&json!(1), &json!(16), &json!("robust_z")));
    assert_eq!(fault["span"], json!([15, 22]));
    assert!(fault["message"]["zh"].as_str().is_some_and(|words| words.contains("第 1 行")));
    let tried =
        house.post("/api/v1/rules/backtest", &json!({ "text": "alert red when yoy(flow[quantity]) < -45%" })).await;
    assert_eq!((tried.status, &tried.json()["fault"]), (StatusCode::OK, &Value::Null), "{}", tried.text());
    let wrong = house.post("/api/v1/rules/backtest", &json!({ "txt": "alert" })).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_frozen_report_stays_as_it_was() {
    let house = House::furnished().await;
    let asked = json!({ "period": "2024" });
    let frozen = house.post("/api/v1/reports", &asked).await;
    assert_eq!(frozen.status, StatusCode::OK, "{}", frozen.text());
    let frozen = frozen.json();
    assert_eq!(house.post("/api/v1/reports", &asked).await.json(), frozen, "the same report is the same");
    assert_eq!(house.get("/api/v1/reports").await.json(), json!([frozen]));
    let id = frozen["id"].as_str().expect("an identifier");
    let now = house.get("/api/v1/report?period=2024").await;
    let kept = house.get(&format!("/api/v1/reports/{id}")).await;
    assert_eq!(now.body, kept.body, "to the byte");
    for id in ["nothing", "..%2Fliantu.toml", "%2e%2e"] {
        let refused = house.get(&format!("/api/v1/reports/{id}")).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{id}: {}", refused.text());
    }
}
