//! Long work in the background, watched and cancelled by its id: imports, one after the other, and computations, a few at a
//! time.

use crate::problem::{BUSY, Fault, Problem};
use crate::upload::Upload;
use axum::body::Bytes;
use axum::http::StatusCode;
use liantu_engine::{Engine, EngineError, ImportOutcome, ImportReport, ImportRequest, Port, Progress};
use liantu_model::{Language, Words};
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::{Semaphore, watch};
use utoipa::ToSchema;

/// Jobs that may run or wait at a time.
const RUNNING_LIMIT: usize = 32;
/// Computations at work at a time: each takes all processors where it can, and memory of its own.
const COMPUTING_LIMIT: usize = 2;
/// Jobs remembered after their end, the newest: each holds its report or its results.
const HISTORY_LIMIT: usize = 20;

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum JobKind {
    /// Brings data in.
    Import,
    /// Runs a method; what it gives is at `/jobs/{id}/results`.
    Method,
}

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum JobState {
    /// At work, or waiting for those before it.
    Running,
    /// Ended: there is a report, and a revision unless the package was rejected or already known; or there are results.
    Done,
    /// Could not run: there is a problem.
    Failed,
    /// Stopped on request; the workspace is as it was.
    Cancelled,
}

impl JobState {
    /// The name of the event that announces it.
    pub const fn event(self) -> &'static str {
        match self {
            Self::Running => "progress",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What a running job is at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct JobProgress {
    /// `waiting`, `reading`, `verifying`, `computing`, ….
    pub stage: String,
    /// Done: bytes of a file, or parts of a computation.
    pub done: u64,
    /// How much it is in all, where known.
    pub total: Option<u64>,
}

/// A job as clients see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Job {
    /// Its id.
    #[schema(pattern = "^[0-9a-f]+-[0-9]+$")]
    id: String,
    /// What it does.
    kind: JobKind,
    /// The file or the method it is about.
    name: String,
    /// How far it is.
    state: JobState,
    /// What it is at, or was at last.
    progress: JobProgress,
    /// What was read and found; there once an import is done.
    report: Option<ImportReport>,
    /// The revision that it made: that of an import, or the one that keeps a result.
    revision: Option<u64>,
    /// The earlier revision that already holds exactly this content; then nothing was imported again.
    repeated: Option<u64>,
    /// Why it failed.
    problem: Option<Problem>,
}

/// The changing part of a job.
#[derive(Clone, Debug)]
struct Status {
    progress: JobProgress,
    end: Option<End>,
}

#[derive(Clone, Debug)]
enum End {
    Done(Product),
    Failed(Arc<Fault>),
    Cancelled,
}

/// What a job made.
#[derive(Clone, Debug)]
enum Product {
    Import { report: Arc<ImportReport>, revision: Option<u64>, repeated: Option<u64> },
    Results(Results),
}

/// What a method gave.
#[derive(Clone, Debug)]
pub(crate) struct Results {
    /// The answer, as it is sent.
    pub body: Bytes,
    /// The revision that keeps it, where that was asked.
    pub kept: Option<u64>,
}

/// One job: its status is watched by whoever follows it, its `cancel` by whoever does the work.
#[derive(Debug)]
pub(crate) struct Task {
    id: String,
    kind: JobKind,
    name: String,
    cancel: AtomicBool,
    status: watch::Sender<Status>,
}

impl Task {
    /// The job now, with its problem in `language`.
    pub fn job(&self, language: Language) -> Job {
        let Status { progress, end } = self.status.borrow().clone();
        let mut job = Job {
            id: self.id.clone(),
            kind: self.kind,
            name: self.name.clone(),
            state: JobState::Running,
            progress,
            report: None,
            revision: None,
            repeated: None,
            problem: None,
        };
        match end {
            None => {}
            Some(End::Cancelled) => job.state = JobState::Cancelled,
            Some(End::Failed(fault)) => {
                job.state = JobState::Failed;
                job.problem = Some(fault.problem(language));
            }
            Some(End::Done(Product::Import { report, revision, repeated })) => {
                job.state = JobState::Done;
                (job.report, job.revision, job.repeated) = (Some(ImportReport::clone(&report)), revision, repeated);
            }
            Some(End::Done(Product::Results(results))) => {
                job.state = JobState::Done;
                job.revision = results.kept;
            }
        }
        job
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Asks it to stop. It ends as cancelled, or as done if it was quicker.
    pub fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }

    /// What it gave, once it has ended; `None` while it runs.
    ///
    /// # Errors
    ///
    /// Why it gave nothing.
    pub fn results(&self) -> Option<Result<Bytes, Fault>> {
        let end = self.status.borrow().end.clone()?;
        Some(match end {
            End::Done(Product::Results(results)) => Ok(results.body),
            End::Done(Product::Import { .. }) => Err(Fault::absent("结果", "result", &self.id)),
            End::Failed(fault) => Err(Fault::clone(&fault)),
            End::Cancelled => Err(Fault::from(EngineError::Cancelled)),
        })
    }

    /// Waits for its end.
    pub async fn end(&self) {
        // The sender is in this task: it cannot be gone.
        let _ = self.status.subscribe().wait_for(|status| status.end.is_some()).await;
    }

    /// Follows its changes from now on.
    pub fn follow(&self) -> Follower {
        Follower(self.status.subscribe())
    }

    fn ended(&self) -> bool {
        self.status.borrow().end.is_some()
    }
}

/// Tells when a job has moved on; the newest state is always in the job, older ones may be skipped.
pub(crate) struct Follower(watch::Receiver<Status>);

impl Follower {
    /// Waits for the next change.
    pub async fn changed(&mut self) {
        // The sender lives in the task that the follower's owner holds: it cannot be gone.
        let _ = self.0.changed().await;
    }
}

impl Job {
    /// How far it is.
    pub fn state(&self) -> JobState {
        self.state
    }
}

impl Progress for Task {
    fn advance(&self, stage: &str, done: u64, total: Option<u64>) {
        self.status.send_modify(|status| status.progress = JobProgress { stage: stage.to_owned(), done, total });
    }

    fn cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }
}

/// All jobs of this server.
#[derive(Debug)]
pub(crate) struct Jobs {
    tasks: Mutex<VecDeque<Arc<Task>>>,
    /// The workspace has one writer: imports wait for each other here instead of failing on its lock.
    writer: Arc<Semaphore>,
    /// Computations wait for a place here.
    computing: Arc<Semaphore>,
    /// Makes ids of different runs of the server differ, so that an old link does not show another job.
    run: u64,
    count: AtomicU64,
}

impl Jobs {
    /// No jobs yet.
    pub fn new() -> Self {
        let run = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Self {
            tasks: Mutex::default(),
            writer: Arc::new(Semaphore::new(1)),
            computing: Arc::new(Semaphore::new(COMPUTING_LIMIT)),
            run,
            count: AtomicU64::new(0),
        }
    }

    /// Whether there is no room for another job.
    pub fn full(&self) -> Option<Fault> {
        let running = self.tasks().iter().filter(|task| !task.ended()).count();
        (running >= RUNNING_LIMIT).then(|| {
            let detail = Words::new(format!("已有 {running} 个任务"), format!("there are {running} jobs"));
            Fault::new(StatusCode::TOO_MANY_REQUESTS, &BUSY, detail)
        })
    }

    /// Starts the import of an upload; the file goes when the import has ended.
    pub fn import(
        &self,
        engine: Engine,
        port: Port,
        upload: Upload,
        request: ImportRequest,
    ) -> Result<Arc<Task>, Fault> {
        self.start(JobKind::Import, &upload.name.clone(), &self.writer, async move |task| {
            let outcome = engine.import(&port, request, task).await;
            let ImportOutcome { report, revision, repeated, .. } =
                outcome.map_err(|error| Fault::from(error).about(&upload))?;
            Ok(Product::Import { report: Arc::new(report), revision, repeated })
        })
    }

    /// Starts a computation: `work` is told whom to ask whether to go on.
    pub fn compute<W: Future<Output = Result<Results, Fault>> + Send + 'static>(
        &self,
        method: &str,
        work: impl FnOnce(Arc<Task>) -> W + Send + 'static,
    ) -> Result<Arc<Task>, Fault> {
        self.start(JobKind::Method, method, &self.computing, |task| {
            let work = work(task);
            async move { work.await.map(Product::Results) }
        })
    }

    /// Starts `work` as soon as `turn` has room for it.
    fn start<W: Future<Output = Result<Product, Fault>> + Send + 'static>(
        &self,
        kind: JobKind,
        name: &str,
        turn: &Arc<Semaphore>,
        work: impl FnOnce(Arc<Task>) -> W + Send + 'static,
    ) -> Result<Arc<Task>, Fault> {
        if let Some(fault) = self.full() {
            return Err(fault);
        }
        let number = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        let progress = JobProgress { stage: "waiting".to_owned(), done: 0, total: None };
        let task = Arc::new(Task {
            id: format!("{:x}-{number}", self.run),
            kind,
            name: name.to_owned(),
            cancel: AtomicBool::new(false),
            status: watch::Sender::new(Status { progress, end: None }),
        });
        self.remember(task.clone());
        let (turn, worker) = (turn.clone(), task.clone());
        tokio::spawn(async move {
            let _turn = turn.acquire_owned().await;
            // A second task, so that a panic of the work ends the job and not the queue.
            let done = if worker.cancelled() {
                Ok(Err(Fault::from(EngineError::Cancelled)))
            } else {
                tokio::spawn(work(worker.clone())).await
            };
            let end = match done {
                Ok(Ok(product)) => End::Done(product),
                Ok(Err(fault)) if worker.cancelled() => {
                    tracing::info!("job {} cancelled: {}", worker.id, fault.detail.en);
                    End::Cancelled
                }
                Ok(Err(fault)) => End::Failed(Arc::new(fault)),
                Err(panic) => End::Failed(Arc::new(Fault::internal(&panic))),
            };
            worker.status.send_modify(|status| status.end = Some(end));
        });
        Ok(task)
    }

    /// The job with this id, unless it has been forgotten.
    pub fn find(&self, id: &str) -> Result<Arc<Task>, Fault> {
        let found = self.tasks().iter().find(|task| task.id == id).cloned();
        found.ok_or_else(|| Fault::absent("任务", "job", id))
    }

    /// Cancels whatever runs and waits until it has stopped.
    pub async fn stop(&self) {
        let running: Vec<_> = self.tasks().iter().filter(|task| !task.ended()).cloned().collect();
        for task in &running {
            task.cancel();
        }
        for task in running {
            task.end().await;
        }
    }

    fn remember(&self, task: Arc<Task>) {
        let mut tasks = self.tasks();
        tasks.push_back(task);
        let ended = tasks.iter().filter(|task| task.ended()).count();
        for _ in HISTORY_LIMIT..ended {
            if let Some(oldest) = tasks.iter().position(|task| task.ended()) {
                tasks.remove(oldest);
            }
        }
    }

    fn tasks(&self) -> std::sync::MutexGuard<'_, VecDeque<Arc<Task>>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
