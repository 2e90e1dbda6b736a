//! Stocks, day by day: adaptive production with inventories, over industries of regions or over firms.
//!
//! The type to know is [`Economy`]: who needs how much of whose goods on a day. [`simulate`] runs it through [`Event`]s.

mod economy;
mod event;
pub(crate) mod path;
mod run;
mod stores;

pub use economy::Economy;
pub use event::{Curve, Event, Kind};
pub use path::METHOD;
pub use run::{Alternative, Day, Rationing, Settings, simulate};
