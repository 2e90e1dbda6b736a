//! The network itself: links in compressed rows, sorted by layer, from, to.

use crate::link::{Attributes, Direction, LinkRow, Stage, Status};
use liantu_model::{Layer, LayerSet, Observation};
use liantu_numeric::Fixed;
use std::ops::Range;

/// Links per entry of the tables that find the weight and the agreement of a link.
const BLOCK: usize = 64;
/// Links per unit of parallel work.
const SPAN: usize = 1 << 16;

/// Why there is no network.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BuildError {
    /// A link names a node that does not exist.
    #[error("link {row} names node {node}, and there are {nodes} nodes")]
    Node {
        /// The link, from 0.
        row: usize,
        /// The node it names.
        node: u32,
        /// How many nodes there are.
        nodes: u32,
    },
    /// A weight is negative or not finite.
    #[error("link {row} has the weight {weight}, expected a finite number of zero or more")]
    Weight {
        /// The link, from 0.
        row: usize,
        /// Its weight.
        weight: f64,
    },
    /// There are too many kinds.
    #[error("link {row} has the kind {kind}, and a network tells 8192 kinds apart")]
    Kind {
        /// The link, from 0.
        row: usize,
        /// Its kind.
        kind: u16,
    },
    /// A day is outside the years 1 to 2870.
    #[error("link {row} has a day outside the years 1 to 2870: {day} days from 1970-01-01")]
    Day {
        /// The link, from 0.
        row: usize,
        /// The day.
        day: i32,
    },
    /// There are too many links or nodes to number.
    #[error("a network holds fewer than 2^32 links and 2^29 nodes, found {links} links and {nodes} nodes")]
    Size {
        /// How many links there are.
        links: usize,
        /// How many nodes there are.
        nodes: u32,
    },
}

/// A temporal multigraph in six layers. Nodes are numbers below [`Network::nodes`].
///
/// Links are kept in the order of layer, from, to and row; a link is known by its position in that order. A stored link
/// takes 12 bytes, 8 more where its weight is known, 4 more where it belongs to an agreement; the rows take 24 bytes a
/// node.
#[derive(Clone, Debug)]
pub struct Network {
    pub(crate) nodes: u32,
    /// For each layer and node, where its links start; one entry more at the end.
    pub(crate) offsets: Vec<u32>,
    pub(crate) to: Vec<u32>,
    pub(crate) attributes: Vec<Attributes>,
    /// Weights of the links that have one, in their order.
    pub(crate) weights: Vec<f64>,
    /// Agreements of the links that have one, in their order.
    pub(crate) agreements: Vec<u32>,
    /// For each block of links, how many weights and agreements come before it.
    pub(crate) ranks: Vec<(u32, u32)>,
    pub(crate) scale: Fixed,
    pub(crate) agreement_count: u32,
}

/// A link of a network.
#[derive(Clone, Copy, Debug)]
pub struct Link<'n> {
    network: &'n Network,
    /// Its position in the network.
    pub position: u32,
    /// Its layer.
    pub layer: Layer,
    /// The node it starts from.
    pub from: u32,
    /// The node it goes to.
    pub to: u32,
    attributes: Attributes,
    weight: u32,
    agreement: u32,
}

/// What there is to count about a link, its ends aside, by where it is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kept {
    pub(crate) position: u32,
    weight: u32,
    agreement: u32,
}

impl Link<'_> {
    pub(crate) fn kept(&self) -> Kept {
        Kept { position: self.position, weight: self.weight, agreement: self.agreement }
    }

    /// Its kind.
    pub fn kind(&self) -> u16 {
        self.attributes.kind()
    }

    /// Its strength; `None`: unknown.
    pub fn weight(&self) -> Option<f64> {
        self.attributes.has_weight().then(|| self.network.weights[self.weight as usize])
    }

    /// The agreement it belongs to.
    pub fn agreement(&self) -> Option<u32> {
        self.attributes.has_agreement().then(|| self.network.agreements[self.agreement as usize])
    }

    /// First day; `None`: unknown.
    pub fn start(&self) -> Option<i32> {
        self.attributes.start()
    }

    /// First day no longer; `None`: open or unknown.
    pub fn end(&self) -> Option<i32> {
        self.attributes.end()
    }

    /// How the arrow is meant.
    pub fn direction(&self) -> Direction {
        self.attributes.direction()
    }

    /// Whether it is real.
    pub fn status(&self) -> Status {
        self.attributes.status()
    }

    /// The stage it serves.
    pub fn stage(&self) -> Option<Stage> {
        self.attributes.stage()
    }

    /// Whether it was observed, estimated or simulated.
    pub fn observation(&self) -> Observation {
        self.attributes.observation()
    }

    /// Whether it is not known when it held: no start, or ended nobody says when.
    pub fn is_undated(&self) -> bool {
        self.attributes.is_undated()
    }
}

impl Network {
    /// How many nodes there are, linked or not.
    pub fn nodes(&self) -> u32 {
        self.nodes
    }

    /// How many links there are in all layers.
    pub fn len(&self) -> usize {
        self.to.len()
    }

    /// Whether there is no link.
    pub fn is_empty(&self) -> bool {
        self.to.is_empty()
    }

    /// One more than the largest agreement id.
    pub fn agreement_count(&self) -> u32 {
        self.agreement_count
    }

    /// The scale on which weights are added, so that sums conserve exactly.
    pub fn scale(&self) -> Fixed {
        self.scale
    }

    /// Bytes that the links and their rows take.
    pub fn bytes(&self) -> usize {
        size_of_val(&*self.offsets)
            + size_of_val(&*self.to)
            + size_of_val(&*self.attributes)
            + size_of_val(&*self.weights)
            + size_of_val(&*self.agreements)
            + size_of_val(&*self.ranks)
    }

    /// The positions of the links of `layer`.
    pub fn layer(&self, layer: Layer) -> Range<usize> {
        let row = layer as usize * self.nodes as usize;
        self.offsets[row] as usize..self.offsets[row + self.nodes as usize] as usize
    }

    /// The links of `layer` that start from `node`.
    ///
    /// # Panics
    ///
    /// If there is no such node.
    pub fn from(&self, layer: Layer, node: u32) -> Links<'_> {
        assert!(node < self.nodes, "node {node} of {}", self.nodes);
        let row = layer as usize * self.nodes as usize + node as usize;
        self.links(self.offsets[row] as usize..self.offsets[row + 1] as usize)
    }

    /// The link at `position`.
    ///
    /// # Panics
    ///
    /// If there is no such link.
    pub fn link(&self, position: u32) -> Link<'_> {
        let position = position as usize;
        self.links(position..position + 1).next().expect("a position below the number of links")
    }

    /// The links at these positions, in order.
    ///
    /// # Panics
    ///
    /// If the range ends beyond the links.
    pub fn links(&self, range: Range<usize>) -> Links<'_> {
        assert!(range.end <= self.len(), "positions up to {} of {}", range.end, self.len());
        let start = range.start;
        let row = self.offsets.partition_point(|&offset| offset as usize <= start).saturating_sub(1);
        let (mut weight, mut agreement) = self.ranks.get(start / BLOCK).copied().unwrap_or_default();
        for attributes in &self.attributes[(start / BLOCK * BLOCK).min(start)..start] {
            weight += u32::from(attributes.has_weight());
            agreement += u32::from(attributes.has_agreement());
        }
        let nodes = (self.nodes as usize).max(1);
        let layer = row / nodes;
        Links { network: self, range, row, layer_end: (layer + 1) * nodes, layer, weight, agreement }
    }

    /// The positions of `layers`, cut into spans for parallel work; the cut depends on the network alone.
    pub fn spans(&self, layers: LayerSet) -> Vec<Range<usize>> {
        let cut =
            |range: Range<usize>| range.clone().step_by(SPAN).map(move |start| start..(start + SPAN).min(range.end));
        layers.iter().flat_map(|layer| cut(self.layer(layer))).collect()
    }

    /// What is kept there: attributes, weight, agreement.
    #[inline]
    pub(crate) fn facts(&self, kept: Kept) -> (Attributes, Option<f64>, Option<u32>) {
        let attributes = self.attributes[kept.position as usize];
        (
            attributes,
            attributes.has_weight().then(|| self.weights[kept.weight as usize]),
            attributes.has_agreement().then(|| self.agreements[kept.agreement as usize]),
        )
    }

    pub(crate) fn rank(attributes: &[Attributes]) -> Vec<(u32, u32)> {
        let mut rank = (0, 0);
        attributes
            .chunks(BLOCK)
            .map(|block| {
                let before = rank;
                for attributes in block {
                    rank.0 += u32::from(attributes.has_weight());
                    rank.1 += u32::from(attributes.has_agreement());
                }
                before
            })
            .collect()
    }
}

/// The links of a stretch of positions.
#[derive(Clone, Debug)]
pub struct Links<'n> {
    network: &'n Network,
    range: Range<usize>,
    row: usize,
    layer_end: usize,
    layer: usize,
    weight: u32,
    agreement: u32,
}

impl<'n> Iterator for Links<'n> {
    type Item = Link<'n>;

    #[inline]
    fn next(&mut self) -> Option<Link<'n>> {
        let position = self.range.next()?;
        while self.network.offsets[self.row + 1] as usize <= position {
            self.row += 1;
        }
        let nodes = self.network.nodes as usize;
        while self.row >= self.layer_end {
            self.layer += 1;
            self.layer_end += nodes;
        }
        let attributes = self.network.attributes[position];
        #[expect(clippy::cast_possible_truncation, reason = "the build checks that positions and nodes fit")]
        let link = Link {
            network: self.network,
            position: position as u32,
            layer: Layer::ALL[self.layer],
            from: (self.row + nodes - self.layer_end) as u32,
            to: self.network.to[position],
            attributes,
            weight: self.weight,
            agreement: self.agreement,
        };
        self.weight += u32::from(attributes.has_weight());
        self.agreement += u32::from(attributes.has_agreement());
        Some(link)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.range.size_hint()
    }
}

impl ExactSizeIterator for Links<'_> {}

pub(crate) fn check(number: usize, row: &LinkRow, nodes: u32) -> Result<(), BuildError> {
    if row.from >= nodes || row.to >= nodes {
        return Err(BuildError::Node { row: number, node: row.from.max(row.to), nodes });
    }
    match row.weight {
        Some(weight) if !(weight.is_finite() && weight >= 0.0) => Err(BuildError::Weight { row: number, weight }),
        _ => Ok(()),
    }
}
