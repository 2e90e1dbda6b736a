//! The clauses that divide an amount as it comes in.

use super::apportion::{self, NoWeights};
use super::fact::{Fact, Facts, NONE};
use super::reason::Reason;
use super::terms::{Base, Layer, Split, Terms};
use crate::agreement::{Agreement, PartyId};
use crate::money::{Ratio, Remainder, Shares};
use crate::rule::RuleBook;
use liantu_model::Period;
use std::collections::BTreeMap;

/// What a clause remembers from one amount to the next.
#[derive(Default)]
pub(super) struct State {
    /// What parties under a cap had so far.
    had: BTreeMap<PartyId, i64>,
    /// What was collected by actor and year.
    collected: BTreeMap<(u32, i16), i64>,
    /// What was borne together, and what each layer has borne.
    borne: i64,
    layers: BTreeMap<PartyId, i64>,
    /// What each layer pays, and could still bear, of the losses of a period that has begun, by their places.
    due: BTreeMap<u32, Vec<(i64, i64)>>,
    /// What was paid into a fund.
    paid_in: BTreeMap<PartyId, i64>,
}

/// An amount under a clause.
pub(super) struct Cut<'a> {
    pub agreement: &'a Agreement,
    pub clause: usize,
    pub facts: &'a Facts,
    pub rules: &'a RuleBook,
    pub fact: &'a Fact,
    /// The place of the fact.
    pub place: u32,
    pub period: Period,
    pub minor: i64,
}

/// Party, counterpart, whether it pays, how much, why.
type Emit<'a> = dyn FnMut(PartyId, PartyId, bool, i64, Reason) + 'a;
/// Why an amount was not divided: a code and words.
type Refusal = (&'static str, String);

impl Cut<'_> {
    /// Divides the amount; the parts add up to it.
    pub fn divide(&self, state: &mut State, emit: &mut Emit<'_>) -> Result<(), Refusal> {
        let (holder, minor) = (self.fact.party, self.minor);
        match &self.agreement.clauses[self.clause].terms {
            Terms::Revenue { split, cap, ratchet, .. } => self.revenue(split, cap, ratchet.as_deref(), state, emit),
            Terms::Increment { split, base, per_actor, .. } => self.increment(split, *base, *per_actor, state, emit),
            Terms::Apportionment { head, branches, rule, .. } => self.apportionment(*head, branches, rule, emit),
            Terms::TwoBucket { research, company, split, .. } => {
                if research.contains(&self.facts.items[usize::from(self.fact.item)]) {
                    emit(*company, holder, false, minor, Reason::Whole);
                } else {
                    shared(split, minor, Reason::Share { of: minor }, &mut |party, part, why| {
                        emit(party, holder, false, part, why);
                    });
                }
                Ok(())
            }
            Terms::Indicator { split, .. } => {
                shared(split, minor, Reason::Share { of: minor }, &mut |party, part, why| {
                    emit(party, holder, false, part, why);
                });
                Ok(())
            }
            Terms::Cost { split, limit, .. } => {
                let left = limit.map_or(i64::MAX, |limit| limit - state.borne);
                let common = minor.min(left.max(0));
                state.borne += common;
                let reason = if common < minor {
                    Reason::Capped { uncut: minor, cap: limit.unwrap_or(0) }
                } else {
                    Reason::Share { of: common }
                };
                shared(split, common, reason, &mut |party, part, why| emit(party, holder, true, part, why));
                if common < minor {
                    emit(holder, holder, true, minor - common, Reason::Rest);
                }
                Ok(())
            }
            Terms::Fund { fund, commitments, call, .. } => self.fund(*fund, commitments, call, state, emit),
            Terms::Waterfall { items, layers, last, .. } => self.waterfall(items, layers, *last, state, emit),
            // What was drawn has to be paid in again.
            Terms::Bond { .. } if minor < 0 => Err(("COO144", String::new())),
            Terms::Bond { party, escrow, .. } => {
                emit(*party, *escrow, true, minor, Reason::Whole);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn revenue(
        &self,
        split: &Split,
        cap: &[(PartyId, i64)],
        ratchet: Option<&str>,
        state: &mut State,
        emit: &mut Emit<'_>,
    ) -> Result<(), Refusal> {
        let (holder, minor) = (self.fact.party, self.minor);
        if cap.is_empty() && ratchet.is_none() {
            shared(split, minor, Reason::Share { of: minor }, &mut |party, part, why| {
                emit(party, holder, false, part, why);
            });
            return Ok(());
        }
        let factor = ratchet.map_or(Ok(Ratio::ONE), |id| self.factor(id))?;
        let adjusted = adjust(split, holder, factor).ok_or(("COO138", format!(": × {factor}")))?;
        let mut rest = 0;
        let mut parts = Vec::new();
        shared(&adjusted, minor, Reason::Share { of: minor }, &mut |party, part, why| parts.push((party, part, why)));
        for (party, part, why) in parts {
            let limit = cap.iter().find(|(own, _)| *own == party && party != holder);
            let Some(&(_, limit)) = limit else {
                emit(party, holder, false, part, why);
                continue;
            };
            let had = state.had.entry(party).or_default();
            let given = part.min((limit - *had).max(0));
            *had += given;
            rest += part - given;
            let why = if given < part { Reason::Capped { uncut: part, cap: limit } } else { why };
            emit(party, holder, false, given, why);
        }
        if rest != 0 {
            emit(holder, holder, false, rest, Reason::Rest);
        }
        Ok(())
    }

    /// The factor of a ratchet by the last value of its indicator before the end of the period.
    fn factor(&self, id: &str) -> Result<Ratio, Refusal> {
        let unknown = || ("COO145", format!(": {id}"));
        let on = self.period.start;
        let held = self.agreement.in_force(on.max(self.agreement.signed));
        let clause =
            held.iter().find(|version| self.agreement.clauses[version.clause].id == id && version.valid.contains(on));
        let terms = clause.map(|version| &self.agreement.clauses[version.clause].terms);
        let Some(Terms::Ratchet { item, steps }) = terms else { return Err(unknown()) };
        let last = self.facts.of(item).filter(|fact| fact.period.end.is_some() && fact.period.end <= self.period.end);
        let fact = last.max_by_key(|fact| (fact.period.end, fact.row)).ok_or_else(unknown)?;
        let digits = i32::from(self.facts.units[usize::from(fact.unit)].digits());
        let value = Ratio::whole(fact.minor).shift(-digits).ok_or_else(unknown)?;
        Ok(steps.iter().rfind(|(at, _)| *at <= value).map_or(Ratio::ZERO, |step| step.1))
    }

    fn increment(
        &self,
        split: &Split,
        base: Base,
        per_actor: bool,
        state: &mut State,
        emit: &mut Emit<'_>,
    ) -> Result<(), Refusal> {
        let (holder, minor) = (self.fact.party, self.minor);
        let year = self.period.start.year();
        let last = self.period.end.and_then(|end| end.yesterday().ok());
        if last.is_none_or(|last| last.year() != year) {
            return Err(("COO136", String::new()));
        }
        let actor = if per_actor { self.fact.actor } else { NONE };
        let base = match base {
            Base::Amount(base) => base,
            Base::Collected(window) => {
                let inside = |fact: &&Fact| {
                    let within = fact.period.start >= window.start
                        && fact.period.end.is_some_and(|end| window.end.is_some_and(|last| end <= last));
                    within && (!per_actor || fact.actor == actor) && fact.unit == self.fact.unit
                };
                let items = self.agreement.clauses[self.clause].terms.divided();
                let found: Vec<i64> =
                    items.iter().flat_map(|item| self.facts.of(item)).filter(inside).map(|fact| fact.minor).collect();
                // A firm that was not there has no base; a place without any record has an unknown one.
                if found.is_empty() && !per_actor {
                    return Err(("COO142", format!(": {window}")));
                }
                found.iter().sum()
            }
        };
        let collected = state.collected.entry((actor, year)).or_default();
        let before = (*collected - base).max(0);
        *collected += minor;
        let increment = (*collected - base).max(0) - before;
        let reason = Reason::Increment { collected: *collected, base, increment };
        shared(split, increment, reason, &mut |party, part, why| emit(party, holder, false, part, why));
        if minor != increment {
            emit(holder, holder, false, minor - increment, Reason::Rest);
        }
        Ok(())
    }

    fn apportionment(
        &self,
        head: PartyId,
        branches: &[PartyId],
        rule: &str,
        emit: &mut Emit<'_>,
    ) -> Result<(), Refusal> {
        let day = self.period.start;
        let absent = |error: crate::rule::RuleError| ("COO114", format!(": {error}"));
        let share = self.rules.value(rule, "head", day).map_err(absent)?.value;
        let rest = Ratio::ONE.minus(share).filter(|rest| !rest.is_negative()).unwrap_or(Ratio::ZERO);
        let halves = Shares::new(&[share, rest], Remainder::First).map_err(|_| ("COO114", format!(": {rule}")))?;
        let parts = halves.split(self.minor);
        let year = Period::year(day.year() - 1).ok_or(("COO143", String::new()))?;
        let weights =
            apportion::weights(self.facts, branches, year, self.rules, rule, day).map_err(|why| match why {
                NoWeights::Missing { branch, factor } => {
                    ("COO143", format!(": {}, {factor}, {year}", self.agreement.name(branch)))
                }
                NoWeights::Empty { factor } => ("COO143", format!(": {factor}, {year}")),
                NoWeights::Rule(error) => absent(error),
            })?;
        let shares = Shares::new(&weights, Remainder::Largest).map_err(|_| ("COO143", String::new()))?;
        let holder = self.fact.party;
        emit(head, holder, false, parts[0], Reason::Share { of: self.minor });
        for (&branch, part) in branches.iter().zip(shares.split(parts[1])) {
            emit(branch, holder, false, part, Reason::Factors { pot: parts[1] });
        }
        Ok(())
    }

    fn fund(
        &self,
        fund: PartyId,
        commitments: &[(PartyId, i64)],
        call: &str,
        state: &mut State,
        emit: &mut Emit<'_>,
    ) -> Result<(), Refusal> {
        if self.minor < 0 {
            return Err(("COO144", String::new()));
        }
        let called = self.facts.items[usize::from(self.fact.item)] == call;
        let base: Vec<(PartyId, i64)> = if called {
            commitments.to_vec()
        } else {
            commitments.iter().map(|(party, _)| (*party, state.paid_in.get(party).copied().unwrap_or(0))).collect()
        };
        let weights: Vec<Ratio> = base.iter().map(|entry| Ratio::whole(entry.1)).collect();
        let shares = Shares::new(&weights, Remainder::Largest).map_err(|_| ("COO146", ": 0".to_owned()))?;
        let parts = shares.split(self.minor);
        if called {
            let over = base
                .iter()
                .zip(&parts)
                .any(|((party, limit), part)| state.paid_in.get(party).copied().unwrap_or(0) + part > *limit);
            if over {
                return Err((
                    "COO146",
                    format!(": {}", self.agreement.clauses[self.clause].currency.decimal(self.minor)),
                ));
            }
        }
        for ((party, _), part) in base.into_iter().zip(parts) {
            if called {
                *state.paid_in.entry(party).or_default() += part;
            }
            emit(party, fund, called, part, Reason::Share { of: self.minor });
        }
        Ok(())
    }

    fn waterfall(
        &self,
        items: &[String],
        layers: &[Layer],
        last: PartyId,
        state: &mut State,
        emit: &mut Emit<'_>,
    ) -> Result<(), Refusal> {
        let (loss, sufferer) = (self.minor, self.fact.party);
        if loss < 0 {
            return Err(("COO144", String::new()));
        }
        if !state.due.contains_key(&self.place) {
            self.bear(items, layers, state).ok_or(("COO144", String::new()))?;
        }
        let parts = state.due.remove(&self.place).unwrap_or_default();
        let mut rest = loss;
        for (layer, (part, left)) in layers.iter().zip(parts) {
            *state.layers.entry(layer.party).or_default() += part;
            rest -= part;
            emit(layer.party, sufferer, true, part, Reason::Layer { loss, left });
        }
        if rest != 0 {
            emit(last, sufferer, true, rest, Reason::Rest);
        }
        Ok(())
    }

    /// What the layers pay of this loss, and of the others of its period: which of these came first does not count.
    fn bear(&self, items: &[String], layers: &[Layer], state: &mut State) -> Option<()> {
        let borne: Vec<i64> = layers.iter().map(|layer| state.layers.get(&layer.party).copied().unwrap_or(0)).collect();
        let beside = |fact: &Fact| {
            fact.period == self.period
                && fact.unit == self.fact.unit
                && fact.minor >= 0
                && items.contains(&self.facts.items[usize::from(fact.item)])
        };
        // The days of a loss that is divided by days are a period of their own.
        let (places, losses): (Vec<u32>, Vec<i64>) = if self.fact.period == self.period {
            let all = (0u32..).zip(&self.facts.facts).filter(|(_, fact)| beside(fact));
            all.map(|(place, fact)| (place, fact.minor)).unzip()
        } else {
            (vec![self.place], vec![self.minor])
        };
        state.due.extend(places.into_iter().zip(waterfall(&losses, layers, &borne)?));
        Some(())
    }
}

/// What each layer pays of each loss of a period and what it had left for all of them, when `borne` was paid before: its share;
/// where all shares come to more than is left, that in proportion to them. The rest is for whoever comes last.
fn waterfall(losses: &[i64], layers: &[Layer], borne: &[i64]) -> Option<Vec<Vec<(i64, i64)>>> {
    let covered = layers.iter().try_fold(Ratio::ZERO, |sum, layer| sum.plus(layer.share))?;
    let mut weights: Vec<Ratio> = layers.iter().map(|layer| layer.share).collect();
    weights.push(Ratio::ONE.minus(covered)?);
    let shares = Shares::new(&weights, Remainder::Largest).ok()?;
    let wanted: Vec<Vec<i64>> = losses.iter().map(|loss| shares.split(*loss)).collect();
    let mut parts = vec![Vec::with_capacity(layers.len()); losses.len()];
    for (n, (layer, borne)) in layers.iter().zip(borne).enumerate() {
        let left = layer.limit.map_or(i64::MAX, |limit| (limit - borne).max(0));
        let mut own: Vec<i64> = wanted.iter().map(|wanted| wanted[n]).collect();
        if own.iter().map(|part| i128::from(*part)).sum::<i128>() > i128::from(left) {
            let weights: Vec<Ratio> = own.iter().map(|part| Ratio::whole(*part)).collect();
            own = Shares::new(&weights, Remainder::Largest).ok()?.split(left);
        }
        for (parts, part) in parts.iter_mut().zip(own) {
            parts.push((part, left));
        }
    }
    Some(parts)
}

fn shared(split: &Split, amount: i64, reason: Reason, emit: &mut dyn FnMut(PartyId, i64, Reason)) {
    for (&party, part) in split.parties.iter().zip(split.shares.split(amount)) {
        emit(party, part, reason);
    }
}

/// The shares when those of all but the holder are multiplied; `None` where they would be more than the whole.
fn adjust(split: &Split, holder: PartyId, factor: Ratio) -> Option<Split> {
    if factor == Ratio::ONE {
        return Some(split.clone());
    }
    let mut parties = split.parties.clone();
    if !parties.contains(&holder) {
        parties.push(holder);
    }
    let mut rest = Ratio::ONE;
    let mut weights = Vec::new();
    for &party in &parties {
        let weight = if party == holder { Ratio::ZERO } else { split.fraction(party).times(factor)? };
        rest = rest.minus(weight)?;
        weights.push(weight);
    }
    let place = parties.iter().position(|party| *party == holder)?;
    weights[place] = rest;
    let shares = Shares::new(&weights, Remainder::To(place)).ok()?;
    Some(Split { parties, shares })
}
