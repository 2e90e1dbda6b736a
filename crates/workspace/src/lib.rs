//! The library of Liantu: where the tables stay.
//!
//! A [`Workspace`] is a folder of Delta Lake tables that other programs read as they are, and a list of [`Revision`]s, each
//! of which pins one version of every table. An import of many tables becomes visible by one atomic step or not at all;
//! every past state stays readable.
//!
//! ```
//! use liantu_model::schema;
//! use liantu_workspace::{As, CommitNote, Mode, Workspace};
//! # use arrow::array::{new_null_array, ArrayRef, RecordBatch, StringArray};
//! # use std::sync::Arc;
//!
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! # let folder = tempfile::tempdir().unwrap();
//! # let path = folder.path().join("delta");
//! let workspace = Workspace::create(&path, "Yangtze River Delta").await?;
//! let source = schema::table("source").unwrap();
//! # let columns = source.columns.iter().map(|column| match column.required {
//! #     true => Arc::new(StringArray::from(vec!["plan-2019"])) as ArrayRef,
//! #     false => new_null_array(&column.kind.data_type(), 1),
//! # });
//! # let rows = RecordBatch::try_new(Arc::new(source.arrow()), columns.collect()).unwrap();
//! let mut import = workspace.begin().await?;
//! import.write(source, Mode::Upsert, &rows)?;
//! let revision = import.commit(CommitNote { message: "first sources".into(), ..Default::default() }).await?;
//!
//! let found = workspace.sql(&revision, "SELECT source_id FROM source").await?.collect().await?;
//! assert_eq!(found[0].num_rows(), 1);
//! let before = workspace.resolve(As::Revision(0)).await?;
//! assert!(before.tables.is_empty() && revision.tables["source"].rows == 1);
//! # Ok::<(), liantu_workspace::WorkspaceError>(()) }).unwrap();
//! ```
//!
//! On disk: `liantu.toml`; `tables/<table>/` (Parquet files and `_delta_log`); `revisions/<number>.json`, whose rename into
//! place is the commit; `writer.lock`, locked by the operating system while somebody writes; `boundaries/` and `reports/`
//! for other rooms.
//!
//! Deliberately absent: knowledge of any study; checks of the data (they are the work of `package`; here only types and
//! required values are held); deleting history; changing tables by SQL; Delta writers other than this one: what a stranger
//! commits to a table is in no revision, and the next import takes it back.

mod compare;
mod delta;
mod encode;
mod error;
mod import;
mod interruptible;
mod keys;
mod lock;
mod provider;
mod query;
mod reach;
mod readonly;
mod revision;
mod statistics;
mod workspace;

pub use error::{Result, WorkspaceError};
pub use import::{Import, Mode, Outgoing};
pub use query::Batches;
pub use revision::{As, CommitNote, ImportedFile, Pin, Revision};
pub use workspace::{Options, Workspace};
