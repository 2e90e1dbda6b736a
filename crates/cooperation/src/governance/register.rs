//! Small registers: where a matter stands, whether a vote carries, what is missing from a list.

use crate::clause::Stage;
use crate::money::Ratio;
use jiff::ToSpan;
use jiff::civil::Date;

/// The step of a dispute on which a matter stands on `day`: what is not settled at one level by its deadline goes to the
/// next, and stays at the last. `None` before it was opened, or without steps.
pub fn level(stages: &[Stage], opened: Date, day: Date) -> Option<usize> {
    if day < opened || stages.is_empty() {
        return None;
    }
    let mut deadline = opened;
    for (place, stage) in stages.iter().enumerate() {
        deadline = deadline.checked_add(stage.days.days()).ok()?;
        if day < deadline {
            return Some(place);
        }
    }
    Some(stages.len() - 1)
}

/// The votes of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ballot {
    /// Members with a vote.
    pub members: u32,
    /// For.
    pub yes: u32,
    /// Against.
    pub no: u32,
    /// Neither.
    pub abstained: u32,
}

/// What a vote comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Carried.
    Carried,
    /// Not carried.
    Lost,
    /// Too few took part.
    NoQuorum,
    /// More votes than members.
    Void,
}

/// Whether a vote carries: at least `quorum` of the members took part, and more than `majority` of yes and no said yes.
pub fn vote(ballot: Ballot, quorum: Ratio, majority: Ratio) -> Verdict {
    let cast = u64::from(ballot.yes) + u64::from(ballot.no) + u64::from(ballot.abstained);
    let part = |some: u64, of: u64| Ratio::new(some.into(), of.into());
    match part(cast, ballot.members.into()) {
        _ if cast > u64::from(ballot.members) => Verdict::Void,
        Some(present) if present >= quorum => {
            let decided = u64::from(ballot.yes) + u64::from(ballot.no);
            let carried = part(ballot.yes.into(), decided).is_some_and(|yes| yes > majority);
            if carried { Verdict::Carried } else { Verdict::Lost }
        }
        _ => Verdict::NoQuorum,
    }
}

/// What a list asks for and `there` does not have: slots of a work group, items of a certification.
pub fn checklist<'a>(wanted: &[&'a str], there: &[&str]) -> Vec<&'a str> {
    wanted.iter().filter(|item| !there.contains(item)).copied().collect()
}

/// What only the first and only the second of two lists has: negative lists, catalogues of matters, joint lists.
pub fn difference<'a>(one: &[&'a str], two: &[&'a str]) -> (Vec<&'a str>, Vec<&'a str>) {
    (checklist(one, two), checklist(two, one))
}
