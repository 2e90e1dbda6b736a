//! What crosses a border: of industries, regions, departments, nations; clusters, branches, followers.

#![allow(clippy::float_cmp, reason = "the answers are exact")]

use liantu_model::{Diagnostic, Layer};
use liantu_network::method::border::boundary_crossing::{Crossing, boundary_crossing, mean};
use liantu_network::method::border::cluster_register::cluster_register;
use liantu_network::method::border::dual_circulation::dual_circulation;
use liantu_network::method::border::external_ties::external_ties;
use liantu_network::method::border::follow_on::{Settled, follow_on};
use liantu_network::method::border::mutual_entry::{Branch, mutual_entry, symmetry};
use liantu_network::method::flow_attributes::FlowRow;
use liantu_network::{Filter, LinkRow, Network};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

fn codes(findings: &[Diagnostic]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.code).collect()
}

fn network(nodes: u32, links: &[LinkRow]) -> Network {
    Network::build(nodes, links).unwrap().network
}

fn link(from: u32, to: u32, layer: Layer, agreement: Option<u32>) -> LinkRow {
    LinkRow { agreement, ..LinkRow::new(from, to, layer) }
}

/// The worked example of the documentation.
#[test]
fn four_scores_lie_between_nothing_and_all() {
    let links = [
        link(0, 1, Layer::Industry, None),
        link(0, 2, Layer::Knowledge, Some(5)),
        link(1, 2, Layer::Knowledge, Some(5)),
        link(0, 2, Layer::Innovation, None),
        link(0, 3, Layer::Service, None),
    ];
    let network = network(4, &links);
    let industry = vec![Some(0), Some(0), Some(1), None];
    let region = vec![Some(0), Some(1), Some(0), Some(0)];
    let (found, findings) = boundary_crossing(&network, &Filter::default(), &[industry.clone(), region.clone()], None);
    assert_eq!((found[0].crossing, found[0].within, found[0].unknown), (2, 1, 1));
    assert_eq!((found[0].score(), found[0].bounds()), (None, [Some(0.5), Some(0.75)]));
    assert_eq!((found[1].score(), found[1].known_score()), (Some(0.5), Some(0.5)));
    assert!((found[1].expected.unwrap() - 28.0 / 81.0).abs() < 1e-15);
    assert_eq!((mean(&found, Crossing::score), codes(&findings)), (None, vec!["NET113"]));
    // Only things of an area; and nothing at all, which is undefined.
    let inside = [false, true, false, false];
    let (found, _) = boundary_crossing(&network, &Filter::default(), std::slice::from_ref(&region), Some(&inside));
    assert_eq!((found[0].things(), found[0].score()), (2, Some(1.0)));
    let (found, findings) = boundary_crossing(&network, &Filter::default(), &[region], Some(&[false; 4]));
    assert_eq!((found[0].score(), found[0].expected, codes(&findings)), (None, None, vec!["NET102"]));
}

proptest! {
    /// Scores stay between nothing and all; finer classes cross no less; naming classes otherwise changes nothing.
    #[test]
    fn scores_are_shares(
        links in prop::collection::vec((0u32..9, 0u32..9, prop::option::of(0u32..4)), 0..40),
        fine in prop::collection::vec(prop::option::of(0u32..6), 9),
    ) {
        let links: Vec<LinkRow> = links.into_iter().map(|(from, to, agreement)| link(from, to, Layer::Industry, agreement)).collect();
        let network = network(9, &links);
        let coarse: Vec<Option<u32>> = fine.iter().map(|class| class.map(|class| class / 2)).collect();
        let renamed: Vec<Option<u32>> = fine.iter().map(|class| class.map(|class| 100 - class)).collect();
        let (found, _) = boundary_crossing(&network, &Filter::default(), &[fine, coarse, renamed], None);
        for one in &found {
            let [low, high] = one.bounds().map(|bound| bound.unwrap_or(0.0));
            prop_assert!(0.0 <= low && low <= high && high <= 1.0);
            prop_assert!(one.expected.is_none_or(|expected| (0.0..1.0).contains(&expected)));
        }
        prop_assert!(found[1].crossing <= found[0].crossing);
        prop_assert_eq!(found[0].crossing, found[2].crossing);
    }
}

/// The worked example of the documentation: nodes outside and the members that reach them alone.
#[test]
fn nodes_outside_are_told_with_whom_they_reach() {
    let links = [
        link(0, 3, Layer::Knowledge, None),
        link(1, 3, Layer::Innovation, None),
        link(1, 4, Layer::Innovation, None),
        link(2, 4, Layer::Innovation, None),
        link(1, 2, Layer::Industry, None),
        link(2, 5, Layer::Industry, None),
        link(3, 1, Layer::Knowledge, None),
    ];
    let inside = [Some(true), Some(true), Some(true), Some(false), Some(false), None];
    let (found, findings) = external_ties(&network(6, &links), &Filter::default(), &inside);
    let told: Vec<(u32, u32, &[u32], &[u32])> =
        found.iter().map(|one| (one.node, one.tally.distinct(), &one.members[..], &one.only[..])).collect();
    assert_eq!(told, [(3, 3, &[0, 1][..], &[0][..]), (4, 2, &[1, 2][..], &[2][..])]);
    assert_eq!((found[0].layers.len(), codes(&findings)), (2, vec!["NET103"]));
    // Everybody inside: there is nobody outside.
    assert!(external_ties(&network(6, &links), &Filter::default(), &[Some(true); 6]).0.is_empty());
}

fn branch(actor: u32, home: u32, host: u32) -> Branch {
    Branch { actor, home: Some(home), host: Some(host) }
}

#[test]
fn entries_are_mutual_or_go_one_way() {
    let lost = Branch { actor: 9, home: Some(0), host: None };
    let rows = [branch(1, 0, 1), branch(2, 0, 1), branch(3, 0, 2), branch(4, 1, 0), branch(5, 1, 1), lost];
    let (found, findings) = mutual_entry(&rows);
    assert_eq!(found.iter().map(|one| one.places).collect::<Vec<_>>(), [[0, 1], [0, 2]]);
    assert_eq!((found[0].symmetry(), found[1].symmetry(), symmetry(&found)), (Some(2.0 / 3.0), Some(0.0), Some(0.5)));
    assert_eq!((found[0].branches[0].as_slice(), codes(&findings)), (&[1, 2][..], vec!["NET103"]));
    // A symmetric matrix is symmetric in full; without branches there is no symmetry.
    let even: Vec<Branch> = (0..3).flat_map(|i| (0..3).map(move |j| branch(3 * i + j, i, j))).collect();
    assert_eq!(symmetry(&mutual_entry(&even).0), Some(1.0));
    let (none, findings) = mutual_entry(&[]);
    assert_eq!((symmetry(&none), codes(&findings)), (None, vec!["NET102"]));
}

/// Three clusters: of one province, of two, and one of which it cannot be told.
#[test]
fn clusters_across_borders_are_flagged() {
    let joint = |member, cluster, agreement| link(member, cluster, Layer::Industry, agreement);
    let links = [
        joint(3, 0, Some(1)),
        joint(4, 0, Some(1)),
        joint(4, 1, Some(2)),
        joint(5, 1, Some(2)),
        joint(3, 2, None),
        joint(6, 2, None),
    ];
    let city = vec![None, None, None, Some(0), Some(1), Some(2), None];
    let province = vec![None, None, None, Some(0), Some(0), Some(1), None];
    let (found, findings) = cluster_register(&network(7, &links), &Filter::default(), &[0, 1, 2], &[city, province]);
    let crosses: Vec<&[Option<bool>]> = found.iter().map(|one| &one.crosses[..]).collect();
    assert_eq!(crosses, [&[Some(true), Some(false)], &[Some(true), Some(true)], &[None, None]]);
    assert_eq!((found[2].nowhere[0], found[0].tally.agreements, codes(&findings)), (1, 1, vec!["NET103"]));
}

/// A list as long as the national one, its members made up: eleven clusters across cities, two of them across provinces, and in
/// each province of the delta as many as table 2 of the shipped source counts.
#[test]
fn a_list_of_forty_five_is_counted_as_planted() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/yrd-cooperation/indicator.csv");
    let facts = std::fs::read_to_string(path).unwrap();
    let table: BTreeMap<&str, usize> = facts
        .lines()
        .map(|line| line.split(',').collect::<Vec<_>>())
        .filter(|cells| cells[1] == "national_advanced_manufacturing_clusters")
        .map(|cells| (cells[2], cells[6].parse().unwrap()))
        .collect();
    let delta = ["310000", "320000", "330000", "340000"];
    let in_delta = (0u32..).zip(delta).flat_map(|(province, code)| std::iter::repeat_n(province, table[code]));
    let home: Vec<u32> = in_delta.chain((0..).map(|other| 4 + other % 9)).take(table["CHN"]).collect();
    // Nine of Jiangsu join two of its cities, the last two of the list a city of another province.
    let (mut links, mut members) = (Vec::new(), 0);
    let (mut city, mut province) = (vec![None; 45], vec![None; 45]);
    for (cluster, &home) in (0u32..).zip(&home) {
        let beyond = u32::from(cluster >= 43);
        for (own, other) in [(0, 0), (u32::from((3..12).contains(&cluster)), beyond)] {
            links.push(link(45 + members, cluster, Layer::Industry, Some(cluster)));
            members += 1;
            city.push(Some(10 * (home + other) + own));
            province.push(Some(home + other));
        }
    }
    let clusters: Vec<u32> = (0..45).collect();
    let network = network(45 + members, &links);
    let (found, findings) = cluster_register(&network, &Filter::default(), &clusters, &[city, province]);
    let across = |level: usize| found.iter().filter(|one| one.crosses[level] == Some(true)).count();
    assert_eq!((found.len(), across(0), across(1), findings.len()), (45, 11, 2, 0));
    let within = (0..4).map(|province| found.iter().filter(|one| one.places[1].contains(&province)).count());
    let within: Vec<usize> = within.collect();
    assert_eq!(within, delta.map(|code| table[code]));
    assert_eq!((within.iter().sum::<usize>(), table["X-YRD"]), (18, 18));
}

/// The worked example: two of three partners follow, one of four others comes.
#[test]
fn followers_are_counted_on_a_toy() {
    let partners: Vec<LinkRow> = (1..5).map(|node| link(node, 0, Layer::Industry, None)).collect();
    let at = |place, day| Settled { place: Some(place), day: Some(day) };
    let mut settled = vec![
        at(0, 0),
        at(0, 365),
        at(0, 1247),
        at(1, 730),
        at(0, -365),
        at(0, 500),
        at(1, 500),
        at(1, 1400),
        at(1, 1400),
    ];
    let (found, findings) = follow_on(&network(9, &partners), &Filter::default(), &settled, &[0], 1826);
    assert_eq!((found[0].followers.as_slice(), found[0].partners, found[0].others), (&[1, 2][..], 3, [1, 4]));
    assert!((found[0].lift().unwrap() - 8.0 / 3.0).abs() < 1e-15 && findings.is_empty());
    // A shorter window; a lead nobody knows the day of; actors without a day.
    assert_eq!(follow_on(&network(9, &partners), &Filter::default(), &settled, &[0], 400).0[0].followers, [1]);
    settled[1].day = None;
    let (found, findings) = follow_on(&network(9, &partners), &Filter::default(), &settled, &[0, 1], 1826);
    assert_eq!((found.len(), found[0].partners, codes(&findings)), (1, 2, vec!["NET114"]));
    // Without partners there is no rate.
    assert_eq!(follow_on(&network(9, &[]), &Filter::default(), &settled, &[0], 1826).0[0].rate(), None);
}

fn flow(origin: u32, destination: u32, value: Option<f64>) -> FlowRow {
    FlowRow { origin, destination, layer: Some(Layer::Industry), item: 0, period: 0, value }
}

/// The worked example of the documentation: shares add up to one, and the nation counts each flow once.
#[test]
fn circulations_add_up_to_one() {
    let nation = [Some(0), Some(0), Some(1), None];
    let rows = [
        flow(0, 0, Some(50.0)),
        flow(0, 1, Some(30.0)),
        flow(0, 2, Some(15.0)),
        flow(2, 0, Some(5.0)),
        flow(1, 2, Some(10.0)),
    ];
    let (found, findings) = dual_circulation(&rows, &nation);
    let of = |nation, node| found.iter().find(|one| (one.nation, one.node) == (nation, node)).unwrap();
    assert_eq!((of(0, Some(0)).shares(), of(0, Some(0)).hub()), (Some([0.5, 0.3, 0.2]), Some(0.8)));
    assert_eq!((of(0, None).parts, of(0, None).openness()), ([50.0, 30.0, 30.0], Some(0.5)));
    assert!(
        found.iter().all(|one| (one.shares().unwrap().iter().sum::<f64>() - 1.0).abs() < 1e-15) && findings.is_empty()
    );
    // An unknown value, an unknown nation, nothing at all: unknown, not zero.
    let (found, findings) = dual_circulation(&[flow(0, 1, None), flow(1, 3, Some(2.0))], &nation);
    assert!(found.iter().all(|one| one.shares().is_none() && one.hub().is_none()));
    assert_eq!(codes(&findings), ["NET110"]);
    assert_eq!(codes(&dual_circulation(&[flow(0, 1, Some(0.0))], &nation).1), ["NET102"]);
}
