//! Bringing together what methods found, for one port, scale and period.

use super::handling::{Docket, Done, end_of, laid_over, lay_over};
use super::kept::{Finding, Found};
use super::scope::{Span, Whose, of_the_rest};
use super::titles::Titles;
use super::{WatchQuery, heat, sums};
use crate::indicator::one_of;
use crate::inputs::Inputs;
use crate::methods::{Outcome, Wanted, method, traces};
use crate::regions::{LATEST, Regions};
use crate::rows::Rows;
use crate::{At, Engine, EngineError, Port, keep, off_the_runtime, read_rows};
use jiff::civil::Date;
use liantu_model::schema::{self, REGION_LEVELS};
use liantu_model::{Diagnostic, Period, Words, period};
use liantu_monitoring::alert::Moment;
use liantu_monitoring::inspection::handling::Finding as Handled;
use liantu_monitoring::rule::shipped;
use liantu_report::document::Place;
use liantu_report::material::{Alert, Happening, Material, Matter, Series, Source, rank};
use liantu_workspace::Revision;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// How much is brought together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Depth {
    /// Alerts, sources, matters.
    Alerts,
    /// And what stands by region and stage, and the series of the gravest.
    Series,
    /// And the sums.
    Whole,
}

/// The alerts of a revision at a scale: what is the same for every port and period.
#[derive(Debug)]
pub(crate) struct Watched {
    revision: u64,
    scale: Option<String>,
    pub regions: Regions,
    pub alerts: Vec<Alert>,
    pub diagnostics: Vec<Diagnostic>,
    /// The identifiers of the rules.
    pub rules: BTreeSet<String>,
    pub shipped: bool,
    /// Whether no rule found a series to be put to.
    pub idle: bool,
    /// The newest step with a value, of the shortest frequency that has any.
    pub newest: Option<String>,
    /// The regions, items and industries of which anything is known.
    pub known: BTreeSet<(String, String)>,
    pub stages: heat::Stages,
    /// Matters as they were seen from some days, with so much done about findings, the latest asked for first.
    offices: Mutex<Vec<Seen>>,
}

/// An office as it was seen from a day, with so much done about findings.
type Seen = ((Date, usize), Arc<Office>);
/// The matters of all ports.
type Office = Vec<Matter>;

/// Kept for the next call: some revisions and scales.
const KEPT: usize = 4;
/// Series that a page shows.
const SERIES: usize = 6;

pub(super) fn rows(outcome: &Outcome) -> Result<Rows, EngineError> {
    let name = outcome.method.id;
    let table = keep::table_of(name).ok_or_else(|| EngineError::Table { name: name.to_owned() })?;
    Rows::new(table, std::slice::from_ref(&outcome.table))
}

/// The rules that ship, as rows of the table `rule`.
pub(crate) fn shipped_rules() -> Result<Rows, EngineError> {
    let table = schema::table("rule").ok_or_else(|| EngineError::Table { name: "rule".to_owned() })?;
    Rows::of_csv(table, shipped::RULES)
}

pub(super) fn owned(rows: &Rows, column: &str, row: usize) -> Option<String> {
    rows.text(column, row).map(str::to_owned)
}

pub(super) fn text(rows: &Rows, column: &str, row: usize) -> String {
    rows.text(column, row).unwrap_or_default().to_owned()
}

pub(super) fn count(rows: &Rows, column: &str, row: usize) -> usize {
    rows.integer(column, row).and_then(|count| usize::try_from(count).ok()).unwrap_or(0)
}

pub(super) fn place(regions: &Regions, code: &str) -> Place {
    let title = regions.get(code, LATEST).map_or_else(|| Words::same(code), |region| region.title.clone());
    Place { id: code.to_owned(), title }
}

fn level(name: &str, found: &str) -> EngineError {
    EngineError::parameter(name, found, one_of(REGION_LEVELS))
}

impl Engine {
    /// The rules of a revision, or `None` and those that ship.
    pub(super) async fn own_rules(&self, revision: &Revision) -> Result<(Rows, bool), EngineError> {
        let own = read_rows(self.workspace(), revision, "rule").await?;
        if own.len() > 0 { Ok((own, false)) } else { Ok((shipped_rules()?, true)) }
    }

    /// The alerts of a revision at a scale, kept for the next call.
    pub(super) async fn watched(
        &self,
        port: &Port,
        revision: &Revision,
        scale: Option<&str>,
    ) -> Result<Arc<Watched>, EngineError> {
        {
            let mut kept = self.inner.watched.lock().unwrap_or_else(PoisonError::into_inner);
            let same =
                |watched: &Arc<Watched>| watched.revision == revision.number && watched.scale.as_deref() == scale;
            if let Some(place) = kept.iter().position(same) {
                kept[..=place].rotate_right(1);
                return Ok(Arc::clone(&kept[0]));
            }
        }
        let made = Arc::new(self.found(port, revision, scale).await?);
        let mut kept = self.inner.watched.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(0, Arc::clone(&made));
        kept.truncate(KEPT);
        Ok(made)
    }

    /// What a revision has at a scale, as it was kept or as it is computed now; whoever asks meanwhile waits for that.
    async fn found(&self, port: &Port, revision: &Revision, scale: Option<&str>) -> Result<Watched, EngineError> {
        if let Some(unknown) = scale.filter(|scale| !REGION_LEVELS.contains(scale)) {
            return Err(level("scale", unknown));
        }
        let name = format!("alerts-{}", scale.unwrap_or("listed"));
        let _turn = self.inner.finding.lock().await;
        let found: Found = match self.kept(revision, &name).await? {
            Some(found) => found,
            None => {
                let found = self.put_rules(port, revision, scale).await?;
                let bytes = serde_json::to_value(&found)
                    .map_err(|error| EngineError::Internal { reason: error.to_string() })?;
                self.keep_found(revision, &name, bytes).await?;
                found
            }
        };
        Ok(Watched {
            revision: revision.number,
            scale: scale.map(str::to_owned),
            regions: self.regions(revision).await?,
            alerts: found.alerts,
            diagnostics: found.findings.into_iter().filter_map(Finding::diagnostic).collect(),
            rules: found.rules,
            shipped: found.shipped,
            idle: found.idle,
            newest: found.newest,
            known: found.known,
            stages: heat::Stages::bind(&read_rows(self.workspace(), revision, "chain_node").await?),
            offices: Mutex::new(Vec::new()),
        })
    }

    async fn put_rules(&self, port: &Port, revision: &Revision, scale: Option<&str>) -> Result<Found, EngineError> {
        let at = At::revision(revision.number);
        let (mut rules, shipped) = self.own_rules(revision).await?;
        if self.is_limited() {
            // A wider region of which some parts are not seen would be told the sum of the others.
            let none = vec![None; rules.len()];
            rules = rules.with_texts("aggregate", none);
        }
        let titles: BTreeMap<String, Words> = (0..rules.len())
            .filter_map(|row| {
                let id = rules.text("rule_id", row)?;
                Some((id.to_owned(), rules.title("title_zh", "title_en", row, id)))
            })
            .collect();
        let count = rules.len();
        let mut given = BTreeMap::from([("duplicates".to_owned(), "sum".to_owned())]);
        given.extend(scale.map(|scale| ("levels".to_owned(), scale.to_owned())));
        let outcome = self.run_with(port, &at, "alerts", given, vec![("rule", rules)]).await?;
        let found = rows(&outcome)?;
        let fresh = self.run(port, &at, "source_freshness", BTreeMap::new()).await?;
        let fresh = rows(&fresh)?;
        let regions = self.regions(revision).await?;
        let stages = heat::Stages::bind(&read_rows(self.workspace(), revision, "chain_node").await?);
        let names = self.titles(revision).await?;
        let partly = self.partly_seen(&regions).await?;
        let alerts = (0..found.len()).map(|row| alert(&found, row, &regions, &titles, &stages, &names));
        let alerts = alerts.filter(|alert| !of_the_rest(alert, &partly, &regions)).collect();
        let newest = ["month", "quarter", "year"].into_iter().find_map(|frequency| {
            let own = (0..fresh.len()).filter(|&row| fresh.text("frequency", row) == Some(frequency));
            own.filter_map(|row| owned(&fresh, "last", row)).max()
        });
        let known = self.reporting(revision).await?;
        // A rule that is put to nothing, is not in force, or cannot be read has a finding.
        let unput = |finding: &&Diagnostic| matches!(finding.code, "MON201" | "MON202" | "MON207");
        let idle = outcome.provenance.diagnostics.iter().filter(unput).count() >= count;
        Ok(Found {
            alerts,
            findings: outcome.provenance.diagnostics.iter().map(Finding::from).collect(),
            rules: titles.into_keys().collect(),
            shipped,
            idle,
            newest,
            known,
        })
    }

    pub(crate) async fn regions(&self, revision: &Revision) -> Result<Regions, EngineError> {
        let mut tables = Vec::new();
        for name in ["region", "region_member", "region_lineage"] {
            tables.push(read_rows(self.workspace(), revision, name).await?);
        }
        Ok(Regions::bind(&tables[0], &tables[1], &tables[2]))
    }

    /// The regions about which there are series, with the industry or item of each.
    async fn reporting(&self, revision: &Revision) -> Result<BTreeSet<(String, String)>, EngineError> {
        let mut queries = Vec::new();
        if revision.tables.contains_key("indicator") {
            queries
                .push("SELECT DISTINCT region, industry FROM indicator WHERE region IS NOT NULL AND value IS NOT NULL");
        }
        if revision.tables.contains_key("flow") {
            queries.push(
                "SELECT DISTINCT destination, item FROM flow WHERE destination IS NOT NULL AND value IS NOT NULL",
            );
            queries.push("SELECT DISTINCT origin, item FROM flow WHERE origin IS NOT NULL AND value IS NOT NULL");
        }
        let mut known = BTreeSet::new();
        for query in queries {
            let batches = self.collect(revision, query).await?;
            let Some(first) = batches.first() else { continue };
            for row in crate::Grid::new(first.schema().fields(), &batches, &[], 0, None)?.rows {
                let word = |place: usize| row[place].as_str().unwrap_or_default().to_owned();
                known.insert((word(0), word(1)));
            }
        }
        Ok(known)
    }

    /// Everything about a port, scale and period, and what was found wrong on the way.
    pub(super) async fn material(
        &self,
        port: &Port,
        at: &At,
        query: &WatchQuery,
        depth: Depth,
    ) -> Result<(Material, Vec<Diagnostic>), EngineError> {
        let revision = self.revision(port, at).await?;
        let watched = self.watched(port, &revision, query.scale.as_deref()).await?;
        let span = Span::choose(query, &watched, &revision)?;
        let at = At::revision(revision.number);
        let meant = self.meant(&revision, &watched, query.port.as_deref()).await?;
        let whose = Whose::new(meant.as_deref(), &watched.regions);
        // Pages show what was done up to now; a report what was done up to the day it is made for, whenever it is printed.
        let day = span.day(query);
        let moment = (depth == Depth::Whole).then(|| end_of(day));
        let mut matters = Vec::clone(&*self.office(port, &revision, day, &watched, moment).await?);
        let fresh = self.sources_from(port, &revision, day, whose.code()).await?;
        matters.retain(|matter| matter.region.as_ref().is_none_or(|region| whose.holds(&region.id)));
        let mut alerts: Vec<Alert> =
            watched.alerts.iter().filter(|alert| whose.concerns(alert)).filter_map(|alert| span.seen(alert)).collect();
        alerts.sort_by(|one, two| {
            (two.stands, rank(&two.grade), &two.since).cmp(&(one.stands, rank(&one.grade), &one.since))
        });
        self.lay_over_all(&mut alerts, revision.number, query, moment).await?;
        let mut material = Material {
            port: whose.place.clone(),
            asked: meant.clone(),
            day: Some(day.to_string()),
            scale: query.scale.clone(),
            period: span.label.clone(),
            before: span.before_label.clone(),
            revision: revision.number,
            program: concat!("liantu ", env!("CARGO_PKG_VERSION")).to_owned(),
            shipped_rules: watched.shipped,
            idle_rules: watched.idle,
            alerts,
            fresh,
            matters,
            ..Material::default()
        };
        if depth >= Depth::Series {
            let known = watched.known.iter().filter(|(region, _)| whose.holds(region));
            material.heat =
                heat::heat(&material.alerts, known, &watched.stages, &watched.regions, query.scale.as_deref());
            let gravest: Vec<Alert> =
                material.alerts.iter().filter(|alert| alert.stands).take(SERIES).cloned().collect();
            material.series = self.series_of(port, &revision, &gravest, &watched).await?;
        }
        if depth >= Depth::Whole {
            material.series.iter_mut().for_each(|series| span.until_then(series));
            material.map = heat::map(&material.heat, &material.alerts, &watched.regions, query.scale.as_deref());
            material.sums = sums::sums(self, &revision, &span, &whose, &watched.regions).await?;
            material.sources = self.named_sources(port, &at).await?;
        }
        Ok((material, watched.diagnostics.clone()))
    }

    /// Says of alerts what was done about them up to a moment, or up to now.
    pub(super) async fn lay_over_all(
        &self,
        alerts: &mut [Alert],
        revision: u64,
        query: &WatchQuery,
        moment: Option<Moment>,
    ) -> Result<(), EngineError> {
        let docket = self.docket().await?;
        let now = moment.unwrap_or_else(|| jiff::Timestamp::now().as_second());
        let earlier = moment.map(|moment| docket.book_at(moment));
        lay_over(alerts, earlier.as_ref().unwrap_or(&docket.book), revision, query.scale.as_deref(), now);
        Ok(())
    }

    /// Matters as they are seen from a day, with what was done up to a moment.
    async fn office(
        &self,
        port: &Port,
        revision: &Revision,
        day: Date,
        watched: &Watched,
        moment: Option<Moment>,
    ) -> Result<Arc<Office>, EngineError> {
        let docket = self.docket().await?;
        let moment = moment.unwrap_or(Moment::MAX);
        let key = (day, docket.deeds(moment));
        {
            let offices = watched.offices.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((_, office)) = offices.iter().find(|(known, _)| *known == key) {
                return Ok(Arc::clone(office));
            }
        }
        let at = At::revision(revision.number);
        let given = BTreeMap::from([("day".to_owned(), day.to_string())]);
        let own = read_rows(self.workspace(), revision, "finding").await?;
        let handled = if key.1 == 0 { Vec::new() } else { vec![("finding", handled(own, &docket, moment))] };
        let matters = rows(&self.run_with(port, &at, "inspection_due", given, handled).await?)?;
        // The method names one title; the tables have them in both languages.
        let titles = self.titles_of_matters(revision).await?;
        let limited = self.is_limited();
        let told = |row: usize| {
            let mut matter = matter(&matters, row, &watched.regions);
            let name =
                if matter.entry == "run" { matter.id.rsplit_once('@').map(|own| own.0) } else { Some(&*matter.id) };
            if let Some(title) = name.and_then(|name| titles.get(&(matter.entry.clone(), name.to_owned()))) {
                matter.title = title.clone();
            }
            matter.history = docket.done(&matter.id, moment).map(Done::deed).collect();
            if limited && matter.entry == "finding" && matter.closed.is_none() {
                // What was done about it is in the ledger of the whole: whether it is settled is not seen from here.
                (matter.standing, matter.level, matter.late) = (None, None, None);
            }
            matter
        };
        let office: Arc<Office> = Arc::new((0..matters.len()).map(told).collect());
        let mut offices = watched.offices.lock().unwrap_or_else(PoisonError::into_inner);
        offices.insert(0, (key, Arc::clone(&office)));
        offices.truncate(KEPT);
        Ok(office)
    }

    /// The titles of inspections and findings, by kind and identifier.
    async fn titles_of_matters(&self, revision: &Revision) -> Result<BTreeMap<(String, String), Words>, EngineError> {
        let mut titles = BTreeMap::new();
        for (kind, table, column) in [("run", "inspection", "inspection_id"), ("finding", "finding", "finding_id")] {
            let rows = read_rows(self.workspace(), revision, table).await?;
            for row in 0..rows.len() {
                let known = rows.text("title_zh", row).or_else(|| rows.text("title_en", row)).is_some();
                if let Some(id) = rows.text(column, row).filter(|_| known) {
                    titles.insert((kind.to_owned(), id.to_owned()), rows.title("title_zh", "title_en", row, id));
                }
            }
        }
        Ok(titles)
    }

    /// The series behind alerts, with what happened on the way.
    pub(super) async fn series_of(
        &self,
        port: &Port,
        revision: &Revision,
        alerts: &[Alert],
        watched: &Watched,
    ) -> Result<Vec<Series>, EngineError> {
        if alerts.is_empty() {
            return Ok(Vec::new());
        }
        let wanted: Vec<Wanted> = alerts
            .iter()
            .map(|alert| Wanted {
                alert: Some(alert.id.clone()),
                rule: Some(alert.rule.clone()),
                level: alert.level.clone(),
                region: alert.region.id.clone(),
                partner: alert.partner.as_ref().map(|partner| partner.id.clone()),
                industry: alert.industry.clone(),
                item: alert.item.clone(),
            })
            .collect();
        let rules: BTreeSet<&str> = alerts.iter().map(|alert| alert.rule.as_str()).collect();
        let rules = rules.into_iter().collect::<Vec<_>>().join(",");
        let (own, _) = self.own_rules(revision).await?;
        let mut series = self.traced(port, revision, &[("rules", &rules)], own, wanted).await?;
        let events = read_rows(self.workspace(), revision, "event").await?;
        for one in &mut series {
            let Some(alert) = alerts.iter().find(|alert| Some(&alert.id) == one.alert.as_ref()) else { continue };
            let subject = alert.subject();
            one.title =
                Words::new(format!("{}：{}", subject.zh, one.reference), format!("{}: {}", subject.en, one.reference));
            let places = [Some(&alert.region), alert.partner.as_ref()];
            let places: Vec<&str> = places.into_iter().flatten().map(|place| place.id.as_str()).collect();
            one.events = happenings(&events, one, &places);
            let same = |other: &&Alert| {
                other.rule == alert.rule
                    && other.region == alert.region
                    && (&other.partner, &other.industry, &other.item, &other.level)
                        == (&alert.partner, &alert.industry, &alert.item, &alert.level)
            };
            one.under = watched.alerts.iter().filter(same).filter_map(|alert| under(one, alert)).collect();
        }
        Ok(series)
    }

    pub(super) async fn traced(
        &self,
        port: &Port,
        revision: &Revision,
        given: &[(&str, &str)],
        rules: Rows,
        wanted: Vec<Wanted>,
    ) -> Result<Vec<Series>, EngineError> {
        let method = method("alerts").ok_or_else(|| EngineError::Internal { reason: "no method alerts".to_owned() })?;
        let mut values = BTreeMap::from([("duplicates".to_owned(), "sum".to_owned())]);
        values.extend(given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let inputs = Inputs::check(method, &values)?;
        let (bound, _) = self.bound(port, revision, method, &inputs, vec![("rule", rules)]).await?;
        off_the_runtime(move || traces(&bound, &inputs, &wanted)).await
    }

    async fn named_sources(&self, port: &Port, at: &At) -> Result<Vec<Source>, EngineError> {
        let size = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        let sources = self.sources(port, at).await?.into_iter().map(|source| Source {
            rows: ["flow", "indicator"].into_iter().filter_map(|table| source.rows.get(table)).copied().map(size).sum(),
            missing: source
                .missing
                .iter()
                .filter(|(column, _)| matches!(column.as_str(), "flow.value" | "indicator.value"))
                .map(|(_, count)| size(*count))
                .sum(),
            id: source.id,
            title: source.title,
            year: source.published.or(source.retrieved),
            latest: source.latest,
        });
        Ok(sources.collect())
    }
}

fn alert(
    found: &Rows,
    row: usize,
    regions: &Regions,
    titles: &BTreeMap<String, Words>,
    stages: &heat::Stages,
    names: &Titles,
) -> Alert {
    let rule = text(found, "rule", row);
    let (industry, item) = (owned(found, "industry", row), owned(found, "item", row));
    let mut alert = Alert {
        id: text(found, "alert", row),
        title: titles.get(&rule).cloned().unwrap_or_else(|| Words::same(&rule)),
        rule,
        grade: text(found, "grade", row),
        course: found.list("course", row),
        region: place(regions, found.text("region", row).unwrap_or_default()),
        partner: found.text("partner", row).map(|code| place(regions, code)),
        stage: stages.of(industry.as_deref(), item.as_deref()).map(str::to_owned),
        about: item.as_deref().or(industry.as_deref()).and_then(|code| names.of(code)).cloned(),
        industry,
        item,
        level: owned(found, "level", row),
        since: text(found, "since", row),
        until: owned(found, "until", row),
        first_hit: text(found, "first_hit", row),
        last_hit: text(found, "last_hit", row),
        unknown: count(found, "unknown", row),
        reason: text(found, "reason", row),
        evidence: text(found, "evidence", row),
        rows: found.list("rows", row).into_iter().filter(|row| row != "…").collect(),
        row_count: count(found, "row_count", row),
        holds_at: found.list("holds_at", row),
        addressee: text(found, "addressee", row),
        stands: true,
        is_new: false,
        was: None,
        sentence: Words::default(),
        handling: None,
    };
    alert.sentence = alert.told();
    alert
}

fn matter(found: &Rows, row: usize, regions: &Regions) -> Matter {
    let day = |column: &str| found.day(column, row).and_then(crate::regions::day_text);
    Matter {
        entry: text(found, "entry", row),
        id: text(found, "id", row),
        title: found.text("title", row).map(Words::same).unwrap_or_default(),
        region: found.text("region", row).map(|code| place(regions, code)),
        chain: owned(found, "chain", row),
        owner: owned(found, "owner", row),
        checks: found.list("checks", row),
        opened: day("opened"),
        due: day("due"),
        closed: day("closed"),
        standing: owned(found, "standing", row),
        level: owned(found, "level", row),
        age: found.integer("age", row),
        late: found.integer("late", row),
        history: Vec::new(),
    }
}

/// The findings with what was done about them up to a moment.
pub(super) fn handled(rows: Rows, docket: &Docket, moment: Moment) -> Rows {
    let (mut owners, mut dues, mut closings) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..rows.len() {
        let finding = Handled {
            owner: owned(&rows, "owner", row),
            opened: rows.day("found", row).or_else(|| rows.day("run", row)),
            due: rows.day("due", row),
            closed: rows.day("closed", row),
        };
        let is_run = rows.text("entry", row) == Some("run");
        let id = rows.text("finding_id", row).filter(|_| !is_run).unwrap_or_default();
        let finding = laid_over(finding, docket.done(id, moment));
        owners.push(finding.owner);
        dues.push(finding.due);
        closings.push(finding.closed);
    }
    rows.with_texts("owner", owners).with_days("due", dues).with_days("closed", closings)
}

/// What happened in some places, by the step of a series in which it did.
pub(super) fn happenings(events: &Rows, series: &Series, places: &[&str]) -> Vec<Happening> {
    let spans: Vec<Option<Period>> = series.steps.iter().map(|step| step.parse().ok()).collect();
    let mut found: Vec<Happening> = (0..events.len())
        .filter_map(|row| {
            let region = events.text("region", row)?;
            let day = events.day("date", row).and_then(period::from_epoch_days)?;
            let at = spans.iter().position(|span| span.is_some_and(|span| span.contains(day)))?;
            let kind = text(events, "kind", row);
            let title = events.title("title_zh", "title_en", row, &kind);
            places.contains(&region).then(|| Happening { at, day: day.to_string(), kind, title })
        })
        .collect();
    found.sort_by(|one, two| one.day.cmp(&two.day));
    found
}

fn under(series: &Series, alert: &Alert) -> Option<[usize; 2]> {
    let place = |label: &str| series.steps.iter().position(|step| step == label);
    let from = place(&alert.since)?;
    Some([from, alert.until.as_deref().and_then(place).unwrap_or(series.steps.len())])
}
