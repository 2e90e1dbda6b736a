//! Door in: reads foreign data, checks it and passes it on as Arrow tables with a report; and the form in which tables
//! leave ([`TableWriter`], [`resource`]), so that what leaves comes back as it was.
//!
//! What comes in is a data package (Frictionless `datapackage.json` with CSV, Parquet or XLSX resources named like the
//! tables of [`liantu_model::schema`]; a folder or a zip) or a single CSV, TSV, XLSX, Parquet or GeoJSON file, bound to a
//! table by its header or by a [`Mapping`]; input-output tables and chains also as their publishers hand them out, in one
//! file, a folder or a zip. The one type to know is [`Report`]: what was read, what was accepted, and
//! every finding with its exact place.
//!
//! ```
//! use liantu_package::{Discard, Options, open};
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("flow.csv");
//! std::fs::write(&path, "origin,destination,period,value\n310000,320500,2021,5\n310000,32050,2021,many\n")?;
//!
//! let report = open(&path, Options::default())?.read(&mut Discard, &())?;
//! let flow = &report.resources[0];
//! assert_eq!((flow.read, flow.accepted, flow.rejected), (2, 1, 1));
//! assert!(!report.accepted, "the default policy takes a package whole or not at all");
//!
//! let finding = &report.findings[0];
//! assert_eq!((finding.code, finding.place.to_string()), ("PKG206", "{path}:3:8 (row 2, column 2 `destination`)"
//!     .replace("{path}", &path.display().to_string())));
//! assert_eq!(finding.help.as_ref().unwrap().en, "the nearest known code is 320500 (苏州市)");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What holds
//!
//! - **No row disappears silently.** `read = accepted + rejected` for every file. Every finding is a row of [`REJECTS`],
//!   which goes to the same [`Sink`]; the first error of a rejected row carries the row as it was written. Rows of
//!   delimiters without any value, and only those, are not rows (`PKG115` notes each).
//! - **Missing is never zero.** The texts of [`MISSING`] (empty, `NA`, `N/A`, `null`, `-`, `—`, `…`, `----`, …) are null.
//! - **Nothing is guessed silently.** A number that can be read in two ways, a date whose day and month can't be told
//!   apart, a table that fits no better than another: each is a finding that says how to settle it. What was recognised
//!   by an alias or decoded from another encoding than UTF-8 is noted.
//! - **Memory is bounded**, however long the file: chunks of whole records go through worker threads; keys and
//!   references are compared as 128-bit fingerprints in partitions, on disk beyond a budget. The result is the same for
//!   any number of threads and any size of chunks.
//! - **A foreign file can't do harm**: paths stay inside of the package, nothing is fetched, archives unpack to no more
//!   than they declare and [`Limits`] allow.
//!
//! References may point to rows of the package or, through [`Known`], of the workspace. Without [`Known`], references to
//! tables that the package does not hold are not checked: nothing is known about them.
//!
//! Positions within a line are bytes of the line as UTF-8, whatever the encoding of the file.
//!
//! Deliberately absent: storing (the workspace does), SQL, async, downloads, and repairs: a wrong value is reported, not
//! corrected.

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
mod gather;
mod grid;
mod header;
mod mapping;
mod matrix;
mod options;
mod package;
mod pipeline;
mod propose;
mod rdata;
mod read;
mod report;
mod sdmx;
mod sheet;
mod source;
mod spill;
mod stated;
mod text;
mod unit;
mod write;

pub use cell::MISSING;
pub use error::{PackageError, SinkError};
pub use mapping::{ColumnMapping, FileColumn, Mapping, Proposal};
pub use options::{Discard, Known, Limits, Options, Policy, Progress, Sink, Stage};
pub use package::{Package, open};
pub use propose::propose;
pub use report::{REJECTS, Report, ResourceReport};
pub use unit::kept as kept_unit;
pub use write::{Form, TableWriter, resource};
