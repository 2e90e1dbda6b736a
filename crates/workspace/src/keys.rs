//! Which rows an upsert replaces.
//!
//! The keys of the incoming rows are kept as 128-bit digests, 16 bytes a row, in memory. Stored files that cannot hold one
//! of them, by what is known of their columns ([`Reach`]), are not opened: a new month does not touch the history. The others
//! are read once, keys first, and only those that hold a replaced row are written again. Two different keys of the same digest are
//! less likely than a memory fault: below 10⁻²² for 40 million rows against as many.

use crate::delta::DataFile;
use crate::encode::TableWriter;
use crate::error::{Result, WorkspaceError};
use crate::import::Outgoing;
use crate::reach::Reach;
use arrow::array::{Array, ArrayRef, BooleanArray, RecordBatch};
use arrow::compute::{filter_record_batch, not, nullif};
use arrow::datatypes::Schema;
use arrow::row::{RowConverter, SortField};
use foldhash::quality::FixedState;
use liantu_model::schema::{Identity, Table};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::collections::HashMap;
use std::fs::File;
use std::hash::BuildHasher;
use std::path::Path;

const SHARDS: usize = 256;
const BATCH_ROWS: usize = 1 << 16;

/// A set of row keys.
#[derive(Debug)]
pub(crate) struct Keys {
    columns: &'static [&'static str],
    /// Columns that do not count in some rows.
    identity: Option<Identity>,
    /// By the first byte, so that growing one never copies all.
    shards: Vec<Vec<u128>>,
    /// How far the keys reach, column by column.
    reach: Vec<Reach>,
}

impl Keys {
    pub fn new(table: &Table) -> Self {
        let reach = table.key.iter().map(|name| Reach::new(name)).collect();
        Self { columns: table.key, identity: table.identity(), shards: vec![Vec::new(); SHARDS], reach }
    }

    /// Whether a stored file may hold one of the keys.
    fn may_be_in(&self, file: &DataFile) -> bool {
        let Ok(statistics) = serde_json::from_str(&file.statistics) else { return true };
        self.reach.iter().all(|reach| reach.meets(&statistics))
    }

    pub fn insert(&mut self, table: &str, batch: &RecordBatch) -> Result<()> {
        if let Some(identity) = self.identity.filter(|identity| numbered(*identity, batch).true_count() > 0) {
            // The row that goes may lie anywhere in these.
            self.reach.retain(|reach| !identity.spare.contains(&reach.column()));
        }
        for reach in &mut self.reach {
            reach.extend(batch);
        }
        for digest in self.digests(table, batch)? {
            self.shards[shard(digest)].push(digest);
        }
        Ok(())
    }

    /// Sorts the keys, after which [`Self::contains`] answers. Returns those that were inserted more than once.
    pub fn sort(&mut self) -> HashMap<u128, u64> {
        let mut repeated = HashMap::new();
        for shard in &mut self.shards {
            shard.sort_unstable();
            for run in shard.chunk_by(|a, b| a == b).filter(|run| run.len() > 1) {
                repeated.insert(run[0], run.len() as u64);
            }
        }
        repeated
    }

    fn contains(&self, digest: u128) -> bool {
        self.shards[shard(digest)].binary_search(&digest).is_ok()
    }

    /// The digest of each row's key. Absent values are equal to each other.
    fn digests(&self, table: &str, batch: &RecordBatch) -> Result<Vec<u128>> {
        let mut columns = Vec::with_capacity(self.columns.len());
        let numbered = self.identity.map(|identity| (identity.spare, numbered(identity, batch)));
        for name in self.columns {
            let column = batch.column_by_name(name);
            let column = column
                .cloned()
                .ok_or_else(|| WorkspaceError::ColumnAbsent { table: table.to_owned(), column: (*name).to_owned() })?;
            columns.push(match &numbered {
                Some((spare, rows)) if spare.contains(name) => {
                    nullif(&column, rows).map_err(|source| WorkspaceError::Arrow { table: table.to_owned(), source })?
                }
                _ => column,
            });
        }
        digests(table, &columns)
    }
}

/// The rows that their source numbers.
fn numbered(identity: Identity, batch: &RecordBatch) -> BooleanArray {
    let filled: Vec<_> = identity.filled.iter().map(|name| batch.column_by_name(name)).collect();
    let numbered = |row| filled.iter().all(|column| column.is_some_and(|column| column.is_valid(row)));
    (0..batch.num_rows()).map(|row| Some(numbered(row))).collect()
}

/// The digest of each row of `columns`. Absent values are equal to each other.
pub(crate) fn digests(table: &str, columns: &[ArrayRef]) -> Result<Vec<u128>> {
    let failed = |source| WorkspaceError::Arrow { table: table.to_owned(), source };
    let seeds = [FixedState::with_seed(0x6c69_616e), FixedState::with_seed(0x7475_2121)];
    let fields = columns.iter().map(|column| SortField::new(column.data_type().clone())).collect();
    let rows = RowConverter::new(fields).and_then(|converter| converter.convert_columns(columns)).map_err(failed)?;
    let digest = |row: &[u8]| {
        let [high, low] = seeds.each_ref().map(|seed| u128::from(seed.hash_one(row)));
        (high << 64) | low
    };
    Ok(rows.iter().map(|row| digest(row.as_ref())).collect())
}

/// Passes the rows of a file on.
pub(crate) fn each_batch(
    folder: &Path,
    table: &str,
    file: &DataFile,
    each: &mut dyn FnMut(&RecordBatch) -> Result<()>,
) -> Result<()> {
    let path = folder.join(&file.name);
    let builder = reader(&path)?;
    for batch in builder.build().map_err(|source| unreadable(&path, source))? {
        each(&batch.map_err(|source| WorkspaceError::Arrow { table: table.to_owned(), source })?)?;
    }
    Ok(())
}

fn reader(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>> {
    let file = File::open(path).map_err(crate::error::io("read", path))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file);
    Ok(builder.map_err(|source| unreadable(path, source))?.with_batch_size(BATCH_ROWS))
}

/// Writes `files` again without the rows that some of `keys` name; files without such a row stay as they are. Returns the
/// files that remain. Rows that go are passed on to `each`.
pub(crate) fn without(
    folder: &Path,
    table: &str,
    files: Vec<DataFile>,
    keys: &[&Keys],
    rewrite: &mut dyn FnMut(&Schema) -> TableWriter,
    each: &mut Option<Outgoing>,
) -> Result<Vec<DataFile>> {
    let Some(one) = keys.first() else { return Ok(files) };
    let mut kept = Vec::with_capacity(files.len());
    for file in files {
        if !keys.iter().any(|keys| keys.may_be_in(&file)) {
            kept.push(file);
            continue;
        }
        let mut keep = |digest| !keys.iter().any(|keys| keys.contains(digest));
        kept.extend(filter_file(folder, table, &file, one, &mut keep, rewrite, each)?);
    }
    Ok(kept)
}

/// Of rows with the same key in `files`, keeps the last.
pub(crate) fn last_of_each(
    folder: &Path,
    table: &str,
    files: Vec<DataFile>,
    keys: &Keys,
    mut repeated: HashMap<u128, u64>,
    rewrite: &mut dyn FnMut(&Schema) -> TableWriter,
    each: &mut Option<Outgoing>,
) -> Result<Vec<DataFile>> {
    if repeated.is_empty() {
        return Ok(files);
    }
    let mut kept = Vec::with_capacity(files.len());
    for file in &files {
        let mut keep = |digest: u128| {
            repeated.get_mut(&digest).is_none_or(|left| {
                *left -= 1;
                *left == 0
            })
        };
        kept.extend(filter_file(folder, table, file, keys, &mut keep, rewrite, each)?);
    }
    Ok(kept)
}

/// Asks `keep` once for each row, in order.
fn filter_file(
    folder: &Path,
    table: &str,
    file: &DataFile,
    keys: &Keys,
    keep: &mut dyn FnMut(u128) -> bool,
    rewrite: &mut dyn FnMut(&Schema) -> TableWriter,
    each: &mut Option<Outgoing>,
) -> Result<Vec<DataFile>> {
    let path = folder.join(&file.name);
    let builder = reader(&path)?;
    let mask = ProjectionMask::columns(builder.parquet_schema(), keys.columns.iter().copied());
    let mut masks = Vec::new();
    for batch in builder.with_projection(mask).build().map_err(|source| unreadable(&path, source))? {
        let batch = batch.map_err(|source| WorkspaceError::Arrow { table: table.to_owned(), source })?;
        let digests = keys.digests(table, &batch)?;
        masks.push(digests.into_iter().map(|digest| Some(keep(digest))).collect::<BooleanArray>());
    }
    if masks.iter().all(|mask| mask.true_count() == mask.len()) {
        return Ok(vec![file.clone()]);
    }
    let builder = reader(&path)?;
    let mut writer = rewrite(builder.schema());
    for (batch, mask) in builder.build().map_err(|source| unreadable(&path, source))?.zip(&masks) {
        let failed = |source| WorkspaceError::Arrow { table: table.to_owned(), source };
        let batch = batch.map_err(failed)?;
        writer.write(&filter_record_batch(&batch, mask).map_err(failed)?)?;
        if let Some(each) = each.as_mut().filter(|_| mask.true_count() < mask.len()) {
            each(not(mask).and_then(|gone| filter_record_batch(&batch, &gone)).map_err(failed)?);
        }
    }
    writer.finish()
}

fn unreadable(path: &Path, source: parquet::errors::ParquetError) -> WorkspaceError {
    WorkspaceError::Parquet { path: path.to_owned(), action: "read", source }
}

fn shard(digest: u128) -> usize {
    usize::from(digest.to_be_bytes()[0])
}
