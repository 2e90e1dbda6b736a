//! What people do about a finding after it is in the table: who has to settle it, until when, and that it is settled.
//!
//! The table says how a finding was brought in; acts are laid over it, one after the other, and none is ever taken back.

use super::calendar::Day;
use liantu_model::text::text;
use liantu_model::{Text, Words};

/// A finding as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finding {
    /// Who has to settle it.
    pub owner: Option<String>,
    /// The day it was found.
    pub opened: Option<Day>,
    /// The last day in time, where one was named.
    pub due: Option<Day>,
    /// The day it was settled.
    pub closed: Option<Day>,
}

/// Something done about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Somebody else has to settle it.
    Assigned(String),
    /// It is due on another day.
    Due(Day),
    /// It was settled on this day.
    Closed(Day),
    /// It was not settled after all.
    Reopened,
}

impl Act {
    /// The word that stores it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Assigned(_) => "assigned",
            Self::Due(_) => "due",
            Self::Closed(_) => "closed",
            Self::Reopened => "reopened",
        }
    }
}

/// An act that a finding does not admit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is settled.
    #[error("the finding is settled: reopen it first")]
    Closed,
    /// It is not settled.
    #[error("the finding is not settled")]
    Open,
    /// A day before the finding was made.
    #[error("the day lies before the one on which it was found")]
    Early,
    /// Something is not said.
    #[error("{} is missing", .0.en)]
    Lacking(Text),
}

impl Refusal {
    /// Why, in both languages.
    pub fn words(&self) -> Words {
        let zh = match self {
            Self::Closed => "问题已办结：请先重新打开".to_owned(),
            Self::Open => "问题尚未办结".to_owned(),
            Self::Early => "该日早于发现问题之日".to_owned(),
            Self::Lacking(what) => format!("缺少{}", what.zh),
        };
        Words::new(zh, self.to_string())
    }
}

impl Finding {
    /// Takes in an act, or refuses it and stays as it was.
    pub fn take(&mut self, act: &Act, why: &str) -> Result<(), Refusal> {
        let early = |day: Day| self.opened.is_some_and(|opened| day < opened);
        match (act, self.closed) {
            (Act::Reopened, None) => return Err(Refusal::Open),
            (Act::Reopened, Some(_)) => self.closed = None,
            (_, Some(_)) => return Err(Refusal::Closed),
            (Act::Assigned(to), None) if to.trim().is_empty() => {
                return Err(Refusal::Lacking(text("指派给谁", "whom it is assigned to")));
            }
            (Act::Assigned(to), None) => self.owner = Some(to.clone()),
            (Act::Due(day) | Act::Closed(day), None) if early(*day) => return Err(Refusal::Early),
            (Act::Due(day), None) => self.due = Some(*day),
            (Act::Closed(_), None) if why.trim().is_empty() => {
                return Err(Refusal::Lacking(text("理由", "the reason")));
            }
            (Act::Closed(day), None) => self.closed = Some(*day),
        }
        Ok(())
    }
}
