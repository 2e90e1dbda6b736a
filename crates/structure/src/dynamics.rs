//! How structures change: shift-share, and paths of comparative advantage.

pub mod advantage_path;
pub mod shift_share;
