//! What joins regions and relates industries where it is not place and co-location: flows, inputs and outputs.

use std::collections::{BTreeMap, BTreeSet};

/// Pairs of regions that exchange much: what flows between the two, both ways, is at least `least` of all that one of them
/// exchanges with others. Beside them, how many pairs that exchange something cannot be told, since a flow of theirs, or of
/// one that could settle it, has no value. Values below zero count as unknown.
pub fn joined_by_flows(flows: &[(u32, u32, Option<f64>)], least: f64) -> (Vec<(u32, u32)>, usize) {
    let mut between: BTreeMap<(u32, u32), Vec<f64>> = BTreeMap::new();
    let mut with_others: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    let (mut unknown_pairs, mut unknown_regions) = (BTreeSet::new(), BTreeSet::new());
    for &(one, two, value) in flows.iter().filter(|flow| flow.0 != flow.1) {
        let pair = (one.min(two), one.max(two));
        let values = between.entry(pair).or_default();
        if let Some(value) = value.filter(|value| *value >= 0.0) {
            values.push(value);
            with_others.entry(one).or_default().push(value);
            with_others.entry(two).or_default().push(value);
        } else {
            unknown_pairs.insert(pair);
            unknown_regions.extend([one, two]);
        }
    }
    // Rows come in any order.
    let total = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        liantu_numeric::sum(values)
    };
    let all: BTreeMap<u32, f64> = with_others.into_iter().map(|(region, values)| (region, total(values))).collect();
    let (mut joined, mut open) = (Vec::new(), 0);
    for (pair, values) in between {
        let exchanged = total(values);
        let told = !unknown_pairs.contains(&pair);
        // One end that is known to exchange enough of its own settles it.
        let enough = |region: u32| {
            let all = all.get(&region).copied().unwrap_or(0.0);
            told && !unknown_regions.contains(&region) && exchanged > 0.0 && exchanged >= least * all
        };
        if enough(pair.0) || enough(pair.1) {
            joined.push(pair);
        } else if !told || unknown_regions.contains(&pair.0) || unknown_regions.contains(&pair.1) {
            open += 1;
        }
    }
    (joined, open)
}

/// Relatedness of industries that buy from each other: the largest of four shares, `Z_ab/Z_a·`, `Z_ab/Z_·b`, `Z_ba/Z_b·` and
/// `Z_ba/Z_·a`, of what one sells to the other in all it sells, and of what one buys from the other in all it buys (Ellison,
/// Glaeser and Kerr 2010). `uses` are triples of selling industry, buying industry and value; those below zero are left out.
/// Ids from `industries` on belong to industries that are not asked for: they count in the totals alone.
pub fn related_by_accounts(uses: &[(u32, u32, f64)], industries: u32) -> Vec<(u32, u32, f64)> {
    let mut cells: BTreeMap<(u32, u32), Vec<f64>> = BTreeMap::new();
    for &(seller, buyer, value) in uses.iter().filter(|cell| cell.2 >= 0.0) {
        cells.entry((seller, buyer)).or_default().push(value);
    }
    let cells: BTreeMap<(u32, u32), f64> = cells
        .into_iter()
        .map(|(pair, mut values)| {
            values.sort_by(f64::total_cmp);
            (pair, liantu_numeric::sum(values))
        })
        .collect();
    let (mut sold, mut bought) = (BTreeMap::<u32, Vec<f64>>::new(), BTreeMap::<u32, Vec<f64>>::new());
    for (&(seller, buyer), &value) in &cells {
        sold.entry(seller).or_default().push(value);
        bought.entry(buyer).or_default().push(value);
    }
    let sums = |lists: BTreeMap<u32, Vec<f64>>| -> BTreeMap<u32, f64> {
        lists.into_iter().map(|(industry, values)| (industry, liantu_numeric::sum(values))).collect()
    };
    let (sold, bought) = (sums(sold), sums(bought));
    let mut related: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    let asked = |(one, two): (u32, u32)| one != two && one < industries && two < industries;
    for (&(seller, buyer), &value) in cells.iter().filter(|(pair, value)| asked(**pair) && **value > 0.0) {
        let share = (value / sold[&seller]).max(value / bought[&buyer]);
        let slot = related.entry((seller.min(buyer), seller.max(buyer))).or_default();
        *slot = slot.max(share);
    }
    related.into_iter().map(|((one, two), share)| (one, two, share)).collect()
}
