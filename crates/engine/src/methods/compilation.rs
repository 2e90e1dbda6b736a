//! Binding what makes one input-output table out of another: aggregation, balancing, regions out of a nation.

use super::accounts::{Job, number};
use super::sheet::Cell;
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::mrio::{Names, word};
use crate::panel;
use crate::space::Pairs;
use liantu_model::{Observation, Words};
use liantu_numeric::Dense;
use liantu_simulation::accounts::{self, Account, Grouping, NONE, Quotient, Regional};
use std::collections::BTreeMap;

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &accounts::AGGREGATION, run: run_aggregation },
    Entry { method: &accounts::FIT, run: run_fit },
    Entry { method: &accounts::REGIONALISATION, run: run_regionalisation },
];

/// The rows of a table in long form.
fn lines(
    entries: &[accounts::Entry],
    regions: &Names,
    sectors: &Names,
    unit: &dyn Fn(&accounts::Entry) -> Option<String>,
) -> Vec<Vec<Cell>> {
    let line = |entry: &accounts::Entry| {
        vec![
            word(entry.account).into(),
            regions.some(entry.from.0).into(),
            sectors.some(entry.from.1).into(),
            regions.some(entry.to.0).into(),
            sectors.some(entry.to.1).into(),
            number(entry.value),
            unit(entry).into(),
        ]
    };
    entries.iter().map(line).collect()
}

/// The unit of an entry: that of its row for extensions, of the table for all else.
fn unit_of<'a>(job: &'a Job<'_>) -> impl Fn(&accounts::Entry) -> Option<String> + 'a {
    let accounts = job.accounts();
    move |entry| match entry.account {
        Account::Extension => {
            let place = accounts.mrio.rows().iter().position(|row| row.label == entry.from.1)?;
            accounts.unit_of(place)
        }
        _ => accounts.unit.clone(),
    }
}

/// Where the codes of the table go by the concordance of a classification; `one` puts all of them together.
fn grouping(
    bound: &Bound,
    names: &mut Names,
    used: &[u32],
    parameter: &'static str,
    system: Option<&str>,
) -> Result<Grouping, EngineError> {
    let mut grouping = Grouping::default();
    let Some(system) = system else { return Ok(grouping) };
    if system == "one" {
        let one = names.number("total");
        grouping.to.extend(used.iter().map(|&id| (id, vec![(one, 1.0)])));
        return Ok(grouping);
    }
    let rows = bound.rows("concordance");
    let unusable = |found: String, expected: Words| EngineError::parameter(parameter, found, expected);
    for row in (0..rows.len()).filter(|&row| rows.text("to_system", row) == Some(system)) {
        let (Some(from), Some(to)) = (rows.text("from_code", row), rows.text("to_code", row)) else { continue };
        let Some(from) = names.find(from).filter(|id| used.contains(id)) else { continue };
        let Some(weight) = rows.number("weight", row) else {
            return Err(unusable(
                names.name(from).to_owned(),
                Words::new("权重全部已知的对照表", "a concordance whose weights are all known"),
            ));
        };
        let to = names.number(to);
        grouping.to.entry(from).or_default().push((to, weight));
    }
    if grouping.to.is_empty() {
        return Err(unusable(
            system.to_owned(),
            Words::new(
                "对照表能把表中代码转换到的分类",
                "a classification to which the concordance takes codes of the table",
            ),
        ));
    }
    for (id, parts) in &grouping.to {
        let total: f64 = parts.iter().map(|part| part.1).sum();
        if (total - 1.0).abs() > 1e-9 {
            let found = format!("{} ({total})", names.name(*id));
            return Err(unusable(found, Words::new("同一代码的权重之和为 1", "weights of a code that add up to 1")));
        }
    }
    Ok(grouping)
}

fn run_aggregation(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut job = Job::new(&accounts::AGGREGATION, bound, inputs)?;
    let mrio = job.accounts().mrio.clone();
    let regions: Vec<u32> = {
        let mut list = mrio.regions();
        list.extend(mrio.demand().iter().map(|demand| demand.region).filter(|region| *region != NONE));
        list.extend(mrio.rows().iter().map(|row| row.region).filter(|region| *region != NONE));
        list.sort_unstable();
        list.dedup();
        list
    };
    let sectors: Vec<u32> = mrio.nodes().iter().map(|node| node.sector).collect();
    let of_regions = grouping(bound, &mut job.book.regions, &regions, "regions", inputs.text("regions"))?;
    let of_sectors = grouping(bound, &mut job.book.sectors, &sectors, "sectors", inputs.text("sectors"))?;
    let found = job.done(accounts::aggregate(&mrio, &of_regions, &of_sectors))?;
    let rows = lines(&found.entries(), &job.book.regions, &job.book.sectors, &unit_of(&job));
    let more = Words::new(
        format!("由 {} 个地区部门合并为 {} 个", mrio.len(), found.len()),
        format!("{} sectors of regions out of {}", found.len(), mrio.len()),
    );
    Ok(job.answer(&rows, Vec::new(), Some(more)))
}

fn run_fit(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let job = Job::new(&accounts::FIT, bound, inputs)?;
    let mrio = &job.accounts().mrio;
    let negative = mrio.transactions().cells().iter().chain(mrio.final_demand().cells()).any(|cell| *cell < 0.0);
    if negative && inputs.choice("method") == "ras" {
        return Err(EngineError::parameter(
            "method",
            "ras",
            Words::new("gras，因为表中有负值", "gras, because the table has negative cells"),
        ));
    }
    let rounds = usize::try_from(inputs.integer("rounds")).unwrap_or(usize::MAX);
    let found = job.done(accounts::fit(mrio, inputs.number("tolerance"), rounds))?;
    let rows = lines(&found.mrio.entries(), &job.book.regions, &job.book.sectors, &unit_of(&job));
    let (rounds, gap) = (found.fitted.rounds, found.fitted.residual);
    let more = Words::new(
        format!("{rounds} 轮；剩余最大差额 {gap:e}；没有负值单元时即交叉熵最小的表"),
        format!(
            "{rounds} rounds; largest gap left {gap:e}; without negative cells this is the table of least cross-entropy"
        ),
    );
    let mut answer = job.answer(&rows, found.findings.clone(), Some(more));
    answer.observation = Observation::Estimated;
    Ok(answer)
}

fn run_regionalisation(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &accounts::REGIONALISATION;
    let mut job = Job::new(method, bound, inputs)?;
    let origin = bound.indicator.as_ref().ok_or_else(|| super::absent(method, "indicator", super::NO_TABLE))?;
    // The nation itself is no region of its own.
    let nation: Vec<String> =
        job.accounts().mrio.regions().iter().map(|&region| job.book.regions.name(region).to_owned()).collect();
    let data = panel::bind(method, inputs, origin, &|code| !nation.iter().any(|name| name == code))?;
    let unusable = |found: Words| super::absent(method, "indicator", found);
    let mut held: Vec<u32> = data.period.clone();
    held.sort_unstable();
    held.dedup();
    if held.len() > 1 {
        let list: Vec<&str> = held.iter().map(|&period| data.periods.0[period as usize].as_str()).collect();
        let list = list.join(", ");
        return Err(unusable(Words::new(
            format!("有几个时期：{list}；请以 period 选定一个"),
            format!("several periods: {list}; choose one with period"),
        )));
    }
    let mut present: Vec<u32> = data.region.clone();
    present.sort_unstable();
    present.dedup();
    let mrio = job.accounts().mrio.clone();
    let place: BTreeMap<&str, usize> =
        mrio.nodes().iter().enumerate().map(|(n, node)| (job.book.sectors.name(node.sector), n)).collect();
    let mut activity = Dense::zeros(present.len(), mrio.len());
    let mut seen = vec![false; present.len() * mrio.len()];
    let mut strange = 0;
    for (n, &value) in data.value.iter().enumerate() {
        let Some(&node) = place.get(data.industries.0[data.industry[n] as usize].as_str()) else {
            strange += 1;
            continue;
        };
        let region = present.binary_search(&data.region[n]).unwrap_or_default();
        if std::mem::replace(&mut seen[node * present.len() + region], true) {
            return Err(unusable(Words::new("某区域的某行业列了两次", "a region and industry listed twice")));
        }
        *activity.at_mut(region, node) = value;
    }
    let regions: Vec<u32> =
        present.iter().map(|&region| job.book.regions.number(&data.regions.0[region as usize])).collect();
    let mut distance = Dense::from_fn(present.len(), present.len(), |_, _| 1.0);
    let mut described = None;
    if let Some(measure) = inputs.text("distance") {
        let period = job.accounts().period.clone();
        let pairs = Pairs::bind(bound.rows("region_pair"), measure, &data.regions, &period)?;
        distance.cells_mut().fill(f64::NAN);
        for &(from, to, value) in &pairs.cells {
            if let (Ok(from), Ok(to)) = (present.binary_search(&from), present.binary_search(&to)) {
                *distance.at_mut(from, to) = value;
            }
        }
        let whole =
            (0..present.len()).all(|from| (0..present.len()).all(|to| from == to || distance.at(from, to) > 0.0));
        if !whole {
            return Err(super::absent(
                method,
                "region_pair",
                Words::new(
                    "两个区域之间的距离缺失或不为正",
                    "a distance between two regions is missing or not positive",
                ),
            ));
        }
        described = Some(pairs.described);
    }
    let quotient = match inputs.choice("quotient") {
        "slq" => Quotient::Simple,
        "cilq" => Quotient::CrossIndustry,
        _ => Quotient::Flegg(inputs.number("delta")),
    };
    let by = Regional {
        regions: &regions,
        activity: &activity,
        distance: &distance,
        quotient,
        decay: inputs.number("decay"),
    };
    let found = job.done(accounts::regionalise(&mrio, &by))?;
    let rows = lines(&found.entries, &job.book.regions, &job.book.sectors, &unit_of(&job));
    let (count, local, gap) = (present.len(), found.local_share, found.residual);
    // Nothing is used: no part of it is met anywhere.
    let local = if local.is_nan() { "–".to_owned() } else { format!("{local:.6}") };
    let more = Words::new(
        format!(
            "{count} 个地区；全部使用中 {local} 由本地满足；平衡贸易后剩余差额 {gap:e}；{strange} 个值属于表中没有的行业"
        ),
        format!(
            "{count} regions; {local} of all uses met locally; gap left by balancing trade {gap:e}; {strange} values of industries that the table does not have"
        ),
    );
    let indicator = data.indicator.clone().unwrap_or_default();
    let mut answer = job.answer(&rows, found.findings.clone(), Some(more));
    answer.observation = Observation::Estimated;
    answer.inputs.insert("cells".to_owned(), format!("{} values of {indicator}", data.value.len()));
    answer.inputs.extend(described.map(|described| ("region_pair".to_owned(), described.en)));
    Ok(answer)
}
