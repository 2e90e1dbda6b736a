//! Records as they are kept: lines in a chain of hashes, with the signatures of the parties.
//!
//! A store needs one table of (book, number, line, hash) and nothing else; SQLite and PostgreSQL hold the same bytes. Whoever
//! holds the hash of the last record, on paper if need be, can tell whether anything before it was touched.

use super::entry::{day as write_day, digits, escape};
use jiff::civil::Date;
use liantu_model::Words;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A hash of SHA-256.
pub type Hash = [u8; 32];

/// A record as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// From 1, without gaps.
    pub number: u64,
    /// `number|day|what`.
    pub line: String,
    /// Of the hash before and the line.
    pub hash: Hash,
}

/// What is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The line or the hash of this record is not what was written.
    Touched {
        /// Its number.
        number: u64,
    },
    /// Records are missing before this one, or stand twice.
    Missing {
        /// The number that should follow.
        expected: u64,
        /// The number that stands there.
        found: u64,
    },
    /// The last record is not the one that is known from elsewhere: something was cut off, added or written anew.
    Head {
        /// Number and hash that were expected.
        expected: u64,
    },
    /// A signature covers another record than the one that stands there now.
    Signature {
        /// The record with the signature.
        number: u64,
    },
}

impl Fault {
    /// The record at which it was found.
    pub const fn record(&self) -> u64 {
        match self {
            Self::Touched { number } | Self::Signature { number } => *number,
            Self::Missing { expected, .. } | Self::Head { expected } => *expected,
        }
    }

    /// What is wrong there, in both languages.
    pub fn words(&self) -> Words {
        let (zh, en) = match self {
            Self::Touched { .. } => ("记录与写入时不同", "the record is not what was written"),
            Self::Missing { .. } => ("记录缺失或重复", "records are missing or stand twice"),
            Self::Head { .. } => ("账本末尾与所记不符", "the book does not end where it did"),
            Self::Signature { .. } => {
                ("签字所对的记录已变", "the signature covers another record than the one there now")
            }
        };
        Words::new(zh, en)
    }
}

/// What a journal refuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// The party has signed this record before.
    #[error("`{party}` has already signed record {number}")]
    SignedTwice {
        /// Who.
        party: String,
        /// Which.
        number: u64,
    },
    /// There is no such record.
    #[error("there is no record {number}")]
    NoRecord {
        /// Which.
        number: u64,
    },
    /// A day before that of the last record.
    #[error("the day {day} lies before the last record of {last}")]
    Backwards {
        /// The day.
        day: Date,
        /// The day of the last record.
        last: Date,
    },
}

/// The next hash of the chain.
pub(super) fn link(before: &[u8], line: &[u8]) -> Hash {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(line);
    hash.finalize().into()
}

/// Finds every record that is not what was written; `head` is the number and hash of the last record as somebody noted it.
pub fn verify<'a>(rows: impl IntoIterator<Item = &'a Row>, head: Option<(u64, Hash)>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut hashes: BTreeMap<u64, Hash> = BTreeMap::new();
    let (mut before, mut next, mut known) = ([0; 32], 1u64, true);
    for row in rows {
        if row.number != next {
            faults.push(Fault::Missing { expected: next, found: row.number });
            known = false;
        }
        let own_number = row.line.split('|').next().and_then(|number| number.parse().ok());
        let sound = own_number == Some(row.number) && (!known || link(&before, row.line.as_bytes()) == row.hash);
        if !sound {
            faults.push(Fault::Touched { number: row.number });
        }
        if let Some((covered, hash)) = signature(&row.line)
            && hashes.get(&covered).is_none_or(|own| hex(own) != hash)
        {
            faults.push(Fault::Signature { number: row.number });
        }
        hashes.insert(row.number, row.hash);
        (before, next, known) = (row.hash, row.number + 1, true);
    }
    if let Some((number, hash)) = head
        && (next != number + 1 || hashes.get(&number) != Some(&hash))
    {
        faults.push(Fault::Head { expected: number });
    }
    faults
}

/// The record that a signature covers, and its hash as it was signed.
fn signature(line: &str) -> Option<(u64, &str)> {
    let mut fields = line.split('|').skip(2);
    (fields.next()? == "sign").then_some(())?;
    let mut rest = fields.skip(2);
    Some((rest.next()?.parse().ok()?, rest.next()?))
}

pub(super) fn hex(hash: &Hash) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    hash.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The records of one book, in their order. Only ever grows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journal {
    rows: Vec<Row>,
    last: Option<Date>,
}

impl Journal {
    /// A journal of rows that a store gives back; call [`verify`] on them first.
    pub fn of_rows(rows: Vec<Row>) -> Self {
        let last = rows.last().and_then(|row| row.line.split('|').nth(1)?.parse().ok());
        Self { rows, last }
    }

    /// The records.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Number and hash of the last record: what a party notes when it signs.
    pub fn head(&self) -> Option<(u64, Hash)> {
        self.rows.last().map(|row| (row.number, row.hash))
    }

    /// Appends a record of `day` that says `body`.
    pub fn append(&mut self, day: Date, body: &[u8]) -> Result<u64, JournalError> {
        if let Some(last) = self.last.filter(|last| *last > day) {
            return Err(JournalError::Backwards { day, last });
        }
        let number = self.rows.len() as u64 + 1;
        let mut line = Vec::with_capacity(body.len() + 24);
        digits(i128::from(number), &mut line);
        line.push(b'|');
        write_day(day, &mut line);
        line.push(b'|');
        line.extend_from_slice(body);
        let hash = link(&self.rows.last().map_or([0; 32], |row| row.hash), &line);
        self.rows.push(Row { number, line: String::from_utf8_lossy(&line).into_owned(), hash });
        self.last = Some(day);
        Ok(number)
    }

    /// `party`, through `signatory`, signs everything up to record `number`. Parties sign in any order; the signature itself
    /// is a record, so that two that sign at once are one after the other and both hold.
    pub fn sign(&mut self, day: Date, party: &str, signatory: &str, number: u64) -> Result<u64, JournalError> {
        let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        let row = place.and_then(|place| self.rows.get(place)).ok_or(JournalError::NoRecord { number })?;
        let mut body = b"sign|".to_vec();
        escape(party, &mut body);
        body.push(b'|');
        escape(signatory, &mut body);
        body.extend_from_slice(format!("|{number}|{}", hex(&row.hash)).as_bytes());
        if self.signed(number).iter().any(|own| own == party) {
            return Err(JournalError::SignedTwice { party: party.to_owned(), number });
        }
        self.append(day, &body)
    }

    /// The parties that have signed record `number`, in the order in which they did.
    pub fn signed(&self, number: u64) -> Vec<String> {
        let of = |row: &Row| {
            let (covered, _) = signature(&row.line)?;
            (covered == number)
                .then(|| row.line.split('|').nth(3).unwrap_or_default().replace("\\p", "|").replace("\\\\", "\\"))
        };
        self.rows.iter().filter_map(of).collect()
    }
}
