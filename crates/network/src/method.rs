//! The methods of this room: each file declares one and computes it.

pub mod degree;
pub mod network_summary;
