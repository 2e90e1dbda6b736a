//! The embedded workbench.

use crate::client::House;
use axum::body::Body;
use axum::http::{Method, StatusCode};

#[tokio::test]
async fn every_view_is_the_page_and_missing_files_are_missing() {
    let house = House::empty().await;
    let page = house.get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("cache-control"), "no-cache");
    assert!(page.text().contains("<title>"));
    for view in ["/data", "/methods/location_quotient", "/index.html", "/?scale=city"] {
        assert_eq!(house.get(view).await.body, page.body, "{view}");
    }
    for missing in ["/missing.js", "/assets/missing-1234.css", "/../Cargo.toml", "/%2e%2e/Cargo.toml"] {
        house.get(missing).await.problem(404, "no_such_address");
    }
    let again = house.send(Method::GET, "/", &[("if-none-match", page.header("etag"))], Body::empty()).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test]
async fn the_page_may_only_talk_to_its_own_server() {
    let house = House::empty().await;
    for path in ["/", "/api/v1/docs", "/api/v1/health", "/api/v1/nothing"] {
        let answer = house.get(path).await;
        let policy = answer.header("content-security-policy");
        let directive =
            |name: &str| policy.split(';').map(str::trim).find_map(|part| part.strip_prefix(name)).map(str::trim);
        assert_eq!(directive("default-src"), Some("'self'"));
        assert_eq!(directive("script-src"), Some("'self'"), "no inline script, no eval");
        assert_eq!(directive("worker-src"), Some("'self' blob:"));
        assert_eq!(directive("frame-ancestors"), Some("'none'"));
        assert_eq!(directive("object-src"), Some("'none'"));
        assert!(!policy.contains("http:") && !policy.contains("https:") && !policy.contains('*'));
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("x-frame-options"), "DENY");
    }
    for page in ["/", "/api/v1/docs"] {
        let text = house.get(page).await.text();
        assert!(!text.contains("<script>") && !text.contains("//cdn") && !text.contains("src=\"http"), "{page}");
    }
}

#[tokio::test]
async fn hashed_files_are_fetched_once_and_compressed() {
    let house = House::empty().await;
    let page = house.get("/").await.text();
    let Some(asset) = page.split('"').find(|part| part.starts_with("/assets/")) else {
        println!("hashed_files_are_fetched_once_and_compressed: skipped, the workbench has not been built");
        return;
    };
    let plain = house.get(asset).await;
    assert_eq!(plain.header("cache-control"), "public, max-age=31536000, immutable");
    assert!(["text/javascript; charset=utf-8", "text/css; charset=utf-8"].contains(&plain.header("content-type")));
    let small = house.send(Method::GET, asset, &[("accept-encoding", "gzip")], Body::empty()).await;
    assert_eq!(small.header("content-encoding"), "gzip");
    assert!(small.body.len() < plain.body.len());
}
