//! The commands, one file per command or small group.

pub mod alert;
pub mod config;
pub mod data;
pub mod deal;
mod delivery;
pub mod demo;
pub mod derive;
pub mod explain;
pub mod export;
pub mod help;
pub mod history;
mod inbox;
pub mod methods;
pub mod new;
mod notify;
pub mod report;
pub mod run;
pub mod serve;
pub mod shell;
pub mod sql;
pub mod synth;
pub mod tables;
pub mod watch;

use crate::arguments::Command;
use crate::context::Context;
use crate::failure::Failure;

/// Does what was typed.
pub async fn execute(context: &Context, command: Command) -> Result<(), Failure> {
    match command {
        Command::New(arguments) => new::execute(context, arguments).await,
        Command::Import(arguments) => data::import(context, arguments).await,
        Command::Check(arguments) => data::check(context, arguments).await,
        Command::Tables(arguments) => tables::execute(context, arguments).await,
        Command::Sql(arguments) => sql::execute(context, arguments).await,
        Command::Methods(arguments) => methods::execute(context, &arguments),
        Command::Run(arguments) => run::execute(context, arguments.call).await,
        Command::Watch(arguments) => watch::watch(context, arguments).await,
        Command::Inspect(arguments) => watch::inspect(context, arguments).await,
        Command::Alert(arguments) => alert::alert(context, arguments.action).await,
        Command::Finding(arguments) => alert::finding(context, arguments.action).await,
        Command::Report(arguments) => report::execute(context, arguments).await,
        Command::Explain(arguments) => explain::execute(context, &arguments).await,
        Command::Log(_) => history::log(context).await,
        Command::Restore(arguments) => history::restore(context, &arguments).await,
        Command::Export(arguments) => export::execute(context, arguments).await,
        Command::Synth(arguments) => synth::execute(context, arguments).await,
        Command::Serve(arguments) => serve::execute(context, arguments).await,
        Command::Demo(arguments) => demo::execute(context, arguments).await,
        Command::Derive(arguments) => derive::execute(context, arguments).await,
        Command::Deal(arguments) => deal::execute(context, arguments.action).await,
        Command::Config(arguments) => config::execute(context, arguments.action).await,
        Command::Completions(arguments) => shell::completions(context, &arguments),
        Command::Man(arguments) => shell::man(context, &arguments),
        Command::Openapi => context.print(&liantu_server::openapi()),
        Command::Help(arguments) => help::execute(context, &arguments),
    }
}
