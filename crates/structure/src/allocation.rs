//! Where factors and activities are, and where they would do better: misallocation, placement by cost, transfer, returns.

pub mod misallocation;
mod pages;
pub mod placement;
pub mod returns;
pub mod supplier_routes;
pub mod transfer;

pub(crate) use pages::PAGES;
