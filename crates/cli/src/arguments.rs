//! What can be typed: every command, flag and their English help. The Chinese help is in [`crate::language`].

use crate::commands::{
    alert, config, data, deal, demo, derive, explain, export, help, history, methods, new, report, run, serve, shell,
    sql, synth, tables, watch,
};
use crate::language;
use clap::{CommandFactory, Parser, Subcommand};
use liantu_model::Language;
use std::path::PathBuf;

/// Maps industry chains and innovation chains across regions: who is connected with whom, in which of six networks,
/// since when, on what evidence.
#[derive(Parser)]
#[command(name = "liantu", version, disable_help_subcommand = true, arg_required_else_help = true)]
#[command(after_help = "Try `liantu demo`, then `liantu help import`. Exit codes: `liantu help exit-codes`.")]
pub struct Cli {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub command: Command,
}

/// Flags that every command takes.
#[derive(clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct Globals {
    /// Workspace folder; otherwise the one that the current folder lies in
    #[arg(short, long, global = true, value_name = "DIR", env = "LIANTU_WORKSPACE", hide_env_values = true)]
    pub workspace: Option<PathBuf>,
    /// Port in whose name to read, a row of the table `port`: only what it may see is there; otherwise everything
    #[arg(long = "as", global = true, value_name = "PORT")]
    pub reader: Option<String>,
    /// Print one JSON value on standard output; errors as problem JSON on standard error
    #[arg(long, global = true)]
    pub json: bool,
    /// Language of messages; otherwise that of the locale
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = ["zh", "en"])]
    pub lang: Option<String>,
    /// Print results and errors only
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Print what is being done; twice for more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Create an empty workspace
    New(new::New),
    /// Read files into the workspace
    Import(data::Import),
    /// Check files without importing them
    Check(data::Check),
    /// Compare derived flows and indicators with the whole history
    Derive(derive::Derive),
    /// List the tables of the workspace, or the columns of one
    Tables(tables::Tables),
    /// Query the workspace with SQL (read-only)
    Sql(sql::Sql),
    /// List the methods, or describe one
    Methods(methods::Methods),
    /// Run a method on the workspace or on bare files
    Run(run::Run),
    /// Put the rules to the newest data and list what stands
    Watch(watch::Watch),
    /// Carry out the inspections that are due, each once
    Inspect(watch::Inspect),
    /// Do something about an alert: acknowledge, assign, put off, resolve
    Alert(alert::Alerts),
    /// Do something about a finding of an inspection
    Finding(alert::Findings),
    /// Write the periodic report
    Report(report::Report),
    /// Explain a diagnostic code, or which records make a number
    Explain(explain::Explain),
    /// List the revisions of the workspace
    Log(history::Log),
    /// Make an older revision the newest again
    Restore(history::Restore),
    /// Write the workspace as a data package
    Export(export::Export),
    /// Make a data package of a made-up economy whose truth is known
    Synth(synth::Synth),
    /// Serve the workbench and the REST interface
    Serve(serve::Serve),
    /// Load the shipped example and serve it
    Demo(demo::Demo),
    /// Keep agreements: sign, settle, pay, account for
    Deal(deal::Deals),
    /// Read or change the settings of the workspace
    Config(config::Config),
    /// Print a completion script for a shell
    Completions(shell::Completions),
    /// Write the manual pages
    Man(shell::Man),
    /// Print the OpenAPI document of the REST interface
    #[command(hide = true)]
    Openapi,
    /// Help for a command, or the exit codes
    Help(help::Help),
}

/// The whole command line, with its help in `language`.
pub fn command(language: Language) -> clap::Command {
    language::localise(Cli::command(), language)
}
