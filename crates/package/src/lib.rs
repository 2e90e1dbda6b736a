//! Door in: reads foreign data, checks it and passes it on as Arrow tables with a report.
//!
//! WIP

mod bind;
mod binding;
pub mod catalogue;
mod cell;
mod check;
mod columnar;
mod container;
mod decode;
mod descriptor;
mod error;
mod features;
mod grid;
mod header;
mod mapping;
mod options;
mod package;
mod pipeline;
mod propose;
mod read;
mod report;
mod sheet;
mod source;
mod spill;
mod text;

pub use cell::MISSING;
pub use error::{PackageError, SinkError};
pub use mapping::{ColumnMapping, FileColumn, Mapping, Proposal};
pub use options::{Discard, Known, Limits, Options, Policy, Progress, Sink, Stage};
pub use package::{Package, open};
pub use propose::propose;
pub use report::{REJECTS, Report, ResourceReport};
