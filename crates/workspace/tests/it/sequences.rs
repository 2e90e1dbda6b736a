//! Random sequences of imports and restores equal a model in memory, at every revision.

use crate::fixture::{LOG, MIXED, Row, batch, note, row, sorted, stored, workspace};
use liantu_model::schema::Table;
use liantu_workspace::{As, Mode, Workspace};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::BTreeMap;

type Tables = BTreeMap<&'static str, Vec<Row>>;

#[derive(Clone, Debug)]
enum Act {
    /// Writes to one or both tables in one import.
    Import(Vec<(bool, u8, Vec<Row>)>),
    Abandon(Vec<Row>),
    Restore(prop::sample::Index),
    Reopen,
}

fn some_rows() -> impl Strategy<Value = Vec<Row>> {
    let one = (0..6_u8, prop::option::of(Just("x")), 0..1000_i64);
    prop::collection::vec(one.prop_map(|(id, part, count)| row(id, part, count)), 0..12)
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => prop::collection::vec((any::<bool>(), 0..3_u8, some_rows()), 1..4).prop_map(Act::Import),
        1 => some_rows().prop_map(Act::Abandon),
        2 => any::<prop::sample::Index>().prop_map(Act::Restore),
        1 => Just(Act::Reopen),
    ]
}

/// The first write to a table decides how the import writes it.
fn plan(writes: &[(bool, u8, Vec<Row>)]) -> Vec<(&'static Table, Mode, &[Row])> {
    let mut modes = BTreeMap::new();
    let mut plan = Vec::new();
    for (keyed, mode, rows) in writes {
        let table = if *keyed { &MIXED } else { &LOG };
        let mode = match mode {
            0 => Mode::Append,
            1 => Mode::Replace,
            _ if *keyed => Mode::Upsert,
            _ => Mode::Append,
        };
        plan.push((table, *modes.entry(table.name).or_insert(mode), rows.as_slice()));
    }
    plan
}

fn apply(state: &mut Tables, plan: &[(&'static Table, Mode, &[Row])]) {
    for name in ["mixed", "log"] {
        let writes: Vec<_> = plan.iter().filter(|(table, ..)| table.name == name).collect();
        let Some((_, mode, _)) = writes.first() else { continue };
        let rows = state.entry(name).or_default();
        if *mode == Mode::Replace {
            rows.clear();
        }
        for new in writes.iter().flat_map(|(.., rows)| rows.iter()) {
            if *mode == Mode::Upsert {
                rows.retain(|old| (&old.id, &old.part) != (&new.id, &new.part));
            }
            rows.push(new.clone());
        }
    }
}

async fn run(acts: Vec<Act>) {
    let (_folder, mut workspace) = workspace().await;
    let mut states: Vec<Tables> = vec![Tables::new()];
    for act in acts {
        match act {
            Act::Import(writes) => {
                let plan = plan(&writes);
                let mut import = workspace.begin().await.unwrap();
                for (table, mode, rows) in &plan {
                    import.write(table, *mode, &batch(table, rows)).unwrap();
                }
                import.commit(note("import")).await.unwrap();
                let mut state = states.last().unwrap().clone();
                apply(&mut state, &plan);
                states.push(state);
            }
            Act::Abandon(rows) => {
                let mut import = workspace.begin().await.unwrap();
                import.write(&MIXED, Mode::Replace, &batch(&MIXED, &rows)).unwrap();
                import.abandon().await;
            }
            Act::Restore(index) => {
                let number = index.index(states.len());
                workspace.restore(number as u64).await.unwrap();
                states.push(states[number].clone());
            }
            Act::Reopen => workspace = Workspace::open(workspace.root()).await.unwrap(),
        }
    }
    assert_eq!(workspace.head().await.unwrap().number + 1, states.len() as u64);
    for (number, state) in states.into_iter().enumerate() {
        let revision = workspace.resolve(As::Revision(number as u64)).await.unwrap();
        assert!(revision.tables.keys().eq(state.keys()), "{number}");
        for (name, rows) in state {
            assert_eq!(revision.tables[name].rows, rows.len() as u64);
            assert_eq!(sorted(stored(&workspace, &revision, name).await), sorted(rows), "{name} at {number}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_121),
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_workspace_equals_its_model(acts in prop::collection::vec(act(), 1..12)) {
        tokio::runtime::Runtime::new().unwrap().block_on(run(acts));
    }
}
