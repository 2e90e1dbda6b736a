//! Binding what single kinds of clauses give, the audit, the evaluation of enclaves, the calendar.

use super::super::matching::finding;
use super::super::sheet::Cell;
use super::super::{Answer, Bound};
use super::bind::{Deal, Deals, day_cell, list_cell, money_cell};
use crate::EngineError;
use crate::inputs::Inputs;
use liantu_cooperation::agreement::{AUDIT, ENCLAVE, PartyId, audit};
use liantu_cooperation::clause::relocation::{Provisions, course};
use liantu_cooperation::clause::{
    APPORTIONMENT, Fact, INCREMENT, INDICATOR, RELOCATION, Terms, Unit, WATERFALL, allocate,
};
use liantu_cooperation::governance::{self, CALENDAR, calendar};
use liantu_cooperation::money::Ratio;
use liantu_model::{Diagnostic, Method, Period};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn run_audit(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut deals = Deals::bind(bound, inputs)?;
    let (mut rows, mut lacking) = (Vec::new(), Vec::new());
    for (place, deal) in deals.list.iter().enumerate() {
        for part in audit(&deal.agreement) {
            let present = !part.said.is_empty();
            if part.needed && !present {
                lacking.push((place, part.part));
            }
            rows.push(vec![
                deal.agreement.id.as_str().into(),
                part.part.into(),
                part.needed.into(),
                present.into(),
                list_cell(&part.said.iter().map(String::as_str).collect::<Vec<_>>()),
                Cell::Text((!present).then(|| part.advice.zh.to_owned())),
                Cell::Text((!present).then(|| part.advice.en.to_owned())),
            ]);
        }
    }
    let mut by_agreement: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (place, part) in lacking {
        by_agreement.entry(place).or_default().push(part);
    }
    for (place, parts) in by_agreement {
        let found = format!("{}: {}", deals.list[place].agreement.id, parts.join(", "));
        deals.diagnostics.push(finding("COO120", "agreement_text", None, found, parts.len()));
    }
    Ok(deals.answer(&AUDIT, &rows))
}

/// The facts of an item, of a party where one is given, in one period.
fn in_period<'a>(
    deal: &'a Deal,
    item: &'a str,
    party: Option<PartyId>,
    period: Period,
) -> impl Iterator<Item = &'a Fact> {
    deal.facts.of(item).filter(move |fact| fact.period == period && party.is_none_or(|party| fact.party == party))
}

fn value(deal: &Deal, minor: i64, unit: u16) -> Option<f64> {
    Ratio::whole(minor).shift(-i32::from(deal.facts.units[usize::from(unit)].digits())).map(Ratio::to_f64)
}

/// The value of an item in its latest period, of a party where one is given; what contradicts itself is told and unknown.
fn latest(deal: &Deal, item: &str, party: Option<PartyId>, findings: &mut Vec<Diagnostic>) -> Option<f64> {
    let of = |fact: &&Fact| party.is_none_or(|party| fact.party == party);
    let period = deal.facts.of(item).filter(of).map(|fact| fact.period).max_by_key(|own| (own.end, own.start))?;
    let first = in_period(deal, item, party, period).next()?;
    if in_period(deal, item, party, period).any(|fact| (fact.minor, fact.unit) != (first.minor, first.unit)) {
        findings.push(contradiction(deal, item, period));
        return None;
    }
    value(deal, first.minor, first.unit)
}

fn contradiction(deal: &Deal, item: &str, period: Period) -> Diagnostic {
    finding("COO124", "agreement_fact", None, format!("{}: {item}, {period}", deal.agreement.id), 1)
}

/// The part of `two` in both items, of the latest period in which both are known: all rows of it added up.
fn part(deal: &Deal, one: &str, two: &str, findings: &mut Vec<Diagnostic>) -> Option<f64> {
    let both =
        deal.facts.of(one).map(|fact| fact.period).filter(|own| in_period(deal, two, None, *own).next().is_some());
    let period = both.max_by_key(|own| (own.end, own.start))?;
    let all = || in_period(deal, one, None, period).chain(in_period(deal, two, None, period));
    let unit = all().next()?.unit;
    if all().any(|fact| fact.unit != unit) {
        findings.push(contradiction(deal, &format!("{one}, {two}"), period));
        return None;
    }
    let sum = |item| in_period(deal, item, None, period).try_fold(0i64, |sum, fact| sum.checked_add(fact.minor));
    let (one, two) = (value(deal, sum(one)?, unit)?, value(deal, sum(two)?, unit)?);
    (one + two > 0.0).then(|| two / (one + two))
}

/// Actors with a grant of more than one agreement in overlapping periods, by agreement.
fn funded_twice(deals: &Deals) -> BTreeMap<String, BTreeSet<String>> {
    let mut grants: BTreeMap<&str, Vec<(usize, Period)>> = BTreeMap::new();
    for (place, deal) in deals.list.iter().enumerate() {
        for fact in deal.facts.of("grant").filter(|fact| fact.minor > 0) {
            if let Some(actor) = deal.facts.actor(fact) {
                grants.entry(actor).or_default().push((place, fact.period));
            }
        }
    }
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (actor, own) in grants {
        for (place, period) in &own {
            if own.iter().any(|(other, when)| other != place && when.overlaps(period)) {
                found.entry(deals.list[*place].agreement.id.clone()).or_default().insert(actor.to_owned());
            }
        }
    }
    found
}

pub(super) fn run_enclave(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut deals = Deals::bind(bound, inputs)?;
    // The parameter says which are listed, not with which they are compared.
    let twice = match inputs.text("agreement") {
        Some(_) => funded_twice(&Deals::bind_all(bound, inputs)?),
        None => funded_twice(&deals),
    };
    let leading = inputs.number("leading");
    let (mut rows, mut found) = (Vec::new(), Vec::new());
    for deal in &deals.list {
        let agreement = &deal.agreement;
        if !agreement.kind.ends_with("enclave") && agreement.kind != "build_operate_transfer" {
            continue;
        }
        let role = |role: &str| {
            let place = agreement.parties.iter().position(|party| party.role.as_deref() == Some(role))?;
            PartyId::try_from(place).ok()
        };
        let (out, host) = (role("fly_out"), role("fly_in"));
        let held = |party: Option<PartyId>| party.and_then(|party| agreement.parties[usize::from(party)].equity);
        let bound =
            |rule: &str, key: &str| deals.rules.value(rule, key, agreement.term.start).map(|cited| cited.value).ok();
        // A company that its team holds must be controlled by it; else the rule is that of the enclave.
        let equity_ok = match (held(role("team")), held(out), held(host)) {
            (Some(team), ..) => bound("team_equity", "control").map(|control| team > control),
            (None, Some(out), Some(host)) => bound("enclave_equity", "control")
                .zip(bound("enclave_equity", "minimum_in"))
                .map(|(control, least)| out > control && host >= least),
            _ => None,
        };
        if equity_ok == Some(false) {
            let shares = [held(out), held(host)].map(|share| share.map_or_else(String::new, |share| share.to_string()));
            found.push(finding(
                "COO121",
                "agreement_text",
                None,
                format!("{}: {}", agreement.id, shares.join(", ")),
                1,
            ));
        }
        let mut review = |party: Option<PartyId>| {
            party.and_then(|party| latest(deal, "review", Some(party), &mut found)).map(|value| value > 0.0)
        };
        let (by_out, by_host) = (review(out), review(host));
        let per_mu = latest(deal, "per_mu_score", None, &mut found);
        let gates = [by_out, by_host, per_mu.map(|score| score >= leading)];
        // One gate that is shut is enough for no, whatever the others would say.
        let priority = if gates.contains(&Some(false)) {
            Some(false)
        } else {
            gates.into_iter().collect::<Option<Vec<_>>>().map(|_| true)
        };
        let research = part(deal, "recruiting_staff", "research_staff", &mut found)
            .or_else(|| part(deal, "recruiting_spend", "research_spend", &mut found));
        if research.is_some_and(|share| share < 0.5) {
            found.push(finding("COO122", "agreement_fact", None, agreement.id.clone(), 1));
        }
        let list: Vec<&str> = twice.get(&agreement.id).into_iter().flatten().map(String::as_str).collect();
        for actor in &list {
            found.push(finding("COO123", "agreement_fact", None, format!("{}: {actor}", agreement.id), 1));
        }
        rows.push(vec![
            agreement.id.as_str().into(),
            held(out).map(Ratio::to_f64).into(),
            held(host).map(Ratio::to_f64).into(),
            Cell::Boolean(equity_ok),
            Cell::Boolean(by_out),
            Cell::Boolean(by_host),
            per_mu.into(),
            Cell::Boolean(priority),
            research.into(),
            Cell::Boolean(research.map(|share| share >= 0.5)),
            list_cell(&list),
        ]);
    }
    deals.diagnostics.extend(found);
    Ok(deals.answer(&ENCLAVE, &rows))
}

pub(super) fn run_relocation(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut deals = Deals::bind(bound, inputs)?;
    let (mut rows, mut found) = (Vec::new(), Vec::new());
    for deal in &deals.list {
        let agreement = &deal.agreement;
        let known = agreement.knowledge().last().copied().unwrap_or(agreement.signed);
        for version in agreement.in_force(known) {
            let clause = &agreement.clauses[version.clause];
            let Terms::Relocation { rule, firms, .. } = &clause.terms else { continue };
            for firm in firms {
                let day = firm.before.end.unwrap_or(version.valid.start);
                let provisions = match Provisions::at(&deals.rules, rule, day, clause.currency) {
                    Ok(provisions) => provisions,
                    Err(error) => {
                        found.push(finding("COO114", "rule_value", None, error.to_string(), 1));
                        continue;
                    }
                };
                let own = course(agreement, version.clause, firm, &deal.facts, &provisions);
                let code = |code: &str, what: String| {
                    finding(code, "agreement_fact", None, format!("{}, {}: {what}", agreement.id, firm.id), 1)
                };
                if let Some(window) = own.incomplete {
                    found.push(code("COO139", window.to_string()));
                }
                if let Some(gap) = own.gap.filter(|gap| *gap > 0) {
                    found.push(code("COO141", clause.currency.decimal(gap)));
                }
                let sum = |minor: Option<i64>| money_cell(clause.currency, minor);
                let head = || -> Vec<Cell> {
                    vec![
                        agreement.id.as_str().into(),
                        clause.id.as_str().into(),
                        firm.id.as_str().into(),
                        own.eligibility.word().into(),
                    ]
                };
                let tail = |gap: Option<i64>| -> Vec<Cell> {
                    vec![sum(own.base), sum(gap), clause.currency.code().into(), provisions.version.as_str().into()]
                };
                if own.years.is_empty() {
                    let nothing = [Cell::Integer(None), Cell::Text(None), sum(None), sum(None), sum(None), sum(None)];
                    rows.push([head(), nothing.to_vec(), tail(own.gap)].concat());
                }
                for (place, year) in own.years.iter().enumerate() {
                    let last = place + 1 == own.years.len();
                    let cells = vec![
                        Cell::Integer(Some(year.number.into())),
                        year.window.to_string().into(),
                        sum(Some(year.tax)),
                        sum(Some(year.origin)),
                        sum(Some(year.destination)),
                        sum(Some(year.before + year.origin)),
                    ];
                    rows.push([head(), cells, tail(own.gap.filter(|_| last))].concat());
                }
            }
        }
    }
    deals.diagnostics.extend(found);
    Ok(deals.answer(&RELOCATION, &rows))
}

/// The parts that one kind of clauses gives.
fn parts(bound: &Bound, inputs: &Inputs, method: &'static Method, kind: &str) -> Result<Answer, EngineError> {
    let mut deals = Deals::bind(bound, inputs)?;
    let (mut rows, mut found) = (Vec::new(), Vec::new());
    for deal in &deals.list {
        let agreement = &deal.agreement;
        let known = agreement.knowledge().last().copied().unwrap_or(agreement.signed);
        let mut versions = agreement.in_force(known);
        versions.retain(|version| agreement.clauses[version.clause].kind == kind);
        let allocated = allocate(agreement, &versions, &deal.facts, &deals.rules);
        // That other kinds divide the other items is no finding here.
        found.extend(allocated.findings.into_iter().filter(|finding| finding.code != "COO137"));
        for part in allocated.parts {
            let clause = &agreement.clauses[part.clause as usize];
            let fact = deal.facts.facts.get(part.fact as usize);
            let unit =
                fact.map_or(Unit::Money(clause.currency), |fact| deal.facts.units[usize::from(fact.unit)].clone());
            let words = part.reason.words(agreement, part.clause as usize, part.party, unit.digits());
            let amount = Ratio::whole(part.minor).shift(-i32::from(unit.digits()));
            let rule = match &clause.terms {
                Terms::Apportionment { rule, .. } => {
                    deals.rules.tables(rule, part.period.start).next().map(liantu_cooperation::rule::Rule::version)
                }
                _ => None,
            };
            rows.push(vec![
                agreement.id.as_str().into(),
                clause.id.as_str().into(),
                part.period.to_string().into(),
                Cell::Text(fact.map(|fact| deal.facts.items[usize::from(fact.item)].clone())),
                Cell::Text(fact.and_then(|fact| deal.facts.actor(fact)).map(str::to_owned)),
                agreement.name(part.counter).into(),
                agreement.name(part.party).into(),
                amount.map(Ratio::to_f64).into(),
                unit.word().into(),
                Cell::Text(rule),
                words.zh.into(),
                words.en.into(),
            ]);
        }
    }
    deals.diagnostics.extend(found);
    Ok(deals.answer(method, &rows))
}

pub(super) fn run_increment(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    parts(bound, inputs, &INCREMENT, "increment")
}

pub(super) fn run_apportionment(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    parts(bound, inputs, &APPORTIONMENT, "apportionment")
}

pub(super) fn run_indicator(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    parts(bound, inputs, &INDICATOR, "indicator")
}

pub(super) fn run_waterfall(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    parts(bound, inputs, &WATERFALL, "waterfall")
}

pub(super) fn run_calendar(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let deals = Deals::bind(bound, inputs)?;
    let mut rows: Vec<(jiff::civil::Date, Vec<Cell>)> = Vec::new();
    for deal in &deals.list {
        let agreement = &deal.agreement;
        let window = inputs.period("period").unwrap_or_else(|| governance::window(agreement));
        for due in calendar(agreement, &deal.facts, window) {
            let over = deals.as_of.is_none_or(|as_of| due.day < as_of);
            let done_late = due.done.map(|_| due.done_late());
            let cells = vec![
                day_cell(Some(due.day)),
                agreement.id.as_str().into(),
                due.happening.word().into(),
                Cell::Text(due.clause.map(|clause| agreement.clauses[clause].id.clone())),
                Cell::Text(due.party.map(|party| agreement.name(party).to_owned())),
                due.what.as_str().into(),
                Cell::Boolean(due.done),
                Cell::Boolean(due.done.map(|done| over && !done)),
                Cell::Boolean(done_late),
                day_cell(due.held),
            ];
            rows.push((due.day, cells));
        }
    }
    rows.sort_by_key(|row| row.0);
    let rows: Vec<Vec<Cell>> = rows.into_iter().map(|row| row.1).collect();
    Ok(deals.answer(&CALENDAR, &rows))
}
