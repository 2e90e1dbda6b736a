//! Exchanges: vouchers that are redeemed across borders, land quotas at the prices of the state or at those of an auction,
//! instruments that nobody books twice, data assets that are used as was agreed. Small, exact, auditable.

pub mod auction;
pub mod booking;
pub mod data_asset;
pub mod land;
mod method;
pub mod per_mu;
pub mod voucher;

pub use method::{AUCTION, LAND, PER_MU, VOUCHERS};
