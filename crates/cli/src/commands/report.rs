//! `liantu report`: the periodic report as a file.

use crate::commands::watch::Subject;
use crate::context::{Context, at};
use crate::failure::Failure;
use crate::language::say;
use clap::ValueEnum;
use liantu_engine::report::{Format, Look, Report as Document};
use liantu_engine::{EngineError, FrozenReport};
use liantu_model::text::text;
use serde::Serialize;
use std::path::PathBuf;

/// What is typed.
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line, each its own")]
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  liantu report --period 2024-06 -o june.html\n  \
    liantu report --port 340000 --scale city --period 2024-Q2 -o anhui.docx --freeze\n  \
    liantu report --list\n  liantu report --frozen all_listed_2024-06_r7_1a2b3c4d -o again.xlsx\n\n\
    PDF is printed by a browser or LibreOffice on this machine. The same revision gives the same bytes.")]
pub struct Report {
    #[command(flatten)]
    pub subject: Subject,
    /// State to read: a revision number, a day or an RFC 3339 instant
    #[arg(long, value_name = "REVISION")]
    pub as_of: Option<String>,
    /// Template in place of that of the workspace (reports/template.toml) or the one that ships
    #[arg(long, value_name = "FILE")]
    pub template: Option<PathBuf>,
    /// Form of the file; otherwise by the ending of its name
    #[arg(long, value_enum)]
    pub format: Option<Form>,
    /// File to write
    #[arg(short, long, value_name = "FILE", required_unless_present_any = ["freeze", "list", "print_template"])]
    pub output: Option<PathBuf>,
    /// Large letters
    #[arg(long)]
    pub large: bool,
    /// Black and white only
    #[arg(long)]
    pub plain: bool,
    /// Keep the report in the workspace, with its revision and hash
    #[arg(long, conflicts_with_all = ["frozen", "list"])]
    pub freeze: bool,
    /// Write a report that was frozen
    #[arg(long, value_name = "ID", conflicts_with_all = ["template", "as_of", "list"])]
    pub frozen: Option<String>,
    /// List the frozen reports
    #[arg(long)]
    pub list: bool,
    /// Print the template that ships, to be changed
    #[arg(long, conflicts_with_all = ["list", "frozen", "freeze", "output"])]
    pub print_template: bool,
}

/// Forms of the file.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// A page that holds all it needs
    Html,
    /// A text document
    Docx,
    /// A workbook
    Xlsx,
    /// Pages, printed by a browser or LibreOffice that is on this machine
    Pdf,
    /// The document itself, in both languages
    Json,
}

impl Form {
    const fn format(self) -> Format {
        match self {
            Self::Html => Format::Html,
            Self::Docx => Format::Docx,
            Self::Xlsx => Format::Xlsx,
            Self::Pdf => Format::Pdf,
            Self::Json => Format::Json,
        }
    }
}

/// What `--json` gives.
#[derive(Serialize)]
struct Written {
    output: Option<String>,
    sha256: String,
    revision: u64,
    frozen: Option<FrozenReport>,
}

pub async fn execute(context: &Context, arguments: Report) -> Result<(), Failure> {
    if arguments.print_template {
        return context.print(liantu_engine::report::template::SHIPPED);
    }
    let engine = context.engine().await?;
    if arguments.list {
        let reports = engine.reports(context.port())?;
        return context.answer(&reports, |reports| {
            let lines = reports.iter().map(|report| format!("{}  {}\n", report.id, report.title.get(context.language)));
            lines.collect()
        });
    }
    let format = format(&arguments)?;
    let template = arguments.template.as_deref();
    let template = template.map(|path| std::fs::read_to_string(path).map_err(Failure::file(path))).transpose()?;
    let mut kept = None;
    let report: Document = if let Some(id) = &arguments.frozen {
        let (record, report) = engine.frozen(context.port(), id)?;
        kept = Some(record);
        report
    } else {
        let (query, at) = (arguments.subject.query()?, at(arguments.as_of.as_deref())?);
        if arguments.freeze {
            let record = engine.freeze(context.port(), &at, &query, template.as_deref()).await?;
            let (record, report) = engine.frozen(context.port(), &record.id)?;
            kept = Some(record);
            report
        } else {
            engine.report(context.port(), &at, &query, template.as_deref()).await?
        }
    };
    if let Some(path) = &arguments.output {
        let look = Look { large: arguments.large, plain: arguments.plain };
        let bytes = engine.write_report(report.clone(), format, context.language, look).await?;
        std::fs::write(path, bytes).map_err(Failure::file(path))?;
    }
    let written = Written {
        output: arguments.output.as_ref().map(|path| path.display().to_string()),
        sha256: Document::hash(&report.json()),
        revision: report.revision,
        frozen: kept,
    };
    context.answer(&written, |written| {
        let mut text = report.title.get(context.language).to_owned();
        if let Some(path) = &written.output {
            text += &format!(" → {path}");
        }
        if let Some(frozen) = &written.frozen {
            text += &say!(context.language, "\n已冻结：{}", "\nfrozen as {}", frozen.id);
        }
        text
    })
}

/// The form asked for, else that of the ending of the file, else a page.
fn format(arguments: &Report) -> Result<Format, Failure> {
    if let Some(form) = arguments.format {
        return Ok(form.format());
    }
    let Some(path) = &arguments.output else { return Ok(Format::Html) };
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let ending = if ending == "htm" { "html" } else { ending.as_str() };
    let known = Format::WORDS.iter().find(|(word, _)| *word == ending).map(|(_, format)| *format);
    known.ok_or_else(|| {
        let expected = text(
            "以 .html、.docx、.xlsx、.pdf 或 .json 结尾的文件名，或另给 --format",
            "a name that ends with .html, .docx, .xlsx, .pdf or .json, or --format",
        );
        EngineError::parameter("output", path.display().to_string(), expected).into()
    })
}
