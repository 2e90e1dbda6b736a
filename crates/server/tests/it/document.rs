//! The OpenAPI document: complete, and closed in itself.

use serde_json::Value;
use std::collections::BTreeSet;

const OPERATIONS: &[&str] = &[
    "GET /health",
    "GET /glossary",
    "GET /schema",
    "GET /schema/{table}",
    "GET /tables",
    "GET /tables/{name}/rows",
    "POST /sql",
    "POST /watch/alerts/{id}/acts",
    "GET /revisions",
    "POST /revisions/{n}/restore",
    "GET /methods",
    "GET /methods/{id}",
    "POST /methods/{id}/execution",
    "POST /imports/proposal",
    "POST /findings/acts",
    "POST /imports",
    "GET /jobs/{id}",
    "GET /jobs/{id}/events",
    "GET /jobs/{id}/results",
    "DELETE /jobs/{id}",
    "GET /sources",
    "GET /atlas",
    "GET /card/{node}",
    "GET /search",
    "GET /compare",
    "GET /boundaries",
    "GET /boundaries/{level}",
    "POST /boundaries",
    "GET /diagnostics/{code}",
    "GET /events",
    "GET /export/package",
    "GET /today",
    "GET /watch",
    "GET /watch/alerts/{id}",
    "GET /watch/book",
    "GET /watch/series",
    "POST /rules/backtest",
    "GET /report",
    "GET /reports",
    "POST /reports",
    "GET /reports/{id}",
    "GET /deals",
    "POST /deals",
    "POST /deals/check",
    "GET /deals/templates",
    "GET /deals/schema",
    "POST /deals/settle",
    "GET /deals/clearing",
    "GET /deals/verification",
    "GET /deals/{id}",
    "GET /deals/{id}/text",
    "GET /deals/{id}/calendar",
    "POST /deals/{id}/draw",
    "POST /deals/{id}/amend",
    "POST /deals/{id}/sign",
    "POST /deals/{id}/facts",
    "POST /deals/{id}/pay",
    "POST /deals/{id}/reverse",
    "GET /deals/{id}/obligations",
    "GET /deals/{id}/statement",
    "GET /records",
    "GET /shortlist",
    "POST /shortlist",
];

#[test]
fn the_document_has_every_operation_and_every_answer() {
    let document: Value = serde_json::from_str(&liantu_server::openapi()).expect("JSON");
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    let mut found = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let name = format!("{} {}", method.to_uppercase(), path.strip_prefix("/api/v1").expect("the prefix"));
            assert!(operation["summary"].is_string() && operation["tags"][0].is_string(), "{name}");
            let responses = operation["responses"].as_object().expect("responses");
            assert!(responses.keys().any(|status| status.starts_with('2')), "{name}");
            for (status, response) in responses {
                assert!(response["description"].as_str().is_some_and(|text| !text.is_empty()), "{name} {status}");
                if status.starts_with(['4', '5']) {
                    let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
                    assert_eq!(schema, "#/components/schemas/Problem", "{name} {status}");
                }
            }
            for parameter in operation["parameters"].as_array().expect("parameters") {
                assert!(parameter["description"].is_string(), "{name} {parameter}");
            }
            found.insert(name);
        }
    }
    assert_eq!(found, OPERATIONS.iter().map(|&operation| operation.to_owned()).collect());
}

#[test]
fn every_reference_leads_somewhere() {
    let text = liantu_server::openapi();
    let document: Value = serde_json::from_str(&text).expect("JSON");
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    for rest in text.split("#/components/schemas/").skip(1) {
        let name = rest.split('"').next().unwrap_or_default();
        assert!(schemas.contains_key(name), "no schema {name}");
    }
}

#[test]
fn every_code_of_the_server_has_a_page_in_both_languages() {
    let mut codes = BTreeSet::new();
    for page in liantu_server::CATALOGUE {
        assert!(codes.insert(page.code), "{} twice", page.code);
        for text in [page.title, page.body] {
            assert!(!text.zh.is_empty() && !text.zh.is_ascii() && text.en.is_ascii(), "{}", page.code);
        }
    }
}
