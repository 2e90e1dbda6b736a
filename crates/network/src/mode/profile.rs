//! What each mode leads one to expect: data, not code. The tables of a package override what stands here.

use liantu_model::{Layer, LayerSet};

/// What the links of a case are read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    /// Shares of the six layers among the ties.
    Layers,
    /// The order in which the layers come.
    Order,
    /// The shape of the places that take part.
    Form,
    /// Whether centres know and innovate among themselves, and produce and share with their neighbours.
    Circles,
    /// The part of the ties that are bodies of many parties.
    Bodies,
}

impl Feature {
    /// All of them, in the order in which evidence is listed.
    pub const ALL: [Self; 5] = [Self::Layers, Self::Order, Self::Form, Self::Circles, Self::Bodies];

    /// The word used in tables.
    pub const fn word(self) -> &'static str {
        ["layers", "order", "form", "circles", "bodies"][self as usize]
    }

    /// The feature with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|feature| feature.word() == word)
    }

    /// The readings there are, in order; none for layers and order, which are counted.
    pub const fn readings(self) -> &'static [&'static str] {
        match self {
            Self::Layers | Self::Order => &[],
            Self::Form => &["compact", "ring", "axis", "open"],
            Self::Circles => &["flat", "layered"],
            Self::Bodies => &["few", "some", "most"],
        }
    }
}

/// What one mode leads one to expect.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// How likely the mode is before anything is read; only ratios matter.
    pub prior: f64,
    /// Expected shares of the six layers in each of its stages, in order, adding up to 1 each.
    pub stages: Vec<[f64; 6]>,
    /// For [`Feature::Form`], [`Feature::Circles`] and [`Feature::Bodies`], the expected share of each reading; `None` where the
    /// mode says nothing about it.
    pub readings: [Option<Vec<f64>>; 3],
}

/// How strictly the likelihoods are taken. The values were chosen on planted cases of seeds other than those judged: see
/// the page of validation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strictness {
    /// The weight of a stage's profile in ties: the larger, the closer the counts must follow it.
    pub concentration: f64,
    /// Exponent of each likelihood, in the order of [`Feature::ALL`]: features of one case are not independent.
    pub weights: [f64; 5],
    /// How likely it is, before anything is read, that a case follows none of the modes.
    pub prior_none: f64,
    /// Fewer distinct ties than this determine nothing.
    pub least_ties: u32,
    /// The most probable mode must be this much more probable than the next and than none.
    pub least_odds: f64,
}

impl Default for Strictness {
    fn default() -> Self {
        Self { concentration: 8.0, weights: [1.0, 0.7, 1.0, 1.0, 1.0], prior_none: 0.2, least_ties: 5, least_odds: 5.0 }
    }
}

/// The part of the ties of a stage that lie outside the layers named for it.
const OUTSIDE: f64 = 0.3;

/// Expected shares where a source names the dominant layers: even over these, with a rest over all six; even over all six
/// where it names none.
pub fn shares(dominant: LayerSet) -> [f64; 6] {
    let count = dominant.len() as f64;
    if dominant.is_empty() {
        return [1.0 / 6.0; 6];
    }
    Layer::ALL.map(|layer| OUTSIDE / 6.0 + if dominant.contains(layer) { (1.0 - OUTSIDE) / count } else { 0.0 })
}

/// A mode of the documents: identifier, dominant layers of its stages, expected shares of the readings of form, circles, bodies.
type Known = (&'static str, [&'static str; 3], [f64; 4], [f64; 2], [f64; 3]);

/// The four practice modes. The layers are those that the source names for each stage; the shares of the readings are our
/// rendering of its words (a bay, a corridor with one and then two axes, two circles of centres and their neighbours, a small
/// area governed in common) and no statistics of cases.
const KNOWN: [Known; 4] = [
    ("M1", ["IND", "IND,INN,SYM", "IND,SYM"], [0.05, 0.60, 0.15, 0.20], [0.8, 0.2], [0.70, 0.25, 0.05]),
    ("M2", ["KNO,INN,IND", "VAL,SER", "VAL,INN,IND"], [0.05, 0.10, 0.45, 0.40], [0.7, 0.3], [0.40, 0.50, 0.10]),
    ("M3", ["SYM", "KNO,INN,IND,VAL", "KNO,INN,SER,IND"], [0.05, 0.15, 0.10, 0.70], [0.2, 0.8], [0.60, 0.35, 0.05]),
    ("M4", ["SER,VAL", "SER,KNO", "KNO,IND,VAL"], [0.80, 0.05, 0.05, 0.10], [0.8, 0.2], [0.05, 0.30, 0.65]),
];

/// The four modes of the documents, with their identifiers.
pub fn known() -> Vec<(&'static str, Profile)> {
    let layers = |list: &str| shares(LayerSet::parse(list).unwrap_or(LayerSet::NONE));
    KNOWN
        .iter()
        .map(|(id, stages, form, circles, bodies)| {
            let readings = [Some(form.to_vec()), Some(circles.to_vec()), Some(bodies.to_vec())];
            (*id, Profile { prior: 1.0, stages: stages.map(layers).to_vec(), readings })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_are_shares() {
        let one = |shares: &[f64]| (shares.iter().sum::<f64>() - 1.0).abs() < 1e-12;
        assert!(one(&shares(LayerSet::NONE)) && one(&shares(LayerSet::ALL)));
        for (id, profile) in known() {
            assert!(profile.stages.iter().all(|stage| one(stage)), "{id}");
            for (feature, reading) in Feature::ALL[2..].iter().zip(&profile.readings) {
                let reading = reading.as_ref().unwrap();
                assert!(one(reading) && reading.len() == feature.readings().len(), "{id} {feature:?}");
            }
        }
        assert_eq!(Feature::parse("circles"), Some(Feature::Circles));
        assert_eq!(Feature::parse("x"), None);
    }
}
