//! `liantu new`

use crate::context::Context;
use crate::failure::Failure;
use crate::language::say;
use liantu_engine::Engine;
use serde::Serialize;
use std::path::PathBuf;

/// What is typed.
#[derive(clap::Args)]
pub struct New {
    /// Folder to make; it must be empty or not exist
    #[arg(value_name = "DIR")]
    pub directory: PathBuf,
    /// Name of the workspace; otherwise that of the folder
    #[arg(long)]
    pub name: Option<String>,
}

#[derive(Serialize)]
struct Created {
    workspace: String,
    name: String,
}

pub async fn execute(context: &Context, arguments: New) -> Result<(), Failure> {
    let directory = arguments.directory;
    let name = arguments.name.unwrap_or_else(|| folder_name(&directory));
    Engine::create(&directory, &name).await?;
    let created = Created { workspace: directory.display().to_string(), name };
    context.answer(&created, |created| {
        let path = &created.workspace;
        say!(
            context.language,
            "已建立工作空间 {path}\n下一步：cd {path}，然后 liantu import 文件",
            "created workspace {path}\nnext: cd {path}, then liantu import FILE",
        )
    })
}

fn folder_name(directory: &std::path::Path) -> String {
    let absolute = std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
    absolute.file_name().map_or_else(|| "liantu".to_owned(), |name| name.to_string_lossy().into_owned())
}
