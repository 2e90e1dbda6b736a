//! The work of the office: what is due, whether sources report, who is registered twice.

use super::alerts::step_around;
use super::shelf::{FlowSubject, Shelf, flows, indicators};
use super::{Answer, Bound, Cell, columns, count, findings};
use crate::EngineError;
use crate::indicator::one_of;
use crate::inputs::Inputs;
use crate::regions::LATEST;
use crate::rows::Rows;
use liantu_model::code::uscc;
use liantu_model::{Diagnostic, Method, Observation, Words, period};
use liantu_monitoring::identity::{self, Bands, Body, Decision, Verdicts, resolve};
use liantu_monitoring::inspection::calendar::{Cadence, Calendar, Day, Shift};
use liantu_monitoring::inspection::freshness::freshness;
use liantu_monitoring::inspection::method::{DUE, FRESHNESS};
use liantu_monitoring::inspection::{Inspection, Matter, Standing, due};
use liantu_monitoring::series::Sheaf;
use liantu_monitoring::{Frequency, Step, found};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

/// The day that the parameter `day` names.
fn day(inputs: &Inputs) -> Option<Day> {
    inputs.period("day").map(|period| period::epoch_days(period.start))
}

fn answer(method: &'static Method, rows: &[Vec<Cell>], diagnostics: Vec<Diagnostic>, note: Words) -> Answer {
    Answer {
        columns: columns(method.outputs, rows),
        notes: vec![note],
        observation: Observation::Observed,
        diagnostics,
        inputs: BTreeMap::new(),
    }
}

/// An inspection and what its row says beyond its cycle.
struct Scheduled {
    inspection: Inspection,
    row: usize,
    remedy: i32,
    grace: i32,
}

fn small(table: &Rows, column: &str, row: usize, default: i32) -> i32 {
    table.integer(column, row).and_then(|value| i32::try_from(value).ok()).unwrap_or(default)
}

fn scheduled(table: &Rows) -> (Vec<Scheduled>, usize) {
    let (mut all, mut unread) = (Vec::new(), 0);
    for row in 0..table.len() {
        let Some(id) = table.text("inspection_id", row) else { continue };
        let Some(cadence) = table.text("cadence", row).and_then(Cadence::parse) else {
            unread += 1;
            continue;
        };
        let day = small(table, "day", row, 1);
        let inspection = Inspection {
            id: id.to_owned(),
            cadence,
            day: if day == 0 { 1 } else { day },
            shift: table.text("shift", row).and_then(Shift::parse).unwrap_or_default(),
            start: table.day("start", row),
            end: table.day("end", row),
        };
        let (remedy, grace) = (small(table, "remedy_days", row, 30), small(table, "grace_days", row, 10));
        all.push(Scheduled { inspection, row, remedy, grace });
    }
    (all, unread)
}

fn calendar(events: &Rows) -> Calendar {
    let of = |kind: &str| -> Vec<Day> {
        let rows = (0..events.len()).filter(|&row| events.text("kind", row) == Some(kind));
        rows.filter_map(|row| events.day("date", row)).collect()
    };
    Calendar::new(of("holiday"), of("workday"))
}

fn title(table: &Rows, row: usize) -> Cell {
    let title = table.text("title_zh", row).or_else(|| table.text("title_en", row));
    Cell::Text(title.map(str::to_owned))
}

/// The cells that say where a matter stands.
fn standing(matter: &Matter, now: Day) -> Vec<Cell> {
    let standing = matter.standing(now);
    let level = if let Standing::Overdue(level) = standing { Some(level.word().to_owned()) } else { None };
    let end = matter.closed.filter(|closed| *closed <= now).unwrap_or(now);
    vec![
        Cell::Day(Some(matter.opened)),
        Cell::Day(Some(matter.due)),
        Cell::Day(matter.closed),
        standing.word().into(),
        Cell::Text(level),
        Cell::Integer(Some(matter.age(now).into())),
        Cell::Integer(Some((end - matter.due).max(0).into())),
    ]
}

#[expect(clippy::unnecessary_wraps, reason = "every method runs through one signature")]
pub(super) fn run_inspection_due(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let (inspections, matters) = (bound.rows("inspection"), bound.rows("finding"));
    let spoken = (0..matters.len())
        .flat_map(|row| ["run", "found", "closed"].into_iter().filter_map(move |column| matters.day(column, row)))
        .max();
    let Some(now) = day(inputs).or(spoken) else {
        return Ok(answer(&DUE, &[], vec![found("MON303", "inspection", None, 1)], Words::new("没有日期", "no day")));
    };
    let (scheduled, unread) = scheduled(inspections);
    let calendar = calendar(bound.rows("event"));
    let window = |name: &str| i32::try_from(inputs.integer(name)).unwrap_or(i32::MAX / 4);
    let is_run = |row: usize| matters.text("entry", row) == Some("run");
    // Runs that were made, by inspection and the day written for them.
    let made: HashMap<(&str, Day), Day> = (0..matters.len())
        .filter(|&row| is_run(row))
        .filter_map(|row| {
            let day = matters.day("run", row)?;
            Some(((matters.text("inspection", row)?, day), matters.day("found", row).unwrap_or(day)))
        })
        .collect();
    let open_only = inputs.choice("which") == "open";
    let settled = |matter: &Matter| matches!(matter.standing(now), Standing::Settled | Standing::SettledLate);
    let mut rows: Vec<(Day, Vec<Cell>)> = Vec::new();
    for one in &scheduled {
        for run in due(&one.inspection, &calendar, now - window("window"), now + window("ahead") + 1) {
            let done =
                [run.nominal, run.day].iter().find_map(|day| made.get(&(run.inspection.as_str(), *day)).copied());
            let matter = Matter { opened: run.day, due: run.day, closed: done, grace: one.grace };
            if open_only && settled(&matter) {
                continue;
            }
            let text = |column: &str| Cell::Text(inspections.text(column, one.row).map(str::to_owned));
            let nominal = period::from_epoch_days(run.nominal).map_or_else(String::new, |day| day.to_string());
            let mut cells = vec![
                "run".into(),
                format!("{}@{nominal}", run.inspection).into(),
                text("region"),
                Cell::Text(None),
                text("owner"),
                title(inspections, one.row),
                text("checks"),
            ];
            cells.extend(standing(&matter, now));
            rows.push((run.day, cells));
        }
    }
    let of: HashMap<&str, &Scheduled> = scheduled.iter().map(|one| (one.inspection.id.as_str(), one)).collect();
    let mut undated = 0;
    for row in (0..matters.len()).filter(|&row| !is_run(row)) {
        let inspection = matters.text("inspection", row).and_then(|id| of.get(id));
        let remedy = inspection.map_or(30, |one| one.remedy);
        let opened = matters.day("found", row).or_else(|| matters.day("run", row));
        let due = matters.day("due", row).or_else(|| opened.map(|opened| opened + remedy));
        let text = |column: &str| Cell::Text(matters.text(column, row).map(str::to_owned));
        let owner =
            matters.text("owner", row).or_else(|| inspection.and_then(|one| inspections.text("owner", one.row)));
        let mut cells = vec![
            "finding".into(),
            text("finding_id"),
            text("region"),
            text("chain"),
            Cell::Text(owner.map(str::to_owned)),
            title(matters, row),
            Cell::Text(None),
        ];
        let Some(due) = due else {
            undated += 1;
            let none = || Cell::Day(None);
            let closed = Cell::Day(matters.day("closed", row));
            cells.extend([
                none(),
                none(),
                closed,
                Cell::Text(None),
                Cell::Text(None),
                Cell::Integer(None),
                Cell::Integer(None),
            ]);
            rows.push((i32::MAX, cells));
            continue;
        };
        let grace = inspection.map_or(10, |one| one.grace);
        let matter = Matter { opened: opened.unwrap_or(due), due, closed: matters.day("closed", row), grace };
        if matter.opened > now || (open_only && settled(&matter)) {
            continue;
        }
        cells.extend(standing(&matter, now));
        rows.push((due, cells));
    }
    rows.sort_by_key(|(due, _)| *due);
    let rows: Vec<Vec<Cell>> = rows.into_iter().map(|(_, cells)| cells).collect();
    let diagnostics =
        [findings("finding", &[("MON301", undated)]), findings("inspection", &[("MON302", unread)])].concat();
    let day = period::from_epoch_days(now).map_or_else(String::new, |day| day.to_string());
    Ok(answer(&DUE, &rows, diagnostics, Words::new(format!("截至 {day}"), format!("as of {day}"))))
}

/// The groups of a shelf: the series of each name, each with its subjects; `same` says which of them are one, in other units.
fn grouped<S>(
    shelf: &Shelf<S>,
    mut keep: impl FnMut(&S) -> bool,
    name: impl Fn(&S) -> String,
    same: impl FnMut(&S, &S) -> bool,
) -> BTreeMap<String, Vec<Range<usize>>> {
    let mut groups: BTreeMap<String, Vec<Range<usize>>> = BTreeMap::new();
    let mut start = 0;
    for own in shelf.subjects.chunk_by(same) {
        let numbers = start..start + own.len();
        start = numbers.end;
        if keep(&own[0]) {
            groups.entry(name(&own[0])).or_default().push(numbers);
        }
    }
    groups
}

/// What is known of a series in one unit or another.
fn known_in_any<'s>(sheaf: &Sheaf<'s>, subjects: &Range<usize>) -> Cow<'s, [f64]> {
    if subjects.len() == 1 {
        return Cow::Borrowed(sheaf.get(subjects.start));
    }
    let known = |at: usize| subjects.clone().map(|number| sheaf.get(number)[at]).find(|value| value.is_finite());
    (0..sheaf.steps).map(|at| known(at).unwrap_or(f64::NAN)).collect()
}

fn fresh_rows<S>(
    table: &str,
    shelf: &Shelf<S>,
    groups: &BTreeMap<String, Vec<Range<usize>>>,
    expected: Option<Step>,
    rows: &mut Vec<Vec<Cell>>,
) {
    let sheaf = shelf.sheaf();
    let newest = (0..shelf.steps).rev().find(|&at| (0..shelf.len()).any(|number| sheaf.get(number)[at].is_finite()));
    let expected = expected.and_then(|step| step.since(shelf.first)).or(newest);
    for (name, numbers) in groups {
        let Some(expected) = expected else { continue };
        let own: Vec<Cow<'_, [f64]>> = numbers.iter().map(|own| known_in_any(&sheaf, own)).collect();
        let found = freshness(own.iter().map(Cow::as_ref), expected);
        let label = |at: Option<usize>| Cell::Text(at.map(|at| shelf.label(at)));
        let number = |count: usize| Cell::from(count);
        // What was said once may never have been meant to be said again: nobody is late with it.
        let once = found.first == found.last && found.late.is_some_and(|late| late > 0);
        let standing = match (found.late, found.silent) {
            (None, _) => None,
            _ if once => Some("once"),
            (Some(0), 0) => Some("fresh"),
            (Some(0), _) => Some("partial"),
            _ => Some("late"),
        };
        rows.push(vec![
            table.into(),
            Cell::Text(Some(name.clone()).filter(|name| !name.is_empty())),
            shelf.frequency.word().into(),
            number(numbers.len()),
            label(found.first),
            label(found.last),
            label(Some(expected)),
            found.late.filter(|_| !once).map_or(Cell::Integer(None), number),
            found.coverage.filter(|_| !once).into(),
            found.last_coverage.filter(|_| !once).into(),
            number(if once { 0 } else { found.silent }),
            number(found.gaps),
            Cell::Text(standing.map(str::to_owned)),
        ]);
    }
}

pub(super) fn run_source_freshness(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let now = day(inputs).and_then(period::from_epoch_days);
    let lag = i32::try_from(inputs.integer("lag")).unwrap_or(0);
    let expected = |frequency: Frequency| {
        let now = now?;
        let (_, step) = Frequency::of(&step_around(frequency, now.year(), now.month()))?;
        Some(Step(step.0 - lag))
    };
    let regions = &bound.scene.regions;
    let area = inputs.text("region");
    if let Some(area) = area
        && regions.get(area, LATEST).is_none()
        && !regions.members.iter().any(|member| member.area == area)
    {
        return Err(EngineError::parameter("region", area, one_of(regions.codes().take(20))));
    }
    let mut within: HashMap<String, bool> = HashMap::new();
    let mut inside = |code: &String| -> bool {
        let Some(area) = area else { return true };
        *within.entry(code.clone()).or_insert_with(|| regions.within(code, area, LATEST))
    };
    let mut rows = Vec::new();
    for frequency in Frequency::ALL {
        if let Some(origin) = &bound.indicator {
            let shelf = indicators(&FRESHNESS, origin, frequency, None, true, &|_| true)?;
            let groups =
                grouped(&shelf, |subject| inside(&subject.region), |subject| subject.indicator.clone(), |_, _| false);
            fresh_rows("indicator", &shelf, &groups, expected(frequency), &mut rows);
        }
        let shelf = flows(bound, frequency, None, false)?;
        let either = |subject: &FlowSubject| inside(&subject.origin) || inside(&subject.destination);
        // Subjects come in their order, units last.
        let same = |one: &FlowSubject, two: &FlowSubject| {
            (&one.origin, &one.destination, one.layer, &one.item)
                == (&two.origin, &two.destination, two.layer, &two.item)
        };
        let groups = grouped(&shelf, either, |subject| subject.item.clone(), same);
        fresh_rows("flow", &shelf, &groups, expected(frequency), &mut rows);
    }
    Ok(answer(
        &FRESHNESS,
        &rows,
        Vec::new(),
        Words::new("流量按其值；序列从第一个值开始", "flows by their value; a series begins with its first value"),
    ))
}

#[expect(clippy::unnecessary_wraps, reason = "every method runs through one signature")]
pub(super) fn run_duplicate_actors(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let actors = &bound.scene.actors;
    // Both names count: the English one as another.
    let others: Vec<Vec<String>> = actors
        .iter()
        .map(|actor| {
            let english = Some(actor.title.en.clone()).filter(|name| *name != actor.title.zh && *name != actor.id);
            actor.aliases.iter().cloned().chain(english).collect()
        })
        .collect();
    let bodies: Vec<Body<'_>> = actors
        .iter()
        .zip(&others)
        .map(|(actor, others)| Body {
            name: if actor.title.zh == actor.id { "" } else { &actor.title.zh },
            aliases: others,
            code: actor.credit_code.as_deref(),
            region: actor.region.as_deref(),
        })
        .collect();
    let wrong =
        actors.iter().filter(|actor| actor.credit_code.as_ref().is_some_and(|code| uscc::check(code).is_err())).count();
    let bands =
        Bands { same: inputs.number("same"), doubtful: inputs.number("doubtful"), common: count(inputs, "common") };
    let resolution = resolve(&bodies, &bands, &Verdicts::new());
    let review = resolution.pairs.iter().filter(|pair| pair.decision == Decision::Doubtful).count();
    let rows: Vec<Vec<Cell>> = resolution
        .pairs
        .iter()
        .map(|pair| {
            let (one, two) = (&actors[pair.one as usize], &actors[pair.two as usize]);
            let same = pair.decision == Decision::Same;
            let cluster = &actors[resolution.cluster[pair.one as usize] as usize].id;
            vec![
                one.id.as_str().into(),
                two.id.as_str().into(),
                one.title.zh.as_str().into(),
                two.title.zh.as_str().into(),
                Some(pair.score).into(),
                if same { "same" } else { "review" }.into(),
                pair.reason.word().into(),
                Cell::Text(same.then(|| cluster.clone())),
            ]
        })
        .collect();
    let bodies: BTreeSet<u32> = resolution.cluster.iter().copied().collect();
    let note = Words::new(
        format!("{} 个主体为 {} 家单位；存疑的成对记录不合并", actors.len(), bodies.len()),
        format!("{} actors are {} bodies; doubtful pairs are left apart", actors.len(), bodies.len()),
    );
    let diagnostics = findings("actor", &[("MON401", review), ("MON402", wrong)]);
    Ok(answer(&identity::method::METHOD, &rows, diagnostics, note))
}
