//! Who needs how much of whose goods on a day.

use crate::accounts::Mrio;
use crate::cascade::FirmNetwork;
use liantu_numeric::Csr;

/// An economy at rest. Flows are per day.
///
/// Each buyer keeps a stock of what each sector delivers to it; a stock has suppliers, who share in it as they did at rest. Stocks
/// with the same suppliers lie side by side: in a table all buyers of a sector share them, so that a day reads each share once and
/// looks up each supplier once, not once for each buyer.
#[derive(Clone, Debug)]
pub struct Economy {
    /// Made on a day.
    pub(super) output: Vec<f64>,
    /// Final demand on a day.
    pub(super) demand: Vec<f64>,
    /// The stocks of each buyer.
    pub(super) stocks: Csr,
    /// Whose each stock is.
    pub(super) buyer: Vec<u32>,
    /// Needed of each stock for a unit of output.
    pub(super) need: Vec<f64>,
    /// Where groups of stocks with the same suppliers begin; the last one begins where all have ended.
    pub(super) groups: Vec<Group>,
    /// The suppliers of each group.
    pub(super) supplier: Vec<u32>,
    /// What each supplier of a stock has in it, stock by stock.
    pub(super) share: Vec<f64>,
}

/// Where a group of stocks begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    /// Its first stock.
    pub stock: u32,
    /// Its first supplier, in `supplier`.
    pub supplier: u32,
    /// The first share of its first stock, in `share`.
    pub share: u32,
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
    #[expect(clippy::cast_possible_truncation, reason = "producers, stocks and links are numbered below 2^32")]
    fn of_inputs(output: Vec<f64>, demand: Vec<f64>, mut inputs: Vec<(u32, u32, u32, f64)>) -> Self {
        inputs.sort_unstable_by_key(|input| (input.0, input.1, input.2));
        let mut list: Vec<&[(u32, u32, u32, f64)]> =
            inputs.chunk_by(|one, two| (one.0, one.1) == (two.0, two.1)).collect();
        list.sort_by(|one, two| one.iter().map(|input| input.2).cmp(two.iter().map(|input| input.2)));
        let (mut buyer, mut need) = (Vec::with_capacity(list.len()), Vec::with_capacity(list.len()));
        let (mut groups, mut supplier) = (Vec::new(), Vec::new());
        let mut share = Vec::with_capacity(inputs.len());
        let begin = |stocks: &[f64], suppliers: &[u32], shares: &[f64]| Group {
            stock: stocks.len() as u32,
            supplier: suppliers.len() as u32,
            share: shares.len() as u32,
        };
        for same in list.chunk_by(|one, two| one.iter().map(|input| input.2).eq(two.iter().map(|input| input.2))) {
            groups.push(begin(&need, &supplier, &share));
            supplier.extend(same[0].iter().map(|input| input.2));
            for stock in same {
                let (of, all) = (stock[0].0, stock.iter().map(|input| input.3).sum::<f64>());
                let made = output[of as usize];
                buyer.push(of);
                // Who makes nothing needs nothing.
                need.push(if made > 0.0 { all / made } else { 0.0 });
                share.extend(stock.iter().map(|input| input.3 / all));
            }
        }
        groups.push(begin(&need, &supplier, &share));
        let held: Vec<(u32, u32)> =
            buyer.iter().zip(0..need.len() as u32).map(|(buyer, stock)| (*buyer, stock)).collect();
        let stocks = Csr::group(output.len(), &held);
        Self { output, demand, stocks, buyer, need, groups, supplier, share }
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
        let inputs =
            |producer: usize| -> f64 { self.stocks.row(producer).iter().map(|&stock| self.need[stock as usize]).sum() };
        (0..self.producers()).map(|producer| self.output[producer] * (1.0 - inputs(producer))).collect()
    }
}
