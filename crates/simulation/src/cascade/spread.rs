//! Shocks on their way through the network: `L` at a time, so that each link is loaded once for all of them.
//!
//! A round looks only at firms next to one whose loss changed; where that is most of the network it looks at all. What a
//! firm loses is added up in the order of its links, so that a shock gives the same bits alone, beside others, and at any
//! number of threads.

#![expect(clippy::cast_possible_truncation, reason = "firms and links are numbered below 2^32")]

use super::rules::{Start, Stop};
use super::ways::Ways;
use liantu_numeric::chunked;

/// A firm that stops, in part or whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shock {
    /// The firm.
    pub firm: u32,
    /// The part of its deliveries that is lost, from 0 to 1.
    pub down: f64,
    /// The part of its orders that is lost, from 0 to 1.
    pub up: f64,
}

impl Shock {
    /// The firm loses this part of its deliveries and its orders.
    pub fn both(firm: u32, part: f64) -> Self {
        Self { firm, down: part, up: part }
    }
}

/// What a shock comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Toll {
    /// What all firms lose, the larger of down and up each.
    pub all: f64,
    /// What they lose because inputs are missing.
    pub down: f64,
    /// What they lose because orders are missing.
    pub up: f64,
    /// How many rounds it took.
    pub rounds: u32,
    /// Whether the rounds came to their end by themselves.
    pub settled: bool,
}

/// How a shock reached a firm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// It is what stopped.
    Shock,
    /// An input is missing.
    Down,
    /// An order is missing.
    Up,
}

impl Channel {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Shock => "shock",
            Self::Down => "down",
            Self::Up => "up",
        }
    }
}

/// Markets whose sellers produce no more than this count as gone.
const NOTHING: f64 = 1e-10;
/// Links to look at in a round from which several threads take part.
const MANY: usize = 1 << 18;

type Lanes<const L: usize> = [f64; L];

/// The state of `L` shocks on their way.
#[derive(Clone, Debug)]
pub struct Spread<'w, const L: usize> {
    ways: &'w Ways<'w>,
    down: Vec<Lanes<L>>,
    up: Vec<Lanes<L>>,
    /// Of the loss of a seller, what its buyers feel: others may stand in.
    felt: Vec<Lanes<L>>,
    touched: Vec<u32>,
    is_touched: Vec<bool>,
    /// One more than the place of a firm among the shocked; 0 for all others.
    shocked: Vec<u32>,
    floors: Vec<(u32, Lanes<L>, Lanes<L>)>,
    first: bool,
    live: [bool; L],
    changed_down: Vec<u32>,
    changed_up: Vec<u32>,
    next_down: Vec<(u32, Lanes<L>)>,
    next_up: Vec<(u32, Lanes<L>)>,
    seen: Vec<u32>,
    turn: u32,
    stirred: Vec<bool>,
    available: Vec<Lanes<L>>,
}

impl<'w, const L: usize> Spread<'w, L> {
    /// Nothing has happened yet.
    pub fn new(ways: &'w Ways<'_>) -> Self {
        let (firms, sectors) = (ways.network.firms(), ways.network.members.rows());
        Self {
            ways,
            down: vec![[0.0; L]; firms],
            up: vec![[0.0; L]; firms],
            felt: vec![[0.0; L]; firms],
            touched: Vec::new(),
            is_touched: vec![false; firms],
            shocked: vec![0; firms],
            floors: Vec::new(),
            first: false,
            live: [true; L],
            changed_down: Vec::new(),
            changed_up: Vec::new(),
            next_down: Vec::new(),
            next_up: Vec::new(),
            seen: vec![0; firms],
            turn: 0,
            stirred: vec![false; sectors],
            available: vec![[0.0; L]; sectors],
        }
    }

    /// Starts anew with a list of shocks for each lane. Of several shocks to one firm the largest counts.
    ///
    /// # Panics
    ///
    /// If a shock names no firm of the network.
    pub fn begin(&mut self, shocks: [&[Shock]; L]) {
        for firm in self.touched.drain(..) {
            let at = firm as usize;
            self.down[at] = [0.0; L];
            self.up[at] = [0.0; L];
            self.felt[at] = [0.0; L];
            self.is_touched[at] = false;
        }
        for (firm, ..) in self.floors.drain(..) {
            self.shocked[firm as usize] = 0;
        }
        self.changed_down.clear();
        self.changed_up.clear();
        self.live = [true; L];
        for (lane, list) in shocks.into_iter().enumerate() {
            for shock in list {
                let slot = &mut self.shocked[shock.firm as usize];
                if *slot == 0 {
                    self.floors.push((shock.firm, [0.0; L], [0.0; L]));
                    *slot = self.floors.len() as u32;
                }
                let (_, down, up) = &mut self.floors[*slot as usize - 1];
                down[lane] = down[lane].max(shock.down.clamp(0.0, 1.0));
                up[lane] = up[lane].max(shock.up.clamp(0.0, 1.0));
            }
        }
        self.first = self.ways.rules.start == Start::Intact;
        if !self.first {
            self.next_down.clear();
            self.next_up.clear();
            self.next_down.extend(self.floors.iter().map(|floor| (floor.0, floor.1)));
            self.next_up.extend(self.floors.iter().map(|floor| (floor.0, floor.2)));
            self.apply();
        }
    }

    /// Runs each lane to its end. `weights` are what the firms count for in the toll and in [`Stop::Ratio`].
    ///
    /// # Panics
    ///
    /// As [`Spread::begin`], or if there is not a weight for each firm.
    pub fn run(&mut self, shocks: [&[Shock]; L], weights: &[f64]) -> [Toll; L] {
        self.begin(shocks);
        let mut tolls = [Toll::default(); L];
        let ratio = matches!(self.ways.rules.stop, Stop::Ratio(_));
        let mut before = if ratio { self.tolls(weights) } else { tolls };
        for round in 1..=self.ways.rules.rounds {
            let change = self.round();
            let after = if ratio { Some(self.tolls(weights)) } else { None };
            let ends: [bool; L] = std::array::from_fn(|lane| {
                self.live[lane]
                    && match self.ways.rules.stop {
                        Stop::OneSided(epsilon) | Stop::TwoSided(epsilon) => change[lane] <= epsilon,
                        Stop::Ratio(epsilon) => {
                            after.as_ref().is_some_and(|after| after[lane].all <= before[lane].all * (1.0 + epsilon))
                        }
                    }
            });
            if ends.contains(&true) || round == self.ways.rules.rounds {
                let now = after.unwrap_or_else(|| self.tolls(weights));
                for lane in 0..L {
                    if self.live[lane] {
                        tolls[lane] = Toll { rounds: round, settled: ends[lane], ..now[lane] };
                    }
                    self.live[lane] &= !ends[lane];
                }
            }
            if let Some(after) = after {
                before = after;
            }
            if !self.live.contains(&true) {
                break;
            }
        }
        tolls
    }

    /// One round. The largest change of a loss, by lane.
    pub fn round(&mut self) -> Lanes<L> {
        self.reckon();
        let change = self.change();
        self.apply();
        change
    }

    /// What a firm has lost because inputs are missing, by lane.
    pub fn down(&self, firm: u32) -> Lanes<L> {
        self.down[firm as usize]
    }

    /// What a firm has lost because orders are missing, by lane.
    pub fn up(&self, firm: u32) -> Lanes<L> {
        self.up[firm as usize]
    }

    /// The firms that have lost anything, in any lane.
    pub fn touched(&self) -> &[u32] {
        &self.touched
    }

    /// What the firms would lose next, in which channel: valid between [`Spread::reckon`] and [`Spread::apply`].
    pub(super) fn next(&self) -> impl Iterator<Item = (u32, Channel, Lanes<L>)> {
        let down = self.next_down.iter().map(|(firm, loss)| (*firm, Channel::Down, *loss));
        down.chain(self.next_up.iter().map(|(firm, loss)| (*firm, Channel::Up, *loss)))
    }

    /// Works out the losses after this round, without making them true yet.
    pub(super) fn reckon(&mut self) {
        let stirred = self.feel();
        let network = self.ways.network;
        let mut places = std::mem::take(&mut self.seen);
        let first: Vec<u32> = if self.first { self.floors.iter().map(|floor| floor.0).collect() } else { Vec::new() };
        self.first = false;
        let ways = self.ways;
        let list = self.next_to((&mut places, self.turn + 1), &stirred, &first, |firm| &network.to[network.row(firm)]);
        let (down, felt, live) = (&self.down, &self.felt, self.live);
        let floor = |firm: usize| self.shocked[firm].checked_sub(1).map(|place| &self.floors[place as usize]);
        let next_down = look(&list, |firm| {
            let mut loss = missing_inputs(ways, felt, firm);
            if let Some((_, own, _)) = floor(firm) {
                raise(&mut loss, own);
            }
            differs(&loss, &down[firm], live).then_some(loss)
        });
        let list = self.next_to((&mut places, self.turn + 2), &self.changed_up, &first, |firm| {
            &ways.from[ways.inputs[firm] as usize..ways.inputs[firm + 1] as usize]
        });
        let up = &self.up;
        let next_up = look(&list, |firm| {
            let mut loss = missing_orders(ways, up, firm);
            if let Some((_, _, own)) = floor(firm) {
                raise(&mut loss, own);
            }
            differs(&loss, &up[firm], live).then_some(loss)
        });
        self.turn += 2;
        self.seen = places;
        (self.next_down, self.next_up) = (next_down, next_up);
    }

    /// The largest change that would come, by lane.
    pub(super) fn change(&self) -> Lanes<L> {
        let mut most = [0.0f64; L];
        let both = matches!(self.ways.rules.stop, Stop::TwoSided(_));
        let mut take = |old: &Lanes<L>, new: &Lanes<L>| {
            for lane in 0..L {
                let change = new[lane] - old[lane];
                most[lane] = most[lane].max(if both { change.abs() } else { change });
            }
        };
        self.next_down.iter().for_each(|(firm, new)| take(&self.down[*firm as usize], new));
        self.next_up.iter().for_each(|(firm, new)| take(&self.up[*firm as usize], new));
        most
    }

    /// Makes the losses of this round true.
    pub(super) fn apply(&mut self) {
        self.changed_down.clear();
        self.changed_up.clear();
        for (next, now, changed) in [
            (&self.next_down, &mut self.down, &mut self.changed_down),
            (&self.next_up, &mut self.up, &mut self.changed_up),
        ] {
            for (firm, loss) in next {
                now[*firm as usize] = *loss;
                changed.push(*firm);
                if !self.is_touched[*firm as usize] {
                    self.is_touched[*firm as usize] = true;
                    self.touched.push(*firm);
                }
            }
        }
    }

    /// Brings up to date what buyers feel; the sellers of whom they feel something else than before.
    fn feel(&mut self) -> Vec<u32> {
        let (ways, network) = (self.ways, self.ways.network);
        let part = ways.rules.replaceability;
        if part == 0.0 {
            for &firm in &self.changed_down {
                self.felt[firm as usize] = self.down[firm as usize];
            }
            return self.changed_down.clone();
        }
        let mut sectors: Vec<u32> = Vec::new();
        for &firm in &self.changed_down {
            let sector = network.sector[firm as usize];
            if !std::mem::replace(&mut self.stirred[sector as usize], true) {
                sectors.push(sector);
            }
        }
        let down = &self.down;
        let left = |place: usize| {
            let mut sum = [0.0; L];
            for &firm in network.members.row(sectors[place] as usize) {
                let output = ways.output[firm as usize];
                for (sum, loss) in sum.iter_mut().zip(&down[firm as usize]) {
                    *sum += output * (1.0 - loss);
                }
            }
            sum
        };
        let size: usize = sectors.iter().map(|&sector| network.members.row(sector as usize).len()).sum();
        let sums: Vec<Lanes<L>> = if size > MANY {
            chunked(sectors.len(), 1, |range| left(range.start))
        } else {
            (0..sectors.len()).map(left).collect()
        };
        for (&sector, sum) in sectors.iter().zip(sums) {
            self.available[sector as usize] = sum.map(|left| if left <= NOTHING { 1.0 } else { left });
        }
        let mut changed = Vec::new();
        for &firm in &self.touched {
            let at = firm as usize;
            let sector = network.sector[at] as usize;
            if !self.stirred[sector] {
                continue;
            }
            let (own, all) = (ways.output[at], &self.available[sector]);
            let felt: Lanes<L> = std::array::from_fn(|lane| {
                let stands = if ways.unmeasured[at] { 1.0 } else { (own / all[lane]).min(1.0) };
                self.down[at][lane] * (1.0 - part * (1.0 - stands))
            });
            if differs(&felt, &self.felt[at], self.live) {
                self.felt[at] = felt;
                changed.push(firm);
            }
        }
        for sector in sectors {
            self.stirred[sector as usize] = false;
        }
        changed
    }

    /// The firms next to `changed` and those of `more`; all where they are many.
    fn next_to<'n>(
        &self,
        (seen, mark): (&mut [u32], u32),
        changed: &[u32],
        more: &[u32],
        neighbours: impl Fn(usize) -> &'n [u32],
    ) -> Firms {
        let firms = self.ways.network.firms();
        let links = self.ways.network.links();
        let reach: usize = changed.iter().map(|&firm| neighbours(firm as usize).len()).sum();
        if 4 * reach > links {
            return Firms { list: None, count: firms, links };
        }
        let mut list = Vec::with_capacity(reach.min(firms));
        let mut take = |firm: u32| {
            if std::mem::replace(&mut seen[firm as usize], mark) != mark {
                list.push(firm);
            }
        };
        for &firm in more {
            take(firm);
        }
        for &firm in changed.iter().flat_map(|&firm| neighbours(firm as usize)) {
            take(firm);
        }
        Firms { count: list.len(), links: links * list.len() / firms.max(1), list: Some(list) }
    }

    /// What the firms have lost, weighted.
    ///
    /// # Panics
    ///
    /// If there is not a weight for each firm.
    pub fn tolls(&self, weights: &[f64]) -> [Toll; L] {
        assert_eq!(weights.len(), self.down.len(), "a weight for each firm");
        let mut tolls = [Toll::default(); L];
        let mut add = |firm: usize| {
            let weight = weights[firm];
            let (down, up) = (&self.down[firm], &self.up[firm]);
            for lane in 0..L {
                tolls[lane].all += weight * down[lane].max(up[lane]);
                tolls[lane].down += weight * down[lane];
                tolls[lane].up += weight * up[lane];
            }
        };
        // Firms that lost nothing add nothing, so that both ways give the same bits.
        if self.touched.len() < self.down.len() / 16 {
            let mut touched = self.touched.clone();
            touched.sort_unstable();
            for firm in touched {
                add(firm as usize);
            }
        } else {
            for firm in 0..self.down.len() {
                add(firm);
            }
        }
        tolls
    }
}

/// Firms to look at.
struct Firms {
    /// `None`: all.
    list: Option<Vec<u32>>,
    count: usize,
    /// About how many links they have.
    links: usize,
}

/// The firms whose loss `find` says is another now, in the order of the list.
fn look<const L: usize>(firms: &Firms, find: impl Fn(usize) -> Option<Lanes<L>> + Sync + Send) -> Vec<(u32, Lanes<L>)> {
    let firm = |place: usize| firms.list.as_ref().map_or(place as u32, |list| list[place]);
    let look = |range: std::ops::Range<usize>| -> Vec<(u32, Lanes<L>)> {
        range.map(firm).filter_map(|firm| find(firm as usize).map(|loss| (firm, loss))).collect()
    };
    if firms.links > MANY { chunked(firms.count, 1 << 12, look).concat() } else { look(0..firms.count) }
}

fn raise<const L: usize>(loss: &mut Lanes<L>, other: &Lanes<L>) {
    loss.iter_mut().zip(other).for_each(|(loss, other)| *loss = loss.max(*other));
}

fn differs<const L: usize>(one: &Lanes<L>, other: &Lanes<L>, live: [bool; L]) -> bool {
    let mut differs = false;
    for lane in 0..L {
        differs |= live[lane] && one[lane].to_bits() != other[lane].to_bits();
    }
    differs
}

#[inline]
fn gathered<const L: usize>(from: &[u32], share: &[f64], loss: &[Lanes<L>]) -> Lanes<L> {
    let mut sum = [0.0; L];
    for (&firm, &share) in from.iter().zip(share) {
        for (sum, loss) in sum.iter_mut().zip(&loss[firm as usize]) {
            *sum += share * loss;
        }
    }
    sum
}

/// What a buyer loses by what it feels of its sellers.
#[inline]
fn missing_inputs<const L: usize>(ways: &Ways<'_>, felt: &[Lanes<L>], buyer: usize) -> Lanes<L> {
    let mut loss = [0.0; L];
    let mut start = ways.inputs[buyer] as usize;
    for &end in &ways.group_end[ways.groups[buyer] as usize..ways.groups[buyer + 1] as usize] {
        let end = end as usize;
        raise(&mut loss, &gathered(&ways.from[start..end], &ways.share[start..end], felt));
        start = end;
    }
    let end = ways.counted[buyer] as usize;
    raise(&mut loss, &gathered(&ways.from[start..end], &ways.share[start..end], felt));
    loss.map(|loss| loss.min(1.0))
}

/// What a seller loses by what its buyers no longer make.
#[inline]
fn missing_orders<const L: usize>(ways: &Ways<'_>, up: &[Lanes<L>], seller: usize) -> Lanes<L> {
    let row = ways.network.row(seller);
    gathered(&ways.network.to[row.clone()], &ways.taken[row], up).map(|loss| loss.min(1.0))
}

impl Spread<'_, 1> {
    /// The input through which a firm would lose most: the seller that adds most to what binds; valid as [`Spread::next`].
    pub(super) fn cause_down(&self, firm: u32) -> Option<u32> {
        let (ways, buyer) = (self.ways, firm as usize);
        let part = |place: usize| ways.share[place] * self.felt[ways.from[place] as usize][0];
        let mut best: Option<(f64, usize, usize)> = None;
        let mut start = ways.inputs[buyer] as usize;
        let ends = &ways.group_end[ways.groups[buyer] as usize..ways.groups[buyer + 1] as usize];
        for end in ends.iter().copied().chain([ways.counted[buyer]]) {
            let end = end as usize;
            let loss: f64 = (start..end).map(part).sum();
            if loss > best.map_or(0.0, |best| best.0) {
                best = Some((loss, start, end));
            }
            start = end;
        }
        let (_, start, end) = best?;
        // Of equals the first.
        (start..end).rev().max_by(|&one, &two| part(one).total_cmp(&part(two))).map(|place| ways.from[place])
    }

    /// The buyer whose missing orders cost a firm most; valid as [`Spread::next`].
    pub(super) fn cause_up(&self, firm: u32) -> Option<u32> {
        let ways = self.ways;
        let part = |place: usize| ways.taken[place] * self.up[ways.network.to[place] as usize][0];
        let best = ways.network.row(firm as usize).rev().max_by(|&one, &two| part(one).total_cmp(&part(two)))?;
        (part(best) > 0.0).then(|| ways.network.to[best])
    }
}
