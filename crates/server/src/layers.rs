//! What every request passes through: language, time, security headers, and who may ask at all.

use crate::Door;
use crate::problem::{Fault, HOST, ORIGIN};
use crate::request::{Pairs, one_of};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use liantu_model::{Language, Words};
use std::any::Any;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

/// Finds the language of the reader, passes it on as an extension, and renders whatever [`Fault`] comes back.
pub(crate) async fn speak(mut request: Request, next: Next) -> Response {
    let accepted = accepted_language(request.headers());
    let (language, mut response) = match chosen_language(request.uri().query().unwrap_or_default()) {
        Ok(chosen) => {
            let language = chosen.unwrap_or(accepted);
            request.extensions_mut().insert(language);
            (language, next.run(request).await)
        }
        Err(fault) => (accepted, fault.into_response()),
    };
    if let Some(fault) = response.extensions_mut().remove::<Arc<Fault>>() {
        fault.render(&mut response, language);
    }
    response
}

/// What `lang` says. Other parameters are the handler's affair, so only a query that names `lang` is looked at.
fn chosen_language(query: &str) -> Result<Option<Language>, Fault> {
    if !query.split('&').any(|pair| pair == "lang" || pair.starts_with("lang=")) {
        return Ok(None);
    }
    let words = [("zh", Language::Zh), ("en", Language::En)];
    let mut pairs = Pairs::parse(query)?;
    pairs.parsed(
        "lang",
        || one_of(words.map(|(word, _)| word)),
        |value| words.into_iter().find(|(word, _)| *word == value).map(|(_, language)| language),
    )
}

/// The language that `Accept-Language` weighs most among those we speak; Chinese where it says nothing.
fn accepted_language(headers: &HeaderMap) -> Language {
    let value = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut best = (0.0, Language::default());
    for range in value.split(',') {
        let (tag, weight) = range.split_once(";q=").unwrap_or((range, "1"));
        let weight: f32 = weight.trim().parse().unwrap_or(0.0);
        if let Some(language) = Language::parse(tag.trim()).filter(|_| weight > best.0) {
            best = (weight, language);
        }
    }
    best.1
}

/// Says how long the answer took, in milliseconds of server time.
pub(crate) async fn time(request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let begin = Instant::now();
    let mut response = next.run(request).await;
    let spent = begin.elapsed().as_secs_f64() * 1e3;
    tracing::debug!("{method} {path} {} {spent:.1} ms", response.status().as_u16());
    if let Ok(value) = HeaderValue::from_str(&format!("total;dur={spent:.1}")) {
        response.headers_mut().insert(HeaderName::from_static("server-timing"), value);
    }
    response
}

/// Scripts and connections from this server only. Styles may be inline because charts carry them as attributes; workers and
/// images may be blobs because the map makes them. No page may frame this one.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; worker-src 'self' blob:; \
    child-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; \
    connect-src 'self' blob: data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Headers that keep the browser from doing what nobody asked for.
pub(crate) async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Turns away requests under a foreign host name (DNS rebinding) and changes asked for by pages of other sites.
pub(crate) async fn guard(State(door): State<Door>, request: Request, next: Next) -> Response {
    let host = host(&request);
    if !door.accepts(&host) {
        let expected =
            Words::new("本机名称，或启动时列出的名称", "a local name, or one listed when the server was started");
        return Fault::wrong(&HOST, "header", "Host", &host, expected).status(StatusCode::FORBIDDEN).into_response();
    }
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if let Some(origin) = changes.then(|| foreign_origin(request.headers(), &host)).flatten() {
        let expected = Words::new(format!("本服务自己（{host}）"), format!("this server itself ({host})"));
        return Fault::wrong(&ORIGIN, "header", "Origin", &origin, expected)
            .status(StatusCode::FORBIDDEN)
            .into_response();
    }
    next.run(request).await
}

/// The authority under which the client knows the server.
fn host(request: &Request) -> String {
    let header = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    let authority = request.uri().authority().map(axum::http::uri::Authority::as_str);
    header.or(authority).unwrap_or_default().to_ascii_lowercase()
}

/// The name in an authority, without its port.
pub(crate) fn host_name(authority: &str) -> &str {
    if let Some(end) = authority.strip_prefix('[').and_then(|rest| rest.find(']')) {
        return &authority[1..=end];
    }
    authority.rsplit_once(':').map_or(authority, |(name, _)| name)
}

/// Whether `name` can only mean this machine.
pub(crate) fn is_local(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The page that asks, if it is not one of ours. Programs that are no browsers send neither header and are let through.
fn foreign_origin(headers: &HeaderMap, host: &str) -> Option<String> {
    if let Some(origin) = headers.get(header::ORIGIN) {
        let origin = origin.to_str().unwrap_or("null").to_ascii_lowercase();
        let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        let ours = authority.is_some_and(|authority| plain(authority) == plain(host));
        return (!ours).then_some(origin);
    }
    let site = headers.get("sec-fetch-site")?.to_str().unwrap_or("cross-site");
    (!matches!(site, "same-origin" | "none")).then(|| site.to_owned())
}

/// An authority without the default ports, which browsers leave out.
fn plain(authority: &str) -> &str {
    authority.strip_suffix(":80").or_else(|| authority.strip_suffix(":443")).unwrap_or(authority)
}

/// The last resort: a handler that panics answers with a problem, and the server goes on.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands the panic over")]
pub(crate) fn caught(panic: Box<dyn Any + Send>) -> axum::http::Response<Body> {
    let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    Fault::internal(&format_args!("a handler panicked: {}", said.unwrap_or("without words"))).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_language_wins() {
        for (value, language) in [
            ("", Language::Zh),
            ("en", Language::En),
            ("en-GB,en;q=0.9,zh;q=0.1", Language::En),
            ("fr,en;q=0.3,zh-CN;q=0.8", Language::Zh),
            ("fr", Language::Zh),
            ("*;q=abc", Language::Zh),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(value));
            assert_eq!(accepted_language(&headers), language, "{value}");
        }
    }

    #[test]
    fn names_come_out_of_authorities() {
        for (authority, name, local) in [
            ("localhost:7400", "localhost", true),
            ("127.0.0.1", "127.0.0.1", true),
            ("[::1]:80", "::1", true),
            ("liantu.localhost", "liantu.localhost", true),
            ("evil.example:7400", "evil.example", false),
            ("localhost.evil.example", "localhost.evil.example", false),
            ("192.168.0.7:80", "192.168.0.7", false),
            ("", "", false),
        ] {
            assert_eq!(host_name(authority), name);
            assert_eq!(is_local(name), local, "{name}");
        }
    }

    #[test]
    fn only_our_own_pages_may_change_things() {
        let origin = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static(value));
            foreign_origin(&headers, "localhost:7400")
        };
        assert_eq!(origin("origin", "http://localhost:7400"), None);
        assert_eq!(origin("sec-fetch-site", "same-origin"), None);
        assert_eq!(foreign_origin(&HeaderMap::new(), "localhost:7400"), None);
        for foreign in ["http://localhost:9", "https://evil.example", "null", "file://"] {
            assert_eq!(origin("origin", foreign).as_deref(), Some(foreign));
        }
        assert!(origin("sec-fetch-site", "cross-site").is_some());
    }
}
