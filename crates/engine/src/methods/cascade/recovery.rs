//! Binding the path of recovery: the network of firms with stocks, or the sectors of an input-output table.

use super::firms::{Firms, Node};
use super::shock::{Condition, Term, belongs, parse, scenario, term};
use super::stage::Stages;
use super::{grouped, told};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::methods::sheet::Cell;
use crate::methods::{Answer, Bound};
use crate::mrio::Book;
use crate::regions::LATEST;
use liantu_model::{Diagnostic, Words};
use liantu_numeric::Steps;
use liantu_simulation::cascade::{Shock, found};
use liantu_simulation::inventory::{Alternative, Curve, Economy, Event, Kind, METHOD, Rationing, Settings, simulate};
use std::collections::BTreeSet;

fn settings(inputs: &Inputs) -> Settings {
    Settings {
        stock_days: inputs.number("stock_days"),
        restock_days: inputs.number("restock_days"),
        tension: inputs.number("tension"),
        overproduction: inputs.number("overproduction"),
        overproduction_days: inputs.number("overproduction_days"),
        alternative: match inputs.choice("alternative") {
            "none" => Alternative::None,
            "output" => Alternative::Output,
            _ => Alternative::Capacity,
        },
        rationing: match inputs.choice("rationing") {
            "industry_first" => Rationing::IndustryFirst,
            "final_first" => Rationing::FinalFirst,
            _ => Rationing::Proportional,
        },
        ..Settings::default()
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "days are checked against their range")]
fn whole(days: f64) -> usize {
    days.round() as usize
}

/// Whose days are followed.
struct Ground {
    nodes: Vec<Node>,
    economy: Economy,
    /// The network of firms, where it is one.
    firms: Option<Firms>,
    findings: Vec<Diagnostic>,
    described: String,
    unit: Option<String>,
}

impl Ground {
    fn bind(bound: &Bound, inputs: &Inputs) -> Result<Self, EngineError> {
        let accounts = bound.rows("io_entry");
        let by_accounts = match inputs.choice("basis") {
            "accounts" => true,
            "flow" => false,
            _ => bound.flow.len() == 0 && accounts.len() > 0,
        };
        let days = inputs.number("flow_days");
        if !by_accounts {
            if bound.flow.len() == 0 {
                return Err(super::super::absent(
                    &METHOD,
                    "flow",
                    Words::new("既没有流量也没有投入产出表", "neither flows nor an input-output table"),
                ));
            }
            let mut firms = Firms::bind(&METHOD, bound, inputs)?;
            let economy = Economy::new(&firms.network, days);
            let (nodes, findings) = (std::mem::take(&mut firms.nodes), std::mem::take(&mut firms.findings));
            let (described, unit) = (firms.described.clone(), firms.unit.clone());
            return Ok(Self { nodes, economy, firms: Some(firms), findings, described, unit });
        }
        let book = Book::one(&METHOD, accounts, inputs.period("period"))?;
        let table = book.first();
        let node = |node: &liantu_simulation::accounts::Node| {
            let (region, industry) =
                (book.regions.name(node.region).to_owned(), book.sectors.name(node.sector).to_owned());
            Node { id: format!("{region}/{industry}"), region: Some(region), industry: Some(industry) }
        };
        Ok(Self {
            nodes: table.mrio.nodes().iter().map(node).collect(),
            economy: Economy::of_table(&table.mrio, days),
            firms: None,
            findings: table.findings.clone(),
            described: book.described().into_values().collect::<Vec<_>>().join("; "),
            unit: table.unit.clone(),
        })
    }

    /// The shocks that the terms name. Of several terms for one node the largest part counts.
    fn shocks(&mut self, bound: &Bound, terms: &[Term]) -> Vec<Shock> {
        if let Some(firms) = &mut self.firms {
            let shocks = firms.shocks(bound, terms);
            self.findings.append(&mut firms.findings);
            return shocks;
        }
        let meets = |node: &Node, condition: &Condition| match condition {
            Condition::Region(code) => node
                .region
                .as_deref()
                .is_some_and(|region| region == code || bound.scene.regions.within(region, code, LATEST)),
            Condition::Sector(code) => node.industry.as_deref().is_some_and(|industry| belongs(industry, code)),
            Condition::Actor(id) => node.id == *id,
            Condition::Item(_) => false,
        };
        let mut lost = vec![None; self.nodes.len()];
        for term in terms {
            let mut hits = 0;
            for (lost, node) in lost.iter_mut().zip(&self.nodes) {
                if term.conditions.iter().all(|condition| meets(node, condition)) {
                    hits += 1;
                    *lost = Some(lost.unwrap_or(0.0f64).max(term.part));
                }
            }
            if hits == 0 {
                self.findings.push(found("SIM303", "io_entry", 1).found(&*term.words));
            }
        }
        (0u32..).zip(lost).filter_map(|(node, part)| Some(Shock::both(node, part?))).collect()
    }
}

/// When, how long and how something is hit, as a row of shocks or the parameters say.
struct Course<'a> {
    day: usize,
    duration: usize,
    kind: &'a str,
    curve: &'a str,
    tau: f64,
}

fn event(inputs: &Inputs, ground: &Ground, shocks: &[Shock], course: &Course<'_>) -> Result<Event, EngineError> {
    let (economy, tau) = (&ground.economy, course.tau);
    let kind = if course.kind == "rebuild" {
        let code = inputs.text("builders").unwrap_or_default();
        let mut builders: Vec<(u32, f64)> = (0u32..)
            .zip(&ground.nodes)
            .filter(|(_, node)| node.industry.as_deref().is_some_and(|industry| belongs(industry, code)))
            .map(|(number, _)| (number, economy.output()[number as usize]))
            .collect();
        let all: f64 = builders.iter().map(|builder| builder.1).sum();
        if all <= 0.0 {
            return Err(EngineError::parameter(
                "builders",
                code,
                Words::new(
                    "网络中有产出的行业：重建要有人来做",
                    "an industry of the network that makes something: somebody has to rebuild",
                ),
            ));
        }
        for builder in &mut builders {
            builder.1 /= all;
        }
        let settings = settings(inputs);
        let added = economy.value_added();
        let capital = |shock: &Shock| {
            let all = added[shock.firm as usize].max(0.0) * settings.year * settings.capital_ratio;
            (shock.firm, shock.down * all)
        };
        let households = inputs.number("households");
        Kind::Rebuild { capital: shocks.iter().map(capital).collect(), households, builders, tau }
    } else {
        let curve = match course.curve {
            "instant" => Curve::Instant,
            "convex" => Curve::Convex,
            "concave" => Curve::Concave,
            _ => Curve::Linear,
        };
        Kind::Capacity { parts: shocks.iter().map(|shock| (shock.firm, shock.down)).collect(), curve, tau }
    };
    Ok(Event { day: course.day, duration: course.duration, kind })
}

/// The events, and which nodes they hit.
fn events(bound: &Bound, inputs: &Inputs, ground: &mut Ground) -> Result<(Vec<Event>, BTreeSet<u32>), EngineError> {
    let by_parameters = Course {
        day: usize::try_from(inputs.integer("start")).unwrap_or(usize::MAX),
        duration: whole(inputs.number("duration")),
        kind: inputs.choice("kind"),
        curve: inputs.choice("curve"),
        tau: inputs.number("recovery"),
    };
    let table = bound.rows("shock");
    let mut hit = BTreeSet::new();
    let mut list = Vec::new();
    if inputs.text("shock").is_some() || (inputs.text("scenario").is_none() && table.len() == 0) {
        let shocks = ground.shocks(bound, &parse(inputs.text("shock"), table)?);
        hit.extend(shocks.iter().map(|shock| shock.firm));
        list.push(event(inputs, ground, &shocks, &by_parameters)?);
        return Ok((list, hit));
    }
    let names: BTreeSet<&str> = (0..table.len()).filter_map(|row| table.text("scenario", row)).collect();
    let name = inputs.text("scenario").or_else(|| names.first().copied().filter(|_| names.len() == 1));
    let (table, rows) = scenario("scenario", table, name.unwrap_or_default())?;
    for row in rows {
        let shocks = ground.shocks(bound, &[term(table, row)]);
        hit.extend(shocks.iter().map(|shock| shock.firm));
        let course = Course {
            day: usize::try_from(table.integer("start", row).unwrap_or(0)).unwrap_or(usize::MAX),
            duration: whole(table.number("duration", row).unwrap_or(0.0)),
            kind: table.text("kind", row).unwrap_or(by_parameters.kind),
            curve: table.text("curve", row).unwrap_or(by_parameters.curve),
            tau: table.number("recovery", row).unwrap_or(by_parameters.tau),
        };
        list.push(event(inputs, ground, &shocks, &course)?);
    }
    Ok((list, hit))
}

pub(super) fn run_recovery_path(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut ground = Ground::bind(bound, inputs)?;
    let (events, struck) = events(bound, inputs, &mut ground)?;
    let economy = &ground.economy;
    let stages = Stages::bind(bound);
    let stage = |node: &Node| node.industry.as_deref().and_then(|industry| stages.of(industry));
    let (grouping, labels) = match inputs.choice("by") {
        "region" => grouped(&ground.nodes, |node| node.region.clone()),
        "industry" => grouped(&ground.nodes, |node| node.industry.clone()),
        "stage" => grouped(&ground.nodes, stage),
        "node" => grouped(&ground.nodes, |node| Some(node.id.clone())),
        _ => grouped(&ground.nodes, |_| None),
    };
    let unplaced = ground.nodes.iter().filter(|node| stage(node).is_none()).count();
    if inputs.choice("by") == "stage" && unplaced > 0 {
        ground.findings.push(found("SIM311", "chain_node", unplaced));
    }
    let sums = |values: &[f64]| {
        let mut sums = vec![0.0; grouping.groups];
        grouping.of.iter().zip(values).for_each(|(&group, value)| sums[group as usize] += value);
        sums
    };
    let rest = sums(economy.output());
    let mut hit = vec![false; grouping.groups];
    for node in struck {
        hit[grouping.of[node as usize] as usize] = true;
    }
    let every = usize::try_from(inputs.integer("every")).unwrap_or(1);
    let watch = |done, total| bound.goes_on(done, total);
    let mut lost = vec![0.0; grouping.groups];
    let mut rows = Vec::new();
    let horizon = whole(inputs.number("horizon"));
    let steps = Steps::new(&watch, horizon);
    simulate(economy, &settings(inputs), &events, horizon, |day| {
        let production = sums(day.production);
        lost.iter_mut().zip(rest.iter().zip(&production)).for_each(|(lost, (rest, made))| *lost += rest - made);
        if day.day % every != 0 {
            return steps.step();
        }
        let (unmet, capacity) = (sums(day.unmet), sums(day.capacity));
        let mut cover = vec![f64::INFINITY; grouping.groups];
        for (&group, own) in grouping.of.iter().zip(day.cover) {
            cover[group as usize] = cover[group as usize].min(*own);
        }
        for group in 0..grouping.groups {
            rows.push(vec![
                day.day.into(),
                Cell::Text(labels[group].clone()),
                Some(production[group]).into(),
                Some(production[group] / rest[group]).filter(|share| share.is_finite()).into(),
                Some(lost[group]).into(),
                Some(unmet[group]).into(),
                Some(capacity[group]).into(),
                Some(cover[group]).into(),
                Some(day.to_rebuild).into(),
                hit[group].into(),
            ]);
        }
        steps.step()
    })?;
    let note = Words::new("每天所有生产者同时行动", "all producers act at once on each day");
    let notes = vec![super::in_unit(ground.unit.as_deref()), note];
    Ok(told((ground.findings, ground.described), notes, &METHOD, &rows, Vec::new()))
}
