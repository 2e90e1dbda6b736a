//! What lies in stock and what is ordered for it, from day to day: the only part of a day that looks at every link.

use super::economy::{Economy, Group};
use liantu_numeric::chunk_length;
use rayon::prelude::*;

/// Stocks, orders, and what is asked of each producer.
pub(super) struct Stores<'e> {
    economy: &'e Economy,
    habits: Habits,
    /// What lies in each stock.
    stock: Vec<f64>,
    /// One over each stock at rest; zero where none is kept.
    per_rest: Vec<f64>,
    /// Orders for each stock, divided by the sum of the weights of its suppliers: what a supplier gets is this by its own weight.
    order: Vec<f64>,
    portions: Vec<Portion>,
}

/// How stocks are kept.
#[derive(Clone, Copy)]
struct Habits {
    stock_days: f64,
    /// The part of a gap that is ordered on a day.
    restocked: f64,
}

/// Groups of stocks that a thread takes at a time.
struct Portion {
    groups: std::ops::Range<usize>,
    /// What they ask of each producer, but for its weight.
    asked: Vec<f64>,
    /// The least of them of each producer, against rest.
    cover: Vec<f64>,
}

/// What a day came to for those who buy and those who sell.
#[derive(Clone, Copy)]
pub(super) struct Today<'a> {
    /// Of an order at each supplier, what is delivered, times its weight of today.
    pub flow: &'a [f64],
    /// The weight of each supplier tomorrow.
    pub weight: &'a [f64],
    /// Made by each buyer.
    pub production: &'a [f64],
    /// What each buyer would have made with stocks enough.
    pub wanted: &'a [f64],
}

/// The stocks of a portion.
struct Task<'a> {
    economy: &'a Economy,
    habits: Habits,
    today: Today<'a>,
    portion: &'a mut Portion,
    first: usize,
    stock: &'a mut [f64],
    order: &'a mut [f64],
    per_rest: &'a [f64],
}

impl<'e> Stores<'e> {
    /// All stocks at rest, so many days of use, and orders of what is used; gaps are filled over `restock_days`.
    pub fn new(economy: &'e Economy, stock_days: f64, restock_days: f64) -> Self {
        let used = economy.need.iter().zip(&economy.buyer).map(|(need, &buyer)| need * economy.output[buyer as usize]);
        let order: Vec<f64> = used.collect();
        let stock: Vec<f64> = order.iter().map(|used| stock_days * used).collect();
        let per_rest = stock.iter().map(|&rest| if rest > 0.0 { 1.0 / rest } else { 0.0 }).collect();
        // Each portion has sums of its own for all producers: the fewer, the more producers there are.
        let (producers, links) = (economy.producers(), economy.share.len());
        let most = chunk_length(links, 4 * producers);
        let (mut portions, mut begin) = (Vec::new(), 0);
        for end in 1..economy.groups.len() {
            let taken = (economy.groups[end].share - economy.groups[begin].share) as usize;
            if taken >= most || end + 1 == economy.groups.len() {
                let (asked, cover) = (vec![0.0; producers], vec![f64::INFINITY; producers]);
                portions.push(Portion { groups: begin..end, asked, cover });
                begin = end;
            }
        }
        let habits = Habits { stock_days, restocked: 1.0 / restock_days };
        let mut stores = Self { economy, habits, stock, per_rest, order, portions };
        // At rest what comes in is what is used, whoever asks.
        let (ones, output) = (vec![1.0; producers], &economy.output);
        stores.pass(Today { flow: &ones, weight: &ones, production: output, wanted: output });
        stores
    }

    /// What is asked of each producer, but for its weight.
    pub fn asked(&self, sums: &mut [f64]) {
        sums.fill(0.0);
        for portion in &self.portions {
            sums.iter_mut().zip(&portion.asked).for_each(|(sum, asked)| *sum += asked);
        }
    }

    /// The least stock of each producer against rest; infinite without stocks.
    pub fn cover(&self, least: &mut [f64]) {
        least.fill(f64::INFINITY);
        for portion in &self.portions {
            least.iter_mut().zip(&portion.cover).for_each(|(least, cover)| *least = least.min(*cover));
        }
    }

    /// Takes each stock to the next day.
    pub fn pass(&mut self, today: Today<'_>) {
        let (economy, habits) = (self.economy, self.habits);
        let (mut stocks, mut orders) = (&mut self.stock[..], &mut self.order[..]);
        let mut tasks = Vec::with_capacity(self.portions.len());
        for portion in &mut self.portions {
            let first = economy.groups[portion.groups.start].stock as usize;
            let last = economy.groups[portion.groups.end].stock as usize;
            let (stock, order);
            (stock, stocks) = stocks.split_at_mut(last - first);
            (order, orders) = orders.split_at_mut(last - first);
            let per_rest = &self.per_rest[first..last];
            tasks.push(Task { economy, habits, today, portion, first, stock, order, per_rest });
        }
        tasks.into_par_iter().for_each(Task::pass);
    }
}

impl Task<'_> {
    /// Each share is read from memory once: for what arrives, for what suppliers can give, and for what is asked of them.
    fn pass(mut self) {
        let (economy, today, groups) = (self.economy, self.today, self.portion.groups.clone());
        self.portion.asked.fill(0.0);
        self.portion.cover.fill(f64::INFINITY);
        let (mut flows, mut weights, mut sums) = (Vec::new(), Vec::new(), Vec::new());
        for bounds in economy.groups[groups.start..=groups.end].windows(2) {
            let [begin, end]: [Group; 2] = [bounds[0], bounds[1]];
            let suppliers = &economy.supplier[begin.supplier as usize..end.supplier as usize];
            let stocks = begin.stock as usize..end.stock as usize;
            // Between firms most stocks have one supplier, whose share is all of it.
            if let [supplier] = suppliers {
                let supplier = *supplier as usize;
                let (flow, weight) = (today.flow[supplier], today.weight[supplier]);
                let asked: f64 = stocks.map(|place| self.next(place, flow, weight)).sum();
                self.portion.asked[supplier] += asked;
                continue;
            }
            let shares = &economy.share[begin.share as usize..end.share as usize];
            flows.clear();
            weights.clear();
            sums.clear();
            flows.extend(suppliers.iter().map(|&supplier| today.flow[supplier as usize]));
            weights.extend(suppliers.iter().map(|&supplier| today.weight[supplier as usize]));
            sums.resize(suppliers.len(), 0.0);
            for (place, row) in stocks.zip(shares.chunks_exact(suppliers.len())) {
                let (received, whole) = (product(row, &flows), product(row, &weights));
                let order = self.next(place, received, whole);
                sums.iter_mut().zip(row).for_each(|(sum, share)| *sum += share * order);
            }
            for (&supplier, sum) in suppliers.iter().zip(&sums) {
                self.portion.asked[supplier as usize] += sum;
            }
        }
    }

    /// Takes a stock to the next day, of whose order this part arrives and whose suppliers have these weights in all; gives the
    /// new order.
    fn next(&mut self, place: usize, received: f64, weight: f64) -> f64 {
        let (economy, today) = (self.economy, self.today);
        let (buyer, need) = (economy.buyer[place] as usize, economy.need[place]);
        let here = place - self.first;
        let used = need * today.production[buyer];
        let stock = (self.stock[here] + self.order[here] * received - used).max(0.0);
        let gap = (self.habits.stock_days * need * today.wanted[buyer] - stock).max(0.0);
        let asked = gap * self.habits.restocked + used;
        let order = if weight > 0.0 { asked / weight } else { 0.0 };
        (self.stock[here], self.order[here]) = (stock, order);
        let (per_rest, least) = (self.per_rest[here], &mut self.portion.cover[buyer]);
        if per_rest > 0.0 {
            *least = least.min(stock * per_rest);
        }
        order
    }
}

const LANES: usize = 8;

/// The sum of products, in lanes whose halves are added to each other.
fn product(one: &[f64], two: &[f64]) -> f64 {
    let ((ones, last_one), (twos, last_two)) = (one.as_chunks::<LANES>(), two.as_chunks::<LANES>());
    let mut lanes = [0.0; LANES];
    for (one, two) in ones.iter().zip(twos) {
        for lane in 0..LANES {
            lanes[lane] += one[lane] * two[lane];
        }
    }
    let mut sum = 0.0;
    for (one, two) in last_one.iter().zip(last_two) {
        sum += one * two;
    }
    for half in [4, 2, 1] {
        for lane in 0..half {
            lanes[lane] += lanes[lane + half];
        }
    }
    lanes[0] + sum
}
