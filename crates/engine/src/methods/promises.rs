//! Binding the calculations before a signature that take their numbers as parameters, and the exposure to risks.

use super::matching::{day, finding, known};
use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::frame::names_in;
use crate::indicator::one_of;
use crate::inputs::Inputs;
use crate::units;
use liantu_cooperation::game::bargaining::{self, BargainingError, bargain, strengths};
use liantu_cooperation::game::compensation::{self, compensation as compensate};
use liantu_cooperation::game::exposure::{self, Risk};
use liantu_cooperation::game::incentive_scan::{self, Incentive, Instrument, Status, scan};
use liantu_cooperation::game::promise::{self, Promise};
use liantu_cooperation::game::tax_competition::{self, Competition};
use liantu_cooperation::game::tax_outlook::{self, Growth, Outlook};
use liantu_model::period::from_epoch_days;
use liantu_model::{Diagnostic, Method, Observation, Period, Words};
use std::collections::BTreeMap;

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &bargaining::METHOD, run: run_bargaining },
    Entry { method: &promise::METHOD, run: run_promise },
    Entry { method: &tax_competition::METHOD, run: run_competition },
    Entry { method: &compensation::METHOD, run: run_compensation },
    Entry { method: &tax_outlook::METHOD, run: run_outlook },
    Entry { method: &exposure::METHOD, run: run_exposure },
    Entry { method: &incentive_scan::METHOD, run: run_incentive_scan },
];

fn wrong(inputs: &Inputs, name: &str, expected: Words) -> EngineError {
    EngineError::parameter(name, inputs.text(name).unwrap_or_default(), expected)
}

/// Numbers separated by `|`; a blank place gives `blank`. `None` where the parameter is absent.
fn list(inputs: &Inputs, name: &str, blank: f64) -> Result<Option<Vec<f64>>, EngineError> {
    let Some(text) = inputs.text(name) else { return Ok(None) };
    let number = |part: &str| match part.trim() {
        "" => Some(blank),
        part => part.parse::<f64>().ok().filter(|number| number.is_finite()),
    };
    let numbers: Option<Vec<f64>> = text.split('|').map(number).collect();
    numbers.map(Some).ok_or_else(|| wrong(inputs, name, Words::new("以 | 分隔的数", "numbers separated by |")))
}

fn parties(inputs: &Inputs, count: usize) -> Result<Vec<String>, EngineError> {
    let names: Vec<String> = match inputs.text("parties") {
        Some(text) => text.split('|').map(|name| name.trim().to_owned()).collect(),
        None => (1..=count).map(|party| party.to_string()).collect(),
    };
    let fine = names.len() == count && names.iter().all(|name| !name.is_empty());
    if fine {
        Ok(names)
    } else {
        Err(wrong(
            inputs,
            "parties",
            Words::new(format!("以 | 分隔的 {count} 个名称"), format!("{count} names separated by |")),
        ))
    }
}

/// An answer that rests on parameters alone: what was assumed, not observed.
fn answer(method: &'static Method, rows: &[Vec<Cell>], diagnostics: Vec<Diagnostic>) -> Answer {
    Answer {
        columns: columns(method.outputs, rows),
        notes: Vec::new(),
        observation: Observation::Estimated,
        diagnostics,
        inputs: BTreeMap::new(),
    }
}

fn run_bargaining(_: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let disagreement = list(inputs, "disagreement", f64::NAN)?.ok_or_else(|| {
        wrong(
            inputs,
            "disagreement",
            Words::new("各方不达成协议时所得，以 | 分隔", "what each party has without a deal, separated by |"),
        )
    })?;
    let count = disagreement.len();
    let names = parties(inputs, count)?;
    let caps = list(inputs, "caps", f64::INFINITY)?.unwrap_or_else(|| vec![f64::INFINITY; count]);
    let (named, weights) = match list(inputs, "patience", f64::NAN)? {
        Some(patience) if patience.len() == count => {
            let weights = strengths(&patience);
            ("patience", weights.map_err(|error| wrong(inputs, "patience", error.words()))?)
        }
        Some(patience) => ("patience", patience),
        None => ("weights", list(inputs, "weights", f64::NAN)?.unwrap_or_else(|| vec![1.0; count])),
    };
    let deal = bargain(inputs.number("total"), &disagreement, &weights, &caps).map_err(|error| {
        let name = match error {
            BargainingError::Parties { .. } if caps.len() != count => "caps",
            BargainingError::Parties { .. } | BargainingError::Weights => named,
            BargainingError::Unknown => "disagreement",
        };
        wrong(inputs, name, error.words())
    })?;
    let mut findings = Vec::new();
    if deal.shares.is_none() {
        findings.push(finding("COO507", "parameters", None, String::new(), 1));
    } else if deal.unassigned > 0.0 {
        findings.push(finding("COO508", "parameters", None, deal.unassigned.to_string(), 1));
    }
    let rows: Vec<Vec<Cell>> = (0..count)
        .map(|party| {
            let share = deal.shares.as_ref().map_or(disagreement[party], |shares| shares[party]);
            let cap = Some(caps[party]).filter(|cap| cap.is_finite());
            vec![
                names[party].as_str().into(),
                deal.shares.is_some().into(),
                known(disagreement[party]),
                known(deal.weights[party]),
                Cell::Number(cap),
                known(share),
                known(share - disagreement[party]),
                (deal.shares.is_some() && cap.is_some_and(|cap| share >= cap)).into(),
                known(deal.unassigned),
            ]
        })
        .collect();
    Ok(answer(&bargaining::METHOD, &rows, findings))
}

#[expect(clippy::unnecessary_wraps, reason = "every method runs through one signature")]
fn run_promise(_: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let count = |name: &str| u32::try_from(inputs.integer(name)).unwrap_or(u32::MAX);
    let given = Promise {
        tax: inputs.number("tax"),
        share: inputs.number("share"),
        fallback: inputs.number("fallback"),
        patience: inputs.number("patience"),
        growth: inputs.number("growth"),
        lag: count("lag"),
        horizon: Some(count("horizon")).filter(|horizon| *horizon > 0),
    };
    let found = given.sustainability();
    let findings = if found.kept { Vec::new() } else { vec![finding("COO509", "parameters", None, String::new(), 1)] };
    let row: Vec<Cell> = vec![
        found.kept.into(),
        found.never.into(),
        Cell::Number(found.critical),
        known(found.largest_share),
        Cell::Number(found.bond),
        known((1.0 - given.share) * given.tax),
        known(given.tax),
        known(given.fallback),
    ];
    Ok(answer(&promise::METHOD, &[row], findings))
}

fn run_competition(_: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let regions = Competition { a: inputs.number("a"), b: inputs.number("b"), capital: inputs.number("capital") };
    let usual = || (0..=5).map(|step| f64::from(step) / 10.0).collect();
    let shares = list(inputs, "shares", f64::NAN)?.unwrap_or_else(usual);
    if shares.iter().any(|share| !(0.0..=0.5).contains(share)) {
        return Err(wrong(
            inputs,
            "shares",
            Words::new("0 到 0.5 之间的数，以 | 分隔", "numbers from 0 to 0.5 separated by |"),
        ));
    }
    let alone = regions.equilibrium(0.0);
    let rows: Vec<Vec<Cell>> = shares
        .into_iter()
        .map(|share| {
            let found = regions.equilibrium(share);
            vec![
                known(share),
                known(found.rate),
                known(found.revenue),
                known(found.revenue - alone.revenue),
                found.joint_optimum.into(),
                known(alone.rate),
                known(regions.joint_rate()),
                known(found.rate / (2.0 * regions.b)),
                known(regions.share_needed()),
            ]
        })
        .collect();
    Ok(answer(&tax_competition::METHOD, &rows, Vec::new()))
}

fn run_compensation(_: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let of = |name: &str| {
        list(inputs, name, f64::NAN)?.ok_or_else(|| {
            wrong(inputs, name, Words::new("每一方一个数，以 | 分隔", "a number for each party, separated by |"))
        })
    };
    let (before, after) = (of("before")?, of("after")?);
    if before.len() != after.len() {
        return Err(wrong(
            inputs,
            "after",
            Words::new(
                format!("以 | 分隔的 {} 个数", before.len()),
                format!("{} numbers separated by |", before.len()),
            ),
        ));
    }
    let names = parties(inputs, before.len())?;
    let found = compensate(&before, &after);
    let mut findings = Vec::new();
    if found.kaldor_hicks == Some(false)
        && found.pareto == Some(false)
        && found.change.iter().any(|change| *change < 0.0)
    {
        findings.push(finding("COO510", "parameters", None, found.sum.to_string(), 1));
    }
    let rows: Vec<Vec<Cell>> = (0..names.len())
        .map(|party| {
            let change = found.change[party];
            let possible = found.kaldor_hicks == Some(true);
            let when = |fits: bool, amount: f64| Cell::Number((possible && fits).then_some(amount));
            let transfer = found.transfer.as_ref().map(|transfer| transfer[party]);
            vec![
                names[party].as_str().into(),
                known(before[party]),
                known(after[party]),
                known(change),
                Cell::Boolean(found.pareto),
                Cell::Boolean(found.kaldor_hicks),
                when(change < 0.0, -change),
                when(change < 0.0, found.sum - change),
                when(change > 0.0, change),
                Cell::Number(transfer),
                Cell::Number(transfer.map(|transfer| after[party] + transfer)),
            ]
        })
        .collect();
    Ok(answer(&compensation::METHOD, &rows, findings))
}

/// Years of all paths of an outlook together: some hundred megabytes.
const MOST_PATH_YEARS: usize = 20_000_000;

fn run_outlook(_: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let count = |name: &str| usize::try_from(inputs.integer(name)).unwrap_or(usize::MAX);
    let patience = inputs.number("patience");
    let outlook = Outlook {
        tax: inputs.number("tax"),
        base: inputs.number("base"),
        share: inputs.number("share"),
        growth: inputs.number("growth"),
        volatility: inputs.number("volatility"),
        distribution: match inputs.choice("distribution") {
            "normal" => Growth::Normal,
            "uniform" => Growth::Uniform,
            "none" => Growth::None,
            _ => Growth::Lognormal,
        },
        years: count("years"),
        discount: inputs.number("discount"),
        level: inputs.number("level"),
        temptation: (patience > 0.0).then(|| (inputs.number("fallback"), patience)),
    };
    let (years, draws) = (outlook.years, count("draws"));
    if years.saturating_mul(draws) > MOST_PATH_YEARS {
        let most = MOST_PATH_YEARS / years;
        return Err(wrong(
            inputs,
            "draws",
            Words::new(
                format!("最多 {most} 条 {years} 年的路径：它们要同时存放"),
                format!("at most {most} paths of {years} years, which are held at once"),
            ),
        ));
    }
    let found = tax_outlook::tax_outlook(&outlook, draws, inputs.integer("seed").unsigned_abs());
    let last = found.len() - 1;
    let rows: Vec<Vec<Cell>> = found
        .into_iter()
        .enumerate()
        .map(|(place, year)| {
            let named = if place == last { "present_value".to_owned() } else { (place + 1).to_string() };
            let mut cells: Vec<Cell> = vec![named.into()];
            cells.extend(year.tax.map(known));
            cells.extend(year.owed.map(known));
            cells.extend([known(year.nothing), known(year.broken)]);
            cells
        })
        .collect();
    let mut answer = answer(&tax_outlook::METHOD, &rows, Vec::new());
    answer.observation = Observation::Simulated;
    Ok(answer)
}

/// The rows of one risk: row numbers, probability, loss, shares by party.
#[derive(Default)]
struct Gathered {
    row: usize,
    probability: Vec<f64>,
    loss: Vec<f64>,
    shares: Vec<(usize, f64)>,
}

impl Gathered {
    /// The one value that all stated ones agree on.
    fn agreed(values: &[f64]) -> Option<f64> {
        let first = *values.first()?;
        values.iter().all(|value| value.total_cmp(&first).is_eq()).then_some(first)
    }
}

fn run_exposure(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let rows = bound.rows("risk");
    let mut agreements: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for row in 0..rows.len() {
        if let Some(agreement) = rows.text("agreement", row) {
            agreements.entry(agreement).or_default().push(row);
        }
    }
    if let Some(wanted) = inputs.text("agreement") {
        agreements.retain(|agreement, _| *agreement == wanted);
        if agreements.is_empty() {
            return Err(wrong(
                inputs,
                "agreement",
                Words::new("表 risk 中的某项协议", "an agreement of the table risk"),
            ));
        }
    }
    let mut findings = Vec::new();
    let mut answer_rows: Vec<Vec<Cell>> = Vec::new();
    let estimated = |row: &usize| rows.text("observation", *row).is_some_and(|word| word != "observed");
    let observed = !agreements.values().flatten().any(estimated);
    for (agreement, of_agreement) in agreements {
        let mut names: Vec<&str> = of_agreement.iter().filter_map(|&row| rows.text("party", row)).collect();
        names.sort_unstable();
        names.dedup();
        let stated = of_agreement.iter().filter(|&&row| rows.number("loss", row).is_some());
        let common = match units::common(stated.map(|&row| (rows.text("unit", row), row))) {
            Ok(common) => common,
            Err(apart) => {
                let found = format!("{agreement}: {apart}");
                findings.push(finding("COO514", "risk", Some(apart.row()), found, 1));
                continue;
            }
        };
        let mut gathered: BTreeMap<&str, Gathered> = BTreeMap::new();
        for &row in &of_agreement {
            let (Some(risk), Some(party)) = (rows.text("risk", row), rows.text("party", row)) else { continue };
            let own = gathered.entry(risk).or_insert_with(|| Gathered { row, ..Gathered::default() });
            own.probability.extend(rows.number("probability", row));
            own.loss.extend(rows.number("loss", row).map(|loss| loss * common.factor(rows.text("unit", row))));
            let place = names.binary_search(&party).unwrap_or_default();
            own.shares.push((place, rows.number("share", row).unwrap_or(f64::NAN)));
        }
        let (mut risks, mut titles) = (Vec::new(), Vec::new());
        for (risk, own) in &gathered {
            let mut shares = vec![0.0; names.len()];
            own.shares.iter().for_each(|(party, share)| shares[*party] += share);
            let sum: f64 = shares.iter().sum();
            let both = Gathered::agreed(&own.probability).zip(Gathered::agreed(&own.loss));
            let Some((probability, loss)) = both.filter(|_| !sum.is_nan()) else {
                findings.push(finding("COO511", "risk", Some(own.row), format!("{agreement}: {risk}"), 1));
                continue;
            };
            if (sum - 1.0).abs() > 1e-9 {
                findings.push(finding("COO512", "risk", Some(own.row), format!("{agreement}: {risk}, {sum}"), 1));
            }
            if sum <= 1.0 + 1e-9 {
                risks.push(Risk { probability, loss, shares });
                titles.push(*risk);
            }
        }
        let found = exposure::exposure(&risks, names.len(), inputs.number("level"));
        let expected: Vec<f64> = found[..names.len()].iter().map(|own| own.expected).collect();
        let all: f64 = found.iter().map(|own| own.expected).sum();
        let asymmetry = exposure::asymmetry(&expected);
        let nobody = found[names.len()].worst > 1e-9 * found.iter().map(|own| own.worst).fold(0.0, f64::max);
        let parties = names.iter().copied().chain(nobody.then_some("unassigned"));
        for (own, party) in found.iter().zip(parties) {
            answer_rows.push(vec![
                agreement.into(),
                party.into(),
                known(own.expected),
                Cell::Number((all > 0.0).then(|| own.expected / all)),
                known(own.worst),
                known(own.at_risk),
                known(own.concentration),
                Cell::Text(own.largest.map(|risk| titles[risk].to_owned())),
                Cell::Number(asymmetry),
                risks.len().into(),
                Cell::Text(common.unit.map(str::to_owned)),
            ]);
        }
    }
    let mut answer = answer(&exposure::METHOD, &answer_rows, findings);
    answer.observation = if observed { Observation::Observed } else { Observation::Estimated };
    Ok(answer)
}

fn run_incentive_scan(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let table = bound.rows("policy");
    let known = |word: &str| {
        let words = || one_of(Instrument::WORDS.map(|own| own.0));
        Instrument::parse(word).ok_or_else(|| EngineError::parameter("forbidden", word, words()))
    };
    let forbidden: Vec<Instrument> = names_in(inputs.choice("forbidden")).map(known).collect::<Result<_, _>>()?;
    let wanted = day(inputs, "date")?.and_then(from_epoch_days);
    let (mut places, mut list) = (Vec::new(), Vec::new());
    for row in 0..table.len() {
        let stored = |column| table.day(column, row).and_then(from_epoch_days);
        let valid = Period::new(stored("start").unwrap_or(jiff::civil::Date::MIN), stored("end"));
        if wanted.is_some_and(|day| valid.is_none_or(|valid| !valid.contains(day))) {
            continue;
        }
        let text = |column| table.text(column, row).map(str::to_owned);
        places.push(row);
        list.push(Incentive {
            region: text("region"),
            industry: text("industry"),
            instrument: table.text("instrument", row).and_then(Instrument::parse),
            texts: ["title_zh", "title_en", "note"].into_iter().filter_map(text).collect(),
            reduction: table.number("reduction", row),
            based: table.text("legal_basis", row).is_some_and(|basis| !basis.trim().is_empty()),
            valid,
        });
    }
    let found = scan(&list, &forbidden);
    let (mut rows, mut formless) = (Vec::new(), Vec::new());
    for ((&row, own), verdict) in places.iter().zip(&list).zip(&found) {
        if own.instrument.is_none() {
            formless.push(row);
        }
        let to_go = !matches!(verdict.status, Status::Allowed | Status::Unknown);
        rows.push(vec![
            table.text("policy_id", row).unwrap_or_default().into(),
            own.region.clone().into(),
            own.industry.clone().into(),
            Cell::Text(verdict.instrument.map(|instrument| instrument.word().to_owned())),
            own.reduction.into(),
            Cell::Day(table.day("start", row)),
            Cell::Day(table.day("end", row)),
            verdict.status.word().into(),
            Cell::Text(verdict.sign.map(str::to_owned)),
            Cell::Text((!verdict.rivals.is_empty()).then(|| verdict.rivals.join("|"))),
            if to_go { verdict.rivals.len().into() } else { Cell::Integer(None) },
            Cell::Boolean(verdict.leads),
        ]);
    }
    let first = formless.first().map(|&row| finding("COO513", "policy", Some(row), String::new(), formless.len()));
    let mut answer = answer(&incentive_scan::METHOD, &rows, first.into_iter().collect());
    let stated = found.iter().all(|verdict| verdict.sign.is_none());
    answer.observation = if stated { Observation::Observed } else { Observation::Estimated };
    answer.inputs.insert("policy".to_owned(), format!("{} of {} rows", list.len(), table.len()));
    Ok(answer)
}
