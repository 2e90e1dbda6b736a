//! Which language is spoken, and the command line in Chinese.

mod chinese;

use crate::methods;
use clap::{Arg, ArgAction, Command};
use liantu_model::Language;
use std::ffi::OsString;

/// One message in both languages; only the wanted one is formatted.
macro_rules! say {
    ($language:expr, $zh:literal, $en:literal $(, $argument:expr)* $(,)?) => {
        match $language {
            liantu_model::Language::Zh => format!($zh $(, $argument)*),
            liantu_model::Language::En => format!($en $(, $argument)*),
        }
    };
}
pub(crate) use say;

const CHINESE_TEMPLATE: &str = "{before-help}{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// The language asked for with `--lang`, or that of the locale; English where the locale says neither.
///
/// Looked up before the arguments are parsed, because help and usage errors speak it too.
pub fn chosen(typed: &[OsString]) -> Language {
    let words: Vec<_> = typed.iter().map(|word| word.to_string_lossy()).collect();
    let asked = words.iter().enumerate().find_map(|(n, word)| match word.strip_prefix("--lang") {
        Some("") => words.get(n + 1).and_then(|word| Language::parse(word)),
        Some(value) => value.strip_prefix('=').and_then(Language::parse),
        None => None,
    });
    asked.unwrap_or_else(|| {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
        locale
            .into_iter()
            .find(|value| !value.is_empty())
            .and_then(|value| Language::parse(&value))
            .unwrap_or(Language::En)
    })
}

/// `command` with its help in `language`.
pub fn localise(command: Command, language: Language) -> Command {
    match language {
        Language::En => command,
        Language::Zh => translate(command, &[]),
    }
}

/// Replaces every help text of `command` and below. `path` are the names of the commands that lead there.
fn translate(command: Command, path: &[&str]) -> Command {
    let key = |path: &[&str], name: &str| [path, &[name]].concat().join(".");
    let names: Vec<String> = command.get_subcommands().map(|child| child.get_name().to_owned()).collect();
    let mut command = command
        .help_template(CHINESE_TEMPLATE)
        .subcommand_help_heading("命令")
        .disable_help_flag(true)
        .arg(Arg::new("help").short('h').long("help").action(ArgAction::Help).help("显示帮助"));
    if path.is_empty() {
        command = command
            .disable_version_flag(true)
            .arg(Arg::new("version").short('V').long("version").action(ArgAction::Version).help("显示版本"));
    }
    if let Some(about) = chinese::text(&key(path, "about")) {
        command = command.about(about);
    }
    if let Some(after) = chinese::text(&key(path, "after")) {
        command = command.after_help(after);
    }
    command = command.mut_args(|argument| {
        let name = argument.get_id().as_str();
        // The methods below `run` share its flags.
        let help = chinese::text(&key(path, name)).or_else(|| chinese::text(&key(path.get(..1)?, name)));
        let heading = match argument.get_help_heading() {
            Some("Global options") => "通用选项".to_owned(),
            Some(other) => other.to_owned(),
            None if argument.is_positional() => "参数".to_owned(),
            None => "选项".to_owned(),
        };
        let argument = argument.help_heading(heading);
        match help {
            Some(help) => explained(argument, help),
            None => argument,
        }
    });
    for name in names {
        command = command.mut_subcommand(&name, |child| {
            let child = match liantu_engine::method(&name) {
                Some(method) if path == ["run"] => methods::command(method, Language::Zh),
                _ => child,
            };
            translate(child, &[path, &[&name]].concat())
        });
    }
    command
}

/// `argument` with `help`; words that are explained in English are only listed.
fn explained(argument: Arg, help: &'static str) -> Arg {
    let words = argument.get_possible_values();
    if words.iter().all(|word| word.get_help().is_none()) {
        return argument.help(help);
    }
    let words: Vec<_> = words.iter().map(|word| word.get_name().to_owned()).collect();
    argument.hide_possible_values(true).help(format!("{help} [{}]", words.join("、")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments;
    use liantu_model::Language;

    fn untranslated(english: &Command, chinese: &Command, path: &str, missing: &mut Vec<String>) {
        let hidden = english.is_hide_set();
        if !hidden && english.get_about() == chinese.get_about() {
            missing.push(path.to_owned());
        }
        for argument in english.get_arguments().filter(|argument| !argument.is_hide_set()) {
            let twin = chinese.get_arguments().find(|other| other.get_id() == argument.get_id());
            if twin.and_then(Arg::get_help).map(ToString::to_string) == argument.get_help().map(ToString::to_string) {
                missing.push(format!("{path} {}", argument.get_id()));
            }
        }
        for child in english.get_subcommands() {
            let twin = chinese.find_subcommand(child.get_name()).expect("the same commands in both languages");
            untranslated(child, twin, &format!("{path} {}", child.get_name()), missing);
        }
    }

    #[test]
    fn everything_that_can_be_typed_is_explained_in_chinese() {
        let (english, chinese) = (arguments::command(Language::En), arguments::command(Language::Zh));
        let mut missing = Vec::new();
        untranslated(&english, &chinese, "liantu", &mut missing);
        assert!(missing.is_empty(), "no Chinese help: {missing:#?}");
        english.debug_assert();
        chinese.debug_assert();
    }
}
