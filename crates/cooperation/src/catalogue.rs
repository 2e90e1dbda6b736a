//! What this room may find in the data.

use liantu_model::Explanation;

/// Every diagnostic of this room with its page, group by group.
pub const CATALOGUE: &[&[Explanation]] =
    &[crate::game::catalogue::PAGES, crate::matching::catalogue::PAGES, crate::findings::PAGES];

/// The page of a code of this room.
pub fn explanation(code: &str) -> Option<&'static Explanation> {
    CATALOGUE.iter().copied().flatten().find(|page| page.code == code)
}
