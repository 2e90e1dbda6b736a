//! The ledger: who owes whom what, since when, why, and what of it was paid.
//!
//! [`settle`] turns an agreement, its facts and its payments into records: double entries (what one party owes another is
//! owed to it), only ever appended, each chained to the one before by its hash. A correction is a reversal and a new entry;
//! nothing is overwritten. [`Journal`] is the form in which records are kept and signed, and [`verify`] says which record
//! was touched.

mod clearing;
mod entry;
mod journal;
mod method;
mod settle;
mod statement;

pub use clearing::{Clearing, Debt, Transfer, clear};
pub use entry::{Entry, Record};
pub use journal::{Fault, Hash, Journal, JournalError, Row, verify};
pub use method::{CLEARING, SETTLE, STATEMENT};
pub use settle::{Item, Payment, Settlement, settle};
pub use statement::{Statement, statement};
