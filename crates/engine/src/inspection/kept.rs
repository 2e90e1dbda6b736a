//! What was found in a revision, kept in the folder `cache` of the workspace: putting every rule to every series takes seconds, and a
//! revision never changes. Whatever is there can be deleted at any time; what cannot be read is computed again.

use crate::{Engine, EngineError, off_the_runtime};
use liantu_model::{Diagnostic, Place, Words};
use liantu_monitoring::inspection::method::FRESHNESS;
use liantu_monitoring::rule::shipped;
use liantu_monitoring::watch::ALERTS;
use liantu_report::material::Alert;
use liantu_workspace::Revision;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// Grows whenever what is kept is computed or written in another way.
const FORM: u32 = 4;
/// Files beyond these are the oldest, and go.
const MOST: usize = 24;

/// What is the same for every port and period.
#[derive(Serialize, Deserialize)]
pub(super) struct Found {
    pub alerts: Vec<Alert>,
    pub findings: Vec<Finding>,
    pub rules: BTreeSet<String>,
    pub shipped: bool,
    /// Whether no rule found a series to be put to.
    pub idle: bool,
    pub newest: Option<String>,
    pub known: BTreeSet<(String, String)>,
}

/// A diagnostic; its title is looked up by its code.
#[derive(Serialize, Deserialize)]
pub(super) struct Finding {
    code: String,
    resource: String,
    row: Option<u64>,
    field: Option<String>,
    bytes: Option<(u32, u32)>,
    found: Option<String>,
    expected: Option<Words>,
    help: Option<Words>,
}

impl From<&Diagnostic> for Finding {
    fn from(own: &Diagnostic) -> Self {
        Self {
            code: own.code.to_owned(),
            resource: own.place.resource.clone(),
            row: own.place.row,
            field: own.place.field.clone(),
            bytes: own.place.bytes,
            found: own.found.clone(),
            expected: own.expected.clone(),
            help: own.help.clone(),
        }
    }
}

impl Finding {
    /// `None` for a code that this program does not know.
    pub fn diagnostic(self) -> Option<Diagnostic> {
        let Self { resource, row, field, bytes, .. } = self;
        let place = Place { resource, row, field, bytes, ..Place::default() };
        let mut own = Diagnostic::new(crate::explain(&self.code)?, place);
        (own.found, own.expected, own.help) = (self.found, self.expected, self.help);
        Some(own)
    }
}

#[derive(Serialize, Deserialize)]
struct Kept<T> {
    mark: String,
    value: T,
}

/// What has to be the same for a file to be of use.
fn mark(revision: &Revision) -> String {
    let versions = [ALERTS.version, FRESHNESS.version].map(|version| version.to_string()).join(".");
    // The rules that ship are put where a workspace has none.
    let mut rules = DefaultHasher::new();
    shipped::RULES.hash(&mut rules);
    format!("{} {FORM} {versions} {:x} {}", env!("CARGO_PKG_VERSION"), rules.finish(), revision.at)
}

impl Engine {
    /// What was kept of a revision under a name.
    pub(super) async fn kept<T: DeserializeOwned + Send + 'static>(
        &self,
        revision: &Revision,
        name: &str,
    ) -> Result<Option<T>, EngineError> {
        let (path, mark) = (self.cache_file(revision, name), mark(revision));
        let read = move || {
            let Ok(bytes) = std::fs::read(&path) else { return Ok(None) };
            let kept = serde_json::from_slice::<Kept<T>>(&bytes).ok();
            Ok(kept.filter(|kept| kept.mark == mark).map(|kept| kept.value))
        };
        off_the_runtime(read).await
    }

    /// Keeps what was found. A workspace that cannot be written to is read all the same.
    pub(super) async fn keep_found<T: Serialize + Send + 'static>(
        &self,
        revision: &Revision,
        name: &str,
        value: T,
    ) -> Result<(), EngineError> {
        let (path, mark) = (self.cache_file(revision, name), mark(revision));
        off_the_runtime(move || {
            // Nothing is lost where it cannot be kept.
            let _ = written(&path, &Kept { mark, value });
            Ok(())
        })
        .await
    }

    fn cache_file(&self, revision: &Revision, name: &str) -> PathBuf {
        self.folder().join("cache").join(format!("r{:08}-{name}.json", revision.number))
    }
}

fn written<T: Serialize>(path: &Path, kept: &Kept<T>) -> std::io::Result<()> {
    let Some(folder) = path.parent() else { return Ok(()) };
    std::fs::create_dir_all(folder)?;
    // Two programs may write at once: each its own file, and the last one stays.
    let fresh = path.with_extension(format!("{}.new", std::process::id()));
    std::fs::write(&fresh, serde_json::to_vec(kept)?)?;
    std::fs::rename(&fresh, path)?;
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    for old in &files[..files.len().saturating_sub(MOST)] {
        std::fs::remove_file(old)?;
    }
    Ok(())
}
