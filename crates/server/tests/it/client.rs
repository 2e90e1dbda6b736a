//! A client that asks the router directly, and a workspace for it to ask about.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use liantu_engine::{Engine, ImportRequest, Port};
use liantu_server::{Options, router};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;
use tower::ServiceExt;

/// A workspace of its own, gone when the test is.
pub struct House {
    pub engine: Engine,
    pub options: Options,
    router: Router,
    _folder: TempDir,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl House {
    /// An empty workspace.
    pub async fn empty() -> Self {
        Self::with(|_| {}).await
    }

    /// An empty workspace behind a server with other options.
    pub async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let engine = Engine::create(&folder.path().join("workspace"), "test").await.expect("a workspace");
        let scratch = folder.path().join("scratch");
        std::fs::create_dir(&scratch).expect("a folder");
        let mut options = Options { scratch: Some(scratch), ..Options::default() };
        change(&mut options);
        let router = router(engine.clone(), options.clone());
        Self { engine, options, router, _folder: folder }
    }

    /// The same workspace as a port sees it.
    pub async fn seen_by(self, port: &str) -> Self {
        let engine = self.engine.seen_by(port).await.expect("a port");
        let router = router(engine.clone(), self.options.clone());
        Self { engine, router, ..self }
    }

    /// A workspace with the package that ships.
    pub async fn furnished() -> Self {
        let house = Self::empty().await;
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data/yrd-cooperation");
        let request = ImportRequest { path, ..ImportRequest::default() };
        let outcome = house.engine.import(&Port::all(), request, Arc::new(())).await.expect("an import");
        assert!(outcome.report.accepted, "{:?}", outcome.report.counts);
        house
    }

    /// Files that uploads and exports have left behind.
    pub fn left_behind(&self) -> usize {
        std::fs::read_dir(self.options.scratch.as_ref().expect("a folder")).expect("a folder").count()
    }

    pub async fn ask(&self, mut request: Request<Body>) -> Answer {
        request.headers_mut().entry(header::HOST).or_insert(header::HeaderValue::from_static("localhost:7400"));
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    /// The body of an answer that does not end.
    pub async fn stream(&self, path: &str) -> Body {
        let request = Request::builder().uri(path).header(header::HOST, "localhost:7400");
        let request = request.body(Body::empty()).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK);
        response.into_body()
    }

    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.ask(request.body(body).expect("a request")).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, &[("content-type", "application/json")], Body::from(body.to_string())).await
    }

    /// Sends a form: texts, and a file if there is one.
    pub async fn form(&self, path: &str, texts: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Answer {
        let mut body = Vec::new();
        for (name, text) in texts {
            let part = format!("--line\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        if let Some((name, content)) = file {
            let disposition = format!("content-disposition: form-data; name=\"file\"; filename=\"{name}\"");
            body.extend_from_slice(format!("--line\r\n{disposition}\r\n\r\n").as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--line--\r\n");
        self.send(Method::POST, path, &[("content-type", "multipart/form-data; boundary=line")], Body::from(body)).await
    }

    /// Imports a file and waits for the end of the job.
    pub async fn import(&self, texts: &[(&str, &str)], name: &str, content: &[u8]) -> Value {
        let answer = self.form("/api/v1/imports", texts, Some((name, content))).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
        self.end_of(answer.header("location")).await
    }

    /// The job at this address once it has ended; its events tell when.
    pub async fn end_of(&self, job: &str) -> Value {
        let events = self.get(&format!("{job}/events")).await;
        assert_eq!(events.status, StatusCode::OK, "{}", events.text());
        let ended = self.get(job).await.json();
        assert_ne!(ended["state"], "running");
        ended
    }
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text()))
    }

    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        let value =
            self.headers.get(name).unwrap_or_else(|| panic!("no header {name}: {} {}", self.status, self.text()));
        value.to_str().expect("a header in ASCII")
    }

    /// The problem that this answer must be.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["status"], status);
        for member in ["type", "title", "detail"] {
            assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "no {member}: {problem}");
        }
        problem
    }
}
