//! The charts that templates may name.

use super::{Writer, figure};
use crate::document::{Bar, Chart, Drawing, Note};
use crate::material::word;
use liantu_model::Words;

impl Writer<'_> {
    pub(super) fn charts(&mut self, name: &str, limit: usize) -> Vec<Chart> {
        let material = self.material;
        match name {
            "heat" if !material.heat.regions.is_empty() => {
                let heat = &material.heat;
                let named =
                    |places: &[crate::document::Place]| places.iter().map(|place| place.title.clone()).collect();
                let drawing = Drawing::Heat {
                    columns: named(&heat.stages),
                    rows: named(&heat.regions).into_iter().take(limit).collect(),
                    cells: heat.cells.iter().take(limit).cloned().collect(),
                };
                let title = Words::new(
                    "区域 × 环节：未解除预警的最高等级与数量",
                    "Region × stage: gravest grade and number of standing alerts",
                );
                vec![Chart { title, unit: None, drawing, notes: self.sourced("alerts") }]
            }
            "map" if !material.map.spots.is_empty() => {
                let map = &material.map;
                let drawing =
                    Drawing::Map { spots: map.spots.clone(), arrows: map.arrows.clone(), left_out: map.left_out };
                let title = Words::new("预警分布示意图", "Where alerts stand: a schematic map");
                vec![Chart { title, unit: None, drawing, notes: self.sourced("alerts") }]
            }
            "trends" => {
                let drawn = material.series.iter().take(limit).map(|series| {
                    let (curve, marks) = series.drawn();
                    let drawing = Drawing::Line { steps: series.steps.clone(), curves: vec![curve], marks };
                    let unit = series.unit.as_deref().map(Words::same);
                    (series, Chart { title: series.title.clone(), unit, drawing, notes: Vec::new() })
                });
                let drawn: Vec<_> = drawn.collect();
                drawn
                    .into_iter()
                    .map(|(series, mut chart)| {
                        let known = series.values.iter().filter(|value| value.is_some()).count();
                        let coverage = (!series.values.is_empty()).then(|| known as f64 / series.values.len() as f64);
                        let year =
                            series.steps.first().zip(series.steps.last()).map(|(from, to)| format!("{from}–{to}"));
                        let link = series.alert.as_ref().map(|alert| self.link("watch", &[("alert", alert)]));
                        let source = Words::new(
                            format!("{}；带为以往各期可预期的范围", series.reference),
                            format!("{}; the band is what earlier steps made likely", series.reference),
                        );
                        chart.notes = vec![self.note(Note { source, year, coverage, link })];
                        chart
                    })
                    .collect()
            }
            "sums" => self.sum_charts(),
            "grades" => {
                let bars = crate::material::GRADES.iter().rev().filter_map(|grade| {
                    let figure = figure(material, grade)?;
                    Some(Bar { title: figure.title, values: vec![figure.value, figure.before] })
                });
                let drawing = Drawing::Bar { legend: this_and_before(), bars: bars.collect() };
                let title = Words::new("未解除预警", "Standing alerts");
                vec![Chart { title, unit: None, drawing, notes: self.sourced("alerts") }]
            }
            _ => Vec::new(),
        }
    }

    /// Sums of one unit side by side: amounts in different units share no axis.
    fn sum_charts(&mut self) -> Vec<Chart> {
        let mut units: Vec<Option<String>> = Vec::new();
        for sum in &self.material.sums {
            if sum.value.is_some() && !units.contains(&sum.unit) {
                units.push(sum.unit.clone());
            }
        }
        let note = (!units.is_empty()).then(|| self.rows_note());
        units
            .into_iter()
            .map(|unit| {
                let own = self.material.sums.iter().filter(|sum| sum.unit == unit && sum.value.is_some());
                let bars = own.take(12).map(|sum| {
                    let layer = sum.layer.as_deref().map(|layer| word("layer", layer));
                    let title = layer.map_or_else(
                        || sum.title.clone(),
                        |layer| {
                            Words::new(
                                format!("{} {}", layer.zh, sum.title.zh).trim().to_owned(),
                                format!("{} {}", layer.en, sum.title.en).trim().to_owned(),
                            )
                        },
                    );
                    Bar { title, values: vec![sum.value, sum.before] }
                });
                let drawing = Drawing::Bar { legend: this_and_before(), bars: bars.collect() };
                let title = Words::new("分网络总量", "Sums by layer");
                Chart { title, unit: unit.map(Words::same), drawing, notes: note.into_iter().collect() }
            })
            .collect()
    }
}

fn this_and_before() -> Vec<Words> {
    vec![Words::new("本期", "This period"), Words::new("上期", "Before")]
}
