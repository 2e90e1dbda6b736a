//! `liantu demo`: the shipped package in a workspace, served; the package is inside the binary.

use crate::commands::serve;
use crate::context::Context;
use crate::failure::Failure;
use crate::language::say;
use crate::render::progress::Bar;
use liantu_engine::{Engine, ImportOutcome, ImportRequest};
use rust_embed::RustEmbed;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// The data package about cooperation in the Yangtze River Delta.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../data/yrd-cooperation"]
struct Shipped;

const NAME: &str = "yrd-cooperation";

/// What is typed.
#[derive(clap::Args)]
pub struct Demo {
    /// Folder for the workspace of the example
    #[arg(value_name = "DIR", default_value = "liantu-demo")]
    pub directory: PathBuf,
    /// Port; without one, 7400 or any that is free
    #[arg(long)]
    pub port: Option<u16>,
    /// Open it in the browser
    #[arg(long)]
    pub open: bool,
    /// Load only, do not serve
    #[arg(long)]
    pub load_only: bool,
}

#[derive(Serialize)]
struct Loaded {
    workspace: String,
    #[serde(flatten)]
    outcome: ImportOutcome,
}

pub async fn execute(context: &Context, arguments: Demo) -> Result<(), Failure> {
    let directory = arguments.directory;
    let engine = if directory.join(crate::context::MARKER).is_file() {
        Engine::open(&directory).await?
    } else {
        Engine::create(&directory, NAME).await?
    };
    let outcome = load(context, &engine).await?;
    if !outcome.report.accepted {
        return Err(Failure::Data);
    }
    if arguments.load_only {
        let loaded = Loaded { workspace: directory.display().to_string(), outcome };
        return context.answer(&loaded, |loaded| say!(context.language, "已载入 {}", "loaded {}", loaded.workspace));
    }
    context.note(&say!(context.language, "工作空间：{}", "workspace: {}", directory.display()));
    let engine = context.seen(engine).await?;
    let server = serve::bind_locally(&engine, arguments.port).await?;
    serve::run(context, server, &engine, arguments.open).await
}

/// Imports the shipped package; one that is there already is recognised.
async fn load(context: &Context, engine: &Engine) -> Result<ImportOutcome, Failure> {
    let folder = tempfile::tempdir().map_err(Failure::file("."))?;
    let package = folder.path().join(NAME);
    unpack(&package)?;
    let bar = Bar::start(context, NAME);
    let request = ImportRequest { path: package, name: Some(NAME.to_owned()), ..ImportRequest::default() };
    let outcome = engine.import(context.port(), request, bar.clone()).await;
    bar.finish();
    Ok(outcome?)
}

fn unpack(folder: &Path) -> Result<(), Failure> {
    for name in Shipped::iter() {
        let Some(file) = Shipped::get(&name) else { continue };
        let path = folder.join(&*name);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent)
            .and_then(|()| std::fs::write(&path, &file.data))
            .map_err(Failure::file(&path))?;
    }
    Ok(())
}
