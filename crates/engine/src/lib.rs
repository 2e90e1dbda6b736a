//! The hall of Liantu: every door enters here. The engine binds tables to what a study needs, runs the study, and gives the
//! answer with its provenance.
//!
//! The one type to know is [`Engine`]: an open workspace. What needs none — [`check`], [`propose`], [`run_on_files`],
//! [`methods`], [`explain`] — is a function.
//!
//! ```
//! # let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
//! # runtime.block_on(async {
//! use liantu_engine::{At, AtlasQuery, Engine, Port};
//! let folder = tempfile::tempdir().unwrap();
//! let engine = Engine::create(&folder.path().join("mine"), "mine").await.unwrap();
//! let atlas = engine.atlas(&Port::all(), &At::default(), &AtlasQuery::default()).await.unwrap();
//! assert!(atlas.nodes.is_empty());
//! # });
//! ```
//!
//! Deliberately absent: HTTP, command line, terminal. Only this room turns tables into matrices and back.

#![allow(
    clippy::cast_possible_truncation,
    reason = "rows, nodes and labels stay below 2^32: `Network::build` refuses more"
)]
#![allow(clippy::single_match_else, reason = "an actor or a region: two cases of equal weight read best side by side")]

mod atlas;
mod boundaries;
mod card;
mod catalogue;
mod config;
mod deals;
mod derivation;
mod error;
mod export;
mod frame;
mod grid;
mod import;
mod indicator;
mod inputs;
mod inspection;
mod keep;
mod methods;
mod mrio;
mod notices;
mod panel;
mod port;
mod printing;
mod propose;
mod query;
mod regions;
mod rows;
mod scene;
mod search;
mod sight;
mod sources;
mod space;
mod synthetic;
mod timetable;
mod units;

pub use atlas::{Atlas, AtlasQuery, Bucket, Coverage, Hyperedge, Link, Node, Point, Scale, Stage, Time};
pub use boundaries::BoundaryInfo;
pub use card::{Card, Evidence, Fact, History, Named, Partner, SourceRef};
pub use deals::{
    AuditPart, Balance, BondInfo, BookHead, CalendarEntry, Candidate, CandidateMark, CandidateStatus, ClauseInfo,
    ClearingPayment, ClearingView, DealCheck, DealFact, DealInfo, DealParty, DealTemplate, DealView, FactSource,
    GivenFact, Obligation, PartPayment, Payment, Position, Settlement, SettlementOf, Signature, Skipped,
    StatementEntry, StatementRow, StatementView, Verification, VersionInfo, Wrong, check_deal, deal_schema,
    deal_templates,
};
pub use derivation::{DeriveOutcome, DerivedInfo, RecordAmount, RecordsView};
pub use error::{EngineError, Problem, ProblemKind};
pub use export::{ExportInfo, Format};
pub use grid::{Grid, GridColumn};
pub use import::{ImportOutcome, ImportReport, ImportRequest, Progress, ResourceSummary, check};
pub use inspection::{
    AlertAct, AlertCase, AlertView, Backtest, BacktestRequest, Doing, EvidenceTable, FindingAct, FindingView, Followed,
    FoundMatter, FrozenReport, InspectOutcome, InspectRequest, InspectedRun, Outlook, RuleFault, SeriesQuery,
    WatchQuery, WatchView, present_day,
};
pub use liantu_report as report;
pub use methods::{Outcome, method, methods, run_on_files, run_on_files_watched};
pub use notices::{Mail, Notices, Security};
pub use port::{At, Pinned, Port};
pub use propose::{Proposal, ProposedColumn, propose};
pub use query::{Compare, RevisionInfo, RowQuery, TableInfo};
pub use search::Hit;
pub use sources::SourceInfo;
pub use synthetic::{SyntheticInfo, SyntheticRequest, synthesise};

use liantu_ledger::Ledger;
use liantu_model::{Explanation, schema};
use liantu_workspace::{Revision, Workspace};
use rows::Rows;
use scene::Scene;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// An open workspace. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Engine {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    workspace: Workspace,
    /// The revisions bound last, newest use first.
    scenes: Mutex<Vec<Arc<Scene>>>,
    /// The alerts that were looked for last, newest use first.
    watched: Mutex<Vec<Arc<inspection::Watched>>>,
    /// Held while rules are put, so that they are put once however many ask.
    finding: tokio::sync::Mutex<()>,
    ledger: OnceCell<Ledger>,
    /// What was done about alerts and findings, as it was read last.
    docket: Mutex<Arc<inspection::Docket>>,
    /// What rights leave of the whole, where they do.
    sight: Option<sight::Sight>,
}

/// Bound revisions kept: the present one, and one that someone looks back at.
const SCENES: usize = 2;

impl Engine {
    /// Makes a workspace in a folder that is empty or not there yet.
    pub async fn create(path: &Path, name: &str) -> Result<Self, EngineError> {
        Ok(Self::over(Workspace::create(path, name).await?, None))
    }

    /// Opens the workspace in a folder.
    pub async fn open(path: &Path) -> Result<Self, EngineError> {
        Ok(Self::over(Workspace::open(path).await?, None))
    }

    fn over(workspace: Workspace, sight: Option<sight::Sight>) -> Self {
        let (scenes, watched) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
        let (finding, ledger, docket) = (tokio::sync::Mutex::default(), OnceCell::new(), Mutex::default());
        Self { inner: Arc::new(Inner { workspace, scenes, watched, finding, ledger, docket, sight }) }
    }

    pub(crate) fn workspace(&self) -> &Workspace {
        &self.inner.workspace
    }

    /// The folder of the workspace.
    pub fn folder(&self) -> &Path {
        self.inner.workspace.root()
    }

    /// The number of the revision that `at` means.
    pub async fn resolve(&self, port: &Port, at: &At) -> Result<u64, EngineError> {
        Ok(self.revision(port, at).await?.number)
    }

    /// The state that `at` means: doors use it to tell whether an answer would be the same again, and read it.
    pub async fn pin(&self, port: &Port, at: &At) -> Result<Pinned, EngineError> {
        let Revision { number, at: committed, .. } = self.revision(port, at).await?;
        Ok(Pinned { at: At::revision(number), revision: number, stamp: committed.as_microsecond() })
    }

    /// The state that a call reads. What a port sees follows from the newest revision: that is the only one it reads.
    pub(crate) async fn revision(&self, _port: &Port, at: &At) -> Result<Revision, EngineError> {
        if at.held {
            return Ok(self.workspace().resolve(at.which).await?);
        }
        self.renew().await?;
        let revision = self.workspace().resolve(at.which).await?;
        // Whoever asks for the newest has it, though another may have come since.
        let named = *at != At::default();
        if named && self.is_limited() && revision.number != self.workspace().head().await?.number {
            self.whole("过去的版本", "earlier states")?;
        }
        Ok(revision)
    }

    /// All revisions that can be read, newest first.
    pub(crate) async fn log(&self, _port: &Port) -> Result<Vec<Revision>, EngineError> {
        self.renew().await?;
        let mut log = self.workspace().log().await?;
        if self.is_limited() {
            log.truncate(1);
        }
        Ok(log)
    }

    /// The revision, bound; kept for the next call.
    pub(crate) async fn scene(&self, port: &Port, at: &At) -> Result<Arc<Scene>, EngineError> {
        let revision = self.revision(port, at).await?;
        {
            let mut scenes = self.inner.scenes.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(place) = scenes.iter().position(|scene| scene.revision == revision.number) {
                scenes[..=place].rotate_right(1);
                return Ok(Arc::clone(&scenes[0]));
            }
        }
        let scene = Arc::new(Scene::bind(self.workspace(), &revision).await?);
        let mut scenes = self.inner.scenes.lock().unwrap_or_else(PoisonError::into_inner);
        scenes.retain(|known| known.revision != scene.revision);
        scenes.insert(0, Arc::clone(&scene));
        scenes.truncate(SCENES);
        Ok(scene)
    }
}

/// The page of a diagnostic code.
pub fn explain(code: &str) -> Option<&'static Explanation> {
    explanations().find(|page| page.code.eq_ignore_ascii_case(code.trim()))
}

/// The pages of all diagnostic codes.
pub fn explanations() -> impl Iterator<Item = &'static Explanation> {
    liantu_package::catalogue::catalogue()
        .chain(liantu_network::CATALOGUE.iter().copied().flatten())
        .chain(liantu_structure::CATALOGUE.iter().copied().flatten())
        .chain(liantu_simulation::CATALOGUE.iter().copied().flatten())
        .chain(liantu_monitoring::CATALOGUE.iter().copied().flatten())
        .chain(liantu_cooperation::CATALOGUE.iter().copied().flatten())
        .chain(catalogue::CATALOGUE)
}

/// Every table there is a schema for: those of the exchange format, and the findings of the last import.
pub fn tables() -> impl Iterator<Item = &'static schema::Table> {
    schema::TABLES.iter().chain([&liantu_package::REJECTS])
}

pub(crate) fn schema_of(name: &str) -> Option<&'static schema::Table> {
    tables().find(|table| table.name == name).or_else(|| keep::table(name)).or_else(|| derivation::table(name))
}

/// A table of a revision in memory; empty where it has none.
pub(crate) async fn read_rows(workspace: &Workspace, revision: &Revision, name: &str) -> Result<Rows, EngineError> {
    let Some(table) = schema_of(name) else { return Err(EngineError::Table { name: name.to_owned() }) };
    if !revision.tables.contains_key(name) {
        return Ok(Rows::default());
    }
    Rows::taking(table, workspace.scan(revision, name, None).await?)
}

/// Runs what keeps a processor busy away from the threads that answer requests.
pub(crate) async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, EngineError> + Send + 'static,
) -> Result<T, EngineError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| EngineError::Internal { reason: error.to_string() })?
}
