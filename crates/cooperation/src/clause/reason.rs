//! Why a part is as large as it is.

use super::terms::Terms;
use crate::agreement::{Agreement, PartyId};
use liantu_model::Words;

/// The arithmetic behind a part, in minor units; words are made when somebody asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A share of `of`.
    Share {
        /// What was divided.
        of: i64,
    },
    /// A share that a cap cut.
    Capped {
        /// The share before the cap.
        uncut: i64,
        /// The cap.
        cap: i64,
    },
    /// What stays with the holder.
    Rest,
    /// A share of the increment.
    Increment {
        /// What was collected in the year so far.
        collected: i64,
        /// The base of the year.
        base: i64,
        /// The part of the increment that is new.
        increment: i64,
    },
    /// The share of the origin in a year after production.
    Relocation {
        /// Which year after production, from 1.
        year: u8,
        /// Tax of the year.
        tax: i64,
        /// What the origin had before.
        before: i64,
        /// The limit of what it gets.
        base: i64,
    },
    /// By the three factors.
    Factors {
        /// The pot of the branches.
        pot: i64,
    },
    /// A layer of a loss.
    Layer {
        /// The loss.
        loss: i64,
        /// What the layer could still bear; `i64::MAX` without a limit.
        left: i64,
    },
    /// The whole goes to one party.
    Whole,
    /// What is due once: a bond.
    Once,
}

impl Reason {
    /// Reads the word and the numbers by which a record keeps it.
    pub fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let word = words.next()?;
        let numbers = words.map(|number| number.parse().ok()).collect::<Option<Vec<i64>>>()?;
        Some(match (word, numbers.as_slice()) {
            ("share", &[of]) => Self::Share { of },
            ("capped", &[uncut, cap]) => Self::Capped { uncut, cap },
            ("rest", []) => Self::Rest,
            ("increment", &[collected, base, increment]) => Self::Increment { collected, base, increment },
            ("relocation", &[year, tax, before, base]) => {
                Self::Relocation { year: u8::try_from(year).ok()?, tax, before, base }
            }
            ("factors", &[pot]) => Self::Factors { pot },
            ("layer", &[loss, left]) => Self::Layer { loss, left },
            ("whole", []) => Self::Whole,
            ("once", []) => Self::Once,
            _ => return None,
        })
    }

    /// The reason in words; `party` is whose part it is, `clause` the place of the clause in the agreement.
    pub fn words(&self, agreement: &Agreement, clause: usize, party: PartyId, digits: u8) -> Words {
        let own = &agreement.clauses[clause];
        let sum = |minor: i64| crate::money::decimal(minor, digits);
        let share = match &own.terms {
            Terms::Revenue { split, .. }
            | Terms::Increment { split, .. }
            | Terms::TwoBucket { split, .. }
            | Terms::Indicator { split, .. }
            | Terms::Cost { split, .. } => split.fraction(party).to_string(),
            _ => String::new(),
        };
        match *self {
            Self::Share { of } if share.is_empty() => {
                Words::new(format!("按比例分 {}", sum(of)), format!("pro rata of {}", sum(of)))
            }
            Self::Share { of } => Words::same(format!("{share} × {}", sum(of))),
            Self::Capped { uncut, cap } => Words::new(
                format!("份额 {}，累计上限 {}", sum(uncut), sum(cap)),
                format!("share {}, cut by the cap of {} in all", sum(uncut), sum(cap)),
            ),
            Self::Rest => Words::new("其余留在所在地", "the rest stays where it is"),
            Self::Increment { collected, base, increment } => Words::new(
                format!("{share} × {}；本年累计 {}，基数 {}", sum(increment), sum(collected), sum(base)),
                format!(
                    "{share} × {}; {} in the year so far over a base of {}",
                    sum(increment),
                    sum(collected),
                    sum(base)
                ),
            ),
            Self::Relocation { year, tax, before, base } => Words::new(
                format!("达产后第 {year} 年，税收 {}；此前已分 {}，上限 {}", sum(tax), sum(before), sum(base)),
                format!("year {year} of production, tax {}; {} before, limit {}", sum(tax), sum(before), sum(base)),
            ),
            Self::Factors { pot } => Words::new(
                format!("三因素分配，分支机构部分 {}", sum(pot)),
                format!("three factors, {} for the branches", sum(pot)),
            ),
            Self::Layer { loss, left: i64::MAX } => {
                Words::new(format!("损失 {}", sum(loss)), format!("of the loss {}", sum(loss)))
            }
            Self::Layer { loss, left } => Words::new(
                format!("损失 {}，本层余额 {}", sum(loss), sum(left)),
                format!("of the loss {}, {} left in the layer", sum(loss), sum(left)),
            ),
            Self::Whole => Words::new("全额", "the whole"),
            Self::Once => Words::new("一次性", "once"),
        }
    }
}
