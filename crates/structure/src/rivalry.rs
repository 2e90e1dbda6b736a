//! Rivalry: whether places plan the same, and whether they compete or cooperate.

pub mod competition;
pub mod plan_overlap;
pub mod relation_stage;
