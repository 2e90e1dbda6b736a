//! Which mode a case follows, why, and how sure that is.

use super::geometry::{Shape, shape};
use super::likelihood::{Counts, cut, groups, ln_dirichlet};
use super::profile::{Feature, Profile, Strictness};
use super::tie::Tie;
use crate::catalogue::found;
use liantu_model::{Diagnostic, Layer};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of a case.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Its ties.
    pub ties: &'a [Tie],
    /// Longitude and latitude of the places that take part, as far as known.
    pub places: &'a [(f64, f64)],
    /// The place of each node by number: nodes of one place count as one, and `None` is no place. Empty: every node is one.
    pub place_of: &'a [Option<u32>],
    /// The centres among the places, where a source states them; otherwise those with at least half of the ties of the
    /// busiest.
    pub centres: Option<&'a BTreeSet<u32>>,
}

/// What was read from a case besides its layers; `None` where it cannot be told.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Readings {
    /// The shape of its places.
    pub shape: Option<Shape>,
    /// The part of knowledge and innovation ties that lie among centres, less that of industry and value ties.
    pub contrast: Option<f64>,
    /// The part of its ties that are bodies of many parties.
    pub joint: Option<f64>,
}

/// Centres and neighbours form two circles from this contrast on.
const LAYERED: f64 = 0.3;
/// Bodies are some from the first, most from the second part of the ties on.
const BODIES: [f64; 2] = [0.2, 0.6];

impl Readings {
    /// The reading of a feature, as a number into [`Feature::readings`].
    pub fn of(&self, feature: Feature) -> Option<usize> {
        match feature {
            Feature::Layers | Feature::Order => None,
            Feature::Form => self.shape.map(|shape| shape.form as usize),
            Feature::Circles => self.contrast.map(|contrast| usize::from(contrast >= LAYERED)),
            Feature::Bodies => self.joint.map(|share| BODIES.iter().filter(|&&bound| share >= bound).count()),
        }
    }
}

/// Why no mode is determined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// Too few ties.
    FewTies,
    /// No mode is enough more probable than the next.
    Rivals,
    /// That the case follows none of the modes is about as probable, or more.
    FitsNone,
}

impl Doubt {
    /// The word used in tables.
    pub const fn word(self) -> &'static str {
        ["few_ties", "rivals", "fits_none"][self as usize]
    }
}

/// What a case looks like.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Distinct ties.
    pub ties: u32,
    /// Ties of each layer.
    pub layers: Counts,
    /// What was read besides.
    pub readings: Readings,
    /// For each mode, what each feature adds to its logarithmic odds against no mode (natural logarithm, weighted); `None`
    /// where the feature cannot be read or the mode says nothing about it.
    pub contributions: Vec<[Option<f64>; 5]>,
    /// The probability of each mode.
    pub probabilities: Vec<f64>,
    /// The probability that the case follows none of them. With those of the modes it makes 1.
    pub none: f64,
    /// The entropy of these, as a part of its largest possible value.
    pub entropy: f64,
    /// The modes from the most to the least probable.
    pub ranking: Vec<usize>,
    /// Why the first of them is not determined; `None`: it is.
    pub doubt: Option<Doubt>,
}

/// A wave of ties that came at one time, and how probable each stage of a mode is for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Wave {
    /// The day, or the stated stage where no tie of the case has a day.
    pub time: i64,
    /// Ties of each layer.
    pub layers: Counts,
    /// The probability of each stage.
    pub stages: Vec<f64>,
}

/// Reads a case against the profiles of the modes.
///
/// For mode `m`: `ln odds = ln priorₘ/prior₀ + Σ_f w_f · ln P(f | m)/P(f | none)`. Layers follow Dirichlet–multinomial
/// counts around the mean of the stage profiles; the order adds what cutting the dated ties into the stages of the mode
/// gains over that mean; a reading has its expected share. None of the modes: any layer mix alike, any reading alike.
pub fn classify(case: &Case<'_>, profiles: &[Profile], strictness: &Strictness) -> Verdict {
    let layers = layer_counts(case.ties.iter());
    let readings = read(case);
    let (waves, _, undated) = waves(case.ties);
    let flat = ln_dirichlet(&layers, &[1.0; 6]);
    let contributions: Vec<[Option<f64>; 5]> = profiles
        .iter()
        .map(|profile| {
            let (mean, stages) = weights(profile, strictness.concentration);
            let whole = ln_dirichlet(&layers, &mean);
            let ordered = cut(&waves, &stages).ln + ln_dirichlet(&undated, &mean);
            let mut gains = [None; 5];
            gains[0] = (!case.ties.is_empty()).then_some(whole - flat);
            gains[1] = (!waves.is_empty()).then_some(ordered - whole);
            for feature in &Feature::ALL[2..] {
                let shares = profile.readings[*feature as usize - 2].as_ref();
                gains[*feature as usize] =
                    shares.zip(readings.of(*feature)).map(|(shares, n)| (shares[n] * shares.len() as f64).ln());
            }
            for (gain, weight) in gains.iter_mut().zip(strictness.weights) {
                *gain = gain.map(|gain| gain * weight);
            }
            gains
        })
        .collect();
    judge(layers, readings, contributions, profiles, strictness)
}

fn judge(
    layers: Counts,
    readings: Readings,
    contributions: Vec<[Option<f64>; 5]>,
    profiles: &[Profile],
    strictness: &Strictness,
) -> Verdict {
    let priors: f64 = profiles.iter().map(|profile| profile.prior).sum();
    let odds: Vec<f64> = profiles
        .iter()
        .zip(&contributions)
        .map(|(profile, gains)| {
            let prior = profile.prior / priors * (1.0 - strictness.prior_none) / strictness.prior_none;
            prior.ln() + gains.iter().flatten().sum::<f64>()
        })
        .collect();
    let most = odds.iter().copied().fold(0.0, f64::max);
    let all: f64 = (-most).exp() + odds.iter().map(|odds| (odds - most).exp()).sum::<f64>();
    let probabilities: Vec<f64> = odds.iter().map(|odds| (odds - most).exp() / all).collect();
    let none = (-most).exp() / all;
    let entropy = -probabilities.iter().chain([&none]).filter(|p| **p > 0.0).map(|p| p * p.ln()).sum::<f64>()
        / ((probabilities.len() + 1) as f64).ln();
    let mut ranking: Vec<usize> = (0..profiles.len()).collect();
    ranking.sort_by(|&one, &two| probabilities[two].total_cmp(&probabilities[one]).then(one.cmp(&two)));
    let ties = layers.iter().sum();
    let probability = |rank: usize| ranking.get(rank).map_or(0.0, |&mode| probabilities[mode]);
    let doubt = if ties < strictness.least_ties {
        Some(Doubt::FewTies)
    } else if probability(0) < strictness.least_odds * none {
        Some(Doubt::FitsNone)
    } else if probability(0) < strictness.least_odds * probability(1) {
        Some(Doubt::Rivals)
    } else {
        None
    };
    Verdict { ties, layers, readings, contributions, probabilities, none, entropy, ranking, doubt }
}

/// Where in a mode's development each wave of a case lies. Empty where no tie has a day or a stated stage.
pub fn stages(case: &Case<'_>, profile: &Profile, strictness: &Strictness) -> Vec<Wave> {
    let (waves, times, _) = waves(case.ties);
    let (_, weights) = weights(profile, strictness.concentration);
    let cut = cut(&waves, &weights);
    times.into_iter().zip(waves).zip(cut.stages).map(|((time, layers), stages)| Wave { time, layers, stages }).collect()
}

fn layer_counts<'t>(ties: impl Iterator<Item = &'t Tie>) -> Counts {
    let mut counts = [0; 6];
    for tie in ties {
        counts[tie.layer as usize] += 1;
    }
    counts
}

/// The ties in the order of time: by day, or by stated stage where no tie has a day. Gives the counts of each wave, its
/// time, and the counts of the ties that have no place in the order.
fn waves(ties: &[Tie]) -> (Vec<Counts>, Vec<i64>, Counts) {
    let dated = ties.iter().any(|tie| tie.start.is_some());
    let mut at: BTreeMap<i64, Counts> = BTreeMap::new();
    let mut undated = [0; 6];
    for tie in ties {
        let time = if dated { tie.start.map(i64::from) } else { tie.stated };
        let counts = time.map_or(&mut undated, |time| at.entry(time).or_default());
        counts[tie.layer as usize] += 1;
    }
    let mut waves: Vec<(i64, Counts)> = Vec::new();
    let groups = groups(at.len());
    for (n, (time, counts)) in at.into_iter().enumerate() {
        if n > 0 && groups[n] == groups[n - 1] {
            let last = waves.len() - 1;
            waves[last].1 = std::array::from_fn(|layer| waves[last].1[layer] + counts[layer]);
        } else {
            waves.push((time, counts));
        }
    }
    (waves.iter().map(|wave| wave.1).collect(), waves.iter().map(|wave| wave.0).collect(), undated)
}

/// Dirichlet weights of the mean of the stages, and of each stage.
fn weights(profile: &Profile, concentration: f64) -> ([f64; 6], Vec<[f64; 6]>) {
    let stages: Vec<[f64; 6]> =
        profile.stages.iter().map(|stage| stage.map(|share| (share * concentration).max(1e-6))).collect();
    let mean =
        std::array::from_fn(|layer| stages.iter().map(|stage| stage[layer]).sum::<f64>() / stages.len().max(1) as f64);
    (mean, stages)
}

fn read(case: &Case<'_>) -> Readings {
    let ties = case.ties.len() as f64;
    let joint = case.ties.iter().filter(|tie| tie.joint).count() as f64;
    Readings {
        shape: shape(case.places),
        contrast: circles(case).map(|(contrast, _)| contrast),
        joint: (!case.ties.is_empty()).then(|| joint / ties),
    }
}

/// At least so many ties of either sort are needed to compare them.
const LEAST_OF_A_SORT: usize = 2;

/// The knowledge and innovation ties that lie among centres, by number: the evidence for two circles.
pub fn central(case: &Case<'_>) -> Vec<usize> {
    circles(case).map_or_else(Vec::new, |(_, ties)| ties)
}

/// The contrast between the circles, and the ties that make it.
fn circles(case: &Case<'_>) -> Option<(f64, Vec<usize>)> {
    let places = |tie: &Tie| -> BTreeSet<u32> {
        tie.nodes
            .iter()
            .filter_map(|&node| if case.place_of.is_empty() { Some(node) } else { case.place_of[node as usize] })
            .collect()
    };
    let joined: Vec<(usize, Layer, BTreeSet<u32>)> = case
        .ties
        .iter()
        .enumerate()
        .map(|(number, tie)| (number, tie.layer, places(tie)))
        .filter(|(.., places)| places.len() > 1)
        .collect();
    let mut busy: BTreeMap<u32, u32> = BTreeMap::new();
    for place in joined.iter().flat_map(|(.., places)| places) {
        *busy.entry(*place).or_default() += 1;
    }
    let most = busy.values().copied().max().unwrap_or(0);
    let computed;
    let centres = if let Some(stated) = case.centres {
        stated
    } else {
        computed = busy.iter().filter(|(_, count)| 2 * **count >= most).map(|(place, _)| *place).collect();
        &computed
    };
    // One centre has nobody to meet; where all are centres there is no second circle.
    let present = busy.keys().filter(|place| centres.contains(place)).count();
    if present < 2 || present == busy.len() {
        return None;
    }
    let among = |sort: [Layer; 2]| {
        let of_sort = joined.iter().filter(|(_, layer, _)| sort.contains(layer));
        let inside = of_sort.clone().filter(|(.., places)| places.is_subset(centres));
        let inside: Vec<usize> = inside.map(|(number, ..)| *number).collect();
        let count = of_sort.count();
        (count >= LEAST_OF_A_SORT).then(|| (inside.len() as f64 / count as f64, inside))
    };
    let (research, ties) = among([Layer::Knowledge, Layer::Innovation])?;
    let (production, _) = among([Layer::Industry, Layer::Value])?;
    Some((research - production, ties))
}

/// What to tell about verdicts. `unusable` is how many rows of profiles could not be used.
pub fn findings(verdicts: &[&Verdict], unusable: usize) -> Vec<Diagnostic> {
    let count = |is: fn(&Verdict) -> bool| verdicts.iter().filter(|verdict| is(verdict)).count();
    let counts = [
        ("NET501", "link", count(|verdict| verdict.doubt.is_some())),
        ("NET502", "link", count(|verdict| verdict.contributions.iter().any(|gains| gains[1].is_none()))),
        ("NET503", "region", count(|verdict| verdict.readings.shape.is_none())),
        ("NET504", "mode_profile", unusable),
    ];
    counts.into_iter().filter(|(.., count)| *count > 0).map(|(code, table, count)| found(code, table, count)).collect()
}
