//! The derivations of a workspace and what they rest on.

use crate::rows::Rows;
use crate::{Engine, EngineError, read_rows};
use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema};
use foldhash::quality::FixedState;
use liantu_model::{Words, schema};
use liantu_monitoring::derivation::{Derivation, Places, Revisions, SHIPPED};
use liantu_workspace::Revision;
use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::sync::Arc;

/// Changes with every change of what a cell of the same records comes to.
const FORM: u32 = 2;
/// The tables that say what becomes of records.
pub(crate) const DEFINING: [&str; 2] = ["derivation", "concordance"];

/// Rows by key: what a definition was before it is read.
type Declared = BTreeMap<String, BTreeMap<String, String>>;
/// From system, code, to system, code: the share.
type Concordance = BTreeMap<[String; 4], Option<f64>>;

/// The rows of the defining tables.
#[derive(Clone, Debug, Default)]
pub(crate) struct Defining {
    declared: Declared,
    concordance: Concordance,
}

/// What becomes of records.
#[derive(Debug)]
pub(crate) struct Definitions {
    pub derivations: Vec<Derivation>,
    pub titles: Vec<Words>,
    /// What each says, in short: where it differs from what stored cells were made by, they are made anew.
    pub prints: Vec<String>,
    pub places: Places,
    pub revisions: Revisions,
}

impl Defining {
    /// Those of a revision.
    pub async fn load(engine: &Engine, revision: &Revision) -> Result<Self, EngineError> {
        let mut own = Self::default();
        for name in DEFINING {
            own.take(name, &read_rows(engine.workspace(), revision, name).await?, false);
        }
        Ok(own)
    }

    /// Takes in rows of a defining table, or takes them away.
    pub fn take_batch(&mut self, name: &str, batch: &RecordBatch, withdrawn: bool) -> Result<(), EngineError> {
        let table = schema::table(name).ok_or_else(|| EngineError::Table { name: name.to_owned() })?;
        self.take(name, &Rows::new(table, std::slice::from_ref(batch))?, withdrawn);
        Ok(())
    }

    fn take(&mut self, name: &str, rows: &Rows, withdrawn: bool) {
        let text = |column: &str, row: usize| rows.text(column, row).unwrap_or_default().to_owned();
        for row in 0..rows.len() {
            if name == "concordance" {
                let key = ["from_system", "from_code", "to_system", "to_code"].map(|column| text(column, row));
                if withdrawn {
                    self.concordance.remove(&key);
                } else {
                    self.concordance.insert(key, rows.number("weight", row));
                }
                continue;
            }
            let id = text("derivation_id", row);
            if withdrawn {
                self.declared.remove(&id);
            } else {
                self.declared.insert(id, fields(rows, row));
            }
        }
    }

    /// The derivations, or why one cannot be read.
    pub fn read(&self) -> Result<Definitions, EngineError> {
        let shipped;
        let declared = if self.declared.is_empty() {
            shipped = shipped_rows()?;
            &shipped
        } else {
            &self.declared
        };
        let quads = || self.concordance.iter().map(|(key, share)| (key.each_ref().map(String::as_str), *share));
        let (mut derivations, mut titles, mut prints) = (Vec::new(), Vec::new(), Vec::new());
        for (id, fields) in declared {
            let derivation = Derivation::read(&|column| fields.get(column).cloned())?;
            let systems: Vec<&str> = derivation.systems.iter().map(|(system, _)| system.as_str()).collect();
            let rests_on = |[from, _, to, _]: [&str; 4]| {
                (systems.contains(&from) && systems.contains(&to)) || (from == derivation.table.name && to == "region")
            };
            let rows: Vec<_> = quads().filter(|(key, _)| rests_on(*key)).collect();
            let said = format!("{FORM} {fields:?} {rows:?}");
            prints.push(format!("{:016x}", FixedState::with_seed(0x6465_7269).hash_one(said)));
            let title = |column: &str| fields.get(column).map_or(id.as_str(), String::as_str);
            titles.push(Words::new(title("title_zh"), title("title_en")));
            derivations.push(derivation);
        }
        let places = Places::new(quads().map(|(key, _)| key));
        Ok(Definitions { derivations, titles, prints, places, revisions: Revisions::new(quads()) })
    }
}

fn fields(rows: &Rows, row: usize) -> BTreeMap<String, String> {
    let table = schema::table("derivation").map_or(&[][..], |table| table.columns);
    let written = |name: &str| match rows.text(name, row) {
        Some(text) => Some(text.to_owned()),
        None => rows
            .integer(name, row)
            .map(|number| number.to_string())
            .or_else(|| rows.number(name, row).map(|number| number.to_string())),
    };
    table.iter().filter_map(|column| Some((column.name.to_owned(), written(column.name)?))).collect()
}

/// The derivations that ship.
fn shipped_rows() -> Result<Declared, EngineError> {
    let head = SHIPPED.lines().next().unwrap_or_default();
    let columns: Vec<Field> = head.split(',').map(|name| Field::new(name, DataType::Utf8, true)).collect();
    let reader = arrow::csv::ReaderBuilder::new(Arc::new(Schema::new(columns))).with_header(true);
    let mut defining = Defining::default();
    for batch in reader.build(std::io::Cursor::new(SHIPPED.as_bytes()))? {
        defining.take_batch("derivation", &batch?, false)?;
    }
    Ok(defining.declared)
}

impl Definitions {
    /// Whether rows of a table become anything.
    pub fn read_table(&self, table: &str) -> bool {
        self.derivations.iter().any(|derivation| derivation.table.name == table)
    }

    /// The derivation that a row of a flow or an indicator says it is of.
    pub fn of_source(&self, source: &str) -> Option<usize> {
        let id = source.strip_prefix(SOURCE)?;
        self.derivations.iter().position(|derivation| derivation.id == id)
    }
}

/// How the sources of derived rows begin.
pub(crate) const SOURCE: &str = "derived:";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_derivations_that_ship_can_be_read() {
        let shipped = Defining::default().read().expect("they can be read");
        assert_eq!(shipped.derivations.len(), SHIPPED.lines().count() - 1);
        for table in
            ["customs_record", "invoice", "tax_record", "registration_event", "patent", "electricity_use", "shipment"]
        {
            assert!(shipped.read_table(table), "{table} becomes something");
        }
    }
}
