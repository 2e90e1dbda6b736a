//! The door in: foreign data is read and checked, then appears whole or not at all.

mod past;

use crate::derivation::{DerivedInfo, Deriving, patents};
use crate::{At, Engine, EngineError, Port, off_the_runtime};
use arrow::array::{AsArray, RecordBatch};
use liantu_model::{Diagnostic, Words, schema};
use liantu_package::{Known, Mapping, Options, PackageError, Policy, REJECTS, Report, Sink, SinkError, Stage};
use liantu_workspace::{CommitNote, Import, ImportedFile, Mode, Revision, Workspace};
use past::{WITHDRAWN, reading, repeated, taken};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use utoipa::ToSchema;

/// What is to be imported or checked.
#[derive(Clone, Debug, Default)]
pub struct ImportRequest {
    /// The file, folder or archive.
    pub path: PathBuf,
    /// Its name as the user knows it, where `path` is a temporary file.
    pub name: Option<String>,
    /// The table a single file goes to; found from its header where absent.
    pub table: Option<String>,
    /// The text of a mapping file.
    pub mapping: Option<String>,
    /// `reject-package` (default), `reject-rows` or `warn`.
    pub policy: Option<String>,
    /// Check only, even in a workspace.
    pub dry_run: bool,
    /// The rows are withdrawn: rows of the workspace with their keys go.
    pub withdraw: bool,
    /// A content that was taken in is not taken in again, though its rows may have been changed since: for a folder in which
    /// files stay. Its name counts: a content that comes back under a name that had another since is news.
    pub once: bool,
}

/// Watches a long operation, and may stop it.
pub trait Progress: Send + Sync {
    /// `done` of `total` have passed `stage`: bytes of a file, or parts of a computation.
    fn advance(&self, stage: &str, done: u64, total: Option<u64>);
    /// Whether to stop.
    fn cancelled(&self) -> bool {
        false
    }
}

/// Nobody watches.
impl Progress for () {
    fn advance(&self, _: &str, _: u64, _: Option<u64>) {}
}

/// What came of an import.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportOutcome {
    /// What was read and found.
    pub report: ImportReport,
    /// The revision that now has the rows, or, for a package that was rejected, only its findings.
    pub revision: Option<u64>,
    /// The earlier revision that imported exactly the same content, where that changes nothing now; then nothing was written.
    pub repeated: Option<u64>,
    /// The flows and indicators that followed.
    pub derived: Vec<DerivedInfo>,
}

/// What was read and found.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct ImportReport {
    /// Whether the rows may be taken.
    pub accepted: bool,
    /// The policy that decided.
    pub policy: String,
    /// The files.
    pub resources: Vec<ResourceSummary>,
    /// How many findings each code has, exactly.
    pub counts: BTreeMap<String, u64>,
    /// The first findings of each code; table `rejects` has them all.
    pub findings: Vec<Diagnostic>,
}

/// What became of one file. `read = accepted + rejected`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ResourceSummary {
    /// Name of the resource.
    pub name: String,
    /// The table its rows went to.
    pub table: String,
    /// Path as the user gave it.
    pub path: String,
    /// Size.
    pub bytes: u64,
    /// SHA-256 of the content.
    pub sha256: String,
    /// How text was decoded.
    pub encoding: Option<String>,
    /// What separates the fields.
    pub delimiter: Option<String>,
    /// Which columns became which: column of the table, column of the file.
    pub columns: Vec<(String, String)>,
    /// Data rows.
    pub read: u64,
    /// Rows taken.
    pub accepted: u64,
    /// Rows not taken.
    pub rejected: u64,
}

impl ImportReport {
    fn new(report: Report, policy: Policy) -> Self {
        let resources = report.resources.into_iter().map(|resource| ResourceSummary {
            name: resource.name,
            table: resource.table,
            path: resource.path,
            bytes: resource.bytes,
            sha256: resource.content_hash,
            encoding: resource.encoding,
            delimiter: resource.delimiter.map(String::from),
            columns: resource.columns,
            read: resource.read,
            accepted: resource.accepted,
            rejected: resource.rejected,
        });
        Self {
            accepted: report.accepted,
            policy: policy_word(policy).to_owned(),
            resources: resources.collect(),
            counts: report.counts,
            findings: report.findings,
        }
    }
}

const fn policy_word(policy: Policy) -> &'static str {
    match policy {
        Policy::RejectPackage => "reject-package",
        Policy::RejectRows => "reject-rows",
        Policy::Warn => "warn",
    }
}

/// Reads and checks without a workspace; nothing is kept.
pub async fn check(request: ImportRequest, progress: Arc<dyn Progress>) -> Result<ImportOutcome, EngineError> {
    let options = options(&request, None)?;
    let policy = options.policy;
    let report = off_the_runtime(move || {
        let package = liantu_package::open(&request.path, options)?;
        Ok(package.read(&mut liantu_package::Discard, &Watched(&*progress))?)
    })
    .await?;
    Ok(ImportOutcome { report: ImportReport::new(report, policy), revision: None, repeated: None, derived: Vec::new() })
}

impl Engine {
    /// Reads, checks and, if the policy allows, commits. A content that was imported before is left alone where each of its rows
    /// stands as it would be written.
    pub async fn import(
        &self,
        port: &Port,
        request: ImportRequest,
        progress: Arc<dyn Progress>,
    ) -> Result<ImportOutcome, EngineError> {
        let head = self.revision(port, &At::default()).await?;
        let known = KnownKeys::load(self.workspace(), &head).await?;
        let options = options(&request, Some(known))?;
        if request.dry_run {
            let policy = options.policy;
            let report = off_the_runtime(move || {
                let package = liantu_package::open(&request.path, options)?;
                Ok(package.read(&mut liantu_package::Discard, &Watched(&*progress))?)
            })
            .await?;
            return Ok(ImportOutcome {
                report: ImportReport::new(report, policy),
                revision: None,
                repeated: None,
                derived: Vec::new(),
            });
        }
        let import = self.begin().await?;
        let deriving = Deriving::begin(self, import.base()).await?;
        let (policy, withdraw, once) = (options.policy, request.withdraw, request.once);
        let reading = reading(&request);
        let name = request.name.clone().unwrap_or_else(|| request.path.display().to_string());
        let (report, staging) = off_the_runtime(move || {
            let package = liantu_package::open(&request.path, options)?;
            let mut staging = Staging { import, deriving, withdraw, failed: None };
            match package.read(&mut staging, &Watched(&*progress)) {
                Ok(report) => Ok((report, staging)),
                Err(PackageError::Sink { .. }) if staging.failed.is_some() => {
                    Err(staging.failed.take().unwrap_or(EngineError::Cancelled))
                }
                Err(error) => Err(error.into()),
            }
        })
        .await?;
        let past = if report.accepted { self.lineage(port).await? } else { Vec::new() };
        let repeated = repeated(&past, &report, withdraw);
        if let Some(repeated) = repeated.filter(|_| once && taken(&past, &report, withdraw, &reading)) {
            return self.left_alone(staging.import, report, policy, repeated).await;
        }
        let note = note(&name, &report, policy, withdraw, reading);
        let Staging { mut import, deriving, .. } = staging;
        let mut derived = Vec::new();
        let mut findings = Vec::new();
        if report.accepted {
            if repeated.is_some() {
                import.compare();
            }
            (import, derived, findings) = self.keep_up(import, deriving).await?;
            let tables: Vec<&str> = report.resources.iter().map(|resource| resource.table.as_str()).collect();
            if let Some(repeated) = repeated
                && !import.changes(&tables).await?
            {
                return self.left_alone(import, report, policy, repeated).await;
            }
        } else {
            import = import.keep_only(&["rejects"]).await?;
        }
        let mut report = ImportReport::new(report, policy);
        for finding in findings {
            *report.counts.entry(finding.code.to_owned()).or_default() += 1;
            report.findings.push(finding);
        }
        let own = import.commit(note).await?.number;
        let revision = self.link(&mut report, &mut derived).await?.unwrap_or(own);
        Ok(ImportOutcome { report, revision: Some(revision), repeated: None, derived })
    }

    /// Nothing is written: the rows are in the workspace since the revision `repeated`.
    async fn left_alone(
        &self,
        import: Import,
        report: Report,
        policy: Policy,
        repeated: u64,
    ) -> Result<ImportOutcome, EngineError> {
        import.abandon().await;
        let (mut report, mut derived) = (ImportReport::new(report, policy), Vec::new());
        // Whoever took these files in may have been stopped before the links that follow from them were written.
        self.link(&mut report, &mut derived).await?;
        Ok(ImportOutcome { report, revision: None, repeated: Some(repeated), derived })
    }

    /// Brings the links of patents up to files that were taken in, if they follow from any of these; the revision they are in.
    async fn link(
        &self,
        report: &mut ImportReport,
        derived: &mut Vec<DerivedInfo>,
    ) -> Result<Option<u64>, EngineError> {
        let reads = |resource: &ResourceSummary| patents::READ.contains(&resource.table.as_str());
        if !(report.accepted && report.resources.iter().any(reads)) {
            return Ok(None);
        }
        let Some(linked) = self.link_patents().await? else { return Ok(None) };
        derived.extend(Some(linked.info).filter(|info| info.written + info.removed > 0));
        for finding in linked.findings {
            *report.counts.entry(finding.code.to_owned()).or_default() += 1;
            report.findings.push(finding);
        }
        Ok(Some(linked.revision))
    }
}

fn note(name: &str, report: &Report, policy: Policy, withdraw: bool, reading: String) -> CommitNote {
    let sum = |count: fn(&liantu_package::ResourceReport) -> u64| report.resources.iter().map(count).sum::<u64>();
    let accepted = if report.accepted { sum(|resource| resource.accepted) } else { 0 };
    let act = if withdraw { "withdraw" } else { "import" };
    let message =
        if report.accepted { format!("{act} {name}") } else { format!("findings of {name}, which was rejected") };
    let withdrawn = withdraw.then(|| (WITHDRAWN.to_owned(), accepted));
    CommitNote {
        message,
        files: report
            .resources
            .iter()
            .map(|resource| ImportedFile {
                name: resource.path.clone(),
                bytes: resource.bytes,
                sha256: resource.content_hash.clone(),
            })
            .collect(),
        policy: Some(policy_word(policy).to_owned()),
        reading: Some(reading),
        counts: BTreeMap::from([
            ("read".to_owned(), sum(|resource| resource.read)),
            ("accepted".to_owned(), accepted),
            ("rejected".to_owned(), sum(|resource| resource.read) - accepted),
            ("findings".to_owned(), report.counts.values().sum()),
        ])
        .into_iter()
        .chain(withdrawn)
        .collect(),
    }
}

fn options(request: &ImportRequest, known: Option<KnownKeys>) -> Result<Options, EngineError> {
    let policy = match request.policy.as_deref().map(str::trim) {
        None | Some("") => Policy::default(),
        Some(word) => Policy::parse(word).ok_or_else(|| {
            EngineError::parameter(
                "policy",
                word,
                Words::new("reject-package、reject-rows、warn 之一", "one of reject-package, reject-rows, warn"),
            )
        })?,
    };
    let mapping = request.mapping.as_deref().map(Mapping::from_toml).transpose()?;
    let known = known.map(|known| Box::new(known) as Box<dyn Known>);
    Ok(Options {
        name: request.name.clone(),
        table: request.table.clone(),
        mapping,
        policy,
        known,
        ..Options::default()
    })
}

/// Passes accepted rows and findings on to the workspace.
struct Staging {
    import: Import,
    deriving: Deriving,
    withdraw: bool,
    failed: Option<EngineError>,
}

impl Sink for Staging {
    fn batch(&mut self, table: &'static schema::Table, batch: RecordBatch) -> Result<(), SinkError> {
        // The check has seen to it that keys are unique within the package, so that a table without rows needs no look-up.
        let holds_rows = self.import.base().tables.get(table.name).is_some_and(|pin| pin.rows > 0);
        let mode = if table.name == REJECTS.name {
            Mode::Replace
        } else if self.withdraw {
            Mode::Withdraw
        } else if table.key.is_empty() || !holds_rows {
            Mode::Append
        } else {
            Mode::Upsert
        };
        let written = self.import.write(table, mode, &batch).map_err(EngineError::from);
        let taken = written.and_then(|()| match mode {
            Mode::Replace => Ok(()),
            _ => self.deriving.take(table, &batch, mode == Mode::Withdraw),
        });
        taken.map_err(|error| {
            let told: SinkError = error.to_string().into();
            self.failed = Some(error);
            told
        })
    }
}

/// The engine's progress as the package sees it.
struct Watched<'a>(&'a dyn Progress);

impl liantu_package::Progress for Watched<'_> {
    fn advance(&self, stage: Stage, done_bytes: u64, total_bytes: Option<u64>) {
        let stage = match stage {
            Stage::Reading => "reading",
            Stage::Verifying => "verifying",
            Stage::Locating => "locating",
        };
        self.0.advance(stage, done_bytes, total_bytes);
    }

    fn cancelled(&self) -> bool {
        self.0.cancelled()
    }
}

/// The keys to which rows may refer.
struct KnownKeys(HashMap<(&'static str, &'static str), HashSet<String>>);

impl Known for KnownKeys {
    fn contains(&self, table: &str, column: &str, key: &str) -> bool {
        self.0.iter().any(|((own, name), keys)| *own == table && *name == column && keys.contains(key))
    }
}

impl KnownKeys {
    async fn load(workspace: &Workspace, revision: &Revision) -> Result<Self, EngineError> {
        let mut known = HashMap::new();
        for table in schema::TABLES {
            for column in table.columns {
                let target = match column.kind {
                    schema::ColumnKind::Reference { table, column } => (table, column),
                    schema::ColumnKind::Code { system: liantu_model::code::CodeSystem::Region } => ("region", "region"),
                    schema::ColumnKind::Code { system: liantu_model::code::CodeSystem::Industry } => {
                        ("industry", "industry")
                    }
                    _ => continue,
                };
                if known.contains_key(&target) || !revision.tables.contains_key(target.0) {
                    continue;
                }
                let mut keys = HashSet::new();
                for batch in workspace.scan(revision, target.0, Some(&[target.1])).await? {
                    let texts = arrow::compute::cast(batch.column(0), &arrow::datatypes::DataType::Utf8)?;
                    keys.extend(texts.as_string::<i32>().iter().flatten().map(str::to_owned));
                }
                known.insert(target, keys);
            }
        }
        Ok(Self(known))
    }
}
