//! Long work in the background: imports, one after the other, each watched and cancelled by its id.

use crate::problem::{BUSY, Fault, Problem};
use crate::upload::Upload;
use axum::http::StatusCode;
use liantu_engine::{Engine, ImportOutcome, ImportReport, ImportRequest, Port, Progress};
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
/// Jobs remembered after their end, the newest: each holds its report.
const HISTORY_LIMIT: usize = 20;

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum JobState {
    /// At work, or waiting for the import before it.
    Running,
    /// Ended: there is a report, and a revision unless the package was rejected or already known.
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
    /// `waiting`, `reading`, `verifying`, ….
    pub stage: String,
    /// Bytes done.
    pub done: u64,
    /// Bytes in all, where known.
    pub total: Option<u64>,
}

/// A job as clients see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Job {
    /// Its id.
    #[schema(pattern = "^[0-9a-f]+-[0-9]+$")]
    id: String,
    /// The file it is about.
    name: String,
    /// How far it is.
    state: JobState,
    /// What it is at, or was at last.
    progress: JobProgress,
    /// What was read and found; there once it is done.
    report: Option<ImportReport>,
    /// The revision that it made.
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
    Done { report: Arc<ImportReport>, revision: Option<u64>, repeated: Option<u64> },
    Failed(Arc<Fault>),
    Cancelled,
}

/// One job: its status is watched by whoever follows it, its `cancel` by whoever does the work.
#[derive(Debug)]
pub(crate) struct Task {
    id: String,
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
            Some(End::Done { report, revision, repeated }) => {
                job.state = JobState::Done;
                (job.report, job.revision, job.repeated) = (Some(ImportReport::clone(&report)), revision, repeated);
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
    /// Makes ids of different runs of the server differ, so that an old link does not show another job.
    run: u64,
    count: AtomicU64,
}

impl Jobs {
    /// No jobs yet.
    pub fn new() -> Self {
        let run = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Self { tasks: Mutex::default(), writer: Arc::new(Semaphore::new(1)), run, count: AtomicU64::new(0) }
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
        if let Some(fault) = self.full() {
            return Err(fault);
        }
        let number = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        let progress = JobProgress { stage: "waiting".to_owned(), done: 0, total: None };
        let task = Arc::new(Task {
            id: format!("{:x}-{number}", self.run),
            name: upload.name.clone(),
            cancel: AtomicBool::new(false),
            status: watch::Sender::new(Status { progress, end: None }),
        });
        self.remember(task.clone());
        let (writer, worker) = (self.writer.clone(), task.clone());
        tokio::spawn(async move {
            let _turn = writer.acquire_owned().await;
            let work = tokio::spawn({
                let worker = worker.clone();
                async move {
                    if worker.cancelled() {
                        return Ok(None);
                    }
                    let outcome = engine.import(&port, request, worker.clone()).await;
                    match outcome {
                        Err(error) if worker.cancelled() => {
                            tracing::info!("import {} cancelled: {error}", worker.id);
                            Ok(None)
                        }
                        other => other.map(Some),
                    }
                }
            });
            // A second task, so that a panic of the import ends the job and not the queue.
            let end = match work.await {
                Ok(Ok(Some(ImportOutcome { report, revision, repeated, .. }))) => {
                    End::Done { report: Arc::new(report), revision, repeated }
                }
                Ok(Ok(None)) => End::Cancelled,
                Ok(Err(error)) => End::Failed(Arc::new(Fault::from(error).about(&upload))),
                Err(panic) => End::Failed(Arc::new(Fault::internal(&panic))),
            };
            drop(upload);
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
            let _ = task.status.subscribe().wait_for(|status| status.end.is_some()).await;
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
