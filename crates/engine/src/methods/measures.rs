//! Binding the measures of concentration, agglomeration, change and rivalry.

use super::sheet::{Cell, columns, numbers, words};
use super::structure::{absent, answer, bind, panel, reference};
use super::{Answer, Bound, Entry, network};
use crate::frame::Frame;
use crate::indicator::listed;
use crate::inputs::Inputs;
use crate::panel::Labels;
use crate::regions::LATEST;
use crate::{EngineError, Scale};
use arrow::array::{Int64Array, StringArray};
use liantu_model::period::epoch_days;
use liantu_model::{Diagnostic, Method, Observation, Period, Words};
use liantu_network::{Filter, Graph, Reading, Weight};
use liantu_structure::concentration::concentration_risk::{self, concentration_risk};
use liantu_structure::concentration::spatial_concentration::{self, Benchmark, spatial_concentration};
use liantu_structure::concentration::{diversity, inequality};
use liantu_structure::dynamics::relocation::{self, is_count, relocation_signal};
use liantu_structure::dynamics::shift_share::{self, Comparison, Variant, shift_share};
use liantu_structure::dynamics::{advantage_path, advantage_path::advantage_path};
use liantu_structure::dynamics::{industry_portfolio, industry_portfolio::industry_portfolio};
use liantu_structure::rivalry::competition::{self, Dyad};
use liantu_structure::rivalry::plan_overlap::{self, plan_overlap};
use liantu_structure::rivalry::relation_stage::{self, relation_stage};
use liantu_structure::structural_similarity::{Measure, structural_similarity};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &spatial_concentration::METHOD, run: run_spatial_concentration },
    Entry { method: &concentration_risk::METHOD, run: run_concentration_risk },
    Entry { method: &diversity::METHOD, run: run_diversity },
    Entry { method: &inequality::METHOD, run: run_inequality },
    Entry { method: &shift_share::METHOD, run: run_shift_share },
    Entry { method: &advantage_path::METHOD, run: run_advantage_path },
    Entry { method: &industry_portfolio::METHOD, run: run_industry_portfolio },
    Entry { method: &relocation::METHOD, run: run_relocation_signal },
    Entry { method: &plan_overlap::METHOD, run: run_plan_overlap },
    Entry { method: &competition::METHOD, run: run_competition },
    Entry { method: &relation_stage::METHOD, run: run_relation_stage },
];

/// What an answer of a frame says about itself.
pub(super) fn framed(
    method: &'static Method,
    frame: &Frame,
    rows: &[Vec<Cell>],
    diagnostics: Vec<Diagnostic>,
) -> Answer {
    Answer {
        columns: columns(method.outputs, rows),
        notes: vec![Words::new("缺少某一值的区域不参加", "a region that lacks a value takes no part")],
        observation: frame.observation,
        diagnostics: frame.findings.iter().cloned().chain(diagnostics).collect(),
        inputs: BTreeMap::from([("indicator".to_owned(), frame.described())]),
    }
}

/// The frame of one indicator, and of `also`; the number of the one.
pub(super) fn one(
    method: &'static Method,
    bound: &Bound,
    inputs: &Inputs,
    also: &[&str],
) -> Result<(Frame, usize), EngineError> {
    let indicator = inputs.text("indicator");
    let wanted: Option<Vec<&str>> =
        indicator.map(|indicator| std::iter::once(indicator).chain(also.iter().copied()).collect());
    let frame = bound.frame(method, inputs, wanted.as_deref())?;
    for name in also {
        if frame.indicators.number(name).is_none() {
            return Err(EngineError::parameter("indicators", *name, frame.indicators.listed()));
        }
    }
    let left: Vec<usize> =
        (0..frame.indicators.0.len()).filter(|&n| !also.contains(&frame.indicators.0[n].as_str())).collect();
    let chosen = match indicator {
        Some(name) => frame.indicators.number(name).map(|number| number as usize),
        None => left.first().copied().filter(|_| left.len() == 1),
    };
    // A table without rows has no indicator, and nothing to choose.
    let chosen = if frame.rows() == 0 { Some(0) } else { chosen };
    match chosen {
        Some(chosen) => Ok((frame, chosen)),
        None => Err(EngineError::parameter("indicator", indicator.unwrap_or_default(), frame.indicators.listed())),
    }
}

/// A word of a label, none where it is empty.
pub(super) fn word(labels: &Labels, id: usize) -> Cell {
    Cell::Text(labels.0.get(id).filter(|word| !word.is_empty()).cloned())
}

/// The region of `level` above each region of a period, numbered in the order of their codes; 0 is for those without one.
pub(super) fn above(bound: &Bound, regions: &Labels, level: &str, period: &str) -> (Vec<u32>, Labels) {
    let day = period.parse::<Period>().map_or(LATEST, |period| epoch_days(period.start));
    let path = |code: &str| {
        bound.scene.regions.path(code, day).iter().find(|above| above.level == level).map(|above| above.code.clone())
    };
    let codes: Vec<String> = regions.0.iter().map(|code| path(code).unwrap_or_default()).collect();
    numbered(&codes)
}

/// Distinct words in order, and the number of each; the empty word is always the first.
fn numbered(words: &[String]) -> (Vec<u32>, Labels) {
    let mut labels: Vec<String> = words.to_vec();
    labels.push(String::new());
    labels.sort();
    labels.dedup();
    let labels = Labels(labels);
    (words.iter().map(|word| labels.number(word).unwrap_or_default()).collect(), labels)
}

/// The groups of industries whose codes begin alike, and their names.
pub(super) fn by_prefix(industries: &Labels, length: i64) -> (Vec<u32>, Labels) {
    let prefix = |code: &String| code.chars().take(usize::try_from(length).unwrap_or(0)).collect::<String>();
    numbered(&industries.0.iter().map(prefix).collect::<Vec<_>>())
}

fn run_spatial_concentration(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let data = bind(&spatial_concentration::METHOD, bound, inputs)?;
    let (panel, mut diagnostics) = panel(&data, inputs)?;
    let benchmark = if inputs.choice("benchmark") == "even" { Benchmark::Even } else { Benchmark::Total };
    let found = spatial_concentration(&panel, benchmark, absent(inputs));
    diagnostics.extend(found.findings);
    Ok(Answer {
        columns: vec![
            words(&data.periods, &found.period),
            words(&data.industries, &found.industry),
            Arc::new(found.regions.iter().map(|&count| i64::from(count)).collect::<Int64Array>()),
            numbers(&found.hoover),
            numbers(&found.gini),
            numbers(&found.theil),
            numbers(&found.herfindahl),
            numbers(&found.effective),
        ],
        ..answer(&data, diagnostics)
    })
}

fn run_concentration_risk(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let data = bind(&concentration_risk::METHOD, bound, inputs)?;
    let (panel, mut diagnostics) = panel(&data, inputs)?;
    let found = concentration_risk(&panel, absent(inputs));
    diagnostics.extend(found.findings);
    Ok(Answer {
        columns: vec![
            words(&data.periods, &found.period),
            words(&data.industries, &found.industry),
            words(&data.regions, &found.region),
            numbers(&found.value),
            numbers(&found.share),
            Arc::new(Int64Array::from(found.rank)),
            numbers(&found.worst),
            numbers(&found.least),
            numbers(&found.surplus),
            numbers(&found.moved),
        ],
        ..answer(&data, diagnostics)
    })
}

fn run_diversity(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let data = bind(&diversity::METHOD, bound, inputs)?;
    let (panel, mut diagnostics) = panel(&data, inputs)?;
    let length = inputs.integer("prefix");
    let (groups, _) = by_prefix(&data.industries, length);
    let found = diversity::diversity(&panel, (length > 0).then_some(&groups), absent(inputs));
    diagnostics.extend(found.findings);
    let mut columns = vec![
        words(&data.periods, &found.period),
        words(&data.regions, &found.region),
        Arc::new(found.industries.iter().map(|&count| i64::from(count)).collect::<Int64Array>()),
    ];
    columns.extend(found.measures.iter().map(numbers));
    Ok(Answer { columns, ..answer(&data, diagnostics) })
}

fn run_inequality(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &inequality::METHOD;
    let weight: Vec<&str> = inputs.text("weight").into_iter().collect();
    let (frame, value) = one(method, bound, inputs, &weight)?;
    let weight = weight.first().and_then(|name| frame.indicators.number(name)).map(|number| number as usize);
    let count = frame.regions.0.len();
    let (mut rows, mut diagnostics) = (Vec::new(), Vec::new());
    for (period, label) in frame.periods.0.iter().enumerate() {
        let (groups, names) = match inputs.choice("by") {
            "none" => (vec![0; count], Labels(vec![String::new()])),
            level => above(bound, &frame.regions, level, label),
        };
        let column =
            |indicator: usize| (0..count).map(|region| frame.row(period, region)[indicator]).collect::<Vec<f64>>();
        let weights = weight.map_or_else(|| vec![1.0; count], column);
        let (found, findings) = inequality::inequality(&column(value), &weights, &groups);
        diagnostics.extend(findings);
        for row in found {
            let mut cells = vec![
                word(&frame.periods, period),
                row.group.map_or(Cell::Text(None), |group| word(&names, group as usize)),
                row.regions.into(),
            ];
            let measures = [row.theil.as_slice(), &[row.share], &row.log, &row.gini].concat();
            cells.extend(measures.into_iter().map(Cell::Number));
            rows.push(cells);
        }
    }
    Ok(framed(method, &frame, &rows, diagnostics))
}

fn run_shift_share(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let data = bind(&shift_share::METHOD, bound, inputs)?;
    let (panel, mut diagnostics) = panel(&data, inputs)?;
    let variant = match inputs.choice("variant") {
        "esteban_marquillas" => Variant::EstebanMarquillas,
        _ => Variant::Classic,
    };
    let comparison = match inputs.choice("comparison") {
        "consecutive" => Comparison::Consecutive,
        "dynamic" => Comparison::Dynamic,
        _ => Comparison::Ends,
    };
    let (rows, findings) = shift_share(&panel, variant, comparison, absent(inputs));
    diagnostics.extend(findings);
    let column = |of: fn(&shift_share::Shift) -> u32| rows.iter().map(of).collect::<Vec<u32>>();
    let industry =
        |row: &shift_share::Shift| row.industry.map(|industry| data.industries.0[industry as usize].as_str());
    let mut columns = vec![
        words(&data.periods, &column(|row| row.start)),
        words(&data.periods, &column(|row| row.end)),
        words(&data.regions, &column(|row| row.region)),
        Arc::new(rows.iter().map(industry).collect::<StringArray>()),
    ];
    columns.extend((0..5).map(|part| numbers(&shift_share::part(&rows, part))));
    Ok(Answer { columns, ..answer(&data, diagnostics) })
}

fn run_advantage_path(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let data = bind(&advantage_path::METHOD, bound, inputs)?;
    let reference = reference(inputs, &data)?;
    let (panel, mut diagnostics) = panel(&data, inputs)?;
    let found = advantage_path(&panel, reference, inputs.number("threshold"));
    diagnostics.extend(found.findings);
    Ok(Answer {
        columns: vec![
            words(&data.periods, &found.period),
            words(&data.regions, &found.region),
            words(&data.industries, &found.industry),
            numbers(&found.advantage),
            numbers(&found.symmetric),
            Arc::new(
                found.status.iter().map(|status| status.map(advantage_path::Status::word)).collect::<StringArray>(),
            ),
            Arc::new(found.run.iter().map(|run| run.map(i64::from)).collect::<Int64Array>()),
            numbers(&found.trend),
        ],
        ..answer(&data, diagnostics)
    })
}

fn run_industry_portfolio(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let data = bind(&industry_portfolio::METHOD, bound, inputs)?;
    let reference = reference(inputs, &data)?;
    let (panel, mut diagnostics) = panel(&data, inputs)?;
    let absent = (inputs.choice("absent") == "zero").then_some(0.0);
    let (found, findings) = industry_portfolio(&panel, reference, inputs.number("threshold"), absent);
    diagnostics.extend(findings);
    let list = |labels: &Labels, ids: &[u32]| {
        let words: Vec<&str> = ids.iter().map(|id| labels.0[*id as usize].as_str()).collect();
        Cell::Text(Some(words.join("|")))
    };
    let row = |own: &industry_portfolio::Portfolio| {
        vec![
            word(&data.regions, own.region as usize),
            own.class.word().into(),
            list(&data.industries, &own.industries),
            own.industries.len().into(),
            own.value.into(),
            own.share.into(),
            own.growth.into(),
            list(&data.regions, &own.partners),
            list(&data.industries, &own.shared),
        ]
    };
    let rows: Vec<Vec<Cell>> = found.iter().map(row).collect();
    Ok(Answer { columns: columns(industry_portfolio::METHOD.outputs, &rows), ..answer(&data, diagnostics) })
}

/// The regions and industries that the plans list, with the words for both.
fn plans(
    bound: &Bound,
    day: Option<i32>,
    prefix: i64,
    keep: &dyn Fn(&str) -> bool,
) -> (Vec<(u32, u32)>, Labels, Labels) {
    let policies = bound.rows("policy");
    let listed: Vec<(String, String)> = (0..policies.len())
        .filter(|&row| {
            day.is_none_or(|day| {
                policies.day("start", row).is_none_or(|start| start <= day)
                    && policies.day("end", row).is_none_or(|end| day < end)
            })
        })
        .filter_map(|row| {
            let (region, industry) = (policies.text("region", row)?, policies.text("industry", row)?);
            let length = usize::try_from(prefix).ok().filter(|length| *length > 0).unwrap_or(usize::MAX);
            keep(region).then(|| (region.to_owned(), industry.chars().take(length).collect()))
        })
        .collect();
    let (regions, region_names) = numbered(&listed.iter().map(|(region, _)| region.clone()).collect::<Vec<_>>());
    let (industries, industry_names) = numbered(&listed.into_iter().map(|(_, industry)| industry).collect::<Vec<_>>());
    (regions.into_iter().zip(industries).collect(), region_names, industry_names)
}

#[expect(clippy::unnecessary_wraps, reason = "the list of methods wants one form")]
fn run_plan_overlap(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &plan_overlap::METHOD;
    let (level, regions) = (inputs.text("level"), &bound.scene.regions);
    let keep =
        |code: &str| level.is_none_or(|level| regions.get(code, LATEST).is_some_and(|found| found.level == level));
    let day = inputs.period("day").map(|period| epoch_days(period.start));
    let (listed, places, industries) = plans(bound, day, inputs.integer("prefix"), &keep);
    let (found, diagnostics) = plan_overlap(&listed);
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .map(|row| {
            let place =
                |of: fn((u32, u32)) -> u32| row.pair.map_or(Cell::Text(None), |pair| word(&places, of(pair) as usize));
            let mut cells = vec![place(|pair| pair.0), place(|pair| pair.1), row.shared.into(), row.union.into()];
            cells.extend(row.measures.map(Cell::Number));
            cells
        })
        .collect();
    let described = format!(
        "{} entries of {} industries",
        listed.len(),
        industries.0.iter().filter(|name| !name.is_empty()).count()
    );
    Ok(Answer {
        columns: columns(method.outputs, &rows),
        notes: Vec::new(),
        observation: Observation::default(),
        diagnostics,
        inputs: BTreeMap::from([("plans".to_owned(), described)]),
    })
}

/// The tier of each member of an area, itself or a region it lies in.
fn tiers(bound: &Bound, area: &str) -> Result<HashMap<String, Option<u32>>, EngineError> {
    let members = bound.scene.regions.members.iter().filter(|member| member.area == area);
    let tiers: HashMap<String, Option<u32>> =
        members.map(|member| (member.member.clone(), member.tier.and_then(|tier| u32::try_from(tier).ok()))).collect();
    if tiers.is_empty() {
        let known: BTreeSet<&str> = bound.scene.regions.members.iter().map(|member| member.area.as_str()).collect();
        let known = listed(known);
        let expected = Words::new(format!("有成员的范围：{known}"), format!("an area with members: {known}"));
        return Err(EngineError::parameter("area", area, expected));
    }
    Ok(tiers)
}

fn run_competition(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &competition::METHOD;
    let level = inputs.choice("level");
    let members = inputs.text("area").map(|area| tiers(bound, area)).transpose()?;
    let origin = bound.indicator.as_ref().ok_or_else(|| super::absent(method, "indicator", super::NO_TABLE))?;
    let regions = &bound.scene.regions;
    let keep = |code: &str| {
        regions.get(code, LATEST).is_some_and(|found| found.level == level)
            && members.as_ref().is_none_or(|members| members.contains_key(code))
    };
    let data = crate::panel::bind(method, inputs, origin, &keep)?;
    let (panel, mut diagnostics) = panel(&data, inputs)?;
    let similar = structural_similarity(&panel, Measure::Overlap, liantu_structure::Absent::Zero);
    diagnostics.extend(similar.findings.iter().cloned());
    // Of several periods the last counts.
    let last = similar.period.iter().copied().max();
    let (listed, places, _) = plans(bound, None, 0, &keep);
    let (overlaps, _) = plan_overlap(&listed);
    let jaccard: HashMap<(&str, &str), Option<f64>> = overlaps
        .iter()
        .filter_map(|row| {
            let (one, two) = row.pair?;
            Some(((places.0[one as usize].as_str(), places.0[two as usize].as_str()), row.measures[0]))
        })
        .collect();
    let scale = Scale::parse(level).ok_or_else(|| EngineError::Internal { reason: format!("no scale {level}") })?;
    let scaled = network::Scaled::new(&bound.scene, scale)?;
    let graph = Graph::read(&scaled.network, &Filter::everything(), Reading::undirected(Weight::Distinct));
    let number: Vec<Option<u32>> = scaled.nodes.iter().map(|node| data.regions.number(node)).collect();
    let mut links: HashMap<(u32, u32), f64> = HashMap::new();
    let mut degree = vec![0.0; data.regions.0.len()];
    for (from, to, weight) in graph.list() {
        if let (Some(one), Some(two)) = (number[from as usize], number[to as usize])
            && one < two
        {
            links.insert((one, two), weight);
            degree[one as usize] += weight;
            degree[two as usize] += weight;
        }
    }
    let dyads: Vec<Dyad> = (0..similar.period.len())
        .filter(|&n| Some(similar.period[n]) == last)
        .map(|n| {
            let (one, two) = (similar.region[n], similar.partner[n]);
            let names = (data.regions.0[one as usize].as_str(), data.regions.0[two as usize].as_str());
            Dyad {
                one,
                two,
                similarity: similar.value.get(n),
                plans: jaccard.get(&names).copied().flatten(),
                links: links.get(&(one, two)).copied().unwrap_or(0.0),
            }
        })
        .collect();
    let tiers: Option<Vec<Option<u32>>> = members.as_ref().map(|members| {
        let regions = data.regions.0.iter();
        regions.map(|code| members.get(code).copied().flatten()).collect()
    });
    let with_plans = bound.rows("policy").len() > 0;
    let (found, findings) = competition::competition(&dyads, &degree, tiers.as_deref(), with_plans);
    diagnostics.extend(findings);
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .map(|row| {
            let place = |of: fn((u32, u32)) -> u32| {
                row.pair.map_or(Cell::Text(None), |pair| word(&data.regions, of(pair) as usize))
            };
            vec![
                Cell::Integer(row.tier.map(i64::from)),
                place(|pair| pair.0),
                place(|pair| pair.1),
                row.similarity.into(),
                row.similarity.map(|similarity| 1.0 - similarity).into(),
                row.plans.into(),
                Some(row.links).into(),
                row.competition.into(),
                row.cooperation.into(),
                row.index.into(),
            ]
        })
        .collect();
    let mut answer = answer(&data, diagnostics);
    let period = last.map_or("", |last| &data.periods.0[last as usize]);
    answer.notes.push(Words::new(format!("{period} 期的结构"), format!("structure of period {period}")));
    answer.notes.push(if with_plans {
        Words::new("规划计入", "plans count")
    } else {
        Words::new("没有规划", "plans are not given")
    });
    answer
        .inputs
        .insert("network".to_owned(), format!("{} links between {} places", scaled.network.len(), scaled.nodes.len()));
    Ok(Answer { columns: columns(method.outputs, &rows), ..answer })
}

fn run_relation_stage(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &relation_stage::METHOD;
    let (frame, indicator) = one(method, bound, inputs, &[])?;
    let values = frame.column(indicator);
    let alpha = inputs.number("alpha");
    let (found, diagnostics) = relation_stage(&values, frame.regions.0.len());
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .map(|row| {
            let part = |side: usize| row.effects.map(|effects| effects[side]);
            vec![
                word(&frame.regions, row.one as usize),
                word(&frame.regions, row.two as usize),
                row.steps.into(),
                part(0).map(|effect| effect.size).into(),
                part(0).map(|effect| effect.p_value).into(),
                part(1).map(|effect| effect.size).into(),
                part(1).map(|effect| effect.p_value).into(),
                Cell::Text(row.word(alpha).map(str::to_owned)),
                Cell::Text(row.stage(alpha).map(str::to_owned)),
            ]
        })
        .collect();
    Ok(framed(method, &frame, &rows, diagnostics))
}

fn run_relocation_signal(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &relocation::METHOD;
    let names = ["closures", "departures", "orders"].map(|parameter| inputs.text(parameter).unwrap_or_default());
    // Any of the three may be absent, not all of them.
    let listed = bound.frame(method, inputs, None)?.indicators;
    let wanted: Vec<&str> = names.into_iter().filter(|name| listed.number(name).is_some()).collect();
    if wanted.is_empty() && !listed.0.is_empty() {
        return Err(EngineError::parameter("closures", names.join(", "), listed.listed()));
    }
    let frame = bound.frame(method, inputs, Some(&wanted))?;
    let rule = relocation::Rule {
        window: usize::try_from(inputs.integer("window")).unwrap_or(8),
        level: inputs.number("significance"),
        fall: inputs.number("fall"),
        needed: usize::try_from(inputs.integer("needed")).unwrap_or(2),
    };
    // The period of rows without one is no step of a series.
    let steps: Vec<usize> = (0..frame.periods.0.len()).filter(|&period| !frame.periods.0[period].is_empty()).collect();
    let (mut rows, mut uncounted, mut untold) = (Vec::new(), 0, 0);
    for region in 0..frame.regions.0.len() {
        let series = names.map(|name| -> Vec<f64> {
            let Some(place) = frame.indicators.number(name) else { return Vec::new() };
            steps.iter().map(|&period| frame.row(period, region)[place as usize]).collect()
        });
        let [closures, departures, orders] = &series;
        uncounted += [closures, departures]
            .into_iter()
            .flatten()
            .filter(|value| value.is_finite() && !is_count(**value))
            .count();
        let found = relocation_signal([closures, departures], orders, rule);
        untold += found.iter().filter(|reading| reading.unknown > 0).count();
        for (now, reading) in found.iter().enumerate() {
            let value = |which: usize| Cell::Number(series[which].get(now).copied().filter(|value| value.is_finite()));
            rows.push(vec![
                word(&frame.periods, steps[now]),
                word(&frame.regions, region),
                value(0),
                reading.p[0].into(),
                value(1),
                reading.p[1].into(),
                value(2),
                reading.z.into(),
                reading.signs.into(),
                reading.unknown.into(),
                reading.signal.word().into(),
                reading.since.map_or(Cell::Text(None), |since| word(&frame.periods, steps[since])),
            ]);
        }
    }
    Ok(framed(method, &frame, &rows, relocation::findings(uncounted, untold)))
}
