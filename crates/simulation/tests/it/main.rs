//! The tests of the room, in one binary.

#![allow(
    clippy::float_cmp,
    clippy::cast_possible_truncation,
    reason = "bits are the contract here, and cases are small"
)]

mod cascade_golden;
mod cascade_properties;
