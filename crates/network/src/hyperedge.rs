//! Agreements of many parties: one thing each, not many pairs.

use crate::aggregation::NOWHERE;
use crate::filter::Filter;
use crate::link::{Direction, Status};
use crate::network::{Link, Network};
use liantu_model::{Layer, Observation};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// An agreement of more than two parties, or one whose parties are listed as such.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hyperedge {
    /// The agreement.
    pub agreement: u32,
    /// Its layer.
    pub layer: Layer,
    /// The kind of its links; the first where they differ.
    pub kind: u16,
    /// The nodes it joins, sorted, the carrier left out.
    pub members: Vec<u32>,
    /// The node that carries it (a fund, an alliance, a platform), where all its links meet in one and there are two or more.
    pub carrier: Option<u32>,
    /// Its links, by position in the network.
    pub links: Vec<u32>,
    /// Whether it is only proposed.
    pub proposed: bool,
    /// Whether it was never fulfilled.
    pub unfulfilled: bool,
    /// Whether any of it is estimated or simulated.
    pub modelled: bool,
}

impl Hyperedge {
    /// Its members and carrier at a wider scale, each region once, sorted; nodes that lie nowhere are left out.
    pub fn regions(&self, parent: &[u32]) -> Vec<u32> {
        let mut regions: Vec<u32> =
            self.members.iter().chain(&self.carrier).map(|&node| parent[node as usize]).collect();
        regions.retain(|&region| region != NOWHERE);
        regions.sort_unstable();
        regions.dedup();
        regions
    }
}

/// Every multi-party agreement that `filter` keeps, sorted by layer and agreement: those with a link marked as one party of
/// many, and those that join more than two nodes.
pub fn hyperedges(network: &Network, filter: &Filter) -> Vec<Hyperedge> {
    let parts = filter.spans(network, |links| {
        links.filter_map(|link| link.agreement().map(|agreement| (agreement, link))).collect::<Vec<_>>()
    });
    let mut links = parts.concat();
    links.par_sort_unstable_by_key(|(agreement, link)| (link.layer, *agreement, link.position));
    let groups: Vec<&[(u32, Link<'_>)]> =
        links.chunk_by(|one, two| (one.1.layer, one.0) == (two.1.layer, two.0)).collect();
    groups.into_par_iter().with_min_len(64).filter_map(hyperedge).collect()
}

fn hyperedge(links: &[(u32, Link<'_>)]) -> Option<Hyperedge> {
    let (agreement, layer) = (links[0].0, links[0].1.layer);
    let links = || links.iter().map(|(_, link)| link);
    let mut members: Vec<u32> = links().flat_map(|link| [link.from, link.to]).collect();
    members.sort_unstable();
    members.dedup();
    if members.len() < 3 && links().all(|link| link.direction() != Direction::Multi) {
        return None;
    }
    let meets = |node: &u32| links().all(|link| link.from == *node || link.to == *node);
    let carrier = members.iter().copied().find(meets).filter(|_| links().count() > 1 && members.len() > 2);
    members.retain(|&member| Some(member) != carrier);
    let all = |status| links().all(|link| link.status() == status);
    Some(Hyperedge {
        agreement,
        layer,
        kind: links().next()?.kind(),
        members,
        carrier,
        links: links().map(|link| link.position).collect(),
        proposed: all(Status::Proposed),
        unfulfilled: all(Status::Unfulfilled),
        modelled: links().any(|link| link.observation() != Observation::Observed),
    })
}

/// How many distinct agreements there are in each layer and group, as far as `filter` keeps them. `group` names the group of
/// each agreement, such as its practice mode; `None` where it has none. Links without an agreement count one each in the
/// group `None`.
pub fn agreement_counts(
    network: &Network,
    filter: &Filter,
    group: &[Option<u32>],
) -> BTreeMap<(Layer, Option<u32>), u32> {
    let parts = filter.spans(network, |links| {
        let mut seen: Vec<(Layer, Option<u32>)> = links.map(|link| (link.layer, link.agreement())).collect();
        seen.sort_unstable();
        seen.dedup_by(|one, two| one == two && one.1.is_some());
        seen
    });
    let mut seen = parts.concat();
    seen.sort_unstable();
    seen.dedup_by(|one, two| one == two && one.1.is_some());
    let mut counts = BTreeMap::new();
    for (layer, agreement) in seen {
        let group = agreement.and_then(|agreement| group.get(agreement as usize).copied().flatten());
        *counts.entry((layer, group)).or_insert(0) += 1;
    }
    counts
}
