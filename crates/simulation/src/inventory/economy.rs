//! Who needs how much of whose goods on a day.

use crate::accounts::Mrio;
use crate::cascade::FirmNetwork;

/// An economy at rest. Flows are per day.
///
/// Each buyer keeps a stock of what each sector delivers to it; a stock has suppliers, who share in it as they did at rest.
#[derive(Clone, Debug)]
pub struct Economy {
    /// Made on a day.
    pub(super) output: Vec<f64>,
    /// Final demand on a day.
    pub(super) demand: Vec<f64>,
    /// Where the stocks of each buyer begin.
    pub(super) stocks: Vec<u32>,
    /// Needed of each stock for a unit of output.
    pub(super) need: Vec<f64>,
    /// Suppliers of each stock, and their shares in it.
    pub(super) suppliers: Vec<u32>,
    pub(super) supplier: Vec<u32>,
    pub(super) share: Vec<f64>,
    /// Stocks that each producer supplies, and its shares in them.
    pub(super) deliveries: Vec<u32>,
    pub(super) delivered: Vec<u32>,
    pub(super) delivered_share: Vec<f64>,
}

impl Economy {
    /// The economy of a network whose flows are those of `days` days. Flows of unknown value do not take part; what a producer sells
    /// without a buyer in the network is final demand.
    ///
    /// # Panics
    ///
    /// If there are 2³² links or more: the network does not allow them.
    pub fn new(network: &FirmNetwork, days: f64) -> Self {
        let output: Vec<f64> = network.output().iter().map(|value| value / days).collect();
        let demand: Vec<f64> =
            output.iter().zip(network.sales()).map(|(output, sales)| (output - sales / days).max(0.0)).collect();
        let mut inputs: Vec<(u32, u32, u32, f64)> = Vec::with_capacity(network.links());
        for (seller, &of) in (0u32..).zip(network.sectors()) {
            let known = network.buyers(seller).filter(|(_, value)| *value > 0.0);
            inputs.extend(known.map(|(buyer, value)| (buyer, of, seller, value / days)));
        }
        Self::of_inputs(output, demand, inputs)
    }

    /// The economy of an input-output table whose flows are those of `days` days: each sector of each region keeps a stock of what
    /// each sector delivers to it, from whatever region. What is negative takes no part.
    pub fn of_table(table: &Mrio, days: f64) -> Self {
        let per_day = |value: f64| (value / days).max(0.0);
        let output: Vec<f64> = table.output().iter().map(|&value| per_day(value)).collect();
        let demand: Vec<f64> = table.total_demand().iter().map(|&value| per_day(value)).collect();
        let mut inputs = Vec::new();
        for (buyer, column) in (0u32..).zip(0..table.len()) {
            let cells = (0u32..).zip(table.nodes()).zip(table.transactions().column(column));
            let bought = cells.filter(|(_, value)| **value > 0.0);
            inputs.extend(bought.map(|((seller, node), value)| (buyer, node.sector, seller, value / days)));
        }
        Self::of_inputs(output, demand, inputs)
    }

    /// From inputs as buyer, what of, seller and value a day.
    #[expect(clippy::cast_possible_truncation, reason = "producers and links are numbered below 2^32")]
    fn of_inputs(output: Vec<f64>, demand: Vec<f64>, mut inputs: Vec<(u32, u32, u32, f64)>) -> Self {
        let producers = output.len();
        inputs.sort_unstable_by_key(|input| (input.0, input.1, input.2));
        let (mut stocks, mut need) = (Vec::with_capacity(producers + 1), Vec::new());
        let (mut suppliers, mut supplier, mut share) = (vec![0u32], Vec::new(), Vec::new());
        let mut links: Vec<(u32, u32, f64)> = Vec::with_capacity(inputs.len());
        let mut rest = inputs.chunk_by(|one, two| (one.0, one.1) == (two.0, two.1)).peekable();
        for (buyer, &made) in (0u32..).zip(&output) {
            stocks.push(need.len() as u32);
            while let Some(stock) = rest.next_if(|stock| stock[0].0 == buyer) {
                let all: f64 = stock.iter().map(|input| input.3).sum();
                for &(_, _, seller, value) in stock {
                    links.push((seller, need.len() as u32, value / all));
                    supplier.push(seller);
                    share.push(value / all);
                }
                suppliers.push(supplier.len() as u32);
                // Who makes nothing needs nothing.
                need.push(if made > 0.0 { all / made } else { 0.0 });
            }
        }
        stocks.push(need.len() as u32);
        let mut deliveries = vec![0u32; producers + 1];
        for link in &links {
            deliveries[link.0 as usize + 1] += 1;
        }
        for producer in 0..producers {
            deliveries[producer + 1] += deliveries[producer];
        }
        let mut next = deliveries.clone();
        let (mut delivered, mut delivered_share) = (vec![0; links.len()], vec![0.0; links.len()]);
        for (seller, stock, part) in links {
            let place = next[seller as usize] as usize;
            next[seller as usize] += 1;
            delivered[place] = stock;
            delivered_share[place] = part;
        }
        Self { output, demand, stocks, need, suppliers, supplier, share, deliveries, delivered, delivered_share }
    }

    /// How many producers.
    pub fn producers(&self) -> usize {
        self.output.len()
    }

    /// What each makes on a day at rest.
    pub fn output(&self) -> &[f64] {
        &self.output
    }

    /// Value added of each on a day at rest: output less inputs.
    pub fn value_added(&self) -> Vec<f64> {
        let inputs = |producer: usize| -> f64 {
            self.need[self.stocks[producer] as usize..self.stocks[producer + 1] as usize].iter().sum()
        };
        (0..self.producers()).map(|producer| self.output[producer] * (1.0 - inputs(producer))).collect()
    }
}
