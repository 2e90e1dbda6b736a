//! Kernel weights: the nearer, the more, down to nothing at the bandwidth.

use super::neighbours::{Places, within_reach};
use super::weights::{Weights, WeightsError};
use liantu_model::Diagnostic;

/// How weights fall from a unit to the bandwidth; `z` is the distance over the bandwidth, below 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kernel {
    /// `1 − z`.
    #[default]
    Triangular,
    /// `¾(1 − z²)`, after Epanechnikov.
    Quadratic,
    /// `15/16 (1 − z²)²`, the bisquare.
    Quartic,
    /// `exp(−z²/2)/√(2π)`, cut off at the bandwidth.
    Gaussian,
}

impl Kernel {
    /// Reads the word used in parameters.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Triangular, Self::Quadratic, Self::Quartic, Self::Gaussian]
            .into_iter()
            .find(|kernel| kernel.word() == word)
    }

    /// The word used in parameters.
    pub const fn word(self) -> &'static str {
        ["triangular", "quadratic", "quartic", "gaussian"][self as usize]
    }

    /// The weight at `z`; nothing from 1 on.
    pub fn weight(self, z: f64) -> f64 {
        if z >= 1.0 {
            return 0.0;
        }
        match self {
            Self::Triangular => 1.0 - z,
            Self::Quadratic => 0.75 * (1.0 - z * z),
            Self::Quartic => 15.0 / 16.0 * (1.0 - z * z).powi(2),
            Self::Gaussian => (-0.5 * z * z).exp() / std::f64::consts::TAU.sqrt(),
        }
    }
}

/// How far a kernel reaches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bandwidth {
    /// So many km for every unit.
    Fixed(f64),
    /// To the unit after the `k` nearest, for each unit its own: so that these `k` weigh something, where no others are as
    /// far as that one.
    Adaptive(usize),
}

/// Kernel weights among places on the globe. A unit does not weigh for itself; one that nobody is near enough to is an island.
/// With an adaptive bandwidth they are not symmetric in general. Units at one place have distance 0 and weigh the most.
pub fn kernel(
    places: &Places,
    shape: Kernel,
    bandwidth: Bandwidth,
) -> Result<(Weights, Vec<Diagnostic>), WeightsError> {
    match bandwidth {
        Bandwidth::Fixed(km) => within_reach(places, km, |distance| shape.weight(distance / km)),
        Bandwidth::Adaptive(k) => {
            let (rows, findings) = places.nearest_with_findings(k.saturating_add(1));
            let weigh = |row: Vec<(u32, f64)>| -> Vec<(u32, f64)> {
                let reach = row.iter().map(|link| link.1).fold(0.0, f64::max);
                let weight =
                    |distance: f64| if reach > 0.0 { shape.weight(distance / reach) } else { shape.weight(0.0) };
                row.into_iter().map(|(unit, km)| (unit, weight(km))).filter(|link| link.1 > 0.0).collect()
            };
            Ok((Weights::from_rows(rows.into_iter().map(weigh)), findings))
        }
    }
}
