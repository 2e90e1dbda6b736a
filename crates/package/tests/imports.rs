//! Broken files and what is said about them: every case of `tests/imports/*.md`.
//!
//! A case is a section (`## name`) with fenced blocks. ` ```csv actor.csv ` is a file (`encoding=GB18030` writes it in that
//! encoding, `escaped` turns `\xFF` and `\r` into bytes); ` ```toml mapping ` is a mapping; ` ```text expected ` is what the
//! report must say, line by line. One file is imported alone, several as a data package whose resources have the names of
//! the files, or with a line `folder` as they lie there. A line `policy: reject-rows`, `table: flow` or `known: actor.actor_id = A1, A2` before the blocks sets
//! options.
//!
//! `LIANTU_BLESS=1 cargo test -p liantu-package --test imports` writes what is said now into the documents.

use liantu_model::{Language, Severity};
use liantu_package::{Discard, Known, Mapping, Options, Policy, Report, open};
use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[derive(Default)]
struct Case {
    name: String,
    policy: Policy,
    table: Option<String>,
    known: HashSet<(String, String, String)>,
    files: Vec<(String, Vec<u8>)>,
    mapping: Option<String>,
    expected: String,
    /// Whether the files lie in a folder without a descriptor.
    folder: bool,
}

struct Keys(HashSet<(String, String, String)>);

impl Known for Keys {
    fn contains(&self, table: &str, column: &str, key: &str) -> bool {
        self.0.contains(&(table.to_owned(), column.to_owned(), key.to_owned()))
    }
}

fn documents() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/imports");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|p| p.extension().is_some())
        .collect();
    paths.sort();
    paths
}

fn bytes(content: &str, words: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    if words.contains(&"escaped") {
        let mut rest = content.strip_suffix("\\r\n").map_or(content, |_| &content[..content.len() - 1]);
        while let Some(at) = rest.find('\\') {
            bytes.extend_from_slice(&rest.as_bytes()[..at]);
            rest = &rest[at + 1..];
            if let Some(hex) = rest.strip_prefix('x') {
                bytes.push(u8::from_str_radix(&hex[..2], 16).unwrap());
                rest = &hex[2..];
            } else if let Some(after) = rest.strip_prefix('r') {
                bytes.push(b'\r');
                rest = after;
            } else {
                bytes.push(b'\\');
            }
        }
        bytes.extend_from_slice(rest.as_bytes());
    } else {
        bytes.extend_from_slice(content.as_bytes());
    }
    match words.iter().find_map(|word| word.strip_prefix("encoding=")) {
        None => bytes,
        Some("UTF-8-BOM") => [&[0xEF, 0xBB, 0xBF], &bytes[..]].concat(),
        Some("UTF-16LE") => {
            let units = content.encode_utf16().flat_map(u16::to_le_bytes);
            [0xFF, 0xFE].into_iter().chain(units).collect()
        }
        Some(name) => encoding_rs::Encoding::for_label(name.as_bytes()).unwrap().encode(content).0.into_owned(),
    }
}

fn cases(document: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("## ") {
            cases.push(Case { name: name.to_owned(), ..Case::default() });
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        if let Some(policy) = line.strip_prefix("policy: ") {
            case.policy = Policy::parse(policy).unwrap();
        } else if let Some(table) = line.strip_prefix("table: ") {
            case.table = Some(table.to_owned());
        } else if line == "folder" {
            case.folder = true;
        } else if let Some(known) = line.strip_prefix("known: ") {
            let (column, keys) = known.split_once(" = ").unwrap();
            let (table, column) = column.split_once('.').unwrap();
            let key = |key: &str| (table.to_owned(), column.to_owned(), key.trim().to_owned());
            case.known.extend(keys.split(',').map(key));
        } else if let Some(info) = line.strip_prefix("```") {
            let words: Vec<&str> = info.split_whitespace().collect();
            let content: String =
                lines.by_ref().take_while(|line| *line != "```").flat_map(|line| [line, "\n"]).collect();
            match words[..] {
                ["toml", "mapping"] => case.mapping = Some(content),
                ["text", "expected"] => case.expected = content,
                [_, name, ..] => case.files.push((name.to_owned(), bytes(&content, &words))),
                _ => {}
            }
        }
    }
    cases
}

fn run(case: Case) -> Report {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in &case.files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    let described = case.files.iter().any(|(name, _)| name == "datapackage.json");
    if case.files.len() > 1 && !described && !case.folder {
        let resource =
            |(name, _): &(String, Vec<u8>)| serde_json::json!({"name": name.split('.').next(), "path": name});
        let resources: Vec<_> = case.files.iter().map(resource).collect();
        let descriptor = serde_json::json!({"name": "case", "resources": resources});
        std::fs::write(folder.path().join("datapackage.json"), descriptor.to_string()).unwrap();
    }
    let path = if case.files.len() > 1 || described || case.folder {
        folder.path().to_owned()
    } else {
        folder.path().join(&case.files[0].0)
    };
    let options = Options {
        policy: case.policy,
        table: case.table,
        mapping: case.mapping.map(|text| Mapping::from_toml(&text).unwrap()),
        known: (!case.known.is_empty()).then(|| Box::new(Keys(case.known)) as Box<dyn Known>),
        ..Options::default()
    };
    let mut report = open(&path, options).unwrap().read(&mut Discard, &()).unwrap();
    for finding in &mut report.findings {
        for place in std::iter::once(&mut finding.place).chain(&mut finding.related) {
            if let Some(path) = &place.path {
                let folder = folder.path().display().to_string();
                place.path = Some(path.replace(&format!("{folder}/"), "").replace(&folder, "folder"));
            }
        }
        if let Some(found) = &finding.found {
            finding.found = Some(found.replace(&format!("{}/", folder.path().display()), ""));
        }
    }
    report
}

fn written(report: &Report) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let sentence = finding.sentence(Language::En).replace('\n', "⏎");
        let _ = writeln!(text, "{severity}[{}] {}: {sentence}", finding.code, finding.place);
        if let Some(help) = &finding.help {
            let _ = writeln!(text, "  help: {}", help.en);
        }
        for place in &finding.related {
            let _ = writeln!(text, "  see: {place}");
        }
        if let (Some((start, end)), Some(line)) = (finding.place.bytes, &finding.excerpt) {
            let _ = writeln!(text, "  at: {}", line[start as usize..end as usize].replace('\0', "\\0"));
        }
    }
    for resource in &report.resources {
        let encoding = resource.encoding.as_deref().map(|name| format!(", {name}")).unwrap_or_default();
        let (table, read) = (&resource.table, resource.read);
        let table = if table.is_empty() { &resource.name } else { table };
        let _ = writeln!(text, "{table}: read {read} = {} + {}{encoding}", resource.accepted, resource.rejected);
    }
    let _ = writeln!(text, "{}", if report.accepted { "accepted" } else { "refused" });
    text
}

#[test]
fn every_case_is_reported_as_expected() {
    let bless = std::env::var_os("LIANTU_BLESS").is_some();
    let mut failures = String::new();
    for path in documents() {
        let mut document = std::fs::read_to_string(&path).unwrap();
        for case in cases(&document) {
            let (name, expected) = (case.name.clone(), case.expected.clone());
            let report = run(case);
            for resource in &report.resources {
                assert_eq!(resource.read, resource.accepted + resource.rejected, "{name}");
            }
            let found = written(&report);
            if found == expected {
                continue;
            }
            if bless {
                let section = document.find(&format!("## {name}\n")).unwrap();
                let fence = "```text expected\n";
                let start = section + document[section..].find(fence).unwrap() + fence.len();
                document.replace_range(start..start + expected.len(), &found);
            } else {
                let _ = writeln!(failures, "{}: {name}\n--- expected\n{expected}--- found\n{found}", path.display());
            }
        }
        if bless {
            std::fs::write(&path, document).unwrap();
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn every_code_has_a_case() {
    // These have tests of their own, with files that no document can hold: archives, workbooks, parquet, large headers,
    // messages of statistical offices.
    let elsewhere = ["PKG004", "PKG008", "PKG010", "PKG110", "PKG114", "PKG126", "PKG128", "PKG130", "PKG218"];
    let text: String = documents().iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let shown: BTreeSet<&str> = liantu_package::catalogue::catalogue()
        .map(|page| page.code)
        .filter(|code| !text.contains(&format!("[{code}]")) && !elsewhere.contains(code))
        .collect();
    assert_eq!(shown, BTreeSet::new(), "codes without a case");
}
