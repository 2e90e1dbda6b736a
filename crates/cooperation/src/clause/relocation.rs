//! The tax of a relocated firm (财预〔2015〕92号): who is eligible, what the origin gets in which year, and when it ends.
//!
//! What must not be computed as an entitlement: the gap that remains after the last year. The centre may give a one-off
//! grant at its discretion; the gap is reported and nobody owes it.

use super::fact::{Fact, Facts, covered};
use super::terms::{Firm, Terms};
use crate::agreement::Agreement;
use crate::money::{Ratio, Remainder, Shares};
use crate::rule::{RuleBook, RuleError};
use jiff::ToSpan;
use jiff::civil::Date;
use liantu_model::Period;

/// What the table of the rule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provisions {
    /// Least average of a year before the move, in minor units.
    pub average_minimum: i64,
    /// Years before the move that count.
    pub years_before: i64,
    /// Share of the origin.
    pub share: Ratio,
    /// Years of sharing.
    pub years: i64,
    /// Years more where the limit was not reached.
    pub extension: i64,
    /// Which table it was.
    pub version: String,
}

/// Why a firm has no part in the sharing, or that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eligibility {
    /// It has.
    Eligible,
    /// The government did not lead the move: free market moves are not shared.
    MarketMove,
    /// It is not on the list of both governments.
    NotListed,
    /// It paid less on average than the rule asks for.
    BelowMinimum,
    /// The tax before the move is not known for the whole of the years.
    Unknown,
    /// The years before the move are not as many as the rule asks for.
    OtherYears,
}

impl Eligibility {
    /// The word in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Eligible => "eligible",
            Self::MarketMove => "market_move",
            Self::NotListed => "not_listed",
            Self::BelowMinimum => "below_minimum",
            Self::Unknown => "unknown",
            Self::OtherYears => "other_years",
        }
    }
}

/// A year of sharing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Year {
    /// The year after production, from 1.
    pub number: u8,
    /// From when to when.
    pub window: Period,
    /// The local share of the taxes.
    pub tax: i64,
    /// What the origin gets.
    pub origin: i64,
    /// What the destination keeps.
    pub destination: i64,
    /// What the origin has had before this year.
    pub before: i64,
}

/// What becomes of a firm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// Whether it takes part.
    pub eligibility: Eligibility,
    /// The limit: the tax of the years before the move; `None` where it is not known.
    pub base: Option<i64>,
    /// The years that were shared.
    pub years: Vec<Year>,
    /// A year whose tax is not known for all its days: with it the sharing stops until it is.
    pub incomplete: Option<Period>,
    /// After the last year: what is missing to the limit, which the centre may or may not grant. Nobody owes it.
    pub gap: Option<i64>,
}

impl Provisions {
    /// The table that holds on `day`.
    pub fn at(rules: &RuleBook, rule: &str, day: Date, currency: crate::money::Currency) -> Result<Self, RuleError> {
        let value = |key: &str| rules.value(rule, key, day);
        let whole = |key: &str| {
            let cited = value(key)?;
            cited.value.to_whole().ok_or_else(|| RuleError::Number {
                rule: rule.to_owned(),
                key: key.to_owned(),
                found: cited.value.to_string(),
            })
        };
        let minimum = value("average_minimum")?;
        let average_minimum = minimum.money(currency).ok_or_else(|| RuleError::Number {
            rule: rule.to_owned(),
            key: "average_minimum".to_owned(),
            found: minimum.value.to_string(),
        })?;
        Ok(Self {
            average_minimum: average_minimum.minor,
            years_before: whole("years_before")?,
            share: value("share")?.value,
            years: whole("years")?,
            extension: whole("extension")?,
            version: minimum.rule.version(),
        })
    }

    /// The years of a firm from the tax before the move and that of each year after production, as far as it is known.
    pub fn course(&self, base: i64, taxes: &[(Period, i64)]) -> (Vec<Year>, Option<i64>) {
        let rest = Ratio::ONE.minus(self.share).unwrap_or(Ratio::ZERO);
        // An odd fen stays with the destination.
        let shares = Shares::new(&[self.share, rest], Remainder::Last);
        let (mut years, mut total) = (Vec::new(), 0i64);
        for (number, &(window, tax)) in (1i64..).zip(taxes) {
            let over = number > self.years && total >= base || number > self.years + self.extension;
            if over {
                break;
            }
            let half = shares.as_ref().map_or(0, |shares| shares.split(tax)[0]);
            let origin = half.min(base - total).max(0);
            let number = u8::try_from(number).unwrap_or(u8::MAX);
            years.push(Year { number, window, tax, origin, destination: tax - origin, before: total });
            total += origin;
        }
        let done = i64::try_from(years.len()).unwrap_or(0);
        let ended = total >= base || done >= self.years + self.extension;
        (years, ended.then_some(base - total))
    }
}

/// The course of a firm by the facts of its agreement. `currency` is that of the clause; only facts in it count.
pub fn course(agreement: &Agreement, clause: usize, firm: &Firm, facts: &Facts, rule: &Provisions) -> Course {
    let own = &agreement.clauses[clause];
    let Terms::Relocation { items, .. } = &own.terms else { unreachable!("only relocation clauses have firms") };
    let unit = super::Unit::Money(own.currency);
    let actor = facts.actors.iter().position(|name| *name == firm.id);
    let within = |window: Period| -> Option<i64> {
        let end = window.end?;
        // Every day must be covered once for every item that occurs in the window.
        let mut sum = 0i64;
        let mut complete = false;
        for item in items {
            let inside = |fact: &&Fact| {
                Some(fact.actor as usize) == actor
                    && fact.period.start >= window.start
                    && fact.period.end.is_some_and(|last| last <= end)
                    && facts.units[usize::from(fact.unit)] == unit
            };
            let found: Vec<&Fact> = facts.of(item).filter(inside).collect();
            if !found.is_empty() && !covered(window, found.iter().map(|fact| fact.period)) {
                return None;
            }
            complete |= !found.is_empty();
            sum = found.iter().try_fold(sum, |sum, fact| sum.checked_add(fact.minor))?;
        }
        complete.then_some(sum)
    };
    // The average is one of the years that the rule names; a base of more or fewer is another rule's.
    let years = firm.before.start.checked_add(rule.years_before.years()).ok() == firm.before.end;
    let base = within(firm.before).filter(|_| years);
    let average = base.zip(Ratio::new(1, i128::from(rule.years_before)));
    let enough = average.is_some_and(|(base, part)| {
        Ratio::whole(base).times(part).is_some_and(|average| average >= Ratio::whole(rule.average_minimum))
    });
    let eligibility = match (firm.government_led, firm.listed, base) {
        (false, _, _) => Eligibility::MarketMove,
        (_, false, _) => Eligibility::NotListed,
        _ if !years => Eligibility::OtherYears,
        (_, _, None) => Eligibility::Unknown,
        _ if !enough => Eligibility::BelowMinimum,
        _ => Eligibility::Eligible,
    };
    let (mut taxes, mut incomplete) = (Vec::new(), None);
    if let (Eligibility::Eligible, Some(first)) = (eligibility, firm.production) {
        let last = facts
            .facts
            .iter()
            .filter(|fact| Some(fact.actor as usize) == actor)
            .filter_map(|fact| fact.period.end)
            .max();
        for number in 0..rule.years + rule.extension {
            let day = |years: i64| first.checked_add(years.years()).ok();
            let Some(window) = day(number).and_then(|start| Period::new(start, day(number + 1))) else { break };
            let Some(tax) = within(window) else {
                // A year that began but is not known to its end; years still to come are no fault.
                incomplete = last.filter(|last| *last > window.start).map(|_| window);
                break;
            };
            taxes.push((window, tax));
        }
    }
    let (years, gap) = match (eligibility, base) {
        (Eligibility::Eligible, Some(base)) => rule.course(base, &taxes),
        _ => (Vec::new(), None),
    };
    // Where the limit was reached, years that are missing later change nothing.
    let incomplete = incomplete.filter(|_| gap.is_none());
    Course { eligibility, base, years, incomplete, gap }
}
