//! Binding the plan for the emergency: stock, list, allocation, joint plan.

use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::rows::Rows;
use liantu_model::{Diagnostic, Method, Observation, Words};
use liantu_simulation::cascade::found;
use liantu_simulation::contingency::allocation::{self, Claim, Within, allocate};
use liantu_simulation::contingency::list::{self, Entry as Listed};
use liantu_simulation::contingency::plan::{self, Region, joint_plan};
use liantu_simulation::contingency::stock::{self, best_stock, second_source, yearly_cost};
use liantu_simulation::dependency::imports::exposure;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &stock::METHOD, run: run_stock_cover },
    Entry { method: &list::METHOD, run: run_key_list },
    Entry { method: &allocation::METHOD, run: run_shortage_allocation },
    Entry { method: &plan::METHOD, run: run_joint_plan },
];

fn answer(
    method: &'static Method,
    rows: &[Vec<Cell>],
    diagnostics: Vec<Diagnostic>,
    described: (&str, String),
) -> Answer {
    Answer {
        columns: columns(method.outputs, rows),
        notes: Vec::new(),
        observation: Observation::Estimated,
        diagnostics,
        inputs: BTreeMap::from([(described.0.to_owned(), described.1)]),
    }
}

fn listed(table: &Rows) -> (&'static str, String) {
    ("list", format!("{} rows of key_item", table.len()))
}

fn word(table: &Rows, column: &str, row: usize) -> Cell {
    Cell::Text(table.text(column, row).map(str::to_owned))
}

fn lacking(count: usize) -> Vec<Diagnostic> {
    (count > 0).then(|| found("SIM401", "key_item", count)).into_iter().collect()
}

#[expect(clippy::unnecessary_wraps, reason = "the list of methods wants one form")]
fn run_stock_cover(bound: &Bound, _: &Inputs) -> Result<Answer, EngineError> {
    let table = bound.rows("key_item");
    let (mut rows, mut without) = (Vec::new(), 0);
    for row in 0..table.len() {
        let number = |column| table.number(column, row).unwrap_or(f64::NAN);
        let [p, c, h, rate] = ["outage_probability", "shortage_cost", "holding_cost", "recovery_rate"].map(number);
        let [now, recover, loss] = ["stock_days", "recovery_days", "daily_loss"].map(number);
        let best = best_stock(p, c, h, rate);
        without += usize::from(best.is_none());
        let cost = |days: f64| Some(yearly_cost(days, p, c, h, rate)).filter(|cost| best.is_some() && !cost.is_nan());
        let compared = !now.is_nan() && !recover.is_nan();
        let exposed = Some(exposure(now, recover, loss)).filter(|loss| compared && !loss.is_nan());
        let [premium, joint] = ["second_source_cost", "joint_outage"].map(number);
        let second = second_source((p, c, h, rate), premium, joint);
        rows.push(vec![
            word(table, "item", row),
            word(table, "region", row),
            best.into(),
            Cell::Text(best.map(|days| if days > 0.0 { "just_in_case" } else { "just_in_time" }.to_owned())),
            best.and_then(cost).into(),
            cost(now).into(),
            table.number("stock_days", row).into(),
            table.number("recovery_days", row).into(),
            Cell::Boolean(compared.then_some(now >= recover)),
            exposed.into(),
            second.map(|second| second.0).into(),
            second.map(|second| second.1).into(),
            Cell::Boolean(second.zip(best.and_then(cost)).map(|((_, with), without)| with < without)),
        ]);
    }
    Ok(answer(&stock::METHOD, &rows, lacking(without), listed(table)))
}

#[expect(clippy::unnecessary_wraps, reason = "the list of methods wants one form")]
fn run_key_list(bound: &Bound, _: &Inputs) -> Result<Answer, EngineError> {
    let table = bound.rows("key_item");
    let text = |column, row| table.text(column, row).unwrap_or_default();
    let entries: Vec<Listed<'_>> = (0..table.len())
        .map(|row| Listed {
            item: text("item", row),
            region: text("region", row),
            procedure: text("procedure", row),
            owner: text("owner", row),
            backup: text("backup", row),
        })
        .collect();
    let all: BTreeSet<&str> = entries.iter().map(|entry| entry.region).collect();
    let (mut rows, mut incomplete, mut apart) = (Vec::new(), 0, 0);
    for (row, entry) in entries.iter().enumerate() {
        let same = || entries.iter().filter(|other| other.item == entry.item);
        let regions: BTreeSet<&str> = same().map(|other| other.region).collect();
        let procedures: BTreeSet<&str> =
            same().map(|other| other.procedure).filter(|procedure| !procedure.is_empty()).collect();
        let absent: Vec<&str> = all.difference(&regions).copied().collect();
        let missing = entry.missing();
        // Who has not said by which procedure has not agreed to one.
        let agreed = absent.is_empty() && procedures.len() == 1 && same().all(|other| !other.procedure.is_empty());
        incomplete += usize::from(!missing.is_empty());
        apart += usize::from(!agreed);
        rows.push(vec![
            word(table, "item", row),
            word(table, "region", row),
            missing.is_empty().into(),
            Cell::Text(Some(missing.join("|")).filter(|missing| !missing.is_empty())),
            regions.len().into(),
            Cell::Text(Some(absent.join("|")).filter(|absent| !absent.is_empty())),
            procedures.len().into(),
            agreed.into(),
        ]);
    }
    let mut findings = Vec::new();
    for (code, count) in [("SIM402", incomplete), ("SIM403", apart)] {
        if count > 0 {
            findings.push(found(code, "key_item", count));
        }
    }
    Ok(answer(&list::METHOD, &rows, findings, listed(table)))
}

/// Rows of the list by item.
fn by_item(table: &Rows) -> BTreeMap<&str, Vec<usize>> {
    let mut items: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for row in 0..table.len() {
        items.entry(table.text("item", row).unwrap_or_default()).or_default().push(row);
    }
    // Of several best plans the one found depends on the order of the regions.
    for rows in items.values_mut() {
        rows.sort_by_key(|&row| table.text("region", row));
    }
    items
}

fn run_shortage_allocation(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let table = bound.rows("key_item");
    let stated = match inputs.text("available") {
        Some(text) => {
            let number = text.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
            Some(number.ok_or_else(|| {
                EngineError::parameter("available", text, Words::new("不小于零的数", "a number that is not negative"))
            })?)
        }
        None => None,
    };
    let within = if inputs.choice("within") == "proportional" { Within::Proportional } else { Within::MaxMin };
    let (mut rows, mut without) = (Vec::new(), 0);
    for own in by_item(table).values() {
        let claim = |row: usize| {
            Some(Claim { priority: table.integer("priority", row)?, demand: table.number("demand", row)? })
        };
        let taking: Vec<(usize, Claim)> = own.iter().filter_map(|&row| Some((row, claim(row)?))).collect();
        let capacities: Option<Vec<f64>> = own.iter().map(|&row| table.number("capacity", row)).collect();
        let available = stated.or_else(|| capacities.map(|list| list.iter().sum()));
        let claims: Vec<Claim> = taking.iter().map(|one| one.1).collect();
        let given = available.map(|available| allocate(&claims, available, within));
        for &row in own {
            let place = taking.iter().position(|one| one.0 == row);
            let amount = place.and_then(|place| given.as_ref().map(|given| given[place]));
            let demand = table.number("demand", row);
            without += usize::from(amount.is_none());
            rows.push(vec![
                word(table, "item", row),
                word(table, "region", row),
                Cell::Integer(table.integer("priority", row)),
                demand.into(),
                amount.into(),
                demand.zip(amount).map(|(demand, amount)| demand - amount).into(),
                demand.zip(amount).filter(|one| one.0 > 0.0).map(|(demand, amount)| amount / demand).into(),
            ]);
        }
    }
    Ok(answer(&allocation::METHOD, &rows, lacking(without), listed(table)))
}

#[expect(clippy::unnecessary_wraps, reason = "the list of methods wants one form")]
fn run_joint_plan(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let table = bound.rows("key_item");
    let (transfer, outside) = (inputs.number("transfer_cost"), inputs.number("outside_cost"));
    let (mut rows, mut without, mut unsolved) = (Vec::new(), 0, 0);
    for own in by_item(table).values() {
        let region = |row: usize| {
            let number = |column| table.number(column, row);
            Some(Region { demand: number("demand")?, capacity: number("capacity")?, cost: number("unit_cost")? })
        };
        let taking: Vec<(usize, Region)> = own.iter().filter_map(|&row| Some((row, region(row)?))).collect();
        without += own.len() - taking.len();
        let regions: Vec<Region> = taking.iter().map(|one| one.1).collect();
        if regions.is_empty() {
            continue;
        }
        let Ok(found) = joint_plan(&regions, transfer, outside) else {
            unsolved += 1;
            continue;
        };
        let n = regions.len();
        let sum = |list: &mut dyn Iterator<Item = f64>| Cell::Number(Some(list.sum::<f64>()));
        for (place, (row, region)) in taking.iter().enumerate() {
            let shipped = |from: usize, to: usize| found.shipments[from * n + to];
            rows.push(vec![
                word(table, "item", *row),
                word(table, "region", *row),
                Some(region.demand).into(),
                Some(region.capacity).into(),
                sum(&mut (0..n).map(|to| shipped(place, to))),
                sum(&mut (0..n).filter(|from| *from != place).map(|from| shipped(from, place))),
                Some(found.bought[place]).into(),
                Some(found.bought_alone[place]).into(),
                Some(found.cost_alone[place]).into(),
                Cell::Number(None),
                Cell::Number(None),
            ]);
        }
        let alone: f64 = found.cost_alone.iter().sum();
        let moved = (0..n * n).filter(|link| link / n != link % n).map(|link| found.shipments[link]);
        rows.push(vec![
            word(table, "item", own[0]),
            Cell::Text(None),
            sum(&mut regions.iter().map(|region| region.demand)),
            sum(&mut regions.iter().map(|region| region.capacity)),
            sum(&mut found.shipments.iter().copied()),
            sum(&mut moved.into_iter()),
            sum(&mut found.bought.iter().copied()),
            sum(&mut found.bought_alone.iter().copied()),
            Some(alone).into(),
            Some(found.cost_joint).into(),
            Some(alone - found.cost_joint).into(),
        ]);
    }
    let mut findings = lacking(without);
    if unsolved > 0 {
        findings.push(found("SIM405", "key_item", unsolved));
    }
    Ok(answer(&plan::METHOD, &rows, findings, listed(table)))
}
