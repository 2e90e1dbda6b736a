//! The checks that look further than one cell.

pub(crate) mod code;
pub(crate) mod fingerprint;
pub(crate) mod keys;
pub(crate) mod late;
