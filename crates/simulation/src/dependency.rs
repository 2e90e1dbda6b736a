//! What a region cannot do without: dependence on imports, chokepoints of a chain and what falls apart at them, what is lost when a
//! supplier stops, and who could stand in.

pub mod chain;
pub mod chokepoints;
pub mod cuts;
pub mod imports;
pub(crate) mod pages;
pub mod stop;
pub mod substitutes;
