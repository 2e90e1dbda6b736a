//! From an alert to the rows that caused it.

use super::WatchQuery;
use super::collect::{Depth, happenings};
use crate::derivation::is_derived;
use crate::methods::Wanted;
use crate::rows::Rows;
use crate::{At, Engine, EngineError, Grid, Port, read_rows, schema_of};
use arrow::array::{AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use liantu_model::Words;
use liantu_report::material::{Alert, Deed, Series};
use liantu_workspace::Revision;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// An alert with everything it rests on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AlertView {
    /// The revision that was read.
    pub revision: u64,
    /// The alert.
    pub alert: Alert,
    /// What was done about it, oldest first; empty where it was never entered into the book.
    pub history: Vec<Deed>,
    /// The text of its rule.
    pub rule_text: Option<String>,
    /// The series that its rule reads, with bands and events.
    pub series: Vec<Series>,
    /// The rows that it rests on, by table; a hundred at most.
    pub evidence: Vec<EvidenceTable>,
}

/// Rows of a table.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EvidenceTable {
    /// The table.
    pub table: String,
    /// Numbers of the rows, counted from 1 in the order in which they are stored.
    pub numbers: Vec<u64>,
    /// Whether each was added up from records, which [`Engine::records`] shows.
    pub derived: Vec<bool>,
    /// The rows, in the order of the numbers.
    pub grid: Grid,
}

/// Which series is wanted.
#[derive(Clone, Debug, Default)]
pub struct SeriesQuery {
    /// As rules name it, such as `power_use` or `flow[quantity]`; an expression will do.
    pub of: String,
    /// Where; of a flow where it goes.
    pub region: String,
    /// Where the flow comes from.
    pub partner: Option<String>,
    /// The industry.
    pub industry: Option<String>,
    /// What flows.
    pub item: Option<String>,
    /// The level that regions are gathered to; as listed when absent.
    pub level: Option<String>,
    /// `month`, `quarter` or `year`; by month when absent.
    pub frequency: Option<String>,
}

impl Engine {
    /// The series that an expression reads, with bands and events.
    pub async fn series(&self, port: &Port, at: &At, query: &SeriesQuery) -> Result<Vec<Series>, EngineError> {
        let revision = self.revision(port, at).await?;
        let text = format!("alert blue when {} > 0", query.of);
        if let Err(error) = liantu_monitoring::rule::parse(&text) {
            let Words { zh, en } = error.words();
            let expected = Words::new(
                format!("一个序列，如 power_use 或 flow[quantity]：{zh}"),
                format!("a series such as power_use or flow[quantity]: {en}"),
            );
            return Err(EngineError::parameter("of", query.of.clone(), expected));
        }
        let mut given = vec![("text", text.as_str())];
        given.extend(query.frequency.as_deref().map(|frequency| ("frequency", frequency)));
        given.extend(query.level.as_deref().map(|level| ("levels", level)));
        let wanted = Wanted {
            alert: None,
            rule: None,
            level: query.level.clone(),
            region: query.region.clone(),
            partner: query.partner.clone(),
            industry: query.industry.clone(),
            item: query.item.clone(),
        };
        let mut series = self.traced(port, &revision, &given, Rows::default(), vec![wanted]).await?;
        let events = read_rows(self.workspace(), &revision, "event").await?;
        let places: Vec<&str> = [Some(query.region.as_str()), query.partner.as_deref()].into_iter().flatten().collect();
        for one in &mut series {
            one.events = happenings(&events, one, &places);
        }
        Ok(series)
    }

    /// One alert with its series, and the rows that it rests on.
    pub async fn alert(&self, port: &Port, at: &At, query: &WatchQuery, id: &str) -> Result<AlertView, EngineError> {
        let revision = self.revision(port, at).await?;
        let watched = self.watched(port, &revision, query.scale.as_deref()).await?;
        let known = watched.alerts.iter().find(|alert| alert.id == id).cloned();
        let mut alert = known.ok_or_else(|| EngineError::Alert { id: id.to_owned() })?;
        alert.stands = alert.until.is_none();
        self.lay_over_all(std::slice::from_mut(&mut alert), revision.number, query, None).await?;
        // Where it is seen in the period that was asked for, it is told as it stood then.
        if query.period.is_some() {
            let (material, _) = self.material(port, at, query, Depth::Alerts).await?;
            if let Some(seen) = material.alerts.into_iter().find(|seen| seen.id == id) {
                alert = seen;
            }
        }
        let history = self.alert_history(&alert).await?;
        let (rules, _) = self.own_rules(&revision).await?;
        let row = (0..rules.len()).find(|&row| rules.text("rule_id", row) == Some(&alert.rule));
        let rule_text = row.and_then(|row| rules.text("text", row)).map(str::to_owned);
        let series = self.series_of(port, &revision, std::slice::from_ref(&alert), &watched).await?;
        let mut wanted: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for row in &alert.rows {
            if let Some((table, number)) = row.split_once(':')
                && let Ok(number) = number.parse()
            {
                wanted.entry(table).or_default().push(number);
            }
        }
        let mut evidence = Vec::new();
        for (table, mut numbers) in wanted {
            numbers.sort_unstable();
            numbers.dedup();
            let Some(schema) = schema_of(table) else { continue };
            let (numbers, rows): (Vec<u64>, Vec<RecordBatch>) =
                self.stored_rows(&revision, table, &numbers).await?.into_iter().unzip();
            let Some(first) = rows.first() else { continue };
            let mut grid = Grid::new(first.schema().fields(), &rows, schema.columns, 0, None)?;
            grid.total = Some(grid.rows.len() as u64);
            let source = |row: &RecordBatch| {
                Some(
                    cast(row.column_by_name("source")?, &DataType::Utf8)
                        .ok()?
                        .as_string::<i32>()
                        .iter()
                        .next()??
                        .to_owned(),
                )
            };
            let derived = rows.iter().map(|row| source(row).is_some_and(|source| is_derived(&source))).collect();
            evidence.push(EvidenceTable { table: table.to_owned(), numbers, derived, grid });
        }
        Ok(AlertView { revision: revision.number, alert, history, rule_text, series, evidence })
    }

    /// Rows of a table by their numbers, which rise, with those that are there: each a batch of one row.
    pub(crate) async fn stored_rows(
        &self,
        revision: &Revision,
        table: &str,
        numbers: &[u64],
    ) -> Result<Vec<(u64, RecordBatch)>, EngineError> {
        if !revision.tables.contains_key(table) {
            return Ok(Vec::new());
        }
        let (mut start, mut found) = (0, Vec::new());
        for batch in self.workspace().scan(revision, table, None).await? {
            let end = start + batch.num_rows() as u64;
            for &number in numbers.iter().filter(|&&number| number > start && number <= end) {
                found.push((number, batch.slice(usize::try_from(number - start - 1).unwrap_or(0), 1)));
            }
            start = end;
        }
        Ok(found)
    }
}
