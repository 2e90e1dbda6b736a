//! Scenario edits: what they make, what they leave, and the way back.

use super::accounts::{drawn, table};
use liantu_numeric::{sum, uniform, unwatched};
use liantu_simulation::accounts::{
    Account, AccountsError, Edit, Leontief, Mrio, Operation, Target, apply, gap, holdings,
};
use proptest::prelude::*;

fn edit(target: Target, operation: Operation, value: f64) -> Edit {
    Edit { target, region: None, sector: None, to_region: None, to_sector: None, operation, value }
}

fn close(one: f64, two: f64) -> bool {
    (one - two).abs() <= 1e-9 * one.abs().max(two.abs()).max(1.0)
}

fn bits(table: &Mrio) -> Vec<u64> {
    let matrices = [table.transactions().cells(), table.final_demand().cells(), table.output(), table.declared()];
    let rows = (0..table.rows().len()).map(|row| table.row(row));
    matrices.into_iter().chain(rows).flatten().map(|cell| cell.to_bits()).collect()
}

/// Edits drawn by a seed, all of which can be done.
fn some_edits(table: &Mrio, seed: u64) -> Vec<Edit> {
    let draw = |place: u64| uniform(seed, place);
    (0..4)
        .map(|number| {
            let at = |place: u64| draw(number * 20 + place);
            let node = table.nodes()[(at(0) * table.len() as f64) as usize];
            let other = table.nodes()[(at(1) * table.len() as f64) as usize];
            let some = |place: u64, id: u32| (at(place) < 0.5).then_some(id);
            let base = edit(Target::FinalDemand, Operation::Multiply, 0.5 + at(2));
            match (at(3) * 5.0) as u32 {
                0 => Edit { region: some(4, node.region), sector: some(5, node.sector), ..base },
                1 => Edit {
                    target: Target::Transaction,
                    region: Some(node.region),
                    to_region: some(6, other.region),
                    value: 0.6 + 0.5 * at(2),
                    ..base
                },
                2 => Edit {
                    target: Target::Coefficient,
                    sector: Some(node.sector),
                    to_sector: some(7, other.sector),
                    value: 0.6 + 0.5 * at(2),
                    ..base
                },
                3 => Edit {
                    target: Target::Sourcing,
                    region: Some(node.region),
                    to_region: some(8, other.region),
                    value: at(2),
                    ..base
                },
                _ => Edit {
                    target: Target::Capacity,
                    region: Some(node.region),
                    sector: Some(node.sector),
                    value: 1.0 + at(2),
                    ..base
                },
            }
        })
        .collect()
}

proptest! {
    #[test]
    fn there_and_back_to_the_last_bit(regions in 1u32..4, sectors in 2u32..5, seed in 0u64..10_000) {
        let base = table(&drawn(regions, sectors, seed));
        let before = bits(&base);
        let Ok(mut edited) = apply(&base, &some_edits(&base, seed)) else { return Ok(()) };
        prop_assert_eq!(bits(&base), before.clone());
        edited.undo.restore(&mut edited.mrio);
        prop_assert_eq!(&edited.mrio.nodes(), &base.nodes());
        prop_assert_eq!(bits(&edited.mrio), before);
    }

    #[test]
    fn what_balanced_balances(regions in 1u32..4, sectors in 2u32..5, seed in 0u64..10_000) {
        let base = table(&drawn(regions, sectors, seed));
        let Ok(edited) = apply(&base, &some_edits(&base, seed)) else { return Ok(()) };
        let size = sum(edited.mrio.output().iter().copied());
        prop_assert!((gap(&edited.mrio) - gap(&base)).abs() <= 1e-9 * size);
        // Outputs are what final demand takes.
        let found = Leontief::new(&edited.mrio, &unwatched).unwrap().outputs(&edited.mrio.total_demand());
        prop_assert!(found.iter().zip(edited.mrio.output()).all(|(one, two)| close(*one, *two)));
        // What regions buy of each other is what they sell to each other.
        let bought = sum(holdings(&edited.mrio).values().map(|own| own.imports));
        let nodes = edited.mrio.nodes();
        let sold = sum((0..nodes.len()).flat_map(|to| (0..nodes.len()).map(move |from| (from, to))).map(|(from, to)| {
            if nodes[from].region == nodes[to].region { 0.0 } else { edited.mrio.transactions().at(from, to) }
        })) + sum((0..nodes.len()).flat_map(|from| edited.mrio.demand().iter().enumerate().map(move |(at, to)| (from, at, to))).map(|(from, at, to)| {
            if nodes[from].region == to.region { 0.0 } else { edited.mrio.final_demand().at(from, at) }
        }));
        prop_assert!(close(bought, sold), "{} {}", bought, sold);
    }

    #[test]
    fn without_edits_nothing_changes(seed in 0u64..1_000) {
        let base = table(&drawn(2, 3, seed));
        let edited = apply(&base, &[]).unwrap();
        prop_assert_eq!(bits(&edited.mrio), bits(&base));
        let same = apply(&base, &[edit(Target::FinalDemand, Operation::Multiply, 1.0)]).unwrap();
        prop_assert_eq!(bits(&same.mrio), bits(&base));
    }

    #[test]
    fn coefficients_and_shares_are_what_was_asked_for(seed in 0u64..1_000, part in 0.0f64..1.0) {
        let base = table(&drawn(3, 3, seed));
        let wanted = Edit { region: Some(1), sector: Some(0), to_region: Some(2), ..edit(Target::Sourcing, Operation::Set, part) };
        let edited = apply(&base, &[wanted]).unwrap().mrio;
        let share = |table: &Mrio, to: usize| {
            let whole = sum((0..3).filter_map(|region| table.node(region, 0)).map(|row| table.transactions().at(row, to)));
            (table.transactions().at(table.node(1, 0).unwrap(), to) / whole, whole / table.output()[to])
        };
        for to in base.of_region(2) {
            let (was, needed) = share(&base, to);
            let (is, needs) = share(&edited, to);
            // A buyer that has all of it from there already has nowhere to turn to.
            prop_assert!(close(is, part) || was == is || was.is_nan(), "{} {}", is, part);
            prop_assert!(close(needed, needs));
        }
        let more = Edit { region: Some(1), sector: Some(0), to_region: Some(2), to_sector: Some(1), ..edit(Target::Coefficient, Operation::Add, 0.05) };
        let edited = apply(&base, &[more]).unwrap().mrio;
        let spent = |table: &Mrio, to: usize| table.transactions().at(table.node(1, 0).unwrap(), to) / table.output()[to];
        let to = base.node(2, 1).unwrap();
        prop_assert!(close(spent(&base, to) + 0.05, spent(&edited, to)));
        let added = |table: &Mrio| table.value_added().0[to] / table.output()[to];
        prop_assert!(close(added(&base) - 0.05, added(&edited)));
    }
}

#[test]
fn demand_that_falls_takes_what_it_took() {
    let base = table(&drawn(2, 3, 7));
    let fall = Edit { region: Some(1), ..edit(Target::FinalDemand, Operation::Multiply, 0.8) };
    let edited = apply(&base, &[fall]).unwrap().mrio;
    let demand: Vec<f64> = base
        .nodes()
        .iter()
        .zip(base.total_demand())
        .map(|(node, sold)| if node.region == 1 { 0.8 * sold } else { sold })
        .collect();
    let wanted = Leontief::new(&base, &unwatched).unwrap().outputs(&demand);
    assert!(wanted.iter().zip(edited.output()).all(|(one, two)| close(*one, *two)));
}

#[test]
fn capacity_holds_and_final_demand_gives_way() {
    let base = table(&drawn(2, 3, 3));
    let node = base.node(1, 0).unwrap();
    let half = Edit { region: Some(1), sector: Some(0), ..edit(Target::Capacity, Operation::Multiply, 0.95) };
    let edited = apply(&base, &[half]).unwrap();
    assert!(close(edited.mrio.output()[node], 0.95 * base.output()[node]));
    let lost = base.total_demand()[node] - edited.mrio.total_demand()[node];
    assert!(lost > 0.0 && close(lost, edited.unmet[node]));
    assert_eq!(edited.findings.iter().map(|found| found.code).collect::<Vec<_>>(), ["SIM122"]);
    // Others need more than nothing: accounts cannot say who goes without.
    let none = Edit { value: 0.0, ..half };
    assert_eq!(apply(&base, &[none]).unwrap_err(), AccountsError::Short { node });
    // Room that nobody needs changes nothing.
    let room = apply(&base, &[Edit { value: 2.0, ..half }]).unwrap();
    assert_eq!(bits(&room.mrio), bits(&base));
}

#[test]
fn what_cannot_be_done_is_refused_by_number() {
    let base = table(&drawn(2, 3, 1));
    let fine = edit(Target::FinalDemand, Operation::Multiply, 1.1);
    let wrong = [
        Edit { region: Some(77), ..fine },
        Edit { value: f64::NAN, ..fine },
        Edit { target: Target::Sourcing, value: 0.5, ..fine },
        Edit { target: Target::Sourcing, region: Some(1), operation: Operation::Set, value: 1.5, ..fine },
        Edit { target: Target::Capacity, value: -1.0, ..fine },
    ];
    for wrong in wrong {
        let error = apply(&base, &[fine, wrong]).unwrap_err();
        assert!(matches!(error, AccountsError::Edit { place: 1, .. }), "{error}");
    }
    let greedy = Edit { target: Target::Coefficient, value: 50.0, ..fine };
    assert!(matches!(apply(&base, &[greedy]).unwrap_err(), AccountsError::Unfit { .. }));
}

#[test]
fn what_is_peculiar_is_said() {
    let mut entries = drawn(2, 3, 5);
    // A sector that sells nothing.
    let mut idle = entries[0];
    (idle.account, idle.from, idle.to, idle.value) = (Account::ValueAdded, (u32::MAX, 80), (1, 55), 1.0);
    entries.push(idle);
    let base = table(&entries);
    let codes = |edit: Edit| -> Vec<&str> {
        apply(&base, &[edit]).unwrap().findings.into_iter().map(|found| found.code).collect()
    };
    let of = |target, value| edit(target, Operation::Multiply, value);
    assert_eq!(codes(Edit { to_sector: Some(55), ..of(Target::Coefficient, 0.9) }), ["SIM118"]);
    let demand = Edit {
        region: Some(1),
        sector: Some(55),
        to_region: Some(1),
        ..edit(Target::FinalDemand, Operation::Set, 3.0)
    };
    assert_eq!(codes(demand), ["SIM118"]);
    // The first region lacks the last sector.
    assert_eq!(
        codes(Edit { region: Some(0), to_sector: Some(0), ..edit(Target::Sourcing, Operation::Set, 0.5) }),
        ["SIM119"]
    );
    let dear =
        |value| Edit { to_region: Some(1), to_sector: Some(1), ..edit(Target::Coefficient, Operation::Add, value) };
    assert_eq!(codes(dear(0.3)), [""; 0]);
    assert_eq!(codes(dear(0.5)), ["SIM121"]);
    // A buyer without value added has none that could give way.
    let paid = entries.iter_mut().find(|entry| entry.account == Account::ValueAdded && entry.to == (1, 1)).unwrap();
    paid.value = 0.0;
    let base = table(&entries);
    assert_eq!(apply(&base, &[dear(0.3)]).unwrap().findings[0].code, "SIM120");
}
