//! From rows in any order to compressed rows: partition by row, then sort within the partitions.

use crate::link::{Attributes, LinkRow};
use crate::network::{BuildError, Network, check};
use liantu_model::Layer;
use liantu_numeric::Fixed;
use rayon::prelude::*;

/// Links per unit of work in the first pass.
const CHUNK: usize = 1 << 15;
/// Partitions at most: as many streams as the caches can write side by side.
const PARTITIONS: usize = 1 << 10;

/// A network and where each of its links came from.
#[derive(Clone, Debug)]
pub struct Built {
    /// The network.
    pub network: Network,
    /// For each position in the network, the number of the row it was built from.
    pub row: Vec<u32>,
}

/// Where a link goes, packed into one number so that sorting compares once: its bucket within the partition, then `to`, then
/// its place in the partition, which rises with the input row. Small networks need 64 bits, the largest 128.
trait Key: Copy + Ord + Default + Send + Sync {
    const BITS: u32;
    fn new(bucket: u32, to: u32, to_bits: u32) -> Self;
    fn at(self, place: u32) -> Self;
    fn parts(self, to_bits: u32) -> (u32, u32, u32);
}

macro_rules! key {
    ($word:ty) => {
        impl Key for $word {
            const BITS: u32 = <$word>::BITS;

            #[inline]
            fn new(bucket: u32, to: u32, to_bits: u32) -> Self {
                (<$word>::from(bucket) << to_bits | <$word>::from(to)) << 32
            }

            #[inline]
            fn at(self, place: u32) -> Self {
                self | <$word>::from(place)
            }

            #[inline]
            #[expect(clippy::cast_possible_truncation, reason = "the fields were packed from these widths")]
            fn parts(self, to_bits: u32) -> (u32, u32, u32) {
                let to = (self >> 32) & ((1 << to_bits) - 1);
                ((self >> (32 + to_bits)) as u32, to as u32, self as u32)
            }
        }
    };
}
key!(u64);
key!(u128);

/// How the rows of the network are cut into partitions.
#[derive(Clone, Copy)]
struct Plan {
    nodes: u32,
    /// Partition = bucket >> shift.
    shift: u32,
    partitions: usize,
    /// Bits that hold a node.
    to_bits: u32,
}

/// How many links, weights and agreements.
#[derive(Clone, Copy, Default)]
struct Count {
    links: usize,
    weights: usize,
    agreements: usize,
}

/// A link as it will be stored, on its way: reading the rows in order once and sorting within a partition keeps to the
/// caches, where gathering from all rows would not.
#[derive(Clone, Copy, Default)]
struct Load {
    attributes: Attributes,
    weight: f64,
    agreement: u32,
    row: u32,
}

/// A chunk of rows, grouped by partition.
struct Part<K> {
    keys: Vec<K>,
    loads: Vec<Load>,
    ends: Vec<u32>,
    counts: Vec<Count>,
    largest: f64,
    agreement_count: u32,
}

impl Network {
    /// The network of `rows` on nodes numbered below `nodes`.
    ///
    /// Two parallel passes: a counting sort of each chunk of rows by partition of the target rows, then for each partition
    /// a sort of its keys that puts its links in order. Same result at any number of threads.
    pub fn build(nodes: u32, rows: &[LinkRow]) -> Result<Built, BuildError> {
        if u32::try_from(rows.len()).is_err() || nodes >= 1 << 29 {
            return Err(BuildError::Size { links: rows.len(), nodes });
        }
        let buckets = Layer::ALL.len() * nodes as usize;
        let shift = (buckets / PARTITIONS).checked_ilog2().map_or(0, |log| log + 1);
        let plan =
            Plan { nodes, shift, partitions: (buckets >> shift) + 1, to_bits: u32::BITS - nodes.leading_zeros() };
        if 32 + shift + plan.to_bits <= <u64 as Key>::BITS {
            Self::build_by::<u64>(plan, rows)
        } else {
            Self::build_by::<u128>(plan, rows)
        }
    }

    fn build_by<K: Key>(plan: Plan, rows: &[LinkRow]) -> Result<Built, BuildError> {
        let Plan { nodes, shift, partitions, .. } = plan;
        let buckets = Layer::ALL.len() * nodes as usize;
        let parts: Vec<Part<K>> = rows
            .par_chunks(CHUNK)
            .enumerate()
            .map(|(n, chunk)| partition(n * CHUNK, chunk, plan))
            .collect::<Result<_, _>>()?;
        let mut totals = vec![Count::default(); partitions];
        for part in &parts {
            for (total, count) in totals.iter_mut().zip(&part.counts) {
                total.links += count.links;
                total.weights += count.weights;
                total.agreements += count.agreements;
            }
        }
        let sum = |field: fn(&Count) -> usize| totals.iter().map(field).sum();
        let (links, weights, agreements) =
            (sum(|count| count.links), sum(|count| count.weights), sum(|count| count.agreements));
        let mut to = vec![0u32; links];
        let mut row = vec![0u32; links];
        let mut attributes = vec![Attributes::default(); links];
        let mut weight = vec![0.0f64; weights];
        let mut agreement = vec![0u32; agreements];
        let mut offsets = vec![0u32; buckets + 1];
        {
            let mut rest = Slots {
                to: &mut to,
                row: &mut row,
                attributes: &mut attributes,
                weights: &mut weight,
                agreements: &mut agreement,
                offsets: &mut offsets[1..],
                first: 0,
            };
            let width = 1usize << shift;
            let slots: Vec<Slots<'_>> = totals.iter().map(|&total| rest.split(total, width)).collect();
            slots.into_par_iter().enumerate().for_each(|(n, slots)| slots.fill(&parts, n, plan.to_bits));
        }
        let scale = Fixed::new(parts.iter().fold(0.0, |largest, part| part.largest.max(largest)), links);
        let agreement_count = parts.iter().map(|part| part.agreement_count).max().unwrap_or(0);
        let ranks = Self::rank(&attributes);
        let network = Self {
            nodes,
            offsets,
            to,
            attributes,
            weights: weight,
            agreements: agreement,
            ranks,
            scale,
            agreement_count,
        };
        Ok(Built { network, row })
    }
}

fn partition<K: Key>(start: usize, rows: &[LinkRow], plan: Plan) -> Result<Part<K>, BuildError> {
    let Plan { nodes, shift, partitions, to_bits } = plan;
    let within = (1u32 << shift) - 1;
    let bucket = |row: &LinkRow| row.layer as u32 * nodes + row.from;
    let mut counts = vec![Count::default(); partitions];
    let (mut largest, mut agreement_count) = (0.0f64, 0);
    for (n, row) in rows.iter().enumerate() {
        check(start + n, row, nodes)?;
        let count = &mut counts[(bucket(row) >> shift) as usize];
        count.links += 1;
        count.weights += usize::from(row.weight.is_some());
        count.agreements += usize::from(row.agreement.is_some());
        largest = largest.max(row.weight.unwrap_or(0.0));
        agreement_count = agreement_count.max(row.agreement.map_or(0, |agreement| agreement.saturating_add(1)));
    }
    let mut ends = Vec::with_capacity(partitions);
    let mut end = 0;
    for count in &counts {
        ends.push(end);
        end += u32::try_from(count.links).unwrap_or_default();
    }
    let mut keys = vec![K::default(); rows.len()];
    let mut loads = vec![Load::default(); rows.len()];
    for (n, row) in rows.iter().enumerate() {
        let bucket = bucket(row);
        let next = &mut ends[(bucket >> shift) as usize];
        loads[*next as usize] = Load {
            attributes: Attributes::pack(start + n, row)?,
            weight: row.weight.unwrap_or_default(),
            agreement: row.agreement.unwrap_or_default(),
            row: u32::try_from(start + n).unwrap_or_default(),
        };
        keys[*next as usize] = K::new(bucket & within, row.to, to_bits);
        *next += 1;
    }
    Ok(Part { keys, loads, ends, counts, largest, agreement_count })
}

/// The part of the result that one partition fills.
struct Slots<'s> {
    to: &'s mut [u32],
    row: &'s mut [u32],
    attributes: &'s mut [Attributes],
    weights: &'s mut [f64],
    agreements: &'s mut [u32],
    /// Ends of its buckets.
    offsets: &'s mut [u32],
    /// Position of its first link.
    first: usize,
}

impl<'s> Slots<'s> {
    /// Splits off the slots of the next partition.
    fn split(&mut self, count: Count, width: usize) -> Slots<'s> {
        let width = width.min(self.offsets.len());
        let head = Slots {
            to: take(&mut self.to, count.links),
            row: take(&mut self.row, count.links),
            attributes: take(&mut self.attributes, count.links),
            weights: take(&mut self.weights, count.weights),
            agreements: take(&mut self.agreements, count.agreements),
            offsets: take(&mut self.offsets, width),
            first: self.first,
        };
        self.first += count.links;
        head
    }

    fn fill<K: Key>(self, parts: &[Part<K>], partition: usize, to_bits: u32) {
        let mut keys = Vec::with_capacity(self.to.len());
        let mut loads = Vec::with_capacity(self.to.len());
        for part in parts {
            let end = part.ends[partition] as usize;
            let range = end - part.counts[partition].links..end;
            for &key in &part.keys[range.clone()] {
                keys.push(key.at(u32::try_from(keys.len()).unwrap_or_default()));
            }
            loads.extend_from_slice(&part.loads[range]);
        }
        keys.sort_unstable();
        let (mut weights, mut agreements) = (self.weights.iter_mut(), self.agreements.iter_mut());
        let mut bucket = 0;
        for (n, key) in keys.iter().enumerate() {
            let (target, to, place) = key.parts(to_bits);
            while bucket < target as usize {
                self.offsets[bucket] = u32::try_from(self.first + n).unwrap_or_default();
                bucket += 1;
            }
            let Load { attributes, weight, agreement, row } = loads[place as usize];
            (self.to[n], self.row[n], self.attributes[n]) = (to, row, attributes);
            if attributes.has_weight()
                && let Some(slot) = weights.next()
            {
                *slot = weight;
            }
            if attributes.has_agreement()
                && let Some(slot) = agreements.next()
            {
                *slot = agreement;
            }
        }
        self.offsets[bucket..].fill(u32::try_from(self.first + keys.len()).unwrap_or_default());
    }
}

/// Takes the first `count` elements off a slice.
#[expect(clippy::mut_mut, reason = "the slice itself moves forward")]
fn take<'s, T>(slice: &mut &'s mut [T], count: usize) -> &'s mut [T] {
    let (head, tail) = std::mem::take(slice).split_at_mut(count);
    *slice = tail;
    head
}
