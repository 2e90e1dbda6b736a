//! The checks that look further than one cell.

pub(crate) mod code;
pub(crate) mod fingerprint;
pub(crate) mod gathered;
pub(crate) mod keys;
pub(crate) mod late;
pub(crate) mod regions;
pub(crate) mod shares;
pub(crate) mod totals;
pub(crate) mod unit_value;
