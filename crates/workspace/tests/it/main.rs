//! The workspace from outside: what is committed, what is read, what survives.

mod commit;
mod fixture;
mod history;
mod kill;
mod python;
mod reading;
mod readonly;
mod sequences;
