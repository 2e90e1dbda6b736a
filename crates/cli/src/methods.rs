//! The methods as commands: every declaration becomes a command with its parameters as flags.

use crate::commands::run::Options;
use crate::render;
use clap::builder::PossibleValuesParser;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches, Subcommand};
use liantu_model::schema::REGION_LEVELS;
use liantu_model::{Language, LayerSet, Method, Parameter, ParameterKind, Period};
use std::collections::{BTreeMap, HashSet};

/// A method with what was typed for it.
pub struct Call {
    pub method: &'static Method,
    /// The parameters given; the engine knows the defaults.
    pub inputs: BTreeMap<String, String>,
    pub options: Options,
}

impl FromArgMatches for Call {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let typed = matches.subcommand().and_then(|(id, matches)| Some((liantu_engine::method(id)?, matches)));
        let (method, matches) = typed.ok_or_else(|| clap::Error::new(clap::error::ErrorKind::MissingSubcommand))?;
        let given = |name: &str| matches.value_source(&id(name)) == Some(ValueSource::CommandLine);
        let inputs = method.parameters.iter().map(|parameter| parameter.name).filter(|name| given(name));
        let inputs =
            inputs.filter_map(|name| Some((name.to_owned(), matches.get_one::<String>(&id(name))?.clone()))).collect();
        Ok(Self { method, inputs, options: Options::from_arg_matches(matches)? })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Subcommand for Call {
    fn augment_subcommands(command: Command) -> Command {
        let methods = liantu_engine::methods().map(|method| self::command(method, Language::En));
        command.subcommands(methods).subcommand_required(true).arg_required_else_help(true)
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        liantu_engine::method(name).is_some()
    }
}

/// The command of `method`.
pub fn command(method: &'static Method, language: Language) -> Command {
    let heading = match language {
        Language::Zh => "方法的参数",
        Language::En => "Parameters of the method",
    };
    let parameters = method.parameters.iter().map(|parameter| argument(parameter, language).help_heading(heading));
    // Where a parameter has the name of a flag that every method takes, the flag makes way.
    let make_way = |flag: Arg| match flag.get_long().filter(|long| method.parameter(&long.replace('-', "_")).is_some())
    {
        Some(long) => {
            let long = format!("run-{long}");
            flag.long(long)
        }
        None => flag,
    };
    Options::augment_args(Command::new(method.id).aliases(aliases(method)))
        .mut_args(make_way)
        .args(parameters)
        .about(method.title.get(language))
        .long_about(render::method::page(method, language))
}

/// The aliases of `method` that no method has as its id and no method before it has as an alias.
fn aliases(method: &Method) -> Vec<&'static str> {
    let mut taken: HashSet<&str> = liantu_engine::methods().map(|other| other.id).collect();
    for earlier in liantu_engine::methods().take_while(|other| other.id != method.id) {
        taken.extend(earlier.aliases);
    }
    method.aliases.iter().copied().filter(|alias| taken.insert(alias)).collect()
}

/// What the argument of a parameter is called, so that it is none of the flags that every method takes.
fn id(parameter: &str) -> String {
    format!("parameter {parameter}")
}

fn argument(parameter: &'static Parameter, language: Language) -> Arg {
    let flag = parameter.name.replace('_', "-");
    let mut argument = Arg::new(id(parameter.name)).long(flag.clone()).help(parameter.help.get(language));
    if flag != parameter.name {
        argument = argument.alias(parameter.name);
    }
    if let Some(default) = parameter.default {
        argument = argument.default_value(default);
    }
    let fits = move |text: &str| check(parameter.kind, text).map(|()| text.to_owned());
    let (argument, optional) = match parameter.kind {
        ParameterKind::Integer { .. } => (argument.value_name("INTEGER").value_parser(fits), false),
        ParameterKind::Number { .. } => (argument.value_name("NUMBER").value_parser(fits), false),
        ParameterKind::Boolean => {
            let words = PossibleValuesParser::new(["true", "false"]);
            (argument.value_name("BOOL").num_args(0..=1).default_missing_value("true").value_parser(words), false)
        }
        ParameterKind::Choice { of } => {
            (argument.value_name("WORD").value_parser(PossibleValuesParser::new(of)), false)
        }
        ParameterKind::Scale => {
            let words = PossibleValuesParser::new(REGION_LEVELS.iter().chain(&["actor"]));
            (argument.value_name("SCALE").value_parser(words), true)
        }
        ParameterKind::Layers => (argument.value_name("LAYERS").value_parser(fits), true),
        ParameterKind::Period => (argument.value_name("PERIOD").value_parser(fits), true),
        // A list may begin with a negative number, `-60|30`, which is none by itself.
        ParameterKind::Text => (argument.value_name("TEXT").allow_hyphen_values(true).value_parser(fits), true),
    };
    // A bound may be negative, and a value that looks like a flag is still a value here.
    let argument = argument.allow_negative_numbers(true);
    argument.required(parameter.default.is_none() && !optional)
}

/// Whether `text` is a value of `kind`; otherwise what was expected.
fn check(kind: ParameterKind, text: &str) -> Result<(), String> {
    match kind {
        ParameterKind::Integer { min, max } => match text.parse::<i64>() {
            Ok(value) if (min..=max).contains(&value) => Ok(()),
            _ => Err(format!("expected a whole number from {min} to {max}")),
        },
        ParameterKind::Number { min, max, .. } => match ParameterKind::number(text) {
            Some(value) if (min..=max).contains(&value) => Ok(()),
            _ => Err(format!("expected a number from {min} to {max}")),
        },
        ParameterKind::Layers => LayerSet::parse(text)
            .map(drop)
            .map_err(|word| format!("no layer `{word}`: expected SYM, KNO, SER, INN, IND, VAL")),
        ParameterKind::Period => text.parse::<Period>().map(drop).map_err(|error| error.to_string()),
        ParameterKind::Text if text.starts_with("--") => Err(format!("expected a text, found the flag {text}")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::command;
    use liantu_model::Language;
    use std::collections::HashSet;

    #[test]
    fn a_list_may_begin_with_a_negative_number() {
        let bargaining = liantu_engine::methods().find(|method| method.id == "bargaining").unwrap();
        let parsed = |list| {
            let line = ["bargaining", "--total", "150", "--disagreement", list, "--weights", "1|2"];
            command(bargaining, Language::En).try_get_matches_from(line)
        };
        assert_eq!(parsed("-60|30").unwrap().get_one::<String>("parameter disagreement").unwrap(), "-60|30");
        assert!(parsed("--parties").is_err());
    }

    #[test]
    fn a_number_may_be_a_fraction() {
        let vote = liantu_engine::methods().find(|method| method.id == "vote_result").unwrap();
        let parsed = |number| command(vote, Language::En).try_get_matches_from(["vote_result", "--majority", number]);
        assert!(parsed("2/3").is_ok());
        assert!(parsed("3/2").is_err());
        assert!(parsed("2/0").is_err());
    }

    #[test]
    fn no_two_flags_of_a_method_share_a_name() {
        let whole = crate::arguments::command(Language::En);
        for method in liantu_engine::methods() {
            let command = command(method, Language::En);
            let (mut ids, mut longs) = (HashSet::new(), HashSet::new());
            let global = whole.get_arguments().filter(|argument| argument.is_global_set());
            for argument in command.get_arguments().chain(global) {
                assert!(ids.insert(argument.get_id()), "{}: {}", method.id, argument.get_id());
                let long = argument.get_long();
                assert!(long.is_none_or(|long| longs.insert(long)), "{}: --{}", method.id, long.unwrap_or_default());
            }
        }
    }
}
