//! Reading the workspace: its tables, pages of them, SQL, its log; and comparing nodes.

use crate::card::Named;
use crate::grid::GridColumn;
use crate::{At, Engine, EngineError, Grid, Port, schema_of};
use arrow::array::RecordBatch;
use liantu_model::{Layer, Words, schema};
use liantu_workspace::{ImportedFile, Revision};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A table of a revision.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TableInfo {
    /// Name.
    pub name: String,
    /// Label.
    pub title: Words,
    /// What a row is.
    pub help: Words,
    /// Rows.
    pub rows: u64,
    /// Bytes on disk.
    pub bytes: u64,
    /// Files.
    pub files: u64,
    /// Columns.
    pub columns: Vec<GridColumn>,
}

/// Which rows of a table are wanted.
#[derive(Clone, Debug, Default)]
pub struct RowQuery {
    /// At most this many.
    pub limit: usize,
    /// After this many.
    pub offset: usize,
    /// Column to sort by, and whether downwards. By default the key.
    pub order: Option<(String, bool)>,
    /// Only rows that hold this text in some column.
    pub search: Option<String>,
}

/// A revision as people see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RevisionInfo {
    /// Number.
    pub revision: u64,
    /// When it was published, RFC 3339.
    pub at: String,
    /// What was done.
    pub note: String,
    /// The revision whose state it brought back.
    pub restores: Option<u64>,
    /// Import policy.
    pub policy: Option<String>,
    /// Rows read, accepted and rejected, and findings.
    pub counts: BTreeMap<String, u64>,
    /// Rows of each table.
    pub tables: BTreeMap<String, u64>,
    /// The files that were imported.
    pub files: Vec<FileInfo>,
}

/// A file that was imported.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FileInfo {
    /// Name.
    pub name: String,
    /// Size.
    pub bytes: u64,
    /// SHA-256 of the content.
    pub sha256: String,
}

/// Nodes side by side.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Compare {
    /// The nodes, in the order asked for.
    pub nodes: Vec<Named>,
    /// A row per measure, a column per node.
    pub grid: Grid,
}

impl From<&Revision> for RevisionInfo {
    fn from(revision: &Revision) -> Self {
        let file =
            |file: &ImportedFile| FileInfo { name: file.name.clone(), bytes: file.bytes, sha256: file.sha256.clone() };
        Self {
            revision: revision.number,
            at: revision.at.to_string(),
            note: revision.note.message.clone(),
            restores: revision.restores,
            policy: revision.note.policy.clone(),
            counts: revision.note.counts.clone(),
            tables: revision.tables.iter().map(|(name, pin)| (name.clone(), pin.rows)).collect(),
            files: revision.note.files.iter().map(file).collect(),
        }
    }
}

impl Engine {
    /// The tables of a revision, in the order of the schema.
    pub async fn tables(&self, port: &Port, at: &At) -> Result<Vec<TableInfo>, EngineError> {
        let revision = self.revision(port, at).await?;
        let info = |table: &schema::Table| {
            let pin = revision.tables.get(table.name)?;
            Some(TableInfo {
                name: table.name.to_owned(),
                title: table.title.into(),
                help: table.help.into(),
                rows: pin.rows,
                bytes: pin.bytes,
                files: pin.files,
                columns: table.columns.iter().map(GridColumn::from).collect(),
            })
        };
        Ok(crate::tables().filter_map(info).collect())
    }

    /// A page of a table.
    pub async fn rows(&self, port: &Port, at: &At, table: &str, query: &RowQuery) -> Result<Grid, EngineError> {
        let schema = schema_of(table).ok_or_else(|| EngineError::Table { name: table.to_owned() })?;
        let revision = self.revision(port, at).await?;
        let Some(pin) = revision.tables.get(table) else {
            let columns = schema.columns.iter().map(GridColumn::from).collect();
            return Ok(Grid { columns, total: Some(0), ..Grid::default() });
        };
        let condition =
            query.search.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(|text| contains(schema, text));
        let condition = condition.map_or(String::new(), |condition| format!(" WHERE {condition}"));
        let order = match &query.order {
            Some((column, down)) => {
                let column = schema.column(column).ok_or_else(|| {
                    EngineError::parameter(
                        "order",
                        column.clone(),
                        Words::new(format!("`{table}` 的某一列"), format!("a column of `{table}`")),
                    )
                })?;
                let keys = schema.key.iter().filter(|key| **key != column.name).map(|key| format!(", \"{key}\""));
                format!(
                    " ORDER BY \"{}\"{} NULLS LAST{}",
                    column.name,
                    if *down { " DESC" } else { "" },
                    keys.collect::<String>()
                )
            }
            None if schema.key.is_empty() || pin.rows > SORTED_BY_DEFAULT => String::new(),
            None => {
                let keys: Vec<String> = schema.key.iter().map(|key| format!("\"{key}\"")).collect();
                format!(" ORDER BY {}", keys.join(", "))
            }
        };
        let total = if condition.is_empty() {
            pin.rows
        } else {
            let counted = self.collect(&revision, &format!("SELECT count(*) AS n FROM \"{table}\"{condition}")).await?;
            let counted = Grid::new(counted[0].schema().fields(), &counted, &[], 0, None)?;
            counted.rows[0][0].as_u64().unwrap_or_default()
        };
        let page = format!("SELECT * FROM \"{table}\"{condition}{order} LIMIT {} OFFSET {}", query.limit, query.offset);
        let batches = self.collect(&revision, &page).await?;
        let fields = schema.arrow().fields;
        let fields = batches.first().map_or(fields, |batch| batch.schema().fields().clone());
        let mut grid = Grid::new(&fields, &batches, schema.columns, 0, None)?;
        grid.truncated = (query.offset + grid.rows.len()) < usize::try_from(total).unwrap_or(usize::MAX);
        grid.total = Some(total);
        Ok(grid)
    }

    /// The answer to a read-only SQL query, at most `limit` rows of it.
    pub async fn sql(&self, port: &Port, at: &At, query: &str, limit: Option<usize>) -> Result<Grid, EngineError> {
        let mut batches = Vec::new();
        let keep = |batch: &RecordBatch| {
            batches.push(batch.clone());
            Ok::<_, EngineError>(())
        };
        let truncated = self.sql_each(port, at, query, limit, keep).await?;
        let mut grid = Grid::new(batches[0].schema().fields(), &batches, &[], 0, limit)?;
        grid.truncated = truncated;
        grid.total = (!truncated).then_some(grid.rows.len() as u64);
        Ok(grid)
    }

    /// The same as Arrow batches, each as it is computed, so that an answer of any size fits into memory. `take` first gets
    /// an empty batch that carries the columns; an error of `take` ends the query. Returns whether `limit` left rows out.
    pub async fn sql_each<E: From<EngineError>>(
        &self,
        port: &Port,
        at: &At,
        query: &str,
        limit: Option<usize>,
        mut take: impl FnMut(&RecordBatch) -> Result<(), E>,
    ) -> Result<bool, E> {
        let revision = self.revision(port, at).await?;
        let mut stream = self.workspace().sql(&revision, query).await.map_err(EngineError::from)?;
        take(&RecordBatch::new_empty(stream.schema()))?;
        let mut left = limit.unwrap_or(usize::MAX);
        while let Some(batch) = stream.next().await.transpose().map_err(EngineError::from)? {
            if batch.num_rows() > left {
                take(&batch.slice(0, left))?;
                return Ok(true);
            }
            left -= batch.num_rows();
            take(&batch)?;
        }
        Ok(false)
    }

    pub(crate) async fn collect(&self, revision: &Revision, query: &str) -> Result<Vec<RecordBatch>, EngineError> {
        Ok(self.workspace().sql(revision, query).await?.collect().await?)
    }

    /// The log, newest first.
    pub async fn revisions(&self, port: &Port) -> Result<Vec<RevisionInfo>, EngineError> {
        Ok(self.log(port).await?.iter().map(RevisionInfo::from).collect())
    }

    /// Brings an earlier state back as a new revision.
    pub async fn restore(&self, _port: &Port, number: u64) -> Result<RevisionInfo, EngineError> {
        self.whole("恢复旧版本", "earlier states")?;
        Ok(RevisionInfo::from(&self.workspace().restore(number).await?))
    }

    /// Nodes side by side: ties per layer, partners, actors, and the partner each has most ties with.
    pub async fn compare(&self, port: &Port, at: &At, nodes: &[String]) -> Result<Compare, EngineError> {
        let scene = self.scene(port, at).await?;
        let cards = nodes.iter().map(|node| scene.card(node)).collect::<Result<Vec<_>, _>>()?;
        let mut rows: Vec<Vec<Value>> = Vec::new();
        let mut row = |title: Words, values: Vec<Value>| {
            rows.push([Value::from(title.zh), Value::from(title.en)].into_iter().chain(values).collect());
        };
        for layer in Layer::ALL {
            let ties = |card: &crate::Card| Value::from(card.degree.get(&layer).copied().unwrap_or_default());
            row(layer.title().into(), cards.iter().map(ties).collect());
        }
        let count = |value: u64| Value::from(value);
        row(
            Words::new("联系合计", "Ties in all"),
            cards.iter().map(|card| count(card.degree.values().sum())).collect(),
        );
        row(Words::new("伙伴", "Partners"), cards.iter().map(|card| count(card.partners.len() as u64)).collect());
        row(Words::new("主体", "Actors"), cards.iter().map(|card| count(card.actors.len() as u64)).collect());
        let shared = |card: &crate::Card| -> std::collections::HashSet<String> {
            card.partners.iter().map(|partner| partner.id.clone()).collect()
        };
        if let Some((first, rest)) = cards.split_first() {
            let common = rest.iter().fold(shared(first), |common, card| &common & &shared(card));
            let value = Value::from(common.len());
            row(Words::new("共同伙伴", "Partners in common"), cards.iter().map(|_| value.clone()).collect());
        }
        let text = |name: &str, zh: &str, en: &str| GridColumn {
            name: name.to_owned(),
            kind: "text",
            title: Words::new(zh, en),
            unit: None,
        };
        let mut columns =
            vec![text("measure_zh", "项目", "Measure (Chinese)"), text("measure_en", "项目（英文）", "Measure")];
        columns.extend(cards.iter().map(|card| GridColumn {
            name: card.id.clone(),
            kind: "integer",
            title: card.title.clone(),
            unit: None,
        }));
        let total = Some(rows.len() as u64);
        let nodes = cards.into_iter().map(|card| Named {
            kind: card.level.unwrap_or(card.kind),
            id: card.id,
            title: card.title,
        });
        Ok(Compare { nodes: nodes.collect(), grid: Grid { columns, rows, total, truncated: false } })
    }

    /// The card of a node, with the facts known of it.
    pub async fn card(&self, port: &Port, at: &At, node: &str) -> Result<crate::Card, EngineError> {
        let scene = self.scene(port, at).await?;
        let mut card = scene.card(node)?;
        let revision = self.revision(port, at).await?;
        if revision.tables.contains_key("indicator") {
            let (column, id) = node.strip_prefix("actor:").map_or(("region", node), |actor| ("actor", actor));
            let query = format!(
                "SELECT * FROM indicator WHERE \"{column}\" = {} ORDER BY indicator, industry, period LIMIT {FACTS}",
                quoted(id)
            );
            let batches = self.collect(&revision, &query).await?;
            let table =
                schema::table("indicator").ok_or_else(|| EngineError::Table { name: "indicator".to_owned() })?;
            let facts = crate::rows::Rows::new(table, &batches)?;
            card.facts = (0..facts.len()).map(|row| scene.fact(&facts, row)).collect();
        }
        Ok(card)
    }

    /// Regions and actors by name, pinyin, alias or code.
    pub async fn search(
        &self,
        port: &Port,
        at: &At,
        query: &str,
        limit: usize,
    ) -> Result<Vec<crate::Hit>, EngineError> {
        Ok(self.scene(port, at).await?.index.find(query, limit))
    }
}

/// A table with more rows than this is paged in the order of its files.
const SORTED_BY_DEFAULT: u64 = 1_000_000;

/// At most this many facts are listed on a card; the indicator table has them all.
const FACTS: usize = 500;

/// The condition that some column of text holds `text`, whatever its case.
fn contains(table: &schema::Table, text: &str) -> String {
    let text = quoted(&text.to_lowercase());
    let tests =
        table.columns.iter().map(|column| format!("strpos(lower(CAST(\"{}\" AS VARCHAR)), {text}) > 0", column.name));
    format!("({})", tests.collect::<Vec<_>>().join(" OR "))
}

/// An SQL literal.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
