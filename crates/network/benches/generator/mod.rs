//! Synthetic networks by seed and size, for the benchmark and the tests.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "small whole numbers"
)]

use liantu_model::{Layer, Observation};
use liantu_network::{Direction, LinkRow, Stage, Status};
use liantu_numeric::uniform;

/// `links` links among `nodes` nodes: ends drawn with a few hubs (a power of a uniform number), half of them with weights of
/// cents up to a hundred million, a third in agreements of four links on average, three in four dated between 2000 and 2025,
/// all words used.
pub fn rows(seed: u64, nodes: u32, links: usize) -> Vec<LinkRow> {
    let mut counter = 0;
    let mut draw = || {
        counter += 1;
        uniform(seed, counter)
    };
    let mut below = |limit: usize| (draw() * limit as f64) as usize;
    (0..links)
        .map(|_| {
            let hub = |u: usize| ((u as f64 / 1e9).powi(2) * f64::from(nodes)) as u32;
            let start = 10957 + below(9131) as i32;
            let dated = below(4) > 0;
            LinkRow {
                from: hub(below(1_000_000_000)),
                to: hub(below(1_000_000_000)),
                layer: Layer::ALL[below(6)],
                kind: below(60) as u16,
                agreement: (below(3) == 0).then(|| below(links / 12 + 1) as u32),
                weight: (below(2) == 0).then(|| below(10_000_000_000) as f64 / 100.0),
                start: dated.then_some(start),
                end: (dated && below(2) == 0).then(|| start + 1 + below(3650) as i32),
                direction: Direction::ALL[[0, 0, 0, 1, 2, 3][below(6)]],
                status: Status::ALL[[0, 0, 0, 0, 0, 0, 1, 2, 3][below(9)]],
                stage: below(9).checked_sub(1).map(|n| Stage::ALL[n]),
                observation: [Observation::Observed, Observation::Estimated, Observation::Simulated]
                    [below(20).saturating_sub(17)],
            }
        })
        .collect()
}
