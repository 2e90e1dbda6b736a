//! Binding the stages of regional structures: which regions make one, what their sizes are, one window of time after the other.

use super::centrality::reading;
use super::modes::windows;
use super::network::{Scaled, filter, scale};
use super::sheet::Cell;
use super::{Answer, Bound, Entry};
use crate::frame::Frame;
use crate::inputs::Inputs;
use crate::regions::LATEST;
use crate::{EngineError, Scale};
use liantu_model::{Period, Words};
use liantu_network::method::structure_stage::{
    Feature, METHOD, READINGS, Stage, Strictness, Structure, Verdict, classify, findings, read, sequence,
};
use liantu_network::{Graph, Reading, Window};

pub(super) const ENTRIES: &[Entry] = &[Entry { method: &METHOD, run: run_structure_stage }];

/// The regions that make the structure.
struct Regions {
    scaled: Scaled,
    /// Node of each.
    nodes: Vec<u32>,
    /// Place of each node among them.
    place: Vec<Option<u32>>,
}

impl Regions {
    fn find(bound: &Bound, inputs: &Inputs) -> Result<Self, EngineError> {
        let scale = scale(inputs)?;
        if scale == Scale::Actor {
            return Err(EngineError::parameter(
                "scale",
                "actor",
                Words::new("区域的尺度：这里的结构是区域的结构", "a scale of regions: the structure is one of regions"),
            ));
        }
        let regions = &bound.scene.regions;
        let area = inputs.text("area");
        if let Some(area) = area.filter(|area| regions.get(area, LATEST).is_none()) {
            return Err(EngineError::node(area));
        }
        let scaled = Scaled::new(&bound.scene, scale)?;
        let belongs = |code: &str| {
            regions.get(code, LATEST).is_some_and(|region| region.level == scale.word())
                && area.is_none_or(|area| regions.within(code, area, LATEST))
        };
        let nodes: Vec<u32> = (0u32..).zip(&scaled.nodes).filter(|(_, code)| belongs(code)).map(|(n, _)| n).collect();
        let mut place = vec![None; scaled.nodes.len()];
        for (n, &node) in (0u32..).zip(&nodes) {
            place[node as usize] = Some(n);
        }
        Ok(Self { scaled, nodes, place })
    }

    /// The links among them in a window.
    fn graph(&self, inputs: &Inputs, window: Option<Period>) -> Graph {
        let filter = match window {
            Some(window) => filter(inputs).within(Window::from(window)),
            None => filter(inputs),
        };
        let whole = Graph::read(&self.scaled.network, &filter, Reading { directed: false, ..reading(inputs) });
        let among = |(one, two, weight): (u32, u32, f64)| {
            Some((self.place[one as usize]?, self.place[two as usize]?, weight)).filter(|edge| edge.0 < edge.1)
        };
        let edges: Vec<(u32, u32, f64)> = whole.list().filter_map(among).collect();
        Graph::new(self.nodes.len(), false, &edges)
    }

    /// Their sizes in the last period that starts within a window; none where there is no such period.
    fn sizes(&self, frame: &Frame, window: Option<Period>) -> Option<Vec<Option<f64>>> {
        let start = |label: &String| label.parse::<Period>().ok().map(|period| period.start);
        let lies_in = |label: &String| window.is_none_or(|window| start(label).is_some_and(|day| window.contains(day)));
        let periods = (0..frame.periods.0.len()).filter(|&period| lies_in(&frame.periods.0[period]));
        let period = periods.max_by_key(|&period| start(&frame.periods.0[period]))?;
        let of = |node: &u32| {
            let region = frame.regions.number(&self.scaled.nodes[*node as usize])? as usize;
            Some(frame.row(period, region)[0]).filter(|size| !size.is_nan())
        };
        Some(self.nodes.iter().map(of).collect())
    }
}

fn run_structure_stage(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let regions = Regions::find(bound, inputs)?;
    let frame = match inputs.text("size") {
        Some(size) => Some(bound.frame(&METHOD, inputs, Some(&[size]))?),
        None => None,
    };
    let strictness = Strictness {
        prior_none: inputs.number("prior_none"),
        least_pairs: u32::try_from(inputs.integer("least_pairs")).unwrap_or(u32::MAX),
        least_odds: inputs.number("least_odds"),
        ..Strictness::default()
    };
    let windows = windows(&bound.scene, inputs);
    let verdicts: Vec<Verdict> = windows
        .iter()
        .map(|window| {
            let sizes = frame.as_ref().and_then(|frame| regions.sizes(frame, *window));
            classify(read(&regions.graph(inputs, *window), sizes.as_deref()), &strictness)
        })
        .collect();
    let smoothed = sequence(&verdicts, inputs.number("persistence"));
    let rows: Vec<Vec<Cell>> = windows
        .iter()
        .zip(verdicts.iter().zip(&smoothed))
        .map(|(window, (verdict, smoothed))| {
            let mut cells = vec![
                Cell::Text(window.map(|window| window.to_string())),
                Cell::Text(verdict.stage().map(|stage| stage.word().to_owned())),
                verdict.candidate().word().into(),
                Cell::Text(verdict.doubt.map(|doubt| doubt.word().to_owned())),
            ];
            cells.extend(verdict.probabilities.map(|probability| Some(probability).into()));
            let best = (0..5).max_by(|&a, &b| smoothed[a].total_cmp(&smoothed[b]).then(b.cmp(&a))).unwrap_or(4);
            let word = Stage::ALL.get(best).map_or("none", |stage| stage.word());
            cells.extend([word.into(), Some(smoothed[best]).into()]);
            cells.extend([verdict.structure.regions.into(), verdict.structure.pairs.into()]);
            cells.extend(verdict.structure.values.map(Cell::from));
            cells.push(evidence(&verdict.structure, &verdict.contributions[verdict.candidate() as usize]).into());
            cells
        })
        .collect();
    let mut found = findings(&verdicts);
    found.extend(frame.into_iter().flat_map(|frame| frame.findings));
    let note = Words::new("程序给出的期望份额；权重 0.7", "expected shares of the program; weight 0.7");
    Ok(regions.scaled.answer_as(&METHOD, &rows, found, note))
}

/// What each feature reads, and what it adds to the odds of a stage.
fn evidence(structure: &Structure, gains: &[Option<f64>; 6]) -> String {
    let one = |feature: Feature| {
        let (value, gain) = (structure.values[feature as usize]?, gains[feature as usize]?);
        Some(format!("{} {} {gain:+.2}", feature.word(), READINGS[feature.reading(value)]))
    };
    Feature::ALL.into_iter().filter_map(one).collect::<Vec<_>>().join("|")
}
