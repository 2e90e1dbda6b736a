//! What every command stands on: the language, the form of the output, the workspace.

use crate::arguments::Globals;
use crate::failure::Failure;
use liantu_engine::{At, Engine, Port};
use liantu_model::Language;
use serde::Serialize;
use std::io::{IsTerminal, Stdout, Write};
use std::path::PathBuf;

/// The file that makes a folder a workspace.
pub const MARKER: &str = "liantu.toml";

/// How a command speaks and where it works.
pub struct Context {
    pub language: Language,
    /// One JSON value on standard output.
    pub json: bool,
    quiet: bool,
    workspace: Option<PathBuf>,
    reader: Option<String>,
    port: Port,
    out: Stdout,
}

impl Context {
    pub fn new(globals: &Globals, language: Language) -> Self {
        watch(globals.verbose);
        Self {
            language,
            json: globals.json,
            quiet: globals.quiet,
            workspace: globals.workspace.clone(),
            reader: globals.reader.clone(),
            port: Port::all(),
            out: std::io::stdout(),
        }
    }

    /// The one user of an embedded workspace. In whose name it is read is decided by [`Self::seen`].
    pub fn port(&self) -> &Port {
        &self.port
    }

    /// The workspace that was named, or the one that the current folder lies in, as far as the reader sees it.
    pub async fn engine(&self) -> Result<Engine, Failure> {
        self.seen(Engine::open(&self.folder()?).await?).await
    }

    /// What `--as` leaves of a workspace.
    pub async fn seen(&self, engine: Engine) -> Result<Engine, Failure> {
        match &self.reader {
            Some(port) => Ok(engine.seen_by(port).await?),
            None => Ok(engine),
        }
    }

    fn folder(&self) -> Result<PathBuf, Failure> {
        if let Some(named) = &self.workspace {
            return if named.join(MARKER).is_file() {
                Ok(named.clone())
            } else {
                Err(Failure::NotAWorkspace { path: named.display().to_string() })
            };
        }
        let here = std::env::current_dir().map_err(Failure::file("."))?;
        let found = here.ancestors().find(|folder| folder.join(MARKER).is_file());
        found.map(PathBuf::from).ok_or_else(|| Failure::NoWorkspace { here: here.display().to_string() })
    }

    /// Writes a result to standard output.
    pub fn print(&self, text: &str) -> Result<(), Failure> {
        let end = if text.ends_with('\n') { "" } else { "\n" };
        let mut out = self.out.lock();
        let written = out.write_all(text.as_bytes()).and_then(|()| out.write_all(end.as_bytes()));
        written.and_then(|()| out.flush()).map_err(|source| Failure::Output { source })
    }

    /// Writes `value` as JSON to standard output.
    pub fn print_json(&self, value: &impl Serialize) -> Result<(), Failure> {
        self.print(&json(value)?)
    }

    /// Writes `value` as JSON or, for people, what `text` makes of it.
    pub fn answer<T: Serialize>(&self, value: &T, text: impl FnOnce(&T) -> String) -> Result<(), Failure> {
        if self.json { self.print_json(value) } else { self.print(&text(value)) }
    }

    /// Says something beside the result, on standard error.
    pub fn note(&self, text: &str) {
        if !self.quiet && !self.json {
            // Nobody reads any more: the result still counts.
            let _ = writeln!(std::io::stderr().lock(), "{text}");
        }
    }

    /// Whether to draw progress bars.
    pub fn draws(&self) -> bool {
        !self.quiet && !self.json && std::io::stderr().is_terminal()
    }

    /// Whether a person can be asked.
    pub fn asks(&self) -> bool {
        !self.json && std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    /// Whether results may be coloured.
    pub fn colours(&self) -> bool {
        self.out.is_terminal() && wants_colours()
    }

    /// Columns of the terminal that results go to; `None` for a file or a pipe, where nothing is cut off.
    pub fn width(&self) -> Option<usize> {
        self.out
            .is_terminal()
            .then(|| std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok()).or_else(columns).unwrap_or(100))
    }
}

/// <https://no-color.org>
fn wants_colours() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

fn columns() -> Option<usize> {
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}

/// The state that `--as-of` names.
pub fn at(as_of: Option<&str>) -> Result<At, Failure> {
    Ok(At::parse(as_of)?)
}

/// `value` as one line of JSON.
pub fn json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|source| Failure::Json { source })
}

/// Sends what the rooms log to standard error.
fn watch(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => "liantu=info,warn",
        2 => "liantu=debug,info",
        _ => "trace",
    };
    let filter = tracing_subscriber::EnvFilter::new(level);
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).without_time();
    // Fails only where a subscriber is set already; one is enough.
    let _ = subscriber.with_ansi(std::io::stderr().is_terminal() && wants_colours()).try_init();
}
