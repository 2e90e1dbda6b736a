//! The room from outside: golden cases beside peers, and properties.

mod alerts;
mod golden;
mod identity;
mod incremental;
mod inspection;
mod rules;
mod shipped;
