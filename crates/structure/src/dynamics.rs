//! How structures change: shift-share, paths of comparative advantage, signals of relocation.

pub mod advantage_path;
pub mod relocation;
pub mod shift_share;
