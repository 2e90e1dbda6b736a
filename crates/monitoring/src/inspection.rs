//! Inspections: what is due when, what was missed, and who has to answer for what was found.

pub mod calendar;
pub mod freshness;
pub mod handling;
pub mod method;

use crate::alert::Level;
use calendar::{Cadence, Calendar, Day, Shift, cycles};
use std::collections::BTreeSet;

/// A periodic inspection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// Identifier.
    pub id: String,
    /// How often.
    pub cadence: Cadence,
    /// Which day of the cycle: from 1, or from −1 backwards; a day beyond the end of a cycle is its last.
    pub day: i32,
    /// What happens on a day off.
    pub shift: Shift,
    /// The first day on which it can be due.
    pub start: Option<Day>,
    /// The first day on which it no longer can.
    pub end: Option<Day>,
}

/// One run of an inspection: known by inspection and cycle, so that it is the same run however often it is looked up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    /// The day on which it is due: a working day, unless the inspection takes days as they fall.
    pub day: Day,
    /// The inspection.
    pub inspection: String,
    /// The day on which it falls, before it is moved.
    pub nominal: Day,
}

impl Run {
    /// The key under which the run is recorded once.
    pub fn key(&self) -> (String, Day) {
        (self.inspection.clone(), self.nominal)
    }
}

/// The runs that are due from day `from` up to, not including, day `to`, in order.
pub fn due(inspection: &Inspection, calendar: &Calendar, from: Day, to: Day) -> Vec<Run> {
    // A run may be moved out of its cycle: look a little further on either side.
    let reach = calendar.longest_rest() + 1;
    let mut runs: Vec<Run> = cycles(inspection.cadence, from - reach, to + reach)
        .into_iter()
        .map(|cycle| {
            let length = cycle.end - cycle.start;
            let place = if inspection.day < 0 { length + inspection.day } else { inspection.day - 1 };
            let nominal = cycle.start + place.clamp(0, length - 1);
            let day = calendar.shifted(nominal, inspection.shift);
            Run { day, inspection: inspection.id.clone(), nominal }
        })
        .filter(|run| (from..to).contains(&run.day))
        .filter(|run| inspection.start.is_none_or(|start| start <= run.nominal))
        .filter(|run| inspection.end.is_none_or(|end| run.nominal < end))
        .collect();
    runs.sort();
    runs.dedup();
    runs
}

/// What was fired already.
pub type Journal = BTreeSet<(String, Day)>;

/// Fires what is due up to and including day `now` and was not fired before: each run exactly once, however often, late or
/// irregularly this is called, and whether or not the caller fell over in between. What the journal holds was fired.
pub fn fire(inspections: &[Inspection], calendar: &Calendar, journal: &mut Journal, since: Day, now: Day) -> Vec<Run> {
    let mut runs: Vec<Run> =
        inspections.iter().flat_map(|inspection| due(inspection, calendar, since, now + 1)).collect();
    runs.sort();
    runs.retain(|run| journal.insert(run.key()));
    runs
}

/// Something that has to be settled: a finding, or an inspection that was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Matter {
    /// The day it came up.
    pub opened: Day,
    /// The last day on which it is in time.
    pub due: Day,
    /// The day it was settled.
    pub closed: Option<Day>,
    /// Days that each level waits, once it is overdue, before it goes up.
    pub grace: i32,
}

/// Where a matter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Settled in time.
    Settled,
    /// Settled after it was due.
    SettledLate,
    /// To be settled.
    Open,
    /// It should have been settled; it is with this level.
    Overdue(Level),
}

impl Standing {
    /// The word that stands in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::SettledLate => "settled_late",
            Self::Open => "open",
            Self::Overdue(_) => "overdue",
        }
    }
}

impl Matter {
    /// Where it stands on a day: in time up to the day it is due; then with those who execute, after the days of grace with
    /// those who coordinate, after as many again with those who decide.
    pub fn standing(&self, now: Day) -> Standing {
        match self.closed.filter(|closed| *closed <= now) {
            Some(closed) if closed <= self.due => Standing::Settled,
            Some(_) => Standing::SettledLate,
            None if now <= self.due => Standing::Open,
            None => {
                let late = now - self.due;
                let level = match late {
                    _ if late > 2 * self.grace => Level::Decision,
                    _ if late > self.grace => Level::Coordination,
                    _ => Level::Execution,
                };
                Standing::Overdue(level)
            }
        }
    }

    /// Days since it came up, up to the day it was settled.
    pub fn age(&self, now: Day) -> i32 {
        (self.closed.map_or(now, |closed| closed.min(now)) - self.opened).max(0)
    }
}
