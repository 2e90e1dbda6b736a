//! The reference documentation, written from the code, checked in and checked clean.
//!
//! Tables, terms and schemas come from `model`; methods, diagnostics, the command line and the OpenAPI document are asked
//! of the built binary, so that what is documented is what runs.

use crate::prepare::Binary;
use crate::{render, tree};
use liantu_model::{glossary, schema};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Folders that hold nothing but generated files.
const FOLDERS: &[&str] = &["docs/schemas", "docs/src/concepts/methods", "docs/src/reference"];
const SUMMARY: &str = "docs/src/SUMMARY.md";

/// Writes what differs and removes what is no longer generated.
pub fn write() -> Result<(), String> {
    let root = tree::root();
    let pages = pages(&root, &Binary::build(&root)?)?;
    for stale in stale(&root, &pages)? {
        println!("removed  {stale}");
        std::fs::remove_file(root.join(&stale)).map_err(|error| format!("{stale}: {error}"))?;
    }
    for (path, page) in &pages {
        let full = root.join(path);
        if std::fs::read_to_string(&full).is_ok_and(|old| old == *page) {
            continue;
        }
        println!("written  {path}");
        let folder = full.parent().expect("a page lies in a folder");
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&full, page))
            .map_err(|error| format!("{path}: {error}"))?;
    }
    Ok(())
}

/// Fails where a page differs from the code.
pub fn check() -> Result<(), String> {
    let root = tree::root();
    let pages = pages(&root, &Binary::build(&root)?)?;
    let mut findings: Vec<String> = pages
        .iter()
        .filter(|(path, page)| std::fs::read_to_string(root.join(path)).ok().as_ref() != Some(page))
        .map(|(path, _)| format!("{path} is not what the code says"))
        .collect();
    findings.extend(stale(&root, &pages)?.into_iter().map(|path| format!("{path} is no longer generated")));
    if !findings.is_empty() {
        findings.push("run `cargo xtask generate` and commit".to_owned());
    }
    crate::steps::pass(&findings)
}

fn stale(root: &Path, pages: &BTreeMap<String, String>) -> Result<Vec<String>, String> {
    let mut stale = tree::files(root)?;
    stale.retain(|path| {
        FOLDERS.iter().any(|folder| path.starts_with(&format!("{folder}/"))) && !pages.contains_key(path)
    });
    Ok(stale)
}

fn pages(root: &Path, binary: &Binary) -> Result<BTreeMap<String, String>, String> {
    let mut pages = BTreeMap::new();
    for table in schema::TABLES {
        pages.insert(format!("docs/schemas/{}.json", table.name), pretty(&schema::frictionless(table)));
    }
    pages.insert("docs/schemas/openapi.json".to_owned(), pretty(&json(&binary.print(&["openapi"])?)?));
    pages.insert("docs/src/reference/tables.md".to_owned(), render::tables(schema::TABLES));
    let terms = glossary::terms().map(|(key, words)| (key, words.zh.as_str(), words.en.as_str()));
    pages.insert("docs/src/reference/terminology.md".to_owned(), render::terminology(terms));
    let explanations = list(&binary.print(&["explain", "--list", "--json"])?, "explanations")?;
    pages.insert("docs/src/reference/diagnostics.md".to_owned(), render::diagnostics(&explanations));
    pages.insert("docs/src/reference/cli.md".to_owned(), render::commands(&helps(binary)?));

    let methods = list(&binary.print(&["methods", "--json"])?, "methods")?;
    pages.insert("docs/src/concepts/methods/index.md".to_owned(), render::methods(&methods));
    for method in &methods {
        let id = id(method);
        let example = std::fs::read_to_string(root.join(format!("docs/examples/{id}.md"))).unwrap_or_default();
        pages.insert(format!("docs/src/concepts/methods/{id}.md"), render::method(method, &example));
    }
    let links: String = methods.iter().map(link).collect();
    let summary = tree::read(&root.join(SUMMARY))?;
    pages.insert(SUMMARY.to_owned(), with_links(&summary, &links)?);
    Ok(pages)
}

fn id(method: &Value) -> &str {
    method["id"].as_str().unwrap_or_default()
}

/// The line of a method in the table of contents.
fn link(method: &Value) -> String {
    let id = id(method);
    format!("    - [{}](concepts/methods/{id}.md)\n", method["title"]["en"].as_str().unwrap_or(id))
}

/// The table of contents with the pages of the methods below their list.
fn with_links(summary: &str, links: &str) -> Result<String, String> {
    const LIST: &str = "](concepts/methods/index.md)\n";
    let at =
        summary.find(LIST).ok_or_else(|| format!("{SUMMARY} does not link concepts/methods/index.md"))? + LIST.len();
    let (before, after) = summary.split_at(at);
    let after: String = after.split_inclusive('\n').skip_while(|line| line.contains("](concepts/methods/")).collect();
    Ok(format!("{before}{links}{after}"))
}

/// The help of the program and of each of its commands, and its exit codes.
fn helps(binary: &Binary) -> Result<Vec<(String, String)>, String> {
    let help = |words: &[&str]| binary.print(&[&["--lang", "en"], words].concat());
    let top = help(&["--help"])?;
    let mut helps = vec![("liantu".to_owned(), top.clone())];
    for command in commands(&top) {
        helps.push((format!("liantu {command}"), help(&[command, "--help"])?));
    }
    helps.push(("Exit codes".to_owned(), help(&["help", "exit-codes"])?));
    Ok(helps)
}

/// The names listed under `Commands:` in a help text.
fn commands(help: &str) -> Vec<&str> {
    help.lines()
        .skip_while(|line| line.trim() != "Commands:")
        .skip(1)
        .take_while(|line| line.starts_with(' '))
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect()
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("liantu printed no JSON: {error}"))
}

fn list(text: &str, name: &str) -> Result<Vec<Value>, String> {
    match json(text)?[name].take() {
        Value::Array(items) => Ok(items),
        _ => Err(format!("liantu printed no list `{name}`")),
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("a JSON value can be written") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_from_the_help() {
        let help = "A map\n\nUsage: liantu <COMMAND>\n\nCommands:\n  new     Make one\n          and more\n  import  Read\n  help    Print\n\nOptions:\n  -h  Help\n";
        assert_eq!(commands(help), ["new", "import"]);
    }

    #[test]
    fn links_of_methods_are_replaced_not_repeated() {
        let summary =
            "- [Methods](concepts/methods/index.md)\n    - [Old](concepts/methods/old.md)\n- [Next](next.md)\n";
        let once = with_links(summary, "    - [New](concepts/methods/new.md)\n").expect("a list");
        assert_eq!(
            once,
            "- [Methods](concepts/methods/index.md)\n    - [New](concepts/methods/new.md)\n- [Next](next.md)\n"
        );
        assert_eq!(with_links(&once, "    - [New](concepts/methods/new.md)\n"), Ok(once));
        assert!(with_links("", "").is_err());
    }
}
