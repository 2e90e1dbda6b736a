//! From facts to parts: which version of which clause, and what it gives to whom.

use super::fact::{ENTERED, Fact, Facts, NONE, Unit};
use super::money_clauses::{Cut, State};
use super::reason::Reason;
use super::relocation::{self, Eligibility, Provisions};
use super::terms::Terms;
use crate::agreement::{Agreement, Party, PartyId, Straddle, Version};
use crate::finding;
use crate::money::{Ratio, Remainder, Shares};
use crate::rule::RuleBook;
use liantu_model::{Diagnostic, Period, Place};
use std::collections::BTreeMap;

/// A part of an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// Place of the clause in the agreement.
    pub clause: u32,
    /// Place of the fact, or [`NONE`] for what rests on the agreement alone.
    pub fact: u32,
    /// The period it is for.
    pub period: Period,
    /// Whose part it is.
    pub party: PartyId,
    /// Who holds the amount (a revenue), or is to be paid (a cost, a loss, a call).
    pub counter: PartyId,
    /// Whether the party has to pay its part, rather than to receive it.
    pub charge: bool,
    /// How much, in the smallest unit of the fact.
    pub minor: i64,
    /// Why.
    pub reason: Reason,
}

/// The parts of all facts, clause by clause.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Allocated {
    /// The parts; those of one clause and fact add up to the fact.
    pub parts: Vec<Allocation>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// Findings of one kind for one clause are one finding with a count.
#[derive(Default)]
pub(super) struct Tally(BTreeMap<(&'static str, String), (u32, usize)>);

impl Tally {
    pub fn add(&mut self, code: &'static str, what: &str, row: u32) {
        if let Some((_, count)) = self.0.get_mut(&(code, what.to_owned())) {
            *count += 1;
        } else {
            self.0.insert((code, what.to_owned()), (row, 1));
        }
    }

    fn findings(self, agreement: &str) -> Vec<Diagnostic> {
        let one = |((code, what), (row, count)): ((&'static str, String), (u32, usize))| {
            let entered = row & ENTERED != 0;
            let place = Place {
                resource: "agreement_fact".to_owned(),
                row: (!entered).then_some(u64::from(row)),
                ..Place::default()
            };
            let mut found =
                if count == 1 { format!("{agreement}: {what}") } else { format!("{agreement}: {what} ({count}×)") };
            if entered && row != NONE {
                found += &format!(" (#{})", row & !ENTERED);
            }
            Diagnostic::new(finding(code), place).found(found)
        };
        self.0.into_iter().map(one).collect()
    }
}

/// What the clauses of `versions` do with the facts.
///
/// Facts are taken in the order of their periods, then of their rows, whatever order they stand in.
pub fn allocate(agreement: &Agreement, versions: &[Version], facts: &Facts, rules: &RuleBook) -> Allocated {
    let mut work = Work {
        agreement,
        versions,
        moved: moved(agreement, versions, facts),
        repeated: facts.repeated(),
        facts,
        rules,
        parts: Vec::new(),
        tally: Tally::default(),
        divided: vec![false; facts.facts.len()],
    };
    let mut first = 0;
    while first < versions.len() {
        let id = &agreement.clauses[versions[first].clause].id;
        let count = versions[first..].iter().take_while(|version| agreement.clauses[version.clause].id == *id).count();
        work.clause(&versions[first..first + count]);
        first += count;
    }
    work.unclaimed(versions);
    Allocated { parts: work.parts, findings: work.tally.findings(&agreement.id) }
}

/// Actor and item of the firms that clauses on relocated firms name, from their move on.
type Moved = BTreeMap<(u32, u16), Vec<Period>>;

fn moved(agreement: &Agreement, versions: &[Version], facts: &Facts) -> Moved {
    let mut found = Moved::new();
    for version in versions {
        let Terms::Relocation { firms, items, .. } = &agreement.clauses[version.clause].terms else { continue };
        for firm in firms {
            let start = firm.before.end.map_or(version.valid.start, |day| day.max(version.valid.start));
            let actor = facts.actors.iter().position(|name| *name == firm.id).map(|place| place as u32);
            let (Some(actor), Some(period)) = (actor, Period::new(start, version.valid.end)) else { continue };
            for item in items.iter().filter_map(|item| facts.item(item)) {
                found.entry((actor, item)).or_default().push(period);
            }
        }
    }
    found
}

struct Work<'a> {
    agreement: &'a Agreement,
    versions: &'a [Version],
    /// What clauses on relocated firms are about: no other clause divides it.
    moved: Moved,
    /// What shorter periods say as well: it would be divided twice.
    repeated: BTreeMap<u32, Period>,
    facts: &'a Facts,
    rules: &'a RuleBook,
    parts: Vec<Allocation>,
    tally: Tally,
    /// Facts that a clause has dealt with, or reported.
    divided: Vec<bool>,
}

impl Work<'_> {
    /// All versions of one clause, in the order of time.
    fn clause(&mut self, versions: &[Version]) {
        let mut state = State::default();
        let mut items: Vec<u16> = Vec::new();
        let mut held: Vec<(Version, Vec<u16>)> = Vec::new();
        let mut paper = false;
        for version in versions {
            match &self.agreement.clauses[version.clause].terms {
                Terms::Relocation { .. } => self.relocation(*version),
                terms => {
                    if matches!(terms, Terms::Bond { .. }) {
                        self.bond(*version);
                    }
                    let own: Vec<u16> = terms.divided().into_iter().filter_map(|item| self.facts.item(item)).collect();
                    items.extend(&own);
                    paper |= terms.is_credit();
                    held.push((*version, own));
                }
            }
        }
        if items.is_empty() {
            return;
        }
        items.sort_unstable();
        items.dedup();
        let mut order: Vec<u32> = (0u32..)
            .zip(&self.facts.facts)
            .filter(|(_, fact)| items.binary_search(&fact.item).is_ok())
            .filter(|(_, fact)| {
                let moved = self.moved.get(&(fact.actor, fact.item));
                paper || !moved.is_some_and(|own| own.iter().any(|period| period.contains(fact.period.start)))
            })
            .map(|(place, _)| place)
            .collect();
        order.retain(|&place| !self.is_repeated(&held, place));
        order.sort_unstable_by_key(|&place| {
            let fact = &self.facts.facts[place as usize];
            (fact.period.start, fact.period.end, fact.row)
        });
        for beside in
            order.chunk_by(|one, two| self.facts.facts[*one as usize].period == self.facts.facts[*two as usize].period)
        {
            for place in beside {
                self.fact(&held, *place, beside, &mut state);
            }
        }
    }

    /// Whether a shorter period says what this fact says; reported where the clause would divide it.
    fn is_repeated(&mut self, held: &[(Version, Vec<u16>)], place: u32) -> bool {
        let Some(other) = self.repeated.get(&place) else { return false };
        let fact = &self.facts.facts[place as usize];
        let concerned = |(version, items): &&(Version, Vec<u16>)| {
            version.valid.overlaps(&fact.period) && items.contains(&fact.item)
        };
        if let Some((version, _)) = held.iter().find(concerned) {
            let id = &self.agreement.clauses[version.clause].id;
            self.divided[place as usize] = true;
            self.tally.add("COO152", &format!("{id}, {} ∩ {other}", fact.period), fact.row);
        }
        true
    }

    /// One fact under the versions of a clause: whole, divided by days, or refused.
    fn fact(&mut self, held: &[(Version, Vec<u16>)], place: u32, beside: &[u32], state: &mut State) {
        let fact = self.facts.facts[place as usize];
        let concerned = |(version, items): &&(Version, Vec<u16>)| {
            version.valid.overlaps(&fact.period) && items.contains(&fact.item)
        };
        let inside = |version: &Version, period: &Period| {
            version.valid.start <= period.start
                && version.valid.end.is_none_or(|last| period.end.is_some_and(|end| end <= last))
        };
        let mut found = held.iter().filter(concerned).map(|(version, _)| version);
        match (found.next(), found.next()) {
            (None, _) => {}
            (Some(only), None) if inside(only, &fact.period) => {
                self.apply(only.clause, (place, beside), fact.period, fact.minor, state);
            }
            _ => {
                let touched: Vec<&Version> = held.iter().filter(concerned).map(|(version, _)| version).collect();
                self.divided[place as usize] = true;
                let (Straddle::Days, Some(end)) = (self.agreement.straddle, fact.period.end) else {
                    let id = &self.agreement.clauses[touched[0].clause].id;
                    self.tally.add("COO136", &format!("{id}, {}", fact.period), fact.row);
                    return;
                };
                // The days that no version holds take their part too, and nobody divides it.
                let mut spans: Vec<(Option<usize>, Period)> = Vec::new();
                let mut day = fact.period.start;
                for version in touched {
                    let start = version.valid.start.max(fact.period.start);
                    let stop = version.valid.end.map_or(end, |last| last.min(end));
                    spans.extend(Period::new(day, Some(start)).map(|gap| (None, gap)));
                    spans.extend(Period::new(start, Some(stop)).map(|span| (Some(version.clause), span)));
                    day = stop;
                }
                spans.extend(Period::new(day, Some(end)).map(|gap| (None, gap)));
                let days = |span: &Period| span.end.map_or(0, |last| i64::from((last - span.start).get_days()));
                let weights: Vec<Ratio> = spans.iter().map(|(_, span)| Ratio::whole(days(span))).collect();
                let Ok(shares) = Shares::new(&weights, Remainder::Largest) else { return };
                for ((clause, span), minor) in spans.into_iter().zip(shares.split(fact.minor)) {
                    if let Some(clause) = clause {
                        self.apply(clause, (place, beside), span, minor, state);
                    }
                }
            }
        }
    }

    /// What one version of a clause does with an amount.
    fn apply(&mut self, clause: usize, (place, beside): (u32, &[u32]), period: Period, minor: i64, state: &mut State) {
        self.divided[place as usize] = true;
        let fact = self.facts.facts[place as usize];
        let own = &self.agreement.clauses[clause];
        let unit = &self.facts.units[usize::from(fact.unit)];
        if !own.terms.is_credit() && *unit != Unit::Money(own.currency) {
            self.tally.add("COO134", &format!("{}: {} ≠ {}", own.id, unit.word(), own.currency), fact.row);
            return;
        }
        let outside = |member: &Party| {
            member.start.is_some_and(|start| period.start < start)
                || member.end.is_some_and(|last| period.end.is_none_or(|end| end > last))
        };
        let mut members = (0..).zip(&self.agreement.parties);
        let absent = members.find(|(party, member)| outside(member) && own.terms.sharing().contains(party));
        if let Some((party, _)) = absent {
            self.tally.add("COO151", &format!("{}, {period}: {}", own.id, self.agreement.name(party)), fact.row);
            return;
        }
        let Self { agreement, versions, facts, rules, .. } = *self;
        let cut = Cut { agreement, versions, beside, clause, facts, rules, fact: &fact, place, period, minor };
        let mut emit = |party: PartyId, counter: PartyId, charge: bool, minor: i64, reason: Reason| {
            let clause = u32::try_from(clause).unwrap_or(u32::MAX);
            self.parts.push(Allocation { clause, fact: place, period, party, counter, charge, minor, reason });
        };
        if let Err((code, what)) = cut.divide(state, &mut emit) {
            self.tally.add(code, &format!("{}, {period}{what}", own.id), fact.row);
        }
    }

    fn bond(&mut self, version: Version) {
        let Terms::Bond { party, escrow, amount, .. } = self.agreement.clauses[version.clause].terms else { return };
        // A change of the bond asks for the difference only; the first version for the whole.
        let clause = u32::try_from(version.clause).unwrap_or(u32::MAX);
        let day = Period { start: version.valid.start, end: version.valid.start.tomorrow().ok() };
        let id = &self.agreement.clauses[version.clause].id;
        let held: i64 = self
            .parts
            .iter()
            .filter(|part| part.fact == NONE && self.agreement.clauses[part.clause as usize].id == *id)
            .map(|part| part.minor)
            .sum();
        self.parts.push(Allocation {
            clause,
            fact: NONE,
            period: day,
            party,
            counter: escrow,
            charge: true,
            minor: amount - held,
            reason: Reason::Once,
        });
    }

    /// The firms of a relocation clause, each by its own years.
    fn relocation(&mut self, version: Version) {
        let own = &self.agreement.clauses[version.clause];
        let Terms::Relocation { origin, destination, rule, firms, items } = &own.terms else { return };
        let clause = u32::try_from(version.clause).unwrap_or(u32::MAX);
        for firm in firms {
            let actor = self.facts.actors.iter().position(|name| *name == firm.id);
            for (place, fact) in self.facts.facts.iter().enumerate() {
                let item = self.facts.items[usize::from(fact.item)].as_str();
                self.divided[place] |= Some(fact.actor as usize) == actor && items.iter().any(|name| name == item);
            }
            let day = firm.before.end.unwrap_or(version.valid.start);
            let provisions = match Provisions::at(self.rules, rule, day, own.currency) {
                Ok(provisions) => provisions,
                Err(error) => {
                    self.tally.add("COO114", &format!("{}: {error}", own.id), NONE);
                    continue;
                }
            };
            let course = relocation::course(self.agreement, version.clause, firm, self.facts, &provisions);
            let name = |what: &str| format!("{}, {}: {what}", own.id, firm.id);
            match course.eligibility {
                Eligibility::Eligible => {}
                Eligibility::OtherYears => {
                    let found = format!("{} ≠ {} a", firm.before, provisions.years_before);
                    self.tally.add("COO140", &name(&format!("{}, {found}", course.eligibility.word())), NONE);
                }
                other => self.tally.add("COO140", &name(other.word()), NONE),
            }
            if let Some(window) = course.incomplete {
                self.tally.add("COO139", &name(&window.to_string()), NONE);
            }
            if let Some(gap) = course.gap.filter(|gap| *gap > 0) {
                self.tally.add("COO141", &name(&own.currency.decimal(gap)), NONE);
            }
            for year in &course.years {
                // A year belongs to the version that holds on its first day.
                if !version.valid.contains(year.window.start) {
                    continue;
                }
                let fact = self.last_fact(actor, year.window);
                let reason = Reason::Relocation {
                    year: year.number,
                    tax: year.tax,
                    before: year.before,
                    base: course.base.unwrap_or_default(),
                };
                let part = |party, minor, reason| Allocation {
                    clause,
                    fact,
                    period: year.window,
                    party,
                    counter: *destination,
                    charge: false,
                    minor,
                    reason,
                };
                self.parts.push(part(*origin, year.origin, reason));
                self.parts.push(part(*destination, year.destination, Reason::Rest));
            }
        }
    }

    /// The last fact of an actor within a window: the row that completes it.
    fn last_fact(&self, actor: Option<usize>, window: Period) -> u32 {
        let inside = |fact: &Fact| Some(fact.actor as usize) == actor && window.contains(fact.period.start);
        let found = (0u32..).zip(&self.facts.facts).filter(|(_, fact)| inside(fact));
        found.max_by_key(|(_, fact)| (fact.period.start, fact.row)).map_or(NONE, |(place, _)| place)
    }

    /// Facts within the term that no clause divides and none refers to.
    fn unclaimed(&mut self, versions: &[Version]) {
        let used: Vec<u16> = versions
            .iter()
            .flat_map(|version| referred(&self.agreement.clauses[version.clause].terms))
            .filter_map(|item| self.facts.item(item))
            .collect();
        for (place, fact) in self.facts.facts.iter().enumerate() {
            if !self.divided[place] && !used.contains(&fact.item) && self.agreement.term.overlaps(&fact.period) {
                self.tally.add("COO137", &self.facts.items[usize::from(fact.item)], fact.row);
            }
        }
    }
}

/// Items that a clause reads without dividing them.
fn referred(terms: &Terms) -> Vec<&str> {
    match terms {
        Terms::Apportionment { .. } => vec!["revenue", "wages", "assets"],
        Terms::Ratchet { item, .. } => vec![item],
        Terms::Duty { what, .. } => vec![what],
        Terms::Exit(exit) => exit.flow.iter().chain(&exit.book).map(String::as_str).chain(["notice"]).collect(),
        Terms::Quota { items, .. } => items.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}
