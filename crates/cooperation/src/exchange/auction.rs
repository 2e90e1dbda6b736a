//! A call auction of quotas: one price for all, nobody sells what it does not hold, nothing appears or vanishes.

use crate::money::{Ratio, Remainder, Shares};
use std::cmp::Reverse;

/// Quantities are counted in millionths.
pub const QUANTITY_DIGITS: u8 = 6;

/// An order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Who.
    pub party: u32,
    /// Whether it buys.
    pub buys: bool,
    /// Quantity in millionths, positive.
    pub quantity: i64,
    /// Highest price of a buyer, lowest of a seller: minor units for one whole; not negative.
    pub limit: i64,
}

/// What an order comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filled {
    /// Quantity traded, in millionths.
    pub quantity: i64,
    /// What the buyer pays or the seller receives, in minor units; `None` where it is beyond the largest amount.
    pub minor: Option<i64>,
    /// The seller does not hold so much: the order took no part.
    pub naked: bool,
}

impl Default for Filled {
    fn default() -> Self {
        Self { quantity: 0, minor: Some(0), naked: false }
    }
}

/// The outcome of an auction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The price of one whole in minor units; `None` where nothing is traded.
    pub price: Option<i64>,
    /// The prices at which as much would be traded.
    pub range: Option<(i64, i64)>,
    /// The quantity traded.
    pub quantity: i64,
    /// For each order, as they stand.
    pub filled: Vec<Filled>,
}

/// Clears `orders`: the price is `low + k · (high − low)` of the range of market-clearing prices, rounded to the even minor
/// unit. Orders at the margin share pro rata. `holdings` are what parties hold; sell orders beyond that take no part.
///
/// What buyers pay is what sellers receive, to the minor unit. `None` where all that one side asks for cannot be counted.
pub fn clear(orders: &[Order], holdings: &[i64], k: Ratio) -> Option<Outcome> {
    let mut outcome = Outcome { filled: vec![Filled::default(); orders.len()], ..Outcome::default() };
    let mut left = holdings.to_vec();
    for (order, filled) in orders.iter().zip(&mut outcome.filled) {
        if !order.buys {
            let own = left.get_mut(order.party as usize);
            match own {
                Some(own) if *own >= order.quantity => *own -= order.quantity,
                _ => filled.naked = true,
            }
        }
    }
    let stands =
        |place: &usize| !outcome.filled[*place].naked && orders[*place].quantity > 0 && orders[*place].limit >= 0;
    let mut bids: Vec<usize> = (0..orders.len()).filter(|place| orders[*place].buys).filter(stands).collect();
    let mut asks: Vec<usize> = (0..orders.len()).filter(|place| !orders[*place].buys).filter(stands).collect();
    for side in [&bids, &asks] {
        side.iter().try_fold(0i64, |sum, &place| sum.checked_add(orders[place].quantity))?;
    }
    bids.sort_by_key(|&place| (Reverse(orders[place].limit), place));
    asks.sort_by_key(|&place| (orders[place].limit, place));
    let Some((quantity, low, high)) = cross(orders, &bids, &asks) else { return Some(outcome) };
    let step = Ratio::whole(high - low).times(k).and_then(Ratio::round).unwrap_or(0);
    let price = low + step;
    outcome.price = Some(price);
    outcome.range = Some((low, high));
    outcome.quantity = quantity;
    for side in [&bids, &asks] {
        fill(orders, side, quantity, &mut outcome.filled);
    }
    pay(&bids, &asks, price, &mut outcome.filled);
    Some(outcome)
}

/// The quantity that can be traded, and the range of prices that clear the market.
fn cross(orders: &[Order], bids: &[usize], asks: &[usize]) -> Option<(i64, i64, i64)> {
    let (mut bid, mut ask) = (0, 0);
    let mut rest_bid = bids.first().map_or(0, |&place| orders[place].quantity);
    let mut rest_ask = asks.first().map_or(0, |&place| orders[place].quantity);
    let (mut quantity, mut last) = (0i64, None);
    while bid < bids.len() && ask < asks.len() && orders[bids[bid]].limit >= orders[asks[ask]].limit {
        let part = rest_bid.min(rest_ask);
        quantity += part;
        (rest_bid, rest_ask) = (rest_bid - part, rest_ask - part);
        last = Some((orders[bids[bid]].limit, orders[asks[ask]].limit));
        if rest_bid == 0 {
            bid += 1;
            rest_bid = bids.get(bid).map_or(0, |&place| orders[place].quantity);
        }
        if rest_ask == 0 {
            ask += 1;
            rest_ask = asks.get(ask).map_or(0, |&place| orders[place].quantity);
        }
    }
    let (marginal_bid, marginal_ask) = last?;
    // Who is not served must not want to trade at the price.
    let low = bids.get(bid).map_or(marginal_ask, |&place| orders[place].limit.max(marginal_ask));
    let high = asks.get(ask).map_or(marginal_bid, |&place| orders[place].limit.min(marginal_bid));
    Some((quantity, low.min(high), high.max(low)))
}

/// Gives `quantity` to the best orders of a side; those at the margin share pro rata.
fn fill(orders: &[Order], side: &[usize], quantity: i64, filled: &mut [Filled]) {
    let mut left = quantity;
    let mut at = 0;
    while at < side.len() && left > 0 {
        let limit = orders[side[at]].limit;
        let count = side[at..].iter().take_while(|&&place| orders[place].limit == limit).count();
        let group = &side[at..at + count];
        let whole: i64 = group.iter().map(|&place| orders[place].quantity).sum();
        let weights: Vec<Ratio> = group.iter().map(|&place| Ratio::whole(orders[place].quantity)).collect();
        if let Ok(shares) = Shares::new(&weights, Remainder::Largest) {
            for (&place, part) in group.iter().zip(shares.split(whole.min(left))) {
                filled[place].quantity = part;
            }
        }
        left -= whole.min(left);
        at += count;
    }
}

/// Buyers pay price times quantity, to the nearest minor unit; sellers divide what was paid by what they sold.
fn pay(bids: &[usize], asks: &[usize], price: i64, filled: &mut [Filled]) {
    let mut paid = Some(0i64);
    for &place in bids {
        let amount = Ratio::whole(price).times(Ratio::whole(filled[place].quantity));
        let minor = amount.and_then(|amount| amount.shift(-i32::from(QUANTITY_DIGITS))).and_then(Ratio::round);
        filled[place].minor = minor;
        paid = paid.zip(minor).and_then(|(paid, minor)| paid.checked_add(minor));
    }
    let Some(paid) = paid else {
        // Sellers share what all buyers pay, which cannot be counted.
        for &place in asks {
            filled[place].minor = filled[place].minor.filter(|_| filled[place].quantity == 0);
        }
        return;
    };
    let weights: Vec<Ratio> = asks.iter().map(|&place| Ratio::whole(filled[place].quantity)).collect();
    if let Ok(shares) = Shares::new(&weights, Remainder::Largest) {
        for (&place, minor) in asks.iter().zip(shares.split(paid)) {
            filled[place].minor = Some(minor);
        }
    }
}
