//! Putting rules to every region and pair of regions, and the alerts that come of it.

use super::material::{Material, Posted, Subject, posted, unreadable, wrong};
use super::reading::Reading;
use super::{Answer, Bound, Cell, columns};
use crate::EngineError;
use crate::frame::names_in;
use crate::inputs::Inputs;
use liantu_model::{Diagnostic, Method, Observation, Period, Words, period};
use liantu_monitoring::alert::identity;
use liantu_monitoring::alert::scale::{Placed, holds_at};
use liantu_monitoring::backtest::{self, Shock, Tolerance};
use liantu_monitoring::episode::{self, Episode};
use liantu_monitoring::posture::{METHOD as POSTURE, Posture, Signal, transitions};
use liantu_monitoring::rule::{self, Evaluated, Explanation, Frame, Grade, Matrix, Reference, evaluate};
use liantu_monitoring::watch::{ALERTS, RULE_BACKTEST};
use liantu_monitoring::{Frequency, Step, Truth, found};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

/// More rows than this are counted, not listed.
const MOST_ROWS: usize = 100;
/// So many series in doubt are named; the last finding counts the others.
const MOST_DOUBTS: usize = 20;

/// What came of one rule for one subject.
struct Outcome {
    subject: Subject,
    first: Step,
    episodes: Vec<Told>,
    /// Whether something is known, step by step, until the rule is no longer in force.
    known: Vec<bool>,
    /// Whether the rule is in force at any step, and at the last.
    in_force: [bool; 2],
    ungraded: usize,
    /// Items of which rows are in units that do not add up.
    mixed: BTreeSet<String>,
    /// The first step at which the unit of a quantity seems to have been switched.
    doubt: Option<usize>,
}

/// The series of a subject, each read once.
struct Own<'m> {
    material: &'m Material<'m>,
    posted: &'m Posted,
    subject: &'m Subject,
    first: Step,
    steps: usize,
    read: RefCell<BTreeMap<Reference, Option<Reading>>>,
}

impl Own<'_> {
    fn reading<T>(&self, reference: &Reference, pick: impl Fn(&Reading) -> T) -> Option<T> {
        let Self { material, posted, subject, first, steps, read } = self;
        let mut read = read.borrow_mut();
        let known = read.entry(reference.clone());
        known.or_insert_with(|| material.series(posted, subject, reference, *first, *steps)).as_ref().map(pick)
    }
}

impl Frame for Own<'_> {
    fn series(&self, reference: &Reference) -> Option<Vec<f64>> {
        self.reading(reference, |reading| reading.values.clone())
    }

    fn unreadable(&self, reference: &Reference) -> Vec<bool> {
        self.reading(reference, |reading| reading.unreadable.clone()).unwrap_or_default()
    }
}

/// An alert, told.
struct Told {
    episode: Episode,
    /// The first step of each stretch under it, and what it was.
    course: Vec<(usize, &'static str)>,
    reason: String,
    evidence: String,
    rows: Vec<String>,
}

impl Told {
    fn course(&self, label: impl Fn(usize) -> String) -> String {
        let stretches = self.course.iter().map(|(at, word)| format!("{} {word}", label(*at)));
        stretches.collect::<Vec<_>>().join("|")
    }
}

impl Posted {
    /// The steps, counted from `first`, that overlap the days on which the rule is in force.
    fn in_force(&self, first: Step, steps: usize) -> Range<usize> {
        let place = |day: i32| -> Option<i32> {
            let day = period::from_epoch_days(day)?;
            let (_, step) = Frequency::of(&step_around(self.frequency, day.year(), day.month()))?;
            Some(step.0 - first.0)
        };
        let within = |place: i32| usize::try_from(place).unwrap_or(0).min(steps);
        let [start, end] = self.force;
        let start = start.and_then(place).map_or(0, within);
        let end = end.and_then(|end| place(end - 1)).map_or(steps, |last| within(last + 1));
        start.min(end)..end
    }
}

/// Puts a rule to all its subjects.
fn put(material: &Material, posted: &Posted, matrix: &Matrix) -> Result<(Vec<Outcome>, usize), EngineError> {
    let mut subjects: Vec<(Subject, Step, usize)> = Vec::new();
    for level in posted.at_levels() {
        let (first, steps) = material.span(posted, level);
        subjects.extend(material.subjects(posted, level).into_iter().map(|subject| (subject, first, steps)));
    }
    let longest = subjects.iter().map(|(.., steps)| *steps).max().unwrap_or(0);
    let each = liantu_numeric::chunked(subjects.len(), 64, |range| {
        range
            .map(|number| {
                let (subject, first, steps) = &subjects[number];
                let (first, steps, read) = (*first, *steps, RefCell::default());
                let own = Own { material, posted, subject, first, steps, read };
                let mut evaluated = evaluate(&posted.rule, posted.frequency, steps, &own)?;
                let force = posted.in_force(first, steps);
                let truth = &mut evaluated.condition.truth;
                truth[..force.start].fill(Truth::Unknown);
                truth.truncate(force.end);
                let told = |mut episode: Episode| {
                    // A rule that is no longer in force keeps nothing up.
                    episode.lowered = episode.lowered.or((force.end < steps).then_some(force.end));
                    told(material, posted, subject, first, &evaluated, episode)
                };
                let episodes: Vec<Told> = episode::of(&evaluated, matrix).into_iter().map(told).collect();
                let ungraded = ungraded(&evaluated);
                let known = evaluated.condition.truth.iter().map(|truth| *truth != Truth::Unknown).collect();
                let readings: Vec<Reading> = own.read.into_inner().into_values().flatten().collect();
                let doubt = readings.iter().filter_map(|reading| reading.doubt).min();
                let mixed = readings.into_iter().filter_map(|reading| reading.mixed).collect();
                let in_force = [!force.is_empty(), !force.is_empty() && force.end == steps];
                Ok(Outcome { subject: subject.clone(), first, episodes, known, in_force, ungraded, mixed, doubt })
            })
            .collect::<Result<Vec<_>, rule::RuleError>>()
    });
    let mut all = Vec::new();
    for part in each {
        all.extend(part.map_err(|error| unreadable(&posted.rule.text, &error.words()))?);
    }
    Ok((all, longest))
}

/// Hits of a graded rule whose likelihood or impact is unknown.
fn ungraded(evaluated: &Evaluated<'_>) -> usize {
    let Some([likelihood, impact]) = &evaluated.grading else { return 0 };
    let truth = evaluated.condition.truth.iter().enumerate();
    truth.filter(|(at, truth)| **truth == Truth::True && (likelihood.values[*at] + impact.values[*at]).is_nan()).count()
}

fn told(
    material: &Material,
    posted: &Posted,
    subject: &Subject,
    first: Step,
    evaluated: &Evaluated<'_>,
    episode: Episode,
) -> Told {
    let label = |at: usize| posted.frequency.label(first.plus(at));
    let tree = rule::explain(evaluated, episode.raised);
    let mut reasons: Vec<String> = Vec::new();
    for reason in tree.reasons() {
        let sentence = format!("{} {}", label(reason.at), sentence(reason));
        if !reasons.contains(&sentence) {
            reasons.push(sentence);
        }
    }
    let mut rests = rule::evidence(evaluated, episode.raised);
    let values = rests.iter().filter(|one| one.at == episode.raised);
    let mut evidence: Vec<String> = values.map(|one| format!("{} {}", one.reference, figure(one.value))).collect();
    // A grade that rose later rests on the values of that step.
    for (at, _) in episode.grades.iter().skip(1) {
        let later = rule::evidence(evaluated, *at);
        let values = later.iter().filter(|one| one.at == *at);
        evidence.extend(values.map(|one| format!("{} {} {}", label(*at), one.reference, figure(one.value))));
        rests.extend(later);
    }
    let mut rows: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for one in rests.iter().rev() {
        for row in material.rows(posted, subject, &one.reference, first.plus(one.at)) {
            if seen.insert(row.clone()) {
                rows.push(row);
            }
        }
    }
    let course = course(&evaluated.condition.truth, &episode);
    Told { episode, course, reason: reasons.join("; "), evidence: evidence.join("; "), rows }
}

/// What the steps under an alert were, stretch by stretch.
fn course(truth: &[Truth], episode: &Episode) -> Vec<(usize, &'static str)> {
    let mut course: Vec<(usize, &'static str)> = Vec::new();
    let end = episode.lowered.unwrap_or(truth.len()).min(truth.len());
    for (at, truth) in truth.iter().enumerate().take(end).skip(episode.raised) {
        let grade = episode.grades.iter().rev().find(|(from, _)| *from <= at);
        let word = match truth {
            Truth::True => grade.map_or(Grade::Blue, |(_, grade)| *grade).word(),
            Truth::False => "clean",
            Truth::Unknown => "unknown",
        };
        if course.last().is_none_or(|(_, last)| *last != word) {
            course.push((at, word));
        }
    }
    course
}

/// A comparison with the value on its left: `yoy(output) < -20% (-0.31)`.
fn sentence(reason: &Explanation) -> String {
    let value = reason.parts.iter().find_map(|part| part.value);
    value.map_or_else(|| reason.text.clone(), |value| format!("{} ({})", reason.text, figure(value)))
}

/// A number in at most six significant digits.
fn figure(value: f64) -> String {
    if value == 0.0 || value.abs() >= 1e15 {
        return value.to_string();
    }
    let digits = (5 - value.abs().log10().floor() as i32).clamp(0, 12).unsigned_abs() as usize;
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A text; none where it says nothing.
fn said(text: String) -> Cell {
    Cell::Text(Some(text).filter(|text| !text.is_empty()))
}

/// Everything that the methods share: rules, material, and what came of it.
struct Watched {
    rules: Vec<Posted>,
    results: Vec<Vec<Outcome>>,
    steps: Vec<usize>,
    findings: Vec<Diagnostic>,
    observation: Observation,
    inputs: BTreeMap<String, String>,
    /// The subject above each subject of each rule.
    parents: Vec<Vec<Option<u32>>>,
}

fn watch(method: &'static Method, bound: &Bound, inputs: &Inputs) -> Result<Watched, EngineError> {
    let matrix = Matrix::parse(inputs.choice("matrix")).ok_or_else(|| {
        EngineError::parameter(
            "matrix",
            inputs.choice("matrix"),
            Words::new(
                "可能性的递增界限；影响的递增界限；每一级可能性一个由 B、Y、O、R 组成的词",
                "rising bounds of likelihood; of impact; and a word of B, Y, O, R for each class of likelihood",
            ),
        )
    })?;
    let (rules, mut findings) = posted(bound, inputs)?;
    let material = Material::bind(method, bound, inputs, &rules)?;
    findings.extend(material.findings.iter().cloned());
    let mut kept = Vec::new();
    let (mut results, mut steps, mut parents) = (Vec::new(), Vec::new(), Vec::new());
    let (mut silent, mut ungraded) = (0, 0);
    // Told once, however many rules read them.
    let (mut mixed, mut doubts) = (BTreeSet::new(), BTreeSet::new());
    for posted in rules {
        if let Err(error) = rule::check_names(&posted.rule, material.names(posted.frequency).iter().copied()) {
            if posted.id == "text" && inputs.text("text").is_some() {
                return Err(unreadable(&posted.rule.text, &error.words()));
            }
            findings.push(wrong(posted.row, &posted.id, &error));
            continue;
        }
        let (found_here, longest) = put(&material, &posted, &matrix)?;
        if found_here.is_empty() {
            findings.push(found("MON202", "rule", Some(&posted.id), 1));
        } else if found_here.iter().all(|result| !result.in_force[0]) {
            findings.push(found("MON207", "rule", Some(&posted.id), 1));
        }
        for result in &found_here {
            silent += usize::from(result.in_force[1] && result.known.last() == Some(&false));
            ungraded += result.ungraded;
            mixed.extend(result.mixed.iter().cloned());
            if let Some(at) = result.doubt {
                doubts.insert(format!("{} {}", result.subject.name(), posted.frequency.label(result.first.plus(at))));
            }
        }
        let known: HashMap<Subject, u32> =
            found_here.iter().enumerate().map(|(number, result)| (result.subject.clone(), number as u32)).collect();
        parents.push(found_here.iter().map(|result| material.above(&posted, &result.subject, &known)).collect());
        results.push(found_here);
        steps.push(longest);
        kept.push(posted);
    }
    findings.extend(mixed.iter().map(|item| found("MON203", "flow", Some(item), 1)));
    let count = |at: usize| if at + 1 == MOST_DOUBTS { doubts.len().saturating_sub(at) } else { 1 };
    let named = doubts.iter().take(MOST_DOUBTS).enumerate();
    findings.extend(named.map(|(at, subject)| found("MON208", "flow", Some(subject), count(at))));
    for (code, count) in [("MON204", silent), ("MON205", ungraded)] {
        if count > 0 {
            findings.push(found(code, "rule", None, count));
        }
    }
    let described = format!("{} rules, {} subjects", kept.len(), results.iter().map(Vec::len).sum::<usize>());
    Ok(Watched {
        rules: kept,
        results,
        steps,
        findings,
        observation: material.observation,
        inputs: BTreeMap::from([("rules".to_owned(), described)]),
        parents,
    })
}

fn notes() -> Vec<Words> {
    vec![Words::new("未知的一步既不升级也不降级预警", "an unknown step neither raises nor lowers an alert")]
}

pub(super) fn run_alerts(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let watched = watch(&ALERTS, bound, inputs)?;
    let within = inputs.period("period");
    let up = inputs.choice("standing") == "up";
    let mut rows: Vec<(String, Vec<Cell>)> = Vec::new();
    for ((posted, results), parents) in watched.rules.iter().zip(&watched.results).zip(&watched.parents) {
        let (mut placed, mut named) = (Vec::new(), Vec::new());
        for (number, result) in results.iter().enumerate() {
            for told in &result.episodes {
                let to = told.episode.lowered.unwrap_or(usize::MAX);
                placed.push(Placed { rule: 0, region: number as u32, from: told.episode.raised, to });
                named.push((result, told));
            }
        }
        let holds = holds_at(parents, &placed);
        for ((result, told), holds) in named.into_iter().zip(holds) {
            let (subject, episode) = (&result.subject, &told.episode);
            let label = |at: usize| posted.frequency.label(result.first.plus(at));
            let since = label(episode.raised);
            let overlaps = within.is_none_or(|within| {
                let start = since.parse::<Period>().map(|period| period.start);
                let end = episode.lowered.and_then(|at| label(at).parse::<Period>().ok()).map(|period| period.start);
                start.is_ok_and(|start| within.end.is_none_or(|last| start < last))
                    && end.is_none_or(|end| end > within.start)
            });
            if !overlaps || (up && episode.lowered.is_some()) {
                continue;
            }
            let also: Vec<String> = holds.iter().map(|&number| results[number as usize].subject.name()).collect();
            let name = format!(
                "{}{}",
                subject.level.as_deref().map(|level| format!("{level}:")).unwrap_or_default(),
                subject.name()
            );
            let mut list = told.rows.iter().take(MOST_ROWS).cloned().collect::<Vec<_>>();
            if told.rows.len() > MOST_ROWS {
                list.push("…".to_owned());
            }
            let cells = vec![
                identity(&posted.id, &name, &since, bound.scene.revision).into(),
                posted.id.as_str().into(),
                episode.grade().word().into(),
                told.course(label).into(),
                subject.region.as_str().into(),
                Cell::Text(subject.partner.clone()),
                Cell::Text(subject.industry.clone()),
                Cell::Text(subject.item.clone()),
                Cell::Text(subject.level.clone()),
                since.as_str().into(),
                Cell::Text(episode.lowered.map(label)),
                label(episode.first_hit).into(),
                label(episode.last_hit).into(),
                episode.unknown.into(),
                said(told.reason.clone()),
                said(told.evidence.clone()),
                said(list.join("|")),
                told.rows.len().into(),
                said(also.join("|")),
                posted.addressee.clone().unwrap_or_else(|| subject.region.clone()).into(),
            ];
            rows.push((since, cells));
        }
    }
    // The latest first; within a step as the rules come.
    rows.sort_by(|one, two| two.0.cmp(&one.0));
    let rows: Vec<Vec<Cell>> = rows.into_iter().map(|(_, cells)| cells).collect();
    Ok(Answer {
        columns: columns(ALERTS.outputs, &rows),
        notes: notes(),
        observation: watched.observation,
        diagnostics: watched.findings,
        inputs: watched.inputs,
    })
}

pub(super) fn run_rule_backtest(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let watched = watch(&RULE_BACKTEST, bound, inputs)?;
    let events = bound.rows("event");
    let kinds: BTreeSet<&str> = names_in(inputs.choice("kinds")).collect();
    let within = inputs.period("period");
    let tolerance = Tolerance { before: super::count(inputs, "before"), after: super::count(inputs, "after") };
    let (mut rows, mut left_out) = (Vec::new(), Vec::new());
    for ((posted, results), &steps) in watched.rules.iter().zip(&watched.results).zip(&watched.steps) {
        let mut shocks: Vec<(Shock, String)> = Vec::new();
        // Events that no subject of the rule can be compared with, and the first of them.
        let mut apart: (usize, Option<String>) = (0, None);
        for row in 0..events.len() {
            let (Some(kind), Some(day)) = (events.text("kind", row), events.day("date", row)) else { continue };
            let region = events.text("region", row);
            let Some(date) = period::from_epoch_days(day) else { continue };
            if !kinds.contains(kind) || within.is_some_and(|within| !within.contains(date)) {
                continue;
            }
            let step = Frequency::of(&step_around(posted.frequency, date.year(), date.month())).map(|(_, step)| step);
            let known = shocks.len();
            for (subject, result) in results.iter().enumerate() {
                let own = &result.subject;
                let meant = region.is_some() && [Some(own.region.as_str()), own.partner.as_deref()].contains(&region);
                if let (true, Some(at)) = (meant, step.and_then(|step| step.since(result.first))) {
                    shocks.push((
                        Shock { subject, at },
                        format!("{} {}", own.name(), posted.frequency.label(result.first.plus(at))),
                    ));
                }
            }
            if shocks.len() == known {
                let told = || format!("{}: {date} {}", posted.id, region.unwrap_or("–"));
                apart = (apart.0 + 1, apart.1.or_else(|| Some(told())));
            }
        }
        if let (count, Some(first)) = apart {
            left_out.push(found("MON209", "event", Some(&first), count));
        }
        let episodes: Vec<Vec<Episode>> =
            results.iter().map(|result| result.episodes.iter().map(|told| told.episode.clone()).collect()).collect();
        let mut fired = backtest::fired(&episodes);
        let label = |subject: usize, at: usize| posted.frequency.label(results[subject].first.plus(at));
        fired.retain(|alert| {
            let raised = label(alert.subject, alert.raised).parse::<Period>();
            within.is_none_or(|within| raised.is_ok_and(|raised| within.overlaps(&raised)))
        });
        let plain: Vec<Shock> = shocks.iter().map(|(shock, _)| *shock).collect();
        let found = backtest::record(&fired, &plain, tolerance, results.len() * steps);
        let when: Vec<String> = fired
            .iter()
            .take(20)
            .map(|alert| format!("{} {}", results[alert.subject].subject.name(), label(alert.subject, alert.raised)))
            .collect();
        let missed: Vec<&str> = shocks
            .iter()
            .zip(&found.told)
            .filter(|(_, told)| told.is_none())
            .map(|((_, name), _)| name.as_str())
            .collect();
        let a_year = found.false_rate.map(|rate| rate * posted.frequency.season() as f64);
        rows.push(vec![
            posted.id.as_str().into(),
            results.len().into(),
            steps.into(),
            found.fired.into(),
            found.right.into(),
            found.wrong.into(),
            found.shocks.into(),
            found.caught.into(),
            found.precision.into(),
            found.recall.into(),
            found.lead.into(),
            a_year.into(),
            said(when.join("|")),
            said(missed.join("|")),
        ]);
    }
    Ok(Answer {
        columns: columns(RULE_BACKTEST.outputs, &rows),
        notes: notes(),
        observation: watched.observation,
        diagnostics: watched.findings.into_iter().chain(left_out).collect(),
        inputs: watched.inputs,
    })
}

/// The step of a frequency that a month lies in.
pub(super) fn step_around(frequency: Frequency, year: i16, month: i8) -> Period {
    let text = match frequency {
        Frequency::Month => format!("{year:04}-{month:02}"),
        Frequency::Quarter => format!("{year:04}-Q{}", (month - 1) / 3 + 1),
        Frequency::Year => format!("{year:04}"),
    };
    text.parse().unwrap_or_else(|_| unreachable!("{text} is a period"))
}

pub(super) fn run_posture(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let watched = watch(&POSTURE, bound, inputs)?;
    let authorities: Vec<&str> = names_in(inputs.choice("authorities")).collect();
    let [alert, emergency, recovery, normal] = authorities[..] else {
        return Err(EngineError::parameter(
            "authorities",
            inputs.choice("authorities"),
            Words::new(
                "四个名称：依次由谁决定转入警戒、应急、恢复、常态",
                "four names: who decides to turn to alert, emergency, recovery and normal",
            ),
        ));
    };
    let authority = |posture: Posture| match posture {
        Posture::Alert => alert,
        Posture::Emergency => emergency,
        Posture::Recovery => recovery,
        Posture::Normal => normal,
    };
    let within = inputs.period("period");
    let mut rows = Vec::new();
    // Steps of different lengths make no one course of a region.
    for frequency in Frequency::ALL {
        let mut regions: BTreeMap<&str, BTreeMap<Step, Signal>> = BTreeMap::new();
        for (posted, results) in watched.rules.iter().zip(&watched.results) {
            if posted.frequency != frequency {
                continue;
            }
            for result in results {
                let course = regions.entry(&result.subject.region).or_default();
                for (at, known) in result.known.iter().enumerate() {
                    let signal = course.entry(result.first.plus(at)).or_default();
                    signal.known |= known;
                    for told in result.episodes.iter().filter(|told| told.episode.is_up(at)) {
                        let changed = told.episode.grades.iter().rev().find(|(from, _)| *from <= at);
                        match changed.map(|(_, grade)| *grade) {
                            Some(Grade::Red) => signal.red = true,
                            Some(Grade::Orange) => signal.orange = true,
                            _ => {}
                        }
                    }
                }
            }
        }
        let events = bound.rows("event");
        for row in (0..events.len()).filter(|&row| events.text("kind", row) == Some("joint_order")) {
            let (Some(day), Some(region)) = (events.day("date", row), events.text("region", row)) else { continue };
            let Some(date) = period::from_epoch_days(day) else { continue };
            let step = Frequency::of(&step_around(frequency, date.year(), date.month())).map(|(_, step)| step);
            if let Some(signal) = step.and_then(|step| regions.get_mut(region)?.get_mut(&step)) {
                signal.order = true;
            }
        }
        let (confirm, clean) = (super::count(inputs, "confirm"), super::count(inputs, "clean"));
        for (region, course) in regions {
            let steps: Vec<Step> = course.keys().copied().collect();
            let signals: Vec<Signal> = course.into_values().collect();
            for change in transitions(&signals, confirm, clean) {
                let label = frequency.label(steps[change.at]);
                if within.is_some_and(|within| label.parse::<Period>().is_ok_and(|own| !within.overlaps(&own))) {
                    continue;
                }
                rows.push(vec![
                    region.into(),
                    label.into(),
                    change.from.word().into(),
                    change.to.word().into(),
                    change.cause.word().into(),
                    authority(change.to).into(),
                ]);
            }
        }
    }
    Ok(Answer {
        columns: columns(POSTURE.outputs, &rows),
        notes: notes(),
        observation: watched.observation,
        diagnostics: watched.findings,
        inputs: watched.inputs,
    })
}
