//! Governance registers: thin uses of the same agreements. Who leads, what is due, where a matter stands, whether a vote
//! carries, whether everything on a list is there.

mod calendar;
mod method;
mod register;

pub use calendar::{Due, Happening, calendar, lead};
pub use method::CALENDAR;
pub use register::{Ballot, Verdict, checklist, difference, level, vote};
