//! What is kept up has the bits of what is computed from scratch.

use liantu_monitoring::Step;
use liantu_monitoring::incremental::{Change, Entry, Key, Refusal, Scores, Totals};
use liantu_monitoring::series::anomaly::{Baseline, Window};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn totals() -> Totals {
    Totals::new(1e12, 1 << 32)
}

fn entry(key: Key, step: i32, value: Option<f64>) -> Entry {
    Entry { key, step: Step(step), value }
}

#[test]
fn corrections_reopen_what_they_touch() {
    let baseline = Baseline { window: Window::Season { steps: 12, neighbours: 0 }, length: 0, least: 2 };
    let mut totals = totals();
    let mut scores = Scores::new(baseline);
    let months: Vec<Change> = (0..48).map(|step| Change::Added(entry(1, step, Some(f64::from(step % 7))))).collect();
    let touched = totals.take(1, &months).unwrap();
    assert_eq!(scores.follow(&totals, &touched).len(), 48);
    assert!(totals.take(1, &months).unwrap().is_empty(), "a batch that comes again changes nothing");
    let backdated = Change::Corrected(entry(1, 14, Some(0.0)), entry(1, 14, Some(9.0)));
    let touched = totals.take(2, &[backdated]).unwrap();
    let reopened: Vec<i32> = scores.follow(&totals, &touched).into_iter().map(|(_, step)| step.0).collect();
    assert_eq!(reopened, [14, 26, 38], "the month itself and the same months after it");
    assert_eq!(scores, Scores::of(&totals, baseline));
    let same = Change::Corrected(entry(1, 14, Some(9.0)), entry(1, 14, Some(9.0)));
    assert!(totals.take(3, &[same]).unwrap().is_empty(), "what stays as it was touches nothing");
    assert_eq!(totals.take(4, &[Change::Withdrawn(entry(2, 0, Some(1.0)))]), Err(Refusal::Absent { key: 2 }));
    assert!(matches!(totals.take(5, &[Change::Added(entry(1, 0, Some(1e13)))]), Err(Refusal::Large { .. })));
    totals.take(6, &[Change::Added(entry(1, 20, None))]).unwrap();
    assert_eq!(
        (totals.total(1, Step(20)), totals.counts(1, Step(20))),
        (None, (1, 1)),
        "a sum with an unknown part is unknown"
    );
}

#[derive(Clone, Debug)]
enum Act {
    Add(Entry),
    Correct(usize, Entry),
    Withdraw(usize),
}

fn entries() -> impl Strategy<Value = Entry> {
    (0u32..4, 0i32..40, prop::option::weighted(0.9, -1e9f64..1e9))
        .prop_map(|(key, step, value)| entry(key, step, value))
}

fn acts() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => entries().prop_map(Act::Add),
        1 => (0usize..1000, entries()).prop_map(|(which, entry)| Act::Correct(which, entry)),
        1 => (0usize..1000).prop_map(Act::Withdraw),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// After any sequence of additions, corrections and withdrawals, in batches of any size, totals and scores have the bits
    /// of those computed at once from the records that are left; and nothing was scored anew that did not have to be.
    #[test]
    fn kept_up_is_computed_from_scratch(batches in prop::collection::vec(prop::collection::vec(acts(), 1..12), 1..14), recent: bool) {
        let window = if recent { Window::Recent } else { Window::Season { steps: 12, neighbours: 1 } };
        let baseline = Baseline { window, length: if recent { 6 } else { 0 }, least: 2 };
        let (mut totals, mut scores, mut records) = (totals(), Scores::new(baseline), Vec::<Entry>::new());
        for (number, acts) in batches.into_iter().enumerate() {
            let mut changes = Vec::new();
            for act in acts {
                match act {
                    Act::Add(entry) => {
                        records.push(entry);
                        changes.push(Change::Added(entry));
                    }
                    Act::Correct(which, entry) if !records.is_empty() => {
                        let place = which % records.len();
                        changes.push(Change::Corrected(std::mem::replace(&mut records[place], entry), entry));
                    }
                    Act::Withdraw(which) if !records.is_empty() => {
                        let place = which % records.len();
                        changes.push(Change::Withdrawn(records.swap_remove(place)));
                    }
                    Act::Correct(..) | Act::Withdraw(_) => {}
                }
            }
            let before = scores.clone();
            let touched = totals.take(number as u128, &changes).unwrap();
            let reopened = scores.follow(&totals, &touched);
            prop_assert!(touched.is_subset(&reopened));
            for key in 0..4 {
                for step in (0..40).map(Step).filter(|step| !reopened.contains(&(key, *step))) {
                    prop_assert_eq!(before.get(key, step).map(f64::to_bits), scores.get(key, step).map(f64::to_bits));
                }
            }
            let mut fresh = Totals::new(1e12, 1 << 32);
            let mut shuffled: Vec<Change> = records.iter().copied().map(Change::Added).collect();
            shuffled.reverse();
            fresh.take(0, &shuffled).unwrap();
            for key in 0..4 {
                for step in (0..40).map(Step) {
                    prop_assert_eq!(totals.total(key, step).map(f64::to_bits), fresh.total(key, step).map(f64::to_bits));
                    prop_assert_eq!(totals.counts(key, step), fresh.counts(key, step));
                }
            }
            prop_assert_eq!(&scores, &Scores::of(&fresh, baseline));
        }
    }

    /// However keys are grouped on the way to the whole, the whole has the same bits.
    #[test]
    fn scales_add_up(records in prop::collection::vec(entries(), 0..60)) {
        let mut totals = totals();
        let changes: Vec<Change> = records.into_iter().map(Change::Added).collect();
        totals.take(0, &changes).unwrap();
        let at_once = totals.gathered(|_| 9);
        let by_two = totals.gathered(|key| key / 2).gathered(|_| 9);
        let steps: BTreeSet<i32> = (0..40).collect();
        for step in steps {
            prop_assert_eq!(at_once.total(9, Step(step)).map(f64::to_bits), by_two.total(9, Step(step)).map(f64::to_bits));
        }
    }
}
