//! The report from end to end: composed, written in every form, and read again by other readers.

mod composing;
mod fixture;
mod forms;
