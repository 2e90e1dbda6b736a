//! The settings of a workspace: `liantu.toml`, which people may also edit by hand.

use crate::{Engine, EngineError};
use liantu_model::text::text;
use liantu_model::{Language, Text, Words};
use std::collections::BTreeMap;
use std::path::PathBuf;
use toml_edit::{DocumentMut, value};

/// The settings that can be changed, with what each takes.
const SETTINGS: [(&str, Text); 2] =
    [("name", text("不为空的名称", "a name that is not empty")), ("language", text("zh 或 en", "zh or en"))];

impl Engine {
    /// The settings with their present values; those that are not set are absent.
    pub fn config(&self) -> Result<BTreeMap<String, String>, EngineError> {
        let document = self.read_settings()?;
        let present = |(key, _): &(&str, Text)| Some(((*key).to_owned(), document.get(key)?.as_str()?.to_owned()));
        Ok(SETTINGS.iter().filter_map(present).collect())
    }

    /// Changes one setting; the rest of the file, comments included, stays as it is.
    pub fn set_config(&self, key: &str, new: &str) -> Result<(), EngineError> {
        self.whole("更改设置", "the settings of the workspace")?;
        let unusable = |expected: Words| EngineError::Config { key: key.to_owned(), found: new.to_owned(), expected };
        let names: Vec<&str> = SETTINGS.iter().map(|(key, _)| *key).collect();
        let Some((_, expected)) = SETTINGS.iter().find(|(name, _)| *name == key) else {
            let expected = Words::new(
                format!("下列设置之一：{}", names.join("、")),
                format!("one of the settings {}", names.join(", ")),
            );
            return Err(unusable(expected));
        };
        let new = new.trim();
        let fits = match key {
            "language" => Language::parse(new).is_some() && new.len() == 2,
            _ => !new.is_empty(),
        };
        if !fits {
            return Err(unusable((*expected).into()));
        }
        let mut document = self.read_settings()?;
        document[key] = value(new);
        let path = self.settings();
        let fresh = path.with_extension("toml.new");
        std::fs::write(&fresh, document.to_string()).map_err(EngineError::file(&fresh))?;
        std::fs::rename(&fresh, &path).map_err(EngineError::file(&path))
    }

    /// A setting that is made in the file only: where the ledger is.
    pub(crate) fn setting(&self, key: &str) -> Result<Option<String>, EngineError> {
        Ok(self.read_settings()?.get(key).and_then(|own| own.as_str()).map(str::to_owned))
    }

    fn settings(&self) -> PathBuf {
        self.folder().join("liantu.toml")
    }

    pub(crate) fn read_settings(&self) -> Result<DocumentMut, EngineError> {
        let path = self.settings();
        let text = std::fs::read_to_string(&path).map_err(EngineError::file(&path))?;
        text.parse().map_err(|error: toml_edit::TomlError| EngineError::Config {
            key: path.display().to_string(),
            found: error.message().to_owned(),
            expected: Words::new("TOML 文件", "a TOML file"),
        })
    }
}
