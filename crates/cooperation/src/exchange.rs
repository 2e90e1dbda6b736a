//! Exchanges: vouchers that are redeemed across borders, land quotas at the prices of the state or at those of an auction,
//! instruments that nobody books twice, data that is used as was agreed, certificates that are accepted, services that are
//! open to other places. Small, exact, auditable.

pub mod auction;
pub mod booking;
pub mod credential;
pub mod data_asset;
pub mod land;
mod method;
pub mod per_mu;
pub mod service;
pub mod voucher;

pub use booking::BOOKINGS;
pub use credential::RECOGNITION;
pub use data_asset::DATA_USAGE;
pub use method::{AUCTION, LAND, PER_MU, VOUCHERS};
pub use service::SERVICES;
