//! The methods that group nodes, on cases with the numbers of peers.

mod cases;

use cases::{Case, Row, row, show};
use liantu_network::compare;
use liantu_network::method::clique_communities::clique_communities;
use liantu_network::method::communities::communities;
use liantu_network::method::cooperation_form::{Form, cooperation_form};
use liantu_network::method::functional_regions::functional_regions;
use liantu_network::method::triad_census::{TRIADS, triad_census};

#[test]
fn communities_are_those_of_the_peers() {
    for case in Case::all("communities") {
        let (result, _) = communities(&case.network, &case.filter(), &case.search());
        let result = result.unwrap();
        let quality = result.runs[result.best].quality;
        assert!((quality - case.number("quality").unwrap()).abs() < 1e-12, "{}: {quality}", case.path.display());
        let of_groups: f64 = result.groups.iter().map(|group| group.quality).sum();
        assert!((quality - of_groups).abs() < 1e-12);
        let rows: Vec<Row> = case
            .nodes
            .iter()
            .zip(&result.community)
            .map(|(node, community)| {
                let community = community.map_or(String::new(), |community| (community + 1).to_string());
                row(&[("node", node.clone()), ("community", community)])
            })
            .collect();
        case.check(&rows);
    }
}

/// scikit-learn 1.9.1, `normalized_mutual_info_score` (arithmetic mean) and `adjusted_rand_score`.
#[test]
fn partitions_compare_as_in_scikit_learn() {
    let one = [
        2, 0, 1, 2, 0, 0, 3, 0, 2, 1, 1, 3, 2, 3, 1, 3, 2, 0, 1, 3, 0, 2, 1, 3, 1, 2, 1, 1, 2, 2, 0, 0, 3, 0, 3, 1, 3,
        0, 0, 0,
    ];
    let two = [
        2, 0, 3, 0, 0, 0, 3, 0, 2, 1, 1, 3, 0, 3, 1, 3, 2, 0, 4, 3, 0, 2, 1, 0, 1, 2, 1, 1, 2, 2, 3, 0, 3, 0, 3, 2, 2,
        0, 0, 0,
    ];
    let some = |list: &[u32]| list.iter().copied().map(Some).collect::<Vec<_>>();
    let result = compare(&some(&one), &some(&two));
    assert!((result.nmi.unwrap() - 0.598_050_297_914_893_6).abs() < 1e-14, "{result:?}");
    assert!((result.ari.unwrap() - 0.540_371_649_399_769_8).abs() < 1e-14, "{result:?}");
    let nothing = compare(&[None, Some(1)], &[Some(0), None]);
    assert_eq!((nothing.nodes, nothing.nmi, nothing.ari), (0, None, None));
}

#[test]
fn circles_of_cliques_are_those_of_the_peer() {
    for case in Case::all("clique_communities") {
        let k = usize::try_from(case.settings["k"].as_integer().unwrap()).unwrap();
        let found = clique_communities(&case.network, &case.filter(), k, 10_000).unwrap();
        let circles = || (1..).zip(&found[0].communities);
        let rows: Vec<Row> = (0u32..)
            .zip(&case.nodes)
            .flat_map(|(node, name)| {
                let own = circles().filter(move |(_, circle)| circle.nodes.contains(&node));
                own.map(move |(number, _)| row(&[("node", name.clone()), ("community", number.to_string())]))
            })
            .collect();
        case.check(&rows);
    }
}

#[test]
fn triads_are_those_of_the_peers() {
    for case in Case::all("triad_census") {
        let found = triad_census(&case.network, &case.filter());
        let rows: Vec<Row> = TRIADS
            .iter()
            .zip(found[0].counts)
            .map(|(triad, count)| row(&[("triad", (*triad).to_owned()), ("count", count.to_string())]))
            .collect();
        case.check(&rows);
    }
}

/// The places of the nodes, as the case numbers them; a negative number is none.
fn places(case: &Case) -> Vec<Option<u32>> {
    let list = case.settings["places"].as_array().unwrap();
    list.iter().map(|place| place.as_integer().and_then(|place| u32::try_from(place).ok())).collect()
}

#[test]
fn functional_regions_compare_with_borders() {
    for case in Case::all("functional_regions") {
        let (found, findings) = functional_regions(&case.network, &case.filter(), &case.search(), &places(&case));
        let found = found.unwrap();
        let all = found.summary;
        let rows = [row(&[
            ("nodes", all.nodes.to_string()),
            ("communities", all.communities.to_string()),
            ("crossing", all.crossing.to_string()),
            ("units", all.regions.to_string()),
            ("nmi", show(all.nmi)),
            ("ari", show(all.ari)),
            ("share_region", show(all.share_region)),
            ("share_community", show(all.share_community)),
            ("share_both", show(all.share_both)),
            ("unlocated", all.unlocated.to_string()),
            ("quality_region", all.quality_region.to_string()),
            ("quality", all.quality.to_string()),
        ])];
        case.check(&rows);
        let codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes.contains(&"NET403"), places(&case).contains(&None));
    }
}

#[test]
fn a_community_that_crosses_is_named() {
    let case = Case::all("functional_regions").into_iter().find(|case| case.path.ends_with("triangles")).unwrap();
    let (found, _) = functional_regions(&case.network, &case.filter(), &case.search(), &places(&case));
    let spread = found.unwrap().spread;
    assert_eq!((spread[0].crosses(), spread[1].crosses()), (false, true));
    assert_eq!((spread[1].home, spread[1].home_share()), (Some(1), Some(2.0 / 3.0)));
    assert_eq!(spread[1].regions, [(1, 2), (0, 1)]);
}

#[test]
fn forms_of_cooperation_are_told_apart() {
    for case in Case::all("cooperation_form") {
        let (found, _) = cooperation_form(&case.network, &case.filter(), &places(&case));
        let rows: Vec<Row> = found
            .iter()
            .map(|one| {
                row(&[
                    ("group", show(one.groups.map(|groups| groups.0))),
                    ("other", show(one.groups.map(|groups| groups.1))),
                    ("form", show(one.form.map(Form::word))),
                    ("actors", one.actors.0.to_string()),
                    ("other_actors", show(one.groups.map(|_| one.actors.1))),
                    ("links", one.links.to_string()),
                    ("pairs", one.pairs.to_string()),
                    ("cycles", one.cycles.to_string()),
                    ("multi_share", show(one.multi_share)),
                    ("network_share", show(one.network_share)),
                ])
            })
            .collect();
        case.check(&rows);
    }
}
