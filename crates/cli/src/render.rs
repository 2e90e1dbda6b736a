//! Answers as text for people.

pub mod csv;
pub mod deal;
pub mod diagnostic;
pub mod grid;
pub mod method;
pub mod progress;
pub mod report;
