//! The stage of a regional structure: independent centres, one strong centre, strong sub-centres, or an interdependent system.

mod declare;
mod reading;

pub use declare::METHOD;
pub use reading::{Feature, READINGS, Structure, read};

use crate::catalogue::found;
use liantu_model::Diagnostic;

/// The four stages, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Local centres without ties to speak of.
    Independent,
    /// One strong centre and its periphery.
    StrongCentre,
    /// A centre with strong sub-centres.
    SubCentres,
    /// A functionally interdependent system of places.
    Interdependent,
}

impl Stage {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Independent, Self::StrongCentre, Self::SubCentres, Self::Interdependent];

    /// The word used in tables.
    pub const fn word(self) -> &'static str {
        ["independent", "strong_centre", "sub_centres", "interdependent"][self as usize]
    }
}

/// For each stage and feature, the shares of low, middle and high readings that it leads one to expect: our rendering of the
/// theory (Friedmann 1966), and no statistics of real regions.
pub const EXPECTED: [[[f64; 3]; 6]; 4] = [
    [
        [0.90, 0.08, 0.02],
        [0.85, 0.13, 0.02],
        [0.40, 0.50, 0.10],
        [0.05, 0.40, 0.55],
        [0.40, 0.55, 0.05],
        [0.65, 0.30, 0.05],
    ],
    [
        [0.05, 0.90, 0.05],
        [0.02, 0.08, 0.90],
        [0.02, 0.08, 0.90],
        [0.85, 0.13, 0.02],
        [0.75, 0.23, 0.02],
        [0.05, 0.20, 0.75],
    ],
    [
        [0.05, 0.90, 0.05],
        [0.05, 0.80, 0.15],
        [0.05, 0.85, 0.10],
        [0.05, 0.80, 0.15],
        [0.20, 0.75, 0.05],
        [0.15, 0.65, 0.20],
    ],
    [
        [0.02, 0.13, 0.85],
        [0.20, 0.75, 0.05],
        [0.85, 0.13, 0.02],
        [0.02, 0.13, 0.85],
        [0.02, 0.08, 0.90],
        [0.50, 0.45, 0.05],
    ],
];

/// How strictly readings are taken. The values were chosen on planted structures of seeds other than those judged: see the
/// page of validation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strictness {
    /// Exponent of each likelihood: features of one network are not independent.
    pub weight: f64,
    /// How likely it is, before anything is read, that a structure is in none of the stages.
    pub prior_none: f64,
    /// Fewer linked pairs than this determine nothing: what is not recorded need not be absent.
    pub least_pairs: u32,
    /// The most probable stage must be this much more probable than the next and than none.
    pub least_odds: f64,
}

impl Default for Strictness {
    fn default() -> Self {
        Self { weight: 0.7, prior_none: 0.25, least_pairs: 4, least_odds: 5.0 }
    }
}

/// Why no stage is determined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// Too few linked pairs or regions.
    FewTies,
    /// No stage is enough more probable than the next.
    Rivals,
    /// That it is in none of the stages is about as probable, or more.
    FitsNone,
}

impl Doubt {
    /// The word used in tables.
    pub const fn word(self) -> &'static str {
        ["few_ties", "rivals", "fits_none"][self as usize]
    }
}

/// What a structure looks like.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// What was read.
    pub structure: Structure,
    /// For each stage, what each feature adds to its logarithmic odds against none (natural logarithm, weighted); `None` where
    /// the feature cannot be read.
    pub contributions: [[Option<f64>; 6]; 4],
    /// The probability of each stage, then that of none; they make 1.
    pub probabilities: [f64; 5],
    /// Why the most probable stage is not determined; `None`: it is.
    pub doubt: Option<Doubt>,
}

impl Verdict {
    /// The most probable stage, determined or not.
    pub fn candidate(&self) -> Stage {
        let best =
            (0..4).max_by(|&one, &two| self.probabilities[one].total_cmp(&self.probabilities[two]).then(two.cmp(&one)));
        Stage::ALL[best.unwrap_or(0)]
    }

    /// The stage, where one is determined.
    pub fn stage(&self) -> Option<Stage> {
        self.doubt.is_none().then(|| self.candidate())
    }
}

/// Reads a structure against the stages: `ln odds = ln prior/prior₀ + w·Σ_f ln P(reading | stage)/P(reading | none)`, where in
/// none of them every reading is as likely as any other.
pub fn classify(structure: Structure, strictness: &Strictness) -> Verdict {
    let contributions = EXPECTED.map(|expected| {
        std::array::from_fn(|n| {
            let reading = Feature::ALL[n].reading(structure.values[n]?);
            Some(strictness.weight * (expected[n][reading] * 3.0).ln())
        })
    });
    let prior = (1.0 - strictness.prior_none) / 4.0 / strictness.prior_none;
    let mut odds = [0.0; 5];
    for (odds, gains) in odds.iter_mut().zip(&contributions) {
        *odds = prior.ln() + gains.iter().flatten().sum::<f64>();
    }
    let probabilities = shares(odds);
    let mut verdict = Verdict { structure, contributions, probabilities, doubt: None };
    let told = structure.values[0].is_some() && structure.pairs >= strictness.least_pairs;
    verdict.doubt = doubt(&probabilities, strictness.least_odds);
    if !told {
        verdict.doubt = Some(Doubt::FewTies);
    }
    verdict
}

fn doubt(probabilities: &[f64; 5], least_odds: f64) -> Option<Doubt> {
    let mut stages = [probabilities[0], probabilities[1], probabilities[2], probabilities[3]];
    stages.sort_by(|one, two| two.total_cmp(one));
    if stages[0] < least_odds * probabilities[4] {
        Some(Doubt::FitsNone)
    } else if stages[0] < least_odds * stages[1] {
        Some(Doubt::Rivals)
    } else {
        None
    }
}

/// From logarithmic odds to shares of one.
fn shares(odds: [f64; 5]) -> [f64; 5] {
    let most = odds.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let all: f64 = odds.iter().map(|odds| (odds - most).exp()).sum();
    odds.map(|odds| (odds - most).exp() / all)
}

/// The probabilities of the stages of a structure watched over time, each window in the light of those before and after: a
/// hidden Markov chain that stays where it is with probability `persistence`, takes half of the rest to the next stage, and
/// the other half alike to all others. Windows in which too little is known say nothing themselves.
pub fn sequence(windows: &[Verdict], persistence: f64) -> Vec<[f64; 5]> {
    let rest = 1.0 - persistence;
    let step = |from: usize, to: usize| match (from, to) {
        _ if from == to => persistence,
        (0..3, _) if to == from + 1 => rest / 2.0,
        (0..3, _) => rest / 6.0,
        _ => rest / 4.0,
    };
    let likelihood = |verdict: &Verdict| -> [f64; 5] {
        if verdict.doubt == Some(Doubt::FewTies) {
            return [1.0; 5];
        }
        let mut odds = [0.0; 5];
        for (odds, gains) in odds.iter_mut().zip(&verdict.contributions) {
            *odds = gains.iter().flatten().sum();
        }
        shares(odds)
    };
    let normal = |values: [f64; 5]| {
        let all: f64 = values.iter().sum();
        values.map(|value| value / all)
    };
    let seen: Vec<[f64; 5]> = windows.iter().map(likelihood).collect();
    let mut forward: Vec<[f64; 5]> = Vec::with_capacity(seen.len());
    for (n, own) in seen.iter().enumerate() {
        let before: [f64; 5] = match n.checked_sub(1) {
            None => [0.2; 5],
            Some(last) => std::array::from_fn(|to| (0..5).map(|from| forward[last][from] * step(from, to)).sum()),
        };
        forward.push(normal(std::array::from_fn(|state| before[state] * own[state])));
    }
    let mut backward = [1.0; 5];
    for n in (0..seen.len()).rev() {
        let own = forward[n];
        forward[n] = normal(std::array::from_fn(|state| own[state] * backward[state]));
        let after: [f64; 5] = std::array::from_fn(|state| seen[n][state] * backward[state]);
        backward = normal(std::array::from_fn(|from| (0..5).map(|to| step(from, to) * after[to]).sum()));
    }
    forward
}

/// What to tell about verdicts.
pub fn findings(verdicts: &[Verdict]) -> Vec<Diagnostic> {
    let few = verdicts.iter().filter(|verdict| verdict.doubt == Some(Doubt::FewTies)).count();
    let undetermined = verdicts.iter().filter(|verdict| verdict.doubt.is_some()).count() - few;
    let counts = [("NET505", few), ("NET506", undetermined)].into_iter().filter(|one| one.1 > 0);
    counts.map(|(code, count)| found(code, "link", count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expected_shares_make_one() {
        for shares in EXPECTED.iter().flatten() {
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
        for feature in Feature::ALL {
            let [low, high] = feature.bounds();
            assert!(low < high && feature.reading(low) == 1 && feature.reading(high) == 2 && feature.reading(0.0) == 0);
        }
    }
}
