//! What flowed in the period and in the one before, by layer.

use super::scope::{Span, Whose};
use crate::query::quoted;
use crate::{Engine, EngineError, Grid};
use liantu_model::{Period, Words};
use liantu_monitoring::Frequency;
use liantu_report::material::Sum;
use liantu_workspace::Revision;
use std::collections::{BTreeMap, BTreeSet};

/// What rows came to.
#[derive(Clone, Copy, Debug, Default)]
struct Total {
    value: Option<f64>,
    rows: usize,
    known: usize,
}

/// Layer, unit.
type Key = (Option<String>, Option<String>);

/// The sums of flows by layer and unit: amounts in different units are never added. Where the table has rows of the period itself these
/// are taken, else those of the steps that make it up, of one length.
pub(super) async fn sums(
    engine: &Engine,
    revision: &Revision,
    span: &Span,
    whose: &Whose<'_>,
) -> Result<Vec<Sum>, EngineError> {
    if !revision.tables.contains_key("flow") {
        return Ok(Vec::new());
    }
    let now = totals(engine, revision, &span.period, whose).await?;
    let before = match &span.before {
        Some(before) => totals(engine, revision, before, whose).await?,
        None => BTreeMap::new(),
    };
    let keys: BTreeSet<&Key> = now.keys().chain(before.keys()).collect();
    let sums = keys.into_iter().map(|key| {
        let (own, earlier) = (now.get(key).copied().unwrap_or_default(), before.get(key).copied().unwrap_or_default());
        Sum {
            layer: key.0.clone(),
            title: Words::new("流量", "flows"),
            unit: key.1.clone(),
            value: own.value,
            before: earlier.value,
            coverage: (own.rows > 0).then(|| own.known as f64 / own.rows as f64),
            rows: own.rows,
        }
    });
    Ok(sums.collect())
}

async fn totals(
    engine: &Engine,
    revision: &Revision,
    period: &Period,
    whose: &Whose<'_>,
) -> Result<BTreeMap<Key, Total>, EngineError> {
    for labels in labels(period) {
        let found = sum_of(engine, revision, &labels, whose).await?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(BTreeMap::new())
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

async fn sum_of(
    engine: &Engine,
    revision: &Revision,
    labels: &[String],
    whose: &Whose<'_>,
) -> Result<BTreeMap<Key, Total>, EngineError> {
    let list = |words: &[&str]| words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", ");
    let periods = list(&labels.iter().map(String::as_str).collect::<Vec<_>>());
    let places = match whose.listed() {
        None => String::new(),
        Some(regions) => {
            let regions = list(&regions);
            format!(" AND (origin IN ({regions}) OR destination IN ({regions}))")
        }
    };
    let query = format!(
        "SELECT layer, unit, sum(value), count(*), count(value) FROM flow WHERE period IN ({periods}){places} \
         GROUP BY layer, unit ORDER BY layer, unit"
    );
    let batches = engine.collect(revision, &query).await?;
    let Some(first) = batches.first() else { return Ok(BTreeMap::new()) };
    let word = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let count = |value: &serde_json::Value| value.as_u64().and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
    let rows = Grid::new(first.schema().fields(), &batches, &[], 0, None)?.rows;
    Ok(rows
        .iter()
        .map(|row| {
            let total = Total { value: row[2].as_f64(), rows: count(&row[3]), known: count(&row[4]) };
            ((word(&row[0]), word(&row[1])), total)
        })
        .collect())
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
