//! The store of what changes by transaction: agreements with their signatures, obligations and payments, and the register of
//! shortlists. SQLite in a file beside the tables of a workspace, or PostgreSQL for a server that is shared; the same
//! tables, the same bytes.
//!
//! The one type to know is [`Ledger`]. What an act appends is decided by pure functions ([`liantu_cooperation::ledger::Book`]
//! for agreements); this room reads the records of one book, lets them decide, and writes the page that comes of it, in one
//! transaction. Records are chained by hashes and never changed; a book that was touched from outside is refused.
//!
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! use liantu_ledger::Ledger;
//! let folder = tempfile::tempdir().unwrap();
//! let ledger = Ledger::open_file(&folder.path().join("ledger.db")).await.unwrap();
//! assert!(ledger.agreements().await.unwrap().is_empty());
//! assert!(ledger.verify().await.unwrap().is_empty());
//! # });
//! ```
//!
//! Deliberately absent: the clock (days are given), the tables of the workspace (facts are given), any rule of what an
//! agreement means, deleting and updating.

mod deal;
mod error;
mod settle;
mod store;
mod summary;

pub use deal::Deal;
pub use error::LedgerError;
pub use settle::{Order, Settled};
pub use store::{Ledger, Touched};
pub use summary::{Member, Summary};
