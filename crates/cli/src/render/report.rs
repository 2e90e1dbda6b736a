//! What came of an import or a check.

use crate::language::say;
use crate::render::diagnostic::{Drawing, severity};
use crate::render::grid::align;
use liantu_engine::{ImportOutcome, ImportReport};
use liantu_model::{Diagnostic, Language, Severity};
use std::fmt::Write;

/// How much of a report is shown, and to whom.
pub struct Manner {
    pub language: Language,
    pub colours: bool,
    pub width: Option<usize>,
    /// Findings shown of each code.
    pub show: usize,
    /// Whether there is a workspace, so that table `rejects` can be asked for the rest.
    pub workspace: bool,
}

/// The report: files with their rows, the first findings of each code, exact counts, where to see the rest.
pub fn text(outcome: &ImportOutcome, manner: &Manner) -> String {
    let report = &outcome.report;
    let mut text = findings(report, manner);
    if !text.is_empty() && !text.ends_with("\n\n") {
        text.push('\n');
    }
    text += &files(report, manner);
    if !report.counts.is_empty() {
        text.push('\n');
        text += &counts(report, manner);
    }
    if !outcome.derived.is_empty() {
        text.push('\n');
        text += &crate::commands::derive::table(&outcome.derived, manner.language, manner.width);
    }
    text.push('\n');
    text += &verdict(outcome, manner);
    text
}

fn files(report: &ImportReport, manner: &Manner) -> String {
    let language = manner.language;
    let heads = match language {
        Language::Zh => ["文件", "表", "读入", "接受", "拒绝"],
        Language::En => ["file", "table", "read", "accepted", "rejected"],
    };
    let rows: Vec<_> = report
        .resources
        .iter()
        .map(|file| {
            let numbers = [file.read, file.accepted, file.rejected].map(|count| count.to_string());
            [vec![file.path.clone(), file.table.clone()], numbers.to_vec()].concat()
        })
        .collect();
    align(&heads.map(str::to_owned), &[false, false, true, true, true], &rows, manner.width, language)
}

/// The findings, errors first, the first few of each code.
fn findings(report: &ImportReport, manner: &Manner) -> String {
    let drawing = Drawing::new(manner.language, manner.colours);
    let mut text = String::new();
    for code in codes(report) {
        let of_code = report.findings.iter().filter(|finding| finding.code == code.name);
        for finding in of_code.take(manner.show) {
            text += &match finding.severity {
                // Nothing is wrong with the row: one line is enough.
                Severity::Note => drawing.line(finding) + "\n",
                Severity::Error | Severity::Warning => drawing.draw(finding) + "\n\n",
            };
        }
    }
    text
}

struct Code<'a> {
    name: &'a str,
    count: u64,
    sample: Option<&'a Diagnostic>,
}

/// The codes of the report: errors before warnings before notes, then by code.
fn codes(report: &ImportReport) -> Vec<Code<'_>> {
    let mut codes: Vec<Code> = report
        .counts
        .iter()
        .map(|(code, &count)| Code {
            name: code,
            count,
            sample: report.findings.iter().find(|finding| finding.code == code),
        })
        .collect();
    codes.sort_by_key(|code| (std::cmp::Reverse(code.sample.map(|sample| sample.severity)), code.name));
    codes
}

fn counts(report: &ImportReport, manner: &Manner) -> String {
    let language = manner.language;
    let mut text = String::new();
    let mut more = None;
    for Code { name: code, count, sample } in codes(report) {
        let word = severity(sample.map_or(Severity::Error, |sample| sample.severity), language);
        let title = sample.map(|sample| sample.title.get(language)).unwrap_or_default();
        let shown = manner.show as u64;
        let rest = if count > shown {
            more = more.or(Some(code));
            say!(language, "（显示前 {shown} 条）", " (first {shown} shown)")
        } else {
            String::new()
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{word}[{code}] {count} × {title}{rest}");
    }
    let first = report.counts.keys().next().map_or("", String::as_str);
    text += &say!(language, "说明：liantu explain {first}", "what a code means: liantu explain {first}");
    text.push('\n');
    if let Some(code) = more {
        text += &if manner.workspace {
            say!(
                language,
                "其余：liantu sql \"select * from rejects where code = '{code}'\"\n",
                "the rest: liantu sql \"select * from rejects where code = '{code}'\"\n",
            )
        } else {
            say!(
                language,
                "更多：--show 200；导入工作空间后全部在表 rejects 中\n",
                "more: --show 200; after an import into a workspace, table rejects has all of them\n",
            )
        };
    }
    text
}

/// The last line: what was done.
fn verdict(outcome: &ImportOutcome, manner: &Manner) -> String {
    let language = manner.language;
    let report = &outcome.report;
    let sum = |count: fn(&liantu_engine::ResourceSummary) -> u64| report.resources.iter().map(count).sum::<u64>();
    let (read, accepted, rejected) = (sum(|file| file.read), sum(|file| file.accepted), sum(|file| file.rejected));
    match (outcome.repeated, outcome.revision, report.accepted) {
        (Some(earlier), _, _) => say!(
            language,
            "内容与修订 {earlier} 导入的完全相同，各行现仍如此：未再写入",
            "exactly this content was imported in revision {earlier}, and its rows still stand so: nothing was written again",
        ),
        (None, Some(revision), true) => say!(
            language,
            "已导入 {accepted} 行（共 {read} 行，拒绝 {rejected} 行），修订 {revision}",
            "imported {accepted} of {read} rows ({rejected} rejected) as revision {revision}",
        ),
        (None, Some(revision), false) => say!(
            language,
            "数据有错，一行也未导入；问题记入修订 {revision} 的表 rejects（--policy reject-rows 只拒绝有错的行）",
            "the data has errors and no row was imported; revision {revision} has the findings in table rejects \
             (--policy reject-rows leaves out only the wrong rows)",
        ),
        (None, None, true) => say!(
            language,
            "共 {read} 行，可接受 {accepted} 行，拒绝 {rejected} 行；未写入",
            "{read} rows: {accepted} can be accepted, {rejected} rejected; nothing was written",
        ),
        (None, None, false) => say!(
            language,
            "数据有错：共 {read} 行，其中 {rejected} 行有错；未写入",
            "the data has errors: {rejected} of {read} rows; nothing was written",
        ),
    }
}
