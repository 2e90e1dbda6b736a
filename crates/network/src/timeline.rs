//! How many things hold over time, for the brush that chooses a period.

use crate::filter::{Filter, Mode};
use crate::network::{Link, Network};
use liantu_model::Layer;
use rayon::prelude::*;

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

/// What `filter` keeps, time aside, counted in the stretches between consecutive `borders` (days, rising). An agreement of
/// many links counts once in each stretch in which one of them holds (or, cumulatively, has started), and is undated when
/// one of its links is.
pub fn timeline(network: &Network, filter: &Filter, borders: &[i32]) -> Timeline {
    let buckets = borders.len().saturating_sub(1);
    let filter = Filter { window: None, undated: true, ..filter.clone() };
    let mut result = Timeline { counts: vec![[0; 6]; buckets], undated: [0; 6], first: None, last: None };
    let parts = filter.spans(network, |links| {
        let mut part = Part::default();
        links.for_each(|link| part.add(&link, filter.mode, borders));
        part
    });
    // Where counts rise and fall.
    let mut steps = vec![[0i64; 6]; buckets + 1];
    let mut hold = |layer: Layer, from: usize, to: usize| {
        steps[from][layer as usize] += 1;
        steps[to][layer as usize] -= 1;
    };
    let mut together = Vec::new();
    for part in parts {
        result.first = result.first.into_iter().chain(part.first).min();
        result.last = result.last.max(part.last);
        for (undated, more) in result.undated.iter_mut().zip(part.undated) {
            *undated += more;
        }
        for (layer, from, to) in part.alone {
            hold(layer, from, to);
        }
        together.extend(part.together);
    }
    together.par_sort_unstable();
    for links in together.chunk_by(|one, two| (one.0, one.1) == (two.0, two.1)) {
        let layer = links[0].0;
        result.undated[layer as usize] += u32::from(links.iter().any(|link| link.2.is_none()));
        let mut covered = 0;
        for &(from, to) in links.iter().filter_map(|link| link.2.as_ref()) {
            let from = from.max(covered);
            if from < to {
                hold(layer, from, to);
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

/// Stretches by number, half-open.
type Stretches = (usize, usize);

/// What one span of links holds.
#[derive(Default)]
struct Part {
    first: Option<i32>,
    last: Option<i32>,
    undated: [u32; 6],
    /// Links without an agreement, by the stretches they touch.
    alone: Vec<(Layer, usize, usize)>,
    /// Links of agreements; `None`: undated.
    together: Vec<(Layer, u32, Option<Stretches>)>,
}

impl Part {
    fn add(&mut self, link: &Link<'_>, mode: Mode, borders: &[i32]) {
        self.first = self.first.into_iter().chain(link.start()).min();
        self.last = self.last.max(link.start()).max(link.end());
        match (link.agreement(), span(link, mode, borders)) {
            (_, Some((from, to))) if from >= to => {}
            (Some(agreement), span) => self.together.push((link.layer, agreement, span)),
            (None, Some((from, to))) => self.alone.push((link.layer, from, to)),
            (None, None) => self.undated[link.layer as usize] += 1,
        }
    }
}

/// The stretches that a link touches, half-open; `None` where it is undated.
fn span(link: &Link<'_>, mode: Mode, borders: &[i32]) -> Option<Stretches> {
    let start = link.start().filter(|_| !link.is_undated())?;
    let buckets = borders.len().saturating_sub(1);
    let from = borders.partition_point(|&border| border <= start).saturating_sub(1);
    let to = match link.end() {
        Some(end) if mode == Mode::Interval => borders.partition_point(|&border| border < end),
        _ => buckets,
    };
    Some((from.min(buckets), to.min(buckets)))
}
