//! Vertical and horizontal, direct and indirect.

use crate::in_pool;
use liantu_model::{Layer, LayerSet};
use liantu_network::method::interest_mechanisms::{self, Tag, interest_mechanisms};
use liantu_network::method::vertical_horizontal::{Relation, vertical_horizontal};
use liantu_network::{Direction, Filter, LinkRow, Network};
use proptest::prelude::*;

fn only(layer: Layer) -> Filter {
    Filter { layers: LayerSet::parse(layer.code()).unwrap(), ..Filter::default() }
}

/// The worked example of the documentation.
#[test]
fn dyads_are_split_by_the_gap_of_their_levels() {
    let link = |from, to, direction| LinkRow { direction, ..LinkRow::new(from, to, Layer::Innovation) };
    let links = [
        link(0, 4, Direction::Forward),
        link(4, 1, Direction::Reverse),
        link(0, 2, Direction::TwoWay),
        link(3, 4, Direction::Forward),
        LinkRow { agreement: Some(7), ..link(2, 4, Direction::Multi) },
        link(0, 1, Direction::Forward),
        link(0, 5, Direction::Forward),
        link(6, 0, Direction::Forward),
    ];
    let network = Network::build(7, &links).unwrap().network;
    let place = [Some(0), Some(0), Some(1), Some(2), Some(3), Some(4), None];
    let level = [180.0, 150.0, 120.0, 80.0, f64::NAN];
    let (rows, findings) = vertical_horizontal(&network, &only(Layer::Innovation), &place, &level, 1.5);
    let found: Vec<(Relation, u32, Option<f64>)> =
        rows.iter().map(|row| (row.relation, row.tally.links, row.share)).collect();
    assert_eq!(
        found,
        [
            (Relation::Same, 1, None),
            (Relation::Horizontal, 1, Some(0.2)),
            (Relation::Downward, 2, Some(0.4)),
            (Relation::Upward, 1, Some(0.2)),
            (Relation::Vertical, 1, Some(0.2)),
            (Relation::Unknown, 2, None),
        ]
    );
    assert!((rows[2].gap.unwrap() - (2.25f64 * 1.5).sqrt()).abs() < 1e-15);
    assert_eq!((findings.len(), findings[0].code), (1, "NET111"));
    // No ratio can be taken of zero or of less; nothing is divided by nothing.
    let (rows, _) =
        vertical_horizontal(&network, &only(Layer::Innovation), &place, &[0.0, -1.0, 0.0, f64::INFINITY, 1.0], 1.5);
    assert!(rows.iter().all(|row| row.share.is_none() && row.gap.is_none()));
    // At a threshold of one, all that differs is vertical, and equals are not.
    let (rows, _) = vertical_horizontal(&network, &only(Layer::Innovation), &place, &[1.0; 5], 1.0);
    assert_eq!((rows[1].tally.links, rows[2].tally.links), (6, 0));
}

/// The worked example of the documentation.
#[test]
fn direct_and_indirect_things_are_counted_apart() {
    let link = |from, to, layer, kind| LinkRow { kind, ..LinkRow::new(from, to, layer) };
    let fund =
        |from, to| LinkRow { direction: Direction::Multi, agreement: Some(0), ..link(from, to, Layer::Value, 3) };
    let links = [
        link(3, 2, Layer::Industry, 1),
        link(0, 2, Layer::Industry, 0),
        link(3, 2, Layer::Value, 2),
        fund(0, 1),
        fund(0, 2),
        fund(1, 2),
    ];
    let network = Network::build(4, &links).unwrap().network;
    let tags = [None, Some(Tag::Direct), Some(Tag::Direct), Some(Tag::Indirect)];
    let filter = Filter { layers: LayerSet::parse("IND,VAL").unwrap(), ..Filter::default() };
    let (rows, findings) = interest_mechanisms(&network, &filter, &tags, &[Some(0), Some(1), Some(2), Some(2)]);
    let row = |layer, reach| rows.iter().find(|row| row.layer == layer && row.reach == reach).unwrap();
    assert_eq!(row(None, interest_mechanisms::Reach::All).things, [2, 1, 1]);
    assert_eq!(row(None, interest_mechanisms::Reach::Within).direct_share(), Some(1.0));
    assert_eq!(row(Some(Layer::Value), interest_mechanisms::Reach::Across).direct_share(), Some(0.0));
    assert_eq!(row(Some(Layer::Industry), interest_mechanisms::Reach::Across).direct_share(), None);
    assert_eq!(findings[0].code, "NET112");
    // Nobody's place is known.
    let (rows, _) = interest_mechanisms(&network, &filter, &[], &[None; 4]);
    let all: u32 =
        rows.iter().filter(|row| row.reach == interest_mechanisms::Reach::Unlocated).map(|row| row.things[2]).sum();
    assert_eq!(all, 8, "four things, counted by layer and together");
}

proptest! {
    /// Every link is in exactly one relation; the unit of the level, the order of links and threads do not matter; arrows
    /// turned round exchange what runs down and what runs up.
    #[test]
    fn relations_partition_the_links(
        links in prop::collection::vec((0u32..6, 0u32..6, 0usize..4), 0..40),
        level in prop::collection::vec(prop_oneof![Just(f64::NAN), 0.1f64..100.0], 6),
        ratio in 1.0f64..3.0,
    ) {
        let build = |turn: bool, reverse: bool| {
            let mut rows: Vec<LinkRow> = links.iter().map(|&(one, two, direction)| {
                let (one, two) = if turn { (two, one) } else { (one, two) };
                let direction = Direction::ALL[direction];
                let agreement = (direction == Direction::Multi).then_some(one.min(two) * 6 + one.max(two));
                LinkRow { direction, agreement, ..LinkRow::new(one, two, Layer::Industry) }
            }).collect();
            if reverse {
                rows.reverse();
            }
            Network::build(6, &rows).unwrap().network
        };
        let place: Vec<Option<u32>> = (0..6).map(Some).collect();
        let run = |network: &Network, level: &[f64]| vertical_horizontal(network, &only(Layer::Industry), &place, level, ratio).0;
        let found = run(&build(false, false), &level);
        prop_assert_eq!(found.iter().map(|row| row.tally.links).sum::<u32>() as usize, links.len());
        let shares: f64 = found.iter().filter_map(|row| row.share).sum();
        prop_assert!(shares == 0.0 || (shares - 1.0).abs() < 1e-12);
        prop_assert_eq!(&found, &in_pool(3, || run(&build(false, true), &level)));
        let scaled: Vec<f64> = level.iter().map(|level| level * 4.0).collect();
        prop_assert_eq!(&found, &run(&build(false, false), &scaled));
        let turned = run(&build(true, false), &level);
        prop_assert_eq!(found[2].tally.links, turned[3].tally.links);
        prop_assert_eq!(found[3].tally.links, turned[2].tally.links);
    }
}
