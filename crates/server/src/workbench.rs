//! The workbench, embedded: files of `web/dist` with the right type and caching, and the page itself for every other address.

use crate::problem::{ADDRESS, Fault, METHOD};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use liantu_model::Words;
use rust_embed::{EmbeddedFile, RustEmbed};
use std::fmt::Write;

/// `build.rs` points this at `web/dist`, or at a page that says how to build it.
#[derive(RustEmbed)]
#[folder = "$LIANTU_WORKBENCH"]
struct Files;

const PAGE: &str = "index.html";

/// Answers every address outside the API.
pub(crate) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return Fault::new(StatusCode::NOT_FOUND, &ADDRESS, Words::same(format!("{method} /{path}"))).into_response();
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        let fault = Fault::new(StatusCode::METHOD_NOT_ALLOWED, &METHOD, Words::same(format!("{method} /{path}")));
        return ([(header::ALLOW, "GET,HEAD")], fault).into_response();
    }
    // A view is an address without a dot in its last part; a missing file must not be answered with a page.
    let is_file = path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    match Files::get(path) {
        Some(file) => answer(path, &file, &headers),
        None if is_file => Fault::new(StatusCode::NOT_FOUND, &ADDRESS, Words::same(format!("/{path}"))).into_response(),
        None => Files::get(PAGE).map_or_else(
            || Fault::internal(&"the embedded workbench has no page").into_response(),
            |page| answer(PAGE, &page, &headers),
        ),
    }
}

fn answer(path: &str, file: &EmbeddedFile, request: &HeaderMap) -> Response {
    let mut tag = String::from("W/\"");
    for byte in &file.metadata.sha256_hash()[..12] {
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    // Vite puts a hash of the content into the names below assets/: what is fetched once never changes.
    let caching = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let known = crate::reply::knows(request, &tag);
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mime = mime_guess::from_path(path).first_or_octet_stream();
        let text = mime.type_() == "text" || matches!(mime.subtype().as_str(), "javascript" | "json" | "geo+json");
        let kind = if text { format!("{mime}; charset=utf-8") } else { mime.to_string() };
        ([(header::CONTENT_TYPE, kind)], Body::from(file.data.clone())).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}
