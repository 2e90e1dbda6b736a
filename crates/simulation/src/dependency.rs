//! What a region cannot do without: dependence on imports, chokepoints of a chain, and what is lost when a supplier stops.

pub mod chain;
pub mod chokepoints;
pub mod imports;
pub(crate) mod pages;
pub mod stop;
