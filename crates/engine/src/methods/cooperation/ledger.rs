//! Binding the settlement, statements, clearing and exit.

use super::super::matching::finding;
use super::super::sheet::Cell;
use super::super::{Answer, Bound};
use super::bind::{Deal, Deals, day_cell, list_cell, money_cell};
use crate::EngineError;
use crate::inputs::Inputs;
use jiff::ToSpan;
use jiff::civil::Date;
use liantu_cooperation::agreement::PartyId;
use liantu_cooperation::clause::{BUY_OUT, Exit, Terms, Unit, buy_out};
use liantu_cooperation::ledger::{CLEARING, Debt, Entry, Item, SETTLE, STATEMENT, Settlement, clear, statement};
use liantu_cooperation::money::{Currency, Ratio};
use liantu_model::Period;
use std::collections::BTreeMap;

fn clause_cells(deal: &Deal, clause: usize) -> [Cell; 2] {
    let own = &deal.agreement.clauses[clause];
    let amendment = own.amendment.map(|place| deal.agreement.amendments[place].id.clone());
    [own.id.as_str().into(), Cell::Text(amendment)]
}

pub(super) fn run_settle(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut deals = Deals::bind(bound, inputs)?;
    let settled = deals.settled();
    let mut rows = Vec::new();
    for (deal, settlement) in deals.list.iter().zip(&settled) {
        for item in &settlement.items {
            let record = &settlement.records[item.record as usize];
            let Entry::Due { clause, fact, period, part_of, currency, due, reason, .. } = &record.entry else {
                continue;
            };
            let known = deal.facts.facts.get(*fact as usize);
            let late = *due < settlement.as_of;
            let open = item.open();
            let words = reason.words(&deal.agreement, *clause as usize, *part_of, currency.digits());
            let executor = deal.payments.get(item.payment as usize).and_then(|payment| payment.executor.clone());
            let sum = |minor: i64| money_cell(*currency, Some(minor));
            let [own, amendment] = clause_cells(deal, *clause as usize);
            rows.push(vec![
                deal.agreement.id.as_str().into(),
                own,
                amendment,
                period.to_string().into(),
                Cell::Text(known.map(|fact| deal.facts.items[usize::from(fact.item)].clone())),
                Cell::Text(known.and_then(|fact| deal.facts.actor(fact)).map(str::to_owned)),
                deal.agreement.name(item.debtor).into(),
                deal.agreement.name(item.creditor).into(),
                sum(item.minor),
                sum(item.paid),
                sum(item.released),
                sum(if late { open } else { 0 }),
                sum(if late { 0 } else { open }),
                currency.code().into(),
                day_cell(Some(record.day)),
                day_cell(Some(*due)),
                Cell::Text(executor),
                Cell::Integer(known.map(|fact| i64::from(fact.row))),
                Cell::Text(settlement.rule_of(&deal.agreement, &deals.rules, item)),
                words.zh.into(),
                words.en.into(),
            ]);
        }
    }
    Ok(deals.answer(&SETTLE, &rows))
}

pub(super) fn run_statement(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut deals = Deals::bind(bound, inputs)?;
    let settled = deals.settled();
    let wanted = inputs.text("party");
    let mut rows = Vec::new();
    for (deal, settlement) in deals.list.iter().zip(&settled) {
        let period = inputs.period("period").unwrap_or(Period { start: Date::MIN, end: None });
        for party in 0..deal.agreement.parties.len() as PartyId {
            if wanted.is_some_and(|wanted| wanted != deal.agreement.name(party)) {
                continue;
            }
            for ((other, currency), own) in statement(settlement, party, period) {
                let sum = |minor: i64| money_cell(currency, Some(minor));
                rows.push(vec![
                    deal.agreement.id.as_str().into(),
                    deal.agreement.name(party).into(),
                    deal.agreement.name(other).into(),
                    sum(own.opening),
                    sum(own.receivable),
                    sum(own.payable),
                    sum(own.received),
                    sum(own.paid),
                    sum(own.corrected),
                    sum(own.closing),
                    currency.code().into(),
                ]);
            }
        }
    }
    Ok(deals.answer(&STATEMENT, &rows))
}

/// What is open, by names.
fn debts(deals: &Deals, settled: &[Settlement]) -> Vec<Debt> {
    let mut debts = Vec::new();
    for (deal, settlement) in deals.list.iter().zip(settled) {
        let open = settlement.items.iter().filter(|item| item.open() > 0);
        debts.extend(open.map(|item| Debt {
            debtor: deal.agreement.name(item.debtor).to_owned(),
            creditor: deal.agreement.name(item.creditor).to_owned(),
            minor: item.open(),
            currency: currency_of(settlement, item),
        }));
    }
    debts
}

fn currency_of(settlement: &Settlement, item: &Item) -> Currency {
    match settlement.records[item.record as usize].entry {
        Entry::Due { currency, .. } => currency,
        _ => Currency::CNY,
    }
}

pub(super) fn run_clearing(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut deals = Deals::bind(bound, inputs)?;
    let settled = deals.settled();
    let debts = debts(&deals, &settled);
    let row = |currency: Currency, party: &str, partner: Option<&str>, receivable: i64, payable: i64| {
        vec![
            currency.code().into(),
            party.into(),
            Cell::Text(partner.map(str::to_owned)),
            money_cell(currency, Some(receivable)),
            money_cell(currency, Some(payable)),
            money_cell(currency, Some(receivable - payable)),
        ]
    };
    let rows: Vec<Vec<Cell>> = match inputs.choice("by") {
        "transfer" => clear(&debts)
            .transfers
            .iter()
            .map(|own| row(own.currency, &own.debtor, Some(&own.creditor), 0, own.minor))
            .collect(),
        "pair" => {
            let mut pairs: BTreeMap<(Currency, &str, &str), i64> = BTreeMap::new();
            for debt in &debts {
                *pairs.entry((debt.currency, &debt.debtor, &debt.creditor)).or_default() += debt.minor;
            }
            pairs.into_iter().map(|((currency, one, two), minor)| row(currency, one, Some(two), 0, minor)).collect()
        }
        _ => clear(&debts)
            .positions
            .iter()
            .map(|((currency, party), (to, by))| row(*currency, party, None, *to, *by))
            .collect(),
    };
    Ok(deals.answer(&CLEARING, &rows))
}

/// The triggers of an exit that are met, each with its day.
fn triggers(deal: &Deal, settlement: &Settlement, exit: &Exit) -> Vec<(String, Date)> {
    let (agreement, as_of) = (&deal.agreement, settlement.as_of);
    let mut met = Vec::new();
    for trigger in &exit.triggers {
        let day = match trigger.as_str() {
            "term_end" => agreement.term.end,
            "arrears" => settlement
                .items
                .iter()
                .filter(|item| item.open() > 0)
                .filter_map(|item| match settlement.records[item.record as usize].entry {
                    Entry::Due { due, .. } => due.checked_add(exit.arrears_days.unwrap_or(0).days()).ok(),
                    _ => None,
                })
                .min(),
            "notice" => deal.facts.of("notice").map(|fact| fact.period.start).min(),
            _ => missed(deal),
        };
        met.extend(day.filter(|day| *day <= as_of).map(|day| (trigger.clone(), day)));
    }
    met.sort_by_key(|(_, day)| *day);
    met
}

/// The first day on which the factor of a ratchet is below one.
fn missed(deal: &Deal) -> Option<Date> {
    let ratchets = deal.agreement.clauses.iter().filter_map(|clause| match &clause.terms {
        Terms::Ratchet { item, steps } => Some((item, steps)),
        _ => None,
    });
    let below = ratchets.flat_map(|(item, steps)| {
        deal.facts.of(item).filter_map(move |fact| {
            let digits = i32::from(deal.facts.units[usize::from(fact.unit)].digits());
            let value = Ratio::whole(fact.minor).shift(-digits)?;
            let factor = steps.iter().rfind(|(at, _)| *at <= value).map_or(Ratio::ZERO, |step| step.1);
            (factor < Ratio::ONE).then_some(fact.period.end?)
        })
    });
    below.min()
}

/// The amounts of an item in the currency of a clause, those of one period together; of the seller alone where there is one.
fn flow(deal: &Deal, item: Option<&String>, seller: Option<PartyId>, currency: Currency) -> Vec<(Period, i64)> {
    let Some(item) = item else { return Vec::new() };
    let counts = |fact: &&liantu_cooperation::clause::Fact| {
        deal.facts.units[usize::from(fact.unit)] == Unit::Money(currency)
            && seller.is_none_or(|seller| fact.party == seller)
    };
    let mut found: BTreeMap<Period, i64> = BTreeMap::new();
    for fact in deal.facts.of(item).filter(counts) {
        let sum = found.entry(fact.period).or_default();
        *sum = sum.saturating_add(fact.minor);
    }
    found.into_iter().collect()
}

/// The flows of the years that begin with the first period; the rate is one of a year. `None` where a period is missing between
/// two others, or two overlap: unknown is not zero.
fn by_year(flows: &[(Period, i64)]) -> Option<Vec<i64>> {
    let (first, _) = flows.first()?;
    let mut years: Vec<i64> = Vec::new();
    let (mut day, mut end) = (first.start, first.start);
    for (period, minor) in flows {
        if period.start != day {
            return None;
        }
        while period.start >= end {
            years.push(0);
            end = first.start.checked_add(i64::try_from(years.len()).ok()?.years()).ok()?;
        }
        // A period of several years would have to be divided.
        day = period.end.filter(|last| *last <= end)?;
        let sum = years.last_mut()?;
        *sum = sum.checked_add(*minor)?;
    }
    Some(years)
}

pub(super) fn run_buy_out(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut deals = Deals::bind(bound, inputs)?;
    let settled = deals.settled();
    let (mut rows, mut gaps) = (Vec::new(), Vec::new());
    for (deal, settlement) in deals.list.iter().zip(&settled) {
        let known = deals.as_of.unwrap_or(settlement.as_of);
        for version in deal.agreement.in_force(known) {
            let clause = &deal.agreement.clauses[version.clause];
            let Terms::Exit(exit) = &clause.terms else { continue };
            let met = triggers(deal, settlement, exit);
            let since = met.first().map(|(_, day)| *day);
            let effective = since.and_then(|day| day.checked_add(exit.notice_days.days()).ok());
            let state = match (since, effective) {
                (Some(_), Some(day)) if day <= settlement.as_of => "effective",
                (Some(_), _) => "triggered",
                _ => "none",
            };
            let from = deals.as_of.or(since).unwrap_or(clause.valid.start);
            let valued = if exit.by_income {
                let mut flows = flow(deal, exit.flow.as_ref(), exit.seller, clause.currency);
                flows.retain(|(period, _)| period.start >= from);
                let years = by_year(&flows);
                if years.is_none() && !flows.is_empty() {
                    let found = format!("{}: {}", deal.agreement.id, clause.id);
                    gaps.push(finding("COO139", "agreement_fact", None, found, 1));
                }
                let worth = exit
                    .rate
                    .zip(years)
                    .and_then(|(rate, years)| Some((years.len(), buy_out(&years, rate, exit.floor)?)));
                worth.map(|(count, worth)| (count, worth.value, worth.price))
            } else {
                let book = flow(deal, exit.book.as_ref(), exit.seller, clause.currency);
                let last = book
                    .iter()
                    .rfind(|(period, _)| deals.as_of.is_none_or(|day| period.end.is_some_and(|end| end <= day)));
                last.map(|(_, minor)| (1, *minor, exit.floor.map_or(*minor, |floor| floor.max(*minor))))
            };
            let party = |party: Option<PartyId>| Cell::Text(party.map(|party| deal.agreement.name(party).to_owned()));
            let list: Vec<&str> = met.iter().map(|(trigger, _)| trigger.as_str()).collect();
            rows.push(vec![
                deal.agreement.id.as_str().into(),
                clause.id.as_str().into(),
                state.into(),
                list_cell(&list),
                day_cell(since),
                day_cell(effective),
                if exit.by_income { "income" } else { "book" }.into(),
                valued.map_or(Cell::Integer(None), |(count, ..)| count.into()),
                money_cell(clause.currency, valued.map(|(_, value, _)| value)),
                money_cell(clause.currency, valued.map(|(.., price)| price)),
                clause.currency.code().into(),
                party(exit.seller),
                party(exit.buyer),
            ]);
        }
    }
    deals.diagnostics.extend(gaps);
    Ok(deals.answer(&BUY_OUT, &rows))
}
