//! Cascades through firms: who loses how much when someone stops, round by round, upstream and downstream.
//!
//! The type to know is [`FirmNetwork`]: who sells how much to whom, and the sector of each. [`Rules`] say how a loss travels;
//! [`Spread`] carries shocks through the network, several at a time. On them rest the systemic-risk index of every firm
//! ([`risk`]), the course of one shock ([`course`]), its sum with intervals ([`ensemble`]) and the check how much of the
//! answer is the stopping rule ([`sensitivity`]). [`library`] has shocks that are ready to be used.

pub mod course;
pub(crate) mod declare;
pub mod ensemble;
mod essentiality;
mod firm_set;
pub mod library;
mod network;
pub(crate) mod pages;
pub mod risk;
mod rules;
pub mod sensitivity;
mod spread;
mod ways;

pub use essentiality::{Class, Essentiality};
pub use network::{FirmNetwork, Links, NetworkError};
pub use pages::found;
pub use rules::{Dialect, Rules, Start, Stop, Technology, Unknown};
pub use spread::{Channel, Shock, Spread, Toll};
pub use ways::Ways;
