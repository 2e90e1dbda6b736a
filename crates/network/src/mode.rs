//! The practice mode of a case: which way of cooperating across regions its links look like.
//!
//! A case is a set of ties: those inside a functional area, between two regions, of an alliance or an enclave. It is read
//! for the shares of the six layers, the order in which they come, the shape of the places, the two circles of centres and
//! neighbours, and the part of bodies of many parties; each reading says how much it speaks for each mode. What the modes
//! lead one to expect is data ([`Profile`]); [`known`] are those of the documents.

mod classify;
mod geometry;
mod likelihood;
mod methods;
mod profile;
mod tie;

pub use classify::{Case, Doubt, Readings, Verdict, Wave, central, classify, findings, stages};
pub use geometry::{Form, Shape, shape};
pub use likelihood::Counts;
pub use methods::{MODE_EVIDENCE, MODE_STAGES, PRACTICE_MODE};
pub use profile::{Feature, Profile, Strictness, known, shares};
pub use tie::{Tie, ties};
