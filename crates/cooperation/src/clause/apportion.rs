//! Head office and branches: weights by the three factors of the year before.

use super::fact::{Fact, Facts, Unit};
use crate::agreement::PartyId;
use crate::money::Ratio;
use crate::rule::{RuleBook, RuleError};
use jiff::civil::Date;
use liantu_model::Period;

/// Weights are kept to this many decimals: far finer than any amount can tell.
const DECIMALS: i32 = 18;

/// Why there are no weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoWeights {
    /// A branch without a factor in the year, or with one for the same days twice: unknown is not zero.
    Missing {
        /// The branch.
        branch: PartyId,
        /// The factor.
        factor: &'static str,
    },
    /// A factor that is nowhere positive.
    Empty {
        /// The factor.
        factor: &'static str,
    },
    /// No such rule.
    Rule(RuleError),
}

/// The weights of the branches by what the rule says about factors, and by their factors in `year`; `holds` says whether a
/// party is a branch, or has taken its place.
pub fn weights(
    facts: &Facts,
    branches: &[PartyId],
    holds: impl Fn(PartyId, PartyId) -> bool,
    year: Period,
    rules: &RuleBook,
    rule: &str,
    day: Date,
) -> Result<Vec<Ratio>, NoWeights> {
    let mut weights = vec![Ratio::ZERO; branches.len()];
    for factor in ["revenue", "wages", "assets"] {
        let weight = rules.value(rule, factor, day).map_err(NoWeights::Rule)?.value;
        let mut values = Vec::new();
        for &branch in branches {
            let own: Vec<&Fact> = facts
                .of(factor)
                .filter(|fact| {
                    holds(branch, fact.party)
                        && matches!(facts.units[usize::from(fact.unit)], Unit::Money(_))
                        && fact.period.start >= year.start
                        && fact.period.end.is_some_and(|end| year.end.is_some_and(|last| end <= last))
                })
                .collect();
            let twice = |one: &&Fact| {
                let same = |two: &&Fact| (one.party, one.actor, one.unit) == (two.party, two.actor, two.unit);
                own.iter().any(|two| same(two) && one.period != two.period && one.period.overlaps(&two.period))
            };
            if own.is_empty() || own.iter().any(|fact| fact.minor < 0) || own.iter().any(twice) {
                return Err(NoWeights::Missing { branch, factor });
            }
            values.push(own.iter().map(|fact| i128::from(fact.minor)).sum::<i128>());
        }
        let total: i128 = values.iter().sum();
        for (own, value) in weights.iter_mut().zip(values) {
            let part =
                Ratio::new(value, total).and_then(|part| part.times(weight)).and_then(|part| part.shift(DECIMALS));
            let part = part.and_then(Ratio::round).ok_or(NoWeights::Empty { factor })?;
            *own = own.plus(Ratio::whole(part)).ok_or(NoWeights::Empty { factor })?;
        }
    }
    Ok(weights)
}
