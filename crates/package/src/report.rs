//! What was found, counted and kept: the report, and the `rejects` table that holds every finding.

use crate::error::PackageError;
use crate::options::Sink;
use arrow::array::{ArrayRef, Int64Builder, StringBuilder};
use arrow::record_batch::RecordBatch;
use liantu_model::schema::{Column, ColumnKind, Table};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Severity, Text};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What became of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ResourceReport {
    /// Name of the resource.
    pub name: String,
    /// The table its rows went to.
    pub table: String,
    /// Path of the file as the user gave it.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, hexadecimal.
    pub content_hash: String,
    /// How text was decoded; `None` where the format has no choice.
    pub encoding: Option<String>,
    /// What separates its fields.
    pub delimiter: Option<char>,
    /// Which of its columns became which: (column of the table, column of the file).
    pub columns: Vec<(String, String)>,
    /// Data rows.
    pub read: u64,
    /// Rows without error; under [`crate::Policy::Warn`], rows that were taken.
    pub accepted: u64,
    /// The others.
    pub rejected: u64,
}

/// What was found in a package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Every file that was read.
    pub resources: Vec<ResourceReport>,
    /// The first findings of each code, in the order of the files and their rows.
    pub findings: Vec<Diagnostic>,
    /// How many findings each code has, exactly.
    pub counts: BTreeMap<String, u64>,
    /// Whether the accepted rows may be committed.
    pub accepted: bool,
}

const fn column(name: &'static str, kind: ColumnKind, title: Text, help: Text) -> Column {
    Column::new(name, kind, title, help)
}

const fn words(name: &'static str, zh: &'static str, en: &'static str) -> Column {
    column(name, ColumnKind::Text, text(zh, en), text(zh, en))
}

const fn number(name: &'static str, zh: &'static str, en: &'static str) -> Column {
    column(name, ColumnKind::Integer, text(zh, en), text(zh, en))
}

/// The table of findings: one row each, with its place and, for the first error of a rejected row, the row itself.
pub static REJECTS: Table = Table {
    name: "rejects",
    title: text("检查结果", "Findings"),
    help: text(
        "导入检查发现的每一条问题及其位置；被拒绝的行附原文",
        "Every finding of an import with its place; a rejected row stands as it was written",
    ),
    key: &[],
    columns: &[
        words("code", "诊断代码", "Code of the finding").required(),
        words("severity", "严重程度：error、warning 或 note", "How bad: error, warning or note").required(),
        words("resource", "资源或表", "Resource or table").required(),
        words("path", "文件", "File"),
        number("line", "行号（含表头）", "Line of the file, header included"),
        number("row", "数据行号", "Data row, header not counted"),
        number("column_number", "列号", "Column number in the file"),
        words("field", "列名", "Column name in the file"),
        words("cell", "单元格", "Cell of a spreadsheet"),
        number("byte_start", "行内起始字节", "First byte within the line"),
        number("byte_end", "行内终止字节（不含）", "First byte after it"),
        words("found", "实际内容", "What stands there"),
        words("expected_zh", "应为（中文）", "What should stand there, in Chinese"),
        words("expected_en", "应为（英文）", "What should stand there"),
        words("help_zh", "建议（中文）", "What to do, in Chinese"),
        words("help_en", "建议（英文）", "What to do"),
        words("related", "相关位置", "Other places that belong to it"),
        words("record", "整行原文", "The whole row as written"),
    ],
};

/// A finding on its way to the report; `record` is the text of the row it rejects.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding {
    pub(crate) diagnostic: Diagnostic,
    pub(crate) record: Option<String>,
}

impl From<Diagnostic> for Finding {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostic, record: None }
    }
}

/// Rows of `rejects` that are passed on together.
const REJECTS_BATCH: usize = 4096;

/// Counts findings, keeps the first of each code and streams all of them to the `rejects` table.
pub(crate) struct Ledger<'a> {
    pub(crate) sink: &'a mut dyn Sink,
    keep: u64,
    findings: Vec<(usize, Diagnostic)>,
    counts: BTreeMap<&'static str, u64>,
    errors: u64,
    resource: usize,
    pending: Vec<Finding>,
}

impl<'a> Ledger<'a> {
    pub(crate) fn new(sink: &'a mut dyn Sink, keep: u64) -> Self {
        Self { sink, keep, findings: Vec::new(), counts: BTreeMap::new(), errors: 0, resource: 0, pending: Vec::new() }
    }

    /// Findings that follow belong to the next file.
    pub(crate) fn next_resource(&mut self) {
        self.resource += 1;
    }

    /// The number of the file that findings belong to.
    pub(crate) fn resource(&self) -> usize {
        self.resource
    }

    /// Findings that follow belong to an earlier file.
    pub(crate) fn back_to(&mut self, resource: usize) {
        self.resource = resource;
    }

    pub(crate) fn add(&mut self, finding: impl Into<Finding>) -> Result<(), PackageError> {
        let finding = finding.into();
        let count = self.counts.entry(finding.diagnostic.code).or_default();
        *count += 1;
        if *count <= self.keep {
            self.findings.push((self.resource, finding.diagnostic.clone()));
        }
        self.errors += u64::from(finding.diagnostic.severity == Severity::Error);
        self.pending.push(finding);
        if self.pending.len() == REJECTS_BATCH { self.flush() } else { Ok(()) }
    }

    pub(crate) fn errors(&self) -> u64 {
        self.errors
    }

    pub(crate) fn accept(&mut self, table: &'static Table, batch: RecordBatch) -> Result<(), PackageError> {
        self.sink.batch(table, batch).map_err(|source| PackageError::Sink { source })
    }

    fn flush(&mut self) -> Result<(), PackageError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let batch = rejects_batch(&self.pending)?;
        self.pending.clear();
        self.sink.batch(&REJECTS, batch).map_err(|source| PackageError::Sink { source })
    }

    /// Passes the last findings on and closes the report.
    pub(crate) fn close(mut self, resources: Vec<ResourceReport>, accepted: bool) -> Result<Report, PackageError> {
        self.flush()?;
        self.findings.sort_by(|(a, x), (b, y)| {
            let order = |d: &Diagnostic| (d.place.row, d.place.line, d.place.column);
            a.cmp(b).then_with(|| order(x).cmp(&order(y)))
        });
        Ok(Report {
            resources,
            findings: self.findings.into_iter().map(|(_, diagnostic)| diagnostic).collect(),
            counts: self.counts.into_iter().map(|(code, count)| (code.to_owned(), count)).collect(),
            accepted,
        })
    }
}

fn rejects_batch(findings: &[Finding]) -> Result<RecordBatch, PackageError> {
    let texts = |value: &dyn Fn(&Finding) -> Option<String>| -> ArrayRef {
        let mut builder = StringBuilder::new();
        for finding in findings {
            builder.append_option(value(finding));
        }
        Arc::new(builder.finish())
    };
    let numbers = |value: &dyn Fn(&Diagnostic) -> Option<u64>| -> ArrayRef {
        let mut builder = Int64Builder::new();
        for finding in findings {
            builder.append_option(value(&finding.diagnostic).and_then(|number| i64::try_from(number).ok()));
        }
        Arc::new(builder.finish())
    };
    let severity = |finding: &Finding| match finding.diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let related = |finding: &Finding| {
        let places: Vec<String> = finding.diagnostic.related.iter().map(ToString::to_string).collect();
        (!places.is_empty()).then(|| places.join("; "))
    };
    let columns = vec![
        texts(&|f| Some(f.diagnostic.code.to_owned())),
        texts(&|f| Some(severity(f).to_owned())),
        texts(&|f| Some(f.diagnostic.place.resource.clone())),
        texts(&|f| f.diagnostic.place.path.clone()),
        numbers(&|d| d.place.line),
        numbers(&|d| d.place.row),
        numbers(&|d| d.place.column.map(u64::from)),
        texts(&|f| f.diagnostic.place.field.clone()),
        texts(&|f| f.diagnostic.place.cell.clone()),
        numbers(&|d| d.place.bytes.map(|(start, _)| u64::from(start))),
        numbers(&|d| d.place.bytes.map(|(_, end)| u64::from(end))),
        texts(&|f| f.diagnostic.found.clone()),
        texts(&|f| f.diagnostic.expected.as_ref().map(|words| words.zh.clone())),
        texts(&|f| f.diagnostic.expected.as_ref().map(|words| words.en.clone())),
        texts(&|f| f.diagnostic.help.as_ref().map(|words| words.zh.clone())),
        texts(&|f| f.diagnostic.help.as_ref().map(|words| words.en.clone())),
        texts(&related),
        texts(&|f| f.record.clone()),
    ];
    RecordBatch::try_new(Arc::new(REJECTS.arrow()), columns)
        .map_err(|source| PackageError::Batch { table: REJECTS.name, source })
}
