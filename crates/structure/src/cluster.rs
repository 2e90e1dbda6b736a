//! Clusters: neighbouring regions with related industries, found across borders; and how clusters are judged.
//!
//! [`identify`] joins specialised cells of a panel into connected sets of neighbouring regions × related industries;
//! [`scorecard`] judges clusters, parks, agreements or whatever else has values on the criteria of a scheme. Which criteria,
//! weights, thresholds and grades: tables, never code.

mod identify;
mod methods;
mod pages;
mod relate;
mod score;

pub use identify::{Cell, Cluster, Rules, Ties, identify, inner_ties};
pub use methods::{CLUSTER_MEMBERS, CLUSTERS, SCORECARD};
pub(crate) use pages::PAGES;
pub use relate::{joined_by_flows, related_by_accounts};
pub use score::{
    Aggregate, Assessed, Card, Criterion, Entry, Faults, Grade, Raters, Scored, Scoring, Standing, scorecard,
};
