//! The ties of a case: what was agreed or done, each once.

use crate::filter::Filter;
use crate::link::Direction;
use crate::network::{Link, Network};
use liantu_model::Layer;
use std::collections::BTreeMap;

/// An agreement of a case in one layer, or a link of it that belongs to none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// Its layer.
    pub layer: Layer,
    /// The agreement.
    pub agreement: Option<u32>,
    /// The first known start of its links.
    pub start: Option<i32>,
    /// The first stage that its sources state.
    pub stated: Option<i64>,
    /// Whether it is a body of many parties.
    pub joint: bool,
    /// The nodes it joins, sorted.
    pub nodes: Vec<u32>,
    /// Its links, by position in the network.
    pub links: Vec<u32>,
}

/// The ties of each case, sorted by case, layer and agreement. `cases` names the cases that a link belongs to; `stated`
/// gives, by position, the stage that a source states for a link.
pub fn ties(
    network: &Network,
    filter: &Filter,
    stated: impl Fn(u32) -> Option<i64>,
    mut cases: impl FnMut(&Link<'_>, &mut Vec<u32>),
) -> BTreeMap<u32, Vec<Tie>> {
    let mut found: BTreeMap<(u32, Layer, Option<u32>, Option<u32>), Tie> = BTreeMap::new();
    let mut of = Vec::new();
    for link in filter.links(network) {
        of.clear();
        cases(&link, &mut of);
        of.sort_unstable();
        of.dedup();
        for &case in &of {
            let agreement = link.agreement();
            let alone = agreement.is_none().then_some(link.position);
            let tie = found.entry((case, link.layer, agreement, alone)).or_insert_with(|| Tie {
                layer: link.layer,
                agreement,
                start: None,
                stated: None,
                joint: false,
                nodes: Vec::new(),
                links: Vec::new(),
            });
            tie.start = [tie.start, link.start()].into_iter().flatten().min();
            tie.stated = [tie.stated, stated(link.position)].into_iter().flatten().min();
            tie.joint |= link.direction() == Direction::Multi;
            tie.nodes.extend([link.from, link.to]);
            tie.links.push(link.position);
        }
    }
    let mut ties: BTreeMap<u32, Vec<Tie>> = BTreeMap::new();
    for ((case, ..), mut tie) in found {
        tie.nodes.sort_unstable();
        tie.nodes.dedup();
        tie.joint |= tie.nodes.len() > 3;
        ties.entry(case).or_default().push(tie);
    }
    ties
}
