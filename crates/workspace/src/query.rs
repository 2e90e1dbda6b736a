//! Reading: DataFusion over the files that a revision names, and nothing else.

use crate::error::{Result, WorkspaceError};
use crate::interruptible::Interruptible;
use crate::provider::{Order, PinnedTables, scan_plan};
use crate::readonly;
use crate::revision::Revision;
use crate::workspace::{Options, Workspace};
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion::catalog::{CatalogProvider, MemoryCatalogProvider};
use datafusion::error::DataFusionError;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::disk_manager::DiskManagerBuilder;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::object_store::{DefaultObjectStoreRegistry, ObjectStoreUrl};
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::physical_plan::{collect_partitioned, execute_stream};
use datafusion::prelude::{SessionConfig, SessionContext};
use futures::{Stream, StreamExt};
use object_store::local::LocalFileSystem;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// The catalogue and schema that the tables are in: `SELECT … FROM link` is short for `liantu.data.link`.
const CATALOGUE: &str = "liantu";
const SCHEMA: &str = "data";
/// The workspace's folder, as DataFusion calls it. There is no other object store, so that no query reaches other files.
const STORE: &str = "workspace://tables";

/// What all queries of a workspace share: memory, temporary files, threads.
#[derive(Debug)]
pub(crate) struct Queries {
    environment: Arc<RuntimeEnv>,
    config: SessionConfig,
    /// Queries compute here, and leave the threads that serve people alone. Taken out only to be shut down.
    runtime: Option<Runtime>,
}

impl Queries {
    pub fn new(root: &Path, options: &Options) -> Result<Self> {
        let environment = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(options.memory_bytes)))
            .with_disk_manager_builder(DiskManagerBuilder::default().with_max_temp_directory_size(options.spill_bytes))
            .with_object_store_registry(Arc::new(DefaultObjectStoreRegistry::new()))
            .build_arc()?;
        let tables = root.join("tables");
        let files = LocalFileSystem::new_with_prefix(&tables)
            .map_err(|source| DataFusionError::ObjectStore(Box::new(source)))?;
        environment.register_object_store(store_url()?.as_ref(), Arc::new(files));
        environment.deregister_object_store(ObjectStoreUrl::local_filesystem().as_ref())?;
        let threads = options.threads.max(1);
        let config = SessionConfig::new()
            .with_information_schema(true)
            .with_default_catalog_and_schema(CATALOGUE, SCHEMA)
            .with_create_default_catalog_and_schema(false)
            .with_target_partitions(threads)
            // Each sort sets memory aside for merging what it has spilled: 10 MiB, but never most of what there is.
            .with_sort_spill_reservation_bytes((options.memory_bytes / (8 * threads)).min(10 << 20));
        let runtime = Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name("query")
            // Plans are trees as deep as `readonly` lets them be, and recursion over some is not guarded. Only what is
            // used of a stack takes memory.
            .thread_stack_size(64 << 20)
            .enable_all()
            .build()
            .map_err(crate::error::io("given threads", root))?;
        Ok(Self { environment, config, runtime: Some(runtime) })
    }

    /// Runs `work` on the threads for queries; it stops when the caller stops waiting.
    async fn run<T: Send + 'static>(&self, work: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
        let mut tasks = JoinSet::new();
        let runtime = self.runtime.as_ref().ok_or(WorkspaceError::Worker)?;
        tasks.spawn_on(work, runtime.handle());
        tasks.join_next().await.ok_or(WorkspaceError::Worker)?.map_err(|_| WorkspaceError::Worker)?
    }
}

impl Drop for Queries {
    fn drop(&mut self) {
        // A plain drop waits for its threads, which is not allowed where async code drops a workspace; shutting it down in
        // the background leaves them, and a thread that is left at the moment it ends can crash the program (glibc's
        // `pthread_detach` reads its stack, which may be gone). So another thread waits for them.
        if let Some(runtime) = self.runtime.take() {
            std::thread::spawn(move || drop(runtime));
        }
    }
}

/// The rows of a query, as they are computed. Dropping it stops the query.
#[derive(Debug)]
pub struct Batches {
    schema: SchemaRef,
    rows: mpsc::Receiver<Result<RecordBatch>>,
    _task: JoinSet<()>,
}

impl Batches {
    /// The columns.
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// The next rows; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<RecordBatch>> {
        self.rows.recv().await
    }

    /// All rows.
    pub async fn collect(mut self) -> Result<Vec<RecordBatch>> {
        let mut batches = Vec::new();
        while let Some(batch) = self.next().await {
            batches.push(batch?);
        }
        Ok(batches)
    }
}

impl Stream for Batches {
    type Item = Result<RecordBatch>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.rows.poll_recv(context)
    }
}

impl Workspace {
    /// The columns of a table of a revision.
    pub async fn schema(&self, revision: &Revision, table: &str) -> Result<SchemaRef> {
        let pin = revision.tables.get(table).ok_or_else(|| absent(revision, table))?;
        Ok(Arc::clone(&self.state(table, pin.version).await?.schema))
    }

    /// The Parquet files that hold a table of a revision, in the order of their rows: for readers that want a few columns
    /// fast and know what to do with dictionaries. A file older than a column lacks it: its values there are null.
    pub async fn files(&self, revision: &Revision, table: &str) -> Result<Vec<PathBuf>> {
        let pin = revision.tables.get(table).ok_or_else(|| absent(revision, table))?;
        let state = self.state(table, pin.version).await?;
        let folder = self.table_folder(table);
        Ok(state.files.iter().map(|file| folder.join(&file.name)).collect())
    }

    /// A DataFusion session over the tables of a revision. It opens a table when a query first names it.
    ///
    /// What it executes runs on the caller's threads and is not checked; for queries of users there is [`Self::sql`].
    pub fn context(&self, revision: &Revision) -> Result<SessionContext> {
        let queries = self.queries();
        let catalogue = MemoryCatalogProvider::new();
        catalogue.register_schema(SCHEMA, Arc::new(PinnedTables::new(self.clone(), revision.clone())))?;
        let state = SessionStateBuilder::new()
            .with_config(queries.config.clone())
            .with_runtime_env(Arc::clone(&queries.environment))
            .with_default_features()
            .with_physical_optimizer_rule(Arc::new(Interruptible))
            .build();
        let context = SessionContext::new_with_state(state);
        context.register_catalog(CATALOGUE, Arc::new(catalogue));
        Ok(context)
    }

    /// The rows of a query over a revision. Only one statement, and only one that reads.
    ///
    /// Runs on threads of its own, within [`Options::memory_bytes`], and stops when the rows are dropped.
    pub async fn sql(&self, revision: &Revision, query: &str) -> Result<Batches> {
        let context = self.context(revision)?;
        let query = query.to_owned();
        let planning = async move {
            let plan = readonly::plan(&context, &query).await?;
            let frame = context.execute_logical_plan(plan).await?;
            let task = Arc::new(frame.task_ctx());
            let mut rows = execute_stream(frame.create_physical_plan().await?, task)?;
            let schema = rows.schema();
            let (sender, receiver) = mpsc::channel(2);
            let mut task = JoinSet::new();
            task.spawn(async move {
                while let Some(batch) = rows.next().await {
                    if sender.send(batch.map_err(WorkspaceError::from)).await.is_err() {
                        return;
                    }
                }
            });
            Ok(Batches { schema, rows: receiver, _task: task })
        };
        self.queries().run(planning).await
    }

    /// All rows of a table of a revision, in the order in which they are stored; of all columns or of those named.
    pub async fn scan(&self, revision: &Revision, table: &str, columns: Option<&[&str]>) -> Result<Vec<RecordBatch>> {
        let pin = revision.tables.get(table).ok_or_else(|| absent(revision, table))?;
        let state = self.state(table, pin.version).await?;
        let position = |name: &&str| {
            let absent = || WorkspaceError::ColumnAbsent { table: table.to_owned(), column: (*name).to_owned() };
            state.schema.index_of(name).map_err(|_| absent())
        };
        let projection = columns.map(|names| names.iter().map(position).collect::<Result<Vec<_>>>()).transpose()?;
        let context = self.context(revision)?;
        let table = table.to_owned();
        let work = async move {
            let session = context.state();
            let plan = scan_plan(&session, &table, &state, projection.as_ref(), None, Order::Stored).await?;
            // Parts of the files in order, so that the rows come in order however many threads read them.
            let parts = session.config().target_partitions();
            let plan = plan.repartitioned(parts, session.config_options())?.unwrap_or(plan);
            Ok(collect_partitioned(plan, context.task_ctx()).await?.into_iter().flatten().collect())
        };
        self.queries().run(work).await
    }
}

pub(crate) fn store_url() -> Result<ObjectStoreUrl, DataFusionError> {
    ObjectStoreUrl::parse(STORE)
}

fn absent(revision: &Revision, table: &str) -> WorkspaceError {
    WorkspaceError::TableAbsent { table: table.to_owned(), revision: revision.number }
}
