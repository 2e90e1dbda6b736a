//! The network as algorithms see it: one weighted arrow for each ordered pair, in compressed rows.

use crate::catalogue::found;
use crate::filter::Filter;
use crate::link::Direction;
use crate::network::Network;
use liantu_model::{Diagnostic, Layer, LayerSet};

/// What an arrow or edge weighs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// Things agreed or done: a link on its own counts one, and an agreement of `n` links one in all, so `1/n` for each.
    /// A fund of nine cities weighs as much as one contract, however many links it was written down in.
    #[default]
    Distinct,
    /// Links: each counts one.
    Links,
    /// One for each linked pair, whatever links it.
    Pairs,
    /// Known weights. Unknown ones are neither one nor zero: their links are left out and reported.
    Known,
}

impl Weight {
    /// Reads the word used in parameters.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "distinct" => Some(Self::Distinct),
            "links" => Some(Self::Links),
            "pairs" => Some(Self::Pairs),
            "known" => Some(Self::Known),
            _ => None,
        }
    }
}

/// How links become arrows or edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Whether direction counts. Where it does, a two-way link is an arrow each way, and so is joint membership, which
    /// anything may pass along either way. Where it doesn't, every link is one edge.
    pub directed: bool,
    /// What they weigh.
    pub weight: Weight,
}

impl Reading {
    /// Arrows of this weight.
    pub fn directed(weight: Weight) -> Self {
        Self { directed: true, weight }
    }

    /// Edges of this weight.
    pub fn undirected(weight: Weight) -> Self {
        Self { directed: false, weight }
    }
}

/// Which links are in a graph, and which could not be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Links that the filter keeps.
    pub links: usize,
    /// Of these, left out since their weight is unknown; none unless weights are asked for.
    pub unweighted: usize,
    /// Of these, left out since their weight is known to be zero; none unless weights are asked for.
    pub weightless: usize,
    /// Of these, from a node to itself; they are in [`Graph::loops`].
    pub loops: usize,
    /// Of these, joint membership, without an arrow of its own.
    pub joint: usize,
}

/// The links of a choice as a simple weighted graph, directed or not. Weights are above zero; loops are kept apart.
///
/// Rows are sorted by neighbour, and the numbers are the same bits at any number of threads.
///
/// ```
/// use liantu_model::Layer;
/// use liantu_network::{Filter, Graph, LinkRow, Network, Reading, Weight};
///
/// let rows = [LinkRow::new(0, 1, Layer::Industry), LinkRow::new(1, 0, Layer::Value), LinkRow::new(1, 2, Layer::Value)];
/// let network = Network::build(3, &rows)?.network;
/// let graph = Graph::read(&network, &Filter::default(), Reading::undirected(Weight::Links));
/// assert_eq!((graph.neighbours(1), graph.weights(1)), (&[0, 2][..], &[2.0, 1.0][..]));
/// # Ok::<(), liantu_network::BuildError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    out: Side,
    /// Arrows by target; `None` where every edge runs both ways and `out` serves for both.
    back: Option<Side>,
    loops: Vec<f64>,
    coverage: Coverage,
}

/// Rows of neighbours with weights.
#[derive(Clone, Debug, Default, PartialEq)]
struct Side {
    offsets: Vec<u32>,
    nodes: Vec<u32>,
    weights: Vec<f64>,
}

impl Graph {
    /// The links of `network` that `filter` keeps. Where it keeps several layers, their weights add up: with
    /// [`Weight::Known`], whoever asks sees to it that they are in one unit.
    pub fn read(network: &Network, filter: &Filter, reading: Reading) -> Self {
        let shares = match reading.weight {
            Weight::Distinct => agreement_sizes(network, filter),
            _ => Vec::new(),
        };
        let parts = filter.spans(network, |links| {
            let (mut arcs, mut coverage) = (Vec::new(), Coverage::default());
            for link in links {
                coverage.links += 1;
                let joint = link.direction() == Direction::Multi;
                coverage.joint += usize::from(joint);
                coverage.loops += usize::from(link.from == link.to);
                let weight = match reading.weight {
                    Weight::Distinct => {
                        link.agreement().map_or(1.0, |agreement| 1.0 / f64::from(shares[agreement as usize]))
                    }
                    Weight::Links | Weight::Pairs => 1.0,
                    Weight::Known => match link.weight() {
                        None => {
                            coverage.unweighted += 1;
                            continue;
                        }
                        Some(0.0) => {
                            coverage.weightless += 1;
                            continue;
                        }
                        Some(weight) => weight,
                    },
                };
                arcs.push((link.from, link.to, weight));
                let both = reading.directed && (joint || link.direction() == Direction::TwoWay);
                if both && link.from != link.to {
                    arcs.push((link.to, link.from, weight));
                }
            }
            (arcs, coverage)
        });
        let mut coverage = Coverage::default();
        for (_, part) in &parts {
            coverage.links += part.links;
            coverage.unweighted += part.unweighted;
            coverage.weightless += part.weightless;
            coverage.loops += part.loops;
            coverage.joint += part.joint;
        }
        let arcs: Vec<(u32, u32, f64)> = parts.into_iter().flat_map(|(arcs, _)| arcs).collect();
        let mut graph = Self::new(network.nodes() as usize, reading.directed, &arcs);
        if reading.weight == Weight::Pairs {
            graph.set_weights_to_one();
        }
        Self { coverage, ..graph }
    }

    /// The graph of each chosen layer, in order, then (where there are several, and weights may be added) of all together.
    /// Known weights of different layers may have different units, so that with them there is no graph of all together.
    pub fn each(network: &Network, filter: &Filter, reading: Reading) -> Vec<(Option<Layer>, Self)> {
        let one = |layer| {
            let filter = Filter { layers: LayerSet::NONE.with(layer), ..filter.clone() };
            (Some(layer), Self::read(network, &filter, reading))
        };
        let mut graphs: Vec<(Option<Layer>, Self)> = filter.layers.iter().map(one).collect();
        if graphs.len() > 1 && reading.weight != Weight::Known {
            graphs.push((None, Self::read(network, filter, reading)));
        }
        graphs
    }

    /// What to say about the links of these graphs: which could not be in them. What holds of all layers together is said
    /// once, by layer.
    pub fn findings(graphs: &[(Option<Layer>, Self)]) -> Vec<Diagnostic> {
        let of = |count: fn(&Self) -> usize| {
            graphs.iter().filter(|(layer, _)| layer.is_some()).map(|(_, graph)| count(graph)).sum::<usize>()
        };
        let joint = |graph: &Self| if graph.is_directed() { graph.coverage.joint } else { 0 };
        [
            ("NET301", of(|graph| graph.coverage.unweighted)),
            ("NET302", of(|graph| graph.coverage.weightless)),
            ("NET303", of(joint)),
        ]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(code, count)| found(code, "link", count))
        .collect()
    }

    /// The graph of these arrows (or, not `directed`, edges) on `nodes` nodes: the weights of repeats add up.
    ///
    /// # Panics
    ///
    /// If an end is not below `nodes`, a weight is not above zero and finite, or there are 2³² arrows or more.
    pub fn new(nodes: usize, directed: bool, arcs: &[(u32, u32, f64)]) -> Self {
        assert!(arcs.iter().all(|arc| arc.2 > 0.0 && arc.2.is_finite()), "weights are above zero and finite");
        assert!(arcs.len() < u32::MAX as usize / 2, "at most 2^31 arrows");
        let mut loops = vec![0.0; nodes];
        for &(node, _, weight) in arcs.iter().filter(|arc| arc.0 == arc.1) {
            loops[node as usize] += weight;
        }
        // Turning twice sorts the rows: once by target, once by source, each time keeping the order so far.
        let by_target = Side::by_target(nodes, directed, arcs);
        let out = by_target.turned().merged();
        let back = directed.then(|| out.turned());
        let coverage = Coverage {
            links: arcs.len(),
            loops: arcs.iter().filter(|arc| arc.0 == arc.1).count(),
            ..Coverage::default()
        };
        Self { out, back, loops, coverage }
    }

    /// How many nodes there are, linked or not.
    pub fn nodes(&self) -> usize {
        self.loops.len()
    }

    /// Whether direction counts.
    pub fn is_directed(&self) -> bool {
        self.back.is_some()
    }

    /// How many ordered pairs have an arrow; an undirected edge counts in both orders.
    pub fn arrows(&self) -> usize {
        self.out.nodes.len()
    }

    /// How many arrows there are, or edges where direction does not count.
    pub fn edges(&self) -> usize {
        if self.is_directed() { self.arrows() } else { self.arrows() / 2 }
    }

    /// The nodes that `node` has an arrow or edge to, sorted.
    #[inline]
    pub fn neighbours(&self, node: usize) -> &[u32] {
        self.out.row(node)
    }

    /// What the arrows to [`Graph::neighbours`] weigh, in their order.
    #[inline]
    pub fn weights(&self, node: usize) -> &[f64] {
        self.out.row_weights(node)
    }

    /// The nodes that have an arrow or edge to `node`, sorted.
    #[inline]
    pub fn sources(&self, node: usize) -> &[u32] {
        self.back().row(node)
    }

    /// What the arrows from [`Graph::sources`] weigh, in their order.
    #[inline]
    pub fn source_weights(&self, node: usize) -> &[f64] {
        self.back().row_weights(node)
    }

    /// The arrows that leave `node`.
    pub fn row(&self, node: usize) -> impl ExactSizeIterator<Item = (u32, f64)> + '_ {
        self.neighbours(node).iter().copied().zip(self.weights(node).iter().copied())
    }

    /// The arrows that reach `node`.
    pub fn column(&self, node: usize) -> impl ExactSizeIterator<Item = (u32, f64)> + '_ {
        self.sources(node).iter().copied().zip(self.source_weights(node).iter().copied())
    }

    /// Every arrow as source, target, weight, sorted; an undirected edge comes in both orders.
    pub fn list(&self) -> impl Iterator<Item = (u32, u32, f64)> + '_ {
        (0u32..).zip(0..self.nodes()).flat_map(|(from, row)| self.row(row).map(move |(to, weight)| (from, to, weight)))
    }

    /// The weight from `from` to `to`; `None` where there is no arrow.
    pub fn weight(&self, from: u32, to: u32) -> Option<f64> {
        let place = self.neighbours(from as usize).binary_search(&to).ok()?;
        Some(self.weights(from as usize)[place])
    }

    /// For each node what links it with itself weighs; zero where nothing does. A link counts once.
    pub fn loops(&self) -> &[f64] {
        &self.loops
    }

    /// What leaves each node, loops aside.
    pub fn strength_out(&self) -> Vec<f64> {
        self.out.strengths()
    }

    /// What reaches each node, loops aside; without direction, the same as [`Graph::strength_out`].
    pub fn strength_in(&self) -> Vec<f64> {
        self.back().strengths()
    }

    /// Whether every arrow weighs one, so that counting them is enough.
    pub fn is_unweighted(&self) -> bool {
        #[expect(clippy::float_cmp, reason = "exactly one, as it was put in")]
        self.out.weights.iter().all(|&weight| weight == 1.0)
    }

    /// Whether a node has any arrow, edge or loop.
    pub fn is_linked(&self, node: usize) -> bool {
        !self.neighbours(node).is_empty() || !self.sources(node).is_empty() || self.loops[node] > 0.0
    }

    /// Which links are in it, and which could not be.
    pub fn coverage(&self) -> Coverage {
        self.coverage
    }

    /// The same graph without direction: what runs both ways adds up.
    #[must_use]
    pub fn without_direction(&self) -> Self {
        if !self.is_directed() {
            return self.clone();
        }
        let arcs: Vec<(u32, u32, f64)> = self.list().collect();
        Self { loops: self.loops.clone(), coverage: self.coverage, ..Self::new(self.nodes(), false, &arcs) }
    }

    /// The same graph with every arrow turned round.
    #[must_use]
    pub fn turned(&self) -> Self {
        let mut graph = self.clone();
        if let Some(back) = &mut graph.back {
            std::mem::swap(&mut graph.out, back);
        }
        graph
    }

    /// The same graph with every arrow, edge and loop weighing one.
    #[must_use]
    pub fn without_weights(&self) -> Self {
        let mut graph = self.clone();
        graph.set_weights_to_one();
        graph
    }

    /// The same graph with every weight over the mean weight of its arrows, so that graphs of different units compare.
    #[must_use]
    pub fn over_mean(&self) -> Self {
        let mut graph = self.clone();
        let mean = liantu_numeric::sum(self.out.weights.iter().copied()) / self.arrows() as f64;
        let sides =
            graph.back.iter_mut().map(|back| &mut back.weights).chain([&mut graph.out.weights, &mut graph.loops]);
        sides.flatten().for_each(|weight| *weight /= mean);
        graph
    }

    /// For each node the number of its connected part, direction aside; parts are numbered in the order of their first node.
    pub fn components(&self) -> Vec<u32> {
        let mut part = vec![u32::MAX; self.nodes()];
        let (mut count, mut stack) = (0, Vec::new());
        for start in 0..self.nodes() {
            if part[start] != u32::MAX {
                continue;
            }
            part[start] = count;
            stack.push(start);
            while let Some(node) = stack.pop() {
                let back = self.back.as_ref().map_or(&[][..], |back| back.row(node));
                for &next in self.neighbours(node).iter().chain(back) {
                    if part[next as usize] == u32::MAX {
                        part[next as usize] = count;
                        stack.push(next as usize);
                    }
                }
            }
            count += 1;
        }
        part
    }

    fn back(&self) -> &Side {
        self.back.as_ref().unwrap_or(&self.out)
    }

    fn set_weights_to_one(&mut self) {
        self.out.weights.fill(1.0);
        if let Some(back) = &mut self.back {
            back.weights.fill(1.0);
        }
        for weight in self.loops.iter_mut().filter(|weight| **weight > 0.0) {
            *weight = 1.0;
        }
    }
}

impl Side {
    #[inline]
    fn row(&self, node: usize) -> &[u32] {
        &self.nodes[self.offsets[node] as usize..self.offsets[node + 1] as usize]
    }

    #[inline]
    fn row_weights(&self, node: usize) -> &[f64] {
        &self.weights[self.offsets[node] as usize..self.offsets[node + 1] as usize]
    }

    fn strengths(&self) -> Vec<f64> {
        (0..self.offsets.len() - 1).map(|node| liantu_numeric::sum(self.row_weights(node).iter().copied())).collect()
    }

    /// Rows of sources by target, loops left out; edges without direction come both ways.
    fn by_target(nodes: usize, directed: bool, arcs: &[(u32, u32, f64)]) -> Self {
        let arcs = || {
            arcs.iter().filter(|arc| arc.0 != arc.1).flat_map(move |&(from, to, weight)| {
                std::iter::once((from, to, weight)).chain((!directed).then_some((to, from, weight)))
            })
        };
        Self::group(nodes, || arcs().map(|(from, to, weight)| (to, from, weight)))
    }

    /// Entries `(row, node, weight)` by row; within a row they keep their order.
    fn group<I: Iterator<Item = (u32, u32, f64)>>(rows: usize, entries: impl Fn() -> I) -> Self {
        let mut offsets = vec![0u32; rows + 1];
        for (row, _, _) in entries() {
            offsets[row as usize + 1] += 1;
        }
        for row in 0..rows {
            offsets[row + 1] += offsets[row];
        }
        let count = offsets[rows] as usize;
        let (mut nodes, mut weights) = (vec![0; count], vec![0.0; count]);
        let mut next = offsets.clone();
        for (row, node, weight) in entries() {
            let place = next[row as usize] as usize;
            (nodes[place], weights[place]) = (node, weight);
            next[row as usize] += 1;
        }
        Self { offsets, nodes, weights }
    }

    /// The same entries by the other end; rows come out sorted.
    fn turned(&self) -> Self {
        let rows = self.offsets.len() - 1;
        let entries = || {
            (0u32..).zip(0..rows).flat_map(|(node, row)| {
                self.row(row).iter().zip(self.row_weights(row)).map(move |(&other, &weight)| (other, node, weight))
            })
        };
        Self::group(rows, entries)
    }

    /// Rows are sorted: neighbouring entries of one node become one, and their weights add up in order.
    fn merged(mut self) -> Self {
        let (mut kept, mut start) = (0, 0);
        for row in 0..self.offsets.len() - 1 {
            let (first, end) = (kept, self.offsets[row + 1] as usize);
            for entry in start..end {
                if kept > first && self.nodes[kept - 1] == self.nodes[entry] {
                    self.weights[kept - 1] += self.weights[entry];
                } else {
                    (self.nodes[kept], self.weights[kept]) = (self.nodes[entry], self.weights[entry]);
                    kept += 1;
                }
            }
            start = end;
            self.offsets[row + 1] = u32::try_from(kept).unwrap_or(u32::MAX);
        }
        self.nodes.truncate(kept);
        self.weights.truncate(kept);
        self
    }
}

/// For each agreement, how many of its links the filter keeps.
fn agreement_sizes(network: &Network, filter: &Filter) -> Vec<u32> {
    let mut sizes = vec![0u32; network.agreement_count() as usize];
    for agreements in filter.spans(network, |links| links.filter_map(|link| link.agreement()).collect::<Vec<_>>()) {
        for agreement in agreements {
            sizes[agreement as usize] += 1;
        }
    }
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LinkRow;

    fn network() -> Network {
        let industry = |from, to| LinkRow::new(from, to, Layer::Industry);
        let rows = [
            LinkRow { weight: Some(2.0), ..industry(0, 1) },
            LinkRow { weight: Some(3.0), ..industry(1, 0) },
            LinkRow { weight: None, ..industry(0, 1) },
            LinkRow { weight: Some(0.0), ..industry(3, 1) },
            LinkRow { weight: Some(5.0), ..industry(2, 2) },
            LinkRow { direction: Direction::TwoWay, weight: Some(7.0), ..industry(1, 2) },
            LinkRow { direction: Direction::Multi, agreement: Some(4), ..LinkRow::new(0, 2, Layer::Value) },
            LinkRow { direction: Direction::Multi, agreement: Some(4), ..LinkRow::new(0, 3, Layer::Value) },
        ];
        Network::build(5, &rows).unwrap().network
    }

    fn list(graph: &Graph) -> Vec<(u32, u32, f64)> {
        graph.list().collect()
    }

    #[test]
    fn arrows_and_edges_carry_what_was_asked_for() {
        let network = network();
        let read = |directed, weight| Graph::read(&network, &Filter::default(), Reading { directed, weight });
        let known = read(true, Weight::Known);
        assert_eq!(list(&known), [(0, 1, 2.0), (1, 0, 3.0), (1, 2, 7.0), (2, 1, 7.0)]);
        assert_eq!(known.loops(), [0.0, 0.0, 5.0, 0.0, 0.0]);
        assert_eq!(known.coverage(), Coverage { links: 8, unweighted: 3, weightless: 1, loops: 1, joint: 2 });
        let known = read(false, Weight::Known);
        assert_eq!(list(&known), [(0, 1, 5.0), (1, 0, 5.0), (1, 2, 7.0), (2, 1, 7.0)]);
        assert_eq!((known.edges(), known.arrows()), (2, 4));
        let links = read(true, Weight::Links);
        assert_eq!((links.weight(0, 1), links.weight(2, 0), links.weight(4, 0)), (Some(2.0), Some(1.0), None));
        assert_eq!(links.column(1).collect::<Vec<_>>(), [(0, 2.0), (2, 1.0), (3, 1.0)]);
        assert!(read(true, Weight::Pairs).is_unweighted());
        let distinct = read(false, Weight::Distinct);
        assert_eq!(distinct.weight(0, 3), Some(0.5));
        // Six links on their own and one agreement.
        let total: f64 = distinct.strength_out().iter().sum::<f64>() / 2.0 + distinct.loops().iter().sum::<f64>();
        assert!((total - 7.0).abs() < 1e-12, "{total}");
    }

    #[test]
    fn layers_come_apart_and_together() {
        let network = network();
        let filter = Filter { layers: LayerSet::parse("IND,VAL").unwrap(), ..Filter::default() };
        let each = Graph::each(&network, &filter, Reading::directed(Weight::Links));
        assert_eq!(each.iter().map(|one| one.0).collect::<Vec<_>>(), [Some(Layer::Industry), Some(Layer::Value), None]);
        assert_eq!(Graph::each(&network, &filter, Reading::directed(Weight::Known)).len(), 2);
        let known = Graph::each(&network, &filter, Reading::directed(Weight::Known));
        let codes = |graphs: &[(Option<Layer>, Graph)]| {
            Graph::findings(graphs).iter().map(|finding| finding.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(&known), ["NET301", "NET302", "NET303"]);
        assert_eq!(codes(&each), ["NET303"]);
        assert_eq!(each[2].1.components(), [0, 0, 0, 0, 1]);
        assert_eq!(each[1].1.components(), [0, 1, 0, 0, 2]);
        assert_eq!(each[0].1.without_direction().weight(0, 1), Some(3.0));
    }
}
