//! The tables of a revision as DataFusion sees them.

use crate::delta::State;
use crate::error::WorkspaceError;
use crate::query::store_url;
use crate::revision::Revision;
use crate::workspace::Workspace;
use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use chrono::DateTime;
use datafusion::catalog::{SchemaProvider, Session, TableProvider};
use datafusion::common::stats::Precision;
use datafusion::common::{Result, Statistics, project_schema};
use datafusion::config::TableParquetOptions;
use datafusion::datasource::TableType;
use datafusion::datasource::file_format::FileFormat;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use object_store::ObjectMeta;
use object_store::path::Path;
use std::sync::Arc;

/// The tables of one revision; each is opened when it is first asked for.
#[derive(Debug)]
pub(crate) struct PinnedTables {
    workspace: Workspace,
    revision: Revision,
}

impl PinnedTables {
    pub fn new(workspace: Workspace, revision: Revision) -> Self {
        Self { workspace, revision }
    }
}

#[async_trait]
impl SchemaProvider for PinnedTables {
    fn table_names(&self) -> Vec<String> {
        self.revision.tables.keys().cloned().collect()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        let Some(pin) = self.revision.tables.get(name) else { return Ok(None) };
        let state = self.workspace.state(name, pin.version).await;
        let state = state.map_err(|error: WorkspaceError| DataFusionError::External(Box::new(error)))?;
        Ok(Some(Arc::new(PinnedTable { name: name.to_owned(), state })))
    }

    fn table_exist(&self, name: &str) -> bool {
        self.revision.tables.contains_key(name)
    }
}

#[derive(Debug)]
struct PinnedTable {
    name: String,
    state: Arc<State>,
}

#[async_trait]
impl TableProvider for PinnedTable {
    fn schema(&self) -> SchemaRef {
        SchemaRef::clone(&self.state.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        scan_plan(session, &self.name, &self.state, projection, limit, Order::Any).await
    }

    /// Parquet skips row groups by their statistics; what is left is filtered above.
    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    fn statistics(&self) -> Option<Statistics> {
        Some(statistics(&self.state.schema, self.state.files.iter().map(|file| (file.rows, file.bytes))))
    }
}

/// Whether a scan's partitions keep to their files or take work from each other.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Rows come as they are stored, partition by partition.
    Stored,
    /// Rows come in any order.
    Any,
}

/// Reads the files of a table.
pub(crate) async fn scan_plan(
    session: &dyn Session,
    table: &str,
    state: &State,
    projection: Option<&Vec<usize>>,
    limit: Option<usize>,
    order: Order,
) -> Result<Arc<dyn ExecutionPlan>> {
    if state.files.is_empty() {
        return Ok(Arc::new(EmptyExec::new(project_schema(&state.schema, projection)?)));
    }
    let file = |file: &crate::delta::DataFile| {
        let meta = ObjectMeta {
            location: Path::from_iter([table, &file.name]),
            // Files never change: their name is enough to know what is cached about them.
            last_modified: DateTime::default(),
            size: file.bytes,
            e_tag: None,
            version: None,
        };
        let known = statistics(&state.schema, [(file.rows, file.bytes)].into_iter());
        PartitionedFile::new_from_meta(meta).with_statistics(Arc::new(known))
    };
    let group = FileGroup::new(state.files.iter().map(file).collect());
    let source = Arc::new(ParquetSource::new(SchemaRef::clone(&state.schema)));
    let config = FileScanConfigBuilder::new(store_url()?, source)
        .with_file_group(group)
        .with_statistics(statistics(&state.schema, state.files.iter().map(|file| (file.rows, file.bytes))))
        .with_projection_indices(projection.cloned())?
        .with_limit(limit)
        .with_preserve_order(order == Order::Stored)
        .build();
    let options = TableParquetOptions {
        global: session.config_options().execution.parquet.clone(),
        ..TableParquetOptions::default()
    };
    ParquetFormat::default().with_options(options).create_physical_plan(session, config).await
}

fn statistics(schema: &SchemaRef, files: impl Iterator<Item = (u64, u64)>) -> Statistics {
    let (rows, bytes) = files.fold((0, 0), |(rows, bytes), file| (rows + file.0, bytes + file.1));
    let mut statistics = Statistics::new_unknown(schema);
    statistics.num_rows = usize::try_from(rows).map_or(Precision::Absent, Precision::Exact);
    statistics.total_byte_size = usize::try_from(bytes).map_or(Precision::Absent, Precision::Inexact);
    statistics
}
