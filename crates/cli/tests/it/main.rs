//! The built program, used as a person uses it: nothing of its inside is linked here.

mod alerts;
mod crash;
mod deals;
mod derive;
mod faults;
mod known;
mod offices;
mod planted;
mod ports;
mod program;
mod story;
mod watch;
mod words;
