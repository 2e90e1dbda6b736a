//! Counting links so that an agreement of many parties counts once.

use crate::link::Status;
use crate::network::{Kept, Link, Network};
use liantu_model::Observation;
use liantu_numeric::Fixed;

/// What a set of links amounts to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// How many links.
    pub links: u32,
    /// How many distinct agreements they belong to.
    pub agreements: u32,
    /// How many links belong to no agreement.
    pub alone: u32,
    /// Sum of the known weights; `None` where none is known.
    pub weight: Option<f64>,
    /// How many links have no known weight.
    pub unweighted: u32,
    /// How many are proposals.
    pub proposed: u32,
    /// How many were never fulfilled.
    pub unfulfilled: u32,
    /// How many are estimated or simulated.
    pub modelled: u32,
    /// How many are undated.
    pub undated: u32,
    /// The first known start.
    pub start: Option<i32>,
    /// The last end, where every link has one.
    pub end: Option<i32>,
    /// The kinds.
    pub kinds: Kinds,
}

impl Tally {
    /// How many things were agreed or done: distinct agreements, and links that belong to none. A fund of nine cities is
    /// one thing.
    pub fn distinct(&self) -> u32 {
        self.agreements + self.alone
    }
}

/// A tally in the making. Nothing in it depends on the order of the links.
#[derive(Clone, Debug, Default)]
pub(crate) struct Count {
    tally: Tally,
    units: i128,
    agreements: Vec<u32>,
    open: bool,
}

/// A set of kinds: a bit each for the first 64, which are most, and a sorted list of the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    first: u64,
    others: Vec<u16>,
}

impl Kinds {
    #[inline]
    fn insert(&mut self, kind: u16) {
        if kind < 64 {
            self.first |= 1 << kind;
        } else if let Err(place) = self.others.binary_search(&kind) {
            self.others.insert(place, kind);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.first |= other.first;
        for &kind in &other.others {
            self.insert(kind);
        }
    }

    /// The kinds, rising.
    pub fn iter(&self) -> impl Iterator<Item = u16> {
        (0..64).filter(|kind| self.first >> kind & 1 == 1).chain(self.others.iter().copied())
    }
}

impl Count {
    pub(crate) fn add(&mut self, link: &Link<'_>, network: &Network) {
        self.add_kept(link.kept(), network);
    }

    #[inline]
    pub(crate) fn add_kept(&mut self, kept: Kept, network: &Network) {
        let (attributes, weight, agreement) = network.facts(kept);
        let tally = &mut self.tally;
        tally.links += 1;
        match agreement {
            Some(agreement) if self.agreements.last() == Some(&agreement) => {}
            Some(agreement) => self.agreements.push(agreement),
            None => tally.alone += 1,
        }
        match weight {
            Some(weight) => self.units += network.scale().units(weight),
            None => tally.unweighted += 1,
        }
        match attributes.status() {
            Status::Proposed => tally.proposed += 1,
            Status::Unfulfilled => tally.unfulfilled += 1,
            Status::Stated | Status::Ended => {}
        }
        tally.modelled += u32::from(attributes.observation() != Observation::Observed);
        tally.undated += u32::from(attributes.is_undated());
        tally.start = earlier(tally.start, attributes.start());
        tally.end = tally.end.max(attributes.end());
        self.open |= attributes.end().is_none();
        tally.kinds.insert(attributes.kind());
    }

    /// Adds what another count saw of other links.
    pub(crate) fn merge(&mut self, other: &Self) {
        let (one, two) = (&mut self.tally, &other.tally);
        one.links += two.links;
        one.alone += two.alone;
        one.unweighted += two.unweighted;
        one.proposed += two.proposed;
        one.unfulfilled += two.unfulfilled;
        one.modelled += two.modelled;
        one.undated += two.undated;
        one.start = earlier(one.start, two.start);
        one.end = one.end.max(two.end);
        one.kinds.merge(&two.kinds);
        self.units += other.units;
        self.agreements.extend(&other.agreements);
        self.open |= other.open;
    }

    /// Drops repeats, so that merging has less to carry.
    pub(crate) fn settle(&mut self) {
        distinct(&mut self.agreements);
    }

    /// Distinct agreements and single links, then links; after [`Count::settle`].
    pub(crate) fn strength(&self) -> (u32, u32) {
        let agreements = u32::try_from(self.agreements.len()).unwrap_or(u32::MAX);
        (self.tally.alone.saturating_add(agreements), self.tally.links)
    }

    /// Sum of the known weights in units of the network's scale.
    pub(crate) fn units(&self) -> i128 {
        self.units
    }

    /// Distinct agreements and single links of this and another count together.
    pub(crate) fn distinct_with(&self, other: &Self) -> u32 {
        let mut agreements = [self.agreements.as_slice(), &other.agreements].concat();
        self.tally.alone + other.tally.alone + distinct(&mut agreements)
    }

    pub(crate) fn finish(mut self, scale: Fixed) -> Tally {
        self.settle();
        let mut tally = self.tally;
        tally.agreements = u32::try_from(self.agreements.len()).unwrap_or(u32::MAX);
        tally.weight = (tally.unweighted < tally.links).then(|| scale.number(self.units));
        if self.open {
            tally.end = None;
        }
        tally
    }
}

/// The earlier of two days, as far as known.
fn earlier(one: Option<i32>, two: Option<i32>) -> Option<i32> {
    match (one, two) {
        (Some(one), Some(two)) => Some(one.min(two)),
        (one, two) => one.or(two),
    }
}

/// How many different numbers there are.
pub(crate) fn distinct(numbers: &mut Vec<u32>) -> u32 {
    numbers.sort_unstable();
    numbers.dedup();
    u32::try_from(numbers.len()).unwrap_or(u32::MAX)
}
