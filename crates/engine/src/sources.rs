//! Freshness and coverage of each source: how old what rests on it is, and how complete.

use crate::{At, Engine, EngineError, Grid, Port};
use liantu_model::{Words, schema};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What rests on a source.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SourceInfo {
    /// Source id; absent for rows that name none.
    pub id: Option<String>,
    /// Title.
    pub title: Words,
    /// Publisher.
    pub publisher: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// When the data was taken.
    pub retrieved: Option<String>,
    /// Rows that rest on it, per table.
    pub rows: BTreeMap<String, u64>,
    /// Latest time that its rows speak of: the start of a link, the period of an indicator.
    pub latest: Option<String>,
    /// Of its rows that have a time or value column, how many lack it, per `table.column`.
    pub missing: BTreeMap<String, u64>,
}

/// Columns whose absence a reader should know of, and the one that says how fresh a row is.
const WATCHED: [(&str, &[&str], &str); 3] = [
    ("link", &["start", "weight", "section"], "start"),
    ("flow", &["value"], "period"),
    ("indicator", &["value", "period"], "period"),
];

impl Engine {
    /// Every source with what rests on it; rows without a source come last.
    pub async fn sources(&self, port: &Port, at: &At) -> Result<Vec<SourceInfo>, EngineError> {
        let revision = self.revision(port, at).await?;
        let mut found: BTreeMap<Option<String>, SourceInfo> = BTreeMap::new();
        let table = crate::read_rows(self.workspace(), &revision, "source").await?;
        for row in 0..table.len() {
            let Some(id) = table.text("source_id", row) else { continue };
            let mut info = empty(Some(id.to_owned()), table.title("title_zh", "title_en", row, id));
            info.publisher = table.text("publisher", row).map(str::to_owned);
            info.published = table.text("published", row).map(str::to_owned);
            info.retrieved = table.day("retrieved", row).and_then(crate::regions::day_text);
            found.insert(Some(id.to_owned()), info);
        }
        for table in schema::TABLES.iter().filter(|table| table.name != "source" && table.column("source").is_some()) {
            if !revision.tables.contains_key(table.name) {
                continue;
            }
            let watched = WATCHED.iter().find(|(name, ..)| *name == table.name);
            let (missing, latest) = watched.map_or((&[][..], None), |(_, missing, latest)| (*missing, Some(*latest)));
            let mut query = "SELECT source, count(*) AS n".to_owned();
            for column in missing {
                query += &format!(", count(*) - count(\"{column}\")");
            }
            if let Some(latest) = latest {
                query += &format!(", max(CAST(\"{latest}\" AS VARCHAR))");
            }
            query += &format!(" FROM \"{}\" GROUP BY source", table.name);
            let batches = self.collect(&revision, &query).await?;
            let Some(first) = batches.first() else { continue };
            for row in Grid::new(first.schema().fields(), &batches, &[], 0, None)?.rows {
                let id = row[0].as_str().map(str::to_owned);
                let unnamed = || {
                    empty(
                        id.clone(),
                        id.clone().map_or_else(|| Words::new("未注明来源", "No source named"), Words::same),
                    )
                };
                let info = found.entry(id.clone()).or_insert_with(unnamed);
                info.rows.insert(table.name.to_owned(), row[1].as_u64().unwrap_or_default());
                for (column, count) in missing.iter().zip(&row[2..]) {
                    if let Some(count) = count.as_u64().filter(|count| *count > 0) {
                        info.missing.insert(format!("{}.{column}", table.name), count);
                    }
                }
                if latest.is_some()
                    && let Some(time) = row.last().and_then(|time| time.as_str())
                    && info.latest.as_deref().is_none_or(|known| known < time)
                {
                    info.latest = Some(time.to_owned());
                }
            }
        }
        let nameless = found.remove(&None);
        Ok(found.into_values().chain(nameless).collect())
    }
}

fn empty(id: Option<String>, title: Words) -> SourceInfo {
    SourceInfo {
        id,
        title,
        publisher: None,
        published: None,
        retrieved: None,
        rows: BTreeMap::new(),
        latest: None,
        missing: BTreeMap::new(),
    }
}
