//! The Leiden algorithm (Traag, Waltman, van Eck 2019) for any quality that is edges inside minus a sum of products.
//!
//! Modularity of one or many layers, directed or not, and the constant Potts model all have the form
//! Σ over communities of [weight inside − Σ_d s_d · (Σ mass_d)² / 2], so that one algorithm serves them: what differs is
//! the number `D` of masses of a node. Directed modularity pairs what leaves with what arrives,
//! out·IN + in·OUT = ½[(out+in)(OUT+IN) − (out−in)(OUT−IN)], two masses of opposite sign.

#![expect(clippy::cast_possible_truncation, reason = "nodes are numbered in 32 bits")]

use liantu_numeric::uniform;

/// Gains below this share of a node's strength are taken for rounding errors.
const NOISE: f64 = 1e-12;

/// A weighted undirected graph with masses at its nodes; loops are left out, since they never change what a move gains.
#[derive(Clone, Debug)]
pub(crate) struct Weighted<const D: usize> {
    pub(crate) offsets: Vec<u32>,
    pub(crate) to: Vec<u32>,
    pub(crate) weight: Vec<f64>,
    pub(crate) mass: Vec<[f64; D]>,
    /// Sign of the product of each mass.
    pub(crate) sign: [f64; D],
}

/// When to stop.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    pub(crate) seed: u64,
    /// Rounds at most; a round starts from the partition of the one before and ends early when nothing moves.
    pub(crate) rounds: u32,
}

impl<const D: usize> Weighted<D> {
    fn len(&self) -> usize {
        self.mass.len()
    }

    #[inline]
    fn row(&self, node: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.offsets[node] as usize..self.offsets[node + 1] as usize;
        self.to[range.clone()].iter().map(|&to| to as usize).zip(self.weight[range].iter().copied())
    }

    #[inline]
    fn product(&self, one: &[f64; D], two: &[f64; D]) -> f64 {
        let mut total = 0.0;
        for d in 0..D {
            total += self.sign[d] * one[d] * two[d];
        }
        total
    }

    /// Communities of high quality, each connected, numbered from zero.
    pub(crate) fn leiden(&self, effort: Effort) -> Vec<u32> {
        let mut community: Vec<u32> = (0..self.len() as u32).collect();
        let mut draws = Draws { seed: effort.seed, count: 0 };
        for _ in 0..effort.rounds {
            if !self.round(&mut community, &mut draws) {
                break;
            }
        }
        self.connect(&mut community);
        community
    }

    /// One pass through all levels; tells whether any node moved.
    fn round(&self, community: &mut [u32], draws: &mut Draws) -> bool {
        let any = Mover::new(self, community).run(draws);
        // Which node of the level below a node of the original graph has become.
        let mut place: Vec<u32> = (0..self.len() as u32).collect();
        let mut level: Option<Weighted<D>> = None;
        let mut current: Vec<u32> = community.to_vec();
        loop {
            let graph = level.as_ref().unwrap_or(self);
            let (fine, count) = graph.refine(&current, draws);
            if count == graph.len() {
                break;
            }
            let coarse = graph.collapse(&fine, count);
            let mut above = vec![0; count];
            for (node, &fine) in fine.iter().enumerate() {
                above[fine as usize] = current[node];
            }
            let distinct = renumber(&mut above);
            for place in &mut place {
                *place = fine[*place as usize];
            }
            current = above;
            let moved = Mover::new(&coarse, &mut current).run(draws);
            let done = !moved && distinct == count;
            level = Some(coarse);
            if done {
                break;
            }
        }
        for (community, &place) in community.iter_mut().zip(&place) {
            *community = current[place as usize];
        }
        renumber(community);
        any
    }

    /// Splits each community into parts that hold together well: nodes join one by one, as long as both they and the part
    /// they join are well connected within the community.
    fn refine(&self, community: &[u32], draws: &mut Draws) -> (Vec<u32>, usize) {
        let n = self.len();
        let mut total = vec![[0.0; D]; n];
        for (mass, &community) in self.mass.iter().zip(community) {
            add(&mut total[community as usize], mass, 1.0);
        }
        let mut part: Vec<u32> = (0..n as u32).collect();
        let mut mass = self.mass.clone();
        let mut alone = vec![true; n];
        // Weight from each part to the rest of its community.
        let mut outward: Vec<f64> = (0..n)
            .map(|node| {
                let inside = |(to, weight)| if community[to] == community[node] { weight } else { 0.0 };
                self.row(node).map(inside).sum()
            })
            .collect();
        let well = |outward: f64, mass: &[f64; D], total: &[f64; D]| {
            let mut rest = *total;
            add(&mut rest, mass, -1.0);
            outward >= self.product(mass, &rest)
        };
        let mut met = Met::new(n);
        for node in draws.shuffle(n) {
            let node = node as usize;
            let own = &total[community[node] as usize];
            if !alone[node] || outward[node] == 0.0 || !well(outward[node], &self.mass[node], own) {
                continue;
            }
            for (to, weight) in self.row(node) {
                met.add(part[to], weight, community[to] == community[node]);
            }
            let mut best = (0.0, node);
            for (candidate, weight) in met.groups() {
                let gain = weight - self.product(&self.mass[node], &mass[candidate]);
                if gain > best.0 && well(outward[candidate], &mass[candidate], own) {
                    best = (gain, candidate);
                }
            }
            let target = best.1;
            if target != node {
                part[node] = target as u32;
                // The node that names the part must stay in it.
                alone[target] = false;
                let own_mass = self.mass[node];
                add(&mut mass[target], &own_mass, 1.0);
                outward[target] += outward[node] - 2.0 * met.weight[target];
            }
            met.clear();
        }
        let count = renumber(&mut part);
        (part, count)
    }

    /// The graph whose nodes are the parts.
    fn collapse(&self, part: &[u32], count: usize) -> Self {
        let mut start = vec![0u32; count + 1];
        for &part in part {
            start[part as usize + 1] += 1;
        }
        for part in 0..count {
            start[part + 1] += start[part];
        }
        let mut next = start.clone();
        let mut members = vec![0u32; part.len()];
        for (node, &part) in part.iter().enumerate() {
            members[next[part as usize] as usize] = node as u32;
            next[part as usize] += 1;
        }
        let mut result = Self {
            offsets: Vec::with_capacity(count + 1),
            to: Vec::new(),
            weight: Vec::new(),
            mass: vec![[0.0; D]; count],
            sign: self.sign,
        };
        result.offsets.push(0);
        let mut met = Met::new(count);
        for one in 0..count {
            for &node in &members[start[one] as usize..start[one + 1] as usize] {
                add(&mut result.mass[one], &self.mass[node as usize], 1.0);
                for (to, weight) in self.row(node as usize) {
                    met.add(part[to], weight, true);
                }
            }
            for (two, weight) in met.groups().filter(|(two, _)| *two != one) {
                result.to.push(two as u32);
                result.weight.push(weight);
            }
            met.clear();
            result.offsets.push(result.to.len() as u32);
        }
        result
    }

    /// Splits communities that do not hang together into their connected parts, and numbers them from zero.
    fn connect(&self, community: &mut [u32]) {
        let mut part = vec![u32::MAX; self.len()];
        let (mut count, mut stack) = (0, Vec::new());
        for start in 0..self.len() {
            if part[start] != u32::MAX {
                continue;
            }
            part[start] = count;
            stack.push(start);
            while let Some(node) = stack.pop() {
                for (to, _) in self.row(node) {
                    if part[to] == u32::MAX && community[to] == community[node] {
                        part[to] = count;
                        stack.push(to);
                    }
                }
            }
            count += 1;
        }
        community.copy_from_slice(&part);
    }
}

/// Moves nodes one by one to the community where they gain most, and looks again at their neighbours.
struct Mover<'g, const D: usize> {
    graph: &'g Weighted<D>,
    community: &'g mut [u32],
    mass: Vec<[f64; D]>,
    size: Vec<u32>,
    empty: Vec<u32>,
}

impl<'g, const D: usize> Mover<'g, D> {
    fn new(graph: &'g Weighted<D>, community: &'g mut [u32]) -> Self {
        let n = graph.len();
        let (mut mass, mut size) = (vec![[0.0; D]; n], vec![0; n]);
        for (node, &community) in community.iter().enumerate() {
            add(&mut mass[community as usize], &graph.mass[node], 1.0);
            size[community as usize] += 1;
        }
        let empty = (0..n as u32).rev().filter(|&community| size[community as usize] == 0).collect();
        Self { graph, community, mass, size, empty }
    }

    fn run(&mut self, draws: &mut Draws) -> bool {
        let n = self.graph.len();
        // A ring with room for one more than ever wait.
        let mut queue = draws.shuffle(n);
        queue.resize((n + 1).next_power_of_two(), 0);
        let (ring, mut next, mut end) = (queue.len() - 1, 0, n);
        let mut waits = vec![true; n];
        let mut met = Met::new(n);
        let mut any = false;
        while next < end {
            let node = queue[next & ring] as usize;
            next += 1;
            waits[node] = false;
            let own = self.community[node] as usize;
            for (to, weight) in self.graph.row(node) {
                met.add(self.community[to], weight, true);
            }
            let strength: f64 = met.groups().map(|(_, weight)| weight).sum();
            let mass = self.graph.mass[node];
            add(&mut self.mass[own], &mass, -1.0);
            self.size[own] -= 1;
            let gain = |community: usize, weight: f64| weight - self.graph.product(&mass, &self.mass[community]);
            let stay = if self.size[own] == 0 { 0.0 } else { gain(own, met.weight[own]) };
            // Gains that are only rounding errors could move nodes to and fro for ever.
            let least = strength * NOISE;
            let mut best = (stay, own);
            for (community, weight) in met.groups() {
                let gain = gain(community, weight);
                if gain > best.0 + least {
                    best = (gain, community);
                }
            }
            if best.0 < -least
                && self.size[own] > 0
                && let Some(&empty) = self.empty.last()
            {
                best = (0.0, empty as usize);
            }
            met.clear();
            let target = best.1;
            add(&mut self.mass[target], &mass, 1.0);
            self.size[target] += 1;
            if target == own {
                continue;
            }
            any = true;
            self.community[node] = target as u32;
            if self.size[own] == 0 {
                self.mass[own] = [0.0; D];
                self.empty.push(own as u32);
            }
            if self.empty.last() == Some(&(target as u32)) {
                self.empty.pop();
            }
            for (to, _) in self.graph.row(node) {
                #[expect(clippy::needless_bitwise_bool, reason = "a branch here is a wrong guess as often as not")]
                let joins = !waits[to] & (self.community[to] as usize != target);
                waits[to] |= joins;
                queue[end & ring] = to as u32;
                end += usize::from(joins);
            }
        }
        any
    }
}

/// The groups among the neighbours of a node, with the weight to each. Nothing is decided while neighbours are gone through,
/// since whether a group was met before is anybody's guess, and a wrong guess costs a processor more than the work itself.
struct Met {
    /// By group; zero for those not met.
    weight: Vec<f64>,
    /// Those met come first.
    groups: Vec<u32>,
    count: usize,
}

impl Met {
    fn new(groups: usize) -> Self {
        Self { weight: vec![0.0; groups], groups: vec![0; groups + 1], count: 0 }
    }

    /// Adds a neighbour of positive weight, if it counts.
    #[inline]
    #[expect(clippy::needless_bitwise_bool, reason = "no branch")]
    fn add(&mut self, group: u32, weight: f64, counts: bool) {
        let sum = &mut self.weight[group as usize];
        self.groups[self.count] = group;
        self.count += usize::from(counts & (*sum == 0.0));
        *sum += if counts { weight } else { 0.0 };
    }

    #[inline]
    fn groups(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.groups[..self.count].iter().map(|&group| (group as usize, self.weight[group as usize]))
    }

    fn clear(&mut self) {
        for &group in &self.groups[..self.count] {
            self.weight[group as usize] = 0.0;
        }
        self.count = 0;
    }
}

/// Random numbers in the order in which they are asked for, a function of the seed.
struct Draws {
    seed: u64,
    count: u64,
}

impl Draws {
    /// The numbers below `n` in random order.
    fn shuffle(&mut self, n: usize) -> Vec<u32> {
        let mut order: Vec<u32> = (0..n as u32).collect();
        for last in (1..n).rev() {
            #[expect(clippy::cast_sign_loss, reason = "a share of a count")]
            let other = (uniform(self.seed, self.count) * (last + 1) as f64) as usize;
            self.count += 1;
            order.swap(last, other.min(last));
        }
        order
    }
}

#[inline]
fn add<const D: usize>(sum: &mut [f64; D], mass: &[f64; D], times: f64) {
    for d in 0..D {
        sum[d] += times * mass[d];
    }
}

/// Numbers the groups from zero in the order in which they first occur; gives how many there are.
pub(crate) fn renumber(group: &mut [u32]) -> usize {
    let top = group.iter().max().map_or(0, |&top| top as usize + 1);
    let mut name = vec![u32::MAX; top];
    let mut count = 0;
    for group in group {
        let name = &mut name[*group as usize];
        if *name == u32::MAX {
            *name = count;
            count += 1;
        }
        *group = *name;
    }
    count as usize
}
