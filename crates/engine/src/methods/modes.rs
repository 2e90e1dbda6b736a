//! Binding the methods on practice modes: which links make a case, where its places are, what the modes lead one to expect.

use super::network::{Scaled, filter, numbered_some, scale};
use super::sheet::Cell;
use super::{Answer, Bound, Entry};
use crate::inputs::Inputs;
use crate::regions::{LATEST, Regions};
use crate::scene::{Actor, Scene};
use crate::{EngineError, Scale};
use liantu_model::{Layer, LayerSet, Method, Period, period};
use liantu_network::mode::{
    Case, Counts, Feature, MODE_EVIDENCE, MODE_STAGES, PRACTICE_MODE, Profile, Strictness, Tie, Verdict, central,
    classify, findings, known, shares, stages, ties,
};
use liantu_network::{Filter, Window};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &PRACTICE_MODE, run: run_practice_mode },
    Entry { method: &MODE_EVIDENCE, run: run_mode_evidence },
    Entry { method: &MODE_STAGES, run: run_mode_stages },
];

/// Bodies whose links make a case by themselves.
const BODIES: [&str; 9] =
    ["alliance", "enclave", "park", "zone", "corridor", "cluster", "platform", "fund", "programme"];

/// What the modes lead one to expect.
struct Knowledge {
    ids: Vec<String>,
    profiles: Vec<Profile>,
    /// Rows of profiles that could not be used.
    unusable: usize,
}

impl Knowledge {
    /// The modes of the tables; the four of the documents where there is no table of modes.
    fn read(bound: &Bound) -> Self {
        let built_in: HashMap<&str, Profile> = known().into_iter().collect();
        let modes = bound.rows("mode");
        let mut ids: Vec<String> =
            (0..modes.len()).filter_map(|row| modes.text("mode", row).map(str::to_owned)).collect();
        if ids.is_empty() {
            ids = known().into_iter().map(|(id, _)| id.to_owned()).collect();
        }
        let layers = |list: Vec<String>| {
            shares(list.iter().filter_map(|word| Layer::parse(word)).fold(LayerSet::NONE, LayerSet::with))
        };
        let table = bound.rows("mode_stage");
        let profiles = ids
            .iter()
            .map(|id| {
                let mut stages: Vec<(i64, [f64; 6])> = (0..table.len())
                    .filter(|&row| table.text("mode", row) == Some(id))
                    .filter_map(|row| Some((table.integer("stage", row)?, layers(table.list("layers", row)))))
                    .collect();
                stages.sort_by_key(|(stage, _)| *stage);
                let mut stages: Vec<[f64; 6]> = stages.into_iter().map(|(_, shares)| shares).collect();
                let own = built_in.get(id.as_str());
                if stages.is_empty() {
                    let row = (0..modes.len()).find(|&row| modes.text("mode", row) == Some(id));
                    let dominant = row.map_or_else(Vec::new, |row| modes.list("layers", row));
                    stages = match own {
                        Some(own) if dominant.is_empty() => own.stages.clone(),
                        _ => vec![layers(dominant)],
                    };
                }
                let readings = own.map_or([None, None, None], |own| own.readings.clone());
                Profile { prior: 1.0, stages, readings }
            })
            .collect();
        let mut knowledge = Self { ids, profiles, unusable: 0 };
        knowledge.refine(bound);
        knowledge
    }

    /// Takes over what the table of profiles says.
    fn refine(&mut self, bound: &Bound) {
        let table = bound.rows("mode_profile");
        // By mode, feature and stage: the shares of the readings.
        let mut told: BTreeMap<(usize, String, i64), Vec<(String, f64)>> = BTreeMap::new();
        for row in 0..table.len() {
            let mode = table.text("mode", row).and_then(|mode| self.ids.iter().position(|id| id == mode));
            match (mode, table.text("feature", row), table.number("share", row)) {
                (Some(mode), Some(feature), Some(share)) => {
                    let stage = table.integer("stage", row).unwrap_or(0);
                    let reading = table.text("reading", row).unwrap_or_default().to_owned();
                    told.entry((mode, feature.to_owned(), stage)).or_default().push((reading, share));
                }
                _ => self.unusable += 1,
            }
        }
        for ((mode, feature, stage), rows) in told {
            let fits = match feature.as_str() {
                "prior" => rows.len() == 1 && rows[0].1 > 0.0,
                _ => (rows.iter().map(|(_, share)| share).sum::<f64>() - 1.0).abs() < 1e-6,
            };
            let profile = &mut self.profiles[mode];
            let taken = fits && take_over(profile, &feature, stage, &rows).is_some();
            if !taken {
                self.unusable += rows.len();
            }
        }
    }
}

/// `None` where a word is not understood.
fn take_over(profile: &mut Profile, feature: &str, stage: i64, rows: &[(String, f64)]) -> Option<()> {
    if feature == "prior" {
        profile.prior = rows[0].1;
        return Some(());
    }
    let feature = Feature::parse(feature)?;
    if feature == Feature::Layers {
        let mut own = [0.0; 6];
        for (layer, share) in rows {
            own[Layer::parse(layer)? as usize] += share;
        }
        *profile.stages.get_mut(usize::try_from(stage.max(1) - 1).ok()?)? = own;
        return Some(());
    }
    let words = feature.readings();
    let mut own = vec![0.0; words.len()];
    for (reading, share) in rows {
        own[words.iter().position(|word| word == reading)?] += share;
    }
    // A reading that is never expected would be proof of the contrary: nothing is that sure.
    if own.iter().any(|share| *share <= 0.0) {
        return None;
    }
    *profile.readings.get_mut(feature as usize - 2)? = Some(own);
    Some(())
}

/// The cases of a run, and where things are.
struct Cases<'b> {
    scene: &'b Scene,
    scaled: Scaled,
    /// Code of each place.
    places: Vec<String>,
    /// Place of each actor.
    place_of: Vec<Option<u32>>,
    /// Code of each case, and the functional area that it covers.
    codes: Vec<String>,
    areas: Vec<Option<String>>,
    /// Cases of each link, by position.
    of_link: Vec<Vec<u32>>,
}

impl<'b> Cases<'b> {
    fn find(bound: &'b Bound, inputs: &Inputs) -> Result<Self, EngineError> {
        let scene = &*bound.scene;
        let scale = scale(inputs)?;
        let scaled = Scaled::new(scene, Scale::Actor)?;
        let level = if scale == Scale::Actor { "city" } else { scale.word() };
        let code = |actor: &Actor| place(&scene.regions, actor.region.as_deref()?, level).map(str::to_owned);
        let own: Vec<Option<String>> = scene.actors.iter().map(code).collect();
        let (place_of, places) = numbered_some(own.iter().map(Option::as_deref));
        let mut cases =
            Self { scene, scaled, places, place_of, codes: Vec::new(), areas: Vec::new(), of_link: Vec::new() };
        cases.assign(bound, inputs);
        Ok(cases)
    }

    fn assign(&mut self, bound: &Bound, inputs: &Inputs) {
        let scene = self.scene;
        let by = inputs.choice("by");
        let areas_of: Vec<BTreeSet<String>> = match by {
            "area" => scene.actors.iter().map(|actor| areas(&scene.regions, actor.region.as_deref())).collect(),
            _ => Vec::new(),
        };
        let mut codes_of: Vec<Vec<String>> = Vec::with_capacity(self.scaled.rows.len());
        for (position, &row) in (0u32..).zip(&self.scaled.rows) {
            let link = self.scaled.network.link(position);
            let (from, to) = (link.from as usize, link.to as usize);
            codes_of.push(match by {
                "area" => areas_of[from].intersection(&areas_of[to]).cloned().collect(),
                "pair" => match (self.place_of[from], self.place_of[to]) {
                    (Some(one), Some(two)) if one != two => {
                        let mut pair = [&*self.places[one as usize], &*self.places[two as usize]];
                        pair.sort_unstable();
                        vec![pair.join("|")]
                    }
                    _ => Vec::new(),
                },
                "actor" => {
                    let ends = if from == to { vec![from] } else { vec![from, to] };
                    let bodies = ends.iter().map(|&end| &scene.actors[end]);
                    bodies.filter(|actor| BODIES.contains(&&*actor.kind)).map(|actor| actor.id.clone()).collect()
                }
                _ => scene.link.text("mode", row as usize).map(str::to_owned).into_iter().collect(),
            });
        }
        let only = inputs.text("only");
        let wanted = |code: &String| only.is_none_or(|only| only == code);
        let codes: BTreeSet<&String> = codes_of.iter().flatten().filter(|code| wanted(code)).collect();
        self.codes = codes.into_iter().cloned().collect();
        let number: HashMap<&str, u32> = self.codes.iter().map(String::as_str).zip(0..).collect();
        self.of_link = codes_of
            .iter()
            .map(|codes| codes.iter().filter_map(|code| number.get(code.as_str()).copied()).collect())
            .collect();
        let modes = bound.rows("mode");
        let case_area = |code: &String| {
            let row = (0..modes.len()).find(|&row| modes.text("mode", row) == Some(code))?;
            modes.text("case_area", row).map(str::to_owned)
        };
        self.areas = match by {
            "area" => self.codes.iter().cloned().map(Some).collect(),
            "label" => self.codes.iter().map(case_area).collect(),
            _ => vec![None; self.codes.len()],
        };
    }

    fn ties(&self, filter: &Filter) -> BTreeMap<u32, Vec<Tie>> {
        let stated =
            |position: u32| self.scene.link.integer("mode_stage", self.scaled.rows[position as usize] as usize);
        ties(&self.scaled.network, filter, stated, |link, of| of.extend(&self.of_link[link.position as usize]))
    }

    /// The places that take part: the members of the area, else where the parties of the ties are.
    fn codes_of_places(&self, case: u32, ties: &[Tie]) -> Vec<String> {
        let members: BTreeSet<String> = self.areas[case as usize].iter().flat_map(|area| self.members(area)).collect();
        if !members.is_empty() {
            return members.into_iter().collect();
        }
        let linked: BTreeSet<u32> =
            ties.iter().flat_map(|tie| &tie.nodes).filter_map(|&node| self.place_of[node as usize]).collect();
        linked.into_iter().map(|place| self.places[place as usize].clone()).collect()
    }

    fn members(&self, area: &str) -> impl Iterator<Item = String> {
        self.scene.regions.members.iter().filter(move |member| member.area == area).map(|member| member.member.clone())
    }

    /// The members of the first tier, as places.
    fn centres(&self, case: u32, level: &str) -> Option<BTreeSet<u32>> {
        let area = self.areas[case as usize].as_deref()?;
        let regions = &self.scene.regions;
        let first = regions.members.iter().filter(|member| member.area == area && member.tier == Some(1));
        let codes: BTreeSet<&str> = first.filter_map(|member| place(regions, &member.member, level)).collect();
        let places = (0u32..).zip(&self.places).filter(|(_, code)| codes.contains(code.as_str()));
        (!codes.is_empty()).then(|| places.map(|(number, _)| number).collect())
    }

    /// An agreement, or a link that belongs to none.
    fn id(&self, tie: &Tie) -> String {
        match tie.agreement {
            Some(agreement) => self.scene.agreements[agreement as usize].id.clone(),
            None => self.scaled.link_id(self.scene, tie.links[0]).unwrap_or_default().to_owned(),
        }
    }

    fn list<'t>(&self, ties: impl Iterator<Item = &'t Tie>) -> Cell {
        let ids: BTreeSet<String> = ties.map(|tie| self.id(tie)).collect();
        ids.into_iter().collect::<Vec<_>>().join("|").into()
    }
}

/// The region of a level that stands for a place. An area or a nation is none: it lies in several.
fn place<'r>(regions: &'r Regions, code: &'r str, level: &str) -> Option<&'r str> {
    let code = regions.gather(code, level, LATEST);
    regions.get(code, LATEST).filter(|region| region.level != "area" && region.level != "nation")?;
    Some(code)
}

/// The functional areas in which a region lies, itself included where it is one.
fn areas(regions: &Regions, code: Option<&str>) -> BTreeSet<String> {
    let Some(code) = code else { return BTreeSet::new() };
    let own = regions.path(code, LATEST).into_iter().filter(|region| region.level == "area");
    let members = regions.areas(code, LATEST).into_iter().map(|member| member.area.clone());
    own.map(|region| region.code.clone()).chain(members).collect()
}

/// A case in a window with what it was taken for.
struct Seen {
    case: u32,
    window: usize,
    ties: Vec<Tie>,
    codes: Vec<String>,
    verdict: Verdict,
    waves: Vec<liantu_network::mode::Wave>,
    central: Vec<usize>,
}

/// Everything the three methods tell.
struct Reading<'b> {
    cases: Cases<'b>,
    knowledge: Knowledge,
    windows: Vec<Option<Period>>,
    seen: Vec<Seen>,
}

fn read<'b>(bound: &'b Bound, inputs: &Inputs) -> Result<Reading<'b>, EngineError> {
    let knowledge = Knowledge::read(bound);
    let cases = Cases::find(bound, inputs)?;
    let filter = filter(inputs);
    let strictness = Strictness {
        concentration: inputs.number("concentration"),
        prior_none: inputs.number("prior_none"),
        least_ties: u32::try_from(inputs.integer("least_ties")).unwrap_or(u32::MAX),
        least_odds: inputs.number("least_odds"),
        ..Strictness::default()
    };
    let level = inputs.text("scale").filter(|level| *level != "actor").unwrap_or("city");
    let windows = windows(cases.scene, inputs);
    let mut found: Vec<(u32, usize, Vec<Tie>)> = Vec::new();
    for (number, window) in windows.iter().enumerate() {
        let filter = match window {
            Some(window) => filter.clone().within(Window::from(*window)),
            None => filter.clone(),
        };
        found.extend(cases.ties(&filter).into_iter().map(|(case, ties)| (case, number, ties)));
    }
    found.sort_by_key(|(case, window, _)| (*case, *window));
    let seen = found
        .into_par_iter()
        .map(|(case, window, ties)| {
            let codes = cases.codes_of_places(case, &ties);
            let points: Vec<(f64, f64)> =
                codes.iter().filter_map(|code| cases.scene.regions.locate(code, LATEST).0).collect();
            let centres = cases.centres(case, level);
            let known = Case { ties: &ties, places: &points, place_of: &cases.place_of, centres: centres.as_ref() };
            let verdict = classify(&known, &knowledge.profiles, &strictness);
            let waves = match verdict.ranking.first() {
                Some(&mode) => stages(&known, &knowledge.profiles[mode], &strictness),
                None => Vec::new(),
            };
            let central = central(&known);
            Seen { case, window, ties, codes, verdict, waves, central }
        })
        .collect();
    Ok(Reading { cases, knowledge, windows, seen })
}

/// Windows of so many years over the days that links speak of; one without bounds of its own where it is not asked for.
pub(super) fn windows(scene: &Scene, inputs: &Inputs) -> Vec<Option<Period>> {
    let years = inputs.integer("years");
    let whole = inputs.period("period");
    let year = |day: i32| period::from_epoch_days(day).map(|day| i64::from(day.year()));
    let Some((first, last)) = scene.days.and_then(|(first, last)| Some((year(first)?, year(last)?))) else {
        return vec![whole];
    };
    if years == 0 {
        return vec![whole];
    }
    let touches = |window: &Period| whole.is_none_or(|whole| whole.overlaps(window));
    let window = |start: i64| -> Option<Period> { format!("{start}/{}", start + years).parse().ok() };
    let count = usize::try_from((last - first) / years + 1).unwrap_or(0);
    (0i64..).take(count).filter_map(|n| window(first + n * years)).filter(touches).map(Some).collect()
}

fn mix(layers: &Counts) -> String {
    let named = Layer::ALL.iter().zip(layers).filter(|(_, count)| **count > 0);
    named.map(|(layer, count)| format!("{layer} {count}")).collect::<Vec<_>>().join("|")
}

/// The most probable stage, from 1, and its probability.
fn likely(stages: &[f64]) -> Option<(u32, f64)> {
    let best = (0..stages.len()).max_by(|&one, &two| stages[one].total_cmp(&stages[two]).then(two.cmp(&one)))?;
    Some((best as u32 + 1, stages[best]))
}

impl Reading<'_> {
    fn head(&self, seen: &Seen) -> Vec<Cell> {
        let period = self.windows[seen.window].map(|period| period.to_string());
        vec![self.cases.codes[seen.case as usize].as_str().into(), period.into()]
    }

    fn mode(&self, mode: usize) -> Cell {
        self.knowledge.ids[mode].as_str().into()
    }

    fn answer(&self, method: &'static Method, rows: &[Vec<Cell>]) -> Answer {
        let verdicts: Vec<&Verdict> = self.seen.iter().map(|seen| &seen.verdict).collect();
        let findings = findings(&verdicts, self.knowledge.unusable);
        let mut answer = self.cases.scaled.answer(method, rows, findings);
        let modes = self.knowledge.ids.join(", ");
        answer.inputs.insert("cases".to_owned(), format!("{} cases, modes {modes}", self.cases.codes.len()));
        answer
    }
}

fn run_practice_mode(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let reading = read(bound, inputs)?;
    let rows: Vec<Vec<Cell>> = reading
        .seen
        .iter()
        .map(|seen| {
            let verdict = &seen.verdict;
            let ranked = |rank: usize| verdict.ranking.get(rank).copied();
            let name = |mode: Option<usize>| mode.map_or(Cell::Text(None), |mode| reading.mode(mode));
            let probability = |mode: Option<usize>| Cell::Number(mode.map(|mode| verdict.probabilities[mode]));
            let stage = seen.waves.last().and_then(|wave| likely(&wave.stages));
            let word = |feature: Feature| {
                let word = verdict.readings.of(feature).map(|reading| feature.readings()[reading].to_owned());
                Cell::Text(word)
            };
            let mut cells = reading.head(seen);
            cells.extend([
                name(ranked(0).filter(|_| verdict.doubt.is_none())),
                probability(ranked(0)),
                verdict.doubt.is_none().into(),
                Cell::Text(verdict.doubt.map(|doubt| doubt.word().to_owned())),
                name(ranked(0)),
                name(ranked(1)),
                probability(ranked(1)),
                Some(verdict.none).into(),
                Some(verdict.entropy).into(),
                Cell::Integer(stage.map(|(stage, _)| stage.into())),
                stage.map(|(_, probability)| probability).into(),
                verdict.ties.into(),
                seen.ties.iter().map(|tie| tie.links.len()).sum::<usize>().into(),
                mix(&verdict.layers).into(),
                word(Feature::Form),
                word(Feature::Circles),
                word(Feature::Bodies),
                reading.cases.list(seen.ties.iter()),
            ]);
            cells
        })
        .collect();
    Ok(reading.answer(&PRACTICE_MODE, &rows))
}

fn run_mode_evidence(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let reading = read(bound, inputs)?;
    let priors: f64 = reading.knowledge.profiles.iter().map(|profile| profile.prior).sum();
    let none = inputs.number("prior_none");
    let mut rows = Vec::new();
    for seen in &reading.seen {
        for &mode in &seen.verdict.ranking {
            let mut prior = reading.head(seen);
            let gain = (reading.knowledge.profiles[mode].prior / priors * (1.0 - none) / none).ln();
            prior.extend([
                reading.mode(mode),
                Some(seen.verdict.probabilities[mode]).into(),
                "prior".into(),
                Cell::Text(None),
                Cell::Number(None),
                Cell::Number(None),
                Some(gain).into(),
                Some(gain.exp()).into(),
                Cell::Text(None),
            ]);
            rows.push(prior);
            rows.extend(Feature::ALL.map(|feature| reading.evidence(seen, mode, feature)));
        }
    }
    Ok(reading.answer(&MODE_EVIDENCE, &rows))
}

impl Reading<'_> {
    /// What one feature says of one mode.
    fn evidence(&self, seen: &Seen, mode: usize, feature: Feature) -> Vec<Cell> {
        let (verdict, profile) = (&seen.verdict, &self.knowledge.profiles[mode]);
        let gain = verdict.contributions[mode][feature as usize];
        let number = verdict.readings.of(feature);
        let expected = (feature >= Feature::Form)
            .then(|| number.zip(profile.readings[feature as usize - 2].as_ref()).map(|(n, shares)| shares[n]))
            .flatten();
        let (word, value) = match feature {
            Feature::Layers => (Some(mix(&verdict.layers)), Some(f64::from(verdict.ties))),
            Feature::Order => {
                let waves: Vec<String> = seen.waves.iter().map(|wave| mix(&wave.layers)).collect();
                let count = waves.len() as f64;
                ((!waves.is_empty()).then(|| waves.join(" → ")), (!waves.is_empty()).then_some(count))
            }
            Feature::Form => (None, verdict.readings.shape.map(|shape| shape.extent_km)),
            Feature::Circles => (None, verdict.readings.contrast),
            Feature::Bodies => (None, verdict.readings.joint),
        };
        let ties = &seen.ties;
        let evidence = match feature {
            // The layers that the mode leads one to expect more often than others.
            Feature::Layers => {
                let count = profile.stages.len() as f64;
                let mean = |layer: usize| profile.stages.iter().map(|stage| stage[layer]).sum::<f64>() / count;
                self.cases.list(ties.iter().filter(|tie| mean(tie.layer as usize) > 1.0 / 6.0))
            }
            Feature::Order if seen.waves.is_empty() => Cell::Text(None),
            Feature::Order => {
                let dated = ties.iter().any(|tie| tie.start.is_some());
                self.cases
                    .list(ties.iter().filter(|tie| if dated { tie.start.is_some() } else { tie.stated.is_some() }))
            }
            Feature::Form => seen.codes.join("|").into(),
            Feature::Circles => self.cases.list(seen.central.iter().map(|&number| &ties[number])),
            Feature::Bodies => self.cases.list(ties.iter().filter(|tie| tie.joint)),
        };
        let mut cells = self.head(seen);
        cells.extend([
            self.mode(mode),
            Some(verdict.probabilities[mode]).into(),
            feature.word().into(),
            Cell::Text(word.or_else(|| number.map(|number| feature.readings()[number].to_owned()))),
            value.into(),
            expected.into(),
            gain.into(),
            gain.map(f64::exp).into(),
            evidence,
        ]);
        cells
    }
}

fn run_mode_stages(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let reading = read(bound, inputs)?;
    let mut rows = Vec::new();
    for seen in &reading.seen {
        let dated = seen.ties.iter().any(|tie| tie.start.is_some());
        let Some(&mode) = seen.verdict.ranking.first() else { continue };
        for (number, wave) in (1u32..).zip(&seen.waves) {
            let best = likely(&wave.stages);
            let shares: Vec<String> = wave.stages.iter().map(|share| format!("{share:.4}")).collect();
            let mut cells = reading.head(seen);
            cells.extend([
                reading.mode(mode),
                number.into(),
                Cell::Day(i32::try_from(wave.time).ok().filter(|_| dated)),
                Cell::Integer((!dated).then_some(wave.time)),
                wave.layers.iter().sum::<u32>().into(),
                mix(&wave.layers).into(),
                Cell::Integer(best.map(|(stage, _)| stage.into())),
                best.map(|(_, probability)| probability).into(),
                shares.join("|").into(),
            ]);
            rows.push(cells);
        }
    }
    Ok(reading.answer(&MODE_STAGES, &rows))
}
