//! Complexity and relatedness: what a region can do, how close it is to what it cannot do yet, and who could help.
//!
//! All of it starts from [`Presence`]: which region has which industry in a period. From there, [`index`] ranks regions and
//! industries by their complexity ([`fitness`] and [`sophistication`] by other notions of it), [`relatedness`] tells which
//! industries go together, [`density`] how close a region is to each, [`transition`] what regions took up and gave up,
//! [`complementarity`] what one has that another lacks, and [`advice`] what a region could do next, and with whom.

pub mod advice;
pub mod complementarity;
pub mod density;
mod eigen;
pub mod fitness;
pub mod index;
mod pages;
mod presence;
pub mod relatedness;
mod shared;
pub mod sophistication;
pub mod transition;

pub(crate) use pages::PAGES;
pub use presence::{Measure, Presence, Rule, presences};
