//! The clauses that divide an amount as it comes in.

use super::apportion::{self, NoWeights};
use super::fact::{Fact, Facts, NONE, covered};
use super::reason::Reason;
use super::terms::{Base, Layer, Split, Terms};
use crate::agreement::{Agreement, PartyId, Version};
use crate::money::{Ratio, Remainder, Shares};
use crate::rule::RuleBook;
use liantu_model::Period;
use std::collections::BTreeMap;

/// What a clause remembers from one amount to the next.
#[derive(Default)]
pub(super) struct State {
    /// What parties under a cap had so far, and what they would have had without it.
    had: BTreeMap<PartyId, Sum>,
    /// What was collected by actor and year.
    collected: BTreeMap<(u32, i16), i64>,
    /// What was borne together, and what it would be without a limit.
    borne: Sum,
    /// What each layer has borne, by its party and which of the layers of that party it is.
    layers: BTreeMap<(PartyId, usize), i64>,
    /// What of the amounts of a period that has begun is under a cap, a limit or over a base, by their places and the party.
    cut: BTreeMap<(u32, PartyId), i64>,
    /// The base of each actor.
    bases: BTreeMap<(usize, u32), Option<i64>>,
    /// What each layer pays, and could still bear, of the losses of a period that has begun, by their places.
    due: BTreeMap<u32, Vec<(i64, i64)>>,
    /// What was paid into a fund.
    paid_in: BTreeMap<PartyId, i64>,
}

/// What came together under a limit, and what of it was given.
#[derive(Clone, Copy, Default)]
struct Sum {
    uncut: i64,
    given: i64,
}

impl Sum {
    /// What is given of `more`. The limit is one of the sum: what it cut is given when the sum falls below it again, and what
    /// is taken back is taken from what was cut first.
    fn add(&mut self, more: i64, limit: i64) -> i64 {
        self.uncut = self.uncut.saturating_add(more);
        let given = (self.uncut.min(limit) - self.given).clamp(more.min(0), more.max(0));
        self.given += given;
        given
    }
}

/// An amount under a clause.
pub(super) struct Cut<'a> {
    pub agreement: &'a Agreement,
    /// The clauses as they hold by what is known.
    pub versions: &'a [Version],
    /// The amounts of the same period that the versions of the clause divide, this one among them.
    pub beside: &'a [u32],
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
                let common = limit.map_or(minor, |limit| self.common(limit, state));
                let reason = if common == minor {
                    Reason::Share { of: common }
                } else {
                    Reason::Capped { uncut: minor, cap: limit.unwrap_or(0) }
                };
                shared(split, common, reason, &mut |party, part, why| emit(party, holder, true, part, why));
                if common != minor {
                    emit(holder, holder, true, minor - common, Reason::Rest);
                }
                Ok(())
            }
            Terms::Fund { fund, commitments, call, .. } => self.fund(*fund, commitments, call, state, emit),
            Terms::Waterfall { layers, last, .. } => self.waterfall(layers, *last, state, emit),
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
        let parts = self.adjusted(split, self.fact, minor, factor)?;
        let mut rest = 0;
        for (party, part) in parts {
            let limit = cap.iter().find(|(own, _)| *own == party && !self.holds(party, holder));
            let why = Reason::Share { of: minor };
            let Some(&(_, limit)) = limit else {
                emit(party, holder, false, part, why);
                continue;
            };
            let given = self.under_cap(split, factor, (party, limit), state);
            rest += part - given;
            let why = if given == part { why } else { Reason::Capped { uncut: part, cap: limit } };
            emit(party, holder, false, given, why);
        }
        if rest != 0 {
            emit(holder, holder, false, rest, Reason::Rest);
        }
        Ok(())
    }

    /// Whether `holder` is `party`, or has taken its place by the end of the period.
    fn holds(&self, party: PartyId, holder: PartyId) -> bool {
        let last = self.period.end.and_then(|end| end.yesterday().ok()).unwrap_or(self.period.start);
        party == holder || self.agreement.successor(party, last) == holder
    }

    /// The parts of an amount of `fact` when the shares of all but the holder are multiplied.
    fn adjusted(&self, split: &Split, fact: &Fact, minor: i64, factor: Ratio) -> Result<Vec<(PartyId, i64)>, Refusal> {
        let split = adjust(split, fact.party, |party| self.holds(party, fact.party), factor)
            .ok_or(("COO138", format!(": × {factor}")))?;
        Ok(split.parties.iter().copied().zip(split.shares.split(minor)).collect())
    }

    /// The amounts of the period that the clause divides, with their places: which of them came first does not count.
    fn together(&self) -> Vec<(u32, &Fact, i64)> {
        let all = self.beside.iter().map(|&place| (place, &self.facts.facts[place as usize]));
        let items = self.agreement.clauses[self.clause].terms.divided();
        let beside = |fact: &Fact| {
            fact.unit == self.fact.unit && items.contains(&self.facts.items[usize::from(fact.item)].as_str())
        };
        // The days of an amount that is divided by days are a period of their own.
        if self.fact.period == self.period {
            all.filter(|(_, fact)| beside(fact)).map(|(place, fact)| (place, fact, fact.minor)).collect()
        } else {
            vec![(self.place, self.fact, self.minor)]
        }
    }

    /// What a party under a cap gets of this amount.
    fn under_cap(&self, split: &Split, factor: Ratio, (party, cap): (PartyId, i64), state: &mut State) -> i64 {
        if !state.cut.contains_key(&(self.place, party)) {
            let part = |fact: &Fact, minor: i64| {
                let parts = self.adjusted(split, fact, minor, factor).ok()?;
                parts.into_iter().find(|(own, _)| *own == party).map(|(_, part)| part)
            };
            let parts: Vec<(u32, i64)> = (self.together().into_iter())
                .filter(|(_, fact, _)| !self.holds(party, fact.party))
                .filter_map(|(place, fact, minor)| Some((place, part(fact, minor)?)))
                .collect();
            let had = state.had.entry(party).or_default();
            for (place, given) in in_proportion(&parts, |sum| had.add(sum, cap)) {
                state.cut.insert((place, party), given);
            }
        }
        state.cut.remove(&(self.place, party)).unwrap_or(0)
    }

    /// What is borne together of this cost.
    fn common(&self, limit: i64, state: &mut State) -> i64 {
        let key = |place: u32| (place, PartyId::MAX);
        if !state.cut.contains_key(&key(self.place)) {
            let costs: Vec<(u32, i64)> = self.together().into_iter().map(|(place, _, minor)| (place, minor)).collect();
            for (place, common) in in_proportion(&costs, |sum| state.borne.add(sum, limit)) {
                state.cut.insert(key(place), common);
            }
        }
        state.cut.remove(&key(self.place)).unwrap_or(0)
    }

    /// The factor of a ratchet by the last value of its indicator before the end of the period.
    fn factor(&self, id: &str) -> Result<Ratio, Refusal> {
        let unknown = || ("COO145", format!(": {id}"));
        let on = self.period.start;
        let own = |version: &&Version| self.agreement.clauses[version.clause].id == id && version.valid.contains(on);
        let clause = self.versions.iter().find(own);
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
        of: Base,
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
        let base = self.base(of, actor, state)?;
        let key = |place: u32| (place, PartyId::MAX);
        if !state.cut.contains_key(&key(self.place)) {
            let actor = |fact: &Fact| if per_actor { fact.actor } else { NONE };
            let mut together = self.together();
            together.sort_by_key(|(_, fact, _)| actor(fact));
            for own in together.chunk_by(|one, two| actor(one.1) == actor(two.1)) {
                let amounts: Vec<(u32, i64)> = own.iter().map(|(place, _, minor)| (*place, *minor)).collect();
                let actor = actor(own[0].1);
                let Ok(base) = self.base(of, actor, state) else { continue };
                let collected = state.collected.entry((actor, year)).or_default();
                let over = |sum: i64| {
                    let before = (*collected - base).max(0);
                    *collected += sum;
                    (*collected - base).max(0) - before
                };
                for (place, increment) in in_proportion(&amounts, over) {
                    state.cut.insert(key(place), increment);
                }
            }
        }
        let increment = state.cut.remove(&key(self.place)).unwrap_or(0);
        let collected = state.collected.get(&(actor, year)).copied().unwrap_or(0);
        let reason = Reason::Increment { collected, base, increment };
        shared(split, increment, reason, &mut |party, part, why| emit(party, holder, false, part, why));
        if minor != increment {
            emit(holder, holder, false, minor - increment, Reason::Rest);
        }
        Ok(())
    }

    /// The base of a year.
    fn base(&self, base: Base, actor: u32, state: &mut State) -> Result<i64, Refusal> {
        let window = match base {
            Base::Amount(base) => return Ok(base),
            Base::Collected(window) => window,
        };
        let found = *state.bases.entry((self.clause, actor)).or_insert_with(|| {
            let inside = |fact: &&Fact| {
                let within = fact.period.start >= window.start
                    && fact.period.end.is_some_and(|end| window.end.is_some_and(|last| end <= last));
                within && (actor == NONE || fact.actor == actor) && fact.unit == self.fact.unit
            };
            let (mut sum, mut known) = (0i64, false);
            for item in self.agreement.clauses[self.clause].terms.divided() {
                let found: Vec<&Fact> = self.facts.of(item).filter(inside).collect();
                // A firm may have come late; of a place every day must be known.
                if actor == NONE && !found.is_empty() && !covered(window, found.iter().map(|fact| fact.period)) {
                    return None;
                }
                known |= !found.is_empty();
                sum = found.iter().try_fold(sum, |sum, fact| sum.checked_add(fact.minor))?;
            }
            // A firm that was not there has no base; a place without any record has an unknown one.
            (known || actor != NONE).then_some(sum)
        });
        found.ok_or_else(|| ("COO142", format!(": {window}")))
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
        let own = |branch, party| branch == party || !branches.contains(&party) && self.holds(branch, party);
        let weights =
            apportion::weights(self.facts, branches, own, year, self.rules, rule, day).map_err(|why| match why {
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
        let divide = |base: &[(PartyId, i64)]| {
            let weights: Vec<Ratio> = base.iter().map(|entry| Ratio::whole(entry.1)).collect();
            let shares = Shares::new(&weights, Remainder::Largest).map_err(|_| ("COO146", ": 0".to_owned()))?;
            Ok(shares.split(self.minor))
        };
        let mut parts = divide(&base)?;
        if called {
            let open = |party: PartyId, limit: i64| (limit - state.paid_in.get(&party).copied().unwrap_or(0)).max(0);
            let left: Vec<(PartyId, i64)> = base.iter().map(|(party, limit)| (*party, open(*party, *limit))).collect();
            if left.iter().map(|entry| i128::from(entry.1)).sum::<i128>() < i128::from(self.minor) {
                return Err((
                    "COO146",
                    format!(": {}", self.agreement.clauses[self.clause].currency.decimal(self.minor)),
                ));
            }
            // Nobody pays more than it committed: fen that were rounded up before are made good by what is left.
            if parts.iter().zip(&left).any(|(part, (_, left))| part > left) {
                parts = divide(&left)?;
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
            self.bear(layers, state).ok_or(("COO144", String::new()))?;
        }
        let parts = state.due.remove(&self.place).unwrap_or_default();
        let mut rest = loss;
        for (n, (layer, (part, left))) in layers.iter().zip(parts).enumerate() {
            *state.layers.entry(named(layers, n)).or_default() += part;
            rest -= part;
            emit(layer.party, sufferer, true, part, Reason::Layer { loss, left });
        }
        if rest != 0 {
            emit(last, sufferer, true, rest, Reason::Rest);
        }
        Ok(())
    }

    /// What the layers pay of this loss, and of the others of its period: which of these came first does not count.
    fn bear(&self, layers: &[Layer], state: &mut State) -> Option<()> {
        let borne: Vec<i64> =
            (0..layers.len()).map(|n| state.layers.get(&named(layers, n)).copied().unwrap_or(0)).collect();
        let beside = self.together().into_iter().filter(|(.., minor)| *minor >= 0);
        let (places, losses): (Vec<u32>, Vec<i64>) = beside.map(|(place, _, minor)| (place, minor)).unzip();
        state.due.extend(places.into_iter().zip(waterfall(&losses, layers, &borne)?));
        Some(())
    }
}

/// By what a layer is known from one version of the clause to the next.
fn named(layers: &[Layer], n: usize) -> (PartyId, usize) {
    let party = layers[n].party;
    (party, layers[..n].iter().filter(|layer| layer.party == party).count())
}

/// What `take` gives of the sum of amounts, divided in proportion to them; what is taken back before what is added.
fn in_proportion(amounts: &[(u32, i64)], mut take: impl FnMut(i64) -> i64) -> Vec<(u32, i64)> {
    let mut given = Vec::with_capacity(amounts.len());
    for back in [true, false] {
        let own: Vec<(u32, i64)> = amounts.iter().filter(|(_, minor)| (*minor < 0) == back).copied().collect();
        let sum = own.iter().fold(0i64, |sum, (_, minor)| sum.saturating_add(*minor));
        let total = if own.is_empty() { 0 } else { take(sum) };
        let weights = || -> Vec<Ratio> { own.iter().map(|own| Ratio::whole(own.1.saturating_abs())).collect() };
        match own[..] {
            _ if total == sum => given.extend(own),
            [(place, _)] => given.push((place, total)),
            _ => match Shares::new(&weights(), Remainder::Largest) {
                Ok(shares) => given.extend(own.iter().map(|own| own.0).zip(shares.split(total))),
                // Nothing, of nothing.
                Err(_) => given.extend(own),
            },
        }
    }
    given
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

/// The shares when those of all but the holder are multiplied; `None` where they would be more than the whole. `holds` says
/// who the holder is, or was before it took the place of another.
fn adjust(split: &Split, holder: PartyId, holds: impl Fn(PartyId) -> bool, factor: Ratio) -> Option<Split> {
    if factor == Ratio::ONE {
        return Some(split.clone());
    }
    let mut parties = split.parties.clone();
    if !parties.iter().any(|party| holds(*party)) {
        parties.push(holder);
    }
    let mut rest = Ratio::ONE;
    let mut weights = Vec::new();
    for &party in &parties {
        let weight = if holds(party) { Ratio::ZERO } else { split.fraction(party).times(factor)? };
        rest = rest.minus(weight)?;
        weights.push(weight);
    }
    let place = parties.iter().position(|party| holds(*party))?;
    weights[place] = rest;
    let shares = Shares::new(&weights, Remainder::To(place)).ok()?;
    Some(Split { parties, shares })
}
