//! What flowed in the period and in the one before, by layer.

use super::scope::{Span, Whose};
use crate::query::quoted;
use crate::regions::{LATEST, Regions};
use crate::rows::Rows;
use crate::{Engine, EngineError};
use liantu_model::{Period, Words, schema};
use liantu_monitoring::Frequency;
use liantu_report::material::Sum;
use liantu_workspace::Revision;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What is added up: flows of one layer, item and unit from one place to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Flow {
    layer: Option<String>,
    unit: Option<String>,
    item: Option<String>,
    ends: [String; 2],
}

/// What the rows of a flow in a step came to.
#[derive(Clone, Copy, Debug, Default)]
struct Listed {
    value: Option<f64>,
    rows: usize,
    known: usize,
}

/// A flow in the steps of one length that make up a period.
#[derive(Debug, Default)]
struct Course {
    listed: BTreeMap<String, Listed>,
    /// The steps from which on it was reported.
    expected: Vec<String>,
}

/// What a layer came to.
#[derive(Clone, Copy, Debug, Default)]
struct Total {
    value: Option<f64>,
    rows: usize,
    known: usize,
    expected: usize,
}

/// Layer, unit.
type Key = (Option<String>, Option<String>);
/// When each flow was first reported, by the length of its steps.
type Since = BTreeMap<Flow, [Option<String>; 3]>;

/// The sums of flows by layer and unit: amounts in different units are never added. Of each flow the rows of the period itself are
/// taken, where it has any, else those of the steps that make it up, of one length. A flow within a wider one that has a
/// value in the same step is a part of that, and is not added again. What was reported before and is not now lowers the coverage: the sum
/// is one of what is known.
pub(super) async fn sums(
    engine: &Engine,
    revision: &Revision,
    span: &Span,
    whose: &Whose<'_>,
    regions: &Regions,
) -> Result<Vec<Sum>, EngineError> {
    if !revision.tables.contains_key("flow") {
        return Ok(Vec::new());
    }
    let partly = engine.partly_seen(regions).await?;
    let table = Table { engine, revision, places: places(whose) };
    let since = table.since().await?;
    let mut totals = Vec::new();
    for period in [Some(&span.period), span.before.as_ref()] {
        totals.push(match period {
            Some(period) => added(&table.courses(period, &since).await?, regions, &partly),
            None => BTreeMap::new(),
        });
    }
    let keys: BTreeSet<&Key> = totals.iter().flat_map(BTreeMap::keys).collect();
    let of = |which: usize, key: &Key| totals[which].get(key).copied().unwrap_or_default();
    let sums = keys.into_iter().filter(|key| of(0, key).rows + of(1, key).rows > 0).map(|key| {
        let (own, earlier) = (of(0, key), of(1, key));
        let covered = |total: Total| (total.expected > 0).then(|| total.known as f64 / total.expected as f64);
        Sum {
            layer: key.0.clone(),
            title: Words::new("流量", "flows"),
            unit: key.1.clone(),
            value: own.value,
            before: earlier.value,
            coverage: covered(own),
            before_coverage: covered(earlier),
            rows: own.rows,
        }
    });
    Ok(sums.collect())
}

/// Adds flows up by layer and unit.
fn added(courses: &BTreeMap<Flow, Course>, regions: &Regions, partly: &HashSet<String>) -> BTreeMap<Key, Total> {
    let mut wider: BTreeMap<&Flow, Vec<&Course>> = BTreeMap::new();
    let mut narrower: BTreeMap<&Flow, Vec<&Course>> = BTreeMap::new();
    for (flow, course) in courses {
        for wide in around(flow, regions, partly) {
            if let Some((wide, other)) = courses.get_key_value(&wide) {
                wider.entry(flow).or_default().push(other);
                narrower.entry(wide).or_default().push(course);
            }
        }
    }
    let mut totals: BTreeMap<Key, Total> = BTreeMap::new();
    for (flow, course) in courses {
        let total = totals.entry((flow.layer.clone(), flow.unit.clone())).or_default();
        let [around, within] = [&wider, &narrower].map(|related| related.get(flow).map_or(&[][..], Vec::as_slice));
        let known = |other: &&&Course, step: &str| other.listed.get(step).is_some_and(|own| own.known > 0);
        for (step, own) in &course.listed {
            if around.iter().any(|wide| known(&wide, step)) {
                continue;
            }
            total.rows += own.rows;
            total.expected += 1;
            total.known += usize::from(own.known == own.rows);
            if let Some(value) = own.value {
                total.value = Some(total.value.unwrap_or(0.0) + value);
            }
        }
        // What is listed of its parts, or of what it is a part of, stands for it.
        let elsewhere = |step: &&String| around.iter().chain(within).any(|other| other.listed.contains_key(*step));
        let absent = course.expected.iter().filter(|step| !course.listed.contains_key(*step) && !elsewhere(step));
        total.expected += absent.count();
    }
    totals
}

/// The flows that a flow would be a part of. Of a region that a port sees in part, what is listed is the rest of it.
fn around(flow: &Flow, regions: &Regions, partly: &HashSet<String>) -> Vec<Flow> {
    let above = |code: &str| -> Vec<String> {
        let path = regions.path(code, LATEST);
        let wide = path.iter().skip(1).map(|region| region.code.clone()).filter(|code| !partly.contains(code));
        std::iter::once(code.to_owned()).chain(wide).collect()
    };
    let [origins, destinations] = flow.ends.each_ref().map(|end| above(end));
    let pairs = origins.iter().flat_map(|from| destinations.iter().map(move |to| [from.clone(), to.clone()]));
    pairs.skip(1).map(|ends| Flow { ends, ..flow.clone() }).collect()
}

/// The labels of the steps that make up a period: itself, its years, its quarters, its months.
fn labels(period: &Period) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for frequency in Frequency::ALL.into_iter().rev() {
        let (from, to) = frequency.within(period);
        let Some(count) = to.and_then(|to| to.since(from)) else { continue };
        let steps: Vec<String> = (0..count).map(|at| frequency.label(from.plus(at))).collect();
        let span = |label: &String| label.parse::<Period>().ok();
        let whole = steps.first().and_then(span).is_some_and(|first| first.start == period.start)
            && steps.last().and_then(span).is_some_and(|last| last.end == period.end);
        if whole {
            found.push(steps);
        }
    }
    found
}

/// The flows that a port looks at.
struct Table<'e> {
    engine: &'e Engine,
    revision: &'e Revision,
    places: String,
}

fn list<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    words.into_iter().map(quoted).collect::<Vec<_>>().join(", ")
}

fn places(whose: &Whose<'_>) -> String {
    let Some(regions) = whose.listed() else { return String::new() };
    let regions = list(regions);
    format!(" AND (origin IN ({regions}) OR destination IN ({regions}))")
}

impl Table<'_> {
    async fn rows(&self, what: &str, among: &str) -> Result<Rows, EngineError> {
        let flow = "layer, unit, item, origin, destination";
        let places = &self.places;
        let query = format!("SELECT {flow}, {what} FROM flow WHERE {among}{places} GROUP BY {flow}");
        let query = if what.starts_with("period") { format!("{query}, period") } else { query };
        let table = schema::table("flow").ok_or_else(|| EngineError::Table { name: "flow".to_owned() })?;
        Rows::taking(table, self.engine.collect(self.revision, &query).await?)
    }

    async fn since(&self) -> Result<Since, EngineError> {
        let first = |name: &str, shapes: &[&str]| {
            let shapes = shapes.iter().map(|shape| format!("period LIKE '{shape}'")).collect::<Vec<_>>().join(" OR ");
            format!("min(CASE WHEN {shapes} THEN period END) AS {name}")
        };
        let [month, quarter, year] = Frequency::ALL.map(Frequency::word);
        let what = [first(month, &["____-0_", "____-1_"]), first(quarter, &["____-Q_"]), first(year, &["____"])];
        let rows = self.rows(&what.join(", "), "period IS NOT NULL").await?;
        let each = (0..rows.len()).filter_map(|row| {
            Some((flow(&rows, row)?, [month, quarter, year].map(|name| rows.text(name, row).map(str::to_owned))))
        });
        Ok(each.collect())
    }

    /// The flows that are listed in a period, or were before.
    async fn courses(&self, period: &Period, since: &Since) -> Result<BTreeMap<Flow, Course>, EngineError> {
        let mut courses: BTreeMap<Flow, Course> = BTreeMap::new();
        let lengths = labels(period);
        for labels in &lengths {
            let mut found: BTreeMap<Flow, Course> = BTreeMap::new();
            let periods = list(labels.iter().map(String::as_str));
            let what = "period, sum(value) AS value, count(*) AS listed, count(value) AS known";
            let rows = self.rows(what, &format!("period IN ({periods})")).await?;
            let count =
                |column: &str, row: usize| rows.text(column, row).and_then(|text| text.parse().ok()).unwrap_or(0);
            for row in 0..rows.len() {
                let (Some(flow), Some(step)) = (flow(&rows, row), rows.text("period", row)) else { continue };
                let own =
                    Listed { value: rows.number("value", row), rows: count("listed", row), known: count("known", row) };
                found.entry(flow).or_default().listed.insert(step.to_owned(), own);
            }
            // The longest steps come first; shorter ones say the same again.
            for (flow, course) in found {
                courses.entry(flow).or_insert(course);
            }
        }
        for (flow, first) in since {
            let begun = |labels: &[String]| -> Vec<String> {
                let place = labels.first().and_then(|label| Frequency::of(&label.parse().ok()?)).map(|(own, _)| own);
                let first =
                    place.and_then(|own| first[Frequency::ALL.iter().position(|other| *other == own)?].as_ref());
                first.map_or_else(Vec::new, |first| labels.iter().filter(|label| *label >= first).cloned().collect())
            };
            let same = |labels: &&Vec<String>| {
                courses.get(flow).is_none_or(|course| labels.iter().any(|label| course.listed.contains_key(label)))
            };
            let expected = lengths.iter().filter(same).map(|labels| begun(labels)).find(|steps| !steps.is_empty());
            if let Some(expected) = expected {
                courses.entry(flow.clone()).or_default().expected = expected;
            }
        }
        Ok(courses)
    }
}

fn flow(rows: &Rows, row: usize) -> Option<Flow> {
    let word = |column: &str| rows.text(column, row).map(str::to_owned);
    let ends = [word("origin")?, word("destination")?];
    Some(Flow { layer: word("layer"), unit: word("unit"), item: word("item"), ends })
}

#[cfg(test)]
mod tests {
    use super::labels;

    #[test]
    fn a_period_is_made_up_of_whole_steps() {
        let of = |text: &str| labels(&text.parse().expect("a period"));
        assert_eq!(of("2024-06"), [["2024-06"]]);
        assert_eq!(of("2024-Q2"), [vec!["2024-Q2"], vec!["2024-04", "2024-05", "2024-06"]]);
        assert_eq!(of("2024").iter().map(Vec::len).collect::<Vec<_>>(), [1, 4, 12]);
        assert!(of("2024-06-10").is_empty());
    }
}
