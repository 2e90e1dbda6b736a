//! What is found wrong with a row only after its file has ended.

use crate::error::PackageError;
use crate::spill::Spill;
use liantu_model::{Explanation, Words};

/// Partitions by row.
const PARTITIONS: usize = 64;

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Late {
    /// This earlier row has the same key.
    Duplicate(u64),
    /// The reference in this column of the table is not met.
    Unmet(u16),
    /// The detail with this number.
    Detail(u64),
}

/// What is wrong with a row of a small table.
#[derive(Clone, Debug)]
pub(crate) struct Detail {
    pub(crate) page: &'static Explanation,
    /// Column of the table.
    pub(crate) column: Option<&'static str>,
    pub(crate) found: Option<String>,
    pub(crate) expected: Option<Words>,
    pub(crate) help: Option<Words>,
    /// Another row of the table that belongs to it.
    pub(crate) related: Option<u64>,
}

/// All of it, to be read in the order of the rows.
pub(crate) struct LateRows {
    spill: Spill,
    total: u64,
    pub(crate) details: Vec<Detail>,
}

impl LateRows {
    /// For a file of `total` rows.
    pub(crate) fn new(total: u64, budget: usize) -> Self {
        Self { spill: Spill::new(PARTITIONS, budget), total: total.max(1), details: Vec::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.spill.count() == 0
    }

    pub(crate) fn push(&mut self, row: u64, late: Late) -> Result<(), PackageError> {
        let (kind, number) = match late {
            Late::Duplicate(first) => (0, first),
            Late::Unmet(column) => (1, u64::from(column)),
            Late::Detail(number) => (2, number),
        };
        let partition = u128::from(row) * PARTITIONS as u128 / u128::from(self.total);
        let partition = usize::try_from(partition).unwrap_or(0).min(PARTITIONS - 1);
        self.spill.push(partition, [row, kind, number])
    }

    pub(crate) fn detail(&mut self, row: u64, detail: Detail) -> Result<(), PackageError> {
        let number = self.details.len() as u64;
        self.details.push(detail);
        self.push(row, Late::Detail(number))
    }

    /// A reader in the order of the rows.
    pub(crate) fn reader(&self) -> LateReader<'_> {
        LateReader { rows: self, partition: 0, waiting: Vec::new().into_iter() }
    }
}

/// Reads what is wrong in the order of the rows.
pub(crate) struct LateReader<'a> {
    rows: &'a LateRows,
    partition: usize,
    waiting: std::vec::IntoIter<[u64; 3]>,
}

impl LateReader<'_> {
    /// What is wrong with the rows before `end` that have not been read yet.
    pub(crate) fn until(&mut self, end: u64) -> Result<Vec<(u64, Late)>, PackageError> {
        let mut found = Vec::new();
        loop {
            while let Some(&[row, kind, number]) = self.waiting.as_slice().first() {
                if row >= end {
                    return Ok(found);
                }
                self.waiting.next();
                let late = match kind {
                    0 => Late::Duplicate(number),
                    1 => Late::Unmet(u16::try_from(number).unwrap_or(u16::MAX)),
                    _ => Late::Detail(number),
                };
                found.push((row, late));
            }
            if self.partition == PARTITIONS {
                return Ok(found);
            }
            self.waiting = self.rows.spill.sorted(self.partition)?.into_iter();
            self.partition += 1;
        }
    }
}
