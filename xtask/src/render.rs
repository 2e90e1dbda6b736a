//! Markdown of the reference pages, in both languages.

use liantu_model::schema::{Column, ColumnKind, Table};
use serde_json::Value;
use std::fmt::Write;

/// The first line of every generated page.
pub const MARK: &str = "<!-- Written by `cargo xtask generate` from the code; edit the code, not this page. -->\n\n";

/// The page of all tables.
pub fn tables(tables: &[Table]) -> String {
    let mut page = format!(
        "{MARK}# Tables 数据表\n\n\
        Names, types, units and checks, as `model::schema` declares them. Machine-readable: `docs/schemas/<table>.json`\n\
        (Frictionless Table Schema). A blank cell means unknown, never zero.\n\n"
    );
    for table in tables {
        write_to(
            &mut page,
            format_args!("- [`{}`](#{}) {} · {}\n", table.name, table.name, table.title.zh, table.title.en),
        );
    }
    for table in tables {
        let key = table.key.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        write_to(
            &mut page,
            format_args!(
                "\n## {} {{#{}}}\n\n**{} · {}**\n\n{}。  \n{}.\n\nKey 键: {}\n\n\
                | column 列 | type 类型 | 中文 | English |\n|---|---|---|---|\n",
                table.name,
                table.name,
                table.title.zh,
                table.title.en,
                table.help.zh,
                table.help.en,
                if key.is_empty() { "–" } else { &key },
            ),
        );
        for column in table.columns {
            write_to(
                &mut page,
                format_args!(
                    "| `{}`{} | {} | **{}** {} | **{}** {} |\n",
                    column.name,
                    if column.required { " \\*" } else { "" },
                    cell(&kind(column)),
                    cell(column.title.zh),
                    cell(column.help.zh),
                    cell(column.title.en),
                    cell(column.help.en),
                ),
            );
        }
    }
    page + "\n\\* a value in every row 必填\n"
}

fn kind(column: &Column) -> String {
    let mut kind = match column.kind {
        ColumnKind::Text => "text".to_owned(),
        ColumnKind::List => "list, `|` between".to_owned(),
        ColumnKind::Code { system } => format!("code ({system:?})"),
        ColumnKind::Reference { table, column } => format!("[`{table}.{column}`](#{table})"),
        ColumnKind::Choice { of } => of.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" "),
        ColumnKind::Integer => "whole number".to_owned(),
        ColumnKind::Number => "number".to_owned(),
        ColumnKind::Boolean => "true or false".to_owned(),
        ColumnKind::Date => "date".to_owned(),
        ColumnKind::Period => "period".to_owned(),
    };
    if let Some(unit) = column.unit {
        write_to(&mut kind, format_args!(", {unit}"));
    }
    if let (Some(min), Some(max)) = (column.min, column.max) {
        write_to(&mut kind, format_args!(", {min} … {max}"));
    }
    kind
}

/// The page of all terms.
pub fn terminology<'a>(terms: impl Iterator<Item = (&'a str, &'a str, &'a str)>) -> String {
    let mut page = format!(
        "{MARK}# Terminology 术语\n\n\
        One concept, one word, in Rust, SQL, JSON and the workbench. The file is `crates/model/glossary.json`.\n"
    );
    let mut family = "";
    for (key, zh, en) in terms {
        let (head, word) = key.split_once('.').unwrap_or(("", key));
        if head != family {
            write_to(&mut page, format_args!("\n## {head}\n\n| word | 中文 | English |\n|---|---|---|\n"));
            family = head;
        }
        write_to(&mut page, format_args!("| `{word}` | {} | {} |\n", cell(zh), cell(en)));
    }
    page
}

/// The page of one method; `example` is written by hand and may be empty.
pub fn method(method: &Value, example: &str) -> String {
    let both = |value: &Value| format!("{}\n\n{}", text(&value["zh"]), text(&value["en"]));
    let mut page = format!(
        "{MARK}# {} {}\n\n`{}` · version {} · study `{}`\n\n**{}**  \n**{}**\n\n## Formula 公式\n\n{}\n\n## Data 数据\n\n",
        text(&method["title"]["zh"]),
        text(&method["title"]["en"]),
        text(&method["id"]),
        method["version"],
        text(&method["study"]),
        text(&method["question"]["zh"]),
        text(&method["question"]["en"]),
        both(&method["formula"]),
    );
    for input in list(&method["inputs"]) {
        let columns = list(&input["columns"]).iter().map(|name| format!("`{}`", text(name))).collect::<Vec<_>>();
        let table = text(&input["table"]);
        let optional = if input["optional"] == true { " (optional 可选)" } else { "" };
        write_to(
            &mut page,
            format_args!("- [`{table}`](../../reference/tables.md#{table}){optional}: {}\n", columns.join(", ")),
        );
    }
    if !list(&method["parameters"]).is_empty() {
        page += "\n## Parameters 参数\n\n| name | values | default | 中文 | English |\n|---|---|---|---|---|\n";
    }
    for parameter in list(&method["parameters"]) {
        write_to(
            &mut page,
            format_args!(
                "| `{}` | {} | {} | {} | {} |\n",
                text(&parameter["name"]),
                cell(&parameter_kind(&parameter["kind"])),
                parameter["default"].as_str().map_or("–".to_owned(), |default| format!("`{default}`")),
                cell(text(&parameter["help"]["zh"])),
                cell(text(&parameter["help"]["en"])),
            ),
        );
    }
    page += "\n## Result 结果\n\n| column | unit | 中文 | English |\n|---|---|---|---|\n";
    for column in list(&method["outputs"]) {
        write_to(
            &mut page,
            format_args!(
                "| `{}` | {} | {} | {} |\n",
                text(&column["name"]),
                column["unit"].as_str().unwrap_or("–"),
                cell(text(&column["help"]["zh"])),
                cell(text(&column["help"]["en"])),
            ),
        );
    }
    write_to(
        &mut page,
        format_args!(
            "\n## Assumptions and limits 假设与限度\n\n{}\n\n## Reference 文献\n\n{}\n",
            both(&method["limits"]),
            text(&method["reference"])
        ),
    );
    if !example.is_empty() {
        write_to(&mut page, format_args!("\n## Worked example 算例\n\n{}\n", example.trim()));
    }
    page
}

fn parameter_kind(kind: &Value) -> String {
    match text(&kind["type"]) {
        "choice" => list(&kind["of"]).iter().map(|word| format!("`{}`", text(word))).collect::<Vec<_>>().join(" "),
        name @ ("integer" | "number") => {
            format!(
                "{name}, {} … {}{}",
                kind["min"],
                kind["max"],
                kind["unit"].as_str().map_or(String::new(), |unit| format!(" {unit}"))
            )
        }
        name => name.to_owned(),
    }
}

/// The list of all methods.
pub fn methods(methods: &[Value]) -> String {
    let mut page = format!(
        "{MARK}# Methods 方法\n\nEach method is declared once; this list, its page, the command, the REST endpoint and the form in the\n\
        workbench come from the declaration.\n\n| method | question | 问题 |\n|---|---|---|\n"
    );
    for method in methods {
        let id = text(&method["id"]);
        write_to(
            &mut page,
            format_args!(
                "| [`{id}`](methods/{id}.md) | {} | {} |\n",
                cell(text(&method["question"]["en"])),
                cell(text(&method["question"]["zh"]))
            ),
        );
    }
    page
}

/// The page of all diagnostics.
pub fn diagnostics(explanations: &[Value]) -> String {
    let mut page = format!(
        "{MARK}# Diagnostics 诊断\n\nWhat `liantu explain CODE` prints. Codes are stable and never reused. What happens to a row with an\n\
        error is the choice of the import policy; warnings and notes never reject a row.\n"
    );
    for explanation in explanations {
        let code = text(&explanation["code"]);
        write_to(
            &mut page,
            format_args!(
                "\n## {code} {{#{code}}}\n\n**{}** · **{}** ({})\n\n{}\n\n{}\n",
                text(&explanation["title"]["zh"]),
                text(&explanation["title"]["en"]),
                text(&explanation["severity"]),
                text(&explanation["body"]["zh"]),
                text(&explanation["body"]["en"]),
            ),
        );
    }
    page
}

/// The page of the command line: the help of each command as it is printed.
pub fn commands(helps: &[(String, String)]) -> String {
    let mut page = format!("{MARK}# Command line 命令行\n");
    for (command, help) in helps {
        let help: Vec<&str> = help.lines().map(str::trim_end).collect();
        write_to(&mut page, format_args!("\n## {command}\n\n```text\n{}\n```\n", help.join("\n").trim()));
    }
    page
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The text in a table cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn write_to(page: &mut String, arguments: std::fmt::Arguments<'_>) {
    page.write_fmt(arguments).expect("writing to a string cannot fail");
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_table_and_column_is_on_the_page() {
        let page = tables(liantu_model::schema::TABLES);
        for table in liantu_model::schema::TABLES {
            assert!(page.contains(&format!("## {} {{#{}}}", table.name, table.name)));
            for column in table.columns {
                assert!(page.contains(&format!("| `{}`", column.name)), "{}.{}", table.name, column.name);
            }
        }
    }

    #[test]
    fn a_method_page_has_its_parts() {
        let declaration = json!({
            "id": "m", "version": 2, "study": "structure",
            "title": {"zh": "方法", "en": "Method"}, "question": {"zh": "问？", "en": "Why?"},
            "formula": {"zh": "甲", "en": "a = b"}, "limits": {"zh": "限", "en": "none"}, "reference": "Somebody 1999",
            "inputs": [{"table": "indicator", "columns": ["value"], "optional": true}],
            "parameters": [{"name": "top", "kind": {"type": "integer", "min": 1, "max": 9}, "default": "5",
                            "help": {"zh": "前几", "en": "how | many"}}],
            "outputs": [{"name": "share", "unit": null, "help": {"zh": "份额", "en": "share"}}],
        });
        let page = method(&declaration, "One and one is two.");
        for part in
            ["version 2", "tables.md#indicator", "1 … 9", "`5`", "how \\| many", "Somebody 1999", "Worked example"]
        {
            assert!(page.contains(part), "{part} is not on the page:\n{page}");
        }
        assert!(!method(&declaration, "").contains("Worked example"));
    }
}
