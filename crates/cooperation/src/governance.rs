//! Governance registers: thin uses of the same agreements. Who leads, what is due, where a matter stands and how far its like
//! get, whether a vote carries, whether every slot is filled.

mod ballot;
mod calendar;
mod case;
mod method;
mod pipeline;
mod register;
mod roster;

pub use ballot::{Base, Choice, Tally, Threshold, VOTE, Verdict, exact_part, verdict, vote};
pub use calendar::{Due, Happening, calendar, lead, window};
pub use case::{CASES, Progress, Refused, Schemes, Stay, Step, Transition, progress, schemes};
pub use method::CALENDAR;
pub use pipeline::{Conversion, Course, PIPELINE, conversion, routes};
pub use register::level;
pub use roster::{Appointment, Bounds, Filled, ROSTER, Seat, Slots, roster, slots};
