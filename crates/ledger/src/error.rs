//! Why the ledger could not do it.

use liantu_cooperation::ledger::{BookError, Fault};
use liantu_model::Diagnostic;

/// Why a call to the ledger failed.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The store cannot be opened.
    #[error("the ledger {place} cannot be opened")]
    Open {
        /// Which, without passwords.
        place: String,
        /// What the driver said.
        #[source]
        source: sqlx::Error,
    },
    /// The store was made by a newer program.
    #[error("the ledger has form {found}, this program reads up to {known}")]
    Newer {
        /// The form found.
        found: i64,
        /// The newest that is known.
        known: i64,
    },
    /// The store did not do it; nothing was changed.
    #[error("the ledger could not be read or written")]
    Store(#[from] sqlx::Error),
    /// A stored record is not what was written: nothing is read from that book or appended to it.
    #[error("the stored records of `{book}` were changed from outside: {fault:?}")]
    Touched {
        /// The book.
        book: String,
        /// The first fault.
        fault: Fault,
    },
    /// No such agreement.
    #[error("no agreement `{id}` in the ledger")]
    Absent {
        /// The identifier asked for.
        id: String,
    },
    /// An agreement of this identifier is there already.
    #[error("agreement `{id}` is in the ledger already: amend it")]
    Exists {
        /// The identifier.
        id: String,
    },
    /// A text that is no agreement.
    #[error("the text is no agreement that can be kept")]
    Text {
        /// What is wrong with it.
        findings: Vec<Diagnostic>,
    },
    /// The text of another agreement.
    #[error("the text is that of `{found}`, not of `{id}`")]
    Other {
        /// The agreement that was to be changed.
        id: String,
        /// The one that the text names.
        found: String,
    },
    /// Not a party of the agreement.
    #[error("`{party}` is no party of the agreement `{id}`; its parties are {}", known.join(", "))]
    NoParty {
        /// The agreement.
        id: String,
        /// The name given.
        party: String,
        /// Its parties.
        known: Vec<String>,
    },
    /// Not a clause of the agreement.
    #[error("`{clause}` is no clause of the agreement `{id}`; its clauses are {}", known.join(", "))]
    NoClause {
        /// The agreement.
        id: String,
        /// The name given.
        clause: String,
        /// Its clauses.
        known: Vec<String>,
    },
    /// A new text without a party that has obligations.
    #[error(
        "the text leaves out {}, with obligations in the book of `{id}`: keep it as a [[party]], and say in a [[succession]] who takes its place",
        parties.join(", ")
    )]
    Dropped {
        /// The agreement.
        id: String,
        /// The parties.
        parties: Vec<String>,
    },
    /// No version is signed by everybody.
    #[error("agreement `{id}` is not in force: not signed by {}", missing.join(", "))]
    Unsigned {
        /// The agreement.
        id: String,
        /// Who has not signed the last version.
        missing: Vec<String>,
    },
    /// The book does not allow it.
    #[error(transparent)]
    Book(#[from] BookError),
    /// A register does not allow it.
    #[error("{reason}")]
    Refused {
        /// Why.
        reason: String,
    },
    /// A computation ended by a bug.
    #[error("the computation failed inside: {reason}")]
    Internal {
        /// What it said.
        reason: String,
    },
}
