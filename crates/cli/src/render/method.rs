//! What a method says about itself.

use crate::language::say;
use liantu_model::{Language, Method};
use std::fmt::Write;

/// The page of `method`: question, formula, data, result, limits, reference.
pub fn page(method: &Method, language: Language) -> String {
    let mut text = format!("{}\n\n{}\n", method.title.get(language), method.question.get(language));
    let mut section = |zh: &str, en: &str, body: &str| {
        let head = if language == Language::Zh { zh } else { en };
        // Writing to a string cannot fail.
        let _ = write!(text, "\n{head}\n{}\n", indented(body));
    };
    section("公式", "Formula", method.formula.get(language));
    section("数据", "Data", &inputs(method, language));
    section("结果", "Result", &outputs(method, language));
    section("限制", "Limits", method.limits.get(language));
    section("文献", "Reference", method.reference);
    if !method.aliases.is_empty() {
        section("别名", "Also called", &method.aliases.join(", "));
    }
    text
}

fn inputs(method: &Method, language: Language) -> String {
    let lines = method.inputs.iter().map(|input| {
        let optional = match (input.optional, language) {
            (false, _) => "",
            (true, Language::Zh) => "（可缺）",
            (true, Language::En) => " (optional)",
        };
        let columns = input.columns.join(", ");
        say!(language, "{}{optional}：{columns}", "{}{optional}: {columns}", input.table)
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn outputs(method: &Method, language: Language) -> String {
    let lines = method.outputs.iter().map(|column| {
        let unit = column.unit.map(|unit| format!(" ({unit})")).unwrap_or_default();
        let help = column.help.get(language);
        say!(language, "{}{unit}：{help}", "{}{unit}: {help}", column.name)
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn indented(body: &str) -> String {
    body.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}
