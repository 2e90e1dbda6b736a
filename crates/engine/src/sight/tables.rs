//! What a port sees of each table. A table that is not listed here is not there for a port that does not see all.

use super::{View, outside};
use crate::derivation::conform;
use crate::{Engine, EngineError};
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, StringArray};
use arrow::compute::filter_record_batch;
use liantu_model::schema::{self, Column, ColumnKind, Table};
use liantu_workspace::Revision;
use std::collections::HashSet;
use std::sync::Arc;

/// A table, and which of its rows are seen.
#[derive(Debug)]
pub(super) struct Seen {
    pub table: &'static str,
    rows: Which,
}

/// Which rows are seen.
#[derive(Debug)]
enum Which {
    /// All: they are about no place, or about what everybody knows.
    All,
    /// Those of the port itself.
    Own,
    /// Those that a row names that is seen.
    Named,
    /// Those in all of whose places the port sees what is as wide as the place.
    Wide(&'static [Place]),
    /// Those all of whose places lie in the port: what a single actor does is narrower than any region.
    Within(&'static [Place]),
    /// All if the port sees every place of every row, else none: what is not listed there is zero, not unknown.
    Whole(&'static [Place]),
    /// Those about an actor that is seen, or about something that is.
    About(&'static [Place]),
    /// Flows: as they are between places that are seen; the others added up to the places that are.
    Flows,
    /// Agreements all of whose parties are seen.
    Agreements,
}

/// A column that says where a row belongs.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// A region that may be absent.
    Region(&'static str),
    /// A region without which the row has no place.
    Known(&'static str),
    /// An actor that may be absent.
    Actor(&'static str),
    /// A region or an actor.
    Either(&'static str),
    /// A row of another table, which has to be seen.
    Row(&'static str, &'static str),
}

const fn seen(table: &'static str, rows: Which) -> Seen {
    Seen { table, rows }
}

use Place::{Actor, Either, Known, Region, Row};
use Which::{About, Agreements, All, Flows, Named, Own, Whole, Wide, Within};

/// In the order of `schema::TABLES`: what is referred to comes first.
pub(super) const SEEN: &[Seen] = &[
    seen("source", Named),
    // Names, borders and history of regions are known to everybody, and whoever gathers places needs all of them.
    seen("region", All),
    seen("region_member", All),
    seen("region_lineage", All),
    seen("port", Own),
    seen("industry", All),
    seen("concordance", All),
    seen("derivation", All),
    seen("actor", About(&[Actor("actor_id")])),
    seen("link_kind", All),
    seen("agreement", Agreements),
    seen("party", Within(&[Row("agreement", "agreement_id"), Actor("actor_id")])),
    seen("mode", All),
    seen("mode_stage", All),
    seen("mode_profile", All),
    seen("link", About(&[Actor("from_actor"), Actor("to_actor")])),
    seen("flow", Flows),
    seen("essentiality", All),
    seen("chain_node", All),
    seen("chain_edge", All),
    seen("chain_supply", Within(&[Known("region"), Either("provider")])),
    seen("key_item", Within(&[Known("region")])),
    seen("region_pair", Wide(&[Known("from_region"), Known("to_region")])),
    seen("industry_pair", All),
    seen("timetable", Wide(&[Known("region")])),
    seen("concept", All),
    seen("indicator", Wide(&[Region("region"), Actor("actor")])),
    seen("io_entry", Whole(&[Region("from_region"), Region("to_region")])),
    seen("establishment", Within(&[Known("region")])),
    seen("customs_record", Within(&[Known("region")])),
    seen("invoice", Within(&[Known("seller_region"), Known("buyer_region")])),
    seen("tax_record", Within(&[Known("region")])),
    seen("registration_event", Within(&[Known("region")])),
    seen("patent", Within(&[Known("region")])),
    seen("electricity_use", Within(&[Known("region")])),
    seen("shipment", Within(&[Known("origin"), Known("destination")])),
    seen("policy", Wide(&[Known("region")])),
    seen("event", Within(&[Region("region"), Actor("actor")])),
    seen("undertaking", Within(&[Known("region")])),
    seen("criterion", All),
    seen("grade", All),
    seen("need", Within(&[Region("region"), Actor("actor")])),
    seen("offer", Within(&[Region("region"), Actor("actor")])),
    seen("rule", All),
    seen("inspection", Within(&[Known("region")])),
    seen("finding", Within(&[Known("region")])),
    seen("land_quota", Within(&[Known("region")])),
    seen("rule_value", All),
    seen("transition", All),
];

/// The rows of a table in the order of their key.
pub(super) fn query(table: &Table) -> String {
    let order = table.key.iter().map(|key| format!("\"{key}\"")).collect::<Vec<_>>().join(", ");
    let order = if order.is_empty() { order } else { format!(" ORDER BY {order}") };
    format!("SELECT * FROM \"{}\"{order}", table.name)
}

/// A column of text; absent where the file lacks it.
pub(super) fn texts<'b>(batch: &'b RecordBatch, name: &str) -> Option<&'b StringArray> {
    batch.column_by_name(name).and_then(|array| array.as_string_opt::<i32>())
}

pub(super) fn text(column: Option<&StringArray>, row: usize) -> Option<&str> {
    column.filter(|column| column.is_valid(row)).map(|column| column.value(row))
}

impl View {
    /// Whether a row that stands at these places is seen: all that are named must be, and one must be named. What is
    /// `wide` is seen where the port sees the region, else only in the port.
    fn sees(&self, batch: &RecordBatch, places: &[Place], wide: bool, row: usize) -> bool {
        let region = |code: &str| if wide { self.places.is_seen(code) } else { self.places.is_inside(code) };
        let mut named = false;
        for place in places {
            let (column, needed) = match place {
                Known(column) | Either(column) | Row(_, column) => (column, true),
                Region(column) | Actor(column) => (column, false),
            };
            let Some(word) = text(texts(batch, column), row) else {
                if needed {
                    return false;
                }
                continue;
            };
            let seen = match place {
                Region(_) | Known(_) => region(word),
                Actor(_) => self.places.actors.contains(word),
                Either(_) => region(word) || self.places.actors.contains(word),
                Row(table, _) => self.keys.get(table).is_some_and(|keys| keys.contains(word)),
            };
            if !seen {
                return false;
            }
            named = true;
        }
        named
    }

    /// Whether any of a table may be seen, and what has to be known before its rows are read.
    pub async fn opens(&mut self, engine: &Engine, revision: &Revision, seen: &Seen) -> Result<bool, EngineError> {
        match seen.rows {
            Whole(places) => {
                let table =
                    schema::table(seen.table).ok_or_else(|| EngineError::Table { name: seen.table.to_owned() })?;
                let query = format!("SELECT * FROM \"{}\"", table.name);
                let mut stream = engine.workspace().sql(revision, &query).await?;
                while let Some(batch) = stream.next().await.transpose()? {
                    let batch = conform(table, &batch)?;
                    if !(0..batch.num_rows()).all(|row| self.sees(&batch, places, true, row)) {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Agreements => {
                if !revision.tables.contains_key("party") {
                    return Ok(false);
                }
                let table = schema::table("party").ok_or_else(|| EngineError::Table { name: "party".to_owned() })?;
                let mut stream = engine.workspace().sql(revision, "SELECT agreement_id, actor_id FROM party").await?;
                let (mut agreements, mut hidden) = (HashSet::new(), HashSet::new());
                while let Some(batch) = stream.next().await.transpose()? {
                    let batch = conform(table, &batch)?;
                    let (agreement, actor) = (texts(&batch, "agreement_id"), texts(&batch, "actor_id"));
                    for row in 0..batch.num_rows() {
                        let Some(agreement) = text(agreement, row) else { continue };
                        let is_seen = text(actor, row).is_some_and(|actor| self.places.actors.contains(actor));
                        let side = if is_seen { &mut agreements } else { &mut hidden };
                        side.insert(agreement.to_owned());
                    }
                }
                agreements.retain(|agreement| !hidden.contains(agreement));
                self.keys.insert("agreement", agreements);
                Ok(true)
            }
            _ => Ok(true),
        }
    }

    /// The rows of a batch that are seen; `None` where none is.
    pub fn take(
        &mut self,
        seen: &Seen,
        table: &'static Table,
        batch: &RecordBatch,
    ) -> Result<Option<RecordBatch>, EngineError> {
        let own = conform(table, batch)?;
        let key = texts(&own, table.key.first().copied().unwrap_or_default());
        let rows = 0..own.num_rows();
        let kept: BooleanArray = match seen.rows {
            All | Whole(_) => rows.map(|_| Some(true)).collect(),
            Own => rows.map(|row| Some(text(key, row) == Some(&self.port))).collect(),
            Named => rows.map(|row| Some(text(key, row).is_some_and(|key| self.sources.contains(key)))).collect(),
            Wide(places) | About(places) => {
                rows.map(|row| Some(self.sees(&own, places, true, row) && complete(&own, &seen.rows, row))).collect()
            }
            Within(places) => rows.map(|row| Some(self.sees(&own, places, false, row))).collect(),
            Agreements => {
                let agreements = self.keys.get("agreement");
                let is_seen = |key: &str| agreements.is_some_and(|agreements| agreements.contains(key));
                rows.map(|row| Some(text(key, row).is_some_and(is_seen))).collect()
            }
            Flows => self.sums.take(&self.places, &own),
        };
        let kept = filter_record_batch(&own, &kept)?;
        if kept.num_rows() == 0 {
            return Ok(None);
        }
        let kept = self.blanked(table, &kept)?;
        if let Some(sources) = texts(&kept, "source") {
            self.sources.extend(sources.iter().flatten().map(str::to_owned));
        }
        if REFERRED.contains(&table.name) {
            let keys = texts(&kept, table.key[0]).into_iter().flatten().flatten().map(str::to_owned);
            self.keys.entry(table.name).or_default().extend(keys);
        }
        Ok(Some(kept))
    }

    /// The same rows without the names of rows of other tables that are not seen.
    fn blanked(&self, table: &Table, batch: &RecordBatch) -> Result<RecordBatch, EngineError> {
        let known = |column: &Column| match column.kind {
            ColumnKind::Reference { table: other, .. } if !table.key.contains(&column.name) => {
                REFERRED.contains(&other).then(|| self.keys.get(other))
            }
            _ => None,
        };
        let columns = table.columns.iter().zip(batch.columns()).map(|(column, array)| -> ArrayRef {
            match (known(column), array.as_string_opt::<i32>()) {
                (Some(keys), Some(words)) if !column.required => {
                    let is_seen = |word: &&str| keys.is_some_and(|keys| keys.contains(*word));
                    Arc::new(words.iter().map(|word| word.filter(is_seen)).collect::<StringArray>())
                }
                _ => Arc::clone(array),
            }
        });
        Ok(RecordBatch::try_new(batch.schema(), columns.collect())?)
    }

    /// What is seen of a table besides its rows.
    pub fn added(&mut self, table: &'static Table) -> Result<Option<RecordBatch>, EngineError> {
        match table.name {
            "flow" => self.sums.rows(table),
            "source" if self.sums.any() => Ok(Some(outside(table)?)),
            _ => Ok(None),
        }
    }
}

/// Whether a row names all that it is about: a link with one end is none.
fn complete(batch: &RecordBatch, which: &Which, row: usize) -> bool {
    let About(places) = which else { return true };
    places.iter().all(|place| match place {
        Actor(column) => text(texts(batch, column), row).is_some(),
        _ => true,
    })
}

/// Tables with rows that are seen in part and that others refer to.
const REFERRED: [&str; 4] = ["actor", "agreement", "need", "inspection"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_is_said_of_tables_that_there_are_in_their_order() {
        let place = |name: &str| schema::TABLES.iter().position(|table| table.name == name).expect("a table");
        let order: Vec<usize> = SEEN.iter().map(|seen| place(seen.table)).collect();
        assert!(order.is_sorted_by(|one, two| one < two));
        for seen in SEEN {
            let table = schema::table(seen.table).expect("a table");
            let (Wide(places) | Within(places) | Whole(places) | About(places)) = seen.rows else { continue };
            for place in places {
                let (Region(name) | Known(name) | Actor(name) | Either(name) | Row(_, name)) = place;
                assert!(table.column(name).is_some(), "{}.{name}", table.name);
            }
        }
    }

    /// Whoever adds a column of places to a table has to say here what ports see by it.
    #[test]
    fn every_column_of_places_is_looked_at() {
        for seen in SEEN {
            let table = schema::table(seen.table).expect("a table");
            let named: Vec<&str> = match seen.rows {
                Wide(places) | Within(places) | Whole(places) | About(places) => places
                    .iter()
                    .map(|(Region(name) | Known(name) | Actor(name) | Either(name) | Row(_, name))| *name)
                    .collect(),
                Flows => vec!["origin", "destination", "from_actor", "to_actor"],
                // Common knowledge: of places itself, and of the area that is the example of a mode.
                All if ["region", "region_member", "region_lineage", "mode"].contains(&seen.table) => continue,
                Own => continue,
                All | Named | Agreements => vec![],
            };
            for column in table.columns {
                let is_place =
                    matches!(column.kind, ColumnKind::Code { system: liantu_model::code::CodeSystem::Region });
                let own = table.name == "actor" && column.name == "region";
                assert!(!is_place || own || named.contains(&column.name), "{}.{}", table.name, column.name);
                // What names a row that may be hidden is left blank, or the row goes with it.
                let names = matches!(column.kind, ColumnKind::Reference { table, .. } if REFERRED.contains(&table));
                let stays = column.required || table.key.contains(&column.name);
                assert!(!names || !stays || named.contains(&column.name), "{}.{}", table.name, column.name);
            }
        }
    }

    /// A row may only name rows of tables that are seen whole, by what can be told of them, or not at all.
    #[test]
    fn what_others_refer_to_is_seen_whole_or_told_apart() {
        for seen in SEEN {
            let table = schema::table(seen.table).expect("a table");
            for column in table.columns {
                let ColumnKind::Reference { table: other, .. } = column.kind else { continue };
                let known = SEEN.iter().find(|seen| seen.table == other);
                let whole = known.is_some_and(|known| matches!(known.rows, All | Named));
                assert!(whole || REFERRED.contains(&other), "{}.{} names {other}", table.name, column.name);
            }
        }
    }
}
