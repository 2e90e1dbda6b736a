//! `liantu run`

use crate::commands::delivery::{Delivery, Form};
use crate::context::{Context, at};
use crate::failure::Failure;
use crate::language::say;
use crate::methods::Call;
use crate::render::diagnostic::Drawing;
use crate::render::grid::Heads;
use crate::render::progress::Bar;
use liantu_engine::{EngineError, Grid, Outcome};
use liantu_model::{Language, Provenance, schema};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

/// What is typed.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  liantu run location_quotient --help\n  \
    liantu run location_quotient --format csv > lq.csv\n  \
    liantu run location_quotient --table indicator=facts.csv")]
pub struct Run {
    #[command(subcommand)]
    pub call: Call,
}

/// Flags that every method takes.
#[derive(clap::Args)]
pub struct Options {
    /// A file in place of a table of the workspace; may be repeated
    #[arg(long, value_name = "TABLE=FILE", value_parser = binding)]
    pub table: Vec<(String, PathBuf)>,
    /// State to read: a revision number, a day or an RFC 3339 instant
    #[arg(long, value_name = "REVISION", conflicts_with = "table")]
    pub as_of: Option<String>,
    /// Keep the rows in the workspace under this name: table `result_<method>`, provenance in table `result`
    #[arg(long, value_name = "NAME", conflicts_with = "table")]
    pub save: Option<String>,
    #[command(flatten)]
    pub delivery: Delivery,
}

fn binding(text: &str) -> Result<(String, PathBuf), String> {
    let (table, path) = text.split_once('=').ok_or("expected TABLE=FILE")?;
    match schema::table(table) {
        Some(_) if !path.is_empty() => Ok((table.to_owned(), path.into())),
        Some(_) => Err("expected a file after `=`".to_owned()),
        None => {
            let known: Vec<_> = schema::TABLES.iter().map(|table| table.name).collect();
            Err(format!("no table `{table}`; there are {}", known.join(", ")))
        }
    }
}

#[derive(Serialize)]
struct Answer {
    table: Grid,
    provenance: Provenance,
    /// The revision that keeps the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<u64>,
}

pub async fn execute(context: &Context, call: Call) -> Result<(), Failure> {
    let Call { method, inputs, options } = call;
    let form = options.delivery.form(context)?;
    let mut kept = None;
    // A method that reads no table needs no workspace.
    let alone = method.inputs.is_empty() && options.save.is_none();
    let bar = Bar::start(context, method.title.get(context.language));
    let outcome = if options.table.is_empty() && !alone {
        let engine = context.engine().await?;
        let at = at(options.as_of.as_deref())?;
        let outcome =
            unless_stopped(&bar, engine.run_watched(context.port(), &at, method.id, inputs, bar.clone())).await?;
        if let Some(name) = &options.save {
            kept = Some(engine.keep(context.port(), &outcome, name).await?);
        }
        outcome
    } else {
        unless_stopped(&bar, liantu_engine::run_on_files_watched(method.id, options.table, inputs, bar.clone())).await?
    };
    bar.finish();
    if form != Form::Json {
        context.note(&origin(&outcome.provenance, context.language));
        if let (Some(revision), Some(name)) = (kept, &options.save) {
            context.note(&say!(
                context.language,
                "已存为“{name}”（修订 {revision}）；来源见表 result",
                "kept as \"{name}\" in revision {revision}; table `result` says where it comes from"
            ));
        }
    }
    if let Some(mut stream) = options.delivery.stream(form) {
        stream.take(&outcome.table)?;
        return stream.finish();
    }
    let answer = Answer { table: outcome.grid(None)?, provenance: outcome.provenance, kept };
    options.delivery.whole(context, form, Heads::Titles, &answer.table, &answer)
}

/// The result, unless a person stops the computation: it has kept nothing, so that what is left of it need not be waited for.
async fn unless_stopped(
    bar: &Bar,
    run: impl Future<Output = Result<Outcome, EngineError>>,
) -> Result<Outcome, EngineError> {
    tokio::select! {
        outcome = run => outcome,
        () = bar.stopped() => Err(EngineError::Cancelled),
    }
}

/// Where the numbers come from, in a few lines.
fn origin(provenance: &Provenance, language: Language) -> String {
    let pairs = |map: &BTreeMap<String, String>| {
        map.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(", ")
    };
    let mut text = format!("{} v{} ({})", provenance.method, provenance.version, provenance.program);
    if let Some(revision) = provenance.revision {
        text += &say!(language, "，修订 {revision}", ", revision {revision}");
    }
    let (inputs, parameters) = (pairs(&provenance.inputs), pairs(&provenance.parameters));
    text += &say!(language, "\n数据：{inputs}", "\ndata: {inputs}");
    if !parameters.is_empty() {
        text += &say!(language, "\n参数：{parameters}", "\nparameters: {parameters}");
    }
    let variant = provenance.variant.get(language);
    text += &say!(language, "\n口径：{variant}", "\nvariant: {variant}");
    for finding in &provenance.diagnostics {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n{}", Drawing::new(language, false).draw(finding));
    }
    text + "\n"
}
