//! The words of Liantu: what every other room speaks and none may redefine.
//!
//! Here live the six [`Layer`]s, the schemas of the tables ([`schema`]), codes and their checks ([`code`]), half-open
//! [`Period`]s, the [`Diagnostic`] that says where data is wrong, the [`Method`] that declares a computation once for
//! every door, and the [`Provenance`] that travels with every result. The one type to know is [`schema::Table`].
//!
//! ```
//! use liantu_model::{Layer, Period, schema};
//!
//! assert_eq!(Layer::parse("知识网络"), Some(Layer::Knowledge));
//! assert!(schema::table("link").unwrap().column("layer").is_some());
//! assert_eq!("2021-Q1".parse::<Period>().unwrap().to_string(), "2021-Q1");
//! ```
//!
//! Deliberately absent: reading and writing, async, algorithms. A word that only one study needs stays in that study.

pub mod code;
pub mod declare;
pub mod diagnostic;
pub mod glossary;
pub mod layer;
pub mod method;
pub mod period;
pub mod provenance;
pub mod schema;
pub mod text;

pub use diagnostic::{Diagnostic, Explanation, Place, Severity};
pub use layer::{Layer, LayerSet};
pub use method::{Method, Parameter, ParameterKind};
pub use period::Period;
pub use provenance::{Observation, Provenance};
pub use text::{Language, Text, Words};
