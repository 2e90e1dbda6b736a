//! Back-tests: how would a rule have done on the shocks that are known?

use crate::episode::Episode;
use liantu_numeric::order::median;

/// A shock that a rule should have told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shock {
    /// Whose series it touched.
    pub subject: usize,
    /// The step in which it happened.
    pub at: usize,
}

/// Which alerts count as telling of a shock: those raised from so many steps before it to so many after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tolerance {
    /// Steps before.
    pub before: usize,
    /// Steps after.
    pub after: usize,
}

/// An alert of a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fired {
    /// Whose.
    pub subject: usize,
    /// When it was raised.
    pub raised: usize,
}

/// How a rule did.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Alerts raised.
    pub fired: usize,
    /// Alerts that told of a shock.
    pub right: usize,
    /// Alerts that told of none.
    pub wrong: usize,
    /// Shocks.
    pub shocks: usize,
    /// Shocks told of.
    pub caught: usize,
    /// Right alerts over all; `None` without alerts.
    pub precision: Option<f64>,
    /// Shocks caught over all; `None` without shocks.
    pub recall: Option<f64>,
    /// Median steps from the first alert of a shock to the shock, over those caught; negative where alerts came later.
    pub lead: Option<f64>,
    /// Wrong alerts per subject and step.
    pub false_rate: Option<f64>,
    /// For each shock, in the order given, the step of the first alert that told of it.
    pub told: Vec<Option<usize>>,
}

/// The alerts of subjects, from their episodes.
pub fn fired(episodes: &[Vec<Episode>]) -> Vec<Fired> {
    let numbered = episodes.iter().enumerate();
    let each = |(subject, own): (usize, &Vec<Episode>)| {
        own.iter().map(move |episode| Fired { subject, raised: episode.raised }).collect::<Vec<_>>()
    };
    numbered.flat_map(each).collect()
}

/// Compares alerts with shocks. `looked_at` is the number of subjects times steps that the rule looked at. An alert may tell
/// of several shocks; one that tells of any is right.
pub fn record(alerts: &[Fired], shocks: &[Shock], tolerance: Tolerance, looked_at: usize) -> Record {
    let tells = |alert: &Fired, shock: &Shock| {
        alert.subject == shock.subject
            && alert.raised + tolerance.before >= shock.at
            && alert.raised <= shock.at + tolerance.after
    };
    let mut by_subject: Vec<&Fired> = alerts.iter().collect();
    by_subject.sort_by_key(|alert| (alert.subject, alert.raised));
    let of = |subject: usize| {
        let from = by_subject.partition_point(|alert| alert.subject < subject);
        let to = by_subject.partition_point(|alert| alert.subject <= subject);
        &by_subject[from..to]
    };
    let told: Vec<Option<usize>> = shocks
        .iter()
        .map(|shock| of(shock.subject).iter().find(|alert| tells(alert, shock)).map(|alert| alert.raised))
        .collect();
    let mut sorted: Vec<&Shock> = shocks.iter().collect();
    sorted.sort();
    let right = alerts
        .iter()
        .filter(|alert| {
            let from = sorted.partition_point(|shock| shock.subject < alert.subject);
            sorted[from..].iter().take_while(|shock| shock.subject == alert.subject).any(|shock| tells(alert, shock))
        })
        .count();
    let caught = told.iter().flatten().count();
    let mut leads: Vec<f64> =
        told.iter().zip(shocks).filter_map(|(told, shock)| told.map(|told| shock.at as f64 - told as f64)).collect();
    let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
    Record {
        fired: alerts.len(),
        right,
        wrong: alerts.len() - right,
        shocks: shocks.len(),
        caught,
        precision: share(right, alerts.len()),
        recall: share(caught, shocks.len()),
        lead: median(&mut leads),
        false_rate: share(alerts.len() - right, looked_at),
        told,
    }
}
