//! Who is connected with whom, in which of six networks, since when.
//!
//! The type to know is [`Network`]: links between numbered nodes, each in one layer, with direction, strength, time, status
//! and agreement. A [`Filter`] chooses links; [`aggregate`] carries them to a wider scale without losing any;
//! [`hyperedges`] keeps agreements of many parties whole; a [`Graph`] is what algorithms see of a choice. Each method is a
//! file with its declaration (`METHOD`) and one typed function.
//!
//! ```
//! use liantu_model::Layer;
//! use liantu_network::{Filter, LinkRow, NOWHERE, Network, aggregate};
//!
//! let rows = [LinkRow::new(0, 1, Layer::Industry), LinkRow::new(1, 2, Layer::Industry)];
//! let network = Network::build(3, &rows)?.network;
//! let coarse = aggregate(&network, &Filter::default(), &[0, 0, 1]);
//! assert_eq!((coarse.ties.len(), coarse.touches[0].intra.links), (1, 1));
//! # Ok::<(), liantu_network::BuildError>(())
//! ```
//!
//! Unknown is not zero: a link without a weight is counted apart, a link without a start is undated. The weights of one
//! layer are in one unit; whoever hands them in sees to it.
//!
//! Deliberately absent: labels, files, geometry of regions, and (so far) flows on the network.

mod aggregation;
mod arcs;
mod build;
mod catalogue;
mod community;
mod declare;
mod draw;
mod dyad;
mod filter;
mod graph;
mod hyperedge;
pub mod layout;
mod link;
pub mod method;
pub mod mode;
mod network;
mod null;
mod paths;
mod tally;
mod timeline;

pub use aggregation::{Aggregation, NOWHERE, Tie, Touch, aggregate, aggregate_strongest};
pub use build::Built;
pub use catalogue::CATALOGUE;
pub use community::{Comparison, Objective, Sheet, compare, jaccard_to, leiden, quality};
pub use dyad::{Dyads, Extremity, Regression, Relabelling, Slope, Tail, correlation, regression};
pub use filter::{Filter, Mode, Window};
pub use graph::{Coverage, Graph, Reading, Weight};
pub use hyperedge::{Hyperedge, agreement_counts, hyperedges};
pub use liantu_numeric::segments::{Cost, noise_variance, segments};
pub use link::{Direction, LinkRow, MAX_KINDS, Stage, Status};
pub use method::METHODS;
pub use network::{BuildError, Link, Links, Network};
pub use paths::Length;
pub use tally::{Kinds, Tally};
pub use timeline::{Timeline, timeline};
