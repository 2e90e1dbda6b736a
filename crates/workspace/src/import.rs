//! An import: rows are staged as Parquet files that nothing refers to, then appear all at once.

use crate::compare::Comparison;
use crate::delta::{self, DataFile, Target};
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
    /// They go where a given row has the same key, and nothing comes in their place.
    Withdraw,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Append => "append",
            Self::Replace => "replace",
            Self::Upsert => "upsert",
            Self::Withdraw => "withdraw",
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
    /// Tables of which it is known what goes and what stays.
    settled: BTreeMap<&'static str, Settled>,
    /// Whether what comes in is compared with what it replaces.
    comparing: bool,
    /// A write failed half-way: rows may be missing.
    broken: bool,
    published: bool,
    _lock: WriterLock,
}

/// Takes the rows that go out of a table.
pub type Outgoing = Box<dyn FnMut(RecordBatch) + Send>;

#[derive(Debug)]
struct Staged {
    /// Append, replace or upsert.
    mode: Mode,
    title: &'static str,
    writer: TableWriter,
    /// Rows that were appended before the first upsert: they count as stored.
    earlier: Option<TableWriter>,
    /// Keys of the incoming rows.
    keys: Option<Keys>,
    /// Keys of the rows that go without one in their place.
    gone: Option<Keys>,
}

/// Rows of a table that are staged, and how they get in.
struct Incoming {
    mode: Mode,
    title: &'static str,
    schema: SchemaRef,
    earlier: Vec<DataFile>,
    files: Vec<DataFile>,
    keys: Option<Keys>,
    gone: Option<Keys>,
}

/// The files that a table will have.
#[derive(Debug)]
struct Settled {
    title: &'static str,
    schema: SchemaRef,
    files: Vec<DataFile>,
    /// Whether the rows are known to be those that are stored.
    same: bool,
}

impl Import {
    pub(crate) fn new(workspace: Workspace, base: Arc<Revision>, lock: WriterLock) -> Self {
        let tag = format!("{:08x}", RandomState::new().hash_one(base.number) >> 32);
        Self {
            workspace,
            base,
            tag,
            tables: BTreeMap::new(),
            settled: BTreeMap::new(),
            comparing: false,
            broken: false,
            published: false,
            _lock: lock,
        }
    }

    /// The revision that this import builds on.
    pub fn base(&self) -> &Revision {
        &self.base
    }

    /// Stages rows of `table`, which must have its columns, in its order and types. An empty batch counts: it creates the
    /// table or, by [`Mode::Replace`], empties it. What was appended may then be upserted or withdrawn; other ways do not mix.
    ///
    /// Waits for the encoding threads when they are behind, so call it where waiting is allowed. Memory stays bounded
    /// however much is written, except that [`Mode::Upsert`] and [`Mode::Withdraw`] keep 16 bytes for each row.
    pub fn write(&mut self, table: &Table, mode: Mode, batch: &RecordBatch) -> Result<()> {
        if self.settled.contains_key(table.name) {
            return Err(WorkspaceError::Settled { table: table.name.to_owned() });
        }
        if !self.tables.contains_key(table.name) {
            let staged = self.stage(table, mode)?;
            self.tables.insert(table.name, staged);
        }
        let turned = self.turned(table, mode)?;
        let Some(staged) = self.tables.get_mut(table.name) else { return Err(WorkspaceError::Worker) };
        check(table.name, staged.writer.schema(), batch)?;
        if let Some(writer) = turned {
            let mut earlier = std::mem::replace(&mut staged.writer, writer);
            let flushed = earlier.flush();
            (staged.earlier, staged.mode) = (Some(earlier), Mode::Upsert);
            self.broken |= flushed.is_err();
            flushed?;
        }
        if mode == Mode::Withdraw {
            return staged.gone.get_or_insert_with(|| Keys::new(table)).insert(table.name, batch);
        }
        if mode == Mode::Upsert {
            staged.keys.get_or_insert_with(|| Keys::new(table)).insert(table.name, batch)?;
        }
        let written = staged.writer.write(batch).and_then(|()| self.bound_memory());
        self.broken |= written.is_err();
        written
    }

    /// The writer for upserted rows where rows were appended until now; `None` where the table is written as before.
    fn turned(&self, table: &Table, mode: Mode) -> Result<Option<TableWriter>> {
        let first = self.tables.get(table.name).map_or(mode, |staged| staged.mode);
        let then = if mode == Mode::Withdraw { Mode::Upsert } else { mode };
        if first == then {
            return Ok(None);
        }
        if (first, then) != (Mode::Append, Mode::Upsert) {
            return Err(WorkspaceError::ModeMixed { table: table.name.to_owned(), first, then: mode });
        }
        has_key(table)?;
        Ok(Some(self.writer(table.name, "u", Arc::new(table.arrow()))))
    }

    /// Ends the writing to a table and passes on the rows that go out of it: those that an incoming row replaces and those
    /// that are withdrawn, as they are stored. Nothing is passed on where the table was not written to.
    pub async fn outgoing(&mut self, table: &Table, each: Outgoing) -> Result<()> {
        let Some((name, staged)) = self.tables.remove_entry(table.name) else { return Ok(()) };
        let incoming = blocking(move || staged.finish()).await?;
        let settled = self.settle(name, incoming, Some(each)).await?;
        self.settled.insert(name, settled);
        Ok(())
    }

    /// From here on, what comes in is compared with what it replaces, for [`Self::changes`] to tell.
    pub fn compare(&mut self) {
        self.comparing = true;
    }

    /// Ends the writing to these tables and says whether one of them will hold other rows than before. Where nothing was
    /// compared ([`Self::compare`]), what was written counts as other.
    pub async fn changes(&mut self, tables: &[&str]) -> Result<bool> {
        if self.broken {
            return Err(WorkspaceError::Incomplete);
        }
        for table in tables {
            let Some((name, staged)) = self.tables.remove_entry(*table) else { continue };
            let incoming = blocking(move || staged.finish()).await?;
            let settled = self.settle(name, incoming, None).await?;
            self.settled.insert(name, settled);
        }
        Ok(tables.iter().filter_map(|table| self.settled.get(*table)).any(|settled| !settled.same))
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
        let mut tables = self.base.tables.clone();
        let staged = std::mem::take(&mut self.tables);
        let finish = move |(name, staged): (&'static str, Staged)| Ok((name, staged.finish()?));
        for (name, incoming) in blocking(move || staged.into_iter().map(finish).collect::<Result<Vec<_>>>()).await? {
            let settled = self.settle(name, incoming, None).await?;
            self.settled.insert(name, settled);
        }
        for (name, Settled { title, schema, files, .. }) in &self.settled {
            let folder = self.workspace.table_folder(name);
            std::fs::create_dir_all(&folder).map_err(crate::error::io("created", &folder))?;
            let target = Target { folder: &folder, table: name, title, schema, files };
            tables.insert((*name).to_owned(), pin_of(delta::settle(&target).await?, files));
        }
        Ok(tables)
    }

    /// Forgets what was written to tables other than these: the findings of a refused import are kept, its rows are not.
    pub async fn keep_only(mut self, tables: &'static [&'static str]) -> Result<Self> {
        blocking(move || {
            let written = self.tables.keys().chain(self.settled.keys()).copied();
            let dropped: Vec<&str> = written.filter(|name| !tables.contains(name)).collect();
            let prefix = format!("{}{}-", file_prefix(self.base.number + 1), self.tag);
            for name in dropped {
                self.tables.remove(name);
                self.settled.remove(name);
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
        let mode = if mode == Mode::Withdraw { Mode::Upsert } else { mode };
        if mode == Mode::Upsert {
            has_key(table)?;
        }
        Ok(Staged {
            mode,
            title: table.title.en,
            writer: self.writer(table.name, "s", Arc::new(table.arrow())),
            earlier: None,
            keys: None,
            gone: None,
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

    /// What a table will hold. Rows that go out of it are passed on to `each`.
    async fn settle(&self, name: &'static str, incoming: Incoming, each: Option<Outgoing>) -> Result<Settled> {
        let stored = match self.base.tables.get(name) {
            Some(pin) => Some(self.workspace.state(name, pin.version).await?),
            None => None,
        };
        let Incoming { mode, title, schema, earlier, files, keys, gone } = incoming;
        let comparison = (self.comparing && mode == Mode::Upsert && earlier.is_empty())
            .then(|| Comparison::new(name, Arc::clone(&schema)));
        let schema = match &stored {
            Some(stored) if mode != Mode::Replace => Arc::new(merge(name, &stored.schema, &schema)?),
            _ => schema,
        };
        let (files, same) = match stored {
            _ if mode == Mode::Replace => (files, false),
            stored => {
                let mut old = stored.map_or_else(Vec::new, |stored| stored.files.clone());
                old.extend(earlier);
                match (keys, gone) {
                    (None, None) => {
                        let same = files.iter().all(|file| file.rows == 0);
                        ([old, files].concat(), same)
                    }
                    (keys, gone) => self.upsert(name, old, files, (keys, gone), each, comparison).await?,
                }
            }
        };
        Ok(Settled { title, schema, files, same })
    }

    async fn upsert(
        &self,
        name: &'static str,
        stored: Vec<DataFile>,
        files: Vec<DataFile>,
        (keys, gone): (Option<Keys>, Option<Keys>),
        each: Option<Outgoing>,
        comparison: Option<Comparison>,
    ) -> Result<(Vec<DataFile>, bool)> {
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
        // Rewritten rows are older than the incoming ones (series `s` and `u`), and sort before them.
        let (mut old, mut new) = (series('k'), series('t'));
        blocking(move || {
            let (mut keys, mut gone) = (keys, gone);
            let repeated = keys.as_mut().map(Keys::sort).unwrap_or_default();
            gone.as_mut().map(Keys::sort);
            let either: Vec<&Keys> = keys.iter().chain(&gone).collect();
            let mut each = match &comparison {
                Some(comparison) => Some(comparison.watched(each)),
                None => each,
            };
            let come = files.clone();
            let mut result = keys::without(&folder, name, stored, &either, &mut old, &mut each)?;
            result.extend(match &keys {
                Some(keys) => keys::last_of_each(&folder, name, files, keys, repeated, &mut new, &mut each)?,
                None => files,
            });
            let same = comparison.map_or(Ok(false), |comparison| comparison.same(&folder, &come))?;
            Ok((result, same))
        })
        .await
    }
}

impl Staged {
    fn finish(self) -> Result<Incoming> {
        let Self { mode, title, writer, earlier, keys, gone } = self;
        let schema = SchemaRef::clone(writer.schema());
        let earlier = earlier.map_or(Ok(Vec::new()), TableWriter::finish)?;
        Ok(Incoming { mode, title, schema, earlier, files: writer.finish()?, keys, gone })
    }
}

impl Drop for Import {
    fn drop(&mut self) {
        if !self.published {
            self.tables.clear();
            self.settled.clear();
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

fn has_key(table: &Table) -> Result<()> {
    let keyed = !table.key.is_empty();
    keyed.then_some(()).ok_or_else(|| WorkspaceError::KeyAbsent { table: table.name.to_owned() })
}

fn check_name(name: &str) -> Result<()> {
    let rest = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let fits = name.len() <= 64 && name.starts_with(|c: char| c.is_ascii_lowercase()) && name.bytes().all(rest);
    fits.then_some(()).ok_or_else(|| WorkspaceError::TableName { name: name.to_owned() })
}
