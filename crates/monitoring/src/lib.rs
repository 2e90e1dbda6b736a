//! What changed, what is about to break, and who should know: attributes of flows, indicators over time, rules, alerts,
//! inspections.
//!
//! The type to know is [`Rule`](rule::Rule): a line of text that says when a series is a reason to warn. It is read once,
//! evaluated over the series of every subject (a region, or a pair of regions), and its hits become alerts that are raised
//! late and lowered later ([`episode`]).
//!
//! ```
//! use liantu_monitoring::{Frequency, episode, rule};
//!
//! let rule = rule::parse("alert red when robust_z(flow[quantity]) <= -5 for 2 of 3 months raise after 1")?;
//! let quantity = |month: usize| if month < 36 { 100.0 + (month * 7 % 5) as f64 } else { 40.0 };
//! let flow = |_: &rule::Reference| Some((0..40).map(quantity).collect());
//! let evaluated = rule::evaluate(&rule, Frequency::Month, 40, &flow)?;
//! let matrix = rule::Matrix::parse("0.5;0.5;BY YR").unwrap();
//! let alerts = episode::of(&evaluated, &matrix);
//! assert_eq!((alerts.len(), alerts[0].raised, alerts[0].grade()), (1, 37, rule::Grade::Red));
//! assert!(rule::evidence(&evaluated, 37).iter().any(|evidence| evidence.at == 37 && evidence.value == 40.0));
//! # Ok::<(), rule::RuleError>(())
//! ```
//!
//! Three rules hold throughout. What is missing stays missing: it is no hit, no all-clear, no baseline, and a red alert never
//! rests on it. What is said about a step looks at that step and earlier ones, so that a back-test sees what was known then.
//! And what is kept up from day to day ([`incremental`]) has the bits of what is computed from scratch.
//!
//! Deliberately absent: the clock (whoever calls says which day it is), files, labels, and sending anything to anybody.

pub mod alert;
pub mod backtest;
mod catalogue;
mod declare;
pub mod derivation;
pub mod episode;
pub mod flow;
pub mod identity;
pub mod incremental;
pub mod inspection;
pub mod posture;
pub mod rule;
pub mod series;
mod step;
pub mod trial;
mod truth;
pub mod watch;

pub use catalogue::{CATALOGUE, found};
pub use step::{Frequency, Step};
pub use truth::Truth;

use liantu_model::Method;

/// Every method of this room.
pub const METHODS: &[&Method] = &[
    &series::anomaly::METHOD,
    &series::trend::METHOD,
    &series::change::METHOD,
    &series::forecast::METHOD,
    &series::surge::METHOD,
    &flow::METHOD,
    &watch::ALERTS,
    &watch::RULE_BACKTEST,
    &trial::METHOD,
    &posture::METHOD,
    &identity::method::METHOD,
    &inspection::method::DUE,
    &inspection::method::FRESHNESS,
];
