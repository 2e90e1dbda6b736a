//! What is refused, and how: a 4xx problem that says where, what was found and what was expected, in the reader's language.

use crate::client::House;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use serde_json::json;

#[tokio::test]
async fn every_malformed_parameter_is_named() {
    let house = House::empty().await;
    for (path, field) in [
        ("/atlas?scale=moon", "scale"),
        ("/atlas?scale=", "scale"),
        ("/atlas?layers=IND,trade", "layers"),
        ("/atlas?mode=both", "mode"),
        ("/atlas?undated=yes", "undated"),
        ("/atlas?hops=0", "hops"),
        ("/atlas?hops=999999999999999999999", "hops"),
        ("/atlas?limit=-5", "limit"),
        ("/atlas?limit=100001", "limit"),
        ("/atlas?perod=2021", "perod"),
        ("/atlas?scale=city&scale=park", "scale"),
        ("/atlas?area=%ff%fe", "area"),
        ("/atlas?lang=fr", "lang"),
        ("/search", "q"),
        ("/search?q=", "q"),
        ("/search?q=%00", "q"),
        ("/compare", "nodes"),
        ("/compare?nodes=a,,b", "nodes"),
        ("/compare?nodes=1,2,3,4,5,6,7,8,9,10,11", "nodes"),
        ("/tables/link/rows?limit=1000000", "limit"),
        ("/tables/link/rows?offset=x", "offset"),
        ("/tables/link/rows?format=xlsx", "format"),
        ("/tables/%ff/rows", "name"),
        ("/card/%ff", "node"),
        ("/export/package?format=sav", "format"),
    ] {
        let answer = house.get(&format!("/api/v1{path}")).await;
        let problem = answer.problem(400, "request_parameter");
        let finding = &problem["diagnostics"][0];
        assert_eq!(finding["place"]["field"], field, "{path}: {problem}");
        assert!(finding["found"].is_string() && finding["expected"]["zh"].is_string(), "{path}: {problem}");
    }
}

#[tokio::test]
async fn what_fits_the_schema_but_means_nothing_is_named_too() {
    let house = House::empty().await;
    for (path, field) in [
        ("/atlas?period=2021-13", "period"),
        ("/atlas?period=2021-02-30", "period"),
        ("/atlas?period=2022/2021", "period"),
        ("/atlas?at=2026-13-01", "at"),
        ("/tables?at=yesterday", "at"),
    ] {
        let problem = house.get(&format!("/api/v1{path}")).await.problem(422, "request_parameter");
        assert_eq!(problem["diagnostics"][0]["place"]["field"], field, "{path}: {problem}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let house = House::furnished().await;
    for path in [
        "/tables/nothing/rows",
        "/schema/nothing",
        "/methods/nothing",
        "/diagnostics/XYZ999",
        "/jobs/0-0",
        "/jobs/0-0/events",
        "/card/999999",
        "/card/actor:nobody",
        "/compare?nodes=310000,nothing",
        "/boundaries/city",
        "/boundaries/moon",
        "/atlas?at=4000",
        "/nothing",
        "/",
        "/atlas/",
    ] {
        let answer = house.get(&format!("/api/v1{path}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
    }
    house.get("/api").await.problem(404, "no_such_address");
    house.post("/api/v1/methods/nothing/execution", &json!({})).await.problem(404, "method");
    let restore = house.send(Method::POST, "/api/v1/revisions/99/restore", &[], Body::empty()).await;
    assert_eq!(restore.status, StatusCode::NOT_FOUND, "{}", restore.text());
    house
        .send(Method::POST, "/api/v1/revisions/minus/restore", &[], Body::empty())
        .await
        .problem(400, "request_parameter");
    house.send(Method::DELETE, "/api/v1/jobs/0-0", &[], Body::empty()).await.problem(404, "not_found");
}

#[tokio::test]
async fn other_methods_are_told_which_there_are() {
    let house = House::empty().await;
    for (method, path, allow) in [
        (Method::PUT, "/api/v1/health", "GET,HEAD"),
        (Method::GET, "/api/v1/sql", "POST"),
        (Method::POST, "/api/v1/jobs/0-0", "GET,HEAD,DELETE"),
        (Method::TRACE, "/api/v1/atlas", "GET,HEAD"),
        (Method::POST, "/", "GET,HEAD"),
    ] {
        let answer = house.send(method.clone(), path, &[], Body::empty()).await;
        answer.problem(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), allow, "{method} {path}");
    }
    let head = house.send(Method::HEAD, "/api/v1/health", &[], Body::empty()).await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
}

#[tokio::test]
async fn broken_bodies_are_the_clients_fault() {
    let house = House::with(|options| options.upload_limit = 1000).await;
    let json = [("content-type", "application/json")];
    for (body, said) in [
        ("", "body"),
        ("{", "body"),
        ("[]", "body"),
        (r#"{"query": 3}"#, "query"),
        (r#"{"query": "select 1", "limit": -1}"#, "limit"),
        (r#"{"query": "select 1", "limit": 0}"#, "limit"),
        (r#"{"query": "select 1", "limit": 1000000000}"#, "limit"),
        (r#"{"query": ""}"#, "query"),
        (r#"{"query": "select 1", "at": {}}"#, "at"),
        (r#"{"query": "select 1", "colour": 1}"#, "colour"),
        (r#"{"query": "select 1"} x"#, "body"),
        ("{\"query\": \"\u{0}\"", "query"),
    ] {
        let problem = house.send(Method::POST, "/api/v1/sql", &json, Body::from(body)).await;
        let problem = problem.problem(400, "request_body");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains(said)), "{body}: {problem}");
    }
    let invalid = house.send(Method::POST, "/api/v1/sql", &json, Body::from(&b"{\"query\": \"\xff\"}"[..])).await;
    invalid.problem(400, "request_body");
    let when = json!({ "query": "select 1", "at": "yesterday" });
    house.post("/api/v1/sql", &when).await.problem(422, "request_parameter");
    let large = Body::from(vec![b' '; 2 << 20]);
    house.send(Method::POST, "/api/v1/sql", &json, large).await.problem(413, "too_large");
    for path in [
        "/api/v1/sql",
        "/api/v1/imports",
        "/api/v1/imports/proposal",
        "/api/v1/boundaries",
        "/api/v1/methods/x/execution",
    ] {
        for kind in ["text/plain", "nonsense", "application/x-www-form-urlencoded"] {
            let answer = house.send(Method::POST, path, &[("content-type", kind)], Body::from("x")).await;
            answer.problem(415, "media_type");
        }
        house.send(Method::POST, path, &[], Body::from("x")).await.problem(415, "media_type");
    }
}

#[tokio::test]
async fn broken_forms_are_the_clients_fault() {
    let house = House::with(|options| options.upload_limit = 1000).await;
    let form = [("content-type", "multipart/form-data; boundary=line")];
    let part = "--line\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n";
    for path in ["/api/v1/imports", "/api/v1/imports/proposal", "/api/v1/boundaries"] {
        for body in [
            "",
            "nonsense",
            "--line\r\n",
            &format!("{part}unfinished"),
            "--line--\r\n",
            "--line\r\ncontent-disposition: \r\n\r\nx\r\n--line--\r\n",
        ] {
            let answer = house.send(Method::POST, path, &form, Body::from(body.to_owned())).await;
            answer.problem(400, "request_body");
        }
        let none = [("content-type", "multipart/form-data")];
        house.send(Method::POST, path, &none, Body::from("x")).await.problem(400, "request_body");
        house.form(path, &[("colour", "red")], Some(("a.csv", b"a"))).await.problem(400, "request_body");
        house.form(path, &[], Some(("a.csv", &[b'x'; 1001]))).await.problem(413, "too_large");
        let twice = format!("{part}a\r\n{part}b\r\n--line--\r\n");
        house.send(Method::POST, path, &form, Body::from(twice)).await.problem(400, "request_body");
    }
    let file = Some(("a.csv", &b"a"[..]));
    house.form("/api/v1/imports", &[("policy", "whatever")], file).await.problem(400, "request_body");
    house.form("/api/v1/imports", &[("dry_run", "perhaps")], file).await.problem(400, "request_body");
    house.form("/api/v1/boundaries", &[], file).await.problem(400, "request_body");
    house.form("/api/v1/boundaries", &[("level", "moon")], file).await.problem(400, "request_body");
    let nonsense = house.form("/api/v1/boundaries", &[("level", "city")], file).await;
    assert_eq!(nonsense.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", nonsense.text());
    assert_eq!(house.left_behind(), 0, "a refused upload left files behind");
}

#[tokio::test]
async fn problems_speak_the_readers_language() {
    let house = House::empty().await;
    let ask = async |path: &str, language: &str| {
        let answer = house.send(Method::GET, path, &[("accept-language", language)], Body::empty()).await;
        (answer.header("content-language").to_owned(), answer.json()["title"].as_str().unwrap_or_default().to_owned())
    };
    let (zh, en) = ("没有找到".to_owned(), "Not found".to_owned());
    assert_eq!(ask("/api/v1/jobs/x", "en-GB,en;q=0.9").await, ("en".to_owned(), en.clone()));
    assert_eq!(ask("/api/v1/jobs/x", "zh-CN").await, ("zh".to_owned(), zh.clone()));
    assert_eq!(ask("/api/v1/jobs/x", "fr").await, ("zh".to_owned(), zh.clone()));
    assert_eq!(ask("/api/v1/jobs/x?lang=zh", "en").await, ("zh".to_owned(), zh));
    assert_eq!(ask("/api/v1/jobs/x?lang=en", "zh").await, ("en".to_owned(), en));
}

#[tokio::test]
async fn foreign_names_and_pages_are_turned_away() {
    let house = House::with(|options| options.hosts = vec!["liantu.example".to_owned()]).await;
    let ask = async |method: Method, headers: &[(&str, &str)]| {
        let path = if method == Method::GET { "/api/v1/health" } else { "/api/v1/revisions/0/restore" };
        house.send(method, path, headers, Body::empty()).await
    };
    for host in ["localhost", "localhost:9000", "127.0.0.1:7400", "[::1]:7400", "liantu.example", "LIANTU.example:443"]
    {
        assert_eq!(ask(Method::GET, &[("host", host)]).await.status, StatusCode::OK, "{host}");
    }
    for host in ["evil.example", "localhost.evil.example:7400", "169.254.1.1", "127.0.0.1.evil.example", ""] {
        ask(Method::GET, &[("host", host)]).await.problem(403, "foreign_host");
        let page = house.send(Method::GET, "/", &[("host", host)], Body::empty()).await;
        page.problem(403, "foreign_host");
    }
    let at = |origin| [("host", "localhost:7400"), ("origin", origin)];
    for origin in ["https://evil.example", "null", "http://localhost:7401", "http://localhost"] {
        ask(Method::POST, &at(origin)).await.problem(403, "foreign_origin");
        assert_eq!(ask(Method::GET, &at(origin)).await.status, StatusCode::OK, "reading is kept apart by the browser");
    }
    assert_eq!(ask(Method::POST, &at("http://localhost:7400")).await.status, StatusCode::OK);
    let crossing = [("host", "localhost:7400"), ("sec-fetch-site", "cross-site")];
    ask(Method::POST, &crossing).await.problem(403, "foreign_origin");
    assert!(house.get("/api/v1/health").await.headers.keys().all(|name| !name.as_str().starts_with("access-control")));
}

#[tokio::test]
async fn absolute_addresses_are_checked_too() {
    let house = House::empty().await;
    let request = Request::builder().uri("http://evil.example/api/v1/health").header("host", "evil.example");
    house.ask(request.body(Body::empty()).expect("a request")).await.problem(403, "foreign_host");
}
