//! Binding gravity: flows with what lies between their ends.

use super::econometrics::{Report, Variable, cells};
use super::sheet::Cell;
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::frame::names_in;
use crate::indicator::listed;
use crate::inputs::Inputs;
use crate::panel::Labels;
use crate::regions::LATEST;
use crate::rows::Rows;
use crate::space::{Pairs, places};
use liantu_model::period::epoch_days;
use liantu_model::{Observation, Period, Words};
use liantu_structure::econometrics::gravity::{self, Division, Estimator, Flows, Options, gravity};
use liantu_structure::econometrics::{Coefficient, Estimate, Term, finding};
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(super) const ENTRIES: &[Entry] = &[Entry { method: &gravity::METHOD, run: run_gravity }];

/// Flows of one model, added up by pair and period.
#[derive(Default)]
struct Sums {
    /// By period, origin and destination: NaN where a part is missing.
    cells: BTreeMap<(u32, u32, u32), f64>,
}

/// Flows by layer and period as the parameters ask for them.
struct Bundle {
    regions: Labels,
    periods: Labels,
    /// By layer and period of the model, each where models are apart.
    models: BTreeMap<(Option<String>, Option<u32>), Sums>,
    observation: Observation,
    rows: usize,
}

fn run_gravity(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let bundle = Bundle::bind(bound, inputs)?;
    let variables: Vec<Variable<'_>> = names_in(inputs.choice("regressors")).map(Variable::parse).collect();
    let divisions = |name: &str| -> Result<Vec<Division>, EngineError> {
        let given = names_in(inputs.choice(name)).filter(|word| *word != "none");
        let find = |word: &str| Division::ALL.iter().find(|(known, _)| *known == word).map(|(_, division)| *division);
        let all = Division::ALL.map(|(known, _)| known).join(", ");
        let expected = Words::new(format!("{all} 中的若干个，或 none"), format!("some of {all}, or none"));
        given.map(|word| find(word).ok_or_else(|| EngineError::parameter(name, word, expected.clone()))).collect()
    };
    let options = Options {
        estimator: if inputs.choice("estimator") == "log_linear" { Estimator::LogLinear } else { Estimator::Poisson },
        effects: divisions("effects")?,
        clusters: divisions("cluster")?,
        confidence: inputs.number("confidence"),
    };
    let mut report =
        Report { rows: Vec::new(), notes: Vec::new(), observation: bundle.observation, diagnostics: Vec::new() };
    report.note(Words::new(
        "同一模型中多个主体、品目和网络层的流量相加",
        "flows of several actors, items and layers of a model are added",
    ));
    let between = Between { bound, inputs, bundle: &bundle };
    for ((layer, period), sums) in &bundle.models {
        let (mut origin, mut destination, mut of_period, mut value) = (vec![], vec![], vec![], vec![]);
        let absent = inputs.choice("absent") == "zero";
        let cells_of = if absent { sums.with_zeros(inputs.choice("within") == "true") } else { sums.cells.clone() };
        let zeros = cells_of.len() - sums.cells.len();
        for ((period, from, to), flow) in cells_of {
            origin.push(from);
            destination.push(to);
            of_period.push(period);
            value.push(flow);
        }
        let mut findings = Vec::new();
        let mut without = 0;
        let mut regressors = Vec::new();
        for variable in &variables {
            let column = between.column(variable.name, &origin, &destination, &of_period, &mut report)?;
            regressors.push(variable.column(column, &mut without));
        }
        for (code, count) in [("STR508", zeros), ("STR514", without)] {
            if count > 0 {
                findings.push(finding(code, count));
            }
        }
        let flows = Flows {
            origin: &origin,
            destination: &destination,
            period: &of_period,
            value: &value,
            regressors: &regressors,
        };
        let fit = gravity(&flows, &options);
        findings.extend(fit.findings);
        let label = period.map(|period| bundle.periods.0[period as usize].clone());
        let of: Vec<&str> = label.as_deref().into_iter().chain(layer.as_deref()).collect();
        report.find(Some(of.join(" ")).filter(|of| !of.is_empty()).as_deref(), findings);
        let mut line = |part: &str, term: String, estimate: &Estimate| {
            let mut row = vec![Cell::Text(label.clone()), Cell::Text(layer.clone()), part.into(), term.into()];
            row.extend(cells(estimate));
            report.rows.push(row);
        };
        for Coefficient { term, estimate } in &fit.coefficients {
            let term = match term {
                Term::Variable(place) => variables[*place].label(),
                _ => "intercept".to_owned(),
            };
            line("coefficient", term, estimate);
        }
        for (name, value) in fit.fit {
            line("fit", name.to_owned(), &Estimate::plain(value));
        }
    }
    let described = format!("{} rows between {} regions", bundle.rows, bundle.regions.0.len());
    Ok(report.answer(&gravity::METHOD, BTreeMap::from([("flows".to_owned(), described)])))
}

impl Bundle {
    fn bind(bound: &Bound, inputs: &Inputs) -> Result<Self, EngineError> {
        let rows = &bound.flow;
        let (layers, within) = (inputs.layers("layers"), inputs.period("period"));
        let regions = &bound.scene.regions;
        let at_level = |code: &str| {
            inputs.text("level").is_none_or(|level| regions.get(code, LATEST).is_some_and(|found| found.level == level))
        };
        let inside = |label: Option<&str>| {
            let Some(within) = within else { return true };
            label.and_then(|label| label.parse::<Period>().ok()).is_some_and(|period| {
                within.start <= period.start && within.end.is_none_or(|end| period.end.is_some_and(|own| own <= end))
            })
        };
        let same = inputs.choice("within") == "true";
        let taken: Vec<usize> = (0..rows.len())
            .filter(|&row| {
                let (Some(from), Some(to)) = (rows.text("origin", row), rows.text("destination", row)) else {
                    return false;
                };
                (same || from != to)
                    && at_level(from)
                    && at_level(to)
                    && inside(rows.text("period", row))
                    && inputs.text("item").is_none_or(|item| rows.text("item", row) == Some(item))
                    && (inputs.text("layers").is_none()
                        || rows.text("layer", row).is_some_and(|code| layers.iter().any(|layer| layer.code() == code)))
            })
            .collect();
        let labels = |column: &'static str| -> BTreeSet<&str> {
            taken.iter().map(|&row| rows.text(column, row).unwrap_or_default()).collect()
        };
        let units = labels("unit");
        if units.len() > 1 {
            let units = listed(units.into_iter().map(|unit| if unit.is_empty() { "none" } else { unit }));
            let expected = Words::new(
                format!("流量单位唯一的物品或网络，而不是 {units}"),
                format!("an item or layers whose flows have one unit, not {units}"),
            );
            return Err(EngineError::parameter("item", inputs.text("item").unwrap_or_default(), expected));
        }
        let words = |set: BTreeSet<&str>| Labels(set.into_iter().map(str::to_owned).collect());
        let mut ends = labels("origin");
        ends.extend(labels("destination"));
        let mut bundle = Self {
            regions: words(ends),
            periods: words(labels("period")),
            models: BTreeMap::new(),
            observation: Observation::Observed,
            rows: taken.len(),
        };
        let by = inputs.choice("by");
        for &row in &taken {
            let text = |column: &str| rows.text(column, row).unwrap_or_default();
            let number = |labels: &Labels, word: &str| labels.number(word).unwrap_or_default();
            let period = number(&bundle.periods, text("period"));
            let layer = matches!(by, "layer" | "layer_period").then(|| text("layer").to_owned());
            let model = (layer.filter(|layer| !layer.is_empty()), by.contains("period").then_some(period));
            let cell = (period, number(&bundle.regions, text("origin")), number(&bundle.regions, text("destination")));
            let value = rows.number("value", row).unwrap_or(f64::NAN);
            *bundle.models.entry(model).or_default().cells.entry(cell).or_insert(0.0) += value;
            bundle.observation = bundle.observation.max(rows.observation(row));
        }
        Ok(bundle)
    }
}

impl Sums {
    /// Every pair of the regions that occur, in every period that occurs.
    fn with_zeros(&self, same: bool) -> BTreeMap<(u32, u32, u32), f64> {
        let periods: BTreeSet<u32> = self.cells.keys().map(|cell| cell.0).collect();
        let ends: BTreeSet<u32> = self.cells.keys().flat_map(|cell| [cell.1, cell.2]).collect();
        let mut cells = self.cells.clone();
        for &period in &periods {
            for &from in &ends {
                for &to in ends.iter().filter(|&&to| same || to != from) {
                    cells.entry((period, from, to)).or_insert(0.0);
                }
            }
        }
        cells
    }
}

/// What lies between regions.
struct Between<'a> {
    bound: &'a Bound,
    inputs: &'a Inputs,
    bundle: &'a Bundle,
}

impl Between<'_> {
    /// The measure called `name` of each pair; NaN where unknown.
    fn column(
        &self,
        name: &str,
        origin: &[u32],
        destination: &[u32],
        period: &[u32],
        report: &mut Report,
    ) -> Result<Vec<f64>, EngineError> {
        let rows = self.bound.rows("region_pair");
        let listed = has_measure(rows, name);
        let mut column = vec![f64::NAN; origin.len()];
        let periods: BTreeSet<u32> = period.iter().copied().collect();
        for of in periods {
            let label = &self.bundle.periods.0[of as usize];
            let value: Box<dyn Fn(u32, u32) -> f64> = if listed {
                let pairs = Pairs::bind(rows, name, &self.bundle.regions, label)?;
                report.observation = report.observation.max(pairs.observation);
                report.note(Words::new(
                    format!("{name}：{}", pairs.described.zh),
                    format!("{name}: {}", pairs.described.en),
                ));
                let known: HashMap<(u32, u32), f64> =
                    pairs.cells.into_iter().map(|(from, to, value)| ((from, to), value)).collect();
                Box::new(move |from, to| known.get(&(from, to)).copied().unwrap_or(f64::NAN))
            } else if name == "distance_km" {
                report.note(Words::new("distance_km 按大圆", "distance_km by great circle"));
                let places = places(&self.bound.scene.regions, &self.bundle.regions, label);
                Box::new(move |from, to| places.distance_km(from, to).unwrap_or(f64::NAN))
            } else if name == "border" {
                let sides = self.sides(label);
                Box::new(move |from, to| match (&sides[from as usize], &sides[to as usize]) {
                    (Some(one), Some(two)) => f64::from(u8::from(one != two)),
                    _ => f64::NAN,
                })
            } else {
                return Err(EngineError::parameter(
                    "regressors",
                    name,
                    Words::new(
                        "表 region_pair 的某个度量、distance_km 或 border",
                        "a measure of the table region_pair, distance_km or border",
                    ),
                ));
            };
            for n in (0..column.len()).filter(|&n| period[n] == of) {
                column[n] = value(origin[n], destination[n]);
            }
        }
        Ok(column)
    }

    /// The region of the level of the border that each region lies in; unknown where there is none.
    fn sides(&self, period: &str) -> Vec<Option<String>> {
        let regions = &self.bound.scene.regions;
        let level = self.inputs.text("border_level").unwrap_or("province");
        let day = period.parse::<Period>().map_or(LATEST, |period| epoch_days(period.start));
        let side = |code: &String| {
            let above = regions.gather(code, level, day);
            regions.get(above, day).filter(|found| found.level == level).map(|found| found.code.clone())
        };
        self.bundle.regions.0.iter().map(side).collect()
    }
}

fn has_measure(rows: &Rows, name: &str) -> bool {
    (0..rows.len()).any(|row| rows.text("measure", row) == Some(name))
}
