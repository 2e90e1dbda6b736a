//! An import: rows are staged as Parquet files that nothing refers to, then appear all at once.

use crate::delta::{self, DataFile, State, Target};
use crate::encode::TableWriter;
use crate::error::{Result, WorkspaceError};
use crate::keys::{self, Keys};
use crate::lock::WriterLock;
use crate::revision::{CommitNote, Pin, Revision};
use crate::workspace::{Workspace, file_prefix};
use arrow::array::{Array, RecordBatch};
use arrow::datatypes::{Field, Schema, SchemaRef};
use liantu_model::schema::Table;
use std::collections::BTreeMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

/// Rows that wait for their row groups to fill up, over all tables of an import.
const PENDING_BYTES: usize = 128 << 20;

/// What happens to the rows that a table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// They stay.
    Append,
    /// They go.
    Replace,
    /// They go where an incoming row has the same key; of incoming rows with the same key, the last stays.
    Upsert,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Append => "append",
            Self::Replace => "replace",
            Self::Upsert => "upsert",
        })
    }
}

/// The one writer of a workspace, from [`Workspace::begin`] to [`Import::commit`]. Dropped before that, it leaves nothing.
#[derive(Debug)]
pub struct Import {
    workspace: Workspace,
    base: Arc<Revision>,
    /// Makes file names unique even if the same revision is tried again.
    tag: String,
    tables: BTreeMap<&'static str, Staged>,
    /// A write failed half-way: rows may be missing.
    broken: bool,
    published: bool,
    _lock: WriterLock,
}

#[derive(Debug)]
struct Staged {
    mode: Mode,
    title: &'static str,
    writer: TableWriter,
    keys: Option<Keys>,
}

/// Rows of a table that are staged, and how they get in.
struct Incoming {
    mode: Mode,
    title: &'static str,
    schema: SchemaRef,
    files: Vec<DataFile>,
    keys: Option<Keys>,
}

impl Import {
    pub(crate) fn new(workspace: Workspace, base: Arc<Revision>, lock: WriterLock) -> Self {
        let tag = format!("{:08x}", RandomState::new().hash_one(base.number) >> 32);
        Self { workspace, base, tag, tables: BTreeMap::new(), broken: false, published: false, _lock: lock }
    }

    /// The revision that this import builds on.
    pub fn base(&self) -> &Revision {
        &self.base
    }

    /// Stages rows of `table`, which must have its columns, in its order and types. An empty batch counts: it creates the
    /// table or, by [`Mode::Replace`], empties it.
    ///
    /// Waits for the encoding threads when they are behind, so call it where waiting is allowed. Memory stays bounded
    /// however much is written, except that [`Mode::Upsert`] keeps 16 bytes for each row.
    pub fn write(&mut self, table: &Table, mode: Mode, batch: &RecordBatch) -> Result<()> {
        let staged = match self.tables.get_mut(table.name) {
            Some(staged) if staged.mode != mode => {
                return Err(WorkspaceError::ModeMixed { table: table.name.to_owned(), first: staged.mode, then: mode });
            }
            Some(staged) => staged,
            None => {
                let staged = self.stage(table, mode)?;
                self.tables.entry(table.name).or_insert(staged)
            }
        };
        check(table.name, staged.writer.schema(), batch)?;
        if let Some(keys) = &mut staged.keys {
            keys.insert(table.name, batch)?;
        }
        let written = staged.writer.write(batch).and_then(|()| self.bound_memory());
        self.broken |= written.is_err();
        written
    }

    /// Makes everything that was written visible, in one step. On return it is on the disk.
    ///
    /// Runs to its end even if the caller stops waiting for it.
    pub async fn commit(self, note: CommitNote) -> Result<Revision> {
        tokio::spawn(self.run_commit(note)).await.map_err(|_| WorkspaceError::Worker)?
    }

    async fn run_commit(mut self, note: CommitNote) -> Result<Revision> {
        let tables = match self.commit_tables().await {
            Ok(tables) => tables,
            Err(error) => {
                // Strangers read the newest Delta versions: give them back those of the last revision.
                let _ = self.workspace.recover(&self.base).await;
                return Err(error);
            }
        };
        let revision = self.workspace.publish(&self.base, note, None, tables)?;
        self.published = true;
        Ok(revision)
    }

    async fn commit_tables(&mut self) -> Result<BTreeMap<String, Pin>> {
        if self.broken {
            return Err(WorkspaceError::Incomplete);
        }
        let incoming = self.finish_files().await?;
        let mut tables = self.base.tables.clone();
        for (name, incoming) in incoming {
            let pin = self.commit_table(name, incoming, self.base.tables.get(name)).await?;
            tables.insert(name.to_owned(), pin);
        }
        Ok(tables)
    }

    /// Forgets what was written to tables other than these: the findings of a refused import are kept, its rows are not.
    pub async fn keep_only(mut self, tables: &'static [&'static str]) -> Result<Self> {
        blocking(move || {
            let dropped: Vec<&str> = self.tables.keys().copied().filter(|name| !tables.contains(name)).collect();
            let prefix = format!("{}{}-", file_prefix(self.base.number + 1), self.tag);
            for name in dropped {
                self.tables.remove(name);
                let folder = self.workspace.table_folder(name);
                let Ok(entries) = std::fs::read_dir(&folder) else { continue };
                for entry in entries {
                    let entry = entry.map_err(crate::error::io("read", &folder))?;
                    if entry.file_name().to_string_lossy().starts_with(&prefix) {
                        std::fs::remove_file(entry.path()).map_err(crate::error::io("removed", &entry.path()))?;
                    }
                }
                // Only a folder that this import made is empty now.
                let _ = std::fs::remove_dir(&folder);
            }
            Ok(self)
        })
        .await
    }

    /// Forgets everything that was written.
    pub async fn abandon(self) {
        // Waits for encoding threads and removes files.
        let _ = tokio::task::spawn_blocking(move || drop(self)).await;
    }

    fn stage(&self, table: &Table, mode: Mode) -> Result<Staged> {
        check_name(table.name)?;
        if mode == Mode::Upsert && table.key.is_empty() {
            return Err(WorkspaceError::KeyAbsent { table: table.name.to_owned() });
        }
        Ok(Staged {
            mode,
            title: table.title.en,
            writer: self.writer(table.name, "s", Arc::new(table.arrow())),
            keys: (mode == Mode::Upsert).then(|| Keys::new(table.key)),
        })
    }

    /// Files of one series sort in the order of their making, and series by their letter.
    fn writer(&self, table: &str, series: &str, schema: SchemaRef) -> TableWriter {
        let stem = format!("{}{}-{series}", file_prefix(self.base.number + 1), self.tag);
        TableWriter::new(self.workspace.table_folder(table), stem, schema, self.workspace.threads())
    }

    fn bound_memory(&mut self) -> Result<()> {
        let pending: usize = self.tables.values().map(|staged| staged.writer.pending_bytes()).sum();
        if pending > PENDING_BYTES {
            let largest = self.tables.values_mut().max_by_key(|staged| staged.writer.pending_bytes());
            largest.map_or(Ok(()), |staged| staged.writer.flush())?;
        }
        Ok(())
    }

    async fn finish_files(&mut self) -> Result<Vec<(&'static str, Incoming)>> {
        let tables = std::mem::take(&mut self.tables);
        let finish = move |(name, Staged { mode, title, writer, keys })| {
            let schema = SchemaRef::clone(writer.schema());
            Ok((name, Incoming { mode, title, schema, files: writer.finish()?, keys }))
        };
        blocking(move || tables.into_iter().map(finish).collect()).await
    }

    async fn commit_table(&self, name: &'static str, incoming: Incoming, pin: Option<&Pin>) -> Result<Pin> {
        let folder = self.workspace.table_folder(name);
        let stored = match pin {
            Some(pin) => Some(self.workspace.state(name, pin.version).await?),
            None => None,
        };
        let Incoming { mode, title, schema, files, keys } = incoming;
        let target_schema = match &stored {
            Some(stored) if mode != Mode::Replace => Arc::new(merge(name, &stored.schema, &schema)?),
            _ => schema,
        };
        let files = match (mode, stored, keys) {
            (Mode::Replace, ..) | (Mode::Append | Mode::Upsert, None, None) => files,
            (_, Some(stored), None) => [stored.files.clone(), files].concat(),
            (_, stored, Some(keys)) => self.upsert(name, stored, files, keys).await?,
        };
        std::fs::create_dir_all(&folder).map_err(crate::error::io("created", &folder))?;
        let target = Target { folder: &folder, table: name, title, schema: &target_schema, files: &files };
        Ok(pin_of(delta::settle(&target).await?, &files))
    }

    async fn upsert(
        &self,
        name: &'static str,
        stored: Option<Arc<State>>,
        files: Vec<DataFile>,
        mut keys: Keys,
    ) -> Result<Vec<DataFile>> {
        let (folder, threads) = (self.workspace.table_folder(name), self.workspace.threads());
        let prefix = format!("{}{}-", file_prefix(self.base.number + 1), self.tag);
        let series = |letter: char| {
            let (folder, prefix, mut count) = (folder.clone(), prefix.clone(), 0);
            move |schema: &Schema| {
                count += 1;
                TableWriter::new(
                    folder.clone(),
                    format!("{prefix}{letter}{count:05}"),
                    Arc::new(schema.clone()),
                    threads,
                )
            }
        };
        // Rewritten rows are older than the incoming ones (series `s`), and sort before them.
        let (mut old, mut new) = (series('k'), series('t'));
        blocking(move || {
            let repeated = keys.sort();
            let stored = stored.as_ref().map_or(&[][..], |stored| &stored.files);
            let mut result = keys::without(&folder, name, stored, &keys, &mut old)?;
            result.extend(keys::last_of_each(&folder, name, files, &keys, repeated, &mut new)?);
            Ok(result)
        })
        .await
    }
}

impl Drop for Import {
    fn drop(&mut self) {
        if !self.published {
            self.tables.clear();
            // Best effort: what is left is removed by the next writer.
            let _ = self.workspace.remove_orphans();
        }
    }
}

pub(crate) fn pin_of(version: u64, files: &[DataFile]) -> Pin {
    Pin {
        version,
        rows: files.iter().map(|file| file.rows).sum(),
        bytes: files.iter().map(|file| file.bytes).sum(),
        files: files.len() as u64,
    }
}

/// Runs what blocks where blocking is allowed.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|_| WorkspaceError::Worker)?
}

/// The stored columns with those that are new. Values that one side lacks are null.
fn merge(table: &str, stored: &Schema, incoming: &Schema) -> Result<Schema> {
    let mut fields = Vec::with_capacity(incoming.fields().len());
    for old in stored.fields() {
        let nullable = match incoming.field_with_name(old.name()) {
            Ok(new) if new.data_type() != old.data_type() => {
                return Err(WorkspaceError::Incompatible {
                    table: table.to_owned(),
                    column: old.name().clone(),
                    stored: old.data_type().clone(),
                    incoming: new.data_type().clone(),
                });
            }
            Ok(new) => old.is_nullable() || new.is_nullable(),
            Err(_) => true,
        };
        fields.push(Field::new(old.name(), old.data_type().clone(), nullable));
    }
    let added = incoming.fields().iter().filter(|new| stored.field_with_name(new.name()).is_err());
    fields.extend(added.map(|new| Field::new(new.name(), new.data_type().clone(), true)));
    Ok(Schema::new(fields))
}

fn check(table: &str, schema: &Schema, batch: &RecordBatch) -> Result<()> {
    if batch.num_columns() != schema.fields().len() {
        return Err(WorkspaceError::ColumnCount {
            table: table.to_owned(),
            expected: schema.fields().len(),
            found: batch.num_columns(),
        });
    }
    for ((expected, found), column) in schema.fields().iter().zip(batch.schema_ref().fields()).zip(batch.columns()) {
        if expected.name() != found.name() || expected.data_type() != found.data_type() {
            return Err(WorkspaceError::Column {
                table: table.to_owned(),
                expected: expected.name().clone(),
                expected_type: expected.data_type().clone(),
                found: found.name().clone(),
                found_type: found.data_type().clone(),
            });
        }
        if !expected.is_nullable() && column.null_count() > 0 {
            return Err(WorkspaceError::Required {
                table: table.to_owned(),
                column: expected.name().clone(),
                rows: column.null_count(),
            });
        }
    }
    Ok(())
}

fn check_name(name: &str) -> Result<()> {
    let rest = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let fits = name.len() <= 64 && name.starts_with(|c: char| c.is_ascii_lowercase()) && name.bytes().all(rest);
    fits.then_some(()).ok_or_else(|| WorkspaceError::TableName { name: name.to_owned() })
}
