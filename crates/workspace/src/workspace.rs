//! The workspace itself: a folder, its settings, its revisions, its one writer.

use crate::delta::{self, State, Target};
use crate::error::{Result, WorkspaceError, io};
use crate::import::{Import, blocking, pin_of};
use crate::lock::WriterLock;
use crate::query::Queries;
use crate::revision::{As, CommitNote, Pin, Revision, Revisions, sync_folder};
use arrow::datatypes::Schema;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The layout that this program writes and the newest it reads.
const FORMAT: u32 = 1;
/// Table versions kept in memory.
const KNOWN_STATES: usize = 512;
const SETTINGS: &str = "liantu.toml";

/// What a workspace may use of the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Memory for the intermediate results of all queries together; what needs more goes to temporary files.
    pub memory_bytes: usize,
    /// Temporary files for the intermediate results of all queries together.
    pub spill_bytes: u64,
    /// Threads for queries, and as many for encoding.
    pub threads: usize,
}

impl Default for Options {
    /// 1 GiB of memory, 64 GiB of temporary files, the machine's threads.
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self { memory_bytes: 1 << 30, spill_bytes: 64 << 30, threads }
    }
}

/// The part of `liantu.toml` that this room reads; other keys belong to others.
#[derive(Debug, Serialize, Deserialize)]
struct Settings {
    format: u32,
    name: String,
}

/// An open workspace. Clones share it.
#[derive(Clone, Debug)]
pub struct Workspace {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    root: PathBuf,
    name: String,
    threads: usize,
    revisions: Revisions,
    /// Versions never change, so that each is read once.
    states: Mutex<HashMap<(String, u64), Arc<State>>>,
    turn: Arc<tokio::sync::Mutex<()>>,
    queries: Queries,
}

impl Workspace {
    /// Makes an empty workspace in the folder `path`, which is absent or empty.
    pub async fn create(path: impl AsRef<Path>, name: &str) -> Result<Self> {
        let root = path.as_ref();
        check_path(&std::path::absolute(root).map_err(io("found", root))?)?;
        fs::create_dir_all(root).map_err(io("created", root))?;
        if fs::read_dir(root).map_err(io("read", root))?.next().is_some() {
            return Err(WorkspaceError::Exists { path: root.to_owned() });
        }
        for folder in ["tables", "revisions", "boundaries", "reports"] {
            let folder = root.join(folder);
            fs::create_dir(&folder).map_err(io("created", folder))?;
        }
        let first = Revision {
            number: 0,
            at: Timestamp::now(),
            note: CommitNote::default(),
            restores: None,
            tables: BTreeMap::new(),
        };
        Revisions::new(root.join("revisions")).publish(&first)?;
        // The settings make the folder a workspace, so they come last.
        let path = root.join(SETTINGS);
        let text = format!("format = {FORMAT}\nname = {}\n", toml::Value::from(name));
        let mut file = File::create_new(&path).map_err(io("created", &path))?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(io("written", &path))?;
        sync_folder(root)?;
        Self::open(root).await
    }

    /// Opens the workspace in the folder `path`.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::open_with(path, &Options::default()).await
    }

    /// Opens the workspace in the folder `path` with other than the usual means.
    ///
    /// If nobody writes to it, what a killed process left behind is cleared away.
    pub async fn open_with(path: impl AsRef<Path>, options: &Options) -> Result<Self> {
        let path = path.as_ref();
        let file = path.join(SETTINGS);
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
                return Err(WorkspaceError::NotAWorkspace { path: path.to_owned() });
            }
            Err(error) => return Err(io("read", file)(error)),
        };
        let settings: Settings = toml::from_str(&text)
            .map_err(|source| WorkspaceError::Settings { path: file.clone(), source: Box::new(source) })?;
        if settings.format > FORMAT {
            return Err(WorkspaceError::Format { path: file, found: settings.format, supported: FORMAT });
        }
        let root = path.canonicalize().map_err(io("read", path))?;
        check_path(&root)?;
        let workspace = Self {
            shared: Arc::new(Shared {
                name: settings.name,
                threads: options.threads.max(1),
                revisions: Revisions::new(root.join("revisions")),
                states: Mutex::default(),
                turn: Arc::default(),
                queries: Queries::new(&root, options)?,
                root,
            }),
        };
        // Whoever cannot write here (a busy or a read-only workspace) can still read.
        if let Ok(_lock) = WriterLock::take(workspace.root(), None) {
            let head = workspace.shared.revisions.head()?;
            workspace.recover(&head).await?;
        }
        Ok(workspace)
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        &self.shared.root
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.shared.name
    }

    /// Begins an import on top of the newest revision.
    ///
    /// Waits for another import of this handle or its clones; while another process (or another handle) writes, fails
    /// with [`WorkspaceError::Busy`]. Readers are never kept waiting.
    pub async fn begin(&self) -> Result<Import> {
        let lock = self.lock().await?;
        let head = self.shared.revisions.head()?;
        self.recover(&head).await?;
        Ok(Import::new(self.clone(), head, lock))
    }

    /// The newest revision.
    pub async fn head(&self) -> Result<Revision> {
        self.resolve(As::Head).await
    }

    /// The revision that a reader asks for.
    pub async fn resolve(&self, which: As) -> Result<Revision> {
        let shared = Arc::clone(&self.shared);
        blocking(move || Ok(shared.revisions.resolve(which)?.as_ref().clone())).await
    }

    /// All revisions, newest first.
    pub async fn log(&self) -> Result<Vec<Revision>> {
        let shared = Arc::clone(&self.shared);
        blocking(move || Ok(shared.revisions.log()?.iter().map(|revision| revision.as_ref().clone()).collect())).await
    }

    /// The newest import of a file with this SHA-256 that is part of the present state. An import that a restore undid is
    /// not.
    pub async fn find_import(&self, sha256: &str) -> Result<Option<Revision>> {
        let (shared, sha256) = (Arc::clone(&self.shared), sha256.to_owned());
        blocking(move || shared.revisions.find_import(&sha256)).await
    }

    /// Brings back the state of revision `number`, as a new revision. Readers of the Delta tables see it too.
    pub async fn restore(&self, number: u64) -> Result<Revision> {
        let wanted = self.shared.revisions.get(number)?;
        let lock = self.lock().await?;
        let this = self.clone();
        // In a task of its own, so that it runs to its end whether or not the caller still waits.
        let task = async move {
            let _lock = lock;
            let head = this.shared.revisions.head()?;
            this.recover(&head).await?;
            let mut tables = BTreeMap::new();
            for (name, pin) in &wanted.tables {
                tables.insert(name.clone(), this.settle(name, pin).await?);
            }
            for (name, pin) in head.tables.iter().filter(|(name, _)| !wanted.tables.contains_key(*name)) {
                let schema = Arc::clone(&this.state(name, pin.version).await?.schema);
                this.empty(name, &schema).await?;
            }
            let note = CommitNote { message: format!("restore {number}"), ..CommitNote::default() };
            this.publish(&head, note, Some(number), tables)
        };
        tokio::spawn(task).await.map_err(|_| WorkspaceError::Worker)?
    }

    pub(crate) fn queries(&self) -> &Queries {
        &self.shared.queries
    }

    pub(crate) fn threads(&self) -> usize {
        self.shared.threads
    }

    pub(crate) fn table_folder(&self, table: &str) -> PathBuf {
        self.root().join("tables").join(table)
    }

    /// The table `table` at a version.
    pub(crate) async fn state(&self, table: &str, version: u64) -> Result<Arc<State>> {
        let key = (table.to_owned(), version);
        if let Some(known) = self.shared.states.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Arc::clone(known));
        }
        let state = Arc::new(delta::load(&self.table_folder(table), table, version).await?);
        let mut states = self.shared.states.lock().unwrap_or_else(PoisonError::into_inner);
        if states.len() >= KNOWN_STATES {
            states.clear();
        }
        states.insert(key, Arc::clone(&state));
        Ok(state)
    }

    /// Publishes the revision after `head`. Never waits, so that it cannot be interrupted half-way.
    pub(crate) fn publish(
        &self,
        head: &Revision,
        note: CommitNote,
        restores: Option<u64>,
        tables: BTreeMap<String, Pin>,
    ) -> Result<Revision> {
        // A clock that was set back must not reorder history.
        let earliest = head.at.checked_add(1.microsecond()).unwrap_or(head.at);
        let revision = Revision { number: head.number + 1, at: Timestamp::now().max(earliest), note, restores, tables };
        sync_folder(&self.root().join("tables"))?;
        self.shared.revisions.publish(&revision)?;
        Ok(revision)
    }

    /// Clears away what a killed writer left: Delta versions and files that no revision knows. The caller holds the lock.
    pub(crate) async fn recover(&self, head: &Revision) -> Result<()> {
        for (name, folder) in self.table_folders()? {
            let newest = delta::newest(&folder)?;
            match (head.tables.get(&name), newest) {
                (Some(pin), Some(newest)) if newest != pin.version => {
                    self.settle(&name, pin).await?;
                }
                (None, Some(newest)) => self.forget(&name, &folder, newest).await?,
                _ => {}
            }
        }
        let this = self.clone();
        blocking(move || this.remove_orphans()).await
    }

    /// Removes staged files of revisions that never came to be. The caller holds the lock.
    pub(crate) fn remove_orphans(&self) -> Result<()> {
        let newest = self.shared.revisions.newest()?;
        for (_, folder) in self.table_folders()? {
            let mut empty = true;
            for entry in fs::read_dir(&folder).map_err(io("read", &folder))? {
                let path = entry.map_err(io("read", &folder))?.path();
                if revision_of(&path).is_some_and(|revision| revision > newest) {
                    fs::remove_file(&path).map_err(io("removed", &path))?;
                } else {
                    empty = false;
                }
            }
            if empty {
                fs::remove_dir(&folder).map_err(io("removed", &folder))?;
            }
        }
        Ok(())
    }

    async fn lock(&self) -> Result<WriterLock> {
        let turn = Arc::clone(&self.shared.turn).lock_owned().await;
        WriterLock::take(self.root(), Some(turn))
    }

    /// Makes the newest Delta version of a table equal to the pinned one.
    async fn settle(&self, table: &str, pin: &Pin) -> Result<Pin> {
        let state = self.state(table, pin.version).await?;
        let folder = self.table_folder(table);
        let target = Target { folder: &folder, table, title: "", schema: &state.schema, files: &state.files };
        Ok(pin_of(delta::settle(&target).await?, &state.files))
    }

    async fn empty(&self, table: &str, schema: &Schema) -> Result<()> {
        let folder = self.table_folder(table);
        delta::settle(&Target { folder: &folder, table, title: "", schema, files: &[] }).await.map(drop)
    }

    /// A table that the present state doesn't have: one of an older revision is emptied, one that no revision ever had is
    /// removed if all of it is ours.
    async fn forget(&self, table: &str, folder: &Path, newest: u64) -> Result<()> {
        let revisions = &self.shared.revisions;
        if revisions.log()?.iter().any(|revision| revision.tables.contains_key(table)) {
            let state = self.state(table, newest).await?;
            return if state.files.is_empty() { Ok(()) } else { self.empty(table, &state.schema).await };
        }
        let head = revisions.newest()?;
        for entry in fs::read_dir(folder).map_err(io("read", folder))? {
            let path = entry.map_err(io("read", folder))?.path();
            let ours = path.ends_with("_delta_log") || revision_of(&path).is_some_and(|revision| revision > head);
            if !ours {
                return Ok(());
            }
        }
        fs::remove_dir_all(folder).map_err(io("removed", folder))
    }

    fn table_folders(&self) -> Result<Vec<(String, PathBuf)>> {
        let tables = self.root().join("tables");
        let mut folders = Vec::new();
        for entry in fs::read_dir(&tables).map_err(io("read", &tables))? {
            let path = entry.map_err(io("read", &tables))?.path();
            if let (true, Some(name)) = (path.is_dir(), path.file_name().and_then(|name| name.to_str())) {
                folders.push((name.to_owned(), path));
            }
        }
        folders.sort_unstable();
        Ok(folders)
    }
}

/// The Delta library decodes percent signs of paths once too often.
fn check_path(path: &Path) -> Result<()> {
    if path.to_string_lossy().contains('%') {
        return Err(WorkspaceError::PathUnusable { path: path.to_owned() });
    }
    Ok(())
}

/// How the names of the files begin that belong to a revision.
pub(crate) fn file_prefix(revision: u64) -> String {
    format!("r{revision:08}-")
}

/// The revision that a file was written for, if its name says so.
fn revision_of(path: &Path) -> Option<u64> {
    let name = path.file_name()?.to_str()?.strip_prefix('r')?;
    let (number, rest) = name.split_once('-')?;
    Path::new(rest).extension()?.eq_ignore_ascii_case("parquet").then(|| number.parse().ok())?
}
