//! Binding the indicator table to a panel.

pub(crate) use crate::indicator::{Labels, Origin};

use crate::EngineError;
use crate::indicator::{Coded, NONE, Table, in_one_unit, lacking};
use crate::inputs::Inputs;
use liantu_model::{Method, Observation, Words};
use liantu_structure::{Cells, Shape};

/// The values of one indicator by region, industry and period.
#[derive(Debug, Default)]
pub(crate) struct PanelData {
    pub regions: Labels,
    pub industries: Labels,
    pub periods: Labels,
    pub region: Vec<u32>,
    pub industry: Vec<u32>,
    pub period: Vec<u32>,
    /// NaN where missing.
    pub value: Vec<f64>,
    pub indicator: Option<String>,
    pub observation: Observation,
    /// Rows of the table.
    pub rows_read: u64,
    /// Rows of the indicator that name no region.
    pub unplaced: u64,
}

impl PanelData {
    pub fn cells(&self) -> Cells<'_> {
        Cells {
            region: &self.region,
            industry: &self.industry,
            period: &self.period,
            value: &self.value,
            validity: None,
        }
    }

    pub fn shape(&self) -> Shape {
        let count = |labels: &Labels| labels.0.len() as u32;
        Shape { regions: count(&self.regions), industries: count(&self.industries), periods: count(&self.periods) }
    }
}

/// Reads and numbers the rows of one indicator. Rows without a region or an industry are no cell of a panel.
///
/// `keep` says which regions take part: those of the level asked for, and the region compared with.
pub(crate) fn bind(
    method: &'static Method,
    inputs: &Inputs,
    origin: &Origin,
    keep: &dyn Fn(&str) -> bool,
) -> Result<PanelData, EngineError> {
    bind_rows(method, inputs, origin, keep, true)
}

/// The same with the rows that belong to no industry, which then share one without a name.
pub(crate) fn bind_all(
    method: &'static Method,
    inputs: &Inputs,
    origin: &Origin,
    keep: &dyn Fn(&str) -> bool,
) -> Result<PanelData, EngineError> {
    bind_rows(method, inputs, origin, keep, false)
}

fn bind_rows(
    method: &'static Method,
    inputs: &Inputs,
    origin: &Origin,
    keep: &dyn Fn(&str) -> bool,
    by_industry: bool,
) -> Result<PanelData, EngineError> {
    let table = Table::read(method, origin)?;
    let observation = table.observation();
    let within = inputs.period("period");
    let periods = table.periods_within(within);
    let Table { indicator, region, industry, period, unit, value, .. } = table;
    let rows = value.len();
    if by_industry && industry.labels.is_empty() && rows > 0 {
        return Err(lacking(method, ["no row that names an industry".to_owned()].into_iter()));
    }
    let chosen = choose_indicator(inputs.text("indicator"), &indicator)?;
    let regions: Vec<bool> = region.labels.iter().map(|label| keep(label)).collect();
    let asked = |n: usize| indicator.ids.get(n).is_none_or(|&id| chosen.is_none_or(|chosen| id == chosen));
    let taken = |n: usize| {
        let kept = |ids: &[u32], flags: &[bool], null: bool| {
            ids.get(n).map_or(null, |&id| flags.get(id as usize).copied().unwrap_or(null))
        };
        asked(n)
            && kept(&region.ids, &regions, false)
            && (!by_industry || industry.ids.get(n).is_some_and(|&id| id != NONE))
            && kept(&period.ids, &periods, within.is_none())
    };
    let name = chosen.map(|chosen| indicator.labels[chosen as usize].clone());
    let mut data = PanelData { rows_read: rows as u64, observation, ..PanelData::default() };
    // Where every word is kept and no row lacks one, the columns are taken over as they are.
    let whole = |column: &Coded, flags: &[bool]| {
        column.ids.len() == rows && flags.iter().all(|&kept| kept) && !column.ids.contains(&NONE)
    };
    let everything = chosen.is_none_or(|_| indicator.labels.len() == 1 && whole(&indicator, &[]))
        && whole(&region, &regions)
        && (!by_industry || whole(&industry, &[]))
        && (within.is_none() || whole(&period, &periods));
    let of = name.as_deref().unwrap_or_default();
    if everything {
        (data.region, data.value) = (region.ids, value);
        in_one_unit(method, of, &unit, &mut data.value, (0..rows).map(|n| (n, n)))?;
        data.industry = if industry.ids.is_empty() { vec![NONE; rows] } else { industry.ids };
        data.period = if period.ids.is_empty() { vec![NONE; rows] } else { period.ids };
    } else {
        data.unplaced = (0..rows).filter(|&n| region.ids[n] == NONE && asked(n)).count() as u64;
        for n in (0..rows).filter(|&n| taken(n)) {
            data.region.push(region.ids[n]);
            data.industry.push(industry.ids.get(n).copied().unwrap_or(NONE));
            data.period.push(period.ids.get(n).copied().unwrap_or(NONE));
            data.value.push(value[n]);
        }
        in_one_unit(method, of, &unit, &mut data.value, (0..rows).filter(|&n| taken(n)).enumerate())?;
    }
    data.indicator = name;
    data.regions = Labels(region.labels);
    data.industries = Labels(industry.labels);
    data.periods = Labels(period.labels);
    // Cells without a period, or without an industry, share one that has no name.
    for (labels, ids) in [(&mut data.periods, &mut data.period), (&mut data.industries, &mut data.industry)] {
        if ids.contains(&NONE) {
            let unnamed = labels.0.len() as u32;
            labels.0.push(String::new());
            ids.iter_mut().filter(|id| **id == NONE).for_each(|id| *id = unnamed);
        }
    }
    Ok(data)
}

/// The number of the indicator to use: the one named, or the only one there is.
fn choose_indicator(named: Option<&str>, column: &Coded) -> Result<Option<u32>, EngineError> {
    let unusable = |found: &str| EngineError::parameter("indicator", found, column.listed());
    match (named, column.labels.len()) {
        (None, 0) => Ok(None),
        (None, 1) => Ok(Some(0)),
        (None, _) => Err(unusable("")),
        (Some(named), 0) => Err(EngineError::parameter(
            "indicator",
            named,
            Words::new("不填指标：表中没有这一列", "no indicator: the table has no such column"),
        )),
        (Some(named), _) => column.number(named).map(Some).ok_or_else(|| unusable(named)),
    }
}
