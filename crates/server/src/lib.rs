//! The door for programs and browsers: REST under `/api/v1` with its OpenAPI document, jobs with server-sent events, and the
//! workbench, embedded.
//!
//! The one type to know is [`Server`]: bound first, so that its address can be told, then run until asked to stop.
//! [`router`] is the same without a socket, [`openapi`] the document as text.
//!
//! ```
//! # let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
//! # runtime.block_on(async {
//! use liantu_engine::Engine;
//! use liantu_server::{Options, Server};
//! let folder = tempfile::tempdir().unwrap();
//! let engine = Engine::create(&folder.path().join("mine"), "mine").await.unwrap();
//! let options = Options { address: ([127, 0, 0, 1], 0).into(), ..Options::default() };
//! let server = Server::bind(engine, options).await.unwrap();
//! println!("{}", server.url());
//! server.run(std::future::ready(())).await.unwrap();
//! # });
//! ```
//!
//! Handlers do three things: parse, call the engine, render. Deliberately absent: users and rights (what a port sees is decided
//! where its engine is opened), TLS (a proxy's work), any computation of its own.

mod api;
mod document;
mod jobs;
mod layers;
mod problem;
mod pulse;
mod reply;
mod request;
mod upload;
mod workbench;

pub use problem::CATALOGUE;

use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use axum::{Extension, Router};
use jobs::Jobs;
use liantu_engine::{At, Engine, EngineError, Pinned, Port};
use liantu_model::{Language, Words};
use problem::Fault;
use pulse::Pulse;
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// How the server is run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen. Port 0 takes any free one.
    pub address: SocketAddr,
    /// Names besides the local ones under which the server may be asked, such as that of a proxy before it. Checked on a
    /// loopback address always, elsewhere only if there are any.
    pub hosts: Vec<String>,
    /// Largest file that may be uploaded, in bytes.
    pub upload_limit: u64,
    /// How long a query may take.
    pub query_timeout: Duration,
    /// Where uploads and exports lie while they are worked on; by default where the system keeps temporary files.
    pub scratch: Option<PathBuf>,
    /// How long answers under way may take to finish when the server is asked to stop.
    pub grace: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            address: (Ipv4Addr::LOCALHOST, 7400).into(),
            hosts: Vec::new(),
            upload_limit: 4 << 30,
            query_timeout: Duration::from_mins(1),
            scratch: None,
            grace: Duration::from_secs(10),
        }
    }
}

impl Options {
    fn scratch_folder(&self, prefix: &str) -> std::io::Result<tempfile::TempDir> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(prefix);
        self.scratch.as_ref().map_or_else(|| builder.tempdir(), |scratch| builder.tempdir_in(scratch))
    }
}

/// Why the server could not run.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// Somebody else listens there.
    #[error("port {} of {} is in use: another server may be running there; choose another port, or 0 for any free one", address.port(), address.ip())]
    Busy {
        /// The address.
        address: SocketAddr,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The server ended by a fault of the system.
    #[error("the server ended")]
    Run {
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

/// A server that listens but does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    door: Door,
}

impl Server {
    /// Takes the address.
    pub async fn bind(engine: Engine, options: Options) -> Result<Self, ServerError> {
        let address = options.address;
        let listener = TcpListener::bind(address).await.map_err(|source| match source.kind() {
            std::io::ErrorKind::AddrInUse => ServerError::Busy { address },
            _ => ServerError::Listen { address, source },
        })?;
        let address = listener.local_addr().map_err(|source| ServerError::Listen { address, source })?;
        Ok(Self { listener, address, door: Door::new(engine, options) })
    }

    /// The address taken.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What to type into a browser on this machine.
    pub fn url(&self) -> String {
        if self.address.ip().is_unspecified() {
            format!("http://localhost:{}", self.address.port())
        } else {
            format!("http://{}", self.address)
        }
    }

    /// What has to be said loudly before this server is run; nothing on a loopback address.
    pub fn warning(&self) -> Option<Words> {
        let ip = self.address.ip();
        (!ip.is_loopback()).then(|| {
            Words::new(
                format!("注意：服务在 {ip} 上对网络开放，而且没有用户和密码：能连到它的人都可以读取、导入和恢复数据。"),
                format!(
                    "Warning: the server is open to the network on {ip} and has no users or passwords: whoever can reach \
                     it can read, import and restore data."
                ),
            )
        })
    }

    /// Answers until `shutdown`; then lets answers under way finish, cancels running imports and returns.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<(), ServerError> {
        let door = self.door;
        let closing = door.clone();
        let asked = async move {
            shutdown.await;
            closing.closing.send_replace(true);
            closing.jobs.stop().await;
        };
        let service = assemble(door.clone()).into_make_service();
        let following = tokio::spawn(pulse::keep_book(door.clone()));
        let serving = axum::serve(self.listener, service).with_graceful_shutdown(asked);
        let mut closed = door.closing.subscribe();
        let late = async {
            told(&mut closed).await;
            tokio::time::sleep(door.options.grace).await;
        };
        let ended = tokio::select! {
            ended = serving.into_future() => ended.map_err(|source| ServerError::Run { source }),
            () = late => Ok(()),
        };
        following.abort();
        ended
    }
}

/// Binds and runs in one go, for whoever need not know the address.
pub async fn serve(
    engine: Engine,
    options: Options,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServerError> {
    Server::bind(engine, options).await?.run(shutdown).await
}

/// Everything that [`Server`] answers, without a socket: for a service that has its own, and for tests.
pub fn router(engine: Engine, options: Options) -> Router {
    assemble(Door::new(engine, options))
}

/// The OpenAPI 3.1 document, pretty-printed.
pub fn openapi() -> String {
    let document = document::complete(api::routes(&Options::default()).into_openapi());
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

/// What every handler can reach.
#[derive(Clone, Debug)]
struct Door(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    engine: Engine,
    options: Options,
    jobs: Jobs,
    reader: Port,
    /// Tells whoever looks that something changed.
    pulse: Pulse,
    /// True once the server has been asked to stop.
    closing: watch::Sender<bool>,
}

impl Deref for Door {
    type Target = Inside;

    fn deref(&self) -> &Inside {
        &self.0
    }
}

impl Door {
    fn new(engine: Engine, options: Options) -> Self {
        Self(Arc::new(Inside {
            reader: engine.reader(),
            engine,
            options,
            jobs: Jobs::new(),
            pulse: Pulse::new(),
            closing: watch::Sender::new(false),
        }))
    }

    /// Who asks: whoever reaches the server is the port that its engine was opened for.
    fn port(&self) -> &Port {
        &self.reader
    }

    /// The state that `at` means to whoever asks.
    async fn pin(&self, at: &At) -> Result<Pinned, EngineError> {
        self.engine.pin(self.port(), at).await
    }

    /// The number of the revision that `at` means.
    async fn revision(&self, port: &Port, at: &At) -> Result<u64, EngineError> {
        self.engine.resolve(port, at).await
    }

    /// A mark that differs whenever something was done about an alert or a finding, or somebody's rest from one is over.
    async fn handled(&self) -> Result<u64, EngineError> {
        self.engine.handling_mark(jiff::Timestamp::now()).await
    }

    /// Whether the server may be asked under this host.
    fn accepts(&self, authority: &str) -> bool {
        let name = layers::host_name(authority);
        let listed = || self.options.hosts.iter().any(|host| host.eq_ignore_ascii_case(name));
        let open = !self.options.address.ip().is_loopback() && self.options.hosts.is_empty();
        open || layers::is_local(name) || listed()
    }
}

/// Waits until the server has been asked to stop.
async fn told(closing: &mut watch::Receiver<bool>) {
    // The sender is in the door, which outlives whoever waits.
    let _ = closing.wait_for(|closing| *closing).await;
}

fn assemble(door: Door) -> Router {
    let (router, document) = api::routes(&door.options).split_for_parts();
    let document = Arc::new(document::complete(document));
    let shown = Arc::clone(&document);
    router
        .route("/api/v1/openapi.json", get(async move || reply::json(&*document)))
        .route(
            "/api/v1/docs",
            get(async move |Extension(language): Extension<Language>| document::page(&shown, language)),
        )
        .method_not_allowed_fallback(async |method: Method, uri: Uri| {
            let detail = Words::same(format!("{method} {}", uri.path()));
            Fault::new(StatusCode::METHOD_NOT_ALLOWED, &problem::METHOD, detail)
        })
        .fallback(workbench::serve)
        .layer(from_fn_with_state(door.clone(), layers::guard))
        .layer(CatchPanicLayer::custom(layers::caught))
        .layer(from_fn(layers::speak))
        .layer(CompressionLayer::new())
        .layer(from_fn(layers::time))
        .layer(from_fn(layers::secure))
        .with_state(door)
}
