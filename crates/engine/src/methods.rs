//! The methods: one explicit list, and the one road from a call to an answer with its provenance.

mod accessibility;
mod accord;
mod accounts;
mod agglomeration;
mod allocation;
mod border;
mod bridging;
mod cascade;
mod centrality;
mod closure;
mod clusters;
mod communities;
mod compilation;
mod complexity;
mod contingency;
pub(crate) mod cooperation;
mod dependency;
mod dyads;
mod dynamics;
mod econometrics;
mod games;
mod gravity;
mod growth;
mod innovation;
mod matching;
mod measures;
mod modes;
mod multimodal;
mod network;
mod pairing;
mod partners;
mod pattern;
mod position;
mod promises;
mod register;
mod scenarios;
mod scorecard;
mod shape;
mod sheet;
mod space;
mod structure;
mod structure_stage;
mod substitution;
mod synergy;
mod synthesis;
mod watch;

pub(crate) use watch::traces::{Wanted, traces};

use crate::boundaries::Border;
use crate::frame::{self, Frame};
use crate::inputs::Inputs;
use crate::panel::Origin;
use crate::regions::LATEST;
use crate::rows::Rows;
use crate::scene::Scene;
use crate::{At, Engine, EngineError, Grid, Port, Progress, off_the_runtime};
use arrow::array::{ArrayRef, AsArray, Float64Array, RecordBatch};
use arrow::datatypes::{Float64Type, Schema};
use liantu_model::text::{Text, text};
use liantu_model::{Diagnostic, Method, Observation, Place, Provenance, Words, schema};
use liantu_package::{Known, Options, Sink, SinkError};
use liantu_workspace::Revision;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

/// A method and the function that binds its inputs and runs it.
struct Entry {
    method: &'static Method,
    run: fn(&Bound, &Inputs) -> Result<Answer, EngineError>,
}

/// Every method there is.
const ENTRIES: &[&[Entry]] = &[
    network::ENTRIES,
    border::ENTRIES,
    centrality::ENTRIES,
    bridging::ENTRIES,
    shape::ENTRIES,
    communities::ENTRIES,
    complexity::ENTRIES,
    modes::ENTRIES,
    dyads::ENTRIES,
    dynamics::ENTRIES,
    pattern::ENTRIES,
    position::ENTRIES,
    register::ENTRIES,
    accessibility::ENTRIES,
    closure::ENTRIES,
    multimodal::ENTRIES,
    space::ENTRIES,
    structure::ENTRIES,
    structure_stage::ENTRIES,
    clusters::ENTRIES,
    accord::ENTRIES,
    scorecard::ENTRIES,
    econometrics::ENTRIES,
    gravity::ENTRIES,
    growth::ENTRIES,
    measures::ENTRIES,
    agglomeration::ENTRIES,
    allocation::ENTRIES,
    synthesis::ENTRIES,
    innovation::ENTRIES,
    synergy::ENTRIES,
    games::ENTRIES,
    promises::ENTRIES,
    matching::ENTRIES,
    pairing::ENTRIES,
    partners::ENTRIES,
    cascade::ENTRIES,
    dependency::ENTRIES,
    substitution::ENTRIES,
    contingency::ENTRIES,
    accounts::ENTRIES,
    scenarios::ENTRIES,
    compilation::ENTRIES,
    watch::ENTRIES,
    cooperation::ENTRIES,
];

/// What a method may read.
pub(crate) struct Bound {
    pub scene: Arc<Scene>,
    /// The indicator table, where the method asks for it.
    pub indicator: Option<Origin>,
    /// The table of flows, where the method asks for it.
    pub flow: Rows,
    /// The other tables that the method asks for.
    pub tables: HashMap<&'static str, Rows>,
    /// Who touches whom by the boundaries of the workspace, where weights rest on them.
    pub borders: Vec<Border>,
    /// Who watches the computation and may stop it.
    pub progress: Arc<dyn Progress>,
}

impl Bound {
    /// Tables that reach a method by roads of their own.
    const APART: [&'static str; 2] = ["indicator", "flow"];

    /// The tables that a method asks for and that neither the scene nor a road of their own brings.
    fn others(method: &'static Method) -> impl Iterator<Item = &'static str> {
        let apart = |table: &str| Self::APART.contains(&table) || Scene::tables().any(|name| name == table);
        method.inputs.iter().map(|input| input.table).filter(move |table| !apart(table))
    }

    /// Tells whoever watches how far the computation is; false where it is to stop.
    pub fn goes_on(&self, done: u64, total: Option<u64>) -> bool {
        self.progress.advance("computing", done, total);
        !self.progress.cancelled()
    }

    /// The rows of a table; none where there is no such table.
    pub fn rows(&self, table: &str) -> &Rows {
        static NONE: LazyLock<Rows> = LazyLock::new(Rows::default);
        self.tables.get(table).unwrap_or(&NONE)
    }

    /// The indicators by region and period that a method asks for; `wanted` stands for the parameter `indicators`. The
    /// parameter `level` says which regions take part.
    pub fn frame(
        &self,
        method: &'static Method,
        inputs: &Inputs,
        wanted: Option<&[&str]>,
    ) -> Result<Frame, EngineError> {
        let origin = self.indicator.as_ref().ok_or_else(|| absent(method, "indicator", NO_TABLE))?;
        let (level, regions) = (inputs.text("level"), &self.scene.regions);
        let keep =
            |code: &str| level.is_none_or(|level| regions.get(code, LATEST).is_some_and(|found| found.level == level));
        frame::bind(method, inputs, origin, wanted, &keep)
    }
}

/// What a method gives.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// The columns of the result, in the order of the declaration.
    pub columns: Vec<ArrayRef>,
    /// What the variant is beyond its parameters: denominators, what is left out, how far it is exact.
    pub notes: Vec<Words>,
    pub observation: Observation,
    pub diagnostics: Vec<Diagnostic>,
    /// What was bound to the inputs beyond the row counts.
    pub inputs: BTreeMap<String, String>,
}

/// A result, with what it takes to compute it again.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The method.
    pub method: &'static Method,
    /// The result table.
    pub table: RecordBatch,
    /// Where it comes from.
    pub provenance: Provenance,
}

impl Outcome {
    /// The first `limit` rows, or all, with the labels of their columns.
    pub fn grid(&self, limit: Option<usize>) -> Result<Grid, EngineError> {
        Grid::new(self.table.schema().fields(), std::slice::from_ref(&self.table), self.method.outputs, 0, limit)
    }
}

/// The declarations of all methods.
pub fn methods() -> impl Iterator<Item = &'static Method> {
    ENTRIES.iter().copied().flatten().map(|entry| entry.method)
}

/// The method with this identifier or alias.
pub fn method(name: &str) -> Option<&'static Method> {
    let name = name.trim().to_lowercase().replace('-', "_");
    methods()
        .find(|method| method.id == name)
        .or_else(|| methods().find(|method| method.aliases.iter().any(|alias| alias.replace('-', "_") == name)))
}

fn entry(name: &str) -> Result<&'static Entry, EngineError> {
    let absent = || EngineError::Method {
        id: name.to_owned(),
        nearest: methods()
            .map(|method| (strsim::damerau_levenshtein(method.id, name), method.id))
            .min()
            .filter(|(distance, id)| *distance <= id.len() / 3)
            .map(|(_, id)| id.to_owned()),
    };
    let found = method(name).ok_or_else(absent)?;
    ENTRIES.iter().copied().flatten().find(|entry| entry.method.id == found.id).ok_or_else(absent)
}

impl Engine {
    /// Runs a method over a revision, with nobody watching.
    pub async fn run(
        &self,
        port: &Port,
        at: &At,
        name: &str,
        given: BTreeMap<String, String>,
    ) -> Result<Outcome, EngineError> {
        self.run_watched(port, at, name, given, Arc::new(())).await
    }

    /// The same with `progress` watching. The long loops of the studies ask it whether to go on; where a method has none, the
    /// result is dropped at its end.
    pub async fn run_watched(
        &self,
        port: &Port,
        at: &At,
        name: &str,
        given: BTreeMap<String, String>,
        progress: Arc<dyn Progress>,
    ) -> Result<Outcome, EngineError> {
        self.run_asked(port, at, (name, given, Vec::new()), progress).await
    }

    /// The same with tables in place of those that the revision has.
    pub(crate) async fn run_with(
        &self,
        port: &Port,
        at: &At,
        name: &str,
        given: BTreeMap<String, String>,
        instead: Vec<(&'static str, Rows)>,
    ) -> Result<Outcome, EngineError> {
        self.run_asked(port, at, (name, given, instead), Arc::new(())).await
    }

    async fn run_asked(
        &self,
        port: &Port,
        at: &At,
        (name, given, instead): (&str, BTreeMap<String, String>, Vec<(&'static str, Rows)>),
        progress: Arc<dyn Progress>,
    ) -> Result<Outcome, EngineError> {
        let entry = entry(name)?;
        let inputs = Inputs::check(entry.method, &given)?;
        let revision = self.revision(port, at).await?;
        progress.advance("reading", 0, None);
        let (mut bound, described) = self.bound(port, &revision, entry.method, &inputs, instead).await?;
        bound.progress = progress;
        let number = revision.number;
        off_the_runtime(move || finish(entry, &inputs, &bound, Some(number), described)).await
    }

    /// What a method may read of a revision, with what was bound to its inputs.
    pub(crate) async fn bound(
        &self,
        port: &Port,
        revision: &Revision,
        method: &'static Method,
        inputs: &Inputs,
        instead: Vec<(&'static str, Rows)>,
    ) -> Result<(Bound, BTreeMap<String, String>), EngineError> {
        let mut described = BTreeMap::new();
        for input in method.inputs {
            if let Some((_, rows)) = instead.iter().find(|(name, _)| *name == input.table) {
                described.insert(input.table.to_owned(), format!("given: {} rows", rows.len()));
                continue;
            }
            match revision.tables.get(input.table) {
                Some(pin) => {
                    described.insert(input.table.to_owned(), format!("table {}: {} rows", input.table, pin.rows));
                }
                None if input.optional => {}
                None => {
                    return Err(absent(
                        method,
                        input.table,
                        text("该版本没有这张表", "the revision has no such table"),
                    ));
                }
            }
        }
        let asks = |table: &str| method.inputs.iter().any(|input| input.table == table);
        let scene = if asks("link") || asks("actor") {
            self.scene(port, &At::revision(revision.number)).await?
        } else {
            let mut tables = HashMap::new();
            for name in Scene::REGION_TABLES {
                tables.insert(name, crate::read_rows(self.workspace(), revision, name).await?);
            }
            Arc::new(Scene::build(revision.number, tables)?)
        };
        let flow =
            if asks("flow") { crate::read_rows(self.workspace(), revision, "flow").await? } else { Rows::default() };
        let indicator = if asks("indicator") && revision.tables.contains_key("indicator") {
            let files = self.workspace().files(revision, "indicator").await?;
            Some(Origin::Parquet { files, names: own_names() })
        } else {
            None
        };
        let mut tables: HashMap<&'static str, Rows> = instead.into_iter().collect();
        for name in Bound::others(method) {
            if !tables.contains_key(name) {
                tables.insert(name, crate::read_rows(self.workspace(), revision, name).await?);
            }
        }
        let touching = matches!(inputs.text("weights"), Some("queen" | "rook"));
        let borders = if touching { self.borders()? } else { Vec::new() };
        Ok((Bound { scene, indicator, flow, tables, borders, progress: Arc::new(()) }, described))
    }
}

/// Runs a method on bare files: `(table, path)` for each of its inputs, each table in one file. A row that refers to
/// a row of another of the files must find it there.
pub async fn run_on_files(
    name: &str,
    files: Vec<(String, PathBuf)>,
    given: BTreeMap<String, String>,
) -> Result<Outcome, EngineError> {
    run_on_files_watched(name, files, given, Arc::new(())).await
}

/// The same with `progress` watching, as [`Engine::run_watched`].
pub async fn run_on_files_watched(
    name: &str,
    files: Vec<(String, PathBuf)>,
    given: BTreeMap<String, String>,
    progress: Arc<dyn Progress>,
) -> Result<Outcome, EngineError> {
    let entry = entry(name)?;
    let inputs = Inputs::check(entry.method, &given)?;
    off_the_runtime(move || {
        let files = in_order(files)?;
        let mut tables: HashMap<&'static str, Rows> = HashMap::new();
        let mut indicator = None;
        let mut described = BTreeMap::new();
        let mut findings = Vec::new();
        let mut keys = Keys::default();
        for &(table, ref path) in &files {
            let (origin, found) = read_file(table, path, keys.clone())?;
            findings.extend(found);
            let rows = match &origin {
                Origin::Batches(batches) => {
                    format!(": {} rows", batches.iter().map(RecordBatch::num_rows).sum::<usize>())
                }
                Origin::Parquet { .. } => String::new(),
            };
            described.insert(table.name.to_owned(), format!("file {}{rows}", path.display()));
            match (table.name, origin) {
                ("indicator", origin) => indicator = Some(origin),
                (_, Origin::Batches(batches)) => {
                    let rows = Rows::taking(table, batches)?;
                    keys.take(table, &rows);
                    tables.insert(table.name, rows);
                }
                (_, Origin::Parquet { .. }) => unreachable!("only indicator files are read column by column"),
            }
        }
        let given = |name: &str| files.iter().any(|(table, _)| table.name == name);
        if let Some(input) = entry.method.inputs.iter().find(|input| !input.optional && !given(input.table)) {
            return Err(absent(entry.method, input.table, text("没有给出它的文件", "no file was given for it")));
        }
        let flow = tables.remove("flow").unwrap_or_default();
        let others =
            Bound::others(entry.method).filter_map(|name| tables.remove(name).map(|rows| (name, rows))).collect();
        let scene = Arc::new(Scene::build(0, tables)?);
        let bound = Bound { scene, indicator, flow, tables: others, borders: Vec::new(), progress };
        let mut outcome = finish(entry, &inputs, &bound, None, described)?;
        outcome.provenance.diagnostics.splice(0..0, findings);
        Ok(outcome)
    })
    .await
}

/// The tables of bare files, those that others refer to first.
fn in_order(files: Vec<(String, PathBuf)>) -> Result<Vec<(&'static schema::Table, PathBuf)>, EngineError> {
    let place = |name: &str| schema::TABLES.iter().position(|table| table.name == name);
    let mut found = BTreeMap::new();
    for (name, path) in files {
        let place = place(&name).ok_or_else(|| EngineError::Table { name: name.clone() })?;
        if found.insert(place, path).is_some() {
            return Err(EngineError::parameter(
                "table",
                name,
                Words::new(
                    "每张表只给一次：把各行放进一个文件，或把文件导入工作空间",
                    "each table once: put its rows into one file, or import the files into a workspace",
                ),
            ));
        }
    }
    Ok(found.into_iter().map(|(place, path)| (&schema::TABLES[place], path)).collect())
}

/// Of a table that is not there.
const NO_TABLE: Text = text("没有这张表", "no such table");

/// Where travel needs either.
const NEITHER: Text = text("既没有时刻表也没有区域对", "neither a timetable nor pairs of regions");

fn absent(method: &'static Method, table: &str, found: impl Into<Words>) -> EngineError {
    let columns =
        method.inputs.iter().find(|input| input.table == table).map_or_else(Vec::new, |input| input.columns.to_vec());
    EngineError::Input { method: method.id, table: table.to_owned(), columns, found: found.into() }
}

fn finish(
    entry: &'static Entry,
    inputs: &Inputs,
    bound: &Bound,
    revision: Option<u64>,
    mut described: BTreeMap<String, String>,
) -> Result<Outcome, EngineError> {
    let method = entry.method;
    if !bound.goes_on(0, None) {
        return Err(EngineError::Cancelled);
    }
    let mut answer = (entry.run)(bound, inputs)?;
    if bound.progress.cancelled() {
        return Err(EngineError::Cancelled);
    }
    withhold_unbounded(method, &mut answer);
    // Words may come as a dictionary; what was withheld is null even where the column is declared full.
    let field = |(column, array): (&schema::Column, &ArrayRef)| {
        let nullable = !column.required || array.null_count() > 0;
        column.field().with_data_type(array.data_type().clone()).with_nullable(nullable)
    };
    let fields: Vec<_> = method.outputs.iter().zip(&answer.columns).map(field).collect();
    let table = RecordBatch::try_new(Arc::new(Schema::new(fields)), answer.columns)?;
    described.extend(answer.inputs);
    let provenance = Provenance {
        method: method.id.to_owned(),
        version: method.version,
        program: concat!("liantu ", env!("CARGO_PKG_VERSION")).to_owned(),
        revision,
        inputs: described,
        parameters: inputs.record(),
        variant: told(method, inputs, answer.notes),
        observation: answer.observation,
        diagnostics: answer.diagnostics,
    };
    Ok(Outcome { method, table, provenance })
}

/// Makes null what is no number, and says of which columns.
fn withhold_unbounded(method: &'static Method, answer: &mut Answer) {
    for (column, array) in method.outputs.iter().zip(&mut answer.columns) {
        let Some(numbers) = array.as_primitive_opt::<Float64Type>() else { continue };
        let unbounded = numbers.iter().flatten().filter(|number| !number.is_finite()).count();
        if unbounded > 0 {
            let held: Float64Array = numbers.iter().map(|number| number.filter(|number| number.is_finite())).collect();
            *array = Arc::new(held);
            let field = Some(column.name.to_owned());
            let place = Place { resource: method.id.to_owned(), field, ..Place::default() };
            answer.diagnostics.push(Diagnostic::new(&crate::catalogue::UNBOUNDED, place).found(unbounded.to_string()));
        }
    }
}

/// The variant in words: every parameter with its value, then the notes.
fn told(method: &'static Method, inputs: &Inputs, notes: Vec<Words>) -> Words {
    let given = method.parameters.iter().filter_map(|parameter| Some((parameter, inputs.text(parameter.name)?)));
    let given = given.map(|(parameter, value)| {
        Words::new(format!("{} {value}", parameter.title.zh), format!("{} {value}", parameter.title.en))
    });
    let (zh, en): (Vec<String>, Vec<String>) = given.chain(notes).map(|words| (words.zh, words.en)).unzip();
    Words::new(zh.join("；"), en.join("; "))
}

fn own_names() -> BTreeMap<String, String> {
    let columns = schema::table("indicator").map_or(&[][..], |table| table.columns);
    columns.iter().map(|column| (column.name.to_owned(), column.name.to_owned())).collect()
}

/// The keys in the files read so far. Where no file holds a table, every key of it counts as known, for there is no
/// workspace to look it up in; so does every region, since flows and accounts reach beyond the regions that are described.
#[derive(Clone, Default)]
pub(crate) struct Keys(HashMap<(&'static str, &'static str), Arc<HashSet<String>>>);

impl Keys {
    fn take(&mut self, table: &'static schema::Table, rows: &Rows) {
        for column in table.key.iter().filter(|_| table.name != "region") {
            if let Some(words) = rows.texts(column) {
                let words = words.iter().flatten().map(str::to_owned).collect();
                self.0.insert((table.name, column), Arc::new(words));
            }
        }
    }
}

impl Known for Keys {
    fn contains(&self, table: &str, column: &str, key: &str) -> bool {
        self.0.get(&(table, column)).is_none_or(|keys| keys.contains(key))
    }
}

/// The accepted rows.
struct Keep(Vec<RecordBatch>);

impl Sink for Keep {
    fn batch(&mut self, table: &'static schema::Table, batch: RecordBatch) -> Result<(), SinkError> {
        if table.name != liantu_package::REJECTS.name {
            self.0.push(batch);
        }
        Ok(())
    }
}

/// The rows of a bare file, with what its check found that is no error.
pub(crate) fn read_file(
    table: &'static schema::Table,
    path: &Path,
    known: Keys,
) -> Result<(Origin, Vec<Diagnostic>), EngineError> {
    if table.name == "indicator" && path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet")) {
        let mapping = liantu_package::propose(path, Some(table.name))?;
        let names = crate::propose::headers(&mapping);
        return Ok((Origin::Parquet { files: vec![path.to_owned()], names }, Vec::new()));
    }
    let options = Options { table: Some(table.name.to_owned()), known: Some(Box::new(known)), ..Options::default() };
    let mut keep = Keep(Vec::new());
    let report = liantu_package::open(path, options)?.read(&mut keep, &())?;
    if report.accepted {
        Ok((Origin::Batches(keep.0), report.findings))
    } else {
        Err(EngineError::Rejected { path: path.display().to_string(), findings: report.findings })
    }
}
