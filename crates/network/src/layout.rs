//! Where nodes stand in the arrangements of the workbench: as a network, and as a chain.
//!
//! Positions lie in the unit square, y downward as on a screen. They are the same bits at any number of threads: each node
//! adds up its forces in the order of the node numbers.

use crate::link::Stage;
use liantu_numeric::{Csr, uniform};
use rayon::prelude::*;

/// A position in the unit square.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// From left to right.
    pub x: f64,
    /// From top to bottom.
    pub y: f64,
}

/// Steps times pairs that one layout may compute: bounds its time.
const WORK: usize = 240_000_000;

/// Positions of the nodes of a simple undirected graph, linked nodes close and others apart: springs and charges
/// (Fruchterman and Reingold 1991) with a pull to the middle that keeps loose parts in the picture.
///
/// Starts from `geography` (any planar coordinates, x to the right and y to the top, such as longitude and latitude), where
/// known, so that the picture keeps something of the map; other nodes start near the middle of their neighbours, or of the
/// picture, at places drawn from `seed`. The number of steps depends on the number of nodes alone.
pub fn network_layout(nodes: usize, edges: &[(u32, u32)], geography: &[Option<(f64, f64)>], seed: u64) -> Vec<Point> {
    if nodes == 0 {
        return Vec::new();
    }
    let graph = Csr::undirected(nodes, edges.iter().copied());
    let mut places = initial(nodes, &graph, geography, seed);
    let ideal = 1.0 / (nodes as f64).sqrt();
    let steps = (WORK / (nodes * nodes)).clamp(30, 300);
    for step in 0..steps {
        let heat = 0.1 * (1.0 - step as f64 / steps as f64) + 0.001;
        let moved = |node: usize| {
            let (fx, fy) = force(node, &places, &graph, ideal);
            let length = (fx * fx + fy * fy).sqrt();
            let scale = if length > heat { heat / length } else { 1.0 };
            Point { x: places[node].x + fx * scale, y: places[node].y + fy * scale }
        };
        places = (0..nodes).into_par_iter().with_min_len(16).map(moved).collect();
    }
    fit(places)
}

/// Pushes from all nodes, pulls along the edges, and a pull to the middle.
fn force(node: usize, places: &[Point], graph: &Csr, ideal: f64) -> (f64, f64) {
    let here = places[node];
    let (mut fx, mut fy) = (0.0, 0.0);
    let square = ideal * ideal;
    for there in places {
        let (dx, dy) = (here.x - there.x, here.y - there.y);
        let push = square / (dx * dx + dy * dy + 1e-9);
        fx += dx * push;
        fy += dy * push;
    }
    for &other in graph.row(node) {
        let (dx, dy) = (here.x - places[other as usize].x, here.y - places[other as usize].y);
        let pull = (dx * dx + dy * dy).sqrt() / ideal;
        fx -= dx * pull;
        fy -= dy * pull;
    }
    (fx + (0.5 - here.x) * 0.8, fy + (0.5 - here.y) * 0.8)
}

fn initial(nodes: usize, graph: &Csr, geography: &[Option<(f64, f64)>], seed: u64) -> Vec<Point> {
    let known: Vec<Option<Point>> =
        (0..nodes).map(|node| geography.get(node).copied().flatten().map(|(x, y)| Point { x, y: -y })).collect();
    let points: Vec<Point> = known.iter().copied().flatten().filter(|p| p.x.is_finite() && p.y.is_finite()).collect();
    let (low, side) = frame(&points);
    let unit = |p: Point| Point { x: (p.x - low.x) / side, y: (p.y - low.y) / side };
    let known: Vec<Option<Point>> =
        known.into_iter().map(|p| p.map(unit).filter(|p| p.x.is_finite() && p.y.is_finite())).collect();
    let draw = |node: usize, side: u64| uniform(seed, 2 * node as u64 + side) - 0.5;
    (0..nodes)
        .map(|node| {
            let near: Vec<Point> = graph.row(node).iter().filter_map(|&other| known[other as usize]).collect();
            let count = near.len() as f64;
            let (start, spread) = match known[node] {
                Some(start) => (start, 0.01),
                None if near.is_empty() => (Point { x: 0.5, y: 0.5 }, 1.0),
                None => {
                    let sum = near.iter().fold(Point::default(), |sum, p| Point { x: sum.x + p.x, y: sum.y + p.y });
                    (Point { x: sum.x / count, y: sum.y / count }, 0.1)
                }
            };
            Point { x: start.x + spread * draw(node, 0), y: start.y + spread * draw(node, 1) }
        })
        .collect()
}

/// The low corner of the smallest square around the points, and its side; 1 where that would be 0.
fn frame(points: &[Point]) -> (Point, f64) {
    let bound = |of: fn(&Point) -> f64| {
        points.iter().map(of).fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
    };
    let ((left, right), (top, bottom)) = (bound(|p| p.x), bound(|p| p.y));
    let side = (right - left).max(bottom - top);
    let side = if side > 0.0 && side.is_finite() { side } else { 1.0 };
    let middle = |low: f64, high: f64| if low.is_finite() { f64::midpoint(low, high) } else { 0.5 };
    (Point { x: middle(left, right) - side / 2.0, y: middle(top, bottom) - side / 2.0 }, side)
}

/// Moves and scales the points into the unit square, shape kept.
fn fit(points: Vec<Point>) -> Vec<Point> {
    let (low, side) = frame(&points);
    points.into_iter().map(|p| Point { x: (p.x - low.x) / side, y: (p.y - low.y) / side }).collect()
}

/// Positions in the arrangement of a chain: a column for each stage that occurs, in the order of [`Stage::ALL`], a row for
/// each value of `row`, and the nodes of one cell side by side. A node stands in the column of the stage that most of its
/// links serve, of equals the first; `None` where none of its links serves a stage.
///
/// # Panics
///
/// If there is not a row for each node.
pub fn chain_layout(stages: &[[u32; 8]], row: &[u32]) -> Vec<Option<Point>> {
    assert_eq!(stages.len(), row.len(), "one row for each node");
    let stage: Vec<Option<usize>> = stages.iter().map(main_stage).collect();
    let mut columns: Vec<usize> = stage.iter().copied().flatten().collect();
    columns.sort_unstable();
    columns.dedup();
    let rows = row.iter().copied().max().map_or(1.0, |last| f64::from(last) + 1.0);
    let cells: Vec<(u32, u32)> = (0u32..)
        .zip(stage.iter().zip(row))
        .filter_map(|(node, (stage, &row))| {
            let column = columns.binary_search(&(*stage)?).ok()?;
            Some((row * 8 + u32::try_from(column).ok()?, node))
        })
        .collect();
    let cells = Csr::group(cells.iter().map(|cell| cell.0 as usize + 1).max().unwrap_or(0), &cells);
    let mut places = vec![None; stages.len()];
    for cell in 0..cells.rows() {
        let nodes = cells.row(cell);
        // A square grid within the cell, filled row by row.
        let across = (nodes.len() as f64).sqrt().ceil();
        for (n, &node) in nodes.iter().enumerate() {
            let (line, place) = ((n as f64 / across).floor(), n as f64 % across);
            places[node as usize] = Some(Point {
                x: ((cell % 8) as f64 + (place + 0.5) / across) / columns.len() as f64,
                y: ((cell / 8) as f64 + (line + 0.5) / across) / rows,
            });
        }
    }
    places
}

/// The stage that most links of a node serve, by its place in [`Stage::ALL`]; of equals the first.
pub fn main_stage(counts: &[u32; 8]) -> Option<usize> {
    let most = counts.iter().copied().max().filter(|&most| most > 0)?;
    counts.iter().position(|&count| count == most).filter(|&stage| stage < Stage::ALL.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(nodes: u32) -> Vec<(u32, u32)> {
        (0..nodes).map(|n| (n, (n + 1) % nodes)).collect()
    }

    #[test]
    fn linked_nodes_stand_closer_than_others() {
        let nodes = 60;
        let places = network_layout(nodes, &ring(60), &[], 1);
        let distance =
            |a: usize, b: usize| ((places[a].x - places[b].x).powi(2) + (places[a].y - places[b].y).powi(2)).sqrt();
        let linked: f64 = (0..nodes).map(|n| distance(n, (n + 1) % nodes)).sum::<f64>() / 60.0;
        let opposite: f64 = (0..nodes).map(|n| distance(n, (n + 30) % nodes)).sum::<f64>() / 60.0;
        assert!(linked < opposite / 3.0, "{linked} {opposite}");
        assert!(places.iter().all(|p| (0.0..=1.0).contains(&p.x) && (0.0..=1.0).contains(&p.y)));
        let nearest = (0..nodes).map(|a| (0..nodes).filter(|&b| a != b).map(|b| distance(a, b)).fold(9.0, f64::min));
        assert!(nearest.fold(9.0, f64::min) > 0.01, "nodes overlap");
    }

    #[test]
    fn geography_shows_through() {
        // Two clusters, west and east, with one link between them.
        let edges: Vec<(u32, u32)> =
            (0..10).flat_map(|n| [(n, (n + 1) % 10), (10 + n, 10 + (n + 1) % 10)]).chain([(0, 10)]).collect();
        let geography: Vec<Option<(f64, f64)>> = (0..20)
            .map(|n| (n % 2 == 0).then_some((if n < 10 { 118.0 } else { 122.0 }, 30.0 + f64::from(n % 10) * 0.1)))
            .collect();
        let places = network_layout(20, &edges, &geography, 1);
        let mean = |range: std::ops::Range<usize>| places[range].iter().map(|p| p.x).sum::<f64>() / 10.0;
        assert!(mean(0..10) < mean(10..20));
    }

    #[test]
    fn same_bits_at_any_number_of_threads_and_for_odd_input() {
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| network_layout(300, &ring(300), &[Some((120.0, 30.0)), None, Some((f64::NAN, 1.0))], 7))
        };
        assert_eq!(run(1), run(4));
        assert!(network_layout(0, &[], &[], 0).is_empty());
        let lonely = network_layout(3, &[(1, 1)], &[Some((1.0, 1.0)), Some((1.0, 1.0))], 0);
        assert!(lonely.iter().all(|p| p.x.is_finite() && p.y.is_finite()));
    }

    #[test]
    fn chains_run_from_left_to_right() {
        let mut stages = vec![[0; 8]; 5];
        stages[0][Stage::Research as usize] = 2;
        stages[1][Stage::Market as usize] = 1;
        stages[2][Stage::Research as usize] = 1;
        stages[3][Stage::Test as usize] = 1;
        let places = chain_layout(&stages, &[0, 0, 0, 1, 1]);
        let (research, market, test) = (places[0].unwrap(), places[1].unwrap(), places[3].unwrap());
        assert!(research.x < test.x && test.x < market.x && test.y > market.y);
        assert_ne!(places[0], places[2]);
        assert_eq!(places[4], None);
    }
}
