//! `liantu explain`: what a code means, and where a number comes from.

use crate::context::{Context, at};
use crate::failure::Failure;
use crate::language::say;
use crate::render::diagnostic::severity;
use crate::render::grid::{Heads, align, table};
use liantu_engine::{RecordAmount, RecordsView};
use liantu_model::{Explanation, Language};
use serde::Serialize;

/// How many near codes are suggested.
const NEAR: usize = 3;

/// What is typed.
#[derive(clap::Args)]
pub struct Explain {
    /// The code, such as PKG207; or a row of flows or indicators, such as flow:12
    #[arg(required_unless_present = "list")]
    pub code: Option<String>,
    /// At most so many records are shown
    #[arg(long, default_value_t = 20, value_name = "ROWS")]
    pub limit: usize,
    /// State to read: a revision number, a day or an RFC 3339 instant
    #[arg(long, value_name = "REVISION")]
    pub as_of: Option<String>,
    /// List all codes
    #[arg(long, conflicts_with = "code")]
    pub list: bool,
}

/// What `--json` gives.
#[derive(Serialize)]
struct Listed {
    explanations: Vec<&'static Explanation>,
}

pub async fn execute(context: &Context, arguments: &Explain) -> Result<(), Failure> {
    let Some(code) = &arguments.code else {
        let listed = Listed { explanations: pages().collect() };
        return context.answer(&listed, |listed| list(&listed.explanations, context));
    };
    if code.contains(':') {
        let (engine, at) = (context.engine().await?, at(arguments.as_of.as_deref())?);
        let found = engine.records(context.port(), &at, code.trim(), arguments.limit).await?;
        return context.answer(&found, |found| records(found, context));
    }
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

/// The records of a derived row.
fn records(found: &RecordsView, context: &Context) -> String {
    let language = context.language;
    let mut text = table(&found.row, Heads::Names, context.width(), language);
    let (from, by, title) = (&found.table, &found.derivation, found.title.get(language));
    let count = found.grid.total.unwrap_or(0);
    text += &say!(
        language,
        "\n由 {from} 的 {count} 条记录汇总（{by}：{title}）\n\n",
        "\nadded up from {count} records of {from} ({by}: {title})\n\n"
    );
    text += &table(&found.grid, Heads::Names, context.width(), language);
    let told = |amount: &RecordAmount| {
        let number = |number: Option<f64>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
        format!("{} / {}", number(amount.value), number(amount.quantity))
    };
    let parts = found.amounts.iter().map(told).collect::<Vec<_>>().join("; ");
    let sum = told(&found.sum);
    text += &say!(
        language,
        "\n各条给出（数值 / 数量）：{parts}\n合计：{sum}\n",
        "\neach gives (value / quantity): {parts}\nin all: {sum}\n"
    );
    text += &if found.same {
        say!(language, "与该行相同\n", "which is what the row holds\n")
    } else {
        say!(
            language,
            "与该行不同：有的记录在此不可见，或该行须重新汇总\n",
            "which is not what the row holds: not all records are seen here, or the row is to be derived anew\n"
        )
    };
    text
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
