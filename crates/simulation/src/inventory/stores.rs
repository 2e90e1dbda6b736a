//! What lies in stock and what is ordered for it, from day to day: the only part of a day that looks at every link.

use super::economy::{Economy, Group};
use liantu_numeric::chunk_length;
use rayon::prelude::*;

/// Stocks, orders, and what is asked of each producer.
pub(super) struct Stores<'e> {
    economy: &'e Economy,
    /// What lies in each stock.
    pub stock: Vec<f64>,
    /// Orders for each stock, divided by the sum of the weights of its suppliers: what a supplier gets is this by its own weight.
    order: Vec<f64>,
    portions: Vec<Portion>,
}

/// Groups of stocks that a thread takes at a time.
struct Portion {
    groups: std::ops::Range<usize>,
    /// What they ask of each producer, but for its weight.
    asked: Vec<f64>,
}

/// A stock on its way to the next day.
pub(super) struct At<'a> {
    pub place: usize,
    pub stock: &'a mut f64,
    pub order: &'a mut f64,
}

impl<'e> Stores<'e> {
    /// These stocks and orders; nobody has a weight of its own yet.
    pub fn new(economy: &'e Economy, stock: Vec<f64>, order: Vec<f64>) -> Self {
        // Each portion has sums of its own for all producers: the fewer, the more producers there are.
        let (producers, links) = (economy.producers(), economy.share.len());
        let most = chunk_length(links, 4 * producers);
        let (mut portions, mut begin) = (Vec::new(), 0);
        for end in 1..economy.groups.len() {
            let taken = (economy.groups[end].share - economy.groups[begin].share) as usize;
            if taken >= most || end + 1 == economy.groups.len() {
                portions.push(Portion { groups: begin..end, asked: vec![0.0; producers] });
                begin = end;
            }
        }
        let mut stores = Self { economy, stock, order, portions };
        let nothing = vec![0.0; producers];
        stores.pass(&nothing, &nothing, |_, _, _| {});
        stores
    }

    /// What is asked of each producer, but for its weight.
    pub fn asked(&self, sums: &mut [f64]) {
        sums.fill(0.0);
        for portion in &self.portions {
            sums.iter_mut().zip(&portion.asked).for_each(|(sum, asked)| *sum += asked);
        }
    }

    /// Takes each stock to the next day: `act` is told the sums of `flow` and of `weight` over its suppliers by their shares, and
    /// says what is in stock and on order then. Each share is read from memory once, for both sums and for what is asked.
    pub fn pass(&mut self, flow: &[f64], weight: &[f64], act: impl Fn(At<'_>, f64, f64) + Sync) {
        let economy = self.economy;
        let (mut stocks, mut orders) = (&mut self.stock[..], &mut self.order[..]);
        let mut work = Vec::with_capacity(self.portions.len());
        for portion in &mut self.portions {
            let first = economy.groups[portion.groups.start].stock;
            let count = (economy.groups[portion.groups.end].stock - first) as usize;
            let (stock, order);
            (stock, stocks) = stocks.split_at_mut(count);
            (order, orders) = orders.split_at_mut(count);
            work.push((portion, first as usize, stock, order));
        }
        work.into_par_iter().for_each(|(portion, first, stock, order)| {
            portion.asked.fill(0.0);
            let (mut flows, mut weights, mut sums) = (Vec::new(), Vec::new(), Vec::new());
            for bounds in economy.groups[portion.groups.start..=portion.groups.end].windows(2) {
                let [begin, end]: [Group; 2] = [bounds[0], bounds[1]];
                let suppliers = &economy.supplier[begin.supplier as usize..end.supplier as usize];
                let shares = &economy.share[begin.share as usize..end.share as usize];
                flows.clear();
                weights.clear();
                sums.clear();
                flows.extend(suppliers.iter().map(|&supplier| flow[supplier as usize]));
                weights.extend(suppliers.iter().map(|&supplier| weight[supplier as usize]));
                sums.resize(suppliers.len(), 0.0);
                for (place, row) in (begin.stock as usize..).zip(shares.chunks_exact(suppliers.len())) {
                    let [received, whole] = both(row, &flows, &weights);
                    let order = &mut order[place - first];
                    act(At { place, stock: &mut stock[place - first], order: &mut *order }, received, whole);
                    sums.iter_mut().zip(row).for_each(|(sum, share)| *sum += share * *order);
                }
                for (&supplier, sum) in suppliers.iter().zip(&sums) {
                    portion.asked[supplier as usize] += sum;
                }
            }
        });
    }
}

/// The sums of products of `row` with both, in four lanes each.
fn both(row: &[f64], one: &[f64], two: &[f64]) -> [f64; 2] {
    let mut lanes = [[0.0f64; 4]; 2];
    let (rows, ones, twos) = (row.chunks_exact(4), one.chunks_exact(4), two.chunks_exact(4));
    let mut sums = [0.0f64; 2];
    for ((share, one), two) in rows.remainder().iter().zip(ones.remainder()).zip(twos.remainder()) {
        sums[0] += share * one;
        sums[1] += share * two;
    }
    for ((share, one), two) in rows.zip(ones).zip(twos) {
        for lane in 0..4 {
            lanes[0][lane] += share[lane] * one[lane];
            lanes[1][lane] += share[lane] * two[lane];
        }
    }
    for (sum, [a, b, c, d]) in sums.iter_mut().zip(lanes) {
        *sum += (a + b) + (c + d);
    }
    sums
}
