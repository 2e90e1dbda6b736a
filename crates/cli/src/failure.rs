//! What went wrong, what to do about it, and the exit code.

use crate::context::Context;
use crate::language::say;
use liantu_engine::{EngineError, Problem, ProblemKind};
use liantu_model::{Language, Words};
use liantu_server::ServerError;
use serde::Serialize;
use std::error::Error;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

/// Exit code of a command line that could not be understood.
pub const USAGE: u8 = 2;

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The engine could not do it.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The server could not start.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The data has errors, and the report that says so is already printed.
    #[error("the data has errors")]
    Data,
    /// Some of several files failed, and why is already printed.
    #[error("not every file was read")]
    Files {
        /// The exit code of the first that failed.
        exit: u8,
    },
    /// Neither the current folder nor one above it is a workspace.
    #[error("no workspace: neither {here} nor a folder above it has a liantu.toml")]
    NoWorkspace {
        /// Where it was looked for.
        here: String,
    },
    /// The folder that was named is no workspace.
    #[error("{path} is not a workspace: it has no liantu.toml")]
    NotAWorkspace {
        /// The folder.
        path: String,
    },
    /// A diagnostic code that does not exist.
    #[error("no diagnostic code `{code}`")]
    UnknownCode {
        /// What was asked for.
        code: String,
        /// Those that look like it.
        near: Vec<&'static str>,
    },
    /// A method or help topic that does not exist.
    #[error("nothing here is called `{word}`")]
    Unknown {
        /// What was asked for.
        word: String,
        /// The command that lists what there is.
        list: &'static str,
    },
    /// A setting that does not exist.
    #[error("no setting `{key}`")]
    UnknownSetting {
        /// What was asked for.
        key: String,
    },
    /// Not done because nobody said yes.
    #[error("not done: it needs a yes")]
    Unconfirmed,
    /// A mapping is proposed for one file at a time.
    #[error("a mapping is proposed for one file at a time")]
    OneFile,
    /// A result form that needs a file to go to.
    #[error("an Arrow file needs a place to go")]
    ArrowToScreen,
    /// Standard output could not be written.
    #[error("standard output")]
    Output {
        /// What the system said.
        source: std::io::Error,
    },
    /// A file could not be read or written.
    #[error("{path}")]
    File {
        /// The path.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A result that is no JSON.
    #[error("the result cannot be written as JSON")]
    Json {
        /// Why.
        source: serde_json::Error,
    },
    /// A result that is no Arrow file.
    #[error("the result cannot be written as an Arrow file")]
    Arrow {
        /// Why.
        #[from]
        source: arrow::error::ArrowError,
    },
    /// The threads could not be started.
    #[error("the threads could not be started")]
    Runtime {
        /// What the system said.
        source: std::io::Error,
    },
}

/// A problem as `--json` writes it.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    problem: Problem,
    help: Option<Words>,
    exit_code: u8,
}

impl Failure {
    /// Makes a [`Failure::File`] of what the system said about `path`.
    pub fn file(path: impl AsRef<std::path::Path>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.as_ref().display().to_string();
        move |source| Self::File { path, source }
    }

    /// What kind of trouble it is, for people and for programs.
    pub fn problem(&self) -> Problem {
        let (kind, code) = match self {
            Self::Engine(error) => return error.problem(),
            Self::Server(ServerError::Busy { .. } | ServerError::Listen { .. }) => {
                (ProblemKind::Unavailable, "address")
            }
            Self::Server(_) => (ProblemKind::Internal, "server"),
            Self::Data => (ProblemKind::Invalid, "data"),
            Self::Files { .. } => (ProblemKind::Invalid, "files"),
            Self::NoWorkspace { .. } | Self::NotAWorkspace { .. } => (ProblemKind::NotFound, "workspace"),
            Self::UnknownCode { .. } => (ProblemKind::NotFound, "diagnostic"),
            Self::Unknown { .. } => (ProblemKind::NotFound, "name"),
            Self::UnknownSetting { .. } => (ProblemKind::NotFound, "config"),
            Self::Unconfirmed => (ProblemKind::Refused, "unconfirmed"),
            Self::OneFile => (ProblemKind::Invalid, "one_file"),
            Self::ArrowToScreen => (ProblemKind::Invalid, "arrow"),
            Self::Output { .. } => (ProblemKind::Internal, "output"),
            Self::File { source, .. } => match source.kind() {
                ErrorKind::NotFound => (ProblemKind::NotFound, "file"),
                ErrorKind::PermissionDenied => (ProblemKind::Refused, "file"),
                ErrorKind::AlreadyExists => (ProblemKind::Conflict, "file"),
                _ => (ProblemKind::Unavailable, "file"),
            },
            Self::Json { .. } | Self::Arrow { .. } => (ProblemKind::Internal, "encoding"),
            Self::Runtime { .. } => (ProblemKind::Unavailable, "runtime"),
        };
        let mut detail = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            detail = format!("{detail}: {error}");
            cause = error.source();
        }
        Problem { kind, code, title: kind.title(), detail, diagnostics: Vec::new() }
    }

    /// The exit code of the program.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Files { exit } => *exit,
            _ => self.problem().kind.exit_code(),
        }
    }

    /// Whether the reader of the output went away, as `head` does.
    fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output { source } if source.kind() == ErrorKind::BrokenPipe)
    }

    /// Says on standard error what went wrong, and gives the exit code.
    pub fn report(&self, context: &Context) -> ExitCode {
        if self.is_broken_pipe() {
            return ExitCode::SUCCESS;
        }
        let exit_code = self.exit_code();
        let told = !matches!(self, Self::Data | Self::Files { .. });
        let text = if context.json {
            let help = self.advice();
            let told = Told { problem: self.problem(), help, exit_code };
            crate::context::json(&told).unwrap_or_else(|error| error.to_string())
        } else {
            self.text(context.language)
        };
        if told || !context.json {
            // Nobody reads any more: the exit code still says it.
            let _ = writeln!(std::io::stderr().lock(), "{text}");
        }
        ExitCode::from(exit_code)
    }

    /// The message for people: what happened, the causes, what to do.
    pub fn text(&self, language: Language) -> String {
        let detail = match language {
            Language::Zh => self.chinese().unwrap_or_else(|| {
                let problem = self.problem();
                format!("{}：{}", problem.title.zh, problem.detail)
            }),
            Language::En => self.problem().detail,
        };
        let mut text = say!(language, "错误：{detail}", "error: {detail}");
        if let Some(advice) = self.advice() {
            let advice = advice.get(language);
            text += &say!(language, "\n帮助：{advice}", "\nhelp: {advice}");
        }
        text
    }

    /// What happened, in Chinese, where the English sentence can be put so.
    fn chinese(&self) -> Option<String> {
        Some(match self {
            Self::Data => "数据有错".to_owned(),
            Self::Files { .. } => "并非所有文件都已读入".to_owned(),
            Self::NoWorkspace { here } => format!("没有工作空间：{here} 及其上级文件夹都没有 liantu.toml"),
            Self::NotAWorkspace { path } => format!("{path} 不是工作空间：其中没有 liantu.toml"),
            Self::UnknownCode { code, .. } => format!("没有诊断代码“{code}”"),
            Self::Unknown { word, .. } => format!("没有叫“{word}”的内容"),
            Self::UnknownSetting { key } => format!("没有设置“{key}”"),
            Self::Unconfirmed => "未执行：需要确认".to_owned(),
            Self::OneFile => "每次只能为一个文件拟出映射".to_owned(),
            Self::ArrowToScreen => "Arrow 文件不能输出到屏幕".to_owned(),
            Self::File { path, source } => format!("{path}：{source}"),
            Self::Server(ServerError::Busy { address }) => format!("{address} 已被占用，可能另有服务在运行"),
            Self::Engine(error) => return error.chinese(),
            _ => return None,
        })
    }

    /// What to do about it.
    fn advice(&self) -> Option<Words> {
        Some(match self {
            Self::NoWorkspace { .. } => Words::new(
                "新建一个：`liantu new 文件夹`；或用 `-w 文件夹` 指明；或运行 `liantu demo`",
                "create one with `liantu new DIR`, name one with `-w DIR`, or try `liantu demo`",
            ),
            Self::NotAWorkspace { path } => {
                Words::new(format!("新建：`liantu new {path}`"), format!("create it with `liantu new {path}`"))
            }
            Self::UnknownCode { near, .. } if near.is_empty() => {
                Words::new("全部代码：`liantu explain --list`", "see all codes with `liantu explain --list`")
            }
            Self::UnknownCode { near, .. } => Words::new(
                format!("相近的代码：{}；全部代码：`liantu explain --list`", near.join(", ")),
                format!("near ones: {}; all codes: `liantu explain --list`", near.join(", ")),
            ),
            Self::Unknown { list, .. } => {
                Words::new(format!("全部：`liantu {list}`"), format!("see what there is with `liantu {list}`"))
            }
            Self::Unconfirmed => Words::new("加上 --yes", "add --yes"),
            Self::ArrowToScreen => Words::new("用 -o 文件 指明", "name a file with -o FILE"),
            Self::Server(ServerError::Busy { .. }) => Words::new(
                "换一个端口：--port 0 取任一空闲端口",
                "choose another port; --port 0 takes any that is free",
            ),
            _ => return advice(self.problem().code),
        })
    }
}

/// What to do about an error of the engine.
fn advice(code: &str) -> Option<Words> {
    let (zh, en) = match code {
        "table" | "sql" => (
            "全部表：`liantu tables`；一张表的列：`liantu tables 表`",
            "see all tables with `liantu tables`, the columns of one with `liantu tables NAME`",
        ),
        "method" => ("全部方法：`liantu methods`", "see all methods with `liantu methods`"),
        "input" => (
            "先导入该表（`liantu import`），或用 `--table 表=文件` 给出",
            "import that table first (`liantu import`) or give it with `--table NAME=FILE`",
        ),
        "revision" | "as_of" => ("全部修订：`liantu log`", "see all revisions with `liantu log`"),
        "busy" => ("等它结束再试", "wait for it to end, then try again"),
        "privilege" => ("由能看到全部的人来做：不加 --as", "have somebody do it who sees everything: without --as"),
        "exists" => ("另选一个文件夹", "choose another folder"),
        "config" => ("全部设置：`liantu config list`", "see all settings with `liantu config list`"),
        _ => return None,
    };
    Some(Words::new(zh, en))
}

/// A command line that could not be understood, as `--json` writes it.
pub fn usage_json(detail: String, help: Option<Words>) -> String {
    let title = Words::new("命令行有误", "The command line is wrong");
    let problem = Problem { kind: ProblemKind::Invalid, code: "usage", title, detail, diagnostics: Vec::new() };
    crate::context::json(&Told { problem, help, exit_code: USAGE }).unwrap_or_else(|error| error.to_string())
}
