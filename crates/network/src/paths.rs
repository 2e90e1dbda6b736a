//! Shortest paths from one node: how far, how many, and what lies on them.

use crate::graph::Graph;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// How long an arrow is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Length {
    /// One, whatever its weight.
    #[default]
    Hops,
    /// One over its weight: strong is short.
    Inverse,
}

/// Two lengths that differ by less than this share of the longer are equal: sums of inverse weights round.
const TIE: f64 = 1e-12;

/// The shortest paths from one node, reused from source to source.
pub(crate) struct Search<'g> {
    graph: &'g Graph,
    length: Length,
    /// Nodes reached, nearest first.
    pub(crate) order: Vec<u32>,
    /// Distance of each node; infinite where not reached.
    pub(crate) distance: Vec<f64>,
    /// Distance in hops, where hops are counted.
    level: Vec<u32>,
    /// How many shortest paths lead to each node.
    sigma: Vec<f64>,
    /// In the way back: (what depends on a node and itself) over its number of paths.
    share: Vec<f64>,
    heap: BinaryHeap<Waiting>,
}

/// A node and how far it may be; nearest first, of equals the first node.
#[derive(PartialEq)]
struct Waiting(f64, u32);

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.total_cmp(&self.0).then(other.1.cmp(&self.1))
    }
}

const FAR: u32 = u32::MAX;

impl<'g> Search<'g> {
    pub(crate) fn new(graph: &'g Graph, length: Length) -> Self {
        let nodes = graph.nodes();
        // Where every weight is one, hops are lengths, and counting them is faster.
        let length = if graph.is_unweighted() { Length::Hops } else { length };
        Self {
            graph,
            length,
            order: Vec::new(),
            distance: vec![f64::INFINITY; nodes],
            level: vec![FAR; nodes],
            sigma: vec![0.0; nodes],
            share: vec![0.0; nodes],
            heap: BinaryHeap::new(),
        }
    }

    /// Finds the shortest paths from `source`, and how many there are to each node.
    pub(crate) fn run(&mut self, source: u32) {
        for &node in &self.order {
            self.distance[node as usize] = f64::INFINITY;
            self.level[node as usize] = FAR;
            self.sigma[node as usize] = 0.0;
        }
        self.order.clear();
        match self.length {
            Length::Hops => self.breadth_first(source),
            Length::Inverse => self.dijkstra(source),
        }
    }

    /// Distance of `node` from the source.
    pub(crate) fn distance(&self, node: u32) -> f64 {
        match self.length {
            Length::Hops => f64::from(self.level[node as usize]),
            Length::Inverse => self.distance[node as usize],
        }
    }

    fn breadth_first(&mut self, source: u32) {
        self.level[source as usize] = 0;
        self.sigma[source as usize] = 1.0;
        self.order.push(source);
        let mut next = 0;
        while next < self.order.len() {
            let node = self.order[next] as usize;
            next += 1;
            let (level, paths) = (self.level[node] + 1, self.sigma[node]);
            for &other in self.graph.neighbours(node) {
                let there = &mut self.level[other as usize];
                if *there == FAR {
                    *there = level;
                    self.order.push(other);
                }
                if *there == level {
                    self.sigma[other as usize] += paths;
                }
            }
        }
    }

    fn dijkstra(&mut self, source: u32) {
        self.distance[source as usize] = 0.0;
        self.heap.push(Waiting(0.0, source));
        while let Some(Waiting(distance, node)) = self.heap.pop() {
            // Each improvement left an entry; the nearest came first and marked the node.
            if self.level[node as usize] != FAR {
                continue;
            }
            self.level[node as usize] = 0;
            self.order.push(node);
            for (other, weight) in self.graph.row(node as usize) {
                let through = distance + 1.0 / weight;
                if through < self.distance[other as usize] {
                    self.distance[other as usize] = through;
                    self.heap.push(Waiting(through, other));
                }
            }
        }
        self.sigma[source as usize] = 1.0;
        for &node in &self.order {
            let paths = self.sigma[node as usize];
            for (other, weight) in self.graph.row(node as usize) {
                if on_path(self.distance[node as usize], weight, self.distance[other as usize]) {
                    self.sigma[other as usize] += paths;
                }
            }
        }
    }

    /// Brandes' accumulation after [`Search::run`]: calls `visit` with each node but the source and the share of shortest
    /// paths from the source that pass through it, added up over their targets, each counting `target` of it.
    pub(crate) fn dependencies(&mut self, target: impl Fn(u32) -> f64, mut visit: impl FnMut(u32, f64)) {
        for place in (0..self.order.len()).rev() {
            let node = self.order[place];
            let at = node as usize;
            let mut through = 0.0;
            match self.length {
                Length::Hops => {
                    let next = self.level[at] + 1;
                    for &other in self.graph.neighbours(at) {
                        if self.level[other as usize] == next {
                            through += self.share[other as usize];
                        }
                    }
                }
                Length::Inverse => {
                    for (other, weight) in self.graph.row(at) {
                        if on_path(self.distance[at], weight, self.distance[other as usize]) {
                            through += self.share[other as usize];
                        }
                    }
                }
            }
            let dependency = self.sigma[at] * through;
            self.share[at] = (target(node) + dependency) / self.sigma[at];
            if place > 0 {
                visit(node, dependency);
            }
        }
    }
}

/// Whether an arrow of this weight from a node at `from` lies on a shortest path to a node at `to`.
#[inline]
fn on_path(from: f64, weight: f64, to: f64) -> bool {
    from < to && (from + 1.0 / weight - to).abs() <= TIE * to
}
