//! Binding the path of recovery: the network of firms with stocks.

use super::firms::Firms;
use super::shock::{belongs, parse};
use super::{answer, grouped};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::methods::sheet::Cell;
use crate::methods::{Answer, Bound};
use liantu_simulation::cascade::Shock;
use liantu_simulation::inventory::{Alternative, Curve, Economy, Event, Kind, METHOD, Rationing, Settings, simulate};

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

fn whole(inputs: &Inputs, name: &str) -> usize {
    // Days are whole; the range of the parameter keeps them small.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked against its range")]
    let days = inputs.number(name).round() as usize;
    days
}

fn event(inputs: &Inputs, firms: &Firms, economy: &Economy, shocks: &[Shock]) -> Result<Event, EngineError> {
    let tau = inputs.number("recovery");
    let kind = if inputs.choice("kind") == "rebuild" {
        let code = inputs.text("builders").unwrap_or_default();
        let mut builders: Vec<(u32, f64)> = (0u32..)
            .zip(&firms.nodes)
            .filter(|(_, node)| node.industry.as_deref().is_some_and(|industry| belongs(industry, code)))
            .map(|(number, _)| (number, economy.output()[number as usize]))
            .collect();
        let all: f64 = builders.iter().map(|builder| builder.1).sum();
        if all <= 0.0 {
            return Err(EngineError::Parameter {
                name: "builders".to_owned(),
                found: code.to_owned(),
                expected: "an industry of the network that makes something: somebody has to rebuild".to_owned(),
            });
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
        let curve = match inputs.choice("curve") {
            "instant" => Curve::Instant,
            "convex" => Curve::Convex,
            "concave" => Curve::Concave,
            _ => Curve::Linear,
        };
        Kind::Capacity { parts: shocks.iter().map(|shock| (shock.firm, shock.down)).collect(), curve, tau }
    };
    Ok(Event { day: whole_start(inputs), duration: whole(inputs, "duration"), kind })
}

fn whole_start(inputs: &Inputs) -> usize {
    usize::try_from(inputs.integer("start")).unwrap_or(usize::MAX)
}

pub(super) fn run_recovery_path(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let terms = parse(inputs.text("shock"))?;
    let mut firms = Firms::bind(bound, inputs)?;
    let shocks = firms.shocks(bound, &terms);
    let economy = Economy::new(&firms.network, inputs.number("flow_days"));
    let events = [event(inputs, &firms, &economy, &shocks)?];
    let node = |number: u32| &firms.nodes[number as usize];
    let (grouping, labels) = match inputs.choice("by") {
        "region" => grouped(&firms, |number| node(number).region.clone()),
        "industry" => grouped(&firms, |number| node(number).industry.clone()),
        "node" => grouped(&firms, |number| Some(node(number).id.clone())),
        _ => grouped(&firms, |_| None),
    };
    let sums = |values: &[f64]| {
        let mut sums = vec![0.0; grouping.groups];
        grouping.of.iter().zip(values).for_each(|(&group, value)| sums[group as usize] += value);
        sums
    };
    let rest = sums(economy.output());
    let mut hit = vec![false; grouping.groups];
    for shock in &shocks {
        hit[grouping.of[shock.firm as usize] as usize] = true;
    }
    let every = usize::try_from(inputs.integer("every")).unwrap_or(1);
    let mut lost = vec![0.0; grouping.groups];
    let mut rows = Vec::new();
    simulate(&economy, &settings(inputs), &events, whole(inputs, "horizon"), |day| {
        let production = sums(day.production);
        lost.iter_mut().zip(rest.iter().zip(&production)).for_each(|(lost, (rest, made))| *lost += rest - made);
        if day.day % every != 0 {
            return;
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
    });
    Ok(answer(firms, &METHOD, &rows, Vec::new()))
}
