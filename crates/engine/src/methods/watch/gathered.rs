//! Where the places of flows are at a wider level.

use crate::regions::{LATEST, Regions, wider};
use crate::sight::OUTSIDE;
use liantu_model::code::gb2260;
use std::collections::{HashMap, HashSet};

/// The listed places at a level.
pub(super) struct Gathered<'c> {
    /// `None` for what is left out.
    places: HashMap<&'c str, Option<String>>,
    /// Wide places that stay as they are listed: unless a row only tells the sum of what a port does not see inside.
    wide: HashSet<&'c str>,
    /// How many places stay as they are listed although they lie in no region of the level, and the first of them.
    kept: (usize, Option<&'c str>),
}

impl<'c> Gathered<'c> {
    /// A place abroad, or wider than the level, stays as it is listed: the other end of its flows is gathered. Left out is what holds
    /// other listed places, for the sum would hold them twice, and what is narrower than the level and lies nowhere.
    pub fn new(regions: &Regions, level: &str, codes: impl Iterator<Item = &'c str>) -> Self {
        let codes: HashSet<&str> = codes.collect();
        let mut holding: HashSet<String> = HashSet::new();
        for code in &codes {
            holding.extend(regions.path(code, LATEST).iter().skip(1).map(|region| region.code.clone()));
            holding.extend(std::iter::successors(gb2260::parent(code), |own| gb2260::parent(own)));
        }
        let mut own = Self { places: HashMap::new(), wide: HashSet::new(), kept: (0, None) };
        for code in codes {
            let mut place = regions.at_level(code, level, LATEST);
            if place.is_none() && !holding.contains(code) && !narrower(regions, code, level) {
                own.kept = (own.kept.0 + 1, own.kept.1.map_or(Some(code), |first| Some(first.min(code))));
                place = Some(code.to_owned());
                if code == OUTSIDE || regions.has_parts(code) {
                    own.wide.insert(code);
                }
            }
            own.places.insert(code, place);
        }
        own
    }

    /// Where a listed place is; `outside` where the row is a sum of what a port does not see.
    pub fn place(&self, code: &str, outside: bool) -> Option<&str> {
        self.places.get(code)?.as_deref().filter(|_| !(outside && self.wide.contains(code)))
    }

    /// What stays as it is listed: the first, and how many there are.
    pub fn kept(&self) -> Option<(&str, usize)> {
        self.kept.1.map(|first| (first, self.kept.0))
    }
}

/// Whether a place is narrower than a level; no place abroad is, of which nothing is listed.
fn narrower(regions: &Regions, code: &str, level: &str) -> bool {
    let listed = match regions.get(code, LATEST) {
        Some(region) => region.level.as_str(),
        None if gb2260::check(code).is_err() => return false,
        None if code.ends_with("0000") => "province",
        None if code.ends_with("00") => "city",
        None => "county",
    };
    wider(level, listed)
}
