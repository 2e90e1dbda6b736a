//! What shape the network as a whole has: core and periphery, one centre or several, a rich club, a backbone, and what is
//! left of it when nodes or links go.

pub mod backbone;
pub mod core_periphery;
pub mod polycentricity;
pub mod rich_club;
pub mod robustness;
