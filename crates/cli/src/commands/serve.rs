//! `liantu serve`

use crate::context::Context;
use crate::failure::Failure;
use crate::language::say;
use liantu_engine::Engine;
use liantu_server::{Options, Server, ServerError};
use serde::Serialize;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::{Command, Stdio};

/// The port that is taken when none is named.
pub const PORT: u16 = 7400;
/// Reached from this machine only.
const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// What is typed.
#[derive(clap::Args)]
pub struct Serve {
    /// Address to listen on; by default this machine only
    #[arg(long, default_value_t = LOOPBACK)]
    pub address: IpAddr,
    /// Port; 0 for any that is free
    #[arg(long, default_value_t = PORT)]
    pub port: u16,
    /// Another name under which it may be asked, such as that of a proxy; may be repeated
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,
    /// Open it in the browser
    #[arg(long)]
    pub open: bool,
}

#[derive(Serialize)]
struct Started {
    address: String,
    workspace: String,
}

pub async fn execute(context: &Context, arguments: Serve) -> Result<(), Failure> {
    let engine = context.engine().await?;
    let address = SocketAddr::new(arguments.address, arguments.port);
    let options = Options { address, hosts: arguments.host, ..Options::default() };
    run(context, Server::bind(engine.clone(), options).await?, &engine, arguments.open).await
}

/// A server on this machine: at `port`, or, where none was named, at the usual one or any that is free.
pub async fn bind_locally(engine: &Engine, port: Option<u16>) -> Result<Server, ServerError> {
    let at = |port| Options { address: SocketAddr::new(LOOPBACK, port), ..Options::default() };
    match Server::bind(engine.clone(), at(port.unwrap_or(PORT))).await {
        Err(ServerError::Busy { .. }) if port.is_none() => Server::bind(engine.clone(), at(0)).await,
        bound => bound,
    }
}

/// Says where the server is and runs it until it is asked to stop; answers under way are finished.
pub async fn run(context: &Context, server: Server, engine: &Engine, open: bool) -> Result<(), Failure> {
    if let Some(warning) = server.warning() {
        context.note(warning.get(context.language));
    }
    let started = Started { address: server.url(), workspace: engine.folder().display().to_string() };
    context.answer(&started, |started| {
        let address = &started.address;
        say!(context.language, "链图已在 {address}（Ctrl-C 停止）", "Liantu is at {address} (Ctrl-C stops it)")
    })?;
    if open {
        show(context, &started.address);
    }
    Ok(server.run(asked_to_stop()).await?)
}

/// Ends at Ctrl-C or when the system asks the process to end.
pub async fn asked_to_stop() {
    #[cfg(unix)]
    if let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated.recv() => {}
        }
        return;
    }
    if tokio::signal::ctrl_c().await.is_err() {
        // Without the signal nobody can ask: serve on.
        std::future::pending::<()>().await;
    }
}

/// Opens `address` with what the system opens addresses with.
fn show(context: &Context, address: &str) {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/c", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(before).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if command.spawn().is_err() {
        context.note(&say!(
            context.language,
            "没有找到浏览器：请自行打开 {address}",
            "no browser was found: open {address}"
        ));
    }
}
