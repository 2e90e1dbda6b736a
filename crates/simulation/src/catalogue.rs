//! What this room may find in the data.

use liantu_model::Explanation;

/// Every diagnostic of this room with its page, group by group.
pub const CATALOGUE: &[&[Explanation]] = &[
    crate::accounts::PAGES,
    crate::cascade::pages::PAGES,
    crate::dependency::pages::PAGES,
    crate::contingency::pages::PAGES,
];
