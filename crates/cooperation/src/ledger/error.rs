//! What a book refuses, in both languages.

use jiff::civil::Date;
use liantu_model::Words;

/// What a book refuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.words().en)]
pub enum BookError {
    /// A line that no version of this program writes.
    Unreadable {
        /// Its number.
        number: u64,
    },
    /// The text is that of the last version.
    Unchanged {
        /// The version.
        version: u32,
    },
    /// There is no such version.
    NoVersion {
        /// The version.
        version: u32,
    },
    /// The party has signed this version before.
    SignedTwice {
        /// Who.
        party: String,
        /// Which.
        version: u32,
    },
    /// There is no such record.
    NoRecord {
        /// Which.
        number: u64,
    },
    /// A record that cannot be undone: a signature, a text, a correction.
    Irreversible {
        /// Which.
        number: u64,
    },
    /// The agreement has no such bond on that day.
    NoBond {
        /// The clause that was named.
        clause: String,
        /// The day.
        day: Date,
    },
    /// Nothing is owed for so long that the bond may be drawn on.
    NotDue {
        /// What the clause says.
        grace_days: i64,
    },
    /// The escrow holds nothing.
    Unfilled {
        /// The bond.
        clause: String,
    },
    /// An amount that is not positive, or goes from a party to itself.
    Amount,
}

impl BookError {
    /// Why, in both languages.
    pub fn words(&self) -> Words {
        let (zh, en) = match self {
            Self::Unreadable { number } => {
                (format!("第 {number} 条记录无法读取"), format!("record {number} cannot be read"))
            }
            Self::Unchanged { version } => {
                (format!("正文与第 {version} 版相同"), format!("the text is that of version {version} already"))
            }
            Self::NoVersion { version } => (format!("没有第 {version} 版"), format!("there is no version {version}")),
            Self::SignedTwice { party, version } => {
                (format!("“{party}”已签署第 {version} 版"), format!("`{party}` has already signed version {version}"))
            }
            Self::NoRecord { number } => (format!("没有第 {number} 条记录"), format!("there is no record {number}")),
            Self::Irreversible { number } => (
                format!("第 {number} 条记录不能冲销：只有应付、付款和事实可以冲销，且只能一次"),
                format!("record {number} cannot be reversed: only obligations, payments and facts can, and only once"),
            ),
            Self::NoBond { clause, day } => (
                format!("{day} 没有生效的保证金条款“{clause}”"),
                format!("there is no bond `{clause}` in force on {day}"),
            ),
            Self::NotDue { grace_days } => (
                format!("没有逾期超过 {grace_days} 天的应付：保证金不动用"),
                format!("nothing is in arrears for more than {grace_days} days: the bond is not drawn on"),
            ),
            Self::Unfilled { clause } => (
                format!("保证金“{clause}”没有余额：未缴存，或动用后未补足"),
                format!("the bond `{clause}` holds nothing: it was not paid in, or was drawn and not filled again"),
            ),
            Self::Amount => (
                "付款须有大于零的金额和不同的双方".to_owned(),
                "a payment needs an amount above zero and two parties".to_owned(),
            ),
        };
        Words { zh, en }
    }
}
