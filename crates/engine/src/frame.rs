//! Binding several indicators by region and period.

use crate::EngineError;
use crate::indicator::{Labels, NONE, Origin, Table, in_one_unit};
use crate::inputs::Inputs;
use liantu_model::{Diagnostic, Method, Observation, Words};
use std::collections::BTreeMap;

/// More cells than this are no table of indicators by region and period but a mistake in the columns.
const MOST: usize = 1 << 28;

/// The values of several indicators by period and region. A row of the frame is a region in a period, by period and then
/// by region: row = period · regions + region.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    /// The regions that have a row of the table, sorted; so are the periods (that of rows without one is empty) and the
    /// indicators.
    pub regions: Labels,
    pub periods: Labels,
    pub indicators: Labels,
    /// By row, then by indicator; NaN where missing or not finite.
    pub value: Vec<f64>,
    pub observation: Observation,
    /// Rows of the table.
    pub rows_read: u64,
    /// Values that are given.
    pub known: usize,
    /// What was found on the way: added repeats, missing and infinite values.
    pub findings: Vec<Diagnostic>,
}

impl Frame {
    /// How many rows there are: regions times periods.
    pub fn rows(&self) -> usize {
        self.regions.0.len() * self.periods.0.len()
    }

    /// The indicators of a region in a period.
    pub fn row(&self, period: usize, region: usize) -> &[f64] {
        let width = self.indicators.0.len();
        let row = period * self.regions.0.len() + region;
        &self.value[row * width..(row + 1) * width]
    }

    /// One indicator in every row; a frame without rows may have no indicator either.
    pub fn column(&self, indicator: usize) -> Vec<f64> {
        self.value.iter().skip(indicator).step_by(self.indicators.0.len().max(1)).copied().collect()
    }

    /// The periods of the rows, as numbers; likewise the regions.
    pub fn row_periods(&self) -> Vec<u32> {
        (0..self.rows()).map(|row| (row / self.regions.0.len()) as u32).collect()
    }

    /// The regions of the rows, as numbers.
    pub fn row_regions(&self) -> Vec<u32> {
        (0..self.rows()).map(|row| (row % self.regions.0.len()) as u32).collect()
    }

    /// The indicators that a parameter lists, in its order; none where it is absent.
    pub fn listed(&self, inputs: &Inputs, parameter: &str) -> Result<Option<Vec<usize>>, EngineError> {
        let Some(names) = inputs.text(parameter) else { return Ok(None) };
        let known = |name: &str| self.indicators.number(name).map(|number| number as usize);
        let find =
            |name: &str| known(name).ok_or_else(|| EngineError::parameter(parameter, name, self.indicators.listed()));
        names_in(names).map(find).collect::<Result<Vec<_>, _>>().map(Some)
    }

    /// For the provenance.
    pub fn described(&self) -> String {
        let indicators = self.indicators.0.join(", ");
        format!("{} values of {indicators}, from {} rows", self.known, self.rows_read)
    }
}

/// The names in a list such as `gdp, employment`; the comma may be Chinese.
pub(crate) fn names_in(list: &str) -> impl Iterator<Item = &str> {
    list.split([',', '，', '、']).map(str::trim).filter(|name| !name.is_empty())
}

/// Reads the indicators that `wanted` (else the parameter `indicators`) lists, or all. Rows of an industry take part where
/// the parameter `industry` names it, and otherwise the rows without one. `keep` says which regions take part.
pub(crate) fn bind(
    method: &'static Method,
    inputs: &Inputs,
    origin: &Origin,
    wanted: Option<&[&str]>,
    keep: &dyn Fn(&str) -> bool,
) -> Result<Frame, EngineError> {
    let mut table = Table::read(method, origin)?;
    let listed: Option<Vec<&str>> = match wanted {
        Some(wanted) => Some(wanted.to_vec()),
        None => inputs.text("indicators").map(|list| names_in(list).collect()),
    };
    let mut chosen = vec![listed.is_none(); table.indicator.labels.len()];
    for name in listed.iter().flatten() {
        let number = table.indicator.number(name);
        let number = number.ok_or_else(|| EngineError::parameter("indicators", *name, table.indicator.listed()))?;
        chosen[number as usize] = true;
    }
    let industry = match inputs.text("industry") {
        None => None,
        Some(code) => {
            let number = table.industry.number(code);
            Some(number.ok_or_else(|| EngineError::parameter("industry", code, table.industry.listed()))?)
        }
    };
    let within = inputs.period("period");
    let periods = table.periods_within(within);
    let regions: Vec<bool> = table.region.labels.iter().map(|label| keep(label)).collect();
    let is = |flags: &[bool], id: Option<u32>, absent: bool| id.map_or(absent, |id| flags[id as usize]);
    // A table without a column of indicators holds one, which has no name.
    let asked = |n: usize| is(&chosen, table.indicator.get(n), table.indicator.ids.is_empty() && listed.is_none());
    let taken: Vec<usize> = (0..table.value.len())
        .filter(|&n| {
            asked(n)
                && is(&regions, table.region.get(n), false)
                && is(&periods, table.period.get(n), within.is_none())
                && table.industry.get(n) == industry
        })
        .collect();
    let mut by_indicator: BTreeMap<Option<u32>, Vec<usize>> = BTreeMap::new();
    if !table.unit.labels.is_empty() {
        for &n in &taken {
            by_indicator.entry(table.indicator.get(n)).or_default().push(n);
        }
    }
    for (indicator, rows) in by_indicator {
        let name = indicator.map_or("", |id| table.indicator.labels[id as usize].as_str());
        in_one_unit(method, name, &table.unit, &mut table.value, rows.iter().map(|&n| (n, n)))?;
    }
    let mut frame = Frame { observation: table.observation(), rows_read: table.value.len() as u64, ..Frame::default() };
    let unplaced = (0..table.value.len()).filter(|&n| table.region.get(n).is_none() && asked(n)).count() as u64;
    if unplaced > 0 {
        frame.findings.push(crate::catalogue::unplaced(unplaced));
    }
    let (of_indicator, indicators) = used(&table.indicator.labels, taken.iter().map(|&n| table.indicator.get(n)));
    let (of_region, regions) = used(&table.region.labels, taken.iter().map(|&n| table.region.get(n)));
    let (of_period, periods) = used(&table.period.labels, taken.iter().map(|&n| table.period.get(n)));
    (frame.indicators, frame.regions, frame.periods) = (indicators, regions, periods);
    let width = frame.indicators.0.len();
    let cells = frame.regions.0.len().checked_mul(frame.periods.0.len()).and_then(|rows| rows.checked_mul(width));
    let Some(cells) = cells.filter(|&cells| cells <= MOST) else {
        return Err(EngineError::parameter(
            "indicators",
            format!("{width} indicators"),
            Words::new(
                format!("所需指标的清单：一张表最多 {MOST} 格"),
                format!("a list of those needed: a table has at most {MOST} cells"),
            ),
        ));
    };
    let sum = inputs.text("duplicates") == Some("sum");
    frame.value = vec![f64::NAN; cells];
    let mut seen = vec![false; cells];
    let (mut repeats, mut infinite, mut missing) = (0, (0, None), (0, None));
    for (place, &n) in taken.iter().enumerate() {
        let row = of_period[place] as usize * frame.regions.0.len() + of_region[place] as usize;
        let cell = row * width + of_indicator[place] as usize;
        let value = table.value[n];
        let note = |fault: &mut (usize, Option<usize>)| *fault = (fault.0 + 1, fault.1.or(Some(n)));
        if value.is_nan() {
            note(&mut missing);
        } else if value.is_infinite() {
            note(&mut infinite);
        }
        let value = if value.is_finite() { value } else { f64::NAN };
        // A sum with a missing part is missing.
        frame.value[cell] = if seen[cell] { frame.value[cell] + value } else { value };
        repeats += usize::from(std::mem::replace(&mut seen[cell], true));
    }
    if repeats > 0 && !sum {
        let (zh, en) = if method.parameter("duplicates").is_some() { ("`sum`，或", "`sum`, or ") } else { ("", "") };
        let expected = Words::new(
            format!("{zh}没有重复的表：有 {repeats} 行的指标、区域、时期重复"),
            format!("{en}a table without repeats: {repeats} rows repeat an indicator, region and period"),
        );
        return Err(EngineError::parameter("duplicates", "refuse", expected));
    }
    for (code, (count, first)) in [("STR101", (repeats, None)), ("STR103", missing), ("STR104", infinite)] {
        if count > 0 {
            frame.findings.push(liantu_structure::finding(code, first, count));
        }
    }
    frame.known = frame.value.iter().filter(|value| !value.is_nan()).count();
    Ok(frame)
}

/// The words that some row uses, and for each row the number of its word among them. Rows without one share the empty word.
fn used(labels: &[String], ids: impl Iterator<Item = Option<u32>> + Clone) -> (Vec<u32>, Labels) {
    let mut number = vec![NONE; labels.len() + 1];
    let place = |id: Option<u32>| id.map_or(0, |id| id as usize + 1);
    ids.clone().for_each(|id| number[place(id)] = 0);
    let mut words = Vec::new();
    for (place, number) in number.iter_mut().enumerate().filter(|(_, number)| **number == 0) {
        *number = words.len() as u32;
        words.push(if place == 0 { String::new() } else { labels[place - 1].clone() });
    }
    (ids.map(|id| number[place(id)]).collect(), Labels(words))
}
