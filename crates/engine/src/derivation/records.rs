//! From a derived number back to the records that make it.

use super::definition::Defining;
use super::tally::{Group, Part, Tally};
use crate::{At, Engine, EngineError, Grid, Port, off_the_runtime, schema_of};
use arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use arrow::compute::{SortColumn, concat_batches, filter_record_batch, lexsort_to_indices, take_record_batch};
use arrow::datatypes::Float64Type;
use liantu_model::Words;
use liantu_model::schema::Table;
use liantu_monitoring::Step;
use liantu_monitoring::derivation::Target;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// A derived row and the records that it was added up from.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecordsView {
    /// The revision that was read.
    pub revision: u64,
    /// The derivation.
    pub derivation: String,
    /// Its title.
    pub title: Words,
    /// The derived row.
    pub row: Grid,
    /// The table of records.
    pub table: String,
    /// The records, in the order of their key; at most as many as were asked for.
    pub grid: Grid,
    /// What each of these records gives to the row.
    pub amounts: Vec<RecordAmount>,
    /// What all records come to, shown or not.
    pub sum: RecordAmount,
    /// Whether that is what the row holds, bit for bit. It is not where rights hide some of the records.
    pub same: bool,
}

/// What a record gives, or what records come to, in the units of the row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct RecordAmount {
    /// The value; absent where it is unknown.
    pub value: Option<f64>,
    /// The quantity; absent where it is unknown or there is none.
    pub quantity: Option<f64>,
}

/// The records of a place that were met so far.
struct Met {
    tally: Tally,
    kept: Vec<RecordBatch>,
    amounts: Vec<RecordAmount>,
}

impl Engine {
    /// The records that a row of `flow` or `indicator` was added up from. `name` is that of the evidence of alerts, such as
    /// `flow:12`: rows are counted from 1 in the order in which they are stored. At most `limit` of the records are shown.
    pub async fn records(&self, port: &Port, at: &At, name: &str, limit: usize) -> Result<RecordsView, EngineError> {
        let parts = name.split_once(':').and_then(|(table, number)| Some((table, number.parse::<u64>().ok()?)));
        let (table, number) = parts.ok_or_else(|| {
            let expected = Words::new("表名与行号，如 flow:12", "a table and the number of a row, such as flow:12");
            EngineError::parameter("row", name, expected)
        })?;
        let revision = self.revision(port, at).await?;
        let schema = schema_of(table).ok_or_else(|| EngineError::Table { name: table.to_owned() })?;
        let underived =
            |origin: Option<&str>| EngineError::Underived { row: name.to_owned(), origin: origin.map(str::to_owned) };
        let target = [Target::Flow, Target::Indicator].into_iter().find(|target| target.table() == table);
        let Some(target) = target else { return Err(underived(None)) };
        let mut found = self.stored_rows(&revision, table, &[number]).await?;
        let (_, row) = found.pop().ok_or_else(|| EngineError::Row { row: name.to_owned() })?;
        let row = super::conform(schema, &row)?;
        let source = row.column_by_name("source").and_then(|array| array.as_string_opt::<i32>());
        let source = source.filter(|array| array.is_valid(0)).map(|array| array.value(0).to_owned());
        let definitions = Arc::new(Defining::load(self, &revision).await?.read()?);
        let which = source.as_deref().and_then(|source| definitions.of_source(source));
        let Some(which) = which else { return Err(underived(source.as_deref())) };
        let mut tally = Tally::new(Arc::clone(&definitions));
        tally.claim(target, &row)?;
        let place = tally.claimed.iter().next().copied().ok_or_else(|| underived(source.as_deref()))?;
        let own = &definitions.derivations[which];
        let (records, id) = (own.table, own.id.clone());
        let mut met = Met { tally, kept: Vec::new(), amounts: Vec::new() };
        if revision.tables.contains_key(records.name) {
            let mut stream = self.workspace().sql(&revision, &format!("SELECT * FROM \"{}\"", records.name)).await?;
            while let Some(batch) = stream.next().await.transpose()? {
                met = off_the_runtime(move || {
                    met.take(which, &batch, place, records)?;
                    Ok(met)
                })
                .await?;
            }
        }
        let (number, title) = (revision.number, definitions.titles[which].clone());
        off_the_runtime(move || {
            let (grid, amounts, sum) = met.answer(place, records, limit)?;
            let stored = |name: &str| {
                let array = row.column_by_name(name).and_then(|array| array.as_primitive_opt::<Float64Type>())?;
                array.is_valid(0).then(|| array.value(0))
            };
            let bits = |number: Option<f64>| number.map(f64::to_bits);
            let same = bits(stored("value")) == bits(sum.value) && bits(stored("quantity")) == bits(sum.quantity);
            let row = Grid::new(row.schema().fields(), std::slice::from_ref(&row), schema.columns, 0, None)?;
            let table = records.name.to_owned();
            Ok(RecordsView { revision: number, derivation: id, title, row, table, grid, amounts, sum, same })
        })
        .await
    }
}

impl Met {
    /// Takes in what the records of a batch give to the place.
    fn take(
        &mut self,
        which: usize,
        batch: &RecordBatch,
        place: (Group, Step),
        table: &Table,
    ) -> Result<(), EngineError> {
        let definitions = Arc::clone(&self.tally.definitions);
        let parts = self.tally.parts_of(which as u16, &definitions.derivations[which], batch, false)?;
        let parts: Vec<Part> = parts.into_iter().filter(|part| (part.name.group, part.step) == place).collect();
        if parts.is_empty() {
            return Ok(());
        }
        let mut kept = vec![false; batch.num_rows()];
        let mut given = [false; 2];
        for part in &parts {
            self.tally.record(part.name, part.step, part.value, false)?;
            if !std::mem::replace(&mut kept[part.row], true) {
                self.amounts.push(RecordAmount::default());
                given = [false; 2];
            }
            if let Some(last) = self.amounts.last_mut() {
                let amount = if part.name.quantity { &mut last.quantity } else { &mut last.value };
                // A record can give to a place twice, where two successors of its item are cut to one code.
                let again = std::mem::replace(&mut given[usize::from(part.name.quantity)], true);
                *amount = if again { amount.zip(part.value).map(|(before, own)| before + own) } else { part.value };
            }
        }
        let batch = super::conform(table, batch)?;
        self.kept.push(filter_record_batch(&batch, &BooleanArray::from(kept))?);
        Ok(())
    }

    /// The records in the order of their key with what each gives, and what all of them come to.
    fn answer(
        mut self,
        place: (Group, Step),
        table: &Table,
        limit: usize,
    ) -> Result<(Grid, Vec<RecordAmount>, RecordAmount), EngineError> {
        self.tally.settle()?;
        let keys: Vec<_> =
            self.tally.totals.places().filter(|(_, step)| *step == place.1).map(|(key, _)| key).collect();
        let [value, quantity] = self.tally.amounts(&place, &keys);
        let sum = RecordAmount {
            value: value.and_then(|settled| settled.value),
            quantity: quantity.and_then(|settled| settled.value),
        };
        let whole = concat_batches(&Arc::new(table.arrow()), &self.kept)?;
        let by = |name: &&str| {
            let values = Arc::clone(whole.column_by_name(name)?);
            Some(SortColumn { values, options: None })
        };
        let by: Vec<SortColumn> = table.key.iter().filter_map(by).collect();
        let order = lexsort_to_indices(&by, Some(limit))?;
        let total = whole.num_rows();
        let amounts = order.values().iter().map(|&row| self.amounts[row as usize].clone()).collect();
        let shown = take_record_batch(&whole, &order)?;
        let mut grid = Grid::new(shown.schema().fields(), std::slice::from_ref(&shown), table.columns, 0, None)?;
        grid.total = Some(total as u64);
        grid.truncated = grid.rows.len() < total;
        Ok((grid, amounts, sum))
    }
}
