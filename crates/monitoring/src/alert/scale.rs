//! The scales at which an alert holds.

use std::collections::{BTreeMap, BTreeSet};

/// An alert of a rule for a region over some steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Which rule.
    pub rule: u32,
    /// Which region.
    pub region: u32,
    /// First step under the alert.
    pub from: usize,
    /// First step no longer under it.
    pub to: usize,
}

/// For each alert, the regions on its path (itself, those above it, those below it) in which the same rule is up during some
/// of the same steps, in order. `parent[r]` is the region above `r`. If one alert names another, the other names it: whoever
/// looks from the city and whoever looks from the province see the same.
pub fn holds_at(parent: &[Option<u32>], alerts: &[Placed]) -> Vec<Vec<u32>> {
    let mut of: BTreeMap<(u32, u32), Vec<usize>> = BTreeMap::new();
    for (number, alert) in alerts.iter().enumerate() {
        of.entry((alert.rule, alert.region)).or_default().push(number);
    }
    let mut found: Vec<BTreeSet<u32>> = alerts.iter().map(|alert| BTreeSet::from([alert.region])).collect();
    for (number, alert) in alerts.iter().enumerate() {
        let mut above = parent.get(alert.region as usize).copied().flatten();
        // A cycle in the hierarchy ends the path.
        let mut left = parent.len();
        while let (Some(region), true) = (above, left > 0) {
            for &other in of.get(&(alert.rule, region)).map_or(&[][..], Vec::as_slice) {
                if alerts[other].from < alert.to && alert.from < alerts[other].to {
                    found[number].insert(region);
                    found[other].insert(alert.region);
                }
            }
            above = parent.get(region as usize).copied().flatten();
            left -= 1;
        }
    }
    found.into_iter().map(|regions| regions.into_iter().collect()).collect()
}
