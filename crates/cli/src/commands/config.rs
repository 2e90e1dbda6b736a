//! `liantu config`

use crate::context::Context;
use crate::failure::Failure;
use clap::Subcommand;

/// What is typed.
#[derive(clap::Args)]
pub struct Config {
    #[command(subcommand)]
    pub action: Action,
}

/// What to do with the settings.
#[derive(Subcommand)]
pub enum Action {
    /// List all settings
    List,
    /// Print one setting
    Get {
        /// Name of the setting
        key: String,
    },
    /// Change one setting
    Set {
        /// Name of the setting
        key: String,
        /// New value
        value: String,
    },
}

pub async fn execute(context: &Context, action: Action) -> Result<(), Failure> {
    let engine = context.engine().await?;
    match action {
        Action::List => context.answer(&engine.config()?, |settings| {
            let lines = settings.iter().map(|(key, value)| format!("{key} = {value}"));
            lines.collect::<Vec<_>>().join("\n")
        }),
        Action::Get { key } => {
            let settings = engine.config()?;
            let value = settings.get(&key).ok_or(Failure::UnknownSetting { key })?;
            context.answer(value, String::clone)
        }
        Action::Set { key, value } => {
            engine.set_config(&key, &value)?;
            let settings = engine.config()?;
            context.answer(&settings, |_| format!("{key} = {value}"))
        }
    }
}
