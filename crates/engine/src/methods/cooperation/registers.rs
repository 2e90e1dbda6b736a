//! Binding registers of governance: cases, rosters, votes.

use super::super::sheet::{Cell, columns};
use super::super::{Answer, Bound};
use super::bind::{Faults, day_cell, given_day, stored_day};
use crate::EngineError;
use crate::frame::names_in;
use crate::inputs::Inputs;
use crate::rows::Rows;
use jiff::civil::Date;
use liantu_cooperation::governance::{self, Appointment, Base, Bounds, CASES, Choice, Conversion, Course, Filled};
use liantu_cooperation::governance::{PIPELINE, Progress, ROSTER, Refused, Step, Tally, Threshold, Transition, VOTE};
use liantu_cooperation::governance::{Verdict, conversion, exact_part, progress, roster, routes, vote};
use liantu_cooperation::money::Ratio;
use liantu_model::{Method, Observation, Words};
use std::collections::{BTreeMap, BTreeSet};

/// The answer of a method that reads one table of records.
pub(super) fn answer(method: &'static Method, rows: &[Vec<Cell>], faults: Faults, table: &str, count: usize) -> Answer {
    Answer {
        columns: columns(method.outputs, rows),
        notes: Vec::new(),
        observation: Observation::Observed,
        diagnostics: faults.diagnostics(),
        inputs: BTreeMap::from([(table.to_owned(), format!("{count} rows"))]),
    }
}

/// The day of a parameter, or the last day of a column.
pub(super) fn day_or_last(
    inputs: &Inputs,
    name: &str,
    rows: &Rows,
    columns: &[&str],
) -> Result<Option<Date>, EngineError> {
    let last = || {
        let days = |row| columns.iter().filter_map(move |column| stored_day(rows, column, row));
        (0..rows.len()).flat_map(days).max()
    };
    Ok(given_day(inputs, name)?.or_else(last))
}

fn words(list: &[String]) -> Cell {
    Cell::Text((!list.is_empty()).then(|| list.join("|")))
}

/// A case as its rows say it.
#[derive(Default)]
struct Case {
    /// Its first row.
    row: usize,
    scheme: String,
    parties: Vec<String>,
    steps: Vec<(usize, Step)>,
}

/// The cases of the table, each with its steps up to `as_of` in their order, and the schemes that they may follow.
struct Cases<'a> {
    by_id: BTreeMap<&'a str, Case>,
    own: governance::Schemes,
    as_of: Date,
}

impl<'a> Cases<'a> {
    fn bind(bound: &'a Bound, inputs: &Inputs) -> Result<Self, EngineError> {
        let (table, written) = (bound.rows("case_step"), bound.rows("transition"));
        let mut own: governance::Schemes = BTreeMap::new();
        for row in 0..written.len() {
            let (Some(scheme), Some(to)) = (written.text("scheme", row), written.text("to_state", row)) else {
                continue;
            };
            own.entry(scheme.to_owned()).or_default().push(Transition {
                from: written.text("from_state", row).map(str::to_owned),
                to: to.to_owned(),
                consent: written.list("consent", row),
                days: written.integer("days", row),
            });
        }
        let as_of = day_or_last(inputs, "as_of", table, &["date"])?.unwrap_or(Date::MAX);
        let mut by_id: BTreeMap<&str, Case> = BTreeMap::new();
        for row in 0..table.len() {
            let text = |column| table.text(column, row);
            let (Some(id), Some(scheme), Some(to), Some(party), Some(day)) =
                (text("case_id"), text("scheme"), text("to_state"), text("party"), stored_day(table, "date", row))
            else {
                continue;
            };
            let case = by_id.entry(id).or_insert_with(|| Case { row, scheme: scheme.to_owned(), ..Case::default() });
            for party in table.list("parties", row) {
                if !case.parties.contains(&party) {
                    case.parties.push(party);
                }
            }
            if day <= as_of {
                case.steps.push((row, Step { day, to: to.to_owned(), party: party.to_owned() }));
            }
        }
        for case in by_id.values_mut() {
            case.steps.sort_by_key(|(row, step)| (step.day, *row));
        }
        Ok(Self { by_id, own, as_of })
    }

    /// What became of a case; none, and a fault, where nobody knows its scheme.
    fn progress(&self, id: &str, case: &Case, faults: &mut Faults) -> Option<Progress> {
        let Some(scheme) = self.own.get(&case.scheme).or_else(|| governance::schemes().get(&case.scheme)) else {
            faults.add("COO172", "case_step", case.row, format!("{id}: {}", case.scheme));
            return None;
        };
        let steps: Vec<Step> = case.steps.iter().map(|(_, step)| step.clone()).collect();
        let found = progress(scheme, &case.parties, &steps);
        for (place, why) in &found.refused {
            let (row, step) = &case.steps[*place];
            let by = if *why == Refused::NotEntitled { format!(", {}", step.party) } else { String::new() };
            faults.add("COO171", "case_step", *row, format!("{id}: → {}{by}", step.to));
        }
        Some(found)
    }
}

pub(super) fn run_cases(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let all = Cases::bind(bound, inputs)?;
    let as_of = all.as_of;
    let mut faults = Faults::default();
    let mut rows = Vec::new();
    for (id, case) in &all.by_id {
        let Some(found) = all.progress(id, case, &mut faults) else { continue };
        let each = inputs.choice("by") == "stay";
        let last = found.stays.len().saturating_sub(1);
        for (place, stay) in found.stays.iter().enumerate().filter(|(place, _)| each || *place == last) {
            let current = place == last;
            if current && stay.overdue(as_of) == Some(true) && !found.closed {
                faults.add("COO173", "case_step", case.steps[case.steps.len() - 1].0, format!("{id}: {}", stay.state));
            }
            let here = |list: &[String]| words(if current { list } else { &[] });
            rows.push(vec![
                (*id).into(),
                case.scheme.as_str().into(),
                stay.state.as_str().into(),
                day_cell(Some(stay.since)),
                day_cell(stay.until),
                Cell::Integer(Some(stay.days(as_of))),
                Cell::Integer(stay.allowed),
                Cell::Boolean(stay.overdue(as_of)),
                here(&found.consented),
                here(&found.waiting),
                if current { found.refused.len().into() } else { Cell::Integer(None) },
                (current && found.closed).into(),
            ]);
        }
        if found.stays.is_empty() {
            rows.push(vec![
                (*id).into(),
                case.scheme.as_str().into(),
                Cell::Text(None),
                Cell::Day(None),
                Cell::Day(None),
                Cell::Integer(None),
                Cell::Integer(None),
                Cell::Boolean(None),
                words(&found.consented),
                words(&found.waiting),
                found.refused.len().into(),
                false.into(),
            ]);
        }
    }
    Ok(answer(&CASES, &rows, faults, "case_step", bound.rows("case_step").len()))
}

pub(super) fn run_pipeline(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let wrong = |name: &str, zh: &str, en: &str| {
        EngineError::parameter(name, inputs.text(name).unwrap_or_default(), Words::new(zh, en))
    };
    let stages: Vec<&str> = names_in(inputs.text("stages").unwrap_or_default()).collect();
    if stages.len() < 2 || stages.iter().collect::<BTreeSet<_>>().len() < stages.len() {
        return Err(wrong(
            "stages",
            "两个以上互不相同的状态，以逗号分隔",
            "two or more different states, separated by commas",
        ));
    }
    let by_route = inputs.choice("by") == "route";
    let landing = stages.iter().position(|stage| Some(*stage) == inputs.text("landing"));
    let landing =
        if by_route { landing.ok_or_else(|| wrong("landing", "环节之一", "one of the stages"))? } else { 0 };
    let all = Cases::bind(bound, inputs)?;
    let mut faults = Faults::default();
    let mut courses = Vec::new();
    for (id, case) in all.by_id.iter().filter(|(_, case)| Some(case.scheme.as_str()) == inputs.text("scheme")) {
        courses.extend(all.progress(id, case, &mut faults).and_then(|found| Course::new(&found, &stages)));
    }
    let (number, none) = (Cell::Number, || Cell::Text(None));
    let rows: Vec<Vec<Cell>> = if by_route {
        let routes = routes(&courses, landing);
        let landed: usize = routes.values().sum();
        let row = |((stage, from, to), count): (&(usize, String, String), &usize)| {
            let share = number(Some(*count as f64 / landed as f64));
            let places: [Cell; 4] =
                [stages[*stage].into(), stages[landing].into(), from.as_str().into(), to.as_str().into()];
            let blank = || number(None);
            let counts = [Cell::Integer(None), (*count).into(), Cell::Integer(None)];
            let elsewhere = number(Some(f64::from(u8::from(from != to))));
            places.into_iter().chain(counts).chain([share, blank(), blank(), blank(), elsewhere]).collect()
        };
        routes.iter().map(row).collect()
    } else {
        let found = conversion(&courses, stages.len());
        let first = found[0].reached;
        let row = |(place, own): (usize, &Conversion)| {
            let through = own.passed.filter(|_| first > 0).map(|passed| passed as f64 / first as f64);
            vec![
                stages[place].into(),
                stages.get(place + 1).map_or_else(none, |next| (*next).into()),
                none(),
                none(),
                own.reached.into(),
                own.passed.map_or(Cell::Integer(None), Cell::from),
                own.open.into(),
                number(own.rate()),
                number(own.decided_rate()),
                number(through),
                number(own.median_days),
                number(own.elsewhere()),
            ]
        };
        found.iter().enumerate().map(row).collect()
    };
    Ok(answer(&PIPELINE, &rows, faults, "case_step", bound.rows("case_step").len()))
}

pub(super) fn run_roster(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let (table, written) = (bound.rows("appointment"), bound.rows("slot"));
    let count = |value: Option<i64>| value.and_then(|value| usize::try_from(value).ok());
    let mut own: governance::Slots = BTreeMap::new();
    for row in 0..written.len() {
        let (Some(scheme), Some(slot)) = (written.text("scheme", row), written.text("slot", row)) else { continue };
        let bounds = Bounds {
            least: count(written.integer("least", row)).unwrap_or(1),
            most: count(written.integer("most", row)),
        };
        own.entry(scheme.to_owned()).or_default().insert(slot.to_owned(), bounds);
    }
    let mut known = governance::slots().clone();
    known.extend(own);
    let mut appointments = Vec::new();
    for row in 0..table.len() {
        let text = |column| table.text(column, row);
        let (Some(scheme), Some(body)) = (text("scheme"), text("body")) else { continue };
        appointments.push(Appointment {
            scheme: scheme.to_owned(),
            body: body.to_owned(),
            held: text("slot").zip(text("holder")).map(|(slot, holder)| (slot.to_owned(), holder.to_owned())),
            start: stored_day(table, "start", row),
            end: stored_day(table, "end", row),
        });
    }
    let day = day_or_last(inputs, "date", table, &["start"])?.unwrap_or(Date::MAX);
    let (seats, strange) = roster(&appointments, &known, day);
    let mut faults = Faults::default();
    let row_of = |body: &str| (0..table.len()).find(|&row| table.text("body", row) == Some(body)).unwrap_or(0);
    for (scheme, body) in strange {
        faults.add("COO172", "appointment", row_of(&body), format!("{body}: {scheme}"));
    }
    let bound_cell = |bound: Option<usize>| bound.map_or(Cell::Integer(None), Cell::from);
    let rows: Vec<Vec<Cell>> = seats
        .into_iter()
        .map(|seat| {
            let code = match seat.filled {
                Filled::Filled => None,
                Filled::Empty | Filled::Short => Some("COO174"),
                Filled::Surplus => Some("COO175"),
                Filled::UnknownSlot => Some("COO172"),
            };
            if let Some(code) = code {
                faults.add(code, "appointment", row_of(&seat.body), format!("{}: {}", seat.body, seat.slot));
            }
            vec![
                seat.scheme.into(),
                seat.body.into(),
                seat.slot.into(),
                day_cell(Some(day)),
                words(&seat.holders),
                bound_cell(seat.bounds.map(|bounds| bounds.least)),
                bound_cell(seat.bounds.and_then(|bounds| bounds.most)),
                seat.filled.word().into(),
                seat.complete.into(),
            ]
        })
        .collect();
    Ok(answer(&ROSTER, &rows, faults, "appointment", table.len()))
}

pub(super) fn run_vote(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let table = bound.rows("ballot");
    let too_large = |motion: &str| {
        let found = Words::new(
            format!("议案“{motion}”的权重不能精确相加"),
            format!("the weights of motion `{motion}` cannot be added exactly"),
        );
        super::super::absent(&VOTE, "ballot", found)
    };
    let exact = |name: &str| exact_part(inputs.number(name)).unwrap_or(Ratio::ZERO);
    let threshold = Threshold {
        quorum: exact("quorum"),
        majority: exact("majority"),
        inclusive: inputs.choice("inclusive") == "yes",
        base: match inputs.choice("of") {
            "present" => Base::Present,
            "all" => Base::All,
            _ => Base::Cast,
        },
    };
    let mut motions: BTreeMap<&str, BTreeMap<String, Tally>> = BTreeMap::new();
    for row in 0..table.len() {
        let Some(motion) = table.text("motion", row) else { continue };
        if inputs.text("motion").is_some_and(|wanted| wanted != motion) {
            continue;
        }
        let choice = match table.text("choice", row) {
            Some("yes") => Choice::Yes,
            Some("no") => Choice::No,
            Some("abstain") => Choice::Abstain,
            _ => Choice::Absent,
        };
        let weight = table.number("weight", row).map_or(Some(Ratio::ONE), Ratio::of_number);
        let weight = weight.ok_or_else(|| too_large(motion))?;
        let group = table.text("group", row).unwrap_or_default().to_owned();
        let tally = motions.entry(motion).or_default().entry(group).or_default();
        tally.add(choice, weight).ok_or_else(|| too_large(motion))?;
    }
    let mut rows = Vec::new();
    for (motion, groups) in &motions {
        let found = vote(groups, &threshold, inputs.choice("rule") == "group");
        let (whole, verdict, each) = found.ok_or_else(|| too_large(motion))?;
        let mut push = |group: Option<&str>, tally: &Tally, verdict: Verdict| {
            let [yes, no, abstained, _] = tally.weights.map(|weight| Cell::Number(Some(weight.to_f64())));
            rows.push(vec![
                (*motion).into(),
                Cell::Text(group.map(str::to_owned)),
                tally.members.into(),
                Cell::Number(tally.all().map(Ratio::to_f64)),
                yes,
                no,
                abstained,
                (verdict != Verdict::NoQuorum).into(),
                verdict.word().into(),
            ]);
        };
        push(None, &whole, verdict);
        for (group, tally) in groups.iter().filter(|(group, _)| !group.is_empty()) {
            push(Some(group), tally, each[group]);
        }
    }
    Ok(answer(&VOTE, &rows, Faults::default(), "ballot", table.len()))
}
