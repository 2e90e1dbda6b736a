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
use liantu_report::material::Alert;
use liantu_workspace::Revision;
use std::collections::HashSet;

/// Whose port, and what lies in it.
pub(super) struct Whose<'r> {
    pub place: Place,
    code: Option<String>,
    regions: &'r Regions,
}

impl<'r> Whose<'r> {
    pub fn new(port: Option<&str>, regions: &'r Regions) -> Self {
        let known = port.and_then(|port| regions.get(port, LATEST));
        let place = match (port, known) {
            (None, _) => Place::named(Words::new("全部区域", "all regions")),
            (Some(_), Some(region)) => Place { id: region.code.clone(), title: region.title.clone() },
            (Some(port), None) => Place::named(Words::same(port)),
        };
        Self { place, code: known.map(|region| region.code.clone()), regions }
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
        if stands {
            seen.until = None;
        }
        seen.stands = stands;
        seen.is_new = since >= self.period.start;
        seen.sentence = seen.told();
        Some(seen)
    }
}
