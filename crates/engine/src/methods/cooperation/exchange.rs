//! Binding vouchers, land, auctions and output per mu.

use super::super::sheet::{Cell, columns};
use super::super::{Answer, Bound};
use super::bind::{Deals, Faults, money_cell, money_of, rules, stored_day};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::rows::Rows;
use liantu_cooperation::agreement::Agreement;
use liantu_cooperation::exchange::auction::{Order, QUANTITY_DIGITS, clear};
use liantu_cooperation::exchange::land::{NoFee, Quota, Scheme, fee};
use liantu_cooperation::exchange::per_mu::Scheme as PerMu;
use liantu_cooperation::exchange::voucher::{Contract, Decision, Status, redeem};
use liantu_cooperation::exchange::{AUCTION, LAND, PER_MU, VOUCHERS};
use liantu_cooperation::ledger::{Debt, clear as net};
use liantu_cooperation::money::{Currency, Money, Ratio, unit};
use liantu_model::{Diagnostic, Method, Observation, Period, Words};
use std::collections::BTreeMap;

fn answer(
    method: &'static Method,
    rows: &[Vec<Cell>],
    diagnostics: Vec<Diagnostic>,
    table: &str,
    count: usize,
) -> Answer {
    Answer {
        columns: columns(method.outputs, rows),
        notes: Vec::new(),
        observation: Observation::Observed,
        diagnostics,
        inputs: BTreeMap::from([(table.to_owned(), format!("{count} rows"))]),
    }
}

pub(super) fn run_vouchers(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut deals = Deals::bind(bound, inputs)?;
    let table = bound.rows("voucher");
    // Contracts, and where each of them stands in the table.
    let (mut contracts, mut ids, mut at, mut faults) = (Vec::new(), Vec::new(), Vec::new(), Faults::default());
    for row in 0..table.len() {
        let text = |column| table.text(column, row);
        let (Some(id), Some(firm), Some(home), Some(place), Some(day)) =
            (text("voucher_id"), text("firm"), text("home"), text("place"), stored_day(table, "date", row))
        else {
            continue;
        };
        match money_of(table, row) {
            Ok(money) => {
                ids.push(id.to_owned());
                at.push(row);
                contracts.push(Contract {
                    firm: firm.to_owned(),
                    home: home.to_owned(),
                    place: place.to_owned(),
                    day,
                    minor: money.minor,
                    currency: money.currency,
                });
            }
            Err((code, found)) => faults.add(code, "voucher", row, format!("{id}: {found}")),
        }
    }
    let agreements: Vec<Agreement> = deals.list.iter().map(|deal| deal.agreement.clone()).collect();
    let decisions = redeem(&agreements, &contracts, &deals.rules);
    for (place, decision) in decisions.iter().enumerate() {
        let code = match decision.status {
            Status::NotRecognised => "COO161",
            Status::Cut => "COO162",
            Status::NoRule => "COO114",
            Status::NoValue => "COO133",
            Status::OtherCurrency => "COO166",
            Status::Paid => continue,
        };
        faults.add(code, "voucher", at[place], ids[place].clone());
    }
    deals.diagnostics.extend(faults.diagnostics());
    let rows = match inputs.choice("by") {
        "voucher" => contracts
            .iter()
            .zip(&decisions)
            .zip(&ids)
            .map(|((contract, decision), id)| voucher_row(contract, decision, id))
            .collect(),
        by => clearing_rows(&contracts, &decisions, by),
    };
    Ok(deals.answer(&VOUCHERS, &rows))
}

fn voucher_row(contract: &Contract, decision: &Decision, id: &str) -> Vec<Cell> {
    let sum = |minor: i64| money_cell(contract.currency, Some(minor));
    vec![
        id.into(),
        contract.firm.as_str().into(),
        contract.home.as_str().into(),
        contract.place.as_str().into(),
        decision.status.word().into(),
        sum(contract.minor),
        sum(decision.used),
        money_cell(contract.currency, Some(decision.minor).filter(|_| decision.status != Status::OtherCurrency)),
        contract.currency.code().into(),
        Cell::Text(decision.agreement.clone()),
        Cell::Text(decision.rule.clone()),
    ]
}

/// What places owe each other, or their net positions.
fn clearing_rows(contracts: &[Contract], decisions: &[Decision], by: &str) -> Vec<Vec<Cell>> {
    let mut pairs: BTreeMap<(Currency, &str, &str), i64> = BTreeMap::new();
    for (contract, decision) in contracts.iter().zip(decisions).filter(|(_, decision)| decision.minor > 0) {
        *pairs.entry((contract.currency, &contract.home, &contract.place)).or_default() += decision.minor;
    }
    let row = |currency: Currency, home: Option<&str>, place: &str, minor: i64| {
        vec![
            Cell::Text(None),
            Cell::Text(None),
            Cell::Text(home.map(str::to_owned)),
            place.into(),
            Cell::Text(None),
            Cell::Number(None),
            Cell::Number(None),
            money_cell(currency, Some(minor)),
            currency.code().into(),
            Cell::Text(None),
            Cell::Text(None),
        ]
    };
    if by == "pair" {
        return pairs
            .into_iter()
            .map(|((currency, home, place), minor)| row(currency, Some(home), place, minor))
            .collect();
    }
    let debts: Vec<Debt> = pairs
        .into_iter()
        .map(|((currency, home, place), minor)| Debt {
            debtor: home.to_owned(),
            creditor: place.to_owned(),
            minor,
            currency,
        })
        .collect();
    net(&debts).positions.iter().map(|((currency, place), (to, by))| row(*currency, None, place, to - by)).collect()
}

pub(super) fn run_land(bound: &Bound, _: &Inputs) -> Result<Answer, EngineError> {
    let table = bound.rows("land_quota");
    let rules = rules(bound)?;
    let (mut rows, mut faults) = (Vec::new(), Faults::default());
    for row in 0..table.len() {
        let text = |column| table.text(column, row);
        let (Some(id), Some(scheme), Some(side), Some(region), Some(day)) =
            (text("quota_id"), text("scheme"), text("side"), text("region"), stored_day(table, "date", row))
        else {
            continue;
        };
        let number = |column| table.number(column, row).and_then(Ratio::of_number);
        let scheme = if scheme == "surplus_quota" { Scheme::SurplusQuota } else { Scheme::SupplementaryFarmland };
        let quota = Quota {
            scheme,
            buyer: side == "buyer",
            region: region.to_owned(),
            day,
            class: text("class").map(str::to_owned),
            area: number("area_mu"),
            capacity: number("capacity_kg"),
            with_scale: number("with_scale_mu"),
        };
        let found = fee(&quota, &rules);
        match &found {
            Err(NoFee::Missing(column)) => faults.add("COO164", "land_quota", row, format!("{id}: {column}")),
            Err(NoFee::Rule(error)) => faults.add("COO114", "land_quota", row, format!("{id}: {error}")),
            Err(NoFee::Range) => faults.add("COO135", "land_quota", row, id),
            Ok(_) => {}
        }
        let fee = found.ok();
        let sum = |minor: Option<i64>| money_cell(Currency::CNY, minor);
        rows.push(vec![
            id.into(),
            scheme.word().into(),
            side.into(),
            fee.as_ref().map(|fee| fee.price.to_f64()).into(),
            sum(fee.as_ref().map(|fee| fee.total.minor)),
            sum(fee.as_ref().and_then(|fee| fee.advance)),
            Cell::Text(fee.map(|fee| fee.rule)),
        ]);
    }
    Ok(answer(&LAND, &rows, faults.diagnostics(), "land_quota", table.len()))
}

/// The orders of a session, with the rows that they stand in.
#[derive(Default)]
struct Session {
    orders: Vec<(usize, Order)>,
    parties: Vec<String>,
    holdings: Vec<i64>,
    currency: Option<Currency>,
    /// The first row with which a party holds more than can be counted.
    uncounted: Option<usize>,
}

impl Session {
    fn party(&mut self, name: &str) -> usize {
        self.parties.iter().position(|own| own == name).unwrap_or_else(|| {
            self.parties.push(name.to_owned());
            self.holdings.push(0);
            self.parties.len() - 1
        })
    }
}

fn sessions<'a>(bound: &'a Bound, inputs: &Inputs, faults: &mut Faults) -> BTreeMap<&'a str, Session> {
    let table = bound.rows("quota_order");
    let mut sessions: BTreeMap<&str, Session> = BTreeMap::new();
    for row in 0..table.len() {
        let text = |column| table.text(column, row);
        let (Some(name), Some(party), Some(side)) = (text("session"), text("party"), text("side")) else { continue };
        if inputs.text("session").is_some_and(|wanted| wanted != name) {
            continue;
        }
        let session = sessions.entry(name).or_default();
        let party = session.party(party);
        let scaled = table.number("quantity", row).and_then(Ratio::of_number);
        let quantity = scaled.and_then(|number| number.shift(QUANTITY_DIGITS.into())).and_then(Ratio::to_whole);
        let Some(quantity) = quantity.filter(|quantity| *quantity > 0 || side == "holding") else {
            faults.add("COO163", "quota_order", row, "quantity");
            continue;
        };
        if side == "holding" {
            match session.holdings[party].checked_add(quantity) {
                Some(sum) => session.holdings[party] = sum,
                None => session.uncounted = session.uncounted.or(Some(row)),
            }
            continue;
        }
        let found = text("unit").and_then(unit);
        let price = table.number("price", row).and_then(Ratio::of_number);
        let limit = price.zip(found).and_then(|(price, (currency, power))| Money::exact(price, currency, power));
        let Some(limit) = limit.filter(|limit| session.currency.is_none_or(|currency| currency == limit.currency))
        else {
            faults.add("COO163", "quota_order", row, "price");
            continue;
        };
        session.currency = Some(limit.currency);
        session.orders.push((row, Order { party: party as u32, buys: side == "buy", quantity, limit: limit.minor }));
    }
    sessions
}

fn whole(quantity: i64) -> Cell {
    Cell::Number(Ratio::whole(quantity).shift(-i32::from(QUANTITY_DIGITS)).map(Ratio::to_f64))
}

/// An order of a session whose quantities cannot be counted: what becomes of it is not known.
fn uncounted(name: &str, session: &Session, table: &Rows, row: usize, order: &Order) -> Vec<Cell> {
    let currency = session.currency.unwrap_or(Currency::CNY);
    vec![
        name.into(),
        Cell::Text(table.text("order_id", row).map(str::to_owned)),
        session.parties[order.party as usize].as_str().into(),
        if order.buys { "buy" } else { "sell" }.into(),
        whole(order.quantity),
        Cell::Number(None),
        money_cell(currency, None),
        money_cell(currency, None),
        currency.code().into(),
        Cell::Number(None),
        Cell::Boolean(None),
    ]
}

pub(super) fn run_auction(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut faults = Faults::default();
    let sessions = sessions(bound, inputs, &mut faults);
    if let Some(wanted) = inputs.text("session").filter(|wanted| !sessions.contains_key(wanted)) {
        let expected = Words::new("表 quota_order 中的某个场次", "a session of the table quota_order");
        return Err(EngineError::parameter("session", wanted, expected));
    }
    let k = Ratio::of_number(inputs.number("k")).unwrap_or(Ratio::ZERO);
    let table = bound.rows("quota_order");
    let mut rows = Vec::new();
    for (name, session) in &sessions {
        let orders: Vec<Order> = session.orders.iter().map(|own| own.1).collect();
        let outcome = clear(&orders, &session.holdings, k).filter(|_| session.uncounted.is_none());
        let Some(outcome) = outcome else {
            let row = session.uncounted.or(session.orders.first().map(|own| own.0)).unwrap_or_default();
            faults.add("COO167", "quota_order", row, (*name).to_owned());
            rows.extend(session.orders.iter().map(|(row, order)| uncounted(name, session, table, *row, order)));
            continue;
        };
        let mut after: Vec<Option<i64>> = session.holdings.iter().copied().map(Some).collect();
        for (order, filled) in orders.iter().zip(&outcome.filled) {
            let change = if order.buys { filled.quantity } else { -filled.quantity };
            let own = &mut after[order.party as usize];
            *own = own.and_then(|own| own.checked_add(change));
        }
        let currency = session.currency.unwrap_or(Currency::CNY);
        for ((row, order), filled) in session.orders.iter().zip(&outcome.filled) {
            if filled.naked {
                faults.add("COO163", "quota_order", *row, session.parties[order.party as usize].clone());
            }
            if filled.minor.is_none() {
                faults.add("COO167", "quota_order", *row, (*name).to_owned());
            }
            rows.push(vec![
                (*name).into(),
                Cell::Text(table.text("order_id", *row).map(str::to_owned)),
                session.parties[order.party as usize].as_str().into(),
                if order.buys { "buy" } else { "sell" }.into(),
                whole(order.quantity),
                whole(filled.quantity),
                money_cell(currency, outcome.price),
                money_cell(currency, filled.minor),
                currency.code().into(),
                after[order.party as usize].map_or(Cell::Number(None), whole),
                filled.naked.into(),
            ]);
        }
    }
    Ok(answer(&AUCTION, &rows, faults.diagnostics(), "quota_order", table.len()))
}

pub(super) fn run_per_mu(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let table = bound.rows("assessment");
    let rules = rules(bound)?;
    let rule = inputs.text("scheme").unwrap_or("per_mu");
    let period_of = |row: usize| table.text("period", row).and_then(|text| text.parse::<Period>().ok());
    let rows_of: Vec<usize> = (0..table.len()).filter(|&row| table.text("scheme", row) == Some(rule)).collect();
    let Some(wanted) = inputs.period("period").or_else(|| rows_of.iter().filter_map(|&row| period_of(row)).max())
    else {
        return Ok(answer(&PER_MU, &[], Vec::new(), "assessment", table.len()));
    };
    let scheme =
        PerMu::at(&rules, rule, wanted.start).map_err(|error| EngineError::parameter("scheme", rule, error.words()))?;
    let (mut firms, mut groups, mut group): (Vec<String>, Vec<String>, Vec<u32>) = Default::default();
    let mut values: Vec<Vec<f64>> = Vec::new();
    let mut faults = Faults::default();
    for row in rows_of.into_iter().filter(|&row| period_of(row) == Some(wanted)) {
        let (Some(criterion), Some(subject)) = (table.text("criterion", row), table.text("subject", row)) else {
            continue;
        };
        let member = table.text("member", row);
        let (firm, of) = member.map_or((subject, ""), |member| (member, subject));
        let Some(place) = scheme.indicators.iter().position(|(name, ..)| name == criterion) else { continue };
        let own = firms.iter().position(|name| name == firm).unwrap_or_else(|| {
            let number = groups.iter().position(|name| name == of).unwrap_or_else(|| {
                groups.push(of.to_owned());
                groups.len() - 1
            });
            firms.push(firm.to_owned());
            group.push(number as u32);
            values.push(vec![f64::NAN; scheme.indicators.len()]);
            firms.len() - 1
        });
        values[own][place] = table.number("value", row).unwrap_or(f64::NAN);
    }
    let scores = scheme.score(&values, &group);
    let rows: Vec<Vec<Cell>> = (0..firms.len())
        .map(|firm| {
            let score = &scores[firm];
            if score.filled || score.total.is_none() {
                faults.add("COO165", "assessment", 0, firms[firm].clone());
            }
            let points = scheme.indicators.iter().zip(&score.points);
            let each = points.map(|((name, ..), points)| {
                format!("{name} {}", points.map_or("–".to_owned(), |points| format!("{points:.4}")))
            });
            vec![
                firms[firm].as_str().into(),
                wanted.to_string().into(),
                score.total.into(),
                Cell::Integer(score.rank.map(i64::from)),
                Cell::Text(score.grade.map(String::from)),
                each.collect::<Vec<_>>().join("; ").into(),
                score.filled.into(),
                scheme.rule.as_str().into(),
            ]
        })
        .collect();
    Ok(answer(&PER_MU, &rows, faults.diagnostics(), "assessment", table.len()))
}
