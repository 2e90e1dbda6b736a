//! The tests of the room, in one binary.

#![allow(
    clippy::float_cmp,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::needless_range_loop,
    reason = "bits are the contract here, and cases are small"
)]

mod accounts;
mod accounts_golden;
mod cascade_golden;
mod cascade_properties;
mod inventory;
mod scenario;
