//! One link: what is given about it, how it is packed, how it is read back.

use crate::network::BuildError;
use liantu_model::{Layer, Observation};

/// How the arrow of a link is meant. The arrow always runs from `from` to `to`, whatever the word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Direction {
    /// From a core to a periphery, from a provider to a receiver.
    #[default]
    Forward = 0,
    /// The periphery or receiver reaches out: `from` is the outer side and acts in the core `to`, as a city that opens an
    /// incubator in a metropolis does. For degree, flow and reciprocity it is an arrow `from` → `to` like any other.
    Reverse = 1,
    /// Both ways: an arrow in each direction.
    TwoWay = 2,
    /// One party of a body of many: `from` takes part in an agreement together with `to`; no arrow. The agreement as a
    /// whole is one hyperedge.
    Multi = 3,
}

/// Whether a link is real.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Status {
    /// A source states it.
    #[default]
    Stated = 0,
    /// Somebody proposes it.
    Proposed = 1,
    /// It was agreed and never happened.
    Unfulfilled = 2,
    /// It is over.
    Ended = 3,
}

/// The stage of the innovation chain (first five) or the industry chain (last three).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Stage {
    /// 研发.
    Research = 0,
    /// 测试, 中试.
    Test = 1,
    /// 孵化.
    Incubate = 2,
    /// 产业化.
    Industrialise = 3,
    /// 市场.
    Market = 4,
    /// 上游.
    Upstream = 5,
    /// 中游.
    Midstream = 6,
    /// 下游.
    Downstream = 7,
}

macro_rules! words {
    ($kind:ident: $($word:literal => $value:ident),+) => {
        impl $kind {
            /// All of them, in order.
            pub const ALL: &[Self] = &[$(Self::$value),+];

            /// The word used in tables.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$value => $word),+ }
            }

            /// Reads the word used in tables.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$value),)+ _ => None }
            }

            fn of(number: u64) -> Option<Self> {
                Self::ALL.get(usize::try_from(number).ok()?).copied()
            }
        }
    };
}
words!(Direction: "forward" => Forward, "reverse" => Reverse, "two_way" => TwoWay, "multi" => Multi);
words!(Status: "stated" => Stated, "proposed" => Proposed, "unfulfilled" => Unfulfilled, "ended" => Ended);
words!(Stage: "research" => Research, "test" => Test, "incubate" => Incubate, "industrialise" => Industrialise,
    "market" => Market, "upstream" => Upstream, "midstream" => Midstream, "downstream" => Downstream);

/// A link as it is handed in. Days count from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinkRow {
    /// The node it starts from.
    pub from: u32,
    /// The node it goes to.
    pub to: u32,
    /// Its network.
    pub layer: Layer,
    /// Its kind, below [`MAX_KINDS`].
    pub kind: u16,
    /// The agreement it belongs to.
    pub agreement: Option<u32>,
    /// Its strength, zero or more; `None`: unknown. Within a layer, weights are in one unit: whoever hands them in sees to it.
    pub weight: Option<f64>,
    /// First day; `None`: unknown.
    pub start: Option<i32>,
    /// First day no longer; `None`: open or unknown.
    pub end: Option<i32>,
    /// How the arrow is meant.
    pub direction: Direction,
    /// Whether it is real.
    pub status: Status,
    /// The stage it serves.
    pub stage: Option<Stage>,
    /// Whether it was observed, estimated or simulated.
    pub observation: Observation,
}

impl LinkRow {
    /// A stated, observed, undated forward link of unknown weight.
    pub fn new(from: u32, to: u32, layer: Layer) -> Self {
        Self {
            from,
            to,
            layer,
            kind: 0,
            agreement: None,
            weight: None,
            start: None,
            end: None,
            direction: Direction::Forward,
            status: Status::Stated,
            stage: None,
            observation: Observation::Observed,
        }
    }
}

/// How many kinds a network can tell apart.
pub const MAX_KINDS: u16 = 1 << 13;
/// Days are stored as 20 bits counted from here (31 December of the year 0); zero means unknown or open.
const FIRST_DAY: i32 = -719_163;
/// The last day that fits, in the year 2871.
const LAST_DAY: i32 = FIRST_DAY + (1 << 20) - 1;
const STAGES: u64 = 9;

/// Everything about a link but its ends, weight and agreement, in 64 bits.
///
/// From the lowest bit: start 20, end 20, kind 13, stage and observation 5, direction 2, status 2, whether it has a weight 1,
/// whether it belongs to an agreement 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Attributes(u64);

impl Attributes {
    pub(crate) fn pack(number: usize, row: &LinkRow) -> Result<Self, BuildError> {
        let day = |day: Option<i32>| match day {
            None => Ok(0),
            Some(day) if (FIRST_DAY + 1..=LAST_DAY).contains(&day) => Ok(u64::from(day.abs_diff(FIRST_DAY))),
            Some(day) => Err(BuildError::Day { row: number, day }),
        };
        if row.kind >= MAX_KINDS {
            return Err(BuildError::Kind { row: number, kind: row.kind });
        }
        let observation = match row.observation {
            Observation::Observed => 0,
            Observation::Estimated => 1,
            Observation::Simulated => 2,
        };
        let stage = row.stage.map_or(0, |stage| stage as u64 + 1);
        Ok(Self(
            day(row.start)?
                | day(row.end)? << 20
                | u64::from(row.kind) << 40
                | (observation * STAGES + stage) << 53
                | (row.direction as u64) << 58
                | (row.status as u64) << 60
                | u64::from(row.weight.is_some()) << 62
                | u64::from(row.agreement.is_some()) << 63,
        ))
    }

    fn bits(self, from: u32, count: u32) -> u64 {
        self.0 >> from & ((1 << count) - 1)
    }

    fn day(self, from: u32) -> Option<i32> {
        let day = i32::try_from(self.bits(from, 20)).ok().filter(|&day| day != 0)?;
        Some(day + FIRST_DAY)
    }

    pub(crate) fn start(self) -> Option<i32> {
        self.day(0)
    }

    pub(crate) fn end(self) -> Option<i32> {
        self.day(20)
    }

    pub(crate) fn kind(self) -> u16 {
        u16::try_from(self.bits(40, 13)).unwrap_or_default()
    }

    pub(crate) fn stage(self) -> Option<Stage> {
        (self.bits(53, 5) % STAGES).checked_sub(1).and_then(Stage::of)
    }

    pub(crate) fn observation(self) -> Observation {
        match self.bits(53, 5) / STAGES {
            0 => Observation::Observed,
            1 => Observation::Estimated,
            _ => Observation::Simulated,
        }
    }

    pub(crate) fn direction(self) -> Direction {
        Direction::of(self.bits(58, 2)).unwrap_or_default()
    }

    pub(crate) fn status(self) -> Status {
        Status::of(self.bits(60, 2)).unwrap_or_default()
    }

    /// Whether it is not known when the link held: no start, or ended nobody says when.
    pub(crate) fn is_undated(self) -> bool {
        self.bits(0, 20) == 0 || (self.status() == Status::Ended && self.bits(20, 20) == 0)
    }

    pub(crate) fn has_weight(self) -> bool {
        self.0 >> 62 & 1 == 1
    }

    pub(crate) fn has_agreement(self) -> bool {
        self.0 >> 63 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_read_back_and_match_the_schema() {
        let of = |column: &str| match liantu_model::schema::table("link").unwrap().column(column).unwrap().kind {
            liantu_model::schema::ColumnKind::Choice { of } => of,
            other => panic!("{other:?}"),
        };
        assert_eq!(Direction::ALL.iter().map(|d| d.word()).collect::<Vec<_>>(), of("direction"));
        assert_eq!(Status::ALL.iter().map(|s| s.word()).collect::<Vec<_>>(), of("status"));
        assert_eq!(Stage::ALL.iter().map(|s| s.word()).collect::<Vec<_>>(), of("stage"));
        assert_eq!(Stage::parse("test"), Some(Stage::Test));
        assert_eq!(Stage::parse("sale"), None);
    }

    proptest! {
        #[test]
        fn attributes_read_back(
            kind in 0..MAX_KINDS,
            start in prop::option::of(FIRST_DAY + 1..=LAST_DAY),
            end in prop::option::of(FIRST_DAY + 1..=LAST_DAY),
            (direction, status, stage, observation) in (0usize..4, 0usize..4, 0usize..9, 0usize..3),
            (weight, agreement) in any::<(bool, bool)>(),
        ) {
            let row = LinkRow {
                kind, start, end,
                direction: Direction::ALL[direction],
                status: Status::ALL[status],
                stage: stage.checked_sub(1).map(|n| Stage::ALL[n]),
                observation: [Observation::Observed, Observation::Estimated, Observation::Simulated][observation],
                weight: weight.then_some(1.0),
                agreement: agreement.then_some(1),
                ..LinkRow::new(0, 1, Layer::Value)
            };
            let packed = Attributes::pack(0, &row).unwrap();
            prop_assert_eq!(
                (packed.kind(), packed.start(), packed.end(), packed.direction(), packed.status(), packed.stage(), packed.observation()),
                (row.kind, row.start, row.end, row.direction, row.status, row.stage, row.observation)
            );
            prop_assert_eq!((packed.has_weight(), packed.has_agreement()), (weight, agreement));
        }
    }
}
