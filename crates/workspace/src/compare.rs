//! Whether rows that come in are those that they replace.

use crate::delta::DataFile;
use crate::error::{Result, WorkspaceError};
use crate::import::Outgoing;
use crate::keys;
use arrow::array::{RecordBatch, new_null_array};
use arrow::compute::cast;
use arrow::datatypes::SchemaRef;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Rows in any order, by their number and the sum of their digests: equal ones are the same rows, each as often.
#[derive(Debug, Default, PartialEq, Eq)]
struct Balance {
    rows: u64,
    sum: u128,
}

impl Balance {
    /// Adds rows by the columns of `schema`; one that the batch lacks is absent in each row.
    fn add(&mut self, table: &str, schema: &SchemaRef, batch: &RecordBatch) -> Result<()> {
        let column = |name: &str, kind| match batch.column_by_name(name) {
            Some(column) => cast(column, kind),
            None => Ok(new_null_array(kind, batch.num_rows())),
        };
        let columns = schema.fields().iter().map(|field| column(field.name(), field.data_type()));
        let columns = columns
            .collect::<std::result::Result<Vec<_>, _>>()
            .map_err(|source| WorkspaceError::Arrow { table: table.to_owned(), source })?;
        for digest in keys::digests(table, &columns)? {
            self.rows += 1;
            self.sum = self.sum.wrapping_add(digest);
        }
        Ok(())
    }
}

/// What comes into a table and what goes out of it.
#[derive(Clone)]
pub(crate) struct Comparison {
    table: &'static str,
    schema: SchemaRef,
    gone: Arc<Mutex<(Balance, Result<()>)>>,
}

impl Comparison {
    pub fn new(table: &'static str, schema: SchemaRef) -> Self {
        Self { table, schema, gone: Arc::new(Mutex::new((Balance::default(), Ok(())))) }
    }

    /// Takes the rows that go, before `next` does.
    pub fn watched(&self, mut next: Option<Outgoing>) -> Outgoing {
        let own = self.clone();
        Box::new(move |batch| {
            let mut gone = own.gone.lock().unwrap_or_else(PoisonError::into_inner);
            let (balance, outcome) = &mut *gone;
            if outcome.is_ok() {
                *outcome = balance.add(own.table, &own.schema, &batch);
            }
            if let Some(next) = &mut next {
                next(batch);
            }
        })
    }

    /// Whether the rows of `files` are those that went.
    pub fn same(&self, folder: &Path, files: &[DataFile]) -> Result<bool> {
        let mut gone = self.gone.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut gone.1, Ok(()))?;
        // Mostly the number decides, and nothing is read.
        if gone.0.rows != files.iter().map(|file| file.rows).sum::<u64>() {
            return Ok(false);
        }
        let mut come = Balance::default();
        for file in files {
            keys::each_batch(folder, self.table, file, &mut |batch| come.add(self.table, &self.schema, batch))?;
        }
        Ok(come == gone.0)
    }
}
