//! How a loss travels: what the programmes of the literature do alike, and what each does its own way.

/// From where the rounds start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// What is shocked has stopped before the first round.
    Shocked,
    /// All produce before the first round, which is the shock itself.
    Intact,
}

/// When the rounds end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stop {
    /// No firm lost more than this in a round.
    OneSided(f64),
    /// No firm's loss changed by more than this in a round.
    TwoSided(f64),
    /// The loss of all together grew by no more than this part in a round.
    Ratio(f64),
}

impl Stop {
    /// Whether the rounds end after one that changed a loss by `change` at most and the loss of all from `before` to `now`.
    pub(super) fn ends(self, change: f64, before: f64, now: f64) -> bool {
        match self {
            Self::OneSided(epsilon) | Self::TwoSided(epsilon) => change <= epsilon,
            Self::Ratio(epsilon) => now <= before * (1.0 + epsilon),
        }
    }
}

/// Which inputs bind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Technology {
    /// As the classes say: each essential input alone, the others in proportion (generalised Leontief).
    Mixed,
    /// All in proportion.
    Linear,
    /// Each alone.
    Leontief,
}

/// What a link of unknown value counts for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unknown {
    /// The part of the buyer's need that it covers.
    pub down: f64,
    /// The part of the seller's output that it takes.
    pub up: f64,
}

impl Unknown {
    /// Nothing: the least that can be.
    pub const LEAST: Self = Self { down: 0.0, up: 0.0 };
    /// Everything: the most that can be.
    pub const MOST: Self = Self { down: 1.0, up: 1.0 };
}

/// How a loss travels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// From where the rounds start.
    pub start: Start,
    /// When they end.
    pub stop: Stop,
    /// They end after so many all the same.
    pub rounds: u32,
    /// How far the sellers of a sector stand in for each other: 0 not at all, 1 as their market shares allow.
    pub replaceability: f64,
    /// Which inputs bind.
    pub technology: Technology,
    /// Whether sales to final demand, which keep up, count among what a firm sells.
    pub final_demand: bool,
    /// What a link of unknown value counts for.
    pub unknown: Unknown,
}

/// A programme or paper whose results are to be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// fastcascade 0.9: starts shocked, ends when no firm loses more than ε.
    FastCascade,
    /// Diem et al. (2022): starts intact, ends when no firm loses more than ε; sellers of a sector stand in for each other.
    Paper,
    /// The Julia programmes: start intact, end when no loss changes by more than ε.
    Julia,
}

impl Rules {
    /// The rules of a dialect at a tolerance `epsilon`. fastcascade lets sellers stand in for each other only where it is
    /// told to; here they do unless [`Rules::replaceability`] is set otherwise.
    pub fn of(dialect: Dialect, epsilon: f64) -> Self {
        let (start, stop) = match dialect {
            Dialect::FastCascade => (Start::Shocked, Stop::OneSided(epsilon)),
            Dialect::Paper => (Start::Intact, Stop::OneSided(epsilon)),
            Dialect::Julia => (Start::Intact, Stop::TwoSided(epsilon)),
        };
        Self {
            start,
            stop,
            rounds: 10_000,
            replaceability: 1.0,
            technology: Technology::Mixed,
            final_demand: true,
            unknown: Unknown::LEAST,
        }
    }
}
