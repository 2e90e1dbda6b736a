//! How many things hold over time, for the brush that chooses a period.

use crate::filter::{Filter, Mode};
use crate::network::{Link, Network};
use liantu_model::Layer;
use std::collections::BTreeMap;

/// Counts of distinct agreements and single links by stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// For each stretch, by layer.
    pub counts: Vec<[u32; 6]>,
    /// Of those undated, by layer.
    pub undated: [u32; 6],
    /// The first known start among the links that count.
    pub first: Option<i32>,
    /// The last known start or end among them.
    pub last: Option<i32>,
}

/// When the links of an agreement hold.
#[derive(Default)]
struct Spans {
    spans: Vec<(usize, usize)>,
    undated: bool,
}

/// What `filter` keeps, time aside, counted in the stretches between consecutive `borders` (days, rising). An agreement of
/// many links counts once in each stretch in which one of them holds (or, cumulatively, has started), and is undated when
/// one of its links is.
pub fn timeline(network: &Network, filter: &Filter, borders: &[i32]) -> Timeline {
    let buckets = borders.len().saturating_sub(1);
    let filter = Filter { window: None, undated: true, ..filter.clone() };
    let mut result = Timeline { counts: vec![[0; 6]; buckets], undated: [0; 6], first: None, last: None };
    // Where counts rise and fall.
    let mut steps = vec![[0i64; 6]; buckets + 1];
    let mut of_agreement: BTreeMap<(Layer, u32), Spans> = BTreeMap::new();
    let parts = filter.spans(network, |links| links.collect::<Vec<Link<'_>>>());
    for link in parts.iter().flatten() {
        result.first = result.first.into_iter().chain(link.start()).min();
        result.last = result.last.into_iter().chain(link.start()).chain(link.end()).max();
        let span = span(link, filter.mode, borders);
        match (link.agreement(), span) {
            (Some(agreement), span) => {
                let entry = of_agreement.entry((link.layer, agreement)).or_default();
                entry.spans.extend(span.filter(|span| span.0 < span.1));
                entry.undated |= span.is_none();
            }
            (None, Some((from, to))) if from < to => {
                steps[from][link.layer as usize] += 1;
                steps[to][link.layer as usize] -= 1;
            }
            (None, Some(_)) => {}
            (None, None) => result.undated[link.layer as usize] += 1,
        }
    }
    for ((layer, _), Spans { mut spans, undated }) in of_agreement {
        result.undated[layer as usize] += u32::from(undated);
        spans.sort_unstable();
        let mut covered = 0;
        for (from, to) in spans {
            let from = from.max(covered);
            if from < to {
                steps[from][layer as usize] += 1;
                steps[to][layer as usize] -= 1;
                covered = to;
            }
        }
    }
    let mut now = [0i64; 6];
    for (count, step) in result.counts.iter_mut().zip(&steps) {
        for layer in 0..6 {
            now[layer] += step[layer];
            count[layer] = u32::try_from(now[layer]).unwrap_or(0);
        }
    }
    result
}

/// The stretches that a link touches, half-open; `None` where it is undated.
fn span(link: &Link<'_>, mode: Mode, borders: &[i32]) -> Option<(usize, usize)> {
    let start = link.start().filter(|_| !link.is_undated())?;
    let buckets = borders.len().saturating_sub(1);
    let from = borders.partition_point(|&border| border <= start).saturating_sub(1);
    let to = match link.end() {
        Some(end) if mode == Mode::Interval => borders.partition_point(|&border| border < end),
        _ => buckets,
    };
    Some((from.min(buckets), to.min(buckets)))
}
