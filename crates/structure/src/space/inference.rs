//! What the spatial statistics share: the sample they are taken from, tails, p-values.

use super::catalogue::note;
use super::weights::{Standard, Weights};
use liantu_model::Diagnostic;
pub use liantu_numeric::false_discovery_rates;
use liantu_numeric::{distribution, sum};

/// Which outcomes count as at least as extreme as the one observed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tail {
    /// Either side: twice the smaller tail.
    #[default]
    TwoSided,
    /// A statistic as large or larger.
    Greater,
    /// A statistic as small or smaller.
    Lesser,
    /// The tail on whose side the observed statistic happens to be: half of two-sided, hence too small by half. For
    /// comparison with programs that report it (the `p_sim` of esda, GeoDa).
    Directed,
}

impl Tail {
    /// The tail called `word`, as parameters have it.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "two_sided" => Self::TwoSided,
            "greater" => Self::Greater,
            "lesser" => Self::Lesser,
            "directed" => Self::Directed,
            _ => return None,
        })
    }

    /// The probability of a standard normal variable at least as extreme as `z`.
    pub fn of_normal(self, z: f64) -> Option<f64> {
        let upper = |z: f64| distribution::normal_cdf(-z);
        let p = match self {
            Self::TwoSided => 2.0 * upper(z.abs()),
            Self::Greater => upper(z),
            Self::Lesser => upper(-z),
            Self::Directed => upper(z.abs()),
        };
        Some(p).filter(|p| !p.is_nan())
    }

    /// The pseudo p-value `(M + 1) / (R + 1)` where `at_least` of `of` permutations gave a statistic as large or larger and
    /// `at_most` as small or smaller; `None` without permutations.
    pub fn of_permutations(self, at_least: u32, at_most: u32, of: u32) -> Option<f64> {
        let share = |extreme: u32| (f64::from(extreme) + 1.0) / (f64::from(of) + 1.0);
        (of > 0).then(|| match self {
            Self::TwoSided => (2.0 * share(at_least.min(at_most))).min(1.0),
            Self::Greater => share(at_least),
            Self::Lesser => share(at_most),
            Self::Directed => share(at_least.min(of - at_least)),
        })
    }
}

/// How a statistic is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inference {
    /// How many permutations; with none there are no pseudo p-values.
    pub permutations: u32,
    /// The seed of the permutations.
    pub seed: u64,
    /// The tail.
    pub tail: Tail,
}

impl Default for Inference {
    fn default() -> Self {
        Self { permutations: 999, seed: 1, tail: Tail::TwoSided }
    }
}

/// Fewest units of which a statistic is taken: the variances have `n − 3` in the denominator.
const FEWEST: usize = 4;

/// Ties are ties although the order of addition differs from one permutation to the next.
pub(super) const TIE: f64 = 1e-10;

/// The units that have values and neighbours.
#[derive(Debug)]
pub(super) struct Sample {
    /// Which unit each one is.
    pub units: Vec<u32>,
    /// The values of each variable.
    pub values: Vec<Vec<f64>>,
    /// Standardised.
    pub weights: Weights,
    /// Units left out for want of a value, and for want of neighbours.
    pub missing: u32,
    pub islands: u32,
}

impl Sample {
    /// Leaves out who lacks a value of any variable, then who has no neighbour left, until everyone has one.
    ///
    /// # Panics
    ///
    /// If a variable has not one value for each unit.
    pub fn new(variables: &[&[f64]], weights: &Weights, standard: Standard) -> (Self, Vec<Diagnostic>) {
        assert!(variables.iter().all(|values| values.len() == weights.len()), "one value for each unit");
        let mut keep: Vec<bool> =
            (0..weights.len()).map(|unit| variables.iter().all(|values| values[unit].is_finite())).collect();
        let missing = keep.iter().filter(|keep| !**keep).count();
        let has_neighbour = |keep: &[bool], unit: usize| weights.row(unit).0.iter().any(|&other| keep[other as usize]);
        let mut islands = 0;
        loop {
            let alone: Vec<usize> = (0..keep.len()).filter(|&unit| keep[unit] && !has_neighbour(&keep, unit)).collect();
            if alone.is_empty() {
                break;
            }
            islands += alone.len();
            for unit in alone {
                keep[unit] = false;
            }
        }
        let mut findings = Vec::new();
        for (code, table, count) in [("STR407", "indicator", missing), ("STR406", "region", islands)] {
            if count > 0 {
                findings.push(note(code, table, count));
            }
        }
        let units: Vec<u32> = (0..keep.len()).filter(|&unit| keep[unit]).map(|unit| unit as u32).collect();
        let pick = |values: &&[f64]| units.iter().map(|&unit| values[unit as usize]).collect();
        let sample = Self {
            values: variables.iter().map(pick).collect(),
            weights: weights.select(&keep).standardised(standard),
            units,
            missing: missing as u32,
            islands: islands as u32,
        };
        let parts = sample.weights.parts_of_the_map().into_iter().max().map_or(0, |last| last as usize + 1);
        if parts > 1 {
            findings.push(note("STR410", "region", parts));
        }
        (sample, findings)
    }

    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// Whether there is enough to take a statistic of: enough units, and values that vary.
    pub fn varies(&self) -> bool {
        let constant = |values: &Vec<f64>| values.iter().all(|value| value.to_bits() == values[0].to_bits());
        self.len() >= FEWEST && !self.values.iter().any(constant)
    }
}

/// The deviations from the mean.
pub(super) fn deviations(values: &[f64]) -> Vec<f64> {
    let mean = sum(values.iter().copied()) / values.len() as f64;
    values.iter().map(|value| value - mean).collect()
}

/// The deviations in units of the standard deviation, which is taken over `n − ddof`.
pub(super) fn scores(values: &[f64], ddof: f64) -> Vec<f64> {
    let deviations = deviations(values);
    let square = sum(deviations.iter().map(|z| z * z));
    let scale = (square / (values.len() as f64 - ddof)).sqrt();
    deviations.into_iter().map(|z| z / scale).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_permutation_gives_no_p_and_none_gives_zero() {
        assert_eq!(Tail::Greater.of_permutations(0, 0, 0), None);
        assert_eq!(Tail::Greater.of_permutations(0, 99, 99), Some(0.01));
        assert_eq!(Tail::TwoSided.of_permutations(0, 99, 99), Some(0.02));
        assert_eq!(Tail::TwoSided.of_permutations(60, 60, 99), Some(1.0));
        assert_eq!(Tail::Directed.of_permutations(98, 1, 99), Some(0.02));
        assert_eq!(Tail::Greater.of_normal(f64::NAN), None);
    }

    #[test]
    fn leaving_out_makes_islands_which_are_left_out_too() {
        let path = Weights::new(4, vec![(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0), (3, 2, 1.0)]).unwrap();
        let values: &[f64] = &[1.0, 2.0, f64::NAN, 4.0];
        let (sample, findings) = Sample::new(&[values], &path, Standard::Row);
        // 3 sees only 2; then 1 sees only 2; then 0 sees only 1.
        assert_eq!((sample.len(), sample.missing, sample.islands), (0, 1, 3));
        assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["STR407", "STR406"]);
    }
}
