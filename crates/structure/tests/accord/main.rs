//! Lists compared, rights shared out, promises delivered, classifications mapped; signals, accounts and routes.

#![allow(clippy::float_cmp, reason = "the answers are exact")]
#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "numbers are small")]

mod relocation;

use liantu_numeric::uniform;
use liantu_structure::accord::concordance::{Mapping, Relation as Mapped, concordance_check, reversible_share};
use liantu_structure::accord::delivery::{Kind, Undertaking, delivery_ratio};
use liantu_structure::accord::list_alignment::{Provision, Relation, list_alignment};
use liantu_structure::accord::rights_balance::{Holding, rights_balance};
use proptest::prelude::*;

fn provision(list: u32, item: u32, content: Option<u32>) -> Provision {
    Provision { list, item, content }
}

fn codes(findings: &[liantu_model::Diagnostic]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.code).collect()
}

/// The worked example of the documentation, turned round: nothing rests on the order of rows.
#[test]
fn the_difference_of_two_lists_is_exact() {
    let mut rows = vec![
        provision(0, 11, Some(0)),
        provision(0, 12, Some(1)),
        provision(0, 13, Some(2)),
        provision(0, 14, None),
        provision(1, 11, Some(0)),
        provision(1, 12, Some(3)),
        provision(1, 14, None),
        provision(2, 11, Some(0)),
        provision(2, 13, None),
        provision(2, 99, Some(4)),
    ];
    let forth = list_alignment(&rows, Some(0));
    rows.reverse();
    assert_eq!(list_alignment(&rows, Some(0)), forth);
    let (pairs, findings) = forth;
    assert_eq!(pairs.iter().map(|pair| pair.lists).collect::<Vec<_>>(), [[1, 0], [2, 0]]);
    let relations: Vec<(u32, Relation)> = pairs[1].items.iter().map(|item| (item.item, item.relation)).collect();
    assert_eq!(
        relations,
        [
            (11, Relation::Same),
            (12, Relation::OnlyThere),
            (13, Relation::Untold),
            (14, Relation::OnlyThere),
            (99, Relation::OnlyHere)
        ]
    );
    assert_eq!((pairs[0].alignment(), pairs[0].coverage()), (Some(0.5), Some(0.75)));
    assert_eq!(
        (pairs[1].alignment(), pairs[1].bounds(), pairs[1].coverage()),
        (None, [Some(0.2), Some(0.4)], Some(0.5))
    );
    assert_eq!(codes(&findings), ["STR802"]);
}

/// Standards that are the same are aligned in full; an empty side is undefined, not zero.
#[test]
fn identical_standards_are_aligned_in_full() {
    let both = |list| [provision(list, 1, Some(7)), provision(list, 2, None)];
    let (pairs, findings) = list_alignment(&[both(0), both(1)].concat(), None);
    assert!(pairs.iter().all(|pair| pair.alignment() == Some(1.0) && pair.coverage() == Some(1.0)));
    assert_eq!((pairs.len(), findings.len()), (2, 0));
    // One list, and none: nothing to compare, which is said.
    assert_eq!(codes(&list_alignment(&both(0), None).1), ["STR803"]);
    assert_eq!(codes(&list_alignment(&[], None).1), ["STR803"]);
    // A list that contradicts itself is not told the same or different.
    let torn = [provision(0, 1, Some(7)), provision(0, 1, Some(8)), provision(1, 1, Some(7))];
    let (pairs, findings) = list_alignment(&torn, None);
    assert_eq!((pairs[0].alignment(), pairs[0].items[0].relation), (None, Relation::Untold));
    assert_eq!(codes(&findings), ["STR801", "STR802"]);
}

fn holdings(matrix: &[&[f64]]) -> Vec<Holding> {
    let row = |(item, values): (usize, &&[f64])| {
        let cell = move |(member, value): (usize, &f64)| Holding {
            item: item as u32,
            member: member as u32,
            value: value.is_finite().then_some(*value),
        };
        values.iter().enumerate().map(cell).collect::<Vec<_>>()
    };
    matrix.iter().enumerate().flat_map(row).collect()
}

#[test]
fn equal_matrices_are_balanced_and_planted_imbalance_is_named() {
    let items = [(0, 1.0), (0, 3.0), (1, 1.0), (2, 1.0)];
    let same = rights_balance(&items, &holdings(&[&[2.0; 4], &[5.0; 4], &[1.0; 4], &[9.0; 4]]));
    assert!(same.measures.iter().all(|one| one.result.is_some_and(|(index, _)| (index - 1.0).abs() < 1e-15)));
    assert!((same.whole().unwrap() - 1.0).abs() < 1e-15 && same.findings.is_empty());
    // Member 2 takes all of the benefit.
    let planted = rights_balance(&items, &holdings(&[&[2.0; 4], &[5.0; 4], &[0.0, 0.0, 8.0, 0.0], &[9.0; 4]]));
    let benefit = planted.measures.iter().find(|one| one.group == 1 && one.other.is_none()).unwrap();
    let (index, furthest) = benefit.result.unwrap();
    assert_eq!((index, furthest.member, furthest.share, furthest.deviation), (0.0, 2, 1.0, 0.75));
    assert_eq!(planted.whole(), Some(0.0));
    // Unknown is not zero; what nobody has is no share of anything; one member alone has nothing to balance.
    let gap = rights_balance(&items, &holdings(&[&[2.0; 4], &[5.0; 4], &[1.0, f64::NAN, 1.0, 1.0], &[0.0; 4]]));
    assert_eq!(gap.whole(), None);
    assert_eq!(codes(&gap.findings), ["STR804", "STR805"]);
    assert_eq!(rights_balance(&[(0, 1.0)], &holdings(&[&[3.0]])).measures[0].result, None);
    assert_eq!(rights_balance(&items, &[]).whole(), None);
}

fn undertaking(group: u32, due: Option<i32>, delivered: Option<i32>, done: Option<bool>) -> Undertaking {
    Undertaking { group: Some(group), kind: Some(Kind::Substance), declared: Some(0), due, delivered, done }
}

#[test]
fn nothing_over_nothing_is_not_delivered_in_full() {
    let rows = [
        undertaking(0, Some(10), Some(9), Some(true)),
        undertaking(0, Some(10), Some(11), Some(true)),
        undertaking(0, Some(10), None, Some(false)),
        undertaking(1, Some(99), None, Some(false)),
        undertaking(2, Some(10), None, None),
    ];
    let (found, findings) = delivery_ratio(&rows, Some(20));
    assert_eq!((found[&Some(0)].ratio(), found[&Some(0)].parts()), (Some(2.0 / 3.0), [Some(0.5), Some(1.0)]));
    assert_eq!((found[&Some(1)].declared, found[&Some(1)].not_yet, found[&Some(1)].ratio()), (0, 1, None));
    assert_eq!((found[&Some(2)].ratio(), found[&Some(2)].bounds()), (None, [Some(0.0), Some(1.0)]));
    assert_eq!(codes(&findings), ["STR806", "STR807"]);
    // By the tenth day the second was not yet delivered; a delivery of unknown day cannot be told.
    assert_eq!(delivery_ratio(&rows, Some(10)).0[&Some(0)].delivered, 1);
    let undated = [undertaking(0, Some(10), None, Some(true))];
    assert_eq!(delivery_ratio(&undated, Some(10)).0[&Some(0)].unknown, 1);
    assert_eq!(delivery_ratio(&undated, None).0[&Some(0)].ratio(), Some(1.0));
    assert_eq!(delivery_ratio(&[], None).0[&None].ratio(), None);
}

fn mapping(from: u32, to: u32, weight: f64) -> Mapping {
    Mapping { from, to, weight: weight.is_finite().then_some(weight) }
}

#[test]
fn what_maps_one_to_one_comes_back() {
    let forth =
        [mapping(1, 11, 1.0), mapping(2, 12, f64::NAN), mapping(3, 13, 0.5), mapping(3, 14, 0.4), mapping(4, 14, 1.0)];
    let (found, findings) = concordance_check(&forth, None);
    let relations: Vec<Mapped> = found.iter().map(|one| one.relation).collect();
    assert_eq!(relations, [Mapped::OneToOne, Mapped::OneToOne, Mapped::Tangled, Mapped::Merge]);
    assert_eq!(found.iter().map(|one| one.reversible).collect::<Vec<_>>(), [true, true, false, false]);
    assert_eq!((found[1].weight, reversible_share(&found)), (None, Some(0.5)));
    assert_eq!(codes(&findings), ["STR808"]);
    // The way back takes 11 elsewhere as well, and does not know 12.
    let back =
        [mapping(11, 1, 1.0), mapping(11, 5, 0.0), mapping(13, 3, 1.0), mapping(14, 3, 0.5), mapping(14, 4, 0.5)];
    let (found, findings) = concordance_check(&forth, Some(&back));
    assert!(found.iter().all(|one| !one.reversible));
    assert_eq!(codes(&findings), ["STR808", "STR809"]);
    assert_eq!(reversible_share(&concordance_check(&[], None).0), None);
}

proptest! {
    /// There and back over what is reversible is the identity.
    #[test]
    fn reversible_codes_return_to_themselves(rows in prop::collection::vec((0u32..12, 0u32..12), 0..30)) {
        let forth: Vec<Mapping> = rows.iter().map(|&(from, to)| mapping(from, to, f64::NAN)).collect();
        let back: Vec<Mapping> = rows.iter().map(|&(from, to)| mapping(to, from, f64::NAN)).collect();
        let (found, _) = concordance_check(&forth, Some(&back));
        let (returned, _) = concordance_check(&back, Some(&forth));
        for one in found.iter().filter(|one| one.reversible) {
            let home = returned.iter().find(|code| code.code == one.targets[0]).unwrap();
            prop_assert!(home.reversible && home.targets == [one.code]);
        }
        prop_assert_eq!(found.iter().filter(|one| one.reversible).count(), returned.iter().filter(|one| one.reversible).count());
    }

    /// Shares add up, indices stay within their bounds, and renaming members changes nothing else.
    #[test]
    fn balances_stay_in_bounds(values in prop::collection::vec(0.0f64..100.0, 12), turn in 0usize..4) {
        let items = [(0, 1.0), (1, 2.0), (1, 0.5)];
        let rows: Vec<Vec<f64>> = values.chunks(4).map(<[f64]>::to_vec).collect();
        let turned: Vec<Vec<f64>> = rows.iter().map(|row| { let mut row = row.clone(); row.rotate_left(turn); row }).collect();
        let of = |rows: &[Vec<f64>]| rights_balance(&items, &holdings(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>()));
        let (one, two) = (of(&rows), of(&turned));
        for (_, shares) in one.shares.iter().filter_map(|(group, shares)| Some((group, shares.as_ref()?))) {
            prop_assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
        for (a, b) in one.measures.iter().zip(&two.measures) {
            let (a, b) = (a.result.map(|(index, _)| index), b.result.map(|(index, _)| index));
            prop_assert_eq!(a.is_some(), b.is_some());
            if let (Some(a), Some(b)) = (a, b) {
                prop_assert!((-1e-12..=1.0 + 1e-12).contains(&a) && (a - b).abs() < 1e-12);
            }
        }
    }

    /// Alignment is symmetric, coverage both ways meets in the shared items.
    #[test]
    fn alignment_is_symmetric(rows in prop::collection::vec((0u32..3, 0u32..8, prop::option::of(0u32..3)), 0..40)) {
        let rows: Vec<Provision> = rows.into_iter().map(|(list, item, content)| provision(list, item, content)).collect();
        let (pairs, _) = list_alignment(&rows, None);
        for pair in &pairs {
            let back = pairs.iter().find(|other| other.lists == [pair.lists[1], pair.lists[0]]).unwrap();
            prop_assert_eq!(pair.alignment(), back.alignment());
            prop_assert_eq!(pair.count(Relation::OnlyHere), back.count(Relation::OnlyThere));
            let [low, high] = pair.bounds().map(Option::unwrap);
            prop_assert!(0.0 <= low && low <= high && high <= 1.0);
        }
    }
}

/// What is drawn at random is not aligned by more than chance makes it.
#[test]
fn lists_at_random_share_what_chance_gives() {
    let draw = |list: u32| {
        (0..2000u32)
            .filter(move |&item| uniform(7, u64::from(list) << 20 | u64::from(item)) < 0.5)
            .map(move |item| provision(list, item, None))
    };
    let rows: Vec<Provision> = draw(0).chain(draw(1)).collect();
    let found = list_alignment(&rows, None).0[0].alignment().unwrap();
    assert!((found - 1.0 / 3.0).abs() < 0.04, "{found}");
}
