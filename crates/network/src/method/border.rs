//! What crosses a border: of industries, regions, kinds of actors, departments, nations.

pub mod boundary_crossing;
pub mod cluster_register;
pub mod dual_circulation;
pub mod external_ties;
pub mod follow_on;
pub mod mutual_entry;
