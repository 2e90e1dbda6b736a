//! How structures change: shift-share, paths of comparative advantage, signals of relocation, firms that grow, portfolios of
//! industries.

pub mod advantage_path;
pub mod growth_screen;
pub mod industry_portfolio;
pub mod relocation;
pub mod shift_share;
