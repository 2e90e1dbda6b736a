//! What happens to an economy, and how it comes back.

/// How what was lost comes back, over τ days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// All at once at the end.
    Instant,
    /// The same each day: what is left is 1 − t/τ.
    Linear,
    /// Fast at first: what is left is (1 − 1/τ)^t.
    Convex,
    /// Slow at first: what is left is 1 − (t/τ)².
    Concave,
}

impl Curve {
    /// The part still lost `days` after recovery began.
    pub fn left(self, days: f64, tau: f64) -> f64 {
        let part = days / tau;
        match self {
            Self::Instant => f64::from(u8::from(part < 1.0)),
            Self::Linear => (1.0 - part).max(0.0),
            Self::Convex => (1.0 - 1.0 / tau.max(1.0)).powf(days),
            Self::Concave => (1.0 - part * part).max(0.0),
        }
    }
}

/// What is hit, and what brings it back.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Producers cannot make this part of what they can; it comes back by itself.
    Capacity {
        /// Producer and part.
        parts: Vec<(u32, f64)>,
        /// How it comes back.
        curve: Curve,
        /// Over how many days.
        tau: f64,
    },
    /// Capital of this value is destroyed, and with it the capacity that rests on it; it comes back as it is rebuilt.
    Rebuild {
        /// Producer and value.
        capital: Vec<(u32, f64)>,
        /// Damage to households: rebuilt too, but nobody makes less for it.
        households: f64,
        /// Who rebuilds: producers and their shares, which add up to one.
        builders: Vec<(u32, f64)>,
        /// Over how many days the damage is ordered.
        tau: f64,
    },
}

/// Something that happens.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The day, counted from zero.
    pub day: usize,
    /// How many days until recovery begins.
    pub duration: usize,
    /// What is hit.
    pub kind: Kind,
}
