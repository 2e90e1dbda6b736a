//! Binding the methods of travel and reach.

use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::panel::Labels;
use crate::space::{Pairs, choose};
use crate::timetable::{Times, basis};
use arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray};
use liantu_model::{Diagnostic, Method, Observation};
use liantu_structure::space::accessibility::{self, Decay, Reach, accessibility};
use liantu_structure::space::isochrone::{self, isochrone};
use liantu_structure::space::travel;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &travel::METHOD, run: run_travel_time },
    Entry { method: &isochrone::METHOD, run: run_isochrone },
    Entry { method: &accessibility::METHOD, run: run_accessibility },
];

/// What the parts of an answer say about themselves.
#[derive(Default)]
struct Told {
    inputs: BTreeMap<String, String>,
    observation: Observation,
    diagnostics: Vec<Diagnostic>,
}

impl Told {
    fn see(&mut self, described: &str, observation: Observation, findings: &[Diagnostic]) {
        let seen = self.inputs.values().any(|known| known == described);
        if seen {
            return;
        }
        self.inputs.insert(format!("times {}", self.inputs.len() + 1), described.to_owned());
        self.observation = self.observation.max(observation);
        self.diagnostics.extend_from_slice(findings);
    }

    fn answer(self, columns: Vec<ArrayRef>) -> Answer {
        Answer {
            columns,
            notes: Vec::new(),
            observation: self.observation,
            diagnostics: self.diagnostics,
            inputs: self.inputs,
        }
    }
}

fn words<'a>(words: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(words.map(|word| word.filter(|word| !word.is_empty())).collect::<StringArray>())
}

fn run_travel_time(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut told = Told::default();
    let all = Times::bind(bound.rows("timetable"), inputs)?;
    let rows = || all.iter().flat_map(|one| one.legs.iter().map(move |time| (one, time)));
    let basis = basis(inputs);
    for one in &all {
        told.see(&one.described, one.observation, &one.findings);
    }
    let same = |word: &'static str| words(rows().map(|_| Some(word)));
    let number = |of: &dyn Fn(&travel::TravelTime) -> Option<f64>| -> ArrayRef {
        Arc::new(rows().map(|(_, time)| of(time)).collect::<Float64Array>())
    };
    let count = |of: &dyn Fn(&travel::TravelTime) -> u32| -> ArrayRef {
        Arc::new(rows().map(|(_, time)| Some(i64::from(of(time)))).collect::<Int64Array>())
    };
    let place = |of: &dyn Fn(&travel::TravelTime) -> u32| {
        words(rows().map(|(one, time)| Some(&*one.places.0[of(time) as usize])))
    };
    let columns = vec![
        place(&|time| time.from),
        place(&|time| time.to),
        same("travel_minutes"),
        words(rows().map(|(one, _)| Some(one.period.as_str()))),
        number(&|time| basis(time)),
        same("min"),
        number(&|time| time.best),
        number(&|time| time.median),
        number(&|time| time.expected),
        count(&|time| time.departures),
        count(&|time| time.direct),
    ];
    Ok(told.answer(columns))
}

fn lacking(method: &'static Method) -> EngineError {
    super::absent(method, "region_pair", super::NEITHER)
}

/// From where to where in how many minutes.
type Durations = Vec<(u32, u32, f64)>;

fn run_isochrone(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut told = Told::default();
    // For each period: the places, and the times between them.
    let mut circles: Vec<(String, Labels, Durations)> = Vec::new();
    let pairs = bound.rows("region_pair");
    if bound.rows("timetable").len() > 0 {
        for one in Times::bind(bound.rows("timetable"), inputs)? {
            told.see(&one.described, one.observation, &one.findings);
            let minutes = one.minutes(inputs).collect();
            circles.push((one.period, one.places, minutes));
        }
    } else if pairs.len() > 0 {
        let measure = inputs.choice("measure");
        let of_measure = || (0..pairs.len()).filter(|&row| pairs.text("measure", row) == Some(measure));
        let codes: BTreeSet<&str> = of_measure()
            .flat_map(|row| [pairs.text("from_region", row), pairs.text("to_region", row)])
            .flatten()
            .collect();
        let codes: Vec<String> = codes.into_iter().map(str::to_owned).collect();
        let periods: BTreeSet<&str> = match inputs.text("period") {
            Some(period) => BTreeSet::from([period]),
            None => of_measure().map(|row| pairs.text("period", row).unwrap_or_default()).collect(),
        };
        for period in if periods.is_empty() { BTreeSet::from([""]) } else { periods } {
            let labels = Labels(codes.clone());
            let found = Pairs::bind(pairs, measure, &labels, period)?;
            told.see(&found.described.en, found.observation, &[]);
            circles.push((period.to_owned(), labels, found.cells));
        }
    } else {
        return Err(lacking(&isochrone::METHOD));
    }
    let mut rows = Vec::new();
    let mut known = false;
    for (period, labels, times) in &circles {
        let centre = match inputs.text("origin") {
            None => None,
            Some(code) => match labels.number(code) {
                Some(number) => Some(number),
                None => continue,
            },
        };
        known = true;
        for reached in isochrone(times, inputs.number("minutes")) {
            if centre.is_none_or(|centre| reached.from == centre) {
                rows.push(vec![
                    Cell::Text(Some(period.clone()).filter(|period| !period.is_empty())),
                    labels.0[reached.from as usize].as_str().into(),
                    labels.0[reached.to as usize].as_str().into(),
                    Cell::Number(Some(reached.minutes)),
                    reached.rank.into(),
                ]);
            }
        }
    }
    if let (Some(origin), false) = (inputs.text("origin"), known) {
        let known = circles.first().map(|circle| circle.1.listed()).unwrap_or_default();
        return Err(EngineError::parameter("origin", origin, known));
    }
    Ok(told.answer(columns(isochrone::METHOD.outputs, &rows)))
}

fn run_accessibility(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &accessibility::METHOD;
    let wanted = inputs.text("indicator").map(|indicator| vec![indicator]);
    let frame = bound.frame(method, inputs, wanted.as_deref())?;
    if frame.indicators.0.len() > 1 {
        return Err(EngineError::parameter("indicator", "", frame.indicators.listed()));
    }
    let mut told = Told { observation: frame.observation, ..Told::default() };
    told.inputs.insert("cells".to_owned(), frame.described());
    let (timetable, pairs) = (bound.rows("timetable"), bound.rows("region_pair"));
    if timetable.len() == 0 && pairs.len() == 0 {
        return Err(lacking(method));
    }
    let own = Some(inputs.number("own")).filter(|own| *own > 0.0);
    let b = inputs.number("b");
    let reach = Reach {
        decay: if inputs.choice("decay") == "exponential" { Decay::Exponential(b) } else { Decay::Power(b) },
        minutes: inputs.number("minutes"),
        daily: inputs.number("daily"),
        own,
    };
    let mut computed: BTreeMap<String, Times> = BTreeMap::new();
    let mut rows = Vec::new();
    for (number, period) in frame.periods.0.iter().enumerate() {
        // Places with a time but without a row of the indicator are destinations of unknown mass.
        let (labels, times): (Vec<String>, Vec<(u32, u32, f64)>) = if timetable.len() > 0 {
            let of = choose((0..timetable.len()).map(|row| timetable.text("period", row)), period).unwrap_or_default();
            if !computed.contains_key(&of) {
                computed.insert(of.clone(), Times::of(timetable, inputs, &of)?);
            }
            let one = &computed[&of];
            told.see(&one.described, one.observation, &one.findings);
            let codes: BTreeSet<&String> = one.places.0.iter().chain(&frame.regions.0).collect();
            let labels: Vec<String> = codes.into_iter().cloned().collect();
            let place = |id: u32| labels.binary_search(&one.places.0[id as usize]).map_or(0, |number| number as u32);
            let times = one.minutes(inputs).map(|(from, to, minutes)| (place(from), place(to), minutes)).collect();
            (labels, times)
        } else {
            let ends = (0..pairs.len()).flat_map(|row| [pairs.text("from_region", row), pairs.text("to_region", row)]);
            let codes: BTreeSet<&str> = ends.flatten().chain(frame.regions.0.iter().map(String::as_str)).collect();
            let labels = Labels(codes.into_iter().map(str::to_owned).collect());
            let found = Pairs::bind(pairs, inputs.choice("measure"), &labels, period)?;
            told.see(&found.described.en, found.observation, &[]);
            (labels.0, found.cells)
        };
        let level = inputs.text("level");
        let regions = &bound.scene.regions;
        let takes_part = |code: &str| {
            let of_level =
                |level: &str| regions.get(code, crate::regions::LATEST).is_some_and(|found| found.level == level);
            level.is_none_or(of_level)
        };
        let part: Vec<bool> = labels.iter().map(|code| takes_part(code)).collect();
        let times: Vec<_> = times.into_iter().filter(|time| part[time.0 as usize] && part[time.1 as usize]).collect();
        let mass: Vec<f64> = labels
            .iter()
            .map(|code| frame.regions.number(code).map_or(f64::NAN, |region| frame.row(number, region as usize)[0]))
            .collect();
        let (found, findings) = accessibility(&mass, &times, reach);
        told.diagnostics.extend(findings.into_iter().map(|finding| match period.as_str() {
            "" => finding,
            period => finding.found(period),
        }));
        for (code, found) in labels.iter().zip(found).zip(&part).filter(|(_, part)| **part).map(|(row, _)| row) {
            rows.push(vec![
                Cell::Text(Some(period.clone()).filter(|period| !period.is_empty())),
                code.as_str().into(),
                found.potential.into(),
                found.relative.into(),
                found.cumulative.into(),
                found.daily.into(),
                found.mean_minutes.into(),
                found.reached.into(),
                found.unknown.into(),
            ]);
        }
    }
    Ok(told.answer(columns(method.outputs, &rows)))
}
