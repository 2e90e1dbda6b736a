//! Binding the methods of the room `structure`.

use super::sheet::{Cell, columns, given, numbers, raw_numbers, words, words_of};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::panel::{self, Labels, PanelData};
use crate::regions::LATEST;
use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, StringArray};
use arrow::buffer::BooleanBuffer;
use liantu_model::period::epoch_days;
use liantu_model::{Diagnostic, Method, Period, Words};
use liantu_structure::location_quotient::{self, Reference, location_quotient};
use liantu_structure::specialisation::{self, krugman_pairs, specialisation};
use liantu_structure::structural_similarity::{self, Measure, structural_similarity};
use liantu_structure::territory::{self, Change, Part, carry, territorial_totals};
use liantu_structure::{Absent, Duplicates, Pairs, Panel, PanelError};
use std::collections::{BTreeMap, HashMap};
use std::mem::take;
use std::sync::Arc;

/// Regions with the share that belongs to each; `None` is unknown.
type Shares = Vec<(u32, Option<f64>)>;

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &location_quotient::METHOD, run: run_location_quotient },
    Entry { method: &structural_similarity::METHOD, run: run_structural_similarity },
    Entry { method: &specialisation::METHOD, run: run_specialisation },
    Entry { method: &territory::METHOD, run: run_territorial_total },
];

/// The panel of a run. A region that only serves as the reference takes no part in the sums over regions, so it is bound
/// apart from the level asked for.
pub(super) fn bind(method: &'static Method, bound: &Bound, inputs: &Inputs) -> Result<PanelData, EngineError> {
    let origin = bound.indicator.as_ref().ok_or_else(|| super::absent(method, "indicator", super::NO_TABLE))?;
    let reference = reference_region(inputs)?;
    let level = inputs.text("level");
    let regions = &bound.scene.regions;
    let keep = |code: &str| {
        reference == Some(code)
            || level.is_none_or(|level| regions.get(code, LATEST).is_some_and(|region| region.level == level))
    };
    panel::bind(method, inputs, origin, &keep)
}

/// The panel of one indicator, of the level asked for; `whole` with the rows that belong to no industry. All panels of one
/// table have the same numbers for regions, industries and periods.
pub(super) fn of_indicator(
    method: &'static Method,
    bound: &Bound,
    inputs: &Inputs,
    indicator: &str,
    whole: bool,
) -> Result<PanelData, EngineError> {
    let origin = bound.indicator.as_ref().ok_or_else(|| super::absent(method, "indicator", super::NO_TABLE))?;
    let (level, regions) = (inputs.text("level"), &bound.scene.regions);
    let keep = |code: &str| level.is_none_or(|level| regions.get(code, LATEST).is_some_and(|own| own.level == level));
    let inputs = inputs.with("indicator", indicator);
    if whole { panel::bind_all(method, &inputs, origin, &keep) } else { panel::bind(method, &inputs, origin, &keep) }
}

/// The values of a panel by period, region and industry; what is repeated is an error.
pub(super) fn cells(data: &PanelData) -> Result<BTreeMap<(u32, u32, u32), f64>, EngineError> {
    let mut cells = BTreeMap::new();
    for n in 0..data.value.len() {
        let key = (data.period[n], data.region[n], data.industry[n]);
        if cells.insert(key, data.value[n]).is_some() {
            let indicator = data.indicator.clone().unwrap_or_default();
            return Err(EngineError::parameter(
                "indicator",
                indicator,
                Words::new(
                    "每个区域、行业、时期只有一个值的表",
                    "a table that gives one value for a region, industry and period",
                ),
            ));
        }
    }
    Ok(cells)
}

fn reference_region(inputs: &Inputs) -> Result<Option<&str>, EngineError> {
    if inputs.text("reference") != Some("region") {
        return Ok(None);
    }
    inputs.text("reference_region").map(Some).ok_or_else(|| {
        EngineError::parameter(
            "reference_region",
            "",
            Words::new(
                "区域代码，因为 `reference` 为 `region`",
                "the code of a region, because `reference` is `region`",
            ),
        )
    })
}

pub(super) fn reference(inputs: &Inputs, data: &PanelData) -> Result<Reference, EngineError> {
    Ok(match (inputs.choice("reference"), reference_region(inputs)?) {
        (_, Some(code)) => Reference::Region(data.regions.number(code).ok_or_else(|| {
            EngineError::parameter(
                "reference_region",
                code,
                Words::new("有该指标数值的区域", "a region that has values of the indicator"),
            )
        })?),
        ("rest", _) => Reference::Rest,
        _ => Reference::Total,
    })
}

pub(super) fn panel<'a>(data: &'a PanelData, inputs: &Inputs) -> Result<(Panel<'a>, Vec<Diagnostic>), EngineError> {
    let duplicates = if inputs.choice("duplicates") == "sum" { Duplicates::Sum } else { Duplicates::Refuse };
    Panel::new(data.cells(), data.shape(), duplicates).map_err(|error| match error {
        PanelError::Duplicate { count, .. } => EngineError::parameter(
            "duplicates",
            "refuse",
            Words::new(
                format!("`sum`，或没有重复的表：有 {count} 行的区域、行业、时期重复"),
                format!("`sum`, or a table without repeats: {count} rows repeat a region, industry and period"),
            ),
        ),
        other => EngineError::Internal { reason: other.to_string() },
    })
}

pub(super) fn absent(inputs: &Inputs) -> Absent {
    if inputs.choice("absent") == "missing" { Absent::Missing } else { Absent::Zero }
}

fn run_location_quotient(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut data = bind(&location_quotient::METHOD, bound, inputs)?;
    let reference = reference(inputs, &data)?;
    let (panel, mut diagnostics) = panel(&data, inputs)?;
    let result = location_quotient(&panel, reference);
    diagnostics.extend(result.findings);
    let threshold = inputs.number("threshold");
    let quotients = result.quotient.into_raw();
    let present = BooleanBuffer::collect_bool(quotients.len(), |n| quotients[n] >= threshold);
    let present = BooleanArray::new(present, given(&quotients));
    let symmetric = quotients.iter().map(|&quotient| location_quotient::symmetric(quotient)).collect();
    let (own, rest) = (panel.into_own(), answer(&data, diagnostics));
    Ok(Answer {
        columns: vec![
            words_of(&data.periods, own.period.unwrap_or_else(|| take(&mut data.period))),
            words_of(&data.regions, own.region.unwrap_or_else(|| take(&mut data.region))),
            words_of(&data.industries, own.industry.unwrap_or_else(|| take(&mut data.industry))),
            raw_numbers(own.value.unwrap_or_else(|| take(&mut data.value))),
            raw_numbers(quotients),
            raw_numbers(symmetric),
            Arc::new(present),
        ],
        ..rest
    })
}

fn run_structural_similarity(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let data = bind(&structural_similarity::METHOD, bound, inputs)?;
    let (panel, mut diagnostics) = panel(&data, inputs)?;
    let measure = match inputs.choice("measure") {
        "overlap" => Measure::Overlap,
        "correlation" => Measure::Correlation,
        _ => Measure::Cosine,
    };
    let pairs = structural_similarity(&panel, measure, absent(inputs));
    diagnostics.extend(pairs.findings.iter().cloned());
    let industries: Int64Array = pairs.industries.iter().map(|&count| i64::from(count)).collect();
    Ok(Answer {
        columns: vec![
            words(&data.periods, &pairs.period),
            words(&data.regions, &pairs.region),
            words(&data.regions, &pairs.partner),
            numbers(&pairs.value),
            Arc::new(industries),
        ],
        ..answer(&data, diagnostics)
    })
}

fn run_specialisation(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let data = bind(&specialisation::METHOD, bound, inputs)?;
    if inputs.choice("reference") == "pair" {
        let (panel, mut diagnostics) = panel(&data, inputs)?;
        let Pairs { period, region, partner, value, findings, .. } = krugman_pairs(&panel, absent(inputs));
        diagnostics.extend(findings);
        let nothing: ArrayRef = Arc::new(Float64Array::new_null(value.len()));
        return Ok(Answer {
            columns: vec![
                words(&data.periods, &period),
                words(&data.regions, &region),
                words(&data.regions, &partner),
                numbers(&value),
                Arc::clone(&nothing),
                nothing,
            ],
            ..answer(&data, diagnostics)
        });
    }
    let reference = reference(inputs, &data)?;
    let (panel, mut diagnostics) = panel(&data, inputs)?;
    let result = specialisation(&panel, reference, absent(inputs));
    diagnostics.extend(result.findings);
    let partner: ArrayRef = match reference {
        Reference::Region(region) => words(&data.regions, &vec![region; result.region.len()]),
        Reference::Total | Reference::Rest => Arc::new(StringArray::new_null(result.region.len())),
    };
    Ok(Answer {
        columns: vec![
            words(&data.periods, &result.period),
            words(&data.regions, &result.region),
            partner,
            numbers(&result.krugman),
            numbers(&result.herfindahl),
            numbers(&result.herfindahl_normalised),
        ],
        ..answer(&data, diagnostics)
    })
}

fn run_territorial_total(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let regions = &bound.scene.regions;
    let (level, parts) = (inputs.choice("level"), inputs.choice("parts"));
    let origin =
        bound.indicator.as_ref().ok_or_else(|| super::absent(&territory::METHOD, "indicator", super::NO_TABLE))?;
    let of_parts = |code: &str| regions.history(code).iter().any(|region| region.level == parts);
    let data = panel::bind_all(&territory::METHOD, inputs, origin, &of_parts)?;
    let as_of = match inputs.text("as_of") {
        None => None,
        Some(text) => Some(text.parse::<Period>().map(|period| epoch_days(period.start)).map_err(|_| {
            EngineError::parameter("as_of", text, Words::new("日期，如 2010-12-31", "a day such as 2010-12-31"))
        })?),
    };
    let codes: Vec<&str> = regions.codes().collect();
    let number = |code: &str| codes.binary_search(&code).ok().map(|number| number as u32);
    let changes: Vec<Change> = regions
        .lineage
        .iter()
        .filter_map(|change| {
            let (from, to) = (number(&change.from)?, number(&change.to)?);
            Some(Change { from, to, day: change.day, share: change.share })
        })
        .collect();
    let exists = |region: u32, day: i32| regions.exists(codes[region as usize], day);
    let starts: Vec<Option<i32>> = data
        .periods
        .0
        .iter()
        .map(|label| label.parse::<Period>().ok().map(|period| epoch_days(period.start)))
        .collect();
    let mut carried: HashMap<(u32, u32), Shares> = HashMap::new();
    let cells: Vec<Part> = (0..data.value.len())
        .map(|n| {
            let (region, period) = (data.region[n], data.period[n]);
            let shares = carried.entry((region, period)).or_insert_with(|| {
                let code = &data.regions.0[region as usize];
                let from = starts[period as usize].unwrap_or(LATEST);
                let to = as_of.unwrap_or(from);
                let Some(own) = number(code) else { return Vec::new() };
                let mut gathered: BTreeMap<u32, Option<f64>> = BTreeMap::new();
                for (region, share) in carry(&changes, &exists, own, from, to) {
                    let above = regions.gather(codes[region as usize], level, to);
                    let Some(above) =
                        number(above).filter(|_| regions.get(above, to).is_some_and(|found| found.level == level))
                    else {
                        continue;
                    };
                    let sum = gathered.entry(above).or_insert(Some(0.0));
                    *sum = sum.zip(share).map(|(sum, share)| sum + share);
                }
                gathered.into_iter().collect()
            });
            let value = Some(data.value[n]).filter(|value| !value.is_nan());
            Part { group: (period, data.industry[n]), value, shares: shares.clone() }
        })
        .collect();
    let (totals, diagnostics) = territorial_totals(&cells);
    let rows: Vec<Vec<Cell>> = totals
        .iter()
        .map(|total| {
            let (period, industry) = total.group;
            let code = codes[total.region as usize];
            let day = as_of.or(starts[period as usize]).unwrap_or(LATEST);
            let title = regions.get(code, day).map(|region| region.title.clone()).unwrap_or_default();
            let word = |labels: &Labels, id: u32| labels.0.get(id as usize).filter(|word| !word.is_empty()).cloned();
            vec![
                Cell::Text(word(&data.periods, period)),
                code.into(),
                title.zh.into(),
                title.en.into(),
                Cell::Text(word(&data.industries, industry)),
                total.total.into(),
                total.known.into(),
                total.cells.into(),
                total.unknown.into(),
            ]
        })
        .collect();
    Ok(Answer { columns: columns(territory::METHOD.outputs, &rows), ..answer(&data, diagnostics) })
}

/// What every answer of this room says about itself.
pub(super) fn answer(data: &PanelData, mut diagnostics: Vec<Diagnostic>) -> Answer {
    if data.unplaced > 0 {
        diagnostics.push(crate::catalogue::unplaced(data.unplaced));
    }
    let mut bound = BTreeMap::new();
    let indicator = data.indicator.as_deref().map_or(String::new(), |indicator| format!(" of indicator {indicator}"));
    bound.insert("cells".to_owned(), format!("{}{indicator}, from {} rows", data.value.len(), data.rows_read));
    Answer {
        notes: vec![Words::new("缺失值不进入任何合计", "missing values enter no sum")],
        observation: data.observation,
        diagnostics,
        inputs: bound,
        columns: Vec::new(),
    }
}
