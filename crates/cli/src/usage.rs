//! A command line that could not be understood: said in the chosen language.

use crate::failure::{USAGE, usage_json};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use liantu_model::{Language, Words};
use std::io::Write;
use std::process::ExitCode;

/// Prints help where help was asked for, otherwise what is wrong, and gives the exit code.
pub fn report(error: &clap::Error, language: Language, json: bool) -> ExitCode {
    if !error.use_stderr() {
        // A reader that went away wanted no more of the help.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let asks_help = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if json {
        let plain = error.render().to_string();
        let detail = plain.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
        let help = Words::new("`liantu help` 列出命令", "`liantu help` lists the commands");
        let _ = writeln!(std::io::stderr().lock(), "{}", usage_json(detail, Some(help)));
    } else if language == Language::Zh && !asks_help {
        let _ = writeln!(std::io::stderr().lock(), "错误：{}\n\n更多信息：加上 --help", chinese(error));
    } else {
        let _ = error.print();
    }
    ExitCode::from(USAGE)
}

/// What is wrong, in Chinese.
fn chinese(error: &clap::Error) -> String {
    let value = |kind| error.get(kind).map(words).unwrap_or_default();
    let argument = value(ContextKind::InvalidArg);
    let found = value(ContextKind::InvalidValue);
    let mut text = match error.kind() {
        ErrorKind::InvalidValue if found.is_empty() => format!("{argument} 缺少值"),
        ErrorKind::InvalidValue => format!("{argument} 的值“{found}”无效"),
        ErrorKind::ValueValidation => format!("{argument} 的值“{found}”无效{}", cause(error)),
        ErrorKind::UnknownArgument => format!("没有参数“{argument}”"),
        ErrorKind::InvalidSubcommand => format!("没有命令“{}”", value(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand => "缺少子命令".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("缺少必需的参数：{argument}"),
        ErrorKind::ArgumentConflict => format!("{argument} 不能与 {} 同时使用", value(ContextKind::PriorArg)),
        ErrorKind::TooManyValues => format!("{argument} 的值“{found}”多余"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!("{argument} 的值的个数不对"),
        ErrorKind::InvalidUtf8 => "命令行不是 UTF-8 文本".to_owned(),
        _ => error.render().to_string().trim_start_matches("error: ").trim_end().to_owned(),
    };
    let valid = value(ContextKind::ValidValue);
    if !valid.is_empty() {
        text.extend(["；可用的值：", &valid]);
    }
    for kind in [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue] {
        let near = value(kind);
        if !near.is_empty() {
            text.extend(["；是否想用：", &near]);
        }
    }
    text
}

fn cause(error: &clap::Error) -> String {
    std::error::Error::source(error).map(|source| format!("：{source}")).unwrap_or_default()
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join("、"),
        ContextValue::Number(number) => number.to_string(),
        ContextValue::Bool(flag) => flag.to_string(),
        ContextValue::StyledStr(text) => text.to_string(),
        _ => String::new(),
    }
}
