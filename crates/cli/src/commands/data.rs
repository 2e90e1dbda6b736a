//! `liantu import` and `liantu check`: foreign data on its way in.

use crate::commands::inbox;
use crate::context::Context;
use crate::failure::Failure;
use crate::language::say;
use crate::render::progress::Bar;
use crate::render::report::{self, Manner};
use clap::ValueEnum;
use liantu_engine::{Engine, EngineError, ImportOutcome, ImportRequest, Problem};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What is typed.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  liantu import data/yrd-cooperation\n  \
    liantu import firms.csv --propose-map > firms.toml\n  \
    liantu import firms.csv --map firms.toml --policy reject-rows\n\n\
    Where rows are rejected: liantu sql \"select * from rejects\", liantu explain CODE.")]
#[allow(clippy::struct_excessive_bools, reason = "flags that are typed")]
pub struct Import {
    /// Data packages (folder, zip or datapackage.json), or CSV, XLSX, Parquet, GeoJSON, SDMX files
    #[arg(required_unless_present = "watch", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Folder to watch: finished files that appear in it are read in, each content once
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["paths", "propose_map", "dry_run"])]
    pub watch: Option<PathBuf>,
    /// Seconds between two looks into the folder that is watched
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=86_400), requires = "watch")]
    pub every: u64,
    /// Read in what is finished now, then end
    #[arg(long, requires = "watch")]
    pub once: bool,
    /// Mapping file: which columns of a foreign file are which
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// Propose a mapping file from the header and print it; reads nothing in
    #[arg(long, conflicts_with_all = ["map", "policy", "dry_run"])]
    pub propose_map: bool,
    /// Table that the rows belong to
    #[arg(long)]
    pub table: Option<String>,
    /// What happens when the data has errors
    #[arg(long, value_enum, default_value = "reject-package")]
    pub policy: Policy,
    /// Check only, write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Take the rows out: rows of the workspace with the keys of these go
    #[arg(long, conflicts_with_all = ["propose_map", "dry_run"])]
    pub withdraw: bool,
    /// Findings to show of each code
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub show: usize,
}

/// What is typed.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  liantu check data/yrd-cooperation\n  \
    liantu check firms.csv --map firms.toml --json\n\n\
    Needs no workspace. Exit code 3 if the data has errors.")]
pub struct Check {
    /// Data packages (folder, zip or datapackage.json), or CSV, XLSX, Parquet, GeoJSON, SDMX files
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Mapping file: which columns of a foreign file are which
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// Table that the rows belong to
    #[arg(long)]
    pub table: Option<String>,
    /// What happens when the data has errors
    #[arg(long, value_enum, default_value = "reject-package")]
    pub policy: Policy,
    /// Findings to show of each code
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub show: usize,
}

/// What happens when the data has errors.
#[derive(Clone, Copy, ValueEnum)]
pub enum Policy {
    /// Take nothing
    RejectPackage,
    /// Leave out the rows that are wrong
    RejectRows,
    /// Take everything that can be read
    Warn,
}

impl Policy {
    const fn word(self) -> &'static str {
        match self {
            Self::RejectPackage => "reject-package",
            Self::RejectRows => "reject-rows",
            Self::Warn => "warn",
        }
    }
}

/// What came of one path.
#[derive(Serialize)]
struct Read {
    path: String,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    outcome: Option<ImportOutcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
}

#[derive(Serialize)]
struct Answer {
    /// Whether every path could be read and its rows be taken.
    accepted: bool,
    files: Vec<Read>,
}

pub async fn import(context: &Context, arguments: Import) -> Result<(), Failure> {
    if arguments.propose_map {
        return propose(context, &arguments.paths, arguments.table).await;
    }
    let engine = context.engine().await?;
    let template = ImportRequest {
        table: arguments.table,
        mapping: mapping(arguments.map.as_deref())?,
        policy: Some(arguments.policy.word().to_owned()),
        dry_run: arguments.dry_run,
        withdraw: arguments.withdraw,
        ..ImportRequest::default()
    };
    if let Some(folder) = &arguments.watch {
        let every = Duration::from_secs(arguments.every);
        return inbox::watch(context, &engine, folder, &template, every, arguments.once).await;
    }
    read_all(context, Some(&engine), &arguments.paths, &template, arguments.show).await
}

pub async fn check(context: &Context, arguments: Check) -> Result<(), Failure> {
    let template = ImportRequest {
        table: arguments.table,
        mapping: mapping(arguments.map.as_deref())?,
        policy: Some(arguments.policy.word().to_owned()),
        ..ImportRequest::default()
    };
    read_all(context, None, &arguments.paths, &template, arguments.show).await
}

fn mapping(path: Option<&Path>) -> Result<Option<String>, Failure> {
    path.map(|path| std::fs::read_to_string(path).map_err(Failure::file(path))).transpose()
}

/// Reads every path, into the workspace if there is one. A path that fails does not keep the others out.
async fn read_all(
    context: &Context,
    engine: Option<&Engine>,
    paths: &[PathBuf],
    template: &ImportRequest,
    show: usize,
) -> Result<(), Failure> {
    let workspace = engine.is_some() && !template.dry_run;
    let manner =
        Manner { language: context.language, colours: context.colours(), width: context.width(), show, workspace };
    let mut files = Vec::new();
    let mut failed: Option<Failure> = None;
    for path in paths {
        let request = ImportRequest { path: path.clone(), ..template.clone() };
        let result = read(context, engine, request).await;
        let read = match result {
            Ok(outcome) => {
                if !context.json {
                    context.print(&report::text(&outcome, &manner))?;
                }
                if !outcome.report.accepted {
                    failed.get_or_insert(Failure::Data);
                }
                Read { path: path.display().to_string(), outcome: Some(outcome), problem: None }
            }
            // With a single path its error is the error of the command; who stops one file stops all.
            Err(error) if paths.len() == 1 || matches!(error, EngineError::Cancelled) => return Err(error.into()),
            Err(error) => {
                let failure = Failure::from(error);
                if !context.json {
                    context.print(&format!("{}\n{}\n", path.display(), failure.text(context.language)))?;
                }
                let problem = failure.problem();
                let exit = failure.exit_code();
                failed.get_or_insert(Failure::Files { exit });
                Read { path: path.display().to_string(), outcome: None, problem: Some(problem) }
            }
        };
        files.push(read);
    }
    if context.json {
        context.print_json(&Answer { accepted: failed.is_none(), files })?;
    }
    failed.map_or(Ok(()), Err)
}

async fn read(
    context: &Context,
    engine: Option<&Engine>,
    request: ImportRequest,
) -> Result<ImportOutcome, EngineError> {
    let name = request.path.file_name().unwrap_or(request.path.as_os_str()).to_string_lossy();
    let bar = Bar::start(context, &name);
    let outcome = match engine {
        Some(engine) => engine.import(context.port(), request, bar.clone()).await,
        None => liantu_engine::check(request, bar.clone()).await,
    };
    bar.finish();
    outcome
}

/// Prints a mapping file for the user to edit.
async fn propose(context: &Context, paths: &[PathBuf], table: Option<String>) -> Result<(), Failure> {
    let [path] = paths else { return Err(Failure::OneFile) };
    let proposal = liantu_engine::propose(path.clone(), table).await?;
    context.note(&say!(
        context.language,
        "把下文存成文件，改好后：liantu import {} --map 文件",
        "save this to a file, edit it, then: liantu import {} --map FILE",
        path.display(),
    ));
    context.answer(&proposal, |proposal| proposal.toml.clone())
}
