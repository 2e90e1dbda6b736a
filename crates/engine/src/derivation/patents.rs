//! Patents become links of the knowledge network: between those who apply together, and from those who hold a right to those
//! whom it goes to. They follow from the tables of patents and actors alone and are written anew where these came to others.

use super::cells::Sheet;
use super::definition::SOURCE;
use super::{DerivedInfo, conform};
use crate::rows::Rows;
use crate::{Engine, EngineError, off_the_runtime, read_rows};
use liantu_model::schema::{self, Table};
use liantu_model::{Diagnostic, Words, period};
use liantu_monitoring::derivation::patents::{Application, Tie, name_key, ties};
use liantu_monitoring::found;
use liantu_workspace::{CommitNote, Mode, Revision};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What its rows name as their source, after the prefix of all that is derived.
const NAME: &str = "patent-links";
/// The tables that they follow from.
pub(crate) const READ: [&str; 2] = ["patent", "actor"];

/// What became of patents.
pub(crate) struct Linked {
    pub revision: u64,
    pub info: DerivedInfo,
    pub findings: Vec<Diagnostic>,
}

/// Applications with the names they hold, in their plain form.
#[derive(Default)]
struct Register {
    applications: Vec<(Vec<String>, Vec<String>, Option<i32>)>,
    /// The actor of each name; `None` for several.
    actors: HashMap<String, Option<String>>,
    wanted: HashSet<String>,
}

impl Engine {
    /// Brings the links of patents up to the newest revision; `None` where nothing was to be written.
    pub(crate) async fn link_patents(&self) -> Result<Option<Linked>, EngineError> {
        let mut import = self.begin().await?;
        let base = import.base().clone();
        let table = schema::table("link").ok_or_else(|| EngineError::Table { name: "link".to_owned() })?;
        let stored = if base.tables.contains_key(table.name) {
            self.collect(&base, &format!("SELECT * FROM link WHERE source = '{SOURCE}{NAME}'")).await?
        } else {
            Vec::new()
        };
        let stored = stored.iter().map(|batch| conform(table, batch)).collect::<Result<Vec<_>, _>>()?;
        if !base.tables.contains_key("patent") && stored.is_empty() {
            import.abandon().await;
            return Ok(None);
        }
        let register = self.register(&base).await?;
        let sources = read_rows(self.workspace(), &base, "source").await?;
        let named = (0..sources.len()).any(|row| sources.text("source_id", row) == Some(&format!("{SOURCE}{NAME}")));
        let (import, written, removed, unknown) = off_the_runtime(move || {
            let (ties, unknown) = register.ties();
            let (come, gone) = changes(table, &ties, &Rows::new(table, &stored)?);
            let (written, removed) = (come.rows() as u64, gone.rows() as u64);
            for (mode, sheet) in [(Mode::Withdraw, gone), (Mode::Upsert, come)] {
                if sheet.rows() > 0 {
                    import.write(table, mode, &sheet.batch()?)?;
                }
            }
            if let Some(table) = schema::table("source").filter(|_| !named && written > 0) {
                let mut sheet = Sheet::new(table);
                sheet.text("source_id", Some(&format!("{SOURCE}{NAME}")));
                sheet.text("title_zh", Some("专利的共同申请与转让（由 patent 汇总）"));
                sheet.text("title_en", Some("Joint applications and transfers of patents (added up from patent)"));
                sheet.end();
                import.write(table, Mode::Upsert, &sheet.batch()?)?;
            }
            Ok((import, written, removed, unknown))
        })
        .await?;
        let findings = if unknown > 0 { vec![found("MON506", "patent", None, unknown)] } else { Vec::new() };
        let info = DerivedInfo {
            derivation: NAME.to_owned(),
            title: Words::new("专利的共同申请与转让", "Joint applications and transfers of patents"),
            from: "patent".to_owned(),
            into: "link".to_owned(),
            periods: Vec::new(),
            written,
            removed,
            anew: false,
        };
        let revision = if written + removed > 0 {
            let note = CommitNote { message: "links of patents".to_owned(), ..CommitNote::default() };
            import.commit(note).await?.number
        } else {
            import.abandon().await;
            base.number
        };
        Ok(Some(Linked { revision, info, findings }))
    }

    /// The applications that may tie somebody to somebody, and the actors of the names in them.
    async fn register(&self, revision: &Revision) -> Result<Register, EngineError> {
        let mut register = Register::default();
        for name in READ.iter().filter(|name| revision.tables.contains_key(**name)) {
            let table = schema::table(name).ok_or_else(|| EngineError::Table { name: (*name).to_owned() })?;
            let mut stream = self.workspace().sql(revision, &format!("SELECT * FROM \"{name}\"")).await?;
            while let Some(batch) = stream.next().await.transpose()? {
                let batch = conform(table, &batch)?;
                register = off_the_runtime(move || {
                    let rows = Rows::new(table, &[batch])?;
                    match table.name {
                        "patent" => register.file(&rows),
                        _ => register.meet(&rows),
                    }
                    Ok(register)
                })
                .await?;
            }
        }
        Ok(register)
    }
}

impl Register {
    /// Takes in applications.
    fn file(&mut self, rows: &Rows) {
        for row in 0..rows.len() {
            let names = |column: &str| rows.list(column, row).iter().map(|name| name_key(name)).collect::<Vec<_>>();
            let (applicants, assignees) = (names("applicants"), names("assignees"));
            if applicants.len() + assignees.len() > 1 {
                self.wanted.extend(applicants.iter().chain(&assignees).cloned());
                self.applications.push((applicants, assignees, rows.day("filed", row)));
            }
        }
    }

    /// Takes in actors that may be meant.
    fn meet(&mut self, rows: &Rows) {
        for row in 0..rows.len() {
            let Some(actor) = rows.text("actor_id", row) else { continue };
            let own = ["name_zh", "name_en"].into_iter().filter_map(|column| rows.text(column, row).map(str::to_owned));
            for key in own.chain(rows.list("aliases", row)).map(|name| name_key(&name)) {
                if self.wanted.contains(&key) {
                    let known = self.actors.entry(key).or_insert_with(|| Some(actor.to_owned()));
                    if known.as_deref() != Some(actor) {
                        *known = None;
                    }
                }
            }
        }
    }

    /// The ties, and how many names are those of no one actor.
    fn ties(&self) -> (BTreeMap<(bool, &str, &str), Tie>, usize) {
        let actor = |name: &String| self.actors.get(name).and_then(Option::as_deref);
        let unknown = self.wanted.iter().filter(|name| actor(name).is_none()).count();
        let applications = self.applications.iter().map(|(applicants, assignees, filed)| Application {
            applicants: applicants.iter().filter_map(actor).collect(),
            assignees: assignees.iter().filter_map(actor).collect(),
            filed: *filed,
        });
        (ties(applications), unknown)
    }
}

/// The links that come, and those that go.
fn changes(table: &'static Table, ties: &BTreeMap<(bool, &str, &str), Tie>, stored: &Rows) -> (Sheet, Sheet) {
    let id = |(gone, from, to): &(bool, &str, &str)| {
        format!("patent-{}:{from}:{to}", if *gone { "transfer" } else { "cooperation" })
    };
    let known: HashMap<&str, (Option<f64>, Option<i32>)> = (0..stored.len())
        .filter_map(|row| {
            Some((stored.text("link_id", row)?, (stored.number("weight", row), stored.day("start", row))))
        })
        .collect();
    let (mut come, mut gone) = (Sheet::new(table), Sheet::new(table));
    let mut kept = HashSet::new();
    for (key, tie) in ties {
        let own = id(key);
        let weight = f64::from(tie.count);
        let same = known.get(own.as_str()) == Some(&(Some(weight), tie.first));
        kept.insert(own.clone());
        if same {
            continue;
        }
        let (transfer, from, to) = *key;
        come.text("link_id", Some(&own));
        come.text("from_actor", Some(from));
        come.text("to_actor", Some(to));
        come.text("layer", Some("KNO"));
        come.text("kind", Some(if transfer { "patent_transfer" } else { "patent_cooperation" }));
        come.text("direction", Some(if transfer { "forward" } else { "two_way" }));
        come.number("weight", Some(weight));
        come.text("unit", Some("patent"));
        come.day("start", tie.first.filter(|day| period::from_epoch_days(*day).is_some()));
        come.text("time_basis", Some(if tie.first.is_some() { "stated" } else { "unknown" }));
        come.text("layer_basis", Some("taxonomy"));
        come.text("observation", Some("observed"));
        come.text("source", Some(&format!("{SOURCE}{NAME}")));
        come.end();
    }
    for row in 0..stored.len() {
        if let Some(own) = stored.text("link_id", row).filter(|own| !kept.contains(*own)) {
            // A row that goes is named by its key; the rest is what the schema cannot do without.
            gone.text("link_id", Some(own));
            for column in ["from_actor", "to_actor", "layer"] {
                gone.text(column, stored.text(column, row));
            }
            gone.end();
        }
    }
    (come, gone)
}
