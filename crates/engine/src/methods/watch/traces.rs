//! The series behind alerts, with the band in which each step was to be expected.

use super::material::{Material, Subject, posted};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::methods::Bound;
use liantu_model::Words;
use liantu_monitoring::Frequency;
use liantu_monitoring::series::forecast::{Model, forecasts};
use liantu_monitoring::watch::ALERTS;
use liantu_report::material::Series;

/// Earlier errors that a band rests on, at least.
const TRAINING: usize = 8;
/// Values in the band, were the errors normal.
const COVERAGE: f64 = 0.95;

/// What series are wanted of: a rule and a subject, as an alert names them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// The alert.
    pub alert: Option<String>,
    /// The rule; without one the only rule that there is.
    pub rule: Option<String>,
    pub level: Option<String>,
    pub region: String,
    pub partner: Option<String>,
    pub industry: Option<String>,
    pub item: Option<String>,
}

/// The series that the rule of each reads, in the order in which they are wanted. Unknown rules have none.
pub(crate) fn traces(bound: &Bound, inputs: &Inputs, wanted: &[Wanted]) -> Result<Vec<Series>, EngineError> {
    let (rules, _) = posted(bound, inputs)?;
    let material = Material::bind(&ALERTS, bound, inputs, &rules)?;
    let width = liantu_numeric::distribution::normal_quantile(f64::midpoint(COVERAGE, 1.0));
    let mut found = Vec::new();
    for one in wanted {
        let Some(posted) = rules.iter().find(|rule| one.rule.as_ref().is_none_or(|id| *id == rule.id)) else {
            continue;
        };
        let subject = Subject {
            level: one.level.clone(),
            region: one.region.clone(),
            partner: one.partner.clone(),
            industry: one.industry.clone(),
            item: one.item.clone(),
        };
        let (first, steps) = material.span(posted, subject.level.as_deref());
        for (reference, _) in posted.rule.references() {
            let Some(reading) = material.series(posted, &subject, reference, first, steps) else { continue };
            let values = reading.values;
            let season = posted.frequency.season();
            let model =
                if posted.frequency == Frequency::Year { Model::Smoothing(None) } else { Model::Seasonal(season) };
            let expected = forecasts(&values, model, TRAINING);
            let band = expected.iter().map(|forecast| {
                let (mean, spread) = forecast.mean.zip(forecast.spread)?;
                Some([mean - width * spread, mean + width * spread])
            });
            found.push(Series {
                alert: one.alert.clone(),
                title: Words::same(reference.to_string()),
                reference: reference.to_string(),
                unit: material.unit(posted, &subject, reference),
                frequency: posted.frequency.word().to_owned(),
                steps: (0..steps).map(|at| posted.frequency.label(first.plus(at))).collect(),
                values: values.iter().map(|value| Some(*value).filter(|value| value.is_finite())).collect(),
                band: band.collect(),
                expected: expected.iter().map(|forecast| forecast.mean).collect(),
                events: Vec::new(),
                under: Vec::new(),
            });
        }
    }
    Ok(found)
}
