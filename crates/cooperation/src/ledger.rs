//! The ledger: who owes whom what, since when, why, and what of it was paid.
//!
//! [`settle`] turns an agreement, its facts and its payments into records: double entries (what one party owes another is
//! owed to it), only ever appended, each chained to the one before by its hash. A correction is a reversal and a new entry;
//! nothing is overwritten. [`Journal`] is the form in which records are kept and signed, and [`verify`] says which record
//! was touched. [`Book`] is what stays of an agreement: its texts, signatures, facts, obligations and payments, read from
//! the lines that a store gives back, and what each act appends to them.

mod account;
mod bond;
mod book;
mod chain;
mod clearing;
mod entry;
mod error;
mod journal;
mod line;
mod method;
mod settle;
mod statement;

pub use account::{Due, Kind, Movement, Paid};
pub use bond::Held;
pub use book::{Book, Input, Version};
pub use chain::{Chain, Head, Page, text_hash, verify_pages};
pub use clearing::{Clearing, Debt, Transfer, clear};
pub use entry::{Entry, Record};
pub use error::BookError;
pub use journal::{Fault, Hash, Journal, JournalError, Row, verify};
pub use line::{Amount, DueLine, FactLine, Line, Origin, Posted, fields, write_fields};
pub use method::{CLEARING, SETTLE, STATEMENT};
pub use settle::{Item, Payment, Settlement, settle};
pub use statement::{Statement, statement};
