//! What a port sees: a workspace of its own, beside the others in the folder `ports`, that holds nothing else.
//!
//! Rights are not asked for at each door. What a port may not see is not there: the rows that it sees are written into a
//! workspace, and every door — SQL, methods, maps, alerts, reports, export — reads that one as it reads any other. The rows
//! follow from the newest revision alone, so that neither going back in time nor a right that was narrower yesterday brings
//! anything to light; they are written anew as soon as somebody reads after that revision changed.

mod sums;
mod tables;

use crate::regions::{LATEST, Region, Regions, wider};
use crate::rows::Rows;
use crate::{At, Engine, EngineError, Port, off_the_runtime, read_rows};
use arrow::array::{ArrayRef, RecordBatch, new_null_array};
use liantu_model::Words;
use liantu_model::schema::{self, Table};
use liantu_workspace::{CommitNote, Import, Mode, Revision, Workspace, WorkspaceError};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
pub(crate) use sums::OUTSIDE;
use sums::Sums;
use tables::{SEEN, Seen, query};

/// Grows whenever other rows are seen by the same rights.
const FORM: u64 = 3;
/// Between two tries to write what another program writes just now, and how many tries there are.
const PAUSE: Duration = Duration::from_millis(100);
const TRIES: u32 = 600;

/// Whose engine it is, if it is not that of the whole workspace.
#[derive(Debug)]
pub(crate) struct Sight {
    /// The whole.
    source: Engine,
    port: String,
    /// Held while what is seen is written.
    renewing: tokio::sync::Mutex<()>,
}

/// A row of the table `port`.
#[derive(Clone, Debug)]
struct Right {
    port: String,
    title: Words,
    region: String,
    finest: Option<String>,
}

/// Which places, and which of those who are there, a port sees.
#[derive(Debug)]
struct Places {
    finest: Option<String>,
    listed: HashMap<String, Lies>,
    actors: HashSet<String>,
}

/// Where a region lies.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Lies {
    /// In the port.
    Inside,
    /// Outside, but it is wide enough to be seen.
    Wide,
    /// Outside; with the nearest wider region that is seen.
    Hidden(Option<String>),
}

impl Places {
    fn is_wide(&self, level: &str) -> bool {
        self.finest.as_deref().is_some_and(|finest| level == finest || wider(level, finest))
    }

    /// Whether a region is wide enough to be seen from outside. A functional area may be as small as one city: unless areas
    /// themselves are named, it is seen where each of its members is.
    fn is_wide_region(&self, regions: &Regions, right: &Right, region: &Region) -> bool {
        if region.level != AREA || self.finest.as_deref() == Some(AREA) {
            return self.is_wide(&region.level);
        }
        let is_seen = |code: &str| {
            let wide = |own: &Region| own.level != AREA && self.is_wide(&own.level);
            regions.within(code, &right.region, LATEST) || regions.get(code, LATEST).is_some_and(wide)
        };
        let mut members = regions.members.iter().filter(|member| member.area == region.code).peekable();
        self.is_wide(AREA) && members.peek().is_some() && members.all(|member| is_seen(&member.member))
    }

    /// Where a region lies. A division of GB/T 2260 that the table of regions does not list lies where the one above it does;
    /// whatever else is not listed is hidden.
    fn of(&self, code: &str) -> Lies {
        if let Some(lies) = self.listed.get(code) {
            return lies.clone();
        }
        if code.len() != 6 || !code.bytes().all(|digit| digit.is_ascii_digit()) {
            return Lies::Hidden(None);
        }
        let above = [format!("{}00", &code[..4]), format!("{}0000", &code[..2])];
        let above = above.iter().find_map(|above| Some((above, self.listed.get(above)?)));
        let level = if code.ends_with("0000") {
            "province"
        } else if code.ends_with("00") {
            "city"
        } else {
            "county"
        };
        match above {
            Some((_, Lies::Inside)) => Lies::Inside,
            _ if self.is_wide(level) => Lies::Wide,
            Some((above, Lies::Wide)) => Lies::Hidden(Some(above.clone())),
            Some((_, Lies::Hidden(wider))) => Lies::Hidden(wider.clone()),
            None => Lies::Hidden(None),
        }
    }

    fn is_inside(&self, code: &str) -> bool {
        self.of(code) == Lies::Inside
    }

    fn is_seen(&self, code: &str) -> bool {
        !matches!(self.of(code), Lies::Hidden(_))
    }
}

/// The level of functional areas.
const AREA: &str = "area";

/// Kinds of actors that are a region, and as wide as it is.
const REGIONS_THEMSELVES: [&str; 6] = ["region", "corridor", "province", "city", "district", "government"];

impl Engine {
    /// The engine of a port: the same calls, over what the port sees. Nothing can be written through it.
    pub async fn seen_by(&self, port: &str) -> Result<Engine, EngineError> {
        if self.inner.sight.is_some() {
            return Err(self.refusal(Words::new("另一端口", "another port")));
        }
        let right = self.right(&self.revision(&Port::all(), &At::default()).await?, port).await?;
        let folder = self.port_folder(&right.port)?;
        let name = format!("{} · {}", self.workspace().name(), right.title.zh);
        let workspace = open_or_make(&folder, &name).await?;
        let sight = Sight { source: self.clone(), port: right.port, renewing: tokio::sync::Mutex::default() };
        let engine = Self::over(workspace, Some(sight));
        engine.renew().await?;
        Ok(engine)
    }

    /// Who reads through this engine: the port it was opened for, else the one that sees all.
    pub fn reader(&self) -> Port {
        self.inner.sight.as_ref().map_or_else(Port::all, |sight| Port::named(&sight.port))
    }

    /// Passes where everything is seen; a port that does not see all is refused what only the whole has.
    pub(crate) fn whole(&self, zh: &str, en: &str) -> Result<(), EngineError> {
        if self.is_limited() { Err(self.refusal(Words::new(zh, en))) } else { Ok(()) }
    }

    fn refusal(&self, what: Words) -> EngineError {
        EngineError::Privilege { port: self.reader().name().to_owned(), what }
    }

    /// The engine of the whole workspace: what is common to all ports, such as the outlines of regions, lies there.
    pub(crate) fn commons(&self) -> &Engine {
        self.inner.sight.as_ref().map_or(self, |sight| &sight.source)
    }

    /// The one writer, for those who see everything: what is written into what a port sees would be gone with the next
    /// revision.
    pub(crate) async fn begin(&self) -> Result<Import, EngineError> {
        self.whole("写入工作空间", "what writes into the workspace")?;
        Ok(self.workspace().begin().await?)
    }

    /// The regions that contain the port without being seen whole; none where everything is seen.
    pub(crate) async fn partly_seen(&self, regions: &Regions) -> Result<HashSet<String>, EngineError> {
        let Some(sight) = &self.inner.sight else { return Ok(HashSet::new()) };
        let revision = self.workspace().head().await?;
        let right = self.right(&revision, &sight.port).await?;
        let inside = |code: &&str| regions.within(code, &right.region, LATEST);
        let above = regions.codes().filter(inside).flat_map(|code| regions.path(code, LATEST));
        Ok(above.map(|region| region.code.clone()).filter(|code| !inside(&code.as_str())).collect())
    }

    /// Whether rights narrow what is seen.
    pub(crate) fn is_limited(&self) -> bool {
        self.inner.sight.is_some()
    }

    fn port_folder(&self, port: &str) -> Result<PathBuf, EngineError> {
        let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
        if port.is_empty() || port.chars().count() > 60 || !port.chars().all(plain) {
            let expected = Words::new(
                "端口的编号，至多 60 个字母、数字、连字符和下划线",
                "the identifier of a port in at most 60 letters, digits, hyphens and underlines",
            );
            return Err(EngineError::parameter("as", port, expected));
        }
        Ok(self.folder().join("ports").join(port))
    }

    /// What the table `port` says of a port.
    async fn right(&self, revision: &Revision, port: &str) -> Result<Right, EngineError> {
        let rows = read_rows(self.workspace(), revision, "port").await?;
        let row = (0..rows.len()).find(|&row| rows.text("port", row) == Some(port));
        let unknown = || {
            let known = (0..rows.len()).filter_map(|row| rows.text("port", row)).collect::<Vec<_>>();
            let expected = if known.is_empty() {
                Words::new(
                    "端口；工作空间没有表 `port`，只能整体读取",
                    "a port; the workspace has no table `port`, so that nobody reads it but as a whole",
                )
            } else {
                Words::new(format!("端口 {} 之一", known.join("、")), format!("one of the ports {}", known.join(", ")))
            };
            EngineError::parameter("as", port, expected)
        };
        let row = row.ok_or_else(unknown)?;
        // Their folders would be one where files are told apart without regard to case.
        let mut others = (0..rows.len()).filter_map(|row| rows.text("port", row)).filter(|other| *other != port);
        if let Some(other) = others.find(|other| other.to_lowercase() == port.to_lowercase()) {
            let expected = Words::new(
                format!("不只以大小写区别于端口 {other} 的编号：请为其中之一改名"),
                format!("an identifier that differs from the port {other} in more than case: rename one of them"),
            );
            return Err(EngineError::parameter("as", port, expected));
        }
        Ok(Right {
            port: port.to_owned(),
            title: rows.title("title_zh", "title_en", row, port),
            region: rows.text("region", row).unwrap_or_default().to_owned(),
            finest: rows.text("finest", row).map(str::to_owned),
        })
    }

    /// Brings what the port sees up to the newest revision of the whole.
    pub(crate) async fn renew(&self) -> Result<(), EngineError> {
        let Some(sight) = &self.inner.sight else { return Ok(()) };
        let source = &sight.source;
        if self.is_renewed(source).await? {
            return Ok(());
        }
        let _turn = sight.renewing.lock().await;
        let mut tries = TRIES;
        let mut import = loop {
            if self.is_renewed(source).await? {
                return Ok(());
            }
            match self.workspace().begin().await {
                // Another program is at it: who only reads waits and is not refused.
                Err(WorkspaceError::Busy { .. }) if tries > 0 => {
                    tries -= 1;
                    tokio::time::sleep(PAUSE).await;
                }
                begun => break begun?,
            }
        };
        // The newest now that nobody else can write: an older one, with older rights, must not come after a newer one.
        let whole = source.workspace().head().await?;
        if shows(import.base(), &whole) {
            import.abandon().await;
            return Ok(());
        }
        let right = source.right(&whole, &sight.port).await?;
        let places = source.places(&whole, &right).await?;
        let mut view = View::new(places, &right);
        // The sources last: only those that a row names are told.
        for seen in
            SEEN.iter().filter(|seen| seen.table != "source").chain(SEEN.iter().filter(|seen| seen.table == "source"))
        {
            import = source.show(&whole, seen, &mut view, import).await?;
        }
        let note = CommitNote {
            message: format!("revision {} as {} sees it", whole.number, sight.port),
            counts: shown(&whole),
            ..CommitNote::default()
        };
        import.commit(note).await?;
        Ok(())
    }

    /// Whether what the port sees is that of the newest revision of the whole.
    async fn is_renewed(&self, source: &Engine) -> Result<bool, EngineError> {
        let whole = source.workspace().head().await?;
        Ok(shows(&self.workspace().head().await?, &whole))
    }

    /// The places that a port sees, and who is there.
    async fn places(&self, revision: &Revision, right: &Right) -> Result<Places, EngineError> {
        let regions = self.regions(revision).await?;
        let mut places = Places { finest: right.finest.clone(), listed: HashMap::new(), actors: HashSet::new() };
        for code in regions.codes() {
            let path = regions.path(code, LATEST);
            let lies = if regions.within(code, &right.region, LATEST) {
                Lies::Inside
            } else if path.first().is_some_and(|region| places.is_wide_region(&regions, right, region)) {
                Lies::Wide
            } else {
                let above = path.iter().skip(1).find(|region| places.is_wide_region(&regions, right, region));
                Lies::Hidden(above.map(|region| region.code.clone()))
            };
            places.listed.insert(code.to_owned(), lies);
        }
        if revision.tables.contains_key("actor") {
            let mut stream = self.workspace().sql(revision, "SELECT actor_id, kind, region FROM actor").await?;
            let table = schema::table("actor").ok_or_else(|| EngineError::Table { name: "actor".to_owned() })?;
            while let Some(batch) = stream.next().await.transpose()? {
                let rows = Rows::new(table, &[batch])?;
                for row in 0..rows.len() {
                    let (Some(actor), Some(region)) = (rows.text("actor_id", row), rows.text("region", row)) else {
                        continue;
                    };
                    let is_region = rows.text("kind", row).is_some_and(|kind| REGIONS_THEMSELVES.contains(&kind));
                    if places.is_inside(region) || is_region && places.is_seen(region) {
                        places.actors.insert(actor.to_owned());
                    }
                }
            }
        }
        Ok(places)
    }

    /// Writes what is seen of a table.
    async fn show(
        &self,
        revision: &Revision,
        seen: &'static Seen,
        view: &mut View,
        mut import: Import,
    ) -> Result<Import, EngineError> {
        let table = schema::table(seen.table).ok_or_else(|| EngineError::Table { name: seen.table.to_owned() })?;
        let mut written = false;
        if revision.tables.contains_key(table.name) && view.opens(self, revision, seen).await? {
            let mut stream = self.workspace().sql(revision, &query(table)).await?;
            while let Some(batch) = stream.next().await.transpose()? {
                if let Some(kept) = view.take(seen, table, &batch)? {
                    import = write(import, table, kept).await?;
                    written = true;
                }
            }
        }
        if let Some(more) = view.added(table)? {
            import = write(import, table, more).await?;
            written = true;
        }
        if !written && import.base().tables.get(table.name).is_some_and(|pin| pin.rows > 0) {
            import = write(import, table, RecordBatch::new_empty(Arc::new(table.arrow()))).await?;
        }
        Ok(import)
    }
}

/// What the note of a commit says of the revision that was read, and in which form. The time belongs to it: a workspace that
/// was brought back from a copy goes on from an earlier number.
fn shown(whole: &Revision) -> BTreeMap<String, u64> {
    let microseconds = whole.at.as_microsecond().unsigned_abs();
    [("of_revision", whole.number), ("of_time", microseconds), ("form", FORM)]
        .map(|(name, count)| (name.to_owned(), count))
        .into()
}

/// Whether a revision of what a port sees was written from this revision of the whole.
fn shows(own: &Revision, whole: &Revision) -> bool {
    shown(whole).iter().all(|(name, count)| own.note.counts.get(name) == Some(count))
}

/// The workspace in a folder. It is made under another name and moved there whole: a process that is killed while making it
/// leaves nothing in its place.
async fn open_or_make(folder: &Path, name: &str) -> Result<Workspace, EngineError> {
    static MADE: AtomicU64 = AtomicU64::new(0);
    if !folder.join("liantu.toml").is_file() {
        // Two programs, and two tasks of one, may be at it; no port has a dot in its name.
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let fresh = folder.with_extension(format!("{}-{number}.new", std::process::id()));
        // What a killed process of the same number left.
        let _ = std::fs::remove_dir_all(&fresh);
        drop(Workspace::create(&fresh, name).await?);
        if let Err(error) = std::fs::rename(&fresh, folder) {
            let _ = std::fs::remove_dir_all(&fresh);
            if !folder.join("liantu.toml").is_file() {
                return Err(EngineError::file(folder)(error));
            }
        }
    }
    Ok(Workspace::open(folder).await?)
}

async fn write(mut import: Import, table: &'static Table, batch: RecordBatch) -> Result<Import, EngineError> {
    off_the_runtime(move || {
        import.write(table, Mode::Replace, &batch)?;
        Ok(import)
    })
    .await
}

/// What is known of what a port sees while it is written.
struct View {
    places: Places,
    port: String,
    /// The keys of the rows that are seen, of tables that others refer to.
    keys: HashMap<&'static str, HashSet<String>>,
    /// The sources that rows name.
    sources: HashSet<String>,
    sums: Sums,
}

impl View {
    fn new(places: Places, right: &Right) -> Self {
        let keys = HashMap::from([("actor", places.actors.clone())]);
        Self { places, port: right.port.clone(), keys, sources: HashSet::new(), sums: Sums::default() }
    }
}

/// The row that stands in the table of sources for sums over what is not seen.
fn outside(table: &Table) -> Result<RecordBatch, EngineError> {
    let columns = table.columns.iter().map(|column| -> ArrayRef {
        let word = match column.name {
            "source_id" => Some(OUTSIDE),
            "title_zh" => Some("本端口不能逐行看到的流量之和"),
            "title_en" => Some("Sums of flows that this port does not see one by one"),
            _ => None,
        };
        word.map_or_else(
            || new_null_array(&column.kind.data_type(), 1),
            |word| Arc::new(arrow::array::StringArray::from(vec![word])),
        )
    });
    Ok(RecordBatch::try_new(Arc::new(table.arrow()), columns.collect())?)
}
