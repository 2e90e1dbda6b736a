//! Texts, facts, payments and rules from their tables.

use super::super::matching::{day, finding};
use super::super::sheet::{Cell, columns};
use super::super::{Answer, Bound};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::rows::Rows;
use jiff::civil::Date;
use liantu_cooperation::agreement::{Agreement, PartyId, parse};
use liantu_cooperation::clause::{Fact, Facts, NONE, Unit};
use liantu_cooperation::ledger::{Payment, Settlement, settle};
use liantu_cooperation::money::{self, Currency, Money, Ratio};
use liantu_cooperation::rule::{Confidence, Rule, RuleBook};
use liantu_model::period::{epoch_days, from_epoch_days};
use liantu_model::{Diagnostic, Method, Observation, Period, Words};
use std::collections::{BTreeMap, HashMap};

/// An agreement with what is known of it.
pub(crate) struct Deal {
    pub agreement: Agreement,
    pub facts: Facts,
    pub payments: Vec<Payment>,
}

/// Everything that the tables say about agreements.
pub(super) struct Deals {
    pub list: Vec<Deal>,
    pub rules: RuleBook,
    pub as_of: Option<Date>,
    pub diagnostics: Vec<Diagnostic>,
    observation: Observation,
    described: BTreeMap<String, String>,
}

/// Findings of one kind are one finding with a count.
#[derive(Default)]
pub(crate) struct Faults(BTreeMap<(&'static str, &'static str, String), (usize, usize)>);

impl Faults {
    pub fn add(&mut self, code: &'static str, table: &'static str, row: usize, found: impl Into<String>) {
        self.0.entry((code, table, found.into())).or_insert((row, 0)).1 += 1;
    }

    pub fn diagnostics(self) -> Vec<Diagnostic> {
        let one = |((code, table, found), (row, count))| finding(code, table, Some(row), found, count);
        self.0.into_iter().map(one).collect()
    }
}

/// The day of a parameter.
pub(super) fn given_day(inputs: &Inputs, name: &str) -> Result<Option<Date>, EngineError> {
    Ok(day(inputs, name)?.and_then(from_epoch_days))
}

/// A stored day.
pub(super) fn stored_day(rows: &Rows, column: &str, row: usize) -> Option<Date> {
    rows.day(column, row).and_then(from_epoch_days)
}

/// A day as a cell.
pub(super) fn day_cell(day: Option<Date>) -> Cell {
    Cell::Day(day.map(epoch_days))
}

/// A list as a cell; nothing where it is empty.
pub(super) fn list_cell(list: &[&str]) -> Cell {
    Cell::Text((!list.is_empty()).then(|| list.join("|")))
}

/// An amount as a cell, in units of its currency.
pub(super) fn money_cell(currency: Currency, minor: Option<i64>) -> Cell {
    Cell::Number(minor.map(|minor| currency.number(minor)))
}

/// A stored amount in its unit: minor units of a currency, or millionths of anything else.
pub(crate) fn amount(value: f64, word: Option<&str>) -> Option<(i64, Unit)> {
    let number = Ratio::of_number(value)?;
    match word.and_then(money::unit) {
        Some((currency, power)) => {
            Money::exact(number, currency, power).map(|money| (money.minor, Unit::Money(currency)))
        }
        None => Some((number.shift(6)?.to_whole()?, Unit::Other(word.unwrap_or_default().to_owned()))),
    }
}

/// A stored amount that must be money.
pub(super) fn money_of(rows: &Rows, row: usize) -> Result<Money, (&'static str, String)> {
    let value = rows.number("value", row).ok_or(("COO133", String::new()))?;
    let word = rows.text("unit", row).unwrap_or_default();
    let found = || format!("{value} {word}");
    let (currency, power) = money::unit(word).ok_or_else(|| ("COO150", found()))?;
    let number = Ratio::of_number(value).ok_or_else(|| ("COO135", found()))?;
    Money::exact(number, currency, power).ok_or_else(|| ("COO135", found()))
}

/// The shipped rules behind those of the table `rule_value`.
pub(super) fn rules(bound: &Bound) -> Result<RuleBook, EngineError> {
    rules_of(bound.rows("rule_value"))
}

/// The shipped rules behind those of `rows`.
pub(crate) fn rules_of(rows: &Rows) -> Result<RuleBook, EngineError> {
    /// Rule, start, end, legal source.
    type Span = (String, Date, Option<Date>, String);
    let mut tables: BTreeMap<Span, BTreeMap<String, (Ratio, Confidence)>> = BTreeMap::new();
    let wrong = |found: &str, expected: Words| EngineError::parameter("rule_value", found, expected);
    for row in 0..rows.len() {
        let text = |column| rows.text(column, row);
        let (Some(rule), Some(key), Some(value), Some(start)) =
            (text("rule"), text("key"), text("value"), stored_day(rows, "start", row))
        else {
            continue;
        };
        let number = Ratio::parse(value).map_err(|error| wrong(value, error.words()))?;
        let confidence = text("confidence").and_then(Confidence::parse).unwrap_or(Confidence::L);
        let table =
            (rule.to_owned(), start, stored_day(rows, "end", row), text("legal_source").unwrap_or_default().to_owned());
        tables.entry(table).or_default().insert(key.to_owned(), (number, confidence));
    }
    let mut own = Vec::new();
    for ((rule, start, end, source), values) in tables {
        let valid = Period::new(start, end)
            .ok_or_else(|| wrong(&rule, Words::new("晚于起点的终点", "an end after the start")))?;
        own.push(Rule::of_user(&rule, &source, valid, values));
    }
    RuleBook::shipped().with(own).map_err(|error| wrong("rules", error.words()))
}

impl Deals {
    /// Reads every agreement that the parameter `agreement` asks for.
    pub fn bind(bound: &Bound, inputs: &Inputs) -> Result<Self, EngineError> {
        let texts = bound.rows("agreement_text");
        let wanted = inputs.text("agreement");
        if let Some(wanted) = wanted
            && !(0..texts.len()).any(|row| texts.text("agreement_id", row) == Some(wanted))
        {
            let expected = Words::new("表 agreement_text 中的某项协议", "an agreement of the table agreement_text");
            return Err(EngineError::parameter("agreement", wanted, expected));
        }
        Self::read(bound, inputs, wanted)
    }

    /// Reads all agreements, whichever is asked for.
    pub fn bind_all(bound: &Bound, inputs: &Inputs) -> Result<Self, EngineError> {
        Self::read(bound, inputs, None)
    }

    fn read(bound: &Bound, inputs: &Inputs, wanted: Option<&str>) -> Result<Self, EngineError> {
        let mut diagnostics = Vec::new();
        let texts = bound.rows("agreement_text");
        let mut deals: Vec<Deal> = Vec::new();
        let mut faults = Faults::default();
        for row in 0..texts.len() {
            let (Some(id), Some(text)) = (texts.text("agreement_id", row), texts.text("text", row)) else { continue };
            if wanted.is_some_and(|wanted| wanted != id) {
                continue;
            }
            let (agreement, findings) = parse(id, text);
            diagnostics.extend(findings);
            match agreement {
                Some(agreement) if agreement.id == id => {
                    deals.push(Deal { agreement, facts: Facts::default(), payments: Vec::new() });
                }
                Some(agreement) => faults.add("COO131", "agreement_text", row, format!("{id} ≠ {}", agreement.id)),
                None => {}
            }
        }
        let place: HashMap<String, usize> =
            (0..).zip(&deals).map(|(place, deal)| (deal.agreement.id.clone(), place)).collect();
        let observation = facts(bound.rows("agreement_fact"), wanted, &place, &mut deals, &mut faults);
        payments(bound.rows("payment"), wanted, &place, &mut deals, &mut faults);
        diagnostics.extend(faults.diagnostics());
        let described =
            BTreeMap::from([("agreements".to_owned(), format!("{} of {} texts", deals.len(), texts.len()))]);
        let as_of = given_day(inputs, "as_of")?;
        Ok(Self { list: deals, rules: rules(bound)?, as_of, diagnostics, observation, described })
    }

    /// Settles every agreement; what is found is kept.
    pub fn settled(&mut self) -> Vec<Settlement> {
        let run = |deal: &Deal| settle(&deal.agreement, &deal.facts, &deal.payments, &self.rules, self.as_of);
        let settled: Vec<Settlement> = self.list.iter().map(run).collect();
        self.diagnostics.extend(settled.iter().flat_map(|own| own.allocated.findings.clone()));
        settled
    }

    /// The answer of a method with `rows`.
    pub fn answer(self, method: &'static Method, rows: &[Vec<Cell>]) -> Answer {
        Answer {
            columns: columns(method.outputs, rows),
            notes: Vec::new(),
            observation: self.observation,
            diagnostics: self.diagnostics,
            inputs: self.described,
        }
    }
}

pub(crate) fn facts(
    rows: &Rows,
    wanted: Option<&str>,
    place: &HashMap<String, usize>,
    deals: &mut [Deal],
    faults: &mut Faults,
) -> Observation {
    let mut weakest = Observation::Observed;
    let mut numbers: Vec<[HashMap<String, usize>; 2]> = (0..deals.len()).map(|_| Default::default()).collect();
    let claimed = claims(rows);
    for row in 0..rows.len() {
        let text = |column| rows.text(column, row);
        let Some(id) = text("agreement_id").filter(|id| wanted.is_none_or(|wanted| wanted == *id)) else { continue };
        let mut fault = |code, found: &str| faults.add(code, "agreement_fact", row, found);
        let Some(&own) = place.get(id) else {
            fault("COO131", id);
            continue;
        };
        let deal = &mut deals[own];
        let named = text("party").unwrap_or_default();
        let divided = |item: &str| deal.agreement.clauses.iter().any(|own| own.terms.divided().contains(&item));
        let party = match (named, deal.agreement.owner) {
            // Without a party the amount is the owner's. What no clause divides may be nobody's in particular: staff, a review.
            ("", Some(owner)) => Some(owner),
            ("", None) => text("item").is_none_or(|item| !divided(item)).then_some(0),
            _ => deal.agreement.party(named),
        };
        let Some(party) = party else {
            let found = if named.is_empty() { text("item").unwrap_or_default() } else { named };
            fault("COO132", &format!("{id}: {found}"));
            continue;
        };
        let period = text("period").and_then(|text| text.parse::<Period>().ok()).filter(|period| period.end.is_some());
        let (Some(item), Some(period), Some(value)) = (text("item"), period, rows.number("value", row)) else {
            fault("COO133", &format!("{id}: {}", text("item").unwrap_or_default()));
            continue;
        };
        let Some((minor, unit)) = amount(value, text("unit")) else {
            fault("COO135", &format!("{id}: {value} {}", text("unit").unwrap_or_default()));
            continue;
        };
        weakest = weakest.max(rows.observation(row));
        if let Some(actor) = text("actor")
            && claimed.get(&(actor, item, period)).is_some_and(Option::is_none)
        {
            fault("COO149", &format!("{actor}, {item}, {period}"));
        }
        let unit = deal.facts.units.iter().position(|known| *known == unit).unwrap_or_else(|| {
            deal.facts.units.push(unit);
            deal.facts.units.len() - 1
        });
        let [items, actors] = &mut numbers[own];
        let item = number(items, &mut deal.facts.items, item);
        let actor = text("actor").map_or(NONE, |actor| number(actors, &mut deal.facts.actors, actor) as u32);
        deal.facts.facts.push(Fact {
            row: row as u32 + 1,
            item: item as u16,
            party,
            actor,
            period,
            minor,
            unit: unit as u16,
        });
    }
    weakest
}

/// Which agreement divides the amounts of an actor, item and period, among all that there are; none where several do.
fn claims(rows: &Rows) -> HashMap<(&str, &str, Period), Option<&str>> {
    let mut claimed = HashMap::new();
    for row in 0..rows.len() {
        let text = |column| rows.text(column, row);
        let (Some(id), Some(actor), Some(item), Some(period)) =
            (text("agreement_id"), text("actor"), text("item"), text("period"))
        else {
            continue;
        };
        // The same grant to one actor under two agreements is what the evaluation of enclaves looks for.
        let Some(period) = period.parse::<Period>().ok().filter(|_| item != "grant") else { continue };
        let one = claimed.entry((actor, item, period)).or_insert(Some(id));
        *one = one.filter(|own| *own == id);
    }
    claimed
}

/// The number of a word, which is added where it is new.
fn number(numbers: &mut HashMap<String, usize>, words: &mut Vec<String>, word: &str) -> usize {
    if let Some(&number) = numbers.get(word) {
        return number;
    }
    words.push(word.to_owned());
    numbers.insert(word.to_owned(), words.len() - 1);
    words.len() - 1
}

fn payments(
    rows: &Rows,
    wanted: Option<&str>,
    place: &HashMap<String, usize>,
    deals: &mut [Deal],
    faults: &mut Faults,
) {
    for row in 0..rows.len() {
        let text = |column| rows.text(column, row);
        let Some(id) = text("agreement_id").filter(|id| wanted.is_none_or(|wanted| wanted == *id)) else { continue };
        let mut fault = |code, found: &str| faults.add(code, "payment", row, found);
        let Some(&own) = place.get(id) else {
            fault("COO131", id);
            continue;
        };
        let deal = &mut deals[own];
        let mut party = |column: &str| -> Option<PartyId> {
            let name = rows.text(column, row).unwrap_or_default();
            let found = deal.agreement.party(name);
            if found.is_none() {
                fault("COO132", &format!("{id}: {name}"));
            }
            found
        };
        let (Some(debtor), Some(creditor)) = (party("from_party"), party("to_party")) else { continue };
        let Some(day) = stored_day(rows, "date", row) else {
            fault("COO133", id);
            continue;
        };
        match money_of(rows, row) {
            Ok(money) => deal.payments.push(Payment {
                row: row as u32 + 1,
                debtor,
                creditor,
                day,
                minor: money.minor,
                currency: money.currency,
                clause: text("clause").map(str::to_owned),
                executor: text("executor").map(str::to_owned),
            }),
            Err((code, found)) => fault(code, &format!("{id}: {found}")),
        }
    }
}
