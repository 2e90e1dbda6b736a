//! Binding the methods that follow a network over time and look for what is missing in it.

use super::network::{Scaled, filter, layer_cell, scale};
use super::sheet::Cell;
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::scene::Scene;
use jiff::ToSpan;
use jiff::civil::Date;
use liantu_model::period::{epoch_days, from_epoch_days};
use liantu_model::{Layer, Words};
use liantu_network::Window;
use liantu_network::method::change_points::{self, Criterion, Cut, Kind, Series};
use liantu_network::method::link_prediction::{self, Evidence, Score};

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &change_points::METHOD, run: run_change_points },
    Entry { method: &link_prediction::METHOD, run: run_link_prediction },
];

/// Steps at most: eight hundred years by the month.
const MOST_STEPS: usize = 10_000;

/// The steps from the first to the last known day of any link, as far as they touch the window, with their names.
fn steps(scene: &Scene, window: Option<Window>, step: &str) -> Vec<(String, Window)> {
    let months: i8 = match step {
        "month" => 1,
        "quarter" => 3,
        _ => 12,
    };
    let Some((first, last)) = scene.days else { return Vec::new() };
    let first = window.map_or(first, |window| window.start.max(first));
    let last = window.and_then(|window| window.end).map_or(last, |end| last.min(end - 1));
    let begin =
        from_epoch_days(first).and_then(|day| Date::new(day.year(), (day.month() - 1) / months * months + 1, 1).ok());
    let mut list = Vec::new();
    let mut next = begin;
    while let Some(day) = next.filter(|&day| epoch_days(day) <= last && list.len() < MOST_STEPS) {
        let Ok(end) = day.checked_add(i32::from(months).months()) else { break };
        let name = match step {
            "month" => format!("{:04}-{:02}", day.year(), day.month()),
            "quarter" => format!("{:04}-Q{}", day.year(), (day.month() + 2) / 3),
            _ => format!("{:04}", day.year()),
        };
        list.push((name, Window { start: epoch_days(day), end: Some(epoch_days(end)) }));
        next = Some(end);
    }
    list
}

fn run_change_points(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scaled = Scaled::new(&bound.scene, scale(inputs)?)?;
    let filter = filter(inputs);
    let steps = steps(&bound.scene, filter.window, inputs.choice("step"));
    let windows: Vec<Window> = steps.iter().map(|step| step.1).collect();
    let cut = Cut {
        series: match inputs.choice("series") {
            "active" => Series::Active,
            "density" => Series::Density,
            "weight" => Series::Weight,
            _ => Series::Started,
        },
        kind: match inputs.choice("cost") {
            "normal" => Kind::Normal,
            "normal_both" => Kind::NormalBoth,
            _ => Kind::Poisson,
        },
        criterion: match inputs.choice("criterion") {
            "bic" => Criterion::Bic,
            "aic" => Criterion::Aic,
            "fixed" => Criterion::Fixed(inputs.number("penalty")),
            _ => Criterion::Mbic,
        },
        shortest: usize::try_from(inputs.integer("shortest")).unwrap_or(1),
    };
    let (turns, findings) = change_points::change_points(&scaled.network, &filter, &windows, cut);
    let mut rows = Vec::new();
    for turn in &turns {
        let mut before: Option<f64> = None;
        for stretch in &turn.stretches.list {
            rows.push(vec![
                layer_cell(turn.layer),
                steps[stretch.first].0.as_str().into(),
                steps[stretch.end - 1].0.as_str().into(),
                (stretch.end - stretch.first).into(),
                Some(stretch.level).into(),
                before.map(|before| stretch.level - before).into(),
                before.filter(|&before| before > 0.0).map(|before| stretch.level / before).into(),
                stretch.gain.into(),
                Some(turn.stretches.penalty).into(),
                turn.stretches.variance.into(),
            ]);
            before = Some(stretch.level);
        }
    }
    let mut answer = scaled.answer(&change_points::METHOD, &rows, findings);
    answer.notes.push(Words::new(format!("{} 步", steps.len()), format!("{} steps", steps.len())));
    Ok(answer)
}

fn run_link_prediction(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let scaled = Scaled::new(&bound.scene, scale(inputs)?)?;
    let target = Layer::parse(inputs.choice("target")).unwrap_or(Layer::Innovation);
    let evidence = Evidence::new(&scaled.network, &filter(inputs), target);
    let (none, blank) = (|| Cell::Number(None), || Cell::Text(None));
    let mut rows = Vec::new();
    let mut undefined = false;
    if inputs.choice("by") == "score" {
        let trials = evidence.test(inputs.number("held_out"), inputs.integer("seed").unsigned_abs());
        undefined = trials.is_none();
        for trial in trials.unwrap_or_default() {
            let mut row = vec![blank(), blank(), trial.score.word().into()];
            row.extend((0..6).map(|_| none()));
            row.extend([trial.auc, trial.precision, trial.by_chance].map(|number| Cell::Number(Some(number))));
            row.extend([trial.hidden.into(), trial.compared.into()]);
            rows.push(row);
        }
    } else {
        let score = Score::parse(inputs.choice("score")).unwrap_or(Score::ResourceAllocation);
        let top = usize::try_from(inputs.integer("top")).unwrap_or(usize::MAX);
        for pair in evidence.candidates(score, top) {
            let mut row = vec![scaled.id(pair.one), scaled.id(pair.two), blank()];
            row.extend(pair.scores.map(|score| Cell::Number(Some(score))));
            row.extend([none(), none(), none(), Cell::Integer(None), Cell::Integer(None)]);
            rows.push(row);
        }
    }
    Ok(scaled.answer(&link_prediction::METHOD, &rows, link_prediction::findings(undefined)))
}
