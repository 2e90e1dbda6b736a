//! Who stands between others: structural holes, brokerage between groups, and the weavers who bring regions together.

pub mod brokerage;
pub mod structural_holes;
pub mod weavers;
