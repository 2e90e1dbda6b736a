//! Carrying out the inspections that are due, each exactly once.

use super::WatchQuery;
use super::collect::{Depth, handled};
use super::scope::{Span, Whose};
use crate::rows::Rows;
use crate::{At, Engine, EngineError, Port, read_rows};
use arrow::array::{ArrayRef, Date32Array, RecordBatch, StringArray};
use arrow::datatypes::DataType;
use jiff::civil::Date;
use liantu_model::schema;
use liantu_model::{Period, Words, period};
use liantu_monitoring::alert::Moment;
use liantu_report::material::{Alert, Fresh, Matter, rank};
use liantu_workspace::{CommitNote, Mode};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use utoipa::ToSchema;

/// What is to be inspected.
#[derive(Clone, Debug)]
pub struct InspectRequest {
    /// A region with all that lies in it; all when absent.
    pub port: Option<String>,
    /// The scale at which rules are put that name none.
    pub scale: Option<String>,
    /// The day up to which inspections are carried out.
    pub day: Date,
}

/// What came of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InspectOutcome {
    /// The revision that was inspected.
    pub inspected: u64,
    /// The revision that has the findings; absent where nothing was due.
    pub revision: Option<u64>,
    /// The inspections that were carried out now.
    pub runs: Vec<InspectedRun>,
    /// Matters that are overdue on the day, with the level that now has to answer.
    pub overdue: Vec<Matter>,
}

/// An inspection that was carried out.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InspectedRun {
    /// Inspection and nominal day.
    pub id: String,
    /// The day it was due.
    pub due: String,
    /// The check-list.
    pub checks: Vec<String>,
    /// Checks that nothing in the workspace answers; the record of the run names them.
    pub unanswered: Vec<String>,
    /// What was found.
    pub findings: Vec<FoundMatter>,
}

/// A problem that an inspection found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FoundMatter {
    /// Identifier.
    pub id: String,
    /// What is wrong.
    pub title: Words,
    /// Where.
    pub region: Option<String>,
    /// Who has to settle it.
    pub owner: Option<String>,
}

impl Engine {
    /// Carries out every inspection that fell due within a quarter (92 days) and was not carried out before, and writes it into the table `finding` with
    /// what it found: of its region, as it was at the end of the last month before the day it was due. Runs and findings are written together or
    /// not at all, under the writer's lock and with identifiers that follow from inspection and nominal day: however often, from
    /// however many programs, and whatever falls over in between, each run is there once.
    pub async fn inspect(&self, port: &Port, request: &InspectRequest) -> Result<InspectOutcome, EngineError> {
        let query = WatchQuery {
            port: request.port.clone(),
            scale: request.scale.clone(),
            period: None,
            day: Some(request.day),
        };
        let mut import = self.begin().await?;
        let base = import.base().number;
        let at = At::revision(base);
        let (material, _) = self.material(port, &at, &query, Depth::Alerts).await?;
        let watched = self.watched(port, import.base(), query.scale.as_deref()).await?;
        let kept = read_rows(self.workspace(), import.base(), "finding").await?;
        let made: BTreeSet<String> =
            (0..kept.len()).filter_map(|row| kept.text("finding_id", row).map(str::to_owned)).collect();
        let mut known = self.settled(kept).await?;
        let meant = self.meant(import.base(), &watched, query.port.as_deref()).await?;
        let asked = Whose::new(meant.as_deref(), &watched.regions);
        let mut looks: Vec<Look<'_>> = Vec::new();
        for run in &material.matters {
            let due = run.due.as_deref().and_then(|due| due.parse::<Date>().ok()).filter(|due| *due <= request.day);
            let (Some(due), "run", None) = (due, run.entry.as_str(), &run.closed) else { continue };
            if made.contains(&run.id) || looks.iter().any(|look| look.run.id == run.id) {
                continue;
            }
            let own = Whose::new(run.region.as_ref().map(|region| region.id.as_str()), &watched.regions);
            let span = Span::choose(&WatchQuery { period: before(due), ..query.clone() }, &watched, import.base())?;
            let concerned = watched.alerts.iter().filter(|alert| asked.concerns(alert) && own.concerns(alert));
            // A longer step that had not ended was not known.
            let ended = |alert: &Alert| {
                alert.since.parse::<Period>().ok().and_then(|step| step.end).is_some_and(|end| end <= due)
            };
            let mut alerts: Vec<Alert> = concerned.filter_map(|alert| span.seen(alert)).filter(ended).collect();
            alerts.sort_by(|one, two| (rank(&two.grade), &two.since).cmp(&(rank(&one.grade), &one.since)));
            let fresh = self.sources_from(port, import.base(), due, own.code().or(asked.code())).await?;
            looks.push(look(run, due, &own, &alerts, &fresh, &watched.rules));
        }
        let mut runs: Vec<InspectedRun> = Vec::new();
        for look in &looks {
            // What several find on one day is for the one whose region is nearest to it.
            let nearer = |found: &Seen| {
                let others = looks.iter().filter(|other| other.due == look.due);
                others.flat_map(|other| &other.found).any(|other| other.id == found.id && other.near > found.near)
            };
            let mut findings = Vec::new();
            for found in look.found.iter().filter(|found| !nearer(found)) {
                if let Some(id) = free(&found.id, &known, period::epoch_days(look.due)) {
                    known.insert(id.clone(), None);
                    let (title, region, owner) = (found.title.clone(), found.region.clone(), look.run.owner.clone());
                    findings.push(FoundMatter { id, title, region, owner });
                }
            }
            runs.push(InspectedRun {
                id: look.run.id.clone(),
                due: look.run.due.clone().unwrap_or_default(),
                checks: look.run.checks.clone(),
                unanswered: look.unanswered.clone(),
                findings,
            });
        }
        let mut overdue: Vec<Matter> = material.matters.clone();
        overdue.retain(|matter| {
            matter.standing.as_deref() == Some("overdue") && !runs.iter().any(|run| run.id == matter.id)
        });
        if runs.is_empty() {
            import.abandon().await;
            return Ok(InspectOutcome { inspected: base, revision: None, runs, overdue });
        }
        let table = schema::table("finding").ok_or_else(|| EngineError::Table { name: "finding".to_owned() })?;
        import.write(table, Mode::Append, &batch(table, &material.matters, &runs, request.day)?)?;
        let found: usize = runs.iter().map(|run| run.findings.len()).sum();
        let message = format!("inspect: {} inspections, {found} findings", runs.len());
        let revision = import.commit(CommitNote { message, ..CommitNote::default() }).await?.number;
        Ok(InspectOutcome { inspected: base, revision: Some(revision), runs, overdue })
    }

    /// The findings that there are, each with the day it was settled.
    async fn settled(&self, kept: Rows) -> Result<BTreeMap<String, Option<i32>>, EngineError> {
        let rows = handled(kept, &*self.docket().await?, Moment::MAX);
        let each =
            (0..rows.len()).filter_map(|row| Some((rows.text("finding_id", row)?.to_owned(), rows.day("closed", row))));
        Ok(each.collect())
    }
}

/// The last month that had ended on a day.
fn before(due: Date) -> Option<Period> {
    let end = due.first_of_month();
    Period::new(end.yesterday().ok()?.first_of_month(), Some(end))
}

/// The identifier that a problem gets: its own, or with a number where it was settled before and is found again. `None` where it is
/// open, or was settled after the day that is looked from.
fn free(id: &str, known: &BTreeMap<String, Option<i32>>, day: i32) -> Option<String> {
    for number in 1.. {
        let name = if number == 1 { id.to_owned() } else { format!("{id}/{number}") };
        match known.get(&name) {
            None => return Some(name),
            Some(Some(closed)) if *closed < day => {}
            Some(_) => return None,
        }
    }
    None
}

/// What an inspection sees.
struct Look<'m> {
    run: &'m Matter,
    due: Date,
    found: Vec<Seen>,
    unanswered: Vec<String>,
}

/// A problem that an inspection sees.
struct Seen {
    id: String,
    title: Words,
    region: Option<String>,
    /// Whether it lies in the region of the inspection, and how narrow that is.
    near: (bool, usize),
}

/// What a check-list finds: alerts of the rules that it names, sources that it names and that do not report. A check that is neither is
/// unanswered, and the record says so: it is not taken for done.
fn look<'m>(
    run: &'m Matter,
    due: Date,
    whose: &Whose<'_>,
    alerts: &[Alert],
    fresh: &[Fresh],
    rules: &BTreeSet<String>,
) -> Look<'m> {
    let mut found: Vec<Seen> = Vec::new();
    let mut unanswered = Vec::new();
    let mut add = |id: String, title: Words, region: Option<&str>| {
        if !found.iter().any(|one| one.id == id) {
            let near = (region.is_some_and(|region| whose.holds(region)), whose.depth());
            let region = region.map(str::to_owned).or_else(|| run.region.as_ref().map(|region| region.id.clone()));
            found.push(Seen { id, title, region, near });
        }
    };
    for check in &run.checks {
        let all = matches!(check.as_str(), "alerts" | "source_freshness");
        let of_rule = |alert: &&Alert| alert.stands && (alert.rule == *check || check == "alerts");
        let of_source = |fresh: &&Fresh| fresh.name == *check || check == "source_freshness";
        for alert in alerts.iter().filter(of_rule) {
            // The rule, the subject and the step: the same alert on another revision is the same problem.
            let subject = [
                alert.partner.as_ref().map_or("", |partner| &partner.id),
                &alert.region.id,
                alert.industry.as_deref().unwrap_or_default(),
                alert.item.as_deref().unwrap_or_default(),
            ];
            let id = format!("{}/{}/{}", alert.rule, subject.join(">"), alert.since);
            add(id, alert.sentence.clone(), Some(&alert.region.id));
        }
        for source in fresh.iter().filter(of_source) {
            if matches!(source.standing.as_deref(), Some("late" | "partial")) {
                let expected = source.expected.as_deref().unwrap_or("—");
                // Each region has its own series of a source.
                let of = whose.code().map_or_else(String::new, |region| format!("/{region}"));
                let id = format!("{}/{}/{}/{expected}{of}", source.table, source.name, source.frequency);
                let title = Words::new(
                    format!("{} 应报 {expected}，缺 {} 个序列", source.name, source.silent),
                    format!("{}: {} series did not report {expected}", source.name, source.silent),
                );
                add(id, title, None);
            }
        }
        let answers = all || rules.contains(check) || fresh.iter().any(|fresh| fresh.name == *check);
        if !answers && crate::method(check).is_none() {
            unanswered.push(check.clone());
        }
    }
    Look { run, due, found, unanswered }
}

/// The rows that record runs and findings.
fn batch(
    table: &'static schema::Table,
    matters: &[Matter],
    runs: &[InspectedRun],
    day: Date,
) -> Result<RecordBatch, EngineError> {
    let mut rows: Vec<BTreeMap<&str, String>> = Vec::new();
    for run in runs {
        let (inspection, nominal) = run.id.rsplit_once('@').unwrap_or((run.id.as_str(), run.due.as_str()));
        let matter = matters.iter().find(|matter| matter.id == run.id);
        let title = matter.map(|matter| matter.title.clone()).unwrap_or_default();
        let region = matter.and_then(|matter| matter.region.as_ref()).map(|region| region.id.clone());
        let owner = matter.and_then(|matter| matter.owner.clone());
        let common = BTreeMap::from([
            ("inspection", inspection.to_owned()),
            ("run", nominal.to_owned()),
            ("found", day.to_string()),
        ]);
        let mut row = common.clone();
        row.extend([("finding_id", run.id.clone()), ("entry", "run".to_owned())]);
        row.extend([("title_zh", title.zh), ("title_en", title.en)].into_iter().filter(|(_, text)| !text.is_empty()));
        row.extend(region.map(|region| ("region", region)));
        row.extend(owner.map(|owner| ("owner", owner)));
        if !run.unanswered.is_empty() {
            row.insert("note", format!("unanswered: {}", run.unanswered.join(", ")));
        }
        rows.push(row);
        for found in &run.findings {
            let mut row = common.clone();
            row.extend([("finding_id", found.id.clone()), ("entry", "finding".to_owned())]);
            row.extend([("title_zh", found.title.zh.clone()), ("title_en", found.title.en.clone())]);
            row.extend(found.region.clone().map(|region| ("region", region)));
            row.extend(found.owner.clone().map(|owner| ("owner", owner)));
            rows.push(row);
        }
    }
    let columns = table.columns.iter().map(|column| -> ArrayRef {
        let cells = rows.iter().map(|row| row.get(column.name));
        if column.kind.data_type() == DataType::Date32 {
            let days = cells.map(|cell| cell?.parse::<Date>().ok().map(period::epoch_days));
            return Arc::new(days.collect::<Date32Array>());
        }
        Arc::new(cells.map(|cell| cell.map(String::as_str)).collect::<StringArray>())
    });
    let columns: Vec<ArrayRef> = columns.collect();
    Ok(RecordBatch::try_new(Arc::new(table.arrow()), columns)?)
}
