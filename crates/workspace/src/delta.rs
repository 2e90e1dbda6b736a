//! The only module that speaks Delta Lake. It knows one act: [`settle`], which makes the newest version of a table equal to
//! a wanted list of files. Appending, replacing, restoring and forgetting what a killed process left behind are all that.

use crate::error::{Result, WorkspaceError, io};
use crate::revision::sync_folder;
use arrow::datatypes::{Schema, SchemaRef};
use deltalake::kernel::engine::arrow_conversion::{TryIntoArrow, TryIntoKernel};
use deltalake::kernel::transaction::{CommitBuilder, CommitProperties, TableReference};
use deltalake::kernel::{Action, Add, MetadataExt, Remove, StructType};
use deltalake::operations::create::CreateBuilder;
use deltalake::protocol::{DeltaOperation, SaveMode};
use deltalake::{DeltaTable, DeltaTableBuilder, DeltaTableError};
use futures::FutureExt;
use futures::future::BoxFuture;
use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;
use url::Url;

/// History is the point of a workspace: a stranger's VACUUM or log clean-up must not take it.
const PROPERTIES: [(&str, &str); 3] = [
    ("delta.enableExpiredLogCleanup", "false"),
    ("delta.logRetentionDuration", "interval 36500 days"),
    ("delta.deletedFileRetentionDuration", "interval 36500 days"),
];

/// A Parquet file of a table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DataFile {
    /// Name within the table's folder.
    pub name: String,
    pub rows: u64,
    pub bytes: u64,
    /// Milliseconds since 1970.
    pub modified: i64,
    /// Delta's statistics: row count, smallest and largest values, counts of nulls.
    pub statistics: String,
}

/// One version of a table.
#[derive(Debug)]
pub(crate) struct State {
    pub version: u64,
    pub schema: SchemaRef,
    /// In order of writing.
    pub files: Vec<DataFile>,
}

/// What a table is to be called and look like.
pub(crate) struct Target<'a> {
    pub folder: &'a Path,
    pub table: &'a str,
    pub title: &'a str,
    pub schema: &'a Schema,
    pub files: &'a [DataFile],
}

/// The newest version in the log of the table in `folder`; `None` if there is no table.
pub(crate) fn newest(folder: &Path) -> Result<Option<u64>> {
    let log = folder.join("_delta_log");
    let entries = match fs::read_dir(&log) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io("read", log)(error)),
    };
    let mut newest = None;
    for entry in entries {
        let entry = entry.map_err(io("read", &log))?;
        let version = entry.file_name().to_str().and_then(|name| name.strip_suffix(".json")?.parse().ok());
        newest = newest.max(version);
    }
    Ok(newest)
}

/// The table in `folder` at `version`.
///
/// Boxed, as is [`settle`]: Delta's futures are large, and would otherwise be compiled again in every crate above.
pub(crate) fn load<'a>(folder: &'a Path, table: &'a str, version: u64) -> BoxFuture<'a, Result<State>> {
    let load = async move {
        let delta = builder(folder, table)?.with_version(version).load().await.map_err(failed("read", table))?;
        state(&delta, table)
    };
    load.boxed()
}

/// Makes the newest version of a table be exactly `target`, and returns its number. Commits nothing where it already is.
/// What was committed is durable on return.
pub(crate) fn settle<'a>(target: &'a Target<'a>) -> BoxFuture<'a, Result<u64>> {
    commit(target).boxed()
}

async fn commit(target: &Target<'_>) -> Result<u64> {
    let Target { folder, table, schema, files, .. } = *target;
    let failed = |source| failed("written", table)(source);
    let wanted: StructType =
        schema.try_into_kernel().map_err(|error| failed(DeltaTableError::Arrow { source: error }))?;
    let version = if newest(folder)?.is_some() {
        let delta = builder(folder, table)?.load().await.map_err(failed)?;
        let current = state(&delta, table)?;
        let mut actions = difference(&current.files, files);
        let removes = actions.iter().any(|action| matches!(action, Action::Remove(_)));
        let snapshot = delta.snapshot().map_err(failed)?;
        if snapshot.schema().as_ref() != &wanted {
            let metadata = snapshot.metadata().clone().with_schema(&wanted).map_err(|source| failed(source.into()))?;
            actions.insert(0, Action::Metadata(metadata));
        }
        if actions.is_empty() {
            return Ok(current.version);
        }
        let mode = if removes { SaveMode::Overwrite } else { SaveMode::Append };
        CommitBuilder::from(CommitProperties::default().with_max_retries(0).with_cleanup_expired_logs(Some(false)))
            .with_actions(actions)
            .build(
                Some(snapshot as &dyn TableReference),
                delta.log_store(),
                DeltaOperation::Write { mode, partition_by: None, predicate: None },
            )
            .await
            .map_err(failed)?
            .version()
    } else {
        let delta = builder(folder, table)?.build().map_err(failed)?;
        let created = CreateBuilder::new()
            .with_log_store(delta.log_store())
            .with_table_name(table)
            .with_comment(target.title)
            .with_columns(wanted.fields().cloned())
            .with_configuration(PROPERTIES.map(|(key, value)| (key, Some(value))))
            .with_actions(difference(&[], files))
            .await
            .map_err(failed)?;
        created.version().unwrap_or_default()
    };
    sync_log(folder, version)?;
    Ok(version)
}

/// The actions that lead from one list of files to another.
fn difference(current: &[DataFile], wanted: &[DataFile]) -> Vec<Action> {
    let names = |files: &[DataFile]| files.iter().map(|file| file.name.clone()).collect::<HashSet<_>>();
    let (present, kept) = (names(current), names(wanted));
    let removed = current.iter().filter(|file| !kept.contains(&file.name)).map(|file| {
        Action::Remove(Remove {
            path: file.name.clone(),
            data_change: true,
            deletion_timestamp: Some(jiff::Timestamp::now().as_millisecond()),
            extended_file_metadata: Some(true),
            partition_values: Some(HashMap::new()),
            size: i64::try_from(file.bytes).ok(),
            ..Remove::default()
        })
    });
    let added = wanted.iter().filter(|file| !present.contains(&file.name)).map(|file| {
        Action::Add(Add {
            path: file.name.clone(),
            size: i64::try_from(file.bytes).unwrap_or(i64::MAX),
            modification_time: file.modified,
            data_change: true,
            stats: Some(file.statistics.clone()),
            ..Add::default()
        })
    });
    removed.chain(added).collect()
}

fn state(delta: &DeltaTable, table: &str) -> Result<State> {
    let failed = |source| failed("read", table)(source);
    let snapshot = delta.snapshot().map_err(failed)?;
    let schema: Schema = snapshot
        .schema()
        .as_ref()
        .try_into_arrow()
        .map_err(|source| WorkspaceError::Arrow { table: table.to_owned(), source })?;
    let mut files: Vec<DataFile> = snapshot
        .log_data()
        .iter()
        .map(|file| DataFile {
            name: file.path().into_owned(),
            rows: file.num_records().unwrap_or_default() as u64,
            bytes: u64::try_from(file.size()).unwrap_or_default(),
            modified: file.modification_time(),
            statistics: file.stats().unwrap_or_default(),
        })
        .collect();
    files.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    Ok(State { version: snapshot.version(), schema: Arc::new(schema), files })
}

fn builder(folder: &Path, table: &str) -> Result<DeltaTableBuilder> {
    let failed = |source| failed("found", table)(source);
    let location = Url::from_directory_path(folder)
        .map_err(|()| failed(DeltaTableError::InvalidTableLocation(folder.display().to_string())))?;
    DeltaTableBuilder::from_url(location).map_err(failed)
}

fn failed(action: &'static str, table: &str) -> impl FnOnce(DeltaTableError) -> WorkspaceError {
    let table = table.to_owned();
    move |source| WorkspaceError::Delta { table, action, source: Box::new(source) }
}

/// Delta's storage layer renames its files into place but leaves it to the system when they reach the disk.
fn sync_log(folder: &Path, version: u64) -> Result<()> {
    let log = folder.join("_delta_log");
    let prefix = format!("{version:020}.");
    for entry in fs::read_dir(&log).map_err(io("read", &log))? {
        let path = entry.map_err(io("read", &log))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(&prefix) || name == "_last_checkpoint" {
            File::open(&path).and_then(|file| file.sync_all()).map_err(io("written", &path))?;
        }
    }
    sync_folder(&log)?;
    sync_folder(folder)
}
