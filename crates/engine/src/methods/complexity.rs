//! Binding the methods of complexity and relatedness.

use super::sheet::{numbers, words};
use super::structure::{absent, answer, bind, cells, of_indicator, panel};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::panel::{Labels, PanelData};
use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, StringArray, StringBuilder, new_null_array};
use arrow::buffer::NullBuffer;
use arrow::datatypes::DataType;
use liantu_model::{Diagnostic, Method, Observation, Words};
use liantu_structure::Panel;
use liantu_structure::complexity::advice::{self, Ranking};
use liantu_structure::complexity::complementarity;
use liantu_structure::complexity::density::{self, Nearness, Outlook};
use liantu_structure::complexity::fitness::{self, Iteration};
use liantu_structure::complexity::index::{self, Components, Scale, Variant, Way};
use liantu_structure::complexity::relatedness::{self, Between, Counts, Formula};
use liantu_structure::complexity::sophistication::{self, Incomes};
use liantu_structure::complexity::transition;
use liantu_structure::complexity::{Measure, Rule};
use std::sync::Arc;

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &index::METHOD, run: run_economic_complexity },
    Entry { method: &fitness::METHOD, run: run_fitness },
    Entry { method: &relatedness::METHOD, run: run_relatedness },
    Entry { method: &density::METHOD, run: run_relatedness_density },
    Entry { method: &advice::METHOD, run: run_advice },
    Entry { method: &transition::METHOD, run: run_diversification },
    Entry { method: &complementarity::METHOD, run: run_complementarity },
    Entry { method: &sophistication::METHOD, run: run_sophistication },
];

/// Binds the panel, runs `study` over it, and adds what every answer of this room says about itself.
fn over(
    method: &'static Method,
    bound: &Bound,
    inputs: &Inputs,
    study: impl FnOnce(&PanelData, &Panel<'_>) -> Result<(Vec<ArrayRef>, Vec<Diagnostic>), EngineError>,
) -> Result<Answer, EngineError> {
    let data = bind(method, bound, inputs)?;
    let (mut panel, mut diagnostics) = panel(&data, inputs)?;
    if inputs.text("presence") == Some("per_head") {
        panel = panel.with_heads(heads(method, bound, inputs, &data)?);
    }
    let (columns, findings) = study(&data, &panel)?;
    diagnostics.extend(findings);
    let answer = answer(&data, diagnostics);
    Ok(Answer { columns, ..answer })
}

/// The population of each region in each period of a panel, by period and then region; NaN where unknown.
fn heads(method: &'static Method, bound: &Bound, inputs: &Inputs, data: &PanelData) -> Result<Vec<f64>, EngineError> {
    let of = of_indicator(method, bound, inputs, inputs.choice("heads"), true)?;
    let regions = data.regions.0.len();
    let mut heads = vec![f64::NAN; data.periods.0.len() * regions];
    for ((period, region, industry), value) in cells(&of)? {
        // Rows of an industry are not those of the region as a whole.
        if of.industries.0[industry as usize].is_empty() && (period as usize) < data.periods.0.len() {
            heads[period as usize * regions + region as usize] = value;
        }
    }
    Ok(heads)
}

fn rule(inputs: &Inputs) -> Rule {
    Rule {
        measure: match inputs.choice("presence") {
            "value" => Measure::Value,
            "per_head" => Measure::PerHead,
            _ => Measure::Quotient,
        },
        threshold: inputs.number("threshold"),
        strict: inputs.choice("comparison") == "above",
        absent: absent(inputs),
    }
}

/// The variant of the index; a method that lacks a parameter has its default.
fn variant(inputs: &Inputs) -> Variant {
    let is = |name: &str, value: &str| inputs.text(name) == Some(value);
    Variant {
        way: if is("method", "reflections") { Way::Reflections(whole(inputs, "order")) } else { Way::Eigenvector },
        components: if is("components", "each") { Components::Each } else { Components::Largest },
        scale: if is("scale", "sum") {
            Scale::Sum
        } else if is("scale", "range") {
            Scale::Range
        } else {
            Scale::Standard { sample: is("divisor", "n_minus_1"), own: is("industry_scale", "own") }
        },
    }
}

fn formula(inputs: &Inputs) -> Formula {
    match inputs.choice("relatedness") {
        "probability" => Formula::Probability,
        "association" => Formula::Association,
        "cosine" => Formula::Cosine,
        "jaccard" => Formula::Jaccard,
        "correlation" => Formula::Correlation,
        _ => Formula::Proximity,
    }
}

fn nearness(inputs: &Inputs) -> Nearness {
    Nearness {
        formula: formula(inputs),
        without_itself: inputs.choice("itself") == "excluded",
        neighbours: count(inputs, "neighbours"),
    }
}

/// A whole number that the declaration keeps from being negative.
fn count(inputs: &Inputs, name: &str) -> usize {
    usize::try_from(inputs.integer(name)).unwrap_or_default()
}

fn whole(inputs: &Inputs, name: &str) -> u32 {
    u32::try_from(inputs.integer(name)).unwrap_or_default()
}

fn of_regions(inputs: &Inputs) -> bool {
    inputs.choice("side") == "region"
}

/// The columns region and industry of a side, one of which is empty.
fn side(data: &PanelData, regions: bool, ids: &[u32]) -> [ArrayRef; 2] {
    let nothing = new_null_array(&DataType::Utf8, ids.len());
    if regions { [words(&data.regions, ids), nothing] } else { [nothing, words(&data.industries, ids)] }
}

fn counts(numbers: &[u32]) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(numbers.iter().map(|&number| i64::from(number))))
}

fn some_counts(numbers: &[Option<u32>]) -> ArrayRef {
    Arc::new(numbers.iter().map(|number| number.map(i64::from)).collect::<Int64Array>())
}

fn flags(flags: &[Option<bool>]) -> ArrayRef {
    Arc::new(flags.iter().copied().collect::<BooleanArray>())
}

/// A column without a copy; NaN is null.
fn raw(numbers: Vec<f64>) -> ArrayRef {
    let nulls = numbers
        .iter()
        .any(|number| number.is_nan())
        .then(|| numbers.iter().map(|number| !number.is_nan()).collect::<NullBuffer>());
    Arc::new(Float64Array::new(numbers.into(), nulls))
}

fn run_economic_complexity(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    over(&index::METHOD, bound, inputs, |data, panel| {
        let result = index::economic_complexity(panel, rule(inputs), variant(inputs));
        let of = if of_regions(inputs) { result.regions } else { result.industries };
        let [regions, industries] = side(data, of_regions(inputs), &of.id);
        let columns = vec![
            words(&data.periods, &of.period),
            regions,
            industries,
            counts(&of.links),
            numbers(&of.neighbours),
            numbers(&of.complexity),
            some_counts(&of.component),
            numbers(&of.second),
            numbers(&of.gap),
        ];
        Ok((columns, result.findings))
    })
}

fn run_fitness(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    over(&fitness::METHOD, bound, inputs, |data, panel| {
        let iteration = Iteration {
            steps: whole(inputs, "iterations"),
            tolerance: inputs.number("tolerance"),
            extremality: inputs.number("extremality"),
        };
        let result = fitness::fitness(panel, rule(inputs), iteration);
        let of = if of_regions(inputs) { result.regions } else { result.industries };
        let [regions, industries] = side(data, of_regions(inputs), &of.id);
        let columns = vec![
            words(&data.periods, &of.period),
            regions,
            industries,
            counts(&of.links),
            numbers(&of.fitness),
            some_counts(&of.rank),
            counts(&of.iterations),
            raw(of.change),
        ];
        Ok((columns, result.findings))
    })
}

fn run_relatedness(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let by_value = inputs.choice("counts") == "value";
    if by_value && inputs.choice("relatedness") == "proximity" {
        return Err(EngineError::parameter(
            "relatedness",
            "proximity",
            Words::new(
                "probability、association、cosine 或 jaccard，因为 `counts` 为 `value`",
                "probability, association, cosine or jaccard, because `counts` is `value`",
            ),
        ));
    }
    over(&relatedness::METHOD, bound, inputs, |data, panel| {
        let regions = inputs.choice("between") == "region";
        let between = if regions { Between::Regions } else { Between::Industries };
        let (counts, rule) = if by_value {
            (Counts::Value, Rule { measure: Measure::Value, ..rule(inputs) })
        } else {
            (Counts::Presence, rule(inputs))
        };
        let result =
            relatedness::relatedness(panel, rule, between, formula(inputs), counts, count(inputs, "strongest"));
        let [region, industry] = side(data, regions, &result.one);
        let [partner, industry_partner] = side(data, regions, &result.other);
        let columns = vec![
            words(&data.periods, &result.period),
            industry,
            industry_partner,
            region,
            partner,
            raw(result.together),
            numbers(&result.relatedness),
        ];
        Ok((columns, result.findings))
    })
}

/// The long table of all regions and industries: columns are filled side by side, with no cell of their own.
fn run_relatedness_density(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    over(&density::METHOD, bound, inputs, |data, panel| {
        let (results, findings) = density::relatedness_density(panel, rule(inputs), variant(inputs), nearness(inputs));
        let width = |result: &Outlook| result.presence.industries.len();
        let region = |result: &Outlook, row: usize| result.presence.regions[row];
        let mut table = Long::with_capacity(results.iter().map(|result| result.density.len()).sum());
        for result in &results {
            for row in 0..result.presence.regions.len() {
                table.periods.repeat(&data.periods, result.presence.period, width(result));
                table.regions.repeat(&data.regions, region(result, row), width(result));
                table.industries.list(&data.industries, &result.presence.industries);
                table.present.extend((0..width(result)).map(|column| result.presence.is_present(row, column)));
                table.eci.resize(table.eci.len() + width(result), result.of_regions[row]);
                table.pci.extend_from_slice(&result.of_industries);
                table.outlook.resize(table.outlook.len() + width(result), result.outlook[row]);
            }
        }
        // Columns that are there already are moved, one period after the other, and freed as they go.
        for result in results {
            table.measure.extend(result.presence.measure);
            table.density.extend(result.density);
            table.gain.extend(result.gain);
        }
        let columns = vec![
            table.periods.finish(),
            table.regions.finish(),
            table.industries.finish(),
            raw(table.measure),
            flags(&table.present),
            raw(table.density),
            raw(table.gain),
            raw(table.eci),
            raw(table.pci),
            raw(table.outlook),
        ];
        Ok((columns, findings))
    })
}

/// The columns of a long table while they are filled.
struct Long {
    periods: Text,
    regions: Text,
    industries: Text,
    measure: Vec<f64>,
    present: Vec<Option<bool>>,
    density: Vec<f64>,
    gain: Vec<f64>,
    eci: Vec<f64>,
    pci: Vec<f64>,
    outlook: Vec<f64>,
}

impl Long {
    fn with_capacity(rows: usize) -> Self {
        let number = || Vec::with_capacity(rows);
        Self {
            periods: Text::with_capacity(rows),
            regions: Text::with_capacity(rows),
            industries: Text::with_capacity(rows),
            measure: number(),
            present: Vec::with_capacity(rows),
            density: number(),
            gain: number(),
            eci: number(),
            pci: number(),
            outlook: number(),
        }
    }
}

/// A column of words.
struct Text(StringBuilder);

impl Text {
    fn with_capacity(rows: usize) -> Self {
        Self(StringBuilder::with_capacity(rows, rows * 6))
    }

    fn push(&mut self, labels: &Labels, id: u32) {
        self.0.append_option(Some(labels.0[id as usize].as_str()).filter(|word| !word.is_empty()));
    }

    fn repeat(&mut self, labels: &Labels, id: u32, times: usize) {
        (0..times).for_each(|_| self.push(labels, id));
    }

    fn list(&mut self, labels: &Labels, ids: &[u32]) {
        for &id in ids {
            self.push(labels, id);
        }
    }

    fn finish(mut self) -> ArrayRef {
        Arc::new(self.0.finish())
    }
}

fn run_advice(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    over(&advice::METHOD, bound, inputs, |data, panel| {
        let region = match inputs.text("region") {
            None => None,
            Some(code) => Some(data.regions.number(code).ok_or_else(|| {
                EngineError::parameter(
                    "region",
                    code,
                    Words::new("有该指标数值的区域", "a region that has values of the indicator"),
                )
            })?),
        };
        let weights = ["weight_density", "weight_complexity", "weight_gain"].map(|name| inputs.number(name));
        let ranking = Ranking { weights, count: count(inputs, "count"), partners: count(inputs, "partners"), region };
        let result = advice::advice(panel, rule(inputs), variant(inputs), nearness(inputs), ranking);
        let partners = result.partner.iter().map(|partner| partner.map(|(id, _)| data.regions.0[id as usize].as_str()));
        let ranks: Vec<Option<u32>> = result.partner.iter().map(|partner| partner.map(|(_, rank)| rank)).collect();
        let [score, density, complexity, gain] = &result.numbers;
        let columns = vec![
            words(&data.periods, &result.period),
            words(&data.regions, &result.region),
            counts(&result.rank),
            words(&data.industries, &result.industry),
            numbers(score),
            numbers(density),
            numbers(complexity),
            numbers(gain),
            some_counts(&ranks),
            Arc::new(partners.collect::<StringArray>()),
            numbers(&result.partner_measure),
            numbers(&result.added_density),
        ];
        Ok((columns, result.findings))
    })
}

fn run_diversification(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    over(&transition::METHOD, bound, inputs, |data, panel| {
        let all = inputs.choice("rows") == "all";
        let result = transition::transitions(panel, rule(inputs), nearness(inputs), count(inputs, "lag").max(1), all);
        let columns = vec![
            words(&data.periods, &result.previous),
            words(&data.periods, &result.period),
            words(&data.regions, &result.region),
            words(&data.industries, &result.industry),
            flags(&result.entry),
            flags(&result.exit),
            numbers(&result.growth),
            numbers(&result.density),
            numbers(&result.complexity),
        ];
        Ok((columns, result.findings))
    })
}

fn run_complementarity(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    over(&complementarity::METHOD, bound, inputs, |data, panel| {
        let result =
            complementarity::complementarity(panel, rule(inputs), nearness(inputs), count(inputs, "strongest"));
        let mut columns = vec![
            words(&data.periods, &result.period),
            words(&data.regions, &result.region),
            words(&data.regions, &result.partner),
            counts(&result.offered),
        ];
        columns.extend(result.numbers.iter().map(numbers));
        Ok((columns, result.findings))
    })
}

fn run_sophistication(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let income = inputs.choice("income");
    let frame = bound.frame(&sophistication::METHOD, inputs, Some(&[income]))?;
    let observation = frame.observation;
    let answer = over(&sophistication::METHOD, bound, inputs, |data, panel| {
        // Incomes of regions and periods that the activities know.
        let (mut region, mut period, mut value) = (Vec::new(), Vec::new(), Vec::new());
        for (row, &income) in frame.column(0).iter().enumerate() {
            let (at, of) = (row / frame.regions.0.len(), row % frame.regions.0.len());
            let known = data.regions.number(&frame.regions.0[of]).zip(data.periods.number(&frame.periods.0[at]));
            if let Some((of, at)) = known {
                region.push(of);
                period.push(at);
                value.push(income);
            }
        }
        let incomes = Incomes { region: &region, period: &period, value: &value };
        let result = sophistication::sophistication(panel, incomes);
        let of = if of_regions(inputs) { result.regions } else { result.industries };
        let [regions, industries] = side(data, of_regions(inputs), &of.id);
        let columns = vec![
            words(&data.periods, &of.period),
            regions,
            industries,
            numbers(&of.income),
            numbers(&of.sophistication),
        ];
        Ok((columns, [frame.findings.clone(), result.findings].concat()))
    })?;
    let observation = if observation == Observation::default() { answer.observation } else { observation };
    Ok(Answer { observation, ..answer })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undefined_numbers_are_null() {
        let column = raw(vec![1.0, f64::NAN]);
        assert_eq!((column.null_count(), raw(vec![1.0]).null_count()), (1, 0));
        assert_eq!(column.len(), 2);
    }
}
