//! `liantu log` and `liantu restore`

use crate::context::Context;
use crate::failure::Failure;
use crate::language::say;
use crate::render::grid::align;
use liantu_engine::RevisionInfo;
use liantu_model::Language;
use serde::Serialize;
use std::io::{BufRead, Write};

/// What is typed.
#[derive(clap::Args)]
pub struct Log {}

/// What is typed.
#[derive(clap::Args)]
pub struct Restore {
    /// Number of the revision
    pub revision: u64,
    /// Do not ask
    #[arg(long, short)]
    pub yes: bool,
}

/// What `--json` gives.
#[derive(Serialize)]
struct Listed {
    revisions: Vec<RevisionInfo>,
}

pub async fn log(context: &Context) -> Result<(), Failure> {
    let engine = context.engine().await?;
    let listed = Listed { revisions: engine.revisions(context.port()).await? };
    context.answer(&listed, |listed| list(&listed.revisions, context))
}

fn list(revisions: &[RevisionInfo], context: &Context) -> String {
    let language = context.language;
    let heads = match language {
        Language::Zh => ["修订", "时间", "行数", "表", "说明", "文件"],
        Language::En => ["revision", "instant", "rows", "tables", "note", "files"],
    };
    let rows: Vec<_> = revisions
        .iter()
        .map(|revision| {
            vec![
                revision.revision.to_string(),
                revision.at.clone(),
                revision.tables.values().sum::<u64>().to_string(),
                revision.tables.len().to_string(),
                revision.note.clone(),
                revision.files.len().to_string(),
            ]
        })
        .collect();
    let right = [true, false, true, true, false, true];
    align(&heads.map(str::to_owned), &right, &rows, context.width(), language)
}

pub async fn restore(context: &Context, arguments: &Restore) -> Result<(), Failure> {
    let engine = context.engine().await?;
    let wanted = arguments.revision;
    if !arguments.yes && !confirmed(context, wanted) {
        return Err(Failure::Unconfirmed);
    }
    let revision = engine.restore(context.port(), wanted).await?;
    context.answer(&revision, |revision| {
        let number = revision.revision;
        say!(
            context.language,
            "已恢复修订 {wanted} 的状态，记为修订 {number}；其后的修订仍在日志中",
            "restored revision {wanted} as revision {number}; the revisions between stay in the log",
        )
    })
}

/// Asks on the terminal; without one nobody said yes.
fn confirmed(context: &Context, wanted: u64) -> bool {
    if !context.asks() {
        return false;
    }
    let question = say!(
        context.language,
        "把修订 {wanted} 恢复为最新状态？[y/N] ",
        "make revision {wanted} the newest again? [y/N] ",
    );
    let mut answer = String::new();
    let asked = write!(std::io::stderr(), "{question}").and_then(|()| std::io::stdin().lock().read_line(&mut answer));
    asked.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "是")
}
