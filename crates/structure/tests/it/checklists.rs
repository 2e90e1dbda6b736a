//! Check-lists and rule tables that are schemes of the scorecard: nothing of them is code.

use liantu_structure::cluster::{Aggregate, Card, Criterion, Entry, Grade, Raters, Scoring, scorecard};

fn degree(weight: f64) -> Criterion {
    Criterion {
        group: 0,
        weight,
        scoring: Scoring::Degree,
        threshold: None,
        benchmark: None,
        aggregate: Aggregate::Mean,
    }
}

/// Rows of subjects, columns of criteria; `None`: not assessed.
fn card(criteria: &[Criterion], grades: &[Grade], table: &[&[Option<f64>]]) -> Card {
    let entries: Vec<Entry> = (0u32..)
        .zip(table)
        .flat_map(|(subject, row)| {
            (0u32..).zip(*row).map(move |(criterion, &value)| Entry {
                subject,
                criterion,
                member: None,
                rater: None,
                value,
            })
        })
        .collect();
    scorecard(criteria, grades, &entries, Raters::Mean)
}

/// Five mechanisms of an alliance of clusters (division of work, constraint, benefit, information, talent): which are there,
/// and which nobody has looked at.
#[test]
fn five_mechanisms_are_complete_or_named() {
    let (yes, no, open) = (Some(1.0), Some(0.0), None);
    let found = card(&[degree(1.0); 5], &[], &[&[yes; 5], &[yes, yes, no, yes, yes], &[yes, yes, open, yes, no]]);
    let total = |subject: usize| found.standings[subject].total;
    assert_eq!((total(0).points(), total(1).points(), total(2).points()), (Some(100.0), Some(80.0), None));
    assert_eq!((total(2).lower, total(2).upper, total(2).known), (60.0, 80.0, 0.8));
    let missing: Vec<usize> = (0..5).filter(|&n| found.standings[1].criteria[n].degree == Some(0.0)).collect();
    assert_eq!(missing, [2]);
    assert_eq!(found.standings[2].criteria[2].degree, None);
}

/// An inventory of clusters by a rule table: grades name what to do, the thresholds are rows and not code.
#[test]
fn an_inventory_keeps_merges_or_lets_go() {
    const EXIT: u32 = 0;
    const MERGE: u32 = 1;
    const KEEP: u32 = 2;
    let grades = [Grade { id: EXIT, least: 0.0 }, Grade { id: MERGE, least: 0.4 }, Grade { id: KEEP, least: 0.7 }];
    // Output per mu, share of firms with research, and what sets it apart from its neighbours (less likeness is better).
    let criteria = [
        Criterion { scoring: Scoring::Ratio { benchmark: 500.0, cap: 1.0 }, ..degree(40.0) },
        Criterion { scoring: Scoring::Linear { floor: 0.0, ceiling: 0.4 }, ..degree(30.0) },
        Criterion { scoring: Scoring::Linear { floor: 1.0, ceiling: 0.5 }, ..degree(30.0) },
    ];
    let rows: [&[Option<f64>]; 4] = [
        &[Some(600.0), Some(0.3), Some(0.5)],
        &[Some(400.0), Some(0.2), Some(0.95)],
        &[Some(100.0), Some(0.1), Some(0.9)],
        &[Some(400.0), None, Some(0.7)],
    ];
    let found = card(&criteria, &grades, &rows);
    let grades: Vec<[Option<u32>; 2]> = found.standings.iter().map(|standing| standing.grades).collect();
    assert_eq!(grades, [[Some(KEEP); 2], [Some(MERGE); 2], [Some(EXIT); 2], [Some(MERGE), Some(KEEP)]]);
    let again = card(&criteria, &[grades_of(0.7), grades_of(0.0)], &rows);
    assert_eq!(found.standings[0].total, again.standings[0].total, "the rule table changes grades and no points");
}

fn grades_of(least: f64) -> Grade {
    Grade { id: 9, least }
}

/// Areas that apply for a title by five standards: the ranking is the same again, whatever the order of the rows.
#[test]
fn a_selection_by_five_standards_ranks_the_same_again() {
    let rows =
        [[0.9, 0.8, 0.7, 0.9, 0.6], [0.5, 0.9, 0.9, 0.4, 0.8], [0.7, 0.7, 0.7, 0.7, 0.7], [0.2, 0.3, 0.9, 0.9, 0.9]];
    let rank = |order: &[usize]| -> Vec<usize> {
        let table: Vec<Vec<Option<f64>>> = order.iter().map(|&n| rows[n].map(Some).to_vec()).collect();
        let table: Vec<&[Option<f64>]> = table.iter().map(Vec::as_slice).collect();
        let found = card(&[2.0, 2.0, 1.0, 1.0, 1.0].map(degree), &[], &table);
        let mut ranked: Vec<usize> = (0..4).collect();
        let points = |n: usize| found.standings[n].total.points().unwrap();
        ranked.sort_by(|&one, &two| points(two).total_cmp(&points(one)));
        ranked.into_iter().map(|place| order[place]).collect()
    };
    assert_eq!(rank(&[0, 1, 2, 3]), [0, 1, 2, 3]);
    assert_eq!(rank(&[3, 1, 0, 2]), [0, 1, 2, 3]);
}

/// A project that is to move: value added per mu at least, emissions per output at most that of the host. The planted dirty
/// one misses the second threshold, and one whose emissions nobody knows passes nothing by default.
#[test]
fn a_planted_dirty_project_is_flagged() {
    let host = [120.0, 0.5];
    let criteria = [
        Criterion { scoring: Scoring::Ratio { benchmark: host[0], cap: 1.0 }, threshold: Some(host[0]), ..degree(1.0) },
        Criterion {
            scoring: Scoring::Linear { floor: 2.0 * host[1], ceiling: 0.0 },
            threshold: Some(host[1]),
            ..degree(1.0)
        },
    ];
    let found = card(&criteria, &[], &[&[Some(150.0), Some(0.3)], &[Some(200.0), Some(1.4)], &[Some(130.0), None]]);
    let met = |subject: usize| found.standings[subject].criteria.iter().map(|one| one.met).collect::<Vec<_>>();
    assert_eq!(met(0), [Some(true), Some(true)]);
    assert_eq!(met(1), [Some(true), Some(false)]);
    assert_eq!(met(2), [Some(true), None]);
    assert_eq!(found.standings[2].total.thresholds, [1, 0, 1]);
}

/// The mix of functions of an enclave: research staff less recruiting staff, as a share, at least zero.
#[test]
fn an_enclave_that_recruits_more_than_it_researches_is_flagged() {
    let mix =
        [Criterion { scoring: Scoring::Linear { floor: -1.0, ceiling: 1.0 }, threshold: Some(0.0), ..degree(1.0) }];
    let found = card(&mix, &[], &[&[Some(0.6 - 0.2)], &[Some(0.2 - 0.5)], &[Some(0.0)], &[None]]);
    let met: Vec<Option<bool>> = found.standings.iter().map(|standing| standing.criteria[0].met).collect();
    assert_eq!(met, [Some(true), Some(false), Some(true), None]);
}
