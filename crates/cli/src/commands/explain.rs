//! `liantu explain`

use crate::context::Context;
use crate::failure::Failure;
use crate::language::say;
use crate::render::{diagnostic::severity, grid::align};
use liantu_model::{Explanation, Language};
use serde::Serialize;

/// How many near codes are suggested.
const NEAR: usize = 3;

/// What is typed.
#[derive(clap::Args)]
pub struct Explain {
    /// The code, such as PKG207
    #[arg(required_unless_present = "list")]
    pub code: Option<String>,
    /// List all codes
    #[arg(long, conflicts_with = "code")]
    pub list: bool,
}

/// What `--json` gives.
#[derive(Serialize)]
struct Listed {
    explanations: Vec<&'static Explanation>,
}

pub fn execute(context: &Context, arguments: &Explain) -> Result<(), Failure> {
    let Some(code) = &arguments.code else {
        let listed = Listed { explanations: pages().collect() };
        return context.answer(&listed, |listed| list(&listed.explanations, context));
    };
    let found = pages().find(|page| page.code.eq_ignore_ascii_case(code.trim()));
    let explanation = found.ok_or_else(|| Failure::UnknownCode { near: near(code), code: code.clone() })?;
    context.answer(explanation, |explanation| page(explanation, context.language))
}

/// The pages of the data's codes and of the server's.
fn pages() -> impl Iterator<Item = &'static Explanation> {
    liantu_engine::explanations().chain(liantu_server::CATALOGUE)
}

/// The page of a code.
fn page(explanation: &Explanation, language: Language) -> String {
    let word = severity(explanation.severity, language);
    let (title, body) = (explanation.title.get(language), explanation.body.get(language));
    say!(language, "{word}[{}]：{title}\n\n{body}\n", "{word}[{}]: {title}\n\n{body}\n", explanation.code)
}

fn list(explanations: &[&Explanation], context: &Context) -> String {
    let language = context.language;
    let heads = match language {
        Language::Zh => ["代码", "级别", "含义"],
        Language::En => ["code", "severity", "title"],
    };
    let texts =
        explanations.iter().map(|page| [page.code, severity(page.severity, language), page.title.get(language)]);
    let rows: Vec<_> = texts.map(|row| row.map(str::to_owned).to_vec()).collect();
    align(&heads.map(str::to_owned), &[false; 3], &rows, context.width(), language)
}

/// The codes that look most like `code`.
fn near(code: &str) -> Vec<&'static str> {
    let distance = |page: &str| strsim::damerau_levenshtein(&page.to_uppercase(), &code.trim().to_uppercase());
    let mut scored: Vec<(usize, &'static str)> =
        pages().map(|page| (distance(page.code), page.code)).filter(|(distance, _)| *distance <= 2).collect();
    scored.sort_unstable();
    scored.into_iter().take(NEAR).map(|(_, code)| code).collect()
}
