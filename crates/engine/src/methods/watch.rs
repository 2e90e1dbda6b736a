//! Binding the methods of the room `monitoring`.

mod alerts;
mod gathered;
mod material;
mod office;
mod profile;
mod reading;
mod shelf;
pub(crate) mod traces;
mod trial;

use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::regions::LATEST;
use liantu_model::{Diagnostic, Method, Words};
use liantu_monitoring::series::anomaly::{self, Baseline, Score, Undefined, Window};
use liantu_monitoring::series::change::{self, Limits};
use liantu_monitoring::series::forecast::{self, Model};
use liantu_monitoring::series::surge;
use liantu_monitoring::series::trend;
use liantu_monitoring::{Step, found};
use shelf::{FlowSubject, Shelf, flows, indicators};
use std::collections::BTreeMap;

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &anomaly::METHOD, run: run_series_anomaly },
    Entry { method: &trend::METHOD, run: run_trend },
    Entry { method: &change::METHOD, run: run_change_points_of_series },
    Entry { method: &forecast::METHOD, run: run_forecast_breach },
    Entry { method: &surge::METHOD, run: run_surge_gate },
    Entry { method: &liantu_monitoring::flow::METHOD, run: profile::run_flow_profile },
    Entry { method: &liantu_monitoring::watch::ALERTS, run: alerts::run_alerts },
    Entry { method: &liantu_monitoring::watch::RULE_BACKTEST, run: alerts::run_rule_backtest },
    Entry { method: &liantu_monitoring::trial::METHOD, run: trial::run_rule_trial },
    Entry { method: &liantu_monitoring::posture::METHOD, run: alerts::run_posture },
    Entry { method: &liantu_monitoring::inspection::method::DUE, run: office::run_inspection_due },
    Entry { method: &liantu_monitoring::inspection::method::FRESHNESS, run: office::run_source_freshness },
    Entry { method: &liantu_monitoring::identity::method::METHOD, run: office::run_duplicate_actors },
];

fn count(inputs: &Inputs, name: &str) -> usize {
    usize::try_from(inputs.integer(name)).unwrap_or(0)
}

/// Whether the parameter `level` admits a region.
fn keeps<'b>(bound: &'b Bound, inputs: &'b Inputs) -> impl Fn(&str) -> bool + 'b {
    let (level, regions) = (inputs.text("level"), &bound.scene.regions);
    move |code: &str| level.is_none_or(|level| regions.get(code, LATEST).is_some_and(|found| found.level == level))
}

/// The series that the shared parameters choose.
fn chosen(
    method: &'static Method,
    bound: &Bound,
    inputs: &Inputs,
) -> Result<Shelf<shelf::IndicatorSubject>, EngineError> {
    let origin = bound.indicator.as_ref().ok_or_else(|| super::absent(method, "indicator", super::NO_TABLE))?;
    let wanted: Option<Vec<&str>> = inputs.text("indicators").map(|list| crate::frame::names_in(list).collect());
    let sum = inputs.text("duplicates") == Some("sum");
    indicators(method, origin, shelf::frequency(inputs), wanted.as_deref(), sum, &keeps(bound, inputs))
}

/// The steps that the parameter `period` admits.
fn reported<S>(inputs: &Inputs, shelf: &Shelf<S>) -> std::ops::Range<usize> {
    let steps = shelf.steps;
    match inputs.period("period") {
        None => 0..steps,
        Some(period) => {
            let (from, to) = shelf.frequency.within(&period);
            let place = |step: Step| step.since(shelf.first).unwrap_or(0).min(steps);
            place(from)..to.map_or(steps, place)
        }
    }
}

fn answer<S>(
    method: &'static Method,
    shelf: &Shelf<S>,
    rows: &[Vec<Cell>],
    diagnostics: Vec<Diagnostic>,
    note: Words,
) -> Answer {
    let bound = format!(
        "{} series of {} steps, {} values, from {} rows",
        shelf.len(),
        shelf.steps,
        shelf.known(),
        shelf.rows_read
    );
    Answer {
        columns: columns(method.outputs, rows),
        notes: vec![note],
        observation: shelf.observation,
        diagnostics: shelf.findings.iter().cloned().chain(diagnostics).collect(),
        inputs: BTreeMap::from([("series".to_owned(), bound)]),
    }
}

/// One finding for each code that was seen.
fn findings(table: &str, counts: &[(&str, usize)]) -> Vec<Diagnostic> {
    counts.iter().filter(|(_, count)| *count > 0).map(|&(code, count)| found(code, table, None, count)).collect()
}

fn named(subject: &shelf::IndicatorSubject) -> Vec<Cell> {
    vec![subject.indicator.as_str().into(), subject.region.as_str().into(), Cell::Text(subject.industry.clone())]
}

pub(super) fn baseline(inputs: &Inputs, season: usize) -> Baseline {
    let window = match inputs.choice("baseline") {
        "recent" => Window::Recent,
        _ => Window::Season { steps: season, neighbours: count(inputs, "neighbours") },
    };
    Baseline { window, length: count(inputs, "length"), least: count(inputs, "least") }
}

fn run_series_anomaly(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let shelf = chosen(&anomaly::METHOD, bound, inputs)?;
    let baseline = baseline(inputs, shelf.frequency.season());
    let (threshold, wanted) = (inputs.number("threshold"), inputs.choice("rows"));
    let range = reported(inputs, &shelf);
    let scored: Vec<Vec<(usize, Score)>> = shelf.sheaf().each(|series| {
        let mut buffer = Vec::new();
        let score = |at: usize| (at, anomaly::score(series, at, &baseline, &mut buffer));
        if wanted == "last" {
            // The latest step that has a value: a series that fell silent shows how it was last.
            range.clone().rev().find(|&at| series[at].is_finite()).into_iter().map(score).collect()
        } else {
            range.clone().map(score).collect()
        }
    });
    let (mut missing, mut short, mut flat) = (0, 0, 0);
    let mut rows = Vec::new();
    for (subject, scores) in shelf.subjects.iter().zip(scored) {
        for (at, score) in scores {
            match score.undefined {
                Some(Undefined::Missing) => missing += 1,
                Some(Undefined::Short) => short += 1,
                Some(Undefined::Flat) => flat += 1,
                None => {}
            }
            let unusual = score.robust.is_some_and(|z| z.abs() >= threshold);
            if wanted == "unusual" && !unusual {
                continue;
            }
            let reading = match (score.undefined, score.robust) {
                (Some(undefined), _) => undefined.word(),
                (None, Some(z)) if unusual => {
                    if z > 0.0 {
                        "high"
                    } else {
                        "low"
                    }
                }
                _ => "usual",
            };
            let mut row = named(subject);
            row.extend([
                Cell::from(shelf.label(at)),
                score.value.into(),
                score.median.into(),
                score.deviation.into(),
                score.count.into(),
                score.robust.into(),
                score.classical.into(),
                reading.into(),
            ]);
            rows.push(row);
        }
    }
    let diagnostics = findings("indicator", &[("MON103", missing), ("MON101", short), ("MON102", flat)]);
    let note = Words::new(
        "每一步只与更早的各步比较；缺失的步不参加",
        "a step is compared with earlier ones only; missing steps take no part",
    );
    Ok(answer(&anomaly::METHOD, &shelf, &rows, diagnostics, note))
}

fn run_trend(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let shelf = chosen(&trend::METHOD, bound, inputs)?;
    let season = shelf.frequency.season();
    let by_season = if inputs.text("seasonal") == Some("true") { season } else { 1 };
    let range = reported(inputs, &shelf);
    let last = count(inputs, "last");
    let from = if last == 0 { range.start } else { range.start.max(range.end.saturating_sub(last)) };
    let range = from..range.end;
    let trends = shelf.sheaf().each(|series| trend::trend(&series[range.clone()], by_season));
    let (mut short, mut long) = (0, 0);
    let mut rows = Vec::new();
    for (number, (subject, trend)) in shelf.subjects.iter().zip(trends).enumerate() {
        let known = shelf.sheaf().get(number)[range.clone()].iter().filter(|value| value.is_finite()).count();
        if trend.is_none() {
            if known > trend::MOST { long += 1 } else { short += 1 }
        }
        let label = |at: Option<usize>| Cell::Text(at.map(|at| shelf.label(at)));
        let reading = trend.map(|trend| match trend {
            _ if trend.p > inputs.number("significance") => "none",
            _ if trend.s > 0.0 => "rising",
            _ => "falling",
        });
        let number = |of: fn(&trend::Trend) -> f64| Cell::Number(trend.as_ref().map(of));
        let relative = trend.filter(|trend| trend.median > 0.0).map(|trend| trend.slope * season as f64 / trend.median);
        let mut row = named(subject);
        row.extend([
            label((!range.is_empty()).then_some(range.start)),
            label(range.end.checked_sub(1).filter(|_| !range.is_empty())),
            known.into(),
            (range.len() - known).into(),
            number(|trend| trend.slope),
            number(|trend| trend.intercept),
            relative.into(),
            number(|trend| trend.s),
            number(|trend| trend.z),
            number(|trend| trend.p),
            Cell::Text(reading.map(str::to_owned)),
        ]);
        rows.push(row);
    }
    let diagnostics = findings("indicator", &[("MON107", short), ("MON109", long)]);
    Ok(answer(
        &trend::METHOD,
        &shelf,
        &rows,
        diagnostics,
        Words::new("已知各步两两比较；缺失的步保留其位置", "pairs of known steps; missing steps keep their place"),
    ))
}

fn run_change_points_of_series(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let shelf = chosen(&change::METHOD, bound, inputs)?;
    let range = reported(inputs, &shelf);
    let seasonal = inputs.text("seasonal") == Some("true");
    let penalty = Some(inputs.number("penalty")).filter(|penalty| *penalty > 0.0);
    let limits =
        Limits { reference: count(inputs, "reference"), slack: inputs.number("slack"), limit: inputs.number("limit") };
    let found = shelf.sheaf().each(|series| {
        let own = &series[range.clone()];
        let plain = if seasonal { change::without_season(own, shelf.frequency.season()) } else { own.to_vec() };
        match inputs.choice("way") {
            "cusum" => change::cumulative(&plain, &limits),
            _ => change::cut(&plain, count(inputs, "shortest"), penalty),
        }
    });
    let short = found.iter().filter(|found| found.is_none()).count();
    let mut rows = Vec::new();
    for (number, (subject, changes)) in shelf.subjects.iter().zip(found).enumerate() {
        let known = shelf.sheaf().get(number)[range.clone()].iter().filter(|value| value.is_finite()).count();
        for change in changes.into_iter().flatten() {
            let mut row = named(subject);
            row.extend([
                Cell::from(shelf.label(range.start + change.at)),
                Cell::Text(change.noticed.map(|at| shelf.label(range.start + at))),
                Some(change.before).into(),
                Some(change.after).into(),
                Some(change.after - change.before).into(),
                Some(change.strength).into(),
                known.into(),
            ]);
            rows.push(row);
        }
    }
    let diagnostics = findings("indicator", &[("MON107", short)]);
    Ok(answer(&change::METHOD, &shelf, &rows, diagnostics, Words::new("缺失的步不参加", "missing steps take no part")))
}

fn run_forecast_breach(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let shelf = chosen(&forecast::METHOD, bound, inputs)?;
    let alpha = Some(inputs.number("alpha")).filter(|alpha| *alpha > 0.0);
    let model = match inputs.choice("model") {
        "smoothing" => Model::Smoothing(alpha),
        _ => Model::Seasonal(shelf.frequency.season()),
    };
    let width = liantu_numeric::distribution::normal_quantile(f64::midpoint(inputs.number("coverage"), 1.0));
    let forecasts = shelf.sheaf().each(|series| forecast::forecasts(series, model, count(inputs, "training")));
    let range = reported(inputs, &shelf);
    let mut short = 0;
    let mut rows = Vec::new();
    for (number, (subject, forecasts)) in shelf.subjects.iter().zip(forecasts).enumerate() {
        let series = shelf.sheaf().get(number);
        short += usize::from(forecasts.iter().all(|forecast| forecast.spread.is_none()));
        for at in range.clone() {
            let (forecast, value) = (forecasts[at], Some(series[at]).filter(|value| value.is_finite()));
            let band =
                forecast.mean.zip(forecast.spread).map(|(mean, spread)| (mean - width * spread, mean + width * spread));
            let reading = value.zip(band).map(|(value, (lower, upper))| match () {
                () if value > upper => "above",
                () if value < lower => "below",
                () => "within",
            });
            let mut row = named(subject);
            row.extend([
                Cell::from(shelf.label(at)),
                value.into(),
                forecast.mean.into(),
                band.map(|band| band.0).into(),
                band.map(|band| band.1).into(),
                value.and_then(|value| forecast.distance(value)).into(),
                Cell::Text(reading.map(str::to_owned)),
            ]);
            rows.push(row);
        }
    }
    let diagnostics = findings("indicator", &[("MON107", short)]);
    Ok(answer(
        &forecast::METHOD,
        &shelf,
        &rows,
        diagnostics,
        Words::new("向前一步，只用更早的各步", "one step ahead, from earlier steps only"),
    ))
}

fn run_surge_gate(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let shelf = flows(bound, liantu_monitoring::Frequency::Month, inputs.text("scale"), false)?;
    let steps = count(inputs, "steps");
    let (volume, price) = (inputs.number("volume"), inputs.number("price"));
    let range = reported(inputs, &shelf);
    let (mut incomplete, mut unpriced) = (0, 0);
    let mut rows = Vec::new();
    for (number, subject) in shelf.subjects.iter().enumerate() {
        let (value, quantity) = (shelf.measure(number, "value"), shelf.measure(number, "quantity"));
        for at in range.clone() {
            if at + 1 < 2 * steps {
                continue;
            }
            let found = surge::surge(&value, &quantity, at, steps);
            incomplete += usize::from(found.is_none());
            unpriced += usize::from(found.is_some_and(|found| found.price.is_none()));
            let up = found.and_then(|found| found.volume).map(|change| change >= volume);
            let down = found.and_then(|found| found.price).map(|change| change <= price);
            let reading = match (up, down) {
                (Some(true), Some(true)) => Some("surge"),
                (Some(true), Some(false)) => Some("volume"),
                (Some(false), Some(true)) => Some("price"),
                (Some(false), Some(false)) => Some("none"),
                _ => None,
            };
            let mut row = flow_cells(subject);
            row.push(Cell::from(shelf.label(at)));
            row.extend([
                found.map(|found| found.quantity.0).into(),
                found.map(|found| found.quantity.1).into(),
                found.and_then(|found| found.volume).into(),
                found.and_then(|found| found.unit_value.0).into(),
                found.and_then(|found| found.unit_value.1).into(),
                found.and_then(|found| found.price).into(),
                Cell::Text(reading.map(str::to_owned)),
            ]);
            rows.push(row);
        }
    }
    let diagnostics = findings("flow", &[("MON105", incomplete), ("MON106", unpriced)]);
    Ok(answer(
        &surge::METHOD,
        &shelf,
        &rows,
        diagnostics,
        Words::new("两个窗口都完全已知", "both windows known in full"),
    ))
}

fn flow_cells(subject: &FlowSubject) -> Vec<Cell> {
    vec![
        subject.origin.as_str().into(),
        subject.destination.as_str().into(),
        Cell::Text(Some(subject.item.clone()).filter(|item| !item.is_empty())),
    ]
}
