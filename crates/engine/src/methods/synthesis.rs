//! Binding the methods of synthesis.

use super::measures::{above, framed, one, word};
use super::sheet::Cell;
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::frame::{Frame, names_in};
use crate::inputs::Inputs;
use crate::panel::Labels;
use crate::regions::LATEST;
use crate::space::Pairs;
use liantu_model::period::epoch_days;
use liantu_model::{Method, Period, Words};
use liantu_structure::synthesis::composite_index::{self, Aggregation, Composition, composite_index};
use liantu_structure::synthesis::convergence::{self, Errors, beta_convergence};
use liantu_structure::synthesis::coupling::{self, Coupled, coupling_coordination};
use liantu_structure::synthesis::efficiency::{self, Orientation, Units};
use liantu_structure::synthesis::gravity::{self, gravity_links, great_circle_km};
use liantu_structure::synthesis::indicator_weights::{self, indicator_weights};
use liantu_structure::synthesis::malmquist::{self, malmquist};
use liantu_structure::synthesis::sigma_convergence::{self, sigma_convergence};
use liantu_structure::synthesis::topsis::{self, topsis};
use liantu_structure::synthesis::{Matrix, Normalisation, Range, Ranges, Shaking, Weighting};

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &indicator_weights::METHOD, run: run_indicator_weights },
    Entry { method: &composite_index::METHOD, run: run_composite_index },
    Entry { method: &topsis::METHOD, run: run_topsis },
    Entry { method: &coupling::METHOD, run: run_coupling },
    Entry { method: &gravity::METHOD, run: run_gravity },
    Entry { method: &efficiency::METHOD, run: run_efficiency },
    Entry { method: &malmquist::METHOD, run: run_malmquist },
    Entry { method: &sigma_convergence::METHOD, run: run_sigma },
    Entry { method: &convergence::METHOD, run: run_convergence },
];

/// Name and number of each entry of a list such as `rd=0.6, patents=0.4`.
pub(super) fn numbered<'a>(inputs: &'a Inputs, parameter: &str) -> Result<Option<Vec<(&'a str, f64)>>, EngineError> {
    let Some(text) = inputs.text(parameter) else { return Ok(None) };
    let entry = |entry: &'a str| {
        let (name, number) = entry.rsplit_once(['=', '＝'])?;
        let number: f64 = number.trim().parse().ok()?;
        (number.is_finite() && number >= 0.0).then_some((name.trim(), number))
    };
    let entries: Option<Vec<_>> = names_in(text).map(entry).collect();
    entries.map(Some).ok_or_else(|| {
        EngineError::parameter(
            parameter,
            text,
            Words::new(
                "名称与不小于零的数，如 rd=0.6, patents=0.4",
                "names with numbers of at least zero, such as rd=0.6, patents=0.4",
            ),
        )
    })
}

/// The numbers of a list by the names they belong to; every name must have one, and no other may.
fn for_each(entries: &[(&str, f64)], names: &[String], parameter: &str) -> Result<Vec<f64>, EngineError> {
    let missing = names.iter().find(|name| !entries.iter().any(|(own, _)| own == name));
    let strange = entries.iter().map(|(own, _)| *own).find(|own| !names.iter().any(|name| name == own));
    if let Some(found) = missing.map(String::as_str).or(strange) {
        return Err(EngineError::parameter(
            parameter,
            found,
            Words::new(
                format!("以下各项各一个数：{}", names.join(", ")),
                format!("one number for each of {}", names.join(", ")),
            ),
        ));
    }
    let of = |name: &String| entries.iter().find(|(own, _)| own == name).map_or(0.0, |entry| entry.1);
    Ok(names.iter().map(of).collect())
}

/// What the matrix of a frame needs beside its values.
pub(super) struct Side {
    period: Vec<u32>,
    pub less: Vec<bool>,
}

impl Side {
    pub fn new(frame: &Frame, inputs: &Inputs) -> Result<Self, EngineError> {
        let less = frame.listed(inputs, "less")?.unwrap_or_default();
        let less = (0..frame.indicators.0.len()).map(|indicator| less.contains(&indicator)).collect();
        Ok(Self { period: frame.row_periods(), less })
    }

    fn matrix<'a>(&'a self, frame: &'a Frame) -> Matrix<'a> {
        Matrix { value: &frame.value, period: &self.period, less: &self.less }
    }
}

fn weighting<'a>(frame: &Frame, inputs: &Inputs, given: &'a mut Vec<f64>) -> Result<Weighting<'a>, EngineError> {
    Ok(match inputs.choice("weighting") {
        "entropy" => Weighting::Entropy,
        "given" => {
            let entries = numbered(inputs, "weights")?.unwrap_or_default();
            *given = for_each(&entries, &frame.indicators.0, "weights")?;
            Weighting::Given(given)
        }
        _ => Weighting::Equal,
    })
}

fn shaking(inputs: &Inputs) -> Shaking {
    Shaking {
        spread: inputs.number("spread"),
        draws: usize::try_from(inputs.integer("draws")).unwrap_or_default(),
        seed: inputs.integer("seed").unsigned_abs(),
    }
}

fn normalisation(inputs: &Inputs) -> Normalisation {
    match inputs.choice("normalisation") {
        "z_score" => Normalisation::ZScore,
        "rank" => Normalisation::Rank,
        "leader" => Normalisation::Leader,
        _ => Normalisation::MinMax,
    }
}

/// Rank and ranges, in the order of the columns.
fn ranks(ranges: &Ranges) -> Vec<Cell> {
    let rank = |rank: Option<u32>| Cell::Integer(rank.map(i64::from));
    let mut cells = vec![rank(ranges.rank)];
    for range in [ranges.weights, ranges.left_out, ranges.normalised] {
        cells.push(rank(range.map(|Range { best, .. }| best)));
        cells.push(rank(range.map(|Range { worst, .. }| worst)));
    }
    cells
}

/// Period and region of a row of a frame.
pub(super) fn place(frame: &Frame, row: usize) -> Vec<Cell> {
    let count = frame.regions.0.len();
    vec![word(&frame.periods, row / count), word(&frame.regions, row % count)]
}

/// Whether any indicator of the row is given: a region that the table does not list in a period has no row there.
pub(super) fn listed(frame: &Frame, row: usize) -> bool {
    let count = frame.regions.0.len();
    frame.row(row / count, row % count).iter().any(|value| !value.is_nan())
}

/// The weights used, for the variant.
fn used(answer: Answer, frame: &Frame, weights: Option<&Vec<f64>>) -> Answer {
    let Some(weights) = weights else { return answer };
    let each: Vec<String> =
        frame.indicators.0.iter().zip(weights).map(|(name, weight)| format!("{name}={weight:.6}")).collect();
    let each = each.join(", ");
    let note = Words::new(format!("所用权重 {each}"), format!("weights used {each}"));
    Answer { notes: answer.notes.into_iter().chain([note]).collect(), ..answer }
}

fn run_indicator_weights(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &indicator_weights::METHOD;
    let frame = bound.frame(method, inputs, None)?;
    let side = Side::new(&frame, inputs)?;
    let (found, diagnostics) = indicator_weights(&side.matrix(&frame));
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .enumerate()
        .map(|(n, weights)| {
            vec![
                frame.indicators.0[n].as_str().into(),
                weights.entropy.into(),
                weights.by_entropy.into(),
                weights.contrast.into(),
                weights.conflict.into(),
                weights.by_critic.into(),
            ]
        })
        .collect();
    Ok(framed(method, &frame, &rows, diagnostics))
}

fn run_composite_index(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &composite_index::METHOD;
    let frame = bound.frame(method, inputs, None)?;
    let side = Side::new(&frame, inputs)?;
    let mut given = Vec::new();
    let geometric = inputs.choice("aggregation") == "geometric";
    let composition = Composition {
        normalisation: normalisation(inputs),
        aggregation: if geometric { Aggregation::Geometric } else { Aggregation::Additive },
        weighting: weighting(&frame, inputs, &mut given)?,
        shaking: shaking(inputs),
    };
    let found = composite_index(&side.matrix(&frame), composition);
    let rows = (0..frame.rows()).filter(|&row| listed(&frame, row)).map(|row| {
        let mut cells = place(&frame, row);
        cells.push(found.index.get(row).into());
        cells.extend(ranks(&found.ranges[row]));
        cells
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    Ok(used(framed(method, &frame, &rows, found.findings), &frame, found.weights.as_ref()))
}

fn run_topsis(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &topsis::METHOD;
    let frame = bound.frame(method, inputs, None)?;
    let side = Side::new(&frame, inputs)?;
    let mut given = Vec::new();
    let found = topsis(&side.matrix(&frame), weighting(&frame, inputs, &mut given)?, shaking(inputs));
    let rows = (0..frame.rows()).filter(|&row| listed(&frame, row)).map(|row| {
        let mut cells = place(&frame, row);
        let numbers = [found.to_best.get(row), found.to_worst.get(row), found.closeness.get(row)];
        cells.extend(numbers.map(Cell::Number));
        cells.extend(ranks(&found.ranges[row]));
        cells
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    Ok(used(framed(method, &frame, &rows, found.findings), &frame, found.weights.as_ref()))
}

/// A name and its indicators.
pub(super) type Subsystem<'a> = (&'a str, Vec<&'a str>);

/// The subsystems of a text such as `innovation=rd, patents; industry=output`, with their indicators.
pub(super) fn subsystems(inputs: &Inputs) -> Result<Option<Vec<Subsystem<'_>>>, EngineError> {
    let Some(text) = inputs.text("subsystems") else { return Ok(None) };
    let part = |part| -> Option<(_, Vec<_>)> {
        let (name, list) = str::split_once(part, ['=', '＝'])?;
        let indicators: Vec<&str> = names_in(list).collect();
        (!name.trim().is_empty() && !indicators.is_empty()).then_some((name.trim(), indicators))
    };
    let parts = text.split([';', '；']).filter(|part| !part.trim().is_empty());
    let found: Option<Vec<_>> = parts.map(part).collect();
    let twice = |found: &Vec<(&str, Vec<&str>)>| {
        let mut all: Vec<&str> = found.iter().flat_map(|(_, list)| list.iter().copied()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        all.len() < count
    };
    found.filter(|found| found.len() > 1 && !twice(found)).map(Some).ok_or_else(|| {
        EngineError::parameter(
            "subsystems",
            text,
            Words::new(
                "两个或更多，各有自己的指标，如 innovation=rd, patents; industry=output",
                "two or more, each with indicators of its own, such as innovation=rd, patents; industry=output",
            ),
        )
    })
}

/// The lower bounds and names of a text such as `0=disorder, 0.6=coordinated`, from low to high.
fn grades(inputs: &Inputs) -> Result<Vec<(f64, &str)>, EngineError> {
    let text = inputs.choice("grades");
    let grade = |grade| -> Option<(f64, &str)> {
        let (bound, name) = str::split_once(grade, ['=', '＝'])?;
        Some((bound.trim().parse().ok().filter(|bound: &f64| bound.is_finite())?, name.trim()))
    };
    let mut found: Vec<(f64, &str)> = names_in(text).map(grade).collect::<Option<_>>().ok_or_else(|| {
        EngineError::parameter(
            "grades",
            text,
            Words::new(
                "带名称的下限，如 0=失调, 0.6=协调",
                "lower bounds with names, such as 0=disorder, 0.6=coordinated",
            ),
        )
    })?;
    found.sort_by(|one, two| one.0.total_cmp(&two.0));
    Ok(found)
}

/// The names of the subsystems, and the one of each indicator; each indicator is one of its own where none are given.
pub(super) fn membership(frame: &Frame, parts: Option<&[Subsystem<'_>]>) -> (Vec<String>, Vec<u32>) {
    let names = match parts {
        Some(parts) => parts.iter().map(|(name, _)| (*name).to_owned()).collect(),
        None => frame.indicators.0.clone(),
    };
    let of = |(n, indicator): (usize, &String)| {
        let holds = |parts: &[Subsystem<'_>]| parts.iter().position(|(_, list)| list.contains(&indicator.as_str()));
        parts.and_then(holds).unwrap_or(n) as u32
    };
    (names, frame.indicators.0.iter().enumerate().map(of).collect())
}

fn run_coupling(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &coupling::METHOD;
    let parts = subsystems(inputs)?;
    let wanted: Option<Vec<&str>> =
        parts.as_ref().map(|parts| parts.iter().flat_map(|(_, list)| list.clone()).collect());
    let frame = bound.frame(method, inputs, wanted.as_deref())?;
    let side = Side::new(&frame, inputs)?;
    let (names, subsystem) = membership(&frame, parts.as_deref());
    let weights = match numbered(inputs, "subsystem_weights")? {
        Some(entries) => for_each(&entries, &names, "subsystem_weights")?,
        None => vec![1.0; names.len()],
    };
    let grades = grades(inputs)?;
    let coupled = Coupled {
        subsystem: &subsystem,
        weights: &weights,
        normalised: inputs.choice("normalisation") == "min_max",
        entropy: inputs.choice("weighting") == "entropy",
        shaking: shaking(inputs),
    };
    let found = coupling_coordination(&side.matrix(&frame), coupled);
    let rows = (0..frame.rows()).filter(|&row| listed(&frame, row)).map(|row| {
        let mut cells = place(&frame, row);
        let scores = &found.scores[row];
        let known = scores.iter().all(|score| !score.is_nan());
        let each: Vec<String> = names.iter().zip(scores).map(|(name, score)| format!("{name} {score:.4}")).collect();
        let weakest = (0..names.len()).min_by(|&one, &two| scores[one].total_cmp(&scores[two]));
        let d = found.coordination.get(row);
        let grade = d.and_then(|d| grades.iter().rfind(|(bound, _)| *bound <= d)).map(|(_, name)| (*name).to_owned());
        cells.push(Cell::Text(known.then(|| each.join("; "))));
        cells.extend([found.coupling.get(row), found.level.get(row), d].map(Cell::Number));
        cells.push(Cell::Text(grade));
        cells.push(Cell::Text(weakest.filter(|_| known).map(|weakest| names[weakest].clone())));
        cells.extend(ranks(&found.ranges[row]));
        cells
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    Ok(framed(method, &frame, &rows, found.findings))
}

fn run_gravity(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &gravity::METHOD;
    let frame = bound.frame(method, inputs, None)?;
    let count = frame.regions.0.len();
    let (mut rows, mut diagnostics, mut described) = (Vec::new(), Vec::new(), None);
    for (period, label) in frame.periods.0.iter().enumerate() {
        let mass: Vec<f64> = (0..count)
            .map(|region| {
                let parts = frame.row(period, region);
                // Roots before the product: masses may be large.
                parts
                    .iter()
                    .map(|part| if *part > 0.0 { part.powf(1.0 / parts.len() as f64) } else { f64::NAN })
                    .product()
            })
            .collect();
        let found = match inputs.text("distance") {
            Some(measure) => {
                let pairs = Pairs::bind(bound.rows("region_pair"), measure, &frame.regions, label)?;
                let mut apart = vec![f64::NAN; count * count];
                pairs.cells.iter().for_each(|&(from, to, value)| apart[from as usize * count + to as usize] = value);
                described = Some(pairs.described);
                gravity_links(&mass, |i, j| apart[i * count + j], inputs.number("exponent"), inputs.number("factor"))
            }
            None => {
                let day = label.parse::<Period>().map_or(LATEST, |period| epoch_days(period.start));
                let places: Vec<Option<(f64, f64)>> =
                    frame.regions.0.iter().map(|code| bound.scene.regions.locate(code, day).0).collect();
                let apart = |i: usize, j: usize| match (places[i], places[j]) {
                    (Some(one), Some(two)) => great_circle_km(one, two),
                    _ => f64::NAN,
                };
                gravity_links(&mass, apart, inputs.number("exponent"), inputs.number("factor"))
            }
        };
        diagnostics.extend(found.findings);
        for n in 0..found.place.len() {
            rows.push(vec![
                word(&frame.periods, period),
                word(&frame.regions, found.place[n] as usize),
                word(&frame.regions, found.partner[n] as usize),
                found.distance.get(n).into(),
                found.strength.get(n).into(),
                found.share.get(n).into(),
                Cell::Integer(found.rank[n].map(i64::from)),
            ]);
        }
    }
    let mut answer = framed(method, &frame, &rows, diagnostics);
    if let Some(described) = described {
        answer.inputs.insert("region_pair".to_owned(), described.en);
    }
    Ok(answer)
}

/// The frame of inputs and outputs, and the numbers of both.
pub(super) fn items(
    method: &'static Method,
    bound: &Bound,
    inputs: &Inputs,
) -> Result<(Frame, Vec<usize>, Vec<usize>), EngineError> {
    let names = |parameter: &str| -> Result<Vec<&str>, EngineError> {
        let names: Vec<&str> = inputs.text(parameter).map(|list| names_in(list).collect()).unwrap_or_default();
        if names.is_empty() {
            return Err(EngineError::parameter(
                parameter,
                "",
                Words::new("一个或多个指标，以逗号分隔", "one or more indicators, separated by commas"),
            ));
        }
        Ok(names)
    };
    let wanted = [names("inputs")?, names("outputs")?].concat();
    let frame = bound.frame(method, inputs, Some(&wanted))?;
    if frame.rows() == 0 {
        return Ok((frame, Vec::new(), Vec::new()));
    }
    let (ins, outs) = (frame.listed(inputs, "inputs")?, frame.listed(inputs, "outputs")?);
    Ok((frame, ins.unwrap_or_default(), outs.unwrap_or_default()))
}

/// Inputs and outputs of a region in a period.
fn pick(frame: &Frame, period: usize, region: usize, items: &[usize]) -> Vec<f64> {
    items.iter().map(|&item| frame.row(period, region)[item]).collect()
}

fn run_efficiency(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &efficiency::METHOD;
    let (frame, ins, outs) = items(method, bound, inputs)?;
    let orientation = if inputs.choice("orientation") == "output" { Orientation::Output } else { Orientation::Input };
    let count = frame.regions.0.len();
    let (mut rows, mut diagnostics, mut left_out) = (Vec::new(), Vec::new(), 0);
    for period in 0..frame.periods.0.len() {
        let of = |region: usize| (pick(&frame, period, region, &ins), pick(&frame, period, region, &outs));
        let able: Vec<usize> = (0..count).filter(|&region| Units::can(&of(region).0, &of(region).1)).collect();
        let (inputs_of, outputs_of) = able.iter().map(|&region| of(region)).unzip();
        let units = Units::new(inputs_of, outputs_of);
        let (found, findings) = efficiency::efficiency(&units, orientation);
        diagnostics.extend(findings);
        for region in (0..count).filter(|&region| listed(&frame, period * count + region)) {
            let place = able.binary_search(&region).ok();
            left_out += usize::from(place.is_none());
            let own = place.and_then(|place| found[place].as_ref());
            let peers = |own: &efficiency::Efficiency| {
                let each =
                    own.peers.iter().map(|(unit, weight)| format!("{} {weight:.4}", frame.regions.0[able[*unit]]));
                each.collect::<Vec<_>>().join("; ")
            };
            let slacks = |own: &efficiency::Efficiency| {
                let names = ins.iter().chain(&outs).map(|&item| &frame.indicators.0[item]);
                let each = names.zip(&own.slacks).filter(|(_, slack)| **slack > 0.0);
                each.map(|(name, slack)| format!("{name} {slack:.4}")).collect::<Vec<_>>().join("; ")
            };
            let returns = |own: &efficiency::Efficiency| match own.returns {
                0 => "constant",
                1 => "increasing",
                _ => "decreasing",
            };
            rows.push(vec![
                word(&frame.periods, period),
                word(&frame.regions, region),
                own.map(|own| own.constant).into(),
                own.map(|own| own.variable).into(),
                own.map(|own| own.scale).into(),
                Cell::Text(own.map(|own| returns(own).to_owned())),
                Cell::Text(own.map(peers)),
                Cell::Text(own.map(slacks).filter(|slacks| !slacks.is_empty())),
                able.len().into(),
            ]);
        }
    }
    if left_out > 0 {
        diagnostics.push(liantu_structure::finding("STR206", None, left_out));
    }
    Ok(framed(method, &frame, &rows, diagnostics))
}

fn run_malmquist(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &malmquist::METHOD;
    let (frame, ins, outs) = items(method, bound, inputs)?;
    let count = frame.regions.0.len();
    let (mut rows, mut diagnostics, mut left_out) = (Vec::new(), Vec::new(), 0);
    let periods = frame.periods.0.len();
    if periods < 2 {
        diagnostics.push(liantu_structure::finding("STR207", None, periods));
    }
    for start in 0..periods.saturating_sub(1) {
        let of =
            |period: usize, region: usize| (pick(&frame, period, region, &ins), pick(&frame, period, region, &outs));
        let able = |period: usize, region: usize| {
            let (inputs, outputs) = of(period, region);
            Units::can(&inputs, &outputs)
        };
        let both: Vec<usize> = (0..count).filter(|&region| able(start, region) && able(start + 1, region)).collect();
        left_out += count - both.len();
        let units = |period: usize| {
            let (inputs, outputs) = both.iter().map(|&region| of(period, region)).unzip();
            Units::new(inputs, outputs)
        };
        let (found, findings) = malmquist(&units(start), &units(start + 1));
        diagnostics.extend(findings);
        for (region, change) in both.iter().zip(found) {
            let mut cells =
                vec![word(&frame.periods, start), word(&frame.periods, start + 1), word(&frame.regions, *region)];
            let part = |of: fn(malmquist::Change) -> f64| Cell::Number(change.map(of));
            cells.extend([
                part(|change| change.productivity),
                part(|change| change.efficiency),
                part(|change| change.technique),
                part(|change| change.pure),
                part(|change| change.scale),
            ]);
            rows.push(cells);
        }
    }
    if left_out > 0 {
        diagnostics.push(liantu_structure::finding("STR206", None, left_out));
    }
    Ok(framed(method, &frame, &rows, diagnostics))
}

fn run_sigma(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &sigma_convergence::METHOD;
    let (frame, indicator) = one(method, bound, inputs, &[])?;
    let values = frame.column(indicator);
    let found = sigma_convergence(&values, frame.regions.0.len(), inputs.text("balanced") == Some("true"));
    let first = found.sigma.get(0);
    let rows: Vec<Vec<Cell>> = (0..found.regions.len())
        .map(|period| {
            let sigma = found.sigma.get(period);
            vec![
                word(&frame.periods, period),
                found.regions[period].into(),
                sigma.into(),
                found.variation.get(period).into(),
                sigma.zip(first).map(|(sigma, first)| sigma - first).into(),
                found.trend.into(),
            ]
        })
        .collect();
    Ok(framed(method, &frame, &rows, found.findings))
}

/// Years from the beginning of one period to that of another.
fn years(periods: &Labels, start: usize, end: usize) -> Option<f64> {
    let when = |place: usize| {
        let start = periods.0[place].parse::<Period>().ok()?.start;
        Some(f64::from(start.year()) + (f64::from(start.month()) - 1.0) / 12.0)
    };
    Some(when(end)? - when(start)?).filter(|years| *years > 0.0)
}

fn run_convergence(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &convergence::METHOD;
    let controls: Vec<&str> = inputs.text("controls").map(|list| names_in(list).collect()).unwrap_or_default();
    let (frame, indicator) = one(method, bound, inputs, &controls)?;
    let (count, periods) = (frame.regions.0.len(), frame.periods.0.len());
    // Controls may be there for periods that the indicator is not.
    let has = |period: &usize| (0..count).any(|region| !frame.row(*period, region)[indicator].is_nan());
    let first = (0..periods).find(has);
    let last = (0..periods).rev().find(has);
    let span = first.zip(last).and_then(|(first, last)| Some((first, last, years(&frame.periods, first, last)?)));
    let Some((first, last, years)) = span else {
        let finding = liantu_structure::finding("STR207", None, periods.min(1));
        return Ok(framed(method, &frame, &[], vec![finding]));
    };
    let column =
        |period: usize, item: usize| (0..count).map(|region| frame.row(period, region)[item]).collect::<Vec<f64>>();
    let numbers = frame.listed(inputs, "controls")?.unwrap_or_default();
    let columns: Vec<Vec<f64>> = numbers.iter().map(|&number| column(first, number)).collect();
    let errors = match inputs.choice("errors") {
        "classical" => Errors::Classical,
        "hc1" => Errors::Hc1,
        "cluster" => Errors::Cluster,
        _ => Errors::Hc3,
    };
    let (cluster, _) = above(bound, &frame.regions, inputs.choice("cluster_by"), &frame.periods.0[first]);
    let found =
        beta_convergence(&column(first, indicator), &column(last, indicator), &columns, years, errors, &cluster);
    let terms: Vec<&str> = ["constant", "initial"]
        .into_iter()
        .chain(numbers.iter().map(|&number| frame.indicators.0[number].as_str()))
        .collect();
    let rows: Vec<Vec<Cell>> = found
        .terms
        .iter()
        .zip(terms)
        .map(|(term, name)| {
            let initial = name == "initial";
            vec![
                word(&frame.periods, first),
                word(&frame.periods, last),
                name.into(),
                term.map(|term| term.coefficient).into(),
                term.and_then(|term| term.error).into(),
                term.and_then(|term| term.t).into(),
                term.and_then(|term| term.p_value).into(),
                found.regions.into(),
                found.r_squared.into(),
                found.speed.filter(|_| initial).into(),
                found.half_life.filter(|_| initial).into(),
            ]
        })
        .collect();
    Ok(framed(method, &frame, &rows, found.findings))
}
