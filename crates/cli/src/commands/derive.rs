//! `liantu derive`: what became of the records of departments.

use crate::context::Context;
use crate::failure::Failure;
use crate::language::say;
use crate::render::grid::align;
use liantu_engine::{DeriveOutcome, DerivedInfo};
use liantu_model::Language;

/// What is typed.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  liantu derive --check\n  liantu derive --json\n\n\
    Imports keep flows and indicators up by themselves. This computes them from the whole history, compares, and mends what differs.")]
pub struct Derive {
    /// Compare only, write nothing; exit code 3 if rows differ
    #[arg(long)]
    pub check: bool,
}

pub async fn execute(context: &Context, arguments: Derive) -> Result<(), Failure> {
    let engine = context.engine().await?;
    let outcome = engine.derive(context.port(), arguments.check).await?;
    context.answer(&outcome, |outcome| told(outcome, context))?;
    if arguments.check && outcome.differences > 0 { Err(Failure::Data) } else { Ok(()) }
}

fn told(outcome: &DeriveOutcome, context: &Context) -> String {
    let mut text = table(&outcome.derivations, context.language, context.width());
    let differences = outcome.differences;
    text += &match outcome.revision {
        Some(revision) => say!(
            context.language,
            "与全部历史相比有 {differences} 行不同，已写入修订 {revision}\n",
            "{differences} rows differed from the whole history; written as revision {revision}\n"
        ),
        None => say!(
            context.language,
            "与全部历史相比有 {differences} 行不同\n",
            "{differences} rows differ from the whole history\n"
        ),
    };
    text
}

/// A line for each derivation.
pub fn table(derived: &[DerivedInfo], language: Language, width: Option<usize>) -> String {
    if derived.is_empty() {
        return String::new();
    }
    let heads = match language {
        Language::Zh => ["派生", "自", "入", "写入", "删去", "时期"],
        Language::En => ["derivation", "from", "into", "written", "removed", "periods"],
    };
    let rows: Vec<_> = derived
        .iter()
        .map(|info| {
            let periods = match info.periods.as_slice() {
                [] => String::new(),
                [only] => only.clone(),
                [first, .., last] => format!("{first} … {last} ({})", info.periods.len()),
            };
            let (written, removed) = (info.written.to_string(), info.removed.to_string());
            vec![info.derivation.clone(), info.from.clone(), info.into.clone(), written, removed, periods]
        })
        .collect();
    align(&heads.map(str::to_owned), &[false, false, false, true, true, false], &rows, width, language)
}
