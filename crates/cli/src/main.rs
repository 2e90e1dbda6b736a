//! The single binary `liantu`: what a person types.
//!
//! A command parses, calls the engine, renders; nothing here computes. [`arguments`] declares what can be typed,
//! `commands/` holds one file per command or small group, `render/` turns answers into text for people, [`Failure`] says
//! what went wrong, what to do and with which exit code. Deliberately absent: everything that another door would need
//! too; that belongs to the engine.

mod arguments;
mod commands;
mod context;
mod failure;
mod language;
mod methods;
mod render;
mod usage;

use clap::FromArgMatches;
use context::Context;
use failure::Failure;
use std::process::ExitCode;

/// Unoptimised builds of the query engine recurse deeply while planning.
const STACK: usize = 32 << 20;

fn main() -> ExitCode {
    let main = std::thread::Builder::new().name("main".into()).stack_size(STACK).spawn(run);
    main.ok().and_then(|thread| thread.join().ok()).unwrap_or(ExitCode::FAILURE)
}

fn run() -> ExitCode {
    let typed: Vec<_> = std::env::args_os().collect();
    let language = language::chosen(&typed);
    let parsed = arguments::command(language)
        .try_get_matches_from(&typed)
        .and_then(|matches| arguments::Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return usage::report(&error, language, typed.iter().any(|word| word == "--json")),
    };
    let context = Context::new(&cli.globals, language);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build();
    let result = match runtime {
        Ok(runtime) => {
            let result = runtime.block_on(commands::execute(&context, cli.command));
            // A worker that was asked to stop and has not yet must not hold up the prompt, and when its runtime is gone
            // before it is, that is no fault to be told.
            std::panic::set_hook(Box::new(|_| {}));
            runtime.shutdown_timeout(std::time::Duration::from_secs(2));
            result
        }
        Err(source) => Err(Failure::Runtime { source }),
    };
    result.map_or_else(|failure| failure.report(&context), |()| ExitCode::SUCCESS)
}
