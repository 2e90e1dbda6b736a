//! Binding timetables: stations, services and times of day become numbers.

use crate::EngineError;
use crate::inputs::Inputs;
use crate::panel::Labels;
use crate::rows::Rows;
use jiff::civil::{Date, Weekday};
use liantu_model::{Diagnostic, Observation, Period, Words};
use liantu_structure::space::{Stop, Timetable, Travel, TravelTime, clock, finding, travel_times};
use std::collections::{BTreeMap, BTreeSet};

/// A timetable with its stations and places.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The period of the timetable; empty where it has none.
    pub period: String,
    pub timetable: Timetable,
    pub stations: Vec<String>,
    /// The places between which people travel, and which each station serves.
    pub places: Labels,
    pub place: Vec<Option<u32>>,
    travel: Travel,
    pub observation: Observation,
    pub findings: Vec<Diagnostic>,
    /// For the provenance.
    pub described: String,
}

/// The travel times of one timetable.
#[derive(Debug)]
pub(crate) struct Times {
    /// The period of the timetable; empty where it has none.
    pub period: String,
    /// The places between which people travel.
    pub places: Labels,
    pub legs: Vec<TravelTime>,
    pub observation: Observation,
    pub findings: Vec<Diagnostic>,
    /// For the provenance.
    pub described: String,
}

impl Plan {
    /// The timetables that the parameters choose, by period.
    pub fn bind(rows: &Rows, inputs: &Inputs) -> Result<Vec<Self>, EngineError> {
        let within = inputs.period("period");
        let inside = |label: &str| {
            within.is_none_or(|within| {
                label.parse::<Period>().is_ok_and(|period| {
                    within.start <= period.start
                        && within.end.is_none_or(|end| period.end.is_some_and(|own| own <= end))
                })
            })
        };
        let periods: BTreeSet<&str> = (0..rows.len())
            .map(|row| rows.text("period", row).unwrap_or_default())
            .filter(|label| inside(label))
            .collect();
        periods.into_iter().map(|period| Self::read(rows, inputs, period)).collect()
    }

    /// The timetable of one period, the empty word meaning the rows without one.
    fn read(rows: &Rows, inputs: &Inputs, period: &str) -> Result<Self, EngineError> {
        let travel = travel(inputs)?;
        let taken: Vec<usize> =
            (0..rows.len()).filter(|&row| rows.text("period", row).unwrap_or_default() == period).collect();
        let service_of = |row: usize| (rows.text("service", row).unwrap_or_default(), rows.text("variant", row));
        let mut days: BTreeMap<(&str, Option<&str>), Vec<String>> = BTreeMap::new();
        for &row in &taken {
            days.entry(service_of(row)).or_default().extend(rows.list("days", row));
        }
        let date = date(inputs)?;
        days.retain(|_, days| date.is_none_or(|date| days.is_empty() || days.iter().any(|day| runs(day, date))));
        let services: BTreeMap<_, u32> = days.into_keys().zip(0u32..).collect();
        let by_region = inputs.choice("places") == "region";
        let mut place_of: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        for &row in &taken {
            let Some(station) = rows.text("station", row) else { continue };
            let place = if by_region { rows.text("region", row) } else { Some(station) };
            let known = place_of.entry(station).or_insert(place);
            *known = known.or(place);
        }
        let stations: BTreeMap<&str, u32> = place_of.keys().copied().zip(0u32..).collect();
        let places: BTreeSet<&str> = place_of.values().copied().flatten().collect();
        let places = Labels(places.into_iter().map(str::to_owned).collect());
        let mut unreadable = 0;
        let mut observation = Observation::Observed;
        let mut stops = Vec::with_capacity(taken.len());
        for &row in &taken {
            let Some(&service) = services.get(&service_of(row)) else { continue };
            let (Some(station), Some(sequence)) = (rows.text("station", row), rows.integer("sequence", row)) else {
                continue;
            };
            observation = observation.max(rows.observation(row));
            let mut time = |column: &str| {
                clock(rows.text(column, row).unwrap_or_default()).unwrap_or_else(|_| {
                    unreadable += 1;
                    None
                })
            };
            let (arrival, departure) = (time("arrival"), time("departure"));
            stops.push(Stop { service, sequence, station: stations[station], arrival, departure });
        }
        let (timetable, mut findings) = Timetable::new(&stops, stations.len());
        if unreadable > 0 {
            findings.push(finding("STR421", "timetable", unreadable));
        }
        let place: Vec<Option<u32>> =
            place_of.values().map(|place| place.and_then(|place| places.number(place))).collect();
        let described = format!(
            "timetable{}: {} services, {} stations, {} places",
            if period.is_empty() { String::new() } else { format!(" of {period}") },
            services.len(),
            stations.len(),
            places.0.len()
        );
        let stations = place_of.into_keys().map(str::to_owned).collect();
        Ok(Self {
            period: period.to_owned(),
            timetable,
            stations,
            places,
            place,
            travel,
            observation,
            findings,
            described,
        })
    }

    /// The travel times by a timetable of these stations, and what was found.
    pub fn times(&self, timetable: &Timetable) -> (Vec<TravelTime>, Vec<Diagnostic>) {
        travel_times(timetable, &self.place, self.places.0.len(), self.travel)
    }
}

impl Times {
    /// The travel times of the timetables that the parameters choose, by period.
    pub fn bind(rows: &Rows, inputs: &Inputs) -> Result<Vec<Self>, EngineError> {
        Ok(Plan::bind(rows, inputs)?.into_iter().map(Self::by).collect())
    }

    /// Those of one period, the empty word meaning the rows without one.
    pub fn of(rows: &Rows, inputs: &Inputs, period: &str) -> Result<Self, EngineError> {
        Plan::read(rows, inputs, period).map(Self::by)
    }

    fn by(plan: Plan) -> Self {
        let (legs, lost) = plan.times(&plan.timetable);
        let Plan { period, places, observation, mut findings, described, .. } = plan;
        findings.extend(lost);
        Self { period, places, legs, observation, findings, described }
    }

    /// Minutes from place to place, as the parameter `basis` counts them.
    pub fn minutes(&self, inputs: &Inputs) -> impl Iterator<Item = (u32, u32, f64)> + '_ {
        let basis = basis(inputs);
        self.legs.iter().filter_map(move |time| Some((time.from, time.to, basis(time)?)))
    }
}

/// The time that the parameter `basis` chooses.
pub(crate) fn basis(inputs: &Inputs) -> fn(&TravelTime) -> Option<f64> {
    match inputs.choice("basis") {
        "median" => |time| time.median,
        "expected" => |time| time.expected,
        _ => |time| time.best,
    }
}

fn travel(inputs: &Inputs) -> Result<Travel, EngineError> {
    let time = |name: &str| {
        let text = inputs.text(name).unwrap_or_default();
        clock(text)
            .ok()
            .flatten()
            .ok_or_else(|| EngineError::parameter(name, text, Words::new("时刻，如 06:30", "a time such as 06:30")))
    };
    let seconds = |name: &str| u32::try_from(inputs.integer(name)).ok().map(|minutes| minutes * 60);
    let (start, end) = (time("start")?, time("end")?);
    if start >= end {
        return Err(EngineError::parameter(
            "end",
            inputs.choice("end"),
            Words::new(
                format!("晚于 {} 的时刻", inputs.choice("start")),
                format!("a time after {}", inputs.choice("start")),
            ),
        ));
    }
    Ok(Travel {
        start,
        end,
        transfer: seconds("transfer").unwrap_or(0),
        interchange: seconds("interchange"),
        access: seconds("access").unwrap_or(0),
    })
}

fn date(inputs: &Inputs) -> Result<Option<Date>, EngineError> {
    let Some(text) = inputs.text("date") else { return Ok(None) };
    text.parse().map(Some).map_err(|_| {
        EngineError::parameter("date", text, Words::new("日期，如 2016-03-10", "a day such as 2016-03-10"))
    })
}

/// Whether a word of the column `days` means that a service runs on `date`.
fn runs(word: &str, date: Date) -> bool {
    let word = word.trim().to_lowercase();
    let weekday = match word.as_str() {
        "all" | "daily" | "每天" => return true,
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        word => return word.parse().is_ok_and(|day: Date| day == date),
    };
    date.weekday() == weekday
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_dates_weekdays_or_all() {
        let thursday = date(2016, 3, 10);
        for (word, expected) in
            [("ALL", true), ("2016-03-10", true), ("2016-03-11", false), ("Thu", true), ("fri", false)]
        {
            assert_eq!(runs(word, thursday), expected, "{word}");
        }
        assert!(!runs("someday", thursday));
    }
}
