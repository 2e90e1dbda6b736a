//! Input-output accounts: textbook tables, identities, what is peculiar and what is refused.

use liantu_numeric::{Dense, sum, uniform, unwatched};
use liantu_simulation::accounts::{
    Account, AccountsError, Entry, Extraction, Grouping, Leontief, Mrio, NONE, Quotient, Regional, aggregate, balance,
    decompose, demand_shock, export_content, extract, fit, footprint, gras, influence, linkages, multipliers, position,
    pure_linkages, regionalise, spillover, structural_paths, supply_shock, value_added_trade, value_chain,
};
use proptest::prelude::*;

fn entry(account: Account, from: (u32, u32), to: (u32, u32), value: f64) -> Entry {
    Entry { account, from, to, value }
}

/// Final demand is sector 90, value added 80, an extension 70.
const DEMAND: u32 = 90;
const ADDED: u32 = 80;
const WORK: u32 = 70;

/// One region with these transactions and final demand; value added is what is left.
fn national(z: &[&[f64]], y: &[f64]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (from, row) in z.iter().enumerate() {
        for (to, &value) in row.iter().enumerate() {
            entries.push(entry(Account::Intermediate, (0, from as u32), (0, to as u32), value));
        }
        entries.push(entry(Account::FinalDemand, (0, from as u32), (0, DEMAND), y[from]));
    }
    for to in 0..z.len() {
        let output = sum(z[to].iter().copied()) + y[to];
        let bought = sum(z.iter().map(|row| row[to]));
        entries.push(entry(Account::ValueAdded, (NONE, ADDED), (0, to as u32), output - bought));
    }
    entries
}

pub(super) fn table(entries: &[Entry]) -> Mrio {
    Mrio::new(entries).unwrap().0
}

/// Miller and Blair (2009), section 2.3: two sectors.
fn miller_blair() -> Mrio {
    table(&national(&[&[150.0, 500.0], &[200.0, 100.0]], &[350.0, 1700.0]))
}

/// A balanced table of several regions, drawn by a seed; the first region lacks the last sector.
pub(super) fn drawn(regions: u32, sectors: u32, seed: u64) -> Vec<Entry> {
    let nodes: Vec<(u32, u32)> = (0..regions)
        .flat_map(|region| (0..sectors).map(move |sector| (region, sector)))
        .filter(|&(region, sector)| regions == 1 || (region, sector) != (0, sectors - 1))
        .collect();
    let n = nodes.len();
    let draw = |a: usize, b: usize| uniform(seed, (a * 1000 + b) as u64);
    let mut a = Dense::from_fn(n, n, |i, j| {
        let near = if nodes[i].0 == nodes[j].0 { 1.0 } else { 0.2 };
        if i != j && draw(i, j) < 0.2 { 0.0 } else { draw(i, j) * near }
    });
    for j in 0..n {
        let total = sum(a.column(j).iter().copied());
        a.column_mut(j).iter_mut().for_each(|cell| *cell *= 0.55 / total);
    }
    let y = Dense::from_fn(n, regions as usize, |i, r| {
        10.0 * draw(500 + i, r) * if nodes[i].0 as usize == r { 4.0 } else { 1.0 }
    });
    let total: Vec<f64> = (0..n).map(|i| (0..regions as usize).map(|r| y.at(i, r)).sum()).collect();
    let matrix = Dense::from_fn(n, n, |i, j| f64::from(u8::from(i == j)) - a.at(i, j));
    let x = liantu_numeric::solve::Factored::new(matrix, &unwatched).unwrap().solved(&total);
    let mut entries = Vec::new();
    for j in 0..n {
        for i in 0..n {
            entries.push(entry(Account::Intermediate, nodes[i], nodes[j], a.at(i, j) * x[j]));
        }
        entries.push(entry(Account::ValueAdded, (NONE, ADDED), nodes[j], 0.45 * x[j]));
        entries.push(entry(Account::Extension, (NONE, WORK), nodes[j], draw(900, j) * x[j]));
        for r in 0..regions {
            entries.push(entry(Account::FinalDemand, nodes[j], (r, DEMAND), y.at(j, r as usize)));
        }
        entries.push(entry(Account::Output, nodes[j], nodes[j], x[j]));
    }
    entries
}

fn close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (one, two) in found.iter().zip(expected) {
        assert!((one - two).abs() <= tolerance * two.abs().max(1.0), "{found:?} is not {expected:?}");
    }
}

#[test]
fn the_worked_answer_of_the_rules() {
    let a = [[0.2, 0.3], [0.4, 0.1]];
    let x = [175.0, 400.0 / 3.0];
    let z: Vec<Vec<f64>> = a.iter().map(|row| row.iter().zip(x).map(|(a, x)| a * x).collect()).collect();
    let mrio = table(&national(&[&z[0], &z[1]], &[100.0, 50.0]));
    close(&Leontief::new(&mrio, &unwatched).unwrap().outputs(&[100.0, 50.0]), &x, 1e-12);
}

#[test]
fn the_first_table_of_the_textbook() {
    let mrio = miller_blair();
    assert_eq!(mrio.output(), [1000.0, 2000.0]);
    let inverse = Leontief::new(&mrio, &unwatched).unwrap().inverse(&unwatched).unwrap();
    // As printed: 1.2541, .2640; .3300, 1.1221 (by columns).
    close(inverse.cells(), &[1.2541, 0.2640, 0.3300, 1.1221], 5e-5);
    // New final demand of 600 and 1500 takes output of 1247.5 and 1841.6.
    let shock = demand_shock(&mrio, &[250.0, -200.0], 1e-12, &unwatched).unwrap();
    close(&[1000.0 + shock.output[0], 2000.0 + shock.output[1]], &[1247.5, 1841.6], 5e-5);
    assert!(shock.bound.is_some_and(|bound| bound < 1e-8) && shock.findings.is_empty());
    close(&shock.output, &Leontief::new(&mrio, &unwatched).unwrap().outputs(&[250.0, -200.0]), 1e-11);
}

#[test]
fn the_output_inverse_of_the_textbook() {
    // B by rows: .15, .25 and .1 (200/2000), .05; G as the inverse of I − B.
    let mrio = miller_blair();
    let found = linkages(&mrio, true, true, &unwatched).unwrap();
    let determinant = 0.85 * 0.95 - 0.5 * 0.1;
    close(&found.forward, &[(0.95 + 0.5) / determinant, (0.85 + 0.1) / determinant], 1e-12);
    close(&found.direct_forward, &[0.65, 0.15], 1e-12);
    close(&found.direct_backward, &[0.35, 0.3], 1e-12);
    close(
        &[sum(found.backward_normalised.iter().copied()), sum(found.forward_normalised.iter().copied())],
        &[2.0, 2.0],
        1e-12,
    );
    // The coefficient of variation of two numbers is |a − b|/√2 over their mean.
    let variation = |a: f64, b: f64| (a - b).abs() / 2f64.sqrt() / f64::midpoint(a, b);
    close(&found.backward_dispersion, &[variation(0.95, 0.2), variation(0.25, 0.85)], 1e-9);
    // Half of the primary inputs of the first sector (650): Δx' = Δv'·G.
    let cut = supply_shock(&mrio, |node| node == 0, 0.5, &unwatched).unwrap();
    close(&cut.output, &[-325.0 * 0.95 / determinant, -325.0 * 0.5 / determinant], 1e-12);
}

#[test]
fn what_is_lost_without_a_sector_is_found_by_leaving_it_out() {
    let entries = drawn(3, 4, 11);
    let mrio = table(&entries);
    let whole = sum(mrio.output().iter().copied());
    let out: Vec<usize> = vec![2, 5];
    let n = mrio.len();
    let y = mrio.total_demand();
    let a = |i: usize, j: usize| mrio.transactions().at(i, j) / mrio.output()[j];
    for variant in [Extraction::Total, Extraction::Backward, Extraction::Forward] {
        let gone = |i: usize, j: usize| match variant {
            Extraction::Total => out.contains(&i) || out.contains(&j),
            Extraction::Backward => out.contains(&j),
            Extraction::Forward => out.contains(&i),
        };
        let matrix = Dense::from_fn(n, n, |i, j| f64::from(u8::from(i == j)) - if gone(i, j) { 0.0 } else { a(i, j) });
        let left = |i: usize| if variant == Extraction::Total && out.contains(&i) { 0.0 } else { y[i] };
        let x = liantu_numeric::solve::Factored::new(matrix, &unwatched)
            .unwrap()
            .solved(&(0..n).map(left).collect::<Vec<_>>());
        let found = extract(&mrio, &[vec![0], out.clone()], variant, &unwatched).unwrap()[1];
        close(&[found.loss], &[whole - sum(x.iter().copied())], 1e-11);
        let others = sum((0..n).filter(|i| !out.contains(i)).map(|i| mrio.output()[i] - x[i]));
        close(&[found.elsewhere, found.value_added], &[others, 0.45 * found.loss], 1e-9);
    }
}

#[test]
fn pure_linkages_are_those_of_the_partition() {
    let mrio = table(&drawn(2, 3, 5));
    let (n, y) = (mrio.len(), mrio.total_demand());
    let found = pure_linkages(&mrio, &unwatched).unwrap();
    for j in 0..n {
        let rest: Vec<usize> = (0..n).filter(|i| *i != j).collect();
        let a = |i: usize, k: usize| mrio.transactions().at(i, k) / mrio.output()[k];
        let matrix = Dense::from_fn(n - 1, n - 1, |r, c| f64::from(u8::from(r == c)) - a(rest[r], rest[c]));
        let factored = liantu_numeric::solve::Factored::new(matrix, &unwatched).unwrap();
        let own = 1.0 / (1.0 - a(j, j));
        let bought: Vec<f64> = rest.iter().map(|&i| a(i, j) * own * y[j]).collect();
        let made = factored.solved(&rest.iter().map(|&i| y[i]).collect::<Vec<_>>());
        let sold = own * sum(rest.iter().zip(&made).map(|(&i, x)| a(j, i) * x));
        close(&[found.backward[j], found.forward[j]], &[sum(factored.solved(&bought)), sold], 1e-11);
    }
}

#[test]
fn every_step_upstream_adds_one() {
    // 0 sells to 1, 1 to 2, 2 to final users.
    let chain = table(&national(&[&[0.0, 10.0, 0.0], &[0.0, 0.0, 20.0], &[0.0, 0.0, 0.0]], &[0.0, 0.0, 30.0]));
    let found = position(&chain, |_| false, &unwatched).unwrap();
    close(&found.upstreamness, &[3.0, 2.0, 1.0], 1e-12);
    // A third of what 2 costs has passed through 0 and 1, a third through 1: 1 + 20/30·(1 + 10/20·1).
    close(&found.downstreamness, &[1.0, 1.5, 2.0], 1e-12);
    close(&found.final_share, &[0.0, 0.0, 1.0], 1e-12);
}

#[test]
fn stocks_are_taken_out_before_steps_are_counted() {
    let mut entries = national(&[&[0.0, 40.0], &[0.0, 0.0]], &[40.0, 100.0]);
    let plain = position(&table(&entries), |_| false, &unwatched).unwrap();
    close(&plain.upstreamness, &[1.5, 1.0], 1e-12);
    // 20 more go to stock: the other uses keep their proportions.
    entries.push(entry(Account::FinalDemand, (0, 0), (0, 91), 20.0));
    let found = position(&table(&entries), |demand| demand.category == 91, &unwatched).unwrap();
    close(&found.upstreamness, &[1.5, 1.0], 1e-12);
    // Everything to stock: no place in the chain.
    let all = [
        entry(Account::Intermediate, (0, 1), (0, 1), 5.0),
        entry(Account::FinalDemand, (0, 1), (0, DEMAND), 5.0),
        entry(Account::FinalDemand, (0, 0), (0, 91), 20.0),
    ];
    let found = position(&table(&all), |demand| demand.category == 91, &unwatched).unwrap();
    assert!(found.upstreamness[0].is_nan() && (found.upstreamness[1] - 2.0).abs() < 1e-12);
    assert_eq!(found.findings[0].code, "SIM110");
}

#[test]
fn the_largest_paths_are_found_and_add_up() {
    let mrio = table(&drawn(2, 3, 2));
    let intensity: Vec<f64> = vec![0.45; mrio.len()];
    let demand = mrio.total_demand();
    let found = structural_paths(&mrio, &intensity, &demand, 0.0, 400, &unwatched).unwrap();
    close(&[found.total], &[sum(demand.iter().copied())], 1e-10);
    assert!(found.list.windows(2).all(|pair| pair[0].value >= pair[1].value));
    // Every path of up to three nodes, by hand.
    let a = |i: usize, j: usize| mrio.transactions().at(i, j) / mrio.output()[j];
    let n = mrio.len();
    let mut all = Vec::new();
    for k in 0..n {
        all.push((vec![k as u32], 0.45 * demand[k]));
        for j in 0..n {
            all.push((vec![j as u32, k as u32], 0.45 * a(j, k) * demand[k]));
            for i in 0..n {
                all.push((vec![i as u32, j as u32, k as u32], 0.45 * a(i, j) * a(j, k) * demand[k]));
            }
        }
    }
    all.retain(|path| path.1 > found.list.last().unwrap().value * (1.0 + 1e-9));
    for (nodes, value) in &all {
        let path =
            found.list.iter().find(|path| path.nodes == *nodes).unwrap_or_else(|| panic!("{nodes:?} is missing"));
        close(&[path.value], &[*value], 1e-12);
    }
    let short = found.list.iter().filter(|path| path.nodes.len() <= 3).count();
    assert!(short.abs_diff(all.len()) <= 1, "{short} {}", all.len());
}

#[test]
fn tolerable_limits_are_what_they_say() {
    let mrio = table(&drawn(1, 4, 8));
    let n = mrio.len();
    let found = influence(&mrio, 1.0, 100, &unwatched).unwrap();
    let top = found[0];
    let y = mrio.total_demand();
    let matrix = |factor: f64| {
        Dense::from_fn(n, n, |i, j| {
            let a = mrio.transactions().at(i, j) / mrio.output()[j];
            f64::from(u8::from(i == j)) - if (i, j) == (top.from, top.to) { a * factor } else { a }
        })
    };
    let x = liantu_numeric::solve::Factored::new(matrix(1.0 + top.tolerable / 100.0), &unwatched).unwrap().solved(&y);
    let most = x.iter().zip(mrio.output()).map(|(new, old)| (new / old - 1.0).abs()).fold(0.0, f64::max);
    close(&[most], &[0.01], 1e-9);
    // The field of influence: the derivative of the sum of L.
    let total = |factor: f64| {
        sum(liantu_numeric::solve::Factored::new(matrix(factor), &unwatched)
            .unwrap()
            .inverse(&unwatched)
            .unwrap()
            .into_cells())
    };
    let step = 1e-5;
    let slope = (total(1.0 + step) - total(1.0 - step)) / (2.0 * step * top.coefficient);
    close(&[top.field], &[slope], 1e-6);
}

#[test]
fn parts_of_a_change_add_up_to_it() {
    let (one, two) = (table(&drawn(2, 3, 1)), table(&drawn(2, 3, 9)));
    let row = one.rows().iter().position(|row| row.label == WORK).unwrap();
    let found = decompose((&one, Some(one.row(row))), (&two, Some(two.row(row))), &unwatched).unwrap();
    for (node, share) in found.shares.iter().enumerate() {
        close(&[share.before, share.after], &[one.row(row)[node], two.row(row)[node]], 1e-10);
        let parts = share.intensity + share.technology + share.composition + share.volume;
        close(&[parts], &[share.after - share.before], 1e-9);
    }
    let same = decompose((&one, None), (&one, None), &unwatched).unwrap();
    assert!(same.shares.iter().all(|share| share.technology == 0.0 && share.volume == 0.0 && share.before > 0.0));
}

#[test]
fn peculiar_tables_are_named_and_bad_ones_refused() {
    let cell = |from, to, value| entry(Account::Intermediate, (0, from), (0, to), value);
    let sold = |from, value| entry(Account::FinalDemand, (0, from), (0, DEMAND), value);
    let (mrio, findings) =
        Mrio::new(&[cell(0, 0, 5.0), cell(0, 1, 8.0), sold(0, 10.0), cell(1, 0, -1.0), sold(1, -3.0), cell(0, 2, 4.0)])
            .unwrap();
    let codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["SIM101", "SIM102", "SIM103", "SIM104"]);
    let found = multipliers(&mrio, &[], &unwatched).unwrap();
    assert_eq!(found.intensity.columns(), 0);
    let found = linkages(&mrio, true, true, &unwatched).unwrap();
    assert!(found.backward[2].is_nan() && found.class(2).is_none() && found.backward[0].is_finite());
    assert!(matches!(Mrio::new(&[]), Err(AccountsError::Empty)));
    assert!(matches!(Mrio::new(&[sold(0, 1.0)]), Err(AccountsError::Empty)));
    assert!(matches!(Mrio::new(&[cell(0, 0, f64::NAN)]), Err(AccountsError::Unknown { count: 1, first: 0 })));
    assert!(matches!(Mrio::new(&[cell(0, 0, 1.0), cell(0, 0, 1.0)]), Err(AccountsError::Repeated { second: 1 })));
    assert!(matches!(Mrio::new(&[cell(0, 0, f64::INFINITY)]), Err(AccountsError::NotFinite)));
    // Without final demand the economy needs itself entirely.
    let closed = table(&[cell(0, 1, 5.0), cell(1, 0, 5.0)]);
    assert!(matches!(Leontief::new(&closed, &unwatched), Err(AccountsError::Singular { .. })));
    assert!(demand_shock(&closed, &[1.0, 0.0], 1e-9, &unwatched).is_err());
}

#[test]
fn gaps_are_reported_on_the_side_where_they_are() {
    let mut entries = national(&[&[150.0, 500.0], &[200.0, 100.0]], &[350.0, 1700.0]);
    let stated = |sector, value| entry(Account::Output, (0, sector), (0, sector), value);
    entries.extend([stated(0, 1000.0), stated(1, 2010.0)]);
    let found = balance(&table(&entries), 1e-6);
    assert_eq!(found.state, ["balanced", "both"]);
    assert_eq!(found.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["SIM106", "SIM107"]);
    entries.retain(|entry| entry.account != Account::ValueAdded);
    let found = balance(&table(&entries), 0.1);
    assert!(found.inputs[0].is_nan() && found.findings[0].code == "SIM108");
}

#[test]
fn totals_are_met_and_signs_kept() {
    // The worked example of Junius and Oosterhaven (2003) has negative cells and a negative total.
    let rows = [[7.0, 3.0, 5.0, -3.0], [2.0, 9.0, 8.0, 1.0], [-2.0, 0.0, 2.0, 1.0]];
    let prior = Dense::from_fn(3, 4, |row, column| rows[row][column]);
    let (u, v) = ([15.0, 26.0, -1.0], [9.0, 16.0, 17.0, -2.0]);
    let found = gras(&prior, &u, &v, 1e-14, 10_000).unwrap();
    assert_eq!(found.impossible, 0);
    for row in 0..3 {
        close(&[sum((0..4).map(|column| found.matrix.at(row, column)))], &[u[row]], 1e-10);
    }
    for column in 0..4 {
        close(&[sum((0..3).map(|row| found.matrix.at(row, column)))], &[v[column]], 1e-10);
    }
    let signs = prior.cells().iter().zip(found.matrix.cells());
    assert!(signs.clone().all(|(old, new)| old.signum() == new.signum() || *old == 0.0));
    assert!(gras(&prior, &[1.0, 1.0, 1.0], &v, 1e-9, 10).is_err());
    let zeros = Dense::from_fn(2, 2, |row, column| f64::from(u8::from(row == column)));
    assert!(gras(&zeros, &[1.0, 1.0], &[2.0, 0.0], 1e-9, 100).unwrap().residual > 0.5);
}

#[test]
fn a_fitted_table_balances() {
    let mut entries = drawn(2, 3, 4);
    for (place, entry) in entries.iter_mut().enumerate().filter(|(_, entry)| entry.account == Account::Intermediate) {
        entry.value *= 0.8 + 0.4 * uniform(1, place as u64);
    }
    let before = table(&entries);
    assert!(balance(&before, 1e-6).state.contains(&"both"));
    let found = fit(&before, 1e-12, 10_000).unwrap();
    assert!(found.findings.is_empty() && found.fitted.residual < 1e-8, "{:?}", found.fitted.residual);
    assert!(balance(&found.mrio, 1e-9).state.iter().all(|state| *state == "balanced"));
}

#[test]
fn regions_add_up_to_the_nation() {
    let nation = table(&drawn(1, 4, 6));
    let activity = Dense::from_fn(3, 4, |region, node| 1.0 + uniform(2, (region * 10 + node) as u64) * 9.0);
    let distance = Dense::from_fn(3, 3, |from, to| 1.0 + from.abs_diff(to) as f64);
    for quotient in [Quotient::Simple, Quotient::CrossIndustry, Quotient::Flegg(0.3)] {
        let by = Regional { regions: &[10, 11, 12], activity: &activity, distance: &distance, quotient, decay: 1.0 };
        let found = regionalise(&nation, &by).unwrap();
        assert!(found.residual < 1e-9 && found.local_share > 0.0 && found.local_share < 1.0);
        assert!(found.entries.iter().all(|entry| entry.value >= 0.0));
        let regional = table(&found.entries);
        for (place, node) in regional.nodes().iter().enumerate() {
            let total = sum(activity.column(node.sector as usize).iter().copied());
            let share = activity.at(node.region as usize - 10, node.sector as usize) / total;
            close(&[regional.output()[place]], &[nation.output()[node.sector as usize] * share], 1e-9);
        }
        assert!(balance(&regional, 1e-8).state.iter().all(|state| *state == "balanced"));
        // Put together again, it is the nation.
        let mut one = Grouping::default();
        one.to.extend([10, 11, 12].map(|region| (region, vec![(0, 1.0)])));
        let back = aggregate(&regional, &one, &Grouping::default()).unwrap();
        close(back.transactions().cells(), nation.transactions().cells(), 1e-9);
    }
    // Two regions, where what goes out of one must come into the other.
    let activity = Dense::from_fn(2, 4, |region, node| [5.0, 1.0][region] + (node * region) as f64);
    let alike = Dense::from_fn(2, 2, |_, _| 1.0);
    let by = Regional {
        regions: &[10, 11],
        activity: &activity,
        distance: &alike,
        quotient: Quotient::Flegg(0.3),
        decay: 1.0,
    };
    let found = regionalise(&nation, &by).unwrap();
    assert!(balance(&table(&found.entries), 1e-8).state.iter().all(|state| *state == "balanced"));
    let lost = Dense::from_fn(2, 4, |_, node| if node == 1 { 0.0 } else { 1.0 });
    assert!(regionalise(&nation, &Regional { activity: &lost, ..by }).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn identities_hold(regions in 1u32..5, sectors in 2u32..6, seed in 0u64..1000) {
        let mrio = table(&drawn(regions, sectors, seed));
        let rows: Vec<usize> = (0..mrio.rows().len()).collect();
        let found = footprint(&mrio, &rows, &unwatched).unwrap();
        for column in 0..rows.len() {
            let total = |matrix: &Dense| sum(matrix.column(column).iter().copied().filter(|cell| !cell.is_nan()));
            // What is produced is consumed; what is exported is imported.
            let (pba, cba) = (total(&found.production), total(&found.consumption));
            prop_assert!((pba - cba).abs() < 1e-8 * pba);
            prop_assert!((total(&found.imports) - total(&found.exports)).abs() < 1e-8 * pba);
            for region in 0..regions {
                let own = |matrix: &Dense| sum(found.keys.iter().enumerate().filter(|(_, key)| key.0 == region).map(|(key, _)| matrix.at(key, column)).filter(|cell| !cell.is_nan()));
                let [pba, cba, imp, exp] = [&found.production, &found.consumption, &found.imports, &found.exports].map(own);
                prop_assert!((pba - exp - (cba - imp)).abs() < 1e-8 * pba.max(1.0));
            }
        }
        // Value added multipliers are one; so are the shares of a chain.
        let added = mrio.rows().iter().position(|row| row.account == Account::ValueAdded).unwrap();
        let multiplier = multipliers(&mrio, &[added], &unwatched).unwrap().multiplier;
        prop_assert!(multiplier.cells().iter().all(|cell| (cell - 1.0).abs() < 1e-10));
        let (_, shares, _) = value_chain(&mrio, &unwatched).unwrap();
        prop_assert!((0..mrio.len()).all(|node| (sum((0..shares.columns()).map(|c| shares.at(node, c))) - 1.0).abs() < 1e-10));
        for global in [false, true] {
            let content = export_content(&mrio, global, &unwatched).unwrap();
            for node in 0..mrio.len() {
                prop_assert!((content.domestic[node] + content.foreign[node] - content.exports[node]).abs() < 1e-8);
            }
        }
        let trade = value_added_trade(&mrio, &unwatched).unwrap();
        for (place, total) in trade.total.iter().enumerate() {
            prop_assert!((sum((0..trade.consumers.len()).map(|c| trade.value.at(place, c))) - total).abs() < 1e-8 * total);
        }
        let position = position(&mrio, |_| false, &unwatched).unwrap();
        prop_assert!(position.upstreamness.iter().chain(&position.downstreamness).all(|steps| *steps >= 1.0 - 1e-12));
        // Total value of upstreamness and of downstreamness agree in a closed economy.
        let weighted = |steps: &[f64], by: &[f64]| sum(steps.iter().zip(by).map(|(steps, by)| steps * by));
        let (y, v) = (mrio.total_demand(), mrio.value_added().0);
        let (up, down) = (weighted(&position.upstreamness, &v), weighted(&position.downstreamness, &y));
        prop_assert!((up - down).abs() < 1e-8 * up);
        let spill = spillover(&mrio, &unwatched).unwrap();
        let total = linkages(&mrio, true, false, &unwatched).unwrap().backward;
        for node in 0..mrio.len() {
            let parts = [spill.local[node], spill.feedback[node], spill.spillover[node]];
            prop_assert!((sum(parts) - total[node]).abs() < 1e-10);
            prop_assert!(parts.iter().all(|part| *part >= -1e-12));
        }
    }

    #[test]
    fn names_do_not_matter_and_units_scale(seed in 0u64..1000, factor in 0.01f64..100.0) {
        let entries = drawn(3, 3, seed);
        let mrio = table(&entries);
        // Regions and sectors numbered backwards, in money of another unit, listed in another order.
        let swap = |(region, sector): (u32, u32)| (if region == NONE { NONE } else { 2 - region }, if sector < 3 { 2 - sector } else { sector });
        let mut other: Vec<Entry> = entries.iter().map(|e| entry(e.account, swap(e.from), swap(e.to), e.value * factor)).collect();
        other.reverse();
        let other = table(&other);
        let place = |node: usize| {
            let node = mrio.nodes()[node];
            let (region, sector) = swap((node.region, node.sector));
            other.node(region, sector).unwrap()
        };
        let (one, two) = (linkages(&mrio, true, true, &unwatched).unwrap(), linkages(&other, true, true, &unwatched).unwrap());
        let (here, there) = (position(&mrio, |_| false, &unwatched).unwrap(), position(&other, |_| false, &unwatched).unwrap());
        for node in 0..mrio.len() {
            prop_assert!((one.backward[node] - two.backward[place(node)]).abs() < 1e-10);
            prop_assert!((one.forward_dispersion[node] - two.forward_dispersion[place(node)]).abs() < 1e-7);
            prop_assert!((here.upstreamness[node] - there.upstreamness[place(node)]).abs() < 1e-10);
        }
        let mut change = vec![0.0; mrio.len()];
        change[1] = -1.0;
        let found = demand_shock(&mrio, &change, 1e-12, &unwatched).unwrap();
        let exact = Leontief::new(&mrio, &unwatched).unwrap().outputs(&change);
        let apart = sum(found.output.iter().zip(&exact).map(|(one, two)| (one - two).abs()));
        prop_assert!(apart <= found.bound.unwrap() + 1e-12, "{apart} {:?}", found.bound);
    }

    #[test]
    fn one_thread_gives_the_bits_of_many(seed in 0u64..1000) {
        let entries = drawn(4, 40, seed);
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let mrio = table(&entries);
                let rows: Vec<usize> = (0..mrio.rows().len()).collect();
                (footprint(&mrio, &rows, &unwatched).unwrap().imports, linkages(&mrio, false, true, &unwatched).unwrap().forward_dispersion, demand_shock(&mrio, &mrio.total_demand(), 1e-10, &unwatched).unwrap().output)
            })
        };
        let bits = |list: &[f64]| list.iter().map(|number| number.to_bits()).collect::<Vec<_>>();
        let (one, many) = (run(1), run(3));
        prop_assert_eq!(bits(one.0.cells()), bits(many.0.cells()));
        prop_assert_eq!(bits(&one.1), bits(&many.1));
        prop_assert_eq!(bits(&one.2), bits(&many.2));
    }

    #[test]
    fn a_table_is_its_entries(seed in 0u64..1000) {
        let mrio = table(&drawn(3, 4, seed));
        prop_assert_eq!(&table(&mrio.entries()), &mrio);
    }
}
