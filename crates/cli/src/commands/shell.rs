//! What a shell and its manual need: `liantu completions` and `liantu man`.

use crate::arguments;
use crate::context::Context;
use crate::failure::Failure;
use clap_complete::Shell;
use std::path::PathBuf;

/// What is typed.
#[derive(clap::Args)]
pub struct Completions {
    /// The shell
    pub shell: Shell,
}

/// What is typed.
#[derive(clap::Args)]
pub struct Man {
    /// Folder to write into
    #[arg(value_name = "DIR")]
    pub directory: PathBuf,
}

pub fn completions(context: &Context, arguments: &Completions) -> Result<(), Failure> {
    let mut command = arguments::command(context.language);
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "liantu", &mut script);
    context.print(&String::from_utf8_lossy(&script))
}

pub fn man(context: &Context, arguments: &Man) -> Result<(), Failure> {
    let directory = &arguments.directory;
    std::fs::create_dir_all(directory).map_err(Failure::file(directory))?;
    clap_mangen::generate_to(arguments::command(context.language), directory).map_err(Failure::file(directory))
}
