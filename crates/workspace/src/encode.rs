//! Rows to Parquet: row groups are encoded by worker threads and put into the file in the order of the rows, so that the
//! same rows give the same files at any number of threads.

use crate::delta::DataFile;
use crate::error::{Result, WorkspaceError, io};
use crate::statistics;
use arrow::array::{Array, RecordBatch};
use arrow::datatypes::{DataType, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;
use std::collections::VecDeque;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};

/// Rows of a row group: what one worker encodes and what a reader skips as a whole.
const GROUP_ROWS: usize = 1 << 18;
/// A row group of long texts ends earlier.
const GROUP_BYTES: usize = 64 << 20;
/// Row groups of a file; the unit that an upsert rewrites.
const FILE_GROUPS: usize = 16;

/// Writes the Parquet files of one table.
#[derive(Debug)]
pub(crate) struct TableWriter {
    folder: PathBuf,
    /// Files are called `<stem>-<sequence>.parquet`.
    stem: String,
    schema: SchemaRef,
    threads: usize,
    pending: Vec<RecordBatch>,
    pending_rows: usize,
    pending_bytes: usize,
    open: Option<OpenFile>,
    done: Vec<DataFile>,
    sequence: usize,
}

#[derive(Debug)]
struct OpenFile {
    path: PathBuf,
    writer: SerializedFileWriter<File>,
    factory: ArrowRowGroupWriterFactory,
    started: usize,
    encoding: VecDeque<JoinHandle<Result<Vec<ArrowColumnChunk>, ParquetError>>>,
}

impl TableWriter {
    pub fn new(folder: PathBuf, stem: String, schema: SchemaRef, threads: usize) -> Self {
        Self {
            folder,
            stem,
            schema,
            threads: threads.max(1),
            pending: Vec::new(),
            pending_rows: 0,
            pending_bytes: 0,
            open: None,
            done: Vec::new(),
            sequence: 0,
        }
    }

    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Bytes of rows that wait for their row group to fill up.
    pub fn pending_bytes(&self) -> usize {
        self.pending_bytes
    }

    /// Takes rows of the writer's schema.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let mut from = 0;
        let bytes_per_row = bytes(batch).div_ceil(batch.num_rows().max(1));
        while from < batch.num_rows() {
            let rows = (GROUP_ROWS - self.pending_rows).min(batch.num_rows() - from);
            self.pending.push(batch.slice(from, rows));
            self.pending_rows += rows;
            self.pending_bytes += rows * bytes_per_row;
            from += rows;
            if self.pending_rows == GROUP_ROWS || self.pending_bytes >= GROUP_BYTES {
                self.flush()?;
            }
        }
        Ok(())
    }

    /// Ends the row group.
    pub fn flush(&mut self) -> Result<()> {
        if self.pending_rows == 0 {
            return Ok(());
        }
        if self.open.as_ref().is_some_and(|open| open.started == FILE_GROUPS) {
            self.close_file()?;
        }
        let open = match self.open.take() {
            Some(open) => open,
            None => self.open_file()?,
        };
        let open = self.open.insert(open);
        if open.encoding.len() >= self.threads {
            open.append_next()?;
        }
        let columns = open.factory.create_column_writers(open.started).map_err(failed("written", &open.path))?;
        let schema = SchemaRef::clone(&self.schema);
        let batches = std::mem::take(&mut self.pending);
        (self.pending_rows, self.pending_bytes) = (0, 0);
        let worker = thread::Builder::new()
            .name("encode".to_owned())
            .spawn(move || encode(&schema, &batches, columns))
            .map_err(io("written", &open.path))?;
        open.encoding.push_back(worker);
        open.started += 1;
        Ok(())
    }

    /// Ends the last file. The files are durable on return; their folder entry is not.
    pub fn finish(mut self) -> Result<Vec<DataFile>> {
        self.flush()?;
        self.close_file()?;
        Ok(self.done)
    }

    fn open_file(&mut self) -> Result<OpenFile> {
        let path = self.folder.join(format!("{}-{:05}.parquet", self.stem, self.sequence));
        self.sequence += 1;
        fs::create_dir_all(&self.folder).map_err(io("created", &self.folder))?;
        let file = File::create_new(&path).map_err(io("created", &path))?;
        let (writer, factory) =
            ArrowWriter::try_new(file, SchemaRef::clone(&self.schema), Some(properties(&self.schema)))
                .and_then(ArrowWriter::into_serialized_writer)
                .map_err(failed("created", &path))?;
        Ok(OpenFile { path, writer, factory, started: 0, encoding: VecDeque::new() })
    }

    fn close_file(&mut self) -> Result<()> {
        let Some(mut open) = self.open.take() else { return Ok(()) };
        while !open.encoding.is_empty() {
            open.append_next()?;
        }
        let OpenFile { path, mut writer, .. } = open;
        let metadata = writer.finish().map_err(failed("written", &path))?;
        let file = writer.inner();
        file.sync_all().map_err(io("written", &path))?;
        let bytes = file.metadata().map_err(io("read", &path))?.len();
        self.done.push(DataFile {
            name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            rows: u64::try_from(metadata.file_metadata().num_rows()).unwrap_or_default(),
            bytes,
            modified: jiff::Timestamp::now().as_millisecond(),
            statistics: statistics::of(&self.schema, &metadata),
        });
        Ok(())
    }
}

impl OpenFile {
    /// Waits for the oldest row group and appends it.
    fn append_next(&mut self) -> Result<()> {
        let Some(worker) = self.encoding.pop_front() else { return Ok(()) };
        let chunks = worker.join().map_err(|_| WorkspaceError::Worker)?.map_err(failed("written", &self.path))?;
        let append = |writer: &mut SerializedFileWriter<File>| {
            let mut group = writer.next_row_group()?;
            for chunk in chunks {
                chunk.append_to_row_group(&mut group)?;
            }
            group.close().map(drop)
        };
        append(&mut self.writer).map_err(failed("written", &self.path))
    }
}

/// One row group. Column by column, so that a column's dictionary stays in the cache.
fn encode(
    schema: &SchemaRef,
    batches: &[RecordBatch],
    columns: Vec<ArrowColumnWriter>,
) -> Result<Vec<ArrowColumnChunk>, ParquetError> {
    let mut chunks = Vec::with_capacity(columns.len());
    for (index, (mut column, field)) in columns.into_iter().zip(schema.fields()).enumerate() {
        for batch in batches {
            for leaf in compute_leaves(field, batch.column(index))? {
                column.write(&leaf)?;
            }
        }
        chunks.push(column.close()?);
    }
    Ok(chunks)
}

fn properties(schema: &SchemaRef) -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).unwrap_or_default()))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .set_created_by(format!("liantu {}", env!("CARGO_PKG_VERSION")));
    for field in schema.fields() {
        // Measurements rarely repeat: a dictionary of them is built only to be thrown away.
        if *field.data_type() == DataType::Float64 {
            properties = properties.set_column_dictionary_enabled(ColumnPath::from(field.name().as_str()), false);
        }
    }
    properties.build()
}

/// Memory of the rows of a batch, and not of the buffers that a slice shares with its neighbours.
fn bytes(batch: &RecordBatch) -> usize {
    batch.columns().iter().map(|column| column.to_data().get_slice_memory_size().unwrap_or_default()).sum()
}

fn failed(action: &'static str, path: &Path) -> impl FnOnce(ParquetError) -> WorkspaceError {
    let path = path.to_owned();
    move |source| WorkspaceError::Parquet { path, action, source }
}
