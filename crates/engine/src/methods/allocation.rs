//! Binding the methods on where factors and activities are, and where they would do better.

use super::measures::{framed, word};
use super::sheet::{Cell, columns};
use super::structure::{answer, cells, of_indicator, panel};
use super::synthesis::{items, numbered};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::frame::names_in;
use crate::indicator::one_of;
use crate::inputs::Inputs;
use crate::panel::Labels;
use crate::space::Pairs;
use liantu_model::{Diagnostic, Words};
use liantu_structure::allocation::misallocation::{self, Uses, misallocation};
use liantu_structure::allocation::placement::{self, Sites, placement};
use liantu_structure::allocation::returns::{self, unit_returns};
use liantu_structure::allocation::supplier_routes::{self, Supplier, Ways, supplier_routes};
use liantu_structure::allocation::transfer::{self, Transfer, transfer_suitability};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &misallocation::METHOD, run: run_misallocation },
    Entry { method: &placement::METHOD, run: run_placement },
    Entry { method: &transfer::METHOD, run: run_transfer },
    Entry { method: &returns::METHOD, run: run_unit_returns },
    Entry { method: &supplier_routes::METHOD, run: run_supplier_routes },
];

fn lacking(parameter: &str, expected: Words) -> EngineError {
    EngineError::parameter(parameter, "", expected)
}

fn run_misallocation(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &misallocation::METHOD;
    let output =
        inputs.text("output").ok_or_else(|| lacking("output", Words::new("产出的指标", "the indicator of output")))?;
    let factors = numbered(inputs, "factors")?.unwrap_or_default();
    if !factors.iter().any(|(_, alpha)| *alpha > 0.0) {
        return Err(lacking(
            "factors",
            Words::new(
                "指标与弹性，如 capital=0.5, labour=0.5",
                "indicators with elasticities, such as capital=0.5, labour=0.5",
            ),
        ));
    }
    let names: Vec<&str> = std::iter::once(output).chain(factors.iter().map(|(name, _)| *name)).collect();
    let frame = bound.frame(method, inputs, Some(&names))?;
    let places: Option<Vec<usize>> =
        names.iter().map(|name| frame.indicators.number(name).map(|number| number as usize)).collect();
    // A table without rows has no indicator.
    let Some(places) = places else { return Ok(framed(method, &frame, &[], Vec::new())) };
    let elasticity: Vec<f64> = factors.iter().map(|(_, alpha)| *alpha).collect();
    let (mut rows, mut diagnostics) = (Vec::new(), Vec::new());
    let none = || Cell::Number(None);
    for period in 0..frame.periods.0.len() {
        let count = frame.regions.0.len();
        let pick = |region: usize| places.iter().map(move |&place| (region, place));
        let value = |(region, place): (usize, usize)| frame.row(period, region)[place];
        let outputs: Vec<f64> = (0..count).map(|region| value((region, places[0]))).collect();
        let used: Vec<f64> = (0..count).flat_map(|region| pick(region).skip(1).map(value)).collect();
        let uses = Uses { output: &outputs, factors: &used, elasticity: &elasticity };
        let found = misallocation(&uses, inputs.number("sigma"));
        diagnostics.extend(found.findings);
        let head = |region: Cell, factor: Option<&str>| {
            vec![word(&frame.periods, period), region, Cell::Text(factor.map(str::to_owned))]
        };
        let known = found.units.iter().zip(&outputs).filter(|(unit, _)| unit.is_some()).map(|(_, output)| *output);
        let all: f64 = known.sum();
        let mut row = head(Cell::Text(None), None);
        row.extend([
            found.gain.map(|_| all).into(),
            none(),
            none(),
            none(),
            found.dispersion.into(),
            found.gain.into(),
        ]);
        rows.push(row);
        for (region, unit) in found.units.iter().enumerate() {
            let Some(unit) = unit else { continue };
            let place = || word(&frame.regions, region);
            let mut row = head(place(), None);
            row.extend([Some(outputs[region]).into(), Some(unit.relative).into(), none(), none(), none(), none()]);
            rows.push(row);
            for (k, (name, _)) in factors.iter().enumerate() {
                let used = used[region * factors.len() + k];
                let mut row = head(place(), Some(name));
                row.extend([
                    Some(used).into(),
                    Some(unit.products[k]).into(),
                    Some(unit.efficient[k]).into(),
                    Some(unit.efficient[k] - used).into(),
                    none(),
                    none(),
                ]);
                rows.push(row);
            }
        }
    }
    Ok(framed(method, &frame, &rows, diagnostics))
}

fn run_placement(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &placement::METHOD;
    let read = |indicator: &str, whole: bool| of_indicator(method, bound, inputs, indicator, whole);
    let data = read(inputs.choice("output"), false)?;
    let current = cells(&data)?;
    let cost = cells(&read(inputs.choice("cost"), false)?)?;
    let optional = |parameter: &str| inputs.text(parameter).map(|name| read(name, true)).transpose();
    let (capacity, development) = (optional("capacity")?, optional("development")?);
    // Rows without an industry share the one that has no name, which comes last.
    let unnamed = data.industries.0.len() as u32;
    let bounds = capacity.as_ref().map(cells).transpose()?.unwrap_or_default();
    let levels = development.as_ref().map(cells).transpose()?.unwrap_or_default();
    let mut stages: Vec<u32> = current.keys().chain(cost.keys()).map(|key| key.2).collect();
    stages.sort_by(|one, two| data.industries.0[*one as usize].cmp(&data.industries.0[*two as usize]));
    stages.dedup();
    if let Some(list) = inputs.text("stages") {
        let number = |name: &str| {
            data.industries.number(name).filter(|number| stages.contains(number)).ok_or_else(|| {
                EngineError::parameter(
                    "stages",
                    name,
                    Words::new("有产出或单位成本的行业", "industries that have output or a unit cost"),
                )
            })
        };
        stages = names_in(list).map(number).collect::<Result<_, _>>()?;
    }
    let mut periods: Vec<u32> = current.keys().map(|key| key.0).collect();
    periods.sort_by(|one, two| data.periods.0[*one as usize].cmp(&data.periods.0[*two as usize]));
    periods.dedup();
    let (mut rows, mut diagnostics) = (Vec::new(), Vec::new());
    for period in periods {
        let mut regions: Vec<u32> =
            current.keys().chain(cost.keys()).filter(|key| key.0 == period).map(|key| key.1).collect();
        regions.sort_by(|one, two| data.regions.0[*one as usize].cmp(&data.regions.0[*two as usize]));
        regions.dedup();
        let table = |from: &BTreeMap<(u32, u32, u32), f64>| -> Vec<f64> {
            let at = |&region: &u32| {
                stages.iter().map(move |&stage| from.get(&(period, region, stage)).copied().unwrap_or(f64::NAN))
            };
            regions.iter().flat_map(at).collect()
        };
        let whole = |from: &BTreeMap<(u32, u32, u32), f64>| -> Vec<f64> {
            regions.iter().map(|&region| from.get(&(period, region, unnamed)).copied().unwrap_or(f64::NAN)).collect()
        };
        let (now, costs) = (table(&current), table(&cost));
        let sites = Sites {
            activities: stages.len(),
            current: &now,
            cost: &costs,
            capacity: &table(&bounds),
            room: &whole(&bounds),
            development: &whole(&levels),
        };
        let found = placement(&sites);
        diagnostics.extend(found.findings);
        let given = |value: f64| Cell::Number(Some(value).filter(|value| !value.is_nan()));
        let none = || Cell::Number(None);
        let all = |table: &[f64]| table.iter().filter(|value| !value.is_nan()).sum::<f64>();
        rows.push(vec![
            label(&data.periods, period),
            Cell::Text(None),
            Cell::Text(None),
            none(),
            Some(all(&now)).into(),
            found.placed.as_deref().map(all).into(),
            none(),
            found.spending.into(),
            found.least.into(),
            found.gradient[0].into(),
            found.gradient[1].into(),
        ]);
        for (place, (&now, &cost)) in now.iter().zip(&costs).enumerate() {
            if now.is_nan() && cost.is_nan() {
                continue;
            }
            let placed = found.placed.as_ref().map(|placed| placed[place]);
            let (region, stage) = (regions[place / stages.len()], stages[place % stages.len()]);
            let held = if now.is_nan() { 0.0 } else { now };
            let mut row =
                vec![label(&data.periods, period), label(&data.regions, region), label(&data.industries, stage)];
            row.extend([given(cost), given(now), placed.into(), placed.map(|placed| placed - held).into()]);
            row.extend([none(), none(), none(), none()]);
            rows.push(row);
        }
    }
    let columns = columns(method.outputs, &rows);
    Ok(Answer { columns, ..answer(&data, diagnostics) })
}

fn label(labels: &Labels, id: u32) -> Cell {
    word(labels, id as usize)
}

fn run_transfer(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &transfer::METHOD;
    let output_data = of_indicator(method, bound, inputs, inputs.choice("output"), false)?;
    let employment_data = of_indicator(method, bound, inputs, inputs.choice("employment"), false)?;
    let (output, mut diagnostics) = panel(&output_data, inputs)?;
    let (employment, more) = panel(&employment_data, inputs)?;
    diagnostics.extend(more);
    let mut described = None;
    let pairs = match inputs.text("measure") {
        None => None,
        Some(measure) => {
            let latest = output_data.periods.0.iter().max().cloned().unwrap_or_default();
            let pairs = Pairs::bind(bound.rows("region_pair"), measure, &output_data.regions, &latest)?;
            described = Some(pairs.described.clone());
            Some(pairs.cells.iter().map(|&(from, to, value)| ((from, to), value)).collect::<BTreeMap<_, _>>())
        }
    };
    let strongest = usize::try_from(inputs.integer("strongest")).unwrap_or(usize::MAX);
    let half = inputs.number("half");
    let (found, findings): (Vec<Transfer>, Vec<Diagnostic>) = match &pairs {
        None => transfer_suitability(&output, &employment, None, half, strongest),
        Some(pairs) => {
            let apart = |one: u32, two: u32| {
                pairs.get(&(one, two)).or_else(|| pairs.get(&(two, one))).copied().filter(|value| value.is_finite())
            };
            transfer_suitability(&output, &employment, Some(&apart), half, strongest)
        }
    };
    diagnostics.extend(findings);
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .map(|row| {
            vec![
                label(&output_data.periods, row.period),
                label(&output_data.regions, row.origin),
                label(&output_data.regions, row.host),
                label(&output_data.industries, row.industry),
                Some(row.gradients[0]).into(),
                Some(row.gradients[1]).into(),
                Some(row.fit).into(),
                Some(row.nearness).into(),
                Some(row.score).into(),
                row.rank.into(),
            ]
        })
        .collect();
    let mut answer = Answer { columns: columns(method.outputs, &rows), ..answer(&output_data, diagnostics) };
    if let Some(described) = described {
        answer.inputs.insert("region_pair".to_owned(), described.en);
    }
    Ok(answer)
}

fn run_unit_returns(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &returns::METHOD;
    let (frame, ins, outs) = items(method, bound, inputs)?;
    let count = frame.regions.0.len();
    let (mut rows, mut diagnostics) = (Vec::new(), Vec::new());
    for period in 0..frame.periods.0.len() {
        let column = |item: usize| (0..count).map(|region| frame.row(period, region)[item]).collect::<Vec<f64>>();
        for &out in &outs {
            for &put in &ins {
                let (output, input) = (column(out), column(put));
                let found = unit_returns(&output, &input);
                diagnostics.extend(found.findings.iter().cloned());
                let head = |region: Cell| {
                    let name = |item: usize| Cell::from(frame.indicators.0[item].as_str());
                    vec![word(&frame.periods, period), region, name(out), name(put)]
                };
                let mut row = head(Cell::Text(None));
                let all = found.all();
                row.extend([
                    all.map(|_| found.sums[0]).into(),
                    all.map(|_| found.sums[1]).into(),
                    all.into(),
                    all.filter(|all| *all > 0.0).map(|_| 1.0).into(),
                    Cell::Integer(None),
                ]);
                rows.push(row);
                for region in (0..count).filter(|&region| !output[region].is_nan() || !input[region].is_nan()) {
                    let given = |value: f64| Cell::Number(Some(value).filter(|value| !value.is_nan()));
                    let mut row = head(word(&frame.regions, region));
                    row.extend([
                        given(output[region]),
                        given(input[region]),
                        found.ratio[region].into(),
                        found.relative(region).into(),
                        Cell::Integer(found.rank[region].map(i64::from)),
                    ]);
                    rows.push(row);
                }
            }
        }
    }
    Ok(framed(method, &frame, &rows, diagnostics))
}

fn run_supplier_routes(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let (table, pairs) = (bound.rows("chain_supply"), bound.rows("region_pair"));
    let to = inputs
        .text("to")
        .ok_or_else(|| lacking("to", Words::new("需要该产品的区域", "the region that needs the product")))?;
    let measures: BTreeSet<&str> = (0..pairs.len()).filter_map(|row| pairs.text("measure", row)).collect();
    let measure = match (inputs.text("measure"), measures.len()) {
        (Some(measure), _) => measure,
        (None, 1) => measures.first().copied().unwrap_or_default(),
        _ => {
            return Err(lacking("measure", one_of(measures)));
        }
    };
    let ends = ["from_region", "to_region"];
    let codes = |column: &'static str| (0..pairs.len()).filter_map(move |row| pairs.text(column, row));
    let all: BTreeSet<&str> = ends.into_iter().flat_map(codes).chain([to]).collect();
    let labels = Labels(all.into_iter().map(str::to_owned).collect());
    let links = Pairs::bind(pairs, measure, &labels, inputs.text("period").unwrap_or_default())?;
    let ways = Ways::new(labels.0.len(), &links.cells, labels.number(to).unwrap_or_default());
    let quantity = Some(inputs.number("quantity")).filter(|quantity| *quantity > 0.0);
    let mut products: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for row in 0..table.len() {
        let node = table.text("node", row).filter(|own| inputs.text("node").is_none_or(|only| only == *own));
        if let Some(node) = node {
            products.entry(node).or_default().push(row);
        }
    }
    let (mut rows, mut diagnostics) = (Vec::new(), Vec::new());
    for (node, mut own) in products {
        own.sort_by_key(|&row| (table.text("provider", row), table.text("region", row), row));
        // A region can be a provider itself.
        let region = |row: usize| {
            let itself = || (table.text("provider_kind", row) == Some("region")).then(|| table.text("provider", row));
            table.text("region", row).or_else(|| itself().flatten())
        };
        let suppliers: Vec<Supplier> = own
            .iter()
            .map(|&row| Supplier {
                // A place that no link touches is known, and out of reach unless it is the place of need.
                place: region(row).map(|code| labels.number(code).unwrap_or(u32::MAX)),
                unit_cost: table.number("unit_cost", row),
                capacity: table.number("capacity", row),
            })
            .collect();
        let (found, findings) = supplier_routes(&suppliers, &ways, inputs.number("rate"), quantity);
        diagnostics.extend(findings);
        rows.extend(found.iter().map(|one| {
            let (row, supplier) = (own[one.supplier], &suppliers[one.supplier]);
            let route = supplier.place.map(|place| ways.route(place)).unwrap_or_default();
            let route: Vec<&str> = route.into_iter().map(|place| labels.0[place as usize].as_str()).collect();
            vec![
                node.into(),
                Cell::Integer(one.rank.map(i64::from)),
                Cell::Text(table.text("provider", row).map(str::to_owned)),
                Cell::Text(region(row).map(str::to_owned)),
                supplier.unit_cost.into(),
                one.length.into(),
                one.delivered.into(),
                table.number("lead_days", row).into(),
                supplier.capacity.into(),
                one.allotted.map(|(part, _)| part).into(),
                one.allotted.map(|(_, short)| short).into(),
                Cell::Text(Some(route.join("|")).filter(|route| !route.is_empty())),
                one.reason.word().into(),
            ]
        }));
    }
    Ok(Answer {
        columns: columns(supplier_routes::METHOD.outputs, &rows),
        notes: vec![links.described.clone()],
        observation: links.observation,
        diagnostics,
        inputs: BTreeMap::from([("chain_supply".to_owned(), format!("{} rows", table.len()))]),
    })
}
