//! What became of matches: the shortlist, kept in the ledger.

use super::today;
use crate::{Engine, EngineError, Port};
use liantu_cooperation::matching::shortlist::{self, Refusal, Shortlist, Status};
use liantu_ledger::LedgerError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The register in the ledger.
const REGISTER: &str = "shortlist";

/// Where a pair of need and offer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CandidateStatus {
    /// It is worth a closer look.
    Shortlisted,
    /// It is out, for a reason.
    Excluded,
    /// The two were brought together.
    Contacted,
    /// They met.
    Meeting,
    /// They formed a team.
    Team,
    /// They agreed.
    Agreed,
}

impl From<CandidateStatus> for Status {
    fn from(status: CandidateStatus) -> Self {
        match status {
            CandidateStatus::Shortlisted => Self::Shortlisted,
            CandidateStatus::Excluded => Self::Excluded,
            CandidateStatus::Contacted => Self::Contacted,
            CandidateStatus::Meeting => Self::Meeting,
            CandidateStatus::Team => Self::Team,
            CandidateStatus::Agreed => Self::Agreed,
        }
    }
}

impl From<Status> for CandidateStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Shortlisted => Self::Shortlisted,
            Status::Excluded => Self::Excluded,
            Status::Contacted => Self::Contacted,
            Status::Meeting => Self::Meeting,
            Status::Team => Self::Team,
            Status::Agreed => Self::Agreed,
        }
    }
}

/// What somebody says of a pair.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CandidateMark {
    /// Where it stands from then on.
    pub status: CandidateStatus,
    /// Why.
    pub reason: String,
    /// Who says so.
    pub by: String,
    /// The day.
    pub day: String,
}

/// A pair of need and offer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Candidate {
    /// The need.
    pub need: String,
    /// The offer.
    pub offer: String,
    /// Where it stands.
    pub status: CandidateStatus,
    /// Everything that was said of it, oldest first.
    pub history: Vec<CandidateMark>,
}

impl Candidate {
    fn of(list: &Shortlist, last: &shortlist::Mark) -> Self {
        let one = |own: &shortlist::Mark| CandidateMark {
            status: own.status.into(),
            reason: own.reason.clone(),
            by: own.by.clone(),
            day: own.day.to_string(),
        };
        Self {
            need: last.need.clone(),
            offer: last.offer.clone(),
            status: last.status.into(),
            history: list.history(&last.need, &last.offer).map(one).collect(),
        }
    }
}

impl Engine {
    /// The pairs that somebody has marked; those of one need where it is named.
    pub async fn shortlist(&self, _: &Port, need: Option<&str>) -> Result<Vec<Candidate>, EngineError> {
        let list = Shortlist::read(&self.ledger().await?.register(REGISTER).await?);
        let wanted = list.standing().filter(|own| need.is_none_or(|need| own.need == need));
        Ok(wanted.map(|own| Candidate::of(&list, own)).collect())
    }

    /// Marks a pair; an exclusion needs a reason, an agreement comes after contact.
    pub async fn mark_match(
        &self,
        port: &Port,
        pair: (&str, &str),
        status: CandidateStatus,
        reason: Option<&str>,
        by: Option<&str>,
    ) -> Result<Candidate, EngineError> {
        let mark = shortlist::Mark {
            need: pair.0.to_owned(),
            offer: pair.1.to_owned(),
            status: status.into(),
            reason: reason.unwrap_or_default().to_owned(),
            by: by.unwrap_or(port.name()).to_owned(),
            day: today(),
        };
        let decide = |rows: &[liantu_cooperation::ledger::Row]| {
            let mut list = Shortlist::read(rows);
            let refused = |refusal: Refusal| LedgerError::Refused { reason: refusal.words() };
            let page = list.mark(&mark).map_err(refused)?;
            Ok((page, Candidate::of(&list, &mark)))
        };
        Ok(self.ledger().await?.append(REGISTER, decide).await?)
    }
}
