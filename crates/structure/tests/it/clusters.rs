//! Clusters and scores against formulas written a second time; regions joined by flows, industries by accounts.

use crate::Case;
use liantu_structure::cluster::{
    Aggregate, Cluster, Criterion, Entry, Raters, Rules, Scored, Scoring, identify, joined_by_flows,
    related_by_accounts, scorecard,
};
use liantu_structure::{Cells, Duplicates, Panel, Shape};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn place(words: &[String], word: &str) -> u32 {
    words.iter().position(|own| own == word).unwrap() as u32
}

#[test]
fn clusters_and_their_members_are_those_of_the_formulas() {
    for case in Case::all("clusters") {
        let input = case.table("input.csv");
        let words = |name: &str| -> Vec<String> {
            input.iter().map(|row| row[name].clone()).collect::<BTreeSet<_>>().into_iter().collect()
        };
        let (regions, industries) = (words("region"), words("industry"));
        let region: Vec<u32> = input.iter().map(|row| place(&regions, &row["region"])).collect();
        let industry: Vec<u32> = input.iter().map(|row| place(&industries, &row["industry"])).collect();
        let value: Vec<f64> = input.iter().map(|row| row["value"].parse().unwrap()).collect();
        let period = vec![0; value.len()];
        let cells = Cells { region: &region, industry: &industry, period: &period, value: &value, validity: None };
        let shape = Shape { regions: regions.len() as u32, industries: industries.len() as u32, periods: 1 };
        let (panel, _) = Panel::new(cells, shape, Duplicates::Refuse).unwrap();
        let near: Vec<(u32, u32)> = case
            .table("neighbours.csv")
            .iter()
            .map(|row| (place(&regions, &row["one"]), place(&regions, &row["two"])))
            .collect();
        let number = |name: &str| case.toml[name].as_float().unwrap();
        let rules = Rules {
            least_quotient: number("least_quotient"),
            least_share: number("least_share"),
            least_relatedness: number("least_relatedness"),
        };
        let found = identify(&panel, &near, None, rules).0;
        let list = |ids: &[u32], words: &[String]| {
            ids.iter().map(|&id| words[id as usize].as_str()).collect::<Vec<_>>().join("|")
        };
        case.check(found.len(), |n, name| {
            let cluster: &Cluster = &found[n];
            let first = &cluster.cells[0];
            Some(match name {
                "cluster" => format!("{}:{}", regions[first.region as usize], industries[first.industry as usize]),
                "regions" => list(&cluster.regions, &regions),
                "industries" => list(&cluster.industries, &industries),
                "cells" => cluster.cells.len().to_string(),
                "value" => cluster.value.to_string(),
                "share" => cluster.share.to_string(),
                "location_quotient" => cluster.quotient?.to_string(),
                _ => cluster.relatedness?.to_string(),
            })
        });
        // Who is in each, in the same order.
        let members: Vec<(&Cluster, usize)> =
            found.iter().flat_map(|cluster| (0..cluster.cells.len()).map(move |n| (cluster, n))).collect();
        case.check_against("members.csv", members.len(), |n, name| {
            let (cluster, n) = members[n];
            let (first, cell) = (&cluster.cells[0], &cluster.cells[n]);
            Some(match name {
                "cluster" => format!("{}:{}", regions[first.region as usize], industries[first.industry as usize]),
                "region" => regions[cell.region as usize].clone(),
                "industry" => industries[cell.industry as usize].clone(),
                "value" => cell.value.to_string(),
                "share" => cell.share.to_string(),
                _ => cell.quotient.to_string(),
            })
        });
    }
}

#[test]
fn scores_are_those_of_the_formulas() {
    for case in Case::all("scorecard") {
        let (rows, input) = (case.table("criterion.csv"), case.table("input.csv"));
        let words = |name: &str| -> Vec<String> {
            input.iter().map(|row| row[name].clone()).collect::<BTreeSet<_>>().into_iter().collect()
        };
        let groups = ["A", "B", "C"];
        let criteria: Vec<Criterion> = rows
            .iter()
            .map(|row| {
                let number = |name: &str| row[name].parse::<f64>().unwrap();
                Criterion {
                    group: groups.iter().position(|group| *group == row["group"]).unwrap() as u32,
                    weight: number("weight"),
                    scoring: match row["scoring"].as_str() {
                        "degree" => Scoring::Degree,
                        "linear" => Scoring::Linear { floor: number("floor"), ceiling: number("ceiling") },
                        _ => Scoring::Ratio { benchmark: number("benchmark"), cap: number("cap") },
                    },
                    threshold: None,
                    benchmark: None,
                    aggregate: Aggregate::Mean,
                }
            })
            .collect();
        let codes: Vec<String> = rows.iter().map(|row| row["code"].clone()).collect();
        let (subjects, raters) = (words("subject"), words("rater"));
        let entries: Vec<Entry> = input
            .iter()
            .map(|row| Entry {
                subject: place(&subjects, &row["subject"]),
                criterion: place(&codes, &row["criterion"]),
                member: None,
                rater: Some(place(&raters, &row["rater"])),
                value: row["value"].parse().ok(),
            })
            .collect();
        let card = scorecard(&criteria, &[], &entries, Raters::Median);
        // Three groups and the total of each subject.
        let scored: Vec<(usize, Option<usize>, Scored)> = card
            .standings
            .iter()
            .flat_map(|standing| {
                let subject = standing.subject as usize;
                let groups =
                    standing.groups.iter().map(move |(group, scored)| (subject, Some(*group as usize), *scored));
                groups.chain([(subject, None, standing.total)])
            })
            .collect();
        case.check(scored.len(), |n, name| {
            let (subject, group, scored) = scored[n];
            Some(match name {
                "subject" => subjects[subject].clone(),
                "level" => if group.is_some() { "group" } else { "total" }.to_owned(),
                "group" => groups[group?].to_owned(),
                "points" => scored.points()?.to_string(),
                "lower" => scored.lower.to_string(),
                "upper" => scored.upper.to_string(),
                "attainable" => scored.attainable.to_string(),
                _ => scored.known.to_string(),
            })
        });
    }
}

/// Faults of several cards add up, and one that is repeated counts every time.
#[test]
fn faults_are_counted_each_time() {
    let criteria = [Criterion {
        group: 0,
        weight: 1.0,
        scoring: Scoring::Degree,
        threshold: None,
        benchmark: None,
        aggregate: Aggregate::Mean,
    }];
    let entry = |subject, value| Entry { subject, criterion: 0, member: None, rater: None, value: Some(value) };
    let card = |entries: &[Entry]| scorecard(&criteria, &[], entries, Raters::Mean).faults;
    let mut all = card(&[entry(0, 1.5), entry(1, 0.5), entry(2, 7.0)]);
    assert_eq!((all.unusable, all.unknown, all.repeats), (2, 2, 0));
    all += card(&[entry(0, 0.5), entry(0, 0.6), entry(1, -1.0)]);
    assert_eq!((all.unusable, all.unknown, all.repeats), (3, 4, 1));
    let told: Vec<(&str, String)> = all
        .findings()
        .into_iter()
        .map(|finding| (finding.code, finding.help.map(|words| words.en.clone()).unwrap_or_default()))
        .collect();
    assert_eq!(told.iter().map(|one| one.0).collect::<Vec<_>>(), ["STR603", "STR605", "STR606"]);
    assert!(told[0].1.contains('3') && told[1].1.contains('4') && told[2].1.contains('1'), "{told:?}");
}

#[test]
fn flows_join_regions_by_hand() {
    // 0 exchanges 90 with 1 and 10 with 2; 2 exchanges 990 with 3.
    let flows = [(0, 1, Some(60.0)), (1, 0, Some(30.0)), (0, 2, Some(10.0)), (2, 3, Some(990.0)), (4, 4, Some(500.0))];
    assert_eq!(joined_by_flows(&flows, 0.5), (vec![(0, 1), (2, 3)], 0));
    assert_eq!(joined_by_flows(&flows, 0.1), (vec![(0, 1), (0, 2), (2, 3)], 0));
    // What 0 sends to 3 nobody knows: neither can settle anything, while 1 and 2 still can.
    let mut some = flows.to_vec();
    some.push((0, 3, None));
    assert_eq!(joined_by_flows(&some, 0.5), (vec![(0, 1), (2, 3)], 2));
    assert_eq!(joined_by_flows(&[(0, 1, Some(-3.0))], 0.5), (vec![], 1));
    assert_eq!(joined_by_flows(&[(0, 1, Some(0.0))], 0.0), (vec![], 0));
}

#[test]
fn accounts_relate_industries_by_hand() {
    // 0 sells 30 of 100 to 1, which buys 40 in all; 2 is no industry of the panel.
    let uses = [(0, 1, 10.0), (0, 1, 20.0), (0, 2, 70.0), (2, 1, 10.0), (1, 0, 5.0), (1, 2, 95.0), (0, 0, -9.0)];
    let related = related_by_accounts(&uses, 2);
    // 30/100 sold, 30/40 bought; back 5/100 sold, 5/5 bought.
    assert_eq!(related, [(0, 1, 1.0)]);
    let related = related_by_accounts(&uses[..4], 2);
    assert_eq!(related, [(0, 1, 0.75)]);
    assert!(related_by_accounts(&[], 3).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Neither order nor unit matters; a lower bar never takes a pair away; a missing value never adds one.
    #[test]
    fn joins_do_not_depend_on_order_or_unit(
        flows in prop::collection::vec((0u32..6, 0u32..6, prop::option::of(0u32..50)), 0..30),
    ) {
        let of = |unit: f64| -> Vec<(u32, u32, Option<f64>)> {
            flows.iter().map(|&(one, two, value)| (one, two, value.map(|value| unit * f64::from(value)))).collect()
        };
        let mut turned = of(16.0);
        turned.reverse();
        let one = joined_by_flows(&of(1.0), 0.3);
        prop_assert_eq!(&one, &joined_by_flows(&turned, 0.3));
        let lower: BTreeSet<_> = joined_by_flows(&of(1.0), 0.1).0.into_iter().collect();
        prop_assert!(one.0.iter().all(|pair| lower.contains(pair)));
        let uses = |unit: f64| flows.iter().filter_map(move |&(a, b, v)| Some((a, b, unit * f64::from(v?)))).collect::<Vec<_>>();
        let related = related_by_accounts(&uses(1.0), 4);
        let mut reversed = uses(64.0);
        reversed.reverse();
        prop_assert_eq!(&related, &related_by_accounts(&reversed, 4));
        prop_assert!(related.iter().all(|one| one.0 < one.1 && one.1 < 4 && one.2 > 0.0 && one.2 <= 1.0));
    }
}
