//! Bringing together what methods found, for one port, scale and period.

use super::{WatchQuery, heat, sums};
use crate::inputs::Inputs;
use crate::methods::{Outcome, Wanted, method, traces};
use crate::regions::{LATEST, Regions};
use crate::rows::Rows;
use crate::{At, Engine, EngineError, Port, keep, off_the_runtime, read_rows};
use jiff::ToSpan;
use jiff::civil::Date;
use liantu_model::schema::{self, REGION_LEVELS};
use liantu_model::{Diagnostic, Period, Words, period};
use liantu_monitoring::rule::shipped;
use liantu_monitoring::{Frequency, Step};
use liantu_report::document::Place;
use liantu_report::material::{Alert, Fresh, Happening, Material, Matter, Series, Source, rank};
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
    /// The newest step with a value, of the shortest frequency that has any.
    newest: Option<String>,
    /// The regions, items and industries of which anything is known.
    pub known: BTreeSet<(String, String)>,
    pub stages: heat::Stages,
    /// Sources and matters as they were seen from some days, the latest asked for first.
    offices: Mutex<Vec<(Date, Arc<Office>)>>,
}

/// Sources, and matters of all ports.
type Office = (Vec<Fresh>, Vec<Matter>);

/// Kept for the next call: some revisions and scales.
const KEPT: usize = 4;
/// Series that a page shows.
const SERIES: usize = 6;

pub(super) fn rows(outcome: &Outcome) -> Result<Rows, EngineError> {
    let name = outcome.method.id;
    let table = keep::table(&format!("result_{name}")).ok_or_else(|| EngineError::Table { name: name.to_owned() })?;
    Rows::new(table, std::slice::from_ref(&outcome.table))
}

/// The rules that ship, as rows of the table `rule`.
pub(crate) fn shipped_rules() -> Result<Rows, EngineError> {
    use arrow::datatypes::{DataType, Field, Schema};
    let head = shipped::RULES.lines().next().unwrap_or_default();
    let fields: Vec<Field> = head.split(',').map(|name| Field::new(name, DataType::Utf8, true)).collect();
    let reader = arrow::csv::ReaderBuilder::new(Arc::new(Schema::new(fields))).with_header(true);
    let reader = reader.build(std::io::Cursor::new(shipped::RULES.as_bytes()))?;
    let batches = reader.collect::<Result<Vec<_>, _>>()?;
    let table = schema::table("rule").ok_or_else(|| EngineError::Table { name: "rule".to_owned() })?;
    Rows::new(table, &batches)
}

fn owned(rows: &Rows, column: &str, row: usize) -> Option<String> {
    rows.text(column, row).map(str::to_owned)
}

fn text(rows: &Rows, column: &str, row: usize) -> String {
    rows.text(column, row).unwrap_or_default().to_owned()
}

fn count(rows: &Rows, column: &str, row: usize) -> usize {
    rows.integer(column, row).and_then(|count| usize::try_from(count).ok()).unwrap_or(0)
}

pub(super) fn place(regions: &Regions, code: &str) -> Place {
    let title = regions.get(code, LATEST).map_or_else(|| Words::same(code), |region| region.title.clone());
    Place { id: code.to_owned(), title }
}

fn level(name: &str, found: &str) -> EngineError {
    EngineError::Parameter { name: name.to_owned(), found: found.to_owned(), expected: REGION_LEVELS.join(", ") }
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
        let made = Arc::new(self.put_rules(port, revision, scale).await?);
        let mut kept = self.inner.watched.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(0, Arc::clone(&made));
        kept.truncate(KEPT);
        Ok(made)
    }

    async fn put_rules(&self, port: &Port, revision: &Revision, scale: Option<&str>) -> Result<Watched, EngineError> {
        if let Some(unknown) = scale.filter(|scale| !REGION_LEVELS.contains(scale)) {
            return Err(level("scale", unknown));
        }
        let at = At::revision(revision.number);
        let (rules, shipped) = self.own_rules(revision).await?;
        let titles: BTreeMap<String, Words> = (0..rules.len())
            .filter_map(|row| {
                let id = rules.text("rule_id", row)?;
                Some((id.to_owned(), rules.title("title_zh", "title_en", row, id)))
            })
            .collect();
        let mut given = BTreeMap::from([("duplicates".to_owned(), "sum".to_owned())]);
        given.extend(scale.map(|scale| ("levels".to_owned(), scale.to_owned())));
        let outcome = self.run_with(port, &at, "alerts", given, vec![("rule", rules)]).await?;
        let found = rows(&outcome)?;
        let fresh = self.run(port, &at, "source_freshness", BTreeMap::new()).await?;
        let fresh = rows(&fresh)?;
        let mut tables = Vec::new();
        for name in ["region", "region_member", "region_lineage", "chain_node"] {
            tables.push(read_rows(self.workspace(), revision, name).await?);
        }
        let regions = Regions::bind(&tables[0], &tables[1], &tables[2]);
        let stages = heat::Stages::bind(&tables[3]);
        let alerts = (0..found.len()).map(|row| alert(&found, row, &regions, &titles, &stages)).collect();
        let newest = ["month", "quarter", "year"].into_iter().find_map(|frequency| {
            let own = (0..fresh.len()).filter(|&row| fresh.text("frequency", row) == Some(frequency));
            own.filter_map(|row| owned(&fresh, "last", row)).max()
        });
        let known = self.reporting(revision).await?;
        Ok(Watched {
            revision: revision.number,
            scale: scale.map(str::to_owned),
            regions,
            alerts,
            diagnostics: outcome.provenance.diagnostics,
            rules: titles.into_keys().collect(),
            shipped,
            newest,
            known,
            stages,
            offices: Mutex::new(Vec::new()),
        })
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
        let whose = Whose::new(query.port.as_deref(), &watched.regions);
        let (fresh, mut matters) = Office::clone(&*self.office(port, &at, span.day(query), &watched).await?);
        matters.retain(|matter| matter.region.as_ref().is_none_or(|region| whose.holds(&region.id)));
        let mut alerts: Vec<Alert> =
            watched.alerts.iter().filter(|alert| whose.concerns(alert)).filter_map(|alert| span.seen(alert)).collect();
        alerts.sort_by(|one, two| {
            (two.stands, rank(&two.grade), &two.since).cmp(&(one.stands, rank(&one.grade), &one.since))
        });
        let mut material = Material {
            port: whose.place.clone(),
            scale: query.scale.clone(),
            period: span.label.clone(),
            before: span.before_label.clone(),
            revision: revision.number,
            program: concat!("liantu ", env!("CARGO_PKG_VERSION")).to_owned(),
            shipped_rules: watched.shipped,
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
            material.sums = sums::sums(self, &revision, &span, &whose).await?;
            material.sources = self.named_sources(port, &at).await?;
        }
        Ok((material, watched.diagnostics.clone()))
    }

    /// Sources and matters as they are seen from a day.
    async fn office(&self, port: &Port, at: &At, day: Date, watched: &Watched) -> Result<Arc<Office>, EngineError> {
        {
            let offices = watched.offices.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((_, office)) = offices.iter().find(|(known, _)| *known == day) {
                return Ok(Arc::clone(office));
            }
        }
        let given = BTreeMap::from([("day".to_owned(), day.to_string())]);
        let fresh = rows(&self.run(port, at, "source_freshness", given.clone()).await?)?;
        let matters = rows(&self.run(port, at, "inspection_due", given).await?)?;
        let office: Office = (
            (0..fresh.len()).map(|row| source(&fresh, row)).collect(),
            (0..matters.len()).map(|row| matter(&matters, row, &watched.regions)).collect(),
        );
        let office = Arc::new(office);
        let mut offices = watched.offices.lock().unwrap_or_else(PoisonError::into_inner);
        offices.insert(0, (day, Arc::clone(&office)));
        offices.truncate(KEPT);
        Ok(office)
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
) -> Alert {
    let rule = text(found, "rule", row);
    let (industry, item) = (owned(found, "industry", row), owned(found, "item", row));
    let mut alert = Alert {
        id: text(found, "alert", row),
        title: titles.get(&rule).cloned().unwrap_or_else(|| Words::same(&rule)),
        rule,
        grade: text(found, "grade", row),
        region: place(regions, found.text("region", row).unwrap_or_default()),
        partner: found.text("partner", row).map(|code| place(regions, code)),
        stage: stages.of(industry.as_deref(), item.as_deref()).map(str::to_owned),
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
        sentence: Words::default(),
    };
    alert.sentence = alert.told();
    alert
}

fn source(fresh: &Rows, row: usize) -> Fresh {
    Fresh {
        table: text(fresh, "table", row),
        name: text(fresh, "name", row),
        frequency: text(fresh, "frequency", row),
        series: count(fresh, "series", row),
        last: owned(fresh, "last", row),
        expected: owned(fresh, "expected", row),
        late: fresh.integer("late", row).and_then(|late| usize::try_from(late).ok()),
        coverage: fresh.number("coverage", row),
        last_coverage: fresh.number("last_coverage", row),
        silent: count(fresh, "silent", row),
        gaps: count(fresh, "gaps", row),
        standing: owned(fresh, "standing", row),
    }
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
    }
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

/// Whose port, and what lies in it.
pub(super) struct Whose<'r> {
    pub place: Place,
    code: Option<String>,
    regions: &'r Regions,
}

impl<'r> Whose<'r> {
    fn new(port: Option<&str>, regions: &'r Regions) -> Self {
        let known = port.and_then(|port| regions.get(port, LATEST));
        let place = match (port, known) {
            (None, _) => Place::named(Words::new("全部区域", "all regions")),
            (Some(_), Some(region)) => Place { id: region.code.clone(), title: region.title.clone() },
            (Some(port), None) => Place::named(Words::same(port)),
        };
        Self { place, code: known.map(|region| region.code.clone()), regions }
    }

    /// Whether a region lies in the port. A port that is no region has no borders: all lie in it.
    pub fn holds(&self, region: &str) -> bool {
        self.code.as_ref().is_none_or(|code| self.regions.within(region, code, LATEST))
    }

    /// The regions that lie in it; `None`: all.
    pub fn listed(&self) -> Option<Vec<&'r str>> {
        self.code.as_ref()?;
        Some(self.regions.codes().filter(|region| self.holds(region)).collect())
    }

    fn concerns(&self, alert: &Alert) -> bool {
        if self.code.is_none() {
            // An office that is no region sees what is addressed to it; without a port all is seen.
            let office = &self.place.title.zh;
            return self.place == Place::named(Words::new("全部区域", "all regions")) || alert.addressee == *office;
        }
        let partner = alert.partner.as_ref().is_some_and(|partner| self.holds(&partner.id));
        self.holds(&alert.region.id) || partner || self.code.as_deref() == Some(alert.addressee.as_str())
    }
}

/// The period that is looked at, and the one before it.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub period: Period,
    pub before: Option<Period>,
    pub label: String,
    pub before_label: Option<String>,
}

impl Span {
    fn choose(query: &WatchQuery, watched: &Watched, revision: &Revision) -> Result<Self, EngineError> {
        let month = || {
            let day = revision.at.to_zoned(jiff::tz::TimeZone::UTC).date();
            format!("{:04}-{:02}", day.year(), day.month())
        };
        let period = match query.period {
            Some(period) => period,
            None => {
                let label = watched.newest.clone().unwrap_or_else(month);
                label.parse().map_err(|_| EngineError::Internal { reason: format!("{label} is no period") })?
            }
        };
        let unusable = |expected: &str| EngineError::Parameter {
            name: "period".to_owned(),
            found: format!("{}/{}", period.start, period.end.map_or_else(String::new, |end| end.to_string())),
            expected: expected.to_owned(),
        };
        let end = period.end.ok_or_else(|| unusable("a period with an end, such as 2024-06, 2024-Q2 or 2024"))?;
        if let Some((frequency, step)) = Frequency::of(&period) {
            let before = Step(step.0 - 1);
            let label = frequency.label(before);
            return Ok(Self {
                period,
                before: label.parse().ok(),
                label: frequency.label(step),
                before_label: Some(label),
            });
        }
        // Any other stretch is compared with as many days before it.
        let days = (end - period.start).get_days();
        let start = period.start.checked_sub(days.days()).map_err(|_| unusable("a later period"))?;
        Ok(Self {
            period,
            before: Period::new(start, Some(period.start)),
            label: format!("{}/{end}", period.start),
            before_label: Some(format!("{start}/{}", period.start)),
        })
    }

    fn end(&self) -> Date {
        self.period.end.unwrap_or(Date::MAX)
    }

    /// The day from which is looked: the one asked for, else the last of the period.
    fn day(&self, query: &WatchQuery) -> Date {
        query.day.unwrap_or_else(|| self.end().yesterday().unwrap_or(self.period.start))
    }

    /// An alert as it is seen at the end of the period; `None` where it was over before the period or came after.
    fn seen(&self, alert: &Alert) -> Option<Alert> {
        let start = |label: &str| label.parse::<Period>().ok().map(|period| period.start);
        let since = start(&alert.since)?;
        let until = alert.until.as_deref().and_then(start);
        if since >= self.end() || until.is_some_and(|until| until < self.period.start) {
            return None;
        }
        let stands = until.is_none_or(|until| until >= self.end());
        let mut seen = alert.clone();
        if stands {
            seen.until = None;
        }
        seen.stands = stands;
        seen.is_new = since >= self.period.start;
        seen.sentence = seen.told();
        Some(seen)
    }
}
