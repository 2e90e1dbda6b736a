//! Why the ledger could not do it.

use liantu_cooperation::ledger::{BookError, Fault};
use liantu_model::{Diagnostic, Words};

/// Why a call to the ledger failed.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.words().en)]
pub enum LedgerError {
    /// The store cannot be opened.
    Open {
        /// Which, without passwords.
        place: String,
        /// What the driver said.
        #[source]
        source: sqlx::Error,
    },
    /// The store was made by a newer program.
    Newer {
        /// The form found.
        found: i64,
        /// The newest that is known.
        known: i64,
    },
    /// The store did not do it; nothing was changed.
    Store(#[from] sqlx::Error),
    /// A stored record is not what was written: nothing is read from that book or appended to it.
    Touched {
        /// The book.
        book: String,
        /// The first fault.
        fault: Fault,
    },
    /// No such agreement.
    Absent {
        /// The identifier asked for.
        id: String,
    },
    /// An agreement of this identifier is there already.
    Exists {
        /// The identifier.
        id: String,
    },
    /// A text that is no agreement.
    Text {
        /// What is wrong with it.
        findings: Vec<Diagnostic>,
    },
    /// The text of another agreement.
    Other {
        /// The agreement that was to be changed.
        id: String,
        /// The one that the text names.
        found: String,
    },
    /// Not a party of the agreement.
    NoParty {
        /// The agreement.
        id: String,
        /// The name given.
        party: String,
        /// Its parties.
        known: Vec<String>,
    },
    /// Not a clause of the agreement.
    NoClause {
        /// The agreement.
        id: String,
        /// The name given.
        clause: String,
        /// Its clauses.
        known: Vec<String>,
    },
    /// A new text without a party that has obligations.
    Dropped {
        /// The agreement.
        id: String,
        /// The parties.
        parties: Vec<String>,
    },
    /// No version is signed by everybody.
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
    Refused {
        /// Why.
        reason: Words,
    },
    /// A computation ended by a bug.
    Internal {
        /// What it said.
        reason: String,
    },
}

impl LedgerError {
    /// Something that a register or the ledger does not allow, Chinese first.
    pub fn refused(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Refused { reason: Words::new(zh, en) }
    }

    /// What happened, in both languages; what lies beneath it is its source.
    pub fn words(&self) -> Words {
        let (zh, en) = match self {
            Self::Open { place, .. } => {
                (format!("账本 {place} 无法打开"), format!("the ledger {place} cannot be opened"))
            }
            Self::Newer { found, known } => (
                format!("账本的格式是 {found}，本程序最高读到 {known}"),
                format!("the ledger has form {found}, this program reads up to {known}"),
            ),
            Self::Store(_) => ("账本无法读写".to_owned(), "the ledger could not be read or written".to_owned()),
            Self::Touched { book, fault } => {
                let (record, what) = (fault.record(), fault.words());
                (
                    format!("“{book}”存下的记录被外部改动：第 {record} 条，{}", what.zh),
                    format!("the stored records of `{book}` were changed from outside: record {record}, {}", what.en),
                )
            }
            Self::Absent { id } => (format!("账本中没有协议“{id}”"), format!("no agreement `{id}` in the ledger")),
            Self::Exists { id } => (
                format!("协议“{id}”已在账本中：请修订它"),
                format!("agreement `{id}` is in the ledger already: amend it"),
            ),
            Self::Text { .. } => {
                ("正文不是可以入账的协议".to_owned(), "the text is no agreement that can be kept".to_owned())
            }
            Self::Other { id, found } => {
                (format!("正文是“{found}”的，不是“{id}”的"), format!("the text is that of `{found}`, not of `{id}`"))
            }
            Self::NoParty { id, party, known } => (
                format!("“{party}”不是协议“{id}”的协议方；协议方有：{}", known.join("、")),
                format!("`{party}` is no party of the agreement `{id}`; its parties are {}", known.join(", ")),
            ),
            Self::NoClause { id, clause, known } => (
                format!("“{clause}”不是协议“{id}”的条款；条款有：{}", known.join("、")),
                format!("`{clause}` is no clause of the agreement `{id}`; its clauses are {}", known.join(", ")),
            ),
            Self::Dropped { id, parties } => (
                format!(
                    "新文本缺少 {}，而协议“{id}”的账本中有其应收应付：请保留 [[party]]，并以 [[succession]] 写明由谁承继",
                    parties.join("、")
                ),
                format!(
                    "the text leaves out {}, with obligations in the book of `{id}`: keep it as a [[party]], and say in a [[succession]] who takes its place",
                    parties.join(", ")
                ),
            ),
            Self::Unsigned { id, missing } => (
                format!("协议“{id}”未生效：尚未签署的有 {}", missing.join("、")),
                format!("agreement `{id}` is not in force: not signed by {}", missing.join(", ")),
            ),
            Self::Book(error) => return error.words(),
            Self::Refused { reason } => return reason.clone(),
            Self::Internal { reason } => {
                (format!("计算在内部失败：{reason}"), format!("the computation failed inside: {reason}"))
            }
        };
        Words { zh, en }
    }
}

#[cfg(test)]
mod tests {
    use super::LedgerError;
    use liantu_cooperation::ledger::{BookError, Fault};

    /// Every message in both languages: names and numbers in both, English in one of them only, and none in the words of Rust.
    #[test]
    fn what_is_refused_is_said_in_both_languages() {
        let names = || vec!["甲".to_owned(), "乙".to_owned()];
        let (id, day) = ("合作".to_owned(), jiff::civil::date(2026, 3, 1));
        let touched = |fault| LedgerError::Touched { book: "agreement/合作".to_owned(), fault };
        let all = [
            (LedgerError::Newer { found: 9, known: 2 }, "9"),
            (touched(Fault::Touched { number: 7 }), "7"),
            (touched(Fault::Missing { expected: 7, found: 9 }), "7"),
            (touched(Fault::Head { expected: 7 }), "7"),
            (touched(Fault::Signature { number: 7 }), "7"),
            (LedgerError::Absent { id: id.clone() }, "合作"),
            (LedgerError::Exists { id: id.clone() }, "合作"),
            (LedgerError::Text { findings: Vec::new() }, ""),
            (LedgerError::Other { id: id.clone(), found: "别的".to_owned() }, "别的"),
            (LedgerError::NoParty { id: id.clone(), party: "丙".to_owned(), known: names() }, "乙"),
            (LedgerError::NoClause { id: id.clone(), clause: "丙".to_owned(), known: names() }, "乙"),
            (LedgerError::Dropped { id: id.clone(), parties: names() }, "乙"),
            (LedgerError::Unsigned { id, missing: names() }, "乙"),
            (LedgerError::refused("须说明理由", "a reason is needed"), ""),
            (LedgerError::Internal { reason: "9".to_owned() }, "9"),
            (BookError::Unreadable { number: 7 }.into(), "7"),
            (BookError::Unchanged { version: 7 }.into(), "7"),
            (BookError::NoVersion { version: 7 }.into(), "7"),
            (BookError::SignedTwice { party: "甲".to_owned(), version: 7 }.into(), "甲"),
            (BookError::NoRecord { number: 7 }.into(), "7"),
            (BookError::Irreversible { number: 7 }.into(), "7"),
            (BookError::NoBond { clause: "押".to_owned(), day }.into(), "2026-03-01"),
            (BookError::NotDue { grace_days: 30 }.into(), "30"),
            (BookError::Unfilled { clause: "押".to_owned() }.into(), "押"),
            (BookError::Amount.into(), ""),
        ];
        for (error, part) in all {
            let words = error.words();
            assert_eq!(error.to_string(), words.en);
            assert!(words.zh.contains(part) && words.en.contains(part), "{words:?}");
            let foreign = ["agreement/", "[[party]]", "[[succession]]"]
                .into_iter()
                .fold(words.zh.clone(), |zh, name| zh.replace(name, ""));
            assert!(!foreign.contains(|letter: char| letter.is_ascii_alphabetic()), "{words:?}");
            assert!(!words.en.contains(" { "), "{words:?}");
        }
    }
}
