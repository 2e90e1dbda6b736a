//! Records of departments become flows and indicators as they come in.
//!
//! What becomes of which records is data (table `derivation`, else the derivations that ship). Each import gives its rows to
//! the cells they belong to and takes away the rows that it replaces or withdraws; only the cells that this touches are read,
//! changed and written again, in the same commit. Sums are exact, so that the result has the bits of a computation from the
//! whole history, which is what happens where a declaration or a concordance changed.

mod cells;
mod definition;
pub(crate) mod patents;
mod records;
mod tally;

use crate::rows::Rows;
use crate::{Engine, EngineError, Port, off_the_runtime, read_rows};
use arrow::array::RecordBatch;
use arrow::compute::cast;
use arrow::util::display::array_value_to_string;
use cells::{CELLS, EARLIER, MADE_BY, Outcome, Sheet};
use definition::{DEFINING, Defining, Definitions, SOURCE};
use foldhash::{HashMap, HashSet};
use liantu_model::schema::{self, Table};
use liantu_model::{Diagnostic, Words};
use liantu_monitoring::derivation::Target;
use liantu_monitoring::incremental::{Cell, Key};
use liantu_monitoring::{Frequency, Step};
use liantu_workspace::{CommitNote, Import, Mode, Revision};
pub use records::{RecordAmount, RecordsView};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use tally::{Group, Name, Tally};
use utoipa::ToSchema;

/// Periods that are named one by one in a query.
const NAMED: usize = 400;

/// What a derivation came to in an import.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DerivedInfo {
    /// The derivation.
    pub derivation: String,
    /// Its title.
    pub title: Words,
    /// The table of records.
    pub from: String,
    /// `flow` or `indicator`.
    pub into: String,
    /// The periods whose rows changed.
    pub periods: Vec<String>,
    /// Rows written.
    pub written: u64,
    /// Rows that are gone.
    pub removed: u64,
    /// Whether it was computed from the whole history, because what declares it changed.
    pub anew: bool,
}

/// What came of [`Engine::derive`].
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeriveOutcome {
    /// The derivations.
    pub derivations: Vec<DerivedInfo>,
    /// The revision that has the rows; absent where nothing was to be written.
    pub revision: Option<u64>,
    /// Rows that differ between what is kept up and what the whole history gives.
    pub differences: u64,
    /// What was found on the way.
    pub findings: Vec<Diagnostic>,
}

/// The internal tables of this room.
pub(crate) fn table(name: &str) -> Option<&'static Table> {
    [&CELLS, &MADE_BY].into_iter().find(|table| table.name == name)
}

/// Whether a source says that its row was added up from records.
pub(crate) fn is_derived(source: &str) -> bool {
    source.starts_with(SOURCE)
}

/// Follows an import, batch by batch.
#[derive(Debug)]
pub(crate) struct Deriving {
    defining: Defining,
    tally: Option<Tally>,
    seen: BTreeSet<&'static str>,
}

impl Deriving {
    pub async fn begin(engine: &Engine, base: &Revision) -> Result<Self, EngineError> {
        Ok(Self { defining: Defining::load(engine, base).await?, tally: None, seen: BTreeSet::new() })
    }

    fn tally(&mut self) -> Result<&mut Tally, EngineError> {
        if self.tally.is_none() {
            self.tally = Some(Tally::new(Arc::new(self.defining.read()?)));
        }
        self.tally.as_mut().ok_or(EngineError::Cancelled)
    }

    /// Takes note of rows that come in or, `withdrawn`, are to go.
    pub fn take(&mut self, table: &'static Table, batch: &RecordBatch, withdrawn: bool) -> Result<(), EngineError> {
        if DEFINING.contains(&table.name) {
            // They are read before all records: see the order of `schema::TABLES`.
            self.tally = None;
            return self.defining.take_batch(table.name, batch, withdrawn);
        }
        let target = [Target::Flow, Target::Indicator].into_iter().find(|target| target.table() == table.name);
        if let Some(target) = target {
            self.seen.insert(table.name);
            return self.tally()?.claim(target, batch);
        }
        if self.tally()?.definitions.read_table(table.name) {
            self.seen.insert(table.name);
            // What goes is taken away as it is stored, once it is known.
            return if withdrawn { Ok(()) } else { self.tally()?.take(table.name, batch, false, None) };
        }
        Ok(())
    }
}

/// What an import does to derived rows.
struct Plan {
    outcome: Outcome,
    infos: Vec<DerivedInfo>,
    findings: Vec<Diagnostic>,
    /// Stored rows of derivations that are made anew or are no more.
    stale: Vec<(&'static Table, Vec<RecordBatch>)>,
    made_by: Sheet,
    unmade: Sheet,
    sources: Sheet,
    /// Rows that are written or taken away, with their source; and those that were claimed.
    own: HashMap<String, String>,
    claimed: HashSet<String>,
    /// The sources of the stale rows.
    renewed: HashSet<String>,
}

impl Engine {
    /// Computes all derived rows from the whole history and compares them with those that are kept up; unless `check`, what
    /// differs is written.
    pub async fn derive(&self, _port: &Port, check: bool) -> Result<DeriveOutcome, EngineError> {
        let mut import = self.begin().await?;
        let base = import.base().clone();
        let deriving = Deriving::begin(self, &base).await?;
        let Some(plan) = self.plan(&mut import, deriving, true).await? else {
            import.abandon().await;
            return Ok(DeriveOutcome { derivations: Vec::new(), revision: None, differences: 0, findings: Vec::new() });
        };
        let differences = Self::differences(&base, &plan)?;
        let (derivations, findings) = (plan.infos.clone(), plan.findings.clone());
        if check || differences == 0 {
            import.abandon().await;
            return Ok(DeriveOutcome { derivations, revision: None, differences, findings });
        }
        let import = Self::write(import, plan).await?;
        let note = CommitNote { message: "derive".to_owned(), ..CommitNote::default() };
        let revision = Some(import.commit(note).await?.number);
        Ok(DeriveOutcome { derivations, revision, differences, findings })
    }

    /// Brings flows and indicators up to what an import changes, in the same import.
    pub(crate) async fn keep_up(
        &self,
        mut import: Import,
        deriving: Deriving,
    ) -> Result<(Import, Vec<DerivedInfo>, Vec<Diagnostic>), EngineError> {
        let Some(plan) = self.plan(&mut import, deriving, false).await? else {
            return Ok((import, Vec::new(), Vec::new()));
        };
        let (mut infos, findings) = (plan.infos.clone(), plan.findings.clone());
        infos.retain(|info| info.written + info.removed > 0 || info.anew);
        let import = Self::write(import, plan).await?;
        Ok((import, infos, findings))
    }

    async fn plan(&self, import: &mut Import, mut deriving: Deriving, all: bool) -> Result<Option<Plan>, EngineError> {
        let base = import.base().clone();
        let holds = |table: &str| base.tables.get(table).is_some_and(|pin| pin.rows > 0);
        deriving.tally()?;
        let Deriving { tally: Some(tally), seen, .. } = deriving else { return Ok(None) };
        let definitions = Arc::clone(&tally.definitions);
        let made = read_rows(self.workspace(), &base, MADE_BY.name).await?;
        let made: BTreeMap<String, String> = (0..made.len())
            .filter_map(|row| Some((made.text("derivation", row)?.to_owned(), made.text("print", row)?.to_owned())))
            .collect();
        let in_use: Vec<bool> = definitions
            .derivations
            .iter()
            .map(|own| holds(own.table.name) || seen.contains(own.table.name) || made.contains_key(&own.id))
            .collect();
        if !in_use.contains(&true) && made.is_empty() {
            return Ok(None);
        }
        let anew: Vec<bool> = (definitions.derivations.iter().zip(&definitions.prints).zip(&in_use))
            .map(|((own, print), in_use)| {
                let known = made.get(&own.id);
                *in_use && (all || known.map_or(holds(own.table.name), |known| known != print))
            })
            .collect();
        let ids: BTreeSet<&str> = definitions.derivations.iter().map(|own| own.id.as_str()).collect();
        let gone: Vec<&String> = made.keys().filter(|id| !ids.contains(id.as_str())).collect();
        let tally = self.withdraw(import, &definitions, &seen, tally).await?;
        let mut tally = self.history(&base, &definitions, &anew, tally).await?;
        let mut unmade = Sheet::new(&MADE_BY);
        for id in &gone {
            unmade.text("derivation", Some(id));
            unmade.text("print", Some(""));
            unmade.end();
        }
        let renewed = definitions.derivations.iter().zip(&anew).filter(|(_, anew)| **anew).map(|(own, _)| &own.id);
        let stale: Vec<&String> = renewed.chain(gone).collect();
        let renewed: HashSet<String> = stale.iter().map(|id| format!("{SOURCE}{id}")).collect();
        let (wanted, before) = self.stored_cells(&base, &mut tally, &anew).await?;
        let stale = self.stale_rows(&base, &stale).await?;
        let sources = self.sources_of(&base, &definitions, &in_use).await?;
        off_the_runtime(move || {
            tally.settle()?;
            let mut made_by = Sheet::new(&MADE_BY);
            for ((own, print), _) in
                definitions.derivations.iter().zip(&definitions.prints).zip(&in_use).filter(|own| *own.1)
            {
                if made.get(&own.id) != Some(print) {
                    made_by.text("derivation", Some(&own.id));
                    made_by.text("print", Some(print));
                    made_by.end();
                }
            }
            let outcome = tally.outcome(&wanted, &before)?;
            let findings = tally.diagnostics(&outcome.changed);
            let infos = (definitions.derivations.iter().zip(&definitions.titles)).zip(&outcome.changed).zip(&anew);
            let infos = infos.map(|(((own, title), changed), anew)| DerivedInfo {
                derivation: own.id.clone(),
                title: title.clone(),
                from: own.table.name.to_owned(),
                into: own.target.table().to_owned(),
                periods: changed.periods.iter().cloned().collect(),
                written: changed.written,
                removed: changed.removed,
                anew: *anew,
            });
            let infos: Vec<DerivedInfo> = infos.collect();
            let mut own = HashMap::default();
            let mut claimed = HashSet::default();
            for place in &wanted {
                let key = tally.row_key(place);
                let source = format!("{SOURCE}{}", definitions.derivations[usize::from(place.0.derivation)].id);
                if tally.claimed.contains(place) {
                    claimed.insert(key.clone());
                }
                if let Some(other) = own.insert(key.clone(), source.clone()).filter(|other| *other != source) {
                    return Err(EngineError::Derived { row: key, other });
                }
            }
            Ok(Some(Plan { outcome, infos, findings, stale, made_by, unmade, sources, own, claimed, renewed }))
        })
        .await
    }

    /// Takes away the records that go, as they are stored.
    async fn withdraw(
        &self,
        import: &mut Import,
        definitions: &Definitions,
        seen: &BTreeSet<&'static str>,
        tally: Tally,
    ) -> Result<Tally, EngineError> {
        let shared = Arc::new(Mutex::new((tally, Ok(()))));
        for table in
            schema::TABLES.iter().filter(|table| seen.contains(table.name) && definitions.read_table(table.name))
        {
            let held = Arc::clone(&shared);
            let each = move |batch: RecordBatch| {
                let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
                let (tally, outcome) = &mut *held;
                if outcome.is_ok() {
                    *outcome = tally.take(table.name, &batch, true, None);
                }
            };
            import.outgoing(table, Box::new(each)).await?;
        }
        let shared = Arc::into_inner(shared).ok_or(EngineError::Cancelled)?;
        let (tally, outcome) = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
        outcome.map(|()| tally)
    }

    /// Gives the whole history to the derivations that are made anew.
    async fn history(
        &self,
        base: &Revision,
        definitions: &Definitions,
        anew: &[bool],
        mut tally: Tally,
    ) -> Result<Tally, EngineError> {
        let own = definitions.derivations.iter().zip(anew).filter(|(_, anew)| **anew);
        let tables: BTreeSet<&str> = own.map(|(own, _)| own.table.name).collect();
        for table in tables.into_iter().filter(|table| base.tables.contains_key(*table)) {
            let mut rows = self.workspace().sql(base, &format!("SELECT * FROM \"{table}\"")).await?;
            while let Some(batch) = rows.next().await {
                let (batch, table, only) = (batch?, table.to_owned(), anew.to_vec());
                tally = off_the_runtime(move || {
                    tally.take(&table, &batch, false, Some(&only))?;
                    Ok(tally)
                })
                .await?;
            }
        }
        Ok(tally)
    }

    /// Reads what is stored of the cells that are touched, and of some steps before each; says which groups are to be written,
    /// and of which cells each consisted.
    async fn stored_cells(
        &self,
        base: &Revision,
        tally: &mut Tally,
        anew: &[bool],
    ) -> Result<(BTreeSet<(Group, Step)>, BTreeMap<(Group, Step), Vec<Key>>), EngineError> {
        let touched = tally.touched().map(|(key, step)| (tally.names[key as usize].group, step));
        let wanted: BTreeSet<(Group, Step)> = touched.chain(tally.claimed.iter().copied()).collect();
        let mut before: BTreeMap<(Group, Step), Vec<Key>> = BTreeMap::new();
        if wanted.is_empty() || !base.tables.contains_key(CELLS.name) {
            return Ok((wanted, before));
        }
        let reach = |from: i32| (0..=EARLIER).map(move |back| Step(from - back));
        let labels: BTreeSet<String> =
            wanted.iter().flat_map(|(group, own)| reach(own.0).map(|step| tally.label(group, step))).collect();
        // A later cell of the same group is touched, which is compared with this one.
        let near = |(group, step): &(Group, Step)| {
            wanted.range((*group, *step)..=(*group, Step(step.0 + EARLIER))).next().is_some()
        };
        let among = |labels: &BTreeSet<String>| {
            let list: Vec<String> = labels.iter().map(|label| crate::query::quoted(label)).collect();
            if list.len() > NAMED { String::new() } else { format!(" WHERE period IN ({})", list.join(", ")) }
        };
        let query = format!("SELECT * FROM \"{}\"{}", CELLS.name, among(&labels));
        let mut batches = self.workspace().sql(base, &query).await?;
        let numbers: HashMap<String, u16> = (0u16..)
            .zip(&tally.definitions.derivations)
            .filter(|(number, _)| !anew[usize::from(*number)])
            .map(|(number, own)| (own.id.clone(), number))
            .collect();
        while let Some(batch) = batches.next().await {
            let rows = Rows::new(&CELLS, &[batch?])?;
            for row in 0..rows.len() {
                let Some(derivation) = rows.text("derivation", row).and_then(|id| numbers.get(id)) else { continue };
                let known = |column: &str| tally.lexicon.known(rows.text(column, row));
                let words = ["place", "other_place", "actor", "other_actor", "subject"].map(known);
                let [Some(place), Some(other_place), Some(actor), Some(other_actor), Some(subject)] = words else {
                    continue;
                };
                let label = rows.text("period", row).unwrap_or_default();
                let Some((when, _)) = tally.period(Frequency::Month, label) else { continue };
                let group = Group {
                    derivation: *derivation,
                    places: [place, other_place],
                    actors: [actor, other_actor],
                    subject,
                    frequency: when.frequency,
                    other: when.other,
                };
                let at = (group, when.step);
                if !near(&at) {
                    continue;
                }
                let unit = tally.lexicon.optional(rows.text("unit", row));
                let key = tally.key(Name { group, quantity: rows.text("amount", row) == Some("quantity"), unit });
                let units = rows.text("units", row).and_then(|units| units.parse().ok());
                let (Some(units), Some(known), Some(unknown)) =
                    (units, rows.integer("known", row), rows.integer("unknown", row))
                else {
                    return Err(EngineError::Internal { reason: format!("{} cannot be read", CELLS.name) });
                };
                tally.totals.restore((key, when.step), Cell { units, known, unknown });
                if wanted.contains(&at) {
                    before.entry(at).or_default().push(key);
                }
            }
        }
        Ok((wanted, before))
    }

    /// The stored rows of derivations that are made anew or are no more.
    async fn stale_rows(
        &self,
        base: &Revision,
        ids: &[&String],
    ) -> Result<Vec<(&'static Table, Vec<RecordBatch>)>, EngineError> {
        let list = |prefix: &str| {
            let quoted = ids.iter().map(|id| crate::query::quoted(&format!("{prefix}{id}")));
            quoted.collect::<Vec<_>>().join(", ")
        };
        let mut stale = Vec::new();
        for (name, column, prefix) in
            [(CELLS.name, "derivation", ""), ("flow", "source", SOURCE), ("indicator", "source", SOURCE)]
        {
            let Some(table) = crate::schema_of(name) else { continue };
            if ids.is_empty() || !base.tables.contains_key(name) {
                continue;
            }
            let query = format!("SELECT * FROM \"{name}\" WHERE \"{column}\" IN ({})", list(prefix));
            let batches = self.collect(base, &query).await?;
            stale.push((table, batches.iter().map(|batch| conform(table, batch)).collect::<Result<_, _>>()?));
        }
        Ok(stale)
    }

    /// Rows of the table `source` for derivations that have none.
    async fn sources_of(
        &self,
        base: &Revision,
        definitions: &Definitions,
        in_use: &[bool],
    ) -> Result<Sheet, EngineError> {
        let table = schema::table("source").ok_or_else(|| EngineError::Table { name: "source".to_owned() })?;
        let known = read_rows(self.workspace(), base, table.name).await?;
        let known: BTreeSet<&str> = (0..known.len()).filter_map(|row| known.text("source_id", row)).collect();
        let mut sheet = Sheet::new(table);
        for ((own, title), _) in
            definitions.derivations.iter().zip(&definitions.titles).zip(in_use).filter(|own| *own.1)
        {
            let id = format!("{SOURCE}{}", own.id);
            if !known.contains(id.as_str()) {
                sheet.text("source_id", Some(&id));
                sheet.text("title_zh", Some(&format!("{}（由 {} 汇总）", title.zh, own.table.name)));
                sheet.text("title_en", Some(&format!("{} (added up from {})", title.en, own.table.name)));
                sheet.end();
            }
        }
        Ok(sheet)
    }

    async fn write(import: Import, plan: Plan) -> Result<Import, EngineError> {
        let Plan { outcome, stale, made_by, unmade, sources, own, claimed, renewed, .. } = plan;
        let mut import = off_the_runtime(move || {
            let mut import = import;
            for (table, batches) in stale {
                for batch in batches {
                    import.write(table, Mode::Withdraw, &batch)?;
                }
            }
            let mut put = |table: &'static Table, mode: Mode, sheet: Sheet| {
                if sheet.rows() == 0 {
                    Ok(())
                } else {
                    Ok::<_, EngineError>(import.write(table, mode, &sheet.batch()?)?)
                }
            };
            for moves in [outcome.cells, outcome.flows, outcome.indicators] {
                put(moves.table, Mode::Withdraw, moves.go)?;
                put(moves.table, Mode::Upsert, moves.come)?;
            }
            put(&MADE_BY, Mode::Withdraw, unmade)?;
            put(&MADE_BY, Mode::Upsert, made_by)?;
            if let Some(table) = schema::table("source") {
                put(table, Mode::Upsert, sources)?;
            }
            Ok(import)
        })
        .await?;
        let hands = Arc::new(Hands { own, claimed, renewed });
        for target in [Target::Flow, Target::Indicator] {
            let Some(table) = schema::table(target.table()) else { continue };
            let wrong = Arc::new(Mutex::new(None));
            let (held, hands) = (Arc::clone(&wrong), Arc::clone(&hands));
            let each = move |batch: RecordBatch| {
                let mut wrong = held.lock().unwrap_or_else(PoisonError::into_inner);
                if wrong.is_none() {
                    *wrong = hands.conflict(table, &batch).transpose();
                }
            };
            import.outgoing(table, Box::new(each)).await?;
            let wrong = wrong.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(wrong) = wrong {
                import.abandon().await;
                let (row, other) = wrong?;
                return Err(EngineError::Derived { row, other });
            }
        }
        Ok(import)
    }

    /// How many rows differ between what is stored and what the whole history gives.
    fn differences(base: &Revision, plan: &Plan) -> Result<u64, EngineError> {
        let mut count = 0;
        let moves = [&plan.outcome.cells, &plan.outcome.flows, &plan.outcome.indicators];
        for moves in moves {
            let mut rows: BTreeMap<Vec<String>, i64> = BTreeMap::new();
            let stored = plan.stale.iter().find(|(table, _)| table.name == moves.table.name);
            let stored = stored.map_or(&[][..], |(_, batches)| batches.as_slice());
            for (batch, sign) in stored.iter().map(|batch| (batch, -1)).chain([(&moves.come.clone().batch()?, 1)]) {
                for row in 0..batch.num_rows() {
                    let words = batch.columns().iter().map(|column| array_value_to_string(column, row));
                    *rows.entry(words.collect::<Result<_, _>>()?).or_default() += sign;
                }
            }
            count += rows.values().map(|count| count.unsigned_abs()).sum::<u64>();
        }
        let made = !base.tables.contains_key(MADE_BY.name) || plan.made_by.rows() > 0;
        Ok(count + u64::from(made))
    }
}

impl Tally {
    /// The key of the row of a flow or an indicator, as text.
    fn row_key(&self, place: &(Group, Step)) -> String {
        let (group, step) = place;
        let derivation = &self.definitions.derivations[usize::from(group.derivation)];
        let word = |number| self.lexicon.word(number).unwrap_or_default().to_owned();
        let period = self.label(group, *step);
        let name = derivation.name.clone().unwrap_or_default();
        let [from, to] = group.places.map(word);
        let [from_actor, to_actor] = group.actors.map(word);
        let subject = word(group.subject);
        match derivation.target {
            Target::Flow => [from, to, from_actor, to_actor, name, subject, period].join("\u{1f}"),
            Target::Indicator => [name, from, subject, from_actor, period].join("\u{1f}"),
        }
    }
}

/// Of which hand rows may be that others take the place of.
struct Hands {
    own: HashMap<String, String>,
    claimed: HashSet<String>,
    renewed: HashSet<String>,
}

impl Hands {
    /// The first row of a flow or an indicator that goes although it is of another hand than what takes its place.
    fn conflict(&self, table: &Table, batch: &RecordBatch) -> Result<Option<(String, String)>, EngineError> {
        let rows = Rows::new(table, std::slice::from_ref(batch))?;
        for row in 0..rows.len() {
            let key: Vec<&str> = table.key.iter().map(|column| rows.text(column, row).unwrap_or_default()).collect();
            let (key, source) = (key.join("\u{1f}"), rows.text("source", row).unwrap_or_default());
            let same = match self.own.get(&key) {
                Some(own) => own == source,
                None => !source.starts_with(SOURCE) || self.claimed.contains(&key),
            };
            if !same && !self.renewed.contains(source) {
                return Ok(Some((key.replace('\u{1f}', " "), source.to_owned())));
            }
        }
        Ok(None)
    }
}

/// A batch with exactly the columns of a table.
pub(crate) fn conform(table: &Table, batch: &RecordBatch) -> Result<RecordBatch, EngineError> {
    let column = |column: &schema::Column| match batch.column_by_name(column.name) {
        Some(array) => cast(array, &column.kind.data_type()),
        None => Ok(arrow::array::new_null_array(&column.kind.data_type(), batch.num_rows())),
    };
    let columns = table.columns.iter().map(column).collect::<Result<Vec<_>, _>>()?;
    Ok(RecordBatch::try_new(Arc::new(table.arrow()), columns)?)
}
