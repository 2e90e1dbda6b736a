//! "The operation could not run": one error for every door, and the one function that says what kind it is.

use liantu_cooperation::ledger::BookError;
use liantu_ledger::LedgerError;
use liantu_model::{Diagnostic, Language, Words};
use liantu_package::PackageError;
use liantu_workspace::WorkspaceError;
use serde::Serialize;
use utoipa::ToSchema;

/// Why a call to the engine failed.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// No such node in the revision read.
    #[error("no region or actor `{id}`")]
    Node {
        /// The node id.
        id: String,
    },
    /// No such alert in the revision read.
    #[error("no alert `{id}` at this revision and scale: identifiers follow from the revision")]
    Alert {
        /// The identifier.
        id: String,
    },
    /// No such finding in the newest revision.
    #[error("no finding `{id}`")]
    Finding {
        /// The identifier.
        id: String,
    },
    /// No such frozen report.
    #[error("no report `{id}` is frozen")]
    Frozen {
        /// The identifier.
        id: String,
    },
    /// Nothing on this machine prints PDF.
    #[error("PDF: {}", reason.en)]
    Printer {
        /// Why.
        reason: Words,
    },
    /// A report could not be made or read.
    #[error(transparent)]
    Report(#[from] liantu_report::ReportError),
    /// No such method.
    #[error("no method `{id}`{}", nearest.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    Method {
        /// The identifier asked for.
        id: String,
        /// The nearest one there is.
        nearest: Option<String>,
    },
    /// No such table.
    #[error("no table `{name}`")]
    Table {
        /// The name asked for.
        name: String,
    },
    /// A parameter that the method does not have.
    #[error("method `{method}` has no parameter `{name}`; it has {}", known.join(", "))]
    UnknownParameter {
        /// The method.
        method: &'static str,
        /// The parameter given.
        name: String,
        /// Those it has.
        known: Vec<&'static str>,
    },
    /// A parameter whose value cannot be used.
    #[error("parameter `{name}`: found `{found}`, expected {}", expected.en)]
    Parameter {
        /// The parameter.
        name: String,
        /// The value given; empty if none was.
        found: String,
        /// What would do.
        expected: Words,
    },
    /// A table lacks what a method needs.
    #[error("method `{method}` needs table `{table}` with {}; {}", columns.join(", "), found.en)]
    Input {
        /// The method.
        method: &'static str,
        /// The table.
        table: String,
        /// The columns it needs.
        columns: Vec<&'static str>,
        /// What there is.
        found: Words,
    },
    /// A bare file that did not pass its checks.
    #[error("{path} has errors: {}", findings.first().map_or_else(String::new, |first| format!("{} {}", first.place, first.sentence(Language::En))))]
    Rejected {
        /// The file.
        path: String,
        /// What was found.
        findings: Vec<Diagnostic>,
    },
    /// A boundary file that cannot be used.
    #[error("boundaries: {}", reason.en)]
    Boundary {
        /// Why.
        reason: Words,
    },
    /// No such row.
    #[error("no row `{row}`")]
    Row {
        /// Table and number.
        row: String,
    },
    /// A row that was not added up from records.
    #[error("`{row}` was not added up from records here; its source is {}", origin.as_deref().unwrap_or("not said"))]
    Underived {
        /// Table and number.
        row: String,
        /// What it names as its source.
        origin: Option<String>,
    },
    /// A port that does not see everything asks for what only the whole workspace has.
    #[error("port `{port}` may not use {}: it does not see everything", what.en)]
    Privilege {
        /// The port.
        port: String,
        /// What it asked for.
        what: Words,
    },
    /// A configuration key or value that cannot be used.
    #[error("configuration `{key}`: found `{found}`, expected {}", expected.en)]
    Config {
        /// The key.
        key: String,
        /// The value.
        found: String,
        /// What would do.
        expected: Words,
    },
    /// A derivation that cannot be read.
    #[error(transparent)]
    Derivation(#[from] liantu_monitoring::derivation::Fault),
    /// A row that is derived from records and a row of another hand have the same key.
    #[error(
        "row `{row}` would replace one of {}: what is derived from records is not written by hand, nor the other way round",
        if other.is_empty() { "no source" } else { other }
    )]
    Derived {
        /// Its key.
        row: String,
        /// The source of the row that would go.
        other: String,
    },
    /// The caller asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// Foreign data could not be opened or read.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// The workspace could not do it.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// The ledger could not do it.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The links make no network.
    #[error(transparent)]
    Network(#[from] liantu_network::BuildError),
    /// A table could not be turned into what a method needs.
    #[error("table conversion")]
    Arrow(#[from] arrow::error::ArrowError),
    /// A Parquet file could not be read or written.
    #[error("Parquet")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// A file could not be read or written.
    #[error("{path}")]
    File {
        /// The path.
        path: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A computation ended by a bug.
    #[error("the computation failed inside: {reason}")]
    Internal {
        /// What it said.
        reason: String,
    },
}

/// What kind of trouble it is: doors turn it into a status code or an exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// What was asked for is not there.
    NotFound,
    /// The request or the data is wrong.
    Invalid,
    /// It is not allowed.
    Refused,
    /// Someone else is at it, or it is already there.
    Conflict,
    /// It cannot be done now.
    Unavailable,
    /// A fault of the program or the machine.
    Internal,
}

impl ProblemKind {
    /// HTTP status.
    pub const fn status(self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::Invalid => 422,
            Self::Refused => 403,
            Self::Conflict => 409,
            Self::Unavailable => 503,
            Self::Internal => 500,
        }
    }

    /// Exit code of the command line; 0 is success and 2 a usage error.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Internal => 1,
            Self::Invalid => 3,
            Self::NotFound => 4,
            Self::Refused => 5,
            Self::Conflict => 6,
            Self::Unavailable => 7,
        }
    }

    /// The line that heads the message.
    pub fn title(self) -> Words {
        match self {
            Self::NotFound => Words::new("没有找到", "Not found"),
            Self::Invalid => Words::new("请求或数据有误", "The request or the data is wrong"),
            Self::Refused => Words::new("不允许", "Not allowed"),
            Self::Conflict => Words::new("与现状冲突", "In conflict with the present state"),
            Self::Unavailable => Words::new("暂时无法完成", "Cannot be done now"),
            Self::Internal => Words::new("程序内部错误", "Internal error"),
        }
    }
}

/// A problem as every door tells it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Its kind.
    pub kind: ProblemKind,
    /// Stable code.
    pub code: &'static str,
    /// The kind in words.
    pub title: Words,
    /// What happened, with the chain of causes.
    pub detail: String,
    /// Findings about the data, where that is the trouble.
    pub diagnostics: Vec<Diagnostic>,
}

impl From<liantu_numeric::Stopped> for EngineError {
    fn from(_: liantu_numeric::Stopped) -> Self {
        Self::Cancelled
    }
}

impl EngineError {
    pub(crate) fn node(id: &str) -> Self {
        Self::Node { id: id.to_owned() }
    }

    pub(crate) fn file(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.display().to_string();
        move |source| Self::File { path, source }
    }

    /// A parameter whose value, empty if none was given, cannot be used.
    pub fn parameter(name: impl Into<String>, found: impl Into<String>, expected: impl Into<Words>) -> Self {
        Self::Parameter { name: name.into(), found: found.into(), expected: expected.into() }
    }

    /// What happened in Chinese, where more than the kind of trouble can be said so.
    pub fn chinese(&self) -> Option<String> {
        let told = match self {
            Self::Node { id } => format!("没有区域或主体“{id}”"),
            Self::Alert { id } => format!("本修订与尺度下没有预警“{id}”：编号随修订而定"),
            Self::Finding { id } => format!("没有问题“{id}”"),
            Self::Frozen { id } => format!("没有已定稿的报告“{id}”"),
            Self::Printer { reason } => format!("PDF：{}", reason.zh),
            Self::Report(error) => error.words().zh,
            Self::Method { id, .. } => format!("没有方法“{id}”"),
            Self::Table { name } => format!("没有表“{name}”"),
            Self::UnknownParameter { method, name, known } => {
                format!("方法 {method} 没有参数“{name}”；它有：{}", known.join("、"))
            }
            Self::Parameter { name, found, expected } if found.is_empty() => {
                format!("参数 {name}：没有给出，应为{}", expected.zh)
            }
            Self::Parameter { name, found, expected } => format!("参数 {name}：是“{found}”，应为{}", expected.zh),
            Self::Input { method, table, columns, found } => {
                format!("方法 {method} 需要表 {table} 的列：{}；{}", columns.join("、"), found.zh)
            }
            Self::Rejected { path, findings } => {
                let first = findings.first();
                let first = first.map_or_else(String::new, |own| {
                    format!("{} {}", own.place.text(Language::Zh), own.sentence(Language::Zh))
                });
                format!("{path} 有误：{first}")
            }
            Self::Boundary { reason } => format!("边界：{}", reason.zh),
            Self::Config { key, found, expected } => format!("设置 {key}：是“{found}”，应为{}", expected.zh),
            Self::Derivation(fault) => fault.words().zh,
            Self::Derived { row, other } => format!(
                "行 {row} 会替换来源为“{}”的行：由记录汇总的不由人手改写，反之亦然",
                if other.is_empty() { "未注明" } else { other }
            ),
            Self::Package(error) => error.chinese(),
            Self::Workspace(error) => error.chinese(),
            Self::Ledger(error) => error.words().zh,
            Self::File { path, .. } => format!("文件 {path} 无法读写"),
            Self::Row { row } => format!("没有行 {row}"),
            Self::Underived { row, origin } => {
                let origin = origin.as_deref().unwrap_or("未注明");
                format!("{row} 不是由这里的记录汇总而来；其来源：{origin}")
            }
            Self::Privilege { port, what } => format!("端口 {port} 无权：{}", what.zh),
            Self::Cancelled => "已取消".to_owned(),
            _ => return None,
        };
        Some(self.traced(told, Language::Zh))
    }

    /// What happened, with the chain of causes: other people's programs speak as they do, a room of ours as the reader does.
    fn traced(&self, mut told: String, language: Language) -> String {
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            let text = match (language, error.downcast_ref::<WorkspaceError>()) {
                (Language::Zh, Some(own)) => own.chinese(),
                _ => error.to_string(),
            };
            if !told.contains(&text) {
                let colon = if language == Language::Zh { "：" } else { ": " };
                told = format!("{told}{colon}{text}");
            }
            cause = error.source();
        }
        told
    }

    /// What kind of trouble it is, said for people and for programs.
    pub fn problem(&self) -> Problem {
        use ProblemKind::{Conflict, Internal, Invalid, NotFound, Refused, Unavailable};
        let (kind, code) = match self {
            Self::Node { .. } => (NotFound, "node"),
            Self::Alert { .. } => (NotFound, "alert"),
            Self::Finding { .. } => (NotFound, "finding"),
            Self::Frozen { .. } => (NotFound, "report"),
            // What is missing is a program beside ours, as a file may be: the request can be made again in another form.
            Self::Printer { .. } => (Conflict, "printer"),
            Self::Report(error) => match error {
                liantu_report::ReportError::Template(_) => (Invalid, "template"),
                liantu_report::ReportError::Frozen { .. } => (Conflict, "report"),
                _ => (Internal, "report"),
            },
            Self::Method { .. } => (NotFound, "method"),
            Self::Table { .. } => (NotFound, "table"),
            Self::UnknownParameter { .. } | Self::Parameter { .. } => (Invalid, "parameter"),
            Self::Input { .. } => (Invalid, "input"),
            Self::Rejected { .. } => (Invalid, "rejected"),
            Self::Boundary { .. } => (Invalid, "boundary"),
            Self::Row { .. } => (NotFound, "row"),
            Self::Underived { .. } => (NotFound, "underived"),
            Self::Privilege { .. } => (Refused, "privilege"),
            Self::Config { .. } => (Invalid, "config"),
            Self::Cancelled => (Conflict, "cancelled"),
            Self::Derivation(_) => (Invalid, "derivation"),
            Self::Derived { .. } => (Conflict, "derived"),
            Self::Package(error) => match error {
                PackageError::Absent { .. } => (NotFound, "file"),
                PackageError::Cancelled => (Conflict, "cancelled"),
                PackageError::Temporary { .. } => (Unavailable, "storage"),
                PackageError::Batch { .. } | PackageError::Sink { .. } => (Internal, "package"),
                _ => (Invalid, "package"),
            },
            Self::File { source, .. } => match source.kind() {
                std::io::ErrorKind::NotFound => (NotFound, "file"),
                std::io::ErrorKind::PermissionDenied => (Refused, "file"),
                std::io::ErrorKind::AlreadyExists => (Conflict, "exists"),
                std::io::ErrorKind::StorageFull => (Unavailable, "storage"),
                _ => (Internal, "file"),
            },
            Self::Workspace(error) => workspace_kind(error),
            Self::Ledger(error) => ledger_kind(error),
            Self::Network(_) => (Invalid, "network"),
            Self::Arrow(_) | Self::Parquet(_) => (Internal, "table_format"),
            Self::Internal { .. } => (Internal, "internal"),
        };
        let detail = self.traced(self.to_string(), Language::En);
        let diagnostics = match self {
            Self::Rejected { findings, .. } | Self::Ledger(LedgerError::Text { findings }) => findings.clone(),
            _ => Vec::new(),
        };
        Problem { kind, code, title: kind.title(), detail, diagnostics }
    }
}

fn workspace_kind(error: &WorkspaceError) -> (ProblemKind, &'static str) {
    use ProblemKind::{Conflict, Internal, Invalid, NotFound, Refused};
    match error {
        WorkspaceError::NotAWorkspace { .. } => (NotFound, "workspace"),
        WorkspaceError::RevisionAbsent { .. } | WorkspaceError::BeforeFirst { .. } => (NotFound, "revision"),
        WorkspaceError::TableAbsent { .. } => (NotFound, "table"),
        WorkspaceError::ColumnAbsent { .. } => (Invalid, "column"),
        WorkspaceError::KeyAbsent { .. } => (Invalid, "key"),
        WorkspaceError::Exists { .. } => (Conflict, "exists"),
        WorkspaceError::Busy { .. } => (Conflict, "busy"),
        WorkspaceError::As { .. } => (Invalid, "as_of"),
        WorkspaceError::NotReadOnly => (Refused, "sql_read_only"),
        WorkspaceError::TooComplex { .. } | WorkspaceError::Query { .. } => (Invalid, "sql"),
        WorkspaceError::Incompatible { .. } | WorkspaceError::TableName { .. } => (Invalid, "table"),
        WorkspaceError::Format { .. } | WorkspaceError::Settings { .. } => (Invalid, "settings"),
        _ => (Internal, "workspace"),
    }
}

const fn ledger_kind(error: &LedgerError) -> (ProblemKind, &'static str) {
    use ProblemKind::{Conflict, Internal, Invalid, NotFound, Unavailable};
    match error {
        LedgerError::Absent { .. } => (NotFound, "agreement"),
        LedgerError::Exists { .. } => (Conflict, "agreement_exists"),
        LedgerError::Text { .. } | LedgerError::Other { .. } => (Invalid, "agreement_text"),
        LedgerError::NoParty { .. } | LedgerError::Dropped { .. } => (Invalid, "party"),
        LedgerError::NoClause { .. } => (Invalid, "clause"),
        LedgerError::Unsigned { .. } => (Conflict, "unsigned"),
        LedgerError::Book(error) => match error {
            BookError::NoVersion { .. } | BookError::NoRecord { .. } => (NotFound, "record"),
            BookError::Unchanged { .. } | BookError::SignedTwice { .. } => (Conflict, "already"),
            BookError::Irreversible { .. } => (Conflict, "irreversible"),
            BookError::NoBond { .. } => (NotFound, "bond"),
            BookError::NotDue { .. } | BookError::Unfilled { .. } => (Conflict, "refused"),
            BookError::Amount => (Invalid, "amount"),
            BookError::Unreadable { .. } => (Internal, "ledger"),
        },
        LedgerError::Refused { .. } => (Conflict, "refused"),
        LedgerError::Touched { .. } => (Conflict, "ledger_touched"),
        LedgerError::Newer { .. } => (Conflict, "ledger_form"),
        LedgerError::Open { .. } => (Unavailable, "ledger"),
        LedgerError::Store(_) | LedgerError::Internal { .. } => (Internal, "ledger"),
    }
}
