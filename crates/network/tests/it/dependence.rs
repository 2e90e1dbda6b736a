//! External dependence.

use crate::golden::{Row, check, show};
use liantu_model::Layer;
use liantu_network::method::external_dependence::{Dependence, Own, external_dependence};
use liantu_network::method::flow_attributes::{Absent, FlowRow, node_flows};
use proptest::prelude::*;

fn flow(origin: u32, destination: u32, value: Option<f64>) -> FlowRow {
    FlowRow { origin, destination, layer: Some(Layer::Industry), item: 0, period: 0, value }
}

const INSIDE: [bool; 6] = [true, true, true, true, false, false];

/// Members 0 to 3; 4 and 5 are outside.
fn flows() -> Vec<FlowRow> {
    [
        (0, 1, Some(60.0)),
        (2, 1, Some(20.0)),
        (4, 1, Some(15.0)),
        (5, 1, Some(5.0)),
        (1, 0, Some(30.0)),
        (4, 0, Some(30.0)),
    ]
    .into_iter()
    .chain([(0, 2, Some(40.0)), (3, 2, None), (2, 3, Some(10.0)), (4, 4, Some(99.0)), (1, 4, Some(7.0))])
    .map(|(origin, destination, value)| flow(origin, destination, value))
    .collect()
}

#[test]
fn dependence_by_hand() {
    let (rows, findings) = external_dependence(&flows(), 6, Some(&INSIDE), Own::Exclude);
    let of = |node: Option<u32>| rows.iter().find(|row| row.node == node).unwrap();
    assert_eq!(rows.len(), 5);
    let jiangsu = of(Some(1));
    assert_eq!((jiangsu.share(), jiangsu.concentration, jiangsu.largest), (Some(0.2), Some(0.625), Some((4, 15.0))));
    assert_eq!((jiangsu.largest_share(), of(Some(0)).share(), of(Some(3)).share()), (Some(0.15), Some(0.5), Some(0.0)));
    // What nobody knows leaves bounds: unknown from inside, the share can only be smaller than the known one.
    assert_eq!((of(Some(2)).share(), of(Some(2)).bounds()), (None, [None, Some(0.0)]));
    let whole = of(None);
    assert_eq!((whole.inside, whole.outside, whole.unknown, whole.share()), (160.0, 50.0, [1, 0], None));
    assert!((whole.bounds()[1].unwrap() - 50.0 / 210.0).abs() < 1e-15);
    let left = whole.network.unwrap();
    assert_eq!((left.connected, left.connected_alone, left.robustness), (Some(1.0), Some(1.0), Some(0.25)));
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["NET313"]);
}

#[test]
fn golden_case() {
    check("external_dependence", |case| {
        let node = |word: &String| u32::try_from(case.nodes.iter().position(|node| node == word).unwrap()).unwrap();
        let flows: Vec<FlowRow> = case
            .table("links.csv")
            .iter()
            .map(|row| flow(node(&row["from"]), node(&row["to"]), row["weight"].parse().ok()))
            .collect();
        let members = case.settings["inside"].as_integer().unwrap() as usize;
        let inside: Vec<bool> = (0..case.nodes.len()).map(|n| n < members).collect();
        let found = external_dependence(&flows, case.nodes.len(), Some(&inside), Own::Exclude).0;
        let row = |row: &Dependence| {
            let name = |node: u32| case.nodes[node as usize].clone();
            let [least, most] = row.bounds();
            let left = row.network.unwrap_or_default();
            Row::from([
                ("layer", show(row.layer)),
                ("node", row.node.map(name).unwrap_or_default()),
                ("inside", row.inside.to_string()),
                ("outside", row.outside.to_string()),
                ("unknown", (row.unknown[0] + row.unknown[1]).to_string()),
                ("dependence", show(row.share())),
                ("at_least", show(least)),
                ("at_most", show(most)),
                ("source_concentration", show(row.concentration)),
                ("largest_source", row.largest.map(|(source, _)| name(source)).unwrap_or_default()),
                ("largest_share", show(row.largest_share())),
                ("connected", show(left.connected)),
                ("connected_alone", show(left.connected_alone)),
                ("robustness_alone", show(left.robustness)),
            ])
        };
        found.iter().map(row).collect()
    });
}

/// A star of members around an outside place falls apart without it; a ring of members does not.
#[test]
fn what_holds_only_through_the_outside_falls_apart() {
    let star: Vec<FlowRow> = (0..4).map(|member| flow(4, member, Some(1.0))).collect();
    let whole = |flows: &[FlowRow]| {
        let rows = external_dependence(flows, 6, Some(&INSIDE), Own::Exclude).0;
        rows.into_iter().find(|row| row.node.is_none()).unwrap()
    };
    let (row, left) = (whole(&star), whole(&star).network.unwrap());
    assert_eq!(
        (row.share(), left.connected, left.connected_alone, left.robustness),
        (Some(1.0), Some(1.0), Some(0.0), None)
    );
    let ring: Vec<FlowRow> = (0..4).map(|member| flow(member, (member + 1) % 4, Some(1.0))).collect();
    let (row, left) = (whole(&ring), whole(&ring).network.unwrap());
    assert_eq!((row.share(), left.connected_alone), (Some(0.0), Some(1.0)));
    // Largest parts of a ring of four as nodes go: 3, 1, 1, 0 of 4.
    assert_eq!(left.robustness, Some(5.0 / 16.0));
}

#[test]
fn nothing_known_gives_null() {
    assert!(external_dependence(&[], 6, Some(&INSIDE), Own::Exclude).0.is_empty());
    let unknown = [flow(0, 1, None), flow(4, 1, None)];
    let rows = external_dependence(&unknown, 6, Some(&INSIDE), Own::Exclude).0;
    assert!(rows.iter().all(|row| row.share().is_none() && row.bounds() == [None, None] && row.largest.is_none()));
    // Zero in all: nothing to share.
    let (rows, findings) = external_dependence(&[flow(0, 1, Some(0.0))], 6, Some(&INSIDE), Own::Exclude);
    assert!(rows.iter().all(|row| row.share().is_none()) && findings[0].code == "NET102");
    // A flow below zero is as good as unknown.
    let rows = external_dependence(&[flow(4, 1, Some(-5.0)), flow(0, 1, Some(5.0))], 6, Some(&INSIDE), Own::Exclude).0;
    assert!(rows.iter().all(|row| row.share().is_none() && row.bounds() == [Some(0.0), None]));
    // Own flows that no row lists are unknown where they are to count.
    let own = |flows: &[FlowRow]| external_dependence(flows, 6, None, Own::Include).0;
    assert_eq!(own(&[flow(4, 1, Some(5.0))])[0].share(), None);
    let both = own(&[flow(4, 1, Some(5.0)), flow(1, 1, Some(15.0))]);
    assert_eq!((both.len(), both[0].share()), (1, Some(0.25)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// The order of rows and the unit do not matter; shares lie within bounds, and filling in what is unknown stays in them.
    #[test]
    fn bounds_hold(
        flows in prop::collection::vec((0u32..6, 0u32..6, prop::option::of(0u32..9)), 0..40),
        fill in 0u32..20,
    ) {
        let rows = |unit: f64, reversed: bool, fill: Option<u32>| -> Vec<Dependence> {
            let mut flows: Vec<FlowRow> = flows
                .iter()
                .map(|&(origin, destination, value)| flow(origin, destination, value.or(fill).map(|value| unit * f64::from(value))))
                .collect();
            if reversed {
                flows.reverse();
            }
            external_dependence(&flows, 6, Some(&INSIDE), Own::Exclude).0
        };
        let one = rows(1.0, false, None);
        prop_assert_eq!(&one, &rows(1.0, true, None));
        for ((row, scaled), filled) in one.iter().zip(rows(256.0, true, None)).zip(rows(1.0, false, Some(fill))) {
            prop_assert_eq!((row.share(), row.bounds(), row.concentration), (scaled.share(), scaled.bounds(), scaled.concentration));
            if let Some(share) = filled.share() {
                prop_assert!((0.0..=1.0).contains(&share));
                let [least, most] = row.bounds();
                prop_assert!(least.is_none_or(|least| least <= share + 1e-12) && most.is_none_or(|most| share <= most + 1e-12));
            }
        }
    }
}

/// Talent that moves between places: what one gains others lose, and a city that draws it in stands out.
#[test]
fn net_flows_of_talent_add_up_to_nothing() {
    let moves: Vec<FlowRow> = (0..5u32)
        .flat_map(|one| (0..5).filter(move |two| *two != one).map(move |two| (one, two)))
        .map(|(one, two)| flow(one, two, Some(if two == 0 { 40.0 } else { 10.0 + f64::from(one) })))
        .collect();
    let nodes = node_flows(&moves, Absent::Zero).0;
    let net: Vec<f64> = nodes.iter().map(|row| row.net().unwrap()).collect();
    assert_eq!(net.iter().sum::<f64>(), 0.0);
    let most = nodes.iter().min_by(|a, b| a.asymmetry().unwrap().total_cmp(&b.asymmetry().unwrap())).unwrap();
    assert_eq!((most.node, most.asymmetry().unwrap()), (0, (40.0 - 160.0) / 200.0));
}
