//! From hits to alerts: an alert is raised after so many consecutive hits and lowered after so many clean steps, so that a
//! value that trembles around a threshold rings once.

use crate::rule::{Evaluated, Grade, Matrix};
use crate::truth::Truth;

/// A stretch of time under one alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Episode {
    /// The first of the hits that raised it.
    pub first_hit: usize,
    /// The step at which it was raised: the last of those hits.
    pub raised: usize,
    /// The last step that hit.
    pub last_hit: usize,
    /// The step at which it was lowered; `None`: still up.
    pub lowered: Option<usize>,
    /// The grade at each step at which it changed, the one of raising first: it rises at once and never falls.
    pub grades: Vec<(usize, Grade)>,
    /// Steps under the alert about which nothing is known.
    pub unknown: usize,
}

impl Episode {
    /// The gravest grade.
    pub fn grade(&self) -> Grade {
        self.grades.last().map_or(Grade::Blue, |(_, grade)| *grade)
    }

    /// Whether the alert is up at a step.
    pub fn is_up(&self, at: usize) -> bool {
        self.raised <= at && self.lowered.is_none_or(|lowered| at < lowered)
    }
}

/// The alerts of a rule over the steps. `raise` consecutive known hits raise one, `lower` consecutive known clean steps lower
/// it; an unknown step is neither, and starts both counts anew, so that no alert is raised, and none is lowered, by what is
/// missing.
pub fn episodes(truth: &[Truth], raise: usize, lower: usize, grade: impl Fn(usize) -> Grade) -> Vec<Episode> {
    let mut found: Vec<Episode> = Vec::new();
    let (mut hits, mut clean) = (0, 0);
    for (at, &reading) in truth.iter().enumerate() {
        (hits, clean) = match reading {
            Truth::True => (hits + 1, 0),
            Truth::False => (0, clean + 1),
            Truth::Unknown => (0, 0),
        };
        match found.last_mut().filter(|episode| episode.lowered.is_none()) {
            Some(episode) => {
                episode.unknown += usize::from(reading == Truth::Unknown);
                if reading == Truth::True {
                    episode.last_hit = at;
                    let own = grade(at);
                    if own > episode.grade() {
                        episode.grades.push((at, own));
                    }
                } else if clean >= lower.max(1) {
                    episode.lowered = Some(at);
                }
            }
            None if hits >= raise.max(1) => {
                found.push(Episode {
                    first_hit: at + 1 - hits,
                    raised: at,
                    last_hit: at,
                    lowered: None,
                    grades: vec![(at, grade(at))],
                    unknown: 0,
                });
            }
            None => {}
        }
    }
    found
}

/// The alerts of an evaluated rule.
pub fn of(evaluated: &Evaluated<'_>, matrix: &Matrix) -> Vec<Episode> {
    let rule = evaluated.rule;
    episodes(&evaluated.condition.truth, rule.raise, rule.lower, |at| evaluated.grade(at, matrix))
}
