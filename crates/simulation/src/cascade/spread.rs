//! A shock on its way through the network.
//!
//! The cost follows the cascade: a firm tells its neighbours by how much its loss changed, and who heard nothing new is not
//! looked at. Changes are told in the order of the firms, so that the same shock gives the same bits whatever was computed
//! before. Several shocks that share the loading of links were tried and were slower: together they touch most of the
//! network in each round, while the middle one of all firms touches a few hundred links.

use super::firm_set::FirmSet;
use super::rules::{Start, Stop};
use super::ways::Ways;

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
/// A market of which less than this part is left is added up anew: what was taken off it has left rounding behind.
const LITTLE: f64 = 1e-6;

/// The state of a shock on its way.
#[derive(Clone, Debug)]
pub struct Spread<'w> {
    ways: &'w Ways<'w>,
    down: Vec<f64>,
    up: Vec<f64>,
    /// Of the loss of a seller, what its buyers feel: others may stand in.
    felt: Vec<f64>,
    /// What the inputs of each buyer come to, sum by sum.
    missing: Vec<f64>,
    /// What the orders of each seller come to.
    cancelled: Vec<f64>,
    /// What the sellers of each sector still make.
    left: Vec<f64>,
    shocked: FirmSet,
    /// Firms that are shocked, in their order, with what they lose at least: down and up.
    floors: Vec<(u32, f64, f64)>,
    /// Firms that may have lost anything, by channel.
    touched: [FirmSet; 2],
    /// Firms that heard something new, by channel.
    reached: [FirmSet; 2],
    /// Sectors of which a firm lost or gained.
    stirred: Vec<bool>,
    sectors: Vec<u32>,
    /// Firms whose loss changed last, and by how much; by channel.
    news: [Vec<(u32, f64)>; 2],
    next: [Vec<(u32, f64)>; 2],
    change: f64,
}

/// Places of the two channels in what is kept for both.
const DOWN: usize = 0;
const UP: usize = 1;

impl<'w> Spread<'w> {
    /// Nothing has happened yet.
    pub fn new(ways: &'w Ways<'_>) -> Self {
        let firms = ways.network.firms();
        let set = || [FirmSet::new(firms), FirmSet::new(firms)];
        Self {
            ways,
            down: vec![0.0; firms],
            up: vec![0.0; firms],
            felt: vec![0.0; firms],
            missing: vec![0.0; ways.sums[firms] as usize],
            cancelled: vec![0.0; firms],
            left: ways.market.clone(),
            shocked: FirmSet::new(firms),
            floors: Vec::new(),
            touched: set(),
            reached: set(),
            stirred: vec![false; ways.market.len()],
            sectors: Vec::new(),
            news: [Vec::new(), Vec::new()],
            next: [Vec::new(), Vec::new()],
            change: 0.0,
        }
    }

    /// Starts anew with these shocks. Of several shocks to one firm the largest counts.
    ///
    /// # Panics
    ///
    /// If a shock names no firm of the network.
    pub fn begin(&mut self, shocks: &[Shock]) {
        self.clear();
        let part = |loss: f64| loss.clamp(0.0, 1.0);
        self.floors.extend(shocks.iter().map(|shock| (shock.firm, part(shock.down), part(shock.up))));
        self.floors.sort_by_key(|floor| floor.0);
        self.floors.dedup_by(|one, kept| {
            let same = one.0 == kept.0;
            if same {
                *kept = (kept.0, kept.1.max(one.1), kept.2.max(one.2));
            }
            same
        });
        for (firm, ..) in &self.floors {
            self.shocked.add(*firm);
            self.reached[DOWN].add(*firm);
            self.reached[UP].add(*firm);
        }
        if self.ways.rules.start == Start::Shocked {
            self.reckon();
            self.apply();
        }
    }

    fn clear(&mut self) {
        let ways = self.ways;
        for (touched, reached) in self.touched.iter_mut().zip(&mut self.reached) {
            touched.join(reached);
            reached.clear();
        }
        let (down, felt, missing) = (&mut self.down, &mut self.felt, &mut self.missing);
        self.touched[DOWN].each(|firm| {
            down[firm as usize] = 0.0;
            felt[firm as usize] = 0.0;
            missing[ways.sums_of(firm as usize)].fill(0.0);
        });
        let (up, cancelled) = (&mut self.up, &mut self.cancelled);
        self.touched[UP].each(|firm| {
            up[firm as usize] = 0.0;
            cancelled[firm as usize] = 0.0;
        });
        for channel in [DOWN, UP] {
            self.touched[channel].clear();
            self.news[channel].clear();
        }
        self.left.clone_from(&ways.market);
        for sector in self.sectors.drain(..) {
            self.stirred[sector as usize] = false;
        }
        self.floors.clear();
        self.shocked.clear();
    }

    /// Runs a shock to its end. `weights` are what the firms count for in the toll and in [`Stop::Ratio`].
    ///
    /// # Panics
    ///
    /// As [`Spread::begin`], or if there is not a weight for each firm.
    pub fn run(&mut self, shocks: &[Shock], weights: &[f64]) -> Toll {
        self.begin(shocks);
        let rules = self.ways.rules;
        let mut before = self.all_so_far(weights);
        let (mut rounds, mut settled) = (0, false);
        while !settled && rounds < rules.rounds {
            rounds += 1;
            let change = self.round();
            let now = self.all_so_far(weights);
            settled = rules.stop.ends(change, before, now);
            before = now;
        }
        Toll { rounds, settled, ..self.toll(weights) }
    }

    /// What has been lost, where the rule by which the rounds end asks for it.
    pub(super) fn all_so_far(&self, weights: &[f64]) -> f64 {
        if matches!(self.ways.rules.stop, Stop::Ratio(_)) { self.toll(weights).all } else { 0.0 }
    }

    /// One round. The largest change of a loss.
    pub fn round(&mut self) -> f64 {
        self.reckon();
        self.apply();
        self.change
    }

    /// What a firm has lost because inputs are missing.
    pub fn down(&self, firm: u32) -> f64 {
        self.down[firm as usize]
    }

    /// What a firm has lost because orders are missing.
    pub fn up(&self, firm: u32) -> f64 {
        self.up[firm as usize]
    }

    /// The firms that have lost anything, in their order.
    pub fn touched(&self) -> Vec<u32> {
        let mut firms = Vec::new();
        self.either().each(|firm| {
            if self.down(firm) > 0.0 || self.up(firm) > 0.0 {
                firms.push(firm);
            }
        });
        firms
    }

    fn either(&self) -> FirmSet {
        let mut both = self.touched[DOWN].clone();
        both.join(&self.touched[UP]);
        both
    }

    /// What the firms would lose next, in which channel: valid between [`Spread::reckon`] and [`Spread::apply`].
    pub(super) fn next(&self) -> impl Iterator<Item = (u32, Channel, f64)> {
        let down = self.next[DOWN].iter().map(|(firm, loss)| (*firm, Channel::Down, *loss));
        down.chain(self.next[UP].iter().map(|(firm, loss)| (*firm, Channel::Up, *loss)))
    }

    /// Works out the losses after this round, without making them true yet.
    pub(super) fn reckon(&mut self) {
        self.tell_buyers();
        self.tell_sellers();
        let ways = self.ways;
        let both = matches!(ways.rules.stop, Stop::TwoSided(_));
        let mut most = 0.0f64;
        // Plain comparisons: no loss is NaN, and these loops are where the time goes.
        let mut change = |new: f64, old: f64| {
            let change = if both { (new - old).abs() } else { new - old };
            most = if change > most { change } else { most };
            change != 0.0
        };
        let shocked = |firm: u32, channel: usize| {
            let place = self.floors.binary_search_by_key(&firm, |floor| floor.0);
            place.map_or(0.0, |place| if channel == DOWN { self.floors[place].1 } else { self.floors[place].2 })
        };
        let [next_down, next_up] = &mut self.next;
        next_down.clear();
        next_up.clear();
        let (missing, down) = (&self.missing, &self.down);
        self.reached[DOWN].each(|firm| {
            let mut loss =
                missing[ways.sums_of(firm as usize)].iter().fold(0.0f64, |most, sum| most.max(*sum)).min(1.0);
            if self.shocked.has(firm) {
                loss = loss.max(shocked(firm, DOWN));
            }
            if change(loss, down[firm as usize]) {
                next_down.push((firm, loss));
            }
        });
        let (cancelled, up) = (&self.cancelled, &self.up);
        self.reached[UP].each(|firm| {
            let mut loss = cancelled[firm as usize].clamp(0.0, 1.0);
            if self.shocked.has(firm) {
                loss = loss.max(shocked(firm, UP));
            }
            if change(loss, up[firm as usize]) {
                next_up.push((firm, loss));
            }
        });
        self.change = most;
        for (touched, reached) in self.touched.iter_mut().zip(&mut self.reached) {
            touched.join(reached);
            reached.clear();
        }
    }

    /// Makes the losses of this round true. The largest change.
    pub(super) fn apply(&mut self) -> f64 {
        for (channel, now) in [&mut self.down, &mut self.up].into_iter().enumerate() {
            let news = &mut self.news[channel];
            news.clear();
            for &(firm, loss) in &self.next[channel] {
                let old = std::mem::replace(&mut now[firm as usize], loss);
                news.push((firm, loss - old));
            }
        }
        self.change
    }

    /// Brings up to date what sellers hear of their buyers.
    fn tell_sellers(&mut self) {
        let (cancelled, reached) = (&mut self.cancelled, &mut self.reached[UP]);
        for &(firm, change) in &self.news[UP] {
            let (sellers, taken) = self.ways.orders(firm as usize);
            for (&seller, taken) in sellers.iter().zip(taken) {
                cancelled[seller as usize] += taken * change;
                reached.add(seller);
            }
        }
    }

    /// Brings up to date what buyers feel of their sellers.
    fn tell_buyers(&mut self) {
        let (ways, network) = (self.ways, self.ways.network);
        let part = ways.rules.replaceability;
        if part > 0.0 {
            self.count_markets();
        }
        let (down, left, stirred) = (&self.down, &self.left, &self.stirred);
        let (felt, missing, reached) = (&mut self.felt, &mut self.missing, &mut self.reached[DOWN]);
        let mut tell = |firm: u32, now: f64| {
            let change = now - std::mem::replace(&mut felt[firm as usize], now);
            if change != 0.0 {
                for path in ways.deliveries(firm as usize) {
                    missing[path.sum as usize] += path.share * change;
                    reached.add(path.to);
                }
            }
        };
        if part > 0.0 {
            self.touched[DOWN].each(|firm| {
                let at = firm as usize;
                let sector = network.sector[at] as usize;
                if stirred[sector] {
                    let market = if left[sector] <= NOTHING { 1.0 } else { left[sector] };
                    let stands = if ways.unmeasured[at] { 1.0 } else { (ways.output[at] / market).min(1.0) };
                    tell(firm, down[at] * (1.0 - part * (1.0 - stands)));
                }
            });
        } else {
            for &(firm, _) in &self.news[DOWN] {
                tell(firm, down[firm as usize]);
            }
        }
        for sector in self.sectors.drain(..) {
            self.stirred[sector as usize] = false;
        }
    }

    /// Brings up to date what is left of the markets of firms whose loss changed.
    fn count_markets(&mut self) {
        let (ways, network) = (self.ways, self.ways.network);
        for &(firm, change) in &self.news[DOWN] {
            let sector = network.sector[firm as usize];
            self.left[sector as usize] -= ways.output[firm as usize] * change;
            if !std::mem::replace(&mut self.stirred[sector as usize], true) {
                self.sectors.push(sector);
            }
        }
        for &sector in &self.sectors {
            let left = &mut self.left[sector as usize];
            if *left < LITTLE * ways.market[sector as usize] {
                let members = network.members.row(sector as usize).iter();
                *left = members.map(|&firm| ways.output[firm as usize] * (1.0 - self.down[firm as usize])).sum();
            }
        }
    }

    /// What the firms have lost, weighted.
    ///
    /// # Panics
    ///
    /// If there is not a weight for each firm.
    pub fn toll(&self, weights: &[f64]) -> Toll {
        assert_eq!(weights.len(), self.down.len(), "a weight for each firm");
        let mut toll = Toll::default();
        self.either().each(|firm| {
            let (weight, down, up) = (weights[firm as usize], self.down(firm), self.up(firm));
            toll.all += weight * down.max(up);
            toll.down += weight * down;
            toll.up += weight * up;
        });
        toll
    }

    /// The seller through which a firm would lose most: the one that adds most to its largest sum; valid as [`Spread::next`].
    pub(super) fn cause_down(&self, firm: u32) -> Option<u32> {
        let ways = self.ways;
        let sums = ways.sums_of(firm as usize);
        let largest = sums.rev().max_by(|&one, &two| self.missing[one].total_cmp(&self.missing[two]))?;
        let parts = ways.orders(firm as usize).0.iter().map(|&seller| {
            let paths = ways.between(seller, firm).iter().filter(|path| path.sum as usize == largest);
            (paths.map(|path| path.share).sum::<f64>() * self.felt[seller as usize], seller)
        });
        most(parts)
    }

    /// The buyer whose missing orders cost a firm most; valid as [`Spread::next`].
    pub(super) fn cause_up(&self, firm: u32) -> Option<u32> {
        let (unknown, whole) = (self.ways.rules.unknown.up, self.ways.output[firm as usize]);
        let taken = |value: f64| if value.is_nan() { unknown } else { value / whole };
        most(self.ways.network.buyers(firm).map(|(buyer, value)| (taken(value) * self.up(buyer), buyer)))
    }
}

/// Who adds most; of equals the first; nobody where nobody adds anything.
fn most(parts: impl Iterator<Item = (f64, u32)>) -> Option<u32> {
    let larger = |best: (f64, Option<u32>), (part, firm)| if part > best.0 { (part, Some(firm)) } else { best };
    parts.fold((0.0, None), larger).1
}
