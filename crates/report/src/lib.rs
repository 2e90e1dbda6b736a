//! The report that an office hands to its superiors: one typed document, and the forms in which it leaves.
//!
//! The type to know is [`Report`]: sections of sentences, figures, tables and charts, each with the notes that say where it
//! comes from. [`compose()`] makes it from [`Material`] and a [`Template`]; [`html`](html::html), [`docx`](docx::docx) and
//! [`xlsx`](xlsx::xlsx) write it down. [`today`] says the same in five sentences and three numbers.
//!
//! ```
//! use liantu_model::Language;
//! use liantu_report::{Look, Material, Template, compose, html};
//!
//! let report = compose(&Template::shipped(), &Material { period: "2024-06".into(), ..Material::default() });
//! let page = html::html(&report, Language::En, Look::default());
//! assert!(page.contains("There were no alerts in the period."));
//! ```
//!
//! The same report gives the same bytes in every form: there is no clock here, and nothing is drawn by chance. What is not
//! known is a dash, never a zero. Charts are read without colour: grades have patterns and words, curves have dashes.
//!
//! Deliberately absent: files, the clock, the network, and looking anything up.

pub mod chart;
pub mod compose;
pub mod document;
pub mod docx;
pub mod form;
pub mod html;
pub mod material;
pub mod template;
pub mod today;
pub mod xlsx;

pub use compose::compose;
pub use document::Report;
pub use material::{Alert, Fresh, Material, Matter};
pub use template::Template;
pub use today::{Today, today};

use liantu_model::{Language, Words};

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The template cannot be read.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A frozen report cannot be read.
    #[error("the frozen report cannot be read: {}", reason.en)]
    Frozen {
        /// Why.
        reason: Words,
    },
    /// A workbook could not be written.
    #[error("the workbook could not be written: {reason}")]
    Workbook {
        /// Why.
        reason: String,
    },
    /// A document could not be packed.
    #[error("the document could not be packed: {reason}")]
    Packing {
        /// Why.
        reason: String,
    },
    /// This room sets no pages.
    #[error("pages of PDF are printed from the page or the text document")]
    Printed,
}

impl ReportError {
    /// Why, in both languages.
    pub fn words(&self) -> Words {
        let zh = match self {
            Self::Template(error) => return error.words(),
            Self::Frozen { reason } => format!("已定稿的报告无法读取：{}", reason.zh),
            Self::Workbook { reason } => format!("工作簿无法写出：{reason}"),
            Self::Packing { reason } => format!("文档无法打包：{reason}"),
            Self::Printed => "PDF 由网页或文档打印而成".to_owned(),
        };
        Words::new(zh, self.to_string())
    }
}

/// What is wrong with a template, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.words().en)]
pub struct TemplateError {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What stands there.
    pub found: String,
    /// What could.
    pub expected: String,
    /// The nearest that could.
    pub nearest: Option<String>,
}

impl TemplateError {
    /// The error in both languages.
    pub fn words(&self) -> Words {
        let Self { line, column, found, expected, nearest } = self;
        let mut zh = format!("模板第 {line} 行第 {column} 字：{found}");
        let mut en = format!("template, line {line}, column {column}: {found}");
        if !expected.is_empty() {
            zh += &format!("；应为下列之一：{expected}");
            en += &format!("; expected one of {expected}");
        }
        if let Some(nearest) = nearest {
            zh += &format!("；最接近的是 {nearest}");
            en += &format!("; the nearest is {nearest}");
        }
        Words::new(zh, en)
    }
}

/// The forms in which a report leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The document itself, in both languages.
    Json,
    /// A page.
    Html,
    /// A text document.
    Docx,
    /// A workbook.
    Xlsx,
    /// Pages, as they are printed.
    Pdf,
}

impl Format {
    /// All of them with the words that name them, which are also the endings of files.
    pub const WORDS: [(&'static str, Self); 5] =
        [("json", Self::Json), ("html", Self::Html), ("docx", Self::Docx), ("xlsx", Self::Xlsx), ("pdf", Self::Pdf)];

    /// The word that names it.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, format)| *format == self).map_or("json", |(word, _)| word)
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Html => "text/html; charset=utf-8",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pdf => "application/pdf",
        }
    }

    /// The report in this form. Pages of PDF are set by a program outside the house, which the hall calls.
    pub fn write(self, report: &Report, language: Language, look: Look) -> Result<Vec<u8>, ReportError> {
        match self {
            Self::Json => Ok(report.json()),
            Self::Html => Ok(html::html(report, language, look).into_bytes()),
            Self::Docx => docx::docx(report, language, look),
            Self::Xlsx => xlsx::xlsx(report, language),
            Self::Pdf => Err(ReportError::Printed),
        }
    }
}

/// How a page or document looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Large letters.
    pub large: bool,
    /// Black and white only.
    pub plain: bool,
}
