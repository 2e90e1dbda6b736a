//! Binding plans: flows of cash, moves, parks, tasks, support, pools, indices.

use super::super::sheet::{Cell, columns};
use super::super::{Answer, Bound};
use super::bind::{Faults, day_cell, list_cell, money_cell, money_of, rules, stored_day};
use super::registers::{answer, day_or_last};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::rows::Rows;
use jiff::civil::Date;
use liantu_cooperation::money::{Currency, Ratio, unit};
use liantu_cooperation::plan::cash_flow::{self, CASH_FLOW, Flow};
use liantu_cooperation::plan::chain_index::{CHAIN_INDEX, Quote, chain};
use liantu_cooperation::plan::pool::{POOLS, Vesting, divide};
use liantu_cooperation::plan::relocation::{RELOCATION_INCENTIVE, incentive};
use liantu_cooperation::plan::rolling::{Park, ROLLING, rolling};
use liantu_cooperation::plan::support::{Claim, Grant, SUPPORT, costs, stack};
use liantu_cooperation::plan::work::{Task, WORK, breakdown};
use liantu_model::{Method, Observation, Period, Words};
use std::collections::{BTreeMap, BTreeSet};

/// Plan, alternative, party, currency.
type Whose = (String, String, String, Currency);

/// The flows of the table, by whose they are.
struct Flows {
    by: BTreeMap<Whose, Vec<Flow>>,
    observation: Observation,
    faults: Faults,
    rows: usize,
}

impl Flows {
    fn bind(bound: &Bound, inputs: &Inputs) -> Self {
        let table = bound.rows("cash_flow");
        let mut flows = Self {
            by: BTreeMap::new(),
            observation: Observation::Observed,
            faults: Faults::default(),
            rows: table.len(),
        };
        for row in 0..table.len() {
            let text = |column| table.text(column, row);
            let Some(plan) = text("plan").filter(|plan| inputs.text("plan").is_none_or(|wanted| wanted == *plan))
            else {
                continue;
            };
            let period = text("period").and_then(|text| text.parse::<Period>().ok()).filter(|own| own.end.is_some());
            let Some(period) = period else {
                flows.faults.add("COO133", "cash_flow", row, plan);
                continue;
            };
            let Some((currency, _)) = text("unit").and_then(unit) else {
                flows.faults.add("COO150", "cash_flow", row, text("unit").unwrap_or_default());
                continue;
            };
            let minor = match money_of(table, row) {
                Ok(money) => Some(money.minor),
                Err((code, found)) => {
                    flows.faults.add(code, "cash_flow", row, found);
                    None
                }
            };
            flows.observation = flows.observation.max(table.observation(row));
            let word = |column| text(column).unwrap_or_default().to_owned();
            let whose = (plan.to_owned(), word("alternative"), word("party"), currency);
            flows.by.entry(whose).or_default().push(Flow { period, minor });
        }
        flows
    }

    /// The first day of a plan in a currency.
    fn base(&self, plan: &str, currency: Currency) -> Date {
        let own = self.by.iter().filter(|(whose, _)| whose.0 == plan && whose.3 == currency);
        own.flat_map(|(_, flows)| flows.iter().map(|own| own.period.start)).min().unwrap_or(Date::MIN)
    }

    fn answer(self, method: &'static Method, rows: &[Vec<Cell>]) -> Answer {
        Answer {
            columns: columns(method.outputs, rows),
            notes: Vec::new(),
            observation: self.observation,
            diagnostics: self.faults.diagnostics(),
            inputs: BTreeMap::from([("cash_flow".to_owned(), format!("{} rows", self.rows))]),
        }
    }
}

fn word(text: &str) -> Cell {
    Cell::Text(Some(text.to_owned()).filter(|text| !text.is_empty()))
}

/// Minor units that were discounted, in units of the currency.
fn worth(currency: Currency, minor: f64) -> Cell {
    let units = minor / 10f64.powi(currency.digits().into());
    Cell::Number(Some(units).filter(|units| !units.is_nan()))
}

fn big(currency: Currency, minor: i128) -> Cell {
    money_cell(currency, i64::try_from(minor).ok())
}

#[expect(clippy::unnecessary_wraps, reason = "every method runs through one signature")]
pub(super) fn run_cash_flow(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let flows = Flows::bind(bound, inputs);
    let (rate, ltv) = (inputs.number("rate"), inputs.text("ltv").map(|_| inputs.number("ltv")));
    let rows: Vec<Vec<Cell>> = flows
        .by
        .iter()
        .map(|((plan, alternative, party, currency), own)| {
            let found = cash_flow::value(own, flows.base(plan, *currency), rate);
            let period = |period: Option<Period>| Cell::Text(period.map(|period| period.to_string()));
            let loan = ltv.map_or(f64::NAN, |ltv| ltv * found.present.max(0.0));
            vec![
                plan.as_str().into(),
                word(alternative),
                word(party),
                big(*currency, found.inflow),
                big(*currency, found.outflow),
                if found.unknown > 0 { Cell::Number(None) } else { big(*currency, found.inflow - found.outflow) },
                worth(*currency, found.present),
                Cell::Number(Some(found.internal_rate).filter(|rate| !rate.is_nan())),
                found.deepest.map_or(Cell::Number(None), |(minor, _)| big(*currency, minor)),
                period(found.deepest.and_then(|(_, period)| period)),
                period(found.paid_back),
                worth(*currency, if found.present.is_nan() { f64::NAN } else { loan }),
                found.unknown.into(),
                currency.code().into(),
            ]
        })
        .collect();
    Ok(flows.answer(&CASH_FLOW, &rows))
}

#[expect(clippy::unnecessary_wraps, reason = "every method runs through one signature")]
pub(super) fn run_relocation_incentive(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    type Pair = (Vec<Flow>, Vec<Flow>);
    let mut flows = Flows::bind(bound, inputs);
    let firm = inputs.text("firm").unwrap_or("firm");
    let mut plans: BTreeMap<(String, Currency), BTreeMap<String, Pair>> = BTreeMap::new();
    for ((plan, alternative, party, currency), own) in &flows.by {
        let pair = plans.entry((plan.clone(), *currency)).or_default().entry(party.clone()).or_default();
        match alternative.as_str() {
            "stay" => pair.0.extend(own),
            "move" => pair.1.extend(own),
            _ => {}
        }
    }
    let mut rows = Vec::new();
    for ((plan, currency), parties) in &plans {
        let pairs: Vec<Pair> = parties.values().cloned().collect();
        let (stakes, feasible) = incentive(&pairs, flows.base(plan, *currency), inputs.number("rate"));
        if feasible == Some(false) {
            flows.faults.add("COO185", "cash_flow", 0, plan.as_str());
        }
        for (party, stake) in parties.keys().zip(&stakes) {
            let cell = |minor: f64| worth(*currency, minor);
            rows.push(vec![
                plan.as_str().into(),
                party.as_str().into(),
                (party == firm).into(),
                cell(stake.stay),
                cell(stake.moved),
                cell(stake.gain()),
                cell(stake.receives),
                cell(stake.pays),
                cell(stake.after()),
                Cell::Boolean(feasible),
                currency.code().into(),
            ]);
        }
    }
    Ok(flows.answer(&RELOCATION_INCENTIVE, &rows))
}

pub(super) fn run_rolling(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut flows = Flows::bind(bound, inputs);
    let mut plans: BTreeMap<(String, Currency), Vec<Flow>> = BTreeMap::new();
    for ((plan, _, _, currency), own) in &flows.by {
        plans.entry((plan.clone(), *currency)).or_default().extend(own);
    }
    let mut rows = Vec::new();
    for ((plan, currency), own) in &plans {
        let minor = |name: &str| {
            let exact = Ratio::of_number(inputs.number(name)).and_then(|units| units.shift(currency.digits().into()));
            exact.and_then(Ratio::round).ok_or_else(|| {
                EngineError::parameter(
                    name,
                    inputs.number(name).to_string(),
                    Words::new(
                        format!("能以 {currency} 的最小单位计数的金额"),
                        format!("an amount that can be counted in minor units of {currency}"),
                    ),
                )
            })
        };
        let park = Park {
            land: inputs.number("land").floor() as i64,
            cost: minor("cost")?.max(1),
            price: minor("price")?,
            tax: minor("tax")?,
            retained: Ratio::of_number(inputs.number("retained")).unwrap_or(Ratio::ZERO),
        };
        let first = flows.base(plan, *currency).year();
        let mut planned = vec![Some(0i64); usize::try_from(inputs.integer("years")).unwrap_or(1)];
        for flow in own {
            let place = usize::try_from(flow.period.start.year() - first).unwrap_or(usize::MAX);
            if let Some(sum) = planned.get_mut(place) {
                *sum = sum.zip(flow.minor).and_then(|(sum, minor)| sum.checked_add(minor));
            }
        }
        let years = rolling(&park, &planned);
        if years.iter().any(|year| year.bridged > 0) {
            flows.faults.add("COO183", "cash_flow", 0, plan.as_str());
        }
        for (place, calendar) in (0..planned.len()).zip(first..) {
            let year = years.get(place);
            let cell = |of: fn(&liantu_cooperation::plan::rolling::Year) -> i64| money_cell(*currency, year.map(of));
            let count = |of: fn(&liantu_cooperation::plan::rolling::Year) -> i64| Cell::Integer(year.map(of));
            rows.push(vec![
                plan.as_str().into(),
                calendar.to_string().into(),
                cell(|year| year.opening),
                cell(|year| year.planned),
                cell(|year| year.sold),
                cell(|year| year.tax),
                cell(|year| year.bridged),
                count(|year| year.developed),
                cell(|year| year.spent),
                cell(|year| year.closing),
                count(|year| year.left),
                currency.code().into(),
            ]);
        }
    }
    Ok(flows.answer(&ROLLING, &rows))
}

/// An amount of a column that need not be called `value`.
fn amount(table: &Rows, column: &str, row: usize) -> Option<i64> {
    let (currency, power) = table.text("unit", row).and_then(unit)?;
    let number = Ratio::of_number(table.number(column, row)?)?;
    liantu_cooperation::money::Money::exact(number, currency, power).map(|money| money.minor)
}

pub(super) fn run_work(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let table = bound.rows("task");
    let mut faults = Faults::default();
    let mut plans: BTreeMap<&str, Vec<(usize, Task)>> = BTreeMap::new();
    for row in 0..table.len() {
        let text = |column| table.text(column, row).map(str::to_owned);
        let (Some(id), Some(plan)) = (text("task_id"), table.text("plan", row)) else { continue };
        if inputs.text("plan").is_some_and(|wanted| wanted != plan) {
            continue;
        }
        let currency = table.text("unit", row).and_then(unit).map(|(currency, _)| currency.code().to_owned());
        for column in ["budget", "spent"] {
            if table.number(column, row).is_some() && amount(table, column, row).is_none() {
                faults.add("COO150", "task", row, format!("{id}: {column}"));
            }
        }
        let task = Task {
            id,
            parent: text("parent"),
            kind: text("kind"),
            owner: text("owner"),
            budget: amount(table, "budget", row),
            spent: amount(table, "spent", row),
            currency,
            due: stored_day(table, "due", row),
            done: stored_day(table, "done", row),
        };
        plans.entry(plan).or_default().push((row, task));
    }
    let as_of = day_or_last(inputs, "as_of", table, &["due", "done"])?.unwrap_or(Date::MAX);
    let mut rows = Vec::new();
    for (plan, listed) in plans {
        let (places, tasks): (Vec<usize>, Vec<Task>) = listed.into_iter().unzip();
        for ((row, task), own) in places.into_iter().zip(&tasks).zip(breakdown(&tasks, as_of)) {
            if own.over == Some(true) {
                faults.add("COO178", "task", row, task.id.as_str());
            }
            if own.orphan {
                faults.add("COO179", "task", row, task.id.as_str());
            }
            let currency = task.currency.as_deref().and_then(Currency::parse);
            let cell = |minor: Option<i64>| currency.map_or(Cell::Number(None), |own| money_cell(own, minor));
            rows.push(vec![
                plan.into(),
                task.id.as_str().into(),
                task.parent.clone().into(),
                task.kind.clone().into(),
                task.owner.clone().into(),
                own.level.into(),
                cell(task.budget),
                cell(own.parts),
                cell(own.left.filter(|_| own.parts.is_some())),
                cell(task.spent),
                Cell::Boolean(own.over),
                own.state.word().into(),
                list_cell(&own.missing),
                Cell::Text(task.currency.clone()),
            ]);
        }
    }
    Ok(answer(&WORK, &rows, faults, "task", table.len()))
}

/// Claims with what names them.
#[derive(Default)]
struct Claims {
    claims: Vec<Claim>,
    ids: Vec<(usize, String, String)>,
}

pub(super) fn run_support(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let (table, policies) = (bound.rows("support_claim"), bound.rows("policy"));
    let rules = rules(bound)?;
    let mut faults = Faults::default();
    let stackable: BTreeMap<&str, bool> = (0..policies.len())
        .filter_map(|row| Some((policies.text("policy_id", row)?, policies.boolean("stackable", row) == Some(true))))
        .collect();
    let mut all = Claims::default();
    for row in 0..table.len() {
        let text = |column| table.text(column, row);
        let (Some(id), Some(policy), Some(payer), Some(project), Some(item), Some(day)) = (
            text("claim_id"),
            text("policy"),
            text("payer"),
            text("project"),
            text("item"),
            stored_day(table, "date", row),
        ) else {
            continue;
        };
        match money_of(table, row) {
            Ok(cost) => {
                all.ids.push((row, id.to_owned(), payer.to_owned()));
                all.claims.push(Claim {
                    policy: policy.to_owned(),
                    stackable: stackable.get(policy).copied().unwrap_or(false),
                    project: project.to_owned(),
                    item: item.to_owned(),
                    day,
                    cost: cost.minor,
                    currency: cost.currency,
                });
            }
            Err((code, found)) => faults.add(code, "support_claim", row, format!("{id}: {found}")),
        }
    }
    let decisions = stack(&all.claims, &rules);
    let none = || Cell::Text(None);
    let mut rows = Vec::new();
    let mut sums: BTreeMap<(&str, Currency), (i64, i64)> = BTreeMap::new();
    for ((claim, (row, id, payer)), decision) in all.claims.iter().zip(&all.ids).zip(&decisions) {
        let code = match decision.grant {
            Grant::Granted => None,
            Grant::Cut => Some("COO181"),
            Grant::Double(_) => Some("COO180"),
            Grant::NoRule => Some("COO114"),
        };
        if let Some(code) = code {
            faults.add(code, "support_claim", *row, id.as_str());
        }
        let key = if inputs.choice("by") == "payer" { payer.as_str() } else { claim.project.as_str() };
        let sum = sums.entry((key, claim.currency)).or_default();
        *sum = (sum.0 + decision.wanted, sum.1 + decision.minor);
        let cell = |minor: i64| money_cell(claim.currency, Some(minor));
        let other = if let Grant::Double(other) = decision.grant { Some(all.ids[other].1.clone()) } else { None };
        rows.push(vec![
            id.as_str().into(),
            claim.project.as_str().into(),
            claim.policy.as_str().into(),
            payer.as_str().into(),
            day_cell(Some(claim.day)),
            cell(claim.cost),
            cell(decision.wanted),
            cell(decision.minor),
            decision.grant.word().into(),
            Cell::Text(other),
            claim.currency.code().into(),
            Cell::Text(decision.rule.clone()),
        ]);
    }
    let by = inputs.choice("by");
    if by != "claim" {
        let spent = costs(&all.claims);
        let sum = |((key, currency), (wanted, granted)): (&(&str, Currency), &(i64, i64))| {
            let cell = |minor: i64| money_cell(*currency, Some(minor));
            let (project, payer, cost) = if by == "payer" {
                (none(), (*key).into(), Cell::Number(None))
            } else {
                ((*key).into(), none(), cell(spent[&(*key, *currency)]))
            };
            let (wanted, granted, code) = (cell(*wanted), cell(*granted), currency.code().into());
            vec![none(), project, none(), payer, Cell::Day(None), cost, wanted, granted, none(), none(), code, none()]
        };
        rows = sums.iter().map(sum).collect();
    }
    Ok(answer(&SUPPORT, &rows, faults, "support_claim", table.len()))
}

/// A holder with its share, as a number and as written, and how it is earned.
type Holder = (String, Option<Ratio>, String, Option<Vesting>);

#[expect(clippy::unnecessary_wraps, reason = "every method runs through one signature")]
pub(super) fn run_pools(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let (shares, income) = (bound.rows("pool_share"), bound.rows("pool_income"));
    let mut pools: BTreeMap<(String, String), Vec<Holder>> = BTreeMap::new();
    let key = |table: &Rows, row: usize| -> Option<(String, String)> {
        let pool = table.text("pool", row)?;
        Some((pool.to_owned(), table.text("asset", row).unwrap_or_default().to_owned()))
    };
    for row in 0..shares.len() {
        let (Some(key), Some(holder), Some(share)) =
            (key(shares, row), shares.text("holder", row), shares.text("share", row))
        else {
            continue;
        };
        let count = |column| shares.integer(column, row);
        let vesting = count("vesting_months").map(|months| Vesting {
            start: stored_day(shares, "start", row),
            months,
            cliff: count("cliff_months").unwrap_or(0),
        });
        pools.entry(key).or_default().push((holder.to_owned(), Ratio::parse(share).ok(), share.to_owned(), vesting));
    }
    // Who gets the odd cent does not hang on the order of rows.
    for holders in pools.values_mut() {
        holders.sort_by(|one, two| (&one.0, &one.2).cmp(&(&two.0, &two.2)));
    }
    let mut faults = Faults::default();
    let mut observation = Observation::Observed;
    let mut rows = Vec::new();
    let mut sums: BTreeMap<(String, String, Currency), (i64, i64)> = BTreeMap::new();
    for row in 0..income.len() {
        let Some(key) = key(income, row).filter(|key| inputs.text("pool").is_none_or(|wanted| wanted == key.0)) else {
            continue;
        };
        let money = match money_of(income, row) {
            Ok(money) => money,
            Err((code, found)) => {
                faults.add(code, "pool_income", row, format!("{} {found}", key.0));
                continue;
            }
        };
        observation = observation.max(income.observation(row));
        let holders = pools.get(&key).map(Vec::as_slice).unwrap_or_default();
        let period = income.text("period", row).and_then(|text| text.parse::<Period>().ok());
        let day = period.map_or(Date::MIN, |period| period.end.unwrap_or(period.start));
        let earned = |own: &Holder| own.3.map_or(Some(Ratio::ONE), |vesting| vesting.earned(day));
        let exact: Option<Vec<(Ratio, Option<Ratio>)>> =
            holders.iter().map(|own| Some((own.1?, earned(own)))).collect();
        let Some(parts) = exact.and_then(|exact| divide(&exact, money.minor).ok()) else {
            faults.add("COO182", "pool_income", row, format!("{} {}", key.0, key.1));
            continue;
        };
        for (own, part) in holders.iter().zip(parts) {
            let (holder, _, share, _) = own;
            let sum = sums.entry((key.0.clone(), holder.clone(), money.currency)).or_default();
            *sum = (sum.0.saturating_add(money.minor), sum.1.saturating_add(part));
            rows.push(vec![
                key.0.as_str().into(),
                word(&key.1),
                Cell::Text(income.text("period", row).map(str::to_owned)),
                holder.as_str().into(),
                share.as_str().into(),
                earned(own).map(Ratio::to_f64).into(),
                money_cell(money.currency, Some(money.minor)),
                money_cell(money.currency, Some(part)),
                money.currency.code().into(),
            ]);
        }
    }
    if inputs.choice("by") == "holder" {
        let none = || Cell::Text(None);
        let sum = |((pool, holder, currency), (minor, part)): (&(String, String, Currency), &(i64, i64))| {
            let (minor, part) = (money_cell(*currency, Some(*minor)), money_cell(*currency, Some(*part)));
            let (pool, holder) = (pool.as_str().into(), holder.as_str().into());
            vec![pool, none(), none(), holder, none(), Cell::Number(None), minor, part, currency.code().into()]
        };
        rows = sums.iter().map(sum).collect();
    }
    let mut answer = answer(&POOLS, &rows, faults, "pool_income", income.len());
    answer.observation = observation;
    Ok(answer)
}

#[expect(clippy::unnecessary_wraps, reason = "every method runs through one signature")]
pub(super) fn run_chain_index(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let table = bound.rows("quote");
    let mut securities: BTreeMap<&str, u32> = BTreeMap::new();
    let mut all: BTreeMap<&str, BTreeMap<Date, BTreeMap<u32, Quote>>> = BTreeMap::new();
    let mut written: BTreeMap<(&str, Date, u32), usize> = BTreeMap::new();
    for row in 0..table.len() {
        let (Some(index), Some(security), Some(day)) =
            (table.text("index", row), table.text("security", row), stored_day(table, "date", row))
        else {
            continue;
        };
        if inputs.text("index").is_some_and(|wanted| wanted != index) {
            continue;
        }
        let next = securities.len() as u32;
        let security = *securities.entry(security).or_insert(next);
        let quote = Quote { price: table.number("price", row), units: table.number("units", row) };
        all.entry(index).or_default().entry(day).or_default().insert(security, quote);
        written.insert((index, day, security), row);
    }
    let mut faults = Faults::default();
    let mut rows = Vec::new();
    let names: BTreeMap<u32, &str> = securities.iter().map(|(name, own)| (*own, *name)).collect();
    for (index, days) in &all {
        let mut told = BTreeSet::new();
        for (day, quotes) in days {
            for (security, quote) in quotes {
                if told.insert(security) && quote.units.is_none() {
                    let row = written[&(*index, *day, *security)];
                    faults.add("COO187", "quote", row, format!("{index}, {}, {day}", names[security]));
                }
            }
        }
        for own in chain(days, inputs.number("base")) {
            if own.level.is_none() {
                // No one row is to blame: the first of that day.
                let mut of_day = written.range((*index, own.day, 0)..=(*index, own.day, u32::MAX));
                let row = of_day.next().map_or(0, |(_, row)| *row);
                faults.add("COO186", "quote", row, format!("{index}, {}", own.day));
            }
            rows.push(vec![
                (*index).into(),
                day_cell(Some(own.day)),
                own.level.into(),
                own.change.into(),
                own.members.into(),
                own.moved.0.into(),
                own.moved.1.into(),
                own.divisor.into(),
                own.turnover.into(),
            ]);
        }
    }
    Ok(answer(&CHAIN_INDEX, &rows, faults, "quote", table.len()))
}
