//! Binding what asks "what if" of an input-output table: shocks, extraction, paths, decomposition, coefficients that matter.

use super::accounts::{Job, number, ratio};
use super::sheet::Cell;
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::indicator::one_of;
use crate::inputs::Inputs;
use crate::mrio::{Book, Names};
use crate::rows::Rows;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Words};
use liantu_simulation::accounts::{self, Edit, Extraction, Holding, Mrio, Node, Operation, Target};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &accounts::SHOCK, run: run_shock },
    Entry { method: &accounts::SCENARIO, run: run_scenario },
    Entry { method: &accounts::GHOSH, run: run_ghosh },
    Entry { method: &accounts::EXTRACTION, run: run_extraction },
    Entry { method: &accounts::PATHS, run: run_paths },
    Entry { method: &accounts::DECOMPOSITION, run: run_decomposition },
    Entry { method: &accounts::INFLUENCE, run: run_influence },
];

/// Whether a node is one that the parameters `region` and `sector` name.
fn hit(job: &Job<'_>, inputs: &Inputs) -> Result<impl Fn(Node) -> bool + use<>, EngineError> {
    let region = job.book.region("region", inputs.text("region"))?;
    let sector = job.book.sector("sector", inputs.text("sector"))?;
    Ok(move |node: Node| {
        region.is_none_or(|region| node.region == region) && sector.is_none_or(|sector| node.sector == sector)
    })
}

/// The edits of a scenario, in their order.
pub(super) fn edits(book: &Book, rows: &Rows, scenario: &str) -> Result<Vec<Edit>, EngineError> {
    let mut list: Vec<(i64, usize)> = (0..rows.len())
        .filter(|&row| rows.text("scenario", row) == Some(scenario))
        .map(|row| (rows.integer("order", row).unwrap_or(i64::MAX), row))
        .collect();
    if list.is_empty() {
        let known: BTreeSet<&str> = (0..rows.len()).filter_map(|row| rows.text("scenario", row)).collect();
        let none =
            text("表 scenario_edit 中的情景，但表中没有", "a scenario of the table scenario_edit, which has none");
        let expected = if known.is_empty() { none.into() } else { one_of(known) };
        return Err(EngineError::parameter("scenario", scenario, expected));
    }
    list.sort_unstable();
    let edit = |&(order, row): &(i64, usize)| {
        let id = |names: &Names, column: &str| -> Result<Option<u32>, EngineError> {
            let Some(name) = rows.text(column, row) else { return Ok(None) };
            names.find(name).map(Some).ok_or_else(|| {
                EngineError::parameter(
                    "scenario",
                    format!("{scenario}, edit {order}: {column} {name}"),
                    Words::new(
                        format!("投入产出表中的名称：{}", names.listed()),
                        format!("a name of the input-output table: {}", names.listed()),
                    ),
                )
            })
        };
        Ok(Edit {
            target: match rows.text("what", row).unwrap_or_default() {
                "transaction" => Target::Transaction,
                "coefficient" => Target::Coefficient,
                "share" => Target::Sourcing,
                "capacity" => Target::Capacity,
                _ => Target::FinalDemand,
            },
            region: id(&book.regions, "region")?,
            sector: id(&book.sectors, "industry")?,
            to_region: id(&book.regions, "to_region")?,
            to_sector: id(&book.sectors, "to_industry")?,
            operation: match rows.text("operation", row).unwrap_or_default() {
                "set" => Operation::Set,
                "add" => Operation::Add,
                _ => Operation::Multiply,
            },
            value: rows.number("value", row).unwrap_or(f64::NAN),
        })
    };
    list.iter().map(edit).collect()
}

fn run_scenario(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut job = Job::as_it_is(&accounts::SCENARIO, bound, inputs)?;
    let table = bound.rows("scenario_edit");
    let names: BTreeSet<&str> = (0..table.len()).filter_map(|row| table.text("scenario", row)).collect();
    // The only one there is needs no name.
    let name = inputs.text("scenario").or_else(|| names.first().copied().filter(|_| names.len() == 1));
    let edits = edits(&job.book, table, name.unwrap_or_default())?;
    let edited = job.done(accounts::apply(&job.accounts().mrio, &edits))?;
    let before = accounts::holdings(&job.accounts().mrio);
    let after = accounts::holdings(&edited.mrio);
    let gaps = [&job.accounts().mrio, &edited.mrio].map(accounts::gap);
    let by = inputs.choice("by");
    let mut sums: BTreeMap<(Option<u32>, Option<u32>), [Holding; 2]> = BTreeMap::new();
    for (place, holdings) in [&before, &after].into_iter().enumerate() {
        for (&(region, sector), own) in holdings {
            let key = match by {
                "region" => (Some(region), None),
                "sector" => (None, Some(sector)),
                "total" => (None, None),
                _ => (Some(region), Some(sector)),
            };
            let sum = &mut sums.entry(key).or_default()[place];
            sum.output += own.output;
            sum.value_added += own.value_added;
            sum.imports += own.imports;
            sum.outside += own.outside;
        }
    }
    let mut rows = Vec::new();
    for ((region, sector), [base, other]) in &sums {
        let mut row: Vec<Cell> = vec![
            region.map(|region| job.book.regions.name(region).to_owned()).into(),
            sector.map(|sector| job.book.sectors.name(sector).to_owned()).into(),
        ];
        let change = other.output - base.output;
        row.extend([base.output, other.output, change].map(number));
        row.push(ratio(change, base.output));
        for of in [|own: &Holding| own.value_added, |own: &Holding| own.imports, |own: &Holding| own.outside] {
            row.extend([of(base), of(other), of(other) - of(base)].map(number));
        }
        row.push(job.unit());
        rows.push(row);
    }
    let unmet: f64 = edited.unmet.iter().sum();
    let rounds = edited.rounds;
    let more = Words::new(
        format!(
            "{rounds} 轮；全表投入减产出，之前 {:e}，之后 {:e}；因能力不足未满足的最终需求 {unmet}",
            gaps[0], gaps[1]
        ),
        format!(
            "{rounds} rounds; inputs less outputs of the whole table {:e} before, {:e} after; final demand unmet for lack of capacity {unmet}",
            gaps[0], gaps[1]
        ),
    );
    job.put(name.unwrap_or_default(), edits.len(), edited);
    Ok(job.answer(&rows, Vec::new(), Some(more)))
}

fn top(inputs: &Inputs) -> usize {
    usize::try_from(inputs.integer("top")).unwrap_or(usize::MAX)
}

fn run_shock(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let job = Job::new(&accounts::SHOCK, bound, inputs)?;
    let mrio = &job.accounts().mrio;
    let hit = hit(&job, inputs)?;
    let category = job.book.sector("category", inputs.text("category"))?;
    let consumer = job.book.region("consumer", inputs.text("consumer"))?;
    let demand = mrio.demand_of(|demand| {
        category.is_none_or(|category| demand.category == category)
            && consumer.is_none_or(|consumer| demand.region == consumer)
    });
    let fall = inputs.number("fall") / 100.0;
    let change: Vec<f64> =
        mrio.nodes().iter().zip(&demand).map(|(node, sold)| if hit(*node) { -fall * sold } else { 0.0 }).collect();
    let found = job.done(accounts::demand_shock(mrio, &change, inputs.number("tolerance"), &job.watch()))?;
    let line = |node: usize| {
        let (output, moved) = (mrio.output()[node], found.output[node]);
        let mut row = job.node(node).to_vec();
        row.extend([output, change[node], moved].map(number));
        row.extend([ratio(moved, output), number(found.value_added[node]), job.unit()]);
        row
    };
    let rows: Vec<Vec<Cell>> = (0..mrio.len()).map(line).collect();
    let bound = found.bound.map_or_else(
        || Words::new("无上界", "no bound"),
        |bound| Words::new(format!("至多 {bound:e}"), format!("at most {bound:e}")),
    );
    let more = Words::new(
        format!("{} 轮；产出变化之和的误差：{}", found.rounds, bound.zh),
        format!("{} rounds; error of the sum of changes of output: {}", found.rounds, bound.en),
    );
    Ok(job.answer(&rows, found.findings.clone(), Some(more)))
}

fn run_ghosh(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let job = Job::new(&accounts::GHOSH, bound, inputs)?;
    let mrio = &job.accounts().mrio;
    let hit = hit(&job, inputs)?;
    let hit = |node: usize| hit(mrio.nodes()[node]);
    let found = job.done(accounts::supply_shock(mrio, hit, inputs.number("cut") / 100.0, &job.watch()))?;
    let line = |node: usize| {
        let mut row = job.node(node).to_vec();
        row.extend([mrio.output()[node], found.primary[node], found.output[node]].map(number));
        row.extend([ratio(found.output[node], mrio.output()[node]), job.unit()]);
        row
    };
    let rows: Vec<Vec<Cell>> = (0..mrio.len()).map(line).collect();
    Ok(job.answer(&rows, Vec::new(), None))
}

/// The sets of nodes to extract, by the region and the sector that name each.
fn sets(mrio: &Mrio, by: &str) -> BTreeMap<(Option<u32>, Option<u32>), Vec<usize>> {
    let mut sets: BTreeMap<(Option<u32>, Option<u32>), Vec<usize>> = BTreeMap::new();
    for (place, node) in mrio.nodes().iter().enumerate().filter(|(place, _)| mrio.output()[*place] != 0.0) {
        let key = match by {
            "sector" => (None, Some(node.sector)),
            "region" => (Some(node.region), None),
            _ => (Some(node.region), Some(node.sector)),
        };
        sets.entry(key).or_default().push(place);
    }
    sets
}

fn run_extraction(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let job = Job::new(&accounts::EXTRACTION, bound, inputs)?;
    let mrio = &job.accounts().mrio;
    let variant = match inputs.choice("variant") {
        "backward" => Extraction::Backward,
        "forward" => Extraction::Forward,
        _ => Extraction::Total,
    };
    let (keys, sets): (Vec<_>, Vec<_>) = sets(mrio, inputs.choice("by")).into_iter().unzip();
    let found = job.done(accounts::extract(mrio, &sets, variant, &job.watch()))?;
    let whole: f64 = mrio.output().iter().sum();
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by(|&one, &two| found[two].loss.total_cmp(&found[one].loss).then(one.cmp(&two)));
    let mut rank = vec![0; found.len()];
    order.iter().enumerate().for_each(|(place, &set)| rank[set] = place + 1);
    let line = |set: usize| {
        let (region, sector) = keys[set];
        let lost = found[set];
        vec![
            Cell::Text(region.map(|region| job.book.regions.name(region).to_owned())),
            Cell::Text(sector.map(|sector| job.book.sectors.name(sector).to_owned())),
            number(lost.output),
            number(lost.loss),
            number(lost.elsewhere),
            ratio(lost.loss, whole),
            number(lost.value_added),
            rank[set].into(),
            job.unit(),
        ]
    };
    let rows: Vec<Vec<Cell>> = (0..found.len()).map(line).collect();
    Ok(job.answer(&rows, Vec::new(), None))
}

fn run_paths(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let job = Job::new(&accounts::PATHS, bound, inputs)?;
    let mrio = &job.accounts().mrio;
    let hit = hit(&job, inputs)?;
    let consumer = job.book.region("consumer", inputs.text("consumer"))?;
    let named = job.book.sector("row", inputs.text("row"))?;
    let mut unit = job.accounts().unit.clone();
    let row = match named {
        None => mrio.value_added().0,
        Some(named) => {
            let places: Vec<usize> =
                (0..mrio.rows().len()).filter(|&place| mrio.rows()[place].label == named).collect();
            let Some(&first) = places.first() else {
                return Err(EngineError::parameter(
                    "row",
                    inputs.text("row").unwrap_or_default(),
                    Words::new("增加值、进口或卫星账户的某一行", "a row of value added, imports or extensions"),
                ));
            };
            unit = job.accounts().unit_of(first);
            let mut sums = vec![0.0; mrio.len()];
            for place in places {
                sums.iter_mut().zip(mrio.row(place)).for_each(|(sum, cell)| *sum += cell);
            }
            sums
        }
    };
    let intensity: Vec<f64> =
        row.iter().zip(mrio.output()).map(|(cell, x)| if *x == 0.0 { f64::NAN } else { cell / x }).collect();
    let sold = mrio.demand_of(|demand| consumer.is_none_or(|consumer| demand.region == consumer));
    let demand: Vec<f64> =
        mrio.nodes().iter().zip(sold).map(|(node, sold)| if hit(*node) { sold } else { 0.0 }).collect();
    let found = job.done(accounts::structural_paths(
        mrio,
        &intensity,
        &demand,
        inputs.number("threshold"),
        top(inputs),
        &job.watch(),
    ))?;
    let mut rows = Vec::new();
    let mut covered = 0.0;
    for (place, path) in found.list.iter().enumerate() {
        covered += path.value;
        let name = |&node: &u32| {
            let node = mrio.nodes()[node as usize];
            format!("{} {}", job.book.regions.name(node.region), job.book.sectors.name(node.sector))
        };
        let names: Vec<String> = path.nodes.iter().map(name).collect();
        rows.push(vec![
            (place + 1).into(),
            names.join(" → ").into(),
            (path.nodes.len() - 1).into(),
            number(path.value),
            ratio(path.value, found.total),
            ratio(covered, found.total),
            unit.clone().into(),
        ]);
    }
    let more = Words::new(
        format!("合计 {}；只列高于阈值且在所要条数之内的路径", found.total),
        format!("total {}; only paths above the threshold and the number asked for", found.total),
    );
    Ok(job.answer(&rows, found.findings.clone(), Some(more)))
}

fn run_decomposition(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let job = Job::over_two(&accounts::DECOMPOSITION, bound, inputs)?;
    let named = job.book.sector("row", inputs.text("row"))?;
    let [base, other] = [0, 1].map(|place| &job.book.accounts[place]);
    let place = |mrio: &Mrio| mrio.rows().iter().position(|row| Some(row.label) == named);
    let places = [place(&base.mrio), place(&other.mrio)];
    if named.is_some() && places.contains(&None) {
        return Err(EngineError::parameter(
            "row",
            inputs.text("row").unwrap_or_default(),
            Words::new("两个时期的表都有的某一行", "a row that the tables of both periods have"),
        ));
    }
    let found = job.done(accounts::decompose(
        (&base.mrio, places[0].map(|place| base.mrio.row(place))),
        (&other.mrio, places[1].map(|place| other.mrio.row(place))),
        &job.watch(),
    ))?;
    let unit = places[1].map_or_else(|| other.unit.clone(), |place| other.unit_of(place));
    let line = |(node, share): (&Node, &accounts::Share)| {
        let mut row: Vec<Cell> =
            vec![job.book.regions.name(node.region).into(), job.book.sectors.name(node.sector).into()];
        let change = share.after - share.before;
        row.extend([share.before, share.after, change, share.intensity, share.technology].map(number));
        row.extend([number(share.composition), number(share.volume), unit.clone().into()]);
        row
    };
    let rows: Vec<Vec<Cell>> = found.nodes.iter().zip(&found.shares).map(line).collect();
    let more = Words::new(
        format!("从 {} 到 {}；两种极分解的平均", base.period, other.period),
        format!("from {} to {}; mean of the two polar forms", base.period, other.period),
    );
    let mut findings: Vec<Diagnostic> = found.findings.clone();
    if base.unit != other.unit {
        let units = [&base.unit, &other.unit].map(|unit| unit.clone().unwrap_or_default());
        for finding in &mut findings {
            finding.found = Some(units.join(", "));
        }
    }
    Ok(job.answer(&rows, findings, Some(more)))
}

fn run_influence(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let job = Job::new(&accounts::INFLUENCE, bound, inputs)?;
    let found =
        job.done(accounts::influence(&job.accounts().mrio, inputs.number("change"), top(inputs), &job.watch()))?;
    let mut rows = Vec::new();
    for (place, one) in found.iter().enumerate() {
        let mut row: Vec<Cell> = vec![(place + 1).into()];
        row.extend(job.node(one.from));
        row.extend(job.node(one.to));
        row.extend([one.coefficient, one.tolerable, one.field].map(number));
        rows.push(row);
    }
    Ok(job.answer(&rows, Vec::new(), None))
}
