//! For whom and when: a port with what lies in it, and a period with the one before.

use super::WatchQuery;
use super::collect::Watched;
use crate::EngineError;
use crate::regions::{LATEST, Regions};
use jiff::ToSpan;
use jiff::civil::Date;
use liantu_model::{Period, Words};
use liantu_monitoring::{Frequency, Step};
use liantu_report::document::Place;
use liantu_report::material::{Alert, Series, rank};
use liantu_workspace::Revision;
use std::collections::{BTreeSet, HashSet};

/// Whose port, and what lies in it.
pub(super) struct Whose<'r> {
    pub place: Place,
    code: Option<String>,
    regions: &'r Regions,
}

impl<'r> Whose<'r> {
    pub fn new(port: Option<&str>, regions: &'r Regions) -> Self {
        let known = port.and_then(|port| regions.get(port, LATEST));
        let area = port.filter(|port| regions.members.iter().any(|member| member.area == *port));
        let place = match (port, known) {
            (None, _) => Place::named(Words::new("全部区域", "all regions")),
            (Some(_), Some(region)) => Place { id: region.code.clone(), title: region.title.clone() },
            (Some(port), None) if area.is_some() => Place { id: port.to_owned(), title: Words::same(port) },
            (Some(port), None) => Place::named(Words::same(port)),
        };
        let code = known.map(|region| region.code.as_str()).or(area).map(str::to_owned);
        Self { place, code, regions }
    }

    /// The code of the region; none for an office and for the whole.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// How narrow the region is: how many lie around it.
    pub fn depth(&self) -> usize {
        self.code.as_ref().map_or(0, |code| 1 + self.regions.path(code, LATEST).len())
    }

    /// Whether a region lies in the port. A port that is no region has no borders: all lie in it.
    pub fn holds(&self, region: &str) -> bool {
        self.code.as_ref().is_none_or(|code| self.regions.within(region, code, LATEST))
    }

    /// The regions that lie in it; `None`: all.
    pub fn listed(&self) -> Option<Vec<&'r str>> {
        self.code.as_ref()?;
        Some(self.regions.codes().filter(|region| self.holds(region)).collect())
    }

    pub fn concerns(&self, alert: &Alert) -> bool {
        if self.code.is_none() {
            // An office that is no region sees what is addressed to it; without a port all is seen.
            let office = &self.place.title.zh;
            return self.place == Place::named(Words::new("全部区域", "all regions")) || alert.addressee == *office;
        }
        let partner = alert.partner.as_ref().is_some_and(|partner| self.holds(&partner.id));
        self.holds(&alert.region.id) || partner || self.code.as_deref() == Some(alert.addressee.as_str())
    }
}

/// The port that is meant: a region by its code, name or another name it goes by, or an office that anything is addressed to.
pub(super) fn meant<'p>(
    port: &'p str,
    regions: &'p Regions,
    offices: &'p BTreeSet<String>,
) -> Result<&'p str, EngineError> {
    if regions.get(port, LATEST).is_some() || regions.members.iter().any(|member| member.area == port) {
        return Ok(port);
    }
    let named = |code: &&str| {
        let own = regions.get(code, LATEST);
        own.is_some_and(|own| {
            let names = [&own.title.zh, &own.title.en].into_iter().chain(&own.aliases);
            names.into_iter().any(|name| name.eq_ignore_ascii_case(port))
        })
    };
    // A municipality and its one city go by one name: the wider is meant.
    if let Some(code) = regions.codes().filter(named).min_by_key(|code| regions.path(code, LATEST).len()) {
        return Ok(code);
    }
    if let Some(office) = offices.get(port) {
        return Ok(office);
    }
    let titles = regions
        .codes()
        .filter_map(|code| regions.get(code, LATEST))
        .flat_map(|own| [own.code.as_str(), &own.title.zh, &own.title.en].map(|name| (name, own.code.as_str())));
    let all = titles.chain(offices.iter().map(|office| (office.as_str(), office.as_str())));
    let nearest = all.min_by_key(|(name, _)| strsim::damerau_levenshtein(name, port));
    let (zh, en) = nearest.map_or_else(Default::default, |(name, code)| {
        let code = if name == code { String::new() } else { format!(" ({code})") };
        (format!("；最接近的是 `{name}`{code}"), format!("; the nearest is `{name}`{code}"))
    });
    let expected = Words::new(
        format!("区域的代码或名称，或接收预警的机构{zh}"),
        format!("the code or name of a region, or an office that alerts are addressed to{en}"),
    );
    Err(EngineError::parameter("port", port, expected))
}

/// Whether an alert is about flows of a region that contains the port, as the table lists them: those of the rest of it. At the
/// level of that region all its flows are gathered, and it is about the region again.
pub(super) fn of_the_rest(alert: &Alert, partly: &HashSet<String>, regions: &Regions) -> bool {
    let listed = |place: &Place| {
        let own = regions.get(&place.id, LATEST).map(|region| region.level.as_str());
        partly.contains(&place.id) && alert.level.as_deref() != own
    };
    let of_flows = alert.rows.iter().any(|row| row.starts_with("flow:"));
    of_flows && (listed(&alert.region) || alert.partner.as_ref().is_some_and(listed))
}

/// The period that is looked at, and the one before it.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub period: Period,
    pub before: Option<Period>,
    pub label: String,
    pub before_label: Option<String>,
}

impl Span {
    pub fn choose(query: &WatchQuery, watched: &Watched, revision: &Revision) -> Result<Self, EngineError> {
        let month = || {
            let day = revision.at.to_zoned(jiff::tz::TimeZone::UTC).date();
            format!("{:04}-{:02}", day.year(), day.month())
        };
        let period = match query.period {
            Some(period) => period,
            None => {
                let label = watched.newest.clone().unwrap_or_else(month);
                label.parse().map_err(|_| EngineError::Internal { reason: format!("{label} is no period") })?
            }
        };
        let unusable = |expected: Words| {
            EngineError::parameter(
                "period",
                format!("{}/{}", period.start, period.end.map_or_else(String::new, |end| end.to_string())),
                expected,
            )
        };
        let end = period.end.ok_or_else(|| {
            unusable(Words::new(
                "有终点的时期，如 2024-06、2024-Q2 或 2024",
                "a period with an end, such as 2024-06, 2024-Q2 or 2024",
            ))
        })?;
        if let Some((frequency, step)) = Frequency::of(&period) {
            let before = Step(step.0 - 1);
            let label = frequency.label(before);
            return Ok(Self {
                period,
                before: label.parse().ok(),
                label: frequency.label(step),
                before_label: Some(label),
            });
        }
        // Any other stretch is compared with as many days before it.
        let days = (end - period.start).get_days();
        let start =
            period.start.checked_sub(days.days()).map_err(|_| unusable(Words::new("更晚的时期", "a later period")))?;
        Ok(Self {
            period,
            before: Period::new(start, Some(period.start)),
            label: format!("{}/{end}", period.start),
            before_label: Some(format!("{start}/{}", period.start)),
        })
    }

    fn end(&self) -> Date {
        self.period.end.unwrap_or(Date::MAX)
    }

    /// The day from which is looked: the one asked for, else the last of the period.
    pub fn day(&self, query: &WatchQuery) -> Date {
        query.day.unwrap_or_else(|| self.end().yesterday().unwrap_or(self.period.start))
    }

    /// An alert as it is seen at the end of the period; `None` where it was over before the period or came after.
    pub fn seen(&self, alert: &Alert) -> Option<Alert> {
        let start = |label: &str| label.parse::<Period>().ok().map(|period| period.start);
        let since = start(&alert.since)?;
        let until = alert.until.as_deref().and_then(start);
        if since >= self.end() || until.is_some_and(|until| until < self.period.start) {
            return None;
        }
        let stands = until.is_none_or(|until| until >= self.end());
        let mut seen = alert.clone();
        self.cut(&mut seen);
        if stands {
            seen.until = None;
        }
        seen.stands = stands;
        seen.is_new = since >= self.period.start;
        seen.was = self.before_it(alert);
        seen.sentence = seen.told();
        Some(seen)
    }

    /// Takes out of an alert what was not known at the end of the period.
    fn cut(&self, alert: &mut Alert) {
        let stretches: Vec<(Step, Frequency, &str)> = stretches(&alert.course);
        let Some((_, frequency, _)) = stretches.first() else { return };
        let (_, end) = frequency.within(&self.period);
        let end = end.unwrap_or(Step(i32::MAX));
        let until = alert.until.as_deref().and_then(step).map_or(end, |(_, until)| until.min(end));
        let (mut grade, mut last_hit, mut unknown) = (None, None, 0);
        for (number, (from, _, word)) in stretches.iter().enumerate().filter(|(_, (from, ..))| *from < end) {
            let next = stretches.get(number + 1).map_or(until, |(next, ..)| (*next).min(end));
            match *word {
                "clean" => {}
                "unknown" => unknown += next.since(*from).unwrap_or(0),
                hit => (grade, last_hit) = (Some(hit.to_owned()), Some(Step(next.0 - 1).max(*from))),
            }
        }
        // Later grades name the step of the values that they rest on.
        let known = |part: &&str| part.split(' ').next().and_then(step).is_none_or(|(_, at)| at < end);
        let evidence = alert.evidence.split("; ").filter(known).collect::<Vec<_>>().join("; ");
        let course = alert.course.iter().zip(&stretches).filter(|(_, (from, ..))| *from < end);
        let course = course.map(|(word, _)| word.clone()).collect();
        // What still stands has its last hit where it was found, unless that came later.
        let found = step(&alert.last_hit).map(|(_, step)| step);
        let last_hit = last_hit.zip(found).map(|(own, found)| frequency.label(own.min(found)));
        alert.grade = grade.unwrap_or_else(|| alert.grade.clone());
        alert.last_hit = last_hit.unwrap_or_else(|| alert.last_hit.clone());
        alert.unknown = unknown.min(alert.unknown);
        (alert.course, alert.evidence) = (course, evidence);
    }

    /// A series without the steps after the period.
    pub fn until_then(&self, series: &mut Series) {
        let start = |label: &String| label.parse::<Period>().ok().map(|period| period.start);
        let count = series.steps.iter().take_while(|label| start(label).is_none_or(|day| day < self.end())).count();
        series.steps.truncate(count);
        series.values.truncate(count);
        series.band.truncate(count);
        series.expected.truncate(count);
        series.events.retain(|event| event.at < count);
        series.under.retain(|under| under[0] < count);
        series.under.iter_mut().for_each(|under| under[1] = under[1].min(count));
    }

    /// The grade that an alert had when the period began.
    fn before_it(&self, alert: &Alert) -> Option<String> {
        let stretches = stretches(&alert.course);
        let (_, frequency, _) = stretches.first()?;
        let (start, _) = frequency.within(&self.period);
        let before = stretches.iter().take_while(|(from, ..)| *from < start);
        before.filter(|(.., word)| rank(word) > 0).last().map(|(.., word)| (*word).to_owned())
    }
}

fn step(label: &str) -> Option<(Frequency, Step)> {
    Frequency::of(&label.parse().ok()?)
}

/// The stretches of the course of an alert: where each begins, and what it was.
fn stretches(course: &[String]) -> Vec<(Step, Frequency, &str)> {
    let each = course.iter().filter_map(|stretch| {
        let (label, word) = stretch.split_once(' ')?;
        let (frequency, step) = step(label)?;
        Some((step, frequency, word))
    });
    each.collect()
}
